/* emu-canvas.c: the picture in the middle of the Mix page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "emu-canvas.h"
#include "emu-renderer.h"

/* How long nothing may change before the exact picture is worth its time. */
#define REST_MS 120
#define BUSY_MS 300

/* Lengths of the toolkit. */
#define TILE_GAP 12
#define BADGE_INSET 6
#define CHEQUER_SIDE 8
#define KEY_PAN 32.0

/* Finger travel on a touchpad that counts as one click of a wheel. */
#define PIXELS_A_CLICK 40.0

struct _EmuCanvas
{
  GtkWidget parent_instance;

  EmuRenderer *renderer;
  GtkWidget   *badges[EMU_RENDER_N_PARTS];  /* by emu_render_part_index() */

  EmuMixJob    *job;
  gboolean      dragging;
  EmuCanvasMode mode;
  gboolean      hold_a;
  char         *name_a;
  char         *name_b;
  EmuViewport   viewport;  /* of one tile */

  /* The present state as a request; its serial changes with every change. */
  EmuRenderRequest want;
  gboolean         pending;  /* the last request has not been answered */
  gboolean         rested;
  guint            rest_timeout;
  guint            busy_timeout;
  gboolean         busy;

  /* What is on screen. The stand-ins are the same pixels in the place and size that @want asks
   * for, until its answer comes. */
  EmuRendering *shown;
  GdkTexture   *textures[EMU_RENDER_N_PARTS];
  GdkTexture   *stand_ins[EMU_RENDER_N_PARTS];

  double announced_zoom;
  guint  zoom_idle;
  char  *description;
  char  *label;

  /* Device pixels. */
  double pointer_x;
  double pointer_y;
  double drag_x;
  double drag_y;
  double pinch_zoom;
  gboolean pointer_inside;
};

G_DEFINE_FINAL_TYPE (EmuCanvas, emu_canvas, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_MODE,
  PROP_ZOOM,
  PROP_BUSY,
  N_PROPS,
};

enum
{
  SIGNAL_FRAME,
  SIGNAL_FAILED,
  SIGNAL_SETTLED,
  SIGNAL_VIEWED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Colours of data, which no theme decides: pixels, not decoration. */
typedef struct
{
  guint8 a[3];
  guint8 middle[3];
  guint8 b[3];
  guint8 shades[2];
} Palette;

static const Palette light = {
  .a = { 0x1a, 0x63, 0xc4 },
  .middle = { 0x80, 0x80, 0x80 },
  .b = { 0xc2, 0x4d, 0x00 },
  .shades = { 0xff, 0xd9 },
};

static const Palette dark = {
  .a = { 0x6a, 0xa8, 0xf4 },
  .middle = { 0x80, 0x80, 0x80 },
  .b = { 0xff, 0xa4, 0x5c },
  .shades = { 0x33, 0x47 },
};

static const EmuFrameParts four[] = {
  EMU_FRAME_A,
  EMU_FRAME_B,
  EMU_FRAME_MASK,
  EMU_FRAME_RESULT,
};

GType
emu_canvas_mode_get_type (void)
{
  static GType type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { EMU_CANVAS_RESULT, "EMU_CANVAS_RESULT", "result" },
        { EMU_CANVAS_MASK, "EMU_CANVAS_MASK", "mask" },
        { EMU_CANVAS_FOUR, "EMU_CANVAS_FOUR", "four" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("EmuCanvasMode", values));
    }

  return type;
}

static EmuFrameParts
wanted_parts (EmuCanvas *self)
{
  if (self->mode == EMU_CANVAS_FOUR)
    return EMU_FRAME_A | EMU_FRAME_B | EMU_FRAME_MASK | EMU_FRAME_RESULT;

  if (self->hold_a)
    return EMU_FRAME_A;

  return self->mode == EMU_CANVAS_MASK ? EMU_FRAME_MASK : EMU_FRAME_RESULT;
}

/* The part that tile @i shows. */
static EmuFrameParts
tile_part (const EmuRenderRequest *request,
           int                     i)
{
  return request->tiles.n == 1 ? request->parts : four[i];
}

