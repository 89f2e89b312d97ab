/* cli-mix.c: what `mix` says about a mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-mix.h"
#include "cli.h"
#include "emu-param-json.h"

static void
write_array_draw (const char         *name,
                  const EmuDrawShape *shape,
                  guint               lane,
                  EmuJsonWriter      *writer)
{
  emu_json_begin_object (writer, name);
  emu_json_add_string (writer, "kind", emu_draw_kind_nick (shape->kind));
  emu_json_begin_row (writer, "shape");
  for (int d = 0; d < shape->n_dims; d++)
    emu_json_add_integer (writer, NULL, shape->dims[d]);
  emu_json_end (writer);
  emu_json_add_integer (writer, "lane", lane);
  emu_json_end (writer);
}

void
cli_mix_write_draws (const EmuMix  *mix,
                     EmuJsonWriter *writer)
{
  const EmuDrawTable *table = &mix->method->draws;

  emu_json_begin_object (writer, "draws");
  for (guint i = 0; i < table->n_draws; i++)
    {
      const EmuDraw *draw = &table->draws[i];
      EmuDrawShape shape = emu_draw_get_shape (table, i, mix->params, mix);

      if (!shape.in_use)
        continue;

      if (shape.n_dims > 0)
        write_array_draw (emu_draw_name (draw), &shape, i, writer);
      else
        emu_json_add_number (writer, emu_draw_name (draw), emu_draw_get (draw, mix->draws));
    }
  emu_json_end (writer);
}

static void
write_notes (const EmuMix  *mix,
             GPtrArray     *notes,
             EmuJsonWriter *writer)
{
  g_autofree char *difference = emu_mix_difference (mix);

  emu_json_begin_array (writer, "notes");
  for (guint i = 0; i < notes->len; i++)
    emu_json_add_string (writer, NULL, g_ptr_array_index (notes, i));
  for (guint i = 0; i < mix->notes->len; i++)
    emu_json_add_string (writer, NULL, g_ptr_array_index (mix->notes, i));
  if (difference != NULL)
    emu_json_add_string (writer, NULL, difference);
  emu_json_end (writer);
}

void
cli_mix_print_json (const EmuFrame *frame,
                    GPtrArray      *notes)
{
  const EmuMix *mix = frame->mix;
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *text = NULL;

  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", "emulsion-mix/1");
  emu_json_add_string (writer, "method", mix->method->id);
  emu_params_write_json (&mix->method->params, mix->params, writer, "params");
  cli_mix_write_draws (mix, writer);
  emu_json_add_integer (writer, "seed", (gint64) mix->seed);

  emu_json_begin_object (writer, "lambda");
  emu_json_add_number (writer, "requested", mix->requested);
  emu_json_add_number (writer, "drawn", mix->drawn);
  emu_json_add_number (writer, "used", mix->lambda);
  emu_json_end (writer);
  emu_json_add_number (writer, "mask_mean", mix->mask_mean);

  emu_json_begin_object (writer, "label");
  emu_json_add_number (writer, "a", mix->label.weight_a);
  emu_json_add_number (writer, "b", mix->label.weight_b);
  emu_json_end (writer);

  emu_json_add_integer (writer, "height", frame->result->height);
  emu_json_add_integer (writer, "width", frame->result->width);
  emu_json_add_integer (writer, "channels", frame->result->channels);
  emu_json_add_string (writer, "fit", emu_fit_nick (frame->job->fit));
  write_notes (mix, notes, writer);

  emu_json_begin_object (writer, "time");
  emu_json_add_number (writer, "mask_ms", frame->mask_ms);
  emu_json_add_number (writer, "blend_ms", frame->blend_ms);
  emu_json_end (writer);
  emu_json_end (writer);

  text = emu_json_writer_finish (writer);
  cli_print_raw (text);
}

void
cli_mix_print_lines (const EmuFrame *frame)
{
  const EmuMix *mix = frame->mix;
  g_autofree char *difference = emu_mix_difference (mix);

  if (isnan (mix->lambda))
    g_print (_("%s, seed %" G_GUINT64_FORMAT ": no λ; mean of the mask %.4f\n"),
             mix->method->name, mix->seed, mix->mask_mean);
  else if (isnan (mix->requested))
    g_print (_("%s, seed %" G_GUINT64_FORMAT ": λ drawn %.4f, used %.4f; mean of the mask %.4f\n"),
             mix->method->name, mix->seed, mix->drawn, mix->lambda, mix->mask_mean);
  else
    g_print (_("%s, seed %" G_GUINT64_FORMAT ": λ asked for %.4f, used %.4f; mean of the mask %.4f\n"),
             mix->method->name, mix->seed, mix->requested, mix->lambda, mix->mask_mean);

  g_print (_("Label: %.4f of A, %.4f of B\n"), mix->label.weight_a, mix->label.weight_b);
  if (difference != NULL)
    g_print ("%s\n", difference);
}
