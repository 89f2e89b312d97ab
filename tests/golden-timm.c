/* golden-timm.c: golden cases of timm's policies
 *
 * The draws of a run are handed to the steps in the order in which timm makes them; what the steps
 * make of them is the program's own doing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-json.h"
#include "emu-run.h"
#include "emu-timm.h"
#include "golden-timm.h"
#include "npy.h"

/* Their kind is "reference", and what they hold is number 14 of the register: a switch that stands
 * at 0 and is on. */
static const char * const published[] = { "timm/policy_rand-m8-inc0", NULL };

typedef struct
{
  const char     *dir;
  JsonObject     *object;
  JsonObject     *params;
  double          tolerance;
  GString        *faults;
  EmuPolicyDraws *draws;
  guint           next;
} Case;

static void G_GNUC_PRINTF (2, 3)
fault (Case       *self,
       const char *format,
       ...)
{
  va_list args;

  if (self->faults->len > 0)
    g_string_append (self->faults, "; ");
  va_start (args, format);
  g_string_append_vprintf (self->faults, format, args);
  va_end (args);
}

static JsonNode *
load_json (Case *self)
{
  JsonArray *files = json_object_get_array_member (self->object, "expected");
  g_autofree char *path = g_build_filename (self->dir, json_array_get_string_element (files, 0),
                                            NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  if (!json_parser_load_from_file (parser, path, &error))
    {
      fault (self, "%s", error->message);
      return NULL;
    }

  return json_parser_steal_root (parser);
}

static void
compare_number (Case       *self,
                const char *where,
                const char *what,
                double      got,
                double      expected)
{
  if (!(fabs (got - expected) <= self->tolerance) && got != expected)
    fault (self, "%s: %s is %.17g, not %.17g", where, what, got, expected);
}

static void
compare_text (Case       *self,
              const char *where,
              const char *got,
              const char *expected)
{
  if (g_strcmp0 (got, expected) != 0)
    fault (self, "%s is “%s”, not “%s”", where, got, expected);
}

static gboolean
is_error (Case *self)
{
  return g_str_equal (json_object_get_string_member (self->object, "kind"), "error");
}

static const EmuPolicyNode *
child (const EmuPolicyNode *node,
       guint                i)
{
  return g_ptr_array_index (node->children, i);
}

/* ---- Levels ------------------------------------------------------------------------------- */

static void
compare_level (Case           *self,
               const EmuLevel *level,
               JsonObject     *entry,
               double          constant)
{
  static const char * const columns[] = { "plus", "minus" };
  EmuLevelInput input = {
    .magnitude = json_object_get_double_member (entry, "magnitude"),
    .constant = constant,
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      JsonNode *expected = json_object_get_member (entry, columns[i]);

      input.negative = i == 1;
      if ((level->argument == NULL) != JSON_NODE_HOLDS_NULL (expected))
        fault (self, "%s: one has an argument, the other has none", level->name);
      else if (level->argument != NULL)
        compare_number (self, level->name, columns[i], level->argument (&input),
                        json_node_get_double (expected));
    }
}

static gboolean
run_levels (Case *self)
{
  g_autoptr(JsonNode) root = load_json (self);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (root == NULL)
    return TRUE;

  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *id = g_strconcat ("timm/", name, NULL);
      const EmuLevel *level = emu_levels_find (id);
      JsonArray *entries = json_node_get_array (node);
      const char *constant = g_str_has_suffix (name, "Rel") ? "translate_pct" : "translate_const";

      if (level == NULL)
        fault (self, "there is no level “%s”", id);

      for (guint i = 0; level != NULL && i < json_array_get_length (entries); i++)
        compare_level (self, level, json_array_get_object_element (entries, i),
                       json_object_get_double_member (self->params, constant));
    }

  return TRUE;
}

/* ---- Policies ----------------------------------------------------------------------------- */

static EmuPolicy *
parse (Case      *self,
       gboolean   as_published,
       GError   **error)
{
  return emu_policy_parse (json_object_get_string_member (self->params, "string"), -1,
                           emu_dialects_find ("timm", NULL), as_published, error);
}

static void
compare_step (Case                *self,
              const EmuPolicyNode *step,
              JsonObject          *expected)
{
  JsonNode *max = json_object_get_member (expected, "magnitude_max");
  JsonNode *std = json_object_get_member (expected, "magnitude_std");
  const EmuLaw *law = &step->magnitude;
  gboolean is_uniform = json_node_get_value_type (std) == G_TYPE_STRING;

  compare_text (self, "a step", step->level != NULL ? step->level->name : NULL,
                json_object_get_string_member (expected, "name"));
  compare_number (self, step->name, "probability", step->p,
                  json_object_get_double_member (expected, "prob"));
  compare_number (self, step->name, "magnitude", is_uniform ? law->b : law->a,
                  json_object_get_double_member (expected, "magnitude"));
  compare_number (self, step->name, "upper limit", law->max,
                  JSON_NODE_HOLDS_NULL (max) ? 10 : json_node_get_double (max));

  if (is_uniform)
    compare_number (self, step->name, "law", law->kind, EMU_LAW_UNIFORM);
  else
    compare_number (self, step->name, "deviation", law->kind == EMU_LAW_FIXED ? 0 : law->b,
                    json_node_get_double (std));
}

