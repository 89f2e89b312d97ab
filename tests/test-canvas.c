/* test-canvas.c: what the canvas puts on screen, pixel by pixel, and when
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "emu-canvas.h"
#include "emu-divider.h"
#include "emu-methods.h"
#include "emu-pixels.h"

#define DEADLINE_S 60
#define SKIPPED 77

/* Logical pixels. */
#define WIDTH 300
#define HEIGHT 200

static EmuImage *
picture (int channels,
         int height,
         int width,
         int kind)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);

  for (int c = 0; c < channels; c++)
    {
      for (int y = 0; y < height; y++)
        {
          for (int x = 0; x < width; x++)
            emu_image_row (image, c, y)[x] = (guint8) (kind == 0 ? 3 * x + 5 * y + 80 * c
                                                                 : 255 - 7 * x + 2 * y - 50 * c);
        }
    }

  return image;
}

static const EmuMethod *
method (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *found = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return found;
}

static EmuMixJob *
new_job (const char *id,
         int         channels,
         int         height,
         int         width,
         double      lambda)
{
  g_autoptr(EmuImage) a = picture (channels, height, width, 0);
  g_autoptr(EmuImage) b = picture (channels, height, width, 1);
  EmuMixJob *job = emu_mix_job_new (a, b, method (id), NULL);

  job->requested = lambda;
  job->seed = 3;

  return job;
}

/* A window with a canvas, and what the canvas has said. */
typedef struct
{
  GtkWidget *window;
  EmuCanvas *canvas;
  int        n_frames;
  int        n_settled;
  EmuFrame  *frame;  /* the newest */
  char      *message;
} Stage;

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
  g_assert_nonnull (stage->frame);
  g_assert_true (stage->frame->exact);
  stage->n_settled++;
}

static void
failed_cb (EmuCanvas  *canvas,
           const char *message,
           Stage      *stage)
{
  g_free (stage->message);
  stage->message = g_strdup (message);
}

static void
stage_init (Stage *stage)
{
  *stage = (Stage) { .window = gtk_window_new () };
  stage->canvas = EMU_CANVAS (emu_canvas_new ());
  g_signal_connect (stage->canvas, "frame", G_CALLBACK (frame_cb), stage);
  g_signal_connect (stage->canvas, "settled", G_CALLBACK (settled_cb), stage);
  g_signal_connect (stage->canvas, "failed", G_CALLBACK (failed_cb), stage);
  gtk_window_set_decorated (GTK_WINDOW (stage->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (stage->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (stage->window), GTK_WIDGET (stage->canvas));
  g_object_ref (stage->canvas);
  gtk_window_present (GTK_WINDOW (stage->window));
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
stage_clear (Stage *stage)
{
  gtk_window_destroy (GTK_WINDOW (stage->window));
  g_signal_handlers_disconnect_by_data (stage->canvas, stage);
  drain ();
  g_assert_finalize_object (stage->canvas);
  g_clear_pointer (&stage->frame, emu_frame_unref);
  g_clear_pointer (&stage->message, g_free);
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("not settled within %d seconds", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @condition is true. */
#define WAIT_FOR(condition)                                                                  \
  G_STMT_START                                                                              \
  {                                                                                         \
    guint wait_deadline = g_timeout_add_seconds (DEADLINE_S, too_late_cb, NULL);             \
                                                                                            \
    while (!(condition))                                                                    \
      g_main_context_iteration (NULL, TRUE);                                                \
    g_source_remove (wait_deadline);                                                        \
  }                                                                                         \
  G_STMT_END

static void
wait_for_settled (Stage *stage)
{
  stage->n_settled = 0;
  WAIT_FOR (stage->n_settled > 0);
}

static int
scale_of (Stage *stage)
{
  return gtk_widget_get_scale_factor (GTK_WIDGET (stage->canvas));
}

/* What the canvas draws now, without the style's background, in device pixels: 4 bytes a pixel, red
 * first. */
static guint8 *
screenshot (Stage *stage,
            int   *width,
            int   *height)
{
  GtkWidget *widget = GTK_WIDGET (stage->canvas);
  int scale = scale_of (stage);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;
  graphene_rect_t whole;
  guint8 *pixels;

  *width = gtk_widget_get_width (widget) * scale;
  *height = gtk_widget_get_height (widget) * scale;

  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);

  gsk_renderer_realize (renderer, NULL, &error);
  g_assert_no_error (error);
  graphene_rect_init (&whole, 0, 0, (float) *width, (float) *height);
  texture = gsk_renderer_render_texture (renderer, node, &whole);
  gsk_renderer_unrealize (renderer);

  /* GDK hands out the byte order of Cairo. */
  pixels = g_malloc (4 * (gsize) *width * (gsize) *height);
  gdk_texture_download (texture, pixels, 4 * (gsize) *width);
  for (gsize i = 0; i < (gsize) *width * (gsize) *height; i++)
    {
      guint32 argb;

      memcpy (&argb, pixels + 4 * i, 4);
      pixels[4 * i] = (guint8) (argb >> 16);
      pixels[4 * i + 1] = (guint8) (argb >> 8);
      pixels[4 * i + 2] = (guint8) argb;
      pixels[4 * i + 3] = (guint8) (argb >> 24);
    }

  return pixels;
}

static EmuImage *
full_mix (EmuMixJob *job)
{
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE,
                                                  NULL, &error);

  g_assert_no_error (error);

  return emu_image_ref (frame->result);
}

/* The screen shows @image at a whole zoom with its corner at (@left, @top): every pixel a square of
 * equal device pixels, nothing blended with its neighbours. */
static void
assert_shows (const guint8 *pixels,
              int           width,
              int           height,
              EmuImage     *image,
              int           zoom,
              int           left,
              int           top)
{
  for (int y = MAX (0, top); y < MIN (height, top + image->height * zoom); y++)
    {
      for (int x = MAX (0, left); x < MIN (width, left + image->width * zoom); x++)
        {
          const guint8 *at = pixels + 4 * ((gsize) y * (gsize) width + (gsize) x);

          for (int c = 0; c < 3; c++)
            g_assert_cmpint (at[c], ==,
                             emu_image_row (image, c, (y - top) / zoom)[(x - left) / zoom]);
        }
    }
}

static void
test_finalizes (void)
{
  GtkWidget *canvas = g_object_ref_sink (emu_canvas_new ());
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 33, 47, 0.5);

  emu_canvas_set_job (EMU_CANVAS (canvas), job, FALSE);
  emu_canvas_set_mode (EMU_CANVAS (canvas), EMU_CANVAS_FOUR);
  emu_canvas_zoom_in (EMU_CANVAS (canvas));
  emu_canvas_zoom_fit (EMU_CANVAS (canvas));
  emu_canvas_set_job (EMU_CANVAS (canvas), NULL, FALSE);
  g_assert_finalize_object (canvas);
}

/* A canvas that goes while a frame is on its way. */
static void
test_finalizes_at_work (void)
{
  g_autoptr(EmuMixJob) job = new_job ("cutmix", 3, 1033, 1547, 0.5);
  Stage stage;

  stage_init (&stage);
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (stage.canvas)) > 0);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  stage_clear (&stage);
}

