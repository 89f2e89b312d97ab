/* test-renderer.c: where a picture lies in a window, and the thread that computes what is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-methods.h"
#include "emu-renderer.h"

#define DEADLINE_S 60

static EmuImage *
picture (int channels,
         int height,
         int width)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < (gsize) channels * emu_image_n_pixels (image); i++)
    emu_image_plane (image, 0)[i] = (guint8) (i * i >> 3);

  return image;
}

/* Places. */

static const int sizes[][2] = {
  { 1, 1 }, { 47, 33 }, { 33, 47 }, { 6000, 4000 }, { 3, 5000 }, { 1200, 800 },
};

static EmuViewport
viewport (int picture_width,
          int picture_height)
{
  EmuViewport self = { 0 };

  emu_viewport_set_size (&self, 1200, 800);
  emu_viewport_set_picture (&self, picture_width, picture_height);

  return self;
}

static void
check_patch (const EmuViewport *self)
{
  EmuPatch patch;
  g_autofree int *index = NULL;

  emu_viewport_get_patch (self, &patch);
  g_assert_cmpint (patch.x, >=, 0);
  g_assert_cmpint (patch.y, >=, 0);
  g_assert_cmpint (patch.width, >=, 1);
  g_assert_cmpint (patch.height, >=, 1);
  g_assert_cmpint (patch.x + patch.width, <=, self->width);
  g_assert_cmpint (patch.y + patch.height, <=, self->height);
  g_assert_cmpint (patch.rows.n, ==, patch.height);
  g_assert_cmpint (patch.columns.n, ==, patch.width);
  g_assert_cmpint (patch.rows.n_in, ==, patch.view.height);
  g_assert_cmpint (patch.columns.n_in, ==, patch.view.width);
  g_assert_cmpfloat (patch.view.step, >=, 1.0);
  g_assert_cmpfloat (patch.view.x0, >=, 0.0);

  /* Even the last sample has its middle on the picture. */
  g_assert_cmpfloat (patch.view.x0 + patch.view.step * (patch.view.width - 1), <=,
                     self->picture_width - 0.5 + 1e-6);
  g_assert_cmpfloat (patch.view.y0 + patch.view.step * (patch.view.height - 1), <=,
                     self->picture_height - 0.5 + 1e-6);

  /* Every pixel below an enlarged patch is shown by at least one device pixel, in order. */
  if (self->zoom > 1.0)
    {
      index = g_new (int, patch.width);
      emu_pick_get (&patch.columns, index);
      g_assert_cmpint (index[0], ==, 0);
      g_assert_cmpint (index[patch.width - 1], ==, patch.view.width - 1);
      for (int i = 1; i < patch.width; i++)
        {
          g_assert_cmpint (index[i] - index[i - 1], >=, 0);
          g_assert_cmpint (index[i] - index[i - 1], <=, 1);
        }
    }
}

static void
test_fit (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      EmuViewport self = viewport (sizes[i][0], sizes[i][1]);
      EmuPatch patch;

      g_assert_true (self.fit);
      g_assert_cmpfloat (self.zoom, ==, MIN (1200.0 / sizes[i][0], 800.0 / sizes[i][1]));
      g_assert_false (emu_viewport_can_pan (&self));
      g_assert_false (emu_viewport_pan (&self, 50, -20));
      check_patch (&self);

      emu_viewport_get_patch (&self, &patch);
      g_assert_true (patch.width == 1200 || patch.height == 800);
      g_assert_cmpint (abs (2 * patch.x + patch.width - 1200), <=, 1);
      g_assert_cmpint (abs (2 * patch.y + patch.height - 800), <=, 1);
      g_assert_cmpint (patch.first_x, ==, 0);
      g_assert_cmpint (patch.first_y, ==, 0);
    }

  {
    /* Known answers: a reduction by 5, and the picture itself. */
    EmuViewport large = viewport (6000, 4000);
    EmuViewport same = viewport (1200, 800);
    EmuPatch patch;
    EmuView expected = { 2.0, 2.0, 5.0, 1200, 800 };

    emu_viewport_get_patch (&large, &patch);
    g_assert_true (emu_view_equal (&patch.view, &expected));
    emu_viewport_get_patch (&same, &patch);
    g_assert_true (emu_view_is_whole (&patch.view, 800, 1200));
  }
}

