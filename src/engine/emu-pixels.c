/* emu-pixels.c: planar pictures and masks as interleaved bytes for a screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-parallel.h"
#include "emu-pixels.h"

EmuPick
emu_pick_all (int n)
{
  return (EmuPick) { .n = n, .n_in = n, .ratio = 1.0 };
}

gboolean
emu_pick_is_all (const EmuPick *self)
{
  return self->ratio == 1.0 && self->first == self->origin && self->n <= self->n_in;
}

static inline int
pick (const EmuPick *self,
      int            i)
{
  double at = floor ((self->first + i + 0.5) * self->ratio) - self->origin;

  return (int) CLAMP (at, 0.0, (double) (self->n_in - 1));
}

void
emu_pick_get (const EmuPick *self,
              int           *index)
{
  for (int i = 0; i < self->n; i++)
    index[i] = pick (self, i);
}

void
emu_ramp_init (EmuRamp      *self,
               const guint8  b[3],
               const guint8  middle[3],
               const guint8  a[3])
{
  for (int i = 0; i < 256; i++)
    {
      double t = i / 127.5;
      const guint8 *from = t < 1.0 ? b : middle;
      const guint8 *to = t < 1.0 ? middle : a;

      if (t >= 1.0)
        t -= 1.0;
      for (int c = 0; c < 3; c++)
        self->colour[i][c] = (guint8) lrint (from[c] + (to[c] - from[c]) * t);
    }
}

/* Places the scale passes, evenly spaced, and chosen so that L* grows by about 11 from one to the
 * next: 4, 15, 26, 38, 49, 60, 72, 83, 95. */
static const guint8 creams[][3] = {
  { 0x0d, 0x0c, 0x12 },
  { 0x2a, 0x1f, 0x3f },
  { 0x4e, 0x2d, 0x5e },
  { 0x7b, 0x3c, 0x6b },
  { 0xa8, 0x4f, 0x6a },
  { 0xcd, 0x6b, 0x6a },
  { 0xe4, 0x93, 0x7b },
  { 0xf1, 0xc0, 0x9c },
  { 0xfb, 0xef, 0xd6 },
};

void
emu_ramp_init_cream (EmuRamp *self)
{
  const int n = G_N_ELEMENTS (creams) - 1;

  for (int i = 0; i < 256; i++)
    {
      double at = i * n / 255.0;
      int stop = MIN ((int) at, n - 1);
      double beyond = at - stop;

      for (int c = 0; c < 3; c++)
        self->colour[i][c] = (guint8) rint (creams[stop][c] + beyond * (creams[stop + 1][c] - creams[stop][c]));
    }
}

/* One pixel as a word whose bytes stand in memory as red, green, blue, alpha. Whole words are what
 * makes the loops below vectorise. */
static inline guint32
pixel (guint32 r,
       guint32 g,
       guint32 b,
       guint32 a)
{
  return GUINT32_TO_LE (r | g << 8 | b << 16 | a << 24);
}

/* x / 255 to nearest, exact for 0 ≤ x ≤ 255². */
static inline guint32
by_255 (guint32 x)
{
  x += 128;
  return (x + (x >> 8)) >> 8;
}

/* out = (r, g, b, 255) */
EMU_CLONES static void
interleave (guint32      *restrict out,
            const guint8 *restrict r,
            const guint8 *restrict g,
            const guint8 *restrict b,
            size_t                 n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = pixel (r[i], g[i], b[i], 255);
}

/* out = ((a c + (255 − a) s) / 255, 255) */
EMU_CLONES static void
interleave_over (guint32      *restrict out,
                 const guint8 *restrict r,
                 const guint8 *restrict g,
                 const guint8 *restrict b,
                 const guint8 *restrict a,
                 const guint8 *restrict shade,
                 size_t                 n)
{
  for (size_t i = 0; i < n; i++)
    {
      guint32 over = a[i];
      guint32 under = (255 - over) * shade[i];

      out[i] = pixel (by_255 (over * r[i] + under), by_255 (over * g[i] + under),
                      by_255 (over * b[i] + under), 255);
    }
}