static void
test_reduced (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuImage) full = NULL;
  g_autoptr(EmuImage) expected = NULL;
  g_autofree guint8 *pixels = NULL;
  g_autoptr(GError) error = NULL;
  EmuView view;
  int scale;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("cutmix", 3, HEIGHT * scale * 5, WIDTH * scale * 5, 0.4);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);

  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, 0.2);
  g_assert_true (stage.frame->job == job);

  /* On screen is the full-size mix, reduced by us. */
  full = full_mix (job);
  view = (EmuView) { 2, 2, 5, WIDTH * scale, HEIGHT * scale };
  expected = emu_image_view (full, &view, NULL, &error);
  g_assert_no_error (error);
  pixels = screenshot (&stage, &width, &height);
  assert_shows (pixels, width, height, expected, 1, 0, 0);

  stage_clear (&stage);
}

static void
test_enlarged (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuImage) full = NULL;
  g_autofree guint8 *fit = NULL;
  g_autofree guint8 *actual = NULL;
  int scale;
  int width;
  int height;
  Stage stage;

  /* A picture of 33 × 22 fills the window at 9 device pixels each, twice that on a fine screen. */
  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("mixup", 3, 22, 33, 0.7);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  full = full_mix (job);

  emu_canvas_zoom_actual (stage.canvas);
  for (int i = 0; i < 4; i++)
    emu_canvas_zoom_in (stage.canvas);
  wait_for_settled (&stage);
  g_assert_cmpfloat_with_epsilon (emu_canvas_get_zoom (stage.canvas), 4.0, 1e-9);
  fit = screenshot (&stage, &width, &height);
  assert_shows (fit, width, height, full, 4, (WIDTH * scale - 132) / 2, (HEIGHT * scale - 88) / 2);

  emu_canvas_zoom_actual (stage.canvas);
  wait_for_settled (&stage);
  actual = screenshot (&stage, &width, &height);
  assert_shows (actual, width, height, full, 1, (WIDTH * scale - 33) / 2, (HEIGHT * scale - 22) / 2);

  emu_canvas_zoom_fit (stage.canvas);
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, WIDTH * scale / 33.0);

  stage_clear (&stage);
}

/* One pixel, and a strip: nothing is too small to be seen. */
static void
test_tiny (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 47, 33 }, { 1, 3000 }, { 3000, 1 } };
  Stage stage;

  stage_init (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(EmuMixJob) job = new_job ("mixup", 3, sizes[i][1], sizes[i][0], 0.5);
      g_autofree guint8 *pixels = NULL;
      int width;
      int height;

      emu_canvas_set_job (stage.canvas, job, FALSE);
      wait_for_settled (&stage);
      g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==,
                         MIN ((double) WIDTH * scale_of (&stage) / sizes[i][0],
                              (double) HEIGHT * scale_of (&stage) / sizes[i][1]));
      pixels = screenshot (&stage, &width, &height);
      g_assert_cmpint (pixels[4 * ((gsize) ((height - 1) / 2) * width + (width - 1) / 2) + 3], ==, 255);
    }

  stage_clear (&stage);
}

static gboolean
is_colour (const guint8 *at,
           const guint8  light[3],
           const guint8  dark[3])
{
  return memcmp (at, light, 3) == 0 || memcmp (at, dark, 3) == 0;
}

static void
test_mask (void)
{
  static const guint8 light_a[3] = { 0x1a, 0x63, 0xc4 };
  static const guint8 light_b[3] = { 0xc2, 0x4d, 0x00 };
  static const guint8 dark_a[3] = { 0x6a, 0xa8, 0xf4 };
  static const guint8 dark_b[3] = { 0xff, 0xa4, 0x5c };
  g_autoptr(EmuMixJob) job = NULL;
  g_autofree guint8 *pixels = NULL;
  int n_a = 0;
  int n_b = 0;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  job = new_job ("cutmix", 3, HEIGHT * scale_of (&stage), WIDTH * scale_of (&stage), 0.4);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_MASK);
  wait_for_settled (&stage);
  pixels = screenshot (&stage, &width, &height);

  for (int i = 0; i < width * height; i++)
    {
      const guint8 *at = pixels + 4 * (gsize) i;

      n_a += is_colour (at, light_a, dark_a);
      n_b += is_colour (at, light_b, dark_b);
    }

  /* A rectangle has no colours between. */
  g_assert_cmpint (n_a + n_b, ==, width * height);
  g_assert_cmpfloat_with_epsilon ((double) n_a / (width * height), stage.frame->mix->mask_mean, 1e-9);

  stage_clear (&stage);
}

static void
test_four (void)
{
  g_autoptr(EmuMixJob) job = new_job ("cutmix", 3, 60, 90, 0.5);
  g_autoptr(EmuImage) full = full_mix (job);
  g_autofree guint8 *pixels = NULL;
  EmuImage *images[4];
  int scale;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_FOUR);
  wait_for_settled (&stage);
  emu_canvas_zoom_actual (stage.canvas);
  wait_for_settled (&stage);
  g_assert_nonnull (stage.frame->mask);

  /* Tiles of (300 − 12) / 2 by (200 − 12) / 2; the captions cover the upper left corners. */
  images[0] = job->a;
  images[1] = job->b;
  images[2] = NULL;
  images[3] = full;
  pixels = screenshot (&stage, &width, &height);
  for (int i = 0; i < 4; i++)
    {
      int left = (i % 2) * 156 * scale + (144 * scale - 90) / 2;
      int top = (i / 2) * 106 * scale + (94 * scale - 60) / 2;

      if (images[i] == NULL)
        continue;
      for (int y = 40; y < 60; y++)
        {
          for (int x = 60; x < 90; x++)
            {
              const guint8 *at = pixels + 4 * ((gsize) (top + y) * width + (gsize) (left + x));

              for (int c = 0; c < 3; c++)
                g_assert_cmpint (at[c], ==, emu_image_row (images[i], c, y)[x]);
            }
        }
    }

  stage_clear (&stage);
}

