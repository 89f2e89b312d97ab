/* turn.h: angles to the last bit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pillow and torchvision ask the C library, which differs from machine to machine in the last bit
 * now and then. These carry 100 bits and round once, so that they are the correctly rounded results
 * all but always, and the same everywhere. Safe from any thread. */

/** @x: in radians, at most 7 in size */
void   emu_turn_sine_cosine (double  x,
                             double *sine,
                             double *cosine);

/** @x: as above, not a quarter turn */
double emu_turn_tangent     (double  x);

/** @t: finite */
double emu_turn_arc_tangent (double  t);

G_END_DECLS
