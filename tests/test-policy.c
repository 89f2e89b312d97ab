/* test-policy.c: trees of steps, what runs of them obey, and Emulsion's own notation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-ops.h"
#include "emu-parallel.h"
#include "emu-policy-json.h"
#include "emu-recipe.h"
#include "emu-run.h"

#define HEIGHT 33
#define WIDTH 47

/* --- Pictures ------------------------------------------------------------------------------ */

static EmuImage *
noise (int     channels,
       int     height,
       int     width,
       guint64 seed)
{
  EmuImage *image = emu_image_new (channels, height, width, NULL);
  guint8 *data = emu_image_plane (image, 0);
  EmuRng rng;

  emu_rng_init (&rng, seed, EMU_PURPOSE_DATASET, 0, 0);
  for (gsize i = 0; i < (gsize) channels * emu_image_n_pixels (image); i++)
    data[i] = (guint8) emu_rng_int (&rng, 0, 255);

  return image;
}

static EmuTrace *
run (EmuPolicy            *policy,
     EmuImage             *image,
     guint64               seed,
     guint64               sample,
     const EmuPolicyDraws *given)
{
  EmuRunRequest request = { .seed = seed, .sample = sample, .given = given };
  g_autoptr(GError) error = NULL;
  EmuTrace *trace = emu_policy_run (policy, &request, image, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (trace);

  return trace;
}

static const EmuTraceNode *
child (const EmuTraceNode *node,
       guint               index)
{
  g_assert_cmpuint (index, <, node->children->len);

  return g_ptr_array_index (node->children, index);
}

static double
draw (const EmuTraceNode *node,
      const char         *name)
{
  double value = NAN;

  g_assert_true (emu_trace_node_get_draw (node, name, &value));

  return value;
}

/* --- Trees --------------------------------------------------------------------------------- */

static EmuPolicy *
make (EmuPolicyNode *root)
{
  g_autoptr(GError) error = NULL;
  EmuPolicy *policy = emu_policy_new (root, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (policy);

  return policy;
}

static EmuPolicyNode *
flip (const char *axis,
      double      p)
{
  EmuPolicyNode *node = emu_policy_node_new_op ("flip", NULL);

  g_assert_true (emu_policy_node_set_text (node, "axis", axis, NULL));
  node->p = p;

  return node;
}

static EmuPolicyNode *
turn (double lo,
      double hi)
{
  EmuPolicyNode *node = emu_policy_node_new_op ("rotate", NULL);
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_UNIFORM, lo, hi);

  g_assert_true (emu_policy_node_set_law (node, "degrees", &law, NULL));

  return node;
}

/* Sequence of a flip, a some-of with replacement and chains, with one-ofs inside. */
static EmuPolicyNode *
deep_tree (void)
{
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Compose");
  EmuPolicyNode *some = emu_policy_node_new (EMU_POLICY_SOME_OF, "Some");
  EmuPolicyNode *one = emu_policy_node_new (EMU_POLICY_ONE_OF, "One");
  EmuPolicyNode *chains = emu_policy_node_new (EMU_POLICY_CHAINS, "AugMix");
  EmuPolicyNode *nested = emu_policy_node_new (EMU_POLICY_ONE_OF, "Inner");

  some->n_min = 1;
  some->n_max = 3;
  some->replace = TRUE;

  emu_policy_node_add (one, flip ("vertical", 1));
  emu_policy_node_add (one, turn (10, 20));
  emu_policy_node_add (some, one);
  emu_policy_node_add (some, turn (-30, 30));
  emu_policy_node_add (some, flip ("both", 0.5));

  emu_policy_node_add (nested, turn (-5, 5));
  emu_policy_node_add (nested, flip ("horizontal", 1));
  emu_policy_node_add (chains, nested);
  emu_policy_node_add (chains, flip ("vertical", 0.7));

  emu_policy_node_add (root, flip ("horizontal", 0.5));
  emu_policy_node_add (root, some);
  emu_policy_node_add (root, chains);
  emu_policy_node_add (root, emu_policy_node_new (EMU_POLICY_KEPT, "ToTensor"));

  return root;
}

static void
collect_lanes (const EmuPolicyNode *node,
               GHashTable          *lanes,
               guint               *n)
{
  for (guint i = 0; i < node->n_copies; i++)
    {
      guint32 lane = emu_policy_node_lane (node, i);

      g_assert_cmpuint (lane & 0xff, ==, 0);
      g_hash_table_add (lanes, GUINT_TO_POINTER (lane));
      (*n)++;
    }
  for (guint i = 0; i < node->children->len; i++)
    collect_lanes (g_ptr_array_index (node->children, i), lanes, n);
}

static void
test_lanes (void)
{
  g_autoptr(EmuPolicy) policy = NULL;
  g_autoptr(GHashTable) lanes = g_hash_table_new (NULL, NULL);
  EmuPolicyNode *root = deep_tree ();
  EmuPolicyNode *many = emu_policy_node_new (EMU_POLICY_SOME_OF, "Many");
  guint n = 0;

  /* Enough copies that some of the 24-bit hashes agree: 20,000² / 2 / 2²⁴ ≈ 12. */
  many->n_min = 0;
  many->n_max = 1000;
  many->replace = TRUE;
  for (int i = 0; i < 20; i++)
    emu_policy_node_add (many, flip ("both", 1));
  emu_policy_node_add (root, many);
  policy = make (root);

  collect_lanes (policy->root, lanes, &n);
  g_assert_cmpuint (n, >, 20000);
  g_assert_cmpuint (g_hash_table_size (lanes), ==, n);
  g_assert_cmpstr (emu_policy_find (policy, "0/1/0/1")->path, ==, "0/1/0/1");
  g_assert_cmpuint (emu_policy_find (policy, "0/1/0/1")->n_copies, ==, 3);
  g_assert_cmpuint (emu_policy_find (policy, "0/2/0/1")->n_copies, ==, 9);
  g_assert_null (emu_policy_find (policy, "0/9"));
  g_assert_null (emu_policy_find (policy, "1"));
  g_assert_null (emu_policy_find (policy, ""));
}

static void
test_step_behind_moves_nothing (void)
{
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 1);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());
  EmuPolicyNode *longer = deep_tree ();
  g_autoptr(EmuPolicy) more = NULL;

  emu_policy_node_add (longer, flip ("both", 0.5));
  more = make (longer);

  for (guint64 sample = 0; sample < 8; sample++)
    {
      EmuRunRequest request = { .seed = 5, .sample = sample, .with_pictures = TRUE };
      g_autoptr(EmuTrace) a = emu_policy_run (policy, &request, image, NULL, NULL);
      g_autoptr(EmuTrace) b = emu_policy_run (more, &request, image, NULL, NULL);

      for (guint i = 0; i < policy->root->children->len; i++)
        {
          const EmuTraceNode *x = child (a->root, i);
          const EmuTraceNode *y = child (b->root, i);

          g_assert_cmpint (x->fired, ==, y->fired);
          if (x->fired)
            g_assert_true (emu_image_equal (x->image, y->image));
        }
    }
}

static void
test_equal_and_copy (void)
{
  g_autoptr(EmuPolicy) a = make (deep_tree ());
  g_autoptr(EmuPolicy) b = make (emu_policy_node_copy (a->root));
  EmuPolicyNode *other = emu_policy_node_copy (a->root);
  g_autoptr(EmuPolicy) c = NULL;

  ((EmuPolicyNode *) g_ptr_array_index (other->children, 0))->p = 0.25;
  c = make (other);

  g_assert_true (emu_policy_equal (a, b));
  g_assert_false (emu_policy_equal (a, c));
}

