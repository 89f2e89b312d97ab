/* test-study.c: statistics over many draws, against every mix made and every pixel counted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-parallel.h"
#include "emu-study.h"

#define HEIGHT 33
#define WIDTH 47
#define N_DRAWS 24

/* Bytes without a pattern, so that guides have something to find. */
static EmuImage *
noise (int     channels,
       int     height,
       int     width,
       guint64 seed)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);
  gsize n = channels * emu_image_n_pixels (image);
  g_autofree double *u = g_new (double, n);

  g_assert_no_error (error);
  emu_rng_fill_uniform (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n, u);
  for (gsize i = 0; i < n; i++)
    emu_image_plane (image, 0)[i] = (guint8) (u[i] * 256);

  return image;
}

static EmuMixJob *
job_of (const EmuMethod *method,
        const void      *params,
        int              height,
        int              width,
        double           requested)
{
  g_autoptr(EmuImage) a = noise (3, height, width, 5);
  g_autoptr(EmuImage) b = noise (3, height, width, 6);
  EmuMixJob *job = emu_mix_job_new (a, b, method, params);

  job->requested = method->ignores_lambda ? NAN : requested;
  job->seed = 42;

  return job;
}

static EmuStudy *
study_of (EmuMixJob *job,
          guint      n)
{
  g_autoptr(GError) error = NULL;
  EmuStudy *study = emu_study_new (job, NULL, n, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (study->n, ==, n);
  g_assert_cmpuint (study->n_asked, ==, n);

  return study;
}

/* The defaults, then each parameter at each of its ends or choices. */
static GPtrArray *
settings_of (const EmuMethod *method)
{
  const EmuParamTable *table = &method->params;
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (all, emu_params_new (table));
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];
      int n_values = param->type == EMU_PARAM_CHOICE ? (int) emu_param_n_choices (param) : 2;

      for (int v = 0; v < n_values; v++)
        {
          void *params = emu_params_new (table);
          double value = param->type == EMU_PARAM_CHOICE || param->type == EMU_PARAM_BOOL
                         ? v : v == 0 ? param->min : param->max;

          if (param->type == EMU_PARAM_RANGE)
            g_assert_true (emu_param_set_range (param, params, (EmuRange) { value, value }, NULL));
          else if (param->type != EMU_PARAM_TEXT)
            g_assert_true (emu_param_set (param, params, value, NULL));
          g_ptr_array_add (all, params);
        }
    }

  return all;
}

/* Every mix made in full, every weight of its mask added up. A weight is a float: what a sum of them
 * departs by is below 2^-24 a weight, and so is their mean. */
#define MEAN_BOUND 0x1p-23

