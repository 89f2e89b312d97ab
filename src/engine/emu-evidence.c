/* emu-evidence.c: what a picture mixed elsewhere says about how it was mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-evidence.h"

/* Blocks along the longer side in the first search for a box: its time grows with their cube. */
#define MAX_BLOCKS 192

#define MISFIT_SAMPLES 60000

/* Rows between two looks at the cancellable. */
#define BAND 64

void
emu_tone_init (EmuTone *self)
{
  for (int v = 0; v < 256; v++)
    {
      self->in[v] = (float) v;
      for (int c = 0; c < 4; c++)
        {
          self->out[c][v] = (float) v;
          self->known[c][v] = TRUE;
        }
    }
}

static const EmuTone *
plain_tone (void)
{
  static EmuTone tone;
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      emu_tone_init (&tone);
      g_once_init_leave (&ready, 1);
    }

  return &tone;
}

/* ---- Gains ------------------------------------------------------------------------------ */

static inline gint64 *
gains_row (const EmuEvidence *self,
           int                y)
{
  return self->gains + (gsize) y * (self->width + 1);
}

/* Alpha is never on a tone's scale, and a picture that keeps it opaque says nothing by it. */
static inline float
tone_in (const EmuEvidence *self,
         int                c,
         guint8             byte)
{
  return c < 3 ? self->tone->in[byte] : (float) byte;
}

static inline float
pixel_gain (const EmuEvidence *self,
            gsize              at)
{
  gsize n = emu_image_n_pixels (self->a);
  float gain = 0;

  for (int c = 0; c < self->a->channels; c++)
    {
      guint8 byte = emu_image_plane (self->mixed, c)[at];
      float x = self->tone->out[c][byte];
      float a = tone_in (self, c, emu_image_plane (self->a, 0)[c * n + at]);
      float b = tone_in (self, c, emu_image_plane (self->b, 0)[c * n + at]);

      if (self->tone->known[c][byte])
        gain += (x - a) * (x - a) - (x - b) * (x - b);
    }

  return gain;
}

