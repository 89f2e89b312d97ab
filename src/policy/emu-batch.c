/* emu-batch.c: a whole batch decided: partners, λ, methods, mixed labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-batch.h"
#include "emu-error.h"
#include "emu-methods.h"

/* Smaller differences do not show in three decimals. */
#define DIFFERS 0.0005

enum
{
  LANE_WHETHER,
  LANE_WHICH,
  LANE_SEED,
};

/* ---- Tables ------------------------------------------------------------------------------- */

typedef struct
{
  const char *nick;
  const char *label;
  const char *help;
} Mode;

static const Mode modes[EMU_N_BATCH_MODES] = {
  [EMU_BATCH_WHOLE] = { "batch", N_("per batch"), N_("One λ and one box for all pictures") },
  [EMU_BATCH_PAIR] = {
    "pair", N_("per pair"), N_("One λ and one box for the first and the last, and so on inwards"),
  },
  [EMU_BATCH_ELEMENT] = { "element", N_("per picture"), N_("Every picture has a λ and a box of its own") },
  [EMU_BATCH_HALF] = {
    "half", N_("half a batch"), N_("A λ for every picture of the first half; only those come out"),
  },
};

#define MODE(name) (1u << EMU_BATCH_##name)

static const char * const mixup_and_cutmix[] = { "mixup", "cutmix", NULL };

static const EmuConvention conventions[] = {
  {
    .id = "emulsion",
    .name = "Emulsion",
    .summary = N_("Partners by chance, a λ for every picture, a label for every picture."),
    .pairing = EMU_PAIRING_PERMUTE,
    .mode = EMU_BATCH_ELEMENT,
    .modes = MODE (WHOLE) | MODE (PAIR) | MODE (ELEMENT) | MODE (HALF),
  },
  {
    .id = "timm",
    .name = "timm",
    .summary = N_("The batch meets itself backwards; mixup or CutMix."),
    .pairing = EMU_PAIRING_REVERSE,
    .mode = EMU_BATCH_WHOLE,
    .modes = MODE (WHOLE) | MODE (PAIR) | MODE (ELEMENT),
    .smoothing = 0.1,
    .methods = mixup_and_cutmix,
    .switches = TRUE,
    .settings = { "cutmix", "box-rule", "timm" },
    .float_lambda = TRUE,
    .even_only = TRUE,
    .published = N_("As published: an odd batch is refused."),
  },
  {
    .id = "timm-collate",
    .name = N_("timm collate"),
    .summary = N_("As timm, on bytes, while the batch is put together; may keep half of it."),
    .pairing = EMU_PAIRING_REVERSE,
    .mode = EMU_BATCH_HALF,
    .modes = MODE (WHOLE) | MODE (PAIR) | MODE (ELEMENT) | MODE (HALF),
    .smoothing = 0.1,
    .methods = mixup_and_cutmix,
    .switches = TRUE,
    .settings = { "cutmix", "box-rule", "timm" },
    .float_lambda = TRUE,
    .bytes = TRUE,
    .even_only = TRUE,
    .published = N_("As published: an odd batch is refused."),
  },
  {
    .id = "torchvision",
    .name = "torchvision",
    .summary = N_("Each picture meets the one before it; one λ for all."),
    .pairing = EMU_PAIRING_ROLL,
    .mode = EMU_BATCH_WHOLE,
    .modes = MODE (WHOLE),
    .methods = mixup_and_cutmix,
    .settings = { "cutmix", "box-rule", "torchvision" },
  },
  {
    .id = "openmixup",
    .name = "OpenMixup",
    .summary = N_("Partners by chance, one λ for all, any method."),
    .pairing = EMU_PAIRING_PERMUTE,
    .mode = EMU_BATCH_WHOLE,
    .modes = MODE (WHOLE),
    .mean_label = TRUE,
    .ignores_pairing = TRUE,
    .published = N_("As published: every label gets the batch’s mean weights, and a method’s own "
                    "pairing is not used."),
  },
};

const char *
emu_batch_mode_nick (EmuBatchMode mode)
{
  g_return_val_if_fail ((guint) mode < EMU_N_BATCH_MODES, NULL);

  return modes[mode].nick;
}

const char *
emu_batch_mode_label (EmuBatchMode mode)
{
  g_return_val_if_fail ((guint) mode < EMU_N_BATCH_MODES, NULL);

  return _(modes[mode].label);
}

const char *
emu_batch_mode_help (EmuBatchMode mode)
{
  g_return_val_if_fail ((guint) mode < EMU_N_BATCH_MODES, NULL);

  return _(modes[mode].help);
}

