/* emu-guide.h: where it matters to look in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/**
 * EmuGuideKind:
 * @EMU_GUIDE_NONE: no guide is asked for
 * @EMU_GUIDE_FINE_GRAINED: fine-grained saliency, see emu_saliency_fine_grained()
 * @EMU_GUIDE_SPECTRAL_RESIDUAL: see emu_saliency_spectral_residual()
 * @EMU_GUIDE_GUIDED_RESIDUAL: see emu_saliency_guided_residual()
 * @EMU_GUIDE_FILE: drawn or computed elsewhere and read from a file
 */
typedef enum
{
  EMU_GUIDE_NONE,
  EMU_GUIDE_FINE_GRAINED,
  EMU_GUIDE_SPECTRAL_RESIDUAL,
  EMU_GUIDE_GUIDED_RESIDUAL,
  EMU_GUIDE_FILE,
} EmuGuideKind;

/** "none", "fine-grained", "spectral-residual", "guided-residual" or "file" */
const char *emu_guide_kind_nick (EmuGuideKind kind);

/**
 * EmuGuide:
 * @height: rows of the picture it belongs to
 * @width: columns
 * @peak_y: row of the peak: the first largest value in reading order once each is rounded down to
 *   a byte, (int) (255 s)
 * @peak_x: its column
 *
 * One float from 0 (nothing to see) to 1 for every pixel of a picture. Reference counted and never
 * changed once made, so any thread may read it.
 */
typedef struct
{
  EmuGuideKind kind;
  int          height;
  int          width;
  int          peak_y;
  int          peak_x;

  /*< private >*/
  float       *data;
} EmuGuide;

/**
 * emu_guide_new:
 * @kind: one that is computed: neither %EMU_GUIDE_NONE nor %EMU_GUIDE_FILE
 *
 * Computes a guide on several threads, with the same bits for any number of them. Seconds for
 * tens of megapixels.
 *
 * Returns: (transfer full): a guide of the picture's size, or %NULL with EMU_ERROR_NO_MEMORY or
 *   G_IO_ERROR_CANCELLED
 */
EmuGuide *emu_guide_new            (EmuGuideKind   kind,
                                    EmuImage      *image,
                                    GCancellable  *cancellable,
                                    GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_guide_new_from_grey:
 * @grey: a picture of one channel; white is where to look
 *
 * Returns: (transfer full): a guide of @grey's size, byte / 255
 */
EmuGuide *emu_guide_new_from_grey  (EmuGuideKind   kind,
                                    EmuImage      *grey,
                                    GError       **error) G_GNUC_WARN_UNUSED_RESULT;

EmuGuide *emu_guide_ref            (EmuGuide *self);
void      emu_guide_unref          (EmuGuide *self);

/** First of the @width floats of row @y. */
static inline const float *
emu_guide_row (const EmuGuide *self,
               int             y)
{
  return self->data + (gsize) y * (gsize) self->width;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuGuide, emu_guide_unref)

G_END_DECLS
