/* emu-box-handles.c: the box of B as something one can take hold of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-box-handles.h"

/* Lengths of the toolkit. */
#define HANDLE_RADIUS 5.5
#define HANDLE_REACH 11.0
#define EDGE_REACH 6.0
#define HATCH_GAP 8.0
#define DASH_ON 5.0
#define DASH_OFF 3.0
#define CAPTION_INSET 8.0

/* A side needs this much for a handle in its middle, and a box for one at every corner. */
#define ROOM_FOR_MIDDLE 60.0
#define ROOM_FOR_CORNERS 26.0

/* Which sides follow the hand. */
typedef enum
{
  GRIP_TOP = 1 << 0,
  GRIP_BOTTOM = 1 << 1,
  GRIP_LEFT = 1 << 2,
  GRIP_RIGHT = 1 << 3,
  GRIP_INSIDE = GRIP_TOP | GRIP_BOTTOM | GRIP_LEFT | GRIP_RIGHT,
} Grip;

typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
} Area;

struct _EmuBoxHandles
{
  GtkWidget parent_instance;

  GtkLabel       *caption;

  EmuCanvas      *canvas;
  EmuMixDocument *document;

  /* What is on screen. Ahead of the canvas's frame as long as that has not caught up with the hand. */
  EmuMix    *mix;
  EmuMixBox  box;
  gboolean   has_box;
  gboolean   shown;
  gboolean   ahead;
  gboolean   changing;  /* the document, by this widget */

  /* The drag, and what it began with. */
  GtkGesture *drag;
  Grip        grip;
  gboolean    moved;
  EmuMix     *start_mix;
  EmuMixBox   start;
  double      start_px;
  double      start_py;

  Grip       hover;
  GdkCursor *cursor;         /* over the box */
  GdkCursor *canvas_cursor;  /* elsewhere */
  char      *spoken;
};

G_DEFINE_FINAL_TYPE (EmuBoxHandles, emu_box_handles, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CANVAS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* --- Places ------------------------------------------------------------------------------------ */

/* On whole device pixels, so that thin lines are thin. */
static Area
get_area (EmuBoxHandles *self,
          const EmuBox  *box)
{
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  Area area;

  emu_canvas_from_picture (self->canvas, box->x0, box->y0, &area.x0, &area.y0);
  emu_canvas_from_picture (self->canvas, box->x1, box->y1, &area.x1, &area.y1);
  area.x0 = rint (area.x0 * scale) / scale;
  area.y0 = rint (area.y0 * scale) / scale;
  area.x1 = rint (area.x1 * scale) / scale;
  area.y1 = rint (area.y1 * scale) / scale;

  return area;
}

static gboolean
is_small (const Area *area)
{
  return area->x1 - area->x0 < ROOM_FOR_CORNERS || area->y1 - area->y0 < ROOM_FOR_CORNERS;
}

static const Grip handles[] = {
  GRIP_BOTTOM | GRIP_RIGHT,
  GRIP_TOP | GRIP_LEFT,
  GRIP_TOP | GRIP_RIGHT,
  GRIP_BOTTOM | GRIP_LEFT,
  GRIP_TOP,
  GRIP_BOTTOM,
  GRIP_LEFT,
  GRIP_RIGHT,
};

/* Where a handle stands. A box smaller than its handles has one, off its corner, so that it can still
 * be made larger and the rest of it still be moved. */
static gboolean
get_handle (const Area *area,
            Grip        grip,
            double     *x,
            double     *y)
{
  *x = (grip & GRIP_LEFT) != 0 ? area->x0 : (grip & GRIP_RIGHT) != 0 ? area->x1 : (area->x0 + area->x1) / 2;
  *y = (grip & GRIP_TOP) != 0 ? area->y0 : (grip & GRIP_BOTTOM) != 0 ? area->y1 : (area->y0 + area->y1) / 2;

  if (is_small (area))
    {
      *x += HANDLE_REACH;
      *y += HANDLE_REACH;
      return grip == (GRIP_BOTTOM | GRIP_RIGHT);
    }

  if (grip == GRIP_TOP || grip == GRIP_BOTTOM)
    return area->x1 - area->x0 >= ROOM_FOR_MIDDLE;
  if (grip == GRIP_LEFT || grip == GRIP_RIGHT)
    return area->y1 - area->y0 >= ROOM_FOR_MIDDLE;

  return TRUE;
}

static Grip
grip_at (EmuBoxHandles *self,
         double         x,
         double         y)
{
  Area area;
  double nearest = HANDLE_REACH;
  Grip grip = 0;

  if (!self->shown)
    return 0;

  area = get_area (self, &self->box.asked);
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      double hx;
      double hy;

      if (!get_handle (&area, handles[i], &hx, &hy) || hypot (x - hx, y - hy) >= nearest)
        continue;
      nearest = hypot (x - hx, y - hy);
      grip = handles[i];
    }
  if (grip != 0)
    return grip;

  if (is_small (&area))
    {
      area.x0 = MIN (area.x0, (area.x0 + area.x1 - ROOM_FOR_CORNERS) / 2);
      area.x1 = MAX (area.x1, area.x0 + ROOM_FOR_CORNERS);
      area.y0 = MIN (area.y0, (area.y0 + area.y1 - ROOM_FOR_CORNERS) / 2);
      area.y1 = MAX (area.y1, area.y0 + ROOM_FOR_CORNERS);
    }
  else if (x > area.x0 - EDGE_REACH && x < area.x1 + EDGE_REACH &&
           y > area.y0 - EDGE_REACH && y < area.y1 + EDGE_REACH)
    {
      if (fabs (x - area.x0) < EDGE_REACH)
        return GRIP_LEFT;
      if (fabs (x - area.x1) < EDGE_REACH)
        return GRIP_RIGHT;
      if (fabs (y - area.y0) < EDGE_REACH)
        return GRIP_TOP;
      if (fabs (y - area.y1) < EDGE_REACH)
        return GRIP_BOTTOM;
    }

  if (self->box.can_move && x >= area.x0 && x < area.x1 && y >= area.y0 && y < area.y1)
    return GRIP_INSIDE;

  return 0;
}

