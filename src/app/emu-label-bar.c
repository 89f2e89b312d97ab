/* emu-label-bar.c: the mixed label as a bar whose widths are the weights
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-label-bar.h"

#define CAPTION_PX 18
#define BAR_PX 30
#define PADDING_PX 12
#define HATCH_PX 6

/* Of a name that is too long at least this much is shown, or nothing. */
#define MIN_NAME_CHARS 2

/* Smaller differences do not show in three decimals. */
#define DIFFERS 0.0005

struct _EmuLabelBar
{
  GtkWidget parent_instance;

  gboolean  shown;
  gboolean  requested;
  double    asked;     /* NaN: the method has no λ */
  double    weight_a;
  double    weight_b;
  char     *name_a;
  char     *name_b;
};

G_DEFINE_FINAL_TYPE (EmuLabelBar, emu_label_bar, GTK_TYPE_WIDGET)

static GdkRGBA
colour (EmuLabelBar *self,
        const char  *name)
{
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &rgba))
    gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &rgba);

  return rgba;
}

static gboolean
differs (EmuLabelBar *self)
{
  return !isnan (self->asked) && fabs (self->asked - self->weight_a) >= DIFFERS;
}

static PangoLayout *
new_layout (EmuLabelBar *self,
            const char  *text,
            gboolean     bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_attr_list_unref (attributes);

  return layout;
}

static void
append_text (GtkSnapshot   *snapshot,
             PangoLayout   *layout,
             double         x,
             double         y,
             const GdkRGBA *rgba)
{
  gtk_snapshot_save (snapshot);
  /* Whole pixels keep letters sharp. */
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, rgba);
  gtk_snapshot_restore (snapshot);
}

static char *
side_text (gboolean    is_a,
           const char *name,
           double      weight)
{
  if (is_a)
    /* Translators: in the blue part of the label bar: A, the picture's name, its weight */
    return g_strdup_printf (_("A  %s  %.3f"), name, weight);

  /* Translators: in the orange part of the label bar: weight, the picture's name, B */
  return g_strdup_printf (_("%.3f  %s  B"), weight, name);
}

static gboolean
fits (EmuLabelBar *self,
      const char  *text,
      double       room)
{
  g_autoptr(PangoLayout) layout = new_layout (self, text, TRUE);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width + 2 * PADDING_PX <= room;
}

/* The whole side, its name as long as fits; NULL where there is no room for a piece of it. */
static char *
fit_side (EmuLabelBar *self,
          gboolean     is_a,
          double       room)
{
  double weight = is_a ? self->weight_a : self->weight_b;
  const char *name = is_a ? self->name_a : self->name_b;
  g_autofree char *whole = side_text (is_a, name, weight);
  int low = MIN_NAME_CHARS;
  int high = (int) g_utf8_strlen (name, -1) - 1;
  char *best = NULL;

  if (fits (self, whole, room))
    return g_steal_pointer (&whole);

  while (low <= high)
    {
      int n = (low + high) / 2;
      g_autofree char *begin = g_utf8_substring (name, 0, n);
      g_autofree char *cut = g_strconcat (begin, "…", NULL);
      g_autofree char *text = side_text (is_a, cut, weight);

      if (fits (self, text, room))
        {
          g_free (best);
          best = g_steal_pointer (&text);
          low = n + 1;
        }
      else
        {
          high = n - 1;
        }
    }

  return best;
}

/* What is written into one side: everything, without the name, or the letter alone. */
static void
append_side (EmuLabelBar *self,
             GtkSnapshot *snapshot,
             gboolean     is_a,
             double       room)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  double weight = is_a ? self->weight_a : self->weight_b;
  int bar_width = gtk_widget_get_width (GTK_WIDGET (self));

  for (int brevity = 0; brevity < 3; brevity++)
    {
      g_autofree char *text = NULL;
      g_autoptr(PangoLayout) layout = NULL;
      int width;
      int height;

      if (brevity == 0)
        text = fit_side (self, is_a, room);
      else if (brevity == 1)
        text = g_strdup_printf ("%.3f", weight);
      else
        text = g_strdup (is_a ? _("A") : _("B"));

      if (text == NULL)
        continue;

      layout = new_layout (self, text, TRUE);
      pango_layout_get_pixel_size (layout, &width, &height);
      if (width + 2 * PADDING_PX <= room || (brevity == 2 && width + 6 <= room))
        {
          double pad = width + 2 * PADDING_PX <= room ? PADDING_PX : (room - width) / 2;

          append_text (snapshot, layout, is_a ? pad : bar_width - pad - width,
                       CAPTION_PX + (BAR_PX - height) / 2.0, &white);
          return;
        }
    }
}

static void
append_captions (EmuLabelBar *self,
                 GtkSnapshot *snapshot,
                 double       tick_x,
                 double       got_x)
{
  int bar_width = gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA text_colour = colour (self, "emu_text");
  GdkRGBA a_colour = colour (self, "emu_a");
  g_autofree char *asked = NULL;
  g_autofree char *got = g_strdup_printf (_("got %.3f"), self->weight_a);
  g_autoptr(PangoLayout) asked_layout = NULL;
  g_autoptr(PangoLayout) got_layout = new_layout (self, got, TRUE);
  int asked_width;
  int got_width;
  double asked_x;

  asked = g_strdup_printf (self->requested ? _("asked for %.3f") : _("drawn %.3f"), self->asked);
  asked_layout = new_layout (self, asked, FALSE);
  pango_layout_get_pixel_size (asked_layout, &asked_width, NULL);
  pango_layout_get_pixel_size (got_layout, &got_width, NULL);

  if (!differs (self))
    {
      asked_x = CLAMP (tick_x - asked_width / 2.0, 0, MAX (0, bar_width - asked_width));
      append_text (snapshot, asked_layout, asked_x, 0, &text_colour);
      return;
    }

  /* Each stands on its side of the hatching; at the ends of the bar they move together. */
  if (tick_x < got_x)
    {
      double x = CLAMP (tick_x - asked_width - 2, 0, MAX (0, bar_width - asked_width - got_width - 12));
      double after = MAX (x + asked_width + 12, got_x + 2);

      append_text (snapshot, asked_layout, x, 0, &text_colour);
      append_text (snapshot, got_layout, MIN (after, bar_width - got_width), 0, &a_colour);
    }
  else
    {
      double x = CLAMP (got_x - got_width - 2, 0, MAX (0, bar_width - asked_width - got_width - 12));
      double after = MAX (x + got_width + 12, tick_x + 2);

      append_text (snapshot, got_layout, x, 0, &a_colour);
      append_text (snapshot, asked_layout, MIN (after, bar_width - asked_width), 0, &text_colour);
    }
}

