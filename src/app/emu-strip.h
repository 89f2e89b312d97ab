/* emu-strip.h: sixteen draws with the present settings, to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-draw-tile.h"
#include "emu-mix-document.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/** Draws in the strip. */
#define EMU_STRIP_N 16

/**
 * EmuStrip:
 *
 * The document's mixing with seeds s + 1 … s + 16. A click, or Enter, on one adopts its seed. The
 * base s is the document's seed until a draw is adopted; it changes by "New Sixteen", and when the
 * document gets a seed that is not among the sixteen in another way. Seeds go round at
 * %EMU_SEED_MAX. Thumbnails are computed in the background, in device pixels; old ones stay until
 * the new ones come, and while a hand drags they follow only where all sixteen together are quick.
 *
 * Properties: "document" (construct); "waits-for-frame": nothing is computed for a pair of
 * pictures before emu_strip_set_frame() has brought it.
 */
#define EMU_TYPE_STRIP (emu_strip_get_type ())
G_DECLARE_FINAL_TYPE (EmuStrip, emu_strip, EMU, STRIP, GtkWidget)

void         emu_strip_set_document (EmuStrip       *self,
                                     EmuMixDocument *document);

/**
 * emu_strip_set_frame:
 *
 * The canvas's newest frame. Its pictures, brought to one size, their reductions and guides serve
 * the strip, too, so that nothing of that is done twice.
 */
void         emu_strip_set_frame    (EmuStrip       *self,
                                     EmuFrame       *frame);

/** @rows: 2, or 1, which scrolls sideways where it must */
void         emu_strip_set_rows     (EmuStrip       *self,
                                     int             rows);

/** Without what a narrow window has in its menu of views. */
void         emu_strip_set_narrow   (EmuStrip       *self,
                                     gboolean        narrow);

/** The next sixteen. The document keeps its seed. */
void         emu_strip_new_sixteen  (EmuStrip       *self);

/**
 * emu_strip_step:
 * @step: 1 or −1
 *
 * Adopts the next or previous draw; beyond the ends the strip goes to the next or previous sixteen.
 */
void         emu_strip_step         (EmuStrip       *self,
                                     int             step);

/** Whether thumbnails are to come. */
gboolean     emu_strip_get_busy     (EmuStrip       *self);

/** s: the first tile has s + 1. */
guint64      emu_strip_get_base     (EmuStrip       *self);
EmuDrawTile *emu_strip_get_tile     (EmuStrip       *self,
                                     guint           index);

G_END_DECLS
