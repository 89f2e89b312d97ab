/* fmix.c: shapes cut from a random field of low frequencies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-math.h"
#include "emu-method.h"
#include "emu-parallel.h"
#include "fmix.h"

/* Long arrays are worked on in blocks of this many elements. */
#define BLOCK 32768

static int
n_blocks (gsize n)
{
  return (int) ((n + BLOCK - 1) / BLOCK);
}

static gsize
block_end (int   block,
           gsize n)
{
  return MIN ((gsize) (block + 1) * BLOCK, n);
}

/* ---- spectrum and field ---- */

gsize
emu_fmix_spectrum_shape (int              n_dims,
                         const int       *dims,
                         EmuFMixSpectrum  variant,
                         int             *shape)
{
  gsize n = 1;

  g_return_val_if_fail (n_dims >= 1 && n_dims <= 3, 0);

  for (int d = 0; d < n_dims; d++)
    shape[d] = dims[d];

  if (variant == EMU_FMIX_SPECTRUM_PAPER)
    shape[n_dims - 1] = dims[n_dims - 1] / 2 + 1;
  else if (n_dims >= 2)
    {
      if (n_dims == 3)
        shape[1] = dims[2];
      shape[n_dims - 1] = (dims[1] + 1) / 2 + 1;
    }

  for (int d = 0; d < n_dims; d++)
    n *= shape[d];

  return n;
}

typedef struct
{
  int    n_dims;
  int    shape[3];
  int    lengths[3];  /* samples of the field along each direction of the spectrum */
  gsize  n_lines;     /* product of all directions but the last */
  double least;       /* the frequency that the lower ones are taken for */
} Bins;

static Bins
get_bins (int              n_dims,
          const int       *dims,
          EmuFMixSpectrum  variant)
{
  Bins bins = { .n_dims = n_dims, .n_lines = 1 };
  int longest = 1;

  emu_fmix_spectrum_shape (n_dims, dims, variant, bins.shape);

  for (int d = 0; d < n_dims; d++)
    {
      bins.lengths[d] = dims[d];
      longest = MAX (longest, dims[d]);
    }

  if (variant == EMU_FMIX_SPECTRUM_AS_PUBLISHED && n_dims == 3)
    {
      bins.lengths[1] = dims[2];
      bins.lengths[2] = dims[1];
    }

  for (int d = 0; d < n_dims - 1; d++)
    bins.n_lines *= bins.shape[d];
  bins.least = 1.0 / longest;

  return bins;
}

/* Bins beyond the middle are the negative frequencies. */
static inline double
frequency (int k,
           int n)
{
  return (double) MIN (k, n - k) / n;
}

/* Frequencies of the bins of one line, line 0 … n_lines − 1. */
static void
line_frequencies (const Bins *bins,
                  gsize       line,
                  double     *out)
{
  int last = bins->n_dims - 1;
  double others = 0;

  for (int d = last - 1; d >= 0; d--)
    {
      double f = frequency (line % bins->shape[d], bins->lengths[d]);

      others += f * f;
      line /= bins->shape[d];
    }

  for (int u = 0; u < bins->shape[last]; u++)
    {
      double f = frequency (u, bins->lengths[last]);

      out[u] = sqrt (others + f * f);
    }
}

void
emu_fmix_frequencies (int              n_dims,
                      const int       *dims,
                      EmuFMixSpectrum  variant,
                      double          *out)
{
  Bins bins = get_bins (n_dims, dims, variant);

  for (gsize line = 0; line < bins.n_lines; line++)
    line_frequencies (&bins, line, out + line * bins.shape[n_dims - 1]);
}

/* Amplitudes max (f, least)^−δ of one line; @scratch has as much room. */
static void
line_amplitudes (const Bins *bins,
                 gsize       line,
                 double      decay,
                 double     *scratch,
                 double     *out)
{
  int n = bins->shape[bins->n_dims - 1];

  line_frequencies (bins, line, scratch);
  for (int u = 0; u < n; u++)
    scratch[u] = MAX (scratch[u], bins->least);
  emu_math_pow_array (out, scratch, -decay, n);
}

typedef struct
{
  Bins          bins;
  double        decay;
  const double *gaussians;
  int           columns;
  EmuComplex   *spectrum;
} Weighting;

/* Writes the line whose amplitudes are given. */
static void
weigh_line (const Weighting *w,
            gsize            line,
            const double    *amplitudes)
{
  int n = w->bins.shape[w->bins.n_dims - 1];
  const double *from = w->gaussians + line * w->columns * 2;
  EmuComplex *to = w->spectrum + line * n;

  for (int u = 0; u < n; u++)
    {
      to[u][0] = amplitudes[u] * from[2 * u];
      to[u][1] = amplitudes[u] * from[2 * u + 1];
    }
}

/* Lines k and n − k of the direction before the last have the same frequencies, so the two are
 * done together: @first and @last count k from 0 to n / 2, over and over. */
