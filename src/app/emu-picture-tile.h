/* emu-picture-tile.h: a thumbnail with its badges and name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-picture.h"

G_BEGIN_DECLS

/**
 * EmuPictureTile:
 *
 * Shows an #EmuPicture, follows its roles, and can be dragged out as a file. "role" fixes what the
 * badge says: "a" or "b" in the pair, where a dropped file takes the place, "" in the tray, where both
 * may stand; it is set once. A double click on the
 * name, or on the whole where no name is shown, edits it; "win.rename" is told what came of that.
 */
#define EMU_TYPE_PICTURE_TILE (emu_picture_tile_get_type ())
G_DECLARE_FINAL_TYPE (EmuPictureTile, emu_picture_tile, EMU, PICTURE_TILE, GtkWidget)

GtkWidget  *emu_picture_tile_new         (EmuPicture     *picture);

/** @picture: (nullable): %NULL leaves an empty place */
void        emu_picture_tile_set_picture (EmuPictureTile *self,
                                          EmuPicture     *picture);
EmuPicture *emu_picture_tile_get_picture (EmuPictureTile *self);

/** Edits the name: in its place, or beside the thumbnail where no name is shown. */
void        emu_picture_tile_rename      (EmuPictureTile *self);

G_END_DECLS
