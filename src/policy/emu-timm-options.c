/* emu-timm-options.c: the options of timm's training script that make up a policy
 *
 * Source: timm, train.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-method.h"
#include "emu-timm-options.h"

const EmuTimmOption emu_timm_options[EMU_TIMM_N_OPTIONS] = {
  [EMU_TIMM_AA] = { "--aa", EMU_TIMM_TEXT },
  [EMU_TIMM_AUG_SPLITS] = { "--aug-splits", EMU_TIMM_COUNT, 0, 64, 0 },
  [EMU_TIMM_BCE_LOSS] = { "--bce-loss", EMU_TIMM_FLAG },
  [EMU_TIMM_CUTMIX] = { "--cutmix", EMU_TIMM_NUMBER, 0, EMU_ALPHA_MAX, 0 },
  [EMU_TIMM_CUTMIX_MINMAX] = { "--cutmix-minmax", EMU_TIMM_PAIR, 0, 1 },
  [EMU_TIMM_JSD_LOSS] = { "--jsd-loss", EMU_TIMM_FLAG },
  [EMU_TIMM_MIXUP] = { "--mixup", EMU_TIMM_NUMBER, 0, EMU_ALPHA_MAX, 0 },
  [EMU_TIMM_MIXUP_MODE] = { "--mixup-mode", EMU_TIMM_WORD, .words = { "batch", "pair", "elem" } },
  [EMU_TIMM_MIXUP_OFF_EPOCH] = { "--mixup-off-epoch", EMU_TIMM_COUNT, 0, 1e6, 0 },
  [EMU_TIMM_MIXUP_PROB] = { "--mixup-prob", EMU_TIMM_NUMBER, 0, 1, 1 },
  [EMU_TIMM_MIXUP_SWITCH_PROB] = { "--mixup-switch-prob", EMU_TIMM_NUMBER, 0, 1, 0.5 },
  [EMU_TIMM_RECOUNT] = { "--recount", EMU_TIMM_COUNT, 1, 16, 1 },
  [EMU_TIMM_REMODE] = { "--remode", EMU_TIMM_WORD, .words = { "pixel", "const", "rand" } },
  [EMU_TIMM_REPROB] = { "--reprob", EMU_TIMM_NUMBER, 0, 1, 0 },
  [EMU_TIMM_RESPLIT] = { "--resplit", EMU_TIMM_FLAG },
  [EMU_TIMM_SMOOTHING] = { "--smoothing", EMU_TIMM_NUMBER, 0, 1, 0.1 },
  [EMU_TIMM_TRAIN_INTERPOLATION] = { "--train-interpolation", EMU_TIMM_WORD,
                                     .words = { "random", "bilinear", "bicubic", "nearest" } },
};
