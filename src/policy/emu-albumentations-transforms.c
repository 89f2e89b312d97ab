/* emu-albumentations-transforms.c: Albumentations' transforms and the operations they stand for
 *
 * Names, order of the arguments and defaults are those of Albumentations 1.3.1.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-albumentations.h"
#include "emu-torchvision.h"

/* --- OpenCV's numbers ---------------------------------------------------------------------- */

typedef struct
{
  int         number;
  const char *name;
  const char *warp;     /* our choice when a picture is moved, NULL where there is none */
  const char *filter;   /* when it is resized */
} Interpolation;

static const Interpolation interpolations[] = {
  { 1, "INTER_LINEAR", "bilinear", "bilinear" },
  { 0, "INTER_NEAREST", "nearest", "nearest" },
  { 2, "INTER_CUBIC", "bicubic", "bicubic" },
  { 3, "INTER_AREA", NULL, "box" },
  { 4, "INTER_LANCZOS4", NULL, "lanczos" },
};

typedef struct
{
  int         number;
  const char *name;
  const char *border;   /* our choice when a picture is moved, NULL where there is none */
  const char *sides;    /* when sides are added */
} Border;

static const Border borders[] = {
  { 4, "BORDER_REFLECT_101", "reflect", "reflect" },
  { 0, "BORDER_CONSTANT", "fill", "fill" },
  { 1, "BORDER_REPLICATE", NULL, "edge" },
  { 2, "BORDER_REFLECT", NULL, "symmetric" },
};

/* A number, or a name as programs have it. */
static gboolean
is_constant (const EmuTerm *term,
             int            number,
             const char    *name)
{
  if (term->kind == EMU_TERM_NUMBER)
    return term->number == number;

  return (term->kind == EMU_TERM_NAME || term->kind == EMU_TERM_STRING) &&
         g_str_has_suffix (term->text, name);
}

static gboolean
set_interpolation (EmuTransformArgs *args,
                   EmuPolicyNode    *node,
                   const char       *param)
{
  const EmuTerm *term = emu_args_get (args, "interpolation");
  gboolean is_filter = strcmp (param, "filter") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (interpolations); i++)
    {
      const char *nick = is_filter ? interpolations[i].filter : interpolations[i].warp;

      if (is_constant (term, interpolations[i].number, interpolations[i].name) && nick != NULL)
        return emu_policy_node_set_text (node, param, nick, args->error);
    }

  emu_args_fail (args, "interpolation",
                 _("0 is the nearest pixel, 1 linear, 2 cubic; nothing else is done here"));

  return FALSE;
}

/* FALSE also where only the refusal is set. */
static gboolean
set_border (EmuTransformArgs *args,
            EmuPolicyNode    *node,
            const char       *param)
{
  const EmuTerm *term = emu_args_get (args, "border_mode");
  gboolean is_sides = strcmp (param, "padded-with") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (borders); i++)
    {
      const char *nick = is_sides ? borders[i].sides : borders[i].border;

      if (is_constant (term, borders[i].number, borders[i].name) && nick != NULL)
        return emu_policy_node_set_text (node, param, nick, args->error) &&
               emu_args_set_fill (args, "value", node);
    }

  emu_args_refuse (args, _("outside the picture there can be its mirror image (4) or a colour (0)"));

  return FALSE;
}

static void
guess_interpolation (const EmuPolicyNode *node,
                     const char          *param,
                     EmuTerm             *call)
{
  const EmuParam *found = emu_params_find (emu_policy_node_table (node), param, NULL);
  g_autofree char *nick = found != NULL ? emu_param_format (found, node->params) : NULL;
  gboolean is_filter = strcmp (param, "filter") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (interpolations); i++)
    {
      if (g_strcmp0 (is_filter ? interpolations[i].filter : interpolations[i].warp, nick) == 0)
        {
          emu_term_add (call, "interpolation", emu_term_new_number (interpolations[i].number));
          return;
        }
    }
}

static void
guess_border (const EmuPolicyNode *node,
              const char          *param,
              EmuTerm             *call)
{
  const EmuParam *found = emu_params_find (emu_policy_node_table (node), param, NULL);
  g_autofree char *nick = found != NULL ? emu_param_format (found, node->params) : NULL;
  gboolean is_sides = strcmp (param, "padded-with") == 0;
  double colours[3] = { 0 };
  EmuTerm *value;

  for (guint i = 0; i < G_N_ELEMENTS (borders); i++)
    {
      if (g_strcmp0 (is_sides ? borders[i].sides : borders[i].border, nick) == 0)
        emu_term_add (call, "border_mode", emu_term_new_number (borders[i].number));
    }

  for (guint i = 0; i < 3; i++)
    emu_step_number (node, emu_fills[i], &colours[i]);
  if (colours[0] == 0 && colours[1] == 0 && colours[2] == 0)
    return;

  value = emu_term_new (EMU_TERM_LIST);
  for (guint i = 0; i < 3; i++)
    emu_term_add (value, NULL, emu_term_new_number (colours[i]));
  emu_term_add (call, "value", value);
}

