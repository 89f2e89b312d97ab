/* emu-dialect.h: the notations that policies are written in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-policy.h"

G_BEGIN_DECLS

/**
 * EmuDialect:
 * @id: "timm"; as in `--dialect`
 * @name: as people call it
 * @recognise: how surely @text is of this notation, 0 to 100; must not be slow, and parse() need
 *   not succeed. 0 for what it certainly is not
 * @parse: @text is valid UTF-8 of 1 to %EMU_POLICY_MAX_BYTES bytes that end with a nul, not blank.
 *   @as_published: choices with a number in the register stand as published, and what published
 *   code refuses is refused. An error says line and column, what was expected and the nearest word
 * @write: (nullable): the policy in this notation, the shortest text that means it. Translated
 *   sentences on what it cannot say go to @lost; an error where nothing of it can be said
 * @levels: (array length=n_levels): its tables from magnitudes to arguments
 *
 * A notation is one file that defines one of these, and one word in the build file's list.
 */
typedef struct
{
  const char     *id;
  const char     *name;
  int           (*recognise) (const char      *text);
  EmuPolicy    *(*parse)     (const char      *text,
                              gboolean         as_published,
                              GError         **error);
  char         *(*write)     (const EmuPolicy *policy,
                              GPtrArray       *lost,
                              GError         **error);
  const EmuLevel *levels;
  guint           n_levels;
} EmuDialect;

/* A notation's file defines exactly one of these; the registry finds it by name. */
#define EMU_DIALECT_DEFINE(name) const EmuDialect emu_dialect_##name

guint             emu_dialects_size      (void);

/** @index below emu_dialects_size(), in the order of the build file. */
const EmuDialect *emu_dialects_get       (guint         index);

/** EMU_ERROR_UNKNOWN_NAME with the nearest name. */
const EmuDialect *emu_dialects_find      (const char   *id,
                                          GError      **error);

/** The notation that is surest of @text, or %NULL where all say 0. */
const EmuDialect *emu_dialects_recognise (const char   *text);

/** The row of any notation's tables with this id, or %NULL. */
const EmuLevel   *emu_levels_find        (const char   *id);

/**
 * emu_policy_parse:
 * @text: (array length=length): a policy; need not end with a nul
 * @length: bytes of @text, or -1 if it ends with a nul
 * @dialect: (nullable): its notation; %NULL to recognise it
 * @error: EMU_ERROR_TOO_LARGE; EMU_ERROR_BAD_PARAM for text that is empty or of no notation;
 *   EMU_ERROR_BAD_FILE for what the notation does not allow
 *
 * Returns: (transfer full): a policy
 */
EmuPolicy        *emu_policy_parse       (const char       *text,
                                          gssize            length,
                                          const EmuDialect *dialect,
                                          gboolean          as_published,
                                          GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_policy_set_bad_text:
 * @line: from 1; 0 where there is none
 * @column: from 1
 *
 * Sets EMU_ERROR_BAD_FILE with the place before the message: "line 1, column 6: …".
 */
void              emu_policy_set_bad_text (GError    **error,
                                           int         line,
                                           int         column,
                                           const char *format,
                                           ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
