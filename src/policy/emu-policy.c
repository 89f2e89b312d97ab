/* emu-policy.c: an augmentation policy as a tree of steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-policy.h"

/* A lane has 32 bits: which copy of which step, then which draw of it. */
#define LANE_BITS 8
#define LANE_BLOCKS ((guint32) 1 << (32 - LANE_BITS))

static gboolean
same_number (double a,
             double b)
{
  return isnan (a) ? isnan (b) : a == b;
}

/* --- Laws ---------------------------------------------------------------------------------- */

gboolean
emu_law_equal (const EmuLaw *a,
               const EmuLaw *b)
{
  if (a->kind != b->kind || a->min != b->min || a->max != b->max || a->sign != b->sign)
    return FALSE;

  if (a->kind == EMU_LAW_CHOICE)
    return a->n_values == b->n_values &&
           memcmp (a->values, b->values, a->n_values * sizeof a->values[0]) == 0;

  return a->a == b->a && (a->kind == EMU_LAW_FIXED || a->b == b->b);
}

gboolean
emu_law_is_random (const EmuLaw *self)
{
  if (self->sign)
    return TRUE;

  switch (self->kind)
    {
    case EMU_LAW_FIXED:
      return FALSE;

    case EMU_LAW_UNIFORM:
    case EMU_LAW_INT:
      return self->a != self->b;

    case EMU_LAW_NORMAL:
      return self->b != 0;

    case EMU_LAW_CHOICE:
      return self->n_values > 1;
    }

  return FALSE;
}

/* Least and greatest value that may come out. */
static EmuRange
law_bounds (const EmuLaw *law)
{
  EmuRange range = { law->a, law->a };

  if (law->kind == EMU_LAW_UNIFORM || law->kind == EMU_LAW_INT)
    range.hi = law->b;

  if (law->kind == EMU_LAW_NORMAL && law->b > 0)
    range = (EmuRange) { -INFINITY, INFINITY };

  if (law->kind == EMU_LAW_CHOICE)
    {
      range = (EmuRange) { INFINITY, -INFINITY };
      for (guint i = 0; i < law->n_values; i++)
        {
          range.lo = MIN (range.lo, law->values[i]);
          range.hi = MAX (range.hi, law->values[i]);
        }
    }

  range.lo = CLAMP (range.lo, law->min, law->max);
  range.hi = CLAMP (range.hi, law->min, law->max);
  if (law->sign)
    range = (EmuRange) { MIN (range.lo, -range.hi), MAX (range.hi, -range.lo) };

  return range;
}

static gboolean
is_whole (double value)
{
  return fabs (value) <= G_MAXINT && value == floor (value);
}

/* Returns what is wrong with the numbers of a law, translated, or NULL. */
static const char *
law_fault (const EmuLaw *law)
{
  /* Written so that a NaN fails, too. */
  if (!(law->min <= law->max))
    return _("its smallest value lies above its largest");

  switch (law->kind)
    {
    case EMU_LAW_FIXED:
      return isfinite (law->a) ? NULL : _("its value is not a number");

    case EMU_LAW_UNIFORM:
      if (!isfinite (law->a) || !isfinite (law->b) || !(law->a <= law->b))
        return _("it must be drawn between two numbers, the smaller first");
      return NULL;

    case EMU_LAW_INT:
      if (!is_whole (law->a) || !is_whole (law->b) || !(law->a <= law->b))
        return _("it must be drawn between two whole numbers, the smaller first");
      return NULL;

    case EMU_LAW_NORMAL:
      if (!isfinite (law->a) || !isfinite (law->b) || !(law->b >= 0))
        return _("a normal law needs a mean and a deviation of at least 0");
      return NULL;

    case EMU_LAW_CHOICE:
      if (law->n_values < 1 || law->n_values > EMU_LAW_MAX_VALUES)
        return _("a choice needs one value at least, and 16 at most");
      for (guint i = 0; i < law->n_values; i++)
        {
          if (!isfinite (law->values[i]))
            return _("its value is not a number");
        }
      return NULL;
    }

  return NULL;
}

