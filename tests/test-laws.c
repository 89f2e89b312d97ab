/* test-laws.c: what must hold for every mixing method, present and future
 *
 * Nothing here names a method. Each law runs under the defaults and under every parameter at both
 * ends of its range and every choice, on odd, tiny and one-pixel pictures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-parallel.h"
#include "pictures.h"

static const int sizes[][2] = { { 33, 47 }, { 1, 1 }, { 1, 9 }, { 7, 1 }, { 2, 3 } };

/* ---- Material ----------------------------------------------------------------------------- */

/* Noise of one size for those methods that look at pictures before they mix them. Kept, so that its
 * guides are, too. */
static EmuPair *
noise_pair (int height,
            int width)
{
  static GHashTable *pairs;
  gpointer key = GINT_TO_POINTER (height << 16 | width);
  EmuPair *pair;

  if (pairs == NULL)
    pairs = g_hash_table_new (NULL, NULL);

  pair = g_hash_table_lookup (pairs, key);
  if (pair == NULL)
    {
      g_autoptr(EmuImage) a = noise (3, height, width, 0, 71);
      g_autoptr(EmuImage) b = noise (3, height, width, 0, 72);

      pair = pair_of (a, b, EMU_FIT_COVER);
      g_hash_table_insert (pairs, key, pair);
    }

  return pair;
}

/* Every setting worth trying: the defaults, then one parameter moved at a time. */
static GPtrArray *
settings_of (const EmuMethod *method)
{
  const EmuParamTable *table = &method->params;
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (all, emu_params_new (table));
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      switch (param->type)
        {
        case EMU_PARAM_INT:
        case EMU_PARAM_FLOAT:
        case EMU_PARAM_BOOL:
          for (int end = 0; end < 2; end++)
            {
              void *params = emu_params_new (table);
              double value = param->type == EMU_PARAM_BOOL ? end : end == 0 ? param->min : param->max;

              g_assert_true (emu_param_set (param, params, value, NULL));
              g_ptr_array_add (all, params);
            }
          break;

        case EMU_PARAM_CHOICE:
          for (guint c = 0; c < emu_param_n_choices (param); c++)
            {
              void *params = emu_params_new (table);

              g_assert_true (emu_param_set (param, params, c, NULL));
              g_ptr_array_add (all, params);
            }
          break;

        case EMU_PARAM_RANGE:
          for (int end = 0; end < 3; end++)
            {
              void *params = emu_params_new (table);
              EmuRange range = {
                end == 1 ? param->max : param->min,
                end == 0 ? param->min : param->max,
              };

              g_assert_true (emu_param_set_range (param, params, range, NULL));
              g_ptr_array_add (all, params);
            }
          break;

        case EMU_PARAM_TEXT:
          break;
        }
    }

  return all;
}

static EmuMixRequest
request_for (const EmuMethod *method,
             const void      *params,
             double           lambda,
             guint64          seed)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;

  request.method = method;
  request.params = params;
  request.requested = lambda;
  request.seed = seed;

  return request;
}

/* A mix, or %NULL where published code refuses the input and its behaviour was asked for. */
static EmuMix *
decide (const EmuMethod *method,
        const void      *params,
        double           lambda,
        guint64          seed,
        int              height,
        int              width)
{
  EmuMixRequest request = request_for (method, params, lambda, seed);
  g_autoptr(GError) error = NULL;
  EmuMix *mix = emu_mix_new_for_pair (&request, noise_pair (height, width), NULL, NULL, NULL, &error);

  if (g_error_matches (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED))
    {
      g_assert_cmpuint (emu_params_n_published (&method->params, params), >, 0);
      return NULL;
    }

  g_assert_no_error (error);

  return mix;
}

static EmuMask *
whole_mask (const EmuMix *mix)
{
  EmuView view = emu_view_whole (mix->height, mix->width);
  g_autoptr(GError) error = NULL;
  EmuMask *mask = emu_mix_mask (mix, &view, &error);

  g_assert_no_error (error);

  return mask;
}

