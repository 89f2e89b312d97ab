/* test-window.c: the whole window, driven by pointer and keys on a screen of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-divider.h"
#include "emu-inspector.h"
#include "emu-label-bar.h"
#include "emu-lambda-panel.h"
#include "emu-method-row.h"
#include "emu-methods.h"
#include "emu-number-entry.h"
#include "emu-param-row.h"
#include "emu-recipe.h"
#include "emu-slider.h"
#include "emu-tray.h"
#include "stage.h"

/* --- Opening ----------------------------------------------------------------------------------- */

static void
assert_label_is_right (Stage *stage)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (stage->document);
  g_autoptr(EmuFrame) frame = compute (job);
  GtkWidget *bar = child_of (answer_of (stage), EMU_TYPE_ANSWER, "label_bar");
  const EmuLabel *label = &frame->mix->label;
  g_autofree char *text = g_strdup_printf ("%.3f %s + %.3f %s", label->weight_a, name_of_a (stage),
                                           label->weight_b, name_of_b (stage));
  g_autofree char *spoken = g_strdup_printf ("Label: %.3f %s, %.3f %s; asked for %.3f",
                                             label->weight_a, name_of_a (stage), label->weight_b,
                                             name_of_b (stage), job->requested);
  g_autofree char *differs = gtk_test_accessible_check_property (GTK_ACCESSIBLE (bar),
                                                                 GTK_ACCESSIBLE_PROPERTY_LABEL, spoken);

  g_assert_cmpstr (text_of (answer_of (stage), EMU_TYPE_ANSWER, "label"), ==, text);
  g_assert_cmpstr (differs, ==, NULL);
}

static void
test_start (void)
{
  GtkWindow *window;
  Stage stage;

  forget_settings ();
  g_application_activate (G_APPLICATION (application));
  window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_assert_true (EMU_IS_WINDOW (window));
  stage_take (&stage, EMU_WINDOW (window));
  WAIT_FOR (stage.n_settled > 0);

  g_assert_cmpstr (name_of_a (&stage), ==, "cat");
  g_assert_cmpstr (name_of_b (&stage), ==, "cup");
  g_assert_false (emu_mix_document_can_undo (stage.document));
  g_assert_true (stage.frame->exact);
  g_assert_cmphex (colour_shown (&stage), !=, 0);
  assert_label_is_right (&stage);

  /* Starting it once more shows the window there is. */
  g_application_activate (G_APPLICATION (application));
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 2);

  stage_clear (&stage);
}

static void
test_start_with_files (void)
{
  g_autoptr(GFile) red = picture ("red.png", 3, 33, 47, 0xc01010);
  g_autoptr(GFile) blue = picture ("blue.png", 3, 47, 33, 0x1010c0);
  GFile *files[] = { red, blue };
  GtkWindow *window;
  Stage stage;

  forget_settings ();
  g_application_open (G_APPLICATION (application), files, 2, "");
  window = gtk_application_get_active_window (GTK_APPLICATION (application));
  stage_take (&stage, EMU_WINDOW (window));
  WAIT_FOR (stage.n_settled > 0);

  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  g_assert_false (emu_mix_document_can_undo (stage.document));
  g_assert_cmpstr (text_of (stage.page, EMU_TYPE_MIX_PAGE, "size"), ==, "47 × 33 px · sRGB");
  assert_label_is_right (&stage);

  stage_clear (&stage);
}

static void
test_open_more (void)
{
  g_autoptr(GFile) green = picture ("green.png", 3, 20, 30, 0x10c010);
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  open_files (&stage, green, NULL);
  g_assert_cmpstr (name_of_a (&stage), ==, "green");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 3);

  focus_canvas (&stage);
  press (&stage, "ctrl+z");
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 2);

  stage_clear (&stage);
}

/* The target that the desktop hands dropped things to; it lies on the window itself. */
static GtkDropTarget *
drop_target_of (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }

  return NULL;
}

static void
drop (Stage        *stage,
      GType         type,
      gconstpointer content)
{
  GtkDropTarget *target = drop_target_of (GTK_WIDGET (stage->window));
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_assert_true (gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (target), type));
  g_value_init (&value, type);
  if (g_type_is_a (type, G_TYPE_BOXED))
    g_value_set_boxed (&value, content);
  else
    g_value_set_object (&value, (gpointer) content);

  g_signal_emit_by_name (target, "drop", &value, 20.0, 20.0, &taken);
  g_assert_true (taken);
  WAIT_FOR (!emu_window_get_loading (stage->window));
}

static void
test_drop (void)
{
  static const guint8 pixels[2 * 2 * 4] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 255 };
  g_autoptr(GFile) green = picture ("green.png", 3, 20, 30, 0x10c010);
  g_autoptr(GFile) grey = picture ("grey.png", 1, 30, 20, 0x808080);
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  GFile *files[] = { green, grey };
  GdkFileList *list = gdk_file_list_new_from_array (files, 2);
  Stage stage;
  guint n;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  n = g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document));

  drop (&stage, GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  g_assert_cmpstr (name_of_a (&stage), ==, "green");
  g_assert_cmpstr (name_of_b (&stage), ==, "grey");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, n + 2);

  drop (&stage, GDK_TYPE_TEXTURE, texture);
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, n + 3);
  g_assert_cmpint (emu_picture_get_image (emu_mix_document_get_a (stage.document))->width, ==, 2);

  stage_clear (&stage);
}

static void
test_bad_files (void)
{
  static const struct
  {
    const char *name;
    const char *contents;
  } bad[] = {
    { "broken.png", "\x89PNG\r\n\x1a\n and then nothing of use" },
    { "empty.png", "" },
    { "recipe.json", "{\"format\":\"emulsion-recipe/1\"" },
    { "missing.png", NULL },
  };
  Stage stage;
  GtkWidget *bar;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  bar = child_of (stage.window, EMU_TYPE_WINDOW, "error_bar");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GFile) file = in_folder (bad[i].name);
      GFile *files[] = { file };
      g_autoptr(GError) error = NULL;
      GtkWidget *close;

      if (bad[i].contents != NULL)
        g_file_set_contents (g_file_peek_path (file), bad[i].contents, -1, &error);
      g_assert_no_error (error);

      g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
      emu_window_open (stage.window, files, 1, FALSE);
      WAIT_FOR (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
      g_assert_nonnull (strstr (text_of (stage.window, EMU_TYPE_WINDOW, "error_text"), bad[i].name));
      g_assert_false (emu_window_get_loading (stage.window));
      g_assert_cmpstr (name_of_a (&stage), ==, "red");
      g_assert_cmpstr (name_of_b (&stage), ==, "blue");
      g_assert_false (emu_mix_document_can_undo (stage.document));

      /* The bar's own button; a person who has read the message takes it away. */
      wait_for_layout (GTK_WIDGET (stage.window));
      close = find (bar, is_button, NULL);
      g_assert_nonnull (close);
      click (close);
      WAIT_FOR (!gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
    }

  stage_clear (&stage);
}

