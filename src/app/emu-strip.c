/* emu-strip.c: sixteen draws with the present settings, to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "emu-canvas.h"
#include "emu-strip.h"
#include "emu-study.h"
#include "emu-worker.h"

#define N EMU_STRIP_N

/* Tiles as high as these, border and label bar included; wide enough for three to two. */
#define TILE_HEIGHT_PX 72
#define LOW_TILE_HEIGHT_PX 66
#define LOW_TILE_WIDTH_PX 90
#define TILE_MIN_PX 48
#define TILE_MAX_PX 108

#define CHEQUER_SIDE 4

/* While a hand drags, all thumbnails together may take this long; slower ones wait for its rest. The
 * others follow this often, which is enough to see where it leads. */
#define LIVE_MS 25.0
#define LIVE_INTERVAL_MS 100

/* What crosses to the thread. */
typedef struct
{
  EmuMixJob *job;
  guint64    base;
  int        width;       /* of a tile's picture, in device pixels */
  int        height;
  EmuChequer chequer;
  EmuFrame  *frame;       /* (nullable): of the same pair */
  guint      first;       /* tile to begin with */
  guint      serial;
} Round;

typedef struct
{
  guint    index;
  guint    serial;        /* of the round */
  EmuDrawn drawn;
  double   ms;
} Answer;

struct _EmuStrip
{
  GtkWidget       parent_instance;

  GtkLabel       *caption;
  GtkWidget      *draw_lambda;
  GtkWidget      *sheet;
  GtkScrolledWindow *scroller;
  GtkWidget      *tiles;

  EmuMixDocument *document;
  EmuWorker      *worker;
  EmuPreview     *preview;        /* the worker's alone */
  EmuDrawTile    *tile[N];
  guint           stop;           /* the tile the Tab key stops at; arrow keys go on from there */
  EmuFrame       *frame;          /* the canvas's newest */
  gboolean        waits_for_frame;

  guint64         base;
  guint64         seed;           /* the document's, when it was last looked at */
  int             rows;
  gboolean        narrow;

  /* The newest round asked for, and how it goes. */
  EmuMixJob      *asked;
  guint64         asked_base;
  int             asked_width;
  int             asked_height;
  gboolean        asked_dark;
  guint           serial;
  guint           n_pending;      /* tiles that round has not answered */
  guint           later;          /* source that asks again */
  gint64          asked_us;       /* when */
  guint           next;           /* tile that has waited longest */
  double          ms[N];          /* that each tile took when it was last computed */
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_WAITS_FOR_FRAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuStrip, emu_strip, GTK_TYPE_WIDGET)

/* --- Seeds ------------------------------------------------------------------------------------- */

static guint64
seed_after (guint64 base,
            guint64 n)
{
  return (base + n) & EMU_SEED_MAX;
}

/* Which tile has a seed; N or more: none. */
static guint64
index_of (EmuStrip *self,
          guint64   seed)
{
  return (seed - self->base - 1) & EMU_SEED_MAX;
}

static void
update_seeds (EmuStrip *self)
{
  for (guint i = 0; i < N; i++)
    {
      emu_draw_tile_set_seed (self->tile[i], seed_after (self->base, i + 1));
      emu_draw_tile_set_adopted (self->tile[i], seed_after (self->base, i + 1) == self->seed);
    }
}

/* --- The thread -------------------------------------------------------------------------------- */

static void
free_round (gpointer data)
{
  Round *round = data;

  emu_mix_job_unref (round->job);
  g_clear_pointer (&round->frame, emu_frame_unref);
  g_free (round);
}

static void
free_answer (gpointer data)
{
  Answer *answer = data;

  emu_drawn_clear (&answer->drawn);
  g_free (answer);
}

/* The frame's result for the screen, row by row. */
static GBytes *
paint (const EmuFrame   *frame,
       const EmuPatch   *patch,
       const EmuChequer *chequer)
{
  gsize stride = 4 * (gsize) patch->width;
  gsize size = stride * (gsize) patch->height;
  guint8 *rgba = g_malloc (size);

  emu_pixels_from_image (frame->result, &patch->rows, &patch->columns, chequer, rgba, stride);

  return g_bytes_new_take (rgba, size);
}

