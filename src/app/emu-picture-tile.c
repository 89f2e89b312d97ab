/* emu-picture-tile.c: a thumbnail with its badges and name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-names.h"
#include "emu-picture-tile.h"

struct _EmuPictureTile
{
  GtkWidget   parent_instance;

  GtkPicture *thumbnail;
  GtkWidget  *frame;
  GtkWidget  *badge_a;
  GtkWidget  *badge_b;
  GtkStack   *names;
  GtkLabel   *caption;
  GtkText    *editor;

  EmuPicture *picture;
  char       *role;
  gboolean    show_name;
  int         width_px;
};

enum
{
  PROP_0,
  PROP_PICTURE,
  PROP_ROLE,
  PROP_SHOW_NAME,
  PROP_TILE_WIDTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuPictureTile, emu_picture_tile, GTK_TYPE_WIDGET)

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    present)
{
  if (present)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_roles (EmuPictureTile *self)
{
  gboolean is_a = FALSE;
  gboolean is_b = FALSE;
  g_autofree char *spoken = NULL;
  const char *name = self->picture != NULL ? emu_picture_get_name (self->picture) : _("no picture");

  if (g_strcmp0 (self->role, "a") == 0)
    is_a = TRUE;
  else if (g_strcmp0 (self->role, "b") == 0)
    is_b = TRUE;
  else if (self->picture != NULL)
    g_object_get (self->picture, "is-a", &is_a, "is-b", &is_b, NULL);

  gtk_widget_set_visible (self->badge_a, is_a);
  gtk_widget_set_visible (self->badge_b, is_b);
  set_class (self->frame, "role-a", is_a && g_strcmp0 (self->role, "a") == 0);
  set_class (self->frame, "role-b", is_b && g_strcmp0 (self->role, "b") == 0);

  if (is_a)
    /* Translators: picture A and its name */
    spoken = g_strdup_printf (_("A: %s"), name);
  else if (is_b)
    /* Translators: picture B and its name */
    spoken = g_strdup_printf (_("B: %s"), name);
  else
    spoken = g_strdup (name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_name (EmuPictureTile *self)
{
  gtk_label_set_label (self->caption,
                       self->picture != NULL ? emu_picture_get_name (self->picture) : "");
  update_roles (self);
}

/* --- The name ---------------------------------------------------------------------------------- */

static void
give_name (EmuPictureTile *self,
           GtkEditable    *editable)
{
  const char *text = gtk_editable_get_text (editable);

  if (self->picture != NULL && g_strcmp0 (text, emu_picture_get_name (self->picture)) != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.rename", "(ss)",
                                emu_picture_get_info (self->picture)->sha256, text);
}

static gboolean
is_editing (EmuPictureTile *self)
{
  return gtk_stack_get_visible_child (self->names) == GTK_WIDGET (self->editor);
}

static void
stop_editing (EmuPictureTile *self,
              gboolean        keep)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  gboolean had_focus = gtk_widget_has_focus (GTK_WIDGET (self->editor));

  if (!is_editing (self))
    return;

  /* First the caption: taking the focus away would end the editing once more. */
  gtk_stack_set_visible_child (self->names, GTK_WIDGET (self->caption));
  if (keep)
    give_name (self, GTK_EDITABLE (self->editor));

  /* Whoever renames one after the other stays where they are. */
  if (had_focus && GTK_IS_FLOW_BOX_CHILD (parent))
    gtk_widget_grab_focus (parent);
}

static void
editor_activate_cb (GtkText        *editor,
                    EmuPictureTile *self)
{
  stop_editing (self, TRUE);
}

static gboolean
editor_key_pressed_cb (GtkEventControllerKey *controller,
                       guint                  keyval,
                       guint                  keycode,
                       GdkModifierType        modifiers,
                       EmuPictureTile        *self)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  stop_editing (self, FALSE);

  return GDK_EVENT_STOP;
}

