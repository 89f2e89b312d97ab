/* test-tray.c: names, pictures on disk and guides in the window, driven by pointer and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "emu-guide-row.h"
#include "emu-names.h"
#include "emu-recent.h"
#include "emu-recipe.h"
#include "emu-shelf-view.h"
#include "emu-tray.h"
#include "stage.h"

/* Below the private configuration folder: what the desktop would call Pictures. */
static char *pictures;

static char *
names_file (void)
{
  return g_build_filename (g_get_user_data_dir (), "emulsion", "names.ini", NULL);
}

static void
forget_names (void)
{
  g_autofree char *path = names_file ();

  g_unlink (path);
}

static gboolean
file_has (const char *path,
          const char *text)
{
  g_autofree char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) && strstr (content, text) != NULL;
}

static GtkWidget *
tray_of (Stage *stage)
{
  return child_of (stage->page, EMU_TYPE_MIX_PAGE, "tray");
}

static gboolean
is_editor (GtkWidget *widget,
           gpointer   data)
{
  return GTK_IS_TEXT (widget) && gtk_widget_has_focus (widget);
}

static gboolean
is_editing (Stage *stage)
{
  return find (tray_of (stage), is_editor, NULL) != NULL;
}

static void
type_name (Stage      *stage,
           const char *keys,
           const char *name)
{
  press (stage, keys);
  WAIT_FOR (is_editing (stage));
  if (*name != '\0')
    xdotool ("type", name, NULL);
  else
    press (stage, "BackSpace");
  press (stage, "Return");
  WAIT_FOR (!is_editing (stage));
}

static const char *
label_fact (Stage *stage)
{
  return text_of (answer_of (stage), EMU_TYPE_ANSWER, "label");
}

/* --- Names ------------------------------------------------------------------------------------- */

static void
test_rename_by_keys (void)
{
  Stage stage;

  forget_names ();
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);

  /* Letters that are commands elsewhere are letters here. */
  type_name (&stage, "F2", "xab 1");
  g_assert_cmpstr (name_of_a (&stage), ==, "xab 1");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  WAIT_FOR (strstr (label_fact (&stage), "xab 1") != NULL);
  g_assert_nonnull (find (tray_of (&stage), is_label_with, (gpointer) "xab 1"));

  focus_canvas (&stage);
  press (&stage, "ctrl+z");
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_false (emu_mix_document_can_undo (stage.document));
  press (&stage, "ctrl+shift+z");
  g_assert_cmpstr (name_of_a (&stage), ==, "xab 1");

  /* Escape leaves it alone; nothing typed goes back to the file's name. */
  press (&stage, "F2");
  WAIT_FOR (is_editing (&stage));
  xdotool ("type", "other", NULL);
  press (&stage, "Escape");
  WAIT_FOR (!is_editing (&stage));
  g_assert_cmpstr (name_of_a (&stage), ==, "xab 1");
  focus_canvas (&stage);
  type_name (&stage, "F2", "");
  g_assert_cmpstr (name_of_a (&stage), ==, "red");

  focus_canvas (&stage);
  type_name (&stage, "shift+F2", "sea");
  g_assert_cmpstr (name_of_b (&stage), ==, "sea");

  stage_clear (&stage);
  forget_names ();
}

static gboolean
is_caption (GtkWidget *widget,
            gpointer   data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "tile-name") &&
         g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), data) == 0;
}