static void
test_pointer_stays (void)
{
  EmuViewport self = viewport (6000, 4000);
  double px = 350.0;
  double py = 275.0;
  double x;
  double y;

  emu_viewport_to_picture (&self, px, py, &x, &y);
  for (int i = 0; i < 14; i++)
    {
      double now_x;
      double now_y;

      emu_viewport_zoom_at (&self, emu_viewport_get_step (&self, 1), px, py);
      emu_viewport_to_picture (&self, px, py, &now_x, &now_y);
      g_assert_cmpfloat_with_epsilon (now_x, x, 1e-6);
      g_assert_cmpfloat_with_epsilon (now_y, y, 1e-6);
      check_patch (&self);
    }

  /* The pixel that is really drawn there, rounding included. */
  {
    EmuPatch patch;
    g_autofree int *index = NULL;

    emu_viewport_get_patch (&self, &patch);
    g_assert_cmpfloat (self.zoom, >, 4.0);
    index = g_new (int, patch.width);
    emu_pick_get (&patch.columns, index);
    g_assert_cmpfloat (fabs (patch.view.x0 + index[350 - patch.x] - x), <=, 1.0);
  }

  /* And back out, until the border of the picture forbids it. */
  emu_viewport_zoom_at (&self, 1.0, px, py);
  {
    double now_x;
    double now_y;

    emu_viewport_to_picture (&self, px, py, &now_x, &now_y);
    g_assert_cmpfloat_with_epsilon (now_x, x, 1e-6);
    g_assert_cmpfloat_with_epsilon (now_y, y, 1e-6);
  }
}