static EmuImage *
whole_blend (const EmuMix *mix,
             EmuPair      *pair)
{
  g_autoptr(EmuMask) mask = whole_mask (mix);
  g_autoptr(GError) error = NULL;
  EmuImage *out = emu_mix_blend (mix, pair, mask, NULL, &error);

  g_assert_no_error (error);

  return out;
}

static gboolean
same_mask (const EmuMask *a,
           const EmuMask *b)
{
  if (a->height != b->height || a->width != b->width)
    return FALSE;

  for (int y = 0; y < a->height; y++)
    {
      for (int x = 0; x < a->width; x++)
        {
          if (emu_mask_at (a, y, x) != emu_mask_at (b, y, x))
            return FALSE;
        }
    }

  return TRUE;
}

/* Calls @law for every setting × size × λ, with seeds that differ. */
typedef void (*Law) (const EmuMix *mix);

static void
for_all (const EmuMethod *method,
         Law              law)
{
  g_autoptr(GPtrArray) settings = settings_of (method);
  static const double lambdas[] = { 0, 1, 0.5, 0.37, 1e-9, NAN };
  guint64 seed = 1;

  for (guint s = 0; s < settings->len; s++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          for (guint l = 0; l < G_N_ELEMENTS (lambdas); l++)
            {
              g_autoptr(EmuMix) mix = decide (method, settings->pdata[s], lambdas[l], seed++,
                                              sizes[i][0], sizes[i][1]);

              if (mix != NULL)
                law (mix);
            }
        }
    }
}

/* ---- Laws --------------------------------------------------------------------------------- */

static void
label_follows_rule (const EmuMix *mix)
{
  const EmuLabel *label = &mix->label;

  g_assert_true (label->weight_a >= 0 && label->weight_a <= 1);
  g_assert_true (label->weight_b >= 0 && label->weight_b <= 1);

  switch (label->rule)
    {
    case EMU_LABEL_MASK_MEAN:
      g_assert_cmpfloat (label->weight_a, ==, mix->mask_mean);
      break;

    case EMU_LABEL_LAMBDA:
      g_assert_cmpfloat (label->weight_a, ==, mix->lambda);
      break;

    case EMU_LABEL_A:
      g_assert_cmpfloat (label->weight_a, ==, 1);
      break;

    case EMU_LABEL_OWN:
      return;
    }

  g_assert_cmpfloat (label->weight_b, ==, 1 - label->weight_a);
}

static void
mask_is_a_weight (const EmuMix *mix)
{
  g_autoptr(EmuMask) mask = whole_mask (mix);
  double total = 0;

  for (int y = 0; y < mask->height; y++)
    {
      for (int x = 0; x < mask->width; x++)
        {
          float w = emu_mask_at (mask, y, x);

          g_assert_true (w >= 0 && w <= 1);
          total += w;
        }
    }

  /* Floats between 0 and 1 added in double: the sum is good to n · 2⁻⁵³, λ itself to 2⁻²⁵. */
  g_assert_cmpfloat_with_epsilon (mix->mask_mean, total / mask->height / mask->width, 1e-7);
  g_assert_cmpfloat_with_epsilon (mix->mask_mean, emu_mask_mean (mask), 1e-12);
}

static void
lambda_words (const EmuMix *mix)
{
  g_assert_true (isnan (mix->requested) || (mix->requested >= 0 && mix->requested <= 1));

  if (mix->method->ignores_lambda)
    {
      g_assert_true (isnan (mix->lambda) && isnan (mix->drawn));
      g_assert_true (isnan (emu_mix_asked (mix)));
      return;
    }

  g_assert_true (mix->lambda >= 0 && mix->lambda <= 1);
  g_assert_true (!isnan (mix->requested) || !isnan (mix->drawn));
  g_assert_cmpfloat (emu_mix_asked (mix), ==, isnan (mix->requested) ? mix->drawn : mix->requested);
  if (!mix->both)
    g_assert_true (isnan (mix->requested) || isnan (mix->drawn));
}