/* --- Steps --------------------------------------------------------------------------------- */

static void
free_extra (gpointer data)
{
  EmuPolicyExtra *extra = data;

  g_free (extra->key);
  g_free (extra->text);
  g_free (extra);
}

static void
free_node (gpointer data)
{
  emu_policy_node_free (data);
}

const char *
emu_policy_kind_nick (EmuPolicyKind kind)
{
  static const char * const nicks[] = {
    "op", "sequence", "one-of", "some-of", "chains", "mix", "kept", "unknown",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

EmuPolicyNode *
emu_policy_node_new (EmuPolicyKind  kind,
                     const char    *name)
{
  EmuPolicyNode *self = g_new0 (EmuPolicyNode, 1);

  self->kind = kind;
  self->name = g_strdup (name != NULL ? name : emu_policy_kind_nick (kind));
  self->p = 1;
  self->weight = 1;
  self->children = g_ptr_array_new_with_free_func (free_node);
  self->extras = g_ptr_array_new_with_free_func (free_extra);
  self->laws = g_array_new (FALSE, FALSE, sizeof (EmuPolicyLaw));
  self->magnitude = EMU_LAW_INIT (EMU_LAW_FIXED, 0, 0);
  self->n_min = 1;
  self->n_max = 1;
  self->width = 3;
  self->depth_min = 1;
  self->depth_max = 3;
  self->alpha = kind == EMU_POLICY_MIX ? NAN : 1;
  self->lambda = NAN;

  return self;
}

static const EmuOp *
find_op (const char *id)
{
  for (guint i = 0; i < emu_ops_size (); i++)
    {
      if (strcmp (emu_ops_get (i)->id, id) == 0)
        return emu_ops_get (i);
    }

  return NULL;
}

EmuPolicyNode *
emu_policy_node_new_op (const char *op_id,
                        const char *name)
{
  const EmuOp *op = find_op (op_id);
  EmuPolicyNode *self = emu_policy_node_new (op != NULL ? EMU_POLICY_OP : EMU_POLICY_UNKNOWN,
                                             name != NULL ? name : op_id);

  self->op_id = g_strdup (op_id);
  self->op = op;
  if (op != NULL)
    self->params = emu_params_new (&op->params);

  return self;
}

EmuPolicyNode *
emu_policy_node_new_level (const EmuLevel *level,
                           const EmuLaw   *magnitude,
                           double          constant)
{
  EmuPolicyNode *self = emu_policy_node_new_op (level->op, level->name);

  self->level = level;
  self->magnitude = *magnitude;
  self->constant = constant;

  return self;
}

EmuPolicyNode *
emu_policy_node_new_mix (const char *method_id,
                         const char *name,
                         GError    **error)
{
  const EmuMethod *method = emu_methods_find (method_id, error);
  EmuPolicyNode *self;

  if (method == NULL)
    return NULL;

  self = emu_policy_node_new (EMU_POLICY_MIX, name != NULL ? name : method_id);
  self->method = method;
  self->params = emu_params_new (&method->params);

  return self;
}

void
emu_policy_node_free (EmuPolicyNode *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_ptr_array_unref (self->children);
  g_ptr_array_unref (self->extras);
  g_free (self->op_id);
  g_free (self->params);
  g_array_unref (self->laws);
  g_free (self->path);
  g_free (self->lanes);
  g_free (self);
}

const EmuParamTable *
emu_policy_node_table (const EmuPolicyNode *self)
{
  if (self->op != NULL)
    return &self->op->params;

  return self->method != NULL ? &self->method->params : NULL;
}

EmuPolicyNode *
emu_policy_node_copy (const EmuPolicyNode *self)
{
  EmuPolicyNode *copy = emu_policy_node_new (self->kind, self->name);
  GPtrArray *children = copy->children;
  GPtrArray *extras = copy->extras;
  GArray *laws = copy->laws;
  char *name = copy->name;

  *copy = *self;
  copy->children = children;
  copy->extras = extras;
  copy->laws = laws;
  copy->name = name;
  copy->op_id = g_strdup (self->op_id);
  copy->params = self->params != NULL ? emu_params_copy (emu_policy_node_table (self), self->params)
                                      : NULL;
  copy->path = NULL;
  copy->lanes = NULL;
  copy->n_copies = 0;

  if (self->laws->len > 0)
    g_array_append_vals (laws, self->laws->data, self->laws->len);
  for (guint i = 0; i < self->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (self->extras, i);

      emu_policy_node_add_extra (copy, extra->key, extra->text);
    }
  for (guint i = 0; i < self->children->len; i++)
    emu_policy_node_add (copy, emu_policy_node_copy (g_ptr_array_index (self->children, i)));

  return copy;
}

void
emu_policy_node_add (EmuPolicyNode *self,
                     EmuPolicyNode *child)
{
  g_ptr_array_add (self->children, child);
}

void
emu_policy_node_add_extra (EmuPolicyNode *self,
                           const char    *key,
                           const char    *text)
{
  EmuPolicyExtra *extra = g_new0 (EmuPolicyExtra, 1);

  extra->key = g_strdup (key);
  extra->text = g_strdup (text);
  g_ptr_array_add (self->extras, extra);
}

void
emu_policy_node_set_place (EmuPolicyNode *self,
                           int            line,
                           int            column)
{
  self->line = line;
  self->column = column;
}

gboolean
emu_policy_node_set_number (EmuPolicyNode *self,
                            const char    *param,
                            double         value,
                            GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  const EmuParam *found;

  if (table == NULL)
    {
      g_autofree char *text = emu_format_number (value);

      emu_policy_node_add_extra (self, param, text);
      return TRUE;
    }

  found = emu_params_find (table, param, error);

  return found != NULL && emu_param_set (found, self->params, value, error);
}

gboolean
emu_policy_node_set_text (EmuPolicyNode *self,
                          const char    *param,
                          const char    *value,
                          GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  const EmuParam *found;

  if (table == NULL)
    {
      emu_policy_node_add_extra (self, param, value);
      return TRUE;
    }

  found = emu_params_find (table, param, error);

  return found != NULL && emu_param_parse (found, self->params, value, error);
}

gboolean
emu_policy_node_set_range (EmuPolicyNode *self,
                           const char    *param,
                           EmuRange       value,
                           GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  const EmuParam *found;

  if (table == NULL)
    {
      g_autofree char *lo = emu_format_number (value.lo);
      g_autofree char *hi = emu_format_number (value.hi);
      g_autofree char *text = g_strconcat (lo, "..", hi, NULL);

      emu_policy_node_add_extra (self, param, text);
      return TRUE;
    }

  found = emu_params_find (table, param, error);

  return found != NULL && emu_param_set_range (found, self->params, value, error);
}

static char *
describe_law (const EmuLaw *law)
{
  g_autofree char *a = emu_format_number (law->a);
  g_autofree char *b = emu_format_number (law->b);

  return g_strconcat (a, "..", b, NULL);
}

gboolean
emu_policy_node_set_law (EmuPolicyNode *self,
                         const char    *param,
                         const EmuLaw  *law,
                         GError       **error)
{
  const EmuParamTable *table = emu_policy_node_table (self);
  EmuPolicyLaw entry = { .law = *law };

  if (table == NULL)
    {
      g_autofree char *text = describe_law (law);

      emu_policy_node_add_extra (self, param, text);
      return TRUE;
    }

  entry.param = emu_params_find (table, param, error);
  if (entry.param == NULL)
    return FALSE;

  for (guint i = 0; i < self->laws->len; i++)
    {
      if (g_array_index (self->laws, EmuPolicyLaw, i).param == entry.param)
        {
          g_array_index (self->laws, EmuPolicyLaw, i) = entry;
          return TRUE;
        }
    }
  g_array_append_val (self->laws, entry);

  return TRUE;
}

static gboolean
same_laws (const EmuPolicyNode *a,
           const EmuPolicyNode *b)
{
  if (a->laws->len != b->laws->len)
    return FALSE;

  for (guint i = 0; i < a->laws->len; i++)
    {
      const EmuPolicyLaw *x = &g_array_index (a->laws, EmuPolicyLaw, i);
      const EmuPolicyLaw *y = &g_array_index (b->laws, EmuPolicyLaw, i);

      if (x->param != y->param || !emu_law_equal (&x->law, &y->law))
        return FALSE;
    }

  return TRUE;
}

static gboolean
same_extras (const EmuPolicyNode *a,
             const EmuPolicyNode *b)
{
  if (a->extras->len != b->extras->len)
    return FALSE;

  for (guint i = 0; i < a->extras->len; i++)
    {
      const EmuPolicyExtra *x = g_ptr_array_index (a->extras, i);
      const EmuPolicyExtra *y = g_ptr_array_index (b->extras, i);

      if (strcmp (x->key, y->key) != 0 || g_strcmp0 (x->text, y->text) != 0)
        return FALSE;
    }

  return TRUE;
}

/* What the kind itself adds to every step's. */
static gboolean
same_settings (const EmuPolicyNode *a,
               const EmuPolicyNode *b)
{
  if (a->kind == EMU_POLICY_SOME_OF)
    return a->n_min == b->n_min && a->n_max == b->n_max && a->replace == b->replace &&
           a->in_order == b->in_order;

  if (a->kind == EMU_POLICY_CHAINS)
    return a->width == b->width && a->depth_min == b->depth_min &&
           a->depth_max == b->depth_max && a->alpha == b->alpha && a->blend == b->blend;

  if (a->kind == EMU_POLICY_MIX)
    return same_number (a->alpha, b->alpha) && same_number (a->lambda, b->lambda);

  return TRUE;
}

gboolean
emu_policy_node_equal (const EmuPolicyNode *a,
                       const EmuPolicyNode *b)
{
  const EmuParamTable *table = emu_policy_node_table (a);

  if (a->kind != b->kind || strcmp (a->name, b->name) != 0 || a->p != b->p ||
      a->weight != b->weight || g_strcmp0 (a->op_id, b->op_id) != 0 ||
      a->method != b->method || a->level != b->level ||
      a->children->len != b->children->len ||
      !same_settings (a, b) || !same_laws (a, b) || !same_extras (a, b))
    return FALSE;

  if (a->level != NULL &&
      (!emu_law_equal (&a->magnitude, &b->magnitude) || a->constant != b->constant))
    return FALSE;

  if (table != NULL && !emu_params_equal (table, a->params, b->params))
    return FALSE;

  for (guint i = 0; i < a->children->len; i++)
    {
      if (!emu_policy_node_equal (g_ptr_array_index (a->children, i),
                                  g_ptr_array_index (b->children, i)))
        return FALSE;
    }

  return TRUE;
}

/* --- Checks -------------------------------------------------------------------------------- */

/* "RandAugment" at line 1, column 6. */
static char *
describe (const EmuPolicyNode *node)
{
  if (node->line > 0)
    return g_strdup_printf (_("“%.64s” at line %d, column %d"),
                            node->name, node->line, node->column);

  return g_strdup_printf (_("“%.64s”"), node->name);
}

static gboolean
bad (const EmuPolicyNode *node,
     GError             **error,
     const char          *format,
     ...) G_GNUC_PRINTF (3, 4);

static gboolean
bad (const EmuPolicyNode *node,
     GError             **error,
     const char          *format,
     ...)
{
  g_autofree char *name = describe (node);
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: a step of a policy, then what is wrong with it */
  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM, _("%s: %s"), name, message);

  return FALSE;
}

static gboolean
check_law (const EmuPolicyNode *node,
           const EmuPolicyLaw  *entry,
           GError             **error)
{
  const EmuParam *param = entry->param;
  const char *fault = law_fault (&entry->law);
  EmuRange bounds;

  if (fault != NULL)
    return bad (node, error, "%s: %s", emu_param_name (param), fault);

  if (param->type == EMU_PARAM_RANGE || param->type == EMU_PARAM_TEXT)
    return bad (node, error, _("%s is no number that chance could decide"), emu_param_name (param));

  /* A normal law has no ends: what lies outside is clipped when it is drawn. */
  if (entry->law.kind == EMU_LAW_NORMAL)
    return TRUE;

  bounds = law_bounds (&entry->law);
  if (param->type == EMU_PARAM_INT || param->type == EMU_PARAM_FLOAT)
    {
      if (!(bounds.lo >= param->min && bounds.hi <= param->max))
        return bad (node, error, _("%s must lie between %g and %g, not from %g to %g"),
                    emu_param_name (param), param->min, param->max, bounds.lo, bounds.hi);
    }
  else if (param->type == EMU_PARAM_CHOICE)
    {
      if (!(bounds.lo >= 0 && bounds.hi < emu_param_n_choices (param)))
        return bad (node, error, _("%s has no such choice"), emu_param_name (param));
    }
  else if (!(bounds.lo >= 0 && bounds.hi <= 1))
    {
      return bad (node, error, _("%s is either 0 or 1"), emu_param_name (param));
    }

  return TRUE;
}

static gboolean
check_values (const EmuPolicyNode *node,
              GError             **error)
{
  const EmuParamTable *table = emu_policy_node_table (node);

  if (node->laws->len > EMU_POLICY_MAX_LAWS)
    return bad (node, error, _("more than %d values are left to chance"), EMU_POLICY_MAX_LAWS);

  for (guint i = 0; i < node->laws->len; i++)
    {
      if (!check_law (node, &g_array_index (node->laws, EmuPolicyLaw, i), error))
        return FALSE;
    }

  if (node->level != NULL)
    {
      const char *fault = law_fault (&node->magnitude);

      if (fault != NULL)
        return bad (node, error, _("its magnitude: %s"), fault);
      if (!isfinite (node->constant))
        return bad (node, error, _("the constant of its magnitude is not a number"));
    }

  if (table != NULL && !emu_params_check (table, node->params, error))
    {
      g_autofree char *name = describe (node);

      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  return TRUE;
}

static guint
count_possible (const EmuPolicyNode *node)
{
  guint n = 0;

  for (guint i = 0; i < node->children->len; i++)
    n += ((const EmuPolicyNode *) g_ptr_array_index (node->children, i))->weight > 0;

  return n;
}

static gboolean
check_choice (const EmuPolicyNode *node,
              GError             **error)
{
  guint n = count_possible (node);

  if (node->kind == EMU_POLICY_SOME_OF)
    {
      if (node->n_min < 0 || node->n_min > node->n_max || node->n_max > EMU_POLICY_MAX_PICKS)
        return bad (node, error, _("it takes from %d to %d of its steps; give 0 to %d, the smaller "
                                   "first"), node->n_min, node->n_max, EMU_POLICY_MAX_PICKS);

      if (!node->replace && (guint) node->n_max > n)
        return bad (node, error, _("it takes %d of its steps and has only %u that may be chosen"),
                    node->n_max, n);

      if (node->n_max == 0)
        return TRUE;
    }

  if (n == 0)
    return bad (node, error, _("it has no step to choose from"));

  return TRUE;
}

static gboolean
check_chains (const EmuPolicyNode *node,
              GError             **error)
{
  if (node->width < 1 || node->width > EMU_POLICY_MAX_CHAINS)
    return bad (node, error, _("it needs 1 to %d chains, not %d"),
                EMU_POLICY_MAX_CHAINS, node->width);

  if (node->depth_min < 1 || node->depth_min > node->depth_max ||
      node->depth_max > EMU_POLICY_MAX_CHAINS)
    return bad (node, error, _("its chains need 1 to %d steps, not %d to %d"),
                EMU_POLICY_MAX_CHAINS, node->depth_min, node->depth_max);

  if (!(node->alpha >= EMU_ALPHA_MIN && node->alpha <= EMU_ALPHA_MAX))
    return bad (node, error, _("α must lie between %g and %g, not %g"),
                EMU_ALPHA_MIN, EMU_ALPHA_MAX, node->alpha);

  return check_choice (node, error);
}

static gboolean
check_mix (const EmuPolicyNode *node,
           gboolean             followed,
           GError             **error)
{
  if (followed)
    return bad (node, error, _("mixing two pictures must be the last step"));

  if ((!isnan (node->lambda) && !emu_lambda_check (node->lambda, error)) ||
      (!isnan (node->alpha) && !emu_alpha_check (node->alpha, error)))
    {
      g_autofree char *name = describe (node);

      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_node (const EmuPolicyNode *node,
            guint                depth,
            gboolean             followed,
            GError             **error)
{
  if (depth > EMU_POLICY_MAX_DEPTH)
    return bad (node, error, _("steps are nested more than %d deep"), EMU_POLICY_MAX_DEPTH);

  if (!(node->p >= 0 && node->p <= 1))
    return bad (node, error, _("its probability must lie between 0 and 1, not %g"), node->p);

  if (!(node->weight >= 0 && node->weight <= 1e9))
    return bad (node, error, _("its weight must lie between 0 and 1e9, not %g"), node->weight);

  if (!check_values (node, error))
    return FALSE;

  switch (node->kind)
    {
    case EMU_POLICY_OP:
    case EMU_POLICY_SEQUENCE:
    case EMU_POLICY_KEPT:
    case EMU_POLICY_UNKNOWN:
      break;

    case EMU_POLICY_ONE_OF:
    case EMU_POLICY_SOME_OF:
      if (!check_choice (node, error))
        return FALSE;
      break;

    case EMU_POLICY_CHAINS:
      if (!check_chains (node, error))
        return FALSE;
      break;

    case EMU_POLICY_MIX:
      if (!check_mix (node, followed, error))
        return FALSE;
      break;
    }

  followed |= node->kind == EMU_POLICY_CHAINS ||
              (node->kind == EMU_POLICY_SOME_OF && node->n_max > 1);
  for (guint i = node->children->len; i-- > 0;)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);

      if (!check_node (child, depth + 1, followed, error))
        return FALSE;
      followed |= node->kind == EMU_POLICY_SEQUENCE && child->kind != EMU_POLICY_KEPT;
    }

  return TRUE;
}

/* --- Lanes --------------------------------------------------------------------------------- */

static guint32
hash_copy (const char *path,
           guint       copy)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  /* 64-bit FNV-1a. */
  for (const char *p = path; *p != '\0'; p++)
    hash = (hash ^ (guint8) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  for (int i = 0; i < 4; i++)
    hash = (hash ^ ((copy >> (8 * i)) & 0xff)) * G_GUINT64_CONSTANT (0x100000001b3);

  return (guint32) ((hash ^ (hash >> 24) ^ (hash >> 48)) % LANE_BLOCKS);
}

/* How often a child may run for every time its parent runs. */
static guint64
slots (const EmuPolicyNode *node)
{
  if (node->kind == EMU_POLICY_SOME_OF && node->replace)
    return (guint64) node->n_max;

  if (node->kind == EMU_POLICY_CHAINS)
    return (guint64) node->width * (guint64) node->depth_max;

  return 1;
}

/* Two steps whose hashes agree would draw the same numbers, so the later one moves on. */
static gboolean
number_node (EmuPolicyNode *node,
             const char    *path,
             guint64        n_copies,
             GHashTable    *taken,
             GError       **error)
{
  n_copies = MAX (n_copies, 1);
  if (n_copies + g_hash_table_size (taken) > EMU_POLICY_MAX_COPIES)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("one picture may pass more than %d steps of this policy; take fewer or nest "
                     "them less"), EMU_POLICY_MAX_COPIES);
      return FALSE;
    }

  g_free (node->path);
  g_free (node->lanes);
  node->path = g_strdup (path);
  node->n_copies = (guint) n_copies;
  node->lanes = g_new (guint32, n_copies);

  for (guint i = 0; i < node->n_copies; i++)
    {
      guint32 block = hash_copy (path, i);

      while (!g_hash_table_add (taken, GUINT_TO_POINTER (block)))
        block = (block + 1) % LANE_BLOCKS;
      node->lanes[i] = block << LANE_BITS;
    }

  for (guint i = 0; i < node->children->len; i++)
    {
      g_autofree char *child = g_strdup_printf ("%s/%u", path, i);

      if (!number_node (g_ptr_array_index (node->children, i), child, n_copies * slots (node),
                        taken, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Policies ------------------------------------------------------------------------------ */

static void
free_policy (gpointer data)
{
  EmuPolicy *self = data;

  emu_policy_node_free (self->root);
  g_free (self->dialect);
  g_free (self->text);
  g_ptr_array_unref (self->notes);
}

EmuPolicy *
emu_policy_new (EmuPolicyNode *root,
                const char    *dialect,
                const char    *text,
                GError       **error)
{
  g_autoptr(EmuPolicyNode) owned = root;
  g_autoptr(GHashTable) taken = g_hash_table_new (NULL, NULL);
  EmuPolicy *self;

  g_return_val_if_fail (root != NULL, NULL);

  if (!check_node (root, 1, FALSE, error) || !number_node (root, "0", 1, taken, error))
    return NULL;

  self = g_atomic_rc_box_new0 (EmuPolicy);
  self->root = g_steal_pointer (&owned);
  self->dialect = g_strdup (dialect);
  self->text = g_strdup (text);
  self->notes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

EmuPolicy *
emu_policy_ref (EmuPolicy *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_policy_unref (EmuPolicy *self)
{
  g_atomic_rc_box_release_full (self, free_policy);
}

void
emu_policy_add_note (EmuPolicy  *self,
                     const char *format,
                     ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

gboolean
emu_policy_equal (const EmuPolicy *a,
                  const EmuPolicy *b)
{
  return a->seed == b->seed && emu_policy_node_equal (a->root, b->root);
}

const EmuPolicyNode *
emu_policy_find (const EmuPolicy *self,
                 const char      *path)
{
  const EmuPolicyNode *node = self->root;
  g_auto(GStrv) parts = g_strsplit (path, "/", EMU_POLICY_MAX_DEPTH + 1);

  if (g_strcmp0 (parts[0], "0") != 0)
    return NULL;

  for (guint i = 1; parts[i] != NULL; i++)
    {
      guint64 index;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT, &index, NULL) ||
          index >= node->children->len)
        return NULL;
      node = g_ptr_array_index (node->children, index);
    }

  return node;
}

static const EmuPolicyNode *
find_unknown (const EmuPolicyNode *node)
{
  if (node->kind == EMU_POLICY_UNKNOWN)
    return node;

  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *found = find_unknown (g_ptr_array_index (node->children, i));

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
emu_policy_check_runnable (const EmuPolicy *self,
                           GError         **error)
{
  const EmuPolicyNode *unknown = find_unknown (self->root);
  g_autofree char *name = NULL;

  if (unknown == NULL)
    return TRUE;

  name = describe (unknown);
  g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
               _("the step %s is not known here, so the policy can be read but not run; "
                 "take the step out"), name);

  return FALSE;
}

static gboolean
has_mix (const EmuPolicyNode *node)
{
  if (node->kind == EMU_POLICY_MIX)
    return TRUE;

  for (guint i = 0; i < node->children->len; i++)
    {
      if (has_mix (g_ptr_array_index (node->children, i)))
        return TRUE;
    }

  return FALSE;
}

gboolean
emu_policy_needs_partner (const EmuPolicy *self)
{
  return has_mix (self->root);
}

guint32
emu_policy_node_lane (const EmuPolicyNode *self,
                      guint                copy)
{
  g_return_val_if_fail (copy < self->n_copies, 0);

  return self->lanes[copy];
}