/* @nested: every entry is a sequence of the tree, as in AutoAugment; else it holds one step. */
static void
compare_steps (Case                *self,
               const EmuPolicyNode *root,
               JsonArray           *expected,
               gboolean             nested)
{
  compare_number (self, root->name, "number of steps", root->children->len,
                  json_array_get_length (expected));
  if (self->faults->len > 0)
    return;

  for (guint i = 0; i < root->children->len; i++)
    {
      JsonArray *steps = json_array_get_array_element (expected, i);
      const EmuPolicyNode *node = child (root, i);

      if (!nested)
        {
          compare_step (self, node, json_array_get_object_element (steps, 0));
          continue;
        }

      compare_number (self, root->name, "length of a sub-policy", node->children->len,
                      json_array_get_length (steps));
      for (guint j = 0; self->faults->len == 0 && j < node->children->len; j++)
        compare_step (self, child (node, j), json_array_get_object_element (steps, j));
    }
}

static void
compare_weights (Case                *self,
                 const EmuPolicyNode *root,
                 JsonObject          *expected)
{
  JsonNode *weights = json_object_get_member (expected, "weights");
  double total = 0;

  for (guint i = 0; i < root->children->len; i++)
    total += child (root, i)->weight;

  for (guint i = 0; i < root->children->len; i++)
    compare_number (self, child (root, i)->name, "share", child (root, i)->weight / total,
                    JSON_NODE_HOLDS_ARRAY (weights)
                    ? json_array_get_double_element (json_node_get_array (weights), i)
                    : 1.0 / root->children->len);
}

static void
compare_policy (Case                *self,
                const EmuPolicyNode *root,
                JsonObject          *expected)
{
  const char *type = json_object_get_string_member (expected, "type");

  compare_text (self, "the policy", root->name, type);
  if (self->faults->len > 0)
    return;

  compare_steps (self, root, json_object_get_array_member (expected, "ops"),
                 g_str_equal (type, "AutoAugment"));
  if (self->faults->len > 0)
    return;

  if (g_str_equal (type, "RandAugment"))
    {
      compare_number (self, type, "n", root->n_max,
                      json_object_get_double_member (expected, "num_layers"));
      compare_number (self, type, "least n", root->n_min, root->n_max);
      compare_number (self, type, "replacement", root->replace,
                      json_object_get_boolean_member (expected, "replacement"));
      compare_weights (self, root, expected);
    }

  if (g_str_equal (type, "AugMix"))
    {
      int depth = json_object_get_int_member (expected, "depth");

      compare_number (self, type, "alpha", root->alpha,
                      json_object_get_double_member (expected, "alpha"));
      compare_number (self, type, "width", root->width,
                      json_object_get_double_member (expected, "width"));
      compare_number (self, type, "least depth", root->depth_min, depth > 0 ? depth : 1);
      compare_number (self, type, "greatest depth", root->depth_max, depth > 0 ? depth : 3);
      compare_number (self, type, "blended", root->blend == EMU_CHAINS_ONE_BY_ONE,
                      json_object_get_boolean_member (expected, "blended"));
    }
}

