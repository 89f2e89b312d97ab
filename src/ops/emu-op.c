/* emu-op.c: an operation applied to a picture and to what travels with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-affine.h"
#include "emu-error.h"
#include "emu-op.h"

/* The caller's parameters, or the defaults in @mine. */
static const void *
params_or_defaults (const EmuOp *op,
                    const void  *params,
                    void       **mine)
{
  if (params != NULL)
    return params;

  *mine = emu_params_new (&op->params);

  return *mine;
}

gboolean
emu_op_run_init (EmuOpRun            *self,
                 const EmuOp         *op,
                 const void          *params,
                 int                  height,
                 int                  width,
                 int                  channels,
                 guint64              seed,
                 guint64              sample,
                 guint32              lane,
                 const EmuDrawValues *given,
                 GError             **error)
{
  g_autofree void *mine = NULL;
  const void *p = params_or_defaults (op, params, &mine);

  *self = (EmuOpRun) {
    .op = op,
    .place = {
      .seed = seed, .sample = sample, .purpose = EMU_PURPOSE_OPERATION, .lane = lane,
      .height = height, .width = width, .channels = channels,
    },
  };

  if (!emu_params_check (&op->params, p, error) ||
      !emu_image_check_size (height, width, error))
    return FALSE;

  if (op->draws.n_draws == 0)
    return TRUE;

  self->draws = g_malloc0 (op->draws.size);

  return emu_draws_sample_at (&op->draws, p, &self->place, given, self->draws, error);
}

void
emu_op_run_clear (EmuOpRun *self)
{
  g_clear_pointer (&self->draws, g_free);
}

void
emu_op_run_size (const EmuOpRun *self,
                 const void     *params,
                 int            *height,
                 int            *width)
{
  g_autofree void *mine = NULL;
  const void *p = params_or_defaults (self->op, params, &mine);

  *height = self->place.height;
  *width = self->place.width;
  if (self->op->size != NULL)
    self->op->size (p, self, height, width);
}

