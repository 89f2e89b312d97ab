/* emu-python.h: a mixing as a program in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuPythonFile:
 * @path: as it is to stand in the program; need not be UTF-8
 * @converted: its pixels were converted when it was opened, as EmuFileInfo says
 * @missing: there is no such file yet: the picture is bundled or was pasted
 */
typedef struct
{
  const char *path;
  gboolean    converted;
  gboolean    missing;
} EmuPythonFile;

/**
 * emu_python_write:
 * @job: what is mixed, with arrays drawn, not given
 * @mix: what was decided for it: emu_mix_new_for_pair() of the job's pictures
 * @pictures: (array fixed-size=2): A and B
 * @guides: (nullable) (array fixed-size=2): the job's maps, those there are
 * @error: EMU_ERROR_BAD_PARAM where the method has no Python
 *
 * A program that mixes two pictures as @mix does, with torch, numpy and Pillow alone: the mask, the
 * mixing and its label rule as functions of float tensors, then the job itself with every number
 * that was set or drawn. Run, it writes mixed.png with the same bytes and prints the label; where
 * values are ranked (FMix) two pixels may change places whose values lie within 1e-12.
 *
 * The program holds what the present parameters need and nothing else. It is English, and the same
 * in every locale. A picture whose colours had to be converted is not converted there, which a
 * comment says.
 *
 * Returns: (transfer full): the program, in UTF-8
 */
char *emu_python_write (const EmuMixJob      *job,
                        const EmuMix         *mix,
                        const EmuPythonFile  *pictures,
                        const EmuPythonFile  *guides,
                        GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @text as a literal of Python, whatever bytes it holds */
char *emu_python_quote (const char           *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