static gboolean
run_policy (Case *self)
{
  const char *name = json_object_get_string_member (self->object, "case");
  g_autoptr(JsonNode) expected = load_json (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = NULL;

  if (expected == NULL)
    return TRUE;

  policy = parse (self, is_error (self) || g_strv_contains (published, name), &error);
  if (is_error (self))
    {
      if (policy != NULL)
        fault (self, "the text is read, timm refuses it");
    }
  else if (policy == NULL)
    fault (self, "%s", error->message);
  else
    compare_policy (self, policy->root, json_node_get_object (expected));

  return TRUE;
}

/* ---- Runs: handing out the draws ---------------------------------------------------------- */

static JsonNode *
take (Case       *self,
      const char *kind)
{
  JsonArray *random = json_object_get_array_member (self->object, "random");
  JsonObject *draw;

  if (self->next >= json_array_get_length (random))
    {
      fault (self, "a step wants a draw “%s” more", kind);
      return NULL;
    }

  draw = json_array_get_object_element (random, self->next++);
  if (!g_str_equal (json_object_get_string_member (draw, "draw"), kind))
    {
      fault (self, "draw %u is “%s”, a step wants “%s”", self->next - 1,
             json_object_get_string_member (draw, "draw"), kind);
      return NULL;
    }

  return json_object_get_member (draw, "value");
}

static double
take_number (Case       *self,
             const char *kind)
{
  JsonNode *node = take (self, kind);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0;
}

static JsonArray *
take_array (Case       *self,
            const char *kind)
{
  JsonNode *node = take (self, kind);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
set (Case                *self,
     const EmuPolicyNode *node,
     guint                copy,
     const char          *name,
     double               value)
{
  emu_policy_draws_set (self->draws, node->path, copy, name, value);
}

static void
give_step (Case                *self,
           const EmuPolicyNode *node,
           guint                copy)
{
  const EmuLaw *law = &node->magnitude;

  if (node->p < 1)
    {
      double u = take_number (self, "py.random");

      set (self, node, copy, "fire", u);
      if (u >= node->p)
        return;
    }

  if (law->kind != EMU_LAW_FIXED)
    set (self, node, copy, "magnitude",
         take_number (self, law->kind == EMU_LAW_UNIFORM ? "py.uniform" : "py.gauss"));
  if (node->level->is_signed)
    set (self, node, copy, "negative", take_number (self, "py.random") > 0.5);
  if (node->level->spread != NULL)
    {
      /* Their number is the radius, ours the uniform number under it. */
      double lo = node->level->spread (1, 0), hi = node->level->spread (1, 1);

      set (self, node, copy, "spread", (take_number (self, "py.uniform") - lo) / (hi - lo));
    }
  for (guint i = 0; i < node->laws->len; i++)
    {
      const EmuPolicyLaw *entry = &g_array_index (node->laws, EmuPolicyLaw, i);
      g_autofree char *name = g_strconcat ("law-", emu_param_name (entry->param), NULL);

      set (self, node, copy, name, entry->law.values[(int) take_number (self, "py.choice")]);
    }
}

static void
give_picks (Case                *self,
            const EmuPolicyNode *node,
            guint                first_slot)
{
  JsonArray *picks = take_array (self, "choice");

  guint n = picks != NULL ? json_array_get_length (picks) : 0;

  for (guint i = 0; i < n && self->faults->len == 0; i++)
    {
      guint pick = json_array_get_int_element (picks, i);
      guint slot = first_slot + i;
      g_autofree char *name = g_strdup_printf ("pick-%u", slot);

      set (self, node, 0, name, pick);
      give_step (self, child (node, pick),
                 node->kind == EMU_POLICY_CHAINS || node->replace ? slot : 0);
    }
}

static void
give_chains (Case                *self,
             const EmuPolicyNode *node)
{
  JsonArray *weights = take_array (self, "dirichlet");

  for (guint i = 0; weights != NULL && i < json_array_get_length (weights); i++)
    {
      g_autofree char *name = g_strdup_printf ("weight-%u", i);

      set (self, node, 0, name, json_array_get_double_element (weights, i));
    }
  set (self, node, 0, "blend", take_number (self, "beta"));
  for (int i = 0; self->faults->len == 0 && i < node->width; i++)
    give_picks (self, node, (guint) (i * node->depth_max));
}

static void
give_draws (Case                *self,
            const EmuPolicyNode *root)
{
  JsonArray *random = json_object_get_array_member (self->object, "random");

  if (root->kind == EMU_POLICY_SOME_OF)
    {
      give_picks (self, root, 0);
    }
  else if (root->kind == EMU_POLICY_CHAINS)
    {
      give_chains (self, root);
    }
  else
    {
      guint pick = (guint) take_number (self, "py.choice");
      const EmuPolicyNode *sequence = child (root, pick);

      set (self, root, 0, "pick-0", pick);
      for (guint i = 0; i < sequence->children->len; i++)
        give_step (self, child (sequence, i), 0);
    }

  if (self->next != json_array_get_length (random))
    fault (self, "%u draws are left over", json_array_get_length (random) - self->next);
}

/* ---- Runs --------------------------------------------------------------------------------- */

static EmuImage *
load_picture (Case       *self,
              const char *member)
{
  JsonArray *files = json_object_get_array_member (self->object, member);
  g_autofree char *path = g_build_filename (self->dir, json_array_get_string_element (files, 0),
                                            NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(Npy) array = npy_load (path, &error);
  EmuImage *image = NULL;

  if (array != NULL)
    image = emu_image_new ((int) array->dims[2], (int) array->dims[0], (int) array->dims[1],
                           &error);
  if (image == NULL)
    {
      fault (self, "%s", error->message);
      return NULL;
    }

  for (int c = 0; c < image->channels; c++)
    {
      const gchar *first = array->data + c;

      for (gsize i = 0; i < emu_image_n_pixels (image); i++)
        emu_image_plane (image, c)[i] = (guint8) first[i * (gsize) image->channels];
    }

  return image;
}

static void
collect_steps (const EmuTraceNode *node,
               GPtrArray          *steps)
{
  if (node->fired && node->step->level != NULL)
    g_ptr_array_add (steps, (gpointer) node);
  for (guint i = 0; i < node->children->len; i++)
    collect_steps (g_ptr_array_index (node->children, i), steps);
}

static void
compare_applied (Case               *self,
                 const EmuTraceNode *node,
                 JsonObject         *expected)
{
  const EmuPolicyNode *step = node->step;
  JsonArray *args = json_object_get_array_member (expected, "args");
  JsonNode *resample = json_object_get_member (expected, "resample");
  const EmuParam *interpolation = emu_params_find (&step->op->params, "interpolation", NULL);
  double magnitude;

  compare_text (self, "a step", step->level->name, json_object_get_string_member (expected, "op"));
  compare_number (self, step->name, "number of arguments", step->level->argument != NULL,
                  json_array_get_length (args));
  if (self->faults->len > 0)
    return;

  if (step->level->spread != NULL)
    {
      EmuLevelInput input = { .magnitude = step->magnitude.a, .constant = step->constant };

      if (emu_trace_node_get_draw (node, "magnitude", &magnitude))
        input.magnitude = magnitude;
      compare_number (self, step->name, "argument", step->level->argument (&input),
                      json_array_get_double_element (args, 0));
    }
  else if (step->level->argument != NULL)
    {
      compare_number (self, step->name, "argument", node->value,
                      json_array_get_double_element (args, 0));
    }

  if (interpolation != NULL)
    compare_text (self, "the interpolation",
                  interpolation->choices[(int) emu_param_get (interpolation, node->params)].nick,
                  json_node_get_string (resample));
}

static void
compare_trace (Case           *self,
               const EmuTrace *trace)
{
  JsonArray *applied = json_object_get_array_member (self->params, "applied");
  g_autoptr(GPtrArray) steps = g_ptr_array_new ();
  g_autoptr(EmuImage) expected = load_picture (self, "expected");
  gsize n_wrong = 0;

  if (expected == NULL)
    return;

  collect_steps (trace->root, steps);
  compare_number (self, "the run", "number of steps", steps->len, json_array_get_length (applied));
  if (self->faults->len > 0)
    return;

  for (guint i = 0; i < steps->len; i++)
    compare_applied (self, g_ptr_array_index (steps, i),
                     json_array_get_object_element (applied, i));

  if (expected->height != trace->result->height || expected->width != trace->result->width ||
      expected->channels != trace->result->channels)
    {
      fault (self, "the picture has another size");
      return;
    }

  for (int c = 0; c < expected->channels; c++)
    {
      for (gsize i = 0; i < emu_image_n_pixels (expected); i++)
        n_wrong += emu_image_plane (expected, c)[i] != emu_image_plane (trace->result, c)[i];
    }
  if (n_wrong > 0)
    fault (self, "%" G_GSIZE_FORMAT " bytes differ", n_wrong);
}

static gboolean
run_run (Case *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = parse (self, is_error (self), &error);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(EmuTrace) trace = NULL;
  EmuRunRequest request = { 0 };

  if (policy == NULL)
    {
      fault (self, "%s", error->message);
      return TRUE;
    }
  if (!emu_policy_check_runnable (policy, NULL))
    return FALSE;

  image = load_picture (self, "inputs");
  if (image == NULL)
    return TRUE;

  if (!is_error (self))
    give_draws (self, policy->root);
  if (self->faults->len > 0)
    return TRUE;

  request.given = self->draws;
  trace = emu_policy_run (policy, &request, image, NULL, &error);
  if (is_error (self))
    {
      if (trace != NULL)
        fault (self, "the picture is taken, timm refuses it");
    }
  else if (trace == NULL)
    fault (self, "%s", error->message);
  else
    compare_trace (self, trace);

  return TRUE;
}

/* ---- All ---------------------------------------------------------------------------------- */

gboolean
golden_timm_run (const char *dir,
                 JsonObject *object,
                 GString    *faults)
{
  static const struct
  {
    const char *method;
    gboolean  (*run) (Case *self);
  } methods[] = {
    { "timm-level-table", run_levels },
    { "timm-policy", run_policy },
    { "timm-run", run_run },
  };
  g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
  Case self = {
    .dir = dir,
    .object = object,
    .params = json_object_get_object_member (object, "params"),
    .tolerance = json_object_get_double_member (object, "tolerance"),
    .faults = faults,
    .draws = draws,
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (g_str_equal (methods[i].method, json_object_get_string_member (object, "method")))
        return methods[i].run (&self);
    }

  return FALSE;
}
