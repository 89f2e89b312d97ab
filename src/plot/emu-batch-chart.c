/* emu-batch-chart.c: a batch as a drawing: who meets whom, what comes out, under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "emu-batch-chart.h"
#include "emu-pen.h"
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

/* Head of a file. */
#define HEAD_PX 16

/* Pixels that a file has for one on the screen. */
#define FILE_SCALE 2

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
  char             *mixed_by;
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
  EmuPen               pen;
  const EmuBatchChart *chart;
  const Scaled        *scaled;
  Layout               layout;
  int                  marked;
} Sketch;

/* ---- Making ------------------------------------------------------------------------------- */

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

  surface = emu_surface_from_image (scaled, 1);
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
  self->mixed_by = g_strdup (data->mixed_by);
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
      self->has_sums |= emu_label_differs (1, sum);
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
  g_free (self->mixed_by);
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
      l.step = l.place_height + SMALL_LINE_PX + EMU_PEN_BAR_PX + GAP_PX + 4;
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
      l.end = l.results + l.place_height + SMALL_LINE_PX + EMU_PEN_BAR_PX;
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

/* ---- Drawing ------------------------------------------------------------------------------ */

/* @ring: (nullable): drawn around it. */
static void
draw_picture (const Sketch    *sketch,
              cairo_surface_t *surface,
              double           x,
              double           y,
              const EmuColour *ring)
{
  const EmuPen *pen = &sketch->pen;
  cairo_t *cr = pen->cr;
  double scale = sketch->scaled->scale;
  double width, height;

  if (surface == NULL)
    return;

  width = cairo_image_surface_get_width (surface) / scale;
  height = cairo_image_surface_get_height (surface) / scale;
  x = round ((x + (sketch->layout.place_width - width) / 2) * scale) / scale;
  y = round ((y + (sketch->layout.place_height - height) / 2) * scale) / scale;

  cairo_set_source_surface (cr, surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);

  if (ring != NULL)
    {
      emu_pen_set_colour (pen, ring, 1);
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
curve (const Sketch *sketch,
       int        i,
       double     out,
       int        j,
       double     in,
       double     depth)
{
  const EmuPen *pen = &sketch->pen;
  const Layout *l = &sketch->layout;
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
draw_arrow (const Sketch *sketch,
            int        i)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const EmuBatchChart *chart = sketch->chart;
  const Layout *l = &sketch->layout;
  int j = chart->partner[i];
  gboolean marked = i == sketch->marked;
  gboolean pale = sketch->marked >= 0 && !marked;
  double depth = l->band_size * (0.32 + 0.58 * ABS (i - j) / MAX (1, chart->n - 1));

  cairo_set_line_width (pen->cr, marked ? 2.5 : 1.5);
  if (i == j)
    {
      double x, y;

      emu_pen_set_colour (pen, &palette->warning, pale ? 0.4 : 1);
      curve (sketch, i, -10, i, 10, LOOP_PX);
      band_point (l, i, LOOP_PX + 11, 0, &x, &y);
      /* Translators: below a picture that is its own partner */
      emu_pen_text (pen, _("itself"), EMU_PEN_SMALL_PX, TRUE, &palette->warning,
                    l->narrow ? EMU_PEN_LEFT : EMU_PEN_MIDDLE, l->narrow ? x - 6 : x - l->step / 2, y,
                    l->narrow ? l->band_size : l->step);
      return;
    }

  /* Two that go to and fro keep apart. */
  emu_pen_set_colour (pen, marked ? &palette->b : &palette->secondary, pale ? 0.25 : 1);
  curve (sketch, i, i < j ? 9 : -9, j, i < j ? -3 : 3, i < j ? depth : depth * 0.8);
}

static void
draw_element (const Sketch *sketch,
              int        i)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const EmuBatchChart *chart = sketch->chart;
  const Layout *l = &sketch->layout;
  g_autofree char *name = g_strdup_printf ("%d %s", i + 1, chart->names[i]);
  g_autofree char *number = NULL;
  const EmuColour *ring = NULL;
  double x, y, middle;

  if (sketch->marked >= 0 && i == chart->partner[sketch->marked])
    ring = i == sketch->marked ? &palette->warning : &palette->b;
  else if (i == sketch->marked)
    ring = &palette->a;

  place_of (l, FALSE, i, &x, &y);
  draw_picture (sketch, sketch->scaled->surfaces[i], x, y, ring);
  emu_pen_text (pen, name, EMU_PEN_CAPTION_PX, i == sketch->marked, &palette->text, EMU_PEN_MIDDLE,
                x - GAP_PX / 2.0, y + l->place_height + LINE_PX / 2.0, l->place_width + GAP_PX);

  if (i >= chart->n_out)
    return;

  place_of (l, TRUE, i, &x, &y);
  draw_picture (sketch, sketch->scaled->surfaces[chart->n + i], x, y, i == sketch->marked ? &palette->text : NULL);

  middle = y + l->place_height + SMALL_LINE_PX / 2.0;
  if (!chart->mixed[i])
    /* Translators: below a picture that was not mixed */
    number = g_strdup (_("as it is"));
  else if (isnan (chart->lambda[i]))
    /* Translators: below a small picture: the letter A and its weight in the label */
    number = g_strdup_printf (_("A %.2f"), chart->weight_a[i]);
  else
    number = g_strdup_printf (_("λ %.2f"), chart->lambda[i]);
  emu_pen_text (pen, number, EMU_PEN_SMALL_PX, FALSE, &palette->text, EMU_PEN_MIDDLE, x, middle,
                l->place_width);
  emu_pen_label_bar (pen, chart->lambda[i], chart->weight_a[i], chart->weight_b[i], x,
                     middle + SMALL_LINE_PX / 2.0, l->place_width);
}

/* The class of A is shaded blue, that of B orange, as strongly as its number; where both are of one
 * class they share the cell. */
static void
draw_cell (const Sketch *sketch,
           int        i,
           int        k,
           double     x,
           double     y)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const EmuBatchChart *chart = sketch->chart;
  double value = chart->rows[(gsize) i * chart->n_classes + k];
  gboolean is_a = chart->classes[i] == k;
  gboolean is_b = chart->classes[chart->partner[i]] == k;
  double width = sketch->layout.cell - 2;
  double height = ROW_PX - 2;
  double alpha = 0.10 + 0.45 * CLAMP (value, 0, 1);
  g_autofree char *text = NULL;

  emu_pen_fill (pen, &palette->hairline, 0.55, x + 1, y + 1, width, height);
  if (is_a && is_b)
    {
      double sum = chart->weight_a[i] + chart->weight_b[i];
      double share = sum > 0 ? width * chart->weight_a[i] / sum : width;

      emu_pen_fill (pen, &palette->a, alpha, x + 1, y + 1, share, height);
      emu_pen_fill (pen, &palette->b, alpha, x + 1 + share, y + 1, width - share, height);
    }
  else if (is_a || is_b)
    emu_pen_fill (pen, is_a ? &palette->a : &palette->b, alpha, x + 1, y + 1, width, height);

  if (value == 0 || sketch->layout.cell < NUMBER_NEEDS_PX)
    return;

  text = g_strdup_printf ("%.2f", value);
  emu_pen_text (pen, text, EMU_PEN_SMALL_PX, i == sketch->marked && (is_a || is_b),
                is_a || is_b ? &palette->text : &palette->secondary, EMU_PEN_MIDDLE, x,
                y + ROW_PX / 2.0, sketch->layout.cell);
}

