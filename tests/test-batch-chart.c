/* test-batch-chart.c: the drawing of a batch, on screens and in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-batch-chart.h"
#include "emu-error.h"

#define MAX_N 8

static const char * const names[MAX_N] = { "cat", "cup", "dog", "car", "flower", "boat", "bird", "fish" };
static const int widths[] = { 320, 360, 559, 560, 840, 1440 };

/* Shades that stand in no palette. */
static guint32
shade_of (int i)
{
  return 0x204020 + (guint32) i * 0x061008;
}

static EmuImage *
plain (int     height,
       int     width,
       guint32 rgb)
{
  EmuImage *image = emu_image_new (3, height, width, NULL);

  for (int c = 0; c < 3; c++)
    memset (emu_image_plane (image, c), (int) (rgb >> (16 - 8 * c)) & 255, emu_image_n_pixels (image));

  return image;
}

/* Everybody with the next; picture @itself alone. */
static EmuBatchChart *
new_chart (int    n,
           int    itself,
           double sum)
{
  int classes[MAX_N], partner[MAX_N];
  double lambda[MAX_N], weight_a[MAX_N], weight_b[MAX_N], rows[MAX_N * MAX_N] = { 0 };
  gboolean mixed[MAX_N];
  EmuImage *pictures[MAX_N], *results[MAX_N];
  EmuBatchChartData data;
  EmuBatchChart *chart;

  for (int i = 0; i < n; i++)
    {
      classes[i] = i;
      partner[i] = i == itself ? i : (i + 1) % n;
      lambda[i] = (i + 1) / 10.0;
      weight_a[i] = lambda[i];
      weight_b[i] = sum - lambda[i];
      mixed[i] = TRUE;
      rows[i * n + i] += weight_a[i];
      rows[i * n + partner[i]] += weight_b[i];
      pictures[i] = plain (128, 192, shade_of (i));
      results[i] = plain (128, 192, 0x303030);
    }

  data = (EmuBatchChartData) {
    .n = n, .n_out = n, .n_classes = n, .title = "A title", .caption = "A sentence.",
    .names = names, .class_names = names, .classes = classes, .partner = partner,
    .pictures = pictures, .results = results, .lambda = lambda, .mixed = mixed,
    .weight_a = weight_a, .weight_b = weight_b, .rows = rows,
  };
  chart = emu_batch_chart_new (&data);
  for (int i = 0; i < n; i++)
    {
      emu_image_unref (pictures[i]);
      emu_image_unref (results[i]);
    }

  return chart;
}

static cairo_surface_t *
drawn (EmuBatchChart *chart,
       int            width,
       gboolean       dark,
       int            marked,
       gboolean       focused)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width,
                                                         emu_batch_chart_get_height (chart, width));
  cairo_t *cr = cairo_create (surface);

  emu_batch_chart_draw (chart, cr, width, 1, dark, marked, focused);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static guint32
pixel (cairo_surface_t *surface,
       int              x,
       int              y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) + (gsize) y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

static int
count (cairo_surface_t *surface,
       const EmuBox    *box,
       guint32          rgb)
{
  int n = 0;

  for (int y = MAX (box->y0, 0); y < MIN (box->y1, cairo_image_surface_get_height (surface)); y++)
    {
      for (int x = MAX (box->x0, 0); x < MIN (box->x1, cairo_image_surface_get_width (surface)); x++)
        n += pixel (surface, x, y) == rgb;
    }

  return n;
}

/* Whoever points at an element's box, or at its row of labels, means that element. */
static void
test_points (void)
{
  for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      for (int n = 1; n <= MAX_N; n++)
        {
          g_autoptr(EmuBatchChart) chart = new_chart (n, -1, 1);
          int height = emu_batch_chart_get_height (chart, widths[w]);

          for (int i = 0; i < n; i++)
            {
              EmuBox box = emu_batch_chart_get_box (chart, widths[w], i);

              g_assert_cmpint (box.y1, <=, height);
              g_assert_cmpint (emu_batch_chart_at (chart, widths[w], (box.x0 + box.x1) / 2.0,
                                                   (box.y0 + box.y1) / 2.0), ==, i);
            }

          g_assert_cmpint (emu_batch_chart_at (chart, widths[w], widths[w] / 2.0, height - 20), ==, n - 1);
          g_assert_cmpint (emu_batch_chart_at (chart, widths[w], widths[w] / 2.0, 1e9), ==, -1);
          g_assert_cmpint (emu_batch_chart_at (chart, widths[w], -5, 60), ==, -1);
          g_assert_cmpint (emu_batch_chart_at (chart, widths[w], NAN, NAN), ==, -1);
        }
    }
}

/* Each picture stands in its own box, once, and nowhere else. */
static void
test_pictures (void)
{
  for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      g_autoptr(EmuBatchChart) chart = new_chart (MAX_N, 2, 1);
      cairo_surface_t *surface = drawn (chart, widths[w], FALSE, -1, FALSE);
      EmuBox whole = { 0, cairo_image_surface_get_height (surface), 0, widths[w] };

      for (int i = 0; i < MAX_N; i++)
        {
          EmuBox box = emu_batch_chart_get_box (chart, widths[w], i);

          g_assert_cmpint (count (surface, &box, shade_of (i)), >, 300);
          g_assert_cmpint (count (surface, &box, shade_of (i)), ==, count (surface, &whole, shade_of (i)));
        }
      cairo_surface_destroy (surface);
    }
}

