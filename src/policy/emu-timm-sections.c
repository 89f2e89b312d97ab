/* emu-timm-sections.c: a string of timm taken apart, and what is said about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-timm-private.h"

static void
free_section (gpointer data)
{
  EmuTimmSection *section = data;

  g_free (section->text);
  g_free (section->key);
  g_free (section->value);
  g_free (section);
}

/* A key is everything before the first digit, and a dot before the digit belongs to the number. */
static EmuTimmSection *
new_section (const char *start,
             gsize       length,
             int         line,
             int         column)
{
  EmuTimmSection *self = g_new0 (EmuTimmSection, 1);
  gsize split;

  self->text = g_strndup (start, length);
  self->line = line;
  self->column = column;
  split = strcspn (self->text, "0123456789");
  self->value = self->text[split] != '\0' ? g_strdup (self->text + split) : NULL;
  if (self->value != NULL && split > 0 && self->text[split - 1] == '.')
    {
      g_free (self->value);
      self->value = g_strconcat ("0", self->text + split - 1, NULL);
      self->leading_dot = TRUE;
      split--;
    }
  self->key = g_strndup (self->text, split);

  return self;
}

GPtrArray *
emu_timm_sections_new (const char *text,
                       int         line,
                       int         column)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func (free_section);
  gsize length;

  for (; g_ascii_isspace (*text); text++)
    {
      column = *text == '\n' ? 1 : column + 1;
      line += *text == '\n';
    }
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  for (const char *start = text, *end = text + length;;)
    {
      const char *dash = memchr (start, '-', (gsize) (end - start));
      gsize n = (gsize) ((dash != NULL ? dash : end) - start);

      g_ptr_array_add (sections, new_section (start, n, line, column));
      if (dash == NULL)
        return sections;
      column += (int) g_utf8_strlen (start, (gssize) n) + 1;
      start = dash + 1;
    }
}

void
emu_timm_note (GPtrArray  *notes,
               const char *format,
               ...)
{
  va_list args;

  if (notes == NULL)
    return;

  va_start (args, format);
  g_ptr_array_add (notes, g_strdup_vprintf (format, args));
  va_end (args);
}

/* For messages: one line, of bounded length, still valid UTF-8. */
char *
emu_timm_show (const char *text)
{
  GString *shown = g_string_new (NULL);
  int n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (++n > 40)
        {
          g_string_append (shown, "…");
          break;
        }
      g_string_append_unichar (shown, g_unichar_isprint (c) ? c : 0xfffd);
    }

  return g_string_free (shown, FALSE);
}

gboolean
emu_timm_refuse (GError    **error,
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
  g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED, _("line %d, column %d: %s"),
               line, column, message);

  return FALSE;
}
