/* emu-shelf-view.c: pictures on disk, to be chosen as A or B
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-recent.h"
#include "emu-shelf-view.h"

#define ITEM_KEY "emu-shelf-item"

struct _EmuShelfView
{
  GtkWidget        parent_instance;

  GtkStack        *stack;
  GtkGridView     *grid;
  GtkLabel        *message;

  EmuShelf        *shelf;
  EmuSettings     *settings;
  gboolean         recent;
  gulong           recent_handler;
};

enum
{
  PROP_0,
  PROP_RECENT,
  PROP_N_ITEMS,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuShelfView, emu_shelf_view, GTK_TYPE_WIDGET)

/* --- A tile ------------------------------------------------------------------------------------ */

static void
update_tile (EmuShelfItem *item,
             GParamSpec   *pspec,
             GtkWidget    *tile)
{
  GtkWidget *overlay = gtk_widget_get_first_child (tile);
  GtkWidget *picture = gtk_overlay_get_child (GTK_OVERLAY (overlay));
  GtkWidget *broken = gtk_widget_get_next_sibling (picture);

  gtk_picture_set_paintable (GTK_PICTURE (picture), emu_shelf_item_get_thumbnail (item));
  gtk_widget_set_visible (broken, emu_shelf_item_get_fault (item) != NULL);
}

/* Most tiles are never asked. */
static gboolean
query_tooltip_cb (GtkWidget  *tile,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  gpointer    data)
{
  EmuShelfItem *item = g_object_get_data (G_OBJECT (tile), ITEM_KEY);
  const char *fault = item != NULL ? emu_shelf_item_get_fault (item) : NULL;
  g_autofree char *tip = NULL;

  if (item == NULL)
    return FALSE;

  if (fault != NULL)
    /* Translators: the name of a file, and what is wrong with it */
    tip = g_strdup_printf (_("%s\n%s"), emu_shelf_item_get_name (item), fault);
  else
    /* Translators: %s is the name of a picture file */
    tip = g_strdup_printf (_("%s\nClick: use as A\nShift and click: use as B"),
                           emu_shelf_item_get_name (item));
  gtk_tooltip_set_text (tooltip, tip);

  return TRUE;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkWidget     *tile)
{
  EmuShelfItem *item = g_object_get_data (G_OBJECT (tile), ITEM_KEY);
  GSList files = { NULL, NULL };
  GdkFileList *list;
  GdkContentProvider *provider;

  if (item == NULL)
    return NULL;

  files.data = emu_shelf_item_get_file (item);
  list = gdk_file_list_new_from_list (&files);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);

  return provider;
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               GtkWidget     *tile)
{
  EmuShelfItem *item = g_object_get_data (G_OBJECT (tile), ITEM_KEY);

  if (item != NULL)
    gtk_drag_source_set_icon (source, emu_shelf_item_get_thumbnail (item), 0, 0);
}

/* By hand, since the list makes dozens at once: a description would take three times as long to
 * read as they take to make. */
static GtkWidget *
new_tile (void)
{
  GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *thumbnail = g_object_new (GTK_TYPE_PICTURE,
                                       "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                       "content-fit", GTK_CONTENT_FIT_COVER,
                                       NULL);
  GtkWidget *broken = g_object_new (GTK_TYPE_IMAGE,
                                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                    "icon-name", "image-missing-symbolic",
                                    "visible", FALSE,
                                    NULL);
  GtkWidget *name = g_object_new (GTK_TYPE_LABEL,
                                  "ellipsize", PANGO_ELLIPSIZE_MIDDLE,
                                  "width-chars", 4,
                                  "max-width-chars", 12,
                                  NULL);

  gtk_widget_set_halign (tile, GTK_ALIGN_CENTER);
  gtk_widget_set_has_tooltip (tile, TRUE);
  gtk_widget_set_halign (overlay, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (overlay, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (overlay, "thumbnail");
  gtk_widget_add_css_class (broken, "dim-label");
  gtk_widget_add_css_class (name, "tile-name");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), thumbnail);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), broken);
  gtk_box_append (GTK_BOX (tile), overlay);
  gtk_box_append (GTK_BOX (tile), name);

  return tile;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          EmuShelfView             *self)
{
  GtkWidget *tile = new_tile ();
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect (tile, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), tile, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), tile, 0);
  gtk_widget_add_controller (tile, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (list_item, tile);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         EmuShelfView             *self)
{
  EmuShelfItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *tile = gtk_list_item_get_child (list_item);
  GtkWidget *cell = gtk_widget_get_parent (tile);

  g_object_set_data (G_OBJECT (tile), ITEM_KEY, item);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (tile)), emu_shelf_item_get_name (item));
  g_signal_connect_object (item, "notify", G_CALLBACK (update_tile), tile, 0);
  update_tile (item, NULL, tile);
  if (cell != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    emu_shelf_item_get_name (item), -1);
  emu_shelf_want (self->shelf, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           EmuShelfView             *self)
{
  EmuShelfItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *tile = gtk_list_item_get_child (list_item);

  g_object_set_data (G_OBJECT (tile), ITEM_KEY, NULL);
  g_signal_handlers_disconnect_by_func (item, update_tile, tile);
  emu_shelf_unwant (self->shelf, item);
}

/* --- The list ---------------------------------------------------------------------------------- */

static void
show_message (EmuShelfView *self,
              const char   *message)
{
  gtk_label_set_label (self->message, message);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->message));
}

/* (transfer full) (nullable): a person may have none, or have made the home folder of it, which
 * holds everything else, too. */
