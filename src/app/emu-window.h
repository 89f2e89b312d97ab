/* emu-window.h: header bar, messages, and the pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "emu-mix-page.h"
#include "emu-names.h"
#include "emu-settings.h"

G_BEGIN_DECLS

#define EMU_TYPE_WINDOW (emu_window_get_type ())
G_DECLARE_FINAL_TYPE (EmuWindow, emu_window, EMU, WINDOW, AdwApplicationWindow)

EmuWindow      *emu_window_new           (GtkApplication *application,
                                          EmuSettings    *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_window_open:
 * @first: the window starts with them, which cannot be undone
 *
 * Opens pictures and recipes as if they had been chosen in the dialog.
 */
void            emu_window_open          (EmuWindow      *self,
                                          GFile         **files,
                                          int             n_files,
                                          gboolean        first);

/** Starts with the bundled pictures, already mixed; that cannot be undone. */
void            emu_window_start_with_samples (EmuWindow *self);
EmuMixDocument *emu_window_get_document  (EmuWindow      *self);
EmuMixPage     *emu_window_get_mix_page  (EmuWindow      *self);

/** (transfer none): the names given to pictures, from one start to the next. */
EmuNames       *emu_window_get_names     (EmuWindow      *self);

/** @toast: (transfer full) */
void            emu_window_add_toast     (EmuWindow      *self,
                                          AdwToast       *toast);

/** Shows a message that stays until it is closed or something succeeds. */
void            emu_window_show_error    (EmuWindow      *self,
                                          const char     *message);
void            emu_window_clear_error   (EmuWindow      *self);

/** Whether pictures are still being opened. */
gboolean        emu_window_get_loading   (EmuWindow      *self);
void            emu_window_set_loading   (EmuWindow      *self,
                                          gboolean        loading);

G_END_DECLS
