/* emu-policy-json.h: a policy as JSON, with every default filled in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-json-places.h"
#include "emu-json-writer.h"
#include "emu-policy.h"

G_BEGIN_DECLS

/**
 * emu_policy_write_json:
 *
 * Adds an object of format "emulsion-policy/1", which emu_policy_read_json() reads back to an equal
 * policy. A step is
 *
 *   {"step", "name", "p", "weight", "op", "params", "laws", "level", "take", "chains", "method",
 *    "lambda", "alpha", "steps", "extras"}
 *
 * of which "step" is emu_policy_kind_nick() and others stand where the kind has them; a law is a
 * number or {"law": "uniform" | "int" | "normal" | "choice", "from", "to", "mean", "sd", "values",
 * "min", "max", "sign"}.
 */
void       emu_policy_write_json (const EmuPolicy     *self,
                                  EmuJsonWriter       *writer,
                                  const char          *key);

/**
 * emu_policy_read_json:
 * @places: (nullable): for messages with line and column
 * @as_published: parameters that the text does not name take the published choice
 * @error: EMU_ERROR_BAD_FILE
 *
 * What is missing takes its default. A member that is nearly one of the format's is an error with
 * the name that was perhaps meant; one that is nothing like them is kept among the step's extras
 * and listed in the notes.
 */
EmuPolicy *emu_policy_read_json  (JsonNode            *node,
                                  const EmuJsonPlaces *places,
                                  gboolean             as_published,
                                  GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the same as a text of its own */
char      *emu_policy_to_json    (const EmuPolicy     *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
