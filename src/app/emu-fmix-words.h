/* emu-fmix-words.h: what the panels of the FMix laboratory show, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-fmix-lab.h"

G_BEGIN_DECLS

/**
 * emu_fmix_view_describe:
 *
 * Returns: (transfer full): what the panel shows, as a short sentence in Pango markup; the one about
 *   the field has no number in it that moves with λ
 */
char        *emu_fmix_view_describe (const EmuFmixView *self,
                                     int                side,
                                     EmuFmixPanel       panel) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): what can be read off the panels, in words and counted numbers */
char        *emu_fmix_view_read     (const EmuFmixView *self) G_GNUC_WARN_UNUSED_RESULT;

/** Translated: "Spectrum", "Field", "Mask", "Result" */
const char  *emu_fmix_panel_title   (EmuFmixPanel panel);

G_END_DECLS
