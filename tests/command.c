/* command.c: the program that was built, run in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

#include "command.h"

char *folder;

static const char *program;

void
run_clear (Run *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

gboolean
command_begin (void)
{
  g_autoptr(GError) error = NULL;

  program = g_getenv ("EMULSION_CLI");
  if (program == NULL)
    {
      g_test_message ("EMULSION_CLI must name the program to test");
      return FALSE;
    }

  folder = g_dir_make_tmp ("emulsion-XXXXXX", &error);
  g_assert_no_error (error);

  return TRUE;
}

void
command_end (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

Run
run_words (GPtrArray          *words,
           const char * const *environment)
{
  Run self = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *shown = NULL;
  int wait_status;

  g_ptr_array_insert (words, 0, (gpointer) program);
  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **) words->pdata);
  shown = g_utf8_make_valid (joined, -1);
  g_test_message ("%s", shown);

  g_spawn_sync (folder, (char **) words->pdata, (char **) environment, G_SPAWN_DEFAULT, NULL, NULL,
                &self.out, &self.err, &wait_status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (wait_status));
  self.status = WEXITSTATUS (wait_status);
  if (*self.err != '\0')
    g_test_message ("%s", self.err);

  return self;
}

Run
run (const char *format,
     ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autofree char *line = NULL;
  g_auto(GStrv) parts = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);

  parts = g_strsplit (line, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] != '\0')
        g_ptr_array_add (words, g_strdelimit (parts[i], "~", ' '));
    }

  return run_words (words, NULL);
}
