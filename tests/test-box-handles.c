/* test-box-handles.c: a box under real hands, and the values under the pointer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-box-handles.h"
#include "emu-methods.h"
#include "emu-readout.h"
#include "stage.h"

/* --- The box ----------------------------------------------------------------------------------- */

static EmuBoxHandles *
box_handles (Stage *stage)
{
  return EMU_BOX_HANDLES (child_of (stage->page, EMU_TYPE_MIX_PAGE, "box_handles"));
}

/* Moves the pointer to a place of A. */
static void
point_at_pixel (Stage *stage,
                double px,
                double py)
{
  GtkWidget *canvas = GTK_WIDGET (stage->canvas);
  double x;
  double y;

  emu_canvas_from_picture (stage->canvas, px, py, &x, &y);
  point_at (canvas, x / gtk_widget_get_width (canvas), y / gtk_widget_get_height (canvas));
}

static gboolean
frame_has_box (Stage        *stage,
               const EmuBox *asked)
{
  EmuMixBox box;

  return stage->frame != NULL && emu_mix_get_box (stage->frame->mix, &box) &&
         memcmp (&box.asked, asked, sizeof *asked) == 0;
}

static gboolean
box_at (Stage *stage,
        int    y0,
        int    y1,
        int    x0,
        int    x1)
{
  EmuBox asked = { y0, y1, x0, x1 };
  EmuMixBox box;

  return emu_box_handles_get_box (box_handles (stage), &box) &&
         memcmp (&box.asked, &asked, sizeof asked) == 0 && frame_has_box (stage, &asked);
}

static EmuBox
present_box (Stage *stage)
{
  EmuMixBox box;

  g_assert_true (emu_box_handles_get_box (box_handles (stage), &box));

  return box.asked;
}

static guint
draw_index (EmuMixDocument *document,
            const char     *name)
{
  g_autoptr(GError) error = NULL;
  int index = emu_draws_find (&emu_mix_document_get_method (document)->draws, name, &error);

  g_assert_no_error (error);

  return (guint) index;
}

/* CutMix with λ 0.75, so half as wide and as high as A, in the middle of 300 × 400 pixels. */
static void
open_box (Stage *stage,
          int    channels)
{
  g_autofree char *name_a = g_strdup_printf ("large-red-%d.png", channels);
  g_autofree char *name_b = g_strdup_printf ("large-blue-%d.png", channels);
  g_autoptr(GFile) red = picture (name_a, channels, 300, 400, 0xc01010);
  g_autoptr(GFile) blue = picture (name_b, channels, 300, 400, 0x1010c0);

  open_files (stage, red, blue);
  emu_mix_document_set_method (stage->document, method ("cutmix"));
  emu_mix_document_set_lambda (stage->document, 0.75);
  emu_mix_document_fix_draw (stage->document, draw_index (stage->document, "cy"), 150);
  emu_mix_document_fix_draw (stage->document, draw_index (stage->document, "cx"), 200);
  emu_mix_document_forget_history (stage->document);
  WAIT_FOR (box_at (stage, 75, 225, 100, 300));
}

/* A box under a hand: λ, draws, picture and label follow, and one undo takes all of it back. */
static void
test_move_box (void)
{
  GtkWidget *canvas;
  Stage stage;
  guint cx;
  guint cy;
  EmuBox moved;
  double x;
  double y;
  int by;

  stage_init (&stage, 1440, 900);
  open_box (&stage, 3);
  canvas = GTK_WIDGET (stage.canvas);
  cx = draw_index (stage.document, "cx");
  cy = draw_index (stage.document, "cy");
  by = (int) rint (40 * gtk_widget_get_scale_factor (canvas) / emu_canvas_get_zoom (stage.canvas));
  g_assert_cmpint (by, >, 2);

  emu_canvas_from_picture (stage.canvas, 230, 130, &x, &y);
  x = rint (x);
  y = rint (y);
  point_at (canvas, x / gtk_widget_get_width (canvas), y / gtk_widget_get_height (canvas));
  xdotool ("mousedown", "1", NULL);
  for (int i = 1; i <= 4; i++)
    point_at (canvas, (x + 10 * i) / gtk_widget_get_width (canvas), y / gtk_widget_get_height (canvas));
  WAIT_FOR (emu_mix_document_get_draw (stage.document, cx) == 200 + by);
  g_assert_true (emu_mix_document_in_gesture (stage.document));
  g_assert_cmpfloat (emu_mix_document_get_draw (stage.document, cy), ==, 150);
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.75);
  WAIT_FOR (box_at (&stage, 75, 225, 100 + by, 300 + by));

  /* Over the right border: what is seen of it decides the label. */
  point_at_pixel (&stage, 380, 130);
  WAIT_FOR (emu_mix_document_get_draw (stage.document, cx) > 330);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
  moved = present_box (&stage);
  g_assert_cmpint (moved.x1, >, 400);
  WAIT_FOR (frame_has_box (&stage, &moved));
  g_assert_cmpfloat_with_epsilon (stage.frame->mix->label.weight_a,
                                  1 - 150.0 * (400 - moved.x0) / (300.0 * 400.0), 1e-9);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (box_handles (&stage))));

  emu_mix_document_undo (stage.document);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  WAIT_FOR (box_at (&stage, 75, 225, 100, 300));

  /* λ moves the box, too. */
  emu_mix_document_set_lambda (stage.document, 0);
  WAIT_FOR (box_at (&stage, 0, 300, 0, 400));

  stage_clear (&stage);
}

