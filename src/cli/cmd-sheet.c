/* cmd-sheet.c: emulsion-cli sheet, many mixings of two pictures side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-list.h"
#include "cli.h"
#include "emu-file.h"
#include "emu-methods.h"
#include "emu-recipe.h"
#include "emu-sheet.h"

#define DEFAULT_LAMBDAS "0.1,0.3,0.5,0.7,0.9"
#define DEFAULT_SEEDS "0"
#define DEFAULT_SIZE_PX 192

typedef struct
{
  const char *methods;
  const char *lambdas;
  const char *seeds;
  GPtrArray  *set;
  const char *fit;
  const char *size;
  const char *output;
} SheetOptions;

static const CliOption sheet_options[] = {
  CLI_OPTION (SheetOptions, methods, .name = "methods", .value = "LIST",
              .help = N_("Which methods; all of them if not given")),
  CLI_OPTION (SheetOptions, lambdas, .name = "lambdas", .value = "LIST",
              .help = N_("Which λ, as 0.1,0.5 or 0.1..0.9..0.2")),
  CLI_OPTION (SheetOptions, seeds, .name = "seeds", .value = "LIST",
              .help = N_("Which seeds, as 1,5 or 1..16; 0 if not given")),
  CLI_OPTION (SheetOptions, set, .name = "set", .value = "NAME=VALUE",
              .help = N_("Set a parameter of every method that has it")),
  CLI_OPTION (SheetOptions, fit, .name = "fit", .value = "cover|contain|stretch",
              .help = N_("How B is brought to the size of A")),
  CLI_OPTION (SheetOptions, size, .name = "size", .value = "N",
              .help = N_("Longest side of a picture, in pixels; 192 if not given")),
  CLI_OPTION (SheetOptions, output, .name = "output", .letter = 'o', .value = "OUT.png|.svg|.pdf",
              .help = N_("Where to write the sheet")),
};

typedef enum
{
  OUTPUT_PNG,
  OUTPUT_SVG,
  OUTPUT_PDF,
} OutputKind;

/* The options, understood. */
typedef struct
{
  OutputKind  kind;
  GPtrArray  *methods;
  GPtrArray  *params;
  GArray     *lambdas;
  GArray     *seeds;
  EmuFit      fit;
  int         size_px;
} Plan;

static void
plan_clear (Plan *self)
{
  g_clear_pointer (&self->methods, g_ptr_array_unref);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_clear_pointer (&self->lambdas, g_array_unref);
  g_clear_pointer (&self->seeds, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static const EmuMethod *
plan_method (const Plan *self,
             guint       index)
{
  return g_ptr_array_index (self->methods, index);
}

static double
plan_lambda (const Plan *self,
             guint       index)
{
  return g_array_index (self->lambdas, double, index);
}

static guint64
plan_seed (const Plan *self,
           guint       index)
{
  return g_array_index (self->seeds, guint64, index);
}

/* With one λ the seeds lie side by side; otherwise each has a row of its own. */
static gboolean
seeds_are_columns (const Plan *self)
{
  return self->lambdas->len == 1;
}

static guint
n_columns (const Plan *self)
{
  return seeds_are_columns (self) ? self->seeds->len : self->lambdas->len;
}

static guint
seeds_a_method (const Plan *self)
{
  return seeds_are_columns (self) ? 1 : self->seeds->len;
}

/* ---- Understanding ------------------------------------------------------------------------ */

static gboolean
parse_output (const SheetOptions *options,
              Plan               *plan,
              GError            **error)
{
  g_autofree char *base = NULL;
  const char *dot;

  if (options->output == NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("nothing would be kept; add -o OUT.png"));
      return FALSE;
    }

  base = g_path_get_basename (options->output);
  dot = strrchr (base, '.');
  if (dot == NULL || dot == base || g_ascii_strcasecmp (dot, ".png") == 0)
    plan->kind = OUTPUT_PNG;
  else if (g_ascii_strcasecmp (dot, ".svg") == 0)
    plan->kind = OUTPUT_SVG;
  else if (g_ascii_strcasecmp (dot, ".pdf") == 0)
    plan->kind = OUTPUT_PDF;
  else
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("sheets are saved as PNG, SVG or PDF; let the name “%s” end in .png, .svg or .pdf"),
                   options->output);
      return FALSE;
    }

  return TRUE;
}

