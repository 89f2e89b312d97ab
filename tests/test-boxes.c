/* test-boxes.c: what must hold for every method that puts B into a box
 *
 * But for the last tests nothing here names a method. A slow twin tries every λ of a fine grid with
 * every draw there is and keeps the boxes that come out: no other box may be nearer than the one that
 * was found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-methods.h"

static const int sizes[][2] = { { 33, 47 }, { 1, 1 }, { 1, 9 }, { 7, 1 }, { 2, 3 }, { 60, 40 } };
static const int small_sizes[][2] = { { 6, 9 }, { 1, 1 }, { 1, 7 }, { 5, 5 } };
static const double lambdas[] = { 0, 1, 0.6, 0.25, 0.9371, NAN };

/* ---- Material ----------------------------------------------------------------------------- */

/* Ends of every range and all choices, one moved at a time, and all pairs of a choice with the ends of
 * another parameter: a rule of a box has parameters of its own. */
static void
add_settings (GPtrArray           *all,
              const EmuParamTable *table,
              const void          *base)
{
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      for (int end = 0; end < 2; end++)
        {
          void *params = emu_params_copy (table, base);
          EmuRange range = { end == 0 ? param->min : param->initial, end == 0 ? param->initial : param->max };

          if (param->type == EMU_PARAM_RANGE)
            g_assert_true (emu_param_set_range (param, params, range, NULL));
          else if (param->type == EMU_PARAM_FLOAT || param->type == EMU_PARAM_INT)
            g_assert_true (emu_param_set (param, params, end == 0 ? param->min : param->max, NULL));
          g_ptr_array_add (all, params);
        }
    }
}

static GPtrArray *
settings_of (const EmuMethod *method)
{
  const EmuParamTable *table = &method->params;
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (all, emu_params_new (table));
  for (guint i = 0; i < table->n_params; i++)
    {
      if (table->params[i].type != EMU_PARAM_CHOICE)
        continue;

      for (guint c = 0; c < emu_param_n_choices (&table->params[i]); c++)
        {
          void *params = emu_params_new (table);

          g_assert_true (emu_param_set (&table->params[i], params, c, NULL));
          g_ptr_array_add (all, params);
          add_settings (all, table, params);
        }
    }

  return all;
}

static EmuPair *
noise_pair (int height,
            int width)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) a = emu_image_new (1, height, width, &error);
  g_autoptr(EmuImage) b = emu_image_new (1, height, width, &error);
  EmuPair *pair;
  EmuRng rng;

  emu_rng_init (&rng, 5, EMU_PURPOSE_DATASET, 0, 0);
  for (int i = 0; i < height * width; i++)
    {
      emu_image_plane (a, 0)[i] = (guint8) emu_rng_int (&rng, 0, 255);
      emu_image_plane (b, 0)[i] = (guint8) emu_rng_int (&rng, 0, 255);
    }
  pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, black, &error);
  g_assert_no_error (error);

  return pair;
}

/* NULL where published code fails under these parameters. */
static EmuMix *
decide (const EmuMethod     *method,
        const void          *params,
        EmuPair             *pair,
        double               lambda,
        guint64              seed,
        const EmuDrawValues *given)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;

  request.method = method;
  request.params = params;
  request.requested = lambda;
  request.seed = seed;
  request.given = given;

  return emu_mix_new_for_pair (&request, pair, NULL, NULL, NULL, NULL);
}

