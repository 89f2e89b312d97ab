/* test-compare-page.c: the page that explains a picture, driven by pointer and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-compare-page.h"
#include "emu-drawing.h"
#include "emu-file.h"
#include "emu-methods.h"
#include "stage.h"

static gboolean
is_compare_page (GtkWidget *widget,
                 gpointer   data)
{
  return EMU_IS_COMPARE_PAGE (widget);
}

static GFile *
save (const char *name,
      EmuImage   *image)
{
  GFile *file = in_folder (name);
  g_autoptr(GError) error = NULL;

  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);

  return file;
}

static EmuImage *
drawing (guint class_index,
         int   height,
         int   width)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_drawing_render (class_index, 7, height, width, &error);

  g_assert_no_error (error);

  return image;
}

/* Two drawings on stage, and a file that mixes them by this program's own rule. */
static GFile *
open_drawings (Stage *stage,
               int    height,
               int    width)
{
  g_autoptr(EmuImage) a = drawing (0, height, width);
  g_autoptr(EmuImage) b = drawing (3, height, width);
  g_autoptr(GFile) file_a = save ("compare-a.png", a);
  g_autoptr(GFile) file_b = save ("compare-b.png", b);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method ("cutmix"), NULL);
  g_autoptr(EmuFrame) frame = NULL;

  job->requested = 0.6;
  job->seed = 3;
  frame = compute (job);
  open_files (stage, file_a, file_b);
  WAIT_FOR (stage->n_settled > 0);

  return save ("compare-mixed.png", frame->result);
}

static GtkWidget *
show_page (Stage *stage)
{
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.view", "s", "compare");
  WAIT_FOR (find (GTK_WIDGET (stage->page), is_compare_page, NULL) != NULL);

  return find (GTK_WIDGET (stage->page), is_compare_page, NULL);
}

static gboolean
is_busy (GtkWidget *page)
{
  gboolean busy;

  g_object_get (page, "busy", &busy, NULL);

  return busy;
}

static const char *
verdict_of (GtkWidget *page)
{
  return gtk_label_get_label (GTK_LABEL (child_of (page, EMU_TYPE_COMPARE_PAGE, "verdict")));
}

static gboolean
says (GtkWidget  *page,
      const char *text)
{
  return g_strrstr (verdict_of (page), text) != NULL;
}

/* What was found is taken over, and one step of undo brings back what was there. */
static void
test_use (void)
{
  Stage stage;
  GtkWidget *page;
  const EmuMethod *before;

  stage_init (&stage, 1440, 900);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 96, 64);

    emu_mix_document_set_method (stage.document, method ("mixup"));
    emu_mix_document_forget_history (stage.document);
    before = emu_mix_document_get_method (stage.document);
    page = show_page (&stage);
    g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (child_of (page, EMU_TYPE_COMPARE_PAGE, "stack"))),
                     ==, "empty");
    emu_compare_page_open (EMU_COMPARE_PAGE (page), mixed);
    WAIT_FOR (says (page, "CutMix") && !is_busy (page));
  }

  click (child_of (page, EMU_TYPE_COMPARE_PAGE, "take_over"));
  WAIT_FOR (emu_mix_document_get_method (stage.document) == method ("cutmix"));
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  g_assert_cmpfloat (fabs (emu_mix_document_get_lambda (stage.document) - 0.6), <, 0.02);
  g_assert_true (emu_mix_document_get_draw_fixed (stage.document, 2));

  press (&stage, "ctrl+z");
  g_assert_true (emu_mix_document_get_method (stage.document) == before);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

