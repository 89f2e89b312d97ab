/* emu-sheet.c: a contact sheet, many mixings of two pictures side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "emu-error.h"
#include "emu-file.h"
#include "emu-sheet.h"

#define MARGIN_PX 24
#define GAP_PX 18
#define ROW_GAP_PX 20
#define BADGE_PX 18

/* Two weights and "asked for" fit below a cell of 180; two weights alone need these. */
#define CELL_MIN_WIDTH_PX 104
#define CELL_MIN_PICTURE_PX 24

#define BAR_ABOVE_PX 6
#define BAR_PX 6
#define TICK_OVER_PX 2
#define HATCH_PX 5
#define NUMBERS_ABOVE_PX 4
#define NUMBERS_PX 15

#define TITLE_PX 14
#define CAPTION_PX 12
#define SMALL_PX 11
#define LINE(size) ((size) * 4 / 3)

/* Heads longer than this end in an ellipsis. */
#define ROW_HEAD_MAX_PX 150
#define HEAD_MAX_PX 480

/* Smaller differences do not show in three decimals. */
#define DIFFERS 0.0005

/* Rows of a sheet that are drawn at once: memory for the whole never stands twice. */
#define BAND_PX 512

#define CHEQUER_PX 8

typedef struct
{
  char *title;
  char *caption;
} Head;

struct _EmuSheet
{
  EmuView         view;
  int             enlarge;
  int             height;
  int             width;
  char           *name_a;
  char           *name_b;
  char           *facts;
  Head           *rows;
  Head           *columns;
  EmuSheetCell   *cells;

  /* The layout depends on how wide heads are, so it is made when somebody asks. */
  gboolean        layout_valid;
  gboolean        grouped;
  EmuSheetLayout  layout;

  /* Guards what rendering puts into the cells. */
  GMutex          lock;
};

typedef struct
{
  double red;
  double green;
  double blue;
} Colour;

#define COLOUR(hex) { ((hex) >> 16) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) & 255) / 255.0 }

/* Fills under white text keep their colour in the dark. */
typedef struct
{
  Colour a;
  Colour b;
  Colour a_fill;
  Colour b_fill;
  Colour text;
  Colour secondary;
  Colour fault;
  Colour hairline;
  Colour empty;
  Colour paper;
} Palette;

static const Palette light = {
  .a = COLOUR (0x1a63c4),
  .b = COLOUR (0xc24d00),
  .a_fill = COLOUR (0x1a63c4),
  .b_fill = COLOUR (0xc24d00),
  .text = COLOUR (0x2e2e33),
  .secondary = COLOUR (0x6f6e77),
  .fault = COLOUR (0xa51d2d),
  .hairline = COLOUR (0xe4e4e8),
  .empty = COLOUR (0xf6f6f8),
  .paper = COLOUR (0xffffff),
};

static const Palette dark_palette = {
  .a = COLOUR (0x6aa8f4),
  .b = COLOUR (0xffa45c),
  .a_fill = COLOUR (0x1a63c4),
  .b_fill = COLOUR (0xc24d00),
  .text = COLOUR (0xf0eff2),
  .secondary = COLOUR (0xa9a8b1),
  .fault = COLOUR (0xff8a80),
  .hairline = COLOUR (0x3b3b40),
  .empty = COLOUR (0x2d2d31),
  .paper = COLOUR (0x242427),
};

static const Colour white = COLOUR (0xffffff);

typedef enum
{
  ALIGN_LEFT,
  ALIGN_MIDDLE,
  ALIGN_RIGHT,
} Align;

/* What every drawing function hands on. */
typedef struct
{
  cairo_t       *cr;
  PangoContext  *context;
  const Palette *palette;
} Pen;

/* ---- Text --------------------------------------------------------------------------------- */

/* Letters are placed and shaded alike on screens and in files, whatever the desktop prefers. */
static void
set_font_options (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
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
  pango_layout_set_single_paragraph_mode (layout, TRUE);

  return layout;
}

static int
text_width (PangoContext *context,
            const char   *text,
            int           size_px,
            gboolean      bold)
{
  g_autoptr(PangoLayout) layout = text != NULL ? new_text (context, text, size_px, bold) : NULL;
  PangoRectangle box;

  if (layout == NULL)
    return 0;

  pango_layout_get_extents (layout, NULL, &box);

  return (box.width + PANGO_SCALE - 1) / PANGO_SCALE;
}

