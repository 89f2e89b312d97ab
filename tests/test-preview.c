/* test-preview.c: what a window is given to show: frames and pixels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-pixels.h"
#include "emu-preview.h"
#include "pictures.h"

/* Pictures: waves of different lengths and a hash as grain, so that every shift shows. */
static EmuImage *
picture (int channels,
         int height,
         int width,
         int kind)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);

  for (int c = 0; c < channels; c++)
    {
      for (int y = 0; y < height; y++)
        {
          guint8 *row = emu_image_row (image, c, y);

          for (int x = 0; x < width; x++)
            {
              guint32 grain = (guint32) x * 374761393u + (guint32) y * 668265263u +
                              (guint32) (c * 97 + kind * 7919);
              double wave = sin ((x + 11 * c) * (kind + 2) * 0.021) * cos (y * (5 - kind) * 0.017);

              grain = (grain ^ (grain >> 13)) * 1274126177u;
              row[x] = (guint8) (127.0 + 90.0 * wave + (grain >> 28));
            }
        }
    }

  return image;
}

static EmuMixJob *
new_job (const EmuMethod *method,
         int              height,
         int              width,
         double           lambda,
         guint64          seed)
{
  g_autoptr(EmuImage) a = picture (3, height, width, 0);
  g_autoptr(EmuImage) b = picture (3, height, width, 1);
  EmuMixJob *job = emu_mix_job_new (a, b, method, NULL);

  job->requested = lambda;
  job->seed = seed;

  return job;
}

static EmuFrame *
render (EmuPreview    *preview,
        EmuMixJob     *job,
        const EmuView *view,
        EmuFrameParts  parts,
        gboolean       exact)
{
  g_autoptr(GError) error = NULL;
  EmuFrame *frame = emu_preview_render (preview, job, view, parts, exact, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (frame);

  return frame;
}

/* The mix as the command line makes it, without any preview. */
static EmuImage *
full_mix (EmuMixJob *job,
          EmuMask  **mask_out)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPair) pair = emu_pair_new (job->a, job->b, job->fit, job->filter, job->fill, &error);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;
  EmuImage *out;

  g_assert_no_error (error);
  request.method = job->method;
  request.params = job->params;
  request.requested = job->requested;
  request.alpha = job->alpha;
  request.seed = job->seed;
  request.sample = job->sample;

  mix = emu_mix_new_for_pair (&request, pair, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  mask = emu_mix_mask (mix, &whole, &error);
  g_assert_no_error (error);
  out = emu_mix_blend (mix, pair, mask, NULL, &error);
  g_assert_no_error (error);

  if (mask_out != NULL)
    *mask_out = g_steal_pointer (&mask);

  return out;
}

static double
mean_difference (const EmuImage *a,
                 const EmuImage *b)
{
  gsize n = (gsize) a->channels * emu_image_n_pixels (a);
  const guint8 *bytes_a = emu_image_plane (a, 0);
  const guint8 *bytes_b = emu_image_plane (b, 0);
  double total = 0.0;

  g_assert_cmpint (a->channels, ==, b->channels);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpint (a->width, ==, b->width);
  for (gsize i = 0; i < n; i++)
    total += abs (bytes_a[i] - bytes_b[i]);

  return total / (double) n;
}

/* Frames. */

static void
test_step_1_is_the_mix (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuMixJob) job = new_job (method, 33, 47, 0.37, 5);
  EmuView whole = emu_view_whole (33, 47);
  EmuView part = { 7, 5, 1, 29, 21 };
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuImage) full = full_mix (job, NULL);
  g_autoptr(EmuFrame) plain = render (preview, job, &whole, EMU_FRAME_RESULT, FALSE);
  g_autoptr(EmuFrame) exact = render (preview, job, &whole, EMU_FRAME_RESULT, TRUE);
  g_autoptr(EmuFrame) window = render (preview, job, &part, EMU_FRAME_RESULT, FALSE);

  g_assert_true (emu_image_equal (plain->result, full));
  g_assert_true (emu_image_equal (exact->result, full));
  g_assert_true (plain->exact);
  g_assert_true (exact->exact);

  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < part.height; y++)
        g_assert_cmpmem (emu_image_row (window->result, c, y), part.width,
                         emu_image_row (full, c, y + 5) + 7, part.width);
    }
}

