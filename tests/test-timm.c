/* test-timm.c: timm's notation: what it means, what it refuses, and back again
 *
 * Meanings follow huggingface/pytorch-image-models 1.0.29.dev0, timm/data/auto_augment.py and
 * mixup.py, and train.py; tables and whole runs stand in the golden data.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-run.h"
#include "emu-timm.h"

static EmuPolicy *
try_parse (const char *text,
           gboolean    as_published,
           GError    **error)
{
  return emu_policy_parse (text, -1, emu_dialects_find ("timm", NULL), as_published, error);
}

static EmuPolicy *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  EmuPolicy *policy = try_parse (text, FALSE, &error);

  g_assert_no_error (error);

  return policy;
}

static EmuPolicy *
parse_published (const char *text)
{
  g_autoptr(GError) error = NULL;
  EmuPolicy *policy = try_parse (text, TRUE, &error);

  g_assert_no_error (error);

  return policy;
}

static const EmuPolicyNode *
child (const EmuPolicyNode *node,
       guint                i)
{
  g_assert_cmpuint (i, <, node->children->len);

  return g_ptr_array_index (node->children, i);
}

static char *
write_text (const EmuPolicy *policy,
            GPtrArray       *lost)
{
  g_autoptr(GError) error = NULL;
  char *text = emu_dialects_find ("timm", NULL)->write (policy, lost, &error);

  g_assert_no_error (error);

  return text;
}

static void
assert_written (const char *text,
                const char *expected)
{
  g_autoptr(EmuPolicy) policy = parse (text);
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *written = write_text (policy, lost);

  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpuint (lost->len, ==, 0);
}

static gboolean
has_note (const EmuPolicy *policy,
          const char      *part)
{
  for (guint i = 0; i < policy->notes->len; i++)
    {
      if (strstr (g_ptr_array_index (policy->notes, i), part) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* --- Meaning ------------------------------------------------------------------------------- */

static void
test_defaults (void)
{
  g_autoptr(EmuPolicy) policy = parse ("rand");
  const EmuPolicyNode *step = child (policy->root, 3);

  g_assert_cmpint (policy->root->kind, ==, EMU_POLICY_SOME_OF);
  g_assert_cmpint (policy->root->n_min, ==, 2);
  g_assert_cmpint (policy->root->n_max, ==, 2);
  g_assert_true (policy->root->replace);
  g_assert_cmpuint (policy->root->children->len, ==, 15);
  g_assert_cmpstr (step->name, ==, "Rotate");
  g_assert_cmpfloat (step->p, ==, 0.5);
  g_assert_cmpint (step->magnitude.kind, ==, EMU_LAW_FIXED);
  g_assert_cmpfloat (step->magnitude.a, ==, 10);
  g_assert_cmpfloat (step->magnitude.max, ==, 10);
  g_assert_true (has_note (policy, "in full: rand-m10-n2-p0.5-mstd0-mmax10"));
  /* A quarter of the pictures get no operation. */
  g_assert_true (has_note (policy, "25 of 100"));
}

static void
test_sections_in_any_order (void)
{
  g_autoptr(EmuPolicy) one = parse ("rand-m9-n3-mstd0.5-mmax12-p0.7-inc1");
  g_autoptr(EmuPolicy) other = parse (" rand-inc1-p0.7-mmax12-mstd0.5-n3-m9\n");

  g_assert_true (emu_policy_equal (one, other));
}

static void
test_uniform_above_100 (void)
{
  g_autoptr(EmuPolicy) at = parse ("rand-m7-mstd100");
  g_autoptr(EmuPolicy) above = parse ("rand-m7-mstd100.5");
  const EmuLaw *law = &child (above->root, 0)->magnitude;

  g_assert_cmpint (child (at->root, 0)->magnitude.kind, ==, EMU_LAW_NORMAL);
  g_assert_cmpint (law->kind, ==, EMU_LAW_UNIFORM);
  g_assert_cmpfloat (law->a, ==, 0);
  g_assert_cmpfloat (law->b, ==, 7);
}

