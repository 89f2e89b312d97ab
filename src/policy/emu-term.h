/* emu-term.h: what the texts of Python programs, JSON and YAML have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Deepest nesting of brackets, and of what stands for them in YAML. */
#define EMU_TERM_MAX_DEPTH 64

/**
 * EmuTermKind:
 * @EMU_TERM_NONE: None, null
 * @EMU_TERM_BOOL: @number is 0 or 1
 * @EMU_TERM_NUMBER: @number, and @text as it was written
 * @EMU_TERM_STRING: @text
 * @EMU_TERM_NAME: @text, "InterpolationMode.BILINEAR"
 * @EMU_TERM_LIST: @items
 * @EMU_TERM_TUPLE: @items
 * @EMU_TERM_DICT: @items under @keys
 * @EMU_TERM_CALL: a call of @text with @items; those given by keyword have @keys, others NULL
 * @EMU_TERM_RAW: @text is an expression that is nothing of all this, as it was written
 */
typedef enum
{
  EMU_TERM_NONE,
  EMU_TERM_BOOL,
  EMU_TERM_NUMBER,
  EMU_TERM_STRING,
  EMU_TERM_NAME,
  EMU_TERM_LIST,
  EMU_TERM_TUPLE,
  EMU_TERM_DICT,
  EMU_TERM_CALL,
  EMU_TERM_RAW,
} EmuTermKind;

/**
 * EmuTerm:
 * @line: where it begins, from 1; 0 where there is no text
 * @column: likewise, in characters
 * @items: (nullable) (element-type EmuTerm)
 * @keys: (nullable) (element-type utf8): as long as @items; NULL for one given by its place
 *
 * A value as it was written down. Nothing is ever evaluated.
 */
typedef struct
{
  EmuTermKind kind;
  int         line;
  int         column;
  double      number;
  char       *text;
  GPtrArray  *items;
  GPtrArray  *keys;
} EmuTerm;

EmuTerm    *emu_term_new        (EmuTermKind    kind) G_GNUC_WARN_UNUSED_RESULT;

/** @kind: NAME, STRING, RAW or CALL */
EmuTerm    *emu_term_new_text   (EmuTermKind    kind,
                                 const char    *text) G_GNUC_WARN_UNUSED_RESULT;
EmuTerm    *emu_term_new_number (double         number) G_GNUC_WARN_UNUSED_RESULT;
EmuTerm    *emu_term_new_bool   (gboolean       value) G_GNUC_WARN_UNUSED_RESULT;
EmuTerm    *emu_term_copy       (const EmuTerm *self) G_GNUC_WARN_UNUSED_RESULT;
void        emu_term_free       (EmuTerm       *self);

/** @key: (nullable); @item: (transfer full) */
void        emu_term_add        (EmuTerm       *self,
                                 const char    *key,
                                 EmuTerm       *item);

/** The item under @key, or %NULL. */
EmuTerm    *emu_term_find       (const EmuTerm *self,
                                 const char    *key);

/** Items of a list, tuple, dictionary or call; 0 for anything else. */
guint       emu_term_length     (const EmuTerm *self);
EmuTerm    *emu_term_item       (const EmuTerm *self,
                                 guint          i);
gboolean    emu_term_is_list    (const EmuTerm *self);

/** The same values; a list and a tuple are alike, and so are 1, 1.0 and 1e0. */
gboolean    emu_term_equal      (const EmuTerm *a,
                                 const EmuTerm *b);

/**
 * emu_term_to_python:
 *
 * Returns: (transfer full): on one line, but for what a RAW holds; reading it gives the same term
 */
char       *emu_term_to_python  (const EmuTerm *self) G_GNUC_WARN_UNUSED_RESULT;

/** One `name = value`, or a value alone (@name is NULL). */
typedef struct
{
  char    *name;
  EmuTerm *value;
} EmuStatement;

/**
 * emu_term_parse_program:
 * @text: valid UTF-8
 * @error: EMU_ERROR_BAD_FILE with line and column
 *
 * Reads assignments and expressions, one a line or longer where brackets are open. Lines that begin
 * with `import` or `from` are passed over. An expression that is neither a number, a text, a name, a
 * list, a dictionary nor a call (arithmetic, a lambda, a comprehension) is kept as it stands.
 *
 * Returns: (transfer full) (element-type EmuStatement): at least one
 */
GPtrArray  *emu_term_parse_program (const char  *text,
                                    GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/** A single expression and nothing behind it. */
EmuTerm    *emu_term_parse         (const char  *text,
                                    GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuTerm, emu_term_free)

G_END_DECLS
