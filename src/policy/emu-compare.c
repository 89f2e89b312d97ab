/* emu-compare.c: how a picture that was mixed elsewhere was made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-compare-search.h"
#include "emu-error.h"
#include "emu-pixels.h"

/* ---- Findings --------------------------------------------------------------------------- */

static void
free_finding (gpointer data)
{
  EmuFinding *self = data;

  g_free (self->text);
  g_free (self);
}

static EmuFinding *
add_finding (EmuComparison *self,
             const char    *kind,
             char          *text)
{
  EmuFinding *finding = g_new0 (EmuFinding, 1);

  finding->kind = kind;
  finding->text = text;
  finding->before = finding->after = NAN;
  g_ptr_array_add (self->findings, finding);

  return finding;
}

static void
add_number (EmuFinding *self,
            const char *name,
            double      value)
{
  g_return_if_fail (self->n_numbers < EMU_FINDING_MAX_NUMBERS);

  self->names[self->n_numbers] = name;
  self->values[self->n_numbers++] = value;
}

static void
free_comparison (gpointer data)
{
  EmuComparison *self = data;

  g_ptr_array_unref (self->explanations);
  g_ptr_array_unref (self->findings);
  g_free (self->verdict);
  for (guint i = 0; i < G_N_ELEMENTS (self->names); i++)
    g_free (self->names[i]);
  g_clear_pointer (&self->picture, emu_image_unref);
  g_clear_pointer (&self->difference, emu_image_unref);
  g_clear_pointer (&self->mask, emu_image_unref);
}

EmuComparison *
emu_comparison_ref (EmuComparison *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_comparison_unref (EmuComparison *self)
{
  g_atomic_rc_box_release_full (self, free_comparison);
}

const EmuExplanation *
emu_comparison_get_best (const EmuComparison *self)
{
  return self->explanations->len > 0 ? g_ptr_array_index (self->explanations, 0) : NULL;
}

/* ---- What the pictures tell ------------------------------------------------------------- */

/* What it is in the window, with what it shows: “A (cat)”. Returns: (transfer full) */
static char *
call_picture (const EmuComparison *self,
              int                  index)
{
  const char *name = self->names[index];

  if (name == NULL || *name == '\0')
    return g_strdup (index == 0 ? "A" : "B");

  /* Translators: the first of two pictures, and what it shows: “A (cat)” */
  return g_strdup_printf (index == 0 ? _("A (%s)") : _("B (%s)"), name);
}

/* A named normalisation is recognised where every number lies this near. */
#define NEAR 0.02

typedef struct
{
  const char *name;
  double      mean[3];
  double      std[3];
} Statistics;

static const Statistics statistics[] = {
  { "ImageNet", { 0.485, 0.456, 0.406 }, { 0.229, 0.224, 0.225 } },
  { "CIFAR-10", { 0.4914, 0.4822, 0.4465 }, { 0.2470, 0.2435, 0.2616 } },
  { "CIFAR-10", { 0.4914, 0.4822, 0.4465 }, { 0.2023, 0.1994, 0.2010 } },
  { "CIFAR-100", { 0.5071, 0.4867, 0.4408 }, { 0.2675, 0.2565, 0.2761 } },
  { "0.5", { 0.5, 0.5, 0.5 }, { 0.5, 0.5, 0.5 } },
};

/* What a setup does to levels, where that is a normalisation too many or one too few. */
static const Statistics *
find_statistics (const EmuSetup *setup,
                 gboolean       *undone_twice)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (statistics); i++)
    {
      const Statistics *s = &statistics[i / 2];
      double worst = 0;

      *undone_twice = i % 2 == 1;
      for (int c = 0; c < 3; c++)
        {
          double factor = *undone_twice ? s->std[c] : 1 / s->std[c];
          double offset = *undone_twice ? 255 * s->mean[c] : -255 * s->mean[c] / s->std[c];

          worst = MAX (worst, fabs (setup->factor[c] / factor - 1));
          worst = MAX (worst, fabs (setup->offset[c] - offset) / (255 * MAX (1, factor)));
        }
      if (worst < NEAR)
        return s;
    }

  return NULL;
}

