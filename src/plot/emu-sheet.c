/* emu-sheet.c: a contact sheet, many mixings of two pictures side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "emu-error.h"
#include "emu-pen.h"
#include "emu-sheet.h"

#define MARGIN_PX 24
#define GAP_PX 18
#define ROW_GAP_PX 20
#define BADGE_PX 18

/* Two weights and "asked for" fit below a cell of 180; two weights alone need these. */
#define CELL_MIN_WIDTH_PX 104
#define CELL_MIN_PICTURE_PX 24

#define BAR_ABOVE_PX 6
#define NUMBERS_ABOVE_PX 4
#define NUMBERS_PX 15

#define LINE(size) ((size) * 4 / 3)

/* Heads longer than this end in an ellipsis. */
#define ROW_HEAD_MAX_PX 150
#define HEAD_MAX_PX 480

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
                 const EmuPen *pen)
{
  int width = 0;

  for (int row = 0; row < self->layout.n_rows; row++)
    {
      width = MAX (width, emu_pen_measure (pen, self->rows[row].title, EMU_PEN_TITLE_PX, TRUE));
      width = MAX (width, emu_pen_measure (pen, self->rows[row].caption, EMU_PEN_CAPTION_PX, FALSE));
    }

  return MIN (width, ROW_HEAD_MAX_PX);
}

static int
head_width (EmuSheet     *self,
            const EmuPen *pen)
{
  int names = 0;

  if (self->name_a != NULL)
    names += BADGE_PX + 6 + emu_pen_measure (pen, self->name_a, EMU_PEN_TITLE_PX, FALSE);
  if (self->name_b != NULL)
    names += GAP_PX + BADGE_PX + 6 + emu_pen_measure (pen, self->name_b, EMU_PEN_TITLE_PX, FALSE);

  return MIN (MAX (names, emu_pen_measure (pen, self->facts, EMU_PEN_CAPTION_PX, FALSE)), HEAD_MAX_PX);
}

