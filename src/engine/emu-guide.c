/* emu-guide.c: where it matters to look in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-error.h"
#include "emu-guide.h"
#include "emu-parallel.h"
#include "emu-saliency.h"

const char *
emu_guide_kind_nick (EmuGuideKind kind)
{
  static const char * const nicks[] = {
    "none", "fine-grained", "spectral-residual", "guided-residual", "file",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

static void
clear_guide (gpointer data)
{
  EmuGuide *self = data;

  g_free (self->data);
}

EmuGuide *
emu_guide_ref (EmuGuide *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_guide_unref (EmuGuide *self)
{
  g_atomic_rc_box_release_full (self, clear_guide);
}

static EmuGuide *
new_guide (EmuGuideKind kind,
           int          height,
           int          width,
           GError     **error)
{
  EmuGuide *self;
  float *data = g_try_new (float, (gsize) height * width);

  if (data == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a saliency map of %d × %d pixels"), width, height);
      return NULL;
    }

  self = g_atomic_rc_box_new0 (EmuGuide);
  self->kind = kind;
  self->height = height;
  self->width = width;
  self->data = data;

  return self;
}

/* The largest byte of each row and where it stands first. */
typedef struct
{
  const EmuGuide *guide;
  int            *largest;
  int            *column;
} Peaks;

static void
find_row_peaks (int      first,
                int      last,
                gpointer data)
{
  const Peaks *peaks = data;

  for (int y = first; y < last; y++)
    {
      const float *row = emu_guide_row (peaks->guide, y);
      int width = peaks->guide->width;
      int largest = 0, x = 0;

      for (int i = 0; i < width; i++)
        largest = MAX (largest, (int) (255 * row[i]));
      while ((int) (255 * row[x]) != largest)
        x++;

      peaks->largest[y] = largest;
      peaks->column[y] = x;
    }
}

static void
find_peak (EmuGuide *self)
{
  g_autofree int *largest = g_new (int, self->height);
  g_autofree int *column = g_new (int, self->height);
  Peaks peaks = { self, largest, column };

  emu_parallel_rows (self->height, emu_parallel_chunk (self->width), find_row_peaks, &peaks);

  self->peak_y = 0;
  for (int y = 1; y < self->height; y++)
    {
      if (largest[y] > largest[self->peak_y])
        self->peak_y = y;
    }
  self->peak_x = column[self->peak_y];
}

typedef struct
{
  EmuGuide       *guide;
  const EmuImage *grey;
} Bytes;

static void
scale_rows (int      first,
            int      last,
            gpointer data)
{
  const Bytes *bytes = data;

  for (int y = first; y < last; y++)
    {
      const guint8 *from = emu_image_row (bytes->grey, 0, y);
      float *to = bytes->guide->data + (gsize) y * bytes->guide->width;

      for (int x = 0; x < bytes->guide->width; x++)
        to[x] = from[x] / 255.0f;
    }
}

EmuGuide *
emu_guide_new_from_grey (EmuGuideKind kind,
                         EmuImage    *grey,
                         GError     **error)
{
  EmuGuide *self;
  Bytes bytes;

  g_return_val_if_fail (grey != NULL && grey->channels == 1, NULL);

  self = new_guide (kind, grey->height, grey->width, error);
  if (self == NULL)
    return NULL;

  bytes = (Bytes) { self, grey };
  emu_parallel_rows (self->height, emu_parallel_chunk (self->width), scale_rows, &bytes);
  find_peak (self);

  return self;
}

EmuGuide *
emu_guide_new (EmuGuideKind   kind,
               EmuImage      *image,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(EmuGuide) self = NULL;
  gboolean done;

  g_return_val_if_fail (kind != EMU_GUIDE_NONE && kind != EMU_GUIDE_FILE, NULL);

  if (kind == EMU_GUIDE_FINE_GRAINED)
    {
      g_autoptr(EmuImage) grey = emu_saliency_fine_grained (image, cancellable, error);

      return grey != NULL ? emu_guide_new_from_grey (kind, grey, error) : NULL;
    }

  self = new_guide (kind, image->height, image->width, error);
  if (self == NULL)
    return NULL;

  if (kind == EMU_GUIDE_SPECTRAL_RESIDUAL)
    done = emu_saliency_spectral_residual (image, self->data, cancellable, error);
  else
    done = emu_saliency_guided_residual (image, self->data, cancellable, error);

  if (!done)
    return NULL;

  find_peak (self);

  return g_steal_pointer (&self);
}
