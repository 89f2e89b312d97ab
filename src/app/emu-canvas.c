/* emu-canvas.c: the picture in the middle of the Mix page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "emu-canvas-private.h"

/* How long nothing may change before the exact picture is worth its time. */
#define REST_MS 120
#define BUSY_MS 300

/* In the toolkit's pixels. */
#define TILE_GAP 12

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

GType
emu_canvas_mode_get_type (void)
{
  static GType type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { EMU_CANVAS_RESULT, "EMU_CANVAS_RESULT", "result" },
        { EMU_CANVAS_MASK, "EMU_CANVAS_MASK", "mask" },
        { EMU_CANVAS_OVERLAY, "EMU_CANVAS_OVERLAY", "overlay" },
        { EMU_CANVAS_SPLIT, "EMU_CANVAS_SPLIT", "split" },
        { EMU_CANVAS_FOUR, "EMU_CANVAS_FOUR", "four" },
        { EMU_CANVAS_PUBLISHED, "EMU_CANVAS_PUBLISHED", "published" },
        { EMU_CANVAS_GUIDE, "EMU_CANVAS_GUIDE", "guide" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("EmuCanvasMode", values));
    }

  return type;
}

/* What a mode shows, and in how many tiles. */
typedef struct
{
  int           n_tiles;
  int           n_kinds;
  EmuRenderKind kinds[EMU_RENDER_MAX];
} Layout;

static const Layout layouts[] = {
  [EMU_CANVAS_RESULT] = { 1, 1, { EMU_RENDER_RESULT } },
  [EMU_CANVAS_MASK] = { 1, 1, { EMU_RENDER_MASK } },
  [EMU_CANVAS_OVERLAY] = { 1, 1, { EMU_RENDER_OVERLAY } },
  [EMU_CANVAS_SPLIT] = { 1, 2, { EMU_RENDER_A, EMU_RENDER_RESULT } },
  [EMU_CANVAS_FOUR] = { 4, 4, { EMU_RENDER_A, EMU_RENDER_B, EMU_RENDER_MASK, EMU_RENDER_RESULT } },
  [EMU_CANVAS_PUBLISHED] = { 2, 2, { EMU_RENDER_SOUND, EMU_RENDER_PUBLISHED } },
  [EMU_CANVAS_GUIDE] = { 2, 2, { EMU_RENDER_GUIDE_A, EMU_RENDER_GUIDE_B } },
};

static const Layout held = { 1, 1, { EMU_RENDER_A } };

gboolean
emu_canvas_mode_suits (EmuCanvasMode    mode,
                       const EmuMethod *method,
                       const void      *params)
{
  g_return_val_if_fail (method != NULL, FALSE);

  switch (mode)
    {
    case EMU_CANVAS_GUIDE:
      return emu_method_needs_guide (method, params, 0) != EMU_GUIDE_NONE ||
             emu_method_needs_guide (method, params, 1) != EMU_GUIDE_NONE;

    case EMU_CANVAS_PUBLISHED:
      return emu_params_can_publish (&method->params);

    default:
      return TRUE;
    }
}

/* The mode that is really shown. */
static EmuCanvasMode
present_mode (EmuCanvas *self)
{
  if (self->job != NULL && !emu_canvas_mode_suits (self->mode, self->job->method, self->job->params))
    return EMU_CANVAS_RESULT;

  return self->mode;
}

/* Guides that the method does not ask for have no tile. */
static void
drop_guide (Layout    *layout,
            EmuMixJob *job,
            guint      which)
{
  if (job == NULL || emu_method_needs_guide (job->method, job->params, which) != EMU_GUIDE_NONE)
    return;

  layout->n_tiles = layout->n_kinds = 1;
  layout->kinds[0] = layouts[EMU_CANVAS_GUIDE].kinds[!which];
}

static Layout
present_layout (EmuCanvas *self)
{
  EmuCanvasMode mode = present_mode (self);
  Layout layout = layouts[mode];

  if (mode == EMU_CANVAS_GUIDE)
    {
      drop_guide (&layout, self->job, 0);
      drop_guide (&layout, self->job, 1);
    }

  return self->hold_a && layout.n_tiles == 1 ? held : layout;
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
  static const char * const sentences[] = {
    [EMU_CANVAS_RESULT] = N_("The mixed picture"),
    [EMU_CANVAS_MASK] = N_("The mask: blue where A is seen, orange where B is"),
    [EMU_CANVAS_OVERLAY] = N_("The mixed picture, washed blue where A is seen and orange where B is"),
    [EMU_CANVAS_SPLIT] = N_("Picture A on the left of the line, the mixed picture on its right"),
    [EMU_CANVAS_FOUR] = N_("Picture A, picture B, the mask and the mixed picture"),
    [EMU_CANVAS_PUBLISHED] = N_("The mixed picture without the mistakes of published code, and with them"),
    [EMU_CANVAS_GUIDE] = N_("Where the method is told to look: light matters, dark does not"),
  };

  if (self->want.n_kinds == 1 && self->want.kinds[0] == EMU_RENDER_A)
    return _("Picture A");

  return _(sentences[present_mode (self)]);
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
  if (self->rested && !self->pending && is_current (self) && !self->shown->exact)
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
  gboolean was_in_place = emu_canvas_get_place (self) == &self->want;

  g_clear_pointer (&self->shown, emu_rendering_unref);
  self->shown = emu_rendering_ref (rendering);
  emu_canvas_clear_textures (self->textures);
  emu_canvas_clear_textures (self->stand_ins);
  for (int i = 0; i < rendering->request.n_kinds; i++)
    {
      const EmuPatch *patch = &rendering->request.patch;

      if (rendering->pixels[i] == NULL)
        continue;
      self->textures[i] = gdk_memory_texture_new (patch->width, patch->height,
                                                  GDK_MEMORY_R8G8B8A8_PREMULTIPLIED,
                                                  rendering->pixels[i], 4 * (gsize) patch->width);
    }
  emu_canvas_update_captions (self);
  if (!was_in_place)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));

  /* While the hand moves, a new sentence every frame would be noise. */
  if (!self->dragging)
    describe (self);

  note_answer (self, last);
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, rendering->frame);

  if (self->shown == rendering && is_current (self) && rendering->exact)
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
arrange (EmuCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int scale = gtk_widget_get_scale_factor (widget);
  Layout layout = present_layout (self);

  self->want.n_kinds = layout.n_kinds;
  memcpy (self->want.kinds, layout.kinds, sizeof layout.kinds);
  emu_tiles_arrange (&self->want.tiles, layout.n_tiles, gtk_widget_get_width (widget) * scale,
                     gtk_widget_get_height (widget) * scale, TILE_GAP * scale,
                     self->viewport.picture_width, self->viewport.picture_height);
  emu_viewport_set_size (&self->viewport, self->want.tiles.width, self->want.tiles.height);
}

