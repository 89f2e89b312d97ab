/* emu-transform.c: notations that are lists of named transforms with named values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-transform.h"

/* Key of the only extra of a step that was no call: its text is the expression. */
#define EXPRESSION ""

/* --- Names --------------------------------------------------------------------------------- */

static const char *
last_part (const char *text)
{
  const char *dot = strrchr (text, '.');

  return dot != NULL ? dot + 1 : text;
}

const EmuTransform *
emu_transform_find (const EmuTransforms *self,
                    const char          *text)
{
  const char *name = last_part (text);

  for (guint i = 0; i < self->n_rows; i++)
    {
      if (strcmp (self->rows[i].name, name) == 0 ||
          g_strcmp0 (self->rows[i].same_as, name) == 0)
        return &self->rows[i];
    }

  return NULL;
}

static const char *
nearest_transform (const EmuTransforms *self,
                   const char          *name)
{
  g_autofree const char **names = g_new0 (const char *, self->n_rows + 1);

  for (guint i = 0; i < self->n_rows; i++)
    names[i] = self->rows[i].name;

  return emu_nearest_name (name, names);
}

/* --- Values -------------------------------------------------------------------------------- */

static int
find_arg (EmuTransformArgs *args,
          const char       *name)
{
  for (guint i = 0; i < emu_term_length (args->signature); i++)
    {
      const char *key = g_ptr_array_index (args->signature->keys, i);

      if (strcmp (key != NULL ? key : emu_term_item (args->signature, i)->text, name) == 0)
        return (int) i;
    }

  return -1;
}

static int
must_find_arg (EmuTransformArgs *args,
               const char       *name)
{
  int i = find_arg (args, name);

  g_assert (i >= 0);

  return i;
}

const EmuTerm *
emu_transform_resolve (const EmuTransformReader *self,
                       const EmuTerm            *term,
                       guint                    *n_visible)
{
  while (term->kind == EMU_TERM_NAME && self->statements != NULL)
    {
      guint i = *n_visible;

      while (i > 0)
        {
          const EmuStatement *statement = g_ptr_array_index (self->statements, i - 1);

          if (g_strcmp0 (statement->name, term->text) == 0)
            break;
          i--;
        }
      if (i == 0)
        return term;

      /* What a name stands for may only lean on what stands above it, so this ends. */
      term = ((const EmuStatement *) g_ptr_array_index (self->statements, i - 1))->value;
      *n_visible = i - 1;
    }

  return term;
}

/* @n_visible: what the names inside the value may refer to */
static const EmuTerm *
get_value (EmuTransformArgs *args,
           const char       *name,
           guint            *n_visible)
{
  *n_visible = args->n_visible;

  return emu_transform_resolve (args->reader, args->values[must_find_arg (args, name)], n_visible);
}

const EmuTerm *
emu_args_get (EmuTransformArgs *args,
              const char       *name)
{
  guint n_visible;

  return get_value (args, name, &n_visible);
}

void *
emu_args_fail (EmuTransformArgs *args,
               const char       *name,
               const char       *format,
               ...)
{
  int i = name != NULL ? must_find_arg (args, name) : -1;
  const EmuTerm *at = i >= 0 && args->given[i] ? args->values[i] : args->call;
  g_autofree char *message = NULL;
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);

  if (name != NULL)
    emu_policy_set_bad_text (args->error, at->line, at->column, _("“%s” of %s: %s"),
                             name, args->row->name, message);
  else
    emu_policy_set_bad_text (args->error, at->line, at->column, "%s: %s", args->row->name, message);

  return NULL;
}

void *
emu_args_refuse (EmuTransformArgs *args,
                 const char       *format,
                 ...)
{
  va_list list;

  g_free (args->refusal);
  va_start (list, format);
  args->refusal = g_strdup_vprintf (format, list);
  va_end (list);

  return NULL;
}

static void
add_note (EmuTransformReader *reader,
          const EmuTerm      *at,
          const char         *name,
          const char         *text)
{
  char *note = at->line > 0 ? g_strdup_printf (_("%s, line %d: %s"), name, at->line, text)
                            : g_strdup_printf ("%s: %s", name, text);

  g_ptr_array_add (reader->notes, note);
}

void
emu_args_note (EmuTransformArgs *args,
               const char       *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  add_note (args->reader, args->call, args->row->name, text);
}

void
emu_args_keep (EmuTransformArgs *args,
               const char       *name,
               EmuPolicyNode    *node)
{
  int i = must_find_arg (args, name);
  g_autofree char *text = NULL;

  if (!args->given[i])
    return;

  text = args->reader->transforms->format (args->values[i]);
  emu_policy_node_add_extra (node, name, text);
}

void *
emu_args_drop (EmuPolicyNode *node)
{
  emu_policy_node_free (node);

  return NULL;
}

gboolean
emu_args_is_none (EmuTransformArgs *args,
                  const char       *name)
{
  return emu_args_get (args, name)->kind == EMU_TERM_NONE;
}

