/* emu-batch-work.c: a batch of pictures, mixed beside the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-batch-work.h"

/* Saliency maps are compared at this size, whatever the pictures are. */
#define MAP_PX 64

/* What one run holds. */
typedef struct
{
  EmuBatchWork *work;
  GPtrArray    *thumbnails;
  GPtrArray    *results;
  int          *classes;
  GPtrArray    *class_names;
  double       *distances;
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->thumbnails, g_ptr_array_unref);
  g_clear_pointer (&run->results, g_ptr_array_unref);
  g_clear_pointer (&run->class_names, g_ptr_array_unref);
  g_free (run->classes);
  g_free (run->distances);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
unref_result (gpointer data)
{
  if (data != NULL)
    emu_image_unref (data);
}

EmuBatchWork *
emu_batch_work_new (void)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  EmuBatchWork *self = g_new0 (EmuBatchWork, 1);

  self->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_image_unref);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->class_names = g_ptr_array_new_with_free_func (g_free);
  self->fit = EMU_FIT_COVER;
  self->filter = EMU_FILTER_AREA;
  memcpy (self->fill, black, sizeof black);

  return self;
}

void
emu_batch_work_free (EmuBatchWork *self)
{
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->class_names);
  g_free (self->params[0]);
  g_free (self->params[1]);
  g_free (self->title);
  g_free (self);
}

void
emu_batch_work_set_method (EmuBatchWork    *self,
                           guint            place,
                           const EmuMethod *method,
                           const void      *params,
                           double           alpha)
{
  g_return_if_fail (place < G_N_ELEMENTS (self->params));

  g_free (self->params[place]);
  self->params[place] = params != NULL ? emu_params_copy (&method->params, params)
                                       : emu_params_new (&method->params);
  self->request.methods[place] = (EmuBatchMethod) { method, self->params[place], alpha };
}

void
emu_batch_work_add (EmuBatchWork *self,
                    EmuImage     *picture,
                    const char   *name,
                    const char   *class_name)
{
  g_ptr_array_add (self->pictures, emu_image_ref (picture));
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->class_names, g_strdup (class_name));
}

static EmuView
view_for (int height,
          int width)
{
  double step = MAX ((double) width / EMU_BATCH_CHART_WIDTH_PX, (double) height / EMU_BATCH_CHART_HEIGHT_PX);

  return emu_view_reduced (height, width, MAX (1, step));
}

static EmuImage *
reduce (EmuImage  *image,
        int        height,
        int        width,
        GError   **error)
{
  EmuBox whole = { 0, image->height, 0, image->width };

  return emu_image_resample (image, &whole, height, width, EMU_FILTER_AREA, error);
}

static void
find_classes (Run *run)
{
  GPtrArray *names = run->work->class_names;

  run->classes = g_new (int, names->len);
  run->class_names = g_ptr_array_new ();
  for (guint i = 0; i < names->len; i++)
    {
      guint at;

      if (!g_ptr_array_find_with_equal_func (run->class_names, g_ptr_array_index (names, i), g_str_equal, &at))
        {
          at = run->class_names->len;
          g_ptr_array_add (run->class_names, g_ptr_array_index (names, i));
        }
      run->classes[i] = (int) at;
    }
}

static gboolean
make_thumbnails (Run           *run,
                 GCancellable  *cancellable,
                 GError       **error)
{
  GPtrArray *pictures = run->work->pictures;

  run->thumbnails = g_ptr_array_new_with_free_func (unref_result);
  for (guint i = 0; i < pictures->len; i++)
    {
      EmuImage *image = g_ptr_array_index (pictures, i);
      EmuView view = view_for (image->height, image->width);
      EmuImage *thumbnail;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      thumbnail = reduce (image, view.height, view.width, error);
      if (thumbnail == NULL)
        return FALSE;
      g_ptr_array_add (run->thumbnails, thumbnail);
    }

  return TRUE;
}

static gboolean
measure_distances (Run           *run,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(GPtrArray) guides = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_guide_unref);
  int n = (int) run->work->pictures->len;
  g_autofree const float **maps = g_new (const float *, n);

  for (int i = 0; i < n; i++)
    {
      g_autoptr(EmuImage) small = reduce (g_ptr_array_index (run->work->pictures, i), MAP_PX, MAP_PX, error);
      EmuGuide *guide;

      if (small == NULL)
        return FALSE;

      guide = emu_guide_new (EMU_GUIDE_GUIDED_RESIDUAL, small, cancellable, error);
      if (guide == NULL)
        return FALSE;
      g_ptr_array_add (guides, guide);
      maps[i] = emu_guide_row (guide, 0);
    }

  run->distances = g_new (double, n * n);
  emu_pairing_distances (maps, n, MAP_PX * MAP_PX, run->distances);

  return TRUE;
}

