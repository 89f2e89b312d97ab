/* golden-timm.h: golden cases of timm's policies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * golden_timm_run:
 * @dir: folder of the data
 * @object: the case
 * @faults: gets a sentence for every difference
 *
 * Returns: %FALSE where the case tests nothing known here, or an operation that is not built
 */
gboolean golden_timm_run (const char *dir,
                          JsonObject *object,
                          GString    *faults);

G_END_DECLS
