/* emu-lambda-panel.c: λ, asked for or drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-lambda-panel.h"
#include "emu-number-entry.h"
#include "emu-slider.h"

#define MARGIN_X_PX 10
#define TOP_PX 18
#define BOTTOM_PX 18

/* A density may go to infinity at the ends; the curve is cut where the middle still shows. */
#define MAX_DENSITY 3.5
#define DIFFERS 0.0005

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

  EmuMixDocument *document;
  double          lambda;    /* asked for, else drawn; NaN while unknown */
  double          weight_a;
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

static void
draw_curve (GtkWidget *widget,
            cairo_t   *cr,
            double     left,
            double     right,
            double     height,
            double     a,
            double     b)
{
  double top = 0;

  for (int i = 1; i < 100; i++)
    top = MAX (top, density (i / 100.0, a, b));
  top = CLAMP (top * 1.1, 1.6, MAX_DENSITY);

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

static void
draw_marks (EmuLambdaPanel *self,
            GtkWidget      *widget,
            cairo_t        *cr,
            double          left,
            double          right,
            double          height)
{
  static const double dashes[] = { 3, 3 };
  gboolean two = fabs (self->weight_a - self->lambda) >= DIFFERS;
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
      cairo_line_to (cr, x, height - BOTTOM_PX + 4);
      cairo_stroke (cr);
      set_colour (widget, cr, "emu_secondary");
      draw_text (widget, cr, text, x, height - BOTTOM_PX + 4, 0.5, FALSE);
    }

  if (get_law (self, &a, &b))
    draw_curve (widget, cr, left, right, height, a, b);
  if (!isnan (self->lambda))
    draw_marks (self, widget, cr, left, right, height);
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
  g_autofree char *text = NULL;
  double a;
  double b;

  if (isnan (self->lambda))
    text = g_strdup ("");
  else if (get_law (self, &a, &b))
    /* Translators: the two shapes of a Beta law, λ, and the weight of A in the label */
    text = g_strdup_printf (_("Beta(%g, %g); λ is %.3f, the label gives A %.3f"),
                            a, b, self->lambda, self->weight_a);
  else
    text = g_strdup_printf (_("λ is %.3f, the label gives A %.3f"), self->lambda, self->weight_a);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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
  gtk_widget_class_bind_template_callback (widget_class, slider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, draw_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, alpha_changed_cb);
}

static void
emu_lambda_panel_init (EmuLambdaPanel *self)
{
  self->lambda = NAN;
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
  self->weight_a = mix->label.weight_a;
  if (emu_mix_document_get_draws_lambda (self->document))
    {
      self->lambda = !isnan (mix->drawn) ? mix->drawn : mix->lambda;
      if (!isnan (self->lambda))
        emu_slider_show_value (self->slider, self->lambda);
    }

  describe_plot (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->plot));
}
