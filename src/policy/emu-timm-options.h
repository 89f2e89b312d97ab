/* emu-timm-options.h: the options of timm's training script that make up a policy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EmuTimmOptionKind:
 * @EMU_TIMM_FLAG: nothing follows
 * @EMU_TIMM_NUMBER: a decimal
 * @EMU_TIMM_COUNT: a whole number
 * @EMU_TIMM_PAIR: two decimals, the smaller first
 * @EMU_TIMM_WORD: one of a few words
 * @EMU_TIMM_TEXT: anything
 */
typedef enum
{
  EMU_TIMM_FLAG,
  EMU_TIMM_NUMBER,
  EMU_TIMM_COUNT,
  EMU_TIMM_PAIR,
  EMU_TIMM_WORD,
  EMU_TIMM_TEXT,
} EmuTimmOptionKind;

typedef enum
{
  EMU_TIMM_AA,
  EMU_TIMM_AUG_SPLITS,
  EMU_TIMM_BCE_LOSS,
  EMU_TIMM_CUTMIX,
  EMU_TIMM_CUTMIX_MINMAX,
  EMU_TIMM_JSD_LOSS,
  EMU_TIMM_MIXUP,
  EMU_TIMM_MIXUP_MODE,
  EMU_TIMM_MIXUP_OFF_EPOCH,
  EMU_TIMM_MIXUP_PROB,
  EMU_TIMM_MIXUP_SWITCH_PROB,
  EMU_TIMM_RECOUNT,
  EMU_TIMM_REMODE,
  EMU_TIMM_REPROB,
  EMU_TIMM_RESPLIT,
  EMU_TIMM_SMOOTHING,
  EMU_TIMM_TRAIN_INTERPOLATION,
  EMU_TIMM_N_OPTIONS,
} EmuTimmOptionName;

/**
 * EmuTimmOption:
 * @name: with its two dashes
 * @min: of a number
 * @max: likewise
 * @initial: what the script takes where the option is not given; of a word it is the first
 * @words: those it knows
 */
typedef struct
{
  const char        *name;
  EmuTimmOptionKind  kind;
  double             min;
  double             max;
  double             initial;
  const char        *words[5];
} EmuTimmOption;

extern const EmuTimmOption emu_timm_options[EMU_TIMM_N_OPTIONS];

G_END_DECLS
