/* test-grid-methods.c: GridMix, SmoothMix and MaskMix against slow twins
 *
 * The golden data know square pictures, or the published mistakes on others; here are pictures
 * that are not square, by the rules as methods.md words them, one pixel at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-error.h"
#include "emu-methods.h"

static const int sizes[][2] = {
  { 33, 47 }, { 47, 33 }, { 64, 48 }, { 20, 90 }, { 91, 17 }, { 9, 8 },
};

/* ---- Material ----------------------------------------------------------------------------- */

typedef struct
{
  EmuMixRequest request;
  void         *params;
} Setup;

/* @settings: "name=value name=value" */
static void
set_up (Setup      *setup,
        const char *method,
        const char *settings)
{
  g_auto(GStrv) pieces = g_strsplit (settings, " ", -1);
  g_autoptr(GError) error = NULL;

  *setup = (Setup) { .request = EMU_MIX_REQUEST_INIT };
  setup->request.method = emu_methods_find (method, &error);
  g_assert_no_error (error);
  setup->params = emu_params_new (&setup->request.method->params);
  setup->request.params = setup->params;

  for (guint i = 0; pieces[i] != NULL && *pieces[i] != '\0'; i++)
    {
      g_auto(GStrv) pair = g_strsplit (pieces[i], "=", 2);
      const EmuParam *param = emu_params_find (&setup->request.method->params, pair[0], &error);

      g_assert_no_error (error);
      g_assert_true (emu_param_parse (param, setup->params, pair[1], &error));
    }
}

static EmuMix *
decide (const Setup *setup,
        int          height,
        int          width)
{
  g_autoptr(GError) error = NULL;
  EmuMix *mix = emu_mix_new (&setup->request, height, width, NULL, NULL, &error);

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

static double
draw_of (const EmuMix *mix,
         const char   *name)
{
  const EmuDrawTable *table = &mix->method->draws;
  int at = emu_draws_find (table, name, NULL);

  g_assert_cmpint (at, >=, 0);

  return emu_draw_get (&table->draws[at], mix->draws);
}

static void
assert_refuses (const Setup *setup,
                int          height,
                int          width)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_mix_new (&setup->request, height, width, NULL, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
}

/* ---- GridMix ------------------------------------------------------------------------------ */

/* Whether B shows at a pixel: every hole is asked, none is marked. */
static gboolean
in_a_hole (const EmuMix *mix,
           int           y,
           int           x)
{
  double q = draw_of (mix, "cut-aspect");
  int n = (int) draw_of (mix, "holes");
  int w = (int) sqrt (floor (mix->height * mix->width * draw_of (mix, "cut-area")) / q);
  int h = (int) (w * q);
  int left = (int) trunc ((mix->width - w) * draw_of (mix, "tx"));
  int top = (int) trunc ((mix->height - h) * draw_of (mix, "ty"));
  int cell_w, cell_h, hole_w, hole_h;

  if (n > w / 2)
    return FALSE;

  cell_w = (int) ceil ((double) w / n);
  cell_h = (int) (cell_w * draw_of (mix, "hole-aspect"));
  if (cell_h == 0)
    return FALSE;

  hole_w = CLAMP ((int) (cell_w * sqrt (1 - mix->lambda)), 1, cell_w - 1);
  hole_h = cell_h == 1 ? 0 : CLAMP ((int) (cell_h * sqrt (1 - mix->lambda)), 1, cell_h - 1);

  for (int i = 0; i <= n; i++)
    {
      for (int j = 0; j <= h / cell_h + 1; j++)
        {
          int x0 = MIN (cell_w * i, w), x1 = MIN (cell_w * i + hole_w, w);
          int y0 = MIN (cell_h * j, h), y1 = MIN (cell_h * j + hole_h, h);

          if (x >= left + x0 && x < left + x1 && y >= top + y0 && y < top + y1)
            return TRUE;
        }
    }

  return FALSE;
}

static void
test_gridmix_twin (void)
{
  static const char * const settings[] = {
    "",
    "cut-area-ratio=0.3..0.8 cut-aspect-ratio=0.5..2",
    "n-holes=1..4 hole-aspect-ratio=0.3..3 cut-aspect-ratio=0.2..5",
    "n-holes=3 cut-area-ratio=0.5 hole-aspect-ratio=0.1",
  };
  guint n_plain = 0, n_mixed = 0;

  for (guint s = 0; s < G_N_ELEMENTS (settings); s++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          for (guint64 seed = 0; seed < 12; seed++)
            {
              Setup setup;
              g_autoptr(EmuMix) mix = NULL;
              g_autoptr(EmuMask) mask = NULL;
              gint64 n_holes = 0;

              set_up (&setup, "gridmix", settings[s]);
              setup.request.seed = seed;
              mix = decide (&setup, sizes[i][0], sizes[i][1]);
              mask = whole_mask (mix);
              for (int y = 0; y < mix->height; y++)
                {
                  for (int x = 0; x < mix->width; x++)
                    {
                      gboolean hole = in_a_hole (mix, y, x);

                      n_holes += hole;
                      g_assert_cmpfloat (emu_mask_at (mask, y, x), ==, hole ? 0 : 1);
                    }
                }

              g_assert_cmpfloat (mix->label.weight_a, ==,
                                 1 - (double) n_holes / (mix->height * mix->width));
              /* A that stays as it is is explained, and nothing else is. */
              g_assert_cmpint (mix->notes->len > 0, ==, n_holes == 0);
              n_plain += n_holes == 0;
              n_mixed += n_holes > 0;
              g_free (setup.params);
            }
        }
    }

  g_assert_cmpuint (n_plain, >, 0);
  g_assert_cmpuint (n_mixed, >, 100);
}

