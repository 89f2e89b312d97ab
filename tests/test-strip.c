/* test-strip.c: sixteen draws, a thousand draws, and the work behind them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-lambda-panel.h"
#include "emu-methods.h"
#include "emu-rng.h"
#include "emu-strip.h"
#include "emu-study.h"
#include "emu-worker.h"
#include "stage.h"

static EmuStrip *
strip_of (Stage *stage)
{
  return EMU_STRIP (child_of (stage->page, EMU_TYPE_MIX_PAGE, "strip"));
}

static EmuDrawTile *
tile_of (Stage *stage,
         guint  index)
{
  return emu_strip_get_tile (strip_of (stage), index);
}

static int
adopted_tile (Stage *stage)
{
  int found = -1;

  for (guint i = 0; i < EMU_STRIP_N; i++)
    {
      if (!emu_draw_tile_get_adopted (tile_of (stage, i)))
        continue;

      g_assert_cmpint (found, ==, -1);
      found = (int) i;
    }

  return found;
}

/* What a tile should show, made in one go on this thread; NULL where there is no picture. */
static GBytes *
expected_pixels (Stage       *stage,
                 EmuDrawTile *tile,
                 EmuLabel    *label)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (stage->document);
  g_autoptr(EmuMixJob) mine = emu_mix_job_with_seed (job, emu_draw_tile_get_seed (tile));
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  EmuViewport viewport = { .fit = TRUE };
  EmuChequer chequer = { .side = 4 * gtk_widget_get_scale_factor (GTK_WIDGET (tile)) };
  EmuPatch patch;
  guint8 *rgba;
  int width;
  int height;

  g_assert_true (emu_draw_tile_get_area (tile, &width, &height));
  emu_viewport_set_size (&viewport, width, height);
  emu_viewport_set_picture (&viewport, job->a->width, job->a->height);
  emu_viewport_get_patch (&viewport, &patch);
  frame = emu_preview_render (preview, mine, &patch.view, EMU_FRAME_RESULT, FALSE, NULL, &error);
  if (frame == NULL)
    return NULL;

  emu_canvas_get_shades (chequer.shade);
  rgba = g_malloc ((gsize) 4 * patch.width * patch.height);
  emu_pixels_from_image (frame->result, &patch.rows, &patch.columns, &chequer, rgba,
                         4 * (gsize) patch.width);
  *label = frame->mix->label;

  return g_bytes_new_take (rgba, (gsize) 4 * patch.width * patch.height);
}

static gboolean
tile_is_right (Stage       *stage,
               EmuDrawTile *tile)
{
  const EmuDrawn *shown = emu_draw_tile_get_shown (tile);
  g_autoptr(GBytes) expected = NULL;
  EmuLabel label;

  if (shown == NULL || shown->seed != emu_draw_tile_get_seed (tile))
    return FALSE;

  expected = expected_pixels (stage, tile, &label);
  if (expected == NULL)
    return shown->pixels == NULL && shown->fault != NULL;

  return shown->pixels != NULL && g_bytes_equal (shown->pixels, expected) &&
         shown->weight_a == label.weight_a && shown->weight_b == label.weight_b;
}

static gboolean
strip_is_right (Stage *stage)
{
  for (guint i = 0; i < EMU_STRIP_N; i++)
    {
      if (!tile_is_right (stage, tile_of (stage, i)))
        return FALSE;
    }

  return TRUE;
}

/* --- What the tiles show ----------------------------------------------------------------------- */

static void
test_pixels (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      if (emu_methods_get (i)->needs_network)
        continue;

      emu_mix_document_set_method (stage.document, emu_methods_get (i));
      WAIT_FOR (strip_is_right (&stage));
    }
  emu_mix_document_set_draws_lambda (stage.document, TRUE, 0.5);
  WAIT_FOR (strip_is_right (&stage));
  stage_clear (&stage);
}