guint
emu_setup_n_statistics (void)
{
  return 2 * G_N_ELEMENTS (statistics);
}

void
emu_setup_set_statistics (EmuSetup *self,
                          guint     index)
{
  const Statistics *s = &statistics[index / 2];

  self->scale = EMU_SCALE_AFFINE;
  for (int c = 0; c < 3; c++)
    {
      self->factor[c] = index % 2 == 1 ? s->std[c] : 1 / s->std[c];
      self->offset[c] = index % 2 == 1 ? 255 * s->mean[c] : -255 * s->mean[c] / s->std[c];
    }
}

/* With its sign, and a true minus. Returns: (transfer full) */
static char *
signed_number (double value)
{
  return g_strdup_printf (value < 0 ? "−%.1f" : "+%.1f", fabs (value));
}

static EmuFinding *
say_scale (EmuComparison  *self,
           const EmuSetup *setup)
{
  g_auto(GStrv) offsets = g_new0 (char *, 4);
  EmuFinding *finding;
  const Statistics *known;
  gboolean undone_twice;

  for (int c = 0; c < 3; c++)
    offsets[c] = signed_number (setup->offset[c]);

  if (setup->scale == EMU_SCALE_LIGHT)
    return add_finding (self, "linear-light",
                        g_strdup (_("A and B were mixed as light, not as stored values: the picture fits once the "
                                    "sRGB curve is undone before mixing and applied again after it.")));

  known = find_statistics (setup, &undone_twice);
  if (known != NULL && undone_twice)
    finding = add_finding (self, "denormalised-twice",
                           g_strdup_printf (_("Normalisation with the mean and deviation of %s was undone once too "
                                              "often before the picture was saved."), known->name));
  else if (known != NULL)
    finding = add_finding (self, "not-denormalised",
                           g_strdup_printf (_("The picture is still normalised with the mean and deviation of %s, or "
                                              "was normalised twice: undo it once before saving."), known->name));
  else
    finding = add_finding (self, "levels-changed",
                           g_strdup_printf (_("Brightness and contrast were changed after mixing: red is %.3f times "
                                              "its value %s, green %.3f times %s, blue %.3f times %s."),
                                            setup->factor[0], offsets[0], setup->factor[1], offsets[1],
                                            setup->factor[2], offsets[2]));
  add_number (finding, "factor_red", setup->factor[0]);
  add_number (finding, "factor_green", setup->factor[1]);
  add_number (finding, "factor_blue", setup->factor[2]);
  add_number (finding, "offset_red", setup->offset[0]);
  add_number (finding, "offset_green", setup->offset[1]);
  add_number (finding, "offset_blue", setup->offset[2]);

  return finding;
}

static EmuFinding *
say_reversed (EmuComparison  *self,
              const EmuSetup *setup)
{
  EmuReversed reversed = setup->reversed;

  if (setup->swapped != self->exchanged && reversed != EMU_REVERSED_MIXED)
    reversed = reversed == EMU_REVERSED_A ? EMU_REVERSED_B : EMU_REVERSED_A;

  switch (reversed)
    {
    case EMU_REVERSED_A:
      return add_finding (self, "channels-reversed-a",
                          g_strdup (_("A was mixed with red and blue exchanged: it was read as BGR and B as RGB.")));
    case EMU_REVERSED_B:
      return add_finding (self, "channels-reversed-b",
                          g_strdup (_("B was mixed with red and blue exchanged: it was read as BGR and A as RGB.")));
    case EMU_REVERSED_MIXED:
    case EMU_REVERSED_NONE:
    default:
      return add_finding (self, "channels-reversed",
                          g_strdup (_("Red and blue are exchanged in the picture: it was saved as BGR.")));
    }
}

