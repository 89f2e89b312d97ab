/* emu-names.c: the class names a person gave to pictures, from one start to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "emu-file.h"
#include "emu-names.h"

#define GROUP "names"
#define HASH_CHARS 64

/* A full table of the longest names in the longest letters stays below. */
#define MAX_BYTES ((gsize) 4 << 20)

struct _EmuNames
{
  GObject    parent_instance;

  GKeyFile  *table;     /* NULL until it is read */
  GPtrArray *waiting;   /* tasks that want it */
  gboolean   writing;
  gboolean   changed;   /* since the text being written was made */
};

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuNames, emu_names, G_TYPE_OBJECT)

static char *
path_of (const char *name)
{
  return g_build_filename (g_get_user_data_dir (), "emulsion", name, NULL);
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == HASH_CHARS && strspn (text, "0123456789abcdef") == HASH_CHARS;
}

static GKeyFile *
parse (const char  *text,
       gsize        length,
       GError     **error)
{
  g_autoptr(GKeyFile) read = g_key_file_new ();
  g_autoptr(GKeyFile) table = g_key_file_new ();
  g_auto(GStrv) keys = NULL;

  if (length > MAX_BYTES)
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, _("it is longer than %d MiB"),
                   (int) (MAX_BYTES >> 20));
      return NULL;
    }

  if (!g_key_file_load_from_data (read, text, length, G_KEY_FILE_NONE, error))
    return NULL;

  keys = g_key_file_get_keys (read, GROUP, NULL, error);
  if (keys == NULL)
    return NULL;

  /* What another hand wrote into it is left out rather than shown. */
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (read, GROUP, keys[i], NULL);
      g_autofree char *name = value != NULL ? emu_name_clean (value) : NULL;

      if (is_hash (keys[i]) && name != NULL)
        g_key_file_set_string (table, GROUP, keys[i], name);
    }

  return g_steal_pointer (&table);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  g_autofree char *path = path_of ("names.ini");
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  GKeyFile *table = NULL;

  if (g_file_get_contents (path, &text, &length, &error))
    table = parse (text, length, &error);
  else if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    table = g_key_file_new ();

  if (table == NULL)
    {
      g_autofree char *kept = path_of ("names-broken.ini");

      g_rename (path, kept);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               _("The names you gave to pictures could not be read from “%s” (%s); "
                                 "they start anew"), path, error->message);
      return;
    }

  g_task_return_pointer (task, table, (GDestroyNotify) g_key_file_unref);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  EmuNames *self = EMU_NAMES (source);
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);
  g_autoptr(GError) error = NULL;

  self->table = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->table == NULL)
    self->table = g_key_file_new ();

  /* One message is enough, however many wait. */
  for (guint i = 0; i < waiting->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (waiting, i), g_steal_pointer (&error));
    else
      g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

static void start_writing (EmuNames *self);

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  g_autofree char *path = path_of ("names.ini");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GError *error = NULL;

  /* Where the folder cannot be made, saving says why. */
  g_mkdir_with_parents (folder, 0700);
  if (emu_file_save_text (file, data, -1, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  EmuNames *self = EMU_NAMES (source);
  g_autoptr(GError) error = NULL;

  self->writing = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* Translators: the second part says why */
      g_autofree char *text = g_strdup_printf (_("The name will be forgotten when Emulsion ends: %s"),
                                               error->message);

      g_signal_emit (self, signals[SIGNAL_FAILED], 0, text);
    }

  if (self->changed)
    start_writing (self);
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

static void
start_writing (EmuNames *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, written_cb, NULL);

  self->writing = TRUE;
  self->changed = FALSE;
  /* Closing the last window must not overtake the name that was just given. */
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  g_task_set_task_data (task, g_key_file_to_data (self->table, NULL, NULL), g_free);
  g_task_run_in_thread (task, write_thread);
}

static void
emu_names_finalize (GObject *object)
{
  EmuNames *self = EMU_NAMES (object);

  g_clear_pointer (&self->table, g_key_file_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (emu_names_parent_class)->finalize (object);
}

static void
emu_names_class_init (EmuNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = emu_names_finalize;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
emu_names_init (EmuNames *self)
{
}

EmuNames *
emu_names_new (void)
{
  return g_object_new (EMU_TYPE_NAMES, NULL);
}

void
emu_names_load_async (EmuNames            *self,
                      GAsyncReadyCallback  callback,
                      gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr(GTask) load = NULL;

  if (self->table != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&task));
      return;
    }

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  load = g_task_new (self, NULL, loaded_cb, NULL);
  g_task_run_in_thread (load, load_thread);
}

gboolean
emu_names_load_finish (EmuNames      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
emu_names_get (EmuNames   *self,
               const char *sha256)
{
  g_return_val_if_fail (self->table != NULL, NULL);

  return g_key_file_get_string (self->table, GROUP, sha256, NULL);
}

void
emu_names_set (EmuNames   *self,
               const char *sha256,
               const char *name)
{
  g_auto(GStrv) keys = NULL;
  gsize n = 0;

  g_return_if_fail (self->table != NULL);

  /* Out and in again: the table is kept in the order in which names were given. */
  g_key_file_remove_key (self->table, GROUP, sha256, NULL);
  if (name != NULL)
    g_key_file_set_string (self->table, GROUP, sha256, name);

  keys = g_key_file_get_keys (self->table, GROUP, &n, NULL);
  for (gsize i = 0; i + EMU_NAMES_MAX < n; i++)
    g_key_file_remove_key (self->table, GROUP, keys[i], NULL);

  self->changed = TRUE;
  if (!self->writing)
    start_writing (self);
}

char *
emu_name_clean (const char *text)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  glong n = 0;

  for (const char *p = valid; *p != '\0' && n < EMU_NAME_MAX_CHARS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean blank = g_unichar_isspace (c) || g_unichar_iscntrl (c);

      if (blank && (name->len == 0 || name->str[name->len - 1] == ' '))
        continue;

      g_string_append_unichar (name, blank ? ' ' : c);
      n++;
    }
  g_strchomp (name->str);

  return *name->str != '\0' ? g_strdup (name->str) : NULL;
}
