/* main.c: emulsion-cli, the laboratory without its window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "emu-error.h"
#include "emu-param.h"

enum
{
  EXIT_DONE = 0,
  EXIT_WORLD = 1,
  EXIT_USAGE = 2,
};

static const CliCommand * const commands[] = {
  &cli_command_methods,
  &cli_command_ops,
  &cli_command_mix,
  &cli_command_policy,
  &cli_command_sheet,
  &cli_command_compare,
  &cli_command_inspect,
};

void
cli_print_raw (const char *text)
{
  fputs (text, stdout);
}

void
cli_warn (const char *format,
          ...)
{
  g_autofree char *message = NULL;
  g_autofree char *valid = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  /* A file's name may hold anything, but a message is one line. */
  valid = g_utf8_make_valid (message, -1);
  for (char *p = valid; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }

  g_printerr ("%s: %s\n", CLI_PROGRAM, valid);
}

char *
cli_display_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_filename_display_name (base);
}

static int
exit_status (const GError *error)
{
  if (error->domain == CLI_ERROR)
    return EXIT_USAGE;

  if (error->domain == EMU_ERROR &&
      (error->code == EMU_ERROR_BAD_PARAM || error->code == EMU_ERROR_UNKNOWN_NAME ||
       error->code == EMU_ERROR_AS_PUBLISHED))
    return EXIT_USAGE;

  return EXIT_WORLD;
}

/* What was printed reaches a full disk only now. */
static int
flush (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  cli_warn (_("could not write to standard output: %s; free some space or write elsewhere"),
            g_strerror (errno));

  return status == EXIT_DONE ? EXIT_WORLD : status;
}

static int
run (const CliCommand   *command,
     const char * const *arguments)
{
  g_autofree void *options = g_malloc0 (MAX (command->size, 1));
  g_autofree const char **operands = g_new0 (const char *, command->n_operands + 1);
  g_autoptr(GError) error = NULL;
  gboolean help = FALSE;
  int status = EXIT_DONE;

  if (cli_options_parse (command, arguments, options, operands, &help, &error))
    {
      if (help)
        cli_options_help (command);
      else
        command->run (options, operands, &error);
    }

  if (error != NULL)
    {
      cli_warn ("%s", error->message);
      status = exit_status (error);
    }

  cli_options_clear (command, options);

  return flush (status);
}

static int
help (void)
{
  g_print (_("Usage: %s COMMAND [OPTION…]"), CLI_PROGRAM);
  g_print ("\n%s\n\n", _("Mixes pictures and shows how, as the window of Emulsion does"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i]->name, _(commands[i]->summary));
  g_print (_("\n%s COMMAND --help explains a command.\n"), CLI_PROGRAM);

  return flush (EXIT_DONE);
}

static int
unknown_command (const char *name)
{
  const char *names[G_N_ELEMENTS (commands) + 3] = { NULL };
  const char *nearest;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i]->name;
  names[G_N_ELEMENTS (commands)] = "--help";
  names[G_N_ELEMENTS (commands) + 1] = "--version";

  nearest = emu_nearest_name (name, names);
  if (nearest != NULL)
    cli_warn (_("there is no command “%.64s”; did you mean “%s”?"), name, nearest);
  else
    cli_warn (_("there is no command “%.64s”; %s --help lists them"), name, CLI_PROGRAM);

  return EXIT_USAGE;
}

int
main (int    argc,
      char **argv)
{
  /* Messages follow the person's locale, numbers never do. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2)
    {
      cli_warn (_("say what to do; %s --help lists the commands"), CLI_PROGRAM);
      return EXIT_USAGE;
    }

  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return help ();

  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("%s %s\n", CLI_PROGRAM, PACKAGE_VERSION);
      return flush (EXIT_DONE);
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (commands[i]->name, argv[1]) == 0)
        return run (commands[i], (const char * const *) argv + 2);
    }

  return unknown_command (argv[1]);
}