/* --- Lists of transforms ------------------------------------------------------------------- */

static EmuPolicyNode *
compose_build (EmuTransformArgs *args)
{
  static const char * const beside[] = {
    "bbox_params", "keypoint_params", "additional_targets", "is_check_shapes",
  };
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_SEQUENCE, args->row->name);

  if (!emu_args_children (args, "transforms", node))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (beside) && strcmp (args->row->name, "Compose") == 0; i++)
    emu_args_keep (args, beside[i], node);

  return g_steal_pointer (&node);
}

static gboolean
compose_guess (EmuTransformWriter  *writer,
               const EmuTransform  *row,
               const EmuPolicyNode *node,
               EmuTerm             *call)
{
  gboolean sequential = strcmp (row->name, "Sequential") == 0;

  /* Exactly one of the rows may say it, as each asks the same of every child. */
  if (node->kind != EMU_POLICY_SEQUENCE ||
      sequential != (node->p < 1 ? strcmp (node->name, "Compose") != 0
                                 : strcmp (node->name, "Sequential") == 0))
    return FALSE;

  emu_term_add (call, "transforms", emu_transform_write_list (writer, node));

  return TRUE;
}

/* A child's p says how likely it is among the others; once chosen it is always applied. */
static gboolean
read_weighted (EmuTransformArgs *args,
               EmuPolicyNode    *node)
{
  double sum = 0;

  if (!emu_args_children (args, "transforms", node))
    return FALSE;

  for (guint i = 0; i < node->children->len; i++)
    {
      EmuPolicyNode *child = g_ptr_array_index (node->children, i);

      child->weight = child->p;
      child->p = 1;
      sum += child->weight;
    }

  if (!(sum > 0))
    {
      emu_args_fail (args, "transforms", _("it has no transform to choose from"));
      return FALSE;
    }

  return TRUE;
}

/* The other way round: weights above 1 are brought below it. */
static EmuTerm *
write_weighted (EmuTransformWriter  *writer,
                const EmuPolicyNode *node)
{
  EmuTerm *list = emu_term_new (EMU_TERM_LIST);
  double most = 1;

  for (guint i = 0; i < node->children->len; i++)
    most = MAX (most, ((const EmuPolicyNode *) g_ptr_array_index (node->children, i))->weight);
  if (most > 1)
    writer->n_changed++;

  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);
      g_autoptr(EmuPolicyNode) weighted = emu_policy_node_copy (child);
      EmuTerm *call;

      /* A step that is chosen and then left out by chance lies in a list of its own. */
      if (child->p < 1)
        {
          EmuPolicyNode *outer = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Compose");

          emu_policy_node_add (outer, g_steal_pointer (&weighted));
          weighted = outer;
          writer->n_changed++;
        }
      weighted->p = child->weight / most;
      weighted->path = g_strdup (child->path);

      call = emu_transform_write (writer, weighted);
      if (call != NULL)
        emu_term_add (list, NULL, call);
    }

  return list;
}

static EmuPolicyNode *
one_of_build (EmuTransformArgs *args)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_ONE_OF, args->row->name);

  return read_weighted (args, node) ? node : emu_args_drop (node);
}

static gboolean
one_of_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  if (node->kind != EMU_POLICY_ONE_OF)
    return FALSE;
  emu_term_add (call, "transforms", write_weighted (writer, node));

  return TRUE;
}

static EmuPolicyNode *
some_of_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_SOME_OF, args->row->name);
  gboolean replace;
  guint n_possible = 0;
  int n;

  if (!read_weighted (args, node) || !emu_args_int (args, "n", &n) ||
      !emu_args_bool (args, "replace", &replace))
    return NULL;

  for (guint i = 0; i < node->children->len; i++)
    n_possible += ((EmuPolicyNode *) g_ptr_array_index (node->children, i))->weight > 0;
  if (n < 1 || n > EMU_POLICY_MAX_PICKS || (!replace && n > (int) n_possible))
    return emu_args_fail (args, "n", _("%d cannot be taken of %u transforms"), n, n_possible);

  node->n_min = node->n_max = n;
  node->replace = replace;

  return g_steal_pointer (&node);
}