static void
draw_row (const Sketch *sketch,
          int        i)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const EmuBatchChart *chart = sketch->chart;
  const Layout *l = &sketch->layout;
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

  if (i == sketch->marked)
    emu_pen_fill (pen, &palette->text, 0.10, l->margin - 6, y,
                  l->row_head + l->cell * chart->n_classes + (chart->has_sums ? SUM_PX : 0) + 12,
                  ROW_PX);
  emu_pen_text (pen, head, EMU_PEN_CAPTION_PX, i == sketch->marked, &palette->text, EMU_PEN_LEFT,
                l->margin, y + ROW_PX / 2.0, l->row_head - 6);

  for (int k = 0; k < chart->n_classes; k++)
    {
      draw_cell (sketch, i, k, x + k * l->cell, y);
      sum += chart->rows[(gsize) i * chart->n_classes + k];
    }

  if (chart->has_sums)
    {
      g_autofree char *text = g_strdup_printf ("%.2f", sum);
      gboolean one = !emu_label_differs (1, sum);

      emu_pen_text (pen, text, EMU_PEN_SMALL_PX, !one, one ? &palette->secondary : &palette->warning,
                    EMU_PEN_RIGHT, x + chart->n_classes * l->cell, y + ROW_PX / 2.0, SUM_PX - 6);
    }
}

