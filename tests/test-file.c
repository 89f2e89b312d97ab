/* test-file.c: pictures and texts on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PNG files are put together here chunk by chunk, without libpng, so that their pixels are known
 * beforehand.
 */
#include "config.h"

#include <errno.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <lcms2.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emu-error.h"
#include "emu-exif.h"
#include "emu-file.h"

#define NOBODY 65534

enum
{
  GREY = 0,
  RGB = 2,
  PALETTE = 3,
  GREY_ALPHA = 4,
  RGB_ALPHA = 6,
};

/* The four below were made with Pillow 9.4: Image.fromarray (numpy.full ((8, 16), 200, uint8)),
 * JPEG quality 90, optimised; two frames of 5 × 3 in (250, 20, 30) and (10, 220, 40); 16-bit grey
 * samples 0, 2570, 51400 / 65535, 32896, 771; 4 × 4 of (200, 100, 50), lossless. */
static const guint8 grey_jpeg[] = {
  0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01, 0x01, 0x00, 0x00, 0x01,
  0x00, 0x01, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x43, 0x00, 0x03, 0x02, 0x02, 0x03, 0x02, 0x02, 0x03,
  0x03, 0x03, 0x03, 0x04, 0x03, 0x03, 0x04, 0x05, 0x08, 0x05, 0x05, 0x04, 0x04, 0x05, 0x0a, 0x07,
  0x07, 0x06, 0x08, 0x0c, 0x0a, 0x0c, 0x0c, 0x0b, 0x0a, 0x0b, 0x0b, 0x0d, 0x0e, 0x12, 0x10, 0x0d,
  0x0e, 0x11, 0x0e, 0x0b, 0x0b, 0x10, 0x16, 0x10, 0x11, 0x13, 0x14, 0x15, 0x15, 0x15, 0x0c, 0x0f,
  0x17, 0x18, 0x16, 0x14, 0x18, 0x12, 0x14, 0x15, 0x14, 0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x08,
  0x00, 0x10, 0x01, 0x01, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x15, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0xff, 0xc4, 0x00,
  0x14, 0x10, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0xb0, 0x07, 0xff,
  0xd9,
};

static const guint8 animated_gif[] = {
  0x47, 0x49, 0x46, 0x38, 0x37, 0x61, 0x05, 0x00, 0x03, 0x00, 0x81, 0x00, 0x00, 0xfa, 0x14, 0x1e,
  0x0a, 0xdc, 0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00,
  0x03, 0x00, 0x00, 0x08, 0x08, 0x00, 0x01, 0x08, 0x1c, 0x48, 0xb0, 0x60, 0x40, 0x00, 0x2c, 0x00,
  0x00, 0x00, 0x00, 0x05, 0x00, 0x03, 0x00, 0x81, 0x0a, 0xdc, 0x28, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x08, 0x08, 0x00, 0x01, 0x08, 0x1c, 0x48, 0xb0, 0x60, 0x40, 0x00, 0x3b,
};

static const guint8 grey16_tiff[] = {
  0x49, 0x49, 0x2a, 0x00, 0x08, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00, 0x01, 0x04, 0x00, 0x01, 0x00,
  0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x01, 0x04, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02, 0x00,
  0x00, 0x00, 0x02, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x03, 0x01,
  0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x06, 0x01, 0x03, 0x00, 0x01, 0x00,
  0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x11, 0x01, 0x04, 0x00, 0x01, 0x00, 0x00, 0x00, 0x7a, 0x00,
  0x00, 0x00, 0x16, 0x01, 0x04, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x17, 0x01,
  0x04, 0x00, 0x01, 0x00, 0x00, 0x00, 0x0c, 0x00, 0x00, 0x00, 0x1c, 0x01, 0x03, 0x00, 0x01, 0x00,
  0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x0a, 0xc8, 0xc8,
  0xff, 0xff, 0x80, 0x80, 0x03, 0x03,
};

static const guint8 webp[] = {
  0x52, 0x49, 0x46, 0x46, 0x1e, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, 0x4c,
  0x11, 0x00, 0x00, 0x00, 0x2f, 0x03, 0xc0, 0x00, 0x00, 0x07, 0x50, 0xb2, 0x22, 0x57, 0xa6, 0xff,
  0x81, 0x88, 0xe8, 0x7f, 0x00, 0x00,
};

/* The picture a test puts into a file: samples that differ in every direction. */
static guint
sample (guint x,
        guint y,
        guint c,
        guint max)
{
  return (x * 2963 + y * 7919 + c * 12007 + x * y * 431) & max;
}

static guint32
crc (const guint8 *data,
     gsize         length)
{
  guint32 value = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      value ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320 : 0);
    }

  return ~value;
}

static void
append_u32 (GByteArray *array,
            guint32     value)
{
  value = GUINT32_TO_BE (value);
  g_byte_array_append (array, (guint8 *) &value, 4);
}

static void
append_chunk (GByteArray   *png,
              const char   *type,
              gconstpointer data,
              gsize         length)
{
  guint start;

  append_u32 (png, (guint32) length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, (guint) length);
  append_u32 (png, crc (png->data + start, png->len - start));
}

static GByteArray *
deflate (const guint8 *data,
         gsize         length)
{
  g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  g_autoptr(GInputStream) memory = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);
  g_autoptr(GInputStream) stream = g_converter_input_stream_new (memory, G_CONVERTER (zlib));
  GByteArray *out = g_byte_array_new ();
  guint8 piece[4096];
  gssize n;

  while ((n = g_input_stream_read (stream, piece, sizeof piece, NULL, NULL)) > 0)
    g_byte_array_append (out, piece, (guint) n);
  g_assert_cmpint (n, ==, 0);

  return out;
}

static GByteArray *
begin_png (guint    height,
           guint    width,
           int      type,
           int      depth,
           gboolean interlaced)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  GByteArray *png = g_byte_array_new ();
  guint8 header[13] = {
    (guint8) (width >> 24), (guint8) (width >> 16), (guint8) (width >> 8), (guint8) width,
    (guint8) (height >> 24), (guint8) (height >> 16), (guint8) (height >> 8), (guint8) height,
    (guint8) depth, (guint8) type, 0, 0, (guint8) interlaced,
  };

  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);

  return png;
}

static guint
n_samples (int type)
{
  return type == RGB ? 3 : type == RGB_ALPHA ? 4 : type == GREY_ALPHA ? 2 : 1;
}

static void
append_pass (GByteArray *raw,
             guint       height,
             guint       width,
             int         type,
             guint       depth,
             const guint start_and_step[4])
{
  guint x0 = start_and_step[0], y0 = start_and_step[1];
  guint dx = start_and_step[2], dy = start_and_step[3];

  if (x0 >= width)
    return;

  for (guint y = y0; y < height; y += dy)
    {
      guint8 none = 0;
      guint bits = 0, held = 0;

      g_byte_array_append (raw, &none, 1);

      for (guint x = x0; x < width; x += dx)
        for (guint c = 0; c < n_samples (type); c++)
          {
            guint value = sample (x, y, c, (1u << depth) - 1);

            if (depth == 16)
              {
                guint8 pair[2] = { (guint8) (value >> 8), (guint8) value };

                g_byte_array_append (raw, pair, 2);
                continue;
              }

            held = held << depth | value;
            bits += depth;
            if (bits == 8)
              {
                guint8 byte = (guint8) held;

                g_byte_array_append (raw, &byte, 1);
                bits = held = 0;
              }
          }

      if (bits > 0)
        {
          guint8 byte = (guint8) (held << (8 - bits));

          g_byte_array_append (raw, &byte, 1);
        }
    }
}

