/* emu-recent.c: pictures this program opened lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gtk/gtk.h>

#include "emu-recent.h"

/* Name of the program in the desktop's list; files there are told apart by it. */
#define PROGRAM "Emulsion"

/* When this program opened it last, in seconds since 1970; 0 if never. */
static gint64
opened_at (GtkRecentInfo *info)
{
  GDateTime *stamp = NULL;

  if (!gtk_recent_info_has_application (info, PROGRAM) ||
      !gtk_recent_info_get_application_info (info, PROGRAM, NULL, NULL, &stamp) || stamp == NULL)
    return 0;

  return g_date_time_to_unix (stamp);
}

typedef struct
{
  char   *uri;
  gint64  time;
} Opened;

static void
clear_opened (gpointer data)
{
  g_free (((Opened *) data)->uri);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const Opened *x = a;
  const Opened *y = b;

  return (x->time < y->time) - (x->time > y->time);
}

void
emu_recent_add (GFile *file)
{
  static const char *groups[] = { PROGRAM, NULL };
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *type = g_content_type_guess (uri, NULL, 0, NULL);
  g_autofree char *mime_type = g_content_type_get_mime_type (type);
  GtkRecentData data = {
    .mime_type = mime_type != NULL ? mime_type : (char *) "application/octet-stream",
    .app_name = (char *) PROGRAM,
    .app_exec = (char *) "emulsion %u",
    .groups = (char **) groups,
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

GPtrArray *
emu_recent_list (EmuSettings *settings)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) opened = g_array_new (FALSE, FALSE, sizeof (Opened));
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  gint64 cleared;

  g_object_get (settings, "recent-cleared", &cleared, NULL);
  g_array_set_clear_func (opened, clear_opened);
  for (GList *l = items; l != NULL; l = l->next)
    {
      Opened entry = { .time = opened_at (l->data) };

      if (entry.time <= cleared)
        continue;

      entry.uri = g_strdup (gtk_recent_info_get_uri (l->data));
      g_array_append_val (opened, entry);
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);

  g_array_sort (opened, compare_newest_first);
  for (guint i = 0; i < MIN (opened->len, EMU_RECENT_MAX); i++)
    g_ptr_array_add (files, g_file_new_for_uri (g_array_index (opened, Opened, i).uri));

  return files;
}

void
emu_recent_clear (EmuSettings *settings)
{
  GtkRecentManager *manager = gtk_recent_manager_get_default ();
  GList *items = gtk_recent_manager_get_items (manager);

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_auto(GStrv) programs = gtk_recent_info_get_applications (l->data, NULL);

      if (gtk_recent_info_has_application (l->data, PROGRAM) && g_strv_length (programs) == 1)
        gtk_recent_manager_remove_item (manager, gtk_recent_info_get_uri (l->data), NULL);
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);

  g_object_set (settings, "recent-cleared", g_get_real_time () / G_TIME_SPAN_SECOND, NULL);
}
