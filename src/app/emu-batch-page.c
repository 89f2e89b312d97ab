/* emu-batch-page.c: a batch of eight, who meets whom and under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "emu-batch-page-private.h"
#include "emu-recipe.h"
#include "emu-sample-tile.h"
#include "emu-save-dialog.h"

/* Work that takes longer is seen to be under way. */
#define PATIENCE_MS 300
#define PULSE_MS 120

/* Fill up a batch, in this order. */
static const char * const sample_names[] = {
  "cat", "cup", "dog", "car", "flower", "boat", "bird", "fish", "house", "tree", NULL
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_BUSY,
  N_PROPS
};

enum
{
  SIGNAL_ANSWERED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuBatchPage, emu_batch_page, GTK_TYPE_WIDGET)

/* --- Which pictures ---------------------------------------------------------------------------- */

static gboolean
is_kept (EmuBatchPage *self)
{
  return self->kept != NULL && emu_mix_document_get_seed (self->document) == self->opened_seed;
}

static guint64
batch_seed (EmuBatchPage *self)
{
  return is_kept (self) ? self->kept_seed : emu_mix_document_get_seed (self->document);
}

/* The pictures of the tray, then as many bundled ones as are missing. */
static GPtrArray *
gather (EmuBatchPage *self)
{
  GListModel *tray = emu_mix_document_get_pictures (self->document);
  guint n = (guint) emu_number_entry_get_value (self->size);
  GPtrArray *pictures;

  if (is_kept (self) && self->kept->len >= n)
    {
      pictures = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (pictures, g_object_ref (g_ptr_array_index (self->kept, i)));
      return pictures;
    }

  pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (tray) && pictures->len < n; i++)
    g_ptr_array_add (pictures, g_list_model_get_item (tray, i));

  for (guint i = 0; i < self->samples->len && pictures->len < n; i++)
    {
      EmuPicture *sample = g_ptr_array_index (self->samples, i);

      if (sample != NULL && emu_mix_document_find_picture (self->document, emu_picture_get_info (sample)->sha256) == NULL)
        g_ptr_array_add (pictures, g_object_ref (sample));
    }

  return pictures;
}

typedef struct
{
  EmuBatchPage *page;
  guint         index;
} Place;

static void
sample_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  Place *place = data;
  EmuBatchPage *self = place->page;
  /* A bundled picture that cannot be read leaves its place to the next. */
  EmuPicture *picture = emu_picture_load_finish (result, NULL);

  if (self->samples != NULL)
    {
      self->samples->pdata[place->index] = picture;
      if (--self->n_loading == 0)
        emu_batch_page_update (self);
    }
  else
    g_clear_object (&picture);

  g_object_unref (self);
  g_free (place);
}

static void
unref_picture (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

static void
load_samples (EmuBatchPage *self)
{
  if (self->samples->len > 0)
    return;

  g_ptr_array_set_size (self->samples, (int) G_N_ELEMENTS (sample_names) - 1);
  self->n_loading = self->samples->len;
  for (guint i = 0; i < self->samples->len; i++)
    {
      g_autoptr(GFile) file = emu_sample_file (sample_names[i]);
      Place *place = g_new (Place, 1);

      place->page = g_object_ref (self);
      place->index = i;
      emu_picture_load_async (file, TRUE, self->loading, sample_loaded_cb, place);
    }
}

/* --- Work -------------------------------------------------------------------------------------- */

typedef struct
{
  EmuBatchWork *work;
  GPtrArray    *pictures;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  emu_batch_work_free (job->work);
  g_ptr_array_unref (job->pictures);
  g_free (job);
}

static void
work_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  EmuBatchAnswer *answer = emu_batch_work_run (job->work, cancellable, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) emu_batch_answer_unref);
  else
    g_task_return_error (task, error);
}

static void
update_busy (EmuBatchPage *self)
{
  gboolean busy = self->running != NULL || self->n_loading > 0;

  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
out_of_patience_cb (gpointer data)
{
  EmuBatchPage *self = data;

  self->patience = 0;
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), 1);
  self->pulse = g_timeout_add (PULSE_MS, pulse_cb, self->progress);

  return G_SOURCE_REMOVE;
}

