/* emu-box-handles.c: the box of B as something one can take hold of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-box-handles-private.h"

/* Lengths of the toolkit. */
#define HANDLE_REACH 11.0
#define EDGE_REACH 6.0
#define CAPTION_INSET 8.0

/* A side needs this much for a handle in its middle, and a box for one at every corner. */
#define ROOM_FOR_MIDDLE 60.0
#define ROOM_FOR_CORNERS 26.0

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
Area
emu_box_handles_get_area (EmuBoxHandles *self,
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

/* Where a handle stands. A box smaller than its handles has one, off its corner, so that it can still
 * be made larger and the rest of it still be moved. */
gboolean
emu_box_handles_get_handle (const Area *area,
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

Grip
emu_box_handles_grip_at (EmuBoxHandles *self,
                         double         x,
                         double         y)
{
  Area area;
  double nearest = HANDLE_REACH;
  Grip grip = 0;

  if (!self->shown)
    return 0;

  area = emu_box_handles_get_area (self, &self->box.asked);
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      double hx;
      double hy;

      if (!emu_box_handles_get_handle (&area, handles[i], &hx, &hy) || hypot (x - hx, y - hy) >= nearest)
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
void
emu_box_handles_set_hover (EmuBoxHandles *self,
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
  if (self->box.held != NULL)
    {
      g_autofree char *alone = g_steal_pointer (&size);

      /* Translators: on the box: its size, and why a hand cannot move it */
      size = g_strdup_printf (_("%s · %s"), alone, self->box.held);
    }
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

void
emu_box_handles_update (EmuBoxHandles *self)
{
  EmuFrame *frame = emu_canvas_get_frame (self->canvas);
  gboolean visible = self->has_box && frame != NULL && canvas_shows_box (self->canvas);

  /* While A is held there is nothing else to see; the focus stays. */
  self->shown = visible && (frame->result != NULL || frame->mask != NULL);
  gtk_widget_set_child_visible (GTK_WIDGET (self->caption), self->shown);
  if (!self->shown && self->grip == 0)
    emu_box_handles_set_hover (self, 0);

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
  emu_box_handles_update (self);
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
    emu_box_handles_update (self);
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
gboolean
emu_box_handles_set_box (EmuBoxHandles *self,
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
  emu_box_handles_update (self);

  return TRUE;
}

static void
emu_box_handles_state_flags_changed (GtkWidget     *widget,
                                     GtkStateFlags  before)
{
  GtkStateFlags changed = before ^ gtk_widget_get_state_flags (widget);

  GTK_WIDGET_CLASS (emu_box_handles_parent_class)->state_flags_changed (widget, before);

  /* What a focus looks like is drawn here, where no style tells of it. */
  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    gtk_widget_queue_draw (widget);
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
  Area area = emu_box_handles_get_area (self, &self->box.asked);

  if (!emu_box_is_empty (&self->box.visible))
    {
      Area seen = emu_box_handles_get_area (self, &self->box.visible);

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

  G_OBJECT_CLASS (emu_box_handles_parent_class)->constructed (object);
  g_return_if_fail (self->canvas != NULL);

  emu_box_handles_init_input (self);

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

  emu_box_handles_finish_drag (self, FALSE);
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
  widget_class->state_flags_changed = emu_box_handles_state_flags_changed;

  properties[PROP_CANVAS] = g_param_spec_object ("canvas", NULL, NULL, EMU_TYPE_CANVAS,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "boxhandles");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/box-handles.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuBoxHandles, caption);

  emu_box_handles_bind_keys (widget_class);
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
