/* emu-json-places.c: where in a text the values of a JSON document stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-json-places.h"

typedef struct
{
  int line;
  int column;
} Place;

struct _EmuJsonPlaces
{
  GArray     *places;  /* of Place, in the order of the text */
  GHashTable *index;   /* node → its number plus one */
};

typedef struct
{
  const char *p;
  int         line;
  int         column;
} Cursor;

static void
step (Cursor *cursor)
{
  cursor->column++;
  if (*cursor->p == '\n')
    {
      cursor->line++;
      cursor->column = 1;
    }
  cursor->p = g_utf8_next_char (cursor->p);
}

static void
skip_blanks (Cursor *cursor)
{
  while (*cursor->p != '\0' && strchr (" \t\r\n", *cursor->p) != NULL)
    step (cursor);
}

static void
skip_string (Cursor *cursor)
{
  step (cursor);
  while (*cursor->p != '"' && *cursor->p != '\0')
    {
      if (*cursor->p == '\\')
        step (cursor);
      if (*cursor->p != '\0')
        step (cursor);
    }
  if (*cursor->p == '"')
    step (cursor);
}

/* The text is known to be JSON, so a string before a colon is a name, and everything else that
 * is no bracket, comma or colon is a value. */
static void
find_values (const char *text,
             GArray     *places)
{
  Cursor cursor = { g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text, 1, 1 };
  Place name = { 0, 0 };

  for (skip_blanks (&cursor); *cursor.p != '\0'; skip_blanks (&cursor))
    {
      Place place = { cursor.line, cursor.column };
      char c = *cursor.p;

      if (strchr ("]},:", c) != NULL)
        {
          step (&cursor);
          continue;
        }

      if (c == '"')
        {
          skip_string (&cursor);
          skip_blanks (&cursor);
          if (*cursor.p == ':')
            {
              name = place;
              continue;
            }
        }
      else if (c == '{' || c == '[')
        {
          step (&cursor);
        }
      else
        {
          while (*cursor.p != '\0' && strchr (" \t\r\n,]}", *cursor.p) == NULL)
            step (&cursor);
        }

      if (name.line > 0)
        place = name;
      name.line = 0;
      g_array_append_val (places, place);
    }
}

/* The same order as in the text; emu_json_scan() has limited the depth. */
static void
number_nodes (EmuJsonPlaces *self,
              JsonNode      *node)
{
  g_hash_table_insert (self->index, node, GUINT_TO_POINTER (g_hash_table_size (self->index) + 1));

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      JsonNode *member;
      const char *name;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        number_nodes (self, member);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        number_nodes (self, json_array_get_element (array, i));
    }
}

EmuJsonPlaces *
emu_json_places_new (const char *text,
                     JsonNode   *root)
{
  EmuJsonPlaces *self = g_new0 (EmuJsonPlaces, 1);

  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->index = g_hash_table_new (NULL, NULL);
  find_values (text, self->places);
  number_nodes (self, root);

  return self;
}

void
emu_json_places_free (EmuJsonPlaces *self)
{
  g_array_unref (self->places);
  g_hash_table_unref (self->index);
  g_free (self);
}

void
emu_json_places_find (const EmuJsonPlaces *self,
                      JsonNode            *node,
                      int                 *line,
                      int                 *column)
{
  guint number = self != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->index, node)) : 0;

  *line = 0;
  *column = 0;
  if (number >= 1 && number <= self->places->len)
    {
      const Place *place = &g_array_index (self->places, Place, number - 1);

      *line = place->line;
      *column = place->column;
    }
}