static void
test_exact_is_the_reduced_mix (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuMixJob) job = new_job (method, 133, 187, 0.61, 9);
  EmuView view = emu_view_reduced (133, 187, 3.7);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuImage) full = full_mix (job, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) reduced = emu_image_view (full, &view, NULL, &error);
  g_autoptr(EmuFrame) plain = render (preview, job, &view, EMU_FRAME_RESULT, FALSE);
  g_autoptr(EmuFrame) exact = render (preview, job, &view, EMU_FRAME_RESULT, TRUE);
  g_autoptr(EmuFrame) again = render (preview, job, &view, EMU_FRAME_RESULT, FALSE);
  g_autoptr(EmuMixJob) other = new_job (method, 133, 187, 0.61, 10);
  g_autoptr(EmuFrame) next = render (preview, other, &view, EMU_FRAME_RESULT, FALSE);

  g_assert_no_error (error);
  g_assert_true (emu_image_equal (exact->result, reduced));
  g_assert_true (exact->exact);
  g_assert_false (plain->exact);

  /* What has been mixed at full size serves every later frame of the same job, and none of another. */
  g_assert_true (emu_image_equal (again->result, reduced));
  g_assert_true (again->exact);
  g_assert_false (next->exact);

  /* What is written on screen comes from the full geometry either way. */
  g_assert_true (exact->mix == plain->mix);
}

/* For pictures of one value a and b, a sample of the exact frame is b + (a − b) m with m the mean
 * of the mask over the sample's square, and one of the plain frame the same with the mask near the
 * middle of that square. Both lie between the mask's extremes in the square and the pixels next to
 * it, so they differ by at most |a − b| times their distance, and three roundings. */
static void
test_plain_differs_at_edges_only (gconstpointer data)
{
  const EmuMethod *method = data;
  const int height = 233;
  const int width = 347;
  const double step = 4.3;  /* the last sample's middle lies on the picture in both directions */
  g_autoptr(EmuImage) a = constant (1, height, width, 220);
  g_autoptr(EmuImage) b = constant (1, height, width, 40);
  EmuView view = { (step - 1) / 2, (step - 1) / 2, step, 81, 54 };
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, NULL);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuFrame) plain = NULL;
  g_autoptr(EmuFrame) exact = NULL;
  g_autoptr(EmuImage) full = NULL;

  job->requested = 0.43;
  job->seed = 11;
  full = full_mix (job, NULL);
  plain = render (preview, job, &view, EMU_FRAME_RESULT, FALSE);
  exact = render (preview, job, &view, EMU_FRAME_RESULT, TRUE);

  for (int y = 0; y < view.height; y++)
    {
      int top = MAX (0, (int) floor (y * step) - 1);
      int bottom = MIN (height - 1, (int) ceil ((y + 1) * step));

      for (int x = 0; x < view.width; x++)
        {
          int left = MAX (0, (int) floor (x * step) - 1);
          int right = MIN (width - 1, (int) ceil ((x + 1) * step));
          int lowest = 255;
          int highest = 0;

          for (int i = top; i <= bottom; i++)
            {
              for (int j = left; j <= right; j++)
                {
                  int value = emu_image_row (full, 0, i)[j];

                  lowest = MIN (lowest, value);
                  highest = MAX (highest, value);
                }
            }

          g_assert_cmpint (abs (emu_image_row (plain->result, 0, y)[x] -
                                emu_image_row (exact->result, 0, y)[x]),
                           <=, highest - lowest + 3);
        }
    }
}

/* Photographs differ far less than 0 from 255, and only edges count: four levels in the mean are
 * what the eye must not see jump when the exact picture comes. */
static void
test_plain_is_near_exact (gconstpointer data)
{
  const EmuMethod *method = data;
  EmuView view = emu_view_reduced (601, 907, 907.0 / 240.0);
  g_autoptr(EmuPreview) preview = emu_preview_new ();

  for (guint64 seed = 0; seed < 4; seed++)
    {
      g_autoptr(EmuMixJob) job = new_job (method, 601, 907, 0.2 + 0.2 * (double) seed, seed);
      g_autoptr(EmuFrame) plain = render (preview, job, &view, EMU_FRAME_RESULT, FALSE);
      g_autoptr(EmuFrame) exact = render (preview, job, &view, EMU_FRAME_RESULT, TRUE);
      double difference = mean_difference (plain->result, exact->result);

      g_test_message ("%s, seed %d: %.3f", method->id, (int) seed, difference);
      g_assert_cmpfloat (difference, <=, 4.0);
    }
}

