/* emu-run.c: a policy applied to a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-parallel.h"
#include "emu-run.h"

/* Which lane of a step decides what; emu-run.h lists them for readers. */
enum
{
  LANE_FIRE = 0,
  LANE_COUNT = 1,
  LANE_PICK = 2,
  LANE_DEPTH = 3,
  LANE_WEIGHTS = 4,
  LANE_BLEND = 5,
  LANE_MAGNITUDE = 6,
  LANE_NEGATIVE = 7,
  LANE_SPREAD = 8,
  LANE_LAW = 64,
  LANE_LAW_SIGN = 128,
};

/* A gamma variate rejects, but never this often. */
#define BLOCKS_A_CHAIN ((guint32) 1 << 16)

/* @real: (nullable): a byte a pixel, 0 where it is synthetic; only with statistics */
typedef struct
{
  EmuImage *image;
  EmuImage *real;
} State;

typedef struct
{
  const EmuRunRequest *request;
  GCancellable        *cancellable;
  gint64               aside_us;  /* spent on statistics, which no step is to answer for */
} Run;

static void
state_clear (State *state)
{
  g_clear_pointer (&state->image, emu_image_unref);
  g_clear_pointer (&state->real, emu_image_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, state_clear)

static State
state_copy (const State *state)
{
  return (State) {
    emu_image_ref (state->image),
    state->real != NULL ? emu_image_ref (state->real) : NULL,
  };
}

static void
state_set_image (State    *state,
                 EmuImage *image)
{
  emu_image_unref (state->image);
  state->image = image;
}

static gboolean
run_node (Run                 *run,
          const EmuPolicyNode *step,
          guint                copy,
          guint                slot,
          State               *state,
          GPtrArray           *traces,
          GError             **error);

/* --- Draws --------------------------------------------------------------------------------- */

static gboolean
bad (const EmuTraceNode *node,
     GError            **error,
     const char         *format,
     ...) G_GNUC_PRINTF (3, 4);

static gboolean
bad (const EmuTraceNode *node,
     GError            **error,
     const char         *format,
     ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM, _("step %s, “%.64s”: %s"),
               node->step->path, node->step->name, message);

  return FALSE;
}

static gboolean
is_given (const Run          *run,
          const EmuTraceNode *node,
          const char         *name,
          double             *value)
{
  return emu_policy_draws_get (run->request->given, node->step->path, node->copy, name, value);
}

static EmuRng
start (const Run          *run,
       const EmuTraceNode *node,
       guint32             lane,
       guint32             block)
{
  EmuRng rng;

  emu_rng_init (&rng, run->request->seed, EMU_PURPOSE_POLICY, run->request->sample,
                emu_policy_node_lane (node->step, node->copy) + lane);
  rng.block = block;

  return rng;
}

/* Uniform in [0, 1), or what somebody gave. */
static gboolean
decide_uniform (Run          *run,
                EmuTraceNode *node,
                const char   *name,
                guint32       lane,
                double       *value,
                GError      **error)
{
  EmuRng rng = start (run, node, lane, 0);

  if (!is_given (run, node, name, value))
    *value = emu_rng_uniform (&rng);
  else if (!(*value >= 0 && *value <= 1))
    return bad (node, error, _("the draw “%s” must lie between 0 and 1, not %g"), name, *value);

  emu_trace_node_add_draw (node, name, *value);

  return TRUE;
}

/* A whole number from @lo to @hi; where they agree chance has no part and nothing is recorded. */
static gboolean
decide_int (Run          *run,
            EmuTraceNode *node,
            const char   *name,
            EmuRng        rng,
            int           lo,
            int           hi,
            int          *result,
            GError      **error)
{
  double value;

  *result = lo;
  if (lo == hi)
    return TRUE;

  if (is_given (run, node, name, &value))
    {
      if (!(value >= lo && value <= hi && value == floor (value)))
        return bad (node, error, _("the draw “%s” must be a whole number from %d to %d, not %g"),
                    name, lo, hi, value);
      *result = (int) value;
    }
  else
    {
      *result = emu_rng_int (&rng, lo, hi);
    }

  emu_trace_node_add_draw (node, name, *result);

  return TRUE;
}

