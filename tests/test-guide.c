/* test-guide.c: saliency maps against direct sums, and the methods that follow them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-parallel.h"
#include "emu-saliency.h"
#include "pictures.h"

/* ---- Material ----------------------------------------------------------------------------- */

static EmuGuide *
guide_of (EmuGuideKind  kind,
          EmuImage     *image)
{
  g_autoptr(GError) error = NULL;
  EmuGuide *guide = emu_guide_new (kind, image, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (guide->kind, ==, kind);
  g_assert_cmpint (guide->height, ==, image->height);
  g_assert_cmpint (guide->width, ==, image->width);

  return guide;
}

static EmuMix *
mix_of (const char *id,
        const char *saliency,
        EmuPair    *pair,
        double      lambda)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  const EmuMethod *method = emu_methods_find (id, NULL);
  g_autofree void *params = emu_params_new (&method->params);
  g_autoptr(GError) error = NULL;
  EmuMix *mix;

  g_assert_true (emu_param_parse (emu_params_find (&method->params, "saliency", NULL), params, saliency, NULL));
  request.method = method;
  request.params = params;
  request.requested = lambda;
  mix = emu_mix_new_for_pair (&request, pair, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  return mix;
}

static int
reflect (int i,
         int n)
{
  if (n == 1)
    return 0;
  if (i < 0)
    return reflect (-i, n);
  if (i >= n)
    return reflect (2 * n - 2 - i, n);

  return i;
}

/* ---- Fine-grained saliency ---------------------------------------------------------------- */

static int
grey_of (const EmuImage *image,
         int             y,
         int             x)
{
  int first = emu_image_row (image, 0, y)[x];
  int second = emu_image_row (image, image->channels == 1 ? 0 : 1, y)[x];
  int third = emu_image_row (image, image->channels == 1 ? 0 : 2, y)[x];

  return (int) floor ((3735 * first + 19235 * second + 9798 * third) / 32768.0 + 0.5);
}

static void
smooth_slowly (int *grey,
               int  height,
               int  width)
{
  static const int weights[] = { 1, 2, 1 };
  g_autofree int *copy = g_memdup2 (grey, (gsize) height * width * sizeof *grey);

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          int sum = 0;

          for (int j = -1; j <= 1; j++)
            {
              for (int i = -1; i <= 1; i++)
                sum += weights[j + 1] * weights[i + 1] *
                       copy[reflect (y + j, height) * width + reflect (x + i, width)];
            }
          grey[y * width + x] = (int) floor (sum / 16.0 + 0.5);
        }
    }
}

/* The whole map by its rules: every window is added up pixel by pixel. */
static int *
fine_grained_slowly (const EmuImage *image)
{
  static const int sizes[] = { 12, 24, 48, 28, 56, 112 };
  int height = image->height, width = image->width, n = height * width;
  g_autofree int *grey = g_new (int, n);
  g_autofree int *on = g_new0 (int, n);
  g_autofree int *off = g_new0 (int, n);
  int *out = g_new (int, n);
  int largest_on = 0, largest_off = 0, largest = 0;

  for (int i = 0; i < n; i++)
    grey[i] = grey_of (image, i / width, i % width);
  smooth_slowly (grey, height, width);
  smooth_slowly (grey, height, width);

  for (int i = 0; i < n; i++)
    {
      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        {
          int r = sizes[s], y = i / width, x = i % width, area = 0;
          gint64 sum = 0;
          float mean;

          for (int v = MAX (0, y - r + 1); v < MIN (height, y + r + 1); v++)
            {
              for (int u = MAX (0, x - r + 1); u < MIN (width, x + r + 1); u++)
                {
                  sum += grey[v * width + u];
                  area++;
                }
            }
          if (area == 1)
            continue;

          mean = (float) (sum - grey[i]) / (float) (area - 1);
          if ((float) grey[i] > mean)
            on[i] += (int) ((float) grey[i] - mean);
          else
            off[i] += (int) (mean - (float) grey[i]);
        }
      largest_on = MAX (largest_on, on[i]);
      largest_off = MAX (largest_off, off[i]);
    }

  for (int i = 0; i < n; i++)
    {
      on[i] = largest_on > 0 ? (int) (255.0 * ((float) on[i] / (float) largest_on)) : 0;
      off[i] = largest_off > 0 ? (int) (255.0 * ((float) off[i] / (float) largest_off)) : 0;
      largest = MAX (largest, MAX (on[i], off[i]));
    }
  for (int i = 0; i < n; i++)
    out[i] = largest > 0 ? 255 * (on[i] + off[i]) / largest % 256 : 0;

  return out;
}

