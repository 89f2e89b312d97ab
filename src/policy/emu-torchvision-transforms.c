/* emu-torchvision-transforms.c: torchvision's transforms and the operations they stand for
 *
 * Names, order of the arguments and defaults are those of torchvision 0.14 to 0.20, which agree in
 * all that is read here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-torchvision.h"

static const char * const interpolations[] = {
  "nearest", "bilinear", "bicubic", "box", "hamming", "lanczos", NULL,
};

/* --- Values that many have in common ------------------------------------------------------- */

/* Older programs give Pillow's numbers. */
static gboolean
read_interpolation (EmuTransformArgs *args,
                    const char      **nick)
{
  const EmuTerm *term = emu_args_get (args, "interpolation");
  int index;

  if (term->kind == EMU_TERM_NUMBER && term->number >= 0 && term->number <= 5 &&
      term->number == floor (term->number))
    {
      static const char * const by_number[] = {
        "nearest", "lanczos", "bilinear", "bicubic", "box", "hamming",
      };

      *nick = by_number[(int) term->number];
      return TRUE;
    }

  if (!emu_args_choice (args, "interpolation", interpolations, &index))
    return FALSE;
  *nick = interpolations[index];

  return TRUE;
}

/* Into the operation's choice, which may have fewer. */
static gboolean
set_interpolation (EmuTransformArgs *args,
                   EmuPolicyNode    *node,
                   const char       *param)
{
  const char *nick;
  g_autoptr(GError) error = NULL;

  if (!read_interpolation (args, &nick))
    return FALSE;

  if (!emu_policy_node_set_text (node, param, nick, &error))
    {
      emu_args_fail (args, "interpolation", "%s", error->message);
      return FALSE;
    }

  return TRUE;
}

static EmuTerm *
name_interpolation (const EmuPolicyNode *node,
                    const char          *param)
{
  const EmuParamTable *table = emu_policy_node_table (node);
  const EmuParam *found = emu_params_find (table, param, NULL);
  g_autofree char *nick = found != NULL ? emu_param_format (found, node->params) : NULL;
  g_autofree char *upper = nick != NULL ? g_ascii_strup (nick, -1) : NULL;
  g_autofree char *name = g_strconcat ("InterpolationMode.", upper != NULL ? upper : "NEAREST",
                                       NULL);

  return emu_term_new_text (EMU_TERM_NAME, name);
}

/* @none: whether black is said by leaving the argument out */
static void
guess_fill (const EmuPolicyNode *node,
            EmuTerm             *call,
            gboolean             none)
{
  double values[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (emu_fills); i++)
    emu_step_number (node, emu_fills[i], &values[i]);

  if (values[0] != values[1] || values[0] != values[2])
    {
      EmuTerm *tuple = emu_term_new (EMU_TERM_TUPLE);

      for (guint i = 0; i < G_N_ELEMENTS (emu_fills); i++)
        emu_term_add (tuple, NULL, emu_term_new_number (values[i]));
      emu_term_add (call, "fill", tuple);
    }
  else if (values[0] != 0 || !none)
    {
      emu_term_add (call, "fill", emu_term_new_number (values[0]));
    }
}

static void
guess_warp (const EmuPolicyNode *node,
            EmuTerm             *call,
            gboolean             none)
{
  if (emu_step_has (node, "interpolation"))
    emu_term_add (call, "interpolation", name_interpolation (node, "interpolation"));
  guess_fill (node, call, none);
}

/* --- Lists of transforms ------------------------------------------------------------------- */

static EmuPolicyNode *
compose_build (EmuTransformArgs *args)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_SEQUENCE, args->row->name);

  return emu_args_children (args, "transforms", node) ? node : emu_args_drop (node);
}

static gboolean
compose_guess (EmuTransformWriter  *writer,
               const EmuTransform  *row,
               const EmuPolicyNode *node,
               EmuTerm             *call)
{
  gboolean with_p = strcmp (row->name, "RandomApply") == 0;

  /* Exactly one of the rows may say it, as each asks the same of every child. */
  if (node->kind != EMU_POLICY_SEQUENCE ||
      with_p != (node->p < 1 || strcmp (node->name, "RandomApply") == 0))
    return FALSE;

  emu_term_add (call, "transforms", emu_transform_write_list (writer, node));

  return TRUE;
}

static EmuPolicyNode *
choice_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_ONE_OF, args->row->name);
  const EmuTerm *p = emu_args_get (args, "p");

  if (!emu_args_children (args, "transforms", node))
    return NULL;

  if (node->children->len == 0)
    return emu_args_fail (args, "transforms", _("it has no transform to choose from"));

  if (p->kind != EMU_TERM_NONE)
    {
      guint n = MAX (node->children->len, emu_term_length (p));
      g_autofree double *weights = g_new (double, n);

      if (!emu_args_numbers (args, "p", weights, &n))
        return NULL;
      if (n != node->children->len)
        return emu_args_fail (args, "p", _("it has %u numbers for %u transforms"), n,
                              node->children->len);
      for (guint i = 0; i < n; i++)
        ((EmuPolicyNode *) g_ptr_array_index (node->children, i))->weight = weights[i];
    }

  return g_steal_pointer (&node);
}

static gboolean
choice_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  EmuTerm *list;
  EmuTerm *weights;
  gboolean even = TRUE;

  if (node->kind != EMU_POLICY_ONE_OF || node->p < 1)
    return FALSE;

  list = emu_term_new (EMU_TERM_LIST);
  weights = emu_term_new (EMU_TERM_LIST);
  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);
      EmuTerm *step = emu_transform_write (writer, child);

      if (step == NULL)
        continue;
      emu_term_add (list, NULL, step);
      emu_term_add (weights, NULL, emu_term_new_number (child->weight));
      even &= child->weight == 1;
    }

  emu_term_add (call, "transforms", list);
  if (even)
    emu_term_free (weights);
  else
    emu_term_add (call, "p", weights);

  return emu_term_length (list) > 0;
}