static void
test_resize_box (void)
{
  EmuBox smaller;
  EmuBox wide;
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_box (&stage, 3);

  /* A corner: the one across stays, the ratio too. */
  point_at_pixel (&stage, 300, 225);
  xdotool ("mousedown", "1", NULL);
  point_at_pixel (&stage, 240, 180);
  WAIT_FOR (emu_mix_document_in_gesture (stage.document));
  WAIT_FOR (abs (present_box (&stage).x1 - 240) <= 1);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
  smaller = present_box (&stage);
  g_assert_cmpint (abs (smaller.x0 - 100), <=, 1);
  g_assert_cmpint (abs (smaller.y0 - 75), <=, 1);
  g_assert_cmpint (abs (smaller.y1 - 180), <=, 1);
  g_assert_cmpfloat_with_epsilon (emu_mix_document_get_lambda (stage.document),
                                  1 - 140.0 * 105 / (300.0 * 400.0), 0.01);
  emu_mix_document_undo (stage.document);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  WAIT_FOR (box_at (&stage, 75, 225, 100, 300));

  /* A side, and Escape before the hand lets go. */
  point_at_pixel (&stage, 100, 150);
  xdotool ("mousedown", "1", NULL);
  point_at_pixel (&stage, 60, 150);
  WAIT_FOR (abs (present_box (&stage).x0 - 60) <= 1);
  wide = present_box (&stage);
  g_assert_cmpint (abs (wide.x1 - 300), <=, 1);
  g_assert_cmpint (abs (wide.y0 + wide.y1 - 300), <=, 2);
  press (&stage, "Escape");
  g_assert_false (emu_mix_document_in_gesture (stage.document));
  WAIT_FOR (box_at (&stage, 75, 225, 100, 300));
  xdotool ("mouseup", "1", NULL);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.75);

  stage_clear (&stage);
}

/* What a rule keeps, the hand cannot change. */
static void
test_box_rules (void)
{
  g_autoptr(GFile) dot = picture ("dot.png", 3, 1, 1, 0xc01010);
  const EmuParam *rule;
  EmuBox before;
  EmuBox box;
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_box (&stage, 3);

  /* Sides of their own. */
  rule = emu_params_find (&method ("cutmix")->params, "box-rule", NULL);
  emu_mix_document_set_param (stage.document, rule, 2);
  emu_mix_document_fix_draw (stage.document, draw_index (stage.document, "cut-h"), 100);
  emu_mix_document_fix_draw (stage.document, draw_index (stage.document, "cut-w"), 100);
  emu_mix_document_fix_draw (stage.document, draw_index (stage.document, "y0"), 50);
  emu_mix_document_fix_draw (stage.document, draw_index (stage.document, "x0"), 60);
  WAIT_FOR (box_at (&stage, 50, 150, 60, 160));
  point_at_pixel (&stage, 160, 100);
  xdotool ("mousedown", "1", NULL);
  point_at_pixel (&stage, 200, 120);
  WAIT_FOR (abs (present_box (&stage).x1 - 200) <= 1);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
  box = present_box (&stage);
  g_assert_cmpint (box.y0, ==, 50);
  g_assert_cmpint (box.y1, ==, 150);
  g_assert_cmpint (box.x0, ==, 60);
  g_assert_cmpfloat (emu_mix_document_get_draw (stage.document, draw_index (stage.document, "cut-w")), ==,
                     box.x1 - box.x0);

  /* A place of its own: a press inside is for the canvas, and a side moves the one across. */
  emu_mix_document_set_method (stage.document, method ("saliencymix"));
  emu_mix_document_set_lambda (stage.document, 0.9);
  WAIT_FOR (stage.frame->mix->method == method ("saliencymix") && stage.frame->mix->lambda == 0.9);
  before = present_box (&stage);
  WAIT_FOR (box_at (&stage, before.y0, before.y1, before.x0, before.x1));
  g_assert_nonnull (strstr (text_of (box_handles (&stage), EMU_TYPE_BOX_HANDLES, "caption"),
                            "its place follows the guide"));
  gtk_widget_grab_focus (GTK_WIDGET (box_handles (&stage)));
  press (&stage, "plus");
  WAIT_FOR (present_box (&stage).x1 > before.x1);
  box = present_box (&stage);
  g_assert_cmpint (box.x0 + box.x1, ==, before.x0 + before.x1);
  g_assert_cmpint (box.y0 + box.y1, ==, before.y0 + before.y1);
  emu_mix_document_forget_history (stage.document);
  point_at_pixel (&stage, (before.x0 + before.x1) / 2.0, (before.y0 + before.y1) / 2.0);
  xdotool ("mousedown", "1", NULL);
  point_at_pixel (&stage, (before.x0 + before.x1) / 2.0 + 20, (before.y0 + before.y1) / 2.0);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (gtk_widget_has_focus (GTK_WIDGET (stage.canvas)));
  g_assert_false (emu_mix_document_can_undo (stage.document));

  /* A picture too small for a box has none. */
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  open_files (&stage, dot, NULL);
  WAIT_FOR (stage.frame->mix->width == 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (box_handles (&stage))));

  stage_clear (&stage);
}

