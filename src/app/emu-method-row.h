/* emu-method-row.h: a method in the list of methods
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-method.h"

G_BEGIN_DECLS

#define EMU_TYPE_METHOD_ROW (emu_method_row_get_type ())
G_DECLARE_FINAL_TYPE (EmuMethodRow, emu_method_row, EMU, METHOD_ROW, GtkListBoxRow)

GtkWidget       *emu_method_row_new        (const EmuMethod *method);
const EmuMethod *emu_method_row_get_method (EmuMethodRow    *self);
void             emu_method_row_set_method (EmuMethodRow    *self,
                                            const EmuMethod *method);

/** Shows where the method comes from beside its name. */
void             emu_method_row_set_current (EmuMethodRow   *self,
                                             gboolean        current);

/** Shows that activating the row leads somewhere. */
void             emu_method_row_set_leads_on (EmuMethodRow  *self,
                                              gboolean       leads_on);

/** Whether every word of @text, in whatever case, occurs in name, id, summary or source. */
gboolean         emu_method_row_matches    (EmuMethodRow    *self,
                                            const char      *text);

/**
 * emu_method_row_names:
 *
 * Whether @text stands in the method's name or in its name in files, in whatever case.
 */
gboolean         emu_method_row_names       (EmuMethodRow    *self,
                                             const char      *text);

G_END_DECLS
