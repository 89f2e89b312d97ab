/* cmd-compare.c: emulsion-cli compare, how a picture that was mixed elsewhere was made
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
#include "cli-mix.h"
#include "cli.h"
#include "emu-compare.h"
#include "emu-list.h"
#include "emu-methods.h"
#include "emu-param-json.h"
#include "emu-recipe.h"

typedef struct
{
  GPtrArray  *methods;
  const char *lambda;
  const char *label;
  const char *seed;
  GPtrArray  *set;
  const char *fit;
  const char *guide[2];
  const char *output;
  const char *mask;
  gboolean    json;
} CompareOptions;

static const CliOption compare_options[] = {
  CLI_OPTION (CompareOptions, methods, .name = "method", .value = "LIST",
              .help = N_("Which methods may have made it; all of them if not given")),
  CLI_OPTION (CompareOptions, lambda, .name = "lambda", .value = "X",
              .help = N_("λ it was asked for, to be checked")),
  CLI_OPTION (CompareOptions, label, .name = "label", .value = "X",
              .help = N_("Weight of A in its label, to be checked")),
  CLI_OPTION (CompareOptions, seed, .name = "seed", .value = "N",
              .help = N_("Seed it was mixed with by this program")),
  CLI_OPTION (CompareOptions, set, .name = "set", .value = "NAME=VALUE",
              .help = N_("A parameter that is known; needs one method")),
  CLI_OPTION (CompareOptions, fit, .name = "fit", .value = "cover|contain|stretch",
              .help = N_("How B was brought to the size of A")),
  CLI_OPTION (CompareOptions, guide[0], .name = "guide-a", .value = "FILE",
              .help = N_("Where to look in A, for methods that ask")),
  CLI_OPTION (CompareOptions, guide[1], .name = "guide-b", .value = "FILE",
              .help = N_("Where to look in B, for methods that ask")),
  CLI_OPTION (CompareOptions, output, .name = "output", .letter = 'o', .value = "DIFF.png",
              .help = N_("Save where the best explanation differs, from dark to cream")),
  CLI_OPTION (CompareOptions, mask, .name = "mask", .value = "MASK.png",
              .help = N_("Save the mask the picture shows; white is A")),
  CLI_OPTION (CompareOptions, json, .name = "json",
              .help = N_("Print one JSON document")),
};

/* ---- Understanding ------------------------------------------------------------------------ */

/* The options, understood. */
typedef struct
{
  GPtrArray *methods;
  void      *params;
  EmuImage  *images[3];
  EmuImage  *guides[2];
} Plan;

static void
plan_clear (Plan *self)
{
  g_clear_pointer (&self->methods, g_ptr_array_unref);
  g_clear_pointer (&self->params, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->images); i++)
    g_clear_pointer (&self->images[i], emu_image_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->guides); i++)
    g_clear_pointer (&self->guides[i], emu_image_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
add_methods (Plan       *plan,
             const char *list,
             GError    **error)
{
  g_auto(GStrv) names = emu_list_words ("--method", list, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const EmuMethod *method = emu_methods_find (names[i], error);

      if (method == NULL)
        return FALSE;
      if (!g_ptr_array_find (plan->methods, method, NULL))
        g_ptr_array_add (plan->methods, (gpointer) method);
    }

  return names != NULL;
}

static gboolean
choose_methods (const CompareOptions *options,
                Plan                 *plan,
                GError              **error)
{
  plan->methods = g_ptr_array_new ();

  for (guint i = 0; options->methods != NULL && i < options->methods->len; i++)
    {
      if (!add_methods (plan, g_ptr_array_index (options->methods, i), error))
        return FALSE;
    }

  if (plan->methods->len > 0)
    return TRUE;

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      if (!emu_methods_get (i)->needs_network)
        g_ptr_array_add (plan->methods, (gpointer) emu_methods_get (i));
    }

  return TRUE;
}

static gboolean
apply_set (const char        *text,
           Plan              *plan,
           EmuCompareRequest *request,
           GError           **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL && equals != text ? g_strndup (text, equals - text) : NULL;
  const EmuMethod *method = g_ptr_array_index (plan->methods, 0);
  const EmuParam *param;

  if (name == NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("%s needs NAME=VALUE, not “%s”"), "--set", text);
      return FALSE;
    }

  if (plan->methods->len != 1)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("--set %s says something about one method; name it with --method ID"), text);
      return FALSE;
    }

  if (plan->params == NULL)
    plan->params = emu_params_new (&method->params);

  param = emu_params_find (&method->params, name, error);
  if (param == NULL || !emu_param_parse (param, plan->params, equals + 1, error))
    {
      g_prefix_error (error, "%s: ", method->id);
      return FALSE;
    }

  request->params = plan->params;
  request->pinned |= (guint64) 1 << (param - method->params.params);

  return TRUE;
}

