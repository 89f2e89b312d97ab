/* emu-json.c: JSON read without trust
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-json.h"
#include "emu-param.h"

/* --- Scanning ------------------------------------------------------------------------------ */

typedef struct
{
  const char *start;
  const char *p;
  const char *end;
  int         depth;
  char        closer[EMU_JSON_MAX_DEPTH];
  GHashTable *keys[EMU_JSON_MAX_DEPTH];  /* names met so far; NULL for an array */
} Scanner;

static gboolean
fail_at (const Scanner *self,
         const char    *where,
         const char    *reason,
         GError       **error)
{
  int line = 1;
  int column = 1;

  for (const char *p = self->start; p < where; p = g_utf8_next_char (p))
    {
      column++;
      if (*p == '\n')
        {
          line++;
          column = 1;
        }
    }

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
               /* Translators: the last part is what is wrong there */
               _("line %d, column %d: %s"), line, column, reason);

  return FALSE;
}

/* The next byte; 0 at the end, which valid text cannot contain. */
static char
peek (const Scanner *self)
{
  return self->p < self->end ? *self->p : '\0';
}

static void
skip_blanks (Scanner *self)
{
  while (self->p < self->end && strchr (" \t\n\r", *self->p) != NULL)
    self->p++;
}

static gsize
skip_digits (Scanner *self)
{
  const char *first = self->p;

  while (g_ascii_isdigit (peek (self)))
    self->p++;

  return self->p - first;
}

static gboolean
scan_number (Scanner *self,
             GError **error)
{
  const char *first = self->p;
  gboolean whole = TRUE;
  g_autofree char *text = NULL;

  if (peek (self) == '-')
    self->p++;

  if (peek (self) == '0')
    {
      self->p++;
      if (g_ascii_isdigit (peek (self)))
        return fail_at (self, first, _("a number cannot begin with 0 and another digit"), error);
    }
  else if (skip_digits (self) == 0)
    {
      return fail_at (self, self->p, _("a digit is missing"), error);
    }

  if (peek (self) == '.')
    {
      whole = FALSE;
      self->p++;
      if (skip_digits (self) == 0)
        return fail_at (self, self->p, _("a digit is missing"), error);
    }

  if (peek (self) == 'e' || peek (self) == 'E')
    {
      whole = FALSE;
      self->p++;
      if (peek (self) == '+' || peek (self) == '-')
        self->p++;
      if (skip_digits (self) == 0)
        return fail_at (self, self->p, _("a digit is missing"), error);
    }

  text = g_strndup (first, self->p - first);
  errno = 0;
  if (whole ? (g_ascii_strtoll (text, NULL, 10), errno != 0)
            : !isfinite (g_ascii_strtod (text, NULL)))
    return fail_at (self, first, _("the number is too large"), error);

  return TRUE;
}

/* Four hexadecimal digits after \u, or −1. */
static int
scan_hex (Scanner *self)
{
  int value = 0;

  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (peek (self));

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
      self->p++;
    }

  return value;
}

static gboolean
scan_escape (Scanner *self,
             GString *decoded,
             GError **error)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *first = self->p++;
  const char *letter = peek (self) != '\0' ? strchr (letters, peek (self)) : NULL;
  int high, low;

  if (letter != NULL)
    {
      self->p++;
      g_string_append_c (decoded, meanings[letter - letters]);
      return TRUE;
    }

  if (peek (self) != 'u')
    return fail_at (self, first, _("no such escape in a string"), error);

  self->p++;
  high = scan_hex (self);
  if (high < 0)
    return fail_at (self, first, _("\\u needs four hexadecimal digits"), error);
  if (high == 0)
    return fail_at (self, first, _("a string cannot contain U+0000"), error);

  if (high < 0xd800 || high > 0xdfff)
    {
      g_string_append_unichar (decoded, high);
      return TRUE;
    }

  if (high > 0xdbff || peek (self) != '\\')
    return fail_at (self, first, _("half a surrogate pair"), error);

  self->p++;
  if (peek (self) != 'u')
    return fail_at (self, first, _("half a surrogate pair"), error);

  self->p++;
  low = scan_hex (self);
  if (low < 0xdc00 || low > 0xdfff)
    return fail_at (self, first, _("half a surrogate pair"), error);

  g_string_append_unichar (decoded, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));

  return TRUE;
}

