/* emu-pen.c: what every drawing is made with: colours, letters, bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "emu-pen.h"

#define FONT "Cantarell, Sans"

#define TICK_PX 2
#define TICK_OVER_PX 2
#define HATCH_PX 5

#define DIFFERS 0.0005

/* As on the canvas. */
#define CHEQUER_PX 8
#define CHEQUER_LIGHT 0xff
#define CHEQUER_DARK 0xd9

#define COLOUR(hex) { ((hex) >> 16) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) & 255) / 255.0 }

static const EmuPalette light = {
  .a = COLOUR (0x1a63c4),
  .b = COLOUR (0xc24d00),
  .a_fill = COLOUR (0x1a63c4),
  .b_fill = COLOUR (0xc24d00),
  .text = COLOUR (0x2e2e33),
  .secondary = COLOUR (0x6f6e77),
  .fault = COLOUR (0xa51d2d),
  .warning = COLOUR (0x8f5b00),
  .hairline = COLOUR (0xe4e4e8),
  .empty = COLOUR (0xf6f6f8),
  .paper = COLOUR (0xffffff),
};

static const EmuPalette dark_palette = {
  .a = COLOUR (0x6aa8f4),
  .b = COLOUR (0xffa45c),
  .a_fill = COLOUR (0x1a63c4),
  .b_fill = COLOUR (0xc24d00),
  .text = COLOUR (0xf0eff2),
  .secondary = COLOUR (0xa9a8b1),
  .fault = COLOUR (0xff8a80),
  .warning = COLOUR (0xf3c761),
  .hairline = COLOUR (0x3b3b40),
  .empty = COLOUR (0x2d2d31),
  .paper = COLOUR (0x242427),
};

static const EmuColour white = COLOUR (0xffffff);

const EmuPalette *
emu_palette_get (gboolean dark)
{
  return dark ? &dark_palette : &light;
}

void
emu_pen_init (EmuPen   *self,
              cairo_t  *cr,
              gboolean  dark)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoFontDescription *font = pango_font_description_from_string (FONT);

  self->cr = cr;
  self->palette = emu_palette_get (dark);
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  if (cr != NULL)
    pango_cairo_update_context (cr, self->context);

  /* Letters are placed and shaded alike on screens and in files, whatever the desktop prefers. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_context_set_font_description (self->context, font);
  pango_font_description_free (font);
  cairo_font_options_destroy (options);
}

void
emu_pen_clear (EmuPen *self)
{
  g_clear_object (&self->context);
}

void
emu_pen_set_colour (const EmuPen    *self,
                    const EmuColour *colour,
                    double           alpha)
{
  cairo_set_source_rgba (self->cr, colour->red, colour->green, colour->blue, alpha);
}

/* ---- Text --------------------------------------------------------------------------------- */

static PangoLayout *
new_layout (const EmuPen *self,
            const char   *text,
            gboolean      is_markup,
            int           size_px,
            gboolean      bold)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (self->context));
  PangoAttrList *attributes;

  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  if (is_markup)
    pango_layout_set_markup (layout, text, -1);
  else
    pango_layout_set_text (layout, text, -1);

  attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  if (attributes == NULL)
    attributes = pango_attr_list_new ();
  pango_attr_list_insert_before (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  return layout;
}

PangoLayout *
emu_pen_new_text (const EmuPen *self,
                  const char   *text,
                  int           size_px,
                  gboolean      bold)
{
  return new_layout (self, text, FALSE, size_px, bold);
}

int
emu_pen_measure (const EmuPen *self,
                 const char   *text,
                 int           size_px,
                 gboolean      bold)
{
  g_autoptr(PangoLayout) layout = NULL;
  PangoRectangle box;

  if (text == NULL)
    return 0;

  layout = emu_pen_new_text (self, text, size_px, bold);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_extents (layout, NULL, &box);

  return (box.width + PANGO_SCALE - 1) / PANGO_SCALE;
}

static double
show_line (const EmuPen    *self,
           PangoLayout     *layout,
           const EmuColour *colour,
           EmuPenAlign      align,
           double           x,
           double           middle,
           double           width)
{
  PangoRectangle box;
  double shift;

  if (width < 0)
    return 0;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (width > 0)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
    }
  pango_layout_get_extents (layout, NULL, &box);
  shift = width - (double) box.width / PANGO_SCALE;
  shift = align == EMU_PEN_LEFT ? 0 : align == EMU_PEN_MIDDLE ? shift / 2 : shift;

  emu_pen_set_colour (self, colour, 1);
  cairo_move_to (self->cr, x + shift, middle - (double) box.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (self->cr, layout);

  return (double) box.width / PANGO_SCALE;
}

double
emu_pen_text (const EmuPen    *self,
              const char      *text,
              int              size_px,
              gboolean         bold,
              const EmuColour *colour,
              EmuPenAlign      align,
              double           x,
              double           middle,
              double           width)
{
  g_autoptr(PangoLayout) layout = new_layout (self, text, FALSE, size_px, bold);

  return show_line (self, layout, colour, align, x, middle, width);
}