/* Number 14 of the register: any digit is on, as the text of it is not empty. */
static void
test_switches (void)
{
  g_autoptr(EmuPolicy) off = parse ("rand-m8-inc0");
  g_autoptr(EmuPolicy) on = parse_published ("rand-m8-inc0");
  g_autoptr(EmuPolicy) plain = parse ("rand-m8");
  g_autoptr(EmuPolicy) increasing = parse ("rand-m8-inc1");
  g_autoptr(EmuPolicy) b0 = parse ("augmix-b0");
  g_autoptr(EmuPolicy) b0_published = parse_published ("augmix-b0");
  g_autoptr(EmuPolicy) odd = parse_published ("rand-m8-inc0x");

  g_assert_true (emu_policy_equal (off, plain));
  g_assert_true (has_note (off, "“inc0” is read as off"));
  g_assert_true (emu_policy_equal (on, increasing));
  g_assert_true (has_note (on, "“inc0” switches it on"));
  g_assert_true (emu_policy_equal (odd, increasing));
  g_assert_cmpint (b0->root->blend, ==, EMU_CHAINS_TRUNCATE_TWICE);
  g_assert_cmpint (b0_published->root->blend, ==, EMU_CHAINS_ONE_BY_ONE);
}

static void
test_ignored_and_repeated (void)
{
  g_autoptr(EmuPolicy) ignored = parse ("rand-m-n-inc");
  g_autoptr(EmuPolicy) plain = parse ("rand");
  g_autoptr(EmuPolicy) last = parse ("rand-m3-m9");
  g_autoptr(EmuPolicy) first = parse ("rand-mstd1-mstd2-mmax12-mmax15-t3a-tweights");

  g_assert_true (emu_policy_equal (ignored, plain));
  g_assert_true (has_note (ignored, "“inc” has no number"));
  g_assert_cmpfloat (child (last->root, 0)->magnitude.a, ==, 9);
  g_assert_cmpfloat (child (first->root, 0)->magnitude.b, ==, 1);
  g_assert_cmpfloat (child (first->root, 0)->magnitude.max, ==, 12);
  g_assert_cmpuint (first->root->children->len, ==, 3);
}

static void
test_beyond_the_ends (void)
{
  g_autoptr(EmuPolicy) sure = parse ("rand-p1.5");
  g_autoptr(EmuPolicy) zero = parse ("rand-mmax0-m12");
  g_autoptr(EmuPolicy) wide = parse ("augmix-mstd101");
  const EmuLaw *law = &child (wide->root, 0)->magnitude;

  g_assert_cmpfloat (child (sure->root, 0)->p, ==, 1);
  g_assert_true (has_note (sure, "1.5 is read as 1"));
  g_assert_cmpfloat (child (zero->root, 0)->magnitude.max, ==, 10);
  g_assert_true (has_note (zero, "mmax0"));
  g_assert_true (has_note (zero, "12 is clipped to 10"));
  /* Only RandAugment takes that for uniform. */
  g_assert_cmpint (law->kind, ==, EMU_LAW_NORMAL);
  g_assert_cmpfloat (law->b, ==, 101);
}

