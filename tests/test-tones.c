/* test-tones.c: operations that change values, against slow twins, by their statistics, and against
 * Pillow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-ops.h"
#include "random-erasing.h"

/* ---- Material ----------------------------------------------------------------------------- */

static const int sizes[][2] = { { 1, 1 }, { 1, 7 }, { 5, 1 }, { 2, 2 }, { 3, 3 }, { 33, 47 }, { 64, 40 }, { 3, 600 } };
static const int all_channels[] = { 1, 3, 4 };

/* Some pictures use all values, some a few, some one. */
static EmuImage *
make_picture (int     channels,
              int     height,
              int     width,
              guint64 seed)
{
  EmuImage *image = emu_image_new (channels, height, width, NULL);
  EmuRng rng;
  int lo, hi;

  emu_rng_init (&rng, seed, EMU_PURPOSE_DATASET, 0, 0);
  lo = emu_rng_int (&rng, 0, 200);
  hi = seed % 5 == 0 ? lo : seed % 5 == 1 ? 255 : emu_rng_int (&rng, lo, 255);
  lo = seed % 5 == 1 ? 0 : lo;

  for (int c = 0; c < channels; c++)
    for (gsize i = 0; i < emu_image_n_pixels (image); i++)
      emu_image_plane (image, c)[i] = (guint8) emu_rng_int (&rng, lo, hi);

  return image;
}

static EmuImage *
make_constant (int    channels,
               int    height,
               int    width,
               guint8 value)
{
  EmuImage *image = emu_image_new (channels, height, width, NULL);

  memset (emu_image_plane (image, 0), value, emu_image_n_pixels (image) * channels);

  return image;
}

static const EmuOp *
find (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuOp *op = emu_ops_find (id, &error);

  g_assert_no_error (error);

  return op;
}

/* @settings: "name=value name=value", or empty */
static void *
make_params (const EmuOp *op,
             const char  *settings)
{
  void *params = emu_params_new (&op->params);
  g_auto(GStrv) words = g_strsplit (settings, " ", -1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; words[i] != NULL && words[i][0] != '\0'; i++)
    {
      g_auto(GStrv) pair = g_strsplit (words[i], "=", 2);
      const EmuParam *param = emu_params_find (&op->params, pair[0], &error);

      g_assert_no_error (error);
      emu_param_parse (param, params, pair[1], &error);
      g_assert_no_error (error);
    }

  return params;
}

static EmuImage *
apply_given (const char          *id,
             const char          *settings,
             EmuImage            *image,
             guint64              seed,
             const EmuDrawValues *given)
{
  const EmuOp *op = find (id);
  g_autofree void *params = make_params (op, settings);
  g_auto(EmuOpRun) run = { 0 };
  g_autoptr(GError) error = NULL;
  EmuImage *out;

  emu_op_run_init (&run, op, params, image->height, image->width, image->channels, seed, 0, 0, given, &error);
  g_assert_no_error (error);
  out = emu_op_apply (op, params, &run, image, NULL, &error);
  g_assert_no_error (error);

  return out;
}

static EmuImage *
apply (const char *id,
       const char *settings,
       EmuImage   *image)
{
  return apply_given (id, settings, image, 1, NULL);
}

/* ---- Slow twins --------------------------------------------------------------------------- */

/* What a byte may be: from @least to @most. Exact twins have both alike; in floats the result is cut
 * off, so an error of the twin or of the operation may decide between two neighbours. */
typedef struct
{
  int least;
  int most;
} Allowed;

static Allowed
exactly (int value)
{
  return (Allowed) { value, value };
}

static Allowed
cut_off (double value,
         double error)
{
  return (Allowed) { (int) CLAMP (floor (value - error), 0, 255), (int) CLAMP (floor (value + error), 0, 255) };
}

static int
at (const EmuImage *image,
    int             c,
    int             y,
    int             x)
{
  return emu_image_row (image, c, CLAMP (y, 0, image->height - 1))[CLAMP (x, 0, image->width - 1)];
}

static int
luma_at (const EmuImage *image,
         int             y,
         int             x)
{
  if (image->channels == 1)
    return at (image, 0, y, x);

  return (int) floor ((19595.0 * at (image, 0, y, x) + 38470.0 * at (image, 1, y, x) +
                       7471.0 * at (image, 2, y, x) + 32768) / 65536);
}

/* t = d + f (s − d) with |f| at most 20 and bytes s and d: f itself as a float departs by 20 · 2^-24,
 * times 255; the product, below 5100, by 2^-12 and the sum, below 5355, likewise. Together below
 * 0.001. Exact at the ends of the picture's side, where f is 0 or 1. */
static Allowed
blend (double d,
       double s,
       double f)
{
  return cut_off (d + f * (s - d), f == 0 || f == 1 ? 0 : 0.001);
}

static int
compare_bytes (const void *a,
               const void *b)
{
  return *(const guint8 *) a - *(const guint8 *) b;
}

