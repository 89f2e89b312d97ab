/* emu-canvas-input.c: hands, wheel and keys on the canvas
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-canvas-private.h"

#define KEY_PAN 32.0

/* Finger travel on a touchpad that counts as one click of a wheel. */
#define PIXELS_A_CLICK 40.0

static void
zoom_around (EmuCanvas *self,
             double     zoom,
             double     px,
             double     py)
{
  double before = self->viewport.zoom;
  gboolean fit = self->viewport.fit;

  emu_viewport_zoom_at (&self->viewport, zoom, px, py);
  if (self->viewport.zoom != before || self->viewport.fit != fit)
    emu_canvas_change (self);
}

static void
zoom_middle (EmuCanvas *self,
             double     zoom)
{
  zoom_around (self, zoom, self->viewport.width / 2.0, self->viewport.height / 2.0);
}

void
emu_canvas_zoom_in (EmuCanvas *self)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  zoom_middle (self, emu_viewport_get_step (&self->viewport, 1));
}

void
emu_canvas_zoom_out (EmuCanvas *self)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  zoom_middle (self, emu_viewport_get_step (&self->viewport, -1));
}

void
emu_canvas_zoom_fit (EmuCanvas *self)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  if (self->viewport.fit)
    return;

  emu_viewport_zoom_fit (&self->viewport);
  emu_canvas_change (self);
}

void
emu_canvas_zoom_actual (EmuCanvas *self)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  zoom_middle (self, 1.0);
}

static void
pan (EmuCanvas *self,
     double     dx,
     double     dy)
{
  if (emu_viewport_pan (&self->viewport, dx, dy))
    emu_canvas_change (self);
}

static gboolean
pan_key_cb (GtkWidget *widget,
            GVariant  *args,
            gpointer   data)
{
  EmuCanvas *self = EMU_CANVAS (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  double dx;
  double dy;

  /* With nothing to move, the keys go on to whoever else wants them. */
  if (self->job == NULL || !emu_viewport_can_pan (&self->viewport))
    return FALSE;

  g_variant_get (args, "(dd)", &dx, &dy);
  pan (self, dx * scale, dy * scale);

  return TRUE;
}

/* A place in the widget as a place in the tile under it; all tiles show the same part. */
static void
to_tile (EmuCanvas *self,
         double     x,
         double     y,
         double    *px,
         double    *py)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const EmuTiles *tiles = &self->want.tiles;

  *px = tiles->width / 2.0;
  *py = tiles->height / 2.0;

  for (int i = 0; i < tiles->n; i++)
    {
      double in_x = x * scale - tiles->x[i];
      double in_y = y * scale - tiles->y[i];

      if (in_x >= 0 && in_x < tiles->width && in_y >= 0 && in_y < tiles->height)
        {
          *px = in_x;
          *py = in_y;
        }
    }
}

static void
pointer_cb (EmuCanvas *self,
            double     x,
            double     y)
{
  self->pointer_inside = TRUE;
  to_tile (self, x, y, &self->pointer_x, &self->pointer_y);
}

static void
leave_cb (EmuCanvas *self)
{
  self->pointer_inside = FALSE;
}

static gboolean
scroll_cb (EmuCanvas                *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  double clicks = dy;
  double zoom;

  if (self->job == NULL)
    return FALSE;

  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    clicks /= PIXELS_A_CLICK;

  zoom = self->viewport.zoom * exp2 (-clicks / 2.0);
  if (self->pointer_inside)
    zoom_around (self, zoom, self->pointer_x, self->pointer_y);
  else
    zoom_middle (self, zoom);

  return TRUE;
}

static void
pinch_begin_cb (EmuCanvas *self)
{
  self->pinch_zoom = self->viewport.zoom;
}

static void
pinch_cb (EmuCanvas  *self,
          double      factor,
          GtkGesture *gesture)
{
  double x;
  double y;
  double px;
  double py;

  if (self->job == NULL || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;

  to_tile (self, x, y, &px, &py);
  zoom_around (self, self->pinch_zoom * factor, px, py);
}

static void
drag_begin_cb (EmuCanvas      *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = 0.0;
  self->drag_y = 0.0;
}

static void
drag_update_cb (EmuCanvas *self,
                double     x,
                double     y)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  pan (self, (x - self->drag_x) * scale, (y - self->drag_y) * scale);
  self->drag_x = x;
  self->drag_y = y;

  if (emu_viewport_can_pan (&self->viewport))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_end_cb (EmuCanvas *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   emu_viewport_can_pan (&self->viewport) ? "grab" : NULL);
}

static void
add_pan_key (GtkWidgetClass *widget_class,
             guint           key,
             guint           keypad_key,
             double          dx,
             double          dy)
{
  gtk_widget_class_add_binding (widget_class, key, 0, pan_key_cb, "(dd)", dx, dy);
  gtk_widget_class_add_binding (widget_class, keypad_key, 0, pan_key_cb, "(dd)", dx, dy);
  gtk_widget_class_add_binding (widget_class, key, GDK_SHIFT_MASK, pan_key_cb, "(dd)",
                                10.0 * dx, 10.0 * dy);
  gtk_widget_class_add_binding (widget_class, keypad_key, GDK_SHIFT_MASK, pan_key_cb, "(dd)",
                                10.0 * dx, 10.0 * dy);
}

void
emu_canvas_add_keys (GtkWidgetClass *widget_class)
{
  add_pan_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, KEY_PAN, 0.0);
  add_pan_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, -KEY_PAN, 0.0);
  add_pan_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0.0, KEY_PAN);
  add_pan_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0.0, -KEY_PAN);
}

void
emu_canvas_add_controllers (EmuCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);

  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}
