/* cli-mix.h: what `mix` says about a mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-json-writer.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/** Prints the document "emulsion-mix/1". @notes: what the command has to add to the mix's own */
void cli_mix_print_json  (const EmuFrame *frame,
                          GPtrArray      *notes);

/** Prints the same numbers in two lines for people. */
void cli_mix_print_lines (const EmuFrame *frame);

/** Adds the member "draws": every draw in use, arrays by what they are drawn from. */
void cli_mix_write_draws (const EmuMix   *mix,
                          EmuJsonWriter  *writer);

G_END_DECLS
