/* test-compare.c: how a picture was mixed, found again
 *
 * Pictures are mixed by the engine and by arithmetic of this file's own, whole and with the defects
 * that training code is known for; the comparison sees nothing but the pictures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "emu-compare.h"
#include "emu-drawing.h"
#include "emu-error.h"
#include "emu-file.h"
#include "emu-methods.h"

static const guint8 black[4] = { 0, 0, 0, 255 };

/* ---- Material ----------------------------------------------------------------------------- */

static EmuImage *
drawing (guint class_index,
         int   height,
         int   width)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_drawing_render (class_index, 11 + class_index, height, width, &error);

  g_assert_no_error (error);

  return image;
}

static EmuImage *
blank (int channels,
       int height,
       int width)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);
  memset (emu_image_plane (image, 0), 0, channels * emu_image_n_pixels (image));

  return image;
}

/* Weight of A at a pixel. */
typedef double (*Weight) (const EmuImage *a,
                          int             y,
                          int             x);

static double
even_weight (const EmuImage *a,
             int             y,
             int             x)
{
  return 0.37;
}

static double
boxed_weight (const EmuImage *a,
              int             y,
              int             x)
{
  return y >= a->height / 4 && y < a->height / 4 + 40 && x >= 13 && x < 13 + 40 ? 0 : 1;
}

static double
inverse_weight (const EmuImage *a,
                int             y,
                int             x)
{
  return 1 - boxed_weight (a, y, x);
}

static double
soft_weight (const EmuImage *a,
             int             y,
             int             x)
{
  double dy = y - (a->height / 2 - 0.5 + 3);
  double dx = x - (a->width / 2 - 0.5 - 5);

  return 1 - exp (-(dy * dy + dx * dx) / (2 * 30.0 * 30));
}

/* What is done to w a + (1 − w) b, in double; the result is a level before rounding. */
typedef double (*Afterwards) (double value,
                              int    c);

static EmuImage *
mix_by_hand (const EmuImage *a,
             const EmuImage *b,
             Weight          weight,
             Afterwards      afterwards,
             gboolean        floors)
{
  EmuImage *out = blank (a->channels, a->height, a->width);

  for (int c = 0; c < a->channels; c++)
    {
      for (int y = 0; y < a->height; y++)
        {
          for (int x = 0; x < a->width; x++)
            {
              double w = weight (a, y, x);
              double value = w * emu_image_row (a, c, y)[x] + (1 - w) * emu_image_row (b, c, y)[x];

              if (afterwards != NULL)
                value = afterwards (value, c);
              value = floors ? floor (value + 1e-9) : rint (value);
              emu_image_row (out, c, y)[x] = (guint8) CLAMP (value, 0, 255);
            }
        }
    }

  return out;
}

static EmuCompareRequest
ask_all (EmuImage *a,
         EmuImage *b,
         EmuImage *mixed)
{
  static const EmuMethod *methods[64];
  EmuCompareRequest request = EMU_COMPARE_REQUEST_INIT;

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      if (!emu_methods_get (i)->needs_network)
        methods[request.n_methods++] = emu_methods_get (i);
    }
  request.methods = methods;
  request.a = a;
  request.b = b;
  request.mixed = mixed;

  return request;
}