static void
set_colour (const Pen    *pen,
            const Colour *colour)
{
  cairo_set_source_rgb (pen->cr, colour->red, colour->green, colour->blue);
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
           int           width)
{
  g_autoptr(PangoLayout) layout = new_text (pen->context, text, size_px, bold);
  PangoRectangle box;
  double shift;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_extents (layout, NULL, &box);
  shift = width - (double) box.width / PANGO_SCALE;
  shift = align == ALIGN_LEFT ? 0 : align == ALIGN_MIDDLE ? shift / 2 : shift;

  set_colour (pen, colour);
  cairo_move_to (pen->cr, x + shift, middle - (double) box.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (pen->cr, layout);
}

/* ---- Layout ------------------------------------------------------------------------------- */

EmuBox
emu_sheet_layout_cell (const EmuSheetLayout *self,
                       int                   row,
                       int                   column)
{
  EmuBox box;

  box.y0 = self->top + row * self->row_step;
  box.y1 = box.y0 + self->cell_height;
  box.x0 = self->left + column * self->column_step;
  box.x1 = box.x0 + self->cell_width;

  return box;
}

gboolean
emu_sheet_layout_cell_at (const EmuSheetLayout *self,
                          double                x,
                          double                y,
                          int                  *row,
                          int                  *column)
{
  double down = (y - self->top) / self->row_step;
  double right = (x - self->left) / self->column_step;
  EmuBox box;

  /* Written so that a NaN fails too. */
  if (!(down >= 0 && down < self->n_rows && right >= 0 && right < self->n_columns))
    return FALSE;

  box = emu_sheet_layout_cell (self, (int) down, (int) right);
  if (!(y < box.y1 && x < box.x1))
    return FALSE;

  *row = (int) down;
  *column = (int) right;

  return TRUE;
}

static int
row_heads_width (EmuSheet     *self,
                 PangoContext *context)
{
  int width = 0;

  for (int row = 0; row < self->layout.n_rows; row++)
    {
      width = MAX (width, text_width (context, self->rows[row].title, TITLE_PX, TRUE));
      width = MAX (width, text_width (context, self->rows[row].caption, CAPTION_PX, FALSE));
    }

  return MIN (width, ROW_HEAD_MAX_PX);
}

static int
head_width (EmuSheet     *self,
            PangoContext *context)
{
  int names = 0;

  if (self->name_a != NULL)
    names += BADGE_PX + 6 + text_width (context, self->name_a, TITLE_PX, FALSE);
  if (self->name_b != NULL)
    names += GAP_PX + BADGE_PX + 6 + text_width (context, self->name_b, TITLE_PX, FALSE);

  return MIN (MAX (names, text_width (context, self->facts, CAPTION_PX, FALSE)), HEAD_MAX_PX);
}

const EmuSheetLayout *
emu_sheet_get_layout (EmuSheet *self)
{
  EmuSheetLayout *layout;
  PangoContext *context;
  int heads;
  int picture_width;
  int picture_height;

  g_return_val_if_fail (self != NULL, NULL);

  layout = &self->layout;
  if (self->layout_valid)
    return layout;

  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  set_font_options (context);

  picture_width = self->view.width * self->enlarge;
  picture_height = self->view.height * self->enlarge;
  layout->cell_width = MAX (picture_width, CELL_MIN_WIDTH_PX);
  layout->picture.x0 = (layout->cell_width - picture_width) / 2;
  layout->picture.x1 = layout->picture.x0 + picture_width;
  layout->picture.y0 = (MAX (picture_height, CELL_MIN_PICTURE_PX) - picture_height) / 2;
  layout->picture.y1 = layout->picture.y0 + picture_height;
  layout->cell_height = MAX (picture_height, CELL_MIN_PICTURE_PX) + BAR_ABOVE_PX + BAR_PX +
                        NUMBERS_ABOVE_PX + NUMBERS_PX;
  layout->column_step = layout->cell_width + GAP_PX;
  layout->row_step = layout->cell_height + ROW_GAP_PX;

  heads = row_heads_width (self, context);
  layout->left = MARGIN_PX + (heads > 0 ? heads + GAP_PX : 0);
  layout->width = layout->left + layout->n_columns * layout->column_step - GAP_PX + MARGIN_PX;
  layout->width = MAX (layout->width, head_width (self, context) + 2 * MARGIN_PX);
  g_object_unref (context);

  layout->top = MARGIN_PX;
  if (self->name_a != NULL || self->name_b != NULL)
    layout->top += BADGE_PX + 6;
  if (self->facts != NULL)
    layout->top += LINE (CAPTION_PX) + 6;
  if (layout->top > MARGIN_PX)
    layout->top += 10;
  for (int column = 0; column < layout->n_columns; column++)
    {
      if (self->columns[column].title != NULL)
        {
          layout->top += LINE (TITLE_PX) + 6;
          break;
        }
    }
  layout->height = layout->top + layout->n_rows * layout->row_step - ROW_GAP_PX + MARGIN_PX;

  /* A line parts rows only where several of them share a title. */
  self->grouped = FALSE;
  for (int row = 1; row < layout->n_rows; row++)
    self->grouped |= self->rows[row].title == NULL && self->rows[0].title != NULL;

  self->layout_valid = TRUE;

  return layout;
}

/* ---- Filling ------------------------------------------------------------------------------ */

EmuSheet *
emu_sheet_new (int n_rows,
               int n_columns,
               int height,
               int width,
               int size_px)
{
  EmuSheet *self;
  int longest = MAX (height, width);

  g_return_val_if_fail (n_rows > 0 && n_columns > 0, NULL);
  g_return_val_if_fail (n_rows <= EMU_SHEET_MAX_CELLS / n_columns, NULL);
  g_return_val_if_fail (height > 0 && width > 0, NULL);
  g_return_val_if_fail (size_px >= EMU_SHEET_MIN_SIZE_PX && size_px <= EMU_SHEET_MAX_SIZE_PX, NULL);

  self = g_new0 (EmuSheet, 1);
  g_mutex_init (&self->lock);
  self->height = height;
  self->width = width;
  self->view = emu_view_reduced (height, width, MAX (1.0, (double) longest / size_px));
  self->enlarge = MAX (1, size_px / longest);
  self->rows = g_new0 (Head, n_rows);
  self->columns = g_new0 (Head, n_columns);
  self->cells = g_new0 (EmuSheetCell, n_rows * n_columns);
  self->layout.n_rows = n_rows;
  self->layout.n_columns = n_columns;

  return self;
}

static void
clear_result (EmuSheetCell *cell)
{
  g_clear_pointer (&cell->picture, emu_image_unref);
  g_clear_pointer (&cell->notes, g_free);
  g_clear_error (&cell->error);
  cell->requested = FALSE;
  cell->asked = NAN;
  cell->weight_a = NAN;
  cell->weight_b = NAN;
}

static void
clear_cell (EmuSheetCell *cell)
{
  clear_result (cell);
  g_clear_pointer (&cell->job, emu_mix_job_unref);
  g_clear_pointer (&cell->text, g_free);
}

static void
clear_heads (Head *heads,
             int   n)
{
  for (int i = 0; i < n; i++)
    {
      g_free (heads[i].title);
      g_free (heads[i].caption);
    }
  g_free (heads);
}

void
emu_sheet_free (EmuSheet *self)
{
  for (int i = 0; i < self->layout.n_rows * self->layout.n_columns; i++)
    clear_cell (&self->cells[i]);
  g_free (self->cells);
  clear_heads (self->rows, self->layout.n_rows);
  clear_heads (self->columns, self->layout.n_columns);
  g_free (self->name_a);
  g_free (self->name_b);
  g_free (self->facts);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
replace (EmuSheet   *self,
         char      **field,
         const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
  self->layout_valid = FALSE;
}

void
emu_sheet_set_head (EmuSheet   *self,
                    const char *name_a,
                    const char *name_b,
                    const char *facts)
{
  g_return_if_fail (self != NULL);

  replace (self, &self->name_a, name_a);
  replace (self, &self->name_b, name_b);
  replace (self, &self->facts, facts);
}

void
emu_sheet_set_row (EmuSheet   *self,
                   int         row,
                   const char *title,
                   const char *caption)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (row >= 0 && row < self->layout.n_rows);

  replace (self, &self->rows[row].title, title);
  replace (self, &self->rows[row].caption, caption);
}

void
emu_sheet_set_column (EmuSheet   *self,
                      int         column,
                      const char *title)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (column >= 0 && column < self->layout.n_columns);

  replace (self, &self->columns[column].title, title);
}

