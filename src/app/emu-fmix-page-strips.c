/* emu-fmix-page-strips.c: masks below the FMix laboratory, one of which can be adopted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-fmix-page-private.h"

/* Masks of strips: of what they are computed from, and on screen. */
#define STRIP_LONGEST_PX 240
#define SPECIMEN_HEIGHT_PX 62
#define SPECIMEN_WIDTH_PX 84
#define SLICE_WIDTH_PX 52

/* The slice that stands at one place of the strip. */
static int
slice_of (EmuFmixPage    *self,
          const Specimen *specimen)
{
  int depth = MAX (self->depth, 2);

  if (specimen == &self->chosen)
    return self->slice_at;

  return (int) rint ((double) specimen->position * (depth - 1) / (N_SLICES - 1));
}

static gboolean
is_present (EmuFmixPage    *self,
            const Specimen *specimen)
{
  switch (specimen->kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      return fabs (emu_fmix_page_get_param (self, "decay-power") - emu_fmix_decays[specimen->position]) < 1e-9;
    case EMU_FMIX_STRIP_ROW:
      return emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_1D;
    case EMU_FMIX_STRIP_VOLUME:
    default:
      return emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_3D &&
             MIN (emu_fmix_page_get_param (self, "slice"), self->depth - 1) == slice_of (self, specimen);
    }
}

static void
update_specimen (EmuFmixPage *self,
                 Specimen    *specimen)
{
  gboolean present = is_present (self, specimen);
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  switch (specimen->kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      /* Translators: δ is the decay of a spectrum */
      text = g_strdup_printf (_("δ = %g"), emu_fmix_decays[specimen->position]);
      spoken = g_strdup_printf (present ? _("Mask for decay %g, the present one")
                                        : _("Mask for decay %g; use it"),
                                emu_fmix_decays[specimen->position]);
      break;
    case EMU_FMIX_STRIP_ROW:
      text = g_strdup (present ? _("In use; click for a whole picture again") : _("Click to lay it over the picture"));
      spoken = g_strdup (present ? _("Mask in one dimension, in use")
                                 : _("Mask in one dimension; use it"));
      break;
    case EMU_FMIX_STRIP_VOLUME:
    default:
      text = g_strdup_printf ("%d", slice_of (self, specimen));
      spoken = g_strdup_printf (present ? _("Slice %d of the volume, in use")
                                        : _("Slice %d of the volume; use it"),
                                slice_of (self, specimen));
      break;
    }

  gtk_label_set_label (specimen->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (specimen->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (present)
    gtk_widget_add_css_class (specimen->button, "present");
  else
    gtk_widget_remove_css_class (specimen->button, "present");
  gtk_widget_queue_draw (specimen->area);
}

void
emu_fmix_page_update_strip (EmuFmixPage *self)
{
  static const char * const names[] = { "decay", "row", "volume" };
  const char *text;

  gtk_stack_set_visible_child_name (self->strips, names[self->kind]);
  text = self->kind == EMU_FMIX_STRIP_DECAY
           ? _("The same seed and λ: a larger δ gives fewer, smoother pieces")
         : self->kind == EMU_FMIX_STRIP_ROW
           ? _("The same seed and λ along one line: for sound, text and other sequences")
           : _("Slices through one mask, for film or volumes; neighbours are alike");
  gtk_label_set_label (self->strip_text, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->strip_text), text);

  if (!emu_fmix_page_is_offered (self->document))
    return;

  if (self->kind == EMU_FMIX_STRIP_DECAY)
    {
      for (int i = 0; i < EMU_FMIX_N_DECAYS; i++)
        update_specimen (self, &self->decays[i]);
    }
  else if (self->kind == EMU_FMIX_STRIP_ROW)
    update_specimen (self, &self->row);
  else
    {
      for (int i = 0; i < N_SLICES; i++)
        update_specimen (self, &self->slices[i]);
      update_specimen (self, &self->chosen);
    }
}

/* --- The strips -------------------------------------------------------------------------------- */

typedef struct
{
  EmuMixJob        *job;
  EmuFmixStripKind  kind;
} StripTask;

static void
strip_task_free (gpointer data)
{
  StripTask *task = data;

  emu_mix_job_unref (task->job);
  g_free (task);
}

static void
strip_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  StripTask *strip_task = data;
  GError *error = NULL;
  int longest = strip_task->kind == EMU_FMIX_STRIP_ROW ? 4 * STRIP_LONGEST_PX : STRIP_LONGEST_PX;
  EmuFmixStrip *strip = emu_fmix_strip_new (strip_task->job, strip_task->kind, longest, cancellable, &error);

  if (strip != NULL)
    g_task_return_pointer (task, strip, (GDestroyNotify) emu_fmix_strip_unref);
  else
    g_task_return_error (task, error);
}

