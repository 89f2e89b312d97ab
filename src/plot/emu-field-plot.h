/* emu-field-plot.h: a random field as a height map, and how often each height occurs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-pen.h"

G_BEGIN_DECLS

/** Bars that emu_heights_draw() draws. */
#define EMU_HEIGHTS_N_BARS 64

/**
 * EmuHeights:
 *
 * How many values of a field lie at every height, in fine steps between the least and the largest.
 * Reference counted, frozen.
 */
typedef struct _EmuHeights EmuHeights;

/**
 * emu_heights_new:
 * @values: @n finite numbers
 * @n: 1 … %G_MAXINT
 */
EmuHeights *emu_heights_new         (const double     *values,
                                     gsize             n) G_GNUC_WARN_UNUSED_RESULT;
EmuHeights *emu_heights_ref         (EmuHeights       *self);
void        emu_heights_unref       (EmuHeights       *self);
void        emu_heights_get_range   (const EmuHeights *self,
                                     double           *least,
                                     double           *most);

/** Counts between the least and the largest value, the lowest first; together they are all values. */
void        emu_heights_get_bars    (const EmuHeights *self,
                                     guint64           counts[EMU_HEIGHTS_N_BARS]);

/**
 * emu_heights_get_border:
 * @values: what @self was made of
 * @n_inside: 0 … n
 *
 * Returns: a height that @n_inside values lie above, half way to the next lower one. Of equal values
 *   at the border all lie below it. Beyond both ends of the values where all or none are asked for
 */
double      emu_heights_get_border  (const EmuHeights *self,
                                     const double     *values,
                                     gsize             n_inside);

/** Share of the values above a height, 0 to 1; within a fine step values count as evenly spread. */
double      emu_heights_share_above (const EmuHeights *self,
                                     double            height);

/** The inverse: a height that a share of the values lies above. */
double      emu_heights_for_share   (const EmuHeights *self,
                                     double            share);

/**
 * emu_heights_draw:
 * @share: of the values that is to lie above the line
 * @a_above: what lies above the line is A, blue; else B, orange
 * @handle: a knob to drag the line by
 *
 * Bars across, the largest height at the top, split in two colours at the line, with a number, λ,
 * on the line. Heights from emu_heights_y() on.
 */
void        emu_heights_draw        (const EmuHeights *self,
                                     const EmuPen     *pen,
                                     double            width,
                                     double            height,
                                     double            share,
                                     gboolean          a_above,
                                     gboolean          handle);

/** Where a height stands in a drawing of @height_px, and which share of values lies above a place. */
double      emu_heights_y           (const EmuHeights *self,
                                     double            height_px,
                                     double            value);
double      emu_heights_share_at    (const EmuHeights *self,
                                     double            height_px,
                                     double            y);

/**
 * emu_field_reduce:
 * @field: the value at (y, x) is @field[(y × @width + x) × @stride]
 * @out: (out caller-allocates): @height_px × @width_px means of what lies below each pixel; the
 *   nearest value in a direction in which the field is the smaller
 */
void        emu_field_reduce        (const double *field,
                                     int           height,
                                     int           width,
                                     int           stride,
                                     float        *out,
                                     int           height_px,
                                     int           width_px);

/**
 * emu_field_paint:
 * @plane: from emu_field_reduce()
 * @least: shown black
 * @most: shown cream
 * @border: the height of the white contour
 * @enlarged: the plane repeats values; then the contour runs along their edges
 *
 * A contour 2 pixels wide of @scale each. Where it would cover more than a quarter of the map, as in
 * noise, it is paler, so that the map stays in sight. From any thread.
 *
 * Returns: (transfer full): an opaque image surface
 */
cairo_surface_t *emu_field_paint    (const float  *plane,
                                     int           height_px,
                                     int           width_px,
                                     double        least,
                                     double        most,
                                     double        border,
                                     gboolean      enlarged,
                                     int           scale) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuHeights, emu_heights_unref)

G_END_DECLS
