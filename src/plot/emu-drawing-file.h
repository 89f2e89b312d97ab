/* emu-drawing-file.h: a drawing as a picture, an SVG or a PDF
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/**
 * EmuDrawing:
 * @width: at least 1
 * @height: at least 1
 * @scale: pixels a unit in a picture, at least 1
 * @draw: draws all of it, from the origin, on a ground of its own; may be called several times, each
 *   with another clip
 * @data: handed to @draw
 *
 * What is to become a file. A plain value.
 */
typedef struct
{
  int      width;
  int      height;
  int      scale;
  void   (*draw) (cairo_t  *cr,
                  gpointer  data);
  gpointer data;
} EmuDrawing;

/**
 * EmuDrawingFormat:
 * @EMU_DRAWING_PNG: a picture, in colour, opaque
 * @EMU_DRAWING_SVG: one pixel a unit
 * @EMU_DRAWING_PDF: one page, ¾ point a unit
 */
typedef enum
{
  EMU_DRAWING_PNG,
  EMU_DRAWING_SVG,
  EMU_DRAWING_PDF,
} EmuDrawingFormat;

/** What the ending of @name asks for; without one PNG. EMU_ERROR_BAD_PARAM for any other. */
gboolean  emu_drawing_format_from_name (const char        *name,
                                        EmuDrawingFormat  *format,
                                        GError           **error);

/**
 * emu_drawing_to_image:
 *
 * Returns: (transfer full): the drawing as a picture in colour, or %NULL with EMU_ERROR_TOO_LARGE beyond
 *   %EMU_IMAGE_MAX_PIXELS, EMU_ERROR_NO_MEMORY, or cancelled
 */
EmuImage *emu_drawing_to_image         (const EmuDrawing  *self,
                                        GCancellable      *cancellable,
                                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_drawing_save:
 *
 * Writes beside @file and renames: there is never half a file. In SVG and PDF letters and lines stay
 * sharp at any size. Equal drawings give equal bytes: no date is written. From any thread from which
 * @self may be drawn.
 */
gboolean  emu_drawing_save             (const EmuDrawing  *self,
                                        GFile             *file,
                                        EmuDrawingFormat   format,
                                        GCancellable      *cancellable,
                                        GError           **error);

G_END_DECLS