/* One pair at a time is held at full size. */
static EmuMix *
mix (const EmuMixRequest *request,
     int                  index,
     int                  partner,
     gpointer             data,
     GCancellable        *cancellable,
     GError             **error)
{
  Run *run = data;
  const EmuBatchWork *work = run->work;
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuMix) self = NULL;
  g_autoptr(EmuMask) mask = NULL;
  EmuImage *result;
  EmuView view;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  pair = emu_pair_new (g_ptr_array_index (work->pictures, index), g_ptr_array_index (work->pictures, partner),
                       work->fit, work->filter, work->fill, error);
  if (pair == NULL)
    return NULL;

  self = emu_mix_new_for_pair (request, pair, NULL, NULL, cancellable, error);
  if (self == NULL)
    return NULL;

  view = view_for (self->height, self->width);
  mask = emu_mix_mask (self, &view, error);
  if (mask == NULL)
    return NULL;

  result = emu_mix_blend (self, pair, mask, cancellable, error);
  if (result == NULL)
    return NULL;
  run->results->pdata[index] = result;

  return g_steal_pointer (&self);
}

static EmuBatchChart *
make_chart (Run            *run,
            const EmuBatch *batch)
{
  const EmuBatchWork *work = run->work;
  g_autofree gboolean *mixed = g_new (gboolean, batch->n_out);
  g_autofree double *lambda = g_memdup2 (batch->lambda, batch->n_out * sizeof (double));
  g_autofree char *caption = NULL;
  g_autofree char *mixed_by = NULL;
  EmuBatchChartData data;

  for (int i = 0; i < batch->n_out; i++)
    {
      mixed[i] = batch->which[i] != EMU_BATCH_UNMIXED;
      if (!mixed[i])
        run->results->pdata[i] = emu_image_ref (g_ptr_array_index (run->thumbnails, i));
    }

  caption = emu_batch_describe (batch);
  mixed_by = emu_batch_mixed_by (batch);

  data = (EmuBatchChartData) {
    .n = batch->n,
    .n_out = batch->n_out,
    .n_classes = batch->n_classes,
    .title = work->title,
    .caption = caption,
    .mixed_by = mixed_by,
    .names = (const char * const *) work->names->pdata,
    .class_names = (const char * const *) run->class_names->pdata,
    .classes = run->classes,
    .partner = batch->partner,
    .pictures = (EmuImage **) run->thumbnails->pdata,
    .results = (EmuImage **) run->results->pdata,
    .lambda = lambda,
    .mixed = mixed,
    .weight_a = batch->used_a,
    .weight_b = batch->used_b,
    .rows = batch->rows,
  };

  return emu_batch_chart_new (&data);
}

EmuBatchAnswer *
emu_batch_work_run (EmuBatchWork  *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_auto(Run) run = { .work = self };
  g_autoptr(EmuBatch) batch = NULL;
  EmuBatchRequest request = self->request;
  EmuBatchAnswer *answer;

  find_classes (&run);
  if (!make_thumbnails (&run, cancellable, error))
    return NULL;
  if (emu_pairing_needs_distances (request.pairing) && !measure_distances (&run, cancellable, error))
    return NULL;

  run.results = g_ptr_array_new_with_free_func (unref_result);
  g_ptr_array_set_size (run.results, (int) self->pictures->len);
  request.n = (int) self->pictures->len;
  request.n_classes = (int) run.class_names->len;
  request.classes = run.classes;
  request.distances = run.distances;
  request.mixer = mix;
  request.mixer_data = &run;
  request.numbers_only = TRUE;
  batch = emu_batch_new (&request, cancellable, error);
  if (batch == NULL)
    return NULL;

  answer = g_atomic_rc_box_new0 (EmuBatchAnswer);
  answer->chart = make_chart (&run, batch);
  answer->batch = g_steal_pointer (&batch);
  answer->classes = g_steal_pointer (&run.classes);
  answer->class_names = g_new0 (char *, run.class_names->len + 1);
  for (guint i = 0; i < run.class_names->len; i++)
    answer->class_names[i] = g_strdup (g_ptr_array_index (run.class_names, i));

  return answer;
}

static void
clear_answer (gpointer data)
{
  EmuBatchAnswer *self = data;

  emu_batch_unref (self->batch);
  emu_batch_chart_unref (self->chart);
  g_strfreev (self->class_names);
  g_free (self->classes);
}

EmuBatchAnswer *
emu_batch_answer_ref (EmuBatchAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_batch_answer_unref (EmuBatchAnswer *self)
{
  g_atomic_rc_box_release_full (self, clear_answer);
}
