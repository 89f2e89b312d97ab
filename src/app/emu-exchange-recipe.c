/* emu-exchange-recipe.c: recipes on their way into the window, with the files they name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-error.h"
#include "emu-exchange-private.h"
#include "emu-exchange.h"

#define N_GUIDES 2

/* A recipe on its way, until the guides it names are there. */
typedef struct
{
  EmuWindow  *window;             /* NULL while it waits for a person: the window holds it then */
  EmuRecipe  *recipe;
  EmuPicture *guides[N_GUIDES];
  GQueue      places[N_GUIDES];   /* of GFile: where to look next */
} Restoring;

static void find_guides (Restoring *self);

static void
restoring_free (Restoring *self)
{
  for (guint i = 0; i < N_GUIDES; i++)
    {
      g_clear_object (&self->guides[i]);
      g_queue_clear_full (&self->places[i], g_object_unref);
    }
  emu_recipe_unref (self->recipe);
  g_clear_object (&self->window);
  g_free (self);
}

static EmuPicture *
find_picture (EmuMixDocument         *document,
              const EmuRecipePicture *named)
{
  return named->sha256 != NULL ? emu_mix_document_find_picture (document, named->sha256) : NULL;
}

static void
finish_restoring (Restoring *self)
{
  EmuMixDocument *document = emu_window_get_document (self->window);
  const EmuRecipe *recipe = self->recipe;
  EmuPicture *a = find_picture (document, &recipe->pictures[0]);
  EmuPicture *b = find_picture (document, &recipe->pictures[1]);
  g_autofree char *text = NULL;

  emu_mix_document_begin_gesture (document);
  emu_mix_document_restore (document, recipe, a, b);
  for (guint i = 0; i < N_GUIDES; i++)
    if (emu_method_needs_guide (recipe->method, recipe->params, i) != EMU_GUIDE_NONE)
      emu_mix_document_set_guide (document, i, self->guides[i]);
  emu_mix_document_end_gesture (document);

  if ((recipe->pictures[0].name != NULL && a == NULL) ||
      (recipe->pictures[1].name != NULL && b == NULL))
    {
      /* Translators: names of two picture files */
      text = g_strdup_printf (_("Restored for the pictures here; it was made with %s and %s"),
                              recipe->pictures[0].name != NULL ? recipe->pictures[0].name : "?",
                              recipe->pictures[1].name != NULL ? recipe->pictures[1].name : "?");
      emu_window_add_toast (self->window, adw_toast_new (text));
    }

  for (guint i = 0; i < N_GUIDES; i++)
    if (self->guides[i] != NULL && recipe->guides[i].sha256 != NULL &&
        g_strcmp0 (emu_picture_get_info (self->guides[i])->sha256, recipe->guides[i].sha256) != 0)
      {
        g_autofree char *note =
          g_strdup_printf (_("“%s” is another guide than the recipe’s “%s”, so the result may differ"),
                           emu_picture_get_file_name (self->guides[i]), recipe->guides[i].name);

        emu_window_add_toast (self->window, adw_toast_new (note));
      }

  restoring_free (self);
}

static guint
missing_guide (Restoring *self)
{
  for (guint i = 0; i < N_GUIDES; i++)
    if (self->recipe->guides[i].name != NULL && self->guides[i] == NULL)
      return i;

  return N_GUIDES;
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           EmuWindow       *window)
{
  Restoring *self = g_object_steal_data (G_OBJECT (dialog), "emu-restoring");

  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->window = g_object_ref (window);
      g_queue_push_tail (&self->places[missing_guide (self)],
                         gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)));
      find_guides (self);
    }
  else
    {
      restoring_free (self);
    }

  emu_exchange_drop_dialog (window);
}

static void
choose_clicked_cb (AdwToast  *toast,
                   EmuWindow *window)
{
  Restoring *self = g_object_steal_data (G_OBJECT (toast), "emu-restoring");
  GtkFileChooserNative *dialog;

  if (self == NULL)
    return;

  dialog = gtk_file_chooser_native_new (missing_guide (self) == 0 ? _("Choose the Guide of A")
                                                                   : _("Choose the Guide of B"),
                                        GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN,
                                        NULL, NULL);
  g_object_set_data_full (G_OBJECT (dialog), "emu-restoring", self, (GDestroyNotify) restoring_free);
  emu_exchange_show_dialog (window, GTK_NATIVE_DIALOG (dialog), G_CALLBACK (chosen_cb));
}

