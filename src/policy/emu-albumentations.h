/* emu-albumentations.h: Albumentations' transforms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-transform.h"

G_BEGIN_DECLS

/** Whose defaults are filled in, and what a text says that names no version. */
#define EMU_ALBUMENTATIONS_VERSION "1.3.1"

/** The vocabulary. */
extern const EmuTransform emu_albumentations_transforms[];
extern const guint emu_albumentations_n_transforms;

G_END_DECLS