static void
assert_fine_grained (EmuImage *image)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) map = emu_saliency_fine_grained (image, NULL, &error);
  g_autofree int *slow = fine_grained_slowly (image);

  g_assert_no_error (error);
  g_assert_cmpint (map->channels, ==, 1);
  for (int i = 0; i < image->height * image->width; i++)
    g_assert_cmpint (emu_image_plane (map, 0)[i], ==, slow[i]);
}

static void
test_fine_grained (void)
{
  static const int sizes[][2] = { { 33, 47 }, { 1, 1 }, { 1, 9 }, { 7, 1 }, { 2, 3 }, { 61, 130 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      for (int channels = 1; channels <= 4; channels += channels == 1 ? 2 : 1)
        {
          g_autoptr(EmuImage) image = noise (channels, sizes[s][0], sizes[s][1], 0, 11 + s);

          assert_fine_grained (image);
        }
    }
}

/* A few bright rows so long that all of the picture together passes 2²⁴, where sums in single
 * precision would lose the last bits. */
static void
test_fine_grained_of_much (void)
{
  g_autoptr(EmuImage) image = noise (1, 12, 6500, 230, 3);

  assert_fine_grained (image);
}

static void
test_fine_grained_of_nothing (void)
{
  g_autoptr(EmuImage) image = constant (3, 20, 30, 99);
  g_autoptr(EmuGuide) guide = guide_of (EMU_GUIDE_FINE_GRAINED, image);

  for (int y = 0; y < 20; y++)
    {
      for (int x = 0; x < 30; x++)
        g_assert_cmpfloat (emu_guide_row (guide, y)[x], ==, 0);
    }
  g_assert_cmpint (guide->peak_y, ==, 0);
  g_assert_cmpint (guide->peak_x, ==, 0);
}

/* ---- Spectral residuals ------------------------------------------------------------------- */

/* Σ f (x) exp (± 2πi k x / n) along both directions, by definition. */
static void
direct_transform (double complex *field,
                  int             height,
                  int             width,
                  int             sign)
{
  g_autofree double complex *line = g_new (double complex, MAX (height, width));

  for (int direction = 0; direction < 2; direction++)
    {
      int n = direction == 0 ? width : height;
      int stride = direction == 0 ? 1 : width;
      int n_lines = direction == 0 ? height : width;
      g_autofree double complex *turns = g_new (double complex, n);

      for (int i = 0; i < n; i++)
        turns[i] = cos (2 * G_PI * i / n) + sign * sin (2 * G_PI * i / n) * I;

      for (int l = 0; l < n_lines; l++)
        {
          double complex *first = field + (direction == 0 ? l * width : l);

          for (int k = 0; k < n; k++)
            {
              line[k] = 0;
              for (int x = 0; x < n; x++)
                line[k] += first[x * stride] * turns[k * x % n];
            }
          for (int k = 0; k < n; k++)
            first[k * stride] = line[k];
        }
    }
}

static double
sample (const double *plane,
        int           height,
        int           width,
        double        y,
        double        x)
{
  int y0, x0, y1, x1;

  y = MAX (0, y);
  x = MAX (0, x);
  y0 = (int) y;
  x0 = (int) x;
  y1 = MIN (y0 + 1, height - 1);
  x1 = MIN (x0 + 1, width - 1);

  return (1 - (y - y0)) * ((1 - (x - x0)) * plane[y0 * width + x0] + (x - x0) * plane[y0 * width + x1]) +
         (y - y0) * ((1 - (x - x0)) * plane[y1 * width + x0] + (x - x0) * plane[y1 * width + x1]);
}

static double *
enlarge (const double *plane,
         int           height,
         int           width,
         int           out_height,
         int           out_width)
{
  double *out = g_new (double, out_height * out_width);

  for (int y = 0; y < out_height; y++)
    {
      for (int x = 0; x < out_width; x++)
        out[y * out_width + x] = sample (plane, height, width, (y + 0.5) * height / out_height - 0.5,
                                         (x + 0.5) * width / out_width - 0.5);
    }

  return out;
}

static double *
blur_slowly (const double *plane,
             int           height,
             int           width,
             int           reach,
             double        sigma)
{
  double *out = g_new0 (double, height * width);
  double total = 0;

  for (int j = -reach; j <= reach; j++)
    {
      for (int i = -reach; i <= reach; i++)
        {
          double weight = exp (-(j * j + i * i) / (2 * sigma * sigma));

          total += weight;
          for (int y = 0; y < height; y++)
            {
              for (int x = 0; x < width; x++)
                out[y * width + x] += weight * plane[reflect (y + j, height) * width + reflect (x + i, width)];
            }
        }
    }
  for (int i = 0; i < height * width; i++)
    out[i] /= total;

  return out;
}

static double *
residual_slowly (const EmuImage *image,
                 gboolean        guided)
{
  int full = image->height * image->width;
  gboolean large = MAX (image->height, image->width) > 128;
  int height = !guided ? 64 : large ? 128 : image->height;
  int width = !guided ? 64 : large ? 128 : image->width;
  int n = height * width;
  g_autofree double *grey = g_new (double, full);
  g_autofree double *small = NULL;
  g_autofree double *logs = g_new (double, n);
  g_autofree double *smooth = NULL;
  g_autofree double complex *f = g_new (double complex, n);
  double largest = 0;

  for (int i = 0; i < full; i++)
    {
      int y = i / image->width, x = i % image->width;

      grey[i] = !guided ? grey_of (image, y, x)
                        : (0.2989 * emu_image_row (image, 0, y)[x] + 0.587 * emu_image_row (image, 1, y)[x] +
                           0.114 * emu_image_row (image, 2, y)[x]) / 255;
    }

  small = enlarge (grey, image->height, image->width, height, width);
  for (int i = 0; i < n; i++)
    f[i] = guided ? small[i] : rint (small[i]);
  direct_transform (f, height, width, -1);

  for (int i = 0; i < n; i++)
    {
      double amplitude = cabs (f[i]);

      logs[i] = guided ? log (sqrt (amplitude * amplitude + 1e-10)) : log (1 + amplitude);
    }
  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          double amplitude = cabs (f[y * width + x]);
          double sum = 0;

          for (int j = y - 1; j <= y + 1; j++)
            {
              for (int i = x - 1; i <= x + 1; i++)
                sum += guided ? logs[CLAMP (j, 0, height - 1) * width + CLAMP (i, 0, width - 1)]
                              : logs[reflect (j, height) * width + reflect (i, width)];
            }
          if (guided)
            amplitude = sqrt (amplitude * amplitude + 1e-10);
          f[y * width + x] *= exp (logs[y * width + x] - sum / 9) / amplitude;
        }
    }
  direct_transform (f, height, width, 1);

  for (int i = 0; i < n; i++)
    logs[i] = cabs (f[i]);
  smooth = guided ? blur_slowly (logs, height, width, 3, 3) : blur_slowly (logs, height, width, 2, 8);
  for (int i = 0; i < n; i++)
    {
      smooth[i] = guided ? smooth[i] : smooth[i] * smooth[i];
      largest = MAX (largest, smooth[i]);
    }
  for (int i = 0; i < n; i++)
    smooth[i] /= largest;

  return enlarge (smooth, height, width, image->height, image->width);
}