/* The darkest and brightest shares are cut off a sorted list. */
static Allowed
autocontrast_twin (const EmuImage *image,
                   int             c,
                   int             y,
                   int             x,
                   const double   *p)
{
  gsize n = emu_image_n_pixels (image);
  gsize below = (gsize) floor ((double) n * p[0] / 100);
  gsize above = (gsize) floor ((double) n * p[1] / 100);
  g_autofree guint8 *sorted = g_memdup2 (emu_image_plane (image, c), n);
  int lo, hi;

  if (below + above >= n)
    return exactly (at (image, c, y, x));

  qsort (sorted, n, 1, compare_bytes);
  lo = sorted[below];
  hi = sorted[n - 1 - above];
  if (hi <= lo)
    return exactly (at (image, c, y, x));

  /* Whole results may come out a little low: 255 / (hi − lo) is rounded. */
  return cut_off (255.0 * (at (image, c, y, x) - lo) / (hi - lo), 1e-9);
}

static Allowed
equalize_twin (const EmuImage *image,
               int             c,
               int             y,
               int             x,
               const double   *p)
{
  const guint8 *plane = emu_image_plane (image, c);
  int v = at (image, c, y, x);
  int brightest = 0, n_below = 0, n_brightest = 0, step;

  for (gsize i = 0; i < emu_image_n_pixels (image); i++)
    {
      brightest = MAX (brightest, plane[i]);
      n_below += plane[i] < v;
    }
  for (gsize i = 0; i < emu_image_n_pixels (image); i++)
    n_brightest += plane[i] == brightest;

  step = ((int) emu_image_n_pixels (image) - n_brightest) / 255;

  return exactly (step == 0 ? v : MIN (255, (step / 2 + n_below) / step));
}

static Allowed
invert_twin (const EmuImage *image,
             int             c,
             int             y,
             int             x,
             const double   *p)
{
  return exactly (255 - at (image, c, y, x));
}

static Allowed
solarize_twin (const EmuImage *image,
               int             c,
               int             y,
               int             x,
               const double   *p)
{
  int v = at (image, c, y, x);

  return exactly (v < p[0] ? v : 255 - v);
}

static Allowed
solarize_add_twin (const EmuImage *image,
                   int             c,
                   int             y,
                   int             x,
                   const double   *p)
{
  int v = at (image, c, y, x);

  return exactly (v < p[1] ? MIN (255, v + (int) p[0]) : v);
}

static Allowed
posterize_twin (const EmuImage *image,
                int             c,
                int             y,
                int             x,
                const double   *p)
{
  int coarse = (int) ldexp (1, 8 - (int) p[0]);

  return exactly (at (image, c, y, x) / coarse * coarse);
}

static Allowed
brightness_twin (const EmuImage *image,
                 int             c,
                 int             y,
                 int             x,
                 const double   *p)
{
  return blend (0, at (image, c, y, x), p[0]);
}

static Allowed
contrast_twin (const EmuImage *image,
               int             c,
               int             y,
               int             x,
               const double   *p)
{
  double sum = 0;

  for (int j = 0; j < image->height; j++)
    for (int i = 0; i < image->width; i++)
      sum += luma_at (image, j, i);

  return blend (floor (sum / ((double) image->height * image->width) + 0.5), at (image, c, y, x), p[0]);
}

static Allowed
color_twin (const EmuImage *image,
            int             c,
            int             y,
            int             x,
            const double   *p)
{
  return blend (luma_at (image, y, x), at (image, c, y, x), p[0]);
}

static Allowed
grayscale_twin (const EmuImage *image,
                int             c,
                int             y,
                int             x,
                const double   *p)
{
  return exactly (luma_at (image, y, x));
}

static Allowed
desaturate_twin (const EmuImage *image,
                 int             c,
                 int             y,
                 int             x,
                 const double   *p)
{
  return blend (luma_at (image, y, x), at (image, c, y, x), 1 - p[0]);
}

static Allowed
sharpness_twin (const EmuImage *image,
                int             c,
                int             y,
                int             x,
                const double   *p)
{
  int v = at (image, c, y, x);
  int sum = 4 * v;

  if (y == 0 || x == 0 || y == image->height - 1 || x == image->width - 1)
    return exactly (v);

  for (int j = -1; j <= 1; j++)
    for (int i = -1; i <= 1; i++)
      sum += at (image, c, y + j, x + i);

  return blend (floor (sum / 13.0 + 0.5), v, p[0]);
}

typedef Allowed (*Twin) (const EmuImage *image,
                         int             c,
                         int             y,
                         int             x,
                         const double   *p);

static const struct
{
  const char *id;
  Twin        twin;
} twins[] = {
  { "autocontrast", autocontrast_twin },
  { "brightness", brightness_twin },
  { "color", color_twin },
  { "contrast", contrast_twin },
  { "desaturate", desaturate_twin },
  { "equalize", equalize_twin },
  { "grayscale", grayscale_twin },
  { "invert", invert_twin },
  { "posterize", posterize_twin },
  { "sharpness", sharpness_twin },
  { "solarize", solarize_twin },
  { "solarize-add", solarize_add_twin },
};

