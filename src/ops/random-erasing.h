/* random-erasing.h: Random Erasing of pictures that are floats already
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-op.h"

G_BEGIN_DECLS

/**
 * emu_random_erasing_floats:
 * @params: of the operation "random-erasing"
 * @run: for a picture of this size
 * @planes: run->place.channels × height × width floats, normalised; changed in place
 *
 * What published code does: it erases once the mean is taken away and the rest divided by the
 * standard deviation, so that fills are 0 or standard normal. Boxes are those of the bytes.
 */
void emu_random_erasing_floats (const void     *params,
                                const EmuOpRun *run,
                                float          *planes);

G_END_DECLS
