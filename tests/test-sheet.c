/* test-sheet.c: contact sheets: layout, drawing, lists, and the command that makes them
 *
 * Runs the program that was built (EMULSION_CLI) in a folder of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-error.h"
#include "emu-file.h"
#include "emu-list.h"
#include "emu-methods.h"
#include "emu-recipe.h"
#include "emu-sheet.h"
#include "command.h"
#include "pictures.h"

/* ---- Sheets in memory --------------------------------------------------------------------- */

/* A sheet of mixup with A white and B black, so that a cell's grey is its λ. */
static EmuSheet *
grey_sheet (int n_rows,
            int n_columns,
            int height,
            int width,
            int size_px)
{
  g_autoptr(EmuImage) white = constant (1, height, width, 255);
  g_autoptr(EmuImage) black = constant (1, height, width, 0);
  EmuSheet *sheet = emu_sheet_new (n_rows, n_columns, height, width, size_px);

  for (int i = 0; i < n_rows * n_columns; i++)
    {
      g_autoptr(EmuMixJob) job = emu_mix_job_new (white, black, emu_methods_find ("mixup", NULL), NULL);

      job->requested = (double) i / MAX (1, n_rows * n_columns - 1);
      emu_sheet_set_job (sheet, i / n_columns, i % n_columns, job);
    }

  return sheet;
}

static void
render (EmuSheet *sheet)
{
  g_autoptr(GError) error = NULL;

  emu_sheet_render (sheet, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static EmuImage *
to_image (EmuSheet *sheet)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_sheet_to_image (sheet, NULL, &error);

  g_assert_no_error (error);

  return image;
}

static void
assert_colour (const EmuImage *image,
               int             y,
               int             x,
               guint32         expected)
{
  guint32 colour = (guint32) emu_image_row (image, 0, y)[x] << 16 |
                   (guint32) emu_image_row (image, 1, y)[x] << 8 | emu_image_row (image, 2, y)[x];

  g_assert_cmphex (colour, ==, expected);
}

/* ---- Layout ------------------------------------------------------------------------------- */

/* Every cell lies inside the sheet, no two overlap, and every point belongs to the cell it is in. */
static void
test_cells (void)
{
  static const int shapes[][3] = {
    { 33, 47, 192 }, { 1, 1, 16 }, { 1000, 3, 64 }, { 3, 1000, 64 }, { 400, 300, 300 }, { 32, 32, 100 },
  };

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      g_autoptr(EmuSheet) sheet = emu_sheet_new (3, 4, shapes[s][0], shapes[s][1], shapes[s][2]);
      const EmuSheetLayout *layout;
      int covered = 0;

      emu_sheet_set_head (sheet, "a.png", "b.png", "seed 0");
      emu_sheet_set_row (sheet, 1, "CutMix", NULL);
      emu_sheet_set_column (sheet, 2, "λ = 0.5");
      layout = emu_sheet_get_layout (sheet);

      g_assert_cmpint (layout->picture.x1 - layout->picture.x0, <=, shapes[s][2]);
      g_assert_cmpint (layout->picture.y1 - layout->picture.y0, <=, shapes[s][2]);
      g_assert_cmpint (layout->picture.x1, <=, layout->cell_width);
      g_assert_cmpint (layout->picture.y1, <, layout->cell_height);

      for (int y = 0; y < layout->height; y++)
        {
          for (int x = 0; x < layout->width; x++)
            {
              int row = -1;
              int column = -1;
              EmuBox box;

              if (!emu_sheet_layout_cell_at (layout, x + 0.5, y + 0.5, &row, &column))
                continue;

              box = emu_sheet_layout_cell (layout, row, column);
              g_assert_true (x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1);
              covered++;
            }
        }
      g_assert_cmpint (covered, ==, 12 * layout->cell_width * layout->cell_height);
    }
}

