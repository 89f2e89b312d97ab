/* emu-timm-private.h: what the files of timm's notation share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-timm-tables.h"
#include "emu-timm.h"

G_BEGIN_DECLS

/**
 * EmuTimmSection:
 * @text: all of it
 * @key: what stands before the number
 * @value: (nullable): the number; %NULL where there is no digit
 * @leading_dot: `p.5`: the number has got a 0 in front, which timm does not do
 */
typedef struct
{
  char     *text;
  char     *key;
  char     *value;
  int       line;
  int       column;
  gboolean  leading_dot;
} EmuTimmSection;

/** Returns: (transfer full) (element-type EmuTimmSection): one at least, between the dashes */
GPtrArray  *emu_timm_sections_new   (const char *text,
                                     int         line,
                                     int         column) G_GNUC_WARN_UNUSED_RESULT;

/** The policy's name that is nearest to @wrong, or %NULL. */
const char *emu_timm_nearest_policy (const char *wrong);

/** Whether one of the words is an option of the training script that matters here. */
gboolean    emu_timm_has_argument   (const char *text);

/**
 * emu_timm_spell_out:
 *
 * Returns: (transfer full) (nullable): the string with every default filled in, of the step or of
 *   the first of its children that has one; switches that are off are left out, as timm has no word
 *   for that
 */
char       *emu_timm_spell_out      (const EmuPolicyNode *node) G_GNUC_WARN_UNUSED_RESULT;

/** @notes may be %NULL. */
void        emu_timm_note           (GPtrArray  *notes,
                                     const char *format,
                                     ...) G_GNUC_PRINTF (2, 3);

/** Returns: (transfer full): @text as a message may hold it: printable, 40 characters at most */
char       *emu_timm_show           (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/** Sets EMU_ERROR_AS_PUBLISHED with the place, and returns %FALSE. */
gboolean    emu_timm_refuse         (GError    **error,
                                     int         line,
                                     int         column,
                                     const char *format,
                                     ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
