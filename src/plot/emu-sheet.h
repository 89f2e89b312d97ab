/* emu-sheet.h: a contact sheet, many mixings of two pictures side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>

#include "emu-drawing-file.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/** Most cells of a sheet. */
#define EMU_SHEET_MAX_CELLS 4096

/** Longest side of a sheet in pixels, which is also what Cairo can draw on. */
#define EMU_SHEET_MAX_SIDE_PX 32767

/** Longest side of a cell's picture in pixels. */
#define EMU_SHEET_MIN_SIZE_PX 16
#define EMU_SHEET_MAX_SIZE_PX 2048

/**
 * EmuSheet:
 *
 * A grid of mixed pictures with a head for every row and column. Under each picture stands its
 * label: a bar whose widths are the weights of A (blue) and B (orange), a tick at the λ asked for
 * or drawn, hatching where the label differs from it, and the weights as numbers.
 *
 * Fill it, render it, draw it. It knows jobs and no registry, so whoever makes a sheet decides
 * what is compared. For one thread at a time, but that another may draw and describe it while one
 * renders.
 */
typedef struct _EmuSheet EmuSheet;

/**
 * EmuSheetCell:
 * @job: (nullable): what is mixed here
 * @text: (nullable): what stands here instead of a picture
 * @picture: (nullable): the mixed picture, reduced or as it is; %NULL until it is rendered
 * @requested: λ was asked for, not drawn
 * @asked: λ asked for or drawn, NaN where the method has none
 * @weight_a: the label's weight of A
 * @weight_b: likewise of B
 * @notes: (nullable): what could not be done as asked, one sentence a line
 * @error: (nullable): why there is no picture
 */
typedef struct
{
  EmuMixJob *job;
  char      *text;
  EmuImage  *picture;
  gboolean   requested;
  double     asked;
  double     weight_a;
  double     weight_b;
  char      *notes;
  GError    *error;
} EmuSheetCell;

/**
 * EmuSheetLayout:
 * @n_rows: rows of cells
 * @n_columns: columns of cells
 * @width: of the whole sheet
 * @height: of the whole sheet
 * @left: left edge of the first cell
 * @top: upper edge of the first cell
 * @cell_width: of a cell; heads and gaps excluded
 * @cell_height: of a cell: picture, bar and numbers
 * @column_step: from a cell's left edge to the next one's
 * @row_step: from a cell's upper edge to the next one's
 * @picture: where a picture stands, from the cell's upper left corner
 *
 * Where everything is, in pixels; the same in a window and in every kind of file.
 */
typedef struct
{
  int    n_rows;
  int    n_columns;
  int    width;
  int    height;
  int    left;
  int    top;
  int    cell_width;
  int    cell_height;
  int    column_step;
  int    row_step;
  EmuBox picture;
} EmuSheetLayout;

/** The box of a cell on the sheet, without its heads. */
EmuBox    emu_sheet_layout_cell    (const EmuSheetLayout *self,
                                    int                   row,
                                    int                   column);

/** Which cell lies at a point of the sheet; %FALSE for heads, gaps and margins. */
gboolean  emu_sheet_layout_cell_at (const EmuSheetLayout *self,
                                    double                x,
                                    double                y,
                                    int                  *row,
                                    int                  *column);

/**
 * emu_sheet_new:
 * @n_rows: at least 1
 * @n_columns: at least 1; at most %EMU_SHEET_MAX_CELLS cells in all
 * @height: rows of picture A, which is the height of every result
 * @width: columns of picture A
 * @size_px: longest side of a cell's picture, %EMU_SHEET_MIN_SIZE_PX to %EMU_SHEET_MAX_SIZE_PX
 *
 * A larger picture is reduced by area means, a smaller one enlarged by a whole factor, without
 * smoothing, so that its pixels can be told apart.
 *
 * Returns: (transfer full): an empty sheet
 */
EmuSheet *emu_sheet_new            (int             n_rows,
                                    int             n_columns,
                                    int             height,
                                    int             width,
                                    int             size_px) G_GNUC_WARN_UNUSED_RESULT;
