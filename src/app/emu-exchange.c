/* emu-exchange.c: pictures, recipes and commands on their way out of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-exchange-private.h"
#include "emu-exchange.h"
#include "emu-python.h"
#include "emu-recipe.h"

/* A dialog of the desktop is no widget: the window holds it until it answers, or until the window
 * itself goes. */
#define DIALOG_KEY "emu-exchange-dialog"

/* Work that takes longer says so and can be stopped. */
#define PATIENCE_MS 1000

typedef struct
{
  EmuMixJob       *job;
  EmuExchangeKind  kind;
  char            *recipe;
  GFile           *file;       /* NULL: for the clipboard */
  EmuPythonFile    pictures[2];
  EmuPythonFile    guides[2];  /* of the job's maps */
  guint            patience;
  AdwToast        *toast;
} Output;

static void
output_free (gpointer data)
{
  Output *output = data;

  g_clear_handle_id (&output->patience, g_source_remove);
  if (output->toast != NULL)
    {
      adw_toast_dismiss (output->toast);
      g_object_unref (output->toast);
    }
  emu_mix_job_unref (output->job);
  g_free (output->recipe);
  g_clear_object (&output->file);
  for (guint i = 0; i < G_N_ELEMENTS (output->pictures); i++)
    {
      g_free ((char *) output->pictures[i].path);
      g_free ((char *) output->guides[i].path);
    }
  g_free (output);
}

static EmuRecipe *
make_recipe (EmuMixDocument  *document,
             const EmuMixJob *job)
{
  EmuPicture *a = emu_mix_document_get_a (document);
  EmuPicture *b = emu_mix_document_get_b (document);
  const char *names[2] = { emu_picture_get_file_name (a), emu_picture_get_file_name (b) };
  const char *hashes[2] = { emu_picture_get_info (a)->sha256, emu_picture_get_info (b)->sha256 };
  EmuRecipe *recipe = emu_recipe_from_job (job, names, hashes);

  for (guint i = 0; i < G_N_ELEMENTS (job->maps); i++)
    if (job->maps[i] != NULL)
      {
        EmuPicture *guide = emu_mix_document_get_guide (document, i);

        emu_recipe_set_guide (recipe, i, emu_picture_get_file_name (guide),
                              emu_picture_get_info (guide)->sha256);
      }

  return recipe;
}

/* The whole picture at full size, exactly as it is to be kept. */
static EmuImage *
compute (Output        *output,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  EmuView view = emu_view_whole (output->job->a->height, output->job->a->width);
  EmuFrameParts parts = output->kind == EMU_EXCHANGE_MASK ? EMU_FRAME_MASK : EMU_FRAME_RESULT;
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, output->job, &view, parts, TRUE,
                                                  cancellable, error);

  if (frame == NULL)
    return NULL;

  return output->kind == EMU_EXCHANGE_MASK ? emu_mask_to_image (frame->mask, error)
                                           : emu_image_ref (frame->result);
}

/* Draws and label are decided at full size; no picture is needed. */
static GBytes *
write_python (Output        *output,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  EmuView view = emu_view_whole (output->job->a->height, output->job->a->width);
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, output->job, &view, 0, TRUE, cancellable, error);
  char *text;

  if (frame == NULL)
    return NULL;

  text = emu_python_write (output->job, frame->mix, output->pictures, output->guides, error);

  return text != NULL ? g_bytes_new_take (text, strlen (text) + 1) : NULL;
}

static void
output_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Output *output = data;
  g_autoptr(EmuImage) image = NULL;
  GBytes *bytes = NULL;
  GError *error = NULL;
  gboolean done;

  if (output->kind == EMU_EXCHANGE_RECIPE)
    done = emu_file_save_text (output->file, output->recipe, -1, cancellable, &error);
  else if (output->kind == EMU_EXCHANGE_PYTHON)
    done = (bytes = write_python (output, cancellable, &error)) != NULL;
  else if ((image = compute (output, cancellable, &error)) == NULL)
    done = FALSE;
  else if (output->file != NULL)
    done = emu_file_save_png (output->file, image, output->recipe, cancellable, &error);
  else
    done = (bytes = emu_png_encode (image, output->recipe, &error)) != NULL;

  if (done)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