/* Sums from the top left corner, so that any box takes four of them. */
static gboolean
sum_gains (EmuEvidence *self,
           GError     **error)
{
  memset (self->gains, 0, (self->width + 1) * sizeof *self->gains);
  for (int y = 0; y < self->height; y++)
    {
      const gint64 *above = gains_row (self, y);
      gint64 *row = gains_row (self, y + 1);
      gint64 sum = 0;

      if (y % BAND == 0 && g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;

      row[0] = 0;
      for (int x = 0; x < self->width; x++)
        {
          sum += lrintf (pixel_gain (self, (gsize) y * self->width + x));
          row[x + 1] = above[x + 1] + sum;
        }
    }

  return TRUE;
}

EmuEvidence *
emu_evidence_new (EmuPair          *pair,
                  EmuImage         *mixed,
                  EmuImage * const  maps[2],
                  const EmuTone    *tone,
                  GCancellable     *cancellable,
                  GError          **error)
{
  EmuImage *a = emu_pair_get_a (pair);
  g_autoptr(EmuEvidence) self = NULL;

  g_return_val_if_fail (mixed->height == a->height && mixed->width == a->width &&
                        mixed->channels == a->channels, NULL);

  self = g_new0 (EmuEvidence, 1);
  self->pair = emu_pair_ref (pair);
  self->mixed = emu_image_ref (mixed);
  self->a = a;
  self->b = emu_pair_get_b (pair);
  self->height = a->height;
  self->width = a->width;
  self->lambda = NAN;
  self->cancellable = cancellable;
  self->tone = tone != NULL ? tone : plain_tone ();
  for (int i = 0; i < 2; i++)
    self->maps[i] = maps != NULL && maps[i] != NULL ? emu_image_ref (maps[i]) : NULL;

  self->gains = g_try_new (gint64, ((gsize) self->height + 1) * ((gsize) self->width + 1));
  if (self->gains == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory to compare pictures of %d × %d pixels"), self->width, self->height);
      return NULL;
    }

  if (!sum_gains (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
emu_evidence_free (EmuEvidence *self)
{
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&self->maps[i], emu_image_unref);
  g_clear_pointer (&self->mixed, emu_image_unref);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_free (self->gains);
  g_free (self);
}

gint64
emu_evidence_gain (const EmuEvidence *self,
                   const EmuBox      *box)
{
  const gint64 *top = gains_row (self, box->y0);
  const gint64 *bottom = gains_row (self, box->y1);

  if (emu_box_is_empty (box))
    return 0;

  return bottom[box->x1] - bottom[box->x0] - top[box->x1] + top[box->x0];
}

/* ---- Weights ---------------------------------------------------------------------------- */

float
emu_evidence_weight (const EmuEvidence *self,
                     int                y,
                     int                x,
                     float             *certainty)
{
  gsize n = emu_image_n_pixels (self->a);
  gsize at = (gsize) y * self->width + x;
  float dot = 0;
  float square = 0;

  for (int c = 0; c < self->a->channels; c++)
    {
      guint8 byte = emu_image_plane (self->mixed, 0)[c * n + at];
      float b = tone_in (self, c, emu_image_plane (self->b, 0)[c * n + at]);
      float d = tone_in (self, c, emu_image_plane (self->a, 0)[c * n + at]) - b;

      if (!self->tone->known[c][byte])
        continue;

      dot += (self->tone->out[c][byte] - b) * d;
      square += d * d;
    }

  *certainty = square;

  return square > 0 ? dot / square : 0.5f;
}

gboolean
emu_evidence_is_a (const EmuEvidence *self,
                   int                y,
                   int                x,
                   int                tolerance)
{
  gsize n = emu_image_n_pixels (self->a);
  gsize at = (gsize) y * self->width + x;

  for (int c = 0; c < self->a->channels; c++)
    {
      guint8 byte = emu_image_plane (self->mixed, 0)[c * n + at];
      float a = tone_in (self, c, emu_image_plane (self->a, 0)[c * n + at]);

      if (self->tone->known[c][byte] && fabsf (self->tone->out[c][byte] - a) > (float) tolerance)
        return FALSE;
    }

  return TRUE;
}

/* Sums of one least-squares line through 0. */
typedef struct
{
  double dot;
  double square;
  double rest;
  gsize  n;
} Line;

static void
add_to_line (Line  *self,
             double d,
             double e)
{
  self->dot += d * e;
  self->square += d * d;
  self->rest += e * e;
  self->n++;
}

double
emu_evidence_uniform (const EmuEvidence *self,
                      int                channel,
                      double            *deviation,
                      double            *lo,
                      double            *hi)
{
  gsize n = emu_image_n_pixels (self->a);
  Line line = { 0 };
  double least = 0;
  double most = 1;
  double weight;

  for (int c = 0; c < self->a->channels; c++)
    {
      const guint8 *a = emu_image_plane (self->a, c);
      const guint8 *b = emu_image_plane (self->b, c);
      const guint8 *mixed = emu_image_plane (self->mixed, c);
      const float *out = self->tone->out[c];

      if (channel >= 0 && c != channel)
        continue;

      for (gsize i = 0; i < n; i++)
        {
          double below = tone_in (self, c, b[i]);
          double d = tone_in (self, c, a[i]) - below;
          double x = out[mixed[i]];
          double half = (mixed[i] < 255 ? out[mixed[i] + 1] - x : x - out[mixed[i] - 1]) / 2;
          double ends[2];

          if (!self->tone->known[c][mixed[i]])
            continue;

          add_to_line (&line, d, x - below);
          if (d == 0)
            continue;

          /* A float sum may fall on the other side of a half by this much. */
          half = fabs (half) + 2e-5;
          ends[0] = (x - half - below) / d;
          ends[1] = (x + half - below) / d;
          least = MAX (least, MIN (ends[0], ends[1]));
          most = MIN (most, MAX (ends[0], ends[1]));
        }
    }

  weight = line.square > 0 ? line.dot / line.square : NAN;
  if (deviation != NULL)
    {
      /* Rounding alone leaves a variance of 1/12. */
      double rest = line.rest - (line.square > 0 ? line.dot * weight : 0);

      *deviation = line.square > 0 ? sqrt (MAX (rest / (double) line.n, 1.0 / 12) / line.square) : NAN;
    }
  if (lo != NULL)
    *lo = least;
  if (hi != NULL)
    *hi = most;

  return weight;
}

double
emu_evidence_misfit (const EmuEvidence *self)
{
  gsize n = emu_image_n_pixels (self->a);
  int step = MAX (1, (int) sqrt ((double) n / MISFIT_SAMPLES));
  double total = 0;
  gsize count = 0;

  for (int y = step / 2; y < self->height; y += step)
    {
      for (int x = step / 2; x < self->width; x += step)
        {
          gsize at = (gsize) y * self->width + x;
          float certainty;
          float w = CLAMP (emu_evidence_weight (self, y, x, &certainty), 0.0f, 1.0f);

          for (int c = 0; c < self->a->channels; c++)
            {
              guint8 byte = emu_image_plane (self->mixed, c)[at];
              float a = tone_in (self, c, emu_image_plane (self->a, c)[at]);
              float b = tone_in (self, c, emu_image_plane (self->b, c)[at]);
              float e = self->tone->out[c][byte] - (b + (a - b) * w);

              if (!self->tone->known[c][byte])
                continue;
              total += (double) e * e;
              count++;
            }
        }
    }

  return count > 0 ? total / (double) count : 0;
}

double
emu_round_within (double lo,
                  double hi)
{
  double middle = (lo + hi) / 2;
  double scale = 10;

  for (int digits = 1; digits <= 15; digits++, scale *= 10)
    {
      double value = rint (middle * scale) / scale;

      if (value >= lo && value <= hi)
        return value;
    }

  return middle;
}

/* ---- Boxes ------------------------------------------------------------------------------ */

/* The stretch of @n sums with the largest total, as short as it can be. */
static gint64
best_stretch (const gint64 *sums,
              int           n,
              int          *from,
              int          *to)
{
  gint64 best = 0;
  gint64 sum = 0;
  int start = 0;

  *from = *to = 0;
  for (int i = 0; i < n; i++)
    {
      if (sum <= 0)
        {
          sum = 0;
          start = i;
        }
      sum += sums[i];
      if (sum > best)
        {
          best = sum;
          *from = start;
          *to = i + 1;
        }
    }

  return best;
}

static EmuBox
best_blocks (const EmuEvidence *self,
             int                block)
{
  int rows = (self->height - 1) / block + 1;
  int columns = (self->width - 1) / block + 1;
  g_autofree gint64 *sums = g_new (gint64, columns);
  EmuBox best = { 0 };
  gint64 best_gain = 0;

  for (int top = rows - 1; top >= 0; top--)
    {
      for (int bottom = top + 1; bottom <= rows; bottom++)
        {
          const gint64 *above = gains_row (self, top * block);
          const gint64 *below = gains_row (self, MIN (bottom * block, self->height));
          gint64 gain;
          int from, to;

          for (int i = 0; i < columns; i++)
            {
              int x0 = i * block;
              int x1 = MIN (x0 + block, self->width);

              sums[i] = below[x1] - below[x0] - above[x1] + above[x0];
            }

          gain = best_stretch (sums, columns, &from, &to);
          if (gain > best_gain)
            {
              best_gain = gain;
              best = (EmuBox) {
                top * block, MIN (bottom * block, self->height),
                from * block, MIN (to * block, self->width),
              };
            }
        }
    }

  return best;
}

EmuBox
emu_evidence_best_box (const EmuEvidence *self)
{
  int longest = MAX (self->height, self->width);
  int block = (longest - 1) / MAX_BLOCKS + 1;
  EmuBox box = best_blocks (self, block);
  gint64 gain = emu_evidence_gain (self, &box);
  g_autofree gint64 *sums = g_new (gint64, longest);

  while (block > 1 && gain > 0)
    {
      EmuBox next = box;

      for (int y = 0; y < self->height; y++)
        sums[y] = emu_evidence_gain (self, &(EmuBox) { y, y + 1, next.x0, next.x1 });
      best_stretch (sums, self->height, &next.y0, &next.y1);
      for (int x = 0; x < self->width; x++)
        sums[x] = emu_evidence_gain (self, &(EmuBox) { next.y0, next.y1, x, x + 1 });
      best_stretch (sums, self->width, &next.x0, &next.x1);

      if (emu_evidence_gain (self, &next) <= gain)
        break;
      box = next;
      gain = emu_evidence_gain (self, &box);
    }

  return box;
}

/* ---- Proposals -------------------------------------------------------------------------- */

EmuProposal *
emu_proposal_new (const EmuEvidence *evidence,
                  const void        *params)
{
  const EmuMethod *method = evidence->method;
  EmuProposal *self = g_new0 (EmuProposal, 1);

  self->method = method;
  self->params = params != NULL ? emu_params_copy (&method->params, params) : emu_params_new (&method->params);
  self->requested = NAN;
  self->lambda_lo = NAN;
  self->lambda_hi = NAN;

  return self;
}

void
emu_proposal_free (EmuProposal *self)
{
  g_free (self->params);
  g_free (self->array);
  g_free (self->note);
  g_free (self);
}

void
emu_proposal_give (EmuProposal *self,
                   const char  *field,
                   double       value)
{
  int index = emu_draws_find (&self->method->draws, field, NULL);

  g_return_if_fail (index >= 0);

  self->given.fixed[index] = TRUE;
  self->given.scalar[index] = value;
}

void
emu_proposal_give_array (EmuProposal *self,
                         const char  *field,
                         double      *values,
                         gsize        n)
{
  int index = emu_draws_find (&self->method->draws, field, NULL);

  g_return_if_fail (index >= 0);

  g_free (self->array);
  self->array = values;
  self->given.fixed[index] = TRUE;
  self->given.array[index] = values;
  self->given.n[index] = n;
}

void
emu_proposal_set_lambda (EmuProposal       *self,
                         const EmuEvidence *evidence,
                         double             lo,
                         double             hi)
{
  self->lambda_lo = CLAMP (lo, 0, 1);
  self->lambda_hi = CLAMP (hi, 0, 1);
  self->requested = evidence->lambda >= self->lambda_lo && evidence->lambda <= self->lambda_hi
                    ? evidence->lambda : emu_round_within (self->lambda_lo, self->lambda_hi);
}

void
emu_evidence_propose (const EmuEvidence *self,
                      EmuProposal       *proposal)
{
  g_ptr_array_add (self->proposals, proposal);
}

/* Whoever claims a seed may have drawn everything from it, or all but λ. */
static void
propose_drawn (EmuEvidence *self,
               const void  *params,
               double       lambda)
{
  EmuProposal *proposal = emu_proposal_new (self, params);

  if (!self->method->ignores_lambda)
    proposal->requested = proposal->lambda_lo = proposal->lambda_hi = lambda;
  proposal->from_seed = self->has_seed;
  emu_evidence_propose (self, proposal);
}

GPtrArray *
emu_evidence_ask (EmuEvidence     *self,
                  const EmuMethod *method,
                  const void      *params)
{
  g_autofree void *defaults = params == NULL ? emu_params_new (&method->params) : NULL;
  const void *start = params != NULL ? params : defaults;

  self->method = method;
  self->proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_proposal_free);

  if (self->has_seed || method->explain == NULL)
    propose_drawn (self, start, NAN);
  if (!method->ignores_lambda && !isnan (self->lambda) && (self->has_seed || method->explain == NULL))
    propose_drawn (self, start, self->lambda);
  if (method->explain != NULL)
    method->explain (start, self);

  return g_steal_pointer (&self->proposals);
}
