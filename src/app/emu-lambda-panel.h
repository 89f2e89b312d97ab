/* emu-lambda-panel.h: λ, asked for or drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuLambdaPanel:
 *
 * A curve of the law λ is drawn from with the present λ on it, a slider, and the choice between a
 * fixed λ and one drawn from Beta(α, α). Behind the curve a histogram of what the label gives to A
 * in a thousand draws with the present settings, and in words how many of them mix visibly, as
 * #EmuStudy defines it: both pictures have at least 2 % of the mixed one. The draws are made in the
 * background and follow every change.
 */
#define EMU_TYPE_LAMBDA_PANEL (emu_lambda_panel_get_type ())
G_DECLARE_FINAL_TYPE (EmuLambdaPanel, emu_lambda_panel, EMU, LAMBDA_PANEL, GtkWidget)

void emu_lambda_panel_set_document (EmuLambdaPanel *self,
                                    EmuMixDocument *document);

/** @mix: what came of the document's present state */
void emu_lambda_panel_set_mix      (EmuLambdaPanel *self,
                                    const EmuMix   *mix);

G_END_DECLS