static void
compare (EmuMixJob *job)
{
  g_autoptr(EmuStudy) study = study_of (job, N_DRAWS);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPair) pair = emu_pair_new (job->a, job->b, job->fit, job->filter, job->fill, &error);
  EmuView whole = emu_view_whole (HEIGHT, WIDTH);
  guint weight_bins[EMU_STUDY_BINS] = { 0 };
  guint mask_bins[EMU_STUDY_BINS] = { 0 };
  guint n_visible = 0;
  guint n_unsure = 0;
  guint n_apart = 0;
  guint n_only_a = 0;
  guint n_only_b = 0;
  guint n_failed = 0;

  g_assert_no_error (error);

  for (guint i = 0; i < N_DRAWS; i++)
    {
      g_autoptr(EmuMix) mix = NULL;
      g_autoptr(EmuMask) mask = NULL;
      g_autoptr(EmuImage) out = NULL;
      EmuMixRequest request;
      double sum = 0;
      guint n_a = 0;
      guint n_b = 0;
      double mean;

      emu_mix_job_get_request (job, &request);
      request.sample = i;
      mix = emu_mix_new_for_pair (&request, pair, NULL, NULL, NULL, &error);
      if (mix == NULL)
        {
          g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
          g_clear_error (&error);
          g_assert_true (isnan (study->weight_a[i]) && isnan (study->mask_mean[i]));
          n_failed++;
          continue;
        }

      mask = emu_mix_mask (mix, &whole, &error);
      g_assert_no_error (error);
      out = emu_mix_blend (mix, pair, mask, NULL, &error);
      g_assert_no_error (error);
      for (int y = 0; y < HEIGHT; y++)
        {
          for (int x = 0; x < WIDTH; x++)
            {
              float weight = emu_mask_at (mask, y, x);

              sum += weight;
              n_a += weight == 1;
              n_b += weight == 0;
            }
        }
      mean = sum / (HEIGHT * WIDTH);

      if (study->exact)
        g_assert_cmpfloat_with_epsilon (study->mask_mean[i], mean, MEAN_BOUND);
      else
        g_assert_cmpfloat_with_epsilon (study->mask_mean[i], mean, 0.1);
      if (study->exact || mix->label.rule == EMU_LABEL_LAMBDA || mix->label.rule == EMU_LABEL_A)
        g_assert_cmpfloat_with_epsilon (study->weight_a[i], mix->label.weight_a, MEAN_BOUND);
      if (mean == 1 && study->exact)
        g_assert_cmpmem (emu_image_plane (out, 0), 3 * HEIGHT * WIDTH,
                         emu_image_plane (job->a, 0), 3 * HEIGHT * WIDTH);

      weight_bins[emu_study_bin (study->weight_a[i])]++;
      mask_bins[emu_study_bin (study->mask_mean[i])]++;
      n_unsure += fabs (mean - EMU_STUDY_VISIBLE) < MEAN_BOUND ||
                  fabs (1 - mean - EMU_STUDY_VISIBLE) < MEAN_BOUND;
      n_visible += mean >= EMU_STUDY_VISIBLE && 1 - mean >= EMU_STUDY_VISIBLE;
      n_apart += fabs (study->weight_a[i] - study->mask_mean[i]) >= 5e-4;
      n_only_a += n_a == HEIGHT * WIDTH;
      n_only_b += n_b == HEIGHT * WIDTH;
    }

  g_assert_cmpuint (study->n_failed, ==, n_failed);
  g_assert_cmpmem (study->weight_bins, sizeof weight_bins, weight_bins, sizeof weight_bins);
  g_assert_cmpmem (study->mask_bins, sizeof mask_bins, mask_bins, sizeof mask_bins);
  g_assert_cmpuint (study->n_apart, ==, n_apart);
  if (!study->exact)
    return;

  g_assert_cmpint (ABS ((int) study->n_visible - (int) n_visible), <=, (int) n_unsure);
  g_assert_cmpuint (study->n_only_a, ==, n_only_a);
  g_assert_cmpuint (study->n_only_b, ==, n_only_b);
}

static void
test_counts (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(GPtrArray) settings = settings_of (method);
  double asked[] = { NAN, 0.37, 1 };

  for (guint i = 0; i < settings->len; i++)
    {
      for (guint j = 0; j < (i == 0 ? G_N_ELEMENTS (asked) : 1); j++)
        {
          g_autoptr(EmuMixJob) job = job_of (method, g_ptr_array_index (settings, i), HEIGHT, WIDTH,
                                             asked[j]);

          compare (job);
        }
    }
}

static void
assert_same (const EmuStudy *a,
             const EmuStudy *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpmem (a->weight_a, a->n * sizeof (double), b->weight_a, b->n * sizeof (double));
  g_assert_cmpmem (a->mask_mean, a->n * sizeof (double), b->mask_mean, b->n * sizeof (double));
  g_assert_cmpmem (a->weight_bins, sizeof a->weight_bins, b->weight_bins, sizeof b->weight_bins);
  g_assert_cmpuint (a->n_visible, ==, b->n_visible);
}

static void
test_repeats (gconstpointer data)
{
  /* Large enough for more than one cell of any method. */
  g_autoptr(EmuMixJob) job = job_of (data, NULL, 5 * HEIGHT, 5 * WIDTH, NAN);
  int n_threads = emu_parallel_get_threads ();
  g_autoptr(EmuStudy) once = study_of (job, 100);
  g_autoptr(EmuStudy) again = NULL;
  g_autoptr(EmuStudy) other = NULL;

  emu_parallel_set_threads (n_threads == 1 ? 3 : 1);
  job->sample = 17;
  again = study_of (job, 100);
  emu_parallel_set_threads (n_threads);
  assert_same (once, again);

  job->seed = 43;
  other = study_of (job, 100);
  if (emu_mix_job_varies (job))
    g_assert_cmpint (memcmp (once->mask_mean, other->mask_mean, 100 * sizeof (double)), !=, 0);
  else
    assert_same (once, other);
}

