/* fmix-grid.c: FMix's weights, and what of them outlasts a change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-parallel.h"
#include "emu-rank.h"
#include "fmix-grid.h"

/* A grid is made in three layers, each of which a later grid may take over as long as what it was
 * made from is the same: the numbers drawn; the field made of them; the weights cut from it. */
typedef struct
{
  EmuDrawArray  key;
  gsize         n;
  double       *values;
} Noise;

typedef struct _Field Field;

struct _Field
{
  Noise           *noise;
  int              n_dims;
  int              dims[3];
  EmuFMixSpectrum  spectrum;
  double           decay;
  gsize            n;
  double          *values;
  EmuRanks        *ranks;
};

static void
noise_clear (gpointer data)
{
  Noise *self = data;

  g_free (self->values);
}

static void
noise_unref (Noise *self)
{
  g_atomic_rc_box_release_full (self, noise_clear);
}

static void
field_clear (gpointer data)
{
  Field *self = data;

  g_clear_pointer (&self->noise, noise_unref);
  g_clear_pointer (&self->ranks, emu_ranks_free);
  emu_fft_free (self->values);
}

static void
field_unref (Field *self)
{
  g_atomic_rc_box_release_full (self, field_clear);
}

static void
grid_clear (gpointer data)
{
  EmuFMixGrid *self = data;

  g_clear_pointer (&self->field, field_unref);
  g_free (self->weights);
}

void
emu_fmix_grid_unref (EmuFMixGrid *self)
{
  g_atomic_rc_box_release_full (self, grid_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Noise, noise_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Field, field_unref)

static void
set_no_memory (const EmuFMixPlan *plan,
               GError           **error)
{
  g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
               _("not enough memory for a random field of %d × %d; lower the resolution"),
               plan->n_dims == 1 ? plan->dims[0] : plan->dims[1],
               plan->n_dims == 1 ? 1 : plan->dims[0]);
}

/* ---- numbers drawn ---- */

#define READ_CHUNK 8192

static void
read_chunk (int      first,
            int      last,
            gpointer data)
{
  const Noise *noise = data;

  emu_draw_array_read (&noise->key, first, last - first, noise->values + first);
}

/* Numbers that somebody gave are borrowed, and their place in memory may hold others by now. */
static gboolean
noise_is (const Noise        *self,
          const EmuDrawArray *key,
          gsize               n)
{
  return self->n == n && emu_draw_array_equal (&self->key, key) &&
         (key->values == NULL || memcmp (self->values, key->values, n * sizeof (double)) == 0);
}

static Noise *
get_noise (const EmuFMixPlan *plan,
           const EmuFMixGrid *previous,
           GError           **error)
{
  g_autoptr(Noise) self = NULL;
  int shape[3];
  gsize n = 2 * emu_fmix_spectrum_shape (plan->n_dims, plan->dims, plan->spectrum, shape);

  /* The published spectrum is two rows deep. */
  if (plan->spectrum == EMU_FMIX_SPECTRUM_AS_PUBLISHED)
    n = n / shape[0] * MIN (2, shape[0]);

  if (previous != NULL && noise_is (previous->field->noise, &plan->gaussian, n))
    return g_atomic_rc_box_acquire (previous->field->noise);

  self = g_atomic_rc_box_new0 (Noise);
  self->key = plan->gaussian;
  self->n = n;
  self->values = g_try_new (double, n);
  if (self->values == NULL)
    {
      set_no_memory (plan, error);
      return NULL;
    }

  emu_parallel_rows ((int) n, READ_CHUNK, read_chunk, self);

  return g_steal_pointer (&self);
}

/* ---- field ---- */

static gboolean
field_is (const Field       *self,
          const EmuFMixPlan *plan,
          const Noise       *noise)
{
  return self->noise == noise && self->spectrum == plan->spectrum && self->decay == plan->decay &&
         self->n_dims == plan->n_dims &&
         memcmp (self->dims, plan->dims, plan->n_dims * sizeof *plan->dims) == 0;
}

static Field *
get_field (const EmuFMixPlan *plan,
           const EmuFMixGrid *previous,
           GCancellable      *cancellable,
           GError           **error)
{
  g_autoptr(Noise) noise = get_noise (plan, previous, error);
  g_autoptr(Field) self = NULL;
  int shape[3];

  if (noise == NULL)
    return NULL;

  if (previous != NULL && field_is (previous->field, plan, noise))
    return g_atomic_rc_box_acquire (previous->field);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self = g_atomic_rc_box_new0 (Field);
  self->noise = g_steal_pointer (&noise);
  self->n_dims = plan->n_dims;
  self->spectrum = plan->spectrum;
  self->decay = plan->decay;
  self->n = 1;
  for (int d = 0; d < plan->n_dims; d++)
    {
      self->dims[d] = plan->dims[d];
      self->n *= plan->dims[d];
    }

  self->values = emu_fft_new_field (self->n, error);
  if (self->values == NULL)
    return NULL;

  emu_fmix_spectrum_shape (plan->n_dims, plan->dims, plan->spectrum, shape);
  if (!emu_fmix_field (plan->n_dims, plan->dims, plan->decay, plan->spectrum, self->noise->values,
                       shape[plan->n_dims - 1], self->values, error))
    return NULL;

  self->ranks = emu_ranks_new (self->values, self->n);

  return g_steal_pointer (&self);
}

