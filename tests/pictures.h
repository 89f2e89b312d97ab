/* pictures.h: pictures that several tests are made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-pair.h"

/** Every byte is @value. */
EmuImage *constant (int       channels,
                    int       height,
                    int       width,
                    guint8    value);

/** Bytes of @lo … 255 without a pattern, from the generator under a purpose of no method. */
EmuImage *noise    (int       channels,
                    int       height,
                    int       width,
                    int       lo,
                    guint64   seed);

/** By area means; black where B does not reach. */
EmuPair  *pair_of  (EmuImage *a,
                    EmuImage *b,
                    EmuFit    fit);