/* out = (a c / 255, a) */
EMU_CLONES static void
interleave_premultiplied (guint32      *restrict out,
                          const guint8 *restrict r,
                          const guint8 *restrict g,
                          const guint8 *restrict b,
                          const guint8 *restrict a,
                          size_t                 n)
{
  for (size_t i = 0; i < n; i++)
    {
      guint32 over = a[i];

      out[i] = pixel (by_255 (over * r[i]), by_255 (over * g[i]), by_255 (over * b[i]), over);
    }
}

static inline void
gather (guint8       *restrict out,
        const guint8 *restrict in,
        const int    *restrict index,
        int                    n)
{
  for (int i = 0; i < n; i++)
    out[i] = in[index[i]];
}

typedef struct
{
  const EmuImage   *image;
  const EmuMask    *mask;
  const guint8     *in;
  gsize             in_stride;
  const EmuPick    *rows;
  const EmuPick    *columns;
  const int        *index;  /* NULL where columns are shown as they are */
  const EmuChequer *chequer;
  guint8           *shades[2];  /* a row of the chequer from its first and from its second shade */
  const EmuRamp    *ramp;
  guint8           *out;
  gsize             stride;
} Job;

static int *
new_index (const EmuPick *columns)
{
  int *index;

  if (emu_pick_is_all (columns))
    return NULL;

  index = g_new (int, columns->n);
  emu_pick_get (columns, index);

  return index;
}

static void
image_rows (int      first,
            int      last,
            gpointer data)
{
  const Job *job = data;
  const EmuImage *image = job->image;
  gsize n = (gsize) job->columns->n;
  gboolean has_alpha = image->channels == 4;
  g_autofree guint8 *buffer = job->index != NULL ? g_malloc (4 * n) : NULL;
  const guint8 *plane[4];
  int before = -1;

  for (int y = first; y < last; y++)
    {
      guint8 *out = job->out + (gsize) y * job->stride;
      int row = pick (job->rows, y);

      if (row == before && !(has_alpha && job->chequer != NULL))
        {
          memcpy (out, out - job->stride, 4 * n);
          continue;
        }

      if (row != before)
        {
          for (int c = 0; c < image->channels; c++)
            {
              plane[c] = emu_image_row (image, c, row);
              if (job->index != NULL)
                {
                  gather (buffer + (gsize) c * n, plane[c], job->index, (int) n);
                  plane[c] = buffer + (gsize) c * n;
                }
            }
          if (image->channels == 1)
            plane[1] = plane[2] = plane[0];
          before = row;
        }

      if (!has_alpha)
        interleave ((guint32 *) out, plane[0], plane[1], plane[2], n);
      else if (job->chequer == NULL)
        interleave_premultiplied ((guint32 *) out, plane[0], plane[1], plane[2], plane[3], n);
      else
        interleave_over ((guint32 *) out, plane[0], plane[1], plane[2], plane[3],
                         job->shades[((job->chequer->y + y) / job->chequer->side) & 1], n);
    }
}

void
emu_pixels_from_image (const EmuImage   *image,
                       const EmuPick    *rows,
                       const EmuPick    *columns,
                       const EmuChequer *chequer,
                       guint8           *rgba,
                       gsize             stride)
{
  g_autofree int *index = NULL;
  g_autofree guint8 *shades = NULL;
  Job job = {
    .image = image,
    .rows = rows,
    .columns = columns,
    .chequer = chequer,
    .out = rgba,
    .stride = stride,
  };

  g_return_if_fail (rows->n_in <= image->height && columns->n_in <= image->width);

  job.index = index = new_index (columns);

  if (image->channels == 4 && chequer != NULL)
    {
      gsize n = (gsize) columns->n;

      shades = g_malloc (2 * n);
      job.shades[0] = shades;
      job.shades[1] = shades + n;
      for (gsize x = 0; x < n; x++)
        {
          int odd = ((chequer->x + (int) x) / chequer->side) & 1;

          job.shades[0][x] = chequer->shade[odd];
          job.shades[1][x] = chequer->shade[!odd];
        }
    }

  emu_parallel_rows (rows->n, emu_parallel_chunk (columns->n), image_rows, &job);
}

