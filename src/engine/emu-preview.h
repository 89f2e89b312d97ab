/* emu-preview.h: a mixing as a person has set it up, and the pictures a window shows of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"

G_BEGIN_DECLS

/**
 * EmuMixJob:
 * @a: picture A as opened
 * @b: picture B as opened
 * @params: the method's struct, owned
 * @requested: λ asked for, NaN to draw it
 * @alpha: α asked for, NaN for the method's own
 * @has_given: whether @given decides any draw
 * @maps: (nullable): guides from files for A and B, in place of computed ones
 *
 * A whole mixing as data: two pictures, how they are brought to one size, method, settings, seed.
 * Reference counted; never changes once shared, so it crosses threads.
 */
typedef struct
{
  EmuImage        *a;
  EmuImage        *b;
  EmuFit           fit;
  EmuFilter        filter;
  guint8           fill[4];
  const EmuMethod *method;
  void            *params;
  double           requested;
  double           alpha;
  guint64          seed;
  guint64          sample;
  gboolean         has_given;
  EmuDrawValues    given;
  EmuImage        *maps[2];
} EmuMixJob;

/**
 * emu_mix_job_new:
 * @params: (nullable): copied; %NULL for defaults
 *
 * λ and α start unset, seed and sample at 0, fit cover, filter area, fill black and opaque; change the
 * fields before sharing it.
 */
EmuMixJob *emu_mix_job_new   (EmuImage        *a,
                              EmuImage        *b,
                              const EmuMethod *method,
                              const void      *params) G_GNUC_WARN_UNUSED_RESULT;
EmuMixJob *emu_mix_job_ref   (EmuMixJob *self);
void       emu_mix_job_unref (EmuMixJob *self);

/**
 * emu_mix_job_as_published:
 *
 * The same mixing with every choice of the register of defects at the published behaviour, or at the
 * sound one.
 *
 * Returns: (transfer full): @self where it stands so already
 */
EmuMixJob *emu_mix_job_as_published (EmuMixJob *self,
                                     gboolean   published) G_GNUC_WARN_UNUSED_RESULT;

/** Whether both mix the same pictures, brought to one size the same way. */
gboolean   emu_mix_job_same_pair (const EmuMixJob *a,
                                  const EmuMixJob *b);

/** Whether both decide a mix alike but for pictures, seed and sample: method, parameters, λ, α, draws. */
gboolean   emu_mix_job_same_settings (const EmuMixJob *a,
                                      const EmuMixJob *b);

/** Returns: (transfer full): the same mixing with another seed */
EmuMixJob *emu_mix_job_with_seed (const EmuMixJob *self,
                                  guint64          seed) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_job_get_request:
 * @request: (out caller-allocates): borrows from the job; holds no guides
 *
 * What the job asks of emu_mix_new() and its kin.
 */
void       emu_mix_job_get_request (const EmuMixJob *self,
                                    EmuMixRequest   *request);

/**
 * EmuFrameParts: which pictures a frame is asked for.
 */
typedef enum
{
  EMU_FRAME_RESULT = 1 << 0,
  EMU_FRAME_MASK = 1 << 1,
  EMU_FRAME_A = 1 << 2,
  EMU_FRAME_B = 1 << 3,
  EMU_FRAME_GUIDES = 1 << 4,
} EmuFrameParts;

/**
 * EmuFrame:
 * @mix: what was decided: λ, mask mean, label, draws, notes
 * @view: which part of A the pictures show
 * @exact: nothing in it would change if it were made from the full-size result; so it may be set
 *   without being asked for, where the view does not reduce or that result is at hand
 * @result: (nullable): the mixed picture through the view; the others likewise
 * @mask: (nullable): the mask, for whoever colours it
 * @guides: (nullable): of A and B, as grey pictures through the view; %NULL as well for a picture
 *   whose guide the method does not ask for
 * @mask_ms: milliseconds spent on draws, geometry and mask
 * @blend_ms: milliseconds spent on mixing
 *
 * One answer of a preview. Reference counted, never changes.
 */
typedef struct
{
  EmuMixJob *job;
  EmuMix    *mix;
  EmuPair   *pair;
  EmuView    view;
  gboolean   exact;
  EmuImage  *result;
  EmuMask   *mask;
  EmuImage  *a;
  EmuImage  *b;
  EmuImage  *guides[2];
  double     mask_ms;
  double     blend_ms;
} EmuFrame;

EmuFrame  *emu_frame_ref   (EmuFrame *self);
void       emu_frame_unref (EmuFrame *self);

/**
 * EmuPreview:
 *
 * Remembers between two frames what still holds: the pair at one size, its reductions, the
 * geometry of the last mix. For one thread at a time.
 */
typedef struct _EmuPreview EmuPreview;

EmuPreview *emu_preview_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void        emu_preview_free   (EmuPreview *self);

/**
 * emu_preview_share_pair:
 *
 * Takes over the pair of a frame made by another preview, so that two of them keep one copy of the
 * same pictures, their reductions and their guides.
 */
void        emu_preview_share_pair (EmuPreview     *self,
                                    const EmuFrame *frame);

/**
 * emu_preview_render:
 * @view: what the canvas shows, in pixels of A
 * @exact: mix at full size first and reduce the result, as the saved picture will be; slow for
 *   huge pictures, so for when the hand rests
 *
 * Returns: (transfer full): a frame, or %NULL
 */
EmuFrame   *emu_preview_render (EmuPreview    *self,
                                EmuMixJob     *job,
                                const EmuView *view,
                                EmuFrameParts  parts,
                                gboolean       exact,
                                GCancellable  *cancellable,
                                GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuMixJob, emu_mix_job_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuFrame, emu_frame_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuPreview, emu_preview_free)

G_END_DECLS
