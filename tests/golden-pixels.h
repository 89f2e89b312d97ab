/* golden-pixels.h: golden cases of boxes painted over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * golden_pixels_run:
 * @dir: folder of the data
 * @object: the case
 * @faults: gets a sentence for every difference
 *
 * Returns: %FALSE where the case tests nothing that is known here
 */
gboolean golden_pixels_run (const char *dir,
                            JsonObject *object,
                            GString    *faults);

G_END_DECLS