static void
stop_waiting (EmuBatchPage *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (self->progress != NULL)
    gtk_widget_set_opacity (GTK_WIDGET (self->progress), 0);
}

static void
set_fault (EmuBatchPage *self,
           const char   *fault)
{
  g_free (self->fault);
  self->fault = g_strdup (fault);

  if (fault != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->stack), "outdated");
      gtk_widget_add_css_class (GTK_WIDGET (self->notes), "fault");
      gtk_label_set_label (self->notes, fault);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->stack), "outdated");
      gtk_widget_remove_css_class (GTK_WIDGET (self->notes), "fault");
    }
}

/* What of the window's settings a batch does not take over. */
static char *
describe_left_out (EmuBatchPage *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  gboolean fixed = !method->ignores_lambda && !emu_mix_document_get_draws_lambda (self->document);
  gboolean given = FALSE;

  for (guint i = 0; i < method->draws.n_draws; i++)
    given = given || emu_mix_document_get_draw_fixed (self->document, i);

  if (fixed && given)
    return g_strdup_printf (_("Here λ and every other value are drawn; the window’s fixed %.3f and its pinned "
                              "draws are for one pair."), emu_mix_document_get_lambda (self->document));
  if (fixed)
    return g_strdup_printf (_("Here λ is drawn; the window’s fixed %.3f is for one pair."),
                            emu_mix_document_get_lambda (self->document));
  if (given)
    return g_strdup (_("Here every value is drawn; the window’s pinned draws are for one pair."));

  return NULL;
}

static void
show_answer (EmuBatchPage   *self,
             Job            *job,
             EmuBatchAnswer *answer)
{
  g_autofree char *described = emu_batch_describe (answer->batch);
  g_autofree char *left_out = describe_left_out (self);
  g_autofree char *notes = left_out == NULL ? g_strdup (described)
                                            : g_strstrip (g_strjoin (" ", left_out, described, NULL));
  g_autofree char *text = NULL;

  g_clear_pointer (&self->answer, emu_batch_answer_unref);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  self->answer = emu_batch_answer_ref (answer);
  self->pictures = g_ptr_array_ref (job->pictures);

  set_fault (self, NULL);
  gtk_label_set_label (self->notes, notes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->notes), notes);
  text = emu_batch_page_summary (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drawing),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("The batch"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  if (self->hovered >= answer->batch->n)
    self->hovered = -1;
  emu_batch_page_update_height (self);
  emu_batch_page_update_table (self);
  emu_batch_page_update_card (self);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  EmuBatchPage *self = EMU_BATCH_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuBatchAnswer) answer = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->running);
  stop_waiting (self);
  if (self->document == NULL)
    return;

  if (answer != NULL)
    show_answer (self, g_task_get_task_data (G_TASK (result)), answer);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_fault (self, error->message);

  if (self->waiting)
    {
      self->waiting = FALSE;
      emu_batch_page_update (self);
    }

  update_busy (self);
  if (answer != NULL || self->fault != NULL)
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
}

static EmuBatchWork *
create_work (EmuBatchPage *self,
             GPtrArray    *pictures)
{
  const EmuConvention *convention = emu_batch_page_present_convention (self);
  EmuBatchWork *work = emu_batch_work_new ();
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  EmuBatchRequest *request = &work->request;

  emu_batch_request_init (request, convention, emu_mix_document_get_method (self->document),
                          gtk_switch_get_active (self->published));
  request->pairing = (EmuPairingRule) gtk_drop_down_get_selected (self->pairing);
  request->mode = (EmuBatchMode) gtk_drop_down_get_selected (self->mode);
  request->smoothing = emu_number_entry_get_value (self->smoothing);
  request->seed = batch_seed (self);
  emu_batch_page_set_methods (self, work);

  work->fit = emu_mix_document_get_fit (self->document);
  if (job != NULL)
    {
      work->filter = job->filter;
      memcpy (work->fill, job->fill, sizeof work->fill);
    }

  for (guint i = 0; i < pictures->len; i++)
    {
      EmuPicture *picture = g_ptr_array_index (pictures, i);
      const char *name = emu_picture_get_name (picture);

      /* Pictures of one name are of one class. */
      emu_batch_work_add (work, emu_picture_get_image (picture), name, name);
    }

  /* Translators: first line of a saved drawing: library, method, rule of the partners, how often λ is drawn, ε, seed */
  work->title = g_strdup_printf (_("%s · %s · %s · λ %s · ε %.2f · seed %" G_GUINT64_FORMAT), _(convention->name),
                                 _(emu_mix_document_get_method (self->document)->name),
                                 emu_pairing_label (request->pairing), emu_batch_mode_label (request->mode),
                                 request->smoothing, request->seed);

  return work;
}

