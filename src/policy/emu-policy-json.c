/* emu-policy-json.c: a policy as JSON, with every default filled in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-json.h"
#include "emu-methods.h"
#include "emu-param-json.h"
#include "emu-policy-json.h"

#define FORMAT_NAME "emulsion-policy/"
#define FORMAT_VERSION 1

static const char * const law_nicks[] = { "fixed", "uniform", "int", "normal", "choice" };

static const char * const blend_nicks[] = { "round", "truncate", "truncate-twice", "one-by-one",
                                             "truncate-square" };

/* --- Writing ------------------------------------------------------------------------------- */

/* A choice is written by its nick, and so are those a law chooses from. */
static void
write_value (const EmuParam *param,
             double          value,
             EmuJsonWriter  *writer,
             const char     *key)
{
  if (param != NULL && param->type == EMU_PARAM_CHOICE)
    emu_json_add_string (writer, key, param->choices[(int) value].nick);
  else
    emu_json_add_number (writer, key, value);
}

static void
write_law (const EmuLaw   *law,
           const EmuParam *param,
           EmuJsonWriter  *writer,
           const char     *key)
{
  gboolean has_ends = isfinite (law->min) || isfinite (law->max);

  if (law->kind == EMU_LAW_FIXED && !has_ends && !law->sign)
    {
      write_value (param, law->a, writer, key);
      return;
    }

  emu_json_begin_object (writer, key);
  emu_json_add_string (writer, "law", law_nicks[law->kind]);

  switch (law->kind)
    {
    case EMU_LAW_FIXED:
      write_value (param, law->a, writer, "value");
      break;

    case EMU_LAW_UNIFORM:
    case EMU_LAW_INT:
      write_value (param, law->a, writer, "from");
      write_value (param, law->b, writer, "to");
      break;

    case EMU_LAW_NORMAL:
      emu_json_add_number (writer, "mean", law->a);
      emu_json_add_number (writer, "sd", law->b);
      break;

    case EMU_LAW_CHOICE:
      emu_json_begin_row (writer, "values");
      for (guint i = 0; i < law->n_values; i++)
        write_value (param, law->values[i], writer, NULL);
      emu_json_end (writer);
      break;
    }

  if (isfinite (law->min))
    emu_json_add_number (writer, "min", law->min);
  if (isfinite (law->max))
    emu_json_add_number (writer, "max", law->max);
  emu_json_add_boolean (writer, "sign", law->sign);
  emu_json_end (writer);
}

static void
write_values (const EmuPolicyNode *node,
              EmuJsonWriter       *writer)
{
  const EmuParamTable *table = emu_policy_node_table (node);

  if (table != NULL)
    emu_params_write_json (table, node->params, writer, "params");

  if (node->laws->len > 0)
    {
      emu_json_begin_object (writer, "laws");
      for (guint i = 0; i < node->laws->len; i++)
        {
          const EmuPolicyLaw *entry = &g_array_index (node->laws, EmuPolicyLaw, i);

          write_law (&entry->law, entry->param, writer, emu_param_name (entry->param));
        }
      emu_json_end (writer);
    }

  if (node->level != NULL)
    {
      emu_json_begin_object (writer, "level");
      emu_json_add_string (writer, "row", node->level->id);
      write_law (&node->magnitude, NULL, writer, "magnitude");
      emu_json_add_number (writer, "constant", node->constant);
      emu_json_end (writer);
    }
}

static void
write_take (const EmuPolicyNode *node,
            EmuJsonWriter       *writer)
{
  emu_json_begin_object (writer, "take");
  emu_json_add_integer (writer, "from", node->n_min);
  emu_json_add_integer (writer, "to", node->n_max);
  emu_json_add_boolean (writer, "replace", node->replace);
  emu_json_add_boolean (writer, "in-order", node->in_order);
  emu_json_end (writer);
}

static void
write_chains (const EmuPolicyNode *node,
              EmuJsonWriter       *writer)
{
  emu_json_begin_object (writer, "chains");
  emu_json_add_integer (writer, "width", node->width);
  emu_json_begin_row (writer, "depth");
  emu_json_add_integer (writer, NULL, node->depth_min);
  emu_json_add_integer (writer, NULL, node->depth_max);
  emu_json_end (writer);
  emu_json_add_number (writer, "alpha", node->alpha);
  emu_json_add_string (writer, "blend", blend_nicks[node->blend]);
  emu_json_end (writer);
}