/* A crop that is higher than the picture begins above it. The published code counts such rows from
 * the bottom, and a slice from above the border to the border is empty; soundly they are cut off.
 * Pictures are of 12 × 12, λ is 0.9, two columns have holes:
 *
 * 8 × 18 pixels from row −5 on, one cell of 8 × 8 across, holes of two rows at −5, 3 and 11;
 * 10 × 14 pixels from row −1 on, two cells of 5 × 5 across, holes of one row at −1, 4 and 9. */
static const struct
{
  const char *settings;
  const char *rows;
} overhangs[] = {
  { "n-holes=1 cut-aspect-ratio=2.25 axes=as-published", "...##..##..#" },
  { "n-holes=1 cut-aspect-ratio=2.25 axes=sound",        "...##......#" },
  { "n-holes=2 cut-aspect-ratio=1.44 axes=as-published", "....#....#.." },
  { "n-holes=2 cut-aspect-ratio=1.44 axes=sound",        "....#....#.." },
};

static void
test_gridmix_overhang (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (overhangs); i++)
    {
      EmuDrawValues given = { 0 };
      Setup setup;
      g_autoptr(EmuMix) mix = NULL;
      g_autoptr(EmuMask) mask = NULL;
      int ty;

      set_up (&setup, "gridmix", overhangs[i].settings);
      ty = emu_draws_find (&setup.request.method->draws, "ty", NULL);
      given.fixed[ty] = TRUE;
      given.scalar[ty] = 0.999;
      setup.request.given = &given;
      setup.request.requested = 0.9;
      mix = decide (&setup, 12, 12);
      mask = whole_mask (mix);

      for (int y = 0; y < 12; y++)
        {
          int n = 0;

          for (int x = 0; x < 12; x++)
            n += emu_mask_at (mask, y, x) == 0;
          g_assert_cmpint (n, ==, overhangs[i].rows[y] == '#' ? 2 : 0);
        }
      g_free (setup.params);
    }
}

static void
test_gridmix_refuses (void)
{
  Setup setup;
  g_autoptr(EmuMix) mix = NULL;

  set_up (&setup, "gridmix", "n-holes=7 axes=as-published");
  assert_refuses (&setup, 12, 12);
  g_free (setup.params);

  set_up (&setup, "gridmix", "n-holes=6 hole-aspect-ratio=0.4 axes=as-published");
  assert_refuses (&setup, 12, 12);
  g_free (setup.params);

  set_up (&setup, "gridmix", "n-holes=6 axes=as-published");
  mix = decide (&setup, 12, 12);
  g_assert_cmpuint (mix->notes->len, ==, 0);
  g_free (setup.params);
}

static void
test_gridmix_uniform_lambda (void)
{
  Setup setup;
  double least = 1, most = 0;

  set_up (&setup, "gridmix", "lambda-from=uniform lambda-scope=0.4..0.6");
  for (guint64 seed = 0; seed < 64; seed++)
    {
      g_autoptr(EmuMix) mix = NULL;

      setup.request.seed = seed;
      mix = decide (&setup, 33, 47);
      g_assert_cmpfloat (mix->lambda, ==, mix->drawn);
      least = MIN (least, mix->lambda);
      most = MAX (most, mix->lambda);
    }

  g_assert_cmpfloat (least, >=, 0.4);
  g_assert_cmpfloat (least, <, 0.43);
  g_assert_cmpfloat (most, <=, 0.6);
  g_assert_cmpfloat (most, >, 0.57);

  /* A λ that is asked for is taken as it is, beyond the scope too, and leaves the rest alone. */
  {
    g_autoptr(EmuMix) drawn = decide (&setup, 33, 47);
    g_autoptr(EmuMix) asked = NULL;

    setup.request.requested = 0.95;
    asked = decide (&setup, 33, 47);
    g_assert_cmpfloat (asked->lambda, ==, 0.95);
    g_assert_true (isnan (asked->drawn));
    g_assert_cmpfloat (draw_of (asked, "holes"), ==, draw_of (drawn, "holes"));
    g_assert_cmpfloat (draw_of (asked, "tx"), ==, draw_of (drawn, "tx"));
  }

  setup.request.requested = NAN;
  setup.request.alpha = 0.5;
  {
    g_autoptr(EmuMix) mix = decide (&setup, 33, 47);

    g_assert_cmpuint (mix->notes->len, ==, 1);
  }
  g_free (setup.params);
}