static EmuSheetCell *
cell_of (const EmuSheet *self,
         int             row,
         int             column)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (row >= 0 && row < self->layout.n_rows, NULL);
  g_return_val_if_fail (column >= 0 && column < self->layout.n_columns, NULL);

  return &self->cells[row * self->layout.n_columns + column];
}

void
emu_sheet_set_job (EmuSheet  *self,
                   int        row,
                   int        column,
                   EmuMixJob *job)
{
  EmuSheetCell *cell = cell_of (self, row, column);

  g_return_if_fail (cell != NULL && job != NULL);
  g_return_if_fail (job->a->height == self->height && job->a->width == self->width);

  emu_mix_job_ref (job);
  clear_cell (cell);
  cell->job = job;
}

void
emu_sheet_set_text (EmuSheet   *self,
                    int         row,
                    int         column,
                    const char *text)
{
  EmuSheetCell *cell = cell_of (self, row, column);

  g_return_if_fail (cell != NULL);

  clear_cell (cell);
  cell->text = g_strdup (text);
}

const EmuSheetCell *
emu_sheet_get_cell (const EmuSheet *self,
                    int             row,
                    int             column)
{
  return cell_of (self, row, column);
}

char *
emu_sheet_describe_cell (EmuSheet *self,
                         int       row,
                         int       column)
{
  const EmuSheetCell *cell = cell_of (self, row, column);
  GString *text;
  const char *name;

  g_return_val_if_fail (cell != NULL, NULL);

  if (cell->job == NULL)
    return NULL;

  name = _(cell->job->method->name);
  text = g_string_new (NULL);
  g_mutex_lock (&self->lock);
  if (cell->error != NULL)
    /* Translators: a method and why it gives no picture */
    g_string_append_printf (text, _("%s: %s"), name, cell->error->message);
  else if (cell->picture == NULL)
    /* Translators: a method whose picture is not computed yet */
    g_string_append_printf (text, _("%s: not computed yet"), name);
  else if (isnan (cell->asked))
    /* Translators: a method, and the weights of A and B in the label */
    g_string_append_printf (text, _("%s: label %.3f A + %.3f B"), name, cell->weight_a, cell->weight_b);
  else
    /* Translators: a method, λ, and the weights of A and B in the label */
    g_string_append_printf (text, _("%s, λ %.3f: label %.3f A + %.3f B"), name, cell->asked,
                            cell->weight_a, cell->weight_b);
  if (cell->notes != NULL)
    g_string_append_printf (text, "\n%s", cell->notes);
  g_mutex_unlock (&self->lock);

  return g_string_free (text, FALSE);
}