static void
strip_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (source);
  StripTask *task = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFmixStrip) strip = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->strip_task);
  if (self->document == NULL)
    return;

  if (strip != NULL && strip->kind == self->kind)
    {
      g_clear_pointer (&self->strip, emu_fmix_strip_unref);
      g_clear_pointer (&self->strip_job, emu_mix_job_unref);
      self->strip = g_steal_pointer (&strip);
      self->strip_job = emu_mix_job_ref (task->job);
      emu_fmix_page_update_strip (self);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_label (self->strip_text, error->message);

  if (self->strip_again)
    emu_fmix_page_start_strip (self);
  emu_fmix_page_make_exact (self);
  emu_fmix_page_update_busy (self);
}

/* The panels go first: a strip waits until they stand. */
void
emu_fmix_page_start_strip (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(GTask) task = NULL;
  StripTask *strip_task;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->view_task != NULL)
    return;

  job = emu_fmix_page_create_job (self);
  if (job == NULL)
    return;

  if (self->strip_task != NULL)
    {
      self->strip_again = TRUE;
      return;
    }

  self->strip_again = FALSE;
  if (self->strip != NULL && self->strip->kind == self->kind &&
      emu_fmix_strip_holds (self->kind, self->strip_job, job))
    return;

  strip_task = g_new0 (StripTask, 1);
  strip_task->job = g_steal_pointer (&job);
  strip_task->kind = self->kind;
  self->strip_task = g_cancellable_new ();
  task = g_task_new (self, self->strip_task, strip_done_cb, NULL);
  g_task_set_task_data (task, strip_task, strip_task_free);
  g_task_run_in_thread (task, strip_thread);
  emu_fmix_page_update_busy (self);
}

static void
draw_specimen (GtkDrawingArea *area,
               cairo_t        *cr,
               int             width,
               int             height,
               gpointer        data)
{
  const Specimen *specimen = data;
  EmuFmixPage *self = specimen->page;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (area));
  const EmuFmixSide *side;
  cairo_surface_t *mask;
  int index;

  if (self->view == NULL || self->strip == NULL || self->strip->kind != specimen->kind)
    return;

  side = &self->view->sides[self->view->own];
  index = specimen->kind == EMU_FMIX_STRIP_VOLUME ? slice_of (self, specimen) : specimen->position;
  if (index >= self->strip->n)
    return;

  if (specimen->kind != EMU_FMIX_STRIP_ROW)
    {
      double zoom = MIN ((double) width / self->strip->width, (double) height / self->strip->height);
      int mask_width = MAX (1, (int) rint (self->strip->width * zoom));
      int mask_height = MAX (1, (int) rint (self->strip->height * zoom));

      cairo_translate (cr, (width - mask_width) / 2, (height - mask_height) / 2);
      width = mask_width;
      height = mask_height;
    }

  mask = emu_fmix_strip_paint (self->strip, index, side, &self->view->request.ramp, width * scale,
                               height * scale);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, mask, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (mask);
}

void
emu_fmix_page_adopt (EmuFmixPage     *self,
                     EmuFmixStripKind kind,
                     int              index)
{
  EmuMixDocument *document = self->document;

  g_return_if_fail (emu_fmix_page_is_offered (document));

  emu_mix_document_begin_gesture (document);
  switch (kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      g_assert (index >= 0 && index < EMU_FMIX_N_DECAYS);
      emu_mix_document_set_param (document, emu_fmix_page_find_param (self, "decay-power"), emu_fmix_decays[index]);
      break;

    case EMU_FMIX_STRIP_ROW:
      emu_mix_document_set_param (document, emu_fmix_page_find_param (self, "dimensions"),
                                  emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_1D ? DIMENSIONS_2D
                                                                                  : DIMENSIONS_1D);
      break;

    case EMU_FMIX_STRIP_VOLUME:
    default:
      if (emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_3D &&
          emu_fmix_page_get_param (self, "slice") == index)
        {
          emu_mix_document_set_param (document, emu_fmix_page_find_param (self, "dimensions"), DIMENSIONS_2D);
        }
      else
        {
          emu_mix_document_set_param (document, emu_fmix_page_find_param (self, "slice"), index);
          emu_mix_document_set_param (document, emu_fmix_page_find_param (self, "dimensions"), DIMENSIONS_3D);
        }
      break;
    }
  emu_mix_document_end_gesture (document);
}

