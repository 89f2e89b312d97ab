/* jpeg.c: JPEG, what a file of this quality keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-jpeg.h"
#include "emu-op.h"

typedef struct
{
  int severity;
  int quality;
} Jpeg;

/* Of the corruption benchmark for 32 × 32 pixels. */
static const int qualities[] = { 0, 80, 65, 58, 50, 40 };

static bool
is_own_quality (const void *params)
{
  return ((const Jpeg *) params)->severity == 0;
}

static const EmuParam jpeg_params[] = {
  EMU_PARAM (Jpeg, severity,
             .label = N_("Severity"),
             .help = N_("1 to 5: quality of CIFAR-10-C, 80, 65, 58, 50 and 40; 0: the one below"),
             .min = 0, .max = 5, .initial = 0),
  EMU_PARAM (Jpeg, quality,
             .label = N_("Quality"),
             .help = N_("Quality of the file, as the JPEG group's own library counts it"),
             .min = 1, .max = 100, .initial = 75, .in_use = is_own_quality),
};

static EmuImage *
jpeg_apply (const void      *params,
            const EmuOpRun  *run,
            EmuImage        *image,
            GCancellable    *cancellable,
            GError         **error)
{
  const Jpeg *p = params;

  return emu_jpeg_round_trip (image, p->severity == 0 ? p->quality : qualities[p->severity],
                              cancellable, error);
}

EMU_OP_DEFINE (jpeg) = {
  .id = "jpeg",
  .name = "JPEG",
  .summary = N_("Writes the picture as a JPEG file and reads it back."),
  .source = "Hendrycks and Dietterich, ICLR 2019; libjpeg",
  EMU_OP_PARAMS (Jpeg, jpeg_params),
  .apply = jpeg_apply,
};
