/* bench.c: how long mixing takes
 *
 * For every method, size and number of threads: µs for the mask (draws, geometry and mask), for
 * the blend, and for the whole, and how fast the whole is compared with the plainest loop that
 * reads two pictures and writes one, timed in the same run. Then previews of a 24-megapixel pair
 * on a canvas of 1200 × 800, from the request to the finished pixel buffer. Then operations on one
 * picture beside Pillow's, and policies beside Python's. Medians.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <time.h>

#include "bench.h"
#include "emu-methods.h"
#include "emu-parallel.h"
#include "emu-pixels.h"
#include "emu-preview.h"

/* Long enough for the clock, short enough that the whole table takes about a minute. */
#define MIN_RUNS 15
#define MAX_RUNS 400
#define BUDGET_US 120000

static const guint8 black[4] = { 0, 0, 0, 255 };

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_quantile (GArray *times,
                double  q)
{
  g_array_sort (times, compare_doubles);

  return g_array_index (times, double, (guint) (q * (times->len - 1) + 0.5));
}

double
bench_now_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);

  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

EmuImage *
bench_picture (int     height,
               int     width,
               guint64 seed)
{
  EmuImage *image = emu_image_new (3, height, width, NULL);
  gsize n = 3 * emu_image_n_pixels (image);
  guint8 *bytes = emu_image_plane (image, 0);
  guint64 state = seed * 2862933555777941757u + 3037000493u;

  /* Any bytes do; a linear congruence is quick for 72 million of them. */
  for (gsize i = 0; i < n; i++)
    {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes[i] = state >> 56;
    }

  return image;
}

/* ---- The plainest loop --------------------------------------------------------------------- */

typedef struct
{
  const guint8 *a;
  const guint8 *b;
  guint8       *out;
} Copy;

#define COPY_CHUNK 65536

static void
copy_chunk (int      first,
            int      last,
            gpointer data)
{
  const Copy *self = data;
  const guint8 *restrict a = self->a;
  const guint8 *restrict b = self->b;
  guint8 *restrict out = self->out;

  for (int i = first; i < last; i++)
    out[i] = a[i] ^ b[i];
}

static double
time_copy (int n)
{
  g_autofree guint8 *a = g_malloc0 (n);
  g_autofree guint8 *b = g_malloc0 (n);
  g_autofree guint8 *out = g_malloc0 (n);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  Copy copy = { a, b, out };
  /* Tiny pictures are timed many at once: one copy is below the clock. */
  int repeats = MAX (1, 200000 / n);
  double begin = bench_now_us ();

  while (times->len < MIN_RUNS || (bench_now_us () - begin < BUDGET_US && times->len < MAX_RUNS))
    {
      double start = bench_now_us ();
      double time;

      for (int r = 0; r < repeats; r++)
        emu_parallel_rows (n, COPY_CHUNK, copy_chunk, &copy);
      time = (bench_now_us () - start) / repeats;
      g_array_append_val (times, time);
    }

  return bench_quantile (times, 0.5);
}

/* ---- Methods ------------------------------------------------------------------------------- */

typedef struct
{
  double mask;
  double blend;
  double whole;
} Times;

static Times
time_method (const EmuMethod *method,
             EmuPair         *pair,
             int              size)
{
  g_autoptr(GArray) mask_times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) blend_times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) whole_times = g_array_new (FALSE, FALSE, sizeof (double));
  EmuView view = emu_view_whole (size, size);
  double begin = bench_now_us ();

  for (guint64 seed = 0; seed < MIN_RUNS || (bench_now_us () - begin < BUDGET_US && seed < MAX_RUNS); seed++)
    {
      EmuMixRequest request = EMU_MIX_REQUEST_INIT;
      g_autoptr(EmuMix) mix = NULL;
      g_autoptr(EmuMask) mask = NULL;
      g_autoptr(EmuImage) out = NULL;
      double start, decided, done, time;

      request.method = method;
      request.seed = seed;

      start = bench_now_us ();
      mix = emu_mix_new_for_pair (&request, pair, NULL, NULL, NULL, NULL);
      mask = emu_mix_mask (mix, &view, NULL);
      decided = bench_now_us ();
      out = emu_mix_blend (mix, pair, mask, NULL, NULL);
      done = bench_now_us ();

      time = decided - start;
      g_array_append_val (mask_times, time);
      time = done - decided;
      g_array_append_val (blend_times, time);
      time = done - start;
      g_array_append_val (whole_times, time);
    }

  return (Times) { bench_quantile (mask_times, 0.5), bench_quantile (blend_times, 0.5), bench_quantile (whole_times, 0.5) };
}

