/* test-fmix-page.c: the FMix laboratory, by itself and in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-fmix-page.h"
#include "emu-fmix-words.h"
#include "emu-methods.h"
#include "stage.h"

/* --- Without a window -------------------------------------------------------------------------- */

static EmuImage *
plain (int    height,
       int    width,
       guint8 value)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (3, height, width, &error);

  g_assert_no_error (error);
  memset (emu_image_plane (image, 0), value, 3 * emu_image_n_pixels (image));

  return image;
}

static EmuMixJob *
new_job (int    height,
         int    width,
         double lambda)
{
  g_autoptr(EmuImage) a = plain (height, width, 255);
  g_autoptr(EmuImage) b = plain (height, width, 0);
  EmuMixJob *job = emu_mix_job_new (a, b, method ("fmix"), NULL);

  job->requested = lambda;
  job->seed = 30;

  return job;
}

static void
set_param (EmuMixJob  *job,
           const char *name,
           double      value)
{
  const EmuParam *param = emu_params_find (&job->method->params, name, NULL);

  g_assert_true (emu_param_set (param, job->params, value, NULL));
}

static void
set_colours (EmuFmixRequest *request)
{
  static const guint8 a[3] = { 255, 0, 0 };
  static const guint8 middle[3] = { 0, 255, 0 };
  static const guint8 b[3] = { 0, 0, 255 };

  emu_ramp_init (&request->ramp, b, middle, a);
  request->chequer = (EmuChequer) { .shade = { 255, 200 }, .side = 8 };
}

static EmuFmixView *
render (EmuFmixLab *lab,
        EmuMixJob  *job,
        gboolean    both,
        int         height_px,
        int         width_px)
{
  EmuFmixRequest request = {
    .job = job, .both = both, .height_px = height_px, .width_px = width_px, .scale = 1,
  };
  g_autoptr(GError) error = NULL;
  EmuFmixView *view;

  set_colours (&request);
  view = emu_fmix_lab_render (lab, &request, NULL, &error);
  g_assert_no_error (error);

  return view;
}

static guint32
pixel (cairo_surface_t *surface,
       int              y,
       int              x)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  return ((const guint32 *) (gconstpointer) (data + (gsize) y * cairo_image_surface_get_stride (surface)))[x] &
         0xffffff;
}

/* Share of pixels of one colour. */
static double
share_of (cairo_surface_t *surface,
          guint32          rgb)
{
  int height = cairo_image_surface_get_height (surface);
  int width = cairo_image_surface_get_width (surface);
  int n = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      n += pixel (surface, y, x) == rgb;

  return n / ((double) height * width);
}

/* Sizes, numbers, and that mask and result say the same, for odd shapes. */
static void
test_sides (void)
{
  static const int shapes[][2] = { { 1, 1 }, { 1, 47 }, { 33, 1 }, { 33, 47 }, { 60, 90 } };

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      for (int dimensions = 0; dimensions < 3; dimensions++)
        {
          int height = shapes[s][0];
          int width = shapes[s][1];
          g_autoptr(EmuMixJob) job = new_job (height, width, 0.37);
          g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
          g_autoptr(EmuFmixView) view = NULL;
          const EmuFmixSide *side;
          g_autofree char *reading = NULL;

          set_param (job, "dimensions", dimensions);
          view = render (lab, job, TRUE, 2 * height, 2 * width);
          side = &view->sides[view->own];
          g_assert_cmpint (view->n_sides, ==, 2);
          g_assert_cmpint (view->own, ==, 0);
          g_assert_cmpint (side->look.height, ==, dimensions == 1 ? 1 : height);
          g_assert_cmpint (side->look.width, ==, width);
          g_assert_cmpfloat_with_epsilon (side->share, 0.37, 1.0 / (double) side->look.n);
          g_assert_true (view->sides[1].spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED);

          for (int i = 0; i < 3; i++)
            {
              for (int j = 0; j < 2; j++)
                {
                  cairo_surface_t *picture = view->sides[j].pictures[i];

                  g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 2 * width);
                  g_assert_cmpint (cairo_image_surface_get_height (picture), ==, 2 * height);
                }
            }

          /* A is white and red in the mask. */
          for (int y = 0; y < 2 * height; y++)
            for (int x = 0; x < 2 * width; x++)
              g_assert_cmphex (pixel (view->result, y, x), ==,
                               pixel (side->pictures[EMU_FMIX_PANEL_MASK], y, x) == 0xff0000 ? 0xffffff : 0);

          reading = emu_fmix_view_read (view);
          g_assert_true (g_utf8_validate (reading, -1, NULL));
        }
    }
}