/* ---- Rendering ---------------------------------------------------------------------------- */

/* Numbers and picture only: the frame also holds the method's geometry, which may be large. */
static void
take_frame (EmuSheetCell   *cell,
            const EmuFrame *frame)
{
  const EmuMix *mix = frame->mix;

  cell->picture = emu_image_ref (frame->result);
  cell->requested = !isnan (mix->requested);
  cell->asked = cell->requested ? mix->requested : mix->drawn;
  cell->weight_a = mix->label.weight_a;
  cell->weight_b = mix->label.weight_b;

  if (mix->method->ignores_lambda)
    cell->asked = NAN;

  if (mix->notes->len > 0)
    {
      g_autoptr(GString) lines = g_string_new (g_ptr_array_index (mix->notes, 0));

      for (guint i = 1; i < mix->notes->len; i++)
        g_string_append_printf (lines, "\n%s", (const char *) g_ptr_array_index (mix->notes, i));
      cell->notes = g_string_free (g_steal_pointer (&lines), FALSE);
    }
}

gboolean
emu_sheet_render (EmuSheet         *self,
                  EmuSheetProgress  progress,
                  gpointer          data,
                  GCancellable     *cancellable,
                  GError          **error)
{
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  int n_cells;
  int n_jobs = 0;
  int n_done = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  n_cells = self->layout.n_rows * self->layout.n_columns;
  for (int i = 0; i < n_cells; i++)
    n_jobs += self->cells[i].job != NULL;

  for (int i = 0; i < n_cells; i++)
    {
      EmuSheetCell *cell = &self->cells[i];
      g_autoptr(EmuFrame) frame = NULL;
      g_autoptr(GError) cell_error = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (cell->job == NULL)
        continue;

      if (cell->picture == NULL)
        frame = emu_preview_render (preview, cell->job, &self->view, EMU_FRAME_RESULT, TRUE,
                                    cancellable, &cell_error);

      if (g_error_matches (cell_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&cell_error));
          return FALSE;
        }

      if (cell->picture == NULL)
        {
          g_mutex_lock (&self->lock);
          clear_result (cell);
          if (frame != NULL)
            take_frame (cell, frame);
          cell->error = g_steal_pointer (&cell_error);
          g_mutex_unlock (&self->lock);
        }

      n_done++;
      if (progress != NULL)
        progress (n_done, n_jobs, data);
    }

  return TRUE;
}

/* ---- Drawing ------------------------------------------------------------------------------ */

/* Every pixel becomes a square of @enlarge × @enlarge: no file format then decides how to smooth
 * it. Alpha is mixed with a chequerboard here, so that files need no transparency. */