static void
clear_variants (EmuCanvas *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->variants); i++)
    {
      g_clear_pointer (&self->variants[i], emu_mix_job_unref);
      self->want.variants[i] = NULL;
    }
}

/* The same two jobs for as long as the job stays, so that what is remembered of them holds. */
static void
need_variants (EmuCanvas *self)
{
  if (self->want.kinds[0] != EMU_RENDER_SOUND)
    {
      clear_variants (self);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (self->variants); i++)
    {
      if (self->variants[i] == NULL)
        self->variants[i] = emu_mix_job_as_published (self->job, i == 1);
      self->want.variants[i] = self->variants[i];
    }
}

/* Whatever decides the picture has changed: shows at once what can be shown and asks for the rest. */
static void
refresh (EmuCanvas *self)
{
  emu_canvas_clear_textures (self->stand_ins);
  self->want.serial++;
  self->want.job = self->job;

  if (self->job != NULL && !emu_viewport_is_empty (&self->viewport))
    {
      need_variants (self);
      emu_viewport_get_patch (&self->viewport, &self->want.patch);
      emu_canvas_get_colours (self, &self->want);
      ask (self, FALSE);
      start_resting (self);
    }

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   emu_viewport_can_pan (&self->viewport) ? "grab" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The same from anywhere but an allocation. */
void
emu_canvas_change (EmuCanvas *self)
{
  arrange (self);
  refresh (self);
  if (self->mode != EMU_CANVAS_SPLIT && gtk_widget_has_focus (GTK_WIDGET (self->divider)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  announce_zoom (self);
  g_signal_emit (self, signals[SIGNAL_VIEWED], 0);
}

static void
empty (EmuCanvas *self)
{
  emu_renderer_clear (self->renderer);
  g_clear_pointer (&self->shown, emu_rendering_unref);
  emu_canvas_clear_textures (self->textures);
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
      clear_variants (self);

      if (job == NULL)
        {
          empty (self);
        }
      else
        {
          self->job = emu_mix_job_ref (job);
          emu_viewport_set_picture (&self->viewport, job->a->width, job->a->height);
        }

      emu_canvas_change (self);
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
  emu_canvas_change (self);
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
  if (self->want.tiles.n <= 1)
    {
      emu_canvas_change (self);
      describe (self);
    }
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
      EmuRenderKind kind = self->want.kinds[i];

      if (kind == EMU_RENDER_RESULT || kind == EMU_RENDER_OVERLAY || kind == EMU_RENDER_SOUND)
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

  emu_canvas_allocate_children (self);
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
  emu_canvas_clear_textures (self->textures);
  emu_canvas_clear_textures (self->stand_ins);
  clear_variants (self);
  g_clear_pointer (&self->job, emu_mix_job_unref);
  for (int i = 0; i < EMU_RENDER_N_KINDS; i++)
    g_clear_pointer (&self->badges[i], gtk_widget_unparent);
  g_clear_pointer (&self->published_note, gtk_widget_unparent);
  if (self->divider != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->divider)));

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
emu_canvas_state_flags_changed (GtkWidget     *widget,
                                GtkStateFlags  before)
{
  GtkStateFlags changed = before ^ gtk_widget_get_state_flags (widget);

  GTK_WIDGET_CLASS (emu_canvas_parent_class)->state_flags_changed (widget, before);

  /* What a focus looks like is drawn here, where no style tells of it. */
  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    gtk_widget_queue_draw (widget);
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
  widget_class->state_flags_changed = emu_canvas_state_flags_changed;

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

  emu_canvas_add_keys (widget_class);
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
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (emu_canvas_change),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (emu_canvas_change), NULL);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (widget, "canvas");

  emu_canvas_add_children (self);
  emu_canvas_add_controllers (self);
  describe (self);
}

GtkWidget *
emu_canvas_new (void)
{
  return g_object_new (EMU_TYPE_CANVAS, NULL);
}