static double
draw_law (const EmuLaw *law,
          EmuRng       *rng)
{
  switch (law->kind)
    {
    case EMU_LAW_FIXED:
      return law->a;

    case EMU_LAW_UNIFORM:
      return emu_rng_uniform_in (rng, law->a, law->b);

    case EMU_LAW_INT:
      return emu_rng_int (rng, (int) law->a, (int) law->b);

    case EMU_LAW_NORMAL:
      return law->a + law->b * emu_rng_normal (rng);

    case EMU_LAW_CHOICE:
      return law->values[emu_rng_int (rng, 0, (int) law->n_values - 1)];
    }

  return law->a;
}

/* The magnitude and whether its sign is negative. */
static gboolean
decide_magnitude (Run          *run,
                  EmuTraceNode *node,
                  double       *magnitude,
                  gboolean     *negative,
                  GError      **error)
{
  const EmuLaw *law = &node->step->magnitude;
  EmuRng rng = start (run, node, LANE_MAGNITUDE, 0);
  int sign = 0;

  if (!is_given (run, node, "magnitude", magnitude))
    *magnitude = draw_law (law, &rng);
  else if (!isfinite (*magnitude))
    return bad (node, error, _("the draw “%s” must be a number"), "magnitude");

  *magnitude = CLAMP (*magnitude, law->min, law->max);
  if (emu_law_is_random (law))
    emu_trace_node_add_draw (node, "magnitude", *magnitude);

  if (node->step->level->is_signed &&
      !decide_int (run, node, "negative", start (run, node, LANE_NEGATIVE, 0), 0, 1, &sign, error))
    return FALSE;
  *negative = sign;

  return TRUE;
}

/* --- Operations ---------------------------------------------------------------------------- */

/* What a law may come to: its own ends and, as a normal law has none, the parameter's. */
static double
clip_law (const EmuLaw   *law,
          const EmuParam *param,
          double          value)
{
  gboolean has_ends = param->type == EMU_PARAM_INT || param->type == EMU_PARAM_FLOAT;

  value = CLAMP (value, law->min, law->max);
  if (law->kind == EMU_LAW_NORMAL && has_ends)
    value = CLAMP (value, param->min, param->max);

  /* What is no decimal takes the nearest whole number. */
  return param->type == EMU_PARAM_FLOAT ? value : rint (value);
}

static gboolean
set_law (Run                *run,
         EmuTraceNode       *node,
         const EmuPolicyLaw *entry,
         void               *params,
         GError            **error)
{
  guint32 index = (guint32) (entry->param - node->step->op->params.params);
  EmuRng rng = start (run, node, LANE_LAW + index, 0);
  EmuRng sign = start (run, node, LANE_LAW_SIGN + index, 0);
  g_autofree char *name = g_strconcat ("law-", emu_param_name (entry->param), NULL);
  double value;

  if (!is_given (run, node, name, &value))
    {
      value = clip_law (&entry->law, entry->param, draw_law (&entry->law, &rng));
      if (entry->law.sign && emu_rng_uniform (&sign) < 0.5)
        value = 0.0 - value;
    }

  if (!emu_param_set (entry->param, params, value, error))
    {
      g_prefix_error (error, _("step %s, “%.64s”: "), node->step->path, node->step->name);
      return FALSE;
    }

  if (emu_law_is_random (&entry->law))
    emu_trace_node_add_draw (node, name, value);

  return TRUE;
}

static gboolean
set_level (Run          *run,
           EmuTraceNode *node,
           const State  *state,
           void         *params,
           GError      **error)
{
  const EmuLevel *level = node->step->level;
  EmuLevelInput input = {
    .constant = node->step->constant,
    .height = state->image->height,
    .width = state->image->width,
  };
  const EmuParam *param;
  double value, u;

  if (!decide_magnitude (run, node, &input.magnitude, &input.negative, error))
    return FALSE;

  if (level->param == NULL)
    return TRUE;

  value = level->argument (&input);
  if (level->spread != NULL)
    {
      if (!decide_uniform (run, node, "spread", LANE_SPREAD, &u, error))
        return FALSE;
      value = level->spread (value, u);
    }

  /* Magnitudes beyond the range that the tables were made for: as many bits as there are. */
  param = emu_params_find (&node->step->op->params, level->param, error);
  if (param == NULL || !emu_param_set (param, params, CLAMP (value, param->min, param->max), error))
    {
      g_prefix_error (error, _("step %s, “%.64s”: "), node->step->path, node->step->name);
      return FALSE;
    }

  return TRUE;
}