static void
test_outside (void)
{
  static const double far[] = { -1, -1e300, 1e300, INFINITY, -INFINITY, NAN };
  g_autoptr(EmuSheet) sheet = emu_sheet_new (2, 2, 40, 40, 40);
  const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);
  int row;
  int column;

  for (guint i = 0; i < G_N_ELEMENTS (far); i++)
    {
      g_assert_false (emu_sheet_layout_cell_at (layout, far[i], layout->top + 1, &row, &column));
      g_assert_false (emu_sheet_layout_cell_at (layout, layout->left + 1, far[i], &row, &column));
    }
}

/* Large pictures are reduced to the size asked for, small ones grow by a whole factor. */
static void
test_sizes (void)
{
  static const struct
  {
    int height, width, size_px, shown_height, shown_width;
  } cases[] = {
    { 1024, 512, 128, 128, 64 },
    { 128, 128, 128, 128, 128 },
    { 100, 80, 192, 100, 80 },
    { 32, 32, 192, 192, 192 },
    { 5, 7, 192, 135, 189 },
    { 1, 1, 16, 16, 16 },
    { 1, 4096, 64, 1, 64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EmuSheet) sheet = emu_sheet_new (1, 1, cases[i].height, cases[i].width, cases[i].size_px);
      const EmuBox *picture = &emu_sheet_get_layout (sheet)->picture;

      g_assert_cmpint (picture->y1 - picture->y0, ==, cases[i].shown_height);
      g_assert_cmpint (picture->x1 - picture->x0, ==, cases[i].shown_width);
    }
}

/* Heads take room when there are any, and long ones do not take it all. */
static void
test_heads (void)
{
  g_autoptr(EmuSheet) sheet = emu_sheet_new (2, 2, 40, 40, 40);
  EmuSheetLayout bare = *emu_sheet_get_layout (sheet);
  EmuSheetLayout with_heads;
  g_autofree char *endless = g_strnfill (5000, 'W');

  g_assert_cmpint (bare.left, ==, bare.top);
  emu_sheet_set_row (sheet, 0, endless, endless);
  emu_sheet_set_column (sheet, 0, endless);
  emu_sheet_set_head (sheet, endless, endless, endless);
  with_heads = *emu_sheet_get_layout (sheet);

  g_assert_cmpint (with_heads.left, >, bare.left);
  g_assert_cmpint (with_heads.left, <, 250);
  g_assert_cmpint (with_heads.top, >, bare.top);
  g_assert_cmpint (with_heads.width, <, 700);
  g_assert_cmpint (with_heads.cell_width, ==, bare.cell_width);
  g_assert_cmpint (with_heads.cell_height, ==, bare.cell_height);
}

static void
test_too_large (void)
{
  g_autoptr(EmuSheet) tall = emu_sheet_new (EMU_SHEET_MAX_CELLS, 1, 10, 10, 16);
  g_autoptr(EmuSheet) huge = emu_sheet_new (15, 15, 2048, 2048, EMU_SHEET_MAX_SIZE_PX);
  EmuSheet *sheets[] = { tall, huge };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr(GError) image_error = NULL;
      g_autoptr(GError) document_error = NULL;
      g_autoptr(GFile) file = g_file_new_for_path ("/nowhere/sheet.pdf");

      g_assert_null (emu_sheet_to_image (sheets[i], NULL, &image_error));
      g_assert_error (image_error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
      g_assert_false (emu_sheet_save (sheets[i], file, EMU_DRAWING_PDF, NULL, &document_error));
      g_assert_error (document_error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
    }
}

/* ---- Drawing ------------------------------------------------------------------------------ */

static void
test_colours (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (1, 6, 120, 120, 120);
  const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);
  g_autoptr(EmuImage) image = NULL;

  render (sheet);
  image = to_image (sheet);
  g_assert_cmpint (image->height, ==, layout->height);
  g_assert_cmpint (image->width, ==, layout->width);
  assert_colour (image, 0, 0, 0xffffff);

  for (int column = 0; column < 6; column++)
    {
      EmuBox box = emu_sheet_layout_cell (layout, 0, column);
      guint32 grey = 51 * (guint32) column;  /* rint (255 · column / 5) */
      int bar_y = box.y1 - 15 - 4 - 3;       /* numbers, their gap, half the bar */
      int split = 24 * column;               /* 120 · column / 5 */

      assert_colour (image, box.y0, box.x0, grey << 16 | grey << 8 | grey);
      assert_colour (image, box.y0 + 119, box.x0 + 119, grey << 16 | grey << 8 | grey);
      if (column > 0)
        assert_colour (image, bar_y, box.x0 + split - 3, 0x1a63c4);
      if (column < 5)
        assert_colour (image, bar_y, box.x0 + split + 3, 0xc24d00);
      assert_colour (image, bar_y, box.x0 + CLAMP (split, 1, 119), 0x2e2e33);
    }
}

