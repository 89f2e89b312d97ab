/* emu-mix-history.h: the states before and after the present one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-state.h"

G_BEGIN_DECLS

/**
 * EmuMixHistory:
 *
 * Two stacks of whole states, of at most 200 steps. Changes within a gesture are one step, and so
 * are changes of one control that follow each other within half a second. A plain struct.
 */
typedef struct
{
  GQueue        undo;
  GQueue        redo;
  int           gesture_depth;
  gboolean      gesture_remembered;

  /* The control that moved last, and when: its next change may belong to the same step. */
  gconstpointer last_control;
  gint64        last_time_us;
} EmuMixHistory;

void         emu_mix_history_init          (EmuMixHistory     *self);

/** Forgets every state; what was done until now cannot be undone. May run twice. */
void         emu_mix_history_clear         (EmuMixHistory     *self);

/**
 * emu_mix_history_remember:
 * @state: the present one, before it changes
 * @control: (nullable): stands for the control that moves; %NULL is always a step of its own
 *
 * Keeps a copy for undo, unless the change to come belongs to the step before.
 */
void         emu_mix_history_remember      (EmuMixHistory     *self,
                                            const EmuMixState *state,
                                            gconstpointer      control);

/** Pairs may nest. */
void         emu_mix_history_begin_gesture (EmuMixHistory     *self);

/** Returns: whether that was the outermost */
gboolean     emu_mix_history_end_gesture   (EmuMixHistory     *self);

/**
 * emu_mix_history_cancel_gesture:
 * @state: (transfer full): the present one, within a gesture
 *
 * Returns: (transfer full): the one the gesture began with, or @state where nothing has changed; the
 *   gesture goes on and leaves no step unless something changes again
 */
EmuMixState *emu_mix_history_cancel_gesture (EmuMixHistory    *self,
                                             EmuMixState      *state) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_history_undo:
 * @state: (transfer full): the present one
 *
 * Returns: (transfer full): the one before, or @state where there is none or a gesture goes on
 */
EmuMixState *emu_mix_history_undo          (EmuMixHistory     *self,
                                            EmuMixState       *state) G_GNUC_WARN_UNUSED_RESULT;
EmuMixState *emu_mix_history_redo          (EmuMixHistory     *self,
                                            EmuMixState       *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
