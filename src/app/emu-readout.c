/* emu-readout.c: the values of one pixel of A, B, mask and result
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-readout.h"

/* Lengths of the toolkit. */
#define INSET 12
#define PADDING_X 9
#define PADDING_Y 4
#define ITEM_GAP 12
#define CROSS_ARM 9.0f

/* Nearer than this to the pointer, or to the lower side of a box with its handles, the plate would be in
 * the way. */
#define CLEARANCE 16

#define N_ITEMS 5

struct _EmuReadout
{
  GtkWidget parent_instance;

  GtkWidget *plate;
  GtkWidget *a_item;
  GtkWidget *b_item;
  GtkWidget *mask_item;
  GtkWidget *result_item;
  GtkLabel  *place;
  GtkLabel  *a;
  GtkLabel  *b;
  GtkLabel  *mask;
  GtkLabel  *result;

  EmuCanvas *canvas;

  /* The pixel: where the pointer is, or the cross-hair's own. */
  gboolean pointing;
  double   pointer_x;
  double   pointer_y;
  gboolean cross;
  int      cross_x;
  int      cross_y;

  gboolean busy;   /* a question is on its way */
  gboolean again;  /* and is out of date already */

  /* What the widths were chosen for. */
  int      width;
  int      height;
  int      channels;
};

G_DEFINE_FINAL_TYPE (EmuReadout, emu_readout, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CANVAS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* --- Values ------------------------------------------------------------------------------------ */

typedef struct
{
  EmuFrame *frame;
  int       x;
  int       y;

  /* The answer. */
  int       channels;
  guint8    a[4];
  guint8    b[4];
  guint8    result[4];
  double    mask;
} Pixel;

static void
free_pixel (gpointer data)
{
  Pixel *pixel = data;

  emu_frame_unref (pixel->frame);
  g_free (pixel);
}

static void
read_pixel (EmuImage *image,
            int       x,
            int       y,
            guint8   *out)
{
  for (int c = 0; c < image->channels; c++)
    out[c] = emu_image_row (image, c, y)[x];
}

/* One pixel at full size is quick for most methods, but a mask may take its time. */
static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Pixel *pixel = data;
  const EmuFrame *frame = pixel->frame;
  EmuView view = { pixel->x, pixel->y, 1, 1, 1 };
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(EmuImage) result = NULL;
  GError *error = NULL;

  mask = emu_mix_mask (frame->mix, &view, &error);
  if (mask != NULL)
    result = emu_mix_blend (frame->mix, frame->pair, mask, cancellable, &error);
  if (result == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  pixel->channels = result->channels;
  pixel->mask = emu_mask_at (mask, 0, 0);
  read_pixel (result, 0, 0, pixel->result);
  read_pixel (emu_pair_get_a (frame->pair), pixel->x, pixel->y, pixel->a);
  read_pixel (emu_pair_get_b (frame->pair), pixel->x, pixel->y, pixel->b);
  g_task_return_boolean (task, TRUE);
}

/* --- Words ------------------------------------------------------------------------------------- */

static int
n_digits (int n)
{
  return n >= 10 ? 1 + n_digits (n / 10) : 1;
}

/* Numbers that change under a hand must not move each other. */
static void
set_widths (EmuReadout *self,
            int         width,
            int         height,
            int         channels)
{
  GtkLabel *colours[] = { self->a, self->b, self->result };

  if (self->width == width && self->height == height && self->channels == channels)
    return;

  self->width = width;
  self->height = height;
  self->channels = channels;
  gtk_label_set_width_chars (self->place, n_digits (width - 1) + n_digits (height - 1) + 2);
  gtk_label_set_width_chars (self->mask, 4);
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    gtk_label_set_width_chars (colours[i], 4 * channels - 1);
}

static void
set_bytes (GtkLabel     *label,
           const guint8 *bytes,
           int           n)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int c = 0; c < n; c++)
    g_string_append_printf (text, "%s%d", c > 0 ? " " : "", bytes[c]);
  gtk_label_set_label (label, text->str);
}