static void
test_refused_by_timm_alone (void)
{
  static const char * const texts[][2] = {
    { "rand-m9.5", "rand-m9.5" },
    { "rand-p.5-m8", "rand-m8-p0.5" },
    { "rand-mstd.5", "rand-mstd0.5" },
    { "rand-mmax12.5", "rand-mmax12.5" },
    { "augmix-m2.5", "augmix-m2.5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(EmuPolicy) policy = parse (texts[i][0]);
      g_autoptr(EmuPolicy) same = parse (texts[i][1]);
      g_autoptr(GError) error = NULL;

      g_assert_true (emu_policy_equal (policy, same));
      g_assert_null (try_parse (texts[i][0], TRUE, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
      g_assert_nonnull (strstr (error->message, "line 1, column "));
    }
}

static void
test_sets (void)
{
  g_autoptr(EmuPolicy) weights = parse ("rand-tweights");
  g_autoptr(EmuPolicy) three = parse ("rand-t3aw-inc1");
  g_autoptr(EmuPolicy) unknown = parse_published ("rand-tfoo");
  g_autoptr(EmuPolicy) plain = parse ("rand");

  g_assert_false (weights->root->replace);
  g_assert_cmpfloat (child (weights->root, 0)->weight, ==, 3);
  g_assert_true (has_note (three, "“inc” changes nothing"));
  g_assert_true (emu_policy_equal (unknown, plain));
}

static void
test_fixed (void)
{
  g_autoptr(EmuPolicy) original = parse ("original-mstd0.5");
  g_autoptr(EmuPolicy) research = parse ("v0r");
  g_autoptr(EmuPolicy) three = parse ("3a");
  const EmuPolicyNode *first = child (child (original->root, 0), 0);

  g_assert_cmpstr (first->name, ==, "PosterizeOriginal");
  g_assert_cmpfloat (first->magnitude.b, ==, 0.5);
  g_assert_cmpstr (child (child (research->root, 12), 0)->name, ==, "PosterizeIncreasing");
  g_assert_cmpuint (three->root->children->len, ==, 3);
}

/* Number 16 of the register, as the strings mean it: the plain set turns a picture black. */
static void
test_posterize_black (void)
{
  EmuLevelInput input = { .magnitude = 2.4 };

  g_assert_cmpfloat (emu_levels_find ("timm/Posterize")->argument (&input), ==, 0);
  g_assert_cmpfloat (emu_levels_find ("timm/PosterizeIncreasing")->argument (&input), ==, 4);
}

/* --- Running ------------------------------------------------------------------------------- */

static EmuImage *
ramp (int height,
      int width)
{
  EmuImage *image = emu_image_new (3, height, width, NULL);

  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < height; y++)
        {
          for (int x = 0; x < width; x++)
            emu_image_row (image, c, y)[x] = (guint8) (5 * x + 3 * y + 40 * c);
        }
    }

  return image;
}

static void
test_runs_everywhere (void)
{
  static const char * const texts[] = {
    "rand-m9-mstd0.5-inc1", "rand-m30-mmax30-inc1-n4-p1", "rand-m2-p1-n5", "rand-tweights-n15",
    "rand-t3aw-mstd101", "augmix-m5-w4", "augmix-b1-d3", "original", "originalr", "v0-mstd2", "v0r",
    "3a-mstd0.5",
  };
  static const int sizes[][2] = { { 33, 47 }, { 1, 1 }, { 2, 9 } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(EmuPolicy) policy = parse (texts[i]);

      for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
        {
          g_autoptr(EmuImage) image = ramp (sizes[j][0], sizes[j][1]);

          for (guint seed = 0; seed < 12; seed++)
            {
              EmuRunRequest request = { .seed = seed };
              g_autoptr(GError) error = NULL;
              g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, image, NULL, &error);

              g_assert_no_error (error);
              g_assert_cmpint (trace->result->width, ==, image->width);
            }
        }
    }
}

/* Number 15. */
static void
test_not_square (void)
{
  g_autoptr(EmuPolicy) sound = parse ("augmix");
  g_autoptr(EmuPolicy) published = parse_published ("augmix");
  g_autoptr(EmuPolicy) blended = parse_published ("augmix-b1");
  g_autoptr(EmuImage) image = ramp (33, 47);
  EmuRunRequest request = { .seed = 3 };
  g_autoptr(EmuTrace) one = emu_policy_run (sound, &request, image, NULL, NULL);
  g_autoptr(EmuTrace) other = emu_policy_run (blended, &request, image, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (one);
  g_assert_nonnull (other);
  g_assert_null (emu_policy_run (published, &request, image, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
}

/* 2,000 draws: a share within five deviations of its expectation. */
static void
test_half_of_them (void)
{
  g_autoptr(EmuPolicy) policy = parse ("rand-n1");
  g_autoptr(EmuImage) image = ramp (4, 4);
  int n = 2000, n_fired = 0;

  for (int i = 0; i < n; i++)
    {
      EmuRunRequest request = { .sample = (guint64) i };
      g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, image, NULL, NULL);
      const EmuTraceNode *step = g_ptr_array_index (trace->root->children, 0);

      n_fired += step->fired;
    }
  g_assert_cmpfloat (fabs (n_fired / (double) n - 0.5), <, 5 * 0.5 / sqrt (n));
}

/* Weighted: no operation twice, and the first one by its share: Rotate has 3 of 10.1. */
static void
test_weighted (void)
{
  g_autoptr(EmuPolicy) policy = parse ("rand-tweights-n3");
  g_autoptr(EmuImage) image = ramp (2, 2);
  double share = 3 / 10.1;
  int n = 2000, n_first = 0;

  for (int i = 0; i < n; i++)
    {
      EmuRunRequest request = { .sample = (guint64) i };
      g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, image, NULL, NULL);
      double picks[3];

      for (guint j = 0; j < 3; j++)
        {
          g_autofree char *name = g_strdup_printf ("pick-%u", j);

          g_assert_true (emu_trace_node_get_draw (trace->root, name, &picks[j]));
        }
      g_assert_true (picks[0] != picks[1] && picks[1] != picks[2] && picks[0] != picks[2]);
      n_first += picks[0] == 0;
    }
  g_assert_cmpfloat (fabs (n_first / (double) n - share), <, 5 * sqrt (share * (1 - share) / n));
}

/* The script's erasing is Random Erasing of timm: up to so many boxes, of noise. */
static void
test_erasing (void)
{
  g_autoptr(EmuPolicy) policy = parse ("--reprob 1 --recount 3");
  const EmuPolicyNode *erasing = child (policy->root, 0);
  g_autoptr(EmuImage) image = ramp (33, 47);
  EmuRunRequest request = { .seed = 2 };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, image, NULL, &error);
  const EmuParam *mode = emu_params_find (&erasing->op->params, "mode", NULL);
  const EmuParam *count = emu_params_find (&erasing->op->params, "max-count", NULL);
  g_autofree char *nick = emu_param_format (mode, erasing->params);
  gsize n_changed = 0;

  g_assert_no_error (error);
  g_assert_cmpstr (nick, ==, "pixel");
  g_assert_cmpfloat (emu_param_get (count, erasing->params), ==, 3);
  for (gsize i = 0; i < emu_image_n_pixels (image); i++)
    n_changed += emu_image_plane (image, 0)[i] != emu_image_plane (trace->result, 0)[i];
  g_assert_cmpuint (n_changed, >, 0);
  g_assert_cmpuint (n_changed, <, emu_image_n_pixels (image) / 2);
}

