/* emu-box-handles-input.c: the box of B under the hand and the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-box-handles-private.h"

/* --- The drag ---------------------------------------------------------------------------------- */

typedef struct
{
  double y0;
  double y1;
  double x0;
  double x1;
} Wish;

static EmuBox
round_wish (const Wish *wish)
{
  return (EmuBox) { (int) CLAMP (rint (wish->y0), G_MININT, G_MAXINT),
                    (int) CLAMP (rint (wish->y1), G_MININT, G_MAXINT),
                    (int) CLAMP (rint (wish->x0), G_MININT, G_MAXINT),
                    (int) CLAMP (rint (wish->x1), G_MININT, G_MAXINT) };
}

/* A box of @height × @width that keeps what the hand does not hold: the side across, the corner across,
 * or the middle. */
static Wish
anchor (const EmuMixBox *start,
        Grip             grip,
        double           height,
        double           width)
{
  const EmuBox *from = &start->asked;
  double cy = (from->y0 + (double) from->y1) / 2;
  double cx = (from->x0 + (double) from->x1) / 2;
  Grip rows = start->can_move ? grip & (GRIP_TOP | GRIP_BOTTOM) : 0;
  Grip columns = start->can_move ? grip & (GRIP_LEFT | GRIP_RIGHT) : 0;
  Wish wish = { cy - height / 2, cy + height / 2, cx - width / 2, cx + width / 2 };

  if (rows == GRIP_BOTTOM)
    wish.y0 = from->y0, wish.y1 = from->y0 + height;
  else if (rows == GRIP_TOP)
    wish.y0 = from->y1 - height, wish.y1 = from->y1;

  if (columns == GRIP_RIGHT)
    wish.x0 = from->x0, wish.x1 = from->x0 + width;
  else if (columns == GRIP_LEFT)
    wish.x0 = from->x1 - width, wish.x1 = from->x1;

  return wish;
}

static void
resize_to (EmuBoxHandles *self,
           double         dx,
           double         dy)
{
  const EmuBox *from = &self->start.asked;
  gboolean rows = (self->grip & (GRIP_TOP | GRIP_BOTTOM)) != 0;
  gboolean columns = (self->grip & (GRIP_LEFT | GRIP_RIGHT)) != 0;
  double reach = self->start.can_move ? 1 : 2;
  double height = from->y1 - (double) from->y0;
  double width = from->x1 - (double) from->x0;
  EmuBoxValues values;
  EmuMixBox box;
  EmuBox wanted;
  Wish wish;

  if (rows)
    height = MAX (0, height + ((self->grip & GRIP_TOP) != 0 ? -dy : dy) * reach);
  if (columns)
    width = MAX (0, width + ((self->grip & GRIP_LEFT) != 0 ? -dx : dx) * reach);

  if (self->start.keeps_ratio)
    {
      double h = self->start_mix->height;
      double w = self->start_mix->width;
      double share;

      /* A corner stays on the diagonal, as near to the hand as that comes. */
      if (rows && columns)
        share = (height * h + width * w) / (h * h + w * w);
      else
        share = rows ? height / h : width / w;
      height = share * h;
      width = share * w;
    }

  wish = anchor (&self->start, self->grip, height, width);
  wanted = round_wish (&wish);

  /* What the method makes of that size is put where the other side stood. */
  if (emu_mix_find_box (self->start_mix, &wanted, &values, &box))
    {
      wish = anchor (&self->start, self->grip, box.asked.y1 - (double) box.asked.y0,
                     box.asked.x1 - (double) box.asked.x0);
      wanted = round_wish (&wish);
    }
  emu_box_handles_set_box (self, self->start_mix, &wanted);
}

void
emu_box_handles_finish_drag (EmuBoxHandles *self,
                             gboolean       cancel)
{
  if (self->grip == 0)
    return;

  self->grip = 0;
  if (self->moved && self->document != NULL)
    {
      self->changing = TRUE;
      if (cancel)
        emu_mix_document_cancel_gesture (self->document);
      emu_mix_document_end_gesture (self->document);
      self->changing = FALSE;
    }
  if (cancel)
    self->box = self->start;
  self->moved = FALSE;
  g_clear_pointer (&self->start_mix, emu_mix_unref);
  emu_box_handles_update (self);
}

