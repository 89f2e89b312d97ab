/* test-policy-cli.c: emulsion-cli policy as a person or a script meets it
 *
 * Runs the program that was built (EMULSION_CLI) in a folder of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emu-file.h"
#include "emu-json.h"
#include "emu-policy.h"
#include "emu-recipe.h"
#include "emu-run.h"

#define HEIGHT 33
#define WIDTH 47

static const char *program;
static char *folder;

/* Chance decides everything in it: whether, which, how far, how deep. */
static const char policy_text[] =
  "{\"format\":\"emulsion-policy/1\",\"root\":{\"step\":\"sequence\",\"name\":\"all\",\"steps\":["
  "{\"op\":\"flip\",\"p\":0.5},"
  "{\"step\":\"some-of\",\"take\":{\"from\":1,\"to\":3,\"replace\":true},\"steps\":["
  "{\"op\":\"rotate\",\"laws\":{\"degrees\":{\"law\":\"uniform\",\"from\":-30,\"to\":30}}},"
  "{\"op\":\"translate-x\",\"laws\":{\"pixels\":{\"law\":\"normal\",\"mean\":3,\"sd\":2,"
  "\"sign\":true}}}]},"
  "{\"step\":\"chains\",\"steps\":[{\"op\":\"rotate\",\"params\":{\"degrees\":12}},"
  "{\"op\":\"flip\",\"params\":{\"axis\":\"vertical\"}}]},"
  "{\"step\":\"kept\",\"name\":\"ToTensor\"}]}}";

/* --- Running ------------------------------------------------------------------------------- */

typedef struct
{
  int   status;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Words after "policy"; @input is given to standard input. */
static Run
run_with_input (const char         *input,
                const char * const *words)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                               G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  Run self = { 0 };

  g_ptr_array_add (arguments, (gpointer) program);
  for (; *words != NULL; words++)
    g_ptr_array_add (arguments, (gpointer) *words);
  g_ptr_array_add (arguments, NULL);

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &self.out, &self.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  self.status = g_subprocess_get_exit_status (process);
  if (*self.err != '\0')
    g_test_message ("%s", self.err);

  return self;
}

#define RUN(...) run_with_input (NULL, (const char *[]) { "policy", __VA_ARGS__, NULL })

static void
assert_done (const Run *self)
{
  g_assert_cmpstr (self->err, ==, "");
  g_assert_cmpint (self->status, ==, 0);
}

/* One line on standard error that names the thing, nothing on standard output. */
static void
assert_failed (const Run  *self,
               int         status,
               const char *part)
{
  const char *line_end = strchr (self->err, '\n');

  g_assert_cmpint (self->status, ==, status);
  g_assert_cmpstr (self->out, ==, "");
  g_assert_true (g_str_has_prefix (self->err, "emulsion-cli: "));
  g_assert_true (line_end != NULL && line_end[1] == '\0');
  g_assert_nonnull (strstr (self->err, part));
}

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
put (const char *name,
     const char *text)
{
  g_autofree char *path = in_folder (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
get (const char *name,
     gsize      *length)
{
  g_autofree char *path = in_folder (name);
  g_autoptr(GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, length, &error);
  g_assert_no_error (error);

  return content;
}

static EmuImage *
load (const char *name)
{
  g_autofree char *path = in_folder (name);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_file_load (file, NULL, NULL, &error);

  g_assert_no_error (error);

  return image;
}

static void
make_picture_of (const char *name,
                 int         channels,
                 int         height,
                 int         width,
                 guint64     seed)
{
  g_autofree char *path = in_folder (name);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(EmuImage) image = emu_image_new (channels, height, width, NULL);
  guint8 *data = emu_image_plane (image, 0);
  EmuRng rng;

  emu_rng_init (&rng, seed, EMU_PURPOSE_DATASET, 0, 0);
  for (gsize i = 0; i < channels * emu_image_n_pixels (image); i++)
    data[i] = (guint8) emu_rng_int (&rng, 0, 255);
  g_assert_true (emu_file_save_png (file, image, NULL, NULL, NULL));
}

static void
make_picture (const char *name,
              guint64     seed)
{
  make_picture_of (name, 3, HEIGHT, WIDTH, seed);
}

/* Members of an object, in their order, separated by blanks. */
static char *
members (JsonObject *object)
{
  g_autoptr(GString) names = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", name);

  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Text without the lines that name a time; nothing else may differ between equal runs. */
static char *
without_times (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GString) rest = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strstr (lines[i], "\"time\": ") == NULL && strstr (lines[i], "\"total_ms\": ") == NULL)
        g_string_append_printf (rest, "%s\n", lines[i]);
    }

  return g_string_free (g_steal_pointer (&rest), FALSE);
}