static void
append_hatching (GtkSnapshot *snapshot,
                 double       from,
                 double       to)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float) from, CAPTION_PX, (float) (to - from), BAR_PX);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);

  cairo_set_source_rgba (cr, 1, 1, 1, 0.55);
  cairo_set_line_width (cr, 1.5);
  for (double x = floor (from / HATCH_PX) * HATCH_PX - BAR_PX; x < to; x += HATCH_PX)
    {
      cairo_move_to (cr, x, CAPTION_PX + BAR_PX);
      cairo_line_to (cr, x + BAR_PX, CAPTION_PX);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
emu_label_bar_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  EmuLabelBar *self = EMU_LABEL_BAR (widget);
  float width = (float) gtk_widget_get_width (widget);
  double total = MAX (1, self->weight_a + self->weight_b);
  double a_width = width * self->weight_a / total;
  double b_width = width * self->weight_b / total;
  double tick_x = CLAMP (width * self->asked / total, 1, width - 1);
  graphene_rect_t bar = GRAPHENE_RECT_INIT (0, CAPTION_PX, width, BAR_PX);
  GskRoundedRect clip;
  GdkRGBA fill;

  gsk_rounded_rect_init_from_rect (&clip, &bar, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  fill = colour (self, "emu_gap");
  gtk_snapshot_append_color (snapshot, &fill, &bar);
  if (self->shown)
    {
      fill = colour (self, "emu_a_fill");
      gtk_snapshot_append_color (snapshot, &fill,
                                 &GRAPHENE_RECT_INIT (0, CAPTION_PX, (float) a_width, BAR_PX));
      fill = colour (self, "emu_b_fill");
      gtk_snapshot_append_color (snapshot, &fill,
                                 &GRAPHENE_RECT_INIT ((float) (width - b_width), CAPTION_PX,
                                                      (float) b_width, BAR_PX));
      if (differs (self))
        append_hatching (snapshot, MIN (tick_x, a_width), MAX (tick_x, a_width));
    }
  gtk_snapshot_pop (snapshot);

  if (!self->shown)
    return;

  /* What is written must not cross the hatching. */
  append_side (self, snapshot, TRUE, differs (self) ? MIN (tick_x, a_width) : a_width);
  append_side (self, snapshot, FALSE,
               differs (self) ? MIN (width - tick_x, b_width) : b_width);

  if (isnan (self->asked))
    return;

  append_captions (self, snapshot, tick_x, a_width);
  fill = colour (self, "emu_text");
  gtk_snapshot_append_color (snapshot, &fill,
                             &GRAPHENE_RECT_INIT ((float) round (tick_x) - 1, CAPTION_PX - 3,
                                                  2, BAR_PX + 5));
}

static void
emu_label_bar_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 200;
      *natural = 400;
    }
  else
    {
      *minimum = *natural = CAPTION_PX + BAR_PX + 2;
    }
}

static void
emu_label_bar_finalize (GObject *object)
{
  EmuLabelBar *self = EMU_LABEL_BAR (object);

  g_free (self->name_a);
  g_free (self->name_b);

  G_OBJECT_CLASS (emu_label_bar_parent_class)->finalize (object);
}

static void
emu_label_bar_class_init (EmuLabelBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = emu_label_bar_finalize;
  widget_class->snapshot = emu_label_bar_snapshot;
  widget_class->measure = emu_label_bar_measure;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "labelbar");
}

static void
emu_label_bar_init (EmuLabelBar *self)
{
  self->asked = NAN;
}

void
emu_label_bar_set_mix (EmuLabelBar  *self,
                       const EmuMix *mix,
                       const char   *name_a,
                       const char   *name_b)
{
  g_autofree char *spoken = NULL;

  self->shown = mix != NULL;
  if (mix == NULL)
    {
      spoken = g_strdup (_("No label yet"));
    }
  else
    {
      self->requested = !isnan (mix->requested);
      self->asked = emu_mix_asked (mix);
      self->weight_a = mix->label.weight_a;
      self->weight_b = mix->label.weight_b;
      g_free (self->name_a);
      self->name_a = g_strdup (name_a);
      g_free (self->name_b);
      self->name_b = g_strdup (name_b);

      if (isnan (self->asked))
        /* Translators: weight and name of A, weight and name of B */
        spoken = g_strdup_printf (_("Label: %.3f %s, %.3f %s"), self->weight_a, name_a,
                                  self->weight_b, name_b);
      else
        /* Translators: weight and name of A, weight and name of B, λ */
        spoken = g_strdup_printf (_("Label: %.3f %s, %.3f %s; asked for %.3f"), self->weight_a,
                                  name_a, self->weight_b, name_b, self->asked);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
