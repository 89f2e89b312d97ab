/* emu-resample.h: pictures and planes at other sizes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-mask.h"

G_BEGIN_DECLS

/**
 * EmuFilter:
 * @EMU_FILTER_NEAREST: source index (int) (i · (float) (in / out)), in single precision
 * @EMU_FILTER_BILINEAR: two taps a direction, middles of pixels aligned, no smoothing when shrinking
 * @EMU_FILTER_AREA: mean of the area a pixel covers; bilinear where the picture grows
 */
typedef enum
{
  EMU_FILTER_NEAREST,
  EMU_FILTER_BILINEAR,
  EMU_FILTER_AREA,
} EmuFilter;

/** "nearest", "bilinear", "area" */
const char *emu_filter_nick      (EmuFilter filter);
gboolean    emu_filter_from_nick (const char *nick,
                                  EmuFilter  *filter);

/**
 * EmuSpan:
 * @from: first source position, in pixels from the left edge of the source (0 … size)
 * @step: source pixels a destination pixel covers
 * @n: destination pixels
 *
 * How one direction is resampled.
 */
typedef struct
{
  double from;
  double step;
  int    n;
} EmuSpan;

/**
 * emu_reduce_plane:
 * @src: @height × @width bytes
 * @out: rows.n × columns.n bytes
 *
 * Area means: destination pixel i is the mean of the source from from + step i to
 * from + step (i + 1), cut at the border of the source, with fractional ends weighted, rounded to
 * the nearest byte. Where that lies wholly outside, the nearest source pixel. Steps of 1 or less
 * at whole positions copy.
 */
gboolean  emu_reduce_plane   (const guint8  *src,
                              int            height,
                              int            width,
                              EmuSpan        rows,
                              EmuSpan        columns,
                              guint8        *out,
                              GCancellable  *cancellable,
                              GError       **error);

/** Returns: (transfer full): area means of every plane through a view; @image itself for the whole */
EmuImage *emu_image_view     (EmuImage      *image,
                              const EmuView *view,
                              GCancellable  *cancellable,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_image_resample:
 * @box: part of @image that is brought to @height × @width
 *
 * Bytes are rounded half to even once, after both directions.
 *
 * Returns: (transfer full): a new picture
 */
EmuImage *emu_image_resample (EmuImage      *image,
                              const EmuBox  *box,
                              int            height,
                              int            width,
                              EmuFilter      filter,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_image_resample_part:
 * @part: which rows and columns of the result are wanted
 *
 * The same, but only a part of it is computed.
 *
 * Returns: (transfer full): a picture of the part's size
 */
EmuImage *emu_image_resample_part (EmuImage      *image,
                                   const EmuBox  *box,
                                   int            height,
                                   int            width,
                                   EmuFilter      filter,
                                   const EmuBox  *part,
                                   GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* The rules of the tensor methods on one plane of floats, (in_h, in_w) to (out_h, out_w); they
 * agree with the usual tensor library to float rounding.
 *
 * nearest: see EMU_FILTER_NEAREST.
 * bilinear: s = max (0, (i + ½) in / out − ½), or i (in − 1) / (out − 1) with @align_corners;
 *   taps ⌊s⌋ and min (⌊s⌋ + 1, in − 1).
 * average pool: mean of disjoint k × k blocks, the remainder dropped; out is (in_h / k, in_w / k). */
void      emu_plane_nearest      (const float *in,
                                  int          in_h,
                                  int          in_w,
                                  float       *out,
                                  int          out_h,
                                  int          out_w);
void      emu_plane_bilinear     (const float *in,
                                  int          in_h,
                                  int          in_w,
                                  float       *out,
                                  int          out_h,
                                  int          out_w,
                                  gboolean     align_corners);
void      emu_plane_average_pool (const float *in,
                                  int          in_h,
                                  int          in_w,
                                  int          k,
                                  float       *out);

G_END_DECLS
