/* emu-timm-script.c: arguments of timm's training script from a policy, and its batches
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-methods.h"
#include "emu-timm-options.h"
#include "emu-timm-private.h"

static void
append_number (GString           *text,
               EmuTimmOptionName  name,
               double             value)
{
  g_autofree char *number = emu_format_number (value);

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? " " : "", emu_timm_options[name].name,
                          number);
}

static void
write_mix (GString             *text,
           const EmuPolicyNode *mix)
{
  const EmuParam *minmax = emu_params_find (&mix->method->params, "minmax", NULL);
  const EmuParam *rule = emu_params_find (&mix->method->params, "box-rule", NULL);
  g_autofree char *nick = rule != NULL ? emu_param_format (rule, mix->params) : NULL;

  if (g_strcmp0 (nick, "timm-minmax") == 0)
    {
      EmuRange sides = emu_param_get_range (minmax, mix->params);
      g_autofree char *hi = emu_format_number (sides.hi);

      append_number (text, EMU_TIMM_CUTMIX_MINMAX, sides.lo);
      g_string_append_printf (text, " %s", hi);
    }
  else
    {
      append_number (text, rule != NULL ? EMU_TIMM_CUTMIX : EMU_TIMM_MIXUP, mix->alpha);
    }
}

static void
write_mixing (GString             *text,
              const EmuPolicyNode *node)
{
  if (node->kind == EMU_POLICY_MIX)
    {
      write_mix (text, node);
    }
  else
    {
      const EmuPolicyNode *second = g_ptr_array_index (node->children, 1);

      write_mix (text, g_ptr_array_index (node->children, 0));
      write_mix (text, second);
      if (second->weight != emu_timm_options[EMU_TIMM_MIXUP_SWITCH_PROB].initial)
        append_number (text, EMU_TIMM_MIXUP_SWITCH_PROB, second->weight);
    }

  if (node->p != emu_timm_options[EMU_TIMM_MIXUP_PROB].initial)
    append_number (text, EMU_TIMM_MIXUP_PROB, node->p);
}

/* The script mixes with one method of two, or chooses between both. */
static gboolean
is_mix_by (const EmuPolicyNode *node,
           const char          *method)
{
  return node->kind == EMU_POLICY_MIX && !isnan (node->alpha) &&
         strcmp (node->method->id, method) == 0;
}

static gboolean
is_mixing (const EmuPolicyNode *node)
{
  if (node->kind == EMU_POLICY_ONE_OF && node->children->len == 2)
    return is_mix_by (g_ptr_array_index (node->children, 0), "mixup") &&
           is_mix_by (g_ptr_array_index (node->children, 1), "cutmix");

  return is_mix_by (node, "mixup") || is_mix_by (node, "cutmix");
}

/* A parameter of a step, as text, whether its operation is known or not. */
static char *
dup_param (const EmuPolicyNode *node,
           const char          *name)
{
  const EmuParamTable *table = emu_policy_node_table (node);
  const EmuParam *param = table != NULL ? emu_params_find (table, name, NULL) : NULL;

  if (param != NULL)
    return emu_param_format (param, node->params);

  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      if (strcmp (extra->key, name) == 0)
        return g_strdup (extra->text);
    }

  return NULL;
}

static void
write_erasing (GString             *text,
               const EmuPolicyNode *node)
{
  g_autofree char *mode = dup_param (node, "mode");
  g_autofree char *count = dup_param (node, "max-count");

  append_number (text, EMU_TIMM_REPROB, node->p);
  if (mode != NULL && strcmp (mode, emu_timm_options[EMU_TIMM_REMODE].words[0]) != 0)
    g_string_append_printf (text, " %s %s", emu_timm_options[EMU_TIMM_REMODE].name, mode);
  if (count != NULL && strcmp (count, "1") != 0)
    g_string_append_printf (text, " %s %s", emu_timm_options[EMU_TIMM_RECOUNT].name, count);
}

