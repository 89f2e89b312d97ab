/* emu-compare-page.c: how a picture that was mixed elsewhere was made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "emu-compare-page.h"
#include "emu-compare.h"
#include "emu-methods.h"
#include "emu-mix-document.h"
#include "emu-pen.h"
#include "emu-pixels.h"
#include "emu-resample.h"

/* Longest side of the pictures on the page. */
#define TILE_PX 180
#define SCALE_PX 100
#define SCALE_HEIGHT_PX 8

/* A change waits for the next one before the work begins, and what says that it goes on comes only
 * after a moment. */
#define REST_MS 200
#define BUSY_MS 300
#define TICK_MS 80

/* A mean residual that fills the bar, in grey levels. */
#define FULL_BAR 40.0

enum
{
  TILE_MIXED,
  TILE_MADE,
  TILE_DIFFERENCE,
  TILE_MASK,
  N_TILES
};

/* One comparison on its way; shared by the page and the thread that compares. */
typedef struct
{
  EmuMixJob     *job;
  EmuImage      *mixed;
  double         label;
  char          *name;       /* of the picture to explain */
  char          *names[2];   /* of A and B */
  int            permille;   /* atomic */
  EmuComparison *comparison;
  EmuImage      *tiles[N_TILES];
} Work;

struct _EmuComparePage
{
  GtkWidget       parent_instance;

  GtkStack       *stack;
  GtkLabel       *invitation;
  GtkLabel       *name;
  GtkEntry       *claim;
  GtkWidget      *open;
  GtkWidget      *take_over;
  GtkDropTarget  *drop;
  GtkLabel       *verdict;
  GtkWidget      *tiles;
  GtkPicture     *mixed;
  GtkPicture     *made;
  GtkPicture     *difference;
  GtkPicture     *mask;
  GtkWidget      *scale_box;
  GtkPicture     *scale;
  GtkLabel       *scale_end;
  GtkBox         *findings;
  GtkListBox     *methods;
  GtkLabel       *vague;
  GtkProgressBar *progress;
  GtkWidget      *working;
  GtkLabel       *working_name;

  EmuMixDocument *document;
  EmuPicture     *picture;       /* the one to explain */
  Work           *shown;
  Work           *next;
  GCancellable   *cancellable;   /* of the comparison that runs */
  GCancellable   *loading;
  GtkNativeDialog *dialog;
  GtkEventController *shortcuts; /* on the window, while the page is seen */
  guint           rest;
  guint           busy_timeout;
  guint           tick;
  gboolean        busy;
  gboolean        outdated;      /* what is shown answers another question than the present one */
  gboolean        failed;        /* the last picture could not be opened */
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuComparePage, emu_compare_page, GTK_TYPE_WIDGET)

/* --- Work -------------------------------------------------------------------------------------- */

static void
work_clear (gpointer data)
{
  Work *self = data;

  g_clear_pointer (&self->job, emu_mix_job_unref);
  g_clear_pointer (&self->mixed, emu_image_unref);
  g_clear_pointer (&self->comparison, emu_comparison_unref);
  g_clear_pointer (&self->name, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->names); i++)
    g_clear_pointer (&self->names[i], g_free);
  for (guint i = 0; i < N_TILES; i++)
    g_clear_pointer (&self->tiles[i], emu_image_unref);
}

static void
work_unref (Work *self)
{
  g_atomic_rc_box_release_full (self, work_clear);
}

/* A picture at the size of a tile: means where it shrinks, whole squares where it grows. */
static EmuImage *
make_tile (EmuImage *image)
{
  int longest = MAX (image->height, image->width);
  int times = TILE_PX / longest;
  EmuView view;

  if (times > 1)
    return emu_image_resample (image, &(EmuBox) { 0, image->height, 0, image->width }, image->height * times,
                               image->width * times, EMU_FILTER_NEAREST, NULL);

  view = emu_view_reduced (image->height, image->width, MAX (1, (double) longest / TILE_PX));

  return emu_image_view (image, &view, NULL, NULL);
}