static void
end_png (GByteArray *png,
         guint       height,
         guint       width,
         int         type,
         int         depth,
         gboolean    interlaced)
{
  static const guint passes[8][4] = {
    { 0, 0, 8, 8 }, { 4, 0, 8, 8 }, { 0, 4, 4, 8 }, { 2, 0, 4, 4 },
    { 0, 2, 2, 4 }, { 1, 0, 2, 2 }, { 0, 1, 1, 2 }, { 0, 0, 1, 1 },
  };
  g_autoptr(GByteArray) raw = g_byte_array_new ();
  g_autoptr(GByteArray) packed = NULL;

  for (int i = interlaced ? 0 : 7; i < (interlaced ? 7 : 8); i++)
    append_pass (raw, height, width, type, (guint) depth, passes[i]);

  /* Two pieces, since readers join them. */
  packed = deflate (raw->data, raw->len);
  append_chunk (png, "IDAT", packed->data, packed->len / 2);
  append_chunk (png, "IDAT", packed->data + packed->len / 2, packed->len - packed->len / 2);
  append_chunk (png, "IEND", NULL, 0);
}

static EmuImage *
load (const GByteArray *file,
      EmuFileInfo      *info,
      GError          **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (file->data, file->len);

  return emu_file_load_bytes (bytes, "test.png", info, error);
}

static EmuImage *
load_ok (const GByteArray *file,
         EmuFileInfo      *info)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = load (file, info, &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);

  return image;
}

static void
assert_one_line (const GError *error,
                 const char   *name)
{
  g_autofree char *start = g_strdup_printf ("“%s”: ", name);

  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_str_has_suffix (error->message, "."));
}

static void
assert_refused (const GByteArray *file,
                int               code,
                const char       *part)
{
  g_autoptr(GError) error = NULL;
  EmuFileInfo info;

  g_assert_null (load (file, &info, &error));
  g_assert_error (error, EMU_ERROR, code);
  assert_one_line (error, "test.png");
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (info.format);
}

/* Every kind of PNG */

typedef struct
{
  int type;
  int depth;
  gboolean interlaced;
  gboolean transparent;
} Kind;

static void
palette_entry (guint  i,
               guint8 rgba[4])
{
  rgba[0] = (guint8) (i * 73 + 11);
  rgba[1] = (guint8) (i * 29);
  rgba[2] = (guint8) (255 - i * 41);
  rgba[3] = (guint8) (i < 3 ? i * 100 : 255);
}

static void
append_palette (GByteArray *png,
                int         depth,
                gboolean    transparent)
{
  guint8 colours[768], alpha[3];
  guint n = 1u << depth;

  for (guint i = 0; i < n; i++)
    {
      guint8 rgba[4];

      palette_entry (i, rgba);
      memcpy (colours + 3 * i, rgba, 3);
      if (i < 3)
        alpha[i] = rgba[3];
    }

  append_chunk (png, "PLTE", colours, 3 * n);
  if (transparent)
    append_chunk (png, "tRNS", alpha, MIN (n, 3));
}

/* The colour at (1, 0) is the transparent one, also where the picture is narrower. */
static void
append_transparent (GByteArray *png,
                    int         type,
                    int         depth)
{
  guint8 key[6];
  guint n = n_samples (type);

  for (guint c = 0; c < n; c++)
    {
      guint value = sample (1, 0, c, (1u << depth) - 1);

      key[2 * c] = (guint8) (value >> 8);
      key[2 * c + 1] = (guint8) value;
    }

  append_chunk (png, "tRNS", key, 2 * n);
}

static void
expect_pixel (const Kind *kind,
              guint       x,
              guint       y,
              guint8      rgba[4])
{
  guint max = (1u << kind->depth) - 1;
  guint n = n_samples (kind->type);
  gboolean is_key = kind->transparent;

  if (kind->type == PALETTE)
    {
      palette_entry (sample (x, y, 0, max), rgba);
      return;
    }

  for (guint c = 0; c < n; c++)
    {
      is_key = is_key && sample (x, y, c, max) == sample (1, 0, c, max);
      rgba[c] = (guint8) lround (sample (x, y, c, max) * 255.0 / max);
    }

  if (n <= 2)
    {
      rgba[3] = rgba[1];
      rgba[1] = rgba[2] = rgba[0];
    }

  if (kind->type == RGB || kind->type == GREY)
    rgba[3] = is_key ? 0 : 255;
}

static void
check_kind (const Kind *kind,
            guint       height,
            guint       width)
{
  g_autoptr(GByteArray) png = begin_png (height, width, kind->type, kind->depth, kind->interlaced);
  g_autoptr(EmuImage) image = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  gboolean has_alpha = kind->transparent || kind->type == GREY_ALPHA || kind->type == RGB_ALPHA;
  int channels = has_alpha ? 4 : kind->type == GREY ? 1 : 3;

  if (kind->type == PALETTE)
    append_palette (png, kind->depth, kind->transparent);
  else if (kind->transparent)
    append_transparent (png, kind->type, kind->depth);
  end_png (png, height, width, kind->type, kind->depth, kind->interlaced);

  image = load_ok (png, &info);
  g_assert_cmpint (image->channels, ==, channels);
  g_assert_cmpuint (image->height, ==, height);
  g_assert_cmpuint (image->width, ==, width);

  g_assert_cmpstr (info.format, ==, "PNG");
  g_assert_cmpint (info.channels, ==, channels);
  g_assert_cmpuint (info.height, ==, height);
  g_assert_cmpuint (info.width, ==, width);
  g_assert_cmpint (info.depth, ==, kind->type == PALETTE ? 8 : kind->depth);
  g_assert_null (info.profile);
  g_assert_cmpint (info.converted, ==, kind->depth == 16);
  g_assert_cmpint (info.orientation, ==, 1);
  g_assert_false (info.animated);
  g_assert_null (info.recipe);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint8 rgba[4];

        expect_pixel (kind, x, y, rgba);
        for (int c = 0; c < channels; c++)
          g_assert_cmpuint (emu_image_row (image, c, (int) y)[x], ==, rgba[c]);
      }
}

static void
test_kind (gconstpointer data)
{
  static const guint small[][2] = { { 1, 1 }, { 1, 5 }, { 5, 1 }, { 2, 3 }, { 4, 4 }, { 9, 8 } };

  check_kind (data, 33, 47);

  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    check_kind (data, small[i][0], small[i][1]);
}

static void
add_kinds (void)
{
  static const int types[] = { GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA };
  static const char *names[] = { "grey", "rgb", "palette", "grey-alpha", "rgb-alpha" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (int depth = 1; depth <= 16; depth *= 2)
      for (int flags = 0; flags < 4; flags++)
        {
          Kind kind = { types[i], depth, (flags & 1) != 0, (flags & 2) != 0 };
          g_autofree char *path = NULL;

          if ((depth < 8 && kind.type != GREY && kind.type != PALETTE) ||
              (depth == 16 && kind.type == PALETTE) ||
              (kind.transparent && kind.type >= GREY_ALPHA))
            continue;

          path = g_strdup_printf ("/file/png/%s-%d%s%s", names[i], depth,
                                  kind.interlaced ? "-interlaced" : "",
                                  kind.transparent ? "-transparent" : "");
          g_test_add_data_func_full (path, g_memdup2 (&kind, sizeof kind), test_kind, g_free);
        }
}

/* Colour */

static void
append_gamma (GByteArray *png,
              guint32     gamma)
{
  gamma = GUINT32_TO_BE (gamma);
  append_chunk (png, "gAMA", &gamma, 4);
}

static void
append_chromaticities (GByteArray   *png,
                       const guint32 values[8])
{
  guint32 swapped[8];

  for (int i = 0; i < 8; i++)
    swapped[i] = GUINT32_TO_BE (values[i]);
  append_chunk (png, "cHRM", swapped, sizeof swapped);
}

static void
append_profile (GByteArray   *png,
                gconstpointer profile,
                gsize         length)
{
  g_autoptr(GByteArray) chunk = g_byte_array_new ();
  g_autoptr(GByteArray) packed = deflate (profile, length);

  g_byte_array_append (chunk, (const guint8 *) "A name\0", 8);
  g_byte_array_append (chunk, packed->data, packed->len);
  append_chunk (png, "iCCP", chunk->data, chunk->len);
}

/* IEC 61966-2-1 */
static double
encode_srgb (double light)
{
  return light <= 0.0031308 ? 12.92 * light : 1.055 * pow (light, 1 / 2.4) - 0.055;
}

/* Within the rounding of an 8-bit result and of lcms's fixed-point numbers: one level. */
static void
check_gamma (int    type,
             int    depth,
             double gamma)
{
  guint height = 33, width = 47;
  guint max = (1u << depth) - 1;
  g_autoptr(GByteArray) png = begin_png (height, width, type, depth, depth == 16);
  g_autoptr(EmuImage) image = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autofree char *profile = g_strdup_printf ("gamma %g", gamma);
  int n_colours;

  append_gamma (png, (guint32) lround (gamma * 100000));
  end_png (png, height, width, type, depth, depth == 16);
  image = load_ok (png, &info);
  n_colours = MIN (image->channels, 3);

  g_assert_cmpstr (info.profile, ==, profile);
  g_assert_true (info.converted);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        for (int c = 0; c < n_colours; c++)
          {
            guint from = type == GREY || type == GREY_ALPHA ? 0 : (guint) c;
            double light = pow (sample (x, y, from, max) / (double) max, 1 / gamma);
            double out = emu_image_row (image, c, (int) y)[x];

            g_assert_cmpfloat (fabs (out - 255 * encode_srgb (light)), <=, 1.0);
          }

        if (image->channels == 4)
          g_assert_cmpuint (emu_image_row (image, 3, (int) y)[x], ==,
                            lround (sample (x, y, n_samples (type) - 1, max) * 255.0 / max));
      }
}