/* --- Cursor ------------------------------------------------------------------------------------ */

static const char *
cursor_name (Grip grip)
{
  switch ((guint) grip)
    {
    case GRIP_INSIDE:
      return "move";
    case GRIP_TOP:
      return "n-resize";
    case GRIP_BOTTOM:
      return "s-resize";
    case GRIP_LEFT:
      return "w-resize";
    case GRIP_RIGHT:
      return "e-resize";
    case GRIP_TOP | GRIP_LEFT:
      return "nw-resize";
    case GRIP_TOP | GRIP_RIGHT:
      return "ne-resize";
    case GRIP_BOTTOM | GRIP_LEFT:
      return "sw-resize";
    case GRIP_BOTTOM | GRIP_RIGHT:
      return "se-resize";
    default:
      return NULL;
    }
}

/* The pointer is the canvas's, and so is its cursor, which changes with the zoom: this one goes before
 * it while the pointer is over the box. */
static void
set_hover (EmuBoxHandles *self,
           Grip           hover)
{
  const char *name = cursor_name (hover);

  if (self->hover == hover || self->canvas == NULL)
    return;

  self->hover = hover;
  g_clear_object (&self->cursor);
  if (name != NULL)
    self->cursor = gdk_cursor_new_from_name (name, NULL);
  gtk_widget_set_cursor (GTK_WIDGET (self->canvas),
                         self->cursor != NULL ? self->cursor : self->canvas_cursor);
}

static void
canvas_cursor_cb (EmuBoxHandles *self)
{
  GdkCursor *cursor = gtk_widget_get_cursor (GTK_WIDGET (self->canvas));

  if (self->cursor == NULL)
    {
      g_set_object (&self->canvas_cursor, cursor);
    }
  else if (cursor != self->cursor)
    {
      g_set_object (&self->canvas_cursor, cursor);
      gtk_widget_set_cursor (GTK_WIDGET (self->canvas), self->cursor);
    }
}

/* --- Words ------------------------------------------------------------------------------------- */

