/* test-cli.c: the command line as a person or a script meets it
 *
 * Runs the program that was built (EMULSION_CLI) in a folder of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <sys/wait.h>

#include "emu-file.h"
#include "emu-json.h"
#include "emu-methods.h"
#include "emu-ops.h"
#include "emu-recipe.h"
#include "command.h"

/* ---- Running ------------------------------------------------------------------------------ */

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

/* ---- Documents ---------------------------------------------------------------------------- */

static JsonNode *
document (const Run  *self,
          const char *format)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  g_assert_cmpint (self->status, ==, 0);
  node = emu_json_parse (self->out, -1, 1 << 22, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "format"), ==, format);

  return node;
}

/* Members of an object, in their order, separated by blanks. */
static void
assert_members (JsonObject *object,
                const char *expected)
{
  g_autoptr(GString) names = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", name);
  g_assert_cmpstr (names->str, ==, expected);
}

static double
number (JsonObject *object,
        const char *name)
{
  g_autoptr(GError) error = NULL;
  double value = 0;

  emu_json_get_number (json_object_get_member (object, name), name, &value, &error);
  g_assert_no_error (error);

  return value;
}

/* ---- Files -------------------------------------------------------------------------------- */

static GFile *
file_of (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_new_for_path (path);
}

static void
save_picture (const char *name,
              int         channels,
              int         height,
              int         width,
              guint       seed,
              const char *recipe)
{
  g_autoptr(GFile) file = file_of (name);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < channels * emu_image_n_pixels (image); i++)
    emu_image_plane (image, 0)[i] = (guint8) ((i * (2 * seed + 1) * 2654435761u) >> 13);
  emu_file_save_png (file, image, recipe, NULL, &error);
  g_assert_no_error (error);
}

static void
save_text (const char *name,
           const char *text)
{
  g_autoptr(GFile) file = file_of (name);
  g_autoptr(GError) error = NULL;

  emu_file_save_text (file, text, -1, NULL, &error);
  g_assert_no_error (error);
}

static GBytes *
contents (const char *name)
{
  g_autoptr(GFile) file = file_of (name);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = g_file_load_bytes (file, NULL, NULL, &error);

  g_assert_no_error (error);

  return bytes;
}

static void
assert_same_files (const char *a,
                   const char *b)
{
  g_autoptr(GBytes) x = contents (a);
  g_autoptr(GBytes) y = contents (b);

  g_assert_true (g_bytes_equal (x, y));
}

static EmuImage *
pixels (const char *name)
{
  g_autoptr(GFile) file = file_of (name);
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_file_load (file, NULL, NULL, &error);

  g_assert_no_error (error);

  return image;
}

/* ---- Lists -------------------------------------------------------------------------------- */

static void
check_param (JsonObject     *object,
             const EmuParam *param)
{
  gboolean has_ends = param->type == EMU_PARAM_INT || param->type == EMU_PARAM_FLOAT ||
                      param->type == EMU_PARAM_RANGE;

  assert_members (object, "name type min max default unit choices label help published");
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, emu_param_name (param));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, emu_param_type_nick (param->type));
  g_assert_cmpint (json_object_get_null_member (object, "min"), ==, !has_ends);
  if (has_ends)
    {
      g_assert_cmpfloat (number (object, "min"), ==, param->min);
      g_assert_cmpfloat (number (object, "max"), ==, param->max);
    }
  if (param->type == EMU_PARAM_RANGE)
    {
      JsonArray *ends = json_object_get_array_member (object, "default");

      g_assert_cmpuint (json_array_get_length (ends), ==, 2);
      g_assert_cmpfloat (json_array_get_double_element (ends, 0), ==, param->initial);
      g_assert_cmpfloat (json_array_get_double_element (ends, 1), ==, param->initial_hi);
    }
  if (param->type == EMU_PARAM_CHOICE)
    g_assert_cmpstr (json_object_get_string_member (object, "default"), ==,
                     param->choices[(int) param->initial].nick);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "choices")), ==,
                    emu_param_n_choices (param));
}