/* What is said of a difference is said where there is one, and with the numbers that differ. */
static void
differences_are_said (const EmuMix *mix)
{
  g_autofree char *said = emu_mix_difference (mix);
  double asked = emu_mix_asked (mix);
  double other = mix->label.rule == EMU_LABEL_MASK_MEAN ? asked : mix->label.weight_a;
  g_autofree char *visible = g_strdup_printf ("%.3f", mix->mask_mean);

  /* Published code may use another λ than the one asked for, and mask and label agree on that. */
  if (mix->both && mix->label.rule == EMU_LABEL_LAMBDA &&
      fabs (mix->lambda - mix->requested) > 5.1e-4 && fabs (mix->mask_mean - other) < 4.9e-4)
    g_assert_nonnull (strstr (said, "asked for"));
  else if (isnan (other) || fabs (mix->mask_mean - other) < 4.9e-4)
    g_assert_null (said);
  else if (fabs (mix->mask_mean - other) > 5.1e-4)
    {
      g_assert_nonnull (said);
      g_assert_nonnull (strstr (said, visible));
    }
}

static void
views_agree (const EmuMix *mix)
{
  g_autoptr(EmuMask) whole = whole_mask (mix);
  EmuView coarse = emu_view_reduced (mix->height, mix->width, 3);
  EmuView part = {
    mix->width / 3, mix->height / 2, 1, mix->width - mix->width / 3, mix->height - mix->height / 2,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuMask) seen = emu_mix_mask (mix, &coarse, &error);
  g_autoptr(EmuMask) window = NULL;

  g_assert_no_error (error);
  window = emu_mix_mask (mix, &part, &error);
  g_assert_no_error (error);

  /* The middle of a square of three pixels is a pixel. Overhanging samples have none. */
  for (int y = 0; y < seen->height && 3 * y + 1 < mix->height; y++)
    {
      for (int x = 0; x < seen->width && 3 * x + 1 < mix->width; x++)
        g_assert_cmpfloat (emu_mask_at (seen, y, x), ==, emu_mask_at (whole, 3 * y + 1, 3 * x + 1));
    }

  for (int y = 0; y < part.height; y++)
    {
      for (int x = 0; x < part.width; x++)
        g_assert_cmpfloat (emu_mask_at (window, y, x), ==,
                           emu_mask_at (whole, y + mix->height / 2, x + mix->width / 3));
    }
}

static void
white_on_black_is_the_mask (const EmuMix *mix)
{
  g_autoptr(EmuImage) white = constant (3, mix->height, mix->width, 255);
  g_autoptr(EmuImage) dark = constant (3, mix->height, mix->width, 0);
  g_autoptr(EmuPair) pair = pair_of (white, dark, EMU_FIT_COVER);
  g_autoptr(EmuMask) mask = whole_mask (mix);
  g_autoptr(EmuImage) out = whole_blend (mix, pair);

  /* Published code may paste elsewhere than its own mask says. */
  if (mix->method->paste != NULL && emu_params_n_published (&mix->method->params, mix->params) > 0)
    return;

  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < mix->height; y++)
        {
          for (int x = 0; x < mix->width; x++)
            {
              volatile float product = emu_mask_at (mask, y, x) * 255.0f;

              g_assert_cmpint (emu_image_row (out, c, y)[x], ==, (int) rintf (product));
            }
        }
    }
}

/* The rule of the blend once more, one pixel at a time, rounding after each step. */
static guint8
slow_blend (const EmuMask *mask,
            int            y,
            int            x,
            guint8         a,
            guint8         b)
{
  volatile float l = emu_mask_at (mask, y, x);
  volatile float m = mask->kind == EMU_MASK_UNIFORM ? (float) (1 - mask->weight) : 1.0f - l;
  volatile float first = l * (float) a;
  volatile float second = m * (float) b;
  volatile float sum = first + second;

  return (guint8) rintf (sum);
}

static void
blend_equals_slow_twin (const EmuMix *mix)
{
  g_autoptr(EmuImage) a = noise (4, mix->height, mix->width, 0, 11);
  g_autoptr(EmuImage) b = noise (4, mix->height, mix->width, 0, 12);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuMask) mask = whole_mask (mix);
  g_autoptr(EmuImage) out = whole_blend (mix, pair);

  if (mix->method->paste != NULL)
    return;

  for (int c = 0; c < 4; c++)
    {
      for (int y = 0; y < mix->height; y++)
        {
          for (int x = 0; x < mix->width; x++)
            g_assert_cmpint (emu_image_row (out, c, y)[x], ==,
                             slow_blend (mask, y, x, emu_image_row (a, c, y)[x],
                                         emu_image_row (b, c, y)[x]));
        }
    }
}