static void
test_gamma (void)
{
  static const int types[] = { GREY, RGB, GREY_ALPHA, RGB_ALPHA };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (int depth = 8; depth <= 16; depth += 8)
      {
        check_gamma (types[i], depth, 1.0);
        check_gamma (types[i], depth, 0.55);
      }
}

typedef void (*AppendFunc) (GByteArray *png);

static EmuImage *
load_with (AppendFunc   append,
           int          type,
           EmuFileInfo *info)
{
  g_autoptr(GByteArray) png = begin_png (33, 47, type, 8, FALSE);

  if (append != NULL)
    append (png);
  end_png (png, 33, 47, type, 8, FALSE);

  return load_ok (png, info);
}

static void
assert_unchanged (AppendFunc  append,
                  int         type,
                  const char *profile)
{
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) plain = load_with (NULL, type, NULL);
  g_autoptr(EmuImage) image = load_with (append, type, &info);

  g_assert_true (emu_image_equal (image, plain));
  g_assert_cmpstr (info.profile, ==, profile);
  g_assert_false (info.converted);
}

static void
assert_converted (AppendFunc  append,
                  int         type,
                  const char *profile)
{
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) plain = load_with (NULL, type, NULL);
  g_autoptr(EmuImage) image = load_with (append, type, &info);

  g_assert_false (emu_image_equal (image, plain));
  g_assert_cmpint (image->channels, ==, plain->channels);
  g_assert_cmpstr (info.profile, ==, profile);
  g_assert_true (info.converted);
}

static const guint32 srgb_xy[8] = { 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000 };
static const guint32 wide_xy[8] = { 31270, 32900, 73500, 26500, 11500, 82600, 15700, 1800 };
static const guint32 broken_xy[8] = { 31270, 0, 73500, 26500, 11500, 82600, 15700, 1800 };

static void
append_srgb_gamma (GByteArray *png)
{
  append_gamma (png, 45455);
  append_chromaticities (png, srgb_xy);
}

static void
append_near_gamma (GByteArray *png)
{
  append_gamma (png, 45600);
}

static void
append_wide_gamma (GByteArray *png)
{
  append_gamma (png, 45455);
  append_chromaticities (png, wide_xy);
}

static void
append_zero_gamma (GByteArray *png)
{
  append_gamma (png, 0);
}

static void
append_broken_chromaticities (GByteArray *png)
{
  append_gamma (png, 100000);
  append_chromaticities (png, broken_xy);
}

static void
append_srgb_before_gamma (GByteArray *png)
{
  append_chunk (png, "sRGB", "\0", 1);
  append_gamma (png, 100000);
}

static void
test_gamma_that_is_srgb (void)
{
  assert_unchanged (append_srgb_gamma, RGB, "gamma 0.45455");
  assert_unchanged (append_near_gamma, RGB, "gamma 0.456");
  assert_unchanged (append_near_gamma, GREY, "gamma 0.456");
  assert_unchanged (append_wide_gamma, GREY, "gamma 0.45455");
  assert_unchanged (append_zero_gamma, RGB, NULL);
  assert_unchanged (append_broken_chromaticities, RGB, "gamma 1");
  assert_unchanged (append_srgb_before_gamma, RGB_ALPHA, "sRGB");
  assert_converted (append_wide_gamma, RGB, "gamma 0.45455");
  assert_converted (append_wide_gamma, RGB_ALPHA, "gamma 0.45455");
}

static cmsHPROFILE
new_wide_profile (void)
{
  const cmsCIExyY white = { 0.3127, 0.3290, 1 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };
  cmsToneCurve *curve = cmsBuildGamma (NULL, 2.2);
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateRGBProfile (&white, &primaries, curves);

  cmsFreeToneCurve (curve);

  return profile;
}

static cmsHPROFILE
new_grey_profile (double gamma)
{
  cmsToneCurve *curve = cmsBuildGamma (NULL, gamma);
  cmsHPROFILE profile = cmsCreateGrayProfile (cmsD50_xyY (), curve);

  cmsFreeToneCurve (curve);

  return profile;
}

static GByteArray *
profile_bytes (cmsHPROFILE profile)
{
  GByteArray *bytes = g_byte_array_new ();
  cmsUInt32Number length = 0;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &length));
  g_byte_array_set_size (bytes, length);
  g_assert_true (cmsSaveProfileToMem (profile, bytes->data, &length));
  cmsCloseProfile (profile);
  /* The date it was made: every run should have the same bytes. */
  memset (bytes->data + 24, 0, 12);

  return bytes;
}

static void
append_wide_profile (GByteArray *png)
{
  g_autoptr(GByteArray) profile = profile_bytes (new_wide_profile ());

  append_profile (png, profile->data, profile->len);
}

static void
append_srgb_profile (GByteArray *png)
{
  g_autoptr(GByteArray) profile = profile_bytes (cmsCreate_sRGBProfile ());

  append_profile (png, profile->data, profile->len);
}

static void
append_grey_profile (GByteArray *png)
{
  g_autoptr(GByteArray) profile = profile_bytes (new_grey_profile (1.0));

  append_profile (png, profile->data, profile->len);
}

static void
append_broken_profile (GByteArray *png)
{
  append_profile (png, "this is no profile", 18);
}

static void
append_unpackable_profile (GByteArray *png)
{
  append_chunk (png, "iCCP", "A name\0\0garbage", 15);
}

static void
append_short_profile (GByteArray *png)
{
  append_chunk (png, "iCCP", "x", 1);
}

/* The slow twin goes through lcms with 16 bits and no tables of its own making. Two levels: the
 * fast way of lcms has 14-bit matrices, and dark greys of a power curve are steep. */
static void
check_profile (int      type,
               int      depth,
               double   tolerance)
{
  guint height = 33, width = 47;
  guint max = (1u << depth) - 1;
  g_autoptr(GByteArray) png = begin_png (height, width, type, depth, FALSE);
  g_autoptr(EmuImage) image = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  cmsHPROFILE source = new_wide_profile ();
  cmsHPROFILE target = cmsCreate_sRGBProfile ();
  cmsHTRANSFORM slow = cmsCreateTransform (source, TYPE_RGB_16, target, TYPE_RGB_16,
                                           INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);

  append_wide_profile (png);
  end_png (png, height, width, type, depth, FALSE);
  image = load_ok (png, &info);
  g_assert_cmpstr (info.profile, ==, "RGB built-in");
  g_assert_true (info.converted);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint16 rgb[3];

        for (guint c = 0; c < 3; c++)
          rgb[c] = (guint16) (sample (x, y, c, max) * (65535 / max));
        cmsDoTransform (slow, rgb, rgb, 1);

        for (guint c = 0; c < 3; c++)
          g_assert_cmpfloat (fabs (emu_image_row (image, (int) c, (int) y)[x] - rgb[c] / 257.0),
                             <=, tolerance);
      }

  cmsDeleteTransform (slow);
  cmsCloseProfile (source);
  cmsCloseProfile (target);
}