/* A share of A, or NaN where the option was not given. */
static gboolean
parse_share (const char *option,
             const char *text,
             double     *value,
             GError    **error)
{
  *value = NAN;
  if (text == NULL || (emu_parse_number (text, value) && *value >= 0 && *value <= 1))
    return TRUE;

  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("%s must be a number from 0 to 1, not “%s”"), option, text);

  return FALSE;
}

static gboolean
check_outputs (const CompareOptions *options,
               GError              **error)
{
  g_autoptr(GFile) output = options->output != NULL ? g_file_new_for_path (options->output) : NULL;
  g_autoptr(GFile) mask = options->mask != NULL ? g_file_new_for_path (options->mask) : NULL;

  if (output != NULL && mask != NULL && g_file_equal (output, mask))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("“%s” is named for two different outputs; choose two names"), options->output);
      return FALSE;
    }

  return emu_file_check_png_name (options->output, error) && emu_file_check_png_name (options->mask, error);
}

static gboolean
parse (const CompareOptions *options,
       Plan                 *plan,
       EmuCompareRequest    *request,
       GError              **error)
{
  if (!choose_methods (options, plan, error) || !check_outputs (options, error) ||
      !parse_share ("--lambda", options->lambda, &request->lambda, error) ||
      !parse_share ("--label", options->label, &request->label, error))
    return FALSE;

  request->has_seed = options->seed != NULL;
  if (options->seed != NULL &&
      !g_ascii_string_to_unsigned (options->seed, 10, 0, EMU_SEED_MAX, &request->seed, NULL))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("--seed must be a whole number from 0 to %" G_GUINT64_FORMAT ", not “%s”"),
                   EMU_SEED_MAX, options->seed);
      return FALSE;
    }

  if (options->fit != NULL && !emu_fit_from_nick (options->fit, &request->fit))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("--fit must be cover, contain or stretch, not “%s”"), options->fit);
      return FALSE;
    }

  for (guint i = 0; options->set != NULL && i < options->set->len; i++)
    {
      if (!apply_set (g_ptr_array_index (options->set, i), plan, request, error))
        return FALSE;
    }

  request->methods = (const EmuMethod * const *) plan->methods->pdata;
  request->n_methods = plan->methods->len;

  return TRUE;
}

static gboolean
load (const CompareOptions *options,
      const char * const   *operands,
      Plan                 *plan,
      EmuCompareRequest    *request,
      GError              **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (plan->images); i++)
    {
      plan->images[i] = cli_load_picture (operands[i], NULL, NULL, error);
      if (plan->images[i] == NULL)
        return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (plan->guides); i++)
    {
      if (options->guide[i] == NULL)
        continue;
      plan->guides[i] = request->maps[i] = cli_load_picture (options->guide[i], NULL, NULL, error);
      if (plan->guides[i] == NULL)
        return FALSE;
    }

  request->a = plan->images[0];
  request->b = plan->images[1];
  request->mixed = plan->images[2];

  return TRUE;
}

/* ---- Telling ------------------------------------------------------------------------------ */

static void
write_explanation (const EmuExplanation *explanation,
                   EmuJsonWriter        *writer)
{
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "method", explanation->method->id);
  emu_params_write_json (&explanation->method->params, explanation->mix->params, writer, "params");
  cli_mix_write_draws (explanation->mix, writer);
  emu_json_add_number (writer, "lambda", explanation->lambda);
  emu_json_begin_row (writer, "lambda_between");
  emu_json_add_number (writer, NULL, explanation->lambda_lo);
  emu_json_add_number (writer, NULL, explanation->lambda_hi);
  emu_json_end (writer);
  emu_json_add_number (writer, "mask_mean", explanation->mask_mean);
  emu_json_begin_object (writer, "residual");
  emu_json_add_number (writer, "max", explanation->residual.max);
  emu_json_add_number (writer, "mean", explanation->residual.mean);
  emu_json_add_number (writer, "share", explanation->residual.share);
  emu_json_end (writer);
  emu_json_add_boolean (writer, "explains", explanation->explains);
  emu_json_add_boolean (writer, "explains_but_jpeg", explanation->jpeg);
  emu_json_add_boolean (writer, "replayable", explanation->replayable);
  emu_json_add_boolean (writer, "swapped", explanation->swapped);
  emu_json_add_string (writer, "note", explanation->note);
  emu_json_end (writer);
}