/* The map is at most 1 and made in floats: 7 + 7 products and sums for a blurred value, a square, a
 * quotient and three interpolations round about twenty times to 2⁻²⁴ of it. The transforms are in
 * doubles; their angles are uncertain by 1e-16 times the spectrum's size over a bin's, which for
 * noise stays below 1e-9. */
#define RESIDUAL_BOUND 2e-6

static void
test_residual (gconstpointer data)
{
  static const int sizes[][2] = { { 33, 47 }, { 7, 9 }, { 150, 141 }, { 64, 64 }, { 128, 20 }, { 129, 3 } };
  gboolean guided = GPOINTER_TO_INT (data);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr(EmuImage) image = noise (3, sizes[s][0], sizes[s][1], 0, 21 + s);
      g_autoptr(EmuGuide) guide = guide_of (guided ? EMU_GUIDE_GUIDED_RESIDUAL : EMU_GUIDE_SPECTRAL_RESIDUAL, image);
      g_autofree double *slow = residual_slowly (image, guided);

      for (int y = 0; y < image->height; y++)
        {
          for (int x = 0; x < image->width; x++)
            g_assert_cmpfloat_with_epsilon (emu_guide_row (guide, y)[x], slow[y * image->width + x], RESIDUAL_BOUND);
        }
    }
}

