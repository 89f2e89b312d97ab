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

#include "cli-load.h"
#include "cli.h"
#include "emu-file.h"
#include "emu-list.h"
#include "emu-methods.h"
#include "emu-recipe.h"
#include "emu-sheet-plan.h"

#define DEFAULT_LAMBDAS "0.1,0.3,0.5,0.7,0.9"
#define DEFAULT_SEEDS "0"

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

/* ---- Understanding ------------------------------------------------------------------------ */

static gboolean
parse_output (const SheetOptions *options,
              EmuDrawingFormat   *format,
              GError            **error)
{
  if (options->output == NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("nothing would be kept; add -o OUT.png"));
      return FALSE;
    }

  return emu_drawing_format_from_name (options->output, format, error);
}

static gboolean
parse_methods (const SheetOptions *options,
               EmuSheetPlan       *plan,
               GError            **error)
{
  g_auto(GStrv) names = NULL;

  if (options->methods == NULL)
    {
      for (guint i = 0; i < emu_methods_size (); i++)
        {
          const EmuMethod *method = emu_methods_get (i);

          if (!method->needs_network)
            emu_sheet_plan_add_method (plan, method, emu_params_new (&method->params));
        }
    }
  else
    {
      names = emu_list_words ("--methods", options->methods, error);
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

      emu_sheet_plan_add_method (plan, method, emu_params_new (&method->params));
    }

  return TRUE;
}

/* Methods have different parameters, so a name counts where it is known, and must be somewhere. */
static gboolean
apply_set (EmuSheetPlan *plan,
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
      const EmuMethod *method = g_ptr_array_index (plan->methods, i);
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
    g_propagate_prefixed_error (error, g_steal_pointer (&unknown), "%s: ",
                                emu_sheet_plan_get_method (plan, 0)->id);
  else
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                 _("--set: none of these methods has a parameter “%.64s”; %s methods --json lists them"),
                 name, CLI_PROGRAM);

  return FALSE;
}

static gboolean
parse_rest (const SheetOptions *options,
            EmuSheetPlan       *plan,
            GError            **error)
{
  g_autoptr(GArray) lambdas = NULL;
  g_autoptr(GArray) seeds = NULL;

  lambdas = emu_list_numbers ("--lambdas",
                              options->lambdas != NULL ? options->lambdas : DEFAULT_LAMBDAS, 0, 1,
                              error);
  if (lambdas == NULL)
    return FALSE;

  seeds = emu_list_integers ("--seeds", options->seeds != NULL ? options->seeds : DEFAULT_SEEDS,
                             EMU_SEED_MAX, error);
  if (seeds == NULL)
    return FALSE;

  g_array_append_vals (plan->lambdas, lambdas->data, lambdas->len);
  g_array_append_vals (plan->seeds, seeds->data, seeds->len);

  if (options->fit != NULL && !emu_fit_from_nick (options->fit, &plan->fit))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("--fit must be cover, contain or stretch, not “%s”"), options->fit);
      return FALSE;
    }

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
           EmuSheetPlan       *plan,
           GError            **error)
{
  guint64 n_cells;

  if (!parse_methods (options, plan, error) ||
      !parse_rest (options, plan, error))
    return FALSE;

  for (guint i = 0; options->set != NULL && i < options->set->len; i++)
    {
      if (!apply_set (plan, g_ptr_array_index (options->set, i), error))
        return FALSE;
    }

  n_cells = emu_sheet_plan_count_cells (plan);
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
report (EmuSheet           *sheet,
        const EmuSheetPlan *plan,
        GError            **error)
{
  g_autoptr(GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);
  const GError *first = NULL;
  gboolean any = FALSE;

  for (int row = 0; row < layout->n_rows; row++)
    {
      for (int column = 0; column < layout->n_columns; column++)
        {
          const EmuSheetCell *cell = emu_sheet_get_cell (sheet, row, column);
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

  for (int row = 0; row < layout->n_rows; row++)
    {
      for (int column = 0; column < layout->n_columns; column++)
        {
          const EmuSheetCell *cell = emu_sheet_get_cell (sheet, row, column);
          const char *about = cell->error != NULL ? cell->error->message : cell->notes;
          char *line;

          if (about == NULL)
            continue;

          line = g_strdup_printf ("%s: %s", emu_sheet_plan_get_method (plan, row)->id, about);
          if (!g_hash_table_contains (said, line))
            cli_warn ("%s", line);
          g_hash_table_add (said, line);
        }
    }

  return TRUE;
}

static gboolean
sheet_run (const void         *data,
           const char * const *operands,
           GError            **error)
{
  const SheetOptions *options = data;
  g_autoptr(EmuSheetPlan) plan = emu_sheet_plan_new ();
  g_autoptr(GFile) file = NULL;
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;
  g_autoptr(EmuSheet) sheet = NULL;
  g_autoptr(GError) too_large = NULL;
  g_autofree char *name_a = cli_display_name (operands[0]);
  g_autofree char *name_b = cli_display_name (operands[1]);
  const EmuSheetLayout *layout;
  EmuDrawingFormat format;

  if (!parse_output (options, &format, error) || !make_plan (options, plan, error))
    return FALSE;

  a = cli_load_picture (operands[0], NULL, NULL, error);
  b = a != NULL ? cli_load_picture (operands[1], NULL, NULL, error) : NULL;
  if (b == NULL)
    return FALSE;

  sheet = emu_sheet_plan_make (plan, a, b, name_a, name_b);

  /* Said before the work instead of after it. */
  if (!emu_sheet_check_size (sheet, &too_large))
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, too_large->message);
      return FALSE;
    }

  if (!emu_sheet_render (sheet, isatty (STDERR_FILENO) ? progress_cb : NULL, NULL, NULL, error) ||
      !report (sheet, plan, error))
    return FALSE;

  file = g_file_new_for_path (options->output);
  if (!emu_sheet_save (sheet, file, format, NULL, error))
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
