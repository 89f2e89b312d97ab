/* emu-colour-map.c: the one scale from dark to cream, and a chart's other colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "emu-colour-map.h"

/* Places the scale passes, evenly spaced, and chosen so that L* grows by about 11 from one to the
 * next: 4, 15, 26, 38, 49, 60, 72, 83, 95. */
static const guint8 stops[][3] = {
  { 0x0d, 0x0c, 0x12 },
  { 0x2a, 0x1f, 0x3f },
  { 0x4e, 0x2d, 0x5e },
  { 0x7b, 0x3c, 0x6b },
  { 0xa8, 0x4f, 0x6a },
  { 0xcd, 0x6b, 0x6a },
  { 0xe4, 0x93, 0x7b },
  { 0xf1, 0xc0, 0x9c },
  { 0xfb, 0xef, 0xd6 },
};

void
emu_colour_map_init (EmuRamp *map)
{
  const int n = G_N_ELEMENTS (stops) - 1;

  for (int i = 0; i < 256; i++)
    {
      double at = i * n / 255.0;
      int stop = MIN ((int) at, n - 1);
      double beyond = at - stop;

      for (int c = 0; c < 3; c++)
        map->colour[i][c] = (guint8) rint (stops[stop][c] +
                                           beyond * (stops[stop + 1][c] - stops[stop][c]));
    }
}

#define COLOUR(hex) { ((hex) >> 16) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) & 255) / 255.0 }

static const EmuPlotStyle light = {
  .text_px = 13,
  .a = COLOUR (0x1a63c4),
  .b = COLOUR (0xc24d00),
  .text = COLOUR (0x2e2e33),
  .secondary = COLOUR (0x6f6e77),
  .axis = COLOUR (0xb9b8bf),
  .paper = COLOUR (0xfafafa),
};

static const EmuPlotStyle dark_style = {
  .text_px = 13,
  .a = COLOUR (0x6aa8f4),
  .b = COLOUR (0xffa45c),
  .text = COLOUR (0xf0eff2),
  .secondary = COLOUR (0xa9a8b1),
  .axis = COLOUR (0x65646d),
  .paper = COLOUR (0x242425),
};

void
emu_plot_style_init (EmuPlotStyle *self,
                     PangoContext *context,
                     gboolean      dark)
{
  *self = dark ? dark_style : light;
  self->context = context;
}

void
emu_plot_set_colour (cairo_t             *cr,
                     const EmuPlotColour *colour,
                     double               alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
}

double
emu_plot_text (cairo_t             *cr,
               const EmuPlotStyle  *style,
               const char          *markup,
               double               size,
               gboolean             bold,
               const EmuPlotColour *colour,
               double               align,
               double               x,
               double               y,
               double               room)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (style->context);
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (style->context));
  PangoAttrList *attributes;
  int width, height;

  pango_font_description_set_absolute_size (font, style->text_px * size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  pango_layout_set_markup (layout, markup, -1);
  attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  if (attributes == NULL)
    attributes = pango_attr_list_new ();
  pango_attr_list_insert_before (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (room > 0)
    {
      pango_layout_get_size (layout, &width, NULL);
      if (width > room * PANGO_SCALE)
        {
          pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
        }
    }

  pango_layout_get_pixel_size (layout, &width, &height);
  emu_plot_set_colour (cr, colour, 1);
  cairo_move_to (cr, round (x - align * width), round (y - height / 2.0));
  pango_cairo_show_layout (cr, layout);

  return width;
}