static void
test_rename_by_hand (void)
{
  Stage stage;
  GtkWidget *flow;

  forget_names ();
  stage_init (&stage, 1440, 900);
  open_pair (&stage);

  point_at (find (tray_of (&stage), is_caption, (gpointer) "blue"), 0.5, 0.5);
  xdotool ("click", "--repeat", "2", "--delay", "60", "1", NULL);
  WAIT_FOR (is_editing (&stage));
  xdotool ("type", "sky", NULL);
  press (&stage, "Return");
  WAIT_FOR (!is_editing (&stage));
  g_assert_cmpstr (name_of_b (&stage), ==, "sky");

  /* The picture with the focus, whichever place it has. */
  flow = child_of (tray_of (&stage), EMU_TYPE_TRAY, "flow");
  gtk_widget_grab_focus (GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (flow), 1)));
  type_name (&stage, "F2", "red");
  g_assert_cmpstr (name_of_b (&stage), ==, "red");

  /* Two pictures of one name are one class: there is one number to say. */
  WAIT_FOR (g_strcmp0 (label_fact (&stage), "1.000 red") == 0);
  g_assert_true (emu_picture_same_class (emu_mix_document_get_a (stage.document),
                                         emu_mix_document_get_b (stage.document)));

  stage_clear (&stage);
  forget_names ();
}

static gboolean
is_popover_entry (GtkWidget *widget,
                  gpointer   data)
{
  return GTK_IS_TEXT (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) != NULL &&
         gtk_widget_has_focus (widget);
}

static void
test_rename_narrow (void)
{
  Stage stage;

  forget_names ();
  stage_init (&stage, 360, 640);
  open_pair (&stage);
  focus_canvas (&stage);
  xdotool ("key", "F2", NULL);
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_popover_entry, NULL) != NULL);
  xdotool ("type", "rose", NULL);
  xdotool ("key", "Return", NULL);
  WAIT_FOR (g_strcmp0 (name_of_a (&stage), "rose") == 0);
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_popover_entry, NULL) == NULL);

  stage_clear (&stage);
  forget_names ();
}

static void
test_names_stay (void)
{
  g_autofree char *path = names_file ();
  g_autofree char *copy_path = g_build_filename (folder, "moved.png", NULL);
  g_autofree char *content = NULL;
  g_autoptr(GFile) copy = g_file_new_for_path (copy_path);
  g_autoptr(GError) error = NULL;
  GFile *red;
  Stage stage;

  forget_names ();
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  focus_canvas (&stage);
  type_name (&stage, "F2", "Kitten");
  WAIT_FOR (file_has (path, "Kitten"));

  /* What is undone is forgotten, and what is done again known. */
  focus_canvas (&stage);
  press (&stage, "ctrl+z");
  WAIT_FOR (!file_has (path, "Kitten"));
  press (&stage, "ctrl+shift+z");
  WAIT_FOR (file_has (path, "Kitten"));
  stage_clear (&stage);

  /* The next start reads the file; another file of the same bytes is the same picture. */
  red = in_folder ("red.png");
  g_file_copy (red, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (red);
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_assert_cmpstr (name_of_a (&stage), ==, "Kitten");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  open_files (&stage, copy, NULL);
  g_assert_cmpstr (name_of_a (&stage), ==, "Kitten");
  g_assert_cmpstr (emu_picture_get_file_name (emu_mix_document_get_a (stage.document)), ==, "moved.png");
  stage_clear (&stage);

  forget_names ();
}

static void
test_broken_names (void)
{
  g_autofree char *path = names_file ();
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *kept = g_build_filename (parent, "names-broken.ini", NULL);
  Stage stage;

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, "[names\nno key file", -1, NULL));
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_assert_nonnull (find (GTK_WIDGET (stage.window), is_label_with, (gpointer) "start anew"));
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_true (file_has (kept, "no key file"));

  focus_canvas (&stage);
  type_name (&stage, "F2", "anew");
  WAIT_FOR (file_has (path, "anew"));
  stage_clear (&stage);

  /* Once is enough. */
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_assert_null (find (GTK_WIDGET (stage.window), is_label_with, (gpointer) "start anew"));
  g_assert_cmpstr (name_of_a (&stage), ==, "anew");
  stage_clear (&stage);

  g_unlink (kept);
  forget_names ();
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GError) error = NULL;

  emu_names_load_finish (EMU_NAMES (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* The table has an end, and what another hand wrote into it does no harm. */
static void
test_full_names (void)
{
  g_autofree char *path = names_file ();
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GString) text = g_string_new ("[names]\nnohash=x\n");
  g_autoptr(EmuNames) names = emu_names_new ();
  g_autofree char *first = g_strdup_printf ("%064x", 0);
  g_autofree char *second = g_strdup_printf ("%064x", 1);
  g_autofree char *new_one = g_strdup_printf ("%064x", EMU_NAMES_MAX);
  g_autofree char *oldest = NULL;
  g_autofree char *next = NULL;
  g_autofree char *newest = NULL;
  gboolean loaded = FALSE;

  for (guint i = 0; i < EMU_NAMES_MAX; i++)
    g_string_append_printf (text, "%064x=name %u\n", i, i);
  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));

  emu_names_load_async (names, loaded_cb, &loaded);
  WAIT_FOR (loaded);
  g_assert_null (emu_names_get (names, "nohash"));
  emu_names_set (names, new_one, "the newest");
  oldest = emu_names_get (names, first);
  next = emu_names_get (names, second);
  newest = emu_names_get (names, new_one);
  g_assert_cmpstr (oldest, ==, NULL);
  g_assert_cmpstr (next, ==, "name 1");
  g_assert_cmpstr (newest, ==, "the newest");
  WAIT_FOR (file_has (path, "the newest"));
  forget_names ();
}

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    const char *name;
  } cases[] = {
    { "", NULL },
    { " \t\n", NULL },
    { "  cat ", "cat" },
    { "tabby\ncat", "tabby cat" },
    { "a \t b", "a b" },
    { "Müller/λ", "Müller/λ" },
  };
  g_autofree char *endless = g_strnfill (4 * EMU_NAME_MAX_CHARS, 'x');
  g_autofree char *cut = emu_name_clean (endless);
  g_autofree char *valid = emu_name_clean ("a\xff" "b");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = emu_name_clean (cases[i].text);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
  g_assert_cmpuint (strlen (cut), ==, EMU_NAME_MAX_CHARS);
  g_assert_true (g_utf8_validate (valid, -1, NULL));
}