int
emu_batch_mode_n_draws (EmuBatchMode mode,
                        int          n)
{
  return mode == EMU_BATCH_WHOLE ? 1 : mode == EMU_BATCH_ELEMENT ? n : (n + 1) / 2;
}

int
emu_batch_mode_n_out (EmuBatchMode mode,
                      int          n)
{
  return mode == EMU_BATCH_HALF ? (n + 1) / 2 : n;
}

guint
emu_conventions_size (void)
{
  return G_N_ELEMENTS (conventions);
}

const EmuConvention *
emu_conventions_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (conventions), NULL);

  return &conventions[index];
}

const EmuConvention *
emu_conventions_find (const char *id,
                      GError    **error)
{
  const char *names[G_N_ELEMENTS (conventions) + 1] = { NULL };
  const char *nearest;

  for (guint i = 0; i < G_N_ELEMENTS (conventions); i++)
    {
      if (g_strcmp0 (conventions[i].id, id) == 0)
        return &conventions[i];
      names[i] = conventions[i].id;
    }

  nearest = emu_nearest_name (id, names);
  if (nearest != NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("no convention “%s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME, _("no convention “%s”"), id);

  return NULL;
}

EmuPairingRule
emu_convention_get_pairing (const EmuConvention *self,
                            const EmuMethod     *method,
                            gboolean             as_published)
{
  /* Who shuffles by default has no reason of its own to; a method that asks for more gets it. */
  if (self->pairing != EMU_PAIRING_PERMUTE || (as_published && self->ignores_pairing))
    return self->pairing;

  return method->pairing;
}

void
emu_batch_request_init (EmuBatchRequest     *self,
                        const EmuConvention *convention,
                        const EmuMethod     *method,
                        gboolean             as_published)
{
  *self = (EmuBatchRequest) {
    .convention = convention,
    .as_published = as_published,
    .methods = { { .method = method, .alpha = NAN }, { .alpha = NAN } },
    .requested = NAN,
    .prob = 1,
    .switch_prob = 0.5,
    .pairing = emu_convention_get_pairing (convention, method, as_published),
    .mode = convention->mode,
    .smoothing = convention->smoothing,
  };
}

/* ---- Checking ----------------------------------------------------------------------------- */

static gboolean
check_share (const char *name,
             double      value,
             GError    **error)
{
  if (value >= 0 && value <= 1)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s must lie between %g and %g, not %g"), name, 0.0, 1.0, value);

  return FALSE;
}

static gboolean
check (const EmuBatchRequest *request,
       GError               **error)
{
  const EmuConvention *convention = request->convention;

  if (request->n < 1 || request->n > EMU_BATCH_MAX)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("a batch has 1 to %d pictures, not %d"), EMU_BATCH_MAX, request->n);
      return FALSE;
    }

  if (request->n_classes < 1 || request->n_classes > EMU_BATCH_MAX_CLASSES)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("a batch has 1 to %d classes, not %d"), EMU_BATCH_MAX_CLASSES, request->n_classes);
      return FALSE;
    }

  for (int i = 0; i < request->n; i++)
    {
      if (request->classes[i] < 0 || request->classes[i] >= request->n_classes)
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("picture %d is of class %d, and there are %d classes from 0 on"),
                       i + 1, request->classes[i], request->n_classes);
          return FALSE;
        }
    }

  if (convention->even_only && request->as_published && request->n % 2 != 0)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED,
                   /* Translators: name of a library, number of pictures */
                   _("%s mixes even batches only, and this one has %d pictures; take one more or one less, "
                     "or do without “as published”"),
                   _(convention->name), request->n);
      return FALSE;
    }

  if (emu_pairing_needs_distances (request->pairing) && request->distances == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("the pairing “%s” needs to know how different the pictures are"),
                   emu_pairing_nick (request->pairing));
      return FALSE;
    }

  return check_share (_("the probability of mixing"), request->prob, error) &&
         check_share (_("the probability of the second method"), request->switch_prob, error) &&
         check_share (_("the smoothing"), request->smoothing, error) &&
         (isnan (request->requested) || emu_lambda_check (request->requested, error));
}

/* ---- Drawing ------------------------------------------------------------------------------ */