static void
clear_textures (GdkTexture **textures)
{
  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    g_clear_object (&textures[i]);
}

static gboolean
is_current (EmuCanvas *self)
{
  return self->shown != NULL && self->shown->request.serial == self->want.serial;
}

/* Zoom. */

static void
announce_zoom (EmuCanvas *self)
{
  if (self->announced_zoom == self->viewport.zoom)
    return;

  self->announced_zoom = self->viewport.zoom;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

static void
zoom_idle_cb (gpointer data)
{
  EmuCanvas *self = data;

  self->zoom_idle = 0;
  announce_zoom (self);
  g_signal_emit (self, signals[SIGNAL_VIEWED], 0);
}

/* Words. */

static const char *
describe_mode (EmuCanvas *self)
{
  switch (self->mode)
    {
    case EMU_CANVAS_MASK:
      return self->hold_a ? _("Picture A") : _("The mask: blue where A is seen, orange where B is");

    case EMU_CANVAS_FOUR:
      return _("Picture A, picture B, the mask and the mixed picture");

    case EMU_CANVAS_RESULT:
    default:
      return self->hold_a ? _("Picture A") : _("The mixed picture");
    }
}

static void
describe (EmuCanvas *self)
{
  const char *a = self->name_a != NULL ? self->name_a : _("A");
  const char *b = self->name_b != NULL ? self->name_b : _("B");
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;

  if (self->shown == NULL)
    {
      label = g_strdup (_("No picture"));
      description = g_strdup ("");
    }
  else
    {
      const EmuMix *mix = self->shown->frame->mix;

      if (isnan (mix->lambda))
        /* Translators: a method, the names of two pictures, the weight of the first */
        label = g_strdup_printf (_("%s of %s and %s: label %.2f A"), _(mix->method->name), a, b,
                                 mix->label.weight_a);
      else
        /* Translators: a method, the names of two pictures, λ, the weight of the first */
        label = g_strdup_printf (_("%s of %s and %s: λ %.2f, label %.2f A"), _(mix->method->name), a,
                                 b, mix->lambda, mix->label.weight_a);

      /* Translators: what is shown, and how large */
      description = g_strdup_printf (_("%s, at %.0f %%"), describe_mode (self),
                                     100.0 * self->viewport.zoom);
    }

  if (g_strcmp0 (label, self->label) == 0 && g_strcmp0 (description, self->description) == 0)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
  g_free (self->label);
  self->label = g_steal_pointer (&label);
  g_free (self->description);
  self->description = g_steal_pointer (&description);
}

/* Asking and answers. */

static void
set_busy (EmuCanvas *self,
          gboolean   busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
busy_cb (gpointer data)
{
  EmuCanvas *self = data;

  self->busy_timeout = 0;
  set_busy (self, TRUE);
}

static void
set_pending (EmuCanvas *self,
             gboolean   pending)
{
  self->pending = pending;

  if (pending && self->busy_timeout == 0 && !self->busy)
    self->busy_timeout = g_timeout_add_once (BUSY_MS, busy_cb, self);

  if (!pending)
    {
      g_clear_handle_id (&self->busy_timeout, g_source_remove);
      set_busy (self, FALSE);
    }
}

static void
ask (EmuCanvas *self,
     gboolean   exact)
{
  self->want.exact = exact;
  emu_renderer_request (self->renderer, &self->want);
  set_pending (self, TRUE);
}

static void
ask_exact_when_rested (EmuCanvas *self)
{
  if (self->rested && !self->pending && is_current (self) && !self->shown->frame->exact)
    ask (self, TRUE);
}

static void
rest_cb (gpointer data)
{
  EmuCanvas *self = data;

  self->rest_timeout = 0;
  self->rested = TRUE;
  ask_exact_when_rested (self);
}

/* Whoever drags does not rest. */
static void
start_resting (EmuCanvas *self)
{
  self->rested = FALSE;
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  if (!self->dragging)
    self->rest_timeout = g_timeout_add_once (REST_MS, rest_cb, self);
}

/* An answer has come, though perhaps not to the last request. */
static void
note_answer (EmuCanvas *self,
             gboolean   last)
{
  set_pending (self, FALSE);
  if (!last)
    set_pending (self, TRUE);
}

static void
finished_cb (EmuCanvas    *self,
             EmuRendering *rendering)
{
  gboolean last = rendering->request.serial == self->want.serial &&
                  rendering->request.exact == self->want.exact;

  g_clear_pointer (&self->shown, emu_rendering_unref);
  self->shown = emu_rendering_ref (rendering);
  clear_textures (self->textures);
  clear_textures (self->stand_ins);
  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    {
      const EmuPatch *patch = &rendering->request.patch;

      if (rendering->pixels[i] != NULL)
        self->textures[i] = gdk_memory_texture_new (patch->width, patch->height,
                                                    GDK_MEMORY_R8G8B8A8_PREMULTIPLIED,
                                                    rendering->pixels[i], 4 * (gsize) patch->width);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));

  /* While the hand moves, a new sentence every frame would be noise. */
  if (!self->dragging)
    describe (self);

  note_answer (self, last);
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, rendering->frame);

  if (self->shown == rendering && is_current (self) && rendering->frame->exact)
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
  else
    ask_exact_when_rested (self);
}

