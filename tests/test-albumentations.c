/* test-albumentations.c: Albumentations' files, their traps, and texts that mean harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-run.h"
#include "emu-transform.h"

static EmuPolicy *
parse (const char *text,
       GError    **error)
{
  return emu_policy_parse (text, -1, emu_dialects_find ("albumentations", NULL), FALSE, error);
}

static EmuPolicy *
must_parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  EmuPolicy *policy = parse (text, &error);

  if (error != NULL)
    g_error ("%s: %s", text, error->message);

  return policy;
}

static char *
must_write (const EmuPolicy *policy)
{
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  char *text = emu_dialects_find ("albumentations", NULL)->write (policy, lost, &error);

  g_assert_no_error (error);
  if (lost->len > 0)
    g_error ("lost: %s", (const char *) g_ptr_array_index (lost, 0));

  return text;
}

static void
check_round (const char *text)
{
  g_autoptr(EmuPolicy) policy = must_parse (text);
  g_autofree char *written = must_write (policy);
  g_autoptr(EmuPolicy) back = must_parse (written);
  g_autofree char *again = must_write (back);

  if (!emu_policy_equal (policy, back))
    g_error ("%s\nis written as\n%s\nwhich means something else", text, written);
  g_assert_cmpstr (written, ==, again);
}

static const EmuPolicyNode *
step_at (const EmuPolicy *policy,
         const char      *path)
{
  const EmuPolicyNode *node = emu_policy_find (policy, path);

  g_assert_nonnull (node);

  return node;
}

/* --- Texts by the hundred ------------------------------------------------------------------ */

/* @: a probability, #: 1 to 8; the class and its values, without p */
static const char * const templates[] = {
  "HorizontalFlip\"", "albumentations.augmentations.geometric.transforms.VerticalFlip\"",
  "Rotate\", \"limit\": [-#, #]", "Rotate\", \"limit\": 4#, \"border_mode\": 0, \"value\": [#, 0, 9]",
  "ShiftScaleRotate\", \"shift_limit_x\": [-0.0#, 0.0#], \"shift_limit_y\": 0.0#, \"scale_limit\": "
  "[-0.1, 0.#], \"rotate_limit\": 45, \"interpolation\": 2",
  "ShiftScaleRotate\"", "ShiftScaleRotate\", \"scale_limit\": 0.#, \"border_mode\": 1",
  "RandomResizedCrop\", \"height\": #2, \"width\": 1#, \"scale\": [0.1, 0.#]",
  "RandomResizedCrop\", \"size\": [#, 9]", "Resize\", \"height\": 3#, \"width\": #, \"interpolation\": 3",
  "SmallestMaxSize\", \"max_size\": 2#", "LongestMaxSize\", \"max_size\": #0, \"interpolation\": 4",
  "CenterCrop\", \"height\": #, \"width\": #", "RandomCrop\", \"height\": #, \"width\": #",
  "PadIfNeeded\", \"min_height\": 5#, \"min_width\": 6#", "PadIfNeeded\", \"min_height\": 5#, "
  "\"border_mode\": 0, \"value\": #", "PadIfNeeded\", \"pad_height_divisor\": 32",
  "RandomBrightnessContrast\", \"brightness_limit\": [-0.#, 0.#], \"contrast_limit\": 0.#",
  "RandomBrightnessContrast\", \"always_apply\": true", "ColorJitter\"", "InvertImg\"",
  "ColorJitter\", \"brightness\": [0.8, 1.#], \"hue\": 0.1", "Solarize\", \"threshold\": 1#",
  "Solarize\", \"threshold\": [#, 99]", "Posterize\", \"num_bits\": #", "Posterize\", \"num_bits\": [1, #]",
  "Posterize\", \"num_bits\": [1, #, 3]", "Equalize\", \"mode\": \"pil\"", "Equalize\"", "ToGray\"",
  "GaussianBlur\", \"blur_limit\": [3, 7]", "GaussianBlur\", \"sigma_limit\": [0.#, 1#]", "GaussNoise\"", "CoarseDropout\"",
  "CoarseDropout\", \"max_holes\": 1#, \"min_holes\": #, \"max_height\": 9, \"fill_value\": [1, 2, #]",
  "CoarseDropout\", \"max_height\": 0.#",
  "GaussNoise\", \"var_limit\": [1#, 5#]", "ImageCompression\", \"quality_lower\": 5#", "NoOp\"",
  "Normalize\", \"mean\": [0.5, 0.5, 0.5], \"std\": [0.#, 1, 1]", "ToFloat\", \"max_value\": null",
  "pytorch.transforms.ToTensorV2\", \"transpose_mask\": true", "HorizontalFlip\", \"strange\": {\"a\": "
  "[1, null, \"é\\n\", true]}", "imgaug.Unknown\", \"x\": [1.5, {\"y\": false}], \"z\": null",
};