static EmuComparison *
compare (const EmuCompareRequest *request)
{
  g_autoptr(GError) error = NULL;
  EmuComparison *comparison = emu_comparison_new (request, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (comparison->verdict);
  g_assert_nonnull (comparison->mask);
  g_assert_cmpint (comparison->mask->height, ==, request->mixed->height);

  return comparison;
}

static const EmuFinding *
find_finding (const EmuComparison *comparison,
              const char          *kind)
{
  for (guint i = 0; i < comparison->findings->len; i++)
    {
      const EmuFinding *finding = comparison->findings->pdata[i];

      if (strcmp (finding->kind, kind) == 0)
        return finding;
    }

  return NULL;
}

static const EmuExplanation *
find_explanation (const EmuComparison *comparison,
                  const EmuMethod     *method)
{
  for (guint i = 0; i < comparison->explanations->len; i++)
    {
      const EmuExplanation *explanation = comparison->explanations->pdata[i];

      if (explanation->method == method)
        return explanation;
    }

  return NULL;
}

static void
assert_innocent (const EmuComparison *comparison)
{
  for (guint i = 0; i < comparison->findings->len; i++)
    {
      g_test_message ("found: %s", ((const EmuFinding *) comparison->findings->pdata[i])->text);
      g_test_fail ();
    }
}

/* ---- Every method ------------------------------------------------------------------------- */

/* What the engine mixed is found again, and the settings that were found make the same picture. */
static void
test_engine (gconstpointer data)
{
  static const int sizes[][2] = { { 33, 47 }, { 32, 32 }, { 96, 64 }, { 112, 112 } };
  const EmuMethod *method = data;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuImage) a = drawing (i, sizes[i][0], sizes[i][1]);
      g_autoptr(EmuImage) b = drawing (i + 4, sizes[i][0], sizes[i][1]);

      for (guint64 seed = 1; seed <= 3; seed++)
        {
          g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, NULL);
          g_autoptr(EmuPreview) preview = emu_preview_new ();
          g_autoptr(EmuPreview) again = emu_preview_new ();
          g_autoptr(EmuFrame) frame = NULL;
          g_autoptr(EmuComparison) comparison = NULL;
          g_autoptr(GError) error = NULL;
          EmuView whole = emu_view_whole (a->height, a->width);
          const EmuExplanation *found;
          const EmuExplanation *best;
          EmuCompareRequest request;

          job->seed = seed;
          frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE, NULL, &error);
          g_assert_no_error (error);

          request = ask_all (a, b, frame->result);
          comparison = compare (&request);
          assert_innocent (comparison);
          best = emu_comparison_get_best (comparison);
          g_assert_true (best->explains);
          found = find_explanation (comparison, method);
          g_assert_nonnull (found);
          g_test_message ("%s %d × %d seed %d: mean %g", method->id, a->width, a->height, (int) seed,
                          found->residual.mean);
          g_assert_true (found->explains);
          g_assert_cmpfloat_with_epsilon (found->mask_mean, frame->mix->mask_mean, 2e-3);

          if (found->replayable)
            {
              g_autoptr(EmuFrame) twin = emu_preview_render (again, found->job, &whole, EMU_FRAME_RESULT, TRUE,
                                                             NULL, &error);

              g_assert_no_error (error);
              for (gsize k = 0; k < a->channels * emu_image_n_pixels (a); k++)
                g_assert_cmpint (abs (emu_image_plane (twin->result, 0)[k] -
                                      emu_image_plane (frame->result, 0)[k]), <=, 1);
            }
        }
    }
}

/* With its seed even a random field is found again, to the pixel. */
static void
test_seed (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autoptr(EmuImage) a = drawing (2, 64, 96);
  g_autoptr(EmuImage) b = drawing (5, 64, 96);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, NULL);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuFrame) frame = NULL;
  g_autoptr(EmuComparison) comparison = NULL;
  g_autoptr(GError) error = NULL;
  EmuView whole = emu_view_whole (a->height, a->width);
  EmuCompareRequest request;
  const EmuExplanation *found;

  job->seed = 77;
  frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE, NULL, &error);
  g_assert_no_error (error);

  request = ask_all (a, b, frame->result);
  request.methods = &method;
  request.n_methods = 1;
  request.has_seed = TRUE;
  request.seed = 77;
  comparison = compare (&request);
  found = emu_comparison_get_best (comparison);
  g_assert_true (found->replayable);
  g_assert_cmpfloat (found->residual.max, ==, 0);
}

/* ---- Numbers ------------------------------------------------------------------------------ */

static void
test_lambda (void)
{
  g_autoptr(EmuImage) a = drawing (0, 33, 47);
  g_autoptr(EmuImage) b = drawing (1, 33, 47);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, even_weight, NULL, FALSE);
  EmuCompareRequest request = ask_all (a, b, mixed);
  g_autoptr(EmuComparison) comparison = compare (&request);
  const EmuExplanation *best = emu_comparison_get_best (comparison);

  assert_innocent (comparison);
  g_assert_cmpstr (best->method->id, ==, "mixup");
  g_assert_cmpfloat_with_epsilon (best->lambda, 0.37, 0.002);
  g_assert_cmpfloat (best->lambda_lo, <=, 0.37);
  g_assert_cmpfloat (best->lambda_hi, >=, 0.37);
}

static void
test_box (void)
{
  g_autoptr(EmuImage) a = drawing (0, 96, 96);
  g_autoptr(EmuImage) b = drawing (1, 96, 96);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, boxed_weight, NULL, FALSE);
  EmuCompareRequest request = ask_all (a, b, mixed);
  g_autoptr(EmuComparison) comparison = compare (&request);
  const EmuExplanation *best = emu_comparison_get_best (comparison);
  g_autoptr(EmuMask) mask = NULL;
  EmuView whole = emu_view_whole (96, 96);

  assert_innocent (comparison);
  g_assert_cmpstr (best->method->id, ==, "cutmix");
  mask = emu_mix_mask (best->mix, &whole, NULL);
  g_assert_cmpint (mask->kind, ==, EMU_MASK_RECTANGLE);
  g_assert_cmpint (mask->box.y0, ==, 24);
  g_assert_cmpint (mask->box.y1, ==, 64);
  g_assert_cmpint (mask->box.x0, ==, 13);
  g_assert_cmpint (mask->box.x1, ==, 53);
}

/* ---- What does not fit -------------------------------------------------------------------- */

static const double imagenet_mean[3] = { 0.485, 0.456, 0.406 };
static const double imagenet_std[3] = { 0.229, 0.224, 0.225 };

