/* emu-ops.h: the registry of single-picture operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-op.h"

G_BEGIN_DECLS

guint        emu_ops_size (void);

/** @index below emu_ops_size(), in the order of the build file. */
const EmuOp *emu_ops_get  (guint index);

/** By id; EMU_ERROR_UNKNOWN_NAME names the nearest. */
const EmuOp *emu_ops_find (const char  *id,
                           GError     **error);

G_END_DECLS