/* --- Pictures on disk -------------------------------------------------------------------------- */

/* The longest time the main loop worked without looking for anything new, in microseconds of its own
 * thread: what other programs take from it is not its doing. */
static gint64 busy_since_us;
static gint64 longest_us;

static gint64
thread_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
timed_poll (GPollFD *fds,
            guint    n,
            int      timeout)
{
  int ready;

  if (busy_since_us != 0)
    longest_us = MAX (longest_us, thread_time_us () - busy_since_us);
  ready = g_poll (fds, n, timeout);
  busy_since_us = thread_time_us ();

  return ready;
}

static void
empty_pictures (void)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", pictures);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_mkdir_with_parents (pictures, 0700);
}

static void
add_picture (const char *name,
             int         level,
             gint64      age_s)
{
  g_autofree char *path = g_build_filename (pictures, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(EmuImage) image = emu_image_new (3, 16, 24, NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (parent, 0700);
  for (int c = 0; c < 3; c++)
    memset (emu_image_plane (image, c), level, emu_image_n_pixels (image));
  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);
  g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, (guint64) (1600000000 - age_s),
                               G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
}

static void
add_text (const char *name)
{
  g_autofree char *path = g_build_filename (pictures, name, NULL);

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
}

static GtkWidget *
show_source (Stage *stage,
             guint  source)
{
  GtkWidget *tray = tray_of (stage);
  GtkWidget *view = child_of (tray, EMU_TYPE_TRAY, source == 1 ? "folder" : "recent");

  gtk_drop_down_set_selected (GTK_DROP_DOWN (child_of (tray, EMU_TYPE_TRAY, "source")), source);
  WAIT_FOR (gtk_widget_get_mapped (view));

  return view;
}

static guint
n_items (GtkWidget *view)
{
  guint n;

  g_object_get (view, "n-items", &n, NULL);

  return n;
}

static GListModel *
items_of (GtkWidget *view)
{
  GtkGridView *grid = GTK_GRID_VIEW (child_of (view, EMU_TYPE_SHELF_VIEW, "grid"));

  return gtk_no_selection_get_model (GTK_NO_SELECTION (gtk_grid_view_get_model (grid)));
}

static const char *
name_at (GtkWidget *view,
         guint      index)
{
  g_autoptr(EmuShelfItem) item = g_list_model_get_item (items_of (view), index);

  return emu_shelf_item_get_name (item);
}

static guint
n_thumbnails (GtkWidget *view)
{
  guint n = 0;

  for (guint i = 0; i < n_items (view); i++)
    {
      g_autoptr(EmuShelfItem) item = g_list_model_get_item (items_of (view), i);

      n += emu_shelf_item_get_thumbnail (item) != NULL;
    }

  return n;
}

static gboolean
is_message (GtkWidget *view,
            const char *text)
{
  GtkWidget *message = child_of (view, EMU_TYPE_SHELF_VIEW, "message");

  return gtk_widget_get_mapped (message) &&
         strstr (gtk_label_get_text (GTK_LABEL (message)), text) != NULL;
}

/* Two thousand pictures: what is on screen gets its thumbnails, the rest costs nothing. */
static void
test_large_folder (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFunc before = g_main_context_get_poll_func (context);
  GtkWidget *view;
  gint64 start_us;
  double first_ms;
  Stage stage;

  empty_pictures ();
  for (int i = 0; i < EMU_SHELF_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("%04d.png", i);

      add_picture (name, i % 200, i);
    }

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_main_context_set_poll_func (context, timed_poll);
  busy_since_us = 0;
  longest_us = 0;
  start_us = g_get_monotonic_time ();
  view = show_source (&stage, 1);
  WAIT_FOR (n_items (view) == EMU_SHELF_MAX);
  WAIT_FOR (n_thumbnails (view) > 0);
  first_ms = (double) (g_get_monotonic_time () - start_us) / 1000;
  WAIT_FOR (n_thumbnails (view) >= 14);
  g_main_context_set_poll_func (context, before);
  g_test_message ("first thumbnail after %.0f ms, longest pause %.1f ms", first_ms,
                  (double) longest_us / 1000);

  g_assert_cmpstr (name_at (view, 0), ==, "0000.png");
  g_assert_cmpuint (n_thumbnails (view), <, 500);
  g_assert_cmpfloat (first_ms, <, 5000);

  stage_clear (&stage);
  empty_pictures ();
}

static void
test_folder_content (void)
{
  GtkWidget *view;
  EmuShelfItem *broken;
  Stage stage;

  empty_pictures ();
  add_picture ("old.png", 10, 300);
  add_picture ("new.png", 20, 100);
  add_picture ("trip/middle.png", 30, 200);
  add_picture ("trip/deep/lost.png", 40, 0);
  add_picture (".hidden.png", 50, 0);
  add_text ("notes.txt");
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  view = show_source (&stage, 1);
  WAIT_FOR (n_items (view) == 3);
  g_assert_cmpstr (name_at (view, 0), ==, "new.png");
  g_assert_cmpstr (name_at (view, 1), ==, "middle.png");
  g_assert_cmpstr (name_at (view, 2), ==, "old.png");

  /* Read anew when it comes back; what calls itself a picture and is none says so. */
  show_source (&stage, 2);
  add_text ("liar.png");
  show_source (&stage, 1);
  WAIT_FOR (n_items (view) == 4);
  broken = g_list_model_get_item (items_of (view), 0);
  g_assert_cmpstr (emu_shelf_item_get_name (broken), ==, "liar.png");
  WAIT_FOR (emu_shelf_item_get_fault (broken) != NULL);
  g_object_unref (broken);

  stage_clear (&stage);
  empty_pictures ();
}

static gboolean
is_tile_of (GtkWidget *widget,
            gpointer   data)
{
  return GTK_IS_BOX (widget) && gtk_widget_get_last_child (widget) != NULL &&
         is_caption (gtk_widget_get_last_child (widget), data);
}

static void
test_choose (void)
{
  GtkWidget *view;
  GtkWidget *tile;
  Stage stage;

  empty_pictures ();
  add_picture ("one.png", 10, 100);
  add_picture ("two.png", 20, 200);
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  view = show_source (&stage, 1);
  WAIT_FOR (n_items (view) == 2);
  wait_for_layout (view);

  click (find (view, is_tile_of, (gpointer) "one.png"));
  WAIT_FOR (g_strcmp0 (name_of_a (&stage), "one") == 0);
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");

  point_at (find (view, is_tile_of, (gpointer) "two.png"), 0.5, 0.5);
  xdotool ("keydown", "shift", "click", "1", "keyup", "shift", NULL);
  WAIT_FOR (g_strcmp0 (name_of_b (&stage), "two") == 0);
  g_assert_cmpstr (name_of_a (&stage), ==, "one");

  /* One that is at hand already is not opened again. */
  tile = find (view, is_tile_of, (gpointer) "two.png");
  gtk_widget_grab_focus (gtk_widget_get_parent (tile));
  press (&stage, "a");
  WAIT_FOR (g_strcmp0 (name_of_a (&stage), "two") == 0);
  g_assert_cmpstr (name_of_b (&stage), ==, "one");
  g_assert_cmpuint (g_list_model_get_n_items (emu_mix_document_get_pictures (stage.document)), ==, 4);
  press (&stage, "shift+Return");
  WAIT_FOR (g_strcmp0 (name_of_b (&stage), "two") == 0);

  /* Each was one step. */
  emu_mix_document_undo (stage.document);
  emu_mix_document_undo (stage.document);
  emu_mix_document_undo (stage.document);
  g_assert_cmpstr (name_of_a (&stage), ==, "one");
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  emu_mix_document_undo (stage.document);
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
  empty_pictures ();
}

static GtkDropTarget *
file_target (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller) &&
          gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
                                             GDK_TYPE_FILE_LIST))
        return GTK_DROP_TARGET (controller);
    }

  return NULL;
}