/* What the register says of the published program, counted. */
static void
test_published_is_narrow (void)
{
  for (guint64 seed = 1; seed <= 5; seed++)
    {
      g_autoptr(EmuMixJob) job = new_job (66, 94, 0.5);
      g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
      g_autoptr(EmuFmixView) view = NULL;

      job->seed = seed;
      set_param (job, "decay-power", 1);
      view = render (lab, job, TRUE, 66, 94);
      g_assert_cmpint (view->sides[1].most_stretches, ==, 1);
      g_assert_cmpfloat (view->sides[1].spectrum->narrow_share, >, 1 - 1e-9);
      g_assert_cmpint (view->sides[0].most_stretches, >, 1);
      g_assert_cmpfloat (view->sides[0].spectrum->narrow_share, <, 0.9);
    }
}

/* A new λ takes the field over, and gives the same as a start from nothing. */
static void
test_lambda_keeps_the_field (void)
{
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
  g_autoptr(EmuFmixLab) fresh = emu_fmix_lab_new ();
  g_autoptr(EmuMixJob) first_job = new_job (66, 94, 0.2);
  g_autoptr(EmuMixJob) second_job = new_job (66, 94, 0.7);
  g_autoptr(EmuFmixView) first = render (lab, first_job, TRUE, 66, 94);
  g_autoptr(EmuFmixView) second = NULL;
  g_autoptr(EmuFmixView) again = NULL;

  /* The pictures of the second job must be the first's: a field is kept with its pair. */
  g_clear_pointer (&second_job, emu_mix_job_unref);
  second_job = emu_mix_job_new (first_job->a, first_job->b, first_job->method, first_job->params);
  second_job->requested = 0.7;
  second_job->seed = first_job->seed;

  second = render (lab, second_job, TRUE, 66, 94);
  again = render (fresh, second_job, TRUE, 66, 94);
  for (int side = 0; side < 2; side++)
    {
      g_assert_true (first->sides[side].look.field == second->sides[side].look.field);
      g_assert_true (again->sides[side].look.field != second->sides[side].look.field);
      g_assert_cmpfloat (again->sides[side].border, ==, second->sides[side].border);
      g_assert_cmpfloat_with_epsilon (share_of (second->sides[side].pictures[EMU_FMIX_PANEL_MASK], 0xff0000),
                                      0.7, 1e-3);
      for (int y = 0; y < 66; y++)
        for (int x = 0; x < 94; x++)
          g_assert_cmphex (pixel (second->sides[side].pictures[EMU_FMIX_PANEL_FIELD], y, x), ==,
                           pixel (again->sides[side].pictures[EMU_FMIX_PANEL_FIELD], y, x));
    }
}

/* A mask of a strip is the mask one gets by taking it over, but for the pixels whose place in a fine
 * step of heights is not known: fewer than 1 in 1000. */