/* On the thread that compares. */
static void
progress_cb (double   fraction,
             gpointer data)
{
  g_atomic_int_set (&((Work *) data)->permille, (int) (fraction * 1000));
}

static void
compare_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Work *work = data;
  EmuCompareRequest request = EMU_COMPARE_REQUEST_INIT;
  g_autofree const EmuMethod **methods = g_new (const EmuMethod *, emu_methods_size ());
  g_autoptr(EmuImage) difference = NULL;
  GError *error = NULL;

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      if (!emu_methods_get (i)->needs_network)
        methods[request.n_methods++] = emu_methods_get (i);
    }

  request.methods = methods;
  request.a = work->job->a;
  request.b = work->job->b;
  request.fit = work->job->fit;
  request.filter = work->job->filter;
  memcpy (request.fill, work->job->fill, sizeof request.fill);
  request.mixed = work->mixed;
  for (guint i = 0; i < G_N_ELEMENTS (work->names); i++)
    request.names[i] = work->names[i];
  request.label = work->label;

  work->comparison = emu_comparison_new (&request, progress_cb, work, cancellable, &error);
  if (work->comparison == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  difference = emu_comparison_draw_difference (work->comparison, NULL);
  work->tiles[TILE_MIXED] = make_tile (work->mixed);
  work->tiles[TILE_MASK] = make_tile (work->comparison->mask);
  if (work->comparison->picture != NULL)
    work->tiles[TILE_MADE] = make_tile (work->comparison->picture);
  if (difference != NULL && work->comparison->picture != NULL)
    work->tiles[TILE_DIFFERENCE] = make_tile (difference);
  g_task_return_boolean (task, TRUE);
}

/* --- What was found ---------------------------------------------------------------------------- */

static void
set_tile (EmuComparePage *self,
          GtkPicture     *picture,
          guint           index,
          const char     *label)
{
  EmuImage *image = self->shown->tiles[index];
  g_autoptr(GdkTexture) texture = image != NULL ? emu_texture_new_for_image (image) : NULL;

  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (picture), GTK_TYPE_FLOW_BOX_CHILD), texture != NULL);
}

/* The mask's tile in the colours of A and B, as the window shows masks. */
static EmuImage *
colour_mask (const EmuImage *grey)
{
  static const guint8 middle[3] = { 0x80, 0x80, 0x80 };
  EmuImage *out = emu_image_new (3, grey->height, grey->width, NULL);
  const EmuPalette *palette = emu_palette_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  guint8 a[3], b[3];
  EmuRamp ramp;

  for (int c = 0; c < 3; c++)
    {
      a[c] = (guint8) rint (255 * (&palette->a.red)[c]);
      b[c] = (guint8) rint (255 * (&palette->b.red)[c]);
    }
  emu_ramp_init (&ramp, b, middle, a);
  for (gsize i = 0; out != NULL && i < emu_image_n_pixels (out); i++)
    {
      for (int c = 0; c < 3; c++)
        emu_image_plane (out, c)[i] = ramp.colour[emu_image_plane (grey, 0)[i]][c];
    }

  return out;
}

static void
show_mask (EmuComparePage *self)
{
  const EmuImage *grey = self->shown != NULL ? self->shown->tiles[TILE_MASK] : NULL;
  g_autoptr(EmuImage) coloured = grey != NULL ? colour_mask (grey) : NULL;
  g_autoptr(GdkTexture) texture = coloured != NULL ? emu_texture_new_for_image (coloured) : NULL;

  gtk_picture_set_paintable (self->mask, GDK_PAINTABLE (texture));
}

