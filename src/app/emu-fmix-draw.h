/* emu-fmix-draw.h: panels and files of the FMix laboratory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-fmix-strip.h"

G_BEGIN_DECLS

/** Room above a panel's picture for its number, title and sentence, in logical pixels. */
#define EMU_FMIX_HEAD_PX 26

/** A panel with its head. The picture is as high as the head leaves, and at most @width wide. */
void             emu_fmix_view_draw_panel (const EmuFmixView  *self,
                                           int                 side,
                                           EmuFmixPanel        panel,
                                           const EmuPen       *pen,
                                           double              width,
                                           double              height);

/**
 * emu_fmix_view_draw:
 * @strip: (nullable): stands below the panels
 * @head: a line above all
 *
 * The whole laboratory at the origin, for a file; emu_fmix_view_get_size() says how large it is.
 */
void             emu_fmix_view_draw       (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           const char         *head,
                                           const EmuPen       *pen);
void             emu_fmix_view_get_size   (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           int                *width,
                                           int                *height);

/** As emu_drawing_save(), in the format that the name of @file asks for. From any thread. */
gboolean         emu_fmix_view_save       (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           const char         *head,
                                           gboolean            dark,
                                           GFile              *file,
                                           GCancellable       *cancellable,
                                           GError            **error);

G_END_DECLS