/* One sentence for a value of another kind. */
static gboolean
wrong_kind (EmuTransformArgs *args,
            const char       *name,
            const EmuTerm    *term,
            const char       *expected)
{
  g_autofree char *text = emu_term_to_python (term);

  if (term->kind == EMU_TERM_RAW || term->kind == EMU_TERM_CALL)
    emu_args_fail (args, name, _("“%.64s” is not worked out here; write %s"), text, expected);
  else if (term->kind == EMU_TERM_NAME)
    emu_args_fail (args, name, _("the value of “%.64s” is not in this text; write %s"), text,
                   expected);
  else
    emu_args_fail (args, name, _("expected %s, not “%.64s”"), expected, text);

  return FALSE;
}

gboolean
emu_args_number (EmuTransformArgs *args,
                 const char       *name,
                 double           *value)
{
  const EmuTerm *term = emu_args_get (args, name);

  if (term->kind != EMU_TERM_NUMBER)
    return wrong_kind (args, name, term, _("a number"));

  *value = term->number;

  return TRUE;
}

gboolean
emu_args_int (EmuTransformArgs *args,
              const char       *name,
              int              *value)
{
  const EmuTerm *term = emu_args_get (args, name);

  if (term->kind != EMU_TERM_NUMBER || term->number != rint (term->number) ||
      fabs (term->number) > 1e9)
    return wrong_kind (args, name, term, _("a whole number"));

  *value = (int) term->number;

  return TRUE;
}

gboolean
emu_args_bool (EmuTransformArgs *args,
               const char       *name,
               gboolean         *value)
{
  const EmuTerm *term = emu_args_get (args, name);

  if (term->kind != EMU_TERM_BOOL)
    return wrong_kind (args, name, term, _("True or False"));

  *value = term->number != 0;

  return TRUE;
}

gboolean
emu_args_numbers (EmuTransformArgs *args,
                  const char       *name,
                  double           *values,
                  guint            *n)
{
  guint list_visible;
  const EmuTerm *term = get_value (args, name, &list_visible);
  guint room = *n;

  if (term->kind == EMU_TERM_NUMBER)
    {
      values[0] = term->number;
      *n = 1;
      return TRUE;
    }

  *n = emu_term_length (term);
  if (!emu_term_is_list (term) || *n < 1 || *n > room)
    return wrong_kind (args, name, term, _("a number or a list of numbers"));

  for (guint i = 0; i < *n; i++)
    {
      guint n_visible = list_visible;
      const EmuTerm *item = emu_transform_resolve (args->reader, emu_term_item (term, i),
                                                   &n_visible);

      if (item->kind != EMU_TERM_NUMBER)
        return wrong_kind (args, name, item, _("a number"));
      values[i] = item->number;
    }

  return TRUE;
}

gboolean
emu_args_choice (EmuTransformArgs   *args,
                 const char         *name,
                 const char * const *names,
                 int                *value)
{
  const EmuTerm *term = emu_args_get (args, name);
  g_autofree char *all = g_strjoinv (", ", (char **) names);

  if (term->kind != EMU_TERM_NAME && term->kind != EMU_TERM_STRING)
    return wrong_kind (args, name, term, all);

  for (int i = 0; names[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (last_part (term->text), names[i]) == 0)
        {
          *value = i;
          return TRUE;
        }
    }

  emu_args_fail (args, name, _("there is no “%.64s”; there are: %s"), term->text, all);

  return FALSE;
}

gboolean
emu_args_children (EmuTransformArgs *args,
                   const char       *name,
                   EmuPolicyNode    *node)
{
  guint list_visible;
  const EmuTerm *list = get_value (args, name, &list_visible);
  EmuTransformReader *reader = args->reader;
  guint n_visible = reader->n_visible;

  /* nn.ModuleList ([...]) is a list, too. */
  if (list->kind == EMU_TERM_CALL && strcmp (last_part (list->text), "ModuleList") == 0 &&
      emu_term_length (list) == 1)
    list = emu_term_item (list, 0);

  if (!emu_term_is_list (list))
    return wrong_kind (args, name, list, _("a list of transforms"));

  reader->n_visible = list_visible;
  for (guint i = 0; i < emu_term_length (list); i++)
    {
      EmuPolicyNode *child = emu_transform_read (reader, emu_term_item (list, i), args->error);

      if (child == NULL)
        return FALSE;
      emu_policy_node_add (node, child);
    }
  reader->n_visible = n_visible;

  return TRUE;
}

/* --- Reading ------------------------------------------------------------------------------- */

void
emu_transform_reader_init (EmuTransformReader  *self,
                           const EmuTransforms *transforms,
                           gboolean             as_published)
{
  *self = (EmuTransformReader) {
    .transforms = transforms,
    .as_published = as_published,
    .notes = g_ptr_array_new_with_free_func (g_free),
    .std = { 1, 1, 1 },
  };
}

void
emu_transform_reader_clear (EmuTransformReader *self)
{
  g_clear_pointer (&self->notes, g_ptr_array_unref);
}

static EmuPolicyNode *
keep_expression (EmuTransformReader *self,
                 const EmuTerm      *term)
{
  g_autofree char *text = self->transforms->format (term);
  g_autofree char *name = g_utf8_strlen (text, -1) > 40 ? g_utf8_substring (text, 0, 40)
                                                        : g_strdup (text);
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_UNKNOWN, name);

  emu_policy_node_add_extra (node, EXPRESSION, text);
  add_note (self, term, name, _("its meaning is not in this text; it is kept and cannot be run"));

  return node;
}

