/* cli-options.c: options as a plain struct with a table beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli.h"
#include "emu-param.h"

G_DEFINE_QUARK (cli-error-quark, cli_error)

static const CliOption *
find_name (const CliCommand *command,
           const char       *name,
           gsize             length)
{
  for (guint i = 0; i < command->n_options; i++)
    {
      const CliOption *option = &command->options[i];

      if (strlen (option->name) == length && memcmp (option->name, name, length) == 0)
        return option;
    }

  return NULL;
}

static const CliOption *
find_letter (const CliCommand *command,
             char              letter)
{
  for (guint i = 0; i < command->n_options; i++)
    {
      if (command->options[i].letter == letter)
        return &command->options[i];
    }

  return NULL;
}

static void
set_unknown (const CliCommand *command,
             const char       *word,
             GError          **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *wanted = g_strndup (word, strcspn (word, "="));
  const char *nearest;

  for (guint i = 0; i < command->n_options; i++)
    g_ptr_array_add (names, g_strconcat ("--", command->options[i].name, NULL));
  g_ptr_array_add (names, g_strdup ("--help"));
  g_ptr_array_add (names, NULL);
  nearest = emu_nearest_name (wanted, (const char * const *) names->pdata);

  if (nearest != NULL)
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                 _("%s has no option %.64s; did you mean %s?"), command->name, wanted, nearest);
  else
    g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                 _("%s has no option %.64s; %s %s --help lists them"),
                 command->name, wanted, CLI_PROGRAM, command->name);
}

static void
store (const CliOption *option,
       void            *options,
       const char      *value)
{
  gpointer field = (char *) options + option->offset;

  switch (option->kind)
    {
    case CLI_OPTION_FLAG:
      *(gboolean *) field = TRUE;
      break;

    case CLI_OPTION_VALUE:
      *(const char **) field = value;
      break;

    case CLI_OPTION_LIST:
      {
        GPtrArray **list = field;

        if (*list == NULL)
          *list = g_ptr_array_new ();
        g_ptr_array_add (*list, (gpointer) value);
        break;
      }
    }
}

/* One option, whose value may be the word after it; *at moves over what was used up. */
static gboolean
parse_option (const CliCommand     *command,
              const char * const **at,
              void                *options,
              GError             **error)
{
  const char *word = **at;
  const CliOption *option;
  const char *value = NULL;

  if (word[1] == '-')
    {
      gsize length = strcspn (word + 2, "=");

      option = find_name (command, word + 2, length);
      if (word[2 + length] == '=')
        value = word + 2 + length + 1;
    }
  else
    {
      option = find_letter (command, word[1]);
      if (word[2] != '\0')
        value = word[2] == '=' ? word + 3 : word + 2;
    }

  if (option == NULL || (option->kind == CLI_OPTION_FLAG && value != NULL && word[1] != '-'))
    {
      set_unknown (command, word, error);
      return FALSE;
    }

  if (option->kind == CLI_OPTION_FLAG && value != NULL)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _("--%s takes no value"), option->name);
      return FALSE;
    }

  if (option->kind != CLI_OPTION_FLAG && value == NULL)
    {
      value = (*at)[1];
      if (value == NULL)
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _("%s needs a value: %s %s"), word, word, option->value);
          return FALSE;
        }
      (*at)++;
    }

  store (option, options, value);

  return TRUE;
}

static gboolean
wants_help (const char * const *arguments)
{
  for (; *arguments != NULL && strcmp (*arguments, "--") != 0; arguments++)
    {
      if (strcmp (*arguments, "--help") == 0 || strcmp (*arguments, "-h") == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
cli_options_parse (const CliCommand   *command,
                   const char * const *arguments,
                   void               *options,
                   const char        **operands,
                   gboolean           *help,
                   GError            **error)
{
  gboolean only_operands = FALSE;
  guint n = 0;

  *help = wants_help (arguments);
  if (*help)
    return TRUE;

  for (const char * const *at = arguments; *at != NULL; at++)
    {
      if (!only_operands && strcmp (*at, "--") == 0)
        {
          only_operands = TRUE;
        }
      else if (!only_operands && (*at)[0] == '-' && (*at)[1] != '\0')
        {
          if (!parse_option (command, &at, options, error))
            return FALSE;
        }
      else if (n < command->n_operands)
        {
          operands[n++] = *at;
        }
      else
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                       _("%s has no use for “%s”; %s %s --help says what it takes"),
                       command->name, *at, CLI_PROGRAM, command->name);
          return FALSE;
        }
    }

  operands[n] = NULL;
  if (n < command->n_operands)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                   _("%s needs %s; %s %s --help explains them"),
                   command->name, command->operands, CLI_PROGRAM, command->name);
      return FALSE;
    }

  return TRUE;
}

void
cli_options_clear (const CliCommand *command,
                   void             *options)
{
  for (guint i = 0; i < command->n_options; i++)
    {
      const CliOption *option = &command->options[i];

      if (option->kind == CLI_OPTION_LIST)
        g_clear_pointer ((GPtrArray **) (gpointer) ((char *) options + option->offset),
                         g_ptr_array_unref);
    }
}

static char *
option_heading (const CliOption *option)
{
  g_autofree char *letter = option->letter != 0 ? g_strdup_printf ("-%c, ", option->letter)
                                                : g_strdup ("    ");

  return g_strconcat ("  ", letter, "--", option->name, option->value != NULL ? " " : "",
                      option->value != NULL ? option->value : "", NULL);
}

void
cli_options_help (const CliCommand *command)
{
  static const CliOption help = { .name = "help", .letter = 'h', .help = N_("Show this text") };

  /* Translators: how a command is called, after the program's name */
  g_print (_("Usage: %s %s%s%s [OPTION…]"), CLI_PROGRAM, command->name,
           *command->operands != '\0' ? " " : "", command->operands);
  g_print ("\n%s\n\n", _(command->summary));

  for (guint i = 0; i <= command->n_options; i++)
    {
      const CliOption *option = i < command->n_options ? &command->options[i] : &help;
      g_autofree char *heading = option_heading (option);

      g_print ("%-34s %s%s\n", heading, _(option->help),
               option->kind == CLI_OPTION_LIST ? _(" (may be repeated)") : "");
    }
}
