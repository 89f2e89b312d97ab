/* emu-batch-page.c: a batch of eight, who meets whom and under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "emu-batch-page.h"
#include "emu-file.h"
#include "emu-methods.h"
#include "emu-number-entry.h"
#include "emu-recipe.h"
#include "emu-sample-tile.h"
#include "emu-save-dialog.h"

/* Work that takes longer is seen to be under way. */
#define PATIENCE_MS 300
#define PULSE_MS 120

#define SMALLEST_BATCH 2
#define SMOOTHING_STEP 0.05

/* Fill up a batch, in this order. */
static const char * const sample_names[] = {
  "cat", "cup", "dog", "car", "flower", "boat", "bird", "fish", "house", "tree", NULL
};

struct _EmuBatchPage
{
  GtkWidget       parent_instance;

  GtkDropDown    *convention;
  GtkDropDown    *pairing;
  GtkDropDown    *mode;
  EmuNumberEntry *smoothing;
  EmuNumberEntry *size;
  GtkSwitch      *published;
  GtkToggleButton *as_table;
  GtkStack       *stack;
  GtkScrolledWindow *scroller;
  GtkDrawingArea *drawing;
  GtkGrid        *table;
  GtkProgressBar *progress;
  GtkLabel       *notes;
  GtkLabel       *card;

  EmuMixDocument *document;
  const EmuMethod *method;           /* the document's, when the controls were last set */
  GPtrArray      *samples;           /* loaded so far, in order; places may be NULL */
  guint           n_loading;
  gboolean        updating;          /* controls are set, not moved */

  GPtrArray      *pictures;          /* of the batch on screen */
  EmuBatchAnswer *answer;
  char           *fault;
  int             hovered;
  double          pointer_x;
  double          pointer_y;
  int             cursor;
  gboolean        by_keys;           /* the cursor was moved since the pointer was */

  /* The batch a pair was opened from stays while that pair is the document's. */
  GPtrArray      *kept;
  guint64         kept_seed;
  guint64         opened_seed;

  GCancellable   *loading;
  GTask          *running;
  gboolean        waiting;
  gboolean        busy;
  guint           patience;
  guint           pulse;
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

static void update (EmuBatchPage *self);

/* --- Words ------------------------------------------------------------------------------------- */

static const EmuConvention *
present_convention (EmuBatchPage *self)
{
  return emu_conventions_get (gtk_drop_down_get_selected (self->convention));
}

static const char *
picture_name (EmuBatchPage *self,
              int           i)
{
  return emu_picture_get_name (g_ptr_array_index (self->pictures, i));
}

static const char *
method_name (EmuBatchPage *self,
             int           i)
{
  const EmuBatch *batch = self->answer->batch;

  if (batch->which[i] == EMU_BATCH_UNMIXED)
    /* Translators: in place of a method's name: the picture was not mixed */
    return _("not mixed");

  return _(batch->methods[batch->which[i]]->name);
}

static char *
lambda_text (double lambda)
{
  return isnan (lambda) ? g_strdup ("–") : g_strdup_printf ("%.3f", lambda);
}

/* One element in numbers. */
static char *
element_text (EmuBatchPage *self,
              int           i)
{
  const EmuBatch *batch = self->answer->batch;
  int partner = batch->partner[i];
  g_autofree char *lambda = NULL;

  if (i >= batch->n_out)
    /* Translators: number and name of a picture */
    return g_strdup_printf (_("%d %s does not come out: only the first half does."), i + 1, picture_name (self, i));

  lambda = lambda_text (batch->lambda[i]);
  if (partner == i)
    /* Translators: number and name of a picture, method, λ, label weights, seed */
    return g_strdup_printf (_("%d %s meets itself · %s · λ %s · label %.3f + %.3f · seed %" G_GUINT64_FORMAT),
                            i + 1, picture_name (self, i), method_name (self, i), lambda,
                            batch->used_a[i], batch->used_b[i], batch->seed[i]);

  /* Translators: number and name of a picture, of its partner, method, λ, label weights and classes, seed */
  return g_strdup_printf (_("%d %s with %d %s · %s · λ %s · label %.3f %s + %.3f %s · seed %" G_GUINT64_FORMAT),
                          i + 1, picture_name (self, i), partner + 1, picture_name (self, partner),
                          method_name (self, i), lambda,
                          batch->used_a[i], self->answer->class_names[self->answer->classes[i]],
                          batch->used_b[i], self->answer->class_names[self->answer->classes[partner]],
                          batch->seed[i]);
}

/* Who meets whom, for those who do not see the arrows. */
static char *
summary (EmuBatchPage *self)
{
  const EmuBatch *batch = self->answer->batch;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < batch->n_out; i++)
    {
      int partner = batch->partner[i];

      if (i > 0)
        g_string_append (text, ", ");
      if (partner == i)
        /* Translators: one of a list: name of a picture */
        g_string_append_printf (text, _("%s with itself"), picture_name (self, i));
      else
        /* Translators: one of a list: names of two pictures, weight of the first */
        g_string_append_printf (text, _("%s with %s, %.2f"), picture_name (self, i), picture_name (self, partner),
                                batch->used_a[i]);
    }