/* Whole pixels without decimals. Returns: (transfer full) */
static char *
half_pixels (int halves)
{
  return g_strdup_printf ("%.*f", halves % 2 != 0 ? 1 : 0, abs (halves) / 2.0);
}

/* Returns: (transfer full) */
static char *
describe_shift (const char *who,
                const int   shift[2])
{
  g_autofree char *across = half_pixels (shift[0]);
  g_autofree char *along = half_pixels (shift[1]);

  if (shift[1] == 0)
    return g_strdup_printf (shift[0] < 0 ? _("%s lies %s px further left than it should.")
                                         : _("%s lies %s px further right than it should."), who, across);
  if (shift[0] == 0)
    return g_strdup_printf (shift[1] < 0 ? _("%s lies %s px further up than it should.")
                                         : _("%s lies %s px further down than it should."), who, along);
  if (shift[0] < 0)
    return g_strdup_printf (shift[1] < 0 ? _("%s lies %s px further left and %s px further up than it should.")
                                         : _("%s lies %s px further left and %s px further down than it should."),
                            who, across, along);

  return g_strdup_printf (shift[1] < 0 ? _("%s lies %s px further right and %s px further up than it should.")
                                       : _("%s lies %s px further right and %s px further down than it should."),
                          who, across, along);
}

static EmuFinding *
say_shift (EmuComparison  *self,
           const EmuSetup *setup)
{
  gboolean is_a = setup->shifts_a != self->exchanged;
  g_autofree char *who = call_picture (self, is_a ? 0 : 1);
  g_autofree char *text = describe_shift (who, setup->shift);
  EmuFinding *finding;

  /* Only what is as small as this can come from there. */
  if (abs (setup->shift[0]) <= 1 && abs (setup->shift[1]) <= 1)
    {
      g_autofree char *where = g_steal_pointer (&text);

      /* Translators: a sentence that says where a picture lies, and what that may come from */
      text = g_strdup_printf (_("%s Half a pixel comes from resampling that aligns corners instead of middles."),
                              where);
    }

  finding = add_finding (self, is_a ? "a-shifted" : "b-shifted", g_steal_pointer (&text));
  add_number (finding, "right_px", setup->shift[0] / 2.0);
  add_number (finding, "down_px", setup->shift[1] / 2.0);

  return finding;
}

/* Returns: (transfer full) */
static char *
describe_exchange (const EmuComparison *self)
{
  g_autofree char *a = call_picture (self, 0);
  g_autofree char *b = call_picture (self, 1);

  return g_strdup_printf (_("%s and %s are exchanged: the picture fits if B is taken for A, so λ became the weight "
                            "of B."), a, b);
}

/* The one thing in which two setups differ, in words. */
static EmuFinding *
say_change (EmuComparison  *self,
            const EmuSetup *from,
            const EmuSetup *to)
{
  EmuFinding *finding;

  if (to->swapped != from->swapped)
    return add_finding (self, "swapped", describe_exchange (self));
  if (to->transposed != from->transposed)
    return add_finding (self, "transposed",
                        g_strdup (_("Rows and columns of the mask are exchanged: its height was used as its width.")));
  if (to->reversed != from->reversed)
    return say_reversed (self, to);
  if (to->shift[0] != from->shift[0] || to->shift[1] != from->shift[1])
    return say_shift (self, to);
  if (to->fit != from->fit || to->filter != from->filter)
    return add_finding (self, "fitted-otherwise",
                        g_strdup_printf (_("B was brought to A's size in another way: “%s” with the filter “%s” fits."),
                                         emu_fit_nick (to->fit), emu_filter_nick (to->filter)));
  if (to->scale != from->scale)
    return say_scale (self, to);
  if (to->floors != from->floors)
    return add_finding (self, "truncated",
                        g_strdup (_("Levels were cut to whole numbers instead of rounded, which makes the picture half "
                                    "a grey level too dark on average.")));

  finding = add_finding (self, "clipped",
                         g_strdup_printf (_("Levels below %d and above %d were clipped."), to->lo, to->hi));
  add_number (finding, "lo", to->lo);
  add_number (finding, "hi", to->hi);

  return finding;
}

