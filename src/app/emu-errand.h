/* emu-errand.h: something a window does beside the main thread, which may take a while
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-window.h"

G_BEGIN_DECLS

/**
 * EmuErrandWork:
 * @data: as given to emu_errand_run()
 *
 * Does all of it, or nothing. Runs on a thread of its own.
 */
typedef gboolean (*EmuErrandWork) (gpointer       data,
                                   GCancellable  *cancellable,
                                   GError       **error);

/** Tells how it ended, on the main thread, unless it failed or was cancelled. */
typedef void     (*EmuErrandDone) (EmuWindow     *window,
                                   gpointer       data);

/**
 * emu_errand_run:
 * @busy: what the window says when it takes longer than a moment, beside a button that cancels it
 * @data: (transfer full): handed to @work, to @done, then to @free_data
 *
 * The window shows why an errand failed, until the next one ends well.
 */
void emu_errand_run (EmuWindow      *window,
                     const char     *busy,
                     EmuErrandWork   work,
                     EmuErrandDone   done,
                     gpointer        data,
                     GDestroyNotify  free_data);

G_END_DECLS
