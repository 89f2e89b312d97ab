/* emu-timm-tables.h: operations, sets and fixed policies of timm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-policy.h"

G_BEGIN_DECLS

/** Magnitudes are tenths: 10 is the strongest that the ranges were made for. */
#define EMU_TIMM_DENOMINATOR 10.0

#define EMU_TIMM_N_LEVELS 27

extern const EmuLevel emu_timm_levels[EMU_TIMM_N_LEVELS];

/** The row of that name, as timm calls the operation, or %NULL. */
const EmuLevel *emu_timm_level (const char *name);

/** Whether its argument is a part of its step's constant. */
gboolean        emu_timm_level_moves (const EmuLevel *level);

typedef struct
{
  const char *name;
  double      weight;
} EmuTimmPick;

/**
 * EmuTimmSet:
 * @name: (nullable): what follows the `t`; %NULL for the two sets without a name
 * @increasing: of those two, the one that `inc` switches on
 * @weighted: operations are chosen by weight, and then without replacement
 * @picks: ends with a name of %NULL
 *
 * What RandAugment chooses from.
 */
typedef struct
{
  const char        *name;
  gboolean           increasing;
  gboolean           weighted;
  const EmuTimmPick *picks;
} EmuTimmSet;

extern const EmuTimmSet emu_timm_sets[];
extern const guint      emu_timm_n_sets;

/** What AugMix's chains are made of; ends with a name of %NULL. */
extern const EmuTimmPick emu_timm_augmix[];

typedef struct
{
  const char *name;
  double      p;
  double      magnitude;
} EmuTimmStep;

/**
 * EmuTimmFixed:
 * @name: "original"
 * @posterize: which of the three Posterize its steps of that name are
 * @n: sub-policies
 * @steps: (array length=n): two steps each; the second may have a name of %NULL
 *
 * A policy of AutoAugment: one sub-policy is chosen, each as likely as the others.
 */
typedef struct
{
  const char        *name;
  const char        *posterize;
  guint              n;
  const EmuTimmStep (*steps)[2];
} EmuTimmFixed;

extern const EmuTimmFixed emu_timm_fixed[];
extern const guint        emu_timm_n_fixed;

/** The row of @fixed's step, which its @posterize decides for a Posterize. */
const EmuLevel *emu_timm_fixed_level (const EmuTimmFixed *fixed,
                                      const EmuTimmStep  *step);

G_END_DECLS
