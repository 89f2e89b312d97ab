/* test-torchvision.c: torchvision's notation, its traps, and texts that mean harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-run.h"
#include "emu-torchvision.h"

static EmuPolicy *
parse (const char *text,
       GError    **error)
{
  return emu_policy_parse (text, -1, emu_dialects_find ("torchvision", NULL), FALSE, error);
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
must_write (const EmuPolicy *policy,
            guint            n_lost)
{
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  char *text = emu_dialects_find ("torchvision", NULL)->write (policy, lost, &error);

  g_assert_no_error (error);
  if (lost->len > 0 && n_lost == 0)
    g_test_message ("lost: %s", (const char *) g_ptr_array_index (lost, 0));
  g_assert_cmpuint (lost->len, ==, n_lost);

  return text;
}

static void
check_round (const char *text)
{
  g_autoptr(EmuPolicy) policy = must_parse (text);
  g_autofree char *written = must_write (policy, 0);
  g_autoptr(EmuPolicy) back = must_parse (written);
  g_autofree char *again = must_write (back, 0);

  if (!emu_policy_equal (policy, back))
    g_error ("%s\nis written as\n%s\nwhich means something else", text, written);
  g_assert_cmpstr (written, ==, again);
}

/* --- Texts by the hundred ------------------------------------------------------------------ */

/* @: a probability, #: 1 to 8, ~: a pair of numbers in order, %: 0 to 255 */
static const char * const templates[] = {
  "RandomHorizontalFlip()", "transforms.RandomHorizontalFlip(@)", "T.RandomVerticalFlip(p=@)",
  "RandomRotation(#)", "v2.RandomRotation((-#, #), interpolation=InterpolationMode.BILINEAR)",
  "RandomRotation(degrees=[~], fill=%)", "RandomRotation(#, 3, fill=(%, %, %))",
  "ColorJitter(@, @, @)", "ColorJitter(brightness=(~), saturation=@)", "ColorJitter()",
  "ColorJitter(contrast=@)", "Grayscale(3)", "RandomGrayscale()", "RandomGrayscale(p=@)",
  "GaussianBlur(#, (~))", "GaussianBlur(kernel_size=(3, 5), sigma=(~))", "RandomInvert(@)",
  "GaussianBlur(3)", "RandomPosterize(#)", "RandomPosterize(bits=#, p=@)", "RandomSolarize(%)",
  "RandomSolarize(threshold=%, p=@)", "RandomAdjustSharpness(#)", "RandomAutocontrast()",
  "RandomEqualize(@)", "AutoAugment()", "AutoAugment(AutoAugmentPolicy.CIFAR10)",
  "AutoAugment(policy=transforms.AutoAugmentPolicy.SVHN, fill=%)", "RandAugment()",
  "RandAugment(#, #, 20, InterpolationMode.BICUBIC, fill=[%, %, %])",
  "RandAugment(num_ops=#, num_magnitude_bins=11)", "TrivialAugmentWide()",
  "TrivialAugmentWide(num_magnitude_bins=5, interpolation='bilinear')", "AugMix()",
  "AugMix(severity=#, mixture_width=#, chain_depth=#, alpha=0.#, all_ops=False)",
  "AugMix(all_ops=False, fill=%)", "ToTensor()", "PILToTensor()", "ToImage()",
  "ToDtype(torch.float32, scale=True)", "ConvertImageDtype(torch.float)", "Identity()",
  "Normalize(mean=[0.485, 0.456, 0.406], std=(0.229, 0.224, 0.225))", "Normalize((0.5,), (0.5,))",
  "SomethingNew(1, mode='x\\'y', *args, **more)", "Lambda(lambda x, y: (x, y))", "augmentation",
  "ElasticTransform(alpha=50.0)", "RandomHorizontalFlip(prob=0.5)", "AddNoise(1.5 * 3, [1, {'a': None}])",
  "RandomRotation(10, expand=True)", "RandomResizedCrop(22#)", "RandomResizedCrop((#, 1#), (0.#, 1))",
  "RandomResizedCrop(size=#2, scale=[0.5, 1.0], ratio=(1, 1), interpolation=3, antialias=True)",
  "Resize(#0)", "Resize((#0, #1))", "Resize([#2])", "Resize(#0, InterpolationMode.LANCZOS, max_size=100)",
  "CenterCrop(#1)", "CenterCrop((#, 1))", "RandomCrop(32, padding=4)", "RandomCrop(32, #, True, %)",
  "RandomCrop((#, 9), padding=(#, #), padding_mode='reflect')", "Pad(#)", "Pad((#, 1, #, 0), fill=%)",
  "RandomCrop(#, [1, 2, 3, 4], fill=(%, %, %), padding_mode='edge')", "Pad([#, #], 0, 'symmetric')",
  "RandomAffine(#)", "ColorJitter(@, hue=0.2)", "ColorJitter(hue=(-0.1, 0.3))",
  "RandomAffine((-#, 10), (0.1, 0.#), (0.5, 1.#), shear=#, fill=%)", "RandomAffine(0, shear=(-#, #, 0, #))",
  "RandomAffine(degrees=0, translate=(@, 0), interpolation=InterpolationMode.BICUBIC)", "RandomErasing()", "RandomErasing(@, (0.1, 0.#), value='random')", "RandomErasing(value=(@, @, @))",
  "RandomErasing(0.25, value=0.#, inplace=True)", "f() if train else g", "nn.Thing()",
};

