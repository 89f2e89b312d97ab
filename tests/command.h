/* command.h: the program that was built, run in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/** What a run left behind. */
typedef struct
{
  int   status;
  char *out;
  char *err;
} Run;

void     run_clear     (Run *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/** Where programs run, between command_begin() and command_end(). */
extern char *folder;

/** Makes the folder; %FALSE where EMULSION_CLI names no program. */
gboolean command_begin (void);

/** Removes the folder and the files in it. */
void     command_end   (void);

/** @words: the program's arguments; its name is put before them */
Run      run_words     (GPtrArray          *words,
                        const char * const *environment);

/** Words separated by blanks; a blank inside a word is written as '~'. */
Run      run           (const char         *format,
                        ...) G_GNUC_PRINTF (1, 2);
