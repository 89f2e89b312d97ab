/* test-batch-page.c: batches in the window, driven by pointer and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-batch-page.h"
#include "emu-number-entry.h"
#include "stage.h"

static gboolean
is_batch_page (GtkWidget *widget,
               gpointer   data)
{
  return EMU_IS_BATCH_PAGE (widget);
}

static gboolean
is_idle (EmuBatchPage *page)
{
  gboolean busy;

  g_object_get (page, "busy", &busy, NULL);

  return !busy && (emu_batch_page_get_answer (page) != NULL || emu_batch_page_get_fault (page) != NULL);
}

static EmuBatchPage *
show_batch (Stage *stage)
{
  EmuBatchPage *page;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (stage->page), "win.view", "s", "batch"));
  WAIT_FOR (find (GTK_WIDGET (stage->page), is_batch_page, NULL) != NULL);
  page = EMU_BATCH_PAGE (find (GTK_WIDGET (stage->page), is_batch_page, NULL));
  WAIT_FOR (is_idle (page));
  wait_for_layout (GTK_WIDGET (page));

  return page;
}

static const EmuBatch *
batch_of (EmuBatchPage *page)
{
  return emu_batch_page_get_answer (page)->batch;
}

static const EmuConvention *
convention (const char *id)
{
  return emu_conventions_find (id, NULL);
}

/* The newest answer to what was just asked. */
static void
choose (EmuBatchPage *page,
        const char   *id,
        gboolean      as_published)
{
  emu_batch_page_set_convention (page, convention (id), as_published);
  WAIT_FOR (is_idle (page));
}

static GtkWidget *
drawing_of (EmuBatchPage *page)
{
  return child_of (page, EMU_TYPE_BATCH_PAGE, "drawing");
}

/* In shares of the drawing. */
static void
point_at_element (EmuBatchPage *page,
                  int           index)
{
  GtkWidget *drawing = drawing_of (page);
  EmuBox box = emu_batch_chart_get_box (emu_batch_page_get_answer (page)->chart, gtk_widget_get_width (drawing),
                                        index);

  point_at (drawing, (box.x0 + box.x1) / 2.0 / gtk_widget_get_width (drawing),
            (box.y0 + 40.0) / gtk_widget_get_height (drawing));
}

static GtkLabel *
label_of (EmuBatchPage *page,
          const char   *name)
{
  return GTK_LABEL (child_of (page, EMU_TYPE_BATCH_PAGE, name));
}

static void
test_conventions (void)
{
  Stage stage;
  EmuBatchPage *page;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);

  /* Two of the tray, filled up to eight. */
  g_assert_cmpint (batch_of (page)->n, ==, 8);
  g_assert_cmpstr (emu_batch_page_get_answer (page)->class_names[0], ==, "red");
  g_assert_cmpstr (emu_batch_page_get_answer (page)->class_names[1], ==, "blue");
  g_assert_true (batch_of (page)->convention == convention ("emulsion"));

  choose (page, "timm", FALSE);
  for (int i = 0; i < 8; i++)
    g_assert_cmpint (batch_of (page)->partner[i], ==, 7 - i);
  g_assert_nonnull (strstr (gtk_label_get_label (label_of (page, "notes")), "nobody meets itself"));
  g_assert_cmpfloat (emu_batch_row (batch_of (page), 0)[2], >, 0.01);

  choose (page, "torchvision", FALSE);
  for (int i = 0; i < 8; i++)
    g_assert_cmpint (batch_of (page)->partner[i], ==, (i + 7) % 8);
  g_assert_cmpfloat (emu_batch_row (batch_of (page), 0)[2], ==, 0);

  choose (page, "timm-collate", FALSE);
  g_assert_cmpint (batch_of (page)->n_out, ==, 4);

  choose (page, "openmixup", TRUE);
  g_assert_nonnull (strstr (gtk_label_get_label (label_of (page, "notes")), "mean weight"));

  stage_clear (&stage);
}

