/* emu-affine.c: pictures moved by a matrix, byte for byte as Pillow moves them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-affine.h"
#include "emu-parallel.h"

/* ---- Where the pixels of a row come from -------------------------------------------------- */

typedef enum
{
  STEP_TABLE,   /* neither turned nor sheared: a column for every column, a row for every row */
  STEP_FIXED,   /* 16.16 numbers, whose steps are exact */
  STEP_DOUBLE,  /* what 16.16 cannot hold */
  STEP_SMOOTH,  /* every place for itself, for interpolation */
} Stepping;

typedef struct
{
  const EmuImage  *in;
  EmuImage        *out;
  const double    *from;
  EmuBorder        border;
  EmuInterpolation interpolation;
  const guint8    *fill;
  GCancellable    *cancellable;
  Stepping         stepping;
  gint32           fixed[6];
  int             *columns;  /* STEP_TABLE: source column of each column, −1 outside */
  int             *rows;     /* likewise */
  double          *starts;   /* STEP_DOUBLE: x' and y' at the beginning of each row */
} Job;

/* The part of a row that comes from inside the picture: columns @first … @last − 1. Numbers that grow
 * by equal steps enter and leave an interval once, and rounding keeps their order, so there is
 * one such part. */
typedef struct
{
  int first;
  int last;
} Part;

static int
reflect (int i,
         int n)
{
  int period = 2 * (n - 1);

  if (period == 0)
    return 0;

  i %= period;
  if (i < 0)
    i += period;

  return MIN (i, period - i);
}

/* A place as an index, −1 outside 0 … n − 1. */
static inline int
place_index (double    v,
             int       n,
             EmuBorder border)
{
  if (v >= 0 && v < n)
    return (int) v;

  if (border == EMU_BORDER_REFLECT && fabs (v) < (1 << 30))
    return reflect ((int) floor (v), n);

  return -1;
}

static inline Part
part_inside (const gint32 *at,
             int           width)
{
  Part part = { 0, width };

  while (part.first < width && at[part.first] < 0)
    part.first++;
  while (part.last > part.first && at[part.last - 1] < 0)
    part.last--;

  return part;
}

static void
find_fixed (const Job *job,
            int        y,
            gint32    *at)
{
  int width = job->out->width;
  gint64 x_place = job->fixed[2] + (gint64) y * job->fixed[1];
  gint64 y_place = job->fixed[5] + (gint64) y * job->fixed[4];
  gint32 x_step = job->fixed[0];
  gint32 y_step = job->fixed[3];
  guint32 in_width = job->in->width;
  guint32 in_height = job->in->height;

  for (int x = 0; x < width; x++)
    {
      guint32 column = (guint32) ((gint32) (x_place + (gint64) x * x_step) >> 16);
      guint32 row = (guint32) ((gint32) (y_place + (gint64) x * y_step) >> 16);
      gint32 index = (gint32) (row * in_width + column);

      at[x] = column < in_width && row < in_height ? index : -1;
    }
}

static void
find_double (const Job *job,
             int        y,
             gint32    *at)
{
  double x_place = job->starts[2 * y];
  double y_place = job->starts[2 * y + 1];

  for (int x = 0; x < job->out->width; x++)
    {
      int column = place_index (x_place, job->in->width, job->border);
      int row = place_index (y_place, job->in->height, job->border);

      at[x] = column >= 0 && row >= 0 ? row * job->in->width + column : -1;
      x_place += job->from[0];
      y_place += job->from[3];
    }
}

/* ---- Nearest neighbour -------------------------------------------------------------------- */

static void
fill_around (guint8 *out,
             int     width,
             Part    part,
             guint8  fill)
{
  memset (out, fill, part.first);
  memset (out + part.last, fill, width - part.last);
}