static void
test_never_lost (void)
{
  static const double moves[][2] = { { 1e9, 0 }, { 0, -1e9 }, { -1e9, 1e9 }, { 13, 7 }, { -0.4, 0.4 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      EmuViewport self = viewport (sizes[i][0], sizes[i][1]);

      for (int step = 0; step < 60; step++)
        {
          const double *move = moves[step % G_N_ELEMENTS (moves)];

          emu_viewport_zoom_at (&self, emu_viewport_get_step (&self, step < 30 ? 1 : -1),
                                37.0 * step, 23.0 * step);
          check_patch (&self);
          emu_viewport_pan (&self, move[0], move[1]);
          check_patch (&self);
          g_assert_false (self.fit);
        }

      emu_viewport_zoom_at (&self, 1e9, 0, 0);
      g_assert_cmpfloat (self.zoom, ==, MAX (64.0, emu_viewport_get_fit (&self)));
      check_patch (&self);
      emu_viewport_zoom_at (&self, 1e-9, 0, 0);
      g_assert_cmpfloat (self.zoom, ==, MIN (1.0, emu_viewport_get_fit (&self) / 8.0));
      check_patch (&self);

      /* Another size of window keeps the zoom, another picture does not. */
      emu_viewport_zoom_at (&self, 1.0, 0, 0);
      emu_viewport_set_size (&self, 801, 333);
      check_patch (&self);
      g_assert_cmpfloat (self.zoom, ==, 1.0);
      emu_viewport_set_picture (&self, 640, 479);
      g_assert_true (self.fit);
      check_patch (&self);
    }
}

static void
test_zoom_steps (void)
{
  EmuViewport self = viewport (6000, 4000);

  emu_viewport_zoom_at (&self, 1.0, 600, 400);
  for (int i = 0; i < 6; i++)
    emu_viewport_zoom_at (&self, emu_viewport_get_step (&self, 1), 600, 400);
  g_assert_cmpfloat_with_epsilon (self.zoom, 8.0, 1e-9);
  for (int i = 0; i < 8; i++)
    emu_viewport_zoom_at (&self, emu_viewport_get_step (&self, -1), 600, 400);
  g_assert_cmpfloat_with_epsilon (self.zoom, 0.5, 1e-9);
}

/* Pixels follow a move and a change of zoom to where the new patch will show them. */
static void
test_patch_between (void)
{
  EmuViewport self = viewport (300, 200);
  EmuPatch from;
  EmuPatch to;
  EmuPick rows;
  EmuPick columns;
  g_autofree int *index = NULL;

  emu_viewport_zoom_at (&self, 8.0, 600, 400);
  emu_viewport_get_patch (&self, &from);
  g_assert_true (emu_patch_equal (&from, &from));

  emu_viewport_pan (&self, -40, 16);
  emu_viewport_get_patch (&self, &to);
  g_assert_false (emu_patch_equal (&from, &to));
  emu_patch_between (&from, &to, &rows, &columns);
  index = g_new (int, MAX (columns.n, rows.n));
  emu_pick_get (&columns, index);
  g_assert_cmpint (index[0], ==, 40);
  g_assert_cmpint (index[columns.n - 1], ==, from.width - 1);
  emu_pick_get (&rows, index);
  g_assert_cmpint (index[0], ==, 0);
  g_assert_cmpint (index[100], ==, 84);

  /* Twice as large around the middle: the middle stays, each pixel is seen twice. */
  emu_viewport_pan (&self, 40, -16);
  emu_viewport_zoom_at (&self, 16.0, 600, 400);
  emu_viewport_get_patch (&self, &to);
  emu_patch_between (&from, &to, &rows, &columns);
  emu_pick_get (&columns, index);
  g_assert_cmpint (index[600], ==, 600);
  g_assert_cmpint (index[601], ==, 600);
  g_assert_cmpint (index[602], ==, 601);
}

static void
test_tiles (void)
{
  EmuTiles tiles;

  emu_tiles_arrange (&tiles, 1, 1200, 800, 12, 300, 200);
  g_assert_cmpint (tiles.width, ==, 1200);
  g_assert_cmpint (tiles.height, ==, 800);

  emu_tiles_arrange (&tiles, 4, 1200, 800, 12, 300, 200);
  g_assert_cmpint (tiles.width, ==, 594);
  g_assert_cmpint (tiles.height, ==, 394);
  g_assert_cmpint (tiles.x[3], ==, 606);
  g_assert_cmpint (tiles.y[3], ==, 406);

  emu_tiles_arrange (&tiles, 4, 1200, 200, 12, 300, 200);
  g_assert_cmpint (tiles.width, ==, 291);
  g_assert_cmpint (tiles.x[3], ==, 909);
  g_assert_cmpint (tiles.y[3], ==, 0);

  emu_tiles_arrange (&tiles, 4, 200, 1200, 12, 300, 200);
  g_assert_cmpint (tiles.height, ==, 291);
  g_assert_cmpint (tiles.y[3], ==, 909);

  emu_tiles_arrange (&tiles, 4, 0, 0, 12, 300, 200);
  g_assert_cmpint (tiles.width, ==, 0);
}

/* The thread. A method whose mask waits at a gate, and one whose geometry goes on until it is
 * cancelled, so that every order of events can be brought about. */

static GMutex gate_lock;
static GCond gate_moved;
static int gate_waiting;
static int gate_passed;
static int gate_tickets;

static gboolean
gated_mask (const void   *params,
            const EmuMix *mix,
            EmuMask      *mask,
            GError      **error)
{
  g_mutex_lock (&gate_lock);
  gate_waiting++;
  g_cond_broadcast (&gate_moved);
  while (gate_tickets == 0)
    g_cond_wait (&gate_moved, &gate_lock);
  gate_tickets--;
  gate_waiting--;
  gate_passed++;
  g_mutex_unlock (&gate_lock);

  emu_mask_set_uniform (mask, mix->lambda);

  return TRUE;
}

static double
lambda_mean (const void   *params,
             const EmuMix *mix)
{
  return mix->lambda;
}

static const EmuMethod gated = {
  .id = "gated",
  .name = "gated",
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  .mask = gated_mask,
  .mask_mean = lambda_mean,
};

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  g_mutex_lock (&gate_lock);
  g_cond_broadcast (&gate_moved);
  g_mutex_unlock (&gate_lock);
}

static gboolean
endless_geometry (const void   *params,
                  EmuMix       *mix,
                  const EmuMix *previous,
                  GError      **error)
{
  gulong id = g_cancellable_connect (mix->cancellable, G_CALLBACK (cancelled_cb), NULL, NULL);

  g_mutex_lock (&gate_lock);
  gate_waiting++;
  g_cond_broadcast (&gate_moved);
  while (!g_cancellable_is_cancelled (mix->cancellable))
    g_cond_wait (&gate_moved, &gate_lock);
  gate_waiting--;
  g_mutex_unlock (&gate_lock);

  g_cancellable_disconnect (mix->cancellable, id);

  return !g_cancellable_set_error_if_cancelled (mix->cancellable, error);
}

