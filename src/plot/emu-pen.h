/* emu-pen.h: what every drawing is made with: colours, letters, bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include "emu-image.h"

G_BEGIN_DECLS

/** Red, green, blue, 0 to 1. */
typedef struct
{
  double red;
  double green;
  double blue;
} EmuColour;

/**
 * EmuPalette:
 * @a: letters and shapes that belong to picture A
 * @b: likewise to picture B
 * @a_fill: what carries white letters, and bars of labels; the same in the light and in the dark
 * @b_fill: likewise
 * @text: ordinary letters
 * @secondary: captions
 * @fault: what went wrong
 * @warning: what deserves a look
 * @hairline: lines between things, and the ground of bars
 * @empty: where a picture is still missing
 * @paper: the ground of everything
 */
typedef struct
{
  EmuColour a;
  EmuColour b;
  EmuColour a_fill;
  EmuColour b_fill;
  EmuColour text;
  EmuColour secondary;
  EmuColour fault;
  EmuColour warning;
  EmuColour hairline;
  EmuColour empty;
  EmuColour paper;
} EmuPalette;

/** Returns: (transfer none): the colours of a theme */
const EmuPalette *emu_palette_get (gboolean dark);

/**
 * EmuPen:
 * @cr: where it draws
 * @context: what text is laid out with
 * @palette: what it draws in
 *
 * What drawing functions hand on. A plain value, to be set up by emu_pen_init() and given back by
 * emu_pen_clear(); all lengths are in user units, which on a screen are pixels.
 */
typedef struct
{
  cairo_t          *cr;
  PangoContext     *context;
  const EmuPalette *palette;
} EmuPen;

/** @cr: (nullable) (transfer none): outlives the pen; without one text can be measured only */
void     emu_pen_init       (EmuPen          *self,
                             cairo_t         *cr,
                             gboolean         dark);
void     emu_pen_clear      (EmuPen          *self);

void     emu_pen_set_colour (const EmuPen    *self,
                             const EmuColour *colour,
                             double           alpha);

/* ---- Text --------------------------------------------------------------------------------- */

/** Heights of letters. */
#define EMU_PEN_TITLE_PX 14
#define EMU_PEN_TEXT_PX 13
#define EMU_PEN_CAPTION_PX 12
#define EMU_PEN_SMALL_PX 11

/** Which part of the room text keeps to. */
typedef enum
{
  EMU_PEN_LEFT,
  EMU_PEN_MIDDLE,
  EMU_PEN_RIGHT,
} EmuPenAlign;

/** Returns: (transfer full): text in the font of drawings, with figures of one width */
PangoLayout *emu_pen_new_text (const EmuPen    *self,
                               const char      *text,
                               int              size_px,
                               gboolean         bold) G_GNUC_WARN_UNUSED_RESULT;

/** Whole units a line of text is wide; 0 for %NULL. */
int          emu_pen_measure  (const EmuPen    *self,
                               const char      *text,
                               int              size_px,
                               gboolean         bold);

/**
 * emu_pen_text:
 * @x: left edge of the room
 * @middle: height of the middle of the line
 * @width: of the room; longer text ends in an ellipsis. 0 for no limit: then the part of the text that
 *   @align names stands at @x. Below 0 nothing is drawn
 *
 * Writes one line.
 *
 * Returns: the width it took
 */
double       emu_pen_text     (const EmuPen    *self,
                               const char      *text,
                               int              size_px,
                               gboolean         bold,
                               const EmuColour *colour,
                               EmuPenAlign      align,
                               double           x,
                               double           middle,
                               double           width);

/** The same for text with Pango's markup, for figures that stand higher or lower. */
double       emu_pen_markup   (const EmuPen    *self,
                               const char      *markup,
                               int              size_px,
                               gboolean         bold,
                               const EmuColour *colour,
                               EmuPenAlign      align,
                               double           x,
                               double           middle,
                               double           width);

/* ---- Shapes ------------------------------------------------------------------------------- */

void     emu_pen_fill       (const EmuPen    *self,
                             const EmuColour *colour,
                             double           alpha,
                             double           x,
                             double           y,
                             double           width,
                             double           height);

/**
 * emu_pen_badge:
 * @text: one letter or a short number
 * @fill: colour of the ground
 * @alpha: its opacity
 * @radius: of the corners, at most half of the shorter side
 *
 * A few letters on a ground with round corners: white on what covers, in the colour of text on what is
 * seen through.
 */
void     emu_pen_badge      (const EmuPen    *self,
                             const char      *text,
                             const EmuColour *fill,
                             double           alpha,
                             double           x,
                             double           y,
                             double           width,
                             double           height,
                             double           radius);

/** Height of a bar of the label; its tick stands out as far above it as below. */
#define EMU_PEN_BAR_PX 6

/** Whether a label is not what was asked for: smaller differences do not show in three decimals. */
gboolean emu_label_differs  (double           asked,
                             double           got);

/**
 * emu_pen_label_bar:
 * @asked: λ asked for or drawn, NaN for none
 * @weight_a: the label's weight of A
 * @weight_b: likewise of B
 *
 * Widths are weights; weights that add up to less than 1 leave a gap. A tick stands at @asked, and what
 * lies between it and @weight_a is hatched.
 */
void     emu_pen_label_bar  (const EmuPen    *self,
                             double           asked,
                             double           weight_a,
                             double           weight_b,
                             double           x,
                             double           y,
                             double           width);

/**
 * emu_surface_from_image:
 * @enlarge: at least 1; every pixel becomes a square of so many pixels
 *
 * A picture to be drawn. No file format then decides how to smooth it; what is transparent lies on a
 * chequerboard.
 *
 * Returns: (transfer full): an opaque image surface, in an error state without memory for it
 */
cairo_surface_t *emu_surface_from_image (const EmuImage *image,
                                         int             enlarge) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