static EmuPolicyNode *
order_build (EmuTransformArgs *args)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_SOME_OF, args->row->name);

  if (!emu_args_children (args, "transforms", node))
    return emu_args_drop (node);

  node->n_min = node->n_max = (int) node->children->len;

  return node;
}

static gboolean
order_guess (EmuTransformWriter  *writer,
             const EmuTransform  *row,
             const EmuPolicyNode *node,
             EmuTerm             *call)
{
  if (node->kind != EMU_POLICY_SOME_OF || node->p < 1 || node->replace || node->in_order ||
      node->n_min != (int) node->children->len || node->n_max != node->n_min)
    return FALSE;

  emu_term_add (call, "transforms", emu_transform_write_list (writer, node));

  return TRUE;
}

/* --- Sets of operations with a magnitude --------------------------------------------------- */

/* A policy's arguments alone say how its steps that move pixels look them up. */
static gboolean
set_warp (EmuTransformArgs *args,
          EmuPolicyNode    *node)
{
  if (!emu_step_has (node, "interpolation"))
    return TRUE;

  if (emu_step_has (node, "positive") &&
      !emu_policy_node_set_text (node, "positive",
                                 strcmp (node->op_id, "translate-x") == 0 ? "right" : "down",
                                 args->error))
    return FALSE;

  if (emu_step_has (node, "convention") &&
      !emu_policy_node_set_text (node, "convention", "torchvision", args->error))
    return FALSE;

  return set_interpolation (args, node, "interpolation") && emu_args_set_fill (args, "fill", node);
}

static gboolean
add_level (EmuTransformArgs  *args,
           EmuPolicyNode     *parent,
           EmuTorchvisionSet  set,
           const char        *name,
           const EmuLaw      *magnitude,
           double             bins,
           double             p)
{
  EmuLaw none = EMU_LAW_INIT (EMU_LAW_FIXED, 0, 0);
  const EmuLevel *level = emu_torchvision_level (set, name);
  EmuPolicyNode *node;

  if (level == NULL)
    node = emu_policy_node_new (EMU_POLICY_KEPT, name);
  else
    node = emu_policy_node_new_level (level, level->param != NULL ? magnitude : &none, bins);

  node->p = p;
  emu_policy_node_add (parent, node);

  return set_warp (args, node);
}

static const char * const rand_names[] = {
  "Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color",
  "Contrast", "Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize", NULL,
};

/* AugMix without all_ops takes the first nine. */
static const char * const augmix_names[] = {
  "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Posterize", "Solarize",
  "AutoContrast", "Equalize", "Brightness", "Color", "Contrast", "Sharpness", NULL,
};
#define N_AUGMIX_PLAIN 9

static gboolean
read_bins (EmuTransformArgs *args,
           int              *bins)
{
  if (!emu_args_int (args, "num_magnitude_bins", bins))
    return FALSE;

  if (*bins < EMU_TORCHVISION_MIN_BINS || *bins > EMU_TORCHVISION_MAX_BINS)
    {
      emu_args_fail (args, "num_magnitude_bins", _("it must lie between %d and %d, not %d"),
                     EMU_TORCHVISION_MIN_BINS, EMU_TORCHVISION_MAX_BINS, *bins);
      return FALSE;
    }

  return TRUE;
}

static EmuPolicyNode *
rand_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_SOME_OF, args->row->name);
  EmuLaw law;
  int n;
  int magnitude;
  int bins;

  if (!emu_args_int (args, "num_ops", &n) || !emu_args_int (args, "magnitude", &magnitude) ||
      !read_bins (args, &bins))
    return NULL;

  if (n < 0 || n > EMU_POLICY_MAX_PICKS)
    return emu_args_fail (args, "num_ops", _("it must lie between 0 and %d, not %d"),
                          EMU_POLICY_MAX_PICKS, n);
  if (magnitude < 0 || magnitude >= bins)
    return emu_args_fail (args, "magnitude", _("of %d bins the last is %d, so %d is none"), bins,
                          bins - 1, magnitude);

  node->n_min = node->n_max = n;
  node->replace = TRUE;
  law = EMU_LAW_INIT (EMU_LAW_FIXED, magnitude, magnitude);
  for (guint i = 0; rand_names[i] != NULL; i++)
    {
      if (!add_level (args, node, EMU_TORCHVISION_RAND, rand_names[i], &law, bins, 1))
        return NULL;
    }

  return g_steal_pointer (&node);
}

/* The first child that has a strength: all have the same. */
static const EmuPolicyNode *
first_level (const EmuPolicyNode *node,
             const char          *prefix)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, i);

      if (child->level != NULL && g_str_has_prefix (child->level->id, prefix))
        return child;
    }

  return NULL;
}

static gboolean
rand_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  const EmuPolicyNode *first = first_level (node, "torchvision/");

  if (node->kind != EMU_POLICY_SOME_OF || first == NULL)
    return FALSE;

  emu_term_add (call, "num_ops", emu_term_new_number (node->n_min));
  emu_term_add (call, "magnitude", emu_term_new_number (first->magnitude.a));
  emu_term_add (call, "num_magnitude_bins", emu_term_new_number (first->constant));
  guess_warp (first, call, TRUE);

  return TRUE;
}

static EmuPolicyNode *
wide_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_ONE_OF, args->row->name);
  EmuLaw law;
  int bins;

  if (!read_bins (args, &bins))
    return NULL;

  law = EMU_LAW_INIT (EMU_LAW_INT, 0, bins - 1);
  for (guint i = 0; rand_names[i] != NULL; i++)
    {
      if (!add_level (args, node, EMU_TORCHVISION_WIDE, rand_names[i], &law, bins, 1))
        return NULL;
    }

  return g_steal_pointer (&node);
}

static gboolean
wide_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  const EmuPolicyNode *first = first_level (node, "torchvision-wide/");

  if (node->kind != EMU_POLICY_ONE_OF || first == NULL)
    return FALSE;

  emu_term_add (call, "num_magnitude_bins", emu_term_new_number (first->constant));
  guess_warp (first, call, TRUE);

  return TRUE;
}

