/* emu-resample.c: pictures and planes at other sizes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-kernels.h"
#include "emu-parallel.h"
#include "emu-resample.h"

static const char * const filter_nicks[] = { "nearest", "bilinear", "area" };

const char *
emu_filter_nick (EmuFilter filter)
{
  return filter_nicks[filter];
}

gboolean
emu_filter_from_nick (const char *nick,
                      EmuFilter  *filter)
{
  for (guint i = 0; i < G_N_ELEMENTS (filter_nicks); i++)
    {
      if (g_strcmp0 (nick, filter_nicks[i]) == 0)
        {
          *filter = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* Which source pixels make a destination pixel of an area mean, and how much of the outer two. */
typedef struct
{
  int   first;
  int   last;
  float w_first;
  float w_last;
  float scale;
} Cover;

static Cover
cover (const EmuSpan *span,
       int            i,
       int            size)
{
  double from = CLAMP (span->from + span->step * i, 0.0, (double) size);
  double to = CLAMP (span->from + span->step * (i + 1), 0.0, (double) size);
  Cover c;

  /* Nothing of the source lies below: the nearest pixel stands in. */
  if (to - from < 1e-9)
    {
      c.first = c.last = CLAMP ((int) from, 0, size - 1);
      c.w_first = c.w_last = c.scale = 1;
      return c;
    }

  /* Positions are sums of rounded steps, so whole numbers may come out a hair off. */
  c.first = MIN ((int) floor (from + 1e-7), size - 1);
  c.last = MAX ((int) ceil (to - 1e-7) - 1, c.first);
  c.w_first = (float) (MIN (to, c.first + 1.0) - from);
  c.w_last = (float) (to - MAX (from, c.last));

  if (fabsf (c.w_first - 1) < 1e-6f)
    c.w_first = 1;
  if (fabsf (c.w_last - 1) < 1e-6f)
    c.w_last = 1;

  c.scale = c.first == c.last
            ? 1 / c.w_first
            : 1 / (c.w_first + c.w_last + (float) (c.last - c.first - 1));

  return c;
}

typedef struct
{
  const guint8 *src;
  int           height;
  int           width;
  EmuSpan       rows;
  const Cover  *columns;
  int           n_columns;
  guint8       *out;
  GCancellable *cancellable;
} Reduce;

/* Sum of the source rows below one destination row, between columns @x0 and @x1. */
static void
sum_rows (const Reduce *self,
          const Cover  *c,
          int           x0,
          int           x1,
          guint16      *shorts,
          float        *total)
{
  gsize n = x1 - x0;
  const guint8 *src = self->src + x0;
  int from = c->first;
  int to = c->last;

  memset (total, 0, n * sizeof *total);

  if (c->w_first != 1)
    emu_kernel_add_weighted (total, src + (gsize) from++ * self->width, c->w_first, n);

  if (to >= from && c->w_last != 1)
    emu_kernel_add_weighted (total, src + (gsize) to-- * self->width, c->w_last, n);

  while (from <= to)
    {
      int stop = MIN (to, from + 256);

      memset (shorts, 0, n * sizeof *shorts);
      for (int y = from; y <= stop; y++)
        emu_kernel_add_bytes (shorts, src + (gsize) y * self->width, n);
      emu_kernel_add_shorts (total, shorts, n);
      from = stop + 1;
    }
}

static void
reduce_rows (int      first,
             int      last,
             gpointer data)
{
  const Reduce *self = data;
  const Cover *columns = self->columns;
  int n = self->n_columns;
  int x0 = columns[0].first;
  int x1 = columns[n - 1].last + 1;
  g_autofree guint16 *shorts = g_new (guint16, x1 - x0);
  g_autofree float *total = g_new (float, x1 - x0);
  g_autofree float *mean = g_new (float, n);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  for (int y = first; y < last; y++)
    {
      Cover row = cover (&self->rows, y, self->height);

      sum_rows (self, &row, x0, x1, shorts, total);

      for (int x = 0; x < n; x++)
        {
          const Cover *c = &columns[x];
          const float *t = total - x0;
          float sum = t[c->first] * c->w_first;

          if (c->last > c->first)
            {
              for (int i = c->first + 1; i < c->last; i++)
                sum += t[i];
              sum += t[c->last] * c->w_last;
            }

          mean[x] = sum * c->scale;
        }

      emu_kernel_to_bytes (self->out + (gsize) y * n, mean, row.scale, n);
    }
}

static gboolean
copies (const EmuSpan *span,
        int            size)
{
  return span->step == 1 && span->from == floor (span->from) &&
         span->from >= 0 && span->from + span->n <= size;
}

