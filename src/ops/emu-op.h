/* emu-op.h: what an operation on one picture is, and how it is applied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-draw.h"
#include "emu-image.h"
#include "emu-param.h"

G_BEGIN_DECLS

typedef struct _EmuOp EmuOp;

/** Lanes of chance that one operation of a policy owns: the first lane of node n is n times this. */
#define EMU_OP_LANES EMU_MAX_DRAWS

/**
 * EmuOpRun:
 * @op: the operation that will be applied
 * @place: seed, sample, first lane, and rows, columns and planes of the picture
 * @draws: (nullable): the operation's struct of draws, filled
 *
 * One application decided: everything but the pixels. Made by emu_op_run_init(), read by any
 * thread, emptied by emu_op_run_clear().
 */
typedef struct
{
  const EmuOp  *op;
  EmuDrawPlace  place;
  void         *draws;
} EmuOpRun;

/** A place in a picture: the first pixel reaches from 0 to 1 in both, its middle is ½. */
typedef struct
{
  double y;
  double x;
} EmuPoint;

/**
 * EmuBorder:
 * @EMU_BORDER_FILL: a constant
 * @EMU_BORDER_REFLECT: mirrored at the middle of the outermost pixels, so that none is doubled
 *
 * What lies outside a picture.
 */
typedef enum
{
  EMU_BORDER_FILL,
  EMU_BORDER_REFLECT,
} EmuBorder;

/**
 * EmuGeometry:
 * @from: where the point (x, y) of the result comes from: x' = from[0] x + from[1] y + from[2] and
 *   y' = from[3] x + from[4] y + from[5], both in the coordinates of #EmuPoint
 * @border: what lies outside
 *
 * A geometry that is affine, from the result to the picture, in the order Pillow uses.
 */
typedef struct
{
  double    from[6];
  EmuBorder border;
} EmuGeometry;

/**
 * EmuOp:
 * @id: "half-turn": name in files and commands
 * @name: as its authors write it
 * @summary: one sentence, verb first
 * @source: authors and year, or the program whose bytes it reproduces
 *
 * One picture in, one out. Of the functions only apply() is needed. Each sees its parameters, the
 * run and nothing else, may run on any thread, and must give the same bits for any number of
 * threads. Parameters have been checked against the table before any is called.
 *
 * An operation that moves pixels has geometry(), or map_points() and map_labels() where no matrix
 * says it; without either what travels with the picture stays where it is.
 */
struct _EmuOp
{
  const char    *id;
  const char    *name;
  const char    *summary;
  const char    *source;
  EmuParamTable  params;
  EmuDrawTable   draws;

  /* Returns: (transfer full): a new picture of the size that size() says, or @image itself where
   * nothing changes. */
  EmuImage    *(*apply)      (const void      *params,
                              const EmuOpRun  *run,
                              EmuImage        *image,
                              GCancellable    *cancellable,
                              GError         **error);

  /* Whether these parameters leave every picture as it is, whatever is drawn. apply() then need not be
   * called, and gives the same bytes where it is. */
  bool         (*identity)   (const void      *params);

  /* Size of the result; comes in as that of the picture. */
  void         (*size)       (const void      *params,
                              const EmuOpRun  *run,
                              int             *height,
                              int             *width);

  /* The value of a parameter as it acts on a picture of this size: a share of the width in pixels,
   * a factor as an angle. @unit: "px", "°", "bits", "levels". FALSE: its own value and unit say
   * it. */
  gboolean     (*here)       (const void      *params,
                              int              height,
                              int              width,
                              const EmuParam  *param,
                              double          *value,
                              const char     **unit);

  /* FALSE: under these draws nothing moves. */
  gboolean     (*geometry)   (const void      *params,
                              const EmuOpRun  *run,
                              EmuGeometry     *geometry);

  /* Where points of the picture are in the result; changed in place, NaN for one that is nowhere. */
  void         (*map_points) (const void      *params,
                              const EmuOpRun  *run,
                              EmuPoint        *points,
                              guint            n_points);

  /* Class numbers instead of colours: nearest neighbour, @fill where there are none. */
  EmuImage    *(*map_labels) (const void      *params,
                              const EmuOpRun  *run,
                              EmuImage        *labels,
                              guint8           fill,
                              GError         **error);

  /* Whether a point of the result has been painted over: what was there can no longer be seen. */
  gboolean     (*covers)     (const void      *params,
                              const EmuOpRun  *run,
                              const EmuPoint  *point);
};

/* An operation's file defines exactly one of these; the registry finds it by name. */
#define EMU_OP_DEFINE(name) const EmuOp emu_op_##name
#define EMU_OP_PARAMS(Struct, table)                                                         \
  .params = { .size = sizeof (Struct), .params = table, .n_params = G_N_ELEMENTS (table) }