static void
mask_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;
  const EmuMask *mask = job->mask;
  int n = job->columns->n;
  g_autofree float *weights = g_new (float, mask->width);
  g_autofree guint8 *steps = g_malloc ((gsize) mask->width);
  int before = -1;

  for (int y = first; y < last; y++)
    {
      guint8 *out = job->out + (gsize) y * job->stride;
      guint32 *words = (guint32 *) out;
      int row = pick (job->rows, y);

      if (row == before)
        {
          memcpy (out, out - job->stride, 4 * (gsize) n);
          continue;
        }

      emu_mask_get_row (mask, row, weights);
      for (int x = 0; x < mask->width; x++)
        steps[x] = (guint8) (int) (weights[x] * 255.0f + 0.5f);

      for (int x = 0; x < n; x++)
        {
          const guint8 *colour = job->ramp->colour[steps[job->index != NULL ? job->index[x] : x]];

          words[x] = pixel (colour[0], colour[1], colour[2], 255);
        }
      before = row;
    }
}

void
emu_pixels_from_mask (const EmuMask *mask,
                      const EmuPick *rows,
                      const EmuPick *columns,
                      const EmuRamp *ramp,
                      guint8        *rgba,
                      gsize          stride)
{
  g_autofree int *index = NULL;
  Job job = {
    .mask = mask,
    .rows = rows,
    .columns = columns,
    .ramp = ramp,
    .out = rgba,
    .stride = stride,
  };

  g_return_if_fail (rows->n_in <= mask->height && columns->n_in <= mask->width);

  job.index = index = new_index (columns);
  emu_parallel_rows (rows->n, emu_parallel_chunk (columns->n), mask_rows, &job);
}

/* A byte a sample, to be coloured and laid over pixels. */
typedef struct
{
  const EmuMask *mask;
  const guint8  *bytes;  /* the bytes, one row after the other */
  guint8        *steps;  /* the same where they come from @mask */
  gsize          width;
  const EmuPick *rows;
  const EmuPick *columns;
  const int     *index;
  guint32        words[256];  /* every colour as a pixel */
  guint8         opacity;
  int            edge;
  int            middle;  /* the first byte on A's side of the edge */
  guint8        *sides;   /* 1 for every pixel on A's side; NULL without an edge */
  guint8        *out;
  gsize          stride;
} Lay;

static void
step_rows (int      first,
           int      last,
           gpointer data)
{
  const Lay *lay = data;
  g_autofree float *weights = g_new (float, lay->width);

  for (int y = first; y < last; y++)
    {
      guint8 *steps = lay->steps + (gsize) y * lay->width;

      emu_mask_get_row (lay->mask, y, weights);
      for (gsize x = 0; x < lay->width; x++)
        steps[x] = (guint8) (int) (weights[x] * 255.0f + 0.5f);
    }
}

static inline guint8 *
side_row (const Lay *lay,
          int        y)
{
  return lay->sides + (gsize) y * (gsize) lay->columns->n;
}

static void
side_rows (int      first,
           int      last,
           gpointer data)
{
  const Lay *lay = data;

  for (int y = first; y < last; y++)
    {
      const guint8 *row = lay->bytes + (gsize) pick (lay->rows, y) * lay->width;
      guint8 *sides = side_row (lay, y);

      for (int x = 0; x < lay->columns->n; x++)
        sides[x] = row[lay->index[x]] >= lay->middle;
    }
}