static void
show_tiles (EmuComparePage *self)
{
  const EmuComparison *comparison = self->shown->comparison;
  const EmuExplanation *best = emu_comparison_get_best (comparison);
  g_autofree char *end = g_strdup_printf ("%d", emu_comparison_get_scale (comparison));
  g_autofree char *made = NULL;
  g_autofree char *difference = NULL;
  g_autofree char *mean = NULL;
  g_autofree char *mask = NULL;

  if (best != NULL)
    {
      made = g_strdup_printf (_("Mixed again by %s"), best->method->name);
      mean = emu_residual_write_mean (&best->residual);
      difference = g_strdup_printf (_("Difference: %s grey levels on average, %.0f at most"),
                                    mean, best->residual.max);
      mask = g_strdup_printf (_("The mask the picture shows, blue for A and orange for B; A has %.3f of it"),
                              emu_explanation_get_share (best));
    }
  set_tile (self, self->mixed, TILE_MIXED, _("Your picture"));
  set_tile (self, self->made, TILE_MADE, made != NULL ? made : "");
  set_tile (self, self->difference, TILE_DIFFERENCE, difference != NULL ? difference : "");
  set_tile (self, self->mask, TILE_MASK, mask != NULL ? mask : _("The mask the picture shows"));
  show_mask (self);
  gtk_label_set_label (self->scale_end, end);
}

static GtkWidget *
new_label (const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
show_findings (EmuComparePage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->findings))) != NULL)
    gtk_box_remove (self->findings, child);

  for (guint i = 0; i < self->shown->comparison->findings->len; i++)
    {
      const EmuFinding *finding = self->shown->comparison->findings->pdata[i];
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      GtkWidget *label = new_label (finding->text, NULL);

      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (row, "notice");
      gtk_box_append (GTK_BOX (row), icon);
      gtk_box_append (GTK_BOX (row), label);
      gtk_box_append (self->findings, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->findings), self->shown->comparison->findings->len > 0);
}

/* λ and A's share in words, with the ends of λ where they are apart. */
static char *
facts_of (const EmuExplanation *explanation)
{
  double lo, hi;
  double lambda = emu_explanation_get_lambda (explanation, &lo, &hi);

  if (isnan (lambda))
    return g_strdup_printf (_("A has %.3f of the picture"), emu_explanation_get_share (explanation));

  if (hi - lo >= 0.001)
    return g_strdup_printf (_("λ %.3f; any from %.3f to %.3f makes the same picture; A has %.3f of it"),
                            lambda, lo, hi, emu_explanation_get_share (explanation));

  return g_strdup_printf (_("λ %.3f; A has %.3f of the picture"), lambda, emu_explanation_get_share (explanation));
}

static GtkWidget *
new_row (const EmuExplanation *explanation)
{
  g_autofree char *words = emu_explanation_describe (explanation);
  g_autofree char *facts = facts_of (explanation);
  g_autofree char *spoken = g_strdup_printf ("%s: %s. %s", explanation->method->name, words, facts);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = new_label (explanation->method->name, NULL);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_label_set_width_chars (GTK_LABEL (name), 11);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), MIN (1, sqrt (explanation->residual.mean / FULL_BAR)));
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (top), name);
  gtk_box_append (GTK_BOX (top), bar);
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), new_label (words, "fact"));
  gtk_box_append (GTK_BOX (box), new_label (facts, "fact-name"));
  if (explanation->note != NULL)
    gtk_box_append (GTK_BOX (box), new_label (explanation->note, "fact-name"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return row;
}

/* Where a row's explanation stands in the answer. */
#define ROW_INDEX "emu-explanation"

static void
show_methods (EmuComparePage *self)
{
  const GPtrArray *explanations = self->shown->comparison->explanations;
  g_autoptr(GString) vague = g_string_new (NULL);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->methods))) != NULL)
    gtk_list_box_remove (self->methods, child);

  for (guint i = 0; i < explanations->len; i++)
    {
      const EmuExplanation *explanation = explanations->pdata[i];

      if (emu_explanation_is_vague (explanation, self->shown->comparison))
        {
          if (vague->len > 0)
            g_string_append_c (vague, '\n');
          g_string_append_printf (vague, _("It could be any mask to %s, which cannot be told apart."),
                                  explanation->method->name);
          continue;
        }

      child = new_row (explanation);
      g_object_set_data (G_OBJECT (child), ROW_INDEX, GUINT_TO_POINTER (i));
      gtk_list_box_append (self->methods, child);
    }

  gtk_label_set_label (self->vague, vague->str);
  gtk_widget_set_visible (GTK_WIDGET (self->vague), vague->len > 0);
  gtk_list_box_select_row (self->methods, gtk_list_box_get_row_at_index (self->methods, 0));
  gtk_widget_set_visible (GTK_WIDGET (self->methods), explanations->len > 0);
}