static gboolean
some_of_guess (EmuTransformWriter  *writer,
               const EmuTransform  *row,
               const EmuPolicyNode *node,
               EmuTerm             *call)
{
  if (node->kind != EMU_POLICY_SOME_OF || node->in_order || node->n_min != node->n_max)
    return FALSE;

  emu_term_add (call, "transforms", write_weighted (writer, node));
  emu_term_add (call, "n", emu_term_new_number (node->n_min));
  emu_term_add (call, "replace", emu_term_new_bool (node->replace));

  return TRUE;
}

/* --- Geometry ------------------------------------------------------------------------------ */

static void
note_opencv (EmuTransformArgs *args)
{
  emu_args_note (args, _("pixels are looked up as Pillow does it; OpenCV's differ by a level or two"));
}

static EmuPolicyNode *
rotate_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("affine-parts", args->row->name);
  gboolean crop;
  EmuRange range;

  if (!emu_args_bool (args, "crop_border", &crop))
    return NULL;
  if (crop)
    return emu_args_refuse (args, _("the border cannot be cut away after a rotation here"));

  if (!emu_args_spread (args, "limit", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "limit", "degrees", range) ||
      !set_interpolation (args, node, "interpolation") || !set_border (args, node, "border"))
    return NULL;
  note_opencv (args);

  return g_steal_pointer (&node);
}

static gboolean
is_fixed (const EmuPolicyNode *node,
          const char          *param,
          double               value)
{
  EmuLaw law;

  return emu_step_law (node, param, &law) && law.kind == EMU_LAW_FIXED && law.a == value;
}

static gboolean
rotate_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, "affine-parts") != 0 || !is_fixed (node, "shift-x", 0) ||
      !is_fixed (node, "scale", 1) || !emu_step_uniform (node, "degrees", &law))
    return FALSE;

  emu_term_add (call, "limit", emu_term_spread (&law, 0, -INFINITY));
  guess_interpolation (node, "interpolation", call);
  guess_border (node, "border", call);

  return TRUE;
}

/* Limits of one direction go before the common one. */
static gboolean
read_shift (EmuTransformArgs *args,
            EmuPolicyNode    *node,
            const char       *own,
            const char       *param)
{
  const char *name = emu_args_is_none (args, own) ? "shift_limit" : own;
  EmuRange range;

  return emu_args_spread (args, name, 0, -INFINITY, &range) &&
         emu_args_set_uniform (args, node, name, param, range);
}

static EmuPolicyNode *
shift_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("affine-parts", args->row->name);
  EmuRange range;

  if (!read_shift (args, node, "shift_limit_x", "shift-x") ||
      !read_shift (args, node, "shift_limit_y", "shift-y") ||
      !emu_args_spread (args, "scale_limit", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "scale_limit", "scale",
                             (EmuRange) { 1 + range.lo, 1 + range.hi }) ||
      !emu_args_spread (args, "rotate_limit", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "rotate_limit", "degrees", range) ||
      !set_interpolation (args, node, "interpolation") || !set_border (args, node, "border"))
    return NULL;
  note_opencv (args);

  return g_steal_pointer (&node);
}

/* Without the digits that adding 1 has cost, where they do not matter. */
static double
less_one (double value)
{
  double rounded = rint ((value - 1) * 1e9) / 1e9;

  return 1 + rounded == value ? rounded : value - 1;
}

static gboolean
shift_guess (EmuTransformWriter  *writer,
             const EmuTransform  *row,
             const EmuPolicyNode *node,
             EmuTerm             *call)
{
  EmuLaw x, y, scale, degrees;

  if (g_strcmp0 (node->op_id, "affine-parts") != 0 || !emu_step_uniform (node, "shift-x", &x) ||
      !emu_step_uniform (node, "shift-y", &y) || !emu_step_uniform (node, "scale", &scale) ||
      !emu_step_uniform (node, "degrees", &degrees))
    return FALSE;

  if (emu_law_equal (&x, &y))
    {
      emu_term_add (call, "shift_limit", emu_term_spread (&x, 0, -INFINITY));
    }
  else
    {
      emu_term_add (call, "shift_limit_x", emu_term_spread (&x, 0, -INFINITY));
      emu_term_add (call, "shift_limit_y", emu_term_spread (&y, 0, -INFINITY));
    }
  emu_term_add (call, "scale_limit",
                emu_term_pair (less_one (scale.a),
                               less_one (scale.kind == EMU_LAW_FIXED ? scale.a : scale.b)));
  emu_term_add (call, "rotate_limit", emu_term_spread (&degrees, 0, -INFINITY));
  guess_interpolation (node, "interpolation", call);
  guess_border (node, "border", call);

  return TRUE;
}

