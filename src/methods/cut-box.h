/* cut-box.h: the box of CutMix and its kin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"

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

/**
 * EmuCutRule:
 * @share_lo: smallest side the rule can make, as a share of the picture's, at least 0
 * @share_hi: largest, at most 1
 * @halves: half sides of the box at a λ: whole pixels, those of share √(1 − λ) rounded down
 * @middles: (nullable): first and last row and column the middle may stand in at a λ, all four
 *   included; %NULL: anywhere in the picture
 *
 * How one method makes a box of the picture's shape around a middle in whole pixels.
 */
typedef struct
{
  double share_lo;
  double share_hi;
  void (*halves)  (const void   *params,
                   const EmuMix *mix,
                   double        lambda,
                   int          *half_h,
                   int          *half_w);
  void (*middles) (const void   *params,
                   const EmuMix *mix,
                   double        lambda,
                   EmuBox       *middles);
} EmuCutRule;

/**
 * emu_cut_find:
 * @present: the box of @mix before the border cuts it
 * @lambda: (out): λ to ask for
 * @cy: (out): row of the middle
 * @cx: (out): column of the middle
 *
 * The inverse of a rule, as set_box() of #EmuMethod wants it. Of all λ that give the nearest box it
 * is the present one, or else one with few digits.
 */
void   emu_cut_find (const EmuCutRule *rule,
                     const void       *params,
                     const EmuMix     *mix,
                     const EmuBox     *present,
                     const EmuBox     *wanted,
                     double           *lambda,
                     int              *cy,
                     int              *cx);

G_END_DECLS
