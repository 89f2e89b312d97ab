/* emu-albumentations.c: Albumentations' pipelines read from JSON, YAML and Python, written as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-albumentations.h"
#include "emu-dialect.h"
#include "emu-json-writer.h"
#include "emu-term-data.h"

#define VERSION "__version__"

static EmuTransforms transforms = {
  .dialect = "albumentations",
  .name = "Albumentations",
  .rows = emu_albumentations_transforms,
  .format = emu_term_to_json,
  .list = "Sequential",
  .is_open = TRUE,
};

static const EmuTransforms *
get_transforms (void)
{
  static gsize ready;

  /* The table's length is known to its own file only. */
  if (g_once_init_enter (&ready))
    {
      transforms.n_rows = emu_albumentations_n_transforms;
      g_once_init_leave (&ready, 1);
    }

  return &transforms;
}

static gboolean
is_program (const char *text)
{
  return strstr (text, EMU_TERM_CLASS) == NULL && strchr (text, '(') != NULL;
}

static int
albumentations_recognise (const char *text)
{
  const char *p = text;

  if (strstr (text, EMU_TERM_CLASS) != NULL)
    return 95;

  while (g_ascii_isspace (*p))
    p++;
  if (*p == '{')
    return 0;

  while ((p = strstr (p, "A.")) != NULL)
    {
      if ((p == text || !(g_ascii_isalnum (p[-1]) || p[-1] == '_' || p[-1] == '.')) &&
          g_ascii_isupper (p[2]) && strchr (p, '(') != NULL)
        return 90;
      p++;
    }

  return strstr (text, "albumentations.") != NULL && strchr (text, '(') != NULL ? 80 : 0;
}

/* --- Reading ------------------------------------------------------------------------------- */

/* Objects with a class become calls, wherever they stand. */
static EmuTerm *
to_call (const EmuTerm *value)
{
  const EmuTerm *class = value->kind == EMU_TERM_DICT ? emu_term_find (value, EMU_TERM_CLASS) : NULL;
  EmuTerm *term;

  if (class == NULL || class->kind != EMU_TERM_STRING)
    {
      if (emu_term_length (value) == 0)
        return emu_term_copy (value);
      term = emu_term_new (value->kind);
      term->line = value->line;
      term->column = value->column;
      for (guint i = 0; i < emu_term_length (value); i++)
        emu_term_add (term, g_ptr_array_index (value->keys, i), to_call (emu_term_item (value, i)));
      return term;
    }

  term = emu_term_new_text (EMU_TERM_CALL, class->text);
  term->line = value->line;
  term->column = value->column;
  for (guint i = 0; i < emu_term_length (value); i++)
    {
      const char *key = g_ptr_array_index (value->keys, i);

      if (strcmp (key, EMU_TERM_CLASS) != 0)
        emu_term_add (term, key, to_call (emu_term_item (value, i)));
    }

  return term;
}

/* What stands beside the transform: its version, and whatever else. */
static void
keep_beside (const EmuTerm *document,
             EmuPolicyNode *root)
{
  for (guint i = 0; i < emu_term_length (document); i++)
    {
      const char *key = g_ptr_array_index (document->keys, i);
      g_autofree char *text = NULL;

      if (strcmp (key, "transform") == 0)
        continue;
      text = emu_term_to_json (emu_term_item (document, i));
      emu_policy_node_add_extra (root, key, text);
    }
}

static void
note_version (EmuTransformReader *reader)
{
  g_ptr_array_add (reader->notes,
                   g_strdup_printf (_("values that the text leaves out are those of Albumentations %s"),
                                    EMU_ALBUMENTATIONS_VERSION));
}

static EmuPolicy *
parse_data (const char *text,
            gboolean    as_published,
            GError    **error)
{
  const char *p = text;
  g_autoptr(EmuTerm) document = NULL;
  g_autoptr(EmuTerm) call = NULL;
  g_auto(EmuTransformReader) reader = { 0 };
  const EmuTerm *transform;
  EmuPolicyNode *root;

  while (g_ascii_isspace (*p) || g_str_has_prefix (p, "\xef\xbb\xbf"))
    p += g_ascii_isspace (*p) ? 1 : 3;

  document = *p == '{' ? emu_term_parse_json (text, error) : emu_term_parse_yaml (text, error);
  if (document == NULL)
    return NULL;

  transform = document->kind == EMU_TERM_DICT ? emu_term_find (document, "transform") : NULL;
  call = to_call (transform != NULL ? transform : document);
  if (call->kind != EMU_TERM_CALL)
    {
      emu_policy_set_bad_text (error, call->line, call->column,
                               _("a transform is an object with “%s”, and this has none"), EMU_TERM_CLASS);
      return NULL;
    }

  emu_transform_reader_init (&reader, get_transforms (), as_published);
  root = emu_transform_read (&reader, call, error);
  if (root == NULL)
    return NULL;
  if (transform != NULL)
    keep_beside (document, root);
  note_version (&reader);

  return emu_transform_finish (&reader, root, text, error);
}

