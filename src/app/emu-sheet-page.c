/* emu-sheet-page.c: methods and λ side by side for the present pair
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-list.h"
#include "emu-methods.h"
#include "emu-mix-document.h"
#include "emu-save-dialog.h"
#include "emu-sheet-page.h"
#include "emu-sheet-plan.h"
#include "emu-sheet-view.h"

/* A change waits for the next one before the work begins, and a new sheet for its pictures before
 * it takes the place of the old one. */
#define REST_MS 150
#define PATIENCE_MS 700
#define BUSY_MS 300

/* The first choice fits the width of the page; with these limits. */
#define FIT_MIN_PX 96
#define FIT_MAX_PX 256

static const int sizes_px[] = { 0, 96, 192, 384 };

/* One sheet on its way; shared by the page and the thread that renders it. */
typedef struct
{
  EmuSheetPlan *plan;
  EmuSheet     *sheet;
  int           n_done;
  int           n_jobs;
  gboolean      finished;
} Work;

struct _EmuSheetPage
{
  GtkWidget       parent_instance;

  GtkMenuButton  *methods;
  GtkBox         *method_list;
  GtkEntry       *lambdas;
  GtkSpinButton  *seeds;
  GtkDropDown    *size;
  GtkLabel       *status;
  GtkWidget      *working;
  GtkWidget      *scrolled;
  EmuSheetView   *view;
  GtkWidget      *progress;
  GtkLabel       *message;

  EmuMixDocument *document;
  GPtrArray      *checks;        /* (element-type GtkCheckButton): one a method of the registry */
  Work           *shown;
  Work           *next;          /* computed, and not shown yet */
  GCancellable   *cancellable;   /* of the work that runs */
  guint           rest;
  guint           patience;
  guint           busy_timeout;
  int             fit_px;
  gboolean        busy;
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuSheetPage, emu_sheet_page, GTK_TYPE_WIDGET)

/* --- Work -------------------------------------------------------------------------------------- */

static void
work_clear (gpointer data)
{
  Work *self = data;

  emu_sheet_plan_free (self->plan);
  emu_sheet_free (self->sheet);
}

static void
work_unref (Work *self)
{
  g_atomic_rc_box_release_full (self, work_clear);
}

static void
set_busy (EmuSheetPage *self,
          gboolean      busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* What says that work is going on comes only after a moment, and keeps its place. */
static void
show_busy (EmuSheetPage *self,
           gboolean      busy)
{
  gtk_widget_set_opacity (self->progress, busy ? 1 : 0);
  gtk_widget_set_visible (self->working, busy);
}

static void
busy_cb (gpointer data)
{
  EmuSheetPage *self = data;

  self->busy_timeout = 0;
  show_busy (self, TRUE);
}

static void
show_next (EmuSheetPage *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->next == NULL)
    return;

  emu_sheet_view_set_sheet (self->view, self->next->sheet);
  g_clear_pointer (&self->shown, work_unref);
  self->shown = g_steal_pointer (&self->next);
}

static void
patience_cb (gpointer data)
{
  EmuSheetPage *self = data;

  self->patience = 0;
  show_next (self);
}

static void
stop_work (EmuSheetPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  show_busy (self, FALSE);
  set_busy (self, FALSE);
}

static void
set_message (EmuSheetPage *self,
             const char   *text)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  if (text != NULL)
    {
      stop_work (self);
      g_clear_handle_id (&self->patience, g_source_remove);
      emu_sheet_view_set_sheet (self->view, NULL);
      g_clear_pointer (&self->shown, work_unref);
      g_clear_pointer (&self->next, work_unref);
    }
}

typedef struct
{
  GTask *task;
  int    n_done;
  int    n_jobs;
} Progress;

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_object_unref (progress->task);
  g_free (progress);
}

