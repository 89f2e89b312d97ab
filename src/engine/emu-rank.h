/* emu-rank.h: the largest of many numbers, found without sorting them all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EmuRanks:
 *
 * The order of many numbers, from the largest, which has rank 0, to the smallest. Of equal numbers
 * the one that stands first ranks higher, so there is one order and no chance in it.
 *
 * The numbers are put into buckets, each of which holds a few that follow each other in rank. Who
 * then asks for certain ranks has only their buckets sorted, a few numbers where one border is
 * looked for. The ranks are those of a full sort all the same.
 *
 * Never changes once made, so any thread may read it. Everything here goes through
 * emu_parallel_rows(), and no bit depends on the number of threads.
 */
typedef struct _EmuRanks EmuRanks;

/**
 * emu_rank_range:
 * @values: @n numbers
 * @n: at least 1
 * @least: (out): the smallest
 * @most: (out): the largest
 *
 * Returns: whether all values and @most − @least are finite; otherwise the two are not set
 */
gboolean  emu_rank_range  (const double   *values,
                           gsize           n,
                           double         *least,
                           double         *most);

/**
 * emu_ranks_new:
 * @values: @n numbers for which emu_rank_range() returns %TRUE; borrowed, and must neither change
 *   nor go away before the ranks do
 * @n: 1 … %G_MAXINT
 *
 * Takes two passes over the values, and up to 2 bytes for each, about 1 MB at most.
 *
 * Returns: (transfer full): for emu_ranks_free()
 */
EmuRanks *emu_ranks_new   (const double   *values,
                           gsize           n) G_GNUC_WARN_UNUSED_RESULT;
void      emu_ranks_free  (EmuRanks       *self);

/**
 * emu_ranks_weigh:
 * @n_inside: how many values lie inside, 0 … n
 * @soft: how many ranks either side of the border fade; at most @n_inside and n − @n_inside
 * @weights: (out caller-allocates): a weight for every value, in the order of the values
 *
 * Weights are 1 for ranks below @n_inside and 0 for the others; with a soft edge
 *
 *   1                                               rank < n_inside − soft
 *   1 − (rank − (n_inside − soft)) / (2 soft − 1)   between
 *   0                                               rank ≥ n_inside + soft
 *
 * so that the 2 soft ranks between are evenly spaced from 1 to 0, both included. Computed in
 * double and rounded once.
 */
void      emu_ranks_weigh (const EmuRanks *self,
                           gsize           n_inside,
                           gsize           soft,
                           float          *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuRanks, emu_ranks_free)

G_END_DECLS
