/* emu-pair.h: two pictures brought to one size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-guide.h"
#include "emu-mask.h"
#include "emu-resample.h"

G_BEGIN_DECLS

/**
 * EmuFit:
 * @EMU_FIT_COVER: B covers A, its middle is cut out
 * @EMU_FIT_CONTAIN: the whole of B inside A, the rest filled
 * @EMU_FIT_STRETCH: B takes A's shape
 */
typedef enum
{
  EMU_FIT_COVER,
  EMU_FIT_CONTAIN,
  EMU_FIT_STRETCH,
} EmuFit;

/** "cover", "contain", "stretch" */
const char *emu_fit_nick        (EmuFit fit);
gboolean    emu_fit_from_nick   (const char *nick,
                                 EmuFit     *fit);

/**
 * EmuPair:
 *
 * A and B of equal size and channels; what every method sees. Reference counted; the pictures
 * never change, and their reductions and guides are cached behind a lock, so any thread may use it.
 */
typedef struct _EmuPair EmuPair;

/**
 * emu_pair_new:
 * @fit: how B is brought to A's size
 * @filter: how B is resampled, where its size changes
 * @fill: bytes of red, green, blue and alpha around a contained B
 *
 * Both get as many channels as the richer of the two: grey becomes RGB, a missing alpha 255.
 *
 * Returns: (transfer full): a pair, or %NULL with EMU_ERROR_NO_MEMORY
 */
EmuPair  *emu_pair_new       (EmuImage     *a,
                              EmuImage     *b,
                              EmuFit        fit,
                              EmuFilter     filter,
                              const guint8  fill[4],
                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;
EmuPair  *emu_pair_ref       (EmuPair *self);
void      emu_pair_unref     (EmuPair *self);

/** Returns: (transfer none): A with the pair's channels */
EmuImage *emu_pair_get_a     (EmuPair *self);
EmuImage *emu_pair_get_b     (EmuPair *self);

/**
 * emu_pair_view:
 * @a: (out) (transfer full): A's area means through the view
 * @b: (out) (transfer full): B's
 *
 * The last few views are remembered, unless they are of a few samples only.
 */
gboolean  emu_pair_view      (EmuPair       *self,
                              const EmuView *view,
                              EmuImage     **a,
                              EmuImage     **b,
                              GCancellable  *cancellable,
                              GError       **error);

/**
 * emu_pair_get_guide:
 * @index: 0 for A, 1 for B
 * @kind: what to compute where there is no @map
 * @map: (nullable): a map drawn for the picture as it was opened. It is made grey, brought to that
 *   picture's size bilinearly, and fitted like the picture itself; black around a contained B
 *
 * The guide of A or of the fitted B. Each picture's last one is remembered.
 *
 * Returns: (transfer full): a guide of the pair's size, or %NULL as for emu_guide_new()
 */
EmuGuide *emu_pair_get_guide (EmuPair       *self,
                              guint          index,
                              EmuGuideKind   kind,
                              EmuImage      *map,
                              GCancellable  *cancellable,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuPair, emu_pair_unref)

G_END_DECLS
