/* emu-python.h: a mixing as a program in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-file.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/**
 * EmuPythonColours:
 * @EMU_PYTHON_COLOURS_STORED: the pixels are the file's
 * @EMU_PYTHON_COLOURS_PROFILE: 8-bit colours went through an ICC profile, which Pillow can do alike
 * @EMU_PYTHON_COLOURS_CONVERTED: they were converted in a way that Pillow has not
 */
typedef enum
{
  EMU_PYTHON_COLOURS_STORED,
  EMU_PYTHON_COLOURS_PROFILE,
  EMU_PYTHON_COLOURS_CONVERTED,
} EmuPythonColours;

EmuPythonColours emu_python_colours (const EmuFileInfo *info);

/**
 * EmuPythonFile:
 * @path: as it is to stand in the program; need not be UTF-8
 * @colours: what became of its pixels when it was opened
 * @missing: there is no such file yet: the picture is bundled or was pasted
 */
typedef struct
{
  const char       *path;
  EmuPythonColours  colours;
  gboolean          missing;
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
 * in every locale. Where Pillow cannot convert a picture's colours, a comment says so.
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
