/* emu-recipe.c: a mixing written down, so that it can be done again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-file.h"
#include "emu-json-writer.h"
#include "emu-json.h"
#include "emu-methods.h"
#include "emu-param-json.h"
#include "emu-policy-json.h"
#include "emu-recipe.h"
#include "emu-run.h"

#define FORMAT_NAME "emulsion-recipe/"
#define FORMAT_VERSION 1

static void
clear_picture (EmuRecipePicture *picture)
{
  g_free (picture->name);
  g_free (picture->sha256);
}

static void
free_recipe (gpointer data)
{
  EmuRecipe *self = data;

  g_free (self->params);
  g_clear_pointer (&self->policy, emu_policy_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->pictures); i++)
    {
      clear_picture (&self->pictures[i]);
      clear_picture (&self->guides[i]);
    }
}

static double
default_alpha (const EmuMethod *method)
{
  /* A method without λ need not name an α, but its recipe still has one to write. */
  return emu_alpha_check (method->alpha, NULL) ? method->alpha : 1;
}

EmuRecipe *
emu_recipe_new (const EmuMethod *method)
{
  EmuRecipe *self;

  g_return_val_if_fail (method != NULL, NULL);

  self = g_atomic_rc_box_new0 (EmuRecipe);
  self->method = method;
  self->params = emu_params_new (&method->params);
  self->requested = NAN;
  self->alpha = default_alpha (method);
  self->fit = EMU_FIT_COVER;
  self->filter = EMU_FILTER_AREA;
  self->fill[3] = 255;

  return self;
}

EmuRecipe *
emu_recipe_ref (EmuRecipe *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_recipe_unref (EmuRecipe *self)
{
  g_atomic_rc_box_release_full (self, free_recipe);
}

static gboolean
same_number (double a,
             double b)
{
  return isnan (a) ? isnan (b) : a == b;
}

static gboolean
same_picture (const EmuRecipePicture *a,
              const EmuRecipePicture *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->sha256, b->sha256) == 0;
}

gboolean
emu_recipe_equal (const EmuRecipe *a,
                  const EmuRecipe *b)
{
  if (a->method != b->method ||
      !emu_params_equal (&a->method->params, a->params, b->params) ||
      !same_number (a->requested, b->requested) ||
      !same_number (a->alpha, b->alpha) ||
      a->seed != b->seed ||
      a->fit != b->fit ||
      a->filter != b->filter ||
      memcmp (a->fill, b->fill, sizeof a->fill) != 0)
    return FALSE;

  if ((a->policy == NULL) != (b->policy == NULL) ||
      (a->policy != NULL && !emu_policy_equal (a->policy, b->policy)))
    return FALSE;

  for (guint i = 0; i < a->method->draws.n_draws; i++)
    {
      if (a->given.fixed[i] != b->given.fixed[i] ||
          (a->given.fixed[i] && a->given.scalar[i] != b->given.scalar[i]))
        return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (a->pictures); i++)
    {
      if (!same_picture (&a->pictures[i], &b->pictures[i]) || !same_picture (&a->guides[i], &b->guides[i]))
        return FALSE;
    }

  return TRUE;
}

gboolean
emu_recipe_set_lambda (EmuRecipe *self,
                       double     lambda,
                       GError   **error)
{
  const EmuDrawTable *table = &self->method->draws;

  if (!emu_lambda_check (lambda, error))
    return FALSE;

  self->requested = lambda + 0.0;  /* no −0 */
  self->alpha = NAN;
  for (guint i = 0; i < table->n_draws; i++)
    {
      if (table->draws[i].follows_lambda)
        self->given.fixed[i] = FALSE;
    }

  return TRUE;
}

gboolean
emu_recipe_set_alpha (EmuRecipe *self,
                      double     alpha,
                      GError   **error)
{
  if (!emu_alpha_check (alpha, error))
    return FALSE;

  self->requested = NAN;
  self->alpha = alpha;

  return TRUE;
}

