/* emu-tray.c: the opened pictures, and which of them are mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-picture-tile.h"
#include "emu-shelf-view.h"
#include "emu-tray.h"

struct _EmuTray
{
  GtkWidget       parent_instance;

  EmuPictureTile *tile_a;
  EmuPictureTile *tile_b;
  GtkFlowBox     *flow;
  GtkDropDown    *source;
  GtkStack       *sources;
  EmuShelfView   *folder;
  EmuShelfView   *recent;
  GtkWidget      *clear;
  GtkLabel       *count;
  GtkPopoverMenu *menu;

  EmuMixDocument *document;
  EmuPicture     *menu_picture;
  guint           rename_source;
};

enum
{
  SIGNAL_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuTray, emu_tray, GTK_TYPE_WIDGET)

static EmuPicture *
child_picture (GtkFlowBoxChild *child)
{
  return emu_picture_tile_get_picture (EMU_PICTURE_TILE (gtk_flow_box_child_get_child (child)));
}

static void
remove_picture (EmuTray    *self,
                EmuPicture *picture)
{
  g_autoptr(EmuPicture) kept = g_object_ref (picture);
  GListModel *pictures = emu_mix_document_get_pictures (self->document);
  GtkFlowBoxChild *neighbour;
  guint n;
  guint index = 0;

  while (index < g_list_model_get_n_items (pictures))
    {
      g_autoptr(EmuPicture) at = g_list_model_get_item (pictures, index);

      if (at == kept)
        break;
      index++;
    }

  emu_mix_document_remove (self->document, kept);

  /* Whoever takes out one after the other stays where they are. */
  n = g_list_model_get_n_items (pictures);
  neighbour = n > 0 ? gtk_flow_box_get_child_at_index (self->flow, (int) MIN (index, n - 1)) : NULL;
  if (neighbour != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (neighbour));
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, kept);
}

static void
child_activated_cb (GtkFlowBox      *flow,
                    GtkFlowBoxChild *child,
                    EmuTray         *self)
{
  emu_mix_document_choose_a (self->document, child_picture (child));
}

static void
released_cb (GtkGestureClick *click,
             int              n_press,
             double           x,
             double           y,
             EmuTray         *self)
{
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_pos (self->flow, (int) x, (int) y);

  if (child == NULL || (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0)
    {
      gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (child));
  emu_mix_document_choose_b (self->document, child_picture (child));
}

static void
show_menu (EmuTray         *self,
           GtkFlowBoxChild *child)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (child), GTK_WIDGET (self), &bounds))
    return;

  g_set_object (&self->menu_picture, child_picture (child));
  gtk_widget_grab_focus (GTK_WIDGET (child));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                 (int) bounds.size.width, (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
secondary_pressed_cb (GtkGestureClick *click,
                      int              n_press,
                      double           x,
                      double           y,
                      EmuTray         *self)
{
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_pos (self->flow, (int) x, (int) y);

  if (child == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, child);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuTray               *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->flow));
  EmuPicture *picture;

  if (focus == NULL || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  picture = child_picture (GTK_FLOW_BOX_CHILD (focus));

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_a:
      emu_mix_document_choose_a (self->document, picture);
      return GDK_EVENT_STOP;
    case GDK_KEY_b:
      emu_mix_document_choose_b (self->document, picture);
      return GDK_EVENT_STOP;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      remove_picture (self, picture);
      return GDK_EVENT_STOP;
    case GDK_KEY_Menu:
      show_menu (self, GTK_FLOW_BOX_CHILD (focus));
      return GDK_EVENT_STOP;
    case GDK_KEY_F10:
      if ((modifiers & GDK_SHIFT_MASK) == 0)
        return GDK_EVENT_PROPAGATE;
      show_menu (self, GTK_FLOW_BOX_CHILD (focus));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
choose_a_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  EmuTray *self = EMU_TRAY (widget);

  if (self->menu_picture != NULL)
    emu_mix_document_choose_a (self->document, self->menu_picture);
}

static void
choose_b_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  EmuTray *self = EMU_TRAY (widget);

  if (self->menu_picture != NULL)
    emu_mix_document_choose_b (self->document, self->menu_picture);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  EmuTray *self = EMU_TRAY (widget);

  if (self->menu_picture != NULL)
    remove_picture (self, self->menu_picture);
}

static EmuPictureTile *
tile_of (EmuTray    *self,
         EmuPicture *picture)
{
  for (int i = 0; ; i++)
    {
      GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (self->flow, i);

      if (child == NULL)
        return NULL;
      if (child_picture (child) == picture)
        return EMU_PICTURE_TILE (gtk_flow_box_child_get_child (child));
    }
}

/* The menu gives the focus back when it closes, which would end the editing. */
static gboolean
rename_later_cb (gpointer data)
{
  EmuTray *self = data;
  EmuPictureTile *tile = self->menu_picture != NULL ? tile_of (self, self->menu_picture) : NULL;

  self->rename_source = 0;
  if (tile != NULL)
    emu_picture_tile_rename (tile);

  return G_SOURCE_REMOVE;
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  EmuTray *self = EMU_TRAY (widget);

  if (self->rename_source == 0)
    self->rename_source = g_idle_add (rename_later_cb, self);
}