/* Guides and geometry that are at hand change nothing but the time. */
static void
test_like (gconstpointer data)
{
  g_autoptr(EmuMixJob) job = job_of (data, NULL, HEIGHT, WIDTH, NAN);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  EmuView whole = emu_view_whole (HEIGHT, WIDTH);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, job, &whole, EMU_FRAME_MASK, FALSE, NULL, &error);
  g_autoptr(EmuStudy) alone = study_of (job, 30);
  g_autoptr(EmuStudy) helped = NULL;

  g_assert_no_error (error);
  helped = emu_study_new (job, frame->mix, 30, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_same (alone, helped);
}

/* Where λ is drawn evenly and the mask follows it, 2 % at either end do not mix visibly. */
static void
test_known_share (void)
{
  const EmuMethod *mixup = emu_methods_find ("mixup", NULL);
  g_autoptr(EmuMixJob) job = job_of (mixup, NULL, 1, 1, NAN);
  g_autoptr(EmuStudy) study = NULL;
  guint inside = 0;

  job->alpha = 1;
  study = study_of (job, 1000);
  /* 1000 draws at 0.96 each: 960 ± 6.2, five of which are 31. */
  g_assert_cmpuint (study->n_visible, >=, 929);
  g_assert_cmpuint (study->n_visible, <=, 991);
  for (guint i = 0; i < EMU_STUDY_BINS; i++)
    {
      /* 25 ± 4.9 */
      g_assert_cmpuint (study->weight_bins[i], <=, 52);
      inside += study->weight_bins[i];
    }
  g_assert_cmpuint (inside, ==, 1000);
}

static void
test_bins (void)
{
  g_assert_cmpuint (emu_study_bin (0), ==, 0);
  g_assert_cmpuint (emu_study_bin (-0.5), ==, 0);
  g_assert_cmpuint (emu_study_bin (0.0249), ==, 0);
  g_assert_cmpuint (emu_study_bin (0.025), ==, 1);
  g_assert_cmpuint (emu_study_bin (1), ==, EMU_STUDY_BINS - 1);
  g_assert_cmpuint (emu_study_bin (1.5), ==, EMU_STUDY_BINS - 1);
}

/* A field coarser than the picture is said to be so, and is right to about a cell. */
static void
test_coarse_grid (void)
{
  const EmuMethod *fmix = emu_methods_find ("fmix", NULL);
  const EmuParam *resolution = emu_params_find (&fmix->params, "resolution", NULL);
  g_autofree void *params = emu_params_new (&fmix->params);
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuMixJob) fine_job = NULL;
  g_autoptr(EmuStudy) coarse = NULL;
  g_autoptr(EmuStudy) fine = NULL;

  fine_job = job_of (fmix, NULL, 90, 120, 0.3);
  fine = study_of (fine_job, 5);
  g_assert_true (fine->exact);

  g_assert_true (emu_param_set (resolution, params, resolution->min > 0 ? resolution->min : 32, NULL));
  job = job_of (fmix, params, 90, 1200, 0.3);
  coarse = study_of (job, 5);
  g_assert_false (coarse->exact);
  g_assert_cmpfloat (coarse->weight_a[0], ==, 0.3);
}

/* --- Going on, and stopping -------------------------------------------------------------------- */

typedef struct
{
  GPtrArray    *parts;
  GCancellable *cancellable;
} Reports;

static void
keep_cb (EmuStudy *study,
         gpointer  data)
{
  Reports *reports = data;

  g_ptr_array_add (reports->parts, study);
  if (reports->cancellable != NULL)
    g_cancellable_cancel (reports->cancellable);
}

static void
test_parts (void)
{
  g_autoptr(EmuMixJob) job = job_of (emu_methods_find ("cutmix", NULL), NULL, HEIGHT, WIDTH, NAN);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_study_unref);
  Reports reports = { .parts = parts };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuStudy) whole = emu_study_new (job, NULL, 1000, keep_cb, &reports, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);
  for (guint i = 0; i < parts->len; i++)
    {
      const EmuStudy *part = g_ptr_array_index (parts, i);
      guint total = 0;

      g_assert_cmpuint (part->n, ==, i == 0 ? 50 : 200);
      g_assert_cmpuint (part->n_asked, ==, 1000);
      g_assert_cmpmem (part->weight_a, part->n * sizeof (double),
                       whole->weight_a, part->n * sizeof (double));
      for (guint b = 0; b < EMU_STUDY_BINS; b++)
        total += part->mask_bins[b];
      g_assert_cmpuint (total, ==, part->n);
    }
}