static void
nearest_row (const Job *job,
             int        y,
             gint32    *at)
{
  int width = job->out->width;
  gsize offset = 0;
  const gint32 *from = at;
  Part part;
  gboolean straight;

  if (job->stepping == STEP_TABLE)
    {
      from = job->columns;
      part = job->rows[y] >= 0 ? part_inside (from, width) : (Part) { 0, 0 };
      offset = (gsize) MAX (0, job->rows[y]) * job->in->width;
    }
  else
    {
      if (job->stepping == STEP_FIXED)
        find_fixed (job, y, at);
      else
        find_double (job, y, at);
      part = part_inside (at, width);
    }

  /* A sum that rounds can skip a column, so the ends are asked. */
  straight = part.first < part.last && job->from[0] == 1 && job->from[3] == 0 &&
             from[part.last - 1] - from[part.first] == part.last - 1 - part.first;

  for (int c = 0; c < job->in->channels; c++)
    {
      const guint8 *in = emu_image_plane (job->in, c) + offset;
      guint8 *out = emu_image_row (job->out, c, y);

      fill_around (out, width, part, job->fill[c]);

      if (straight)
        memcpy (out + part.first, in + from[part.first], part.last - part.first);
      else
        for (int x = part.first; x < part.last; x++)
          out[x] = in[from[x]];
    }
}

/* ---- Interpolation ------------------------------------------------------------------------ */

/* Scratch of one chunk: @n pixels of a row. */
typedef struct
{
  double *x_place;
  double *y_place;
  double *dx;
  double *dy;
  gint32 *x[4];  /* columns of the taps */
  gint32 *y[4];  /* offsets of their rows */
} Taps;

static Part
find_places (const Job *job,
             int        y,
             Taps      *taps)
{
  const double *from = job->from;
  double *restrict x_place = taps->x_place;
  double *restrict y_place = taps->y_place;
  double y_in = y + 0.5;
  double b = from[1] * y_in;
  double e = from[4] * y_in;
  double in_width = job->in->width;
  double in_height = job->in->height;
  int width = job->out->width;
  Part part = { 0, width };

  for (int x = 0; x < width; x++)
    {
      double x_in = x + 0.5;

      x_place[x] = from[0] * x_in + b + from[2];
      y_place[x] = from[3] * x_in + e + from[5];
    }

#define IS_INSIDE(x)                                                                         \
  (x_place[x] >= 0 && x_place[x] < in_width && y_place[x] >= 0 && y_place[x] < in_height)
  while (part.first < width && !IS_INSIDE (part.first))
    part.first++;
  while (part.last > part.first && !IS_INSIDE (part.last - 1))
    part.last--;
#undef IS_INSIDE

  return part;
}

static inline gint32
floor_index (double v)
{
  gint32 i = (gint32) v;

  return i - (v < i);
}

static void
find_taps (const Job *job,
           Part       part,
           int        n_taps,
           Taps      *taps)
{
  int in_width = job->in->width;
  int right = job->in->width - 1;
  int bottom = job->in->height - 1;
  int before = n_taps / 2 - 1;

  for (int x = part.first; x < part.last; x++)
    {
      double x_place = taps->x_place[x] - 0.5;
      double y_place = taps->y_place[x] - 0.5;
      gint32 column = floor_index (x_place);
      gint32 row = floor_index (y_place);

      taps->dx[x] = x_place - column;
      taps->dy[x] = y_place - row;
      for (int t = 0; t < n_taps; t++)
        {
          taps->x[t][x] = CLAMP (column - before + t, 0, right);
          taps->y[t][x] = CLAMP (row - before + t, 0, bottom) * in_width;
        }
    }
}

/* v = a + (b − a) d, along the row, then down; cut to a whole byte */
static void
bilinear_row (const guint8 *in,
              guint8       *out,
              Part          part,
              const Taps   *taps)
{
  for (int x = part.first; x < part.last; x++)
    {
      const guint8 *upper = in + taps->y[0][x];
      const guint8 *lower = in + taps->y[1][x];
      int x0 = taps->x[0][x];
      int x1 = taps->x[1][x];
      double v0 = upper[x0] + (upper[x1] - upper[x0]) * taps->dx[x];
      double v1 = lower[x0] + (lower[x1] - lower[x0]) * taps->dx[x];

      out[x] = (guint8) (v0 + (v1 - v0) * taps->dy[x]);
    }
}

static inline double
cubic (double v0,
       double v1,
       double v2,
       double v3,
       double d)
{
  double p2 = -v0 + v2;
  double p3 = 2 * (v0 - v1) + v2 - v3;
  double p4 = -v0 + v1 - v2 + v3;

  return v1 + d * (p2 + d * (p3 + d * p4));
}