/* A file on the place of B is B, whatever a drop elsewhere would make of it. */
static void
test_drop (void)
{
  g_autoptr(GFile) green = picture ("green.png", 3, 20, 30, 0x10c010);
  GSList files = { green, NULL };
  GdkFileList *list = gdk_file_list_new_from_list (&files);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (file_target (child_of (tray_of (&stage), EMU_TYPE_TRAY, "tile_b")), "drop",
                         &value, 5.0, 5.0, &taken);
  g_assert_true (taken);
  WAIT_FOR (g_strcmp0 (name_of_b (&stage), "green") == 0);
  g_assert_cmpstr (name_of_a (&stage), ==, "red");
  emu_mix_document_undo (stage.document);
  g_assert_cmpstr (name_of_b (&stage), ==, "blue");
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

static void
test_odd_folders (void)
{
  GtkWidget *view;
  Stage stage;

  empty_pictures ();
  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  view = show_source (&stage, 1);
  WAIT_FOR (is_message (view, "There is no picture"));

  /* Root may read everything; a file in the place of the folder nobody can list. */
  show_source (&stage, 2);
  g_rmdir (pictures);
  WAIT_FOR (!gtk_widget_get_mapped (view));
  show_source (&stage, 1);
  WAIT_FOR (is_message (view, pictures));
  show_source (&stage, 2);
  g_assert_true (g_file_set_contents (pictures, "", -1, NULL));
  show_source (&stage, 1);
  WAIT_FOR (is_message (view, "directory"));
  g_unlink (pictures);
  empty_pictures ();

  stage_clear (&stage);
}

static void
test_recent (void)
{
  g_autoptr(GFile) gone = picture ("gone.png", 3, 5, 7, 0x101010);
  GtkWidget *view;
  GtkWidget *clear;
  Stage stage;

  stage_init (&stage, 1440, 900);
  clear = child_of (tray_of (&stage), EMU_TYPE_TRAY, "clear");
  open_pair (&stage);
  view = show_source (&stage, 2);
  emu_shelf_view_clear (EMU_SHELF_VIEW (view));
  WAIT_FOR (n_items (view) == 0);
  g_assert_false (gtk_widget_get_visible (clear));
  stage_clear (&stage);

  /* Samples are nothing one would look for; neither is a file that has gone since. */
  stage_init (&stage, 1440, 900);
  emu_window_start_with_samples (stage.window);
  WAIT_FOR (stage.n_settled > 0);
  open_pair (&stage);
  open_files (&stage, gone, NULL);
  g_unlink (g_file_peek_path (gone));
  view = show_source (&stage, 2);
  WAIT_FOR (n_items (view) == 2);
  clear = child_of (tray_of (&stage), EMU_TYPE_TRAY, "clear");
  WAIT_FOR (gtk_widget_get_visible (clear));
  click (clear);
  WAIT_FOR (n_items (view) == 0);
  WAIT_FOR (is_message (view, "remembered"));
  stage_clear (&stage);
}

static gboolean
is_shelf_view (GtkWidget *widget,
               gpointer   data)
{
  return EMU_IS_SHELF_VIEW (widget);
}

static GtkWidget *
shelf_window (void)
{
  g_autoptr(GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (GTK_WINDOW (window)) != NULL &&
          find (window, is_shelf_view, NULL) != NULL)
        return window;
    }

  return NULL;
}