void
emu_comparison_accept (EmuComparison  *self,
                       const EmuSetup *from,
                       const EmuSetup *to,
                       double          before,
                       double          after)
{
  EmuFinding *finding = say_change (self, from, to);

  finding->before = before;
  finding->after = after;
}

void
emu_comparison_say_channels (EmuComparison *self,
                             const double   lambda[3],
                             double         before,
                             double         after)
{
  EmuFinding *finding;

  finding = add_finding (self, "lambda-per-channel",
                         g_strdup_printf (_("Every channel has a λ of its own: red %.3f, green %.3f, blue %.3f."),
                                          lambda[0], lambda[1], lambda[2]));
  add_number (finding, "red", lambda[0]);
  add_number (finding, "green", lambda[1]);
  add_number (finding, "blue", lambda[2]);
  finding->before = before;
  finding->after = after;
}

void
emu_comparison_say_jpeg (EmuComparison *self,
                         double         left,
                         int            quality)
{
  EmuFinding *finding;

  finding = add_finding (self, "jpeg",
                         g_strdup (_("The picture was saved as JPEG, so nothing finer than that can be told; save it "
                                     "as PNG to compare every pixel.")));
  add_number (finding, "left", left);
  add_number (finding, "quality", quality > 0 ? quality : NAN);
}

void
emu_comparison_say_rectangle (EmuComparison *self,
                              const EmuBox  *box,
                              gboolean       is_a)
{
  g_autofree char *who = call_picture (self, is_a != self->exchanged ? 0 : 1);
  EmuFinding *finding;

  finding = add_finding (self, "odd-rectangle",
                         g_strdup_printf (_("The part of %s is a rectangle of %d × %d pixels, %d from the left and %d "
                                            "from the top, which CutMix would not draw there: its sides have another "
                                            "ratio than the picture's, or it was cut wrongly at the border."),
                                          who, box->x1 - box->x0, box->y1 - box->y0, box->x0, box->y0));
  add_number (finding, "x0", box->x0);
  add_number (finding, "y0", box->y0);
  add_number (finding, "width", box->x1 - box->x0);
  add_number (finding, "height", box->y1 - box->y0);
}

void
emu_comparison_say_unrelated (EmuComparison *self,
                              double         misfit)
{
  EmuFinding *finding;

  finding = add_finding (self, "unrelated",
                         g_strdup_printf (_("No weighing of A and B comes near this picture: %.0f grey levels are left "
                                            "at a typical pixel. Is it made of these two?"), sqrt (misfit)));
  add_number (finding, "misfit", sqrt (misfit));
}

void
emu_comparison_say_same_pictures (EmuComparison *self)
{
  add_finding (self, "same-pictures",
               g_strdup (_("A and B are the same picture, so nothing can be said about how they were mixed.")));
}

void
emu_comparison_say_sizes (EmuComparison *self,
                          int            height,
                          int            width)
{
  EmuFinding *finding;

  finding = add_finding (self, "swapped-sizes",
                         g_strdup_printf (_("The picture has the size of B, %d × %d pixels, so B is taken for A and "
                                            "A for B."), width, height));
  add_number (finding, "height", height);
  add_number (finding, "width", width);
}

/* ---- What the label tells --------------------------------------------------------------- */

/* Somebody's number with two digits is still the same number. */
#define SAME_WEIGHT 0.006

static gboolean
within (double value,
        double lo,
        double hi)
{
  return value >= lo - SAME_WEIGHT && value <= hi + SAME_WEIGHT;
}

