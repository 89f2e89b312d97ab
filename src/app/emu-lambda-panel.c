/* emu-lambda-panel.c: λ, asked for or drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "emu-lambda-panel.h"
#include "emu-number-entry.h"
#include "emu-slider.h"
#include "emu-study.h"
#include "emu-worker.h"

#define MARGIN_X_PX 10
#define TOP_PX 18
#define BOTTOM_PX 36    /* figures of the axis, and the legend */
#define AXIS_PX 4
#define SWATCH_PX 10
#define LEGEND_GAP_PX 12
#define HISTOGRAM_SHARE 0.9

/* A density may go to infinity at the ends; there the curve is cut where the middle still shows. One
 * that has a highest point is shown up to it. */
#define MAX_DENSITY 3.5
#define DENSITY_STEP 0.5
#define DIFFERS 0.0005

/* From so large a share on it is worth saying how many draws change nothing. */
#define WORTH_SAYING 0.005

struct _EmuLambdaPanel
{
  GtkWidget       parent_instance;

  GtkStack       *stack;
  GtkWidget      *with_lambda;
  GtkWidget      *without_lambda;
  GtkDrawingArea *plot;
  EmuSlider      *slider;
  GtkCheckButton *draw;
  GtkLabel       *draw_label;
  GtkWidget      *alpha_box;
  EmuNumberEntry *alpha;
  GtkLabel       *words;
  GtkWidget      *table_button;
  GtkPopover     *table_popover;
  GtkGrid        *table;
  GtkLabel       *table_title;

  EmuMixDocument *document;
  EmuWorker      *worker;
  EmuMix         *mix;       /* the newest; its guides serve the study */
  EmuMixJob      *asked;     /* what the newest study was asked for */
  gpointer        asked_guides[2];
  EmuStudy       *study;     /* the newest answer, perhaps of other settings than the present */
  double          lambda;    /* asked for, else drawn; NaN while unknown */
  double          weight_a;  /* of the label; NaN while there is none */
  gboolean        updating;
};

G_DEFINE_FINAL_TYPE (EmuLambdaPanel, emu_lambda_panel, GTK_TYPE_WIDGET)

/* The law of λ under the present settings; FALSE where it is not a Beta law. */
static gboolean
get_law (EmuLambdaPanel *self,
         double         *a,
         double         *b)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  double alpha = emu_mix_document_get_alpha (self->document);

  *a = *b = alpha;
  if (method->lambda_law == NULL)
    return TRUE;

  return method->lambda_law (emu_mix_document_get_params (self->document), alpha, a, b);
}

static double
density (double x,
         double a,
         double b)
{
  return exp (lgamma (a + b) - lgamma (a) - lgamma (b) + (a - 1) * log (x) + (b - 1) * log1p (-x));
}

static void
set_colour (GtkWidget  *widget,
            cairo_t    *cr,
            const char *name)
{
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &rgba))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &rgba);
  gdk_cairo_set_source_rgba (cr, &rgba);
}

/* Draws text whose middle, left or right end (align 0.5, 0, 1) stands at x. */
static int
draw_text (GtkWidget  *widget,
           cairo_t    *cr,
           const char *text,
           double      x,
           double      y,
           double      align,
           gboolean    bold)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int room = gtk_widget_get_width (widget);
  int width;

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, round (CLAMP (x - align * width, 0, MAX (0, room - width))), y);
  pango_cairo_show_layout (cr, layout);

  return width;
}

/* Whether bars and curve have one scale: where λ follows the law. */
static gboolean
bars_follow_law (EmuLambdaPanel *self)
{
  double a;
  double b;

  return self->study != NULL && emu_mix_document_get_draws_lambda (self->document) &&
         get_law (self, &a, &b);
}

/* The density at the upper edge of the plot: room for the curve, and for the bars that share its
 * scale, in steps, so that it stands still while bars grow. */
static double
top_density (EmuLambdaPanel *self,
             double          a,
             double          b)
{
  double top = 0;
  double limit = MAX_DENSITY;

  for (int i = 1; i < 100; i++)
    top = MAX (top, density (i / 100.0, a, b));
  if (a > 1 && b > 1)
    top = MAX (top, density ((a - 1) / (a + b - 2), a, b));
  if (a >= 1 && b >= 1)
    limit = MAX (limit, top * 1.1);

  if (bars_follow_law (self))
    {
      double unit = (double) EMU_STUDY_BINS / MAX (1, self->study->n - self->study->n_failed);

      for (guint i = 0; i < EMU_STUDY_BINS; i++)
        top = MAX (top, unit * self->study->weight_bins[i]);
      top = ceil (top / DENSITY_STEP) * DENSITY_STEP;
    }

  return CLAMP (top * 1.1, 1.6, limit);
}

