/* emu-recent.h: pictures this program opened lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-settings.h"

G_BEGIN_DECLS

/** Most pictures of the list. */
#define EMU_RECENT_MAX 200

/** Tells the desktop's list of recent files that this program opened @file. */
void       emu_recent_add   (GFile       *file);

/**
 * emu_recent_list:
 *
 * Returns: (transfer full) (element-type GFile): what this program opened and nobody cleared since,
 *   newest first; files may be gone
 */
GPtrArray *emu_recent_list  (EmuSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_recent_clear:
 *
 * Empties the list. What other programs have opened, too, stays in the desktop's list and is left
 * out of this one until it is opened again: property "recent-cleared" of @settings, in seconds
 * since 1970.
 */
void       emu_recent_clear (EmuSettings *settings);

G_END_DECLS