/* --- Tests --------------------------------------------------------------------------------- */

static void
test_document (void)
{
  g_auto(Run) self = RUN ("policy.json", "a.png", "--seed", "7", "-n", "2", "--json");
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *top = NULL;
  g_autofree char *step = NULL;
  JsonObject *object, *root, *stats;
  JsonArray *runs;

  assert_done (&self);
  node = emu_json_parse (self.out, -1, EMU_TRACE_MAX_BYTES, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  top = members (object);
  g_assert_cmpstr (top, ==, "format dialect policy notes seed runs time");
  g_assert_cmpstr (json_object_get_string_member (object, "format"), ==, "emulsion-trace/1");
  g_assert_cmpstr (json_object_get_string_member (object, "dialect"), ==, "emulsion");
  g_assert_cmpint (json_object_get_int_member (object, "seed"), ==, 7);

  runs = json_object_get_array_member (object, "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  root = json_object_get_object_member (json_array_get_object_element (runs, 0), "root");
  step = members (root);
  g_assert_cmpstr (step, ==,
                   "path copy slot name step op fired p draws param value unit value_here unit_here "
                   "stats picture time children");
  g_assert_cmpstr (json_object_get_string_member (root, "path"), ==, "0");
  g_assert_true (json_object_get_boolean_member (root, "fired"));
  g_assert_true (json_object_get_null_member (root, "picture"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "children")), ==, 4);

  stats = json_object_get_object_member (json_object_get_object_member (root, "stats"), "before");
  g_assert_cmpint (json_object_get_int_member (stats, "max"), <=, 255);
  g_assert_cmpfloat (json_object_get_double_member (stats, "synthetic"), ==, 0);
}

/* The name of every picture in a trace, in order of the steps. */
static void
collect_pictures (JsonObject *step,
                  GPtrArray  *names)
{
  JsonArray *children = json_object_get_array_member (step, "children");

  for (guint i = 0; i < json_array_get_length (children); i++)
    collect_pictures (json_array_get_object_element (children, i), names);

  if (!json_object_get_null_member (step, "picture"))
    g_ptr_array_add (names, g_strdup (json_object_get_string_member (step, "picture")));
  else
    g_assert_false (json_object_get_boolean_member (step, "fired"));
}

static void
test_trace (void)
{
  g_auto(Run) self = RUN ("policy.json", "a.png", "--seed", "3", "-n", "3", "-o", "grid.png",
                          "--trace", "new/steps", "--json");
  g_autofree char *document = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(EmuImage) grid = NULL;
  g_autoptr(EmuImage) input = NULL;
  g_autoptr(EmuImage) a = NULL;
  JsonArray *runs;

  assert_done (&self);
  document = get ("new/steps/trace.json", NULL);
  g_assert_cmpstr (document, ==, self.out);
  node = emu_json_parse (document, -1, EMU_TRACE_MAX_BYTES, NULL);
  g_assert_nonnull (node);

  /* Three results are a grid of two columns and two rows. */
  grid = load ("grid.png");
  g_assert_cmpint (grid->height, ==, 2 * HEIGHT);
  g_assert_cmpint (grid->width, ==, 2 * WIDTH);

  a = load ("a.png");
  input = load ("new/steps/000.png");
  g_assert_true (emu_image_equal (a, input));

  runs = json_object_get_array_member (json_node_get_object (node), "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *root = json_object_get_object_member (json_array_get_object_element (runs, i),
                                                        "root");
      g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *last = NULL;
      g_autoptr(EmuImage) result = NULL;

      collect_pictures (root, names);
      for (guint k = 0; k < names->len; k++)
        {
          g_autofree char *path = g_build_filename ("new/steps", g_ptr_array_index (names, k), NULL);
          g_autoptr(EmuImage) image = load (path);

          g_assert_cmpint (image->height, ==, HEIGHT);
        }

      /* The root's picture is the cell of the grid. */
      last = g_build_filename ("new/steps", json_object_get_string_member (root, "picture"), NULL);
      result = load (last);
      for (int c = 0; c < 3; c++)
        {
          for (int y = 0; y < HEIGHT; y++)
            g_assert_cmpmem (emu_image_row (result, c, y), WIDTH,
                             emu_image_row (grid, c, (int) i / 2 * HEIGHT + y) +
                             (int) i % 2 * WIDTH, WIDTH);
        }
    }
}

