/* fuzz-file.c: hostile pictures, and the recipes inside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Built with -DEMU_LIBFUZZER this is a target for libFuzzer; start it with tests/corpus/png.
 * Without, it replays the files and folders named on its command line, a test for each.
 */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "emu-file.h"
#include "emu-recipe.h"

/* Larger pictures are valid, slow, and teach nothing new. */
#define MAX_PIXELS ((guint64) 4000000)

#define SIGNATURE_BYTES 8

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

static guint32
get_u32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static guint32
get_checksum (const guint8 *data,
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

/* A mutation breaks the checksum of its chunk, and nothing behind it would ever be reached. */
static void
mend_checksums (guint8 *data,
                gsize   length)
{
  for (gsize at = SIGNATURE_BYTES; at + 12 <= length;)
    {
      gsize size = get_u32 (data + at);
      guint32 checksum;

      if (size > length - at - 12)
        return;

      checksum = GUINT32_TO_BE (get_checksum (data + at + 4, size + 4));
      memcpy (data + at + 8 + size, &checksum, 4);
      at += size + 12;
    }
}

static void
read_picture (const guint8 *data,
              gsize         length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) recipe_error = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  EmuRecipe *recipe = NULL;

  image = emu_file_load_bytes (bytes, "input", &info, &error);
  g_assert_true ((image == NULL) == (error != NULL));
  if (image == NULL)
    return;

  g_assert_cmpint (info.height, ==, image->height);
  g_assert_cmpint (info.width, ==, image->width);
  g_assert_true (emu_image_equal (image, image));

  if (info.recipe == NULL)
    return;

  g_assert_true (g_utf8_validate (info.recipe, -1, NULL));
  recipe = emu_recipe_parse (info.recipe, -1, &recipe_error);
  g_assert_true ((recipe == NULL) == (recipe_error != NULL));
  g_clear_pointer (&recipe, emu_recipe_unref);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  static const guint8 signature[SIGNATURE_BYTES] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autofree guint8 *mended = NULL;

  /* Only the reader in this program; those of GdkPixbuf have fuzzers of their own. */
  if (length < SIGNATURE_BYTES || memcmp (data, signature, SIGNATURE_BYTES) != 0)
    return 0;

  if (length >= 24 && (guint64) get_u32 (data + 16) * get_u32 (data + 20) > MAX_PIXELS)
    return 0;

  read_picture (data, length);

  mended = g_memdup2 (data, length);
  mend_checksums (mended, length);
  if (memcmp (mended, data, length) != 0)
    read_picture (mended, length);

  return 0;
}

#ifndef EMU_LIBFUZZER

static void
test_replay (gconstpointer data)
{
  const char *path = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const guint8 *) content, length), ==, 0);
}

static void
add_file (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *test_path = g_strconcat ("/fuzz/file/", name, NULL);

  g_test_add_data_func_full (test_path, g_strdup (path), test_replay, g_free);
}

static void
add_argument (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      add_file (path);
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      add_file (file);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (argc < 2)
    {
      g_printerr ("Usage: %s FILE|FOLDER…\n", argv[0]);
      return 2;
    }

  for (int i = 1; i < argc; i++)
    add_argument (argv[i]);

  return g_test_run ();
}

#endif