static void
test_box_keys (void)
{
  EmuMixBox box;
  Stage stage;
  double zoom;

  stage_init (&stage, 1440, 900);
  open_box (&stage, 3);

  gtk_widget_grab_focus (GTK_WIDGET (box_handles (&stage)));
  press (&stage, "Right");
  WAIT_FOR (box_at (&stage, 75, 225, 101, 301));
  press (&stage, "shift+Up");
  WAIT_FOR (box_at (&stage, 65, 215, 101, 301));
  press (&stage, "minus");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), >, 0.75);
  WAIT_FOR (present_box (&stage).x1 - present_box (&stage).x0 == 198);
  press (&stage, "plus");
  WAIT_FOR (box_at (&stage, 65, 215, 101, 301));
  press (&stage, "alt+shift+Right");
  WAIT_FOR (present_box (&stage).x1 - present_box (&stage).x0 >= 216);

  xdotool ("key", "F1", NULL);
  WAIT_FOR (find (GTK_WIDGET (box_handles (&stage)), is_label_with, "Arrow keys move the box") != NULL);
  xdotool ("key", "Escape", NULL);
  WAIT_FOR (find (GTK_WIDGET (box_handles (&stage)), is_label_with, "Arrow keys move the box") == NULL);

  /* The wheel is for the canvas, over the box as well; so is a drag beside it. */
  zoom = emu_canvas_get_zoom (stage.canvas);
  point_at_pixel (&stage, 200, 150);
  xdotool ("click", "4", NULL);
  WAIT_FOR (emu_canvas_get_zoom (stage.canvas) > zoom);
  xdotool ("click", "5", NULL);
  emu_canvas_zoom_fit (stage.canvas);
  point_at_pixel (&stage, 20, 280);
  xdotool ("click", "1", NULL);
  WAIT_FOR (gtk_widget_has_focus (GTK_WIDGET (stage.canvas)));

  /* No box while A alone is seen. */
  xdotool ("keydown", "backslash", NULL);
  WAIT_FOR (!emu_box_handles_get_box (box_handles (&stage), &box));
  xdotool ("keyup", "backslash", NULL);
  WAIT_FOR (emu_box_handles_get_box (box_handles (&stage), &box));

  /* Where other pictures stand beside it there is no box, nor without one in the method. */
  press (&stage, "5");
  WAIT_FOR (!gtk_widget_get_visible (GTK_WIDGET (box_handles (&stage))));
  press (&stage, "2");
  WAIT_FOR (gtk_widget_get_visible (GTK_WIDGET (box_handles (&stage))));
  emu_mix_document_set_method (stage.document, method ("mixup"));
  WAIT_FOR (!gtk_widget_get_visible (GTK_WIDGET (box_handles (&stage))));

  stage_clear (&stage);
}

/* --- The values ------------------------------------------------------------------------------ */

static gboolean
is_readout (GtkWidget *widget,
            gpointer   data)
{
  return EMU_IS_READOUT (widget);
}

/* What the readout says, or nothing. */
static gboolean
readout_says (Stage      *stage,
              const char *wanted)
{
  GtkWidget *readout = find (GTK_WIDGET (stage->page), is_readout, NULL);
  g_autofree char *text = readout != NULL ? emu_readout_get_text (EMU_READOUT (readout)) : NULL;

  return g_strcmp0 (text, wanted) == 0;
}

