/* cut-box.c: the box of CutMix and its kin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "cut-box.h"

int
emu_cut_side (int    size,
              double lambda)
{
  return (int) (size * sqrt (1 - lambda));
}

EmuBox
emu_cut_box (int    height,
             int    width,
             double lambda,
             int    cy,
             int    cx)
{
  int half_h = emu_cut_side (height, lambda) / 2;
  int half_w = emu_cut_side (width, lambda) / 2;

  return (EmuBox) { cy - half_h, cy + half_h, cx - half_w, cx + half_w };
}