typedef struct
{
  const char *name;
  const char *part;  /* of the message */
  EmuPolicyNode *(*make) (void);
} BadTree;

static EmuPolicyNode *
bad_p (void)
{
  return flip ("both", 1.5);
}

static EmuPolicyNode *
bad_p_nan (void)
{
  return flip ("both", NAN);
}

static EmuPolicyNode *
bad_empty (void)
{
  return emu_policy_node_new (EMU_POLICY_ONE_OF, "OneOf");
}

static EmuPolicyNode *
bad_weights (void)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_ONE_OF, "OneOf");
  EmuPolicyNode *one = flip ("both", 1);

  one->weight = 0;
  emu_policy_node_add (node, one);

  return node;
}

static EmuPolicyNode *
bad_count (void)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_SOME_OF, "SomeOf");

  node->n_max = 2;
  emu_policy_node_add (node, flip ("both", 1));

  return node;
}

static EmuPolicyNode *
bad_law (void)
{
  return turn (-30, 361);
}

static EmuPolicyNode *
bad_law_order (void)
{
  return turn (30, -30);
}

static EmuPolicyNode *
bad_law_sign (void)
{
  EmuPolicyNode *node = emu_policy_node_new_op ("flip", NULL);
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_INT, 0, 1);

  law.sign = TRUE;
  g_assert_true (emu_policy_node_set_law (node, "axis", &law, NULL));

  return node;
}

static EmuPolicyNode *
bad_mix_first (void)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Compose");

  emu_policy_node_add (node, emu_policy_node_new_mix ("mixup", NULL, NULL));
  emu_policy_node_add (node, flip ("both", 1));

  return node;
}

static EmuPolicyNode *
bad_mix_twice (void)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_SOME_OF, "SomeOf");

  node->n_max = 2;
  node->replace = TRUE;
  emu_policy_node_add (node, emu_policy_node_new_mix ("mixup", NULL, NULL));

  return node;
}

static EmuPolicyNode *
bad_depth (void)
{
  EmuPolicyNode *node = flip ("both", 1);

  for (int i = 0; i < EMU_POLICY_MAX_DEPTH; i++)
    {
      EmuPolicyNode *parent = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Deep");

      emu_policy_node_add (parent, node);
      node = parent;
    }

  return node;
}

static EmuPolicyNode *
bad_copies (void)
{
  EmuPolicyNode *node = flip ("both", 1);

  for (int i = 0; i < 8; i++)
    {
      EmuPolicyNode *parent = emu_policy_node_new (EMU_POLICY_SOME_OF, "Many");

      parent->n_max = EMU_POLICY_MAX_PICKS;
      parent->replace = TRUE;
      emu_policy_node_add (parent, node);
      node = parent;
    }

  return node;
}

static EmuPolicyNode *
bad_width (void)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_CHAINS, "AugMix");

  node->width = G_MAXINT;
  emu_policy_node_add (node, flip ("both", 1));

  return node;
}

static const BadTree bad_trees[] = {
  { "p", "probability", bad_p },
  { "p-nan", "probability", bad_p_nan },
  { "empty", "no step to choose", bad_empty },
  { "weights", "no step to choose", bad_weights },
  { "count", "only 1", bad_count },
  { "law", "degrees", bad_law },
  { "law-order", "smaller first", bad_law_order },
  { "law-sign", "axis", bad_law_sign },
  { "mix-first", "last step", bad_mix_first },
  { "mix-twice", "last step", bad_mix_twice },
  { "depth", "nested", bad_depth },
  { "copies", "65536", bad_copies },
  { "width", "chains", bad_width },
};

static void
test_bad_tree (gconstpointer data)
{
  const BadTree *bad = data;
  EmuPolicyNode *root = bad->make ();
  g_autoptr(GError) error = NULL;

  emu_policy_node_set_place (root, 3, 14);
  g_assert_null (emu_policy_new (root, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, bad->part));
}

static void
test_unknown_step (void)
{
  g_autoptr(EmuImage) image = noise (3, 5, 7, 1);
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Compose");
  EmuPolicyNode *fog = emu_policy_node_new_op ("random-fog", "RandomFog");
  EmuRunRequest request = { .seed = 1 };
  g_autoptr(EmuPolicy) policy = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (emu_policy_node_set_number (fog, "density", 0.25, NULL));
  emu_policy_node_set_place (fog, 2, 9);
  emu_policy_node_add (root, fog);
  policy = make (root);

  g_assert_cmpint (fog->kind, ==, EMU_POLICY_UNKNOWN);
  g_assert_cmpuint (fog->extras->len, ==, 1);
  g_assert_null (emu_policy_run (policy, &request, image, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
  g_assert_nonnull (strstr (error->message, "“RandomFog” at line 2, column 9"));
}

/* --- Runs ---------------------------------------------------------------------------------- */

static void
test_determinism (void)
{
  g_autoptr(EmuImage) image = noise (3, 300, 201, 3);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());
  int before = emu_parallel_get_threads ();
  guint n_different = 0;

  for (guint64 sample = 0; sample < 6; sample++)
    {
      g_autoptr(EmuTrace) first = NULL;

      emu_parallel_set_threads (1);
      first = run (policy, image, 11, sample, NULL);
      for (int threads = 1; threads <= 16; threads *= 4)
        {
          g_autoptr(EmuTrace) again = NULL;
          g_autoptr(EmuTrace) other = NULL;

          emu_parallel_set_threads (threads);
          again = run (policy, image, 11, sample, NULL);
          other = run (policy, image, 12, sample, NULL);
          g_assert_true (emu_image_equal (first->result, again->result));
          n_different += !emu_image_equal (first->result, other->result);
        }
    }
  emu_parallel_set_threads (before);

  g_assert_cmpuint (n_different, >, 0);
}

static void
test_trace_changes_nothing (void)
{
  g_autoptr(EmuPolicy) policy = make (deep_tree ());

  for (int channels = 1; channels <= 4; channels++)
    {
      g_autoptr(EmuImage) image = NULL;

      if (channels == 2)
        continue;

      image = noise (channels, HEIGHT, WIDTH, 4);
      for (guint64 sample = 0; sample < 10; sample++)
        {
          EmuRunRequest request = {
            .seed = 2, .sample = sample, .with_stats = TRUE, .with_pictures = TRUE,
          };
          g_autoptr(EmuTrace) plain = run (policy, image, 2, sample, NULL);
          g_autoptr(EmuTrace) traced = emu_policy_run (policy, &request, image, NULL, NULL);

          g_assert_true (emu_image_equal (plain->result, traced->result));
          g_assert_true (emu_image_equal (traced->result, traced->root->image));
          g_assert_null (plain->root->image);
          g_assert_false (plain->root->has_stats);
          g_assert_true (traced->root->has_stats);
        }
    }
}

/* The draws of a trace decide everything: under another seed they give the same bytes. */
static void
test_replay (void)
{
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 5);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());

  for (guint64 sample = 0; sample < 20; sample++)
    {
      g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
      g_autoptr(EmuTrace) first = run (policy, image, 21, sample, NULL);
      g_autoptr(EmuTrace) again = NULL;

      emu_policy_draws_take (draws, first->root);
      again = run (policy, image, 9999, sample + 1000, draws);
      g_assert_true (emu_image_equal (first->result, again->result));
    }
}