/* Everything that was said, as extras under the names or the places it was given. */
static EmuPolicyNode *
keep_call (EmuTransformReader *self,
           const EmuTerm      *call,
           EmuPolicyKind       kind)
{
  EmuPolicyNode *node = emu_policy_node_new (kind, self->transforms->is_open
                                                     ? call->text : last_part (call->text));

  for (guint i = 0; i < emu_term_length (call); i++)
    {
      const char *key = g_ptr_array_index (call->keys, i);
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *text = self->transforms->format (emu_term_item (call, i));

      emu_policy_node_add_extra (node, key != NULL ? key : number, text);
    }

  return node;
}

static void
clear_args (EmuTransformArgs *args)
{
  emu_term_free (args->signature);
  g_free (args->refusal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmuTransformArgs, clear_args)

static EmuTerm *
parse_signature (const EmuTransform *row)
{
  g_autofree char *text = g_strconcat (row->name, "(", row->signature, ")", NULL);
  EmuTerm *signature = emu_term_parse (text, NULL);

  g_assert (signature != NULL && emu_term_length (signature) <= EMU_TRANSFORM_MAX_ARGS);

  return signature;
}

/* Names of the arguments, for suggestions. */
static const char *
nearest_arg (EmuTransformArgs *args,
             const char       *wrong)
{
  const char *names[EMU_TRANSFORM_MAX_ARGS + 1] = { NULL };

  for (guint i = 0; i < emu_term_length (args->signature); i++)
    {
      const char *key = g_ptr_array_index (args->signature->keys, i);

      names[i] = key != NULL ? key : emu_term_item (args->signature, i)->text;
    }

  return emu_nearest_name (wrong, names);
}

/* Brings the values to the published order. A word that is unknown sets the refusal. */
static gboolean
fill_args (EmuTransformArgs *args)
{
  const EmuTerm *call = args->call;
  guint n = emu_term_length (args->signature);

  for (guint i = 0; i < emu_term_length (call); i++)
    {
      const char *key = g_ptr_array_index (call->keys, i);
      const EmuTerm *value = emu_term_item (call, i);
      int place = key == NULL ? (int) i : find_arg (args, key);

      if (key == NULL && value->kind == EMU_TERM_RAW && value->text[0] == '*')
        {
          emu_args_refuse (args, _("what “%.64s” holds is not in this text"), value->text);
          continue;
        }

      if (key == NULL && i >= n)
        {
          emu_policy_set_bad_text (args->error, value->line, value->column,
                                   _("%s takes %u values, and this is one more"),
                                   args->row->name, n);
          return FALSE;
        }

      if (place < 0 && args->reader->transforms->is_open)
        {
          g_autofree char *note = g_strdup_printf (_("“%.64s” means nothing here and is kept"), key);

          add_note (args->reader, value, args->row->name, note);
          continue;
        }

      if (place < 0)
        {
          const char *nearest = nearest_arg (args, key);

          if (nearest != NULL)
            emu_args_refuse (args, _("it has no “%.64s”; did you mean “%s”?"), key, nearest);
          else
            emu_args_refuse (args, _("it has no “%.64s”"), key);
          continue;
        }

      if (args->given[place])
        {
          emu_policy_set_bad_text (args->error, value->line, value->column,
                                   _("“%s” of %s is given twice; take one out"), key,
                                   args->row->name);
          return FALSE;
        }
      args->values[place] = value;
      args->given[place] = TRUE;
    }

  for (guint i = 0; i < n && args->refusal == NULL; i++)
    {
      const EmuTerm *initial = emu_term_item (args->signature, i);

      if (args->values[i] != NULL)
        continue;
      if (g_ptr_array_index (args->signature->keys, i) == NULL)
        {
          emu_policy_set_bad_text (args->error, call->line, call->column,
                                   _("%s needs “%s”; write %s(%s=…)"), args->row->name,
                                   initial->text, args->row->name, initial->text);
          return FALSE;
        }
      args->values[i] = initial;
    }

  return TRUE;
}

static gboolean
is_kept (const EmuTransform *row)
{
  return row->build == NULL;
}

/* Under the names of the published order, so that the same is said alike. */
static EmuPolicyNode *
keep_named (EmuTransformArgs *args)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_KEPT, args->row->name);

  for (guint i = 0; i < emu_term_length (args->signature); i++)
    {
      const char *key = g_ptr_array_index (args->signature->keys, i);

      if (g_strcmp0 (key, "p") != 0 && g_strcmp0 (key, "always_apply") != 0)
        emu_args_keep (args, key != NULL ? key : emu_term_item (args->signature, i)->text, node);
    }

  return node;
}

/* Random Erasing that follows needs to know which colour is zero. */
static void
remember_normalisation (EmuTransformArgs *args)
{
  static const char * const names[] = { "mean", "std" };
  double *kept[] = { args->reader->mean, args->reader->std };

  if (strcmp (args->row->name, "Normalize") != 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const EmuTerm *list = emu_args_get (args, names[i]);

      for (guint c = 0; c < 3; c++)
        {
          const EmuTerm *item = list;

          if (emu_term_is_list (list) && emu_term_length (list) > 0)
            item = emu_term_item (list, MIN (c, emu_term_length (list) - 1));
          if (item->kind == EMU_TERM_NUMBER)
            kept[i][c] = item->number;
        }
    }
}