static void
append_transform (GString *out,
                  GRand   *chance,
                  int      depth);

static void
append_list (GString *out,
             GRand   *chance,
             int      depth,
             int      n)
{
  g_string_append (out, "\"transforms\": [");
  for (int i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? ",\n " : "");
      append_transform (out, chance, depth + 1);
    }
  g_string_append_c (out, ']');
}

static void
append_transform (GString *out,
                  GRand   *chance,
                  int      depth)
{
  static const char * const lists[] = { "Compose", "OneOf", "SomeOf", "Sequential", "core.OneOf" };
  guint kind = depth < 4 ? (guint) g_rand_int_range (chance, 0, 14) : 99;

  g_string_append (out, "{\"__class_fullname__\": \"");
  if (kind < G_N_ELEMENTS (lists))
    {
      int n = g_rand_int_range (chance, 1, 5);

      g_string_append_printf (out, "%s\", ", lists[kind]);
      if (kind == 2)
        g_string_append_printf (out, "\"n\": %d, \"replace\": %s, ", n, n % 2 ? "true" : "false");
      append_list (out, chance, depth, n);
    }
  else
    {
      for (const char *p = templates[g_rand_int_range (chance, 0, G_N_ELEMENTS (templates))];
           *p != '\0'; p++)
        {
          if (*p == '#')
            g_string_append_printf (out, "%d", g_rand_int_range (chance, 1, 9));
          else
            g_string_append_c (out, *p);
        }
    }
  if (kind != 0 && kind != 3 && g_rand_int_range (chance, 0, 4) > 0)
    g_string_append_printf (out, ", \"p\": 0.%d", g_rand_int_range (chance, 1, 100));
  g_string_append_c (out, '}');
}

static void
test_generated (void)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (545);

  for (int i = 0; i < 400; i++)
    {
      g_autoptr(GString) text = g_string_new ("{\"__version__\": \"1.3.1\", \"transform\": ");

      g_string_append (text, "{\"__class_fullname__\": \"Compose\", \"p\": 1.0, ");
      append_list (text, chance, 0, g_rand_int_range (chance, 1, 6));
      g_string_append (text, ", \"bbox_params\": null, \"keypoint_params\": null, "
                             "\"additional_targets\": {}, \"is_check_shapes\": true}}");
      check_round (text->str);
    }
}

/* --- What it means ------------------------------------------------------------------------- */

#define ONE(text) "{\"transform\": {\"__class_fullname__\": " text "}}"

/* Loading a file must not invent probabilities: each transform has a default of its own. */
static void
test_missing_p (void)
{
  static const struct { const char *text; double p; } cases[] = {
    { ONE ("\"HorizontalFlip\""), 0.5 }, { ONE ("\"Resize\", \"height\": 8, \"width\": 8"), 1 },
    { ONE ("\"ToGray\""), 0.5 }, { ONE ("\"RandomCrop\", \"height\": 8, \"width\": 8"), 1 },
    { ONE ("\"Compose\", \"transforms\": []"), 1 }, { ONE ("\"Sequential\", \"transforms\": []"), 0.5 },
    { ONE ("\"OneOf\", \"transforms\": [{\"__class_fullname__\": \"ToGray\"}]"), 0.5 },
    { ONE ("\"ToGray\", \"always_apply\": true, \"p\": 0.25"), 1 },
    { ONE ("\"ToGray\", \"always_apply\": false, \"p\": 0.25"), 0.25 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EmuPolicy) policy = must_parse (cases[i].text);
      g_autofree char *written = must_write (policy);

      g_assert_cmpfloat (policy->root->p, ==, cases[i].p);
      /* What is written leaves nothing to a reader's invention. */
      g_assert_nonnull (strstr (written, "\"p\": "));
      check_round (cases[i].text);
    }
}

/* In a choice p is a weight, and what was chosen is always applied. */
static void
test_weights (void)
{
  g_autoptr(EmuPolicy) policy = must_parse (
    ONE ("\"OneOf\", \"p\": 0.75, \"transforms\": [{\"__class_fullname__\": \"ToGray\", \"p\": 0.2}, "
         "{\"__class_fullname__\": \"NoOp\", \"p\": 0.6}]"));

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_ONE_OF);
  g_assert_cmpfloat (policy->root->p, ==, 0.75);
  g_assert_cmpfloat (step_at (policy, "0/0")->weight, ==, 0.2);
  g_assert_cmpfloat (step_at (policy, "0/0")->p, ==, 1);
  g_assert_cmpfloat (step_at (policy, "0/1")->weight, ==, 0.6);
  g_assert_cmpint (step_at (policy, "0/1")->kind, ==, EMU_POLICY_KEPT);
}

