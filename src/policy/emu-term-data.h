/* emu-term-data.h: JSON and YAML as terms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-term.h"

G_BEGIN_DECLS

/** Key that makes an object a call, in the files of Albumentations. */
#define EMU_TERM_CLASS "__class_fullname__"

/** Most values of a document, those that aliases repeat counted as often as they stand there. */
#define EMU_TERM_MAX_VALUES 20000

/** Returns: (transfer full): the document with the places of its values. EMU_ERROR_BAD_FILE */
EmuTerm *emu_term_parse_json (const char    *text,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_term_parse_yaml:
 *
 * One document. Anchors and aliases are followed within %EMU_TERM_MAX_VALUES; of tags only those
 * that change nothing here are known (!!str, !!python/tuple and the like).
 */
EmuTerm *emu_term_parse_yaml (const char    *text,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): on one line. What JSON has no form for is written as a text. */
char    *emu_term_to_json    (const EmuTerm *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