/* One of two files is broken: the other is opened. */
static void
test_half_bad (void)
{
  g_autoptr(GFile) green = picture ("green.png", 3, 20, 30, 0x10c010);
  g_autoptr(GFile) missing = in_folder ("missing.png");
  Stage stage;
  GtkWidget *bar;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  bar = child_of (stage.window, EMU_TYPE_WINDOW, "error_bar");
  open_files (&stage, missing, green);
  g_assert_true (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));
  g_assert_cmpstr (name_of_a (&stage), ==, "green");

  /* What succeeds takes the message away. */
  open_files (&stage, green, NULL);
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (bar)));

  stage_clear (&stage);
}

static void
test_sizes (void)
{
  g_autoptr(GFile) dot = picture ("dot.png", 3, 1, 1, 0xc01010);
  g_autoptr(GFile) odd = picture ("odd.png", 3, 33, 47, 0x1010c0);
  g_autoptr(GFile) large = picture ("large.png", 1, 4000, 6000, 0x400000);
  GFile *pairs[][2] = { { dot, odd }, { odd, dot }, { dot, dot }, { large, odd }, { odd, large } };
  Stage stage;

  stage_init (&stage, 1440, 900);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      int before = stage.n_settled;
      EmuImage *a;
      g_autofree char *size = NULL;

      open_files (&stage, pairs[i][0], pairs[i][1]);
      WAIT_FOR (stage.n_settled > before);
      a = emu_picture_get_image (emu_mix_document_get_a (stage.document));
      size = g_strdup_printf ("%d × %d px · sRGB", a->width, a->height);
      g_assert_cmpstr (text_of (stage.page, EMU_TYPE_MIX_PAGE, "size"), ==, size);
      g_assert_true (stage.frame->exact);
      g_assert_cmpint (stage.frame->mix->width, ==, a->width);
      g_assert_cmpint (stage.frame->mix->height, ==, a->height);
      g_assert_cmphex (colour_shown (&stage), !=, 0);
    }

  stage_clear (&stage);
}

/* --- Settings ---------------------------------------------------------------------------------- */

static void
test_drag_lambda (void)
{
  Stage stage;
  GtkWidget *scale;
  GdkRectangle trough;
  double first;
  double last;
  double width;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  scale = child_of (lambda_slider (&stage), EMU_TYPE_SLIDER, "scale");
  wait_for_layout (scale);
  gtk_range_get_range_rect (GTK_RANGE (scale), &trough);
  width = gtk_widget_get_width (scale);
  first = emu_mix_document_get_lambda (stage.document);
  g_assert_cmpfloat (stage.frame->mix->lambda, ==, first);

  /* Taking hold of the knob, be it beside its middle, leaves λ alone. */
  for (int aside = -5; aside <= 5; aside += 5)
    {
      point_at (scale, (trough.x + first * trough.width + aside) / width, 0.5);
      xdotool ("mousedown", "1", NULL);
      WAIT_FOR (emu_mix_document_in_gesture (stage.document));
      xdotool ("mouseup", "1", NULL);
      WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
      g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, first);
      g_assert_false (emu_mix_document_can_undo (stage.document));
    }

  point_at (scale, (trough.x + first * trough.width) / width, 0.5);
  xdotool ("mousedown", "1", NULL);
  WAIT_FOR (emu_mix_document_in_gesture (stage.document));
  for (int i = 1; i <= 5; i++)
    {
      double wanted = first - 0.1 * i;
      int n_frames = stage.n_frames;

      point_at (scale, (trough.x + wanted * trough.width) / width, 0.5);
      WAIT_FOR (fabs (emu_mix_document_get_lambda (stage.document) - wanted) < 0.03);
      WAIT_FOR (stage.n_frames > n_frames &&
                stage.frame->mix->lambda == emu_mix_document_get_lambda (stage.document));
      g_assert_true (emu_mix_document_in_gesture (stage.document));
    }
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
  last = emu_mix_document_get_lambda (stage.document);
  WAIT_FOR (stage.frame->exact && stage.frame->mix->lambda == last);
  assert_label_is_right (&stage);

  /* The whole drag is one step. */
  press (&stage, "ctrl+z");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, first);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, first);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  WAIT_FOR (stage.frame->mix->lambda == first);

  press (&stage, "ctrl+shift+z");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, last);
  g_assert_false (emu_mix_document_can_redo (stage.document));
  WAIT_FOR (stage.frame->mix->lambda == last);

  stage_clear (&stage);
}

static void
test_choose_method (void)
{
  const EmuMethod *first;
  const EmuMethod *other = method ("cutmix");
  Stage stage;
  GtkWidget *list;
  GtkWidget *row;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  first = emu_mix_document_get_method (stage.document);
  g_assert_true (first != other);
  list = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "methods");
  row = find (list, is_row_of_method, (gpointer) other);
  g_assert_nonnull (row);

  click (row);
  WAIT_FOR (emu_mix_document_get_method (stage.document) == other);
  WAIT_FOR (stage.frame->mix->method == other);
  g_assert_true (gtk_list_box_get_selected_row (GTK_LIST_BOX (list)) == GTK_LIST_BOX_ROW (row));
  g_assert_cmpstr (text_of (stage.inspector, EMU_TYPE_INSPECTOR, "params_method"), ==, other->name);
  assert_label_is_right (&stage);

  press (&stage, "ctrl+z");
  g_assert_true (emu_mix_document_get_method (stage.document) == first);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  row = find (list, is_row_of_method, (gpointer) first);
  g_assert_true (gtk_list_box_get_selected_row (GTK_LIST_BOX (list)) == GTK_LIST_BOX_ROW (row));
  WAIT_FOR (stage.frame->mix->method == first);

  stage_clear (&stage);
}