static void
weigh_lines (int      first,
             int      last,
             gpointer data)
{
  const Weighting *w = data;
  const Bins *bins = &w->bins;
  int n = bins->n_dims >= 2 ? bins->shape[bins->n_dims - 2] : 1;
  int n_folded = n / 2 + 1;
  g_autofree double *scratch = g_new (double, bins->shape[bins->n_dims - 1]);
  g_autofree double *amplitudes = g_new (double, bins->shape[bins->n_dims - 1]);

  for (int i = first; i < last; i++)
    {
      gsize start = (gsize) (i / n_folded) * n;
      int k = i % n_folded;

      line_amplitudes (bins, start + k, w->decay, scratch, amplitudes);
      weigh_line (w, start + k, amplitudes);
      if (k > 0 && k < n - k)
        weigh_line (w, start + n - k, amplitudes);
    }
}

/* With ξ the numbers of a row, (…, 2) of them, and s the amplitudes, the published program makes
 * S = s(row 0) ξ(row 0) + i s(row 1) ξ(row 1), whose last direction, of length 2, it takes for the
 * last direction of the field. */
static void
weigh_first_rows (const Weighting *w,
                  int              n_dims,
                  const int       *dims)
{
  const Bins *bins = &w->bins;
  int n = bins->shape[n_dims - 1];
  int half = dims[n_dims - 1] / 2 + 1;
  int n_kept = MIN (2, half);
  gsize lines_of_row = n_dims == 3 ? bins->shape[1] : 1;
  int n_rows = MIN (2, bins->shape[0]);
  g_autofree double *scratch = g_new (double, n);
  g_autofree double *amplitudes = g_new (double, n);

  if (n_dims == 1)
    {
      line_amplitudes (bins, 0, w->decay, scratch, amplitudes);
      for (int q = 0; q < n_kept; q++)
        {
          for (int part = 0; part < n_rows; part++)
            w->spectrum[q][part] = amplitudes[part] * w->gaussians[2 * part + q];
        }
      return;
    }

  for (int part = 0; part < n_rows; part++)
    {
      for (gsize a = 0; a < lines_of_row; a++)
        {
          gsize line = part * lines_of_row + a;
          const double *from = w->gaussians + line * w->columns * 2;
          EmuComplex *to = w->spectrum;
          int n_columns = MIN (n, n_dims == 3 ? dims[1] : dims[0]);

          /* In three dimensions a runs along the height; what the field has no room for is cut. */
          if (n_dims == 3)
            {
              if (a >= (gsize) dims[0])
                break;
              to += a * dims[1] * half;
            }

          line_amplitudes (bins, line, w->decay, scratch, amplitudes);
          for (int u = 0; u < n_columns; u++)
            {
              for (int q = 0; q < n_kept; q++)
                to[(gsize) u * half + q][part] = amplitudes[u] * from[2 * u + q];
            }
        }
    }
}

static gboolean
make_field (int              n_dims,
            const int       *dims,
            double           decay,
            EmuFMixSpectrum  variant,
            const double    *gaussians,
            int              columns,
            double          *field,
            GError         **error)
{
  Weighting w = {
    .bins = get_bins (n_dims, dims, variant),
    .decay = decay,
    .gaussians = gaussians,
    .columns = columns,
  };
  gsize n = dims[n_dims - 1] / 2 + 1;

  for (int d = 0; d < n_dims - 1; d++)
    n *= dims[d];

  w.spectrum = emu_fft_new_spectrum (n, error);
  if (w.spectrum == NULL)
    return FALSE;

  if (variant == EMU_FMIX_SPECTRUM_PAPER)
    {
      int n_before = n_dims >= 2 ? w.bins.shape[n_dims - 2] : 1;

      emu_parallel_rows ((int) (w.bins.n_lines / n_before) * (n_before / 2 + 1),
                         emu_parallel_chunk (8 * w.bins.shape[n_dims - 1]), weigh_lines, &w);
    }
  else
    weigh_first_rows (&w, n_dims, dims);

  emu_fft_inverse_real (n_dims, dims, w.spectrum, field);
  emu_fft_free (w.spectrum);

  return TRUE;
}

void
emu_fmix_rescale (double *field,
                  gsize   n)
{
  double least = field[0];
  double most = field[0];

  for (gsize i = 1; i < n; i++)
    {
      least = MIN (least, field[i]);
      most = MAX (most, field[i]);
    }

  most -= least;
  for (gsize i = 0; i < n; i++)
    field[i] = most > 0 ? (field[i] - least) / most : 0;
}

/* ---- ranks ---- */

/* Values fall into buckets by their distance from the largest one, (most − v) × scale cut to a
 * whole number. Each of these steps keeps order, rounding included, so a bucket's values all rank
 * before those of the next bucket: whoever needs certain ranks sorts only the buckets that hold
 * them. Buckets hold about sixteen values. */
#define MAX_BUCKETS 65536
#define VALUES_A_BUCKET 16

/* Blocks that count into one array; few, as the arrays are added up afterwards. */
#define COUNTING_PARTS 4

typedef struct
{
  const double *field;
  gsize         n;
  double        most;
  double        scale;
  int           n_buckets;
  guint32      *starts;  /* values before each bucket; n_buckets + 1 of them */
} Ranks;

typedef struct
{
  const double *field;
  gsize         n;
  double       *least;    /* of every block */
  double       *most;
  gboolean     *finite;
} Extent;

