/* emu-rank.c: the largest of many numbers, found without sorting them all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "emu-clones.h"
#include "emu-parallel.h"
#include "emu-rank.h"

/* Values fall into buckets by their distance from the largest one, (most − v) × scale cut to a
 * whole number. Each of these steps keeps order, rounding included, so a bucket's values all rank
 * before those of the next bucket. */
#define MAX_BUCKETS 65536
#define VALUES_A_BUCKET 8

/* Values that one thread looks at in one go. */
#define CHUNK 16384

/* Values are counted and moved in a few parts of whole chunks, one after the other within a part:
 * every part has its own place in each bucket, so that equal values stay in order. */
#define MAX_PARTS 4

/* In a bucket of at most this many values each is compared with all, LANES at once: more
 * comparisons than a sort makes, but no branches that cannot be foreseen. */
#define SHORT 64
#define LANES 8

struct _EmuRanks
{
  const double *values;
  gsize         n;
  double        most;
  double        scale;
  int           n_buckets;
  int           n_parts;
  gsize         part;    /* values of one part */
  guint32      *starts;  /* (n_parts, n_buckets + 1): rank of the part's first value in a bucket */
};

typedef struct
{
  const double *values;
  double       *least;   /* of every chunk */
  double       *most;
  gboolean     *finite;
} Range;

EMU_CLONES static gboolean
measure (const double *values,
         gsize         n,
         double       *least_out,
         double       *most_out)
{
  double least[8], most[8], nothing[8];
  double total = 0;
  gsize i = 0;

  for (int j = 0; j < 8; j++)
    {
      least[j] = most[j] = values[0];
      nothing[j] = 0;
    }

  /* 0 v is 0 for every number, NaN for what is none or infinite. */
  for (; i + 8 <= n; i += 8)
    {
      for (int j = 0; j < 8; j++)
        {
          double v = values[i + j];

          least[j] = v < least[j] ? v : least[j];
          most[j] = v > most[j] ? v : most[j];
          nothing[j] += 0 * v;
        }
    }
  for (; i < n; i++)
    {
      least[0] = MIN (least[0], values[i]);
      most[0] = MAX (most[0], values[i]);
      nothing[0] += 0 * values[i];
    }

  for (int j = 0; j < 8; j++)
    {
      least[0] = MIN (least[0], least[j]);
      most[0] = MAX (most[0], most[j]);
      total += nothing[j];
    }
  *least_out = least[0];
  *most_out = most[0];

  return total == 0;
}

static void
measure_chunk (int      first,
               int      last,
               gpointer data)
{
  const Range *r = data;
  int chunk = first / CHUNK;

  r->finite[chunk] = measure (r->values + first, last - first, &r->least[chunk], &r->most[chunk]);
}

gboolean
emu_rank_range (const double *values,
                gsize         n,
                double       *least_out,
                double       *most_out)
{
  gsize n_chunks = (n + CHUNK - 1) / CHUNK;
  g_autofree double *least = g_new (double, n_chunks);
  g_autofree double *most = g_new (double, n_chunks);
  g_autofree gboolean *finite = g_new (gboolean, n_chunks);
  Range range = { values, least, most, finite };

  g_return_val_if_fail (n >= 1 && n <= G_MAXINT, FALSE);

  emu_parallel_rows ((int) n, CHUNK, measure_chunk, &range);
  for (gsize i = 1; i < n_chunks; i++)
    {
      least[0] = MIN (least[0], least[i]);
      most[0] = MAX (most[0], most[i]);
      finite[0] = finite[0] && finite[i];
    }

  if (!finite[0] || !isfinite (most[0] - least[0]))
    return FALSE;

  *least_out = least[0];
  *most_out = most[0];

  return TRUE;
}

static inline int
bucket_of (const EmuRanks *self,
           double          v)
{
  double distance = (self->most - v) * self->scale;

  return distance < self->n_buckets ? (int) distance : self->n_buckets - 1;
}

static guint32 *
part_starts (const EmuRanks *self,
             int             part)
{
  return self->starts + (gsize) part * (self->n_buckets + 1);
}

static void
count_parts (int      first,
             int      last,
             gpointer data)
{
  const EmuRanks *self = data;

  for (int part = first; part < last; part++)
    {
      guint32 *counts = part_starts (self, part);
      gsize end = MIN ((part + 1) * self->part, self->n);

      for (gsize i = part * self->part; i < end; i++)
        counts[bucket_of (self, self->values[i])]++;
    }
}

