/* emu-names.h: the class names a person gave to pictures, from one start to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Most names that are kept; the one given longest ago goes first. */
#define EMU_NAMES_MAX 4096

/** Most characters of a name. */
#define EMU_NAME_MAX_CHARS 64

/**
 * EmuNames:
 *
 * A table from the SHA-256 of a picture's file to the name of its class, so that a file that moves
 * keeps its name. It lies in "names.ini" below the person's data folder, a key file with one group
 * "names". Read once and written after each change on a thread; written beside and renamed, so
 * there is never half of it. For the main thread.
 *
 * "failed" comes with a message when the file cannot be written.
 */
#define EMU_TYPE_NAMES (emu_names_get_type ())
G_DECLARE_FINAL_TYPE (EmuNames, emu_names, EMU, NAMES, GObject)

EmuNames   *emu_names_new         (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_names_load_async:
 *
 * Reads the file if nobody has yet. A missing file is an empty table.
 */
void        emu_names_load_async  (EmuNames             *self,
                                   GAsyncReadyCallback   callback,
                                   gpointer              data);

/**
 * emu_names_load_finish:
 * @error: once, where the file was broken: it is kept beside as "names-broken.ini", and the table
 *   starts empty
 */
gboolean    emu_names_load_finish (EmuNames             *self,
                                   GAsyncResult         *result,
                                   GError              **error);

/** Returns: (transfer full) (nullable): the name given to the file of this SHA-256 */
char       *emu_names_get         (EmuNames             *self,
                                   const char           *sha256) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_names_set:
 * @name: (nullable): %NULL forgets it
 *
 * Keeps it, as the newest. The program does not end before it is written.
 */
void        emu_names_set         (EmuNames             *self,
                                   const char           *sha256,
                                   const char           *name);

/**
 * emu_name_clean:
 *
 * What a person typed, on one line, without blanks at its ends, cut to %EMU_NAME_MAX_CHARS.
 *
 * Returns: (transfer full) (nullable): a name, or %NULL where nothing is left
 */
char       *emu_name_clean        (const char           *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
