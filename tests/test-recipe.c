/* test-recipe.c: a recipe says the same after it was written and read, and believes nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-file.h"
#include "emu-methods.h"
#include "emu-recipe.h"

#define HASH_A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

/* Writes, reads, writes: equal recipes and equal text. */
static void
assert_survives (const EmuRecipe *recipe)
{
  g_autofree char *text = emu_recipe_write (recipe);
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuRecipe) copy = emu_recipe_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_true (emu_recipe_equal (recipe, copy));
  again = emu_recipe_write (copy);
  g_assert_cmpstr (again, ==, text);
}

static void
assert_refused (const char *text,
                const char *part)
{
  g_autoptr(GError) error = NULL;

  g_test_message ("%.200s", text);
  g_assert_null (emu_recipe_parse (text, -1, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

/* A method with a parameter of the type, and the parameter; one of today's has it. */
static const EmuMethod *
method_with (EmuParamType     type,
             const EmuParam **param)
{
  for (guint m = 0; m < emu_methods_size (); m++)
    {
      const EmuMethod *method = emu_methods_get (m);

      for (guint i = 0; i < method->params.n_params; i++)
        {
          *param = &method->params.params[i];
          if ((*param)->type == type)
            return method;
        }
    }

  return NULL;
}

static void
test_params_survive (gconstpointer data)
{
  const EmuMethod *method = data;

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      g_autoptr(EmuRecipe) recipe = emu_recipe_new (method);
      g_autoptr(GError) error = NULL;

      switch (param->type)
        {
        case EMU_PARAM_RANGE:
          emu_param_set_range (param, recipe->params, (EmuRange) { param->min, param->max }, &error);
          assert_survives (recipe);
          emu_param_set_range (param, recipe->params, (EmuRange) { param->max, param->max }, &error);
          assert_survives (recipe);
          break;

        case EMU_PARAM_TEXT:
          emu_param_set_text (param, recipe->params, "λ \"", &error);
          assert_survives (recipe);
          break;

        case EMU_PARAM_CHOICE:
          for (guint c = 0; c < emu_param_n_choices (param); c++)
            {
              emu_param_set (param, recipe->params, c, &error);
              assert_survives (recipe);
            }
          break;

        case EMU_PARAM_INT:
        case EMU_PARAM_FLOAT:
        case EMU_PARAM_BOOL:
          emu_param_set (param, recipe->params, param->type == EMU_PARAM_BOOL ? 0 : param->min, &error);
          assert_survives (recipe);
          emu_param_set (param, recipe->params, param->type == EMU_PARAM_BOOL ? 1 : param->max, &error);
          assert_survives (recipe);
          break;
        }

      g_assert_no_error (error);
    }
}

static void
test_rest_survives (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuRecipe) recipe = emu_recipe_new (method);
  g_autoptr(EmuRecipe) plain = emu_recipe_new (method);
  g_autoptr(GError) error = NULL;

  assert_survives (recipe);

  emu_recipe_set_lambda (recipe, 1.0 / 3, &error);
  g_assert_no_error (error);
  assert_survives (recipe);
  g_assert_false (emu_recipe_equal (recipe, plain));

  emu_recipe_set_alpha (recipe, 0.2, &error);
  g_assert_no_error (error);
  recipe->seed = EMU_SEED_MAX;
  recipe->fit = EMU_FIT_CONTAIN;
  recipe->filter = EMU_FILTER_NEAREST;
  memcpy (recipe->fill, "\x01\xa0\xff\x80", 4);
  emu_recipe_set_picture (recipe, 0, "/some/folder/ä \"1\".png", HASH_A);
  emu_recipe_set_picture (recipe, 1, "b\\.png", NULL);
  for (guint i = 0; i < 2; i++)
    {
      if (emu_method_needs_guide (method, recipe->params, i) != EMU_GUIDE_NONE)
        emu_recipe_set_guide (recipe, i, "maps/where to look.png", i == 0 ? HASH_A : NULL);
    }
  g_assert_cmpstr (recipe->pictures[0].name, ==, "ä \"1\".png");

  for (guint i = 0; i < method->draws.n_draws; i++)
    {
      const EmuDraw *draw = &method->draws.draws[i];

      if (draw->size != sizeof (EmuDrawArray))
        emu_recipe_set_draw (recipe, emu_draw_name (draw), draw->kind == EMU_DRAW_INT ? 7 : 0.1, &error);
      g_assert_no_error (error);
    }
  assert_survives (recipe);
}

static void
test_jobs_survive (gconstpointer data)
{
  static const char * const names[] = { "a.png", "b.png" };
  static const char * const hashes[] = { HASH_A, HASH_B };
  const EmuMethod *method = data;
  g_autoptr(EmuImage) image = emu_image_new (1, 2, 3, NULL);

  for (int fixed = 0; fixed < 2; fixed++)
    {
      g_autoptr(EmuRecipe) recipe = emu_recipe_new (method);
      g_autoptr(EmuRecipe) again = NULL;
      g_autoptr(EmuMixJob) job = NULL;

      if (fixed)
        emu_recipe_set_lambda (recipe, 0.25, NULL);
      else
        emu_recipe_set_alpha (recipe, 0.5, NULL);
      recipe->seed = 12345;
      recipe->fit = EMU_FIT_STRETCH;
      recipe->filter = EMU_FILTER_BILINEAR;
      memcpy (recipe->fill, "\x01\x02\x03\x04", 4);
      for (guint i = 0; i < method->draws.n_draws; i++)
        {
          const EmuDraw *draw = &method->draws.draws[i];

          if (draw->size != sizeof (EmuDrawArray) && !draw->follows_lambda)
            emu_recipe_set_draw (recipe, emu_draw_name (draw), 1, NULL);
        }
      for (guint i = 0; i < 2; i++)
        emu_recipe_set_picture (recipe, i, names[i], hashes[i]);

      job = emu_recipe_to_job (recipe, image, image);
      again = emu_recipe_from_job (job, names, hashes);
      g_assert_true (emu_recipe_equal (recipe, again));
    }
}

static void
test_defaults (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autoptr(EmuRecipe) plain = emu_recipe_new (emu_methods_get (0));
  g_autofree char *text = g_strdup_printf ("{\"format\":\"emulsion-recipe/1\",\"method\":\"%s\","
                                           "\"x-note\":{\"any\":[\"thing\"]}}", plain->method->id);

  recipe = emu_recipe_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (emu_recipe_equal (recipe, plain));
  g_assert_true (isnan (recipe->requested));
  g_assert_cmpfloat (recipe->alpha, ==, plain->method->alpha);
}

#define HEAD "{\"format\":\"emulsion-recipe/1\",\"method\":\"mixup\","
#define GUIDED "{\"format\":\"emulsion-recipe/1\",\"method\":\"saliencymix\","

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } bad[] = {
    { "[]", "object" },
    { "7", "object" },
    { "{}", "format" },
    { "{\"format\":1,\"method\":\"mixup\"}", "format" },
    { "{\"format\":\"emulsion-mix/1\",\"method\":\"mixup\"}", "emulsion-recipe/1" },
    { "{\"format\":\"emulsion-recipe/0\",\"method\":\"mixup\"}", "emulsion-recipe/1" },
    { "{\"format\":\"emulsion-recipe/one\",\"method\":\"mixup\"}", "emulsion-recipe/1" },
    { "{\"format\":\"emulsion-recipe/2\",\"method\":\"mixup\",\"brand-new\":1}", "newer" },
    { "{\"format\":\"emulsion-recipe/1\"}", "method" },
    { "{\"format\":\"emulsion-recipe/1\",\"method\":7}", "method" },
    { "{\"format\":\"emulsion-recipe/1\",\"method\":\"mixpu\"}", "“mixup”" },
    { HEAD "\"sead\":1}", "“seed”" },
    { HEAD "\"policy\":{}}", "emulsion-policy/1" },
    { HEAD "\"policy\":7}", "policy" },
    { HEAD "\"policy\":\"nonsense\"}", "nonsense" },
    { HEAD "\"policy\":{\"format\":\"emulsion-policy/1\",\"root\":{\"step\":\"unknown\","
      "\"name\":\"Fog\"}}}", "“Fog”" },
    { GUIDED "\"guides\":[{\"for\":\"b\",\"name\":\"m\"}],\"policy\":{\"format\":"
      "\"emulsion-policy/1\",\"root\":{\"op\":\"flip\"}}}", "move along" },
    { HEAD "\"guides\":{}}", "guides" },
    { HEAD "\"guides\":[{\"for\":\"a\",\"name\":\"map.png\"}]}", "mixup" },
    { GUIDED "\"guides\":[{\"for\":\"a\",\"name\":\"map.png\"}]}", "“a”" },
    { GUIDED "\"guides\":[{\"for\":\"c\",\"name\":\"map.png\"}]}", "“c”" },
    { GUIDED "\"guides\":[{\"name\":\"map.png\"}]}", "“for”" },
    { GUIDED "\"guides\":[{\"for\":\"b\"}]}", "“name”" },
    { GUIDED "\"guides\":[{\"for\":\"b\",\"name\":\"m\",\"at\":1}]}", "“at”" },
    { GUIDED "\"guides\":[{\"for\":\"b\",\"name\":\"maps/map.png\"}]}", "maps/map.png" },
    { GUIDED "\"guides\":[{\"for\":\"b\",\"name\":\"m\"},{\"for\":\"b\",\"name\":\"n\"}]}", "two" },
    { GUIDED "\"params\":{\"saliency\":\"as-published\"},\"guides\":[{\"for\":\"b\",\"name\":\"m\"}]}",
      "saliencymix" },
    { HEAD "\"params\":[]}", "params" },
    { HEAD "\"params\":{\"nonsense\":1}}", "nonsense" },
    { HEAD "\"draws\":7}", "draws" },
    { HEAD "\"draws\":{\"nonsense\":1}}", "nonsense" },
    { HEAD "\"lambda\":0.5}", "lambda" },
    { HEAD "\"lambda\":{}}", "lambda" },
    { HEAD "\"lambda\":{\"fixed\":0.5,\"alpha\":1}}", "lambda" },
    { HEAD "\"lambda\":{\"fixed\":\"0.5\"}}", "fixed" },
    { HEAD "\"lambda\":{\"fixed\":null}}", "fixed" },
    { HEAD "\"lambda\":{\"fixed\":-0.1}}", "-0.1" },
    { HEAD "\"lambda\":{\"fixed\":1.5}}", "1.5" },
    { HEAD "\"lambda\":{\"fixed\":NaN}}", "line 1" },
    { HEAD "\"lambda\":{\"alpha\":0}}", "α" },
    { HEAD "\"lambda\":{\"alpha\":-1}}", "α" },
    { HEAD "\"lambda\":{\"apha\":1}}", "“alpha”" },
    { HEAD "\"seed\":-1}", "seed" },
    { HEAD "\"seed\":1.5}", "seed" },
    { HEAD "\"seed\":\"1\"}", "seed" },
    { HEAD "\"seed\":9007199254740992}", "seed" },
    { HEAD "\"seed\":18446744073709551615}", "line 1" },
    { HEAD "\"seed\":1,\"seed\":2}", "twice" },
    { HEAD "\"fit\":\"cover\"}", "fit" },
    { HEAD "\"fit\":{\"mode\":\"fill\"}}", "mode" },
    { HEAD "\"fit\":{\"filter\":1}}", "filter" },
    { HEAD "\"fit\":{\"filter\":\"cubic\"}}", "filter" },
    { HEAD "\"fit\":{\"fill\":\"red\"}}", "fill" },
    { HEAD "\"fit\":{\"fill\":\"#12345\"}}", "fill" },
    { HEAD "\"fit\":{\"fill\":\"#12345g\"}}", "fill" },
    { HEAD "\"pictures\":{}}", "pictures" },
    { HEAD "\"pictures\":[{\"name\":\"a\"}]}", "pictures" },
    { HEAD "\"pictures\":[1,2]}", "pictures" },
    { HEAD "\"pictures\":[{\"name\":\"a\"},{}]}", "name" },
    { HEAD "\"pictures\":[{\"name\":\"a\"},{\"name\":\"\"}]}", "folder" },
    { HEAD "\"pictures\":[{\"name\":\"a\"},{\"name\":\"../b\"}]}", "folder" },
    { HEAD "\"pictures\":[{\"name\":\"a\"},{\"name\":\"b\",\"sha256\":\"12\"}]}", "sha256" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i].text, bad[i].part);
}