static double
still_normalised (double value,
                  int    c)
{
  return 255 * (value / 255 - imagenet_mean[c]) / imagenet_std[c];
}

static double
denormalised_twice (double value,
                    int    c)
{
  return 255 * (value / 255 * imagenet_std[c] + imagenet_mean[c]);
}

static double
clipped (double value,
         int    c)
{
  return CLAMP (value, 30, 200);
}

typedef struct
{
  const char *name;
  Weight      weight;
  Afterwards  afterwards;
  gboolean    floors;
  const char *kind;
} Defect;

static const Defect defects[] = {
  { "mixup-normalised", even_weight, still_normalised, FALSE, "not-denormalised" },
  { "cutmix-normalised", boxed_weight, still_normalised, FALSE, "not-denormalised" },
  { "mixup-denormalised-twice", even_weight, denormalised_twice, FALSE, "denormalised-twice" },
  { "cutmix-denormalised-twice", boxed_weight, denormalised_twice, FALSE, "denormalised-twice" },
  { "mixup-truncated", even_weight, NULL, TRUE, "truncated" },
  { "smoothmix-truncated", soft_weight, NULL, TRUE, "truncated" },
  { "mixup-clipped", even_weight, clipped, FALSE, "clipped" },
  { "cutmix-swapped", inverse_weight, NULL, FALSE, "swapped" },
};

/* The defect, and nothing else, is found, and with it the mixing is explained. */
static void
assert_found (const EmuComparison *comparison,
              const char          *kind)
{
  const EmuFinding *finding = find_finding (comparison, kind);

  for (guint i = 0; i < comparison->findings->len; i++)
    g_test_message ("%s", ((const EmuFinding *) comparison->findings->pdata[i])->text);
  g_test_message ("%s", comparison->verdict);
  g_assert_nonnull (finding);
  g_assert_cmpuint (comparison->findings->len, ==, 1);
  g_assert_true (g_utf8_validate (finding->text, -1, NULL));
  if (!isnan (finding->before))
    g_assert_cmpfloat (finding->after, <=, finding->before);
}

static void
test_defect (gconstpointer data)
{
  const Defect *defect = data;
  g_autoptr(EmuImage) a = drawing (0, 96, 96);
  g_autoptr(EmuImage) b = drawing (1, 96, 96);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, defect->weight, defect->afterwards, defect->floors);
  EmuCompareRequest request = ask_all (a, b, mixed);
  g_autoptr(EmuComparison) comparison = compare (&request);

  assert_found (comparison, defect->kind);
  g_assert_true (emu_comparison_get_best (comparison)->explains);
}

static EmuImage *
reversed (const EmuImage *image)
{
  EmuImage *out = blank (3, image->height, image->width);

  for (int c = 0; c < 3; c++)
    memcpy (emu_image_plane (out, c), emu_image_plane (image, 2 - c), emu_image_n_pixels (image));

  return out;
}

static void
test_channels (void)
{
  g_autoptr(EmuImage) a = drawing (0, 64, 80);
  g_autoptr(EmuImage) b = drawing (1, 64, 80);
  g_autoptr(EmuImage) turned = reversed (b);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, even_weight, NULL, FALSE);
  g_autoptr(EmuImage) saved = reversed (mixed);
  g_autoptr(EmuImage) one = mix_by_hand (a, turned, even_weight, NULL, FALSE);
  EmuCompareRequest request = ask_all (a, b, saved);
  EmuCompareRequest other = ask_all (a, b, one);
  g_autoptr(EmuComparison) comparison = compare (&request);
  g_autoptr(EmuComparison) second = compare (&other);

  assert_found (comparison, "channels-reversed");
  assert_found (second, "channels-reversed-b");
  g_assert_cmpfloat_with_epsilon (emu_comparison_get_best (comparison)->lambda, 0.37, 0.002);

  /* Shown beside the picture, the explanation has its channels in the same order. */
  for (gsize i = 0; i < 3 * emu_image_n_pixels (saved); i++)
    g_assert_cmpint (abs (emu_image_plane (saved, 0)[i] - emu_image_plane (comparison->picture, 0)[i]), <=, 1);
}

static void
test_shift (void)
{
  g_autoptr(EmuImage) a = drawing (0, 96, 96);
  g_autoptr(EmuImage) b = drawing (1, 96, 96);
  g_autoptr(EmuImage) moved = blank (3, 96, 96);
  g_autoptr(EmuImage) mixed = NULL;
  g_autoptr(EmuComparison) comparison = NULL;
  EmuCompareRequest request;
  const EmuFinding *finding;

  /* Two pixels to the right, half a pixel up. */
  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < 96; y++)
        {
          for (int x = 0; x < 96; x++)
            {
              int left = MAX (0, x - 2);
              int sum = emu_image_row (b, c, y)[left] + emu_image_row (b, c, MIN (95, y + 1))[left];

              emu_image_row (moved, c, y)[x] = (guint8) rint (sum / 2.0);
            }
        }
    }
  mixed = mix_by_hand (a, moved, even_weight, NULL, FALSE);
  request = ask_all (a, b, mixed);
  comparison = compare (&request);
  assert_found (comparison, "b-shifted");
  finding = comparison->findings->pdata[0];
  g_assert_cmpstr (finding->names[0], ==, "right_px");
  g_assert_cmpfloat (finding->values[0], ==, 2);
  g_assert_cmpfloat (finding->values[1], ==, -0.5);
}

