/* emu-picture.h: an opened picture, as the tray shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-file.h"

G_BEGIN_DECLS

/**
 * EmuPicture:
 *
 * A picture with its name, what its file said about it, and a thumbnail of at most 192 × 128
 * pixels, cut to 3 : 2. Everything is fixed from the start except the three properties the tray
 * watches, "name", "is-a" and "is-b". For the main thread; the #EmuImage may go to any.
 */
#define EMU_TYPE_PICTURE (emu_picture_get_type ())
G_DECLARE_FINAL_TYPE (EmuPicture, emu_picture, EMU, PICTURE, GObject)

/**
 * emu_picture_load_async:
 * @sample: one of the bundled pictures, which make way for the person's own
 *
 * Reads the file and makes the thumbnail on a thread of its own.
 */
void               emu_picture_load_async        (GFile               *file,
                                                  gboolean             sample,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             data);

/**
 * emu_picture_load_texture_async:
 *
 * The same for a picture that was pasted or dropped without a file.
 */
void               emu_picture_load_texture_async (GdkTexture          *texture,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             data);

/** Ends either of the two. Returns: (transfer full): a picture, or %NULL with @error set */
EmuPicture        *emu_picture_load_finish       (GAsyncResult        *result,
                                                  GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The name of its class, as it stands in labels: the person's, else the file's without its ending.
 * Two pictures of the same name are of the same class.
 */
const char        *emu_picture_get_name          (EmuPicture          *self);

/**
 * emu_picture_get_remembered_name:
 *
 * (nullable): the name the person had given to this file when it was opened; %NULL for the file's
 */
const char        *emu_picture_get_remembered_name (EmuPicture        *self);
void               emu_picture_set_remembered_name (EmuPicture        *self,
                                                    const char        *name);

/** @name: (nullable): %NULL goes back to the file's; for the document that holds the picture */
void               emu_picture_set_name          (EmuPicture          *self,
                                                  const char          *name);

/** Whether a label would have one place for both. */
gboolean           emu_picture_same_class        (EmuPicture          *a,
                                                  EmuPicture          *b);

/** The name with its ending, as it stands in recipes. */
const char        *emu_picture_get_file_name     (EmuPicture          *self);

/** (nullable): a pasted picture has a file in the cache, if that could be written. */
GFile             *emu_picture_get_file          (EmuPicture          *self);
EmuImage          *emu_picture_get_image         (EmuPicture          *self);
const EmuFileInfo *emu_picture_get_info          (EmuPicture          *self);
gboolean           emu_picture_get_sample        (EmuPicture          *self);

/** Whether it came without a file of its own. */
gboolean           emu_picture_get_pasted        (EmuPicture          *self);

void               emu_picture_set_roles         (EmuPicture          *self,
                                                  gboolean             is_a,
                                                  gboolean             is_b);

/** Returns: (transfer full): @image for the screen; grey as RGB, transparency on a chequerboard */
GdkTexture        *emu_texture_new_for_image     (const EmuImage      *image) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