static void
float_blends_agree_with_bytes (const EmuMix *mix)
{
  g_autoptr(EmuImage) a = noise (3, mix->height, mix->width, 0, 21);
  g_autoptr(EmuImage) b = noise (3, mix->height, mix->width, 0, 22);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuMask) mask = whole_mask (mix);
  g_autoptr(EmuImage) out = whole_blend (mix, pair);
  gsize n = 3 * emu_image_n_pixels (a);
  g_autofree float *float_a = g_new (float, n);
  g_autofree float *float_b = g_new (float, n);
  g_autofree float *mixed = g_new (float, n);
  g_autofree float *normalised = g_new (float, n);
  static const float scale[] = { 1 / 58.4f, 1 / 57.1f, 1 / 57.4f };
  static const float shift[] = { -2.1f, -2.0f, -1.8f };
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < n; i++)
    {
      float_a[i] = emu_image_plane (a, 0)[i];
      float_b[i] = emu_image_plane (b, 0)[i];
    }

  g_assert_true (emu_mix_blend_float (mix, float_a, float_b, 3, mask, mixed, &error));
  g_assert_no_error (error);
  g_assert_true (emu_mix_blend_normalised (mix, pair, mask, scale, shift, normalised, &error));
  g_assert_no_error (error);

  for (gsize i = 0; i < n; i++)
    {
      int c = (int) (i / emu_image_n_pixels (a));

      /* Half a level from rounding to bytes, the rest from floats of up to 255. */
      g_assert_cmpfloat_with_epsilon (emu_image_plane (out, 0)[i], mixed[i], 0.5001);
      g_assert_cmpfloat_with_epsilon (normalised[i], mixed[i] * scale[c] + shift[c], 4e-6);
    }
}

static void
same_seed_same_bits (const EmuMix *mix)
{
  g_autoptr(EmuImage) a = noise (3, mix->height, mix->width, 0, 31);
  g_autoptr(EmuImage) b = noise (3, mix->height, mix->width, 0, 32);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuImage) once = whole_blend (mix, pair);
  g_autoptr(EmuMix) again = decide (mix->method, mix->params, mix->requested, mix->seed,
                                    mix->height, mix->width);
  g_autoptr(EmuImage) twice = whole_blend (again, pair);

  g_assert_true (emu_image_equal (once, twice));
  g_assert_cmpfloat (mix->mask_mean, ==, again->mask_mean);
  g_assert_cmpfloat (mix->label.weight_a, ==, again->label.weight_a);
}

static void
replayed_draws_give_the_same (const EmuMix *mix)
{
  const EmuDrawTable *table = &mix->method->draws;
  EmuMixRequest request = request_for (mix->method, mix->params, mix->requested, mix->seed);
  EmuDrawValues given = { 0 };
  g_autoptr(EmuMix) replay = NULL;
  g_autoptr(EmuMask) first = whole_mask (mix);
  g_autoptr(EmuMask) second = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape (table, i, mix->params, mix);

      if (!shape.in_use || shape.n_dims > 0 ||
          (table->draws[i].follows_lambda && !isnan (mix->requested)))
        continue;

      given.fixed[i] = TRUE;
      given.scalar[i] = emu_draw_get (&table->draws[i], mix->draws);
    }

  request.given = &given;
  request.drawn = mix->drawn;
  replay = emu_mix_new_for_pair (&request, noise_pair (mix->height, mix->width), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  second = whole_mask (replay);
  g_assert_true (same_mask (first, second));
}

