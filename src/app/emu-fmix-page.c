/* emu-fmix-page.c: the FMix laboratory, where every step from chance to picture is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-fmix-page-private.h"
#include "emu-fmix-words.h"
#include "emu-save-dialog.h"

/* In files, at two pixels each. */
#define SAVED_PICTURE_PX 560
#define SAVED_SCALE 2

#define PATIENCE_MS 300
#define CHEQUER_SIDE 8

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuFmixPage, emu_fmix_page, GTK_TYPE_WIDGET)

static void run_view    (EmuFmixPage *self,
                         EmuMixJob   *job,
                         gboolean     exact);

/* --- What the document says -------------------------------------------------------------------- */

gboolean
emu_fmix_page_is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

const EmuParam *
emu_fmix_page_find_param (EmuFmixPage *self,
                          const char  *name)
{
  return emu_params_find (&emu_mix_document_get_method (self->document)->params, name, NULL);
}

double
emu_fmix_page_get_param (EmuFmixPage *self,
                         const char  *name)
{
  return emu_param_get (emu_fmix_page_find_param (self, name), emu_mix_document_get_params (self->document));
}

gboolean
emu_fmix_page_is_offered (EmuMixDocument *document)
{
  return g_strcmp0 (emu_mix_document_get_method (document)->laboratory, "laboratory") == 0;
}

/* The document's mixing, if the page can show it and is seen. */
EmuMixJob *
emu_fmix_page_create_job (EmuFmixPage *self)
{
  if (self->document == NULL || !emu_fmix_page_is_offered (self->document))
    return NULL;

  return emu_mix_document_create_job (self->document);
}

static void
update_controls (EmuFmixPage *self)
{
  int depth;

  if (!emu_fmix_page_is_offered (self->document))
    return;

  self->updating = TRUE;
  gtk_toggle_button_set_active (self->show_both ? self->both
                                : emu_fmix_page_get_param (self, "spectrum") == EMU_FMIX_SPECTRUM_PAPER ? self->paper
                                                                                         : self->published,
                                TRUE);
  depth = (int) emu_fmix_page_get_param (self, "depth");
  if (depth != self->depth)
    {
      self->depth = depth;
      emu_slider_configure (self->slice, 0, depth - 1, 1, TRUE, NULL);
    }
  if (emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_3D)
    self->slice_at = (int) emu_fmix_page_get_param (self, "slice");
  self->slice_at = MIN (self->slice_at, depth - 1);
  emu_slider_set_value (self->slice, self->slice_at);
  self->updating = FALSE;

  emu_fmix_page_update_strip (self);
}

/* λ as the lines on the histograms show it: at once where the document knows it, otherwise as the
 * last view had it. */
double
emu_fmix_page_get_share (EmuFmixPage *self,
                         int          side)
{
  const EmuFmixSide *of = &self->view->sides[side];

  if (!of->look.inverted && !emu_mix_document_get_draws_lambda (self->document) &&
      emu_fmix_page_is_offered (self->document) && emu_fmix_page_get_param (self, "given-lambda") == 0)
    return emu_mix_document_get_lambda (self->document);

  return of->share;
}

/* --- Progress ---------------------------------------------------------------------------------- */

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
patience_cb (gpointer data)
{
  EmuFmixPage *self = data;

  self->busy_source = 0;
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), 1);
  self->pulse_source = g_timeout_add (120, pulse_cb, self->progress);

  return G_SOURCE_REMOVE;
}

gboolean
emu_fmix_page_get_busy (EmuFmixPage *self)
{
  return self->view_task != NULL || self->strip_task != NULL || self->layout_source != 0;
}

void
emu_fmix_page_update_busy (EmuFmixPage *self)
{
  gboolean busy = emu_fmix_page_get_busy (self);

  if (busy != self->was_busy)
    {
      self->was_busy = busy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }

  if (busy && self->busy_source == 0 && self->pulse_source == 0)
    self->busy_source = g_timeout_add (PATIENCE_MS, patience_cb, self);
  else if (!busy)
    {
      g_clear_handle_id (&self->busy_source, g_source_remove);
      g_clear_handle_id (&self->pulse_source, g_source_remove);
      gtk_widget_set_opacity (GTK_WIDGET (self->progress), 0);
    }
}

