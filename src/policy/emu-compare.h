/* emu-compare.h: how a picture that was mixed elsewhere was made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuCompareRequest:
 * @a: picture A as opened
 * @b: picture B as opened
 * @mixed: the picture to explain: as large as A
 * @fit: how B was brought to A's size
 * @maps: (nullable): guides from files for A and B
 * @names: (nullable): what A and B show, for sentences: “A (cat)”
 * @methods: which methods may have made it
 * @params: (nullable): of the one method there is: where its search starts
 * @pinned: which of those parameters are known, a bit each in the table's order
 * @label: weight of A that the training code gave the label, NaN for none
 * @lambda: λ that it asked for, NaN for none
 * @has_seed: whether the picture was mixed by this program's generator from @seed
 */
typedef struct
{
  EmuImage                *a;
  EmuImage                *b;
  EmuImage                *mixed;
  EmuFit                   fit;
  EmuFilter                filter;
  guint8                   fill[4];
  EmuImage                *maps[2];
  const char              *names[2];
  const EmuMethod * const *methods;
  guint                    n_methods;
  const void              *params;
  guint64                  pinned;
  double                   label;
  double                   lambda;
  gboolean                 has_seed;
  guint64                  seed;
} EmuCompareRequest;

#define EMU_COMPARE_REQUEST_INIT                                                             \
  { .fit = EMU_FIT_COVER, .filter = EMU_FILTER_AREA, .fill = { 0, 0, 0, 255 }, .label = NAN, .lambda = NAN }

/**
 * EmuResidual:
 * @max: largest difference of a channel, in grey levels of 255
 * @mean: mean of the absolute differences of all channels, in grey levels
 * @share: of the pixels, those that differ by more than one level in some channel, 0 to 1
 */
typedef struct
{
  double max;
  double mean;
  double share;
} EmuResidual;

/**
 * EmuExplanation:
 * @mix: what was decided; its λ, draws and mask mean are the explanation's
 * @job: the same as settings for A and B, to be mixed again
 * @lambda: λ, NaN where the method has none or it plays no part
 * @lambda_lo: smallest λ under which the picture would be the same
 * @lambda_hi: largest
 * @residual: between the picture and the one that this program mixes with these settings
 * @explains: nothing is left but rounding
 * @jpeg: what is left comes from JPEG
 * @replayable: @job makes that picture again, but for what the findings tell; %FALSE where chance
 *   decides more of the mask than can be written down, so that it could be any mask
 * @n_numbers: numbers that were chosen to suit the picture
 * @swapped: the settings take B for A, so that λ and the mask's mean are the weights of B; see
 *   emu_explanation_get_lambda() and emu_explanation_get_share()
 * @note: (nullable): translated: what cannot be known
 */
typedef struct
{
  const EmuMethod *method;
  EmuMix          *mix;
  EmuMixJob       *job;
  double           lambda;
  double           lambda_lo;
  double           lambda_hi;
  double           mask_mean;
  EmuResidual      residual;
  gboolean         explains;
  gboolean         jpeg;
  gboolean         replayable;
  double           n_numbers;
  gboolean         swapped;
  char            *note;

  /*< private >*/
  gpointer         proposal;
} EmuExplanation;

#define EMU_FINDING_MAX_NUMBERS 6

/**
 * EmuFinding:
 * @kind: stable name, "swapped", "label-reversed", …
 * @text: translated sentences
 * @before: mean residual without it, NaN where the pictures are not what tells
 * @after: mean residual once it is taken into account
 * @names: names of @values; numbers that belong to it
 */
typedef struct
{
  const char *kind;
  char       *text;
  double      before;
  double      after;
  guint       n_numbers;
  const char *names[EMU_FINDING_MAX_NUMBERS];
  double      values[EMU_FINDING_MAX_NUMBERS];
} EmuFinding;

/**
 * EmuComparison:
 * @explanations: (element-type EmuExplanation): one a method that had anything to propose, the best
 *   first: those that explain the picture before others, of those the ones that could not draw
 *   any mask there is, of those the one that needs the fewest numbers, else the smallest mean
 *   residual
 * @findings: (element-type EmuFinding): what does not fit. Each that concerns the pictures was
 *   confirmed: mixed again that way, the residual falls decisively. The residuals of
 *   @explanations are those with the findings taken into account
 * @verdict: translated sentence: the whole in one line
 * @picture: (nullable): what the best explanation makes; %NULL where there is none
 * @difference: (nullable): largest difference of a channel, a byte a pixel, in grey levels
 * @mask: one channel: the weight of A the picture itself shows, 255 for A; where A equals B, that
 *   of the surroundings
 *
 * Reference counted and frozen once made.
 */
typedef struct
{
  int        height;
  int        width;
  GPtrArray *explanations;
  GPtrArray *findings;
  char      *verdict;
  EmuImage  *picture;
  EmuImage  *difference;
  EmuImage  *mask;

  /*< private >*/
  char      *names[2];
  gboolean   exchanged;
} EmuComparison;

/** @fraction: 0 to 1; from the thread that compares */
typedef void (*EmuCompareProgress) (double   fraction,
                                    gpointer data);

/**
 * emu_comparison_new:
 * @error: EMU_ERROR_BAD_PARAM where the sizes do not fit, G_IO_ERROR_CANCELLED, EMU_ERROR_NO_MEMORY
 *
 * Finds for every method the λ, draws and parameters that come nearest, mixes with them as this
 * program always does, and measures what is left. Then it tries what often goes wrong around a
 * mixing. Takes about a second for 224 × 224, ten for two megapixels; never on a main thread.
 *
 * Returns: (transfer full): the answer; the same for the same pictures whatever the machine
 */
EmuComparison *emu_comparison_new   (const EmuCompareRequest *request,
                                     EmuCompareProgress       progress,
                                     gpointer                 data,
                                     GCancellable            *cancellable,
                                     GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
EmuComparison *emu_comparison_ref   (EmuComparison *self);
void           emu_comparison_unref (EmuComparison *self);

/** (nullable): the first explanation. */
const EmuExplanation *emu_comparison_get_best (const EmuComparison *self);

/** Weight of A over the picture, whichever of the two the settings take for A. */
double         emu_explanation_get_share (const EmuExplanation *self);

/** λ as the weight of A, whichever of the two the settings take for A; NaN where there is none.
 * @lo, @hi: (out) (optional): its ends */
double         emu_explanation_get_lambda (const EmuExplanation *self,
                                           double               *lo,
                                           double               *hi);

/** Whether @self explains the picture, but could any other there is: not to be told from the first
 * explanation of @comparison, which needs few numbers. */
gboolean       emu_explanation_is_vague (const EmuExplanation *self,
                                         const EmuComparison  *comparison);

/** Returns: (transfer full): the mean in grey levels, in as many digits as tell something */
char          *emu_residual_write_mean (const EmuResidual *self) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): a translated clause about the residual: "explains it exactly" */
char          *emu_explanation_describe (const EmuExplanation *self) G_GNUC_WARN_UNUSED_RESULT;

/** Level of the brightest end of the scale: the largest difference, at least 8. */
int            emu_comparison_get_scale (const EmuComparison *self);

/** Returns: (transfer full): the difference as a picture in colours from dark to cream */
EmuImage      *emu_comparison_draw_difference (const EmuComparison *self,
                                               GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** Colours of that scale; @at: 0 to 1. */
void           emu_difference_colour (double at,
                                      guint8 rgb[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuComparison, emu_comparison_unref)

G_END_DECLS