/* One thumbnail; NULL where the round was cancelled. */
static Answer *
draw_one (EmuPreview   *preview,
          const Round  *round,
          guint         index,
          GCancellable *cancellable)
{
  g_autoptr(EmuMixJob) job = emu_mix_job_with_seed (round->job, seed_after (round->base, index + 1));
  g_autoptr(EmuFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  EmuViewport viewport = { .fit = TRUE };
  EmuPatch patch;
  Answer *answer;

  emu_viewport_set_size (&viewport, round->width, round->height);
  emu_viewport_set_picture (&viewport, job->a->width, job->a->height);
  emu_viewport_get_patch (&viewport, &patch);

  frame = emu_preview_render (preview, job, &patch.view, EMU_FRAME_RESULT, FALSE, cancellable, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;

  answer = g_new0 (Answer, 1);
  answer->index = index;
  answer->serial = round->serial;
  answer->drawn.seed = job->seed;
  answer->drawn.patch = patch;
  answer->drawn.asked = NAN;
  if (frame != NULL)
    {
      const EmuMix *mix = frame->mix;

      answer->drawn.pixels = paint (frame, &patch, &round->chequer);
      answer->drawn.asked = emu_mix_asked (mix);
      answer->drawn.weight_a = mix->label.weight_a;
      answer->drawn.weight_b = mix->label.weight_b;
    }
  else
    {
      answer->drawn.fault = g_strdup (error->message);
    }
  answer->ms = (double) (g_get_monotonic_time () - start) / 1000.0;

  return answer;
}

static void
work (EmuWorker    *worker,
      gpointer      job,
      GCancellable *cancellable,
      gpointer      data)
{
  EmuStrip *self = data;
  const Round *round = job;

  if (round->frame != NULL)
    emu_preview_share_pair (self->preview, round->frame);

  for (guint i = 0; i < N && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Answer *answer = draw_one (self->preview, round, (round->first + i) % N, cancellable);

      if (answer != NULL)
        emu_worker_deliver (worker, answer);
    }
}

static void
take (gpointer result,
      gpointer data)
{
  EmuStrip *self = data;
  Answer *answer = result;

  if (answer->serial == self->serial)
    self->n_pending--;
  self->ms[answer->index] = answer->ms;
  self->next = (answer->index + 1) % N;
  emu_draw_tile_show (self->tile[answer->index], &answer->drawn);
  free_answer (answer);
}

/* --- Asking ------------------------------------------------------------------------------------ */

static void
forget_round (EmuStrip *self)
{
  emu_worker_clear (self->worker);
  g_clear_pointer (&self->asked, emu_mix_job_unref);
  self->n_pending = 0;
}

static gboolean
is_quick (EmuStrip *self)
{
  double total = 0;

  for (guint i = 0; i < N; i++)
    total += self->ms[i];

  return total > 0 && total <= LIVE_MS;
}

static gboolean
is_asked (EmuStrip        *self,
          const EmuMixJob *job,
          int              width,
          int              height,
          gboolean         dark)
{
  return self->asked != NULL && emu_mix_job_same_pair (self->asked, job) &&
         emu_mix_job_same_settings (self->asked, job) && self->asked_base == self->base &&
         self->asked_width == width && self->asked_height == height && self->asked_dark == dark;
}

static void refresh (EmuStrip *self);

static gboolean
later_cb (gpointer data)
{
  EmuStrip *self = data;

  self->later = 0;
  refresh (self);

  return G_SOURCE_REMOVE;
}

/* Whether a hand that drags has to do without new thumbnails for now. */
static gboolean
must_wait (EmuStrip *self)
{
  gint64 since_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  if (!emu_mix_document_in_gesture (self->document))
    return FALSE;

  if (!is_quick (self))
    return TRUE;

  if (since_ms >= LIVE_INTERVAL_MS)
    return FALSE;

  if (self->later == 0)
    self->later = g_timeout_add ((guint) (LIVE_INTERVAL_MS - since_ms), later_cb, self);

  return TRUE;
}

/* Asks for what the tiles should show, unless that is asked for already. */
static void
refresh (EmuStrip *self)
{
  g_autoptr(EmuMixJob) job = NULL;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  guint8 shades[2];
  gboolean fits;
  int width;
  int height;
  Round *round;

  if (self->document == NULL)
    return;

  job = emu_mix_document_create_job (self->document);
  if (job == NULL)
    {
      forget_round (self);
      for (guint i = 0; i < N; i++)
        emu_draw_tile_show (self->tile[i], NULL);
      return;
    }

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !emu_draw_tile_get_area (self->tile[0], &width, &height))
    return;

  fits = self->frame != NULL && emu_mix_job_same_pair (self->frame->job, job);
  if (is_asked (self, job, width, height, dark) ||
      (self->waits_for_frame && !fits) ||
      must_wait (self))
    return;

  emu_canvas_get_shades (shades);
  round = g_new0 (Round, 1);
  round->job = emu_mix_job_ref (job);
  round->base = self->base;
  round->width = width;
  round->height = height;
  round->chequer = (EmuChequer) {
    .shade = { shades[0], shades[1] },
    .side = CHEQUER_SIDE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
  };
  if (fits)
    round->frame = emu_frame_ref (self->frame);
  /* Rounds that replace each other go on where the last one came to, so that every tile's turn
   * comes. */
  round->first = self->next;
  round->serial = ++self->serial;
  self->n_pending = N;
  self->asked_us = g_get_monotonic_time ();

  g_clear_pointer (&self->asked, emu_mix_job_unref);
  self->asked = g_steal_pointer (&job);
  self->asked_base = self->base;
  self->asked_width = width;
  self->asked_height = height;
  self->asked_dark = dark;
  emu_worker_submit (self->worker, round);
}

/* --- Words ------------------------------------------------------------------------------------- */

static void
update_caption (EmuStrip *self)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  gboolean alike = job != NULL && !emu_mix_job_varies (job);
  gboolean draws_nothing = TRUE;
  const char *caption = _("all alike while λ is fixed");
  g_autofree char *text = NULL;

  for (guint i = 0; i < method->draws.n_draws; i++)
    draws_nothing = draws_nothing && !emu_mix_document_get_draw_fixed (self->document, i);

  /* The caption has little room beside the buttons; what it leaves out is said on pointing at it. */
  if (!alike)
    {
      caption = _("click one to adopt");
      text = g_strdup (_("Same settings, other seeds: a click adopts the seed of a draw."));
    }
  else if (method->ignores_lambda)
    {
      caption = _("all alike: nothing is drawn");
      /* Translators: %s is the name of a method */
      text = g_strdup_printf (_("%s draws nothing: all sixteen are alike."), _(method->name));
    }
  else if (draws_nothing)
    {
      /* Translators: %s is the name of a method */
      text = g_strdup_printf (_("%s draws nothing but λ: all sixteen are alike while λ is fixed."),
                              _(method->name));
    }
  else
    {
      text = g_strdup (_("λ and every draw are fixed: all sixteen are alike."));
    }

  gtk_label_set_label (self->caption, caption);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), text);
  /* In a narrow window there is no room for the reason beside what helps. */
  gtk_widget_set_tooltip_text (self->draw_lambda, text);
  gtk_widget_set_visible (self->draw_lambda, alike && !method->ignores_lambda);
  gtk_widget_set_visible (GTK_WIDGET (self->caption),
                          !self->narrow || !gtk_widget_get_visible (self->draw_lambda));
}

