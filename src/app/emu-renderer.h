/* emu-renderer.h: previews computed beside the main thread, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"
#include "emu-viewport.h"

G_BEGIN_DECLS

/**
 * EmuRenderRequest:
 * @job: (transfer none): what to mix; the renderer takes a reference of its own
 * @patch: which part, and how it is scaled for the screen
 * @tiles: for the asker's own use; comes back untouched
 * @parts: which pictures
 * @exact: as in emu_preview_render()
 * @chequer: what is seen through transparent pixels
 * @ramp: colours of the mask
 * @serial: for the asker's own use; comes back untouched
 */
typedef struct
{
  EmuMixJob    *job;
  EmuPatch      patch;
  EmuTiles      tiles;
  EmuFrameParts parts;
  gboolean      exact;
  EmuChequer    chequer;
  EmuRamp       ramp;
  guint         serial;
} EmuRenderRequest;

/** Most pictures a request can ask for. */
#define EMU_RENDER_N_PARTS 4

/**
 * EmuRendering:
 * @request: what was asked for
 * @frame: numbers and pictures
 * @pixels: for every bit of @request.parts the patch as opaque red, green, blue and alpha bytes,
 *   4 × patch.width bytes a row; %NULL for the others
 *
 * One answer. Reference counted, never changes.
 */
typedef struct
{
  EmuRenderRequest request;
  EmuFrame        *frame;
  GBytes          *pixels[EMU_RENDER_N_PARTS];
} EmuRendering;

#define EMU_TYPE_RENDERING (emu_rendering_get_type ())

GType         emu_rendering_get_type (void);
EmuRendering *emu_rendering_ref      (EmuRendering *self);
void          emu_rendering_unref    (EmuRendering *self);

/** Index in pixels[] of one bit. */
int           emu_render_part_index  (EmuFrameParts part);

/**
 * emu_render_parts:
 *
 * One request from beginning to end on the calling thread.
 *
 * Returns: (transfer full): the answer, or %NULL
 */
EmuRendering *emu_render_parts       (EmuPreview             *preview,
                                      const EmuRenderRequest *request,
                                      GCancellable           *cancellable,
                                      GError                **error) G_GNUC_WARN_UNUSED_RESULT;

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
