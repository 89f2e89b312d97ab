/* emu-mix-history.c: the states before and after the present one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-mix-history.h"

#define MAX_UNDO 200
#define MERGE_US (500 * G_TIME_SPAN_MILLISECOND)

static void
clear_queue (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) emu_mix_state_free);
}

static EmuMixState *
step (EmuMixHistory *self,
      EmuMixState   *state,
      GQueue        *from,
      GQueue        *to)
{
  if (from->length == 0 || self->gesture_depth > 0)
    return state;

  g_queue_push_tail (to, state);
  self->last_control = NULL;

  return g_queue_pop_tail (from);
}

void
emu_mix_history_init (EmuMixHistory *self)
{
  *self = (EmuMixHistory) { 0 };
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
}

void
emu_mix_history_clear (EmuMixHistory *self)
{
  clear_queue (&self->undo);
  clear_queue (&self->redo);
  self->last_control = NULL;
}

void
emu_mix_history_remember (EmuMixHistory     *self,
                          const EmuMixState *state,
                          gconstpointer      control)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean merge;

  if (self->gesture_depth > 0)
    merge = self->gesture_remembered;
  else
    merge = control != NULL && control == self->last_control &&
            now_us - self->last_time_us < MERGE_US;

  self->gesture_remembered = self->gesture_depth > 0;
  self->last_control = control;
  self->last_time_us = now_us;

  if (merge)
    return;

  clear_queue (&self->redo);
  g_queue_push_tail (&self->undo, emu_mix_state_copy (state));
  if (self->undo.length > MAX_UNDO)
    emu_mix_state_free (g_queue_pop_head (&self->undo));
}

void
emu_mix_history_begin_gesture (EmuMixHistory *self)
{
  if (self->gesture_depth++ == 0)
    self->gesture_remembered = FALSE;
}

gboolean
emu_mix_history_end_gesture (EmuMixHistory *self)
{
  g_return_val_if_fail (self->gesture_depth > 0, FALSE);

  if (--self->gesture_depth > 0)
    return FALSE;

  self->last_control = NULL;

  return TRUE;
}

EmuMixState *
emu_mix_history_cancel_gesture (EmuMixHistory *self,
                                EmuMixState   *state)
{
  g_return_val_if_fail (self->gesture_depth > 0, state);

  if (!self->gesture_remembered)
    return state;

  emu_mix_state_free (state);
  self->gesture_remembered = FALSE;

  return g_queue_pop_tail (&self->undo);
}

EmuMixState *
emu_mix_history_undo (EmuMixHistory *self,
                      EmuMixState   *state)
{
  return step (self, state, &self->undo, &self->redo);
}

EmuMixState *
emu_mix_history_redo (EmuMixHistory *self,
                      EmuMixState   *state)
{
  return step (self, state, &self->redo, &self->undo);
}
