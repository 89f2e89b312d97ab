/* emu-batch-page.h: a batch of eight, who meets whom and under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-batch-work.h"
#include "emu-mix-document.h"

G_BEGIN_DECLS

/** Most pictures the page shows. */
#define EMU_BATCH_PAGE_MAX 8

/**
 * EmuBatchPage:
 *
 * The first pictures of the tray, filled up with bundled ones, as a batch under the convention of a
 * library: method, parameters, α and seed are the document's. λ is drawn, as in training, whether
 * or not the document fixes it. Property "document"
 * (construct-only, #EmuMixDocument) is what it shows and what a click on a pair changes; "busy" says
 * that another batch is on its way.
 *
 * Emits "answered" whenever another batch is on screen, or the reason why there is none. For the
 * main thread; the mixing is done on another.
 */
#define EMU_TYPE_BATCH_PAGE (emu_batch_page_get_type ())
G_DECLARE_FINAL_TYPE (EmuBatchPage, emu_batch_page, EMU, BATCH_PAGE, GtkWidget)

/** Returns: (transfer none) (nullable): what is on screen */
EmuBatchAnswer *emu_batch_page_get_answer   (EmuBatchPage        *self);

/** (nullable): why there is no batch for the present settings; an older one is shown, greyed. */
const char     *emu_batch_page_get_fault    (EmuBatchPage        *self);

/** Chooses a convention with everything it stands for. */
void            emu_batch_page_set_convention (EmuBatchPage      *self,
                                               const EmuConvention *convention,
                                               gboolean           as_published);

/** The element that stands out: the one under the pointer or with the focus; −1 for none. */
int             emu_batch_page_get_marked   (EmuBatchPage        *self);

/** Opens the pair of an element in the document, one step of undo. */
void            emu_batch_page_open         (EmuBatchPage        *self,
                                             int                  index);

G_END_DECLS
