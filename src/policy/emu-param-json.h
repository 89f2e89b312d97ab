/* emu-param-json.h: parameters as JSON values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-json-writer.h"
#include "emu-param.h"

G_BEGIN_DECLS

/* An int or float is a number, a bool true or false, a choice its nick, a range [lo, hi], a text
 * a string. */

/** Adds the value under @key, %NULL inside an array. */
void     emu_param_write_json  (const EmuParam *self,
                                const void     *params,
                                EmuJsonWriter  *writer,
                                const char     *key);

/** Sets the value; a range may also be one number, which is then both ends. */
gboolean emu_param_read_json   (const EmuParam *self,
                                void           *params,
                                JsonNode       *node,
                                GError        **error);

/** Adds an object with every parameter of the table, in its order. */
void     emu_params_write_json (const EmuParamTable *table,
                                const void          *params,
                                EmuJsonWriter       *writer,
                                const char          *key);

/** Sets every member of @object; parameters it does not name stay as they are. */
gboolean emu_params_read_json  (const EmuParamTable *table,
                                void                *params,
                                JsonObject          *object,
                                GError             **error);

G_END_DECLS