/* A box of @b in @a, its content moved by whole pixels. */
static EmuImage *
cut_moved (const EmuImage *a,
           const EmuImage *b,
           int             right,
           int             down)
{
  EmuImage *out = blank (3, a->height, a->width);

  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < a->height; y++)
        {
          for (int x = 0; x < a->width; x++)
            {
              gboolean inside = y >= 40 && y < 120 && x >= 50 && x < 150;

              emu_image_row (out, c, y)[x] = inside ? emu_image_row (b, c, y - down)[x - right]
                                                    : emu_image_row (a, c, y)[x];
            }
        }
    }

  return out;
}

/* Far shifts are found where they are, said in directions, and none is made up beyond the reach. */
static void
test_far_shift (void)
{
  static const struct
  {
    int         right;
    int         down;
    const char *text;
  } cases[] = {
    { -3, 0, "B lies 3 px further left than it should." },
    { 5, -4, "B lies 5 px further right and 4 px further up than it should." },
    { 0, 16, "B lies 16 px further down than it should." },
    { -23, 2, "B lies 23 px further left and 2 px further down than it should." },
    { 34, 0, NULL },
    { 0, -26, NULL },
  };
  g_autoptr(EmuImage) a = drawing (0, 160, 200);
  g_autoptr(EmuImage) b = drawing (1, 160, 200);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EmuImage) mixed = cut_moved (a, b, cases[i].right, cases[i].down);
      EmuCompareRequest request = ask_all (a, b, mixed);
      g_autoptr(EmuComparison) comparison = compare (&request);

      g_test_message ("%s", comparison->verdict);
      if (cases[i].text == NULL)
        {
          g_assert_null (find_finding (comparison, "b-shifted"));
          continue;
        }
      assert_found (comparison, "b-shifted");
      g_assert_cmpstr (find_finding (comparison, "b-shifted")->text, ==, cases[i].text);
      g_assert_cmpstr (emu_comparison_get_best (comparison)->method->id, ==, "cutmix");
    }
}

