/* emu-save-dialog.c: asks for a name and writes there beside the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-errand.h"
#include "emu-save-dialog.h"

/* A dialog of the desktop is no widget: the window holds it until it answers, or until the window
 * itself goes. */
#define DIALOG_KEY "emu-save-dialog"

typedef struct
{
  GtkFileChooserNative *dialog;
  GFile                *file;
  EmuSaveFunc           save;
  gpointer              data;
  GDestroyNotify        free_data;
} Save;

static void
save_free (gpointer data)
{
  Save *self = data;

  g_clear_object (&self->dialog);
  g_clear_object (&self->file);
  self->free_data (self->data);
  g_free (self);
}

static gboolean
write_file (gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Save *self = data;

  return self->save (self->file, self->data, cancellable, error);
}

static void
written (EmuWindow *window,
         gpointer   data)
{
  Save *self = data;
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = g_strdup_printf (_("Saved %s"), shown);

  emu_window_add_toast (window, adw_toast_new (text));
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             EmuWindow       *window)
{
  Save *self = g_object_steal_data (G_OBJECT (window), DIALOG_KEY);

  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      emu_errand_run (window, _("Writing the file…"), write_file, written, self, save_free);
    }
  else
    {
      save_free (self);
    }
}

static void
show (GtkWidget      *parent,
      const char     *title,
      const char     *name,
      GtkFileFilter  *filter,
      EmuSaveFunc     save,
      gpointer        data,
      GDestroyNotify  free_data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  Save *self = g_new0 (Save, 1);
  GtkFileChooser *chooser;

  self->dialog = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  self->save = save;
  self->data = data;
  self->free_data = free_data;

  chooser = GTK_FILE_CHOOSER (self->dialog);
  gtk_file_chooser_set_current_name (chooser, name);
  if (filter != NULL)
    gtk_file_chooser_add_filter (chooser, filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  g_signal_connect_object (self->dialog, "response", G_CALLBACK (response_cb), window, 0);
  g_object_set_data_full (G_OBJECT (window), DIALOG_KEY, self, save_free);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}

void
emu_save_dialog_show (GtkWidget      *parent,
                      const char     *title,
                      const char     *name,
                      EmuSaveFunc     save,
                      gpointer        data,
                      GDestroyNotify  free_data)
{
  show (parent, title, name, NULL, save, data, free_data);
}

void
emu_save_dialog_show_drawing (GtkWidget      *parent,
                              const char     *title,
                              const char     *name,
                              EmuSaveFunc     save,
                              gpointer        data,
                              GDestroyNotify  free_data)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("PNG, SVG or PDF, by the name’s ending"));
  gtk_file_filter_add_suffix (filter, "png");
  gtk_file_filter_add_suffix (filter, "svg");
  gtk_file_filter_add_suffix (filter, "pdf");
  show (parent, title, name, filter, save, data, free_data);
}