static gboolean
progress_idle_cb (gpointer data)
{
  Progress *progress = data;
  EmuSheetPage *self = g_task_get_source_object (progress->task);
  Work *work = g_task_get_task_data (progress->task);
  g_autofree char *text = NULL;

  work->n_done = progress->n_done;
  work->n_jobs = progress->n_jobs;
  if (work == self->shown)
    emu_sheet_view_update (self->view);

  if (g_task_get_cancellable (progress->task) == self->cancellable)
    {
      /* Translators: pictures computed, and all of them */
      text = g_strdup_printf (_("%d of %d"), progress->n_done, progress->n_jobs);
      gtk_label_set_label (self->status, text);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                     (double) progress->n_done / progress->n_jobs);
    }

  return G_SOURCE_REMOVE;
}

/* On the thread that renders. */
static void
progress_cb (int      n_done,
             int      n_jobs,
             gpointer data)
{
  Progress *progress = g_new (Progress, 1);

  *progress = (Progress) { g_object_ref (data), n_done, n_jobs };
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, progress_idle_cb, progress, progress_free);
}

static void
render_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (emu_sheet_render (work->sheet, progress_cb, task, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  /* Another one has taken its place, or somebody stopped it: what there is stays. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;

  work->finished = TRUE;
  if (work == self->next)
    show_next (self);
  if (work == self->shown)
    {
      emu_sheet_view_update (self->view);
      g_clear_object (&self->cancellable);
      g_clear_handle_id (&self->busy_timeout, g_source_remove);
      show_busy (self, FALSE);
      set_busy (self, FALSE);
    }
}

/* --- Plan -------------------------------------------------------------------------------------- */

static gboolean
read_lambdas (EmuSheetPage *self,
              EmuSheetPlan *plan,
              GError      **error)
{
  g_auto(GStrv) parts = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->lambdas)), " ", -1);
  g_autofree char *text = g_strjoinv ("", parts);
  g_autoptr(GArray) lambdas = emu_list_numbers ("λ", text, 0, 1, error);

  if (lambdas == NULL)
    return FALSE;

  g_array_append_vals (plan->lambdas, lambdas->data, lambdas->len);

  return TRUE;
}

/* The largest pictures with which all columns find room. */
static int
fit_size (EmuSheetPage *self,
          EmuSheetPlan *plan,
          EmuPicture   *a,
          EmuPicture   *b)
{
  int width = gtk_widget_get_width (self->scrolled);
  int size = FIT_MAX_PX;

  for (; size > FIT_MIN_PX; size -= 8)
    {
      g_autoptr(EmuSheet) sheet = NULL;

      plan->size_px = size;
      sheet = emu_sheet_plan_make (plan, emu_picture_get_image (a), emu_picture_get_image (b),
                                   emu_picture_get_name (a), emu_picture_get_name (b));
      if (emu_sheet_get_layout (sheet)->width <= width)
        break;
    }

  return size;
}

static EmuSheetPlan *
make_plan (EmuSheetPage *self,
           GError      **error)
{
  g_autoptr(EmuSheetPlan) plan = emu_sheet_plan_new ();
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  int n_seeds = gtk_spin_button_get_value_as_int (self->seeds);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      {
        const EmuMethod *method = emu_methods_get (i);

        emu_sheet_plan_add_method (plan, method,
                                   emu_params_copy (&method->params,
                                                    emu_mix_document_get_params_of (self->document,
                                                                                    method)));
      }

  if (!read_lambdas (self, plan, error))
    return NULL;

  for (int i = 0; i < n_seeds; i++)
    {
      guint64 seed = MIN (emu_mix_document_get_seed (self->document) + (guint64) i, EMU_SEED_MAX);

      g_array_append_val (plan->seeds, seed);
    }

  if (emu_sheet_plan_count_cells (plan) > EMU_SHEET_MAX_CELLS)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("%" G_GUINT64_FORMAT " pictures are more than a sheet holds, which is %d: name fewer "
                     "λ or seeds"),
                   emu_sheet_plan_count_cells (plan), EMU_SHEET_MAX_CELLS);
      return NULL;
    }

  plan->fit = job->fit;
  plan->filter = job->filter;
  memcpy (plan->fill, job->fill, sizeof plan->fill);
  for (int i = 0; i < 2; i++)
    if (job->maps[i] != NULL)
      plan->maps[i] = emu_image_ref (job->maps[i]);

  return g_steal_pointer (&plan);
}