/* Numbers a person would take more often than others. @values: in the table's order */
static void *
draw_params (const EmuOp *op,
             guint64      seed,
             double      *values)
{
  void *params = emu_params_new (&op->params);
  EmuRng rng;

  emu_rng_init (&rng, seed, EMU_PURPOSE_DATASET, 1, 0);
  for (guint k = 0; k < op->params.n_params; k++)
    {
      const EmuParam *param = &op->params.params[k];
      double most = MIN (param->max, emu_rng_uniform (&rng) < 0.5 ? 2 : 40);
      double value = emu_rng_uniform_in (&rng, param->min, emu_rng_uniform (&rng) < 0.5 ? most : param->max);

      if (param->type == EMU_PARAM_INT || emu_rng_uniform (&rng) < 0.3)
        value = rint (value);
      if (g_str_equal (param->field, "severity"))
        value = 0;

      value = CLAMP (value, param->min, param->max);
      g_assert_true (emu_param_set (param, params, value, NULL));
      values[k] = value;
    }

  return params;
}

static void
test_twin (gconstpointer data)
{
  const EmuOp *op = find (twins[GPOINTER_TO_UINT (data)].id);
  Twin twin = twins[GPOINTER_TO_UINT (data)].twin;
  guint64 seed = 0;

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint k = 0; k < 10 * G_N_ELEMENTS (all_channels); k++)
      {
        int channels = all_channels[k % G_N_ELEMENTS (all_channels)];
        g_autoptr(EmuImage) image = make_picture (channels, sizes[s][0], sizes[s][1], ++seed);
        double values[8];
        g_autofree void *params = draw_params (op, seed, values);
        g_auto(EmuOpRun) run = { 0 };
        g_autoptr(EmuImage) out = NULL;

        emu_op_run_init (&run, op, params, image->height, image->width, channels, 0, 0, 0, NULL, NULL);
        out = emu_op_apply (op, params, &run, image, NULL, NULL);
        g_assert_nonnull (out);

        /* A few pixels of the larger pictures, since some twins look at all of it for each. */
        for (int i = 0; i < 40; i++)
          {
            int y = (int) ((i * 7919 + seed * 31) % (guint64) image->height);
            int x = (int) ((i * 104729 + seed * 17) % (guint64) image->width);

            for (int c = 0; c < MIN (3, channels); c++)
              {
                Allowed allowed = twin (image, c, y, x, values);

                g_assert_cmpint (at (out, c, y, x), >=, allowed.least);
                g_assert_cmpint (at (out, c, y, x), <=, allowed.most);
              }
          }

        if (channels == 4)
          g_assert_cmpmem (emu_image_plane (out, 3), emu_image_n_pixels (out),
                           emu_image_plane (image, 3), emu_image_n_pixels (image));
      }
}

/* ---- Blur --------------------------------------------------------------------------------- */

/* One box blur of real numbers along a line. */
static void
blur_line (double *line,
           int     n,
           double  reach)
{
  g_autofree double *in = g_memdup2 (line, sizeof *in * (gsize) n);
  int whole = (int) reach;

  for (int i = 0; i < n; i++)
    {
      double sum = 0;

      for (int k = -whole - 1; k <= whole + 1; k++)
        sum += in[CLAMP (i + k, 0, n - 1)] * (ABS (k) <= whole ? 1 : reach - whole);
      line[i] = sum / (2 * reach + 1);
    }
}

/* Six passes round by half a level each, and no pass makes an error larger. The operation's weights
 * have 24 bits and its reach 24 bits of precision: far less than another tenth. */
static void
test_blur (void)
{
  static const double radii[] = { 0.1, 0.4, 1, 2, 2.5, 3.7, 9, 30, 100 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint r = 0; r < G_N_ELEMENTS (radii); r++)
      {
        g_autoptr(EmuImage) image = make_picture (1, sizes[s][0], sizes[s][1], 1 + 5 * s);
        g_autofree char *settings = g_strdup_printf ("radius=%g", radii[r]);
        g_autoptr(EmuImage) out = apply ("gaussian-blur", settings, image);
        int height = image->height;
        int width = image->width;
        g_autofree double *field = g_new (double, height * width);
        g_autofree double *column = g_new (double, height);
        double variance = radii[r] * radii[r] / 3;
        double whole = floor ((sqrt (12 * variance + 1) - 1) / 2);
        double reach = whole + (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) /
                               (6 * (variance - (whole + 1) * (whole + 1)));

        for (int i = 0; i < height * width; i++)
          field[i] = emu_image_plane (image, 0)[i];
        for (int pass = 0; pass < 3; pass++)
          for (int y = 0; y < height; y++)
            blur_line (field + y * width, width, reach);
        for (int x = 0; x < width; x++)
          {
            for (int y = 0; y < height; y++)
              column[y] = field[y * width + x];
            for (int pass = 0; pass < 3; pass++)
              blur_line (column, height, reach);
            for (int y = 0; y < height; y++)
              field[y * width + x] = column[y];
          }

        for (int i = 0; i < height * width; i++)
          g_assert_cmpfloat (fabs (field[i] - emu_image_plane (out, 0)[i]), <=, 3.1);
      }
}