static gboolean
scan_string (Scanner *self,
             GString *decoded,
             GError **error)
{
  const char *first = self->p++;

  for (;;)
    {
      const char *run = self->p;

      while (self->p < self->end && (guchar) *self->p >= 0x20 && *self->p != '"' && *self->p != '\\')
        self->p++;
      g_string_append_len (decoded, run, self->p - run);

      if (self->p == self->end)
        return fail_at (self, first, _("the string does not end"), error);

      if (*self->p == '"')
        {
          self->p++;
          return TRUE;
        }

      if (*self->p != '\\')
        return fail_at (self, self->p, _("a control character in a string must be escaped"), error);

      if (!scan_escape (self, decoded, error))
        return FALSE;
    }
}

/* "name": of the object that is open. */
static gboolean
scan_key (Scanner *self,
          GError **error)
{
  g_autoptr(GString) name = g_string_new (NULL);
  const char *first;

  skip_blanks (self);
  first = self->p;
  if (peek (self) != '"')
    return fail_at (self, first, _("a name in double quotes is missing"), error);
  if (!scan_string (self, name, error))
    return FALSE;

  if (g_hash_table_contains (self->keys[self->depth - 1], name->str))
    {
      g_autofree char *reason = g_strdup_printf (_("“%.64s” occurs twice"), name->str);

      return fail_at (self, first, reason, error);
    }
  g_hash_table_add (self->keys[self->depth - 1], g_string_free (g_steal_pointer (&name), FALSE));

  skip_blanks (self);
  if (peek (self) != ':')
    return fail_at (self, self->p, _("a colon is missing"), error);
  self->p++;

  return TRUE;
}

static gboolean
scan_scalar (Scanner *self,
             GError **error)
{
  static const char * const words[] = { "true", "false", "null" };
  g_autoptr(GString) unused = NULL;

  if (peek (self) == '-' || g_ascii_isdigit (peek (self)))
    return scan_number (self, error);

  if (peek (self) == '"')
    {
      unused = g_string_new (NULL);
      return scan_string (self, unused, error);
    }

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if ((gsize) (self->end - self->p) >= n && memcmp (self->p, words[i], n) == 0)
        {
          self->p += n;
          return TRUE;
        }
    }

  return fail_at (self, self->p, self->p == self->end ? _("the text ends too early")
                                                      : _("a value is missing"), error);
}

static gboolean
open_container (Scanner *self,
                GError **error)
{
  gboolean is_object = peek (self) == '{';

  if (self->depth == EMU_JSON_MAX_DEPTH)
    {
      g_autofree char *reason = g_strdup_printf (_("nested more than %d deep"), EMU_JSON_MAX_DEPTH);

      return fail_at (self, self->p, reason, error);
    }

  self->p++;
  self->closer[self->depth] = is_object ? '}' : ']';
  self->keys[self->depth] = is_object ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL)
                                      : NULL;
  self->depth++;

  return TRUE;
}

static void
close_container (Scanner *self)
{
  self->depth--;
  g_clear_pointer (&self->keys[self->depth], g_hash_table_unref);
}

/* Closes what ends here. What follows is the next value, or the end of the text. */
static gboolean
scan_after_value (Scanner  *self,
                  gboolean *done,
                  GError  **error)
{
  for (;;)
    {
      skip_blanks (self);

      if (self->depth == 0)
        {
          *done = TRUE;
          return self->p == self->end ||
                 fail_at (self, self->p, _("something follows the value"), error);
        }

      if (peek (self) == ',')
        {
          self->p++;
          return self->keys[self->depth - 1] == NULL || scan_key (self, error);
        }

      if (peek (self) != self->closer[self->depth - 1])
        {
          g_autofree char *reason = g_strdup_printf (_("a comma or %c is missing"),
                                                     self->closer[self->depth - 1]);

          return fail_at (self, self->p, reason, error);
        }

      self->p++;
      close_container (self);
    }
}