/* A list that cannot be read turns red and says why; the last sheet stays. */
static void
show_fault (EmuSheetPage *self,
            const GError *fault)
{
  GtkWidget *entry = GTK_WIDGET (self->lambdas);

  if (fault != NULL)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_entry_set_icon_from_icon_name (self->lambdas, GTK_ENTRY_ICON_SECONDARY,
                                     fault != NULL ? "dialog-error-symbolic" : NULL);
  if (fault != NULL)
    gtk_entry_set_icon_tooltip_text (self->lambdas, GTK_ENTRY_ICON_SECONDARY, fault->message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  fault != NULL ? fault->message : "", -1);
}

static void
start_work (EmuSheetPage *self)
{
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);
  g_autoptr(EmuSheetPlan) plan = NULL;
  g_autoptr(GError) fault = NULL;
  g_autoptr(GTask) task = NULL;
  int chosen = sizes_px[gtk_drop_down_get_selected (self->size)];

  if (a == NULL || b == NULL)
    {
      set_message (self, _("A sheet shows what becomes of two pictures: open a second one."));
      return;
    }

  plan = make_plan (self, &fault);
  show_fault (self, fault);
  if (plan == NULL)
    return;

  if (plan->methods->len == 0)
    {
      set_message (self, _("No method is chosen: tick at least one."));
      return;
    }

  set_message (self, NULL);
  stop_work (self);
  g_clear_pointer (&self->next, work_unref);
  plan->size_px = chosen > 0 ? chosen : fit_size (self, plan, a, b);
  self->next = g_atomic_rc_box_new0 (Work);
  self->next->sheet = emu_sheet_plan_make (plan, emu_picture_get_image (a), emu_picture_get_image (b),
                                           emu_picture_get_name (a), emu_picture_get_name (b));
  self->next->plan = g_steal_pointer (&plan);

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, rendered_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->next), (GDestroyNotify) work_unref);
  g_task_run_in_thread (task, render_thread);

  gtk_label_set_label (self->status, "");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  self->busy_timeout = g_timeout_add_once (BUSY_MS, busy_cb, self);
  if (self->shown == NULL)
    show_next (self);
  else if (self->patience == 0)
    self->patience = g_timeout_add_once (PATIENCE_MS, patience_cb, self);
  set_busy (self, TRUE);
}

static void
rest_cb (gpointer data)
{
  EmuSheetPage *self = data;

  self->rest = 0;
  start_work (self);
}

/* Nothing is computed for a page that nobody sees. */
static void
plan_changed_cb (EmuSheetPage *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      set_busy (self, TRUE);
      self->rest = g_timeout_add_once (REST_MS, rest_cb, self);
    }
}

static void
lambdas_changed_cb (GtkEditable  *entry,
                    EmuSheetPage *self)
{
  plan_changed_cb (self);
}

static void
update_count (EmuSheetPage *self)
{
  guint n = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (g_ptr_array_index (self->checks, i));

  text = g_strdup_printf (ngettext ("%u Method", "%u Methods", n), n);
  gtk_menu_button_set_label (self->methods, text);
}

static void
method_toggled_cb (EmuSheetPage *self)
{
  update_count (self);
  plan_changed_cb (self);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuSheetPage   *self)
{
  if (!emu_mix_document_in_gesture (document))
    plan_changed_cb (self);
}

/* --- Hands ------------------------------------------------------------------------------------- */

static void
chosen_cb (EmuSheetPage *self,
           int           row,
           int           column)
{
  const EmuMixJob *job = emu_sheet_get_cell (self->shown->sheet, row, column)->job;

  emu_mix_document_begin_gesture (self->document);
  emu_mix_document_set_method (self->document, job->method);
  if (!isnan (job->requested))
    emu_mix_document_set_lambda (self->document, job->requested);
  emu_mix_document_set_seed (self->document, job->seed);
  emu_mix_document_end_gesture (self->document);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "result");
}