const EmuSheetLayout *
emu_sheet_get_layout (EmuSheet *self)
{
  EmuSheetLayout *layout;
  EmuPen pen;
  int heads;
  int picture_width;
  int picture_height;

  g_return_val_if_fail (self != NULL, NULL);

  layout = &self->layout;
  if (self->layout_valid)
    return layout;

  emu_pen_init (&pen, NULL, FALSE);

  picture_width = self->view.width * self->enlarge;
  picture_height = self->view.height * self->enlarge;
  layout->cell_width = MAX (picture_width, CELL_MIN_WIDTH_PX);
  layout->picture.x0 = (layout->cell_width - picture_width) / 2;
  layout->picture.x1 = layout->picture.x0 + picture_width;
  layout->picture.y0 = (MAX (picture_height, CELL_MIN_PICTURE_PX) - picture_height) / 2;
  layout->picture.y1 = layout->picture.y0 + picture_height;
  layout->cell_height = MAX (picture_height, CELL_MIN_PICTURE_PX) + BAR_ABOVE_PX + EMU_PEN_BAR_PX +
                        NUMBERS_ABOVE_PX + NUMBERS_PX;
  layout->column_step = layout->cell_width + GAP_PX;
  layout->row_step = layout->cell_height + ROW_GAP_PX;

  heads = row_heads_width (self, &pen);
  layout->left = MARGIN_PX + (heads > 0 ? heads + GAP_PX : 0);
  layout->width = layout->left + layout->n_columns * layout->column_step - GAP_PX + MARGIN_PX;
  layout->width = MAX (layout->width, head_width (self, &pen) + 2 * MARGIN_PX);
  emu_pen_clear (&pen);

  layout->top = MARGIN_PX;
  if (self->name_a != NULL || self->name_b != NULL)
    layout->top += BADGE_PX + 6;
  if (self->facts != NULL)
    layout->top += LINE (EMU_PEN_CAPTION_PX) + 6;
  if (layout->top > MARGIN_PX)
    layout->top += 10;
  for (int column = 0; column < layout->n_columns; column++)
    {
      if (self->columns[column].title != NULL)
        {
          layout->top += LINE (EMU_PEN_TITLE_PX) + 6;
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
  cell->asked = emu_mix_asked (mix);
  cell->weight_a = mix->label.weight_a;
  cell->weight_b = mix->label.weight_b;

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

static void
draw_picture (EmuSheet       *self,
              const EmuPen   *pen,
              const EmuImage *picture,
              double          x,
              double          y)
{
  cairo_surface_t *surface = emu_surface_from_image (picture, self->enlarge);

  cairo_set_source_surface (pen->cr, surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (pen->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (pen->cr, x, y, picture->width * self->enlarge, picture->height * self->enlarge);
  cairo_fill (pen->cr);
  cairo_surface_destroy (surface);
}

static void
draw_numbers (const EmuPen       *pen,
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
  int a_width = emu_pen_measure (pen, a, EMU_PEN_SMALL_PX, FALSE);
  int b_width = emu_pen_measure (pen, b, EMU_PEN_SMALL_PX, FALSE);
  int asked_width;

  emu_pen_text (pen, a, EMU_PEN_SMALL_PX, FALSE, &pen->palette->a, EMU_PEN_LEFT, x, middle, width);
  emu_pen_text (pen, b, EMU_PEN_SMALL_PX, FALSE, &pen->palette->b, EMU_PEN_RIGHT, x, middle, width);

  if (!emu_label_differs (cell->asked, cell->weight_a))
    return;

  asked = g_strdup_printf (cell->requested ? _("asked for %.3f") : _("drawn %.3f"), cell->asked);
  asked_width = emu_pen_measure (pen, asked, EMU_PEN_SMALL_PX, FALSE);
  if (a_width + asked_width + b_width + 12 <= width)
    emu_pen_text (pen, asked, EMU_PEN_SMALL_PX, FALSE, &pen->palette->secondary, EMU_PEN_MIDDLE,
                  x + a_width + 6, middle, width - a_width - b_width - 12);
}

/* Why there is no picture, in as many lines as there is room for. */
static void
draw_error (EmuSheet           *self,
            const EmuPen       *pen,
            const EmuSheetCell *cell,
            const EmuBox       *box)
{
  const int pad = 6;
  int height = MAX (self->layout.picture.y1 - self->layout.picture.y0, CELL_MIN_PICTURE_PX);
  g_autoptr(PangoLayout) layout = emu_pen_new_text (pen, cell->error->message, EMU_PEN_SMALL_PX, FALSE);

  pango_layout_set_width (layout, (self->layout.cell_width - 2 * pad) * PANGO_SCALE);
  pango_layout_set_height (layout, MAX (height - 2 * pad, LINE (EMU_PEN_SMALL_PX)) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  emu_pen_fill (pen, &pen->palette->empty, 1, box->x0, box->y0, self->layout.cell_width, height);
  emu_pen_set_colour (pen, &pen->palette->fault, 1);
  cairo_move_to (pen->cr, box->x0 + pad, box->y0 + pad);
  pango_cairo_show_layout (pen->cr, layout);
}

static void
draw_cell (EmuSheet           *self,
           const EmuPen       *pen,
           const EmuSheetCell *cell,
           const EmuBox       *box)
{
  const EmuSheetLayout *layout = &self->layout;
  int bar_y = box->y1 - NUMBERS_PX - NUMBERS_ABOVE_PX - EMU_PEN_BAR_PX;

  if (cell->picture != NULL)
    {
      draw_picture (self, pen, cell->picture, box->x0 + layout->picture.x0,
                    box->y0 + layout->picture.y0);
      emu_pen_label_bar (pen, cell->asked, cell->weight_a, cell->weight_b, box->x0, bar_y,
                         layout->cell_width);
      draw_numbers (pen, cell, box->x0, box->y1 - NUMBERS_PX / 2.0, layout->cell_width);
    }
  else if (cell->error != NULL)
    {
      draw_error (self, pen, cell, box);
    }
  else if (cell->text != NULL)
    {
      emu_pen_text (pen, cell->text, EMU_PEN_CAPTION_PX, FALSE, &pen->palette->secondary,
                    EMU_PEN_MIDDLE, box->x0, (box->y0 + bar_y - BAR_ABOVE_PX) / 2.0,
                    layout->cell_width);
    }
  else if (cell->job != NULL)
    {
      emu_pen_fill (pen, &pen->palette->empty, 1, box->x0 + layout->picture.x0,
                    box->y0 + layout->picture.y0, layout->picture.x1 - layout->picture.x0,
                    layout->picture.y1 - layout->picture.y0);
    }
}

static void
draw_head (EmuSheet  *self,
           const EmuPen *pen)
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
            width = MIN (emu_pen_measure (pen, names[i], EMU_PEN_TITLE_PX, FALSE), each);
          emu_pen_badge (pen, i == 0 ? _("A") : _("B"),
                         i == 0 ? &pen->palette->a_fill : &pen->palette->b_fill, 1, x, y, BADGE_PX,
                         BADGE_PX, 4);
          emu_pen_text (pen, names[i], EMU_PEN_TITLE_PX, FALSE, &pen->palette->text, EMU_PEN_LEFT,
                        x + BADGE_PX + 6, y + BADGE_PX / 2.0, width);
          x += BADGE_PX + 6 + width + GAP_PX;
        }
      y += BADGE_PX + 6;
    }

  if (self->facts != NULL)
    emu_pen_text (pen, self->facts, EMU_PEN_CAPTION_PX, FALSE, &pen->palette->secondary, EMU_PEN_LEFT,
                  MARGIN_PX, y + LINE (EMU_PEN_CAPTION_PX) / 2.0, room);
}

static void
draw_row_head (EmuSheet  *self,
               const EmuPen *pen,
               int        row)
{
  const Head *head = &self->rows[row];
  EmuBox box = emu_sheet_layout_cell (&self->layout, row, 0);
  int width = self->layout.left - MARGIN_PX - GAP_PX;
  double height = (head->title != NULL ? LINE (EMU_PEN_TITLE_PX) : 0) +
                  (head->caption != NULL ? LINE (EMU_PEN_CAPTION_PX) : 0);
  double y = (2 * box.y0 + MAX (self->layout.picture.y1 - self->layout.picture.y0, CELL_MIN_PICTURE_PX) -
              height) / 2;

  if (self->grouped && head->title != NULL && row > 0)
    emu_pen_fill (pen, &pen->palette->hairline, 1, MARGIN_PX, box.y0 - ROW_GAP_PX / 2,
                  self->layout.width - 2 * MARGIN_PX, 1);

  if (width <= 0)
    return;

  if (head->title != NULL)
    {
      emu_pen_text (pen, head->title, EMU_PEN_TITLE_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT,
                    MARGIN_PX, y + LINE (EMU_PEN_TITLE_PX) / 2.0, width);
      y += LINE (EMU_PEN_TITLE_PX);
    }
  if (head->caption != NULL)
    emu_pen_text (pen, head->caption, EMU_PEN_CAPTION_PX, FALSE, &pen->palette->secondary, EMU_PEN_LEFT,
                  MARGIN_PX, y + LINE (EMU_PEN_CAPTION_PX) / 2.0, width);
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
  EmuPen all;
  const EmuPen *pen = &all;
  double x0, y0, x1, y1;
  int first_row, last_row, first_column, last_column;

  g_return_if_fail (layout != NULL && cr != NULL);

  emu_pen_init (&all, cr, dark);
  cairo_clip_extents (pen->cr, &x0, &y0, &x1, &y1);
  visible (y0, y1, layout->top, layout->row_step, layout->n_rows, &first_row, &last_row);
  visible (x0, x1, layout->left, layout->column_step, layout->n_columns, &first_column, &last_column);

  cairo_save (pen->cr);
  emu_pen_fill (pen, &pen->palette->paper, 1, 0, 0, layout->width, layout->height);

  if (y0 < layout->top)
    {
      draw_head (self, pen);
      for (int column = first_column; column <= last_column; column++)
        {
          EmuBox box = emu_sheet_layout_cell (layout, 0, column);

          if (self->columns[column].title != NULL)
            emu_pen_text (pen, self->columns[column].title, EMU_PEN_TITLE_PX, TRUE, &pen->palette->text,
                          EMU_PEN_MIDDLE, box.x0, layout->top - 6 - LINE (EMU_PEN_TITLE_PX) / 2.0,
                          layout->cell_width);
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
  emu_pen_clear (&all);
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

static void
draw_cb (cairo_t  *cr,
         gpointer  data)
{
  emu_sheet_draw (data, FALSE, cr);
}

static EmuDrawing
drawing_of (EmuSheet *self)
{
  return (EmuDrawing) { self->layout.width, self->layout.height, 1, draw_cb, self };
}

EmuImage *
emu_sheet_to_image (EmuSheet      *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  EmuDrawing drawing;

  if (!emu_sheet_check_size (self, error))
    return NULL;

  drawing = drawing_of (self);

  return emu_drawing_to_image (&drawing, cancellable, error);
}

gboolean
emu_sheet_save (EmuSheet          *self,
                GFile             *file,
                EmuDrawingFormat   format,
                GCancellable      *cancellable,
                GError           **error)
{
  EmuDrawing drawing;

  if (!emu_sheet_check_size (self, error))
    return FALSE;

  drawing = drawing_of (self);

  return emu_drawing_save (&drawing, file, format, cancellable, error);
}