/* ---- SmoothMix ---------------------------------------------------------------------------- */

static void
test_smoothmix_twin (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint64 seed = 0; seed < 12; seed++)
        {
          Setup setup;
          g_autoptr(EmuMix) mix = NULL;
          g_autoptr(EmuMask) mask = NULL;
          double sigma, x0, y0, total = 0;

          set_up (&setup, "smoothmix", "");
          setup.request.seed = seed;
          mix = decide (&setup, sizes[i][0], sizes[i][1]);
          mask = whole_mask (mix);
          sigma = MIN (mix->height, mix->width) * (0.25 + 0.25 * draw_of (mix, "u"));
          x0 = (mix->width - 1) / 2.0 + trunc (draw_of (mix, "cx") - mix->width / 2.0);
          y0 = (mix->height - 1) / 2.0 + trunc (draw_of (mix, "cy") - mix->height / 2.0);

          for (int y = 0; y < mix->height; y++)
            {
              for (int x = 0; x < mix->width; x++)
                {
                  double g = exp (-(pow (x - x0, 2) + pow (y - y0, 2)) / (2 * sigma * sigma));

                  /* Two factors rounded to float, 2⁻²⁵ each; their product, 2⁻²⁵; one half added
                   * and cut, 2⁻²⁵ + 2⁻²⁵ at most; all of numbers up to 1. */
                  g_assert_cmpfloat_with_epsilon (emu_mask_at (mask, y, x), 1 - g, 5 * 0x1p-25);
                  total += g;
                }
            }

          total /= mix->height * mix->width;
          g_assert_cmpfloat_with_epsilon (mix->label.weight_a, 1 - total, 5 * 0x1p-25);
          g_assert_cmpfloat (mix->mask_mean, ==, emu_mask_mean (mask));
          g_free (setup.params);
        }
    }
}

/* Wide enough that sums in 32 bits would overflow if they were not cut up in time. */
static void
test_smoothmix_mean_of_all_b (void)
{
  Setup setup;
  EmuDrawValues given = { 0 };
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;

  set_up (&setup, "smoothmix", "sigma=2");
  setup.request.given = &given;
  given.fixed[0] = given.fixed[1] = TRUE;
  given.scalar[0] = given.scalar[1] = 500;
  mix = decide (&setup, 1000, 1000);
  mask = whole_mask (mix);
  g_assert_cmpfloat (mix->mask_mean, <, 0.05);
  g_assert_cmpfloat (mix->mask_mean, ==, emu_mask_mean (mask));
  g_free (setup.params);
}

static void
test_smoothmix_published (void)
{
  static const int refused[][2] = { { 33, 33 }, { 32, 48 }, { 48, 32 }, { 1, 1 } };
  Setup setup;
  g_autoptr(EmuMix) mix = NULL;

  set_up (&setup, "smoothmix", "label-from=as-published");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_refuses (&setup, refused[i][0], refused[i][1]);

  mix = decide (&setup, 32, 32);
  g_assert_cmpfloat (mix->label.weight_a, ==, 1 - mix->mask_mean);
  g_assert_cmpfloat (mix->label.weight_b, ==, mix->mask_mean);
  g_assert_cmpfloat (mix->label.weight_a, !=, mix->label.weight_b);
  g_free (setup.params);
}

static void
test_smoothmix_says_that_lambda_is_ignored (void)
{
  Setup setup;
  g_autoptr(EmuMix) plain = NULL;
  g_autoptr(EmuMix) asked = NULL;

  set_up (&setup, "smoothmix", "");
  plain = decide (&setup, 33, 47);
  setup.request.requested = 0.3;
  asked = decide (&setup, 33, 47);
  g_assert_cmpuint (plain->notes->len, ==, 0);
  g_assert_cmpuint (asked->notes->len, ==, 1);
  g_assert_cmpfloat (plain->mask_mean, ==, asked->mask_mean);
  g_free (setup.params);
}

/* ---- MaskMix ------------------------------------------------------------------------------ */