/* A spot on an even ground stands out. */
static void
test_residual_finds_a_spot (gconstpointer data)
{
  g_autoptr(EmuImage) image = noise (3, 96, 120, 250, 5);
  g_autoptr(EmuGuide) guide = NULL;

  for (int c = 0; c < 3; c++)
    {
      for (int y = 60; y < 70; y++)
        memset (emu_image_row (image, c, y) + 30, 0, 10);
    }

  guide = guide_of (GPOINTER_TO_INT (data) ? EMU_GUIDE_GUIDED_RESIDUAL : EMU_GUIDE_SPECTRAL_RESIDUAL, image);
  g_assert_cmpint (ABS (guide->peak_y - 65), <=, 8);
  g_assert_cmpint (ABS (guide->peak_x - 35), <=, 8);
}

/* ---- Every kind --------------------------------------------------------------------------- */

static void
test_flat_and_tiny (gconstpointer data)
{
  static const int sizes[][2] = { { 1, 1 }, { 1, 9 }, { 2, 2 }, { 40, 30 } };
  EmuGuideKind kind = GPOINTER_TO_INT (data);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      for (int value = 0; value <= 255; value += 255)
        {
          g_autoptr(EmuImage) image = constant (3, sizes[s][0], sizes[s][1], (guint8) value);
          g_autoptr(EmuGuide) guide = guide_of (kind, image);

          for (int i = 0; i < guide->height * guide->width; i++)
            g_assert_true (emu_guide_row (guide, 0)[i] >= 0 && emu_guide_row (guide, 0)[i] <= 1);
        }
    }
}