#define EMU_OP_DRAWS(Struct, table)                                                          \
  .draws = { .size = sizeof (Struct), .draws = table, .n_draws = G_N_ELEMENTS (table) }

/**
 * emu_op_run_init:
 * @self: (out caller-allocates): emu_op_run_clear() it, after a failure, too
 * @params: (nullable): the operation's struct; %NULL for defaults
 * @height: rows of the picture
 * @width: columns of the picture
 * @channels: planes of the picture
 * @seed: 0 to %EMU_SEED_MAX
 * @sample: 0 to %EMU_SAMPLE_MAX
 * @lane: first lane of the operation, a multiple of %EMU_OP_LANES in a policy
 * @given: (nullable): draws decided instead of drawn, for replays
 * @error: EMU_ERROR_BAD_PARAM
 *
 * Checks parameters and draws everything.
 */
gboolean  emu_op_run_init      (EmuOpRun            *self,
                                const EmuOp         *op,
                                const void          *params,
                                int                  height,
                                int                  width,
                                int                  channels,
                                guint64              seed,
                                guint64              sample,
                                guint32              lane,
                                const EmuDrawValues *given,
                                GError             **error);
void      emu_op_run_clear     (EmuOpRun            *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmuOpRun, emu_op_run_clear)

/** The size of the result. */
void      emu_op_run_size      (const EmuOpRun      *self,
                                const void          *params,
                                int                 *height,
                                int                 *width);

/**
 * emu_op_apply:
 * @params: (nullable): the same as for @run
 * @run: for a picture of this size
 * @error: EMU_ERROR_BAD_PARAM, EMU_ERROR_TOO_LARGE, EMU_ERROR_NO_MEMORY, G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the result; @image itself where nothing changes
 */
EmuImage *emu_op_apply         (const EmuOp         *op,
                                const void          *params,
                                const EmuOpRun      *run,
                                EmuImage            *image,
                                GCancellable        *cancellable,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** Whether @params (nullable) leave every picture as it is. */
gboolean  emu_op_is_identity   (const EmuOp         *op,
                                const void          *params);

/** Whether it may move pixels, so that points and labels have to follow. */
gboolean  emu_op_moves         (const EmuOp         *op);

/**
 * emu_op_here:
 * @param: an int, float or choice of the operation's table
 * @unit: (out) (nullable): of the value
 *
 * Returns: the parameter as it acts on a picture of this size
 */
double    emu_op_here          (const EmuOp         *op,
                                const void          *params,
                                int                  height,
                                int                  width,
                                const EmuParam      *param,
                                const char         **unit);

/**
 * EmuCoordinates:
 * @EMU_COORDINATES_EDGES: the first pixel reaches from 0 to 1, as #EmuPoint; boxes of COCO, of
 *   torchvision and of Pillow's drawing have it so
 * @EMU_COORDINATES_MIDDLES: the middle of the first pixel is 0, as an index; keypoints of COCO, of
 *   OpenCV and of Albumentations have it so
 *
 * What numbers of a file mean. The two differ by half a pixel, which a flip makes a whole one.
 */
typedef enum
{
  EMU_COORDINATES_EDGES,
  EMU_COORDINATES_MIDDLES,
} EmuCoordinates;

/** @visible: neither outside the picture nor painted over; what is not stays so */
typedef struct
{
  EmuPoint point;
  gboolean visible;
} EmuKeypoint;

/** Sides of a box; @visible: share of the area before that lies inside the picture after, 0 … 1 */
typedef struct
{
  double y0;
  double y1;
  double x0;
  double x1;
  double visible;
} EmuTargetBox;

/**
 * EmuTargets:
 * @coordinates: of points and boxes
 * @points: (array length=n_points): keypoints
 * @boxes: (array length=n_boxes): boxes
 * @labels: (nullable): a class number a pixel, of one channel and the picture's size
 * @fill: class number of what comes in from outside
 *
 * What belongs to a picture and has to travel with it. Plain data: the caller owns the arrays and
 * one reference to @labels.
 */
typedef struct
{
  EmuCoordinates  coordinates;
  EmuKeypoint    *points;
  guint           n_points;
  EmuTargetBox   *boxes;
  guint           n_boxes;
  EmuImage       *labels;
  guint8          fill;
} EmuTargets;

/**
 * emu_op_apply_targets:
 * @targets: changed in place; @targets->labels is replaced
 *
 * Moves what belongs to the picture as emu_op_apply() moves its pixels. A box becomes the upright box
 * round its four moved corners, for a geometry without a matrix round 32 points of its border,
 * clipped to the picture; its visible share is multiplied by the share of the moved box that the
 * clipping leaves. Labels are looked up by nearest neighbour, so no new number can appear.
 */
gboolean  emu_op_apply_targets (const EmuOp         *op,
                                const void          *params,
                                const EmuOpRun      *run,
                                EmuTargets          *targets,
                                GError             **error);

G_END_DECLS
