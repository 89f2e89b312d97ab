/* emu-png.h: the PNG format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the engine; emu-file.h is for everyone else. Messages leave out the file's name.
 *
 * Source: W3C, Portable Network Graphics (PNG) Specification (Third Edition).
 */
#pragma once

#include "emu-file.h"

G_BEGIN_DECLS

/** Whether @data begins with the eight bytes of a PNG file. */
gboolean  emu_png_is_png (const guint8  *data,
                          gsize          length);

/**
 * emu_png_read:
 * @info: zeroed; everything but `sha256` is filled in, and `height` and `width` are those stored
 *
 * Reads a whole file that emu_png_is_png(). Any damage is an error: a cut, a wrong checksum, rows
 * that are missing.
 *
 * Returns: (transfer full): the pixels as stored, before `info->orientation`; or %NULL, and @info
 *   may hold some facts
 */
EmuImage *emu_png_read   (const guint8  *data,
                          gsize          length,
                          EmuFileInfo   *info,
                          GCancellable  *cancellable,
                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/** Takes the next @length bytes of the file; sets @error and returns %FALSE if it cannot. */
typedef gboolean (*EmuPngWriteFunc) (gconstpointer   bytes,
                                     gsize           length,
                                     gpointer        user_data,
                                     GError        **error);

gboolean  emu_png_write  (const EmuImage   *image,
                          const char       *recipe,
                          EmuPngWriteFunc   write,
                          gpointer          user_data,
                          GCancellable     *cancellable,
                          GError          **error);

G_END_DECLS