static EmuPolicy *
parse_program (const char *text,
               gboolean    as_published,
               GError    **error)
{
  g_autoptr(GPtrArray) statements = emu_term_parse_program (text, error);
  g_auto(EmuTransformReader) reader = { 0 };
  const EmuStatement *last;
  EmuPolicyNode *root;

  if (statements == NULL)
    return NULL;

  emu_transform_reader_init (&reader, get_transforms (), as_published);
  reader.statements = statements;
  reader.n_visible = statements->len - 1;
  last = g_ptr_array_index (statements, statements->len - 1);
  root = emu_transform_read (&reader, last->value, error);
  note_version (&reader);

  return root != NULL ? emu_transform_finish (&reader, root, text, error) : NULL;
}

static EmuPolicy *
albumentations_parse (const char *text,
                      gboolean    as_published,
                      GError    **error)
{
  return is_program (text) ? parse_program (text, as_published, error)
                           : parse_data (text, as_published, error);
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
write_transform (GString       *out,
                 const EmuTerm *call,
                 const EmuTerm *beside,
                 guint          indent);

static void
write_value (GString       *out,
             const EmuTerm *value,
             guint          indent)
{
  gboolean has_calls = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; emu_term_is_list (value) && i < emu_term_length (value); i++)
    has_calls |= emu_term_item (value, i)->kind == EMU_TERM_CALL;

  if (!has_calls)
    {
      text = emu_term_to_json (value);
      g_string_append (out, text);
      return;
    }

  g_string_append_c (out, '[');
  for (guint i = 0; i < emu_term_length (value); i++)
    {
      const EmuTerm *item = emu_term_item (value, i);

      g_string_append_printf (out, "%s\n%*s", i > 0 ? "," : "", (int) indent + 2, "");
      if (item->kind == EMU_TERM_CALL)
        write_transform (out, item, NULL, indent + 2);
      else
        write_value (out, item, indent + 2);
    }
  g_string_append_printf (out, "\n%*s]", (int) indent, "");
}

static void
write_key (GString    *out,
           const char *key)
{
  g_autoptr(EmuTerm) term = emu_term_new_text (EMU_TERM_STRING, key);
  g_autofree char *text = emu_term_to_json (term);

  g_string_append_printf (out, "%s: ", text);
}

/* @beside: (nullable): words that stand beside the transform, not in it */
static void
write_transform (GString       *out,
                 const EmuTerm *call,
                 const EmuTerm *beside,
                 guint          indent)
{
  g_autoptr(EmuTerm) class = emu_term_new_text (EMU_TERM_STRING, call->text);
  g_autofree char *name = emu_term_to_json (class);

  g_string_append_printf (out, "{\"%s\": %s", EMU_TERM_CLASS, name);
  for (guint i = 0; i < emu_term_length (call); i++)
    {
      const char *key = g_ptr_array_index (call->keys, i);

      if (beside != NULL && emu_term_find (beside, key) != NULL)
        continue;
      g_string_append (out, ", ");
      write_key (out, key != NULL ? key : "args");
      write_value (out, emu_term_item (call, i), indent);
    }
  g_string_append_c (out, '}');
}

static char *
albumentations_write (const EmuPolicy *policy,
                      GPtrArray       *lost,
                      GError         **error)
{
  g_autoptr(EmuTerm) call = emu_transform_write_policy (get_transforms (), policy, lost, error);
  g_autoptr(EmuTerm) beside = emu_term_new (EMU_TERM_DICT);
  const EmuTerm *version;
  GString *out;

  if (call == NULL)
    return NULL;

  if (call->kind != EMU_TERM_CALL)
    {
      emu_policy_set_bad_text (error, 0, 0, _("“%.64s” is no transform that JSON can name"),
                               policy->root->name);
      return NULL;
    }

  version = emu_term_find (call, VERSION);
  if (version != NULL)
    emu_term_add (beside, VERSION, emu_term_copy (version));

  out = g_string_new ("{");
  if (version != NULL)
    {
      g_autofree char *text = emu_term_to_json (version);

      g_string_append_printf (out, "\"%s\": %s, ", VERSION, text);
    }
  g_string_append (out, "\"transform\": ");
  write_transform (out, call, beside, 0);
  g_string_append (out, "}\n");

  return g_string_free (out, FALSE);
}

EMU_DIALECT_DEFINE (albumentations) = {
  .id = "albumentations",
  .name = "Albumentations",
  .recognise = albumentations_recognise,
  .parse = albumentations_parse,
  .write = albumentations_write,
};
