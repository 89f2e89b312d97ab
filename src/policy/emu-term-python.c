/* emu-term-python.c: Python's expressions read without running any
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-term.h"

/* A place in the text. Going back to one is a copy. */
typedef struct
{
  const char *p;
  int         line;
  int         column;
} Cursor;

typedef struct
{
  Cursor   at;
  Cursor   token_end;   /* behind the last thing read: blanks and comments after it do not count */
  guint    depth;
  GError **error;
} Parser;

static gboolean
fail_at (Parser      *self,
         const Cursor *at,
         const char  *message)
{
  emu_policy_set_bad_text (self->error, at->line, at->column, "%s", message);

  return FALSE;
}

static void
step (Parser *self)
{
  if (*self->at.p == '\n')
    {
      self->at.line++;
      self->at.column = 1;
      self->at.p++;
    }
  else
    {
      self->at.column++;
      self->at.p = g_utf8_next_char (self->at.p);
    }
}

static void
steps (Parser *self,
       guint   n)
{
  while (n-- > 0)
    step (self);
}

/* A line ends where no bracket is open. */
static void
skip_blanks (Parser *self)
{
  for (;;)
    {
      char c = *self->at.p;

      if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || (c == '\n' && self->depth > 0))
        {
          step (self);
        }
      else if (c == '\\' && (self->at.p[1] == '\n' ||
                             (self->at.p[1] == '\r' && self->at.p[2] == '\n')))
        {
          while (*self->at.p != '\n')
            step (self);
          step (self);
        }
      else if (c == '#')
        {
          while (*self->at.p != '\0' && *self->at.p != '\n')
            step (self);
        }
      else
        {
          return;
        }
    }
}

static void
done_token (Parser *self)
{
  self->token_end = self->at;
  skip_blanks (self);
}

static gboolean
is_name_start (const char *p)
{
  return *p == '_' || g_ascii_isalpha (*p) || (guchar) *p >= 0x80;
}

static gboolean
is_name_part (const char *p)
{
  return is_name_start (p) || g_ascii_isdigit (*p);
}

static gboolean
enter (Parser *self)
{
  if (++self->depth > EMU_TERM_MAX_DEPTH)
    {
      emu_policy_set_bad_text (self->error, self->at.line, self->at.column,
                               _("brackets are nested more than %d deep"), EMU_TERM_MAX_DEPTH);
      return FALSE;
    }

  return TRUE;
}

/* --- Texts --------------------------------------------------------------------------------- */

/* Length of the prefix and the opening quotes, 0 where no text begins. */
static guint
string_start (const char *p,
              gboolean   *raw,
              gboolean   *formatted,
              guint      *n_quotes)
{
  guint n = 0;

  *raw = FALSE;
  *formatted = FALSE;
  while (n < 2 && p[n] != '\0' && strchr ("rRbBuUfF", p[n]) != NULL)
    {
      *raw |= g_ascii_tolower (p[n]) == 'r';
      *formatted |= g_ascii_tolower (p[n]) == 'f';
      n++;
    }
  if (p[n] != '\'' && p[n] != '"')
    return 0;

  *n_quotes = p[n + 1] == p[n] && p[n + 2] == p[n] ? 3 : 1;

  return n + *n_quotes;
}

static void
append_escape (Parser  *self,
               GString *out)
{
  static const char names[] = "ntrabfv0\\'\"";
  static const char bytes[] = "\n\t\r\a\b\f\v\0\\'\"";
  char c = *self->at.p;
  const char *found = c != '\0' ? strchr (names, c) : NULL;
  guint n_digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  gunichar code = 0;

  if (c == '\n')
    {
      step (self);
      return;
    }

  for (guint i = 1; i <= n_digits; i++)
    {
      if (!g_ascii_isxdigit (self->at.p[i]))
        n_digits = 0;
      else
        code = (code << 4) | (gunichar) g_ascii_xdigit_value (self->at.p[i]);
    }

  if (n_digits > 0 && code != 0 && g_unichar_validate (code))
    {
      g_string_append_unichar (out, code);
      steps (self, n_digits + 1);
    }
  else if (found != NULL && bytes[found - names] != '\0')
    {
      g_string_append_c (out, bytes[found - names]);
      step (self);
    }
  else
    {
      /* Python keeps the backslash of what it does not know. */
      g_string_append_c (out, '\\');
    }
}