/* JSON, YAML and a program that mean the same. */
static void
test_three_forms (void)
{
  g_autoptr(EmuPolicy) json = must_parse (
    "{\"transform\": {\"__class_fullname__\": \"Compose\", \"p\": 1.0, \"transforms\": ["
    "{\"__class_fullname__\": \"HorizontalFlip\", \"always_apply\": false, \"p\": 0.5}, "
    "{\"__class_fullname__\": \"Solarize\", \"threshold\": [64, 128], \"p\": 0.25}]}}");
  g_autoptr(EmuPolicy) yaml = must_parse (
    "transform:\n  __class_fullname__: Compose\n  p: 1.0\n  transforms:\n"
    "  - __class_fullname__: HorizontalFlip\n    always_apply: false\n    p: 0.5\n"
    "  - __class_fullname__: Solarize\n    threshold: !!python/tuple\n    - 64\n    - 128\n    p: .25\n");
  g_autoptr(EmuPolicy) program = must_parse (
    "import albumentations as A\n"
    "transform = A.Compose([A.HorizontalFlip(p=0.5), A.Solarize((64, 128), p=.25)])\n");

  g_assert_true (emu_policy_equal (json, yaml));
  g_assert_true (emu_policy_equal (json, program));
  g_assert_cmpint (step_at (yaml, "0/1")->line, ==, 8);
  g_assert_cmpint (step_at (yaml, "0/1")->column, ==, 5);
  g_assert_cmpint (step_at (json, "0/1")->line, ==, 1);
}

/* PyYAML writes what occurs twice as an anchor and an alias. */
static void
test_alias (void)
{
  g_autoptr(EmuPolicy) policy = must_parse (
    "__version__: 1.3.1\ntransform:\n  __class_fullname__: Compose\n  transforms:\n"
    "  - &id001\n    __class_fullname__: HorizontalFlip\n  - *id001\n");
  g_autofree char *written = must_write (policy);

  g_assert_cmpuint (policy->root->children->len, ==, 2);
  g_assert_cmpstr (step_at (policy, "0/1")->op_id, ==, "flip");
  g_assert_nonnull (strstr (written, "\"__version__\": \"1.3.1\""));
}