static void
append_template (GString    *out,
                 const char *template,
                 GRand      *chance)
{
  for (const char *p = template; *p != '\0'; p++)
    {
      if (*p == '@')
        g_string_append_printf (out, "0.%d", g_rand_int_range (chance, 1, 100));
      else if (*p == '#')
        g_string_append_printf (out, "%d", g_rand_int_range (chance, 1, 9));
      else if (*p == '%')
        g_string_append_printf (out, "%d", g_rand_int_range (chance, 0, 256));
      else if (*p == '~')
        g_string_append_printf (out, "0.%d, 1.%d", g_rand_int_range (chance, 1, 10),
                                g_rand_int_range (chance, 0, 10));
      else
        g_string_append_c (out, *p);
    }
}

/* Lists in lists, with the blanks and comments that people leave. */
static void
append_list (GString *out,
             GRand   *chance,
             int      depth)
{
  static const char * const blanks[] = { "", " ", "\n    ", "  # why not, (\n", "\r\n\t" };
  static const char * const lists[] = {
    "RandomApply([", "transforms.RandomChoice([", "T.RandomOrder([", "Compose([", "[",
  };
  int n = g_rand_int_range (chance, 1, 5);

  for (int i = 0; i < n; i++)
    {
      guint kind = depth < 4 ? (guint) g_rand_int_range (chance, 0, 12) : 99;

      g_string_append (out, blanks[g_rand_int_range (chance, 0, G_N_ELEMENTS (blanks))]);
      if (kind < G_N_ELEMENTS (lists))
        {
          g_string_append (out, lists[kind]);
          append_list (out, chance, depth + 1);
          g_string_append (out, kind == 0 ? "], p=0.25)" : kind == 4 ? "]" : "])");
        }
      else
        {
          append_template (out, templates[g_rand_int_range (chance, 0, G_N_ELEMENTS (templates))],
                           chance);
        }
      if (i < n - 1 || g_rand_boolean (chance))
        g_string_append (out, ",");
    }
  g_string_append (out, blanks[g_rand_int_range (chance, 0, G_N_ELEMENTS (blanks))]);
}

static void
test_generated (void)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (2026);

  for (int i = 0; i < 400; i++)
    {
      g_autoptr(GString) text = g_string_new ("transforms.Compose([");

      append_list (text, chance, 0);
      g_string_append (text, "])");
      check_round (text->str);
    }
}

static void
test_each_alone (void)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    for (int n = 0; n < 5; n++)
      {
        g_autoptr(GString) text = g_string_new (NULL);

        append_template (text, templates[i], chance);
        check_round (text->str);
      }
}

/* --- What it means ------------------------------------------------------------------------- */

static const EmuPolicyNode *
step_at (const EmuPolicy *policy,
         const char      *path)
{
  const EmuPolicyNode *node = emu_policy_find (policy, path);

  g_assert_nonnull (node);

  return node;
}

