/* emu-shelf-window.c: pictures on disk, where the window has no room for the tray
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-exchange.h"
#include "emu-shelf-view.h"
#include "emu-shelf-window.h"

#define MAX_COLUMNS 8

struct _EmuShelfWindow
{
  AdwWindow        parent_instance;

  AdwWindowTitle  *title;
  GtkWidget       *clear;
  GtkToggleButton *place_a;
  GtkToggleButton *place_b;
  GtkBox          *content;

  EmuShelfView    *view;
};

G_DEFINE_FINAL_TYPE (EmuShelfWindow, emu_shelf_window, ADW_TYPE_WINDOW)

static void
chosen_cb (EmuShelfView   *view,
           GFile          *file,
           gboolean        as_b,
           EmuShelfWindow *self)
{
  gboolean b = as_b || gtk_toggle_button_get_active (self->place_b);

  emu_exchange_open_as (EMU_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (self))), file, b ? 1 : 0);
  if (b)
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_toggle_button_set_active (self->place_b, TRUE);
}

static void
clear_clicked_cb (GtkButton      *button,
                  EmuShelfWindow *self)
{
  emu_shelf_view_clear (self->view);
}

static void
n_items_cb (EmuShelfView   *view,
            GParamSpec     *pspec,
            EmuShelfWindow *self)
{
  gboolean recent;
  guint n;

  g_object_get (view, "recent", &recent, "n-items", &n, NULL);
  gtk_widget_set_visible (self->clear, recent && n > 0);
}

static void
emu_shelf_window_class_init (EmuShelfWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/shelf-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuShelfWindow, title);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfWindow, clear);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfWindow, place_a);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfWindow, place_b);
  gtk_widget_class_bind_template_child (widget_class, EmuShelfWindow, content);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
}

static void
emu_shelf_window_init (EmuShelfWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
emu_shelf_window_new (EmuWindow   *parent,
                      EmuSettings *settings,
                      gboolean     recent)
{
  EmuShelfWindow *self = g_object_new (EMU_TYPE_SHELF_WINDOW, "transient-for", parent, NULL);

  adw_window_title_set_title (self->title, recent ? _("Recent Pictures") : _("Pictures Folder"));
  gtk_window_set_title (GTK_WINDOW (self), adw_window_title_get_title (self->title));
  self->view = g_object_new (EMU_TYPE_SHELF_VIEW, "recent", recent, NULL);
  emu_shelf_view_set_settings (self->view, settings);
  emu_shelf_view_set_max_columns (self->view, MAX_COLUMNS);
  g_signal_connect_object (self->view, "chosen", G_CALLBACK (chosen_cb), self, 0);
  g_signal_connect_object (self->view, "notify::n-items", G_CALLBACK (n_items_cb), self, 0);
  gtk_box_append (self->content, GTK_WIDGET (self->view));

  return GTK_WIDGET (self);
}