static void
test_profile (void)
{
  check_profile (RGB, 8, 2.0);
  check_profile (RGB_ALPHA, 8, 2.0);
  check_profile (RGB, 16, 0.51);
  check_profile (RGB_ALPHA, 16, 0.51);
  assert_converted (append_grey_profile, GREY, "gray built-in");
  assert_converted (append_grey_profile, GREY_ALPHA, "gray built-in");
}

static void
test_profile_of_no_use (void)
{
  assert_unchanged (append_srgb_profile, RGB, "sRGB built-in");
  assert_unchanged (append_srgb_profile, RGB_ALPHA, "sRGB built-in");
  assert_unchanged (append_broken_profile, RGB, "A name");
  assert_unchanged (append_unpackable_profile, RGB, "A name");
  assert_unchanged (append_short_profile, RGB, "ICC");
  assert_unchanged (append_grey_profile, RGB, "gray built-in");
  assert_unchanged (append_wide_profile, GREY, "RGB built-in");
}

/* Orientation */

static GByteArray *
exif_block (gboolean big_endian,
            guint8   orientation)
{
  static const guint8 big[] = {
    'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
  };
  static const guint8 little[] = {
    'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  };
  GByteArray *block = g_byte_array_new ();

  g_byte_array_append (block, big_endian ? big : little, sizeof big);
  block->data[big_endian ? 19 : 18] = orientation;

  return block;
}

/* A picture of letters, rows parted by strokes. */
static char *
spell (const EmuImage *image)
{
  GString *text = g_string_new (NULL);

  for (int y = 0; y < image->height; y++)
    {
      if (y > 0)
        g_string_append_c (text, '/');
      g_string_append_len (text, (const char *) emu_image_row (image, 0, y), image->width);
    }

  return g_string_free (text, FALSE);
}

static void
test_orientation (void)
{
  /* EXIF 2.3, tag 274: where row 0 and column 0 of the stored picture are shown. */
  static const char *shown[] = {
    "abc/def", "abc/def", "cba/fed", "fed/cba", "def/abc", "ad/be/cf", "da/eb/fc", "fc/eb/da",
    "cf/be/ad", "abc/def",
  };

  for (guint8 orientation = 0; orientation < G_N_ELEMENTS (shown); orientation++)
    {
      g_autoptr(GByteArray) png = begin_png (2, 3, GREY, 8, FALSE);
      g_autoptr(GByteArray) exif = exif_block (orientation % 2 == 0, orientation);
      g_autoptr(GByteArray) packed = deflate ((const guint8 *) "\0abc\0def", 8);
      g_autoptr(EmuImage) image = NULL;
      g_auto(EmuFileInfo) info = { 0 };
      g_autofree char *text = NULL;

      /* Before or after the pixels: both are allowed. */
      if (orientation < 5)
        append_chunk (png, "eXIf", exif->data, exif->len);
      append_chunk (png, "IDAT", packed->data, packed->len);
      if (orientation >= 5)
        append_chunk (png, "eXIf", exif->data, exif->len);
      append_chunk (png, "IEND", NULL, 0);

      image = load_ok (png, &info);
      text = spell (image);
      g_assert_cmpstr (text, ==, shown[orientation]);
      g_assert_cmpint (info.orientation, ==, orientation >= 1 && orientation <= 8 ? orientation : 1);
      g_assert_cmpint (info.height, ==, image->height);
      g_assert_cmpint (info.width, ==, image->width);
    }
}

static void
test_orientation_undone (void)
{
  static const int inverse[] = { 0, 1, 2, 3, 4, 5, 8, 7, 6 };
  g_autoptr(EmuImage) image = emu_image_new (3, 133, 71, NULL);

  for (int c = 0; c < 3; c++)
    for (guint y = 0; y < 133; y++)
      for (guint x = 0; x < 71; x++)
        emu_image_row (image, c, (int) y)[x] = (guint8) sample (x, y, (guint) c, 255);

  for (int orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr(EmuImage) there = emu_exif_apply_orientation (image, orientation, NULL);
      g_autoptr(EmuImage) back = emu_exif_apply_orientation (there, inverse[orientation], NULL);

      g_assert_cmpint (there->height, ==, orientation >= 5 ? 71 : 133);
      g_assert_true (emu_image_equal (back, image));
      g_assert_true (orientation == 1 || !emu_image_equal (there, image));
    }
}

static void
test_exif_hostile (void)
{
  g_autoptr(GByteArray) block = exif_block (TRUE, 6);

  for (guint length = 0; length <= block->len; length++)
    {
      /* A copy of its own, so that a read beyond its end is found. */
      g_autofree guint8 *copy = g_memdup2 (block->data, length);
      int orientation = emu_exif_get_orientation (copy, length);

      g_assert_cmpint (orientation, ==, length >= 22 ? 6 : 1);
    }

  for (guint i = 0; i < block->len; i++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (block->data, block->len);
        int orientation;

        copy[i] = (guint8) value;
        orientation = emu_exif_get_orientation (copy, block->len);
        g_assert_true (orientation >= 1 && orientation <= 8);
      }
}

/* Recipes */

static EmuImage *
new_picture (int channels,
             int height,
             int width)
{
  EmuImage *image = emu_image_new (channels, height, width, NULL);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        emu_image_row (image, c, y)[x] = (guint8) sample ((guint) x, (guint) y, (guint) c, 255);

  return image;
}

static void
check_recipe (const char *recipe)
{
  g_autoptr(EmuImage) image = new_picture (3, 5, 7);
  g_autoptr(EmuImage) back = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(EmuFileInfo) info = { 0 };

  bytes = emu_png_encode (image, recipe, &error);
  g_assert_no_error (error);
  back = emu_file_load_bytes (bytes, "recipe", &info, &error);
  g_assert_no_error (error);
  g_assert_true (emu_image_equal (back, image));
  g_assert_cmpstr (info.recipe, ==, recipe);
}

static void
test_recipe (void)
{
  g_autofree char *medium = g_strnfill (5000, '{');
  g_autofree char *limit = g_strnfill (EMU_FILE_MAX_RECIPE, 'x');
  g_autofree char *beyond = g_strnfill (EMU_FILE_MAX_RECIPE + 1, 'x');
  g_autoptr(EmuImage) image = new_picture (1, 5, 7);
  g_autoptr(GBytes) small = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  check_recipe (NULL);
  check_recipe ("{\"format\":\"emulsion-recipe/1\",\"note\":\"λ = ½\\n\"}");
  check_recipe (medium);
  check_recipe (limit);

  small = emu_png_encode (image, medium, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (small), <, 1000);

  bytes = emu_png_encode (image, beyond, &error);
  g_assert_null (bytes);
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
}

static char *
read_recipe (gconstpointer text,
             gsize         length,
             gboolean      compressed)
{
  g_autoptr(GByteArray) png = begin_png (2, 3, GREY, 8, FALSE);
  g_autoptr(GByteArray) chunk = g_byte_array_new ();
  g_autoptr(EmuImage) image = NULL;
  g_auto(EmuFileInfo) info = { 0 };

  g_byte_array_append (chunk, (const guint8 *) "emulsion-recipe\0\0\0en\0Rezept", 27);
  chunk->data[16] = (guint8) compressed;
  g_byte_array_append (chunk, text, (guint) length);
  append_chunk (png, "iTXt", chunk->data, chunk->len);
  end_png (png, 2, 3, GREY, 8, FALSE);
  image = load_ok (png, &info);

  return g_steal_pointer (&info.recipe);
}

static void
test_recipe_hostile (void)
{
  g_autofree char *long_text = g_strnfill (EMU_FILE_MAX_RECIPE + 1, 'x');
  g_autofree guint8 *zeros = g_malloc0 (1 << 24);
  g_autoptr(GByteArray) bomb = deflate (zeros, 1 << 24);
  g_autoptr(GByteArray) packed = deflate ((const guint8 *) "short", 5);
  g_autofree char *plain = read_recipe ("\0text", 5, FALSE);
  g_autofree char *unpacked = NULL;
  g_autoptr(GByteArray) stored = g_byte_array_new ();

  g_assert_cmpstr (plain, ==, "text");

  g_byte_array_append (stored, (const guint8 *) "", 1);
  g_byte_array_append (stored, packed->data, packed->len);
  unpacked = read_recipe (stored->data, stored->len, TRUE);
  g_assert_cmpstr (unpacked, ==, "short");
  g_assert_null (read_recipe (stored->data, stored->len - 5, TRUE));

  g_byte_array_set_size (stored, 1);
  g_byte_array_append (stored, bomb->data, bomb->len);
  g_assert_null (read_recipe (stored->data, stored->len, TRUE));

  g_byte_array_set_size (stored, 1);
  g_byte_array_append (stored, (guint8 *) long_text, (guint) EMU_FILE_MAX_RECIPE);
  plain = (g_free (plain), read_recipe (stored->data, stored->len, FALSE));
  g_assert_nonnull (plain);
  g_byte_array_append (stored, (const guint8 *) "x", 1);
  g_assert_null (read_recipe (stored->data, stored->len, FALSE));

  g_assert_null (read_recipe ("\0bad \xff utf-8", 12, FALSE));
  g_assert_null (read_recipe ("\0in\0side", 8, FALSE));
  g_assert_null (read_recipe ("no end of the keyword", 21, FALSE));
}

/* Other chunks */

static void
test_animated (void)
{
  g_autoptr(GByteArray) png = begin_png (2, 3, RGB, 8, FALSE);
  g_autoptr(GByteArray) one = begin_png (2, 3, RGB, 8, FALSE);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(EmuImage) single = NULL;
  g_auto(EmuFileInfo) info = { 0 };

  append_chunk (png, "acTL", "\0\0\0\3\0\0\0\0", 8);
  end_png (png, 2, 3, RGB, 8, FALSE);
  image = load_ok (png, &info);
  g_assert_true (info.animated);

  emu_file_info_clear (&info);
  append_chunk (one, "acTL", "\0\0\0\1\0\0\0\0", 8);
  end_png (one, 2, 3, RGB, 8, FALSE);
  single = load_ok (one, &info);
  g_assert_false (info.animated);
}

static void
test_sha256 (void)
{
  g_autoptr(GByteArray) png = begin_png (2, 3, RGB, 8, FALSE);
  g_autoptr(EmuImage) image = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autofree char *digest = NULL;

  end_png (png, 2, 3, RGB, 8, FALSE);
  image = load_ok (png, &info);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, png->data, png->len);
  g_assert_cmpstr (info.sha256, ==, digest);
}

