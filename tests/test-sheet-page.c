/* test-sheet-page.c: the contact sheet in the window, driven by pointer and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-methods.h"
#include "emu-sheet-page.h"
#include "emu-sheet-view.h"
#include "emu-sheet.h"
#include "stage.h"

static gboolean
is_sheet_page (GtkWidget *widget,
               gpointer   data)
{
  return EMU_IS_SHEET_PAGE (widget);
}

static GtkWidget *
show_sheet (Stage *stage)
{
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (stage->page), "win.view", "s", "sheet");
  WAIT_FOR (find (GTK_WIDGET (stage->page), is_sheet_page, NULL) != NULL);
  page = find (GTK_WIDGET (stage->page), is_sheet_page, NULL);
  WAIT_FOR (!emu_mix_page_get_busy (stage->page));
  wait_for_layout (page);

  return page;
}

/* Where cell (row, column) of the sheet's middle stands, in shares of the view. */
static void
point_at_cell (GtkWidget *view,
               double     row,
               int        n_rows)
{
  point_at (view, 0.5, (row + 0.5) / n_rows);
}

static void
test_choose (void)
{
  Stage stage;
  GtkWidget *page;
  GtkWidget *view;
  const EmuMethod *before;
  g_autofree char *tooltip = NULL;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  before = emu_mix_document_get_method (stage.document);
  page = show_sheet (&stage);
  view = child_of (page, EMU_TYPE_SHEET_PAGE, "view");
  g_assert_cmpint (gtk_widget_get_width (view), >, 400);

  /* The keys start at the first cell: the first method with λ = 0.1. One down and one right from it
   * is the second method with 0.3. */
  gtk_widget_grab_focus (view);
  press (&stage, "Down");
  press (&stage, "Right");
  press (&stage, "Return");
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  g_assert_true (emu_mix_document_get_method (stage.document) == emu_methods_get (1));
  g_assert_cmpfloat (fabs (emu_mix_document_get_lambda (stage.document) - 0.3), <, 1e-9);

  /* One step of undo brings all of it back. */
  press (&stage, "ctrl+z");
  g_assert_true (emu_mix_document_get_method (stage.document) == before);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

static void
test_click (void)
{
  Stage stage;
  GtkWidget *page;
  GtkWidget *view;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_sheet (&stage);
  view = child_of (page, EMU_TYPE_SHEET_PAGE, "view");

  /* Somewhere in the middle lies some cell's picture or its bar. */
  point_at_cell (view, 1, 4);
  xdotool ("click", "1", NULL);
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));
  g_assert_true (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

/* Nonsense is red and says why; the sheet stays, and good words bring the next one. */
static void
test_lambdas (void)
{
  Stage stage;
  GtkWidget *page;
  GtkWidget *entry;
  GtkWidget *view;
  g_autofree char *reason = NULL;
  int width;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_sheet (&stage);
  entry = child_of (page, EMU_TYPE_SHEET_PAGE, "lambdas");
  view = child_of (page, EMU_TYPE_SHEET_PAGE, "view");
  width = gtk_widget_get_width (view);

  gtk_editable_set_text (GTK_EDITABLE (entry), "0.5, cow");
  WAIT_FOR (gtk_widget_has_css_class (entry, "error"));
  reason = gtk_entry_get_icon_tooltip_text (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY);
  g_assert_nonnull (reason);
  g_assert_cmpint (gtk_widget_get_width (view), ==, width);

  gtk_editable_set_text (GTK_EDITABLE (entry), "0.5");
  WAIT_FOR (!gtk_widget_has_css_class (entry, "error"));
  WAIT_FOR (!emu_mix_page_get_busy (stage.page));
  wait_for_layout (view);
  g_assert_cmpint (gtk_widget_get_width (view), <, width);

  /* Typing a digit chooses no view. */
  gtk_widget_grab_focus (entry);
  press (&stage, "2");
  g_assert_false (emu_mix_page_shows_canvas (stage.page));

  stage_clear (&stage);
}

static void
test_no_method (void)
{
  Stage stage;
  GtkWidget *page;
  GtkWidget *list;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_sheet (&stage);
  list = child_of (page, EMU_TYPE_SHEET_PAGE, "method_list");
  for (GtkWidget *check = gtk_widget_get_first_child (list); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);

  WAIT_FOR (gtk_widget_get_visible (child_of (page, EMU_TYPE_SHEET_PAGE, "message")));
  g_assert_nonnull (find (page, is_label_with, (gpointer) "No method is chosen"));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_first_child (list)), TRUE);
  WAIT_FOR (!gtk_widget_get_visible (child_of (page, EMU_TYPE_SHEET_PAGE, "message")));
  WAIT_FOR (!emu_mix_page_get_busy (stage.page));

  stage_clear (&stage);
}

/* Closing the window in the middle of the work leaves nothing behind. */
static void
test_close_while_busy (void)
{
  g_autoptr(GFile) large = picture ("large.png", 3, 900, 1200, 0x40a040);
  g_autoptr(GFile) other = picture ("other.png", 3, 900, 1200, 0xa04040);
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_files (&stage, large, other);
  WAIT_FOR (stage.n_settled > 0);
  gtk_widget_activate_action (GTK_WIDGET (stage.page), "win.view", "s", "sheet");
  WAIT_FOR (emu_mix_page_get_busy (stage.page));

  stage_clear (&stage);
}

static void
add_tests (void)
{
  g_test_add_func ("/sheet-page/choose", test_choose);
  g_test_add_func ("/sheet-page/click", test_click);
  g_test_add_func ("/sheet-page/lambdas", test_lambdas);
  g_test_add_func ("/sheet-page/no-method", test_no_method);
  g_test_add_func ("/sheet-page/close-while-busy", test_close_while_busy);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