static void
print_methods (void)
{
  static const int sizes[] = { 32, 224, 1024 };
  int cores = emu_parallel_get_threads ();

  g_print ("%-12s %6s %7s %10s %10s %10s %8s\n",
           "method", "size", "threads", "mask µs", "blend µs", "whole µs", "of copy");

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr(EmuImage) a = bench_picture (sizes[s], sizes[s], 1);
      g_autoptr(EmuImage) b = bench_picture (sizes[s], sizes[s], 2);
      g_autoptr(EmuPair) pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, black, NULL);

      for (int threads = 1; threads <= 2; threads++)
        {
          double copy;

          emu_parallel_set_threads (threads);
          copy = time_copy (3 * sizes[s] * sizes[s]);
          g_print ("%-12s %6d %7d %10s %10s %10.1f %7.0f%%\n", "(copy)", sizes[s], threads, "", "", copy, 100.0);

          for (guint i = 0; i < emu_methods_size (); i++)
            {
              const EmuMethod *method = emu_methods_get (i);
              Times times;

              if (method->needs_network)
                continue;

              times = time_method (method, pair, sizes[s]);
              g_print ("%-12s %6d %7d %10.1f %10.1f %10.1f %7.1f%%\n", method->id, sizes[s], threads,
                       times.mask, times.blend, times.whole, 100 * copy / times.whole);
            }
        }
    }

  emu_parallel_set_threads (cores);
}

/* ---- Previews ------------------------------------------------------------------------------ */

#define PICTURE_WIDTH 6000
#define PICTURE_HEIGHT 4000
#define CANVAS_WIDTH 1200
#define CANVAS_HEIGHT 800

/* What moves from one request to the next. */
typedef void (*Move) (EmuMixJob *job,
                      int        i);

static void
move_lambda (EmuMixJob *job,
             int        i)
{
  job->requested = 0.2 + 0.6 * (i % 100) / 100;
}

static void
move_seed (EmuMixJob *job,
           int        i)
{
  job->seed = i;
}

/* The first parameter that is a number: a decay, a scope. */
static void
move_param (EmuMixJob *job,
            int        i)
{
  const EmuParamTable *table = &job->method->params;

  for (guint k = 0; k < table->n_params; k++)
    {
      const EmuParam *param = &table->params[k];

      if (param->type == EMU_PARAM_FLOAT)
        {
          emu_param_set (param, job->params, param->min + (param->max - param->min) * (i % 50 + 1) / 51, NULL);
          return;
        }
    }
}

static void
time_preview (const EmuMethod *method,
              EmuImage        *a,
              EmuImage        *b,
              const char      *name,
              Move             move)
{
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  EmuView view = emu_view_reduced (PICTURE_HEIGHT, PICTURE_WIDTH, (double) PICTURE_WIDTH / CANVAS_WIDTH);
  gsize stride = 4 * (gsize) view.width;
  g_autofree guint8 *pixels = g_malloc (stride * view.height);
  EmuPick rows = emu_pick_all (view.height);
  EmuPick columns = emu_pick_all (view.width);

  for (int i = 0; i < 105; i++)
    {
      EmuMixJob *job = emu_mix_job_new (a, b, method, NULL);
      g_autoptr(EmuFrame) frame = NULL;
      g_autoptr(GError) error = NULL;
      double start, time;

      job->requested = 0.5;
      move (job, i);

      start = bench_now_us ();
      frame = emu_preview_render (preview, job, &view, EMU_FRAME_RESULT, FALSE, NULL, &error);
      g_assert_no_error (error);
      emu_pixels_from_image (frame->result, &rows, &columns, NULL, pixels, stride);
      time = (bench_now_us () - start) / 1e3;
      emu_mix_job_unref (job);

      /* The first few fill the caches, as opening the pictures does. */
      if (i >= 5)
        g_array_append_val (times, time);
    }

  g_print ("%-12s %-10s %8.1f %8.1f\n", method->id, name, bench_quantile (times, 0.5), bench_quantile (times, 0.95));
}

