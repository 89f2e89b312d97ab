/* cmd-mix.c: emulsion-cli mix, two pictures into one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-load.h"
#include "cli-mix.h"
#include "cli.h"
#include "emu-file.h"
#include "emu-methods.h"
#include "emu-python.h"
#include "emu-recipe.h"

typedef struct
{
  const char *method;
  const char *recipe;
  const char *lambda;
  const char *alpha;
  GPtrArray  *set;
  GPtrArray  *draw;
  const char *seed;
  const char *fit;
  const char *guide[2];
  gboolean    as_published;
  const char *output;
  const char *mask;
  const char *save_recipe;
  const char *python;
  gboolean    json;
} MixOptions;

static const char * const guide_options[] = { "--guide-a", "--guide-b" };

static const CliOption mix_options[] = {
  CLI_OPTION (MixOptions, method, .name = "method", .value = "ID",
              .help = N_("How to mix; the command methods lists what there is")),
  CLI_OPTION (MixOptions, recipe, .name = "recipe", .value = "FILE|PNG",
              .help = N_("Mix as written there; other options change it")),
  CLI_OPTION (MixOptions, lambda, .name = "lambda", .value = "X",
              .help = N_("λ, the weight of A, from 0 to 1")),
  CLI_OPTION (MixOptions, alpha, .name = "alpha", .value = "A",
              .help = N_("Draw λ from Beta(A, A)")),
  CLI_OPTION (MixOptions, set, .name = "set", .value = "NAME=VALUE",
              .help = N_("Set a parameter of the method")),
  CLI_OPTION (MixOptions, draw, .name = "draw", .value = "NAME=VALUE",
              .help = N_("Decide a draw instead of drawing it")),
  CLI_OPTION (MixOptions, seed, .name = "seed", .value = "N",
              .help = N_("Start of all chance; 0 if not given")),
  CLI_OPTION (MixOptions, fit, .name = "fit", .value = "cover|contain|stretch",
              .help = N_("How B is brought to the size of A")),
  CLI_OPTION (MixOptions, guide[0], .name = "guide-a", .value = "FILE",
              .help = N_("Where to look in A, for methods that ask")),
  CLI_OPTION (MixOptions, guide[1], .name = "guide-b", .value = "FILE",
              .help = N_("Where to look in B, for methods that ask")),
  CLI_OPTION (MixOptions, as_published, .name = "as-published",
              .help = N_("Bring back the known defects of published code")),
  CLI_OPTION (MixOptions, output, .name = "output", .letter = 'o', .value = "OUT.png",
              .help = N_("Save the mixed picture, with its recipe inside")),
  CLI_OPTION (MixOptions, mask, .name = "mask", .value = "MASK.png",
              .help = N_("Save the mask; white is A, black is B")),
  CLI_OPTION (MixOptions, save_recipe, .name = "save-recipe", .value = "FILE",
              .help = N_("Save the recipe")),
  CLI_OPTION (MixOptions, python, .name = "python", .value = "FILE|-",
              .help = N_("Write a Python program that mixes the same; - prints it")),
  CLI_OPTION (MixOptions, json, .name = "json",
              .help = N_("Print one JSON document")),
};

static gboolean
usage (GError    **error,
       const char *format,
       ...) G_GNUC_PRINTF (2, 3);

static gboolean
usage (GError    **error,
       const char *format,
       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);

  return FALSE;
}

static gboolean
check_distinct (const char *first,
                const char *second,
                GError    **error)
{
  g_autoptr(GFile) a = first != NULL ? g_file_new_for_path (first) : NULL;
  g_autoptr(GFile) b = second != NULL ? g_file_new_for_path (second) : NULL;

  if (a == NULL || b == NULL || !g_file_equal (a, b))
    return TRUE;

  return usage (error, _("“%s” is named for two different outputs; choose two names"), first);
}

static gboolean
is_standard_output (const char *path)
{
  return path != NULL && strcmp (path, "-") == 0;
}

static gboolean
check_options (const MixOptions *options,
               GError          **error)
{
  if (options->method == NULL && options->recipe == NULL)
    return usage (error,
                  _("say how to mix: --method ID, or --recipe FILE; %s methods lists what there is"),
                  CLI_PROGRAM);

  if (options->method != NULL && options->recipe != NULL)
    return usage (error, _("the recipe names its method; give one of --method and --recipe"));

  if (options->lambda != NULL && options->alpha != NULL)
    return usage (error, _("--lambda fixes what --alpha would draw; give one of the two"));

  if (options->output == NULL && options->mask == NULL && options->save_recipe == NULL &&
      options->python == NULL && !options->json)
    return usage (error, _("nothing would be kept; add -o OUT.png, --mask MASK.png, "
                           "--save-recipe FILE, --python FILE or --json"));

  if (options->json && is_standard_output (options->python))
    return usage (error, _("--json and --python - would both be printed; name a file for the program"));

  return emu_file_check_png_name (options->output, error) &&
         emu_file_check_png_name (options->mask, error) &&
         check_distinct (options->output, options->mask, error) &&
         check_distinct (options->output, options->save_recipe, error) &&
         check_distinct (options->mask, options->save_recipe, error) &&
         check_distinct (options->output, options->python, error) &&
         check_distinct (options->mask, options->python, error) &&
         check_distinct (options->save_recipe, options->python, error);
}

/* Splits NAME=VALUE. */
static char *
split (const char  *option,
       const char  *text,
       const char **value,
       GError     **error)
{
  const char *equals = strchr (text, '=');

  if (equals == NULL || equals == text)
    {
      usage (error, _("%s needs NAME=VALUE, not “%s”"), option, text);
      return NULL;
    }

  *value = equals + 1;

  return g_strndup (text, equals - text);
}

