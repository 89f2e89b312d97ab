/* stage.c: the whole window on a screen of its own, and hands that drive it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "emu-lambda-panel.h"
#include "emu-method-row.h"
#include "emu-methods.h"
#include "emu-param-row.h"
#include "stage.h"

#define SKIPPED 77

EmuApplication *application;
char *folder;

/* --- Waiting ----------------------------------------------------------------------------------- */

gboolean
too_late_cb (gpointer data)
{
  g_error ("not within %d seconds: %s", DEADLINE_S, (const char *) data);

  return G_SOURCE_REMOVE;
}

static void
count_cb (gpointer unused,
          int     *count)
{
  (*count)++;
}

/* Two frames: the first may still be the one that finds out that the layout must change. */
void
wait_for_layout (GtkWidget *widget)
{
  GdkFrameClock *clock;
  int n_frames = 0;
  gulong handler;

  WAIT_FOR (gtk_widget_get_mapped (widget));
  clock = gtk_widget_get_frame_clock (widget);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_cb), &n_frames);
  while (n_frames < 2)
    {
      int before = n_frames;

      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      WAIT_FOR (n_frames > before);
    }
  g_signal_handler_disconnect (clock, handler);
}

/* --- Hands ------------------------------------------------------------------------------------- */

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

void
xdotool (const char *first,
         ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  gboolean exited = FALSE;
  va_list more;

  g_ptr_array_add (words, (gpointer) "xdotool");
  va_start (more, first);
  for (const char *word = first; word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (more);
  g_ptr_array_add (words, NULL);

  process = g_subprocess_newv ((const char * const *) words->pdata, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, exited_cb, &exited);
  WAIT_FOR (exited);
}

static char *
xid_of (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  return g_strdup_printf ("%lu", (gulong) gdk_x11_surface_get_xid (surface));
}

/* Without a window manager nobody else hands out the focus. */
void
focus_window (GtkWidget *window)
{
  g_autofree char *xid = NULL;

  wait_for_layout (window);
  xid = xid_of (window);
  xdotool ("windowfocus", xid, NULL);
  WAIT_FOR (gtk_window_is_active (GTK_WINDOW (window)));
}

/* Moves the pointer to a place of @widget, in shares of its width and height. */
void
point_at (GtkWidget *widget,
          double     across,
          double     down)
{
  GtkNative *native = gtk_widget_get_native (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  graphene_point_t from;
  graphene_point_t to;
  g_autofree char *xid = NULL;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  double dx;
  double dy;

  wait_for_layout (widget);
  graphene_point_init (&from, (float) (across * gtk_widget_get_width (widget)),
                       (float) (down * gtk_widget_get_height (widget)));
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &from, &to));
  gtk_native_get_surface_transform (native, &dx, &dy);
  xid = xid_of (widget);
  x = g_strdup_printf ("%.0f", (to.x + dx) * scale);
  y = g_strdup_printf ("%.0f", (to.y + dy) * scale);
  xdotool ("mousemove", "--window", xid, x, y, NULL);
}

void
click (GtkWidget *widget)
{
  g_assert_true (gtk_widget_is_sensitive (widget));
  point_at (widget, 0.5, 0.5);
  xdotool ("click", "1", NULL);
}

/* What a hand at the window's edge does. */
void
resize (GtkWidget *window,
        int        width,
        int        height)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  int scale = gtk_widget_get_scale_factor (window);
  int frame_width = gdk_surface_get_width (surface) - gtk_widget_get_width (window);
  int frame_height = gdk_surface_get_height (surface) - gtk_widget_get_height (window);
  g_autofree char *xid = xid_of (window);
  g_autofree char *w = g_strdup_printf ("%d", (width + frame_width) * scale);
  g_autofree char *h = g_strdup_printf ("%d", (height + frame_height) * scale);

  xdotool ("windowsize", xid, w, h, NULL);
  WAIT_FOR (gtk_widget_get_width (window) == width && gtk_widget_get_height (window) == height);
}

/* --- Widgets ----------------------------------------------------------------------------------- */

GtkWidget *
child_of (gpointer    widget,
          GType       type,
          const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, type, name);

  g_assert_true (GTK_IS_WIDGET (child));

  return GTK_WIDGET (child);
}

/* The first widget on screen below @root that matches; NULL if there is none. */
GtkWidget *
find (GtkWidget *root,
      Matches    matches,
      gpointer   data)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;

  if (matches (root, data))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
is_button (GtkWidget *widget,
           gpointer   data)
{
  return GTK_IS_BUTTON (widget);
}

gboolean
is_button_saying (GtkWidget *widget,
                  gpointer   data)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0;
}

gboolean
is_label_with (GtkWidget *widget,
               gpointer   data)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

gboolean
is_row_of_method (GtkWidget *widget,
                  gpointer   data)
{
  return EMU_IS_METHOD_ROW (widget) && emu_method_row_get_method (EMU_METHOD_ROW (widget)) == data;
}