static void
failed_cb (EmuCanvas *self,
           guint      serial,
           GError    *error)
{
  note_answer (self, serial == self->want.serial);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
}

/* The present state. */

static void
get_colours (EmuCanvas        *self,
             EmuRenderRequest *request)
{
  const Palette *palette = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? &dark
                                                                                         : &light;

  emu_ramp_init (&request->ramp, palette->b, palette->middle, palette->a);
  request->chequer = (EmuChequer) {
    .shade = { palette->shades[0], palette->shades[1] },
    .side = CHEQUER_SIDE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .x = request->patch.first_x,
    .y = request->patch.first_y,
  };
}

static void
arrange (EmuCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int scale = gtk_widget_get_scale_factor (widget);

  self->want.parts = wanted_parts (self);
  emu_tiles_arrange (&self->want.tiles, self->mode == EMU_CANVAS_FOUR ? EMU_MAX_TILES : 1,
                     gtk_widget_get_width (widget) * scale, gtk_widget_get_height (widget) * scale,
                     TILE_GAP * scale, self->viewport.picture_width, self->viewport.picture_height);
  emu_viewport_set_size (&self->viewport, self->want.tiles.width, self->want.tiles.height);
}

/* Whatever decides the picture has changed: shows at once what can be shown and asks for the rest. */
static void
refresh (EmuCanvas *self)
{
  clear_textures (self->stand_ins);
  self->want.serial++;
  self->want.job = self->job;

  if (self->job != NULL && !emu_viewport_is_empty (&self->viewport))
    {
      emu_viewport_get_patch (&self->viewport, &self->want.patch);
      get_colours (self, &self->want);
      ask (self, FALSE);
      start_resting (self);
    }

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   emu_viewport_can_pan (&self->viewport) ? "grab" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The same from anywhere but an allocation. */
static void
change (EmuCanvas *self)
{
  arrange (self);
  refresh (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  announce_zoom (self);
  g_signal_emit (self, signals[SIGNAL_VIEWED], 0);
}

static void
empty (EmuCanvas *self)
{
  emu_renderer_clear (self->renderer);
  g_clear_pointer (&self->shown, emu_rendering_unref);
  clear_textures (self->textures);
  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  set_pending (self, FALSE);
  self->viewport = (EmuViewport) { .zoom = 1.0, .fit = TRUE };
  describe (self);
}

void
emu_canvas_set_job (EmuCanvas *self,
                    EmuMixJob *job,
                    gboolean   dragging)
{
  gboolean let_go = self->dragging && !dragging;

  g_return_if_fail (EMU_IS_CANVAS (self));

  self->dragging = dragging;

  if (job != self->job)
    {
      g_clear_pointer (&self->job, emu_mix_job_unref);

      if (job == NULL)
        {
          empty (self);
        }
      else
        {
          self->job = emu_mix_job_ref (job);
          emu_viewport_set_picture (&self->viewport, job->a->width, job->a->height);
        }

      change (self);
    }
  else if (let_go)
    {
      describe (self);
    }
  else if (dragging)
    {
      start_resting (self);
    }

  if (let_go)
    {
      g_clear_handle_id (&self->rest_timeout, g_source_remove);
      self->rested = TRUE;
      ask_exact_when_rested (self);
    }
}

void
emu_canvas_set_names (EmuCanvas  *self,
                      const char *a,
                      const char *b)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  g_free (self->name_a);
  self->name_a = g_strdup (a);
  g_free (self->name_b);
  self->name_b = g_strdup (b);
  describe (self);
}

EmuCanvasMode
emu_canvas_get_mode (EmuCanvas *self)
{
  g_return_val_if_fail (EMU_IS_CANVAS (self), EMU_CANVAS_RESULT);

  return self->mode;
}

void
emu_canvas_set_mode (EmuCanvas     *self,
                     EmuCanvasMode  mode)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  if (self->mode == mode)
    return;

  self->mode = mode;
  change (self);
  describe (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

void
emu_canvas_set_hold_a (EmuCanvas *self,
                       gboolean   hold_a)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  hold_a = !!hold_a;
  if (self->hold_a == hold_a)
    return;

  self->hold_a = hold_a;
  if (self->mode != EMU_CANVAS_FOUR)
    {
      change (self);
      describe (self);
    }
}

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
    change (self);
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
  change (self);
}

