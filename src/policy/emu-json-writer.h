/* emu-json-writer.h: JSON written without loss
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EmuJsonWriter:
 *
 * Writes a document in the order of the calls, indented by two blanks. JSON-GLib's own generator
 * spells 1e23 as 9.9999999999999992e+22 and a NaN as nan.0, which is no JSON.
 *
 * @key is the member's name inside an object and %NULL inside an array and for the outermost
 * value.
 */
typedef struct _EmuJsonWriter EmuJsonWriter;

EmuJsonWriter *emu_json_writer_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void           emu_json_writer_free   (EmuJsonWriter *self);

/**
 * emu_json_writer_finish:
 *
 * Everything that was opened must have been closed. Ends with a line feed.
 *
 * Returns: (transfer full): the text; the writer is freed
 */
char          *emu_json_writer_finish (EmuJsonWriter *self) G_GNUC_WARN_UNUSED_RESULT;

void           emu_json_begin_object  (EmuJsonWriter *self,
                                       const char    *key);
void           emu_json_begin_array   (EmuJsonWriter *self,
                                       const char    *key);

/** As emu_json_begin_array(), but on one line; for short lists of scalars. */
void           emu_json_begin_row     (EmuJsonWriter *self,
                                       const char    *key);
void           emu_json_end           (EmuJsonWriter *self);

/** The shortest text that reads back as the same double; what is not finite becomes null. */
void           emu_json_add_number    (EmuJsonWriter *self,
                                       const char    *key,
                                       double         value);
void           emu_json_add_integer   (EmuJsonWriter *self,
                                       const char    *key,
                                       gint64         value);
void           emu_json_add_boolean   (EmuJsonWriter *self,
                                       const char    *key,
                                       gboolean       value);

/** @value: (nullable): %NULL becomes null; bytes that are not UTF-8 become U+FFFD */
void           emu_json_add_string    (EmuJsonWriter *self,
                                       const char    *key,
                                       const char    *value);

/** A value that was read; members keep their order, lists of scalars become rows. */
void           emu_json_add_node      (EmuJsonWriter *self,
                                       const char    *key,
                                       JsonNode      *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuJsonWriter, emu_json_writer_free)

G_END_DECLS