static void
test_cancel (void)
{
  g_autoptr(EmuMixJob) job = job_of (emu_methods_find ("cutmix", NULL), NULL, HEIGHT, WIDTH, NAN);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_study_unref);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Reports reports = { .parts = parts, .cancellable = cancellable };
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_study_new (job, NULL, 1000, keep_cb, &reports, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (parts->len, ==, 1);
}

static void
test_failing_draws (void)
{
  const EmuMethod *cutmix = emu_methods_find ("cutmix", NULL);
  g_autoptr(EmuMixJob) job = job_of (cutmix, NULL, HEIGHT, WIDTH, 0.5);
  g_autoptr(EmuStudy) study = NULL;

  /* A row far outside the picture. */
  job->has_given = TRUE;
  job->given.fixed[0] = TRUE;
  job->given.scalar[0] = 1e6;
  study = study_of (job, 10);
  g_assert_cmpuint (study->n_failed, ==, 10);
  g_assert_cmpuint (study->n_visible, ==, 0);
  g_assert_true (isnan (study->weight_a[9]));
}

/* --- Whether seeds matter ---------------------------------------------------------------------- */

static void
test_varies (void)
{
  static const char * const centre[] = { "cy", "cx" };
  const EmuMethod *mixup = emu_methods_find ("mixup", NULL);
  const EmuMethod *cutmix = emu_methods_find ("cutmix", NULL);
  g_autoptr(EmuMixJob) drawn = job_of (mixup, NULL, HEIGHT, WIDTH, NAN);
  g_autoptr(EmuMixJob) fixed = job_of (mixup, NULL, HEIGHT, WIDTH, 0.4);
  g_autoptr(EmuMixJob) boxes = job_of (cutmix, NULL, HEIGHT, WIDTH, 0.4);

  g_assert_true (emu_mix_job_varies (drawn));
  g_assert_false (emu_mix_job_varies (fixed));
  g_assert_true (emu_mix_job_varies (boxes));

  boxes->has_given = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (centre); i++)
    {
      int index = emu_draws_find (&cutmix->draws, centre[i], NULL);

      g_assert_true (emu_mix_job_varies (boxes));
      boxes->given.fixed[index] = TRUE;
      boxes->given.scalar[index] = 3;
    }
  g_assert_false (emu_mix_job_varies (boxes));
}

/* Said of any method: where nothing varies, sixteen seeds give the same numbers. */
static void
test_alike (gconstpointer data)
{
  g_autoptr(EmuMixJob) job = job_of (data, NULL, HEIGHT, WIDTH, 0.4);
  g_autoptr(EmuStudy) study = study_of (job, 16);

  if (emu_mix_job_varies (job))
    return;

  for (guint i = 1; i < 16; i++)
    g_assert_cmpfloat (study->mask_mean[i], ==, study->mask_mean[0]);
}

/* --- Jobs and threads -------------------------------------------------------------------------- */