static void
specimen_clicked_cb (GtkButton *button,
                     Specimen  *specimen)
{
  EmuFmixPage *self = specimen->page;

  emu_fmix_page_adopt (self, specimen->kind,
                       specimen->kind == EMU_FMIX_STRIP_VOLUME ? slice_of (self, specimen)
                                                               : specimen->position);
}

static void
add_specimen (EmuFmixPage      *self,
              Specimen         *specimen,
              EmuFmixStripKind  kind,
              int               position,
              GtkWidget        *box)
{
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  specimen->page = self;
  specimen->kind = kind;
  specimen->position = position;
  specimen->area = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (specimen->area), SPECIMEN_HEIGHT_PX);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (specimen->area),
                                      kind == EMU_FMIX_STRIP_VOLUME ? SLICE_WIDTH_PX : SPECIMEN_WIDTH_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (specimen->area), draw_specimen, specimen, NULL);
  specimen->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (specimen->label, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (child), specimen->area);
  gtk_box_append (GTK_BOX (child), GTK_WIDGET (specimen->label));

  specimen->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (specimen->button), child);
  gtk_widget_set_focus_on_click (specimen->button, FALSE);
  gtk_widget_add_css_class (specimen->button, "flat");
  gtk_widget_add_css_class (specimen->button, "specimen");
  gtk_widget_set_tooltip_text (specimen->button,
                               kind == EMU_FMIX_STRIP_DECAY
                                 ? _("Take over this decay")
                                 : _("Lay it over the picture; once more for a whole picture again"));
  g_signal_connect (specimen->button, "clicked", G_CALLBACK (specimen_clicked_cb), specimen);
  gtk_box_append (GTK_BOX (box), specimen->button);
}

static void
slice_changed_cb (EmuSlider   *slider,
                  double       value,
                  EmuFmixPage *self)
{
  if (self->updating)
    return;

  self->slice_at = (int) value;
  /* Leafing through a volume changes the picture only where it shows one. */
  if (emu_fmix_page_get_param (self, "dimensions") == DIMENSIONS_3D)
    emu_mix_document_set_param (self->document, emu_fmix_page_find_param (self, "slice"), value);
  else
    emu_fmix_page_update_strip (self);
}

static void
slice_begin_cb (EmuSlider   *slider,
                EmuFmixPage *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slice_end_cb (EmuSlider   *slider,
              EmuFmixPage *self)
{
  emu_mix_document_end_gesture (self->document);
}

void
emu_fmix_page_set_strip (EmuFmixPage     *self,
                         EmuFmixStripKind kind)
{
  GtkToggleButton * const buttons[] = { self->strip_decay, self->strip_row, self->strip_volume };

  if (kind != self->kind)
    {
      self->kind = kind;
      g_clear_pointer (&self->strip, emu_fmix_strip_unref);
      g_clear_pointer (&self->strip_job, emu_mix_job_unref);
      if (self->strip_task != NULL)
        {
          self->strip_again = TRUE;
          g_cancellable_cancel (self->strip_task);
        }
    }

  gtk_toggle_button_set_active (buttons[kind], TRUE);
  emu_fmix_page_update_strip (self);
  emu_fmix_page_start_strip (self);
}

static void
strip_toggled_cb (GtkToggleButton *button,
                  EmuFmixPage     *self)
{
  if (self->document == NULL || !gtk_toggle_button_get_active (button))
    return;

  emu_fmix_page_set_strip (self, button == self->strip_decay ? EMU_FMIX_STRIP_DECAY
                                 : button == self->strip_row ? EMU_FMIX_STRIP_ROW
                                                             : EMU_FMIX_STRIP_VOLUME);
}

void
emu_fmix_page_bind_strips (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, strip_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_end_cb);
}

void
emu_fmix_page_init_strips (EmuFmixPage *self)
{
  emu_slider_set_name (self->slice, _("Slice"), NULL);

  for (int i = 0; i < EMU_FMIX_N_DECAYS; i++)
    add_specimen (self, &self->decays[i], EMU_FMIX_STRIP_DECAY, i, self->decay_box);
  add_specimen (self, &self->row, EMU_FMIX_STRIP_ROW, 0, self->row_box);
  for (int i = 0; i < N_SLICES; i++)
    add_specimen (self, &self->slices[i], EMU_FMIX_STRIP_VOLUME, i, self->volume_box);
  add_specimen (self, &self->chosen, EMU_FMIX_STRIP_VOLUME, 0, self->slice_box);
  gtk_widget_insert_after (self->chosen.button, self->slice_box, NULL);
}