void      emu_sheet_free           (EmuSheet       *self);

/** Names of both pictures, and in a second line what holds for all cells; each may be %NULL. */
void      emu_sheet_set_head       (EmuSheet       *self,
                                    const char     *name_a,
                                    const char     *name_b,
                                    const char     *facts);

/**
 * emu_sheet_set_row:
 * @title: (nullable): %NULL where the row belongs to the title above it
 * @caption: (nullable): a second line, smaller
 */
void      emu_sheet_set_row        (EmuSheet       *self,
                                    int             row,
                                    const char     *title,
                                    const char     *caption);
void      emu_sheet_set_column     (EmuSheet       *self,
                                    int             column,
                                    const char     *title);

/** @job: its picture A has the size the sheet was made for. */
void      emu_sheet_set_job        (EmuSheet       *self,
                                    int             row,
                                    int             column,
                                    EmuMixJob      *job);

/** A few words in place of a picture. */
void      emu_sheet_set_text       (EmuSheet       *self,
                                    int             row,
                                    int             column,
                                    const char     *text);

/** Returns: (transfer none): valid until the cell is set or rendered again; not while it renders */
const EmuSheetCell *emu_sheet_get_cell (const EmuSheet *self,
                                        int             row,
                                        int             column);

/**
 * emu_sheet_describe_cell:
 *
 * Returns: (transfer full) (nullable): the cell in words: method, λ, label, what was noted or went
 *   wrong; %NULL where nothing is mixed
 */
char     *emu_sheet_describe_cell  (EmuSheet       *self,
                                    int             row,
                                    int             column) G_GNUC_WARN_UNUSED_RESULT;

/** Where everything is; from the heads as they are now. */
const EmuSheetLayout *emu_sheet_get_layout (EmuSheet *self);

/** Whether files of the sheet can be made: see emu_sheet_to_image(). EMU_ERROR_TOO_LARGE. */
gboolean  emu_sheet_check_size     (EmuSheet       *self,
                                    GError        **error);

/** Tells how many of the cells that have a job are done. */
typedef void (*EmuSheetProgress) (int      n_done,
                                  int      n_jobs,
                                  gpointer data);

/**
 * emu_sheet_render:
 * @progress: (nullable): called after every cell, on this thread
 * @cancellable: (nullable): also looked at inside a cell
 * @error: G_IO_ERROR_CANCELLED and nothing else
 *
 * Mixes every cell at full size, as the saved picture would be, and reduces it; row by row, since
 * neighbours share what is slow. The methods themselves use several threads. A cell that fails
 * keeps its error and shows it; the others go on. What is rendered already is not done again.
 */
gboolean  emu_sheet_render         (EmuSheet         *self,
                                    EmuSheetProgress  progress,
                                    gpointer          data,
                                    GCancellable     *cancellable,
                                    GError          **error);

/** Draws the sheet at the origin, on its own ground; only what the clip shows costs time. */
void      emu_sheet_draw           (EmuSheet         *self,
                                    gboolean          dark,
                                    cairo_t          *cr);

/**
 * emu_sheet_to_image:
 *
 * Returns: (transfer full): the sheet as a picture in colour, or %NULL with EMU_ERROR_TOO_LARGE
 *   beyond %EMU_SHEET_MAX_SIDE_PX or %EMU_IMAGE_MAX_PIXELS, EMU_ERROR_NO_MEMORY, or cancelled
 */
EmuImage *emu_sheet_to_image       (EmuSheet         *self,
                                    GCancellable     *cancellable,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/** As emu_drawing_save(), in the light colours; EMU_ERROR_TOO_LARGE as for emu_sheet_to_image(). */
gboolean  emu_sheet_save           (EmuSheet         *self,
                                    GFile            *file,
                                    EmuDrawingFormat  format,
                                    GCancellable     *cancellable,
                                    GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuSheet, emu_sheet_free)

G_END_DECLS