/* Views of one picture over another. */

static const guint8 *
at_pixel (const guint8 *pixels,
          int           width,
          int           x,
          int           y)
{
  return pixels + 4 * ((gsize) y * (gsize) width + (gsize) x);
}

static gboolean
ticked_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  (*(int *) data)++;

  return G_SOURCE_CONTINUE;
}

/* Between two updates of the frame clock lies a layout. */
static void
wait_for_layout (Stage *stage)
{
  int n_ticks = 0;
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (stage->canvas), ticked_cb, &n_ticks, NULL);

  WAIT_FOR (n_ticks > 2);
  gtk_widget_remove_tick_callback (GTK_WIDGET (stage->canvas), tick);
}

static void
show (Stage        *stage,
      EmuMixJob    *job,
      EmuCanvasMode mode)
{
  emu_canvas_set_mode (stage->canvas, mode);
  emu_canvas_set_job (stage->canvas, job, FALSE);
  wait_for_settled (stage);
  if (emu_canvas_get_zoom (stage->canvas) != 1.0)
    {
      emu_canvas_zoom_actual (stage->canvas);
      wait_for_settled (stage);
    }
  wait_for_layout (stage);
}

static void
test_overlay (void)
{
  static const guint8 light[2][3] = { { 0xc2, 0x4d, 0x00 }, { 0x1a, 0x63, 0xc4 } };
  static const guint8 dark[2][3] = { { 0xff, 0xa4, 0x5c }, { 0x6a, 0xa8, 0xf4 } };
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  g_autoptr(EmuMixJob) job = new_job ("cutmix", 3, 60, 90, 0.4);
  g_autoptr(EmuImage) full = full_mix (job);
  g_autofree guint8 *pixels = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) error = NULL;
  EmuView whole = emu_view_whole (60, 90);
  int n_bare = 0;
  int n_a = 0;
  int scale;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  show (&stage, job, EMU_CANVAS_OVERLAY);
  pixels = screenshot (&stage, &width, &height);
  mask = emu_mix_mask (stage.frame->mix, &whole, &error);
  g_assert_no_error (error);

  for (int y = 0; y < 60; y++)
    {
      for (int x = 0; x < 90; x++)
        {
          const guint8 *at = at_pixel (pixels, width, (width - 90) / 2 + x, (height - 60) / 2 + y);
          int side = emu_mask_at (mask, y, x) > 0.5f;
          const guint8 *colour = is_dark ? dark[side] : light[side];
          gboolean bare = FALSE;

          for (int k = -scale; k <= scale; k++)
            bare |= (emu_mask_at (mask, y, CLAMP (x + k, 0, 89)) > 0.5f) != side ||
                    (emu_mask_at (mask, CLAMP (y + k, 0, 59), x) > 0.5f) != side;
          n_bare += bare;
          n_a += side;

          /* 35 % of the colour, all of it along the edge. */
          for (int c = 0; c < 3; c++)
            g_assert_cmpint (at[c], ==,
                             bare ? colour[c]
                                  : (int) floor ((89 * colour[c] + 166 * emu_image_row (full, c, y)[x]) /
                                                   255.0 + 0.5));
        }
    }
  g_assert_cmpint (n_bare, >, 0);
  g_assert_cmpint (n_a, >, 0);
  g_assert_cmpint (n_a, <, 60 * 90);

  stage_clear (&stage);
}

static EmuDivider *
divider (Stage *stage)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stage->canvas)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (EMU_IS_DIVIDER (child))
        return EMU_DIVIDER (child);
    }

  g_assert_not_reached ();
}

static gpointer
controller_of (GtkWidget *widget,
               GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) found = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (found, type))
        return found;
    }

  g_assert_not_reached ();
}

/* What a key bound to @widget does. */
static void
press_on (GtkWidget *widget,
          guint      key,
          guint      modifiers)
{
  g_autoptr(GListModel) shortcuts =
    G_LIST_MODEL (g_object_ref (controller_of (widget, GTK_TYPE_SHORTCUT_CONTROLLER)));

  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
        {
          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                        gtk_shortcut_get_arguments (shortcut));
          return;
        }
    }

  g_assert_not_reached ();
}

/* Left of the line are A's bytes, right of it those of the result. The knob hides a few columns in
 * the middle of the height and the captions the upper corners, so the lower quarter is looked at. */
static void
assert_split_at (Stage    *stage,
                 EmuImage *a,
                 EmuImage *result,
                 int       column)
{
  int width;
  int height;
  g_autofree guint8 *pixels = screenshot (stage, &width, &height);
  int line = 3 * scale_of (stage);

  for (int y = a->height * 3 / 4; y < a->height; y++)
    {
      for (int x = 0; x < a->width; x++)
        {
          const guint8 *at = at_pixel (pixels, width, (width - a->width) / 2 + x,
                                       (height - a->height) / 2 + y);
          EmuImage *image = x < column ? a : result;

          if (ABS (x - column) <= line)
            continue;
          for (int c = 0; c < 3; c++)
            g_assert_cmpint (at[c], ==, emu_image_row (image, c, y)[x]);
        }
    }
}