static void
draw_curve (EmuLambdaPanel *self,
            GtkWidget      *widget,
            cairo_t        *cr,
            double          left,
            double          right,
            double          height,
            double          a,
            double          b)
{
  double top = top_density (self, a, b);

  cairo_save (cr);
  cairo_rectangle (cr, left - MARGIN_X_PX, TOP_PX, right - left + 2 * MARGIN_X_PX,
                   height - TOP_PX - BOTTOM_PX + 1);
  cairo_clip (cr);
  for (int i = 0; i <= 400; i++)
    {
      double x = CLAMP (i / 400.0, 5e-4, 1 - 5e-4);
      double y = MIN (density (x, a, b) / top, 2);

      cairo_line_to (cr, left + x * (right - left),
                     height - BOTTOM_PX - y * (height - TOP_PX - BOTTOM_PX));
    }
  set_colour (widget, cr, "emu_text");
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Pixels a draw is high. Where bars and curve have one scale what is higher than the plot is cut;
 * elsewhere the highest bar nearly fills it. */
static double
draw_height (EmuLambdaPanel *self,
             double          height)
{
  double room = height - TOP_PX - BOTTOM_PX;
  guint n = self->study->n - self->study->n_failed;
  guint most_labels = 1;
  guint most_means = 1;
  double a;
  double b;

  if (bars_follow_law (self) && get_law (self, &a, &b))
    return room * EMU_STUDY_BINS / MAX (n, 1) / top_density (self, a, b);

  for (guint i = 0; i < EMU_STUDY_BINS; i++)
    {
      most_labels = MAX (most_labels, self->study->weight_bins[i]);
      most_means = MAX (most_means, self->study->mask_bins[i]);
    }

  /* Of two shapes the one that spreads wider shows; a single high bar is cut. */
  return HISTOGRAM_SHARE * room / MIN (most_labels, most_means);
}

/* Grey bars for the label; where the masks' means fall otherwise, an outline for them. */
static void
draw_histogram (EmuLambdaPanel *self,
                GtkWidget      *widget,
                cairo_t        *cr,
                double          left,
                double          right,
                double          height)
{
  const EmuStudy *study = self->study;
  double unit = draw_height (self, height);
  double foot = height - BOTTOM_PX;
  double bin = (right - left) / EMU_STUDY_BINS;

  cairo_save (cr);
  cairo_rectangle (cr, left - 1, TOP_PX, right - left + 2, foot - TOP_PX);
  cairo_clip (cr);

  set_colour (widget, cr, "emu_bars");
  for (int i = 0; i < EMU_STUDY_BINS; i++)
    {
      double from = round (left + i * bin);
      double to = round (left + (i + 1) * bin);

      cairo_rectangle (cr, from, foot - unit * study->weight_bins[i], to - from - 1,
                       unit * study->weight_bins[i]);
    }
  cairo_fill (cr);

  if (study->n_apart > 0)
    {
      cairo_move_to (cr, left, foot);
      for (int i = 0; i < EMU_STUDY_BINS; i++)
        {
          double y = foot - unit * study->mask_bins[i];

          cairo_line_to (cr, round (left + i * bin) - 0.5, y);
          cairo_line_to (cr, round (left + (i + 1) * bin) - 0.5, y);
        }
      cairo_line_to (cr, right, foot);
      set_colour (widget, cr, "emu_secondary");
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

typedef enum
{
  SWATCH_CURVE,
  SWATCH_BAR,
  SWATCH_OUTLINE,
} Swatch;

/* One entry of the legend; returns where the next may begin. */
static double
draw_entry (GtkWidget  *widget,
            cairo_t    *cr,
            Swatch      swatch,
            const char *text,
            double      x,
            double      y)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;
  int height;
  double middle;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (x + SWATCH_PX + 4 + width > gtk_widget_get_width (widget))
    return x;

  middle = round (y + height / 2.0);
  set_colour (widget, cr, swatch == SWATCH_CURVE ? "emu_text"
                          : swatch == SWATCH_BAR ? "emu_bars" : "emu_secondary");
  if (swatch == SWATCH_CURVE)
    {
      cairo_rectangle (cr, x, middle - 1, SWATCH_PX, 2);
      cairo_fill (cr);
    }
  else if (swatch == SWATCH_BAR)
    {
      cairo_rectangle (cr, x, middle - 5, SWATCH_PX, SWATCH_PX);
      cairo_fill (cr);
    }
  else
    {
      cairo_rectangle (cr, x + 0.5, middle - 4.5, SWATCH_PX - 1, SWATCH_PX - 1);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }

  set_colour (widget, cr, "emu_secondary");
  cairo_move_to (cr, x + SWATCH_PX + 4, y);
  pango_cairo_show_layout (cr, layout);

  return x + SWATCH_PX + 4 + width + LEGEND_GAP_PX;
}

static void
draw_legend (EmuLambdaPanel *self,
             GtkWidget      *widget,
             cairo_t        *cr,
             double          height)
{
  double y = height - BOTTOM_PX / 2.0 + 2;
  double x = 0;
  g_autofree char *label = NULL;
  double a;
  double b;

  if (get_law (self, &a, &b))
    {
      /* Translators: the Beta law with its two shapes, in the legend of a plot */
      g_autofree char *text = g_strdup_printf (_("Beta(%g, %g)"), a, b);

      x = draw_entry (widget, cr, SWATCH_CURVE, text, x, y);
    }

  if (self->study == NULL)
    return;

  /* Two names need the room; how many draws there are stands below, too. */
  if (self->study->n_apart > 0)
    /* Translators: legend of a histogram: the weight the label gives to A */
    label = g_strdup (_("label of A"));
  else
    /* Translators: legend of a histogram: the weight the label gives to A, in that many draws */
    label = g_strdup_printf (ngettext ("label of A, %'u draw", "label of A, %'u draws", self->study->n),
                             self->study->n);
  x = draw_entry (widget, cr, SWATCH_BAR, label, x, y);
  if (self->study->n_apart > 0)
    /* Translators: legend of a histogram: means of the masks */
    draw_entry (widget, cr, SWATCH_OUTLINE, _("mask mean"), x, y);
}

static void
draw_marks (EmuLambdaPanel *self,
            GtkWidget      *widget,
            cairo_t        *cr,
            double          left,
            double          right,
            double          height)
{
  static const double dashes[] = { 3, 3 };
  gboolean two = !isnan (self->weight_a) && fabs (self->weight_a - self->lambda) >= DIFFERS;
  double lambda_x = left + self->lambda * (right - left);
  double label_x = left + self->weight_a * (right - left);
  double width = gtk_widget_get_width (widget);
  g_autofree char *lambda = g_strdup_printf ("λ %.2f", self->lambda);
  g_autofree char *label = NULL;

  set_colour (widget, cr, "emu_a");
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, round (lambda_x), TOP_PX);
  cairo_line_to (cr, round (lambda_x), height - BOTTOM_PX);
  cairo_stroke (cr);

  if (!two)
    {
      draw_text (widget, cr, lambda, lambda_x, 0, 0.5, TRUE);
      return;
    }

  cairo_save (cr);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, round (label_x), TOP_PX);
  cairo_line_to (cr, round (label_x), height - BOTTOM_PX);
  cairo_stroke (cr);
  cairo_restore (cr);

  /* Translators: the weight the label gives to A */
  label = g_strdup_printf (_("label %.2f"), self->weight_a);
  if (label_x > lambda_x)
    {
      double from = MIN (lambda_x + 3, width - 120);
      int taken = draw_text (widget, cr, lambda, from, 0, 1, TRUE);

      draw_text (widget, cr, label, MAX (label_x - 3, MAX (from, taken) + 10), 0, 0, TRUE);
    }
  else
    {
      double from = MAX (lambda_x - 3, 120);
      int taken = draw_text (widget, cr, lambda, from, 0, 0, TRUE);

      draw_text (widget, cr, label, MIN (label_x + 3, MIN (from, width - taken) - 10), 0, 1, TRUE);
    }
}