static void
test_methods (void)
{
  g_auto(Run) result = run ("methods --json");
  g_auto(Run) lines = run ("methods");
  g_autoptr(JsonNode) node = document (&result, "emulsion-methods/1");
  JsonArray *list = json_object_get_array_member (json_node_get_object (node), "methods");

  assert_done (&result);
  assert_done (&lines);
  assert_members (json_node_get_object (node), "format methods");
  g_assert_cmpuint (json_array_get_length (list), ==, emu_methods_size ());

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      JsonObject *object = json_array_get_object_element (list, i);
      JsonArray *params = json_object_get_array_member (object, "params");
      JsonArray *draws = json_object_get_array_member (object, "draws");
      JsonArray *ends = json_object_get_array_member (object, "exact_ends");

      assert_members (object, "id name summary source pixel uses_lambda exact_ends needs label_rule "
                              "params draws");
      g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, method->id);
      g_assert_cmpint (json_object_get_boolean_member (object, "uses_lambda"), ==, !method->ignores_lambda);
      g_assert_cmpint (json_array_get_boolean_element (ends, 0), ==, method->exact_b);
      g_assert_cmpint (json_array_get_boolean_element (ends, 1), ==, method->exact_a);
      g_assert_nonnull (strstr (lines.out, method->id));

      g_assert_cmpuint (json_array_get_length (params), ==, method->params.n_params);
      for (guint p = 0; p < method->params.n_params; p++)
        check_param (json_array_get_object_element (params, p), &method->params.params[p]);

      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "needs")), ==,
                        method->needs != NULL ? g_strv_length ((char **) method->needs) : 0);
      g_assert_cmpuint (json_array_get_length (draws), ==, method->draws.n_draws);
      for (guint d = 0; d < method->draws.n_draws; d++)
        assert_members (json_array_get_object_element (draws, d), "name kind");
    }
}

static void
test_ops (void)
{
  g_auto(Run) result = run ("ops --json");
  g_autoptr(JsonNode) node = document (&result, "emulsion-ops/1");

  assert_done (&result);
  assert_members (json_node_get_object (node), "format ops");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (node), "ops")),
                    ==, emu_ops_size ());
}

/* Messages follow the locale, documents do not. */
static void
test_locale (void)
{
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C", TRUE);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_auto(Run) utf8 = run ("methods --json");
  g_auto(Run) ascii = { 0 };

  g_ptr_array_add (words, (gpointer) "methods");
  g_ptr_array_add (words, (gpointer) "--json");
  ascii = run_words (words, (const char * const *) environment);
  g_assert_cmpstr (ascii.out, ==, utf8.out);
}

static void
test_help (void)
{
  static const char * const lines[] = {
    "--help", "-h", "--version", "methods --help", "ops -h", "mix --help", "mix a.png --what --help",
    "inspect --help",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(Run) result = run ("%s", lines[i]);

      assert_done (&result);
      g_assert_nonnull (strstr (result.out, "emulsion-cli"));
    }
}

/* ---- Mixing ------------------------------------------------------------------------------- */

static void
test_document (gconstpointer data)
{
  const EmuMethod *method = data;
  g_auto(Run) result = run ("mix a.png b.png --method %s --lambda 0.625 --seed 9007199254740991 "
                            "--fit stretch -o out.png --mask mask.png --json", method->id);
  g_autoptr(JsonNode) node = document (&result, "emulsion-mix/1");
  JsonObject *root = json_node_get_object (node);
  JsonObject *lambda = json_object_get_object_member (root, "lambda");
  JsonObject *label = json_object_get_object_member (root, "label");
  g_autoptr(EmuImage) mixed = pixels ("out.png");
  g_autoptr(EmuImage) mask = pixels ("mask.png");
  double total = 0;

  assert_members (root, "format method params draws seed lambda mask_mean label height width channels "
                        "fit notes time");
  assert_members (lambda, "requested drawn used");
  assert_members (label, "a b");
  assert_members (json_object_get_object_member (root, "time"), "mask_ms blend_ms");
  g_assert_cmpstr (json_object_get_string_member (root, "method"), ==, method->id);
  g_assert_cmpstr (json_object_get_string_member (root, "fit"), ==, "stretch");
  g_assert_cmpint (json_object_get_int_member (root, "seed"), ==, EMU_SEED_MAX);
  g_assert_cmpfloat (number (lambda, "requested"), ==, 0.625);
  g_assert_cmpint (json_object_get_null_member (lambda, "used"), ==, method->ignores_lambda);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (root, "params")), ==,
                    method->params.n_params);

  /* A is 33 × 47 in colour, B grey: the mixed picture is the richer of both. */
  g_assert_cmpint (json_object_get_int_member (root, "height"), ==, 33);
  g_assert_cmpint (json_object_get_int_member (root, "width"), ==, 47);
  g_assert_cmpint (json_object_get_int_member (root, "channels"), ==, 3);
  g_assert_cmpint (mixed->height, ==, 33);
  g_assert_cmpint (mixed->width, ==, 47);
  g_assert_cmpint (mixed->channels, ==, 3);

  /* Every byte of the mask is at most half a level away from the weight. */
  g_assert_cmpint (mask->channels, ==, 1);
  for (gsize i = 0; i < emu_image_n_pixels (mask); i++)
    total += emu_image_plane (mask, 0)[i];
  g_assert_cmpfloat_with_epsilon (total / (double) emu_image_n_pixels (mask) / 255,
                                  number (root, "mask_mean"), 0.51 / 255);
}