const EmuMethod *
method (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *found = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return found;
}

/* --- Stage ------------------------------------------------------------------------------------- */

static void
frame_cb (EmuCanvas *canvas,
          EmuFrame  *frame,
          Stage     *stage)
{
  stage->n_frames++;
  g_clear_pointer (&stage->frame, emu_frame_unref);
  stage->frame = emu_frame_ref (frame);
}

static void
settled_cb (EmuCanvas *canvas,
            Stage     *stage)
{
  stage->n_settled++;
}

/* A key nothing listens to marks the end of what was typed before it. */
static void
key_released_cb (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        modifiers,
                 Stage                 *stage)
{
  if (keyval == GDK_KEY_F12)
    stage->n_marks++;
}

void
stage_take (Stage     *stage,
            EmuWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  *stage = (Stage) { .window = g_object_ref (window), .page = emu_window_get_mix_page (window) };
  stage->inspector = EMU_INSPECTOR (child_of (stage->page, EMU_TYPE_MIX_PAGE, "inspector"));
  stage->document = g_object_ref (emu_window_get_document (window));
  stage->canvas = g_object_ref (emu_mix_page_get_canvas (stage->page));
  g_signal_connect (stage->canvas, "frame", G_CALLBACK (frame_cb), stage);
  g_signal_connect (stage->canvas, "settled", G_CALLBACK (settled_cb), stage);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released_cb), stage);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

void
forget_settings (void)
{
  static const char * const keys[] = {
    "width", "height", "maximized", "inspector-visible", "method", "view", "recent-cleared",
  };
  g_autoptr(GSettings) stored = g_settings_new (APPLICATION_ID);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (stored, keys[i]);
}

/* A window of default settings and nothing in it. */
void
stage_init (Stage *stage,
            int    width,
            int    height)
{
  g_autoptr(EmuSettings) settings = NULL;

  forget_settings ();
  settings = emu_settings_new ();
  g_object_set (settings, "width", width, "height", height, NULL);
  stage_take (stage, emu_window_new (GTK_APPLICATION (application), settings));
  gtk_window_present (GTK_WINDOW (stage->window));
  focus_window (GTK_WIDGET (stage->window));
}

/* Closes the window: nothing of it may be left. */
void
stage_clear (Stage *stage)
{
  gpointer left[] = { stage->window, stage->canvas, stage->document };

  g_signal_handlers_disconnect_by_data (stage->canvas, stage);
  g_clear_pointer (&stage->frame, emu_frame_unref);
  gtk_window_close (GTK_WINDOW (stage->window));
  for (guint i = 0; i < G_N_ELEMENTS (left); i++)
    g_object_add_weak_pointer (left[i], &left[i]);
  g_object_unref (stage->document);
  g_object_unref (stage->canvas);
  g_object_unref (stage->window);
  WAIT_FOR (left[0] == NULL && left[1] == NULL && left[2] == NULL);
}

/* Types @keys, in xdotool's words, and waits until the window has seen them. */
void
press (Stage      *stage,
       const char *keys)
{
  int before = stage->n_marks;

  xdotool ("key", keys, "key", "F12", NULL);
  WAIT_FOR (stage->n_marks > before);
}

GFile *
in_folder (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_new_for_path (path);
}

/* A file with a gradient that starts at a colour; the same name always holds the same picture. */
GFile *
picture (const char *name,
         int         channels,
         int         height,
         int         width,
         guint32     rgb)
{
  GFile *file = in_folder (name);
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GError) error = NULL;

  if (g_file_query_exists (file, NULL))
    return file;

  image = emu_image_new (channels, height, width, &error);
  g_assert_no_error (error);
  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        {
          guint first = c < 3 ? rgb >> (16 - 8 * c) & 0xff : 0x80;

          emu_image_row (image, c, y)[x] = (guint8) MIN (255, first + 16 * x / width + 16 * y / height);
        }
  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);

  return file;
}

void
open_files (Stage *stage,
            GFile *first,
            GFile *second)
{
  GFile *files[] = { first, second };

  emu_window_open (stage->window, files, second != NULL ? 2 : 1, FALSE);
  WAIT_FOR (!emu_window_get_loading (stage->window));
}

/* Red is A, blue is B, and undo begins here. */
void
open_pair (Stage *stage)
{
  g_autoptr(GFile) red = picture ("red.png", 3, 33, 47, 0xc01010);
  g_autoptr(GFile) blue = picture ("blue.png", 3, 47, 33, 0x1010c0);
  GFile *files[] = { red, blue };
  int before = stage->n_settled;

  emu_window_open (stage->window, files, 2, TRUE);
  WAIT_FOR (stage->n_settled > before);
}

EmuFrame *
compute (EmuMixJob *job)
{
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(GError) error = NULL;
  EmuFrame *frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE, NULL, &error);

  g_assert_no_error (error);

  return frame;
}