/* GuidedMix asks for the most different partner; a choice of one's own stays. */
static void
test_method (void)
{
  Stage stage;
  EmuBatchPage *page;
  int at = 0;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  g_assert_cmpint (batch_of (page)->pairing, ==, EMU_PAIRING_PERMUTE);

  emu_mix_document_set_method (stage.document, method ("guidedmix"));
  WAIT_FOR (is_idle (page));
  g_assert_cmpint (batch_of (page)->pairing, ==, EMU_PAIRING_ONE_CYCLE);
  for (int step = 1; step < 8; step++)
    {
      at = batch_of (page)->partner[at];
      g_assert_cmpint (at, !=, 0);
    }

  choose (page, "openmixup", TRUE);
  g_assert_cmpint (batch_of (page)->pairing, ==, EMU_PAIRING_PERMUTE);
  g_assert_nonnull (strstr (gtk_label_get_label (label_of (page, "notes")), "never used"));

  choose (page, "timm", FALSE);
  emu_mix_document_set_method (stage.document, method ("mixup"));
  WAIT_FOR (is_idle (page));
  g_assert_cmpint (batch_of (page)->pairing, ==, EMU_PAIRING_REVERSE);
  g_assert_cmpstr (batch_of (page)->methods[0]->id, ==, "mixup");
  g_assert_cmpstr (batch_of (page)->methods[1]->id, ==, "cutmix");

  stage_clear (&stage);
}

/* Published code refuses an odd batch: the sentence says so, the last batch stays, greyed. */
static void
test_refused (void)
{
  Stage stage;
  EmuBatchPage *page;
  GtkWidget *size;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  choose (page, "timm", TRUE);
  g_assert_null (emu_batch_page_get_fault (page));

  size = child_of (page, EMU_TYPE_BATCH_PAGE, "size");
  gtk_widget_grab_focus (child_of (size, EMU_TYPE_NUMBER_ENTRY, "spin"));
  press (&stage, "Down");
  WAIT_FOR (emu_batch_page_get_fault (page) != NULL);
  g_assert_nonnull (strstr (emu_batch_page_get_fault (page), "7 pictures"));
  g_assert_cmpint (batch_of (page)->n, ==, 8);
  g_assert_true (gtk_widget_has_css_class (child_of (page, EMU_TYPE_BATCH_PAGE, "stack"), "outdated"));

  choose (page, "timm", FALSE);
  WAIT_FOR (emu_batch_page_get_fault (page) == NULL);
  g_assert_cmpint (batch_of (page)->n, ==, 7);
  g_assert_cmpint (batch_of (page)->partner[3], ==, 3);
  g_assert_false (gtk_widget_has_css_class (child_of (page, EMU_TYPE_BATCH_PAGE, "stack"), "outdated"));

  stage_clear (&stage);
}

static void
test_pointer (void)
{
  Stage stage;
  EmuBatchPage *page;
  g_autofree char *before = NULL;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  before = g_strdup (gtk_label_get_label (label_of (page, "card")));

  point_at_element (page, 3);
  WAIT_FOR (emu_batch_page_get_marked (page) == 3);
  g_assert_cmpstr (gtk_label_get_label (label_of (page, "card")), !=, before);
  point_at_element (page, 6);
  WAIT_FOR (emu_batch_page_get_marked (page) == 6);

  stage_clear (&stage);
}

/* A click opens the pair: the same λ, the same weights, one step of undo, and the batch is still
 * there for whoever goes back. */