EmuRanks *
emu_ranks_new (const double *values,
               gsize         n)
{
  EmuRanks *self;
  double least, most;
  int n_chunks;
  guint32 total = 0;

  if (!emu_rank_range (values, n, &least, &most))
    g_return_val_if_reached (NULL);

  self = g_new0 (EmuRanks, 1);
  self->values = values;
  self->n = n;
  self->most = most;
  self->n_buckets = (int) CLAMP (n / VALUES_A_BUCKET, 1, MAX_BUCKETS);
  self->scale = self->n_buckets / (most - least);

  /* Equal values, or values so close that the quotient overflows, share one bucket. */
  if (!isfinite (self->scale))
    self->scale = 0;

  n_chunks = (int) ((n - 1) / CHUNK + 1);
  self->part = (gsize) CHUNK * ((n_chunks - 1) / MAX_PARTS + 1);
  self->n_parts = (int) ((n - 1) / self->part + 1);
  self->starts = g_new0 (guint32, (gsize) self->n_parts * (self->n_buckets + 1));
  emu_parallel_rows (self->n_parts, 1, count_parts, self);

  for (int b = 0; b <= self->n_buckets; b++)
    {
      for (int part = 0; part < self->n_parts; part++)
        {
          guint32 *start = part_starts (self, part) + b;
          guint32 count = *start;

          *start = total;
          total += count;
        }
    }

  return self;
}

void
emu_ranks_free (EmuRanks *self)
{
  if (self == NULL)
    return;

  g_free (self->starts);
  g_free (self);
}

/* The last bucket that starts at or before @rank. */
static int
find_bucket (const EmuRanks *self,
             gsize           rank)
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

/* A few buckets that follow each other are open: their values are moved out and ranked. All values
 * before them weigh 1, all behind them 0. */
typedef struct
{
  const EmuRanks *ranks;
  gsize           n_inside;
  gsize           soft;
  float          *weights;
  int             bucket;    /* the first open one */
  int             n_open;
  double          lower;     /* distances from the largest value that are open, as bucket_of() has
                              * them before it cuts */
  double          upper;
  gboolean       *has_open;  /* for every chunk: whether values of it are open */
  double         *values;    /* the open ones, bucket after bucket, in each in order of index */
  guint32        *indices;
} Weighing;

EMU_CLONES static gboolean
weigh_closed (const double *restrict values,
              gsize                  n,
              double                 most,
              double                 scale,
              double                 lower,
              double                 upper,
              float        *restrict weights)
{
  gint64 n_open = 0;

  for (gsize i = 0; i < n; i++)
    {
      double distance = (most - values[i]) * scale;

      weights[i] = distance < lower ? 1.0f : 0.0f;
      n_open += (distance >= lower) & (distance < upper);
    }

  return n_open > 0;
}

static void
weigh_chunk (int      first,
             int      last,
             gpointer data)
{
  const Weighing *w = data;
  const EmuRanks *ranks = w->ranks;

  w->has_open[first / CHUNK] = weigh_closed (ranks->values + first, last - first,
                                             ranks->most, ranks->scale, w->lower, w->upper,
                                             w->weights + first);
}

static void
move_parts (int      first,
            int      last,
            gpointer data)
{
  const Weighing *w = data;
  const EmuRanks *ranks = w->ranks;
  guint32 start = ranks->starts[w->bucket];

  for (int part = first; part < last; part++)
    {
      gsize end = MIN ((part + 1) * ranks->part, ranks->n);
      g_autofree guint32 *next = g_memdup2 (part_starts (ranks, part) + w->bucket,
                                            w->n_open * sizeof *next);

      for (gsize i = part * ranks->part; i < end; i++)
        {
          int bucket;

          if (i % CHUNK == 0 && !w->has_open[i / CHUNK])
            {
              i += CHUNK - 1;
              continue;
            }

          bucket = bucket_of (ranks, ranks->values[i]) - w->bucket;
          if (bucket >= 0 && bucket < w->n_open)
            {
              guint32 at = next[bucket]++ - start;

              w->values[at] = ranks->values[i];
              w->indices[at] = (guint32) i;
            }
        }
    }
}

typedef struct
{
  double  value;
  guint32 place;
} Ranked;

static int
compare_ranked (const void *a,
                const void *b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  if (x->value != y->value)
    return x->value > y->value ? -1 : 1;

  return x->place < y->place ? -1 : 1;
}

