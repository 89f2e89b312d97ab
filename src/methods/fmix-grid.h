/* fmix-grid.h: FMix's weights, and what of them outlasts a change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-draw.h"
#include "fmix.h"

G_BEGIN_DECLS

/**
 * EmuFMixPlan:
 * @n_dims: 1, 2 or 3
 * @dims: shape of the field: (width), (height, width) or (height, width, depth)
 * @gaussian: numbers in pairs, shaped like the spectrum
 * @slice: of a volume, 0 … depth − 1; otherwise 0
 * @inverted: weights are 1 minus what they would be
 *
 * All that decides a grid. The other fields are as in fmix.h.
 */
typedef struct
{
  int              n_dims;
  int              dims[3];
  EmuFMixSpectrum  spectrum;
  double           decay;
  EmuDrawArray     gaussian;
  double           lambda;
  double           max_soft;
  double           coin;
  int              slice;
  gboolean         inverted;
} EmuFMixPlan;

/**
 * EmuFMixGrid:
 * @weights: @height × @width of them, 0 to 1
 *
 * Holds, besides the weights, what they were made from: the numbers drawn, and the field made of
 * them. Never changes once made, so grids on different threads may share those.
 */
typedef struct _EmuFMixGrid EmuFMixGrid;

struct _EmuFMixGrid
{
  int    height;
  int    width;
  float *weights;

  /*< private >*/
  struct _Field *field;
  gsize          n_inside;
  gsize          soft;
  int            slice;
  gboolean       inverted;
};

/**
 * emu_fmix_grid_new:
 * @previous: (nullable): a grid of any plan. Whatever of it the plan leaves alone is taken over:
 *   a new λ keeps the field, a new δ the numbers drawn
 * @cancellable: (nullable): looked at between the steps
 * @error: EMU_ERROR_NO_MEMORY; EMU_ERROR_BAD_PARAM where the numbers give a field that is not
 *   finite
 *
 * The grid has the same bits with and without @previous, for any number of threads.
 *
 * Returns: (transfer full): for emu_fmix_grid_unref()
 */
EmuFMixGrid *emu_fmix_grid_new   (const EmuFMixPlan *plan,
                                  EmuFMixGrid       *previous,
                                  GCancellable      *cancellable,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void         emu_fmix_grid_unref (EmuFMixGrid       *self);

void         emu_fmix_grid_look  (const EmuFMixGrid *self,
                                  EmuFMixLook       *look);
/** Mean of the weights over a whole field of that plan, known without making it: its ranks decide. */
double       emu_fmix_plan_mean  (const EmuFMixPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFMixGrid, emu_fmix_grid_unref)

G_END_DECLS
