/* emu-divider.h: a line across a picture that a hand or the keyboard moves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuDivider:
 *
 * Stands in its parent between two pictures. Arrow keys move it by a hundredth of its way, with
 * Shift by a tenth, Home and End to the ends. To a screen reader it is a slider from 0 to 100.
 *
 * Property: "value", from 0 at the left end to 1 at the right; ½ at first.
 */
#define EMU_TYPE_DIVIDER (emu_divider_get_type ())
G_DECLARE_FINAL_TYPE (EmuDivider, emu_divider, EMU, DIVIDER, GtkWidget)

GtkWidget *emu_divider_new       (void) G_GNUC_WARN_UNUSED_RESULT;

double     emu_divider_get_value (EmuDivider *self);

/** Brought into 0 to 1. */
void       emu_divider_set_value (EmuDivider *self,
                                  double      value);

/**
 * emu_divider_set_track:
 * @from: column of the parent where value 0 stands
 * @to: where value 1 stands
 *
 * For whoever allocates it; the value stays.
 */
void       emu_divider_set_track (EmuDivider *self,
                                  double      from,
                                  double      to);

G_END_DECLS