static void
draw_plot (GtkDrawingArea *area,
           cairo_t        *cr,
           int             width,
           int             height,
           gpointer        data)
{
  EmuLambdaPanel *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  double left;
  double right;
  double a;
  double b;

  if (self->document == NULL)
    return;

  /* The axis is the slider's, so that its handle stands below the mark of λ. */
  if (!emu_slider_get_track (self->slider, widget, &left, &right))
    {
      left = MARGIN_X_PX;
      right = width - MARGIN_X_PX;
    }

  if (self->study != NULL)
    draw_histogram (self, widget, cr, left, right, height);

  set_colour (widget, cr, "emu_axis");
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, left, height - BOTTOM_PX + 0.5);
  cairo_line_to (cr, right, height - BOTTOM_PX + 0.5);
  cairo_stroke (cr);
  for (int i = 0; i <= 4; i++)
    {
      static const int digits[] = { 0, 2, 1, 2, 0 };
      g_autofree char *text = g_strdup_printf ("%.*f", digits[i], i / 4.0);
      double x = round (left + i / 4.0 * (right - left)) + (i == 4 ? -0.5 : 0.5);

      set_colour (widget, cr, "emu_axis");
      cairo_move_to (cr, x, height - BOTTOM_PX);
      cairo_line_to (cr, x, height - BOTTOM_PX + AXIS_PX);
      cairo_stroke (cr);
      set_colour (widget, cr, "emu_secondary");
      draw_text (widget, cr, text, x, height - BOTTOM_PX + AXIS_PX, 0.5, FALSE);
    }

  if (get_law (self, &a, &b))
    draw_curve (self, widget, cr, left, right, height, a, b);
  if (!isnan (self->lambda))
    draw_marks (self, widget, cr, left, right, height);
  draw_legend (self, widget, cr, height);
}

