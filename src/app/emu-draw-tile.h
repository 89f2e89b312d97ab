/* emu-draw-tile.h: one draw as a thumbnail with its label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-viewport.h"

G_BEGIN_DECLS

/**
 * EmuDrawn:
 * @seed: of the draw
 * @patch: where the picture lies in the tile's picture area, in device pixels
 * @pixels: (nullable): 4 × patch.width bytes a row, opaque; %NULL where the draw gives no picture
 * @asked: λ asked for or drawn, NaN for a method without λ
 * @weight_a: weight of A in the label
 * @weight_b: weight of B
 * @fault: (nullable): why there is no picture
 *
 * What a tile shows. A plain value: whoever fills it clears it.
 */
typedef struct
{
  guint64   seed;
  EmuPatch  patch;
  GBytes   *pixels;
  double    asked;
  double    weight_a;
  double    weight_b;
  char     *fault;
} EmuDrawn;

void emu_drawn_clear (EmuDrawn *self);

/**
 * EmuDrawTile:
 *
 * A mixed picture and below it the label as a bar of A's and B's widths, hatched where the label is
 * not the λ asked for. "activated" when a person clicks it or presses Enter.
 */
#define EMU_TYPE_DRAW_TILE (emu_draw_tile_get_type ())
G_DECLARE_FINAL_TYPE (EmuDrawTile, emu_draw_tile, EMU, DRAW_TILE, GtkWidget)

GtkWidget *emu_draw_tile_new          (void) G_GNUC_WARN_UNUSED_RESULT;

/** The draw the tile stands for; what it shows stays until there is a picture. */
void       emu_draw_tile_set_seed     (EmuDrawTile    *self,
                                       guint64         seed);
guint64    emu_draw_tile_get_seed     (EmuDrawTile    *self);

/**
 * emu_draw_tile_show:
 * @drawn: (nullable): copied; %NULL for nothing
 */
void       emu_draw_tile_show         (EmuDrawTile    *self,
                                       const EmuDrawn *drawn);

/** @name_a: (nullable): what A is called, for those who read or hear about the label */
void       emu_draw_tile_set_name     (EmuDrawTile    *self,
                                       const char     *name_a);

/** (nullable): what is shown. */
const EmuDrawn *emu_draw_tile_get_shown (EmuDrawTile  *self);

/** Whether it is the document's own draw. */
void       emu_draw_tile_set_adopted  (EmuDrawTile    *self,
                                       gboolean        adopted);
gboolean   emu_draw_tile_get_adopted  (EmuDrawTile    *self);

/** Room for a picture, in device pixels; FALSE before the first layout. */
gboolean   emu_draw_tile_get_area     (EmuDrawTile    *self,
                                       int            *width,
                                       int            *height);

G_END_DECLS