static void
test_settings (void)
{
  const EmuMethod *cutmix = emu_methods_find ("cutmix", NULL);
  const EmuMethod *mixup = emu_methods_find ("mixup", NULL);
  g_autoptr(EmuMixJob) job = job_of (cutmix, NULL, HEIGHT, WIDTH, NAN);
  g_autoptr(EmuMixJob) seeded = emu_mix_job_with_seed (job, 77);
  g_autoptr(EmuMixJob) other = job_of (mixup, NULL, HEIGHT, WIDTH, NAN);

  g_assert_cmpuint (seeded->seed, ==, 77);
  g_assert_cmpuint (job->seed, ==, 42);
  g_assert_true (emu_mix_job_same_pair (job, seeded));
  g_assert_true (emu_mix_job_same_settings (job, seeded));
  g_assert_false (emu_mix_job_same_settings (job, other));

  seeded->requested = 0.5;
  g_assert_false (emu_mix_job_same_settings (job, seeded));
  seeded->requested = NAN;
  seeded->alpha = 2;
  g_assert_false (emu_mix_job_same_settings (job, seeded));
  seeded->alpha = NAN;

  seeded->has_given = TRUE;
  g_assert_true (emu_mix_job_same_settings (job, seeded));
  seeded->given.fixed[0] = TRUE;
  g_assert_false (emu_mix_job_same_settings (job, seeded));
  seeded->given.fixed[0] = FALSE;

  seeded->maps[0] = emu_image_ref (job->a);
  g_assert_false (emu_mix_job_same_settings (job, seeded));
  g_clear_pointer (&seeded->maps[0], emu_image_unref);

  for (guint i = 0; i < cutmix->params.n_params; i++)
    {
      const EmuParam *param = &cutmix->params.params[i];
      double before;

      if (param->type != EMU_PARAM_CHOICE && param->type != EMU_PARAM_BOOL)
        continue;

      before = emu_param_get (param, seeded->params);
      g_assert_true (emu_param_set (param, seeded->params, before == 0 ? 1 : 0, NULL));
      g_assert_false (emu_mix_job_same_settings (job, seeded));
      g_assert_true (emu_param_set (param, seeded->params, before, NULL));
    }
  g_assert_true (emu_mix_job_same_settings (job, seeded));
}

/* Numbers without places: asking for a mask is a mistake of the caller's. */
static void
test_outline_has_no_mask (void)
{
  const EmuMethod *fmix = emu_methods_find ("fmix", NULL);
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  g_autoptr(EmuMix) mix = NULL;
  EmuView whole = emu_view_whole (HEIGHT, WIDTH);
  gboolean exact;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*emu_mix_mask*outline*failed*");
      return;
    }

  request.method = fmix;
  mix = emu_mix_new_outline (&request, HEIGHT, WIDTH, NULL, &exact, NULL, NULL);
  g_assert_true (mix->outline && exact);
  g_assert_null (emu_mix_mask (mix, &whole, NULL));
}

static void
note_thread (int      first,
             int      last,
             gpointer data)
{
  GThread **threads = data;

  for (int i = first; i < last; i++)
    threads[i] = g_thread_self ();
}

#define N_ROWS 512

static gpointer
run_rows (gpointer data)
{
  emu_parallel_stay_on_thread ();
  emu_parallel_rows (N_ROWS, 1, note_thread, data);

  return g_thread_self ();
}

static void
test_one_thread (void)
{
  GThread *threads[N_ROWS] = { NULL };
  int n_threads = emu_parallel_get_threads ();
  GThread *thread;

  emu_parallel_set_threads (4);
  thread = g_thread_new ("rows", run_rows, threads);
  g_thread_ref (thread);
  g_thread_join (thread);
  for (int i = 0; i < N_ROWS; i++)
    g_assert_true (threads[i] == thread);
  g_thread_unref (thread);
  emu_parallel_set_threads (n_threads);
}

static void
add_for_each (const char    *format,
              GTestDataFunc  func)
{
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      g_autofree char *path = g_strdup_printf ("/study/%s/%s", method->id, format);

      if (!method->needs_network)
        g_test_add_data_func (path, method, func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_for_each ("counts-as-every-pixel-does", test_counts);
  add_for_each ("same-seed-same-bits", test_repeats);
  add_for_each ("guides-at-hand-change-nothing", test_like);
  add_for_each ("alike-where-nothing-varies", test_alike);
  g_test_add_func ("/study/bins/ends", test_bins);
  g_test_add_func ("/study/visible/known-share", test_known_share);
  g_test_add_func ("/study/grid/coarse-is-said", test_coarse_grid);
  g_test_add_func ("/study/report/parts-are-beginnings", test_parts);
  g_test_add_func ("/study/cancel/leaves-no-result", test_cancel);
  g_test_add_func ("/study/draws/failing-are-counted", test_failing_draws);
  g_test_add_func ("/study/varies/by-what-is-decided", test_varies);
  g_test_add_func ("/study/jobs/settings-and-seeds", test_settings);
  g_test_add_func ("/study/outline/has-no-mask", test_outline_has_no_mask);
  g_test_add_func ("/study/threads/stays-on-one", test_one_thread);

  return g_test_run ();
}