static void
blank_times (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        blank_times (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      GList *members;

      if (json_object_has_member (object, "time"))
        json_object_set_null_member (object, "time");
      members = json_object_get_members (object);
      for (GList *l = members; l != NULL; l = l->next)
        blank_times (json_object_get_member (object, l->data));
      g_list_free (members);
    }
}

static void
free_trace (gpointer data)
{
  emu_trace_unref (data);
}

static char *
document (EmuPolicy *policy,
          EmuTrace  *trace)
{
  g_autoptr(GPtrArray) traces = g_ptr_array_new_with_free_func (free_trace);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonGenerator) generator = json_generator_new ();

  g_ptr_array_add (traces, emu_trace_ref (trace));
  text = emu_traces_to_json (policy, "emulsion", trace->seed, traces, 1);
  node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  blank_times (node);
  json_generator_set_root (generator, node);

  return json_generator_to_data (generator, NULL);
}

/* Through the text of the trace, as a file would hold it. */
static void
test_replay_text (void)
{
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 6);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());

  for (guint64 sample = 0; sample < 10; sample++)
    {
      g_autoptr(GPtrArray) traces = g_ptr_array_new_with_free_func (free_trace);
      EmuRunRequest request = { .seed = 31, .sample = sample, .with_stats = TRUE };
      EmuTrace *first = emu_policy_run (policy, &request, image, NULL, NULL);
      g_autoptr(EmuTrace) again = NULL;
      g_autoptr(EmuReplay) replay = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;

      g_ptr_array_add (traces, first);
      text = emu_traces_to_json (policy, "timm", 31, traces, 1);
      replay = emu_replay_parse (text, -1, &error);
      g_assert_no_error (error);
      g_assert_true (emu_policy_equal (replay->policy, policy));
      g_assert_cmpstr (replay->dialect, ==, "timm");
      g_assert_cmpuint (replay->seed, ==, 31);
      g_assert_cmpuint (replay->draws->len, ==, 1);
      g_assert_cmpuint (g_array_index (replay->samples, guint64, 0), ==, sample);

      request.given = g_ptr_array_index (replay->draws, 0);
      again = emu_policy_run (replay->policy, &request, image, NULL, NULL);
      g_assert_true (emu_image_equal (first->result, again->result));
      a = document (policy, first);
      b = document (replay->policy, again);
      g_assert_cmpstr (a, ==, b);
    }
}

static void
test_given_out_of_range (void)
{
  static const struct
  {
    const char *path;
    guint       copy;
    const char *name;
    double      value;
  } bad[] = {
    { "0/0", 0, "fire", 1.5 },
    { "0/0", 0, "fire", NAN },
    { "0/1", 0, "count", 4 },
    { "0/1", 0, "count", 1.5 },
    { "0/1", 0, "pick-0", 3 },
    { "0/1", 0, "pick-0", -1 },
    { "0/2", 0, "blend", -0.1 },
    { "0/2", 0, "weight-1", NAN },
    { "0/2", 0, "depth-0", 0 },
  };
  g_autoptr(EmuImage) image = noise (3, 9, 7, 7);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
      EmuRunRequest request = { .given = draws };
      g_autoptr(GError) error = NULL;

      emu_policy_draws_set (draws, bad[i].path, bad[i].copy, bad[i].name, bad[i].value);
      g_assert_null (emu_policy_run (policy, &request, image, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_assert_nonnull (strstr (error->message, bad[i].name));
    }
}

/* --- Chance -------------------------------------------------------------------------------- */

#define N_DRAWS 2000

/* Five standard deviations of a count of N_DRAWS with probability p; seeds are fixed, so this
 * passes or fails once and for all. */
static void
assert_share (guint  count,
              double p)
{
  double sigma = sqrt (N_DRAWS * p * (1 - p));

  g_assert_cmpfloat (fabs (count - N_DRAWS * p), <=, 5 * sigma);
}

static void
test_probability (void)
{
  static const double probabilities[] = { 0, 0.1, 0.5, 0.9, 1 };
  g_autoptr(EmuImage) image = noise (3, 2, 3, 8);

  for (guint i = 0; i < G_N_ELEMENTS (probabilities); i++)
    {
      double p = probabilities[i];
      g_autoptr(EmuPolicy) policy = make (flip ("both", p));
      guint n = 0;

      for (guint64 sample = 0; sample < N_DRAWS; sample++)
        {
          g_autoptr(EmuTrace) trace = run (policy, image, 1, sample, NULL);

          n += trace->root->fired;
          g_assert_cmpint (emu_image_equal (trace->result, image), ==, !trace->root->fired);
        }
      assert_share (n, p);
    }
}

/* p of a parent and of a child multiply, and no more than once. */
static void
test_nested_probability (void)
{
  g_autoptr(EmuImage) image = noise (3, 2, 3, 8);
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Sequential");
  g_autoptr(EmuPolicy) policy = NULL;
  guint n = 0;

  root->p = 0.5;
  emu_policy_node_add (root, flip ("both", 0.5));
  policy = make (root);

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 2, sample, NULL);

      n += !emu_image_equal (trace->result, image);
    }
  assert_share (n, 0.25);
}

static void
test_weights (void)
{
  static const double weights[] = { 1, 0, 3, 4 };
  g_autoptr(EmuImage) image = noise (1, 2, 3, 8);
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_ONE_OF, "OneOf");
  g_autoptr(EmuPolicy) policy = NULL;
  guint counts[G_N_ELEMENTS (weights)] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_KEPT, "Identity");

      node->weight = weights[i];
      emu_policy_node_add (root, node);
    }
  policy = make (root);

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 3, sample, NULL);

      g_assert_cmpuint (trace->root->children->len, ==, 1);
      counts[(guint) draw (trace->root, "pick-0")]++;
    }

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    assert_share (counts[i], weights[i] / 8);
}

static EmuPolicy *
some_of (guint    n_children,
         int      n_min,
         int      n_max,
         gboolean replace,
         gboolean in_order)
{
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SOME_OF, "SomeOf");

  root->n_min = n_min;
  root->n_max = n_max;
  root->replace = replace;
  root->in_order = in_order;
  for (guint i = 0; i < n_children; i++)
    emu_policy_node_add (root, turn (-90, 90));

  return make (root);
}

static guint
index_of (const EmuTraceNode *node)
{
  return (guint) g_ascii_strtoull (strrchr (node->step->path, '/') + 1, NULL, 10);
}