static gboolean
same_box (const EmuBox *a,
          const EmuBox *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static double
distance (const EmuBox *a,
          const EmuBox *b)
{
  double y0 = (double) a->y0 - b->y0;
  double y1 = (double) a->y1 - b->y1;
  double x0 = (double) a->x0 - b->x0;
  double x1 = (double) a->x1 - b->x1;

  return y0 * y0 + y1 * y1 + x0 * x0 + x1 * x1;
}

/* Asks for @wanted, checks all that must hold whatever it is, and returns the box. */
static EmuBox
find (const EmuMix *mix,
      EmuPair      *pair,
      const EmuBox *wanted)
{
  const EmuMethod *method = mix->method;
  EmuBoxValues values;
  EmuMixBox box;
  EmuMixBox again;
  EmuBox visible;
  g_autoptr(EmuMix) made = NULL;
  double n = (double) mix->height * mix->width;

  g_assert_true (emu_mix_find_box (mix, wanted, &values, &box));
  g_assert_true (isnan (values.lambda) || (values.lambda >= 0 && values.lambda <= 1));
  if (method->ignores_lambda)
    g_assert_true (isnan (values.lambda));

  /* A mix with those values and nothing else makes that box: another seed would not move it. */
  made = decide (method, mix->params, pair, isnan (values.lambda) ? mix->requested : values.lambda,
                 mix->seed + 1, &values.given);
  g_assert_nonnull (made);
  g_assert_true (emu_mix_get_box (made, &again));
  g_assert_true (same_box (&again.asked, &box.asked));
  g_assert_true (same_box (&again.visible, &box.visible));

  visible = emu_box_clip (&box.asked, mix->height, mix->width);
  if (emu_box_is_empty (&visible))
    visible = (EmuBox) { 0 };
  g_assert_true (same_box (&visible, &box.visible));
  g_assert_cmpfloat_with_epsilon (made->mask_mean, 1 - (double) emu_box_area (&visible) / n, 1e-12);

  return box.asked;
}

/* ---- Laws --------------------------------------------------------------------------------- */

/* The box a mix has is the box that comes back when it is asked for. */
static void
test_same_box (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  guint n_boxes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuPair) pair = noise_pair (sizes[i][0], sizes[i][1]);

      for (guint k = 0; k < settings->len; k++)
        {
          for (guint l = 0; l < 4 * G_N_ELEMENTS (lambdas); l++)
            {
              g_autoptr(EmuMix) mix = decide (method, g_ptr_array_index (settings, k), pair,
                                              lambdas[l / 4], l, NULL);
              EmuMixBox box;
              EmuBox found;

              if (mix == NULL || !emu_mix_get_box (mix, &box))
                continue;

              found = find (mix, pair, &box.asked);
              g_assert_true (same_box (&found, &box.asked));
              n_boxes++;
            }
        }
    }
  g_assert_cmpuint (n_boxes, >, 100);
}

/* A moved box keeps its size and its λ. */
static void
test_moved_box (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  g_autoptr(EmuPair) pair = noise_pair (33, 47);

  for (guint k = 0; k < settings->len; k++)
    {
      for (int move = -60; move <= 60; move += 7)
        {
          g_autoptr(EmuMix) mix = decide (method, g_ptr_array_index (settings, k), pair, 0.6, 9, NULL);
          EmuMixBox box;
          EmuBoxValues values;
          EmuBox wanted;
          EmuBox found;

          if (mix == NULL || !emu_mix_get_box (mix, &box))
            continue;

          wanted = (EmuBox) { box.asked.y0 + move, box.asked.y1 + move,
                              box.asked.x0 - 2 * move, box.asked.x1 - 2 * move };
          found = find (mix, pair, &wanted);
          g_assert_cmpint (found.y1 - found.y0, ==, box.asked.y1 - box.asked.y0);
          g_assert_cmpint (found.x1 - found.x0, ==, box.asked.x1 - box.asked.x0);
          if (!box.can_move)
            g_assert_true (same_box (&found, &box.asked));

          emu_mix_find_box (mix, &wanted, &values, NULL);
          if (!isnan (values.lambda))
            g_assert_cmpfloat (values.lambda, ==, 0.6);
        }
    }
}

/* Whatever is asked for, the values lie inside their ranges: find() makes a mix of them. */
static void
test_any_box (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  static const EmuBox boxes[] = {
    { G_MININT, G_MAXINT, G_MININT, G_MAXINT },
    { G_MAXINT, G_MININT, G_MAXINT, G_MININT },
    { G_MININT, G_MININT, G_MAXINT, G_MAXINT },
    { G_MAXINT - 5, G_MAXINT, 0, 0 },
    { 0, 0, 0, 0 },
    { 20, 3, 9, 2 },
    { -3, 40, 11, 12 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuPair) pair = noise_pair (sizes[i][0], sizes[i][1]);

      for (guint k = 0; k < settings->len; k++)
        {
          for (guint l = 0; l < G_N_ELEMENTS (lambdas); l++)
            {
              g_autoptr(EmuMix) mix = decide (method, g_ptr_array_index (settings, k), pair, lambdas[l],
                                              1, NULL);
              EmuMixBox box;

              if (mix == NULL || !emu_mix_get_box (mix, &box))
                continue;

              for (guint b = 0; b < G_N_ELEMENTS (boxes); b++)
                find (mix, pair, &boxes[b]);
            }
        }
    }
}