/* Both files hold the same bytes. */
static void
assert_same_file (const char *a,
                  const char *b)
{
  gsize n_x, n_y;
  g_autofree char *x = get (a, &n_x);
  g_autofree char *y = get (b, &n_y);

  g_assert_cmpmem (x, n_x, y, n_y);
}

static guint
count_files (const char *name)
{
  g_autofree char *path = in_folder (name);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* Both folders hold the same pictures and the same trace, but for times. */
static void
assert_same_traces (const char *one,
                    const char *two)
{
  g_autofree char *first = g_build_filename (one, "trace.json", NULL);
  g_autofree char *again = g_build_filename (two, "trace.json", NULL);
  g_autofree char *first_text = get (first, NULL);
  g_autofree char *again_text = get (again, NULL);
  g_autofree char *a = without_times (first_text);
  g_autofree char *b = without_times (again_text);
  guint n_pictures = count_files (one) - 1;

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpuint (n_pictures, >, 0);
  g_assert_cmpuint (count_files (two), ==, n_pictures + 1);
  for (guint i = 0; i < n_pictures; i++)
    {
      g_autofree char *x = g_strdup_printf ("%s/%03u.png", one, i);
      g_autofree char *y = g_strdup_printf ("%s/%03u.png", two, i);

      assert_same_file (x, y);
    }
}

/* What follows "policy TEXT PICTURE" when it runs for the first time and when it is replayed, with
 * folders of their own. */
static void
replay (const char *text,
        const char *picture,
        const char *count)
{
  static guint number = 0;
  g_autofree char *one = g_strdup_printf ("replay-%u", number);
  g_autofree char *two = g_strdup_printf ("replay-%u-again", number++);
  g_autofree char *trace = g_build_filename (one, "trace.json", NULL);
  g_auto(Run) first = RUN (text, picture, "--seed", "8", "-n", count, "-o", "first.png", "--trace",
                           one, "--json");
  g_auto(Run) again = RUN (text, picture, "-o", "again.png", "--trace", two, "--replay", trace,
                           "--json");
  g_autofree char *document = NULL;

  g_test_message ("%s on %s, %s times", text, picture, count);
  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpint (again.status, ==, 0);
  document = get (trace, NULL);
  g_assert_cmpstr (document, ==, first.out);
  assert_same_traces (one, two);
  assert_same_file ("first.png", "again.png");
}

static void
test_replay (void)
{
  replay ("policy.json", "a.png", "4");
}

/* Strings of timm, recognised: magnitudes, interpolations and chains replay as well, on pictures of
 * any kind. */
static void
test_replay_timm (void)
{
  static const char * const texts[] = {
    "rand-m9-mstd0.5-inc1", "rand-m12-n3-mstd101-mmax20-tweights", "augmix-m5-w4-d2", "original",
  };
  static const char * const pictures[] = { "a.png", "dot.png", "grey.png", "clear.png" };

  make_picture_of ("dot.png", 3, 1, 1, 3);
  make_picture_of ("grey.png", 1, 12, 17, 4);
  make_picture_of ("clear.png", 4, 19, 11, 5);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (pictures); k++)
        {
          replay (texts[i], pictures[k], "1");
          replay (texts[i], pictures[k], "9");
        }
    }
}