static void
write_extras (GString             *text,
              const EmuPolicyNode *node)
{
  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " " : "", extra->key,
                              *extra->text != '\0' ? " " : "", extra->text);
    }
}

char *
emu_timm_write_arguments (const EmuPolicyNode *node,
                          GPtrArray           *lost)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(EmuPolicyNode) again = NULL;
  guint n_said = 0;

  if (node->kind != EMU_POLICY_SEQUENCE)
    return NULL;

  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);
      g_autofree char *shown = emu_timm_show (child->name);
      EmuTimmSettings settings;
      g_autofree char *string = emu_timm_write_string (child, &settings);

      if (string != NULL)
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? " " : "",
                                emu_timm_options[EMU_TIMM_AA].name, string);
      else if (g_strcmp0 (child->op_id, "random-erasing") == 0)
        write_erasing (text, child);
      else if (is_mixing (child))
        write_mixing (text, child);
      else
        {
          emu_timm_note (lost, _("the step %s, “%s”"), child->path != NULL ? child->path : "",
                         shown);
          continue;
        }
      n_said++;
    }
  write_extras (text, node);

  if (n_said == 0 && (node->children->len > 0 || text->len == 0))
    return NULL;

  again = emu_timm_read_arguments (text->str, FALSE, NULL, NULL);
  if (again == NULL)
    return NULL;
  if (!emu_policy_node_equal (again, node))
    emu_timm_note (lost, _("settings of the steps that the script has no options for"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Batches ------------------------------------------------------------------------------- */

static const char *
find_extra (const EmuPolicyNode *node,
            EmuTimmOptionName    name)
{
  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      if (strcmp (extra->key, emu_timm_options[name].name) == 0)
        return extra->text;
    }

  return NULL;
}

static void
use_mix (EmuBatchMethod      *method,
         const EmuPolicyNode *mix)
{
  method->method = mix->method;
  method->params = mix->params;
  method->alpha = mix->alpha;
}

void
emu_timm_get_batch (const EmuPolicy *policy,
                    int              epoch,
                    gboolean         as_published,
                    EmuBatchRequest *request)
{
  const EmuPolicyNode *root = policy->root;
  const char *mode = find_extra (root, EMU_TIMM_MIXUP_MODE);
  const char *off = find_extra (root, EMU_TIMM_MIXUP_OFF_EPOCH);
  const char *smoothing = find_extra (root, EMU_TIMM_SMOOTHING);
  const EmuPolicyNode *mixing = NULL;
  double number;

  if (root->children->len > 0)
    mixing = g_ptr_array_index (root->children, root->children->len - 1);
  if (mixing != NULL && !is_mixing (mixing))
    mixing = NULL;

  emu_batch_request_init (request, emu_conventions_find ("timm", NULL),
                          emu_methods_find ("mixup", NULL), as_published);
  request->prob = mixing != NULL ? mixing->p : 0;
  if (mixing != NULL && mixing->kind == EMU_POLICY_MIX)
    {
      use_mix (&request->methods[0], mixing);
    }
  else if (mixing != NULL)
    {
      const EmuPolicyNode *first = g_ptr_array_index (mixing->children, 0);
      const EmuPolicyNode *second = g_ptr_array_index (mixing->children, 1);

      use_mix (&request->methods[0], first);
      use_mix (&request->methods[1], second);
      request->switch_prob = second->weight / (first->weight + second->weight);
    }

  if (off != NULL && emu_parse_number (off, &number) && number > 0 && epoch >= number)
    request->prob = 0;
  if (smoothing != NULL && emu_parse_number (smoothing, &number))
    request->smoothing = number;
  if (g_strcmp0 (mode, "pair") == 0)
    request->mode = EMU_BATCH_PAIR;
  else if (g_strcmp0 (mode, "elem") == 0)
    request->mode = EMU_BATCH_ELEMENT;
}
