/* emu-sheet-view.c: a contact sheet on the screen, whose cells can be chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "emu-sheet-view.h"

#define FRAME_PX 2
#define FRAME_GAP_PX 4

struct _EmuSheetView
{
  GtkWidget parent_instance;

  EmuSheet *sheet;
  int       row;     /* of the cell that keys have reached */
  int       column;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuSheetView, emu_sheet_view, GTK_TYPE_WIDGET)

static const EmuSheetLayout *
get_layout (EmuSheetView *self)
{
  return self->sheet != NULL ? emu_sheet_get_layout (self->sheet) : NULL;
}

/* Who cannot see the sheet hears the cell that the keys have reached. */
static void
describe (EmuSheetView *self)
{
  g_autofree char *cell = self->sheet != NULL
                          ? emu_sheet_describe_cell (self->sheet, self->row, self->column) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Contact sheet"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, cell != NULL ? cell : "",
                                  -1);
}

static gboolean
is_chosen_by (EmuSheetView *self,
              double        x,
              double        y,
              int          *row,
              int          *column)
{
  return self->sheet != NULL && emu_sheet_layout_cell_at (get_layout (self), x, y, row, column) &&
         emu_sheet_get_cell (self->sheet, *row, *column)->job != NULL;
}

static void
emu_sheet_view_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  const EmuSheetLayout *layout = get_layout (EMU_SHEET_VIEW (widget));

  if (layout != NULL)
    *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? layout->width : layout->height;
}

static void
emu_sheet_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  EmuSheetView *self = EMU_SHEET_VIEW (widget);
  const EmuSheetLayout *layout = get_layout (self);
  cairo_t *cr;

  if (layout == NULL)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) layout->width,
                                                                 (float) layout->height));
  emu_sheet_draw (self->sheet, adw_style_manager_get_dark (adw_style_manager_get_default ()), cr);
  cairo_destroy (cr);

  if (gtk_widget_has_visible_focus (widget))
    {
      EmuBox box = emu_sheet_layout_cell (layout, self->row, self->column);
      GskRoundedRect frame;
      GdkRGBA colour;

      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
      gsk_rounded_rect_init_from_rect (&frame,
                                       &GRAPHENE_RECT_INIT ((float) (box.x0 - FRAME_GAP_PX),
                                                            (float) (box.y0 - FRAME_GAP_PX),
                                                            (float) (box.x1 - box.x0 + 2 * FRAME_GAP_PX),
                                                            (float) (box.y1 - box.y0 + 2 * FRAME_GAP_PX)),
                                       6);
      gtk_snapshot_append_border (snapshot, &frame,
                                  (float[]) { FRAME_PX, FRAME_PX, FRAME_PX, FRAME_PX },
                                  (GdkRGBA[]) { colour, colour, colour, colour });
    }
}

static void
emu_sheet_view_state_flags_changed (GtkWidget     *widget,
                                    GtkStateFlags  before)
{
  GtkStateFlags changed = before ^ gtk_widget_get_state_flags (widget);

  GTK_WIDGET_CLASS (emu_sheet_view_parent_class)->state_flags_changed (widget, before);

  /* What a focus looks like is drawn here, where no style tells of it. */
  if ((changed & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE)) != 0)
    gtk_widget_queue_draw (widget);
}

static gboolean
query_tooltip_cb (EmuSheetView *self,
                  int           x,
                  int           y,
                  gboolean      keyboard,
                  GtkTooltip   *tooltip)
{
  g_autofree char *text = NULL;
  GdkRectangle area;
  EmuBox box;
  int row = self->row;
  int column = self->column;

  if (self->sheet == NULL ||
      (!keyboard && !emu_sheet_layout_cell_at (get_layout (self), x, y, &row, &column)))
    return FALSE;

  text = emu_sheet_describe_cell (self->sheet, row, column);
  if (text == NULL)
    return FALSE;

  box = emu_sheet_layout_cell (get_layout (self), row, column);
  area = (GdkRectangle) { box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0 };
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &area);

  return TRUE;
}

static void
released_cb (EmuSheetView *self,
             int           n_press,
             double        x,
             double        y)
{
  int row;
  int column;

  if (is_chosen_by (self, x, y, &row, &column))
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, row, column);
}

static void
motion_cb (EmuSheetView *self,
           double        x,
           double        y)
{
  int row;
  int column;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   is_chosen_by (self, x, y, &row, &column) ? "pointer" : NULL);
}

/* A scrolled window follows the rectangle of what it is told to show. */
static void
scroll_to_cell (EmuSheetView *self)
{
  EmuBox box = emu_sheet_layout_cell (get_layout (self), self->row, self->column);
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  if (scrolled == NULL)
    return;

  gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                             box.x0 - FRAME_GAP_PX, box.x1 + FRAME_GAP_PX);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                             box.y0 - FRAME_GAP_PX, box.y1 + FRAME_GAP_PX);
}

static gboolean
move_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   data)
{
  EmuSheetView *self = EMU_SHEET_VIEW (widget);
  const EmuSheetLayout *layout = get_layout (self);
  int down;
  int right;

  if (layout == NULL)
    return FALSE;

  g_variant_get (arguments, "(ii)", &down, &right);
  self->row = CLAMP (self->row + down, 0, layout->n_rows - 1);
  self->column = CLAMP (self->column + right, 0, layout->n_columns - 1);
  scroll_to_cell (self);
  describe (self);
  gtk_widget_queue_draw (widget);

  return TRUE;
}

static gboolean
choose_key_cb (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   data)
{
  EmuSheetView *self = EMU_SHEET_VIEW (widget);

  if (self->sheet == NULL || emu_sheet_get_cell (self->sheet, self->row, self->column)->job == NULL)
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->row, self->column);

  return TRUE;
}

static void
emu_sheet_view_class_init (EmuSheetViewClass *klass)
{
  static const struct
  {
    guint key;
    guint keypad_key;
    int   down;
    int   right;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, -1, 0 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 1, 0 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, 0, -EMU_SHEET_MAX_CELLS },
    { GDK_KEY_End, GDK_KEY_KP_End, 0, EMU_SHEET_MAX_CELLS },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = emu_sheet_view_measure;
  widget_class->snapshot = emu_sheet_view_snapshot;
  widget_class->state_flags_changed = emu_sheet_view_state_flags_changed;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "sheetview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_key_cb, "(ii)",
                                    moves[i].down, moves[i].right);
      gtk_widget_class_add_binding (widget_class, moves[i].keypad_key, 0, move_key_cb, "(ii)",
                                    moves[i].down, moves[i].right);
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, choose_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, choose_key_cb, NULL);
}

static void
emu_sheet_view_init (EmuSheetView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  describe (self);
}

void
emu_sheet_view_set_sheet (EmuSheetView *self,
                          EmuSheet     *sheet)
{
  self->sheet = sheet;
  if (sheet != NULL)
    {
      const EmuSheetLayout *layout = emu_sheet_get_layout (sheet);

      self->row = MIN (self->row, layout->n_rows - 1);
      self->column = MIN (self->column, layout->n_columns - 1);
    }

  gtk_widget_queue_resize (GTK_WIDGET (self));
  describe (self);
}

void
emu_sheet_view_update (EmuSheetView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