/* A trace that is replayed names its notation, and may do without outputs. */
static void
test_replay_words (void)
{
  g_auto(Run) first = RUN ("original", "a.png", "--seed", "8", "--trace", "words");
  g_auto(Run) again = RUN ("original", "a.png", "--replay", "words/trace.json");
  g_autofree char *trace = NULL;

  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpint (again.status, ==, 0);
  g_assert_cmpstr (first.out, ==, again.out);
  trace = get ("words/trace.json", NULL);
  g_assert_nonnull (strstr (trace, "\"dialect\": \"timm\""));
}

/* Without anything to save the steps are told. */
static void
test_words (void)
{
  g_auto(Run) self = RUN ("policy.json", "a.png", "--seed", "7");

  assert_done (&self);
  g_assert_true (g_str_has_prefix (self.out, "all\n  flip"));
  g_assert_nonnull (strstr (self.out, "ToTensor"));
}

/* An edited draw is taken as it stands. */
static void
test_replay_edited (void)
{
  static const char text[] =
    "{\"format\":\"emulsion-policy/1\",\"root\":{\"op\":\"flip\",\"p\":0.5}}";
  g_auto(Run) first = RUN (text, "a.png", "--trace", "edit");
  g_autofree char *trace = NULL;
  g_autofree char *never = NULL;
  g_auto(Run) again = { 0 };
  g_autoptr(EmuImage) a = load ("a.png");
  g_autoptr(EmuImage) result = NULL;
  g_autoptr(GRegex) fire = g_regex_new ("\"fire\": [0-9.e-]+", 0, 0, NULL);

  assert_done (&first);
  trace = get ("edit/trace.json", NULL);
  never = g_regex_replace_literal (fire, trace, -1, 0, "\"fire\": 0.75", 0, NULL);
  g_assert_cmpstr (trace, !=, never);
  put ("edited.json", never);

  again = RUN (text, "a.png", "-o", "edited.png", "--replay", "edited.json");
  assert_done (&again);
  result = load ("edited.png");
  g_assert_true (emu_image_equal (a, result));
}

static void
test_seed (void)
{
  g_auto(Run) one = RUN ("policy.json", "a.png", "--seed", "1", "-o", "one.png");
  g_auto(Run) same = RUN ("policy.json", "a.png", "--seed", "1", "-o", "same.png");
  g_auto(Run) other = RUN ("policy.json", "a.png", "--seed", "2", "-o", "other.png");
  g_autoptr(EmuImage) a = load ("one.png");
  g_autoptr(EmuImage) b = load ("same.png");
  g_autoptr(EmuImage) c = load ("other.png");

  assert_done (&one);
  assert_done (&same);
  assert_done (&other);
  g_assert_true (emu_image_equal (a, b));
  g_assert_false (emu_image_equal (a, c));
}

static void
test_standard_input (void)
{
  static const char * const words[] = { "policy", "-", "a.png", "--seed", "1", "-o", "in.png", NULL };
  g_auto(Run) piped = run_with_input (policy_text, words);
  g_auto(Run) named = RUN ("policy.json", "a.png", "--seed", "1", "-o", "named.png");
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;

  assert_done (&piped);
  assert_done (&named);
  a = load ("in.png");
  b = load ("named.png");
  g_assert_true (emu_image_equal (a, b));
}

static void
test_partner (void)
{
  static const char mix[] =
    "{\"format\":\"emulsion-policy/1\",\"root\":{\"method\":\"mixup\",\"lambda\":0.5}}";
  g_auto(Run) alone = RUN (mix, "a.png", "-o", "mix.png");
  g_auto(Run) both = RUN (mix, "a.png", "--partner", "b.png", "-o", "mix.png");
  g_autoptr(EmuImage) a = load ("a.png");
  g_autoptr(EmuImage) b = load ("b.png");
  g_autoptr(EmuImage) mixed = NULL;

  assert_failed (&alone, 2, "--partner");
  assert_done (&both);
  mixed = load ("mix.png");
  for (gsize i = 0; i < 3 * emu_image_n_pixels (a); i++)
    g_assert_cmpint (emu_image_plane (mixed, 0)[i], ==,
                     (int) rint ((emu_image_plane (a, 0)[i] + emu_image_plane (b, 0)[i]) / 2.0));
}