/* ---- The slow twin ------------------------------------------------------------------------ */

static void
keep_box (GArray       *all,
          const EmuMix *mix)
{
  EmuMixBox box;

  if (!emu_mix_get_box (mix, &box))
    return;

  for (guint i = 0; i < all->len; i++)
    if (same_box (&g_array_index (all, EmuBox, i), &box.asked))
      return;
  g_array_append_val (all, box.asked);
}

/* Every value of draw @index and of those after it that are drawn from whole numbers. */
static void
try_draws (GArray          *all,
           const EmuMethod *method,
           const void      *params,
           EmuPair         *pair,
           double           lambda,
           guint            index,
           EmuDrawValues   *given)
{
  g_autoptr(EmuMix) mix = decide (method, params, pair, lambda, 0, given);
  EmuDrawShape shape;

  if (mix == NULL)
    return;

  if (index == method->draws.n_draws)
    {
      keep_box (all, mix);
      return;
    }

  shape = emu_draw_get_shape (&method->draws, index, params, mix);
  if (!shape.in_use || shape.kind != EMU_DRAW_INT)
    {
      try_draws (all, method, params, pair, lambda, index + 1, given);
      return;
    }

  given->fixed[index] = TRUE;
  for (double value = shape.lo; value <= shape.hi; value++)
    {
      given->scalar[index] = value;
      try_draws (all, method, params, pair, lambda, index + 1, given);
    }
  given->fixed[index] = FALSE;
}

static void
test_nearest_box (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  EmuRng rng;

  emu_rng_init (&rng, 77, EMU_PURPOSE_DATASET, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (small_sizes); i++)
    {
      int height = small_sizes[i][0];
      int width = small_sizes[i][1];
      g_autoptr(EmuPair) pair = noise_pair (height, width);

      for (guint k = 0; k < settings->len; k++)
        {
          const void *params = g_ptr_array_index (settings, k);
          g_autoptr(EmuMix) mix = decide (method, params, pair, 0.5, 3, NULL);
          g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (EmuBox));
          EmuMixBox present;
          EmuBoxValues values;

          if (mix == NULL || !emu_mix_get_box (mix, &present))
            continue;

          emu_mix_find_box (mix, &present.asked, &values, NULL);
          for (int step = 0; step <= (isnan (values.lambda) ? 0 : 100); step++)
            {
              EmuDrawValues given = { 0 };

              try_draws (all, method, params, pair, step / 100.0, 0, &given);
            }

          for (int n = 0; n < 60; n++)
            {
              int cy = emu_rng_int (&rng, -2, height + 1);
              int cx = emu_rng_int (&rng, -2, width + 1);
              EmuBox wanted = { cy, cy + emu_rng_int (&rng, 0, height + 3),
                                cx, cx + emu_rng_int (&rng, 0, width + 3) };
              gboolean moved = wanted.y1 - wanted.y0 == present.asked.y1 - present.asked.y0 &&
                               wanted.x1 - wanted.x0 == present.asked.x1 - present.asked.x0;
              EmuBox found = find (mix, pair, &wanted);
              double best = INFINITY;

              for (guint b = 0; b < all->len; b++)
                {
                  const EmuBox *box = &g_array_index (all, EmuBox, b);

                  if (!moved || (box->y1 - box->y0 == wanted.y1 - wanted.y0 &&
                                 box->x1 - box->x0 == wanted.x1 - wanted.x0))
                    best = MIN (best, distance (box, &wanted));
                }
              g_assert_cmpfloat (distance (&found, &wanted), <=, best);
            }
        }
    }
}

/* ---- Known answers ------------------------------------------------------------------------ */

static const EmuMethod *
method (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *found = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return found;
}