static void
test_split (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 120, 180, 0.4);
  g_autoptr(EmuImage) full = full_mix (job);
  GtkGesture *drag;
  EmuDivider *line;
  double px;
  double py;
  int scale;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  line = divider (&stage);
  drag = controller_of (GTK_WIDGET (line), GTK_TYPE_GESTURE_DRAG);
  show (&stage, job, EMU_CANVAS_SPLIT);
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (line)));
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (line)));
  gtk_test_accessible_assert_role (line, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (line, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 50.0);
  assert_split_at (&stage, job->a, full, 90);

  /* A hand takes the line along, from wherever on it the hand lies. */
  g_signal_emit_by_name (drag, "drag-begin", 20.0, 7.0);
  g_signal_emit_by_name (drag, "drag-update", -45.0 / scale, 3.0);
  g_assert_cmpfloat_with_epsilon (emu_divider_get_value (line), 0.25, 1e-9);
  wait_for_layout (&stage);
  assert_split_at (&stage, job->a, full, 45);

  /* The next offset is measured in the line's new place. */
  g_signal_emit_by_name (drag, "drag-update", 18.0 / scale, 3.0);
  g_assert_cmpfloat_with_epsilon (emu_divider_get_value (line), 0.35, 1e-9);
  g_signal_emit_by_name (drag, "drag-update", -4000.0, 3.0);
  g_assert_cmpfloat (emu_divider_get_value (line), ==, 0.0);
  wait_for_layout (&stage);
  assert_split_at (&stage, full, full, 0);

  press_on (GTK_WIDGET (line), GDK_KEY_End, 0);
  wait_for_layout (&stage);
  g_assert_cmpfloat (emu_divider_get_value (line), ==, 1.0);
  assert_split_at (&stage, job->a, job->a, 180);
  press_on (GTK_WIDGET (line), GDK_KEY_Left, GDK_SHIFT_MASK);
  press_on (GTK_WIDGET (line), GDK_KEY_KP_Left, 0);
  press_on (GTK_WIDGET (line), GDK_KEY_KP_Left, 0);
  press_on (GTK_WIDGET (line), GDK_KEY_Right, 0);
  wait_for_layout (&stage);
  g_assert_cmpfloat_with_epsilon (emu_divider_get_value (line), 0.89, 1e-9);
  gtk_test_accessible_assert_property (line, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "89 %");
  assert_split_at (&stage, job->a, full, 160);
  press_on (GTK_WIDGET (line), GDK_KEY_Home, 0);
  g_assert_cmpfloat (emu_divider_get_value (line), ==, 0.0);
  press_on (GTK_WIDGET (line), GDK_KEY_Right, GDK_SHIFT_MASK);
  wait_for_layout (&stage);

  /* Both sides show the same place of A. */
  g_assert_true (emu_canvas_to_picture (stage.canvas, WIDTH / 2.0, HEIGHT / 2.0, &px, &py));
  g_assert_cmpfloat_with_epsilon (px, 90.0, 1.0);

  /* With A held up there is A alone, and the line keeps its place and the focus. */
  gtk_widget_grab_focus (GTK_WIDGET (line));
  emu_canvas_set_hold_a (stage.canvas, TRUE);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  assert_split_at (&stage, job->a, job->a, 0);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (line)));
  emu_canvas_set_hold_a (stage.canvas, FALSE);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  assert_split_at (&stage, job->a, full, 18);

  /* Another view has no line; whoever comes back finds it where it was. */
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_RESULT);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (line)));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (stage.canvas)));
  assert_split_at (&stage, full, full, 0);
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_SPLIT);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  assert_split_at (&stage, job->a, full, 18);

  stage_clear (&stage);
}

/* The lower half of tile @i of two beside each other, at one device pixel a pixel, as far as no
 * words lie over it. */
static void
assert_tile_shows (Stage        *stage,
                   const guint8 *pixels,
                   int           width,
                   int           height,
                   int           i,
                   EmuImage     *image)
{
  int scale = scale_of (stage);
  int tile = (WIDTH * scale - 12 * scale) / 2;
  int left = i * (tile + 12 * scale) + (tile - image->width) / 2;
  int top = (height - image->height) / 2;

  for (int y = image->height / 2; y < image->height * 3 / 4; y++)
    {
      for (int x = 0; x < image->width; x++)
        {
          for (int c = 0; c < 3; c++)
            g_assert_cmpint (at_pixel (pixels, width, left + x, top + y)[c], ==,
                             emu_image_row (image, c, y)[x]);
        }
    }
}

static const char *
caption (Stage      *stage,
         const char *start)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stage->canvas)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_LABEL (child) && gtk_widget_get_child_visible (child) &&
          g_str_has_prefix (gtk_label_get_text (GTK_LABEL (child)), start))
        return gtk_label_get_text (GTK_LABEL (child));
    }

  return NULL;
}

static void
test_published (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuMixJob) published = NULL;
  g_autoptr(EmuImage) sound_mix = NULL;
  g_autoptr(EmuImage) published_mix = NULL;
  EmuMixJob *jobs[2];
  Stage stage;

  stage_init (&stage);
  jobs[0] = job = new_job ("fmix", 3, 130 * scale_of (&stage), 100 * scale_of (&stage), 0.4);
  jobs[1] = published = emu_mix_job_as_published (job, TRUE);
  sound_mix = full_mix (job);
  published_mix = full_mix (published);
  g_assert_false (emu_image_equal (sound_mix, published_mix));

  /* Whichever way the settings stand, both are shown, and the answer is that of the settings. */
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree guint8 *pixels = NULL;
      g_autofree char *expected = NULL;
      int width;
      int height;

      show (&stage, jobs[i], EMU_CANVAS_PUBLISHED);
      g_assert_true (stage.frame->job == jobs[i]);
      pixels = screenshot (&stage, &width, &height);
      assert_tile_shows (&stage, pixels, width, height, 0, sound_mix);
      assert_tile_shows (&stage, pixels, width, height, 1, published_mix);

      g_assert_nonnull (caption (&stage, "Corrected"));
      expected = g_strdup_printf ("label %.3f A · mask %.3f", stage.frame->mix->label.weight_a,
                                  stage.frame->mix->mask_mean);
      g_assert_nonnull (strstr (caption (&stage, i == 0 ? "Corrected" : "As published"), expected));
    }

  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_RESULT);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  g_assert_null (caption (&stage, "Corrected"));

  stage_clear (&stage);
}

/* Published code may refuse; the sound picture stands, and the other tile says why it is empty. */
static void
test_published_refuses (void)
{
  g_autoptr(EmuMixJob) job = new_job ("gridmix", 3, 1, 1, 0.4);
  g_autofree guint8 *pixels = NULL;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_PUBLISHED);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  wait_for_layout (&stage);
  g_assert_null (stage.message);
  g_assert_nonnull (caption (&stage, "the published code fails"));
  g_assert_cmpstr (caption (&stage, "As published"), ==, "As published");

  pixels = screenshot (&stage, &width, &height);
  g_assert_cmpint (at_pixel (pixels, width, width / 4, height / 2)[3], ==, 255);
  g_assert_cmpint (at_pixel (pixels, width, width * 3 / 4, height * 7 / 8)[3], ==, 0);

  stage_clear (&stage);
}