static GFile *
pictures_folder (void)
{
  const char *path = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autoptr(GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr(GFile) home = g_file_new_for_path (g_get_home_dir ());

  return folder != NULL && !g_file_equal (folder, home) ? g_steal_pointer (&folder) : NULL;
}

static void
update (EmuShelfView *self)
{
  guint n = g_list_model_get_n_items (emu_shelf_get_items (self->shelf));
  const char *fault = emu_shelf_get_fault (self->shelf);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "pictures");
  else if (emu_shelf_get_busy (self->shelf))
    show_message (self, _("Looking for pictures…"));
  else if (fault != NULL)
    show_message (self, fault);
  else if (self->recent)
    show_message (self, _("Pictures you open are remembered here."));
  else
    show_message (self, _("There is no picture in your Pictures folder that can be read here."));
}

static void
refresh (EmuShelfView *self)
{
  if (self->recent)
    {
      g_autoptr(GPtrArray) files = emu_recent_list (self->settings);

      emu_shelf_list_files (self->shelf, files);
    }
  else
    {
      g_autoptr(GFile) folder = pictures_folder ();

      if (folder == NULL)
        {
          show_message (self, _("There is no Pictures folder."));
          return;
        }
      emu_shelf_list_folder (self->shelf, folder);
    }

  update (self);
}

static void
choose (EmuShelfView *self,
        EmuShelfItem *item,
        gboolean      as_b)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, emu_shelf_item_get_file (item), as_b);
}

static void
activate_cb (GtkGridView  *grid,
             guint         position,
             EmuShelfView *self)
{
  g_autoptr(EmuShelfItem) item = g_list_model_get_item (emu_shelf_get_items (self->shelf), position);
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  GdkModifierType modifiers = keyboard != NULL ? gdk_device_get_modifier_state (keyboard) : 0;

  choose (self, item, (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuShelfView          *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *tile = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  EmuShelfItem *item = tile != NULL ? g_object_get_data (G_OBJECT (tile), ITEM_KEY) : NULL;

  if (item == NULL || (modifiers & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_a:
    case GDK_KEY_b:
      if ((modifiers & GDK_CONTROL_MASK) != 0)
        return GDK_EVENT_PROPAGATE;
      choose (self, item, keyval == GDK_KEY_b);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      choose (self, item, (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_shelf_view_map (GtkWidget *widget)
{
  EmuShelfView *self = EMU_SHELF_VIEW (widget);

  GTK_WIDGET_CLASS (emu_shelf_view_parent_class)->map (widget);
  if (self->recent)
    self->recent_handler = g_signal_connect_swapped (gtk_recent_manager_get_default (), "changed",
                                                     G_CALLBACK (refresh), self);
  refresh (self);
}

static void
emu_shelf_view_unmap (GtkWidget *widget)
{
  EmuShelfView *self = EMU_SHELF_VIEW (widget);

  if (self->recent)
    g_clear_signal_handler (&self->recent_handler, gtk_recent_manager_get_default ());
  GTK_WIDGET_CLASS (emu_shelf_view_parent_class)->unmap (widget);
}

static void
emu_shelf_view_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  EmuShelfView *self = EMU_SHELF_VIEW (object);

  switch (id)
    {
    case PROP_RECENT:
      g_value_set_boolean (value, self->recent);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, g_list_model_get_n_items (emu_shelf_get_items (self->shelf)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_shelf_view_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_RECENT:
      EMU_SHELF_VIEW (object)->recent = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_shelf_view_dispose (GObject *object)
{
  EmuShelfView *self = EMU_SHELF_VIEW (object);
  GtkWidget *child;

  /* Tiles that go say so to the shelf, which therefore goes after them. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (emu_shelf_view_parent_class)->dispose (object);
}

static void
emu_shelf_view_finalize (GObject *object)
{
  EmuShelfView *self = EMU_SHELF_VIEW (object);

  g_signal_handlers_disconnect_by_data (self->shelf, self);
  g_object_unref (self->shelf);

  G_OBJECT_CLASS (emu_shelf_view_parent_class)->finalize (object);
}

static void
emu_shelf_view_class_init (EmuShelfViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_shelf_view_get_property;
  object_class->set_property = emu_shelf_view_set_property;
  object_class->dispose = emu_shelf_view_dispose;
  object_class->finalize = emu_shelf_view_finalize;
  widget_class->map = emu_shelf_view_map;
  widget_class->unmap = emu_shelf_view_unmap;

  properties[PROP_RECENT] =
    g_param_spec_boolean ("recent", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                         G_TYPE_FILE, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/shelf-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuShelfView, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfView, grid);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfView, message);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
emu_shelf_view_init (EmuShelfView *self)
{
  g_autoptr(GtkNoSelection) model = NULL;

  self->shelf = emu_shelf_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  model = gtk_no_selection_new (g_object_ref (emu_shelf_get_items (self->shelf)));
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (model));
  g_signal_connect_swapped (self->shelf, "listed", G_CALLBACK (update), self);
}

void
emu_shelf_view_set_max_columns (EmuShelfView *self,
                                guint         max_columns)
{
  gtk_grid_view_set_max_columns (self->grid, max_columns);
}

void
emu_shelf_view_set_settings (EmuShelfView *self,
                             EmuSettings  *settings)
{
  g_set_object (&self->settings, settings);
}

void
emu_shelf_view_clear (EmuShelfView *self)
{
  emu_recent_clear (self->settings);
  refresh (self);
}

void
emu_shelf_view_focus (EmuShelfView *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
