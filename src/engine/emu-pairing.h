/* emu-pairing.h: who is mixed with whom in a batch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Most pictures of a batch. */
#define EMU_PAIRING_MAX 65536

/** Most permutations that %EMU_PAIRING_DERANGE_TRY draws: one, and ten more. */
#define EMU_PAIRING_MAX_DRAWS 11

/**
 * EmuPairingRule:
 * @EMU_PAIRING_PERMUTE: a random permutation
 * @EMU_PAIRING_REVERSE: the first with the last, and so on inwards: i with N − 1 − i
 * @EMU_PAIRING_ROLL: everyone with the one before, the first with the last: (i − 1) mod N
 * @EMU_PAIRING_DERANGE_TRY: a permutation, drawn again up to ten times while somebody would meet
 *   itself; the last one stands whatever it is
 * @EMU_PAIRING_ONE_CYCLE: a single round in which neighbours differ most, from a table of distances
 *
 * Picture i of a batch is A, its partner is B. A picture that is its own partner is called fixed.
 */
typedef enum
{
  EMU_PAIRING_PERMUTE,
  EMU_PAIRING_REVERSE,
  EMU_PAIRING_ROLL,
  EMU_PAIRING_DERANGE_TRY,
  EMU_PAIRING_ONE_CYCLE,
  EMU_N_PAIRINGS,
} EmuPairingRule;

/** "permute", "reverse", "roll", "derange-try" or "one-cycle". */
const char *emu_pairing_nick           (EmuPairingRule rule);

/** As it stands in a list, translated. */
const char *emu_pairing_label          (EmuPairingRule rule);

/** One translated sentence. */
const char *emu_pairing_help           (EmuPairingRule rule);
gboolean    emu_pairing_from_nick      (const char     *nick,
                                        EmuPairingRule *rule);

/** Whether it needs a table of distances. */
gboolean    emu_pairing_needs_distances (EmuPairingRule rule);

/**
 * emu_pairing_chance_fixed:
 * @n: pictures, at least 1
 *
 * The chance that at least one picture of a batch meets itself: 1 − D(n) / n! for a permutation,
 * D(n) / n! the sum of (−1)^k / k! for k to n, which tends to 1 / e; its 11th power for
 * derange-try, as eleven permutations in a row must have a fixed picture; 0 or 1 for the others.
 */
double      emu_pairing_chance_fixed   (EmuPairingRule rule,
                                        int            n);

/** How many pictures of a batch meet themselves on average; 1 for a permutation, whatever @n is. */
double      emu_pairing_expected_fixed (EmuPairingRule rule,
                                        int            n);

/**
 * emu_pairing_draw:
 * @n: pictures, 1 to %EMU_PAIRING_MAX
 * @batch: number of the batch under that seed
 * @distances: (nullable): n × n, row by row; for %EMU_PAIRING_ONE_CYCLE alone
 * @partner: (out caller-allocates): n numbers, each of 0 to n − 1 once
 *
 * Permutation number k of a batch stands in lane k of %EMU_PURPOSE_PAIRING, so that drawing again
 * moves nothing else.
 *
 * Returns: how many permutations were drawn
 */
int         emu_pairing_draw           (EmuPairingRule rule,
                                        int            n,
                                        guint64        seed,
                                        guint64        batch,
                                        const double  *distances,
                                        int           *partner);

/**
 * emu_pairing_distances:
 * @maps: n maps of @size floats, none negative
 * @distances: (out caller-allocates): n × n, row by row
 *
 * Euclidean distances between saliency maps, each scaled to sum 1; a map of zeros stays one.
 */
void        emu_pairing_distances      (const float * const *maps,
                                        int                  n,
                                        gsize                size,
                                        double              *distances);

/**
 * emu_pairing_one_cycle:
 * @n: at least 1
 * @distances: n × n, row by row; the diagonal is not looked at
 * @partner: (out caller-allocates): n numbers
 *
 * Starts at the largest distance (i, j), takes j as the partner of i, and goes on from j to the
 * farthest picture nobody has come to yet; the last one goes back to i. Of equal distances the
 * first in reading order counts. One picture alone is its own partner.
 *
 * Source: Kang and Kim, GuidedMixup, AAAI 2023.
 */
void        emu_pairing_one_cycle      (int           n,
                                        const double *distances,
                                        int          *partner);

/** How many of @n pictures are their own partners. */
int         emu_pairing_n_fixed        (const int *partner,
                                        int        n);

G_END_DECLS