static void
bicubic_row (const guint8 *in,
             guint8       *out,
             Part          part,
             const Taps   *taps)
{
  for (int x = part.first; x < part.last; x++)
    {
      double d = taps->dx[x];
      double v[4];
      double all;

      for (int t = 0; t < 4; t++)
        {
          const guint8 *row = in + taps->y[t][x];

          v[t] = cubic (row[taps->x[0][x]], row[taps->x[1][x]], row[taps->x[2][x]],
                        row[taps->x[3][x]], d);
        }

      all = cubic (v[0], v[1], v[2], v[3], taps->dy[x]);
      out[x] = all <= 0 ? 0 : all >= 255 ? 255 : (guint8) all;
    }
}

static void
smooth_row (const Job *job,
            int        y,
            Taps      *taps)
{
  gboolean is_cubic = job->interpolation == EMU_INTERPOLATION_BICUBIC;
  Part part = find_places (job, y, taps);

  find_taps (job, part, is_cubic ? 4 : 2, taps);

  for (int c = 0; c < job->in->channels; c++)
    {
      const guint8 *in = emu_image_plane (job->in, c);
      guint8 *out = emu_image_row (job->out, c, y);

      fill_around (out, job->out->width, part, job->fill[c]);
      if (is_cubic)
        bicubic_row (in, out, part, taps);
      else
        bilinear_row (in, out, part, taps);
    }
}

/* ---- All rows ----------------------------------------------------------------------------- */

static void
nearest_rows (int      first,
              int      last,
              gpointer data)
{
  const Job *job = data;
  g_autofree gint32 *at = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  at = g_new (gint32, job->out->width);
  for (int y = first; y < last; y++)
    nearest_row (job, y, at);
}

static void
smooth_rows (int      first,
             int      last,
             gpointer data)
{
  const Job *job = data;
  gsize n = job->out->width;
  g_autofree double *doubles = NULL;
  g_autofree gint32 *indices = NULL;
  Taps taps;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  doubles = g_new (double, 4 * n);
  indices = g_new (gint32, 8 * n);
  taps = (Taps) { doubles, doubles + n, doubles + 2 * n, doubles + 3 * n, { NULL }, { NULL } };
  for (int t = 0; t < 4; t++)
    {
      taps.x[t] = indices + t * n;
      taps.y[t] = indices + (4 + t) * n;
    }

  for (int y = first; y < last; y++)
    smooth_row (job, y, &taps);
}

/* Whether the four corners of the result lie where 16.16 numbers reach. */
static gboolean
fits_fixed (const double *from,
            int           height,
            int           width)
{
  for (int corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? width : 0;
      double y = corner & 2 ? height : 0;

      if (!(fabs (x * from[0] + y * from[1] + from[2]) < 32768 &&
            fabs (x * from[3] + y * from[4] + from[5]) < 32768))
        return FALSE;
    }

  return TRUE;
}

static gint32
to_fixed (double v)
{
  return (gint32) CLAMP (floor (v * 65536 + 0.5), G_MININT32, G_MAXINT32);
}

/* Steps are added one by one, as Pillow adds them: the sums round. */
static void
prepare_tables (Job *job)
{
  const double *from = job->from;
  double place = from[2] + from[0] * 0.5;

  job->columns = g_new (int, job->out->width);
  job->rows = g_new (int, job->out->height);

  for (int x = 0; x < job->out->width; x++)
    {
      job->columns[x] = place_index (place, job->in->width, job->border);
      place += from[0];
    }

  place = from[5] + from[4] * 0.5;
  for (int y = 0; y < job->out->height; y++)
    {
      job->rows[y] = place_index (place, job->in->height, job->border);
      place += from[4];
    }
}

