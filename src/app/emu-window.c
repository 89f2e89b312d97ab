/* emu-window.c: header bar, messages, and the pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-exchange.h"
#include "emu-methods.h"
#include "emu-sample-tile.h"
#include "emu-shelf-window.h"
#include "emu-window.h"

struct _EmuWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwSplitButton       *open_button;
  AdwSplitButton       *save_button;
  GtkWidget            *history;
  AdwViewSwitcherTitle *title;
  GtkInfoBar           *error_bar;
  GtkLabel             *error_text;
  AdwViewStack         *pages;
  EmuMixPage           *mix;
  GtkDropTarget        *drop;

  EmuSettings          *settings;
  EmuMixDocument       *document;
  EmuNames             *names;
  AdwToast             *removal;    /* weak: its button undoes the last step */
  gboolean              loading;
};

G_DEFINE_FINAL_TYPE (EmuWindow, emu_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Commands ---------------------------------------------------------------------------------- */

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_exchange_open_dialog (EMU_WINDOW (widget));
}

static void
open_recipe_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  emu_exchange_open_recipe_dialog (EMU_WINDOW (widget));
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  emu_exchange_paste (EMU_WINDOW (widget));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_exchange_save_dialog (EMU_WINDOW (widget), EMU_EXCHANGE_PICTURE);
}

static void
save_mask_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  emu_exchange_save_dialog (EMU_WINDOW (widget), EMU_EXCHANGE_MASK);
}

static void
save_recipe_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  emu_exchange_save_dialog (EMU_WINDOW (widget), EMU_EXCHANGE_RECIPE);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_exchange_copy_picture (EMU_WINDOW (widget));
}

static void
copy_command_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  emu_exchange_copy_command (EMU_WINDOW (widget));
}

static void
copy_python_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  emu_exchange_copy_python (EMU_WINDOW (widget));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_mix_document_undo (EMU_WINDOW (widget)->document);
}

static void
redo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_mix_document_redo (EMU_WINDOW (widget)->document);
}

static void
swap_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_mix_document_swap (EMU_WINDOW (widget)->document);
}

static void
random_pair_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  EmuWindow *self = EMU_WINDOW (widget);

  if (!emu_mix_document_random_pair (self->document))
    emu_window_add_toast (self, adw_toast_new (_("For a choice by chance, add a third picture")));
}

static void
reroll_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  EmuWindow *self = EMU_WINDOW (widget);

  if (!emu_mix_document_reroll (self->document))
    emu_window_add_toast (self, adw_toast_new (_("The seed is locked: unlock it to draw another")));
}

static void
previous_draw_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  emu_mix_page_step_draw (EMU_WINDOW (widget)->mix, -1);
}

static void
next_draw_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  emu_mix_page_step_draw (EMU_WINDOW (widget)->mix, 1);
}

static void
view_cb (GSimpleAction *action,
         GVariant      *state,
         gpointer       data)
{
  EmuWindow *self = data;

  emu_mix_page_set_view (self->mix, g_variant_get_string (state, NULL));
  g_simple_action_set_state (action, g_variant_new_string (emu_mix_page_get_view (self->mix)));

  /* The next window starts with the pair, not in the middle of some other work. */
  if (emu_mix_page_shows_canvas (self->mix))
    g_object_set (self->settings, "view", emu_mix_page_get_view (self->mix), NULL);
}

static void
zoom_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  emu_canvas_zoom_in (emu_mix_page_get_canvas (EMU_WINDOW (widget)->mix));
}

static void
zoom_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  emu_canvas_zoom_out (emu_mix_page_get_canvas (EMU_WINDOW (widget)->mix));
}

static void
zoom_fit_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  emu_canvas_zoom_fit (emu_mix_page_get_canvas (EMU_WINDOW (widget)->mix));
}

static void
zoom_actual_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  emu_canvas_zoom_actual (emu_mix_page_get_canvas (EMU_WINDOW (widget)->mix));
}

static void
inspector_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  EmuWindow *self = EMU_WINDOW (widget);

  emu_mix_page_toggle_inspector (self->mix);
  g_object_set (self->settings, "inspector-visible",
                emu_mix_page_get_inspector_visible (self->mix), NULL);
}

static void
open_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(GFile) file = NULL;
  const char *uri;
  guint index;

  g_variant_get (parameter, "(&su)", &uri, &index);
  file = g_file_new_for_uri (uri);
  emu_exchange_open_as (EMU_WINDOW (widget), file, index);
}