static void
assert_guide (Stage    *stage,
              EmuImage *below,
              EmuGuide *guide,
              int       n_tiles,
              int       i)
{
  int scale = scale_of (stage);
  int tile = n_tiles == 1 ? WIDTH * scale : (WIDTH * scale - 12 * scale) / 2;
  int left = i * (tile + 12 * scale) + (tile - below->width) / 2;
  int width;
  int height;
  g_autofree guint8 *pixels = screenshot (stage, &width, &height);
  EmuRamp cream;

  emu_ramp_init_cream (&cream);
  for (int y = below->height / 2; y < below->height; y++)
    {
      for (int x = 0; x < below->width; x++)
        {
          const guint8 *at = at_pixel (pixels, width, left + x, (height - below->height) / 2 + y);
          int step = (int) floor (255.0 * emu_guide_row (guide, y)[x] + 0.5);

          for (int c = 0; c < 3; c++)
            g_assert_cmpint (at[c], ==,
                             (int) floor ((210 * cream.colour[step][c] +
                                           45 * emu_image_row (below, c, y)[x]) / 255.0 + 0.5));
        }
    }
}

static void
test_guide (void)
{
  g_autoptr(EmuMixJob) one = new_job ("saliencymix", 3, 130, 100, 0.4);
  g_autoptr(EmuMixJob) two = new_job ("guidedmix", 3, 130, 100, 0.4);
  g_autoptr(EmuMixJob) none = new_job ("mixup", 3, 130, 100, 0.4);
  g_autoptr(EmuImage) mixed = full_mix (none);
  g_autofree guint8 *pixels = NULL;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  show (&stage, one, EMU_CANVAS_GUIDE);
  g_assert_null (stage.frame->mix->guides[0]);
  assert_guide (&stage, one->b, stage.frame->mix->guides[1], 1, 0);

  emu_canvas_set_hold_a (stage.canvas, TRUE);
  wait_for_settled (&stage);
  pixels = screenshot (&stage, &width, &height);
  g_assert_cmpint (at_pixel (pixels, width, width / 2, height / 2)[0], ==,
                   emu_image_row (one->a, 0, height / 2 - (height - 130) / 2)[width / 2 - (width - 100) / 2]);
  emu_canvas_set_hold_a (stage.canvas, FALSE);

  show (&stage, two, EMU_CANVAS_GUIDE);
  assert_guide (&stage, two->a, stage.frame->mix->guides[0], 2, 0);
  assert_guide (&stage, two->b, stage.frame->mix->guides[1], 2, 1);

  /* Nothing to be told: the result. */
  g_assert_false (emu_canvas_mode_suits (EMU_CANVAS_GUIDE, none->method, none->params));
  g_assert_true (emu_canvas_mode_suits (EMU_CANVAS_GUIDE, one->method, one->params));
  g_assert_false (emu_canvas_mode_suits (EMU_CANVAS_PUBLISHED, none->method, none->params));
  g_assert_true (emu_canvas_mode_suits (EMU_CANVAS_SPLIT, none->method, none->params));
  g_clear_pointer (&pixels, g_free);
  show (&stage, none, EMU_CANVAS_GUIDE);
  pixels = screenshot (&stage, &width, &height);
  assert_shows (pixels, width, height, mixed, 1, (width - 100) / 2, (height - 130) / 2);

  stage_clear (&stage);
}

/* From eight device pixels on there are lines: one device pixel, where a pixel begins. */
static void
test_grid (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuImage) full = NULL;
  Stage stage;

  stage_init (&stage);
  job = new_job ("mixup", 3, 20, 30, 0.7);
  full = full_mix (job);
  show (&stage, job, EMU_CANVAS_RESULT);

  for (int zoom = 4; zoom <= 16; zoom *= 2)
    {
      g_autofree guint8 *pixels = NULL;
      int width;
      int height;

      while (emu_canvas_get_zoom (stage.canvas) < zoom - 0.01)
        emu_canvas_zoom_in (stage.canvas);
      wait_for_settled (&stage);
      pixels = screenshot (&stage, &width, &height);

      for (int y = 0; y < height; y++)
        {
          for (int x = 0; x < width; x++)
            {
              int in_x = x - (width - 30 * zoom) / 2;
              int in_y = y - (height - 20 * zoom) / 2;
              const guint8 *at = at_pixel (pixels, width, x, y);
              gboolean line = zoom >= 8 && ((in_x % zoom == 0 && in_x > 0 && x > 0) ||
                                            (in_y % zoom == 0 && in_y > 0 && y > 0));
              int value[3];
              int luma;

              if (in_x < 0 || in_y < 0 || in_x >= 30 * zoom || in_y >= 20 * zoom)
                continue;

              for (int c = 0; c < 3; c++)
                value[c] = emu_image_row (full, c, in_y / zoom)[in_x / zoom];
              luma = (54 * value[0] + 183 * value[1] + 19 * value[2]) / 256;
              for (int c = 0; c < 3; c++)
                g_assert_cmpint (at[c], ==,
                                 !line ? value[c]
                                 : luma < 80 ? value[c] + (255 - value[c]) / 5
                                             : value[c] - value[c] / 5);
            }
        }
    }

  stage_clear (&stage);
}

static void
test_hold_a (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 60, 90, 0.5);
  g_autoptr(EmuImage) full = full_mix (job);
  g_autofree guint8 *held = NULL;
  g_autofree guint8 *again = NULL;
  int width;
  int height;
  gsize middle;
  Stage stage;

  stage_init (&stage);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  emu_canvas_zoom_actual (stage.canvas);
  wait_for_settled (&stage);

  emu_canvas_set_hold_a (stage.canvas, TRUE);
  wait_for_settled (&stage);
  held = screenshot (&stage, &width, &height);
  middle = 4 * ((gsize) (height / 2) * width + width / 2);
  g_assert_cmpint (held[middle], ==,
                   emu_image_row (job->a, 0, height / 2 - (height - 60) / 2)[width / 2 - (width - 90) / 2]);

  emu_canvas_set_hold_a (stage.canvas, FALSE);
  wait_for_settled (&stage);
  again = screenshot (&stage, &width, &height);
  assert_shows (again, width, height, full, 1, (width - 90) / 2, (height - 60) / 2);

  stage_clear (&stage);
}