static void
prepare_nearest (Job *job)
{
  const double *from = job->from;
  double x_place = from[2] + from[1] * 0.5 + from[0] * 0.5;
  double y_place = from[5] + from[4] * 0.5 + from[3] * 0.5;

  if (from[1] == 0 && from[3] == 0)
    {
      job->stepping = STEP_TABLE;
      prepare_tables (job);
    }
  else if (job->border == EMU_BORDER_FILL && fits_fixed (from, job->out->height, job->out->width))
    {
      job->stepping = STEP_FIXED;
      for (int i = 0; i < 6; i++)
        job->fixed[i] = to_fixed (from[i]);
      job->fixed[2] = to_fixed (from[2] + from[0] * 0.5 + from[1] * 0.5);
      job->fixed[5] = to_fixed (from[5] + from[3] * 0.5 + from[4] * 0.5);
    }
  else
    {
      job->stepping = STEP_DOUBLE;
      job->starts = g_new (double, 2 * (gsize) job->out->height);
      for (int y = 0; y < job->out->height; y++)
        {
          job->starts[2 * y] = x_place;
          job->starts[2 * y + 1] = y_place;
          x_place += from[1];
          y_place += from[4];
        }
    }
}

EmuImage *
emu_affine_apply (EmuImage          *image,
                  const EmuGeometry *geometry,
                  int                height,
                  int                width,
                  EmuInterpolation   interpolation,
                  const guint8       fill[4],
                  GCancellable      *cancellable,
                  GError           **error)
{
  gboolean smooth = interpolation != EMU_INTERPOLATION_NEAREST;
  gboolean has_alpha = image->channels == 4 && smooth;
  g_autoptr(EmuImage) in = NULL;
  g_autoptr(EmuImage) out = emu_image_new (image->channels, height, width, error);
  Job job = {
    .out = out, .from = geometry->from, .border = geometry->border,
    .interpolation = interpolation, .fill = fill, .cancellable = cancellable,
    .stepping = STEP_SMOOTH,
  };

  if (out == NULL)
    return NULL;

  g_return_val_if_fail (!smooth || geometry->border == EMU_BORDER_FILL, NULL);

  in = has_alpha ? emu_image_premultiply (image, error) : emu_image_ref (image);
  if (in == NULL)
    return NULL;

  job.in = in;
  if (!smooth)
    prepare_nearest (&job);

  emu_parallel_rows (height, emu_parallel_chunk (width), smooth ? smooth_rows : nearest_rows, &job);

  g_free (job.columns);
  g_free (job.rows);
  g_free (job.starts);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (has_alpha)
    emu_image_unpremultiply (out);

  return g_steal_pointer (&out);
}

gboolean
emu_affine_invert (const double from[6],
                   double       to[6])
{
  double determinant = from[0] * from[4] - from[1] * from[3];

  if (!(fabs (determinant) > 0))
    return FALSE;

  to[0] = from[4] / determinant;
  to[1] = -from[1] / determinant;
  to[3] = -from[3] / determinant;
  to[4] = from[0] / determinant;
  to[2] = -(to[0] * from[2] + to[1] * from[5]);
  to[5] = -(to[3] * from[2] + to[4] * from[5]);

  return TRUE;
}

/* ---- Alpha -------------------------------------------------------------------------------- */

EmuImage *
emu_image_premultiply (EmuImage  *image,
                       GError   **error)
{
  g_autoptr(EmuImage) out = emu_image_new (4, image->height, image->width, error);
  gsize n = emu_image_n_pixels (image);
  const guint8 *alpha;

  if (out == NULL)
    return NULL;

  alpha = emu_image_plane (image, 3);
  memcpy (emu_image_plane (out, 3), alpha, n);

  for (int c = 0; c < 3; c++)
    {
      const guint8 *in = emu_image_plane (image, c);
      guint8 *to = emu_image_plane (out, c);

      for (gsize i = 0; i < n; i++)
        {
          guint product = in[i] * alpha[i] + 128;

          to[i] = (guint8) (((product >> 8) + product) >> 8);
        }
    }

  return g_steal_pointer (&out);
}

void
emu_image_unpremultiply (EmuImage *image)
{
  gsize n = emu_image_n_pixels (image);
  const guint8 *alpha = emu_image_plane (image, 3);

  for (int c = 0; c < 3; c++)
    {
      guint8 *to = emu_image_plane (image, c);

      for (gsize i = 0; i < n; i++)
        if (alpha[i] != 0 && alpha[i] != 255)
          to[i] = (guint8) MIN (255, 255 * to[i] / alpha[i]);
    }
}
