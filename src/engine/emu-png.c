/* emu-png.c: the PNG format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "emu-colour.h"
#include "emu-error.h"
#include "emu-exif.h"
#include "emu-png.h"

#define RECIPE_KEYWORD "emulsion-recipe"

/* Longer recipes are worth compressing. */
#define RECIPE_COMPRESSED_BYTES 1024

/* Nothing but image data needs more than this; it bounds what a small file can make us inflate. */
#define MAX_CHUNK_BYTES ((gsize) 64 << 20)
#define MAX_PROFILE_BYTES ((gsize) 16 << 20)

/* One byte of deflate's stream stands for at most this many (RFC 1951: 258 bytes for two bits). */
#define MAX_DEFLATE_RATIO 1032

#define READ_CHUNK_BYTES 16384
#define WRITE_CHUNK_BYTES 131072

/* The fastest level, and the one filter that helps most pictures. On a noisy photograph of 24
 * megapixels level 3 takes twice as long to save 2 %, and libpng's choice among all filters twice
 * as long to save 5 %. */
#define COMPRESSION_LEVEL 1
#define FILTER PNG_FILTER_SUB

static const guint8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

/* All state lies here and not in variables of the function that calls setjmp(), whose values
 * would be lost by the jump. */
typedef struct
{
  const guint8 *data;
  gsize length;
  gsize at;
  EmuFileInfo *info;
  GCancellable *cancellable;
  GError *error;

  png_structp png;
  png_infop png_info;
  guint8 *row;
  int row_channels;
  int row_depth;
  EmuColour *colour;
  EmuImage *image;

  /* Colour chunks, as found before the image data; the first of a kind counts. */
  gboolean has_profile;
  char *profile_keyword;
  GByteArray *profile;
  gboolean has_srgb;
  double gamma;
  gboolean has_chromaticities;
  double chromaticities[8];
  gboolean has_orientation;
} Reader;

gboolean
emu_png_is_png (const guint8 *data,
                gsize         length)
{
  return length >= sizeof signature && memcmp (data, signature, sizeof signature) == 0;
}

G_NORETURN static void
read_error_cb (png_structp png,
               const char *message)
{
  Reader *self = png_get_error_ptr (png);

  if (self->error == NULL)
    g_set_error (&self->error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                 _("is damaged (%s); get a fresh copy of it"), message);

  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png,
            const char *message)
{
}

static void
read_cb (png_structp png,
         png_bytep   out,
         size_t      n)
{
  Reader *self = png_get_io_ptr (png);

  if (n > self->length - self->at)
    {
      g_set_error (&self->error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("is cut off after %" G_GSIZE_FORMAT " bytes; get a fresh copy of it"),
                   self->length);
      png_error (png, "cut off");
    }

  memcpy (out, self->data + self->at, n);
  self->at += n;
}

/* What a zlib stream holds, or NULL if it is damaged or longer than limit. */
static GByteArray *
inflate_stream (const guint8 *data,
                gsize         length,
                gsize         limit)
{
  g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr(GByteArray) out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize used = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      gsize n_read, n_written;

      g_byte_array_set_size (out, (guint) (used + READ_CHUNK_BYTES));
      result = g_converter_convert (G_CONVERTER (zlib), data, length,
                                    out->data + used, READ_CHUNK_BYTES,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
      if (result == G_CONVERTER_ERROR)
        return NULL;

      data += n_read;
      length -= n_read;
      used += n_written;
      if (used > limit)
        return NULL;
    }

  g_byte_array_set_size (out, (guint) used);

  return g_steal_pointer (&out);
}

/* keyword, nul, method 0, zlib stream */
static void
take_profile (Reader       *self,
              const guint8 *data,
              gsize         length)
{
  const guint8 *nul = memchr (data, '\0', MIN (length, 80));
  gsize at;

  if (self->has_profile)
    return;

  self->has_profile = TRUE;
  if (nul == NULL)
    return;

  self->profile_keyword = g_convert ((const char *) data, nul - data, "UTF-8", "ISO-8859-1",
                                     NULL, NULL, NULL);
  at = (gsize) (nul - data) + 2;
  if (at <= length && nul[1] == 0)
    self->profile = inflate_stream (data + at, length - at, MAX_PROFILE_BYTES);
}