/* Every kind of JSON value for every parameter: accepted or refused by name, never otherwise. */
static void
test_wrong_types (gconstpointer data)
{
  static const char * const values[] = {
    "null", "true", "1e300", "-1e300", "0.123", "\"\"", "\"nonsense\"", "[]", "[1]", "[2,1]",
    "[1,2,3]", "[\"a\",\"b\"]", "[[],{}]", "{}",
  };
  const EmuMethod *method = data;

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      guint n_refused = 0;

      for (guint v = 0; v < G_N_ELEMENTS (values); v++)
        {
          g_autofree char *text = g_strdup_printf ("{\"format\":\"emulsion-recipe/1\",\"method\":\"%s\","
                                                   "\"params\":{\"%s\":%s}}", method->id,
                                                   emu_param_name (param), values[v]);
          g_autoptr(GError) error = NULL;
          g_autoptr(EmuRecipe) recipe = emu_recipe_parse (text, -1, &error);

          if (recipe != NULL)
            {
              g_assert_true (emu_params_check (&method->params, recipe->params, NULL));
              continue;
            }

          n_refused++;
          g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
          g_assert_nonnull (strstr (error->message, emu_param_name (param)));
        }

      g_assert_cmpuint (n_refused, >=, 11);
    }
}

static void
test_contradiction (void)
{
  for (guint m = 0; m < emu_methods_size (); m++)
    {
      const EmuMethod *method = emu_methods_get (m);

      for (guint i = 0; i < method->draws.n_draws; i++)
        {
          const char *name = emu_draw_name (&method->draws.draws[i]);
          g_autoptr(EmuRecipe) recipe = emu_recipe_new (method);
          g_autofree char *text = NULL;

          if (!method->draws.draws[i].follows_lambda)
            continue;

          text = g_strdup_printf ("{\"format\":\"emulsion-recipe/1\",\"method\":\"%s\","
                                  "\"draws\":{\"%s\":0.5},\"lambda\":{\"fixed\":0.5}}",
                                  method->id, name);
          assert_refused (text, name);

          emu_recipe_set_draw (recipe, name, 0.5, NULL);
          g_assert_true (recipe->given.fixed[i]);
          emu_recipe_set_lambda (recipe, 0.5, NULL);
          g_assert_false (recipe->given.fixed[i]);
        }
    }
}