/* Older versions of Albumentations have a word for p = 1. */
static gboolean
is_always (EmuTransformArgs *args,
           gboolean         *always)
{
  *always = FALSE;

  return find_arg (args, "always_apply") < 0 || emu_args_is_none (args, "always_apply") ||
         emu_args_bool (args, "always_apply", always);
}

static void
keep_unknown_words (EmuTransformArgs *args,
                    EmuPolicyNode    *node)
{
  for (guint i = 0; i < emu_term_length (args->call); i++)
    {
      const char *key = g_ptr_array_index (args->call->keys, i);
      g_autofree char *text = NULL;

      if (key == NULL || find_arg (args, key) >= 0)
        continue;
      text = args->reader->transforms->format (emu_term_item (args->call, i));
      emu_policy_node_add_extra (node, key, text);
    }
}

static gboolean
set_probability (EmuTransformArgs *args,
                 EmuPolicyNode    *node)
{
  gboolean always;
  double p;

  if (!is_always (args, &always))
    return FALSE;

  if (args->row->owns_p || find_arg (args, "p") < 0)
    return TRUE;

  if (!emu_args_number (args, "p", &p))
    return FALSE;

  if (!(p >= 0 && p <= 1))
    {
      emu_args_fail (args, "p", _("a probability lies between 0 and 1, not %g"), p);
      return FALSE;
    }
  node->p = always ? 1 : p;
  if (always)
    emu_args_keep (args, "always_apply", node);

  return TRUE;
}

static EmuPolicyNode *
read_call (EmuTransformReader *self,
           const EmuTransform *row,
           const EmuTerm      *call,
           GError            **error)
{
  g_auto(EmuTransformArgs) args = {
    .reader = self, .row = row, .call = call, .n_visible = self->n_visible,
  };
  g_autoptr(EmuPolicyNode) node = NULL;
  g_autoptr(GError) local_error = NULL;

  args.error = &local_error;
  args.signature = parse_signature (row);
  if (fill_args (&args) && args.refusal == NULL)
    {
      if (is_kept (row))
        {
          node = keep_named (&args);
          remember_normalisation (&args);
        }
      else
        {
          node = row->build (&args);
        }
      if (node != NULL && !set_probability (&args, node))
        g_clear_pointer (&node, emu_policy_node_free);
      if (node != NULL && self->transforms->is_open)
        keep_unknown_words (&args, node);
    }

  if (node == NULL && args.refusal != NULL && local_error == NULL)
    {
      add_note (self, call, row->name, args.refusal);
      return keep_call (self, call, EMU_POLICY_UNKNOWN);
    }

  if (node == NULL)
    {
      g_assert (local_error != NULL);
      /* What an operation says of a value does not know where the value stands. */
      if (local_error->domain == EMU_ERROR && local_error->code != EMU_ERROR_BAD_FILE &&
          local_error->code != EMU_ERROR_TOO_LARGE)
        emu_policy_set_bad_text (error, call->line, call->column, "%s: %s", row->name,
                                 local_error->message);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return g_steal_pointer (&node);
}

static EmuPolicyNode *
read_list (EmuTransformReader *self,
           const EmuTerm      *list,
           GError            **error)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_SEQUENCE, self->transforms->list);

  for (guint i = 0; i < emu_term_length (list); i++)
    {
      EmuPolicyNode *child = emu_transform_read (self, emu_term_item (list, i), error);

      if (child == NULL)
        return NULL;
      emu_policy_node_add (node, child);
    }

  return g_steal_pointer (&node);
}

static EmuPolicyNode *
read_unknown (EmuTransformReader *self,
              const EmuTerm      *call)
{
  const char *name = last_part (call->text);
  const char *nearest = nearest_transform (self->transforms, name);
  g_autofree char *text =
    nearest != NULL
      ? g_strdup_printf (_("no such transform is known; did you mean “%s”? It is kept and cannot "
                           "be run"), nearest)
      : g_strdup (_("no such transform is known; it is kept and cannot be run"));

  add_note (self, call, name, text);

  return keep_call (self, call, EMU_POLICY_UNKNOWN);
}

EmuPolicyNode *
emu_transform_read (EmuTransformReader *self,
                    const EmuTerm      *term,
                    GError            **error)
{
  guint n_visible = self->n_visible;
  guint before = n_visible;
  const EmuTerm *value = emu_transform_resolve (self, term, &n_visible);
  EmuPolicyNode *node;

  if (++self->n_nodes > EMU_POLICY_MAX_COPIES || self->depth >= EMU_POLICY_MAX_DEPTH)
    {
      emu_policy_set_bad_text (error, term->line, term->column,
                               _("more than %d transforms, or more than %d inside each other"),
                               EMU_POLICY_MAX_COPIES, EMU_POLICY_MAX_DEPTH);
      return NULL;
    }

  self->depth++;
  self->n_visible = n_visible;
  if (value->kind == EMU_TERM_CALL)
    {
      const EmuTransform *row = emu_transform_find (self->transforms, value->text);

      node = row != NULL ? read_call (self, row, value, error) : read_unknown (self, value);
    }
  else if (emu_term_is_list (value))
    {
      node = read_list (self, value, error);
    }
  else if (value->kind == EMU_TERM_NAME || value->kind == EMU_TERM_RAW)
    {
      node = keep_expression (self, value);
    }
  else
    {
      g_autofree char *text = emu_term_to_python (value);

      emu_policy_set_bad_text (error, value->line, value->column,
                               _("expected a transform, not “%.64s”"), text);
      node = NULL;
    }
  self->n_visible = before;
  self->depth--;

  if (node != NULL)
    emu_policy_node_set_place (node, term->line, term->column);

  return node;
}

