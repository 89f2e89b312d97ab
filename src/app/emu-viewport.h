/* emu-viewport.h: where a picture lies in a window, and what of it is seen there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-pixels.h"

G_BEGIN_DECLS

/** A pixel of the picture is never shown larger than this, unless the whole picture is. */
#define EMU_VIEWPORT_MAX_ZOOM 64.0

/**
 * EmuViewport:
 * @width: columns of the window, in device pixels
 * @height: rows of the window
 * @picture_width: columns of the picture
 * @picture_height: rows of the picture
 * @zoom: device pixels to a pixel of the picture
 * @fit: whether zoom follows the window, so that the whole picture is seen
 * @x: what stands in the middle of the window, in pixels from the picture's left edge
 * @y: likewise, from its top edge
 *
 * All lengths are device pixels or pixels of the picture, never the toolkit's. A direction in which
 * the picture is smaller than the window is centred; in the other the picture covers the window, so
 * it can never be lost outside. A plain value; 0 is a good start.
 */
typedef struct
{
  int      width;
  int      height;
  int      picture_width;
  int      picture_height;
  double   zoom;
  gboolean fit;
  double   x;
  double   y;
} EmuViewport;

/**
 * EmuPatch:
 * @x: left edge of the visible part of the picture in the window, in device pixels
 * @y: its top edge
 * @width: its columns, 0 if there is nothing to see
 * @height: its rows
 * @zoom: device pixels to a pixel of the picture
 * @first_x: device columns of the picture that lie left of @x
 * @first_y: device rows of the picture that lie above @y
 * @view: what is to be computed: the patch itself where the picture is reduced, the pixels below it
 *   where it is enlarged
 * @rows: which rows of the view the patch shows
 * @columns: which columns of the view
 */
typedef struct
{
  int     x;
  int     y;
  int     width;
  int     height;
  double  zoom;
  int     first_x;
  int     first_y;
  EmuView view;
  EmuPick rows;
  EmuPick columns;
} EmuPatch;

#define EMU_MAX_TILES 4

/**
 * EmuTiles:
 * @n: number of tiles, 1 to %EMU_MAX_TILES
 * @width: columns of every tile
 * @height: rows of every tile
 *
 * Equal windows beside or above each other, in device pixels.
 */
typedef struct
{
  int n;
  int width;
  int height;
  int x[EMU_MAX_TILES];
  int y[EMU_MAX_TILES];
} EmuTiles;

/** @n tiles @gap apart, in the arrangement that shows a picture largest. */
void     emu_tiles_arrange         (EmuTiles *self,
                                    int       n,
                                    int       width,
                                    int       height,
                                    int       gap,
                                    int       picture_width,
                                    int       picture_height);

/* Both keep what stands in the middle, and the zoom unless it follows the window. A picture of
 * another size is shown whole. */
void     emu_viewport_set_size     (EmuViewport *self,
                                    int          width,
                                    int          height);
void     emu_viewport_set_picture  (EmuViewport *self,
                                    int          width,
                                    int          height);

/** Whether there is anything to see at all. */
gboolean emu_viewport_is_empty     (const EmuViewport *self);

double   emu_viewport_get_fit      (const EmuViewport *self);
void     emu_viewport_zoom_fit     (EmuViewport *self);

/**
 * emu_viewport_zoom_at:
 * @zoom: wanted; brought into what is allowed, from an eighth of the whole picture (or 1, if that
 *   is less) to %EMU_VIEWPORT_MAX_ZOOM (or the whole picture, if that is more)
 * @px: device column that keeps what it shows, as far as the picture's edge permits
 * @py: device row
 */
void     emu_viewport_zoom_at      (EmuViewport *self,
                                    double       zoom,
                                    double       px,
                                    double       py);

/** The next power of √2 above (@direction > 0) or below the present zoom. */
double   emu_viewport_get_step     (const EmuViewport *self,
                                    int                direction);

/** Moves the picture by device pixels. Returns: whether it could move */
gboolean emu_viewport_pan          (EmuViewport *self,
                                    double       dx,
                                    double       dy);
gboolean emu_viewport_can_pan      (const EmuViewport *self);

/** What stands at a place of the window, in pixels from the picture's corner; may lie outside. */
void     emu_viewport_to_picture   (const EmuViewport *self,
                                    double             px,
                                    double             py,
                                    double            *x,
                                    double            *y);

void     emu_viewport_get_patch    (const EmuViewport *self,
                                    EmuPatch          *patch);

/** Whether both show the same pixels in the same place. */
gboolean emu_patch_equal           (const EmuPatch *a,
                                    const EmuPatch *b);

/**
 * emu_patch_to_picture:
 * @px: device column of the window, 0 is its left edge
 * @x: (out): pixels from the picture's left edge, as the patch shows it; may lie outside
 *
 * Returns: whether the place lies on the patch
 */
gboolean emu_patch_to_picture      (const EmuPatch *self,
                                    double          px,
                                    double          py,
                                    double         *x,
                                    double         *y);

/** The other way round; a place outside the picture is one outside the patch. */
void     emu_patch_from_picture    (const EmuPatch *self,
                                    double          x,
                                    double          y,
                                    double         *px,
                                    double         *py);

/**
 * emu_patch_between:
 * @from: the patch whose pixels there are
 * @to: the patch that is to be filled from them
 *
 * By nearest neighbour; what @from did not show is continued from its border.
 */
void     emu_patch_between         (const EmuPatch *from,
                                    const EmuPatch *to,
                                    EmuPick        *rows,
                                    EmuPick        *columns);

G_END_DECLS