static void
write_extras (const EmuPolicyNode *node,
              EmuJsonWriter       *writer)
{
  if (node->extras->len == 0)
    return;

  emu_json_begin_array (writer, "extras");
  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      emu_json_begin_row (writer, NULL);
      emu_json_add_string (writer, NULL, extra->key);
      emu_json_add_string (writer, NULL, extra->text);
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

static void
write_node (const EmuPolicyNode *node,
            EmuJsonWriter       *writer,
            const char          *key)
{
  emu_json_begin_object (writer, key);
  emu_json_add_string (writer, "step", emu_policy_kind_nick (node->kind));
  emu_json_add_string (writer, "name", node->name);
  emu_json_add_number (writer, "p", node->p);
  emu_json_add_number (writer, "weight", node->weight);
  if (node->op_id != NULL)
    emu_json_add_string (writer, "op", node->op_id);
  if (node->method != NULL)
    emu_json_add_string (writer, "method", node->method->id);
  write_values (node, writer);

  if (node->kind == EMU_POLICY_SOME_OF)
    write_take (node, writer);
  if (node->kind == EMU_POLICY_CHAINS)
    write_chains (node, writer);
  if (node->kind == EMU_POLICY_MIX)
    {
      emu_json_add_number (writer, "lambda", node->lambda);
      emu_json_add_number (writer, "alpha", node->alpha);
    }
  write_extras (node, writer);

  if (node->children->len > 0)
    {
      emu_json_begin_array (writer, "steps");
      for (guint i = 0; i < node->children->len; i++)
        write_node (g_ptr_array_index (node->children, i), writer, NULL);
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

void
emu_policy_write_json (const EmuPolicy *self,
                       EmuJsonWriter   *writer,
                       const char      *key)
{
  g_autofree char *format = g_strdup_printf ("%s%d", FORMAT_NAME, FORMAT_VERSION);

  emu_json_begin_object (writer, key);
  emu_json_add_string (writer, "format", format);
  emu_json_add_integer (writer, "seed", (gint64) self->seed);
  write_node (self->root, writer, "root");
  emu_json_end (writer);
}

char *
emu_policy_to_json (const EmuPolicy *self)
{
  EmuJsonWriter *writer = emu_json_writer_new ();

  emu_policy_write_json (self, writer, NULL);

  return emu_json_writer_finish (writer);
}

/* --- Reading ------------------------------------------------------------------------------- */

typedef struct
{
  const EmuJsonPlaces *places;
  gboolean             as_published;
  GPtrArray           *notes;  /* of strings */
} Reader;

static gboolean
bad (const Reader *reader,
     JsonNode     *node,
     GError      **error,
     const char   *format,
     ...) G_GNUC_PRINTF (4, 5);

static gboolean
bad (const Reader *reader,
     JsonNode     *node,
     GError      **error,
     const char   *format,
     ...)
{
  g_autofree char *message = NULL;
  va_list args;
  int line, column;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  emu_json_places_find (reader->places, node, &line, &column);
  emu_policy_set_bad_text (error, line, column, "%s", message);

  return FALSE;
}

/* What a table or a reader of single values has refused, with the place. */
static gboolean
refuse (const Reader *reader,
        JsonNode     *node,
        GError       *refused,
        GError      **error)
{
  g_autoptr(GError) owned = refused;

  return bad (reader, node, error, "%s", owned->message);
}

static gboolean
get_number (const Reader *reader,
            JsonNode     *node,
            const char   *name,
            double       *value,
            GError      **error)
{
  GError *refused = NULL;

  return emu_json_get_number (node, name, value, &refused) || refuse (reader, node, refused, error);
}

static gboolean
get_boolean (const Reader *reader,
             JsonNode     *node,
             const char   *name,
             gboolean     *value,
             GError      **error)
{
  GError *refused = NULL;

  return emu_json_get_boolean (node, name, value, &refused) || refuse (reader, node, refused, error);
}

static const char *
get_string (const Reader *reader,
            JsonNode     *node,
            const char   *name,
            GError      **error)
{
  GError *refused = NULL;
  const char *value = emu_json_get_string (node, name, &refused);

  if (value == NULL)
    refuse (reader, node, refused, error);

  return value;
}

static JsonObject *
get_object (const Reader *reader,
            JsonNode     *node,
            const char   *name,
            GError      **error)
{
  GError *refused = NULL;
  JsonObject *value = emu_json_get_object (node, name, &refused);

  if (value == NULL)
    refuse (reader, node, refused, error);

  return value;
}

static JsonArray *
get_array (const Reader *reader,
           JsonNode     *node,
           const char   *name,
           GError      **error)
{
  GError *refused = NULL;
  JsonArray *value = emu_json_get_array (node, name, &refused);

  if (value == NULL)
    refuse (reader, node, refused, error);

  return value;
}

static gboolean
get_count (const Reader *reader,
           JsonNode     *node,
           const char   *name,
           int          *value,
           GError      **error)
{
  double number;

  if (!get_number (reader, node, name, &number, error))
    return FALSE;

  if (!(number >= 0 && number <= 1e6 && number == floor (number)))
    return bad (reader, node, error, _("“%s” must be a whole number from 0 to 1000000, not %g"),
                name, number);

  *value = (int) number;

  return TRUE;
}

/* Index of @text among @n names, or -1 with an error that offers the nearest. */
static int
find_word (const Reader       *reader,
           JsonNode           *node,
           const char         *what,
           const char         *text,
           const char * const *words,
           guint               n,
           GError            **error)
{
  g_autofree const char **names = g_new0 (const char *, n + 1);
  const char *nearest;

  for (guint i = 0; i < n; i++)
    {
      if (strcmp (words[i], text) == 0)
        return (int) i;
      names[i] = words[i];
    }

  nearest = emu_nearest_name (text, names);
  if (nearest != NULL)
    {
      bad (reader, node, error, _("there is no %s “%.64s”; did you mean “%s”?"), what, text, nearest);
    }
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) names);

      bad (reader, node, error, _("there is no %s “%.64s”; there are: %s"), what, text, all);
    }

  return -1;
}

