/* emu-script.c: a mixing written in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-script.h"

void
emu_script_init (EmuScript *self)
{
  *self = (EmuScript) {
    .code = g_string_new (NULL),
    .arguments = g_ptr_array_new (),
    .helpers = g_ptr_array_new (),
  };
}

void
emu_script_clear (EmuScript *self)
{
  g_string_free (self->code, TRUE);
  g_ptr_array_unref (self->arguments);
  g_ptr_array_unref (self->helpers);
}

void
emu_script_add_code (EmuScript  *self,
                     const char *code)
{
  if (self->code->len > 0)
    g_string_append (self->code, "\n\n");
  g_string_append (self->code, code);
}

void
emu_script_add_arguments (EmuScript  *self,
                          const char *first,
                          ...)
{
  va_list names;

  va_start (names, first);
  for (const char *name = first; name != NULL; name = va_arg (names, const char *))
    g_ptr_array_add (self->arguments, (gpointer) name);
  va_end (names);
}

void
emu_script_add_helper (EmuScript  *self,
                       const char *name)
{
  g_ptr_array_add (self->helpers, (gpointer) name);
}