static void
show_pixel (EmuReadout  *self,
            const Pixel *pixel)
{
  g_autofree char *place = NULL;
  g_autofree char *mask = NULL;

  set_widths (self, pixel->frame->mix->width, pixel->frame->mix->height, pixel->channels);
  /* Translators: column and row of a pixel, counted from 0 */
  place = g_strdup_printf (_("%d, %d"), pixel->x, pixel->y);
  gtk_label_set_label (self->place, place);
  mask = g_strdup_printf ("%.2f", pixel->mask);
  gtk_label_set_label (self->mask, mask);
  set_bytes (self->a, pixel->a, pixel->channels);
  set_bytes (self->b, pixel->b, pixel->channels);
  set_bytes (self->result, pixel->result, pixel->channels);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));

  /* A hand that moves needs no voice; keys do. */
  if (self->cross)
    {
      g_autofree char *text = emu_readout_get_text (self);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
}

char *
emu_readout_get_text (EmuReadout *self)
{
  g_return_val_if_fail (EMU_IS_READOUT (self), NULL);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL;

  /* Translators: place of a pixel, values of A, of B, of the mask and of the result */
  return g_strdup_printf (_("%s  A %s  B %s  mask %s  result %s"), gtk_label_get_label (self->place),
                          gtk_label_get_label (self->a), gtk_label_get_label (self->b),
                          gtk_label_get_label (self->mask), gtk_label_get_label (self->result));
}

/* --- Asking ------------------------------------------------------------------------------------ */

static gboolean
get_pixel (EmuReadout *self,
           int        *x,
           int        *y)
{
  EmuFrame *frame = emu_canvas_get_frame (self->canvas);
  double px;
  double py;

  if (frame == NULL || (!self->cross && !self->pointing))
    return FALSE;

  if (self->cross)
    {
      /* Another A may be smaller. */
      *x = self->cross_x = MIN (self->cross_x, frame->mix->width - 1);
      *y = self->cross_y = MIN (self->cross_y, frame->mix->height - 1);
      return TRUE;
    }

  if (!emu_canvas_to_picture (self->canvas, self->pointer_x, self->pointer_y, &px, &py))
    return FALSE;

  /* The frame may still be of the A before. */
  *x = (int) floor (px);
  *y = (int) floor (py);

  return *x >= 0 && *x < frame->mix->width && *y >= 0 && *y < frame->mix->height;
}

static void ask (EmuReadout *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  EmuReadout *self = EMU_READOUT (source);
  const Pixel *pixel = g_task_get_task_data (G_TASK (result));
  gboolean again = self->again;

  self->busy = FALSE;
  self->again = FALSE;
  if (self->canvas == NULL)
    return;

  if (g_task_propagate_boolean (G_TASK (result), NULL) && (self->cross || self->pointing))
    show_pixel (self, pixel);
  if (again)
    ask (self);
}