/* @ranks: (out): rank within the bucket of each of its @n values */
static void
rank_long (const double *values,
           guint32       n,
           guint32      *ranks)
{
  g_autofree Ranked *ranked = g_new (Ranked, n);

  for (guint32 i = 0; i < n; i++)
    ranked[i] = (Ranked) { values[i], i };
  qsort (ranked, n, sizeof *ranked, compare_ranked);
  for (guint32 i = 0; i < n; i++)
    ranks[ranked[i].place] = i;
}

/* The last lanes reach into the next bucket, or beyond the last into room left for them, whose
 * values are all smaller and so never count. */
static inline void
rank_short (const double *values,
            guint32       n,
            guint32      *ranks)
{
  guint32 end = (n + LANES - 1) / LANES * LANES;

  for (guint32 i = 0; i < n; i++)
    {
      double v = values[i];
      gint64 n_above = 0;
      gint64 n_equal = 0;

      for (guint32 j = 0; j < end; j++)
        {
          n_above += values[j] > v;
          n_equal += values[j] == v;
        }

      /* Every value equals itself; more than that is rare. */
      for (guint32 j = 0; n_equal > 1 && j < i; j++)
        n_above += values[j] == v;

      ranks[i] = (guint32) n_above;
    }
}

EMU_CLONES static void
weigh_open (int      first,
            int      last,
            gpointer data)
{
  const Weighing *w = data;
  const guint32 *starts = w->ranks->starts + w->bucket;
  gsize ramp = w->n_inside - w->soft;

  for (int b = first; b < last; b++)
    {
      guint32 at = starts[b] - starts[0];
      guint32 n = starts[b + 1] - starts[b];
      guint32 short_ranks[SHORT];
      g_autofree guint32 *long_ranks = n > SHORT ? g_new (guint32, n) : NULL;
      guint32 *ranks = n > SHORT ? long_ranks : short_ranks;

      if (n > SHORT)
        rank_long (w->values + at, n, ranks);
      else
        rank_short (w->values + at, n, ranks);

      for (guint32 i = 0; i < n; i++)
        {
          gsize rank = (gsize) starts[b] + ranks[i];
          float weight;

          if (rank < ramp)
            weight = 1;
          else if (rank >= w->n_inside + w->soft)
            weight = 0;
          else
            weight = (float) (1.0 - (double) (rank - ramp) / (double) (2 * w->soft - 1));

          w->weights[w->indices[at + i]] = weight;
        }
    }
}

void
emu_ranks_weigh (const EmuRanks *self,
                 gsize           n_inside,
                 gsize           soft,
                 float          *weights)
{
  gsize from = n_inside - soft;
  gsize to = n_inside + soft;
  Weighing w = { .ranks = self, .n_inside = n_inside, .soft = soft, .weights = weights };
  g_autofree gboolean *has_open = NULL;
  g_autofree double *values = NULL;
  g_autofree guint32 *indices = NULL;
  gsize n_values;

  g_return_if_fail (n_inside <= self->n);
  g_return_if_fail (soft <= n_inside && soft <= self->n - n_inside);

  if (from >= self->n || to == 0)
    {
      for (gsize i = 0; i < self->n; i++)
        weights[i] = to == 0 ? 0 : 1;
      return;
    }

  /* Without a soft edge the bucket that the border runs through is all there is to sort, and
   * nothing where it runs between two. */
  w.bucket = find_bucket (self, from);
  if (soft == 0)
    w.n_open = self->starts[w.bucket] < from ? 1 : 0;
  else
    w.n_open = find_bucket (self, to - 1) + 1 - w.bucket;

  w.lower = w.bucket;
  w.upper = w.bucket + w.n_open == self->n_buckets ? (double) INFINITY : w.bucket + w.n_open;
  w.has_open = has_open = g_new (gboolean, (self->n - 1) / CHUNK + 1);
  emu_parallel_rows ((int) self->n, CHUNK, weigh_chunk, &w);

  if (w.n_open == 0)
    return;

  n_values = self->starts[w.bucket + w.n_open] - self->starts[w.bucket];
  w.values = values = g_new (double, n_values + LANES);
  w.indices = indices = g_new (guint32, n_values);
  for (int l = 0; l < LANES; l++)
    values[n_values + l] = -(double) INFINITY;

  emu_parallel_rows (self->n_parts, 1, move_parts, &w);
  emu_parallel_rows (w.n_open, CHUNK / VALUES_A_BUCKET, weigh_open, &w);
}