/* --- Sizes --------------------------------------------------------------------------------- */

static gboolean
read_size (EmuTransformArgs *args,
           EmuPolicyNode    *node,
           const char       *height,
           const char       *width)
{
  int rows;
  int columns;

  if (!emu_args_int (args, height, &rows) || !emu_args_int (args, width, &columns))
    return FALSE;

  if (rows < 1 || columns < 1)
    {
      emu_args_fail (args, rows < 1 ? height : width, _("a side has at least one pixel"));
      return FALSE;
    }

  return emu_args_set_number (args, node, height, "height", rows) &&
         emu_args_set_number (args, node, width, "width", columns);
}

static gboolean
guess_size (const EmuPolicyNode *node,
            EmuTerm             *call,
            const char          *height,
            const char          *width)
{
  double rows;
  double columns;

  if (!emu_step_number (node, "height", &rows) || !emu_step_number (node, "width", &columns) ||
      rows < 1 || columns < 1)
    return FALSE;

  emu_term_add (call, height, emu_term_new_number (rows));
  emu_term_add (call, width, emu_term_new_number (columns));

  return TRUE;
}

static void
note_resize (EmuTransformArgs *args)
{
  emu_args_note (args, _("the filter widens where the picture shrinks, as Pillow's does and OpenCV's "
                         "does not"));
}

static EmuPolicyNode *
resized_crop_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop-and-resize", args->row->name);
  double size[2];
  guint n = 2;

  /* From version 1.4 on both stand in one list. */
  if (!emu_args_is_none (args, "size"))
    {
      if (!emu_args_numbers (args, "size", size, &n))
        return NULL;
      if (!emu_args_set_number (args, node, "size", "height", size[0]) ||
          !emu_args_set_number (args, node, "size", "width", size[n - 1]))
        return NULL;
    }
  else if (!read_size (args, node, "height", "width"))
    {
      return NULL;
    }

  if (!emu_args_set_range (args, node, "scale", "scale") ||
      !emu_args_set_range (args, node, "ratio", "ratio") ||
      !set_interpolation (args, node, "filter"))
    return NULL;
  note_resize (args);

  return g_steal_pointer (&node);
}

static gboolean
resized_crop_guess (EmuTransformWriter  *writer,
                    const EmuTransform  *row,
                    const EmuPolicyNode *node,
                    EmuTerm             *call)
{
  EmuRange scale;
  EmuRange ratio;

  if (g_strcmp0 (node->op_id, "crop-and-resize") != 0 ||
      !guess_size (node, call, "height", "width") || !emu_step_range (node, "scale", &scale) ||
      !emu_step_range (node, "ratio", &ratio))
    return FALSE;

  emu_term_add (call, "scale", emu_term_pair (scale.lo, scale.hi));
  emu_term_add (call, "ratio", emu_term_pair (ratio.lo, ratio.hi));
  guess_interpolation (node, "filter", call);

  return TRUE;
}

static EmuPolicyNode *
resize_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("resize", args->row->name);

  if (!read_size (args, node, "height", "width") || !set_interpolation (args, node, "filter"))
    return NULL;
  note_resize (args);

  return g_steal_pointer (&node);
}

static gboolean
resize_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, "resize") != 0 || !guess_size (node, call, "height", "width"))
    return FALSE;
  guess_interpolation (node, "filter", call);

  return TRUE;
}

static EmuPolicyNode *
side_build (EmuTransformArgs *args)
{
  gboolean longest = strcmp (args->row->name, "LongestMaxSize") == 0;
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("resize-side", args->row->name);
  int side;

  if (!emu_args_int (args, "max_size", &side) ||
      !emu_args_set_number (args, node, "max_size", "side", side) ||
      !emu_policy_node_set_text (node, "which", longest ? "longer" : "shorter", args->error) ||
      !emu_policy_node_set_text (node, "parts", "round", args->error) ||
      !set_interpolation (args, node, "filter"))
    return NULL;
  note_resize (args);

  return g_steal_pointer (&node);
}

static gboolean
side_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  double side;

  if (g_strcmp0 (node->op_id, "resize-side") != 0 || !emu_step_number (node, "side", &side))
    return FALSE;
  emu_term_add (call, "max_size", emu_term_new_number (side));
  guess_interpolation (node, "filter", call);

  return TRUE;
}

