/* test-drawing.c: the drawn pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "emu-drawing.h"
#include "emu-error.h"
#include "emu-file.h"
#include "emu-rng.h"

static EmuImage *
render (guint   class_index,
        guint64 seed,
        int     height,
        int     width)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_drawing_render (class_index, seed, height, width, &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
  g_assert_cmpint (image->channels, ==, 3);
  g_assert_cmpint (image->height, ==, height);
  g_assert_cmpint (image->width, ==, width);

  return image;
}

/* Mean absolute difference of two pictures of the same size, in levels. */
static double
distance (const EmuImage *a,
          const EmuImage *b)
{
  gsize n = 3 * emu_image_n_pixels (a);
  const guint8 *p = emu_image_plane (a, 0);
  const guint8 *q = emu_image_plane (b, 0);
  guint64 sum = 0;

  g_assert_cmpint (a->channels, ==, b->channels);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpint (a->width, ==, b->width);

  for (gsize i = 0; i < n; i++)
    sum += (guint64) abs (p[i] - q[i]);

  return (double) sum / (double) n;
}

/* Mean absolute deviation of a plane from its own mean, in levels. */
static double
spread (const EmuImage *image,
        int             c)
{
  gsize n = emu_image_n_pixels (image);
  const guint8 *p = emu_image_plane (image, c);
  double mean = 0;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    mean += p[i];
  mean /= (double) n;
  for (gsize i = 0; i < n; i++)
    sum += ABS (p[i] - mean);

  return sum / (double) n;
}

static void
test_same_arguments_same_bytes (gconstpointer data)
{
  guint class_index = GPOINTER_TO_UINT (data);

  for (guint64 seed = 0; seed < 4; seed++)
    {
      g_autoptr(EmuImage) first = render (class_index, seed, 47, 33);
      g_autoptr(EmuImage) second = render (class_index, seed, 47, 33);

      g_assert_true (emu_image_equal (first, second));
    }
}

static gpointer
render_in_thread (gpointer data)
{
  return render (GPOINTER_TO_UINT (data), 5, 64, 96);
}

static void
test_threads_do_not_matter (gconstpointer data)
{
  GThread *threads[4];
  g_autoptr(EmuImage) alone = render (GPOINTER_TO_UINT (data), 5, 64, 96);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("drawing", render_in_thread, (gpointer) data);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr(EmuImage) image = g_thread_join (threads[i]);

      g_assert_true (emu_image_equal (image, alone));
    }
}

static void
test_seeds_differ (gconstpointer data)
{
  static const guint64 seeds[] = { 0, 1, 2, 3, 1000, G_GUINT64_CONSTANT (1) << 32, EMU_SEED_MAX };
  EmuImage *images[G_N_ELEMENTS (seeds)];

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      images[i] = render (GPOINTER_TO_UINT (data), seeds[i], 32, 32);

      /* The grain alone moves a picture by less than 1 level; another scene by far more. */
      for (guint j = 0; j < i; j++)
        g_assert_cmpfloat (distance (images[i], images[j]), >, 4);
    }

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    emu_image_unref (images[i]);
}

static void
test_sizes (gconstpointer data)
{
  static const int sizes[][2] = {
    { 1, 1 }, { 1, 2 }, { 2, 1 }, { 33, 47 }, { 47, 33 }, { 32, 32 }, { 512, 768 }, { 768, 512 },
    { 1, 600 }, { 600, 1 }, { 7, 200 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuImage) image = render (GPOINTER_TO_UINT (data), 9, sizes[i][0], sizes[i][1]);

      if (sizes[i][0] >= 32 && sizes[i][1] >= 32)
        for (int c = 0; c < 3; c++)
          g_assert_cmpfloat (spread (image, c), >, 8);
    }
}

/* Two pictures of one scene: the larger one, averaged over 16 × 16 pixels, must look like the
 * smaller. Thinned strokes and rounded blurs leave some difference, another seed far more. */
static void
test_size_keeps_the_scene (gconstpointer data)
{
  guint class_index = GPOINTER_TO_UINT (data);
  double same = 0;
  double other = 0;

  for (guint64 seed = 0; seed < 4; seed++)
    {
      g_autoptr(EmuImage) large = render (class_index, seed, 512, 768);
      g_autoptr(EmuImage) small = render (class_index, seed, 32, 48);
      g_autoptr(EmuImage) another = render (class_index, seed + 4, 32, 48);
      g_autoptr(EmuImage) reduced = render (class_index, seed, 32, 48);

      for (int c = 0; c < 3; c++)
        for (int y = 0; y < 32; y++)
          for (int x = 0; x < 48; x++)
            {
              int sum = 0;

              for (int v = 0; v < 16; v++)
                for (int u = 0; u < 16; u++)
                  sum += emu_image_row (large, c, 16 * y + v)[16 * x + u];
              emu_image_row (reduced, c, y)[x] = (guint8) ((sum + 128) / 256);
            }

      same += distance (reduced, small) / 4;
      other += distance (reduced, another) / 4;
    }

  g_test_message ("same scene %.2f levels, another %.2f", same, other);
  g_assert_cmpfloat (same, <, 10);
  g_assert_cmpfloat (same * 2, <, other);
}