static void
measure_blocks (int      first,
                int      last,
                gpointer data)
{
  const Extent *e = data;

  for (int block = first; block < last; block++)
    {
      gsize end = block_end (block, e->n);
      gsize i = (gsize) block * BLOCK;
      double least[4], most[4], nothing[4];

      for (int j = 0; j < 4; j++)
        {
          least[j] = most[j] = e->field[i];
          nothing[j] = 0;
        }

      /* 0 v is 0 for every number, NaN for what is none or infinite. */
      for (; i + 4 <= end; i += 4)
        {
          for (int j = 0; j < 4; j++)
            {
              double v = e->field[i + j];

              least[j] = v < least[j] ? v : least[j];
              most[j] = v > most[j] ? v : most[j];
              nothing[j] += 0 * v;
            }
        }
      for (; i < end; i++)
        {
          least[0] = MIN (least[0], e->field[i]);
          most[0] = MAX (most[0], e->field[i]);
          nothing[0] += 0 * e->field[i];
        }

      e->least[block] = MIN (MIN (least[0], least[1]), MIN (least[2], least[3]));
      e->most[block] = MAX (MAX (most[0], most[1]), MAX (most[2], most[3]));
      e->finite[block] = nothing[0] + nothing[1] + nothing[2] + nothing[3] == 0;
    }
}

static inline int
bucket_of (const Ranks *r,
           double       v)
{
  double distance = (r->most - v) * r->scale;

  return distance < r->n_buckets ? (int) distance : r->n_buckets - 1;
}

typedef struct
{
  const Ranks *ranks;
  gsize        part;    /* values that one part counts */
  guint32     *counts;  /* n_buckets for each part */
} Counting;

static void
count_parts (int      first,
             int      last,
             gpointer data)
{
  const Counting *c = data;
  const Ranks *r = c->ranks;

  for (int part = first; part < last; part++)
    {
      guint32 *counts = c->counts + (gsize) part * r->n_buckets;
      gsize end = MIN ((part + 1) * c->part, r->n);

      for (gsize i = part * c->part; i < end; i++)
        counts[bucket_of (r, r->field[i])]++;
    }
}

/* FALSE where a value is not finite, or the largest is too far from the smallest. */
static gboolean
ranks_init (Ranks        *self,
            const double *field,
            gsize         n)
{
  int blocks = n_blocks (n);
  g_autofree double *least = g_new (double, blocks);
  g_autofree double *most = g_new (double, blocks);
  g_autofree gboolean *finite = g_new (gboolean, blocks);
  g_autofree guint32 *counts = NULL;
  Extent extent = { field, n, least, most, finite };
  Counting counting = { .ranks = self };
  guint32 total = 0;
  int n_parts;

  emu_parallel_rows (blocks, 2, measure_blocks, &extent);
  for (int i = 1; i < blocks; i++)
    {
      least[0] = MIN (least[0], least[i]);
      most[0] = MAX (most[0], most[i]);
      finite[0] = finite[0] && finite[i];
    }
  if (!finite[0] || !isfinite (most[0] - least[0]))
    return FALSE;

  self->field = field;
  self->n = n;
  self->most = most[0];
  self->n_buckets = (int) CLAMP (n / VALUES_A_BUCKET, 1, MAX_BUCKETS);
  self->scale = self->n_buckets / (most[0] - least[0]);

  /* Equal values, or values so close that the quotient overflows, share one bucket. */
  if (!isfinite (self->scale))
    self->scale = 0;

  n_parts = n < COUNTING_PARTS * BLOCK ? 1 : COUNTING_PARTS;
  counting.part = (n + n_parts - 1) / n_parts;
  counting.counts = counts = g_new0 (guint32, (gsize) n_parts * self->n_buckets);
  emu_parallel_rows (n_parts, 1, count_parts, &counting);

  self->starts = g_new (guint32, self->n_buckets + 1);
  for (int b = 0; b < self->n_buckets; b++)
    {
      self->starts[b] = total;
      for (int part = 0; part < n_parts; part++)
        total += counts[(gsize) part * self->n_buckets + b];
    }
  self->starts[self->n_buckets] = total;

  return TRUE;
}

static void
ranks_clear (Ranks *self)
{
  g_clear_pointer (&self->starts, g_free);
}

/* The last bucket that starts at or before @rank. */
static int
ranks_find (const Ranks *self,
            gsize        rank)
{
  int lo = 0;
  int hi = self->n_buckets;

  while (hi - lo > 1)
    {
      int middle = lo + (hi - lo) / 2;

      if (self->starts[middle] <= rank)
        lo = middle;
      else
        hi = middle;
    }

  return lo;
}

typedef struct
{
  double  value;
  guint32 index;
} Ranked;

typedef struct
{
  const Ranks *ranks;
  gsize        n_inside;
  gsize        soft;
  float       *mask;
  double       lower;    /* distances of the buckets to be sorted, as whole numbers */
  double       upper;
  guint32     *n_open;   /* values of every block that lie in those buckets */
  int          bucket;   /* the first of them */
  Ranked      *open;     /* their values, bucket after bucket */
} Cut;