static void
test_search (void)
{
  Stage stage;
  GtkWidget *list;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  list = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "methods");
  focus_canvas (&stage);
  press (&stage, "ctrl+f");
  xdotool ("type", "resize", NULL);
  WAIT_FOR (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (search_entry (&stage))), "resize") == 0);
  WAIT_FOR (find (list, is_row_of_method, (gpointer) method ("cutmix")) == NULL);
  g_assert_nonnull (find (list, is_row_of_method, (gpointer) method ("resizemix")));
  press (&stage, "Return");
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("resizemix"));

  /* FMix, which is before it in the list, mentions a smooth field; what has the word in its name goes
   * first. */
  press (&stage, "ctrl+f");
  xdotool ("type", "smooth", NULL);
  WAIT_FOR (find (list, is_row_of_method, (gpointer) method ("resizemix")) == NULL);
  g_assert_nonnull (find (list, is_row_of_method, (gpointer) method ("fmix")));
  press (&stage, "Return");
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("smoothmix"));

  press (&stage, "ctrl+f");
  press (&stage, "Escape");
  WAIT_FOR (find (list, is_row_of_method, (gpointer) method ("cutmix")) != NULL);

  stage_clear (&stage);
}

static void
test_param_by_keys (void)
{
  Stage stage;
  GtkWidget *row;
  GtkWidget *scale;
  GtkWidget *reset;
  double first;
  double step;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  row = param_row (&stage, 0);
  scale = child_of (child_of (row, EMU_TYPE_PARAM_ROW, "slider"), EMU_TYPE_SLIDER, "scale");
  reset = child_of (row, EMU_TYPE_PARAM_ROW, "reset");
  first = param_value (&stage, 0);
  step = emu_mix_document_get_method (stage.document)->params.params[0].step;
  g_assert_false (gtk_widget_get_sensitive (reset));

  gtk_widget_grab_focus (scale);
  press (&stage, "Right");
  g_assert_cmpfloat_with_epsilon (param_value (&stage, 0), first + step, 1e-9);
  press (&stage, "Left");
  g_assert_cmpfloat_with_epsilon (param_value (&stage, 0), first, 1e-9);
  press (&stage, "shift+Right");
  g_assert_cmpfloat_with_epsilon (param_value (&stage, 0), first + 10 * step, 1e-9);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (GTK_RANGE (scale)), first + 10 * step, 1e-9);
  WAIT_FOR (emu_params_equal (&stage.frame->mix->method->params, stage.frame->mix->params,
                              emu_mix_document_get_params (stage.document)));

  click (reset);
  WAIT_FOR (param_value (&stage, 0) == first);
  g_assert_false (gtk_widget_get_sensitive (reset));

  /* Taking it back is a step of its own. */
  press (&stage, "ctrl+z");
  g_assert_cmpfloat_with_epsilon (param_value (&stage, 0), first + 10 * step, 1e-9);
  g_assert_true (gtk_widget_get_sensitive (reset));

  stage_clear (&stage);
}

static void
test_reroll (void)
{
  Stage stage;
  GtkWidget *lock;
  guint64 first;
  guint64 second;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  lock = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "lock");
  first = emu_mix_document_get_seed (stage.document);

  focus_canvas (&stage);
  press (&stage, "space");
  second = emu_mix_document_get_seed (stage.document);
  g_assert_cmpuint (second, !=, first);
  press (&stage, "ctrl+z");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, first);
  press (&stage, "ctrl+shift+z");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, second);

  click (lock);
  WAIT_FOR (emu_mix_document_get_seed_locked (stage.document));
  focus_canvas (&stage);
  press (&stage, "space");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, second);
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_label_with, (gpointer) "The seed is locked") != NULL);

  stage_clear (&stage);
}

static GtkWidget *
selected_row (Stage *stage)
{
  GtkWidget *list = child_of (stage->inspector, EMU_TYPE_INSPECTOR, "methods");

  return GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (list)));
}

static GtkWidget *
tray_child (Stage *stage,
            int    index)
{
  GtkWidget *tray = child_of (stage->page, EMU_TYPE_MIX_PAGE, "tray");
  GtkWidget *flow = child_of (tray, EMU_TYPE_TRAY, "flow");

  return GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (flow), index));
}

static gboolean
is_button_for (GtkWidget *widget,
               gpointer   data)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), data) == 0;
}

static GtkWidget *
focus_of (Stage *stage)
{
  return gtk_root_get_focus (GTK_ROOT (stage->window));
}

static gboolean
space_rerolls (Stage *stage)
{
  guint64 before = emu_mix_document_get_seed (stage->document);

  press (stage, "space");

  return emu_mix_document_get_seed (stage->document) != before;
}

/* Space means chance, except to text and to what it would work. */
static void
test_space (void)
{
  Stage stage;
  GtkWidget *dice;
  GtkWidget *lock;
  const EmuMethod *first;
  guint64 seed;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_assert_true (focus_of (&stage) == GTK_WIDGET (stage.canvas));
  g_assert_true (space_rerolls (&stage));
  first = emu_mix_document_get_method (stage.document);

  gtk_widget_grab_focus (selected_row (&stage));
  g_assert_true (space_rerolls (&stage));
  gtk_widget_grab_focus (tray_child (&stage, 1));
  g_assert_true (space_rerolls (&stage));
  gtk_widget_grab_focus (child_of (lambda_slider (&stage), EMU_TYPE_SLIDER, "scale"));
  g_assert_true (space_rerolls (&stage));
  gtk_window_set_focus (GTK_WINDOW (stage.window), NULL);
  g_assert_true (space_rerolls (&stage));
  g_assert_true (emu_mix_document_get_method (stage.document) == first);
  g_assert_cmpstr (name_of_a (&stage), ==, "red");

  /* The pointer leaves the focus where it is. */
  focus_canvas (&stage);
  dice = find (GTK_WIDGET (stage.inspector), is_button_for, (gpointer) "win.reroll");
  seed = emu_mix_document_get_seed (stage.document);
  click (dice);
  WAIT_FOR (emu_mix_document_get_seed (stage.document) != seed);
  g_assert_true (focus_of (&stage) == GTK_WIDGET (stage.canvas));
  g_assert_true (space_rerolls (&stage));

  /* Reached by Tab, a button is pressed. */
  lock = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "lock");
  gtk_widget_grab_focus (lock);
  g_assert_false (space_rerolls (&stage));
  WAIT_FOR (emu_mix_document_get_seed_locked (stage.document));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (lock), ==, "Let the seed change");

  stage_clear (&stage);
}

