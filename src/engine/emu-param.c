/* emu-param.c: a person's settings as a plain struct with a table beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-param.h"

static gpointer
field_of (const EmuParam *self,
          const void     *params)
{
  return (char *) params + self->offset;
}

const char *
emu_param_name (const EmuParam *self)
{
  g_autofree char *name = g_strdelimit (g_strdup (self->field), "_", '-');

  return g_intern_string (name);
}

const char *
emu_param_type_nick (EmuParamType type)
{
  static const char * const nicks[] = { "int", "float", "bool", "choice", "range", "text" };

  g_return_val_if_fail (type < G_N_ELEMENTS (nicks), NULL);

  return nicks[type];
}

guint
emu_param_n_choices (const EmuParam *self)
{
  guint n = 0;

  while (self->choices != NULL && self->choices[n].nick != NULL)
    n++;

  return n;
}

static gboolean
same_name (const char *a,
           const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    {
      if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
        return FALSE;
    }

  return *a == *b;
}

/* Letters to change, add or drop to make one word of the other (Levenshtein). */
static guint
distance (const char *a,
          const char *b)
{
  gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = j;

  for (gsize i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i + 1;
      for (gsize j = 0; j < n; j++)
        {
          guint above = row[j + 1];
          guint change = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));

          row[j + 1] = MIN (change, MIN (above, row[j]) + 1);
          diagonal = above;
        }
    }

  return row[n];
}

const char *
emu_nearest_name (const char         *wrong,
                  const char * const *names)
{
  const char *best = NULL;
  guint best_distance = G_MAXUINT;

  /* Far longer text was not a slip of the finger, and would only cost time. */
  if (strlen (wrong) > 64)
    return NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      guint d = strstr (names[i], wrong) != NULL && *wrong != '\0' ? 1 : distance (wrong, names[i]);

      if (d < best_distance)
        {
          best = names[i];
          best_distance = d;
        }
    }

  return best_distance <= 2 + strlen (wrong) / 3 ? best : NULL;
}

const EmuParam *
emu_params_find (const EmuParamTable *table,
                 const char          *name,
                 GError             **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  for (guint i = 0; i < table->n_params; i++)
    {
      if (same_name (table->params[i].field, name))
        return &table->params[i];

      g_ptr_array_add (names, (gpointer) emu_param_name (&table->params[i]));
    }

  g_ptr_array_add (names, NULL);
  nearest = emu_nearest_name (name, (const char * const *) names->pdata);

  if (nearest != NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no parameter “%.64s”; did you mean “%s”?"), name, nearest);
  else if (table->n_params > 0)
    {
      g_autofree char *all = g_strjoinv (", ", (char **) names->pdata);

      g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                   _("there is no parameter “%.64s”; there are: %s"), name, all);
    }
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no parameter “%.64s”; this method has none"), name);

  return NULL;
}

void
emu_param_reset (const EmuParam *self,
                 void           *params)
{
  gpointer field = field_of (self, params);

  switch (self->type)
    {
    case EMU_PARAM_INT:
    case EMU_PARAM_CHOICE:
      *(int *) field = (int) self->initial;
      break;

    case EMU_PARAM_FLOAT:
      *(double *) field = self->initial;
      break;

    case EMU_PARAM_BOOL:
      *(bool *) field = self->initial != 0;
      break;

    case EMU_PARAM_RANGE:
      *(EmuRange *) field = (EmuRange) { self->initial, self->initial_hi };
      break;

    case EMU_PARAM_TEXT:
      memset (field, 0, self->size);
      g_strlcpy (field, self->initial_text != NULL ? self->initial_text : "", self->size);
      break;
    }
}

void
emu_params_reset (const EmuParamTable *table,
                  void                *params)
{
  for (guint i = 0; i < table->n_params; i++)
    emu_param_reset (&table->params[i], params);
}

void *
emu_params_new (const EmuParamTable *table)
{
  /* A method without parameters still gets memory, so that NULL always means "the defaults". */
  void *params = g_malloc0 (MAX (table->size, 1));

  emu_params_reset (table, params);

  return params;
}

void *
emu_params_copy (const EmuParamTable *table,
                 const void          *params)
{
  return g_memdup2 (params, MAX (table->size, 1));
}

static gboolean
field_equal (const EmuParam *self,
             const void     *a,
             const void     *b)
{
  switch (self->type)
    {
    case EMU_PARAM_RANGE:
      {
        EmuRange x = emu_param_get_range (self, a);
        EmuRange y = emu_param_get_range (self, b);

        return x.lo == y.lo && x.hi == y.hi;
      }

    case EMU_PARAM_TEXT:
      return strcmp (emu_param_get_text (self, a), emu_param_get_text (self, b)) == 0;

    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
    case EMU_PARAM_BOOL:
    case EMU_PARAM_CHOICE:
    default:
      return emu_param_get (self, a) == emu_param_get (self, b);
    }
}

gboolean
emu_params_equal (const EmuParamTable *table,
                  const void          *a,
                  const void          *b)
{
  for (guint i = 0; i < table->n_params; i++)
    {
      if (!field_equal (&table->params[i], a, b))
        return FALSE;
    }

  return TRUE;
}