static void
editor_left_cb (GtkEventControllerFocus *controller,
                EmuPictureTile          *self)
{
  stop_editing (self, TRUE);
}

static void
entry_activate_cb (GtkEntry       *entry,
                   EmuPictureTile *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_POPOVER);

  give_name (self, GTK_EDITABLE (entry));
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
show_entry (EmuPictureTile *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *hint = gtk_label_new (_("Name of the class; empty for the file’s name"));

  gtk_entry_set_max_length (GTK_ENTRY (entry), EMU_NAME_MAX_CHARS);
  gtk_editable_set_text (GTK_EDITABLE (entry), emu_picture_get_name (self->picture));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, hint, NULL, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (entry_activate_cb), self, 0);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 24);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_widget_add_css_class (box, "explanation");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_unparent), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (entry);
}

static void
caption_pressed_cb (GtkGestureClick *click,
                    int              n_press,
                    double           x,
                    double           y,
                    EmuPictureTile  *self)
{
  if (n_press != 2)
    return;

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  emu_picture_tile_rename (self);
}

static void
tile_pressed_cb (GtkGestureClick *click,
                 int              n_press,
                 double           x,
                 double           y,
                 EmuPictureTile  *self)
{
  if (!self->show_name)
    caption_pressed_cb (click, n_press, x, y, self);
}

/* --- Dragging ---------------------------------------------------------------------------------- */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource  *source,
                 double          x,
                 double          y,
                 EmuPictureTile *self)
{
  GFile *file;
  GSList files = { NULL, NULL };
  GdkFileList *list;
  GdkContentProvider *providers[2];
  guint n = 0;

  if (self->picture == NULL)
    return NULL;

  providers[n++] = gdk_content_provider_new_typed (EMU_TYPE_PICTURE, self->picture);
  file = emu_picture_get_file (self->picture);
  if (file != NULL)
    {
      files.data = file;
      list = gdk_file_list_new_from_list (&files);
      providers[n++] = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
      g_boxed_free (GDK_TYPE_FILE_LIST, list);
    }

  return gdk_content_provider_new_union (providers, n);
}

static void
drag_begin_cb (GtkDragSource  *source,
               GdkDrag        *drag,
               EmuPictureTile *self)
{
  gtk_drag_source_set_icon (source, gtk_picture_get_paintable (self->thumbnail), 0, 0);
}

/* A file dropped on a place of the pair is meant for it; a second one for the other place. */
static gboolean
drop_cb (GtkDropTarget  *target,
         const GValue   *value,
         double          x,
         double          y,
         EmuPictureTile *self)
{
  guint index = g_strcmp0 (self->role, "b") == 0 ? 1 : 0;
  GSList *files = g_value_get_boxed (value);

  for (guint i = 0; i < 2 && files != NULL; i++, files = files->next)
    {
      g_autofree char *uri = g_file_get_uri (files->data);

      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-as", "(su)", uri,
                                  i == 0 ? index : 1 - index);
    }

  return TRUE;
}

