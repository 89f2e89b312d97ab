/* emu-divider.c: a line across a picture that a hand or the keyboard moves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-divider.h"

#define KEY_STEP 0.01

struct _EmuDivider
{
  GtkWidget parent_instance;

  double    value;
  double    from;
  double    to;

  /* Of a drag, in columns: the pointer where it was pressed, in the divider, and how far right of
   * the line that was. */
  double    start_x;
  double    grip;
};

G_DEFINE_FINAL_TYPE (EmuDivider, emu_divider, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VALUE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
say_value (EmuDivider *self)
{
  /* Translators: how far from the left the line between two pictures stands */
  g_autofree char *text = g_strdup_printf (_("%.0f %%"), 100.0 * self->value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 100.0 * self->value,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

/* The pointer as a column of the parent; both are read off the present allocation. */
static double
to_track (EmuDivider *self,
          double      x)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  double out = x;
  double y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self), parent, x, 0.0, &out, &y);

  return out;
}

static void
drag_begin_cb (EmuDivider *self,
               double      x,
               double      y,
               GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->start_x = x;
  self->grip = to_track (self, x) - (self->from + self->value * (self->to - self->from));
}

static void
drag_update_cb (EmuDivider *self,
                double      x)
{
  if (self->to > self->from)
    emu_divider_set_value (self, (to_track (self, self->start_x + x) - self->grip - self->from) /
                                   (self->to - self->from));
}

static gboolean
step_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   data)
{
  EmuDivider *self = EMU_DIVIDER (widget);

  emu_divider_set_value (self, self->value + g_variant_get_double (args));

  return TRUE;
}

static gboolean
end_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   data)
{
  emu_divider_set_value (EMU_DIVIDER (widget), g_variant_get_double (args));

  return TRUE;
}

static void
emu_divider_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  EmuDivider *self = EMU_DIVIDER (object);

  switch (id)
    {
    case PROP_VALUE:
      g_value_set_double (value, self->value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_divider_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  EmuDivider *self = EMU_DIVIDER (object);

  switch (id)
    {
    case PROP_VALUE:
      emu_divider_set_value (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_divider_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_divider_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class,
          guint           left,
          guint           right,
          guint           home,
          guint           end)
{
  gtk_widget_class_add_binding (widget_class, left, 0, step_cb, "d", -KEY_STEP);
  gtk_widget_class_add_binding (widget_class, right, 0, step_cb, "d", KEY_STEP);
  gtk_widget_class_add_binding (widget_class, left, GDK_SHIFT_MASK, step_cb, "d", -10.0 * KEY_STEP);
  gtk_widget_class_add_binding (widget_class, right, GDK_SHIFT_MASK, step_cb, "d", 10.0 * KEY_STEP);
  gtk_widget_class_add_binding (widget_class, home, 0, end_cb, "d", 0.0);
  gtk_widget_class_add_binding (widget_class, end, 0, end_cb, "d", 1.0);
}

static void
emu_divider_class_init (EmuDividerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_divider_get_property;
  object_class->set_property = emu_divider_set_property;
  object_class->dispose = emu_divider_dispose;

  properties[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, 0.0, 1.0, 0.5,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "divider");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/divider.ui");
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);

  add_keys (widget_class, GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Home, GDK_KEY_End);
  add_keys (widget_class, GDK_KEY_KP_Left, GDK_KEY_KP_Right, GDK_KEY_KP_Home, GDK_KEY_KP_End);
}

static void
emu_divider_init (EmuDivider *self)
{
  self->value = 0.5;
  gtk_widget_init_template (GTK_WIDGET (self));
  say_value (self);
}

GtkWidget *
emu_divider_new (void)
{
  return g_object_new (EMU_TYPE_DIVIDER, NULL);
}

double
emu_divider_get_value (EmuDivider *self)
{
  g_return_val_if_fail (EMU_IS_DIVIDER (self), 0.0);

  return self->value;
}

void
emu_divider_set_value (EmuDivider *self,
                       double      value)
{
  g_return_if_fail (EMU_IS_DIVIDER (self));

  value = CLAMP (value, 0.0, 1.0);
  if (self->value == value)
    return;

  self->value = value;
  say_value (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

void
emu_divider_set_track (EmuDivider *self,
                       double      from,
                       double      to)
{
  g_return_if_fail (EMU_IS_DIVIDER (self));

  self->from = from;
  self->to = to;
}
