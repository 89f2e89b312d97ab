/* cut-search.h: boxes of CutMix and its kin, found in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-evidence.h"

G_BEGIN_DECLS

/**
 * EmuCut:
 * @lambda_lo: λ that make sides of this length, from here
 * @lambda_hi: up to here
 * @worth: what the box is worth to the searcher
 */
typedef struct
{
  EmuBox box;
  double lambda_lo;
  double lambda_hi;
  gint64 worth;
} EmuCut;

/** What a box inside the picture is worth. */
typedef gint64 (*EmuWorthFunc) (const EmuBox *box,
                                gpointer      data);

/** For emu_cut_search(): emu_evidence_gain(); @evidence: an #EmuEvidence */
gint64 emu_cut_gain   (const EmuBox *box,
                       gpointer      evidence);

/**
 * emu_cut_search:
 * @near: where the box was seen; the middle is looked for there
 * @cy: row of the middle where it is known, else −1
 * @cx: column, likewise
 * @cuts: (out caller-allocates): room for @n, the best first
 *
 * Goes through every pair of sides that emu_cut_box() can make of a picture of @height × @width.
 * Boxes that look alike once the border has cut them are one, with the ends of their λ joined; the
 * middle that goes with one of those λ is emu_cut_middle()'s to say.
 *
 * Returns: how many were found
 */
int    emu_cut_search (int           height,
                       int           width,
                       const EmuBox *near,
                       int           cy,
                       int           cx,
                       EmuWorthFunc  worth,
                       gpointer      data,
                       EmuCut       *cuts,
                       int           n);

/** The middle with which @lambda makes the cut's box. */
void   emu_cut_middle (const EmuCut *self,
                       int           height,
                       int           width,
                       double        lambda,
                       int          *cy,
                       int          *cx);

G_END_DECLS
