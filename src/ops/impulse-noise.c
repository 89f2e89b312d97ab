/* impulse-noise.c: impulse noise, values that fall to black or white
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
  double share;
} ImpulseNoise;

typedef struct
{
  EmuDrawArray noise;
} ImpulseNoiseDraws;

/* Of the corruption benchmark for 32 × 32 pixels. */
static const double shares[] = { 0, 0.01, 0.02, 0.03, 0.05, 0.07 };

static bool
is_own_share (const void *params)
{
  return ((const ImpulseNoise *) params)->severity == 0;
}

static const EmuParam impulse_noise_params[] = {
  EMU_PARAM (ImpulseNoise, severity,
             .label = N_("Severity"),
             .help = N_("1 to 5: share of CIFAR-10-C, 0.01, 0.02, 0.03, 0.05 and 0.07; 0: the one below"),
             .min = 0, .max = 5, .initial = 0),
  EMU_PARAM (ImpulseNoise, share,
             .label = N_("Share"),
             .help = N_("Share of the values that become 0 or 255, half of them each"),
             .min = 0, .max = 1, .initial = 0.03, .step = 0.01, .in_use = is_own_share),
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

static const EmuDraw impulse_noise_draws[] = {
  EMU_DRAW (ImpulseNoiseDraws, noise, EMU_DRAW_UNIFORM,
            .label = N_("Noise"),
            .help = N_("Below half the share the value becomes white, below the share black"),
            .shape_at = noise_shape),
};

static double
get_share (const ImpulseNoise *p)
{
  return p->severity == 0 ? p->share : shares[p->severity];
}

typedef struct
{
  double              share;
  const EmuDrawArray *noise;
  gsize               n_pixels;
} Job;

#define PIECE 512

static void
add_impulses (guint8        *restrict out,
              const guint8  *restrict in,
              gsize                   n,
              gsize                   first,
              int                     c,
              gconstpointer           data)
{
  const Job *job = data;
  double white = job->share / 2;
  double noise[PIECE];

  for (gsize i = 0; i < n; i += PIECE)
    {
      gsize piece = MIN (PIECE, n - i);

      emu_draw_array_read (job->noise, (gsize) c * job->n_pixels + first + i, piece, noise);
      for (gsize k = 0; k < piece; k++)
        out[i + k] = noise[k] < white ? 255 : noise[k] < job->share ? 0 : in[i + k];
    }
}

static EmuImage *
impulse_noise_apply (const void      *params,
                     const EmuOpRun  *run,
                     EmuImage        *image,
                     GCancellable    *cancellable,
                     GError         **error)
{
  const ImpulseNoiseDraws *d = run->draws;
  Job job = { get_share (params), &d->noise, emu_image_n_pixels (image) };

  return emu_tone_map (image, add_impulses, &job, cancellable, error);
}

static bool
impulse_noise_identity (const void *params)
{
  return get_share (params) == 0;
}

EMU_OP_DEFINE (impulse_noise) = {
  .id = "impulse-noise",
  .name = "Impulse Noise",
  .summary = N_("Turns some values black or white."),
  .source = "Hendrycks and Dietterich, ICLR 2019",
  EMU_OP_PARAMS (ImpulseNoise, impulse_noise_params),
  EMU_OP_DRAWS (ImpulseNoiseDraws, impulse_noise_draws),
  .apply = impulse_noise_apply,
  .identity = impulse_noise_identity,
};
