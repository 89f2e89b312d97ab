/* emu-term-data.c: JSON and YAML as terms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <yaml.h>

#include "emu-dialect.h"
#include "emu-json-places.h"
#include "emu-json.h"
#include "emu-param.h"
#include "emu-term-data.h"

/* --- JSON ---------------------------------------------------------------------------------- */

static EmuTerm *term_from_json (JsonNode            *node,
                                const EmuJsonPlaces *places);

static EmuTerm *
object_from_json (JsonObject          *object,
                  const EmuJsonPlaces *places)
{
  EmuTerm *term = emu_term_new (EMU_TERM_DICT);
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    emu_term_add (term, l->data, term_from_json (json_object_get_member (object, l->data), places));

  return term;
}

static EmuTerm *
scalar_from_json (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    return emu_term_new_text (EMU_TERM_STRING, json_node_get_string (node));
  if (type == G_TYPE_BOOLEAN)
    return emu_term_new_bool (json_node_get_boolean (node));

  return emu_term_new_number (json_node_get_double (node));
}

static EmuTerm *
term_from_json (JsonNode            *node,
                const EmuJsonPlaces *places)
{
  EmuTerm *term = NULL;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      term = object_from_json (json_node_get_object (node), places);
      break;

    case JSON_NODE_ARRAY:
      term = emu_term_new (EMU_TERM_LIST);
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        emu_term_add (term, NULL,
                      term_from_json (json_array_get_element (json_node_get_array (node), i),
                                      places));
      break;

    case JSON_NODE_VALUE:
      term = scalar_from_json (node);
      break;

    case JSON_NODE_NULL:
      term = emu_term_new (EMU_TERM_NONE);
      break;
    }

  emu_json_places_find (places, node, &term->line, &term->column);

  return term;
}

EmuTerm *
emu_term_parse_json (const char  *text,
                     GError     **error)
{
  g_autoptr(JsonNode) root = emu_json_parse (text, -1, EMU_POLICY_MAX_BYTES, error);
  g_autoptr(EmuJsonPlaces) places = NULL;

  if (root == NULL)
    return NULL;

  places = emu_json_places_new (text, root);

  return term_from_json (root, places);
}

static void
write_json_string (GString    *out,
                   const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' || *p == '"')
        g_string_append_printf (out, "\\%c", *p);
      else if ((guchar) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
write_json (GString       *out,
            const EmuTerm *self)
{
  gboolean is_list = emu_term_is_list (self);
  g_autofree char *text = NULL;

  switch (self->kind)
    {
    case EMU_TERM_NONE:
      g_string_append (out, "null");
      return;

    case EMU_TERM_BOOL:
      g_string_append (out, self->number != 0 ? "true" : "false");
      return;

    case EMU_TERM_NUMBER:
      text = emu_format_number (self->number);
      g_string_append (out, text);
      return;

    case EMU_TERM_STRING:
    case EMU_TERM_NAME:
    case EMU_TERM_RAW:
      write_json_string (out, self->text);
      return;

    case EMU_TERM_CALL:
    case EMU_TERM_LIST:
    case EMU_TERM_TUPLE:
    case EMU_TERM_DICT:
      break;
    }

  g_string_append_c (out, is_list ? '[' : '{');
  if (self->kind == EMU_TERM_CALL)
    {
      g_string_append (out, "\"" EMU_TERM_CLASS "\": ");
      write_json_string (out, self->text);
    }

  for (guint i = 0; i < emu_term_length (self); i++)
    {
      if (i > 0 || self->kind == EMU_TERM_CALL)
        g_string_append (out, ", ");
      if (!is_list)
        {
          const char *key = g_ptr_array_index (self->keys, i);
          g_autofree char *number = g_strdup_printf ("%u", i);

          write_json_string (out, key != NULL ? key : number);
          g_string_append (out, ": ");
        }
      write_json (out, emu_term_item (self, i));
    }
  g_string_append_c (out, is_list ? ']' : '}');
}

char *
emu_term_to_json (const EmuTerm *self)
{
  GString *out = g_string_new (NULL);

  write_json (out, self);

  return g_string_free (out, FALSE);
}

/* --- YAML ---------------------------------------------------------------------------------- */

typedef struct
{
  yaml_parser_t parser;
  GHashTable   *anchors;   /* name to term; the terms belong to the table */
  guint         n_values;
  guint         depth;
  GError      **error;
} Yaml;

static gboolean
yaml_fail (Yaml        *self,
           yaml_mark_t  mark,
           const char  *message)
{
  emu_policy_set_bad_text (self->error, (int) mark.line + 1, (int) mark.column + 1, "%s", message);

  return FALSE;
}

static gboolean
next_event (Yaml         *self,
            yaml_event_t *event)
{
  if (yaml_parser_parse (&self->parser, event))
    return TRUE;

  memset (event, 0, sizeof *event);

  return yaml_fail (self, self->parser.problem_mark,
                    self->parser.problem != NULL ? self->parser.problem
                                                 : _("this cannot be read as YAML"));
}

static gboolean
check_tag (Yaml               *self,
           const yaml_event_t *event,
           const yaml_char_t  *tag)
{
  static const char * const known[] = {
    "str", "int", "float", "bool", "null", "seq", "map", "python/tuple", "python/unicode",
  };
  const char *prefix = "tag:yaml.org,2002:";

  if (tag == NULL || strcmp ((const char *) tag, "!") == 0)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_str_has_prefix ((const char *) tag, prefix) &&
          strcmp ((const char *) tag + strlen (prefix), known[i]) == 0)
        return TRUE;
    }

  emu_policy_set_bad_text (self->error, (int) event->start_mark.line + 1,
                           (int) event->start_mark.column + 1,
                           _("the tag “%.64s” is not read here; write the value without it"),
                           (const char *) tag);

  return FALSE;
}

