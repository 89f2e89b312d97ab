/* emu-box-handles-draw.c: the box of B as it is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-box-handles-private.h"

/* Lengths of the toolkit. */
#define HANDLE_RADIUS 5.5
#define HATCH_GAP 8.0
#define DASH_ON 5.0
#define DASH_OFF 3.0
#define FOCUS_GAP 4.0

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

void
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
  asked = emu_box_handles_get_area (self, &self->box.asked);

  if (!emu_box_is_empty (visible))
    {
      Area seen = emu_box_handles_get_area (self, visible);
      Area inner = { seen.x0 + 1, seen.y0 + 1, seen.x1 - 1, seen.y1 - 1 };

      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, asked.y0, asked.x1, seen.y0 });
      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, seen.y1, asked.x1, asked.y1 });
      append_hatch (self, snapshot, &colour, &(Area) { asked.x0, seen.y0, seen.x0, seen.y1 });
      append_hatch (self, snapshot, &colour, &(Area) { seen.x1, seen.y0, asked.x1, seen.y1 });
      if (inner.x1 - inner.x0 > 4 && inner.y1 - inner.y0 > 4)
        append_frame (snapshot, &inner, 1.5, "white");
    }

  if (focused)
    {
      Area outer = {
        asked.x0 - FOCUS_GAP - 3, asked.y0 - FOCUS_GAP - 3, asked.x1 + FOCUS_GAP + 3, asked.y1 + FOCUS_GAP + 3,
      };
      Area inner = {
        asked.x0 - FOCUS_GAP, asked.y0 - FOCUS_GAP, asked.x1 + FOCUS_GAP, asked.y1 + FOCUS_GAP,
      };

      append_frame (snapshot, &outer, 3, "#4b4a54");
      append_frame (snapshot, &inner, 2, "white");
    }

  append_dashes (snapshot, &colour, asked.x0, asked.x1, asked.y0, width, line, FALSE);
  append_dashes (snapshot, &colour, asked.x0, asked.x1, asked.y1, width, line, FALSE);
  append_dashes (snapshot, &colour, asked.y0, asked.y1, asked.x0, height, line, TRUE);
  append_dashes (snapshot, &colour, asked.y0, asked.y1, asked.x1, height, line, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      double x;
      double y;

      if (emu_box_handles_get_handle (&asked, handles[i], &x, &y))
        append_handle (snapshot, &colour, x, y, focused);
    }

  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->caption), snapshot);
}
