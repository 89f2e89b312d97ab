/* emu-exchange-in.c: pictures and recipes on their way into the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-exchange-private.h"
#include "emu-exchange.h"
#include "emu-recent.h"
#include "emu-recipe.h"

typedef struct
{
  EmuWindow  *window;
  EmuPicture **pictures;  /* a place for each file; NULL where it could not be read */
  guint       n;
  guint       pending;
  gboolean    forget;
  int         place;      /* 0 for A, 1 for B, or -1 for wherever there is room */
  GString    *errors;
} Opening;

typedef struct
{
  Opening *opening;
  guint    index;
} Place;

static void
restore_clicked_cb (AdwToast *toast,
                    gpointer  data)
{
  EmuWindow *window = data;
  EmuRecipe *recipe = g_object_get_data (G_OBJECT (toast), "emu-recipe");

  emu_exchange_restore (window, recipe, g_object_get_data (G_OBJECT (toast), "emu-file"));
}

static void
offer_recipe (EmuWindow  *window,
              EmuPicture *picture)
{
  const char *text = emu_picture_get_info (picture)->recipe;
  g_autofree char *title = NULL;
  EmuRecipe *recipe;
  AdwToast *toast;

  if (text == NULL)
    return;

  /* What travels with a picture was not asked for: if it cannot be read nothing is lost. */
  recipe = emu_recipe_parse (text, -1, NULL);
  if (recipe != NULL && recipe->policy != NULL)
    g_clear_pointer (&recipe, emu_recipe_unref);
  if (recipe == NULL)
    return;

  /* Translators: name of a picture and of a method */
  title = g_strdup_printf (_("%s was made with %s"), emu_picture_get_file_name (picture),
                           _(recipe->method->name));
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _("Restore"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "emu-recipe", recipe, (GDestroyNotify) emu_recipe_unref);
  if (emu_picture_get_file (picture) != NULL)
    g_object_set_data_full (G_OBJECT (toast), "emu-file", g_object_ref (emu_picture_get_file (picture)),
                            g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (restore_clicked_cb), window, 0);
  emu_window_add_toast (window, toast);
}

static void
put_in_place (EmuMixDocument *document,
              EmuPicture     *picture,
              int             place)
{
  if (place == 0)
    emu_mix_document_choose_a (document, picture);
  else
    emu_mix_document_choose_b (document, picture);
}

/* One step of undo; the other place keeps what it has. */
static void
add_in_place (EmuMixDocument *document,
              GPtrArray      *pictures,
              int             place)
{
  EmuPicture *added = g_ptr_array_index (pictures, 0);
  EmuPicture *a = emu_mix_document_get_a (document);
  EmuPicture *b = emu_mix_document_get_b (document);

  emu_mix_document_begin_gesture (document);
  emu_mix_document_add (document, pictures);
  if (a != NULL)
    emu_mix_document_set_pair (document, place == 0 ? added : a, place == 0 ? b : added);
  emu_mix_document_end_gesture (document);
}

/* Pictures that came with the program, or without a file, are nothing one would look for again. */
static void
remember_recent (EmuPicture *picture)
{
  GFile *file = emu_picture_get_file (picture);

  if (file != NULL && !emu_picture_get_sample (picture) && !emu_picture_get_pasted (picture))
    emu_recent_add (file);
}

static void
finish_opening (Opening *opening)
{
  EmuMixDocument *document = emu_window_get_document (opening->window);
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < opening->n; i++)
    if (opening->pictures[i] != NULL)
      {
        EmuPicture *picture = opening->pictures[i];
        g_autofree char *name = emu_names_get (emu_window_get_names (opening->window),
                                               emu_picture_get_info (picture)->sha256);

        emu_picture_set_remembered_name (picture, name);
        g_ptr_array_add (pictures, picture);
      }

  emu_window_set_loading (opening->window, FALSE);
  if (opening->errors->len > 0)
    emu_window_show_error (opening->window, opening->errors->str);
  else
    emu_window_clear_error (opening->window);

  if (opening->place >= 0 && pictures->len > 0)
    add_in_place (document, pictures, opening->place);
  else
    emu_mix_document_add (document, pictures);
  if (opening->forget)
    emu_mix_document_forget_history (document);
  for (guint i = 0; i < pictures->len; i++)
    {
      remember_recent (g_ptr_array_index (pictures, i));
      offer_recipe (opening->window, g_ptr_array_index (pictures, i));
    }

  g_string_free (opening->errors, TRUE);
  g_free (opening->pictures);
  g_object_unref (opening->window);
  g_free (opening);
}

static void
add_error (Opening      *opening,
           const GError *error)
{
  if (opening->errors->len > 0)
    g_string_append_c (opening->errors, '\n');
  g_string_append (opening->errors, error->message);
}

static void
picture_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  Place *place = data;
  Opening *opening = place->opening;
  g_autoptr(GError) error = NULL;

  opening->pictures[place->index] = emu_picture_load_finish (result, &error);
  if (error != NULL)
    add_error (opening, error);
  g_free (place);

  if (--opening->pending == 0)
    finish_opening (opening);
}

static void
names_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Opening *opening = data;
  g_autoptr(GError) error = NULL;

  if (!emu_names_load_finish (EMU_NAMES (source), result, &error))
    add_error (opening, error);

  if (--opening->pending == 0)
    finish_opening (opening);
}