gboolean
emu_recipe_set_draw (EmuRecipe  *self,
                     const char *name,
                     double      value,
                     GError    **error)
{
  const EmuDraw *draw;
  int index = emu_draws_find (&self->method->draws, name, error);

  if (index < 0)
    return FALSE;

  draw = &self->method->draws.draws[index];
  if (draw->size == sizeof (EmuDrawArray))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s is a whole list, which is drawn from the seed and cannot be given"),
                   emu_draw_name (draw));
      return FALSE;
    }

  if (!isfinite (value) || (draw->kind == EMU_DRAW_INT && value != floor (value)))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   draw->kind == EMU_DRAW_INT ? _("%s must be a whole number, not %g")
                                              : _("%s cannot be %g"),
                   emu_draw_name (draw), value);
      return FALSE;
    }

  self->given.fixed[index] = TRUE;
  self->given.scalar[index] = value + 0.0;

  return TRUE;
}

static void
set_picture (EmuRecipePicture *picture,
             const char       *name,
             const char       *sha256)
{
  g_autofree char *base = name != NULL ? g_path_get_basename (name) : NULL;

  clear_picture (picture);
  picture->name = base != NULL ? g_filename_display_name (base) : NULL;
  picture->sha256 = g_strdup (sha256);
}

void
emu_recipe_set_picture (EmuRecipe  *self,
                        guint       index,
                        const char *name,
                        const char *sha256)
{
  g_return_if_fail (index < G_N_ELEMENTS (self->pictures));

  set_picture (&self->pictures[index], name, sha256);
}

void
emu_recipe_set_guide (EmuRecipe  *self,
                      guint       index,
                      const char *name,
                      const char *sha256)
{
  g_return_if_fail (index < G_N_ELEMENTS (self->guides));

  set_picture (&self->guides[index], name, sha256);
}

gboolean
emu_recipe_set_policy (EmuRecipe *self,
                       EmuPolicy *policy,
                       GError   **error)
{
  if (policy != NULL)
    {
      if (!emu_policy_check_runnable (policy, error))
        return FALSE;

      if (emu_policy_needs_partner (policy))
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("the recipe's policy mixes pictures, which is what the recipe's method "
                         "does; take that step out"));
          return FALSE;
        }

      emu_policy_ref (policy);
    }

  g_clear_pointer (&self->policy, emu_policy_unref);
  self->policy = policy;

  return TRUE;
}

/* --- Reading ------------------------------------------------------------------------------- */

static gboolean
bad (GError    **error,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static gboolean
bad (GError    **error,
     const char *format,
     ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE, message);

  return FALSE;
}

static gboolean
check_format (JsonObject *root,
              GError    **error)
{
  const char *format = NULL;
  guint64 version = 0;

  if (json_object_has_member (root, "format"))
    {
      format = emu_json_get_string (json_object_get_member (root, "format"), "format", error);
      if (format == NULL)
        return FALSE;
    }

  if (format == NULL || !g_str_has_prefix (format, FORMAT_NAME) ||
      !g_ascii_string_to_unsigned (format + strlen (FORMAT_NAME), 10, 1, G_MAXINT, &version, NULL))
    return bad (error, _("this is no recipe: its “format” is not “%s%d”"),
                FORMAT_NAME, FORMAT_VERSION);

  if (version > FORMAT_VERSION)
    return bad (error, _("the recipe was made by a newer Emulsion (format %d; this one reads %d); "
                         "update Emulsion to use it"), (int) version, FORMAT_VERSION);

  return TRUE;
}

static gboolean
check_members (JsonObject *root,
               GError    **error)
{
  static const char * const known[] = {
    "format", "method", "params", "draws", "lambda", "seed", "fit", "pictures", "policy", "guides",
    NULL,
  };

  return emu_json_check_keys (root, _("a recipe"), known, error);
}

static EmuRecipe *
read_method (JsonObject *root,
             GError    **error)
{
  const EmuMethod *method;
  const char *id;

  if (!json_object_has_member (root, "method"))
    {
      bad (error, _("the recipe names no “method”"));
      return NULL;
    }

  id = emu_json_get_string (json_object_get_member (root, "method"), "method", error);
  if (id == NULL)
    return NULL;

  method = emu_methods_find (id, error);

  return method != NULL ? emu_recipe_new (method) : NULL;
}

static gboolean
read_params (EmuRecipe *self,
             JsonNode  *node,
             GError   **error)
{
  JsonObject *params = emu_json_get_object (node, "params", error);

  return params != NULL && emu_params_read_json (&self->method->params, self->params, params, error);
}

