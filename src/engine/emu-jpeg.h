/* emu-jpeg.h: what JPEG leaves of a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/** Rows or columns a JPEG file can have. */
#define EMU_JPEG_MAX_SIDE 65500

/**
 * emu_jpeg_round_trip:
 * @quality: 1 to 100
 * @error: EMU_ERROR_TOO_LARGE beyond %EMU_JPEG_MAX_SIDE, EMU_ERROR_NO_MEMORY,
 *   G_IO_ERROR_CANCELLED
 *
 * Encodes and decodes in memory, with the library's defaults on both ways: colours at half
 * resolution, integer transforms, smooth enlarging. The same bytes as Pillow where both use the same
 * library. Alpha is left as it is. Any thread.
 *
 * Returns: (transfer full): a new picture
 */
EmuImage *emu_jpeg_round_trip (const EmuImage *image,
                               int             quality,
                               GCancellable   *cancellable,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