/* Hostile PNG */

static GByteArray *
new_rich_png (void)
{
  GByteArray *png = begin_png (6, 7, PALETTE, 4, TRUE);
  g_autoptr(GByteArray) exif = exif_block (TRUE, 5);

  append_gamma (png, 60000);
  append_chromaticities (png, wide_xy);
  append_palette (png, 4, TRUE);
  append_chunk (png, "iTXt", "emulsion-recipe\0\0\0\0\0{}", 22);
  append_chunk (png, "eXIf", exif->data, exif->len);
  end_png (png, 6, 7, PALETTE, 4, TRUE);

  return png;
}

static void
test_truncated (void)
{
  g_autoptr(GByteArray) png = new_rich_png ();
  g_autoptr(EmuImage) whole = load_ok (png, NULL);

  g_assert_cmpint (whole->channels, ==, 4);

  for (guint length = 8; length < png->len; length++)
    {
      g_autoptr(GByteArray) part = g_byte_array_new ();

      g_byte_array_append (part, png->data, length);
      assert_refused (part, EMU_ERROR_BAD_FILE, "is cut off");
    }

  for (guint length = 0; length < 8; length++)
    {
      g_autoptr(GByteArray) part = g_byte_array_new ();

      g_byte_array_append (part, png->data, length);
      assert_refused (part, EMU_ERROR_BAD_FILE, "; ");
    }
}

/* Makes the checksums of all chunks right again, so that damage reaches what lies behind them. */
static void
mend_checksums (GByteArray *png)
{
  for (gsize at = 8; at + 12 <= png->len;)
    {
      guint32 length, sum;

      memcpy (&length, png->data + at, 4);
      length = GUINT32_FROM_BE (length);
      if (length > png->len - at - 12)
        return;

      sum = GUINT32_TO_BE (crc (png->data + at + 4, (gsize) length + 4));
      memcpy (png->data + at + 8 + length, &sum, 4);
      at += (gsize) length + 12;
    }
}

static void
test_mutated (void)
{
  g_autoptr(GByteArray) rich = new_rich_png ();
  g_autoptr(GByteArray) coloured = begin_png (5, 6, RGB, 16, FALSE);
  g_autoptr(GRand) rand = g_rand_new_with_seed (20240229);
  guint n_read = 0, n_refused = 0;

  append_wide_profile (coloured);
  end_png (coloured, 5, 6, RGB, 16, FALSE);

  for (int i = 0; i < 4000; i++)
    {
      const GByteArray *from = i % 4 < 2 ? rich : coloured;
      g_autoptr(GByteArray) png = g_byte_array_new ();
      g_autoptr(EmuImage) image = NULL;
      g_autoptr(GError) error = NULL;
      g_auto(EmuFileInfo) info = { 0 };
      guint at;

      g_byte_array_append (png, from->data, from->len);
      at = (guint) g_rand_int_range (rand, 8, (gint32) from->len);
      png->data[at] ^= (guint8) g_rand_int_range (rand, 1, 256);
      if (i % 2 == 1)
        mend_checksums (png);

      image = load (png, &info, &error);
      if (image != NULL)
        {
          g_assert_no_error (error);
          n_read++;
        }
      else
        {
          assert_one_line (error, "test.png");
          n_refused++;
        }

      /* With checksums as they were, one wrong byte cannot go unseen. */
      if (i % 2 == 0)
        g_assert_null (image);
    }

  g_test_message ("%u read, %u refused", n_read, n_refused);
  g_assert_cmpuint (n_read, >, 100);
}

static void
test_lying_size (void)
{
  static const struct { guint height, width; int code; const char *part; } cases[] = {
    { 0, 7, EMU_ERROR_BAD_FILE, "is damaged" },
    { 7, 0, EMU_ERROR_BAD_FILE, "is damaged" },
    { 0x80000000, 7, EMU_ERROR_BAD_FILE, "is damaged" },
    { 0x7fffffff, 0x7fffffff, EMU_ERROR_TOO_LARGE, "limit" },
    { 16385, 16384, EMU_ERROR_TOO_LARGE, "limit" },
    { 1, 0x7fffffff, EMU_ERROR_TOO_LARGE, "limit" },
    { 16384, 16384, EMU_ERROR_BAD_FILE, "far too short" },
    { 8, 7, EMU_ERROR_BAD_FILE, "is damaged" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GByteArray) png = begin_png (cases[i].height, cases[i].width, RGB, 8, FALSE);

      end_png (png, 7, 7, RGB, 8, FALSE);
      assert_refused (png, cases[i].code, cases[i].part);
    }
}

static void
test_unknown_chunks (void)
{
  g_autoptr(GByteArray) critical = begin_png (2, 3, RGB, 8, FALSE);
  g_autoptr(GByteArray) harmless = begin_png (2, 3, RGB, 8, FALSE);
  g_autoptr(EmuImage) image = NULL;

  append_chunk (critical, "ABCD", "x", 1);
  end_png (critical, 2, 3, RGB, 8, FALSE);
  assert_refused (critical, EMU_ERROR_BAD_FILE, "is damaged");

  append_chunk (harmless, "abCd", "x", 1);
  append_chunk (harmless, "zTXt", "no text", 7);
  append_chunk (harmless, "tIME", "?", 1);
  end_png (harmless, 2, 3, RGB, 8, FALSE);
  image = load_ok (harmless, NULL);
}