/* All orders of three steps come equally often, and none holds a step twice. */
static void
test_without_replacement (void)
{
  g_autoptr(EmuImage) image = noise (1, 2, 2, 8);
  g_autoptr(EmuPolicy) policy = some_of (3, 3, 3, FALSE, FALSE);
  g_autoptr(EmuPolicy) ordered = some_of (3, 0, 2, FALSE, TRUE);
  guint counts[27] = { 0 };
  guint lengths[3] = { 0 };
  guint n_orders = 0;

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) a = run (policy, image, 4, sample, NULL);
      g_autoptr(EmuTrace) b = run (ordered, image, 4, sample, NULL);

      g_assert_cmpuint (a->root->children->len, ==, 3);
      counts[9 * index_of (child (a->root, 0)) + 3 * index_of (child (a->root, 1)) +
             index_of (child (a->root, 2))]++;

      g_assert_cmpuint (b->root->children->len, <=, 2);
      lengths[b->root->children->len]++;
      if (b->root->children->len == 2)
        g_assert_cmpuint (index_of (child (b->root, 0)), <, index_of (child (b->root, 1)));
    }

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      guint x = i / 9, y = i / 3 % 3, z = i % 3;
      gboolean is_order = x != y && y != z && x != z;

      n_orders += is_order;
      if (is_order)
        assert_share (counts[i], 1.0 / 6);
      else
        g_assert_cmpuint (counts[i], ==, 0);
    }
  g_assert_cmpuint (n_orders, ==, 6);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    assert_share (lengths[i], 1.0 / 3);
}

/* With replacement a step comes twice in a row one time in three, and then with two angles. */
static void
test_with_replacement (void)
{
  g_autoptr(EmuImage) image = noise (1, 2, 2, 8);
  g_autoptr(EmuPolicy) policy = some_of (3, 2, 2, TRUE, FALSE);
  guint n_twice = 0;

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 5, sample, NULL);
      const EmuTraceNode *first = child (trace->root, 0);
      const EmuTraceNode *second = child (trace->root, 1);

      g_assert_cmpuint (first->copy, ==, 0);
      g_assert_cmpuint (second->copy, ==, 1);
      if (first->step == second->step)
        {
          n_twice++;
          g_assert_true (draw (first, "law-degrees") != draw (second, "law-degrees"));
        }
    }
  assert_share (n_twice, 1.0 / 3);
}

/* --- Laws and magnitudes ------------------------------------------------------------------- */

static void
test_laws (void)
{
  g_autoptr(EmuImage) image = noise (1, 2, 2, 8);
  EmuLaw normal = EMU_LAW_INIT (EMU_LAW_NORMAL, 5, 10);
  EmuLaw choice = { .kind = EMU_LAW_CHOICE, .min = -INFINITY, .max = INFINITY, .n_values = 2,
                    .values = { 0, 2 } };
  EmuLaw whole = EMU_LAW_INIT (EMU_LAW_INT, 3, 5);
  EmuPolicyNode *node = emu_policy_node_new_op ("rotate", NULL);
  g_autoptr(EmuPolicy) policy = NULL;
  guint n_negative = 0, n_bicubic = 0, n_low = 0;
  guint reds[3] = { 0 };

  normal.min = 0;
  normal.max = 10;
  normal.sign = TRUE;
  g_assert_true (emu_policy_node_set_law (node, "degrees", &whole, NULL));
  g_assert_true (emu_policy_node_set_law (node, "degrees", &normal, NULL));
  g_assert_true (emu_policy_node_set_law (node, "interpolation", &choice, NULL));
  g_assert_true (emu_policy_node_set_law (node, "fill-red", &whole, NULL));
  g_assert_false (emu_policy_node_set_law (node, "fill-ret", &whole, NULL));
  g_assert_cmpuint (node->laws->len, ==, 3);
  policy = make (node);

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 6, sample, NULL);
      double degrees = draw (trace->root, "law-degrees");
      double interpolation = draw (trace->root, "law-interpolation");
      double red = draw (trace->root, "law-fill-red");

      g_assert_cmpfloat (fabs (degrees), <=, 10);
      g_assert_true (interpolation == 0 || interpolation == 2);
      g_assert_true (red == 3 || red == 4 || red == 5);
      g_assert_cmpfloat (trace->root->value, ==, degrees);
      n_negative += signbit (degrees) != 0;
      n_low += degrees == 0;
      n_bicubic += interpolation == 2;
      reds[(int) red - 3]++;
    }

  /* A normal number lies half a deviation or more below its mean with probability Φ(−0.5). */
  assert_share (n_low, 0.3085375387259869);
  assert_share (n_negative, (1 - 0.3085375387259869) / 2);
  assert_share (n_bicubic, 0.5);
  for (guint i = 0; i < G_N_ELEMENTS (reds); i++)
    assert_share (reds[i], 1.0 / 3);
}

static double
turn_argument (const EmuLevelInput *input)
{
  double degrees = 30 * input->magnitude / 10 + input->constant;

  return input->negative ? -degrees : degrees;
}

static const EmuLevel turn_level = {
  "test/Rotate", "Rotate", "rotate", "degrees", TRUE, "°", turn_argument,
};

static void
test_magnitude (void)
{
  g_autoptr(EmuImage) image = noise (1, 2, 2, 8);
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_NORMAL, 9, 0.5);
  g_autoptr(EmuPolicy) policy = NULL;
  guint n_negative = 0, n_top = 0;

  law.min = 0;
  law.max = 10;
  policy = make (emu_policy_node_new_level (&turn_level, &law, 0));

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 7, sample, NULL);
      double m = draw (trace->root, "magnitude");
      double sign = draw (trace->root, "negative");

      g_assert_cmpfloat (m, >=, 0);
      g_assert_cmpfloat (m, <=, 10);
      g_assert_cmpfloat (trace->root->value, ==, (sign == 1 ? -30 : 30) * m / 10);
      g_assert_cmpstr (trace->root->unit, ==, "°");
      n_negative += sign == 1;
      n_top += m == 10;
    }

  assert_share (n_negative, 0.5);
  assert_share (n_top, 0.02275013194817921);  /* Φ(−2) */
}

/* Every row of every notation's tables names an operation and a parameter that there are, and at
 * its own magnitudes gives what the parameter takes. */
static void
test_levels (void)
{
  for (guint i = 0; i < emu_dialects_size (); i++)
    {
      const EmuDialect *dialect = emu_dialects_get (i);

      for (guint j = 0; j < dialect->n_levels; j++)
        {
          const EmuLevel *level = &dialect->levels[j];
          const EmuOp *op = emu_ops_find (level->op, NULL);

          g_assert_true (emu_levels_find (level->id) == level);
          if (op == NULL)
            {
              g_test_message ("no operation %s for %s", level->op, level->id);
              continue;
            }
          g_assert_true (level->param == NULL ||
                         emu_params_find (&op->params, level->param, NULL) != NULL);
        }
    }
}

/* --- Chains -------------------------------------------------------------------------------- */

static EmuPolicy *
make_chains (EmuChainsBlend blend,
             int            width,
             int            depth_min,
             int            depth_max,
             EmuPolicyNode *step)
{
  EmuPolicyNode *node = emu_policy_node_new (EMU_POLICY_CHAINS, "AugMix");

  node->blend = blend;
  node->width = width;
  node->depth_min = depth_min;
  node->depth_max = depth_max;
  emu_policy_node_add (node, step);

  return make (node);
}

static EmuImage *
flipped (EmuImage *image)
{
  g_autoptr(EmuPolicy) policy = make (flip ("horizontal", 1));
  g_autoptr(EmuTrace) trace = run (policy, image, 0, 0, NULL);

  return emu_image_ref (trace->result);
}

/* Chains that are all the flipped picture: (1 − m) x + m Σ wᵢ f, worked out in double. Rounding may
 * only move what lies within 1e-9 of a half, truncation loses less than one level each time. */