static void
cut_blocks (int      first,
            int      last,
            gpointer data)
{
  const Cut *c = data;
  const double *field = c->ranks->field;
  float *mask = c->mask;
  double most = c->ranks->most;
  double scale = c->ranks->scale;
  double lower = c->lower;
  double upper = c->upper;

  for (int block = first; block < last; block++)
    {
      gsize end = block_end (block, c->ranks->n);
      guint32 n_open = 0;

      for (gsize i = (gsize) block * BLOCK; i < end; i++)
        {
          double distance = (most - field[i]) * scale;

          mask[i] = distance < lower ? 1.0f : 0.0f;
          n_open += (distance >= lower) & (distance < upper);
        }

      c->n_open[block] = n_open;
    }
}

static int
compare_ranked (const void *a,
                const void *b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  if (x->value != y->value)
    return x->value > y->value ? -1 : 1;

  return x->index < y->index ? -1 : 1;
}

/* Sorts values that come in order of their index. */
static void
sort_ranked (Ranked *values,
             gsize   n)
{
  if (n > 2 * VALUES_A_BUCKET)
    {
      qsort (values, n, sizeof *values, compare_ranked);
      return;
    }

  for (gsize i = 1; i < n; i++)
    {
      Ranked moved = values[i];
      gsize j = i;

      for (; j > 0 && values[j - 1].value < moved.value; j--)
        values[j] = values[j - 1];
      values[j] = moved;
    }
}

static void
weigh_buckets (int      first,
               int      last,
               gpointer data)
{
  const Cut *c = data;
  const guint32 *starts = c->ranks->starts + c->bucket;
  gsize ramp = c->n_inside - c->soft;

  for (int b = first; b < last; b++)
    {
      Ranked *values = c->open + (starts[b] - starts[0]);
      gsize n = starts[b + 1] - starts[b];

      sort_ranked (values, n);
      for (gsize i = 0; i < n; i++)
        {
          gsize rank = starts[b] + i;
          float weight;

          if (rank < ramp)
            weight = 1;
          else if (rank >= c->n_inside + c->soft)
            weight = 0;
          else
            weight = (float) (1.0 - (double) (rank - ramp) / (double) (2 * c->soft - 1));

          c->mask[values[i].index] = weight;
        }
    }
}

/* Writes the weights of all ranks: 1 before n_inside − soft, 0 from n_inside + soft on, between
 * them a straight line. */
static void
ranks_cut (const Ranks *self,
           gsize        n_inside,
           gsize        soft,
           float       *mask)
{
  int blocks = n_blocks (self->n);
  g_autofree guint32 *n_open = g_new (guint32, blocks);
  g_autofree guint32 *next = NULL;
  g_autofree Ranked *open = NULL;
  Cut cut = { .ranks = self, .n_inside = n_inside, .soft = soft, .mask = mask, .n_open = n_open };
  gsize from = n_inside - soft;
  gsize to = n_inside + soft;
  int n_sorted;

  if (from >= self->n || to == 0)
    {
      for (gsize i = 0; i < self->n; i++)
        mask[i] = to == 0 ? 0 : 1;
      return;
    }

  /* Without a soft edge the bucket that the border runs through is all there is to sort, and
   * nothing where it runs between two. */
  cut.bucket = ranks_find (self, from);
  if (soft == 0)
    n_sorted = self->starts[cut.bucket] < from ? 1 : 0;
  else
    n_sorted = ranks_find (self, to - 1) + 1 - cut.bucket;

  cut.lower = cut.bucket;
  cut.upper = cut.bucket + n_sorted == self->n_buckets ? (double) INFINITY : cut.bucket + n_sorted;
  emu_parallel_rows (blocks, 2, cut_blocks, &cut);

  if (n_sorted == 0)
    return;

  next = g_memdup2 (self->starts + cut.bucket, n_sorted * sizeof *next);
  cut.open = open = g_new (Ranked, self->starts[cut.bucket + n_sorted] - self->starts[cut.bucket]);
  for (int block = 0; block < blocks; block++)
    {
      gsize end = block_end (block, self->n);

      for (gsize i = (gsize) block * BLOCK; n_open[block] > 0 && i < end; i++)
        {
          int bucket = bucket_of (self, self->field[i]) - cut.bucket;

          if (bucket >= 0 && bucket < n_sorted)
            {
              open[next[bucket]++ - self->starts[cut.bucket]] =
                (Ranked) { self->field[i], (guint32) i };
              n_open[block]--;
            }
        }
    }

  emu_parallel_rows (n_sorted, BLOCK / VALUES_A_BUCKET, weigh_buckets, &cut);
}

/* How many of @n values lie inside, and how many on either side of the border are soft. */
static void
count_inside (gsize   n,
              double  lambda,
              double  max_soft,
              double  coin,
              gsize  *n_inside,
              gsize  *soft)
{
  double share = (double) n * lambda;

  *n_inside = (gsize) (coin > 0.5 ? ceil (share) : floor (share));
  *soft = (gsize) ((double) n * MIN (max_soft, MIN (lambda, 1 - lambda)));

  /* λ and 1 − λ are rounded, which can be one too many. */
  *n_inside = MIN (*n_inside, n);
  *soft = MIN (*soft, MIN (*n_inside, n - *n_inside));
}