static EmuPolicyNode *
crop_build (EmuTransformArgs *args)
{
  gboolean centre = strcmp (args->row->name, "CenterCrop") == 0;
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop", args->row->name);

  if (!read_size (args, node, "height", "width") ||
      !emu_policy_node_set_text (node, "place", centre ? "upper-middle" : "random", args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
crop_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  return g_strcmp0 (node->op_id, "crop") == 0 && guess_size (node, call, "height", "width");
}

/* What is missing is added, and nothing is cut. */
static EmuPolicyNode *
pad_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop", args->row->name);
  const EmuTerm *position = emu_args_get (args, "position");

  if (!emu_args_is_none (args, "pad_height_divisor") || !emu_args_is_none (args, "pad_width_divisor"))
    return emu_args_refuse (args, _("sides cannot be brought to a multiple of a number here"));
  if (!is_constant (position, -1, "center") && !is_constant (position, -1, "CENTER"))
    return emu_args_refuse (args, _("the picture can only stay in the middle here"));

  if (!read_size (args, node, "min_height", "min_width") ||
      !emu_policy_node_set_text (node, "place", "corner", args->error) ||
      !emu_policy_node_set_text (node, "too-small", "centre", args->error) ||
      !emu_policy_node_set_text (node, "only-add", "true", args->error) ||
      !set_border (args, node, "padded-with"))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
pad_guess (EmuTransformWriter  *writer,
           const EmuTransform  *row,
           const EmuPolicyNode *node,
           EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, "crop") != 0 || !guess_size (node, call, "min_height", "min_width"))
    return FALSE;
  guess_border (node, "padded-with", call);

  return TRUE;
}

/* --- Values -------------------------------------------------------------------------------- */

static EmuPolicyNode *
contrast_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("gain-offset", args->row->name);
  gboolean by_max;
  EmuRange range;

  if (!emu_args_bool (args, "brightness_by_max", &by_max))
    return NULL;
  if (!by_max)
    return emu_args_refuse (args, _("brightness can only be a share of white here"));

  if (!emu_args_spread (args, "contrast_limit", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "contrast_limit", "gain",
                             (EmuRange) { 1 + range.lo, 1 + range.hi }) ||
      !emu_args_spread (args, "brightness_limit", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "brightness_limit", "offset", range))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
contrast_guess (EmuTransformWriter  *writer,
                const EmuTransform  *row,
                const EmuPolicyNode *node,
                EmuTerm             *call)
{
  EmuLaw gain;
  EmuLaw offset;

  if (g_strcmp0 (node->op_id, "gain-offset") != 0 || !emu_step_uniform (node, "gain", &gain) ||
      !emu_step_uniform (node, "offset", &offset))
    return FALSE;

  emu_term_add (call, "brightness_limit", emu_term_spread (&offset, 0, -INFINITY));
  emu_term_add (call, "contrast_limit",
                emu_term_pair (less_one (gain.a),
                               less_one (gain.kind == EMU_LAW_FIXED ? gain.a : gain.b)));

  return TRUE;
}

/* One number is the value itself, two are the ends of what it is drawn from. */
static EmuPolicyNode *
value_build (EmuTransformArgs *args)
{
  const EmuTransformBinding *bound = &args->row->bound[0];
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op (args->row->op, args->row->name);
  gboolean whole = strcmp (args->row->op, "posterize") == 0;
  double values[2];
  guint n = 2;
  EmuLaw law;

  if (emu_term_length (emu_args_get (args, bound->arg)) == 3)
    return emu_args_refuse (args, _("a number for each colour cannot be given here"));
  if (!emu_args_numbers (args, bound->arg, values, &n))
    return NULL;

  if (n == 1 || values[0] == values[1])
    return emu_args_set_number (args, node, bound->arg, bound->param, values[0])
             ? g_steal_pointer (&node) : NULL;

  if (!(values[0] < values[1]))
    return emu_args_fail (args, bound->arg, _("give the smaller number first"));
  law = EMU_LAW_INIT (whole ? EMU_LAW_INT : EMU_LAW_UNIFORM, values[0], values[1]);
  if (!emu_policy_node_set_law (node, bound->param, &law, args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
value_guess (EmuTransformWriter  *writer,
             const EmuTransform  *row,
             const EmuPolicyNode *node,
             EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, row->op) != 0 || !emu_step_law (node, row->bound[0].param, &law))
    return FALSE;

  emu_term_add (call, row->bound[0].arg,
                law.kind == EMU_LAW_FIXED ? emu_term_new_number (law.a)
                                          : emu_term_pair (law.a, law.b));

  return TRUE;
}

static EmuPolicyNode *
equalize_build (EmuTransformArgs *args)
{
  EmuPolicyNode *node;
  gboolean by_channels;

  if (!emu_args_bool (args, "by_channels", &by_channels))
    return NULL;
  if (!by_channels || !emu_args_is_none (args, "mask"))
    return emu_args_refuse (args, _("each colour can only be equalised alone and everywhere here"));

  node = emu_policy_node_new_op ("equalize", args->row->name);
  emu_args_keep (args, "mode", node);
  if (!is_constant (emu_args_get (args, "mode"), -1, "pil"))
    emu_args_note (args, _("it is equalised as Pillow does it, which mode='pil' means"));

  return node;
}

static gboolean
equalize_guess (EmuTransformWriter  *writer,
                const EmuTransform  *row,
                const EmuPolicyNode *node,
                EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, "equalize") != 0)
    return FALSE;
  emu_step_extra (node, "mode", call);

  return TRUE;
}