static EmuPolicyNode *
auto_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_ONE_OF, args->row->name);
  const EmuTorchvisionStep (*pairs)[2];
  int policy;

  if (!emu_args_choice (args, "policy", emu_torchvision_policies, &policy))
    return NULL;

  pairs = emu_torchvision_pairs (policy);
  for (guint i = 0; i < EMU_TORCHVISION_PAIRS; i++)
    {
      g_autofree char *name = g_strconcat (pairs[i][0].name, " + ", pairs[i][1].name, NULL);
      EmuPolicyNode *pair = emu_policy_node_new (EMU_POLICY_SEQUENCE, name);

      emu_policy_node_add (node, pair);
      for (guint j = 0; j < 2; j++)
        {
          const EmuTorchvisionStep *step = &pairs[i][j];
          EmuLaw law = EMU_LAW_INIT (EMU_LAW_FIXED, step->magnitude, step->magnitude);

          if (!add_level (args, pair, EMU_TORCHVISION_RAND, step->name, &law,
                          EMU_TORCHVISION_BINS, step->p))
            return NULL;
        }
    }

  return g_steal_pointer (&node);
}

/* Which of the three it is shows in the first step; reading it back decides. */
static gboolean
auto_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  static const char * const names[] = { "IMAGENET", "CIFAR10", "SVHN" };
  const EmuPolicyNode *pair;
  const EmuPolicyNode *moved = NULL;

  if (node->kind != EMU_POLICY_ONE_OF || node->children->len != EMU_TORCHVISION_PAIRS)
    return FALSE;

  pair = g_ptr_array_index (node->children, 0);
  if (first_level (pair, "torchvision/") == NULL)
    return FALSE;

  for (guint i = 0; i < node->children->len && moved == NULL; i++)
    {
      pair = g_ptr_array_index (node->children, i);
      for (guint j = 0; j < pair->children->len && moved == NULL; j++)
        {
          const EmuPolicyNode *child = g_ptr_array_index (pair->children, j);

          if (emu_step_has (child, "interpolation"))
            moved = child;
        }
    }

  pair = g_ptr_array_index (node->children, 0);
  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    {
      const EmuPolicyNode *first = g_ptr_array_index (pair->children, 0);

      if (strcmp (emu_torchvision_pairs (i)[0][0].name, first->name) == 0)
        {
          g_autofree char *name = g_strconcat ("AutoAugmentPolicy.", names[i], NULL);

          emu_term_add (call, "policy", emu_term_new_text (EMU_TERM_NAME, name));
          if (moved != NULL)
            guess_warp (moved, call, TRUE);
          return TRUE;
        }
    }

  return FALSE;
}

static EmuPolicyNode *
augmix_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_CHAINS, args->row->name);
  EmuLaw law;
  gboolean all_ops;
  int severity;
  int depth;

  if (!emu_args_int (args, "severity", &severity) ||
      !emu_args_int (args, "mixture_width", &node->width) ||
      !emu_args_int (args, "chain_depth", &depth) ||
      !emu_args_number (args, "alpha", &node->alpha) ||
      !emu_args_bool (args, "all_ops", &all_ops))
    return NULL;

  if (severity < 1 || severity > EMU_TORCHVISION_BINS)
    return emu_args_fail (args, "severity", _("it must lie between %d and %d, not %d"), 1,
                          EMU_TORCHVISION_BINS, severity);
  if (node->width < 1 || node->width > EMU_POLICY_MAX_CHAINS)
    return emu_args_fail (args, "mixture_width", _("it must lie between %d and %d, not %d"), 1,
                          EMU_POLICY_MAX_CHAINS, node->width);
  if (depth == 0 || depth > EMU_POLICY_MAX_CHAINS)
    return emu_args_fail (args, "chain_depth", _("it must lie between %d and %d, not %d"), 1,
                          EMU_POLICY_MAX_CHAINS, depth);

  if (depth > 0)
    node->depth_min = node->depth_max = depth;
  node->blend = EMU_CHAINS_TRUNCATE;

  law = EMU_LAW_INIT (EMU_LAW_INT, 0, severity - 1);
  for (guint i = 0; augmix_names[i] != NULL && (all_ops || i < N_AUGMIX_PLAIN); i++)
    {
      if (!add_level (args, node, EMU_TORCHVISION_AUGMIX, augmix_names[i], &law,
                      EMU_TORCHVISION_BINS, 1))
        return NULL;
    }

  return g_steal_pointer (&node);
}

static gboolean
augmix_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  const EmuPolicyNode *first = first_level (node, "torchvision-augmix/");
  gboolean drawn = node->depth_min != node->depth_max;

  if (node->kind != EMU_POLICY_CHAINS || first == NULL)
    return FALSE;

  emu_term_add (call, "severity", emu_term_new_number (first->magnitude.b + 1));
  emu_term_add (call, "mixture_width", emu_term_new_number (node->width));
  emu_term_add (call, "chain_depth", emu_term_new_number (drawn ? -1 : node->depth_min));
  emu_term_add (call, "alpha", emu_term_new_number (node->alpha));
  emu_term_add (call, "all_ops", emu_term_new_bool (node->children->len > N_AUGMIX_PLAIN));
  guess_warp (first, call, TRUE);

  return TRUE;
}

/* --- Colour -------------------------------------------------------------------------------- */

typedef struct
{
  const char *arg;
  const char *op;
  const char *param;
  double      middle;
  double      floor_at;
} Jitter;

static const Jitter jitters[] = {
  { "brightness", "brightness", "factor", 1, 0 },
  { "contrast", "contrast", "factor", 1, 0 },
  { "saturation", "color", "factor", 1, 0 },
  { "hue", "hue", "turns", 0, -0.5 },
};