/* Where there is no tray: a window that takes A and then B. */
static void
test_narrow (void)
{
  GtkWidget *window;
  GtkWidget *view;
  Stage stage;

  empty_pictures ();
  add_picture ("one.png", 10, 100);
  add_picture ("two.png", 20, 200);
  stage_init (&stage, 360, 480);
  open_pair (&stage);
  wait_for_layout (GTK_WIDGET (stage.page));
  g_assert_cmpint (20 * gtk_widget_get_height (GTK_WIDGET (stage.canvas)), >=,
                   9 * gtk_widget_get_height (GTK_WIDGET (stage.window)));

  gtk_widget_activate_action (GTK_WIDGET (stage.window), "win.pictures-folder", NULL);
  WAIT_FOR ((window = shelf_window ()) != NULL);
  view = find (window, is_shelf_view, NULL);
  WAIT_FOR (n_items (view) == 2);
  focus_window (window);
  wait_for_layout (view);
  click (find (view, is_tile_of, (gpointer) "one.png"));
  WAIT_FOR (g_strcmp0 (name_of_a (&stage), "one") == 0);
  click (find (view, is_tile_of, (gpointer) "two.png"));
  WAIT_FOR (g_strcmp0 (name_of_b (&stage), "two") == 0);
  g_assert_cmpstr (name_of_a (&stage), ==, "one");
  WAIT_FOR (shelf_window () == NULL);

  stage_clear (&stage);
  empty_pictures ();
}

