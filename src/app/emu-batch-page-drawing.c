/* emu-batch-page-drawing.c: the drawing of a batch, under the pointer and the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-batch-page-private.h"

/* --- Marking ----------------------------------------------------------------------------------- */

/* Whoever points does not want a mark where the keyboard would be. */
static gboolean
shows_focus (EmuBatchPage *self)
{
  return self->hovered < 0 && gtk_widget_has_focus (GTK_WIDGET (self->drawing)) &&
         (self->by_keys ||
          (gtk_widget_get_state_flags (GTK_WIDGET (self->drawing)) & GTK_STATE_FLAG_FOCUS_VISIBLE) != 0);
}

int
emu_batch_page_get_marked (EmuBatchPage *self)
{
  int marked = shows_focus (self) ? self->cursor : self->hovered;

  return self->answer != NULL && marked < self->answer->batch->n ? marked : -1;
}

void
emu_batch_page_update_card (EmuBatchPage *self)
{
  int marked = emu_batch_page_get_marked (self);
  g_autofree char *text = marked >= 0 ? emu_batch_page_element_text (self, marked) : NULL;

  gtk_label_set_label (self->card, text != NULL ? text
                                   : gtk_toggle_button_get_active (self->as_table)
                                   ? _("“Open” shows a pair as it is mixed here, with its λ and seed.")
                                   : _("Point at a picture, or choose one with the arrow keys, to see its numbers; "
                                       "a click or Enter opens the pair."));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->card), text);
  gtk_widget_queue_draw (GTK_WIDGET (self->drawing));
}

static void
set_hovered (EmuBatchPage *self,
             int           index)
{
  if (self->hovered == index)
    return;

  self->hovered = index;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->drawing), index >= 0 ? "pointer" : NULL);
  emu_batch_page_update_card (self);
}

static int
element_at (EmuBatchPage *self,
            double        x,
            double        y)
{
  if (self->answer == NULL)
    return -1;

  return emu_batch_chart_at (self->answer->chart, gtk_widget_get_width (GTK_WIDGET (self->drawing)), x, y);
}

static void
motion_cb (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           EmuBatchPage             *self)
{
  /* A new layout tells of a pointer that has not moved; whoever went on by keys must not be pulled
   * back. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  self->by_keys = FALSE;
  set_hovered (self, element_at (self, x, y));
}

static void
motion_left_cb (GtkEventControllerMotion *motion,
                EmuBatchPage             *self)
{
  set_hovered (self, -1);
}

static void
released_cb (GtkGestureClick *click,
             int              n_press,
             double           x,
             double           y,
             EmuBatchPage    *self)
{
  int index = element_at (self, x, y);

  if (index >= 0)
    emu_batch_page_open (self, index);
}

static void
state_flags_changed_cb (GtkWidget     *drawing,
                        GtkStateFlags  before,
                        EmuBatchPage  *self)
{
  GtkStateFlags changed = before ^ gtk_widget_get_state_flags (drawing);

  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    emu_batch_page_update_card (self);
}

/* What the keyboard is at must be in sight. */
static void
scroll_to_cursor (EmuBatchPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  EmuBox box = emu_batch_chart_get_box (self->answer->chart, gtk_widget_get_width (GTK_WIDGET (self->drawing)),
                                        self->cursor);

  gtk_adjustment_clamp_page (adjustment, box.y0, box.y1);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuBatchPage          *self)
{
  int n = self->answer != NULL ? self->answer->batch->n : 0;
  int cursor = self->cursor;

  if (n == 0 || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Up:
      cursor--;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_Down:
      cursor++;
      break;
    case GDK_KEY_Home:
      cursor = 0;
      break;
    case GDK_KEY_End:
      cursor = n - 1;
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      emu_batch_page_open (self, MIN (self->cursor, n - 1));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  self->cursor = CLAMP (cursor, 0, n - 1);
  self->hovered = -1;
  self->by_keys = TRUE;
  scroll_to_cursor (self);
  emu_batch_page_update_card (self);

  return GDK_EVENT_STOP;
}

/* --- Drawing ----------------------------------------------------------------------------------- */

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        data)
{
  EmuBatchPage *self = data;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  if (self->answer != NULL)
    emu_batch_chart_draw (self->answer->chart, cr, MAX (width, 1),
                          gtk_widget_get_scale_factor (GTK_WIDGET (area)), dark, emu_batch_page_get_marked (self),
                          shows_focus (self));
}

void
emu_batch_page_update_height (EmuBatchPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->drawing));

  if (self->answer != NULL && width > 0)
    gtk_drawing_area_set_content_height (self->drawing,
                                         emu_batch_chart_get_height (self->answer->chart, width));
}

static gboolean
update_height_cb (gpointer data)
{
  emu_batch_page_update_height (data);
  g_object_unref (data);

  return G_SOURCE_REMOVE;
}

/* A new height asks for a new layout, which must not happen inside this one. */
static void
drawing_resize_cb (GtkDrawingArea *area,
                   int             width,
                   int             height,
                   EmuBatchPage   *self)
{
  g_idle_add_full (G_PRIORITY_HIGH, update_height_cb, g_object_ref (self), NULL);
}

void
emu_batch_page_bind_drawing (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, drawing_resize_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_flags_changed_cb);
}

void
emu_batch_page_init_drawing (EmuBatchPage *self)
{
  gtk_drawing_area_set_draw_func (self->drawing, draw_cb, self, NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self->drawing, G_CONNECT_SWAPPED);
  emu_batch_page_update_card (self);
}