static const EmuMethod endless = {
  .id = "endless",
  .name = "endless",
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  .geometry = endless_geometry,
  .mask = gated_mask,
  .mask_mean = lambda_mean,
};

static void
gate_reset (void)
{
  gate_waiting = gate_passed = gate_tickets = 0;
}

static void
gate_open (int tickets)
{
  g_mutex_lock (&gate_lock);
  gate_tickets += tickets;
  g_cond_broadcast (&gate_moved);
  g_mutex_unlock (&gate_lock);
}

static void
gate_wait_for_somebody (void)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  g_mutex_lock (&gate_lock);
  while (gate_waiting == 0)
    g_assert_true (g_cond_wait_until (&gate_moved, &gate_lock, deadline));
  g_mutex_unlock (&gate_lock);
}

typedef struct
{
  GArray *serials;  /* of answers, in order */
  GArray *failures;
} Answers;

static void
finished_cb (EmuRenderer  *renderer,
             EmuRendering *rendering,
             Answers      *answers)
{
  g_assert_nonnull (rendering->frame);
  g_array_append_val (answers->serials, rendering->request.serial);
}

static void
failed_cb (EmuRenderer *renderer,
           guint        serial,
           GError      *error,
           Answers     *answers)
{
  g_assert_nonnull (error);
  g_array_append_val (answers->failures, serial);
}

static EmuRenderer *
new_renderer (Answers *answers)
{
  EmuRenderer *renderer = emu_renderer_new ();

  answers->serials = g_array_new (FALSE, FALSE, sizeof (guint));
  answers->failures = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect (renderer, "finished", G_CALLBACK (finished_cb), answers);
  g_signal_connect (renderer, "failed", G_CALLBACK (failed_cb), answers);
  gate_reset ();

  return renderer;
}

static void
clear_answers (Answers *answers)
{
  g_array_unref (answers->serials);
  g_array_unref (answers->failures);
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("no answer within %d seconds", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static guint
last_answer (Answers *answers)
{
  return answers->serials->len > 0
         ? g_array_index (answers->serials, guint, answers->serials->len - 1)
         : 0;
}

static void
wait_for_answer (Answers *answers,
                 guint    serial)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, too_late_cb, NULL);

  while (last_answer (answers) != serial)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
request (EmuRenderer     *renderer,
         const EmuMethod *method,
         EmuImage        *a,
         guint            serial,
         gboolean         exact)
{
  EmuViewport place = { 0 };
  EmuRenderRequest asked = {
    .kinds = { EMU_RENDER_RESULT },
    .n_kinds = 1,
    .exact = exact,
    .chequer = { { 255, 200 }, 8 },
    .serial = serial,
  };
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, a, method, NULL);

  job->requested = 0.25;
  emu_viewport_set_size (&place, 64, 64);
  emu_viewport_set_picture (&place, a->width, a->height);
  emu_viewport_get_patch (&place, &asked.patch);
  asked.job = job;
  emu_renderer_request (renderer, &asked);
}

static void
test_newest_wins (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  request (renderer, &gated, a, 1, FALSE);
  gate_wait_for_somebody ();
  for (guint serial = 2; serial <= 500; serial++)
    request (renderer, &gated, a, serial, FALSE);

  /* The first one is shown although it is old; of the rest only the newest is computed. */
  gate_open (1);
  wait_for_answer (&answers, 1);
  gate_open (100);
  wait_for_answer (&answers, 500);
  g_assert_cmpuint (answers.serials->len, ==, 2);
  g_assert_cmpuint (answers.failures->len, ==, 0);
  g_assert_cmpint (gate_passed, ==, 2);

  g_assert_finalize_object (renderer);
  clear_answers (&answers);
}