/* FNV-1a over the text of every value, so that padding bytes and −0 play no part. */
guint64
emu_params_hash (const EmuParamTable *table,
                 const void          *params)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (guint i = 0; i < table->n_params; i++)
    {
      g_autofree char *text = emu_param_format (&table->params[i], params);

      for (const char *p = text; *p != '\0'; p++)
        hash = (hash ^ (guint8) *p) * G_GUINT64_CONSTANT (0x100000001b3);
      hash = (hash ^ 0xff) * G_GUINT64_CONSTANT (0x100000001b3);
    }

  return hash;
}

static gboolean
check_number (const EmuParam *self,
              double          value,
              GError        **error)
{
  g_autofree char *lo = NULL;
  g_autofree char *hi = NULL;
  g_autofree char *got = NULL;

  if (value >= self->min && value <= self->max)
    return TRUE;

  lo = emu_format_number (self->min);
  hi = emu_format_number (self->max);
  got = emu_format_number (value);
  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s must lie between %s and %s, not %s"), emu_param_name (self), lo, hi, got);

  return FALSE;
}

static gboolean
check_value (const EmuParam *self,
             double          value,
             GError        **error)
{
  switch (self->type)
    {
    case EMU_PARAM_INT:
      if (!check_number (self, value, error))
        return FALSE;
      if (value == floor (value))
        return TRUE;
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s must be a whole number, not %g"), emu_param_name (self), value);
      return FALSE;

    case EMU_PARAM_FLOAT:
      return check_number (self, value, error);

    case EMU_PARAM_BOOL:
      if (value == 0 || value == 1)
        return TRUE;
      break;

    case EMU_PARAM_CHOICE:
      if (value >= 0 && value < emu_param_n_choices (self) && value == floor (value))
        return TRUE;
      break;

    case EMU_PARAM_RANGE:
    case EMU_PARAM_TEXT:
      break;
    }

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s cannot be the number %g"), emu_param_name (self), value);

  return FALSE;
}

static gboolean
check_range (const EmuParam *self,
             EmuRange        value,
             GError        **error)
{
  if (!check_number (self, value.lo, error) || !check_number (self, value.hi, error))
    return FALSE;

  if (value.lo <= value.hi)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s must begin below its end, not run from %g to %g"),
               emu_param_name (self), value.lo, value.hi);

  return FALSE;
}

gboolean
emu_params_check (const EmuParamTable *table,
                  const void          *params,
                  GError             **error)
{
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      if (param->type == EMU_PARAM_TEXT)
        continue;

      if (param->type == EMU_PARAM_RANGE
          ? !check_range (param, emu_param_get_range (param, params), error)
          : !check_value (param, emu_param_get (param, params), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_published (const EmuParam *self)
{
  return self->published.defect != 0;
}

void
emu_params_set_published (const EmuParamTable *table,
                          void                *params,
                          gboolean             published)
{
  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      if (!has_published (param))
        continue;

      if (published)
        emu_param_set (param, params, param->published.choice, NULL);
      else if ((int) emu_param_get (param, params) == param->published.choice)
        emu_param_reset (param, params);
    }
}

guint
emu_params_n_published (const EmuParamTable *table,
                        const void          *params)
{
  guint n = 0;

  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      if (has_published (param) && (int) emu_param_get (param, params) == param->published.choice)
        n++;
    }

  return n;
}

gboolean
emu_params_can_publish (const EmuParamTable *table)
{
  for (guint i = 0; i < table->n_params; i++)
    {
      if (has_published (&table->params[i]))
        return TRUE;
    }

  return FALSE;
}

double
emu_param_get (const EmuParam *self,
               const void     *params)
{
  gconstpointer field = field_of (self, params);

  switch (self->type)
    {
    case EMU_PARAM_INT:
    case EMU_PARAM_CHOICE:
      return *(const int *) field;

    case EMU_PARAM_FLOAT:
      return *(const double *) field;

    case EMU_PARAM_BOOL:
      return *(const bool *) field;

    case EMU_PARAM_RANGE:
    case EMU_PARAM_TEXT:
    default:
      g_return_val_if_reached (NAN);
    }
}

gboolean
emu_param_set (const EmuParam *self,
               void           *params,
               double          value,
               GError        **error)
{
  gpointer field = field_of (self, params);

  if (!check_value (self, value, error))
    return FALSE;

  if (self->type == EMU_PARAM_FLOAT)
    *(double *) field = value + 0.0;  /* no −0 */
  else if (self->type == EMU_PARAM_BOOL)
    *(bool *) field = value != 0;
  else
    *(int *) field = (int) value;

  return TRUE;
}

EmuRange
emu_param_get_range (const EmuParam *self,
                     const void     *params)
{
  g_return_val_if_fail (self->type == EMU_PARAM_RANGE, ((EmuRange) { 0, 0 }));

  return *(const EmuRange *) field_of (self, params);
}

gboolean
emu_param_set_range (const EmuParam *self,
                     void           *params,
                     EmuRange        value,
                     GError        **error)
{
  g_return_val_if_fail (self->type == EMU_PARAM_RANGE, FALSE);

  if (!check_range (self, value, error))
    return FALSE;

  *(EmuRange *) field_of (self, params) = value;

  return TRUE;
}

const char *
emu_param_get_text (const EmuParam *self,
                    const void     *params)
{
  g_return_val_if_fail (self->type == EMU_PARAM_TEXT, NULL);

  return field_of (self, params);
}

gboolean
emu_param_set_text (const EmuParam *self,
                    void           *params,
                    const char     *value,
                    GError        **error)
{
  g_return_val_if_fail (self->type == EMU_PARAM_TEXT, FALSE);

  if (strlen (value) >= self->size || !g_utf8_validate (value, -1, NULL))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s must be UTF-8 text of at most %d bytes"),
                   emu_param_name (self), (int) self->size - 1);
      return FALSE;
    }

  memset (field_of (self, params), 0, self->size);
  g_strlcpy (field_of (self, params), value, self->size);

  return TRUE;
}

