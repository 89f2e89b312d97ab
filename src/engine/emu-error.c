/* emu-error.c: what can go wrong in the engine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-error.h"

G_DEFINE_QUARK (emu-error-quark, emu_error)