static void
test_shapes (void)
{
  static const int sizes[][3] = { { 3, 1, 1 }, { 1, 1, 60 }, { 4, 90, 2 }, { 3, 700, 1000 } };
  Stage stage;

  stage_init (&stage, 1440, 900);
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name_a = g_strdup_printf ("shape-%u-a.png", i);
      g_autofree char *name_b = g_strdup_printf ("shape-%u-b.png", i);
      g_autoptr(GFile) a = picture (name_a, sizes[i][0], sizes[i][1], sizes[i][2], 0xa04010);
      g_autoptr(GFile) b = picture (name_b, 3, 20, 30, 0x1040a0);

      open_files (&stage, a, b);
      WAIT_FOR (strip_is_right (&stage));
    }
  stage_clear (&stage);
}

/* An old picture stays until the new one is there. */
static void
test_never_blank (void)
{
  const EmuMethod *fmix = method ("fmix");
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  WAIT_FOR (strip_is_right (&stage));
  emu_mix_document_set_method (stage.document, fmix);
  while (!strip_is_right (&stage))
    {
      for (guint i = 0; i < EMU_STRIP_N; i++)
        g_assert_nonnull (emu_draw_tile_get_shown (tile_of (&stage, i))->pixels);
      g_main_context_iteration (NULL, TRUE);
    }
  stage_clear (&stage);
}

static void
test_newest_wins (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_begin_gesture (stage.document);
  for (int i = 0; i <= 100; i++)
    {
      emu_mix_document_set_lambda (stage.document, i / 100.0);
      g_main_context_iteration (NULL, FALSE);
    }
  emu_mix_document_end_gesture (stage.document);
  WAIT_FOR (strip_is_right (&stage));
  WAIT_FOR (!emu_strip_get_busy (strip_of (&stage)));
  stage_clear (&stage);
}

static void
test_words (void)
{
  Stage stage;
  const EmuDrawn *shown;
  g_autofree char *text = NULL;
  g_autofree char *differs = NULL;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_set_seed (stage.document, 30);
  WAIT_FOR (strip_is_right (&stage));
  shown = emu_draw_tile_get_shown (tile_of (&stage, 0));
  text = g_strdup_printf ("seed 31, label %.2f red", shown->weight_a);
  differs = gtk_test_accessible_check_property (GTK_ACCESSIBLE (tile_of (&stage, 0)),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  g_assert_cmpstr (differs, ==, NULL);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (tile_of (&stage, 0))), ==, text);
  stage_clear (&stage);
}

static void
test_nothing_to_show (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  WAIT_FOR (strip_is_right (&stage));
  emu_mix_document_set_pair (stage.document, emu_mix_document_get_a (stage.document), NULL);
  for (guint i = 0; i < EMU_STRIP_N; i++)
    g_assert_null (emu_draw_tile_get_shown (tile_of (&stage, i)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (strip_of (&stage))));
  emu_mix_document_undo (stage.document);
  WAIT_FOR (strip_is_right (&stage));
  stage_clear (&stage);
}

/* --- Seeds ------------------------------------------------------------------------------------- */

static void
test_click (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_set_seed (stage.document, 30);
  emu_mix_document_forget_history (stage.document);
  WAIT_FOR (strip_is_right (&stage));
  g_assert_cmpint (adopted_tile (&stage), ==, -1);

  click (GTK_WIDGET (tile_of (&stage, 10)));
  WAIT_FOR (emu_mix_document_get_seed (stage.document) == 41);
  g_assert_cmpint (adopted_tile (&stage), ==, 10);
  g_assert_cmpuint (emu_strip_get_base (strip_of (&stage)), ==, 30);

  emu_mix_document_undo (stage.document);
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 30);
  g_assert_cmpint (adopted_tile (&stage), ==, -1);
  g_assert_cmpuint (emu_strip_get_base (strip_of (&stage)), ==, 30);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  stage_clear (&stage);
}