/* Transparent pixels show two greys of squares, and nothing of what is below the canvas. */
static void
test_alpha (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 4, 60, 90, 1.0);
  g_autofree guint8 *pixels = NULL;
  int scale;
  int width;
  int height;
  Stage stage;
  const guint8 *first;
  const guint8 *second;

  memset (emu_image_plane (job->a, 3), 0, 60 * 90);
  stage_init (&stage);
  scale = scale_of (&stage);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  emu_canvas_zoom_actual (stage.canvas);
  wait_for_settled (&stage);

  pixels = screenshot (&stage, &width, &height);
  first = pixels + 4 * ((gsize) ((height - 60) / 2) * width + (width - 90) / 2);
  second = first + 4 * 8 * scale;
  g_assert_cmpint (first[3], ==, 255);
  g_assert_cmpint (first[0], ==, first[1]);
  g_assert_cmpint (second[0], ==, second[2]);
  g_assert_cmpint (first[0], !=, second[0]);
  g_assert_cmpint (first[4 * (8 * scale - 1)], ==, first[0]);
  g_assert_cmpint ((second + 4 * (gsize) width * 8 * scale)[0], ==, first[0]);

  stage_clear (&stage);
}

static void
time_is_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* A flood of requests ends with the last one on screen, at full quality. */
static void
test_drag (void)
{
  g_autoptr(EmuMixJob) first = new_job ("mixup", 3, 733, 1047, 0.5);
  g_autoptr(EmuMixJob) last = NULL;
  gboolean rest_is_over = FALSE;
  Stage stage;

  stage_init (&stage);
  emu_canvas_set_job (stage.canvas, first, FALSE);
  wait_for_settled (&stage);

  stage.n_settled = 0;
  for (int i = 0; i <= 300; i++)
    {
      g_autoptr(EmuMixJob) job = emu_mix_job_new (first->a, first->b, first->method, NULL);

      job->requested = i / 300.0;
      emu_canvas_set_job (stage.canvas, job, TRUE);
      g_clear_pointer (&last, emu_mix_job_unref);
      last = emu_mix_job_ref (job);
      if (i % 50 == 0)
        g_main_context_iteration (NULL, FALSE);
    }

  /* While the hand holds on, the picture is not computed at full size. */
  WAIT_FOR (stage.frame->job == last);
  g_assert_false (stage.frame->exact);
  g_assert_cmpint (stage.n_settled, ==, 0);

  emu_canvas_set_job (stage.canvas, last, FALSE);
  wait_for_settled (&stage);
  g_assert_true (stage.frame->job == last);
  g_assert_true (stage.frame->exact);

  /* Taking hold again in the middle of a rest puts the exact picture off. */
  emu_canvas_set_job (stage.canvas, first, FALSE);
  emu_canvas_set_job (stage.canvas, first, TRUE);
  WAIT_FOR (stage.frame->job == first);
  stage.n_settled = 0;
  g_timeout_add_once (250, time_is_up_cb, &rest_is_over);
  WAIT_FOR (rest_is_over);
  g_assert_cmpint (stage.n_settled, ==, 0);
  emu_canvas_set_job (stage.canvas, first, FALSE);
  wait_for_settled (&stage);

  stage_clear (&stage);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          int        *count)
{
  (*count)++;
}

static void
test_zoom_is_announced (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 600, 900, 0.5);
  int count = 0;
  double zoom;
  Stage stage;

  stage_init (&stage);
  g_signal_connect (stage.canvas, "notify::zoom", G_CALLBACK (count_cb), &count);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  WAIT_FOR (count > 0);
  zoom = emu_canvas_get_zoom (stage.canvas);
  g_assert_cmpfloat (zoom, ==, WIDTH * scale_of (&stage) / 900.0);

  count = 0;
  emu_canvas_zoom_in (stage.canvas);
  g_assert_cmpint (count, ==, 1);
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), >, zoom);
  emu_canvas_zoom_out (stage.canvas);
  emu_canvas_zoom_out (stage.canvas);
  g_assert_cmpint (count, ==, 3);
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), <, zoom);
  emu_canvas_zoom_fit (stage.canvas);
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, zoom);
  g_assert_cmpint (count, ==, 4);
  emu_canvas_zoom_fit (stage.canvas);
  g_assert_cmpint (count, ==, 4);

  stage_clear (&stage);
}

static void
viewed_cb (EmuCanvas *canvas,
           int       *count)
{
  (*count)++;
}

/* Places of the widget are places of A and back, in every tile, wherever the picture has gone. */
static void
test_places (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 50, 70, 0.5);
  int count = 0;
  int scale;
  double x;
  double y;
  double px;
  double py;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  g_signal_connect (stage.canvas, "viewed", G_CALLBACK (viewed_cb), &count);
  g_assert_false (emu_canvas_to_picture (stage.canvas, 10, 10, &px, &py));
  g_assert_null (emu_canvas_get_frame (stage.canvas));

  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  WAIT_FOR (count > 0);
  g_assert_true (emu_canvas_get_frame (stage.canvas) == stage.frame);

  /* 4 device pixels to one: 280 × 200 in the middle of 300 × 200. */
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, 4.0 * scale);
  g_assert_true (emu_canvas_to_picture (stage.canvas, 10, 0, &px, &py));
  g_assert_cmpfloat (px, ==, 0.0);
  g_assert_cmpfloat (py, ==, 0.0);
  g_assert_true (emu_canvas_to_picture (stage.canvas, 289.5, 199.5, &px, &py));
  g_assert_cmpfloat (px, ==, 279.5 / 4);
  g_assert_cmpfloat (py, ==, 199.5 / 4);
  g_assert_false (emu_canvas_to_picture (stage.canvas, 6, 0, &px, &py));
  g_assert_cmpfloat (px, ==, -1.0);

  count = 0;
  emu_canvas_zoom_in (stage.canvas);
  g_assert_cmpint (count, ==, 1);
  emu_canvas_from_picture (stage.canvas, 33.25, 20.5, &x, &y);
  g_assert_true (emu_canvas_to_picture (stage.canvas, x, y, &px, &py));
  g_assert_cmpfloat_with_epsilon (px, 33.25, 1e-9);
  g_assert_cmpfloat_with_epsilon (py, 20.5, 1e-9);

  /* The same pixel below the pointer in each of four tiles; handles stand on the last, the result. */
  emu_canvas_set_mode (stage.canvas, EMU_CANVAS_FOUR);
  emu_canvas_zoom_fit (stage.canvas);
  g_assert_cmpint (count, ==, 3);
  emu_canvas_from_picture (stage.canvas, 35, 25, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 228, 1);
  g_assert_cmpfloat_with_epsilon (y, 153, 1);
  for (int i = 0; i < 4; i++)
    {
      g_assert_true (emu_canvas_to_picture (stage.canvas, x - 156 * (i % 2), y - 106 * (i / 2), &px,
                                            &py));
      g_assert_cmpfloat_with_epsilon (px, 35, 1e-9);
      g_assert_cmpfloat_with_epsilon (py, 25, 1e-9);
    }

  g_signal_handlers_disconnect_by_func (stage.canvas, viewed_cb, &count);
  stage_clear (&stage);
}

