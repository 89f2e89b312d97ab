/* emu-number-entry.h: a number one can type, without steppers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuNumberEntry:
 *
 * Arrow keys step, with Shift tenfold; the wheel steps while the entry has the focus and scrolls
 * the page otherwise. Shows at least "digits" decimals and up to six where the value has more.
 * Emits "changed" with the new value when a person changed it, never when the program did.
 *
 * A decimal comma is read as well as a point. A number beyond the ends becomes the nearest end; text
 * that is no number brings the old one back.
 */
#define EMU_TYPE_NUMBER_ENTRY (emu_number_entry_get_type ())
G_DECLARE_FINAL_TYPE (EmuNumberEntry, emu_number_entry, EMU, NUMBER_ENTRY, GtkWidget)

void   emu_number_entry_configure (EmuNumberEntry *self,
                                   double          lower,
                                   double          upper,
                                   double          step,
                                   int             digits);

/** Beyond the ends, too, the old number comes back: for one whose size means nothing. */
void   emu_number_entry_set_restores (EmuNumberEntry *self,
                                      gboolean        restores);
void   emu_number_entry_set_value (EmuNumberEntry *self,
                                   double          value);
double emu_number_entry_get_value (EmuNumberEntry *self);

/** What a screen reader says. */
void   emu_number_entry_set_name  (EmuNumberEntry *self,
                                   const char     *name,
                                   const char     *description);

/**
 * emu_scroll_only_when_focused:
 * @widget: a range or spin button
 *
 * Leaves the wheel to whatever scrolls the page, until @widget has the focus: a page that is being
 * scrolled must not move the controls that pass under the pointer.
 */
void   emu_scroll_only_when_focused (GtkWidget *widget);

G_END_DECLS