  return g_string_free (text, FALSE);
}

/* --- Marking ----------------------------------------------------------------------------------- */

/* Whoever points does not want a mark where the keyboard would be. */
static gboolean
shows_focus (EmuBatchPage *self)
{
  return self->hovered < 0 && gtk_widget_has_focus (GTK_WIDGET (self->drawing)) &&
         (self->by_keys ||
          (gtk_widget_get_state_flags (GTK_WIDGET (self->drawing)) & GTK_STATE_FLAG_FOCUS_VISIBLE) != 0);
}

int
emu_batch_page_get_marked (EmuBatchPage *self)
{
  int marked = shows_focus (self) ? self->cursor : self->hovered;

  return self->answer != NULL && marked < self->answer->batch->n ? marked : -1;
}

static void
update_card (EmuBatchPage *self)
{
  int marked = emu_batch_page_get_marked (self);
  g_autofree char *text = marked >= 0 ? element_text (self, marked) : NULL;

  gtk_label_set_label (self->card, text != NULL ? text
                                   : gtk_toggle_button_get_active (self->as_table)
                                   ? _("“Open” shows a pair as it is mixed here, with its λ and seed.")
                                   : _("Point at a picture, or choose one with the arrow keys, to see its numbers; "
                                       "a click or Enter opens the pair."));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->card), text);
  gtk_widget_queue_draw (GTK_WIDGET (self->drawing));
}

static void
set_hovered (EmuBatchPage *self,
             int           index)
{
  if (self->hovered == index)
    return;

  self->hovered = index;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->drawing), index >= 0 ? "pointer" : NULL);
  update_card (self);
}

static int
element_at (EmuBatchPage *self,
            double        x,
            double        y)
{
  if (self->answer == NULL)
    return -1;

  return emu_batch_chart_at (self->answer->chart, gtk_widget_get_width (GTK_WIDGET (self->drawing)), x, y);
}

static void
motion_cb (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           EmuBatchPage             *self)
{
  /* A new layout tells of a pointer that has not moved; whoever went on by keys must not be pulled
   * back. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  self->by_keys = FALSE;
  set_hovered (self, element_at (self, x, y));
}

static void
motion_left_cb (GtkEventControllerMotion *motion,
                EmuBatchPage             *self)
{
  set_hovered (self, -1);
}

static void
released_cb (GtkGestureClick *click,
             int              n_press,
             double           x,
             double           y,
             EmuBatchPage    *self)
{
  int index = element_at (self, x, y);

  if (index >= 0)
    emu_batch_page_open (self, index);
}

static void
state_flags_changed_cb (GtkWidget     *drawing,
                        GtkStateFlags  before,
                        EmuBatchPage  *self)
{
  GtkStateFlags changed = before ^ gtk_widget_get_state_flags (drawing);

  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    update_card (self);
}

/* What the keyboard is at must be in sight. */
static void
scroll_to_cursor (EmuBatchPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  EmuBox box = emu_batch_chart_get_box (self->answer->chart, gtk_widget_get_width (GTK_WIDGET (self->drawing)),
                                        self->cursor);

  gtk_adjustment_clamp_page (adjustment, box.y0, box.y1);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuBatchPage          *self)
{
  int n = self->answer != NULL ? self->answer->batch->n : 0;
  int cursor = self->cursor;

  if (n == 0 || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Up:
      cursor--;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_Down:
      cursor++;
      break;
    case GDK_KEY_Home:
      cursor = 0;
      break;
    case GDK_KEY_End:
      cursor = n - 1;
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      emu_batch_page_open (self, MIN (self->cursor, n - 1));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  self->cursor = CLAMP (cursor, 0, n - 1);
  self->hovered = -1;
  self->by_keys = TRUE;
  scroll_to_cursor (self);
  update_card (self);

  return GDK_EVENT_STOP;
}

/* --- Drawing ----------------------------------------------------------------------------------- */

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        data)
{
  EmuBatchPage *self = data;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  if (self->answer != NULL)
    emu_batch_chart_draw (self->answer->chart, cr, MAX (width, 1),
                          gtk_widget_get_scale_factor (GTK_WIDGET (area)), dark, emu_batch_page_get_marked (self),
                          shows_focus (self));
}

static void
update_height (EmuBatchPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->drawing));

  if (self->answer != NULL && width > 0)
    gtk_drawing_area_set_content_height (self->drawing,
                                         emu_batch_chart_get_height (self->answer->chart, width));
}