/* Between a change of place and its frame the old pixels stand in: nothing goes blank. */
static void
test_never_blank (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  int scale;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("cutmix", 3, HEIGHT * scale * 3, WIDTH * scale * 3, 0.5);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);

  for (int i = 0; i < 12; i++)
    {
      g_autofree guint8 *pixels = NULL;
      int width;
      int height;

      if (i < 6)
        emu_canvas_zoom_in (stage.canvas);
      else
        emu_canvas_zoom_out (stage.canvas);

      /* No main loop in between, so no answer can have come. */
      pixels = screenshot (&stage, &width, &height);
      if (emu_canvas_get_zoom (stage.canvas) >= 1.0 / 3.0)
        {
          for (int at = 0; at < width * height; at++)
            g_assert_cmpint (pixels[4 * (gsize) at + 3], ==, 255);
        }
    }

  stage_clear (&stage);
}

/* Input, through the controllers that events would reach. */

static gpointer
controller (Stage *stage,
            GType  type)
{
  return controller_of (GTK_WIDGET (stage->canvas), type);
}

static void
press (Stage *stage,
       guint  key,
       guint  modifiers)
{
  press_on (GTK_WIDGET (stage->canvas), key, modifiers);
}

/* The corner of what @frame shows, in pixels of A from A's corner. */
static double
left_edge (EmuFrame *frame)
{
  return frame->view.x0 - (frame->view.step - 1) / 2;
}

static void
test_wheel (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  gboolean handled = FALSE;
  int scale;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("mixup", 3, HEIGHT * scale, WIDTH * scale, 0.5);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  g_assert_cmpfloat (emu_canvas_get_zoom (stage.canvas), ==, 1.0);

  /* Two clicks double; what lay a third from the left still does. */
  g_signal_emit_by_name (controller (&stage, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion",
                         WIDTH / 3.0, HEIGHT / 2.0);
  for (int i = 0; i < 2; i++)
    {
      g_signal_emit_by_name (controller (&stage, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll",
                             0.0, -1.0, &handled);
      g_assert_true (handled);
    }
  wait_for_settled (&stage);
  g_assert_cmpfloat_with_epsilon (emu_canvas_get_zoom (stage.canvas), 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (left_edge (stage.frame), WIDTH * scale / 6.0, 1.0);

  stage_clear (&stage);
}

static void
test_pan (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  double left;
  int scale;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("mixup", 3, HEIGHT * scale * 4, WIDTH * scale * 4, 0.5);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  emu_canvas_zoom_actual (stage.canvas);
  wait_for_settled (&stage);
  left = left_edge (stage.frame);

  press (&stage, GDK_KEY_Right, 0);
  wait_for_settled (&stage);
  g_assert_cmpfloat (left_edge (stage.frame), ==, left + 32 * scale);
  press (&stage, GDK_KEY_KP_Left, GDK_SHIFT_MASK);
  wait_for_settled (&stage);
  g_assert_cmpfloat (left_edge (stage.frame), ==, left - 288 * scale);

  /* A hand on the picture takes it along. */
  g_signal_emit_by_name (controller (&stage, GTK_TYPE_GESTURE_DRAG), "drag-update", -200.0, 0.0);
  g_signal_emit_by_name (controller (&stage, GTK_TYPE_GESTURE_DRAG), "drag-update", -288.0, 0.0);
  wait_for_settled (&stage);
  g_assert_cmpfloat (left_edge (stage.frame), ==, left);

  /* Up to the border and no further. */
  for (int i = 0; i < 10; i++)
    press (&stage, GDK_KEY_Left, GDK_SHIFT_MASK);
  wait_for_settled (&stage);
  g_assert_cmpfloat (left_edge (stage.frame), ==, 0.0);

  stage_clear (&stage);
}

/* What stands in is nearest neighbour of ours, too: enlarged by a whole number from the picture
 * itself, it is already what the frame will bring; and a move takes the pixels along. */
static void
test_stand_in (void)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuImage) full = NULL;
  g_autofree guint8 *enlarged = NULL;
  g_autofree guint8 *answer = NULL;
  g_autofree guint8 *moved = NULL;
  int scale;
  int width;
  int height;
  int n_frames;
  Stage stage;

  stage_init (&stage);
  scale = scale_of (&stage);
  job = new_job ("cutmix", 3, HEIGHT * scale, WIDTH * scale, 0.5);
  full = full_mix (job);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  n_frames = stage.n_frames;

  emu_canvas_zoom_in (stage.canvas);
  emu_canvas_zoom_in (stage.canvas);
  enlarged = screenshot (&stage, &width, &height);
  g_assert_cmpint (stage.n_frames, ==, n_frames);
  assert_shows (enlarged, width, height, full, 2, -width / 2, -height / 2);

  wait_for_settled (&stage);
  answer = screenshot (&stage, &width, &height);
  g_assert_cmpmem (enlarged, 4 * (gsize) width * height, answer, 4 * (gsize) width * height);

  n_frames = stage.n_frames;
  g_signal_emit_by_name (controller (&stage, GTK_TYPE_GESTURE_DRAG), "drag-update", -20.0, -10.0);
  moved = screenshot (&stage, &width, &height);
  g_assert_cmpint (stage.n_frames, ==, n_frames);
  for (int y = 0; y < height - 10 * scale; y++)
    g_assert_cmpmem (moved + 4 * (gsize) y * width, 4 * (gsize) (width - 20 * scale),
                     answer + 4 * ((gsize) (y + 10 * scale) * width + 20 * scale),
                     4 * (gsize) (width - 20 * scale));

  stage_clear (&stage);
}

static void
test_failure (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 60, 90, 0.5);
  g_autoptr(EmuMixJob) bad = NULL;
  g_autofree guint8 *before = NULL;
  g_autofree guint8 *after = NULL;
  int width;
  int height;
  Stage stage;

  stage_init (&stage);
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  before = screenshot (&stage, &width, &height);

  bad = emu_mix_job_new (job->a, job->b, job->method, NULL);
  bad->requested = 2.0;
  emu_canvas_set_job (stage.canvas, bad, FALSE);
  WAIT_FOR (stage.message != NULL);
  g_assert_nonnull (strstr (stage.message, "2"));
  g_assert_false (emu_canvas_get_busy (stage.canvas));

  /* The last good picture stays. */
  after = screenshot (&stage, &width, &height);
  g_assert_cmpmem (before, 4 * (gsize) width * height, after, 4 * (gsize) width * height);

  stage_clear (&stage);
}

