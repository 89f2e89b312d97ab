/* emu-save-dialog.h: asks for a name and writes there beside the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuSaveFunc:
 * @file: what the person chose
 * @data: as given to emu_save_dialog_show()
 *
 * Writes the whole file or nothing. Runs on a thread of its own.
 */
typedef gboolean (*EmuSaveFunc) (GFile         *file,
                                 gpointer       data,
                                 GCancellable  *cancellable,
                                 GError       **error);

/**
 * emu_save_dialog_show:
 * @parent: any widget of the window
 * @title: of the dialog
 * @name: the file's name to begin with
 * @data: (transfer full): handed to @save, then to @free_data
 *
 * Whatever takes longer than a moment says so and can be cancelled; the window tells how it ended. One
 * dialog at a time: another one takes its place, and it goes with the window.
 */
void emu_save_dialog_show (GtkWidget      *parent,
                           const char     *title,
                           const char     *name,
                           EmuSaveFunc     save,
                           gpointer        data,
                           GDestroyNotify  free_data);

/** The same for what emu_drawing_save() writes; the dialog says which endings there are. */
void emu_save_dialog_show_drawing (GtkWidget      *parent,
                                   const char     *title,
                                   const char     *name,
                                   EmuSaveFunc     save,
                                   gpointer        data,
                                   GDestroyNotify  free_data);

G_END_DECLS