gboolean
emu_reduce_plane (const guint8  *src,
                  int            height,
                  int            width,
                  EmuSpan        rows,
                  EmuSpan        columns,
                  guint8        *out,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree Cover *covers = NULL;
  Reduce reduce;

  if (copies (&rows, height) && copies (&columns, width))
    {
      for (int y = 0; y < rows.n; y++)
        memcpy (out + (gsize) y * columns.n,
                src + ((gsize) rows.from + y) * width + (gsize) columns.from,
                columns.n);
      return TRUE;
    }

  covers = g_new (Cover, columns.n);
  for (int x = 0; x < columns.n; x++)
    covers[x] = cover (&columns, x, width);

  reduce = (Reduce) { src, height, width, rows, covers, columns.n, out, cancellable };
  emu_parallel_rows (rows.n, MAX (1, (int) (262144 / (1 + rows.step * width))), reduce_rows, &reduce);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

EmuImage *
emu_image_view (EmuImage      *image,
                const EmuView *view,
                GCancellable  *cancellable,
                GError       **error)
{
  /* A view counts from the middle of a pixel, a span from its edge. */
  EmuSpan rows = { view->y0 + 0.5 - view->step / 2, view->step, view->height };
  EmuSpan columns = { view->x0 + 0.5 - view->step / 2, view->step, view->width };
  g_autoptr(EmuImage) out = NULL;

  if (emu_view_is_whole (view, image->height, image->width))
    return emu_image_ref (image);

  out = emu_image_new (image->channels, view->height, view->width, error);
  if (out == NULL)
    return NULL;

  for (int c = 0; c < image->channels; c++)
    {
      if (!emu_reduce_plane (emu_image_plane (image, c), image->height, image->width,
                             rows, columns, emu_image_plane (out, c), cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&out);
}

/* Two source positions and their weights, for every destination position of one direction. */
typedef struct
{
  int   lower;
  int   upper;
  float w_lower;
  float w_upper;
} Taps;

static int
nearest_index (int i,
               int in,
               int out)
{
  float scale = (float) in / (float) out;

  return MIN ((int) ((float) i * scale), in - 1);
}

static Taps
bilinear_taps (int      i,
               int      in,
               int      out,
               gboolean align_corners)
{
  float s;
  Taps taps;

  if (align_corners)
    s = out > 1 ? (float) i * ((float) (in - 1) / (float) (out - 1)) : 0;
  else
    s = MAX (0.0f, ((float) i + 0.5f) * ((float) in / (float) out) - 0.5f);

  taps.lower = MIN ((int) s, in - 1);
  taps.upper = MIN (taps.lower + 1, in - 1);
  taps.w_upper = s - (float) taps.lower;
  taps.w_lower = 1.0f - taps.w_upper;

  return taps;
}

static Taps
taps_for (int       i,
          int       in,
          int       out,
          EmuFilter filter)
{
  if (filter == EMU_FILTER_NEAREST)
    {
      int at = nearest_index (i, in, out);

      return (Taps) { at, at, 1, 0 };
    }

  return bilinear_taps (i, in, out, FALSE);
}

typedef struct
{
  EmuImage     *image;
  const EmuBox *box;
  EmuImage     *out;
  EmuFilter     filter;
  const Taps   *rows;
  const Taps   *columns;
} Resample;

static void
resample_rows (int      first,
               int      last,
               gpointer data)
{
  const Resample *self = data;
  const Taps *columns = self->columns;
  int width = self->out->width;
  g_autofree float *line = g_new (float, width);

  for (int i = first; i < last; i++)
    {
      int c = i / self->out->height;
      int y = i % self->out->height;
      const Taps *row = &self->rows[y];
      const guint8 *lower = emu_image_row (self->image, c, self->box->y0 + row->lower) + self->box->x0;
      const guint8 *upper = emu_image_row (self->image, c, self->box->y0 + row->upper) + self->box->x0;
      guint8 *out = emu_image_row (self->out, c, y);

      if (self->filter == EMU_FILTER_NEAREST)
        {
          for (int x = 0; x < width; x++)
            out[x] = lower[columns[x].lower];
          continue;
        }

      for (int x = 0; x < width; x++)
        {
          const Taps *t = &columns[x];

          line[x] = row->w_lower * (t->w_lower * lower[t->lower] + t->w_upper * lower[t->upper]) +
                    row->w_upper * (t->w_lower * upper[t->lower] + t->w_upper * upper[t->upper]);
        }
      emu_kernel_to_bytes (out, line, 1.0f, width);
    }
}

EmuImage *
emu_image_resample_part (EmuImage      *image,
                         const EmuBox  *box,
                         int            height,
                         int            width,
                         EmuFilter      filter,
                         const EmuBox  *part,
                         GError       **error)
{
  int in_h = box->y1 - box->y0;
  int in_w = box->x1 - box->x0;
  int out_h = part->y1 - part->y0;
  int out_w = part->x1 - part->x0;
  g_autoptr(EmuImage) out = NULL;
  g_autofree Taps *rows = NULL;
  g_autofree Taps *columns = NULL;
  Resample resample;

  g_return_val_if_fail (in_h >= 1 && in_w >= 1 && out_h >= 1 && out_w >= 1, NULL);

  out = emu_image_new (image->channels, out_h, out_w, error);
  if (out == NULL)
    return NULL;

  if (filter == EMU_FILTER_AREA && height <= in_h && width <= in_w)
    {
      double step_y = (double) in_h / height;
      double step_x = (double) in_w / width;

      for (int c = 0; c < image->channels; c++)
        {
          if (!emu_reduce_plane (emu_image_plane (image, c), image->height, image->width,
                                 (EmuSpan) { box->y0 + step_y * part->y0, step_y, out_h },
                                 (EmuSpan) { box->x0 + step_x * part->x0, step_x, out_w },
                                 emu_image_plane (out, c), NULL, error))
            return NULL;
        }

      return g_steal_pointer (&out);
    }

  /* One direction grows, the other shrinks: the shrinking one first. */
  if (filter == EMU_FILTER_AREA && (height < in_h || width < in_w))
    {
      int mid_h = MIN (height, in_h);
      int mid_w = MIN (width, in_w);
      EmuBox whole = { 0, mid_h, 0, mid_w };
      g_autoptr(EmuImage) middle = emu_image_resample (image, box, mid_h, mid_w, filter, error);

      if (middle == NULL)
        return NULL;

      return emu_image_resample_part (middle, &whole, height, width, EMU_FILTER_BILINEAR, part, error);
    }

  rows = g_new (Taps, out_h);
  columns = g_new (Taps, out_w);
  for (int y = 0; y < out_h; y++)
    rows[y] = taps_for (part->y0 + y, in_h, height, filter);
  for (int x = 0; x < out_w; x++)
    columns[x] = taps_for (part->x0 + x, in_w, width, filter);

  resample = (Resample) { image, box, out, filter, rows, columns };
  emu_parallel_rows (image->channels * out_h, emu_parallel_chunk (out_w), resample_rows, &resample);

  return g_steal_pointer (&out);
}

EmuImage *
emu_image_resample (EmuImage      *image,
                    const EmuBox  *box,
                    int            height,
                    int            width,
                    EmuFilter      filter,
                    GError       **error)
{
  EmuBox part = { 0, height, 0, width };

  return emu_image_resample_part (image, box, height, width, filter, &part, error);
}

void
emu_plane_nearest (const float *in,
                   int          in_h,
                   int          in_w,
                   float       *out,
                   int          out_h,
                   int          out_w)
{
  for (int y = 0; y < out_h; y++)
    {
      const float *row = in + (gsize) nearest_index (y, in_h, out_h) * in_w;

      for (int x = 0; x < out_w; x++)
        out[(gsize) y * out_w + x] = row[nearest_index (x, in_w, out_w)];
    }
}

typedef struct
{
  const float *in;
  int          in_h;
  int          in_w;
  float       *out;
  int          out_h;
  int          out_w;
  gboolean     align_corners;
  const Taps  *columns;
} Bilinear;

static void
bilinear_rows (int      first,
               int      last,
               gpointer data)
{
  const Bilinear *b = data;

  for (int y = first; y < last; y++)
    {
      Taps row = bilinear_taps (y, b->in_h, b->out_h, b->align_corners);
      const float *lower = b->in + (gsize) row.lower * b->in_w;
      const float *upper = b->in + (gsize) row.upper * b->in_w;
      float *out = b->out + (gsize) y * b->out_w;

      for (int x = 0; x < b->out_w; x++)
        {
          const Taps *t = &b->columns[x];

          out[x] = row.w_lower * (t->w_lower * lower[t->lower] + t->w_upper * lower[t->upper]) +
                   row.w_upper * (t->w_lower * upper[t->lower] + t->w_upper * upper[t->upper]);
        }
    }
}

void
emu_plane_bilinear (const float *in,
                    int          in_h,
                    int          in_w,
                    float       *out,
                    int          out_h,
                    int          out_w,
                    gboolean     align_corners)
{
  g_autofree Taps *columns = g_new (Taps, out_w);
  Bilinear bilinear = { in, in_h, in_w, out, out_h, out_w, align_corners, columns };

  for (int x = 0; x < out_w; x++)
    columns[x] = bilinear_taps (x, in_w, out_w, align_corners);

  emu_parallel_rows (out_h, emu_parallel_chunk (out_w), bilinear_rows, &bilinear);
}

void
emu_plane_average_pool (const float *in,
                        int          in_h,
                        int          in_w,
                        int          k,
                        float       *out)
{
  int out_h = in_h / k;
  int out_w = in_w / k;

  for (int y = 0; y < out_h; y++)
    {
      for (int x = 0; x < out_w; x++)
        {
          double sum = 0;

          for (int j = 0; j < k; j++)
            {
              for (int i = 0; i < k; i++)
                sum += in[(gsize) (y * k + j) * in_w + (x * k + i)];
            }

          out[(gsize) y * out_w + x] = (float) (sum / ((double) k * k));
        }
    }
}