static void
test_no_picture (void)
{
  static const char *texts[] = { "", "x", "hello, world", "<html></html>", "%PDF-1.7\n", "BM", "RIFF" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GByteArray) file = g_byte_array_new ();

      g_byte_array_append (file, (const guint8 *) texts[i], (guint) strlen (texts[i]));
      assert_refused (file, EMU_ERROR_BAD_FILE, "; ");
    }
}

/* Other formats */

static EmuImage *
load_static (const guint8 *data,
             gsize         length,
             EmuFileInfo  *info,
             GError      **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, length);

  return emu_file_load_bytes (bytes, "test", info, error);
}

static gboolean
has_loader (const char *name)
{
  GSList *formats = gdk_pixbuf_get_formats ();
  gboolean found = FALSE;

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_autofree char *format = gdk_pixbuf_format_get_name (l->data);

      found |= g_str_equal (format, name);
    }

  g_slist_free (formats);
  if (!found)
    g_test_skip ("this loader of GdkPixbuf is not installed");

  return found;
}

static void
assert_pixel (const EmuImage *image,
              int             y,
              int             x,
              int             r,
              int             g,
              int             b,
              int             tolerance)
{
  int expected[] = { r, g, b };

  for (int c = 0; c < MIN (image->channels, 3); c++)
    g_assert_cmpint (ABS (emu_image_row (image, c, y)[x] - expected[c]), <=, tolerance);
}

static void
test_jpeg_grey (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) image = load_static (grey_jpeg, sizeof grey_jpeg, &info, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->channels, ==, 1);
  g_assert_cmpint (image->height, ==, 8);
  g_assert_cmpint (image->width, ==, 16);
  assert_pixel (image, 7, 15, 200, 200, 200, 2);
  g_assert_cmpstr (info.format, ==, "JPEG");
  g_assert_cmpint (info.channels, ==, 1);
  g_assert_cmpint (info.depth, ==, 8);
  g_assert_cmpint (info.orientation, ==, 1);
}

static void
test_jpeg_truncated (void)
{
  for (gsize length = 2; length < sizeof grey_jpeg; length++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree guint8 *part = g_memdup2 (grey_jpeg, length);

      g_assert_null (load_static (part, length, NULL, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
      assert_one_line (error, "test");
    }
}

static void
test_jpeg_enormous (void)
{
  g_autofree guint8 *file = g_memdup2 (grey_jpeg, sizeof grey_jpeg);
  g_autoptr(GError) error = NULL;

  /* Height and width stand five bytes into the frame header. */
  for (gsize i = 0; i + 9 < sizeof grey_jpeg; i++)
    if (file[i] == 0xff && file[i + 1] == 0xc0)
      memset (file + i + 5, 0xf0, 4);

  g_assert_null (load_static (file, sizeof grey_jpeg, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  assert_one_line (error, "test");
}

/* Left half red, right half blue, 16 × 32. */
static GByteArray *
new_jpeg (const char *icc_base64)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 32, 16);
  g_autoptr(GError) error = NULL;
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  GByteArray *jpeg = g_byte_array_new ();
  char *data;
  gsize length;

  for (int y = 0; y < 16; y++)
    for (int x = 0; x < 32; x++)
      {
        pixels[y * stride + 3 * x] = x < 16 ? 200 : 20;
        pixels[y * stride + 3 * x + 1] = 60;
        pixels[y * stride + 3 * x + 2] = x < 16 ? 20 : 200;
      }

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "jpeg", &error,
                             "quality", "100",
                             icc_base64 != NULL ? "icc-profile" : NULL, icc_base64, NULL);
  g_assert_no_error (error);
  g_byte_array_append (jpeg, (guint8 *) data, (guint) length);
  g_free (data);

  return jpeg;
}

static GByteArray *
add_exif (const GByteArray *jpeg,
          guint8            orientation)
{
  g_autoptr(GByteArray) exif = exif_block (orientation % 2 == 0, orientation);
  guint8 head[10] = { 0xff, 0xe1, 0, (guint8) (exif->len + 8), 'E', 'x', 'i', 'f', 0, 0 };
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, jpeg->data, 2);
  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, exif->data, exif->len);
  g_byte_array_append (out, jpeg->data + 2, jpeg->len - 2);

  return out;
}

static void
test_jpeg_orientation (void)
{
  /* Where the stored left half is shown: at the left, right, top or bottom. */
  static const char where[] = "-lrrlttbb";
  g_autoptr(GByteArray) plain = new_jpeg (NULL);

  for (guint8 orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr(GByteArray) jpeg = add_exif (plain, orientation);
      g_auto(EmuFileInfo) info = { 0 };
      g_autoptr(EmuImage) image = load_ok (jpeg, &info);
      gboolean upright = orientation < 5;
      int y = where[orientation] == 't' ? 4 : where[orientation] == 'b' ? image->height - 5 : 8;
      int x = where[orientation] == 'l' ? 4 : where[orientation] == 'r' ? image->width - 5 : 8;

      g_assert_cmpint (image->height, ==, upright ? 16 : 32);
      g_assert_cmpint (image->width, ==, upright ? 32 : 16);
      g_assert_cmpint (info.orientation, ==, orientation);
      g_assert_cmpint (info.height, ==, image->height);
      assert_pixel (image, y, x, 200, 60, 20, 4);
      assert_pixel (image, image->height - 1 - y, image->width - 1 - x, 20, 60, 200, 4);
    }
}

static void
test_jpeg_profile (void)
{
  g_autoptr(GByteArray) profile = profile_bytes (new_wide_profile ());
  g_autofree char *text = g_base64_encode (profile->data, profile->len);
  g_autoptr(GByteArray) jpeg = new_jpeg (text);
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) image = load_ok (jpeg, &info);
  cmsHPROFILE source = new_wide_profile ();
  cmsHPROFILE target = cmsCreate_sRGBProfile ();
  cmsHTRANSFORM slow = cmsCreateTransform (source, TYPE_RGB_16, target, TYPE_RGB_16,
                                           INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);
  guint16 rgb[3] = { 200 * 257, 60 * 257, 20 * 257 };

  cmsDoTransform (slow, rgb, rgb, 1);
  g_assert_cmpstr (info.profile, ==, "RGB built-in");
  g_assert_true (info.converted);
  assert_pixel (image, 8, 4, rgb[0] / 257, rgb[1] / 257, rgb[2] / 257, 6);
  g_assert_cmpint (rgb[0] / 257, >, 200 + 12);

  cmsDeleteTransform (slow);
  cmsCloseProfile (source);
  cmsCloseProfile (target);
}

static void
test_gif (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) image = NULL;

  if (!has_loader ("gif"))
    return;

  image = load_static (animated_gif, sizeof animated_gif, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.format, ==, "GIF");
  g_assert_true (info.animated);
  g_assert_cmpint (image->channels, ==, 3);
  g_assert_cmpint (image->height, ==, 3);
  g_assert_cmpint (image->width, ==, 5);
  assert_pixel (image, 2, 4, 250, 20, 30, 0);

  /* Up to the last byte of the first frame's pixels. */
  for (gsize length = 6; length < 43; length++)
    {
      g_autofree guint8 *part = g_memdup2 (animated_gif, length);
      g_autoptr(GError) reason = NULL;

      g_assert_null (load_static (part, length, NULL, &reason));
      assert_one_line (reason, "test");
    }
}

static void
test_tiff (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) image = NULL;

  if (!has_loader ("tiff"))
    return;

  image = load_static (grey16_tiff, sizeof grey16_tiff, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.format, ==, "TIFF");
  g_assert_cmpint (image->channels, ==, 1);
  g_assert_cmpint (info.depth, ==, 16);
  g_assert_true (info.converted);
  assert_pixel (image, 0, 1, 10, 10, 10, 1);
  assert_pixel (image, 1, 0, 255, 255, 255, 0);

  for (gsize length = 8; length < sizeof grey16_tiff; length++)
    {
      g_autofree guint8 *part = g_memdup2 (grey16_tiff, length);
      g_autoptr(GError) reason = NULL;

      g_assert_null (load_static (part, length, NULL, &reason));
      assert_one_line (reason, "test");
    }
}

