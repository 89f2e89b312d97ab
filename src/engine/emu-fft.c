/* emu-fft.c: Fourier transforms of real fields, with cached plans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fftw3.h>
#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-parallel.h"

G_STATIC_ASSERT (sizeof (EmuComplex) == sizeof (fftw_complex));

/* Columns that are transformed together: eight complex numbers are two lines of cache, so that
 * reading down a column wastes nothing of what it fetches. */
#define TILE 8

/* FFTW has real transforms of its own for lengths of these factors. For others it falls back on
 * the discrete Hartley transform, which is three times slower than two rows at once in a complex
 * one. */
#define LARGEST_FACTOR 13

typedef enum
{
  PLAN_COMPLEX,          /* n complex numbers to n complex numbers, out of place */
  PLAN_REAL,             /* n / 2 + 1 complex numbers to n doubles */
  PLAN_FORWARD_COMPLEX,  /* as PLAN_COMPLEX, the other way */
  PLAN_FORWARD_REAL,     /* n doubles to n / 2 + 1 complex numbers */
} PlanKind;

/* Every transform is along one contiguous line, so a plan is known by its kind and its length. */
typedef struct _Plan Plan;

struct _Plan
{
  PlanKind  kind;
  int       n;
  fftw_plan plan;
  Plan     *next;
};