static EmuTerm *
parse_string (Parser *self)
{
  Cursor start = self->at;
  gboolean raw;
  gboolean formatted;
  guint n_quotes = 1;
  guint n = string_start (self->at.p, &raw, &formatted, &n_quotes);
  char quote = self->at.p[n - 1];
  g_autoptr(GString) out = g_string_new (NULL);
  EmuTerm *term;

  steps (self, n);
  for (;;)
    {
      const char *p = self->at.p;

      if (*p == '\0' || (*p == '\n' && n_quotes == 1))
        {
          fail_at (self, &start, _("a text begins here and does not end; close its quotes"));
          return NULL;
        }
      if (*p == quote && (n_quotes == 1 || (p[1] == quote && p[2] == quote)))
        break;

      step (self);
      if (*p == '\\' && !raw)
        {
          append_escape (self, out);
        }
      else if (*p == '\\' && *self->at.p != '\0')
        {
          step (self);
          g_string_append_len (out, p, self->at.p - p);
        }
      else
        {
          g_string_append_len (out, p, self->at.p - p);
        }
    }
  steps (self, n_quotes);

  /* What an f-string says is known only when it runs. */
  if (formatted)
    {
      g_autofree char *text = g_strndup (start.p, self->at.p - start.p);

      term = emu_term_new_text (EMU_TERM_RAW, text);
    }
  else
    {
      term = emu_term_new_text (EMU_TERM_STRING, out->str);
    }
  done_token (self);

  return term;
}

/* --- Numbers and names --------------------------------------------------------------------- */

static EmuTerm *
parse_number (Parser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  EmuTerm *term;
  const char *p;
  char *end;
  double value;

  while (*self->at.p == '-' || *self->at.p == '+')
    {
      if (*self->at.p == '-')
        g_string_append_c (text, '-');
      step (self);
      skip_blanks (self);
    }

  p = self->at.p;
  while (g_ascii_isdigit (*p) || *p == '.' || (*p == '_' && g_ascii_isdigit (p[1])) ||
         ((*p == 'e' || *p == 'E') && (g_ascii_isdigit (p[1]) ||
                                       ((p[1] == '-' || p[1] == '+') && g_ascii_isdigit (p[2])))) ||
         ((*p == '-' || *p == '+') && (p[-1] == 'e' || p[-1] == 'E')))
    {
      if (*p != '_')
        g_string_append_c (text, *p);
      p++;
    }

  value = g_ascii_strtod (text->str, &end);
  if (p == self->at.p || *end != '\0' || !isfinite (value) || is_name_part (p))
    {
      fail_at (self, &self->at, _("this is no number; write it as 0.5, 1e-3 or 224"));
      return NULL;
    }

  term = emu_term_new_text (EMU_TERM_NUMBER, text->str);
  term->number = value;
  steps (self, (guint) (p - self->at.p));
  done_token (self);

  return term;
}

static char *
parse_name (Parser *self)
{
  GString *name = g_string_new (NULL);

  for (;;)
    {
      const char *start = self->at.p;

      while (is_name_part (self->at.p))
        step (self);
      g_string_append_len (name, start, self->at.p - start);
      done_token (self);

      if (*self->at.p != '.')
        break;
      step (self);
      skip_blanks (self);
      if (!is_name_start (self->at.p))
        {
          fail_at (self, &self->at, _("a name must follow the dot"));
          g_string_free (name, TRUE);
          return NULL;
        }
      g_string_append_c (name, '.');
    }

  return g_string_free (name, FALSE);
}

/* --- Expressions --------------------------------------------------------------------------- */

static EmuTerm *parse_expression (Parser *self);

