/* emu-saliency.c: fine-grained saliency, from means around every pixel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-parallel.h"
#include "emu-saliency.h"

#define N_RADII 6
#define LARGEST_RADIUS 112

/* In this order nothing depends on it: the parts are added as whole numbers. */
static const int radii[N_RADII] = { 12, 24, 28, 48, 56, 112 };

/* Largest sum of the six differences of one pixel. */
#define MAX_SUM (N_RADII * 255)

/* A loop over rows that stops early once nobody wants its result. */
typedef struct
{
  EmuRowsFunc    func;
  gpointer       data;
  GCancellable  *cancellable;
} Cancellable;

static void
unless_cancelled (int      first,
                  int      last,
                  gpointer data)
{
  const Cancellable *loop = data;

  if (!g_cancellable_is_cancelled (loop->cancellable))
    loop->func (first, last, loop->data);
}

static gboolean
run_rows (int           n_rows,
          int           chunk,
          EmuRowsFunc   func,
          gpointer      data,
          GCancellable *cancellable,
          GError      **error)
{
  Cancellable loop = { func, data, cancellable };

  emu_parallel_rows (n_rows, chunk, unless_cancelled, &loop);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* ---- Grey --------------------------------------------------------------------------------- */

typedef struct
{
  const EmuImage *from;
  EmuImage       *to;
} Pictures;

/* out[i] = 0.114 a[i] + 0.587 b[i] + 0.299 c[i], in fifteen bits of fraction, rounded */
EMU_CLONES static void
grey_row (guint8       *restrict out,
          const guint8 *restrict a,
          const guint8 *restrict b,
          const guint8 *restrict c,
          int                    n)
{
  for (int i = 0; i < n; i++)
    out[i] = (guint8) ((3735 * a[i] + 19235 * b[i] + 9798 * c[i] + 16384) >> 15);
}

static void
grey_rows (int      first,
           int      last,
           gpointer data)
{
  const Pictures *p = data;

  for (int y = first; y < last; y++)
    grey_row (emu_image_row (p->to, 0, y), emu_image_row (p->from, 0, y), emu_image_row (p->from, 1, y),
              emu_image_row (p->from, 2, y), p->to->width);
}

EmuImage *
emu_saliency_grey (EmuImage      *image,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(EmuImage) grey = NULL;
  Pictures pictures;

  if (image->channels == 1)
    return emu_image_ref (image);

  grey = emu_image_new (1, image->height, image->width, error);
  if (grey == NULL)
    return NULL;

  pictures = (Pictures) { image, grey };
  if (!run_rows (image->height, emu_parallel_chunk (image->width), grey_rows, &pictures, cancellable, error))
    return NULL;

  return g_steal_pointer (&grey);
}

/* ---- Smoothing ---------------------------------------------------------------------------- */

/* out[i] = up[i] + 2 middle[i] + down[i] */
EMU_CLONES static void
smooth_down (guint16      *restrict out,
             const guint8 *restrict up,
             const guint8 *restrict middle,
             const guint8 *restrict down,
             int                    n)
{
  for (int i = 0; i < n; i++)
    out[i] = (guint16) (up[i] + 2 * middle[i] + down[i]);
}

/* out[i] = (in[i] + 2 in[i + 1] + in[i + 2]) / 16, rounded */
EMU_CLONES static void
smooth_across (guint8        *restrict out,
               const guint16 *restrict in,
               int                     n)
{
  for (int i = 0; i < n; i++)
    out[i] = (guint8) ((in[i] + 2 * in[i + 1] + in[i + 2] + 8) >> 4);
}

static void
smooth_rows (int      first,
             int      last,
             gpointer data)
{
  const Pictures *p = data;
  int height = p->from->height;
  int width = p->from->width;
  g_autofree guint16 *line = g_new (guint16, width + 2);

  for (int y = first; y < last; y++)
    {
      smooth_down (line + 1, emu_image_row (p->from, 0, emu_mirror (y - 1, height)),
                   emu_image_row (p->from, 0, y), emu_image_row (p->from, 0, emu_mirror (y + 1, height)), width);
      line[0] = line[1 + emu_mirror (-1, width)];
      line[width + 1] = line[1 + emu_mirror (width, width)];
      smooth_across (emu_image_row (p->to, 0, y), line, width);
    }
}

/* ¼, ½, ¼ each way, rounded to bytes once. */
static EmuImage *
smooth (EmuImage      *grey,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autoptr(EmuImage) out = emu_image_new (1, grey->height, grey->width, error);
  Pictures pictures = { grey, out };

  if (out == NULL ||
      !run_rows (grey->height, emu_parallel_chunk (grey->width), smooth_rows, &pictures, cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

/* ---- Sums over windows -------------------------------------------------------------------- */

/* Everything of one picture. Row y, column x of @sums is the sum of the picture above and to the
 * left of that corner, modulo 2³²: no window holds as much, so differences are exact. */
typedef struct
{
  const EmuImage *grey;
  int             height;
  int             width;
  guint32        *sums;      /* (height + 1, width + 1) */
  float          *columns;   /* (radii, width): columns inside the window around each column */
  guint16        *on;        /* (height, width): how much brighter than its surroundings */
  guint16        *off;       /* likewise darker */
  int            *largest;   /* (height, 2): largest of on and off in a row */
  const guint8   *scale_on;
  const guint8   *scale_off;
  const guint8   *add;
  EmuImage       *out;
} Fine;

static void
sum_across (int      first,
            int      last,
            gpointer data)
{
  const Fine *f = data;

  for (int y = first; y < last; y++)
    {
      const guint8 *row = emu_image_row (f->grey, 0, y);
      guint32 *out = f->sums + (gsize) (y + 1) * (f->width + 1);
      guint32 sum = 0;

      out[0] = 0;
      for (int x = 0; x < f->width; x++)
        out[x + 1] = sum += row[x];
    }
}

/* A strip of columns at a time. */
static void
sum_down (int      first,
          int      last,
          gpointer data)
{
  const Fine *f = data;
  gsize stride = f->width + 1;

  for (int y = 1; y <= f->height; y++)
    {
      const guint32 *above = f->sums + (y - 1) * stride;
      guint32 *row = f->sums + y * stride;

      for (int x = first; x < last; x++)
        row[x] += above[x];
    }
}

/* out[i] = low[i] − high[i] */
EMU_CLONES static void
subtract_row (guint32       *restrict out,
              const guint32 *restrict low,
              const guint32 *restrict high,
              int                     n)
{
  for (int i = 0; i < n; i++)
    out[i] = low[i] - high[i];
}

/* The surroundings of a pixel are its window without itself: μ = (sum − g) / (area − 1). What g
 * has above μ goes to on, what it lacks to off, each rounded down. */
EMU_CLONES static void
compare_row (guint16       *restrict on,
             guint16       *restrict off,
             const guint8  *restrict grey,
             const guint32 *restrict right,
             const guint32 *restrict left,
             const float   *restrict columns,
             float                   rows,
             int                     n)
{
  for (int i = 0; i < n; i++)
    {
      float g = grey[i];
      float others = rows * columns[i] - 1;
      float sum = (float) (int) (right[i] - left[i]) - g;
      /* A picture of one pixel has no surroundings; then the sum is 0, too. */
      int difference = (int) (g - sum / (others > 1 ? others : 1));

      difference = others > 0 ? difference : 0;
      on[i] += (guint16) (difference > 0 ? difference : 0);
      off[i] += (guint16) (difference < 0 ? -difference : 0);
    }
}

EMU_CLONES static int
largest_of (const guint16 *values,
            int            n)
{
  guint16 largest = 0;

  for (int i = 0; i < n; i++)
    largest = values[i] > largest ? values[i] : largest;

  return largest;
}

static void
compare_rows (int      first,
              int      last,
              gpointer data)
{
  const Fine *f = data;
  gsize stride = f->width + 1;
  gsize n = f->width + 1 + 2 * LARGEST_RADIUS;
  g_autofree guint32 *band = g_new (guint32, n);
  guint32 *corner = band + LARGEST_RADIUS;

  for (int y = first; y < last; y++)
    {
      guint16 *on = f->on + (gsize) y * f->width;
      guint16 *off = f->off + (gsize) y * f->width;

      memset (on, 0, f->width * sizeof *on);
      memset (off, 0, f->width * sizeof *off);

      for (int i = 0; i < N_RADII; i++)
        {
          int r = radii[i];
          int y0 = CLAMP (y - r + 1, 0, f->height);
          int y1 = CLAMP (y + r + 1, 0, f->height);

          /* Corners beyond the border are those on it. */
          subtract_row (corner, f->sums + y1 * stride, f->sums + y0 * stride, f->width + 1);
          for (int x = 1; x <= r; x++)
            {
              corner[-x] = corner[0];
              corner[f->width + x] = corner[f->width];
            }

          compare_row (on, off, emu_image_row (f->grey, 0, y), corner + r + 1, corner - r + 1,
                       f->columns + (gsize) i * f->width, (float) (y1 - y0), f->width);
        }

      f->largest[2 * y] = largest_of (on, f->width);
      f->largest[2 * y + 1] = largest_of (off, f->width);
    }
}

static void
join_rows (int      first,
           int      last,
           gpointer data)
{
  const Fine *f = data;

  for (int y = first; y < last; y++)
    {
      const guint16 *on = f->on + (gsize) y * f->width;
      const guint16 *off = f->off + (gsize) y * f->width;
      guint8 *out = emu_image_row (f->out, 0, y);

      for (int x = 0; x < f->width; x++)
        out[x] = f->add[f->scale_on[on[x]] + f->scale_off[off[x]]];
    }
}

static void
fill_columns (Fine *f)
{
  for (int i = 0; i < N_RADII; i++)
    {
      for (int x = 0; x < f->width; x++)
        f->columns[(gsize) i * f->width + x] = (float) (MIN (x + radii[i] + 1, f->width) -
                                                        MAX (x - radii[i] + 1, 0));
    }
}

/* To bytes: 255 for the largest. The quotient is rounded to float before it is multiplied. */
static int
fill_scale (guint8 *scale,
            int     largest)
{
  for (int v = 0; v <= largest; v++)
    scale[v] = largest > 0 ? (guint8) (255.0 * ((float) v / (float) largest)) : 0;

  return scale[largest];
}

static gboolean
join (Fine          *f,
      GCancellable  *cancellable,
      GError       **error)
{
  guint8 scale_on[MAX_SUM + 1];
  guint8 scale_off[MAX_SUM + 1];
  guint8 add[2 * 255 + 1];
  int on = 0, off = 0, largest;

  for (int y = 0; y < f->height; y++)
    {
      on = MAX (on, f->largest[2 * y]);
      off = MAX (off, f->largest[2 * y + 1]);
    }

  largest = MAX (fill_scale (scale_on, on), fill_scale (scale_off, off));

  /* The conversion to bytes drops what passes 255: a known defect that every published map has. */
  for (guint i = 0; i < G_N_ELEMENTS (add); i++)
    add[i] = largest > 0 ? (guint8) (255 * i / largest) : 0;

  f->scale_on = scale_on;
  f->scale_off = scale_off;
  f->add = add;

  return run_rows (f->height, emu_parallel_chunk (f->width), join_rows, f, cancellable, error);
}

EmuImage *
emu_saliency_fine_grained (EmuImage      *image,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(EmuImage) grey = emu_saliency_grey (image, cancellable, error);
  g_autoptr(EmuImage) once = grey != NULL ? smooth (grey, cancellable, error) : NULL;
  g_autoptr(EmuImage) twice = once != NULL ? smooth (once, cancellable, error) : NULL;
  gsize n = emu_image_n_pixels (image);
  gsize corners = ((gsize) image->height + 1) * ((gsize) image->width + 1);
  int chunk = emu_parallel_chunk (image->width);
  g_autofree guint32 *sums = NULL;
  g_autofree guint16 *on = NULL;
  g_autofree guint16 *off = NULL;
  g_autofree float *columns = NULL;
  g_autofree int *largest = NULL;
  g_autoptr(EmuImage) out = NULL;
  Fine f;

  if (twice == NULL)
    return NULL;

  sums = g_try_new (guint32, corners);
  on = g_try_new (guint16, n);
  off = g_try_new (guint16, n);
  columns = g_try_new (float, (gsize) N_RADII * image->width);
  largest = g_try_new (int, 2 * (gsize) image->height);
  if (sums == NULL || on == NULL || off == NULL || columns == NULL || largest == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a saliency map of %d × %d pixels"), image->width, image->height);
      return NULL;
    }

  /* The sums take the place of the pictures that led to them. */
  g_clear_pointer (&grey, emu_image_unref);
  g_clear_pointer (&once, emu_image_unref);

  f = (Fine) {
    .grey = twice, .height = image->height, .width = image->width,
    .sums = sums, .columns = columns, .on = on, .off = off, .largest = largest,
  };
  memset (sums, 0, ((gsize) image->width + 1) * sizeof *sums);
  fill_columns (&f);

  if (!run_rows (f.height, chunk, sum_across, &f, cancellable, error) ||
      !run_rows (f.width + 1, 1024, sum_down, &f, cancellable, error) ||
      !run_rows (f.height, chunk, compare_rows, &f, cancellable, error))
    return NULL;

  out = emu_image_new (1, f.height, f.width, error);
  f.out = out;
  if (out == NULL || !join (&f, cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}