/* The newest request wins: one runs, and what came after it is asked for once when it is done. */
void
emu_batch_page_update (EmuBatchPage *self)
{
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GCancellable) cancellable = NULL;
  Job *job;

  if (self->document == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  pictures = gather (self);
  if (pictures->len < (guint) emu_number_entry_get_value (self->size) && self->samples->len == 0)
    load_samples (self);
  update_busy (self);
  if (self->n_loading > 0 || pictures->len == 0)
    return;

  if (self->running != NULL)
    {
      self->waiting = TRUE;
      return;
    }

  job = g_new0 (Job, 1);
  job->work = create_work (self, pictures);
  job->pictures = g_steal_pointer (&pictures);
  cancellable = g_cancellable_new ();
  self->running = g_task_new (self, cancellable, answered_cb, NULL);
  g_task_set_task_data (self->running, job, job_free);
  if (self->patience == 0)
    self->patience = g_timeout_add (PATIENCE_MS, out_of_patience_cb, self);
  g_task_run_in_thread (self->running, work_thread);
  update_busy (self);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuBatchPage   *self)
{
  emu_batch_page_follow_method (self);
  emu_batch_page_update (self);
}

/* --- Files ------------------------------------------------------------------------------------- */

static gboolean
save (GFile         *file,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autofree char *name = g_file_get_basename (file);
  EmuDrawingFormat format;

  return emu_drawing_format_from_name (name, &format, error) &&
         emu_batch_chart_save (data, file, format, cancellable, error);
}

static void
save_clicked_cb (GtkButton    *button,
                 EmuBatchPage *self)
{
  g_autofree char *name = NULL;

  if (self->answer == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  name = g_strdup_printf ("%s-%s.png",
                          /* Translators: part of a file's name */
                          _("batch"), self->answer->batch->convention->id);
  emu_save_dialog_show_drawing (GTK_WIDGET (self), _("Save Batch"), name, save,
                                emu_batch_chart_ref (self->answer->chart),
                                (GDestroyNotify) emu_batch_chart_unref);
}

/* --- The widget -------------------------------------------------------------------------------- */

static void
emu_batch_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (emu_batch_page_parent_class)->map (widget);

  emu_batch_page_update (EMU_BATCH_PAGE (widget));
}

static void
emu_batch_page_constructed (GObject *object)
{
  EmuBatchPage *self = EMU_BATCH_PAGE (object);

  G_OBJECT_CLASS (emu_batch_page_parent_class)->constructed (object);

  g_return_if_fail (self->document != NULL);

  self->method = emu_mix_document_get_method (self->document);
  g_signal_connect_object (self->document, "changed", G_CALLBACK (document_changed_cb), self, 0);
  emu_batch_page_adopt_convention (self);
}

static void
emu_batch_page_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_DOCUMENT:
      EMU_BATCH_PAGE (object)->document = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_batch_page_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, EMU_BATCH_PAGE (object)->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_batch_page_dispose (GObject *object)
{
  EmuBatchPage *self = EMU_BATCH_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->loading);
  if (self->running != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->running));
  stop_waiting (self);
  self->progress = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (emu_batch_page_parent_class)->dispose (object);
}

static void
emu_batch_page_finalize (GObject *object)
{
  EmuBatchPage *self = EMU_BATCH_PAGE (object);

  g_clear_object (&self->loading);
  g_clear_pointer (&self->samples, g_ptr_array_unref);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->answer, emu_batch_answer_unref);
  g_free (self->fault);

  G_OBJECT_CLASS (emu_batch_page_parent_class)->finalize (object);
}