static void
test_words (void)
{
  g_autoptr(EmuMixJob) job = new_job ("mixup", 3, 60, 90, 0.6);
  Stage stage;

  stage_init (&stage);
  emu_canvas_set_names (stage.canvas, "cat", "cup");
  emu_canvas_set_job (stage.canvas, job, FALSE);
  wait_for_settled (&stage);
  gtk_test_accessible_assert_role (stage.canvas, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (stage.canvas, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "mixup of cat and cup: λ 0.60, label 0.60 A");

  emu_canvas_set_job (stage.canvas, NULL, FALSE);
  gtk_test_accessible_assert_property (stage.canvas, GTK_ACCESSIBLE_PROPERTY_LABEL, "No picture");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (stage.canvas)));

  stage_clear (&stage);
}

/* A method that takes its time: its mask waits until it is let through. */
static GMutex gate_lock;
static GCond gate_moved;
static gboolean gate_is_open;

static gboolean
slow_mask (const void   *params,
           const EmuMix *mix,
           EmuMask      *mask,
           GError      **error)
{
  g_mutex_lock (&gate_lock);
  while (!gate_is_open)
    g_cond_wait (&gate_moved, &gate_lock);
  g_mutex_unlock (&gate_lock);

  emu_mask_set_uniform (mask, mix->lambda);

  return TRUE;
}

static double
slow_mean (const void   *params,
           const EmuMix *mix)
{
  return mix->lambda;
}

static const EmuMethod slow = {
  .id = "slow",
  .name = "slow",
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  .mask = slow_mask,
  .mask_mean = slow_mean,
};

static void
test_busy (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47, 0);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, a, &slow, NULL);
  gint64 start;
  Stage stage;

  stage_init (&stage);
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (stage.canvas)) > 0);
  start = g_get_monotonic_time ();
  emu_canvas_set_job (stage.canvas, job, FALSE);
  g_assert_false (emu_canvas_get_busy (stage.canvas));
  WAIT_FOR (emu_canvas_get_busy (stage.canvas));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 299 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (stage.n_frames, ==, 0);

  g_mutex_lock (&gate_lock);
  gate_is_open = TRUE;
  g_cond_broadcast (&gate_moved);
  g_mutex_unlock (&gate_lock);
  wait_for_settled (&stage);
  g_assert_false (emu_canvas_get_busy (stage.canvas));

  stage_clear (&stage);
}

static void
test_properties (void)
{
  GtkWidget *canvas = g_object_ref_sink (emu_canvas_new ());
  int count = 0;
  EmuCanvasMode mode;
  gboolean busy;
  double zoom;

  g_signal_connect (canvas, "notify::mode", G_CALLBACK (count_cb), &count);
  g_object_set (canvas, "mode", EMU_CANVAS_FOUR, NULL);
  g_object_set (canvas, "mode", EMU_CANVAS_FOUR, NULL);
  g_assert_cmpint (count, ==, 1);
  g_object_get (canvas, "mode", &mode, "zoom", &zoom, "busy", &busy, NULL);
  g_assert_cmpint (mode, ==, EMU_CANVAS_FOUR);
  g_assert_cmpfloat (zoom, ==, 1.0);
  g_assert_false (busy);

  g_assert_finalize_object (canvas);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return SKIPPED;
    }
  adw_init ();

  g_test_add_func ("/canvas/finalizes", test_finalizes);
  g_test_add_func ("/canvas/finalizes-at-work", test_finalizes_at_work);
  g_test_add_func ("/canvas/properties", test_properties);
  g_test_add_func ("/canvas/reduced", test_reduced);
  g_test_add_func ("/canvas/enlarged", test_enlarged);
  g_test_add_func ("/canvas/tiny", test_tiny);
  g_test_add_func ("/canvas/mask", test_mask);
  g_test_add_func ("/canvas/four", test_four);
  g_test_add_func ("/canvas/overlay", test_overlay);
  g_test_add_func ("/canvas/split", test_split);
  g_test_add_func ("/canvas/published", test_published);
  g_test_add_func ("/canvas/published-refuses", test_published_refuses);
  g_test_add_func ("/canvas/guide", test_guide);
  g_test_add_func ("/canvas/grid", test_grid);
  g_test_add_func ("/canvas/hold-a", test_hold_a);
  g_test_add_func ("/canvas/alpha", test_alpha);
  g_test_add_func ("/canvas/drag", test_drag);
  g_test_add_func ("/canvas/zoom-is-announced", test_zoom_is_announced);
  g_test_add_func ("/canvas/places", test_places);
  g_test_add_func ("/canvas/never-blank", test_never_blank);
  g_test_add_func ("/canvas/wheel", test_wheel);
  g_test_add_func ("/canvas/pan", test_pan);
  g_test_add_func ("/canvas/stand-in", test_stand_in);
  g_test_add_func ("/canvas/failure", test_failure);
  g_test_add_func ("/canvas/words", test_words);
  g_test_add_func ("/canvas/busy", test_busy);

  return g_test_run ();
}