/* Without limits of its own σ follows from the odd size of the kernel, as in OpenCV. */
static EmuPolicyNode *
blur_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("gaussian-blur", args->row->name);
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_CHOICE, 0, 0);
  double sizes[2];
  double sigmas[2];
  guint n_sizes = 2;
  guint n_sigmas = 2;

  if (!emu_args_numbers (args, "blur_limit", sizes, &n_sizes) ||
      !emu_args_numbers (args, "sigma_limit", sigmas, &n_sigmas))
    return NULL;
  if (n_sizes == 1)
    {
      sizes[1] = sizes[0];
      sizes[0] = 3;
    }
  if (n_sigmas == 1)
    {
      sigmas[1] = sigmas[0];
      sigmas[0] = 0;
    }

  emu_args_keep (args, "blur_limit", node);
  if (sigmas[1] > 0)
    {
      if (!(sigmas[0] >= 0 && sigmas[0] <= sigmas[1]))
        return emu_args_fail (args, "sigma_limit", _("give the smaller number first"));
      if (!emu_args_set_uniform (args, node, "sigma_limit", "radius",
                                 (EmuRange) { sigmas[0], sigmas[1] }))
        return NULL;
      return g_steal_pointer (&node);
    }

  if (!(sizes[0] >= 3 && sizes[0] <= sizes[1] && sizes[1] <= 3 + 2 * (EMU_LAW_MAX_VALUES - 1)))
    return emu_args_fail (args, "blur_limit", _("give sizes from 3 to %d, the smaller first"),
                          3 + 2 * (EMU_LAW_MAX_VALUES - 1));
  for (int size = (int) sizes[0] | 1; size <= sizes[1]; size += 2)
    law.values[law.n_values++] = 0.3 * ((size - 1) * 0.5 - 1) + 0.8;
  if (law.n_values == 0)
    return emu_args_fail (args, "blur_limit", _("there is no odd size between them"));
  if (!emu_policy_node_set_law (node, "radius", &law, args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
blur_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, "gaussian-blur") != 0 || !emu_step_law (node, "radius", &law))
    return FALSE;

  emu_step_extra (node, "blur_limit", call);
  if (law.kind == EMU_LAW_FIXED)
    emu_term_add (call, "sigma_limit", emu_term_pair (law.a, law.a));
  else if (law.kind == EMU_LAW_UNIFORM)
    emu_term_add (call, "sigma_limit", emu_term_pair (law.a, law.b));

  return TRUE;
}

/* The variance, in levels, is drawn there; here it is the deviation, in shares of white. */
static EmuPolicyNode *
noise_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("gaussian-noise", args->row->name);
  double variances[2];
  guint n = 2;
  double mean;
  gboolean per_channel;

  if (!emu_args_numbers (args, "var_limit", variances, &n) ||
      !emu_args_number (args, "mean", &mean) || !emu_args_bool (args, "per_channel", &per_channel))
    return NULL;
  if (mean != 0 || !per_channel)
    return emu_args_refuse (args, _("noise can only have the mean 0 and differ in every colour here"));
  if (n == 1)
    {
      variances[1] = variances[0];
      variances[0] = 0;
    }
  if (!(variances[0] >= 0 && variances[0] <= variances[1]))
    return emu_args_fail (args, "var_limit", _("give numbers from 0 on, the smaller first"));

  if (!emu_args_set_number (args, node, "var_limit", "severity", 0) ||
      !emu_args_set_uniform (args, node, "var_limit", "sigma",
                             (EmuRange) { sqrt (variances[0]) / 255, sqrt (variances[1]) / 255 }))
    return NULL;
  emu_args_keep (args, "var_limit", node);
  if (variances[0] != variances[1])
    emu_args_note (args, _("the deviation is drawn evenly between the same ends, not the variance"));

  return g_steal_pointer (&node);
}

