/* test-plots.c: spectra, fields and their heights, against slow twins and counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <math.h>

#include "emu-field-plot.h"
#include "emu-pixels.h"
#include "emu-spectrum-plot.h"

static const int shapes[][2] = {
  { 1, 1 }, { 1, 2 }, { 2, 1 }, { 1, 47 }, { 33, 1 }, { 2, 2 }, { 8, 8 }, { 9, 16 }, { 33, 47 }, { 47, 33 },
};

static double *
new_field (int height,
           int width,
           int stride)
{
  gsize n = (gsize) height * width * stride;
  double *field = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    field[i] = sin (0.37 * (double) i + 0.011 * (double) i * (double) i) + 0.3;

  return field;
}

/* |F (k, l)| by its definition. */
static double
slow_magnitude (const double *field,
                int           height,
                int           width,
                int           stride,
                int           k,
                int           l)
{
  double re = 0;
  double im = 0;

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          double angle = -2 * G_PI * ((double) k * y / height + (double) l * x / width);
          double value = field[((gsize) y * width + x) * stride];

          re += value * cos (angle);
          im += value * sin (angle);
        }
    }

  return hypot (re, im);
}

/* Sums of n terms of at most 1.3 err by less than n × 1.3 × n × 2⁻⁵² in either; for 33 × 47 that is
 * 10⁻⁹, and relative to the smallest magnitude compared, 10⁻³ of the largest, less than 10⁻⁶. */
static void
test_spectrum_is_the_transform (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      for (int stride = 1; stride <= 3; stride += 2)
        {
          int height = shapes[s][0];
          int width = shapes[s][1];
          g_autofree double *field = new_field (height, width, stride);
          g_autoptr(EmuSpectrum) spectrum = emu_spectrum_new (field, height, width, stride, 12, NULL);
          double most = 0;

          g_assert_nonnull (spectrum);
          g_assert_cmpint (spectrum->rows % 2, ==, 1);
          g_assert_cmpint (spectrum->columns % 2, ==, 1);
          g_assert_cmpint (spectrum->rows, <=, height);
          g_assert_cmpint (spectrum->columns, <=, width);
          g_assert_cmpint (MAX (spectrum->rows, spectrum->columns), ==, 2 * spectrum->reach + 1);

          for (int i = 0; i < spectrum->rows * spectrum->columns; i++)
            most = MAX (most, spectrum->magnitude[i]);

          for (int i = 0; i < spectrum->rows; i++)
            {
              for (int j = 0; j < spectrum->columns; j++)
                {
                  double got = spectrum->magnitude[i * spectrum->columns + j];
                  double want = slow_magnitude (field, height, width, stride, i - spectrum->rows / 2,
                                                j - spectrum->columns / 2);

                  if (got > most - 3)
                    g_assert_cmpfloat_with_epsilon (got, log10 (want), 1e-5);
                  else
                    g_assert_cmpfloat (log10 (want), <, most - 2.9);
                }
            }
        }
    }
}

static void
test_share_of_narrow_waves (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      int height = shapes[s][0];
      int width = shapes[s][1];
      g_autofree double *field = new_field (height, width, 1);
      g_autoptr(EmuSpectrum) spectrum = emu_spectrum_new (field, height, width, 1, 2, NULL);
      double all = 0;
      double narrow = 0;

      for (int k = 0; k < height; k++)
        {
          for (int l = 0; l < width; l++)
            {
              double magnitude = slow_magnitude (field, height, width, 1, k, l);

              if (k == 0 && l == 0)
                continue;
              all += magnitude * magnitude;
              if (l <= 1 || l == width - 1)
                narrow += magnitude * magnitude;
            }
        }

      if (height * width == 1)
        g_assert_true (isnan (spectrum->narrow_share));
      else
        g_assert_cmpfloat_with_epsilon (spectrum->narrow_share, narrow / all, 1e-9);
    }
}

