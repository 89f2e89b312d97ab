/* cli-load.h: pictures that commands are given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-file.h"

G_BEGIN_DECLS

/**
 * cli_load_picture:
 * @notes: (nullable) (element-type utf8): takes what the person should know about the file; %NULL
 *   says it on standard error at once
 * @info: (out caller-allocates) (optional): what the file says of itself; to be cleared
 *
 * Returns: (transfer full): the picture, or %NULL as for emu_file_load()
 */
EmuImage *cli_load_picture (const char   *path,
                            GPtrArray    *notes,
                            EmuFileInfo  *info,
                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