static gboolean
noise_guess (EmuTransformWriter  *writer,
             const EmuTransform  *row,
             const EmuPolicyNode *node,
             EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, "gaussian-noise") != 0)
    return FALSE;
  emu_step_extra (node, "var_limit", call);

  return TRUE;
}

static EmuPolicyNode *
compression_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("jpeg", args->row->name);
  const EmuTerm *type = emu_args_get (args, "compression_type");
  EmuLaw law;
  int lower;
  int upper;

  if (!is_constant (type, 0, "JPEG"))
    return emu_args_refuse (args, _("pictures can only be compressed as JPEG here"));
  if (!emu_args_int (args, "quality_lower", &lower) || !emu_args_int (args, "quality_upper", &upper))
    return NULL;
  if (lower < 1 || upper > 100 || lower > upper)
    return emu_args_fail (args, "quality_lower", _("give qualities from 1 to 100, the smaller first"));

  law = EMU_LAW_INIT (EMU_LAW_INT, lower, upper);
  if (!emu_args_set_number (args, node, "quality_lower", "severity", 0) ||
      !emu_policy_node_set_law (node, "quality", &law, args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
compression_guess (EmuTransformWriter  *writer,
                   const EmuTransform  *row,
                   const EmuPolicyNode *node,
                   EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, "jpeg") != 0 || !emu_step_law (node, "quality", &law))
    return FALSE;

  emu_term_add (call, "quality_lower", emu_term_new_number (law.a));
  emu_term_add (call, "quality_upper",
                emu_term_new_number (law.kind == EMU_LAW_FIXED ? law.a : law.b));

  return TRUE;
}

/* Left out, the least number is the greatest. */
static const struct { const char *arg; const char *most; const char *param; } holes[] = {
  { "max_holes", "max_holes", "max-holes" }, { "min_holes", "max_holes", "min-holes" },
  { "max_height", "max_height", "max-height" }, { "min_height", "max_height", "min-height" },
  { "max_width", "max_width", "max-width" }, { "min_width", "max_width", "min-width" },
};

static EmuPolicyNode *
dropout_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("coarse-dropout", args->row->name);

  for (guint i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      const char *name = emu_args_is_none (args, holes[i].arg) ? holes[i].most : holes[i].arg;
      double value;
      double most;

      if (!emu_args_number (args, name, &value) || !emu_args_number (args, holes[i].most, &most))
        return NULL;
      if (value != rint (value))
        return emu_args_refuse (args, _("sizes can only be given in pixels here"));
      if (value > most)
        return emu_args_fail (args, name, _("the smallest number lies above the largest"));
      if (!emu_args_set_number (args, node, name, holes[i].param, value))
        return NULL;
    }

  if (!emu_args_set_fill (args, "fill_value", node))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
dropout_guess (EmuTransformWriter  *writer,
               const EmuTransform  *row,
               const EmuPolicyNode *node,
               EmuTerm             *call)
{
  double colours[3] = { 0 };

  if (g_strcmp0 (node->op_id, "coarse-dropout") != 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      double value;

      if (!emu_step_number (node, holes[i].param, &value))
        return FALSE;
      emu_term_add (call, holes[i].arg, emu_term_new_number (value));
    }
  for (guint i = 0; i < 3; i++)
    emu_step_number (node, emu_fills[i], &colours[i]);
  if (colours[0] != 0 || colours[1] != 0 || colours[2] != 0)
    {
      EmuTerm *value = emu_term_new (EMU_TERM_LIST);

      for (guint i = 0; i < 3; i++)
        emu_term_add (value, NULL, emu_term_new_number (colours[i]));
      emu_term_add (call, "fill_value", value);
    }

  return TRUE;
}

/* --- The table ----------------------------------------------------------------------------- */

/* Every transform ends with these two. */
#define HALF ", always_apply=False, p=0.5"
#define ALWAYS ", always_apply=False, p=1.0"
#define HALF_ALONE "always_apply=False, p=0.5"