/* Where the row scrolls, what was adopted by a key comes into sight. */
static void
show_adopted (EmuStrip *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  double scrolled = gtk_adjustment_get_value (adjustment);
  guint64 index = index_of (self, self->seed);
  graphene_rect_t bounds;

  if (index < N && gtk_widget_compute_bounds (GTK_WIDGET (self->tile[index]),
                                              gtk_widget_get_parent (self->tiles), &bounds))
    gtk_adjustment_clamp_page (adjustment, scrolled + bounds.origin.x,
                               scrolled + bounds.origin.x + bounds.size.width);
}

static void
set_stop (EmuStrip *self,
          guint     stop)
{
  GtkWidget *before = GTK_WIDGET (self->tile[self->stop]);
  GtkWidget *after = GTK_WIDGET (self->tile[stop]);

  if (stop == self->stop)
    return;

  self->stop = stop;
  gtk_widget_set_focusable (after, TRUE);
  if (gtk_widget_has_focus (before))
    gtk_widget_grab_focus (after);
  gtk_widget_set_focusable (before, FALSE);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuStrip       *self)
{
  guint64 seed = emu_mix_document_get_seed (document);
  EmuPicture *a = emu_mix_document_get_a (document);
  gboolean adopted = seed != self->seed;

  if (adopted && index_of (self, seed) >= N)
    self->base = seed;
  self->seed = seed;

  for (guint i = 0; i < N; i++)
    emu_draw_tile_set_name (self->tile[i], a != NULL ? emu_picture_get_name (a) : NULL);
  update_seeds (self);
  if (adopted && index_of (self, seed) < N)
    set_stop (self, (guint) index_of (self, seed));
  if (adopted)
    show_adopted (self);
  update_caption (self);
  refresh (self);
}

