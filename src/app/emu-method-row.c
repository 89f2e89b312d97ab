/* emu-method-row.c: a method in the list of methods
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-method-icon.h"
#include "emu-method-row.h"

struct _EmuMethodRow
{
  GtkListBoxRow    parent_instance;

  EmuMethodIcon   *icon;
  GtkLabel        *name;
  GtkLabel        *source;
  GtkLabel        *summary;
  GtkWidget       *arrow;

  const EmuMethod *method;
  char            *haystack;
};

G_DEFINE_FINAL_TYPE (EmuMethodRow, emu_method_row, GTK_TYPE_LIST_BOX_ROW)

static void
emu_method_row_finalize (GObject *object)
{
  g_free (EMU_METHOD_ROW (object)->haystack);

  G_OBJECT_CLASS (emu_method_row_parent_class)->finalize (object);
}

static void
emu_method_row_class_init (EmuMethodRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = emu_method_row_finalize;

  g_type_ensure (EMU_TYPE_METHOD_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/method-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuMethodRow, icon);
  gtk_widget_class_bind_template_child (widget_class, EmuMethodRow, name);
  gtk_widget_class_bind_template_child (widget_class, EmuMethodRow, source);
  gtk_widget_class_bind_template_child (widget_class, EmuMethodRow, summary);
  gtk_widget_class_bind_template_child (widget_class, EmuMethodRow, arrow);
}

static void
emu_method_row_init (EmuMethodRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
emu_method_row_new (const EmuMethod *method)
{
  EmuMethodRow *self = g_object_new (EMU_TYPE_METHOD_ROW, NULL);

  emu_method_row_set_method (self, method);

  return GTK_WIDGET (self);
}

const EmuMethod *
emu_method_row_get_method (EmuMethodRow *self)
{
  return self->method;
}

void
emu_method_row_set_method (EmuMethodRow    *self,
                           const EmuMethod *method)
{
  g_autofree char *all = NULL;
  g_autofree char *tip = NULL;

  if (method == self->method)
    return;

  self->method = method;
  all = g_strjoin (" ", method->id, _(method->name), _(method->summary), method->source, NULL);
  g_free (self->haystack);
  self->haystack = g_utf8_casefold (all, -1);

  emu_method_icon_set_method (self->icon, method);
  gtk_label_set_label (self->name, _(method->name));
  gtk_label_set_label (self->source, method->source);
  gtk_label_set_label (self->summary, _(method->summary));
  tip = g_strdup_printf ("%s\n%s", _(method->summary), method->source);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(method->name),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(method->summary), -1);
}

void
emu_method_row_set_current (EmuMethodRow *self,
                            gboolean      current)
{
  gtk_widget_set_visible (GTK_WIDGET (self->source), current);
}

void
emu_method_row_set_leads_on (EmuMethodRow *self,
                             gboolean      leads_on)
{
  gtk_widget_set_visible (self->arrow, leads_on);
}

gboolean
emu_method_row_matches (EmuMethodRow *self,
                        const char   *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto(GStrv) words = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->haystack, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

gboolean
emu_method_row_names (EmuMethodRow *self,
                      const char   *text)
{
  g_autofree char *copy = g_strdup (text);
  g_autofree char *folded = g_utf8_casefold (g_strstrip (copy), -1);
  g_autofree char *name = g_utf8_casefold (_(self->method->name), -1);
  g_autofree char *id = g_utf8_casefold (self->method->id, -1);

  return strstr (name, folded) != NULL || strstr (id, folded) != NULL;
}
