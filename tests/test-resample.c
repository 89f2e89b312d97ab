/* test-resample.c: reductions, resampling, pairs and masks against slow twins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-pair.h"
#include "emu-parallel.h"
#include "emu-rng.h"

static const guint8 grey_fill[4] = { 10, 20, 30, 40 };

static EmuImage *
noise (int     channels,
       int     height,
       int     width,
       guint64 seed)
{
  EmuImage *image = emu_image_new (channels, height, width, NULL);
  gsize n = channels * emu_image_n_pixels (image);
  g_autofree double *u = g_new (double, n);

  emu_rng_fill_uniform (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n, u);
  for (gsize i = 0; i < n; i++)
    emu_image_plane (image, 0)[i] = (guint8) (u[i] * 256);

  return image;
}

static double
overlap (double a0,
         double a1,
         double b0,
         double b1)
{
  return MAX (0.0, MIN (a1, b1) - MAX (a0, b0));
}

/* Mean over a rectangle of the source, every pixel weighed by how much of it lies inside. */
static double
area_mean (const EmuImage *image,
           int             c,
           double          y0,
           double          y1,
           double          x0,
           double          x1)
{
  double sum = 0, weight = 0;

  for (int y = 0; y < image->height; y++)
    {
      for (int x = 0; x < image->width; x++)
        {
          double w = overlap (y0, y1, y, y + 1) * overlap (x0, x1, x, x + 1);

          sum += w * emu_image_row (image, c, y)[x];
          weight += w;
        }
    }

  return weight > 0 ? sum / weight : NAN;
}

static void
test_views_are_area_means (void)
{
  g_autoptr(EmuImage) image = noise (3, 53, 71, 1);
  static const double steps[] = { 1, 1.5, 2, 2.7, 5, 53, 71, 200 };

  for (guint s = 0; s < G_N_ELEMENTS (steps); s++)
    {
      EmuView view = emu_view_reduced (53, 71, steps[s]);
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuImage) out = emu_image_view (image, &view, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (out->height, ==, MAX (1, (int) (53 / steps[s] + 0.4999)));
      g_assert_cmpint (out->width, ==, MAX (1, (int) (71 / steps[s] + 0.4999)));

      for (int c = 0; c < 3; c++)
        {
          for (int y = 0; y < out->height; y++)
            {
              for (int x = 0; x < out->width; x++)
                {
                  double top = view.y0 + 0.5 + (y - 0.5) * steps[s];
                  double left = view.x0 + 0.5 + (x - 0.5) * steps[s];
                  double slow = area_mean (image, c, top, top + steps[s], left, left + steps[s]);

                  /* Half a level from rounding; sums in float are good to 1e-5 of a level each. */
                  g_assert_cmpfloat_with_epsilon (emu_image_row (out, c, y)[x], slow, 0.501);
                }
            }
        }
    }
}

static void
test_a_window_is_a_part_of_the_view (void)
{
  g_autoptr(EmuImage) image = noise (1, 40, 60, 2);
  EmuView all = emu_view_reduced (40, 60, 4);
  EmuView part = { all.x0 + 4 * 3, all.y0 + 4 * 2, 4, 5, 6 };
  EmuView outside = { -30, -30, 4, 3, 3 };
  g_autoptr(EmuImage) whole = emu_image_view (image, &all, NULL, NULL);
  g_autoptr(EmuImage) window = emu_image_view (image, &part, NULL, NULL);
  g_autoptr(EmuImage) beyond = emu_image_view (image, &outside, NULL, NULL);

  for (int y = 0; y < 6; y++)
    g_assert_cmpmem (emu_image_row (window, 0, y), 5, emu_image_row (whole, 0, y + 2) + 3, 5);
  g_assert_cmpint (emu_image_row (beyond, 0, 0)[0], ==, emu_image_row (image, 0, 0)[0]);
}

