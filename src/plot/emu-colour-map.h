/* emu-colour-map.h: the one scale from dark to cream, and a chart's other colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>
#include <pango/pango.h>

#include "emu-pixels.h"

G_BEGIN_DECLS

/**
 * emu_colour_map_init:
 * @map: (out caller-allocates): a colour for 256 values from 0, almost black, to 1, cream
 *
 * The scale of fields, spectra and differences, in both themes. It grows lighter with every step,
 * in nearly equal steps of lightness (CIE L*), so that it says the same without hue. Neither blue
 * nor orange of the pictures is on it.
 */
void     emu_colour_map_init   (EmuRamp *map);

/** Which of the 256 a value belongs to; what lies outside 0 … 1 takes the nearest end. */
static inline int
emu_colour_map_index (double value)
{
  return value >= 1 ? 255 : value > 0 ? (int) (value * 255 + 0.5) : 0;
}

/** Red, green, blue, 0 to 1. */
typedef struct
{
  double red;
  double green;
  double blue;
} EmuPlotColour;

/**
 * EmuPlotStyle:
 * @context: what text is laid out with; its font's family is taken
 * @text_px: height of ordinary text; captions are 11/13 of it
 *
 * What is left to whoever draws: letters and colours. A plain value.
 */
typedef struct
{
  PangoContext  *context;
  double         text_px;
  EmuPlotColour  a;
  EmuPlotColour  b;
  EmuPlotColour  text;
  EmuPlotColour  secondary;
  EmuPlotColour  axis;
  EmuPlotColour  paper;
} EmuPlotStyle;

/** @context: (transfer none): must outlive the style */
void     emu_plot_style_init   (EmuPlotStyle *self,
                                PangoContext *context,
                                gboolean      dark);

void     emu_plot_set_colour   (cairo_t             *cr,
                                const EmuPlotColour *colour,
                                double               alpha);

/**
 * emu_plot_text:
 * @markup: Pango's, for figures that stand higher or lower; escape what people named
 * @size: of @style's text, 1 for ordinary
 * @align: which part of the text stands at @x: 0 its left end, 0.5 its middle, 1 its right end
 * @y: middle of the line
 * @room: (in): width the text may take, 0 for any; longer text ends in an ellipsis
 *
 * Returns: the width it took
 */
double   emu_plot_text         (cairo_t             *cr,
                                const EmuPlotStyle  *style,
                                const char          *markup,
                                double               size,
                                gboolean             bold,
                                const EmuPlotColour *colour,
                                double               align,
                                double               x,
                                double               y,
                                double               room);

G_END_DECLS