void
emu_canvas_zoom_actual (EmuCanvas *self)
{
  g_return_if_fail (EMU_IS_CANVAS (self));

  zoom_middle (self, 1.0);
}

double
emu_canvas_get_zoom (EmuCanvas *self)
{
  g_return_val_if_fail (EMU_IS_CANVAS (self), 1.0);

  return self->viewport.zoom;
}

/* The tile that stands for all of them where no pointer chooses one. */
static int
result_tile (EmuCanvas *self)
{
  for (int i = 0; i < self->want.tiles.n; i++)
    {
      if (tile_part (&self->want, i) == EMU_FRAME_RESULT)
        return i;
    }

  return 0;
}

static int
tile_at (EmuCanvas *self,
         double     px,
         double     py)
{
  const EmuTiles *tiles = &self->want.tiles;

  for (int i = 0; i < tiles->n; i++)
    {
      if (px >= tiles->x[i] && px < tiles->x[i] + tiles->width &&
          py >= tiles->y[i] && py < tiles->y[i] + tiles->height)
        return i;
    }

  return result_tile (self);
}

gboolean
emu_canvas_to_picture (EmuCanvas *self,
                       double     x,
                       double     y,
                       double    *px,
                       double    *py)
{
  const EmuTiles *tiles = &self->want.tiles;
  int scale;
  int tile;

  g_return_val_if_fail (EMU_IS_CANVAS (self), FALSE);

  *px = 0.0;
  *py = 0.0;
  if (self->job == NULL || emu_viewport_is_empty (&self->viewport))
    return FALSE;

  scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  tile = tile_at (self, x * scale, y * scale);

  return emu_patch_to_picture (&self->want.patch, x * scale - tiles->x[tile],
                               y * scale - tiles->y[tile], px, py);
}

void
emu_canvas_from_picture (EmuCanvas *self,
                         double     px,
                         double     py,
                         double    *x,
                         double    *y)
{
  const EmuTiles *tiles = &self->want.tiles;
  int scale;
  int tile;

  g_return_if_fail (EMU_IS_CANVAS (self));

  *x = 0.0;
  *y = 0.0;
  if (self->job == NULL || emu_viewport_is_empty (&self->viewport))
    return;

  scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  tile = result_tile (self);
  emu_patch_from_picture (&self->want.patch, px, py, x, y);
  *x = (*x + tiles->x[tile]) / scale;
  *y = (*y + tiles->y[tile]) / scale;
}

EmuFrame *
emu_canvas_get_frame (EmuCanvas *self)
{
  g_return_val_if_fail (EMU_IS_CANVAS (self), NULL);

  return self->shown != NULL ? self->shown->frame : NULL;
}

gboolean
emu_canvas_get_busy (EmuCanvas *self)
{
  g_return_val_if_fail (EMU_IS_CANVAS (self), FALSE);

  return self->busy;
}