/* --- The panels -------------------------------------------------------------------------------- */

static void
fill_request (EmuFmixRequest *request,
              gboolean        dark)
{
  static const guint8 middle[3] = { 0x80, 0x80, 0x80 };
  const EmuPalette *palette = emu_palette_get (dark);
  guint8 a[3], b[3];

  for (int c = 0; c < 3; c++)
    {
      a[c] = (guint8) rint (255 * (&palette->a.red)[c]);
      b[c] = (guint8) rint (255 * (&palette->b.red)[c]);
    }
  emu_ramp_init (&request->ramp, b, middle, a);
  request->chequer = (EmuChequer) {
    .shade = { dark ? 0x33 : 0xff, dark ? 0x47 : 0xd9 },
    .side = CHEQUER_SIDE * request->scale,
  };
}

static void
describe_panel (EmuFmixPage  *self,
                GtkWidget    *widget,
                int           side,
                EmuFmixPanel  panel)
{
  g_autofree char *sentence = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *text = NULL;

  if (side >= self->view->n_sides)
    return;

  sentence = emu_fmix_view_describe (self->view, side, panel);
  if (!pango_parse_markup (sentence, -1, 0, NULL, &plain, NULL, NULL))
    plain = g_strdup (sentence);

  if (self->view->n_sides == 2)
    /* Translators: for a screen reader: title of a panel; its sentence */
    text = g_strdup_printf (side == 0 ? _("%s by the paper: %s") : _("%s as published: %s"),
                            emu_fmix_panel_title (panel), plain);
  else
    /* Translators: for a screen reader: title of a panel; its sentence */
    text = g_strdup_printf (_("%s: %s"), emu_fmix_panel_title (panel), plain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
describe_heights (EmuFmixPage *self,
                  GtkWidget   *widget,
                  int          side)
{
  g_autofree char *text = NULL;
  double share;

  if (side >= self->view->n_sides)
    return;

  share = emu_fmix_page_get_share (self, side);
  text = g_strdup_printf (_("%.1f %% of the heights lie above the line"), 100 * share);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("λ, as a line across the heights of the field"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, share,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
queue_draw_all (EmuFmixPage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->panels); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_queue_draw (child);
}

static void
set_fault (EmuFmixPage *self,
           const char  *message)
{
  if (message != NULL)
    {
      gtk_label_set_label (self->reading, message);
      gtk_widget_add_css_class (GTK_WIDGET (self->reading), "fault");
      gtk_widget_add_css_class (self->panels, "outdated");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->reading), "fault");
      gtk_widget_remove_css_class (self->panels, "outdated");
    }
}

static void
show_view (EmuFmixPage *self)
{
  const EmuFmixView *view = self->view;
  const EmuMix *mix = view->sides[view->own].mix;
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);
  g_autofree char *reading = emu_fmix_view_read (view);
  g_autofree char *difference = emu_mix_difference (mix);

  set_fault (self, NULL);
  /* Where the label is wrong that goes first. */
  gtk_label_set_label (self->reading, difference != NULL ? difference : reading);
  emu_label_bar_set_mix (self->label_bar, mix, a != NULL ? emu_picture_get_name (a) : "",
                         b != NULL ? emu_picture_get_name (b) : "");

  describe_panel (self, self->own_spectrum, 0, EMU_FMIX_PANEL_SPECTRUM);
  describe_panel (self, self->own_field, 0, EMU_FMIX_PANEL_FIELD);
  describe_panel (self, self->own_mask, 0, EMU_FMIX_PANEL_MASK);
  describe_panel (self, self->result, 0, EMU_FMIX_PANEL_RESULT);
  describe_panel (self, self->other_spectrum, 1, EMU_FMIX_PANEL_SPECTRUM);
  describe_panel (self, self->other_field, 1, EMU_FMIX_PANEL_FIELD);
  describe_panel (self, self->other_mask, 1, EMU_FMIX_PANEL_MASK);
  describe_heights (self, self->own_heights, 0);
  describe_heights (self, self->other_heights, 1);

  queue_draw_all (self);
  emu_fmix_page_update_strip (self);
}