static void
ask_for_guide (Restoring *self)
{
  /* Translators: name of a file that a recipe names */
  g_autofree char *title = g_strdup_printf (_("The recipe’s guide “%s” is not here"),
                                            self->recipe->guides[missing_guide (self)].name);
  g_autoptr(EmuWindow) window = g_steal_pointer (&self->window);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _("Choose…"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 0);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (choose_clicked_cb), window, 0);
  g_object_set_data_full (G_OBJECT (toast), "emu-restoring", self, (GDestroyNotify) restoring_free);
  emu_window_add_toast (window, toast);
}

static void
guide_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Restoring *self = data;
  guint index = missing_guide (self);
  g_autoptr(GError) error = NULL;

  self->guides[index] = emu_picture_load_finish (result, &error);
  /* A file of that name which is no picture: its message, and then the question. */
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    emu_window_show_error (self->window, error->message);

  find_guides (self);
}

/* One guide after the other, one place after the other. */
static void
find_guides (Restoring *self)
{
  EmuMixDocument *document = emu_window_get_document (self->window);
  guint index = missing_guide (self);
  g_autoptr(GFile) place = NULL;
  EmuPicture *known;

  if (index == N_GUIDES)
    {
      finish_restoring (self);
      return;
    }

  known = find_picture (document, &self->recipe->guides[index]);
  if (known != NULL)
    {
      self->guides[index] = g_object_ref (known);
      find_guides (self);
      return;
    }

  place = g_queue_pop_head (&self->places[index]);
  if (place != NULL)
    emu_picture_load_async (place, FALSE, NULL, guide_loaded_cb, self);
  else
    ask_for_guide (self);
}

static void
add_neighbour (GQueue     *places,
               GFile      *file,
               const char *name)
{
  g_autoptr(GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  if (folder != NULL)
    g_queue_push_tail (places, g_file_get_child (folder, name));
}

void
emu_exchange_restore (EmuWindow *window,
                      EmuRecipe *recipe,
                      GFile     *file)
{
  EmuMixDocument *document = emu_window_get_document (window);
  EmuPicture *pair[] = { emu_mix_document_get_a (document), emu_mix_document_get_b (document) };
  Restoring *self = g_new0 (Restoring, 1);

  self->window = g_object_ref (window);
  self->recipe = emu_recipe_ref (recipe);
  for (guint i = 0; i < N_GUIDES; i++)
    {
      const char *name = recipe->guides[i].name;
      EmuPicture *picture = find_picture (document, &recipe->pictures[i]);

      if (name == NULL)
        continue;

      picture = picture != NULL ? picture : pair[i];
      if (picture == NULL)
        {
          g_autofree char *text =
            g_strdup_printf (_("The recipe’s guide “%s” belongs to a picture: open two pictures first"),
                             name);

          emu_window_show_error (window, text);
          restoring_free (self);
          return;
        }

      add_neighbour (&self->places[i], file, name);
      add_neighbour (&self->places[i], emu_picture_get_file (picture), name);
    }

  find_guides (self);
}

static void
recipe_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  EmuRecipe *recipe = emu_recipe_load (data, cancellable, &error);

  /* Restoring it without its policy would show another picture than it stands for. */
  if (recipe != NULL && recipe->policy != NULL)
    {
      g_set_error (&error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("The recipe applies a policy before it mixes; emulsion-cli mix --recipe does "
                     "that, this page cannot"));
      g_clear_pointer (&recipe, emu_recipe_unref);
    }

  if (recipe != NULL)
    g_task_return_pointer (task, recipe, (GDestroyNotify) emu_recipe_unref);
  else
    g_task_return_error (task, error);
}

static void
recipe_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  EmuWindow *window = EMU_WINDOW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuRecipe) recipe = g_task_propagate_pointer (G_TASK (result), &error);

  if (recipe == NULL)
    {
      emu_window_show_error (window, error->message);
      return;
    }

  emu_window_clear_error (window);
  emu_exchange_restore (window, recipe, g_task_get_task_data (G_TASK (result)));
}

void
emu_exchange_open_recipe (EmuWindow *window,
                          GFile     *file)
{
  g_autoptr(GTask) task = g_task_new (window, NULL, recipe_loaded_cb, NULL);

  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, recipe_thread);
}
