/* emu-json-writer.c: JSON written without loss
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-json-writer.h"
#include "emu-param.h"

/* One character per open container: '}', ']', or '.' for a row. */
struct _EmuJsonWriter
{
  GString *text;
  GString *open;
  gboolean empty;
};

EmuJsonWriter *
emu_json_writer_new (void)
{
  EmuJsonWriter *self = g_new0 (EmuJsonWriter, 1);

  self->text = g_string_new (NULL);
  self->open = g_string_new (NULL);
  self->empty = TRUE;

  return self;
}

void
emu_json_writer_free (EmuJsonWriter *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->open, TRUE);
  g_free (self);
}

char *
emu_json_writer_finish (EmuJsonWriter *self)
{
  char *text;

  g_return_val_if_fail (self->open->len == 0, NULL);

  g_string_append_c (self->text, '\n');
  text = g_string_free (g_steal_pointer (&self->text), FALSE);
  g_string_free (self->open, TRUE);
  g_free (self);

  return text;
}

static char
innermost (const EmuJsonWriter *self)
{
  return self->open->len > 0 ? self->open->str[self->open->len - 1] : '\0';
}

static void
break_line (EmuJsonWriter *self)
{
  g_string_append_c (self->text, '\n');
  for (gsize i = 0; i < self->open->len; i++)
    g_string_append (self->text, "  ");
}

static void
append_quoted (EmuJsonWriter *self,
               const char    *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (self->text, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      switch (*p)
        {
        case '"':
        case '\\':
          g_string_append_c (self->text, '\\');
          g_string_append_c (self->text, *p);
          break;

        case '\n':
          g_string_append (self->text, "\\n");
          break;

        case '\t':
          g_string_append (self->text, "\\t");
          break;

        default:
          if ((guchar) *p < 0x20 || *p == 0x7f)
            g_string_append_printf (self->text, "\\u%04x", (guint) *p);
          else
            g_string_append_c (self->text, *p);
          break;
        }
    }
  g_string_append_c (self->text, '"');
}

/* Everything that stands before a value: comma, line, indent, name. */
static void
begin_value (EmuJsonWriter *self,
             const char    *key)
{
  g_return_if_fail ((innermost (self) == '}') == (key != NULL));
  g_return_if_fail (self->open->len > 0 || self->text->len == 0);

  if (!self->empty)
    g_string_append (self->text, innermost (self) == '.' ? ", " : ",");
  if (self->open->len > 0 && innermost (self) != '.')
    break_line (self);
  self->empty = FALSE;

  if (key != NULL)
    {
      append_quoted (self, key);
      g_string_append (self->text, ": ");
    }
}

static void
begin_container (EmuJsonWriter *self,
                 const char    *key,
                 char           opener,
                 char           closer)
{
  g_return_if_fail (innermost (self) != '.');

  begin_value (self, key);
  g_string_append_c (self->text, opener);
  g_string_append_c (self->open, closer);
  self->empty = TRUE;
}

void
emu_json_begin_object (EmuJsonWriter *self,
                       const char    *key)
{
  begin_container (self, key, '{', '}');
}

void
emu_json_begin_array (EmuJsonWriter *self,
                      const char    *key)
{
  begin_container (self, key, '[', ']');
}

void
emu_json_begin_row (EmuJsonWriter *self,
                    const char    *key)
{
  begin_container (self, key, '[', '.');
}

void
emu_json_end (EmuJsonWriter *self)
{
  char closer = innermost (self);

  g_return_if_fail (closer != '\0');

  g_string_truncate (self->open, self->open->len - 1);
  if (!self->empty && closer != '.')
    break_line (self);
  g_string_append_c (self->text, closer == '.' ? ']' : closer);
  self->empty = FALSE;
}

void
emu_json_add_number (EmuJsonWriter *self,
                     const char    *key,
                     double         value)
{
  g_autofree char *text = NULL;

  /* The sign of −0 would not survive being read as an integer. */
  text = isfinite (value) ? emu_format_number (value + 0.0) : g_strdup ("null");
  begin_value (self, key);
  g_string_append (self->text, text);
}

void
emu_json_add_integer (EmuJsonWriter *self,
                      const char    *key,
                      gint64         value)
{
  begin_value (self, key);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
emu_json_add_boolean (EmuJsonWriter *self,
                      const char    *key,
                      gboolean       value)
{
  begin_value (self, key);
  g_string_append (self->text, value ? "true" : "false");
}

void
emu_json_add_string (EmuJsonWriter *self,
                     const char    *key,
                     const char    *value)
{
  begin_value (self, key);
  if (value != NULL)
    append_quoted (self, value);
  else
    g_string_append (self->text, "null");
}

static void
add_member_cb (JsonObject *object,
               const char *key,
               JsonNode   *value,
               gpointer    user_data)
{
  emu_json_add_node (user_data, key, value);
}

static void
add_element_cb (JsonArray *array,
                guint      index,
                JsonNode  *value,
                gpointer   user_data)
{
  emu_json_add_node (user_data, NULL, value);
}

static gboolean
holds_only_scalars (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element) || JSON_NODE_HOLDS_ARRAY (element))
        return FALSE;
    }

  return TRUE;
}

void
emu_json_add_node (EmuJsonWriter *self,
                   const char    *key,
                   JsonNode      *value)
{
  switch (json_node_get_node_type (value))
    {
    case JSON_NODE_OBJECT:
      emu_json_begin_object (self, key);
      json_object_foreach_member (json_node_get_object (value), add_member_cb, self);
      emu_json_end (self);
      break;

    case JSON_NODE_ARRAY:
      if (holds_only_scalars (json_node_get_array (value)))
        emu_json_begin_row (self, key);
      else
        emu_json_begin_array (self, key);
      json_array_foreach_element (json_node_get_array (value), add_element_cb, self);
      emu_json_end (self);
      break;

    case JSON_NODE_VALUE:
      if (json_node_get_value_type (value) == G_TYPE_STRING)
        emu_json_add_string (self, key, json_node_get_string (value));
      else if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
        emu_json_add_boolean (self, key, json_node_get_boolean (value));
      else if (json_node_get_value_type (value) == G_TYPE_INT64)
        emu_json_add_integer (self, key, json_node_get_int (value));
      else
        emu_json_add_number (self, key, json_node_get_double (value));
      break;

    case JSON_NODE_NULL:
    default:
      emu_json_add_string (self, key, NULL);
      break;
    }
}
