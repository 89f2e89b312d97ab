/* emu-param-json.c: parameters as JSON values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-error.h"
#include "emu-json.h"
#include "emu-param-json.h"

void
emu_param_write_json (const EmuParam *self,
                      const void     *params,
                      EmuJsonWriter  *writer,
                      const char     *key)
{
  switch (self->type)
    {
    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
      emu_json_add_number (writer, key, emu_param_get (self, params));
      break;

    case EMU_PARAM_BOOL:
      emu_json_add_boolean (writer, key, emu_param_get (self, params) != 0);
      break;

    case EMU_PARAM_CHOICE:
      emu_json_add_string (writer, key,
                           self->choices[(int) emu_param_get (self, params)].nick);
      break;

    case EMU_PARAM_RANGE:
      {
        EmuRange range = emu_param_get_range (self, params);

        emu_json_begin_row (writer, key);
        emu_json_add_number (writer, NULL, range.lo);
        emu_json_add_number (writer, NULL, range.hi);
        emu_json_end (writer);
        break;
      }

    case EMU_PARAM_TEXT:
      emu_json_add_string (writer, key, emu_param_get_text (self, params));
      break;
    }
}

static gboolean
read_range (const EmuParam *self,
            void           *params,
            JsonNode       *node,
            GError        **error)
{
  const char *name = emu_param_name (self);
  JsonArray *ends;
  EmuRange range;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      if (!emu_json_get_number (node, name, &range.lo, error))
        return FALSE;
      range.hi = range.lo;
      return emu_param_set_range (self, params, range, error);
    }

  ends = json_node_get_array (node);
  if (json_array_get_length (ends) != 2)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("“%s” must be a list of two numbers, its ends"), name);
      return FALSE;
    }

  return emu_json_get_number (json_array_get_element (ends, 0), name, &range.lo, error) &&
         emu_json_get_number (json_array_get_element (ends, 1), name, &range.hi, error) &&
         emu_param_set_range (self, params, range, error);
}

gboolean
emu_param_read_json (const EmuParam *self,
                     void           *params,
                     JsonNode       *node,
                     GError        **error)
{
  const char *name = emu_param_name (self);
  gboolean truth;
  double value;
  const char *text;

  switch (self->type)
    {
    case EMU_PARAM_RANGE:
      return read_range (self, params, node, error);

    case EMU_PARAM_CHOICE:
    case EMU_PARAM_TEXT:
      text = emu_json_get_string (node, name, error);
      return text != NULL && emu_param_parse (self, params, text, error);

    case EMU_PARAM_BOOL:
      return emu_json_get_boolean (node, name, &truth, error) &&
             emu_param_set (self, params, truth, error);

    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
    default:
      return emu_json_get_number (node, name, &value, error) &&
             emu_param_set (self, params, value, error);
    }
}

void
emu_params_write_json (const EmuParamTable *table,
                       const void          *params,
                       EmuJsonWriter       *writer,
                       const char          *key)
{
  emu_json_begin_object (writer, key);
  for (guint i = 0; i < table->n_params; i++)
    emu_param_write_json (&table->params[i], params, writer, emu_param_name (&table->params[i]));
  emu_json_end (writer);
}

gboolean
emu_params_read_json (const EmuParamTable *table,
                      void                *params,
                      JsonObject          *object,
                      GError             **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      const EmuParam *param = emu_params_find (table, name, error);

      if (param == NULL || !emu_param_read_json (param, params, node, error))
        return FALSE;
    }

  return TRUE;
}
