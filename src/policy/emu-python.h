/* emu-python.h: a mixing as a program in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * emu_python_write:
 * @job: what is mixed, with arrays drawn, not given
 * @mix: what was decided for it: emu_mix_new_for_pair() of the job's pictures
 * @pictures: paths of A and B as they are to stand in the program; need not be UTF-8
 * @guides: (nullable): likewise of the job's maps, each of which may be %NULL where there is no map
 * @error: EMU_ERROR_BAD_PARAM where the method has no Python
 *
 * A program that mixes two pictures as @mix does, with torch, numpy and Pillow alone: the mask, the
 * mixing and its label rule as functions of float tensors, then the job itself with every number
 * that was set or drawn. Run, it writes mixed.png with the same bytes and prints the label; where
 * values are ranked (FMix) two pixels may change places whose values lie within 1e-12.
 *
 * The program holds what the present parameters need and nothing else. It is English and ASCII but
 * for names and formulas of others, and the same for every locale. Pictures must have 8 bits a
 * channel and no colour profile, as what is opened is not converted there.
 *
 * Returns: (transfer full): the program, in UTF-8
 */
char *emu_python_write (const EmuMixJob     *job,
                        const EmuMix        *mix,
                        const char * const   pictures[2],
                        const char * const   guides[2],
                        GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @text as a literal of Python, whatever bytes it holds */
char *emu_python_quote (const char          *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
