/* emu-mix-state.h: all that a person has set up on the Mix page, as one value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-picture.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuMixState:
 * @pictures: (element-type EmuPicture): the tray, in its order
 * @a: (nullable): one of @pictures
 * @b: (nullable): another one
 * @names: from SHA-256 to the name the person gave while the window was open; "" for the file's
 * @guides: from #EmuPicture to the #EmuPicture that says where to look in it
 * @params: a struct for each method of the registry
 * @alpha: NaN for the method's own
 * @given: draws decided instead of drawn, of the present method
 * @alphas: @alpha of each method of the registry when it was last left
 * @givens: likewise @given
 *
 * What #EmuMixDocument keeps whole for every step of undo. For the main thread.
 */
typedef struct
{
  GPtrArray       *pictures;
  EmuPicture      *a;
  EmuPicture      *b;
  GHashTable      *names;
  GHashTable      *guides;
  const EmuMethod *method;
  void           **params;
  gboolean         draws_lambda;
  double           lambda;
  double           alpha;
  EmuDrawValues    given;
  double          *alphas;
  EmuDrawValues   *givens;
  guint64          seed;
  guint64          sample;
  gboolean         seed_locked;
  EmuFit           fit;
  EmuFilter        filter;
  guint8           fill[4];
} EmuMixState;

EmuMixState *emu_mix_state_new          (const EmuMethod   *method) G_GNUC_WARN_UNUSED_RESULT;
EmuMixState *emu_mix_state_copy         (const EmuMixState *other) G_GNUC_WARN_UNUSED_RESULT;
void         emu_mix_state_free         (EmuMixState       *state);

/** Place of a method in @params. */
guint        emu_mix_state_method_index (const EmuMethod   *method);

/** (nullable): the name a person gave to the picture, if any. */
const char  *emu_mix_state_name         (const EmuMixState *state,
                                         EmuPicture        *picture);

/** (transfer none): the present method's struct. */
void        *emu_mix_state_params       (const EmuMixState *state);

/**
 * emu_mix_state_set_method:
 *
 * Changes the method and brings back the α and the given draws it had when it was last left. Those
 * that follow λ go back to chance where λ has been fixed since.
 */
void         emu_mix_state_set_method   (EmuMixState       *state,
                                         const EmuMethod   *method);

/** A fixed λ decides the draws that follow it: those that were given go back to chance. */
void         emu_mix_state_free_draws_that_follow (EmuMixState *state);

/**
 * emu_mix_state_keep_draws:
 *
 * Given draws follow what the rest has become: one beyond its range, as after another A, moves to
 * the nearest end, and one that is no longer drawn goes back to chance.
 */
void         emu_mix_state_keep_draws   (EmuMixState       *state);

G_END_DECLS