static gboolean
at_end (const Parser *self)
{
  char c = *self->at.p;

  return c == '\0' || c == ',' || c == ')' || c == ']' || c == '}' || c == ';' ||
         (c == '\n' && self->depth == 0);
}

/* Past everything up to the comma or bracket that ends it, texts and brackets within and all. */
static EmuTerm *
parse_raw (Parser       *self,
           const Cursor *start,
           guint         depth)
{
  char open[EMU_TERM_MAX_DEPTH];
  guint n_open = 0;
  gboolean in_lambda = FALSE;
  EmuTerm *term;

  self->at = *start;
  self->token_end = *start;
  self->depth = depth;

  for (;;)
    {
      char c = *self->at.p;
      gboolean raw;
      gboolean formatted;
      guint n_quotes;

      if (n_open == 0 && at_end (self) && !(c == ',' && in_lambda))
        break;

      if (c == '\0')
        {
          fail_at (self, start, _("a bracket that is opened here is never closed"));
          return NULL;
        }

      if (c == '(' || c == '[' || c == '{')
        {
          if (!enter (self))
            return NULL;
          open[n_open++] = c == '(' ? ')' : c == '[' ? ']' : '}';
          step (self);
        }
      else if (c == ')' || c == ']' || c == '}')
        {
          if (open[n_open - 1] != c)
            {
              fail_at (self, &self->at, _("this bracket closes another kind than was opened"));
              return NULL;
            }
          n_open--;
          self->depth--;
          step (self);
        }
      else if (string_start (self->at.p, &raw, &formatted, &n_quotes) > 0)
        {
          g_autoptr(EmuTerm) text = parse_string (self);

          if (text == NULL)
            return NULL;
          continue;
        }
      else if (is_name_start (self->at.p))
        {
          const char *name = self->at.p;

          while (is_name_part (self->at.p))
            step (self);
          /* Commas before the colon part the names of what a lambda takes. */
          if (n_open == 0 && self->at.p - name == 6 && strncmp (name, "lambda", 6) == 0)
            in_lambda = TRUE;
        }
      else
        {
          if (c == ':' && n_open == 0)
            in_lambda = FALSE;
          step (self);
        }
      done_token (self);
    }

  if (self->token_end.p <= start->p)
    {
      fail_at (self, start, _("a value is missing here"));
      return NULL;
    }

  {
    g_autofree char *text = g_strndup (start->p, self->token_end.p - start->p);

    term = emu_term_new_text (EMU_TERM_RAW, text);
  }

  return term;
}

static gboolean
at_keyword (const Parser *self)
{
  const char *p = self->at.p;

  if (!is_name_start (p))
    return FALSE;
  while (is_name_part (p))
    p++;
  while (*p == ' ' || *p == '\t')
    p++;

  return *p == '=' && p[1] != '=';
}

/* After the opening bracket. @comma: whether the last thing before the closing one is a comma */
static gboolean
parse_items (Parser       *self,
             EmuTerm      *term,
             const Cursor *start,
             char          close,
             gboolean     *comma)
{
  gboolean keywords = FALSE;

  *comma = FALSE;
  while (*self->at.p != close)
    {
      g_autofree char *key = NULL;
      Cursor at = self->at;
      EmuTerm *item;

      if (*self->at.p == '\0')
        return fail_at (self, start, _("the bracket that is opened here is never closed"));

      if (term->kind == EMU_TERM_CALL && at_keyword (self))
        {
          const char *name = self->at.p;

          while (is_name_part (self->at.p))
            step (self);
          key = g_strndup (name, self->at.p - name);
          skip_blanks (self);
          step (self);
          skip_blanks (self);
          if (emu_term_find (term, key) != NULL)
            {
              emu_policy_set_bad_text (self->error, at.line, at.column,
                                       _("“%.64s” is given twice; take one out"), key);
              return FALSE;
            }
          keywords = TRUE;
        }
      else if (keywords && *self->at.p != '*')
        {
          return fail_at (self, &at, _("a value without a name cannot follow one with a name"));
        }

      item = parse_expression (self);
      if (item == NULL)
        return FALSE;

      if (term->kind == EMU_TERM_DICT)
        {
          if (*self->at.p != ':')
            {
              emu_term_free (item);
              return fail_at (self, &self->at, _("a dictionary needs a colon behind its key"));
            }
          key = item->kind == EMU_TERM_STRING ? g_strdup (item->text) : emu_term_to_python (item);
          emu_term_free (item);
          step (self);
          skip_blanks (self);
          item = parse_expression (self);
          if (item == NULL)
            return FALSE;
        }
      emu_term_add (term, key, item);

      *comma = *self->at.p == ',';
      if (*comma)
        {
          step (self);
          skip_blanks (self);
        }
      else if (*self->at.p != close)
        {
          g_autofree char *message =
            g_strdup_printf (_("expected “,” or “%c” here; perhaps a comma is missing"), close);

          return fail_at (self, *self->at.p == '\0' ? start : &self->at,
                          *self->at.p == '\0' ? _("the bracket that is opened here is never closed")
                                              : message);
        }
    }

  return TRUE;
}