/* --- A thousand draws ---------------------------------------------------------------------- */

/* What crosses to the thread. */
typedef struct
{
  EmuMixJob *job;
  EmuMix    *like;
} StudyJob;

static void
free_study_job (gpointer data)
{
  StudyJob *self = data;

  emu_mix_job_unref (self->job);
  g_clear_pointer (&self->like, emu_mix_unref);
  g_free (self);
}

static void
report_cb (EmuStudy *study,
           gpointer  worker)
{
  emu_worker_deliver (worker, study);
}

static void
study_work (EmuWorker    *worker,
            gpointer      job,
            GCancellable *cancellable,
            gpointer      data)
{
  StudyJob *asked = job;
  g_autoptr(GError) error = NULL;
  EmuStudy *study = emu_study_new (asked->job, asked->like, EMU_STUDY_DRAWS, report_cb, worker,
                                   cancellable, &error);

  /* Without memory for one draw there is none for the picture either, and the page says so. */
  if (study != NULL)
    emu_worker_deliver (worker, study);
}

/* Whether a study of both comes to the same. */
static gboolean
same_draws (const EmuMixJob *a,
            const EmuMixJob *b)
{
  return emu_mix_job_same_settings (a, b) && a->seed == b->seed &&
         a->a->height == b->a->height && a->a->width == b->a->width;
}

static void
forget_study (EmuLambdaPanel *self)
{
  emu_worker_clear (self->worker);
  g_clear_pointer (&self->asked, emu_mix_job_unref);
  g_clear_pointer (&self->study, emu_study_unref);
}

/* Asks for a study of the present settings. Guides come with the canvas's mix: where the method
 * needs some, that is waited for, so that none is computed twice. */
static void
ask_for_study (EmuLambdaPanel *self)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (self->document);
  EmuMix *like = NULL;
  gpointer guides[2] = { NULL, NULL };
  StudyJob *asked;

  if (job == NULL)
    {
      forget_study (self);
      g_clear_pointer (&self->mix, emu_mix_unref);
      self->weight_a = NAN;
      return;
    }

  if (self->mix != NULL && self->mix->method == job->method &&
      self->mix->height == job->a->height && self->mix->width == job->a->width)
    like = self->mix;

  for (guint i = 0; i < G_N_ELEMENTS (guides); i++)
    {
      EmuGuideKind kind = emu_method_needs_guide (job->method, job->params, i);

      if (kind == EMU_GUIDE_NONE)
        continue;
      if (like == NULL || like->guides[i] == NULL ||
          (like->guides[i]->kind != kind && like->guides[i]->kind != EMU_GUIDE_FILE))
        return;
      guides[i] = like->guides[i];
    }

  if (self->asked != NULL && same_draws (self->asked, job) &&
      memcmp (guides, self->asked_guides, sizeof guides) == 0)
    return;

  g_clear_pointer (&self->asked, emu_mix_job_unref);
  self->asked = emu_mix_job_ref (job);
  memcpy (self->asked_guides, guides, sizeof guides);

  asked = g_new0 (StudyJob, 1);
  asked->job = g_steal_pointer (&job);
  asked->like = like != NULL ? emu_mix_ref (like) : NULL;
  emu_worker_submit (self->worker, asked);
}

