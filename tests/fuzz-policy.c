/* fuzz-policy.c: hostile policies in every notation, and hostile traces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Built with -DEMU_LIBFUZZER this is a target for libFuzzer; start it with tests/corpus/policy.
 * Without, it replays the files and folders named on its command line, each as it is, cut short and
 * with single bytes changed, a test for each.
 */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-policy-json.h"
#include "emu-run.h"

/* More of either is valid, slow, and teaches nothing new. */
#define MAX_COPIES 64
#define MAX_STEPS 64

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

static gboolean
check_small (const EmuPolicyNode *node,
             guint               *n_steps)
{
  (*n_steps)++;
  if (node->n_copies > MAX_COPIES || *n_steps > MAX_STEPS ||
      (node->op != NULL && node->op->size != NULL))
    return FALSE;

  for (guint i = 0; i < node->children->len; i++)
    {
      if (!check_small (g_ptr_array_index (node->children, i), n_steps))
        return FALSE;
    }

  return TRUE;
}

/* Whatever was read may be refused, but must not crash, and does the same twice. */
static void
run_small (EmuPolicy *policy)
{
  g_autoptr(EmuImage) image = emu_image_new (3, 7, 5, NULL);
  g_autoptr(EmuTrace) first = NULL;
  g_autoptr(EmuTrace) second = NULL;
  g_autoptr(GError) error = NULL;
  EmuRunRequest request = { .partner = image, .seed = 1, .with_stats = TRUE };
  guint n_steps = 0;

  if (!check_small (policy->root, &n_steps))
    return;

  for (int i = 0; i < 3 * 7 * 5; i++)
    emu_image_plane (image, 0)[i] = (guint8) (7 * i);

  first = emu_policy_run (policy, &request, image, NULL, &error);
  g_assert_true ((first == NULL) == (error != NULL));
  if (first == NULL)
    return;

  second = emu_policy_run (policy, &request, image, NULL, NULL);
  g_assert_true (emu_image_equal (first->result, second->result));
}

/* A policy that was read can be written and read again, in Emulsion's own notation to the same. */
static void
write_everywhere (EmuPolicy *policy)
{
  g_autofree char *text = emu_policy_to_json (policy);
  g_autoptr(EmuPolicy) again = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      const EmuDialect *dialect = emu_dialects_get (i);
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) refused = NULL;
      g_autofree char *written = NULL;

      if (dialect->write == NULL)
        continue;
      written = dialect->write (policy, lost, &refused);
      g_assert_true ((written == NULL) == (refused != NULL));
    }

  if (strlen (text) > EMU_POLICY_MAX_BYTES)
    return;
  again = emu_policy_parse (text, -1, emu_dialects_find ("emulsion", NULL), FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (emu_policy_equal (policy, again));
}

static void
read_policy (const char       *text,
             gsize             length,
             const EmuDialect *dialect,
             gboolean          as_published)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (text, (gssize) length, dialect, as_published,
                                                  &error);

  g_assert_true ((policy == NULL) == (error != NULL));
  if (policy == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), >, 0);
      return;
    }

  write_everywhere (policy);
  run_small (policy);
}

static void
read_trace (const char *text,
            gsize       length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuReplay) replay = emu_replay_parse (text, (gssize) length, &error);

  g_assert_true ((replay == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  const char *text = (const char *) data;

  read_policy (text, length, NULL, FALSE);
  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      read_policy (text, length, emu_dialects_get (i), FALSE);
      read_policy (text, length, emu_dialects_get (i), TRUE);
    }
  read_trace (text, length);

  return 0;
}

#ifndef EMU_LIBFUZZER

/* A few places spread over the file; every byte would take minutes. */
#define N_CHANGES 24

static void
test_replay (gconstpointer data)
{
  static const char odd[] = "\0{[(\"-9,:";
  const char *path = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  LLVMFuzzerTestOneInput ((const guint8 *) content, length);

  for (gsize i = 0; i < N_CHANGES && length > 0; i++)
    {
      gsize at = i * length / N_CHANGES;
      g_autofree guint8 *changed = g_memdup2 (content, length);

      LLVMFuzzerTestOneInput (changed, at);
      changed[at] = (guint8) odd[i % (sizeof odd - 1)];
      LLVMFuzzerTestOneInput (changed, length);
    }
}

static void
add_file (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *test_path = g_strconcat ("/fuzz/policy/", name, NULL);

  g_test_add_data_func_full (test_path, g_strdup (path), test_replay, g_free);
}

static void
add_argument (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      add_file (path);
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      add_file (file);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (argc < 2)
    {
      g_printerr ("Usage: %s FILE|FOLDER…\n", argv[0]);
      return 2;
    }

  for (int i = 1; i < argc; i++)
    add_argument (argv[i]);

  return g_test_run ();
}

#endif
