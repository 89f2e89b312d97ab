/* cli-policy.c: policies named on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli-policy.h"
#include "cli.h"
#include "emu-error.h"
#include "emu-file.h"
#include "emu-recipe.h"

/* Longest text that is looked at: a recipe may hold a policy. */
#define MAX_BYTES EMU_RECIPE_MAX_BYTES

static gboolean
is_file (const char *operand)
{
  static const char * const endings[] = { ".json", ".yaml", ".yml", ".png" };
  g_autofree char *lower = g_ascii_strdown (operand, -1);

  /* JSON typed in full, whose format has a slash in it. */
  if (operand[0] == '{')
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      if (g_str_has_suffix (lower, endings[i]))
        return TRUE;
    }

  return strchr (operand, '/') != NULL;
}

static char *
read_standard_input (gsize   *length,
                     GError **error)
{
  g_autofree char *data = g_malloc (MAX_BYTES + 2);

  *length = fread (data, 1, MAX_BYTES + 1, stdin);
  if (ferror (stdin))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _("standard input cannot be read; name a file instead"));
      return NULL;
    }
  data[*length] = '\0';

  return g_steal_pointer (&data);
}

/* The recipe of a picture, which may hold a policy. */
static char *
read_picture (GFile   *file,
              gsize   *length,
              GError **error)
{
  g_auto(EmuFileInfo) info = { 0 };
  g_autofree char *name = NULL;

  if (!emu_file_inspect (file, &info, NULL, error))
    return NULL;

  if (info.recipe != NULL)
    {
      *length = strlen (info.recipe);
      return g_steal_pointer (&info.recipe);
    }

  name = g_file_get_parse_name (file);
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
               _("“%s” carries no recipe, so there is no policy in it; name a file of text"), name);

  return NULL;
}

static char *
read_file (const char *path,
           gsize      *length,
           GError    **error)
{
  static const guint8 png_signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) refused = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, &refused);
  g_autofree char *data = g_malloc (MAX_BYTES + 2);

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), data, MAX_BYTES + 1, length, NULL,
                                &refused))
    {
      g_set_error (error, refused->domain, refused->code,
                   _("the policy cannot be read: %s; check its name and folder"),
                   refused->message);
      return NULL;
    }
  data[*length] = '\0';

  if (*length >= sizeof png_signature && memcmp (data, png_signature, sizeof png_signature) == 0)
    return read_picture (file, length, error);

  return g_steal_pointer (&data);
}

char *
cli_policy_read_text (const char *operand,
                      gsize      *length,
                      GError    **error)
{
  if (strcmp (operand, "-") == 0)
    return read_standard_input (length, error);

  if (is_file (operand))
    return read_file (operand, length, error);

  *length = strlen (operand);

  return g_strdup (operand);
}

static EmuPolicy *
take_from_recipe (const char *text,
                  gsize       length,
                  GError    **error)
{
  g_autoptr(EmuRecipe) recipe = emu_recipe_parse (text, (gssize) length, error);

  if (recipe == NULL)
    return NULL;

  if (recipe->policy == NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("the recipe holds no policy; mix --recipe applies it"));
      return NULL;
    }

  return emu_policy_ref (recipe->policy);
}

static gboolean
is_recipe (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return *text == '{' && strstr (text, "\"emulsion-recipe/") != NULL;
}

EmuPolicy *
cli_policy_load (const char *operand,
                 const char *dialect,
                 gboolean    as_published,
                 GError    **error)
{
  const EmuDialect *notation = dialect != NULL ? emu_dialects_find (dialect, error) : NULL;
  g_autoptr(GError) refused = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  EmuPolicy *policy;

  if (dialect != NULL && notation == NULL)
    return NULL;

  text = cli_policy_read_text (operand, &length, error);
  if (text == NULL)
    return NULL;

  if (dialect == NULL && is_recipe (text))
    policy = take_from_recipe (text, length, &refused);
  else
    policy = emu_policy_parse (text, (gssize) length, notation, as_published, &refused);

  /* Whatever is wrong with the text, it is the command that asked for something wrong. */
  if (policy == NULL)
    g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, refused->message);

  return policy;
}