static void
test_keys (void)
{
  Stage stage;
  GtkWidget *first;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_set_seed (stage.document, 30);
  WAIT_FOR (strip_is_right (&stage));

  focus_canvas (&stage);
  press (&stage, "bracketright");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 31);
  press (&stage, "bracketright");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 32);
  press (&stage, "bracketleft");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 31);
  g_assert_cmpint (adopted_tile (&stage), ==, 0);

  /* Arrows walk, Enter adopts, Space rolls as everywhere. */
  first = GTK_WIDGET (tile_of (&stage, 0));
  g_assert_true (gtk_widget_get_focusable (first));
  gtk_widget_grab_focus (first);
  press (&stage, "Right");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (tile_of (&stage, 1))));
  press (&stage, "Down");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (tile_of (&stage, 9))));

  /* The sixteen are one stop of the Tab key: the one it was left at. */
  for (guint i = 0; i < EMU_STRIP_N; i++)
    g_assert_cmpint (gtk_widget_get_focusable (GTK_WIDGET (tile_of (&stage, i))), ==, i == 9);
  press (&stage, "Tab");
  g_assert_false (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (stage.window)),
                                          GTK_WIDGET (strip_of (&stage))));
  press (&stage, "shift+Tab");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (tile_of (&stage, 9))));
  press (&stage, "Return");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 40);
  emu_mix_document_set_seed_locked (stage.document, TRUE);
  press (&stage, "space");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 40);

  /* A bracket that is typed is text. */
  gtk_widget_grab_focus (search_entry (&stage));
  press (&stage, "bracketright");
  g_assert_cmpuint (emu_mix_document_get_seed (stage.document), ==, 40);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search_entry (&stage))), ==, "]");
  stage_clear (&stage);
}

/* Where the row scrolls, a key brings the adopted one into sight. */
static void
test_in_sight (void)
{
  Stage stage;
  GtkWidget *scroller;
  graphene_rect_t bounds;

  stage_init (&stage, 800, 600);
  open_pair (&stage);
  scroller = child_of (strip_of (&stage), EMU_TYPE_STRIP, "scroller");
  focus_canvas (&stage);
  press (&stage, "bracketleft");
  g_assert_cmpint (adopted_tile (&stage), ==, 14);
  wait_for_layout (scroller);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (tile_of (&stage, 14)), scroller, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (scroller));
  stage_clear (&stage);
}

/* A strip alone, without a window: what it does with seeds. */
static void
test_base (void)
{
  g_autoptr(EmuMixDocument) document = emu_mix_document_new (method ("cutmix"));
  EmuStrip *strip;

  emu_mix_document_set_seed (document, 100);
  strip = g_object_ref_sink (g_object_new (EMU_TYPE_STRIP, "document", document, NULL));
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 100);
  g_assert_cmpuint (emu_draw_tile_get_seed (emu_strip_get_tile (strip, 0)), ==, 101);
  g_assert_cmpuint (emu_draw_tile_get_seed (emu_strip_get_tile (strip, 15)), ==, 116);

  /* Within the strip it stays, outside it goes along. */
  emu_mix_document_set_seed (document, 116);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 100);
  emu_mix_document_set_seed (document, 117);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 117);

  /* Other changes move nothing, not even when the seed is outside. */
  emu_strip_new_sixteen (strip);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 133);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 117);
  emu_mix_document_set_lambda (document, 0.25);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 133);

  /* From afar into the strip, through it, and on to the next sixteen. */
  emu_strip_step (strip, 1);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 134);
  for (int i = 0; i < 16; i++)
    emu_strip_step (strip, 1);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 150);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 149);
  emu_strip_step (strip, -1);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 149);
  g_assert_cmpuint (emu_strip_get_base (strip), ==, 133);

  /* Round at both ends. */
  emu_mix_document_set_seed (document, EMU_SEED_MAX);
  g_assert_cmpuint (emu_draw_tile_get_seed (emu_strip_get_tile (strip, 0)), ==, 0);
  emu_strip_step (strip, 1);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 0);
  emu_strip_step (strip, -1);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, EMU_SEED_MAX);
  g_assert_true (emu_draw_tile_get_adopted (emu_strip_get_tile (strip, 15)));

  g_assert_finalize_object (strip);
}

