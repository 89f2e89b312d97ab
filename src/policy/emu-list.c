/* emu-list.c: values that hold several: words, whole numbers, decimals
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-list.h"
#include "emu-param.h"

/* The numbers of a..b..step are rounded to this many parts of 1. */
#define PARTS 1e12

static gboolean
check_length (const char *what,
              double      length,
              GError    **error)
{
  if (length <= EMU_LIST_MAX)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s would hold more than %d members; name fewer"), what, EMU_LIST_MAX);

  return FALSE;
}

char **
emu_list_words (const char *what,
                const char *text,
                GError    **error)
{
  g_auto(GStrv) words = NULL;
  gsize n = 1;

  for (const char *p = text; *p != '\0'; p++)
    n += *p == ',';

  if (!check_length (what, (double) n, error))
    return NULL;

  words = g_strsplit (text, ",", -1);
  for (gsize i = 0; i < n; i++)
    {
      if (words[i] == NULL || *words[i] == '\0')
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("%s needs members parted by single commas, not “%.64s”"), what, text);
          return NULL;
        }
    }

  return g_steal_pointer (&words);
}

static gboolean
parse_whole (const char *text,
             guint64     max,
             guint64    *value)
{
  return g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL);
}

static gboolean
append_integers (GArray     *list,
                 const char *what,
                 const char *word,
                 guint64     max,
                 GError    **error)
{
  g_auto(GStrv) parts = g_strsplit (word, "..", 4);
  guint n = g_strv_length (parts);
  guint64 first = 0;
  guint64 last = 0;
  guint64 step = 1;
  gboolean ok = n >= 1 && n <= 3 && parse_whole (parts[0], max, &first) &&
                (n < 2 || parse_whole (parts[1], max, &last)) &&
                (n < 3 || parse_whole (parts[2], max, &step));

  if (n < 2)
    last = first;

  if (!ok || last < first || step == 0)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s needs whole numbers from 0 to %" G_GUINT64_FORMAT ", such as 1,5 or 1..16, "
                     "not “%.64s”"), what, max, word);
      return FALSE;
    }

  if (!check_length (what, (double) list->len + (double) ((last - first) / step) + 1, error))
    return FALSE;

  for (guint64 i = 0; i <= (last - first) / step; i++)
    {
      guint64 value = first + i * step;

      g_array_append_val (list, value);
    }

  return TRUE;
}

GArray *
emu_list_integers (const char *what,
                   const char *text,
                   guint64     max,
                   GError    **error)
{
  g_auto(GStrv) words = emu_list_words (what, text, error);
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (words == NULL)
    return NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!append_integers (list, what, words[i], max, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

static gboolean
append_numbers (GArray     *list,
                const char *what,
                const char *word,
                double      min,
                double      max,
                GError    **error)
{
  g_auto(GStrv) parts = g_strsplit (word, "..", 4);
  guint n = g_strv_length (parts);
  double values[3] = { 0, 0, 1 };
  gboolean ok = n >= 1 && n <= 3;
  double n_steps;

  for (guint i = 0; ok && i < n; i++)
    ok = emu_parse_number (parts[i], &values[i]);

  if (ok && n == 2)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s: “%.64s” does not say how far apart its numbers are; write %.64s..STEP"),
                   what, word, word);
      return FALSE;
    }

  if (n == 1)
    values[1] = values[0];

  if (!ok || values[0] < min || values[1] > max || values[1] < values[0] || !(values[2] > 0))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s needs numbers from %g to %g, such as 0.1,0.5 or 0.1..0.9..0.2, not “%.64s”"),
                   what, min, max, word);
      return FALSE;
    }

  /* A last number that misses b by rounding alone belongs to the list. */
  n_steps = floor ((values[1] - values[0]) / values[2] + 1e-9);
  if (!check_length (what, list->len + n_steps + 1, error))
    return FALSE;

  for (int i = 0; i <= (int) n_steps; i++)
    {
      double value = n == 1 ? values[0] : rint ((values[0] + i * values[2]) * PARTS) / PARTS;

      value = CLAMP (value, values[0], values[1]);
      g_array_append_val (list, value);
    }

  return TRUE;
}

GArray *
emu_list_numbers (const char *what,
                  const char *text,
                  double      min,
                  double      max,
                  GError    **error)
{
  g_auto(GStrv) words = emu_list_words (what, text, error);
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (double));

  if (words == NULL)
    return NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!append_numbers (list, what, words[i], min, max, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}