/* A claimed weight is judged as soon as it is typed, and another pair is compared unasked. */
static void
test_claim_and_pair (void)
{
  Stage stage;
  GtkWidget *page;
  GtkWidget *findings;

  stage_init (&stage, 800, 700);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 33, 47);

    page = show_page (&stage);
    findings = child_of (page, EMU_TYPE_COMPARE_PAGE, "findings");
    emu_compare_page_open (EMU_COMPARE_PAGE (page), mixed);
    WAIT_FOR (says (page, "CutMix") && !is_busy (page));
    g_assert_null (gtk_widget_get_first_child (findings));
  }

  gtk_editable_set_text (GTK_EDITABLE (child_of (page, EMU_TYPE_COMPARE_PAGE, "claim")), "0,05");
  WAIT_FOR (gtk_widget_get_first_child (findings) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (child_of (page, EMU_TYPE_COMPARE_PAGE, "claim")), "much");
  g_assert_true (gtk_widget_has_css_class (child_of (page, EMU_TYPE_COMPARE_PAGE, "claim"), "error"));
  WAIT_FOR (gtk_widget_get_first_child (findings) == NULL);

  /* B taken for A: the box is A's now, and the page says that the two are exchanged. */
  emu_mix_document_swap (stage.document);
  WAIT_FOR (gtk_widget_get_first_child (findings) != NULL && !is_busy (page));
  click (child_of (page, EMU_TYPE_COMPARE_PAGE, "take_over"));
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  g_assert_cmpstr (emu_picture_get_file_name (emu_mix_document_get_a (stage.document)), ==, "compare-a.png");

  stage_clear (&stage);
}

/* On this page a pasted picture is the one to explain, and the tray stays as it is. */
static void
test_paste (void)
{
  Stage stage;
  GtkWidget *page;

  stage_init (&stage, 1440, 900);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 60, 90);
    g_autoptr(GError) error = NULL;
    g_autoptr(GdkTexture) texture = gdk_texture_new_from_file (mixed, &error);

    g_assert_no_error (error);
    page = show_page (&stage);
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (page), texture);
  }
  gtk_widget_grab_focus (child_of (page, EMU_TYPE_COMPARE_PAGE, "open"));
  press (&stage, "ctrl+v");
  WAIT_FOR (says (page, "CutMix") && !is_busy (page));
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 2);

  stage_clear (&stage);
}

/* What does not fit is said in words, and nothing can be taken over from it. */
static void
test_wrong_size (void)
{
  Stage stage;
  GtkWidget *page;
  g_autoptr(EmuImage) small = drawing (1, 20, 20);
  g_autoptr(GFile) file = save ("compare-small.png", small);

  stage_init (&stage, 800, 700);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 40, 60);

    page = show_page (&stage);
  }
  emu_compare_page_open (EMU_COMPARE_PAGE (page), file);
  WAIT_FOR (says (page, "20 × 20"));
  g_assert_true (says (page, "60 × 40"));
  g_assert_false (gtk_widget_get_sensitive (child_of (page, EMU_TYPE_COMPARE_PAGE, "take_over")));

  stage_clear (&stage);
}

static GtkWidget *
part (GtkWidget  *page,
      const char *name)
{
  return child_of (page, EMU_TYPE_COMPARE_PAGE, name);
}

static gboolean
is_outdated (GtkWidget *page)
{
  return gtk_widget_has_css_class (part (page, "tiles"), "outdated");
}

static const char *
name_on (GtkWidget *page)
{
  return gtk_label_get_label (GTK_LABEL (part (page, "name")));
}

static double
left_of (GtkWidget *page,
         GtkWidget *widget)
{
  double x = NAN;

  gtk_widget_translate_coordinates (widget, page, 0, 0, &x, NULL);

  return x;
}