static gboolean
has_note (const EmuPolicy *policy,
          const char      *words)
{
  for (guint i = 0; i < policy->notes->len; i++)
    {
      if (strstr (g_ptr_array_index (policy->notes, i), words) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
test_kept (void)
{
  g_autoptr(EmuPolicy) words = must_parse (ONE ("\"HorizontalFlip\", \"mode\": \"new\""));
  g_autoptr(EmuPolicy) unknown = must_parse (ONE ("\"my.HorizontalFlipp\", \"q\": 1"));
  g_autoptr(EmuPolicy) border = must_parse (ONE ("\"Rotate\", \"border_mode\": 1"));
  g_autofree char *text = must_write (unknown);
  g_autoptr(GError) error = NULL;

  /* A word more does not keep a transform from running, and is not dropped. */
  g_assert_true (emu_policy_check_runnable (words, NULL));
  g_assert_true (has_note (words, "“mode”"));
  g_assert_cmpuint (words->root->extras->len, ==, 1);

  g_assert_false (emu_policy_check_runnable (unknown, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
  g_assert_true (has_note (unknown, "HorizontalFlip"));
  g_assert_nonnull (strstr (text, "my.HorizontalFlipp"));

  g_assert_false (emu_policy_check_runnable (border, NULL));
  g_assert_true (has_note (border, "mirror image"));
}

/* Whatever is not refused by name can be run, on a small picture that is not square. */
static void
test_each_runs (void)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (11);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) image = emu_image_new (3, 33, 47, &error);
  guint n_run = 0;

  g_assert_no_error (error);
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < 33; y++)
      for (int x = 0; x < 47; x++)
        emu_image_row (image, c, y)[x] = (guint8) (5 * x + 7 * y + 90 * c);

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      g_autoptr(GString) text = g_string_new ("{\"__class_fullname__\": \"");
      g_autoptr(EmuPolicy) policy = NULL;
      g_autoptr(EmuTrace) trace = NULL;
      EmuRunRequest request = { .seed = 5, .sample = i };

      for (const char *p = templates[i]; *p != '\0'; p++)
        g_string_append_c (text, *p == '#' ? (char) g_rand_int_range (chance, '1', '9') : *p);
      g_string_append (text, "}");
      policy = must_parse (text->str);
      if (!emu_policy_check_runnable (policy, NULL))
        continue;

      trace = emu_policy_run (policy, &request, image, NULL, &error);
      g_assert_no_error (error);
      n_run++;
    }

  g_assert_cmpuint (n_run, >, 34);
}

static void
test_sigma (void)
{
  g_autoptr(EmuPolicy) policy = must_parse (ONE ("\"GaussianBlur\""));
  EmuLaw law;

  g_assert_true (emu_step_law (policy->root, "radius", &law));
  g_assert_cmpint (law.kind, ==, EMU_LAW_CHOICE);
  g_assert_cmpuint (law.n_values, ==, 3);
  g_assert_cmpfloat_with_epsilon (law.values[0], 0.8, 1e-12);
  g_assert_cmpfloat_with_epsilon (law.values[2], 1.4, 1e-12);
}

/* From torchvision's words to Albumentations', as far as they go. */
static void
test_translate (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(EmuPolicy) policy = emu_policy_parse (
    "Compose([RandomHorizontalFlip(0.25), RandomSolarize(100, p=0.75), AugMix(), "
    "Normalize((0.5, 0.5, 0.5), (1, 1, 1))])", -1, NULL, FALSE, &error);
  g_autofree char *text = NULL;
  g_autoptr(EmuPolicy) back = NULL;

  g_assert_no_error (error);
  text = emu_dialects_find ("albumentations", NULL)->write (policy, lost, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lost->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (lost, 0), "AugMix"));

  back = must_parse (text);
  g_assert_cmpuint (back->root->children->len, ==, 3);
  g_assert_cmpfloat (step_at (back, "0/0")->p, ==, 0.25);
  g_assert_cmpstr (step_at (back, "0/1")->op_id, ==, "solarize");
  g_assert_cmpint (step_at (back, "0/2")->kind, ==, EMU_POLICY_KEPT);
}

/* --- What is refused ----------------------------------------------------------------------- */

static void
test_errors (void)
{
  static const struct { const char *text; const char *message; } cases[] = {
    { "{\"__class_fullname__\": \"HorizontalFlip\",\n \"p\": 2}", "line 2, column 2: *between 0 and 1*" },
    { "{\"transform\":\n{\"__class_fullname__\": \"Resize\", \"height\": 8}}", "line *width*" },
    { "__class_fullname__: Posterize\nnum_bits: 9\n", "line 2, column 11: *bits*" },
    { "__class_fullname__: Posterize\nnum_bits: x\n", "line 2, column 11: *number*" },
    { "__class_fullname__: SomeOf\ntransforms: []\nn: 1\n", "line 2, column 13: *choose from*" },
    { "__class_fullname__: A\n__class_fullname__: B\n", "line 2, column 1: *twice*" },
    { "__class_fullname__: A\nx: *nothing\n", "line 2, column 4: *this name*" },
    { "__class_fullname__: A\nx: !!python/object:os.system {}\n", "line 2, column 4: *tag*" },
    { "__class_fullname__: A\n---\n__class_fullname__: B\n", "line 2*document*" },
    { "__class_fullname__: A\n<<: {a: 1}\n", "line 2, column 1: *merged*" },
    { "__class_fullname__: [A\n", "line *" },
    { "{\"transform\": {\"__class_fullname__\": 5}}", "*__class_fullname__*" },
    { "{\"__class_fullname__\": \"A\"", "line 1, column *" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuPolicy) policy = parse (cases[i].text, &error);

      g_assert_null (policy);
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
      if (!g_pattern_match_simple (cases[i].message, error->message))
        g_error ("%s: “%s” is not like “%s”", cases[i].text, error->message, cases[i].message);
    }
}

