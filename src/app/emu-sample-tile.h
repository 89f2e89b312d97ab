/* emu-sample-tile.h: a pair of bundled pictures, already mixed, to start from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuSampleTile:
 *
 * A button for the first page: "a" and "b" are names of bundled pictures, "method" is an id.
 * Activates "win.sample" with "a b method".
 */
#define EMU_TYPE_SAMPLE_TILE (emu_sample_tile_get_type ())
G_DECLARE_FINAL_TYPE (EmuSampleTile, emu_sample_tile, EMU, SAMPLE_TILE, GtkWidget)

/** Returns: (transfer full): the file of a bundled picture: "cat", "cup", … */
GFile *emu_sample_file (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
