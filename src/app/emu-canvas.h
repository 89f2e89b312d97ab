/* emu-canvas.h: the picture in the middle of the Mix page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuCanvasMode:
 * @EMU_CANVAS_RESULT: the mixed picture
 * @EMU_CANVAS_MASK: blue where A is seen, orange where B is, grey between
 * @EMU_CANVAS_OVERLAY: the mixed picture below a wash of the mask's colours, whose edge is crisp
 * @EMU_CANVAS_SPLIT: A on the left of a line that can be moved, the mixed picture on its right
 * @EMU_CANVAS_FOUR: A, B, mask and result side by side, with one zoom and one place for all
 * @EMU_CANVAS_PUBLISHED: the mixed picture without and with the defects of published code
 * @EMU_CANVAS_GUIDE: over A, B or both, where the method was told to look
 */
typedef enum
{
  EMU_CANVAS_RESULT,
  EMU_CANVAS_MASK,
  EMU_CANVAS_OVERLAY,
  EMU_CANVAS_SPLIT,
  EMU_CANVAS_FOUR,
  EMU_CANVAS_PUBLISHED,
  EMU_CANVAS_GUIDE,
} EmuCanvasMode;

#define EMU_TYPE_CANVAS_MODE (emu_canvas_mode_get_type ())

GType         emu_canvas_mode_get_type (void);

/**
 * emu_canvas_mode_suits:
 *
 * Whether a mode has something to show of a method under these settings: a guide only where one is
 * asked for, the published way only where the register of defects knows one.
 */
gboolean      emu_canvas_mode_suits    (EmuCanvasMode    mode,
                                        const EmuMethod *method,
                                        const void      *params);

#define EMU_TYPE_CANVAS (emu_canvas_get_type ())
G_DECLARE_FINAL_TYPE (EmuCanvas, emu_canvas, EMU, CANVAS, GtkWidget)

/**
 * EmuCanvas:
 *
 * Shows what becomes of a job, computed beside the main thread: at once from reduced pictures, and
 * from the full-size result when nothing has changed for a moment. Each pixel of the screen is
 * computed here; the toolkit scales nothing. The wheel and two fingers zoom around the pointer,
 * dragging and arrow keys move the picture. From 8 device pixels a pixel on, hairlines part them.
 * A mode that does not suit the job shows the result.
 *
 * Properties: "mode", "zoom" (read only), "busy" (an answer has been due for more than 300 ms).
 * Signals: "frame" (EmuFrame as a pointer, valid while the handler runs) for whatever comes on
 * screen, "failed" (string) with a translated message while the last good picture stays, "settled"
 * when the exact picture of the present state and size is on screen, "viewed" when pixels of A stand
 * elsewhere than before: another place, zoom, size, mode or picture.
 *
 * The line of the split is an #EmuDivider inside it, the next stop of the Tab key; it stays where it
 * was left while the widget lives.
 *
 * Style classes: "canvas" on the widget; "badge" on the captions, with "a", "b", "numbers" or
 * "sentence".
 */
GtkWidget    *emu_canvas_new         (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_canvas_set_job:
 * @job: (nullable): what to show; %NULL empties the canvas
 * @dragging: whether more is about to follow, so that the exact picture can wait
 *
 * The end of a drag is a call without @dragging, with the same job or another.
 */
void          emu_canvas_set_job     (EmuCanvas     *self,
                                      EmuMixJob     *job,
                                      gboolean       dragging);

/** What the pictures are called, for those who hear them described; %NULL is A or B. */
void          emu_canvas_set_names   (EmuCanvas     *self,
                                      const char    *a,
                                      const char    *b);

EmuCanvasMode emu_canvas_get_mode    (EmuCanvas     *self);
void          emu_canvas_set_mode    (EmuCanvas     *self,
                                      EmuCanvasMode  mode);

/** Shows A instead of anything else, in modes with one tile. */
void          emu_canvas_set_hold_a  (EmuCanvas     *self,
                                      gboolean       hold_a);

/* In and out go to the next power of √2, around the middle. */
void          emu_canvas_zoom_in     (EmuCanvas     *self);
void          emu_canvas_zoom_out    (EmuCanvas     *self);

/** The whole picture, from now on whatever the canvas's size. */
void          emu_canvas_zoom_fit    (EmuCanvas     *self);

/** One device pixel for a pixel of the picture. */
void          emu_canvas_zoom_actual (EmuCanvas     *self);

/** Device pixels to a pixel of the picture. */
double        emu_canvas_get_zoom    (EmuCanvas     *self);

/**
 * emu_canvas_to_picture:
 * @x: column of the widget, in the toolkit's pixels
 * @y: its row
 * @px: (out): pixels of A from its left edge, so that floor() numbers the column; may lie outside A
 * @py: (out): likewise from its top edge
 *
 * What stands at a place, in the tile below it; between the tiles, in the first that shows a result.
 *
 * Returns: whether a pixel of A is seen there; without a picture %FALSE, and both are 0
 */
gboolean      emu_canvas_to_picture  (EmuCanvas     *self,
                                      double         x,
                                      double         y,
                                      double        *px,
                                      double        *py);

/** The other way round, in the first tile that shows a result; may lie outside the widget. */
void          emu_canvas_from_picture (EmuCanvas    *self,
                                       double        px,
                                       double        py,
                                       double       *x,
                                       double       *y);

/** Returns: (transfer none) (nullable): the frame on screen */
EmuFrame     *emu_canvas_get_frame   (EmuCanvas     *self);
gboolean      emu_canvas_get_busy    (EmuCanvas     *self);

/** The two greys that are seen through transparent pixels, light or dark as the window is. */
void          emu_canvas_get_shades  (guint8         shades[2]);

G_END_DECLS