/* Several mistakes at once are found one after the other. */
static void
test_several (void)
{
  g_autoptr(EmuImage) a = drawing (0, 160, 200);
  g_autoptr(EmuImage) b = drawing (1, 160, 200);
  g_autoptr(EmuImage) moved = cut_moved (b, a, -3, 0);
  g_autoptr(EmuImage) turned = reversed (moved);
  g_autoptr(EmuImage) other = cut_moved (a, b, 6, 2);
  g_autoptr(EmuImage) saved = reversed (other);
  const struct
  {
    EmuImage   *mixed;
    const char *kinds[4];
  } cases[] = {
    { moved, { "a-shifted", "swapped" } },
    { saved, { "b-shifted", "channels-reversed" } },
    { turned, { "a-shifted", "swapped", "channels-reversed" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EmuCompareRequest request = ask_all (a, b, cases[i].mixed);
      g_autoptr(EmuComparison) comparison = compare (&request);
      guint n = 0;

      g_test_message ("%s", comparison->verdict);
      for (; cases[i].kinds[n] != NULL; n++)
        g_assert_nonnull (find_finding (comparison, cases[i].kinds[n]));
      g_assert_cmpuint (comparison->findings->len, ==, n);
      g_assert_cmpfloat (emu_comparison_get_best (comparison)->residual.max, ==, 0);
    }
}

/* λ, share and mask are A's, whichever picture the settings take for A, and sentences name both. */
static void
test_exchanged_words (void)
{
  g_autoptr(EmuImage) a = drawing (0, 160, 200);
  g_autoptr(EmuImage) b = drawing (1, 160, 200);
  g_autoptr(EmuImage) mixed = cut_moved (b, a, 0, 0);
  EmuCompareRequest request = ask_all (a, b, mixed);
  g_autoptr(EmuComparison) comparison = NULL;
  const EmuExplanation *best;
  double lo, hi;

  request.names[0] = "cat";
  request.names[1] = "cup";
  comparison = compare (&request);
  assert_found (comparison, "swapped");
  best = emu_comparison_get_best (comparison);
  g_assert_true (best->swapped);
  g_assert_cmpfloat_with_epsilon (emu_explanation_get_lambda (best, &lo, &hi), 0.25, 0.02);
  g_assert_cmpfloat (lo, <=, 0.25);
  g_assert_cmpfloat (hi, >=, 0.25);
  g_assert_cmpfloat_with_epsilon (emu_explanation_get_share (best), 0.25, 1e-6);
  g_assert_nonnull (strstr (comparison->verdict, "A (cat) has 0.250"));
  g_assert_nonnull (strstr (find_finding (comparison, "swapped")->text, "B (cup)"));
  g_assert_cmpint (emu_image_row (comparison->mask, 0, 80)[100], ==, 255);
  g_assert_cmpint (emu_image_row (comparison->mask, 0, 5)[5], ==, 0);
}

static void
test_unmixed (void)
{
  g_autoptr(EmuImage) a = drawing (0, 33, 47);
  g_autoptr(EmuImage) b = drawing (1, 33, 47);
  EmuCompareRequest request = ask_all (a, b, a);
  EmuCompareRequest other = ask_all (a, b, b);
  g_autoptr(EmuComparison) comparison = NULL;
  g_autoptr(EmuComparison) second = NULL;

  request.names[0] = "cat";
  comparison = compare (&request);
  second = compare (&other);
  assert_innocent (comparison);
  assert_innocent (second);
  g_assert_cmpstr (comparison->verdict, ==, "This is A (cat), unmixed.");
  g_assert_cmpstr (second->verdict, ==, "This is B, unmixed.");
}

static double
celled_weight (const EmuImage *a,
               int             y,
               int             x)
{
  return y >= 16 && y < 80 && x >= 32 && x < 64 ? 0 : 1;
}

static double
tall_weight (const EmuImage *a,
             int             y,
             int             x)
{
  return y < 112 && x >= 120 ? 0 : 1;
}

/* What could draw any mask stands back behind what needs a few numbers. */
static void
test_any_mask (void)
{
  g_autoptr(EmuImage) a = drawing (0, 128, 128);
  g_autoptr(EmuImage) b = drawing (1, 128, 128);
  g_autoptr(EmuImage) cells = mix_by_hand (a, b, celled_weight, NULL, FALSE);
  g_autoptr(EmuImage) tall = mix_by_hand (a, b, tall_weight, NULL, FALSE);
  EmuCompareRequest request = ask_all (a, b, cells);
  EmuCompareRequest other = ask_all (a, b, tall);
  g_autoptr(EmuComparison) comparison = compare (&request);
  g_autoptr(EmuComparison) second = compare (&other);
  static const char *vague[] = { "fmix", "maskmix" };

  assert_innocent (comparison);
  g_assert_cmpstr (emu_comparison_get_best (comparison)->method->id, ==, "cutmix");
  g_assert_false (emu_explanation_is_vague (emu_comparison_get_best (comparison), comparison));
  for (guint i = 0; i < G_N_ELEMENTS (vague); i++)
    g_assert_true (emu_explanation_is_vague (find_explanation (comparison, emu_methods_find (vague[i], NULL)),
                                             comparison));

  /* No box of CutMix has these sides at the border. */
  assert_found (second, "odd-rectangle");
  g_assert_cmpfloat (find_finding (second, "odd-rectangle")->values[0], ==, 120);
  g_assert_cmpfloat (find_finding (second, "odd-rectangle")->values[3], ==, 112);
  g_assert_null (strstr (second->verdict, "MaskMix"));
}

/* The mask of what stands out, laid down with rows for columns. */
static void
test_transposed (void)
{
  g_autoptr(EmuImage) a = drawing (0, 64, 64);
  g_autoptr(EmuImage) b = drawing (1, 64, 64);
  g_autoptr(EmuPair) pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, black, NULL);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(EmuImage) mixed = blank (3, 64, 64);
  g_autoptr(EmuComparison) comparison = NULL;
  EmuMixRequest wanted = EMU_MIX_REQUEST_INIT;
  EmuView whole = emu_view_whole (64, 64);
  EmuCompareRequest request;

  wanted.method = emu_methods_find ("guidedmix", NULL);
  mix = emu_mix_new_for_pair (&wanted, pair, NULL, NULL, NULL, NULL);
  mask = emu_mix_mask (mix, &whole, NULL);
  for (int c = 0; c < 3; c++)
    {
      for (int y = 0; y < 64; y++)
        {
          for (int x = 0; x < 64; x++)
            {
              double w = emu_mask_row (mask, x)[y];

              emu_image_row (mixed, c, y)[x] = (guint8) rint (w * emu_image_row (a, c, y)[x] +
                                                              (1 - w) * emu_image_row (b, c, y)[x]);
            }
        }
    }

  request = ask_all (a, b, mixed);
  comparison = compare (&request);
  assert_found (comparison, "transposed");
  g_assert_cmpstr (emu_comparison_get_best (comparison)->method->id, ==, "guidedmix");
}

static double
to_light (double byte)
{
  double v = byte / 255;

  return v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
}

static void
test_light (void)
{
  g_autoptr(EmuImage) a = drawing (0, 64, 80);
  g_autoptr(EmuImage) b = drawing (1, 64, 80);
  g_autoptr(EmuImage) mixed = blank (3, 64, 80);
  g_autoptr(EmuComparison) comparison = NULL;
  EmuCompareRequest request;

  for (gsize i = 0; i < 3 * emu_image_n_pixels (a); i++)
    {
      double light = 0.6 * to_light (emu_image_plane (a, 0)[i]) + 0.4 * to_light (emu_image_plane (b, 0)[i]);

      emu_image_plane (mixed, 0)[i] = (guint8) rint (255 * (light <= 0.0031308
                                                            ? 12.92 * light : 1.055 * pow (light, 1 / 2.4) - 0.055));
    }
  request = ask_all (a, b, mixed);
  comparison = compare (&request);
  assert_found (comparison, "linear-light");
  g_assert_cmpfloat_with_epsilon (emu_comparison_get_best (comparison)->lambda, 0.6, 0.002);
}

/* The picture saved by GdkPixbuf and opened again; skips the test where it cannot. */
static EmuImage *
through_jpeg (const EmuImage *image,
              const char     *quality)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, image->width, image->height);
  g_autofree char *buffer = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  EmuImage *saved;
  gsize length;

  for (int y = 0; y < image->height; y++)
    {
      for (int x = 0; x < image->width; x++)
        {
          for (int c = 0; c < 3; c++)
            gdk_pixbuf_get_pixels (pixbuf)[y * gdk_pixbuf_get_rowstride (pixbuf) + 3 * x + c] =
              emu_image_row (image, c, y)[x];
        }
    }
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "jpeg", &error, "quality", quality, NULL))
    {
      g_test_skip (error->message);
      return NULL;
    }
  bytes = g_bytes_new (buffer, length);
  saved = emu_file_load_bytes (bytes, "mixed.jpg", NULL, &error);
  g_assert_no_error (error);

  return saved;
}

