/* emu-error.h: what can go wrong in the engine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EmuError:
 * @EMU_ERROR_BAD_PARAM: a parameter, draw or λ outside its range, or of the wrong kind
 * @EMU_ERROR_UNKNOWN_NAME: no method, parameter, choice or draw of that name
 * @EMU_ERROR_BAD_FILE: a file that cannot be understood: truncated, lying, not a picture
 * @EMU_ERROR_TOO_LARGE: more than the limits of this program allow
 * @EMU_ERROR_NO_MEMORY: the system refused the memory a picture of this size needs
 * @EMU_ERROR_AS_PUBLISHED: published code refuses this input, and its behaviour was asked for
 *
 * Messages are translated, name the thing and the limit, and end without a full stop.
 * Files that cannot be opened or written come as G_IO_ERROR, a cancelled job as
 * G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  EMU_ERROR_BAD_PARAM,
  EMU_ERROR_UNKNOWN_NAME,
  EMU_ERROR_BAD_FILE,
  EMU_ERROR_TOO_LARGE,
  EMU_ERROR_NO_MEMORY,
  EMU_ERROR_AS_PUBLISHED,
} EmuError;

#define EMU_ERROR (emu_error_quark ())

GQuark emu_error_quark (void);

G_END_DECLS
