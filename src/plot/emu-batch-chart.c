/* emu-batch-chart.c: a batch as a drawing: who meets whom, what comes out, under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "emu-batch-chart.h"
#include "emu-error.h"
#include "emu-resample.h"

#define MARGIN_PX 18
#define NARROW_MARGIN_PX 12
#define GAP_PX 10
#define SECTION_GAP_PX 18

/* A picture's place; its own shape is kept inside. */
#define PLACE_MAX_PX 132
#define NARROW_PLACE_PX 78
#define PLACE_SHAPE (2.0 / 3)

#define LINE_PX 18
#define SMALL_LINE_PX 20
#define BAR_PX 6
#define TICK_OVER_PX 2
#define HATCH_PX 5

/* Room for arrows: so much, and so much more for every picture they may pass over. */
#define BAND_PX 34
#define BAND_STEP_PX 12
#define ARROW_PX 5
#define LOOP_PX 24

#define ROW_PX 24
#define ROW_HEAD_PX 156
#define NARROW_ROW_HEAD_PX 22
#define CELL_MAX_PX 96
#define SUM_PX 48
#define NUMBER_NEEDS_PX 26

#define TITLE_PX 16
#define TEXT_PX 12
#define SMALL_PX 11

/* Smaller differences do not show. */
#define DIFFERS 0.0005

#define CHEQUER_PX 8

/* Pixels that a file has for one on the screen. */
#define FILE_SCALE 2

typedef struct
{
  double red;
  double green;
  double blue;
} Colour;

#define COLOUR(hex) { ((hex) >> 16) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) & 255) / 255.0 }

typedef struct
{
  Colour a;
  Colour b;
  Colour text;
  Colour secondary;
  Colour hairline;
  Colour warning;
} Palette;

static const Palette light = {
  .a = COLOUR (0x1a63c4),
  .b = COLOUR (0xc24d00),
  .text = COLOUR (0x2e2e33),
  .secondary = COLOUR (0x6f6e77),
  .hairline = COLOUR (0xe4e4e8),
  .warning = COLOUR (0x8f5b00),
};

static const Palette dark_palette = {
  .a = COLOUR (0x6aa8f4),
  .b = COLOUR (0xffa45c),
  .text = COLOUR (0xf0eff2),
  .secondary = COLOUR (0xa9a8b1),
  .hairline = COLOUR (0x3b3b40),
  .warning = COLOUR (0xf3c761),
};

typedef enum
{
  ALIGN_LEFT,
  ALIGN_MIDDLE,
  ALIGN_RIGHT,
} Align;

/* Every picture at the size at which it stands on a screen of that scale, so that drawing it again is
 * copying. */
typedef struct
{
  int               place_width;
  int               place_height;
  int               scale;
  int               n;
  cairo_surface_t **surfaces;    /* pictures, then results; each may be NULL */
} Scaled;

struct _EmuBatchChart
{
  int               n;
  int               n_out;
  int               n_classes;
  char             *title;
  char             *caption;
  char            **names;
  char            **class_names;
  int              *classes;
  int              *partner;
  EmuImage        **pictures;
  EmuImage        **results;
  double           *lambda;
  gboolean         *mixed;
  double           *weight_a;
  double           *weight_b;
  double           *rows;
  gboolean          has_sums;    /* some row does not add up to 1 */
  Scaled            scaled;
};

/* Where everything is at one width. Across: pictures in a row, results below. Down: pictures in a
 * column, results to the right. */
typedef struct
{
  gboolean narrow;
  int      margin;
  int      width;
  int      place_width;
  int      place_height;
  double   step;          /* from one element to the next */
  double   first;         /* middle of the first */
  double   pictures;      /* upper (left) edge of the pictures */
  double   band;          /* where arrows begin */
  double   band_size;
  double   results;       /* upper (left) edge of the results */
  double   end;           /* below the last number of the results */
  double   table;         /* upper edge of the table's first row */
  double   row_head;
  double   cell;
  int      height;
} Layout;

typedef struct
{
  cairo_t             *cr;
  PangoContext        *context;
  const Palette       *palette;
  const EmuBatchChart *chart;
  const Scaled        *scaled;
  Layout               layout;
  int                  marked;
} Pen;

/* ---- Making ------------------------------------------------------------------------------- */