static void
test_nearest_index (void)
{
  /* methods.md: 3 → 7 gives 0 0 0 1 1 2 2 and 4 → 2 gives 0 2; 3 × 6.6666665 in single
   * precision is exactly 20, which double precision would miss. */
  static const float in[20 * 3] = { 0 };
  float line[3] = { 0, 1, 2 };
  float four[4] = { 0, 1, 2, 3 };
  float twenty[20 * 10 / 3 + 14];
  float out[30];
  static const float expected[] = { 0, 0, 0, 1, 1, 2, 2 };

  emu_plane_nearest (line, 1, 3, out, 1, 7);
  g_assert_cmpmem (out, 7 * sizeof (float), expected, sizeof expected);
  emu_plane_nearest (four, 1, 4, out, 1, 2);
  g_assert_cmpfloat (out[0], ==, 0);
  g_assert_cmpfloat (out[1], ==, 2);
  for (guint i = 0; i < 40; i++)
    twenty[i] = i;
  emu_plane_nearest (twenty, 1, 40, out, 1, 6);
  g_assert_cmpfloat (out[3], ==, 20);
  emu_plane_nearest (in, 3, 20, out, 1, 1);
  g_assert_cmpfloat (out[0], ==, 0);
}

static double
slow_bilinear (const float *in,
               int          in_h,
               int          in_w,
               int          out_h,
               int          out_w,
               int          y,
               int          x,
               gboolean     corners)
{
  double sy = corners ? (out_h > 1 ? (double) y * (in_h - 1) / (out_h - 1) : 0)
                      : MAX (0.0, (y + 0.5) * in_h / out_h - 0.5);
  double sx = corners ? (out_w > 1 ? (double) x * (in_w - 1) / (out_w - 1) : 0)
                      : MAX (0.0, (x + 0.5) * in_w / out_w - 0.5);
  int y0 = MIN ((int) sy, in_h - 1), x0 = MIN ((int) sx, in_w - 1);
  int y1 = MIN (y0 + 1, in_h - 1), x1 = MIN (x0 + 1, in_w - 1);
  double fy = sy - y0, fx = sx - x0;

  return (1 - fy) * ((1 - fx) * in[y0 * in_w + x0] + fx * in[y0 * in_w + x1]) +
         fy * ((1 - fx) * in[y1 * in_w + x0] + fx * in[y1 * in_w + x1]);
}

static void
test_bilinear (void)
{
  static const int shapes[][4] = { { 5, 7, 11, 4 }, { 1, 1, 3, 3 }, { 9, 9, 9, 9 }, { 4, 6, 1, 1 } };

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      const int *shape = shapes[s];
      float in[99], out[99];

      for (int i = 0; i < shape[0] * shape[1]; i++)
        in[i] = (float) ((i * 37) % 101) / 101;

      for (int corners = 0; corners < 2; corners++)
        {
          emu_plane_bilinear (in, shape[0], shape[1], out, shape[2], shape[3], corners);
          for (int y = 0; y < shape[2]; y++)
            {
              for (int x = 0; x < shape[3]; x++)
                {
                  double slow = slow_bilinear (in, shape[0], shape[1], shape[2], shape[3], y, x, corners);

                  /* A position of up to 9 in float is good to 5e-7; values lie within 0 … 1. */
                  g_assert_cmpfloat_with_epsilon (out[y * shape[3] + x], slow, 2e-6);
                }
            }
        }
    }
}

static void
test_average_pool (void)
{
  float in[5 * 7], out[2 * 3];

  for (int i = 0; i < 35; i++)
    in[i] = i;
  emu_plane_average_pool (in, 5, 7, 2, out);
  g_assert_cmpfloat (out[0], ==, (0 + 1 + 7 + 8) / 4.0f);
  g_assert_cmpfloat (out[5], ==, (18 + 19 + 25 + 26) / 4.0f);
}

static void
test_parts_agree (void)
{
  g_autoptr(EmuImage) image = noise (3, 31, 45, 3);
  EmuBox box = { 2, 29, 5, 41 };
  EmuBox part = { 3, 9, 1, 12 };

  for (EmuFilter filter = EMU_FILTER_NEAREST; filter <= EMU_FILTER_AREA; filter++)
    {
      static const int targets[][2] = { { 13, 17 }, { 60, 70 }, { 10, 90 } };

      for (guint t = 0; t < G_N_ELEMENTS (targets); t++)
        {
          g_autoptr(EmuImage) whole = emu_image_resample (image, &box, targets[t][0], targets[t][1],
                                                          filter, NULL);
          g_autoptr(EmuImage) some = emu_image_resample_part (image, &box, targets[t][0], targets[t][1],
                                                              filter, &part, NULL);

          for (int c = 0; c < 3; c++)
            {
              for (int y = 0; y < 6; y++)
                {
                  for (int x = 0; x < 11; x++)
                    g_assert_cmpint (ABS (emu_image_row (some, c, y)[x] -
                                          emu_image_row (whole, c, y + 3)[x + 1]), <=, 1);
                }
            }
        }
    }
}

