/* emu-methods.h: the registry of mixing methods
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"

G_BEGIN_DECLS

guint            emu_methods_size (void);

/** @index below emu_methods_size(), in the order of the build file. */
const EmuMethod *emu_methods_get  (guint index);

/** By id; EMU_ERROR_UNKNOWN_NAME names the nearest one. */
const EmuMethod *emu_methods_find (const char *id,
                                   GError    **error);

G_END_DECLS