void
emu_fmix_threshold (const double *field,
                    gsize         n,
                    double        lambda,
                    double        max_soft,
                    double        coin,
                    float        *mask)
{
  Ranks ranks;
  gsize n_inside, soft;

  g_return_if_fail (n >= 1);
  g_return_if_fail (lambda >= 0 && lambda <= 1);
  g_return_if_fail (max_soft >= 0);

  if (!ranks_init (&ranks, field, n))
    g_return_if_reached ();

  count_inside (n, lambda, max_soft, coin, &n_inside, &soft);
  ranks_cut (&ranks, n_inside, soft, mask);
  ranks_clear (&ranks);
}

static void
set_not_finite (GError **error)
{
  g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("the gaussian numbers give a field that is not finite; "
                         "use finite numbers of ordinary size"));
}

gboolean
emu_fmix_field (int              n_dims,
                const int       *dims,
                double           decay,
                EmuFMixSpectrum  variant,
                const double    *gaussians,
                int              columns,
                double          *field,
                GError         **error)
{
  int shape[3];
  gsize n = 1;

  g_return_val_if_fail (n_dims >= 1 && n_dims <= 3, FALSE);

  emu_fmix_spectrum_shape (n_dims, dims, variant, shape);
  g_return_val_if_fail (columns >= shape[n_dims - 1], FALSE);

  for (int d = 0; d < n_dims; d++)
    n *= dims[d];

  if (!make_field (n_dims, dims, decay, variant, gaussians, columns, field, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (field[i]))
        {
          set_not_finite (error);
          return FALSE;
        }
    }

  return TRUE;
}

/* ---- the method ---- */

enum
{
  GIVEN_LAMBDA_USED,
  GIVEN_LAMBDA_AS_PUBLISHED,
};

enum
{
  DIMENSIONS_2D,
  DIMENSIONS_1D,
  DIMENSIONS_3D,
};

/* Sides of a volume, whatever the resolution: 256 × 256 × 64 values take 32 MB. */
#define MAX_VOLUME_SIDE 256

typedef struct
{
  double decay_power;
  double max_soft;
  int    spectrum;
  int    resolution;
  int    given_lambda;
  bool   reformulate;
  int    dimensions;
  int    depth;
  int    slice;
} FMix;

typedef struct
{
  EmuDrawArray gaussian;
  double       coin;
} FMixDraws;

static const EmuChoice spectra[] = {
  { "paper", N_("Paper"), N_("Shapes that look alike in all directions") },
  { "as-published", N_("As published"), N_("Every row has at most one stretch of A") },
  { NULL },
};

static const EmuChoice given_lambdas[] = {
  { "used", N_("Used"), N_("The mask and the label follow it") },
  { "as-published", N_("As published"), N_("The mask follows a λ of its own") },
  { NULL },
};

static const EmuChoice dimension_choices[] = {
  { "2d", N_("Picture"), N_("One field over the whole picture") },
  { "1d", N_("Strip"), N_("Varies along the width only") },
  { "3d", N_("Slice of a volume"), N_("One slice of a field in three dimensions") },
  { NULL },
};

static bool
is_volume (const void *params)
{
  const FMix *p = params;

  return p->dimensions == DIMENSIONS_3D;
}

static const EmuParam fmix_params[] = {
  EMU_PARAM (FMix, decay_power,
             .label = N_("Decay δ"),
             .help = N_("How fast high frequencies fade: 0 is noise, 6 nearly one blob"),
             .min = 0, .max = 6, .initial = 3, .step = 0.1),
  EMU_PARAM (FMix, max_soft,
             .label = N_("Soft Edge"),
             .help = N_("Share of the picture that fades from A to B on either side of the border"),
             .min = 0, .max = 0.5, .initial = 0, .step = 0.01),
  EMU_PARAM_CHOICE_OF (FMix, spectrum,
                       .label = N_("Spectrum"),
                       .help = N_("Which random waves the field is made of"),
                       .choices = spectra, .initial = EMU_FMIX_SPECTRUM_PAPER,
                       .published = { 1, EMU_FMIX_SPECTRUM_AS_PUBLISHED,
                                      N_("The spectrum is read along the wrong axis, so every row is "
                                         "one wave and has at most one stretch of A.") }),
  EMU_PARAM (FMix, resolution,
             .label = N_("Resolution"),
             .help = N_("Longest side of the field, 0 for the picture's own; a volume has at most 256"),
             .unit = "px", .min = 0, .max = 4096, .initial = 1024, .step = 64),
  EMU_PARAM_CHOICE_OF (FMix, given_lambda,
                       .label = N_("λ Asked For"),
                       .help = N_("What happens to a λ that is asked for instead of drawn"),
                       .choices = given_lambdas, .initial = GIVEN_LAMBDA_USED,
                       .published = { 12, GIVEN_LAMBDA_AS_PUBLISHED,
                                      N_("The mask is made for another λ, which is drawn, so picture and "
                                         "label no longer match.") }),
  EMU_PARAM (FMix, reformulate,
             .label = N_("Reformulate"),
             .help = N_("Draw λ from Beta(α + 1, α) and keep A's label alone")),
  EMU_PARAM_CHOICE_OF (FMix, dimensions,
                       .label = N_("Dimensions"),
                       .help = N_("What the random field extends over"),
                       .choices = dimension_choices, .initial = DIMENSIONS_2D),
  EMU_PARAM (FMix, depth,
             .label = N_("Depth"),
             .help = N_("Slices of the volume"),
             .min = 2, .max = 64, .initial = 16, .in_use = is_volume),
  EMU_PARAM (FMix, slice,
             .label = N_("Slice"),
             .help = N_("Which slice the picture shows, counted from 0"),
             .min = 0, .max = 63, .initial = 0, .in_use = is_volume),
};