/* --- Guides ------------------------------------------------------------------------------------ */

static gboolean
is_guide_row (GtkWidget *widget,
              gpointer   data)
{
  return EMU_IS_GUIDE_ROW (widget);
}

static GtkWidget *
guide_row (Stage *stage)
{
  return find (GTK_WIDGET (stage->inspector), is_guide_row, NULL);
}

/* SaliencyMix looks at B alone. */
static void
open_guided (Stage *stage)
{
  stage_init (stage, 1440, 900);
  open_pair (stage);
  emu_mix_document_set_method (stage->document, method ("saliencymix"));
  WAIT_FOR (guide_row (stage) != NULL);
  emu_mix_document_forget_history (stage->document);
}

static const char *
text_in_row (GtkWidget  *row,
             const char *name)
{
  GtkWidget *label = child_of (row, EMU_TYPE_GUIDE_ROW, name);

  return gtk_widget_get_visible (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_guide_row (void)
{
  g_autoptr(GFile) map = picture ("map.png", 1, 40, 60, 0xff0000);
  g_autoptr(GFile) text = in_folder ("text.png");
  g_autofree char *wanted = NULL;
  g_autofree char *command = NULL;
  EmuMixJob *job;
  GtkWidget *row;
  Stage stage;

  g_assert_true (g_file_set_contents (g_file_peek_path (text), "no picture", -1, NULL));
  open_guided (&stage);
  row = guide_row (&stage);
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "computed");
  emu_guide_row_open (EMU_GUIDE_ROW (row), map);
  WAIT_FOR (emu_mix_document_get_guide (stage.document, 1) != NULL);
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "map.png");
  g_assert_cmpstr (text_in_row (row, "hint"), ==,
                   "60 × 40 px, stretched to the picture’s 33 × 47 px, which have another shape");
  job = emu_mix_document_create_job (stage.document);
  g_assert_null (job->maps[0]);
  g_assert_true (job->maps[1] == emu_picture_get_image (emu_mix_document_get_guide (stage.document, 1)));
  emu_mix_job_unref (job);

  /* What cannot be read says so where it was asked for, and changes nothing. */
  emu_guide_row_open (EMU_GUIDE_ROW (row), text);
  WAIT_FOR (text_in_row (row, "fault") != NULL);
  g_assert_nonnull (strstr (text_in_row (row, "fault"), "text.png"));
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "map.png");

  /* The command says the same. */
  focus_canvas (&stage);
  press (&stage, "ctrl+shift+c");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (stage.window)), NULL,
                                 text_read_cb, &command);
  WAIT_FOR (command != NULL);
  wanted = g_strdup_printf ("--guide-b %s", g_file_peek_path (map));
  g_assert_nonnull (strstr (command, wanted));
  g_assert_null (strstr (command, "--guide-a"));

  /* And so does the program in Python. */
  g_clear_pointer (&command, g_free);
  press (&stage, "ctrl+alt+c");
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_label_with, (gpointer) "Python") != NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (stage.window)), NULL,
                                 text_read_cb, &command);
  WAIT_FOR (command != NULL);
  g_assert_nonnull (strstr (command, g_file_peek_path (map)));

  click (child_of (row, EMU_TYPE_GUIDE_ROW, "clear"));
  WAIT_FOR (emu_mix_document_get_guide (stage.document, 1) == NULL);
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "computed");
  g_assert_cmpstr (text_in_row (row, "fault"), ==, NULL);
  focus_canvas (&stage);
  press (&stage, "ctrl+z");
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "map.png");
  press (&stage, "ctrl+z");
  g_assert_cmpstr (text_in_row (row, "file_name"), ==, "computed");
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
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