static void
draw_table (const Sketch *sketch)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const EmuBatchChart *chart = sketch->chart;
  const Layout *l = &sketch->layout;
  double x = l->margin + l->row_head;
  double room = l->width - 2 * l->margin;

  emu_pen_text (pen, _("Labels"), EMU_PEN_CAPTION_PX, TRUE, &palette->text, EMU_PEN_LEFT, l->margin,
                l->table - 1.5 * LINE_PX, room);
  for (int k = 0; k < chart->n_classes; k++)
    emu_pen_text (pen, chart->class_names[k], EMU_PEN_SMALL_PX, FALSE, &palette->secondary,
                  EMU_PEN_MIDDLE, x + k * l->cell + 1, l->table - LINE_PX / 2.0, l->cell - 2);
  if (chart->has_sums)
    /* Translators: head of a column: what the numbers of a row add up to */
    emu_pen_text (pen, _("sum"), EMU_PEN_SMALL_PX, FALSE, &palette->secondary, EMU_PEN_RIGHT,
                  x + chart->n_classes * l->cell, l->table - LINE_PX / 2.0, SUM_PX - 6);

  for (int i = 0; i < chart->n_out; i++)
    draw_row (sketch, i);
}

static void
draw_heads (const Sketch *sketch)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const Layout *l = &sketch->layout;
  double room = l->width - 2 * l->margin;

  emu_pen_text (pen, _("Pictures, and whom each is mixed with"), EMU_PEN_CAPTION_PX, TRUE,
                &palette->text, EMU_PEN_LEFT, l->margin, l->margin + LINE_PX / 2.0 - 4,
                l->narrow ? l->results - l->margin - 6 : room);
  if (l->narrow)
    emu_pen_text (pen, _("Mixed"), EMU_PEN_CAPTION_PX, TRUE, &palette->text, EMU_PEN_RIGHT, l->results,
                  l->margin + LINE_PX / 2.0 - 4, l->place_width);
  else
    emu_pen_text (pen, sketch->chart->mixed_by != NULL ? sketch->chart->mixed_by : _("Mixed"),
                  EMU_PEN_CAPTION_PX, TRUE, &palette->text, EMU_PEN_LEFT, l->margin,
                  l->results - LINE_PX / 2.0 - 2, room);
}

