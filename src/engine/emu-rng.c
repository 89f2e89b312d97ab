/* emu-rng.c: chance that can be drawn again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(EMU_NO_INTRINSICS)
#include <immintrin.h>
#endif

#include "emu-clones.h"
#include "emu-math.h"
#include "emu-rng.h"

/* The multipliers, and what the key grows by from round to round: the golden ratio and
 * sqrt (3) - 1, each times 2^32. */
#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define KEY_STEP_0   0x9E3779B9u
#define KEY_STEP_1   0xBB67AE85u

#define ROUNDS 10

/* Blocks made at a time by the fills: the four arrays of words stay in the first-level cache. */
#define TILE 64

static G_ALWAYS_INLINE inline void
philox (int      rounds,
        guint32  key_0,
        guint32  key_1,
        guint32 *c0,
        guint32 *c1,
        guint32 *c2,
        guint32 *c3)
{
  for (int i = 0; i < rounds; i++)
    {
      guint64 p0 = (guint64) *c0 * MULTIPLIER_0;
      guint64 p1 = (guint64) *c2 * MULTIPLIER_1;

      *c0 = (guint32) (p1 >> 32) ^ *c1 ^ key_0;
      *c1 = (guint32) p1;
      *c2 = (guint32) (p0 >> 32) ^ *c3 ^ key_1;
      *c3 = (guint32) p0;
      key_0 += KEY_STEP_0;
      key_1 += KEY_STEP_1;
    }
}

/* Both parts are below 2^27, so that they convert as signed numbers, for which SSE2 has an
 * instruction; the sum is exact. */
static G_ALWAYS_INLINE inline double
uniform_from_words (guint32 w0,
                    guint32 w1)
{
  return ((double) (gint32) (w0 >> 5) * 0x1p26 + (double) (gint32) (w1 >> 6)) * 0x1p-53;
}

/* 1 - u is exact and never 0. */
static G_ALWAYS_INLINE inline double
normal_from_uniforms (double u,
                      double v)
{
  return sqrt (-2.0 * emu_log (1.0 - u)) * emu_cos2pi (v);
}

static G_ALWAYS_INLINE inline guint32
last_word (EmuPurpose purpose,
           guint64    sample)
{
  return (guint32) purpose << 24 | (guint32) (sample >> 32);
}

static void
next_block (EmuRng *self,
            guint32 words[4])
{
  guint32 counter[4] = {
    self->block++,
    self->lane,
    (guint32) self->sample,
    last_word (self->purpose, self->sample),
  };
  guint32 key[2] = { (guint32) self->seed, (guint32) (self->seed >> 32) };

  emu_philox4x32 (ROUNDS, counter, key, words);
}

/* Marsaglia and Tsang, for a shape of at least 1. Positive and finite. */
static double
gamma_from_one (EmuRng *self,
                double  shape)
{
  double d = shape - 1.0 / 3.0;
  double c = 1.0 / sqrt (9.0 * d);

  for (;;)
    {
      double x = emu_rng_normal (self);
      double u = emu_rng_uniform (self);
      double v = 1.0 + c * x;

      if (!(v > 0))
        continue;

      v = v * v * v;
      if (emu_log (u) < 0.5 * x * x + d - d * v + d * emu_log (v))
        return d * v;
    }
}

/* The logarithm of a gamma variate, always finite. */
static double
log_gamma_variate (EmuRng *self,
                   double  shape)
{
  double log_g;

  if (shape >= 1)
    return emu_log (gamma_from_one (self, shape));

  log_g = emu_log (gamma_from_one (self, shape + 1.0));

  return log_g + emu_log (1.0 - emu_rng_uniform (self)) / shape;
}

/* e^la / (e^la + e^lb), for finite logarithms, without either power. */
static double
share_of_logs (double la,
               double lb)
{
  return 1.0 / (1.0 + emu_exp (lb - la));
}

static double
johnk_beta (EmuRng *self,
            double  a,
            double  b)
{
  for (;;)
    {
      guint32 words[4];
      double u, v, la, lb;

      next_block (self, words);
      u = uniform_from_words (words[0], words[1]);
      v = uniform_from_words (words[2], words[3]);
      if (u == 0 || v == 0)
        continue;

      la = emu_log (u) / a;
      lb = emu_log (v) / b;
      if (emu_exp (la) + emu_exp (lb) <= 1)
        return share_of_logs (la, lb);
    }
}

/* The words of blocks first to first + TILE - 1, by position in the block. */
typedef struct
{
  guint32 w0[TILE];
  guint32 w1[TILE];
  guint32 w2[TILE];
  guint32 w3[TILE];
} Tile;

