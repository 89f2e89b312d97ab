/* emu-shot.h: a picture of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-window.h"

G_BEGIN_DECLS

/**
 * emu_shot_run:
 * @view: (nullable): of the page, as emu_mix_page_set_view() knows it
 * @file: where to write a PNG
 * @width: of the window, in pixels
 * @height: likewise
 *
 * Shows the window, waits until the view shows what is exact and nothing moves any more,
 * writes what the window looks like, and closes it. After 20 seconds it gives up, with one line on
 * standard error.
 *
 * Returns: whether the file was written
 */
gboolean emu_shot_run (EmuWindow  *window,
                       const char *view,
                       const char *file,
                       int         width,
                       int         height);

G_END_DECLS