/* Tab goes on to the next control, the arrows choose. */
static void
test_leave_list (void)
{
  Stage stage;
  const EmuMethod *first;
  GtkWidget *row;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  first = emu_mix_document_get_method (stage.document);
  row = selected_row (&stage);
  gtk_widget_grab_focus (row);
  press (&stage, "Tab");
  g_assert_true (gtk_widget_is_ancestor (focus_of (&stage), lambda_slider (&stage)));
  press (&stage, "shift+Tab");
  g_assert_true (focus_of (&stage) == row);
  press (&stage, "shift+Tab");
  g_assert_true (gtk_widget_is_ancestor (focus_of (&stage), search_entry (&stage)));
  g_assert_true (emu_mix_document_get_method (stage.document) == first);

  gtk_widget_grab_focus (row);
  press (&stage, "Down");
  g_assert_true (emu_mix_document_get_method (stage.document) != first);
  g_assert_true (focus_of (&stage) == selected_row (&stage));
  press (&stage, "ctrl+z");
  g_assert_true (emu_mix_document_get_method (stage.document) == first);
  g_assert_true (focus_of (&stage) == row);

  stage_clear (&stage);
}

static GtkWidget *
spin_of (GtkWidget *entry)
{
  return child_of (entry, EMU_TYPE_NUMBER_ENTRY, "spin");
}

/* Types into a number's place what it held before. */
static void
type_number (Stage      *stage,
             GtkWidget  *entry,
             const char *text)
{
  gtk_widget_grab_focus (spin_of (entry));
  press (stage, "ctrl+a");
  press (stage, "Delete");
  if (*text != '\0')
    xdotool ("type", "--", text, NULL);
  press (stage, "Return");
}

static const char *
number_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (spin_of (entry)));
}

static void
test_type_numbers (void)
{
  Stage stage;
  GtkWidget *seed;
  GtkWidget *lambda;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  seed = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "seed");
  lambda = child_of (lambda_slider (&stage), EMU_TYPE_SLIDER, "number");

  type_number (&stage, seed, "41");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 41);
  type_number (&stage, seed, "abc");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 41);
  g_assert_cmpstr (number_text (seed), ==, "41");
  type_number (&stage, seed, "12x");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 41);
  type_number (&stage, seed, "99999999999999999999");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 41);
  type_number (&stage, seed, "-1");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 41);
  g_assert_cmpstr (number_text (seed), ==, "41");

  type_number (&stage, lambda, "0,25");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.25);
  g_assert_cmpstr (number_text (lambda), ==, "0.250");
  type_number (&stage, lambda, "half");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.25);
  type_number (&stage, lambda, "");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.25);
  type_number (&stage, lambda, ".75");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.75);
  type_number (&stage, lambda, "7");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 1);

  /* What counts something has no decimals. */
  emu_mix_document_set_method (stage.document, method ("gridmix"));
  for (guint i = 0; i < method ("gridmix")->params.n_params; i++)
    if (g_strcmp0 (emu_param_name (&method ("gridmix")->params.params[i]), "holes") == 0)
      {
        GtkWidget *lo = child_of (param_row (&stage, i), EMU_TYPE_PARAM_ROW, "lo");

        g_assert_null (strchr (number_text (lo), '.'));
      }

  stage_clear (&stage);
}

/* The button of the message never undoes anything but the removal. */
static void
test_removal (void)
{
  Stage stage;
  GtkWidget *window;
  g_autoptr(GFile) green = picture ("green.png", 3, 33, 47, 0x10c010);

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  open_files (&stage, green, NULL);
  window = GTK_WIDGET (stage.window);
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 3);
  wait_for_layout (tray_child (&stage, 2));

  gtk_widget_grab_focus (tray_child (&stage, 1));
  press (&stage, "Delete");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 2);
  g_assert_true (focus_of (&stage) == tray_child (&stage, 1));
  WAIT_FOR (find (window, is_label_with, (gpointer) "blue removed") != NULL);
  press (&stage, "ctrl+z");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 3);
  WAIT_FOR (find (window, is_label_with, (gpointer) "blue removed") == NULL);

  press (&stage, "Delete");
  WAIT_FOR (find (window, is_button_saying, (gpointer) "Undo") != NULL);
  wait_for_layout (find (window, is_button_saying, (gpointer) "Undo"));
  g_signal_emit_by_name (find (window, is_button_saying, (gpointer) "Undo"), "clicked");
  WAIT_FOR (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)) == 3);
  WAIT_FOR (find (window, is_button_saying, (gpointer) "Undo") == NULL);

  stage_clear (&stage);
}

/* Settings that give no picture: the last one is greyed, and nothing wrong leaves the window. */
static void
test_fault (void)
{
  Stage stage;
  GtkWidget *bar;
  const char *message = "The box has no room here";

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  bar = child_of (answer_of (&stage), EMU_TYPE_ANSWER, "label_bar");
  g_assert_null (emu_mix_page_get_fault (stage.page));
  g_signal_emit_by_name (stage.canvas, "failed", message);
  g_assert_cmpstr (emu_mix_page_get_fault (stage.page), ==, message);
  g_assert_cmpstr (text_of (answer_of (&stage), EMU_TYPE_ANSWER, "notice_text"), ==, message);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (stage.canvas), "outdated"));
  g_assert_true (gtk_widget_has_css_class (bar, "outdated"));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (bar), "before");
  gtk_widget_activate_action (GTK_WIDGET (stage.window), "win.copy-command", NULL);
  gtk_widget_activate_action (GTK_WIDGET (stage.window), "win.save", NULL);
  g_assert_cmpstr (text_of (stage.window, EMU_TYPE_WINDOW, "error_text"), ==, message);
  {
    GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (bar));
    g_auto(GValue) value = G_VALUE_INIT;
    g_autoptr(GError) error = NULL;

    g_value_init (&value, G_TYPE_STRING);
    gdk_content_provider_get_value (content, &value, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (g_value_get_string (&value), ==, "before");
  }

  focus_canvas (&stage);
  press (&stage, "space");
  WAIT_FOR (emu_mix_page_get_fault (stage.page) == NULL);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (stage.canvas), "outdated"));
  g_assert_false (gtk_widget_has_css_class (bar, "outdated"));

  stage_clear (&stage);
}