static void
test_alike (void)
{
  Stage stage;
  GtkWidget *button;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  button = child_of (strip_of (&stage), EMU_TYPE_STRIP, "draw_lambda");
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  g_assert_false (gtk_widget_get_visible (button));

  emu_mix_document_set_method (stage.document, method ("mixup"));
  g_assert_cmpstr (text_of (strip_of (&stage), EMU_TYPE_STRIP, "caption"), ==,
                   "all alike while λ is fixed");
  click (button);
  WAIT_FOR (emu_mix_document_get_draws_lambda (stage.document));
  g_assert_false (gtk_widget_get_visible (button));
  WAIT_FOR (strip_is_right (&stage));
  g_assert_cmpfloat (emu_draw_tile_get_shown (tile_of (&stage, 0))->weight_a, !=,
                     emu_draw_tile_get_shown (tile_of (&stage, 1))->weight_a);
  stage_clear (&stage);
}

/* --- Widths ------------------------------------------------------------------------------------ */

static gboolean
strip_fits (Stage *stage)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (GTK_WIDGET (strip_of (stage)), GTK_WIDGET (stage->window), &bounds) &&
         bounds.origin.x + bounds.size.width <= gtk_widget_get_width (GTK_WIDGET (stage->window));
}

static void
test_widths (void)
{
  static const int sizes[][2] = { { 1440, 900 }, { 1440, 600 }, { 800, 600 }, { 360, 720 }, { 1440, 900 } };
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gboolean roomy = sizes[i][0] >= 1380 && sizes[i][1] >= 720;
      graphene_rect_t first;
      graphene_rect_t last;

      resize (GTK_WIDGET (stage.window), sizes[i][0], sizes[i][1]);
      /* Nothing asks for more than the window has. */
      WAIT_FOR (strip_fits (&stage));
      WAIT_FOR (strip_is_right (&stage));
      wait_for_layout (GTK_WIDGET (strip_of (&stage)));
      g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (tile_of (&stage, 0)),
                                                GTK_WIDGET (strip_of (&stage)), &first));
      g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (tile_of (&stage, 15)),
                                                GTK_WIDGET (strip_of (&stage)), &last));
      g_assert_cmpint (last.origin.y > first.origin.y, ==, roomy);
      if (roomy)
        g_assert_cmpfloat (last.origin.x + last.size.width, <=,
                           gtk_widget_get_width (GTK_WIDGET (strip_of (&stage))));
      if (sizes[i][1] == 900)
        g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (stage.canvas)), >=, 450);
    }
  stage_clear (&stage);
}

/* --- A thousand draws -------------------------------------------------------------------------- */

static char *
words_expected (Stage *stage)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (stage->document);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuStudy) study = emu_study_new (job, NULL, EMU_STUDY_DRAWS, NULL, NULL, NULL, &error);

  g_assert_no_error (error);

  return g_strdup_printf ("%u of 1000 draws mix", study->n_visible);
}

static gboolean
says (GtkAccessible *accessible,
      const char    *sentence)
{
  g_autofree char *differs = gtk_test_accessible_check_property (accessible,
                                                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                                                 sentence);

  return differs == NULL;
}

