/* gaussian-noise.c: Gaussian noise, as of a sensor that grows warm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  int    severity;
  double sigma;
} GaussianNoise;

typedef struct
{
  EmuDrawArray noise;
} GaussianNoiseDraws;

/* Of the corruption benchmark for 32 × 32 pixels. */
static const double sigmas[] = { 0, 0.04, 0.06, 0.08, 0.09, 0.10 };

static bool
is_own_sigma (const void *params)
{
  return ((const GaussianNoise *) params)->severity == 0;
}

static const EmuParam gaussian_noise_params[] = {
  EMU_PARAM (GaussianNoise, severity,
             .label = N_("Severity"),
             .help = N_("1 to 5: σ of CIFAR-10-C, 0.04, 0.06, 0.08, 0.09 and 0.10; 0: the one below"),
             .min = 0, .max = 5, .initial = 0),
  EMU_PARAM (GaussianNoise, sigma,
             .label = N_("σ"),
             .help = N_("Standard deviation, where white is 1"),
             .min = 0, .max = 1, .initial = 0.08, .step = 0.01, .in_use = is_own_sigma),
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

static const EmuDraw gaussian_noise_draws[] = {
  EMU_DRAW (GaussianNoiseDraws, noise, EMU_DRAW_NORMAL,
            .label = N_("Noise"), .help = N_("What is added to each value, in σ"),
            .shape_at = noise_shape),
};

static double
get_sigma (const GaussianNoise *p)
{
  return p->severity == 0 ? p->sigma : sigmas[p->severity];
}

typedef struct
{
  double              sigma;
  const EmuDrawArray *noise;
  gsize               n_pixels;
} Job;

#define PIECE 512

/* In double and cut off instead of rounded, as the benchmark's pictures were made. */
static void
add_noise (guint8        *restrict out,
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
      for (gsize k = 0; k < piece; k++)
        {
          double v = in[i + k] / 255.0 + job->sigma * noise[k];

          /* Somebody may have given a NaN. */
          v = v > 0 ? v : 0;
          v = v < 1 ? v : 1;
          out[i + k] = (guint8) (gint32) (v * 255);
        }
    }
}

static EmuImage *
gaussian_noise_apply (const void      *params,
                      const EmuOpRun  *run,
                      EmuImage        *image,
                      GCancellable    *cancellable,
                      GError         **error)
{
  const GaussianNoiseDraws *d = run->draws;
  Job job = { get_sigma (params), &d->noise, emu_image_n_pixels (image) };

  return emu_tone_map (image, add_noise, &job, cancellable, error);
}

static bool
gaussian_noise_identity (const void *params)
{
  return get_sigma (params) == 0;
}

EMU_OP_DEFINE (gaussian_noise) = {
  .id = "gaussian-noise",
  .name = "Gaussian Noise",
  .summary = N_("Adds normally distributed noise to every value."),
  .source = "Hendrycks and Dietterich, ICLR 2019",
  EMU_OP_PARAMS (GaussianNoise, gaussian_noise_params),
  EMU_OP_DRAWS (GaussianNoiseDraws, gaussian_noise_draws),
  .apply = gaussian_noise_apply,
  .identity = gaussian_noise_identity,
};
