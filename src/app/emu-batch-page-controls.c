/* emu-batch-page-controls.c: what a batch is made by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-batch-page-private.h"
#include "emu-methods.h"

#define SMALLEST_BATCH 2
#define SMOOTHING_STEP 0.05

/* The document's method, and the other one of a library that mixes with two. */
void
emu_batch_page_set_methods (EmuBatchPage *self,
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

/* --- Controls ---------------------------------------------------------------------------------- */

static void
update_published (EmuBatchPage *self)
{
  const EmuConvention *convention = emu_batch_page_present_convention (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->published), convention->published != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->published),
                               convention->published != NULL ? _(convention->published)
                                                             : _("Nothing is known to be wrong with this convention."));
}

static void
update_tooltips (EmuBatchPage *self)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->convention), _(emu_batch_page_present_convention (self)->summary));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pairing),
                               emu_pairing_help ((EmuPairingRule) gtk_drop_down_get_selected (self->pairing)));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mode),
                               emu_batch_mode_help ((EmuBatchMode) gtk_drop_down_get_selected (self->mode)));
}

/* Everything as the convention has it. */
void
emu_batch_page_adopt_convention (EmuBatchPage *self)
{
  const EmuConvention *convention = emu_batch_page_present_convention (self);
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
  emu_batch_page_update (self);
}

static void
convention_selected_cb (GtkDropDown  *drop_down,
                        GParamSpec   *pspec,
                        EmuBatchPage *self)
{
  if (!self->updating)
    emu_batch_page_adopt_convention (self);
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
  convention = emu_batch_page_present_convention (self);
  if (convention->ignores_pairing)
    {
      self->updating = TRUE;
      gtk_drop_down_set_selected (self->pairing,
                                  emu_convention_get_pairing (convention, emu_mix_document_get_method (self->document),
                                                              gtk_switch_get_active (toggle)));
      self->updating = FALSE;
    }

  update_tooltips (self);
  emu_batch_page_update (self);
}

static void
control_selected_cb (GtkDropDown  *drop_down,
                     GParamSpec   *pspec,
                     EmuBatchPage *self)
{
  if (self->updating)
    return;

  update_tooltips (self);
  emu_batch_page_update (self);
}

static void
number_changed_cb (EmuNumberEntry *entry,
                   double          value,
                   EmuBatchPage   *self)
{
  emu_batch_page_update (self);
}

/* A method may ask for a pairing of its own; whoever has chosen another keeps it. */
void
emu_batch_page_follow_method (EmuBatchPage *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  const EmuConvention *convention = emu_batch_page_present_convention (self);
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

void
emu_batch_page_bind_controls (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, convention_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, control_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, published_active_cb);
}

void
emu_batch_page_init_controls (EmuBatchPage *self)
{
  g_autoptr(GtkStringList) conventions = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) pairings = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) modes = gtk_string_list_new (NULL);

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
}