static cairo_surface_t *
to_surface (const EmuImage *image,
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
          guint under = (x / CHEQUER_PX + y / CHEQUER_PX) % 2 == 0 ? 255 : 214;
          guint r = (red[i] * opacity + under * (255 - opacity) + 127) / 255;
          guint g = (green[i] * opacity + under * (255 - opacity) + 127) / 255;
          guint b = (blue[i] * opacity + under * (255 - opacity) + 127) / 255;

          out[x] = r << 16 | g << 8 | b;
        }
    }

  cairo_surface_mark_dirty (surface);

  return surface;
}

static void
draw_picture (EmuSheet       *self,
              const Pen      *pen,
              const EmuImage *picture,
              double          x,
              double          y)
{
  cairo_surface_t *surface = to_surface (picture, self->enlarge);

  cairo_set_source_surface (pen->cr, surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (pen->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (pen->cr, x, y, picture->width * self->enlarge, picture->height * self->enlarge);
  cairo_fill (pen->cr);
  cairo_surface_destroy (surface);
}

static gboolean
differs (const EmuSheetCell *cell)
{
  return !isnan (cell->asked) && fabs (cell->asked - cell->weight_a) >= DIFFERS;
}

static void
fill_rectangle (const Pen    *pen,
                const Colour *colour,
                double        x,
                double        y,
                double        width,
                double        height)
{
  set_colour (pen, colour);
  cairo_rectangle (pen->cr, x, y, width, height);
  cairo_fill (pen->cr);
}

static void
draw_bar (const Pen          *pen,
          const EmuSheetCell *cell,
          double              x,
          double              y,
          int                 width)
{
  double total = MAX (1, cell->weight_a + cell->weight_b);
  double a_width = width * cell->weight_a / total;
  double b_width = width * cell->weight_b / total;
  double tick = CLAMP (width * cell->asked / total, 1, width - 1);

  fill_rectangle (pen, &pen->palette->hairline, x, y, width, BAR_PX);
  fill_rectangle (pen, &pen->palette->a_fill, x, y, a_width, BAR_PX);
  fill_rectangle (pen, &pen->palette->b_fill, x + width - b_width, y, b_width, BAR_PX);

  if (isnan (cell->asked))
    return;

  if (differs (cell))
    {
      double from = MIN (tick, a_width);
      double to = MAX (tick, a_width);

      cairo_save (pen->cr);
      cairo_rectangle (pen->cr, x + from, y, to - from, BAR_PX);
      cairo_clip (pen->cr);
      cairo_set_source_rgba (pen->cr, 1, 1, 1, 0.55);
      cairo_set_line_width (pen->cr, 1.25);
      for (double at = floor (from / HATCH_PX) * HATCH_PX - BAR_PX; at < to; at += HATCH_PX)
        {
          cairo_move_to (pen->cr, x + at, y + BAR_PX);
          cairo_line_to (pen->cr, x + at + BAR_PX, y);
        }
      cairo_stroke (pen->cr);
      cairo_restore (pen->cr);
    }

  fill_rectangle (pen, &pen->palette->text, x + round (tick) - 1, y - TICK_OVER_PX, 2,
                  BAR_PX + 2 * TICK_OVER_PX);
}

static void
draw_numbers (const Pen          *pen,
              const EmuSheetCell *cell,
              double              x,
              double              middle,
              int                 width)
{
  /* Translators: below a small picture: the letter A and its weight in the label */
  g_autofree char *a = g_strdup_printf (_("A %.3f"), cell->weight_a);
  /* Translators: below a small picture: the letter B and its weight in the label */
  g_autofree char *b = g_strdup_printf (_("B %.3f"), cell->weight_b);
  g_autofree char *asked = NULL;
  int a_width = text_width (pen->context, a, SMALL_PX, FALSE);
  int b_width = text_width (pen->context, b, SMALL_PX, FALSE);
  int asked_width;

  draw_line (pen, a, SMALL_PX, FALSE, &pen->palette->a, ALIGN_LEFT, x, middle, width);
  draw_line (pen, b, SMALL_PX, FALSE, &pen->palette->b, ALIGN_RIGHT, x, middle, width);

  if (!differs (cell))
    return;

  asked = g_strdup_printf (cell->requested ? _("asked for %.3f") : _("drawn %.3f"), cell->asked);
  asked_width = text_width (pen->context, asked, SMALL_PX, FALSE);
  if (a_width + asked_width + b_width + 12 <= width)
    draw_line (pen, asked, SMALL_PX, FALSE, &pen->palette->secondary, ALIGN_MIDDLE,
               x + a_width + 6, middle, width - a_width - b_width - 12);
}

/* Why there is no picture, in as many lines as there is room for. */
static void
draw_error (EmuSheet           *self,
            const Pen          *pen,
            const EmuSheetCell *cell,
            const EmuBox       *box)
{
  const int pad = 6;
  int height = MAX (self->layout.picture.y1 - self->layout.picture.y0, CELL_MIN_PICTURE_PX);
  g_autoptr(PangoLayout) layout = new_text (pen->context, cell->error->message, SMALL_PX, FALSE);

  pango_layout_set_width (layout, (self->layout.cell_width - 2 * pad) * PANGO_SCALE);
  pango_layout_set_height (layout, MAX (height - 2 * pad, LINE (SMALL_PX)) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  fill_rectangle (pen, &pen->palette->empty, box->x0, box->y0, self->layout.cell_width, height);
  set_colour (pen, &pen->palette->fault);
  cairo_move_to (pen->cr, box->x0 + pad, box->y0 + pad);
  pango_cairo_show_layout (pen->cr, layout);
}

static void
draw_cell (EmuSheet           *self,
           const Pen          *pen,
           const EmuSheetCell *cell,
           const EmuBox       *box)
{
  const EmuSheetLayout *layout = &self->layout;
  int bar_y = box->y1 - NUMBERS_PX - NUMBERS_ABOVE_PX - BAR_PX;

  if (cell->picture != NULL)
    {
      draw_picture (self, pen, cell->picture, box->x0 + layout->picture.x0,
                    box->y0 + layout->picture.y0);
      draw_bar (pen, cell, box->x0, bar_y, layout->cell_width);
      draw_numbers (pen, cell, box->x0, box->y1 - NUMBERS_PX / 2.0, layout->cell_width);
    }
  else if (cell->error != NULL)
    {
      draw_error (self, pen, cell, box);
    }
  else if (cell->text != NULL)
    {
      draw_line (pen, cell->text, CAPTION_PX, FALSE, &pen->palette->secondary, ALIGN_MIDDLE,
                 box->x0, (box->y0 + bar_y - BAR_ABOVE_PX) / 2.0, layout->cell_width);
    }
  else if (cell->job != NULL)
    {
      fill_rectangle (pen, &pen->palette->empty,
                      box->x0 + layout->picture.x0, box->y0 + layout->picture.y0,
                      layout->picture.x1 - layout->picture.x0, layout->picture.y1 - layout->picture.y0);
    }
}

static void
draw_badge (const Pen    *pen,
            const char   *letter,
            const Colour *colour,
            double        x,
            double        y)
{
  const double radius = 4;

  cairo_new_sub_path (pen->cr);
  for (int corner = 0; corner < 4; corner++)
    {
      double cx = corner == 0 || corner == 3 ? x + BADGE_PX - radius : x + radius;
      double cy = corner < 2 ? y + BADGE_PX - radius : y + radius;

      cairo_arc (pen->cr, cx, cy, radius, corner * G_PI_2, (corner + 1) * G_PI_2);
    }
  cairo_close_path (pen->cr);
  set_colour (pen, colour);
  cairo_fill (pen->cr);

  draw_line (pen, letter, CAPTION_PX, TRUE, &white, ALIGN_MIDDLE, x, y + BADGE_PX / 2.0,
             BADGE_PX);
}

static void
draw_head (EmuSheet  *self,
           const Pen *pen)
{
  int room = self->layout.width - 2 * MARGIN_PX;
  int y = MARGIN_PX;
  int x = MARGIN_PX;

  if (self->name_a != NULL || self->name_b != NULL)
    {
      const char *names[2] = { self->name_a, self->name_b };
      int both = (self->name_a != NULL) + (self->name_b != NULL);
      int each = (room - both * (BADGE_PX + 6) - (both - 1) * GAP_PX) / both;

      for (int i = 0; i < 2; i++)
        {
          int width;

          if (names[i] == NULL)
            continue;

          /* A short first name leaves its room to the second. */
          width = self->layout.width - MARGIN_PX - x - BADGE_PX - 6;
          if (i == 0)
            width = MIN (text_width (pen->context, names[i], TITLE_PX, FALSE), each);
          draw_badge (pen, i == 0 ? _("A") : _("B"),
                      i == 0 ? &pen->palette->a_fill : &pen->palette->b_fill, x, y);
          draw_line (pen, names[i], TITLE_PX, FALSE, &pen->palette->text, ALIGN_LEFT,
                     x + BADGE_PX + 6, y + BADGE_PX / 2.0, width);
          x += BADGE_PX + 6 + width + GAP_PX;
        }
      y += BADGE_PX + 6;
    }

  if (self->facts != NULL)
    draw_line (pen, self->facts, CAPTION_PX, FALSE, &pen->palette->secondary, ALIGN_LEFT,
               MARGIN_PX, y + LINE (CAPTION_PX) / 2.0, room);
}

static void
draw_row_head (EmuSheet  *self,
               const Pen *pen,
               int        row)
{
  const Head *head = &self->rows[row];
  EmuBox box = emu_sheet_layout_cell (&self->layout, row, 0);
  int width = self->layout.left - MARGIN_PX - GAP_PX;
  double height = (head->title != NULL ? LINE (TITLE_PX) : 0) +
                  (head->caption != NULL ? LINE (CAPTION_PX) : 0);
  double y = (2 * box.y0 + MAX (self->layout.picture.y1 - self->layout.picture.y0, CELL_MIN_PICTURE_PX) -
              height) / 2;

  if (self->grouped && head->title != NULL && row > 0)
    fill_rectangle (pen, &pen->palette->hairline, MARGIN_PX, box.y0 - ROW_GAP_PX / 2,
                    self->layout.width - 2 * MARGIN_PX, 1);

  if (width <= 0)
    return;

  if (head->title != NULL)
    {
      draw_line (pen, head->title, TITLE_PX, TRUE, &pen->palette->text, ALIGN_LEFT, MARGIN_PX,
                 y + LINE (TITLE_PX) / 2.0, width);
      y += LINE (TITLE_PX);
    }
  if (head->caption != NULL)
    draw_line (pen, head->caption, CAPTION_PX, FALSE, &pen->palette->secondary, ALIGN_LEFT, MARGIN_PX,
               y + LINE (CAPTION_PX) / 2.0, width);
}

/* First and last of @n things of @step pixels that lie between @from and @to. */
static void
visible (double  from,
         double  to,
         int     start,
         int     step,
         int     n,
         int    *first,
         int    *last)
{
  /* Half a gap above a row stands the line that parts it from the row before. */
  double lo = floor ((from - start) / step);
  double hi = floor ((to - start + step / 2.0) / step);

  *first = (int) CLAMP (lo, 0, n);
  *last = (int) CLAMP (hi, -1, n - 1);
}

void
emu_sheet_draw (EmuSheet *self,
                gboolean  dark,
                cairo_t  *cr)
{
  const EmuSheetLayout *layout = emu_sheet_get_layout (self);
  Pen all = { .cr = cr, .palette = dark ? &dark_palette : &light };
  const Pen *pen = &all;
  double x0, y0, x1, y1;
  int first_row, last_row, first_column, last_column;

  g_return_if_fail (layout != NULL && cr != NULL);

  all.context = pango_cairo_create_context (cr);
  set_font_options (all.context);
  cairo_clip_extents (pen->cr, &x0, &y0, &x1, &y1);
  visible (y0, y1, layout->top, layout->row_step, layout->n_rows, &first_row, &last_row);
  visible (x0, x1, layout->left, layout->column_step, layout->n_columns, &first_column, &last_column);

  cairo_save (pen->cr);
  fill_rectangle (pen, &pen->palette->paper, 0, 0, layout->width, layout->height);

  if (y0 < layout->top)
    {
      draw_head (self, pen);
      for (int column = first_column; column <= last_column; column++)
        {
          EmuBox box = emu_sheet_layout_cell (layout, 0, column);

          if (self->columns[column].title != NULL)
            draw_line (pen, self->columns[column].title, TITLE_PX, TRUE, &pen->palette->text,
                       ALIGN_MIDDLE, box.x0, layout->top - 6 - LINE (TITLE_PX) / 2.0, layout->cell_width);
        }
    }

  g_mutex_lock (&self->lock);
  for (int row = first_row; row <= last_row; row++)
    {
      draw_row_head (self, pen, row);
      for (int column = first_column; column <= last_column; column++)
        {
          EmuBox box = emu_sheet_layout_cell (layout, row, column);

          draw_cell (self, pen, emu_sheet_get_cell (self, row, column), &box);
        }
    }
  g_mutex_unlock (&self->lock);
  cairo_restore (pen->cr);
  g_object_unref (all.context);
}

/* ---- Files -------------------------------------------------------------------------------- */

gboolean
emu_sheet_check_size (EmuSheet *self,
                      GError  **error)
{
  const EmuSheetLayout *layout = emu_sheet_get_layout (self);

  g_return_val_if_fail (layout != NULL, FALSE);

  if (layout->width <= EMU_SHEET_MAX_SIDE_PX && layout->height <= EMU_SHEET_MAX_SIDE_PX &&
      emu_image_check_size (layout->height, layout->width, NULL))
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
               _("the sheet would have %d × %d pixels; at most %d fit on a side and %u million in all, "
                 "so choose fewer cells or smaller ones"),
               layout->width, layout->height, EMU_SHEET_MAX_SIDE_PX,
               (guint) (EMU_IMAGE_MAX_PIXELS / 1000000));

  return FALSE;
}

static gboolean
check_status (cairo_status_t   status,
              GError         **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  if (status == CAIRO_STATUS_NO_MEMORY)
    g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                 _("there is not enough memory for the sheet; choose fewer cells or smaller ones"));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("the sheet could not be drawn: %s"), cairo_status_to_string (status));

  return FALSE;
}

