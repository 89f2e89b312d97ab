/* emu-list.h: values that hold several: words, whole numbers, decimals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Most members a list may come to. */
#define EMU_LIST_MAX 4096

/* Members are parted by commas and none may be empty. @what is what messages call the list, "--seeds". Errors are EMU_ERROR_BAD_PARAM. Order and repetitions stay as they were written. */

/** Returns: (transfer full): the words, NULL-terminated */
char   **emu_list_words    (const char *what,
                            const char *text,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_list_integers:
 * @max: largest member; the smallest is 0
 *
 * A member is a number, `a..b` for every number from a to b, or `a..b..step`.
 *
 * Returns: (transfer full) (element-type guint64): the numbers
 */
GArray  *emu_list_integers (const char *what,
                            const char *text,
                            guint64     max,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_list_numbers:
 * @min: smallest member
 * @max: largest member
 *
 * A member is a number in the C locale, or `a..b..step`, whose numbers are those one would write:
 * 0..1..0.1 holds 0.3 and not the double next to it.
 *
 * Returns: (transfer full) (element-type double): the numbers
 */
GArray  *emu_list_numbers  (const char *what,
                            const char *text,
                            double      min,
                            double      max,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
