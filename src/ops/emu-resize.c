/* emu-resize.c: pictures at other sizes, byte for byte as Pillow makes them
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
#include "emu-math.h"
#include "emu-parallel.h"
#include "emu-resize.h"

#define WEIGHT_BITS 22

const EmuChoice emu_resize_choices[] = {
  { "nearest", N_("Nearest"), N_("The pixel in the middle; no colour is new") },
  { "box", N_("Box"), N_("Mean of what a pixel covers") },
  { "bilinear", N_("Bilinear"), N_("Weights that fall straight with the distance") },
  { "hamming", N_("Hamming"), N_("Nearly as sharp as bicubic, as fast as bilinear") },
  { "bicubic", N_("Bicubic"), N_("Sharper, and may overshoot at edges") },
  { "lanczos", N_("Lanczos"), N_("The sharpest, and the slowest") },
  { NULL },
};

/* ---- Kernels ------------------------------------------------------------------------------ */

static double
box_kernel (double x)
{
  return x > -0.5 && x <= 0.5 ? 1 : 0;
}

static double
bilinear_kernel (double x)
{
  x = fabs (x);

  return x < 1 ? 1 - x : 0;
}

/* sin (πx) / (πx) */
static double
wave (double x)
{
  return x == 0 ? 1 : emu_sin2pi (x / 2) / (x * G_PI);
}

static double
hamming_kernel (double x)
{
  x = fabs (x);

  return x < 1 ? wave (x) * (0.54 + 0.46 * emu_cos2pi (x / 2)) : 0;
}

static double
bicubic_kernel (double x)
{
  const double a = -0.5;

  x = fabs (x);
  if (x < 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2)
    return (((x - 5) * x + 8) * x - 4) * a;

  return 0;
}

static double
lanczos_kernel (double x)
{
  return x >= -3 && x < 3 ? wave (x) * wave (x / 3) : 0;
}

typedef struct
{
  double (*kernel) (double x);
  double   reach;
} Kernel;

static const Kernel kernels[] = {
  [EMU_RESIZE_BOX] = { box_kernel, 0.5 },
  [EMU_RESIZE_BILINEAR] = { bilinear_kernel, 1 },
  [EMU_RESIZE_HAMMING] = { hamming_kernel, 1 },
  [EMU_RESIZE_BICUBIC] = { bicubic_kernel, 2 },
  [EMU_RESIZE_LANCZOS] = { lanczos_kernel, 3 },
};

/* ---- Weights of one direction ------------------------------------------------------------- */

/* Pixel i of @n is the sum of n_taps[i] pixels from first[i] on, times weights[i * room …]. */
typedef struct
{
  int     n;
  int     room;
  int    *first;
  int    *n_taps;
  gint32 *weights;
} Weights;

static void
clear_weights (Weights *self)
{
  g_free (self->first);
  g_free (self->n_taps);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Weights, clear_weights)

static void
set_no_memory (int      n_in,
               int      n_out,
               GError **error)
{
  g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
               _("not enough memory to bring %d pixels to %d; choose a smaller size"), n_in, n_out);
}

static gboolean
make_weights (Weights       *self,
              const Kernel  *kernel,
              int            n_in,
              int            n_out,
              GError       **error)
{
  double scale = (double) n_in / n_out;
  double widening = fmax (scale, 1);
  double reach = kernel->reach * widening;
  int room = (int) ceil (reach) * 2 + 1;
  g_autofree double *exact = NULL;
  gsize n_weights;

  self->n = n_out;
  self->room = room;

  if (g_size_checked_mul (&n_weights, n_out, room))
    {
      exact = g_try_new (double, room);
      self->first = g_try_new (int, n_out);
      self->n_taps = g_try_new (int, n_out);
      self->weights = g_try_new0 (gint32, n_weights);
    }

  if (exact == NULL || self->first == NULL || self->n_taps == NULL || self->weights == NULL)
    {
      set_no_memory (n_in, n_out, error);
      return FALSE;
    }

  for (int i = 0; i < n_out; i++)
    {
      double centre = (i + 0.5) * scale;
      int first = MAX (0, (int) (centre - reach + 0.5));
      int n_taps = MIN (n_in, (int) (centre + reach + 0.5)) - first;
      gint32 *weights = self->weights + (gsize) i * room;
      double sum = 0;

      for (int t = 0; t < n_taps; t++)
        sum += exact[t] = kernel->kernel ((t + first - centre + 0.5) * (1 / widening));

      for (int t = 0; t < n_taps; t++)
        {
          double w = (sum != 0 ? exact[t] / sum : exact[t]) * (1 << WEIGHT_BITS);

          weights[t] = (gint32) (w < 0 ? w - 0.5 : w + 0.5);
        }

      self->first[i] = first;
      self->n_taps[i] = n_taps;
    }

  return TRUE;
}