/* A document without its last member, the time. */
static char *
without_time (const Run *self)
{
  char *time = strstr (self->out, "\"time\"");

  g_assert_nonnull (time);

  return g_strndup (self->out, time - self->out);
}

static void
test_repeatable (gconstpointer data)
{
  const EmuMethod *method = data;
  g_auto(Run) first = run ("mix a.png b.png --method %s --seed 5 -o first.png --mask first-mask.png "
                           "--save-recipe first.json --json", method->id);
  g_auto(Run) second = run ("mix --json -o=second.png a.png --mask=second-mask.png b.png "
                            "--save-recipe second.json --seed=5 --method=%s", method->id);
  g_auto(Run) from_json = run ("mix a.png b.png --recipe first.json -ofrom-json.png --json");
  g_auto(Run) from_png = run ("mix a.png b.png --recipe first.png -o from-png.png --json");
  g_autofree char *text = without_time (&first);
  g_autofree char *second_text = NULL;
  g_autofree char *json_text = without_time (&from_json);
  g_autofree char *png_text = without_time (&from_png);

  g_assert_cmpint (second.status, ==, 0);
  second_text = without_time (&second);
  g_assert_cmpstr (second_text, ==, text);
  g_assert_cmpstr (json_text, ==, text);
  g_assert_cmpstr (png_text, ==, text);

  assert_same_files ("second.png", "first.png");
  assert_same_files ("second-mask.png", "first-mask.png");
  assert_same_files ("second.json", "first.json");
  assert_same_files ("from-json.png", "first.png");
  assert_same_files ("from-png.png", "first.png");
}

/* Every parameter moved away from its default comes out as it went in. */
static void
test_set (gconstpointer data)
{
  const EmuMethod *method = data;

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      g_autofree void *params = emu_params_new (&method->params);
      g_autofree char *value = NULL;
      g_autoptr(GError) error = NULL;

      if (param->type == EMU_PARAM_RANGE)
        emu_param_set_range (param, params, (EmuRange) { param->min, param->max }, &error);
      else if (param->type == EMU_PARAM_CHOICE)
        emu_param_set (param, params, emu_param_n_choices (param) - 1, &error);
      else if (param->type == EMU_PARAM_BOOL)
        emu_param_set (param, params, param->initial == 0, &error);
      else if (param->type != EMU_PARAM_TEXT)
        emu_param_set (param, params, param->initial == param->max ? param->min : param->max, &error);
      g_assert_no_error (error);
      value = emu_param_format (param, params);

      {
        g_auto(Run) result = run ("mix square.png b.png --method %s --set %s=%s --save-recipe set.json "
                                  "--json", method->id, emu_param_name (param), value);
        g_autoptr(JsonNode) node = document (&result, "emulsion-mix/1");
        g_autoptr(GFile) file = file_of ("set.json");
        g_autoptr(EmuRecipe) recipe = emu_recipe_load (file, NULL, &error);

        g_assert_no_error (error);
        g_assert_true (emu_params_equal (&method->params, recipe->params, params));
      }
    }
}

/* Scalars that one seed drew, given under another. */
static void
test_draw (gconstpointer data)
{
  const EmuMethod *method = data;
  g_auto(Run) drawn = run ("mix a.png b.png --method %s --seed 3 --json", method->id);
  g_autoptr(JsonNode) drawn_node = document (&drawn, "emulsion-mix/1");
  JsonObject *draws = json_object_get_object_member (json_node_get_object (drawn_node), "draws");
  g_autoptr(GString) options = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, draws);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *text = NULL;

      if (JSON_NODE_HOLDS_OBJECT (value))
        {
          assert_members (json_node_get_object (value), "kind shape lane");
          continue;
        }

      text = emu_format_number (json_node_get_double (value));
      g_string_append_printf (options, " --draw %s=%s", name, text);
    }

  {
    g_auto(Run) given = run ("mix a.png b.png --method %s --seed 4 --json%s", method->id, options->str);
    g_autoptr(JsonNode) given_node = document (&given, "emulsion-mix/1");
    JsonObject *again = json_object_get_object_member (json_node_get_object (given_node), "draws");

    g_assert_true (json_object_equal (draws, again));
  }
}

