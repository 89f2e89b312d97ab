/* emu-drawing.h: pictures drawn by this program, in classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-image.h"

G_BEGIN_DECLS

/** Number of things that can be drawn; class indices run from 0. */
guint       emu_drawing_n_classes  (void);

/** English name of a class, marked for translation: pass it through _() to show it. */
const char *emu_drawing_class_name (guint index);

/**
 * emu_drawing_render:
 * @class_index: below emu_drawing_n_classes()
 * @seed: 0 to 2⁵³ − 1
 * @height: rows, at least 1
 * @width: columns, at least 1
 * @error: EMU_ERROR_BAD_FILE for a size of nothing, EMU_ERROR_TOO_LARGE beyond the sides
 *   Cairo can draw (32767), EMU_ERROR_NO_MEMORY
 *
 * Draws one picture with three channels. Pose, proportions, colours, texture, background, light
 * and clutter follow from @class_index and @seed; the size decides how finely they are drawn and
 * how much surrounding is seen, and a small picture shows the same scene as a large one of the
 * same proportions. The same arguments give the same bytes with the same Cairo; versions of Cairo
 * may round edges differently. Safe from any thread.
 *
 * Returns: (transfer full): the picture, or %NULL
 */
EmuImage   *emu_drawing_render     (guint    class_index,
                                    guint64  seed,
                                    int      height,
                                    int      width,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EmuDrawingSample:
 * @file: name of its file in data/samples
 *
 * A picture that comes with the program; the rest are arguments of emu_drawing_render().
 */
typedef struct
{
  const char *file;
  guint class_index;
  guint64 seed;
  int height;
  int width;
} EmuDrawingSample;

/**
 * emu_drawing_samples:
 * @n_samples: (out): their number
 *
 * Returns: (transfer none) (array length=n_samples): the pictures that come with the program; the
 *   first two are those a new window shows
 */
const EmuDrawingSample *emu_drawing_samples (guint *n_samples);

G_END_DECLS