static char *
describe_size (const EmuMixBox *box)
{
  int height = box->asked.y1 - box->asked.y0;
  int width = box->asked.x1 - box->asked.x0;
  int visible_height = box->visible.y1 - box->visible.y0;
  int visible_width = box->visible.x1 - box->visible.x0;

  if (visible_height == height && visible_width == width)
    /* Translators: columns and rows of the box; a narrow space before the unit */
    return g_strdup_printf (_("box %d × %d px"), width, height);

  /* Translators: columns and rows of what is seen of the box, then of the whole box, of which the border
   * cuts a part; a narrow space before the unit */
  return g_strdup_printf (_("box %d × %d of %d × %d px"), visible_width, visible_height, width, height);
}

static void
describe (EmuBoxHandles *self)
{
  g_autofree char *size = NULL;
  g_autofree char *spoken = NULL;

  if (!self->has_box)
    return;

  size = describe_size (&self->box);
  if (g_strcmp0 (gtk_label_get_label (self->caption), size) != 0)
    gtk_label_set_label (self->caption, size);

  /* While the hand moves, a new sentence every frame would be noise. */
  if (self->grip != 0)
    return;

  /* Translators: the box's size in words, then its first column and row */
  spoken = g_strdup_printf (_("%s, from column %d, row %d"), size, self->box.asked.x0, self->box.asked.y0);
  if (g_strcmp0 (spoken, self->spoken) == 0)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->mix != NULL ? 1 - self->mix->mask_mean : 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken,
                                  -1);
  g_free (self->spoken);
  self->spoken = g_steal_pointer (&spoken);
}

/* --- The box ----------------------------------------------------------------------------------- */

static gboolean
canvas_shows_box (EmuCanvas *canvas)
{
  static const char * const views[] = { "result", "mask", "overlay", NULL };
  g_autoptr(GEnumClass) modes = g_type_class_ref (EMU_TYPE_CANVAS_MODE);
  GEnumValue *mode = g_enum_get_value (modes, emu_canvas_get_mode (canvas));

  return mode != NULL && g_strv_contains (views, mode->value_nick);
}