/* A person who types text means text. */
static void
test_keys_in_text (void)
{
  Stage stage;
  guint64 seed;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  seed = emu_mix_document_get_seed (stage.document);
  focus_canvas (&stage);
  press (&stage, "ctrl+f");
  for (const char *key = "a x213"; *key != '\0'; key++)
    press (&stage, *key == ' ' ? "space" : (char[]) { *key, '\0' });
  press (&stage, "backslash");

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search_entry (&stage))), ==, "a x213\\");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, seed);
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_cmpint (emu_canvas_get_mode (stage.canvas), ==, EMU_CANVAS_RESULT);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

static void
test_swap (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);
  press (&stage, "x");
  g_assert_cmpstr (name_of_a (&stage), ==, "blue");
  g_assert_cmpstr (name_of_b (&stage), ==, "red");
  WAIT_FOR (stage.frame->exact && stage.frame->mix->width == 33 && stage.frame->mix->height == 47);
  assert_label_is_right (&stage);
  press (&stage, "ctrl+z");
  g_assert_cmpstr (name_of_a (&stage), ==, "red");

  stage_clear (&stage);
}

/* --- Canvas ------------------------------------------------------------------------------------ */

static gboolean
is_divider (GtkWidget *widget,
            gpointer   data)
{
  return EMU_IS_DIVIDER (widget);
}

static void
test_views (void)
{
  static const struct
  {
    const char    *key;
    const char    *state;
    const char    *button;
    EmuCanvasMode  mode;
  } views[] = {
    { "2", "mask", "Mask", EMU_CANVAS_MASK },
    { "3", "overlay", "Overlay", EMU_CANVAS_OVERLAY },
    { "4", "split", "Split", EMU_CANVAS_SPLIT },
    { "5", "four", "Tiles", EMU_CANVAS_FOUR },
    { "1", "result", "Result", EMU_CANVAS_RESULT },
  };
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr(GVariant) state = NULL;
      GtkWidget *button;

      press (&stage, views[i].key);
      g_assert_cmpint (emu_canvas_get_mode (stage.canvas), ==, views[i].mode);
      state = g_action_group_get_action_state (G_ACTION_GROUP (stage.window), "view");
      g_assert_cmpstr (g_variant_get_string (state, NULL), ==, views[i].state);
      button = find (child_of (stage.page, EMU_TYPE_MIX_PAGE, "views"), is_button_saying,
                     (gpointer) views[i].button);
      g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
    }

  /* The pointer does the same. */
  click (find (child_of (stage.page, EMU_TYPE_MIX_PAGE, "views"), is_button_saying, (gpointer) "Mask"));
  WAIT_FOR (emu_canvas_get_mode (stage.canvas) == EMU_CANVAS_MASK);

  stage_clear (&stage);
}

/* A hand takes the line of the split where it goes; then the keys do. */
static void
test_split_line (void)
{
  GtkWidget *canvas;
  EmuDivider *line;
  double x;
  double y;
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);
  canvas = GTK_WIDGET (stage.canvas);
  press (&stage, "4");
  WAIT_FOR (find (canvas, is_divider, NULL) != NULL);
  line = EMU_DIVIDER (find (canvas, is_divider, NULL));
  g_assert_cmpfloat (emu_divider_get_value (line), ==, 0.5);

  point_at (GTK_WIDGET (line), 0.5, 0.5);
  xdotool ("mousedown", "1", NULL);
  emu_canvas_from_picture (stage.canvas, emu_canvas_get_frame (stage.canvas)->mix->width / 4.0, 1.0,
                           &x, &y);
  point_at (canvas, x / gtk_widget_get_width (canvas), 0.7);
  WAIT_FOR (fabs (emu_divider_get_value (line) - 0.25) < 0.01);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (gtk_widget_has_focus (GTK_WIDGET (line)));

  press (&stage, "End");
  WAIT_FOR (emu_divider_get_value (line) == 1.0);
  press (&stage, "shift+Left");
  WAIT_FOR (fabs (emu_divider_get_value (line) - 0.9) < 1e-9);

  stage_clear (&stage);
}

static void
test_hold_a (void)
{
  Stage stage;
  GtkWidget *other;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_set_lambda (stage.document, 0);
  WAIT_FOR (is_blue (colour_shown (&stage)));

  focus_canvas (&stage);
  xdotool ("keydown", "backslash", NULL);
  WAIT_FOR (is_red (colour_shown (&stage)));
  xdotool ("keyup", "backslash", NULL);
  WAIT_FOR (is_blue (colour_shown (&stage)));

  /* Another window gets the release. */
  other = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (other));
  focus_window (GTK_WIDGET (stage.window));
  xdotool ("keydown", "backslash", NULL);
  WAIT_FOR (is_red (colour_shown (&stage)));
  focus_window (other);
  xdotool ("keyup", "backslash", NULL);
  gtk_window_destroy (GTK_WINDOW (other));
  focus_window (GTK_WIDGET (stage.window));
  WAIT_FOR (is_blue (colour_shown (&stage)));

  stage_clear (&stage);
}

static void
test_zoom (void)
{
  Stage stage;
  double fit;
  double zoom;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);
  fit = emu_canvas_get_zoom (stage.canvas);
  g_assert_cmpfloat (fit, >, 1);

  press (&stage, "ctrl+plus");
  zoom = emu_canvas_get_zoom (stage.canvas);
  g_assert_cmpfloat (zoom, >, fit);
  press (&stage, "ctrl+minus");
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), <, zoom);
  press (&stage, "ctrl+1");
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, 1);
  g_assert_cmpint (emu_canvas_get_mode (stage.canvas), ==, EMU_CANVAS_RESULT);
  g_assert_nonnull (strstr (text_of (stage.page, EMU_TYPE_MIX_PAGE, "zoom"), "100"));
  press (&stage, "ctrl+0");
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, fit);

  point_at (GTK_WIDGET (stage.canvas), 0.4, 0.4);
  xdotool ("click", "4", NULL);
  WAIT_FOR (emu_canvas_get_zoom (stage.canvas) > fit);
  zoom = emu_canvas_get_zoom (stage.canvas);
  xdotool ("click", "5", NULL);
  WAIT_FOR (emu_canvas_get_zoom (stage.canvas) < zoom);

  stage_clear (&stage);
}

/* --- Saving ------------------------------------------------------------------------------------ */

static GtkWidget *
open_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_mapped (window))
        return window;
    }

  return NULL;
}