static void
test_classes_have_names (void)
{
  static const char *const expected[] = {
    "cat", "cup", "boat", "tree", "dog", "bird", "fish", "car", "house", "flower",
  };
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  /* Class numbers stand in data sets: none may move, and new ones come at the end. */
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (emu_drawing_class_name (i), ==, expected[i]);

  g_assert_cmpuint (emu_drawing_n_classes (), >=, G_N_ELEMENTS (expected));
  for (guint i = 0; i < emu_drawing_n_classes (); i++)
    {
      const char *name = emu_drawing_class_name (i);

      g_assert_nonnull (name);
      g_assert_cmpstr (name, !=, "");
      g_assert_true (g_hash_table_add (names, (gpointer) name));
    }
}

static void
test_classes_differ (void)
{
  for (guint i = 0; i < emu_drawing_n_classes (); i++)
    for (guint j = 0; j < i; j++)
      {
        g_autoptr(EmuImage) a = render (i, 3, 32, 32);
        g_autoptr(EmuImage) b = render (j, 3, 32, 32);

        g_assert_cmpfloat (distance (a, b), >, 4);
      }
}

static void
test_impossible_sizes (void)
{
  static const struct
  {
    int height;
    int width;
    EmuError code;
  } cases[] = {
    { 0, 10, EMU_ERROR_BAD_FILE },
    { 10, -1, EMU_ERROR_BAD_FILE },
    { 1, 32768, EMU_ERROR_TOO_LARGE },
    { G_MAXINT, G_MAXINT, EMU_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      EmuImage *image = emu_drawing_render (0, 1, cases[i].height, cases[i].width, &error);

      g_assert_null (image);
      g_assert_error (error, EMU_ERROR, (int) cases[i].code);
    }
}

static void
test_bundled (gconstpointer data)
{
  const EmuDrawingSample *sample = data;
  g_autofree char *path = g_build_filename (SOURCE_DATADIR, "samples", sample->file, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(EmuImage) bundled = NULL;
  g_autoptr(EmuImage) drawn = NULL;
  g_autoptr(GError) error = NULL;

  bundled = emu_file_load (file, NULL, NULL, &error);
  g_assert_no_error (error);
  drawn = render (sample->class_index, sample->seed, sample->height, sample->width);

  /* Edges are rounded differently by different versions of Cairo, hence not zero. */
  g_assert_cmpfloat (distance (bundled, drawn), <, 2);

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_file_info_get_size (info), <, 700000);
}

static void
test_bundled_set (void)
{
  g_autofree gboolean *shown = g_new0 (gboolean, emu_drawing_n_classes ());
  g_autoptr(GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  const EmuDrawingSample *samples;
  goffset total = 0;
  guint n_samples;

  samples = emu_drawing_samples (&n_samples);
  g_assert_cmpuint (n_samples, ==, 16);
  g_assert_cmpstr (samples[0].file, ==, "cat.png");
  g_assert_cmpstr (samples[1].file, ==, "cup.png");

  for (guint i = 0; i < n_samples; i++)
    {
      g_autofree char *path = g_build_filename (SOURCE_DATADIR, "samples", samples[i].file, NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);
      g_autoptr(GFileInfo) info = NULL;
      g_autoptr(GError) error = NULL;

      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL,
                                &error);
      g_assert_no_error (error);
      total += g_file_info_get_size (info);

      g_assert_cmpuint (samples[i].class_index, <, emu_drawing_n_classes ());
      shown[samples[i].class_index] = TRUE;
      g_assert_true (g_hash_table_add (files, (gpointer) samples[i].file));
    }

  for (guint i = 0; i < emu_drawing_n_classes (); i++)
    g_assert_true (shown[i]);
  g_assert_cmpint (total, <, 6000000);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } laws[] = {
    { "same-arguments-same-bytes", test_same_arguments_same_bytes },
    { "threads-do-not-matter", test_threads_do_not_matter },
    { "seeds-differ", test_seeds_differ },
    { "sizes", test_sizes },
    { "size-keeps-the-scene", test_size_keeps_the_scene },
  };
  const EmuDrawingSample *samples;
  guint n_samples;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drawing/classes-have-names", test_classes_have_names);
  g_test_add_func ("/drawing/classes-differ", test_classes_differ);
  g_test_add_func ("/drawing/impossible-sizes", test_impossible_sizes);

  for (guint i = 0; i < emu_drawing_n_classes (); i++)
    for (guint j = 0; j < G_N_ELEMENTS (laws); j++)
      {
        g_autofree char *path = g_strdup_printf ("/drawing/%s/%s", emu_drawing_class_name (i),
                                                 laws[j].name);

        g_test_add_data_func (path, GUINT_TO_POINTER (i), laws[j].test);
      }

  g_test_add_func ("/drawing/bundled/set", test_bundled_set);
  samples = emu_drawing_samples (&n_samples);
  for (guint i = 0; i < n_samples; i++)
    {
      g_autofree char *path = g_strdup_printf ("/drawing/bundled/%s", samples[i].file);

      g_test_add_data_func (path, &samples[i], test_bundled);
    }

  return g_test_run ();
}