static void
test_overrides (void)
{
  g_auto(Run) first = run ("mix a.png b.png --method resizemix --alpha 0.5 --seed 1 --draw tau=0.5 "
                           "--set scope=0.25..0.75 --save-recipe base.json");
  g_auto(Run) second = run ("mix a.png b.png --recipe base.json --lambda 0.75 --seed 2 --fit contain "
                            "--set interpolate=bilinear --draw cx=3 --save-recipe changed.json");
  g_autoptr(GFile) file = file_of ("changed.json");
  g_autoptr(EmuRecipe) changed = emu_recipe_load (file, NULL, NULL);
  g_autoptr(EmuRecipe) expected = emu_recipe_new (emu_methods_find ("resizemix", NULL));
  const EmuParamTable *table = &expected->method->params;

  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpint (second.status, ==, 0);

  /* What the recipe said stays; τ goes, because λ now decides it. */
  emu_param_parse (emu_params_find (table, "scope", NULL), expected->params, "0.25..0.75", NULL);
  emu_param_parse (emu_params_find (table, "interpolate", NULL), expected->params, "bilinear", NULL);
  emu_recipe_set_lambda (expected, 0.75, NULL);
  emu_recipe_set_draw (expected, "cx", 3, NULL);
  expected->seed = 2;
  expected->fit = EMU_FIT_CONTAIN;
  for (guint i = 0; i < 2; i++)
    emu_recipe_set_picture (expected, i, changed->pictures[i].name, changed->pictures[i].sha256);
  g_assert_true (emu_recipe_equal (changed, expected));
}

static void
assert_same_file (const char *a,
                  const char *b)
{
  g_autofree char *path_a = g_build_filename (folder, a, NULL);
  g_autofree char *path_b = g_build_filename (folder, b, NULL);
  g_autofree char *text_a = NULL;
  g_autofree char *text_b = NULL;
  gsize n_a, n_b;

  g_assert_true (g_file_get_contents (path_a, &text_a, &n_a, NULL));
  g_assert_true (g_file_get_contents (path_b, &text_b, &n_b, NULL));
  g_assert_cmpmem (text_a, n_a, text_b, n_b);
}

/* A guide from a file decides the picture, is named in the recipe, and is found again beside it. */
static void
test_guides (void)
{
  g_auto(Run) plain = run ("mix a.png b.png --method guidedmix -o plain.png");
  g_auto(Run) guided = run ("mix a.png b.png --method guidedmix --guide-b square.png -o guided.png "
                            "--save-recipe guided.json");
  g_auto(Run) by_recipe = run ("mix a.png b.png --recipe guided.json -o by-recipe.png");
  g_auto(Run) by_picture = run ("mix a.png b.png --recipe guided.png -o by-picture.png");
  g_autoptr(GFile) file = file_of ("guided.json");
  g_autoptr(EmuRecipe) recipe = emu_recipe_load (file, NULL, NULL);
  g_autoptr(GFile) plain_file = file_of ("plain.png");
  g_autoptr(GFile) guided_file = file_of ("guided.png");
  g_autoptr(EmuImage) without = emu_file_load (plain_file, NULL, NULL, NULL);
  g_autoptr(EmuImage) with = emu_file_load (guided_file, NULL, NULL, NULL);

  assert_done (&plain);
  assert_done (&guided);
  assert_done (&by_recipe);
  assert_done (&by_picture);
  g_assert_null (recipe->guides[0].name);
  g_assert_cmpstr (recipe->guides[1].name, ==, "square.png");
  g_assert_cmpuint (strlen (recipe->guides[1].sha256), ==, 64);
  g_assert_false (emu_image_equal (without, with));
  assert_same_file ("guided.png", "by-recipe.png");
  assert_same_file ("guided.png", "by-picture.png");
}