static gboolean
readout_is_above (Stage *stage)
{
  GtkWidget *readout = find (GTK_WIDGET (stage->page), is_readout, NULL);
  graphene_rect_t bounds;

  return readout != NULL &&
         gtk_widget_compute_bounds (child_of (readout, EMU_TYPE_READOUT, "plate"), GTK_WIDGET (stage->canvas),
                                    &bounds) &&
         bounds.origin.y < gtk_widget_get_height (GTK_WIDGET (stage->canvas)) / 2.0;
}

static void
append_bytes (GString    *text,
              const char *name,
              EmuImage   *image,
              int         x,
              int         y)
{
  g_string_append_printf (text, "%s", name);
  for (int c = 0; c < image->channels; c++)
    g_string_append_printf (text, " %d", emu_image_row (image, c, y)[x]);
}

static char *
values_of (Stage *stage,
           int    x,
           int    y)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (stage->document);
  g_autoptr(EmuFrame) frame = compute (job);
  EmuView pixel = { x, y, 1, 1, 1 };
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuMask) mask = emu_mix_mask (frame->mix, &pixel, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_string_append_printf (text, "%d, %d", x, y);
  append_bytes (text, "  A", emu_pair_get_a (frame->pair), x, y);
  append_bytes (text, "  B", emu_pair_get_b (frame->pair), x, y);
  g_string_append_printf (text, "  mask %.2f", emu_mask_at (mask, 0, 0));
  append_bytes (text, "  result", frame->result, x, y);

  return g_string_free (text, FALSE);
}

static void
assert_readout (Stage *stage,
                int    x,
                int    y)
{
  g_autofree char *wanted = values_of (stage, x, y);

  WAIT_FOR (readout_says (stage, wanted));
}

/* True values of the pixel under the pointer, at any zoom, in any tile, of any number of channels. */
static void
test_readout (void)
{
  GtkWidget *canvas;
  Stage stage;
  double x;
  double y;
  double px;
  double py;

  stage_init (&stage, 1440, 900);
  canvas = GTK_WIDGET (stage.canvas);
  open_box (&stage, 4);

  point_at_pixel (&stage, 10.5, 20.5);
  assert_readout (&stage, 10, 20);
  WAIT_FOR (!readout_is_above (&stage));

  /* Where the hand would be over it, it goes up. */
  point_at_pixel (&stage, 10.5, stage.frame->mix->height - 0.5);
  WAIT_FOR (readout_is_above (&stage));
  point_at_pixel (&stage, 120.5, 100.5);
  assert_readout (&stage, 120, 100);

  /* The picture changes under a still pointer. */
  emu_mix_document_set_method (stage.document, method ("mixup"));
  assert_readout (&stage, 120, 100);
  emu_mix_document_set_method (stage.document, method ("resizemix"));
  assert_readout (&stage, 120, 100);

  press (&stage, "5");
  /* A place the pointer can have: a whole one. */
  x = rint (0.2 * gtk_widget_get_width (canvas));
  y = rint (0.3 * gtk_widget_get_height (canvas));
  point_at (canvas, x / gtk_widget_get_width (canvas), y / gtk_widget_get_height (canvas));
  g_assert_true (emu_canvas_to_picture (stage.canvas, x, y, &px, &py));
  assert_readout (&stage, (int) floor (px), (int) floor (py));

  point_at (GTK_WIDGET (stage.inspector), 0.5, 0.5);
  WAIT_FOR (readout_says (&stage, NULL));

  /* The same by keys, from the middle of what is seen. */
  press (&stage, "1");
  gtk_widget_grab_focus (canvas);
  g_assert_true (emu_canvas_to_picture (stage.canvas, gtk_widget_get_width (canvas) / 2.0,
                                        gtk_widget_get_height (canvas) / 2.0, &px, &py));
  press (&stage, "alt+Right");
  assert_readout (&stage, (int) floor (px), (int) floor (py));
  press (&stage, "alt+Right");
  press (&stage, "alt+shift+Up");
  assert_readout (&stage, (int) floor (px) + 1, (int) floor (py) - 10);
  press (&stage, "Escape");
  WAIT_FOR (readout_says (&stage, NULL));

  stage_clear (&stage);
}

static void
add_tests (void)
{
  g_test_add_func ("/box-handles/move", test_move_box);
  g_test_add_func ("/box-handles/resize", test_resize_box);
  g_test_add_func ("/box-handles/rules", test_box_rules);
  g_test_add_func ("/box-handles/keys", test_box_keys);
  g_test_add_func ("/readout/values", test_readout);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