/* A frame of dashes around the whole element: whoever uses the keyboard sees where it is. */
static void
draw_focus (const Sketch *sketch)
{
  const EmuPen *pen = &sketch->pen;
  const EmuPalette *palette = sketch->pen.palette;
  const double dashes[] = { 3, 2 };
  const Layout *l = &sketch->layout;
  double x, y;

  place_of (l, FALSE, sketch->marked, &x, &y);
  cairo_save (pen->cr);
  emu_pen_set_colour (pen, &palette->text, 1);
  cairo_set_line_width (pen->cr, 1);
  cairo_set_dash (pen->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_rectangle (pen->cr, x - 5.5, y - 5.5, l->place_width + 11, l->place_height + LINE_PX + 8);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

static void
draw_all (const Sketch *sketch)
{
  const EmuBatchChart *chart = sketch->chart;

  draw_heads (sketch);
  for (int i = 0; i < chart->n; i++)
    draw_element (sketch, i);

  /* What is marked lies on top. */
  for (int i = 0; i < chart->n_out; i++)
    if (i != sketch->marked)
      draw_arrow (sketch, i);
  if (sketch->marked >= 0 && sketch->marked < chart->n_out)
    draw_arrow (sketch, sketch->marked);

  draw_table (sketch);
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
  Sketch sketch = { .chart = self, .scaled = &self->scaled, .marked = marked };

  g_return_if_fail (width >= 1 && scale >= 1);
  g_return_if_fail (marked < self->n);

  sketch.layout = lay_out (self, width);
  emu_pen_init (&sketch.pen, cr, dark);
  fit_scaled (self, &sketch.layout, scale, &self->scaled);
  draw_all (&sketch);
  if (marked >= 0 && focused)
    draw_focus (&sketch);
  emu_pen_clear (&sketch.pen);
}

/* ---- Files -------------------------------------------------------------------------------- */

/* Pictures of its own: the cached ones belong to whoever draws on a screen. */
typedef struct
{
  EmuBatchChart *chart;
  Scaled         scaled;
  int            above;
} Page;

/* Title and caption; returns how high they are, and draws them where @pen can. */
static int
draw_title (const EmuBatchChart *self,
            const EmuPen        *pen)
{
  const char *texts[] = { self->title, self->caption };
  double y = MARGIN_PX;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(PangoLayout) layout = NULL;
      PangoRectangle box;

      if (texts[i] == NULL)
        continue;

      layout = emu_pen_new_text (pen, texts[i], i == 0 ? HEAD_PX : EMU_PEN_CAPTION_PX, i == 0);
      pango_layout_set_width (layout, (EMU_BATCH_CHART_FILE_PX - 2 * MARGIN_PX) * PANGO_SCALE);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_get_extents (layout, NULL, &box);
      if (pen->cr != NULL)
        {
          emu_pen_set_colour (pen, i == 0 ? &pen->palette->text : &pen->palette->secondary, 1);
          cairo_move_to (pen->cr, MARGIN_PX, y);
          pango_cairo_show_layout (pen->cr, layout);
        }
      y += (double) box.height / PANGO_SCALE + 6;
    }

  /* Without either the chart begins at the top, with a margin of its own. */
  return y > MARGIN_PX ? (int) ceil (y) : 0;
}

static void
draw_page (cairo_t  *cr,
           gpointer  data)
{
  const Page *page = data;
  Sketch sketch = { .chart = page->chart, .scaled = &page->scaled, .marked = -1 };

  sketch.layout = lay_out (page->chart, EMU_BATCH_CHART_FILE_PX);
  emu_pen_init (&sketch.pen, cr, FALSE);
  emu_pen_set_colour (&sketch.pen, &sketch.pen.palette->paper, 1);
  cairo_paint (cr);
  draw_title (page->chart, &sketch.pen);
  cairo_translate (cr, 0, page->above);
  draw_all (&sketch);
  emu_pen_clear (&sketch.pen);
}

gboolean
emu_batch_chart_save (EmuBatchChart     *self,
                      GFile             *file,
                      EmuDrawingFormat   format,
                      GCancellable      *cancellable,
                      GError           **error)
{
  Page page = { .chart = self };
  EmuDrawing drawing = { .width = EMU_BATCH_CHART_FILE_PX, .scale = FILE_SCALE, .draw = draw_page, .data = &page };
  Layout layout = lay_out (self, EMU_BATCH_CHART_FILE_PX);
  EmuPen pen;
  gboolean saved;

  emu_pen_init (&pen, NULL, FALSE);
  page.above = draw_title (self, &pen);
  emu_pen_clear (&pen);
  drawing.height = page.above + layout.height;

  fit_scaled (self, &layout, FILE_SCALE, &page.scaled);
  saved = emu_drawing_save (&drawing, file, format, cancellable, error);
  clear_scaled (&page.scaled);

  return saved;
}