/* The last answer stays while there is none to the present question, but looks it, and nothing can
 * be taken over from it. */
static void
set_outdated (EmuComparePage *self,
              gboolean        outdated)
{
  GtkWidget *widgets[] = {
    GTK_WIDGET (self->verdict), self->tiles, GTK_WIDGET (self->findings), GTK_WIDGET (self->methods),
    GTK_WIDGET (self->vague), GTK_WIDGET (self->name),
  };

  self->outdated = outdated;
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      if (outdated)
        gtk_widget_add_css_class (widgets[i], "outdated");
      else
        gtk_widget_remove_css_class (widgets[i], "outdated");
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.use",
                                 !outdated && self->shown != NULL &&
                                 self->shown->comparison->explanations->len > 0);
}

/* What stands above is no part of the last answer, but says why there is no new one. */
static void
say_instead (EmuComparePage *self,
             const char     *text)
{
  gtk_label_set_label (self->verdict, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->verdict), "outdated");
}

static void
show_answer (EmuComparePage *self)
{
  gtk_label_set_label (self->name, self->shown->name);
  gtk_label_set_label (self->verdict, self->shown->comparison->verdict);
  gtk_widget_set_visible (self->tiles, TRUE);
  show_tiles (self);
  show_findings (self);
  show_methods (self);
  set_outdated (self, FALSE);
}

static void
show_message (EmuComparePage *self,
              const char     *text)
{
  gtk_label_set_label (self->verdict, text);
  gtk_widget_set_visible (self->tiles, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->methods), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->vague), FALSE);
  set_outdated (self, FALSE);
}

/* --- Comparing --------------------------------------------------------------------------------- */

static void
set_busy (EmuComparePage *self,
          gboolean        busy)
{
  if (!busy)
    {
      g_clear_handle_id (&self->busy_timeout, g_source_remove);
      g_clear_handle_id (&self->tick, g_source_remove);
      gtk_widget_set_opacity (GTK_WIDGET (self->progress), 0);
      gtk_widget_set_visible (self->working, FALSE);
    }

  if (self->busy == busy)
    return;

  self->busy = busy;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.stop", busy);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
stop_work (EmuComparePage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->next, work_unref);
  set_busy (self, FALSE);
}

static gboolean
tick_cb (gpointer data)
{
  EmuComparePage *self = data;

  if (self->next != NULL)
    gtk_progress_bar_set_fraction (self->progress, g_atomic_int_get (&self->next->permille) / 1000.0);

  return G_SOURCE_CONTINUE;
}

static void
busy_cb (gpointer data)
{
  EmuComparePage *self = data;

  self->busy_timeout = 0;
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), 1);
  gtk_widget_set_visible (self->working, TRUE);
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);

  /* What was asked for since then is on its own way. */
  if (work != self->next)
    return;

  if (error != NULL)
    {
      g_clear_pointer (&self->shown, work_unref);
      gtk_label_set_label (self->name, work->name);
      show_message (self, error->message);
    }
  else
    {
      g_clear_pointer (&self->shown, work_unref);
      self->shown = g_atomic_rc_box_acquire (work);
      show_answer (self);
    }

  g_clear_pointer (&self->next, work_unref);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
}

