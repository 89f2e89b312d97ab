/* emu-save-dialog.c: asks for a name and writes there beside the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-save-dialog.h"
#include "emu-window.h"

#define PATIENCE_MS 300

typedef struct
{
  GtkFileChooserNative *dialog;
  GFile                *file;
  EmuSaveFunc           save;
  gpointer              data;
  GDestroyNotify        free_data;
  AdwToast             *toast;
  guint                 patience;
} Save;

static void
save_free (gpointer data)
{
  Save *self = data;

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->toast);
  g_clear_object (&self->dialog);
  g_clear_object (&self->file);
  self->free_data (self->data);
  g_free (self);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Save *self = data;
  GError *error = NULL;

  if (self->save (self->file, self->data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  EmuWindow *window = EMU_WINDOW (source);
  Save *self = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        emu_window_show_error (window, error->message);
      return;
    }

  emu_window_clear_error (window);
  name = g_file_get_basename (self->file);
  shown = g_filename_display_name (name);
  text = g_strdup_printf (_("Saved %s"), shown);
  emu_window_add_toast (window, adw_toast_new (text));
}

static void
cancel_clicked_cb (AdwToast     *toast,
                   GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
out_of_patience_cb (gpointer data)
{
  GTask *task = data;
  Save *self = g_task_get_task_data (task);
  AdwToast *toast = adw_toast_new (_("Writing the file…"));

  self->patience = 0;
  self->toast = g_object_ref (toast);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _("Cancel"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (cancel_clicked_cb),
                           g_task_get_cancellable (task), 0);
  emu_window_add_toast (g_task_get_source_object (task), toast);
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             GTask           *task)
{
  Save *self = g_task_get_task_data (task);

  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      self->patience = g_timeout_add_once (PATIENCE_MS, out_of_patience_cb, task);
      g_task_run_in_thread (task, write_thread);
    }
  else
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "");
    }

  g_object_unref (task);
}

void
emu_save_dialog_show (GtkWidget      *parent,
                      const char     *title,
                      const char     *name,
                      EmuSaveFunc     save,
                      gpointer        data,
                      GDestroyNotify  free_data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GTask *task = g_task_new (window, cancellable, written_cb, NULL);
  Save *self = g_new0 (Save, 1);

  self->dialog = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  self->save = save;
  self->data = data;
  self->free_data = free_data;
  g_task_set_task_data (task, self, save_free);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  g_signal_connect (self->dialog, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}