/* Input. */

static void
pan (EmuCanvas *self,
     double     dx,
     double     dy)
{
  if (emu_viewport_pan (&self->viewport, dx, dy))
    change (self);
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

/* Drawing. */

static GdkTexture *
make_stand_in (EmuCanvas *self,
               int        part)
{
  const EmuPatch *from = &self->shown->request.patch;
  const EmuPatch *to = &self->want.patch;
  gsize stride = 4 * (gsize) to->width;
  gsize size = stride * (gsize) to->height;
  guint8 *rgba = g_malloc (size);
  g_autoptr(GBytes) bytes = g_bytes_new_take (rgba, size);
  EmuPick rows;
  EmuPick columns;

  emu_patch_between (from, to, &rows, &columns);
  emu_pixels_pick (g_bytes_get_data (self->shown->pixels[part], NULL), 4 * (gsize) from->width,
                   &rows, &columns, rgba, stride);

  return gdk_memory_texture_new (to->width, to->height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes,
                                 stride);
}

/* Whether what is on screen can be followed to another place and zoom: the same kind of pictures,
 * of the same size. Anything else stays where it is until the answer comes. */
static gboolean
can_follow (EmuCanvas *self)
{
  const EmuRenderRequest *shown = &self->shown->request;

  return shown->parts == self->want.parts &&
         shown->job->a->width == self->viewport.picture_width &&
         shown->job->a->height == self->viewport.picture_height;
}

static void
emu_canvas_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  EmuCanvas *self = EMU_CANVAS (widget);
  float scale = (float) gtk_widget_get_scale_factor (widget);

  if (self->shown != NULL)
    {
      const EmuRenderRequest *shown = &self->shown->request;
      const EmuRenderRequest *place = can_follow (self) ? &self->want : shown;
      gboolean follow = !emu_patch_equal (&shown->patch, &place->patch);

      for (int i = 0; i < place->tiles.n; i++)
        {
          int part = emu_render_part_index (tile_part (place, i));
          GdkTexture *texture = self->textures[part];
          graphene_rect_t bounds;

          if (follow)
            {
              if (self->stand_ins[part] == NULL)
                self->stand_ins[part] = make_stand_in (self, part);
              texture = self->stand_ins[part];
            }

          /* Each pixel of the texture on one device pixel. */
          graphene_rect_init (&bounds,
                              (float) (place->tiles.x[i] + place->patch.x) / scale,
                              (float) (place->tiles.y[i] + place->patch.y) / scale,
                              (float) place->patch.width / scale,
                              (float) place->patch.height / scale);
          gtk_snapshot_append_texture (snapshot, texture, &bounds);
        }
    }

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    gtk_widget_snapshot_child (widget, self->badges[i], snapshot);
}

static void
emu_canvas_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 90;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 360;
}

static void
allocate_badges (EmuCanvas *self)
{
  const EmuTiles *tiles = &self->want.tiles;
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gboolean captioned = self->job != NULL && (tiles->n > 1 || self->want.parts == EMU_FRAME_A);

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    gtk_widget_set_child_visible (self->badges[i], FALSE);

  for (int i = 0; captioned && i < tiles->n; i++)
    {
      GtkWidget *badge = self->badges[emu_render_part_index (tile_part (&self->want, i))];
      graphene_point_t corner;
      GtkRequisition size;

      graphene_point_init (&corner,
                           (float) (tiles->x[i] + self->want.patch.x) / scale + BADGE_INSET,
                           (float) (tiles->y[i] + self->want.patch.y) / scale + BADGE_INSET);
      gtk_widget_set_child_visible (badge, TRUE);
      gtk_widget_get_preferred_size (badge, NULL, &size);
      gtk_widget_allocate (badge, size.width, size.height, -1,
                           gsk_transform_translate (NULL, &corner));
    }
}