/* A constant stays one, and a single bright column spreads evenly, with the variance asked for. */
static void
test_blur_laws (void)
{
  static const double radii[] = { 0.3, 1, 2.2, 6, 25 };

  for (guint r = 0; r < G_N_ELEMENTS (radii); r++)
    {
      g_autofree char *settings = g_strdup_printf ("radius=%g", radii[r]);
      g_autoptr(EmuImage) grey = make_constant (3, 40, 1100, 201);
      g_autoptr(EmuImage) same = apply ("gaussian-blur", settings, grey);
      g_autoptr(EmuImage) line = make_constant (1, 3, 301, 0);
      g_autoptr(EmuImage) out = NULL;
      double sum = 0, variance = 0;

      g_assert_true (emu_image_equal (grey, same));

      /* A bar as wide as keeps a peak well above rounding. */
      for (int y = 0; y < 3; y++)
        memset (emu_image_row (line, 0, y) + 130, 255, 41);
      out = apply ("gaussian-blur", settings, line);
      for (int x = 0; x < 301; x++)
        {
          g_assert_cmpint (abs (at (out, 0, 1, x) - at (out, 0, 1, 300 - x)), ==, 0);
          sum += at (out, 0, 1, x);
          variance += (double) (x - 150) * (x - 150) * at (out, 0, 1, x);
        }

      /* Variances add: that of 41 columns is (41² − 1) / 12. */
      variance = variance / sum - 140;
      g_assert_cmpfloat (sqrt (MAX (0, variance)), >, radii[r] * 0.9 - 0.35);
      g_assert_cmpfloat (sqrt (MAX (0, variance)), <, radii[r] * 1.1 + 0.35);
    }
}

/* ---- Noise -------------------------------------------------------------------------------- */

static void
get_moments (const EmuImage *image,
             int             c,
             double         *mean,
             double         *variance)
{
  gsize n = emu_image_n_pixels (image);
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    sum += emu_image_plane (image, c)[i];
  *mean = sum / (double) n;
  for (gsize i = 0; i < n; i++)
    squares += (emu_image_plane (image, c)[i] - *mean) * (emu_image_plane (image, c)[i] - *mean);
  *variance = squares / (double) n;
}

/* Cut off, not rounded: half a level is lost, and a twelfth added to the variance. Bounds are five
 * standard errors: σ / √n for the mean, σ² √(2 / n) for the variance. */
static void
test_gaussian_noise (void)
{
  g_autoptr(EmuImage) grey = make_constant (4, 200, 200, 128);
  g_autoptr(EmuImage) out = apply ("gaussian-noise", "sigma=0.08", grey);
  g_autoptr(EmuImage) same = apply ("gaussian-noise", "severity=3", grey);
  double expected = 0.08 * 255 * 0.08 * 255 + 1 / 12.0;
  double products = 0;

  g_assert_true (emu_image_equal (out, same));
  for (int c = 0; c < 3; c++)
    {
      double mean, variance;

      get_moments (out, c, &mean, &variance);
      g_assert_cmpfloat (fabs (mean - 127.5), <, 5 * sqrt (expected / 40000));
      g_assert_cmpfloat (fabs (variance - expected), <, 5 * expected * sqrt (2 / 40000.0));
    }

  /* Channels know nothing of each other. */
  for (gsize i = 0; i < 40000; i++)
    products += (emu_image_plane (out, 0)[i] - 127.5) * (emu_image_plane (out, 1)[i] - 127.5);
  g_assert_cmpfloat (fabs (products / 40000), <, 5 * expected / sqrt (40000));

  g_assert_cmpint (at (out, 3, 7, 7), ==, 128);
}

/* Counts of each result against the Poisson law, whose probabilities come from the gamma function here.
 * Chi squared of some 60 cells is below 60 + 5 √120 but for one seed in a million. */
static void
test_shot_noise (void)
{
  static const int values[] = { 1, 30, 128, 250 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(EmuImage) image = make_constant (1, 300, 300, (guint8) values[i]);
      g_autoptr(EmuImage) out = apply ("shot-noise", "severity=5", image);
      double mean = values[i] / 255.0 * 50;
      double expected[256] = { 0 };
      double found[256] = { 0 };
      double chi = 0, rare = 0, rare_found = 0;
      int n_cells = 0;

      for (int k = 0; k < 400; k++)
        expected[(int) (MIN (k / 50.0, 1) * 255)] += 90000 * exp (k * log (mean) - mean - lgamma (k + 1.0));
      for (gsize k = 0; k < 90000; k++)
        found[emu_image_plane (out, 0)[k]]++;

      for (int v = 0; v < 256; v++)
        {
          if (expected[v] < 5)
            {
              rare += expected[v];
              rare_found += found[v];
              continue;
            }
          chi += (found[v] - expected[v]) * (found[v] - expected[v]) / expected[v];
          n_cells++;
        }
      g_assert_cmpfloat (chi, <, n_cells + 5 * sqrt (2.0 * n_cells) + 5);
      g_assert_cmpfloat (fabs (rare_found - rare), <, 5 * sqrt (rare) + 3);
    }
}

/* Published severities are numbers of photons; every value of the picture has its own law. */
static void
test_shot_noise_ends (void)
{
  g_autoptr(EmuImage) black = make_constant (3, 20, 20, 0);
  g_autoptr(EmuImage) still_black = apply ("shot-noise", "photons=1", black);
  g_autoptr(EmuImage) white = make_constant (1, 200, 200, 255);
  g_autoptr(EmuImage) dotted = apply ("shot-noise", "photons=1", white);
  g_autoptr(EmuImage) many = apply ("shot-noise", "photons=1000", white);
  double mean, variance;

  g_assert_true (emu_image_equal (black, still_black));

  /* No photon has probability 1 / e, where one is enough for white. */
  get_moments (dotted, 0, &mean, &variance);
  g_assert_cmpfloat (fabs (mean / 255 - (1 - exp (-1))), <, 5 * sqrt (0.2325 / 40000));

  get_moments (many, 0, &mean, &variance);
  g_assert_cmpfloat (mean, >, 250);
}

