/* emu-affine.c: pictures moved by a matrix, byte for byte as Pillow moves them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-affine.h"
#include "emu-clones.h"
#include "emu-error.h"
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
  guint32         *packed;  /* the picture with the channels of a pixel in one word, from the lowest byte */
  Stepping         stepping;
  gint32           fixed[6];
  int             *columns;  /* STEP_TABLE: source column of each column, −1 outside */
  int             *rows;     /* likewise */
  double          *starts;   /* STEP_DOUBLE: x' and y' at the beginning of each row */
  gboolean         no_memory;
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

/* The steps are taken modulo 2^32, which is exact as the corners fit. */
EMU_CLONES static void
fixed_row (guint32           x_place,
           guint32           y_place,
           guint32           x_step,
           guint32           y_step,
           guint32           in_width,
           guint32           in_height,
           gint32  *restrict at,
           int               n)
{
  for (int x = 0; x < n; x++)
    {
      gint32 column = (gint32) x_place >> 16;
      gint32 row = (gint32) y_place >> 16;
      gint32 index = row * (gint32) in_width + column;

      at[x] = (guint32) column < in_width && (guint32) row < in_height ? index : -1;
      x_place += x_step;
      y_place += y_step;
    }
}

static void
find_fixed (const Job *job,
            int        y,
            gint32    *at)
{
  fixed_row ((guint32) job->fixed[2] + (guint32) y * (guint32) job->fixed[1],
             (guint32) job->fixed[5] + (guint32) y * (guint32) job->fixed[4],
             (guint32) job->fixed[0], (guint32) job->fixed[3],
             (guint32) job->in->width, (guint32) job->in->height, at, job->out->width);
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

/* ---- Pixels in one word ------------------------------------------------------------------- */

/* Four channels side by side are looked up at once. Missing ones repeat the first. */
EMU_CLONES static void
pack_row (const guint8 *restrict c0,
          const guint8 *restrict c1,
          const guint8 *restrict c2,
          const guint8 *restrict c3,
          guint32      *restrict out,
          int                    n)
{
  for (int x = 0; x < n; x++)
    out[x] = c0[x] | (guint32) c1[x] << 8 | (guint32) c2[x] << 16 | (guint32) c3[x] << 24;
}

static void
pack_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;
  const EmuImage *in = job->in;
  int n = in->channels;

  for (int y = first; y < last; y++)
    pack_row (emu_image_row (in, 0, y), emu_image_row (in, 1 % n, y), emu_image_row (in, 2 % n, y),
              emu_image_row (in, 3 % n, y), job->packed + (gsize) y * in->width, in->width);
}

static void
pack (Job *job)
{
  job->packed = g_try_new (guint32, emu_image_n_pixels (job->in));

  if (job->packed == NULL)
    {
      job->no_memory = TRUE;
      return;
    }

  emu_parallel_rows (job->in->height, emu_parallel_chunk (job->in->width), pack_rows, job);
}

static void
fill_around (guint8 *out,
             int     width,
             Part    part,
             guint8  fill)
{
  memset (out, fill, part.first);
  memset (out + part.last, fill, width - part.last);
}

/* ---- Nearest neighbour -------------------------------------------------------------------- */

static void
look_up (const guint8 *restrict in,
         guint8       *restrict out,
         const gint32 *restrict from,
         Part                   part)
{
  int x = part.first;

  /* One store for eight bytes. */
  for (; x + 8 <= part.last; x += 8)
    {
      guint64 word = 0;

      for (int i = 0; i < 8; i++)
        word |= (guint64) in[from[x + i]] << (8 * i);
      word = GUINT64_TO_LE (word);
      memcpy (out + x, &word, sizeof word);
    }

  for (; x < part.last; x++)
    out[x] = in[from[x]];
}

/* Whether a part shows neighbouring columns. A sum that rounds can skip one, so the ends are asked. */
static gboolean
is_straight (const Job    *job,
             Part          part,
             const gint32 *from)
{
  return part.first < part.last && job->from[0] == 1 && job->from[3] == 0 &&
         from[part.last - 1] - from[part.first] == part.last - 1 - part.first;
}