static void
test_chains_blend (void)
{
  static const double losses[] = {
    [EMU_CHAINS_ROUND] = 0.5, [EMU_CHAINS_TRUNCATE] = 1, [EMU_CHAINS_TRUNCATE_TWICE] = 2,
    [EMU_CHAINS_ONE_BY_ONE] = 3,
  };
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 9);
  g_autoptr(EmuImage) mirror = flipped (image);
  const guint8 *x = emu_image_plane (image, 0);
  const guint8 *f = emu_image_plane (mirror, 0);

  for (EmuChainsBlend blend = EMU_CHAINS_ROUND; blend <= EMU_CHAINS_ONE_BY_ONE; blend++)
    {
      g_autoptr(EmuPolicy) policy = make_chains (blend, 3, 1, 1, flip ("horizontal", 1));

      for (guint64 sample = 0; sample < 10; sample++)
        {
          g_autoptr(EmuTrace) trace = run (policy, image, 8, sample, NULL);
          const guint8 *out = emu_image_plane (trace->result, 0);
          double m = draw (trace->root, "blend");
          double sum = draw (trace->root, "weight-0") + draw (trace->root, "weight-1") +
                       draw (trace->root, "weight-2");

          g_assert_cmpfloat_with_epsilon (sum, 1, 1e-15);
          g_assert_cmpuint (trace->root->children->len, ==, 3);
          for (gsize i = 0; i < 3 * emu_image_n_pixels (image); i++)
            {
              double exact = (1 - m) * x[i] + m * f[i];

              if (blend == EMU_CHAINS_ROUND)
                g_assert_cmpfloat (fabs (out[i] - exact), <=, 0.5 + 1e-9);
              else
                {
                  g_assert_cmpfloat (out[i], <=, exact + 1e-4);
                  g_assert_cmpfloat (out[i], >, exact - losses[blend] - 1e-4);
                }
            }
        }
    }
}

/* Weights and share that somebody gives: only the second chain counts, and wholly. */
static void
test_chains_given (void)
{
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 10);

  for (EmuChainsBlend blend = EMU_CHAINS_ROUND; blend <= EMU_CHAINS_ONE_BY_ONE; blend++)
    {
      g_autoptr(EmuPolicy) policy = make_chains (blend, 2, 1, 2, turn (-90, 90));
      g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
      EmuRunRequest request = { .seed = 9, .given = draws, .with_pictures = TRUE };
      g_autoptr(EmuTrace) trace = NULL;
      const EmuTraceNode *last;

      emu_policy_draws_set (draws, "0", 0, "weight-0", 0);
      emu_policy_draws_set (draws, "0", 0, "weight-1", 1);
      emu_policy_draws_set (draws, "0", 0, "blend", 1);
      emu_policy_draws_set (draws, "0", 0, "depth-0", 2);
      emu_policy_draws_set (draws, "0", 0, "depth-1", 2);
      trace = emu_policy_run (policy, &request, image, NULL, NULL);
      g_assert_cmpuint (trace->root->children->len, ==, 4);
      last = child (trace->root, 3);
      g_assert_cmpuint (last->slot, ==, 3);
      g_assert_true (emu_image_equal (trace->result, last->image));
      g_assert_false (emu_image_equal (trace->result, image));
    }
}

static void
test_chains_depth (void)
{
  g_autoptr(EmuImage) image = noise (1, 2, 2, 11);
  g_autoptr(EmuPolicy) policy = make_chains (EMU_CHAINS_ROUND, 1, 1, 3, flip ("both", 1));
  guint counts[4] = { 0 };
  double sum = 0;

  for (guint64 sample = 0; sample < N_DRAWS; sample++)
    {
      g_autoptr(EmuTrace) trace = run (policy, image, 10, sample, NULL);

      counts[trace->root->children->len]++;
      sum += draw (trace->root, "blend");
    }

  g_assert_cmpuint (counts[0], ==, 0);
  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    assert_share (counts[i], 1.0 / 3);

  /* Beta(1, 1): mean 1/2, deviation 1/√12. */
  g_assert_cmpfloat (fabs (sum / N_DRAWS - 0.5), <=, 5 / sqrt (12.0 * N_DRAWS));
}

static void
test_chains_size (void)
{
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 12);
  EmuPolicyNode *node = emu_policy_node_new_op ("resize", NULL);
  g_autoptr(EmuPolicy) policy = NULL;
  EmuRunRequest request = { .seed = 1 };
  g_autoptr(GError) error = NULL;

  g_assert_true (emu_policy_node_set_number (node, "height", 5, NULL));
  g_assert_true (emu_policy_node_set_number (node, "width", 6, NULL));
  policy = make_chains (EMU_CHAINS_ROUND, 2, 1, 1, node);
  g_assert_null (emu_policy_run (policy, &request, image, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
  g_assert_nonnull (strstr (error->message, "size"));
}

/* --- Statistics ---------------------------------------------------------------------------- */

static void
test_stats (void)
{
  g_autoptr(EmuImage) image = emu_image_new (3, 10, 20, NULL);
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "Compose");
  EmuPolicyNode *move = emu_policy_node_new_op ("translate-x", NULL);
  EmuRunRequest request = { .seed = 1, .with_stats = TRUE };
  g_autoptr(EmuPolicy) policy = NULL;
  g_autoptr(EmuTrace) trace = NULL;
  const EmuTraceNode *moved;

  memset (emu_image_plane (image, 0), 100, 200);
  memset (emu_image_plane (image, 1), 120, 200);
  memset (emu_image_plane (image, 2), 140, 200);

  g_assert_true (emu_policy_node_set_number (move, "pixels", 5, NULL));
  g_assert_true (emu_policy_node_set_text (move, "interpolation", "nearest", NULL));
  emu_policy_node_add (root, move);
  emu_policy_node_add (root, flip ("both", 1));
  policy = make (root);
  trace = emu_policy_run (policy, &request, image, NULL, NULL);

  moved = child (trace->root, 0);
  g_assert_cmpint (moved->before.min, ==, 100);
  g_assert_cmpint (moved->before.max, ==, 140);
  g_assert_cmpfloat (moved->before.mean, ==, 120);
  g_assert_cmpuint (moved->before.unique_colours, ==, 1);
  g_assert_cmpfloat (moved->before.clipped, ==, 0);
  g_assert_cmpfloat (moved->before.synthetic, ==, 0);

  /* A quarter is black now, in every colour; a flip keeps it. */
  g_assert_cmpint (moved->after.min, ==, 0);
  g_assert_cmpfloat (moved->after.mean, ==, 90);
  g_assert_cmpuint (moved->after.unique_colours, ==, 2);
  g_assert_cmpfloat (moved->after.clipped, ==, 0.25);
  g_assert_cmpfloat (moved->after.synthetic, ==, 0.25);
  g_assert_cmpfloat (trace->root->after.synthetic, ==, 0.25);
  g_assert_cmpstr (moved->unit, ==, "px");
  g_assert_cmpfloat (moved->value, ==, 5);
}

/* --- Mixing -------------------------------------------------------------------------------- */

