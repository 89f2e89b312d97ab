/* emu-draw-tile.c: one draw as a thumbnail with its label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-draw-tile.h"

#define BAR_PX 4
#define BAR_MIN_PX 24
#define HATCH_PX 3
#define RADIUS_PX 5

/* Smaller differences do not show in three decimals. */
#define DIFFERS 0.0005

struct _EmuDrawTile
{
  GtkWidget   parent_instance;

  guint64     seed;
  gboolean    adopted;
  gboolean    is_shown;
  EmuDrawn    drawn;
  GdkTexture *texture;
  char       *name_a;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuDrawTile, emu_draw_tile, GTK_TYPE_WIDGET)

void
emu_drawn_clear (EmuDrawn *self)
{
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_pointer (&self->fault, g_free);
}

/* --- Words ------------------------------------------------------------------------------------- */

static void
update_words (EmuDrawTile *self)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);
  g_autofree char *text = NULL;

  if (!self->is_shown || self->drawn.seed != self->seed)
    /* Translators: a draw that is not computed yet */
    text = g_strdup_printf (_("seed %s"), seed);
  else if (self->drawn.fault != NULL)
    /* Translators: a draw that gives no picture, and why */
    text = g_strdup_printf (_("seed %s: %s"), seed, self->drawn.fault);
  else
    /* Translators: a draw, and the label it gives: the weight of A and A's name */
    text = g_strdup_printf (_("seed %s, label %.2f %s"), seed, self->drawn.weight_a,
                            self->name_a != NULL ? self->name_a : _("A"));

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* --- Drawing ----------------------------------------------------------------------------------- */

static GdkRGBA
colour (EmuDrawTile *self,
        const char  *name)
{
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &rgba))
    gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &rgba);

  return rgba;
}

