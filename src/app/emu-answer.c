/* emu-answer.c: what comes of a mixing, in words and numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-answer.h"
#include "emu-label-bar.h"

/* Facts stand this far from each other. */
#define FACT_GAP_PX 18
#define N_NEEDED_FACTS 2

struct _EmuAnswer
{
  GtkWidget    parent_instance;

  EmuLabelBar *label_bar;
  GtkWidget   *facts;
  GtkWidget   *asked_fact;
  GtkLabel    *asked_name;
  GtkLabel    *asked;
  GtkLabel    *mask_mean;
  GtkLabel    *rule;
  GtkLabel    *label;
  GtkLabel    *timing;
  GtkWidget   *notice;
  GtkImage    *notice_icon;
  GtkLabel    *notice_text;
  GtkWidget   *notice_why;
  GtkLabel    *why_text;
};

G_DEFINE_FINAL_TYPE (EmuAnswer, emu_answer, GTK_TYPE_WIDGET)

/* The line of facts: the first ones always, of the others as many as fit whole, in their order. What
 * would be cut is left out, and the last stands at the right end. */

static void
facts_measure (GtkWidget      *widget,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural,
               int            *minimum_baseline,
               int            *natural_baseline)
{
  int n = 0;

  *minimum = 0;
  *natural = 0;
  for (GtkWidget *fact = gtk_widget_get_first_child (widget); fact != NULL;
       fact = gtk_widget_get_next_sibling (fact))
    {
      int size;

      if (!gtk_widget_get_visible (fact))
        continue;

      gtk_widget_measure (fact, orientation, -1, NULL, &size, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, size);
          *natural = *minimum;
          continue;
        }

      size += n > 0 ? FACT_GAP_PX : 0;
      if (n++ < N_NEEDED_FACTS)
        *minimum += size;
      *natural += size;
    }
}

static void
facts_allocate (GtkWidget *widget,
                int        width,
                int        height,
                int        baseline)
{
  int x = 0;
  int n = 0;

  for (GtkWidget *fact = gtk_widget_get_first_child (widget); fact != NULL;
       fact = gtk_widget_get_next_sibling (fact))
    {
      gboolean last = gtk_widget_get_next_sibling (fact) == NULL;
      gboolean fits;
      int size;

      if (!gtk_widget_get_visible (fact))
        continue;

      gtk_widget_measure (fact, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size, NULL, NULL);
      fits = n++ < N_NEEDED_FACTS || x + size <= width;
      gtk_widget_set_child_visible (fact, fits);
      if (!fits)
        {
          /* A shorter one further on must not take the place of one that matters more. */
          x = width + 1;
          continue;
        }

      if (last)
        x = width - size;
      gtk_widget_allocate (fact, size, height, -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, 0)));
      x += size + FACT_GAP_PX;
    }
}

/* --- Words --------------------------------------------------------------------------------------- */

static const char *
rule_name (EmuLabelRule rule)
{
  switch (rule)
    {
    case EMU_LABEL_MASK_MEAN:
      /* Translators: the label follows the visible area */
      return _("visible area");
    case EMU_LABEL_LAMBDA:
      return _("λ");
    case EMU_LABEL_A:
      /* Translators: the label is A alone */
      return _("A alone");
    case EMU_LABEL_OWN:
      return _("the method’s own");
    }

  g_assert_not_reached ();
}

static const char *
rule_explained (EmuLabelRule rule)
{
  switch (rule)
    {
    case EMU_LABEL_MASK_MEAN:
      return _("The label follows what is visible: the weight of A is the mean of the mask, counted "
               "over every pixel of the full picture.");
    case EMU_LABEL_LAMBDA:
      return _("The label follows the λ the method used, whatever part of A can be seen.");
    case EMU_LABEL_A:
      return _("The label is A alone: the method treats what it mixes in as a disturbance.");
    case EMU_LABEL_OWN:
      return _("The method has a rule of its own for the label; the two weights need not add up to 1.");
    }

  g_assert_not_reached ();
}