static void
test_jpeg (void)
{
  g_autoptr(EmuImage) a = drawing (0, 160, 160);
  g_autoptr(EmuImage) b = drawing (1, 160, 160);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, boxed_weight, NULL, FALSE);
  g_autoptr(EmuImage) saved = through_jpeg (mixed, "75");
  g_autoptr(EmuComparison) comparison = NULL;
  g_autofree char *mean = NULL;
  g_autofree char *words = NULL;
  EmuCompareRequest request;

  if (saved == NULL)
    return;

  request = ask_all (a, b, saved);
  comparison = compare (&request);
  assert_found (comparison, "jpeg");
  g_assert_cmpstr (emu_comparison_get_best (comparison)->method->id, ==, "cutmix");
  g_assert_cmpfloat (find_finding (comparison, "jpeg")->values[1], ==, 75);
  mean = emu_residual_write_mean (&emu_comparison_get_best (comparison)->residual);
  words = emu_explanation_describe (emu_comparison_get_best (comparison));
  g_assert_nonnull (strstr (comparison->verdict, "explains it, but for JPEG"));
  g_assert_nonnull (strstr (comparison->verdict, mean));
  g_assert_nonnull (strstr (words, mean));
}

/* What JPEG changes does not hide a mistake. */
static void
test_jpeg_and_another (void)
{
  g_autoptr(EmuImage) a = drawing (0, 160, 200);
  g_autoptr(EmuImage) b = drawing (1, 160, 200);
  g_autoptr(EmuImage) moved = cut_moved (a, b, -3, 0);
  g_autoptr(EmuImage) exchanged = cut_moved (b, a, 0, 0);
  const struct
  {
    EmuImage   *mixed;
    const char *kind;
  } cases[] = {
    { moved, "b-shifted" },
    { exchanged, "swapped" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EmuImage) saved = through_jpeg (cases[i].mixed, "75");
      g_autoptr(EmuComparison) comparison = NULL;
      EmuCompareRequest request;

      if (saved == NULL)
        return;

      request = ask_all (a, b, saved);
      comparison = compare (&request);
      g_test_message ("%s", comparison->verdict);
      g_assert_nonnull (find_finding (comparison, "jpeg"));
      g_assert_nonnull (find_finding (comparison, cases[i].kind));
      g_assert_cmpuint (comparison->findings->len, ==, 2);
      g_assert_cmpstr (emu_comparison_get_best (comparison)->method->id, ==, "cutmix");
    }
}

/* ---- Claims ------------------------------------------------------------------------------- */