/* near[i] |= a[i] ≠ b[i], both 0 or 1 */
EMU_CLONES static void
mark_difference (guint8       *restrict near,
                 const guint8 *restrict a,
                 const guint8 *restrict b,
                 size_t                 n)
{
  for (size_t i = 0; i < n; i++)
    near[i] |= a[i] ^ b[i];
}

/* out[i] = (o colour[i] + (255 − o) out[i]) / 255, byte by byte */
EMU_CLONES static void
blend_bytes (guint8       *restrict out,
             const guint8 *restrict colour,
             guint8                 opacity,
             size_t                 n)
{
  guint16 over = opacity;
  guint16 under = (guint16) (255 - opacity);

  for (size_t i = 0; i < n; i++)
    {
      guint16 sum = (guint16) (over * colour[i] + under * out[i] + 128);

      out[i] = (guint8) ((guint16) (sum + (sum >> 8)) >> 8);
    }
}

/* out[i] = colour[i] where near[i] is 1 */
EMU_CLONES static void
bare_pixels (guint32       *restrict out,
             const guint32 *restrict colour,
             const guint8  *restrict near,
             size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = near[i] ? colour[i] : out[i];
}

/* Marks the pixels of row @y within reach of the other side of the edge. */
static void
mark_edge (const Lay *lay,
           int        y,
           guint8    *near)
{
  const guint8 *row = side_row (lay, y);
  int n = lay->columns->n;

  memset (near, 0, (gsize) n);
  for (int k = 1; k <= lay->edge; k++)
    {
      if (n > k)
        {
          mark_difference (near, row, row + k, (gsize) (n - k));
          mark_difference (near + k, row + k, row, (gsize) (n - k));
        }
      if (y >= k)
        mark_difference (near, row, side_row (lay, y - k), (gsize) n);
      if (y + k < lay->rows->n)
        mark_difference (near, row, side_row (lay, y + k), (gsize) n);
    }
}

static void
lay_rows (int      first,
          int      last,
          gpointer data)
{
  const Lay *lay = data;
  gsize n = (gsize) lay->columns->n;
  g_autofree guint32 *colours = g_new (guint32, n);
  g_autofree guint8 *near = lay->sides != NULL ? g_malloc (n) : NULL;

  for (int y = first; y < last; y++)
    {
      const guint8 *row = lay->bytes + (gsize) pick (lay->rows, y) * lay->width;
      guint8 *out = lay->out + (gsize) y * lay->stride;

      for (gsize x = 0; x < n; x++)
        colours[x] = lay->words[row[lay->index[x]]];

      blend_bytes (out, (const guint8 *) colours, lay->opacity, 4 * n);
      if (near != NULL)
        {
          mark_edge (lay, y, near);
          bare_pixels ((guint32 *) out, colours, near, n);
        }
    }
}

static void
lay_over (Lay           *lay,
          const EmuRamp *ramp)
{
  int chunk = emu_parallel_chunk (lay->columns->n);
  g_autofree int *index = g_new (int, lay->columns->n);
  g_autofree guint8 *sides = NULL;

  emu_pick_get (lay->columns, index);
  lay->index = index;
  for (int i = 0; i < 256; i++)
    lay->words[i] = pixel (ramp->colour[i][0], ramp->colour[i][1], ramp->colour[i][2], 255);

  if (lay->edge > 0)
    {
      lay->sides = sides = g_malloc ((gsize) lay->rows->n * (gsize) lay->columns->n);
      emu_parallel_rows (lay->rows->n, chunk, side_rows, lay);
    }
  emu_parallel_rows (lay->rows->n, chunk, lay_rows, lay);
}

static int
to_step (float weight)
{
  return (int) (weight * 255.0f + 0.5f);
}