/* The text that is typed into; NULL where keys go elsewhere. */
static GtkEditable *
text_with_focus (GtkWidget *dialog)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

  return GTK_IS_TEXT (focus) ? GTK_EDITABLE (focus) : NULL;
}

static gboolean
offers (GtkWidget  *dialog,
        const char *text)
{
  GtkEditable *entry = text_with_focus (dialog);

  return entry != NULL && g_strcmp0 (gtk_editable_get_text (entry), text) == 0;
}

/* Saves with the dialog, as a person does who types the whole path. */
static void
save_as (Stage      *stage,
         const char *suggestion,
         GFile      *file)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *saved = g_strdup_printf ("Saved %s", name);
  GtkWidget *dialog;

  focus_canvas (stage);
  xdotool ("key", "ctrl+s", NULL);
  WAIT_FOR (open_dialog () != NULL);
  dialog = open_dialog ();
  focus_window (dialog);
  WAIT_FOR (offers (dialog, suggestion));
  xdotool ("key", "ctrl+a", NULL);
  xdotool ("type", path, NULL);
  WAIT_FOR (offers (dialog, path));
  xdotool ("key", "Return", NULL);
  WAIT_FOR (open_dialog () == NULL);
  WAIT_FOR (find (GTK_WIDGET (stage->window), is_label_with, saved) != NULL);
  focus_window (GTK_WIDGET (stage->window));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GError) error = NULL;

  gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* Copies the mixed picture; the bytes another program would get. */
static GBytes *
copy (Stage *stage)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (stage->window));
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;

  gdk_clipboard_set_text (clipboard, "nothing yet");
  focus_canvas (stage);
  press (stage, "ctrl+c");
  WAIT_FOR (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  gdk_content_provider_write_mime_type_async (gdk_clipboard_get_content (clipboard), "image/png", stream,
                                              G_PRIORITY_DEFAULT, NULL, written_cb, &written);
  WAIT_FOR (written);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/* Settings that differ from where a window begins. */
static void
set_up (Stage *stage)
{
  const EmuMethod *cutmix = method ("cutmix");

  open_pair (stage);
  emu_mix_document_set_method (stage->document, cutmix);
  emu_mix_document_set_lambda (stage->document, 0.37);
  emu_mix_document_set_seed (stage->document, 271828);
  for (guint i = 0; i < cutmix->params.n_params; i++)
    if (cutmix->params.params[i].type == EMU_PARAM_CHOICE)
      emu_mix_document_set_param (stage->document, &cutmix->params.params[i], 1);
}

static void
test_copy_and_restore (void)
{
  const EmuMethod *cutmix = method ("cutmix");
  g_autoptr(GFile) red = picture ("red.png", 3, 33, 47, 0xc01010);
  g_autoptr(GFile) blue = picture ("blue.png", 3, 47, 33, 0x1010c0);
  g_autoptr(GFile) mixed = in_folder ("mixed.png");
  g_autoptr(EmuImage) a = emu_file_load (red, NULL, NULL, NULL);
  g_autoptr(EmuImage) b = emu_file_load (blue, NULL, NULL, NULL);
  g_autoptr(EmuImage) copied = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuFrame) again = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree void *params = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *restore;
  Stage stage;

  stage_init (&stage, 1440, 900);
  set_up (&stage);
  params = emu_params_copy (&cutmix->params, emu_mix_document_get_params (stage.document));
  bytes = copy (&stage);

  /* The recipe in the picture and the two it was made of give its pixels. */
  copied = emu_file_load_bytes (bytes, "copied", &info, &error);
  g_assert_no_error (error);
  recipe = emu_recipe_parse (info.recipe, -1, &error);
  g_assert_no_error (error);
  job = emu_recipe_to_job (recipe, a, b);
  again = compute (job);
  g_assert_true (emu_image_equal (copied, again->result));
  g_assert_cmpstr (recipe->pictures[0].name, ==, "red.png");
  g_assert_cmpstr (recipe->pictures[1].name, ==, "blue.png");

  /* A file of it offers how it was made. */
  g_file_set_contents (g_file_peek_path (mixed), g_bytes_get_data (bytes, NULL),
                       (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  emu_mix_document_set_method (stage.document, method ("mixup"));
  emu_mix_document_set_lambda (stage.document, 0.8);
  emu_mix_document_set_seed (stage.document, 1);
  open_files (&stage, mixed, NULL);
  g_assert_cmpstr (name_of_a (&stage), ==, "mixed");
  WAIT_FOR ((restore = find (GTK_WIDGET (stage.window), is_button_saying, (gpointer) "Restore")) != NULL);
  click (restore);
  WAIT_FOR (emu_mix_document_get_method (stage.document) == cutmix);
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0.37);
  g_assert_false (emu_mix_document_get_draws_lambda (stage.document));
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 271828);
  g_assert_true (emu_params_equal (&cutmix->params, params, emu_mix_document_get_params (stage.document)));
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");

  focus_canvas (&stage);
  press (&stage, "ctrl+z");
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("mixup"));
  g_assert_cmpstr (name_of_a (&stage), ==, "mixed");

  stage_clear (&stage);
}

/* GTK 4.8's file dialog and libcloudproviders, which it loads, lose memory of their own. */
static gboolean
skip_dialog (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the toolkit's file dialog leaks");
  return TRUE;
#else
  return FALSE;
#endif
}

static gboolean
clipboard_begins_with (GdkClipboard *clipboard,
                       const char   *start,
                       char        **text)
{
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL))
    return FALSE;

  g_free (*text);
  *text = g_value_dup_string (&value);

  return g_str_has_prefix (*text, start);
}

/* The program that is copied says what the window shows. */
static void
test_copy_python (void)
{
  GdkClipboard *clipboard;
  g_autofree char *text = NULL;
  Stage stage;

  stage_init (&stage, 1440, 900);
  set_up (&stage);
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (stage.window));
  gdk_clipboard_set_text (clipboard, "nothing yet");
  focus_canvas (&stage);
  press (&stage, "ctrl+alt+c");
  WAIT_FOR (clipboard_begins_with (clipboard, "# CutMix.", &text));

  g_assert_nonnull (strstr (text, "def cutmix_mask(height, width, lam, cy, cx):"));
  g_assert_nonnull (strstr (text, "lam=0.37,"));
  g_assert_nonnull (strstr (text, "drawn from seed 271828"));
  g_assert_nonnull (strstr (text, "/red.png\")\nb = load("));
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_label_with,
                  (gpointer) "The Python program is on the clipboard") != NULL);

  stage_clear (&stage);
}

