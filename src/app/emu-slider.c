/* emu-slider.c: a slider with its number and unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-number-entry.h"
#include "emu-slider.h"

struct _EmuSlider
{
  GtkWidget       parent_instance;

  GtkScale       *scale;
  EmuNumberEntry *number;
  GtkLabel       *unit;
  double          step;
  int             digits;
  gboolean        whole;
  double          value;
  gboolean        updating;
  gboolean        dragging;

  /* Of a drag that took the knob: where the pointer is and was pressed, in columns, and the value then.
   * The toolkit keeps the knob's place in whole pixels, so that even a hand that rests would move it. */
  gboolean        on_knob;
  double          pointer_x;
  double          start_x;
  double          start_value;
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
  SIGNAL_BEGIN,
  SIGNAL_END,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuSlider, emu_slider, GTK_TYPE_WIDGET)

static void
take_value (EmuSlider *self,
            double     value)
{
  if (self->updating || value == self->value)
    return;

  emu_slider_set_value (self, value);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, value);
}

static double
value_of_hand (EmuSlider *self,
               double     lower,
               double     upper)
{
  GtkWidget *scale = GTK_WIDGET (self->scale);
  GdkRectangle track;
  double moved = self->pointer_x - self->start_x;

  /* The knob's middle goes from one end of the track to the other. */
  gtk_range_get_range_rect (GTK_RANGE (self->scale), &track);
  if (gtk_widget_get_direction (scale) == GTK_TEXT_DIR_RTL)
    moved = -moved;

  return self->start_value + moved / MAX (1, track.width) * (upper - lower);
}

/* The slider moves in pixels; round numbers are easier to read and to say again. */
static gboolean
change_value_cb (GtkRange      *range,
                 GtkScrollType  scroll,
                 double         value,
                 EmuSlider     *self)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (range);
  double lower = gtk_adjustment_get_lower (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);
  double grain = self->whole ? 1 : self->step / 10;

  /* A hand that has waited moves more finely than the pointer, which the toolkit reckons. */
  if (self->dragging && self->on_knob && !gtk_widget_has_css_class (GTK_WIDGET (range), "fine-tune"))
    {
      if (self->pointer_x == self->start_x)
        return GDK_EVENT_STOP;
      value = value_of_hand (self, lower, upper);
    }

  value = round (value / grain) * grain;
  take_value (self, CLAMP (value, lower, upper));

  return GDK_EVENT_STOP;
}

static void
number_changed_cb (EmuNumberEntry *number,
                   double          value,
                   EmuSlider      *self)
{
  take_value (self, value);
}

static void
end_drag (EmuSlider *self)
{
  if (!self->dragging)
    return;

  self->dragging = FALSE;
  g_signal_emit (self, signals[SIGNAL_END], 0);
}

static gboolean
is_on_knob (EmuSlider *self,
            GdkEvent  *event)
{
  GtkWidget *scale = GTK_WIDGET (self->scale);
  GtkNative *native = gtk_widget_get_native (scale);
  GtkWidget *picked;
  double x;
  double y;
  double native_x;
  double native_y;

  if (!gdk_event_get_position (event, &x, &y))
    return FALSE;

  gtk_native_get_surface_transform (native, &native_x, &native_y);
  gtk_widget_translate_coordinates (GTK_WIDGET (native), scale, x - native_x, y - native_y, &x, &y);
  picked = gtk_widget_pick (scale, x, y, GTK_PICK_DEFAULT);

  return picked != NULL && g_str_equal (gtk_widget_get_css_name (picked), "slider");
}

