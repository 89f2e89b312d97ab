/* emu-compare-shift.c: how far one of two mixed pictures was moved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-compare-search.h"

/* Whole pixels to every side that are looked at. */
#define REACH 24

/* Pixels that are looked at, about: for every place, and for the few that came out best. */
#define COARSE_SAMPLES 2500
#define FINE_SAMPLES 12000

#define N_KEPT 5

/* A shift explains at least so much of what no weighing does. */
#define MOST_LEFT 0.6

typedef struct
{
  const EmuImage *still;
  const EmuImage *moved;
  const EmuImage *mixed;
  const EmuTone  *tone;
} Scene;

typedef struct
{
  int    right;  /* half pixels */
  int    down;
  double rest;
} Place;

static float
value_at (const Scene    *scene,
          const EmuImage *image,
          int             c,
          int             y,
          int             x)
{
  guint8 byte = emu_image_row (image, c, CLAMP (y, 0, image->height - 1))[CLAMP (x, 0, image->width - 1)];

  return c < 3 ? scene->tone->in[byte] : (float) byte;
}

/* The moved picture's value, as emu_stage_new() moves it but not rounded. */
static float
moved_value (const Scene *scene,
             int          c,
             int          y,
             int          x,
             const Place *place)
{
  int top = (2 * y - place->down) >> 1;
  int left = (2 * x - place->right) >> 1;
  int bottom = top + (place->down & 1);
  int end = left + (place->right & 1);

  if (bottom == top && end == left)
    return value_at (scene, scene->moved, c, top, left);

  return (value_at (scene, scene->moved, c, top, left) + value_at (scene, scene->moved, c, top, end) +
          value_at (scene, scene->moved, c, bottom, left) + value_at (scene, scene->moved, c, bottom, end)) / 4;
}

/* What no weight from 0 to 1 explains of a pixel. */
static double
rest_at (const Scene *scene,
         int          y,
         int          x,
         const Place *place)
{
  float seen[4];
  float base[4];
  float step[4];
  float dot = 0;
  float square = 0;
  float w;
  double rest = 0;

  for (int c = 0; c < scene->mixed->channels; c++)
    {
      guint8 byte = emu_image_row (scene->mixed, c, y)[x];

      base[c] = moved_value (scene, c, y, x, place);
      step[c] = value_at (scene, scene->still, c, y, x) - base[c];
      seen[c] = scene->tone->known[c][byte] ? scene->tone->out[c][byte] - base[c] : NAN;
      if (isnan (seen[c]))
        continue;
      dot += seen[c] * step[c];
      square += step[c] * step[c];
    }

  w = square > 0 ? CLAMP (dot / square, 0.0f, 1.0f) : 0.5f;
  for (int c = 0; c < scene->mixed->channels; c++)
    {
      float e = seen[c] - w * step[c];

      if (!isnan (e))
        rest += (double) e * e;
    }

  return rest;
}

/* The sum over pixels @stride apart; ends early above @limit. */
static double
measure_place (const Scene *scene,
               const Place *place,
               int          stride,
               double       limit)
{
  double rest = 0;

  for (int y = stride / 2; y < scene->mixed->height && rest <= limit; y += stride)
    {
      /* Every other row begins elsewhere, so that upright stripes are not missed. */
      for (int x = (y / stride * 7) % stride; x < scene->mixed->width; x += stride)
        rest += rest_at (scene, y, x, place);
    }

  return rest;
}

static int
stride_for (const EmuImage *image,
            double          samples)
{
  return MAX (1, (int) sqrt ((double) emu_image_n_pixels (image) / samples));
}

/* Keeps the best few in order. */
static void
keep (Place       *kept,
      const Place *place)
{
  int at = N_KEPT - 1;

  if (place->rest >= kept[at].rest)
    return;

  for (; at > 0 && kept[at - 1].rest > place->rest; at--)
    kept[at] = kept[at - 1];
  kept[at] = *place;
}

static void
search_whole_pixels (const Scene  *scene,
                     Place        *kept,
                     GCancellable *cancellable)
{
  int stride = stride_for (scene->mixed, COARSE_SAMPLES);

  for (int i = 0; i < N_KEPT; i++)
    kept[i] = (Place) { 0, 0, INFINITY };

  for (int down = -REACH; down <= REACH && !g_cancellable_is_cancelled (cancellable); down++)
    {
      for (int right = -REACH; right <= REACH; right++)
        {
          Place place = { 2 * right, 2 * down, 0 };

          place.rest = measure_place (scene, &place, stride, kept[N_KEPT - 1].rest);
          keep (kept, &place);
        }
    }
}

static Place
search_halves (const Scene *scene,
               const Place *kept,
               int          stride)
{
  Place best = { 0, 0, INFINITY };

  for (int i = 0; i < N_KEPT && isfinite (kept[i].rest); i++)
    {
      for (int k = 0; k < 9; k++)
        {
          Place place = { kept[i].right + k % 3 - 1, kept[i].down + k / 3 - 1, 0 };

          place.rest = measure_place (scene, &place, stride, best.rest);
          if (place.rest < best.rest)
            best = place;
        }
    }

  return best;
}

gboolean
emu_compare_find_shift (const EmuStage *stage,
                        gboolean        of_a,
                        GCancellable   *cancellable,
                        int             shift[2],
                        double         *left)
{
  const EmuImage *a = emu_pair_get_a (stage->pair);
  const EmuImage *b = emu_pair_get_b (stage->pair);
  Scene scene = { of_a ? b : a, of_a ? a : b, stage->mixed, &stage->tone };
  int stride = stride_for (stage->mixed, FINE_SAMPLES);
  Place here = { 0, 0, 0 };
  Place kept[N_KEPT];
  Place best;

  here.rest = measure_place (&scene, &here, stride, INFINITY);
  if (!(here.rest > 0))
    return FALSE;

  search_whole_pixels (&scene, kept, cancellable);
  best = search_halves (&scene, kept, stride);
  *left = best.rest / here.rest;

  /* What is best at the end of the range may be better still beyond it. */
  if (*left >= MOST_LEFT || (best.right == 0 && best.down == 0) ||
      abs (best.right) >= 2 * REACH - 1 || abs (best.down) >= 2 * REACH - 1)
    return FALSE;

  shift[0] = stage->setup.transposed ? best.down : best.right;
  shift[1] = stage->setup.transposed ? best.right : best.down;

  return TRUE;
}
