/* emu-exif.h: which way up a picture is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the engine.
 */
#pragma once

#include "emu-image.h"

G_BEGIN_DECLS

/** Tags of the first directory that readers of pictures ask for (TIFF 6.0). */
#define EMU_EXIF_TAG_BITS_PER_SAMPLE   258
#define EMU_EXIF_TAG_PHOTOMETRIC       262
#define EMU_EXIF_TAG_ORIENTATION       274
#define EMU_EXIF_TAG_SAMPLES_PER_PIXEL 277

/**
 * emu_exif_get_short:
 * @data: (array length=length): a TIFF stream: a TIFF file or the body of an EXIF block, with or
 *   without the six bytes "Exif\0\0" before it
 * @fallback: what to return when there is no such tag, or it is not of type SHORT
 *
 * First value of a tag in the first directory. Believes nothing: any bytes may be given.
 */
int       emu_exif_get_short       (const guint8  *data,
                                    gsize          length,
                                    guint          tag,
                                    int            fallback);

/** Orientation 1 to 8; 1 if @data does not state a valid one. */
int       emu_exif_get_orientation (const guint8  *data,
                                    gsize          length);

/**
 * emu_exif_apply_orientation:
 * @image: a picture as it is stored
 * @orientation: 1 to 8, as EXIF 2.3 numbers them
 *
 * Turns and mirrors. 5 to 8 swap height and width.
 *
 * Returns: (transfer full): @image itself for orientation 1, or %NULL without memory
 */
EmuImage *emu_exif_apply_orientation (EmuImage  *image,
                                      int        orientation,
                                      GError   **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