static void
test_missing_guides (void)
{
  g_auto(Run) missing = { 0 };
  g_auto(Run) given = { 0 };
  g_auto(Run) other = { 0 };
  g_auto(Run) idle = { 0 };

  save_text ("gone.json", "{\"format\":\"emulsion-recipe/1\",\"method\":\"saliencymix\","
                          "\"guides\":[{\"for\":\"b\",\"name\":\"gone.png\",\"sha256\":\""
                          "0000000000000000000000000000000000000000000000000000000000000000\"}]}");

  missing = run ("mix a.png b.png --recipe gone.json --json");
  assert_failed (&missing, 1, "gone.png");
  other = run ("mix a.png b.png --recipe gone.json --guide-b nowhere.png --json");
  assert_failed (&other, 1, "nowhere.png");

  /* Another map than the recipe's is used, but not in silence. */
  given = run ("mix a.png b.png --recipe gone.json --guide-b square.png --json");
  g_assert_cmpint (given.status, ==, 0);
  g_assert_nonnull (strstr (given.err, "gone.png"));

  /* As published nobody looks at it. */
  idle = run ("mix a.png b.png --recipe gone.json --as-published --json");
  assert_done (&idle);
}

static void
test_as_published (void)
{
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      g_auto(Run) result = run ("mix square.png b.png --method %s --as-published --save-recipe p.json",
                                method->id);
      g_autoptr(GFile) file = file_of ("p.json");
      g_autoptr(EmuRecipe) recipe = NULL;
      g_autofree void *params = emu_params_new (&method->params);

      /* Published code may refuse what is sound; then it says so. */
      if (result.status == 2)
        {
          assert_failed (&result, 2, "published");
          continue;
        }

      recipe = emu_recipe_load (file, NULL, NULL);
      g_assert_nonnull (recipe);
      emu_params_set_published (&method->params, params, TRUE);
      g_assert_true (emu_params_equal (&method->params, recipe->params, params));
    }
}

static void
test_other_picture (void)
{
  g_auto(Run) first = run ("mix a.png b.png --method mixup --save-recipe pair.json");
  g_auto(Run) second = run ("mix a.png square.png --recipe pair.json --json");
  g_autoptr(JsonNode) node = document (&second, "emulsion-mix/1");
  JsonArray *notes = json_object_get_array_member (json_node_get_object (node), "notes");

  assert_done (&first);
  g_assert_cmpuint (json_array_get_length (notes), ==, 1);
  g_assert_nonnull (strstr (json_array_get_string_element (notes, 0), "square.png"));
  g_assert_nonnull (strstr (second.err, "square.png"));
}

/* Names that look like options, or like something else. */
static void
test_odd_names (void)
{
  g_auto(Run) mixed = run ("mix --method mixup --lambda 0.5 -o ~ä~%%s.png -- -a.png b.png");
  g_auto(Run) plain = run ("mix --method mixup --lambda 0.5 -o plain.png a.png b.png");
  g_auto(Run) missing = run ("mix --method mixup --json no\n\x1b[31m.png b.png");
  g_autoptr(EmuImage) x = NULL;
  g_autoptr(EmuImage) y = pixels ("plain.png");

  assert_done (&mixed);
  assert_done (&plain);
  x = pixels (" ä %s.png");
  g_assert_true (emu_image_equal (x, y));
  assert_failed (&missing, 1, "[31m.png");
  g_assert_null (strchr (missing.err, '\x1b'));
}

/* ---- What goes wrong ---------------------------------------------------------------------- */