/* The number in the entry; NaN and a mark on it where there is none. */
static double
read_claim (EmuComparePage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->claim))));
  double value = NAN;
  gboolean wrong;

  for (char *p = text; *p != '\0'; p++)
    {
      if (*p == ',')
        *p = '.';
    }

  wrong = *text != '\0' && !(emu_parse_number (text, &value) && value >= 0 && value <= 1);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->claim), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->claim), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->claim), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);

  return wrong ? NAN : value;
}

static gboolean
is_same_question (const Work      *work,
                  const EmuMixJob *job,
                  const EmuImage  *mixed,
                  const char      *name_a,
                  const char      *name_b,
                  double           label)
{
  return work != NULL && emu_mix_job_same_pair (work->job, job) && work->mixed == mixed &&
         g_strcmp0 (work->names[0], name_a) == 0 && g_strcmp0 (work->names[1], name_b) == 0 &&
         (work->label == label || (isnan (work->label) && isnan (label)));
}

static void
start_work (gpointer data)
{
  EmuComparePage *self = data;
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  g_autoptr(GTask) task = NULL;
  g_autofree char *working = NULL;
  double label = read_claim (self);
  const char *name_a;
  const char *name_b;
  EmuImage *mixed;

  self->rest = 0;
  if (self->picture == NULL)
    return;

  if (job == NULL)
    {
      stop_work (self);
      g_clear_pointer (&self->shown, work_unref);
      show_message (self, _("Open A and B first; then your picture can be compared with them."));
      return;
    }

  mixed = emu_picture_get_image (self->picture);
  name_a = emu_picture_get_name (emu_mix_document_get_a (self->document));
  name_b = emu_picture_get_name (emu_mix_document_get_b (self->document));
  if (is_same_question (self->next != NULL ? self->next : self->shown, job, mixed, name_a, name_b, label))
    {
      if (self->next == NULL && self->outdated && !self->failed)
        show_answer (self);
      return;
    }

  stop_work (self);
  self->next = g_atomic_rc_box_new0 (Work);
  self->next->job = g_steal_pointer (&job);
  self->next->mixed = emu_image_ref (mixed);
  self->next->label = label;
  self->next->name = g_strdup (emu_picture_get_name (self->picture));
  self->next->names[0] = g_strdup (name_a);
  self->next->names[1] = g_strdup (name_b);
  working = g_strdup_printf (_("Comparing %s…"), self->next->name);
  gtk_label_set_label (self->working_name, working);
  if (self->shown != NULL)
    set_outdated (self, TRUE);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, compared_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->next), (GDestroyNotify) work_unref);
  g_task_run_in_thread (task, compare_thread);
  self->busy_timeout = g_timeout_add_once (BUSY_MS, busy_cb, self);
  set_busy (self, TRUE);
}

static void
queue_work (EmuComparePage *self)
{
  if (self->picture == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add_once (REST_MS, start_work, self);
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuComparePage *self)
{
  if (!emu_mix_document_in_gesture (document))
    queue_work (self);
}

static void
claim_changed_cb (EmuComparePage *self)
{
  read_claim (self);
  queue_work (self);
}

/* --- Pictures ---------------------------------------------------------------------------------- */

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(EmuComparePage) self = data;
  g_autoptr(GError) error = NULL;
  EmuPicture *picture = emu_picture_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (picture == NULL)
    {
      /* Where a picture is shown, it stays; the reason takes the place of what was said about it. */
      if (self->picture == NULL)
        gtk_label_set_label (self->invitation, error->message);
      else
        say_instead (self, error->message);
      self->failed = TRUE;
      return;
    }

  self->failed = FALSE;
  g_set_object (&self->picture, picture);
  g_object_unref (picture);
  gtk_stack_set_visible_child_name (self->stack, "result");
  if (self->shown == NULL)
    {
      gtk_label_set_label (self->name, emu_picture_get_name (picture));
      show_message (self, "");
    }
  g_clear_handle_id (&self->rest, g_source_remove);
  start_work (self);
}

