/* emu-viewport.c: where a picture lies in a window, and what of it is seen there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-viewport.h"

/* One direction of a patch. */
typedef struct
{
  int     at;
  int     n;
  int     first;
  double  view_from;
  int     view_n;
  EmuPick pick;
} Line;

void
emu_tiles_arrange (EmuTiles *self,
                   int       n,
                   int       width,
                   int       height,
                   int       gap,
                   int       picture_width,
                   int       picture_height)
{
  double best = -1.0;

  g_return_if_fail (n >= 1 && n <= EMU_MAX_TILES);

  self->n = n;
  self->width = 0;
  self->height = 0;

  for (int columns = 1; columns <= n; columns++)
    {
      int rows = n / columns;
      int w = MAX (0, (width - (columns - 1) * gap) / columns);
      int h = MAX (0, (height - (rows - 1) * gap) / rows);
      double zoom = MIN ((double) w / MAX (1, picture_width), (double) h / MAX (1, picture_height));

      if (rows * columns != n || zoom <= best)
        continue;

      best = zoom;
      self->width = w;
      self->height = h;
      for (int i = 0; i < n; i++)
        {
          self->x[i] = (i % columns) * (w + gap);
          self->y[i] = (i / columns) * (h + gap);
        }
    }
}

gboolean
emu_viewport_is_empty (const EmuViewport *self)
{
  return self->width < 1 || self->height < 1 || self->picture_width < 1 || self->picture_height < 1;
}

double
emu_viewport_get_fit (const EmuViewport *self)
{
  if (emu_viewport_is_empty (self))
    return 1.0;

  return MIN ((double) self->width / self->picture_width,
              (double) self->height / self->picture_height);
}

/* Device pixels a side of the picture takes. Rounded, so that the middle of the last one still lies
 * on the picture, where masks know what they are. */
static int
shown_size (int    size,
            double zoom)
{
  return MAX (1, (int) floor (size * zoom + 0.5));
}

/* Where the picture's edge lies in the window, before it is rounded to a device pixel. */
static double
origin (int    window,
        int    size,
        double zoom,
        double middle)
{
  int n = shown_size (size, zoom);

  if (n <= window)
    return (window - n) / 2;

  return CLAMP (window / 2.0 - middle * zoom, (double) (window - n), 0.0);
}

static double
origin_x (const EmuViewport *self)
{
  return origin (self->width, self->picture_width, self->zoom, self->x);
}

static double
origin_y (const EmuViewport *self)
{
  return origin (self->height, self->picture_height, self->zoom, self->y);
}

/* Makes the middle what the window really shows there. */
static void
settle (EmuViewport *self)
{
  double fit;

  if (emu_viewport_is_empty (self))
    return;

  fit = emu_viewport_get_fit (self);
  if (self->fit)
    self->zoom = fit;
  else
    self->zoom = CLAMP (self->zoom, MIN (fit / 8.0, 1.0), MAX (fit, EMU_VIEWPORT_MAX_ZOOM));

  self->x = (self->width / 2.0 - origin_x (self)) / self->zoom;
  self->y = (self->height / 2.0 - origin_y (self)) / self->zoom;
}

void
emu_viewport_set_size (EmuViewport *self,
                       int          width,
                       int          height)
{
  self->width = width;
  self->height = height;
  settle (self);
}

void
emu_viewport_set_picture (EmuViewport *self,
                          int          width,
                          int          height)
{
  if (self->picture_width == width && self->picture_height == height)
    return;

  self->picture_width = width;
  self->picture_height = height;
  emu_viewport_zoom_fit (self);
}

void
emu_viewport_zoom_fit (EmuViewport *self)
{
  self->fit = TRUE;
  settle (self);
}

void
emu_viewport_to_picture (const EmuViewport *self,
                         double             px,
                         double             py,
                         double            *x,
                         double            *y)
{
  *x = (px - origin_x (self)) / self->zoom;
  *y = (py - origin_y (self)) / self->zoom;
}

void
emu_viewport_zoom_at (EmuViewport *self,
                      double       zoom,
                      double       px,
                      double       py)
{
  double x;
  double y;

  if (emu_viewport_is_empty (self) || !(zoom > 0.0))
    return;

  emu_viewport_to_picture (self, px, py, &x, &y);

  /* Limits first: the place under the pointer depends on the zoom that is really taken. */
  self->fit = FALSE;
  self->zoom = zoom;
  settle (self);

  self->x = x + (self->width / 2.0 - px) / self->zoom;
  self->y = y + (self->height / 2.0 - py) / self->zoom;
  settle (self);
}