/* One wave across is one lit pair of cells, and has no power elsewhere. */
static void
test_one_wave (void)
{
  const int height = 30, width = 40;
  g_autofree double *field = g_new (double, height * width);
  g_autoptr(EmuSpectrum) spectrum = NULL;

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        field[y * width + x] = cos (2 * G_PI * (3.0 * x / width + 2.0 * y / height));
    }

  spectrum = emu_spectrum_new (field, height, width, 1, 10, NULL);
  for (int i = 0; i < spectrum->rows; i++)
    {
      for (int j = 0; j < spectrum->columns; j++)
        {
          int k = i - spectrum->rows / 2;
          int l = j - spectrum->columns / 2;
          float got = spectrum->magnitude[i * spectrum->columns + j];

          if ((k == 2 && l == 3) || (k == -2 && l == -3))
            g_assert_cmpfloat_with_epsilon (got, log10 (height * width / 2.0), 1e-5);
          else
            g_assert_true (got == EMU_SPECTRUM_NOTHING);
        }
    }
  g_assert_cmpfloat (spectrum->narrow_share, <, 1e-9);
}

static void
test_spectrum_cancels (void)
{
  g_autofree double *field = new_field (33, 47, 1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_null (emu_spectrum_new (field, 33, 47, 1, 10, cancellable));
}

/* The pixel in the middle shows the mean; the picture is as large as asked for. */
static void
test_spectrum_paints (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      g_autofree double *field = new_field (shapes[s][0], shapes[s][1], 1);
      g_autoptr(EmuSpectrum) spectrum = NULL;
      cairo_surface_t *surface;
      const guint32 *pixels;
      EmuRamp map;
      guint32 cream;
      int stride;

      /* The mean far above all waves is the brightest of all. */
      for (int i = 0; i < shapes[s][0] * shapes[s][1]; i++)
        field[i] += 100;
      spectrum = emu_spectrum_new (field, shapes[s][0], shapes[s][1], 1, 33, NULL);
      surface = emu_spectrum_paint (spectrum, 101, 67);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 101);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 67);
      pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
      stride = cairo_image_surface_get_stride (surface) / 4;
      emu_ramp_init_cream (&map);
      cream = (guint32) map.colour[255][0] << 16 | (guint32) map.colour[255][1] << 8 | map.colour[255][2];
      g_assert_cmphex (pixels[33 * stride + 50] & 0xffffff, ==, cream);
      cairo_surface_destroy (surface);
    }
}

static void
test_bars_count_everything (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      gsize n = (gsize) shapes[s][0] * shapes[s][1];
      g_autofree double *field = new_field (shapes[s][0], shapes[s][1], 1);
      g_autoptr(EmuHeights) heights = emu_heights_new (field, n);
      guint64 counts[EMU_HEIGHTS_N_BARS];
      guint64 total = 0;
      double least, most;

      emu_heights_get_range (heights, &least, &most);
      emu_heights_get_bars (heights, counts);
      for (int bar = 0; bar < EMU_HEIGHTS_N_BARS; bar++)
        total += counts[bar];
      g_assert_cmpuint (total, ==, n);
      if (n > 1)
        {
          g_assert_cmpuint (counts[0], >=, 1);
          g_assert_cmpuint (counts[EMU_HEIGHTS_N_BARS - 1], >=, 1);
        }
    }
}

static void
test_border_splits_exactly (void)
{
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      gsize n = (gsize) shapes[s][0] * shapes[s][1];
      g_autofree double *field = new_field (shapes[s][0], shapes[s][1], 1);
      g_autoptr(EmuHeights) heights = emu_heights_new (field, n);

      for (gsize n_inside = 0; n_inside <= n; n_inside += MAX (1, n / 13))
        {
          double border = emu_heights_get_border (heights, field, n_inside);
          gsize above = 0;

          for (gsize i = 0; i < n; i++)
            above += field[i] > border;
          if (n > 1)
            g_assert_cmpuint (above, ==, n_inside);

          /* The share that a place stands for is the share it was made from, within one value. */
          g_assert_cmpfloat_with_epsilon (n > 1 ? emu_heights_share_above (heights, border) : 0,
                                          n > 1 ? n_inside / (double) n : 0, 1.0 / (double) n + 1e-12);
        }
    }
}