static EmuTerm *
parse_bracket (Parser     *self,
               EmuTermKind kind,
               const char *name,
               char        close)
{
  g_autoptr(EmuTerm) term = name != NULL ? emu_term_new_text (kind, name) : emu_term_new (kind);
  Cursor start = self->at;
  gboolean comma;

  if (!enter (self))
    return NULL;
  step (self);
  done_token (self);
  if (!parse_items (self, term, &start, close, &comma))
    return NULL;

  step (self);
  self->depth--;
  done_token (self);

  /* (1) is 1, and (1,) is a tuple. */
  if (kind == EMU_TERM_TUPLE && emu_term_length (term) == 1 && !comma)
    return g_ptr_array_steal_index (term->items, 0);

  return g_steal_pointer (&term);
}

static EmuTerm *
parse_named (Parser *self)
{
  g_autofree char *name = parse_name (self);

  if (name == NULL)
    return NULL;

  if (strcmp (name, "None") == 0)
    return emu_term_new (EMU_TERM_NONE);
  if (strcmp (name, "True") == 0 || strcmp (name, "False") == 0)
    return emu_term_new_bool (name[0] == 'T');
  if (strcmp (name, "lambda") == 0)
    return emu_term_new_text (EMU_TERM_RAW, name);
  if (*self->at.p == '(')
    return parse_bracket (self, EMU_TERM_CALL, name, ')');

  return emu_term_new_text (EMU_TERM_NAME, name);
}

static EmuTerm *
parse_plain (Parser *self)
{
  const char *p = self->at.p;
  gboolean raw;
  gboolean formatted;
  guint n_quotes;

  if (*p == '[')
    return parse_bracket (self, EMU_TERM_LIST, NULL, ']');
  if (*p == '(')
    return parse_bracket (self, EMU_TERM_TUPLE, NULL, ')');
  if (*p == '{')
    return parse_bracket (self, EMU_TERM_DICT, NULL, '}');
  if (string_start (p, &raw, &formatted, &n_quotes) > 0)
    return parse_string (self);
  if (is_name_start (p))
    return parse_named (self);

  return parse_number (self);
}