static void
test_webp (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuImage) image = NULL;

  if (!has_loader ("webp"))
    return;

  image = load_static (webp, sizeof webp, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.format, ==, "WEBP");
  g_assert_cmpint (image->channels, ==, 3);
  assert_pixel (image, 3, 3, 200, 100, 50, 0);

  for (gsize length = 12; length < sizeof webp; length++)
    {
      g_autofree guint8 *part = g_memdup2 (webp, length);
      g_autoptr(GError) reason = NULL;

      g_assert_null (load_static (part, length, NULL, &reason));
      assert_one_line (reason, "test");
    }
}

static void
test_pnm (void)
{
  static const char grey[] = "P5\n3 2\n255\nabcdef";
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) image = NULL;
  g_autofree char *text = NULL;

  if (!has_loader ("pnm"))
    return;

  image = load_static ((const guint8 *) grey, sizeof grey - 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (image->channels, ==, 1);
  text = spell (image);
  g_assert_cmpstr (text, ==, "abc/def");

  for (gsize length = 2; length < sizeof grey - 1; length++)
    {
      g_autofree guint8 *part = g_memdup2 (grey, length);
      g_autoptr(GError) reason = NULL;

      g_assert_null (load_static (part, length, NULL, &reason));
      assert_one_line (reason, "test");
    }
}

/* Files */

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("emulsion-test-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      /* Whatever went wrong, nothing half-written stays. */
      g_assert_false (g_str_has_prefix (name, ".emulsion-"));
      g_assert_cmpint (g_remove (path), ==, 0);
    }

  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
}

static GFile *
file_in (Fixture    *self,
         const char *name)
{
  return g_file_new_build_filename (self->folder, name, NULL);
}

