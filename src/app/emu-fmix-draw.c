/* emu-fmix-draw.c: panels and files of the FMix laboratory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-drawing-file.h"
#include "emu-fmix-draw.h"
#include "emu-fmix-words.h"

/* In files. */
#define MARGIN_PX 24
#define GAP_PX 18
#define HEIGHTS_PX 84
#define CELL_PX 280
#define LEAST_WIDTH_PX 1000
#define TITLE_PX 34
#define READING_PX 26
#define STRIP_HEAD_PX 26
#define STRIP_MASK_PX 90
#define STRIP_FOOT_PX 22
#define N_SHOWN_SLICES 8

static void
paint_surface (cairo_t         *cr,
               cairo_surface_t *surface,
               double           x,
               double           y,
               double           width,
               double           height)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / cairo_image_surface_get_width (surface),
               height / cairo_image_surface_get_height (surface));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

void
emu_fmix_view_draw_panel (const EmuFmixView  *self,
                          int                 side_index,
                          EmuFmixPanel        panel,
                          const EmuPen       *pen,
                          double              width,
                          double              height)
{
  const EmuFmixSide *side = &self->sides[side_index];
  g_autofree char *sentence = emu_fmix_view_describe (self, side_index, panel);
  g_autofree char *number = g_strdup_printf ("%d", panel + 1);
  double picture_height = height - EMU_FMIX_HEAD_PX;
  double picture_width = MIN (width, rint (picture_height * self->request.width_px / self->request.height_px));
  double middle = EMU_FMIX_HEAD_PX / 2.0 - 1;
  const char *title = emu_fmix_panel_title (panel);
  double x;

  emu_pen_badge (pen, number, &pen->palette->text, 0.12, 0, middle - 9, 26, 18, 9);
  if (self->n_sides == 2)
    title = side_index == 0 ? _("Paper") : _("As published");
  x = 34 + emu_pen_text (pen, title, EMU_PEN_TEXT_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 34,
                         middle, 0);
  if (width - x > 60)
    emu_pen_markup (pen, sentence, EMU_PEN_CAPTION_PX, FALSE, &pen->palette->secondary, EMU_PEN_LEFT,
                    x + 8, middle, width - x - 8);

  paint_surface (pen->cr, panel == EMU_FMIX_PANEL_RESULT ? self->result : side->pictures[panel],
                 0, EMU_FMIX_HEAD_PX, picture_width, picture_height);

  if (panel == EMU_FMIX_PANEL_SPECTRUM)
    {
      cairo_save (pen->cr);
      cairo_translate (pen->cr, 0, EMU_FMIX_HEAD_PX);
      emu_spectrum_draw_marks (side->spectrum, pen, picture_width, picture_height);
      cairo_restore (pen->cr);
    }
}

/* @step: from the left edge of the first column to that of the second */
static void
get_panel_size (const EmuFmixView *self,
                double            *width,
                double            *height,
                double            *step)
{
  *width = (double) self->request.width_px / self->request.scale;
  *step = MAX (*width + (self->n_sides == 2 ? 8 + HEIGHTS_PX : 0), CELL_PX) + GAP_PX;
  *height = (double) self->request.height_px / self->request.scale + EMU_FMIX_HEAD_PX;
}

static double
strip_height (const EmuFmixStrip *strip)
{
  return strip != NULL ? STRIP_HEAD_PX + STRIP_MASK_PX + STRIP_FOOT_PX : 0;
}

void
emu_fmix_view_get_size (const EmuFmixView  *self,
                        const EmuFmixStrip *strip,
                        int                *width,
                        int                *height)
{
  int n_rows = self->n_sides == 2 ? 3 : 2;
  double panel_width, panel_height, step;

  get_panel_size (self, &panel_width, &panel_height, &step);
  *width = (int) ceil (2 * MARGIN_PX + step + MAX (panel_width + 8 + HEIGHTS_PX, CELL_PX));
  *width = MAX (*width, LEAST_WIDTH_PX);
  *height = (int) ceil (2 * MARGIN_PX + TITLE_PX + n_rows * (panel_height + GAP_PX) + READING_PX +
                        strip_height (strip));
}