static gboolean
update_height_cb (gpointer data)
{
  update_height (data);
  g_object_unref (data);

  return G_SOURCE_REMOVE;
}

/* A new height asks for a new layout, which must not happen inside this one. */
static void
drawing_resize_cb (GtkDrawingArea *area,
                   int             width,
                   int             height,
                   EmuBatchPage   *self)
{
  g_idle_add_full (G_PRIORITY_HIGH, update_height_cb, g_object_ref (self), NULL);
}

/* --- The table --------------------------------------------------------------------------------- */

static void
attach (EmuBatchPage *self,
        const char   *text,
        gboolean      number,
        const char   *style,
        int           column,
        int           row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_widget_add_css_class (label, style);
  gtk_grid_attach (self->table, label, column, row, 1, 1);
}

static void
open_clicked_cb (GtkButton    *button,
                 EmuBatchPage *self)
{
  emu_batch_page_open (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "emu-index")));
}

static void
attach_open (EmuBatchPage *self,
             int           i)
{
  GtkWidget *button = gtk_button_new_with_label (_("Open"));
  /* Translators: name of a button for a screen reader: number and name of a picture */
  g_autofree char *name = g_strdup_printf (_("Open the pair of %d %s"), i + 1, picture_name (self, i));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "compact");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "emu-index", GINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (open_clicked_cb), self);
  gtk_grid_attach (self->table, button, 0, i + 1, 1, 1);
}

static void
update_table (EmuBatchPage *self)
{
  const char *heads[] = { _("Picture"), _("Partner"), _("Method"), _("λ"), _("Weight of A"), _("Weight of B") };
  const EmuBatch *batch;
  GtkWidget *child;
  int n_heads = G_N_ELEMENTS (heads);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_grid_remove (self->table, child);

  if (self->answer == NULL || !gtk_toggle_button_get_active (self->as_table))
    return;

  batch = self->answer->batch;
  for (int column = 0; column < n_heads; column++)
    attach (self, heads[column], column > 2, "fact-name", column + 1, 0);
  for (int k = 0; k < batch->n_classes; k++)
    attach (self, self->answer->class_names[k], TRUE, "fact-name", n_heads + k + 1, 0);

  for (int i = 0; i < batch->n_out; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d %s", i + 1, picture_name (self, i));
      int partner = batch->partner[i];
      g_autofree char *other = partner == i ? g_strdup (_("itself"))
                                            : g_strdup_printf ("%d %s", partner + 1, picture_name (self, partner));
      g_autofree char *lambda = lambda_text (batch->lambda[i]);
      g_autofree char *a = g_strdup_printf ("%.3f", batch->used_a[i]);
      g_autofree char *b = g_strdup_printf ("%.3f", batch->used_b[i]);
      const char *texts[] = { name, other, method_name (self, i), lambda, a, b };

      for (int column = 0; column < n_heads; column++)
        attach (self, texts[column], column > 2, "fact", column + 1, i + 1);
      for (int k = 0; k < batch->n_classes; k++)
        {
          g_autofree char *value = g_strdup_printf ("%.3f", emu_batch_row (batch, i)[k]);

          attach (self, value, TRUE, "fact", n_heads + k + 1, i + 1);
        }
      attach_open (self, i);
    }
}

static void
as_table_toggled_cb (GtkToggleButton *button,
                     EmuBatchPage    *self)
{
  gtk_stack_set_visible_child_name (self->stack, gtk_toggle_button_get_active (button) ? "table" : "drawing");
  update_table (self);
  update_card (self);
}

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
        update (self);
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