/* Which of the batch's draws picture @i goes by. */
static int
draw_of (const EmuBatch *self,
         int             i)
{
  switch (self->mode)
    {
    case EMU_BATCH_WHOLE:
      return 0;
    case EMU_BATCH_ELEMENT:
      return i;
    case EMU_BATCH_PAIR:
    case EMU_BATCH_HALF:
      return MIN (i, self->n - 1 - i);
    case EMU_N_BATCH_MODES:
      break;
    }

  g_return_val_if_reached (0);
}

static double
uniform_at (const EmuBatchRequest *request,
            guint32                lane,
            int                    at)
{
  double u;

  emu_rng_fill_uniform (request->seed, EMU_PURPOSE_BATCH, request->batch, lane, at, 1, &u);

  return u;
}

/* λ as the method would draw it from that seed alone, so that its recipe gives the same picture.
 * NaN: the method has its own way. */
static double
draw_lambda (const EmuBatchMethod *with,
             guint64               seed)
{
  const EmuMethod *method = with->method;
  double alpha = isnan (with->alpha) ? method->alpha : with->alpha;
  double a = alpha;
  double b = alpha;
  g_autofree void *defaults = with->params == NULL ? emu_params_new (&method->params) : NULL;
  EmuRng rng;

  if (method->ignores_lambda ||
      (method->lambda_law != NULL &&
       !method->lambda_law (with->params != NULL ? with->params : defaults, alpha, &a, &b)))
    return NAN;

  emu_rng_init (&rng, seed, EMU_PURPOSE_LAMBDA, 0, 0);

  return emu_rng_beta (&rng, a, b);
}

static void
decide (EmuBatch              *self,
        const EmuBatchRequest *request,
        int                    i)
{
  const EmuBatchDraws none = { NULL };
  const EmuBatchDraws *given = request->given != NULL ? request->given : &none;
  int at = draw_of (self, i);
  double whether = given->prob != NULL ? given->prob[at] : uniform_at (request, LANE_WHETHER, at);
  int which = 0;
  const EmuBatchMethod *with;

  if (request->methods[1].method != NULL)
    which = (given->other != NULL ? given->other[at] : uniform_at (request, LANE_WHICH, at)) <
            request->switch_prob;
  with = &request->methods[which];

  /* All 53 bits of a uniform number are a seed. */
  self->seed[i] = (guint64) ldexp (uniform_at (request, LANE_SEED, at), 53);
  self->lambda[i] = !isnan (request->requested) && !with->method->ignores_lambda ? request->requested
                    : given->lambda[which] != NULL ? given->lambda[which][at]
                                                   : draw_lambda (with, self->seed[i]);
  if (self->convention->float_lambda && self->mode != EMU_BATCH_WHOLE)
    self->lambda[i] = (float) self->lambda[i];

  self->which[i] = which;
  if (!(whether < request->prob) || (self->lambda[i] == 1 && with->method->exact_a))
    {
      self->which[i] = EMU_BATCH_UNMIXED;
      self->lambda[i] = 1;
    }
}

/* ---- Mixing ------------------------------------------------------------------------------- */

static EmuMix *
mix_one (EmuBatch              *self,
         const EmuBatchRequest *request,
         int                    i,
         GCancellable          *cancellable,
         GError               **error)
{
  const EmuBatchMethod *with = &request->methods[self->which[i]];
  gboolean asked = !isnan (request->requested);
  EmuMixRequest one = EMU_MIX_REQUEST_INIT;
  int partner = self->partner[i];
  int first = self->mode == EMU_BATCH_WHOLE ? 0 : self->mode == EMU_BATCH_PAIR ? draw_of (self, i) : i;
  const EmuMix *previous = NULL;

  one.method = with->method;
  one.params = with->params;
  one.requested = asked ? request->requested : NAN;
  one.drawn = asked ? NAN : self->lambda[i];
  one.alpha = with->alpha;
  one.seed = self->seed[i];

  if (request->mixer != NULL)
    return request->mixer (&one, i, partner, request->mixer_data, cancellable, error);

  if (request->guides != NULL)
    {
      one.guides[0] = request->guides[i];
      one.guides[1] = request->guides[partner];
    }
  else if (first < i && self->mix[first] != NULL)
    {
      /* The same draws on a picture of the same size. */
      return emu_mix_ref (self->mix[first]);
    }

  if (i > 0)
    previous = self->mix[i - 1];

  return emu_mix_new (&one, request->height, request->width, previous, cancellable, error);
}

