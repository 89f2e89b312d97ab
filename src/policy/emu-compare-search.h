/* emu-compare-search.h: the parts of a comparison
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the comparison.
 */
#pragma once

#include "emu-compare-setup.h"

G_BEGIN_DECLS

void     emu_explanation_free             (gpointer                 explanation);

/** Fills explanations, pictures and those findings that the pictures tell. */
gboolean emu_comparison_search            (EmuComparison           *self,
                                           const EmuCompareRequest *request,
                                           EmuCompareProgress       progress,
                                           gpointer                 data,
                                           GCancellable            *cancellable,
                                           GError                 **error);

/* Normalisations that are known by name, each once left in and once undone too often. */
guint    emu_setup_n_statistics           (void);
void     emu_setup_set_statistics         (EmuSetup                *self,
                                           guint                    index);

/** Says in what @to differs from @from: one thing. */
void     emu_comparison_accept            (EmuComparison           *self,
                                           const EmuSetup          *from,
                                           const EmuSetup          *to,
                                           double                   before,
                                           double                   after);
void     emu_comparison_say_channels      (EmuComparison           *self,
                                           const double             lambda[3],
                                           double                   before,
                                           double                   after);
void     emu_comparison_say_jpeg          (EmuComparison           *self,
                                           double                   left,
                                           int                      quality);
void     emu_comparison_say_unrelated     (EmuComparison           *self,
                                           double                   misfit);
void     emu_comparison_say_rectangle     (EmuComparison           *self,
                                           const EmuBox            *box,
                                           gboolean                 is_a);
void     emu_comparison_say_same_pictures (EmuComparison           *self);
void     emu_comparison_say_sizes         (EmuComparison           *self,
                                           int                      height,
                                           int                      width);

/**
 * emu_compare_is_jpeg:
 * @made: the picture as it should be
 * @left: (out): what is left of the difference in those waves once @made is rounded to the same
 *   steps, as a share
 * @quality: (out): on libjpeg's scale from 1 to 100, 0 where the steps are not of its table
 *
 * Whether @seen was compressed in blocks of 8 × 8 that begin in its corner, by steps large enough
 * to be told from rounding, and that is what makes it differ from @made.
 */
gboolean emu_compare_is_jpeg              (const EmuImage          *seen,
                                           const EmuImage          *made,
                                           double                  *left,
                                           int                     *quality);

/**
 * emu_compare_find_shift:
 * @of_a: whether the stage's A may have moved, else its B
 * @shift: (out): to the right and down in @stage's picture, in half pixels, at most 47 to any side
 * @left: (out): what is left of the misfit, as a share
 *
 * Looks for the place of one picture at which weights explain decidedly more than where it lies.
 * A place at the end of the range is none, as the right one may lie beyond.
 */
gboolean emu_compare_find_shift           (const EmuStage          *stage,
                                           gboolean                 of_a,
                                           GCancellable            *cancellable,
                                           int                      shift[2],
                                           double                  *left);

void     emu_comparison_judge_claims      (EmuComparison           *self,
                                           const EmuCompareRequest *request);
void     emu_comparison_conclude          (EmuComparison           *self);
void     emu_comparison_invert_mask       (EmuComparison           *self);

G_END_DECLS