/* keyword, nul, compressed 0 or 1, method 0, language, nul, translated keyword, nul, text */
static void
take_recipe (Reader       *self,
             const guint8 *data,
             gsize         length)
{
  const guint8 *end = data + length;
  const guint8 *text = data + sizeof RECIPE_KEYWORD + 2;
  gboolean compressed;

  if (self->info->recipe != NULL || length < sizeof RECIPE_KEYWORD + 4 ||
      memcmp (data, RECIPE_KEYWORD, sizeof RECIPE_KEYWORD) != 0)
    return;

  compressed = data[sizeof RECIPE_KEYWORD] == 1;

  for (int i = 0; i < 2; i++)
    {
      text = memchr (text, '\0', end - text);
      if (text == NULL)
        return;
      text++;
    }

  if (compressed)
    {
      g_autoptr(GByteArray) inflated = inflate_stream (text, end - text, EMU_FILE_MAX_RECIPE);

      if (inflated != NULL && g_utf8_validate_len ((char *) inflated->data, inflated->len, NULL))
        self->info->recipe = g_strndup ((char *) inflated->data, inflated->len);
    }
  else if ((gsize) (end - text) <= EMU_FILE_MAX_RECIPE &&
           g_utf8_validate_len ((const char *) text, end - text, NULL))
    {
      self->info->recipe = g_strndup ((const char *) text, end - text);
    }
}

static void
take_colour_chunk (Reader       *self,
                   const char   *type,
                   const guint8 *data,
                   gsize         length)
{
  if (strcmp (type, "iCCP") == 0)
    {
      take_profile (self, data, length);
    }
  else if (strcmp (type, "sRGB") == 0 && length == 1)
    {
      self->has_srgb = TRUE;
    }
  else if (strcmp (type, "gAMA") == 0 && length == 4 && self->gamma == 0)
    {
      self->gamma = png_get_uint_32 (data) / 100000.0;
    }
  else if (strcmp (type, "cHRM") == 0 && length == 32 && !self->has_chromaticities)
    {
      self->has_chromaticities = TRUE;
      for (int i = 0; i < 8; i++)
        self->chromaticities[i] = png_get_uint_32 (data + 4 * i) / 100000.0;
    }
}

/* Chunks that carry no pixels come here as they are: libpng would drop a profile it dislikes along
 * with its name, and keep every text of the file in memory. */
static int
chunk_cb (png_structp        png,
          png_unknown_chunkp chunk)
{
  Reader *self = png_get_user_chunk_ptr (png);
  const char *type = (const char *) chunk->name;

  /* A chunk without which the picture cannot be shown, and which nobody here knows. */
  if (g_ascii_isupper (type[0]))
    return -1;

  /* The data of an empty chunk is NULL. */
  if (chunk->size == 0)
    return 1;

  if (strcmp (type, "acTL") == 0)
    {
      self->info->animated = chunk->size == 8 && png_get_uint_32 (chunk->data) > 1;
    }
  else if (strcmp (type, "iTXt") == 0)
    {
      take_recipe (self, chunk->data, chunk->size);
    }
  else if (strcmp (type, "eXIf") == 0 && !self->has_orientation)
    {
      self->has_orientation = TRUE;
      self->info->orientation = emu_exif_get_orientation (chunk->data, chunk->size);
    }
  else if ((chunk->location & PNG_AFTER_IDAT) == 0)
    {
      take_colour_chunk (self, type, chunk->data, chunk->size);
    }

  return 1;
}

/* Whether so few bytes can hold so many rows at all; before memory is taken for them. */
static void
check_promise (Reader *self)
{
  guint64 bits = (guint64) self->info->height * (guint64) self->info->width *
                 png_get_channels (self->png, self->png_info) *
                 png_get_bit_depth (self->png, self->png_info);

  if (bits / 8 > (guint64) self->length * MAX_DEFLATE_RATIO)
    {
      g_set_error (&self->error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("claims %d × %d pixels but is far too short for them; get a fresh copy of it"),
                   self->info->width, self->info->height);
      png_error (self->png, "too short");
    }
}

static void
set_up_colour (Reader *self)
{
  g_autofree char *description = NULL;
  int channels = self->row_channels;
  int depth = self->row_depth;

  if (self->has_profile)
    {
      if (self->profile != NULL)
        self->colour = emu_colour_new_for_icc (self->profile->data, self->profile->len,
                                               channels, depth, &description);

      if (description != NULL)
        self->info->profile = g_steal_pointer (&description);
      else if (self->profile_keyword != NULL && *self->profile_keyword != '\0')
        self->info->profile = g_steal_pointer (&self->profile_keyword);
      else
        self->info->profile = g_strdup ("ICC");
    }
  else if (self->has_srgb)
    {
      self->info->profile = g_strdup ("sRGB");
    }
  else if (self->gamma > 0)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      self->colour = emu_colour_new_for_gamma (self->gamma,
                                               self->has_chromaticities ? self->chromaticities : NULL,
                                               channels, depth);
      g_ascii_formatd (number, sizeof number, "%.5g", self->gamma);
      self->info->profile = g_strconcat ("gamma ", number, NULL);
    }
}