/* Where the label is not the λ asked for, the bar is neither colour alone. */
static void
test_hatching (void)
{
  static const char * const corner[] = { "cy", "cx" };
  g_autoptr(EmuImage) a = constant (1, 120, 120, 255);
  g_autoptr(EmuImage) b = constant (1, 120, 120, 0);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, emu_methods_find ("cutmix", NULL), NULL);
  g_autoptr(EmuSheet) sheet = emu_sheet_new (1, 1, 120, 120, 120);
  const EmuSheetCell *cell;
  g_autoptr(EmuImage) image = NULL;
  EmuBox box = emu_sheet_layout_cell (emu_sheet_get_layout (sheet), 0, 0);
  int plain = 0;
  int hatched = 0;

  /* A box that hangs over the corner: of the half that B should get, a quarter is inside. */
  job->requested = 0.5;
  job->has_given = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (corner); i++)
    {
      int draw = emu_draws_find (&job->method->draws, corner[i], NULL);

      g_assert_cmpint (draw, >=, 0);
      job->given.fixed[draw] = TRUE;
      job->given.scalar[draw] = 0;
    }
  emu_sheet_set_job (sheet, 0, 0, job);
  render (sheet);

  cell = emu_sheet_get_cell (sheet, 0, 0);
  g_assert_no_error (cell->error);
  g_assert_true (cell->requested);
  g_assert_cmpfloat (cell->asked, ==, 0.5);
  g_assert_cmpfloat (cell->weight_a, >, 0.8);
  g_assert_cmpfloat_with_epsilon (cell->weight_a + cell->weight_b, 1, 1e-12);

  image = to_image (sheet);
  for (int x = box.x0 + 64; x < box.x0 + (int) (120 * cell->weight_a) - 1; x++)
    {
      gboolean is_plain = emu_image_row (image, 0, box.y1 - 22)[x] == 0x1a;

      plain += is_plain;
      hatched += !is_plain;
    }
  g_assert_cmpint (hatched, >, 10);
  g_assert_cmpint (plain, >, 5);
}

static void
test_transparency (void)
{
  g_autoptr(EmuImage) clear = constant (4, 64, 64, 0);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (clear, clear, emu_methods_find ("mixup", NULL), NULL);
  g_autoptr(EmuSheet) sheet = emu_sheet_new (1, 1, 64, 64, 64);
  const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);
  int y = layout->top + layout->picture.y0;
  int x = layout->left + layout->picture.x0;
  g_autoptr(EmuImage) image = NULL;

  emu_sheet_set_job (sheet, 0, 0, job);
  render (sheet);
  image = to_image (sheet);
  assert_colour (image, y, x, 0xffffff);
  assert_colour (image, y, x + 8, 0xd9d9d9);
  assert_colour (image, y + 8, x, 0xd9d9d9);
  assert_colour (image, y + 8, x + 8, 0xffffff);
}