static void
judge_label (EmuComparison        *self,
             const EmuExplanation *best,
             double                label,
             double                lambda)
{
  double weight = best->swapped ? 1 - best->mix->label.weight_a : best->mix->label.weight_a;
  double visible = emu_explanation_get_share (best);
  EmuFinding *finding;

  /* A's share of a picture whose label names A alone is no mistake. */
  if (within (label, weight, weight) ||
      (best->mix->label.rule != EMU_LABEL_MASK_MEAN && within (label, visible, visible)))
    return;

  if (!isnan (best->lambda) && fabs (visible - label) > SAME_WEIGHT &&
      (within (label, best->lambda_lo, best->lambda_hi) || (!isnan (lambda) && within (label, lambda, lambda))))
    finding = add_finding (self, "label-follows-lambda",
                           g_strdup_printf (_("The label gives A %.3f, the λ that was asked for, but %.3f of A is "
                                              "visible: the label was not corrected for what the mask became."),
                                            label, visible));
  else if (within (label, 1 - weight, 1 - weight))
    finding = add_finding (self, "label-reversed",
                           g_strdup_printf (_("The label gives A %.3f, but A has %.3f of the picture: the two weights "
                                              "of the label are exchanged."), label, visible));
  else
    finding = add_finding (self, "label-differs",
                           g_strdup_printf (_("The label gives A %.3f, but A has %.3f of the picture."),
                                            label, visible));
  add_number (finding, "label", label);
  add_number (finding, "mask_mean", visible);
}

static void
judge_lambda (EmuComparison        *self,
              const EmuExplanation *best,
              double                lambda)
{
  EmuFinding *finding;
  double lo, hi;
  double found = emu_explanation_get_lambda (best, &lo, &hi);

  /* Where A and B are exchanged that is the mistake, and λ went either way with it. */
  if (isnan (found) || within (lambda, lo, hi) || (best->swapped && within (1 - lambda, lo, hi)))
    return;

  if (within (1 - lambda, lo, hi))
    finding = add_finding (self, "lambda-reversed",
                           g_strdup_printf (_("λ was asked to be %.3f, but the picture has %.3f of A: λ was taken for "
                                              "the weight of B."), lambda, found));
  else
    finding = add_finding (self, "lambda-differs",
                           g_strdup_printf (_("λ was asked to be %.3f, but the picture was made with %.3f."),
                                            lambda, found));
  add_number (finding, "claimed", lambda);
  add_number (finding, "found", found);
}

void
emu_comparison_judge_claims (EmuComparison           *self,
                             const EmuCompareRequest *request)
{
  const EmuExplanation *best = emu_comparison_get_best (self);

  if (best == NULL || !(best->explains || best->jpeg))
    return;

  if (!isnan (request->label))
    judge_label (self, best, request->label, request->lambda);
  if (!isnan (request->lambda))
    judge_lambda (self, best, request->lambda);
}

double
emu_explanation_get_share (const EmuExplanation *self)
{
  return self->swapped ? 1 - self->mask_mean : self->mask_mean;
}

double
emu_explanation_get_lambda (const EmuExplanation *self,
                            double               *lo,
                            double               *hi)
{
  if (lo != NULL)
    *lo = self->swapped ? 1 - self->lambda_hi : self->lambda_lo;
  if (hi != NULL)
    *hi = self->swapped ? 1 - self->lambda_lo : self->lambda_hi;

  return self->swapped ? 1 - self->lambda : self->lambda;
}

gboolean
emu_explanation_is_vague (const EmuExplanation *self,
                          const EmuComparison  *comparison)
{
  const EmuExplanation *best = emu_comparison_get_best (comparison);

  return self != best && best->replayable && (best->explains || best->jpeg) && !self->replayable &&
         (self->explains || self->jpeg);
}

/* ---- In words --------------------------------------------------------------------------- */

char *
emu_residual_write_mean (const EmuResidual *self)
{
  return g_strdup_printf ("%.*f", self->mean < 0.095 ? 2 : self->mean < 9.95 ? 1 : 0, self->mean);
}

char *
emu_explanation_describe (const EmuExplanation *self)
{
  g_autofree char *mean = NULL;

  if (self->residual.max == 0)
    return g_strdup (_("explains it exactly"));
  if (self->explains)
    return g_strdup (_("explains it but for rounding"));

  mean = emu_residual_write_mean (&self->residual);
  if (self->jpeg)
    return g_strdup_printf (_("explains it but for JPEG, which changes %s grey levels on average"), mean);

  return g_strdup_printf (_("differs by %s grey levels on average"), mean);
}

