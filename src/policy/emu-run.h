/* emu-run.h: a policy applied to a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-trace.h"

G_BEGIN_DECLS

/**
 * EmuRunRequest:
 * @partner: (nullable): the second picture, for a policy that mixes
 * @seed: 0 to %EMU_SEED_MAX
 * @sample: number of the sample under that seed
 * @given: (nullable): what is decided instead of drawn
 * @with_stats: fill the statistics of every step
 * @with_pictures: keep the picture after every step
 */
typedef struct
{
  EmuImage             *partner;
  guint64               seed;
  guint64               sample;
  const EmuPolicyDraws *given;
  gboolean              with_stats;
  gboolean              with_pictures;
} EmuRunRequest;

/**
 * emu_policy_run:
 * @cancellable: (nullable): looked at between steps and inside them
 * @error: EMU_ERROR_UNKNOWN_NAME for a step that is not known, EMU_ERROR_BAD_PARAM for a policy
 *   that mixes without a partner, for a value outside its range and for a given draw that cannot
 *   be; EMU_ERROR_NO_MEMORY, G_IO_ERROR_CANCELLED
 *
 * Applies the policy and writes down what chance decided. Statistics and pictures change no pixel.
 * The same policy, picture, seed and sample give the same bytes on any number of threads; so do
 * the draws of the trace with the same seed and sample. From any thread.
 *
 * Numbers under purpose EMU_PURPOSE_POLICY, a lane each from the step's first: 0 whether it runs (where
 * 0 < p < 1: it does if u < p), 1 how many children, 2 which (slot n in block n), 3 depth of a chain
 * (chain n in block n), 4 weights of the chains (chain n from block n 2^16), 5 share of the chains, 6
 * magnitude, 7 its sign, 8 what a level's argument is spread by, 64 + n law of parameter n, 128 + n its
 * sign. An operation's own draws stand
 * in the same lanes under EMU_PURPOSE_OPERATION. A mix draws as sample @sample of @seed does alone.
 *
 * Names of draws: "fire", "count", "pick-SLOT" (a child's index), "depth-CHAIN", "weight-CHAIN",
 * "blend", "magnitude" (after clipping), "negative" (0 or 1), "spread", "law-PARAM" (after clipping
 * and sign), the operation's or method's own, and "lambda" of a mix.
 *
 * Returns: (transfer full): the trace, with the result
 */
EmuTrace *emu_policy_run (EmuPolicy           *policy,
                          const EmuRunRequest *request,
                          EmuImage            *image,
                          GCancellable        *cancellable,
                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
