/* emu-box-handles-private.h: what the files of the handles share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-box-handles.h"

G_BEGIN_DECLS

/* Which sides follow the hand. */
typedef enum
{
  GRIP_TOP = 1 << 0,
  GRIP_BOTTOM = 1 << 1,
  GRIP_LEFT = 1 << 2,
  GRIP_RIGHT = 1 << 3,
  GRIP_INSIDE = GRIP_TOP | GRIP_BOTTOM | GRIP_LEFT | GRIP_RIGHT,
} Grip;

typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
} Area;

/* From the one that a box of any size has, to those that need the most room. */
static const Grip handles[] = {
  GRIP_BOTTOM | GRIP_RIGHT,
  GRIP_TOP | GRIP_LEFT,
  GRIP_TOP | GRIP_RIGHT,
  GRIP_BOTTOM | GRIP_LEFT,
  GRIP_TOP,
  GRIP_BOTTOM,
  GRIP_LEFT,
  GRIP_RIGHT,
};

struct _EmuBoxHandles
{
  GtkWidget parent_instance;

  GtkLabel       *caption;

  EmuCanvas      *canvas;
  EmuMixDocument *document;

  /* What is on screen. Ahead of the canvas's frame as long as that has not caught up with the hand. */
  EmuMix    *mix;
  EmuMixBox  box;
  gboolean   has_box;
  gboolean   shown;
  gboolean   ahead;
  gboolean   changing;  /* the document, by this widget */

  /* The drag, and what it began with. */
  GtkGesture *drag;
  Grip        grip;
  gboolean    moved;
  EmuMix     *start_mix;
  EmuMixBox   start;
  double      start_px;
  double      start_py;

  Grip       hover;
  GdkCursor *cursor;         /* over the box */
  GdkCursor *canvas_cursor;  /* elsewhere */
  char      *spoken;
};

Area emu_box_handles_get_area (EmuBoxHandles *self,
                               const EmuBox  *box);

gboolean emu_box_handles_get_handle (const Area *area,
                                     Grip        grip,
                                     double     *x,
                                     double     *y);

Grip emu_box_handles_grip_at (EmuBoxHandles *self,
                              double         x,
                              double         y);

void emu_box_handles_set_hover (EmuBoxHandles *self,
                                Grip           hover);

void emu_box_handles_update (EmuBoxHandles *self);

gboolean emu_box_handles_set_box (EmuBoxHandles *self,
                                  const EmuMix  *mix,
                                  const EmuBox  *wanted);

void emu_box_handles_finish_drag (EmuBoxHandles *self,
                                  gboolean       cancel);

void emu_box_handles_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot);

void emu_box_handles_bind_keys (GtkWidgetClass *widget_class);

void emu_box_handles_init_input (EmuBoxHandles *self);

G_END_DECLS