/* In the tray, and where there is no room for it in a window of its own. */
static void
show_disk (EmuWindow *self,
           gboolean   recent)
{
  EmuTray *tray = emu_mix_page_get_tray (self->mix);

  if (gtk_widget_get_mapped (GTK_WIDGET (tray)))
    emu_tray_show_disk (tray, recent);
  else
    gtk_window_present (GTK_WINDOW (emu_shelf_window_new (self, self->settings, recent)));
}

static void
pictures_folder_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  show_disk (EMU_WINDOW (widget), FALSE);
}

static void
recent_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  show_disk (EMU_WINDOW (widget), TRUE);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  EmuWindow *self = EMU_WINDOW (widget);
  g_autofree char *clean = NULL;
  const char *sha256;
  const char *text;
  EmuPicture *picture;

  g_variant_get (parameter, "(&s&s)", &sha256, &text);
  picture = emu_mix_document_find_picture (self->document, sha256);
  clean = emu_name_clean (text);
  if (picture != NULL)
    emu_mix_document_rename (self->document, picture, clean);
}

static void
rename_a_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  emu_mix_page_rename (EMU_WINDOW (widget)->mix, 0);
}

static void
rename_b_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  emu_mix_page_rename (EMU_WINDOW (widget)->mix, 1);
}

static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  emu_mix_page_focus_search (EMU_WINDOW (widget)->mix);
}

static gboolean
has_file (EmuWindow *self,
          GFile     *file)
{
  GListModel *pictures = emu_mix_document_get_pictures (self->document);

  for (guint i = 0; i < g_list_model_get_n_items (pictures); i++)
    {
      g_autoptr(EmuPicture) picture = g_list_model_get_item (pictures, i);
      GFile *own = emu_picture_get_file (picture);

      if (own != NULL && g_file_equal (own, file))
        return TRUE;
    }

  return FALSE;
}

static void
add_samples_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  static const char * const names[] = { "cat", "cup", "boat", "tree", "house" };
  EmuWindow *self = EMU_WINDOW (widget);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GFile *file = emu_sample_file (names[i]);

      if (g_file_query_exists (file, NULL) && !has_file (self, file))
        g_ptr_array_add (files, file);
      else
        g_object_unref (file);
    }

  emu_exchange_open_files (self, files, TRUE, FALSE);
}

static void
start_with (EmuWindow  *self,
            const char *a,
            const char *b,
            gboolean    forget)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, emu_sample_file (a));
  g_ptr_array_add (files, emu_sample_file (b));
  emu_exchange_open_files (self, files, TRUE, forget);
}

static void
sample_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  EmuWindow *self = EMU_WINDOW (widget);
  g_auto(GStrv) words = g_strsplit (g_variant_get_string (parameter, NULL), " ", 3);
  const EmuMethod *method;

  if (g_strv_length (words) != 3)
    return;

  method = emu_methods_find (words[2], NULL);
  if (method != NULL)
    emu_mix_document_set_method (self->document, method);
  start_with (self, words[0], words[1], FALSE);
}

/* The nearest thing around the focus that has something to say about itself. */
static void
explain_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));
  GtkWidget *popover;
  GtkWidget *label;

  while (focus != NULL && gtk_widget_get_tooltip_text (focus) == NULL)
    focus = gtk_widget_get_parent (focus);

  if (focus == NULL)
    {
      emu_window_add_toast (EMU_WINDOW (widget),
                            adw_toast_new (_("Move to a control with the Tab key, then press F1")));
      return;
    }

  label = gtk_label_new (gtk_widget_get_tooltip_text (focus));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "explanation");
  popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), label);
  gtk_widget_set_parent (popover, focus);
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* --- What happens ------------------------------------------------------------------------------ */

/* Once something else has happened, “Undo” would no longer mean the removal. */
static void
dismiss_removal (EmuWindow *self)
{
  AdwToast *toast = self->removal;

  g_clear_weak_pointer (&self->removal);
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuWindow      *self)
{
  EmuPicture *a = emu_mix_document_get_a (document);
  EmuPicture *b = emu_mix_document_get_b (document);
  g_autofree char *subtitle = NULL;

  dismiss_removal (self);
  if (a != NULL && b != NULL)
    /* Translators: names of the two pictures that are mixed */
    subtitle = g_strdup_printf (_("%s + %s"), emu_picture_get_name (a), emu_picture_get_name (b));
  adw_view_switcher_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", emu_mix_document_can_undo (document));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", emu_mix_document_can_redo (document));
  g_object_set (self->settings, "method", emu_mix_document_get_method (document)->id, NULL);
}

static void
renamed_cb (EmuMixDocument *document,
            EmuPicture     *picture,
            const char     *name,
            EmuWindow      *self)
{
  emu_names_set (self->names, emu_picture_get_info (picture)->sha256, name);
}