static void
test_recognise (void)
{
  static const struct { const char *text; const char *id; } cases[] = {
    { ONE ("\"HorizontalFlip\""), "albumentations" },
    { "transform:\n  __class_fullname__: Compose\n", "albumentations" },
    { "A.Compose([A.HorizontalFlip()])", "albumentations" },
    { "T.Compose([T.RandomHorizontalFlip()])", "torchvision" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (emu_dialects_recognise (cases[i].text)->id, ==, cases[i].id);
}

static char *
repeat (const char *head,
        const char *part,
        guint       n,
        const char *tail)
{
  GString *out = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (out, part);
  g_string_append (out, tail);

  return g_string_free (out, FALSE);
}

static void
survive (const char *text,
         gssize      length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (text, length,
                                                  emu_dialects_find ("albumentations", NULL), FALSE,
                                                  &error);

  g_assert_true ((policy == NULL) == (error != NULL));
  if (policy != NULL)
    {
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *written = emu_dialects_find ("albumentations", NULL)->write (policy, lost, NULL);
    }
}

static void
test_hostile (void)
{
  g_autoptr(GString) laughs = g_string_new ("__class_fullname__: A\nx0: &x0 [1, 2, 3]\n");
  char *texts[] = {
    repeat ("__class_fullname__: A\nx: ", "[", 60000, ""),
    repeat ("__class_fullname__: A\nx: ", "[", 60, "]"),
    repeat ("__class_fullname__: A\nx: ", "- ", 5000, "1"),
    repeat ("{\"__class_fullname__\": \"A\", \"x\": ", "[", 63, ""),
    repeat ("__class_fullname__: A\n", "? ", 20000, ""),
    repeat ("__class_fullname__: A\nx: &a ", "b", 60000, ""),
    repeat ("%TAG ! tag:x\n", "--- ", 10000, ""),
    repeat ("__class_fullname__: OneOf\ntransforms:\n", "- __class_fullname__: ToGray\n", 2000, ""),
    repeat ("A.Compose([", "A.OneOf([", 30, ""),
  };

  /* Each line repeats the one above ten times. */
  for (int i = 1; i < 12; i++)
    {
      g_string_append_printf (laughs, "x%d: &x%d [", i, i);
      for (int j = 0; j < 10; j++)
        g_string_append_printf (laughs, "*x%d, ", i - 1);
      g_string_append (laughs, "1]\n");
    }
  survive (laughs->str, -1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      survive (texts[i], -1);
      g_free (texts[i]);
    }

  survive ("__class_fullname__: A\0b", 23);
  survive ("__class_fullname__: \xff", 21);
  survive ("__class_fullname__: &a [*a]", -1);
  survive ("__class_fullname__: \"\\ud800\"", -1);
  survive ("\xef\xbb\xbf{\"__class_fullname__\": \"ToGray\"}", -1);
  survive ("{\"__class_fullname__\": \"\"}", -1);
  survive ("{\"__class_fullname__\": \"ToGray\", \"\": 1}", -1);
  survive ("{\"__class_fullname__\": \"x y(\", \"1\": \"(\"}", -1);
}

static void
test_mutations (void)
{
  static const char good[] =
    "__version__: 1.3.1\ntransform:\n  __class_fullname__: Compose\n  transforms:\n"
    "  - &a {__class_fullname__: Solarize, threshold: [1, 2.5], p: .5}\n  - *a\n"
    "  - __class_fullname__: OneOf\n    transforms: [{__class_fullname__: 'ToGray', \"p\": 1}]\n";
  static const char bytes[] = "[]{},:&*!|>'\"%#\n -?0a\xff\t";
  g_autoptr(GRand) chance = g_rand_new_with_seed (31);

  for (gsize i = 1; i < sizeof good - 1; i++)
    {
      g_autofree char *cut = g_strndup (good, i);
      g_autofree char *out = g_strconcat (cut, good + i + 1, NULL);

      survive (cut, -1);
      survive (out, -1);
    }

  for (int i = 0; i < 3000; i++)
    {
      g_autofree char *text = g_strdup (good);

      for (int n = g_rand_int_range (chance, 1, 4); n > 0; n--)
        text[g_rand_int_range (chance, 0, sizeof good - 1)] =
          bytes[g_rand_int_range (chance, 0, sizeof bytes - 1)];
      survive (text, -1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/albumentations/round/generated", test_generated);
  g_test_add_func ("/albumentations/meaning/missing-p", test_missing_p);
  g_test_add_func ("/albumentations/meaning/weights", test_weights);
  g_test_add_func ("/albumentations/meaning/three-forms", test_three_forms);
  g_test_add_func ("/albumentations/meaning/alias", test_alias);
  g_test_add_func ("/albumentations/meaning/kept", test_kept);
  g_test_add_func ("/albumentations/meaning/each-runs", test_each_runs);
  g_test_add_func ("/albumentations/meaning/sigma", test_sigma);
  g_test_add_func ("/albumentations/meaning/translate", test_translate);
  g_test_add_func ("/albumentations/refused/errors", test_errors);
  g_test_add_func ("/albumentations/recognise", test_recognise);
  g_test_add_func ("/albumentations/hostile/texts", test_hostile);
  g_test_add_func ("/albumentations/hostile/mutations", test_mutations);

  return g_test_run ();
}