/* Whatever a preview remembers of the last frame, the next is the one a fresh preview makes. */
static void
test_memory_changes_nothing (gconstpointer data)
{
  const EmuMethod *method = data;
  EmuView view = emu_view_reduced (133, 187, 2.9);
  EmuFrameParts parts = EMU_FRAME_RESULT | EMU_FRAME_MASK | EMU_FRAME_A | EMU_FRAME_B;
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuImage) a = picture (3, 133, 187, 0);
  g_autoptr(EmuImage) b = picture (3, 90, 160, 1);
  static const double lambdas[] = { 0.5, 0.9, 0.9, 0.1, 0.0, 1.0, NAN };

  for (guint i = 0; i < G_N_ELEMENTS (lambdas); i++)
    {
      g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, NULL);
      g_autoptr(EmuPreview) fresh = emu_preview_new ();
      g_autoptr(EmuFrame) frame = NULL;
      g_autoptr(EmuFrame) expected = NULL;

      job->requested = lambdas[i];
      job->seed = i / 3;
      job->fit = i % 3;
      frame = render (preview, job, &view, parts, i % 2 == 0);
      expected = render (fresh, job, &view, parts, i % 2 == 0);

      g_assert_true (emu_image_equal (frame->result, expected->result));
      g_assert_true (emu_image_equal (frame->a, expected->a));
      g_assert_true (emu_image_equal (frame->b, expected->b));
      g_assert_cmpfloat (frame->mix->mask_mean, ==, expected->mix->mask_mean);
      g_assert_cmpfloat (frame->mix->label.weight_a, ==, expected->mix->label.weight_a);
      for (int y = 0; y < view.height; y++)
        {
          for (int x = 0; x < view.width; x++)
            g_assert_cmpfloat (emu_mask_at (frame->mask, y, x), ==,
                               emu_mask_at (expected->mask, y, x));
        }
    }
}

static void
test_parts (void)
{
  g_autoptr(EmuMixJob) job = new_job (emu_methods_get (0), 33, 47, 0.5, 0);
  EmuView view = emu_view_reduced (33, 47, 2.5);
  g_autoptr(EmuPreview) preview = emu_preview_new ();

  for (int parts = 0; parts < 16; parts++)
    {
      g_autoptr(EmuFrame) frame = render (preview, job, &view, parts, parts % 3 == 0);

      g_assert_true ((frame->result != NULL) == ((parts & EMU_FRAME_RESULT) != 0));
      g_assert_true ((frame->mask != NULL) == ((parts & EMU_FRAME_MASK) != 0));
      g_assert_true ((frame->a != NULL) == ((parts & EMU_FRAME_A) != 0));
      g_assert_true ((frame->b != NULL) == ((parts & EMU_FRAME_B) != 0));
      g_assert_true (emu_view_equal (&frame->view, &view));
      g_assert_true (frame->job == job);

      /* A, B and the mask do not depend on what is mixed first. */
      if ((parts & EMU_FRAME_RESULT) == 0)
        g_assert_true (frame->exact);
    }
}

static const EmuMethod *
method_with (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *method = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return method;
}

