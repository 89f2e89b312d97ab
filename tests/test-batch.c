/* test-batch.c: whole batches: λ, methods and labels under the libraries' conventions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-batch.h"
#include "emu-error.h"
#include "emu-methods.h"
#include "emu-parallel.h"

#define MAX_N 64
#define HEIGHT 33
#define WIDTH 47

/* A row is a sum of four products of single precision. */
#define ROW_ERROR 3e-7

static const EmuMethod *
method (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *found = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return found;
}

static const EmuConvention *
convention (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuConvention *found = emu_conventions_find (id, &error);

  g_assert_no_error (error);

  return found;
}

/* Distances that make every rule possible. */
static const double *
distances (int n)
{
  static double table[MAX_N * MAX_N];

  for (int i = 0; i < n; i++)
    {
      for (int j = 0; j < n; j++)
        table[i * n + j] = abs (i - j);
    }

  return table;
}

static const int classes[MAX_N] = { 3, 0, 9, 1, 1, 5, 3, 2, 8, 4, 6, 7, 0, 9, 2, 5 };

static EmuBatchRequest
request_for (const char *id,
             const char *method_id,
             int         n)
{
  EmuBatchRequest request;

  emu_batch_request_init (&request, convention (id), method (method_id), FALSE);
  request.n = n;
  request.n_classes = 10;
  request.classes = classes;
  request.height = HEIGHT;
  request.width = WIDTH;
  request.distances = distances (n);
  request.seed = 1729;

  return request;
}