static void
test_impulse_noise (void)
{
  g_autoptr(EmuImage) grey = make_constant (3, 200, 200, 77);
  g_autoptr(EmuImage) out = apply ("impulse-noise", "severity=5", grey);
  g_autoptr(EmuImage) all = apply ("impulse-noise", "share=1", grey);

  for (int c = 0; c < 3; c++)
    {
      int n[3] = { 0 };

      for (gsize i = 0; i < 40000; i++)
        {
          int v = emu_image_plane (out, c)[i];

          g_assert_true (v == 0 || v == 77 || v == 255);
          n[v == 0 ? 0 : v == 255 ? 1 : 2]++;
          g_assert_cmpint (emu_image_plane (all, c)[i], !=, 77);
        }

      /* 1400 of each, with a deviation of √(40000 · 0.035 · 0.965). */
      g_assert_cmpint (abs (n[0] - 1400), <, 5 * 37);
      g_assert_cmpint (abs (n[1] - 1400), <, 5 * 37);
    }
}

/* ---- Boxes -------------------------------------------------------------------------------- */

static void
give (EmuDrawValues *given,
      const char    *id,
      const char    *name,
      const double  *values,
      gsize          n)
{
  int i = emu_draws_find (&find (id)->draws, name, NULL);

  given->fixed[i] = TRUE;
  given->array[i] = values;
  given->n[i] = n;
}

/* Known squares: settings, centre, first and last row and column, colour of the first plane. */
static void
test_cutout_rules (void)
{
  static const struct
  {
    const char *settings;
    double      centre[2];
    int         y0, y1, x0, x1;
    int         ink;
  } rows[] = {
    /* The middle pixel is (10, 20): eight before it, and seven after. */
    { "rule=official size=16", { 0.5, 0.5 }, 2, 18, 12, 28, 124 },
    { "rule=official size=17", { 0.5, 0.5 }, 2, 18, 12, 28, 124 },
    { "rule=official size=16", { 0, 0 }, 0, 8, 0, 8, 124 },
    { "rule=official size=16", { 1, 1 }, 11, 20, 31, 40, 124 },
    { "rule=official size=1", { 0.5, 0.5 }, 0, 0, 0, 0, 124 },
    { "rule=official size=4096 mean-red=0", { 0.3, 0.5 }, 0, 20, 0, 40, 0 },
    /* Both ends of Pillow's rectangle are painted. */
    { "rule=absolute size=6", { 0.5, 0.5 }, 7, 14, 17, 24, 125 },
    { "rule=absolute size=5", { 0.5, 0.5 }, 7, 13, 17, 23, 125 },
    { "rule=absolute size=6", { 0, 1 }, 0, 7, 37, 40, 125 },
    { "rule=tpu size=8", { 0.5, 0.5 }, 6, 14, 16, 24, 128 },
  };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr(EmuImage) image = make_constant (4, 20, 40, 9);
      EmuDrawValues given = { 0 };
      g_autoptr(EmuImage) out = NULL;

      give (&given, "cutout", "centres", rows[r].centre, 2);
      out = apply_given ("cutout", rows[r].settings, image, 1, &given);
      for (int y = 0; y < 20; y++)
        for (int x = 0; x < 40; x++)
          {
            gboolean is_inside = y >= rows[r].y0 && y < rows[r].y1 && x >= rows[r].x0 && x < rows[r].x1;

            g_assert_cmpint (at (out, 0, y, x), ==, is_inside ? rows[r].ink : 9);
            g_assert_cmpint (at (out, 3, y, x), ==, 9);
          }
    }
}

/* Pixels are painted over if and only if the operation says so. */
static void
test_covers (gconstpointer data)
{
  const EmuOp *op = find (data);
  g_autofree void *params = make_params (op, op->draws.n_draws == 1 ? "holes=5 size=8" : "min-count=2 max-count=6");
  g_autoptr(EmuImage) white = make_constant (3, 47, 33, 255);
  guint n_covered = 0;

  for (guint64 seed = 0; seed < 50; seed++)
    {
      g_auto(EmuOpRun) run = { 0 };
      g_autoptr(EmuImage) out = NULL;

      emu_op_run_init (&run, op, params, 47, 33, 3, seed, 0, 0, NULL, NULL);
      out = emu_op_apply (op, params, &run, white, NULL, NULL);
      for (int y = 0; y < 47; y++)
        for (int x = 0; x < 33; x++)
          {
            EmuPoint point = { y + 0.5, x + 0.5 };
            gboolean covered = op->covers (params, &run, &point);

            g_assert_cmpint (covered, ==, at (out, 1, y, x) != 255);
            n_covered += covered;
          }
    }

  g_assert_cmpuint (n_covered, >, 0);
}

/* Mean area of boxes that fit, by walking over a fine grid of both draws: a box that does not fit is
 * drawn again, so it is the mean over those that do. */
