/* emu-shelf.h: pictures on disk that could be opened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** Most pictures of a folder; of more, the newest. */
#define EMU_SHELF_MAX 2000

/**
 * EmuShelfItem:
 *
 * A file with its name and, while it is on screen, a thumbnail of 192 × 128 pixels, cut to 3 : 2:
 * the properties "thumbnail", and "fault" which says why there is none. For the main thread.
 */
#define EMU_TYPE_SHELF_ITEM (emu_shelf_item_get_type ())
G_DECLARE_FINAL_TYPE (EmuShelfItem, emu_shelf_item, EMU, SHELF_ITEM, GObject)

GFile        *emu_shelf_item_get_file      (EmuShelfItem *self);

/** With its ending. */
const char   *emu_shelf_item_get_name      (EmuShelfItem *self);

/** (nullable) */
GdkPaintable *emu_shelf_item_get_thumbnail (EmuShelfItem *self);

/** (nullable): a sentence; why there can be no thumbnail. */
const char   *emu_shelf_item_get_fault     (EmuShelfItem *self);

/**
 * EmuShelf:
 *
 * A list of pictures that are on disk and nowhere else. Folders are read and thumbnails made on
 * threads, at most two thumbnails at a time; what is not asked for any more is not made. Emits
 * "listed" when a list stands. For the main thread.
 */
#define EMU_TYPE_SHELF (emu_shelf_get_type ())
G_DECLARE_FINAL_TYPE (EmuShelf, emu_shelf, EMU, SHELF, GObject)

EmuShelf     *emu_shelf_new                (void) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer none): of #EmuShelfItem. */
GListModel   *emu_shelf_get_items          (EmuShelf     *self);

/**
 * emu_shelf_list_folder:
 *
 * The pictures of @folder and of the folders in it, newest first. Only kinds that can be read here,
 * nothing hidden. A later list takes the place of one on its way; items that stay keep their
 * thumbnails.
 */
void          emu_shelf_list_folder        (EmuShelf     *self,
                                            GFile        *folder);

/** @files: (element-type GFile): likewise, in their order, without those that are gone */
void          emu_shelf_list_files         (EmuShelf     *self,
                                            GPtrArray    *files);

/** Whether a list is on its way. */
gboolean      emu_shelf_get_busy           (EmuShelf     *self);

/** (nullable): why the last folder could not be read. */
const char   *emu_shelf_get_fault          (EmuShelf     *self);

/** @item comes on screen, or leaves it. Every call of the first is followed by one of the second. */
void          emu_shelf_want               (EmuShelf     *self,
                                            EmuShelfItem *item);
void          emu_shelf_unwant             (EmuShelf     *self,
                                            EmuShelfItem *item);

G_END_DECLS
