/* emu-fmix-lab.h: FMix taken apart: what the laboratory shows, computed and drawn
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

/**
 * emu_fmix_view_describe:
 *
 * Returns: (transfer full): what the panel shows, as a short sentence in Pango markup; the one about
 *   the field has no number in it that moves with λ
 */
char        *emu_fmix_view_describe (const EmuFmixView *self,
                                     int                side,
                                     EmuFmixPanel       panel) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): what can be read off the panels, in words and counted numbers */
char        *emu_fmix_view_read     (const EmuFmixView *self) G_GNUC_WARN_UNUSED_RESULT;

/** Translated: "Spectrum", "Field", "Mask", "Result" */
const char  *emu_fmix_panel_title   (EmuFmixPanel panel);

/**
 * EmuFmixStripKind:
 * @EMU_FMIX_STRIP_DECAY: masks for several δ
 * @EMU_FMIX_STRIP_ROW: the mask in one dimension
 * @EMU_FMIX_STRIP_VOLUME: every slice of the mask in three dimensions
 */
typedef enum
{
  EMU_FMIX_STRIP_DECAY,
  EMU_FMIX_STRIP_ROW,
  EMU_FMIX_STRIP_VOLUME,
} EmuFmixStripKind;

#define EMU_FMIX_N_DECAYS 6

extern const double emu_fmix_decays[EMU_FMIX_N_DECAYS];

/**
 * EmuFmixStrip:
 * @n: masks: δs, or slices of the volume
 * @height: rows of each
 * @width: columns of each
 * @shares: @n × @height × @width: which share of the whole field, 0 to 1, lies higher than here
 *
 * Masks for every λ at once: a place belongs to the inside as long as its share is less than λ.
 * So no λ needs a field of its own. Reference counted, never changes.
 */
typedef struct
{
  EmuFmixStripKind kind;
  int              n;
  int              height;
  int              width;
  float           *shares;
} EmuFmixStrip;

/**
 * emu_fmix_strip_new:
 * @job: of FMix; of its settings the one that the strip varies, and λ, are not looked at
 * @longest_px: longest side of a mask; a picture's shape is kept
 *
 * One field at a time, so that a strip takes no more memory than the panels.
 *
 * Returns: (transfer full): a strip, or %NULL as emu_mix_new()
 */
EmuFmixStrip    *emu_fmix_strip_new   (const EmuMixJob  *job,
                                       EmuFmixStripKind  kind,
                                       int               longest_px,
                                       GCancellable     *cancellable,
                                       GError          **error) G_GNUC_WARN_UNUSED_RESULT;
EmuFmixStrip    *emu_fmix_strip_ref   (EmuFmixStrip     *self);
void             emu_fmix_strip_unref (EmuFmixStrip     *self);

/** Whether the strip made for @a would be the same for @b. */
gboolean         emu_fmix_strip_holds (EmuFmixStripKind  kind,
                                       const EmuMixJob  *a,
                                       const EmuMixJob  *b);

/**
 * emu_fmix_strip_paint:
 * @side: for λ, soft edge and which side is A's
 *
 * Returns: (transfer full): mask @index as an image surface, by nearest neighbour
 */
cairo_surface_t *emu_fmix_strip_paint (const EmuFmixStrip *self,
                                       int                 index,
                                       const EmuFmixSide  *side,
                                       const EmuRamp      *ramp,
                                       int                 width_px,
                                       int                 height_px) G_GNUC_WARN_UNUSED_RESULT;

/** Room above a panel's picture for its number, title and sentence, in logical pixels. */
#define EMU_FMIX_HEAD_PX 26

/** A panel with its head. The picture is as high as the head leaves, and at most @width wide. */
void             emu_fmix_view_draw_panel (const EmuFmixView  *self,
                                           int                 side,
                                           EmuFmixPanel        panel,
                                           const EmuPen       *pen,
                                           double              width,
                                           double              height);

/**
 * emu_fmix_view_draw:
 * @strip: (nullable): stands below the panels
 * @head: a line above all
 *
 * The whole laboratory at the origin, for a file; emu_fmix_view_get_size() says how large it is.
 */
void             emu_fmix_view_draw       (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           const char         *head,
                                           const EmuPen       *pen);
void             emu_fmix_view_get_size   (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           int                *width,
                                           int                *height);

/** As emu_drawing_save(), in the format that the name of @file asks for. From any thread. */
gboolean         emu_fmix_view_save       (const EmuFmixView  *self,
                                           const EmuFmixStrip *strip,
                                           const char         *head,
                                           gboolean            dark,
                                           GFile              *file,
                                           GCancellable       *cancellable,
                                           GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixView, emu_fmix_view_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixLab, emu_fmix_lab_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFmixStrip, emu_fmix_strip_unref)

G_END_DECLS