/* The share of draws that mix visibly, and what else stands out. */
static char *
study_in_words (const EmuStudy *study)
{
  guint n = study->n;
  guint visible = study->n_visible;

  if (study->n_failed > 0)
    /* Translators: of so many draws, so many fail, as the published code does */
    return g_strdup_printf (_("%'u of %'u draws fail, as published; %'u mix visibly"),
                            study->n_failed, n, visible);

  if (study->n_only_a > n / 2)
    /* Translators: so many of so many draws change nothing; so many can be seen to mix */
    return g_strdup_printf (_("%'u of %'u draws leave A unchanged; %'u mix visibly"),
                            study->n_only_a, n, visible);

  if (study->n_only_b > n / 2)
    /* Translators: so many of so many draws show nothing of A; so many can be seen to mix */
    return g_strdup_printf (_("%'u of %'u draws show B alone; %'u mix visibly"),
                            study->n_only_b, n, visible);

  if (study->n_only_a >= WORTH_SAYING * n)
    /* Translators: so many of so many draws can be seen to mix; one in so many changes nothing */
    return g_strdup_printf (_("%'u of %'u draws mix visibly; 1 in %d leaves A unchanged"),
                            visible, n, (int) rint ((double) n / study->n_only_a));

  /* Translators: so many of so many draws can be seen to mix */
  return g_strdup_printf (ngettext ("%'u of %'u draws mixes visibly", "%'u of %'u draws mix visibly",
                                    visible), visible, n);
}

static void
update_words (EmuLambdaPanel *self)
{
  g_autofree char *text = self->study != NULL ? study_in_words (self->study) : g_strdup ("");

  /* Translators: of a tooltip: how many draws mix, without a full stop; then what that means */
  g_autofree char *tip = g_strdup_printf (_("%s.\n\nA draw mixes visibly where each of the two pictures\n"
                                            "has at least 2 %% of the mixed one, every pixel counted\n"
                                            "with its weight in the mask.\n"
                                            "Draws are samples 0 to 999 of the seed."), text);

  gtk_label_set_label (self->words, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), self->study != NULL ? tip : NULL);
  gtk_widget_set_sensitive (self->table_button, self->study != NULL);
}

static GtkWidget *
new_cell (const char *text,
          float       xalign)
{
  GtkWidget *cell = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (cell), xalign);
  gtk_widget_add_css_class (cell, "fact");

  return cell;
}

static void
fill_table (EmuLambdaPanel *self)
{
  static const char * const heads[] = { N_("Weight of A"), N_("Label"), N_("Mask mean") };
  const EmuStudy *study = self->study;
  g_autofree char *title = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_grid_remove (self->table, child);
  if (study == NULL)
    return;

  if (study->exact)
    title = g_strdup_printf (ngettext ("%'u draw: how many fall where", "%'u draws: how many fall where",
                                       study->n), study->n);
  else
    title = g_strdup_printf (ngettext ("%'u draw: how many fall where. Mask means are those of the "
                                       "method’s own grid, which is coarser than the picture.",
                                       "%'u draws: how many fall where. Mask means are those of the "
                                       "method’s own grid, which is coarser than the picture.",
                                       study->n), study->n);
  gtk_label_set_label (self->table_title, title);

  for (int i = 0; i < (int) G_N_ELEMENTS (heads); i++)
    {
      child = new_cell (_(heads[i]), i == 0 ? 0 : 1);
      gtk_widget_add_css_class (child, "dim-label");
      gtk_grid_attach (self->table, child, i, 0, 1, 1);
    }
  for (int i = 0; i < EMU_STUDY_BINS; i++)
    {
      /* Translators: from one weight to another */
      g_autofree char *range = g_strdup_printf (_("%.3f to %.3f"), (double) i / EMU_STUDY_BINS,
                                                (i + 1.0) / EMU_STUDY_BINS);
      g_autofree char *label = g_strdup_printf ("%'u", study->weight_bins[i]);
      g_autofree char *mask = g_strdup_printf ("%'u", study->mask_bins[i]);

      gtk_grid_attach (self->table, new_cell (range, 0), 0, i + 1, 1, 1);
      gtk_grid_attach (self->table, new_cell (label, 1), 1, i + 1, 1, 1);
      gtk_grid_attach (self->table, new_cell (mask, 1), 2, i + 1, 1, 1);
    }
}