static void
show_notice (EmuAnswer  *self,
             const char *text,
             const char *why,
             gboolean    fault)
{
  gboolean shown = text != NULL;

  gtk_label_set_label (self->notice_text, shown ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->notice_text), text);
  gtk_label_set_label (self->why_text, why != NULL ? why : "");
  gtk_widget_set_visible (self->notice_why, why != NULL);
  gtk_image_set_from_icon_name (self->notice_icon,
                                fault ? "dialog-error-symbolic" : "dialog-warning-symbolic");

  /* The place stays, so that canvas and bar do not move when a warning comes or goes. */
  gtk_widget_set_can_target (self->notice, shown);
  gtk_widget_set_sensitive (self->notice, shown);
  if (shown)
    gtk_widget_add_css_class (self->notice, "shown");
  else
    gtk_widget_remove_css_class (self->notice, "shown");
  if (fault)
    gtk_widget_add_css_class (self->notice, "fault");
  else
    gtk_widget_remove_css_class (self->notice, "fault");
}

static void
update_notice (EmuAnswer    *self,
               const EmuMix *mix)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *sentence = emu_mix_difference (mix);

  for (guint i = 0; mix->notes != NULL && i < mix->notes->len; i++)
    {
      const char *note = g_ptr_array_index (mix->notes, i);

      g_string_append_printf (text, "%s%s%s", text->len > 0 ? " " : "", note,
                              g_str_has_suffix (note, ".") ? "" : ".");
    }
  if (sentence != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);

  show_notice (self, text->len > 0 ? text->str : NULL,
               sentence != NULL ? rule_explained (mix->label.rule) : NULL, FALSE);
}

static void
set_number (GtkLabel *label,
            double    value)
{
  g_autofree char *text = isnan (value) ? g_strdup ("–") : g_strdup_printf ("%.3f", value);

  gtk_label_set_label (label, text);
}

/* The last answer stays while there is none to the present settings, but looks it. */
static void
set_outdated (EmuAnswer *self,
              gboolean   outdated)
{
  GtkWidget *shown[] = { GTK_WIDGET (self->label_bar), self->facts };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (outdated)
      gtk_widget_add_css_class (shown[i], "outdated");
    else
      gtk_widget_remove_css_class (shown[i], "outdated");
}

static void
emu_answer_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_answer_parent_class)->dispose (object);
}

static void
emu_answer_class_init (EmuAnswerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_answer_dispose;

  g_type_ensure (EMU_TYPE_LABEL_BAR);
  gtk_widget_class_set_css_name (widget_class, "answer");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/answer.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, label_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, facts);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, asked_fact);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, asked_name);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, asked);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, mask_mean);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, rule);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, label);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, timing);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, notice);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, notice_text);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, notice_why);
  gtk_widget_class_bind_template_child (widget_class, EmuAnswer, why_text);
}

static void
emu_answer_init (EmuAnswer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_layout_manager (self->facts,
                                 gtk_custom_layout_new (NULL, facts_measure, facts_allocate));
}

void
emu_answer_set_frame (EmuAnswer      *self,
                      const EmuFrame *frame,
                      const char     *name_a,
                      const char     *name_b)
{
  const EmuMix *mix = frame != NULL ? frame->mix : NULL;
  g_autofree char *label = NULL;
  g_autofree char *timing = NULL;

  set_outdated (self, FALSE);
  emu_label_bar_set_mix (self->label_bar, mix, name_a, name_b);
  gtk_widget_set_opacity (self->facts, mix != NULL ? 1 : 0);
  if (mix == NULL)
    {
      show_notice (self, NULL, NULL, FALSE);
      return;
    }

  gtk_label_set_label (self->asked_name,
                       isnan (mix->requested) ? _("Drawn λ") : _("Requested λ"));
  set_number (self->asked, emu_mix_asked (mix));
  gtk_widget_set_visible (self->asked_fact, !mix->method->ignores_lambda);
  set_number (self->mask_mean, mix->mask_mean);
  gtk_label_set_label (self->rule, rule_name (mix->label.rule));
  if (g_strcmp0 (name_a, name_b) == 0)
    /* Translators: the mixed label of two pictures of one class: the sum of the weights, its name */
    label = g_strdup_printf (_("%.3f %s"), mix->label.weight_a + mix->label.weight_b, name_a);
  else
    /* Translators: the mixed label: weight and name of A, weight and name of B */
    label = g_strdup_printf (_("%.3f %s + %.3f %s"), mix->label.weight_a, name_a,
                             mix->label.weight_b, name_b);
  gtk_label_set_label (self->label, label);
  timing = g_strdup_printf (_("mask %.2f ms · blend %.2f ms"), frame->mask_ms, frame->blend_ms);
  gtk_label_set_label (self->timing, timing);
  update_notice (self, mix);
}

void
emu_answer_set_fault (EmuAnswer  *self,
                      const char *fault)
{
  set_outdated (self, TRUE);
  show_notice (self, fault, NULL, TRUE);
}
