/* golden-torchvision.h: golden cases of torchvision's magnitudes and policies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * golden_torchvision_run:
 * @dir: folder of the data
 * @object: the case
 * @faults: gets a sentence for every difference
 *
 * Returns: %FALSE where the case is of another method
 */
gboolean golden_torchvision_run (const char *dir,
                                 JsonObject *object,
                                 GString    *faults);

G_END_DECLS
