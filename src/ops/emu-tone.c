/* emu-tone.c: what operations that change values have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-clones.h"
#include "emu-parallel.h"
#include "emu-tone.h"

EmuImage *
emu_tone_copy (const EmuImage *image,
               GError        **error)
{
  EmuImage *copy = emu_image_new (image->channels, image->height, image->width, error);

  if (copy != NULL)
    memcpy (emu_image_plane (copy, 0), emu_image_plane (image, 0),
            emu_image_n_pixels (image) * (gsize) image->channels);

  return copy;
}

/* ---- Planes, byte by byte ----------------------------------------------------------------- */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  EmuToneFunc     func;
  gconstpointer   data;
  GCancellable   *cancellable;
} Map;

static void
map_rows (int      first,
          int      last,
          gpointer data)
{
  const Map *map = data;
  gsize width = (gsize) map->in->width;
  gsize at = (gsize) first * width;
  gsize n = (gsize) (last - first) * width;
  int n_colours = emu_tone_n_colours (map->in);

  for (int c = 0; c < map->in->channels && !g_cancellable_is_cancelled (map->cancellable); c++)
    {
      const guint8 *in = emu_image_plane (map->in, c) + at;
      guint8 *out = emu_image_plane (map->out, c) + at;

      if (c < n_colours)
        map->func (out, in, n, at, c, map->data);
      else
        memcpy (out, in, n);
    }
}

EmuImage *
emu_tone_map (const EmuImage *image,
              EmuToneFunc     func,
              gconstpointer   data,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autoptr(EmuImage) out = emu_image_new (image->channels, image->height, image->width, error);
  Map map = { image, out, func, data, cancellable };

  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), map_rows, &map);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

/* Eight bytes a step: one load and one store for eight look-ups. The order of bytes in the word
 * does not matter, as it is the same in both. */
static void
look_up (guint8        *restrict out,
         const guint8  *restrict in,
         gsize                   n,
         gsize                   first,
         int                     c,
         gconstpointer           data)
{
  const guint8 *table = ((const guint8 (*)[256]) data)[c];
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      guint64 word;
      guint64 result = 0;

      memcpy (&word, in + i, sizeof word);
      for (int k = 0; k < 64; k += 8)
        result |= (guint64) table[(word >> k) & 255] << k;
      memcpy (out + i, &result, sizeof result);
    }

  for (; i < n; i++)
    out[i] = table[in[i]];
}

EmuImage *
emu_tone_look_up (const EmuImage *image,
                  const guint8    tables[3][256],
                  GCancellable   *cancellable,
                  GError        **error)
{
  return emu_tone_map (image, look_up, tables, cancellable, error);
}

/* ---- Counting ----------------------------------------------------------------------------- */

typedef struct
{
  const EmuImage *image;
  guint32       (*histograms)[256];
} Count;

static void
count_planes (int      first,
              int      last,
              gpointer data)
{
  const Count *count = data;
  gsize n = emu_image_n_pixels (count->image);

  for (int c = first; c < last; c++)
    {
      const guint8 *in = emu_image_plane (count->image, c);
      guint32 *histogram = count->histograms[c];
      guint32 parts[8][256] = { 0 };
      gsize i = 0;

      /* A count that was just stored is not ready to be loaded again for some cycles, which even
       * areas would wait for: neighbours are counted apart. */
      for (; i + 8 <= n; i += 8)
        {
          guint64 word;

          memcpy (&word, in + i, sizeof word);
          for (int k = 0; k < 8; k++)
            parts[k][(word >> 8 * k) & 255]++;
        }
      for (; i < n; i++)
        parts[0][in[i]]++;

      for (int v = 0; v < 256; v++)
        {
          histogram[v] = 0;
          for (int k = 0; k < 8; k++)
            histogram[v] += parts[k][v];
        }
    }
}

void
emu_tone_histograms (const EmuImage *image,
                     guint32         histograms[3][256])
{
  Count count = { image, histograms };

  emu_parallel_rows (emu_tone_n_colours (image), emu_image_n_pixels (image) < (1 << 18) ? 3 : 1,
                     count_planes, &count);
}

/* A part whose sum fits into 32 bits. */
#define SUM_PART ((gsize) 1 << 24)

EMU_CLONES static guint32
sum_luma (const guint8 *restrict red,
          const guint8 *restrict green,
          const guint8 *restrict blue,
          gsize                  n)
{
  guint32 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += emu_tone_luma (red[i], green[i], blue[i]);

  return sum;
}

EMU_CLONES static guint32
sum_bytes (const guint8 *in,
           gsize         n)
{
  guint32 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += in[i];

  return sum;
}

guint64
emu_tone_sum_luma (const EmuImage *image)
{
  gsize n = emu_image_n_pixels (image);
  const guint8 *red = emu_image_plane (image, 0);
  guint64 sum = 0;

  for (gsize i = 0; i < n; i += SUM_PART)
    {
      gsize part = MIN (SUM_PART, n - i);

      if (image->channels < 3)
        sum += sum_bytes (red + i, part);
      else
        sum += sum_luma (red + i, emu_image_plane (image, 1) + i, emu_image_plane (image, 2) + i, part);
    }

  return sum;
}

/* ---- Colours ------------------------------------------------------------------------------ */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  float           factor;
  GCancellable   *cancellable;
} Saturate;

EMU_CLONES static void
saturate (guint8       *restrict red_out,
          guint8       *restrict green_out,
          guint8       *restrict blue_out,
          const guint8 *restrict red,
          const guint8 *restrict green,
          const guint8 *restrict blue,
          float                  factor,
          gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    {
      float grey = (float) (gint32) emu_tone_luma (red[i], green[i], blue[i]);

      red_out[i] = emu_tone_blend (grey, red[i], factor);
      green_out[i] = emu_tone_blend (grey, green[i], factor);
      blue_out[i] = emu_tone_blend (grey, blue[i], factor);
    }
}

EMU_CLONES static void
find_luma (guint8       *restrict out,
           const guint8 *restrict red,
           const guint8 *restrict green,
           const guint8 *restrict blue,
           gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) emu_tone_luma (red[i], green[i], blue[i]);
}

static void
saturate_rows (int      first,
               int      last,
               gpointer data)
{
  const Saturate *job = data;
  gsize n = (gsize) (last - first) * (gsize) job->in->width;

  const guint8 *red = emu_image_row (job->in, 0, first);
  const guint8 *green = emu_image_row (job->in, 1, first);
  const guint8 *blue = emu_image_row (job->in, 2, first);
  guint8 *out[3];

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  for (int c = 0; c < 3; c++)
    out[c] = emu_image_row (job->out, c, first);

  if (job->factor == 0)
    {
      find_luma (out[0], red, green, blue, n);
      memcpy (out[1], out[0], n);
      memcpy (out[2], out[0], n);
    }
  else
    saturate (out[0], out[1], out[2], red, green, blue, job->factor, n);

  if (job->in->channels == 4)
    memcpy (emu_image_row (job->out, 3, first), emu_image_row (job->in, 3, first), n);
}

EmuImage *
emu_tone_saturate (const EmuImage *image,
                   float           factor,
                   GCancellable   *cancellable,
                   GError        **error)
{
  g_autoptr(EmuImage) out = NULL;
  Saturate job = { .in = image, .factor = factor, .cancellable = cancellable };

  if (image->channels < 3)
    return emu_tone_copy (image, error);

  job.out = out = emu_image_new (image->channels, image->height, image->width, error);
  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), saturate_rows, &job);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}