/* --- Hands ------------------------------------------------------------------------------------- */

static void
tile_activated_cb (EmuDrawTile *tile,
                   EmuStrip    *self)
{
  emu_mix_document_set_seed (self->document, emu_draw_tile_get_seed (tile));
}

static gboolean
tiles_key_pressed_cb (GtkEventControllerKey *controller,
                      guint                  keyval,
                      guint                  keycode,
                      GdkModifierType        modifiers,
                      EmuStrip              *self)
{
  int columns = N / self->rows;
  int right = gtk_widget_get_direction (self->tiles) == GTK_TEXT_DIR_RTL ? -1 : 1;
  int stop = (int) self->stop;

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      stop -= right;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      stop += right;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      stop -= columns;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      stop += columns;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      stop = 0;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      stop = N - 1;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  if (stop < 0 || stop >= N)
    gtk_widget_error_bell (self->tiles);
  else
    set_stop (self, (guint) stop);
  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (self->tiles)), TRUE);

  return GDK_EVENT_STOP;
}

static void
new_sixteen_cb (GtkButton *button,
                EmuStrip  *self)
{
  emu_strip_new_sixteen (self);
}

static void
draw_lambda_cb (GtkButton *button,
                EmuStrip  *self)
{
  emu_mix_document_set_draws_lambda (self->document, TRUE,
                                     emu_mix_document_get_lambda (self->document));
}

/* --- Layout ------------------------------------------------------------------------------------ */

/* In rows of equal tiles. What is left where they are as wide as they may be goes between them. */

static int
tile_height (EmuStrip *self)
{
  return self->rows == 2 ? TILE_HEIGHT_PX : LOW_TILE_HEIGHT_PX;
}

static void
tiles_measure (GtkWidget      *widget,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural,
               int            *minimum_baseline,
               int            *natural_baseline)
{
  EmuStrip *self = EMU_STRIP (gtk_widget_get_ancestor (widget, EMU_TYPE_STRIP));
  int columns = N / self->rows;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = columns * (self->rows == 2 ? TILE_MIN_PX : LOW_TILE_WIDTH_PX);
      *natural = columns * LOW_TILE_WIDTH_PX;
    }
  else
    {
      *minimum = *natural = self->rows * tile_height (self);
    }
}

static void
tiles_allocate (GtkWidget *widget,
                int        width,
                int        height,
                int        baseline)
{
  EmuStrip *self = EMU_STRIP (gtk_widget_get_ancestor (widget, EMU_TYPE_STRIP));
  int columns = N / self->rows;
  int tile_width = MIN (width / columns, TILE_MAX_PX);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (int i = 0; i < N; i++)
    {
      int column = rtl ? columns - 1 - i % columns : i % columns;
      int x = (int) ((gint64) (width - tile_width) * column / (columns - 1));
      int y = i / columns * tile_height (self);

      /* A tile has no size of its own, but the toolkit wants to be asked. */
      gtk_widget_measure (GTK_WIDGET (self->tile[i]), GTK_ORIENTATION_HORIZONTAL, -1,
                          NULL, NULL, NULL, NULL);
      gtk_widget_allocate (GTK_WIDGET (self->tile[i]), tile_width, tile_height (self), -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, (float) y)));
    }
}

static void
emu_strip_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
  refresh (EMU_STRIP (widget));
}

static void
emu_strip_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size,
                      minimum, natural, NULL, NULL);
}

