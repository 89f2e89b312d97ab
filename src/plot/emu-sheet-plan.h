/* emu-sheet-plan.h: which mixings a contact sheet shows: methods, λ, seeds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-sheet.h"

G_BEGIN_DECLS

/**
 * EmuSheetPlan:
 * @methods: (element-type EmuMethod): one or more, in the order of the rows
 * @params: (element-type gpointer): a struct for each of them, owned
 * @lambdas: (element-type double): one or more, each from 0 to 1
 * @seeds: (element-type guint64): one or more
 * @fit: how B is brought to the size of A
 * @filter: likewise
 * @fill: likewise
 * @maps: (nullable): guides from files for A and B, owned
 * @size_px: longest side of a cell's picture
 *
 * A row is a method, a column a λ. Further seeds have rows of their own; with a single λ they are
 * the columns instead. A method without λ is mixed once, in the first column.
 */
typedef struct
{
  GPtrArray *methods;
  GPtrArray *params;
  GArray    *lambdas;
  GArray    *seeds;
  EmuFit     fit;
  EmuFilter  filter;
  guint8     fill[4];
  EmuImage  *maps[2];
  int        size_px;
} EmuSheetPlan;

/** An empty plan for pictures of 192 pixels, with B brought to A's size as a job starts. */
EmuSheetPlan    *emu_sheet_plan_new         (void) G_GNUC_WARN_UNUSED_RESULT;
void             emu_sheet_plan_free        (EmuSheetPlan       *self);

/** @params: (transfer full): of @method */
void             emu_sheet_plan_add_method  (EmuSheetPlan       *self,
                                             const EmuMethod    *method,
                                             void               *params);

/** How many cells the lists come to, which may be more than %EMU_SHEET_MAX_CELLS. */
guint64          emu_sheet_plan_count_cells (const EmuSheetPlan *self);

/** The method that a row of the sheet belongs to. */
const EmuMethod *emu_sheet_plan_get_method  (const EmuSheetPlan *self,
                                             int                 row);

/**
 * emu_sheet_plan_make:
 * @name_a: what A is called, for the head
 * @name_b: likewise
 *
 * Returns: (transfer full): a sheet of at most %EMU_SHEET_MAX_CELLS cells, to be rendered
 */
EmuSheet        *emu_sheet_plan_make        (const EmuSheetPlan *self,
                                             EmuImage           *a,
                                             EmuImage           *b,
                                             const char         *name_a,
                                             const char         *name_b) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuSheetPlan, emu_sheet_plan_free)

G_END_DECLS