/* Guides are those of the pair, as bytes; one that the method does not ask for is not there. */
static void
test_guides (void)
{
  g_autoptr(EmuMixJob) plain = new_job (method_with ("cutmix"), 33, 47, 0.5, 0);
  g_autoptr(EmuMixJob) one = new_job (method_with ("saliencymix"), 33, 47, 0.5, 0);
  g_autoptr(EmuMixJob) two = new_job (method_with ("guidedmix"), 33, 47, 0.5, 0);
  EmuMixJob *jobs[] = { plain, one, two, one, two };
  EmuView whole = emu_view_whole (33, 47);
  EmuView coarse = emu_view_reduced (33, 47, 2.5);
  g_autoptr(EmuPreview) preview = emu_preview_new ();

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr(EmuFrame) without = render (preview, jobs[i], &whole, EMU_FRAME_A, TRUE);
      g_autoptr(EmuFrame) frame = render (preview, jobs[i], &whole, EMU_FRAME_A | EMU_FRAME_GUIDES, TRUE);
      g_autoptr(EmuFrame) reduced = render (preview, jobs[i], &coarse, EMU_FRAME_GUIDES, TRUE);

      for (guint which = 0; which < 2; which++)
        {
          EmuGuideKind kind = emu_method_needs_guide (jobs[i]->method, jobs[i]->params, which);
          EmuImage *grey = frame->guides[which];
          g_autoptr(EmuImage) expected = NULL;
          g_autoptr(EmuGuide) guide = NULL;
          g_autoptr(GError) error = NULL;

          g_assert_null (without->guides[which]);
          g_assert_true ((grey != NULL) == (kind != EMU_GUIDE_NONE));
          if (grey == NULL)
            continue;

          guide = emu_pair_get_guide (frame->pair, which, kind, NULL, NULL, &error);
          g_assert_no_error (error);
          for (int y = 0; y < 33; y++)
            {
              for (int x = 0; x < 47; x++)
                g_assert_cmpint (emu_image_row (grey, 0, y)[x], ==,
                                 (int) floor (255.0 * emu_guide_row (guide, y)[x] + 0.5));
            }

          expected = emu_image_view (grey, &coarse, NULL, &error);
          g_assert_no_error (error);
          g_assert_true (emu_image_equal (reduced->guides[which], expected));
        }
    }

  g_assert_cmpint (emu_method_needs_guide (one->method, one->params, 1), !=, EMU_GUIDE_NONE);
  g_assert_cmpint (emu_method_needs_guide (two->method, two->params, 0), !=, EMU_GUIDE_NONE);
}

/* The sound and the published way of one job: the same but for the choices of the register. */
static void
test_as_published (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuMixJob) job = new_job (method, 64, 64, 0.37, 5);
  g_autoptr(EmuMixJob) sound = emu_mix_job_as_published (job, FALSE);
  g_autoptr(EmuMixJob) published = emu_mix_job_as_published (job, TRUE);
  g_autoptr(EmuMixJob) back = emu_mix_job_as_published (published, FALSE);
  EmuView view = emu_view_reduced (64, 64, 1.7);
  g_autoptr(EmuPreview) first = emu_preview_new ();
  g_autoptr(EmuPreview) second = emu_preview_new ();
  g_autoptr(EmuPreview) alone = emu_preview_new ();
  g_autoptr(EmuFrame) frame = NULL;
  g_autoptr(EmuFrame) shared = NULL;
  g_autoptr(EmuFrame) expected = NULL;

  /* Defaults are sound. */
  g_assert_true (sound == job);
  g_assert_true ((published != job) == emu_params_can_publish (&method->params));
  g_assert_true (emu_params_equal (&method->params, back->params, job->params));
  g_assert_true (emu_mix_job_same_pair (published, job));
  g_assert_cmpfloat (published->requested, ==, job->requested);
  g_assert_cmpuint (published->seed, ==, job->seed);
  if (published != job)
    g_assert_cmpuint (emu_params_n_published (&method->params, published->params), >, 0);

  /* A shared pair gives what one of its own gives. */
  frame = render (first, job, &view, EMU_FRAME_RESULT, TRUE);
  emu_preview_share_pair (second, frame);
  shared = render (second, published, &view, EMU_FRAME_RESULT, TRUE);
  expected = render (alone, published, &view, EMU_FRAME_RESULT, TRUE);
  g_assert_true (shared->pair == frame->pair);
  g_assert_true (emu_image_equal (shared->result, expected->result));
  g_assert_cmpfloat (shared->mix->label.weight_a, ==, expected->mix->label.weight_a);
}

