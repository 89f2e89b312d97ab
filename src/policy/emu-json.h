/* emu-json.h: JSON read without trust
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Deepest nesting of objects and arrays that is read. */
#define EMU_JSON_MAX_DEPTH 64

/**
 * emu_json_scan:
 * @text: (array length=length): need not end with a nul; a byte order mark is skipped
 * @length: bytes of @text, or -1 if it ends with a nul
 * @max_bytes: longest text that is accepted
 * @error: %EMU_ERROR_TOO_LARGE for the length, %EMU_ERROR_BAD_FILE for anything else, with line
 *   and column
 *
 * Whether @text is one JSON value as RFC 8259 defines it, valid UTF-8, at most
 * %EMU_JSON_MAX_DEPTH deep. Also refused is what would be read as something else than it says:
 * a name that occurs twice in an object, an integer beyond 64 bits with a sign, a number beyond
 * the range of double, U+0000 and half a surrogate pair. Nothing recurses, and memory stays in
 * proportion to the text. From any thread.
 */
gboolean     emu_json_scan          (const char *text,
                                     gssize      length,
                                     gsize       max_bytes,
                                     GError    **error);

/**
 * emu_json_parse:
 *
 * emu_json_scan(), then JSON-GLib, which alone is more lenient (single quotes, 01, comments) and
 * overflows the stack on deep nesting.
 *
 * Returns: (transfer full): the value
 */
JsonNode    *emu_json_parse         (const char *text,
                                     gssize      length,
                                     gsize       max_bytes,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a node must be; @name is what the message calls it. EMU_ERROR_BAD_FILE. */
gboolean     emu_json_get_number    (JsonNode   *node,
                                     const char *name,
                                     double     *value,
                                     GError    **error);
gboolean     emu_json_get_boolean   (JsonNode   *node,
                                     const char *name,
                                     gboolean   *value,
                                     GError    **error);

/** Returns: (transfer none): at most as long-lived as @node; so are the next two */
const char  *emu_json_get_string    (JsonNode   *node,
                                     const char *name,
                                     GError    **error);
JsonObject  *emu_json_get_object    (JsonNode   *node,
                                     const char *name,
                                     GError    **error);
JsonArray   *emu_json_get_array     (JsonNode   *node,
                                     const char *name,
                                     GError    **error);

/**
 * emu_json_check_keys:
 * @keys: (array zero-terminated=1): names the object may have
 *
 * Refuses other names, so that nothing that somebody asked for is passed over in silence; the
 * error names the nearest one. Names that begin with "x-" are free for other programs.
 */
gboolean     emu_json_check_keys    (JsonObject         *object,
                                     const char         *name,
                                     const char * const *keys,
                                     GError            **error);

G_END_DECLS
