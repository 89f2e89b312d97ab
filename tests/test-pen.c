/* test-pen.c: letters, bars and files of drawings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <math.h>

#include "emu-drawing-file.h"
#include "emu-error.h"
#include "emu-pen.h"

/* ---- Files -------------------------------------------------------------------------------- */

static void
test_format_from_name (void)
{
  EmuDrawingFormat format;
  g_autoptr(GError) error = NULL;

  g_assert_true (emu_drawing_format_from_name ("/a/b.SVG", &format, NULL));
  g_assert_cmpint (format, ==, EMU_DRAWING_SVG);
  g_assert_true (emu_drawing_format_from_name ("b.pdf", &format, NULL));
  g_assert_cmpint (format, ==, EMU_DRAWING_PDF);
  g_assert_true (emu_drawing_format_from_name ("batch", &format, NULL));
  g_assert_cmpint (format, ==, EMU_DRAWING_PNG);
  g_assert_false (emu_drawing_format_from_name ("batch.gif", &format, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

/* Height of a band is 512: a drawing that crosses it has no seam. */
static void
draw_ramp (cairo_t  *cr,
           gpointer  data)
{
  for (int y = 0; y < 300; y++)
    {
      cairo_set_source_rgb (cr, (y & 255) / 255.0, y / 256, 0);
      cairo_rectangle (cr, 0, y, 33, 1);
      cairo_fill (cr);
    }
}

static void
test_picture_of_a_drawing (void)
{
  const EmuDrawing drawing = { 33, 300, 2, draw_ramp, NULL };
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) image = emu_drawing_to_image (&drawing, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 66);
  g_assert_cmpint (image->height, ==, 600);
  for (int y = 0; y < 600; y++)
    {
      g_assert_cmpint (emu_image_row (image, 0, y)[y % 66], ==, (y / 2) & 255);
      g_assert_cmpint (emu_image_row (image, 1, y)[y % 66], ==, y / 2 / 256 * 255);
    }

  g_cancellable_cancel (cancelled);
  g_assert_null (emu_drawing_to_image (&drawing, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- Pens --------------------------------------------------------------------------------- */

static guint32
pixel_at (cairo_surface_t *surface,
          int              x,
          int              y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) y * (gsize) cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

/* Widths of a bar are weights, the tick stands at what was asked for, and only what lies between is
 * hatched; in the light and in the dark alike. */
static void
test_label_bar (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 120, 20);
      cairo_t *cr = cairo_create (surface);
      EmuPen pen;
      int hatched = 0;

      emu_pen_init (&pen, cr, dark);
      emu_pen_label_bar (&pen, 0.75, 0.25, 0.5, 10, 7, 100);
      emu_pen_clear (&pen);
      cairo_destroy (cr);
      cairo_surface_flush (surface);

      g_assert_cmphex (pixel_at (surface, 12, 9), ==, 0x1a63c4);
      g_assert_cmphex (pixel_at (surface, 107, 9), ==, 0xc24d00);
      g_assert_cmphex (pixel_at (surface, 85, 5), ==, dark ? 0xf0eff2 : 0x2e2e33);
      for (int x = 36; x < 60; x++)
        hatched += pixel_at (surface, x, 9) != (dark ? 0x3b3b40 : 0xe4e4e8);
      g_assert_cmpint (hatched, >, 4);
      cairo_surface_destroy (surface);
    }

  g_assert_false (emu_label_differs (NAN, 0.5));
  g_assert_false (emu_label_differs (0.5, 0.5004));
  g_assert_true (emu_label_differs (0.5, 0.501));
}

/* Text keeps to its room, stands where it is told, and is not drawn where there is no room at all. */
static void
test_text (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 200, 20);
  cairo_t *cr = cairo_create (surface);
  const EmuColour white = { 1, 1, 1 };
  EmuPen pen;
  double whole;

  emu_pen_init (&pen, cr, FALSE);
  whole = emu_pen_text (&pen, "0123456789", 11, FALSE, &white, EMU_PEN_RIGHT, 190, 10, 0);
  g_assert_cmpfloat (whole, >, 40);
  g_assert_cmpint (emu_pen_measure (&pen, "0123456789", 11, FALSE), ==, (int) ceil (whole));
  g_assert_cmpfloat (emu_pen_text (&pen, "0123456789", 11, FALSE, &white, EMU_PEN_LEFT, 0, 10, 40), <=, 40);
  g_assert_cmpfloat (emu_pen_text (&pen, "0123456789", 11, FALSE, &white, EMU_PEN_LEFT, 60, 10, -1), ==, 0);
  g_assert_cmpfloat (emu_pen_markup (&pen, "<b>0</b>", 11, FALSE, &white, EMU_PEN_LEFT, 0, 10, 0), <, 12);
  g_assert_cmpint (emu_pen_measure (&pen, NULL, 11, FALSE), ==, 0);
  /* Figures are of one width. */
  g_assert_cmpint (emu_pen_measure (&pen, "1111", 11, FALSE), ==, emu_pen_measure (&pen, "0000", 11, FALSE));
  emu_pen_clear (&pen);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  for (int y = 0; y < 20; y++)
    {
      for (int x = 41; x < 189 - (int) ceil (whole); x++)
        g_assert_cmphex (pixel_at (surface, x, y), ==, 0);
      for (int x = 192; x < 200; x++)
        g_assert_cmphex (pixel_at (surface, x, y), ==, 0);
    }
  cairo_surface_destroy (surface);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/drawing-file/format/from-name", test_format_from_name);
  g_test_add_func ("/drawing-file/picture/bands", test_picture_of_a_drawing);
  g_test_add_func ("/pen/label-bar/widths", test_label_bar);
  g_test_add_func ("/pen/text/room", test_text);

  return g_test_run ();
}