/* A line that is dragged away and looked up again stands where it was put. */
static void
test_places_and_shares (void)
{
  g_autofree double *field = new_field (33, 47, 1);
  g_autoptr(EmuHeights) heights = emu_heights_new (field, 33 * 47);

  for (int i = 0; i <= 20; i++)
    {
      double share = i / 20.0;
      double height = emu_heights_for_share (heights, share);
      double y = emu_heights_y (heights, 200, height);

      g_assert_cmpfloat_with_epsilon (emu_heights_share_above (heights, height), share, 1e-9);
      g_assert_cmpfloat_with_epsilon (emu_heights_share_at (heights, 200, y), share, 1e-6);
    }

  g_assert_cmpfloat (emu_heights_share_at (heights, 200, -50), ==, 0);
  g_assert_cmpfloat (emu_heights_share_at (heights, 200, 500), ==, 1);
}

static void
test_one_height (void)
{
  const double field[] = { 2.5, 2.5, 2.5, 2.5 };
  g_autoptr(EmuHeights) heights = emu_heights_new (field, 4);

  g_assert_cmpfloat (emu_heights_get_border (heights, field, 2), ==, 2.5);
  g_assert_true (isfinite (emu_heights_for_share (heights, 0.3)));
  g_assert_cmpfloat_with_epsilon (emu_heights_share_at (heights, 118, 9 + 40), 0.4, 1e-12);
}

/* Means of what lies below, by their definition, where sizes are whole multiples; copies where the
 * field is the smaller. */
static void
test_field_reduces (void)
{
  g_autofree double *field = new_field (6, 8, 2);
  float reduced[3 * 2];
  float enlarged[12 * 16];

  emu_field_reduce (field, 6, 8, 2, reduced, 3, 2);
  for (int y = 0; y < 3; y++)
    {
      for (int x = 0; x < 2; x++)
        {
          double sum = 0;

          for (int j = 0; j < 2; j++)
            for (int i = 0; i < 4; i++)
              sum += field[((2 * y + j) * 8 + 4 * x + i) * 2];
          g_assert_cmpfloat_with_epsilon (reduced[y * 2 + x], sum / 8, 1e-6);
        }
    }

  emu_field_reduce (field, 6, 8, 2, enlarged, 12, 16);
  for (int y = 0; y < 12; y++)
    {
      for (int x = 0; x < 16; x++)
        g_assert_cmpfloat_with_epsilon (enlarged[y * 16 + x], field[(y / 2 * 8 + x / 2) * 2], 1e-6);
    }
}

/* A slope has a straight contour where the border is; far from it the map has its own colours. */
static void
test_contour_stands_at_the_border (void)
{
  const int height = 5, width = 100;
  g_autofree float *plane = g_new (float, height * width);
  cairo_surface_t *surface;
  const guint32 *pixels;
  EmuRamp map;

  for (int i = 0; i < height * width; i++)
    plane[i] = (float) (i % width);

  emu_ramp_init_cream (&map);
  surface = emu_field_paint (plane, height, width, 0, width - 1, 60, FALSE, 1);
  pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  g_assert_cmphex (pixels[60] & 0xffffff, ==, 0xffffff);
  for (int x = 0; x < width; x++)
    {
      const guint8 *colour = map.colour[emu_ramp_index (x / (width - 1.0))];

      if (ABS (x - 60) >= 2)
        g_assert_cmphex (pixels[x] & 0xffffff, ==,
                         (guint32) colour[0] << 16 | (guint32) colour[1] << 8 | colour[2]);
    }
  cairo_surface_destroy (surface);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plots/spectrum/is-the-transform", test_spectrum_is_the_transform);
  g_test_add_func ("/plots/spectrum/share-of-narrow-waves", test_share_of_narrow_waves);
  g_test_add_func ("/plots/spectrum/one-wave", test_one_wave);
  g_test_add_func ("/plots/spectrum/cancels", test_spectrum_cancels);
  g_test_add_func ("/plots/spectrum/paints", test_spectrum_paints);
  g_test_add_func ("/plots/heights/bars-count-everything", test_bars_count_everything);
  g_test_add_func ("/plots/heights/border-splits-exactly", test_border_splits_exactly);
  g_test_add_func ("/plots/heights/places-and-shares", test_places_and_shares);
  g_test_add_func ("/plots/heights/one-height", test_one_height);
  g_test_add_func ("/plots/field/reduces", test_field_reduces);
  g_test_add_func ("/plots/field/contour-stands-at-the-border", test_contour_stands_at_the_border);

  return g_test_run ();
}