static Opening *
opening_new (EmuWindow *window,
             guint      n)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (window);
  opening->pictures = g_new0 (EmuPicture *, n);
  opening->n = n;
  opening->pending = n + 1;
  opening->place = -1;
  opening->errors = g_string_new (NULL);
  emu_window_set_loading (window, TRUE);
  emu_names_load_async (emu_window_get_names (window), names_loaded_cb, opening);

  return opening;
}

static Place *
place_new (Opening *opening,
           guint    index)
{
  Place *place = g_new (Place, 1);

  place->opening = opening;
  place->index = index;

  return place;
}

void
emu_exchange_open_files (EmuWindow *window,
                         GPtrArray *files,
                         gboolean   samples,
                         gboolean   forget)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new ();
  Opening *opening;

  for (guint i = 0; i < files->len; i++)
    {
      GFile *file = g_ptr_array_index (files, i);
      g_autofree char *name = g_file_get_basename (file);

      if (name != NULL && g_str_has_suffix (name, ".json"))
        emu_exchange_open_recipe (window, file);
      else
        g_ptr_array_add (pictures, file);
    }

  if (pictures->len == 0)
    return;

  opening = opening_new (window, pictures->len);
  opening->forget = forget;
  for (guint i = 0; i < pictures->len; i++)
    emu_picture_load_async (g_ptr_array_index (pictures, i), samples, NULL, picture_loaded_cb,
                            place_new (opening, i));
}

void
emu_exchange_open_as (EmuWindow *window,
                      GFile     *file,
                      guint      index)
{
  EmuMixDocument *document = emu_window_get_document (window);
  GListModel *pictures = emu_mix_document_get_pictures (document);
  Opening *opening;

  for (guint i = 0; i < g_list_model_get_n_items (pictures); i++)
    {
      g_autoptr(EmuPicture) picture = g_list_model_get_item (pictures, i);
      GFile *own = emu_picture_get_file (picture);

      if (own != NULL && g_file_equal (own, file))
        {
          put_in_place (document, picture, (int) index);
          return;
        }
    }

  opening = opening_new (window, 1);
  opening->place = (int) index;
  emu_picture_load_async (file, FALSE, NULL, picture_loaded_cb, place_new (opening, 0));
}

static void
open_texture (EmuWindow  *window,
              GdkTexture *texture)
{
  Opening *opening = opening_new (window, 1);

  emu_picture_load_texture_async (texture, NULL, picture_loaded_cb, place_new (opening, 0));
}

static void
open_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  EmuWindow       *window)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
        g_ptr_array_add (files, g_list_model_get_item (chosen, i));
      emu_exchange_open_files (window, files, FALSE, FALSE);
    }

  emu_exchange_drop_dialog (window);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *mime_type,
            const char     *suffix)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (mime_type != NULL)
    gtk_file_filter_add_mime_type (filter, mime_type);
  if (suffix != NULL)
    gtk_file_filter_add_suffix (filter, suffix);
  if (mime_type == NULL && suffix == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

void
emu_exchange_open_dialog (EmuWindow *window)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Open Pictures"), GTK_WINDOW (window),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Pictures"), "image/*", NULL);
  add_filter (GTK_FILE_CHOOSER (dialog), _("All files"), NULL, NULL);
  emu_exchange_show_dialog (window, GTK_NATIVE_DIALOG (dialog), G_CALLBACK (open_response_cb));
}

static void
open_recipe_response_cb (GtkNativeDialog *dialog,
                         int              response,
                         EmuWindow       *window)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      emu_exchange_open_recipe (window, file);
    }

  emu_exchange_drop_dialog (window);
}

void
emu_exchange_open_recipe_dialog (EmuWindow *window)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Open a Recipe, or a Picture That Carries One"),
                                 GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (dialog), _("Recipes and PNG pictures"), "image/png", "json");
  add_filter (GTK_FILE_CHOOSER (dialog), _("All files"), NULL, NULL);
  emu_exchange_show_dialog (window, GTK_NATIVE_DIALOG (dialog), G_CALLBACK (open_recipe_response_cb));
}

gboolean
emu_exchange_take (EmuWindow    *window,
                   const GValue *value)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
        g_ptr_array_add (files, l->data);
      emu_exchange_open_files (window, files, FALSE, FALSE);
      return TRUE;
    }

  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    {
      g_ptr_array_add (files, g_value_get_object (value));
      emu_exchange_open_files (window, files, FALSE, FALSE);
      return TRUE;
    }

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      open_texture (window, g_value_get_object (value));
      return TRUE;
    }

  return FALSE;
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(EmuWindow) window = data;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Cannot paste: %s"), error->message);

      emu_window_show_error (window, text);
    }
  else
    {
      emu_exchange_take (window, value);
    }
}

void
emu_exchange_paste (EmuWindow *window)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  g_autoptr(GdkContentFormats) known = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (formats));
  GType type = G_TYPE_INVALID;

  if (gdk_content_formats_contain_gtype (known, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (known, GDK_TYPE_TEXTURE))
    type = GDK_TYPE_TEXTURE;

  if (type == G_TYPE_INVALID)
    emu_window_add_toast (window, adw_toast_new (_("There is no picture to paste")));
  else
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb,
                                    g_object_ref (window));
}
