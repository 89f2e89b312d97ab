/* emu-fmix-page-heights.c: the line across the heights, which sets λ
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-fmix-page-private.h"

#define KEY_STEP 0.01

static int
side_of (EmuFmixPage *self,
         GtkWidget   *widget)
{
  return widget == self->other_heights ? SIDE_OTHER : SIDE_OWN;
}

static void
draw_heights (GtkDrawingArea *area,
              cairo_t        *cr,
              int             width,
              int             height,
              gpointer        data)
{
  EmuFmixPage *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  int side = side_of (self, widget);
  EmuPen pen;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  emu_pen_init (&pen, cr, emu_fmix_page_is_dark ());
  emu_heights_draw (self->view->sides[side].heights, &pen, width, height, emu_fmix_page_get_share (self, side),
                    !self->view->sides[side].look.inverted, TRUE);
  emu_pen_clear (&pen);
}

static void
set_lambda_at (EmuFmixPage *self,
               GtkWidget   *widget,
               double       y)
{
  int side = side_of (self, widget);
  double share;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  share = emu_heights_share_at (self->view->sides[side].heights, gtk_widget_get_height (widget), y);
  emu_mix_document_set_lambda (self->document, rint (share * 1000) / 1000);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               EmuFmixPage    *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (widget);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  emu_mix_document_begin_gesture (self->document);
  self->dragging = TRUE;
  self->drag_y = y;
  set_lambda_at (self, widget, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                EmuFmixPage    *self)
{
  if (self->dragging)
    set_lambda_at (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)),
                   self->drag_y + dy);
}

static void
drag_end_cb (GtkGesture       *gesture,
             GdkEventSequence *sequence,
             EmuFmixPage      *self)
{
  if (!self->dragging)
    return;

  self->dragging = FALSE;
  if (self->document != NULL)
    emu_mix_document_end_gesture (self->document);
}

static gboolean
heights_key_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuFmixPage           *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  int side = side_of (self, widget);
  double step = (modifiers & GDK_SHIFT_MASK) != 0 ? 10 * KEY_STEP : KEY_STEP;
  double lambda;

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->view == NULL ||
      side >= self->view->n_sides)
    return GDK_EVENT_PROPAGATE;

  lambda = rint (emu_fmix_page_get_share (self, side) * 1000) / 1000;
  switch (keyval)
    {
    /* Up moves the line up, and so takes from what lies above it. */
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      lambda -= step;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      lambda += step;
      break;
    case GDK_KEY_Page_Up:
      lambda -= 10 * KEY_STEP;
      break;
    case GDK_KEY_Page_Down:
      lambda += 10 * KEY_STEP;
      break;
    case GDK_KEY_Home:
      lambda = 0;
      break;
    case GDK_KEY_End:
      lambda = 1;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  emu_mix_document_set_lambda (self->document, rint (CLAMP (lambda, 0, 1) * 1000) / 1000);

  return GDK_EVENT_STOP;
}

static void
focus_changed_cb (GtkEventControllerFocus *controller,
                  EmuFmixPage             *self)
{
  gtk_widget_queue_draw (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
}

void
emu_fmix_page_init_heights (EmuFmixPage *self,
                            GtkWidget   *widget)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (widget), draw_heights, self, NULL);
  gtk_widget_set_cursor_from_name (widget, "ns-resize");
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (heights_key_cb), self);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_changed_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_changed_cb), self);
  gtk_widget_add_controller (widget, focus);
}