/* The recipe in the picture that is copied. */
static char *
copied_recipe (Stage *stage)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (stage->window));
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_auto(EmuFileInfo) info = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean written = FALSE;

  gdk_clipboard_set_text (clipboard, "nothing yet");
  focus_canvas (stage);
  press (stage, "ctrl+c");
  WAIT_FOR (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  gdk_content_provider_write_mime_type_async (gdk_clipboard_get_content (clipboard), "image/png", stream,
                                              G_PRIORITY_DEFAULT, NULL, written_cb, &written);
  WAIT_FOR (written);
  g_output_stream_close (stream, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  image = emu_file_load_bytes (bytes, "copied", &info, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&info.recipe);
}

static void
test_guide_in_recipe (void)
{
  g_autoptr(GFile) map = picture ("map.png", 1, 40, 60, 0xff0000);
  g_autoptr(GFile) file = in_folder ("guided.json");
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autofree char *text = NULL;
  g_autofree char *moved = g_build_filename (folder, "away", "map.png", NULL);
  g_autofree char *away = g_path_get_dirname (moved);
  g_autofree char *sha256 = NULL;
  g_autoptr(GError) error = NULL;
  EmuPicture *guide;
  Stage stage;

  open_guided (&stage);
  emu_guide_row_open (EMU_GUIDE_ROW (guide_row (&stage)), map);
  WAIT_FOR ((guide = emu_mix_document_get_guide (stage.document, 1)) != NULL);
  sha256 = g_strdup (emu_picture_get_info (guide)->sha256);
  text = copied_recipe (&stage);
  recipe = emu_recipe_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (recipe->guides[0].name, ==, NULL);
  g_assert_cmpstr (recipe->guides[1].name, ==, "map.png");
  g_assert_cmpstr (recipe->guides[1].sha256, ==, sha256);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), text, -1, NULL));

  /* Beside the recipe it is found. */
  emu_mix_document_set_guide (stage.document, 1, NULL);
  emu_mix_document_set_method (stage.document, method ("mixup"));
  emu_mix_document_forget_history (stage.document);
  open_files (&stage, file, NULL);
  WAIT_FOR (emu_mix_document_get_guide (stage.document, 1) != NULL);
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("saliencymix"));
  emu_mix_document_undo (stage.document);
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("mixup"));
  g_assert_null (emu_mix_document_get_guide (stage.document, 1));
  g_assert_false (emu_mix_document_can_undo (stage.document));

  /* Where it is not it is asked for by name, and nothing has changed. */
  g_mkdir_with_parents (away, 0700);
  g_assert_cmpint (g_rename (g_file_peek_path (map), moved), ==, 0);
  open_files (&stage, file, NULL);
  WAIT_FOR (find (GTK_WIDGET (stage.window), is_label_with, (gpointer) "“map.png” is not here") != NULL);
  g_assert_nonnull (find (GTK_WIDGET (stage.window), is_button_saying, (gpointer) "Choose…"));
  g_assert_true (emu_mix_document_get_method (stage.document) == method ("mixup"));
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

