/* cut-box.h: the box of CutMix and its kin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mask.h"

G_BEGIN_DECLS

/** A side of the box before it is halved, for a picture of @size rows or columns. */
int    emu_cut_side (int    size,
                     double lambda);

/**
 * emu_cut_box:
 * @cy: row of the middle
 * @cx: column of the middle
 *
 * A box of (1 - λ) of the picture's area, by the official rule: sides in whole pixels, halved in
 * whole pixels. The border has not cut it yet.
 *
 * Source: Yun et al., ICCV 2019 (CutMix).
 */
EmuBox emu_cut_box  (int    height,
                     int    width,
                     double lambda,
                     int    cy,
                     int    cx);

G_END_DECLS