static void
test_strips_are_masks (void)
{
  for (int kind = EMU_FMIX_STRIP_DECAY; kind <= EMU_FMIX_STRIP_VOLUME; kind++)
    {
      g_autoptr(EmuMixJob) job = new_job (66, 94, 0.37);
      g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
      g_autoptr(EmuFmixStrip) strip = NULL;
      g_autoptr(EmuFmixView) own = NULL;
      g_autoptr(GError) error = NULL;

      /* Along one line a soft edge is rounded to a few whole values. */
      set_param (job, "max-soft", kind == EMU_FMIX_STRIP_ROW ? 0 : 0.05);
      own = render (lab, job, FALSE, 66, 94);
      strip = emu_fmix_strip_new (job, kind, 94, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (strip->n, ==, kind == EMU_FMIX_STRIP_DECAY ? EMU_FMIX_N_DECAYS
                                     : kind == EMU_FMIX_STRIP_ROW ? 1 : 16);

      for (int i = 0; i < strip->n; i++)
        {
          g_autoptr(EmuMixJob) taken = emu_mix_job_new (job->a, job->b, job->method, job->params);
          g_autoptr(EmuFmixView) view = NULL;
          cairo_surface_t *mask;
          int n_different = 0;
          int height = kind == EMU_FMIX_STRIP_ROW ? 1 : 66;

          taken->requested = 0.37;
          taken->seed = job->seed;
          if (kind == EMU_FMIX_STRIP_DECAY)
            set_param (taken, "decay-power", emu_fmix_decays[i]);
          else
            set_param (taken, "dimensions", kind == EMU_FMIX_STRIP_ROW ? 1 : 2);
          if (kind == EMU_FMIX_STRIP_VOLUME)
            set_param (taken, "slice", i);

          view = render (lab, taken, FALSE, 66, 94);
          mask = emu_fmix_strip_paint (strip, i, &own->sides[0], &own->request.ramp, 94, height);
          for (int y = 0; y < height; y++)
            {
              for (int x = 0; x < 94; x++)
                {
                  guint32 got = pixel (mask, y, x);
                  guint32 want = pixel (view->sides[0].pictures[EMU_FMIX_PANEL_MASK], y, x);

                  /* A step of the soft edge is a few of 256 colours. */
                  n_different += abs ((int) (got >> 16 & 255) - (int) (want >> 16 & 255)) > 24;
                }
            }
          g_assert_cmpint (n_different * 1000, <=, MAX (height * 94, 1000));
          cairo_surface_destroy (mask);
        }
    }
}

static void
test_strip_holds (void)
{
  g_autoptr(EmuMixJob) job = new_job (33, 47, 0.4);
  g_autoptr(EmuMixJob) lambda = new_job (33, 47, 0.6);
  g_autoptr(EmuMixJob) decay = new_job (33, 47, 0.4);
  g_autoptr(EmuMixJob) seed = new_job (33, 47, 0.4);
  g_autoptr(EmuMixJob) size = new_job (33, 48, 0.4);

  set_param (decay, "decay-power", 1.5);
  seed->seed++;
  for (int kind = EMU_FMIX_STRIP_DECAY; kind <= EMU_FMIX_STRIP_VOLUME; kind++)
    {
      g_assert_true (emu_fmix_strip_holds (kind, job, lambda));
      g_assert_false (emu_fmix_strip_holds (kind, job, seed));
      g_assert_false (emu_fmix_strip_holds (kind, job, size));
      g_assert_true (emu_fmix_strip_holds (kind, job, decay) == (kind == EMU_FMIX_STRIP_DECAY));
    }
}

static void
test_cancels (void)
{
  g_autoptr(EmuMixJob) job = new_job (33, 47, 0.4);
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  EmuFmixRequest request = { .job = job, .both = TRUE, .height_px = 33, .width_px = 47, .scale = 1 };

  set_colours (&request);
  g_cancellable_cancel (cancellable);
  g_assert_null (emu_fmix_lab_render (lab, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (emu_fmix_strip_new (job, EMU_FMIX_STRIP_DECAY, 40, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Every kind of file begins as such a file must, and equal work gives equal bytes. */
static void
test_files (void)
{
  static const struct
  {
    const char *name;
    const char *begins;
  } files[] = {
    { "lab.png", "\x89PNG" }, { "lab.svg", "<?xml" }, { "lab.PDF", "%PDF" },
  };
  g_autoptr(EmuMixJob) job = new_job (33, 47, 0.4);
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();

  for (int both = 0; both < 2; both++)
    {
      g_autoptr(EmuFmixView) view = render (lab, job, both, 66, 94);

      for (guint i = 0; i < G_N_ELEMENTS (files); i++)
        {
          g_autoptr(GFile) file = in_folder (files[i].name);
          g_autoptr(GError) error = NULL;
          char *contents[2] = { NULL, NULL };
          gsize length[2];

          for (int j = 0; j < 2; j++)
            {
              g_autoptr(EmuFmixStrip) strip = emu_fmix_strip_new (job, i, 60, NULL, NULL);

              emu_fmix_view_save (view, strip, "A & B <1>", both, file, NULL, &error);
              g_assert_no_error (error);
              g_file_load_contents (file, NULL, &contents[j], &length[j], NULL, &error);
              g_assert_no_error (error);
            }

          g_assert_true (g_str_has_prefix (contents[0], files[i].begins));
          g_assert_cmpmem (contents[0], length[0], contents[1], length[1]);
          g_free (contents[0]);
          g_free (contents[1]);
        }
    }
}

static void
test_file_that_cannot_be (void)
{
  g_autoptr(EmuMixJob) job = new_job (33, 47, 0.4);
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
  g_autoptr(EmuFmixView) view = render (lab, job, FALSE, 66, 94);
  g_autoptr(GFile) file = in_folder ("no-such-folder/lab.png");
  g_autoptr(GError) error = NULL;

  g_assert_false (emu_fmix_view_save (view, NULL, "", FALSE, file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "lab.png"));
}

/* --- In the window ----------------------------------------------------------------------------- */

static gboolean
is_laboratory (GtkWidget *widget,
               gpointer   data)
{
  return EMU_IS_FMIX_PAGE (widget);
}

static void
wait_for_page (EmuFmixPage *page)
{
  wait_for_layout (GTK_WIDGET (page));
  WAIT_FOR (!emu_fmix_page_get_busy (page) && emu_fmix_page_get_view (page) != NULL);
  wait_for_layout (GTK_WIDGET (page));
  WAIT_FOR (!emu_fmix_page_get_busy (page));
}

static EmuFmixPage *
show_laboratory (Stage *stage)
{
  EmuFmixPage *page;

  emu_mix_document_set_method (stage->document, method ("fmix"));
  emu_mix_document_forget_history (stage->document);
  focus_canvas (stage);
  press (stage, "6");
  WAIT_FOR (find (GTK_WIDGET (stage->page), is_laboratory, NULL) != NULL);
  page = EMU_FMIX_PAGE (find (GTK_WIDGET (stage->page), is_laboratory, NULL));
  wait_for_page (page);

  return page;
}

static double
param_of (Stage      *stage,
          const char *name)
{
  const EmuMethod *of = emu_mix_document_get_method (stage->document);

  return emu_param_get (emu_params_find (&of->params, name, NULL),
                        emu_mix_document_get_params (stage->document));
}

static gboolean
is_visible_button_saying (GtkWidget *widget,
                          gpointer   data)
{
  return gtk_widget_get_mapped (widget) && is_button_saying (widget, data);
}

/* Shown while FMix is the method, and left when it is not. */
static void
test_offered (void)
{
  Stage stage;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  emu_mix_document_set_method (stage.document, method ("mixup"));
  wait_for_layout (GTK_WIDGET (stage.window));
  g_assert_null (find (GTK_WIDGET (stage.page), is_visible_button_saying, (gpointer) "FMix Laboratory"));

  show_laboratory (&stage);
  emu_mix_document_set_method (stage.document, method ("mixup"));
  WAIT_FOR (emu_mix_page_shows_canvas (stage.page));

  stage_clear (&stage);
}

/* Panels have the size of the window in device pixels. */
static void
test_sizes (void)
{
  static const int widths[] = { 1440, 800, 360 };
  Stage stage;
  EmuFmixPage *page;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_laboratory (&stage);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      const EmuFmixView *view;
      GtkWidget *panel = child_of (page, EMU_TYPE_FMIX_PAGE, "own_field");
      GtkWidget *mask = child_of (page, EMU_TYPE_FMIX_PAGE, "own_mask");
      int scale;

      resize (GTK_WIDGET (stage.window), widths[i], 800);
      wait_for_page (page);
      view = emu_fmix_page_get_view (page);
      scale = gtk_widget_get_scale_factor (panel);
      g_assert_cmpint (view->request.height_px, ==, (gtk_widget_get_height (panel) - EMU_FMIX_HEAD_PX) * scale);
      g_assert_cmpint (view->request.width_px, <=, gtk_widget_get_width (panel) * scale);
      g_assert_cmpint (gtk_widget_get_height (mask), ==, gtk_widget_get_height (panel));
    }

  stage_clear (&stage);
}

/* The line follows the pointer, and a drag is one step of undo. */
static void
test_drag_sets_lambda (void)
{
  Stage stage;
  EmuFmixPage *page;
  GtkWidget *heights;
  const EmuFmixView *view;
  double before, want;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_laboratory (&stage);
  view = emu_fmix_page_get_view (page);
  heights = child_of (page, EMU_TYPE_FMIX_PAGE, "own_heights");
  before = emu_mix_document_get_lambda (stage.document);
  want = emu_heights_share_at (view->sides[0].heights, gtk_widget_get_height (heights),
                               0.3 * gtk_widget_get_height (heights));

  point_at (heights, 0.5, 0.7);
  xdotool ("mousedown", "1", NULL);
  WAIT_FOR (emu_mix_document_in_gesture (stage.document));
  point_at (heights, 0.5, 0.5);
  point_at (heights, 0.5, 0.3);
  WAIT_FOR (fabs (emu_mix_document_get_lambda (stage.document) - want) < 0.03);
  xdotool ("mouseup", "1", NULL);
  WAIT_FOR (!emu_mix_document_in_gesture (stage.document));
  wait_for_page (page);
  view = emu_fmix_page_get_view (page);
  g_assert_cmpfloat_with_epsilon (view->sides[0].share, emu_mix_document_get_lambda (stage.document),
                                  1.0 / (double) view->sides[0].look.n);

  emu_mix_document_undo (stage.document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, before);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  stage_clear (&stage);
}

static void
test_keys_set_lambda (void)
{
  Stage stage;
  EmuFmixPage *page;
  double before;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_laboratory (&stage);
  emu_mix_document_set_lambda (stage.document, 0.5);
  before = 0.5;
  gtk_widget_grab_focus (child_of (page, EMU_TYPE_FMIX_PAGE, "own_heights"));
  press (&stage, "Down");
  g_assert_cmpfloat_with_epsilon (emu_mix_document_get_lambda (stage.document), before + 0.01, 1e-9);
  press (&stage, "shift+Up");
  g_assert_cmpfloat_with_epsilon (emu_mix_document_get_lambda (stage.document), before - 0.09, 1e-9);
  press (&stage, "Home");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0);
  press (&stage, "Up");
  g_assert_cmpfloat (emu_mix_document_get_lambda (stage.document), ==, 0);

  stage_clear (&stage);
}

/* Taking over a mask of any strip is one step, however soon the next follows. */
static void
test_adopt (void)
{
  Stage stage;
  EmuFmixPage *page;
  GtkWidget *decays;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_laboratory (&stage);
  g_assert_cmpfloat (param_of (&stage, "decay-power"), ==, 3);

  decays = child_of (page, EMU_TYPE_FMIX_PAGE, "decay_box");
  click (gtk_widget_get_first_child (decays));
  WAIT_FOR (param_of (&stage, "decay-power") == 0.5);
  click (gtk_widget_get_last_child (decays));
  WAIT_FOR (param_of (&stage, "decay-power") == 6);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_last_child (decays), "present"));
  g_assert_false (gtk_widget_has_css_class (gtk_widget_get_first_child (decays), "present"));
  emu_mix_document_undo (stage.document);
  g_assert_cmpfloat (param_of (&stage, "decay-power"), ==, 0.5);
  emu_mix_document_undo (stage.document);
  g_assert_cmpfloat (param_of (&stage, "decay-power"), ==, 3);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  emu_fmix_page_set_strip (page, EMU_FMIX_STRIP_VOLUME);
  wait_for_page (page);
  emu_fmix_page_adopt (page, EMU_FMIX_STRIP_VOLUME, 5);
  g_assert_cmpfloat (param_of (&stage, "slice"), ==, 5);
  g_assert_cmpfloat (param_of (&stage, "dimensions"), ==, 2);
  wait_for_page (page);
  g_assert_cmpint (emu_fmix_page_get_view (page)->sides[0].look.slice, ==, 5);
  emu_fmix_page_adopt (page, EMU_FMIX_STRIP_VOLUME, 5);
  g_assert_cmpfloat (param_of (&stage, "dimensions"), ==, 0);
  emu_mix_document_undo (stage.document);
  emu_mix_document_undo (stage.document);
  g_assert_cmpfloat (param_of (&stage, "slice"), ==, 0);
  g_assert_cmpfloat (param_of (&stage, "dimensions"), ==, 0);
  g_assert_false (emu_mix_document_can_undo (stage.document));

  emu_fmix_page_set_strip (page, EMU_FMIX_STRIP_ROW);
  wait_for_page (page);
  emu_fmix_page_adopt (page, EMU_FMIX_STRIP_ROW, 0);
  wait_for_page (page);
  g_assert_cmpint (emu_fmix_page_get_view (page)->sides[0].look.n_dims, ==, 1);

  stage_clear (&stage);
}

/* The switch: two of its places change the document, the third only what is seen. */
static void
test_variants (void)
{
  Stage stage;
  EmuFmixPage *page;

  stage_init (&stage, 1440, 900);
  open_pair (&stage);
  page = show_laboratory (&stage);

  click (child_of (page, EMU_TYPE_FMIX_PAGE, "both"));
  WAIT_FOR (emu_fmix_page_get_view (page)->n_sides == 2);
  wait_for_page (page);
  g_assert_false (emu_mix_document_can_undo (stage.document));
  g_assert_false (gtk_widget_get_mapped (child_of (page, EMU_TYPE_FMIX_PAGE, "result")));
  g_assert_true (gtk_widget_get_mapped (child_of (page, EMU_TYPE_FMIX_PAGE, "other_heights")));

  click (child_of (page, EMU_TYPE_FMIX_PAGE, "published"));
  WAIT_FOR (param_of (&stage, "spectrum") == 1);
  wait_for_page (page);
  g_assert_cmpint (emu_fmix_page_get_view (page)->n_sides, ==, 1);
  g_assert_true (emu_fmix_page_get_view (page)->sides[0].spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED);

  emu_mix_document_undo (stage.document);
  g_assert_true (gtk_toggle_button_get_active (
    GTK_TOGGLE_BUTTON (child_of (page, EMU_TYPE_FMIX_PAGE, "paper"))));
  wait_for_page (page);
  g_assert_true (emu_fmix_page_get_view (page)->sides[0].spectrum_kind == EMU_FMIX_SPECTRUM_PAPER);

  stage_clear (&stage);
}

static void
test_odd_pictures (void)
{
  static const int shapes[][2] = { { 1, 1 }, { 33, 47 }, { 3, 600 }, { 600, 3 }, { 1200, 1700 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *name_one = g_strdup_printf ("odd-%u-a.png", i);
      g_autofree char *name_two = g_strdup_printf ("odd-%u-b.png", i);
      g_autoptr(GFile) a = picture (name_one, 3, shapes[i][0], shapes[i][1], 0xc04020);
      g_autoptr(GFile) b = picture (name_two, 3, shapes[i][0], shapes[i][1], 0x2040c0);
      Stage stage;
      EmuFmixPage *page;

      stage_init (&stage, 1440, 900);
      open_files (&stage, a, b);
      page = show_laboratory (&stage);
      g_assert_cmpint (emu_fmix_page_get_view (page)->sides[0].look.width, ==, MIN (shapes[i][1], 1024));
      /* Whatever its size, what is seen at rest is what would be saved. */
      g_assert_true (emu_fmix_page_get_view (page)->exact);
      emu_fmix_page_set_both (page, TRUE);
      wait_for_page (page);
      emu_fmix_page_set_strip (page, EMU_FMIX_STRIP_VOLUME);
      wait_for_page (page);

      stage_clear (&stage);
    }
}

/* Closing the window in the middle of the work leaves nothing behind. */
static void
test_close_while_busy (void)
{
  g_autoptr(GFile) a = picture ("large-a.png", 3, 1500, 2000, 0x40a040);
  g_autoptr(GFile) b = picture ("large-b.png", 3, 1500, 2000, 0xa04040);
  Stage stage;
  EmuFmixPage *page;

  stage_init (&stage, 1440, 900);
  open_files (&stage, a, b);
  page = show_laboratory (&stage);
  emu_mix_document_set_seed (stage.document, 77);
  g_assert_true (emu_fmix_page_get_busy (page));

  stage_clear (&stage);
}

static void
add_tests (void)
{
  g_test_add_func ("/fmix-lab/sides", test_sides);
  g_test_add_func ("/fmix-lab/published-is-narrow", test_published_is_narrow);
  g_test_add_func ("/fmix-lab/lambda-keeps-the-field", test_lambda_keeps_the_field);
  g_test_add_func ("/fmix-lab/strips-are-masks", test_strips_are_masks);
  g_test_add_func ("/fmix-lab/strip-holds", test_strip_holds);
  g_test_add_func ("/fmix-lab/cancels", test_cancels);
  g_test_add_func ("/fmix-lab/files", test_files);
  g_test_add_func ("/fmix-lab/file-that-cannot-be", test_file_that_cannot_be);
  g_test_add_func ("/fmix-page/offered", test_offered);
  g_test_add_func ("/fmix-page/sizes", test_sizes);
  g_test_add_func ("/fmix-page/drag-sets-lambda", test_drag_sets_lambda);
  g_test_add_func ("/fmix-page/keys-set-lambda", test_keys_set_lambda);
  g_test_add_func ("/fmix-page/adopt", test_adopt);
  g_test_add_func ("/fmix-page/variants", test_variants);
  g_test_add_func ("/fmix-page/odd-pictures", test_odd_pictures);
  g_test_add_func ("/fmix-page/close-while-busy", test_close_while_busy);
}

int
main (int    argc,
      char **argv)
{
  return stage_main (argc, argv, add_tests);
}