output_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  EmuWindow *window = EMU_WINDOW (source);
  Output *output = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  g_clear_handle_id (&output->patience, g_source_remove);
  if (output->toast != NULL)
    adw_toast_dismiss (output->toast);
  g_clear_object (&output->toast);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      emu_window_show_error (window, error->message);
      return;
    }

  emu_window_clear_error (window);
  if (output->kind == EMU_EXCHANGE_PYTHON)
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), g_bytes_get_data (bytes, NULL));
      text = g_strdup (_("The Python program is on the clipboard"));
    }
  else if (bytes != NULL)
    {
      /* The file itself, so that transparency and recipe come along. */
      g_autoptr(GdkContentProvider) content = gdk_content_provider_new_for_bytes ("image/png", bytes);

      gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (window)), content);
      text = g_strdup (_("The mixed picture is on the clipboard"));
    }
  else
    {
      g_autofree char *name = g_file_get_basename (output->file);
      g_autofree char *shown = g_filename_display_name (name);

      text = g_strdup_printf (_("Saved %s"), shown);
    }
  emu_window_add_toast (window, adw_toast_new (text));
}

static void
cancel_clicked_cb (AdwToast     *toast,
                   GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gboolean
out_of_patience_cb (gpointer data)
{
  GTask *task = data;
  Output *output = g_task_get_task_data (task);
  AdwToast *toast = adw_toast_new (_("Computing the full picture…"));

  output->patience = 0;
  output->toast = g_object_ref (toast);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _("Cancel"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (cancel_clicked_cb),
                           g_task_get_cancellable (task), 0);
  emu_window_add_toast (g_task_get_source_object (task), toast);

  return G_SOURCE_REMOVE;
}

static EmuPythonFile
python_file (EmuPicture *picture)
{
  GFile *file = emu_picture_get_file (picture);
  char *path = file != NULL ? g_file_get_path (file) : NULL;

  return (EmuPythonFile) {
    .path = path != NULL ? path : g_strdup (emu_picture_get_file_name (picture)),
    .colours = emu_python_colours (emu_picture_get_info (picture)),
    .missing = path == NULL,
  };
}

static void
start_output (EmuWindow       *window,
              EmuExchangeKind  kind,
              GFile           *file)
{
  EmuMixDocument *document = emu_window_get_document (window);
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GTask) task = NULL;
  Output *output;

  if (job == NULL)
    return;

  recipe = make_recipe (document, job);
  output = g_new0 (Output, 1);
  output->job = g_steal_pointer (&job);
  output->kind = kind;
  output->pictures[0] = python_file (emu_mix_document_get_a (document));
  output->pictures[1] = python_file (emu_mix_document_get_b (document));
  for (guint i = 0; i < G_N_ELEMENTS (output->guides); i++)
    if (output->job->maps[i] != NULL)
      output->guides[i] = python_file (emu_mix_document_get_guide (document, i));
  if (kind != EMU_EXCHANGE_MASK)
    output->recipe = emu_recipe_write (recipe);
  if (file != NULL)
    output->file = g_object_ref (file);

  task = g_task_new (window, cancellable, output_done_cb, NULL);
  g_task_set_task_data (task, output, output_free);
  output->patience = g_timeout_add (PATIENCE_MS, out_of_patience_cb, task);
  g_task_run_in_thread (task, output_thread);
}

static gboolean
has_pair (EmuWindow *window)
{
  EmuMixDocument *document = emu_window_get_document (window);
  const char *fault = emu_mix_page_get_fault (emu_window_get_mix_page (window));

  if (fault != NULL)
    {
      emu_window_show_error (window, fault);
      return FALSE;
    }

  if (emu_mix_document_get_a (document) != NULL && emu_mix_document_get_b (document) != NULL)
    return TRUE;

  emu_window_add_toast (window, adw_toast_new (_("There is nothing mixed yet: open two pictures")));

  return FALSE;
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  EmuWindow       *window)
{
  EmuExchangeKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "emu-kind"));

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      start_output (window, kind, file);
    }

  emu_exchange_drop_dialog (window);
}