static void
reused_geometry_gives_the_same (const EmuMix *mix)
{
  g_autoptr(GPtrArray) settings = settings_of (mix->method);
  g_autoptr(EmuMask) fresh = whole_mask (mix);

  if (mix->method->geometry == NULL)
    return;

  for (guint s = 0; s < settings->len; s++)
    {
      EmuMixRequest request = request_for (mix->method, mix->params, mix->requested, mix->seed);
      g_autoptr(EmuMix) other = decide (mix->method, settings->pdata[s], 0.21, mix->seed,
                                        mix->height, mix->width);
      g_autoptr(EmuMix) reused = NULL;
      g_autoptr(EmuMask) mask = NULL;
      g_autoptr(GError) error = NULL;

      if (other == NULL)
        continue;

      reused = emu_mix_new_for_pair (&request, noise_pair (mix->height, mix->width), NULL, other, NULL, &error);
      g_assert_no_error (error);
      mask = whole_mask (reused);
      g_assert_true (same_mask (fresh, mask));
      g_assert_cmpfloat (reused->mask_mean, ==, mix->mask_mean);
    }
}

static const struct
{
  const char *name;
  Law         law;
} laws[] = {
  { "label-follows-its-rule", label_follows_rule },
  { "mask-is-a-weight", mask_is_a_weight },
  { "lambda-words", lambda_words },
  { "differences-are-said", differences_are_said },
  { "views-agree", views_agree },
  { "white-on-black-is-the-mask", white_on_black_is_the_mask },
  { "blend-equals-slow-twin", blend_equals_slow_twin },
  { "float-blends-agree-with-bytes", float_blends_agree_with_bytes },
  { "same-seed-same-bits", same_seed_same_bits },
  { "replayed-draws-give-the-same", replayed_draws_give_the_same },
  { "reused-geometry-gives-the-same", reused_geometry_gives_the_same },
};

typedef struct
{
  const EmuMethod *method;
  Law              law;
} LawTest;

static void
test_law (gconstpointer data)
{
  const LawTest *test = data;

  for_all (test->method, test->law);
}

/* ---- Laws of their own shape --------------------------------------------------------------- */

static void
test_exact_ends (gconstpointer data)
{
  const EmuMethod *method = data;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuImage) a = noise (3, sizes[i][0], sizes[i][1], 0, 41);
      g_autoptr(EmuImage) b = noise (3, sizes[i][0], sizes[i][1], 0, 42);
      g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);

      for (guint64 seed = 0; seed < 8; seed++)
        {
          g_autoptr(EmuMix) none = decide (method, NULL, 0, seed, sizes[i][0], sizes[i][1]);
          g_autoptr(EmuMix) all = decide (method, NULL, 1, seed, sizes[i][0], sizes[i][1]);
          g_autoptr(EmuImage) at_none = whole_blend (none, pair);
          g_autoptr(EmuImage) at_all = whole_blend (all, pair);

          if (method->exact_b)
            g_assert_true (emu_image_equal (at_none, b));
          if (method->exact_a)
            g_assert_true (emu_image_equal (at_all, a));
        }
    }
}

/* A flag that is down must be down for a reason: on some seed the end is not exact. */
static void
test_ends_tell_the_truth (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuImage) a = noise (3, 33, 47, 0, 43);
  g_autoptr(EmuImage) b = noise (3, 33, 47, 0, 44);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  gboolean always_b = TRUE, always_a = TRUE;

  for (guint64 seed = 0; seed < 32; seed++)
    {
      g_autoptr(EmuMix) none = decide (method, NULL, 0, seed, 33, 47);
      g_autoptr(EmuMix) all = decide (method, NULL, 1, seed, 33, 47);
      g_autoptr(EmuImage) at_none = whole_blend (none, pair);
      g_autoptr(EmuImage) at_all = whole_blend (all, pair);

      always_b &= emu_image_equal (at_none, b);
      always_a &= emu_image_equal (at_all, a);
    }

  g_assert_cmpint (always_b, ==, method->exact_b);
  g_assert_cmpint (always_a, ==, method->exact_a);
}

static void
test_threads (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  g_autoptr(EmuImage) a = noise (3, 331, 417, 0, 51);
  g_autoptr(EmuImage) b = noise (3, 331, 417, 0, 52);
  int before = emu_parallel_get_threads ();

  for (guint s = 0; s < settings->len; s++)
    {
      g_autoptr(EmuImage) first = NULL;
      double mean = 0;

      for (int threads = 1; threads <= 16; threads *= 4)
        {
          g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
          g_autoptr(EmuMix) mix = NULL;
          g_autoptr(EmuImage) out = NULL;

          emu_parallel_set_threads (threads);
          mix = decide (method, settings->pdata[s], NAN, 7 + s, 331, 417);
          if (mix == NULL)
            break;

          out = whole_blend (mix, pair);
          if (first == NULL)
            {
              first = emu_image_ref (out);
              mean = mix->mask_mean;
            }
          g_assert_true (emu_image_equal (first, out));
          g_assert_cmpfloat (mean, ==, mix->mask_mean);
        }
    }

  emu_parallel_set_threads (before);
}