/* What a window draws piece by piece is what it draws at once. */
static void
test_pieces (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (7, 3, 33, 47, 141);
  g_autoptr(EmuImage) whole = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  const guint32 *row;

  emu_sheet_set_head (sheet, "a.png", "b.png", "seed 0");
  for (int i = 0; i < 7; i++)
    emu_sheet_set_row (sheet, i, i % 3 == 0 ? "CutMix" : NULL, "seed");
  render (sheet);
  whole = to_image (sheet);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, whole->width, whole->height);
  cr = cairo_create (surface);
  for (int y = 0; y < whole->height; y += 61)
    {
      for (int x = 0; x < whole->width; x += 83)
        {
          cairo_save (cr);
          cairo_rectangle (cr, x, y, 83, 61);
          cairo_clip (cr);
          emu_sheet_draw (sheet, FALSE, cr);
          cairo_restore (cr);
        }
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  for (int y = 0; y < whole->height; y++)
    {
      row = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface) +
                                              (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
      for (int x = 0; x < whole->width; x++)
        assert_colour (whole, y, x, row[x] & 0xffffff);
    }
  cairo_surface_destroy (surface);
}

/* On a dark ground the pictures are the same and the letters light. */
static void
test_dark (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (1, 1, 33, 47, 94);
  const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);
  cairo_surface_t *surfaces[2];
  guint n_equal = 0;
  guint n_pixels = 0;

  render (sheet);
  for (int dark = 0; dark < 2; dark++)
    {
      cairo_t *cr;

      surfaces[dark] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, layout->width, layout->height);
      cr = cairo_create (surfaces[dark]);
      emu_sheet_draw (sheet, dark, cr);
      cairo_destroy (cr);
      cairo_surface_flush (surfaces[dark]);
    }

  for (int y = 0; y < layout->height; y++)
    for (int x = 0; x < layout->width; x++)
      {
        EmuBox cell = emu_sheet_layout_cell (layout, 0, 0);
        const EmuBox *picture = &layout->picture;
        gboolean inside = y >= cell.y0 + picture->y0 && y < cell.y0 + picture->y1 &&
                          x >= cell.x0 + picture->x0 && x < cell.x0 + picture->x1;
        guint32 pixels[2];

        for (int dark = 0; dark < 2; dark++)
          {
            const guchar *data = cairo_image_surface_get_data (surfaces[dark]);
            gsize stride = (gsize) cairo_image_surface_get_stride (surfaces[dark]);

            memcpy (&pixels[dark], data + (gsize) y * stride + 4 * (gsize) x, 4);
          }
        if (inside)
          g_assert_cmphex (pixels[0], ==, pixels[1]);
        n_pixels++;
        n_equal += pixels[0] == pixels[1];
      }
  g_assert_cmpuint (n_equal, <, n_pixels / 2);

  cairo_surface_destroy (surfaces[0]);
  cairo_surface_destroy (surfaces[1]);
}

static void
test_words (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (1, 2, 33, 47, 94);
  g_autofree char *before = emu_sheet_describe_cell (sheet, 0, 0);
  g_autofree char *after = NULL;
  g_autofree char *nothing = NULL;

  emu_sheet_set_text (sheet, 0, 1, "no λ");
  g_assert_nonnull (strstr (before, "not computed"));
  render (sheet);
  after = emu_sheet_describe_cell (sheet, 0, 0);
  g_assert_nonnull (strstr (after, "label"));
  nothing = emu_sheet_describe_cell (sheet, 0, 1);
  g_assert_null (nothing);
}

/* ---- Rendering ---------------------------------------------------------------------------- */

static gboolean
refuse (const void   *params,
        const EmuMix *mix,
        EmuMask      *mask,
        GError      **error)
{
  g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED, "published code refuses this picture");

  return FALSE;
}

static const EmuMethod refusing = {
  .id = "refusing",
  .name = "Refusing",
  .source = "a test",
  .alpha = 1,
  .mask = refuse,
};

static void
count_cb (int      n_done,
          int      n_jobs,
          gpointer data)
{
  int *last = data;

  g_assert_cmpint (n_done, ==, *last + 1);
  g_assert_cmpint (n_jobs, ==, 4);
  *last = n_done;
}