EmuPolicyNode *
emu_jitter_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new (EMU_POLICY_SOME_OF, args->row->name);

  for (guint i = 0; i < G_N_ELEMENTS (jitters); i++)
    {
      const Jitter *j = &jitters[i];
      EmuPolicyNode *child;
      EmuRange range;

      if (emu_args_is_none (args, j->arg))
        continue;
      if (!emu_args_spread (args, j->arg, j->middle, j->floor_at, &range))
        return NULL;
      if (range.lo == j->middle && range.hi == j->middle)
        continue;
      if (range.lo < j->floor_at || (j->middle == 0 && range.hi > 0.5))
        return emu_args_fail (args, j->arg, _("from %g to %g is beyond what it may be"), range.lo,
                              range.hi);

      child = emu_policy_node_new_op (j->op, j->arg);
      emu_policy_node_add (node, child);
      if (!emu_args_set_uniform (args, child, j->arg, j->param, range))
        return NULL;
    }
  node->n_min = node->n_max = (int) node->children->len;

  return g_steal_pointer (&node);
}

gboolean
emu_jitter_guess (EmuTransformWriter  *writer,
                  const EmuTransform  *row,
                  const EmuPolicyNode *node,
                  EmuTerm             *call)
{
  guint n = 0;

  if (node->kind != EMU_POLICY_SOME_OF || node->replace || node->in_order ||
      node->children->len > G_N_ELEMENTS (jitters) ||
      (node->children->len == 0 && strcmp (node->name, row->name) != 0))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (jitters) && n < node->children->len; i++)
    {
      const EmuPolicyNode *child = g_ptr_array_index (node->children, n);
      const Jitter *j = &jitters[i];
      EmuLaw law;

      if (g_strcmp0 (child->op_id, j->op) != 0)
        continue;
      if (!emu_step_uniform (child, j->param, &law))
        return FALSE;
      emu_term_add (call, j->arg, emu_term_spread (&law, j->middle, j->floor_at));
      n++;
    }

  return n == node->children->len;
}

static EmuPolicyNode *
blur_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("gaussian-blur", args->row->name);
  double sigma[2];
  guint n = 2;

  if (!emu_args_numbers (args, "sigma", sigma, &n))
    return NULL;
  if (n == 1)
    sigma[1] = sigma[0];
  if (!(sigma[0] > 0 && sigma[0] <= sigma[1]))
    return emu_args_fail (args, "sigma", _("give numbers above 0, the smaller first"));

  if (!emu_args_set_uniform (args, node, "sigma", "radius", (EmuRange) { sigma[0], sigma[1] }))
    return NULL;
  emu_args_keep (args, "kernel_size", node);
  emu_args_note (args, _("the picture is blurred as Pillow does it, whose reach follows from σ; the "
                         "size of the kernel is kept and has no effect"));

  return g_steal_pointer (&node);
}

static gboolean
blur_guess (EmuTransformWriter  *writer,
            const EmuTransform  *row,
            const EmuPolicyNode *node,
            EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, "gaussian-blur") != 0 || !emu_step_uniform (node, "radius", &law))
    return FALSE;

  emu_step_extra (node, "kernel_size", call);
  if (emu_term_length (call) == 0)
    {
      /* Three standard deviations to each side. */
      double reach = ceil (3 * (law.kind == EMU_LAW_FIXED ? law.a : law.b));

      emu_term_add (call, "kernel_size", emu_term_new_number (2 * reach + 1));
    }
  if (law.kind == EMU_LAW_FIXED || law.a == law.b)
    emu_term_add (call, "sigma", emu_term_new_number (law.a));
  else
    emu_term_add (call, "sigma", emu_term_pair (law.a, law.b));

  return TRUE;
}

/* One channel or three alike: a picture keeps its channels here. */
static EmuPolicyNode *
grayscale_build (EmuTransformArgs *args)
{
  EmuPolicyNode *node;
  int n;

  if (!emu_args_int (args, "num_output_channels", &n))
    return NULL;
  if (n != 1 && n != 3)
    return emu_args_fail (args, "num_output_channels", _("it is 1 or 3, not %d"), n);

  node = emu_policy_node_new_op ("grayscale", args->row->name);
  emu_args_keep (args, "num_output_channels", node);

  return node;
}

static gboolean
grayscale_guess (EmuTransformWriter  *writer,
                 const EmuTransform  *row,
                 const EmuPolicyNode *node,
                 EmuTerm             *call)
{
  if (g_strcmp0 (node->op_id, "grayscale") != 0 || node->p < 1)
    return FALSE;
  emu_step_extra (node, "num_output_channels", call);

  return TRUE;
}

/* --- Geometry ------------------------------------------------------------------------------ */

static EmuPolicyNode *
rotation_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = NULL;
  EmuRange range;
  gboolean expand;

  if (!emu_args_bool (args, "expand", &expand))
    return NULL;
  if (expand)
    return emu_args_refuse (args, _("a picture that grows with expand=True cannot be made here"));
  if (!emu_args_is_none (args, "center"))
    return emu_args_refuse (args, _("a centre in pixels cannot be given here"));

  node = emu_policy_node_new_op ("rotate", args->row->name);
  if (!emu_args_spread (args, "degrees", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "degrees", "degrees", range) ||
      !set_interpolation (args, node, "interpolation") || !emu_args_set_fill (args, "fill", node))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
rotation_guess (EmuTransformWriter  *writer,
                const EmuTransform  *row,
                const EmuPolicyNode *node,
                EmuTerm             *call)
{
  EmuLaw law;

  if (g_strcmp0 (node->op_id, "rotate") != 0 || node->level != NULL ||
      !emu_step_uniform (node, "degrees", &law))
    return FALSE;

  emu_term_add (call, "degrees", emu_term_spread (&law, 0, -INFINITY));
  guess_warp (node, call, FALSE);

  return TRUE;
}