EmuImage *
emu_op_apply (const EmuOp    *op,
              const void     *params,
              const EmuOpRun *run,
              EmuImage       *image,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autofree void *mine = NULL;
  const void *p = params_or_defaults (op, params, &mine);

  g_return_val_if_fail (run->op == op, NULL);
  g_return_val_if_fail (run->place.height == image->height && run->place.width == image->width &&
                        run->place.channels == image->channels, NULL);

  if (!emu_params_check (&op->params, p, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (op->identity != NULL && op->identity (p))
    return emu_image_ref (image);

  return op->apply (p, run, image, cancellable, error);
}

gboolean
emu_op_is_identity (const EmuOp *op,
                    const void  *params)
{
  g_autofree void *mine = NULL;

  return op->identity != NULL && op->identity (params_or_defaults (op, params, &mine));
}

gboolean
emu_op_moves (const EmuOp *op)
{
  return op->geometry != NULL || op->map_points != NULL;
}

double
emu_op_here (const EmuOp    *op,
             const void     *params,
             int             height,
             int             width,
             const EmuParam *param,
             const char    **unit)
{
  g_autofree void *mine = NULL;
  const void *p = params_or_defaults (op, params, &mine);
  double value;

  if (op->here != NULL && op->here (p, height, width, param, &value, unit))
    return value;

  *unit = param->unit;

  return emu_param_get (param, p);
}

/* ---- What travels along ------------------------------------------------------------------- */

/* How points move: by a matrix, by the operation's own function, or not at all. */
typedef struct
{
  const EmuOp    *op;
  const void     *params;
  const EmuOpRun *run;
  gboolean        has_matrix;
  gboolean        is_flat;  /* the matrix brings everything to a line: nothing can be found */
  double          to[6];
  double          half;     /* from the caller's coordinates to ours */
  int             height;   /* of the result */
  int             width;
} Mover;

static void
move_points (const Mover *mover,
             EmuPoint    *points,
             guint        n_points)
{
  const double *to = mover->to;

  for (guint i = 0; i < n_points; i++)
    {
      points[i].x += mover->half;
      points[i].y += mover->half;
    }

  if (mover->has_matrix)
    {
      for (guint i = 0; i < n_points; i++)
        {
          EmuPoint p = points[i];

          points[i].x = mover->is_flat ? NAN : to[0] * p.x + to[1] * p.y + to[2];
          points[i].y = mover->is_flat ? NAN : to[3] * p.x + to[4] * p.y + to[5];
        }
    }
  else if (mover->op->map_points != NULL)
    mover->op->map_points (mover->params, mover->run, points, n_points);
}

static void
move_keypoint (const Mover *mover,
               EmuKeypoint *keypoint)
{
  EmuPoint *p = &keypoint->point;

  move_points (mover, p, 1);

  if (!(p->x >= 0 && p->x <= mover->width && p->y >= 0 && p->y <= mover->height))
    keypoint->visible = FALSE;
  else if (mover->op->covers != NULL && mover->op->covers (mover->params, mover->run, p))
    keypoint->visible = FALSE;

  p->x -= mover->half;
  p->y -= mover->half;
}

#define BORDER_POINTS 32  /* of a box: eight a side, the corners among them */

static void
move_box (const Mover  *mover,
          EmuTargetBox *box)
{
  EmuPoint points[BORDER_POINTS];
  EmuTargetBox whole = { INFINITY, -INFINITY, INFINITY, -INFINITY, 0 };
  double area;
  double inside;

  for (int i = 0; i < BORDER_POINTS / 4; i++)
    {
      double share = i / (BORDER_POINTS / 4.0);
      double x = box->x0 + (box->x1 - box->x0) * share;
      double y = box->y0 + (box->y1 - box->y0) * share;

      points[4 * i] = (EmuPoint) { box->y0, x };
      points[4 * i + 1] = (EmuPoint) { y, box->x1 };
      points[4 * i + 2] = (EmuPoint) { box->y1, box->x1 - (x - box->x0) };
      points[4 * i + 3] = (EmuPoint) { box->y1 - (y - box->y0), box->x0 };
    }

  move_points (mover, points, BORDER_POINTS);

  for (int i = 0; i < BORDER_POINTS; i++)
    {
      whole.y0 = fmin (whole.y0, points[i].y);
      whole.y1 = fmax (whole.y1, points[i].y);
      whole.x0 = fmin (whole.x0, points[i].x);
      whole.x1 = fmax (whole.x1, points[i].x);
    }

  if (!(whole.y0 <= whole.y1 && whole.x0 <= whole.x1))
    {
      *box = (EmuTargetBox) { 0 };
      return;
    }

  area = (whole.y1 - whole.y0) * (whole.x1 - whole.x0);
  whole.y0 = CLAMP (whole.y0, 0, mover->height);
  whole.y1 = CLAMP (whole.y1, 0, mover->height);
  whole.x0 = CLAMP (whole.x0, 0, mover->width);
  whole.x1 = CLAMP (whole.x1, 0, mover->width);
  inside = (whole.y1 - whole.y0) * (whole.x1 - whole.x0);

  *box = (EmuTargetBox) {
    whole.y0 - mover->half, whole.y1 - mover->half, whole.x0 - mover->half, whole.x1 - mover->half,
    area > 0 ? box->visible * (inside / area) : 0,
  };
}

static EmuImage *
move_labels (const Mover       *mover,
             const EmuGeometry *geometry,
             const EmuTargets  *targets,
             GError           **error)
{
  guint8 fill[4] = { targets->fill, targets->fill, targets->fill, targets->fill };

  if (mover->has_matrix)
    return emu_affine_apply (targets->labels, geometry, mover->height, mover->width,
                             EMU_INTERPOLATION_NEAREST, fill, NULL, error);

  if (mover->op->map_labels != NULL)
    return mover->op->map_labels (mover->params, mover->run, targets->labels, targets->fill, error);

  return emu_image_ref (targets->labels);
}

gboolean
emu_op_apply_targets (const EmuOp    *op,
                      const void     *params,
                      const EmuOpRun *run,
                      EmuTargets     *targets,
                      GError        **error)
{
  g_autofree void *mine = NULL;
  const void *p = params_or_defaults (op, params, &mine);
  EmuGeometry geometry = { { 1, 0, 0, 0, 1, 0 }, EMU_BORDER_FILL };
  Mover mover = {
    .op = op, .params = p, .run = run,
    .half = targets->coordinates == EMU_COORDINATES_MIDDLES ? 0.5 : 0,
  };

  g_return_val_if_fail (run->op == op, FALSE);

  if (!emu_params_check (&op->params, p, error))
    return FALSE;

  if (op->identity != NULL && op->identity (p))
    return TRUE;

  if (targets->labels != NULL &&
      (targets->labels->channels != 1 || targets->labels->height != run->place.height ||
       targets->labels->width != run->place.width))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("the label mask must have one channel of %d × %d pixels, as the picture has, "
                     "not %d of %d × %d"),
                   run->place.width, run->place.height, targets->labels->channels,
                   targets->labels->width, targets->labels->height);
      return FALSE;
    }

  emu_op_run_size (run, p, &mover.height, &mover.width);
  mover.has_matrix = op->geometry != NULL && op->geometry (p, run, &geometry);
  mover.is_flat = mover.has_matrix && !emu_affine_invert (geometry.from, mover.to);

  if (targets->labels != NULL)
    {
      EmuImage *labels = move_labels (&mover, &geometry, targets, error);

      if (labels == NULL)
        return FALSE;

      emu_image_unref (targets->labels);
      targets->labels = labels;
    }

  for (guint i = 0; i < targets->n_points; i++)
    move_keypoint (&mover, &targets->points[i]);
  for (guint i = 0; i < targets->n_boxes; i++)
    move_box (&mover, &targets->boxes[i]);

  return TRUE;
}
