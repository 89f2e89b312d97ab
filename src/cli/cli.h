/* cli.h: what a command of emulsion-cli is, and what commands share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CLI_PROGRAM "emulsion-cli"

/** @CLI_ERROR_USAGE: the command line asks for something that does not exist */
typedef enum
{
  CLI_ERROR_USAGE,
} CliError;

#define CLI_ERROR (cli_error_quark ())

GQuark cli_error_quark (void);

/**
 * CliOptionKind:
 * @CLI_OPTION_FLAG: a `gboolean`
 * @CLI_OPTION_VALUE: a `const char *`, %NULL where not given; the last of several holds
 * @CLI_OPTION_LIST: a `GPtrArray *` of `const char *`, %NULL where not given
 */
typedef enum
{
  CLI_OPTION_FLAG,
  CLI_OPTION_VALUE,
  CLI_OPTION_LIST,
} CliOptionKind;

/**
 * CliOption:
 * @name: without the two dashes
 * @letter: for one dash; 0 for none
 * @offset: of the field in the command's struct of options
 * @value: what help calls the value, untranslated
 */
typedef struct
{
  const char    *name;
  char           letter;
  CliOptionKind  kind;
  gsize          offset;
  const char    *value;
  const char    *help;
} CliOption;

#define CLI_OPTION_KIND_OF(Struct, field)                                                    \
  _Generic (((Struct *) NULL)->field,                                                       \
            gboolean : CLI_OPTION_FLAG,                                                     \
            const char * : CLI_OPTION_VALUE,                                                \
            GPtrArray * : CLI_OPTION_LIST)

#define CLI_OPTION(Struct, field, ...)                                                       \
  {                                                                                         \
    .kind = CLI_OPTION_KIND_OF (Struct, field),                                             \
    .offset = offsetof (Struct, field),                                                     \
    __VA_ARGS__                                                                             \
  }

/**
 * CliCommand:
 * @name: as it is called
 * @operands: what follows the options in help, untranslated; "" for nothing
 * @n_operands: how many words beside options are needed
 * @summary: one translatable line
 * @size: bytes of the struct of options
 * @options: what may be given, beside --help
 * @run: does it; @operands has @n_operands members and a %NULL. Wrong usage is CLI_ERROR_USAGE or
 *   what the tables of parameters refuse; every other error is the world's
 */
typedef struct
{
  const char      *name;
  const char      *operands;
  guint            n_operands;
  const char      *summary;
  gsize            size;
  const CliOption *options;
  guint            n_options;
  gboolean       (*run) (const void         *options,
                         const char * const *operands,
                         GError            **error);
} CliCommand;

#define CLI_COMMAND_OPTIONS(Struct, table)                                                   \
  .size = sizeof (Struct), .options = table, .n_options = G_N_ELEMENTS (table)

extern const CliCommand cli_command_compare;
extern const CliCommand cli_command_inspect;
extern const CliCommand cli_command_methods;
extern const CliCommand cli_command_mix;
extern const CliCommand cli_command_ops;
extern const CliCommand cli_command_policy;
extern const CliCommand cli_command_sheet;

/**
 * cli_options_parse:
 * @arguments: words after the command's name, NULL-terminated; they outlive the result
 * @options: (out caller-allocates): the command's struct, zeroed
 * @operands: (out caller-allocates): room for n_operands + 1
 * @help: (out): set if help was asked for; then nothing else was checked
 *
 * Options and operands may be mixed; after "--" everything is an operand. Values follow as a word
 * of their own, after "=", or right after a letter.
 */
gboolean  cli_options_parse (const CliCommand   *command,
                             const char * const *arguments,
                             void               *options,
                             const char        **operands,
                             gboolean           *help,
                             GError            **error);
void      cli_options_clear (const CliCommand   *command,
                             void               *options);

/** Prints how a command is used. */
void      cli_options_help  (const CliCommand   *command);

/** Prints text as it is, in UTF-8: documents, which no locale may change. */
void      cli_print_raw     (const char         *text);

/** One line on standard error that says who speaks; control characters become blanks. */
void      cli_warn          (const char         *format,
                             ...) G_GNUC_PRINTF (1, 2);

/** Returns: (transfer full): the last part of a path, in UTF-8, for messages and documents */
char     *cli_display_name  (const char         *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