/* At most one question at a time: an answer to the newest always comes. */
static void
ask (EmuReadout *self)
{
  g_autoptr(GTask) task = NULL;
  Pixel *pixel;
  int x;
  int y;

  if (!get_pixel (self, &x, &y))
    {
      self->again = self->busy;
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  if (self->busy)
    {
      self->again = TRUE;
      return;
    }

  pixel = g_new0 (Pixel, 1);
  pixel->frame = emu_frame_ref (emu_canvas_get_frame (self->canvas));
  pixel->x = x;
  pixel->y = y;
  self->busy = TRUE;
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_name (task, "EmuReadout pixel");
  g_task_set_task_data (task, pixel, free_pixel);
  g_task_run_in_thread (task, read_thread);
}

static void
pointer_cb (EmuReadout *self,
            double      x,
            double      y)
{
  /* A layout under a still pointer moves nothing. */
  if (self->pointing && x == self->pointer_x && y == self->pointer_y)
    return;

  self->pointing = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  self->cross = FALSE;
  ask (self);
}

static void
leave_cb (EmuReadout *self)
{
  self->pointing = FALSE;
  ask (self);
}

static void
step_cross (EmuReadout *self,
            int         dx,
            int         dy)
{
  EmuFrame *frame = emu_canvas_get_frame (self->canvas);
  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  double width = gtk_widget_get_width (canvas);
  double height = gtk_widget_get_height (canvas);
  int px;
  int py;
  double x;
  double y;

  if (!self->cross)
    {
      /* From the pixel one has looked at, else from the middle. */
      if (!get_pixel (self, &self->cross_x, &self->cross_y))
        {
          emu_canvas_to_picture (self->canvas, width / 2, height / 2, &x, &y);
          self->cross_x = CLAMP ((int) floor (x), 0, frame->mix->width - 1);
          self->cross_y = CLAMP ((int) floor (y), 0, frame->mix->height - 1);
        }
      self->cross = TRUE;
      ask (self);
      return;
    }

  px = CLAMP (self->cross_x + dx, 0, frame->mix->width - 1);
  py = CLAMP (self->cross_y + dy, 0, frame->mix->height - 1);
  emu_canvas_from_picture (self->canvas, px + 0.5, py + 0.5, &x, &y);
  if ((px == self->cross_x && py == self->cross_y) || x < 0 || x >= width || y < 0 || y >= height)
    {
      gtk_widget_error_bell (canvas);
      return;
    }

  self->cross_x = px;
  self->cross_y = py;
  ask (self);
}

static gboolean
key_cb (EmuReadout      *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  modifiers)
{
  int step = (modifiers & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if (keyval == GDK_KEY_Escape && self->cross)
    {
      self->cross = FALSE;
      ask (self);
      return GDK_EVENT_STOP;
    }

  if ((modifiers & (GDK_ALT_MASK | GDK_CONTROL_MASK | GDK_SUPER_MASK)) != GDK_ALT_MASK ||
      emu_canvas_get_frame (self->canvas) == NULL)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step_cross (self, -step, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      step_cross (self, step, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step_cross (self, 0, -step);
      return GDK_EVENT_STOP;

    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step_cross (self, 0, step);
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- Widget ------------------------------------------------------------------------------------ */

static void
emu_readout_measure (GtkWidget      *widget,
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

static gboolean
is_near (double x,
         double y,
         double left,
         double top,
         double width,
         double height)
{
  return x > left - CLEARANCE && x < left + width + CLEARANCE &&
         y > top - CLEARANCE && y < top + height + CLEARANCE;
}

/* Whether the hand, the cross-hair or a side of the box that a hand takes hold of is near a plate there. */
static gboolean
is_in_the_way (EmuReadout *self,
               double      top,
               double      width,
               double      height,
               gboolean    with_box)
{
  EmuFrame *frame = emu_canvas_get_frame (self->canvas);
  EmuMixBox box;
  double x0, y0, x1, y1;

  if (self->cross)
    {
      emu_canvas_from_picture (self->canvas, self->cross_x + 0.5, self->cross_y + 0.5, &x0, &y0);
      if (is_near (x0, y0, INSET, top, width, height))
        return TRUE;
    }
  else if (is_near (self->pointer_x, self->pointer_y, INSET, top, width, height))
    return TRUE;

  if (!with_box || frame == NULL || !emu_mix_get_box (frame->mix, &box) || emu_box_is_empty (&box.asked))
    return FALSE;

  emu_canvas_from_picture (self->canvas, box.asked.x0, box.asked.y0, &x0, &y0);
  emu_canvas_from_picture (self->canvas, box.asked.x1, box.asked.y1, &x1, &y1);

  return x1 > INSET - CLEARANCE && x0 < INSET + width + CLEARANCE &&
         y1 > top - CLEARANCE && y1 < top + height + CLEARANCE;
}

/* At the bottom, unless that is in the way; the hand matters more than the box. */
static int
choose_top (EmuReadout *self,
            int         canvas_height,
            int         width,
            int         height)
{
  int bottom = canvas_height - INSET - height;

  if (is_in_the_way (self, bottom, width, height, TRUE) &&
      !is_in_the_way (self, INSET, width, height, FALSE))
    return INSET;

  return bottom;
}

/* In as many lines as the canvas is too narrow for. */
static void
emu_readout_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  EmuReadout *self = EMU_READOUT (widget);
  GtkWidget *items[N_ITEMS] = {
    GTK_WIDGET (self->place), self->a_item, self->b_item, self->mask_item, self->result_item,
  };
  GtkRequisition sizes[N_ITEMS];
  graphene_point_t corner;
  int line_of[N_ITEMS];
  int x_of[N_ITEMS];
  int room = width - 2 * (INSET + PADDING_X);
  int line_height = 0;
  int widest = 0;
  int line = 0;
  int x = 0;
  int top;
  int plate_width;
  int plate_height;
  int minimum;

  for (int i = 0; i < N_ITEMS; i++)
    {
      gtk_widget_get_preferred_size (items[i], NULL, &sizes[i]);
      line_height = MAX (line_height, sizes[i].height);
      if (x > 0 && x + sizes[i].width > room)
        {
          line++;
          x = 0;
        }
      line_of[i] = line;
      x_of[i] = x;
      widest = MAX (widest, x + sizes[i].width);
      x += sizes[i].width + ITEM_GAP;
    }

  plate_width = widest + 2 * PADDING_X;
  plate_height = (line + 1) * line_height + 2 * PADDING_Y;
  gtk_widget_measure (self->plate, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  plate_width = MAX (plate_width, minimum);
  gtk_widget_measure (self->plate, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  plate_height = MAX (plate_height, minimum);
  top = choose_top (self, height, plate_width, plate_height);
  graphene_point_init (&corner, INSET, (float) top);
  gtk_widget_allocate (self->plate, plate_width, plate_height, -1,
                       gsk_transform_translate (NULL, &corner));

  for (int i = 0; i < N_ITEMS; i++)
    {
      graphene_point_init (&corner, (float) (INSET + PADDING_X + x_of[i]),
                           (float) (top + PADDING_Y + line_of[i] * line_height));
      gtk_widget_allocate (items[i], sizes[i].width, line_height, -1,
                           gsk_transform_translate (NULL, &corner));
    }
}

static void
append_cross (GtkSnapshot *snapshot,
              float        x,
              float        y,
              float        thick,
              float        arm,
              const char  *colour)
{
  GdkRGBA rgba;

  gdk_rgba_parse (&rgba, colour);
  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT (x - arm, y - thick / 2, 2 * arm, thick));
  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT (x - thick / 2, y - arm, thick, 2 * arm));
}

static void
emu_readout_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  EmuReadout *self = EMU_READOUT (widget);

  if (self->cross)
    {
      double x;
      double y;

      emu_canvas_from_picture (self->canvas, self->cross_x + 0.5, self->cross_y + 0.5, &x, &y);
      append_cross (snapshot, (float) rint (x), (float) rint (y), 4, CROSS_ARM + 1, "rgba(0,0,0,0.6)");
      append_cross (snapshot, (float) rint (x), (float) rint (y), 2, CROSS_ARM, "white");
    }

  GTK_WIDGET_CLASS (emu_readout_parent_class)->snapshot (widget, snapshot);
}

static void
emu_readout_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  EmuReadout *self = EMU_READOUT (object);

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
emu_readout_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  EmuReadout *self = EMU_READOUT (object);

  switch (id)
    {
    case PROP_CANVAS:
      self->canvas = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_readout_constructed (GObject *object)
{
  EmuReadout *self = EMU_READOUT (object);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  G_OBJECT_CLASS (emu_readout_parent_class)->constructed (object);
  g_return_if_fail (self->canvas != NULL);

  /* A drag that somebody has claimed moves the pointer, too. */
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "enter", G_CALLBACK (pointer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (pointer_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), motion);

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), keys);

  /* The picture may change under a still pointer. */
  g_signal_connect_object (self->canvas, "frame", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "viewed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
}

static void
emu_readout_dispose (GObject *object)
{
  EmuReadout *self = EMU_READOUT (object);
  GtkWidget *child;

  g_clear_object (&self->canvas);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_readout_parent_class)->dispose (object);
}

static void
emu_readout_class_init (EmuReadoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = emu_readout_constructed;
  object_class->get_property = emu_readout_get_property;
  object_class->set_property = emu_readout_set_property;
  object_class->dispose = emu_readout_dispose;
  widget_class->measure = emu_readout_measure;
  widget_class->size_allocate = emu_readout_size_allocate;
  widget_class->snapshot = emu_readout_snapshot;

  properties[PROP_CANVAS] = g_param_spec_object ("canvas", NULL, NULL, EMU_TYPE_CANVAS,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "readout");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/readout.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, plate);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, a_item);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, b_item);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, mask_item);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, result_item);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, place);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, a);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, b);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, mask);
  gtk_widget_class_bind_template_child (widget_class, EmuReadout, result);
}

static void
emu_readout_init (EmuReadout *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
emu_readout_new (EmuCanvas *canvas)
{
  return g_object_new (EMU_TYPE_READOUT, "canvas", canvas, NULL);
}
