/* emu-colour.h: colours of a file into sRGB
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the engine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EmuColour:
 *
 * A conversion of interleaved samples into sRGB: 1 (grey), 2 (grey, alpha), 3 (red, green, blue)
 * or 4 channels (and alpha) of 8 or 16 bits in the machine's byte order. Grey stays grey: it takes
 * sRGB's tone curve. Alpha is left as it is.
 *
 * The constructors return %NULL where pixels should be left alone: the source is sRGB to within
 * one of 255 levels, it cannot be understood, or it is not meant for pictures of this kind.
 */
typedef struct _EmuColour EmuColour;

/**
 * emu_colour_new_for_icc:
 * @profile: (array length=length): any bytes; a profile is not trusted
 * @description: (out) (optional) (nullable): what the profile calls itself, set whether or not it
 *   can be used
 */
EmuColour *emu_colour_new_for_icc   (const guint8  *profile,
                                     gsize          length,
                                     int            channels,
                                     int            depth,
                                     char         **description);

/**
 * emu_colour_new_for_gamma:
 * @gamma: exponent that made the samples from light, as in PNG's gAMA: 0.45455, 1.0
 * @chromaticities: (array fixed-size=8) (nullable): x and y of white, red, green and blue; %NULL
 *   for those of sRGB
 */
EmuColour *emu_colour_new_for_gamma (double         gamma,
                                     const double  *chromaticities,
                                     int            channels,
                                     int            depth);

/** Converts @n_pixels in place. A conversion is used by one thread at a time. */
void       emu_colour_convert       (EmuColour     *self,
                                     gpointer       samples,
                                     int            n_pixels);

void       emu_colour_free          (EmuColour     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuColour, emu_colour_free)

G_END_DECLS