static void
update (EmuBoxHandles *self)
{
  EmuFrame *frame = emu_canvas_get_frame (self->canvas);
  gboolean visible = self->has_box && frame != NULL && canvas_shows_box (self->canvas);

  /* While A is held there is nothing else to see; the focus stays. */
  self->shown = visible && (frame->result != NULL || frame->mask != NULL);
  gtk_widget_set_child_visible (GTK_WIDGET (self->caption), self->shown);
  if (!self->shown && self->grip == 0)
    set_hover (self, 0);

  if (gtk_widget_get_visible (GTK_WIDGET (self)) != visible)
    {
      if (!visible && gtk_widget_has_focus (GTK_WIDGET (self)))
        gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
      gtk_widget_set_visible (GTK_WIDGET (self), visible);
    }
  describe (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
same_box (const EmuBox *a,
          const EmuBox *b)
{
  return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0 && a->y1 == b->y1;
}

/* A picture may be too small for any box at all: then there is nothing to take hold of. */
static gboolean
get_box (const EmuMix *mix,
         EmuMixBox    *box)
{
  EmuBox whole = { 0, mix->height, 0, mix->width };
  EmuBoxValues values;
  EmuMixBox largest;

  if (!emu_mix_get_box (mix, box))
    return FALSE;

  return !emu_box_is_empty (&box->asked) ||
         (emu_mix_find_box (mix, &whole, &values, &largest) && !emu_box_is_empty (&largest.asked));
}

static void
take_mix (EmuBoxHandles *self,
          EmuMix        *mix)
{
  EmuMixBox box = { 0 };
  gboolean has_box = mix != NULL && get_box (mix, &box);

  if (mix != NULL)
    emu_mix_ref (mix);
  g_clear_pointer (&self->mix, emu_mix_unref);
  self->mix = mix;

  if (self->ahead && has_box && self->grip == 0 && same_box (&box.asked, &self->box.asked))
    self->ahead = FALSE;

  if (!self->ahead || !has_box)
    {
      self->box = box;
      self->has_box = has_box;
    }
  update (self);
}

static void
canvas_frame_cb (EmuBoxHandles *self,
                 EmuFrame      *frame)
{
  take_mix (self, frame->mix);
}

static void
canvas_viewed_cb (EmuBoxHandles *self)
{
  if (emu_canvas_get_frame (self->canvas) == NULL)
    take_mix (self, NULL);
  else
    update (self);
}

static void
document_changed_cb (EmuBoxHandles *self)
{
  if (self->changing)
    return;

  /* What the hand has asked for is not what holds now. */
  self->ahead = FALSE;
}

/* The nearest the method can come to @wanted, as seen from @mix. */
static gboolean
set_box (EmuBoxHandles *self,
         const EmuMix  *mix,
         const EmuBox  *wanted)
{
  EmuMixBox box;
  gboolean done;

  if (self->document == NULL)
    return FALSE;

  self->changing = TRUE;
  done = emu_mix_document_set_box (self->document, mix, wanted, &box);
  self->changing = FALSE;
  if (!done)
    return FALSE;

  self->box = box;
  self->ahead = TRUE;
  update (self);

  return TRUE;
}

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
  set_box (self, self->start_mix, &wanted);
}

static void
finish_drag (EmuBoxHandles *self,
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
  update (self);
}

static void
drag_begin_cb (EmuBoxHandles  *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  Grip grip = grip_at (self, x, y);

  if (grip == 0 || self->mix == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  set_hover (self, grip);
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

      set_box (self, self->start_mix, &wanted);
    }
  else
    {
      resize_to (self, px, py);
    }
}

static void
drag_end_cb (EmuBoxHandles *self)
{
  finish_drag (self, FALSE);
}

static void
drag_cancel_cb (EmuBoxHandles *self)
{
  finish_drag (self, TRUE);
}

static void
pointer_cb (EmuBoxHandles *self,
            double         x,
            double         y)
{
  if (self->grip == 0)
    set_hover (self, grip_at (self, x, y));
}

static void
leave_cb (EmuBoxHandles *self)
{
  if (self->grip == 0)
    set_hover (self, 0);
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
  set_box (self, self->mix, &wanted);

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

  finish_drag (self, TRUE);
  gtk_event_controller_reset (GTK_EVENT_CONTROLLER (self->drag));

  return TRUE;
}

/* --- Drawing ----------------------------------------------------------------------------------- */

static GdkRGBA
colour_of_b (EmuBoxHandles *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (context, "emu_b", &rgba))
    gtk_style_context_get_color (context, &rgba);

  return rgba;
}

static void
append_frame (GtkSnapshot *snapshot,
              const Area  *area,
              double       width,
              const char  *colour)
{
  graphene_rect_t rects[4];
  GdkRGBA rgba;

  gdk_rgba_parse (&rgba, colour);
  graphene_rect_init (&rects[0], (float) area->x0, (float) area->y0, (float) (area->x1 - area->x0), (float) width);
  graphene_rect_init (&rects[1], (float) area->x0, (float) (area->y1 - width),
                      (float) (area->x1 - area->x0), (float) width);
  graphene_rect_init (&rects[2], (float) area->x0, (float) area->y0, (float) width, (float) (area->y1 - area->y0));
  graphene_rect_init (&rects[3], (float) (area->x1 - width), (float) area->y0, (float) width,
                      (float) (area->y1 - area->y0));
  for (int i = 0; i < 4; i++)
    gtk_snapshot_append_color (snapshot, &rgba, &rects[i]);
}

/* A dashed line, of which only what lies in the widget is drawn: at a large zoom it is far longer. The
 * dashes keep their place on the box. */
static void
append_dashes (GtkSnapshot   *snapshot,
               const GdkRGBA *colour,
               double         from,
               double         to,
               double         across,
               double         length,
               double         width,
               gboolean       upright)
{
  double period = DASH_ON + DASH_OFF;
  double at = from;

  if (at < -period)
    at += floor (-at / period) * period;
  for (; at < MIN (to, length); at += period)
    {
      float on = (float) MIN (DASH_ON, to - at);
      graphene_rect_t dash;

      if (upright)
        graphene_rect_init (&dash, (float) (across - width / 2), (float) at, (float) width, on);
      else
        graphene_rect_init (&dash, (float) at, (float) (across - width / 2), on, (float) width);
      gtk_snapshot_append_color (snapshot, colour, &dash);
    }
}