/* What is saved is, byte for byte, what is copied. */
static void
test_save (void)
{
  g_autoptr(GFile) saved = in_folder ("saved.png");
  g_autoptr(GBytes) copied = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  Stage stage;

  if (skip_dialog ())
    return;

  stage_init (&stage, 1440, 900);
  set_up (&stage);
  save_as (&stage, "red-blue-cutmix.png", saved);
  copied = copy (&stage);
  bytes = g_file_load_bytes (saved, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, copied));

  stage_clear (&stage);
}

static void
test_cancel_saving (void)
{
  Stage stage;
  GtkWidget *dialog;

  if (skip_dialog ())
    return;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);

  /* A dialog that is closed again leaves nothing behind. */
  focus_canvas (&stage);
  xdotool ("key", "ctrl+s", NULL);
  WAIT_FOR (open_dialog () != NULL);
  dialog = open_dialog ();
  focus_window (dialog);
  xdotool ("key", "Escape", NULL);
  WAIT_FOR (open_dialog () == NULL);
  focus_window (GTK_WIDGET (stage.window));
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (child_of (stage.window, EMU_TYPE_WINDOW,
                                                                     "error_bar"))));

  stage_clear (&stage);
}

/* --- Widths ------------------------------------------------------------------------------------ */

/* Whether a scrolled window may bring it into view. */
static gboolean
scrolls (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) != NULL;
}

static void
assert_inside (GtkWidget *widget,
               GtkWidget *window)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;

  if ((GTK_IS_BUTTON (widget) || GTK_IS_SCALE (widget) || GTK_IS_EDITABLE (widget)) &&
      gtk_widget_compute_bounds (widget, window, &bounds))
    {
      gboolean inside = bounds.origin.x >= 0 && bounds.size.width > 0 &&
                        bounds.origin.x + bounds.size.width <= (float) gtk_widget_get_width (window) &&
                        (scrolls (widget) ||
                         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (window));

      if (!inside)
        g_test_message ("%s at %g, %g, %g × %g", G_OBJECT_TYPE_NAME (widget), (double) bounds.origin.x,
                        (double) bounds.origin.y, (double) bounds.size.width,
                        (double) bounds.size.height);
      g_assert_true (inside);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      assert_inside (child, window);
}

static void
assert_fits (Stage *stage)
{
  GtkWidget *window = GTK_WIDGET (stage->window);
  gboolean narrow = gtk_widget_get_width (window) < 790;
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  int frame_width = gdk_surface_get_width (surface) - gtk_widget_get_width (window);
  int minimum;

  WAIT_FOR (emu_mix_page_get_narrow (stage->page) == narrow);
  wait_for_layout (window);
  assert_inside (window, window);

  /* Where nobody composes the screen the window draws a frame around itself. What a wide window
   * needs must not keep it from becoming a narrow one. */
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum - frame_width, <=, narrow ? 360 : 600);
}

static void
test_widths (void)
{
  static const int widths[] = { 360, 800, 1400 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      Stage stage;

      stage_init (&stage, widths[i], 700);
      open_pair (&stage);
      assert_fits (&stage);
      resize (GTK_WIDGET (stage.window), widths[i], 700);
      assert_fits (&stage);
      WAIT_FOR (is_red (colour_shown (&stage)) || is_blue (colour_shown (&stage)));
      stage_clear (&stage);
    }
}

static void
test_resize (void)
{
  static const int widths[] = { 800, 360, 1400, 360, 800 };
  Stage stage;

  stage_init (&stage, 1400, 700);
  open_pair (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      resize (GTK_WIDGET (stage.window), widths[i], 700);
      assert_fits (&stage);
    }

  stage_clear (&stage);
}

/* Where there is no room beside the canvas the settings are a page. */
static void
test_narrow (void)
{
  Stage stage;
  GtkWidget *inspector;
  graphene_rect_t bounds;

  stage_init (&stage, 360, 720);
  open_pair (&stage);
  inspector = GTK_WIDGET (stage.inspector);
  g_assert_false (gtk_widget_get_mapped (inspector));
  /* The canvas keeps its share; the card below it scrolls. */
  g_assert_cmpint (20 * gtk_widget_get_height (GTK_WIDGET (stage.canvas)), >=,
                   9 * gtk_widget_get_height (GTK_WIDGET (stage.window)));
  gtk_widget_grab_focus (child_of (stage.page, EMU_TYPE_MIX_PAGE, "card_all"));
  wait_for_layout (GTK_WIDGET (stage.page));
  click (child_of (stage.page, EMU_TYPE_MIX_PAGE, "card_all"));
  WAIT_FOR (gtk_widget_get_mapped (inspector));
  assert_fits (&stage);
  g_assert_true (gtk_widget_compute_bounds (inspector, GTK_WIDGET (stage.page), &bounds));
  g_assert_cmpfloat (bounds.size.width, ==, gtk_widget_get_width (GTK_WIDGET (stage.page)));
  press (&stage, "Escape");
  WAIT_FOR (!gtk_widget_get_mapped (inspector));

  stage_clear (&stage);
}

/* --- Names ------------------------------------------------------------------------------------- */

static gboolean
is_label_with_text (GtkWidget *widget,
                    gpointer   data)
{
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

static gboolean
is_named_as (GtkWidget  *widget,
             const char *name)
{
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return other == NULL;
}

/* GTK says of itself that a button is labelled by its child, even where that is an icon. */
static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !is_named_as (widget, ""))
    {
      const char *icon = GTK_IS_BUTTON (widget) ? gtk_button_get_icon_name (GTK_BUTTON (widget)) : NULL;

      return icon == NULL || !is_named_as (widget, icon);
    }

  if (GTK_IS_BUTTON (widget))
    return find (widget, is_label_with_text, NULL) != NULL;

  return gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* What the toolkit builds from parts is named as a whole. */
static gboolean
is_part (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return parent != NULL &&
         (GTK_IS_ENTRY (parent) || GTK_IS_SEARCH_ENTRY (parent) || GTK_IS_SPIN_BUTTON (parent) ||
          GTK_IS_DROP_DOWN (parent) || GTK_IS_MENU_BUTTON (parent)) &&
         has_name (parent);
}

