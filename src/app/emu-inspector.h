/* emu-inspector.h: everything one can change about a mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuInspector:
 *
 * Methods, λ, the method's parameters, what chance decided, seed and fit.
 */
#define EMU_TYPE_INSPECTOR (emu_inspector_get_type ())
G_DECLARE_FINAL_TYPE (EmuInspector, emu_inspector, EMU, INSPECTOR, GtkWidget)

void emu_inspector_set_document (EmuInspector   *self,
                                 EmuMixDocument *document);

/** @mix: what came of the document's present state */
void emu_inspector_set_mix      (EmuInspector   *self,
                                 const EmuMix   *mix);

/** Whether it stands as a page of its own, with a way back. */
void emu_inspector_set_is_page  (EmuInspector   *self,
                                 gboolean        is_page);
void emu_inspector_focus_search (EmuInspector   *self);

/** Number of parameters that matter now. */
guint emu_inspector_get_n_rows  (EmuInspector   *self);

G_END_DECLS