static void
fill_tile_portable (Tile         *tile,
                    const EmuRng *first)
{
  guint32 last = last_word (first->purpose, first->sample);

  for (guint32 i = 0; i < TILE; i++)
    {
      guint32 c0 = first->block + i;
      guint32 c1 = first->lane;
      guint32 c2 = (guint32) first->sample;
      guint32 c3 = last;

      philox (ROUNDS, (guint32) first->seed, (guint32) (first->seed >> 32), &c0, &c1, &c2, &c3);
      tile->w0[i] = c0;
      tile->w1[i] = c1;
      tile->w2[i] = c2;
      tile->w3[i] = c3;
    }
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(EMU_NO_INTRINSICS)

/* Four words, each in the low half of a 64-bit lane, into 16 bytes. */
__attribute__ ((target ("avx2"))) static inline void
store_low_halves (guint32 *out,
                  __m256i  lanes)
{
  const __m256i low_halves = _mm256_setr_epi32 (0, 2, 4, 6, 0, 2, 4, 6);

  _mm_storeu_si128 ((__m128i *) out,
                    _mm256_castsi256_si128 (_mm256_permutevar8x32_epi32 (lanes, low_halves)));
}

/* The same words by hand: vectorised by the compiler, the portable loop spends most of its time on
 * moving halves of products. Here a word stays in the low half of a 64-bit lane, where the
 * multiplication reads it, and whatever is left in the high half is never read. */
__attribute__ ((target ("avx2"))) static void
fill_tile_avx2 (Tile         *tile,
                const EmuRng *first)
{
  const __m256i m0 = _mm256_set1_epi64x (MULTIPLIER_0);
  const __m256i m1 = _mm256_set1_epi64x (MULTIPLIER_1);
  guint32 last = last_word (first->purpose, first->sample);
  guint32 key_0 = (guint32) first->seed;
  guint32 key_1 = (guint32) (first->seed >> 32);
  __m256i keys_0[ROUNDS], keys_1[ROUNDS];

  for (int i = 0; i < ROUNDS; i++)
    {
      keys_0[i] = _mm256_set1_epi64x (key_0);
      keys_1[i] = _mm256_set1_epi64x (key_1);
      key_0 += KEY_STEP_0;
      key_1 += KEY_STEP_1;
    }

  for (guint32 i = 0; i < TILE; i += 4)
    {
      __m256i c0 = _mm256_add_epi32 (_mm256_set1_epi64x (first->block + i),
                                     _mm256_setr_epi64x (0, 1, 2, 3));
      __m256i c1 = _mm256_set1_epi64x (first->lane);
      __m256i c2 = _mm256_set1_epi64x ((guint32) first->sample);
      __m256i c3 = _mm256_set1_epi64x (last);

#pragma GCC unroll 10
      for (int round = 0; round < ROUNDS; round++)
        {
          __m256i p0 = _mm256_mul_epu32 (c0, m0);
          __m256i p1 = _mm256_mul_epu32 (c2, m1);
          __m256i c1_key = _mm256_xor_si256 (c1, keys_0[round]);
          __m256i c3_key = _mm256_xor_si256 (c3, keys_1[round]);

          c0 = _mm256_xor_si256 (_mm256_srli_epi64 (p1, 32), c1_key);
          c1 = p1;
          c2 = _mm256_xor_si256 (_mm256_srli_epi64 (p0, 32), c3_key);
          c3 = p0;
        }

      store_low_halves (tile->w0 + i, c0);
      store_low_halves (tile->w1 + i, c1);
      store_low_halves (tile->w2 + i, c2);
      store_low_halves (tile->w3 + i, c3);
    }
}

#endif

/* Whole numbers: the choice cannot show in the result. */
static void
fill_tile (Tile         *tile,
           const EmuRng *first)
{
#if defined(__x86_64__) && defined(__GNUC__) && !defined(EMU_NO_INTRINSICS)
  if (__builtin_cpu_supports ("avx2"))
    {
      fill_tile_avx2 (tile, first);
      return;
    }
#endif

  fill_tile_portable (tile, first);
}

void
emu_philox4x32 (int           rounds,
                const guint32 counter[4],
                const guint32 key[2],
                guint32       out[4])
{
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];

  philox (rounds, key[0], key[1], &c0, &c1, &c2, &c3);
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

void
emu_rng_init (EmuRng    *self,
              guint64    seed,
              EmuPurpose purpose,
              guint64    sample,
              guint32    lane)
{
  g_return_if_fail (seed <= EMU_SEED_MAX);
  g_return_if_fail (sample <= EMU_SAMPLE_MAX);

  self->seed = seed;
  self->sample = sample;
  self->purpose = purpose;
  self->lane = lane;
  self->block = 0;
}

double
emu_rng_uniform (EmuRng *self)
{
  guint32 words[4];

  next_block (self, words);

  return uniform_from_words (words[0], words[1]);
}

double
emu_rng_uniform_in (EmuRng *self,
                    double  lo,
                    double  hi)
{
  double x = lo + emu_rng_uniform (self) * (hi - lo);

  return MIN (x, hi);
}

int
emu_rng_int (EmuRng *self,
             int     lo,
             int     hi)
{
  gint64 n = (gint64) hi - lo + 1;

  g_return_val_if_fail (lo <= hi, lo);

  /* u n never rounds up to n: u is at most 1 - 2^-53, and n 2^-53 is more than half an ulp below n
   * unless n is a power of two, where the product is exact. */
  return (int) (lo + (gint64) (emu_rng_uniform (self) * (double) n));
}

double
emu_rng_normal (EmuRng *self)
{
  guint32 words[4];

  next_block (self, words);

  return normal_from_uniforms (uniform_from_words (words[0], words[1]),
                               uniform_from_words (words[2], words[3]));
}

double
emu_rng_gamma (EmuRng *self,
               double  shape)
{
  g_return_val_if_fail (shape >= EMU_SHAPE_MIN && shape <= EMU_SHAPE_MAX, 0);

  return shape >= 1 ? gamma_from_one (self, shape) : emu_exp (log_gamma_variate (self, shape));
}

double
emu_rng_beta (EmuRng *self,
              double  a,
              double  b)
{
  double la, lb;

  g_return_val_if_fail (a >= EMU_SHAPE_MIN && a <= EMU_SHAPE_MAX, 0.5);
  g_return_val_if_fail (b >= EMU_SHAPE_MIN && b <= EMU_SHAPE_MAX, 0.5);

  if (a == 1 && b == 1)
    return emu_rng_uniform (self);

  if (a <= 1 && b <= 1)
    return johnk_beta (self, a, b);

  la = log_gamma_variate (self, a);
  lb = log_gamma_variate (self, b);

  return share_of_logs (la, lb);
}

EMU_CLONES void
emu_rng_fill_uniform (guint64    seed,
                      EmuPurpose purpose,
                      guint64    sample,
                      guint32    lane,
                      gsize      first,
                      gsize      n,
                      double    *out)
{
  EmuRng rng = { .seed = seed, .sample = sample, .purpose = purpose, .lane = lane };
  Tile tile;

  g_return_if_fail (seed <= EMU_SEED_MAX && sample <= EMU_SAMPLE_MAX);
  g_return_if_fail (n <= (guint64) 1 << 32 && first <= ((guint64) 1 << 32) - n);

  for (gsize done = 0; done < n; done += TILE)
    {
      int m = (int) MIN (n - done, TILE);

      rng.block = (guint32) (first + done);
      fill_tile (&tile, &rng);
      for (int i = 0; i < m; i++)
        out[done + (gsize) i] = uniform_from_words (tile.w0[i], tile.w1[i]);
    }
}

EMU_CLONES void
emu_rng_fill_normal (guint64    seed,
                     EmuPurpose purpose,
                     guint64    sample,
                     guint32    lane,
                     gsize      first,
                     gsize      n,
                     double    *out)
{
  EmuRng rng = { .seed = seed, .sample = sample, .purpose = purpose, .lane = lane };
  Tile tile;

  g_return_if_fail (seed <= EMU_SEED_MAX && sample <= EMU_SAMPLE_MAX);
  g_return_if_fail (n <= (guint64) 1 << 32 && first <= ((guint64) 1 << 32) - n);

  for (gsize done = 0; done < n; done += TILE)
    {
      int m = (int) MIN (n - done, TILE);

      rng.block = (guint32) (first + done);
      fill_tile (&tile, &rng);
      for (int i = 0; i < m; i++)
        out[done + (gsize) i] = normal_from_uniforms (uniform_from_words (tile.w0[i], tile.w1[i]),
                                                      uniform_from_words (tile.w2[i], tile.w3[i]));
    }
}

void
emu_rng_permutation (EmuRng *self,
                     int     n,
                     int    *out)
{
  for (int i = 0; i < n; i++)
    out[i] = i;

  for (int i = 0; i < n - 1; i++)
    {
      int j = emu_rng_int (self, i, n - 1);
      int kept = out[i];

      out[i] = out[j];
      out[j] = kept;
    }
}
