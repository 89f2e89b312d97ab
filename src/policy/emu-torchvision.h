/* emu-torchvision.h: torchvision's magnitudes, policies and transforms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-dialect.h"
#include "emu-transform.h"

G_BEGIN_DECLS

/**
 * EmuTorchvisionSet:
 * @EMU_TORCHVISION_RAND: RandAugment and AutoAugment
 * @EMU_TORCHVISION_WIDE: TrivialAugmentWide
 * @EMU_TORCHVISION_AUGMIX: AugMix
 *
 * A set of operations with the reach of their magnitudes.
 */
typedef enum
{
  EMU_TORCHVISION_RAND,
  EMU_TORCHVISION_WIDE,
  EMU_TORCHVISION_AUGMIX,
} EmuTorchvisionSet;

/** Bins of AutoAugment and AugMix, whose number cannot be chosen. */
#define EMU_TORCHVISION_BINS 10

#define EMU_TORCHVISION_MIN_BINS 2
#define EMU_TORCHVISION_MAX_BINS 10000

/** Thirteen operations a set, and Invert, which AutoAugment has. */
#define EMU_TORCHVISION_N_LEVELS 40

extern const EmuLevel emu_torchvision_levels[EMU_TORCHVISION_N_LEVELS];

/** @name: "ShearX"; %NULL where the set has no such operation (Identity has no level, either). */
const EmuLevel *emu_torchvision_level (EmuTorchvisionSet set,
                                       const char       *name);

/**
 * emu_torchvision_magnitude:
 * @name: "ShearX", one of the set's operations with a strength
 * @bins: %EMU_TORCHVISION_MIN_BINS at least
 * @index: 0 to @bins − 1
 *
 * The entry of torchvision's table, before a coin turns its sign and before it is cut to whole
 * pixels or added to 1; in single precision, as there.
 */
double          emu_torchvision_magnitude (EmuTorchvisionSet  set,
                                           const char        *name,
                                           int                bins,
                                           int                index,
                                           int                height,
                                           int                width);

/** Names of the three policies of AutoAugment: "imagenet", "cifar10", "svhn", NULL. */
extern const char * const emu_torchvision_policies[];

#define EMU_TORCHVISION_PAIRS 25

/** One half of a sub-policy; @magnitude is −1 where there is none. */
typedef struct
{
  const char *name;
  double      p;
  int         magnitude;
} EmuTorchvisionStep;

/** @policy: index into emu_torchvision_policies. Returns: 25 pairs */
const EmuTorchvisionStep (*emu_torchvision_pairs (int policy))[2];

/* Four changes of colour in random order, whose names and values Albumentations took over. */
EmuPolicyNode  *emu_jitter_build          (EmuTransformArgs    *args);
gboolean        emu_jitter_guess          (EmuTransformWriter  *writer,
                                           const EmuTransform  *row,
                                           const EmuPolicyNode *node,
                                           EmuTerm             *call);

/** The vocabulary. */
extern const EmuTransform emu_torchvision_transforms[];
extern const guint emu_torchvision_n_transforms;

G_END_DECLS