static EmuTerm *
scalar_from_yaml (const yaml_event_t *event)
{
  static const char * const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char * const trues[] = { "true", "True", "TRUE", "yes", "Yes", "on", "On", NULL };
  static const char * const falses[] = { "false", "False", "FALSE", "no", "No", "off", "Off", NULL };
  const char *text = (const char *) event->data.scalar.value;
  const char *tag = (const char *) event->data.scalar.tag;
  EmuTerm *term;
  double value;

  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE ||
      (tag != NULL && g_str_has_suffix (tag, ":str")))
    return emu_term_new_text (EMU_TERM_STRING, text);

  if (g_strv_contains (nulls, text))
    return emu_term_new (EMU_TERM_NONE);
  if (g_strv_contains (trues, text))
    return emu_term_new_bool (TRUE);
  if (g_strv_contains (falses, text))
    return emu_term_new_bool (FALSE);
  if (!emu_parse_number (text, &value) || !isfinite (value))
    return emu_term_new_text (EMU_TERM_STRING, text);

  term = emu_term_new_number (value);

  return term;
}

static guint
count_values (const EmuTerm *term)
{
  guint n = 1;

  for (guint i = 0; i < emu_term_length (term); i++)
    n += count_values (emu_term_item (term, i));

  return n;
}

static gboolean
count (Yaml        *self,
       yaml_mark_t  mark,
       guint        n)
{
  self->n_values += n;
  if (self->n_values <= EMU_TERM_MAX_VALUES)
    return TRUE;

  emu_policy_set_bad_text (self->error, (int) mark.line + 1, (int) mark.column + 1,
                           _("the text comes to more than %d values"), EMU_TERM_MAX_VALUES);

  return FALSE;
}

static EmuTerm *value_from_yaml (Yaml         *self,
                                 yaml_event_t *event);

/* Up to the end of the list or mapping. */
static gboolean
items_from_yaml (Yaml    *self,
                 EmuTerm *term)
{
  for (;;)
    {
      yaml_event_t event;
      g_autofree char *key = NULL;
      EmuTerm *item;
      yaml_mark_t mark;

      if (!next_event (self, &event))
        return FALSE;
      if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT)
        {
          yaml_event_delete (&event);
          return TRUE;
        }

      if (term->kind == EMU_TERM_DICT)
        {
          mark = event.start_mark;
          if (event.type == YAML_SCALAR_EVENT)
            key = g_strdup ((const char *) event.data.scalar.value);
          yaml_event_delete (&event);
          if (key == NULL)
            return yaml_fail (self, mark, _("a key must be a plain word"));
          if (strcmp (key, "<<") == 0)
            return yaml_fail (self, mark, _("mappings that are merged are not read here"));
          if (emu_term_find (term, key) != NULL)
            return yaml_fail (self, mark, _("this key occurs twice; take one out"));
          if (!next_event (self, &event))
            return FALSE;
        }

      item = value_from_yaml (self, &event);
      yaml_event_delete (&event);
      if (item == NULL)
        return FALSE;
      emu_term_add (term, key, item);
    }
}