static void
stop_clicked_cb (EmuSheetPage *self)
{
  show_next (self);
  stop_work (self);
}

/* The sheet of a file is rendered for itself: what is still missing on screen is not missing there. */
static gboolean
save (GFile         *file,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  EmuSheet *sheet = data;
  g_autofree char *name = g_file_get_basename (file);
  EmuDrawingFormat format;

  return emu_drawing_format_from_name (name, &format, error) &&
         emu_sheet_check_size (sheet, error) &&
         emu_sheet_render (sheet, NULL, NULL, cancellable, error) &&
         emu_sheet_save (sheet, file, format, cancellable, error);
}

static void
save_clicked_cb (EmuSheetPage *self)
{
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);
  g_autofree char *name = NULL;

  if (self->shown == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  name = g_strdup_printf ("%s-%s-%s.png", emu_picture_get_name (a), emu_picture_get_name (b),
                          /* Translators: part of a file's name */
                          _("sheet"));
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  emu_save_dialog_show_drawing (GTK_WIDGET (self), _("Save Sheet"), name, save,
                                emu_sheet_plan_make (self->shown->plan, emu_picture_get_image (a),
                                                     emu_picture_get_image (b), emu_picture_get_name (a),
                                                     emu_picture_get_name (b)),
                                (GDestroyNotify) emu_sheet_free);
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_sheet_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (emu_sheet_page_parent_class)->map (widget);

  plan_changed_cb (EMU_SHEET_PAGE (widget));
}

static void
emu_sheet_page_unmap (GtkWidget *widget)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (widget);

  g_clear_handle_id (&self->rest, g_source_remove);
  stop_work (self);

  GTK_WIDGET_CLASS (emu_sheet_page_parent_class)->unmap (widget);
}

/* Pictures that fit the width follow it. */
static void
emu_sheet_page_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (widget);

  GTK_WIDGET_CLASS (emu_sheet_page_parent_class)->size_allocate (widget, width, height, baseline);

  if (width != self->fit_px && sizes_px[gtk_drop_down_get_selected (self->size)] == 0)
    plan_changed_cb (self);
  self->fit_px = width;
}

static void
emu_sheet_page_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_value_set_object (value, self->document);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_sheet_page_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      self->document = g_value_dup_object (value);
      g_signal_connect_object (self->document, "changed", G_CALLBACK (document_changed_cb), self, 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_sheet_page_dispose (GObject *object)
{
  EmuSheetPage *self = EMU_SHEET_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->view != NULL)
    emu_sheet_view_set_sheet (self->view, NULL);
  self->view = NULL;
  g_clear_pointer (&self->shown, work_unref);
  g_clear_pointer (&self->next, work_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_sheet_page_parent_class)->dispose (object);
}

static void
emu_sheet_page_class_init (EmuSheetPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_sheet_page_get_property;
  object_class->set_property = emu_sheet_page_set_property;
  object_class->dispose = emu_sheet_page_dispose;
  widget_class->map = emu_sheet_page_map;
  widget_class->unmap = emu_sheet_page_unmap;
  widget_class->size_allocate = emu_sheet_page_size_allocate;

  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (EMU_TYPE_SHEET_VIEW);
  gtk_widget_class_set_css_name (widget_class, "sheetpage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, methods);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, method_list);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, lambdas);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, seeds);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, size);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, status);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, working);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, view);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuSheetPage, message);
  gtk_widget_class_bind_template_callback (widget_class, plan_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, lambdas_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
emu_sheet_page_init (EmuSheetPage *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_string_list_append (names, _("Fit the width"));
  for (guint i = 1; i < G_N_ELEMENTS (sizes_px); i++)
    {
      g_autofree char *name = g_strdup_printf (_("%d px"), sizes_px[i]);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->size, G_LIST_MODEL (names));

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      GtkWidget *check = gtk_check_button_new_with_label (_(method->name));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !method->needs_network);
      gtk_widget_set_visible (check, !method->needs_network);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (method_toggled_cb), self);
      gtk_box_append (self->method_list, check);
      g_ptr_array_add (self->checks, check);
    }
  update_count (self);
}