/* The parameter that a reader wants to see first. */
static void
note_value (EmuTraceNode *node,
            const State  *state)
{
  const EmuPolicyNode *step = node->step;
  const EmuParamTable *table = &step->op->params;

  /* A row without an argument: no other parameter speaks for it. */
  if (step->level != NULL && step->level->param == NULL)
    return;

  if (step->level != NULL)
    node->param = emu_params_find (table, step->level->param, NULL);
  else if (step->laws->len > 0)
    node->param = g_array_index (step->laws, EmuPolicyLaw, 0).param;

  for (guint i = 0; node->param == NULL && i < table->n_params; i++)
    {
      if (table->params[i].type == EMU_PARAM_INT || table->params[i].type == EMU_PARAM_FLOAT)
        node->param = &table->params[i];
    }

  if (node->param == NULL)
    return;

  node->value = emu_param_get (node->param, node->params);
  node->unit = step->level != NULL && step->level->unit != NULL ? step->level->unit
                                                                : node->param->unit;
  node->value_here = emu_op_here (step->op, node->params, state->image->height,
                                  state->image->width, node->param, &node->unit_here);
}

static void
collect_given (const Run          *run,
               const EmuTraceNode *node,
               const EmuDrawTable *table,
               EmuDrawValues      *given)
{
  for (guint i = 0; i < table->n_draws; i++)
    {
      if (table->draws[i].size != sizeof (EmuDrawArray))
        given->fixed[i] = is_given (run, node, emu_draw_name (&table->draws[i]),
                                    &given->scalar[i]);
    }
}

static void
note_draw (EmuTraceNode       *node,
           const EmuDraw      *draw,
           const EmuDrawShape *shape,
           const void         *draws)
{
  if (!shape->in_use)
    return;

  if (draw->size == sizeof (EmuDrawArray))
    {
      EmuTraceArray entry = { .name = emu_draw_name (draw) };

      memcpy (&entry.array, (const char *) draws + draw->offset, sizeof entry.array);
      entry.array.values = NULL;
      g_array_append_val (node->arrays, entry);
    }
  else
    {
      emu_trace_node_add_draw (node, emu_draw_name (draw), emu_draw_get (draw, draws));
    }
}

/* A pixel that was painted over stands for no pixel of the picture any more. */
static gboolean
cover_real (const EmuOp    *op,
            const void     *params,
            const EmuOpRun *op_run,
            State          *state,
            GError        **error)
{
  EmuImage *real = emu_image_new (1, state->real->height, state->real->width, error);

  if (real == NULL)
    return FALSE;

  for (int y = 0; y < real->height; y++)
    {
      const guint8 *in = emu_image_row (state->real, 0, y);
      guint8 *out = emu_image_row (real, 0, y);

      for (int x = 0; x < real->width; x++)
        {
          EmuPoint point = { y + 0.5, x + 0.5 };

          out[x] = op->covers (params, op_run, &point) ? 0 : in[x];
        }
    }

  emu_image_unref (state->real);
  state->real = real;

  return TRUE;
}

static gboolean
move_real (const EmuOp    *op,
           const void     *params,
           const EmuOpRun *op_run,
           State          *state,
           GError        **error)
{
  EmuTargets targets = { .labels = emu_image_ref (state->real), .fill = 0 };
  gboolean moved = emu_op_apply_targets (op, params, op_run, &targets, error);

  if (!moved)
    {
      emu_image_unref (targets.labels);
      return FALSE;
    }

  emu_image_unref (state->real);
  state->real = targets.labels;

  return op->covers == NULL || emu_op_is_identity (op, params) ||
         cover_real (op, params, op_run, state, error);
}