static cairo_surface_t *
to_surface (const EmuImage *image)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, image->width, image->height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; data != NULL && y < image->height; y++)
    {
      const guint8 *red = emu_image_row (image, 0, y);
      const guint8 *green = image->channels > 1 ? emu_image_row (image, 1, y) : red;
      const guint8 *blue = image->channels > 1 ? emu_image_row (image, 2, y) : red;
      const guint8 *alpha = image->channels > 3 ? emu_image_row (image, 3, y) : NULL;
      guint32 *out = (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride);

      for (int x = 0; x < image->width; x++)
        {
          guint opacity = alpha != NULL ? alpha[x] : 255;
          guint under = (x / CHEQUER_PX + y / CHEQUER_PX) % 2 == 0 ? 216 : 176;
          guint r = (red[x] * opacity + under * (255 - opacity) + 127) / 255;
          guint g = (green[x] * opacity + under * (255 - opacity) + 127) / 255;
          guint b = (blue[x] * opacity + under * (255 - opacity) + 127) / 255;

          out[x] = r << 16 | g << 8 | b;
        }
    }

  cairo_surface_mark_dirty (surface);

  return surface;
}

static void
clear_scaled (Scaled *self)
{
  for (int i = 0; i < self->n; i++)
    g_clear_pointer (&self->surfaces[i], cairo_surface_destroy);
  g_clear_pointer (&self->surfaces, g_free);
  self->n = 0;
}

/* As large as its place allows; a small picture is enlarged by a whole factor, pixel by pixel. */
static cairo_surface_t *
scale_picture (EmuImage *image,
               int       place_width,
               int       place_height,
               int       scale)
{
  double factor = MIN ((double) place_width * scale / image->width, (double) place_height * scale / image->height);
  EmuBox whole = { 0, image->height, 0, image->width };
  g_autoptr(EmuImage) scaled = NULL;
  cairo_surface_t *surface;

  if (factor > 1)
    factor = floor (factor);
  scaled = emu_image_resample (image, &whole, (int) MAX (1, rint (image->height * factor)),
                               (int) MAX (1, rint (image->width * factor)),
                               factor < 1 ? EMU_FILTER_AREA : EMU_FILTER_NEAREST, NULL);
  /* Without memory for so small a picture its place stays empty. */
  if (scaled == NULL)
    return NULL;

  surface = to_surface (scaled);
  cairo_surface_set_device_scale (surface, scale, scale);

  return surface;
}

static void
fit_scaled (const EmuBatchChart *chart,
            const Layout        *layout,
            int                  scale,
            Scaled              *self)
{
  if (self->n > 0 && self->place_width == layout->place_width && self->place_height == layout->place_height &&
      self->scale == scale)
    return;

  clear_scaled (self);
  self->place_width = layout->place_width;
  self->place_height = layout->place_height;
  self->scale = scale;
  self->n = chart->n + chart->n_out;
  self->surfaces = g_new0 (cairo_surface_t *, self->n);
  for (int i = 0; i < self->n; i++)
    {
      EmuImage *image = i < chart->n ? chart->pictures[i] : chart->results[i - chart->n];

      if (image != NULL)
        self->surfaces[i] = scale_picture (image, layout->place_width, layout->place_height, scale);
    }
}

static char **
copy_names (const char * const *names,
            int                 n)
{
  char **copy = g_new0 (char *, n + 1);

  for (int i = 0; i < n; i++)
    copy[i] = g_strdup (names[i]);

  return copy;
}

EmuBatchChart *
emu_batch_chart_new (const EmuBatchChartData *data)
{
  EmuBatchChart *self;

  g_return_val_if_fail (data->n >= 1 && data->n_out >= 1 && data->n_out <= data->n, NULL);
  g_return_val_if_fail (data->n_classes >= 1, NULL);

  self = g_atomic_rc_box_new0 (EmuBatchChart);
  self->n = data->n;
  self->n_out = data->n_out;
  self->n_classes = data->n_classes;
  self->title = g_strdup (data->title);
  self->caption = g_strdup (data->caption);
  self->names = copy_names (data->names, data->n);
  self->class_names = copy_names (data->class_names, data->n_classes);
  self->classes = g_memdup2 (data->classes, data->n * sizeof (int));
  self->partner = g_memdup2 (data->partner, data->n * sizeof (int));
  self->lambda = g_memdup2 (data->lambda, data->n_out * sizeof (double));
  self->mixed = g_memdup2 (data->mixed, data->n_out * sizeof (gboolean));
  self->weight_a = g_memdup2 (data->weight_a, data->n_out * sizeof (double));
  self->weight_b = g_memdup2 (data->weight_b, data->n_out * sizeof (double));
  self->rows = g_memdup2 (data->rows, (gsize) data->n_out * data->n_classes * sizeof (double));
  self->pictures = g_new0 (EmuImage *, data->n);
  self->results = g_new0 (EmuImage *, data->n_out);

  for (int i = 0; i < data->n; i++)
    self->pictures[i] = emu_image_ref (data->pictures[i]);

  for (int i = 0; i < data->n_out; i++)
    {
      double sum = 0;

      if (data->results[i] != NULL)
        self->results[i] = emu_image_ref (data->results[i]);
      for (int k = 0; k < data->n_classes; k++)
        sum += data->rows[(gsize) i * data->n_classes + k];
      self->has_sums |= fabs (sum - 1) >= DIFFERS;
    }

  return self;
}

