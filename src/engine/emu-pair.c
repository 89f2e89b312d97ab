/* emu-pair.c: two pictures brought to one size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "emu-pair.h"

#define N_VIEWS 3

/* Views of so few samples are quicker made again than found. */
#define FORGETTABLE 16

typedef struct
{
  EmuView   view;
  EmuImage *a;
  EmuImage *b;
} Seen;

/* The guide of one picture, and the map it was made from. */
typedef struct
{
  EmuGuide *guide;
  EmuImage *map;
} Guided;

struct _EmuPair
{
  EmuImage       *a;
  EmuImage       *b;
  int             b_height;  /* of B before it was fitted */
  int             b_width;
  EmuFit          fit;
  EmuFilter       filter;
  pthread_mutex_t lock;
  Seen            seen[N_VIEWS];  /* newest first */
  Guided          guided[2];
};

static const char * const fit_nicks[] = { "cover", "contain", "stretch" };

const char *
emu_fit_nick (EmuFit fit)
{
  return fit_nicks[fit];
}

gboolean
emu_fit_from_nick (const char *nick,
                   EmuFit     *fit)
{
  for (guint i = 0; i < G_N_ELEMENTS (fit_nicks); i++)
    {
      if (g_strcmp0 (nick, fit_nicks[i]) == 0)
        {
          *fit = i;
          return TRUE;
        }
    }

  return FALSE;
}

static int
scaled (double size,
        int    limit)
{
  return CLAMP ((int) rint (size), 1, limit);
}

/* The middle of B in A's shape. */
static EmuImage *
cover (EmuImage  *b,
       int        height,
       int        width,
       EmuFilter  filter,
       GError   **error)
{
  double scale = MAX ((double) height / b->height, (double) width / b->width);
  int h = scaled (height / scale, b->height);
  int w = scaled (width / scale, b->width);
  int y0 = (b->height - h) / 2;
  int x0 = (b->width - w) / 2;
  EmuBox box = { y0, y0 + h, x0, x0 + w };

  return emu_image_resample (b, &box, height, width, filter, error);
}

static EmuImage *
contain (EmuImage     *b,
         int           height,
         int           width,
         EmuFilter     filter,
         const guint8  fill[4],
         GError      **error)
{
  double scale = MIN ((double) height / b->height, (double) width / b->width);
  int h = scaled (b->height * scale, height);
  int w = scaled (b->width * scale, width);
  int y0 = (height - h) / 2;
  int x0 = (width - w) / 2;
  EmuBox box = { 0, b->height, 0, b->width };
  g_autoptr(EmuImage) inner = emu_image_resample (b, &box, h, w, filter, error);
  EmuImage *out;

  if (inner == NULL)
    return NULL;

  out = emu_image_new (b->channels, height, width, error);
  if (out == NULL)
    return NULL;

  for (int c = 0; c < b->channels; c++)
    {
      memset (emu_image_plane (out, c), fill[c], emu_image_n_pixels (out));
      for (int y = 0; y < h; y++)
        memcpy (emu_image_row (out, c, y0 + y) + x0, emu_image_row (inner, c, y), w);
    }

  return out;
}

static EmuImage *
fit_b (EmuImage     *b,
       int           height,
       int           width,
       EmuFit        fit,
       EmuFilter     filter,
       const guint8  fill[4],
       GError      **error)
{
  EmuBox whole = { 0, b->height, 0, b->width };

  if (b->height == height && b->width == width)
    return emu_image_ref (b);

  switch (fit)
    {
    case EMU_FIT_COVER:
      return cover (b, height, width, filter, error);

    case EMU_FIT_CONTAIN:
      return contain (b, height, width, filter, fill, error);

    case EMU_FIT_STRETCH:
    default:
      return emu_image_resample (b, &whole, height, width, filter, error);
    }
}

EmuPair *
emu_pair_new (EmuImage     *a,
              EmuImage     *b,
              EmuFit        fit,
              EmuFilter     filter,
              const guint8  fill[4],
              GError      **error)
{
  int channels = MAX (a->channels, b->channels);
  g_autoptr(EmuImage) full_a = emu_image_to_channels (a, channels, error);
  g_autoptr(EmuImage) full_b = NULL;
  g_autoptr(EmuImage) fitted = NULL;
  EmuPair *self;

  if (full_a == NULL)
    return NULL;

  full_b = emu_image_to_channels (b, channels, error);
  if (full_b == NULL)
    return NULL;

  fitted = fit_b (full_b, a->height, a->width, fit, filter, fill, error);
  if (fitted == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (EmuPair);
  self->a = g_steal_pointer (&full_a);
  self->b = g_steal_pointer (&fitted);
  self->b_height = b->height;
  self->b_width = b->width;
  self->fit = fit;
  self->filter = filter;
  pthread_mutex_init (&self->lock, NULL);

  return self;
}

EmuPair *
emu_pair_ref (EmuPair *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
forget (Seen *seen)
{
  g_clear_pointer (&seen->a, emu_image_unref);
  g_clear_pointer (&seen->b, emu_image_unref);
}

static void
forget_guide (Guided *guided)
{
  g_clear_pointer (&guided->guide, emu_guide_unref);
  g_clear_pointer (&guided->map, emu_image_unref);
}

static void
clear_pair (gpointer data)
{
  EmuPair *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->guided); i++)
    forget_guide (&self->guided[i]);
  for (int i = 0; i < N_VIEWS; i++)
    forget (&self->seen[i]);
  emu_image_unref (self->a);
  emu_image_unref (self->b);
  pthread_mutex_destroy (&self->lock);
}

void
emu_pair_unref (EmuPair *self)
{
  g_atomic_rc_box_release_full (self, clear_pair);
}

