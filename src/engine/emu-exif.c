/* emu-exif.c: which way up a picture is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-exif.h"

#define TYPE_SHORT 3

/* Pixels are moved in squares of this side, so that both sides of a turn stay in the cache. */
#define TILE 64

typedef struct
{
  const guint8 *data;
  gsize length;
  gboolean big_endian;
} Tiff;

static gboolean
read_number (const Tiff *tiff,
             gsize       at,
             guint       n_bytes,
             guint32    *value)
{
  if (at > tiff->length || tiff->length - at < n_bytes)
    return FALSE;

  *value = 0;
  for (guint i = 0; i < n_bytes; i++)
    {
      guint shift = 8 * (tiff->big_endian ? n_bytes - 1 - i : i);

      *value |= (guint32) tiff->data[at + i] << shift;
    }

  return TRUE;
}

int
emu_exif_get_short (const guint8 *data,
                    gsize         length,
                    guint         tag,
                    int           fallback)
{
  Tiff tiff = { data, length, FALSE };
  guint32 magic, directory, n_entries;

  if (length >= 6 && memcmp (data, "Exif\0\0", 6) == 0)
    {
      tiff.data += 6;
      tiff.length -= 6;
    }

  if (tiff.length < 8)
    return fallback;

  if (memcmp (tiff.data, "MM", 2) == 0)
    tiff.big_endian = TRUE;
  else if (memcmp (tiff.data, "II", 2) != 0)
    return fallback;

  if (!read_number (&tiff, 2, 2, &magic) || magic != 42 ||
      !read_number (&tiff, 4, 4, &directory) ||
      !read_number (&tiff, directory, 2, &n_entries))
    return fallback;

  for (guint32 i = 0; i < n_entries; i++)
    {
      gsize entry = (gsize) directory + 2 + 12 * (gsize) i;
      guint32 id, type, count, offset, value;

      if (!read_number (&tiff, entry, 2, &id) ||
          !read_number (&tiff, entry + 2, 2, &type) ||
          !read_number (&tiff, entry + 4, 4, &count) ||
          !read_number (&tiff, entry + 8, 4, &offset))
        return fallback;

      if (id != tag)
        continue;

      /* Up to two values stand in the entry itself, more of them where it points to. */
      if (type != TYPE_SHORT || count == 0 ||
          !read_number (&tiff, count <= 2 ? entry + 8 : offset, 2, &value))
        return fallback;

      return (int) value;
    }

  return fallback;
}

int
emu_exif_get_orientation (const guint8 *data,
                          gsize         length)
{
  int orientation = emu_exif_get_short (data, length, EMU_EXIF_TAG_ORIENTATION, 1);

  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/* out[y width + x] = in[y dy + x dx] */
static void
copy_strided (guint8       *restrict out,
              const guint8 *restrict in,
              int                    height,
              int                    width,
              gssize                 dy,
              gssize                 dx)
{
  for (int y0 = 0; y0 < height; y0 += TILE)
    for (int x0 = 0; x0 < width; x0 += TILE)
      for (int y = y0; y < MIN (y0 + TILE, height); y++)
        for (int x = x0; x < MIN (x0 + TILE, width); x++)
          out[(gsize) y * (gsize) width + (gsize) x] = in[(gssize) y * dy + (gssize) x * dx];
}

EmuImage *
emu_exif_apply_orientation (EmuImage *image,
                            int       orientation,
                            GError  **error)
{
  EmuImage *out;
  gboolean swaps = orientation >= 5;
  gssize row = image->width;
  gssize last_row = (gssize) (image->height - 1) * row;
  gssize last_column = image->width - 1;
  gssize start, dy, dx;

  g_return_val_if_fail (orientation >= 1 && orientation <= 8, NULL);

  /* Where the shown top left corner is stored, and the way down and right from there. */
  switch (orientation)
    {
    case 2: start = last_column;             dy = row;  dx = -1;   break;
    case 3: start = last_row + last_column;  dy = -row; dx = -1;   break;
    case 4: start = last_row;                dy = -row; dx = 1;    break;
    case 5: start = 0;                       dy = 1;    dx = row;  break;
    case 6: start = last_row;                dy = 1;    dx = -row; break;
    case 7: start = last_row + last_column;  dy = -1;   dx = -row; break;
    case 8: start = last_column;             dy = -1;   dx = row;  break;
    default: return emu_image_ref (image);
    }

  out = emu_image_new (image->channels,
                       swaps ? image->width : image->height,
                       swaps ? image->height : image->width,
                       error);
  if (out == NULL)
    return NULL;

  for (int c = 0; c < out->channels; c++)
    copy_strided (emu_image_plane (out, c), emu_image_plane (image, c) + start,
                  out->height, out->width, dy, dx);

  return out;
}