static EmuTerm *
parse_expression (Parser *self)
{
  Cursor start = self->at;
  guint depth = self->depth;
  GError *local_error = NULL;
  GError **error = self->error;
  EmuTerm *term;

  if (at_end (self))
    {
      fail_at (self, &start, _("a value is missing here"));
      return NULL;
    }

  self->error = &local_error;
  term = parse_plain (self);
  self->error = error;

  /* A whole expression stands as it is; what is wrong inside a bracket is told from there. */
  if (term == NULL && strchr ("-+~*", *start.p) != NULL)
    {
      g_clear_error (&local_error);
      term = parse_raw (self, &start, depth);
    }
  else if (term == NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  else if (!at_end (self) && !(*self->at.p == ':' && term->kind != EMU_TERM_RAW) &&
           !(*self->at.p == '=' && self->at.p[1] != '='))
    {
      /* Two values beside each other are no expression: a comma was forgotten. */
      if (strchr ("+-*/%@&|^<>=!~.([", *self->at.p) == NULL &&
          !g_str_has_prefix (self->at.p, "for ") && !g_str_has_prefix (self->at.p, "if ") &&
          !g_str_has_prefix (self->at.p, "and ") && !g_str_has_prefix (self->at.p, "or ") &&
          !g_str_has_prefix (self->at.p, "is ") && !g_str_has_prefix (self->at.p, "in ") &&
          !g_str_has_prefix (self->at.p, "not ") && term->kind != EMU_TERM_RAW)
        return term;
      emu_term_free (term);
      term = parse_raw (self, &start, depth);
    }

  if (term != NULL)
    {
      term->line = start.line;
      term->column = start.column;
    }

  return term;
}

/* --- Programs ------------------------------------------------------------------------------ */

static void
free_statement (gpointer data)
{
  EmuStatement *statement = data;

  g_free (statement->name);
  emu_term_free (statement->value);
  g_free (statement);
}

static void
skip_lines (Parser *self)
{
  for (;;)
    {
      skip_blanks (self);
      if (*self->at.p != '\n' && *self->at.p != ';')
        return;
      step (self);
    }
}

static gboolean
skip_import (Parser *self)
{
  const char *p = self->at.p;
  guint n_open = 0;

  if (!g_str_has_prefix (p, "import ") && !g_str_has_prefix (p, "from "))
    return FALSE;

  while (*self->at.p != '\0' && (*self->at.p != '\n' || n_open > 0))
    {
      if (*self->at.p == '(')
        n_open++;
      if (*self->at.p == ')' && n_open > 0)
        n_open--;
      step (self);
    }

  return TRUE;
}

static EmuStatement *
parse_statement (Parser *self)
{
  g_autofree char *name = NULL;
  EmuStatement *statement;
  EmuTerm *value;

  if (at_keyword (self))
    {
      const char *start = self->at.p;

      while (is_name_part (self->at.p))
        step (self);
      name = g_strndup (start, self->at.p - start);
      skip_blanks (self);
      step (self);
      skip_blanks (self);
    }

  value = parse_expression (self);
  if (value == NULL)
    return NULL;

  statement = g_new0 (EmuStatement, 1);
  statement->name = g_steal_pointer (&name);
  statement->value = value;

  return statement;
}

GPtrArray *
emu_term_parse_program (const char  *text,
                        GError     **error)
{
  g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func (free_statement);
  Parser parser = { .at = { text, 1, 1 }, .error = error };

  /* A byte order mark is no character of the text. */
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    parser.at.p += 3;

  for (;;)
    {
      EmuStatement *statement;

      skip_lines (&parser);
      if (*parser.at.p == '\0')
        break;
      if (skip_import (&parser))
        continue;

      statement = parse_statement (&parser);
      if (statement == NULL)
        return NULL;
      g_ptr_array_add (statements, statement);

      /* A list is often copied with the comma behind it. */
      if (*parser.at.p == ',')
        {
          step (&parser);
          skip_blanks (&parser);
        }
      if (*parser.at.p != '\0' && *parser.at.p != '\n' && *parser.at.p != ';')
        {
          fail_at (&parser, &parser.at, _("nothing more was expected on this line"));
          return NULL;
        }
    }

  if (statements->len == 0)
    {
      fail_at (&parser, &parser.at, _("there is no expression in this text"));
      return NULL;
    }

  return g_steal_pointer (&statements);
}

EmuTerm *
emu_term_parse (const char  *text,
                GError     **error)
{
  g_autoptr(GPtrArray) statements = emu_term_parse_program (text, error);
  EmuStatement *first;

  if (statements == NULL)
    return NULL;

  first = g_ptr_array_index (statements, 0);
  if (statements->len > 1 || first->name != NULL)
    {
      emu_policy_set_bad_text (error, 1, 1, _("one expression was expected"));
      return NULL;
    }

  return g_steal_pointer (&first->value);
}
