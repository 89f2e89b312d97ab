/* emu-fmix-page-layout.c: where the panels of the FMix laboratory stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-fmix-page-private.h"

/* As .laboratory in style.css leaves between two panels. */
#define GAP_PX 12
#define HEIGHTS_GAP_PX 8
#define HEIGHTS_PX 80

#define TWO_COLUMNS_PX 400
#define LEAST_PICTURE_PX 120

/* A panel's head wants this much, whatever the shape of the picture. */
#define LEAST_CELL_PX 300
#define LEAST_BOTH_PX 380

#define MOST_PICTURE_PX 380

typedef struct
{
  GtkWidget *panel;
  GtkWidget *heights;  /* (nullable) */
} Cell;

/* Panels in reading order; returns how many columns they stand in. */
static int
get_cells (EmuFmixPage *self,
           int          width,
           Cell        *cells,
           int         *n_cells)
{
  int n_columns = width >= TWO_COLUMNS_PX ? 2 : 1;

  if (self->show_both)
    {
      cells[0] = (Cell) { self->own_spectrum, NULL };
      cells[1] = (Cell) { self->other_spectrum, NULL };
      cells[2] = (Cell) { self->own_field, self->own_heights };
      cells[3] = (Cell) { self->other_field, self->other_heights };
      cells[4] = (Cell) { self->own_mask, NULL };
      cells[5] = (Cell) { self->other_mask, NULL };
      *n_cells = 6;
    }
  else
    {
      cells[0] = (Cell) { self->own_spectrum, NULL };
      cells[1] = (Cell) { self->own_field, self->own_heights };
      cells[2] = (Cell) { self->own_mask, NULL };
      cells[3] = (Cell) { self->result, NULL };
      *n_cells = 4;
    }

  return n_columns;
}

double
emu_fmix_page_get_ratio (EmuFmixPage *self)
{
  EmuPicture *a = self->document != NULL ? emu_mix_document_get_a (self->document) : NULL;
  EmuImage *image = a != NULL ? emu_picture_get_image (a) : NULL;

  return image != NULL ? (double) image->height / image->width : 0.667;
}

typedef struct
{
  int n_columns;
  int n_rows;
  int n_cells;
  int picture_width;
  int picture_height;
  int column_step;
  int left;
  int least_height;
} Arrangement;

/* @height: to be filled, or -1 for the least */
static void
arrange (EmuFmixPage *self,
         int          width,
         int          height,
         Cell        *cells,
         Arrangement *out)
{
  double ratio = emu_fmix_page_get_ratio (self);
  gboolean in_each_column;
  double widest, tallest, picture;
  int used;

  out->n_columns = get_cells (self, width, cells, &out->n_cells);
  out->n_rows = (out->n_cells + out->n_columns - 1) / out->n_columns;
  in_each_column = self->show_both || out->n_columns == 1;

  widest = out->n_columns == 1 ? width - HEIGHTS_GAP_PX - HEIGHTS_PX
           : in_each_column ? (width - GAP_PX) / 2.0 - HEIGHTS_GAP_PX - HEIGHTS_PX
                            : (width - GAP_PX - HEIGHTS_GAP_PX - HEIGHTS_PX) / 2.0;
  widest = MAX (widest, 40);
  tallest = MIN (widest * ratio, MOST_PICTURE_PX * (out->n_columns == 1 ? 1.0 : 4.0));
  picture = MIN (tallest, LEAST_PICTURE_PX);
  out->least_height = (int) ceil (out->n_rows * (EMU_FMIX_HEAD_PX + picture) + (out->n_rows - 1) * GAP_PX);
  if (out->n_columns == 1)
    {
      picture = tallest;
      out->least_height = (int) ceil (out->n_rows * (EMU_FMIX_HEAD_PX + picture) + (out->n_rows - 1) * GAP_PX);
    }
  else if (height > 0)
    picture = MIN (tallest, MAX (picture, (height - (out->n_rows - 1) * GAP_PX) / (double) out->n_rows -
                                          EMU_FMIX_HEAD_PX));

  out->picture_width = MAX (1, (int) floor (picture / ratio));
  out->picture_height = MAX (1, (int) rint (out->picture_width * ratio));
  if (out->picture_height > picture)
    out->picture_height = MAX (1, (int) floor (picture));

  used = MAX (out->picture_width, self->show_both ? LEAST_BOTH_PX : LEAST_CELL_PX);
  used = MIN (used, out->n_columns == 1 ? width
                    : self->show_both ? (width - GAP_PX) / 2
                                      : width - GAP_PX - out->picture_width - HEIGHTS_GAP_PX - HEIGHTS_PX);
  if (self->show_both)
    used = MAX (used, out->picture_width + HEIGHTS_GAP_PX + HEIGHTS_PX);
  out->column_step = used + GAP_PX;
  out->left = out->n_columns == 1 ? 0
              : MAX (0, (width - 2 * out->column_step + GAP_PX -
                         (self->show_both ? 0 : HEIGHTS_GAP_PX + HEIGHTS_PX)) / 2);
}

