/* emu-tone.h: what operations that change values have in common
 *
 * Alpha is no colour: every function leaves it as it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/** Largest factor of the operations that lead away from a plain picture, and the least. */
#define EMU_TONE_FACTOR_MAX 20
#define EMU_TONE_FACTOR_MIN (-2)

/** Planes that are colours: 1 or 3. */
static inline int
emu_tone_n_colours (const EmuImage *image)
{
  return MIN (image->channels, 3);
}

/** The brightness of a colour, as Pillow turns RGB into L: ITU-R 601 in 16-bit fractions. */
static inline guint32
emu_tone_luma (guint32 red,
               guint32 green,
               guint32 blue)
{
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}

/**
 * emu_tone_blend:
 *
 * From @plain, at factor 0, to @value, at factor 1, and beyond: in single precision, cut to a byte
 * and never rounded.
 *
 * Source: Pillow, Image.blend().
 */
static inline guint8
emu_tone_blend (float plain,
                float value,
                float factor)
{
  float t = plain + factor * (value - plain);

  t = t > 0.0f ? t : 0.0f;
  t = t < 255.0f ? t : 255.0f;

  return (guint8) (gint32) t;
}

/** Plane @c of a colour: its brightness where the picture is grey. */
static inline guint8
emu_tone_ink (const EmuImage *image,
              const guint8    rgb[3],
              int             c)
{
  return image->channels < 3 ? (guint8) emu_tone_luma (rgb[0], rgb[1], rgb[2]) : rgb[c];
}

/** Returns: (transfer full): a copy to paint on */
EmuImage *emu_tone_copy       (const EmuImage *image,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EmuToneFunc:
 * @out: @n bytes of one plane, not those of @in
 * @first: number of the first of them in the plane
 * @c: plane
 */
typedef void (*EmuToneFunc) (guint8        *out,
                             const guint8  *in,
                             gsize          n,
                             gsize          first,
                             int            c,
                             gconstpointer  data);

/**
 * emu_tone_map:
 * @func: called for parts of every colour plane, on any thread
 * @error: EMU_ERROR_NO_MEMORY, G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): a new picture, every byte of which comes from the byte at its place
 */
EmuImage *emu_tone_map        (const EmuImage *image,
                               EmuToneFunc     func,
                               gconstpointer   data,
                               GCancellable   *cancellable,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** emu_tone_map() by one table a colour plane. */
EmuImage *emu_tone_look_up    (const EmuImage *image,
                               const guint8    tables[3][256],
                               GCancellable   *cancellable,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** How often each value occurs in each colour plane. */
void      emu_tone_histograms (const EmuImage *image,
                               guint32         histograms[3][256]);

/**
 * emu_tone_saturate:
 * @factor: 0 gives grey, 1 the picture, more than 1 stronger colours
 *
 * Returns: (transfer full): a picture of as many planes; grey stays as it is
 */
EmuImage *emu_tone_saturate   (const EmuImage *image,
                               float           factor,
                               GCancellable   *cancellable,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sum of the luma of all pixels. */
guint64   emu_tone_sum_luma   (const EmuImage *image);

G_END_DECLS