static gboolean
parse_methods (const SheetOptions *options,
               Plan               *plan,
               GError            **error)
{
  g_auto(GStrv) names = NULL;

  plan->methods = g_ptr_array_new ();
  plan->params = g_ptr_array_new_with_free_func (g_free);

  if (options->methods == NULL)
    {
      for (guint i = 0; i < emu_methods_size (); i++)
        {
          if (!emu_methods_get (i)->needs_network)
            g_ptr_array_add (plan->methods, (gpointer) emu_methods_get (i));
        }
    }
  else
    {
      names = cli_list_words ("--methods", options->methods, error);
      if (names == NULL)
        return FALSE;
    }

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const EmuMethod *method = emu_methods_find (names[i], error);

      if (method == NULL)
        return FALSE;

      if (method->needs_network)
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _("%s cannot mix two pictures without a trained network; leave it out"), method->id);
          return FALSE;
        }

      g_ptr_array_add (plan->methods, (gpointer) method);
    }

  for (guint i = 0; i < plan->methods->len; i++)
    g_ptr_array_add (plan->params, emu_params_new (&plan_method (plan, i)->params));

  return TRUE;
}

/* Methods have different parameters, so a name counts where it is known, and must be somewhere. */
static gboolean
apply_set (Plan       *plan,
           const char *text,
           GError    **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : NULL;
  g_autoptr(GError) unknown = NULL;
  gboolean known = FALSE;

  if (name == NULL || *name == '\0')
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("%s needs NAME=VALUE, not “%s”"), "--set", text);
      return FALSE;
    }

  for (guint i = 0; i < plan->methods->len; i++)
    {
      const EmuMethod *method = plan_method (plan, i);
      const EmuParam *param;

      param = emu_params_find (&method->params, name, unknown == NULL ? &unknown : NULL);
      if (param == NULL)
        continue;

      known = TRUE;
      if (!emu_param_parse (param, g_ptr_array_index (plan->params, i), equals + 1, error))
        {
          g_prefix_error (error, "%s: ", method->id);
          return FALSE;
        }
    }

  if (known)
    return TRUE;

  if (plan->methods->len == 1)
    g_propagate_prefixed_error (error, g_steal_pointer (&unknown), "%s: ", plan_method (plan, 0)->id);
  else
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                 _("--set: none of these methods has a parameter “%.64s”; %s methods --json lists them"),
                 name, CLI_PROGRAM);

  return FALSE;
}

static gboolean
parse_rest (const SheetOptions *options,
            Plan               *plan,
            GError            **error)
{
  plan->lambdas = cli_list_numbers ("--lambdas", options->lambdas != NULL ? options->lambdas
                                                                         : DEFAULT_LAMBDAS,
                                    0, 1, error);
  if (plan->lambdas == NULL)
    return FALSE;

  plan->seeds = cli_list_integers ("--seeds", options->seeds != NULL ? options->seeds : DEFAULT_SEEDS,
                                   EMU_SEED_MAX, error);
  if (plan->seeds == NULL)
    return FALSE;

  plan->fit = EMU_FIT_COVER;
  if (options->fit != NULL && !emu_fit_from_nick (options->fit, &plan->fit))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("--fit must be cover, contain or stretch, not “%s”"), options->fit);
      return FALSE;
    }

  plan->size_px = DEFAULT_SIZE_PX;
  if (options->size != NULL)
    {
      guint64 size;

      if (!g_ascii_string_to_unsigned (options->size, 10, EMU_SHEET_MIN_SIZE_PX, EMU_SHEET_MAX_SIZE_PX,
                                       &size, NULL))
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _("--size must be a whole number from %d to %d, not “%s”"),
                       EMU_SHEET_MIN_SIZE_PX, EMU_SHEET_MAX_SIZE_PX, options->size);
          return FALSE;
        }
      plan->size_px = (int) size;
    }

  return TRUE;
}