static gboolean
read_draws (EmuRecipe *self,
            JsonNode  *node,
            GError   **error)
{
  JsonObject *draws = emu_json_get_object (node, "draws", error);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (draws == NULL)
    return FALSE;

  json_object_iter_init_ordered (&iter, draws);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      double value;

      if (!emu_json_get_number (member, name, &value, error) ||
          !emu_recipe_set_draw (self, name, value, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_lambda (EmuRecipe *self,
             JsonNode  *node,
             GError   **error)
{
  static const char * const known[] = { "fixed", "alpha", NULL };
  JsonObject *lambda = emu_json_get_object (node, "lambda", error);
  gboolean is_fixed;
  double value;

  if (lambda == NULL || !emu_json_check_keys (lambda, "lambda", known, error))
    return FALSE;

  is_fixed = json_object_has_member (lambda, "fixed");
  if (is_fixed == json_object_has_member (lambda, "alpha"))
    return bad (error, _("“lambda” must hold either “fixed” or “alpha”"));

  if (!emu_json_get_number (json_object_get_member (lambda, is_fixed ? "fixed" : "alpha"),
                            is_fixed ? "fixed" : "alpha", &value, error))
    return FALSE;

  if (!is_fixed)
    return emu_recipe_set_alpha (self, value, error);

  for (guint i = 0; i < self->method->draws.n_draws; i++)
    {
      const EmuDraw *draw = &self->method->draws.draws[i];

      if (draw->follows_lambda && self->given.fixed[i])
        return bad (error, _("λ decides %s; give one of the two"), emu_draw_name (draw));
    }

  return emu_recipe_set_lambda (self, value, error);
}

static gboolean
read_seed (EmuRecipe *self,
           JsonNode  *node,
           GError   **error)
{
  double value;

  if (!emu_json_get_number (node, "seed", &value, error))
    return FALSE;

  if (!(value >= 0 && value <= (double) EMU_SEED_MAX && value == floor (value)))
    return bad (error, _("“seed” must be a whole number from 0 to %" G_GUINT64_FORMAT),
                EMU_SEED_MAX);

  self->seed = (guint64) value;

  return TRUE;
}

static gboolean
parse_fill (const char *text,
            guint8      fill[4])
{
  gsize length = strlen (text);

  if (text[0] != '#' || (length != 7 && length != 9) ||
      strspn (text + 1, "0123456789abcdefABCDEF") != length - 1)
    return FALSE;

  fill[3] = 255;
  for (gsize i = 1; i < length; i += 2)
    fill[i / 2] = (guint8) (g_ascii_xdigit_value (text[i]) * 16 + g_ascii_xdigit_value (text[i + 1]));

  return TRUE;
}

static gboolean
read_fit (EmuRecipe *self,
          JsonNode  *node,
          GError   **error)
{
  static const char * const known[] = { "mode", "filter", "fill", NULL };
  JsonObject *fit = emu_json_get_object (node, "fit", error);

  if (fit == NULL || !emu_json_check_keys (fit, "fit", known, error))
    return FALSE;

  for (guint i = 0; known[i] != NULL; i++)
    {
      JsonNode *member = json_object_get_member (fit, known[i]);
      const char *text;

      if (member == NULL)
        continue;

      text = emu_json_get_string (member, known[i], error);
      if (text == NULL)
        return FALSE;

      if (i == 0 && !emu_fit_from_nick (text, &self->fit))
        return bad (error, _("“mode” must be cover, contain or stretch, not “%.64s”"), text);
      if (i == 1 && !emu_filter_from_nick (text, &self->filter))
        return bad (error, _("“filter” must be nearest, bilinear or area, not “%.64s”"),
                    text);
      if (i == 2 && !parse_fill (text, self->fill))
        return bad (error, _("“fill” must be a colour such as #336699 or #336699ff, not “%.64s”"),
                    text);
    }

  return TRUE;
}

/* @picture: an object whose members are known */
static gboolean
read_file (EmuRecipePicture *file,
           JsonObject       *picture,
           GError          **error)
{
  const char *name = NULL;
  const char *sha256 = NULL;
  JsonNode *member;

  member = json_object_get_member (picture, "name");
  if (member == NULL)
    return bad (error, _("a picture has no “name”"));
  name = emu_json_get_string (member, "name", error);
  if (name == NULL)
    return FALSE;
  if (*name == '\0' || strchr (name, '/') != NULL)
    return bad (error, _("“%.64s” is no name of a file without its folder"), name);

  member = json_object_get_member (picture, "sha256");
  if (member != NULL && !JSON_NODE_HOLDS_NULL (member))
    {
      sha256 = emu_json_get_string (member, "sha256", error);
      if (sha256 == NULL)
        return FALSE;
      if (strlen (sha256) != 64 || strspn (sha256, "0123456789abcdef") != 64)
        return bad (error, _("“sha256” must be 64 digits from 0 to f, in lower case"));
    }

  file->name = g_strdup (name);
  file->sha256 = g_strdup (sha256);

  return TRUE;
}

static gboolean
read_picture (EmuRecipe *self,
              guint      index,
              JsonNode  *node,
              GError   **error)
{
  static const char * const known[] = { "name", "sha256", NULL };
  JsonObject *picture = emu_json_get_object (node, "pictures", error);

  return picture != NULL && emu_json_check_keys (picture, _("a picture"), known, error) &&
         read_file (&self->pictures[index], picture, error);
}

static gboolean
read_guide (EmuRecipe *self,
            JsonNode  *node,
            GError   **error)
{
  static const char * const known[] = { "for", "name", "sha256", NULL };
  JsonObject *guide = emu_json_get_object (node, "guides", error);
  JsonNode *member;
  const char *text;
  guint index;

  if (guide == NULL || !emu_json_check_keys (guide, _("a guide"), known, error))
    return FALSE;

  member = json_object_get_member (guide, "for");
  if (member == NULL)
    return bad (error, _("a guide has no “for”"));
  text = emu_json_get_string (member, "for", error);
  if (text == NULL)
    return FALSE;
  if (strcmp (text, "a") != 0 && strcmp (text, "b") != 0)
    return bad (error, _("a guide must be for “a” or “b”, not “%.64s”"), text);

  index = text[0] == 'a' ? 0 : 1;
  if (self->guides[index].name != NULL)
    return bad (error, _("there are two guides for “%s”"), text);
  if (emu_method_needs_guide (self->method, self->params, index) == EMU_GUIDE_NONE)
    return bad (error, _("the recipe names a guide for “%s”, which %s does not use here"),
                text, self->method->id);

  return read_file (&self->guides[index], guide, error);
}

static gboolean
read_guides (EmuRecipe *self,
             JsonNode  *node,
             GError   **error)
{
  JsonArray *guides = emu_json_get_array (node, "guides", error);

  if (guides == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (guides); i++)
    {
      if (!read_guide (self, json_array_get_element (guides, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_pictures (EmuRecipe *self,
               JsonNode  *node,
               GError   **error)
{
  JsonArray *pictures = emu_json_get_array (node, "pictures", error);
  guint n;

  if (pictures == NULL)
    return FALSE;

  n = json_array_get_length (pictures);
  if (n != 0 && n != G_N_ELEMENTS (self->pictures))
    return bad (error, _("“pictures” must list two, A and B, or none"));

  for (guint i = 0; i < n; i++)
    {
      if (!read_picture (self, i, json_array_get_element (pictures, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_policy (EmuRecipe *self,
             JsonNode  *node,
             GError   **error)
{
  g_autoptr(EmuPolicy) policy = NULL;

  if (self->guides[0].name != NULL || self->guides[1].name != NULL)
    return bad (error, _("the recipe holds a policy and guides from files, which the policy would "
                         "not move along; take one of the two out"));

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    policy = emu_policy_parse (json_node_get_string (node), -1, NULL, FALSE, error);
  else
    policy = emu_policy_read_json (node, NULL, FALSE, error);

  return policy != NULL && emu_recipe_set_policy (self, policy, error);
}

static EmuRecipe *
read_recipe (JsonNode *node,
             GError  **error)
{
  /* In this order: whether a λ contradicts a draw is known once the draws are, and whether a guide is
   * used once the parameters are; whether a policy is in the way of guides once these are. */
  static const struct
  {
    const char *name;
    gboolean  (*read) (EmuRecipe *self,
                       JsonNode  *node,
                       GError   **error);
  } members[] = {
    { "params", read_params },
    { "draws", read_draws },
    { "lambda", read_lambda },
    { "seed", read_seed },
    { "fit", read_fit },
    { "guides", read_guides },
    { "policy", read_policy },
    { "pictures", read_pictures },
  };
  g_autoptr(EmuRecipe) self = NULL;
  JsonObject *root;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      bad (error, _("this is no recipe: it is not an object {…}"));
      return NULL;
    }

  root = json_node_get_object (node);
  if (!check_format (root, error) || !check_members (root, error))
    return NULL;

  self = read_method (root, error);
  if (self == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *member = json_object_get_member (root, members[i].name);

      if (member != NULL && !members[i].read (self, member, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

EmuRecipe *
emu_recipe_parse (const char *text,
                  gssize      length,
                  GError    **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(EmuRecipe) self = NULL;
  g_autoptr(GError) local_error = NULL;

  node = emu_json_parse (text, length, EMU_RECIPE_MAX_BYTES, error);
  if (node == NULL)
    return NULL;

  self = read_recipe (node, &local_error);
  if (self == NULL)
    {
      /* Whichever table refused a value, to whoever opened the recipe the file is at fault. */
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE, local_error->message);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* The first bytes of a file, one more than a recipe may have. */
static GBytes *
read_start (GFile        *file,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, &local_error);
  g_autofree char *data = NULL;
  gsize n = 0;

  data = g_malloc (EMU_RECIPE_MAX_BYTES + 1);
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), data, EMU_RECIPE_MAX_BYTES + 1, &n,
                                cancellable, &local_error))
    {
      g_set_error (error, local_error->domain, local_error->code,
                   _("the recipe cannot be read: %s; check its name and folder"),
                   local_error->message);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), n);
}

static EmuRecipe *
load_from_picture (GFile        *file,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_auto(EmuFileInfo) info = { 0 };
  g_autofree char *name = NULL;
  EmuRecipe *self;

  if (!emu_file_inspect (file, &info, cancellable, error))
    return NULL;

  name = g_file_get_basename (file);
  if (info.recipe == NULL)
    {
      g_autofree char *shown = g_filename_display_name (name);

      bad (error, _("“%s” carries no recipe; only pictures saved by Emulsion do"), shown);
      return NULL;
    }

  self = emu_recipe_parse (info.recipe, -1, error);
  if (self == NULL)
    {
      g_autofree char *shown = g_filename_display_name (name);

      g_prefix_error (error, _("the recipe in “%s”: "), shown);
    }

  return self;
}

EmuRecipe *
emu_recipe_load (GFile        *file,
                 GCancellable *cancellable,
                 GError      **error)
{
  static const guint8 png_signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr(GBytes) bytes = read_start (file, cancellable, error);
  const char *data;
  gsize n;
  EmuRecipe *self;

  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &n);
  if (n >= sizeof png_signature && memcmp (data, png_signature, sizeof png_signature) == 0)
    return load_from_picture (file, cancellable, error);

  self = emu_recipe_parse (data, (gssize) n, error);
  if (self == NULL)
    {
      g_autofree char *name = g_file_get_basename (file);
      g_autofree char *shown = g_filename_display_name (name);

      g_prefix_error (error, _("“%s”: "), shown);
    }

  return self;
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
write_draws (const EmuRecipe *self,
             EmuJsonWriter   *writer)
{
  const EmuDrawTable *table = &self->method->draws;
  gboolean is_open = FALSE;

  for (guint i = 0; i < table->n_draws; i++)
    {
      if (!self->given.fixed[i])
        continue;

      if (!is_open)
        emu_json_begin_object (writer, "draws");
      is_open = TRUE;
      emu_json_add_number (writer, emu_draw_name (&table->draws[i]), self->given.scalar[i]);
    }

  if (is_open)
    emu_json_end (writer);
}

static void
write_guides (const EmuRecipe *self,
              EmuJsonWriter   *writer)
{
  if (self->guides[0].name == NULL && self->guides[1].name == NULL)
    return;

  emu_json_begin_array (writer, "guides");
  for (guint i = 0; i < G_N_ELEMENTS (self->guides); i++)
    {
      if (self->guides[i].name == NULL)
        continue;

      emu_json_begin_object (writer, NULL);
      emu_json_add_string (writer, "for", i == 0 ? "a" : "b");
      emu_json_add_string (writer, "name", self->guides[i].name);
      emu_json_add_string (writer, "sha256", self->guides[i].sha256);
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

char *
emu_recipe_write (const EmuRecipe *self)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  const guint8 *fill = self->fill;
  char colour[10];

  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", FORMAT_NAME G_STRINGIFY (FORMAT_VERSION));
  emu_json_add_string (writer, "method", self->method->id);
  emu_params_write_json (&self->method->params, self->params, writer, "params");
  write_draws (self, writer);

  emu_json_begin_object (writer, "lambda");
  if (!isnan (self->requested))
    emu_json_add_number (writer, "fixed", self->requested);
  else
    emu_json_add_number (writer, "alpha", self->alpha);
  emu_json_end (writer);

  if (self->policy != NULL)
    emu_policy_write_json (self->policy, writer, "policy");
  emu_json_add_integer (writer, "seed", (gint64) self->seed);

  g_snprintf (colour, sizeof colour, "#%02x%02x%02x%02x", fill[0], fill[1], fill[2], fill[3]);
  if (fill[3] == 255)
    colour[7] = '\0';
  emu_json_begin_object (writer, "fit");
  emu_json_add_string (writer, "mode", emu_fit_nick (self->fit));
  emu_json_add_string (writer, "filter", emu_filter_nick (self->filter));
  emu_json_add_string (writer, "fill", colour);
  emu_json_end (writer);

  write_guides (self, writer);

  emu_json_begin_array (writer, "pictures");
  if (self->pictures[0].name != NULL && self->pictures[1].name != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (self->pictures); i++)
        {
          emu_json_begin_object (writer, NULL);
          emu_json_add_string (writer, "name", self->pictures[i].name);
          emu_json_add_string (writer, "sha256", self->pictures[i].sha256);
          emu_json_end (writer);
        }
    }
  emu_json_end (writer);

  emu_json_end (writer);

  return emu_json_writer_finish (writer);
}

/* --- Policies ------------------------------------------------------------------------------ */

EmuImage *
emu_recipe_apply_policy (const EmuRecipe *self,
                         guint            index,
                         EmuImage        *image,
                         GCancellable    *cancellable,
                         GError         **error)
{
  EmuRunRequest request = { .seed = self->seed, .sample = index };
  g_autoptr(EmuTrace) trace = NULL;

  if (self->policy == NULL)
    return emu_image_ref (image);

  trace = emu_policy_run (self->policy, &request, image, cancellable, error);

  return trace != NULL ? emu_image_ref (trace->result) : NULL;
}

/* --- Jobs ---------------------------------------------------------------------------------- */

EmuMixJob *
emu_recipe_to_job (const EmuRecipe *self,
                   EmuImage        *a,
                   EmuImage        *b)
{
  EmuMixJob *job = emu_mix_job_new (a, b, self->method, self->params);

  job->fit = self->fit;
  job->filter = self->filter;
  memcpy (job->fill, self->fill, sizeof job->fill);
  job->requested = self->requested;
  /* Files always name α. One that nobody changed has not been asked for, and a method that has no
   * use for it should not say so. */
  if (self->alpha != default_alpha (self->method))
    job->alpha = self->alpha;
  job->seed = self->seed;
  job->given = self->given;
  for (guint i = 0; i < self->method->draws.n_draws; i++)
    job->has_given |= self->given.fixed[i];

  return job;
}

EmuRecipe *
emu_recipe_from_job (const EmuMixJob    *job,
                     const char * const  names[2],
                     const char * const  hashes[2])
{
  const EmuDrawTable *table = &job->method->draws;
  EmuRecipe *self;

  g_return_val_if_fail (job->sample == 0, NULL);

  self = emu_recipe_new (job->method);
  g_free (self->params);
  self->params = emu_params_copy (&job->method->params, job->params);
  self->fit = job->fit;
  self->filter = job->filter;
  memcpy (self->fill, job->fill, sizeof self->fill);
  self->seed = job->seed;

  self->requested = job->requested;
  if (!isnan (job->requested))
    self->alpha = NAN;
  else if (!isnan (job->alpha))
    self->alpha = job->alpha;

  for (guint i = 0; job->has_given && i < table->n_draws; i++)
    {
      if (!job->given.fixed[i] || table->draws[i].size == sizeof (EmuDrawArray))
        continue;

      self->given.fixed[i] = TRUE;
      self->given.scalar[i] = job->given.scalar[i];
    }

  for (guint i = 0; names != NULL && i < G_N_ELEMENTS (self->pictures); i++)
    emu_recipe_set_picture (self, i, names[i], hashes != NULL ? hashes[i] : NULL);

  return self;
}