static void
panels_measure (GtkWidget      *widget,
                GtkOrientation  orientation,
                int             for_size,
                int            *minimum,
                int            *natural,
                int            *minimum_baseline,
                int            *natural_baseline)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (gtk_widget_get_ancestor (widget, EMU_TYPE_FMIX_PAGE));
  Cell cells[6];
  Arrangement at;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 800;
      return;
    }

  arrange (self, for_size >= 0 ? for_size : 800, -1, cells, &at);
  *minimum = *natural = at.least_height;
}

static GtkSizeRequestMode
panels_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static gboolean
layout_cb (gpointer data)
{
  EmuFmixPage *self = data;

  self->layout_source = 0;
  emu_fmix_page_start_view (self);
  emu_fmix_page_update_busy (self);

  return G_SOURCE_REMOVE;
}

static void
panels_allocate (GtkWidget *widget,
                 int        width,
                 int        height,
                 int        baseline)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (gtk_widget_get_ancestor (widget, EMU_TYPE_FMIX_PAGE));
  Cell cells[6];
  Arrangement at;
  int row_step;

  self->ratio = emu_fmix_page_get_ratio (self);
  arrange (self, width, height, cells, &at);
  row_step = EMU_FMIX_HEAD_PX + at.picture_height + GAP_PX;
  for (int i = 0; i < at.n_cells; i++)
    {
      int x = at.left + i % at.n_columns * at.column_step;
      int y = i / at.n_columns * row_step;
      int cell_width = at.n_columns == 1 ? width : at.column_step - GAP_PX;
      GtkAllocation panel = { x, y, cell_width, EMU_FMIX_HEAD_PX + at.picture_height };
      GtkAllocation heights = { x + at.picture_width + HEIGHTS_GAP_PX, y + EMU_FMIX_HEAD_PX, HEIGHTS_PX,
                                at.picture_height };

      gtk_widget_size_allocate (cells[i].panel, &panel, -1);
      if (cells[i].heights != NULL)
        gtk_widget_size_allocate (cells[i].heights, &heights, -1);
    }

  /* A picture of another size is asked for once the layout stands. */
  if (at.picture_width != self->picture_width || at.picture_height != self->picture_height)
    {
      self->picture_width = at.picture_width;
      self->picture_height = at.picture_height;
      if (self->layout_source == 0)
        self->layout_source = g_idle_add (layout_cb, self);
    }
}

void
emu_fmix_page_apply_both (EmuFmixPage *self)
{
  gtk_widget_set_visible (self->result, !self->show_both);
  gtk_widget_set_visible (self->other_spectrum, self->show_both);
  gtk_widget_set_visible (self->other_field, self->show_both);
  gtk_widget_set_visible (self->other_mask, self->show_both);
  gtk_widget_set_visible (self->other_heights, self->show_both);
  gtk_widget_queue_resize (self->panels);
}

void
emu_fmix_page_init_layout (EmuFmixPage *self)
{
  gtk_widget_set_layout_manager (self->panels,
                                 gtk_custom_layout_new (panels_mode, panels_measure, panels_allocate));
}