static void
test_wrong_usage (void)
{
  static const struct
  {
    const char *line;
    const char *part;
  } lines[] = {
    { "", "--help" },
    { "mixx", "“mix”" },
    { "--versoin", "--version" },
    { "methods now", "now" },
    { "methods --jsno", "--json" },
    { "inspect", "PICTURE" },
    { "inspect a.png b.png", "b.png" },
    { "mix", "A B" },
    { "mix a.png --method mixup --json", "A B" },
    { "mix a.png b.png square.png --method mixup --json", "square.png" },
    { "mix a.png b.png --json", "--method" },
    { "mix a.png b.png --method mixup", "-o OUT.png" },
    { "mix a.png b.png --method mixup --recipe x.json --json", "--recipe" },
    { "mix a.png b.png --method mixpu --json", "“mixup”" },
    { "mix a.png b.png --method zzzzzzzzz --json", "zzzzzzzzz" },
    { "mix a.png b.png --metod mixup --json", "--method" },
    { "mix a.png b.png --method mixup --json -x", "-x" },
    { "mix a.png b.png --method mixup --json=yes", "--json" },
    { "mix a.png b.png --json --method", "--method" },
    { "mix a.png b.png --method mixup --json --lambda NaN", "NaN" },
    { "mix a.png b.png --method mixup --json --lambda inf", "inf" },
    { "mix a.png b.png --method mixup --json --lambda -0.1", "-0.1" },
    { "mix a.png b.png --method mixup --json --lambda 1.5", "1.5" },
    { "mix a.png b.png --method mixup --json --lambda abc", "abc" },
    { "mix a.png b.png --method mixup --json --lambda 0,5", "0,5" },
    { "mix a.png b.png --method mixup --json --lambda=", "--lambda" },
    { "mix a.png b.png --method mixup --json --lambda 0.5 --alpha 1", "--alpha" },
    { "mix a.png b.png --method mixup --json --alpha 0", "α" },
    { "mix a.png b.png --method mixup --json --alpha nan", "nan" },
    { "mix a.png b.png --method mixup --json --seed -1", "-1" },
    { "mix a.png b.png --method mixup --json --seed 1.5", "1.5" },
    { "mix a.png b.png --method mixup --json --seed 9007199254740992", "9007199254740992" },
    { "mix a.png b.png --method mixup --json --fit fill", "fill" },
    { "mix a.png b.png --method mixup --json --guide-a a.png", "mixup does not use a guide" },
    { "mix a.png b.png --method saliencymix --json --guide-a a.png", "--guide-a" },
    { "mix a.png b.png --method saliencymix --as-published --json --guide-b a.png", "--guide-b" },
    { "mix a.png b.png --method mixup --json --set alpha=1", "alpha" },
    { "mix a.png b.png --method mixup --json --draw cx=1", "cx" },
    { "mix a.png b.png --method resizemix --json --set scop=0.1", "“scope”" },
    { "mix a.png b.png --method resizemix --json --set scope", "NAME=VALUE" },
    { "mix a.png b.png --method resizemix --json --set scope=wide", "wide" },
    { "mix a.png b.png --method resizemix --json --set scope=0.5..2", "scope" },
    { "mix a.png b.png --method resizemix --json --set interpolate=cubic", "bilinear" },
    { "mix a.png b.png --method resizemix --json --draw cy=33", "cy" },
    { "mix a.png b.png --method resizemix --json --draw cy=1.5", "whole" },
    { "mix a.png b.png --method resizemix --json --draw cy=nan", "nan" },
    { "mix a.png b.png --method resizemix --json --draw tau=0.5 --lambda 0.2", "tau" },
    { "mix a.png b.png --method mixup -o out.jpg", "out.jpg" },
    { "mix a.png b.png --method mixup -o same.png --mask ./same.png", "same.png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(Run) result = run ("%s", lines[i].line);

      assert_failed (&result, 2, lines[i].part);
    }
}

static void
test_the_worlds_fault (void)
{
  static const struct
  {
    const char *line;
    const char *part;
  } lines[] = {
    { "inspect missing.png", "missing.png" },
    { "inspect text.png", "text.png" },
    { "mix missing.png b.png --method mixup --json", "missing.png" },
    { "mix a.png missing.png --method mixup --json", "missing.png" },
    { "mix a.png text.png --method mixup --json", "text.png" },
    { "mix a.png . --method mixup --json", "folder" },
    { "mix a.png b.png --recipe missing.json --json", "missing.json" },
    { "mix a.png b.png --recipe . --json", "recipe" },
    { "mix a.png b.png --recipe a.png --json", "a.png" },
    { "mix a.png b.png --recipe text.png --json", "text.png" },
    { "mix a.png b.png --recipe newer.png --json", "newer" },
    { "mix a.png b.png --method mixup --json -o nowhere/out.png", "out.png" },
    { "mix a.png b.png --method mixup --json --mask nowhere/mask.png", "mask.png" },
    { "mix a.png b.png --method mixup --json --save-recipe nowhere/r.json", "r.json" },
    { "mix a.png b.png --method mixup --json -o /dev/full", "full" },
    { "mix a.png b.png --method mixup --json -o .", "folder" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(Run) result = run ("%s", lines[i].line);

      assert_failed (&result, 1, lines[i].part);
    }
}

static void
test_full_standard_output (void)
{
  g_autofree char *quoted = g_shell_quote (g_getenv ("EMULSION_CLI"));
  g_autofree char *command = g_strdup_printf ("%s methods --json >/dev/full", quoted);
  const char *words[] = { "/bin/sh", "-c", command, NULL };
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  int wait_status;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full here");
      return;
    }

  g_spawn_sync (folder, (char **) words, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &err, &wait_status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait_status));
  g_assert_cmpint (WEXITSTATUS (wait_status), ==, 1);
  g_assert_nonnull (strstr (err, "standard output"));
}

