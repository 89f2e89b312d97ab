/* emu-errand.c: something a window does beside the main thread, which may take a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-errand.h"

/* A toast that goes before it can be read would only flicker. */
#define PATIENCE_MS 1000

typedef struct
{
  char           *busy;
  EmuErrandWork   work;
  EmuErrandDone   done;
  gpointer        data;
  GDestroyNotify  free_data;
  AdwToast       *toast;
  guint           patience;
} Errand;

static void
stop_waiting (Errand *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
}

static void
errand_free (gpointer data)
{
  Errand *self = data;

  stop_waiting (self);
  self->free_data (self->data);
  g_free (self->busy);
  g_free (self);
}

static void
work_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Errand *self = data;
  GError *error = NULL;

  if (self->work (self->data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  EmuWindow *window = EMU_WINDOW (source);
  Errand *self = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  stop_waiting (self);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      emu_window_clear_error (window);
      self->done (window, self->data);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      emu_window_show_error (window, error->message);
    }
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
  Errand *self = g_task_get_task_data (task);

  self->patience = 0;
  self->toast = g_object_ref (adw_toast_new (self->busy));
  adw_toast_set_timeout (self->toast, 0);
  adw_toast_set_button_label (self->toast, _("Cancel"));
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (cancel_clicked_cb),
                           g_task_get_cancellable (task), 0);
  emu_window_add_toast (g_task_get_source_object (task), self->toast);
}

void
emu_errand_run (EmuWindow      *window,
                const char     *busy,
                EmuErrandWork   work,
                EmuErrandDone   done,
                gpointer        data,
                GDestroyNotify  free_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GTask) task = g_task_new (window, cancellable, done_cb, NULL);
  Errand *self = g_new0 (Errand, 1);

  self->busy = g_strdup (busy);
  self->work = work;
  self->done = done;
  self->data = data;
  self->free_data = free_data;
  g_task_set_task_data (task, self, errand_free);
  self->patience = g_timeout_add_once (PATIENCE_MS, out_of_patience_cb, task);
  g_task_run_in_thread (task, work_thread);
}
