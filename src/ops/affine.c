/* affine.c: Affine, the picture moved by any matrix
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "warp.h"

typedef struct
{
  double  a;
  double  b;
  double  c;
  double  d;
  double  e;
  double  f;
  EmuWarp warp;
} Affine;

#define FACTOR(name, value, explained)                                                       \
  EMU_PARAM (Affine, name, .label = #name, .help = explained, .min = -1000, .max = 1000,    \
             .initial = value, .step = 0.01)
#define OFFSET(name, explained)                                                              \
  EMU_PARAM (Affine, name, .label = #name, .help = explained, .unit = "px",                 \
             .min = -100000, .max = 100000, .initial = 0, .step = 1)

static const EmuParam affine_params[] = {
  FACTOR (a, 1, N_("The result shows at x, y what stands at a x + b y + c, d x + e y + f")),
  FACTOR (b, 0, N_("How much the column looked at changes from row to row")),
  OFFSET (c, N_("The column looked at in the upper left corner")),
  FACTOR (d, 0, N_("How much the row looked at changes from column to column")),
  FACTOR (e, 1, N_("How much the row looked at changes from row to row")),
  OFFSET (f, N_("The row looked at in the upper left corner")),
  EMU_WARP_PARAMS (Affine),
};

static EmuImage *
affine_apply (const void      *params,
              const EmuOpRun  *run,
              EmuImage        *image,
              GCancellable    *cancellable,
              GError         **error)
{
  const Affine *p = params;
  const double from[6] = { p->a, p->b, p->c, p->d, p->e, p->f };

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
affine_identity (const void *params)
{
  const Affine *p = params;

  return p->a == 1 && p->b == 0 && p->c == 0 && p->d == 0 && p->e == 1 && p->f == 0;
}

static gboolean
affine_geometry (const void     *params,
                 const EmuOpRun *run,
                 EmuGeometry    *geometry)
{
  const Affine *p = params;

  *geometry = (EmuGeometry) { { p->a, p->b, p->c, p->d, p->e, p->f }, EMU_BORDER_FILL };

  return TRUE;
}

EMU_OP_DEFINE (affine) = {
  .id = "affine",
  .name = "Affine",
  .summary = N_("Moves the picture by six numbers."),
  .source = "Pillow 9.4 Image.transform()",
  EMU_OP_PARAMS (Affine, affine_params),
  .apply = affine_apply,
  .identity = affine_identity,
  .geometry = affine_geometry,
};