static char *
node_to_text (JsonNode *node)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  char *text;

  emu_json_add_node (writer, NULL, node);
  text = emu_json_writer_finish (writer);
  g_strchomp (text);

  return text;
}

/* Refuses what is nearly a known member. What is like none is kept with @keeper, or refused where
 * there is none. */
static gboolean
check_members (const Reader       *reader,
               JsonObject         *object,
               const char * const *known,
               EmuPolicyNode      *keeper,
               GError            **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      const char *nearest;

      if (g_strv_contains (known, name) || g_str_has_prefix (name, "x-"))
        continue;

      nearest = emu_nearest_name (name, known);
      if (nearest != NULL)
        return bad (reader, member, error, _("there is no member “%.64s” here; did you mean “%s”?"),
                    name, nearest);

      if (keeper == NULL)
        {
          g_autofree char *all = g_strjoinv (", ", (char **) known);

          return bad (reader, member, error, _("there is no member “%.64s” here; there are: %s"),
                      name, all);
        }
      else
        {
          g_autofree char *text = node_to_text (member);

          emu_policy_node_add_extra (keeper, name, text);
          g_ptr_array_add (reader->notes,
                           g_strdup_printf (_("“%.64s” means nothing here; it was kept and has no "
                                              "effect"), name));
        }
    }

  return TRUE;
}

/* One number of a law; of a parameter that is a choice its nick. */
static gboolean
read_value (const Reader   *reader,
            JsonNode       *node,
            const EmuParam *param,
            const char     *name,
            double         *value,
            GError        **error)
{
  g_autofree const char **nicks = NULL;
  const char *text;
  int index;

  if (param == NULL || param->type != EMU_PARAM_CHOICE)
    return get_number (reader, node, name, value, error);

  text = get_string (reader, node, name, error);
  if (text == NULL)
    return FALSE;

  nicks = g_new0 (const char *, emu_param_n_choices (param) + 1);
  for (guint i = 0; i < emu_param_n_choices (param); i++)
    nicks[i] = param->choices[i].nick;
  index = find_word (reader, node, emu_param_name (param), text, nicks,
                     emu_param_n_choices (param), error);
  *value = index;

  return index >= 0;
}

