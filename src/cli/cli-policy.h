/* cli-policy.h: policies named on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-dialect.h"

G_BEGIN_DECLS

/**
 * cli_policy_load:
 * @operand: a file where it contains "/" or ends in .json, .yaml, .yml or .png; "-" for standard
 *   input; else, and where it begins with "{", the policy itself. A recipe, and a picture that carries one, stand for their policy
 * @dialect: (nullable): id of its notation; %NULL to recognise it
 * @error: CLI_ERROR_USAGE for text that is empty, too long or no policy; G_IO_ERROR for the file
 *
 * Returns: (transfer full): the policy
 */
EmuPolicy *cli_policy_load (const char *operand,
                            const char *dialect,
                            gboolean    as_published,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * cli_policy_read_text:
 *
 * The same without understanding it.
 *
 * Returns: (transfer full): the text, ended by a nul that @length does not count
 */
char      *cli_policy_read_text (const char *operand,
                                 gsize      *length,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