void
emu_pixels_lay_mask (const EmuMask *mask,
                     const EmuPick *rows,
                     const EmuPick *columns,
                     const EmuRamp *ramp,
                     guint8         opacity,
                     int            edge,
                     guint8        *rgba,
                     gsize          stride)
{
  g_autofree guint8 *steps = NULL;
  Lay lay = {
    .mask = mask,
    .width = (gsize) mask->width,
    .rows = rows,
    .columns = columns,
    .opacity = opacity,
    .edge = mask->kind == EMU_MASK_UNIFORM ? 0 : edge,
    .middle = 128,
    .out = rgba,
    .stride = stride,
  };

  g_return_if_fail (rows->n_in <= mask->height && columns->n_in <= mask->width);

  if (mask->kind == EMU_MASK_RECTANGLE)
    lay.middle = (to_step (mask->inside) + to_step (mask->outside) + 1) / 2;

  lay.bytes = lay.steps = steps = g_malloc ((gsize) mask->height * lay.width);
  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), step_rows, &lay);
  lay_over (&lay, ramp);
}

void
emu_pixels_lay_grey (const EmuImage *grey,
                     const EmuPick  *rows,
                     const EmuPick  *columns,
                     const EmuRamp  *ramp,
                     guint8          opacity,
                     guint8         *rgba,
                     gsize           stride)
{
  Lay lay = {
    .bytes = emu_image_plane (grey, 0),
    .width = (gsize) grey->width,
    .rows = rows,
    .columns = columns,
    .opacity = opacity,
    .out = rgba,
    .stride = stride,
  };

  g_return_if_fail (grey->channels == 1);
  g_return_if_fail (rows->n_in <= grey->height && columns->n_in <= grey->width);

  lay_over (&lay, ramp);
}

static inline void
draw_hair (guint8 *at)
{
  gboolean is_dark = 54 * at[0] + 183 * at[1] + 19 * at[2] < 80 * 256;

  for (int c = 0; c < 3; c++)
    at[c] = (guint8) (is_dark ? at[c] + (255 - at[c]) / 5 : at[c] - at[c] / 5);
}

void
emu_pixels_draw_grid (const EmuPick *rows,
                      const EmuPick *columns,
                      guint8        *rgba,
                      gsize          stride)
{
  g_autofree int *row_index = g_new (int, rows->n);
  g_autofree int *column_index = g_new (int, columns->n);

  emu_pick_get (rows, row_index);
  emu_pick_get (columns, column_index);

  for (int y = 0; y < rows->n; y++)
    {
      gboolean is_line = y > 0 && row_index[y] != row_index[y - 1];

      for (int x = 0; x < columns->n; x++)
        {
          if (is_line || (x > 0 && column_index[x] != column_index[x - 1]))
            draw_hair (rgba + (gsize) y * stride + 4 * (gsize) x);
        }
    }
}

static void
pick_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;
  gsize n = (gsize) job->columns->n;
  int before = -1;

  for (int y = first; y < last; y++)
    {
      guint8 *out = job->out + (gsize) y * job->stride;
      int row = pick (job->rows, y);
      const guint8 *in = job->in + (gsize) row * job->in_stride;

      if (row == before)
        memcpy (out, out - job->stride, 4 * n);
      else if (job->index == NULL)
        memcpy (out, in, 4 * n);
      else
        for (gsize x = 0; x < n; x++)
          ((guint32 *) out)[x] = ((const guint32 *) in)[job->index[x]];

      before = row;
    }
}

void
emu_pixels_pick (const guint8  *in,
                 gsize          in_stride,
                 const EmuPick *rows,
                 const EmuPick *columns,
                 guint8        *out,
                 gsize          out_stride)
{
  g_autofree int *index = new_index (columns);
  Job job = {
    .in = in,
    .in_stride = in_stride,
    .rows = rows,
    .columns = columns,
    .index = index,
    .out = out,
    .stride = out_stride,
  };

  emu_parallel_rows (rows->n, emu_parallel_chunk (columns->n), pick_rows, &job);
}
