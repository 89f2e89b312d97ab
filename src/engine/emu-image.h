/* emu-image.h: a picture in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** Largest number of pixels a picture may have. */
#define EMU_IMAGE_MAX_PIXELS ((gsize) 1 << 28)

/**
 * EmuImage:
 * @channels: 1 (grey), 3 (red, green, blue) or 4 (red, green, blue, alpha; not premultiplied)
 * @height: rows, at least 1
 * @width: columns, at least 1
 *
 * A planar picture of sRGB-encoded bytes: @channels planes of @height × @width bytes, without
 * padding. Reference counted. Its maker fills it; once a second holder has a reference it never
 * changes, so any thread may read it.
 */
typedef struct _EmuImage EmuImage;

struct _EmuImage
{
  int channels;
  int height;
  int width;

  /*< private >*/
  guint8 *data;
};

#define EMU_TYPE_IMAGE (emu_image_get_type ())

GType     emu_image_get_type (void);

/**
 * emu_image_new:
 * @channels: 1, 3 or 4
 * @height: rows
 * @width: columns
 * @error: EMU_ERROR_BAD_FILE for a size of nothing, EMU_ERROR_TOO_LARGE beyond
 *   %EMU_IMAGE_MAX_PIXELS, EMU_ERROR_NO_MEMORY
 *
 * Checks the size before it takes memory. The pixels are not initialised.
 *
 * Returns: (transfer full): a picture to fill, or %NULL
 */
EmuImage *emu_image_new      (int        channels,
                              int        height,
                              int        width,
                              GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_image_check_size:
 *
 * Whether a picture of this size may exist at all; for readers, before they take memory.
 */
gboolean  emu_image_check_size (gint64   height,
                                gint64   width,
                                GError **error);

EmuImage *emu_image_ref      (EmuImage  *self);
void      emu_image_unref    (EmuImage  *self);

/** Whether both have the same size, channels and bytes. */
gboolean  emu_image_equal    (const EmuImage *a,
                              const EmuImage *b);

/**
 * emu_image_to_channels:
 * @channels: at least as many as @self has
 *
 * Adds what is missing: grey is repeated into three planes, alpha is 255.
 *
 * Returns: (transfer full): @self itself when it already has them
 */
EmuImage *emu_image_to_channels (EmuImage  *self,
                                 int        channels,
                                 GError   **error) G_GNUC_WARN_UNUSED_RESULT;

static inline gsize
emu_image_n_pixels (const EmuImage *self)
{
  return (gsize) self->height * (gsize) self->width;
}

/** First byte of plane @c: @height × @width bytes follow. */
static inline guint8 *
emu_image_plane (const EmuImage *self,
                 int             c)
{
  return self->data + (gsize) c * emu_image_n_pixels (self);
}

static inline guint8 *
emu_image_row (const EmuImage *self,
               int             c,
               int             y)
{
  return emu_image_plane (self, c) + (gsize) y * (gsize) self->width;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuImage, emu_image_unref)

G_END_DECLS