static void
narrow_cb (EmuMixPage *page,
           GParamSpec *pspec,
           EmuWindow  *self)
{
  if (emu_mix_page_get_narrow (page))
    {
      adw_split_button_set_icon_name (self->open_button, "document-open-symbolic");
      adw_split_button_set_icon_name (self->save_button, "document-save-symbolic");
      gtk_widget_set_visible (self->history, FALSE);
    }
  else
    {
      adw_split_button_set_label (self->open_button, _("_Open"));
      adw_split_button_set_label (self->save_button, _("_Save"));
      gtk_widget_set_visible (self->history, TRUE);
    }
}

static void
undo_removal_cb (AdwToast  *toast,
                 EmuWindow *self)
{
  if (toast != self->removal)
    return;

  /* It goes by itself. */
  g_clear_weak_pointer (&self->removal);
  emu_mix_document_undo (self->document);
}

static void
removed_cb (EmuMixPage *page,
            EmuPicture *picture,
            EmuWindow  *self)
{
  /* Translators: %s is the name of a picture */
  g_autofree char *title = g_strdup_printf (_("%s removed"), emu_picture_get_name (picture));
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_removal_cb), self, 0);
  g_set_weak_pointer (&self->removal, toast);
  emu_window_add_toast (self, toast);
}

static void
error_response_cb (GtkInfoBar *bar,
                   int         response,
                   EmuWindow  *self)
{
  emu_window_clear_error (self);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         EmuWindow     *self)
{
  return emu_exchange_take (self, value);
}

static gboolean
emu_window_close_request (GtkWindow *window)
{
  EmuWindow *self = EMU_WINDOW (window);
  gboolean maximized = gtk_window_is_maximized (window);
  int width;
  int height;

  g_object_set (self->settings, "maximized", maximized, NULL);
  if (!maximized)
    {
      gtk_window_get_default_size (window, &width, &height);
      if (width > 0 && height > 0)
        g_object_set (self->settings, "width", width, "height", height, NULL);
    }

  return GTK_WINDOW_CLASS (emu_window_parent_class)->close_request (window);
}

static void
emu_window_dispose (GObject *object)
{
  EmuWindow *self = EMU_WINDOW (object);

  g_clear_weak_pointer (&self->removal);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_object (&self->names);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (emu_window_parent_class)->dispose (object);
}

