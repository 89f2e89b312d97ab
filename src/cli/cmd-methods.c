/* cmd-methods.c: emulsion-cli methods and ops, what there is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "cli.h"
#include "emu-methods.h"
#include "emu-ops.h"
#include "emu-param-json.h"

typedef struct
{
  gboolean json;
} ListOptions;

static const CliOption list_options[] = {
  CLI_OPTION (ListOptions, json, .name = "json",
              .help = N_("Print one JSON document")),
};

static void
write_published (const EmuParam *param,
                 EmuJsonWriter  *writer)
{
  if (param->published.defect == 0)
    {
      emu_json_add_string (writer, "published", NULL);
      return;
    }

  emu_json_begin_object (writer, "published");
  emu_json_add_integer (writer, "defect", param->published.defect);
  emu_json_add_string (writer, "choice", param->choices[param->published.choice].nick);
  emu_json_add_string (writer, "text", _(param->published.text));
  emu_json_end (writer);
}

static void
write_params (const EmuParamTable *table,
              EmuJsonWriter       *writer)
{
  g_autofree void *defaults = emu_params_new (table);

  emu_json_begin_array (writer, "params");
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];
      gboolean has_ends = param->type == EMU_PARAM_INT || param->type == EMU_PARAM_FLOAT ||
                          param->type == EMU_PARAM_RANGE;

      emu_json_begin_object (writer, NULL);
      emu_json_add_string (writer, "name", emu_param_name (param));
      emu_json_add_string (writer, "type", emu_param_type_nick (param->type));
      emu_json_add_number (writer, "min", has_ends ? param->min : NAN);
      emu_json_add_number (writer, "max", has_ends ? param->max : NAN);
      emu_param_write_json (param, defaults, writer, "default");
      emu_json_add_string (writer, "unit", param->unit);

      emu_json_begin_row (writer, "choices");
      for (guint c = 0; c < emu_param_n_choices (param); c++)
        emu_json_add_string (writer, NULL, param->choices[c].nick);
      emu_json_end (writer);

      emu_json_add_string (writer, "label", _(param->label));
      emu_json_add_string (writer, "help", _(param->help));
      write_published (param, writer);
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

static void
write_draws (const EmuDrawTable *table,
             EmuJsonWriter      *writer)
{
  emu_json_begin_array (writer, "draws");
  for (guint i = 0; i < table->n_draws; i++)
    {
      const EmuDraw *draw = &table->draws[i];

      emu_json_begin_object (writer, NULL);
      emu_json_add_string (writer, "name", emu_draw_name (draw));
      emu_json_add_string (writer, "kind", emu_draw_kind_nick (draw->kind));
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

static void
write_method (const EmuMethod *method,
              EmuJsonWriter   *writer)
{
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "id", method->id);
  emu_json_add_string (writer, "name", method->name);
  emu_json_add_string (writer, "summary", _(method->summary));
  emu_json_add_string (writer, "source", method->source);
  emu_json_add_boolean (writer, "pixel", !method->needs_network);
  emu_json_add_boolean (writer, "uses_lambda", !method->ignores_lambda);

  emu_json_begin_row (writer, "exact_ends");
  emu_json_add_boolean (writer, NULL, method->exact_b);
  emu_json_add_boolean (writer, NULL, method->exact_a);
  emu_json_end (writer);

  emu_json_begin_row (writer, "needs");
  for (guint i = 0; method->needs != NULL && method->needs[i] != NULL; i++)
    emu_json_add_string (writer, NULL, method->needs[i]);
  emu_json_end (writer);

  emu_json_add_string (writer, "label_rule", emu_label_rule_nick (method->label_rule));
  write_params (&method->params, writer);

  write_draws (&method->draws, writer);
  emu_json_end (writer);
}

static void
print_document (EmuJsonWriter *writer)
{
  g_autofree char *text = emu_json_writer_finish (writer);

  cli_print_raw (text);
}

static gboolean
methods_run (const void         *data,
             const char * const *operands,
             GError            **error)
{
  const ListOptions *options = data;
  EmuJsonWriter *writer;

  if (!options->json)
    {
      for (guint i = 0; i < emu_methods_size (); i++)
        g_print ("%-14s %s\n", emu_methods_get (i)->id, _(emu_methods_get (i)->summary));
      return TRUE;
    }

  writer = emu_json_writer_new ();
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", "emulsion-methods/1");
  emu_json_begin_array (writer, "methods");
  for (guint i = 0; i < emu_methods_size (); i++)
    write_method (emu_methods_get (i), writer);
  emu_json_end (writer);
  emu_json_end (writer);
  print_document (writer);

  return TRUE;
}

static void
write_op (const EmuOp   *op,
          EmuJsonWriter *writer)
{
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "id", op->id);
  emu_json_add_string (writer, "name", op->name);
  emu_json_add_string (writer, "summary", _(op->summary));
  emu_json_add_string (writer, "source", op->source);
  write_params (&op->params, writer);
  write_draws (&op->draws, writer);
  emu_json_end (writer);
}

static gboolean
ops_run (const void         *data,
         const char * const *operands,
         GError            **error)
{
  const ListOptions *options = data;
  EmuJsonWriter *writer;

  if (!options->json)
    {
      for (guint i = 0; i < emu_ops_size (); i++)
        g_print ("%-16s %s\n", emu_ops_get (i)->id, _(emu_ops_get (i)->summary));
      return TRUE;
    }

  writer = emu_json_writer_new ();
  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", "emulsion-ops/1");
  emu_json_begin_array (writer, "ops");
  for (guint i = 0; i < emu_ops_size (); i++)
    write_op (emu_ops_get (i), writer);
  emu_json_end (writer);
  emu_json_end (writer);
  print_document (writer);

  return TRUE;
}

const CliCommand cli_command_methods = {
  .name = "methods",
  .operands = "",
  .summary = N_("List the methods that mix two pictures"),
  CLI_COMMAND_OPTIONS (ListOptions, list_options),
  .run = methods_run,
};

const CliCommand cli_command_ops = {
  .name = "ops",
  .operands = "",
  .summary = N_("List the operations on one picture"),
  CLI_COMMAND_OPTIONS (ListOptions, list_options),
  .run = ops_run,
};