/* Shape of the field, and of the grid of weights that a picture is laid over. */
typedef struct
{
  int n_dims;
  int dims[3];
  int height;
  int width;
} Shape;

static Shape
get_shape (const FMix   *p,
           const EmuMix *mix)
{
  Shape shape = { .height = p->dimensions == DIMENSIONS_1D ? 1 : mix->height, .width = mix->width };
  int longest = MAX (shape.height, shape.width);
  int limit = p->resolution > 0 ? p->resolution : longest;

  if (p->dimensions == DIMENSIONS_3D)
    limit = MIN (limit, MAX_VOLUME_SIDE);

  if (longest > limit)
    {
      int shortest = MIN (shape.height, shape.width);
      int reduced = MAX (1, (int) rint ((double) shortest * limit / longest));

      shape.height = shape.height == longest ? limit : reduced;
      shape.width = shape.width == longest ? limit : reduced;
    }

  switch (p->dimensions)
    {
    case DIMENSIONS_1D:
      shape.n_dims = 1;
      shape.dims[0] = shape.width;
      break;

    case DIMENSIONS_3D:
      shape.n_dims = 3;
      shape.dims[0] = shape.height;
      shape.dims[1] = shape.width;
      shape.dims[2] = p->depth;
      break;

    case DIMENSIONS_2D:
    default:
      shape.n_dims = 2;
      shape.dims[0] = shape.height;
      shape.dims[1] = shape.width;
      break;
    }

  return shape;
}

static void
gaussian_shape (const void   *params,
                const EmuMix *mix,
                EmuDrawShape *draw)
{
  const FMix *p = params;
  Shape shape = get_shape (p, mix);

  emu_fmix_spectrum_shape (shape.n_dims, shape.dims, p->spectrum, draw->dims);
  draw->dims[shape.n_dims] = 2;
  draw->n_dims = shape.n_dims + 1;
}

static const EmuDraw fmix_draws[] = {
  EMU_DRAW (FMixDraws, gaussian, EMU_DRAW_NORMAL,
            .label = N_("Spectrum"),
            .help = N_("Real and imaginary part of every wave, before it is weighed by δ"),
            .shape = gaussian_shape),
  EMU_DRAW (FMixDraws, coin, EMU_DRAW_UNIFORM,
            .label = N_("Rounding"),
            .help = N_("Above ½ the number of A's pixels is rounded up, else down")),
};

/* Geometry is kept in three layers, each of which a later mix may take over as long as what it
 * was made from is the same: the numbers drawn; the field made of them; the weights cut from it. */
typedef struct
{
  EmuDrawArray  key;
  gsize         n;
  double       *values;
} Noise;

typedef struct
{
  Noise  *noise;
  Shape   shape;
  int     spectrum;
  double  decay;
  double *values;
  Ranks   ranks;
} Field;

typedef struct
{
  Field    *field;
  gsize     n_inside;
  gsize     soft;
  int       slice;
  gboolean  inverted;
  float    *weights;  /* shape.height × shape.width of the field */
} Grid;

static void
noise_clear (gpointer data)
{
  Noise *self = data;

  g_free (self->values);
}

static void
noise_unref (Noise *self)
{
  g_atomic_rc_box_release_full (self, noise_clear);
}

static void
field_clear (gpointer data)
{
  Field *self = data;

  g_clear_pointer (&self->noise, noise_unref);
  ranks_clear (&self->ranks);
  emu_fft_free (self->values);
}

static void
field_unref (Field *self)
{
  g_atomic_rc_box_release_full (self, field_clear);
}

static void
grid_clear (gpointer data)
{
  Grid *self = data;

  g_clear_pointer (&self->field, field_unref);
  g_free (self->weights);
}

static void
grid_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, grid_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Noise, noise_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Field, field_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Grid, grid_unref)

static void
set_no_memory (const Shape *shape,
               GError     **error)
{
  g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
               _("not enough memory for a random field of %d × %d; lower the resolution"),
               shape->width, shape->height);
}

static void
read_blocks (int      first,
             int      last,
             gpointer data)
{
  const Noise *noise = data;
  gsize from = (gsize) first * BLOCK;

  emu_draw_array_read (&noise->key, from, block_end (last - 1, noise->n) - from,
                       noise->values + from);
}