static void
test_program (void)
{
  g_autoptr(EmuPolicy) policy = must_parse (
    "import torch\n"
    "from torchvision.transforms import (Compose,\n   ToTensor)\n"
    "\n"
    "mean = [0.5, 0.25, 0.125]   # of the pictures\n"
    "degrees = 15; half = 0.5\n"
    "norm = transforms.Normalize(mean=mean, std=(1, 1, 1))\n"
    "train = torchvision.transforms.v2.Compose([\n"
    "    T.RandomRotation(degrees),\n"
    "    T.RandomApply([T.ColorJitter(half)], p=half), T.ToTensor(), norm,\n"
    "])\n");
  const EmuPolicyNode *rotation = step_at (policy, "0/0");
  const EmuPolicyLaw *law = &g_array_index (rotation->laws, EmuPolicyLaw, 0);

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_SEQUENCE);
  g_assert_cmpuint (policy->root->children->len, ==, 4);
  g_assert_cmpstr (policy->dialect, ==, "torchvision");
  g_assert_cmpfloat (law->law.a, ==, -15);
  g_assert_cmpfloat (law->law.b, ==, 15);
  g_assert_cmpint (rotation->line, ==, 9);
  g_assert_cmpint (rotation->column, ==, 5);
  g_assert_cmpfloat (step_at (policy, "0/1")->p, ==, 0.5);
  g_assert_cmpint (step_at (policy, "0/3")->kind, ==, EMU_POLICY_KEPT);
  g_assert_true (emu_policy_check_runnable (policy, NULL));
}

/* Brackets around a value are nothing, whatever a comment in them says; a comma makes a tuple. */
static void
test_brackets (void)
{
  static const char * const empty[] = { "()", "[[[]]]", "m=()", "(())" };
  g_autoptr(EmuPolicy) plain = must_parse ("RandomSolarize(128, 1)");
  g_autoptr(EmuPolicy) commented = must_parse ("RandomSolarize((128  # not 64, 32\n), 1)");
  g_autoptr(GError) error = NULL;

  g_assert_true (emu_policy_equal (plain, commented));
  g_assert_null (emu_policy_parse ("RandomSolarize((128,  # one\n), 1)", -1,
                                   emu_dialects_find ("torchvision", NULL), FALSE, &error));
  g_assert_nonnull (strstr (error->message, "not “(128,"));

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autoptr(EmuPolicy) policy = must_parse (empty[i]);

      g_assert_true (emu_policy_check_runnable (policy, NULL));
    }
}

static double
argument (const EmuPolicyNode *node,
          double               magnitude,
          gboolean             negative,
          int                  height,
          int                  width)
{
  EmuLevelInput input = { magnitude, negative, node->constant, height, width };

  return node->level->argument (&input);
}

/* methods.md 27b: element 9 of 31, and how positive and negative differ. */
static void
test_magnitudes (void)
{
  g_autoptr(EmuPolicy) policy = must_parse ("RandAugment()");
  g_autoptr(EmuPolicy) wide = must_parse ("TrivialAugmentWide()");
  g_autoptr(EmuPolicy) two = must_parse ("RandAugment(1, 1, 2)");

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_SOME_OF);
  g_assert_true (policy->root->replace);
  g_assert_cmpuint (policy->root->children->len, ==, 14);
  g_assert_cmpfloat_with_epsilon (argument (step_at (policy, "0/1"), 9, FALSE, 1, 1), 0.09, 1e-7);
  g_assert_cmpfloat_with_epsilon (argument (step_at (policy, "0/5"), 9, TRUE, 1, 1), -9, 1e-6);
  g_assert_cmpfloat_with_epsilon (argument (step_at (policy, "0/6"), 9, TRUE, 1, 1), 0.73, 1e-7);
  g_assert_cmpfloat (argument (step_at (policy, "0/10"), 9, FALSE, 1, 1), ==, 7);
  g_assert_cmpfloat_with_epsilon (argument (step_at (policy, "0/11"), 9, FALSE, 1, 1), 178.5, 1e-4);

  /* 150/331 of 224 at 9 of 30 is 30.45 pixels; parts are cut off on both sides of zero. */
  g_assert_cmpfloat (argument (step_at (policy, "0/3"), 9, FALSE, 48, 224), ==, 30);
  g_assert_cmpfloat (argument (step_at (policy, "0/3"), 9, TRUE, 48, 224), ==, -30);
  g_assert_cmpfloat (argument (step_at (policy, "0/4"), 9, TRUE, 48, 224), ==, -6);

  /* torchvision's enhancements turn round in the middle, unlike the official ones. */
  g_assert_cmpfloat_with_epsilon (argument (step_at (wide, "0/6"), 15, FALSE, 1, 1), 1.495, 1e-6);
  g_assert_cmpfloat (argument (step_at (wide, "0/10"), 30, FALSE, 1, 1), ==, 2);
  g_assert_cmpfloat_with_epsilon (argument (step_at (two, "0/1"), 1, FALSE, 1, 1), 0.3, 1e-7);
}

