/* emu-pixels.h: planar pictures and masks as interleaved bytes for a screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mask.h"

G_BEGIN_DECLS

/**
 * EmuPick:
 * @n: positions to fill, at least 1
 * @n_in: samples there are, at least 1
 * @first: number of the first position
 * @ratio: samples a position covers
 * @origin: number of the first sample
 *
 * Nearest neighbour along one direction: position i shows sample
 * ⌊(@first + i + ½) @ratio⌋ − @origin, or the outermost one where that lies outside. Positions and
 * samples are counted from the same edge, so that a part of a picture is scaled exactly as it would
 * be within the whole.
 */
typedef struct
{
  int    n;
  int    n_in;
  int    first;
  double ratio;
  int    origin;
} EmuPick;

/** Every sample once, in order. */
EmuPick emu_pick_all      (int n);

/** Whether positions show samples 0, 1, 2, …: nothing needs looking up. */
gboolean emu_pick_is_all (const EmuPick *self);

/** @index: @self->n sample numbers */
void    emu_pick_get      (const EmuPick *self,
                           int           *index);

/**
 * EmuChequer:
 * @shade: the two greys
 * @side: pixels a square is wide and high, at least 1
 * @x: column of the pattern at the first pixel, at least 0
 * @y: row of the pattern at the first pixel, at least 0
 *
 * What is seen through transparent pixels. Squares whose column and row numbers add up to an even
 * number have the first shade.
 */
typedef struct
{
  guint8 shade[2];
  int    side;
  int    x;
  int    y;
} EmuChequer;

/**
 * EmuRamp:
 *
 * Red, green and blue for 256 weights from 0 to 1.
 */
typedef struct
{
  guint8 colour[256][3];
} EmuRamp;

/** Straight lines in encoded values from @b at weight 0 over @middle at ½ to @a at 1. */
void emu_ramp_init         (EmuRamp      *self,
                            const guint8  b[3],
                            const guint8  middle[3],
                            const guint8  a[3]);

/**
 * emu_ramp_init_cream:
 *
 * From almost black to cream, for quantities that belong to neither picture: guides, fields, spectra,
 * differences; in both themes. It grows lighter with every step, in nearly equal steps of lightness
 * (CIE L*), so that it says the same without hue. Neither blue nor orange of the pictures is on it.
 */
void emu_ramp_init_cream   (EmuRamp      *self);

/** Which of the 256 a weight belongs to; what lies outside 0 … 1 takes the nearest end. */
static inline int
emu_ramp_index (double weight)
{
  return weight >= 1 ? 255 : weight > 0 ? (int) (weight * 255 + 0.5) : 0;
}

/**
 * emu_pixels_from_image:
 * @rows: which of the picture's rows to show
 * @columns: which of its columns
 * @chequer: (nullable): what lies under a picture with alpha; %NULL leaves it premultiplied
 * @rgba: (out caller-allocates): rows->n rows of columns->n pixels of red, green, blue, alpha;
 *   aligned to 4 bytes
 * @stride: bytes from one row of @rgba to the next, at least 4 × columns->n, a multiple of 4
 *
 * Grey is repeated, missing alpha is 255. Over a chequer the result is opaque: every byte is
 * (a c + (255 − a) s) / 255, rounded to nearest. Runs on several threads; any thread may call it.
 */
void emu_pixels_from_image (const EmuImage   *image,
                            const EmuPick    *rows,
                            const EmuPick    *columns,
                            const EmuChequer *chequer,
                            guint8           *rgba,
                            gsize             stride);

/** The same for a mask, whose weights are rounded to 256 steps and coloured, opaque. */
void emu_pixels_from_mask  (const EmuMask    *mask,
                            const EmuPick    *rows,
                            const EmuPick    *columns,
                            const EmuRamp    *ramp,
                            guint8           *rgba,
                            gsize             stride);

/**
 * emu_pixels_lay_mask:
 * @rows: as for emu_pixels_from_mask()
 * @columns: likewise
 * @opacity: share of the colour, in 255ths
 * @edge: how many pixels on either side of the mask's edge show the bare colour, 0 for none
 * @rgba: opaque pixels, rows->n rows of columns->n; changed in place
 *
 * Lays the mask's colours over a picture: every byte p becomes (o c + (255 − o) p) / 255, rounded to
 * nearest. The edge runs, seen along rows and columns, where a weight of ½ is crossed; that of a
 * rectangle halfway between its two weights. A uniform mask has none.
 */
void emu_pixels_lay_mask   (const EmuMask    *mask,
                            const EmuPick    *rows,
                            const EmuPick    *columns,
                            const EmuRamp    *ramp,
                            guint8            opacity,
                            int               edge,
                            guint8           *rgba,
                            gsize             stride);

/** The same for the bytes of a picture of one channel, without an edge. */
void emu_pixels_lay_grey   (const EmuImage   *grey,
                            const EmuPick    *rows,
                            const EmuPick    *columns,
                            const EmuRamp    *ramp,
                            guint8            opacity,
                            guint8           *rgba,
                            gsize             stride);

/**
 * emu_pixels_draw_grid:
 * @rgba: opaque pixels, changed in place
 *
 * Hairlines between the samples of an enlarged picture: the first row and the first column of every
 * sample but the outermost. A byte c of a dark pixel (luma (54 r + 183 g + 19 b) / 256 below 80)
 * becomes c + (255 − c) / 5, of a lighter one c − c / 5, both quotients rounded down, so that the
 * line shows on each and hides nothing.
 */
void emu_pixels_draw_grid  (const EmuPick    *rows,
                            const EmuPick    *columns,
                            guint8           *rgba,
                            gsize             stride);

/** Interleaved pixels again at another size, by nearest neighbour. @in must not overlap @out. */
void emu_pixels_pick       (const guint8     *in,
                            gsize             in_stride,
                            const EmuPick    *rows,
                            const EmuPick    *columns,
                            guint8           *out,
                            gsize             out_stride);

G_END_DECLS
