/* emu-term.c: what the texts of Python programs, JSON and YAML have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-param.h"
#include "emu-term.h"

static void
free_item (gpointer data)
{
  emu_term_free (data);
}

EmuTerm *
emu_term_new (EmuTermKind kind)
{
  EmuTerm *self = g_new0 (EmuTerm, 1);

  self->kind = kind;
  if (kind >= EMU_TERM_LIST && kind <= EMU_TERM_CALL)
    {
      self->items = g_ptr_array_new_with_free_func (free_item);
      self->keys = g_ptr_array_new_with_free_func (g_free);
    }

  return self;
}

EmuTerm *
emu_term_new_text (EmuTermKind kind,
                   const char *text)
{
  EmuTerm *self = emu_term_new (kind);

  self->text = g_strdup (text);

  return self;
}

EmuTerm *
emu_term_new_number (double number)
{
  EmuTerm *self = emu_term_new (EMU_TERM_NUMBER);

  self->number = number;
  self->text = emu_format_number (number);

  return self;
}

EmuTerm *
emu_term_new_bool (gboolean value)
{
  EmuTerm *self = emu_term_new (EMU_TERM_BOOL);

  self->number = value;

  return self;
}

EmuTerm *
emu_term_copy (const EmuTerm *self)
{
  EmuTerm *copy = emu_term_new (self->kind);

  copy->line = self->line;
  copy->column = self->column;
  copy->number = self->number;
  copy->text = g_strdup (self->text);
  for (guint i = 0; i < emu_term_length (self); i++)
    emu_term_add (copy, g_ptr_array_index (self->keys, i), emu_term_copy (emu_term_item (self, i)));

  return copy;
}

void
emu_term_free (EmuTerm *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

void
emu_term_add (EmuTerm    *self,
              const char *key,
              EmuTerm    *item)
{
  g_ptr_array_add (self->items, item);
  g_ptr_array_add (self->keys, g_strdup (key));
}

guint
emu_term_length (const EmuTerm *self)
{
  return self->items != NULL ? self->items->len : 0;
}

EmuTerm *
emu_term_item (const EmuTerm *self,
               guint          i)
{
  return g_ptr_array_index (self->items, i);
}

gboolean
emu_term_is_list (const EmuTerm *self)
{
  return self->kind == EMU_TERM_LIST || self->kind == EMU_TERM_TUPLE;
}

EmuTerm *
emu_term_find (const EmuTerm *self,
               const char    *key)
{
  for (guint i = 0; i < emu_term_length (self); i++)
    {
      if (g_strcmp0 (g_ptr_array_index (self->keys, i), key) == 0)
        return emu_term_item (self, i);
    }

  return NULL;
}

gboolean
emu_term_equal (const EmuTerm *a,
                const EmuTerm *b)
{
  guint n = emu_term_length (a);

  if (a->kind != b->kind && !(emu_term_is_list (a) && emu_term_is_list (b)))
    return FALSE;

  if (n != emu_term_length (b) || a->number != b->number)
    return FALSE;

  if (a->kind != EMU_TERM_NUMBER && g_strcmp0 (a->text, b->text) != 0)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      if (g_strcmp0 (g_ptr_array_index (a->keys, i), g_ptr_array_index (b->keys, i)) != 0 ||
          !emu_term_equal (emu_term_item (a, i), emu_term_item (b, i)))
        return FALSE;
    }

  return TRUE;
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
write_string (GString    *out,
              const char *text)
{
  g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' || *p == '\'')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guchar) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\x%02x", (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '\'');
}

static void
write_term (GString       *out,
            const EmuTerm *self);

static void
write_items (GString       *out,
             const EmuTerm *self)
{
  for (guint i = 0; i < emu_term_length (self); i++)
    {
      const char *key = g_ptr_array_index (self->keys, i);

      if (i > 0)
        g_string_append (out, ", ");
      if (key != NULL && self->kind == EMU_TERM_DICT)
        {
          write_string (out, key);
          g_string_append (out, ": ");
        }
      else if (key != NULL)
        {
          g_string_append_printf (out, "%s=", key);
        }
      write_term (out, emu_term_item (self, i));
    }
}

static void
write_term (GString       *out,
            const EmuTerm *self)
{
  switch (self->kind)
    {
    case EMU_TERM_NONE:
      g_string_append (out, "None");
      break;

    case EMU_TERM_BOOL:
      g_string_append (out, self->number != 0 ? "True" : "False");
      break;

    case EMU_TERM_NUMBER:
    case EMU_TERM_NAME:
    case EMU_TERM_RAW:
      g_string_append (out, self->text);
      break;

    case EMU_TERM_STRING:
      write_string (out, self->text);
      break;

    case EMU_TERM_LIST:
      g_string_append_c (out, '[');
      write_items (out, self);
      g_string_append_c (out, ']');
      break;

    case EMU_TERM_TUPLE:
      g_string_append_c (out, '(');
      write_items (out, self);
      g_string_append (out, emu_term_length (self) == 1 ? ",)" : ")");
      break;

    case EMU_TERM_DICT:
      g_string_append_c (out, '{');
      write_items (out, self);
      g_string_append_c (out, '}');
      break;

    case EMU_TERM_CALL:
      g_string_append_printf (out, "%s(", self->text);
      write_items (out, self);
      g_string_append_c (out, ')');
      break;
    }
}

char *
emu_term_to_python (const EmuTerm *self)
{
  GString *out = g_string_new (NULL);

  write_term (out, self);

  return g_string_free (out, FALSE);
}