EmuPolicy *
emu_transform_finish (EmuTransformReader *self,
                      EmuPolicyNode      *root,
                      const char         *text,
                      GError            **error)
{
  EmuPolicy *policy = emu_policy_new (root, self->transforms->dialect, text, error);

  if (policy == NULL)
    {
      /* The tree knows the place; to a reader of text it is the text that is wrong. */
      if (error != NULL && (*error)->code == EMU_ERROR_BAD_PARAM)
        (*error)->code = EMU_ERROR_BAD_FILE;
      return NULL;
    }

  for (guint i = 0; i < self->notes->len; i++)
    emu_policy_add_note (policy, "%s", (const char *) g_ptr_array_index (self->notes, i));

  return policy;
}

/* --- What a step holds --------------------------------------------------------------------- */

static const EmuParam *
find_param (const EmuPolicyNode *node,
            const char          *name)
{
  const EmuParamTable *table = emu_policy_node_table (node);

  for (guint i = 0; table != NULL && i < table->n_params; i++)
    {
      if (strcmp (emu_param_name (&table->params[i]), name) == 0)
        return &table->params[i];
    }

  return NULL;
}

gboolean
emu_step_has (const EmuPolicyNode *node,
              const char          *param)
{
  return find_param (node, param) != NULL;
}

gboolean
emu_step_number (const EmuPolicyNode *node,
                 const char          *param,
                 double              *value)
{
  const EmuParam *found = find_param (node, param);

  if (found == NULL || found->type == EMU_PARAM_RANGE || found->type == EMU_PARAM_TEXT)
    return FALSE;

  *value = emu_param_get (found, node->params);

  return TRUE;
}

gboolean
emu_step_range (const EmuPolicyNode *node,
                const char          *param,
                EmuRange            *range)
{
  const EmuParam *found = find_param (node, param);

  if (found == NULL || found->type != EMU_PARAM_RANGE)
    return FALSE;

  *range = emu_param_get_range (found, node->params);

  return TRUE;
}

gboolean
emu_step_law (const EmuPolicyNode *node,
              const char          *param,
              EmuLaw              *law)
{
  const EmuParam *found = find_param (node, param);
  double value;

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < node->laws->len; i++)
    {
      if (g_array_index (node->laws, EmuPolicyLaw, i).param == found)
        {
          *law = g_array_index (node->laws, EmuPolicyLaw, i).law;
          return TRUE;
        }
    }

  if (!emu_step_number (node, param, &value))
    return FALSE;
  *law = EMU_LAW_INIT (EMU_LAW_FIXED, value, value);

  return TRUE;
}

/* JSON has other words for some values. */
static void
translate_words (EmuTerm *term)
{
  static const char * const words[] = { "null", "true", "false" };

  for (guint i = 0; i < G_N_ELEMENTS (words) && term->kind == EMU_TERM_NAME; i++)
    {
      if (strcmp (term->text, words[i]) == 0)
        {
          term->kind = i == 0 ? EMU_TERM_NONE : EMU_TERM_BOOL;
          term->number = i == 1;
          g_clear_pointer (&term->text, g_free);
        }
    }

  for (guint i = 0; i < emu_term_length (term); i++)
    translate_words (emu_term_item (term, i));
}

static EmuTerm *
term_of_text (const char *text)
{
  EmuTerm *term = emu_term_parse (text, NULL);

  if (term == NULL)
    return emu_term_new_text (EMU_TERM_STRING, text);
  translate_words (term);

  return term;
}

void
emu_step_extra (const EmuPolicyNode *node,
                const char          *key,
                EmuTerm             *call)
{
  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      if (strcmp (extra->key, key) == 0)
        {
          emu_term_add (call, key, term_of_text (extra->text));
          return;
        }
    }
}

EmuTerm *
emu_term_pair (double a,
               double b)
{
  EmuTerm *pair = emu_term_new (EMU_TERM_TUPLE);

  emu_term_add (pair, NULL, emu_term_new_number (a));
  emu_term_add (pair, NULL, emu_term_new_number (b));

  return pair;
}

/* --- Spreads and fills ----------------------------------------------------------------------- */

const char * const emu_fills[3] = { "fill-red", "fill-green", "fill-blue" };