static void
emu_canvas_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  EmuCanvas *self = EMU_CANVAS (widget);
  EmuTiles before = self->want.tiles;

  arrange (self);
  if (before.width != self->want.tiles.width || before.height != self->want.tiles.height ||
      before.n != self->want.tiles.n)
    {
      refresh (self);

      /* Whoever shows the zoom must not change its size in the middle of an allocation. */
      if (self->zoom_idle == 0)
        self->zoom_idle = g_idle_add_once (zoom_idle_cb, self);
    }

  allocate_badges (self);
}

static void
emu_canvas_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  EmuCanvas *self = EMU_CANVAS (object);

  switch (id)
    {
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      break;

    case PROP_ZOOM:
      g_value_set_double (value, self->viewport.zoom);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_canvas_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  EmuCanvas *self = EMU_CANVAS (object);

  switch (id)
    {
    case PROP_MODE:
      emu_canvas_set_mode (self, g_value_get_enum (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_canvas_dispose (GObject *object)
{
  EmuCanvas *self = EMU_CANVAS (object);

  g_clear_handle_id (&self->rest_timeout, g_source_remove);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  g_clear_handle_id (&self->zoom_idle, g_source_remove);
  g_clear_object (&self->renderer);
  g_clear_pointer (&self->shown, emu_rendering_unref);
  clear_textures (self->textures);
  clear_textures (self->stand_ins);
  g_clear_pointer (&self->job, emu_mix_job_unref);
  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    g_clear_pointer (&self->badges[i], gtk_widget_unparent);

  G_OBJECT_CLASS (emu_canvas_parent_class)->dispose (object);
}

static void
emu_canvas_finalize (GObject *object)
{
  EmuCanvas *self = EMU_CANVAS (object);

  g_free (self->name_a);
  g_free (self->name_b);
  g_free (self->label);
  g_free (self->description);

  G_OBJECT_CLASS (emu_canvas_parent_class)->finalize (object);
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

static void
emu_canvas_class_init (EmuCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_canvas_get_property;
  object_class->set_property = emu_canvas_set_property;
  object_class->dispose = emu_canvas_dispose;
  object_class->finalize = emu_canvas_finalize;

  widget_class->measure = emu_canvas_measure;
  widget_class->size_allocate = emu_canvas_size_allocate;
  widget_class->snapshot = emu_canvas_snapshot;

  properties[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, EMU_TYPE_CANVAS_MODE,
                                             EMU_CANVAS_RESULT,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                             G_PARAM_STATIC_STRINGS);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0.0, G_MAXDOUBLE, 1.0,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                               G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VIEWED] = g_signal_new ("viewed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "emucanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  add_pan_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, KEY_PAN, 0.0);
  add_pan_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, -KEY_PAN, 0.0);
  add_pan_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0.0, KEY_PAN);
  add_pan_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0.0, -KEY_PAN);
}

static void
add_badge (EmuCanvas    *self,
           EmuFrameParts part,
           const char   *text,
           const char   *style_class)
{
  GtkWidget *badge = gtk_label_new (text);

  gtk_widget_add_css_class (badge, "badge");
  if (style_class != NULL)
    gtk_widget_add_css_class (badge, style_class);
  gtk_widget_set_can_target (badge, FALSE);
  gtk_widget_set_parent (badge, GTK_WIDGET (self));
  self->badges[emu_render_part_index (part)] = badge;
}

static void
add_controllers (EmuCanvas *self)
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

static void
emu_canvas_init (EmuCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->viewport = (EmuViewport) { .zoom = 1.0, .fit = TRUE };
  self->announced_zoom = 1.0;

  self->renderer = emu_renderer_new ();
  g_signal_connect_object (self->renderer, "finished", G_CALLBACK (finished_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->renderer, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (change),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (change), NULL);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (widget, "canvas");

  /* Captions belong to the parts of a frame, one each, so they are made here and not in a template. */
  add_badge (self, EMU_FRAME_A, _("A"), "a");
  add_badge (self, EMU_FRAME_B, _("B"), "b");
  add_badge (self, EMU_FRAME_MASK, _("Mask"), NULL);
  add_badge (self, EMU_FRAME_RESULT, _("Result"), NULL);

  add_controllers (self);
  describe (self);
}

GtkWidget *
emu_canvas_new (void)
{
  return g_object_new (EMU_TYPE_CANVAS, NULL);
}
