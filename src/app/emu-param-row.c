/* emu-param-row.c: one parameter of a method
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-number-entry.h"
#include "emu-param-row.h"
#include "emu-slider.h"

struct _EmuParamRow
{
  GtkListBoxRow   parent_instance;

  GtkLabel       *label;
  GtkStack       *stack;
  EmuSlider      *slider;
  GtkSwitch      *toggle;
  GtkDropDown    *choice;
  GtkWidget      *range;
  EmuNumberEntry *lo;
  EmuNumberEntry *hi;
  GtkLabel       *range_unit;
  GtkEntry       *text;
  GtkWidget      *reset;

  EmuMixDocument *document;
  const EmuParam *param;
  gboolean        updating;
};

G_DEFINE_FINAL_TYPE (EmuParamRow, emu_param_row, GTK_TYPE_LIST_BOX_ROW)

static void
slider_changed_cb (EmuSlider   *slider,
                   double       value,
                   EmuParamRow *self)
{
  emu_mix_document_set_param (self->document, self->param, value);
}

static void
slider_begin_cb (EmuSlider   *slider,
                 EmuParamRow *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slider_end_cb (EmuSlider   *slider,
               EmuParamRow *self)
{
  emu_mix_document_end_gesture (self->document);
}

static void
toggle_active_cb (GtkSwitch   *toggle,
                  GParamSpec  *pspec,
                  EmuParamRow *self)
{
  if (!self->updating)
    emu_mix_document_set_param (self->document, self->param, gtk_switch_get_active (toggle));
}

static void
choice_selected_cb (GtkDropDown *choice,
                    GParamSpec  *pspec,
                    EmuParamRow *self)
{
  if (!self->updating)
    emu_mix_document_set_param (self->document, self->param, gtk_drop_down_get_selected (choice));
}

static void
range_changed_cb (EmuNumberEntry *entry,
                  double          value,
                  EmuParamRow    *self)
{
  EmuRange range = { emu_number_entry_get_value (self->lo), emu_number_entry_get_value (self->hi) };

  /* The end that is moved takes the other along. */
  if (entry == self->lo)
    range.hi = MAX (range.hi, range.lo);
  else
    range.lo = MIN (range.lo, range.hi);

  emu_mix_document_set_range (self->document, self->param, range);
}

static void
text_changed_cb (GtkEditable *editable,
                 EmuParamRow *self)
{
  g_autoptr(GError) error = NULL;

  if (self->updating)
    return;

  if (emu_mix_document_set_text (self->document, self->param,
                                 gtk_editable_get_text (editable), &error))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (editable), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (editable), NULL);
    }
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (editable), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (editable), error->message);
    }
}

static void
reset_clicked_cb (GtkButton   *button,
                  EmuParamRow *self)
{
  emu_mix_document_reset_param (self->document, self->param);
}

static void
name_control (EmuParamRow *self,
              GtkWidget   *control)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(self->param->label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->param->help != NULL ? _(self->param->help) : "",
                                  -1);
}

static void
build_choice (EmuParamRow *self)
{
  const EmuParam *param = self->param;
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < emu_param_n_choices (param); i++)
    gtk_string_list_append (labels, _(param->choices[i].label));

  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (labels));
  name_control (self, GTK_WIDGET (self->choice));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->choice));
}

static void
build_range (EmuParamRow *self)
{
  const EmuParam *param = self->param;
  int digits;
  double step = emu_slider_step_for (param->min, param->max, &digits);
  g_autofree char *lo_name = NULL;
  g_autofree char *hi_name = NULL;

  if (param->step > 0)
    step = param->step;
  /* Whole steps between whole ends count something. */
  if (step >= 1 && step == floor (step) && param->min == floor (param->min))
    digits = 0;
  else
    digits = MAX (digits, 1);
  emu_number_entry_configure (self->lo, param->min, param->max, step, digits);
  emu_number_entry_configure (self->hi, param->min, param->max, step, digits);
  /* Translators: the lower end of a range of a parameter */
  lo_name = g_strdup_printf (_("%s, from"), _(param->label));
  /* Translators: the upper end of a range of a parameter */
  hi_name = g_strdup_printf (_("%s, to"), _(param->label));
  emu_number_entry_set_name (self->lo, lo_name, param->help != NULL ? _(param->help) : NULL);
  emu_number_entry_set_name (self->hi, hi_name, param->help != NULL ? _(param->help) : NULL);
  gtk_label_set_label (self->range_unit, param->unit != NULL ? _(param->unit) : "");
  gtk_stack_set_visible_child (self->stack, self->range);
}

