/* emu-mask.c: the weight of A at every pixel, seen through a view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-kernels.h"
#include "emu-mask.h"
#include "emu-parallel.h"

gboolean
emu_box_is_empty (const EmuBox *self)
{
  return self->y1 <= self->y0 || self->x1 <= self->x0;
}

gint64
emu_box_area (const EmuBox *self)
{
  if (emu_box_is_empty (self))
    return 0;

  return (gint64) (self->y1 - self->y0) * (self->x1 - self->x0);
}

EmuBox
emu_box_clip (const EmuBox *self,
              int           height,
              int           width)
{
  return (EmuBox) {
    .y0 = CLAMP (self->y0, 0, height),
    .y1 = CLAMP (self->y1, 0, height),
    .x0 = CLAMP (self->x0, 0, width),
    .x1 = CLAMP (self->x1, 0, width),
  };
}

EmuView
emu_view_whole (int height,
                int width)
{
  return (EmuView) { .x0 = 0, .y0 = 0, .step = 1, .width = width, .height = height };
}

static int
n_samples (int    size,
           double step)
{
  /* Halves down: a sample whose middle falls on the border would show nothing of A. */
  return MAX (1, (int) ceil (size / step - 0.5 - 1e-6));
}

EmuView
emu_view_reduced (int    height,
                  int    width,
                  double step)
{
  return (EmuView) {
    /* One sample that is larger than the picture looks at the picture's own middle. */
    .x0 = (MIN (step, width) - 1) / 2,
    .y0 = (MIN (step, height) - 1) / 2,
    .step = step,
    .width = n_samples (width, step),
    .height = n_samples (height, step),
  };
}

gboolean
emu_view_is_whole (const EmuView *self,
                   int            height,
                   int            width)
{
  EmuView whole = emu_view_whole (height, width);

  return emu_view_equal (self, &whole);
}

gboolean
emu_view_equal (const EmuView *a,
                const EmuView *b)
{
  return a->x0 == b->x0 && a->y0 == b->y0 && a->step == b->step &&
         a->width == b->width && a->height == b->height;
}

/* First sample whose middle lies at or beyond the left edge of pixel @edge. */
static int
first_sample (double origin,
              double step,
              int    edge,
              int    n)
{
  double i = ceil ((edge - 0.5 - origin) / step);

  return (int) CLAMP (i, 0, n);
}

EmuBox
emu_view_box (const EmuView *self,
              const EmuBox  *box)
{
  if (emu_box_is_empty (box))
    return (EmuBox) { 0, 0, 0, 0 };

  return (EmuBox) {
    .y0 = first_sample (self->y0, self->step, box->y0, self->height),
    .y1 = first_sample (self->y0, self->step, box->y1, self->height),
    .x0 = first_sample (self->x0, self->step, box->x0, self->width),
    .x1 = first_sample (self->x0, self->step, box->x1, self->width),
  };
}

EmuMask *
emu_mask_new (const EmuView *view)
{
  EmuMask *self = g_atomic_rc_box_new0 (EmuMask);

  g_return_val_if_fail (view->width >= 1 && view->height >= 1 && view->step > 0, NULL);

  self->view = *view;
  self->height = view->height;
  self->width = view->width;
  self->kind = EMU_MASK_UNIFORM;
  self->weight = 1;

  return self;
}

EmuMask *
emu_mask_ref (EmuMask *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_plane (gpointer data)
{
  EmuMask *self = data;

  g_free (self->plane);
}

void
emu_mask_unref (EmuMask *self)
{
  g_atomic_rc_box_release_full (self, free_plane);
}

void
emu_mask_set_uniform (EmuMask *self,
                      double   weight)
{
  g_clear_pointer (&self->plane, g_free);
  self->kind = EMU_MASK_UNIFORM;
  self->weight = weight;
}

void
emu_mask_set_rectangle (EmuMask      *self,
                        const EmuBox *box,
                        float         inside,
                        float         outside)
{
  g_clear_pointer (&self->plane, g_free);
  self->kind = EMU_MASK_RECTANGLE;
  self->box = emu_view_box (&self->view, box);
  self->inside = inside;
  self->outside = outside;
}

gboolean
emu_mask_need_plane (EmuMask *self,
                     GError **error)
{
  if (self->plane == NULL)
    self->plane = g_try_malloc_n ((gsize) self->height * (gsize) self->width, sizeof (float));

  if (self->plane == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a mask of %d × %d pixels"), self->width, self->height);
      return FALSE;
    }

  self->kind = EMU_MASK_PLANE;

  return TRUE;
}

float
emu_mask_at (const EmuMask *self,
             int            y,
             int            x)
{
  switch (self->kind)
    {
    case EMU_MASK_UNIFORM:
      return (float) self->weight;

    case EMU_MASK_RECTANGLE:
      return y >= self->box.y0 && y < self->box.y1 && x >= self->box.x0 && x < self->box.x1
             ? self->inside : self->outside;

    case EMU_MASK_PLANE:
    default:
      return emu_mask_row (self, y)[x];
    }
}

void
emu_mask_get_row (const EmuMask *self,
                  int            y,
                  float         *out)
{
  if (self->kind == EMU_MASK_PLANE)
    memcpy (out, emu_mask_row (self, y), (gsize) self->width * sizeof (float));
  else
    for (int x = 0; x < self->width; x++)
      out[x] = emu_mask_at (self, y, x);
}

typedef struct
{
  const EmuMask *mask;
  int            chunk;
  double        *sums;
} Sum;

static void
sum_rows (int      first,
          int      last,
          gpointer data)
{
  Sum *sum = data;
  double total = 0;

  for (int y = first; y < last; y++)
    total += emu_kernel_sum (emu_mask_row (sum->mask, y), sum->mask->width);

  sum->sums[first / sum->chunk] = total;
}

double
emu_mask_mean (const EmuMask *self)
{
  double n = (double) self->height * self->width;

  switch (self->kind)
    {
    case EMU_MASK_UNIFORM:
      return self->weight;

    case EMU_MASK_RECTANGLE:
      {
        double share = (double) emu_box_area (&self->box) / n;

        /* As 1 − share where the box is B and the rest A, which is how labels are defined. */
        return self->outside - share * (self->outside - self->inside);
      }

    case EMU_MASK_PLANE:
    default:
      {
        int chunk = emu_parallel_chunk (self->width);
        int n_chunks = (self->height - 1) / chunk + 1;
        g_autofree double *sums = g_new0 (double, n_chunks);
        Sum sum = { self, chunk, sums };
        double total = 0;

        emu_parallel_rows (self->height, chunk, sum_rows, &sum);
        for (int i = 0; i < n_chunks; i++)
          total += sums[i];

        return total / n;
      }
    }
}

EmuImage *
emu_mask_to_image (const EmuMask *self,
                   GError       **error)
{
  EmuImage *image = emu_image_new (1, self->height, self->width, error);
  g_autofree float *row = NULL;

  if (image == NULL)
    return NULL;

  row = g_new (float, self->width);
  for (int y = 0; y < self->height; y++)
    {
      emu_mask_get_row (self, y, row);
      emu_kernel_to_bytes (emu_image_row (image, 0, y), row, 255.0f, self->width);
    }

  return image;
}