static const EmuFinding *
find_finding (const EmuComparison *self,
              const char          *kind)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      const EmuFinding *finding = g_ptr_array_index (self->findings, i);

      if (strcmp (finding->kind, kind) == 0)
        return finding;
    }

  return NULL;
}

/* Nothing of the other picture is in it. */
#define UNMIXED 1e-6

/* Returns: (transfer full) (nullable) */
static char *
describe_unmixed (const EmuComparison  *self,
                  const EmuExplanation *best)
{
  double share = emu_explanation_get_share (best);
  g_autofree char *who = call_picture (self, share > 0.5 ? 0 : 1);

  if (MIN (share, 1 - share) > UNMIXED)
    return NULL;

  return g_strdup_printf (best->jpeg ? _("This is %s, unmixed but saved as JPEG.") : _("This is %s, unmixed."), who);
}

/* Returns: (transfer full) */
static char *
describe_jpeg (const EmuComparison  *self,
               const EmuExplanation *best)
{
  const EmuFinding *jpeg = find_finding (self, "jpeg");
  double quality = jpeg != NULL ? jpeg->values[1] : NAN;
  double lambda = emu_explanation_get_lambda (best, NULL, NULL);
  g_autofree char *mean = emu_residual_write_mean (&best->residual);

  if (isnan (lambda) && isnan (quality))
    return g_strdup_printf (_("%s explains it, but for JPEG, which changes %s grey levels on average."),
                            best->method->name, mean);
  if (isnan (lambda))
    return g_strdup_printf (_("%s explains it, but for JPEG: the file was saved with quality about %.0f, which "
                              "changes %s grey levels on average."), best->method->name, quality, mean);
  if (isnan (quality))
    return g_strdup_printf (_("%s with λ = %.3f explains it, but for JPEG, which changes %s grey levels on average."),
                            best->method->name, lambda, mean);

  return g_strdup_printf (_("%s with λ = %.3f explains it, but for JPEG: the file was saved with quality about %.0f, "
                            "which changes %s grey levels on average."), best->method->name, lambda, quality, mean);
}

/* Returns: (transfer full) */
static char *
describe_best (const EmuComparison  *self,
               const EmuExplanation *best)
{
  double lambda = emu_explanation_get_lambda (best, NULL, NULL);
  double share = emu_explanation_get_share (best);
  g_autofree char *who = call_picture (self, 0);
  g_autofree char *mean = NULL;

  if (!best->explains && !best->jpeg)
    {
      mean = emu_residual_write_mean (&best->residual);
      return g_strdup_printf (_("No method explains the picture; %s comes nearest and differs by %s grey levels on "
                                "average."), best->method->name, mean);
    }

  if (!best->replayable && find_finding (self, "odd-rectangle") != NULL)
    return g_strdup_printf (_("The picture shows a rectangle that no method draws; %s has %.3f of it."), who, share);
  if (!best->replayable)
    return g_strdup_printf (_("No method explains the picture by few numbers; its mask, which could be any, looks like one "
                              "of %s. %s has %.3f of it."), best->method->name, who, share);
  if (best->jpeg)
    return describe_jpeg (self, best);
  if (!isnan (lambda))
    return g_strdup_printf (_("%s with λ = %.3f explains the picture; %s has %.3f of it."),
                            best->method->name, lambda, who, share);

  return g_strdup_printf (_("%s explains the picture; %s has %.3f of it."), best->method->name, who, share);
}

void
emu_comparison_conclude (EmuComparison *self)
{
  const EmuExplanation *best = emu_comparison_get_best (self);

  g_free (self->verdict);
  self->verdict = best != NULL && (best->explains || best->jpeg) ? describe_unmixed (self, best) : NULL;
  if (self->verdict == NULL)
    self->verdict = best != NULL ? describe_best (self, best)
                                 : g_strdup (_("Nothing can be said about this picture."));
}