/* A number @v for from −v to v (or @middle ± v), or two numbers. */
gboolean
emu_args_spread (EmuTransformArgs *args,
                 const char       *name,
                 double            middle,
                 double            floor_at,
                 EmuRange         *range)
{
  double values[2];
  guint n = 2;

  if (!emu_args_numbers (args, name, values, &n))
    return FALSE;

  if (n == 1 && values[0] < 0)
    {
      emu_args_fail (args, name, _("a single number must not be negative, and %g is"), values[0]);
      return FALSE;
    }

  range->lo = n == 1 ? MAX (middle - values[0], floor_at) : values[0];
  range->hi = n == 1 ? middle + values[0] : values[1];
  if (!(range->lo <= range->hi))
    {
      emu_args_fail (args, name, _("give the smaller number first"));
      return FALSE;
    }

  return TRUE;
}

/* The short form where it says the same. */
EmuTerm *
emu_term_spread (const EmuLaw *law,
                 double        middle,
                 double        floor_at)
{
  double lo = law->a;
  double hi = law->kind == EMU_LAW_FIXED ? law->a : law->b;
  double v = hi - middle;

  double rounded = rint (v * 1e9) / 1e9;

  /* What was added to the middle has lost its last digits there. */
  if (middle + rounded == hi && MAX (middle - rounded, floor_at) == lo)
    v = rounded;
  if (v >= 0 && middle + v == hi && MAX (middle - v, floor_at) == lo)
    return emu_term_new_number (v);

  return emu_term_pair (lo, hi);
}

/* Always a law, so that what is read back compares equal. */
gboolean
emu_args_set_uniform (EmuTransformArgs *args,
                      EmuPolicyNode    *node,
                      const char       *name,
                      const char       *param,
                      EmuRange          range)
{
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_UNIFORM, range.lo, range.hi);
  g_autoptr(GError) error = NULL;
  const EmuParamTable *table = emu_policy_node_table (node);
  const EmuParam *found = table != NULL ? emu_params_find (table, param, NULL) : NULL;

  if (found != NULL && !(range.lo >= found->min && range.hi <= found->max))
    {
      emu_args_fail (args, name, _("it must lie between %g and %g"), found->min, found->max);
      return FALSE;
    }

  if (!emu_policy_node_set_law (node, param, &law, &error))
    {
      emu_args_fail (args, name, "%s", error->message);
      return FALSE;
    }

  return TRUE;
}

gboolean
emu_step_uniform (const EmuPolicyNode *node,
                  const char          *param,
                  EmuLaw              *law)
{
  return emu_step_law (node, param, law) &&
         (law->kind == EMU_LAW_UNIFORM || law->kind == EMU_LAW_FIXED);
}

gboolean
emu_args_set_number (EmuTransformArgs *args,
                     EmuPolicyNode    *node,
                     const char       *name,
                     const char       *param,
                     double            value)
{
  g_autoptr(GError) error = NULL;

  if (emu_policy_node_set_number (node, param, value, &error))
    return TRUE;
  emu_args_fail (args, name, "%s", error->message);

  return FALSE;
}

gboolean
emu_args_set_range (EmuTransformArgs *args,
                    EmuPolicyNode    *node,
                    const char       *name,
                    const char       *param)
{
  double ends[2];
  guint n = 2;
  g_autoptr(GError) error = NULL;

  if (!emu_args_numbers (args, name, ends, &n))
    return FALSE;
  if (n != 2 || !(ends[0] <= ends[1]))
    {
      emu_args_fail (args, name, _("give two numbers, the smaller first"));
      return FALSE;
    }
  if (emu_policy_node_set_range (node, param, (EmuRange) { ends[0], ends[1] }, &error))
    return TRUE;
  emu_args_fail (args, name, "%s", error->message);

  return FALSE;
}

gboolean
emu_args_set_fill (EmuTransformArgs *args,
                   const char       *name,
                   EmuPolicyNode    *node)
{
  double values[4] = { 0 };
  guint n = G_N_ELEMENTS (values);

  if (emu_args_is_none (args, name))
    return TRUE;

  if (!emu_args_numbers (args, name, values, &n))
    return FALSE;
  if (n == 2)
    {
      emu_args_fail (args, name, _("give one number, or one for each of three colours"));
      return FALSE;
    }
  if (n == 1)
    values[1] = values[2] = values[0];

  for (guint i = 0; i < G_N_ELEMENTS (emu_fills); i++)
    {
      g_autoptr(GError) error = NULL;

      if (!emu_policy_node_set_number (node, emu_fills[i], rint (values[i]), &error))
        {
          emu_args_fail (args, name, "%s", error->message);
          return FALSE;
        }
    }

  return TRUE;
}

/* --- Rows that are one operation ----------------------------------------------------------- */

EmuPolicyNode *
emu_transform_build_op (EmuTransformArgs *args)
{
  const EmuTransform *row = args->row;
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op (row->op, row->name);

  for (guint i = 0; i < EMU_TRANSFORM_MAX_BINDINGS && row->fixed[i].arg != NULL; i++)
    {
      if (!emu_policy_node_set_text (node, row->fixed[i].arg, row->fixed[i].param, args->error))
        return NULL;
    }

  for (guint i = 0; i < EMU_TRANSFORM_MAX_BINDINGS && row->bound[i].arg != NULL; i++)
    {
      double value;
      g_autoptr(GError) error = NULL;

      if (!emu_args_number (args, row->bound[i].arg, &value))
        return NULL;
      if (!emu_policy_node_set_number (node, row->bound[i].param, value, &error))
        return emu_args_fail (args, row->bound[i].arg, "%s", error->message);
    }

  return g_steal_pointer (&node);
}

