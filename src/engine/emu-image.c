/* emu-image.c: a picture in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-image.h"

G_DEFINE_BOXED_TYPE (EmuImage, emu_image, emu_image_ref, emu_image_unref)

static void
free_data (gpointer data)
{
  EmuImage *self = data;

  g_free (self->data);
}

gboolean
emu_image_check_size (gint64   height,
                      gint64   width,
                      GError **error)
{
  if (height < 1 || width < 1)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("a picture of %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " pixels shows nothing"),
                   width, height);
      return FALSE;
    }

  if (height > (gint64) EMU_IMAGE_MAX_PIXELS || width > (gint64) EMU_IMAGE_MAX_PIXELS / height)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("%" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " pixels are more than the limit of %d million; "
                     "make the picture smaller first"),
                   width, height, (int) (EMU_IMAGE_MAX_PIXELS / 1000000));
      return FALSE;
    }

  return TRUE;
}

EmuImage *
emu_image_new (int      channels,
               int      height,
               int      width,
               GError **error)
{
  EmuImage *self;
  guint8 *data;

  g_return_val_if_fail (channels == 1 || channels == 3 || channels == 4, NULL);

  if (!emu_image_check_size (height, width, error))
    return NULL;

  data = g_try_malloc ((gsize) channels * (gsize) height * (gsize) width);
  if (data == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a picture of %d × %d pixels"), width, height);
      return NULL;
    }

  self = g_atomic_rc_box_new0 (EmuImage);
  self->channels = channels;
  self->height = height;
  self->width = width;
  self->data = data;

  return self;
}

EmuImage *
emu_image_ref (EmuImage *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_image_unref (EmuImage *self)
{
  g_atomic_rc_box_release_full (self, free_data);
}

gboolean
emu_image_equal (const EmuImage *a,
                 const EmuImage *b)
{
  return a->channels == b->channels && a->height == b->height && a->width == b->width &&
         memcmp (a->data, b->data, (gsize) a->channels * emu_image_n_pixels (a)) == 0;
}

EmuImage *
emu_image_to_channels (EmuImage *self,
                       int       channels,
                       GError  **error)
{
  EmuImage *out;
  gsize n = emu_image_n_pixels (self);

  g_return_val_if_fail (channels >= self->channels, NULL);

  if (channels == self->channels)
    return emu_image_ref (self);

  out = emu_image_new (channels, self->height, self->width, error);
  if (out == NULL)
    return NULL;

  for (int c = 0; c < 3; c++)
    memcpy (emu_image_plane (out, c), emu_image_plane (self, self->channels == 1 ? 0 : c), n);

  if (channels == 4)
    memset (emu_image_plane (out, 3), 255, n);

  return out;
}
