/* emu-python-helpers.h: functions of Python that the mixings of several methods call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * emu_python_add_helpers:
 * @names: (element-type utf8): "normals", "permutation", "nearest", "bilinear", "area", "blur",
 *   "fine_grained", "spectral_residual", "guided_residual", "load_map"; any of them more than once
 *
 * Appends these functions and those that they call, each once, each after two empty lines.
 */
void emu_python_add_helpers (GString         *text,
                             const GPtrArray *names);

G_END_DECLS