/* Sees presses and releases before the range claims them. */
static gboolean
scale_event_cb (GtkEventControllerLegacy *controller,
                GdkEvent                 *event,
                EmuSlider                *self)
{
  double y;

  gdk_event_get_position (event, &self->pointer_x, &y);
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      if (!self->dragging)
        {
          self->dragging = TRUE;
          self->on_knob = is_on_knob (self, event);
          self->start_x = self->pointer_x;
          self->start_value = self->value;
          g_signal_emit (self, signals[SIGNAL_BEGIN], 0);
        }
      break;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_GRAB_BROKEN:
      end_drag (self);
      break;
    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

static gboolean
scale_key_pressed_cb (GtkEventControllerKey *controller,
                      guint                  keyval,
                      guint                  keycode,
                      GdkModifierType        modifiers,
                      EmuSlider             *self)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (self->scale));
  double move = 10 * self->step;

  if ((modifiers & GDK_SHIFT_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Right:
    case GDK_KEY_Up:
      break;
    case GDK_KEY_Left:
    case GDK_KEY_Down:
      move = -move;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  take_value (self, CLAMP (self->value + move, gtk_adjustment_get_lower (adjustment),
                           gtk_adjustment_get_upper (adjustment)));

  return GDK_EVENT_STOP;
}

static void
emu_slider_unmap (GtkWidget *widget)
{
  /* A row that disappears under the pointer never sees the release. */
  end_drag (EMU_SLIDER (widget));

  GTK_WIDGET_CLASS (emu_slider_parent_class)->unmap (widget);
}

static void
emu_slider_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  EmuSlider *self = EMU_SLIDER (object);

  switch (id)
    {
    case PROP_WIDTH_CHARS:
      g_object_get_property (G_OBJECT (self->number), "width-chars", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_slider_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  EmuSlider *self = EMU_SLIDER (object);

  switch (id)
    {
    case PROP_WIDTH_CHARS:
      g_object_set_property (G_OBJECT (self->number), "width-chars", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_slider_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_slider_parent_class)->dispose (object);
}

static void
emu_slider_class_init (EmuSliderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_slider_get_property;
  object_class->set_property = emu_slider_set_property;
  object_class->dispose = emu_slider_dispose;
  widget_class->unmap = emu_slider_unmap;

  properties[PROP_WIDTH_CHARS] =
    g_param_spec_int ("width-chars", NULL, NULL, -1, G_MAXINT, -1,
                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_BEGIN] = g_signal_new ("begin", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_END] = g_signal_new ("end", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (EMU_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/slider.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuSlider, scale);
  gtk_widget_class_bind_template_child (widget_class, EmuSlider, number);
  gtk_widget_class_bind_template_child (widget_class, EmuSlider, unit);
  gtk_widget_class_bind_template_callback (widget_class, change_value_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, scale_event_cb);
  gtk_widget_class_bind_template_callback (widget_class, scale_key_pressed_cb);
}

static void
emu_slider_init (EmuSlider *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  emu_scroll_only_when_focused (GTK_WIDGET (self->scale));
}

double
emu_slider_step_for (double lower,
                     double upper,
                     int   *digits)
{
  double step = pow (10, ceil (log10 ((upper - lower) / 100) - 1e-9));

  /* One decimal more than the step shows: what a fine drag reaches. */
  *digits = CLAMP ((int) round (-log10 (step)), 0, 4);

  return step;
}

void
emu_slider_configure (EmuSlider  *self,
                      double      lower,
                      double      upper,
                      double      step,
                      gboolean    whole,
                      const char *unit)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (self->scale));
  int digits = 0;
  double chosen = emu_slider_step_for (lower, upper, &digits);

  self->updating = TRUE;
  self->whole = whole;
  if (step <= 0)
    step = whole ? MAX (1, round (chosen / 10)) : chosen;
  else if (!whole)
    digits = CLAMP ((int) ceil (-log10 (step) - 1e-9), 0, 4);
  self->step = step;
  if (whole)
    digits = 0;
  else
    digits = MAX (digits, upper - lower <= 1 ? 3 : 1);

  self->digits = digits;

  gtk_adjustment_configure (adjustment, CLAMP (self->value, lower, upper), lower, upper,
                            step, 10 * step, 0);
  emu_number_entry_configure (self->number, lower, upper, step, digits);
  gtk_label_set_label (self->unit, unit != NULL ? unit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unit), unit != NULL);
  self->updating = FALSE;
}

void
emu_slider_set_value (EmuSlider *self,
                      double     value)
{
  self->updating = TRUE;
  self->value = value;
  gtk_range_set_value (GTK_RANGE (self->scale), value);
  emu_number_entry_set_value (self->number, value);
  self->updating = FALSE;
}

void
emu_slider_show_value (EmuSlider *self,
                       double     value)
{
  double scale = pow (10, self->digits);

  emu_slider_set_value (self, round (value * scale) / scale);
}

gboolean
emu_slider_get_track (EmuSlider *self,
                      GtkWidget *relative_to,
                      double    *left,
                      double    *right)
{
  GdkRectangle track;
  graphene_point_t from;

  gtk_range_get_range_rect (GTK_RANGE (self->scale), &track);
  if (track.width <= 0 ||
      !gtk_widget_compute_point (GTK_WIDGET (self->scale), relative_to,
                                 &GRAPHENE_POINT_INIT ((float) track.x, (float) track.y), &from))
    return FALSE;

  *left = from.x;
  *right = from.x + track.width;

  return TRUE;
}

void
emu_slider_set_name (EmuSlider  *self,
                     const char *name,
                     const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description != NULL ? description : "",
                                  -1);
  emu_number_entry_set_name (self->number, name, description);
}