static EmuBatch *
make (const EmuBatchRequest *request)
{
  g_autoptr(GError) error = NULL;
  EmuBatch *batch = emu_batch_new (request, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (batch);

  return batch;
}

static void
assert_same (const EmuBatch *a,
             const EmuBatch *b)
{
  g_assert_cmpint (a->n, ==, b->n);
  g_assert_cmpmem (a->partner, a->n * sizeof (int), b->partner, b->n * sizeof (int));
  g_assert_cmpmem (a->which, a->n * sizeof (int), b->which, b->n * sizeof (int));
  g_assert_cmpmem (a->lambda, a->n * sizeof (double), b->lambda, b->n * sizeof (double));
  g_assert_cmpmem (a->seed, a->n * sizeof (guint64), b->seed, b->n * sizeof (guint64));
  g_assert_cmpmem (a->rows, (gsize) a->n_out * a->n_classes * sizeof (double),
                   b->rows, (gsize) b->n_out * b->n_classes * sizeof (double));
}

/* Σ over both pictures of weight × (off + (on − off) [class is theirs]), in double. */
static double
slow_label (const EmuBatch *batch,
            double          epsilon,
            int             i,
            int             k)
{
  double off = epsilon / batch->n_classes;
  double on = 1 - epsilon + off;

  return batch->used_a[i] * (classes[i] == k ? on : off) +
         batch->used_b[i] * (classes[batch->partner[i]] == k ? on : off);
}

static void
check_rows (const EmuBatch *batch,
            double          epsilon)
{
  for (int i = 0; i < batch->n_out; i++)
    {
      const double *row = emu_batch_row (batch, i);

      for (int k = 0; k < batch->n_classes; k++)
        g_assert_cmpfloat_with_epsilon (row[k], slow_label (batch, epsilon, i, k), ROW_ERROR);
      g_assert_cmpfloat_with_epsilon (emu_batch_row_sum (batch, i), batch->used_a[i] + batch->used_b[i],
                                      10 * ROW_ERROR);
    }
}

/* ---- Laws for every convention, mode and size --------------------------------------------- */

static void
test_every_size (gconstpointer data)
{
  const EmuConvention *c = data;

  for (int n = 1; n <= MAX_N; n = n < 9 ? n + 1 : n * 2 - 1)
    {
      for (int mode = 0; mode < EMU_N_BATCH_MODES; mode++)
        {
          for (int pairing = 0; pairing < EMU_N_PAIRINGS; pairing++)
            {
              EmuBatchRequest request = request_for (c->id, "mixup", n);
              g_autoptr(EmuBatch) batch = NULL;

              request.mode = (EmuBatchMode) mode;
              request.pairing = (EmuPairingRule) pairing;
              request.methods[1] = (EmuBatchMethod) { method ("cutmix"), NULL, 1 };
              request.prob = 0.8;
              request.smoothing = 0.1;
              batch = make (&request);
              g_assert_cmpint (batch->n_out, ==, mode == EMU_BATCH_HALF ? (n + 1) / 2 : n);
              g_assert_cmpint (batch->notes->len, >, 0);
              check_rows (batch, 0.1);
              for (int i = 0; i < batch->n_out; i++)
                {
                  g_assert_cmpfloat (batch->used_a[i], ==, batch->weight_a[i]);
                  if (batch->which[i] == EMU_BATCH_UNMIXED)
                    {
                      g_assert_null (batch->mix[i]);
                      g_assert_cmpfloat (batch->lambda[i], ==, 1);
                      g_assert_cmpfloat (batch->weight_a[i], ==, 1);
                    }
                  else
                    g_assert_cmpfloat_with_epsilon (batch->weight_a[i], batch->mix[i]->label.weight_a, 1e-7);
                }
            }
        }
    }
}

static void
test_published_refuses_odd (gconstpointer data)
{
  const EmuConvention *c = data;

  for (int n = 1; n <= 8; n++)
    {
      EmuBatchRequest request = request_for (c->id, "mixup", n);
      g_autoptr(EmuBatch) batch = NULL;
      g_autoptr(GError) error = NULL;

      request.as_published = TRUE;
      batch = emu_batch_new (&request, NULL, &error);
      if (c->even_only && n % 2 != 0)
        {
          g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
          g_assert_null (batch);
          g_assert_false (g_str_has_suffix (error->message, "."));
        }
      else
        g_assert_no_error (error);
    }
}

/* ---- What the table says ------------------------------------------------------------------ */

static void
test_pairings (void)
{
  g_autoptr(EmuBatch) timm = NULL;
  g_autoptr(EmuBatch) torchvision = NULL;
  EmuBatchRequest request = request_for ("timm", "mixup", 8);

  timm = make (&request);
  request = request_for ("torchvision", "mixup", 8);
  torchvision = make (&request);
  for (int i = 0; i < 8; i++)
    {
      g_assert_cmpint (timm->partner[i], ==, 7 - i);
      g_assert_cmpint (torchvision->partner[i], ==, (i + 7) % 8);
      g_assert_cmpfloat (timm->lambda[i], ==, timm->lambda[0]);
      g_assert_cmpfloat (torchvision->lambda[i], ==, torchvision->lambda[0]);
    }
}

/* The head of the results names those who made them. */
static void
test_mixed_by (void)
{
  EmuBatchRequest request = request_for ("emulsion", "cutmix", 8);
  g_autoptr(EmuBatch) alone = make (&request);
  g_autofree char *said = emu_batch_mixed_by (alone);
  g_autoptr(EmuBatch) switched = NULL;
  g_autofree char *both = NULL;

  g_assert_cmpstr (said, ==, "Mixed: CutMix");

  request = request_for ("timm", "cutmix", 8);
  request.methods[1] = (EmuBatchMethod) { .method = method ("mixup"), .alpha = NAN };
  request.switch_prob = 0.5;
  request.mode = EMU_BATCH_ELEMENT;
  for (request.seed = 0; ; request.seed++)
    {
      gboolean first = FALSE;
      gboolean second = FALSE;

      g_clear_pointer (&switched, emu_batch_unref);
      switched = make (&request);
      for (int i = 0; i < switched->n_out; i++)
        {
          first = first || switched->which[i] == 0;
          second = second || switched->which[i] == 1;
        }
      if (first && second)
        break;
      g_assert_cmpuint (request.seed, <, 64);
    }
  both = emu_batch_mixed_by (switched);
  g_assert_nonnull (strstr (both, "CutMix"));
  g_assert_nonnull (strstr (both, "mixup"));
  g_assert_nonnull (strstr (both, "timm’s switch"));
}

static void
test_guidedmix_pairing (void)
{
  const EmuMethod *guided = method ("guidedmix");

  g_assert_cmpint (guided->pairing, ==, EMU_PAIRING_ONE_CYCLE);
  g_assert_cmpint (emu_convention_get_pairing (convention ("emulsion"), guided, FALSE), ==, EMU_PAIRING_ONE_CYCLE);
  g_assert_cmpint (emu_convention_get_pairing (convention ("openmixup"), guided, FALSE), ==, EMU_PAIRING_ONE_CYCLE);
  g_assert_cmpint (emu_convention_get_pairing (convention ("openmixup"), guided, TRUE), ==, EMU_PAIRING_PERMUTE);
  g_assert_cmpint (emu_convention_get_pairing (convention ("timm"), guided, FALSE), ==, EMU_PAIRING_REVERSE);
}

/* Pair mode under the reversed pairing: λ, box and method are shared, so that the two results are
 * mirror images: what one takes from A the other takes from B. */
static void
test_pair_mirrors (void)
{
  EmuBatchRequest request = request_for ("timm", "mixup", 9);
  g_autoptr(EmuBatch) batch = NULL;
  int n_which[2] = { 0, 0 };

  request.mode = EMU_BATCH_PAIR;
  request.methods[1] = (EmuBatchMethod) { method ("cutmix"), NULL, 1 };
  for (guint64 number = 0; number < 8; number++)
    {
      request.batch = number;
      g_clear_pointer (&batch, emu_batch_unref);
      batch = make (&request);
      for (int i = 0; i < 9; i++)
        {
          int j = 8 - i;

          g_assert_cmpint (batch->which[i], ==, batch->which[j]);
          g_assert_cmpuint (batch->seed[i], ==, batch->seed[j]);
          g_assert_cmpfloat (batch->lambda[i], ==, batch->lambda[j]);
          g_assert_cmpfloat (batch->lambda[i], ==, (float) batch->lambda[i]);
          g_assert_cmpfloat (batch->weight_a[i], ==, batch->weight_a[j]);
          for (int k = 0; k < 10; k++)
            {
              double mirrored = batch->used_a[j] * (classes[j] == k) + batch->used_b[j] * (classes[i] == k);

              g_assert_cmpfloat_with_epsilon (emu_batch_row (batch, j)[k],
                                              0.1 / 10 + 0.9 * mirrored, 5 * ROW_ERROR);
            }
          n_which[batch->which[i]]++;
        }
    }

  g_assert_cmpint (n_which[0], >, 0);
  g_assert_cmpint (n_which[1], >, 0);
}

/* Each element is drawn again by a mixing of its own, from its seed alone. */
static void
test_seed_of_one (gconstpointer data)
{
  EmuBatchRequest request = request_for ("emulsion", data, 12);
  g_autoptr(EmuBatch) batch = NULL;

  request.methods[0].alpha = 0.4;
  batch = make (&request);
  for (int i = 0; i < 12; i++)
    {
      EmuMixRequest one = EMU_MIX_REQUEST_INIT;
      g_autoptr(EmuMix) mix = NULL;
      g_autoptr(GError) error = NULL;

      one.method = method (data);
      one.alpha = 0.4;
      one.seed = batch->seed[i];
      mix = emu_mix_new (&one, HEIGHT, WIDTH, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (batch->seed[i], <=, EMU_SEED_MAX);
      if (!isnan (mix->lambda))
        g_assert_cmpfloat (mix->lambda, ==, batch->lambda[i]);
      g_assert_cmpfloat (mix->mask_mean, ==, batch->mix[i]->mask_mean);
      for (int j = 0; j < i; j++)
        g_assert_cmpuint (batch->seed[i], !=, batch->seed[j]);
    }
}

/* The recipe of an element says all of it: what it makes of two pictures is the element. */
static void
test_recipe (gconstpointer data)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  EmuBatchRequest request = request_for ("timm", data, 6);
  g_autoptr(EmuImage) a = emu_image_new (3, HEIGHT, WIDTH, NULL);
  g_autoptr(EmuImage) b = emu_image_new (3, HEIGHT, WIDTH, NULL);
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuBatch) batch = NULL;

  memset (emu_image_plane (a, 0), 200, 3 * emu_image_n_pixels (a));
  memset (emu_image_plane (b, 0), 30, 3 * emu_image_n_pixels (b));
  pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, black, NULL);

  request.mode = EMU_BATCH_WHOLE;
  request.prob = 0.5;
  request.methods[1] = (EmuBatchMethod) { method ("cutmix"), NULL, 0.3 };
  for (guint64 number = 0; number < 12; number++)
    {
      g_clear_pointer (&batch, emu_batch_unref);
      request.batch = number;
      batch = make (&request);
      for (int i = 0; i < 6; i++)
        {
          g_autoptr(EmuRecipe) recipe = emu_batch_to_recipe (batch, i);
          g_autoptr(EmuMixJob) job = emu_recipe_to_job (recipe, a, b);
          g_autoptr(EmuPreview) preview = emu_preview_new ();
          EmuView view = emu_view_whole (HEIGHT, WIDTH);
          g_autoptr(GError) error = NULL;
          g_autoptr(EmuFrame) frame = emu_preview_render (preview, job, &view, EMU_FRAME_RESULT, TRUE, NULL, &error);
          g_autoptr(EmuMask) mask = NULL;
          g_autoptr(EmuImage) mixed = NULL;

          g_assert_no_error (error);
          if (batch->mix[i] == NULL)
            {
              g_assert_true (emu_image_equal (frame->result, a));
              continue;
            }

          g_assert_cmpfloat (frame->mix->lambda, ==, batch->lambda[i]);
          mask = emu_mix_mask (batch->mix[i], &view, &error);
          mixed = emu_mix_blend (batch->mix[i], pair, mask, NULL, &error);
          g_assert_true (emu_image_equal (frame->result, mixed));
        }
    }
}