static gboolean
run_op (Run          *run,
        EmuTraceNode *node,
        State        *state,
        GError      **error)
{
  const EmuPolicyNode *step = node->step;
  const EmuDrawTable *table = &step->op->draws;
  g_auto(EmuOpRun) op_run = { 0 };
  EmuDrawValues given = { 0 };
  EmuImage *image = state->image;
  EmuImage *result;

  node->params = emu_params_copy (&step->op->params, step->params);
  for (guint i = 0; i < step->laws->len; i++)
    {
      if (!set_law (run, node, &g_array_index (step->laws, EmuPolicyLaw, i), node->params, error))
        return FALSE;
    }
  if (step->level != NULL && !set_level (run, node, state, node->params, error))
    return FALSE;
  note_value (node, state);

  collect_given (run, node, table, &given);
  if (!emu_op_run_init (&op_run, step->op, node->params, image->height, image->width,
                        image->channels, run->request->seed, run->request->sample,
                        emu_policy_node_lane (step, node->copy), &given, error))
    {
      g_prefix_error (error, _("step %s, “%.64s”: "), step->path, step->name);
      return FALSE;
    }

  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape_at (table, i, node->params, &op_run.place,
                                                  op_run.draws);

      note_draw (node, &table->draws[i], &shape, op_run.draws);
    }

  result = emu_op_apply (step->op, node->params, &op_run, image, run->cancellable, error);
  if (result == NULL)
    return FALSE;
  if (state->real != NULL && !move_real (step->op, node->params, &op_run, state, error))
    {
      emu_image_unref (result);
      return FALSE;
    }
  state_set_image (state, result);

  return TRUE;
}

/* --- Choices ------------------------------------------------------------------------------- */

static double
child_weight (const EmuPolicyNode *step,
              guint                index)
{
  return ((const EmuPolicyNode *) g_ptr_array_index (step->children, index))->weight;
}

/* A child of those that @taken leaves, by weight. */
static gboolean
pick (Run            *run,
      EmuTraceNode   *node,
      guint           slot,
      const gboolean *taken,
      guint          *picked,
      GError        **error)
{
  const EmuPolicyNode *step = node->step;
  g_autofree char *name = g_strdup_printf ("pick-%u", slot);
  EmuRng rng = start (run, node, LANE_PICK, slot);
  guint n = step->children->len;
  double total = 0;
  double sum = 0;
  double given;
  double target;

  if (is_given (run, node, name, &given))
    {
      if (!(given >= 0 && given < n && given == floor (given)))
        return bad (node, error, _("the draw “%s” must be the number of a step, 0 to %u, not %g"),
                    name, n - 1, given);
      *picked = (guint) given;
      emu_trace_node_add_draw (node, name, given);
      return TRUE;
    }

  for (guint i = 0; i < n; i++)
    total += taken != NULL && taken[i] ? 0 : child_weight (step, i);

  target = emu_rng_uniform (&rng) * total;
  for (guint i = 0; i < n; i++)
    {
      double weight = taken != NULL && taken[i] ? 0 : child_weight (step, i);

      if (weight <= 0)
        continue;

      /* The last one that may be picked is also the answer where rounding leaves a rest. */
      sum += weight;
      *picked = i;
      if (target < sum)
        break;
    }
  emu_trace_node_add_draw (node, name, *picked);

  return TRUE;
}

static gboolean
run_one_of (Run          *run,
            EmuTraceNode *node,
            State        *state,
            GError      **error)
{
  guint picked = 0;

  if (!pick (run, node, 0, NULL, &picked, error))
    return FALSE;

  return run_node (run, g_ptr_array_index (node->step->children, picked), node->copy, 0, state,
                   node->children, error);
}

static int
compare_picks (gconstpointer a,
               gconstpointer b)
{
  guint x = *(const guint *) a;
  guint y = *(const guint *) b;

  return (x > y) - (x < y);
}

