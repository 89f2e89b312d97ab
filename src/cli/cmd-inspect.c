/* cmd-inspect.c: emulsion-cli inspect, what a picture file says about itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "cli.h"
#include "emu-file.h"
#include "emu-json-writer.h"
#include "emu-json.h"
#include "emu-recipe.h"

typedef struct
{
  gboolean json;
} InspectOptions;

static const CliOption inspect_options[] = {
  CLI_OPTION (InspectOptions, json, .name = "json",
              .help = N_("Print one JSON document")),
};

static void
print_json (const EmuFileInfo *info,
            const char        *name,
            JsonNode          *recipe,
            const char        *problem)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *text = NULL;

  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", "emulsion-inspect/1");
  emu_json_add_string (writer, "name", name);
  emu_json_add_integer (writer, "height", info->height);
  emu_json_add_integer (writer, "width", info->width);
  emu_json_add_integer (writer, "channels", info->channels);
  emu_json_add_integer (writer, "depth", info->depth);
  emu_json_add_string (writer, "file_format", info->format);
  emu_json_add_string (writer, "profile", info->profile);
  emu_json_add_boolean (writer, "converted", info->converted);
  emu_json_add_integer (writer, "orientation", info->orientation);
  emu_json_add_boolean (writer, "animated", info->animated);
  emu_json_add_string (writer, "sha256", info->sha256);
  if (recipe != NULL)
    emu_json_add_node (writer, "recipe", recipe);
  else
    emu_json_add_string (writer, "recipe", NULL);

  emu_json_begin_array (writer, "notes");
  if (problem != NULL)
    emu_json_add_string (writer, NULL, problem);
  emu_json_end (writer);
  emu_json_end (writer);

  text = emu_json_writer_finish (writer);
  cli_print_raw (text);
}

static void
print_lines (const EmuFileInfo *info,
             const char        *name,
             JsonNode          *recipe)
{
  /* Translators: name of a file, its kind, columns, rows, channels, bits of a channel */
  g_print (_("%s: %s, %d × %d pixels, %d channels of %d bits\n"),
           name, info->format, info->width, info->height, info->channels, info->depth);
  g_print (_("Colours: %s\n"),
           info->profile != NULL ? info->profile : _("the file does not say; taken as sRGB"));
  if (info->converted)
    g_print (_("Converted to 8-bit sRGB when opened\n"));
  if (info->orientation != 1)
    g_print (_("Turned as EXIF orientation %d asks\n"), info->orientation);
  if (info->animated)
    g_print (_("Animated; only the first frame is used\n"));

  if (recipe != NULL)
    {
      /* Written anew, so that nothing in it can command a terminal. */
      EmuJsonWriter *writer = emu_json_writer_new ();
      g_autofree char *text = NULL;

      emu_json_add_node (writer, NULL, recipe);
      text = emu_json_writer_finish (writer);
      g_print (_("Recipe: %s"), text);
    }
  else
    {
      g_print (info->recipe == NULL ? _("Recipe: none\n") : _("Recipe: unreadable\n"));
    }
}

static gboolean
inspect_run (const void         *data,
             const char * const *operands,
             GError            **error)
{
  const InspectOptions *options = data;
  g_autofree char *name = cli_display_name (operands[0]);
  g_autoptr(GFile) file = g_file_new_for_path (operands[0]);
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(JsonNode) recipe = NULL;
  g_autoptr(GError) problem = NULL;

  if (!emu_file_inspect (file, &info, NULL, error))
    return FALSE;

  /* A recipe that this version cannot use may still be looked at. */
  if (info.recipe != NULL)
    {
      recipe = emu_json_parse (info.recipe, -1, EMU_RECIPE_MAX_BYTES, &problem);
      if (recipe != NULL)
        {
          g_autoptr(EmuRecipe) usable = emu_recipe_parse (info.recipe, -1, &problem);

          if (usable == NULL)
            g_prefix_error (&problem, _("the recipe cannot be used: "));
        }
      else
        {
          g_prefix_error (&problem, _("the recipe cannot be read: "));
        }
    }

  if (options->json)
    print_json (&info, name, recipe, problem != NULL ? problem->message : NULL);
  else
    print_lines (&info, name, recipe);

  if (problem != NULL)
    cli_warn ("%s", problem->message);

  return TRUE;
}

const CliCommand cli_command_inspect = {
  .name = "inspect",
  .operands = "PICTURE",
  .n_operands = 1,
  .summary = N_("Show size, colours and recipe of a picture"),
  CLI_COMMAND_OPTIONS (InspectOptions, inspect_options),
  .run = inspect_run,
};