static void
nearest_row (const Job *job,
             int        y,
             gint32    *at)
{
  int channels = job->in->channels;
  int width = job->out->width;
  gsize offset = 0;
  const gint32 *from = at;
  const guint8 *in[4];
  guint8 *out[4];
  Part part;

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

  for (int c = 0; c < channels; c++)
    {
      in[c] = emu_image_plane (job->in, c) + offset;
      out[c] = emu_image_row (job->out, c, y);
      fill_around (out[c], width, part, job->fill[c]);
    }

  if (is_straight (job, part, from))
    for (int c = 0; c < channels; c++)
      memcpy (out[c] + part.first, in[c] + from[part.first], part.last - part.first);
  else
    for (int c = 0; c < channels; c++)
      look_up (in[c], out[c], from, part);
}

/* ---- Interpolation ------------------------------------------------------------------------ */

/* The channels of a pixel, side by side. */
typedef double Channels __attribute__ ((vector_size (32)));
typedef gint32 Integers __attribute__ ((vector_size (16)));
typedef guint8 Bytes __attribute__ ((vector_size (16)));
typedef guint16 Shorts __attribute__ ((vector_size (16)));

/* A number's byte or short and the zero that makes it wider, on its more significant side. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define BYTE_PAIR(i) i, 16 + i
#define SHORT_PAIR(i) i, 8 + i
#else
#define BYTE_PAIR(i) 16 + i, i
#define SHORT_PAIR(i) 8 + i, i
#endif

/* Zeros are interleaved twice, which every CPU has an instruction for, as compilers convert bytes one by
 * one. */
static G_ALWAYS_INLINE inline void
load_pixel (const guint32 *in,
            Channels      *out)
{
  const Bytes no_bytes = { 0 };
  const Shorts no_shorts = { 0 };
  Bytes bytes = (Bytes) (Integers) { (gint32) GUINT32_TO_LE (*in), 0, 0, 0 };
  Shorts shorts = (Shorts) __builtin_shufflevector (bytes, no_bytes, BYTE_PAIR (0), BYTE_PAIR (1), BYTE_PAIR (2),
                                                    BYTE_PAIR (3), BYTE_PAIR (4), BYTE_PAIR (5),
                                                    BYTE_PAIR (6), BYTE_PAIR (7));
  Integers integers = (Integers) __builtin_shufflevector (shorts, no_shorts, SHORT_PAIR (0), SHORT_PAIR (1),
                                                          SHORT_PAIR (2), SHORT_PAIR (3));

  *out = __builtin_convertvector (integers, Channels);
}

/* Cut to whole numbers, which may lie beyond a byte. */
static G_ALWAYS_INLINE inline void
store_pixel (const Channels *in,
             gint32         *out)
{
  Integers integers = __builtin_convertvector (*in, Integers);

  memcpy (out, &integers, sizeof integers);
}