static void
build (EmuParamRow *self)
{
  const EmuParam *param = self->param;
  const char *help = param->help != NULL ? _(param->help) : NULL;
  g_autofree char *reset_name = NULL;

  /* Translators: the name of a parameter */
  reset_name = g_strdup_printf (_("%s: back to the default"), _(param->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, reset_name, -1);
  gtk_label_set_label (self->label, _(param->label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), help);

  switch (param->type)
    {
    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
      emu_slider_configure (self->slider, param->min, param->max, param->step,
                            param->type == EMU_PARAM_INT,
                            param->unit != NULL ? _(param->unit) : NULL);
      emu_slider_set_name (self->slider, _(param->label), help);
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->slider));
      break;
    case EMU_PARAM_BOOL:
      name_control (self, GTK_WIDGET (self->toggle));
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->toggle));
      break;
    case EMU_PARAM_CHOICE:
      build_choice (self);
      break;
    case EMU_PARAM_RANGE:
      build_range (self);
      break;
    case EMU_PARAM_TEXT:
      name_control (self, GTK_WIDGET (self->text));
      gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->text));
      break;
    }
}

/* The kinds of control that another parameter would need are taken out again. */
static void
drop_other_controls (EmuParamRow *self)
{
  GtkWidget *kept = gtk_stack_get_visible_child (self->stack);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (child != kept)
        gtk_stack_remove (self->stack, child);
      child = next;
    }
}

static void
emu_param_row_dispose (GObject *object)
{
  g_clear_object (&EMU_PARAM_ROW (object)->document);

  G_OBJECT_CLASS (emu_param_row_parent_class)->dispose (object);
}

static void
emu_param_row_class_init (EmuParamRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_param_row_dispose;

  g_type_ensure (EMU_TYPE_SLIDER);
  g_type_ensure (EMU_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/param-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, label);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, slider);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, choice);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, range);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, lo);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, hi);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, range_unit);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, text);
  gtk_widget_class_bind_template_child (widget_class, EmuParamRow, reset);
  gtk_widget_class_bind_template_callback (widget_class, slider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggle_active_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked_cb);
}

static void
emu_param_row_init (EmuParamRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
emu_param_row_new (EmuMixDocument *document,
                   const EmuParam *param)
{
  EmuParamRow *self = g_object_new (EMU_TYPE_PARAM_ROW, NULL);

  self->document = g_object_ref (document);
  self->param = param;
  self->updating = TRUE;
  build (self);
  drop_other_controls (self);
  self->updating = FALSE;
  emu_param_row_update (self);

  return GTK_WIDGET (self);
}

void
emu_param_row_update (EmuParamRow *self)
{
  const EmuParam *param = self->param;
  const void *params = emu_mix_document_get_params (self->document);
  gboolean is_default = emu_param_is_default (param, params);
  EmuRange range;
  const char *text;

  self->updating = TRUE;

  switch (param->type)
    {
    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
      emu_slider_set_value (self->slider, emu_param_get (param, params));
      break;
    case EMU_PARAM_BOOL:
      gtk_switch_set_active (self->toggle, emu_param_get (param, params) != 0);
      break;
    case EMU_PARAM_CHOICE:
      gtk_drop_down_set_selected (self->choice, (guint) emu_param_get (param, params));
      break;
    case EMU_PARAM_RANGE:
      range = emu_param_get_range (param, params);
      emu_number_entry_set_value (self->lo, range.lo);
      emu_number_entry_set_value (self->hi, range.hi);
      break;
    case EMU_PARAM_TEXT:
      text = emu_param_get_text (param, params);
      /* While it is typed the cursor must stay where it is. */
      if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->text))) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->text), text);
      break;
    }

  /* The button keeps its place, so that nothing jumps when the first change makes it appear. */
  gtk_widget_set_sensitive (self->reset, !is_default);
  gtk_widget_set_opacity (self->reset, is_default ? 0 : 1);
  gtk_widget_set_visible (GTK_WIDGET (self), param->in_use == NULL || param->in_use (params));

  self->updating = FALSE;
}