static void
test_claims (void)
{
  g_autoptr(EmuImage) a = drawing (0, 96, 96);
  g_autoptr(EmuImage) b = drawing (1, 96, 96);
  g_autoptr(EmuImage) box = mix_by_hand (a, b, boxed_weight, NULL, FALSE);
  g_autoptr(EmuImage) even = mix_by_hand (a, b, even_weight, NULL, FALSE);
  double visible = 1 - 1600.0 / (96 * 96);
  const struct
  {
    EmuImage   *mixed;
    double      label;
    double      lambda;
    const char *kind;
  } cases[] = {
    { box, visible, NAN, NULL },
    { box, 1 - visible, NAN, "label-reversed" },
    { box, 0.4, NAN, "label-differs" },
    { even, 0.37, 0.37, NULL },
    { even, 0.63, NAN, "label-reversed" },
    { even, NAN, 0.63, "lambda-reversed" },
    { even, NAN, 0.5, "lambda-differs" },
    { even, 0.5, NAN, "label-differs" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EmuCompareRequest request = ask_all (a, b, cases[i].mixed);
      g_autoptr(EmuComparison) comparison = NULL;

      request.label = cases[i].label;
      request.lambda = cases[i].lambda;
      comparison = compare (&request);
      if (cases[i].kind == NULL)
        assert_innocent (comparison);
      else
        assert_found (comparison, cases[i].kind);
    }
}

/* The border cuts the box, and the label was left at what λ asked for. */
static void
test_label_follows_lambda (void)
{
  g_autoptr(EmuImage) a = drawing (0, 96, 96);
  g_autoptr(EmuImage) b = drawing (1, 96, 96);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, emu_methods_find ("cutmix", NULL), NULL);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuFrame) frame = NULL;
  g_autoptr(EmuComparison) comparison = NULL;
  EmuView whole = emu_view_whole (96, 96);
  EmuCompareRequest request;

  job->requested = 0.5;
  job->has_given = TRUE;
  job->given.fixed[2] = job->given.fixed[3] = TRUE;
  job->given.scalar[2] = 40;
  job->given.scalar[3] = 3;
  frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE, NULL, NULL);
  request = ask_all (a, b, frame->result);
  request.label = 0.5;
  comparison = compare (&request);
  assert_found (comparison, "label-follows-lambda");
}

/* ---- Nothing to find ---------------------------------------------------------------------- */

static void
test_same_pictures (void)
{
  g_autoptr(EmuImage) a = drawing (0, 33, 47);
  EmuCompareRequest request = ask_all (a, a, a);
  g_autoptr(EmuComparison) comparison = compare (&request);

  assert_found (comparison, "same-pictures");
  g_assert_null (emu_comparison_get_best (comparison));
  g_assert_null (comparison->picture);
}

static void
test_unrelated (void)
{
  g_autoptr(EmuImage) a = drawing (0, 64, 64);
  g_autoptr(EmuImage) b = drawing (1, 64, 64);
  g_autoptr(EmuImage) other = drawing (7, 64, 64);
  EmuCompareRequest request = ask_all (a, b, other);
  g_autoptr(EmuComparison) comparison = compare (&request);

  g_assert_false (emu_comparison_get_best (comparison)->explains);
  assert_found (comparison, "unrelated");
}

static void
test_sizes (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 1, 9 }, { 7, 1 }, { 2, 3 } };
  g_autoptr(EmuImage) a = drawing (0, 20, 30);
  g_autoptr(EmuImage) b = drawing (1, 24, 24);
  g_autoptr(EmuImage) odd = drawing (2, 10, 10);
  g_autoptr(EmuImage) swapped = drawing (1, 24, 24);
  g_autoptr(GError) error = NULL;
  EmuCompareRequest request = ask_all (a, b, odd);
  EmuCompareRequest as_b = ask_all (a, b, swapped);
  g_autoptr(EmuComparison) none = emu_comparison_new (&request, NULL, NULL, NULL, &error);
  g_autoptr(EmuComparison) comparison = NULL;

  g_assert_null (none);
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
  g_assert_nonnull (strstr (error->message, "10 × 10"));
  g_assert_nonnull (strstr (error->message, "30 × 20"));

  comparison = compare (&as_b);
  g_assert_nonnull (find_finding (comparison, "swapped-sizes"));
  g_assert_true (emu_comparison_get_best (comparison)->swapped);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuImage) small_a = drawing (0, sizes[i][0], sizes[i][1]);
      g_autoptr(EmuImage) small_b = drawing (1, sizes[i][0], sizes[i][1]);
      g_autoptr(EmuImage) mixed = mix_by_hand (small_a, small_b, even_weight, NULL, FALSE);
      EmuCompareRequest small = ask_all (small_a, small_b, mixed);
      g_autoptr(EmuComparison) answer = compare (&small);

      if (!emu_image_equal (small_a, small_b))
        g_assert_true (emu_comparison_get_best (answer)->explains);
    }
}