static void
write_finding (const EmuFinding *finding,
               EmuJsonWriter    *writer)
{
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "kind", finding->kind);
  emu_json_add_string (writer, "text", finding->text);
  emu_json_add_number (writer, "mean_before", finding->before);
  emu_json_add_number (writer, "mean_after", finding->after);
  for (guint i = 0; i < finding->n_numbers; i++)
    emu_json_add_number (writer, finding->names[i], finding->values[i]);
  emu_json_end (writer);
}

static void
print_json (const EmuComparison *comparison)
{
  const EmuExplanation *best = emu_comparison_get_best (comparison);
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *text = NULL;

  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", "emulsion-compare/1");
  emu_json_add_integer (writer, "height", comparison->height);
  emu_json_add_integer (writer, "width", comparison->width);
  emu_json_begin_array (writer, "methods");
  for (guint i = 0; i < comparison->explanations->len; i++)
    write_explanation (g_ptr_array_index (comparison->explanations, i), writer);
  emu_json_end (writer);
  emu_json_add_string (writer, "best", best != NULL ? best->method->id : NULL);
  emu_json_add_boolean (writer, "explains", best != NULL && best->explains);
  emu_json_begin_array (writer, "findings");
  for (guint i = 0; i < comparison->findings->len; i++)
    write_finding (g_ptr_array_index (comparison->findings, i), writer);
  emu_json_end (writer);
  emu_json_add_string (writer, "verdict", comparison->verdict);
  emu_json_end (writer);

  text = emu_json_writer_finish (writer);
  cli_print_raw (text);
}

static void
print_lines (const EmuComparison *comparison)
{
  g_print ("%s\n", comparison->verdict);
  for (guint i = 0; i < comparison->findings->len; i++)
    g_print ("– %s\n", ((const EmuFinding *) comparison->findings->pdata[i])->text);

  for (guint i = 0; i < comparison->explanations->len; i++)
    {
      const EmuExplanation *explanation = g_ptr_array_index (comparison->explanations, i);
      g_autofree char *words = emu_explanation_describe (explanation);
      double lo, hi;
      double lambda = emu_explanation_get_lambda (explanation, &lo, &hi);

      if (emu_explanation_is_vague (explanation, comparison))
        {
          g_print (_("%-12s could be any mask, so it cannot be told apart\n"), explanation->method->id);
          continue;
        }

      if (isnan (lambda))
        g_print (_("%-12s %s; at most %.0f levels, %.2f %% of the pixels; A has %.4f\n"), explanation->method->id,
                 words, explanation->residual.max, 100 * explanation->residual.share,
                 emu_explanation_get_share (explanation));
      else
        g_print (_("%-12s %s; at most %.0f levels, %.2f %% of the pixels; λ %.4f (%.4f to %.4f), A has %.4f\n"),
                 explanation->method->id, words, explanation->residual.max, 100 * explanation->residual.share,
                 lambda, lo, hi, emu_explanation_get_share (explanation));
      if (explanation->note != NULL)
        g_print ("%-12s %s\n", "", explanation->note);
    }
}

static gboolean
save (const CompareOptions *options,
      const EmuComparison  *comparison,
      GError              **error)
{
  if (options->output != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->output);
      g_autoptr(EmuImage) difference = emu_comparison_draw_difference (comparison, error);

      if (difference == NULL || !emu_file_save_png (file, difference, NULL, NULL, error))
        return FALSE;
    }

  if (options->mask != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (options->mask);

      if (!emu_file_save_png (file, comparison->mask, NULL, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* One line that is written over. */
static void
progress_cb (double   fraction,
             gpointer data)
{
  if (fraction < 1)
    fprintf (stderr, "\r%3.0f %%", fraction * 100);
  else
    fputs ("\r     \r", stderr);
}

static gboolean
compare_run (const void         *data,
             const char * const *operands,
             GError            **error)
{
  const CompareOptions *options = data;
  EmuCompareRequest request = EMU_COMPARE_REQUEST_INIT;
  g_auto(Plan) plan = { 0 };
  g_autoptr(EmuComparison) comparison = NULL;

  if (!parse (options, &plan, &request, error) || !load (options, operands, &plan, &request, error))
    return FALSE;

  comparison = emu_comparison_new (&request, isatty (STDERR_FILENO) ? progress_cb : NULL, NULL, NULL, error);
  if (comparison == NULL || !save (options, comparison, error))
    return FALSE;

  if (options->json)
    print_json (comparison);
  else
    print_lines (comparison);

  return TRUE;
}

const CliCommand cli_command_compare = {
  .name = "compare",
  .operands = "A B MIXED",
  .n_operands = 3,
  .summary = N_("Find out how a picture was mixed elsewhere"),
  CLI_COMMAND_OPTIONS (CompareOptions, compare_options),
  .run = compare_run,
};
