/* emu-exchange.c: pictures, recipes and commands on their way out of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-errand.h"
#include "emu-exchange-private.h"
#include "emu-exchange.h"
#include "emu-python.h"
#include "emu-recipe.h"
#include "emu-save-dialog.h"

/* A dialog of the desktop is no widget: the window holds it until it answers, or until the window
 * itself goes. */
#define DIALOG_KEY "emu-exchange-dialog"

typedef struct
{
  EmuMixJob       *job;
  EmuExchangeKind  kind;
  char            *recipe;
  EmuPythonFile    pictures[2];
  EmuPythonFile    guides[2];  /* of the job's maps */
  GBytes          *bytes;      /* for the clipboard, once they are there */
} Output;

static void
output_free (gpointer data)
{
  Output *output = data;

  emu_mix_job_unref (output->job);
  g_free (output->recipe);
  g_clear_pointer (&output->bytes, g_bytes_unref);
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

static gboolean
save (GFile         *file,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  Output *output = data;
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr(EmuImage) image = NULL;

  if (output->kind == EMU_EXCHANGE_RECIPE)
    return emu_file_save_text (file, output->recipe, -1, cancellable, error);

  if (!emu_file_check_png_name (name, error))
    return FALSE;

  image = compute (output, cancellable, error);

  return image != NULL && emu_file_save_png (file, image, output->recipe, cancellable, error);
}

static gboolean
make_bytes (gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Output *output = data;
  g_autoptr(EmuImage) image = NULL;

  if (output->kind == EMU_EXCHANGE_PYTHON)
    output->bytes = write_python (output, cancellable, error);
  else if ((image = compute (output, cancellable, error)) != NULL)
    output->bytes = emu_png_encode (image, output->recipe, error);

  return output->bytes != NULL;
}

static void
copy_bytes (EmuWindow *window,
            gpointer   data)
{
  Output *output = data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  g_autoptr(GdkContentProvider) content = NULL;

  if (output->kind == EMU_EXCHANGE_PYTHON)
    {
      gdk_clipboard_set_text (clipboard, g_bytes_get_data (output->bytes, NULL));
      emu_window_add_toast (window, adw_toast_new (_("The Python program is on the clipboard")));
      return;
    }

  /* The file itself, so that transparency and recipe come along. */
  content = gdk_content_provider_new_for_bytes ("image/png", output->bytes);
  gdk_clipboard_set_content (clipboard, content);
  emu_window_add_toast (window, adw_toast_new (_("The mixed picture is on the clipboard")));
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

/* Everything as it is now: what the person does while a dialog is open changes nothing. */
static Output *
new_output (EmuWindow       *window,
            EmuExchangeKind  kind)
{
  EmuMixDocument *document = emu_window_get_document (window);
  Output *output = g_new0 (Output, 1);
  g_autoptr(EmuRecipe) recipe = NULL;

  output->job = emu_mix_document_create_job (document);
  output->kind = kind;
  output->pictures[0] = python_file (emu_mix_document_get_a (document));
  output->pictures[1] = python_file (emu_mix_document_get_b (document));
  for (guint i = 0; i < G_N_ELEMENTS (output->guides); i++)
    if (output->job->maps[i] != NULL)
      output->guides[i] = python_file (emu_mix_document_get_guide (document, i));

  recipe = make_recipe (document, output->job);
  if (kind != EMU_EXCHANGE_MASK)
    output->recipe = emu_recipe_write (recipe);

  return output;
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

void
emu_exchange_save_dialog (EmuWindow       *window,
                          EmuExchangeKind  kind)
{
  EmuMixDocument *document = emu_window_get_document (window);
  const char *title = kind == EMU_EXCHANGE_PICTURE ? _("Save Picture")
                    : kind == EMU_EXCHANGE_MASK ? _("Save Mask") : _("Save Recipe");
  g_autofree char *name = NULL;

  if (!has_pair (window))
    return;

  name = g_strdup_printf ("%s-%s-%s%s", emu_picture_get_name (emu_mix_document_get_a (document)),
                          emu_picture_get_name (emu_mix_document_get_b (document)),
                          emu_mix_document_get_method (document)->id,
                          kind == EMU_EXCHANGE_PICTURE ? ".png"
                          : kind == EMU_EXCHANGE_MASK ? "-mask.png" : ".json");
  /* The name of a class need not be one of a file. */
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  emu_save_dialog_show (GTK_WIDGET (window), title, name, save, new_output (window, kind), output_free);
}

static void
copy (EmuWindow       *window,
      EmuExchangeKind  kind)
{
  if (has_pair (window))
    emu_errand_run (window, _("Computing the full picture…"), make_bytes, copy_bytes,
                    new_output (window, kind), output_free);
}

void
emu_exchange_copy_picture (EmuWindow *window)
{
  copy (window, EMU_EXCHANGE_PICTURE);
}

void
emu_exchange_copy_python (EmuWindow *window)
{
  copy (window, EMU_EXCHANGE_PYTHON);
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

  if (!has_pair (window))
    return;

  append_picture (command, emu_mix_document_get_a (document));
  append_picture (command, emu_mix_document_get_b (document));
  g_string_append_printf (command, " --method %s", method->id);

  if (!method->ignores_lambda)
    {
      double number = isnan (job->requested) ? emu_mix_document_get_alpha (document) : job->requested;
      g_autofree char *text = emu_format_number (number);

      g_string_append_printf (command, " --%s %s", isnan (job->requested) ? "alpha" : "lambda", text);
    }

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