static double
mean_area (int     height,
           int     width,
           double *variance)
{
  double sum = 0, squares = 0, n = 0;

  for (int i = 0; i < 1000; i++)
    for (int k = 0; k < 1000; k++)
      {
        double area = (0.02 + (i + 0.5) / 1000 * (1 / 3.0 - 0.02)) * height * width;
        double aspect = exp (log (0.3) + (k + 0.5) / 1000 * (log (1 / 0.3) - log (0.3)));
        double h = rint (sqrt (area * aspect));
        double w = rint (sqrt (area / aspect));

        if (h < height && w < width)
          {
            sum += h * w;
            squares += h * w * h * w;
            n++;
          }
      }
  *variance = squares / n - (sum / n) * (sum / n);

  return sum / n;
}

static void
test_erasing_area (void)
{
  enum { N = 2000, HEIGHT = 60, WIDTH = 40 };
  g_autoptr(EmuImage) white = make_constant (1, HEIGHT, WIDTH, 255);
  double variance, tops = 0, areas = 0;
  double expected = mean_area (HEIGHT, WIDTH, &variance);

  for (guint64 seed = 0; seed < N; seed++)
    {
      g_autoptr(EmuImage) out = apply_given ("random-erasing", "", white, seed, NULL);
      int n = 0, first = -1, last = -1;

      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
          if (at (out, 0, y, x) != 255)
            {
              /* The mean colour's brightness: 0.299 · 0.485 + 0.587 · 0.456 + 0.114 · 0.406 */
              g_assert_cmpint (at (out, 0, y, x), ==, 117);
              first = first < 0 ? y : first;
              last = y;
              n++;
            }

      g_assert_cmpint (n, >, 0);
      areas += n;
      tops += (double) first / (HEIGHT - (last - first + 1));
    }

  g_assert_cmpfloat (fabs (areas / N - expected), <, 5 * sqrt (variance / N));
  /* Of numbers spread evenly from 0 to 1 the variance is at most a quarter. */
  g_assert_cmpfloat (fabs (tops / N - 0.5), <, 5 * 0.5 / sqrt (N));
}

/* A colour a box or a pixel: normal, with the deviations of the table. */
static void
test_erasing_fill (void)
{
  g_autoptr(EmuImage) white = make_constant (3, 300, 300, 255);
  const char *narrow = "mode=pixel area=0.3..0.3 aspect=1..1 mean-red=0.5 std-red=0.1 mean-green=0.4 std-green=0.05";
  g_autoptr(EmuImage) noise = apply ("random-erasing", narrow, white);
  g_autoptr(EmuImage) plain = apply ("random-erasing", "mode=rand area=0.3..0.3 aspect=1..1", white);
  const double means[] = { 0.5 * 255, 0.4 * 255 };
  const double deviations[] = { 0.1 * 255, 0.05 * 255 };
  int ink = -1;

  for (int c = 0; c < 2; c++)
    {
      double sum = 0, squares = 0, n = 0;

      for (gsize i = 0; i < 90000; i++)
        {
          double v = emu_image_plane (noise, c)[i];

          if (emu_image_plane (noise, 0)[i] == 255 && emu_image_plane (noise, 1)[i] == 255)
            continue;
          sum += v;
          squares += (v - means[c]) * (v - means[c]);
          n++;
        }

      /* 164² pixels, the nearest square to three tenths. */
      g_assert_cmpfloat (n, ==, 164 * 164);
      g_assert_cmpfloat (fabs (sum / n - means[c]), <, 5 * deviations[c] / sqrt (n));
      g_assert_cmpfloat (fabs (sqrt (squares / n) / deviations[c] - 1), <, 5 / sqrt (2 * n) + 0.001);
    }

  for (gsize i = 0; i < 90000; i++)
    {
      int v = emu_image_plane (plain, 0)[i];

      if (v == 255)
        continue;
      ink = ink < 0 ? v : ink;
      g_assert_cmpint (v, ==, ink);
    }
}

/* Floats and bytes are erased in the same places. */
static void
test_erasing_floats (void)
{
  const EmuOp *op = find ("random-erasing");
  g_autofree void *params = make_params (op, "mode=const min-count=1 max-count=4");
  g_autoptr(EmuImage) white = make_constant (3, 31, 52, 255);
  g_autofree float *planes = g_new (float, 3 * 31 * 52);

  for (guint64 seed = 0; seed < 40; seed++)
    {
      g_auto(EmuOpRun) run = { 0 };
      g_autoptr(EmuImage) out = NULL;

      emu_op_run_init (&run, op, params, 31, 52, 3, seed, 0, 0, NULL, NULL);
      out = emu_op_apply (op, params, &run, white, NULL, NULL);
      for (int i = 0; i < 3 * 31 * 52; i++)
        planes[i] = 2;
      emu_random_erasing_floats (params, &run, planes);
      for (int i = 0; i < 3 * 31 * 52; i++)
        g_assert_cmpfloat (planes[i], ==, emu_image_plane (out, 0)[i] == 255 ? 2 : 0);
    }
}

/* ---- Hostile draws ------------------------------------------------------------------------ */