EMU_CLONES static void
clip_row (const gint32 *restrict in,
          guint8       *restrict out,
          int                    n)
{
  for (int x = 0; x < n; x++)
    {
      gint32 v = in[4 * x];

      out[x] = (guint8) (v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

/* Places of the pixels of a row, in the picture. */
typedef struct
{
  double *x;
  double *y;
} Places;

EMU_CLONES static void
find_places (const double    *from,
             double           y_in,
             double *restrict x_place,
             double *restrict y_place,
             int              n)
{
  double a = from[0];
  double c = from[2];
  double d = from[3];
  double f = from[5];
  double b = from[1] * y_in;
  double e = from[4] * y_in;

  for (int x = 0; x < n; x++)
    {
      double x_in = x + 0.5;

      x_place[x] = a * x_in + b + c;
      y_place[x] = d * x_in + e + f;
    }
}

static gboolean
is_inside (const Job    *job,
           const Places *places,
           int           x)
{
  return places->x[x] >= 0 && places->x[x] < job->in->width &&
         places->y[x] >= 0 && places->y[x] < job->in->height;
}

static Part
places_inside (const Job    *job,
               const Places *places)
{
  Part part = { 0, job->out->width };

  while (part.first < part.last && !is_inside (job, places, part.first))
    part.first++;
  while (part.last > part.first && !is_inside (job, places, part.last - 1))
    part.last--;

  return part;
}

/* Where the taps of a pixel stand: the second of four or the first of two, and how far it is away. */
typedef struct
{
  gint32 *column;
  gint32 *row;
  double *dx;
  double *dy;
} Taps;

/* Floors and fractions of @place − ½, which is at least −½. */
EMU_CLONES static void
find_taps (const double *restrict place,
           gint32       *restrict index,
           double       *restrict fraction,
           int                    n)
{
  for (int x = 0; x < n; x++)
    {
      double v = place[x] - 0.5;
      gint32 i = (gint32) (v + 1) - 1;
      double d;

      /* Adding 1 may round up to the next whole number. */
      i -= v < i;
      d = v - i;
      index[x] = i;
      fraction[x] = d;
    }
}

/* v = a + (b − a) d, along the row, then down */
EMU_CLONES static void
bilinear_row (const guint32 *restrict in,
              int                     in_height,
              int                     in_width,
              const Taps             *taps,
              Part                    part,
              gint32        *restrict out)
{
  int right = in_width - 1;
  int bottom = in_height - 1;

  for (int x = part.first; x < part.last; x++)
    {
      int column = taps->column[x];
      int row = taps->row[x];
      const guint32 *upper = in + (gsize) MAX (row, 0) * in_width;
      const guint32 *lower = in + (gsize) MIN (row + 1, bottom) * in_width;
      int x0 = MAX (column, 0);
      int x1 = MIN (column + 1, right);
      Channels a, b, c, d;

      load_pixel (upper + x0, &a);
      load_pixel (upper + x1, &b);
      load_pixel (lower + x0, &c);
      load_pixel (lower + x1, &d);

      a = a + (b - a) * taps->dx[x];
      c = c + (d - c) * taps->dx[x];
      a = a + (c - a) * taps->dy[x];
      store_pixel (&a, out + 4 * (gsize) x);
    }
}

static G_ALWAYS_INLINE inline void
cubic (const Channels v[4],
       double         d,
       Channels      *out)
{
  Channels p2 = -v[0] + v[2];
  Channels p3 = 2 * (v[0] - v[1]) + v[2] - v[3];
  Channels p4 = -v[0] + v[1] - v[2] + v[3];

  *out = v[1] + d * (p2 + d * (p3 + d * p4));
}

EMU_CLONES static void
bicubic_row (const guint32 *restrict in,
             int                     in_height,
             int                     in_width,
             const Taps             *taps,
             Part                    part,
             gint32        *restrict out)
{
  int right = in_width - 1;
  int bottom = in_height - 1;

  for (int x = part.first; x < part.last; x++)
    {
      int column = taps->column[x];
      int row = taps->row[x];
      int columns[4] = {
        MAX (column - 1, 0), MAX (column, 0), MIN (column + 1, right), MIN (column + 2, right),
      };
      Channels across[4];
      Channels all;

      for (int t = 0; t < 4; t++)
        {
          const guint32 *line = in + (gsize) CLAMP (row - 1 + t, 0, bottom) * in_width;
          Channels pixels[4];

          for (int k = 0; k < 4; k++)
            load_pixel (line + columns[k], &pixels[k]);
          cubic (pixels, taps->dx[x], &across[t]);
        }

      cubic (across, taps->dy[x], &all);
      store_pixel (&all, out + 4 * (gsize) x);
    }
}

/* The taps of one axis alone, where the fractions along the other are 0: the other's taps but one then
 * count 0 times, so that the numbers are the same. */
typedef struct
{
  const gint32 *first;   /* columns or rows */
  const double *d;
  const gint32 *across;  /* of the other axis */
  gsize         stride;
  gsize         across_stride;
  int           last;
} LineTaps;

EMU_CLONES static void
bilinear_line (const guint32  *restrict in,
               const LineTaps          *taps,
               Part                     part,
               gint32         *restrict out)
{
  for (int x = part.first; x < part.last; x++)
    {
      const guint32 *line = in + (gsize) taps->across[x] * taps->across_stride;
      int i = taps->first[x];
      Channels a, b;

      load_pixel (line + (gsize) MAX (i, 0) * taps->stride, &a);
      load_pixel (line + (gsize) MIN (i + 1, taps->last) * taps->stride, &b);
      a = a + (b - a) * taps->d[x];
      store_pixel (&a, out + 4 * (gsize) x);
    }
}

EMU_CLONES static void
bicubic_line (const guint32  *restrict in,
              const LineTaps          *taps,
              Part                     part,
              gint32         *restrict out)
{
  for (int x = part.first; x < part.last; x++)
    {
      const guint32 *line = in + (gsize) taps->across[x] * taps->across_stride;
      int i = taps->first[x];
      Channels pixels[4];
      Channels all;

      load_pixel (line + (gsize) MAX (i - 1, 0) * taps->stride, &pixels[0]);
      load_pixel (line + (gsize) MAX (i, 0) * taps->stride, &pixels[1]);
      load_pixel (line + (gsize) MIN (i + 1, taps->last) * taps->stride, &pixels[2]);
      load_pixel (line + (gsize) MIN (i + 2, taps->last) * taps->stride, &pixels[3]);
      cubic (pixels, taps->d[x], &all);
      store_pixel (&all, out + 4 * (gsize) x);
    }
}

static gboolean
all_zero (const double *d,
          Part          part)
{
  for (int x = part.first; x < part.last; x++)
    {
      if (d[x] != 0)
        return FALSE;
    }

  return TRUE;
}

/* Shears and translations along one axis; a fraction of 0 has its tap inside the picture. */
static gboolean
find_line_taps (const Job  *job,
                const Taps *taps,
                Part        part,
                LineTaps   *line)
{
  gsize width = job->in->width;

  if (all_zero (taps->dy, part))
    *line = (LineTaps) { taps->column, taps->dx, taps->row, 1, width, job->in->width - 1 };
  else if (all_zero (taps->dx, part))
    *line = (LineTaps) { taps->row, taps->dy, taps->column, width, 1, job->in->height - 1 };
  else
    return FALSE;

  return TRUE;
}

/* @numbers: room for four a pixel */
static void
smooth_row (const Job    *job,
            int           y,
            const Places *places,
            const Taps   *taps,
            gint32       *numbers)
{
  gboolean is_cubic = job->interpolation == EMU_INTERPOLATION_BICUBIC;
  LineTaps line;
  Part part;
  int n;

  find_places (job->from, y + 0.5, places->x, places->y, job->out->width);
  part = places_inside (job, places);
  n = part.last - part.first;
  find_taps (places->x + part.first, taps->column + part.first, taps->dx + part.first, n);
  find_taps (places->y + part.first, taps->row + part.first, taps->dy + part.first, n);

  if (find_line_taps (job, taps, part, &line))
    (is_cubic ? bicubic_line : bilinear_line) (job->packed, &line, part, numbers);
  else if (is_cubic)
    bicubic_row (job->packed, job->in->height, job->in->width, taps, part, numbers);
  else
    bilinear_row (job->packed, job->in->height, job->in->width, taps, part, numbers);

  for (int c = 0; c < job->out->channels; c++)
    {
      guint8 *out = emu_image_row (job->out, c, y);

      fill_around (out, job->out->width, part, job->fill[c]);
      clip_row (numbers + 4 * (gsize) part.first + c, out + part.first, part.last - part.first);
    }
}

/* ---- All rows ----------------------------------------------------------------------------- */

static void
nearest_rows (int      first,
              int      last,
              gpointer data)
{
  Job *job = data;
  g_autofree gint32 *at = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  at = g_try_new (gint32, job->out->width);
  if (at == NULL)
    {
      g_atomic_int_set (&job->no_memory, TRUE);
      return;
    }

  for (int y = first; y < last; y++)
    nearest_row (job, y, at);
}

static void
smooth_rows (int      first,
             int      last,
             gpointer data)
{
  Job *job = data;
  gsize n = job->out->width;
  g_autofree double *doubles = NULL;
  g_autofree gint32 *integers = NULL;
  Places places;
  Taps taps;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  doubles = g_try_new (double, 4 * n);
  integers = g_try_new (gint32, 6 * n);
  if (doubles == NULL || integers == NULL)
    {
      g_atomic_int_set (&job->no_memory, TRUE);
      return;
    }

  places = (Places) { doubles, doubles + n };
  taps = (Taps) { integers, integers + n, doubles + 2 * n, doubles + 3 * n };

  for (int y = first; y < last; y++)
    smooth_row (job, y, &places, &taps, integers + 2 * n);
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

  job->columns = g_try_new (int, job->out->width);
  job->rows = g_try_new (int, job->out->height);
  if (job->columns == NULL || job->rows == NULL)
    {
      job->no_memory = TRUE;
      return;
    }

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
      job->starts = g_try_new (double, 2 * (gsize) job->out->height);
      job->no_memory = job->starts == NULL;
      for (int y = 0; !job->no_memory && y < job->out->height; y++)
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
  if (smooth)
    pack (&job);
  else
    prepare_nearest (&job);

  if (!job.no_memory)
    emu_parallel_rows (height, emu_parallel_chunk (width), smooth ? smooth_rows : nearest_rows, &job);

  g_free (job.columns);
  g_free (job.rows);
  g_free (job.starts);
  g_free (job.packed);

  if (job.no_memory)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory to move a picture of %d × %d pixels; choose a smaller one"),
                   image->width, image->height);
      return NULL;
    }

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