/* --- Errors -------------------------------------------------------------------------------- */

static void
test_places (void)
{
  static const struct
  {
    const char *text;
    const char *parts[2];
  } cases[] = {
    { "rand-q5", { "line 1, column 6: ", "“q5”" } },
    { "rand-m9-mst0.5", { "line 1, column 9: ", "did you mean “mstd" } },
    { "rand-m9-w0", { "line 1, column 9: ", "tweights" } },
    { "rand-m9-n2.5", { "line 1, column 9: ", "whole number" } },
    { "rand-m9x", { "line 1, column 6: ", "no number" } },
    { "rand-m0x10", { "line 1, column 6: ", "no number" } },
    { "rand-m1_0", { "line 1, column 6: ", "no number" } },
    { "rand-n5000", { "line 1, column 6: ", "between 0 and 1024" } },
    { "rand-tweight", { "line 1, column 6: ", "did you mean “tweights”" } },
    { "rand-n4-t3aw-n15", { "line 1, column 1: ", "14 operations" } },
    { "rand-é1", { "line 1, column 6: ", "“é1”" } },
    { "rand-é-q5", { "line 1, column 8: ", "“q5”" } },
    { "\n  rand-q5", { "line 2, column 8: ", "“q5”" } },
    { "augmix-p3", { "line 1, column 8: ", "m, w, d, a, b, mstd" } },
    { "augmix-w0", { "line 1, column 8: ", "between 1 and 64" } },
    { "original-m9", { "line 1, column 10: ", "AutoAugment" } },
    { "randaug-m9", { "line 1, column 1: ", "did you mean “rand”" } },
    { "orginal", { "line 1, column 1: ", "did you mean “original”" } },
    { "--aa rand-m9-q5", { "line 1, column 14: ", "“q5”" } },
    { "--aa rand \\\n  --mixup much", { "line 2, column 11: ", "no number" } },
    { "--mixpu 0.8", { "line 1, column 1: ", "did you mean “--mixup”" } },
    { "--mixup --cutmix 1", { "line 1, column 1: ", "value behind it" } },
    { "--mixup -1", { "line 1, column 9: ", "between 0 and 100" } },
    { "--cutmix-minmax 0.2", { "line 1, column 1: ", "two numbers" } },
    { "--cutmix-minmax 0.8 0.2", { "line 1, column 17: ", "smaller number first" } },
    { "--mixup=0.8 --mixup-mode element", { "line 1, column 26: ", "did you mean “elem”" } },
    { "--mixup=0.8 --mixup-mode=elm", { "line 1, column 26: ", "did you mean “elem”" } },
    { "--mixup=nan", { "line 1, column 9: ", "no number" } },
    { "--recount 1.5", { "line 1, column 11: ", "whole number" } },
    { "--aug-splits 1", { "line 1, column 14: ", "splits nothing" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (try_parse (cases[i].text, FALSE, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
      g_assert_null (strchr (error->message, '\n'));
      for (guint j = 0; j < 2; j++)
        {
          if (strstr (error->message, cases[i].parts[j]) == NULL)
            g_error ("%s: “%s” lacks “%s”", cases[i].text, error->message, cases[i].parts[j]);
        }
    }
}

static void
test_hostile (void)
{
  g_autofree char *digits = g_strnfill (60000, '9');
  g_autofree char *dashes = g_strnfill (60000, '-');
  g_autofree char *long_number = g_strconcat ("rand-m", digits, NULL);
  g_autofree char *many = g_strconcat ("rand", dashes, NULL);
  g_autofree char *option = g_strconcat ("--aa ", digits, dashes, NULL);
  static const char * const parts[] = {
    "rand", "augmix", "v0", "-", "m", "9", ".", "mstd", "t", "inc0", "é", "\n", "\t", "--aa ",
    "--mixup", " 0.8", "=", "\"", "'", "\\", "1e999", "\x01", "weights", "0",
  };
  g_autoptr(EmuPolicy) ignored = NULL;

  g_assert_null (try_parse (long_number, FALSE, NULL));
  g_assert_null (try_parse (option, FALSE, NULL));
  g_assert_null (try_parse (many, FALSE, NULL));
  g_assert_null (emu_policy_parse ("rand\0-m9", 8, emu_dialects_find ("timm", NULL), FALSE, NULL));
  g_assert_null (emu_policy_parse ("rand-\xff", -1, emu_dialects_find ("timm", NULL), FALSE, NULL));

  for (guint64 i = 0; i < 6000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuPolicy) policy = NULL;
      EmuRng rng;
      int n;

      emu_rng_init (&rng, 11, EMU_PURPOSE_POLICY, i, 0);
      n = emu_rng_int (&rng, 1, 9);
      if (emu_rng_uniform (&rng) < 0.5)
        g_string_append (text, "rand-");
      for (int j = 0; j < n; j++)
        g_string_append (text, parts[emu_rng_int (&rng, 0, G_N_ELEMENTS (parts) - 1)]);

      policy = try_parse (text->str, i % 2, &error);
      g_assert_true ((policy == NULL) == (error != NULL));
      if (error != NULL)
        {
          g_assert_null (strchr (error->message, '\n'));
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
        }
      emu_dialects_recognise (text->str);
    }
}

static void
test_recognised (void)
{
  static const struct
  {
    const char *text;
    gboolean    is_timm;
  } cases[] = {
    { "rand-m9", TRUE }, { "augmix", TRUE }, { "3a", TRUE }, { "v0r-mstd1", TRUE },
    { "randaug-m9", TRUE }, { "orignal", TRUE }, { "--mixup 0.8", TRUE },
    { "python train.py /data --aa=v0", TRUE },
    { "transforms.RandAugment(num_ops=2)", FALSE }, { "{\"format\": 1}", FALSE },
    { "hello world", FALSE }, { "--lr 0.1", FALSE }, { "TrivialAugmentWide", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (emu_dialects_find ("timm", NULL)->recognise (cases[i].text) > 0, ==,
                     cases[i].is_timm);
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
test_shortest (void)
{
  assert_written ("rand-m10-n2-p0.5-mstd0-mmax10-inc0", "rand");
  assert_written ("rand-n2-inc7-mstd0.50-m9", "rand-m9-mstd0.5-inc1");
  assert_written ("rand-mstd1000", "rand-mstd101");
  assert_written ("rand-tweights-inc1", "rand-tweights");
  assert_written ("augmix-m3-w3-d0-a1-b0", "augmix");
  assert_written ("augmix-mstd0", "augmix-mstd0");
  assert_written ("original-mstd0", "original");
  assert_written ("rand-p0.00001", "rand-p0.00001");
  assert_written ("python train.py /data --mixup-prob=1.0 --aa 'rand-m9' --mixup 0 --cutmix 1.0 "
                  "-b 128",
                  "--aa rand-m9 --cutmix 1 -b 128");
}

static void
append_random (GString    *text,
               EmuRng     *rng,
               const char *key,
               double      lo,
               double      hi,
               int         digits)
{
  char format[8];
  char number[64];
  double value = emu_rng_uniform_in (rng, lo, hi);

  if (emu_rng_uniform (rng) < 0.5)
    return;

  g_snprintf (format, sizeof format, "%%.%df", digits);
  g_ascii_formatd (number, sizeof number, format, value);
  g_string_append_printf (text, "-%s%s", key, number);
}

static char *
random_string (EmuRng *rng)
{
  static const char * const fixed[] = { "original", "originalr", "v0", "v0r", "3a" };
  static const char * const sets[] = { "", "-tweights", "-t3a", "-t3aw", "-inc1", "-inc0" };
  int kind = emu_rng_int (rng, 0, 2);
  GString *text = g_string_new (kind == 0 ? "rand" : kind == 1 ? "augmix" : NULL);

  if (kind == 2)
    g_string_append (text, fixed[emu_rng_int (rng, 0, G_N_ELEMENTS (fixed) - 1)]);
  else
    append_random (text, rng, "m", 0, 20, emu_rng_int (rng, 0, 3));
  append_random (text, rng, "mstd", 0, 130, emu_rng_int (rng, 0, 9));
  if (kind == 0)
    {
      append_random (text, rng, "n", 0, 9, 0);
      append_random (text, rng, "p", 0, 1, emu_rng_int (rng, 1, 12));
      append_random (text, rng, "mmax", 1, 30, 0);
      g_string_append (text, sets[emu_rng_int (rng, 0, G_N_ELEMENTS (sets) - 1)]);
      /* The set of three gives each of its operations as often as it likes: no limit there. */
    }
  if (kind == 1)
    {
      append_random (text, rng, "w", 1, 8, 0);
      append_random (text, rng, "d", 0, 6, 0);
      append_random (text, rng, "a", 0.1, 4, 4);
      append_random (text, rng, "b", 0, 1, 0);
    }

  return g_string_free (text, FALSE);
}

static void
test_read_what_was_written (void)
{
  for (guint64 i = 0; i < 400; i++)
    {
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(EmuPolicy) policy = NULL;
      g_autoptr(EmuPolicy) again = NULL;
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;
      EmuRng rng;

      emu_rng_init (&rng, 5, EMU_PURPOSE_POLICY, i, 1);
      text = random_string (&rng);
      policy = parse (text);
      written = write_text (policy, lost);
      again = parse (written);

      g_assert_true (emu_policy_equal (policy, again));
      g_assert_cmpuint (lost->len, ==, 0);
      g_assert_cmpuint (strlen (written), <=, strlen (text) + 2);
    }
}

static void
test_arguments_and_back (void)
{
  static const char * const texts[] = {
    "--aa rand-m9-mstd0.5-inc1 --mixup 0.8 --cutmix 1.0 --reprob 0.25 --smoothing 0.1",
    "--aa augmix-m5-w4-d2 --aug-splits 3 --jsd-loss --resplit",
    "--aa original --train-interpolation bicubic --reprob 0.5 --remode rand --recount 3",
    "--aa v0 --train-interpolation nearest",
    "--cutmix-minmax 0.2 0.8 --mixup 0.2 --mixup-switch-prob 0.3 --mixup-prob 0.9",
    "--cutmix-minmax 0.1 0.5",
    "--mixup 0.1 --mixup-mode elem --mixup-off-epoch 20 --smoothing 0",
    "--mixup-prob 0.5 --recount 2 --smoothing 0.2",
    "--lr 0.1 --model resnet50 --mixup 1",
    "--bce-loss",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(EmuPolicy) policy = parse (texts[i]);
      g_autofree char *written = write_text (policy, lost);
      g_autoptr(EmuPolicy) again = parse (written);

      g_assert_true (emu_policy_equal (policy, again));
      g_assert_cmpuint (lost->len, ==, 0);
    }
}

/* Emulsion's own notation holds everything that timm's does. */
static void
test_through_json (void)
{
  static const char * const texts[] = {
    "rand-m9-mstd0.5-inc1", "rand-tweights-mstd101-mmax12", "augmix-m5-w4-d2-b1", "augmix", "3a",
    "v0r-mstd1", "--aa rand --mixup 0.8 --cutmix-minmax 0.2 0.6 --mixup-mode pair",
  };
  const EmuDialect *own = emu_dialects_find ("emulsion", NULL);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(EmuPolicy) policy = i % 2 ? parse_published (texts[i / 2]) : parse (texts[i / 2]);
      g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) error = NULL;
      g_autofree char *json = own->write (policy, lost, &error);
      g_autoptr(EmuPolicy) again = NULL;
      g_autofree char *first = write_text (policy, lost);
      g_autofree char *second = NULL;

      g_assert_no_error (error);
      again = emu_policy_parse (json, -1, own, FALSE, &error);
      g_assert_no_error (error);
      g_assert_true (emu_policy_equal (policy, again));
      second = write_text (again, lost);
      g_assert_cmpstr (first, ==, second);
    }
}

/* The other way, a policy that timm's script could not have made. */
static void
test_foreign_mixing (void)
{
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "train.py");
  EmuPolicyNode *one_of = emu_policy_node_new (EMU_POLICY_ONE_OF, "Mixup");
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(EmuPolicy) policy = NULL;
  EmuBatchRequest request;

  emu_policy_node_add (one_of, emu_policy_node_new_mix ("fmix", NULL, NULL));
  emu_policy_node_add (root, one_of);
  policy = emu_policy_new (root, NULL, NULL, NULL);

  g_assert_null (emu_dialects_find ("timm", NULL)->write (policy, lost, NULL));
  emu_timm_get_batch (policy, 0, FALSE, &request);
  g_assert_cmpfloat (request.prob, ==, 0);
}

static void
test_cannot_say (void)
{
  static const EmuTimmSettings settings = { { 1, 2, 3 }, 0.2, "bilinear" };
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  EmuPolicyNode *flip = emu_policy_node_new_op ("flip", NULL);
  EmuPolicyNode *node = emu_timm_read_string ("rand-m9", 1, 1, &settings, FALSE, NULL, NULL);
  g_autoptr(EmuPolicy) other = emu_policy_new (flip, NULL, NULL, NULL);
  g_autoptr(EmuPolicy) policy = emu_policy_new (node, NULL, NULL, NULL);
  g_autofree char *written = write_text (policy, lost);

  g_assert_cmpstr (written, ==, "rand-m9");
  g_assert_cmpuint (lost->len, ==, 3);
  g_assert_null (emu_dialects_find ("timm", NULL)->write (other, lost, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

static void
test_step_is_listed (void)
{
  EmuPolicyNode *root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "train.py");
  EmuTimmSettings settings = emu_timm_settings_of_script ("v0");
  g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(EmuPolicy) policy = NULL;
  g_autofree char *written = NULL;

  emu_policy_node_add (root, emu_policy_node_new_op ("flip", "RandomHorizontalFlip"));
  emu_policy_node_add (root, emu_timm_read_string ("v0", 1, 1, &settings, FALSE, NULL, NULL));
  policy = emu_policy_new (root, NULL, NULL, NULL);
  written = write_text (policy, lost);

  g_assert_cmpstr (written, ==, "--aa v0");
  g_assert_nonnull (strstr (g_ptr_array_index (lost, 0), "RandomHorizontalFlip"));
}

/* --- Arguments ----------------------------------------------------------------------------- */

static void
test_script_settings (void)
{
  g_autoptr(EmuPolicy) rand = parse ("--aa rand-m9");
  g_autoptr(EmuPolicy) augmix = parse ("--aa augmix");
  g_autoptr(EmuPolicy) string = parse ("augmix");
  const EmuPolicyNode *shear = child (child (rand->root, 0), 11);

  g_assert_cmpfloat (child (child (augmix->root, 0), 11)->constant, ==, 0.3);
  g_assert_cmpfloat (child (string->root, 11)->constant, ==, 0.45);
  g_assert_cmpstr (shear->op_id, ==, "shear-x");
  g_assert_cmpfloat (emu_param_get (emu_params_find (&shear->op->params, "fill-red", NULL),
                                    shear->params), ==, 124);
  g_assert_cmpuint (shear->laws->len, ==, 1);
}

static void
test_batch (void)
{
  g_autoptr(EmuPolicy) policy = parse ("--aa rand --mixup 0.8 --cutmix-minmax 0.2 0.6 "
                                       "--mixup-prob 0.9 --mixup-switch-prob 0.25 "
                                       "--mixup-mode elem --mixup-off-epoch 10 --smoothing 0.2");
  static const int classes[] = { 0, 3, 6, 9 };
  EmuBatchRequest request;
  g_autoptr(EmuBatch) batch = NULL;
  g_autoptr(GError) error = NULL;

  emu_timm_get_batch (policy, 9, FALSE, &request);
  g_assert_cmpstr (request.methods[0].method->id, ==, "mixup");
  g_assert_cmpfloat (request.methods[0].alpha, ==, 0.8);
  g_assert_cmpstr (request.methods[1].method->id, ==, "cutmix");
  g_assert_cmpfloat (request.methods[1].alpha, ==, 1);
  g_assert_cmpfloat (request.prob, ==, 0.9);
  g_assert_cmpfloat (request.switch_prob, ==, 0.25);
  g_assert_cmpfloat (request.smoothing, ==, 0.2);
  g_assert_cmpint (request.mode, ==, EMU_BATCH_ELEMENT);

  request.n = 4;
  request.n_classes = 10;
  request.classes = classes;
  request.height = request.width = 16;
  batch = emu_batch_new (&request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (batch->n_out, ==, 4);

  emu_timm_get_batch (policy, 10, FALSE, &request);
  g_assert_cmpfloat (request.prob, ==, 0);
}

static void
test_no_mixing (void)
{
  g_autoptr(EmuPolicy) policy = parse ("--aa rand --mixup 0 --cutmix 0");
  EmuBatchRequest request;

  g_assert_false (emu_policy_needs_partner (policy));
  emu_timm_get_batch (policy, 0, FALSE, &request);
  g_assert_cmpfloat (request.prob, ==, 0);
  g_assert_cmpfloat (request.smoothing, ==, 0.1);
}

static void
test_arguments_run (void)
{
  g_autoptr(EmuPolicy) policy = parse ("--aa rand-m9-mstd0.5-inc1 --mixup 0.8 --cutmix 1.0");
  g_autoptr(EmuImage) image = ramp (33, 47);
  EmuRunRequest request = { .seed = 4, .partner = image };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuTrace) trace = emu_policy_run (policy, &request, image, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (emu_policy_needs_partner (policy));
  g_assert_cmpint (trace->result->height, ==, 33);
}

static void
test_splits_and_mixing (void)
{
  g_autoptr(EmuPolicy) policy = parse ("--aug-splits 3 --mixup 0.8");
  g_autoptr(GError) error = NULL;

  g_assert_true (has_note (policy, "--aug-splits"));
  g_assert_null (try_parse ("--aug-splits 3 --mixup 0.8", TRUE, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timm/read/defaults", test_defaults);
  g_test_add_func ("/timm/read/sections-in-any-order", test_sections_in_any_order);
  g_test_add_func ("/timm/read/uniform-above-100", test_uniform_above_100);
  g_test_add_func ("/timm/read/switches", test_switches);
  g_test_add_func ("/timm/read/ignored-and-repeated", test_ignored_and_repeated);
  g_test_add_func ("/timm/read/beyond-the-ends", test_beyond_the_ends);
  g_test_add_func ("/timm/read/refused-by-timm-alone", test_refused_by_timm_alone);
  g_test_add_func ("/timm/read/sets", test_sets);
  g_test_add_func ("/timm/read/fixed", test_fixed);
  g_test_add_func ("/timm/read/posterize-black", test_posterize_black);
  g_test_add_func ("/timm/read/recognised", test_recognised);
  g_test_add_func ("/timm/run/everywhere", test_runs_everywhere);
  g_test_add_func ("/timm/run/not-square", test_not_square);
  g_test_add_func ("/timm/run/half-of-them", test_half_of_them);
  g_test_add_func ("/timm/run/weighted", test_weighted);
  g_test_add_func ("/timm/run/erasing", test_erasing);
  g_test_add_func ("/timm/errors/places", test_places);
  g_test_add_func ("/timm/errors/hostile", test_hostile);
  g_test_add_func ("/timm/write/shortest", test_shortest);
  g_test_add_func ("/timm/write/read-what-was-written", test_read_what_was_written);
  g_test_add_func ("/timm/write/arguments-and-back", test_arguments_and_back);
  g_test_add_func ("/timm/write/through-json", test_through_json);
  g_test_add_func ("/timm/write/foreign-mixing", test_foreign_mixing);
  g_test_add_func ("/timm/write/cannot-say", test_cannot_say);
  g_test_add_func ("/timm/write/step-is-listed", test_step_is_listed);
  g_test_add_func ("/timm/arguments/script-settings", test_script_settings);
  g_test_add_func ("/timm/arguments/batch", test_batch);
  g_test_add_func ("/timm/arguments/no-mixing", test_no_mixing);
  g_test_add_func ("/timm/arguments/run", test_arguments_run);
  g_test_add_func ("/timm/arguments/splits-and-mixing", test_splits_and_mixing);

  return g_test_run ();
}
