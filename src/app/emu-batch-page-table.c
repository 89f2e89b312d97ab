/* emu-batch-page-table.c: a batch as a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-batch-page-private.h"

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
  g_autofree char *name = g_strdup_printf (_("Open the pair of %d %s"), i + 1, emu_batch_page_picture_name (self,
                                                                                                            i));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "compact");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "emu-index", GINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (open_clicked_cb), self);
  gtk_grid_attach (self->table, button, 0, i + 1, 1, 1);
}

void
emu_batch_page_update_table (EmuBatchPage *self)
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
      g_autofree char *name = g_strdup_printf ("%d %s", i + 1, emu_batch_page_picture_name (self, i));
      int partner = batch->partner[i];
      g_autofree char *other = partner == i ? g_strdup (_("itself"))
                                            : g_strdup_printf ("%d %s", partner + 1, emu_batch_page_picture_name (self,
                                                                                                                  partner));
      g_autofree char *lambda = emu_batch_page_lambda_text (batch->lambda[i]);
      g_autofree char *a = g_strdup_printf ("%.3f", batch->used_a[i]);
      g_autofree char *b = g_strdup_printf ("%.3f", batch->used_b[i]);
      const char *texts[] = { name, other, emu_batch_page_method_name (self, i), lambda, a, b };

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
  emu_batch_page_update_table (self);
  emu_batch_page_update_card (self);
}

void
emu_batch_page_bind_table (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, as_table_toggled_cb);
}