static gboolean
apply_set (EmuRecipe  *recipe,
           const char *text,
           GError    **error)
{
  const EmuParamTable *table = &recipe->method->params;
  const char *value;
  g_autofree char *name = split ("--set", text, &value, error);
  const EmuParam *param;

  if (name == NULL)
    return FALSE;

  param = emu_params_find (table, name, error);
  if (param == NULL || !emu_param_parse (param, recipe->params, value, error))
    {
      g_prefix_error (error, "%s: ", recipe->method->id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
apply_draw (EmuRecipe  *recipe,
            const char *text,
            GError    **error)
{
  const char *value;
  g_autofree char *name = split ("--draw", text, &value, error);
  double number;

  if (name == NULL)
    return FALSE;

  if (!emu_parse_number (value, &number))
    return usage (error, _("--draw %s needs a number, not “%s”"), name, value);

  if (!emu_recipe_set_draw (recipe, name, number, error))
    {
      g_prefix_error (error, "%s: ", recipe->method->id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
apply_numbers (EmuRecipe        *recipe,
               const MixOptions *options,
               GError          **error)
{
  double number;

  if (options->lambda != NULL)
    {
      if (!emu_parse_number (options->lambda, &number))
        return usage (error, _("--lambda must be a number from 0 to 1, not “%s”"),
                      options->lambda);
      if (!emu_recipe_set_lambda (recipe, number, error))
        return FALSE;
    }

  if (options->alpha != NULL)
    {
      if (!emu_parse_number (options->alpha, &number))
        return usage (error, _("--alpha must be a number above 0, not “%s”"), options->alpha);
      if (!emu_recipe_set_alpha (recipe, number, error))
        return FALSE;
    }

  if (options->seed != NULL &&
      !g_ascii_string_to_unsigned (options->seed, 10, 0, EMU_SEED_MAX, &recipe->seed, NULL))
    return usage (error,
                  _("--seed must be a whole number from 0 to %" G_GUINT64_FORMAT ", not “%s”"),
                  EMU_SEED_MAX, options->seed);

  if (options->fit != NULL && !emu_fit_from_nick (options->fit, &recipe->fit))
    return usage (error, _("--fit must be cover, contain or stretch, not “%s”"), options->fit);

  return TRUE;
}

static gboolean
check_guides (EmuRecipe        *recipe,
              const MixOptions *options,
              GError          **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (options->guide); i++)
    {
      if (emu_method_needs_guide (recipe->method, recipe->params, i) != EMU_GUIDE_NONE)
        continue;

      if (options->guide[i] != NULL)
        return usage (error,
                      recipe->method->needs == NULL
                      ? _("%s does not use a guide; leave out %s")
                      : _("%s does not use this guide under these parameters; leave out %s"),
                      recipe->method->id, guide_options[i]);

      /* A parameter given beside the recipe may have made its guide idle. */
      emu_recipe_set_guide (recipe, i, NULL, NULL);
    }

  return TRUE;
}

static gboolean
check_policy (const EmuRecipe  *recipe,
              const MixOptions *options,
              GError          **error)
{
  if (recipe->policy == NULL)
    return TRUE;

  if (options->python != NULL)
    return usage (error, _("the recipe's policy cannot be written in Python; leave --python out"));

  if (options->guide[0] != NULL || options->guide[1] != NULL)
    return usage (error, _("the recipe's policy would not move a guide along; leave --guide-a and "
                           "--guide-b out"));

  return TRUE;
}

static EmuRecipe *
make_recipe (const MixOptions *options,
             GError          **error)
{
  g_autoptr(EmuRecipe) recipe = NULL;

  if (options->recipe != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->recipe);

      recipe = emu_recipe_load (file, NULL, error);
    }
  else
    {
      const EmuMethod *method = emu_methods_find (options->method, error);

      recipe = method != NULL ? emu_recipe_new (method) : NULL;
    }

  if (recipe == NULL)
    return NULL;

  /* Published behaviour first, so that --set can still take one of it back. */
  if (options->as_published)
    emu_params_set_published (&recipe->method->params, recipe->params, TRUE);

  if (!apply_numbers (recipe, options, error))
    return NULL;

  for (guint i = 0; options->set != NULL && i < options->set->len; i++)
    {
      if (!apply_set (recipe, g_ptr_array_index (options->set, i), error))
        return NULL;
    }

  for (guint i = 0; options->draw != NULL && i < options->draw->len; i++)
    {
      if (!apply_draw (recipe, g_ptr_array_index (options->draw, i), error))
        return NULL;
    }

  /* Last, as parameters decide what is asked for. */
  if (!check_guides (recipe, options, error) || !check_policy (recipe, options, error))
    return NULL;

  return g_steal_pointer (&recipe);
}

/* Loads a picture or a guide and notes what the person should know about it. */
static EmuImage *
load_file (const EmuRecipePicture *expected,
           EmuPythonFile          *read,
           char                  **sha256,
           GPtrArray              *notes,
           GError                **error)
{
  g_autofree char *name = cli_display_name (read->path);
  g_auto(EmuFileInfo) info = { 0 };
  EmuImage *image = cli_load_picture (read->path, notes, &info, error);

  if (image == NULL)
    return NULL;

  *sha256 = g_strdup (info.sha256);
  read->colours = emu_python_colours (&info);

  if (expected->sha256 != NULL && strcmp (expected->sha256, *sha256) != 0)
    g_ptr_array_add (notes,
                     g_strdup_printf (_("“%s” is another picture than the recipe's “%s”, so the "
                                        "result may differ"), name, expected->name));

  return image;
}

/* Loads A or B and puts it into the recipe. */
static EmuImage *
load_picture (EmuRecipe      *recipe,
              guint           index,
              EmuPythonFile  *file,
              GPtrArray      *notes,
              GError        **error)
{
  g_autofree char *sha256 = NULL;
  EmuImage *image = load_file (&recipe->pictures[index], file, &sha256, notes, error);

  if (image != NULL)
    emu_recipe_set_picture (recipe, index, file->path, sha256);

  return image;
}

/* A recipe names a guide without its folder: it lies beside the recipe or beside the picture.
 *
 * Returns: (transfer full): a path, or %NULL with an error */
static char *
find_guide (const char *name,
            guint       index,
            const char *recipe,
            const char *picture,
            GError    **error)
{
  const char *neighbours[] = { recipe, picture };

  for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++)
    {
      g_autofree char *folder = neighbours[i] != NULL ? g_path_get_dirname (neighbours[i]) : NULL;
      g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

      if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("the recipe's guide “%s” is neither beside the recipe nor beside the picture; "
                 "name it with %s FILE"), name, guide_options[index]);

  return NULL;
}

/* Loads the guides from files, if any, and puts them into recipe and job.
 *
 * @files: (out) (array fixed-size=2): where they lay; the paths are interned */
static gboolean
load_guides (const MixOptions   *options,
             EmuRecipe          *recipe,
             const char * const *pictures,
             EmuMixJob          *job,
             EmuPythonFile      *files,
             GPtrArray          *notes,
             GError            **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipe->guides); i++)
    {
      g_autofree char *path = g_strdup (options->guide[i]);
      g_autofree char *sha256 = NULL;

      if (path == NULL && recipe->guides[i].name == NULL)
        continue;

      if (path == NULL)
        path = find_guide (recipe->guides[i].name, i, options->recipe, pictures[i], error);
      if (path == NULL)
        return FALSE;

      files[i].path = g_intern_string (path);
      job->maps[i] = load_file (&recipe->guides[i], &files[i], &sha256, notes, error);
      if (job->maps[i] == NULL)
        return FALSE;

      emu_recipe_set_guide (recipe, i, path, sha256);
    }

  return TRUE;
}

static gboolean
apply_policy (const EmuRecipe *recipe,
              EmuImage       **a,
              EmuImage       **b,
              GError         **error)
{
  EmuImage **images[] = { a, b };

  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    {
      EmuImage *image = emu_recipe_apply_policy (recipe, i, *images[i], NULL, error);

      if (image == NULL)
        return FALSE;
      emu_image_unref (*images[i]);
      *images[i] = image;
    }

  return TRUE;
}

static gboolean
save (const MixOptions *options,
      const EmuRecipe  *recipe,
      const EmuFrame   *frame,
      GError          **error)
{
  g_autofree char *text = emu_recipe_write (recipe);

  if (options->output != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->output);

      if (!emu_file_save_png (file, frame->result, text, NULL, error))
        return FALSE;
    }

  if (options->mask != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->mask);
      g_autoptr(EmuImage) mask = emu_mask_to_image (frame->mask, error);

      if (mask == NULL || !emu_file_save_png (file, mask, NULL, NULL, error))
        return FALSE;
    }

  if (options->save_recipe != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->save_recipe);

      if (!emu_file_save_text (file, text, -1, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
save_python (const MixOptions     *options,
             const EmuFrame       *frame,
             const EmuPythonFile  *pictures,
             const EmuPythonFile  *guides,
             GError              **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GFile) file = NULL;

  if (options->python == NULL)
    return TRUE;

  text = emu_python_write (frame->job, frame->mix, pictures, guides, error);
  if (text == NULL)
    return FALSE;

  if (is_standard_output (options->python))
    {
      cli_print_raw (text);
      return TRUE;
    }

  file = g_file_new_for_path (options->python);

  return emu_file_save_text (file, text, -1, NULL, error);
}

static gboolean
mix_run (const void         *data,
         const char * const *operands,
         GError            **error)
{
  const MixOptions *options = data;
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;
  g_autoptr(EmuFrame) frame = NULL;
  EmuPythonFile pictures[2] = { { operands[0] }, { operands[1] } };
  EmuPythonFile guides[2] = { { NULL } };
  EmuView whole;

  if (!check_options (options, error))
    return FALSE;

  recipe = make_recipe (options, error);
  if (recipe == NULL)
    return FALSE;

  a = load_picture (recipe, 0, &pictures[0], notes, error);
  if (a == NULL)
    return FALSE;
  b = load_picture (recipe, 1, &pictures[1], notes, error);
  if (b == NULL || !apply_policy (recipe, &a, &b, error))
    return FALSE;

  job = emu_recipe_to_job (recipe, a, b);
  if (!load_guides (options, recipe, operands, job, guides, notes, error))
    return FALSE;

  whole = emu_view_whole (a->height, a->width);
  frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT | EMU_FRAME_MASK, TRUE,
                              NULL, error);
  if (frame == NULL || !save (options, recipe, frame, error) ||
      !save_python (options, frame, pictures, guides, error))
    return FALSE;

  for (guint i = 0; i < notes->len; i++)
    cli_warn ("%s", (const char *) g_ptr_array_index (notes, i));
  for (guint i = 0; i < frame->mix->notes->len; i++)
    cli_warn ("%s", (const char *) g_ptr_array_index (frame->mix->notes, i));

  if (options->json)
    cli_mix_print_json (frame, notes);
  else if (!is_standard_output (options->python))
    cli_mix_print_lines (frame);

  return TRUE;
}

const CliCommand cli_command_mix = {
  .name = "mix",
  .operands = "A B",
  .n_operands = 2,
  .summary = N_("Mix picture B into picture A"),
  CLI_COMMAND_OPTIONS (MixOptions, mix_options),
  .run = mix_run,
};