static void
emu_window_class_init (EmuWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = emu_window_dispose;
  window_class->close_request = emu_window_close_request;

  g_type_ensure (EMU_TYPE_MIX_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, history);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, title);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, error_text);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, mix);
  gtk_widget_class_bind_template_child (widget_class, EmuWindow, drop);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, error_response_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);

  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-recipe", NULL, open_recipe_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.save-mask", NULL, save_mask_action);
  gtk_widget_class_install_action (widget_class, "win.save-recipe", NULL, save_recipe_action);
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.copy-command", NULL, copy_command_action);
  gtk_widget_class_install_action (widget_class, "win.copy-python", NULL, copy_python_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.swap", NULL, swap_action);
  gtk_widget_class_install_action (widget_class, "win.random-pair", NULL, random_pair_action);
  gtk_widget_class_install_action (widget_class, "win.reroll", NULL, reroll_action);
  gtk_widget_class_install_action (widget_class, "win.previous-draw", NULL, previous_draw_action);
  gtk_widget_class_install_action (widget_class, "win.next-draw", NULL, next_draw_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-fit", NULL, zoom_fit_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-actual", NULL, zoom_actual_action);
  gtk_widget_class_install_action (widget_class, "win.inspector", NULL, inspector_action);
  gtk_widget_class_install_action (widget_class, "win.open-as", "(su)", open_as_action);
  gtk_widget_class_install_action (widget_class, "win.pictures-folder", NULL, pictures_folder_action);
  gtk_widget_class_install_action (widget_class, "win.recent", NULL, recent_action);
  gtk_widget_class_install_action (widget_class, "win.rename", "(ss)", rename_action);
  gtk_widget_class_install_action (widget_class, "win.rename-a", NULL, rename_a_action);
  gtk_widget_class_install_action (widget_class, "win.rename-b", NULL, rename_b_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.add-samples", NULL, add_samples_action);
  gtk_widget_class_install_action (widget_class, "win.sample", "s", sample_action);
  gtk_widget_class_install_action (widget_class, "win.explain", NULL, explain_action);
  gtk_widget_class_install_action (widget_class, "win.close", NULL, close_action);
}

/* A tooltip that appears above an opened menu hides it. */
static void
menu_visible_cb (GtkWidget  *menu,
                 GParamSpec *pspec,
                 GtkWidget  *button)
{
  gtk_widget_set_has_tooltip (button, !gtk_widget_get_visible (menu));
}

/* The two halves are icons, at least in a narrow window, and the toolkit gives them no names. */
static void
set_up_halves (AdwSplitButton *button,
               const char     *name,
               const char     *menu_name)
{
  GtkPopover *menu = adw_split_button_get_popover (button);

  g_signal_connect_object (menu, "notify::visible", G_CALLBACK (menu_visible_cb), button, 0);

  for (GtkWidget *half = gtk_widget_get_first_child (GTK_WIDGET (button)); half != NULL;
       half = gtk_widget_get_next_sibling (half))
    if (GTK_IS_MENU_BUTTON (half))
      gtk_accessible_update_property (GTK_ACCESSIBLE (half), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      menu_name, -1);
    else if (GTK_IS_BUTTON (half))
      {
        gtk_accessible_update_property (GTK_ACCESSIBLE (half), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
        gtk_widget_set_focus_on_click (half, FALSE);
      }
}

static void
emu_window_init (EmuWindow *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE, GDK_TYPE_TEXTURE };
  g_autoptr(GSimpleAction) view =
    g_simple_action_new_stateful ("view", G_VARIANT_TYPE_STRING, g_variant_new_string ("result"));

  /* A choice with a state, so that buttons and menu show which one holds. */
  g_signal_connect (view, "change-state", G_CALLBACK (view_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (view));

  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_halves (self->open_button, _("Open"), _("Other ways to open"));
  set_up_halves (self->save_button, _("Save"), _("Other things to save and copy"));
  gtk_drop_target_set_gtypes (self->drop, types, G_N_ELEMENTS (types));
}

EmuWindow *
emu_window_new (GtkApplication *application,
                EmuSettings    *settings)
{
  EmuWindow *self = g_object_new (EMU_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *method_id = NULL;
  g_autofree char *view = NULL;
  const EmuMethod *method;
  gboolean inspector_visible;
  gboolean maximized;
  int width;
  int height;

  self->settings = g_object_ref (settings);
  g_object_get (settings, "width", &width, "height", &height, "maximized", &maximized,
                "inspector-visible", &inspector_visible, "method", &method_id, "view", &view, NULL);

  method = emu_methods_find (method_id, NULL);
  if (method == NULL || method->needs_network)
    method = emu_methods_get (0);
  emu_tray_set_settings (emu_mix_page_get_tray (self->mix), settings);
  self->names = emu_names_new ();
  g_signal_connect_object (self->names, "failed", G_CALLBACK (emu_window_show_error), self,
                           G_CONNECT_SWAPPED);
  self->document = emu_mix_document_new (method);
  g_signal_connect (self->document, "renamed", G_CALLBACK (renamed_cb), self);
  emu_mix_page_set_document (self->mix, self->document);
  g_signal_connect (self->document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (self->document, self);

  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  emu_mix_page_expect_width (self->mix, width);
  emu_mix_page_set_inspector_visible (self->mix, inspector_visible);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "view", g_variant_new_string (view));
  gtk_widget_grab_focus (GTK_WIDGET (emu_mix_page_get_canvas (self->mix)));

  return self;
}

void
emu_window_open (EmuWindow  *self,
                 GFile     **files,
                 int         n_files,
                 gboolean    first)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (all, files[i]);
  emu_exchange_open_files (self, all, FALSE, first);
}

void
emu_window_start_with_samples (EmuWindow *self)
{
  start_with (self, "cat", "cup", TRUE);
}

EmuMixDocument *
emu_window_get_document (EmuWindow *self)
{
  return self->document;
}

EmuMixPage *
emu_window_get_mix_page (EmuWindow *self)
{
  return self->mix;
}

EmuNames *
emu_window_get_names (EmuWindow *self)
{
  return self->names;
}

void
emu_window_add_toast (EmuWindow *self,
                      AdwToast  *toast)
{
  if (!emu_mix_page_add_toast (self->mix, toast))
    adw_toast_overlay_add_toast (self->toasts, toast);
}

void
emu_window_show_error (EmuWindow  *self,
                       const char *message)
{
  gtk_label_set_label (self->error_text, message);
  gtk_info_bar_set_revealed (self->error_bar, TRUE);
}

void
emu_window_clear_error (EmuWindow *self)
{
  gtk_info_bar_set_revealed (self->error_bar, FALSE);
}

gboolean
emu_window_get_loading (EmuWindow *self)
{
  return self->loading;
}

void
emu_window_set_loading (EmuWindow *self,
                        gboolean   loading)
{
  self->loading = loading;
}