EmuBatchChart *
emu_batch_chart_ref (EmuBatchChart *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_chart (gpointer data)
{
  EmuBatchChart *self = data;

  for (int i = 0; i < self->n; i++)
    g_clear_pointer (&self->pictures[i], emu_image_unref);
  for (int i = 0; i < self->n_out; i++)
    g_clear_pointer (&self->results[i], emu_image_unref);
  clear_scaled (&self->scaled);
  g_free (self->pictures);
  g_free (self->results);
  g_free (self->title);
  g_free (self->caption);
  g_strfreev (self->names);
  g_strfreev (self->class_names);
  g_free (self->classes);
  g_free (self->partner);
  g_free (self->lambda);
  g_free (self->mixed);
  g_free (self->weight_a);
  g_free (self->weight_b);
  g_free (self->rows);
}

void
emu_batch_chart_unref (EmuBatchChart *self)
{
  g_atomic_rc_box_release_full (self, clear_chart);
}

/* ---- Layout ------------------------------------------------------------------------------- */

static Layout
lay_out (const EmuBatchChart *self,
         int                  width)
{
  Layout l = { .narrow = width < EMU_BATCH_CHART_NARROW_PX, .width = width };
  double room, y;

  l.margin = l.narrow ? NARROW_MARGIN_PX : MARGIN_PX;
  room = MAX (1, width - 2 * l.margin);

  if (l.narrow)
    {
      l.place_width = (int) CLAMP (room / 3, 1, NARROW_PLACE_PX);
      l.place_height = MAX (1, (int) (l.place_width * PLACE_SHAPE));
      l.step = l.place_height + SMALL_LINE_PX + BAR_PX + GAP_PX + 4;
      l.first = l.margin + LINE_PX + l.place_height / 2.0;
      l.pictures = l.margin;
      l.band = l.pictures + l.place_width + 4;
      l.results = width - l.margin - l.place_width;
      l.band_size = MAX (1, l.results - l.band - GAP_PX);
      l.end = l.margin + LINE_PX + self->n * l.step;
      y = l.end;
      l.row_head = NARROW_ROW_HEAD_PX;
    }
  else
    {
      l.step = room / self->n;
      l.place_width = (int) CLAMP (l.step - GAP_PX, 1, PLACE_MAX_PX);
      l.place_height = MAX (1, (int) (l.place_width * PLACE_SHAPE));
      l.first = l.margin + l.step / 2;
      l.pictures = l.margin + LINE_PX;
      l.band = l.pictures + l.place_height + LINE_PX;
      l.band_size = BAND_PX + BAND_STEP_PX * (self->n - 1);
      l.results = l.band + l.band_size + LINE_PX;
      l.end = l.results + l.place_height + SMALL_LINE_PX + BAR_PX;
      y = l.end + SECTION_GAP_PX;
      l.row_head = ROW_HEAD_PX;
    }

  l.table = y + 2 * LINE_PX;
  l.cell = (room - l.row_head - (self->has_sums ? SUM_PX : 0)) / self->n_classes;
  l.cell = CLAMP (l.cell, 1, CELL_MAX_PX);
  l.height = (int) ceil (l.table + self->n_out * ROW_PX + l.margin);

  return l;
}

/* Upper left corner of the place of picture or result @i. */
static void
place_of (const Layout *l,
          gboolean      result,
          int           i,
          double       *x,
          double       *y)
{
  double middle = l->first + i * l->step;

  *x = l->narrow ? (result ? l->results : l->pictures) : round (middle - l->place_width / 2.0);
  *y = l->narrow ? round (middle - l->place_height / 2.0) : (result ? l->results : l->pictures);
}

int
emu_batch_chart_get_height (EmuBatchChart *self,
                            int            width)
{
  return lay_out (self, width).height;
}

EmuBox
emu_batch_chart_get_box (EmuBatchChart *self,
                         int            width,
                         int            index)
{
  Layout l = lay_out (self, width);
  double from = l.first + (index - 0.5) * l.step;
  double to = from + l.step;

  if (l.narrow)
    return (EmuBox) { (int) from, (int) to, 0, width };

  return (EmuBox) { (int) l.pictures, (int) l.end, (int) from, (int) to };
}

int
emu_batch_chart_at (EmuBatchChart *self,
                    int            width,
                    double         x,
                    double         y)
{
  Layout l = lay_out (self, width);
  double along = l.narrow ? y : x;
  double across = l.narrow ? x : y;
  double at = floor ((along - l.first) / l.step + 0.5);

  if (y >= l.table && y < l.table + self->n_out * ROW_PX && x >= l.margin && x < width - l.margin)
    return (int) ((y - l.table) / ROW_PX);

  /* Written so that a NaN fails too. */
  if (!(at >= 0 && at < self->n && across >= l.pictures && y < l.end && x < width - l.margin / 2))
    return -1;

  /* Half a batch: below and beside the others there is nothing. */
  if (at >= self->n_out && across >= l.results)
    return -1;

  return (int) at;
}

/* ---- Text --------------------------------------------------------------------------------- */

static void
set_colour (const Pen    *pen,
            const Colour *colour,
            double        alpha)
{
  cairo_set_source_rgba (pen->cr, colour->red, colour->green, colour->blue, alpha);
}

static PangoLayout *
new_text (PangoContext *context,
          const char   *text,
          int           size_px,
          gboolean      bold)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans");
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

/* One line whose middle lies at @middle, in a room that is @width wide. */
static void
draw_line (const Pen    *pen,
           const char   *text,
           int           size_px,
           gboolean      bold,
           const Colour *colour,
           Align         align,
           double        x,
           double        middle,
           double        width)
{
  g_autoptr(PangoLayout) layout = new_text (pen->context, text, size_px, bold);
  PangoRectangle box;
  double shift;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_get_extents (layout, NULL, &box);
  shift = width - (double) box.width / PANGO_SCALE;
  shift = align == ALIGN_LEFT ? 0 : align == ALIGN_MIDDLE ? shift / 2 : shift;

  set_colour (pen, colour, 1);
  cairo_move_to (pen->cr, x + shift, middle - (double) box.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (pen->cr, layout);
}

/* ---- Drawing ------------------------------------------------------------------------------ */

static void
fill_rectangle (const Pen    *pen,
                const Colour *colour,
                double        alpha,
                double        x,
                double        y,
                double        width,
                double        height)
{
  set_colour (pen, colour, alpha);
  cairo_rectangle (pen->cr, x, y, width, height);
  cairo_fill (pen->cr);
}

/* @ring: (nullable): drawn around it. */
static void
draw_picture (const Pen       *pen,
              cairo_surface_t *surface,
              double           x,
              double           y,
              const Colour    *ring)
{
  cairo_t *cr = pen->cr;
  double scale = pen->scaled->scale;
  double width, height;

  if (surface == NULL)
    return;

  width = cairo_image_surface_get_width (surface) / scale;
  height = cairo_image_surface_get_height (surface) / scale;
  x = round ((x + (pen->layout.place_width - width) / 2) * scale) / scale;
  y = round ((y + (pen->layout.place_height - height) / 2) * scale) / scale;

  cairo_set_source_surface (cr, surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);

  if (ring != NULL)
    {
      set_colour (pen, ring, 1);
      cairo_set_line_width (cr, 2.5);
      cairo_rectangle (cr, x - 2.5, y - 2.5, width + 5, height + 5);
      cairo_stroke (cr);
    }
}

/* A point of the band: @depth away from picture @i, @beside its middle. */
static void
band_point (const Layout *l,
            int           i,
            double        depth,
            double        beside,
            double       *x,
            double       *y)
{
  double along = l->first + i * l->step + beside;

  *x = l->narrow ? l->band + depth : along;
  *y = l->narrow ? along : l->band + depth;
}

static void
curve (const Pen *pen,
       int        i,
       double     out,
       int        j,
       double     in,
       double     depth)
{
  const Layout *l = &pen->layout;
  double x[4], y[4], tip_x, tip_y, side_x, side_y;

  /* The middle of such a curve lies at ¾ of the depth of its handles. */
  band_point (l, i, 2, out, &x[0], &y[0]);
  band_point (l, i, depth / 0.75, out, &x[1], &y[1]);
  band_point (l, j, depth / 0.75, in, &x[2], &y[2]);
  band_point (l, j, 2 + ARROW_PX, in, &x[3], &y[3]);
  cairo_move_to (pen->cr, x[0], y[0]);
  cairo_curve_to (pen->cr, x[1], y[1], x[2], y[2], x[3], y[3]);
  cairo_stroke (pen->cr);

  band_point (l, j, 1, in, &tip_x, &tip_y);
  cairo_move_to (pen->cr, tip_x, tip_y);
  band_point (l, j, 2 + 1.5 * ARROW_PX, in - 0.8 * ARROW_PX, &side_x, &side_y);
  cairo_line_to (pen->cr, side_x, side_y);
  band_point (l, j, 2 + 1.5 * ARROW_PX, in + 0.8 * ARROW_PX, &side_x, &side_y);
  cairo_line_to (pen->cr, side_x, side_y);
  cairo_close_path (pen->cr);
  cairo_fill (pen->cr);
}

static void
draw_arrow (const Pen *pen,
            int        i)
{
  const EmuBatchChart *chart = pen->chart;
  const Layout *l = &pen->layout;
  int j = chart->partner[i];
  gboolean marked = i == pen->marked;
  gboolean pale = pen->marked >= 0 && !marked;
  double depth = l->band_size * (0.32 + 0.58 * ABS (i - j) / MAX (1, chart->n - 1));

  cairo_set_line_width (pen->cr, marked ? 2.5 : 1.5);
  if (i == j)
    {
      double x, y;

      set_colour (pen, &pen->palette->warning, pale ? 0.4 : 1);
      curve (pen, i, -10, i, 10, LOOP_PX);
      band_point (l, i, LOOP_PX + 11, 0, &x, &y);
      /* Translators: below a picture that is its own partner */
      draw_line (pen, _("itself"), SMALL_PX, TRUE, &pen->palette->warning, l->narrow ? ALIGN_LEFT : ALIGN_MIDDLE,
                 l->narrow ? x - 6 : x - l->step / 2, y, l->narrow ? l->band_size : l->step);
      return;
    }

  /* Two that go to and fro keep apart. */
  set_colour (pen, marked ? &pen->palette->b : &pen->palette->secondary, pale ? 0.25 : 1);
  curve (pen, i, i < j ? 9 : -9, j, i < j ? -3 : 3, i < j ? depth : depth * 0.8);
}

/* Where the label is not λ. */
static void
hatch (const Pen *pen,
       double     x,
       double     y,
       double     width)
{
  cairo_save (pen->cr);
  cairo_rectangle (pen->cr, x, y, width, BAR_PX);
  cairo_clip (pen->cr);
  cairo_set_source_rgba (pen->cr, 1, 1, 1, 0.6);
  cairo_set_line_width (pen->cr, 1.25);
  for (double at = floor (x / HATCH_PX) * HATCH_PX - BAR_PX; at < x + width; at += HATCH_PX)
    {
      cairo_move_to (pen->cr, at, y + BAR_PX);
      cairo_line_to (pen->cr, at + BAR_PX, y);
    }
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

static void
draw_bar (const Pen *pen,
          int        i,
          double     x,
          double     y,
          double     width)
{
  const EmuBatchChart *chart = pen->chart;
  double total = MAX (1, chart->weight_a[i] + chart->weight_b[i]);
  double a = width * chart->weight_a[i] / total;
  double b = width * chart->weight_b[i] / total;
  double tick = CLAMP (width * chart->lambda[i] / total, 1, width - 1);

  fill_rectangle (pen, &pen->palette->hairline, 1, x, y, width, BAR_PX);
  fill_rectangle (pen, &pen->palette->a, 1, x, y, a, BAR_PX);
  fill_rectangle (pen, &pen->palette->b, 1, x + width - b, y, b, BAR_PX);
  if (isnan (chart->lambda[i]))
    return;

  if (fabs (chart->lambda[i] - chart->weight_a[i]) >= DIFFERS)
    hatch (pen, x + MIN (tick, a), y, fabs (tick - a));
  fill_rectangle (pen, &pen->palette->text, 1, x + round (tick) - 1, y - TICK_OVER_PX, 2,
                  BAR_PX + 2 * TICK_OVER_PX);
}

static void
draw_element (const Pen *pen,
              int        i)
{
  const EmuBatchChart *chart = pen->chart;
  const Layout *l = &pen->layout;
  g_autofree char *name = g_strdup_printf ("%d %s", i + 1, chart->names[i]);
  g_autofree char *number = NULL;
  const Colour *ring = NULL;
  double x, y, middle;

  if (pen->marked >= 0 && i == chart->partner[pen->marked])
    ring = i == pen->marked ? &pen->palette->warning : &pen->palette->b;
  else if (i == pen->marked)
    ring = &pen->palette->a;

  place_of (l, FALSE, i, &x, &y);
  draw_picture (pen, pen->scaled->surfaces[i], x, y, ring);
  draw_line (pen, name, TEXT_PX, i == pen->marked, &pen->palette->text, ALIGN_MIDDLE, x - GAP_PX / 2.0,
             y + l->place_height + LINE_PX / 2.0, l->place_width + GAP_PX);

  if (i >= chart->n_out)
    return;

  place_of (l, TRUE, i, &x, &y);
  draw_picture (pen, pen->scaled->surfaces[chart->n + i], x, y, i == pen->marked ? &pen->palette->text : NULL);

  middle = y + l->place_height + SMALL_LINE_PX / 2.0;
  if (!chart->mixed[i])
    /* Translators: below a picture that was not mixed */
    number = g_strdup (_("as it is"));
  else if (isnan (chart->lambda[i]))
    /* Translators: below a small picture: the letter A and its weight in the label */
    number = g_strdup_printf (_("A %.2f"), chart->weight_a[i]);
  else
    number = g_strdup_printf (_("λ %.2f"), chart->lambda[i]);
  draw_line (pen, number, SMALL_PX, FALSE, &pen->palette->text, ALIGN_MIDDLE, x, middle, l->place_width);
  draw_bar (pen, i, x, middle + SMALL_LINE_PX / 2.0, l->place_width);
}

/* The class of A is shaded blue, that of B orange, as strongly as its number; where both are of one
 * class they share the cell. */
static void
draw_cell (const Pen *pen,
           int        i,
           int        k,
           double     x,
           double     y)
{
  const EmuBatchChart *chart = pen->chart;
  double value = chart->rows[(gsize) i * chart->n_classes + k];
  gboolean is_a = chart->classes[i] == k;
  gboolean is_b = chart->classes[chart->partner[i]] == k;
  double width = pen->layout.cell - 2;
  double height = ROW_PX - 2;
  double alpha = 0.10 + 0.45 * CLAMP (value, 0, 1);
  g_autofree char *text = NULL;

  fill_rectangle (pen, &pen->palette->hairline, 0.55, x + 1, y + 1, width, height);
  if (is_a && is_b)
    {
      double sum = chart->weight_a[i] + chart->weight_b[i];
      double share = sum > 0 ? width * chart->weight_a[i] / sum : width;

      fill_rectangle (pen, &pen->palette->a, alpha, x + 1, y + 1, share, height);
      fill_rectangle (pen, &pen->palette->b, alpha, x + 1 + share, y + 1, width - share, height);
    }
  else if (is_a || is_b)
    fill_rectangle (pen, is_a ? &pen->palette->a : &pen->palette->b, alpha, x + 1, y + 1, width, height);

  if (value == 0 || pen->layout.cell < NUMBER_NEEDS_PX)
    return;

  text = g_strdup_printf ("%.2f", value);
  draw_line (pen, text, SMALL_PX, i == pen->marked && (is_a || is_b),
             is_a || is_b ? &pen->palette->text : &pen->palette->secondary, ALIGN_MIDDLE,
             x, y + ROW_PX / 2.0, pen->layout.cell);
}

static void
draw_row (const Pen *pen,
          int        i)
{
  const EmuBatchChart *chart = pen->chart;
  const Layout *l = &pen->layout;
  double y = l->table + i * ROW_PX;
  double x = l->margin + l->row_head;
  double sum = 0;
  g_autofree char *head = NULL;

  if (l->narrow)
    head = g_strdup_printf ("%d", i + 1);
  else
    /* Translators: number of a picture, its class, the class it is mixed with */
    head = g_strdup_printf (_("%d  %s + %s"), i + 1, chart->class_names[chart->classes[i]],
                            chart->class_names[chart->classes[chart->partner[i]]]);

  if (i == pen->marked)
    fill_rectangle (pen, &pen->palette->text, 0.10, l->margin - 6, y,
                    l->row_head + l->cell * chart->n_classes + (chart->has_sums ? SUM_PX : 0) + 12, ROW_PX);
  draw_line (pen, head, TEXT_PX, i == pen->marked, &pen->palette->text, ALIGN_LEFT, l->margin,
             y + ROW_PX / 2.0, l->row_head - 6);

  for (int k = 0; k < chart->n_classes; k++)
    {
      draw_cell (pen, i, k, x + k * l->cell, y);
      sum += chart->rows[(gsize) i * chart->n_classes + k];
    }

  if (chart->has_sums)
    {
      g_autofree char *text = g_strdup_printf ("%.2f", sum);
      gboolean one = fabs (sum - 1) < DIFFERS;

      draw_line (pen, text, SMALL_PX, !one, one ? &pen->palette->secondary : &pen->palette->warning, ALIGN_RIGHT,
                 x + chart->n_classes * l->cell, y + ROW_PX / 2.0, SUM_PX - 6);
    }
}

static void
draw_table (const Pen *pen)
{
  const EmuBatchChart *chart = pen->chart;
  const Layout *l = &pen->layout;
  double x = l->margin + l->row_head;
  double room = l->width - 2 * l->margin;

  draw_line (pen, _("Labels"), TEXT_PX, TRUE, &pen->palette->text, ALIGN_LEFT, l->margin,
             l->table - 1.5 * LINE_PX, room);
  for (int k = 0; k < chart->n_classes; k++)
    draw_line (pen, chart->class_names[k], SMALL_PX, FALSE, &pen->palette->secondary, ALIGN_MIDDLE,
               x + k * l->cell + 1, l->table - LINE_PX / 2.0, l->cell - 2);
  if (chart->has_sums)
    /* Translators: head of a column: what the numbers of a row add up to */
    draw_line (pen, _("sum"), SMALL_PX, FALSE, &pen->palette->secondary, ALIGN_RIGHT,
               x + chart->n_classes * l->cell, l->table - LINE_PX / 2.0, SUM_PX - 6);

  for (int i = 0; i < chart->n_out; i++)
    draw_row (pen, i);
}

static void
draw_heads (const Pen *pen)
{
  const Layout *l = &pen->layout;
  double room = l->width - 2 * l->margin;

  draw_line (pen, _("Pictures, and whom each is mixed with"), TEXT_PX, TRUE, &pen->palette->text, ALIGN_LEFT,
             l->margin, l->margin + LINE_PX / 2.0 - 4, l->narrow ? l->results - l->margin - 6 : room);
  if (l->narrow)
    draw_line (pen, _("Mixed"), TEXT_PX, TRUE, &pen->palette->text, ALIGN_RIGHT, l->results,
               l->margin + LINE_PX / 2.0 - 4, l->place_width);
  else
    draw_line (pen, _("Mixed"), TEXT_PX, TRUE, &pen->palette->text, ALIGN_LEFT, l->margin,
               l->results - LINE_PX / 2.0 - 2, room);
}

/* A frame of dashes around the whole element: whoever uses the keyboard sees where it is. */
static void
draw_focus (const Pen *pen)
{
  const double dashes[] = { 3, 2 };
  const Layout *l = &pen->layout;
  double x, y;

  place_of (l, FALSE, pen->marked, &x, &y);
  cairo_save (pen->cr);
  set_colour (pen, &pen->palette->text, 1);
  cairo_set_line_width (pen->cr, 1);
  cairo_set_dash (pen->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_rectangle (pen->cr, x - 5.5, y - 5.5, l->place_width + 11, l->place_height + LINE_PX + 8);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

/* Letters are placed and shaded alike on screens and in files, whatever the desktop prefers. */
static PangoContext *
new_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);

  return context;
}

static void
draw_all (const Pen *pen)
{
  const EmuBatchChart *chart = pen->chart;

  draw_heads (pen);
  for (int i = 0; i < chart->n; i++)
    draw_element (pen, i);

  /* What is marked lies on top. */
  for (int i = 0; i < chart->n_out; i++)
    if (i != pen->marked)
      draw_arrow (pen, i);
  if (pen->marked >= 0 && pen->marked < chart->n_out)
    draw_arrow (pen, pen->marked);

  draw_table (pen);
}

void
emu_batch_chart_draw (EmuBatchChart *self,
                      cairo_t       *cr,
                      int            width,
                      int            scale,
                      gboolean       dark,
                      int            marked,
                      gboolean       focused)
{
  Pen pen = {
    .cr = cr,
    .palette = dark ? &dark_palette : &light,
    .chart = self,
    .scaled = &self->scaled,
    .marked = marked,
  };

  g_return_if_fail (width >= 1 && scale >= 1);
  g_return_if_fail (marked < self->n);

  pen.layout = lay_out (self, width);
  pen.context = new_context ();
  fit_scaled (self, &pen.layout, scale, &self->scaled);
  draw_all (&pen);
  if (marked >= 0 && focused)
    draw_focus (&pen);
  g_object_unref (pen.context);
}

/* ---- Files -------------------------------------------------------------------------------- */

gboolean
emu_batch_chart_format_from_name (const char          *name,
                                  EmuBatchChartFormat *format,
                                  GError             **error)
{
  g_autofree char *base = g_path_get_basename (name);
  const char *dot = strrchr (base, '.');

  if (dot == NULL || dot == base || g_ascii_strcasecmp (dot, ".png") == 0)
    *format = EMU_BATCH_CHART_PNG;
  else if (g_ascii_strcasecmp (dot, ".svg") == 0)
    *format = EMU_BATCH_CHART_SVG;
  else if (g_ascii_strcasecmp (dot, ".pdf") == 0)
    *format = EMU_BATCH_CHART_PDF;
  else
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("batches are saved as PNG, SVG or PDF; let the name “%s” end in .png, .svg or .pdf"), name);
      return FALSE;
    }

  return TRUE;
}

/* Title and caption; returns how high they are, and draws them where there is a @pen to. */
static int
draw_title (const EmuBatchChart *self,
            PangoContext        *context,
            const Pen           *pen)
{
  const char *texts[] = { self->title, self->caption };
  double y = MARGIN_PX;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(PangoLayout) layout = NULL;
      PangoRectangle box;

      if (texts[i] == NULL)
        continue;

      layout = new_text (context, texts[i], i == 0 ? TITLE_PX : TEXT_PX, i == 0);
      pango_layout_set_width (layout, (EMU_BATCH_CHART_FILE_PX - 2 * MARGIN_PX) * PANGO_SCALE);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_get_extents (layout, NULL, &box);
      if (pen != NULL)
        {
          set_colour (pen, i == 0 ? &pen->palette->text : &pen->palette->secondary, 1);
          cairo_move_to (pen->cr, MARGIN_PX, y);
          pango_cairo_show_layout (pen->cr, layout);
        }
      y += (double) box.height / PANGO_SCALE + 6;
    }

  /* Without either the chart begins at the top, with a margin of its own. */
  return y > MARGIN_PX ? (int) ceil (y) : 0;
}

