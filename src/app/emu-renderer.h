/* emu-renderer.h: previews computed beside the main thread, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"
#include "emu-viewport.h"

G_BEGIN_DECLS

/**
 * EmuRenderKind:
 * @EMU_RENDER_RESULT: the mixed picture
 * @EMU_RENDER_MASK: the mask in the colours of the request's ramp
 * @EMU_RENDER_A: picture A
 * @EMU_RENDER_B: picture B
 * @EMU_RENDER_OVERLAY: the mixed picture with the mask's colours laid over it
 * @EMU_RENDER_GUIDE_A: the guide of A, dark to cream, over A; A alone where there is none
 * @EMU_RENDER_GUIDE_B: likewise of B
 * @EMU_RENDER_SOUND: the mixed picture without any published defect
 * @EMU_RENDER_PUBLISHED: with all of them
 *
 * What can be painted of a job.
 */
typedef enum
{
  EMU_RENDER_RESULT,
  EMU_RENDER_MASK,
  EMU_RENDER_A,
  EMU_RENDER_B,
  EMU_RENDER_OVERLAY,
  EMU_RENDER_GUIDE_A,
  EMU_RENDER_GUIDE_B,
  EMU_RENDER_SOUND,
  EMU_RENDER_PUBLISHED,
} EmuRenderKind;

#define EMU_RENDER_N_KINDS 9

/** Most pictures a request can ask for. */
#define EMU_RENDER_MAX 4

/** From this many device pixels a pixel on, hairlines part the pixels. */
#define EMU_RENDER_GRID_ZOOM 8.0

/** Share of the mask's colours in an overlay and of the scale's in a guide, in 255ths. */
#define EMU_RENDER_OVERLAY_OPACITY 89
#define EMU_RENDER_GUIDE_OPACITY 210

/**
 * EmuRenderRequest:
 * @job: (transfer none): what to mix; the renderer takes a reference of its own
 * @variants: (transfer none) (nullable): @job as sound and as published; there if, and only if,
 *   @kinds asks for one of the two
 * @patch: which part, and how it is scaled for the screen
 * @tiles: for the asker's own use; comes back untouched
 * @kinds: which pictures, all different
 * @n_kinds: how many, 1 to %EMU_RENDER_MAX
 * @exact: as in emu_preview_render()
 * @chequer: what is seen through transparent pixels
 * @ramp: colours of the mask
 * @edge: device pixels on either side of the mask's edge that an overlay draws bare
 * @serial: for the asker's own use; comes back untouched
 */
typedef struct
{
  EmuMixJob    *job;
  EmuMixJob    *variants[2];
  EmuPatch      patch;
  EmuTiles      tiles;
  EmuRenderKind kinds[EMU_RENDER_MAX];
  int           n_kinds;
  gboolean      exact;
  EmuChequer    chequer;
  EmuRamp       ramp;
  int           edge;
  guint         serial;
} EmuRenderRequest;

/**
 * EmuRendering:
 * @request: what was asked for
 * @frame: numbers and pictures of @request.job
 * @variants: (nullable): those of @request.variants
 * @refusals: (nullable): translated: why published code cannot do it, where @variants is %NULL for
 *   that reason
 * @exact: whether every frame is
 * @pixels: in the order of @request.kinds the patch as opaque red, green, blue and alpha bytes,
 *   4 × patch.width bytes a row; %NULL for what published code refuses
 *
 * One answer. Reference counted, never changes.
 */
typedef struct
{
  EmuRenderRequest request;
  EmuFrame        *frame;
  EmuFrame        *variants[2];
  char            *refusals[2];
  gboolean         exact;
  GBytes          *pixels[EMU_RENDER_MAX];
} EmuRendering;

#define EMU_TYPE_RENDERING (emu_rendering_get_type ())

GType         emu_rendering_get_type (void);
EmuRendering *emu_rendering_ref      (EmuRendering *self);
void          emu_rendering_unref    (EmuRendering *self);

#define EMU_TYPE_RENDERER (emu_renderer_get_type ())
G_DECLARE_FINAL_TYPE (EmuRenderer, emu_renderer, EMU, RENDERER, GObject)

/**
 * EmuRenderer:
 *
 * Runs requests on a thread of its own: at most one running, at most one waiting. Lives in the
 * thread-default main context of the thread that makes it and is used from there only.
 *
 * EmuRenderer::finished (EmuRendering) brings an answer, EmuRenderer::failed (guint serial, GError)
 * a request that could not be met. Both come from the main loop, in the order of the requests. Of
 * two answers that the main loop had no time to deliver only the newer one arrives. A request that
 * was replaced or cancelled has no answer. Once the last reference is gone there is no thread and
 * nothing comes any more.
 */
EmuRenderer  *emu_renderer_new       (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_renderer_request:
 *
 * Replaces the request waiting. The one running goes on, so that something is shown while requests
 * pour in, unless its answer has become useless: other pictures, or an exact one that would be
 * outdated before it is seen.
 */
void          emu_renderer_request   (EmuRenderer            *self,
                                      const EmuRenderRequest *request);

/** Drops whatever is running, waiting or not delivered yet, and the memory kept for the next frame. */
void          emu_renderer_clear     (EmuRenderer            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuRendering, emu_rendering_unref)

G_END_DECLS