void
emu_exchange_save_dialog (EmuWindow       *window,
                          EmuExchangeKind  kind)
{
  EmuMixDocument *document = emu_window_get_document (window);
  const char *title = kind == EMU_EXCHANGE_PICTURE ? _("Save Picture")
                    : kind == EMU_EXCHANGE_MASK ? _("Save Mask") : _("Save Recipe");
  g_autofree char *name = NULL;
  GtkFileChooserNative *dialog;

  if (!has_pair (window))
    return;

  name = g_strdup_printf ("%s-%s-%s%s", emu_picture_get_name (emu_mix_document_get_a (document)),
                          emu_picture_get_name (emu_mix_document_get_b (document)),
                          emu_mix_document_get_method (document)->id,
                          kind == EMU_EXCHANGE_PICTURE ? ".png"
                          : kind == EMU_EXCHANGE_MASK ? "-mask.png" : ".json");
  /* The name of a class need not be one of a file. */
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (window),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_object_set_data (G_OBJECT (dialog), "emu-kind", GINT_TO_POINTER (kind));
  emu_exchange_show_dialog (window, GTK_NATIVE_DIALOG (dialog), G_CALLBACK (save_response_cb));
}

void
emu_exchange_copy_picture (EmuWindow *window)
{
  if (has_pair (window))
    start_output (window, EMU_EXCHANGE_PICTURE, NULL);
}

void
emu_exchange_copy_python (EmuWindow *window)
{
  if (has_pair (window))
    start_output (window, EMU_EXCHANGE_PYTHON, NULL);
}

static void
append_quoted (GString    *command,
               const char *text)
{
  g_autofree char *quoted = NULL;

  /* Most words need no quotes, and are easier to read without. */
  if (*text != '\0' && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789_-+=./:,@%") == strlen (text))
    {
      g_string_append_printf (command, " %s", text);
      return;
    }

  quoted = g_shell_quote (text);
  g_string_append_printf (command, " %s", quoted);
}

static void
append_picture (GString    *command,
                EmuPicture *picture)
{
  GFile *file = emu_picture_get_file (picture);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  append_quoted (command, path != NULL ? path : emu_picture_get_file_name (picture));
}

static void
append_setting (GString    *command,
                const char *option,
                const char *name,
                const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s=%s", name, value);

  g_string_append_printf (command, " %s", option);
  append_quoted (command, text);
}

void
emu_exchange_copy_command (EmuWindow *window)
{
  EmuMixDocument *document = emu_window_get_document (window);
  const EmuMethod *method = emu_mix_document_get_method (document);
  const void *params = emu_mix_document_get_params (document);
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  g_autoptr(GString) command = g_string_new ("emulsion-cli mix");
  double number;
  g_autofree char *text = NULL;

  if (!has_pair (window))
    return;

  append_picture (command, emu_mix_document_get_a (document));
  append_picture (command, emu_mix_document_get_b (document));
  g_string_append_printf (command, " --method %s", method->id);

  number = isnan (job->requested) ? emu_mix_document_get_alpha (document) : job->requested;
  text = emu_format_number (number);
  g_string_append_printf (command, " --%s %s", isnan (job->requested) ? "alpha" : "lambda", text);

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];
      g_autofree char *value = NULL;

      if (emu_param_is_default (param, params))
        continue;

      value = emu_param_format (param, params);
      append_setting (command, "--set", emu_param_name (param), value);
    }

  for (guint i = 0; i < method->draws.n_draws; i++)
    if (emu_mix_document_get_draw_fixed (document, i))
      {
        g_autofree char *value = emu_format_number (emu_mix_document_get_draw (document, i));

        append_setting (command, "--draw", emu_draw_name (&method->draws.draws[i]), value);
      }

  for (guint i = 0; i < G_N_ELEMENTS (job->maps); i++)
    if (job->maps[i] != NULL)
      {
        g_string_append (command, i == 0 ? " --guide-a" : " --guide-b");
        append_picture (command, emu_mix_document_get_guide (document, i));
      }

  g_string_append_printf (command, " --seed %" G_GUINT64_FORMAT " --fit %s -o mixed.png",
                          job->seed, emu_fit_nick (job->fit));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), command->str);
  emu_window_add_toast (window, adw_toast_new (_("The command is on the clipboard")));
}

void
emu_exchange_show_dialog (EmuWindow       *window,
                          GtkNativeDialog *dialog,
                          GCallback        answered)
{
  gtk_native_dialog_set_modal (dialog, TRUE);
  g_signal_connect_object (dialog, "response", answered, window, 0);
  g_object_set_data_full (G_OBJECT (window), DIALOG_KEY, dialog, g_object_unref);
  gtk_native_dialog_show (dialog);
}

void
emu_exchange_drop_dialog (EmuWindow *window)
{
  g_object_set_data (G_OBJECT (window), DIALOG_KEY, NULL);
}