/* The policy of a recipe is applied before mixing, travels in the picture and can be taken out. */
static void
test_recipe (void)
{
  static const char * const mix[] = {
    "mix", "a.png", "b.png", "--recipe", "recipe.json", "-o", "out.png", NULL,
  };
  g_autofree char *text = g_strdup_printf ("{\"format\":\"emulsion-recipe/1\",\"method\":\"mixup\","
                                           "\"lambda\":{\"fixed\":1},\"seed\":9,\"policy\":%s}",
                                           policy_text);
  g_auto(Run) mixed = { 0 };
  g_auto(Run) alone = { 0 };
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;

  put ("recipe.json", text);
  mixed = run_with_input (NULL, mix);
  assert_done (&mixed);

  /* λ = 1 is A alone: sample 0 of the recipe's seed. */
  alone = RUN ("out.png", "a.png", "--seed", "9", "-o", "alone.png");
  assert_done (&alone);
  a = load ("out.png");
  b = load ("alone.png");
  g_assert_true (emu_image_equal (a, b));
}

static void
test_refused (void)
{
  static const struct
  {
    int         status;
    const char *part;
    const char *words[10];
  } cases[] = {
    { 2, "needs", { "policy", "policy.json" } },
    { 2, "empty", { "policy", "", "a.png", "--json" } },
    { 2, "empty", { "policy", "blank.json", "a.png", "--json" } },
    { 2, "64 KiB", { "policy", "large.json", "a.png", "--json" } },
    { 2, "64 KiB", { "policy", "huge.json", "a.png", "--json" } },
    { 2, "no policy", { "policy", "hello", "a.png", "--json" } },
    { 2, "line 1, column", { "policy", "{\"format\":", "a.png", "--json" } },
    { 2, "emulsion", { "policy", "policy.json", "a.png", "--dialect", "emulsin", "--json" } },
    { 2, "RandomFog", { "policy", "fog.json", "a.png", "--json" } },
    { 2, "--seed", { "policy", "policy.json", "a.png", "--seed", "-1", "--json" } },
    { 2, "--seed", { "policy", "policy.json", "a.png", "--seed", "1e300", "--json" } },
    { 2, "-n", { "policy", "policy.json", "a.png", "-n", "0", "--json" } },
    { 2, "-n", { "policy", "policy.json", "a.png", "-n", "1.5", "--json" } },
    { 2, ".png", { "policy", "policy.json", "a.png", "-o", "out.jpg" } },
    { 1, "nowhere.json", { "policy", "nowhere.json", "a.png", "--json" } },
    { 1, "nowhere.png", { "policy", "policy.json", "nowhere.png", "--json" } },
    { 1, "out.png", { "policy", "policy.json", "a.png", "-o", "nowhere/out.png" } },
    { 1, "a.png", { "policy", "policy.json", "a.png", "--trace", "a.png/steps" } },
    { 1, "nowhere.json", { "policy", "policy.json", "a.png", "--replay", "nowhere.json",
                           "--json" } },
    { 1, "emulsion-trace/1", { "policy", "policy.json", "a.png", "--replay", "policy.json",
                               "--json" } },
    { 2, "another policy", { "policy", "flip.json", "a.png", "--replay", "replay-0/trace.json",
                             "--json" } },
    { 2, "--seed", { "policy", "policy.json", "a.png", "--replay", "replay-0/trace.json", "--seed",
                     "6", "--json" } },
    { 2, "-n", { "policy", "policy.json", "a.png", "--replay", "replay-0/trace.json", "-n", "3",
                 "--json" } },
  };
  g_autofree char *large = g_strnfill (EMU_POLICY_MAX_BYTES + 1, ' ');
  g_autofree char *huge = g_strnfill (EMU_RECIPE_MAX_BYTES + 100, ' ');
  g_autofree char *other = NULL;

  put ("large.json", large);
  put ("huge.json", huge);
  put ("blank.json", " \n");
  put ("flip.json", "{\"format\":\"emulsion-policy/1\",\"root\":{\"op\":\"flip\"}}");
  put ("fog.json", "{\"format\":\"emulsion-policy/1\",\"root\":{\"step\":\"unknown\","
                   "\"name\":\"RandomFog\"}}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Run) self = run_with_input (NULL, cases[i].words);

      assert_failed (&self, cases[i].status, cases[i].part);
    }

  other = in_folder ("out.jpg");
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* The steps in words and the document both say so when they cannot be written. */
static void
test_full_disk (void)
{
  static const char * const modes[] = { "", "--json" };

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full here");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *quoted = g_shell_quote (program);
      g_autofree char *quoted_folder = g_shell_quote (folder);
      g_autofree char *line = g_strdup_printf ("cd %s && exec %s policy policy.json a.png %s >/dev/full",
                                               quoted_folder, quoted, modes[i]);
      const char * const argv[] = { "/bin/sh", "-c", line, NULL };
      g_auto(Run) self = { 0 };
      g_autoptr(GError) error = NULL;
      int wait_status;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &self.out, &self.err,
                    &wait_status, &error);
      g_assert_no_error (error);
      g_assert_true (WIFEXITED (wait_status));
      self.status = WEXITSTATUS (wait_status);
      assert_failed (&self, 1, "standard output");
    }
}