/* Counts the controls on screen below @widget, and fails at the first that has nothing to say. */
static int
assert_named (GtkWidget *widget)
{
  int n = 0;

  if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
      GTK_IS_SCALE (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) ||
      EMU_IS_CANVAS (widget) || EMU_IS_LABEL_BAR (widget))
    {
      gboolean named = has_name (widget) || is_part (widget);

      if (!named)
        for (GtkWidget *above = widget; above != NULL; above = gtk_widget_get_parent (above))
          g_test_message ("without a name: in %s", G_OBJECT_TYPE_NAME (above));
      g_assert_true (named);
      n++;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      n += assert_named (child);

  return n;
}

static void
test_names (void)
{
  static const int widths[] = { 1440, 800, 360 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      Stage stage;

      /* First the page without pictures. */
      stage_init (&stage, widths[i], 900);
      g_assert_cmpint (assert_named (GTK_WIDGET (stage.window)), >, 5);
      open_pair (&stage);

      for (guint j = 0; j < emu_methods_size (); j++)
        {
          const EmuMethod *each = emu_methods_get (j);

          if (each->needs_network)
            continue;

          emu_mix_document_set_method (stage.document, each);
          WAIT_FOR (stage.frame->mix->method == each);
          wait_for_layout (GTK_WIDGET (stage.window));
          g_assert_cmpint (assert_named (GTK_WIDGET (stage.window)), >, 10);
        }

      stage_clear (&stage);
    }
}

/* --- Memory ------------------------------------------------------------------------------------ */

static void
test_remembers (void)
{
  g_autoptr(EmuSettings) settings = NULL;
  g_autoptr(GSettings) stored = g_settings_new (APPLICATION_ID);
  g_autofree char *method_id = NULL;
  g_autofree char *view = NULL;
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  click (find (child_of (stage.inspector, EMU_TYPE_INSPECTOR, "methods"), is_row_of_method,
               (gpointer) method ("mixup")));
  WAIT_FOR (emu_mix_document_get_method (stage.document) == method ("mixup"));
  focus_canvas (&stage);
  press (&stage, "5");
  press (&stage, "F9");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (stage.inspector)));
  resize (GTK_WIDGET (stage.window), 1200, 800);
  xdotool ("key", "ctrl+w", NULL);
  WAIT_FOR (gtk_application_get_windows (GTK_APPLICATION (application)) == NULL);
  stage_clear (&stage);

  method_id = g_settings_get_string (stored, "method");
  view = g_settings_get_string (stored, "view");
  g_assert_cmpstr (method_id, ==, "mixup");
  g_assert_cmpstr (view, ==, "four");
  g_assert_false (g_settings_get_boolean (stored, "inspector-visible"));

  settings = emu_settings_new ();
  stage_take (&stage, emu_window_new (GTK_APPLICATION (application), settings));
  gtk_window_present (GTK_WINDOW (stage.window));
  focus_window (GTK_WIDGET (stage.window));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (stage.window)), ==, 1200);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (stage.window)), ==, 800);
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("mixup"));
  g_assert_cmpint (emu_canvas_get_mode (stage.canvas), ==, EMU_CANVAS_FOUR);
  g_assert_false (emu_mix_page_get_inspector_visible (stage.page));

  /* A window closed while it computes goes as well. */
  open_pair (&stage);
  emu_mix_document_set_method (stage.document, method ("fmix"));
  stage_clear (&stage);
}

/* As soon as the window is there to hear it. */
static gboolean
quit_cb (gpointer data)
{
  gboolean *pressed = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return G_SOURCE_CONTINUE;

  *pressed = TRUE;
  focus_window (GTK_WIDGET (window));
  xdotool ("key", "ctrl+q", NULL);

  return G_SOURCE_REMOVE;
}

/* The program as main() runs it, until somebody ends it. Comes last. */
static void
test_quit (void)
{
  char *argv[] = { (char *) "emulsion", NULL };
  gboolean pressed = FALSE;

  g_timeout_add (10, quit_cb, &pressed);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 1, argv), ==, 0);
  g_assert_true (pressed);
  g_assert_cmpint (emu_application_get_status (application), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&application));
}

/* --- Beginning --------------------------------------------------------------------------------- */

static void
add_tests (void)
{
  g_test_add_func ("/window/start/samples", test_start);
  g_test_add_func ("/window/start/files", test_start_with_files);
  g_test_add_func ("/window/open/more", test_open_more);
  g_test_add_func ("/window/open/drop", test_drop);
  g_test_add_func ("/window/open/bad-files", test_bad_files);
  g_test_add_func ("/window/open/half-bad", test_half_bad);
  g_test_add_func ("/window/open/sizes", test_sizes);
  g_test_add_func ("/window/settings/drag-lambda", test_drag_lambda);
  g_test_add_func ("/window/settings/choose-method", test_choose_method);
  g_test_add_func ("/window/settings/search", test_search);
  g_test_add_func ("/window/settings/param-by-keys", test_param_by_keys);
  g_test_add_func ("/window/settings/reroll", test_reroll);
  g_test_add_func ("/window/settings/space", test_space);
  g_test_add_func ("/window/settings/leave-list", test_leave_list);
  g_test_add_func ("/window/settings/type-numbers", test_type_numbers);
  g_test_add_func ("/window/settings/removal", test_removal);
  g_test_add_func ("/window/settings/fault", test_fault);
  g_test_add_func ("/window/settings/keys-in-text", test_keys_in_text);
  g_test_add_func ("/window/settings/swap", test_swap);
  g_test_add_func ("/window/canvas/views", test_views);
  g_test_add_func ("/window/canvas/split-line", test_split_line);
  g_test_add_func ("/window/canvas/hold-a", test_hold_a);
  g_test_add_func ("/window/canvas/zoom", test_zoom);
  g_test_add_func ("/window/save/copy-and-restore", test_copy_and_restore);
  g_test_add_func ("/window/save/copy-python", test_copy_python);
  g_test_add_func ("/window/save/file", test_save);
  g_test_add_func ("/window/save/cancel", test_cancel_saving);
  g_test_add_func ("/window/widths/from-the-start", test_widths);
  g_test_add_func ("/window/widths/resize", test_resize);
  g_test_add_func ("/window/widths/narrow", test_narrow);
  g_test_add_func ("/window/names", test_names);
  g_test_add_func ("/window/remembers", test_remembers);
  g_test_add_func ("/window/end/quit", test_quit);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