/* Red, green and blue in the middle of the canvas. */
guint32
colour_shown (Stage *stage)
{
  GtkWidget *widget = GTK_WIDGET (stage->canvas);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;
  graphene_rect_t middle;
  guint32 argb = 0;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return 0;

  gsk_renderer_realize (renderer, NULL, &error);
  g_assert_no_error (error);
  graphene_rect_init (&middle, floorf ((float) gtk_widget_get_width (widget) / 2),
                      floorf ((float) gtk_widget_get_height (widget) / 2), 1, 1);
  texture = gsk_renderer_render_texture (renderer, node, &middle);
  gsk_renderer_unrealize (renderer);
  gdk_texture_download (texture, (guchar *) &argb, 4);

  return argb & 0xffffff;
}

gboolean
is_red (guint32 rgb)
{
  return (rgb >> 16) > 0xb0 && (rgb & 0xff) < 0x40;
}

gboolean
is_blue (guint32 rgb)
{
  return (rgb >> 16) < 0x40 && (rgb & 0xff) > 0xb0;
}

const char *
text_of (gpointer    widget,
         GType       type,
         const char *name)
{
  return gtk_label_get_text (GTK_LABEL (child_of (widget, type, name)));
}

const char *
name_of_a (Stage *stage)
{
  EmuPicture *a = emu_mix_document_get_a (stage->document);

  return a != NULL ? emu_picture_get_name (a) : NULL;
}

const char *
name_of_b (Stage *stage)
{
  EmuPicture *b = emu_mix_document_get_b (stage->document);

  return b != NULL ? emu_picture_get_name (b) : NULL;
}

GtkWidget *
answer_of (Stage *stage)
{
  return child_of (stage->page, EMU_TYPE_MIX_PAGE, "answer");
}

GtkWidget *
lambda_slider (Stage *stage)
{
  GtkWidget *panel = child_of (stage->inspector, EMU_TYPE_INSPECTOR, "lambda");

  return child_of (panel, EMU_TYPE_LAMBDA_PANEL, "slider");
}

GtkWidget *
param_row (Stage *stage,
           guint  index)
{
  GtkWidget *params = child_of (stage->inspector, EMU_TYPE_INSPECTOR, "params");
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (params), (int) index);

  g_assert_true (EMU_IS_PARAM_ROW (row));

  return GTK_WIDGET (row);
}

double
param_value (Stage *stage,
             guint  index)
{
  const EmuMethod *present = emu_mix_document_get_method (stage->document);

  return emu_param_get (&present->params.params[index],
                        emu_mix_document_get_params (stage->document));
}

/* Where the keys go when nothing else has them. */
void
focus_canvas (Stage *stage)
{
  gtk_widget_grab_focus (GTK_WIDGET (stage->canvas));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (stage->canvas)));
}

GtkWidget *
search_entry (Stage *stage)
{
  return child_of (stage->inspector, EMU_TYPE_INSPECTOR, "search");
}

/* --- Beginning and end -------------------------------------------------------------------------- */

/* Moving the pointer of a desktop that somebody works at would be rude. */
static const char *
why_not (void)
{
  g_autofree char *xdotool_path = g_find_program_in_path ("xdotool");
  GdkDisplay *display = gdk_display_get_default ();

  if (!GDK_IS_X11_DISPLAY (display))
    return "the display is not X11";

  if (strcmp (gdk_x11_screen_get_window_manager_name (gdk_x11_display_get_screen (display)),
              "unknown") != 0)
    return "a window manager runs, so somebody may be working here; use xvfb-run";

  if (xdotool_path == NULL)
    return "xdotool is not installed";

  return NULL;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

int
stage_main (int    argc,
            char **argv,
            void (*add_tests) (void))
{
  g_autoptr(GError) error = NULL;
  g_autofree char *schemas = NULL;
  g_autofree char *data = NULL;
  const char *reason;
  int status;

  g_setenv ("GDK_BACKEND", "x11", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("GTK_USE_PORTAL", "0", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);

  /* From here on warnings of GLib and GTK end the program. */
  g_test_init (&argc, &argv, NULL);

  schemas = g_test_build_filename (G_TEST_BUILT, "..", "data", NULL);
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, FALSE);
  folder = g_dir_make_tmp ("emulsion-XXXXXX", &error);
  g_assert_no_error (error);
  data = g_build_filename (folder, "data", NULL);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_CACHE_HOME", data, TRUE);

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      remove_folder (folder);
      return SKIPPED;
    }

  reason = why_not ();
  if (reason != NULL)
    {
      g_print ("1..0 # SKIP %s\n", reason);
      remove_folder (folder);
      return SKIPPED;
    }

  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = emu_application_new ();
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  add_tests ();

  status = g_test_run ();
  g_clear_object (&application);
  remove_folder (folder);
  g_free (folder);

  return status;
}
