/* emu-view-bar.h: what the middle of the Mix page can show, as buttons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuViewEntry:
 * @nick: target of the action "win.view"; for views of the canvas the nick of an #EmuCanvasMode
 * @label: on the button
 * @tooltip: one sentence, without a full stop
 * @key: (nullable): a single key that chooses it, as gtk_shortcut_trigger_parse_string() reads it
 * @page: (nullable): type of a widget with a property "document", for views that take the whole
 *   middle; %NULL: the canvas shows it
 * @offered: (nullable): whether it says anything about the present method and settings; %NULL:
 *   always
 *
 * One view. Text is untranslated.
 */
typedef struct
{
  const char *nick;
  const char *label;
  const char *tooltip;
  const char *key;
  GType     (*page)    (void);
  gboolean  (*offered) (EmuMixDocument *document);
} EmuViewEntry;

#define EMU_TYPE_VIEW_BAR (emu_view_bar_get_type ())
G_DECLARE_FINAL_TYPE (EmuViewBar, emu_view_bar, EMU, VIEW_BAR, GtkWidget)

/**
 * EmuViewBar:
 *
 * Linked buttons in the order of the table; those that find no room are in a menu at the end, which
 * carries the name of the present view if that is one of them. With room for few it is the menu
 * alone.
 */

/** @entries: @n of them, static; once. */
void     emu_view_bar_set_entries (EmuViewBar         *self,
                                   const EmuViewEntry *entries,
                                   guint               n);

/** Asks every entry whether it is offered for @document. */
void     emu_view_bar_update      (EmuViewBar         *self,
                                   EmuMixDocument     *document);

/** Marks a view as the present one. */
void     emu_view_bar_set_view    (EmuViewBar         *self,
                                   const char         *nick);

/**
 * emu_view_bar_set_room:
 * @room_px: width to keep within; not from an allocation, since buttons come and go
 *
 * Returns: the width taken
 */
int      emu_view_bar_set_room    (EmuViewBar         *self,
                                   int                 room_px);

G_END_DECLS