static void
test_mix (void)
{
  g_autoptr(EmuImage) a = noise (3, HEIGHT, WIDTH, 13);
  g_autoptr(EmuImage) b = noise (3, HEIGHT, WIDTH, 14);
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_ONE_OF, "Mix");
  g_autoptr(EmuPolicy) policy = NULL;
  guint n[2] = { 0 };

  emu_policy_node_add (root, emu_policy_node_new_mix ("cutmix", NULL, NULL));
  emu_policy_node_add (root, emu_policy_node_new_mix ("mixup", NULL, NULL));
  policy = make (root);
  g_assert_true (emu_policy_needs_partner (policy));

  for (guint64 sample = 0; sample < 20; sample++)
    {
      EmuRunRequest request = { .partner = b, .seed = 3, .sample = sample };
      g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, a, NULL, NULL);
      const EmuTraceNode *node = child (trace->root, 0);
      EmuMixRequest alone = EMU_MIX_REQUEST_INIT;
      g_autoptr(EmuMix) mix = NULL;
      g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
      g_autoptr(EmuTrace) again = NULL;

      alone.method = node->step->method;
      alone.seed = 3;
      alone.sample = sample;
      mix = emu_mix_new (&alone, HEIGHT, WIDTH, NULL, NULL, NULL);
      g_assert_cmpfloat (node->label_a, ==, mix->label.weight_a);
      g_assert_cmpfloat (draw (node, "lambda"), ==, mix->drawn);
      n[index_of (node)]++;

      emu_policy_draws_take (draws, trace->root);
      request.seed = 77;
      request.given = draws;
      again = emu_policy_run (policy, &request, a, NULL, NULL);
      g_assert_true (emu_image_equal (trace->result, again->result));
    }
  g_assert_cmpuint (n[0], >, 0);
  g_assert_cmpuint (n[1], >, 0);
}