static void
draw_strip (const EmuFmixView  *self,
            const EmuFmixStrip *strip,
            const EmuPen       *pen,
            double              width)
{
  const EmuFmixSide *side = &self->sides[self->own];
  int n = strip->kind == EMU_FMIX_STRIP_VOLUME ? MIN (strip->n, N_SHOWN_SLICES) : strip->n;
  double each = strip->kind == EMU_FMIX_STRIP_ROW ? width : (width - (n - 1) * 12.0) / n;
  double mask_width = each;
  double mask_height = STRIP_MASK_PX;
  const char *title = strip->kind == EMU_FMIX_STRIP_DECAY ? _("Decay: the same seed and λ")
                      : strip->kind == EMU_FMIX_STRIP_ROW ? _("One dimension, as for sound or text")
                                                          : _("Three dimensions, as for film or volumes");

  if (strip->kind != EMU_FMIX_STRIP_ROW)
    {
      double zoom = MIN (each / strip->width, mask_height / strip->height);

      mask_width = MAX (1, strip->width * zoom);
      mask_height = MAX (1, strip->height * zoom);
    }

  emu_pen_text (pen, title, EMU_PEN_TEXT_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 0,
                STRIP_HEAD_PX / 2.0, width);
  for (int i = 0; i < n; i++)
    {
      int index = strip->kind == EMU_FMIX_STRIP_VOLUME && n > 1
                    ? (int) rint ((double) i * (strip->n - 1) / (n - 1)) : i;
      cairo_surface_t *mask = emu_fmix_strip_paint (strip, index, side, &self->request.ramp,
                                                    (int) ceil (2 * mask_width), (int) ceil (2 * mask_height));
      double x = i * (each + 12) + (each - mask_width) / 2;
      g_autofree char *text = NULL;

      paint_surface (pen->cr, mask, x, STRIP_HEAD_PX, mask_width, mask_height);
      cairo_surface_destroy (mask);

      if (strip->kind == EMU_FMIX_STRIP_DECAY)
        text = g_strdup_printf ("δ = %g", emu_fmix_decays[index]);
      else if (strip->kind == EMU_FMIX_STRIP_VOLUME)
        text = g_strdup_printf (_("slice %d"), index);
      else
        continue;
      emu_pen_text (pen, text, EMU_PEN_CAPTION_PX,
                    strip->kind == EMU_FMIX_STRIP_DECAY && emu_fmix_decays[index] == side->decay,
                    &pen->palette->text, EMU_PEN_MIDDLE, x + mask_width / 2,
                    STRIP_HEAD_PX + mask_height + STRIP_FOOT_PX / 2.0, 0);
    }
}

void
emu_fmix_view_draw (const EmuFmixView  *self,
                    const EmuFmixStrip *strip,
                    const char         *head,
                    const EmuPen       *pen)
{
  g_autofree char *reading = emu_fmix_view_read (self);
  cairo_t *cr = pen->cr;
  int n_rows = self->n_sides == 2 ? 3 : 2;
  double panel_width, panel_height, step;
  int width, height;

  get_panel_size (self, &panel_width, &panel_height, &step);
  emu_fmix_view_get_size (self, strip, &width, &height);

  cairo_save (cr);
  emu_pen_fill (pen, &pen->palette->paper, 1, 0, 0, width, height);
  cairo_translate (cr, MARGIN_PX, MARGIN_PX);
  emu_pen_text (pen, head, EMU_PEN_TITLE_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 0, 8,
                width - 2 * MARGIN_PX);
  cairo_translate (cr, 0, TITLE_PX);

  for (int row = 0; row < n_rows; row++)
    {
      for (int column = 0; column < 2; column++)
        {
          int side = self->n_sides == 2 ? column : 0;
          EmuFmixPanel panel = self->n_sides == 2 ? (EmuFmixPanel) row : (EmuFmixPanel) (2 * row + column);

          cairo_save (cr);
          cairo_translate (cr, column * step, 0);
          emu_fmix_view_draw_panel (self, side, panel, pen, step - GAP_PX, panel_height);
          if (panel == EMU_FMIX_PANEL_FIELD)
            {
              cairo_translate (cr, panel_width + 8, EMU_FMIX_HEAD_PX);
              emu_heights_draw (self->sides[side].heights, pen, HEIGHTS_PX,
                                panel_height - EMU_FMIX_HEAD_PX, self->sides[side].share,
                                !self->sides[side].look.inverted, FALSE);
            }
          cairo_restore (cr);
        }
      cairo_translate (cr, 0, panel_height + GAP_PX);
    }

  emu_pen_text (pen, reading, EMU_PEN_TEXT_PX, FALSE, &pen->palette->text, EMU_PEN_LEFT, 0,
                READING_PX / 2.0 - 6, width - 2 * MARGIN_PX);
  cairo_translate (cr, 0, READING_PX);
  if (strip != NULL)
    draw_strip (self, strip, pen, width - 2 * MARGIN_PX);
  cairo_restore (cr);
}

typedef struct
{
  const EmuFmixView  *view;
  const EmuFmixStrip *strip;
  const char         *head;
  gboolean            dark;
} Page;

static void
draw_page (cairo_t  *cr,
           gpointer  data)
{
  const Page *page = data;
  EmuPen pen;

  emu_pen_init (&pen, cr, page->dark);
  emu_fmix_view_draw (page->view, page->strip, page->head, &pen);
  emu_pen_clear (&pen);
}

gboolean
emu_fmix_view_save (const EmuFmixView  *self,
                    const EmuFmixStrip *strip,
                    const char         *head,
                    gboolean            dark,
                    GFile              *file,
                    GCancellable       *cancellable,
                    GError            **error)
{
  g_autofree char *name = g_file_get_basename (file);
  Page page = { self, strip, head, dark };
  EmuDrawing drawing = { .scale = self->request.scale, .draw = draw_page, .data = &page };
  EmuDrawingFormat format;

  emu_fmix_view_get_size (self, strip, &drawing.width, &drawing.height);

  return emu_drawing_format_from_name (name, &format, error) &&
         emu_drawing_save (&drawing, file, format, cancellable, error);
}