static GCancellable *
begin_loading (EmuComparePage *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  if (self->shown != NULL)
    set_outdated (self, TRUE);

  return self->loading;
}

void
emu_compare_page_open (EmuComparePage *self,
                       GFile          *file)
{
  g_return_if_fail (EMU_IS_COMPARE_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  emu_picture_load_async (file, FALSE, begin_loading (self), loaded_cb, g_object_ref (self));
}

/* FALSE for what is no picture. */
static gboolean
take (EmuComparePage *self,
      const GValue   *value)
{
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    emu_compare_page_open (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      GSList *files = g_value_get_boxed (value);

      if (files == NULL)
        return FALSE;
      emu_compare_page_open (self, files->data);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    emu_picture_load_texture_async (g_value_get_object (value), begin_loading (self), loaded_cb,
                                    g_object_ref (self));
  else
    return FALSE;

  return TRUE;
}

static gboolean
drop_cb (GtkDropTarget  *target,
         const GValue   *value,
         double          x,
         double          y,
         EmuComparePage *self)
{
  return take (self, value);
}

static void
say_to_paster (EmuComparePage *self,
               const char     *text)
{
  if (self->picture == NULL)
    gtk_label_set_label (self->invitation, text);
  else
    say_instead (self, text);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(EmuComparePage) self = data;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    take (self, value);
  else
    say_to_paster (self, error->message);
}

static gboolean
paste_cb (GtkWidget *window,
          GVariant  *args,
          gpointer   data)
{
  EmuComparePage *self = data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  g_autoptr(GdkContentFormats) known = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (formats));
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  GType type;

  /* Text goes where one writes. */
  if (focus != NULL && GTK_IS_EDITABLE (focus))
    return FALSE;

  type = gdk_content_formats_contain_gtype (known, GDK_TYPE_FILE_LIST) ? GDK_TYPE_FILE_LIST
         : gdk_content_formats_contain_gtype (known, GDK_TYPE_TEXTURE) ? GDK_TYPE_TEXTURE : G_TYPE_INVALID;
  if (type != G_TYPE_INVALID)
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb, g_object_ref (self));
  else
    say_to_paster (self, _("There is no picture to paste"));

  return TRUE;
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             EmuComparePage  *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      emu_compare_page_open (self, file);
    }

  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->dialog);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (widget);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->dialog != NULL)
    return;

  self->dialog = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (_("Open Your Picture"),
                                                                 GTK_WINDOW (gtk_widget_get_root (widget)),
                                                                 GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL));
  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->dialog), filter);
  gtk_native_dialog_set_modal (self->dialog, TRUE);
  g_signal_connect_object (self->dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_native_dialog_show (self->dialog);
}

static void
stop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (widget);

  stop_work (self);
  if (self->shown == NULL)
    show_message (self, _("Stopped. Open the picture again to compare it."));
  else
    say_instead (self, _("Stopped. Open the picture again to compare it."));
}

/* --- Settings ---------------------------------------------------------------------------------- */

static void
use (EmuComparePage *self,
     int             index)
{
  const EmuExplanation *explanation;
  g_autoptr(EmuMixJob) present = emu_mix_document_create_job (self->document);
  g_autoptr(EmuRecipe) recipe = NULL;
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);

  if (self->shown == NULL || self->outdated || index < 0 ||
      index >= (int) self->shown->comparison->explanations->len)
    return;

  /* The pair may have become another just now. */
  if (present == NULL || !emu_mix_job_same_pair (self->shown->job, present))
    return;

  explanation = self->shown->comparison->explanations->pdata[index];
  recipe = emu_recipe_from_job (explanation->job, NULL, NULL);
  recipe->seed = emu_mix_document_get_seed (self->document);
  emu_mix_document_restore (self->document, recipe, explanation->swapped ? b : a, explanation->swapped ? a : b);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", "result");
}

