/* emu-number-entry.c: a number one can type, without steppers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-number-entry.h"

#define MAX_DIGITS 6
#define ERROR_MS 1200

struct _EmuNumberEntry
{
  GtkWidget      parent_instance;

  GtkSpinButton *spin;
  int            digits;
  double         value;
  gboolean       restores;    /* what lies beyond the ends, instead of taking the end */
  gboolean       updating;
  guint          error_source;
};

enum
{
  PROP_0,
  PROP_WIDTH_CHARS,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuNumberEntry, emu_number_entry, GTK_TYPE_WIDGET)

/* A number as people write it: with a point or a comma, with the keyboard's minus or the true one. */
static gboolean
read_number (const char *text,
             double     *value)
{
  g_autofree char *copy = g_strdup (text);
  g_auto(GStrv) parts = g_strsplit (g_strstrip (copy), "\xe2\x88\x92", -1);
  g_autofree char *plain = g_strdelimit (g_strjoinv ("-", parts), ",", '.');
  char *end = NULL;

  *value = g_ascii_strtod (plain, &end);

  /* The library would read more: infinity, hexadecimal. */
  return end != plain && *end == '\0' && isfinite (*value) &&
         strspn (plain, "0123456789.+-eE") == strlen (plain);
}

static gboolean
error_over_cb (gpointer data)
{
  EmuNumberEntry *self = data;

  self->error_source = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self->spin), "error");

  return G_SOURCE_REMOVE;
}

static void
show_error (EmuNumberEntry *self)
{
  g_clear_handle_id (&self->error_source, g_source_remove);
  gtk_widget_add_css_class (GTK_WIDGET (self->spin), "error");
  self->error_source = g_timeout_add (ERROR_MS, error_over_cb, self);
}

/* What cannot be taken leaves the number as it was. */
static int
input_cb (GtkSpinButton  *spin,
          double         *value,
          EmuNumberEntry *self)
{
  double lower;
  double upper;

  gtk_spin_button_get_range (spin, &lower, &upper);
  if (!read_number (gtk_editable_get_text (GTK_EDITABLE (spin)), value) ||
      (self->restores && !(*value >= lower && *value <= upper)))
    {
      *value = self->value;
      if (!self->updating)
        show_error (self);
    }
  else if (self->digits == 0)
    {
      *value = round (*value);
    }

  return TRUE;
}

static gboolean
output_cb (GtkSpinButton  *spin,
           EmuNumberEntry *self)
{
  char text[64];
  double value = gtk_spin_button_get_value (spin);
  int digits = self->digits;

  /* Recipes may carry more decimals than a hand needs; hiding them would round them away. */
  while (digits > 0 && digits < MAX_DIGITS &&
         fabs (value - round (value * pow (10, digits)) / pow (10, digits)) > 1e-7)
    digits++;

  g_snprintf (text, sizeof text, "%.*f", digits, value);
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);

  return TRUE;
}

static void
value_changed_cb (GtkSpinButton  *spin,
                  EmuNumberEntry *self)
{
  double value = gtk_spin_button_get_value (spin);

  /* Leaving the entry reads the text back, which may end a little beside the value it shows. */
  if (self->updating || fabs (value - self->value) < 1e-6)
    return;

  self->value = value;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, value);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuNumberEntry        *self)
{
  double step;

  if ((modifiers & GDK_SHIFT_MASK) == 0 || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;

  gtk_spin_button_get_increments (self->spin, &step, NULL);
  gtk_spin_button_set_value (self->spin, gtk_spin_button_get_value (self->spin) +
                                         (keyval == GDK_KEY_Up ? 10 : -10) * step);

  return GDK_EVENT_STOP;
}

static void
emu_number_entry_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EmuNumberEntry *self = EMU_NUMBER_ENTRY (object);

  switch (id)
    {
    case PROP_WIDTH_CHARS:
      g_value_set_int (value, gtk_editable_get_width_chars (GTK_EDITABLE (self->spin)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_number_entry_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  EmuNumberEntry *self = EMU_NUMBER_ENTRY (object);

  switch (id)
    {
    case PROP_WIDTH_CHARS:
      gtk_editable_set_width_chars (GTK_EDITABLE (self->spin), g_value_get_int (value));
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->spin), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_number_entry_dispose (GObject *object)
{
  EmuNumberEntry *self = EMU_NUMBER_ENTRY (object);

  g_clear_handle_id (&self->error_source, g_source_remove);
  if (self->spin != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->spin));
  self->spin = NULL;

  G_OBJECT_CLASS (emu_number_entry_parent_class)->dispose (object);
}

static void
emu_number_entry_class_init (EmuNumberEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_number_entry_get_property;
  object_class->set_property = emu_number_entry_set_property;
  object_class->dispose = emu_number_entry_dispose;

  properties[PROP_WIDTH_CHARS] =
    g_param_spec_int ("width-chars", NULL, NULL, -1, G_MAXINT, -1,
                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/number-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuNumberEntry, spin);
  gtk_widget_class_bind_template_callback (widget_class, input_cb);
  gtk_widget_class_bind_template_callback (widget_class, output_cb);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
emu_number_entry_init (EmuNumberEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->spin)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_widget_set_visible (child, FALSE);

  emu_scroll_only_when_focused (GTK_WIDGET (self->spin));
}

void
emu_number_entry_configure (EmuNumberEntry *self,
                            double          lower,
                            double          upper,
                            double          step,
                            int             digits)
{
  self->updating = TRUE;
  self->digits = digits;
  gtk_spin_button_set_digits (self->spin, digits > 0 ? MAX_DIGITS : 0);
  gtk_spin_button_set_increments (self->spin, step, 10 * step);
  gtk_spin_button_set_range (self->spin, lower, upper);
  /* Writes the number again, with the decimals it has now. */
  gtk_spin_button_set_value (self->spin, CLAMP (self->value, lower, upper));
  self->value = gtk_spin_button_get_value (self->spin);
  self->updating = FALSE;
}

void
emu_number_entry_set_restores (EmuNumberEntry *self,
                               gboolean        restores)
{
  self->restores = restores;
}

void
emu_number_entry_set_value (EmuNumberEntry *self,
                            double          value)
{
  self->updating = TRUE;
  self->value = value;
  gtk_spin_button_set_value (self->spin, value);
  self->updating = FALSE;
}

double
emu_number_entry_get_value (EmuNumberEntry *self)
{
  return self->value;
}

void
emu_number_entry_set_name (EmuNumberEntry *self,
                           const char     *name,
                           const char     *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spin),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description != NULL ? description : "",
                                  -1);
}

static void
contains_focus_cb (GtkEventControllerFocus *focus,
                   GParamSpec              *pspec,
                   gpointer                 data)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));
  gboolean focused = gtk_event_controller_focus_contains_focus (focus);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller,
                                                    focused ? GTK_PHASE_BUBBLE : GTK_PHASE_NONE);
    }
}

void
emu_scroll_only_when_focused (GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (contains_focus_cb), NULL);
  gtk_widget_add_controller (widget, focus);
  contains_focus_cb (GTK_EVENT_CONTROLLER_FOCUS (focus), NULL, NULL);
}