static EmuMix *
count_mixes (const EmuMixRequest *request,
             int                  index,
             int                  partner,
             gpointer             data,
             GCancellable        *cancellable,
             GError             **error)
{
  int *n = data;

  g_assert_cmpint (index, ==, *n);
  g_assert_cmpint (partner, ==, 6 - index);
  (*n)++;

  return emu_mix_new (request, 20 + index, 30, NULL, cancellable, error);
}

/* Pictures of several sizes come from a function; only their numbers need be kept. */
static void
test_mixer (void)
{
  EmuBatchRequest request = request_for ("timm", "cutmix", 7);
  g_autoptr(EmuBatch) kept = NULL;
  g_autoptr(EmuBatch) numbers = NULL;
  int n = 0;

  request.mixer = count_mixes;
  request.mixer_data = &n;
  kept = make (&request);
  g_assert_cmpint (n, ==, 7);
  n = 0;
  request.numbers_only = TRUE;
  numbers = make (&request);
  for (int i = 0; i < 7; i++)
    {
      g_assert_cmpint (kept->mix[i]->height, ==, 20 + i);
      g_assert_null (numbers->mix[i]);
    }
  assert_same (kept, numbers);
}

/* ---- As published ------------------------------------------------------------------------- */

static void
test_mean_label (void)
{
  EmuBatchRequest request = request_for ("openmixup", "mixup", 8);
  g_autoptr(EmuBatch) sound = NULL;
  g_autoptr(EmuBatch) published = NULL;
  double mean = 0;

  request.mode = EMU_BATCH_ELEMENT;
  sound = make (&request);
  request.as_published = TRUE;
  published = make (&request);

  for (int i = 0; i < 8; i++)
    mean += sound->weight_a[i] / 8;
  for (int i = 0; i < 8; i++)
    {
      g_assert_cmpfloat (published->lambda[i], ==, sound->lambda[i]);
      g_assert_cmpfloat (published->weight_a[i], ==, sound->weight_a[i]);
      g_assert_cmpfloat (sound->used_a[i], ==, sound->weight_a[i]);
      g_assert_cmpfloat_with_epsilon (published->used_a[i], mean, 1e-12);
    }
  check_rows (published, 0);
  check_rows (sound, 0);
  g_assert_cmpfloat (fabs (published->used_a[0] - sound->used_a[0]), >, 0.001);
}