static gboolean
make_plan (const SheetOptions *options,
           Plan               *plan,
           GError            **error)
{
  guint64 n_cells;

  if (!parse_output (options, plan, error) || !parse_methods (options, plan, error) ||
      !parse_rest (options, plan, error))
    return FALSE;

  for (guint i = 0; options->set != NULL && i < options->set->len; i++)
    {
      if (!apply_set (plan, g_ptr_array_index (options->set, i), error))
        return FALSE;
    }

  n_cells = (guint64) plan->methods->len * plan->lambdas->len * plan->seeds->len;
  if (n_cells > EMU_SHEET_MAX_CELLS)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("the sheet would have %" G_GUINT64_FORMAT " cells; at most %d fit, so name fewer "
                     "methods, λ or seeds"), n_cells, EMU_SHEET_MAX_CELLS);
      return FALSE;
    }

  return TRUE;
}

/* ---- Making ------------------------------------------------------------------------------- */

static EmuImage *
load_picture (const char *path,
              GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = cli_display_name (path);
  g_auto(EmuFileInfo) info = { 0 };
  EmuImage *image = emu_file_load (file, &info, NULL, error);

  if (image != NULL && info.converted)
    cli_warn (_("“%s” was converted to 8-bit sRGB"), name);
  if (image != NULL && info.animated)
    cli_warn (_("“%s” is animated; only its first frame is used"), name);

  return image;
}

/* Two decimals where they say it all, else three. */
static char *
lambda_text (double lambda)
{
  return fabs (lambda * 100 - rint (lambda * 100)) < 1e-6 ? g_strdup_printf (_("λ = %.2f"), lambda)
                                                         : g_strdup_printf (_("λ = %.3f"), lambda);
}

static char *
seed_text (guint64 seed)
{
  return g_strdup_printf (_("seed %" G_GUINT64_FORMAT), seed);
}

static void
set_heads (EmuSheet   *sheet,
           const Plan *plan,
           const char *path_a,
           const char *path_b)
{
  g_autofree char *name_a = cli_display_name (path_a);
  g_autofree char *name_b = cli_display_name (path_b);
  g_autofree char *lambda = lambda_text (plan_lambda (plan, 0));
  g_autofree char *seed = seed_text (plan_seed (plan, 0));
  const char *facts = NULL;

  /* What is the same everywhere is said once. */
  if (seeds_are_columns (plan) && plan->seeds->len > 1)
    facts = lambda;
  else if (plan->seeds->len == 1)
    facts = seed;
  emu_sheet_set_head (sheet, name_a, name_b, facts);

  for (guint i = 0; i < n_columns (plan); i++)
    {
      gboolean is_seed = seeds_are_columns (plan) && plan->seeds->len > 1;
      g_autofree char *title = is_seed ? seed_text (plan_seed (plan, i))
                                       : lambda_text (plan_lambda (plan, i));

      emu_sheet_set_column (sheet, (int) i, title);
    }

  for (guint m = 0; m < plan->methods->len; m++)
    {
      for (guint s = 0; s < seeds_a_method (plan); s++)
        {
          g_autofree char *caption = seeds_a_method (plan) > 1 ? seed_text (plan_seed (plan, s)) : NULL;

          emu_sheet_set_row (sheet, (int) (m * seeds_a_method (plan) + s),
                             s == 0 ? _(plan_method (plan, m)->name) : NULL, caption);
        }
    }
}

static void
set_cells (EmuSheet   *sheet,
           const Plan *plan,
           EmuImage   *a,
           EmuImage   *b)
{
  guint rows_a_method = seeds_a_method (plan);

  for (guint row = 0; row < plan->methods->len * rows_a_method; row++)
    {
      guint m = row / rows_a_method;
      const EmuMethod *method = plan_method (plan, m);

      for (guint column = 0; column < n_columns (plan); column++)
        {
          guint seed = seeds_are_columns (plan) ? column : row % rows_a_method;
          guint lambda = seeds_are_columns (plan) ? 0 : column;
          g_autoptr(EmuMixJob) job = NULL;

          /* The picture would be the same in every column. */
          if (method->ignores_lambda && lambda > 0)
            {
              emu_sheet_set_text (sheet, (int) row, (int) column, _("no λ"));
              continue;
            }

          job = emu_mix_job_new (a, b, method, g_ptr_array_index (plan->params, m));
          job->fit = plan->fit;
          job->seed = plan_seed (plan, seed);
          if (!method->ignores_lambda)
            job->requested = plan_lambda (plan, lambda);
          emu_sheet_set_job (sheet, (int) row, (int) column, job);
        }
    }
}

