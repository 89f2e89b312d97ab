/* emu-script.h: a mixing written in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EmuScript:
 * @code: Python functions; without @mask one of them is ID_mask (height, width, arguments…)
 * @arguments: (element-type utf8): what the functions are given: "lam", the λ used; "requested" and
 *   "drawn"; "saliency_a" and "saliency_b"; fields of parameters and draws
 * @helpers: (element-type utf8): functions of everybody's that @code calls: "nearest" and "bilinear",
 *   of (x, height, width); "blur", of (x, size, sigma)
 * @mask: (nullable): expression for the weight of A, a number, in place of a function
 * @mixed: (nullable): expression for the mixed picture; %NULL for mask a + (1 − mask) b
 * @weight_a: (nullable): expression for the weight of A in the label; %NULL where the label rule
 *   says it
 * @weight_note: (nullable): a comment on @weight_a
 *
 * What a method adds to a program that mixes as it does, float for float, under its present
 * parameters. The program imports math, numpy as np and torch.
 *
 * Expressions see a, b and mask, (…, channels, height, width) floats, and the arguments by name. A
 * saliency is a numpy array of floats, (…, height, width), 0 to 1; an array draw one of doubles,
 * an order one of integers; a range is a pair.
 *
 * Text is English like the code around it. All of it but @code is static.
 */
typedef struct
{
  GString    *code;
  GPtrArray  *arguments;
  GPtrArray  *helpers;
  const char *mask;
  const char *mixed;
  const char *weight_a;
  const char *weight_note;
} EmuScript;

void emu_script_init          (EmuScript  *self);
void emu_script_clear         (EmuScript  *self);

/** Functions, without an empty line before the first; any number of times. */
void emu_script_add_code      (EmuScript  *self,
                               const char *code);

/** Names up to a %NULL, static. */
void emu_script_add_arguments (EmuScript  *self,
                               const char *first,
                               ...) G_GNUC_NULL_TERMINATED;
void emu_script_add_helper    (EmuScript  *self,
                               const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmuScript, emu_script_clear)

G_END_DECLS