static void
test_open (void)
{
  Stage stage;
  EmuBatchPage *page;
  g_autoptr(EmuBatchAnswer) answer = NULL;
  EmuPicture *a, *b;
  guint64 seed;
  int n_settled;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  seed = emu_mix_document_get_seed (stage.document);
  a = emu_mix_document_get_a (stage.document);
  b = emu_mix_document_get_b (stage.document);
  page = show_batch (&stage);
  choose (page, "torchvision", FALSE);
  answer = emu_batch_answer_ref (emu_batch_page_get_answer (page));

  n_settled = stage.n_settled;
  point_at_element (page, 4);
  WAIT_FOR (emu_batch_page_get_marked (page) == 4);
  xdotool ("click", "1", NULL);
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  WAIT_FOR (stage.n_settled > n_settled && stage.frame->exact);

  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, answer->batch->seed[4]);
  g_assert_cmpstr (name_of_a (&stage), ==, answer->class_names[answer->classes[4]]);
  g_assert_cmpstr (name_of_b (&stage), ==, answer->class_names[answer->classes[3]]);
  g_assert_cmpfloat_with_epsilon (stage.frame->mix->lambda, answer->batch->lambda[4], 1e-6);
  g_assert_cmpfloat_with_epsilon (stage.frame->mix->label.weight_a, answer->batch->weight_a[4], 1e-6);

  show_batch (&stage);
  WAIT_FOR (is_idle (page));
  g_assert_cmpmem (batch_of (page)->seed, 8 * sizeof (guint64), answer->batch->seed, 8 * sizeof (guint64));

  emu_mix_document_undo (stage.document);
  g_assert_true (emu_mix_document_get_a (stage.document) == a);
  g_assert_true (emu_mix_document_get_b (stage.document) == b);
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, seed);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

static void
test_keys (void)
{
  Stage stage;
  EmuBatchPage *page;
  GtkWidget *drawing;
  guint64 seed;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  drawing = drawing_of (page);
  point_at (GTK_WIDGET (stage.window), 0.02, 0.98);
  gtk_widget_grab_focus (drawing);
  press (&stage, "Right");
  press (&stage, "Right");
  g_assert_cmpint (emu_batch_page_get_marked (page), ==, 2);
  press (&stage, "Home");
  g_assert_cmpint (emu_batch_page_get_marked (page), ==, 0);
  press (&stage, "End");
  g_assert_cmpint (emu_batch_page_get_marked (page), ==, 7);
  press (&stage, "Right");
  g_assert_cmpint (emu_batch_page_get_marked (page), ==, 7);

  /* Space draws another batch. */
  seed = batch_of (page)->seed[0];
  press (&stage, "space");
  WAIT_FOR (is_idle (page) && batch_of (page)->seed[0] != seed);

  press (&stage, "Return");
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));

  stage_clear (&stage);
}

/* What the drawing shows is also there in words. */
static void
test_words (void)
{
  Stage stage;
  EmuBatchPage *page;
  GtkWidget *toggle;
  g_autofree char *text = NULL;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  choose (page, "torchvision", FALSE);

  toggle = child_of (page, EMU_TYPE_BATCH_PAGE, "as_table");
  click (toggle);
  WAIT_FOR (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
  wait_for_layout (GTK_WIDGET (page));
  text = g_strdup_printf ("%.3f", batch_of (page)->used_a[5]);
  g_assert_nonnull (find (GTK_WIDGET (page), is_label_with, text));
  g_assert_nonnull (find (GTK_WIDGET (page), is_label_with, (gpointer) "2 blue"));

  click (find (GTK_WIDGET (page), is_button_saying, (gpointer) "Open"));
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  g_assert_cmpstr (name_of_a (&stage), ==, "red");

  stage_clear (&stage);
}

static gboolean
fits (EmuBatchPage *page,
      int           width)
{
  GtkWidget *drawing = drawing_of (page);

  return gtk_widget_get_width (drawing) <= width &&
         gtk_widget_get_height (drawing) >= emu_batch_chart_get_height (emu_batch_page_get_answer (page)->chart,
                                                                        gtk_widget_get_width (drawing));
}

/* All of it can be reached at every width; in a narrow window it scrolls. */
static void
test_widths (void)
{
  static const int widths[] = { 1440, 800, 360 };
  Stage stage;
  EmuBatchPage *page;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_batch (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      resize (GTK_WIDGET (stage.window), widths[i], 800);
      WAIT_FOR (fits (page, widths[i]));
    }

  stage_clear (&stage);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch-page/conventions", test_conventions);
  g_test_add_func ("/batch-page/method", test_method);
  g_test_add_func ("/batch-page/refused", test_refused);
  g_test_add_func ("/batch-page/pointer", test_pointer);
  g_test_add_func ("/batch-page/open", test_open);
  g_test_add_func ("/batch-page/keys", test_keys);
  g_test_add_func ("/batch-page/words", test_words);
  g_test_add_func ("/batch-page/widths", test_widths);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