/* Numbers that somebody gave are borrowed, and their place in memory may hold others by now. */
static gboolean
noise_is (const Noise        *self,
          const EmuDrawArray *key,
          gsize               n)
{
  return self->n == n && emu_draw_array_equal (&self->key, key) &&
         (key->values == NULL || memcmp (self->values, key->values, n * sizeof (double)) == 0);
}

static Noise *
get_noise (const FMix         *p,
           const Shape        *shape,
           const EmuDrawArray *key,
           const Grid         *previous,
           GError            **error)
{
  g_autoptr(Noise) self = NULL;
  int spectrum[3];
  gsize n = 2 * emu_fmix_spectrum_shape (shape->n_dims, shape->dims, p->spectrum, spectrum);

  /* The published spectrum is two rows deep. */
  if (p->spectrum == EMU_FMIX_SPECTRUM_AS_PUBLISHED)
    n = n / spectrum[0] * MIN (2, spectrum[0]);

  if (previous != NULL && noise_is (previous->field->noise, key, n))
    return g_atomic_rc_box_acquire (previous->field->noise);

  self = g_atomic_rc_box_new0 (Noise);
  self->key = *key;
  self->n = n;
  self->values = g_try_new (double, n);
  if (self->values == NULL)
    {
      set_no_memory (shape, error);
      return NULL;
    }

  emu_parallel_rows (n_blocks (n), 1, read_blocks, self);

  return g_steal_pointer (&self);
}

