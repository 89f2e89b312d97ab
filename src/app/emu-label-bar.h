/* emu-label-bar.h: the mixed label as a bar whose widths are the weights
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-method.h"

G_BEGIN_DECLS

/**
 * EmuLabelBar:
 *
 * Blue is A, orange is B, width is weight. A tick stands at the λ asked for or drawn; where the
 * label differs from it, the difference is hatched and both numbers are written. Weights that add
 * up to less than 1 leave a gap, to more than 1 are shown in proportion.
 */
#define EMU_TYPE_LABEL_BAR (emu_label_bar_get_type ())
G_DECLARE_FINAL_TYPE (EmuLabelBar, emu_label_bar, EMU, LABEL_BAR, GtkWidget)

/** @mix: (nullable): %NULL empties the bar */
void emu_label_bar_set_mix (EmuLabelBar  *self,
                            const EmuMix *mix,
                            const char   *name_a,
                            const char   *name_b);

G_END_DECLS