/* Pictures of its own: the cached ones belong to whoever draws on a screen. */
static void
draw_file (EmuBatchChart *self,
           PangoContext  *context,
           cairo_t       *cr,
           int            above)
{
  Scaled scaled = { 0 };
  Pen pen = { .cr = cr, .context = context, .palette = &light, .chart = self, .scaled = &scaled, .marked = -1 };

  pen.layout = lay_out (self, EMU_BATCH_CHART_FILE_PX);
  fit_scaled (self, &pen.layout, FILE_SCALE, &scaled);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_title (self, context, &pen);
  cairo_translate (cr, 0, above);
  draw_all (&pen);
  clear_scaled (&scaled);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static gboolean
number_id_cb (const GMatchInfo *match,
              GString          *out,
              gpointer          data)
{
  GPtrArray *seen = data;
  g_autofree char *kind = g_match_info_fetch (match, 1);
  g_autofree char *id = g_match_info_fetch (match, 0);
  guint at;

  if (!g_ptr_array_find_with_equal_func (seen, id, g_str_equal, &at))
    {
      at = seen->len;
      g_ptr_array_add (seen, g_steal_pointer (&id));
    }
  g_string_append_printf (out, "%s%u", kind, at);

  return FALSE;
}

/* Cairo numbers what it names by all the surfaces the program ever had; equal drawings are to be equal.
 * Neither sign before a name stands in the letters that hold a picture. */
static GBytes *
number_ids (GByteArray *svg)
{
  g_autoptr(GRegex) regex = g_regex_new ("(?<=[\"#])(image|surface)[0-9]+(?=[\")])", 0, 0, NULL);
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  char *text = g_regex_replace_eval (regex, (const char *) svg->data, (gssize) svg->len, 0, 0, number_id_cb, seen,
                                     NULL);

  return g_bytes_new_take (text, strlen (text));
}

GBytes *
emu_batch_chart_to_bytes (EmuBatchChart       *self,
                          EmuBatchChartFormat  format,
                          GError             **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  PangoContext *context = new_context ();
  int above = draw_title (self, context, NULL);
  int width = EMU_BATCH_CHART_FILE_PX;
  int height = above + emu_batch_chart_get_height (self, width);
  double scale = format == EMU_BATCH_CHART_PNG ? FILE_SCALE : format == EMU_BATCH_CHART_PDF ? 0.75 : 1;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == EMU_BATCH_CHART_PNG)
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width * scale), (int) (height * scale));
  else if (format == EMU_BATCH_CHART_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append_cb, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else
    {
      surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, width * scale, height * scale);
      /* Left alone, the time of day would be written. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    }

  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw_file (self, context, cr, above);
  g_object_unref (context);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == EMU_BATCH_CHART_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY, _("the drawing cannot be made: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }

  return format == EMU_BATCH_CHART_SVG ? number_ids (bytes)
                                       : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