double
emu_viewport_get_step (const EmuViewport *self,
                       int                direction)
{
  double halves = 2.0 * log2 (self->zoom);

  /* Standing on a step, give or take rounding, one goes to the next. */
  return exp2 ((direction > 0 ? floor (halves + 0.01) + 1.0 : ceil (halves - 0.01) - 1.0) / 2.0);
}

gboolean
emu_viewport_pan (EmuViewport *self,
                  double       dx,
                  double       dy)
{
  double x = self->x;
  double y = self->y;

  if (emu_viewport_is_empty (self))
    return FALSE;

  self->x -= dx / self->zoom;
  self->y -= dy / self->zoom;
  settle (self);

  return fabs (self->x - x) * self->zoom > 1e-6 || fabs (self->y - y) * self->zoom > 1e-6;
}

gboolean
emu_viewport_can_pan (const EmuViewport *self)
{
  return !emu_viewport_is_empty (self) &&
         (shown_size (self->picture_width, self->zoom) > self->width ||
          shown_size (self->picture_height, self->zoom) > self->height);
}

static Line
get_line (int    window,
          int    size,
          double zoom,
          double edge)
{
  int n = shown_size (size, zoom);
  int start = (int) floor (edge + 0.5);
  Line line;

  line.at = MAX (0, start);
  line.first = line.at - start;
  line.n = MIN (window, start + n) - line.at;

  if (zoom > 1.0)
    {
      /* Whole pixels of the picture, as many as the patch touches. */
      int from = MIN ((int) floor ((line.first + 0.5) / zoom), size - 1);
      int to = MIN ((int) floor ((line.first + line.n - 0.5) / zoom), size - 1);

      line.view_from = from;
      line.view_n = to - from + 1;
      line.pick = (EmuPick) { line.n, line.view_n, line.first, 1.0 / zoom, from };
    }
  else
    {
      /* The middle of the square of the picture that one device pixel stands for. */
      double step = 1.0 / zoom;

      line.view_from = line.first * step + (step - 1.0) / 2.0;
      if (n == 1)
        line.view_from = (size - 1) / 2.0;
      line.view_n = line.n;
      line.pick = emu_pick_all (line.n);
    }

  return line;
}

void
emu_viewport_get_patch (const EmuViewport *self,
                        EmuPatch          *patch)
{
  Line columns;
  Line rows;

  *patch = (EmuPatch) { .zoom = self->zoom };
  if (emu_viewport_is_empty (self))
    return;

  columns = get_line (self->width, self->picture_width, self->zoom, origin_x (self));
  rows = get_line (self->height, self->picture_height, self->zoom, origin_y (self));

  patch->x = columns.at;
  patch->y = rows.at;
  patch->width = columns.n;
  patch->height = rows.n;
  patch->first_x = columns.first;
  patch->first_y = rows.first;
  patch->columns = columns.pick;
  patch->rows = rows.pick;
  patch->view = (EmuView) {
    .x0 = columns.view_from,
    .y0 = rows.view_from,
    .step = MAX (1.0, 1.0 / self->zoom),
    .width = columns.view_n,
    .height = rows.view_n,
  };
}

gboolean
emu_patch_equal (const EmuPatch *a,
                 const EmuPatch *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height &&
         a->zoom == b->zoom && a->first_x == b->first_x && a->first_y == b->first_y;
}

gboolean
emu_patch_to_picture (const EmuPatch *self,
                      double          px,
                      double          py,
                      double         *x,
                      double         *y)
{
  *x = (px - self->x + self->first_x) / self->zoom;
  *y = (py - self->y + self->first_y) / self->zoom;

  return px >= self->x && px < self->x + self->width && py >= self->y &&
         py < self->y + self->height;
}

void
emu_patch_from_picture (const EmuPatch *self,
                        double          x,
                        double          y,
                        double         *px,
                        double         *py)
{
  *px = x * self->zoom + self->x - self->first_x;
  *py = y * self->zoom + self->y - self->first_y;
}

void
emu_patch_between (const EmuPatch *from,
                   const EmuPatch *to,
                   EmuPick        *rows,
                   EmuPick        *columns)
{
  double ratio = from->zoom / to->zoom;

  *rows = (EmuPick) { to->height, from->height, to->first_y, ratio, from->first_y };
  *columns = (EmuPick) { to->width, from->width, to->first_x, ratio, from->first_x };
}