static void
read_header (Reader *self)
{
  int type;
  gboolean has_alpha;

  png_read_info (self->png, self->png_info);

  self->info->height = (int) png_get_image_height (self->png, self->png_info);
  self->info->width = (int) png_get_image_width (self->png, self->png_info);
  if (!emu_image_check_size (self->info->height, self->info->width, &self->error))
    png_error (self->png, "size");

  check_promise (self);

  type = png_get_color_type (self->png, self->png_info);
  has_alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 ||
              png_get_valid (self->png, self->png_info, PNG_INFO_tRNS) != 0;
  self->info->depth = type == PNG_COLOR_TYPE_PALETTE
                        ? 8 : png_get_bit_depth (self->png, self->png_info);
  self->info->channels = has_alpha ? 4 : (type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;

  png_set_expand (self->png);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (self->png);
  png_read_update_info (self->png, self->png_info);

  self->row_channels = png_get_channels (self->png, self->png_info);
  self->row_depth = png_get_bit_depth (self->png, self->png_info);
}

/* One row of samples into planes, every step-th pixel from x0 on. */
static void
scatter_row (Reader *self,
             int     y,
             int     x0,
             int     step,
             int     n)
{
  int stride = self->row_channels;

  for (int c = 0; c < self->image->channels; c++)
    {
      guint8 *out = emu_image_row (self->image, c, y) + x0;
      int from = stride == 2 ? c / 3 : c;  /* grey with alpha: grey three times */

      if (self->row_depth == 16)
        {
          const guint16 *in = (const guint16 *) (gconstpointer) self->row + from;

          for (int i = 0; i < n; i++)
            out[i * step] = (guint8) ((in[i * stride] * 255u + 32767u) / 65535u);
        }
      else
        {
          const guint8 *in = self->row + from;

          for (int i = 0; i < n; i++)
            out[i * step] = in[i * stride];
        }
    }
}

/* Interlaced pictures come as seven smaller ones, whose pixels go straight to their places. */
static void
read_rows (Reader *self)
{
  gboolean interlaced = png_get_interlace_type (self->png, self->png_info) != PNG_INTERLACE_NONE;
  int height = self->info->height;
  int width = self->info->width;

  for (int pass = 0; pass < (interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); pass++)
    {
      int x0 = interlaced ? PNG_PASS_START_COL (pass) : 0;
      int y0 = interlaced ? PNG_PASS_START_ROW (pass) : 0;
      int x_step = interlaced ? 1 << PNG_PASS_COL_SHIFT (pass) : 1;
      int y_step = interlaced ? 1 << PNG_PASS_ROW_SHIFT (pass) : 1;
      int n = (width - x0 + x_step - 1) / x_step;

      if (x0 >= width)
        continue;

      for (int y = y0; y < height; y += y_step)
        {
          if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
            png_error (self->png, "cancelled");

          png_read_row (self->png, self->row, NULL);
          if (self->colour != NULL)
            emu_colour_convert (self->colour, self->row, n);
          scatter_row (self, y, x0, x_step, n);
        }
    }
}

/* Whether all went well; otherwise the error is set. Neither this function nor what it calls may
 * own anything while libpng can jump out of it. */
static gboolean
read_all (Reader *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_set_read_fn (self->png, self, read_cb);
  png_set_crc_action (self->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max (self->png, MAX_CHUNK_BYTES);
  png_set_keep_unknown_chunks (self->png, PNG_HANDLE_CHUNK_ALWAYS, NULL, -1);
  png_set_read_user_chunk_fn (self->png, self, chunk_cb);

  read_header (self);
  set_up_colour (self);

  self->image = emu_image_new (self->info->channels, self->info->height, self->info->width,
                               &self->error);
  if (self->image == NULL)
    return FALSE;

  self->row = g_try_malloc (png_get_rowbytes (self->png, self->png_info));
  if (self->row == NULL)
    {
      g_set_error (&self->error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a picture of %d × %d pixels"),
                   self->info->width, self->info->height);
      return FALSE;
    }

  read_rows (self);
  /* Not NULL: chunks after the pixels count too. */
  png_read_end (self->png, self->png_info);
  self->info->converted = self->colour != NULL || self->row_depth == 16;

  return TRUE;
}

EmuImage *
emu_png_read (const guint8 *data,
              gsize         length,
              EmuFileInfo  *info,
              GCancellable *cancellable,
              GError      **error)
{
  Reader self = { .data = data, .length = length, .info = info, .cancellable = cancellable };

  info->format = g_strdup ("PNG");
  info->orientation = 1;

  self.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &self, read_error_cb, warning_cb);
  if (self.png != NULL)
    self.png_info = png_create_info_struct (self.png);

  if (self.png_info == NULL)
    g_set_error_literal (&self.error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                         _("not enough memory to read it"));
  else if (!read_all (&self))
    g_clear_pointer (&self.image, emu_image_unref);

  png_destroy_read_struct (&self.png, &self.png_info, NULL);
  g_free (self.row);
  g_free (self.profile_keyword);
  g_clear_pointer (&self.profile, g_byte_array_unref);
  g_clear_pointer (&self.colour, emu_colour_free);

  if (self.error != NULL)
    g_propagate_error (error, self.error);

  return self.image;
}

typedef struct
{
  const EmuImage *image;
  const char *recipe;
  EmuPngWriteFunc write;
  gpointer user_data;
  GCancellable *cancellable;
  GError *error;

  png_structp png;
  png_infop png_info;
  guint8 *row;
} Writer;

G_NORETURN static void
write_error_cb (png_structp png,
                const char *message)
{
  Writer *self = png_get_error_ptr (png);

  if (self->error == NULL)
    g_set_error (&self->error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                 _("could not be made into a PNG file (%s)"), message);

  png_longjmp (png, 1);
}

static void
write_cb (png_structp png,
          png_bytep   bytes,
          size_t      n)
{
  Writer *self = png_get_io_ptr (png);

  if (!self->write (bytes, n, self->user_data, &self->error))
    png_error (png, "write");
}

static void
flush_cb (png_structp png)
{
}

static void
write_header (Writer *self)
{
  static const int types[] = {
    [1] = PNG_COLOR_TYPE_GRAY, [3] = PNG_COLOR_TYPE_RGB, [4] = PNG_COLOR_TYPE_RGB_ALPHA,
  };

  png_set_user_limits (self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR (self->png, self->png_info,
                (png_uint_32) self->image->width, (png_uint_32) self->image->height,
                8, types[self->image->channels],
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_set_sRGB (self->png, self->png_info, PNG_sRGB_INTENT_PERCEPTUAL);

  if (self->recipe != NULL)
    {
      gsize length = strlen (self->recipe);
      png_text text = {
        .compression = length > RECIPE_COMPRESSED_BYTES ? PNG_ITXT_COMPRESSION_zTXt
                                                        : PNG_ITXT_COMPRESSION_NONE,
        .key = (char *) RECIPE_KEYWORD,
        .text = (char *) self->recipe,
        .itxt_length = length,
      };

      png_set_text (self->png, self->png_info, &text, 1);
    }

  png_set_compression_level (self->png, COMPRESSION_LEVEL);
  png_set_compression_buffer_size (self->png, WRITE_CHUNK_BYTES);
  png_set_filter (self->png, PNG_FILTER_TYPE_BASE, FILTER);
  png_write_info (self->png, self->png_info);
}

static gboolean
write_all (Writer *self)
{
  int channels = self->image->channels;

  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_set_write_fn (self->png, self, write_cb, flush_cb);
  write_header (self);

  for (int y = 0; y < self->image->height; y++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
        return FALSE;

      for (int c = 0; c < channels; c++)
        {
          const guint8 *in = emu_image_row (self->image, c, y);

          for (int x = 0; x < self->image->width; x++)
            self->row[x * channels + c] = in[x];
        }

      png_write_row (self->png, self->row);
    }

  png_write_end (self->png, NULL);

  return TRUE;
}

gboolean
emu_png_write (const EmuImage *image,
               const char     *recipe,
               EmuPngWriteFunc write,
               gpointer        user_data,
               GCancellable   *cancellable,
               GError        **error)
{
  Writer self = {
    .image = image, .recipe = recipe, .write = write, .user_data = user_data,
    .cancellable = cancellable,
  };
  gboolean ok = FALSE;

  g_return_val_if_fail (recipe == NULL || g_utf8_validate (recipe, -1, NULL), FALSE);

  if (recipe != NULL && strlen (recipe) > EMU_FILE_MAX_RECIPE)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("a recipe of %" G_GSIZE_FORMAT " bytes is more than a picture carries (%d); "
                     "save it in a file of its own"),
                   strlen (recipe), (int) EMU_FILE_MAX_RECIPE);
      return FALSE;
    }

  self.png = png_create_write_struct (PNG_LIBPNG_VER_STRING, &self, write_error_cb, warning_cb);
  if (self.png != NULL)
    self.png_info = png_create_info_struct (self.png);
  self.row = g_try_malloc ((gsize) image->channels * (gsize) image->width);

  if (self.png_info == NULL || self.row == NULL)
    g_set_error_literal (&self.error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                         _("not enough memory to write it"));
  else
    ok = write_all (&self);

  png_destroy_write_struct (&self.png, &self.png_info);
  g_free (self.row);

  if (self.error != NULL)
    g_propagate_error (error, self.error);

  return ok;
}
