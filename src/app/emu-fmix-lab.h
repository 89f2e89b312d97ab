/* emu-fmix-lab.h: FMix taken apart: what the laboratory shows, computed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-field-plot.h"
#include "emu-pixels.h"
#include "emu-preview.h"
#include "emu-spectrum-plot.h"
#include "fmix.h"

G_BEGIN_DECLS

/**
 * EmuFmixPanel:
 *
 * The four steps from chance to picture.
 */
typedef enum
{
  EMU_FMIX_PANEL_SPECTRUM,
  EMU_FMIX_PANEL_FIELD,
  EMU_FMIX_PANEL_MASK,
  EMU_FMIX_PANEL_RESULT,
} EmuFmixPanel;

#define EMU_FMIX_N_PANELS 4

/**
 * EmuFmixRequest:
 * @job: of FMix
 * @both: the spectrum of the paper and the published one, side by side
 * @height_px: rows of a panel's picture, in device pixels
 * @width_px: columns
 * @scale: device pixels a line is wide
 * @exact: the result as it will be saved, reduced; as in emu_preview_render()
 * @ramp: colours of masks
 * @chequer: what is seen through transparent pixels
 */
typedef struct
{
  EmuMixJob *job;
  gboolean   both;
  int        height_px;
  int        width_px;
  int        scale;
  gboolean   exact;
  EmuRamp    ramp;
  EmuChequer chequer;
} EmuFmixRequest;

/**
 * EmuFmixSide:
 * @spectrum_kind: how the field was made
 * @mix: owns what @look points to
 * @share: of the field that lies inside: λ to within one value
 * @soft: share that fades on either side of the border
 * @border: the height that parts inside from outside
 * @most_stretches: of A in one row of the mask, counted round the edge
 * @pictures: spectrum, field and mask as image surfaces of the request's size
 *
 * One field and what was made of it.
 */
typedef struct
{
  EmuFMixSpectrum  spectrum_kind;
  EmuMix          *mix;
  EmuFMixLook      look;
  EmuHeights      *heights;
  EmuSpectrum     *spectrum;
  double           decay;
  double           share;
  double           soft;
  double           border;
  int              most_stretches;
  cairo_surface_t *pictures[3];
} EmuFmixSide;

/**
 * EmuFmixView:
 * @request: what was asked for; owns its job
 * @n_sides: 1 or, for both, 2: the paper's and the published one
 * @own: which of them is the document's
 * @exact: nothing would change if it were asked for exactly
 * @result: the mixed picture, an image surface
 *
 * One answer. Reference counted, never changes; for any thread.
 */
typedef struct
{
  EmuFmixRequest   request;
  int              n_sides;
  int              own;
  gboolean         exact;
  EmuFmixSide      sides[2];
  cairo_surface_t *result;
} EmuFmixView;

EmuFmixView *emu_fmix_view_ref   (EmuFmixView *self);
void         emu_fmix_view_unref (EmuFmixView *self);

/**
 * EmuFmixLab:
 *
 * Remembers between two views what still holds: fields while λ moves, spectra, reduced maps.
 * Reference counted; for one thread at a time.
 */
typedef struct _EmuFmixLab EmuFmixLab;

EmuFmixLab  *emu_fmix_lab_new    (void) G_GNUC_WARN_UNUSED_RESULT;
EmuFmixLab  *emu_fmix_lab_ref    (EmuFmixLab *self);
void         emu_fmix_lab_unref  (EmuFmixLab *self);

/** Returns: (transfer full): a view, or %NULL as emu_preview_render() */
EmuFmixView *emu_fmix_lab_render (EmuFmixLab           *self,
                                  const EmuFmixRequest *request,
                                  GCancellable         *cancellable,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** A parameter of FMix that there is. */
const EmuParam *emu_fmix_find_param (const EmuMethod *method,
                                     const char      *name);

/** A job's mixing under other settings, with λ asked for; as emu_mix_new(). */
EmuMix         *emu_fmix_new_mix    (const EmuMixJob *job,
                                     const void      *params,
                                     double           requested,
                                     const EmuMix    *previous,
                                     GCancellable    *cancellable,
                                     GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixView, emu_fmix_view_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixLab, emu_fmix_lab_unref)

G_END_DECLS