/* Angles run clockwise in torchvision's affine transforms, and counter-clockwise in its rotations. */
static EmuPolicyNode *
affine_build (EmuTransformArgs *args)
{
  static const char * const shifts[] = { "shift-x", "shift-y" };
  static const char * const shears[] = { "shear-x", "shear-y" };
  g_autoptr(EmuPolicyNode) node = NULL;
  EmuRange range;
  double values[4];
  guint n;

  if (!emu_args_is_none (args, "center"))
    return emu_args_refuse (args, _("a centre in pixels cannot be given here"));

  node = emu_policy_node_new_op ("affine-parts", args->row->name);
  if (!emu_args_spread (args, "degrees", 0, -INFINITY, &range) ||
      !emu_args_set_uniform (args, node, "degrees", "degrees", (EmuRange) { -range.hi, -range.lo }) ||
      !emu_policy_node_set_text (node, "whole-pixels", "true", args->error))
    return NULL;

  if (!emu_args_is_none (args, "translate"))
    {
      n = 2;
      if (!emu_args_numbers (args, "translate", values, &n))
        return NULL;
      if (n != 2)
        return emu_args_fail (args, "translate", _("give two shares, across and down"));
      for (guint i = 0; i < 2; i++)
        {
          if (!(values[i] >= 0 && values[i] <= 1))
            return emu_args_fail (args, "translate", _("a share lies between 0 and 1"));
          if (!emu_args_set_uniform (args, node, "translate", shifts[i],
                            (EmuRange) { -values[i], values[i] }))
            return NULL;
        }
    }

  if (!emu_args_is_none (args, "scale"))
    {
      n = 2;
      if (!emu_args_numbers (args, "scale", values, &n))
        return NULL;
      if (n != 2 || !(values[0] <= values[1]))
        return emu_args_fail (args, "scale", _("give two numbers, the smaller first"));
      if (!emu_args_set_uniform (args, node, "scale", "scale", (EmuRange) { values[0], values[1] }))
        return NULL;
    }

  if (!emu_args_is_none (args, "shear"))
    {
      n = 4;
      if (!emu_args_numbers (args, "shear", values, &n))
        return NULL;
      if (n == 3 || (n == 1 && values[0] < 0))
        return emu_args_fail (args, "shear", _("give a number above 0, a pair, or two pairs"));
      if (n == 1)
        {
          values[1] = values[0];
          values[0] = -values[0];
        }
      for (guint i = 0; i < (n == 4 ? 2 : 1); i++)
        {
          if (!(values[2 * i] <= values[2 * i + 1]))
            return emu_args_fail (args, "shear", _("give the smaller number first"));
          if (!emu_args_set_uniform (args, node, "shear", shears[i],
                            (EmuRange) { values[2 * i], values[2 * i + 1] }))
            return NULL;
        }
    }

  if (!set_interpolation (args, node, "interpolation") || !emu_args_set_fill (args, "fill", node))
    return NULL;

  return g_steal_pointer (&node);
}

static double
law_end (const EmuLaw *law)
{
  return law->kind == EMU_LAW_FIXED ? law->a : law->b;
}

static gboolean
affine_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  EmuLaw degrees, across, down, scale, lean, fall;
  EmuLaw clockwise;

  if (g_strcmp0 (node->op_id, "affine-parts") != 0 || !emu_step_uniform (node, "degrees", &degrees) ||
      !emu_step_uniform (node, "shift-x", &across) || !emu_step_uniform (node, "shift-y", &down) ||
      !emu_step_uniform (node, "scale", &scale) || !emu_step_uniform (node, "shear-x", &lean) ||
      !emu_step_uniform (node, "shear-y", &fall))
    return FALSE;

  clockwise = EMU_LAW_INIT (EMU_LAW_UNIFORM, 0 - law_end (&degrees), 0 - degrees.a);
  emu_term_add (call, "degrees", emu_term_spread (&clockwise, 0, -INFINITY));
  if (across.kind != EMU_LAW_FIXED || down.kind != EMU_LAW_FIXED)
    emu_term_add (call, "translate", emu_term_pair (law_end (&across), law_end (&down)));
  if (scale.kind != EMU_LAW_FIXED)
    emu_term_add (call, "scale", emu_term_pair (scale.a, scale.b));
  if (fall.kind != EMU_LAW_FIXED)
    {
      EmuTerm *four = emu_term_pair (lean.a, law_end (&lean));

      emu_term_add (four, NULL, emu_term_new_number (fall.a));
      emu_term_add (four, NULL, emu_term_new_number (fall.b));
      emu_term_add (call, "shear", four);
    }
  else if (lean.kind != EMU_LAW_FIXED)
    {
      emu_term_add (call, "shear", emu_term_spread (&lean, 0, -INFINITY));
    }
  guess_warp (node, call, FALSE);

  return TRUE;
}

/* --- Sizes --------------------------------------------------------------------------------- */