static void
test_pair_channels (void)
{
  static const int channels[] = { 1, 3, 4 };

  for (guint i = 0; i < 3; i++)
    {
      for (guint j = 0; j < 3; j++)
        {
          g_autoptr(EmuImage) a = noise (channels[i], 9, 13, 4);
          g_autoptr(EmuImage) b = noise (channels[j], 9, 13, 5);
          g_autoptr(EmuPair) pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, grey_fill, NULL);
          int wanted = MAX (channels[i], channels[j]);
          EmuImage *pair_a = emu_pair_get_a (pair);

          g_assert_cmpint (pair_a->channels, ==, wanted);
          g_assert_cmpint (emu_pair_get_b (pair)->channels, ==, wanted);
          if (wanted == 4 && channels[i] < 4)
            g_assert_cmpint (emu_image_plane (pair_a, 3)[5], ==, 255);
          if (wanted >= 3 && channels[i] == 1)
            g_assert_cmpint (emu_image_plane (pair_a, 2)[5], ==, emu_image_plane (a, 0)[5]);
        }
    }
}

static void
test_pair_fits (void)
{
  static const int sizes[][2] = { { 20, 40 }, { 40, 20 }, { 1, 1 }, { 33, 47 }, { 1, 200 } };

  for (EmuFit fit = EMU_FIT_COVER; fit <= EMU_FIT_STRETCH; fit++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
            {
              g_autoptr(EmuImage) a = noise (3, sizes[i][0], sizes[i][1], 6);
              g_autoptr(EmuImage) b = noise (3, sizes[j][0], sizes[j][1], 7);
              g_autoptr(GError) error = NULL;
              g_autoptr(EmuPair) pair = emu_pair_new (a, b, fit, EMU_FILTER_AREA, grey_fill, &error);

              g_assert_no_error (error);
              g_assert_true (emu_pair_get_a (pair) == a);
              g_assert_cmpint (emu_pair_get_b (pair)->height, ==, a->height);
              g_assert_cmpint (emu_pair_get_b (pair)->width, ==, a->width);
              if (i == j)
                g_assert_true (emu_pair_get_b (pair) == b);
            }
        }
    }

  {
    g_autoptr(EmuImage) a = noise (3, 20, 40, 8);
    g_autoptr(EmuImage) b = noise (3, 20, 20, 9);
    g_autoptr(EmuPair) contained = emu_pair_new (a, b, EMU_FIT_CONTAIN, EMU_FILTER_AREA, grey_fill, NULL);
    g_autoptr(EmuPair) covering = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, grey_fill, NULL);
    EmuImage *inside = emu_pair_get_b (contained);

    for (int c = 0; c < 3; c++)
      {
        g_assert_cmpint (emu_image_row (inside, c, 7)[9], ==, grey_fill[c]);
        g_assert_cmpmem (emu_image_row (inside, c, 7) + 10, 20, emu_image_row (b, c, 7), 20);
        g_assert_cmpint (emu_image_row (inside, c, 7)[30], ==, grey_fill[c]);
      }

    /* The middle ten rows of B, twice as large. */
    g_assert_cmpint (emu_pair_get_b (covering)->width, ==, 40);
    g_assert_cmpint (ABS (emu_image_row (emu_pair_get_b (covering), 0, 0)[0] - emu_image_row (b, 0, 5)[0]), ==, 0);
  }
}

static void
test_pair_remembers_views (void)
{
  g_autoptr(EmuImage) a = noise (3, 50, 60, 10);
  g_autoptr(EmuImage) b = noise (3, 50, 60, 11);
  g_autoptr(EmuPair) pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, grey_fill, NULL);

  for (int round = 0; round < 3; round++)
    {
      for (int step = 2; step < 8; step++)
        {
          EmuView view = emu_view_reduced (50, 60, step);
          g_autoptr(EmuImage) a1 = NULL;
          g_autoptr(EmuImage) b1 = NULL;
          g_autoptr(EmuImage) a2 = NULL;
          g_autoptr(EmuImage) b2 = NULL;
          g_autoptr(EmuImage) fresh = emu_image_view (b, &view, NULL, NULL);

          g_assert_true (emu_pair_view (pair, &view, &a1, &b1, NULL, NULL));
          g_assert_true (emu_pair_view (pair, &view, &a2, &b2, NULL, NULL));
          g_assert_true (a1 == a2);
          g_assert_true (b1 == b2);
          g_assert_true (emu_image_equal (b1, fresh));
        }
    }
}

