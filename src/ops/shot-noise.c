/* shot-noise.c: shot noise, light that comes in single photons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-op.h"
#include "emu-tone.h"

#define PHOTONS_MAX 1000

typedef struct
{
  int    severity;
  double photons;
} ShotNoise;

typedef struct
{
  EmuDrawArray noise;
} ShotNoiseDraws;

/* Of the corruption benchmark for 32 × 32 pixels. */
static const double photons[] = { 0, 500, 250, 100, 75, 50 };

static bool
is_own_number (const void *params)
{
  return ((const ShotNoise *) params)->severity == 0;
}

static const EmuParam shot_noise_params[] = {
  EMU_PARAM (ShotNoise, severity,
             .label = N_("Severity"),
             .help = N_("1 to 5: photons of CIFAR-10-C, 500, 250, 100, 75 and 50; 0: the number below"),
             .min = 0, .max = 5, .initial = 0),
  EMU_PARAM (ShotNoise, photons,
             .label = N_("Photons"),
             .help = N_("Photons that make white, on average; fewer make more noise"),
             .min = 1, .max = PHOTONS_MAX, .initial = 100, .step = 10, .in_use = is_own_number),
};

static void
noise_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  shape->n_dims = 3;
  shape->dims[0] = MIN (3, place->channels);
  shape->dims[1] = place->height;
  shape->dims[2] = place->width;
}

static const EmuDraw shot_noise_draws[] = {
  EMU_DRAW (ShotNoiseDraws, noise, EMU_DRAW_UNIFORM,
            .label = N_("Noise"),
            .help = N_("Where in the distribution of its number of photons each value stands"),
            .shape_at = noise_shape),
};

/* ---- Poisson numbers ---------------------------------------------------------------------- */

/* From PHOTONS_MAX on a value is white, whatever the number is. */
#define STEPS (PHOTONS_MAX + 1)

/* Where to begin to look: the interval of a uniform number says it. */
#define GUIDES 64

/* Probability of at most k photons, for one value of the picture. */
typedef struct
{
  double  at_most[STEPS];
  guint16 guides[GUIDES];
} Distribution;

typedef struct
{
  double              white;  /* photons that make white */
  int                 n_steps;
  guint8              bytes[STEPS];
  Distribution       *distributions[256];
  const EmuDrawArray *noise;
  gsize               n_pixels;
} Job;

/* Weights relative to that of the likeliest number, by p(k + 1) / p(k) = mean / (k + 1): nothing
 * that rounds differently elsewhere, and no underflow at either end that would count. */
static Distribution *
make_distribution (double mean,
                   int    n_steps)
{
  Distribution *self = g_new0 (Distribution, 1);
  int mode = MIN ((int) mean, n_steps - 1);
  double total = 0;
  double sum = 0;
  double weight = 1;
  int step = 0;

  for (int k = mode; k >= 0; k--)
    {
      self->at_most[k] = weight;
      weight *= k / mean;
    }

  /* Beyond the steps that differ, only the sum matters. */
  weight = 1;
  for (int k = mode + 1; weight > 0x1p-70; k++)
    {
      weight *= mean / k;
      if (k < n_steps)
        self->at_most[k] = weight;
      else
        total += weight;
    }

  for (int k = n_steps - 1; k >= 0; k--)
    total += self->at_most[k];

  for (int k = 0; k < n_steps; k++)
    {
      sum += self->at_most[k];
      self->at_most[k] = sum / total;
    }
  self->at_most[n_steps - 1] = 1;

  for (int g = 0; g < GUIDES; g++)
    {
      while (self->at_most[step] <= (double) g / GUIDES)
        step++;
      self->guides[g] = step;
    }

  return self;
}

#define PIECE 512

static void
count_photons (guint8        *restrict out,
               const guint8  *restrict in,
               gsize                   n,
               gsize                   first,
               int                     c,
               gconstpointer           data)
{
  const Job *job = data;
  double noise[PIECE];

  for (gsize i = 0; i < n; i += PIECE)
    {
      gsize piece = MIN (PIECE, n - i);

      emu_draw_array_read (job->noise, (gsize) c * job->n_pixels + first + i, piece, noise);
      for (gsize j = 0; j < piece; j++)
        {
          const Distribution *distribution = job->distributions[in[i + j]];
          /* Below 1, where the last step ends the search; somebody may have given it. */
          double u = noise[j] >= 0 ? MIN (noise[j], 0x1.fffffffffffffp-1) : 0;
          int k;

          if (distribution == NULL)
            {
              out[i + j] = 0;
              continue;
            }

          k = distribution->guides[(int) (u * GUIDES)];
          while (distribution->at_most[k] <= u)
            k++;
          out[i + j] = job->bytes[k];
        }
    }
}

static EmuImage *
shot_noise_apply (const void      *params,
                  const EmuOpRun  *run,
                  EmuImage        *image,
                  GCancellable    *cancellable,
                  GError         **error)
{
  const ShotNoise *p = params;
  const ShotNoiseDraws *d = run->draws;
  guint32 histograms[3][256];
  EmuImage *out;
  Job job = {
    .white = p->severity == 0 ? p->photons : photons[p->severity],
    .noise = &d->noise,
    .n_pixels = emu_image_n_pixels (image),
  };

  job.n_steps = (int) ceil (job.white) + 1;
  for (int k = 0; k < job.n_steps; k++)
    job.bytes[k] = (guint8) (MIN (k / job.white, 1) * 255);

  /* Black stays black. */
  emu_tone_histograms (image, histograms);
  for (int v = 1; v < 256; v++)
    for (int c = 0; c < emu_tone_n_colours (image) && job.distributions[v] == NULL; c++)
      if (histograms[c][v] > 0)
        job.distributions[v] = make_distribution (v / 255.0 * job.white, job.n_steps);

  out = emu_tone_map (image, count_photons, &job, cancellable, error);

  for (int v = 1; v < 256; v++)
    g_free (job.distributions[v]);

  return out;
}

EMU_OP_DEFINE (shot_noise) = {
  .id = "shot-noise",
  .name = "Shot Noise",
  .summary = N_("Counts photons, whose number is a Poisson one, instead of measuring light."),
  .source = "Hendrycks and Dietterich, ICLR 2019",
  EMU_OP_PARAMS (ShotNoise, shot_noise_params),
  EMU_OP_DRAWS (ShotNoiseDraws, shot_noise_draws),
  .apply = shot_noise_apply,
};