static void
test_study (void)
{
  static const char * const ids[] = { "cutmix", "fmix", "saliencymix", "smoothmix", "guidedmix" };
  Stage stage;
  GtkWidget *panel;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  panel = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "lambda");
  emu_mix_document_set_draws_lambda (stage.document, TRUE, 0.5);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *words = NULL;

      emu_mix_document_set_method (stage.document, method (ids[i]));
      words = words_expected (&stage);
      WAIT_FOR (g_str_has_prefix (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"), words));
    }

  /* While α is dragged the newest settings win in the end. */
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  emu_mix_document_begin_gesture (stage.document);
  for (int i = 1; i <= 60; i++)
    {
      emu_mix_document_set_alpha (stage.document, i / 20.0);
      g_main_context_iteration (NULL, FALSE);
    }
  emu_mix_document_end_gesture (stage.document);
  {
    g_autofree char *words = words_expected (&stage);

    WAIT_FOR (g_str_has_prefix (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"), words));
  }

  /* What is seen can be heard. */
  emu_mix_document_set_lambda (stage.document, 0.5);
  {
    g_autoptr(EmuMixJob) job = emu_mix_document_create_job (stage.document);
    g_autoptr(EmuFrame) frame = compute (job);
    g_autofree char *words = words_expected (&stage);
    g_autofree char *sentence = g_strdup_printf ("Beta(3, 3); λ is 0.500, the label gives A %.3f. %s visibly.",
                                                 frame->mix->label.weight_a, words);
    GtkAccessible *plot = GTK_ACCESSIBLE (child_of (panel, EMU_TYPE_LAMBDA_PANEL, "plot"));

    WAIT_FOR (says (plot, sentence));
  }

  emu_mix_document_set_pair (stage.document, emu_mix_document_get_a (stage.document), NULL);
  g_assert_cmpstr (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"), ==, "");
  stage_clear (&stage);
}

/* Draws that change nothing, or leave nothing of A, are named. */
static void
test_unchanged (void)
{
  g_autoptr(GFile) one = NULL;
  g_autoptr(GFile) two = NULL;
  Stage stage;
  GtkWidget *panel;

  stage_init (&stage, 1440, 900);
  one = picture ("one.png", 3, 1, 1, 0xc01010);
  two = picture ("two.png", 3, 1, 1, 0x1010c0);
  open_files (&stage, one, two);
  panel = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "lambda");

  /* Half a pixel is no box. */
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  emu_mix_document_set_lambda (stage.document, 0.5);
  WAIT_FOR (g_str_equal (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"),
                         "1000 of 1000 draws leave A unchanged; 0 mix visibly"));

  emu_mix_document_set_method (stage.document, method ("mixup"));
  emu_mix_document_set_lambda (stage.document, 0);
  WAIT_FOR (g_str_equal (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"),
                         "1000 of 1000 draws show B alone; 0 mix visibly"));
  stage_clear (&stage);
}

static void
test_table (void)
{
  Stage stage;
  GtkWidget *panel;
  GtkWidget *table;
  guint total = 0;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  panel = child_of (stage.inspector, EMU_TYPE_INSPECTOR, "lambda");
  table = child_of (panel, EMU_TYPE_LAMBDA_PANEL, "table");
  emu_mix_document_set_method (stage.document, method ("cutmix"));
  WAIT_FOR (g_str_has_suffix (text_of (panel, EMU_TYPE_LAMBDA_PANEL, "words"), "visibly"));
  click (child_of (panel, EMU_TYPE_LAMBDA_PANEL, "table_button"));
  WAIT_FOR (gtk_widget_get_mapped (table));
  for (int i = 1; i <= EMU_STUDY_BINS; i++)
    total += (guint) atoi (gtk_label_get_text (GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (table), 1, i))));
  g_assert_cmpuint (total, ==, EMU_STUDY_DRAWS);
  stage_clear (&stage);
}

/* --- The worker -------------------------------------------------------------------------------- */

typedef struct
{
  GMutex   lock;
  GCond    wake;
  gboolean open;      /* work may go on */
  GArray  *taken;
  guint    n_started;
  guint    n_cancelled;
} Bench;

static void
bench_work (EmuWorker    *worker,
            gpointer      job,
            GCancellable *cancellable,
            gpointer      data)
{
  Bench *bench = data;

  g_mutex_lock (&bench->lock);
  bench->n_started++;
  while (!bench->open)
    g_cond_wait (&bench->wake, &bench->lock);
  g_mutex_unlock (&bench->lock);

  emu_worker_deliver (worker, g_memdup2 (job, sizeof (int)));
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_mutex_lock (&bench->lock);
      bench->n_cancelled++;
      g_mutex_unlock (&bench->lock);
    }
}

