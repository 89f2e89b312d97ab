/* emu-canvas-private.h: what the files of the canvas share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-canvas.h"
#include "emu-divider.h"
#include "emu-renderer.h"

G_BEGIN_DECLS

struct _EmuCanvas
{
  GtkWidget parent_instance;

  EmuRenderer *renderer;
  GtkWidget   *badges[EMU_RENDER_N_KINDS];
  GtkWidget   *published_note;
  EmuDivider  *divider;

  EmuMixJob    *job;
  EmuMixJob    *variants[2];  /* of @job, while both are looked at */
  gboolean      dragging;
  EmuCanvasMode mode;
  gboolean      hold_a;
  char         *name_a;
  char         *name_b;
  EmuViewport   viewport;  /* of one tile */

  /* The present state as a request; its serial changes with every change. */
  EmuRenderRequest want;
  gboolean         pending;  /* the last request has not been answered */
  gboolean         rested;
  guint            rest_timeout;
  guint            busy_timeout;
  gboolean         busy;

  /* What is on screen. The stand-ins are the same pixels in the place and size that @want asks
   * for, until its answer comes. */
  EmuRendering *shown;
  GdkTexture   *textures[EMU_RENDER_MAX];
  GdkTexture   *stand_ins[EMU_RENDER_MAX];

  double announced_zoom;
  guint  zoom_idle;
  char  *description;
  char  *label;

  /* Device pixels. */
  double pointer_x;
  double pointer_y;
  double drag_x;
  double drag_y;
  double pinch_zoom;
  gboolean pointer_inside;
};

/** Whether one tile shows two pictures, parted by the divider. */
static inline gboolean
emu_canvas_is_split (const EmuRenderRequest *request)
{
  return request->n_kinds > request->tiles.n;
}

/** Whatever decides the picture has changed; not from an allocation. */
void emu_canvas_change            (EmuCanvas *self);

/* emu-canvas-input.c: hands, wheel and keys. */
void emu_canvas_add_keys          (GtkWidgetClass *widget_class);
void emu_canvas_add_controllers   (EmuCanvas      *self);

/* emu-canvas-draw.c: pixels, their stand-ins, captions and the divider. */
void emu_canvas_get_colours       (EmuCanvas        *self,
                                   EmuRenderRequest *request);
void emu_canvas_clear_textures    (GdkTexture **textures);
void emu_canvas_snapshot          (GtkWidget   *widget,
                                   GtkSnapshot *snapshot);
void emu_canvas_add_children      (EmuCanvas *self);
void emu_canvas_allocate_children (EmuCanvas *self);

/** Where things stand on screen: as asked for, or still as in the last answer; %NULL before it. */
const EmuRenderRequest *emu_canvas_get_place (EmuCanvas *self);

/** Captions with numbers follow what is on screen. */
void emu_canvas_update_captions   (EmuCanvas *self);

G_END_DECLS