static Field *
get_field (const FMix         *p,
           const EmuMix       *mix,
           const EmuDrawArray *key,
           const Grid         *previous,
           GError            **error)
{
  g_autoptr(Field) self = NULL;
  Shape shape = get_shape (p, mix);
  int spectrum[3];
  gsize n = 1;

  self = g_atomic_rc_box_new0 (Field);
  self->shape = shape;
  self->spectrum = p->spectrum;
  self->decay = p->decay_power;
  self->noise = get_noise (p, &shape, key, previous, error);
  if (self->noise == NULL)
    return NULL;

  if (previous != NULL)
    {
      Field *old = previous->field;

      if (old->noise == self->noise && old->spectrum == self->spectrum &&
          old->decay == self->decay && memcmp (&old->shape, &shape, sizeof shape) == 0)
        return g_atomic_rc_box_acquire (old);
    }

  if (g_cancellable_set_error_if_cancelled (mix->cancellable, error))
    return NULL;

  for (int d = 0; d < shape.n_dims; d++)
    n *= shape.dims[d];
  self->values = emu_fft_new_field (n, error);
  if (self->values == NULL)
    return NULL;

  emu_fmix_spectrum_shape (shape.n_dims, shape.dims, p->spectrum, spectrum);
  if (!make_field (shape.n_dims, shape.dims, p->decay_power, p->spectrum, self->noise->values,
                   spectrum[shape.n_dims - 1], self->values, error))
    return NULL;

  if (!ranks_init (&self->ranks, self->values, n))
    {
      set_not_finite (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

static gboolean
cut_grid (Grid    *self,
          GError **error)
{
  const Field *field = self->field;
  const Shape *shape = &field->shape;
  gsize n = (gsize) shape->height * shape->width;
  int depth = shape->n_dims == 3 ? shape->dims[2] : 1;
  g_autofree float *mask = g_try_new (float, field->ranks.n);

  if (mask == NULL)
    {
      set_no_memory (shape, error);
      return FALSE;
    }

  ranks_cut (&field->ranks, self->n_inside, self->soft, mask);

  if (self->inverted)
    {
      for (gsize i = 0; i < field->ranks.n; i++)
        mask[i] = 1.0f - mask[i];
    }

  /* Of a volume one slice is kept; in place, as every weight moves to the front. */
  for (gsize i = 0; depth > 1 && i < n; i++)
    mask[i] = mask[i * depth + self->slice];

  self->weights = g_steal_pointer (&mask);

  return TRUE;
}

static gboolean
fmix_lambda_law (const void *params,
                 double      alpha,
                 double     *a,
                 double     *b)
{
  const FMix *p = params;

  if (p->reformulate)
    *a = alpha + 1;

  return TRUE;
}

static gboolean
is_published_given (const FMix   *p,
                    const EmuMix *mix)
{
  return p->given_lambda == GIVEN_LAMBDA_AS_PUBLISHED && !isnan (mix->requested);
}

static gboolean
fmix_resolve (const void *params,
              EmuMix     *mix,
              GError    **error)
{
  const FMix *p = params;

  if (is_published_given (p, mix))
    {
      mix->both = TRUE;
      if (mix->drawn < mix->requested)
        mix->lambda = 1 - mix->drawn;
    }

  if (p->dimensions == DIMENSIONS_3D && p->slice >= p->depth)
    emu_mix_add_note (mix, _("The volume ends at slice %d, so that one is shown."), p->depth - 1);

  return TRUE;
}

static gboolean
fmix_geometry (const void   *params,
               EmuMix       *mix,
               const EmuMix *previous,
               GError      **error)
{
  const FMix *p = params;
  const FMixDraws *draws = mix->draws;
  Grid *old = previous != NULL ? previous->geometry : NULL;
  g_autoptr(Grid) self = g_atomic_rc_box_new0 (Grid);
  double lambda = mix->lambda;

  self->field = get_field (p, mix, &draws->gaussian, old, error);
  if (self->field == NULL || g_cancellable_set_error_if_cancelled (mix->cancellable, error))
    return FALSE;

  if (is_published_given (p, mix))
    {
      lambda = mix->drawn;
      self->inverted = mix->drawn < mix->requested;
    }

  self->slice = p->dimensions == DIMENSIONS_3D ? MIN (p->slice, p->depth - 1) : 0;
  count_inside (self->field->ranks.n, lambda, p->max_soft, draws->coin,
                &self->n_inside, &self->soft);

  if (old != NULL && old->field == self->field && old->n_inside == self->n_inside &&
      old->soft == self->soft && old->slice == self->slice && old->inverted == self->inverted)
    {
      mix->geometry = g_atomic_rc_box_acquire (old);
      return TRUE;
    }

  if (!cut_grid (self, error))
    return FALSE;

  mix->geometry = g_steal_pointer (&self);

  return TRUE;
}

typedef struct
{
  const EmuMix *mix;
  const Grid   *grid;
  EmuMask      *mask;
  gboolean      whole;    /* a sample for every column of the grid */
  int          *columns;  /* of the grid, for every sample of a row */
} Sampling;

static void
sample_rows (int      first,
             int      last,
             gpointer data)
{
  const Sampling *s = data;
  const EmuView *view = &s->mask->view;
  const Shape *shape = &s->grid->field->shape;
  int width = s->mask->width;
  int sampled = -1;

  for (int y = first; y < last; y++)
    {
      gint64 row = emu_view_index (view->y0, view->step, y, s->mix->height);
      int at = (int) (row * shape->height / s->mix->height);
      const float *weights = s->grid->weights + (gsize) at * shape->width;
      float *out = emu_mask_row (s->mask, y);

      if (at == sampled)
        memcpy (out, out - width, width * sizeof *out);
      else if (s->whole)
        memcpy (out, weights, width * sizeof *out);
      else
        {
          for (int x = 0; x < width; x++)
            out[x] = weights[s->columns[x]];
        }
      sampled = at;
    }
}

static gboolean
fmix_mask (const void   *params,
           const EmuMix *mix,
           EmuMask      *mask,
           GError      **error)
{
  const EmuView *view = &mask->view;
  g_autofree int *columns = g_new (int, mask->width);
  Sampling sampling = { .mix = mix, .grid = mix->geometry, .mask = mask, .columns = columns };
  int width = sampling.grid->field->shape.width;

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  sampling.whole = mask->width == width;
  for (int x = 0; x < mask->width; x++)
    {
      gint64 column = emu_view_index (view->x0, view->step, x, mix->width);

      columns[x] = (int) (column * width / mix->width);
      sampling.whole = sampling.whole && columns[x] == x;
    }

  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), sample_rows, &sampling);

  return TRUE;
}

/* Pixels, of @size, that lie over cell @i of @n. */
static inline double
pixels_over (int i,
             int n,
             int size)
{
  gint64 from = ((gint64) i * size + n - 1) / n;
  gint64 to = ((gint64) (i + 1) * size + n - 1) / n;

  return (double) (to - from);
}

static double
fmix_mask_mean (const void   *params,
                const EmuMix *mix)
{
  const Grid *grid = mix->geometry;
  int height = grid->field->shape.height;
  int width = grid->field->shape.width;
  g_autofree double *share = g_new (double, width);
  double total = 0;

  for (int x = 0; x < width; x++)
    share[x] = pixels_over (x, width, mix->width);

  for (int y = 0; y < height; y++)
    {
      const float *weights = grid->weights + (gsize) y * width;
      double row[4] = { 0 };
      int x = 0;

      for (; x + 4 <= width; x += 4)
        {
          for (int j = 0; j < 4; j++)
            row[j] += share[x + j] * weights[x + j];
        }
      for (; x < width; x++)
        row[0] += share[x] * weights[x];

      total += pixels_over (y, height, mix->height) * ((row[0] + row[1]) + (row[2] + row[3]));
    }

  return total / ((double) mix->height * mix->width);
}

static void
fmix_label (const void   *params,
            const EmuMix *mix,
            EmuLabel     *label)
{
  const FMix *p = params;

  if (p->reformulate)
    label->rule = EMU_LABEL_A;
}

EMU_METHOD_DEFINE (fmix) = {
  .id = "fmix",
  .name = "FMix",
  .summary = N_("Cuts shapes out of a random smooth field."),
  .source = "Harris et al., 2020",
  .exact_b = TRUE,
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  EMU_METHOD_PARAMS (FMix, fmix_params),
  EMU_METHOD_DRAWS (FMixDraws, fmix_draws),
  .lambda_law = fmix_lambda_law,
  .resolve = fmix_resolve,
  .geometry = fmix_geometry,
  .free_geometry = grid_unref,
  .mask = fmix_mask,
  .mask_mean = fmix_mask_mean,
  .label = fmix_label,
};