typedef struct
{
  EmuFmixLab     *lab;
  EmuFmixRequest  request;
} ViewTask;

static void
view_task_free (gpointer data)
{
  ViewTask *task = data;

  emu_fmix_lab_unref (task->lab);
  emu_mix_job_unref (task->request.job);
  g_free (task);
}

static void
view_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ViewTask *view_task = data;
  GError *error = NULL;
  EmuFmixView *view = emu_fmix_lab_render (view_task->lab, &view_task->request, cancellable, &error);

  if (view != NULL)
    g_task_return_pointer (task, view, (GDestroyNotify) emu_fmix_view_unref);
  else
    g_task_return_error (task, error);
}

/* While the hand rests the result can be what a saved picture will be. Both ways together show masks
 * alone, which are alike. */
void
emu_fmix_page_make_exact (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;

  if (self->view == NULL || self->view->exact || self->view->n_sides == 2 || self->view_task != NULL ||
      self->strip_task != NULL || self->failed || emu_mix_document_in_gesture (self->document) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  job = emu_fmix_page_create_job (self);
  if (job != NULL)
    run_view (self, job, TRUE);
}

static void
view_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFmixView) view = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->view_task);
  g_clear_pointer (&self->view_job, emu_mix_job_unref);
  if (self->document == NULL)
    return;

  self->failed = view == NULL;
  if (view != NULL)
    {
      g_clear_pointer (&self->view, emu_fmix_view_unref);
      self->view = g_steal_pointer (&view);
      show_view (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_fault (self, error->message);

  if (self->view_again)
    emu_fmix_page_start_view (self);
  emu_fmix_page_start_strip (self);
  emu_fmix_page_make_exact (self);
  emu_fmix_page_update_busy (self);
}

void
emu_fmix_page_start_view (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->picture_width <= 0)
    return;

  job = emu_fmix_page_create_job (self);
  gtk_widget_set_visible (self->missing, job == NULL && emu_fmix_page_is_offered (self->document));
  if (job == NULL)
    return;

  if (self->view_task != NULL)
    {
      self->view_again = TRUE;
      if (self->view_exact || !emu_mix_job_same_pair (self->view_job, job))
        g_cancellable_cancel (self->view_task);
      return;
    }

  run_view (self, job, FALSE);
}

static void
run_view (EmuFmixPage *self,
          EmuMixJob   *job,
          gboolean     exact)
{
  g_autoptr(GTask) task = NULL;
  ViewTask *view_task;

  self->view_again = FALSE;
  view_task = g_new0 (ViewTask, 1);
  view_task->lab = emu_fmix_lab_ref (self->lab);
  view_task->request.job = emu_mix_job_ref (job);
  view_task->request.both = self->show_both;
  view_task->request.exact = exact;
  view_task->request.scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  view_task->request.width_px = self->picture_width * view_task->request.scale;
  view_task->request.height_px = self->picture_height * view_task->request.scale;
  fill_request (&view_task->request, emu_fmix_page_is_dark ());

  self->view_task = g_cancellable_new ();
  self->view_job = emu_mix_job_ref (job);
  self->view_exact = exact;
  task = g_task_new (self, self->view_task, view_done_cb, NULL);
  g_task_set_task_data (task, view_task, view_task_free);
  g_task_run_in_thread (task, view_thread);
  emu_fmix_page_update_busy (self);
}

static void
panel_draw (EmuFmixPage  *self,
            GtkWidget    *widget,
            cairo_t      *cr,
            int           width,
            int           height,
            int           side,
            EmuFmixPanel  panel)
{
  EmuPen pen;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  emu_pen_init (&pen, cr, emu_fmix_page_is_dark ());
  emu_fmix_view_draw_panel (self->view, side, panel, &pen, width, height);
  emu_pen_clear (&pen);
}