static void
accept_files (EmuPictureTile *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
emu_picture_tile_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EmuPictureTile *self = EMU_PICTURE_TILE (object);

  switch (id)
    {
    case PROP_PICTURE:
      g_value_set_object (value, self->picture);
      break;
    case PROP_ROLE:
      g_value_set_string (value, self->role);
      break;
    case PROP_SHOW_NAME:
      g_value_set_boolean (value, self->show_name);
      break;
    case PROP_TILE_WIDTH:
      g_value_set_int (value, self->width_px);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_picture_tile_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  EmuPictureTile *self = EMU_PICTURE_TILE (object);

  switch (id)
    {
    case PROP_PICTURE:
      emu_picture_tile_set_picture (self, g_value_get_object (value));
      break;
    case PROP_ROLE:
      g_free (self->role);
      self->role = g_value_dup_string (value);
      if (self->role != NULL && *self->role != '\0')
        accept_files (self);
      update_roles (self);
      break;
    case PROP_SHOW_NAME:
      self->show_name = g_value_get_boolean (value);
      gtk_widget_set_visible (GTK_WIDGET (self->names), self->show_name);
      break;
    case PROP_TILE_WIDTH:
      self->width_px = g_value_get_int (value);
      gtk_widget_set_size_request (self->frame, self->width_px, self->width_px * 2 / 3);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_picture_tile_dispose (GObject *object)
{
  EmuPictureTile *self = EMU_PICTURE_TILE (object);
  GtkWidget *child;

  if (self->picture != NULL)
    g_signal_handlers_disconnect_by_data (self->picture, self);
  g_clear_object (&self->picture);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_picture_tile_parent_class)->dispose (object);
}

static void
emu_picture_tile_finalize (GObject *object)
{
  g_free (EMU_PICTURE_TILE (object)->role);

  G_OBJECT_CLASS (emu_picture_tile_parent_class)->finalize (object);
}

static void
emu_picture_tile_class_init (EmuPictureTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = emu_picture_tile_get_property;
  object_class->set_property = emu_picture_tile_set_property;
  object_class->dispose = emu_picture_tile_dispose;
  object_class->finalize = emu_picture_tile_finalize;

  properties[PROP_PICTURE] = g_param_spec_object ("picture", NULL, NULL, EMU_TYPE_PICTURE, flags);
  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);
  properties[PROP_SHOW_NAME] = g_param_spec_boolean ("show-name", NULL, NULL, TRUE, flags);
  properties[PROP_TILE_WIDTH] = g_param_spec_int ("tile-width", NULL, NULL, 1, 192, 92, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/picture-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, frame);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, badge_a);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, badge_b);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, names);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, caption);
  gtk_widget_class_bind_template_child (widget_class, EmuPictureTile, editor);
  gtk_widget_class_bind_template_callback (widget_class, caption_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
}

static void
emu_picture_tile_init (EmuPictureTile *self)
{
  self->show_name = TRUE;
  self->width_px = 92;
  gtk_widget_init_template (GTK_WIDGET (self));
  update_roles (self);
}

GtkWidget *
emu_picture_tile_new (EmuPicture *picture)
{
  return g_object_new (EMU_TYPE_PICTURE_TILE, "picture", picture, NULL);
}

void
emu_picture_tile_set_picture (EmuPictureTile *self,
                              EmuPicture     *picture)
{
  g_autoptr(GdkPaintable) thumbnail = NULL;

  if (picture == self->picture)
    return;

  stop_editing (self, FALSE);
  if (self->picture != NULL)
    g_signal_handlers_disconnect_by_data (self->picture, self);
  g_set_object (&self->picture, picture);

  if (picture != NULL)
    {
      g_signal_connect_swapped (picture, "notify::name", G_CALLBACK (update_name), self);
      g_signal_connect_swapped (picture, "notify::is-a", G_CALLBACK (update_roles), self);
      g_signal_connect_swapped (picture, "notify::is-b", G_CALLBACK (update_roles), self);
      g_object_get (picture, "thumbnail", &thumbnail, NULL);
    }

  gtk_picture_set_paintable (self->thumbnail, thumbnail);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICTURE]);
}

EmuPicture *
emu_picture_tile_get_picture (EmuPictureTile *self)
{
  return self->picture;
}

void
emu_picture_tile_rename (EmuPictureTile *self)
{
  if (self->picture == NULL)
    return;

  if (!self->show_name)
    {
      show_entry (self);
      return;
    }

  gtk_editable_set_text (GTK_EDITABLE (self->editor), emu_picture_get_name (self->picture));
  gtk_stack_set_visible_child (self->names, GTK_WIDGET (self->editor));
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  gtk_editable_select_region (GTK_EDITABLE (self->editor), 0, -1);
}