static void
print_previews (void)
{
  g_autoptr(EmuImage) a = bench_picture (PICTURE_HEIGHT, PICTURE_WIDTH, 1);
  g_autoptr(EmuImage) b = bench_picture (PICTURE_HEIGHT, PICTURE_WIDTH, 2);

  g_print ("\npreview of %d × %d on %d × %d, %d threads, ms\n%-12s %-10s %8s %8s\n",
           PICTURE_WIDTH, PICTURE_HEIGHT, CANVAS_WIDTH, CANVAS_HEIGHT, emu_parallel_get_threads (),
           "method", "moves", "median", "p95");

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);

      if (method->needs_network)
        continue;

      time_preview (method, a, b, "λ", move_lambda);
      time_preview (method, a, b, "seed", move_seed);
      if (method->geometry != NULL)
        time_preview (method, a, b, "parameter", move_param);
    }
}

/* ---- Guides -------------------------------------------------------------------------------- */

static void
print_guides (void)
{
  g_autoptr(EmuImage) image = bench_picture (PICTURE_HEIGHT, PICTURE_WIDTH, 1);

  g_print ("\nguide of %d × %d, %d threads, ms\n", PICTURE_WIDTH, PICTURE_HEIGHT, emu_parallel_get_threads ());

  for (EmuGuideKind kind = EMU_GUIDE_FINE_GRAINED; kind < EMU_GUIDE_FILE; kind++)
    {
      g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

      for (int i = 0; i < 5; i++)
        {
          double start = bench_now_us ();
          g_autoptr(EmuGuide) guide = emu_guide_new (kind, image, NULL, NULL);
          double time = (bench_now_us () - start) / 1e3;

          g_assert_nonnull (guide);
          g_array_append_val (times, time);
        }

      g_print ("%-18s %8.1f\n", emu_guide_kind_nick (kind), bench_quantile (times, 0.5));
    }
}

/* ---- A peer -------------------------------------------------------------------------------- */

/* The published FMix in NumPy, where Debian's is installed: its mask of 224 × 224 against ours. */
static void
print_peer (void)
{
  static const char * const argv[] = { "/usr/bin/python3", BENCH_SOURCE_DIR "/fmix-numpy.py", NULL };
  g_autofree char *output = NULL;
  g_autoptr(EmuImage) a = bench_picture (224, 224, 1);
  g_autoptr(EmuPair) pair = emu_pair_new (a, a, EMU_FIT_COVER, EMU_FILTER_AREA, black, NULL);
  const EmuMethod *fmix = emu_methods_find ("fmix", NULL);
  int cores = emu_parallel_get_threads ();
  int status = 1;
  double peer;

  g_print ("\n");
  if (fmix == NULL ||
      !g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     &output, NULL, &status, NULL) ||
      status != 0 || (peer = g_ascii_strtod (output, NULL)) <= 0)
    {
      g_print ("FMix in NumPy: not measured, python3-numpy is not installed\n");
      return;
    }

  for (int threads = 1; threads <= 2; threads++)
    {
      Times times;

      emu_parallel_set_threads (threads);
      times = time_method (fmix, pair, 224);
      g_print ("FMix mask of 224 × 224: NumPy %.0f µs, here with %d thread%s %.0f µs, %.1f times as fast\n",
               peer, threads, threads == 1 ? "" : "s", times.mask, peer / times.mask);
    }

  emu_parallel_set_threads (cores);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");

  if (argc == 2 && g_str_equal (argv[1], "ops"))
    {
      bench_ops ();
      return 0;
    }

  if (argc == 2 && g_str_equal (argv[1], "policies"))
    {
      bench_policies ();
      return 0;
    }

  if (argc > 1)
    {
      g_printerr ("usage: emulsion-bench [ops|policies]; without a word it prints how long everything takes\n");
      return 2;
    }

  print_methods ();
  print_peer ();
  print_previews ();
  print_guides ();
  bench_ops ();
  bench_policies ();

  return 0;
}
