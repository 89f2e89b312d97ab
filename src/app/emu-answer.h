/* emu-answer.h: what comes of a mixing, in words and numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuAnswer:
 *
 * The label bar, a line of facts of which as many are shown as fit whole, and a line that warns
 * where λ, mask and label part or where something went wrong. Every line keeps its place while it
 * has nothing to say.
 */
#define EMU_TYPE_ANSWER (emu_answer_get_type ())
G_DECLARE_FINAL_TYPE (EmuAnswer, emu_answer, EMU, ANSWER, GtkWidget)

/**
 * emu_answer_set_frame:
 * @frame: (nullable): what is on screen; %NULL where there is nothing
 * @name_a: class of A; two equal names are one class, whose weights are added
 * @name_b: class of B
 */
void emu_answer_set_frame   (EmuAnswer      *self,
                             const EmuFrame *frame,
                             const char     *name_a,
                             const char     *name_b);

/** Says why there is no answer to the present settings; the last one stays, greyed. */
void emu_answer_set_fault   (EmuAnswer      *self,
                             const char     *fault);

G_END_DECLS