static void
bench_take (gpointer result,
            gpointer data)
{
  Bench *bench = data;

  g_array_append_val (bench->taken, *(int *) result);
  g_free (result);
}

static void
submit (EmuWorker *worker,
        int        number)
{
  emu_worker_submit (worker, g_memdup2 (&number, sizeof number));
}

static gboolean
has_started (Bench *bench)
{
  gboolean started;

  g_mutex_lock (&bench->lock);
  started = bench->n_started > 0;
  g_mutex_unlock (&bench->lock);

  return started;
}

static void
let_go (Bench *bench)
{
  g_mutex_lock (&bench->lock);
  bench->open = TRUE;
  g_cond_broadcast (&bench->wake);
  g_mutex_unlock (&bench->lock);
}

/* Of those that come while the first one works only the last is done; the first still delivers. */
static void
test_worker_newest (void)
{
  Bench bench = { .taken = g_array_new (FALSE, FALSE, sizeof (int)) };
  EmuWorker *worker = emu_worker_new ("bench", bench_work, bench_take, g_free, g_free, &bench);

  submit (worker, 1);
  while (!has_started (&bench))
    g_thread_yield ();
  for (int i = 2; i <= 9; i++)
    submit (worker, i);
  let_go (&bench);
  WAIT_FOR (bench.taken->len == 2);
  g_assert_cmpint (g_array_index (bench.taken, int, 0), ==, 1);
  g_assert_cmpint (g_array_index (bench.taken, int, 1), ==, 9);
  emu_worker_free (worker);
  g_assert_cmpuint (bench.n_cancelled, ==, 1);
  g_array_unref (bench.taken);
}

static void
test_worker_clear (void)
{
  Bench bench = { .taken = g_array_new (FALSE, FALSE, sizeof (int)) };
  EmuWorker *worker = emu_worker_new ("bench", bench_work, bench_take, g_free, g_free, &bench);

  submit (worker, 1);
  while (!has_started (&bench))
    g_thread_yield ();
  submit (worker, 2);
  emu_worker_clear (worker);
  submit (worker, 3);
  let_go (&bench);
  WAIT_FOR (bench.taken->len == 1);
  g_assert_cmpint (g_array_index (bench.taken, int, 0), ==, 3);

  /* Delivered, but not taken yet. */
  submit (worker, 4);
  emu_worker_free (worker);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (bench.taken->len, ==, 1);
  g_array_unref (bench.taken);
}

static void
add_tests (void)
{
  g_test_add_func ("/strip/tiles/pixels-of-the-preview", test_pixels);
  g_test_add_func ("/strip/tiles/shapes", test_shapes);
  g_test_add_func ("/strip/tiles/never-blank", test_never_blank);
  g_test_add_func ("/strip/tiles/newest-wins", test_newest_wins);
  g_test_add_func ("/strip/tiles/words", test_words);
  g_test_add_func ("/strip/tiles/nothing-to-show", test_nothing_to_show);
  g_test_add_func ("/strip/seeds/click", test_click);
  g_test_add_func ("/strip/seeds/keys", test_keys);
  g_test_add_func ("/strip/seeds/in-sight", test_in_sight);
  g_test_add_func ("/strip/seeds/base", test_base);
  g_test_add_func ("/strip/seeds/alike", test_alike);
  g_test_add_func ("/strip/widths", test_widths);
  g_test_add_func ("/strip/study/words", test_study);
  g_test_add_func ("/strip/study/unchanged", test_unchanged);
  g_test_add_func ("/strip/study/table", test_table);
  g_test_add_func ("/strip/worker/newest", test_worker_newest);
  g_test_add_func ("/strip/worker/clear", test_worker_clear);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