static void
emu_strip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (emu_strip_parent_class)->map (widget);

  refresh (EMU_STRIP (widget));
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_strip_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  EmuStrip *self = EMU_STRIP (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_WAITS_FOR_FRAME:
      g_value_set_boolean (value, self->waits_for_frame);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_strip_set_property (GObject      *object,
                        guint         id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  EmuStrip *self = EMU_STRIP (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      emu_strip_set_document (self, g_value_get_object (value));
      break;
    case PROP_WAITS_FOR_FRAME:
      self->waits_for_frame = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_strip_dispose (GObject *object)
{
  EmuStrip *self = EMU_STRIP (object);
  GtkWidget *child;

  g_clear_handle_id (&self->later, g_source_remove);
  g_clear_pointer (&self->worker, emu_worker_free);
  g_clear_pointer (&self->preview, emu_preview_free);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->asked, emu_mix_job_unref);
  g_clear_pointer (&self->frame, emu_frame_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_strip_parent_class)->dispose (object);
}

static void
emu_strip_class_init (EmuStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_strip_get_property;
  object_class->set_property = emu_strip_set_property;
  object_class->dispose = emu_strip_dispose;
  widget_class->measure = emu_strip_measure;
  widget_class->size_allocate = emu_strip_size_allocate;
  widget_class->map = emu_strip_map;

  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  properties[PROP_WAITS_FOR_FRAME] =
    g_param_spec_boolean ("waits-for-frame", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "strip");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/strip.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuStrip, caption);
  gtk_widget_class_bind_template_child (widget_class, EmuStrip, draw_lambda);
  gtk_widget_class_bind_template_child (widget_class, EmuStrip, sheet);
  gtk_widget_class_bind_template_child (widget_class, EmuStrip, scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuStrip, tiles);
  gtk_widget_class_bind_template_callback (widget_class, tiles_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_sixteen_cb);
  gtk_widget_class_bind_template_callback (widget_class, draw_lambda_cb);
}

static void
emu_strip_init (EmuStrip *self)
{
  self->rows = 2;
  self->preview = emu_preview_new ();
  self->worker = emu_worker_new ("strip", work, take, free_round, free_answer, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->tiles,
                                 gtk_custom_layout_new (NULL, tiles_measure, tiles_allocate));

  for (guint i = 0; i < N; i++)
    {
      self->tile[i] = EMU_DRAW_TILE (emu_draw_tile_new ());
      g_signal_connect (self->tile[i], "activated", G_CALLBACK (tile_activated_cb), self);
      gtk_widget_set_focusable (GTK_WIDGET (self->tile[i]), i == self->stop);
      gtk_widget_set_parent (GTK_WIDGET (self->tile[i]), self->tiles);
    }

  /* The squares below transparent pixels are light or dark. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (refresh),
                           self, G_CONNECT_SWAPPED);
}

void
emu_strip_set_document (EmuStrip       *self,
                        EmuMixDocument *document)
{
  if (document == NULL)
    return;

  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  self->base = self->seed = emu_mix_document_get_seed (document);
  g_signal_connect (document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (document, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
}

void
emu_strip_set_frame (EmuStrip *self,
                     EmuFrame *frame)
{
  emu_frame_ref (frame);
  g_clear_pointer (&self->frame, emu_frame_unref);
  self->frame = frame;
  refresh (self);
}

void
emu_strip_set_rows (EmuStrip *self,
                    int       rows)
{
  g_return_if_fail (rows == 1 || rows == 2);

  if (rows == self->rows)
    return;

  self->rows = rows;
  gtk_scrolled_window_set_policy (self->scroller,
                                  rows == 1 ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_widget_queue_resize (self->tiles);
}

void
emu_strip_set_narrow (EmuStrip *self,
                      gboolean  narrow)
{
  self->narrow = narrow;
  gtk_widget_set_visible (self->sheet, !narrow);
  if (self->document != NULL)
    update_caption (self);
}

void
emu_strip_new_sixteen (EmuStrip *self)
{
  self->base = seed_after (self->base, N);
  update_seeds (self);
  refresh (self);
}

void
emu_strip_step (EmuStrip *self,
                int       step)
{
  guint64 seed = emu_mix_document_get_seed (self->document);
  guint64 index = index_of (self, seed);

  g_return_if_fail (step == 1 || step == -1);

  /* Far from what is shown, the nearest that is shown is meant. */
  if (index >= N && seed != self->base)
    {
      emu_mix_document_set_seed (self->document, seed_after (self->base, step > 0 ? 1 : N));
      return;
    }

  seed = seed_after (seed, step > 0 ? 1 : EMU_SEED_MAX);
  if (index_of (self, seed) >= N)
    self->base = seed_after (self->base, step > 0 ? N : EMU_SEED_MAX + 1 - N);
  emu_mix_document_set_seed (self->document, seed);
}

gboolean
emu_strip_get_busy (EmuStrip *self)
{
  return self->n_pending > 0;
}

guint64
emu_strip_get_base (EmuStrip *self)
{
  return self->base;
}

EmuDrawTile *
emu_strip_get_tile (EmuStrip *self,
                    guint     index)
{
  g_return_val_if_fail (index < N, NULL);

  return self->tile[index];
}