/* One cell fails, one has words, one nothing: the others are there, and the sheet is drawn. */
static void
test_error_in_a_cell (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (2, 3, 40, 40, 40);
  g_autoptr(EmuImage) a = constant (1, 40, 40, 9);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, a, &refusing, NULL);
  g_autoptr(EmuImage) before = NULL;
  g_autoptr(EmuImage) after = NULL;
  g_autoptr(GError) error = NULL;
  int n_done = 0;

  before = to_image (sheet);
  emu_sheet_set_job (sheet, 0, 1, job);
  emu_sheet_set_text (sheet, 1, 0, "no λ");
  emu_sheet_set_text (sheet, 1, 1, NULL);
  emu_sheet_render (sheet, count_cb, &n_done, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_done, ==, 4);

  for (int i = 0; i < 6; i++)
    {
      const EmuSheetCell *cell = emu_sheet_get_cell (sheet, i / 3, i % 3);

      g_assert_true ((cell->picture != NULL) == (i == 0 || i == 2 || i == 5));
      g_assert_true ((cell->error != NULL) == (i == 1));
    }
  g_assert_error (emu_sheet_get_cell (sheet, 0, 1)->error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);

  after = to_image (sheet);
  g_assert_false (emu_image_equal (before, after));
}

static void
cancel_cb (int      n_done,
           int      n_jobs,
           gpointer data)
{
  if (n_done == 2)
    g_cancellable_cancel (data);
}

