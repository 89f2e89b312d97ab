/* emu-slider.h: a slider with its number and unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuSlider:
 *
 * Slider and number show one value. "changed" comes with the new value when a person changed it;
 * "begin" and "end" enclose a drag of the slider. Arrow keys step, with Shift tenfold.
 */
#define EMU_TYPE_SLIDER (emu_slider_get_type ())
G_DECLARE_FINAL_TYPE (EmuSlider, emu_slider, EMU, SLIDER, GtkWidget)

/**
 * emu_slider_configure:
 * @step: how far an arrow key moves; 0 chooses one
 * @whole: only whole numbers
 * @unit: (nullable): stands after the number
 */
void   emu_slider_configure (EmuSlider  *self,
                             double      lower,
                             double      upper,
                             double      step,
                             gboolean    whole,
                             const char *unit);
void   emu_slider_set_value (EmuSlider  *self,
                             double      value);

/** For a value nobody typed: rounded to what the number has room for. */
void   emu_slider_show_value (EmuSlider *self,
                              double     value);

/** What a screen reader says. */
void   emu_slider_set_name  (EmuSlider  *self,
                             const char *name,
                             const char *description);

/** A step that moves through @lower … @upper in about a hundred, and the decimals it needs. */
double emu_slider_step_for  (double      lower,
                             double      upper,
                             int        *digits);

/**
 * emu_slider_get_track:
 * @left: (out): where the lowest value stands, in coordinates of @relative_to
 * @right: (out): where the highest stands
 *
 * For an axis above the slider. %FALSE before the first layout.
 */
gboolean   emu_slider_get_track  (EmuSlider  *self,
                                  GtkWidget  *relative_to,
                                  double     *left,
                                  double     *right);

G_END_DECLS