static void
test_threads (gconstpointer data)
{
  EmuGuideKind kind = GPOINTER_TO_INT (data);
  int before = emu_parallel_get_threads ();
  g_autoptr(EmuImage) image = noise (3, 611, 733, 0, 31);
  g_autoptr(EmuGuide) one = NULL;
  g_autoptr(EmuGuide) many = NULL;
  gsize size = emu_image_n_pixels (image) * sizeof (float);

  emu_parallel_set_threads (1);
  one = guide_of (kind, image);
  emu_parallel_set_threads (4);
  many = guide_of (kind, image);
  emu_parallel_set_threads (before);

  g_assert_cmpmem (emu_guide_row (one, 0), size, emu_guide_row (many, 0), size);
  g_assert_cmpint (one->peak_y, ==, many->peak_y);
  g_assert_cmpint (one->peak_x, ==, many->peak_x);
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr(EmuImage) image = noise (3, 33, 47, 0, 41);
  g_autoptr(EmuPair) pair = pair_of (image, image, EMU_FIT_COVER);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (emu_pair_get_guide (pair, 0, GPOINTER_TO_INT (data), NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_remembered (gconstpointer data)
{
  EmuGuideKind kind = GPOINTER_TO_INT (data);
  EmuGuideKind other = kind == EMU_GUIDE_FINE_GRAINED ? EMU_GUIDE_SPECTRAL_RESIDUAL : EMU_GUIDE_FINE_GRAINED;
  g_autoptr(EmuImage) a = noise (3, 33, 47, 0, 51);
  g_autoptr(EmuImage) b = noise (3, 33, 47, 0, 52);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuGuide) first = emu_pair_get_guide (pair, 0, kind, NULL, NULL, NULL);
  g_autoptr(EmuGuide) again = emu_pair_get_guide (pair, 0, kind, NULL, NULL, NULL);
  g_autoptr(EmuGuide) of_b = emu_pair_get_guide (pair, 1, kind, NULL, NULL, NULL);
  g_autoptr(EmuGuide) of_other = emu_pair_get_guide (pair, 0, other, NULL, NULL, NULL);

  g_assert_true (first == again);
  g_assert_true (first != of_b);
  g_assert_cmpint (of_other->kind, ==, other);
}

/* ---- Maps from files ---------------------------------------------------------------------- */

/* A map that is the grey picture itself goes wherever the picture goes. */
static void
test_map_follows_fit (void)
{
  g_autoptr(EmuImage) a = noise (1, 33, 47, 0, 61);
  g_autoptr(EmuImage) b = noise (1, 20, 60, 0, 62);

  for (EmuFit fit = EMU_FIT_COVER; fit <= EMU_FIT_STRETCH; fit++)
    {
      g_autoptr(EmuPair) pair = pair_of (a, b, fit);
      EmuImage *pictures[] = { a, b };

      for (guint i = 0; i < 2; i++)
        {
          EmuImage *seen = i == 0 ? emu_pair_get_a (pair) : emu_pair_get_b (pair);
          g_autoptr(EmuImage) colours = emu_image_to_channels (pictures[i], 4, NULL);
          g_autoptr(EmuGuide) guide = emu_pair_get_guide (pair, i, EMU_GUIDE_FINE_GRAINED, pictures[i], NULL, NULL);
          g_autoptr(EmuGuide) other = emu_pair_get_guide (pair, i, EMU_GUIDE_FINE_GRAINED, colours, NULL, NULL);

          g_assert_cmpint (guide->kind, ==, EMU_GUIDE_FILE);
          for (gsize k = 0; k < emu_image_n_pixels (seen); k++)
            {
              g_assert_cmpfloat (emu_guide_row (guide, 0)[k], ==, emu_image_plane (seen, 0)[k] / 255.0f);
              g_assert_cmpfloat (emu_guide_row (other, 0)[k], ==, emu_guide_row (guide, 0)[k]);
            }
        }
    }
}

/* Two by one, black and white, on eight columns: middles of pixels aligned. */
static void
test_map_is_enlarged (void)
{
  static const int expected[] = { 0, 0, 32, 96, 159, 223, 255, 255 };
  g_autoptr(EmuImage) a = noise (3, 3, 8, 0, 63);
  g_autoptr(EmuImage) map = constant (1, 1, 2, 0);
  g_autoptr(EmuPair) pair = pair_of (a, a, EMU_FIT_COVER);
  g_autoptr(EmuGuide) guide = NULL;

  emu_image_row (map, 0, 0)[1] = 255;
  guide = emu_pair_get_guide (pair, 0, EMU_GUIDE_FINE_GRAINED, map, NULL, NULL);
  for (int y = 0; y < 3; y++)
    {
      for (int x = 0; x < 8; x++)
        g_assert_cmpint ((int) rintf (255 * emu_guide_row (guide, y)[x]), ==, expected[x]);
    }
}

/* The same map is the same guide; another one, or none, is another. */
static void
test_map_is_remembered (void)
{
  g_autoptr(EmuImage) a = noise (3, 33, 47, 0, 64);
  g_autoptr(EmuImage) map = noise (1, 33, 47, 0, 65);
  g_autoptr(EmuImage) copy = noise (1, 33, 47, 0, 65);
  g_autoptr(EmuPair) pair = pair_of (a, a, EMU_FIT_COVER);
  g_autoptr(EmuGuide) first = emu_pair_get_guide (pair, 0, EMU_GUIDE_FINE_GRAINED, map, NULL, NULL);
  g_autoptr(EmuGuide) again = emu_pair_get_guide (pair, 0, EMU_GUIDE_SPECTRAL_RESIDUAL, map, NULL, NULL);
  g_autoptr(EmuGuide) other = emu_pair_get_guide (pair, 0, EMU_GUIDE_FINE_GRAINED, copy, NULL, NULL);
  g_autoptr(EmuGuide) computed = emu_pair_get_guide (pair, 0, EMU_GUIDE_FINE_GRAINED, NULL, NULL, NULL);

  g_assert_true (first == again);
  g_assert_true (first != other);
  g_assert_cmpint (computed->kind, ==, EMU_GUIDE_FINE_GRAINED);
}

static void
test_peak_is_the_first (void)
{
  g_autoptr(EmuImage) map = constant (1, 30, 40, 17);
  g_autoptr(EmuGuide) guide = NULL;

  emu_image_row (map, 0, 12)[9] = 200;
  emu_image_row (map, 0, 12)[8] = 200;
  emu_image_row (map, 0, 20)[1] = 200;
  emu_image_row (map, 0, 3)[5] = 100;
  guide = emu_guide_new_from_grey (EMU_GUIDE_FILE, map, NULL);
  g_assert_cmpint (guide->peak_y, ==, 12);
  g_assert_cmpint (guide->peak_x, ==, 8);
}

/* ---- Methods ------------------------------------------------------------------------------ */

static void
test_saliencymix_box (void)
{
  g_autoptr(EmuImage) a = noise (3, 60, 80, 0, 71);
  g_autoptr(EmuImage) b = noise (3, 60, 80, 0, 72);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuGuide) guide = emu_pair_get_guide (pair, 1, EMU_GUIDE_FINE_GRAINED, NULL, NULL, NULL);
  g_autoptr(EmuMix) mix = mix_of ("saliencymix", "fine-grained", pair, 0.75);
  EmuView whole = emu_view_whole (60, 80);
  g_autoptr(EmuMask) mask = emu_mix_mask (mix, &whole, NULL);

  /* √(1 − 0.75) = ½: 30 × 40 pixels around the peak of B. */
  g_assert_true (mix->guides[0] == NULL && mix->guides[1] == guide);
  g_assert_cmpint (mask->box.y0, ==, MAX (0, guide->peak_y - 15));
  g_assert_cmpint (mask->box.y1, ==, MIN (60, guide->peak_y + 15));
  g_assert_cmpint (mask->box.x0, ==, MAX (0, guide->peak_x - 20));
  g_assert_cmpint (mask->box.x1, ==, MIN (80, guide->peak_x + 20));
}

/* As published no guide is looked at, and none is needed. */
static void
test_saliencymix_as_published (void)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  const EmuMethod *method = emu_methods_find ("saliencymix", NULL);
  g_autofree void *params = emu_params_new (&method->params);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(GError) error = NULL;

  emu_params_set_published (&method->params, params, TRUE);
  request.method = method;
  request.params = params;
  mix = emu_mix_new (&request, 33, 47, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (mix->guides[1]);
}

/* Weights are floats; a blurred value rounds about fourteen times, a quotient of two once more. */
static void
test_guidedmix_weights (gconstpointer data)
{
  const char *saliency = data;
  EmuGuideKind kind = g_str_equal (saliency, "fine-grained") ? EMU_GUIDE_FINE_GRAINED : EMU_GUIDE_GUIDED_RESIDUAL;
  int height = 37, width = 53, n = height * width;
  g_autoptr(EmuImage) a = noise (3, height, width, 0, 81);
  g_autoptr(EmuImage) b = noise (3, height, width, 128, 82);
  g_autoptr(EmuPair) pair = pair_of (a, b, EMU_FIT_COVER);
  g_autoptr(EmuMix) mix = mix_of ("guidedmix", saliency, pair, NAN);
  EmuView whole = emu_view_whole (height, width);
  g_autoptr(EmuMask) mask = emu_mix_mask (mix, &whole, NULL);
  double *maps[2];
  double totals[2] = { 0, 0 };
  double mean = 0;

  for (guint k = 0; k < 2; k++)
    {
      g_autoptr(EmuGuide) guide = guide_of (kind, k == 0 ? a : b);
      g_autofree double *plain = g_new (double, n);

      for (int i = 0; i < n; i++)
        plain[i] = emu_guide_row (guide, 0)[i];
      maps[k] = kind == EMU_GUIDE_FINE_GRAINED ? blur_slowly (plain, height, width, 3, 3)
                                               : g_memdup2 (plain, n * sizeof *plain);
      for (int i = 0; i < n; i++)
        totals[k] += maps[k][i];
    }

  for (int i = 0; i < n; i++)
    {
      double s_a = maps[0][i] / totals[0];
      double s_b = maps[1][i] / totals[1];

      g_assert_cmpfloat_with_epsilon (emu_mask_at (mask, i / width, i % width), s_a / (s_a + s_b), 1e-6);
      mean += s_a / (s_a + s_b) / n;
    }
  g_assert_cmpfloat_with_epsilon (mix->mask_mean, mean, 1e-6);
  g_assert_cmpfloat (mix->label.weight_a, ==, mix->mask_mean);
  g_free (maps[0]);
  g_free (maps[1]);
}

/* Nothing in either: a half. Nothing in A: wherever B has something, B. */
static void
test_guidedmix_of_nothing (void)
{
  g_autoptr(EmuImage) flat = constant (3, 33, 47, 128);
  g_autoptr(EmuImage) b = noise (3, 33, 47, 0, 91);
  g_autoptr(EmuPair) both = pair_of (flat, flat, EMU_FIT_COVER);
  g_autoptr(EmuPair) one = pair_of (flat, b, EMU_FIT_COVER);
  g_autoptr(EmuMix) halves = mix_of ("guidedmix", "fine-grained", both, NAN);
  g_autoptr(EmuMix) all_b = mix_of ("guidedmix", "fine-grained", one, NAN);
  EmuView whole = emu_view_whole (33, 47);
  g_autoptr(EmuMask) mask = emu_mix_mask (all_b, &whole, NULL);

  g_assert_cmpfloat (halves->mask_mean, ==, 0.5);
  g_assert_cmpfloat (emu_mask_at (mask, 16, 20), ==, 0);
  g_assert_cmpfloat (all_b->mask_mean, <, 0.01);
}

static void
add_for_kinds (const char    *name,
               GTestDataFunc  func)
{
  for (EmuGuideKind kind = EMU_GUIDE_FINE_GRAINED; kind < EMU_GUIDE_FILE; kind++)
    {
      g_autofree char *path = g_strdup_printf ("/guide/%s/%s", emu_guide_kind_nick (kind), name);

      g_test_add_data_func (path, GINT_TO_POINTER (kind), func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guide/fine-grained/direct-sums", test_fine_grained);
  g_test_add_func ("/guide/fine-grained/much", test_fine_grained_of_much);
  g_test_add_func ("/guide/fine-grained/nothing", test_fine_grained_of_nothing);
  g_test_add_data_func ("/guide/spectral-residual/direct-sums", GINT_TO_POINTER (FALSE), test_residual);
  g_test_add_data_func ("/guide/guided-residual/direct-sums", GINT_TO_POINTER (TRUE), test_residual);
  g_test_add_data_func ("/guide/spectral-residual/spot", GINT_TO_POINTER (FALSE), test_residual_finds_a_spot);
  g_test_add_data_func ("/guide/guided-residual/spot", GINT_TO_POINTER (TRUE), test_residual_finds_a_spot);

  add_for_kinds ("flat-and-tiny", test_flat_and_tiny);
  add_for_kinds ("threads", test_threads);
  add_for_kinds ("cancelled", test_cancelled);
  add_for_kinds ("remembered", test_remembered);

  g_test_add_func ("/guide/map/follows-fit", test_map_follows_fit);
  g_test_add_func ("/guide/map/enlarged", test_map_is_enlarged);
  g_test_add_func ("/guide/map/remembered", test_map_is_remembered);
  g_test_add_func ("/guide/peak/first", test_peak_is_the_first);

  g_test_add_func ("/guide/saliencymix/box", test_saliencymix_box);
  g_test_add_func ("/guide/saliencymix/as-published", test_saliencymix_as_published);
  g_test_add_data_func ("/guide/guidedmix/weights/fine-grained", "fine-grained", test_guidedmix_weights);
  g_test_add_data_func ("/guide/guidedmix/weights/spectral-residual", "spectral-residual", test_guidedmix_weights);
  g_test_add_func ("/guide/guidedmix/nothing", test_guidedmix_of_nothing);

  return g_test_run ();
}