static gboolean
run_some_of (Run          *run,
             EmuTraceNode *node,
             State        *state,
             GError      **error)
{
  const EmuPolicyNode *step = node->step;
  g_autofree gboolean *taken = g_new0 (gboolean, MAX (step->children->len, 1));
  g_autofree guint *picks = NULL;
  int count;

  if (!decide_int (run, node, "count", start (run, node, LANE_COUNT, 0), step->n_min, step->n_max,
                   &count, error))
    return FALSE;

  picks = g_new0 (guint, MAX (count, 1));
  for (int i = 0; i < count; i++)
    {
      if (!pick (run, node, (guint) i, step->replace ? NULL : taken, &picks[i], error))
        return FALSE;
      if (!step->replace && taken[picks[i]])
        return bad (node, error, _("step %u is taken twice, which this some-of does not allow"),
                    picks[i]);
      taken[picks[i]] = TRUE;
    }

  if (step->in_order)
    qsort (picks, (size_t) count, sizeof *picks, compare_picks);

  for (int i = 0; i < count; i++)
    {
      guint copy = step->replace ? node->copy * (guint) step->n_max + (guint) i : node->copy;

      if (!run_node (run, g_ptr_array_index (step->children, picks[i]), copy, (guint) i, state,
                     node->children, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
run_sequence (Run          *run,
              EmuTraceNode *node,
              State        *state,
              GError      **error)
{
  for (guint i = 0; i < node->step->children->len; i++)
    {
      if (!run_node (run, g_ptr_array_index (node->step->children, i), node->copy, i, state,
                     node->children, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Chains -------------------------------------------------------------------------------- */

static gboolean
decide_weights (Run          *run,
                EmuTraceNode *node,
                double       *weights,
                double       *blend,
                GError      **error)
{
  const EmuPolicyNode *step = node->step;
  EmuRng rng = start (run, node, LANE_BLEND, 0);
  double sum = 0;

  for (int i = 0; i < step->width; i++)
    {
      EmuRng chain = start (run, node, LANE_WEIGHTS, (guint32) i * BLOCKS_A_CHAIN);

      weights[i] = emu_rng_gamma (&chain, step->alpha);
      sum += weights[i];
    }

  for (int i = 0; i < step->width; i++)
    {
      g_autofree char *name = g_strdup_printf ("weight-%d", i);

      /* A tiny α can give nothing but zeros; then the first chain has it all. */
      weights[i] = sum > 0 ? weights[i] / sum : i == 0;
      if (is_given (run, node, name, &weights[i]) && !(weights[i] >= 0 && weights[i] <= 1))
        return bad (node, error, _("the draw “%s” must lie between 0 and 1, not %g"),
                    name, weights[i]);
      emu_trace_node_add_draw (node, name, weights[i]);
    }

  *blend = emu_rng_beta (&rng, step->alpha, step->alpha);
  if (is_given (run, node, "blend", blend) && !(*blend >= 0 && *blend <= 1))
    return bad (node, error, _("the draw “%s” must lie between 0 and 1, not %g"), "blend", *blend);
  emu_trace_node_add_draw (node, "blend", *blend);

  return TRUE;
}

static gsize
n_bytes (const EmuImage *image)
{
  return (gsize) image->channels * emu_image_n_pixels (image);
}

/* in + share (chain − in) in float, truncated: Pillow's Image.blend() for a share from 0 to 1. */
static void
blend_truncated (guint8       *out,
                 const guint8 *in,
                 const guint8 *chain,
                 float         share,
                 gsize         n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) ((float) in[i] + share * ((float) chain[i] - (float) in[i]));
}

/* Every chain blended in by itself, with shares that come to the same average. */
static void
blend_one_by_one (guint8        *out,
                  const guint8  *in,
                  GPtrArray     *chains,
                  const double  *weights,
                  double         blend,
                  gsize          n)
{
  g_autofree float *shares = g_new (float, chains->len);
  float m = (float) blend;
  double rest = 1;

  for (guint i = chains->len; i-- > 0;)
    {
      double share = rest > 0 ? (double) ((float) weights[i] * m) / rest : 0;

      shares[i] = (float) CLAMP (share, 0, 1);
      rest *= 1 - share;
    }

  memcpy (out, in, n);
  for (guint i = 0; i < chains->len; i++)
    blend_truncated (out, out, emu_image_plane (g_ptr_array_index (chains, i), 0), shares[i], n);
}

/* So much at a time that the sums stay near the processor. */
#define BLOCK 1024

typedef struct
{
  guint8         *out;
  const guint8   *in;
  const guint8   *chains[EMU_POLICY_MAX_CHAINS];
  const double   *weights;
  guint           n_chains;
  double          blend;
  EmuChainsBlend  rule;
  gsize           row;
} Blend;

/* (1 − m) x + m Σ wᵢ chainᵢ in double, rounded once. */
EMU_CLONES static void
blend_rounded (const Blend *self,
               gsize        first,
               gsize        n)
{
  double sum[BLOCK];

  for (gsize i = 0; i < n; i++)
    sum[i] = (1 - self->blend) * self->in[first + i];

  for (guint c = 0; c < self->n_chains; c++)
    {
      const guint8 *chain = self->chains[c] + first;
      double share = self->blend * self->weights[c];

      for (gsize i = 0; i < n; i++)
        sum[i] += share * chain[i];
    }

  for (gsize i = 0; i < n; i++)
    self->out[first + i] = (guint8) CLAMP (rint (sum[i]), 0, 255);
}

/* The same in float, truncated once; or the average of the chains truncated, then the blend. */
EMU_CLONES static void
blend_in_float (const Blend *self,
                gsize        first,
                gsize        n)
{
  gboolean twice = self->rule != EMU_CHAINS_TRUNCATE;
  float m = (float) self->blend;
  guint8 mixed[BLOCK];
  float sum[BLOCK];

  for (gsize i = 0; i < n; i++)
    sum[i] = twice ? 0 : (1 - m) * (float) self->in[first + i];

  for (guint c = 0; c < self->n_chains; c++)
    {
      const guint8 *chain = self->chains[c] + first;
      float share = twice ? (float) self->weights[c] : (float) self->weights[c] * m;

      for (gsize i = 0; i < n; i++)
        sum[i] += share * (float) chain[i];
    }

  for (gsize i = 0; i < n; i++)
    mixed[i] = (guint8) CLAMP (sum[i], 0.0f, 255.0f);

  if (twice)
    blend_truncated (self->out + first, self->in + first, mixed, m, n);
  else
    memcpy (self->out + first, mixed, n);
}

static void
blend_rows (int      y0,
            int      y1,
            gpointer data)
{
  const Blend *self = data;
  gsize end = (gsize) y1 * self->row;

  for (gsize first = (gsize) y0 * self->row; first < end; first += BLOCK)
    {
      gsize n = MIN (BLOCK, end - first);

      if (self->rule == EMU_CHAINS_ROUND)
        blend_rounded (self, first, n);
      else
        blend_in_float (self, first, n);
    }
}

static EmuImage *
blend_chains (const EmuPolicyNode *step,
              const EmuImage      *image,
              GPtrArray           *chains,
              const double        *weights,
              double               blend,
              GError             **error)
{
  EmuImage *out = emu_image_new (image->channels, image->height, image->width, error);
  const guint8 *in = emu_image_plane (image, 0);
  Blend job;

  if (out == NULL)
    return NULL;

  if (step->blend == EMU_CHAINS_ONE_BY_ONE)
    {
      blend_one_by_one (emu_image_plane (out, 0), in, chains, weights, blend, n_bytes (image));
      return out;
    }

  job = (Blend) {
    .out = emu_image_plane (out, 0), .in = in, .weights = weights, .n_chains = chains->len,
    .blend = blend, .rule = step->blend, .row = (gsize) image->width,
  };
  for (guint i = 0; i < chains->len; i++)
    job.chains[i] = emu_image_plane (g_ptr_array_index (chains, i), 0);
  emu_parallel_rows (image->channels * image->height, emu_parallel_chunk (image->width), blend_rows,
                     &job);

  return out;
}

static gboolean
run_chain (Run          *run,
           EmuTraceNode *node,
           int           chain,
           State        *state,
           GError      **error)
{
  const EmuPolicyNode *step = node->step;
  g_autofree char *name = g_strdup_printf ("depth-%d", chain);
  guint n_slots = (guint) step->width * (guint) step->depth_max;
  int depth;

  if (!decide_int (run, node, name, start (run, node, LANE_DEPTH, (guint32) chain),
                   step->depth_min, step->depth_max, &depth, error))
    return FALSE;

  for (int i = 0; i < depth; i++)
    {
      guint slot = (guint) (chain * step->depth_max + i);
      guint picked = 0;

      if (!pick (run, node, slot, NULL, &picked, error) ||
          !run_node (run, g_ptr_array_index (step->children, picked), node->copy * n_slots + slot,
                     slot, state, node->children, error))
        return FALSE;
    }

  return TRUE;
}

static void
free_image (gpointer data)
{
  emu_image_unref (data);
}

static gboolean
run_chains (Run          *run,
            EmuTraceNode *node,
            State        *state,
            GError      **error)
{
  const EmuPolicyNode *step = node->step;
  g_autoptr(GPtrArray) chains = g_ptr_array_new_with_free_func (free_image);
  double weights[EMU_POLICY_MAX_CHAINS];
  double blend;
  EmuImage *result;

  if (step->blend == EMU_CHAINS_TRUNCATE_SQUARE && state->image->height != state->image->width)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED,
                   _("step %s, “%.64s”: as published, a picture that is not square is refused; this "
                     "one has %d × %d pixels"), step->path, step->name,
                   state->image->width, state->image->height);
      return FALSE;
    }

  if (!decide_weights (run, node, weights, &blend, error))
    return FALSE;

  for (int i = 0; i < step->width; i++)
    {
      g_auto(State) chain = state_copy (state);

      if (!run_chain (run, node, i, &chain, error))
        return FALSE;

      if (chain.image->height != state->image->height ||
          chain.image->width != state->image->width ||
          chain.image->channels != state->image->channels)
        return bad (node, error, _("a chain changed the size of the picture, so it cannot be "
                                   "blended; take steps that keep the size"));

      g_ptr_array_add (chains, emu_image_ref (chain.image));
    }

  result = blend_chains (step, state->image, chains, weights, blend, error);
  if (result == NULL)
    return FALSE;
  state_set_image (state, result);

  return TRUE;
}

/* --- Mixing -------------------------------------------------------------------------------- */

static EmuImage *
mix_pictures (Run          *run,
              EmuTraceNode *node,
              EmuPair      *pair,
              GError      **error)
{
  const EmuPolicyNode *step = node->step;
  const EmuDrawTable *table = &step->method->draws;
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuDrawValues given = { 0 };
  EmuImage *a = emu_pair_get_a (pair);
  EmuImage * const no_maps[2] = { NULL, NULL };
  EmuView view = emu_view_whole (a->height, a->width);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;

  collect_given (run, node, table, &given);
  request.method = step->method;
  request.params = step->params;
  request.requested = step->lambda;
  request.alpha = step->alpha;
  request.seed = run->request->seed;
  request.sample = run->request->sample;
  request.given = &given;
  if (!is_given (run, node, "lambda", &request.drawn))
    request.drawn = NAN;

  mix = emu_mix_new_for_pair (&request, pair, no_maps, NULL, run->cancellable, error);
  if (mix == NULL)
    {
      g_prefix_error (error, _("step %s, “%.64s”: "), step->path, step->name);
      return NULL;
    }

  node->params = emu_params_copy (&step->method->params, step->params);
  if (!isnan (mix->drawn))
    emu_trace_node_add_draw (node, "lambda", mix->drawn);
  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape (table, i, step->params, mix);

      note_draw (node, &table->draws[i], &shape, mix->draws);
    }
  node->label_a = mix->label.weight_a;
  node->label_b = mix->label.weight_b;

  mask = emu_mix_mask (mix, &view, error);

  return mask != NULL ? emu_mix_blend (mix, pair, mask, run->cancellable, error) : NULL;
}

static gboolean
run_mix (Run          *run,
         EmuTraceNode *node,
         State        *state,
         GError      **error)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  g_autoptr(EmuPair) pair = NULL;
  EmuImage *result;

  if (run->request->partner == NULL)
    return bad (node, error, _("it mixes two pictures; give a second one"));

  pair = emu_pair_new (state->image, run->request->partner, EMU_FIT_COVER, EMU_FILTER_AREA, black,
                       error);
  result = pair != NULL ? mix_pictures (run, node, pair, error) : NULL;
  if (result == NULL)
    return FALSE;
  state_set_image (state, result);

  return TRUE;
}

/* --- Steps --------------------------------------------------------------------------------- */

static gboolean
run_kept (Run          *run,
          EmuTraceNode *node,
          State        *state,
          GError      **error)
{
  return TRUE;
}

static gboolean
run_unknown (Run          *run,
             EmuTraceNode *node,
             State        *state,
             GError      **error)
{
  return bad (node, error, _("it is not known here"));
}

static gboolean
fires (Run          *run,
       EmuTraceNode *node,
       gboolean     *fired,
       GError      **error)
{
  double p = node->step->p;
  double u = 0;

  if (p > 0 && p < 1 && !decide_uniform (run, node, "fire", LANE_FIRE, &u, error))
    return FALSE;

  *fired = p >= 1 || (p > 0 && u < p);

  return TRUE;
}

static void
take_stats (Run           *run,
            const State   *state,
            EmuTraceStats *stats)
{
  gint64 begin = g_get_monotonic_time ();

  if (run->request->with_stats)
    emu_trace_stats (state->image, state->real, stats);
  run->aside_us += g_get_monotonic_time () - begin;
}

static gboolean
run_node (Run                 *run,
          const EmuPolicyNode *step,
          guint                copy,
          guint                slot,
          State               *state,
          GPtrArray           *traces,
          GError             **error)
{
  static gboolean (* const kinds[]) (Run          *run,
                                     EmuTraceNode *node,
                                     State        *state,
                                     GError      **error) = {
    [EMU_POLICY_OP] = run_op,
    [EMU_POLICY_SEQUENCE] = run_sequence,
    [EMU_POLICY_ONE_OF] = run_one_of,
    [EMU_POLICY_SOME_OF] = run_some_of,
    [EMU_POLICY_CHAINS] = run_chains,
    [EMU_POLICY_MIX] = run_mix,
    [EMU_POLICY_KEPT] = run_kept,
    [EMU_POLICY_UNKNOWN] = run_unknown,
  };
  EmuTraceNode *node = emu_trace_node_new (step, copy, slot);
  gint64 begin;

  g_ptr_array_add (traces, node);

  if (g_cancellable_set_error_if_cancelled (run->cancellable, error) ||
      !fires (run, node, &node->fired, error))
    return FALSE;

  if (!node->fired)
    return TRUE;

  take_stats (run, state, &node->before);
  begin = g_get_monotonic_time () - run->aside_us;
  if (!kinds[step->kind] (run, node, state, error))
    return FALSE;
  node->time_ms = (double) (g_get_monotonic_time () - run->aside_us - begin) / 1000;
  take_stats (run, state, &node->after);
  node->has_stats = run->request->with_stats;
  if (run->request->with_pictures)
    node->image = emu_image_ref (state->image);

  return TRUE;
}

static EmuImage *
all_real (const EmuImage *image,
          GError        **error)
{
  EmuImage *real = emu_image_new (1, image->height, image->width, error);

  if (real != NULL)
    memset (emu_image_plane (real, 0), 255, emu_image_n_pixels (real));

  return real;
}

EmuTrace *
emu_policy_run (EmuPolicy           *policy,
                const EmuRunRequest *request,
                EmuImage            *image,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autoptr(EmuTrace) trace = NULL;
  g_autoptr(GPtrArray) roots = g_ptr_array_new ();
  g_auto(State) state = { 0 };
  Run run = { .request = request, .cancellable = cancellable };
  gboolean done;

  g_return_val_if_fail (request->seed <= EMU_SEED_MAX && request->sample <= EMU_SAMPLE_MAX, NULL);

  if (!emu_policy_check_runnable (policy, error))
    return NULL;

  trace = emu_trace_new (policy, request->seed, request->sample);
  trace->input = emu_image_ref (image);
  state.image = emu_image_ref (image);
  if (request->with_stats)
    {
      state.real = all_real (image, error);
      if (state.real == NULL)
        return NULL;
    }

  done = run_node (&run, policy->root, 0, 0, &state, roots, error);
  trace->root = g_ptr_array_index (roots, 0);
  trace->result = emu_image_ref (state.image);

  return done ? g_steal_pointer (&trace) : NULL;
}