EmuImage *
emu_pair_get_a (EmuPair *self)
{
  return self->a;
}

EmuImage *
emu_pair_get_b (EmuPair *self)
{
  return self->b;
}

static gboolean
look_up (EmuPair       *self,
         const EmuView *view,
         EmuImage     **a,
         EmuImage     **b)
{
  gboolean found = FALSE;

  pthread_mutex_lock (&self->lock);
  for (int i = 0; i < N_VIEWS && !found; i++)
    {
      Seen seen = self->seen[i];

      if (seen.a == NULL || !emu_view_equal (&seen.view, view))
        continue;

      *a = emu_image_ref (seen.a);
      *b = emu_image_ref (seen.b);
      memmove (&self->seen[1], &self->seen[0], i * sizeof seen);
      self->seen[0] = seen;
      found = TRUE;
    }
  pthread_mutex_unlock (&self->lock);

  return found;
}

static void
remember (EmuPair       *self,
          const EmuView *view,
          EmuImage      *a,
          EmuImage      *b)
{
  pthread_mutex_lock (&self->lock);
  forget (&self->seen[N_VIEWS - 1]);
  memmove (&self->seen[1], &self->seen[0], (N_VIEWS - 1) * sizeof (Seen));
  self->seen[0] = (Seen) { *view, emu_image_ref (a), emu_image_ref (b) };
  pthread_mutex_unlock (&self->lock);
}

gboolean
emu_pair_view (EmuPair       *self,
               const EmuView *view,
               EmuImage     **a,
               EmuImage     **b,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(EmuImage) new_a = NULL;
  g_autoptr(EmuImage) new_b = NULL;

  if (emu_view_is_whole (view, self->a->height, self->a->width))
    {
      *a = emu_image_ref (self->a);
      *b = emu_image_ref (self->b);
      return TRUE;
    }

  if (look_up (self, view, a, b))
    return TRUE;

  new_a = emu_image_view (self->a, view, cancellable, error);
  if (new_a == NULL)
    return FALSE;

  new_b = emu_image_view (self->b, view, cancellable, error);
  if (new_b == NULL)
    return FALSE;

  /* A pixel under a pointer must not cost a canvas its reduction. */
  if ((gint64) view->width * view->height > FORGETTABLE)
    remember (self, view, new_a, new_b);
  *a = g_steal_pointer (&new_a);
  *b = g_steal_pointer (&new_b);

  return TRUE;
}

/* ---- Guides ----------------------------------------------------------------------------- */

/* The mean of the colours as people see them, in sixteen bits of fraction. Whoever draws a map in
 * grey gets the bytes he has drawn. */
static EmuImage *
map_to_grey (EmuImage  *map,
             GError   **error)
{
  EmuImage *grey;
  const guint8 *red, *green, *blue;
  guint8 *out;

  if (map->channels == 1)
    return emu_image_ref (map);

  grey = emu_image_new (1, map->height, map->width, error);
  if (grey == NULL)
    return NULL;

  red = emu_image_plane (map, 0);
  green = emu_image_plane (map, 1);
  blue = emu_image_plane (map, 2);
  out = emu_image_plane (grey, 0);
  for (gsize i = 0; i < emu_image_n_pixels (map); i++)
    out[i] = (guint8) ((19595 * red[i] + 38470 * green[i] + 7471 * blue[i] + 32768) >> 16);

  return grey;
}

static EmuGuide *
guide_from_map (EmuPair  *self,
                guint     index,
                EmuImage *map,
                GError  **error)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  int height = index == 0 ? self->a->height : self->b_height;
  int width = index == 0 ? self->a->width : self->b_width;
  g_autoptr(EmuImage) grey = map_to_grey (map, error);
  g_autoptr(EmuImage) opened = NULL;
  g_autoptr(EmuImage) fitted = NULL;

  if (grey == NULL)
    return NULL;

  opened = fit_b (grey, height, width, EMU_FIT_STRETCH, EMU_FILTER_BILINEAR, black, error);
  if (opened == NULL)
    return NULL;

  fitted = fit_b (opened, self->a->height, self->a->width, self->fit, self->filter, black, error);

  return fitted != NULL ? emu_guide_new_from_grey (EMU_GUIDE_FILE, fitted, error) : NULL;
}

static EmuGuide *
look_up_guide (EmuPair      *self,
               guint         index,
               EmuGuideKind  kind,
               EmuImage     *map)
{
  const Guided *guided = &self->guided[index];
  EmuGuide *guide = NULL;

  pthread_mutex_lock (&self->lock);
  if (guided->guide != NULL && guided->map == map && (map != NULL || guided->guide->kind == kind))
    guide = emu_guide_ref (guided->guide);
  pthread_mutex_unlock (&self->lock);

  return guide;
}

EmuGuide *
emu_pair_get_guide (EmuPair       *self,
                    guint          index,
                    EmuGuideKind   kind,
                    EmuImage      *map,
                    GCancellable  *cancellable,
                    GError       **error)
{
  EmuGuide *guide;

  g_return_val_if_fail (index < G_N_ELEMENTS (self->guided), NULL);

  guide = look_up_guide (self, index, kind, map);
  if (guide != NULL)
    return guide;

  if (map != NULL)
    guide = guide_from_map (self, index, map, error);
  else
    guide = emu_guide_new (kind, index == 0 ? self->a : self->b, cancellable, error);

  if (guide == NULL)
    return NULL;

  pthread_mutex_lock (&self->lock);
  forget_guide (&self->guided[index]);
  self->guided[index].guide = emu_guide_ref (guide);
  self->guided[index].map = map != NULL ? emu_image_ref (map) : NULL;
  pthread_mutex_unlock (&self->lock);

  return guide;
}
