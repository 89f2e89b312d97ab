/* bench-policies.c: how many pictures a second pass a policy, here and in Python
 *
 * The peers are chains of Pillow written by hand after timm's strings, and torchvision's own transforms on Pillow's
 * pictures: the same policies on the same pictures, on one thread, one after the other in the same run. Chance differs,
 * so a pass takes many pictures. Time is that of the processor, so that other programs disturb it little. Medians of
 * passes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <time.h>

#include "bench.h"
#include "emu-dialect.h"
#include "emu-parallel.h"
#include "emu-run.h"

#define PASSES 15
#define PICTURES 8

/* What is aimed at with two operations a picture, and which policy is measured by it. */
#define GOAL 3.0
#define GOAL_TEXT "rand-m9-n2-p1"

typedef struct
{
  const char *dialect;
  const char *text;
} Case;

static const Case all_cases[] = {
  { "timm", "rand-m9-mstd0.5-inc1" },
  { "timm", GOAL_TEXT },
  { "timm", "augmix-m3-w3" },
  { "timm", "original" },
  { "torchvision", "RandAugment(2, 9)" },
  { "torchvision", "TrivialAugmentWide()" },
  { "torchvision", "AugMix()" },
};

static double
processor_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);

  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* Medians over passes of @n pictures. */
static double
time_policy (EmuPolicy *policy,
             EmuImage **pictures,
             int        n)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (int pass = 0; pass < PASSES; pass++)
    {
      double start = processor_us ();
      double time;

      for (int i = 0; i < n; i++)
        {
          EmuRunRequest request = { .seed = 1, .sample = (guint64) pass * n + i };
          g_autoptr(GError) error = NULL;
          g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, pictures[i % PICTURES], NULL, &error);

          g_assert_no_error (error);
        }

      time = (processor_us () - start) / n;
      g_array_append_val (times, time);
    }

  return bench_quantile (times, 0.5);
}

/* Rows of pixels, colours together, as Pillow keeps them; FALSE where there is no room on the disk. */
static gboolean
write_pictures (const char *path,
                EmuImage  **pictures)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (int i = 0; i < PICTURES; i++)
    {
      gsize n = emu_image_n_pixels (pictures[i]);

      for (gsize k = 0; k < n; k++)
        {
          for (int c = 0; c < 3; c++)
            g_byte_array_append (bytes, emu_image_plane (pictures[i], c) + k, 1);
        }
    }

  return g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL);
}

/* µs a picture, a line a case, NaN where a library is missing; NULL without Pillow. */
static char **
ask_python (GPtrArray  *cases,
            const char *path,
            int         size,
            int         n)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *output = NULL;
  int status = 1;

  g_ptr_array_add (argv, g_strdup ("/usr/bin/python3"));
  g_ptr_array_add (argv, g_strdup (BENCH_SOURCE_DIR "/policies-python.py"));
  g_ptr_array_add (argv, g_strdup (path));
  g_ptr_array_add (argv, g_strdup_printf ("%d", size));
  g_ptr_array_add (argv, g_strdup_printf ("%d", PASSES));
  g_ptr_array_add (argv, g_strdup_printf ("%d", n));
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *self = g_ptr_array_index (cases, i);

      g_ptr_array_add (argv, g_strconcat (self->dialect, " ", self->text, NULL));
    }
  g_ptr_array_add (argv, NULL);

  if (!g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                     &status, NULL) || status != 0)
    return NULL;

  return g_strsplit (output, "\n", -1);
}

static void
print_case (const Case *self,
            int         size,
            int         n,
            EmuImage  **pictures,
            const char *peer)
{
  const EmuDialect *dialect = emu_dialects_find (self->dialect, NULL);
  g_autofree char *name = g_strconcat (self->dialect, " ", self->text, NULL);
  double peer_time = peer != NULL ? g_ascii_strtod (peer, NULL) : NAN;
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (self->text, -1, dialect, FALSE, &error);
  double time;

  g_assert_no_error (error);
  time = time_policy (policy, pictures, n);

  if (!(peer_time > 0))
    {
      g_print ("%-34s %6d %10.0f\n", name, size, 1e6 / time);
      return;
    }

  g_print ("%-34s %6d %10.0f %10.0f %7.1f\n", name, size, 1e6 / time, 1e6 / peer_time, peer_time / time);
  if (g_str_equal (self->text, GOAL_TEXT) && peer_time / time < GOAL)
    g_print ("%s of %d × %d is less than %.0f times as fast as the chain in Python\n", name, size, size, GOAL);
}

static void
print_size (GPtrArray  *cases,
            int         size,
            const char *path)
{
  EmuImage *pictures[PICTURES];
  /* Tiny pictures pass so quickly that more of them make a pass. */
  int n = size < 100 ? 512 : 64;
  g_auto(GStrv) peer = NULL;

  for (int i = 0; i < PICTURES; i++)
    pictures[i] = bench_picture (size, size, i + 1);

  if (write_pictures (path, pictures))
    peer = ask_python (cases, path, size, n);
  if (peer == NULL)
    g_print ("Python was not measured, python3-pil is not installed\n");

  for (guint i = 0; i < cases->len; i++)
    print_case (g_ptr_array_index (cases, i), size, n, pictures,
                peer != NULL && i < g_strv_length (peer) ? peer[i] : NULL);

  for (int i = 0; i < PICTURES; i++)
    emu_image_unref (pictures[i]);
}

void
bench_policies (void)
{
  static const int sizes[] = { 32, 224 };
  g_autofree char *folder = g_dir_make_tmp ("emulsion-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder != NULL ? folder : g_get_tmp_dir (), "pictures", NULL);
  g_autoptr(GPtrArray) cases = g_ptr_array_new ();
  int cores = emu_parallel_get_threads ();

  /* Of the notations that this build knows. */
  for (guint i = 0; i < G_N_ELEMENTS (all_cases); i++)
    {
      if (emu_dialects_find (all_cases[i].dialect, NULL) != NULL)
        g_ptr_array_add (cases, (gpointer) &all_cases[i]);
    }

  g_print ("\n%-34s %6s %10s %10s %7s\n", "policy, pictures a second", "size", "here", "Python", "times");
  emu_parallel_set_threads (1);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    print_size (cases, sizes[s], path);
  emu_parallel_set_threads (cores);

  g_remove (path);
  if (folder != NULL)
    g_rmdir (folder);
}
