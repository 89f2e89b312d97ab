/* emu-timm-write.c: the shortest string of timm that means a step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-timm-private.h"

/* Without an exponent below zero, whose dash would begin a section. */
static void
append_number (GString    *text,
               const char *key,
               double      value)
{
  g_autofree char *shortest = emu_format_number (value);
  char plain[400];

  g_string_append_printf (text, "-%s", key);
  if (strchr (shortest, '-') == NULL)
    {
      g_string_append (text, shortest);
      return;
    }

  for (int digits = 1; digits < 60; digits++)
    {
      char format[8];
      double read;

      g_snprintf (format, sizeof format, "%%.%df", digits);
      g_ascii_formatd (plain, sizeof plain, format, value);
      if (emu_parse_number (plain, &read) && read == value)
        break;
    }
  g_string_append (text, plain);
}

/* --- What a step was read with ------------------------------------------------------------- */

static gboolean
find_lookup (const EmuPolicyNode *node,
             EmuTimmSettings     *settings)
{
  static const char * const fills[] = { "fill-red", "fill-green", "fill-blue" };
  const EmuParamTable *table = emu_policy_node_table (node);
  const EmuParam *interpolation;

  for (guint i = 0; i < node->children->len; i++)
    {
      if (find_lookup (g_ptr_array_index (node->children, i), settings))
        return TRUE;
    }

  interpolation = table != NULL && node->level != NULL
                  ? emu_params_find (table, "interpolation", NULL) : NULL;
  if (interpolation == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    settings->fill[i] = (int) emu_param_get (emu_params_find (table, fills[i], NULL),
                                             node->params);
  if (node->laws->len == 0)
    settings->interpolation =
      interpolation->choices[(int) emu_param_get (interpolation, node->params)].nick;

  return TRUE;
}

static gboolean
find_translate (const EmuPolicyNode *node,
                EmuTimmSettings     *settings)
{
  if (node->level != NULL && emu_timm_level_moves (node->level))
    {
      settings->translate = node->constant;
      return TRUE;
    }

  for (guint i = 0; i < node->children->len; i++)
    {
      if (find_translate (g_ptr_array_index (node->children, i), settings))
        return TRUE;
    }

  return FALSE;
}

/* The first step whose strength comes from a magnitude. */
static const EmuPolicyNode *
find_level (const EmuPolicyNode *node)
{
  const EmuPolicyNode *found = node->level != NULL ? node : NULL;

  for (guint i = 0; found == NULL && i < node->children->len; i++)
    found = find_level (g_ptr_array_index (node->children, i));

  return found;
}

static double
get_magnitude (const EmuLaw *law)
{
  return law->kind == EMU_LAW_UNIFORM ? law->b : law->a;
}

/* Infinite for a uniform one. */
static double
get_std (const EmuLaw *law)
{
  if (law->kind == EMU_LAW_UNIFORM)
    return INFINITY;

  return law->kind == EMU_LAW_NORMAL ? law->b : 0;
}

/* --- Three grammars ------------------------------------------------------------------------ */

static gboolean
has_picks (const EmuPolicyNode *node,
           const EmuTimmPick   *picks)
{
  guint n = 0;

  for (; picks[n].name != NULL; n++)
    {
      const EmuPolicyNode *child;

      if (n >= node->children->len)
        return FALSE;
      child = g_ptr_array_index (node->children, n);
      if (child->level == NULL || child->level != emu_timm_level (picks[n].name))
        return FALSE;
    }

  return n == node->children->len;
}

/* @full: with everything that goes without saying */
static char *
write_rand (const EmuPolicyNode *node,
            const EmuPolicyNode *step,
            gboolean             full)
{
  g_autoptr(GString) text = g_string_new ("rand");
  const EmuLaw *law = &step->magnitude;
  const EmuTimmSet *set = NULL;

  for (guint i = 0; i < emu_timm_n_sets && set == NULL; i++)
    {
      if (has_picks (node, emu_timm_sets[i].picks))
        set = &emu_timm_sets[i];
    }
  if (set == NULL)
    return NULL;

  if (full || get_magnitude (law) != EMU_TIMM_DENOMINATOR)
    append_number (text, "m", get_magnitude (law));
  if (full || node->n_max != 2)
    append_number (text, "n", node->n_max);
  if (full || step->p != 0.5)
    append_number (text, "p", step->p);
  if (full || get_std (law) != 0)
    append_number (text, "mstd", isinf (get_std (law)) ? 101 : get_std (law));
  if (full || law->max != EMU_TIMM_DENOMINATOR)
    append_number (text, "mmax", law->max);
  if (set->name != NULL)
    g_string_append_printf (text, "-t%s", set->name);
  else if (set->increasing)
    g_string_append (text, "-inc1");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
write_augmix (const EmuPolicyNode *node,
              const EmuPolicyNode *step,
              gboolean             full)
{
  g_autoptr(GString) text = g_string_new ("augmix");
  const EmuLaw *law = &step->magnitude;

  if (full || get_magnitude (law) != 3)
    append_number (text, "m", get_magnitude (law));
  if (full || node->width != 3)
    append_number (text, "w", node->width);
  if (node->depth_min == node->depth_max)
    append_number (text, "d", node->depth_max);
  else if (full)
    append_number (text, "d", 0);
  if (full || node->alpha != 1)
    append_number (text, "a", node->alpha);
  if (node->blend == EMU_CHAINS_ONE_BY_ONE)
    g_string_append (text, "-b1");
  if (!isinf (get_std (law)))
    append_number (text, "mstd", get_std (law));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_steps (const EmuPolicyNode *node,
           const EmuTimmFixed  *fixed)
{
  if (node->children->len != fixed->n)
    return FALSE;

  for (guint i = 0; i < fixed->n; i++)
    {
      const EmuPolicyNode *sequence = g_ptr_array_index (node->children, i);

      for (guint j = 0; j < 2 && fixed->steps[i][j].name != NULL; j++)
        {
          const EmuPolicyNode *step;

          if (j >= sequence->children->len)
            return FALSE;
          step = g_ptr_array_index (sequence->children, j);
          if (step->level != emu_timm_fixed_level (fixed, &fixed->steps[i][j]))
            return FALSE;
        }
    }

  return TRUE;
}

static char *
write_fixed (const EmuPolicyNode *node,
             const EmuPolicyNode *step,
             gboolean             full)
{
  for (guint i = 0; i < emu_timm_n_fixed; i++)
    {
      g_autoptr(GString) text = NULL;

      if (!has_steps (node, &emu_timm_fixed[i]))
        continue;

      text = g_string_new (emu_timm_fixed[i].name);
      if (full || get_std (&step->magnitude) != 0)
        append_number (text, "mstd", get_std (&step->magnitude));

      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  return NULL;
}

static char *
write_step (const EmuPolicyNode *node,
            gboolean             full)
{
  const EmuPolicyNode *step = find_level (node);

  if (step == NULL)
    return NULL;

  switch (node->kind)
    {
    case EMU_POLICY_SOME_OF:
      return write_rand (node, step, full);

    case EMU_POLICY_CHAINS:
      return write_augmix (node, step, full);

    case EMU_POLICY_ONE_OF:
      return write_fixed (node, step, full);

    default:
      return NULL;
    }
}

char *
emu_timm_spell_out (const EmuPolicyNode *node)
{
  char *text = write_step (node, TRUE);

  for (guint i = 0; text == NULL && i < node->children->len; i++)
    text = write_step (g_ptr_array_index (node->children, i), TRUE);

  return text;
}

char *
emu_timm_write_string (const EmuPolicyNode *node,
                       EmuTimmSettings     *settings)
{
  g_autofree char *text = write_step (node, FALSE);
  g_autoptr(EmuPolicyNode) again = NULL;

  *settings = (EmuTimmSettings) EMU_TIMM_SETTINGS_INIT;
  if (text == NULL)
    return NULL;

  find_lookup (node, settings);
  find_translate (node, settings);

  /* Whatever else the step may differ in shows here. */
  again = emu_timm_read_string (text, 1, 1, settings, node->blend == EMU_CHAINS_TRUNCATE_SQUARE,
                                NULL, NULL);

  return again != NULL && emu_policy_node_equal (again, node) ? g_steal_pointer (&text) : NULL;
}