static void
show_answer (EmuBatchPage   *self,
             Job            *job,
             EmuBatchAnswer *answer)
{
  g_autofree char *notes = emu_batch_describe (answer->batch);
  g_autofree char *text = NULL;

  g_clear_pointer (&self->answer, emu_batch_answer_unref);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  self->answer = emu_batch_answer_ref (answer);
  self->pictures = g_ptr_array_ref (job->pictures);

  set_fault (self, NULL);
  gtk_label_set_label (self->notes, notes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->notes), notes);
  text = summary (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drawing),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("The batch"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  if (self->hovered >= answer->batch->n)
    self->hovered = -1;
  update_height (self);
  update_table (self);
  update_card (self);
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
      update (self);
    }

  update_busy (self);
  if (answer != NULL || self->fault != NULL)
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
}

/* The document's method, and the other one of a library that mixes with two. */
static void
set_methods (EmuBatchPage *self,
             EmuBatchWork *work)
{
  const EmuConvention *convention = work->request.convention;
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  double alpha = emu_mix_document_get_alpha (self->document);
  guint n = 0;

  if (!convention->switches || !g_strv_contains (convention->methods, method->id))
    {
      emu_batch_work_set_method (work, 0, method, emu_mix_document_get_params (self->document), alpha);
      return;
    }

  for (guint i = 0; convention->methods[i] != NULL && n < G_N_ELEMENTS (work->params); i++)
    {
      const EmuMethod *other = emu_methods_find (convention->methods[i], NULL);
      g_autofree void *params = NULL;

      if (other == method)
        {
          emu_batch_work_set_method (work, n++, method, emu_mix_document_get_params (self->document), alpha);
          continue;
        }

      if (other == NULL)
        continue;

      params = emu_params_new (&other->params);
      if (g_strcmp0 (convention->settings[0], other->id) == 0)
        {
          const EmuParam *param = emu_params_find (&other->params, convention->settings[1], NULL);

          if (param != NULL)
            emu_param_parse (param, params, convention->settings[2], NULL);
        }
      emu_batch_work_set_method (work, n++, other, params, NAN);
    }
}

static EmuBatchWork *
create_work (EmuBatchPage *self,
             GPtrArray    *pictures)
{
  const EmuConvention *convention = present_convention (self);
  EmuBatchWork *work = emu_batch_work_new ();
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  EmuBatchRequest *request = &work->request;

  emu_batch_request_init (request, convention, emu_mix_document_get_method (self->document),
                          gtk_switch_get_active (self->published));
  request->pairing = (EmuPairingRule) gtk_drop_down_get_selected (self->pairing);
  request->mode = (EmuBatchMode) gtk_drop_down_get_selected (self->mode);
  request->smoothing = emu_number_entry_get_value (self->smoothing);
  request->seed = batch_seed (self);
  set_methods (self, work);

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
static void
update (EmuBatchPage *self)
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

/* --- Controls ---------------------------------------------------------------------------------- */

static void
update_published (EmuBatchPage *self)
{
  const EmuConvention *convention = present_convention (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->published), convention->published != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->published),
                               convention->published != NULL ? _(convention->published)
                                                             : _("Nothing is known to be wrong with this convention."));
}

static void
update_tooltips (EmuBatchPage *self)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->convention), _(present_convention (self)->summary));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pairing),
                               emu_pairing_help ((EmuPairingRule) gtk_drop_down_get_selected (self->pairing)));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mode),
                               emu_batch_mode_help ((EmuBatchMode) gtk_drop_down_get_selected (self->mode)));
}

/* Everything as the convention has it. */
static void
adopt_convention (EmuBatchPage *self)
{
  const EmuConvention *convention = present_convention (self);
  const EmuMethod *method = emu_mix_document_get_method (self->document);

  self->updating = TRUE;
  if (convention->published == NULL)
    gtk_switch_set_active (self->published, FALSE);
  gtk_drop_down_set_selected (self->pairing,
                              emu_convention_get_pairing (convention, method,
                                                          gtk_switch_get_active (self->published)));
  gtk_drop_down_set_selected (self->mode, convention->mode);
  emu_number_entry_set_value (self->smoothing, convention->smoothing);
  self->updating = FALSE;

  update_published (self);
  update_tooltips (self);
  update (self);
}