static EmuTerm *
alias_from_yaml (Yaml         *self,
                 yaml_event_t *event)
{
  const EmuTerm *found = g_hash_table_lookup (self->anchors, event->data.alias.anchor);

  /* An anchor is known once its value has ended, so nothing can contain itself. */
  if (found == NULL)
    {
      yaml_fail (self, event->start_mark, _("nothing above has this name"));
      return NULL;
    }

  return count (self, event->start_mark, count_values (found)) ? emu_term_copy (found) : NULL;
}

static EmuTerm *
value_from_yaml (Yaml         *self,
                 yaml_event_t *event)
{
  g_autoptr(EmuTerm) term = NULL;
  const yaml_char_t *anchor = NULL;
  const yaml_char_t *tag = NULL;

  switch (event->type)
    {
    case YAML_ALIAS_EVENT:
      return alias_from_yaml (self, event);

    case YAML_SCALAR_EVENT:
      anchor = event->data.scalar.anchor;
      tag = event->data.scalar.tag;
      term = scalar_from_yaml (event);
      break;

    case YAML_SEQUENCE_START_EVENT:
      anchor = event->data.sequence_start.anchor;
      tag = event->data.sequence_start.tag;
      term = emu_term_new (EMU_TERM_LIST);
      break;

    case YAML_MAPPING_START_EVENT:
      anchor = event->data.mapping_start.anchor;
      tag = event->data.mapping_start.tag;
      term = emu_term_new (EMU_TERM_DICT);
      break;

    default:
      yaml_fail (self, event->start_mark, _("a value is missing here"));
      return NULL;
    }

  term->line = (int) event->start_mark.line + 1;
  term->column = (int) event->start_mark.column + 1;
  if (!check_tag (self, event, tag) || !count (self, event->start_mark, 1))
    return NULL;

  if (term->items != NULL)
    {
      if (++self->depth > EMU_TERM_MAX_DEPTH)
        {
          yaml_fail (self, event->start_mark, _("values are nested too deep"));
          return NULL;
        }
      if (!items_from_yaml (self, term))
        return NULL;
      self->depth--;
    }

  if (anchor != NULL)
    {
      if (!count (self, event->start_mark, count_values (term)))
        return NULL;
      g_hash_table_replace (self->anchors, g_strdup ((const char *) anchor), emu_term_copy (term));
    }

  return g_steal_pointer (&term);
}

/* The next event must be of @type; anything else is one document too many or too few. */
static gboolean
expect (Yaml             *self,
        yaml_event_type_t type)
{
  yaml_event_t event;
  gboolean good;

  if (!next_event (self, &event))
    return FALSE;

  good = event.type == type ||
         yaml_fail (self, event.start_mark, _("one document is expected, no more and no less"));
  yaml_event_delete (&event);

  return good;
}

static void
free_term (gpointer data)
{
  emu_term_free (data);
}

EmuTerm *
emu_term_parse_yaml (const char  *text,
                     GError     **error)
{
  g_autoptr(GHashTable) anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_term);
  Yaml self = { .anchors = anchors, .error = error };
  EmuTerm *term = NULL;
  yaml_event_t event;

  if (!yaml_parser_initialize (&self.parser))
    g_error ("no memory for a YAML parser");
  yaml_parser_set_encoding (&self.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&self.parser, (const guchar *) text, strlen (text));

  if (expect (&self, YAML_STREAM_START_EVENT) && expect (&self, YAML_DOCUMENT_START_EVENT) &&
      next_event (&self, &event))
    {
      term = value_from_yaml (&self, &event);
      yaml_event_delete (&event);
      if (term != NULL &&
          (!expect (&self, YAML_DOCUMENT_END_EVENT) || !expect (&self, YAML_STREAM_END_EVENT)))
        g_clear_pointer (&term, emu_term_free);
    }
  yaml_parser_delete (&self.parser);

  return term;
}