/* ---- weights ---- */

/* How many of @n values lie inside, and how many on either side of the border are soft. The soft
 * ones never reach past an end: rounding keeps order, so n λ rounds beyond a whole number only
 * where n (1 − λ), the smaller of the two with the finer steps, falls short of its own. */
static void
count_inside (gsize   n,
              double  lambda,
              double  max_soft,
              double  coin,
              gsize  *n_inside,
              gsize  *soft)
{
  double share = (double) n * lambda;

  *n_inside = (gsize) (coin > 0.5 ? ceil (share) : floor (share));
  *soft = (gsize) ((double) n * MIN (max_soft, MIN (lambda, 1 - lambda)));
}

void
emu_fmix_threshold (const double *field,
                    gsize         n,
                    double        lambda,
                    double        max_soft,
                    double        coin,
                    float        *mask)
{
  g_autoptr(EmuRanks) ranks = NULL;
  gsize n_inside, soft;

  g_return_if_fail (lambda >= 0 && lambda <= 1);
  g_return_if_fail (max_soft >= 0);

  ranks = emu_ranks_new (field, n);
  g_return_if_fail (ranks != NULL);

  count_inside (n, lambda, max_soft, coin, &n_inside, &soft);
  emu_ranks_weigh (ranks, n_inside, soft, mask);
}

static gboolean
cut (EmuFMixGrid       *self,
     const EmuFMixPlan *plan,
     GError           **error)
{
  const Field *field = self->field;
  gsize n = (gsize) self->height * self->width;
  int depth = field->n_dims == 3 ? field->dims[2] : 1;

  self->weights = g_try_new (float, field->n);
  if (self->weights == NULL)
    {
      set_no_memory (plan, error);
      return FALSE;
    }

  emu_ranks_weigh (field->ranks, self->n_inside, self->soft, self->weights);

  if (self->inverted)
    {
      for (gsize i = 0; i < field->n; i++)
        self->weights[i] = 1.0f - self->weights[i];
    }

  /* Of a volume one slice is kept; in place, as every weight moves to the front. */
  for (gsize i = 0; depth > 1 && i < n; i++)
    self->weights[i] = self->weights[i * depth + self->slice];

  return TRUE;
}

EmuFMixGrid *
emu_fmix_grid_new (const EmuFMixPlan *plan,
                   EmuFMixGrid       *previous,
                   GCancellable      *cancellable,
                   GError           **error)
{
  g_autoptr(EmuFMixGrid) self = g_atomic_rc_box_new0 (EmuFMixGrid);

  self->field = get_field (plan, previous, cancellable, error);
  if (self->field == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  self->height = plan->n_dims == 1 ? 1 : plan->dims[0];
  self->width = plan->n_dims == 1 ? plan->dims[0] : plan->dims[1];
  self->slice = plan->slice;
  self->inverted = plan->inverted;
  count_inside (self->field->n, plan->lambda, plan->max_soft, plan->coin,
                &self->n_inside, &self->soft);

  if (previous != NULL && previous->field == self->field &&
      previous->n_inside == self->n_inside && previous->soft == self->soft &&
      previous->slice == self->slice && previous->inverted == self->inverted)
    return g_atomic_rc_box_acquire (previous);

  if (!cut (self, plan, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
emu_fmix_grid_look (const EmuFMixGrid *self,
                    EmuFMixLook       *look)
{
  const Field *field = self->field;

  *look = (EmuFMixLook) {
    .n_dims = field->n_dims,
    .field = field->values,
    .n = field->n,
    .n_inside = self->n_inside,
    .soft = self->soft,
    .inverted = self->inverted,
    .height = self->height,
    .width = self->width,
    .slice = self->slice,
    .weights = self->weights,
  };
  for (int d = 0; d < field->n_dims; d++)
    look->dims[d] = field->dims[d];
}

double
emu_fmix_plan_mean (const EmuFMixPlan *plan)
{
  gsize n = 1;
  gsize n_inside, soft;
  double mean;

  for (int d = 0; d < plan->n_dims; d++)
    n *= plan->dims[d];
  count_inside (n, plan->lambda, plan->max_soft, plan->coin, &n_inside, &soft);

  /* The soft ranks lie evenly about ½, as many inside as outside, and so add up to those inside. */
  mean = (double) n_inside / (double) n;

  return plan->inverted ? 1 - mean : mean;
}