/* Grey and transparent pictures beside coloured ones. */
static void
test_kinds (void)
{
  g_autoptr(EmuImage) a = drawing (0, 40, 40);
  g_autoptr(EmuImage) b = drawing (1, 40, 40);
  g_autoptr(EmuImage) mixed = mix_by_hand (a, b, even_weight, NULL, FALSE);
  g_autoptr(EmuImage) opaque = emu_image_to_channels (mixed, 4, NULL);
  g_autoptr(EmuImage) grey_a = blank (1, 40, 40);
  g_autoptr(EmuImage) grey_b = blank (1, 40, 40);
  g_autoptr(EmuImage) grey = NULL;
  EmuCompareRequest request = ask_all (a, b, opaque);
  g_autoptr(EmuComparison) comparison = compare (&request);
  g_autoptr(EmuComparison) second = NULL;
  EmuCompareRequest other;

  assert_innocent (comparison);
  g_assert_true (emu_comparison_get_best (comparison)->explains);

  memcpy (emu_image_plane (grey_a, 0), emu_image_plane (a, 1), 1600);
  memcpy (emu_image_plane (grey_b, 0), emu_image_plane (b, 1), 1600);
  grey = mix_by_hand (grey_a, grey_b, even_weight, NULL, FALSE);
  other = ask_all (grey_a, grey_b, grey);
  second = compare (&other);
  assert_innocent (second);
  g_assert_cmpfloat_with_epsilon (emu_comparison_get_best (second)->lambda, 0.37, 0.002);
}

static void
cancel_cb (double   fraction,
           gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  g_autoptr(EmuImage) a = drawing (0, 64, 64);
  g_autoptr(EmuImage) b = drawing (1, 64, 64);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  EmuCompareRequest request = ask_all (a, b, a);
  g_autoptr(EmuComparison) comparison = emu_comparison_new (&request, cancel_cb, cancellable, cancellable, &error);

  g_assert_null (comparison);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A parameter that is known is not searched for. */
static void
test_pinned (void)
{
  const EmuMethod *method = emu_methods_find ("resizemix", NULL);
  const EmuParam *param = emu_params_find (&method->params, "interpolate", NULL);
  g_autoptr(EmuImage) a = drawing (0, 64, 64);
  g_autoptr(EmuImage) b = drawing (1, 64, 64);
  g_autofree void *params = emu_params_new (&method->params);
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuFrame) frame = NULL;
  EmuView whole = emu_view_whole (64, 64);

  g_assert_true (emu_param_parse (param, params, "bilinear", NULL));
  job = emu_mix_job_new (a, b, method, params);
  job->requested = 0.7;
  frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE, NULL, NULL);

  for (int nearest = 0; nearest <= 1; nearest++)
    {
      EmuCompareRequest request = ask_all (a, b, frame->result);
      g_autoptr(EmuComparison) comparison = NULL;
      const EmuExplanation *best;

      g_assert_true (emu_param_parse (param, params, nearest ? "nearest" : "bilinear", NULL));
      request.methods = &method;
      request.n_methods = 1;
      request.params = params;
      request.pinned = (guint64) 1 << (param - method->params.params);
      comparison = compare (&request);
      best = emu_comparison_get_best (comparison);
      g_assert_cmpfloat (emu_param_get (param, best->mix->params), ==, emu_param_get (param, params));
      g_assert_true (best->explains == !nearest);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      g_autofree char *engine = g_strdup_printf ("/compare/%s/engine", method->id);
      g_autofree char *seed = g_strdup_printf ("/compare/%s/seed", method->id);

      if (method->explain == NULL)
        continue;
      g_test_add_data_func (engine, method, test_engine);
      g_test_add_data_func (seed, method, test_seed);
    }

  for (guint i = 0; i < G_N_ELEMENTS (defects); i++)
    {
      g_autofree char *path = g_strdup_printf ("/compare/defects/%s", defects[i].name);

      g_test_add_data_func (path, &defects[i], test_defect);
    }

  g_test_add_func ("/compare/lambda", test_lambda);
  g_test_add_func ("/compare/box", test_box);
  g_test_add_func ("/compare/defects/channels", test_channels);
  g_test_add_func ("/compare/defects/shift", test_shift);
  g_test_add_func ("/compare/defects/far-shift", test_far_shift);
  g_test_add_func ("/compare/defects/several", test_several);
  g_test_add_func ("/compare/defects/transposed", test_transposed);
  g_test_add_func ("/compare/defects/light", test_light);
  g_test_add_func ("/compare/defects/jpeg", test_jpeg);
  g_test_add_func ("/compare/defects/jpeg-and-another", test_jpeg_and_another);
  g_test_add_func ("/compare/exchanged-words", test_exchanged_words);
  g_test_add_func ("/compare/unmixed", test_unmixed);
  g_test_add_func ("/compare/any-mask", test_any_mask);
  g_test_add_func ("/compare/claims", test_claims);
  g_test_add_func ("/compare/label-follows-lambda", test_label_follows_lambda);
  g_test_add_func ("/compare/same-pictures", test_same_pictures);
  g_test_add_func ("/compare/unrelated", test_unrelated);
  g_test_add_func ("/compare/sizes", test_sizes);
  g_test_add_func ("/compare/kinds", test_kinds);
  g_test_add_func ("/compare/cancel", test_cancel);
  g_test_add_func ("/compare/pinned", test_pinned);

  return g_test_run ();
}