/* Every array of @op is given: @value in the array number @target, a half in the others. */
static void
apply_hostile (const EmuOp *op,
               const void  *params,
               EmuImage    *image,
               guint        target,
               double       value)
{
  EmuDrawPlace place = { .height = image->height, .width = image->width, .channels = image->channels };
  EmuDrawValues given = { 0 };
  g_autoptr(GPtrArray) arrays = g_ptr_array_new_with_free_func (g_free);
  g_auto(EmuOpRun) run = { 0 };
  g_autoptr(EmuImage) out = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < op->draws.n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape_at (&op->draws, i, params, &place, NULL);
      gsize n = 1;
      double *values;

      if (!shape.in_use || shape.n_dims == 0)
        continue;

      for (int d = 0; d < shape.n_dims; d++)
        n *= shape.dims[d];
      values = g_new (double, n);
      for (gsize k = 0; k < n; k++)
        values[k] = i == target ? value : 0.5;
      g_ptr_array_add (arrays, values);
      given.fixed[i] = TRUE;
      given.array[i] = values;
      given.n[i] = n;
    }

  emu_op_run_init (&run, op, params, image->height, image->width, image->channels, 0, 0, 0, &given, &error);
  g_assert_no_error (error);
  out = emu_op_apply (op, params, &run, image, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (out->width, ==, image->width);

  /* Nobody else may have written before or behind it; valgrind and the sanitizers would know. */
  if (op->covers != NULL)
    for (int y = 0; y < image->height; y++)
      for (int x = 0; x < image->width; x++)
        {
          EmuPoint point = { y + 0.5, x + 0.5 };

          if (!op->covers (params, &run, &point))
            g_assert_cmpint (at (out, 0, y, x), ==, at (image, 0, y, x));
        }
}

/* A replay may say anything about an array. */
static void
test_hostile_draws (gconstpointer data)
{
  static const double bad[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, -3, 1, 1.5, 0x1p-1074 };
  const EmuOp *op = find (data);
  guint n_modes = op->params.params[0].type == EMU_PARAM_CHOICE ? emu_param_n_choices (&op->params.params[0]) : 1;

  for (guint b = 0; b < G_N_ELEMENTS (bad); b++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (guint mode = 0; mode < n_modes; mode++)
        for (guint target = 0; target < op->draws.n_draws; target++)
          {
            g_autoptr(EmuImage) image = make_picture (3, sizes[s][0], sizes[s][1], 11);
            g_autofree void *params = emu_params_new (&op->params);

            if (n_modes > 1)
              g_assert_true (emu_param_set (&op->params.params[0], params, mode, NULL));
            apply_hostile (op, params, image, target, bad[b]);
          }
}

/* ---- Cancelling --------------------------------------------------------------------------- */

/* Not only before it begins, as emu_op_apply() looks: whoever is in the middle must notice. */
static void
test_cancelled_inside (gconstpointer data)
{
  const EmuOp *op = data;
  g_autoptr(EmuImage) image = make_picture (3, 100, 300, 4);
  g_autofree void *params = emu_params_new (&op->params);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(EmuOpRun) run = { 0 };
  g_autoptr(EmuImage) out = NULL;
  g_autoptr(GError) error = NULL;

  emu_op_run_init (&run, op, params, 100, 300, 3, 5, 0, 0, NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  out = op->apply (params, &run, image, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (out);
}

/* ---- JPEG --------------------------------------------------------------------------------- */

static void
test_jpeg (void)
{
  g_autoptr(EmuImage) grey = emu_image_new (1, 40, 60, NULL);
  g_autoptr(EmuImage) colour = NULL;
  g_autoptr(EmuImage) fine = NULL;
  g_autoptr(EmuImage) coarse = NULL;
  g_autoptr(EmuImage) coloured = NULL;
  g_autoptr(EmuImage) wide = make_constant (1, 1, 65501, 3);
  g_autoptr(EmuImage) nothing = NULL;
  g_autofree void *params = make_params (find ("jpeg"), "");
  g_auto(EmuOpRun) run = { 0 };
  g_autoptr(GError) error = NULL;
  int worst[2] = { 0 };

  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 60; x++)
      emu_image_row (grey, 0, y)[x] = (guint8) (2 * x + 3 * y);
  fine = apply ("jpeg", "quality=100", grey);
  coarse = apply ("jpeg", "quality=5", grey);
  for (gsize i = 0; i < 40 * 60; i++)
    {
      worst[0] = MAX (worst[0], abs (emu_image_plane (fine, 0)[i] - emu_image_plane (grey, 0)[i]));
      worst[1] = MAX (worst[1], abs (emu_image_plane (coarse, 0)[i] - emu_image_plane (grey, 0)[i]));
    }
  g_assert_cmpint (worst[0], <=, 2);
  g_assert_cmpint (worst[1], >, 4);

  /* A grey picture and the same one with three channels lose the same. */
  colour = emu_image_to_channels (grey, 3, NULL);
  coloured = apply ("jpeg", "quality=5", colour);
  g_assert_cmpmem (emu_image_plane (coloured, 1), 2400, emu_image_plane (coarse, 0), 2400);

  emu_op_run_init (&run, find ("jpeg"), params, 1, 65501, 1, 0, 0, 0, NULL, NULL);
  nothing = emu_op_apply (find ("jpeg"), params, &run, wide, NULL, &error);
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  g_assert_null (nothing);
}

/* ---- Pillow ------------------------------------------------------------------------------- */

static const char * const pillow_ops[] = {
  "autocontrast", "brightness", "color", "contrast", "desaturate", "equalize", "gaussian-blur",
  "grayscale", "invert", "jpeg", "posterize", "sharpness", "solarize", "solarize-add",
};

#define N_PILLOW 1400

static void
add_bytes (GByteArray     *bytes,
           const EmuImage *image)
{
  for (gsize i = 0; i < emu_image_n_pixels (image); i++)
    for (int c = 0; c < image->channels; c++)
      g_byte_array_append (bytes, emu_image_plane (image, c) + i, 1);
}

static void
add_case (GByteArray *bytes,
          guint64     seed)
{
  const EmuOp *op = find (pillow_ops[seed % G_N_ELEMENTS (pillow_ops)]);
  EmuRng rng;
  int channels, height, width;
  double values[8];
  g_autofree void *params = draw_params (op, seed, values);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(EmuImage) out = NULL;
  g_autoptr(GString) line = g_string_new (op->id);
  g_auto(EmuOpRun) run = { 0 };

  emu_rng_init (&rng, seed, EMU_PURPOSE_DATASET, 2, 0);
  channels = all_channels[emu_rng_int (&rng, 0, 2)];
  height = emu_rng_int (&rng, 1, emu_rng_int (&rng, 1, 90));
  width = emu_rng_int (&rng, 1, emu_rng_int (&rng, 1, 90));
  image = make_picture (channels, height, width, (guint64) emu_rng_int (&rng, 0, 1 << 30));

  emu_op_run_init (&run, op, params, height, width, channels, 0, 0, 0, NULL, NULL);
  out = emu_op_apply (op, params, &run, image, NULL, NULL);
  g_assert_nonnull (out);

  g_string_append_printf (line, " %d %d %d", channels, height, width);
  for (guint k = 0; k < op->params.n_params; k++)
    {
      g_autofree char *text = emu_param_format (&op->params.params[k], params);

      g_string_append_printf (line, " %s=%s", emu_param_name (&op->params.params[k]), text);
    }
  g_string_append_c (line, '\n');
  g_byte_array_append (bytes, (const guint8 *) line->str, line->len);
  add_bytes (bytes, image);
  add_bytes (bytes, out);
}

static void
test_pillow (void)
{
  const char *python = "/usr/bin/python3";
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "pillow-tones.py", NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "emulsion-tones-XXXXXX", NULL);
  const char *probe[] = { python, "-c", "from PIL import Image", NULL };
  const char *command[] = { python, script, path, NULL };
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *complaints = NULL;
  g_autoptr(GError) error = NULL;
  int status;
  int file;

  if (!g_spawn_sync (NULL, (char **) probe, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) ||
      status != 0)
    {
      g_test_skip ("there is no Pillow for Python");
      return;
    }

  for (guint64 seed = 0; seed < N_PILLOW; seed++)
    add_case (bytes, seed);

  file = g_mkstemp (path);
  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &complaints, NULL, &status, &error);
  g_unlink (path);
  g_assert_no_error (error);
  if (complaints[0] != '\0')
    g_test_message ("%s", complaints);
  g_assert_cmpint (status, ==, 0);
}