gboolean
emu_transform_guess_op (EmuTransformWriter  *writer,
                        const EmuTransform  *row,
                        const EmuPolicyNode *node,
                        EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, row->op) != 0)
    return FALSE;

  for (guint i = 0; i < EMU_TRANSFORM_MAX_BINDINGS && row->bound[i].arg != NULL; i++)
    {
      double value;

      if (!emu_step_number (node, row->bound[i].param, &value))
        return FALSE;
      emu_term_add (call, row->bound[i].arg, emu_term_new_number (value));
    }

  return TRUE;
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
take_names (EmuPolicyNode       *node,
            const EmuPolicyNode *from)
{
  g_free (node->name);
  node->name = g_strdup (from->name);
  for (guint i = 0; i < MIN (node->children->len, from->children->len); i++)
    take_names (g_ptr_array_index (node->children, i), g_ptr_array_index (from->children, i));
}

static void
drop_extras (EmuPolicyNode *node)
{
  g_ptr_array_set_size (node->extras, 0);
  for (guint i = 0; i < node->children->len; i++)
    drop_extras (g_ptr_array_index (node->children, i));
}

static gboolean
has_extras (const EmuPolicyNode *node)
{
  gboolean found = node->extras->len > 0;

  for (guint i = 0; i < node->children->len && !found; i++)
    found = has_extras (g_ptr_array_index (node->children, i));

  return found;
}

typedef enum
{
  MEANS_ANOTHER,
  MEANS_THE_SAME,
  MEANS_THE_SAME_BUT_FOR_EXTRAS,
} Comparison;

/* What a step is called is the notation's business, and its weight the parent's. */
static Comparison
compare_steps (const EmuPolicyNode *wanted,
               EmuPolicyNode       *found)
{
  g_autoptr(EmuPolicyNode) copy = emu_policy_node_copy (wanted);

  copy->weight = found->weight;
  take_names (copy, found);
  if (emu_policy_node_equal (copy, found))
    return MEANS_THE_SAME;

  drop_extras (copy);
  drop_extras (found);

  return emu_policy_node_equal (copy, found) ? MEANS_THE_SAME_BUT_FOR_EXTRAS : MEANS_ANOTHER;
}

/* Arguments in the published order, without those that are as published. The first ones go without
 * their names where a person would write them so. */
static EmuTerm *
tidy_call (const EmuTransforms *transforms,
           const EmuTransform  *row,
           const EmuPolicyNode *node,
           const EmuTerm       *call)
{
  EmuTerm *tidy = emu_term_new_text (EMU_TERM_CALL, call->text);
  g_autoptr(EmuTerm) signature = parse_signature (row);

  for (guint i = 0; i < emu_term_length (signature); i++)
    {
      const char *key = g_ptr_array_index (signature->keys, i);
      const EmuTerm *initial = emu_term_item (signature, i);
      const EmuTerm *value = emu_term_find (call, key != NULL ? key : initial->text);

      if (value == NULL || (key != NULL && emu_term_equal (value, initial) &&
                            !(transforms->is_open && strcmp (key, "p") == 0)))
        continue;
      emu_term_add (tidy, transforms->is_open && key == NULL ? initial->text : key,
                    emu_term_copy (value));
    }

  for (guint i = 0; i < node->extras->len && transforms->is_open; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);

      if (emu_term_find (tidy, extra->key) == NULL)
        emu_term_add (tidy, extra->key, term_of_text (extra->text));
    }

  return tidy;
}

static EmuTerm *
try_row (EmuTransformWriter  *writer,
         const EmuTransform  *row,
         const EmuPolicyNode *node)
{
  g_autoptr(EmuTerm) call = emu_term_new_text (EMU_TERM_CALL, row->name);
  g_autoptr(EmuTerm) tidy = NULL;
  g_autoptr(EmuPolicyNode) back = NULL;
  EmuTransformReader saved = writer->reader;
  guint n_changed = writer->n_changed;
  guint n_lost = writer->lost->len;
  guint n_notes = writer->reader.notes->len;
  Comparison comparison = MEANS_ANOTHER;

  if (row->guess == NULL || !row->guess (writer, row, node, call))
    {
      writer->n_changed = n_changed;
      g_ptr_array_set_size (writer->lost, (int) n_lost);
      writer->reader = saved;
      return NULL;
    }

  if (!row->owns_p && strstr (row->signature, "p=") != NULL && emu_term_find (call, "p") == NULL)
    emu_term_add (call, "p", emu_term_new_number (node->p));
  tidy = tidy_call (writer->reader.transforms, row, node, call);

  saved.notes = writer->reader.notes;
  writer->reader = saved;
  back = emu_transform_read (&writer->reader, tidy, NULL);
  g_ptr_array_set_size (writer->reader.notes, (int) n_notes);
  writer->reader.n_nodes = saved.n_nodes;
  if (back != NULL)
    comparison = writer->n_changed > n_changed && back->kind == node->kind
                   ? MEANS_THE_SAME : compare_steps (node, back);

  if (comparison == MEANS_ANOTHER)
    {
      writer->n_changed = n_changed;
      g_ptr_array_set_size (writer->lost, (int) n_lost);
      writer->reader = saved;
      return NULL;
    }

  if (comparison == MEANS_THE_SAME_BUT_FOR_EXTRAS && has_extras (node))
    {
      writer->n_changed++;
      g_ptr_array_add (writer->lost,
                       g_strdup_printf (_("%s (“%.64s”): what was kept beside its values is left out"),
                                        node->path, node->name));
    }

  return g_steal_pointer (&tidy);
}