/* ---- Chance ------------------------------------------------------------------------------- */

static void
test_same_seed (void)
{
  EmuBatchRequest request = request_for ("emulsion", "fmix", 7);
  g_autoptr(EmuBatch) many = NULL;
  g_autoptr(EmuBatch) one = NULL;
  g_autoptr(EmuBatch) next = NULL;

  request.methods[1] = (EmuBatchMethod) { method ("cutmix"), NULL, 1 };
  emu_parallel_set_threads (5);
  many = make (&request);
  emu_parallel_set_threads (1);
  one = make (&request);
  assert_same (many, one);

  request.batch = 1;
  next = make (&request);
  g_assert_true (memcmp (many->lambda, next->lambda, 7 * sizeof (double)) != 0);
}

/* Moving one control moves nothing it does not decide. */
static void
test_lanes (void)
{
  EmuBatchRequest request = request_for ("emulsion", "mixup", 8);
  g_autoptr(EmuBatch) plain = NULL;
  g_autoptr(EmuBatch) other = NULL;

  plain = make (&request);
  request.methods[0].alpha = 0.2;
  request.pairing = EMU_PAIRING_ROLL;
  request.prob = 0.999999;
  other = make (&request);
  g_assert_cmpmem (plain->seed, 8 * sizeof (guint64), other->seed, 8 * sizeof (guint64));
  g_assert_true (memcmp (plain->lambda, other->lambda, 8 * sizeof (double)) != 0);
}

