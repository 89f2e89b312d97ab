/* emu-jpeg.c: what JPEG leaves of a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-jpeg.h"

EMU_CLONES static void
weave (JSAMPLE      *restrict out,
       const guint8 *restrict red,
       const guint8 *restrict green,
       const guint8 *restrict blue,
       int                    n)
{
  for (int x = 0; x < n; x++)
    {
      out[3 * x] = red[x];
      out[3 * x + 1] = green[x];
      out[3 * x + 2] = blue[x];
    }
}

EMU_CLONES static void
unweave (guint8        *restrict red,
         guint8        *restrict green,
         guint8        *restrict blue,
         const JSAMPLE *restrict in,
         int                     n)
{
  for (int x = 0; x < n; x++)
    {
      red[x] = in[3 * x];
      green[x] = in[3 * x + 1];
      blue[x] = in[3 * x + 2];
    }
}

/* The library ends the program where nobody leaps out of it. */
typedef struct
{
  struct jpeg_error_mgr base;
  jmp_buf               out;
  char                  message[JMSG_LENGTH_MAX];
} Trap;

static void
leap_out_cb (j_common_ptr info)
{
  Trap *trap = (Trap *) info->err;

  trap->base.format_message (info, trap->message);
  longjmp (trap->out, 1);
}

static void
say_nothing_cb (j_common_ptr info)
{
}

/* Everything that must survive a leap, at one address. */
typedef struct
{
  Trap            trap;
  const EmuImage *image;
  EmuImage       *out;
  int             n_colours;
  GCancellable   *cancellable;
  GByteArray     *file;
  JSAMPLE        *row;
} Trip;

/* The library's own way to write into memory forgets what it has taken where it is left early. */
typedef struct
{
  struct jpeg_destination_mgr base;
  GByteArray                 *file;
  JOCTET                      piece[16384];
} Sink;

static void
start_cb (j_compress_ptr info)
{
  Sink *sink = (Sink *) info->dest;

  sink->base.next_output_byte = sink->piece;
  sink->base.free_in_buffer = sizeof sink->piece;
}

/* All of the piece counts, whatever the counters say. */
static boolean
full_cb (j_compress_ptr info)
{
  Sink *sink = (Sink *) info->dest;

  g_byte_array_append (sink->file, sink->piece, sizeof sink->piece);
  start_cb (info);

  return TRUE;
}

static void
end_cb (j_compress_ptr info)
{
  Sink *sink = (Sink *) info->dest;

  g_byte_array_append (sink->file, sink->piece, (guint) (sizeof sink->piece - sink->base.free_in_buffer));
}

static gboolean
encode (Trip *trip,
        int   quality)
{
  struct jpeg_compress_struct info = { .err = &trip->trap.base };
  Sink sink = {
    .base = { .init_destination = start_cb, .empty_output_buffer = full_cb, .term_destination = end_cb },
    .file = trip->file,
  };
  int n = trip->n_colours;
  gboolean done;

  if (setjmp (trip->trap.out) != 0)
    {
      jpeg_destroy_compress (&info);
      return FALSE;
    }

  jpeg_create_compress (&info);
  info.dest = &sink.base;
  info.image_width = trip->image->width;
  info.image_height = trip->image->height;
  info.input_components = n;
  info.in_color_space = n == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (&info);
  jpeg_set_quality (&info, quality, TRUE);
  jpeg_start_compress (&info, TRUE);

  while (info.next_scanline < info.image_height && !g_cancellable_is_cancelled (trip->cancellable))
    {
      int y = (int) info.next_scanline;
      JSAMPLE *row = trip->row;

      if (trip->n_colours == 1)
        row = emu_image_row (trip->image, 0, y);
      else
        weave (row, emu_image_row (trip->image, 0, y), emu_image_row (trip->image, 1, y),
               emu_image_row (trip->image, 2, y), trip->image->width);
      jpeg_write_scanlines (&info, &row, 1);
    }

  done = info.next_scanline == info.image_height;
  if (done)
    jpeg_finish_compress (&info);
  jpeg_destroy_compress (&info);

  return done;
}

static gboolean
decode (Trip *trip)
{
  struct jpeg_decompress_struct info = { .err = &trip->trap.base };
  gboolean done;

  if (setjmp (trip->trap.out) != 0)
    {
      jpeg_destroy_decompress (&info);
      return FALSE;
    }

  jpeg_create_decompress (&info);
  jpeg_mem_src (&info, trip->file->data, trip->file->len);
  jpeg_read_header (&info, TRUE);
  jpeg_start_decompress (&info);

  while (info.output_scanline < info.output_height && !g_cancellable_is_cancelled (trip->cancellable))
    {
      int y = (int) info.output_scanline;
      JSAMPLE *row = trip->n_colours == 1 ? emu_image_row (trip->out, 0, y) : trip->row;

      jpeg_read_scanlines (&info, &row, 1);
      if (trip->n_colours > 1)
        unweave (emu_image_row (trip->out, 0, y), emu_image_row (trip->out, 1, y),
                 emu_image_row (trip->out, 2, y), row, trip->out->width);
    }

  done = info.output_scanline == info.output_height;
  if (done)
    jpeg_finish_decompress (&info);
  jpeg_destroy_decompress (&info);

  return done;
}

EmuImage *
emu_jpeg_round_trip (const EmuImage *image,
                     int             quality,
                     GCancellable   *cancellable,
                     GError        **error)
{
  g_autoptr(EmuImage) out = NULL;
  g_autoptr(GByteArray) file = g_byte_array_new ();
  Trip trip = { .image = image, .n_colours = MIN (3, image->channels), .cancellable = cancellable };
  gboolean done;

  g_return_val_if_fail (quality >= 1 && quality <= 100, NULL);

  if (image->height > EMU_JPEG_MAX_SIDE || image->width > EMU_JPEG_MAX_SIDE)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("%d × %d pixels are more than a JPEG file can have; no side may be longer than %d"),
                   image->width, image->height, EMU_JPEG_MAX_SIDE);
      return NULL;
    }

  trip.out = out = emu_image_new (image->channels, image->height, image->width, error);
  if (out == NULL)
    return NULL;

  jpeg_std_error (&trip.trap.base);
  trip.trap.base.error_exit = leap_out_cb;
  trip.trap.base.output_message = say_nothing_cb;
  trip.file = file;
  trip.row = g_new (JSAMPLE, (gsize) image->width * trip.n_colours);

  done = encode (&trip, quality) && decode (&trip);

  g_free (trip.row);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (!done)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("the picture cannot be written as JPEG: %s"), trip.trap.message);
      return NULL;
    }

  if (image->channels == 4)
    memcpy (emu_image_plane (out, 3), emu_image_plane (image, 3), emu_image_n_pixels (image));

  return g_steal_pointer (&out);
}