static void
drag_begin_cb (EmuBoxHandles  *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  Grip grip = emu_box_handles_grip_at (self, x, y);

  if (grip == 0 || self->mix == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  emu_box_handles_set_hover (self, grip);
  self->grip = grip;
  self->moved = FALSE;
  self->start_mix = emu_mix_ref (self->mix);
  self->start = self->box;
  emu_canvas_to_picture (self->canvas, x, y, &self->start_px, &self->start_py);
}

static void
drag_update_cb (EmuBoxHandles  *self,
                double          offset_x,
                double          offset_y,
                GtkGestureDrag *gesture)
{
  double x;
  double y;
  double px;
  double py;

  if (self->grip == 0 || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;

  emu_canvas_to_picture (self->canvas, x + offset_x, y + offset_y, &px, &py);
  px -= self->start_px;
  py -= self->start_py;

  if (!self->moved)
    {
      if (self->document == NULL || (offset_x == 0 && offset_y == 0))
        return;
      emu_mix_document_begin_gesture (self->document);
      self->moved = TRUE;
    }

  if (self->grip == GRIP_INSIDE)
    {
      const EmuBox *from = &self->start.asked;
      Wish wish = { from->y0 + rint (py), from->y1 + rint (py), from->x0 + rint (px), from->x1 + rint (px) };
      EmuBox wanted = round_wish (&wish);

      emu_box_handles_set_box (self, self->start_mix, &wanted);
    }
  else
    {
      resize_to (self, px, py);
    }
}

static void
drag_end_cb (EmuBoxHandles *self)
{
  emu_box_handles_finish_drag (self, FALSE);
}

static void
drag_cancel_cb (EmuBoxHandles *self)
{
  emu_box_handles_finish_drag (self, TRUE);
}

static void
pointer_cb (EmuBoxHandles *self,
            double         x,
            double         y)
{
  if (self->grip == 0)
    emu_box_handles_set_hover (self, emu_box_handles_grip_at (self, x, y));
}

static void
leave_cb (EmuBoxHandles *self)
{
  if (self->grip == 0)
    emu_box_handles_set_hover (self, 0);
}

/* --- Keys -------------------------------------------------------------------------------------- */

/* Moves all four sides: by (dx, dy), and outwards by (wider, higher). */
static gboolean
key_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   data)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (widget);
  EmuBox wanted = self->box.asked;
  int dx;
  int dy;
  int wider;
  int higher;

  g_variant_get (args, "(iiii)", &dx, &dy, &wider, &higher);
  if (!self->shown || self->mix == NULL || self->grip != 0)
    return FALSE;

  if ((dx != 0 || dy != 0) && !self->box.can_move)
    {
      gtk_widget_error_bell (widget);
      return TRUE;
    }

  /* Where both sides hang together one of them asked for is both. */
  if (self->box.keeps_ratio && (wider != 0) != (higher != 0))
    wider = higher = wider + higher;

  wanted.x0 += dx - wider;
  wanted.x1 += dx + wider;
  wanted.y0 += dy - higher;
  wanted.y1 += dy + higher;
  emu_box_handles_set_box (self, self->mix, &wanted);

  return TRUE;
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   data)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (widget);

  if (self->grip == 0)
    return FALSE;

  emu_box_handles_finish_drag (self, TRUE);
  gtk_event_controller_reset (GTK_EVENT_CONTROLLER (self->drag));

  return TRUE;
}

static void
add_key (GtkWidgetClass  *widget_class,
         guint            key,
         guint            keypad_key,
         GdkModifierType  modifiers,
         int              dx,
         int              dy,
         int              wider,
         int              higher)
{
  const guint keys[] = { key, keypad_key };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i], modifiers, key_cb, "(iiii)", dx, dy, wider, higher);

      /* On many keyboards a plus takes Shift already. */
      if (wider == 0 || higher == 0)
        gtk_widget_class_add_binding (widget_class, keys[i], modifiers | GDK_SHIFT_MASK, key_cb, "(iiii)",
                                      10 * dx, 10 * dy, 10 * wider, 10 * higher);
    }
}

void
emu_box_handles_bind_keys (GtkWidgetClass *widget_class)
{
  add_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1, 0, 0, 0);
  add_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1, 0, 0, 0);
  add_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, 0, -1, 0, 0);
  add_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 0, 1, 0, 0);
  add_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, GDK_ALT_MASK, 0, 0, -1, 0);
  add_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, GDK_ALT_MASK, 0, 0, 1, 0);
  add_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, GDK_ALT_MASK, 0, 0, 0, 1);
  add_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, GDK_ALT_MASK, 0, 0, 0, -1);
  add_key (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, 0, 0, 0, 1, 1);
  add_key (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, 0, 0, 0, -1, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

void
emu_box_handles_init_input (EmuBoxHandles *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->drag = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->drag), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "cancel", G_CALLBACK (drag_cancel_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (self->drag));

  g_signal_connect_object (motion, "enter", G_CALLBACK (pointer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (pointer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), motion);
}
