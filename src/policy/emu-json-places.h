/* emu-json-places.h: where in a text the values of a JSON document stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** JSON-GLib forgets where it read a value; for messages this remembers. */
typedef struct _EmuJsonPlaces EmuJsonPlaces;

/**
 * emu_json_places_new:
 * @text: what @root was parsed from with emu_json_parse()
 *
 * Returns: (transfer full): valid while @root is
 */
EmuJsonPlaces *emu_json_places_new  (const char          *text,
                                     JsonNode            *root) G_GNUC_WARN_UNUSED_RESULT;
void           emu_json_places_free (EmuJsonPlaces       *self);

/**
 * emu_json_places_find:
 * @self: (nullable)
 * @line: (out): from 1; 0 where @node is not of the document
 * @column: (out): from 1, in characters
 *
 * Of a member of an object the place is that of its name, else that of the value.
 */
void           emu_json_places_find (const EmuJsonPlaces *self,
                                     JsonNode            *node,
                                     int                 *line,
                                     int                 *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuJsonPlaces, emu_json_places_free)

G_END_DECLS
