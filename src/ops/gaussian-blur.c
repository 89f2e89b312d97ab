/* gaussian-blur.c: GaussianBlur, as three box blurs each way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-op.h"
#include "emu-parallel.h"
#include "emu-tone.h"

#define PASSES 3

/* Up to here a window's sum of bytes fits into 16 bits. */
#define REACH_MAX 127

/* Up to here adding all of a window is faster along a row than taking differences of running sums. */
#define REACH_DIRECT 6

/* Columns that go down the picture together: a few rows of them stay in the first-level cache. */
#define STRIP 512

typedef struct
{
  double radius;
} GaussianBlur;

static const EmuParam gaussian_blur_params[] = {
  EMU_PARAM (GaussianBlur, radius,
             .label = N_("Radius"),
             .help = N_("Standard deviation of the blur"),
             .unit = "px", .min = 0, .max = 100, .initial = 2, .step = 0.1),
};

/* A box whose ends count in part, in 24-bit fractions: the middle and @reach pixels each way with
 * weight @whole, one more at each end with weight @part. */
typedef struct
{
  int     reach;
  guint32 whole;
  guint32 part;
} Box;

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  Box             box;
  int             n_colours;
  int             n_strips;
  GCancellable   *cancellable;
  gint            failed;
} Job;

/* The box whose third power has the variance asked for: Gwosdek et al., SSVM 2011, equations 7, 11
 * and 14, in the precision Pillow has them in. */
static Box
find_box (float radius)
{
  float variance = radius * radius / PASSES;
  float length = (float) sqrt (12.0 * variance + 1.0);
  float whole = (float) floor ((length - 1.0) / 2.0);
  float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
  float reach;
  Box box;

  part /= 6 * (variance - (whole + 1) * (whole + 1));
  reach = whole + part;

  box.reach = (int) reach;
  box.whole = (guint32) ((float) (1 << 24) / (reach * 2 + 1));
  box.part = ((1 << 24) - (guint32) (box.reach * 2 + 1) * box.whole) / 2;

  return box;
}

/* out = (whole sum + part (left + right)) / 2^24, rounded; at most 255 · 2^24 + 2^23 */
EMU_CLONES static void
weigh (guint8        *restrict out,
       const guint16 *restrict sum,
       const guint8  *restrict left,
       const guint8  *restrict right,
       guint32                 whole,
       guint32                 part,
       int                     n)
{
  for (int i = 0; i < n; i++)
    out[i] = (guint8) ((whole * sum[i] + part * ((guint32) left[i] + right[i]) + (1u << 23)) >> 24);
}

static void
add_bytes (guint16      *restrict sum,
           const guint8 *restrict in,
           int                    n)
{
  for (int i = 0; i < n; i++)
    sum[i] += in[i];
}

static void
move_sum (guint16      *restrict sum,
          const guint8 *restrict come,
          const guint8 *restrict go,
          int                    n)
{
  for (int i = 0; i < n; i++)
    sum[i] = (guint16) (sum[i] + come[i] - go[i]);
}

/* ---- Along a row -------------------------------------------------------------------------- */

/* sum[i] = in[i] + … + in[i + length − 1]; the running sums wrap round, their differences are right. */
static void
sum_windows (guint16       *restrict sum,
             guint16       *restrict running,
             const guint8  *restrict in,
             int                     length,
             int                     n)
{
  if (length <= 2 * REACH_DIRECT + 1)
    {
      memset (sum, 0, sizeof *sum * (gsize) n);
      for (int k = 0; k < length; k++)
        add_bytes (sum, in + k, n);
      return;
    }

  running[0] = 0;
  for (int i = 0; i < n + length - 1; i++)
    running[i + 1] = (guint16) (running[i] + in[i]);
  for (int i = 0; i < n; i++)
    sum[i] = (guint16) (running[i + length] - running[i]);
}