gboolean
emu_param_is_default (const EmuParam *self,
                      const void     *params)
{
  EmuParamTable one = { .size = self->offset + self->size, .params = self, .n_params = 1 };
  g_autofree void *defaults = emu_params_new (&one);

  return field_equal (self, params, defaults);
}

gboolean
emu_parse_number (const char *text,
                  double     *value)
{
  char *end = NULL;
  double v;

  /* g_ascii_strtod() also takes blanks, hexadecimal, "inf" and "nan", which no file of ours has. */
  if (*text == '\0' || strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;

  errno = 0;
  v = g_ascii_strtod (text, &end);
  if (*end != '\0' || !isfinite (v))
    return FALSE;

  *value = v;

  return TRUE;
}

char *
emu_format_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("NaN");

  for (int digits = 6; digits < 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        return g_strdup (buffer);
    }

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.17g", value));
}

static gboolean
parse_choice (const EmuParam *self,
              const char     *text,
              double         *value,
              GError        **error)
{
  g_autoptr(GPtrArray) nicks = g_ptr_array_new ();
  g_autofree char *all = NULL;

  for (guint i = 0; i < emu_param_n_choices (self); i++)
    {
      if (same_name (self->choices[i].nick, text))
        {
          *value = i;
          return TRUE;
        }
      g_ptr_array_add (nicks, (gpointer) self->choices[i].nick);
    }

  g_ptr_array_add (nicks, NULL);
  all = g_strjoinv (", ", (char **) nicks->pdata);
  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s cannot be “%.64s”; choose one of: %s"), emu_param_name (self), text, all);

  return FALSE;
}

gboolean
emu_param_parse (const EmuParam *self,
                 void           *params,
                 const char     *text,
                 GError        **error)
{
  double value = 0;

  switch (self->type)
    {
    case EMU_PARAM_TEXT:
      return emu_param_set_text (self, params, text, error);

    case EMU_PARAM_CHOICE:
      return parse_choice (self, text, &value, error) && emu_param_set (self, params, value, error);

    case EMU_PARAM_BOOL:
      if (strcmp (text, "true") == 0 || strcmp (text, "1") == 0)
        return emu_param_set (self, params, 1, error);
      if (strcmp (text, "false") == 0 || strcmp (text, "0") == 0)
        return emu_param_set (self, params, 0, error);
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s must be true or false, not “%.64s”"), emu_param_name (self), text);
      return FALSE;

    case EMU_PARAM_RANGE:
      {
        const char *dots = strstr (text, "..");
        g_autofree char *lo = dots != NULL ? g_strndup (text, dots - text) : g_strdup (text);
        EmuRange range;

        if (emu_parse_number (lo, &range.lo) &&
            emu_parse_number (dots != NULL ? dots + 2 : text, &range.hi))
          return emu_param_set_range (self, params, range, error);
        g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                     _("%s must be a range such as 0.1..0.8, not “%.64s”"),
                     emu_param_name (self), text);
        return FALSE;
      }

    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
    default:
      if (emu_parse_number (text, &value))
        return emu_param_set (self, params, value, error);
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s must be a number, not “%.64s”"), emu_param_name (self), text);
      return FALSE;
    }
}

char *
emu_param_format (const EmuParam *self,
                  const void     *params)
{
  switch (self->type)
    {
    case EMU_PARAM_TEXT:
      return g_strdup (emu_param_get_text (self, params));

    case EMU_PARAM_CHOICE:
      return g_strdup (self->choices[(int) emu_param_get (self, params)].nick);

    case EMU_PARAM_BOOL:
      return g_strdup (emu_param_get (self, params) != 0 ? "true" : "false");

    case EMU_PARAM_RANGE:
      {
        EmuRange range = emu_param_get_range (self, params);
        g_autofree char *lo = emu_format_number (range.lo);
        g_autofree char *hi = emu_format_number (range.hi);

        return g_strconcat (lo, "..", hi, NULL);
      }

    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
    default:
      return emu_format_number (emu_param_get (self, params));
    }
}