static void
convention_selected_cb (GtkDropDown  *drop_down,
                        GParamSpec   *pspec,
                        EmuBatchPage *self)
{
  if (!self->updating)
    adopt_convention (self);
}

static void
published_active_cb (GtkSwitch    *toggle,
                     GParamSpec   *pspec,
                     EmuBatchPage *self)
{
  const EmuConvention *convention;

  if (self->updating)
    return;

  /* What the mistake is about comes back, or goes. */
  convention = present_convention (self);
  if (convention->ignores_pairing)
    {
      self->updating = TRUE;
      gtk_drop_down_set_selected (self->pairing,
                                  emu_convention_get_pairing (convention, emu_mix_document_get_method (self->document),
                                                              gtk_switch_get_active (toggle)));
      self->updating = FALSE;
    }

  update_tooltips (self);
  update (self);
}

static void
control_selected_cb (GtkDropDown  *drop_down,
                     GParamSpec   *pspec,
                     EmuBatchPage *self)
{
  if (self->updating)
    return;

  update_tooltips (self);
  update (self);
}

static void
number_changed_cb (EmuNumberEntry *entry,
                   double          value,
                   EmuBatchPage   *self)
{
  update (self);
}

/* A method may ask for a pairing of its own; whoever has chosen another keeps it. */
static void
follow_method (EmuBatchPage *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  const EmuConvention *convention = present_convention (self);
  gboolean published = gtk_switch_get_active (self->published);
  guint before;

  if (method == self->method)
    return;

  before = emu_convention_get_pairing (convention, self->method, published);
  self->method = method;
  if (gtk_drop_down_get_selected (self->pairing) != before)
    return;

  self->updating = TRUE;
  gtk_drop_down_set_selected (self->pairing, emu_convention_get_pairing (convention, method, published));
  self->updating = FALSE;
  update_tooltips (self);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuBatchPage   *self)
{
  follow_method (self);
  update (self);
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

  update (EMU_BATCH_PAGE (widget));
}

static void
emu_batch_page_constructed (GObject *object)
{
  EmuBatchPage *self = EMU_BATCH_PAGE (object);

  G_OBJECT_CLASS (emu_batch_page_parent_class)->constructed (object);

  g_return_if_fail (self->document != NULL);

  self->method = emu_mix_document_get_method (self->document);
  g_signal_connect_object (self->document, "changed", G_CALLBACK (document_changed_cb), self, 0);
  adopt_convention (self);
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
  gtk_widget_class_bind_template_callback (widget_class, convention_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, control_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, published_active_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_table_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, drawing_resize_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_flags_changed_cb);
}

static void
emu_batch_page_init (EmuBatchPage *self)
{
  g_autoptr(GtkStringList) conventions = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) pairings = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) modes = gtk_string_list_new (NULL);

  self->hovered = -1;
  self->updating = TRUE;
  self->samples = g_ptr_array_new_with_free_func (unref_picture);
  self->loading = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < emu_conventions_size (); i++)
    gtk_string_list_append (conventions, _(emu_conventions_get (i)->name));
  for (int i = 0; i < EMU_N_PAIRINGS; i++)
    gtk_string_list_append (pairings, emu_pairing_label ((EmuPairingRule) i));
  for (int i = 0; i < EMU_N_BATCH_MODES; i++)
    gtk_string_list_append (modes, emu_batch_mode_label ((EmuBatchMode) i));
  gtk_drop_down_set_model (self->convention, G_LIST_MODEL (conventions));
  gtk_drop_down_set_model (self->pairing, G_LIST_MODEL (pairings));
  gtk_drop_down_set_model (self->mode, G_LIST_MODEL (modes));

  emu_number_entry_configure (self->smoothing, 0, 1, SMOOTHING_STEP, 2);
  emu_number_entry_set_name (self->smoothing, _("Smoothing ε"),
                             _("Share of every label that all classes divide among themselves"));
  emu_number_entry_configure (self->size, SMALLEST_BATCH, EMU_BATCH_PAGE_MAX, 1, 0);
  emu_number_entry_set_name (self->size, _("Pictures"), _("How many pictures the batch has"));
  emu_number_entry_set_value (self->size, EMU_BATCH_PAGE_MAX);

  gtk_drawing_area_set_draw_func (self->drawing, draw_cb, self, NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self->drawing, G_CONNECT_SWAPPED);
  update_card (self);
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

  adopt_convention (self);
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