/* ---- Differences ------------------------------------------------------------------------ */

int
emu_comparison_get_scale (const EmuComparison *self)
{
  const EmuExplanation *best = emu_comparison_get_best (self);

  return best != NULL ? MAX (8, (int) best->residual.max) : 8;
}

void
emu_difference_colour (double at,
                       guint8 rgb[3])
{
  EmuRamp ramp;

  emu_ramp_init_cream (&ramp);
  memcpy (rgb, ramp.colour[emu_ramp_index (at)], 3);
}

EmuImage *
emu_comparison_draw_difference (const EmuComparison *self,
                                GError             **error)
{
  EmuImage *out = emu_image_new (3, self->height, self->width, error);
  int scale = emu_comparison_get_scale (self);
  EmuRamp ramp;

  emu_ramp_init_cream (&ramp);
  for (gsize i = 0; out != NULL && i < emu_image_n_pixels (out); i++)
    {
      int level = self->difference != NULL ? emu_image_plane (self->difference, 0)[i] : 0;

      for (int c = 0; c < 3; c++)
        emu_image_plane (out, c)[i] = ramp.colour[level * 255 / scale][c];
    }

  return out;
}

/* What was B's is A's. The comparison is not shared yet. */
void
emu_comparison_invert_mask (EmuComparison *self)
{
  guint8 *mask = emu_image_plane (self->mask, 0);

  for (gsize i = 0; i < emu_image_n_pixels (self->mask); i++)
    mask[i] = 255 - mask[i];
}

/* ---- The whole -------------------------------------------------------------------------- */

static gboolean
check_sizes (const EmuCompareRequest *request,
             gboolean                *swapped,
             GError                 **error)
{
  const EmuImage *a = request->a;
  const EmuImage *b = request->b;
  const EmuImage *mixed = request->mixed;

  *swapped = FALSE;
  if (mixed->height == a->height && mixed->width == a->width)
    return TRUE;

  *swapped = mixed->height == b->height && mixed->width == b->width;
  if (*swapped)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("the mixed picture has %d × %d pixels and A %d × %d; bring A to the size it had when it was "
                 "mixed"), mixed->width, mixed->height, a->width, a->height);

  return FALSE;
}

EmuComparison *
emu_comparison_new (const EmuCompareRequest *request,
                    EmuCompareProgress       progress,
                    gpointer                 data,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_autoptr(EmuComparison) self = NULL;
  EmuCompareRequest order = *request;
  gboolean swapped;

  g_return_val_if_fail (request->a != NULL && request->b != NULL && request->mixed != NULL, NULL);

  if (!check_sizes (request, &swapped, error))
    return NULL;

  self = g_atomic_rc_box_new0 (EmuComparison);
  self->height = request->mixed->height;
  self->width = request->mixed->width;
  self->explanations = g_ptr_array_new_with_free_func (emu_explanation_free);
  self->findings = g_ptr_array_new_with_free_func (free_finding);

  for (guint i = 0; i < G_N_ELEMENTS (self->names); i++)
    self->names[i] = g_strdup (request->names[i]);
  self->exchanged = swapped;

  if (swapped)
    {
      order.a = request->b;
      order.b = request->a;
      order.maps[0] = request->maps[1];
      order.maps[1] = request->maps[0];
      emu_comparison_say_sizes (self, self->height, self->width);
    }

  if (!emu_comparison_search (self, &order, progress, data, cancellable, error))
    return NULL;

  if (swapped)
    emu_comparison_invert_mask (self);
  for (guint i = 0; swapped && i < self->explanations->len; i++)
    {
      EmuExplanation *explanation = g_ptr_array_index (self->explanations, i);

      explanation->swapped = !explanation->swapped;
    }

  emu_comparison_judge_claims (self, request);
  emu_comparison_conclude (self);

  return g_steal_pointer (&self);
}