/* FFTW's planner is not safe from several threads; executing a plan is. A pthread mutex, since
 * ThreadSanitizer cannot see into a stock GLib. Plans are never freed: there is one for every
 * length that was ever asked for. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Plan *plans;

static void *
new_line (gsize n)
{
  return g_aligned_alloc (n, sizeof (fftw_complex), 64);
}

static fftw_plan
get_plan (PlanKind kind,
          int      n)
{
  Plan *self;

  pthread_mutex_lock (&lock);

  for (self = plans; self != NULL; self = self->next)
    {
      if (self->kind == kind && self->n == n)
        break;
    }

  if (self == NULL)
    {
      /* FFTW_ESTIMATE plans by rule and not by measuring, so the same machine always takes the
       * same sums; the arrays are only looked at for their alignment. */
      fftw_complex *in = new_line (n);
      fftw_complex *out = new_line (n);

      self = g_new0 (Plan, 1);
      self->kind = kind;
      self->n = n;
      switch (kind)
        {
        case PLAN_COMPLEX:
          self->plan = fftw_plan_dft_1d (n, in, out, FFTW_BACKWARD, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
          break;

        case PLAN_REAL:
          self->plan = fftw_plan_dft_c2r_1d (n, in, (double *) out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
          break;

        case PLAN_FORWARD_COMPLEX:
          self->plan = fftw_plan_dft_1d (n, in, out, FFTW_FORWARD, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
          break;

        case PLAN_FORWARD_REAL:
          self->plan = fftw_plan_dft_r2c_1d (n, (double *) in, out, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
          break;
        }
      g_assert (self->plan != NULL);

      self->next = plans;
      plans = self;
      g_aligned_free (in);
      g_aligned_free (out);
    }

  pthread_mutex_unlock (&lock);

  return self->plan;
}

static int
largest_factor (int n)
{
  int largest = 1;

  for (int f = 2; f <= n / f; f++)
    {
      while (n % f == 0)
        {
          largest = f;
          n /= f;
        }
    }

  return MAX (largest, n);
}

/* An array (outer, n, inner), to be transformed along its middle direction. */
typedef struct
{
  fftw_plan   plan;
  EmuComplex *data;
  int         n;
  gsize       inner;
  gsize       n_tiles;  /* tiles of one outer part */
} Columns;

/* Lines are copied out of the array, transformed where they lie one after the other, and copied
 * back. */
static void
transform_tiles (int      first,
                 int      last,
                 gpointer data)
{
  const Columns *c = data;
  gsize n = c->n;
  EmuComplex *in = new_line (TILE * n);
  EmuComplex *out = new_line (TILE * n);

  for (int tile = first; tile < last; tile++)
    {
      gsize column = tile % c->n_tiles * TILE;
      gsize width = MIN (TILE, c->inner - column);
      EmuComplex *corner = c->data + tile / c->n_tiles * n * c->inner + column;

      for (gsize k = 0; k < n; k++)
        {
          const EmuComplex *from = corner + k * c->inner;

          for (gsize j = 0; j < width; j++)
            memcpy (in[j * n + k], from[j], sizeof (EmuComplex));
        }

      for (gsize j = 0; j < width; j++)
        fftw_execute_dft (c->plan, in + j * n, out + j * n);

      for (gsize k = 0; k < n; k++)
        {
          EmuComplex *to = corner + k * c->inner;

          for (gsize j = 0; j < width; j++)
            memcpy (to[j], out[j * n + k], sizeof (EmuComplex));
        }
    }

  g_aligned_free (in);
  g_aligned_free (out);
}

static void
transform_columns (PlanKind    kind,
                   EmuComplex *data,
                   gsize       outer,
                   int         n,
                   gsize       inner)
{
  Columns columns = { .data = data, .n = n, .inner = inner, .n_tiles = (inner + TILE - 1) / TILE };

  if (n == 1)
    return;

  columns.plan = get_plan (kind, n);
  emu_parallel_rows ((int) (outer * columns.n_tiles), emu_parallel_chunk (2 * TILE * n),
                     transform_tiles, &columns);
}

typedef struct
{
  fftw_plan   plan;
  EmuComplex *spectrum;
  double     *field;
  int         n_rows;
  int         width;
  double      factor;
} Rows;

static inline void
drop_imaginary (EmuComplex *row,
                int         width)
{
  row[0][1] = 0;
  if (width % 2 == 0)
    row[width / 2][1] = 0;
}

static void
transform_rows (int      first,
                int      last,
                gpointer data)
{
  const Rows *r = data;
  double *line = new_line (r->width);

  for (int y = first; y < last; y++)
    {
      EmuComplex *from = r->spectrum + (gsize) y * (r->width / 2 + 1);
      double *to = r->field + (gsize) y * r->width;

      drop_imaginary (from, r->width);
      fftw_execute_dft_c2r (r->plan, from, line);
      for (int x = 0; x < r->width; x++)
        to[x] = line[x] * r->factor;
    }

  g_aligned_free (line);
}

/* Two half spectra P and Q of real rows p and q make one whole spectrum, P + iQ, of p + iq. Rows
 * 2i and 2i + 1 always go together, wherever a chunk begins. */
static void
transform_row_pairs (int      first,
                     int      last,
                     gpointer data)
{
  const Rows *r = data;
  int width = r->width;
  int half = width / 2 + 1;
  EmuComplex *in = new_line (width);
  EmuComplex *out = new_line (width);

  for (int pair = first; pair < last; pair++)
    {
      EmuComplex *p = r->spectrum + (gsize) 2 * pair * half;
      EmuComplex *q = p + half;
      double *to = r->field + (gsize) 2 * pair * width;
      gboolean alone = 2 * pair + 1 == r->n_rows;

      drop_imaginary (p, width);
      if (!alone)
        drop_imaginary (q, width);

      for (int u = 0; u < half; u++)
        {
          double q_re = alone ? 0 : q[u][0];
          double q_im = alone ? 0 : q[u][1];
          int mirror = u == 0 ? 0 : width - u;

          /* The mirror first: at zero and at the middle the two are one bin. */
          in[mirror][0] = p[u][0] + q_im;
          in[mirror][1] = q_re - p[u][1];
          in[u][0] = p[u][0] - q_im;
          in[u][1] = q_re + p[u][1];
        }

      fftw_execute_dft (r->plan, in, out);
      for (int x = 0; x < width; x++)
        to[x] = out[x][0] * r->factor;
      for (int x = 0; !alone && x < width; x++)
        to[width + x] = out[x][1] * r->factor;
    }

  g_aligned_free (in);
  g_aligned_free (out);
}

void
emu_fft_inverse_real (int         n_dims,
                      const int  *dims,
                      EmuComplex *spectrum,
                      double     *field)
{
  int width, half;
  gsize n_rows = 1;
  gsize outer = 1;
  Rows rows = { .spectrum = spectrum, .field = field };

  g_return_if_fail (n_dims >= 1 && n_dims <= 3);

  width = dims[n_dims - 1];
  half = width / 2 + 1;
  for (int d = 0; d < n_dims - 1; d++)
    n_rows *= dims[d];

  for (int d = 0; d < n_dims - 1; d++)
    {
      transform_columns (PLAN_COMPLEX, spectrum, outer, dims[d], n_rows / outer / dims[d] * half);
      outer *= dims[d];
    }

  rows.n_rows = (int) n_rows;
  rows.width = width;
  rows.factor = 1.0 / ((double) n_rows * width);

  if (largest_factor (width) <= LARGEST_FACTOR)
    {
      rows.plan = get_plan (PLAN_REAL, width);
      emu_parallel_rows (rows.n_rows, emu_parallel_chunk (width), transform_rows, &rows);
    }
  else
    {
      rows.plan = get_plan (PLAN_COMPLEX, width);
      emu_parallel_rows ((rows.n_rows + 1) / 2, emu_parallel_chunk (4 * width),
                         transform_row_pairs, &rows);
    }
}

/* ---- Forward ---------------------------------------------------------------------------- */

typedef struct
{
  fftw_plan     plan;
  const double *field;
  EmuComplex   *spectrum;
  int           width;
} ForwardRows;

static void
transform_rows_forward (int      first,
                        int      last,
                        gpointer data)
{
  const ForwardRows *r = data;
  double *line = new_line (r->width);

  for (int y = first; y < last; y++)
    {
      /* A row of doubles need not begin where a plan may read. */
      memcpy (line, r->field + (gsize) y * r->width, r->width * sizeof (double));
      fftw_execute_dft_r2c (r->plan, line, r->spectrum + (gsize) y * (r->width / 2 + 1));
    }

  g_aligned_free (line);
}

void
emu_fft_forward_real (int           n_dims,
                      const int    *dims,
                      const double *field,
                      EmuComplex   *spectrum)
{
  int width, half;
  gsize n_rows = 1;
  gsize outer = 1;
  ForwardRows rows = { .field = field, .spectrum = spectrum };

  g_return_if_fail (n_dims >= 1 && n_dims <= 3);

  width = dims[n_dims - 1];
  half = width / 2 + 1;
  for (int d = 0; d < n_dims - 1; d++)
    n_rows *= dims[d];

  rows.plan = get_plan (PLAN_FORWARD_REAL, width);
  rows.width = width;
  emu_parallel_rows ((int) n_rows, emu_parallel_chunk (width), transform_rows_forward, &rows);

  for (int d = 0; d < n_dims - 1; d++)
    {
      transform_columns (PLAN_FORWARD_COMPLEX, spectrum, outer, dims[d], n_rows / outer / dims[d] * half);
      outer *= dims[d];
    }
}

/* ---- Memory ----------------------------------------------------------------------------- */

/* @size: bytes of one element */
static void *
new_array (gsize    n,
           gsize    size,
           GError **error)
{
  gsize bytes;
  void *data = NULL;

  if (g_size_checked_mul (&bytes, MAX (n, 1), size))
    data = fftw_malloc (bytes);

  if (data == NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                 _("not enough memory for a Fourier transform of %" G_GSIZE_FORMAT " numbers; "
                   "lower the resolution"), n);

  return data;
}

EmuComplex *
emu_fft_new_spectrum (gsize    n,
                      GError **error)
{
  EmuComplex *spectrum = new_array (n, sizeof (EmuComplex), error);

  if (spectrum != NULL)
    memset (spectrum, 0, n * sizeof (EmuComplex));

  return spectrum;
}

double *
emu_fft_new_field (gsize    n,
                   GError **error)
{
  return new_array (n, sizeof (double), error);
}

void
emu_fft_free (void *data)
{
  fftw_free (data);
}