/* --- Beginning --------------------------------------------------------------------------------- */

static void
add_tests (void)
{
  g_test_add_func ("/tray/names/clean", test_clean);
  g_test_add_func ("/tray/names/full", test_full_names);
  g_test_add_func ("/tray/names/keys", test_rename_by_keys);
  g_test_add_func ("/tray/names/hand", test_rename_by_hand);
  g_test_add_func ("/tray/names/narrow", test_rename_narrow);
  g_test_add_func ("/tray/names/stay", test_names_stay);
  g_test_add_func ("/tray/names/broken", test_broken_names);
  g_test_add_func ("/tray/folder/large", test_large_folder);
  g_test_add_func ("/tray/folder/content", test_folder_content);
  g_test_add_func ("/tray/folder/choose", test_choose);
  g_test_add_func ("/tray/folder/drop", test_drop);
  g_test_add_func ("/tray/folder/odd", test_odd_folders);
  g_test_add_func ("/tray/folder/narrow", test_narrow);
  g_test_add_func ("/tray/recent", test_recent);
  g_test_add_func ("/tray/guides/row", test_guide_row);
  g_test_add_func ("/tray/guides/recipe", test_guide_in_recipe);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("emulsion-config-XXXXXX", NULL);
  g_autofree char *dirs = g_build_filename (config, "user-dirs.dirs", NULL);
  g_autofree char *text = NULL;
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", config);
  int status;

  pictures = g_build_filename (config, "Pictures", NULL);
  text = g_strdup_printf ("XDG_PICTURES_DIR=\"%s\"\n", pictures);
  g_assert_true (g_file_set_contents (dirs, text, -1, NULL));
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);

  status = stage_main (argc, argv, add_tests);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (pictures);

  return status;
}