/* Content moves to the right where torchvision's number is positive, and to the left in timm. */
static void
test_signs (void)
{
  g_autoptr(EmuPolicy) policy = must_parse ("RandAugment(interpolation=InterpolationMode.BILINEAR)");
  const EmuPolicyNode *node = step_at (policy, "0/3");
  double positive = 0;
  double interpolation = 0;

  g_assert_cmpstr (node->op_id, ==, "translate-x");
  g_assert_true (emu_step_number (node, "positive", &positive));
  g_assert_cmpfloat (positive, ==, 1);
  g_assert_true (emu_step_number (node, "interpolation", &interpolation));
  g_assert_cmpfloat (interpolation, ==, 1);
  g_assert_true (node->level->is_signed);
  g_assert_false (step_at (policy, "0/10")->level->is_signed);
}

static void
test_mixing (void)
{
  g_autoptr(EmuPolicy) policy =
    must_parse ("cutmix = v2.CutMix(num_classes=NUM)\nmixup = v2.MixUp(alpha=0.4, num_classes=10)\n"
                "cutmix_or_mixup = v2.RandomChoice([cutmix, mixup], p=[1, 3])");
  g_autofree char *text = must_write (policy, 0);

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_ONE_OF);
  g_assert_cmpstr (step_at (policy, "0/0")->method->id, ==, "cutmix");
  g_assert_cmpfloat (step_at (policy, "0/1")->alpha, ==, 0.4);
  g_assert_cmpfloat (step_at (policy, "0/1")->weight, ==, 3);
  g_assert_true (emu_policy_needs_partner (policy));
  check_round (text);
}

static void
test_jitter (void)
{
  g_autoptr(EmuPolicy) policy = must_parse ("ColorJitter(2, (0.5, 0.75), 0, 0)");
  const EmuPolicyNode *brightness = step_at (policy, "0/0");
  const EmuPolicyLaw *law = &g_array_index (brightness->laws, EmuPolicyLaw, 0);

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_SOME_OF);
  g_assert_cmpuint (policy->root->children->len, ==, 2);
  g_assert_false (policy->root->in_order);
  /* Never below black. */
  g_assert_cmpfloat (law->law.a, ==, 0);
  g_assert_cmpfloat (law->law.b, ==, 3);
}

/* Whatever is not refused by name can be run, on a small picture that is not square. */
static void
test_each_runs (void)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (12);
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
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(EmuPolicy) policy = NULL;
      g_autoptr(EmuTrace) trace = NULL;
      EmuRunRequest request = { .seed = 5, .sample = i };

      append_template (text, templates[i], chance);
      policy = must_parse (text->str);
      if (!emu_policy_check_runnable (policy, NULL))
        continue;

      trace = emu_policy_run (policy, &request, image, NULL, &error);
      g_assert_no_error (error);
      n_run++;
    }

  g_assert_cmpuint (n_run, >, 60);
}