static void
test_maskmix_twin (void)
{
  static const int cells[] = { 2, 5, 8, 16 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
        {
          for (guint64 seed = 0; seed < 8; seed++)
            {
              int cell = cells[c];
              int rows = (int) ceil ((double) sizes[i][0] / cell);
              int columns = (int) ceil ((double) sizes[i][1] / cell);
              g_autofree char *settings = g_strdup_printf ("mask-patch-size=%d", cell);
              g_autofree char *by_cells = g_strconcat (settings, " label-from=cells", NULL);
              Setup setup;
              g_autoptr(EmuMix) mix = NULL;
              g_autoptr(EmuMix) paper = NULL;
              g_autoptr(EmuMask) mask = NULL;
              int kept = 0, n_a = 0;

              set_up (&setup, "maskmix", settings);
              setup.request.seed = seed;
              mix = decide (&setup, sizes[i][0], sizes[i][1]);
              mask = whole_mask (mix);
              g_free (setup.params);
              set_up (&setup, "maskmix", by_cells);
              setup.request.seed = seed;
              paper = decide (&setup, sizes[i][0], sizes[i][1]);
              g_free (setup.params);

              for (int y = 0; y < mix->height; y++)
                {
                  for (int x = 0; x < mix->width; x++)
                    {
                      float w = emu_mask_at (mask, y, x);

                      g_assert_cmpfloat (w, ==, emu_mask_at (mask, y / cell * cell, x / cell * cell));
                      g_assert_true (w == 0 || w == 1);
                      kept += w == 1 && y % cell == 0 && x % cell == 0;
                      n_a += w == 1;
                    }
                }

              g_assert_cmpint (kept, ==, (int) ceil (rows * columns * mix->lambda));
              g_assert_cmpfloat (mix->label.weight_a, ==, (double) n_a / (mix->height * mix->width));
              g_assert_cmpfloat (paper->label.weight_a, ==, (double) kept / (rows * columns));
              g_assert_cmpfloat (paper->label.weight_b, ==, 1 - paper->label.weight_a);
              g_assert_cmpfloat (paper->mask_mean, ==, mix->mask_mean);
            }
        }
    }
}

/* The given order decides which cells stay, and only a whole order will do. */
static void
test_maskmix_order (void)
{
  double order[6] = { 4, 1, 5, 0, 2, 3 };
  EmuDrawValues given = { .fixed = { TRUE }, .array = { order }, .n = { 6 } };
  Setup setup;
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMix) again = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) error = NULL;

  set_up (&setup, "maskmix", "mask-patch-size=4");
  setup.request.given = &given;
  setup.request.requested = 0.5;
  mix = decide (&setup, 7, 9);
  mask = whole_mask (mix);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (emu_mask_at (mask, i / 3 * 4, i % 3 * 4), ==, i == 4 || i == 1 || i == 5);

  /* The same place in memory holds another order by now. */
  order[0] = 0;
  order[3] = 4;
  again = emu_mix_new (&setup.request, 7, 9, mix, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&mask, emu_mask_unref);
  mask = whole_mask (again);
  g_assert_cmpfloat (emu_mask_at (mask, 0, 0), ==, 1);
  g_assert_cmpfloat (emu_mask_at (mask, 4, 4), ==, 0);

  for (int i = 0; i < 3; i++)
    {
      static const double wrong[] = { 1, 6, NAN };

      order[0] = wrong[i];
      g_assert_null (emu_mix_new (&setup.request, 7, 9, NULL, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_clear_error (&error);
    }
  g_free (setup.params);
}

static void
test_maskmix_one_cell (void)
{
  Setup setup;
  g_autoptr(EmuMix) mix = NULL;

  set_up (&setup, "maskmix", "");
  setup.request.requested = 0.1;
  mix = decide (&setup, 33, 47);
  g_assert_cmpfloat (mix->label.weight_a, ==, 1);
  g_assert_cmpuint (mix->notes->len, ==, 1);
  g_free (setup.params);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gridmix/slow-twin", test_gridmix_twin);
  g_test_add_func ("/gridmix/overhang", test_gridmix_overhang);
  g_test_add_func ("/gridmix/published-refuses", test_gridmix_refuses);
  g_test_add_func ("/gridmix/uniform-lambda", test_gridmix_uniform_lambda);
  g_test_add_func ("/smoothmix/slow-twin", test_smoothmix_twin);
  g_test_add_func ("/smoothmix/mean-of-nearly-all-b", test_smoothmix_mean_of_all_b);
  g_test_add_func ("/smoothmix/published", test_smoothmix_published);
  g_test_add_func ("/smoothmix/lambda-is-ignored", test_smoothmix_says_that_lambda_is_ignored);
  g_test_add_func ("/maskmix/slow-twin", test_maskmix_twin);
  g_test_add_func ("/maskmix/order", test_maskmix_order);
  g_test_add_func ("/maskmix/one-cell", test_maskmix_one_cell);

  return g_test_run ();
}