/* ---- Inspecting --------------------------------------------------------------------------- */

#define INSPECT_MEMBERS "format name height width channels depth file_format profile converted orientation " \
                        "animated sha256 recipe notes"

static void
test_inspect (void)
{
  g_auto(Run) mixed = run ("mix a.png b.png --method mixup --lambda 0.5 -o inspected.png");
  g_auto(Run) result = run ("inspect inspected.png --json");
  g_auto(Run) lines = run ("inspect inspected.png");
  g_autoptr(JsonNode) node = document (&result, "emulsion-inspect/1");
  JsonObject *root = json_node_get_object (node);
  JsonObject *recipe = json_object_get_object_member (root, "recipe");
  g_autoptr(GBytes) bytes = contents ("inspected.png");
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  assert_done (&mixed);
  assert_done (&result);
  assert_done (&lines);
  assert_members (root, INSPECT_MEMBERS);
  g_assert_cmpstr (json_object_get_string_member (root, "name"), ==, "inspected.png");
  g_assert_cmpint (json_object_get_int_member (root, "height"), ==, 33);
  g_assert_cmpint (json_object_get_int_member (root, "width"), ==, 47);
  g_assert_cmpint (json_object_get_int_member (root, "channels"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (root, "depth"), ==, 8);
  g_assert_cmpstr (json_object_get_string_member (root, "file_format"), ==, "PNG");
  g_assert_cmpint (json_object_get_int_member (root, "orientation"), ==, 1);
  g_assert_false (json_object_get_boolean_member (root, "converted"));
  g_assert_cmpstr (json_object_get_string_member (root, "sha256"), ==, sha256);
  g_assert_cmpstr (json_object_get_string_member (recipe, "method"), ==, "mixup");
  g_assert_cmpfloat (number (json_object_get_object_member (recipe, "lambda"), "fixed"), ==, 0.5);
  g_assert_nonnull (strstr (lines.out, "47 × 33"));
}

static void
test_inspect_without_usable_recipe (void)
{
  g_auto(Run) bare = run ("inspect a.png --json");
  g_auto(Run) newer = run ("inspect newer.png --json");
  g_auto(Run) broken = run ("inspect broken.png --json");
  g_autoptr(JsonNode) bare_node = document (&bare, "emulsion-inspect/1");
  g_autoptr(JsonNode) newer_node = document (&newer, "emulsion-inspect/1");
  g_autoptr(JsonNode) broken_node = document (&broken, "emulsion-inspect/1");
  JsonObject *root = json_node_get_object (bare_node);

  assert_members (root, INSPECT_MEMBERS);
  g_assert_true (json_object_get_null_member (root, "recipe"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "notes")), ==, 0);

  /* What cannot be used may still be looked at. */
  root = json_node_get_object (newer_node);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (root, "recipe"), "later"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "notes")), ==, 1);

  root = json_node_get_object (broken_node);
  g_assert_true (json_object_get_null_member (root, "recipe"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "notes")), ==, 1);
}

/* ---- Setting up --------------------------------------------------------------------------- */

static void
add_for_every_method (const char    *name,
                      GTestDataFunc  test)
{
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/mix/%s/%s", emu_methods_get (i)->id, name);

      g_test_add_data_func (path, emu_methods_get (i), test);
    }
}

/* ---- Comparing ---------------------------------------------------------------------------- */

