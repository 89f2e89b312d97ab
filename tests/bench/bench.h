/* bench.h: what the tables of the bench share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-image.h"

G_BEGIN_DECLS

double    bench_now_us   (void);

/** @times: doubles; they are sorted. @q: 0 … 1 */
double    bench_quantile (GArray *times,
                          double  q);

/** Returns: (transfer full): a colour picture of noise */
EmuImage *bench_picture  (int     height,
                          int     width,
                          guint64 seed);

/** Operations on one picture beside Pillow's. */
void      bench_ops      (void);

/** Policies beside Python's. */
void      bench_policies (void);

G_END_DECLS