/* λ = 0.6 on 1800 × 1200 pixels: sides ⌊1800 √0.4⌋ = 1138 and ⌊1200 √0.4⌋ = 758, around (1422, 840). */
static void
test_cutmix (void)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuDrawValues given = { 0 };
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(GError) error = NULL;
  EmuBoxValues values;
  EmuMixBox box;
  EmuMixBox moved;
  EmuBox wanted;
  int cy = emu_draws_find (&method ("cutmix")->draws, "cy", &error);
  int cx = emu_draws_find (&method ("cutmix")->draws, "cx", &error);

  request.method = method ("cutmix");
  request.requested = 0.6;
  request.given = &given;
  given.fixed[cy] = given.fixed[cx] = TRUE;
  given.scalar[cy] = 840;
  given.scalar[cx] = 1422;
  mix = emu_mix_new (&request, 1200, 1800, NULL, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (emu_mix_get_box (mix, &box));
  g_assert_true (box.can_move);
  g_assert_true (box.keeps_ratio);
  g_assert_true (same_box (&box.asked, &(EmuBox) { 461, 1219, 853, 1991 }));
  g_assert_true (same_box (&box.visible, &(EmuBox) { 461, 1200, 853, 1800 }));

  /* Forty pixels to the left and ten up. */
  wanted = (EmuBox) { 451, 1209, 813, 1951 };
  g_assert_true (emu_mix_find_box (mix, &wanted, &values, &moved));
  g_assert_cmpfloat (values.lambda, ==, 0.6);
  g_assert_cmpfloat (values.given.scalar[cy], ==, 830);
  g_assert_cmpfloat (values.given.scalar[cx], ==, 1382);
  g_assert_true (same_box (&moved.asked, &wanted));

  /* Half as large, from the same corner: a quarter of the picture's sides is λ = 0.9. */
  wanted = (EmuBox) { 461, 461 + 380, 853, 853 + 570 };
  g_assert_true (emu_mix_find_box (mix, &wanted, &values, &moved));
  g_assert_cmpfloat_with_epsilon (values.lambda, 1 - (570.5 / 1800) * (570.5 / 1800), 2e-3);
  g_assert_cmpint (ABS (moved.asked.y0 - wanted.y0), <=, 1);
  g_assert_cmpint (ABS (moved.asked.x0 - wanted.x0), <=, 1);
  g_assert_cmpint (ABS (moved.asked.y1 - wanted.y1), <=, 1);
  g_assert_cmpint (ABS (moved.asked.x1 - wanted.x1), <=, 1);

  /* The whole picture. */
  wanted = (EmuBox) { 0, 1200, 0, 1800 };
  g_assert_true (emu_mix_find_box (mix, &wanted, &values, &moved));
  g_assert_cmpfloat (values.lambda, ==, 0);
  g_assert_true (same_box (&moved.asked, &wanted));
}

/* A mask without a box has none to drag. */
static void
test_no_box (void)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(GError) error = NULL;
  EmuBox wanted = { 1, 5, 2, 7 };
  EmuBoxValues values;
  EmuMixBox box = { .can_move = TRUE };

  request.method = method ("mixup");
  mix = emu_mix_new (&request, 33, 47, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (emu_mix_get_box (mix, &box));
  g_assert_false (emu_mix_find_box (mix, &wanted, &values, &box));
  g_assert_true (isnan (values.lambda));
  g_assert_false (box.can_move);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (gconstpointer data);
  } laws[] = {
    { "same-box", test_same_box },
    { "moved-box", test_moved_box },
    { "any-box", test_any_box },
    { "nearest-box", test_nearest_box },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *found = emu_methods_get (i);

      g_assert_true ((found->box == NULL) == (found->set_box == NULL));
      if (found->box == NULL)
        continue;

      for (guint l = 0; l < G_N_ELEMENTS (laws); l++)
        {
          g_autofree char *path = g_strdup_printf ("/boxes/%s/%s", found->id, laws[l].name);

          g_test_add_data_func (path, found, laws[l].test);
        }
    }
  g_test_add_func ("/boxes/known/cutmix", test_cutmix);
  g_test_add_func ("/boxes/known/none", test_no_box);

  return g_test_run ();
}
