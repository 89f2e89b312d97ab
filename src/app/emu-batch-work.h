/* emu-batch-work.h: a batch of pictures, mixed beside the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-batch-chart.h"
#include "emu-batch.h"

G_BEGIN_DECLS

/**
 * EmuBatchWork:
 * @request: everything but pictures, classes, distances and sizes; its parameters are not owned
 * @pictures: as they were opened
 * @names: as they stand under the pictures
 * @class_names: a class a picture; equal names are one class
 * @params: of either method, owned, behind @request's
 * @fit: how each partner is brought to a picture's size
 * @title: (nullable): of the drawing in a file
 *
 * A batch as data. Fill it, then hand it to a thread.
 */
typedef struct
{
  EmuBatchRequest request;
  GPtrArray      *pictures;
  GPtrArray      *names;
  GPtrArray      *class_names;
  void           *params[2];
  EmuFit          fit;
  EmuFilter       filter;
  guint8          fill[4];
  char           *title;
} EmuBatchWork;

/** Without pictures; fit cover, filter area, fill black and opaque. */
EmuBatchWork   *emu_batch_work_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void            emu_batch_work_free   (EmuBatchWork   *self);

/** @params: (nullable): copied; %NULL for defaults */
void            emu_batch_work_set_method (EmuBatchWork    *self,
                                           guint            place,
                                           const EmuMethod *method,
                                           const void      *params,
                                           double           alpha);
void            emu_batch_work_add    (EmuBatchWork   *self,
                                       EmuImage       *picture,
                                       const char     *name,
                                       const char     *class_name);

/**
 * EmuBatchAnswer:
 * @batch: what was decided
 * @chart: the drawing of it
 * @class_names: NULL-terminated, in the order of the batch's classes
 * @classes: one a picture
 *
 * Reference counted, never changes.
 */
typedef struct
{
  EmuBatch      *batch;
  EmuBatchChart *chart;
  char         **class_names;
  int           *classes;
} EmuBatchAnswer;

/**
 * emu_batch_work_run:
 *
 * Mixes on the calling thread: geometry for the full size of every picture, results as large as a
 * chart wants them.
 *
 * Returns: (transfer full): the answer, or %NULL
 */
EmuBatchAnswer *emu_batch_work_run    (EmuBatchWork   *self,
                                       GCancellable   *cancellable,
                                       GError        **error) G_GNUC_WARN_UNUSED_RESULT;
EmuBatchAnswer *emu_batch_answer_ref  (EmuBatchAnswer *self);
void            emu_batch_answer_unref (EmuBatchAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuBatchWork, emu_batch_work_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuBatchAnswer, emu_batch_answer_unref)

G_END_DECLS