static void
blur_rows (int      first,
           int      last,
           gpointer data)
{
  Job *job = data;
  int width = job->in->width;
  int edge = job->box.reach + 1;
  gsize padded = (gsize) width + 2 * (gsize) edge;
  g_autofree guint8 *row = g_try_malloc (padded);
  g_autofree guint16 *sum = g_try_new (guint16, width);
  g_autofree guint16 *running = g_try_new (guint16, padded);

  if (row == NULL || sum == NULL || running == NULL)
    {
      g_atomic_int_set (&job->failed, TRUE);
      return;
    }

  for (int c = 0; c < job->in->channels; c++)
    for (int y = first; y < last && !g_cancellable_is_cancelled (job->cancellable); y++)
      {
        const guint8 *in = emu_image_row (job->in, c, y);
        guint8 *out = emu_image_row (job->out, c, y);

        if (c >= job->n_colours)
          {
            memcpy (out, in, width);
            continue;
          }

        for (int pass = 0; pass < PASSES; pass++)
          {
            const guint8 *from = pass == 0 ? in : out;

            memset (row, from[0], edge);
            memcpy (row + edge, from, width);
            memset (row + edge + width, from[width - 1], edge);

            sum_windows (sum, running, row + 1, 2 * job->box.reach + 1, width);
            weigh (out, sum, row, row + 2 * edge, job->box.whole, job->box.part, width);
          }
      }
}

/* ---- Down the picture --------------------------------------------------------------------- */

static void
blur_down (const Box    *box,
           guint8       *out,
           gsize         out_stride,
           const guint8 *in,
           gsize         in_stride,
           guint16      *sum,
           int           height,
           int           n)
{
  int reach = box->reach;

#define ROW(y) (in + (gsize) CLAMP (y, 0, height - 1) * in_stride)

  memset (sum, 0, sizeof *sum * (gsize) n);
  for (int k = -reach; k <= reach; k++)
    add_bytes (sum, ROW (k), n);

  for (int y = 0; y < height; y++)
    {
      weigh (out + (gsize) y * out_stride, sum, ROW (y - reach - 1), ROW (y + reach + 1), box->whole,
             box->part, n);
      move_sum (sum, ROW (y + reach + 1), ROW (y - reach), n);
    }

#undef ROW
}

static void
blur_strips (int      first,
             int      last,
             gpointer data)
{
  Job *job = data;
  int height = job->in->height;
  int width = job->in->width;
  gsize strip = (gsize) MIN (STRIP, width);
  g_autofree guint8 *one = g_try_malloc_n ((gsize) height, strip);
  g_autofree guint8 *two = g_try_malloc_n ((gsize) height, strip);
  guint16 sum[STRIP];

  if (one == NULL || two == NULL)
    {
      g_atomic_int_set (&job->failed, TRUE);
      return;
    }

  for (int i = first; i < last && !g_cancellable_is_cancelled (job->cancellable); i++)
    {
      int x = i % job->n_strips * STRIP;
      int n = MIN (STRIP, width - x);
      guint8 *plane = emu_image_plane (job->out, i / job->n_strips) + x;

      blur_down (&job->box, one, strip, plane, width, sum, height, n);
      blur_down (&job->box, two, strip, one, strip, sum, height, n);
      blur_down (&job->box, plane, width, two, strip, sum, height, n);
    }
}

static EmuImage *
gaussian_blur_apply (const void      *params,
                     const EmuOpRun  *run,
                     EmuImage        *image,
                     GCancellable    *cancellable,
                     GError         **error)
{
  const GaussianBlur *p = params;
  g_autoptr(EmuImage) out = emu_image_new (image->channels, image->height, image->width, error);
  Job job = {
    image, out, find_box ((float) p->radius),
    .n_colours = emu_tone_n_colours (image),
    .n_strips = (image->width - 1) / STRIP + 1,
    .cancellable = cancellable,
  };
  int n_strips = job.n_strips * job.n_colours;

  if (out == NULL)
    return NULL;

  g_assert (job.box.reach <= REACH_MAX);

  /* Small pictures stay on one thread, where one piece of memory serves all planes. */
  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), blur_rows, &job);
  emu_parallel_rows (n_strips, emu_image_n_pixels (image) < (1 << 17) ? n_strips : 1, blur_strips, &job);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (job.failed)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("there is not enough memory to blur %d × %d pixels; close something or make the "
                     "picture smaller"),
                   image->width, image->height);
      return NULL;
    }

  return g_steal_pointer (&out);
}

static bool
gaussian_blur_identity (const void *params)
{
  const GaussianBlur *p = params;

  return p->radius == 0;
}

EMU_OP_DEFINE (gaussian_blur) = {
  .id = "gaussian-blur",
  .name = "GaussianBlur",
  .summary = N_("Blurs the picture by a close likeness of a Gaussian."),
  .source = "Pillow 9.4 ImageFilter.GaussianBlur; Gwosdek et al., SSVM 2011",
  EMU_OP_PARAMS (GaussianBlur, gaussian_blur_params),
  .apply = gaussian_blur_apply,
  .identity = gaussian_blur_identity,
};