static void
test_cancelled (void)
{
  g_autoptr(EmuMixJob) job = new_job (emu_methods_get (0), 33, 47, 0.5, 0);
  EmuView view = emu_view_reduced (33, 47, 2.5);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFrame) frame = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (emu_preview_render (preview, job, &view, EMU_FRAME_RESULT, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  frame = render (preview, job, &view, EMU_FRAME_RESULT, TRUE);
  g_assert_nonnull (frame->result);
}

static void
test_bad_lambda (void)
{
  g_autoptr(EmuMixJob) job = new_job (emu_methods_get (0), 33, 47, 2.0, 0);
  EmuView view = emu_view_whole (33, 47);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_preview_render (preview, job, &view, EMU_FRAME_RESULT, FALSE, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

/* Pixels. */

static void
test_pixels_plain (void)
{
  const int channels[] = { 1, 3 };
  EmuPick rows = emu_pick_all (33);
  EmuPick columns = emu_pick_all (47);
  gsize stride = 4 * 47 + 12;
  g_autofree guint8 *rgba = g_malloc (33 * stride);

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autoptr(EmuImage) image = picture (channels[i], 33, 47, 1);

      memset (rgba, 0x5a, 33 * stride);
      emu_pixels_from_image (image, &rows, &columns, NULL, rgba, stride);
      for (int y = 0; y < 33; y++)
        {
          const guint8 *out = rgba + y * stride;

          for (int x = 0; x < 47; x++)
            {
              for (int c = 0; c < 3; c++)
                g_assert_cmpint (out[4 * x + c], ==,
                                 emu_image_row (image, channels[i] == 1 ? 0 : c, y)[x]);
              g_assert_cmpint (out[4 * x + 3], ==, 255);
            }

          /* Nothing is written beside a row. */
          for (gsize x = 4 * 47; x < stride; x++)
            g_assert_cmpint (out[x], ==, 0x5a);
        }
    }
}

static void
test_pixels_alpha (void)
{
  g_autoptr(EmuImage) image = picture (4, 33, 47, 1);
  EmuPick rows = { 70, 33, 13, 33.0 / 91.0, 2 };
  EmuPick columns = { 101, 47, 5, 47.0 / 131.0, 0 };
  EmuChequer chequer = { { 255, 217 }, 8, 5, 13 };
  gsize stride = 4 * 101;
  g_autofree guint8 *over = g_malloc (70 * stride);
  g_autofree guint8 *premultiplied = g_malloc (70 * stride);

  /* Every weight with every kind of grey. */
  for (int i = 0; i < 33 * 47; i++)
    emu_image_plane (image, 3)[i] = (guint8) i;

  emu_pixels_from_image (image, &rows, &columns, &chequer, over, stride);
  emu_pixels_from_image (image, &rows, &columns, NULL, premultiplied, stride);

  for (int y = 0; y < 70; y++)
    {
      int row = CLAMP ((int) floor ((13 + y + 0.5) * rows.ratio) - 2, 0, 32);

      for (int x = 0; x < 101; x++)
        {
          int column = CLAMP ((int) floor ((5 + x + 0.5) * columns.ratio), 0, 46);
          double a = emu_image_row (image, 3, row)[column];
          double s = chequer.shade[((5 + x) / 8 + (13 + y) / 8) % 2];
          gsize at = y * stride + 4 * x;

          for (int c = 0; c < 3; c++)
            {
              double value = emu_image_row (image, c, row)[column];

              g_assert_cmpint (over[at + c], ==, (int) floor ((a * value + (255 - a) * s) / 255 + 0.5));
              g_assert_cmpint (premultiplied[at + c], ==, (int) floor (a * value / 255 + 0.5));
            }
          g_assert_cmpint (over[at + 3], ==, 255);
          g_assert_cmpint (premultiplied[at + 3], ==, (int) a);
        }
    }
}

static void
test_pixels_mask (void)
{
  static const guint8 a[3] = { 0x1a, 0x63, 0xc4 };
  static const guint8 middle[3] = { 0x80, 0x80, 0x80 };
  static const guint8 b[3] = { 0xc2, 0x4d, 0x00 };
  EmuView view = { 0, 0, 1, 5, 2 };
  g_autoptr(EmuMask) mask = emu_mask_new (&view);
  g_autoptr(GError) error = NULL;
  EmuPick rows = { 6, 2, 0, 2.0 / 6.0, 0 };
  EmuPick columns = { 10, 5, 0, 5.0 / 10.0, 0 };
  guint8 rgba[6][10][4];
  EmuRamp ramp;

  g_assert_true (emu_mask_need_plane (mask, &error));
  for (int y = 0; y < 2; y++)
    {
      for (int x = 0; x < 5; x++)
        emu_mask_row (mask, y)[x] = (float) (y == 0 ? x : 4 - x) / 4.0f;
    }

  emu_ramp_init (&ramp, b, middle, a);
  emu_pixels_from_mask (mask, &rows, &columns, &ramp, &rgba[0][0][0], sizeof rgba[0]);

  g_assert_cmpmem (rgba[0][0], 3, b, 3);
  g_assert_cmpmem (rgba[2][9], 3, a, 3);
  g_assert_cmpmem (rgba[3][0], 3, a, 3);
  g_assert_cmpmem (rgba[5][9], 3, b, 3);
  for (int c = 0; c < 3; c++)
    {
      /* Half is within a step of the ramp of grey, a quarter within one of the middle between. */
      g_assert_cmpint (abs (rgba[1][5][c] - 0x80), <=, 1);
      g_assert_cmpint (abs (rgba[1][2][c] - (b[c] + 0x80) / 2), <=, 1);
      g_assert_cmpint (rgba[4][4][3], ==, 255);
    }
}

static int
twin_of_pick (const EmuPick *pick,
              int            i)
{
  return CLAMP ((int) floor ((pick->first + i + 0.5) * pick->ratio) - pick->origin, 0, pick->n_in - 1);
}

static double
laid (int colour,
      int below,
      int opacity)
{
  return floor ((opacity * colour + (255 - opacity) * below) / 255.0 + 0.5);
}

/* The step of a mask at a device pixel, from its weight in double. */
static int
twin_step (EmuMask       *mask,
           const EmuPick *rows,
           const EmuPick *columns,
           int            y,
           int            x)
{
  return (int) floor ((double) emu_mask_at (mask, twin_of_pick (rows, y), twin_of_pick (columns, x)) *
                        255.0 + 0.5);
}

static void
check_lay_mask (EmuMask       *mask,
                const EmuPick *rows,
                const EmuPick *columns,
                int            edge,
                double         half,
                int           *n_edge)
{
  static const guint8 a[3] = { 0x1a, 0x63, 0xc4 };
  static const guint8 middle[3] = { 0x80, 0x80, 0x80 };
  static const guint8 b[3] = { 0xc2, 0x4d, 0x00 };
  gsize stride = 4 * (gsize) columns->n + 8;
  g_autofree guint8 *before = g_malloc (stride * (gsize) rows->n);
  g_autofree guint8 *rgba = NULL;
  EmuRamp ramp;

  emu_ramp_init (&ramp, b, middle, a);
  for (gsize i = 0; i < stride * (gsize) rows->n; i++)
    before[i] = (guint8) (i * 37 >> 2);
  for (int y = 0; y < rows->n; y++)
    {
      for (int x = 0; x < columns->n; x++)
        before[(gsize) y * stride + 4 * (gsize) x + 3] = 255;
    }
  rgba = g_memdup2 (before, stride * (gsize) rows->n);
  emu_pixels_lay_mask (mask, rows, columns, &ramp, 89, edge, rgba, stride);

  *n_edge = 0;
  for (int y = 0; y < rows->n; y++)
    {
      for (int x = 0; x < columns->n; x++)
        {
          gsize at = (gsize) y * stride + 4 * (gsize) x;
          int step = twin_step (mask, rows, columns, y, x);
          gboolean bare = FALSE;

          for (int k = -edge; k <= edge; k++)
            {
              if (x + k >= 0 && x + k < columns->n)
                bare |= (twin_step (mask, rows, columns, y, x + k) > half) != (step > half);
              if (y + k >= 0 && y + k < rows->n)
                bare |= (twin_step (mask, rows, columns, y + k, x) > half) != (step > half);
            }

          *n_edge += bare;
          for (int c = 0; c < 3; c++)
            g_assert_cmpint (rgba[at + c], ==,
                             bare ? ramp.colour[step][c] : laid (ramp.colour[step][c], before[at + c], 89));
          g_assert_cmpint (rgba[at + 3], ==, 255);
        }

      g_assert_cmpmem (rgba + (gsize) y * stride + 4 * (gsize) columns->n, 8,
                       before + (gsize) y * stride + 4 * (gsize) columns->n, 8);
    }
}

static void
test_lay_mask (void)
{
  EmuView view = { 0, 0, 1, 47, 33 };
  EmuBox box = { 5, 20, 11, 60 };
  EmuPick all_rows = emu_pick_all (33);
  EmuPick all_columns = emu_pick_all (47);
  EmuPick rows = { 70, 33, 13, 33.0 / 91.0, 2 };
  EmuPick columns = { 101, 47, 5, 47.0 / 131.0, 0 };
  g_autoptr(EmuMask) uniform = emu_mask_new (&view);
  g_autoptr(EmuMask) rectangle = emu_mask_new (&view);
  g_autoptr(EmuMask) faint = emu_mask_new (&view);
  g_autoptr(EmuMask) plane = emu_mask_new (&view);
  g_autoptr(GError) error = NULL;
  int n_edge;

  emu_mask_set_uniform (uniform, 0.6);
  check_lay_mask (uniform, &all_rows, &all_columns, 1, 127.5, &n_edge);
  g_assert_cmpint (n_edge, ==, 0);

  /* Two open sides of 36 and 15 pixels, on both sides of the edge; the corner joins inside only. */
  emu_mask_set_rectangle (rectangle, &box, 0.0f, 1.0f);
  check_lay_mask (rectangle, &all_rows, &all_columns, 1, 127.5, &n_edge);
  g_assert_cmpint (n_edge, ==, 2 * (36 + 36 + 15) - 2);
  check_lay_mask (rectangle, &rows, &columns, 2, 127.5, &n_edge);
  g_assert_cmpint (n_edge, >, 0);
  check_lay_mask (rectangle, &rows, &columns, 0, 127.5, &n_edge);
  g_assert_cmpint (n_edge, ==, 0);

  /* Both weights below one half: there is an edge all the same. */
  emu_mask_set_rectangle (faint, &box, 0.4f, 0.2f);
  check_lay_mask (faint, &all_rows, &all_columns, 1, 76.5, &n_edge);
  g_assert_cmpint (n_edge, ==, 2 * (36 + 36 + 15) - 2);

  g_assert_true (emu_mask_need_plane (plane, &error));
  for (int y = 0; y < 33; y++)
    {
      for (int x = 0; x < 47; x++)
        emu_mask_row (plane, y)[x] = (float) (0.5 + 0.5 * sin (0.3 * x) * cos (0.21 * y));
    }
  check_lay_mask (plane, &all_rows, &all_columns, 1, 127.5, &n_edge);
  g_assert_cmpint (n_edge, >, 0);
  check_lay_mask (plane, &rows, &columns, 3, 127.5, &n_edge);
  g_assert_cmpint (n_edge, >, 0);
}

static void
test_lay_grey (void)
{
  g_autoptr(EmuImage) grey = picture (1, 33, 47, 0);
  EmuPick rows = { 70, 33, 13, 33.0 / 91.0, 2 };
  EmuPick columns = { 101, 47, 5, 47.0 / 131.0, 0 };
  gsize stride = 4 * 101;
  g_autofree guint8 *rgba = g_malloc (70 * stride);
  EmuRamp cream;

  emu_ramp_init_cream (&cream);
  memset (rgba, 140, 70 * stride);
  emu_pixels_lay_grey (grey, &rows, &columns, &cream, 166, rgba, stride);
  for (int y = 0; y < 70; y++)
    {
      for (int x = 0; x < 101; x++)
        {
          int value = emu_image_row (grey, 0, twin_of_pick (&rows, y))[twin_of_pick (&columns, x)];

          for (int c = 0; c < 3; c++)
            g_assert_cmpint (rgba[y * stride + 4 * x + c], ==, laid (cream.colour[value][c], 140, 166));
        }
    }
}

/* CIE L* of every step lies above the one before, and steps are alike within a factor. */
static void
test_scale_grows_lighter (void)
{
  EmuRamp map;
  double before = -1;

  emu_ramp_init_cream (&map);
  for (int i = 0; i < 256; i++)
    {
      double linear[3], luminance, lightness;

      for (int c = 0; c < 3; c++)
        {
          double v = map.colour[i][c] / 255.0;

          linear[c] = v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
        }
      luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
      lightness = luminance > 216.0 / 24389 ? 116 * cbrt (luminance) - 16 : luminance * 24389 / 27;
      g_assert_cmpfloat (lightness, >, before);
      if (i > 0)
        g_assert_cmpfloat (lightness - before, <, 1.2);
      before = lightness;
    }
  g_assert_cmpfloat (before, >, 93);
}

/* Lines stand where a sample of the picture begins, and nowhere else. */
static void
test_grid (void)
{
  /* Nine device pixels and a half a sample, beginning in the middle of one. */
  EmuPick rows = { 60, 7, 4, 1.0 / 9.5, 0 };
  EmuPick columns = { 90, 10, 23, 1.0 / 9.5, 2 };
  static const guint8 shades[][2] = { { 0, 51 }, { 79, 114 }, { 80, 64 }, { 128, 103 }, { 255, 204 } };

  for (guint i = 0; i < G_N_ELEMENTS (shades); i++)
    {
      guint8 rgba[60][90][4];
      int n_lines = 0;

      memset (rgba, shades[i][0], sizeof rgba);
      emu_pixels_draw_grid (&rows, &columns, &rgba[0][0][0], sizeof rgba[0]);
      for (int y = 0; y < 60; y++)
        {
          for (int x = 0; x < 90; x++)
            {
              gboolean line = (y > 0 && twin_of_pick (&rows, y) != twin_of_pick (&rows, y - 1)) ||
                              (x > 0 && twin_of_pick (&columns, x) != twin_of_pick (&columns, x - 1));

              for (int c = 0; c < 3; c++)
                g_assert_cmpint (rgba[y][x][c], ==, shades[i][line]);
              g_assert_cmpint (rgba[y][x][3], ==, shades[i][0]);
              n_lines += line && y == 0;
            }
        }
      g_assert_cmpint (n_lines, ==, 9);
    }
}

/* A part of a picture that is scaled again is the same part of the whole scaled again. */
static void
test_pixels_pick (void)
{
  guint8 in[7][9][4];
  guint8 whole[20][30][4];
  guint8 part[11][13][4];
  EmuPick rows = { 20, 7, 0, 7.0 / 20.0, 0 };
  EmuPick columns = { 30, 9, 0, 9.0 / 30.0, 0 };
  EmuPick part_rows = { 11, 7, 4, 7.0 / 20.0, 0 };
  EmuPick part_columns = { 13, 9, 8, 9.0 / 30.0, 0 };
  EmuPick same = emu_pick_all (9);

  for (gsize i = 0; i < sizeof in; i++)
    (&in[0][0][0])[i] = (guint8) i;

  emu_pixels_pick (&in[0][0][0], sizeof in[0], &rows, &columns, &whole[0][0][0], sizeof whole[0]);
  emu_pixels_pick (&in[0][0][0], sizeof in[0], &part_rows, &part_columns, &part[0][0][0],
                   sizeof part[0]);
  for (int y = 0; y < 11; y++)
    g_assert_cmpmem (part[y], sizeof part[y], whole[y + 4][8], sizeof part[y]);

  g_assert_true (emu_pick_is_all (&same));
  g_assert_false (emu_pick_is_all (&columns));
  g_assert_cmpmem (whole[0][0], 4, in[0][0], 4);
  g_assert_cmpmem (whole[19][29], 4, in[6][8], 4);
}

static void
add_for_methods (const char    *name,
                 GTestDataFunc  func)
{
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      g_autofree char *path = g_strdup_printf ("/preview/%s/%s", method->id, name);

      if (!method->needs_network)
        g_test_add_data_func (path, method, func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_for_methods ("step-1-is-the-mix", test_step_1_is_the_mix);
  add_for_methods ("exact-is-the-reduced-mix", test_exact_is_the_reduced_mix);
  add_for_methods ("plain-differs-at-edges-only", test_plain_differs_at_edges_only);
  add_for_methods ("plain-is-near-exact", test_plain_is_near_exact);
  add_for_methods ("memory-changes-nothing", test_memory_changes_nothing);
  add_for_methods ("as-published", test_as_published);
  g_test_add_func ("/preview/parts", test_parts);
  g_test_add_func ("/preview/guides", test_guides);
  g_test_add_func ("/preview/cancelled", test_cancelled);
  g_test_add_func ("/preview/bad-lambda", test_bad_lambda);

  g_test_add_func ("/pixels/plain", test_pixels_plain);
  g_test_add_func ("/pixels/alpha", test_pixels_alpha);
  g_test_add_func ("/pixels/mask", test_pixels_mask);
  g_test_add_func ("/pixels/pick", test_pixels_pick);
  g_test_add_func ("/pixels/lay-mask", test_lay_mask);
  g_test_add_func ("/pixels/lay-grey", test_lay_grey);
  g_test_add_func ("/pixels/cream-grows-lighter", test_scale_grows_lighter);
  g_test_add_func ("/pixels/grid", test_grid);

  return g_test_run ();
}