/* ---- Sums --------------------------------------------------------------------------------- */

/* Rows are treated sixteen at a time, so that a column of them fills vectors. */
#define BAND 16

typedef gint32 Half __attribute__ ((vector_size (2 * BAND)));
typedef guint8 Bytes __attribute__ ((vector_size (BAND)));

EMU_CLONES static void
widen (const guint8 *restrict in,
       gint32       *restrict out,
       gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

/* out[i] = clip (in[i] >> 22) */
EMU_CLONES static void
narrow (const gint32 *restrict in,
        guint8       *restrict out,
        gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    {
      gint32 v = in[i] >> WEIGHT_BITS;

      out[i] = (guint8) (v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

/* out[i] = ½ + Σ weights[t] in[16 (first + t) + i], for sixteen rows side by side in two halves */
EMU_CLONES static void
weigh_band (const gint32 *restrict in,
            gint32       *restrict out,
            const int    *restrict first,
            const int    *restrict n_taps,
            const gint32 *restrict weights,
            int                    room,
            int                    n)
{
  for (int x = 0; x < n; x++)
    {
      const gint32 *from = in + (gsize) first[x] * BAND;
      const gint32 *w = weights + (gsize) x * room;
      Half left = { 0 };
      Half right = { 0 };

      left += 1 << (WEIGHT_BITS - 1);
      right += 1 << (WEIGHT_BITS - 1);

      for (int t = 0; t < n_taps[x]; t++)
        {
          Half a;
          Half b;

          memcpy (&a, from + t * BAND, sizeof a);
          memcpy (&b, from + t * BAND + BAND / 2, sizeof b);
          left += w[t] * a;
          right += w[t] * b;
        }

      memcpy (out + (gsize) x * BAND, &left, sizeof left);
      memcpy (out + (gsize) x * BAND + BAND / 2, &right, sizeof right);
    }
}

#define BLOCK 256

/* out[x] = clip ((½ + Σ weights[t] in[t stride + x]) >> 22) */
EMU_CLONES static void
weigh_rows (const guint8 *restrict in,
            gsize                  stride,
            guint8       *restrict out,
            const gint32 *restrict weights,
            int                    n_taps,
            int                    n)
{
  gint32 sums[BLOCK];

  for (int x0 = 0; x0 < n; x0 += BLOCK)
    {
      int m = MIN (BLOCK, n - x0);

      for (int x = 0; x < m; x++)
        sums[x] = 1 << (WEIGHT_BITS - 1);
      for (int t = 0; t < n_taps; t++)
        {
          const guint8 *row = in + t * stride + x0;
          gint32 w = weights[t];

          for (int x = 0; x < m; x++)
            sums[x] += w * row[x];
        }
      for (int x = 0; x < m; x++)
        {
          gint32 v = sums[x] >> WEIGHT_BITS;

          out[x0 + x] = (guint8) (v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
}

/* ---- Passes ------------------------------------------------------------------------------- */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  int             y0;
  int             x0;
  int             n_in;  /* columns that are read */
  const Weights  *weights;
  gboolean       *no_memory;
  GCancellable   *cancellable;
} Pass;

/* Sixteen rows of sixteen bytes become columns: each step interleaves the upper half with the lower. */
static inline void
transpose (const guint8 * const  rows[BAND],
           int                   x,
           guint8               *out)
{
  Bytes a[BAND];
  Bytes b[BAND];

  for (int i = 0; i < BAND; i++)
    memcpy (&a[i], rows[i] + x, BAND);

  for (int step = 0; step < 4; step++)
    {
      for (int i = 0; i < BAND / 2; i++)
        {
          b[2 * i] = __builtin_shufflevector (a[i], a[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                              7, 23);
          b[2 * i + 1] = __builtin_shufflevector (a[i], a[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                  14, 30, 15, 31);
        }
      memcpy (a, b, sizeof a);
    }

  memcpy (out, a, sizeof a);
}

static void
interleave (const guint8 * const  rows[BAND],
            int                   n,
            guint8               *out)
{
  int x = 0;

  for (; x + BAND <= n; x += BAND)
    transpose (rows, x, out + (gsize) x * BAND);

  for (; x < n; x++)
    for (int i = 0; i < BAND; i++)
      out[(gsize) x * BAND + i] = rows[i][x];
}

static void
deinterleave (const guint8 *in,
              int           n_rows,
              int           n,
              gsize         stride,
              guint8       *out)
{
  int x = 0;

  for (; x + BAND <= n; x += BAND)
    {
      const guint8 *columns[BAND];
      guint8 block[BAND * BAND];

      for (int i = 0; i < BAND; i++)
        columns[i] = in + (gsize) (x + i) * BAND;
      transpose (columns, 0, block);
      for (int i = 0; i < n_rows; i++)
        memcpy (out + i * stride + x, block + i * BAND, BAND);
    }

  for (; x < n; x++)
    for (int i = 0; i < n_rows; i++)
      out[i * stride + x] = in[(gsize) x * BAND + i];
}

static void
across_rows (int      first,
             int      last,
             gpointer data)
{
  const Pass *pass = data;
  const Weights *w = pass->weights;
  gsize n_in = (gsize) pass->n_in * BAND;
  gsize n_out = (gsize) w->n * BAND;
  g_autofree guint8 *band = NULL;
  g_autofree gint32 *wide = NULL;

  if (g_cancellable_is_cancelled (pass->cancellable))
    return;

  band = g_try_malloc (MAX (n_in, n_out));
  wide = g_try_new (gint32, n_in + n_out);
  if (band == NULL || wide == NULL)
    {
      g_atomic_int_set (pass->no_memory, TRUE);
      return;
    }

  for (int c = 0; c < pass->in->channels; c++)
    for (int y = first; y < last; y += BAND)
      {
        int n_rows = MIN (BAND, last - y);
        const guint8 *rows[BAND];

        /* What is missing in the last band repeats its last row. */
        for (int i = 0; i < BAND; i++)
          rows[i] = emu_image_row (pass->in, c, pass->y0 + y + MIN (i, n_rows - 1)) + pass->x0;

        interleave (rows, pass->n_in, band);
        widen (band, wide, n_in);
        weigh_band (wide, wide + n_in, w->first, w->n_taps, w->weights, w->room, w->n);
        narrow (wide + n_in, band, n_out);
        deinterleave (band, n_rows, w->n, pass->out->width, emu_image_row (pass->out, c, y));
      }
}

static void
down_rows (int      first,
           int      last,
           gpointer data)
{
  const Pass *pass = data;
  const Weights *w = pass->weights;

  if (g_cancellable_is_cancelled (pass->cancellable))
    return;

  for (int c = 0; c < pass->in->channels; c++)
    for (int y = first; y < last; y++)
      weigh_rows (emu_image_row (pass->in, c, pass->y0 + w->first[y]) + pass->x0, pass->in->width,
                  emu_image_row (pass->out, c, y), w->weights + (gsize) y * w->room, w->n_taps[y],
                  pass->out->width);
}

static EmuImage *
crop (EmuImage      *image,
      const EmuBox  *box,
      GError       **error)
{
  int width = box->x1 - box->x0;
  g_autoptr(EmuImage) out = emu_image_new (image->channels, box->y1 - box->y0, width, error);

  if (out == NULL)
    return NULL;

  for (int c = 0; c < image->channels; c++)
    for (int y = 0; y < out->height; y++)
      memcpy (emu_image_row (out, c, y), emu_image_row (image, c, box->y0 + y) + box->x0, width);

  return g_steal_pointer (&out);
}

/* ---- Nearest ------------------------------------------------------------------------------ */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  int             x0;
  int             n_in;
  const int      *rows;
  const int      *columns;
  gboolean       *no_memory;
  GCancellable   *cancellable;
} Pick;

static void
pick_row (const guint8 *restrict in,
          guint8       *restrict out,
          const int    *restrict columns,
          int                    n)
{
  int x = 0;

  /* One store for eight bytes. */
  for (; x + 8 <= n; x += 8)
    {
      guint64 word = 0;

      for (int i = 0; i < 8; i++)
        word |= (guint64) in[columns[x + i]] << (8 * i);
      word = GUINT64_TO_LE (word);
      memcpy (out + x, &word, sizeof word);
    }

  for (; x < n; x++)
    out[x] = in[columns[x]];
}

/* Columns are copied sixteen rows at a time; where most of them are left out, byte by byte. */
static void
pick_rows (int      first,
           int      last,
           gpointer data)
{
  const Pick *pick = data;
  int n_out = pick->out->width;
  gboolean in_bands = pick->n_in <= 2 * n_out;
  g_autofree guint8 *bands = NULL;
  guint8 *picked;

  if (g_cancellable_is_cancelled (pick->cancellable))
    return;

  bands = g_try_malloc (in_bands ? ((gsize) pick->n_in + n_out) * BAND : 1);
  if (bands == NULL)
    {
      g_atomic_int_set (pick->no_memory, TRUE);
      return;
    }
  picked = bands + (gsize) pick->n_in * BAND;

  for (int c = 0; c < pick->in->channels; c++)
    for (int y = first; y < last; y += BAND)
      {
        int n_rows = MIN (BAND, last - y);
        const guint8 *rows[BAND];

        for (int i = 0; i < BAND; i++)
          rows[i] = emu_image_row (pick->in, c, pick->rows[y + MIN (i, n_rows - 1)]) + pick->x0;

        if (!in_bands)
          {
            for (int i = 0; i < n_rows; i++)
              pick_row (rows[i], emu_image_row (pick->out, c, y + i), pick->columns, n_out);
            continue;
          }

        interleave (rows, pick->n_in, bands);
        for (int x = 0; x < n_out; x++)
          memcpy (picked + (gsize) x * BAND, bands + (gsize) pick->columns[x] * BAND, BAND);
        deinterleave (picked, n_rows, n_out, n_out, emu_image_row (pick->out, c, y));
      }
}

/* Steps are added one by one, as Pillow adds them: the sums round. */
static int *
make_picks (int      n_in,
            int      n_out,
            int      origin,
            GError **error)
{
  double step = (double) n_in / n_out;
  double place = step * 0.5;
  int *picks = g_try_new (int, n_out);

  if (picks == NULL)
    set_no_memory (n_in, n_out, error);

  for (int i = 0; picks != NULL && i < n_out; i++)
    {
      picks[i] = origin + MIN ((int) place, n_in - 1);
      place += step;
    }

  return picks;
}

static EmuImage *
resize_nearest (EmuImage      *image,
                const EmuBox  *box,
                int            height,
                int            width,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr(EmuImage) out = emu_image_new (image->channels, height, width, error);
  g_autofree int *rows = out != NULL ? make_picks (box->y1 - box->y0, height, box->y0, error) : NULL;
  g_autofree int *columns = rows != NULL ? make_picks (box->x1 - box->x0, width, 0, error) : NULL;
  gboolean no_memory = FALSE;
  Pick pick = {
    .in = image, .out = out, .x0 = box->x0, .n_in = box->x1 - box->x0, .rows = rows, .columns = columns,
    .no_memory = &no_memory, .cancellable = cancellable,
  };

  if (columns == NULL)
    return NULL;

  emu_parallel_rows (height, MAX (BAND, emu_parallel_chunk (width) / BAND * BAND), pick_rows, &pick);

  if (no_memory)
    {
      set_no_memory (pick.n_in, width, error);
      return NULL;
    }

  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_steal_pointer (&out);
}

EmuImage *
emu_resize (EmuImage         *image,
            const EmuBox     *box,
            int               height,
            int               width,
            EmuResizeFilter   filter,
            GCancellable     *cancellable,
            GError          **error)
{
  int in_height = box->y1 - box->y0;
  int in_width = box->x1 - box->x0;
  gboolean across = in_width != width;
  gboolean down = in_height != height;
  g_autoptr(EmuImage) in = NULL;
  g_autoptr(EmuImage) rows = NULL;
  g_autoptr(EmuImage) out = NULL;
  g_auto(Weights) x_weights = { 0 };
  g_auto(Weights) y_weights = { 0 };
  gboolean no_memory = FALSE;
  Pass pass = {
    .y0 = box->y0, .x0 = box->x0, .n_in = in_width, .no_memory = &no_memory, .cancellable = cancellable,
  };

  g_return_val_if_fail (in_height > 0 && in_width > 0, NULL);

  if (!across && !down)
    return in_height == image->height && in_width == image->width ? emu_image_ref (image)
                                                                  : crop (image, box, error);

  if (!emu_image_check_size (height, width, error))
    return NULL;

  if (filter == EMU_RESIZE_NEAREST)
    return resize_nearest (image, box, height, width, cancellable, error);

  in = image->channels == 4 ? emu_image_premultiply (image, error) : emu_image_ref (image);
  if (in == NULL)
    return NULL;

  pass.in = in;

  if (across)
    {
      rows = emu_image_new (image->channels, in_height, width, error);
      if (rows == NULL || !make_weights (&x_weights, &kernels[filter], in_width, width, error))
        return NULL;

      pass.out = rows;
      pass.weights = &x_weights;
      emu_parallel_rows (in_height, MAX (BAND, emu_parallel_chunk (MAX (in_width, width)) / BAND * BAND),
                         across_rows, &pass);
      if (no_memory)
        {
          set_no_memory (in_width, width, error);
          return NULL;
        }
      pass.in = rows;
      pass.y0 = 0;
      pass.x0 = 0;
    }

  if (down)
    {
      out = emu_image_new (image->channels, height, width, error);
      if (out == NULL || !make_weights (&y_weights, &kernels[filter], in_height, height, error))
        return NULL;

      pass.out = out;
      pass.weights = &y_weights;
      emu_parallel_rows (height, emu_parallel_chunk (width), down_rows, &pass);
    }
  else
    out = g_steal_pointer (&rows);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (image->channels == 4)
    emu_image_unpremultiply (out);

  return g_steal_pointer (&out);
}