static void
test_useless_is_cancelled (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  g_autoptr(EmuImage) other = picture (3, 47, 33);
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  /* Other pictures. */
  request (renderer, &gated, a, 1, FALSE);
  gate_wait_for_somebody ();
  request (renderer, &gated, other, 2, FALSE);
  gate_open (2);
  wait_for_answer (&answers, 2);
  g_assert_cmpuint (answers.serials->len, ==, 1);

  /* An exact frame that came too late. */
  gate_reset ();
  request (renderer, &gated, other, 3, TRUE);
  gate_wait_for_somebody ();
  request (renderer, &gated, other, 4, FALSE);
  gate_open (2);
  wait_for_answer (&answers, 4);
  g_assert_cmpuint (answers.serials->len, ==, 2);
  g_assert_cmpuint (answers.failures->len, ==, 0);

  g_assert_finalize_object (renderer);
  clear_answers (&answers);
}

static void
test_failure_has_a_name (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  EmuViewport place = { 0 };
  EmuRenderRequest asked = { .kinds = { EMU_RENDER_RESULT }, .n_kinds = 1, .serial = 7 };
  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, a, emu_methods_get (0), NULL);
  guint deadline = g_timeout_add_seconds (DEADLINE_S, too_late_cb, NULL);
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  job->requested = -3.0;
  emu_viewport_set_size (&place, 64, 64);
  emu_viewport_set_picture (&place, 47, 33);
  emu_viewport_get_patch (&place, &asked.patch);
  asked.job = job;
  emu_renderer_request (renderer, &asked);

  while (answers.failures->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpuint (g_array_index (answers.failures, guint, 0), ==, 7);
  g_assert_cmpuint (answers.serials->len, ==, 0);

  g_assert_finalize_object (renderer);
  clear_answers (&answers);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_dispose_while_running (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  request (renderer, &endless, a, 1, FALSE);
  gate_wait_for_somebody ();
  request (renderer, &endless, a, 2, FALSE);
  g_assert_finalize_object (renderer);

  drain ();
  g_assert_cmpuint (answers.serials->len, ==, 0);
  g_assert_cmpuint (answers.failures->len, ==, 0);
  g_assert_cmpint (gate_waiting, ==, 0);
  clear_answers (&answers);
}

static void
test_dispose_before_delivery (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  /* The answer is on its way to the main loop, which does not run. */
  gate_open (1);
  request (renderer, &gated, a, 1, FALSE);
  while (!g_main_context_pending (NULL))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  g_assert_finalize_object (renderer);

  drain ();
  g_assert_cmpuint (answers.serials->len, ==, 0);
  clear_answers (&answers);
}

static void
test_clear (void)
{
  g_autoptr(EmuImage) a = picture (3, 33, 47);
  Answers answers;
  EmuRenderer *renderer = new_renderer (&answers);

  request (renderer, &endless, a, 1, FALSE);
  gate_wait_for_somebody ();
  request (renderer, &endless, a, 2, FALSE);
  emu_renderer_clear (renderer);

  /* What is asked for afterwards comes, and alone. */
  gate_open (1);
  request (renderer, &gated, a, 3, FALSE);
  wait_for_answer (&answers, 3);
  drain ();
  g_assert_cmpuint (answers.serials->len, ==, 1);
  g_assert_cmpuint (answers.failures->len, ==, 0);

  /* Nothing is kept alive for a next frame that may never come. */
  g_assert_finalize_object (renderer);
  clear_answers (&answers);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/viewport/fit", test_fit);
  g_test_add_func ("/viewport/pointer-stays", test_pointer_stays);
  g_test_add_func ("/viewport/never-lost", test_never_lost);
  g_test_add_func ("/viewport/zoom-steps", test_zoom_steps);
  g_test_add_func ("/viewport/patch-between", test_patch_between);
  g_test_add_func ("/viewport/tiles", test_tiles);

  g_test_add_func ("/renderer/newest-wins", test_newest_wins);
  g_test_add_func ("/renderer/useless-is-cancelled", test_useless_is_cancelled);
  g_test_add_func ("/renderer/failure-has-a-name", test_failure_has_a_name);
  g_test_add_func ("/renderer/dispose-while-running", test_dispose_while_running);
  g_test_add_func ("/renderer/dispose-before-delivery", test_dispose_before_delivery);
  g_test_add_func ("/renderer/clear", test_clear);

  return g_test_run ();
}