/* The marked picture has a blue ring, its partner an orange one; one that meets itself neither. */
static void
test_marks (void)
{
  static const struct
  {
    gboolean dark;
    guint32  a;
    guint32  b;
    guint32  warning;
  } themes[] = {
    { FALSE, 0x1a63c4, 0xc24d00, 0x8f5b00 },
    { TRUE, 0x6aa8f4, 0xffa45c, 0xf3c761 },
  };

  for (guint t = 0; t < G_N_ELEMENTS (themes); t++)
    {
      g_autoptr(EmuBatchChart) chart = new_chart (MAX_N, 5, 1);
      cairo_surface_t *plain_surface = drawn (chart, 840, themes[t].dark, -1, FALSE);
      cairo_surface_t *marked = drawn (chart, 840, themes[t].dark, 1, FALSE);
      cairo_surface_t *itself = drawn (chart, 840, themes[t].dark, 5, TRUE);
      EmuBox first = emu_batch_chart_get_box (chart, 840, 1);
      EmuBox second = emu_batch_chart_get_box (chart, 840, 2);
      EmuBox sixth = emu_batch_chart_get_box (chart, 840, 5);
      const int ring = 100;

      /* Bars of labels have these colours, too, marked or not. */
      g_assert_cmpint (count (marked, &first, themes[t].a), >, count (plain_surface, &first, themes[t].a) + ring);
      g_assert_cmpint (count (marked, &second, themes[t].b), >, count (plain_surface, &second, themes[t].b) + ring);
      g_assert_cmpint (count (itself, &sixth, themes[t].warning), >,
                       count (plain_surface, &sixth, themes[t].warning) + ring);
      g_assert_cmpint (count (itself, &sixth, themes[t].a), ==, count (plain_surface, &sixth, themes[t].a));

      cairo_surface_destroy (plain_surface);
      cairo_surface_destroy (marked);
      cairo_surface_destroy (itself);
    }
}

/* Rows that do not add up to 1 cost a column, which all cells pay for. */
static void
test_sums (void)
{
  g_autoptr(EmuBatchChart) one = new_chart (4, -1, 1);
  g_autoptr(EmuBatchChart) less = new_chart (4, -1, 0.9);
  cairo_surface_t *a = drawn (one, 600, FALSE, -1, FALSE);
  cairo_surface_t *b = drawn (less, 600, FALSE, -1, FALSE);
  EmuBox table = { emu_batch_chart_get_height (one, 600) - 18 - 4 * 24, emu_batch_chart_get_height (one, 600), 540, 600 };

  g_assert_cmpint (count (a, &table, 0x8f5b00), ==, 0);
  g_assert_cmpint (count (b, &table, 0x8f5b00), >, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_tiny (void)
{
  int zero = 0;
  double lambda = NAN, one = 1, none = 0;
  gboolean mixed = FALSE;
  const char *name = "dot";
  g_autoptr(EmuImage) dot = plain (1, 1, 0x204020);
  EmuImage *picture = dot;
  EmuImage *nothing = NULL;
  EmuBatchChartData data = {
    .n = 1, .n_out = 1, .n_classes = 1, .names = &name, .class_names = &name, .classes = &zero, .partner = &zero,
    .pictures = &picture, .results = &nothing, .lambda = &lambda, .mixed = &mixed, .weight_a = &one,
    .weight_b = &none, .rows = &one,
  };
  g_autoptr(EmuBatchChart) chart = emu_batch_chart_new (&data);

  for (int width = 1; width < 700; width += 37)
    cairo_surface_destroy (drawn (chart, width, FALSE, 0, TRUE));
}

/* What a file of the chart holds. */
static GBytes *
saved (EmuBatchChart    *chart,
       EmuDrawingFormat  format)
{
  g_autoptr(GFileIOStream) stream = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  GBytes *bytes;

  file = g_file_new_tmp ("emulsion-XXXXXX", &stream, &error);
  g_assert_no_error (error);
  g_assert_true (emu_batch_chart_save (chart, file, format, NULL, &error));
  g_assert_no_error (error);
  bytes = g_file_load_bytes (file, NULL, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (file, NULL, NULL);

  return bytes;
}

static void
test_files (void)
{
  static const char * const magic[] = { "\x89PNG", "<?xml", "%PDF" };

  for (int format = 0; format < 3; format++)
    {
      g_autoptr(EmuBatchChart) chart = new_chart (MAX_N, 2, 1);
      g_autoptr(EmuBatchChart) same = new_chart (MAX_N, 2, 1);
      g_autoptr(EmuBatchChart) other = new_chart (MAX_N, 3, 1);
      g_autoptr(GBytes) a = saved (chart, (EmuDrawingFormat) format);
      g_autoptr(GBytes) b = saved (same, (EmuDrawingFormat) format);
      g_autoptr(GBytes) c = saved (other, (EmuDrawingFormat) format);

      g_assert_cmpmem (g_bytes_get_data (a, NULL), strlen (magic[format]), magic[format], strlen (magic[format]));
      g_assert_true (g_bytes_equal (a, b));
      g_assert_false (g_bytes_equal (a, c));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch-chart/layout/points", test_points);
  g_test_add_func ("/batch-chart/drawing/pictures", test_pictures);
  g_test_add_func ("/batch-chart/drawing/marks", test_marks);
  g_test_add_func ("/batch-chart/drawing/sums", test_sums);
  g_test_add_func ("/batch-chart/drawing/tiny", test_tiny);
  g_test_add_func ("/batch-chart/files/formats", test_files);

  return g_test_run ();
}