static gboolean
scan_document (Scanner *self,
               GError **error)
{
  gboolean done = FALSE;

  while (!done)
    {
      skip_blanks (self);

      if (peek (self) == '{' || peek (self) == '[')
        {
          if (!open_container (self, error))
            return FALSE;

          skip_blanks (self);
          if (peek (self) != self->closer[self->depth - 1])
            {
              if (self->keys[self->depth - 1] != NULL && !scan_key (self, error))
                return FALSE;
              continue;
            }

          self->p++;
          close_container (self);
        }
      else if (!scan_scalar (self, error))
        {
          return FALSE;
        }

      if (!scan_after_value (self, &done, error))
        return FALSE;
    }

  return TRUE;
}

static gsize
byte_order_mark (const char *text,
                 gsize       length)
{
  return length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

gboolean
emu_json_scan (const char *text,
               gssize      length,
               gsize       max_bytes,
               GError    **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  Scanner self = { 0 };
  const char *valid;
  gboolean ok;

  if (n > max_bytes)
    {
      g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("the text is longer than the limit of %s"), limit);
      return FALSE;
    }

  self.end = text + n;
  self.start = self.p = text + byte_order_mark (text, n);

  if (!g_utf8_validate_len (self.start, self.end - self.start, &valid))
    return fail_at (&self, valid, _("the text is not UTF-8"), error);

  ok = scan_document (&self, error);

  while (self.depth > 0)
    close_container (&self);

  return ok;
}

JsonNode *
emu_json_parse (const char *text,
                gssize      length,
                gsize       max_bytes,
                GError    **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize mark;

  if (!emu_json_scan (text, (gssize) n, max_bytes, error))
    return NULL;

  mark = byte_order_mark (text, n);
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text + mark, (gssize) (n - mark), &local_error))
    {
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE, local_error->message);
      return NULL;
    }

  return json_parser_steal_root (parser);
}

/* --- Reading ------------------------------------------------------------------------------- */

gboolean
emu_json_get_number (JsonNode   *node,
                     const char *name,
                     double     *value,
                     GError    **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("“%.64s” must be a number"), name);
      return FALSE;
    }

  *value = json_node_get_double (node);

  return TRUE;
}

gboolean
emu_json_get_boolean (JsonNode   *node,
                      const char *name,
                      gboolean   *value,
                      GError    **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("“%.64s” must be true or false"), name);
      return FALSE;
    }

  *value = json_node_get_boolean (node);

  return TRUE;
}

const char *
emu_json_get_string (JsonNode   *node,
                     const char *name,
                     GError    **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("“%.64s” must be text in double quotes"), name);
      return NULL;
    }

  return json_node_get_string (node);
}

JsonObject *
emu_json_get_object (JsonNode   *node,
                     const char *name,
                     GError    **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("“%.64s” must be an object {…}"), name);
      return NULL;
    }

  return json_node_get_object (node);
}

JsonArray *
emu_json_get_array (JsonNode   *node,
                    const char *name,
                    GError    **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("“%.64s” must be a list […]"), name);
      return NULL;
    }

  return json_node_get_array (node);
}

gboolean
emu_json_check_keys (JsonObject         *object,
                     const char         *name,
                     const char * const *keys,
                     GError            **error)
{
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, NULL))
    {
      const char *nearest;

      if (g_strv_contains (keys, key) || g_str_has_prefix (key, "x-"))
        continue;

      nearest = emu_nearest_name (key, keys);
      if (nearest != NULL)
        g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                     _("%s has no “%.64s”; did you mean “%s”?"), name, key, nearest);
      else
        g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                     _("%s has no “%.64s”; only names that begin with x- are free"), name, key);

      return FALSE;
    }

  return TRUE;
}