static void
table_shown_cb (GtkWidget      *popover,
                EmuLambdaPanel *self)
{
  fill_table (self);
}

static gboolean
plot_tooltip_cb (GtkWidget      *plot,
                 int             x,
                 int             y,
                 gboolean        keyboard,
                 GtkTooltip     *tooltip,
                 EmuLambdaPanel *self)
{
  g_autofree char *text = NULL;
  double left;
  double right;
  guint bin;
  GdkRectangle area;

  if (self->study == NULL || keyboard || !emu_slider_get_track (self->slider, plot, &left, &right) ||
      x < left || x > right || y < TOP_PX || y > gtk_widget_get_height (plot) - BOTTOM_PX)
    return FALSE;

  bin = emu_study_bin ((x - left) / (right - left));
  if (self->study->n_apart > 0)
    /* Translators: from one weight to another: how many labels and how many mask means lie there */
    text = g_strdup_printf (_("%.3f to %.3f: label %'u, mask mean %'u"), (double) bin / EMU_STUDY_BINS,
                            (bin + 1.0) / EMU_STUDY_BINS, self->study->weight_bins[bin],
                            self->study->mask_bins[bin]);
  else
    text = g_strdup_printf (ngettext ("%.3f to %.3f: %'u draw", "%.3f to %.3f: %'u draws",
                                      self->study->weight_bins[bin]),
                            (double) bin / EMU_STUDY_BINS, (bin + 1.0) / EMU_STUDY_BINS,
                            self->study->weight_bins[bin]);

  area = (GdkRectangle) {
    (int) (left + bin * (right - left) / EMU_STUDY_BINS), TOP_PX,
    (int) ceil ((right - left) / EMU_STUDY_BINS), gtk_widget_get_height (plot) - TOP_PX - BOTTOM_PX,
  };
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &area);

  return TRUE;
}

static void
slider_changed_cb (EmuSlider      *slider,
                   double          value,
                   EmuLambdaPanel *self)
{
  emu_mix_document_set_lambda (self->document, value);
}

static void
slider_begin_cb (EmuSlider      *slider,
                 EmuLambdaPanel *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slider_end_cb (EmuSlider      *slider,
               EmuLambdaPanel *self)
{
  emu_mix_document_end_gesture (self->document);
}

static void
draw_toggled_cb (GtkCheckButton *button,
                 EmuLambdaPanel *self)
{
  if (!self->updating)
    emu_mix_document_set_draws_lambda (self->document, gtk_check_button_get_active (button),
                                       /* What was drawn is kept when it becomes fixed. */
                                       isnan (self->lambda) ? emu_mix_document_get_lambda (self->document)
                                                            : round (self->lambda * 1000) / 1000);
}

static void
alpha_changed_cb (EmuNumberEntry *entry,
                  double          value,
                  EmuLambdaPanel *self)
{
  emu_mix_document_set_alpha (self->document, value);
}

static void
describe_plot (EmuLambdaPanel *self)
{
  g_autofree char *law = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  double a;
  double b;

  /* Sixty sentences a second say nothing. */
  if (emu_mix_document_in_gesture (self->document))
    return;

  if (isnan (self->lambda) || isnan (self->weight_a))
    law = g_strdup ("");
  else if (get_law (self, &a, &b))
    /* Translators: the two shapes of a Beta law, λ, and the weight of A in the label */
    law = g_strdup_printf (_("Beta(%g, %g); λ is %.3f, the label gives A %.3f"),
                           a, b, self->lambda, self->weight_a);
  else
    law = g_strdup_printf (_("λ is %.3f, the label gives A %.3f"), self->lambda, self->weight_a);

  if (self->study != NULL && self->study->n == self->study->n_asked)
    {
      words = study_in_words (self->study);
      /* Translators: what a plot says: the law and λ, then how many draws mix */
      text = g_strdup_printf (_("%s. %s."), law, words);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : law, -1);
}

static void
take_study (gpointer result,
            gpointer data)
{
  EmuLambdaPanel *self = data;

  g_clear_pointer (&self->study, emu_study_unref);
  self->study = result;
  update_words (self);
  describe_plot (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->table_popover)))
    fill_table (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->plot));
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuLambdaPanel *self)
{
  const EmuMethod *method = emu_mix_document_get_method (document);
  gboolean draws = emu_mix_document_get_draws_lambda (document);
  g_autofree char *text = NULL;
  double a;
  double b;
  gboolean beta = get_law (self, &a, &b);

  self->updating = TRUE;
  gtk_stack_set_visible_child (self->stack,
                               method->ignores_lambda ? self->without_lambda : self->with_lambda);
  gtk_check_button_set_active (self->draw, draws);
  emu_number_entry_set_value (self->alpha, emu_mix_document_get_alpha (document));
  gtk_widget_set_visible (self->alpha_box, beta);
  if (!draws)
    {
      self->lambda = emu_mix_document_get_lambda (document);
      emu_slider_set_value (self->slider, self->lambda);
    }

  if (!beta)
    text = g_strdup (_("Draw by the method’s own law"));
  else if (a == b)
    text = g_strdup (_("Draw from Beta(α, α)"));
  else
    /* Translators: a Beta law whose two shapes follow from α but are not the same */
    text = g_strdup_printf (_("Draw from Beta(%g, %g)"), a, b);
  gtk_label_set_label (self->draw_label, text);
  self->updating = FALSE;

  /* Bars of another method would be taken for this one's. */
  if (self->asked != NULL && self->asked->method != method)
    {
      forget_study (self);
      g_clear_pointer (&self->mix, emu_mix_unref);
    }
  ask_for_study (self);
  update_words (self);
  describe_plot (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->plot));
}