static void
append_hatch (EmuBoxHandles *self,
              GtkSnapshot   *snapshot,
              const GdkRGBA *colour,
              const Area    *part)
{
  double x0 = MAX (part->x0, 0);
  double y0 = MAX (part->y0, 0);
  double x1 = MIN (part->x1, gtk_widget_get_width (GTK_WIDGET (self)));
  double y1 = MIN (part->y1, gtk_widget_get_height (GTK_WIDGET (self)));
  graphene_rect_t bounds;
  cairo_t *cr;

  if (!(x1 > x0 && y1 > y0))
    return;

  graphene_rect_init (&bounds, (float) x0, (float) y0, (float) (x1 - x0), (float) (y1 - y0));
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 0.12);
  cairo_paint (cr);
  /* All parts lie on one set of lines, x + y a multiple of the gap. */
  for (double sum = ceil ((x0 + y0) / HATCH_GAP) * HATCH_GAP; sum < x1 + y1; sum += HATCH_GAP)
    {
      cairo_move_to (cr, sum - y0, y0);
      cairo_line_to (cr, sum - y1, y1);
    }
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 0.75);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
append_handle (GtkSnapshot   *snapshot,
               const GdkRGBA *colour,
               double         x,
               double         y,
               gboolean       focused)
{
  double radius = HANDLE_RADIUS + (focused ? 1.5 : 0);
  double edge = radius + 2;
  graphene_rect_t bounds;
  cairo_t *cr;

  graphene_rect_init (&bounds, (float) (x - edge), (float) (y - edge), (float) (2 * edge), (float) (2 * edge));
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, focused ? 3 : 2);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
emu_box_handles_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (widget);
  gboolean focused = gtk_widget_has_visible_focus (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  double line = focused ? 2.5 : 1.5;
  EmuBox *visible = &self->box.visible;
  GdkRGBA colour;
  Area asked;

  if (!self->shown)
    return;

  colour = colour_of_b (self);
  asked = get_area (self, &self->box.asked);

  if (!emu_box_is_empty (visible))
    {
      Area seen = get_area (self, visible);
      Area inner = { seen.x0 + 1, seen.y0 + 1, seen.x1 - 1, seen.y1 - 1 };

      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, asked.y0, asked.x1, seen.y0 });
      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, seen.y1, asked.x1, asked.y1 });
      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, seen.y0, seen.x0, seen.y1 });
      append_hatch (self, snapshot, &colour, &(Area) { seen.x1, seen.y0, asked.x1, seen.y1 });
      if (inner.x1 - inner.x0 > 4 && inner.y1 - inner.y0 > 4)
        append_frame (snapshot, &inner, 1.5, "white");
    }

  append_dashes (snapshot, &colour, asked.x0, asked.x1, asked.y0, width, line, FALSE);
  append_dashes (snapshot, &colour, asked.x0, asked.x1, asked.y1, width, line, FALSE);
  append_dashes (snapshot, &colour, asked.y0, asked.y1, asked.x0, height, line, TRUE);
  append_dashes (snapshot, &colour, asked.y0, asked.y1, asked.x1, height, line, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      double x;
      double y;

      if (get_handle (&asked, handles[i], &x, &y))
        append_handle (snapshot, &colour, x, y, focused);
    }

  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->caption), snapshot);
}

/* Inside what is seen of the box, at its first corner; where that is too small, above it or below. */
static void
place_caption (EmuBoxHandles        *self,
               const GtkRequisition *size,
               double               *x,
               double               *y)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  Area area = get_area (self, &self->box.asked);

  if (!emu_box_is_empty (&self->box.visible))
    {
      Area seen = get_area (self, &self->box.visible);

      *x = MAX (seen.x0, 0) + CAPTION_INSET;
      *y = MAX (seen.y0, 0) + CAPTION_INSET;
      if (*x + size->width + CAPTION_INSET <= MIN (seen.x1, width) &&
          *y + size->height + CAPTION_INSET <= MIN (seen.y1, height))
        return;
    }

  *x = area.x0;
  *y = area.y0 - size->height - CAPTION_INSET;
  if (*y < 0)
    *y = area.y1 + CAPTION_INSET + (is_small (&area) ? HANDLE_REACH : 0);

  *x = CLAMP (*x, 0, MAX (0, width - size->width));
  *y = CLAMP (*y, 0, MAX (0, height - size->height));
}

