/* emu-param.h: a person's settings as a plain struct with a table beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/**
 * EmuParamType:
 * @EMU_PARAM_INT: an `int`
 * @EMU_PARAM_FLOAT: a `double`
 * @EMU_PARAM_BOOL: a `bool`
 * @EMU_PARAM_CHOICE: an `int`, index into the table's choices
 * @EMU_PARAM_RANGE: an #EmuRange, both ends between min and max, lo ≤ hi
 * @EMU_PARAM_TEXT: a `char[]`, zero terminated
 */
typedef enum
{
  EMU_PARAM_INT,
  EMU_PARAM_FLOAT,
  EMU_PARAM_BOOL,
  EMU_PARAM_CHOICE,
  EMU_PARAM_RANGE,
  EMU_PARAM_TEXT,
} EmuParamType;

typedef struct
{
  double lo;
  double hi;
} EmuRange;

/** One answer of a choice: @nick in files and commands, @label and @help on screen. */
typedef struct
{
  const char *nick;
  const char *label;
  const char *help;
} EmuChoice;

/**
 * EmuPublished:
 * @defect: number in the register of known defects of published code; 0 for none
 * @choice: the choice that brings the published behaviour back
 * @text: one translatable sentence saying what is then wrong
 */
typedef struct
{
  int         defect;
  int         choice;
  const char *text;
} EmuPublished;

/**
 * EmuParam:
 * @field: name of the struct's field; shown to people and files with '-' for '_'
 * @min: smallest value (int, float, range)
 * @max: largest value, finite
 * @initial: default value; for a range its lower end, for a choice its index
 * @initial_hi: upper end of a range's default
 * @step: how far an arrow key moves it; 0 lets the window choose
 * @unit: "px", "%", … or %NULL for a pure number
 * @in_use: whether the parameter matters under the present ones; %NULL means always
 *
 * One line of a parameter table; window, command line, recipe, documentation and law tests are
 * made from it.
 */
typedef struct
{
  const char      *field;
  EmuParamType     type;
  gsize            offset;
  gsize            size;
  const char      *label;
  const char      *help;
  const char      *unit;
  double           min;
  double           max;
  double           initial;
  double           initial_hi;
  double           step;
  const char      *initial_text;
  const EmuChoice *choices;
  EmuPublished     published;
  bool           (*in_use) (const void *params);
} EmuParam;

/* The type of a line follows from the type of its field. */
#define EMU_PARAM_TYPE_OF(Struct, name)                                                      \
  _Generic (((Struct *) NULL)->name,                                                        \
            int : EMU_PARAM_INT,                                                            \
            double : EMU_PARAM_FLOAT,                                                       \
            bool : EMU_PARAM_BOOL,                                                          \
            EmuRange : EMU_PARAM_RANGE,                                                     \
            char * : EMU_PARAM_TEXT)

#define EMU_PARAM(Struct, name, ...)                                                         \
  {                                                                                         \
    .field = #name,                                                                         \
    .type = EMU_PARAM_TYPE_OF (Struct, name),                                               \
    .offset = offsetof (Struct, name),                                                      \
    .size = sizeof (((Struct *) NULL)->name),                                               \
    __VA_ARGS__                                                                             \
  }

#define EMU_PARAM_CHOICE_OF(Struct, name, ...)                                               \
  {                                                                                         \
    .field = #name,                                                                         \
    .type = EMU_PARAM_CHOICE,                                                               \
    .offset = offsetof (Struct, name),                                                      \
    .size = sizeof (((Struct *) NULL)->name),                                               \
    __VA_ARGS__                                                                             \
  }

/**
 * EmuParamTable:
 * @size: bytes of the struct
 *
 * A table and the struct that it describes.
 */
typedef struct
{
  gsize           size;
  const EmuParam *params;
  guint           n_params;
} EmuParamTable;

/** Name as people write it, with '-'. Interned; valid for ever. */
const char     *emu_param_name        (const EmuParam *self);

/** "int", "float", "bool", "choice", "range" or "text". */
const char     *emu_param_type_nick   (EmuParamType type);

guint           emu_param_n_choices   (const EmuParam *self);

/**
 * emu_params_find:
 *
 * '-' and '_' are the same. The error names the nearest existing name.
 */
const EmuParam *emu_params_find       (const EmuParamTable *table,
                                       const char          *name,
                                       GError             **error);

/** Returns: (transfer full): a struct with every default; g_free() it */
void           *emu_params_new        (const EmuParamTable *table) G_GNUC_WARN_UNUSED_RESULT;
void           *emu_params_copy       (const EmuParamTable *table,
                                       const void          *params) G_GNUC_WARN_UNUSED_RESULT;
void            emu_params_reset      (const EmuParamTable *table,
                                       void                *params);
gboolean        emu_params_equal      (const EmuParamTable *table,
                                       const void          *a,
                                       const void          *b);
guint64         emu_params_hash       (const EmuParamTable *table,
                                       const void          *params);

/** Every value in its range; a NaN fails. */
gboolean        emu_params_check      (const EmuParamTable *table,
                                       const void          *params,
                                       GError             **error);

/** Sets every choice with a register number to the published behaviour, or to the sound one. */
void            emu_params_set_published (const EmuParamTable *table,
                                          void                *params,
                                          gboolean             published);

/** Number of choices that stand at the published behaviour. */
guint           emu_params_n_published (const EmuParamTable *table,
                                        const void          *params);
gboolean        emu_params_can_publish (const EmuParamTable *table);

/* One value, as a number: an int, float, bool (0, 1) or choice (its index). Setting checks the
 * range and leaves @params alone where that fails. */
double          emu_param_get         (const EmuParam *self,
                                       const void     *params);
gboolean        emu_param_set         (const EmuParam *self,
                                       void           *params,
                                       double          value,
                                       GError        **error);
EmuRange        emu_param_get_range   (const EmuParam *self,
                                       const void     *params);
gboolean        emu_param_set_range   (const EmuParam *self,
                                       void           *params,
                                       EmuRange        value,
                                       GError        **error);
const char     *emu_param_get_text    (const EmuParam *self,
                                       const void     *params);
gboolean        emu_param_set_text    (const EmuParam *self,
                                       void           *params,
                                       const char     *value,
                                       GError        **error);
gboolean        emu_param_is_default  (const EmuParam *self,
                                       const void     *params);
void            emu_param_reset       (const EmuParam *self,
                                       void           *params);

/**
 * emu_param_parse:
 *
 * Any type from text, as on the command line: numbers in the C locale, true/false, choices by
 * nick, ranges as `lo..hi` or one number for both ends.
 */
gboolean        emu_param_parse       (const EmuParam *self,
                                       void           *params,
                                       const char     *text,
                                       GError        **error);

/** Returns: (transfer full): what emu_param_parse() reads back to the same value */
char           *emu_param_format      (const EmuParam *self,
                                       const void     *params) G_GNUC_WARN_UNUSED_RESULT;

/** A whole number or decimal in the C locale; nothing may follow it. NaN is refused. */
gboolean        emu_parse_number      (const char *text,
                                       double     *value);

/** Shortest text that reads back as the same double, in the C locale. */
char           *emu_format_number     (double value) G_GNUC_WARN_UNUSED_RESULT;

/** The member of @names (NULL-terminated) that @wrong was perhaps meant to be, or %NULL. */
const char     *emu_nearest_name      (const char         *wrong,
                                       const char * const *names);

G_END_DECLS
