/* test-golden.c: the golden runner, on data of every kind it may meet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *output;
  int   status;
} Run;

static Run
run_golden (const char *folder)
{
  const char *argv[] = { g_getenv ("EMULSION_GOLDEN"), folder, NULL };
  g_autoptr(GError) error = NULL;
  Run run = { NULL, -1 };

  g_assert_nonnull (argv[0]);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                &run.output, NULL, &run.status, &error);
  g_assert_no_error (error);

  return run;
}

static char *
own_vectors (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "vectors", name, NULL);
}

/* A folder with our own vectors, one piece of one of them replaced; removed by forget(). */
static char *
changed_copy (const char *file,
              const char *from,
              const char *to)
{
  static const char * const names[] = { "index.json", "philox.json", "batch.npy", "mixup.npy" };
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("golden-XXXXXX", &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *source = own_vectors (names[i]);
      g_autofree char *target = g_build_filename (folder, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_file_get_contents (source, &bytes, &length, &error);
      g_assert_no_error (error);
      if (g_str_equal (names[i], file))
        {
          g_autoptr(GString) text = g_string_new_len (bytes, length);

          g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
          g_file_set_contents (target, text->str, text->len, &error);
        }
      else
        g_file_set_contents (target, bytes, length, &error);
      g_assert_no_error (error);
    }

  return folder;
}

static void
forget (char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_rmdir (folder);
  g_free (folder);
}

static void
test_own (void)
{
  g_autofree char *folder = own_vectors (NULL);
  Run run = run_golden (folder);

  g_assert_cmpstr (run.output, ==, "skipped no-such-method: not built\n3 passed, 0 failed\n");
  g_assert_cmpint (run.status, ==, 0);
  g_free (run.output);
}

typedef struct
{
  const char *name;
  const char *file;
  const char *from;
  const char *to;
  const char *says;
} Fault;

static const Fault faults[] = {
  { "word", "philox.json", "1713891541", "1713891542", "failed own/philox" },
  { "label", "index.json", "\"expected_label_weight\": 0.3", "\"expected_label_weight\": 0.4", "label weight of A is 0.29" },
  { "box", "index.json", "[2, 5, 0, 2]", "[2, 5, 0, 3]", "the box is [2, 5, 0, 2]" },
  { "missing-file", "index.json", "\"mixup.npy\"", "\"gone.npy\"", "failed own/mixup" },
  { "too-many-draws", "index.json", "\"randperm\", \"args\": [2], \"name\": \"permutation\", \"value\": [1, 0]}], \"expected\": [\"mixup.npy\"]",
    "\"rand\", \"args\": [2], \"name\": \"permutation\", \"value\": 0.5}], \"expected\": [\"mixup.npy\"]", "draws less" },
};

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  char *folder = changed_copy (fault->file, fault->from, fault->to);
  Run run = run_golden (folder);

  g_assert_nonnull (strstr (run.output, fault->says));
  g_assert_true (g_str_has_suffix (run.output, "2 passed, 1 failed\n"));
  g_assert_cmpint (run.status, !=, 0);
  g_free (run.output);
  forget (folder);
}

static void
test_nothing_passed (void)
{
  Run run = run_golden ("/nonexistent");

  g_assert_true (g_str_has_suffix (run.output, "0 passed, 1 failed\n"));
  g_assert_cmpint (run.status, !=, 0);
  g_free (run.output);
}

/* The large collection, where it is there: a status of 0 means that cases passed and none failed. */
static void
test_collection (void)
{
  const char *chosen = g_getenv ("EMULSION_VECTORS");
  const char *folder = chosen != NULL ? chosen : g_getenv ("EMULSION_VECTORS_DEFAULT");
  g_autofree char *index = folder != NULL ? g_build_filename (folder, "index.json", NULL) : NULL;
  Run run;

  if (index == NULL || !g_file_test (index, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no golden data; EMULSION_VECTORS names their folder");
      return;
    }

  run = run_golden (folder);
  g_test_message ("%s", run.output);
  g_assert_cmpint (run.status, ==, 0);
  g_free (run.output);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/golden/own", test_own);
  g_test_add_func ("/golden/nothing-passed", test_nothing_passed);
  g_test_add_func ("/golden/collection", test_collection);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden/fault/%s", faults[i].name);

      g_test_add_data_func (path, &faults[i], test_fault);
    }

  return g_test_run ();
}