/* Nothing is left of a picture or a folder that cannot be written. */
static void
test_unwritable (void)
{
  g_autofree char *path = in_folder ("locked");
  g_autofree char *out = in_folder ("locked/out.png");
  g_autofree char *steps = in_folder ("locked/steps");

  if (geteuid () == 0)
    {
      /* Root may write everywhere but where the kernel keeps its own. */
      g_auto(Run) picture = RUN ("policy.json", "a.png", "-o", "/proc/out.png", "--json");
      g_auto(Run) trace = RUN ("policy.json", "a.png", "--trace", "/proc/steps", "--json");

      assert_failed (&picture, 1, "out.png");
      assert_failed (&trace, 1, "/proc/steps");
      return;
    }

  g_assert_cmpint (g_mkdir (path, 0500), ==, 0);
  {
    g_auto(Run) picture = RUN ("policy.json", "a.png", "-o", "locked/out.png", "--json");
    g_auto(Run) inside = RUN ("policy.json", "a.png", "--trace", "locked", "--json");
    g_auto(Run) trace = RUN ("policy.json", "a.png", "--trace", "locked/steps", "--json");

    assert_failed (&picture, 1, "out.png");
    assert_failed (&inside, 1, "000.png");
    assert_failed (&trace, 1, "locked/steps");
  }
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (steps, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files ("locked"), ==, 0);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        remove_folder (inner);
      else
        g_remove (inner);
    }
  g_rmdir (path);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("EMULSION_CLI");
  g_assert_nonnull (program);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  folder = g_dir_make_tmp ("emulsion-policy-XXXXXX", NULL);
  g_assert_nonnull (folder);
  make_picture ("a.png", 1);
  make_picture ("b.png", 2);
  put ("policy.json", policy_text);

  g_test_add_func ("/policy-cli/document", test_document);
  g_test_add_func ("/policy-cli/trace", test_trace);
  g_test_add_func ("/policy-cli/replay", test_replay);
  g_test_add_func ("/policy-cli/replay-timm", test_replay_timm);
  g_test_add_func ("/policy-cli/replay-words", test_replay_words);
  g_test_add_func ("/policy-cli/replay-edited", test_replay_edited);
  g_test_add_func ("/policy-cli/words", test_words);
  g_test_add_func ("/policy-cli/seed", test_seed);
  g_test_add_func ("/policy-cli/standard-input", test_standard_input);
  g_test_add_func ("/policy-cli/partner", test_partner);
  g_test_add_func ("/policy-cli/recipe", test_recipe);
  g_test_add_func ("/policy-cli/refused", test_refused);
  g_test_add_func ("/policy-cli/full-disk", test_full_disk);
  g_test_add_func ("/policy-cli/unwritable", test_unwritable);

  status = g_test_run ();
  remove_folder (folder);
  g_free (folder);

  return status;
}