/* A picture the program mixed is explained by the same method, and a label that is wrong is told. */
static void
test_compare (void)
{
  g_auto(Run) mixed = run ("mix a.png b.png --method mixup --lambda 0.37 -o to-explain.png");
  g_auto(Run) plain = run ("compare a.png b.png to-explain.png --method mixup,cutmix --json -o left.png --mask seen.png");
  g_auto(Run) again = run ("compare a.png b.png to-explain.png --method mixup --method cutmix --json");
  g_auto(Run) label = run ("compare a.png b.png to-explain.png --method mixup --label 0.63 --json");
  g_auto(Run) words = run ("compare a.png b.png to-explain.png --method mixup");
  g_autoptr(JsonNode) node = document (&plain, "emulsion-compare/1");
  g_autoptr(JsonNode) told = document (&label, "emulsion-compare/1");
  g_autoptr(GFile) left = file_of ("left.png");
  g_autoptr(GFile) seen = file_of ("seen.png");
  g_autoptr(EmuImage) difference = emu_file_load (left, NULL, NULL, NULL);
  g_autoptr(EmuImage) mask = emu_file_load (seen, NULL, NULL, NULL);
  JsonObject *object = json_node_get_object (node);
  JsonObject *best = json_array_get_object_element (json_object_get_array_member (object, "methods"), 0);
  JsonArray *findings = json_object_get_array_member (json_node_get_object (told), "findings");

  assert_done (&mixed);
  assert_done (&words);
  g_assert_cmpstr (plain.out, ==, again.out);
  g_assert_cmpstr (json_object_get_string_member (object, "best"), ==, "mixup");
  g_assert_true (json_object_get_boolean_member (best, "explains"));
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (best, "lambda"), 0.37, 0.01);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "findings")), ==, 0);
  g_assert_cmpuint (json_array_get_length (findings), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (findings, 0), "kind"), ==,
                   "label-reversed");
  g_assert_nonnull (strstr (words.out, "explains"));
  g_assert_nonnull (difference);
  g_assert_cmpint (difference->channels, ==, 3);
  g_assert_nonnull (mask);
  g_assert_cmpint (mask->channels, ==, 1);
}

static void
test_compare_usage (void)
{
  static const struct
  {
    const char *line;
    int         status;
    const char *part;
  } cases[] = {
    { "compare a.png b.png", 2, "MIXED" },
    { "compare a.png b.png a.png --method nothing", 2, "nothing" },
    { "compare a.png b.png a.png --label 2", 2, "--label" },
    { "compare a.png b.png a.png --lambda half", 2, "--lambda" },
    { "compare a.png b.png a.png --seed x", 2, "--seed" },
    { "compare a.png b.png a.png --set scope=0.1", 2, "--method" },
    { "compare a.png b.png a.png --method cutmix --set scope=0.1", 2, "scope" },
    { "compare a.png b.png a.png --fit wide", 2, "--fit" },
    { "compare a.png b.png a.png -o left.jpg", 2, "PNG" },
    { "compare a.png b.png a.png -o x.png --mask x.png", 2, "two" },
    { "compare a.png b.png missing.png", 1, "missing.png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Run) result = run ("%s", cases[i].line);

      assert_failed (&result, cases[i].status, cases[i].part);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);

  if (!command_begin ())
    return 1;

  save_picture ("a.png", 3, 33, 47, 1, NULL);
  save_picture ("-a.png", 3, 33, 47, 1, NULL);
  save_picture ("b.png", 1, 25, 60, 2, NULL);
  save_picture ("square.png", 3, 40, 40, 3, NULL);
  save_picture ("newer.png", 1, 2, 2, 4, "{\"format\":\"emulsion-recipe/2\",\"later\":1}");
  save_picture ("broken.png", 1, 2, 2, 5, "{\"format\":");
  save_text ("text.png", "no picture, no recipe");

  g_test_add_func ("/cli/methods/document", test_methods);
  g_test_add_func ("/cli/methods/locale", test_locale);
  g_test_add_func ("/cli/ops/document", test_ops);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/compare/document", test_compare);
  g_test_add_func ("/cli/compare/usage", test_compare_usage);
  add_for_every_method ("document", test_document);
  add_for_every_method ("repeatable", test_repeatable);
  add_for_every_method ("set", test_set);
  add_for_every_method ("draw", test_draw);
  g_test_add_func ("/cli/mix/overrides", test_overrides);
  g_test_add_func ("/cli/mix/as-published", test_as_published);
  g_test_add_func ("/cli/mix/guides", test_guides);
  g_test_add_func ("/cli/mix/missing-guides", test_missing_guides);
  g_test_add_func ("/cli/mix/other-picture", test_other_picture);
  g_test_add_func ("/cli/mix/odd-names", test_odd_names);
  g_test_add_func ("/cli/errors/wrong-usage", test_wrong_usage);
  g_test_add_func ("/cli/errors/the-worlds-fault", test_the_worlds_fault);
  g_test_add_func ("/cli/errors/full-standard-output", test_full_standard_output);
  g_test_add_func ("/cli/inspect/document", test_inspect);
  g_test_add_func ("/cli/inspect/without-usable-recipe", test_inspect_without_usable_recipe);

  status = g_test_run ();
  command_end ();

  return status;
}