/* Zero is what a normalisation before it made of its mean; without one it is black. */
static void
test_erasing (void)
{
  g_autoptr(EmuPolicy) policy = must_parse (
    "Compose([RandomErasing(), Normalize((0.5, 0.25, 0.125), (0.5, 0.5, 0.5)), RandomErasing(),"
    " RandomErasing(value=0.5)])");
  static const struct { const char *path; double red; double green; } cases[] = {
    { "0/0", 0, 0 }, { "0/2", 0.5, 0.25 }, { "0/3", 0.75, 0.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double red = -1;
      double green = -1;

      g_assert_true (emu_step_number (step_at (policy, cases[i].path), "mean-red", &red));
      g_assert_true (emu_step_number (step_at (policy, cases[i].path), "mean-green", &green));
      g_assert_cmpfloat (red, ==, cases[i].red);
      g_assert_cmpfloat (green, ==, cases[i].green);
    }
}

static void
test_shortest (void)
{
  static const struct { const char *text; const char *written; } cases[] = {
    { "transforms.RandomHorizontalFlip(p=0.50)", "RandomHorizontalFlip()" },
    { "T.RandomRotation((-10,10))", "RandomRotation(10)" },
    { "RandAugment(num_ops=2, magnitude=9, num_magnitude_bins=31, fill=None)", "RandAugment()" },
    { "RandAugment(magnitude = 5)", "RandAugment(magnitude=5)" },
    { "AutoAugment('cifar10')", "AutoAugment(policy=AutoAugmentPolicy.CIFAR10)" },
    { "ColorJitter(0.25, (0.75, 1.25), 0., 0)", "ColorJitter(brightness=0.25, contrast=0.25)" },
    { "Normalize([.5], [.5], False)", "Normalize(mean=[.5], std=[.5], inplace=False)" },
    { "Whatever( 1,b = 'x' )", "Whatever(1, b='x')" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EmuPolicy) policy = must_parse (cases[i].text);
      g_autofree char *written = must_write (policy, 0);

      g_assert_cmpstr (written, ==, cases[i].written);
    }
}

/* What another notation can say: what has no counterpart is listed, not dropped in silence. */
static void
test_lost (void)
{
  g_autoptr(EmuPolicyNode) root = emu_policy_node_new (EMU_POLICY_SEQUENCE, NULL);
  EmuPolicyNode *chains = emu_policy_node_new (EMU_POLICY_CHAINS, "mine");
  EmuPolicyNode *sharp = emu_policy_node_new_op ("sharpness", NULL);
  EmuPolicyNode *flip = emu_policy_node_new_op ("flip", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = NULL;
  g_autofree char *text = NULL;

  emu_policy_node_add (chains, sharp);
  flip->p = 0.25;
  emu_policy_node_add (root, flip);
  emu_policy_node_add (root, chains);
  policy = emu_policy_new (g_steal_pointer (&root), NULL, NULL, &error);
  g_assert_no_error (error);

  text = must_write (policy, 1);
  g_assert_cmpstr (text, ==, "Compose([\n    RandomHorizontalFlip(p=0.25),\n])");
}

/* --- What is refused ----------------------------------------------------------------------- */

static void
test_errors (void)
{
  static const struct { const char *text; const char *message; } cases[] = {
    { "Compose([\n  RandomPosterize()])", "line 2, column 3: *bits*" },
    { "Compose([RandomPosterize(bits=9)])", "line 1, column 31: *bits*" },
    { "Compose([RandomHorizontalFlip(1.5)])", "line 1, column 31: *between 0 and 1*" },
    { "Compose([é, RandomHorizontalFlip(p='x')])", "line 1, column 36: *a number*" },
    { "RandomHorizontalFlip(0.5, 0.5)", "line 1, column 27: *1 values*" },
    { "RandomHorizontalFlip(0.5, p=0.5)", "line 1, column 29: *twice*" },
    { "RandomHorizontalFlip(p=1, p=0)", "line 1, column 27: *twice*" },
    { "Compose([RandomHorizontalFlip(", "line 1, column 30: *never closed*" },
    { "Compose([ToTensor() ToTensor()])", "line 1, column 21: *comma*" },
    { "Compose([ToTensor()))", "line 1, column 20: *“]”*" },
    { "ColorJitter('bright)", "line 1, column 13: *quotes*" },
    { "RandomRotation(-3)", "line 1, column 16: *negative*" },
    { "RandomRotation((3, -3))", "line 1, column 16: *smaller*" },
    { "RandAugment(2, 31)", "line 1, column 16: *last is 30*" },
    { "RandAugment(num_magnitude_bins=1)", "line 1, column 32: *between 2 and*" },
    { "RandAugment(interpolation='cubic')", "line 1, column 27: *bicubic*" },
    { "AutoAugment(AutoAugmentPolicy.CIFAR)", "line 1, column 13: *cifar10*" },
    { "AugMix(severity=0)", "line 1, column 17: *between 1 and 10*" },
    { "RandomChoice([ToTensor()], p=[1, 2])", "line 1, column 30: *2 numbers for 1*" },
    { "RandomChoice([])", "line 1, column 14: *choose from*" },
    { "GaussianBlur(3, sigma=0)", "line 1, column 23: *above 0*" },
    { "Compose(5)", "line 1, column 9: *list of transforms*" },
    { "Compose([5])", "line 1, column 10: *a transform*" },
    { "ToDtype()", "line 1, column 1: *dtype*" },
    { "a = 1 b", "line 1, column 7: *nothing more*" },
    { "Compose([1e999])", "line 1, column 10: *number*" },
    { "MixUp(alpha=-1)", "line 1, column 1: *MixUp*" },
    { "RandomPosterize(int(3))", "line 1, column 17: *not worked out*" },
    { "RandomCrop(0)", "line 1, column 12: *one pixel*" },
    { "RandomCrop(32, padding=(1, 2, 3))", "line 1, column 24: *not three*" },
    { "RandomCrop(32, padding=-1)", "line 1, column 24: *padding*" },
    { "RandomCrop(32, padding_mode='mirror')", "line 1, column 29: *reflect*" },
    { "RandomResizedCrop(8, (1, 0.5))", "line 1, column 22: *smaller first*" },
    { "RandomResizedCrop(8, (0.5, 2))", "line 1, column 22: *scale*" },
    { "Resize(1e9)", "line 1, column 8: *size*" },
    { "Resize(64, max_size=32)", "line 1, column 21: *greater*" },
    { "Resize((64, 64), max_size=80)", "line 1, column 27: *one number*" },
    { "RandomErasing(value='noise')", "line 1, column 21: *number*" },
    { "x = 1\nRandomPosterize(y)", "line 2, column 17: *not in this text*" },
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
check_kept (const char *text,
            const char *name,
            const char *note)
{
  g_autoptr(EmuPolicy) policy = must_parse (text);
  g_autoptr(GError) error = NULL;
  g_autofree char *all = NULL;

  g_assert_false (emu_policy_check_runnable (policy, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
  g_assert_nonnull (strstr (error->message, name));
  g_ptr_array_add (policy->notes, NULL);
  all = g_strjoinv (" ", (char **) policy->notes->pdata);
  if (strstr (all, note) == NULL)
    g_error ("%s: nothing of “%s” in “%s”", text, note, all);
  g_ptr_array_set_size (policy->notes, (int) policy->notes->len - 1);
  check_round (text);
}

static void
test_kept (void)
{
  check_kept ("Compose([RandomHorizontalFlp(0.5)])", "RandomHorizontalFlp", "RandomHorizontalFlip");
  check_kept ("RandomCropp(32, paddin=[4])", "RandomCropp", "no such transform");
  check_kept ("ColorJitter(brigthness=0.5)", "ColorJitter", "did you mean “brightness”");
  check_kept ("RandomRotation(30, expand=True)", "RandomRotation", "expand=True");
  check_kept ("Compose([ToTensor(), my_transform])", "my_transform", "not in this text");
  check_kept ("RandomHorizontalFlip(**options)", "RandomHorizontalFlip", "**options");
}

static void
test_recognise (void)
{
  static const struct { const char *text; int least; int most; } cases[] = {
    { "transforms.Compose([ToTensor()])", 80, 100 }, { "RandAugment()", 80, 100 },
    { "  [RandomHorizontalFlip ( )]", 80, 100 }, { "Foo(1)", 1, 50 },
    { "rand-m9-mstd0.5-inc1", 0, 0 }, { "{\"root\": \"Compose(\"}", 0, 0 },
    { "A.Compose([A.HorizontalFlip()])", 0, 0 }, { "original", 0, 0 }, { "", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int score = emu_dialects_find ("torchvision", NULL)->recognise (cases[i].text);

      g_assert_cmpint (score, >=, cases[i].least);
      g_assert_cmpint (score, <=, cases[i].most);
    }
}

/* --- Hostile texts ------------------------------------------------------------------------- */

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

/* Whatever comes out, it comes soon and nothing breaks. */
static void
survive (const char *text,
         gssize      length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPolicy) policy = emu_policy_parse (text, length,
                                                  emu_dialects_find ("torchvision", NULL), FALSE,
                                                  &error);

  g_assert_true ((policy == NULL) == (error != NULL));
  if (policy != NULL)
    {
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *written = emu_dialects_find ("torchvision", NULL)->write (policy, lost, NULL);
    }
}

static void
test_hostile (void)
{
  g_autofree char *texts[] = {
    repeat ("", "(", 65535, ""),
    repeat ("", "Compose([", 7000, ""),
    repeat ("", "RandomApply([", 23, "ToTensor()"),
    repeat ("x = ", "[", 64, "1"),
    repeat ("", "[", 65, ""),
    repeat ("", "((1)+", 60, "1"),
    repeat ("Compose([", "RandomHorizontalFlip(), ", 2700, "])"),
    repeat ("Compose([", "AutoAugment(), ", 3000, "])"),
    repeat ("F(", "a=1, ", 10000, ")"),
    repeat ("", "-", 65000, "1"),
    repeat ("", "a.", 30000, "b()"),
    repeat ("'", "\\", 65000, "'"),
    repeat ("\"\"\"", "\n", 65000, ""),
    repeat ("", "a=1\n", 16000, "a"),
    repeat ("", "#", 65000, ""),
    repeat ("ColorJitter(0.", "9", 60000, ")"),
    repeat ("", "lambda ", 9000, ""),
    repeat ("", "a(b(c)[d]{", 16, ""),
    repeat ("a = [ToTensor()]\n", "a = Compose([a, a])\n", 60, "a"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    survive (texts[i], -1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (&texts[i], g_free);

  survive ("ToTensor()\0ToTensor()", 21);
  survive ("\xff\xfe", 2);
  survive ("ToTensor(\xc3)", 11);
  survive ("\xef\xbb\xbfToTensor()", -1);
  survive ("a.\n", -1);
  survive ("=", -1);
  survive ("*", -1);
  survive (",", -1);
  survive ("{1: }", -1);
  survive ("f(**)", -1);
  survive ("a = a\na", -1);
}

/* One byte after another of a good text is changed, taken out, or is the last. */
static void
test_mutations (void)
{
  static const char good[] =
    "n = 3\nT.Compose([T.RandomApply([T.ColorJitter(0.4, (0.5, 1), hue=0)], p=.8), # x\n"
    " T.RandAugment(n, fill=(1, 2, 3)), T.Lambda(lambda x: x[0]), 'a\\x41', {'k': -1e-3}])";
  static const char bytes[] = "()[]{},='\"\\#\n.-+*0a \xff";
  g_autoptr(GRand) chance = g_rand_new_with_seed (99);

  for (gsize i = 0; i < sizeof good - 1; i++)
    {
      g_autofree char *cut = g_strndup (good, i);
      g_autofree char *out = g_strconcat (cut, good + i + 1, NULL);

      if (i > 0)
        survive (cut, -1);
      survive (out, -1);
    }

  for (int i = 0; i < 4000; i++)
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

  g_test_add_func ("/torchvision/round/each-alone", test_each_alone);
  g_test_add_func ("/torchvision/round/generated", test_generated);
  g_test_add_func ("/torchvision/round/shortest", test_shortest);
  g_test_add_func ("/torchvision/round/lost", test_lost);
  g_test_add_func ("/torchvision/meaning/program", test_program);
  g_test_add_func ("/torchvision/meaning/brackets", test_brackets);
  g_test_add_func ("/torchvision/meaning/magnitudes", test_magnitudes);
  g_test_add_func ("/torchvision/meaning/signs", test_signs);
  g_test_add_func ("/torchvision/meaning/mixing", test_mixing);
  g_test_add_func ("/torchvision/meaning/jitter", test_jitter);
  g_test_add_func ("/torchvision/meaning/each-runs", test_each_runs);
  g_test_add_func ("/torchvision/meaning/erasing", test_erasing);
  g_test_add_func ("/torchvision/refused/errors", test_errors);
  g_test_add_func ("/torchvision/refused/kept", test_kept);
  g_test_add_func ("/torchvision/recognise", test_recognise);
  g_test_add_func ("/torchvision/hostile/texts", test_hostile);
  g_test_add_func ("/torchvision/hostile/mutations", test_mutations);

  return g_test_run ();
}