/* Steps that are not run: the call as it was read. */
static EmuTerm *
write_kept (EmuTransformWriter  *writer,
            const EmuPolicyNode *node)
{
  const EmuTransform *row = emu_transform_find (writer->reader.transforms, node->name);
  const EmuPolicyExtra *first = node->extras->len > 0 ? g_ptr_array_index (node->extras, 0) : NULL;
  EmuTerm *call;
  gboolean is_call = TRUE;

  if (node->kind == EMU_POLICY_KEPT && row == NULL)
    return NULL;

  if (first != NULL && strcmp (first->key, EXPRESSION) == 0)
    return emu_term_new_text (EMU_TERM_RAW, first->text);

  call = emu_term_new_text (EMU_TERM_CALL, row != NULL ? row->name : node->name);
  for (guint i = 0; i < node->extras->len; i++)
    {
      const EmuPolicyExtra *extra = g_ptr_array_index (node->extras, i);
      gboolean placed = g_ascii_isdigit (extra->key[0]);

      is_call &= placed || extra->key[0] != '\0';
      emu_term_add (call, placed ? NULL : extra->key, term_of_text (extra->text));
    }

  if (row != NULL && node->kind == EMU_POLICY_KEPT && writer->reader.transforms->is_open)
    emu_term_add (call, "p", emu_term_new_number (node->p));

  /* So that a normalisation is known to what follows, here as when it is read. */
  if (is_call && row != NULL)
    {
      guint n_notes = writer->reader.notes->len;
      g_autoptr(EmuPolicyNode) back = emu_transform_read (&writer->reader, call, NULL);

      g_ptr_array_set_size (writer->reader.notes, (int) n_notes);
      if (back == NULL && node->kind == EMU_POLICY_KEPT)
        {
          emu_term_free (call);
          return NULL;
        }
    }

  return call;
}

static EmuTerm *
write_step (EmuTransformWriter  *writer,
            const EmuPolicyNode *node)
{
  const EmuTransforms *transforms = writer->reader.transforms;

  for (guint i = 0; i < transforms->n_rows; i++)
    {
      EmuTerm *call = try_row (writer, &transforms->rows[i], node);

      if (call != NULL)
        return call;
    }

  /* Of an operation that is not built here the name is all there is. */
  if (node->kind == EMU_POLICY_KEPT || (node->kind == EMU_POLICY_UNKNOWN && node->op_id == NULL))
    return write_kept (writer, node);

  return NULL;
}

EmuTerm *
emu_transform_write (EmuTransformWriter  *writer,
                     const EmuPolicyNode *node)
{
  EmuTerm *call = write_step (writer, node);

  /* A probability that the transform itself does not have. */
  if (call == NULL && node->p < 1)
    {
      g_autoptr(EmuPolicyNode) always = emu_policy_node_copy (node);
      g_autoptr(EmuPolicyNode) wrapped = emu_policy_node_new (EMU_POLICY_SEQUENCE, "wrapped");

      wrapped->p = node->p;
      wrapped->path = g_strdup (node->path);
      always->p = 1;
      always->path = g_strdup (node->path);
      emu_policy_node_add (wrapped, g_steal_pointer (&always));
      call = write_step (writer, wrapped);
      if (call != NULL)
        writer->n_changed++;
    }

  if (call == NULL)
    {
      writer->n_changed++;
      g_ptr_array_add (writer->lost,
                       g_strdup_printf (_("%s (“%.64s”) has no counterpart in the notation of %s "
                                          "and is left out"),
                                        node->path, node->name,
                                        writer->reader.transforms->name));
    }

  return call;
}

EmuTerm *
emu_transform_write_list (EmuTransformWriter  *writer,
                          const EmuPolicyNode *node)
{
  EmuTerm *list = emu_term_new (EMU_TERM_LIST);

  for (guint i = 0; i < node->children->len; i++)
    {
      EmuTerm *call = emu_transform_write (writer, g_ptr_array_index (node->children, i));

      if (call != NULL)
        emu_term_add (list, NULL, call);
    }

  return list;
}

EmuTerm *
emu_transform_write_policy (const EmuTransforms *transforms,
                            const EmuPolicy     *policy,
                            GPtrArray           *lost,
                            GError             **error)
{
  EmuTransformWriter writer = { .lost = lost };
  guint first = lost->len;
  EmuTerm *call;

  emu_transform_reader_init (&writer.reader, transforms, FALSE);
  call = emu_transform_write (&writer, policy->root);
  emu_transform_reader_clear (&writer.reader);

  if (call == NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                 _("nothing of this policy can be said in the notation of %s: %s"),
                 transforms->name, lost->len > first ? (const char *) g_ptr_array_index (lost, first)
                                                     : "");

  return call;
}