/* Copies a band of drawn rows into the picture, where it begins at row @y0. */
static void
copy_band (cairo_surface_t *band,
           EmuImage        *image,
           int              y0,
           int              n_rows)
{
  const guint8 *data;
  int stride = cairo_image_surface_get_stride (band);

  cairo_surface_flush (band);
  data = cairo_image_surface_get_data (band);

  for (int y = 0; y < n_rows; y++)
    {
      const guint32 *in = (const guint32 *) (gconstpointer) (data + (gsize) y * (gsize) stride);
      guint8 *red = emu_image_row (image, 0, y0 + y);
      guint8 *green = emu_image_row (image, 1, y0 + y);
      guint8 *blue = emu_image_row (image, 2, y0 + y);

      for (int x = 0; x < image->width; x++)
        {
          red[x] = (guint8) (in[x] >> 16);
          green[x] = (guint8) (in[x] >> 8);
          blue[x] = (guint8) in[x];
        }
    }
}

EmuImage *
emu_sheet_to_image (EmuSheet      *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  const EmuSheetLayout *layout = emu_sheet_get_layout (self);
  g_autoptr(EmuImage) image = NULL;

  g_return_val_if_fail (layout != NULL, NULL);

  if (!emu_sheet_check_size (self, error))
    return NULL;

  image = emu_image_new (3, layout->height, layout->width, error);
  if (image == NULL)
    return NULL;

  for (int y = 0; y < layout->height; y += BAND_PX)
    {
      int n_rows = MIN (BAND_PX, layout->height - y);
      cairo_surface_t *band;
      cairo_t *cr;
      cairo_status_t status;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      band = cairo_image_surface_create (CAIRO_FORMAT_RGB24, layout->width, n_rows);
      cr = cairo_create (band);
      cairo_translate (cr, 0, -y);
      emu_sheet_draw (self, FALSE, cr);
      status = cairo_status (cr);
      cairo_destroy (cr);
      if (status == CAIRO_STATUS_SUCCESS)
        copy_band (band, image, y, n_rows);
      cairo_surface_destroy (band);

      if (!check_status (status, error))
        return NULL;
    }

  return g_steal_pointer (&image);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

GBytes *
emu_sheet_to_document (EmuSheet        *self,
                       EmuSheetFormat   format,
                       GError         **error)
{
  const EmuSheetLayout *layout = emu_sheet_get_layout (self);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cr;
  cairo_status_t status;
  double scale = 1;

  g_return_val_if_fail (layout != NULL, NULL);

  if (!emu_sheet_check_size (self, error))
    return NULL;

  if (format == EMU_SHEET_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append_cb, bytes, layout->width, layout->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else
    {
      scale = 0.75;
      surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, layout->width * scale,
                                                     layout->height * scale);
      /* Left alone, the time of day would be written. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    }

  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  emu_sheet_draw (self, FALSE, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (!check_status (status, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
emu_sheet_format_from_name (const char      *name,
                            EmuSheetFormat  *format,
                            GError         **error)
{
  g_autofree char *base = g_path_get_basename (name);
  const char *dot = strrchr (base, '.');

  if (dot == NULL || dot == base || g_ascii_strcasecmp (dot, ".png") == 0)
    *format = EMU_SHEET_PNG;
  else if (g_ascii_strcasecmp (dot, ".svg") == 0)
    *format = EMU_SHEET_SVG;
  else if (g_ascii_strcasecmp (dot, ".pdf") == 0)
    *format = EMU_SHEET_PDF;
  else
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("sheets are saved as PNG, SVG or PDF; let the name “%s” end in .png, .svg or .pdf"),
                   name);
      return FALSE;
    }

  return TRUE;
}

gboolean
emu_sheet_save (EmuSheet        *self,
                GFile           *file,
                EmuSheetFormat   format,
                GCancellable    *cancellable,
                GError         **error)
{
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (format == EMU_SHEET_PNG)
    {
      image = emu_sheet_to_image (self, cancellable, error);

      return image != NULL && emu_file_save_png (file, image, NULL, cancellable, error);
    }

  bytes = emu_sheet_to_document (self, format, error);

  return bytes != NULL && emu_file_save_text (file, g_bytes_get_data (bytes, NULL),
                                              (gssize) g_bytes_get_size (bytes), cancellable, error);
}
