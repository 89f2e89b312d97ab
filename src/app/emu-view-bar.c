/* emu-view-bar.c: what the middle of the Mix page can show, as buttons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-view-bar.h"

/* Fewer buttons than this beside a menu tell nothing about what the menu holds. */
#define FEWEST_BUTTONS 3

struct _EmuViewBar
{
  GtkWidget           parent_instance;

  GtkWidget          *box;
  GtkMenuButton      *more;
  GMenu              *menu;

  const EmuViewEntry *entries;
  guint               n;
  GtkWidget         **buttons;
  gboolean           *offered;
  guint               present;
  int                 room;
};

G_DEFINE_FINAL_TYPE (EmuViewBar, emu_view_bar, GTK_TYPE_WIDGET)

static int
natural_width (GtkWidget *widget)
{
  int width;

  /* What is hidden has no size. */
  gtk_widget_set_visible (widget, TRUE);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);

  return width;
}

/* How many buttons stand before the menu, in pixels of room. */
static guint
count_fitting (EmuViewBar *self,
               int         room,
               int         menu_width)
{
  int width = 0;
  guint n_offered = 0;
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    n_offered += self->offered[i];

  for (guint i = 0; i < self->n; i++)
    {
      if (!self->offered[i])
        continue;

      width += natural_width (self->buttons[i]);
      if (width + (n + 1 < n_offered ? menu_width : 0) > room)
        break;
      n++;
    }

  return n < n_offered && n < FEWEST_BUTTONS ? 0 : n;
}

static void
arrange (EmuViewBar *self)
{
  const EmuViewEntry *present = &self->entries[self->present];
  gboolean present_in_menu = FALSE;
  guint room_for;
  guint n = 0;

  /* The menu may have to carry any name, so that its width does not depend on the view. */
  gtk_menu_button_set_label (self->more, _(present->label));
  room_for = count_fitting (self, self->room, natural_width (GTK_WIDGET (self->more)));

  g_menu_remove_all (self->menu);
  for (guint i = 0; i < self->n; i++)
    {
      gboolean shown = self->offered[i] && n < room_for;

      gtk_widget_set_visible (self->buttons[i], shown);
      n += shown;
      if (self->offered[i] && !shown)
        {
          g_autofree char *target = g_strdup_printf ("win.view('%s')", self->entries[i].nick);

          g_menu_append (self->menu, _(self->entries[i].label), target);
          present_in_menu = present_in_menu || i == self->present;
        }
    }

  if (!present_in_menu)
    /* Translators: a menu of further views */
    gtk_menu_button_set_label (self->more, _("More"));
  if (present_in_menu)
    gtk_widget_add_css_class (GTK_WIDGET (self->more), "present");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->more), "present");
  gtk_widget_set_visible (GTK_WIDGET (self->more),
                          g_menu_model_get_n_items (G_MENU_MODEL (self->menu)) > 0);
}

static void
emu_view_bar_dispose (GObject *object)
{
  EmuViewBar *self = EMU_VIEW_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (emu_view_bar_parent_class)->dispose (object);
}

static void
emu_view_bar_finalize (GObject *object)
{
  EmuViewBar *self = EMU_VIEW_BAR (object);

  g_free (self->buttons);
  g_free (self->offered);

  G_OBJECT_CLASS (emu_view_bar_parent_class)->finalize (object);
}

static void
emu_view_bar_class_init (EmuViewBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_view_bar_dispose;
  object_class->finalize = emu_view_bar_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "viewbar");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/view-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuViewBar, box);
  gtk_widget_class_bind_template_child (widget_class, EmuViewBar, more);
}

static void
emu_view_bar_init (EmuViewBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->menu = g_menu_new ();
  self->room = G_MAXINT;
  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (self->menu));
}

void
emu_view_bar_set_entries (EmuViewBar         *self,
                          const EmuViewEntry *entries,
                          guint               n)
{
  GtkWidget *previous = NULL;

  g_return_if_fail (self->entries == NULL);

  self->entries = entries;
  self->n = n;
  self->buttons = g_new0 (GtkWidget *, n);
  self->offered = g_new0 (gboolean, n);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_(entries[i].label));
      g_autofree char *tooltip = NULL;

      self->offered[i] = entries[i].offered == NULL;
      if (entries[i].key != NULL)
        /* Translators: what a view shows, and the key for it */
        tooltip = g_strdup_printf (_("%s (%s)"), _(entries[i].tooltip), entries[i].key);
      else
        tooltip = g_strdup (_(entries[i].tooltip));
      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_widget_set_focus_on_click (button, FALSE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.view");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", entries[i].nick);
      gtk_box_insert_child_after (GTK_BOX (self->box), button, previous);
      self->buttons[i] = previous = button;
    }

  arrange (self);
}

void
emu_view_bar_update (EmuViewBar     *self,
                     EmuMixDocument *document)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->n; i++)
    {
      gboolean offered = self->entries[i].offered == NULL || self->entries[i].offered (document);

      changed = changed || offered != self->offered[i];
      self->offered[i] = offered;
    }

  if (changed)
    arrange (self);
}

void
emu_view_bar_set_view (EmuViewBar *self,
                       const char *nick)
{
  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->entries[i].nick, nick))
      self->present = i;

  arrange (self);
}

int
emu_view_bar_set_room (EmuViewBar *self,
                       int         room_px)
{
  if (room_px != self->room)
    {
      self->room = room_px;
      arrange (self);
    }

  return natural_width (GTK_WIDGET (self));
}