static void
test_boxes_in_views (void)
{
  EmuBox box = { 3, 11, 5, 17 };

  for (double step = 1; step < 9; step += 0.37)
    {
      EmuView view = emu_view_reduced (20, 30, step);
      EmuBox seen = emu_view_box (&view, &box);

      for (int y = 0; y < view.height; y++)
        {
          double middle = view.y0 + step * y;
          gboolean inside = middle >= box.y0 - 0.5 && middle < box.y1 - 0.5;

          g_assert_cmpint (y >= seen.y0 && y < seen.y1, ==, inside);
        }
    }
}

/* A box that touches the border touches it in every view, too. */
static void
test_boxes_reach_the_border (void)
{
  for (int width = 1; width < 80; width++)
    {
      for (double step = 1; step < 30; step += 0.61)
        {
          EmuView view = emu_view_reduced (1, width, step);
          EmuBox box = { 0, 1, 0, width };
          EmuBox seen = emu_view_box (&view, &box);

          g_assert_cmpint (seen.x0, ==, 0);
          g_assert_cmpint (seen.x1, ==, view.width);
          g_assert_cmpint (seen.y1 - seen.y0, ==, 1);
        }
    }
}

static void
test_sizes_are_checked (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_image_new (3, 0, 5, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_null (emu_image_new (1, 1 << 15, 1 << 14, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (emu_image_check_size (G_MAXINT64, G_MAXINT64, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_true (emu_image_check_size (1, 1 << 28, &error));
  g_assert_no_error (error);
}

/* ---- Parallel rows ------------------------------------------------------------------------- */

typedef struct
{
  int  n_rows;
  int *visits;
  int  chunk;
} Visits;

static void
visit (int      first,
       int      last,
       gpointer data)
{
  Visits *visits = data;

  g_assert_cmpint (first % visits->chunk, ==, 0);
  g_assert_cmpint (last, ==, MIN (first + visits->chunk, visits->n_rows));
  for (int y = first; y < last; y++)
    visits->visits[y]++;
}

static void
visit_nested (int      first,
              int      last,
              gpointer data)
{
  visit (first, last, data);
  for (int y = first; y < last; y++)
    {
      int inner[5] = { 0 };
      Visits visits = { 5, inner, 2 };

      emu_parallel_rows (5, 2, visit, &visits);
      for (int i = 0; i < 5; i++)
        g_assert_cmpint (inner[i], ==, 1);
    }
}

static gpointer
many_loops (gpointer data)
{
  for (int i = 0; i < 200; i++)
    {
      int rows[37] = { 0 };
      Visits visits = { 37, rows, 1 + i % 7 };

      emu_parallel_rows (37, visits.chunk, i % 3 == 0 ? visit_nested : visit, &visits);
      for (int y = 0; y < 37; y++)
        g_assert_cmpint (rows[y], ==, 1);
    }

  return NULL;
}

static void
test_every_row_once (void)
{
  static const int threads[] = { 1, 2, 3, 16 };
  int before = emu_parallel_get_threads ();

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      GThread *others[3];

      emu_parallel_set_threads (threads[i]);
      for (int k = 0; k < 3; k++)
        others[k] = g_thread_new ("loops", many_loops, NULL);
      many_loops (NULL);
      for (int k = 0; k < 3; k++)
        g_thread_join (others[k]);
    }

  emu_parallel_rows (0, 1, visit, NULL);
  emu_parallel_set_threads (before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/resample/views-are-area-means", test_views_are_area_means);
  g_test_add_func ("/resample/window", test_a_window_is_a_part_of_the_view);
  g_test_add_func ("/resample/nearest-index", test_nearest_index);
  g_test_add_func ("/resample/bilinear", test_bilinear);
  g_test_add_func ("/resample/average-pool", test_average_pool);
  g_test_add_func ("/resample/parts-agree", test_parts_agree);
  g_test_add_func ("/pair/channels", test_pair_channels);
  g_test_add_func ("/pair/fits", test_pair_fits);
  g_test_add_func ("/pair/remembers-views", test_pair_remembers_views);
  g_test_add_func ("/mask/boxes-in-views", test_boxes_in_views);
  g_test_add_func ("/mask/boxes-reach-the-border", test_boxes_reach_the_border);
  g_test_add_func ("/image/sizes-are-checked", test_sizes_are_checked);
  g_test_add_func ("/parallel/every-row-once", test_every_row_once);

  return g_test_run ();
}