double
emu_pen_markup (const EmuPen    *self,
                const char      *markup,
                int              size_px,
                gboolean         bold,
                const EmuColour *colour,
                EmuPenAlign      align,
                double           x,
                double           middle,
                double           width)
{
  g_autoptr(PangoLayout) layout = new_layout (self, markup, TRUE, size_px, bold);

  return show_line (self, layout, colour, align, x, middle, width);
}

/* ---- Shapes ------------------------------------------------------------------------------- */

void
emu_pen_fill (const EmuPen    *self,
              const EmuColour *colour,
              double           alpha,
              double           x,
              double           y,
              double           width,
              double           height)
{
  emu_pen_set_colour (self, colour, alpha);
  cairo_rectangle (self->cr, x, y, width, height);
  cairo_fill (self->cr);
}

void
emu_pen_badge (const EmuPen    *self,
               const char      *text,
               const EmuColour *fill,
               double           alpha,
               double           x,
               double           y,
               double           width,
               double           height,
               double           radius)
{
  gboolean covers = alpha == 1;

  cairo_new_sub_path (self->cr);
  for (int corner = 0; corner < 4; corner++)
    {
      double cx = corner == 0 || corner == 3 ? x + width - radius : x + radius;
      double cy = corner < 2 ? y + height - radius : y + radius;

      cairo_arc (self->cr, cx, cy, radius, corner * G_PI_2, (corner + 1) * G_PI_2);
    }
  cairo_close_path (self->cr);
  emu_pen_set_colour (self, fill, alpha);
  cairo_fill (self->cr);

  emu_pen_text (self, text, EMU_PEN_CAPTION_PX, covers, covers ? &white : &self->palette->text,
                EMU_PEN_MIDDLE, x, y + height / 2, width);
}

gboolean
emu_label_differs (double asked,
                   double got)
{
  return !isnan (asked) && fabs (asked - got) >= DIFFERS;
}

/* Stripes start from the bar's own left end, so that equal bars look alike wherever they stand. */
static void
hatch (const EmuPen *self,
       double        x,
       double        y,
       double        from,
       double        to)
{
  cairo_save (self->cr);
  cairo_rectangle (self->cr, x + from, y, to - from, EMU_PEN_BAR_PX);
  cairo_clip (self->cr);
  emu_pen_set_colour (self, &white, 0.55);
  cairo_set_line_width (self->cr, 1.25);
  for (double at = floor (from / HATCH_PX) * HATCH_PX - EMU_PEN_BAR_PX; at < to; at += HATCH_PX)
    {
      cairo_move_to (self->cr, x + at, y + EMU_PEN_BAR_PX);
      cairo_line_to (self->cr, x + at + EMU_PEN_BAR_PX, y);
    }
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

void
emu_pen_label_bar (const EmuPen *self,
                   double        asked,
                   double        weight_a,
                   double        weight_b,
                   double        x,
                   double        y,
                   double        width)
{
  double total = MAX (1, weight_a + weight_b);
  double a = width * weight_a / total;
  double b = width * weight_b / total;
  double tick = CLAMP (width * asked / total, 1, width - 1);

  emu_pen_fill (self, &self->palette->hairline, 1, x, y, width, EMU_PEN_BAR_PX);
  emu_pen_fill (self, &self->palette->a_fill, 1, x, y, a, EMU_PEN_BAR_PX);
  emu_pen_fill (self, &self->palette->b_fill, 1, x + width - b, y, b, EMU_PEN_BAR_PX);

  if (isnan (asked))
    return;

  if (emu_label_differs (asked, weight_a))
    hatch (self, x, y, MIN (tick, a), MAX (tick, a));
  emu_pen_fill (self, &self->palette->text, 1, x + round (tick) - TICK_PX / 2, y - TICK_OVER_PX,
                TICK_PX, EMU_PEN_BAR_PX + 2 * TICK_OVER_PX);
}

cairo_surface_t *
emu_surface_from_image (const EmuImage *image,
                        int             enlarge)
{
  int width = image->width * enlarge;
  int height = image->height * enlarge;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  if (data == NULL)
    return surface;

  for (int y = 0; y < height; y++)
    {
      const guint8 *red = emu_image_row (image, 0, y / enlarge);
      const guint8 *green = image->channels > 1 ? emu_image_row (image, 1, y / enlarge) : red;
      const guint8 *blue = image->channels > 1 ? emu_image_row (image, 2, y / enlarge) : red;
      const guint8 *alpha = image->channels > 3 ? emu_image_row (image, 3, y / enlarge) : NULL;
      guint32 *out = (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        {
          int i = x / enlarge;
          guint opacity = alpha != NULL ? alpha[i] : 255;
          guint under = (x / CHEQUER_PX + y / CHEQUER_PX) % 2 == 0 ? CHEQUER_LIGHT : CHEQUER_DARK;
          guint r = (red[i] * opacity + under * (255 - opacity) + 127) / 255;
          guint g = (green[i] * opacity + under * (255 - opacity) + 127) / 255;
          guint b = (blue[i] * opacity + under * (255 - opacity) + 127) / 255;

          out[x] = r << 16 | g << 8 | b;
        }
    }

  cairo_surface_mark_dirty (surface);

  return surface;
}