static void
draw_panel (GtkDrawingArea *area,
            cairo_t        *cr,
            int             width,
            int             height,
            gpointer        data)
{
  EmuFmixPage *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  const struct
  {
    GtkWidget    *widget;
    int           side;
    EmuFmixPanel  panel;
  } panels[] = {
    { self->own_spectrum, 0, EMU_FMIX_PANEL_SPECTRUM },
    { self->own_field, 0, EMU_FMIX_PANEL_FIELD },
    { self->own_mask, 0, EMU_FMIX_PANEL_MASK },
    { self->result, 0, EMU_FMIX_PANEL_RESULT },
    { self->other_spectrum, 1, EMU_FMIX_PANEL_SPECTRUM },
    { self->other_field, 1, EMU_FMIX_PANEL_FIELD },
    { self->other_mask, 1, EMU_FMIX_PANEL_MASK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    if (panels[i].widget == widget)
      panel_draw (self, widget, cr, width, height, panels[i].side, panels[i].panel);
}

/* --- Head -------------------------------------------------------------------------------------- */

void
emu_fmix_page_set_both (EmuFmixPage *self,
                        gboolean     both)
{
  if (self->show_both == both)
    return;

  self->show_both = both;
  emu_fmix_page_apply_both (self);
  update_controls (self);
  emu_fmix_page_start_view (self);
}

static void
variant_toggled_cb (GtkToggleButton *button,
                    EmuFmixPage     *self)
{
  if (self->updating || self->document == NULL || !gtk_toggle_button_get_active (button))
    return;

  if (button != self->both)
    emu_mix_document_set_param (self->document, emu_fmix_page_find_param (self, "spectrum"),
                                button == self->paper ? EMU_FMIX_SPECTRUM_PAPER
                                                      : EMU_FMIX_SPECTRUM_AS_PUBLISHED);
  emu_fmix_page_set_both (self, button == self->both);
}

/* --- Files ------------------------------------------------------------------------------------- */

typedef struct
{
  EmuFmixRequest  request;
  EmuFmixStrip   *strip;  /* (nullable) */
  char           *head;
  gboolean        dark;
} Saved;

static void
saved_free (gpointer data)
{
  Saved *self = data;

  emu_mix_job_unref (self->request.job);
  g_clear_pointer (&self->strip, emu_fmix_strip_unref);
  g_free (self->head);
  g_free (self);
}

/* The laboratory of a file is computed for itself, larger than the one on screen. */
static gboolean
save (GFile         *file,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  Saved *self = data;
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
  g_autoptr(EmuFmixView) view = emu_fmix_lab_render (lab, &self->request, cancellable, error);

  return view != NULL &&
         emu_fmix_view_save (view, self->strip, self->head, self->dark, file, cancellable, error);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (widget);
  g_autoptr(EmuMixJob) job = emu_fmix_page_create_job (self);
  double ratio = emu_fmix_page_get_ratio (self);
  Saved *saved;

  if (job == NULL || self->view == NULL)
    {
      gtk_widget_error_bell (widget);
      return;
    }

  saved = g_new0 (Saved, 1);
  saved->dark = emu_fmix_page_is_dark ();
  if (self->strip != NULL && self->strip_task == NULL)
    saved->strip = emu_fmix_strip_ref (self->strip);
  /* Translators: head of a saved laboratory: names of A and B, λ, decay, seed */
  saved->head = g_strdup_printf (_("FMix: A %s, B %s, λ %.3f, δ %.1f, seed %" G_GUINT64_FORMAT),
                                 emu_picture_get_name (emu_mix_document_get_a (self->document)),
                                 emu_picture_get_name (emu_mix_document_get_b (self->document)),
                                 self->view->sides[self->view->own].mix->lambda,
                                 emu_fmix_page_get_param (self, "decay-power"), job->seed);
  saved->request.both = self->show_both;
  saved->request.exact = !self->show_both;
  saved->request.scale = SAVED_SCALE;
  saved->request.width_px = SAVED_SCALE * (int) (ratio > 1 ? MAX (1, SAVED_PICTURE_PX / ratio) : SAVED_PICTURE_PX);
  saved->request.height_px = SAVED_SCALE * (int) (ratio > 1 ? SAVED_PICTURE_PX : MAX (1, SAVED_PICTURE_PX * ratio));
  saved->request.job = g_steal_pointer (&job);
  fill_request (&saved->request, saved->dark);

  emu_save_dialog_show_drawing (widget, _("Save Laboratory"), "fmix-laboratory.png", save, saved,
                                saved_free);
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
document_changed_cb (EmuMixDocument *document,
                     EmuFmixPage    *self)
{
  if (!emu_fmix_page_is_offered (document))
    return;

  update_controls (self);
  gtk_widget_queue_draw (self->own_heights);
  gtk_widget_queue_draw (self->other_heights);
  if (emu_fmix_page_get_ratio (self) != self->ratio)
    gtk_widget_queue_resize (self->panels);
  emu_fmix_page_start_view (self);
  emu_fmix_page_start_strip (self);
}

static void
change_colours (EmuFmixPage *self)
{
  queue_draw_all (self);
  emu_fmix_page_start_view (self);
}

static void
emu_fmix_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (emu_fmix_page_parent_class)->map (widget);

  /* What has changed while nobody looked. */
  emu_fmix_page_start_view (EMU_FMIX_PAGE (widget));
}

/* Nobody waits any more; what is missing then is asked for when the page is seen again. */
static void
emu_fmix_page_unmap (GtkWidget *widget)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (widget);

  if (self->view_task != NULL)
    g_cancellable_cancel (self->view_task);
  if (self->strip_task != NULL)
    g_cancellable_cancel (self->strip_task);

  GTK_WIDGET_CLASS (emu_fmix_page_parent_class)->unmap (widget);
}

static void
emu_fmix_page_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, emu_fmix_page_get_busy (EMU_FMIX_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_fmix_page_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_assert (self->document == NULL);
      self->document = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_fmix_page_constructed (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->constructed (object);

  g_assert (self->document != NULL);
  g_signal_connect (self->document, "changed", G_CALLBACK (document_changed_cb), self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (change_colours),
                           self, G_CONNECT_SWAPPED);
  update_controls (self);
}

static void
emu_fmix_page_dispose (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (self->view_task != NULL)
    g_cancellable_cancel (self->view_task);
  if (self->strip_task != NULL)
    g_cancellable_cancel (self->strip_task);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->dispose (object);
}

static void
emu_fmix_page_finalize (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  g_clear_pointer (&self->view, emu_fmix_view_unref);
  g_clear_pointer (&self->strip, emu_fmix_strip_unref);
  g_clear_pointer (&self->strip_job, emu_mix_job_unref);
  g_clear_pointer (&self->lab, emu_fmix_lab_unref);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->finalize (object);
}

static void
emu_fmix_page_class_init (EmuFmixPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_fmix_page_get_property;
  object_class->set_property = emu_fmix_page_set_property;
  object_class->constructed = emu_fmix_page_constructed;
  object_class->dispose = emu_fmix_page_dispose;
  object_class->finalize = emu_fmix_page_finalize;
  widget_class->map = emu_fmix_page_map;
  widget_class->unmap = emu_fmix_page_unmap;

  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "laboratory.save", NULL, save_action);

  g_type_ensure (EMU_TYPE_LABEL_BAR);
  g_type_ensure (EMU_TYPE_SLIDER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "fmixpage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/fmix-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, paper);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, published);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, both);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, content);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, panels);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_spectrum);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_field);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_mask);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, result);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_spectrum);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_field);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_mask);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_heights);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_heights);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, reading);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, label_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_head);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_decay);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_row);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_volume);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_text);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strips);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, decay_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, row_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, volume_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, slice_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, slice);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, missing);
  gtk_widget_class_bind_template_callback (widget_class, variant_toggled_cb);
  emu_fmix_page_bind_strips (widget_class);
}

static void
emu_fmix_page_init (EmuFmixPage *self)
{
  GtkWidget *panels[7];

  self->lab = emu_fmix_lab_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  emu_fmix_page_init_layout (self);
  panels[0] = self->own_spectrum;
  panels[1] = self->own_field;
  panels[2] = self->own_mask;
  panels[3] = self->result;
  panels[4] = self->other_spectrum;
  panels[5] = self->other_field;
  panels[6] = self->other_mask;
  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (panels[i]), draw_panel, self, NULL);
  emu_fmix_page_init_heights (self, self->own_heights);
  emu_fmix_page_init_heights (self, self->other_heights);
  emu_fmix_page_init_strips (self);
  emu_fmix_page_apply_both (self);
}

const EmuFmixView *
emu_fmix_page_get_view (EmuFmixPage *self)
{
  return self->view;
}