static void
test_cancelled (gconstpointer data)
{
  const EmuMethod *method = data;
  EmuMixRequest request = request_for (method, NULL, 0.4, 3);
  g_autoptr(EmuImage) a = noise (3, 33, 47, 0, 61);
  g_autoptr(EmuImage) b = noise (3, 33, 47, 0, 62);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(EmuMix) mix = emu_mix_new_for_pair (&request, noise_pair (33, 47), NULL, NULL, NULL, NULL);
  g_autoptr(EmuMask) mask = whole_mask (mix);
  g_autoptr(EmuImage) out = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  out = emu_mix_blend (mix, pair, mask, cancellable, &error);
  g_assert_null (out);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_refuses (gconstpointer data)
{
  const EmuMethod *method = data;
  static const double wrong[] = { -0.001, 1.001, INFINITY, -INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      EmuMixRequest request = request_for (method, NULL, wrong[i], 0);
      g_autoptr(GError) error = NULL;

      g_assert_null (emu_mix_new_for_pair (&request, noise_pair (8, 8), NULL, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_clear_error (&error);

      request.requested = NAN;
      request.alpha = i < 2 ? -wrong[i] * 1e6 : wrong[i];
      g_assert_null (emu_mix_new_for_pair (&request, noise_pair (8, 8), NULL, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
    }

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      g_autofree void *params = emu_params_new (&method->params);
      EmuMixRequest request = request_for (method, params, 0.5, 0);
      g_autoptr(GError) error = NULL;

      if (param->type == EMU_PARAM_FLOAT)
        *(double *) ((char *) params + param->offset) = NAN;
      else if (param->type == EMU_PARAM_RANGE)
        *(EmuRange *) ((char *) params + param->offset) = (EmuRange) { param->max, NAN };
      else if (param->type == EMU_PARAM_INT || param->type == EMU_PARAM_CHOICE)
        *(int *) ((char *) params + param->offset) = G_MAXINT;
      else
        continue;

      g_assert_null (emu_mix_new_for_pair (&request, noise_pair (8, 8), NULL, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
    }
}

/* A method that needs a guide says so, rather than mix without one or with one of another size. */
static void
test_missing_guide (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autofree void *params = emu_params_new (&method->params);
  g_autoptr(EmuGuide) small = emu_pair_get_guide (noise_pair (7, 9), 0, EMU_GUIDE_FINE_GRAINED, NULL, NULL, NULL);
  EmuMixRequest request = request_for (method, params, NAN, 0);

  g_assert_cmpint (method->needs != NULL, ==, method->guide_param != NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      if (emu_method_needs_guide (method, params, i) == EMU_GUIDE_NONE)
        continue;

      g_assert_null (emu_mix_new (&request, 8, 9, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_clear_error (&error);

      request.guides[0] = request.guides[1] = small;
      g_assert_null (emu_mix_new (&request, 8, 9, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      request.guides[0] = request.guides[1] = NULL;
    }
}

static void
check_name (const char *name)
{
  g_assert_nonnull (name);
  g_assert_true (g_ascii_isalnum (name[0]));
  g_assert_cmpuint (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen (name));
}

static void
test_table (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree void *defaults = emu_params_new (&method->params);
  g_autoptr(GError) error = NULL;

  check_name (method->id);
  g_assert_true (emu_methods_find (method->id, NULL) == method);
  g_assert_nonnull (method->name);
  g_assert_nonnull (method->source);
  g_assert_cmpint (g_utf8_strlen (method->summary, -1), <=, 45);
  g_assert_true (emu_alpha_check (method->alpha, NULL));

  g_assert_true (emu_params_check (&method->params, defaults, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      g_autofree void *params = emu_params_new (&method->params);
      g_autofree char *text = emu_param_format (param, defaults);

      check_name (emu_param_name (param));
      g_assert_true (g_hash_table_add (names, (gpointer) emu_param_name (param)));
      g_assert_true (param->label != NULL && *param->label != '\0');
      g_assert_true (param->help != NULL && *param->help != '\0');
      g_assert_true (emu_param_is_default (param, defaults));
      g_assert_true (emu_param_parse (param, params, text, &error));
      g_assert_no_error (error);
      g_assert_true (emu_params_equal (&method->params, params, defaults));

      if (param->type == EMU_PARAM_CHOICE)
        {
          g_assert_cmpuint (emu_param_n_choices (param), >=, 2);
          for (guint c = 0; c < emu_param_n_choices (param); c++)
            check_name (param->choices[c].nick);
        }

      if (param->published.defect != 0)
        {
          g_assert_cmpint (param->type, ==, EMU_PARAM_CHOICE);
          g_assert_nonnull (param->published.text);
          /* The default is always the sound behaviour. */
          g_assert_cmpint (param->published.choice, !=, (int) param->initial);
        }
    }

  g_assert_cmpuint (method->draws.n_draws, <=, EMU_MAX_DRAWS);
  g_hash_table_remove_all (names);
  for (guint i = 0; i < method->draws.n_draws; i++)
    {
      check_name (emu_draw_name (&method->draws.draws[i]));
      g_assert_true (g_hash_table_add (names, (gpointer) emu_draw_name (&method->draws.draws[i])));
    }
}

static void
test_published_switch (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autofree void *params = emu_params_new (&method->params);
  g_autofree void *defaults = emu_params_new (&method->params);
  guint n = 0;

  for (guint i = 0; i < method->params.n_params; i++)
    n += method->params.params[i].published.defect != 0;

  g_assert_cmpuint (emu_params_n_published (&method->params, params), ==, 0);
  emu_params_set_published (&method->params, params, TRUE);
  g_assert_cmpuint (emu_params_n_published (&method->params, params), ==, n);
  g_assert_cmpint (emu_params_can_publish (&method->params), ==, n > 0);
  emu_params_set_published (&method->params, params, FALSE);
  g_assert_true (emu_params_equal (&method->params, params, defaults));
}

/* Without this a method could ignore its seed and pass everything above. */
static void
test_seed_matters (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint64 seed = 0; seed < 16; seed++)
    {
      g_autoptr(EmuMix) mix = decide (method, NULL, NAN, seed, 33, 47);
      char *text = g_strdup_printf ("%.17g %.17g", mix->lambda, mix->mask_mean);

      g_hash_table_add (seen, text);
    }

  /* Where nothing is drawn, the pictures decide everything. */
  if (method->ignores_lambda && method->draws.n_draws == 0)
    g_assert_cmpuint (g_hash_table_size (seen), ==, 1);
  else
    g_assert_cmpuint (g_hash_table_size (seen), >, 8);
}

static void
add (const char      *name,
     const EmuMethod *method,
     GTestDataFunc    func)
{
  g_autofree char *path = g_strdup_printf ("/methods/%s/%s", method->id, name);

  g_test_add_data_func (path, method, func);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (emu_methods_size (), >, 0);

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);

      add ("table", method, test_table);
      add ("published-switch", method, test_published_switch);
      add ("refuses", method, test_refuses);
      add ("missing-guide", method, test_missing_guide);

      if (method->needs_network)
        continue;

      for (guint l = 0; l < G_N_ELEMENTS (laws); l++)
        {
          g_autofree char *path = g_strdup_printf ("/methods/%s/%s", method->id, laws[l].name);
          LawTest *test = g_new (LawTest, 1);

          *test = (LawTest) { method, laws[l].law };
          g_test_add_data_func_full (path, test, test_law, g_free);
        }

      add ("exact-ends", method, test_exact_ends);
      add ("ends-tell-the-truth", method, test_ends_tell_the_truth);
      add ("threads", method, test_threads);
      add ("cancelled", method, test_cancelled);
      add ("seed-matters", method, test_seed_matters);
    }

  return g_test_run ();
}