static void
emu_lambda_panel_dispose (GObject *object)
{
  EmuLambdaPanel *self = EMU_LAMBDA_PANEL (object);
  GtkWidget *child;

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->worker, emu_worker_free);
  g_clear_pointer (&self->mix, emu_mix_unref);
  g_clear_pointer (&self->asked, emu_mix_job_unref);
  g_clear_pointer (&self->study, emu_study_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_lambda_panel_parent_class)->dispose (object);
}

static void
emu_lambda_panel_class_init (EmuLambdaPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_lambda_panel_dispose;

  g_type_ensure (EMU_TYPE_SLIDER);
  g_type_ensure (EMU_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/lambda-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, with_lambda);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, without_lambda);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, plot);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, slider);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, draw);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, draw_label);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, alpha_box);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, alpha);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, words);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, table_button);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, table_popover);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, table);
  gtk_widget_class_bind_template_child (widget_class, EmuLambdaPanel, table_title);
  gtk_widget_class_bind_template_callback (widget_class, slider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, draw_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, alpha_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, plot_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, table_shown_cb);
}

static void
emu_lambda_panel_init (EmuLambdaPanel *self)
{
  self->lambda = NAN;
  self->weight_a = NAN;
  self->worker = emu_worker_new ("study", study_work, take_study, free_study_job,
                                 (GDestroyNotify) emu_study_unref, self);
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_drawing_area_set_draw_func (self->plot, draw_plot, self, NULL);
  emu_slider_configure (self->slider, 0, 1, 0.01, FALSE, NULL);
  emu_slider_set_name (self->slider, _("λ, the weight of A"), NULL);
  emu_number_entry_configure (self->alpha, EMU_ALPHA_MIN, EMU_ALPHA_MAX, 0.1, 2);
  emu_number_entry_set_name (self->alpha, _("α of the Beta law"), NULL);
}

void
emu_lambda_panel_set_document (EmuLambdaPanel *self,
                               EmuMixDocument *document)
{
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  g_signal_connect (document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (document, self);
}

void
emu_lambda_panel_set_mix (EmuLambdaPanel *self,
                          const EmuMix   *mix)
{
  g_clear_pointer (&self->mix, emu_mix_unref);
  self->mix = emu_mix_ref ((EmuMix *) mix);
  self->weight_a = mix->label.weight_a;
  if (emu_mix_document_get_draws_lambda (self->document))
    {
      self->lambda = !isnan (mix->drawn) ? mix->drawn : mix->lambda;
      if (!isnan (self->lambda))
        emu_slider_show_value (self->slider, self->lambda);
    }

  ask_for_study (self);
  describe_plot (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->plot));
}