/* One line that is written over; a file of messages would keep every state of it. */
static void
progress_cb (int      n_done,
             int      n_jobs,
             gpointer data)
{
  if (n_done < n_jobs)
    fprintf (stderr, "\r%d/%d", n_done, n_jobs);
  else
    fputs ("\r          \r", stderr);
}

/* Says once what cells have to say, each with its method. A sheet without a picture is no sheet:
 * then the first cell's error is the command's. */
static gboolean
report (const EmuSheet *sheet,
        const Plan     *plan,
        GError        **error)
{
  g_autoptr(GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint rows_a_method = seeds_a_method (plan);
  const GError *first = NULL;
  gboolean any = FALSE;

  for (guint row = 0; row < plan->methods->len * rows_a_method; row++)
    {
      for (guint column = 0; column < n_columns (plan); column++)
        {
          const EmuSheetCell *cell = emu_sheet_get_cell (sheet, (int) row, (int) column);
          any |= cell->picture != NULL;
          if (first == NULL)
            first = cell->error;
        }
    }

  if (!any && first != NULL)
    {
      g_propagate_error (error, g_error_copy (first));
      return FALSE;
    }

  for (guint row = 0; row < plan->methods->len * rows_a_method; row++)
    {
      for (guint column = 0; column < n_columns (plan); column++)
        {
          const EmuSheetCell *cell = emu_sheet_get_cell (sheet, (int) row, (int) column);
          const char *about = cell->error != NULL ? cell->error->message : cell->notes;
          char *line;

          if (about == NULL)
            continue;

          line = g_strdup_printf ("%s: %s", plan_method (plan, row / rows_a_method)->id, about);
          if (!g_hash_table_contains (said, line))
            cli_warn ("%s", line);
          g_hash_table_add (said, line);
        }
    }

  return TRUE;
}

static gboolean
save (EmuSheet   *sheet,
      const Plan *plan,
      const char *path,
      GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (plan->kind == OUTPUT_PNG)
    {
      image = emu_sheet_to_image (sheet, NULL, error);

      return image != NULL && emu_file_save_png (file, image, NULL, NULL, error);
    }

  bytes = emu_sheet_to_document (sheet, plan->kind == OUTPUT_SVG ? EMU_SHEET_SVG : EMU_SHEET_PDF, error);

  return bytes != NULL && emu_file_save_text (file, g_bytes_get_data (bytes, NULL),
                                              (gssize) g_bytes_get_size (bytes), NULL, error);
}

static gboolean
sheet_run (const void         *data,
           const char * const *operands,
           GError            **error)
{
  const SheetOptions *options = data;
  g_auto(Plan) plan = { 0 };
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;
  g_autoptr(EmuSheet) sheet = NULL;
  g_autoptr(GError) too_large = NULL;
  const EmuSheetLayout *layout;

  if (!make_plan (options, &plan, error))
    return FALSE;

  a = load_picture (operands[0], error);
  b = a != NULL ? load_picture (operands[1], error) : NULL;
  if (b == NULL)
    return FALSE;

  sheet = emu_sheet_new ((int) (plan.methods->len * seeds_a_method (&plan)), (int) n_columns (&plan),
                         a->height, a->width, plan.size_px);
  set_heads (sheet, &plan, operands[0], operands[1]);
  set_cells (sheet, &plan, a, b);

  /* Said before the work instead of after it. */
  if (!emu_sheet_check_size (sheet, &too_large))
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, too_large->message);
      return FALSE;
    }

  if (!emu_sheet_render (sheet, isatty (STDERR_FILENO) ? progress_cb : NULL, NULL, NULL, error) ||
      !report (sheet, &plan, error) ||
      !save (sheet, &plan, options->output, error))
    return FALSE;

  layout = emu_sheet_get_layout (sheet);
  g_print (_("%s: %d × %d cells, %d × %d pixels\n"), options->output, layout->n_columns,
           layout->n_rows, layout->width, layout->height);

  return TRUE;
}

const CliCommand cli_command_sheet = {
  .name = "sheet",
  .operands = "A B",
  .n_operands = 2,
  .summary = N_("Mix in many ways and show them side by side"),
  CLI_COMMAND_OPTIONS (SheetOptions, sheet_options),
  .run = sheet_run,
};
