/* emu-timm.h: policies as timm writes them: strings, and arguments of its training script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-batch.h"
#include "emu-dialect.h"

G_BEGIN_DECLS

/** In #EmuTimmSettings.interpolation: drawn for every step, bilinear or bicubic. */
#define EMU_TIMM_RANDOM_INTERPOLATION NULL

/**
 * EmuTimmSettings:
 * @fill: red, green and blue of what comes in from outside, 0 to 255
 * @translate: largest share of a side that a picture moves, at magnitude 10
 * @interpolation: "nearest", "bilinear" or "bicubic"; %EMU_TIMM_RANDOM_INTERPOLATION
 *
 * What timm hands to a policy beside its string.
 */
typedef struct
{
  int         fill[3];
  double      translate;
  const char *interpolation;
} EmuTimmSettings;

/** Grey 128, 0.45, drawn: what a string gets where nobody says otherwise. */
#define EMU_TIMM_SETTINGS_INIT { { 128, 128, 128 }, 0.45, EMU_TIMM_RANDOM_INTERPOLATION }

/**
 * emu_timm_settings_of_script:
 * @string: a policy string
 *
 * What the training script hands over: the mean colour of ImageNet, and 0.3 for AugMix.
 */
EmuTimmSettings emu_timm_settings_of_script (const char *string);

/**
 * emu_timm_read_string:
 * @text: "rand-m9-mstd0.5-inc1", "augmix-m5-w4", "original", "originalr", "v0", "v0r" or "3a" with
 *   their sections; white space round it does not count
 * @line: where @text begins, from 1
 * @column: likewise, in characters
 * @as_published: a switch written `inc0` or `b0` is on (number 14 of the register), AugMix refuses
 *   pictures that are not square (15), and so is text that timm refuses although its meaning is
 *   plain: `m9.5`, `p.5`
 * @notes: (nullable) (element-type utf8): takes translated sentences on what was read
 * @error: EMU_ERROR_BAD_FILE; EMU_ERROR_AS_PUBLISHED where only timm refuses it
 *
 * A section is a key and a number. One without a number is ignored, as timm ignores it. Of sections
 * said twice the last one holds, of `mstd`, `mmax` and `t…` the first.
 *
 * Returns: (transfer full): the step that does it
 */
EmuPolicyNode *emu_timm_read_string (const char            *text,
                                     int                    line,
                                     int                    column,
                                     const EmuTimmSettings *settings,
                                     gboolean               as_published,
                                     GPtrArray             *notes,
                                     GError               **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_timm_write_string:
 * @node: a step
 * @settings: (out caller-allocates): what must be handed over beside the string
 *
 * Returns: (transfer full) (nullable): the shortest string that emu_timm_read_string() makes an
 *   equal step of, whatever is as published; %NULL where there is none
 */
char          *emu_timm_write_string (const EmuPolicyNode *node,
                                      EmuTimmSettings     *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_timm_read_arguments:
 * @text: "--aa rand-m9-mstd0.5 --mixup 0.8 --cutmix 1.0 --reprob 0.25"; words in front of the first
 *   option (`python train.py DIR`) and a `\` at the end of a line do not count
 * @error: as emu_timm_read_string()
 *
 * A sequence: the policy of `--aa`, Random Erasing, then mixing; what a tree of steps cannot hold
 * (`--mixup-mode`, `--smoothing`, options of other things) goes to its extras under its own name.
 *
 * Returns: (transfer full): the sequence
 */
EmuPolicyNode *emu_timm_read_arguments (const char  *text,
                                        gboolean     as_published,
                                        GPtrArray   *notes,
                                        GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/** The other way; %NULL where @node is no such sequence, or only up to the sentences in @lost. */
char          *emu_timm_write_arguments (const EmuPolicyNode *node,
                                         GPtrArray           *lost) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_timm_get_batch:
 * @policy: read from arguments; it owns the parameters that @request then points to
 * @epoch: from 0; mixing may end at one
 * @as_published: as for emu_batch_request_init()
 * @request: (out caller-allocates): timm's convention with the methods, probabilities, mode and
 *   smoothing of the arguments. Pictures, classes and sizes are for the caller
 *
 * How the training script makes the policy's batches.
 */
void           emu_timm_get_batch (const EmuPolicy *policy,
                                   int              epoch,
                                   gboolean         as_published,
                                   EmuBatchRequest *request);

G_END_DECLS