static void
test_no_partner (void)
{
  g_autoptr(EmuImage) image = noise (3, 4, 5, 13);
  g_autoptr(EmuPolicy) policy = make (emu_policy_node_new_mix ("mixup", NULL, NULL));
  EmuRunRequest request = { .seed = 3 };
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_policy_run (policy, &request, image, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

static void
test_cancelled (void)
{
  g_autoptr(EmuImage) image = noise (3, 4, 5, 13);
  g_autoptr(EmuPolicy) policy = make (deep_tree ());
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  EmuRunRequest request = { .seed = 3 };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (emu_policy_run (policy, &request, image, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Emulsion's own notation --------------------------------------------------------------- */

static EmuLaw
random_law (EmuRng         *rng,
            const EmuParam *param)
{
  double lo = param->type == EMU_PARAM_CHOICE || param->type == EMU_PARAM_BOOL ? 0 : param->min;
  double hi = param->type == EMU_PARAM_CHOICE ? emu_param_n_choices (param) - 1
                                              : param->type == EMU_PARAM_BOOL ? 1 : param->max;
  EmuLaw law = EMU_LAW_INIT ((EmuLawKind) emu_rng_int (rng, 0, 4), 0, 0);
  gboolean whole = param->type != EMU_PARAM_FLOAT || law.kind == EMU_LAW_INT;

  law.a = emu_rng_uniform_in (rng, lo, hi);
  law.b = emu_rng_uniform_in (rng, law.a, hi);
  if (whole)
    {
      law.a = ceil (law.a);
      law.b = fmax (law.a, floor (law.b));
    }
  /* A range without a whole number in it. */
  if (law.a > hi)
    law = EMU_LAW_INIT (EMU_LAW_UNIFORM, lo, hi);
  if (law.kind == EMU_LAW_NORMAL && param->type == EMU_PARAM_CHOICE)
    law.kind = EMU_LAW_FIXED;
  if (law.kind == EMU_LAW_NORMAL)
    law.b = fabs (law.b);
  if (law.kind == EMU_LAW_NORMAL && emu_rng_int (rng, 0, 1) == 1)
    law.max = hi;

  law.n_values = law.kind == EMU_LAW_CHOICE ? (guint) emu_rng_int (rng, 1, 3) : 0;
  for (guint i = 0; i < law.n_values; i++)
    law.values[i] = floor (emu_rng_uniform_in (rng, law.a, law.b));
  if (law.n_values > 0)
    law.values[0] = law.a;
  for (guint i = 0; i < law.n_values; i++)
    law.values[i] = CLAMP (law.values[i], lo, hi);

  return law;
}

static EmuPolicyNode *
random_op (EmuRng *rng)
{
  const EmuOp *op = emu_ops_get ((guint) emu_rng_int (rng, 0, (int) emu_ops_size () - 1));
  EmuPolicyNode *node = emu_policy_node_new_op (op->id, NULL);

  for (guint i = 0; i < op->params.n_params; i++)
    {
      const EmuParam *param = &op->params.params[i];
      int what = emu_rng_int (rng, 0, 4);

      if (param->type == EMU_PARAM_RANGE || param->type == EMU_PARAM_TEXT)
        continue;

      if (what == 0)
        {
          EmuLaw law = random_law (rng, param);

          g_assert_true (emu_policy_node_set_law (node, emu_param_name (param), &law, NULL));
        }
      else if (what == 1 && param->type == EMU_PARAM_FLOAT)
        {
          g_assert_true (emu_param_set (param, node->params,
                                        emu_rng_uniform_in (rng, param->min, param->max), NULL));
        }
    }

  return node;
}

static EmuPolicyNode *
random_tree (EmuRng *rng,
             int     depth)
{
  static const EmuPolicyKind kinds[] = {
    EMU_POLICY_SEQUENCE, EMU_POLICY_ONE_OF, EMU_POLICY_SOME_OF, EMU_POLICY_CHAINS,
  };
  int what = emu_rng_int (rng, 0, 7);
  EmuPolicyNode *node;
  int n;

  if (depth == 0 || what >= 5)
    {
      node = random_op (rng);
    }
  else if (what == 4)
    {
      node = emu_policy_node_new (EMU_POLICY_UNKNOWN, "Fog \"of\" wär\n");
      emu_policy_node_add_extra (node, "density", "[0.1, 0.2]");
      emu_policy_node_add_extra (node, "density", "twice");
    }
  else
    {
      node = emu_policy_node_new (kinds[what], what == 0 ? "Compose" : NULL);
      n = emu_rng_int (rng, 1, 3);
      for (int i = 0; i < n; i++)
        emu_policy_node_add (node, random_tree (rng, depth - 1));
      node->replace = emu_rng_int (rng, 0, 1) == 1;
      node->n_max = emu_rng_int (rng, 0, node->replace ? 4 : n);
      node->n_min = emu_rng_int (rng, 0, node->n_max);
      node->in_order = emu_rng_int (rng, 0, 1) == 1;
      node->width = emu_rng_int (rng, 1, 3);
      node->depth_max = emu_rng_int (rng, 1, 3);
      node->depth_min = emu_rng_int (rng, 1, node->depth_max);
      node->alpha = emu_rng_uniform_in (rng, 0.1, 2);
      node->blend = (EmuChainsBlend) emu_rng_int (rng, 0, 3);
    }

  node->p = emu_rng_int (rng, 0, 2) == 0 ? emu_rng_uniform (rng) : 1;
  node->weight = emu_rng_int (rng, 0, 2) == 0 ? 0.1 + emu_rng_uniform (rng) : 1;

  return node;
}

static void
test_round_trip (void)
{
  guint n_large = 0;

  for (guint64 sample = 0; sample < 400; sample++)
    {
      EmuRng rng;
      g_autoptr(EmuPolicy) policy = NULL;
      g_autoptr(EmuPolicy) again = NULL;
      g_autofree char *text = NULL;
      g_autofree char *second = NULL;
      g_autoptr(GError) error = NULL;

      emu_rng_init (&rng, 99, EMU_PURPOSE_DATASET, sample, 0);
      policy = emu_policy_new (random_tree (&rng, 4), NULL, NULL, &error);
      g_assert_no_error (error);
      policy->seed = sample * 7919;

      text = emu_policy_to_json (policy);
      if (strlen (text) > EMU_POLICY_MAX_BYTES)
        {
          n_large++;
          continue;
        }
      again = emu_policy_parse (text, -1, NULL, FALSE, &error);
      g_assert_no_error (error);
      g_assert_true (emu_policy_equal (policy, again));
      g_assert_cmpstr (again->dialect, ==, "emulsion");
      g_assert_cmpuint (again->notes->len, ==, 0);
      second = emu_policy_to_json (again);
      g_assert_cmpstr (text, ==, second);
    }
  g_assert_cmpuint (n_large, <, 100);
}

static void
test_defaults (void)
{
  static const char text[] =
    "{\"format\":\"emulsion-policy/1\",\"root\":{\"steps\":[{\"op\":\"rotate\"},"
    "{\"step\":\"some-of\",\"take\":{\"from\":2},\"steps\":[{\"op\":\"flip\"},{\"op\":\"flip\"}]},"
    "{\"step\":\"chains\",\"steps\":[{\"op\":\"flip\",\"laws\":{\"axis\":\"both\"}}]},"
    "{\"method\":\"cutmix\",\"lambda\":0.5}]}}";
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (text, -1, NULL, FALSE, &error);
  const EmuPolicyNode *node;

  g_assert_no_error (error);
  g_assert_cmpstr (policy->text, ==, text);
  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_SEQUENCE);

  node = emu_policy_find (policy, "0/0");
  g_assert_cmpfloat (node->p, ==, 1);
  g_assert_cmpint (node->line, ==, 1);
  g_assert_cmpint (node->column, ==, 48);
  g_assert_true (emu_param_is_default (emu_params_find (&node->op->params, "degrees", NULL),
                                       node->params));

  node = emu_policy_find (policy, "0/1");
  g_assert_cmpint (node->n_min, ==, 2);
  g_assert_cmpint (node->n_max, ==, 2);

  node = emu_policy_find (policy, "0/2");
  g_assert_cmpint (node->width, ==, 3);
  g_assert_cmpint (node->depth_max, ==, 3);
  g_assert_false (emu_law_is_random (&g_array_index (emu_policy_find (policy, "0/2/0")->laws,
                                                     EmuPolicyLaw, 0).law));

  node = emu_policy_find (policy, "0/3");
  g_assert_cmpfloat (node->lambda, ==, 0.5);
  g_assert_true (isnan (node->alpha));
}

#define ROOT(text) "{\"format\":\"emulsion-policy/1\",\n\"root\":" text "}"

static const struct
{
  const char *text;
  const char *part;
} bad_texts[] = {
  { "{\"format\":\"emulsion-policy/1\"}", "line 1, column 1: the policy has no “root”" },
  { "{\"format\":\"emulsion-policy/2\",\"root\":{}}", "newer" },
  { "{\"root\":{}}", "emulsion-policy/1" },
  { "{\"format\":\"emulsion-policy/1\",\"seed\":-1,\"root\":{}}", "line 1, column 31" },
  { "{\"format\":\"emulsion-policy/1\",\"seed\":1.5,\"root\":{}}", "seed" },
  { ROOT ("7"), "line 2, column 1" },
  { ROOT ("{\"step\":\"one-off\",\"steps\":[]}"), "line 2, column 9: there is no step “one-off”; "
                                                "did you mean “one-of”?" },
  { ROOT ("{\"op\":\"rotete\"}"), "did you mean “rotate”?" },
  { ROOT ("{\"op\":7}"), "op" },
  { ROOT ("{\"stepp\":\"op\"}"), "did you mean “step”?" },
  { ROOT ("{\"op\":\"rotate\",\n \"p\":\"often\"}"), "line 3, column 2" },
  { ROOT ("{\"op\":\"rotate\",\"p\":2}"), "line 2, column 1: its probability" },
  { ROOT ("{\"op\":\"rotate\",\"params\":{\"degres\":1}}"), "did you mean “degrees”?" },
  { ROOT ("{\"op\":\"rotate\",\"params\":{\"degrees\":1e9}}"), "line 2, column 33" },
  { ROOT ("{\"op\":\"rotate\",\"laws\":{\"degrees\":{}}}"), "this law has no “law”" },
  { ROOT ("{\"op\":\"rotate\",\"laws\":{\"degrees\":{\"law\":\"unifrm\"}}}"), "“uniform”" },
  { ROOT ("{\"op\":\"rotate\",\"laws\":{\"degrees\":{\"law\":\"uniform\",\"from\":1}}}"), "“to”" },
  { ROOT ("{\"op\":\"rotate\",\"laws\":{\"degrees\":{\"law\":\"int\",\"from\":2,\"to\":1}}}"),
    "smaller first" },
  { ROOT ("{\"op\":\"flip\",\"laws\":{\"axis\":{\"law\":\"choice\",\"values\":[\"bot\"]}}}"),
    "“both”" },
  { ROOT ("{\"op\":\"flip\",\"laws\":{\"axis\":{\"law\":\"choice\",\"values\":[]}}}"), "1 to 16" },
  { ROOT ("{\"op\":\"rotate\",\"level\":{\"row\":\"nowhere/Rotate\",\"magnitude\":1}}"),
    "nowhere/Rotate" },
  { ROOT ("{\"op\":\"rotate\",\"steps\":[]}"), "no steps of its own" },
  { ROOT ("{\"step\":\"mix\"}"), "method" },
  { ROOT ("{\"method\":\"cutmx\"}"), "“cutmix”" },
  { ROOT ("{\"method\":\"cutmix\",\"lambda\":2}"), "“cutmix” at line 2, column 1: λ" },
  { ROOT ("{\"step\":\"one-of\"}"), "no step to choose" },
  { ROOT ("{\"step\":\"chains\",\"chains\":{\"depth\":[1]}}"), "depth" },
  { ROOT ("{\"step\":\"chains\",\"chains\":{\"blend\":\"rond\"}}"), "“round”" },
  { ROOT ("{\"step\":\"sequence\",\"take\":{}}"), "some-of" },
  { ROOT ("{\"step\":\"some-of\",\"take\":{\"to\":1e7}}"), "1000000" },
  { ROOT ("{\"step\":\"kept\",\"extras\":[[\"a\"]]}"), "pairs" },
  { ROOT ("{\"step\":\"kept\",\"op\":\"flip\"}"), "has no “op”" },
  { ROOT ("{\"op\":\"rotate\",}"), "line 2" },
};

static void
test_bad_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuPolicy) policy = emu_policy_parse (bad_texts[i].text, -1,
                                                      emu_dialects_find ("emulsion", NULL), FALSE,
                                                      &error);

      g_test_message ("%s", bad_texts[i].text);
      g_assert_null (policy);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, bad_texts[i].part));
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_unknown_members (void)
{
  static const char text[] =
    ROOT ("{\"op\":\"flip\",\"always_apply\":{\"a\":[1,2]},\"x-mine\":1}");
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (text, -1, NULL, FALSE, &error);
  g_autoptr(EmuPolicy) again = NULL;
  g_autofree char *written = NULL;
  const EmuPolicyExtra *extra;

  g_assert_no_error (error);
  g_assert_cmpuint (policy->notes->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (policy->notes, 0), "always_apply"));
  g_assert_cmpuint (policy->root->extras->len, ==, 1);
  extra = g_ptr_array_index (policy->root->extras, 0);
  g_assert_cmpstr (extra->key, ==, "always_apply");

  written = emu_policy_to_json (policy);
  again = emu_policy_parse (written, -1, NULL, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (emu_policy_equal (policy, again));
}

/* Parameters that the text does not name take the published choice; those it names stay. */
static void
test_as_published (void)
{
  guint n_ops = 0;

  for (guint i = 0; i < emu_ops_size (); i++)
    {
      const EmuOp *op = emu_ops_get (i);
      g_autofree char *text = g_strdup_printf (ROOT ("{\"op\":\"%s\"}"), op->id);
      g_autoptr(EmuPolicy) published = emu_policy_parse (text, -1, NULL, TRUE, NULL);
      g_autoptr(EmuPolicy) sound = emu_policy_parse (text, -1, NULL, FALSE, NULL);
      g_autofree char *named = emu_policy_to_json (sound);
      g_autoptr(EmuPolicy) again = emu_policy_parse (named, -1, NULL, TRUE, NULL);

      g_assert_nonnull (published);
      g_assert_cmpint (emu_params_n_published (&op->params, published->root->params) > 0, ==,
                       emu_params_can_publish (&op->params));
      g_assert_cmpuint (emu_params_n_published (&op->params, sound->root->params), ==, 0);
      g_assert_true (emu_policy_equal (sound, again));
      n_ops++;
    }
  g_assert_cmpuint (n_ops, >, 0);
}

static void
test_limits (void)
{
  g_autofree char *large = g_strnfill (EMU_POLICY_MAX_BYTES + 1, ' ');
  g_autofree char *blank = g_strnfill (EMU_POLICY_MAX_BYTES, ' ');
  static const char half[] = "rand-m9\xff";
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_policy_parse (large, -1, NULL, FALSE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (emu_policy_parse (blank, -1, NULL, FALSE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
  g_clear_error (&error);
  g_assert_null (emu_policy_parse ("", -1, NULL, FALSE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
  g_clear_error (&error);
  g_assert_null (emu_policy_parse (half, -1, NULL, FALSE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_null (emu_policy_parse ("a\0b", 3, NULL, FALSE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_null (emu_dialects_find ("emulsin", &error));
  g_assert_nonnull (strstr (error->message, "emulsion"));
}

/* --- Recipes ------------------------------------------------------------------------------- */

static void
test_recipe (void)
{
  static const char text[] =
    "{\"format\":\"emulsion-recipe/1\",\"method\":\"mixup\",\"seed\":4,\"policy\":"
    "{\"format\":\"emulsion-policy/1\",\"root\":{\"op\":\"rotate\",\"laws\":{\"degrees\":"
    "{\"law\":\"uniform\",\"from\":-90,\"to\":90}}}}}";
  g_autoptr(EmuImage) image = noise (3, HEIGHT, WIDTH, 15);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuRecipe) recipe = emu_recipe_parse (text, -1, &error);
  g_autoptr(EmuRecipe) again = NULL;
  g_autoptr(EmuRecipe) plain = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (recipe->policy);
  written = emu_recipe_write (recipe);
  again = emu_recipe_parse (written, -1, &error);
  g_assert_no_error (error);
  g_assert_true (emu_recipe_equal (recipe, again));

  plain = emu_recipe_new (recipe->method);
  plain->seed = 4;
  g_assert_false (emu_recipe_equal (recipe, plain));
  g_assert_true (emu_recipe_set_policy (plain, recipe->policy, &error));
  g_assert_true (emu_recipe_equal (recipe, plain));

  /* A and B are the samples 0 and 1 of the recipe's seed. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(EmuTrace) trace = run (recipe->policy, image, 4, i, NULL);
      g_autoptr(EmuImage) result = emu_recipe_apply_policy (recipe, i, image, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (emu_image_equal (trace->result, result));
      g_assert_false (emu_image_equal (image, result));
    }
}

static void
test_recipe_refuses_mix (void)
{
  static const char text[] =
    "{\"format\":\"emulsion-recipe/1\",\"method\":\"mixup\",\"policy\":"
    "{\"format\":\"emulsion-policy/1\",\"root\":{\"method\":\"cutmix\"}}}";
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_recipe_parse (text, -1, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/policy/tree/lanes-are-apart", test_lanes);
  g_test_add_func ("/policy/tree/a-step-behind-moves-nothing", test_step_behind_moves_nothing);
  g_test_add_func ("/policy/tree/equal-and-copy", test_equal_and_copy);
  g_test_add_func ("/policy/tree/unknown-step-is-refused-by-name", test_unknown_step);
  for (guint i = 0; i < G_N_ELEMENTS (bad_trees); i++)
    {
      g_autofree char *path = g_strconcat ("/policy/tree/refuses/", bad_trees[i].name, NULL);

      g_test_add_data_func (path, &bad_trees[i], test_bad_tree);
    }

  g_test_add_func ("/policy/run/same-seed-same-bits", test_determinism);
  g_test_add_func ("/policy/run/trace-changes-nothing", test_trace_changes_nothing);
  g_test_add_func ("/policy/run/draws-replay", test_replay);
  g_test_add_func ("/policy/run/text-of-a-trace-replays", test_replay_text);
  g_test_add_func ("/policy/run/given-draws-are-checked", test_given_out_of_range);
  g_test_add_func ("/policy/run/cancelled", test_cancelled);

  g_test_add_func ("/policy/chance/probability", test_probability);
  g_test_add_func ("/policy/chance/nested-probability", test_nested_probability);
  g_test_add_func ("/policy/chance/weights", test_weights);
  g_test_add_func ("/policy/chance/without-replacement", test_without_replacement);
  g_test_add_func ("/policy/chance/with-replacement", test_with_replacement);
  g_test_add_func ("/policy/chance/laws", test_laws);
  g_test_add_func ("/policy/chance/magnitude", test_magnitude);
  g_test_add_func ("/policy/levels/name-what-there-is", test_levels);

  g_test_add_func ("/policy/chains/blend", test_chains_blend);
  g_test_add_func ("/policy/chains/given", test_chains_given);
  g_test_add_func ("/policy/chains/depth", test_chains_depth);
  g_test_add_func ("/policy/chains/size", test_chains_size);
  g_test_add_func ("/policy/trace/statistics", test_stats);

  g_test_add_func ("/policy/mix/as-alone", test_mix);
  g_test_add_func ("/policy/mix/no-partner", test_no_partner);

  g_test_add_func ("/policy/emulsion/round-trip", test_round_trip);
  g_test_add_func ("/policy/emulsion/defaults", test_defaults);
  g_test_add_func ("/policy/emulsion/errors-have-places", test_bad_texts);
  g_test_add_func ("/policy/emulsion/unknown-members-are-kept", test_unknown_members);
  g_test_add_func ("/policy/emulsion/as-published", test_as_published);
  g_test_add_func ("/policy/emulsion/limits", test_limits);

  g_test_add_func ("/policy/recipe/round-trip", test_recipe);
  g_test_add_func ("/policy/recipe/refuses-mix", test_recipe_refuses_mix);

  return g_test_run ();
}