/* Cancelled after two cells; asked again, it goes on where it stopped. */
static void
test_cancel (void)
{
  g_autoptr(EmuSheet) sheet = grey_sheet (1, 4, 40, 40, 40);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  EmuImage *kept;

  g_assert_false (emu_sheet_render (sheet, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  kept = emu_sheet_get_cell (sheet, 0, 1)->picture;
  g_assert_nonnull (kept);
  g_assert_null (emu_sheet_get_cell (sheet, 0, 2)->picture);
  g_assert_no_error (emu_sheet_get_cell (sheet, 0, 2)->error);

  render (sheet);
  g_assert_true (emu_sheet_get_cell (sheet, 0, 1)->picture == kept);
  g_assert_nonnull (emu_sheet_get_cell (sheet, 0, 3)->picture);
}

/* ---- Lists -------------------------------------------------------------------------------- */

static void
test_integers (void)
{
  static const struct
  {
    const char *text;
    const char *numbers;
  } cases[] = {
    { "0", "0" },
    { "3,1,3", "3 1 3" },
    { "1..5", "1 2 3 4 5" },
    { "7..7", "7" },
    { "1..9..3,2", "1 4 7 2" },
    { "0..10..4", "0 4 8" },
    { "9007199254740990..9007199254740991", "9007199254740990 9007199254740991" },
    { "0..9007199254740991..9007199254740991", "0 9007199254740991" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) list = emu_list_integers ("--seeds", cases[i].text, EMU_SEED_MAX, &error);
      g_autoptr(GString) numbers = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint n = 0; n < list->len; n++)
        g_string_append_printf (numbers, "%s%" G_GUINT64_FORMAT, n > 0 ? " " : "",
                                g_array_index (list, guint64, n));
      g_assert_cmpstr (numbers->str, ==, cases[i].numbers);
    }
}

/* The numbers of a range are the doubles one would have written. */
static void
test_numbers (void)
{
  static const double tenths[] = { 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) range = emu_list_numbers ("--lambdas", "0..1..0.1", 0, 1, &error);
  g_autoptr(GArray) short_range = emu_list_numbers ("--lambdas", "0.1..0.95..0.4", 0, 1, &error);
  g_autoptr(GArray) single = emu_list_numbers ("--lambdas", "0.1234567890123456,1e-15", 0, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (range->len, ==, G_N_ELEMENTS (tenths));
  for (guint i = 0; i < G_N_ELEMENTS (tenths); i++)
    g_assert_cmpfloat (g_array_index (range, double, i), ==, tenths[i]);

  g_assert_cmpuint (short_range->len, ==, 3);
  g_assert_cmpfloat (g_array_index (short_range, double, 2), ==, 0.9);

  g_assert_cmpuint (single->len, ==, 2);
  g_assert_cmpfloat (g_array_index (single, double, 0), ==, 0.1234567890123456);
  g_assert_cmpfloat (g_array_index (single, double, 1), ==, 1e-15);
}

static void
test_hostile_lists (void)
{
  static const char * const neither[] = {
    "", ",", "1,", ",1", "1,,2", "..", "1..", "..1", "1....2", "1..2..3..4", "x", " 1", "1 ", "1;2", "-1",
    "nan", "inf", "0x1", "1..0", "0..1..0", "0..1..-1", "0..1..nan", "1e999", "\xff\xfe", "1..2..",
    "0..1..1e-300", "99999999999999999999", "1,2,x", "%s%n", "0..0..0",
  };
  static const char * const no_integers[] = { "0.5", "1e3", "0..4096", "0..9007199254740991",
                                              "9007199254740992", "+1", "0..4095,1" };
  static const char * const no_numbers[] = { "1.5", "-0.1", "0..1", "0..1..0.0001", "0..2..0.5",
                                             "0..1..1e-9", "0..1e-320..5e-324,0..1..0.0002" };
  g_autofree char *commas = g_strnfill (1 << 20, ',');
  g_autofree char *digits = g_strnfill (1 << 20, '7');
  g_autofree char *dots = g_strnfill (1 << 20, '.');
  const char *longest[] = { commas, digits, dots };
  g_autoptr(GPtrArray) both = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (neither); i++)
    g_ptr_array_add (both, (gpointer) neither[i]);
  for (guint i = 0; i < G_N_ELEMENTS (longest); i++)
    g_ptr_array_add (both, (gpointer) longest[i]);

  for (guint i = 0; i < both->len + G_N_ELEMENTS (no_integers); i++)
    {
      const char *text = i < both->len ? g_ptr_array_index (both, i) : no_integers[i - both->len];
      g_autoptr(GError) error = NULL;

      g_assert_null (emu_list_integers ("--seeds", text, EMU_SEED_MAX, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_assert_nonnull (strstr (error->message, "--seeds"));
      g_assert_cmpuint (strlen (error->message), <, 400);
    }

  for (guint i = 0; i < both->len + G_N_ELEMENTS (no_numbers); i++)
    {
      const char *text = i < both->len ? g_ptr_array_index (both, i) : no_numbers[i - both->len];
      g_autoptr(GError) error = NULL;

      g_assert_null (emu_list_numbers ("--lambdas", text, 0, 1, &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
      g_assert_nonnull (strstr (error->message, "--lambdas"));
      g_assert_cmpuint (strlen (error->message), <, 400);
    }
}

/* ---- The command -------------------------------------------------------------------------- */

static GBytes *
contents (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = g_file_load_bytes (file, NULL, NULL, &error);

  g_assert_no_error (error);

  return bytes;
}

static void
save_picture (const char *name,
              int         channels,
              int         height,
              int         width)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(EmuImage) image = constant (channels, height, width, 0);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < channels * emu_image_n_pixels (image); i++)
    emu_image_plane (image, 0)[i] = (guint8) ((i * 2654435761u) >> 13);
  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Equal arguments give equal bytes, in every kind of file; other arguments give others. */
static void
test_repeatable (void)
{
  static const char * const kinds[] = { "png", "svg", "pdf" };
  static const char * const starts[] = { "\x89PNG", "<?xml", "%PDF-" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GBytes *bytes[3] = { NULL };

      for (guint n = 0; n < 3; n++)
        {
          g_autofree char *name = g_strdup_printf ("out-%u.%s", n, kinds[i]);
          g_autofree char *line = g_strdup_printf ("sheet a.png b.png --seeds %u --size 64 -o %s", n / 2,
                                                   name);
          g_auto(Run) result = run ("%s", line);

          g_assert_cmpstr (result.err, ==, "");
          g_assert_cmpint (result.status, ==, 0);
          g_assert_nonnull (strstr (result.out, name));
          bytes[n] = contents (name);

          /* A PDF that knew the time of day would be another one a second later. */
          g_assert_null (g_strstr_len (g_bytes_get_data (bytes[n], NULL),
                                       (gssize) g_bytes_get_size (bytes[n]), "CreationDate"));
        }

      g_assert_true (g_str_has_prefix (g_bytes_get_data (bytes[0], NULL), starts[i]));
      g_assert_true (g_bytes_equal (bytes[0], bytes[1]));
      g_assert_false (g_bytes_equal (bytes[0], bytes[2]));

      for (guint n = 0; n < 3; n++)
        g_clear_pointer (&bytes[n], g_bytes_unref);
    }
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *options;
    const char *part;
  } cases[] = {
    { "--methods cutmix,fmix", "5 × 2 cells" },
    { "--methods fmix --lambdas 0..1..0.1", "11 × 1 cells" },
    { "--methods fmix,cutmix --lambdas 0.5 --seeds 1..8", "8 × 2 cells" },
    { "--methods fmix,cutmix --lambdas 0.5,0.75 --seeds 1..3,9", "2 × 8 cells" },
    { "--methods cutmix --lambdas 0.5 --set label-from=lambda", "1 × 1 cells" },
    { "--methods cutmix --lambdas 0.5 --fit stretch --size 2048", "1 × 1 cells" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf ("sheet a.png b.png -o shape.png %s", cases[i].options);
      g_auto(Run) result = run ("%s", line);
      g_autoptr(GBytes) bytes = NULL;
      g_auto(EmuFileInfo) info = { 0 };
      g_autoptr(EmuImage) image = NULL;

      g_assert_cmpint (result.status, ==, 0);
      g_assert_nonnull (strstr (result.out, cases[i].part));

      bytes = contents ("shape.png");
      image = emu_file_load_bytes (bytes, "shape.png", &info, NULL);
      g_assert_nonnull (image);
      g_assert_null (info.recipe);
    }
}

/* Without lists: every method that needs no network, five λ. */
static void
test_defaults (void)
{
  g_auto(Run) result = run ("sheet a.png b.png -o all.png");
  g_autofree char *expected = NULL;
  guint n_methods = 0;

  for (guint i = 0; i < emu_methods_size (); i++)
    n_methods += !emu_methods_get (i)->needs_network;
  expected = g_strdup_printf ("5 × %u cells", n_methods);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.out, expected));
}

/* What cannot be done on a picture of one pixel is a remark, not a failure. */
static void
test_tiny (void)
{
  g_auto(Run) result = run ("sheet dot.png b.png --seeds 0,1 -o tiny.png");

  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.err, "gridmix: "));
}