/* @size: rows, then columns; one number is for both */
static gboolean
read_size (EmuTransformArgs *args,
           EmuPolicyNode    *node)
{
  double size[2];
  guint n = 2;
  g_autoptr(GError) error = NULL;

  if (!emu_args_numbers (args, "size", size, &n))
    return FALSE;

  if (!emu_policy_node_set_number (node, "height", size[0], &error) ||
      !emu_policy_node_set_number (node, "width", size[n - 1], &error))
    {
      emu_args_fail (args, "size", "%s", error->message);
      return FALSE;
    }

  if (!(size[0] >= 1 && size[n - 1] >= 1))
    {
      emu_args_fail (args, "size", _("a side has at least one pixel"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
guess_size (const EmuPolicyNode *node,
            EmuTerm             *call,
            gboolean             always_both)
{
  double height;
  double width;

  if (!emu_step_number (node, "height", &height) || !emu_step_number (node, "width", &width) ||
      height < 1 || width < 1)
    return FALSE;

  if (height == width && !always_both)
    emu_term_add (call, "size", emu_term_new_number (height));
  else
    emu_term_add (call, "size", emu_term_pair (height, width));

  return TRUE;
}

static EmuPolicyNode *
resized_crop_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop-and-resize", args->row->name);

  if (!read_size (args, node) || !emu_args_set_range (args, node, "scale", "scale") ||
      !emu_args_set_range (args, node, "ratio", "ratio") || !set_interpolation (args, node, "filter"))
    return NULL;
  emu_args_keep (args, "antialias", node);

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

  if (g_strcmp0 (node->op_id, "crop-and-resize") != 0 || !guess_size (node, call, FALSE) ||
      !emu_step_range (node, "scale", &scale) || !emu_step_range (node, "ratio", &ratio))
    return FALSE;

  emu_term_add (call, "scale", emu_term_pair (scale.lo, scale.hi));
  emu_term_add (call, "ratio", emu_term_pair (ratio.lo, ratio.hi));
  emu_term_add (call, "interpolation", name_interpolation (node, "filter"));
  emu_step_extra (node, "antialias", call);

  return TRUE;
}

/* One number is for the shorter side, two are rows and columns. */
static EmuPolicyNode *
resize_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = NULL;
  double size[2];
  guint n = 2;

  if (!emu_args_numbers (args, "size", size, &n))
    return NULL;

  node = emu_policy_node_new_op (n == 1 ? "resize-side" : "resize", args->row->name);
  if (n == 1)
    {
      double limit = 0;

      if (!emu_args_set_number (args, node, "size", "side", size[0]))
        return NULL;
      if (!emu_args_is_none (args, "max_size") &&
          (!emu_args_number (args, "max_size", &limit) ||
           !emu_args_set_number (args, node, "max_size", "limit", limit)))
        return NULL;
      if (limit != 0 && limit <= size[0])
        return emu_args_fail (args, "max_size", _("it must be greater than the shorter side"));
    }
  else if (!emu_args_is_none (args, "max_size"))
    {
      return emu_args_fail (args, "max_size", _("it is for a size of one number"));
    }
  else if (!read_size (args, node))
    {
      return NULL;
    }

  if (!set_interpolation (args, node, "filter"))
    return NULL;
  emu_args_keep (args, "antialias", node);

  return g_steal_pointer (&node);
}

static gboolean
resize_guess (EmuTransformWriter  *writer,
              const EmuTransform  *row,
              const EmuPolicyNode *node,
              EmuTerm             *call)
{
  double side;
  double limit;

  if (g_strcmp0 (node->op_id, "resize-side") == 0)
    {
      if (!emu_step_number (node, "side", &side) || !emu_step_number (node, "limit", &limit))
        return FALSE;
      emu_term_add (call, "size", emu_term_new_number (side));
      if (limit > 0)
        emu_term_add (call, "max_size", emu_term_new_number (limit));
    }
  else if (g_strcmp0 (node->op_id, "resize") != 0 || !guess_size (node, call, TRUE))
    {
      return FALSE;
    }

  emu_term_add (call, "interpolation", name_interpolation (node, "filter"));
  emu_step_extra (node, "antialias", call);

  return TRUE;
}

static const char * const padding_params[] = { "pad-left", "pad-top", "pad-right", "pad-bottom" };
static const char * const padding_modes[] = { "constant", "edge", "reflect", "symmetric", NULL };
static const char * const side_nicks[] = { "fill", "edge", "reflect", "symmetric" };

/* One number, two for left and right, top and bottom, or four: left, top, right, bottom. */
static gboolean
set_padding (EmuTransformArgs *args,
             EmuPolicyNode    *node)
{
  double sides[4] = { 0 };
  guint n = 4;
  int mode;

  if (!emu_args_is_none (args, "padding"))
    {
      if (!emu_args_numbers (args, "padding", sides, &n))
        return FALSE;
      if (n == 3)
        {
          emu_args_fail (args, "padding", _("give one, two or four numbers, not three"));
          return FALSE;
        }
      for (guint i = n; i < 4; i++)
        sides[i] = sides[n == 1 ? 0 : i - 2];
      for (guint i = 0; i < 4; i++)
        {
          if (!emu_args_set_number (args, node, "padding", padding_params[i], sides[i]))
            return FALSE;
        }
    }

  return emu_args_choice (args, "padding_mode", padding_modes, &mode) &&
         emu_policy_node_set_text (node, "padded-with", side_nicks[mode], args->error) &&
         emu_args_set_fill (args, "fill", node);
}

static gboolean
guess_padding (const EmuPolicyNode *node,
               EmuTerm             *call,
               gboolean             none)
{
  double sides[4];
  double mode;

  for (guint i = 0; i < 4; i++)
    {
      if (!emu_step_number (node, padding_params[i], &sides[i]))
        return FALSE;
    }
  if (!emu_step_number (node, "padded-with", &mode))
    return FALSE;

  if (sides[0] != sides[2] || sides[1] != sides[3])
    {
      EmuTerm *four = emu_term_new (EMU_TERM_TUPLE);

      for (guint i = 0; i < 4; i++)
        emu_term_add (four, NULL, emu_term_new_number (sides[i]));
      emu_term_add (call, "padding", four);
    }
  else if (sides[0] != sides[1])
    {
      emu_term_add (call, "padding", emu_term_pair (sides[0], sides[1]));
    }
  else if (sides[0] != 0 || !none)
    {
      emu_term_add (call, "padding", emu_term_new_number (sides[0]));
    }
  emu_term_add (call, "padding_mode", emu_term_new_text (EMU_TERM_STRING,
                                                         padding_modes[(int) mode]));
  guess_fill (node, call, FALSE);

  return TRUE;
}

static EmuPolicyNode *
random_crop_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop", args->row->name);
  gboolean if_needed;

  if (!read_size (args, node) || !set_padding (args, node) ||
      !emu_args_bool (args, "pad_if_needed", &if_needed) ||
      !emu_policy_node_set_text (node, "too-small", if_needed ? "surround" : "shrink",
                                 args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
random_crop_guess (EmuTransformWriter  *writer,
                   const EmuTransform  *row,
                   const EmuPolicyNode *node,
                   EmuTerm             *call)
{
  double small;

  if (g_strcmp0 (node->op_id, "crop") != 0 || !guess_size (node, call, FALSE) ||
      !guess_padding (node, call, TRUE) || !emu_step_number (node, "too-small", &small))
    return FALSE;
  emu_term_add (call, "pad_if_needed", emu_term_new_bool (small != 0));

  return TRUE;
}

static EmuPolicyNode *
center_crop_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop", args->row->name);

  if (!read_size (args, node) ||
      !emu_policy_node_set_text (node, "place", "middle", args->error) ||
      !emu_policy_node_set_text (node, "too-small", "centre", args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
center_crop_guess (EmuTransformWriter  *writer,
                   const EmuTransform  *row,
                   const EmuPolicyNode *node,
                   EmuTerm             *call)
{
  return g_strcmp0 (node->op_id, "crop") == 0 && guess_size (node, call, FALSE);
}

static EmuPolicyNode *
pad_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("crop", args->row->name);

  if (!set_padding (args, node) ||
      !emu_policy_node_set_text (node, "place", "corner", args->error) ||
      !emu_policy_node_set_number (node, "height", 0, args->error) ||
      !emu_policy_node_set_number (node, "width", 0, args->error))
    return NULL;

  return g_steal_pointer (&node);
}

static gboolean
pad_guess (EmuTransformWriter  *writer,
           const EmuTransform  *row,
           const EmuPolicyNode *node,
           EmuTerm             *call)
{
  return g_strcmp0 (node->op_id, "crop") == 0 && guess_padding (node, call, FALSE);
}

/* --- Random Erasing ------------------------------------------------------------------------ */

static const char * const means[] = { "mean-red", "mean-green", "mean-blue" };
static const char * const stds[] = { "std-red", "std-green", "std-blue" };

/* Values are those of normalised pictures: 0 is the mean that a normalisation before it took off. */
static EmuPolicyNode *
erasing_build (EmuTransformArgs *args)
{
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_op ("random-erasing", args->row->name);
  const EmuTransformReader *reader = args->reader;
  const EmuTerm *value = emu_args_get (args, "value");
  gboolean noise = value->kind == EMU_TERM_STRING && strcmp (value->text, "random") == 0;
  double values[3] = { 0 };
  guint n = 3;

  if (!emu_args_set_range (args, node, "scale", "area") || !emu_args_set_range (args, node, "ratio", "aspect") ||
      !emu_policy_node_set_text (node, "mode", noise ? "pixel" : "const", args->error))
    return NULL;

  if (!noise && !emu_args_numbers (args, "value", values, &n))
    return NULL;
  if (!noise && n == 2)
    return emu_args_fail (args, "value", _("give one number, one for each of three colours, or "
                                           "'random'"));

  for (guint i = 0; i < 3; i++)
    {
      double colour = reader->mean[i] + reader->std[i] * values[n == 1 ? 0 : i];

      if (!(colour >= 0 && colour <= 1))
        emu_args_note (args, _("%g lies beyond black and white, which an 8-bit picture cannot show"),
                       values[n == 1 ? 0 : i]);
      if (!emu_args_set_number (args, node, "value", means[i], CLAMP (colour, 0, 1)) ||
          (noise && !emu_args_set_number (args, node, "value", stds[i], CLAMP (reader->std[i], 0.001, 1))))
        return NULL;
    }

  if (value->kind != EMU_TERM_NUMBER || value->number != 0)
    emu_args_keep (args, "value", node);
  emu_args_keep (args, "inplace", node);

  return g_steal_pointer (&node);
}

static gboolean
erasing_guess (EmuTransformWriter  *writer,
               const EmuTransform  *row,
               const EmuPolicyNode *node,
               EmuTerm             *call)
{
  EmuRange area;
  EmuRange aspect;
  double mode;
  gboolean zero = TRUE;

  if (g_strcmp0 (node->op_id, "random-erasing") != 0 || !emu_step_range (node, "area", &area) ||
      !emu_step_range (node, "aspect", &aspect) || !emu_step_number (node, "mode", &mode))
    return FALSE;

  emu_term_add (call, "scale", emu_term_pair (area.lo, area.hi));
  emu_term_add (call, "ratio", emu_term_pair (aspect.lo, aspect.hi));
  emu_step_extra (node, "value", call);
  emu_step_extra (node, "inplace", call);
  if (emu_term_find (call, "value") != NULL)
    return TRUE;

  if (mode == 2)
    {
      emu_term_add (call, "value", emu_term_new_text (EMU_TERM_STRING, "random"));
    }
  else
    {
      EmuTerm *values = emu_term_new (EMU_TERM_TUPLE);

      for (guint i = 0; i < 3; i++)
        {
          double mean = 0;

          emu_step_number (node, means[i], &mean);
          mean = (mean - writer->reader.mean[i]) / writer->reader.std[i];
          zero &= mean == 0;
          emu_term_add (values, NULL, emu_term_new_number (mean));
        }
      if (zero)
        emu_term_free (values);
      else
        emu_term_add (call, "value", values);
    }

  return TRUE;
}

/* --- Mixing -------------------------------------------------------------------------------- */

static EmuPolicyNode *
mix_build (EmuTransformArgs *args)
{
  gboolean cutmix = strcmp (args->row->name, "CutMix") == 0;
  g_autoptr(EmuPolicyNode) node = emu_policy_node_new_mix (cutmix ? "cutmix" : "mixup",
                                                           args->row->name, args->error);

  if (node == NULL || !emu_args_number (args, "alpha", &node->alpha))
    return NULL;

  if (cutmix && !emu_policy_node_set_text (node, "box-rule", "torchvision", args->error))
    return NULL;
  if (!emu_alpha_check (node->alpha, args->error))
    return NULL;

  emu_args_keep (args, "num_classes", node);
  emu_args_keep (args, "labels_getter", node);

  return g_steal_pointer (&node);
}

static gboolean
mix_guess (EmuTransformWriter  *writer,
           const EmuTransform  *row,
           const EmuPolicyNode *node,
           EmuTerm             *call)
{
  gboolean cutmix = strcmp (row->name, "CutMix") == 0;

  if (node->method == NULL || strcmp (node->method->id, cutmix ? "cutmix" : "mixup") != 0)
    return FALSE;

  if (!isnan (node->alpha))
    emu_term_add (call, "alpha", emu_term_new_number (node->alpha));
  emu_step_extra (node, "num_classes", call);
  emu_step_extra (node, "labels_getter", call);

  return TRUE;
}

/* --- The table ----------------------------------------------------------------------------- */

#define KEPT(Name, Signature) { .name = Name, .signature = Signature }
#define ONE_OP(Name, Signature, Op, ...)                                                     \
  { .name = Name, .signature = Signature, .build = emu_transform_build_op,                   \
    .guess = emu_transform_guess_op, .op = Op, __VA_ARGS__ }

const EmuTransform emu_torchvision_transforms[] = {
  { .name = "Compose", .signature = "transforms", .build = compose_build, .guess = compose_guess },
  { .name = "RandomApply", .signature = "transforms, p=0.5", .build = compose_build,
    .guess = compose_guess },

  /* Before the lists that could say the same step by step. */
  { .name = "AutoAugment", .build = auto_build, .guess = auto_guess,
    .signature = "policy=AutoAugmentPolicy.IMAGENET, interpolation=InterpolationMode.NEAREST, "
                 "fill=None" },
  { .name = "RandAugment", .build = rand_build, .guess = rand_guess,
    .signature = "num_ops=2, magnitude=9, num_magnitude_bins=31, "
                 "interpolation=InterpolationMode.NEAREST, fill=None" },
  { .name = "TrivialAugmentWide", .build = wide_build, .guess = wide_guess,
    .signature = "num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None" },
  { .name = "AugMix", .build = augmix_build, .guess = augmix_guess,
    .signature = "severity=3, mixture_width=3, chain_depth=-1, alpha=1.0, all_ops=True, "
                 "interpolation=InterpolationMode.BILINEAR, fill=None" },
  { .name = "ColorJitter", .build = emu_jitter_build, .guess = emu_jitter_guess,
    .signature = "brightness=0, contrast=0, saturation=0, hue=0" },
  { .name = "RandomChoice", .signature = "transforms, p=None", .owns_p = TRUE,
    .build = choice_build, .guess = choice_guess },
  { .name = "RandomOrder", .signature = "transforms", .build = order_build, .guess = order_guess },

  ONE_OP ("RandomHorizontalFlip", "p=0.5", "flip", .fixed = { { "axis", "horizontal" } }),
  ONE_OP ("RandomVerticalFlip", "p=0.5", "flip", .fixed = { { "axis", "vertical" } }),
  { .name = "RandomRotation", .build = rotation_build, .guess = rotation_guess,
    .signature = "degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, "
                 "fill=0" },

  { .name = "RandomAffine", .build = affine_build, .guess = affine_guess,
    .signature = "degrees, translate=None, scale=None, shear=None, "
                 "interpolation=InterpolationMode.NEAREST, fill=0, center=None" },

  { .name = "RandomResizedCrop", .build = resized_crop_build, .guess = resized_crop_guess,
    .signature = "size, scale=(0.08, 1.0), ratio=(0.75, 1.3333333333333333), "
                 "interpolation=InterpolationMode.BILINEAR, antialias=None" },
  { .name = "Resize", .build = resize_build, .guess = resize_guess, .same_as = "Scale",
    .signature = "size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None" },
  { .name = "RandomCrop", .build = random_crop_build, .guess = random_crop_guess,
    .signature = "size, padding=None, pad_if_needed=False, fill=0, padding_mode='constant'" },
  { .name = "CenterCrop", .build = center_crop_build, .guess = center_crop_guess,
    .signature = "size" },
  { .name = "Pad", .build = pad_build, .guess = pad_guess,
    .signature = "padding, fill=0, padding_mode='constant'" },

  { .name = "Grayscale", .signature = "num_output_channels=1", .build = grayscale_build,
    .guess = grayscale_guess },
  ONE_OP ("RandomGrayscale", "p=0.1", "grayscale"),
  { .name = "GaussianBlur", .signature = "kernel_size, sigma=(0.1, 2.0)", .build = blur_build,
    .guess = blur_guess },
  ONE_OP ("RandomInvert", "p=0.5", "invert"),
  ONE_OP ("RandomPosterize", "bits, p=0.5", "posterize", .bound = { { "bits", "bits" } }),
  ONE_OP ("RandomSolarize", "threshold, p=0.5", "solarize",
          .bound = { { "threshold", "threshold" } }),
  ONE_OP ("RandomAdjustSharpness", "sharpness_factor, p=0.5", "sharpness",
          .bound = { { "sharpness_factor", "factor" } }),
  ONE_OP ("RandomAutocontrast", "p=0.5", "autocontrast"),
  ONE_OP ("RandomEqualize", "p=0.5", "equalize"),

  { .name = "RandomErasing", .build = erasing_build, .guess = erasing_guess,
    .signature = "p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False" },

  { .name = "MixUp", .signature = "alpha=1.0, num_classes=None, labels_getter='default'",
    .build = mix_build, .guess = mix_guess, .same_as = "RandomMixup" },
  { .name = "CutMix", .signature = "alpha=1.0, num_classes=None, labels_getter='default'",
    .build = mix_build, .guess = mix_guess, .same_as = "RandomCutmix" },

  /* What makes a tensor of a picture does not change its 8-bit values. */
  KEPT ("ToTensor", ""),
  KEPT ("PILToTensor", ""),
  KEPT ("ToImage", ""),
  KEPT ("ToPILImage", "mode=None"),
  KEPT ("ToPureTensor", ""),
  KEPT ("ToDtype", "dtype, scale=False"),
  KEPT ("ConvertImageDtype", "dtype"),
  KEPT ("Normalize", "mean, std, inplace=False"),
  KEPT ("Identity", ""),
};

const guint emu_torchvision_n_transforms = G_N_ELEMENTS (emu_torchvision_transforms);