static int
index_of (GtkListBoxRow *row)
{
  return (int) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), ROW_INDEX));
}

static void
use_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->methods);

  use (self, row != NULL ? index_of (row) : 0);
}

/* A click chooses, two or Enter take over. */
static void
row_activated_cb (EmuComparePage *self,
                  GtkListBoxRow  *row)
{
  use (self, index_of (row));
}

/* --- The widget -------------------------------------------------------------------------------- */

static void
emu_compare_page_map (GtkWidget *widget)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  GTK_WIDGET_CLASS (emu_compare_page_parent_class)->map (widget);

  /* Before the window's own key for pasting, which fills the tray. */
  self->shortcuts = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (self->shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (self->shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (paste_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (root), self->shortcuts);
  queue_work (self);
}

static void
emu_compare_page_unmap (GtkWidget *widget)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (widget);
  GtkWidget *root = gtk_event_controller_get_widget (self->shortcuts);

  if (root != NULL)
    gtk_widget_remove_controller (root, self->shortcuts);
  self->shortcuts = NULL;
  g_clear_handle_id (&self->rest, g_source_remove);
  stop_work (self);

  GTK_WIDGET_CLASS (emu_compare_page_parent_class)->unmap (widget);
}

static void
emu_compare_page_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (object);

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
emu_compare_page_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (object);

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
emu_compare_page_dispose (GObject *object)
{
  EmuComparePage *self = EMU_COMPARE_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->dialog != NULL)
    gtk_native_dialog_destroy (self->dialog);
  g_clear_object (&self->dialog);
  g_clear_pointer (&self->shown, work_unref);
  g_clear_pointer (&self->next, work_unref);
  g_clear_object (&self->picture);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_compare_page_parent_class)->dispose (object);
}

static void
emu_compare_page_class_init (EmuComparePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_compare_page_get_property;
  object_class->set_property = emu_compare_page_set_property;
  object_class->dispose = emu_compare_page_dispose;
  widget_class->map = emu_compare_page_map;
  widget_class->unmap = emu_compare_page_unmap;

  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "compare.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "compare.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "compare.use", NULL, use_action);

  gtk_widget_class_set_css_name (widget_class, "comparepage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/compare-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, invitation);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, name);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, claim);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, open);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, take_over);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, drop);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, verdict);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, tiles);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, mixed);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, made);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, difference);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, mask);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, scale_box);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, scale);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, scale_end);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, findings);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, methods);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, working);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, working_name);
  gtk_widget_class_bind_template_child (widget_class, EmuComparePage, vague);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_bind_template_callback (widget_class, claim_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

/* The colours of the difference from 0 to the end of the scale. */
static void
draw_scale (EmuComparePage *self)
{
  g_autoptr(EmuImage) image = emu_image_new (3, SCALE_HEIGHT_PX, SCALE_PX, NULL);
  g_autoptr(GdkTexture) texture = NULL;

  for (int x = 0; x < SCALE_PX; x++)
    {
      guint8 rgb[3];

      emu_difference_colour (x / (SCALE_PX - 1.0), rgb);
      for (int c = 0; c < 3; c++)
        {
          for (int y = 0; y < SCALE_HEIGHT_PX; y++)
            emu_image_row (image, c, y)[x] = rgb[c];
        }
    }

  texture = emu_texture_new_for_image (image);
  gtk_picture_set_paintable (self->scale, GDK_PAINTABLE (texture));
}

static void
emu_compare_page_init (EmuComparePage *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE, GDK_TYPE_TEXTURE };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop, types, G_N_ELEMENTS (types));
  gtk_list_box_set_activate_on_single_click (self->methods, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.stop", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.use", FALSE);
  draw_scale (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (show_mask), self,
                           G_CONNECT_SWAPPED);
}