static void
append_hatching (GtkSnapshot           *snapshot,
                 const graphene_rect_t *area)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double from = area->origin.x;
  double to = from + area->size.width;
  double top = area->origin.y;

  cairo_set_source_rgba (cr, 1, 1, 1, 0.55);
  cairo_set_line_width (cr, 1);
  for (double x = floor (from / HATCH_PX) * HATCH_PX - BAR_PX; x < to; x += HATCH_PX)
    {
      cairo_move_to (cr, x, top + BAR_PX);
      cairo_line_to (cr, x + BAR_PX, top);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* The part of a bar between two shares of its width. */
static graphene_rect_t
part_of (const graphene_rect_t *bar,
         double                 from,
         double                 to)
{
  return GRAPHENE_RECT_INIT (bar->origin.x + (float) from * bar->size.width, bar->origin.y,
                             (float) (to - from) * bar->size.width, bar->size.height);
}

/* As the large label bar: from the left what A gets, from the right what B gets. */
static void
append_bar (EmuDrawTile           *self,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *bar)
{
  const EmuDrawn *drawn = &self->drawn;
  double total = MAX (1, drawn->weight_a + drawn->weight_b);
  double a = drawn->weight_a / total;
  graphene_rect_t a_part = part_of (bar, 0, a);
  graphene_rect_t b_part = part_of (bar, 1 - drawn->weight_b / total, 1);
  GdkRGBA fill = colour (self, "emu_gap");

  gtk_snapshot_append_color (snapshot, &fill, bar);
  fill = colour (self, "emu_a_fill");
  gtk_snapshot_append_color (snapshot, &fill, &a_part);
  fill = colour (self, "emu_b_fill");
  gtk_snapshot_append_color (snapshot, &fill, &b_part);
  if (!isnan (drawn->asked) && fabs (drawn->asked - drawn->weight_a) >= DIFFERS)
    {
      double asked = CLAMP (drawn->asked / total, 0, 1);
      graphene_rect_t between = part_of (bar, MIN (asked, a), MAX (asked, a));

      append_hatching (snapshot, &between);
    }
}

static void
emu_draw_tile_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  EmuDrawTile *self = EMU_DRAW_TILE (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  graphene_rect_t place = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA fill = colour (self, "emu_field");
  GskRoundedRect clip;

  /* In whole device pixels, one for one; the bar is as wide as its picture, unless that is a thin
   * one. A picture made for another size of the tile stays until the next one comes. */
  if (self->texture != NULL)
    {
      float picture_width = (float) self->drawn.patch.width / (float) scale;
      float picture_height = (float) self->drawn.patch.height / (float) scale;
      float bar_width = MAX (picture_width, MIN (width, BAR_MIN_PX));
      float x = floorf ((width - picture_width) / 2 * (float) scale) / (float) scale;
      float bar_x = floorf ((width - bar_width) / 2 * (float) scale) / (float) scale;
      float y = floorf ((height - BAR_PX - picture_height) * (float) scale) / (float) scale;

      place = GRAPHENE_RECT_INIT (bar_x, y, bar_width, picture_height + BAR_PX);
      gsk_rounded_rect_init_from_rect (&clip, &place, RADIUS_PX);
      gtk_snapshot_push_rounded_clip (snapshot, &clip);
      gtk_snapshot_append_texture (snapshot, self->texture,
                                   &GRAPHENE_RECT_INIT (x, y, picture_width, picture_height));
      append_bar (self, snapshot, &GRAPHENE_RECT_INIT (bar_x, height - BAR_PX, bar_width, BAR_PX));
    }
  else
    {
      gsk_rounded_rect_init_from_rect (&clip, &place, RADIUS_PX);
      gtk_snapshot_push_rounded_clip (snapshot, &clip);
      gtk_snapshot_append_color (snapshot, &fill, &place);
    }
  gtk_snapshot_pop (snapshot);
}

/* --- Hands ------------------------------------------------------------------------------------- */

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            EmuDrawTile     *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             EmuDrawTile     *self)
{
  if (gtk_widget_contains (GTK_WIDGET (self), x, y))
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_draw_tile_finalize (GObject *object)
{
  EmuDrawTile *self = EMU_DRAW_TILE (object);

  emu_drawn_clear (&self->drawn);
  g_clear_object (&self->texture);
  g_free (self->name_a);

  G_OBJECT_CLASS (emu_draw_tile_parent_class)->finalize (object);
}

static void
emu_draw_tile_class_init (EmuDrawTileClass *klass)
{
  static const guint enter[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = emu_draw_tile_finalize;
  widget_class->snapshot = emu_draw_tile_snapshot;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal (widget_class, signals[SIGNAL_ACTIVATED]);
  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding_signal (widget_class, enter[i], 0, "activated", NULL);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "drawtile");
}

static void
emu_draw_tile_init (EmuDrawTile *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  update_words (self);
}

GtkWidget *
emu_draw_tile_new (void)
{
  return g_object_new (EMU_TYPE_DRAW_TILE, NULL);
}

void
emu_draw_tile_set_seed (EmuDrawTile *self,
                        guint64      seed)
{
  if (seed == self->seed)
    return;

  self->seed = seed;
  update_words (self);
}

guint64
emu_draw_tile_get_seed (EmuDrawTile *self)
{
  return self->seed;
}

void
emu_draw_tile_show (EmuDrawTile    *self,
                    const EmuDrawn *drawn)
{
  EmuDrawn old = self->drawn;

  self->is_shown = drawn != NULL;
  self->drawn = drawn != NULL ? *drawn : (EmuDrawn) { 0 };
  if (self->drawn.pixels != NULL)
    g_bytes_ref (self->drawn.pixels);
  self->drawn.fault = g_strdup (self->drawn.fault);

  if (self->drawn.pixels != old.pixels)
    {
      g_clear_object (&self->texture);
      if (self->drawn.pixels != NULL)
        self->texture = gdk_memory_texture_new (self->drawn.patch.width, self->drawn.patch.height,
                                                GDK_MEMORY_R8G8B8A8, self->drawn.pixels,
                                                4 * (gsize) self->drawn.patch.width);
    }
  emu_drawn_clear (&old);

  update_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
emu_draw_tile_set_name (EmuDrawTile *self,
                        const char  *name_a)
{
  if (g_strcmp0 (name_a, self->name_a) == 0)
    return;

  g_free (self->name_a);
  self->name_a = g_strdup (name_a);
  update_words (self);
}

const EmuDrawn *
emu_draw_tile_get_shown (EmuDrawTile *self)
{
  return self->is_shown ? &self->drawn : NULL;
}

void
emu_draw_tile_set_adopted (EmuDrawTile *self,
                           gboolean     adopted)
{
  if (adopted == self->adopted)
    return;

  self->adopted = adopted;
  if (adopted)
    gtk_widget_add_css_class (GTK_WIDGET (self), "adopted");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "adopted");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED,
                               adopted ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

gboolean
emu_draw_tile_get_adopted (EmuDrawTile *self)
{
  return self->adopted;
}

gboolean
emu_draw_tile_get_area (EmuDrawTile *self,
                        int         *width,
                        int         *height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int scale = gtk_widget_get_scale_factor (widget);

  *width = gtk_widget_get_width (widget) * scale;
  *height = (gtk_widget_get_height (widget) - BAR_PX) * scale;

  return *width > 0 && *height > 0;
}
