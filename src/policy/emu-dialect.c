/* emu-dialect.c: the notations that policies are written in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"

/* The build writes one DIALECT (name) line for every file in its list. */
#define DIALECT(name) extern const EmuDialect emu_dialect_##name;
#include "emu-dialects-list.h"
#undef DIALECT

/* The NULL keeps the array one while the list is empty. */
#define DIALECT(name) &emu_dialect_##name,
static const EmuDialect * const dialects[] = {
#include "emu-dialects-list.h"
  NULL
};
#undef DIALECT

guint
emu_dialects_size (void)
{
  return G_N_ELEMENTS (dialects) - 1;
}

const EmuDialect *
emu_dialects_get (guint index)
{
  g_return_val_if_fail (index < emu_dialects_size (), NULL);

  return dialects[index];
}

const EmuDialect *
emu_dialects_find (const char *id,
                   GError    **error)
{
  const char *names[G_N_ELEMENTS (dialects)] = { NULL };
  g_autofree char *all = NULL;
  const char *nearest;

  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      if (strcmp (dialects[i]->id, id) == 0)
        return dialects[i];
      names[i] = dialects[i]->id;
    }

  nearest = emu_nearest_name (id, names);
  all = g_strjoinv (", ", (char **) names);
  if (nearest != NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no notation “%.64s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no notation “%.64s”; there are: %s"), id, all);

  return NULL;
}

const EmuDialect *
emu_dialects_recognise (const char *text)
{
  const EmuDialect *best = NULL;
  int best_score = 0;

  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      int score = dialects[i]->recognise (text);

      if (score > best_score)
        {
          best = dialects[i];
          best_score = score;
        }
    }

  return best;
}

const EmuLevel *
emu_levels_find (const char *id)
{
  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      for (guint j = 0; j < dialects[i]->n_levels; j++)
        {
          if (strcmp (dialects[i]->levels[j].id, id) == 0)
            return &dialects[i]->levels[j];
        }
    }

  return NULL;
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return *text == '\0';
}

/* A message quotes the beginning of a word, and may have cut a character in two. */
static void
mend_message (GError *error)
{
  char *valid;

  if (g_utf8_validate (error->message, -1, NULL))
    return;

  valid = g_utf8_make_valid (error->message, -1);
  g_free (error->message);
  error->message = valid;
}

EmuPolicy *
emu_policy_parse (const char       *text,
                  gssize            length,
                  const EmuDialect *dialect,
                  gboolean          as_published,
                  GError          **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *copy = NULL;
  GError *refused = NULL;
  EmuPolicy *policy;
  const char *end;

  if (n > EMU_POLICY_MAX_BYTES)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("the policy has more than %d KiB; no policy needs that much"),
                   (int) (EMU_POLICY_MAX_BYTES >> 10));
      return NULL;
    }

  if (!g_utf8_validate_len (text, n, &end))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("byte %" G_GSIZE_FORMAT " of the policy is no text in UTF-8; save it as UTF-8"),
                   (gsize) (end - text) + 1);
      return NULL;
    }

  copy = g_strndup (text, n);
  if (is_blank (copy))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("the policy is empty; try “rand-m9-mstd0.5-inc1”"));
      return NULL;
    }

  if (dialect == NULL)
    dialect = emu_dialects_recognise (copy);
  if (dialect == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("“%.64s” is no policy of a notation known here; say which one is meant with "
                     "--dialect"), copy);
      if (error != NULL)
        mend_message (*error);
      return NULL;
    }

  policy = dialect->parse (copy, as_published, &refused);
  if (policy == NULL)
    {
      mend_message (refused);
      g_propagate_error (error, refused);
    }

  return policy;
}

void
emu_policy_set_bad_text (GError    **error,
                         int         line,
                         int         column,
                         const char *format,
                         ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (line > 0)
    g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("line %d, column %d: %s"),
                 line, column, message);
  else
    g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE, message);
}