#define ROW(Name, Signature, prefix)                                                         \
  { .name = Name, .signature = Signature, .build = prefix##_build, .guess = prefix##_guess }

const EmuTransform emu_albumentations_transforms[] = {
  ROW ("Compose", "transforms, bbox_params=None, keypoint_params=None, additional_targets=None, "
       "p=1.0, is_check_shapes=True", compose),
  ROW ("Sequential", "transforms, p=0.5", compose),
  /* Before the lists that could say the same step by step. */
  { .name = "ColorJitter", .build = emu_jitter_build, .guess = emu_jitter_guess,
    .signature = "brightness=0.2, contrast=0.2, saturation=0.2, hue=0.2" HALF },
  ROW ("OneOf", "transforms, p=0.5", one_of),
  ROW ("SomeOf", "transforms, n, replace=True, p=1.0", some_of),

  { .name = "HorizontalFlip", .signature = HALF_ALONE, .build = emu_transform_build_op,
    .guess = emu_transform_guess_op, .op = "flip", .fixed = { { "axis", "horizontal" } } },
  { .name = "VerticalFlip", .signature = HALF_ALONE, .build = emu_transform_build_op,
    .guess = emu_transform_guess_op, .op = "flip", .fixed = { { "axis", "vertical" } } },
  ROW ("Rotate", "limit=90, interpolation=1, border_mode=4, value=None, mask_value=None, "
       "rotate_method='largest_box', crop_border=False" HALF, rotate),
  ROW ("ShiftScaleRotate", "shift_limit=0.0625, scale_limit=0.1, rotate_limit=45, interpolation=1, "
       "border_mode=4, value=None, mask_value=None, shift_limit_x=None, shift_limit_y=None, "
       "rotate_method='largest_box'" HALF, shift),

  ROW ("RandomResizedCrop", "height=None, width=None, scale=(0.08, 1.0), "
       "ratio=(0.75, 1.3333333333333333), interpolation=1, size=None" ALWAYS, resized_crop),
  ROW ("Resize", "height, width, interpolation=1" ALWAYS, resize),
  ROW ("SmallestMaxSize", "max_size=1024, interpolation=1" ALWAYS, side),
  ROW ("LongestMaxSize", "max_size=1024, interpolation=1" ALWAYS, side),
  ROW ("CenterCrop", "height, width" ALWAYS, crop),
  ROW ("RandomCrop", "height, width" ALWAYS, crop),
  ROW ("PadIfNeeded", "min_height=1024, min_width=1024, pad_height_divisor=None, "
       "pad_width_divisor=None, position='center', border_mode=4, value=None, mask_value=None" ALWAYS,
       pad),

  ROW ("RandomBrightnessContrast", "brightness_limit=0.2, contrast_limit=0.2, "
       "brightness_by_max=True" HALF, contrast),
  { .name = "Solarize", .signature = "threshold=128" HALF, .build = value_build,
    .guess = value_guess, .op = "solarize", .bound = { { "threshold", "threshold" } } },
  { .name = "Posterize", .signature = "num_bits=4" HALF, .build = value_build,
    .guess = value_guess, .op = "posterize", .bound = { { "num_bits", "bits" } } },
  ROW ("Equalize", "mode='cv', by_channels=True, mask=None, mask_params=()" HALF, equalize),
  { .name = "InvertImg", .signature = HALF_ALONE, .build = emu_transform_build_op,
    .guess = emu_transform_guess_op, .op = "invert" },
  { .name = "ToGray", .signature = HALF_ALONE, .build = emu_transform_build_op,
    .guess = emu_transform_guess_op, .op = "grayscale" },
  ROW ("GaussianBlur", "blur_limit=(3, 7), sigma_limit=0" HALF, blur),
  ROW ("GaussNoise", "var_limit=(10.0, 50.0), mean=0, per_channel=True" HALF, noise),
  ROW ("CoarseDropout", "max_holes=8, max_height=8, max_width=8, min_holes=None, min_height=None, "
       "min_width=None, fill_value=0, mask_fill_value=None" HALF, dropout),
  { .name = "ImageCompression", .same_as = "JpegCompression", .build = compression_build,
    .guess = compression_guess,
    .signature = "quality_lower=99, quality_upper=100, compression_type=0" HALF },

  /* What makes an array of numbers of a picture does not change its 8-bit values. */
  { .name = "NoOp", .signature = HALF_ALONE },
  { .name = "Normalize", .signature = "mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), "
                                      "max_pixel_value=255.0" ALWAYS },
  { .name = "ToTensorV2", .signature = "transpose_mask=False, always_apply=True, p=1.0" },
  { .name = "ToFloat", .signature = "max_value=None" ALWAYS },
};

const guint emu_albumentations_n_transforms = G_N_ELEMENTS (emu_albumentations_transforms);
