/* golden-torchvision.c: golden cases of torchvision's magnitudes and policies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-json.h"
#include "emu-torchvision.h"
#include "golden-torchvision.h"

static JsonNode *
load_expected (const char *dir,
               JsonObject *object,
               GString    *faults)
{
  JsonArray *files = json_object_get_array_member (object, "expected");
  g_autofree char *path = g_build_filename (dir, json_array_get_string_element (files, 0), NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *node = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &error))
    node = emu_json_parse (text, length, 16 << 20, &error);
  if (node == NULL)
    g_string_append (faults, error->message);

  return node;
}

/* The steps that a transform of one set is made of: children of the policy, or of the pairs. */
static const EmuPolicyNode *
find_step (const EmuPolicyNode *node,
           const char          *name)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);
      const EmuPolicyNode *found = strcmp (child->name, name) == 0 ? child : find_step (child, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
compare_values (JsonArray         *expected,
                EmuTorchvisionSet  set,
                const char        *name,
                JsonObject        *params,
                double             tolerance,
                GString           *faults)
{
  int bins = (int) json_object_get_int_member (params, "bins");
  int height = (int) json_object_get_int_member_with_default (params, "height", 0);
  int width = (int) json_object_get_int_member_with_default (params, "width", 0);

  if ((int) json_array_get_length (expected) != bins)
    g_string_append_printf (faults, "%s: %u values expected; ", name,
                            json_array_get_length (expected));

  for (int i = 0; i < (int) json_array_get_length (expected); i++)
    {
      double value = emu_torchvision_magnitude (set, name, bins, i, height, width);
      double wanted = json_array_get_double_element (expected, i);

      /* Relative, as the largest are 255 and held in single precision. */
      if (!(fabs (value - wanted) <= tolerance * fmax (1, fabs (wanted))))
        g_string_append_printf (faults, "%s: entry %d is %.9g, not %.9g; ", name, i, value, wanted);
    }
}

static void
run_table (JsonObject *object,
           JsonObject *expected,
           GString    *faults)
{
  JsonObject *params = json_object_get_object_member (object, "params");
  const char *policy = json_object_get_string_member (params, "policy");
  double tolerance = json_object_get_double_member (object, "tolerance");
  EmuTorchvisionSet set = strcmp (policy, "TrivialAugmentWide") == 0 ? EMU_TORCHVISION_WIDE
                          : strcmp (policy, "AugMix") == 0           ? EMU_TORCHVISION_AUGMIX
                                                                     : EMU_TORCHVISION_RAND;
  g_autofree char *text = g_strconcat (policy, "()", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) parsed = emu_policy_parse (text, -1, emu_dialects_find ("torchvision", NULL),
                                                  FALSE, &error);
  g_autoptr(GList) names = json_object_get_members (expected);

  if (parsed == NULL)
    {
      g_string_append (faults, error->message);
      return;
    }

  if (json_object_has_member (params, "default_ops") &&
      (parsed->root->n_max != json_object_get_int_member (params, "default_ops") ||
       emu_policy_find (parsed, "0/1")->magnitude.a !=
         json_object_get_int_member (params, "default_magnitude")))
    g_string_append (faults, "other defaults; ");

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *row = json_object_get_object_member (expected, l->data);
      JsonNode *values = json_object_get_member (row, "values");
      const EmuPolicyNode *step = find_step (parsed->root, l->data);
      const EmuLevel *level = emu_torchvision_level (set, l->data);

      /* AutoAugment's first policy leaves out what the table has. */
      if (strcmp (policy, "AutoAugment") != 0 && step == NULL)
        g_string_append_printf (faults, "%s is missing; ", (const char *) l->data);
      if (step != NULL && step->level != level)
        g_string_append_printf (faults, "%s has another level; ", (const char *) l->data);

      if (level == NULL)
        {
          if (strcmp (l->data, "Identity") != 0)
            g_string_append_printf (faults, "%s has no level; ", (const char *) l->data);
          continue;
        }

      if (level->is_signed != json_object_get_boolean_member (row, "signed"))
        g_string_append_printf (faults, "%s: sign; ", level->name);
      if ((level->param != NULL) != JSON_NODE_HOLDS_ARRAY (values))
        g_string_append_printf (faults, "%s: strength; ", level->name);
      if (JSON_NODE_HOLDS_ARRAY (values))
        compare_values (json_node_get_array (values), set, level->name, params, tolerance, faults);
    }
}

static void
run_policy (JsonObject *object,
            JsonArray  *expected,
            GString    *faults)
{
  JsonObject *params = json_object_get_object_member (object, "params");
  g_autofree char *policy = g_ascii_strup (json_object_get_string_member (params, "policy"), -1);
  g_autofree char *text = g_strconcat ("AutoAugment(AutoAugmentPolicy.", policy, ")", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) parsed = emu_policy_parse (text, -1, NULL, FALSE, &error);

  if (parsed == NULL)
    {
      g_string_append (faults, error->message);
      return;
    }

  if (parsed->root->children->len != json_array_get_length (expected))
    {
      g_string_append_printf (faults, "%u pairs", parsed->root->children->len);
      return;
    }

  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      JsonArray *pair = json_array_get_array_element (expected, i);
      const EmuPolicyNode *ours = g_ptr_array_index (parsed->root->children, i);

      for (guint j = 0; j < json_array_get_length (pair); j++)
        {
          JsonArray *step = json_array_get_array_element (pair, j);
          const EmuPolicyNode *child = g_ptr_array_index (ours->children, j);
          gboolean none = json_array_get_null_element (step, 2);

          if (strcmp (child->name, json_array_get_string_element (step, 0)) != 0 ||
              child->p != json_array_get_double_element (step, 1) || child->level == NULL ||
              none != (child->level->param == NULL) ||
              (!none && child->magnitude.a != json_array_get_int_element (step, 2)))
            g_string_append_printf (faults, "pair %u, step %u is %s %g %g; ", i, j, child->name,
                                    child->p, child->magnitude.a);
        }
    }
}

gboolean
golden_torchvision_run (const char *dir,
                        JsonObject *object,
                        GString    *faults)
{
  const char *method = json_object_get_string_member (object, "method");
  gboolean is_table = strcmp (method, "torchvision-table") == 0;
  g_autoptr(JsonNode) expected = NULL;

  if (!is_table && strcmp (method, "torchvision-policy") != 0)
    return FALSE;

  expected = load_expected (dir, object, faults);
  if (expected == NULL)
    return TRUE;

  if (is_table)
    run_table (object, json_node_get_object (expected), faults);
  else
    run_policy (object, json_node_get_array (expected), faults);

  return TRUE;
}