static void
emu_box_handles_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (widget);
  GtkWidget *caption = GTK_WIDGET (self->caption);
  GtkRequisition size;
  graphene_point_t corner;
  double x;
  double y;

  if (!gtk_widget_should_layout (caption))
    return;

  gtk_widget_get_preferred_size (caption, NULL, &size);
  place_caption (self, &size, &x, &y);
  graphene_point_init (&corner, (float) floor (x), (float) floor (y));
  gtk_widget_allocate (caption, size.width, size.height, -1, gsk_transform_translate (NULL, &corner));
}

/* As large as the canvas happens to be. */
static void
emu_box_handles_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_box_handles_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (object);

  switch (id)
    {
    case PROP_CANVAS:
      g_value_set_object (value, self->canvas);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_box_handles_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (object);

  switch (id)
    {
    case PROP_CANVAS:
      self->canvas = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* The hand comes first: in the capture phase, where a press on the box is claimed before the canvas
 * would pan, and anything else goes on to it. */
static void
emu_box_handles_constructed (GObject *object)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (object);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  G_OBJECT_CLASS (emu_box_handles_parent_class)->constructed (object);
  g_return_if_fail (self->canvas != NULL);

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

  g_signal_connect_object (self->canvas, "frame", G_CALLBACK (canvas_frame_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "viewed", G_CALLBACK (canvas_viewed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::cursor", G_CALLBACK (canvas_cursor_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
emu_box_handles_dispose (GObject *object)
{
  EmuBoxHandles *self = EMU_BOX_HANDLES (object);
  GtkWidget *child;

  finish_drag (self, FALSE);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_object (&self->canvas);
  g_clear_pointer (&self->mix, emu_mix_unref);
  g_clear_object (&self->cursor);
  g_clear_object (&self->canvas_cursor);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_box_handles_parent_class)->dispose (object);
}

static void
emu_box_handles_finalize (GObject *object)
{
  g_free (EMU_BOX_HANDLES (object)->spoken);

  G_OBJECT_CLASS (emu_box_handles_parent_class)->finalize (object);
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

static void
emu_box_handles_class_init (EmuBoxHandlesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = emu_box_handles_constructed;
  object_class->get_property = emu_box_handles_get_property;
  object_class->set_property = emu_box_handles_set_property;
  object_class->dispose = emu_box_handles_dispose;
  object_class->finalize = emu_box_handles_finalize;
  widget_class->measure = emu_box_handles_measure;
  widget_class->size_allocate = emu_box_handles_size_allocate;
  widget_class->snapshot = emu_box_handles_snapshot;

  properties[PROP_CANVAS] = g_param_spec_object ("canvas", NULL, NULL, EMU_TYPE_CANVAS,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "boxhandles");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/box-handles.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuBoxHandles, caption);

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

static void
emu_box_handles_init (EmuBoxHandles *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  -1);
}

GtkWidget *
emu_box_handles_new (EmuCanvas *canvas)
{
  return g_object_new (EMU_TYPE_BOX_HANDLES, "canvas", canvas, NULL);
}

void
emu_box_handles_set_document (EmuBoxHandles  *self,
                              EmuMixDocument *document)
{
  g_return_if_fail (EMU_IS_BOX_HANDLES (self));
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  g_signal_connect_swapped (document, "changed", G_CALLBACK (document_changed_cb), self);
}

gboolean
emu_box_handles_get_box (EmuBoxHandles *self,
                         EmuMixBox     *box)
{
  g_return_val_if_fail (EMU_IS_BOX_HANDLES (self), FALSE);

  *box = self->box;

  return self->shown;
}