static void
emu_batch_page_class_init (EmuBatchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = emu_batch_page_constructed;
  object_class->get_property = emu_batch_page_get_property;
  object_class->set_property = emu_batch_page_set_property;
  object_class->dispose = emu_batch_page_dispose;
  object_class->finalize = emu_batch_page_finalize;
  widget_class->map = emu_batch_page_map;

  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                                                   G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                                                   G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (EMU_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "batchpage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/batch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, convention);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, pairing);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, mode);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, smoothing);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, size);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, published);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, as_table);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, drawing);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, table);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, notes);
  gtk_widget_class_bind_template_child (widget_class, EmuBatchPage, card);
  emu_batch_page_bind_controls (widget_class);
  emu_batch_page_bind_table (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  emu_batch_page_bind_drawing (widget_class);
}

static void
emu_batch_page_init (EmuBatchPage *self)
{
  self->hovered = -1;
  self->updating = TRUE;
  self->samples = g_ptr_array_new_with_free_func (unref_picture);
  self->loading = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  emu_batch_page_init_controls (self);
  emu_batch_page_init_drawing (self);
  self->updating = FALSE;
}

EmuBatchAnswer *
emu_batch_page_get_answer (EmuBatchPage *self)
{
  return self->answer;
}

const char *
emu_batch_page_get_fault (EmuBatchPage *self)
{
  return self->fault;
}

void
emu_batch_page_set_convention (EmuBatchPage        *self,
                               const EmuConvention *convention,
                               gboolean             as_published)
{
  self->updating = TRUE;
  for (guint i = 0; i < emu_conventions_size (); i++)
    if (emu_conventions_get (i) == convention)
      gtk_drop_down_set_selected (self->convention, i);
  gtk_switch_set_active (self->published, as_published);
  self->updating = FALSE;

  emu_batch_page_adopt_convention (self);
}

static gboolean
in_tray (EmuBatchPage *self,
         EmuPicture   *picture)
{
  GListModel *tray = emu_mix_document_get_pictures (self->document);

  for (guint i = 0; i < g_list_model_get_n_items (tray); i++)
    {
      g_autoptr(EmuPicture) at = g_list_model_get_item (tray, i);

      if (at == picture)
        return TRUE;
    }

  return FALSE;
}

void
emu_batch_page_open (EmuBatchPage *self,
                     int           index)
{
  g_autoptr(EmuRecipe) recipe = NULL;
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(GPtrArray) missing = NULL;
  g_autoptr(GPtrArray) batch = NULL;
  EmuPicture *a, *b;
  guint64 seed;

  g_return_if_fail (EMU_IS_BATCH_PAGE (self));

  if (self->answer == NULL || index < 0 || index >= self->answer->batch->n)
    return;

  a = g_ptr_array_index (self->pictures, (guint) index);
  b = g_ptr_array_index (self->pictures, (guint) self->answer->batch->partner[index]);
  recipe = emu_batch_to_recipe (self->answer->batch, index);
  recipe->fit = emu_mix_document_get_fit (self->document);
  job = emu_mix_document_create_job (self->document);
  if (job != NULL)
    {
      recipe->filter = job->filter;
      memcpy (recipe->fill, job->fill, sizeof recipe->fill);
    }

  missing = g_ptr_array_new ();
  if (!in_tray (self, a))
    g_ptr_array_add (missing, a);
  if (b != a && !in_tray (self, b))
    g_ptr_array_add (missing, b);

  /* Whoever comes back finds the batch they came from. */
  seed = batch_seed (self);
  batch = g_ptr_array_ref (self->pictures);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  self->kept = g_steal_pointer (&batch);
  self->kept_seed = seed;
  self->opened_seed = recipe->seed;

  emu_mix_document_begin_gesture (self->document);
  emu_mix_document_add (self->document, missing);
  emu_mix_document_restore (self->document, recipe, a, b);
  emu_mix_document_end_gesture (self->document);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "result");
}