static gboolean
mix_all (EmuBatch              *self,
         const EmuBatchRequest *request,
         GCancellable          *cancellable,
         GError               **error)
{
  for (int i = 0; i < self->n_out; i++)
    {
      const EmuLabel *label;

      self->weight_a[i] = 1;
      self->weight_b[i] = 0;
      if (self->which[i] == EMU_BATCH_UNMIXED)
        continue;

      self->mix[i] = mix_one (self, request, i, cancellable, error);
      if (self->mix[i] == NULL)
        return FALSE;

      if (isnan (self->lambda[i]))
        self->lambda[i] = self->mix[i]->lambda;

      label = &self->mix[i]->label;
      self->weight_a[i] = label->weight_a;
      self->weight_b[i] = label->weight_b;
      if (self->convention->float_lambda && self->mode != EMU_BATCH_WHOLE)
        {
          double sum = label->weight_a + label->weight_b;

          self->weight_a[i] = (float) label->weight_a;
          self->weight_b[i] = sum - self->weight_a[i];
        }

      if (request->numbers_only)
        g_clear_pointer (&self->mix[i], emu_mix_unref);
    }

  return TRUE;
}

/* ---- Labels ------------------------------------------------------------------------------- */

static void
average (EmuBatch *self)
{
  double a = 0, b = 0;

  for (int i = 0; i < self->n_out; i++)
    {
      a += self->weight_a[i];
      b += self->weight_b[i];
    }

  for (int i = 0; i < self->n_out; i++)
    {
      self->used_a[i] = a / self->n_out;
      self->used_b[i] = b / self->n_out;
    }
}

static void
make_rows (EmuBatch              *self,
           const EmuBatchRequest *request)
{
  double epsilon = request->smoothing_rule == EMU_SMOOTHING_NORMALISED
                   ? request->smoothing / (1 + request->smoothing) : request->smoothing;
  float off = (float) (epsilon / self->n_classes);
  float on = (float) (1 - epsilon + epsilon / self->n_classes);

  for (int i = 0; i < self->n_out; i++)
    {
      double *row = self->rows + (gsize) i * self->n_classes;
      int a = request->classes[i];
      int b = request->classes[self->partner[i]];

      for (int k = 0; k < self->n_classes; k++)
        {
          float y_a = k == a ? on : off;
          float y_b = k == b ? on : off;

          if (self->mode == EMU_BATCH_HALF)
            row[k] = self->used_a[i] * y_a + self->used_b[i] * y_b;
          else
            row[k] = (float) self->used_a[i] * y_a + (float) self->used_b[i] * y_b;
        }
    }
}

/* ---- Words -------------------------------------------------------------------------------- */

