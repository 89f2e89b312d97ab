/* emu-torchvision.c: torchvision's Compose([…]) read and written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-torchvision.h"

static EmuTransforms transforms = {
  .dialect = "torchvision",
  .name = "torchvision",
  .rows = emu_torchvision_transforms,
  .format = emu_term_to_python,
  .list = "Compose",
};

static const EmuTransforms *
get_transforms (void)
{
  static gsize ready;

  /* The table's length is known to its own file only. */
  if (g_once_init_enter (&ready))
    {
      transforms.n_rows = emu_torchvision_n_transforms;
      g_once_init_leave (&ready, 1);
    }

  return &transforms;
}

static gboolean
is_name_part (char c)
{
  return c == '_' || g_ascii_isalnum (c);
}

/* Sure of a text with one of the names before a bracket, unless it is called by the customary name
 * of Albumentations. */
static int
torchvision_recognise (const char *text)
{
  const char *p = text;
  int score = 0;

  while (g_ascii_isspace (*p))
    p++;
  if (*p == '{' || *p == '\0')
    return 0;

  while ((p = strchr (p, '(')) != NULL)
    {
      const char *end = p;
      const char *start;

      while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
      start = end;
      while (start > text && is_name_part (start[-1]))
        start--;

      if (start < end && end - start < 64)
        {
          g_autofree char *name = g_strndup (start, end - start);

          if (start - text >= 2 && start[-1] == '.' && start[-2] == 'A' &&
              (start - text == 2 || !is_name_part (start[-3])))
            return 0;
          if (emu_transform_find (get_transforms (), name) != NULL)
            return 90;
          score = 30;
        }
      p++;
    }

  return *text == '[' && score > 0 ? 40 : score;
}

/* Of several statements the last is meant, as the names above it are there for it. */
static EmuPolicy *
torchvision_parse (const char *text,
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
  if (root == NULL)
    return NULL;

  if (statements->len > 1 && last->name != NULL)
    g_ptr_array_add (reader.notes,
                     g_strdup_printf (_("the text gives several names; “%s”, the last one, is the "
                                        "policy"), last->name));

  return emu_transform_finish (&reader, root, text, error);
}

/* A list at the top goes over several lines. */
static char *
torchvision_write (const EmuPolicy *policy,
                   GPtrArray       *lost,
                   GError         **error)
{
  g_autoptr(EmuTerm) call = emu_transform_write_policy (get_transforms (), policy, lost, error);
  GString *out;
  const EmuTerm *list;

  if (call == NULL)
    return NULL;

  if (call->kind != EMU_TERM_CALL || strcmp (call->text, "Compose") != 0 ||
      emu_term_length (call) != 1 || !emu_term_is_list (emu_term_item (call, 0)) ||
      emu_term_length (emu_term_item (call, 0)) == 0)
    return emu_term_to_python (call);

  list = emu_term_item (call, 0);
  out = g_string_new ("Compose([\n");
  for (guint i = 0; i < emu_term_length (list); i++)
    {
      g_autofree char *step = emu_term_to_python (emu_term_item (list, i));

      g_string_append_printf (out, "    %s,\n", step);
    }
  g_string_append (out, "])");

  return g_string_free (out, FALSE);
}

EMU_DIALECT_DEFINE (torchvision) = {
  .id = "torchvision",
  .name = "torchvision",
  .recognise = torchvision_recognise,
  .parse = torchvision_parse,
  .write = torchvision_write,
  .levels = emu_torchvision_levels,
  .n_levels = EMU_TORCHVISION_N_LEVELS,
};