/* An answer looks old, keeps its own name and gives nothing away until the next one is there. */
static void
test_outdated (void)
{
  Stage stage;
  GtkWidget *page;
  double claim;
  g_autoptr(GFile) broken = in_folder ("compare-broken.png");
  g_autoptr(GFile) longer = NULL;
  g_autoptr(EmuImage) a = drawing (0, 400, 500);

  stage_init (&stage, 1440, 900);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 400, 500);

    page = show_page (&stage);
    emu_compare_page_open (EMU_COMPARE_PAGE (page), mixed);
    WAIT_FOR (says (page, "CutMix") && !is_busy (page));
  }
  g_assert_false (is_outdated (page));
  g_assert_true (gtk_widget_get_sensitive (part (page, "take_over")));
  g_assert_cmpstr (name_on (page), ==, "compare-mixed");
  claim = left_of (page, part (page, "claim"));

  longer = save ("compare-another-of-a-much-longer-name.png", a);
  emu_compare_page_open (EMU_COMPARE_PAGE (page), longer);
  g_assert_true (is_outdated (page));
  WAIT_FOR (is_busy (page));
  g_assert_true (is_outdated (page));
  g_assert_true (says (page, "CutMix"));
  g_assert_cmpstr (name_on (page), ==, "compare-mixed");
  g_assert_false (gtk_widget_get_sensitive (part (page, "take_over")));
  WAIT_FOR (says (page, "This is A") && !is_busy (page));
  g_assert_false (is_outdated (page));
  g_assert_cmpstr (name_on (page), ==, "compare-another-of-a-much-longer-name");
  WAIT_FOR (gtk_widget_get_sensitive (part (page, "take_over")));
  g_assert_cmpfloat (left_of (page, part (page, "claim")), ==, claim);

  g_file_set_contents (g_file_peek_path (broken), "no picture", -1, NULL);
  emu_compare_page_open (EMU_COMPARE_PAGE (page), broken);
  WAIT_FOR (!says (page, "This is A"));
  g_assert_true (is_outdated (page));
  g_assert_false (gtk_widget_has_css_class (part (page, "verdict"), "outdated"));
  g_assert_cmpstr (name_on (page), ==, "compare-another-of-a-much-longer-name");
  g_assert_false (gtk_widget_get_sensitive (part (page, "take_over")));

  stage_clear (&stage);
}

static void
collect_texts (GtkWidget *widget,
               GString   *texts)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (texts, "%s\n", gtk_label_get_label (GTK_LABEL (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_texts (child, texts);
}

/* Whatever the window is set to, the answer is about the picture. */
static void
test_independent (void)
{
  Stage stage;
  GtkWidget *page;
  g_autoptr(GString) before = g_string_new (NULL);
  g_autoptr(GString) after = g_string_new (NULL);
  const char *opened;
  g_autofree char *verdict = NULL;

  stage_init (&stage, 1440, 900);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 96, 64);
    g_autoptr(GFile) copy = in_folder ("compare-copy.png");

    opened = "compare-copy";
    page = show_page (&stage);
    emu_compare_page_open (EMU_COMPARE_PAGE (page), mixed);
    WAIT_FOR (says (page, "CutMix") && !is_busy (page));
    g_assert_true (says (page, "A (compare-a)"));
    verdict = g_strdup (verdict_of (page));
    collect_texts (part (page, "methods"), before);

    emu_mix_document_set_method (stage.document, method ("gridmix"));
    emu_mix_document_set_seed (stage.document, 4711);
    emu_mix_document_set_lambda (stage.document, 0.12);
    g_file_copy (mixed, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL);
    emu_compare_page_open (EMU_COMPARE_PAGE (page), copy);
    WAIT_FOR (g_str_equal (name_on (page), opened) && !is_busy (page));
  }
  collect_texts (part (page, "methods"), after);
  g_assert_cmpstr (verdict_of (page), ==, verdict);
  g_assert_cmpstr (after->str, ==, before->str);

  /* FMix and MaskMix are no rows, but a note. */
  g_assert_null (strstr (after->str, "FMix\n"));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (part (page, "vague"))), "FMix"));

  stage_clear (&stage);
}

/* Closing the window in the middle of the work leaves nothing behind. */
static void
test_close_while_busy (void)
{
  Stage stage;
  GtkWidget *page;

  stage_init (&stage, 1440, 900);
  {
    g_autoptr(GFile) mixed = open_drawings (&stage, 700, 900);

    page = show_page (&stage);
    emu_compare_page_open (EMU_COMPARE_PAGE (page), mixed);
    WAIT_FOR (is_busy (page));
  }

  stage_clear (&stage);
}

static void
add_tests (void)
{
  g_test_add_func ("/compare-page/use", test_use);
  g_test_add_func ("/compare-page/claim-and-pair", test_claim_and_pair);
  g_test_add_func ("/compare-page/paste", test_paste);
  g_test_add_func ("/compare-page/wrong-size", test_wrong_size);
  g_test_add_func ("/compare-page/outdated", test_outdated);
  g_test_add_func ("/compare-page/independent", test_independent);
  g_test_add_func ("/compare-page/close-while-busy", test_close_while_busy);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