static void
assert_failed (const char *line,
               int         status,
               const char *part)
{
  g_auto(Run) result = run ("%s", line);
  const char *line_end = strchr (result.err, '\n');

  g_test_message ("%s", result.err);
  g_assert_cmpint (result.status, ==, status);
  g_assert_cmpstr (result.out, ==, "");
  g_assert_true (line_end != NULL && line_end[1] == '\0');
  g_assert_nonnull (strstr (result.err, part));
}

static void
test_errors (void)
{
  static const struct
  {
    int         status;
    const char *line;
    const char *part;
  } cases[] = {
    { 2, "sheet", "A B" },
    { 2, "sheet a.png -o x.png", "A B" },
    { 2, "sheet a.png b.png", "-o OUT.png" },
    { 2, "sheet a.png b.png -o x.jpg", "x.jpg" },
    { 2, "sheet a.png b.png -o x.png --json", "--json" },
    { 2, "sheet a.png b.png -o x.png --method fmix", "--methods" },
    { 2, "sheet a.png b.png -o x.png --methods cutmx", "“cutmix”" },
    { 2, "sheet a.png b.png -o x.png --methods cutmix,,fmix", "--methods" },
    { 2, "sheet a.png b.png -o x.png --lambdas 0..1", "0..1..STEP" },
    { 2, "sheet a.png b.png -o x.png --lambdas 0,5;1", "0" },
    { 2, "sheet a.png b.png -o x.png --lambdas 1.1", "1.1" },
    { 2, "sheet a.png b.png -o x.png --lambdas nan", "nan" },
    { 2, "sheet a.png b.png -o x.png --seeds 1.5", "1.5" },
    { 2, "sheet a.png b.png -o x.png --seeds 0..9007199254740991", "4096" },
    { 2, "sheet a.png b.png -o x.png --methods mixup --seeds 0..4095", "4096" },
    { 2, "sheet a.png b.png -o x.png --methods mixup --seeds 0..818", "32767" },
    { 2, "sheet a.png b.png -o x.png --size 15", "15" },
    { 2, "sheet a.png b.png -o x.png --size 1e2", "1e2" },
    { 2, "sheet a.png b.png -o x.png --fit fill", "fill" },
    { 2, "sheet a.png b.png -o x.png --set scop=1", "scop" },
    { 2, "sheet a.png b.png -o x.png --set scope", "NAME=VALUE" },
    { 2, "sheet a.png b.png -o x.png --set scope=wide", "resizemix" },
    { 2, "sheet a.png b.png -o x.png --methods resizemix --set scop=0.1", "“scope”" },
    { 1, "sheet missing.png b.png -o x.png", "missing.png" },
    { 1, "sheet a.png missing.png -o x.png", "missing.png" },
    { 1, "sheet a.png b.png --methods mixup -o nowhere/x.png", "x.png" },
    { 1, "sheet a.png b.png --methods mixup -o nowhere/x.pdf", "x.pdf" },
    { 1, "sheet a.png b.png --methods mixup -o /dev/full", "full" },
    { 1, "sheet a.png b.png --methods mixup -o .", "folder" },
  };
  g_autofree char *path = g_build_filename (folder, "x.png", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_failed (cases[i].line, cases[i].status, cases[i].part);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* ---- Setting up --------------------------------------------------------------------------- */

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);

  if (!command_begin ())
    return 1;

  save_picture ("a.png", 3, 60, 90);
  save_picture ("b.png", 1, 33, 47);
  save_picture ("dot.png", 3, 1, 1);

  g_test_add_func ("/sheet/layout/cells", test_cells);
  g_test_add_func ("/sheet/layout/outside", test_outside);
  g_test_add_func ("/sheet/layout/sizes", test_sizes);
  g_test_add_func ("/sheet/layout/heads", test_heads);
  g_test_add_func ("/sheet/layout/too-large", test_too_large);
  g_test_add_func ("/sheet/draw/colours", test_colours);
  g_test_add_func ("/sheet/draw/hatching", test_hatching);
  g_test_add_func ("/sheet/draw/transparency", test_transparency);
  g_test_add_func ("/sheet/draw/pieces", test_pieces);
  g_test_add_func ("/sheet/render/error-in-a-cell", test_error_in_a_cell);
  g_test_add_func ("/sheet/render/cancel", test_cancel);
  g_test_add_func ("/sheet/draw/dark", test_dark);
  g_test_add_func ("/sheet/draw/words", test_words);
  g_test_add_func ("/sheet/list/integers", test_integers);
  g_test_add_func ("/sheet/list/numbers", test_numbers);
  g_test_add_func ("/sheet/list/hostile", test_hostile_lists);
  g_test_add_func ("/sheet/command/repeatable", test_repeatable);
  g_test_add_func ("/sheet/command/defaults", test_defaults);
  g_test_add_func ("/sheet/command/shapes", test_shapes);
  g_test_add_func ("/sheet/command/tiny", test_tiny);
  g_test_add_func ("/sheet/command/errors", test_errors);

  status = g_test_run ();
  command_end ();

  return status;
}