/* 400 batches of eight: shares within five standard deviations. */
static void
test_probabilities (void)
{
  EmuBatchRequest request = request_for ("timm", "mixup", 8);
  const int n = 400 * 8;
  int n_unmixed = 0, n_second = 0;

  request.mode = EMU_BATCH_ELEMENT;
  request.methods[1] = (EmuBatchMethod) { method ("cutmix"), NULL, 1 };
  request.prob = 0.7;
  request.switch_prob = 0.25;
  for (guint64 number = 0; number < 400; number++)
    {
      g_autoptr(EmuBatch) batch = NULL;

      request.batch = number;
      batch = make (&request);
      for (int i = 0; i < 8; i++)
        {
          n_unmixed += batch->which[i] == EMU_BATCH_UNMIXED;
          n_second += batch->which[i] == 1;
        }
    }

  g_assert_cmpfloat (fabs ((double) n_unmixed / n - 0.3), <, 5 * sqrt (0.3 * 0.7 / n));
  g_assert_cmpfloat (fabs ((double) n_second / (n - n_unmixed) - 0.25), <, 5 * sqrt (0.25 * 0.75 / (n * 0.6)));
}

/* ---- Hostile ------------------------------------------------------------------------------ */

static void
test_bad_requests (void)
{
  static const int beyond[2] = { 0, 10 };
  static const int below[2] = { -1, 0 };
  EmuBatchRequest requests[8];

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    requests[i] = request_for ("emulsion", "mixup", 2);
  requests[0].n = 0;
  requests[1].n = EMU_BATCH_MAX + 1;
  requests[2].n_classes = 0;
  requests[3].classes = beyond;
  requests[4].classes = below;
  requests[5].smoothing = NAN;
  requests[6].prob = 1.01;
  requests[7].requested = -0.1;

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (emu_batch_new (&requests[i], NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
    }
}

static void
test_missing_material (void)
{
  EmuBatchRequest request = request_for ("emulsion", "guidedmix", 4);
  g_autoptr(GError) no_distances = NULL;
  g_autoptr(GError) no_guides = NULL;

  request.distances = NULL;
  g_assert_null (emu_batch_new (&request, NULL, &no_distances));
  g_assert_error (no_distances, EMU_ERROR, EMU_ERROR_BAD_PARAM);

  request.distances = distances (4);
  g_assert_null (emu_batch_new (&request, NULL, &no_guides));
  g_assert_error (no_guides, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

static void
test_names (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_conventions_find ("tim", &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
  g_assert_nonnull (strstr (error->message, "timm"));

  for (guint i = 0; i < emu_conventions_size (); i++)
    {
      const EmuConvention *c = emu_conventions_get (i);

      g_assert_true (emu_conventions_find (c->id, NULL) == c);
      g_assert_true ((c->modes & (1u << c->mode)) != 0);
      for (guint k = 0; c->methods != NULL && c->methods[k] != NULL; k++)
        g_assert_nonnull (method (c->methods[k]));
      if (c->settings[0] != NULL)
        {
          const EmuMethod *m = method (c->settings[0]);
          const EmuParam *param = emu_params_find (&m->params, c->settings[1], &error);
          g_autofree void *params = emu_params_new (&m->params);

          g_assert_nonnull (param);
          g_assert_true (emu_param_parse (param, params, c->settings[2], NULL));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  static const char * const drawn[] = { "mixup", "cutmix", "fmix", "resizemix" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < emu_conventions_size (); i++)
    {
      const EmuConvention *c = emu_conventions_get (i);
      g_autofree char *sizes = g_strdup_printf ("/batch/%s/every-size", c->id);
      g_autofree char *odd = g_strdup_printf ("/batch/%s/as-published-and-odd", c->id);

      g_test_add_data_func (sizes, c, test_every_size);
      g_test_add_data_func (odd, c, test_published_refuses_odd);
    }
  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/%s/seed-of-one", drawn[i]);

      g_autofree char *recipe = g_strdup_printf ("/batch/%s/recipe", drawn[i]);

      g_test_add_data_func (path, drawn[i], test_seed_of_one);
      g_test_add_data_func (recipe, drawn[i], test_recipe);
    }
  g_test_add_func ("/batch/conventions/names", test_names);
  g_test_add_func ("/batch/conventions/pairings", test_pairings);
  g_test_add_func ("/batch/conventions/mixed-by", test_mixed_by);
  g_test_add_func ("/batch/conventions/guidedmix", test_guidedmix_pairing);
  g_test_add_func ("/batch/conventions/pairs-mirror", test_pair_mirrors);
  g_test_add_func ("/batch/conventions/mean-label", test_mean_label);
  g_test_add_func ("/batch/mixer", test_mixer);
  g_test_add_func ("/batch/chance/same-seed", test_same_seed);
  g_test_add_func ("/batch/chance/lanes", test_lanes);
  g_test_add_func ("/batch/chance/probabilities", test_probabilities);
  g_test_add_func ("/batch/hostile/requests", test_bad_requests);
  g_test_add_func ("/batch/hostile/missing-material", test_missing_material);

  return g_test_run ();
}