/* ------------------------------------------------------------------------------------------- */

int
main (int    argc,
      char **argv)
{
  static const char * const drawing[] = { "cutout", "gaussian-noise", "impulse-noise", "random-erasing", "shot-noise" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (twins); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tones/twin/%s", twins[i].id);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_twin);
    }
  g_test_add_func ("/tones/blur/twin", test_blur);
  g_test_add_func ("/tones/blur/laws", test_blur_laws);
  g_test_add_func ("/tones/noise/gaussian", test_gaussian_noise);
  g_test_add_func ("/tones/noise/shot", test_shot_noise);
  g_test_add_func ("/tones/noise/shot-ends", test_shot_noise_ends);
  g_test_add_func ("/tones/noise/impulse", test_impulse_noise);
  g_test_add_func ("/tones/cutout/rules", test_cutout_rules);
  g_test_add_data_func ("/tones/cutout/covers", "cutout", test_covers);
  g_test_add_data_func ("/tones/erasing/covers", "random-erasing", test_covers);
  g_test_add_func ("/tones/erasing/area", test_erasing_area);
  g_test_add_func ("/tones/erasing/fill", test_erasing_fill);
  g_test_add_func ("/tones/erasing/floats", test_erasing_floats);
  for (guint i = 0; i < G_N_ELEMENTS (drawing); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tones/hostile-draws/%s", drawing[i]);

      g_test_add_data_func (path, drawing[i], test_hostile_draws);
    }
  for (guint i = 0; i < emu_ops_size (); i++)
    {
      const EmuOp *op = emu_ops_get (i);
      g_autofree char *path = g_strdup_printf ("/tones/cancelled-inside/%s", op->id);

      if (!emu_op_moves (op))
        g_test_add_data_func (path, op, test_cancelled_inside);
    }
  g_test_add_func ("/tones/jpeg", test_jpeg);
  g_test_add_func ("/tones/pillow", test_pillow);

  return g_test_run ();
}