static void
update_child (EmuPicture *picture,
              GParamSpec *pspec,
              GtkWidget  *child)
{
  /* Translators: the names of a picture's class and of its file */
  g_autofree char *tip = g_strdup_printf (_("%s (%s)\nClick: use as A\nShift and click: use as B\n"
                                            "F2: give its class another name"),
                                          emu_picture_get_name (picture),
                                          emu_picture_get_file_name (picture));

  gtk_widget_set_tooltip_text (child, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, emu_picture_get_name (picture), -1);
}

static GtkWidget *
create_child (gpointer item,
              gpointer data)
{
  GtkWidget *tile = emu_picture_tile_new (item);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tile);
  g_signal_connect_object (item, "notify::name", G_CALLBACK (update_child), child, 0);
  update_child (item, NULL, child);

  return child;
}

/* --- Pictures on disk -------------------------------------------------------------------------- */

/* In the order of the drop-down. */
static GtkWidget *
source_page (EmuTray *self)
{
  GtkWidget *pages[] = {
    gtk_widget_get_ancestor (GTK_WIDGET (self->flow), GTK_TYPE_SCROLLED_WINDOW),
    GTK_WIDGET (self->folder),
    GTK_WIDGET (self->recent),
  };

  return pages[gtk_drop_down_get_selected (self->source)];
}

static void
update_head (EmuTray *self)
{
  GtkWidget *page = source_page (self);
  g_autofree char *count = NULL;
  guint n = 0;

  if (EMU_IS_SHELF_VIEW (page))
    g_object_get (page, "n-items", &n, NULL);
  else if (self->document != NULL)
    n = g_list_model_get_n_items (emu_mix_document_get_pictures (self->document));

  count = g_strdup_printf ("%u", n);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (self->clear, page == GTK_WIDGET (self->recent) && n > 0);
}

static void
source_selected_cb (GtkDropDown *source,
                    GParamSpec  *pspec,
                    EmuTray     *self)
{
  gtk_stack_set_visible_child (self->sources, source_page (self));
  update_head (self);
}

static void
shelf_chosen_cb (EmuShelfView *view,
                 GFile        *file,
                 gboolean      as_b,
                 EmuTray      *self)
{
  g_autofree char *uri = g_file_get_uri (file);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-as", "(su)", uri, as_b ? 1 : 0);
}

static void
shelf_n_items_cb (EmuShelfView *view,
                  GParamSpec   *pspec,
                  EmuTray      *self)
{
  update_head (self);
}

static void
clear_clicked_cb (GtkButton *button,
                  EmuTray   *self)
{
  emu_shelf_view_clear (self->recent);
}

/* --- The document ------------------------------------------------------------------------------ */

static void
document_changed_cb (EmuMixDocument *document,
                     EmuTray        *self)
{
  update_head (self);
  emu_picture_tile_set_picture (self->tile_a, emu_mix_document_get_a (document));
  emu_picture_tile_set_picture (self->tile_b, emu_mix_document_get_b (document));
}

static void
emu_tray_dispose (GObject *object)
{
  EmuTray *self = EMU_TRAY (object);
  GtkWidget *child;

  g_clear_handle_id (&self->rename_source, g_source_remove);
  g_clear_object (&self->menu_picture);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_tray_parent_class)->dispose (object);
}

static void
emu_tray_class_init (EmuTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_tray_dispose;

  signals[SIGNAL_REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, EMU_TYPE_PICTURE);

  g_type_ensure (EMU_TYPE_PICTURE_TILE);
  g_type_ensure (EMU_TYPE_SHELF_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/tray.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuTray, tile_a);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, tile_b);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, flow);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, source);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, sources);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, folder);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, recent);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, clear);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, count);
  gtk_widget_class_bind_template_callback (widget_class, source_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, shelf_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, shelf_n_items_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
  gtk_widget_class_bind_template_child (widget_class, EmuTray, menu);
  gtk_widget_class_bind_template_callback (widget_class, child_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_install_action (widget_class, "tray.choose-a", NULL, choose_a_action);
  gtk_widget_class_install_action (widget_class, "tray.choose-b", NULL, choose_b_action);
  gtk_widget_class_install_action (widget_class, "tray.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "tray.remove", NULL, remove_action);
}

static void
emu_tray_init (EmuTray *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
emu_tray_set_document (EmuTray        *self,
                       EmuMixDocument *document)
{
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  gtk_flow_box_bind_model (self->flow, emu_mix_document_get_pictures (document),
                           create_child, NULL, NULL);
  g_signal_connect (document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (document, self);
}

void
emu_tray_rename (EmuTray *self,
                 guint    index)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->flow));

  if (index == 0 && focus != NULL)
    emu_picture_tile_rename (EMU_PICTURE_TILE (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (focus))));
  else
    emu_picture_tile_rename (index == 0 ? self->tile_a : self->tile_b);
}

void
emu_tray_set_settings (EmuTray     *self,
                       EmuSettings *settings)
{
  emu_shelf_view_set_settings (self->recent, settings);
}

void
emu_tray_show_disk (EmuTray  *self,
                    gboolean  recent)
{
  gtk_drop_down_set_selected (self->source, recent ? 2 : 1);
  emu_shelf_view_focus (recent ? self->recent : self->folder);
}