static void
assert_cannot_load (GFile      *file,
                    int         code,
                    const char *name)
{
  g_autoptr(GError) error = NULL;
  EmuFileInfo info;

  g_assert_false (emu_file_inspect (file, &info, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  assert_one_line (error, name);
  g_assert_null (info.format);
}

static void
assert_cannot_save (GFile      *file,
                    int         code,
                    const char *name)
{
  g_autoptr(EmuImage) image = new_picture (3, 33, 47);
  g_autoptr(GError) error = NULL;

  g_assert_false (emu_file_save_png (file, image, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  assert_one_line (error, name);
  g_clear_error (&error);

  g_assert_false (emu_file_save_text (file, "text", -1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  assert_one_line (error, name);
}

static void
assert_holds (GFile          *file,
              const EmuImage *image)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) back = emu_file_load (file, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (emu_image_equal (back, image));
}

static void
test_round_trip (Fixture      *self,
                 gconstpointer data)
{
  static const int channels[] = { 1, 3, 4 };
  g_autoptr(GFile) file = file_in (self, "Bild äöü.jpg");

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autoptr(EmuImage) image = new_picture (channels[i], 33, 47);
      g_autoptr(EmuImage) back = NULL;
      g_autoptr(GBytes) encoded = NULL;
      g_autoptr(GBytes) written = NULL;
      g_autoptr(GError) error = NULL;
      g_auto(EmuFileInfo) info = { 0 };

      g_assert_true (emu_file_save_png (file, image, "{}", NULL, &error));
      g_assert_no_error (error);
      back = emu_file_load (file, &info, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (emu_image_equal (back, image));
      g_assert_cmpstr (info.format, ==, "PNG");
      g_assert_cmpstr (info.profile, ==, "sRGB");
      g_assert_cmpstr (info.recipe, ==, "{}");
      g_assert_cmpint (info.channels, ==, channels[i]);
      g_assert_false (info.converted);

      encoded = emu_png_encode (image, "{}", &error);
      g_assert_no_error (error);
      written = g_file_load_bytes (file, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (encoded, written));
    }
}

static void
test_save_text (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(GFile) file = file_in (self, "text.json");
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (emu_file_save_text (file, "first, and longer", -1, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (emu_file_save_text (file, "se\0cond", 7, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_load_contents (file, NULL, &text, &length, NULL, NULL));
  g_assert_cmpmem (text, length, "se\0cond", 7);
}

static void
test_load_what_is_no_file (Fixture      *self,
                           gconstpointer data)
{
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);
  g_autofree char *folder_name = g_path_get_basename (self->folder);
  g_autoptr(GFile) missing = file_in (self, "missing\n.png");
  g_autoptr(GFile) pipe = file_in (self, "pipe.png");
  g_autoptr(GFile) zero = g_file_new_for_path ("/dev/zero");
  g_autoptr(GFile) broken = file_in (self, "broken.png");

  g_assert_cmpint (mkfifo (g_file_peek_path (pipe), 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere", g_file_peek_path (broken)), ==, 0);
  assert_cannot_load (folder, G_IO_ERROR_IS_DIRECTORY, folder_name);
  assert_cannot_load (missing, G_IO_ERROR_NOT_FOUND, "missing?.png");
  assert_cannot_load (pipe, G_IO_ERROR_NOT_REGULAR_FILE, "pipe.png");
  assert_cannot_load (zero, G_IO_ERROR_NOT_REGULAR_FILE, "zero");
  assert_cannot_load (broken, G_IO_ERROR_NOT_REGULAR_FILE, "broken.png");
  assert_cannot_save (folder, G_IO_ERROR_IS_DIRECTORY, folder_name);
  assert_cannot_save (pipe, G_IO_ERROR_NOT_REGULAR_FILE, "pipe.png");
}

/* Root may do anything, so the tests of permissions put on another user for a while. */
static gboolean
become_ordinary (void)
{
  if (geteuid () != 0 || seteuid (NOBODY) == 0)
    return TRUE;

  g_test_skip ("run by root, who may read and write everywhere");

  return FALSE;
}

static void
become_oneself (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

static void
test_permissions (Fixture      *self,
                  gconstpointer data)
{
  g_autoptr(GFile) secret = file_in (self, "secret.png");
  g_autoptr(GFile) fixed = file_in (self, "fixed.png");
  g_autoptr(GFile) new_file = file_in (self, "new.png");
  g_autoptr(EmuImage) image = new_picture (1, 3, 4);

  g_assert_true (emu_file_save_png (secret, image, NULL, NULL, NULL));
  g_assert_true (emu_file_save_png (fixed, image, NULL, NULL, NULL));
  g_assert_cmpint (g_chmod (g_file_peek_path (secret), 0), ==, 0);
  g_assert_cmpint (g_chmod (g_file_peek_path (fixed), 0444), ==, 0);
  g_assert_cmpint (g_chmod (self->folder, 0777), ==, 0);

  if (!become_ordinary ())
    return;

  assert_cannot_load (secret, G_IO_ERROR_PERMISSION_DENIED, "secret.png");
  assert_cannot_save (fixed, G_IO_ERROR_PERMISSION_DENIED, "fixed.png");
  become_oneself ();

  g_assert_cmpint (g_chmod (self->folder, 0555), ==, 0);
  become_ordinary ();
  assert_cannot_save (new_file, G_IO_ERROR_PERMISSION_DENIED, "new.png");
  become_oneself ();

  g_assert_cmpint (g_chmod (self->folder, 0700), ==, 0);
  assert_holds (fixed, image);
}

static void
test_save_nowhere (Fixture      *self,
                   gconstpointer data)
{
  g_autoptr(GFile) text = file_in (self, "text");
  g_autoptr(GFile) below = g_file_get_child (text, "below.png");
  g_autoptr(GFile) lost = g_file_new_build_filename (self->folder, "no", "folder.png", NULL);
  g_autoptr(GFile) full = g_file_new_for_path ("/dev/full");
  g_autoptr(GFile) remote = g_file_new_for_uri ("resource:///picture.png");

  g_assert_true (emu_file_save_text (text, "text", -1, NULL, NULL));
  assert_cannot_save (below, G_IO_ERROR_NOT_DIRECTORY, "below.png");
  assert_cannot_save (lost, G_IO_ERROR_NOT_FOUND, "folder.png");
  assert_cannot_save (full, G_IO_ERROR_NOT_REGULAR_FILE, "full");
  assert_cannot_save (remote, G_IO_ERROR_NOT_SUPPORTED, "picture.png");
}

/* A limit on the size of files stands for a full disk: both are seen when a write comes short. */
static void
test_full_disk (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(GFile) file = file_in (self, "kept.png");
  g_autoptr(EmuImage) small = new_picture (1, 3, 4);
  g_autoptr(EmuImage) large = new_picture (3, 700, 900);
  g_autoptr(GError) error = NULL;
  struct rlimit before, limit;
  void (*handler) (int);

  g_assert_true (emu_file_save_png (file, small, NULL, NULL, NULL));

  handler = signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = (struct rlimit) { 1000, before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (emu_file_save_png (file, large, NULL, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);

  g_assert_nonnull (error);
  g_assert_true (error->domain == G_IO_ERROR);
  assert_one_line (error, "kept.png");
  g_assert_nonnull (strstr (error->message, "no room"));
  assert_holds (file, small);
}

static void
test_save_over (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(GFile) file = file_in (self, "picture.png");
  g_autoptr(GFile) link = file_in (self, "link.png");
  g_autoptr(GFile) second = file_in (self, "second.png");
  g_autoptr(GFile) dangling = file_in (self, "dangling.png");
  g_autoptr(GFile) target = file_in (self, "target.png");
  g_autoptr(GFile) circle = file_in (self, "circle.png");
  g_autoptr(EmuImage) first = new_picture (3, 33, 47);
  g_autoptr(EmuImage) other = new_picture (4, 5, 6);
  mode_t mask = umask (027);
  struct stat facts;

  g_assert_true (emu_file_save_png (file, first, NULL, NULL, NULL));
  umask (mask);
  g_assert_cmpint (g_stat (g_file_peek_path (file), &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0640);

  g_assert_cmpint (g_chmod (g_file_peek_path (file), 0604), ==, 0);
  g_assert_true (emu_file_save_png (file, other, NULL, NULL, NULL));
  g_assert_cmpint (g_stat (g_file_peek_path (file), &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0604);
  assert_holds (file, other);

  g_assert_cmpint (symlink ("picture.png", g_file_peek_path (link)), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (link), g_file_peek_path (second)), ==, 0);
  g_assert_true (emu_file_save_png (second, first, NULL, NULL, NULL));
  assert_holds (file, first);
  g_assert_cmpint (lstat (g_file_peek_path (link), &facts), ==, 0);
  g_assert_true (S_ISLNK (facts.st_mode));
  g_assert_cmpint (lstat (g_file_peek_path (second), &facts), ==, 0);
  g_assert_true (S_ISLNK (facts.st_mode));

  g_assert_cmpint (symlink ("target.png", g_file_peek_path (dangling)), ==, 0);
  g_assert_true (emu_file_save_png (dangling, other, NULL, NULL, NULL));
  assert_holds (target, other);

  g_assert_cmpint (symlink ("circle.png", g_file_peek_path (circle)), ==, 0);
  assert_cannot_save (circle, (int) g_io_error_from_errno (ELOOP), "circle.png");
}

static void
test_cancelled (Fixture      *self,
                gconstpointer data)
{
  g_autoptr(GFile) file = file_in (self, "picture.png");
  g_autoptr(EmuImage) image = new_picture (3, 33, 47);
  g_autoptr(EmuImage) other = new_picture (1, 3, 4);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (emu_file_save_png (file, image, NULL, cancellable, NULL));
  g_cancellable_cancel (cancellable);

  g_assert_null (emu_file_load (file, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_one_line (error, "picture.png");
  g_clear_error (&error);

  g_assert_false (emu_file_save_png (file, other, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_one_line (error, "picture.png");
  g_clear_error (&error);

  g_assert_false (emu_file_save_text (file, "text", -1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_holds (file, image);
}

static void
test_too_large_a_file (Fixture      *self,
                       gconstpointer data)
{
  g_autoptr(GFile) file = file_in (self, "large.png");
  g_autoptr(GError) error = NULL;
  FILE *stream = fopen (g_file_peek_path (file), "w");

  /* A hole: it takes no room. */
  g_assert_nonnull (stream);
  if (ftruncate (fileno (stream), (off_t) EMU_FILE_MAX_BYTES + 1) != 0)
    {
      fclose (stream);
      g_test_skip ("this file system has no room for so large a file");
      return;
    }
  fclose (stream);

  g_assert_null (emu_file_load (file, NULL, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
  assert_one_line (error, "large.png");
}

/* Files called ok-… can be read, those called bad-… cannot. */
static void
test_corpus (void)
{
  const char *folder = g_test_get_filename (G_TEST_DIST, "corpus", "png", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("no corpus; G_TEST_SRCDIR should name the folder of the tests");
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr(GFile) file = g_file_new_build_filename (folder, name, NULL);
      g_autoptr(EmuImage) image = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", name);
      image = emu_file_load (file, NULL, NULL, &error);
      if (g_str_has_prefix (name, "ok-"))
        g_assert_no_error (error);
      else if (g_str_has_prefix (name, "bad-"))
        assert_one_line (error, name);
      else
        g_assert_not_reached ();
      n++;
    }

  g_assert_cmpuint (n, >, 20);
}

#define ADD_FILE_TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_kinds ();
  g_test_add_func ("/file/png/gamma", test_gamma);
  g_test_add_func ("/file/png/gamma-that-is-srgb", test_gamma_that_is_srgb);
  g_test_add_func ("/file/png/profile", test_profile);
  g_test_add_func ("/file/png/profile-of-no-use", test_profile_of_no_use);
  g_test_add_func ("/file/png/orientation", test_orientation);
  g_test_add_func ("/file/png/recipe", test_recipe);
  g_test_add_func ("/file/png/recipe-hostile", test_recipe_hostile);
  g_test_add_func ("/file/png/animated", test_animated);
  g_test_add_func ("/file/png/sha256", test_sha256);
  g_test_add_func ("/file/png/truncated", test_truncated);
  g_test_add_func ("/file/png/mutated", test_mutated);
  g_test_add_func ("/file/png/lying-size", test_lying_size);
  g_test_add_func ("/file/png/unknown-chunks", test_unknown_chunks);
  g_test_add_func ("/file/png/corpus", test_corpus);
  g_test_add_func ("/file/no-picture", test_no_picture);
  g_test_add_func ("/file/exif/undone", test_orientation_undone);
  g_test_add_func ("/file/exif/hostile", test_exif_hostile);
  g_test_add_func ("/file/jpeg/grey", test_jpeg_grey);
  g_test_add_func ("/file/jpeg/truncated", test_jpeg_truncated);
  g_test_add_func ("/file/jpeg/enormous", test_jpeg_enormous);
  g_test_add_func ("/file/jpeg/orientation", test_jpeg_orientation);
  g_test_add_func ("/file/jpeg/profile", test_jpeg_profile);
  g_test_add_func ("/file/gif", test_gif);
  g_test_add_func ("/file/tiff", test_tiff);
  g_test_add_func ("/file/webp", test_webp);
  g_test_add_func ("/file/pnm", test_pnm);
  ADD_FILE_TEST ("/file/disk/round-trip", test_round_trip);
  ADD_FILE_TEST ("/file/disk/save-text", test_save_text);
  ADD_FILE_TEST ("/file/disk/what-is-no-file", test_load_what_is_no_file);
  ADD_FILE_TEST ("/file/disk/permissions", test_permissions);
  ADD_FILE_TEST ("/file/disk/save-nowhere", test_save_nowhere);
  ADD_FILE_TEST ("/file/disk/full", test_full_disk);
  ADD_FILE_TEST ("/file/disk/save-over", test_save_over);
  ADD_FILE_TEST ("/file/disk/cancelled", test_cancelled);
  ADD_FILE_TEST ("/file/disk/too-large", test_too_large_a_file);

  return g_test_run ();
}
