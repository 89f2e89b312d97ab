/* emu-compare-setup.h: what may have happened to pictures around their mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the comparison.
 */
#pragma once

#include "emu-compare.h"
#include "emu-evidence.h"

G_BEGIN_DECLS

/** Which channels were in the order blue, green, red. */
typedef enum
{
  EMU_REVERSED_NONE,
  EMU_REVERSED_MIXED,
  EMU_REVERSED_A,
  EMU_REVERSED_B,
} EmuReversed;

/** On which scale the pictures were mixed, and what came after. */
typedef enum
{
  EMU_SCALE_BYTES,
  EMU_SCALE_LIGHT,
  EMU_SCALE_AFFINE,
} EmuScale;

/**
 * EmuSetup:
 * @swapped: A and B changed places
 * @transposed: the mask's rows and columns changed places
 * @shift: of one picture to the right and down, in half pixels
 * @shifts_a: the one that moved is the request's A, else its B, whatever @swapped says
 * @factor: affine scale: the mixed byte is factor · value + offset, in every colour channel
 * @floors: cut to whole levels instead of rounded
 * @lo: smallest level that was left
 * @hi: largest
 *
 * One supposition about everything but the mixing itself.
 */
typedef struct
{
  gboolean    swapped;
  gboolean    transposed;
  int         shift[2];
  gboolean    shifts_a;
  EmuReversed reversed;
  EmuFit      fit;
  EmuFilter   filter;
  EmuScale    scale;
  double      factor[3];
  double      offset[3];
  gboolean    floors;
  int         lo;
  int         hi;
} EmuSetup;

void emu_setup_init (EmuSetup                *self,
                     const EmuCompareRequest *request);

/**
 * EmuStage:
 * @pair: A and B
 * @straight: A and B before they were transposed, for methods that look at pictures
 *
 * The pictures as a setup has them, with their evidence.
 */
typedef struct
{
  EmuSetup     setup;
  EmuPair     *pair;
  EmuPair     *straight;
  EmuImage    *mixed;
  EmuTone      tone;
  EmuEvidence *evidence;
} EmuStage;

/**
 * emu_stage_new:
 * @part: (nullable): look at this part of A alone
 *
 * Returns: (transfer full): for emu_stage_free()
 */
EmuStage *emu_stage_new    (const EmuSetup          *setup,
                            const EmuCompareRequest *request,
                            const EmuBox            *part,
                            GCancellable            *cancellable,
                            GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
void      emu_stage_free   (EmuStage *self);

/**
 * emu_stage_render:
 * @mix: (out) (transfer full): what was decided
 * @mask: (out) (transfer full): the mask it was mixed with
 *
 * Mixes as @proposal says and does what the setup says comes after.
 *
 * Returns: (transfer full): a picture like @self's mixed one
 */
EmuImage *emu_stage_render (EmuStage          *self,
                            const EmuProposal *proposal,
                            EmuMix           **mix,
                            EmuMask          **mask,
                            GCancellable      *cancellable,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): a picture of the stage as it looks beside the one that was given */
EmuImage *emu_stage_restore (const EmuStage *self,
                             EmuImage       *image,
                             gboolean        is_mask,
                             GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuStage, emu_stage_free)

G_END_DECLS