static gboolean
read_law_values (const Reader   *reader,
                 JsonNode       *node,
                 const EmuParam *param,
                 EmuLaw         *law,
                 GError        **error)
{
  JsonArray *values = get_array (reader, node, "values", error);

  if (values == NULL)
    return FALSE;

  law->n_values = json_array_get_length (values);
  if (law->n_values < 1 || law->n_values > EMU_LAW_MAX_VALUES)
    return bad (reader, node, error, _("“values” must list 1 to %d values"), EMU_LAW_MAX_VALUES);

  for (guint i = 0; i < law->n_values; i++)
    {
      if (!read_value (reader, json_array_get_element (values, i), param, "values",
                       &law->values[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_law (const Reader   *reader,
          JsonNode       *node,
          const EmuParam *param,
          EmuLaw         *law,
          GError        **error)
{
  static const char * const known[] = {
    "law", "value", "from", "to", "mean", "sd", "values", "min", "max", "sign", NULL,
  };
  static const char * const needed[G_N_ELEMENTS (law_nicks)][2] = {
    { "value", NULL }, { "from", "to" }, { "from", "to" }, { "mean", "sd" }, { "values", NULL },
  };
  JsonObject *object;
  JsonNode *member;
  const char *nick;
  int kind;

  *law = EMU_LAW_INIT (EMU_LAW_FIXED, 0, 0);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return read_value (reader, node, param, "value", &law->a, error);

  object = json_node_get_object (node);
  if (!check_members (reader, object, known, NULL, error))
    return FALSE;

  member = json_object_get_member (object, "law");
  if (member == NULL)
    return bad (reader, node, error, _("this law has no “law”: uniform, int, normal or choice"));
  nick = get_string (reader, member, "law", error);
  kind = nick != NULL ? find_word (reader, member, _("law"), nick, law_nicks,
                                   G_N_ELEMENTS (law_nicks), error)
                      : -1;
  if (kind < 0)
    return FALSE;
  law->kind = kind;

  for (guint i = 0; i < G_N_ELEMENTS (needed[kind]) && needed[kind][i] != NULL; i++)
    {
      const char *name = needed[kind][i];

      member = json_object_get_member (object, name);
      if (member == NULL)
        return bad (reader, node, error, _("a law “%s” needs “%s”"), nick, name);

      if (kind == EMU_LAW_CHOICE)
        {
          if (!read_law_values (reader, member, param, law, error))
            return FALSE;
        }
      else if (!read_value (reader, member, kind == EMU_LAW_NORMAL ? NULL : param, name,
                            i == 0 ? &law->a : &law->b, error))
        {
          return FALSE;
        }
    }

  member = json_object_get_member (object, "min");
  if (member != NULL && !get_number (reader, member, "min", &law->min, error))
    return FALSE;
  member = json_object_get_member (object, "max");
  if (member != NULL && !get_number (reader, member, "max", &law->max, error))
    return FALSE;
  member = json_object_get_member (object, "sign");

  return member == NULL || get_boolean (reader, member, "sign", &law->sign, error);
}

static gboolean
read_params (const Reader  *reader,
             EmuPolicyNode *self,
             JsonNode      *node,
             GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  JsonObject *object = get_object (reader, node, "params", error);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (object == NULL)
    return FALSE;
  if (table == NULL)
    return bad (reader, node, error, _("a step of this kind has no parameters"));

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      GError *refused = NULL;
      const EmuParam *param = emu_params_find (table, name, &refused);

      if (param == NULL || !emu_param_read_json (param, self->params, member, &refused))
        return refuse (reader, member, refused, error);
    }

  return TRUE;
}

static gboolean
read_laws (const Reader  *reader,
           EmuPolicyNode *self,
           JsonNode      *node,
           GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  JsonObject *object = get_object (reader, node, "laws", error);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (object == NULL)
    return FALSE;
  if (table == NULL || self->kind != EMU_POLICY_OP)
    return bad (reader, node, error, _("only an operation can have laws for its parameters"));

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      GError *refused = NULL;
      const EmuParam *param = emu_params_find (table, name, &refused);
      EmuLaw law;

      if (param == NULL)
        return refuse (reader, member, refused, error);
      if (!read_law (reader, member, param, &law, error))
        return FALSE;
      if (!emu_policy_node_set_law (self, name, &law, &refused))
        return refuse (reader, member, refused, error);
    }

  return TRUE;
}

static gboolean
read_level (const Reader  *reader,
            EmuPolicyNode *self,
            JsonNode      *node,
            GError       **error)
{
  static const char * const known[] = { "row", "magnitude", "constant", NULL };
  JsonObject *object = get_object (reader, node, "level", error);
  JsonNode *member;
  const char *row;

  if (object == NULL || !check_members (reader, object, known, NULL, error))
    return FALSE;

  member = json_object_get_member (object, "row");
  if (member == NULL)
    return bad (reader, node, error, _("“level” needs “row”, such as “timm/Rotate”"));
  row = get_string (reader, member, "row", error);
  if (row == NULL)
    return FALSE;

  self->level = emu_levels_find (row);
  if (self->level == NULL)
    return bad (reader, member, error, _("there is no table of magnitudes with a row “%.64s”"), row);
  if (g_strcmp0 (self->level->op, self->op_id) != 0)
    return bad (reader, member, error, _("the row “%.64s” is one of %s, not of %s"),
                row, self->level->op, self->op_id != NULL ? self->op_id : self->name);

  member = json_object_get_member (object, "magnitude");
  if (member == NULL)
    return bad (reader, node, error, _("“level” needs “magnitude”"));
  if (!read_law (reader, member, NULL, &self->magnitude, error))
    return FALSE;

  member = json_object_get_member (object, "constant");

  return member == NULL || get_number (reader, member, "constant", &self->constant, error);
}

static gboolean
read_take (const Reader  *reader,
           EmuPolicyNode *self,
           JsonNode      *node,
           GError       **error)
{
  static const char * const known[] = { "from", "to", "replace", "in-order", NULL };
  JsonObject *object = get_object (reader, node, "take", error);
  JsonNode *from, *to, *replace, *in_order;

  if (object == NULL || !check_members (reader, object, known, NULL, error))
    return FALSE;
  if (self->kind != EMU_POLICY_SOME_OF)
    return bad (reader, node, error, _("only a some-of says how many steps to take"));

  from = json_object_get_member (object, "from");
  to = json_object_get_member (object, "to");
  replace = json_object_get_member (object, "replace");
  in_order = json_object_get_member (object, "in-order");

  if (from != NULL && !get_count (reader, from, "from", &self->n_min, error))
    return FALSE;
  self->n_max = MAX (self->n_min, 1);
  if (to != NULL && !get_count (reader, to, "to", &self->n_max, error))
    return FALSE;

  return (replace == NULL || get_boolean (reader, replace, "replace", &self->replace, error)) &&
         (in_order == NULL || get_boolean (reader, in_order, "in-order", &self->in_order, error));
}

static gboolean
read_depth (const Reader  *reader,
            EmuPolicyNode *self,
            JsonNode      *node,
            GError       **error)
{
  JsonArray *ends;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      if (!get_count (reader, node, "depth", &self->depth_min, error))
        return FALSE;
      self->depth_max = self->depth_min;
      return TRUE;
    }

  ends = json_node_get_array (node);
  if (json_array_get_length (ends) != 2)
    return bad (reader, node, error, _("“depth” must be a number, or two: the least and the most"));

  return get_count (reader, json_array_get_element (ends, 0), "depth", &self->depth_min, error) &&
         get_count (reader, json_array_get_element (ends, 1), "depth", &self->depth_max, error);
}

static gboolean
read_chains (const Reader  *reader,
             EmuPolicyNode *self,
             JsonNode      *node,
             GError       **error)
{
  static const char * const known[] = { "width", "depth", "alpha", "blend", NULL };
  JsonObject *object = get_object (reader, node, "chains", error);
  JsonNode *member;

  if (object == NULL || !check_members (reader, object, known, NULL, error))
    return FALSE;
  if (self->kind != EMU_POLICY_CHAINS)
    return bad (reader, node, error, _("only chains have “chains”"));

  member = json_object_get_member (object, "width");
  if (member != NULL && !get_count (reader, member, "width", &self->width, error))
    return FALSE;
  member = json_object_get_member (object, "depth");
  if (member != NULL && !read_depth (reader, self, member, error))
    return FALSE;
  member = json_object_get_member (object, "alpha");
  if (member != NULL && !get_number (reader, member, "alpha", &self->alpha, error))
    return FALSE;

  member = json_object_get_member (object, "blend");
  if (member != NULL)
    {
      const char *nick = get_string (reader, member, "blend", error);
      int blend = nick != NULL ? find_word (reader, member, _("blend"), nick, blend_nicks,
                                            G_N_ELEMENTS (blend_nicks), error)
                               : -1;

      if (blend < 0)
        return FALSE;
      self->blend = blend;
    }

  return TRUE;
}

static gboolean
read_extras (const Reader  *reader,
             EmuPolicyNode *self,
             JsonNode      *node,
             GError       **error)
{
  JsonArray *array = get_array (reader, node, "extras", error);

  if (array == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonArray *pair = get_array (reader, element, "extras", error);
      const char *key, *text;

      if (pair == NULL)
        return FALSE;
      if (json_array_get_length (pair) != 2)
        return bad (reader, element, error, _("“extras” must list pairs: a name and a text"));

      key = get_string (reader, json_array_get_element (pair, 0), "extras", error);
      if (key == NULL)
        return FALSE;
      text = get_string (reader, json_array_get_element (pair, 1), "extras", error);
      if (text == NULL)
        return FALSE;
      emu_policy_node_add_extra (self, key, text);
    }

  return TRUE;
}

static EmuPolicyNode *read_node (Reader    *reader,
                                 JsonNode  *node,
                                 guint      depth,
                                 GError   **error);

/* Makes a step of the right kind, with its operation or method. */
static EmuPolicyNode *
read_kind (const Reader *reader,
           JsonNode     *node,
           JsonObject   *object,
           GError      **error)
{
  static const EmuPolicyKind kinds[] = {
    EMU_POLICY_OP, EMU_POLICY_SEQUENCE, EMU_POLICY_ONE_OF, EMU_POLICY_SOME_OF, EMU_POLICY_CHAINS,
    EMU_POLICY_MIX, EMU_POLICY_KEPT, EMU_POLICY_UNKNOWN,
  };
  const char *nicks[G_N_ELEMENTS (kinds)];
  JsonNode *op = json_object_get_member (object, "op");
  JsonNode *method = json_object_get_member (object, "method");
  JsonNode *step = json_object_get_member (object, "step");
  const char *id = NULL;
  GError *refused = NULL;
  EmuPolicyNode *self;
  const char *nick;
  int index;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    nicks[i] = emu_policy_kind_nick (kinds[i]);

  /* Who writes by hand may leave out "step" where "op" or "method" says it. */
  nick = step != NULL ? get_string (reader, step, "step", error)
                      : op != NULL ? "op" : method != NULL ? "mix" : "sequence";
  if (nick == NULL)
    return NULL;
  index = find_word (reader, step, _("step"), nick, nicks, G_N_ELEMENTS (nicks), error);
  if (index < 0)
    return NULL;

  if (kinds[index] == EMU_POLICY_MIX)
    {
      if (method == NULL)
        {
          bad (reader, node, error, _("a step “mix” needs “method”"));
          return NULL;
        }
      id = get_string (reader, method, "method", error);
      self = id != NULL ? emu_policy_node_new_mix (id, NULL, &refused) : NULL;
      if (refused != NULL)
        refuse (reader, method, refused, error);
      return self;
    }

  if (op != NULL)
    id = get_string (reader, op, "op", error);
  if (op != NULL && id == NULL)
    return NULL;

  if (kinds[index] == EMU_POLICY_OP)
    {
      if (id == NULL)
        {
          bad (reader, node, error, _("a step “op” needs “op”, the id of an operation"));
          return NULL;
        }

      self = emu_policy_node_new_op (id, NULL);
      if (self->op == NULL)
        {
          g_autofree const char **names = g_new0 (const char *, emu_ops_size () + 1);
          const char *nearest;

          for (guint i = 0; i < emu_ops_size (); i++)
            names[i] = emu_ops_get (i)->id;
          nearest = emu_nearest_name (id, names);
          if (nearest != NULL)
            bad (reader, op, error, _("there is no operation “%.64s”; did you mean “%s”?"),
                 id, nearest);
          else
            bad (reader, op, error, _("there is no operation “%.64s”; the command ops lists what "
                                      "there is"), id);
          emu_policy_node_free (self);
          return NULL;
        }
      return self;
    }

  if (id != NULL && kinds[index] != EMU_POLICY_UNKNOWN)
    {
      bad (reader, op, error, _("a step “%s” has no “op”"), nick);
      return NULL;
    }

  self = emu_policy_node_new (kinds[index], NULL);
  self->op_id = g_strdup (id);

  return self;
}

static gboolean
read_steps (Reader        *reader,
            EmuPolicyNode *self,
            JsonNode      *node,
            guint          depth,
            GError       **error)
{
  JsonArray *steps = get_array (reader, node, "steps", error);

  if (steps == NULL)
    return FALSE;

  if (self->kind == EMU_POLICY_OP || self->kind == EMU_POLICY_MIX)
    return bad (reader, node, error, _("a step “%s” has no steps of its own"),
                emu_policy_kind_nick (self->kind));

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      EmuPolicyNode *child = read_node (reader, json_array_get_element (steps, i), depth, error);

      if (child == NULL)
        return FALSE;
      emu_policy_node_add (self, child);
    }

  return TRUE;
}

/* λ and α of a mix; null stands for not asked. */
static gboolean
read_mix_number (const Reader  *reader,
                 EmuPolicyNode *self,
                 JsonNode      *node,
                 const char    *name,
                 double        *value,
                 GError       **error)
{
  if (node == NULL)
    return TRUE;

  if (self->kind != EMU_POLICY_MIX)
    return bad (reader, node, error, _("only a step “mix” has “%s”"), name);

  if (JSON_NODE_HOLDS_NULL (node))
    {
      *value = NAN;
      return TRUE;
    }

  return get_number (reader, node, name, value, error);
}

static gboolean
read_members (Reader        *reader,
              EmuPolicyNode *self,
              JsonObject    *object,
              guint          depth,
              GError       **error)
{
  static const struct
  {
    const char *name;
    gboolean  (*read) (const Reader  *reader,
                       EmuPolicyNode *self,
                       JsonNode      *node,
                       GError       **error);
  } members[] = {
    { "params", read_params },
    { "laws", read_laws },
    { "level", read_level },
    { "take", read_take },
    { "chains", read_chains },
    { "extras", read_extras },
  };
  JsonNode *member;

  member = json_object_get_member (object, "name");
  if (member != NULL)
    {
      const char *name = get_string (reader, member, "name", error);

      if (name == NULL)
        return FALSE;
      g_free (self->name);
      self->name = g_strdup (name);
    }
  else if (self->op_id != NULL)
    {
      g_free (self->name);
      self->name = g_strdup (self->op_id);
    }

  member = json_object_get_member (object, "p");
  if (member != NULL && !get_number (reader, member, "p", &self->p, error))
    return FALSE;
  member = json_object_get_member (object, "weight");
  if (member != NULL && !get_number (reader, member, "weight", &self->weight, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      member = json_object_get_member (object, members[i].name);
      if (member != NULL && !members[i].read (reader, self, member, error))
        return FALSE;
    }

  if (!read_mix_number (reader, self, json_object_get_member (object, "lambda"), "lambda",
                        &self->lambda, error) ||
      !read_mix_number (reader, self, json_object_get_member (object, "alpha"), "alpha",
                        &self->alpha, error))
    return FALSE;

  member = json_object_get_member (object, "steps");

  return member == NULL || read_steps (reader, self, member, depth, error);
}

static EmuPolicyNode *
read_node (Reader   *reader,
           JsonNode *node,
           guint     depth,
           GError  **error)
{
  static const char * const known[] = {
    "step", "name", "p", "weight", "op", "params", "laws", "level", "take", "chains", "method",
    "lambda", "alpha", "steps", "extras", NULL,
  };
  g_autoptr(EmuPolicyNode) self = NULL;
  JsonObject *object = get_object (reader, node, "step", error);
  int line, column;

  if (object == NULL)
    return NULL;

  if (depth >= EMU_POLICY_MAX_DEPTH)
    {
      bad (reader, node, error, _("steps are nested more than %d deep"), EMU_POLICY_MAX_DEPTH);
      return NULL;
    }

  self = read_kind (reader, node, object, error);
  if (self == NULL)
    return NULL;

  emu_json_places_find (reader->places, node, &line, &column);
  emu_policy_node_set_place (self, line, column);
  if (reader->as_published && self->params != NULL)
    emu_params_set_published (emu_policy_node_table (self), self->params, TRUE);

  if (!check_members (reader, object, known, self, error) ||
      !read_members (reader, self, object, depth + 1, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
read_format (const Reader *reader,
             JsonNode     *node,
             JsonObject   *object,
             GError      **error)
{
  JsonNode *member = json_object_get_member (object, "format");
  const char *format = NULL;
  guint64 version = 0;

  if (member != NULL)
    {
      format = get_string (reader, member, "format", error);
      if (format == NULL)
        return FALSE;
    }

  if (format == NULL || !g_str_has_prefix (format, FORMAT_NAME) ||
      !g_ascii_string_to_unsigned (format + strlen (FORMAT_NAME), 10, 1, G_MAXINT, &version, NULL))
    return bad (reader, member != NULL ? member : node, error,
                _("this is no policy: its “format” is not “%s%d”"), FORMAT_NAME, FORMAT_VERSION);

  if (version > FORMAT_VERSION)
    return bad (reader, member, error,
                _("the policy was made by a newer Emulsion (format %d; this one reads %d); update "
                  "Emulsion to use it"), (int) version, FORMAT_VERSION);

  return TRUE;
}

static gboolean
read_seed (const Reader *reader,
           JsonNode     *member,
           guint64      *seed,
           GError      **error)
{
  double value;

  if (member == NULL)
    return TRUE;

  if (!get_number (reader, member, "seed", &value, error))
    return FALSE;

  if (!(value >= 0 && value <= (double) EMU_SEED_MAX && value == floor (value)))
    return bad (reader, member, error,
                _("“seed” must be a whole number from 0 to %" G_GUINT64_FORMAT), EMU_SEED_MAX);

  *seed = (guint64) value;

  return TRUE;
}

EmuPolicy *
emu_policy_read_json (JsonNode            *node,
                      const EmuJsonPlaces *places,
                      gboolean             as_published,
                      GError             **error)
{
  static const char * const known[] = { "format", "seed", "root", NULL };
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  Reader reader = { places, as_published, notes };
  g_autoptr(EmuPolicyNode) root = NULL;
  GError *refused = NULL;
  EmuPolicy *self;
  JsonObject *object = get_object (&reader, node, "policy", error);
  guint64 seed = 0;

  if (object == NULL || !read_format (&reader, node, object, error) ||
      !read_seed (&reader, json_object_get_member (object, "seed"), &seed, error))
    return NULL;

  if (!json_object_has_member (object, "root"))
    {
      bad (&reader, node, error, _("the policy has no “root”, its first step"));
      return NULL;
    }

  root = read_node (&reader, json_object_get_member (object, "root"), 0, error);
  if (root == NULL || !check_members (&reader, object, known, root, error))
    return NULL;

  /* Whichever check refuses the tree, to whoever gave the text the text is at fault. */
  self = emu_policy_new (g_steal_pointer (&root), "emulsion", NULL, &refused);
  if (self == NULL)
    {
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE, refused->message);
      g_error_free (refused);
      return NULL;
    }

  self->seed = seed;
  for (guint i = 0; i < notes->len; i++)
    emu_policy_add_note (self, "%s", (const char *) g_ptr_array_index (notes, i));

  return self;
}