static void
test_size (void)
{
  g_autofree char *text = g_strnfill (EMU_RECIPE_MAX_BYTES + 1, ' ');
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuRecipe) recipe = NULL;

  memcpy (text, HEAD "\"seed\":1}", strlen (HEAD "\"seed\":1}"));
  recipe = emu_recipe_parse (text, EMU_RECIPE_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_nonnull (recipe);
  g_assert_null (emu_recipe_parse (text, -1, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
}

static void
test_depth (void)
{
  g_autoptr(GString) text = g_string_new (HEAD "\"x-deep\":");

  for (int i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  assert_refused (text->str, "64");
}

static char *
full_text (void)
{
  const EmuParam *param;
  const EmuMethod *method = method_with (EMU_PARAM_RANGE, &param);
  g_autoptr(EmuRecipe) recipe = NULL;

  g_assert_nonnull (method);
  recipe = emu_recipe_new (method);
  for (guint i = 0; i < method->draws.n_draws; i++)
    {
      if (method->draws.draws[i].size != sizeof (EmuDrawArray))
        emu_recipe_set_draw (recipe, emu_draw_name (&method->draws.draws[i]), 1, NULL);
    }
  emu_recipe_set_picture (recipe, 0, "ä.png", HASH_A);
  emu_recipe_set_picture (recipe, 1, "b.png", HASH_B);

  return emu_recipe_write (recipe);
}

static void
test_truncated (void)
{
  g_autofree char *text = full_text ();
  gsize length = strlen (text);

  /* The last two bytes are the brace and a line feed. */
  for (gsize n = 0; n < length; n++)
    {
      g_autofree char *part = g_memdup2 (text, n);
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuRecipe) recipe = emu_recipe_parse (n > 0 ? part : "", (gssize) n, &error);

      g_assert_cmpint (recipe != NULL, ==, n == length - 1);
      if (recipe == NULL)
        g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
    }
}

/* Any byte changed: what is accepted can be written and read again. */
static void
test_mutated (void)
{
  static const char changes[] = { '\0', '"', '9', '-', '{', ']', '\\', '\xff' };
  g_autofree char *text = full_text ();
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    {
      for (guint c = 0; c < G_N_ELEMENTS (changes); c++)
        {
          char kept = text[i];
          g_autoptr(GError) error = NULL;
          g_autoptr(EmuRecipe) recipe = NULL;

          text[i] = changes[c];
          recipe = emu_recipe_parse (text, (gssize) length, &error);
          text[i] = kept;

          if (recipe != NULL)
            assert_survives (recipe);
          else
            g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
        }
    }
}

static void
test_load (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("emulsion-XXXXXX", &error);
  /* Names that lie: content decides. */
  g_autofree char *json_path = g_build_filename (folder, "recipe.png", NULL);
  g_autofree char *png_path = g_build_filename (folder, "picture.json", NULL);
  g_autofree char *bare_path = g_build_filename (folder, "bare.png", NULL);
  g_autofree char *missing_path = g_build_filename (folder, "missing.json", NULL);
  g_autoptr(GFile) json = g_file_new_for_path (json_path);
  g_autoptr(GFile) png = g_file_new_for_path (png_path);
  g_autoptr(GFile) bare = g_file_new_for_path (bare_path);
  g_autoptr(GFile) missing = g_file_new_for_path (missing_path);
  g_autofree char *text = full_text ();
  g_autoptr(EmuImage) image = emu_image_new (1, 2, 3, NULL);
  g_autoptr(EmuRecipe) from_json = NULL;
  g_autoptr(EmuRecipe) from_png = NULL;

  g_assert_no_error (error);
  memset (emu_image_plane (image, 0), 7, emu_image_n_pixels (image));
  emu_file_save_text (json, text, -1, NULL, &error);
  g_assert_no_error (error);
  emu_file_save_png (png, image, text, NULL, &error);
  g_assert_no_error (error);
  emu_file_save_png (bare, image, NULL, NULL, &error);
  g_assert_no_error (error);

  from_json = emu_recipe_load (json, NULL, &error);
  g_assert_no_error (error);
  from_png = emu_recipe_load (png, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (emu_recipe_equal (from_json, from_png));

  g_assert_null (emu_recipe_load (bare, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "bare.png"));
  g_clear_error (&error);

  g_assert_null (emu_recipe_load (missing, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A newer recipe inside a picture is told from a broken one. */
  emu_file_save_png (png, image, "{\"format\":\"emulsion-recipe/9\"}", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (emu_recipe_load (png, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "newer"));
  g_clear_error (&error);

  g_remove (json_path);
  g_remove (png_path);
  g_remove (bare_path);
  g_rmdir (folder);
}

static void
add_for_every_method (const char    *name,
                      GTestDataFunc  test)
{
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      g_autofree char *path = g_strdup_printf ("/recipe/%s/%s", emu_methods_get (i)->id, name);

      g_test_add_data_func (path, emu_methods_get (i), test);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_for_every_method ("params-survive", test_params_survive);
  add_for_every_method ("rest-survives", test_rest_survives);
  add_for_every_method ("jobs-survive", test_jobs_survive);
  add_for_every_method ("wrong-types", test_wrong_types);
  g_test_add_func ("/recipe/parse/defaults", test_defaults);
  g_test_add_func ("/recipe/parse/refuses", test_refuses);
  g_test_add_func ("/recipe/parse/contradiction", test_contradiction);
  g_test_add_func ("/recipe/parse/size", test_size);
  g_test_add_func ("/recipe/parse/depth", test_depth);
  g_test_add_func ("/recipe/parse/truncated", test_truncated);
  g_test_add_func ("/recipe/parse/mutated", test_mutated);
  g_test_add_func ("/recipe/load/by-content", test_load);

  return g_test_run ();
}
