/* emu-draw-row.c: one number that chance decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-draw-row.h"
#include "emu-slider.h"

/* A normal draw has no ends; almost nothing lies beyond these. */
#define NORMAL_END 4

struct _EmuDrawRow
{
  GtkListBoxRow    parent_instance;

  GtkLabel        *label;
  EmuSlider       *slider;
  GtkWidget       *unpin;

  EmuMixDocument  *document;
  const EmuMethod *method;
  guint            index;
  EmuDrawShape     shape;
};

G_DEFINE_FINAL_TYPE (EmuDrawRow, emu_draw_row, GTK_TYPE_LIST_BOX_ROW)

static void
slider_changed_cb (EmuSlider  *slider,
                   double      value,
                   EmuDrawRow *self)
{
  emu_mix_document_fix_draw (self->document, self->index, value);
}

static void
slider_begin_cb (EmuSlider  *slider,
                 EmuDrawRow *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slider_end_cb (EmuSlider  *slider,
               EmuDrawRow *self)
{
  emu_mix_document_end_gesture (self->document);
}

static void
unpin_clicked_cb (GtkButton  *button,
                  EmuDrawRow *self)
{
  emu_mix_document_free_draw (self->document, self->index);
}

static void
emu_draw_row_dispose (GObject *object)
{
  g_clear_object (&EMU_DRAW_ROW (object)->document);

  G_OBJECT_CLASS (emu_draw_row_parent_class)->dispose (object);
}

static void
emu_draw_row_class_init (EmuDrawRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_draw_row_dispose;

  g_type_ensure (EMU_TYPE_SLIDER);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/draw-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuDrawRow, label);
  gtk_widget_class_bind_template_child (widget_class, EmuDrawRow, slider);
  gtk_widget_class_bind_template_child (widget_class, EmuDrawRow, unpin);
  gtk_widget_class_bind_template_callback (widget_class, slider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, unpin_clicked_cb);
}

static void
emu_draw_row_init (EmuDrawRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
emu_draw_row_new (EmuMixDocument *document,
                  guint           index)
{
  EmuDrawRow *self = g_object_new (EMU_TYPE_DRAW_ROW, NULL);
  const EmuDraw *draw;
  g_autofree char *unpin_name = NULL;
  const char *name;
  const char *help;

  self->document = g_object_ref (document);
  self->method = emu_mix_document_get_method (document);
  self->index = index;

  draw = &self->method->draws.draws[index];
  name = draw->label != NULL ? _(draw->label) : emu_draw_name (draw);
  help = draw->help != NULL ? _(draw->help) : _("Drawn by chance; move it to decide it yourself");
  gtk_label_set_label (self->label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), help);
  emu_slider_set_name (self->slider, name, help);
  /* Translators: the name of a number that chance decides */
  unpin_name = g_strdup_printf (_("%s: give back to chance"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unpin),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, unpin_name, -1);

  return GTK_WIDGET (self);
}

static void
configure (EmuDrawRow         *self,
           const EmuDrawShape *shape)
{
  const char *unit = self->method->draws.draws[self->index].unit;
  double lo = shape->lo;
  double hi = shape->hi;

  if (shape->kind == EMU_DRAW_BETA)
    {
      lo = 0;
      hi = 1;
    }
  else if (shape->kind == EMU_DRAW_NORMAL)
    {
      lo = -NORMAL_END;
      hi = NORMAL_END;
    }

  emu_slider_configure (self->slider, lo, hi, 0, shape->kind == EMU_DRAW_INT,
                        unit != NULL ? _(unit) : NULL);
}

void
emu_draw_row_update (EmuDrawRow   *self,
                     const EmuMix *mix)
{
  const EmuDrawTable *table = &self->method->draws;
  const EmuDraw *draw = &table->draws[self->index];
  gboolean fixed = emu_mix_document_get_draw_fixed (self->document, self->index);
  EmuDrawShape shape;

  g_return_if_fail (mix->method == self->method);

  shape = emu_draw_get_shape (table, self->index, mix->params, mix);
  /* A choice of one is none. */
  if (!shape.in_use || shape.n_dims > 0 || shape.kind == EMU_DRAW_PERMUTATION ||
      (draw->follows_lambda && !isnan (mix->requested)) ||
      ((shape.kind == EMU_DRAW_INT || shape.kind == EMU_DRAW_UNIFORM) && !(shape.hi > shape.lo)))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  if (shape.kind != self->shape.kind || shape.lo != self->shape.lo || shape.hi != self->shape.hi ||
      !self->shape.in_use)
    {
      self->shape = shape;
      configure (self, &shape);
    }

  /* While a hand moves the slider the answer lags behind it, and must not pull it back. */
  if (fixed)
    emu_slider_set_value (self->slider, emu_mix_document_get_draw (self->document, self->index));
  else
    emu_slider_show_value (self->slider, emu_draw_get (draw, mix->draws));
  gtk_widget_set_sensitive (self->unpin, fixed);
  gtk_widget_set_opacity (self->unpin, fixed ? 1 : 0);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