static void G_GNUC_PRINTF (2, 3)
add_note (EmuBatch   *self,
          const char *format,
          ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
describe_pairing (EmuBatch *self)
{
  int n_fixed = emu_pairing_n_fixed (self->partner, self->n);
  double chance = 100 * emu_pairing_chance_fixed (self->pairing, self->n);

  if (self->n == 1)
    {
      add_note (self, _("One picture alone can only meet itself."));
      return;
    }

  switch (self->pairing)
    {
    case EMU_PAIRING_REVERSE:
      if (n_fixed == 0)
        add_note (self, _("1 is paired with %d, and so on inwards: nobody meets itself."), self->n);
      else
        add_note (self, _("1 is paired with %d, and so on inwards: only %d, in the middle, meets itself."),
                  self->n, self->n / 2 + 1);
      break;

    case EMU_PAIRING_ROLL:
      add_note (self, _("Each is paired with the one before it: nobody meets itself."));
      break;

    case EMU_PAIRING_PERMUTE:
      if (n_fixed == 0)
        add_note (self, _("Partners by chance: nobody meets itself here, somebody does in %.0f %% of batches."),
                  chance);
      else
        add_note (self, ngettext ("Partners by chance: %d picture meets itself; one does on average.",
                                  "Partners by chance: %d pictures meet themselves; one does on average.",
                                  (gulong) n_fixed), n_fixed);
      break;

    case EMU_PAIRING_DERANGE_TRY:
      if (n_fixed == 0)
        add_note (self, ngettext ("Partners were drawn %d time until nobody met itself.",
                                  "Partners were drawn %d times until nobody met itself.",
                                  (gulong) self->n_permutations), self->n_permutations);
      else
        add_note (self, ngettext ("Partners were drawn to the last time allowed, and %d picture still meets itself.",
                                  "Partners were drawn to the last time allowed, and %d pictures still meet themselves.",
                                  (gulong) n_fixed), n_fixed);
      break;

    case EMU_PAIRING_ONE_CYCLE:
      add_note (self, _("Each is paired with the most different one still free: one round, nobody meets itself."));
      break;

    case EMU_N_PAIRINGS:
      break;
    }
}

static void
describe_mean (EmuBatch *self)
{
  double least = self->weight_a[0];
  double most = self->weight_a[0];

  for (int i = 1; i < self->n_out; i++)
    {
      least = MIN (least, self->weight_a[i]);
      most = MAX (most, self->weight_a[i]);
    }

  if (most - least >= DIFFERS)
    add_note (self, _("The label uses the batch’s mean weight of A, %.3f; these pictures were mixed with %.3f … %.3f."),
              self->used_a[0], least, most);
  else
    add_note (self, _("The label uses the batch’s mean weight of A, %.3f, and every picture was mixed with it."),
              self->used_a[0]);
}

static void
describe (EmuBatch              *self,
          const EmuBatchRequest *request)
{
  const EmuConvention *convention = self->convention;
  const EmuMethod *method = request->methods[0].method;
  int n_unmixed = 0;

  /* What is wrong with it comes first. */
  if (self->as_published && convention->mean_label)
    describe_mean (self);
  if (self->as_published && convention->ignores_pairing && method->pairing != EMU_PAIRING_PERMUTE &&
      self->pairing == convention->pairing)
    add_note (self, _("As published, the pairing that %s asks for is computed and never used."),
              _(method->name));

  describe_pairing (self);

  if (self->mode == EMU_BATCH_HALF)
    add_note (self, ngettext ("Only the first %d picture comes out.", "Only the first %d pictures come out.",
                              (gulong) self->n_out), self->n_out);
  if ((convention->modes & (1u << self->mode)) == 0)
    /* Translators: name of a library */
    add_note (self, _("%s itself does not offer this way of drawing λ."), _(convention->name));
  if (convention->methods != NULL && !g_strv_contains (convention->methods, method->id))
    /* Translators: name of a library, name of a method */
    add_note (self, _("%s itself mixes with mixup and CutMix only; this is its batch with %s."),
              _(convention->name), _(method->name));

  for (int i = 0; i < self->n_out; i++)
    n_unmixed += self->which[i] == EMU_BATCH_UNMIXED;
  if (n_unmixed > 0)
    add_note (self, ngettext ("%d picture is left as it is.", "%d pictures are left as they are.",
                              (gulong) n_unmixed), n_unmixed);
}

/* ---- The whole ---------------------------------------------------------------------------- */

static void
clear_batch (gpointer data)
{
  EmuBatch *self = data;

  for (int i = 0; self->mix != NULL && i < self->n_out; i++)
    g_clear_pointer (&self->mix[i], emu_mix_unref);
  g_free (self->mix);
  g_free (self->params[0]);
  g_free (self->params[1]);
  g_free (self->partner);
  g_free (self->which);
  g_free (self->lambda);
  g_free (self->seed);
  g_free (self->weight_a);
  g_free (self->weight_b);
  g_free (self->used_a);
  g_free (self->used_b);
  g_free (self->rows);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
}

static void
take_method (EmuBatch             *self,
             guint                 k,
             const EmuBatchMethod *with)
{
  const EmuMethod *method = with->method;

  if (method == NULL)
    return;

  self->methods[k] = method;
  self->params[k] = with->params != NULL ? emu_params_copy (&method->params, with->params)
                                         : emu_params_new (&method->params);
  self->alpha[k] = isnan (with->alpha) ? method->alpha : with->alpha;
}

EmuBatch *
emu_batch_new (const EmuBatchRequest *request,
               GCancellable          *cancellable,
               GError               **error)
{
  g_autoptr(EmuBatch) self = NULL;

  g_return_val_if_fail (request != NULL && request->convention != NULL, NULL);
  g_return_val_if_fail (request->methods[0].method != NULL, NULL);
  g_return_val_if_fail (request->mixer != NULL || (request->height >= 1 && request->width >= 1), NULL);

  if (!check (request, error))
    return NULL;

  self = g_atomic_rc_box_new0 (EmuBatch);
  self->convention = request->convention;
  self->as_published = request->as_published;
  self->n = request->n;
  self->n_classes = request->n_classes;
  self->pairing = request->pairing;
  self->mode = request->mode;
  self->requested = request->requested;
  self->n_out = emu_batch_mode_n_out (self->mode, self->n);
  for (guint k = 0; k < G_N_ELEMENTS (self->methods); k++)
    take_method (self, k, &request->methods[k]);
  self->partner = g_new (int, self->n);
  self->which = g_new (int, self->n);
  self->lambda = g_new (double, self->n);
  self->seed = g_new (guint64, self->n);
  self->mix = g_new0 (EmuMix *, self->n_out);
  self->weight_a = g_new (double, self->n_out);
  self->weight_b = g_new (double, self->n_out);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_try_new (double, (gsize) self->n_out * self->n_classes);
  if (self->rows == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for labels of %d pictures and %d classes"), self->n_out, self->n_classes);
      return NULL;
    }

  if (request->given != NULL && request->given->partner != NULL)
    memcpy (self->partner, request->given->partner, self->n * sizeof (int));
  else
    self->n_permutations = emu_pairing_draw (self->pairing, self->n, request->seed, request->batch,
                                             request->distances, self->partner);

  for (int i = 0; i < self->n; i++)
    decide (self, request, i);

  if (!mix_all (self, request, cancellable, error))
    return NULL;

  self->used_a = g_memdup2 (self->weight_a, self->n_out * sizeof (double));
  self->used_b = g_memdup2 (self->weight_b, self->n_out * sizeof (double));
  if (self->as_published && self->convention->mean_label)
    average (self);

  make_rows (self, request);
  describe (self, request);

  return g_steal_pointer (&self);
}

EmuBatch *
emu_batch_ref (EmuBatch *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_batch_unref (EmuBatch *self)
{
  g_atomic_rc_box_release_full (self, clear_batch);
}

/* λ = 1 leaves A as it is, but not with every method. */
static const EmuMethod *
method_that_leaves_a (const EmuBatch *self)
{
  if (self->methods[0]->exact_a)
    return self->methods[0];

  for (guint i = 0; i < emu_methods_size (); i++)
    if (emu_methods_get (i)->exact_a && emu_methods_get (i)->needs == NULL)
      return emu_methods_get (i);

  return self->methods[0];
}

EmuRecipe *
emu_batch_to_recipe (const EmuBatch *self,
                     int             i)
{
  EmuRecipe *recipe;
  int which;

  g_return_val_if_fail (i >= 0 && i < self->n, NULL);

  which = self->which[i];
  if (which == EMU_BATCH_UNMIXED)
    {
      recipe = emu_recipe_new (method_that_leaves_a (self));
      recipe->requested = 1;
      recipe->alpha = NAN;
    }
  else
    {
      recipe = emu_recipe_new (self->methods[which]);
      g_free (recipe->params);
      recipe->params = emu_params_copy (&self->methods[which]->params, self->params[which]);
      recipe->requested = self->requested;
      recipe->alpha = isnan (recipe->requested) ? self->alpha[which] : NAN;
    }
  recipe->seed = self->seed[i];

  return recipe;
}

char *
emu_batch_describe (const EmuBatch *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->notes->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (self->notes, i));

  return g_string_free (text, FALSE);
}

char *
emu_batch_mixed_by (const EmuBatch *self)
{
  const EmuMethod *used[G_N_ELEMENTS (self->methods)] = { NULL };
  guint n = 0;

  for (int i = 0; i < self->n_out; i++)
    {
      const EmuMethod *method = self->which[i] != EMU_BATCH_UNMIXED ? self->methods[self->which[i]] : NULL;
      guint at = 0;

      while (at < n && used[at] != method)
        at++;
      if (method != NULL && at == n)
        used[n++] = method;
    }

  if (n == 0)
    return g_strdup (_("Not mixed"));

  if (self->methods[0] == NULL || self->methods[1] == NULL)
    /* Translators: head of a row of mixed pictures: name of the method */
    return g_strdup_printf (_("Mixed: %s"), _(used[0]->name));

  if (n == 1)
    /* Translators: head of a row of mixed pictures: name of the method, name of a library */
    return g_strdup_printf (_("Mixed: %s, chosen by %s’s switch"), _(used[0]->name), _(self->convention->name));

  /* Translators: head of a row of mixed pictures: names of two methods, name of a library */
  return g_strdup_printf (_("Mixed: %s and %s, chosen by %s’s switch"), _(used[0]->name), _(used[1]->name),
                          _(self->convention->name));
}

const double *
emu_batch_row (const EmuBatch *self,
               int             i)
{
  g_return_val_if_fail (i >= 0 && i < self->n_out, NULL);

  return self->rows + (gsize) i * self->n_classes;
}

double
emu_batch_row_sum (const EmuBatch *self,
                   int             i)
{
  const double *row = emu_batch_row (self, i);
  double sum = 0;

  for (int k = 0; k < self->n_classes; k++)
    sum += row[k];

  return sum;
}
