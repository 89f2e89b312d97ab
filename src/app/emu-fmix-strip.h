/* emu-fmix-strip.h: masks of FMix side by side, for every λ at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-fmix-lab.h"

G_BEGIN_DECLS

/**
 * EmuFmixStripKind:
 * @EMU_FMIX_STRIP_DECAY: masks for several δ
 * @EMU_FMIX_STRIP_ROW: the mask in one dimension
 * @EMU_FMIX_STRIP_VOLUME: every slice of the mask in three dimensions
 */
typedef enum
{
  EMU_FMIX_STRIP_DECAY,
  EMU_FMIX_STRIP_ROW,
  EMU_FMIX_STRIP_VOLUME,
} EmuFmixStripKind;

#define EMU_FMIX_N_DECAYS 6

extern const double emu_fmix_decays[EMU_FMIX_N_DECAYS];

/**
 * EmuFmixStrip:
 * @n: masks: δs, or slices of the volume
 * @height: rows of each
 * @width: columns of each
 * @shares: @n × @height × @width: which share of the whole field, 0 to 1, lies higher than here
 *
 * Masks for every λ at once: a place belongs to the inside as long as its share is less than λ.
 * So no λ needs a field of its own. Reference counted, never changes.
 */
typedef struct
{
  EmuFmixStripKind kind;
  int              n;
  int              height;
  int              width;
  float           *shares;
} EmuFmixStrip;

/**
 * emu_fmix_strip_new:
 * @job: of FMix; of its settings the one that the strip varies, and λ, are not looked at
 * @longest_px: longest side of a mask; a picture's shape is kept
 *
 * One field at a time, so that a strip takes no more memory than the panels.
 *
 * Returns: (transfer full): a strip, or %NULL as emu_mix_new()
 */
EmuFmixStrip    *emu_fmix_strip_new   (const EmuMixJob  *job,
                                       EmuFmixStripKind  kind,
                                       int               longest_px,
                                       GCancellable     *cancellable,
                                       GError          **error) G_GNUC_WARN_UNUSED_RESULT;
EmuFmixStrip    *emu_fmix_strip_ref   (EmuFmixStrip     *self);
void             emu_fmix_strip_unref (EmuFmixStrip     *self);

/** Whether the strip made for @a would be the same for @b. */
gboolean         emu_fmix_strip_holds (EmuFmixStripKind  kind,
                                       const EmuMixJob  *a,
                                       const EmuMixJob  *b);

/**
 * emu_fmix_strip_paint:
 * @side: for λ, soft edge and which side is A's
 *
 * Returns: (transfer full): mask @index as an image surface, by nearest neighbour
 */
cairo_surface_t *emu_fmix_strip_paint (const EmuFmixStrip *self,
                                       int                 index,
                                       const EmuFmixSide  *side,
                                       const EmuRamp      *ramp,
                                       int                 width_px,
                                       int                 height_px) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixStrip, emu_fmix_strip_unref)

G_END_DECLS
