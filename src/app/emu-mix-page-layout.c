/* emu-mix-page-layout.c: where the parts of the page that mixes stand, at every width
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-mix-page-private.h"

#define NARROWEST_PX 360
#define ROOMY_PX 1380
#define WIDE_PX 1180
#define MEDIUM_PX 790
#define LOW_PX 720
#define TRAY_PX 220
#define INSPECTOR_PX 380
#define INSPECTOR_MEDIUM_PX 320

/* As in style.css, both sides. */
#define PAGE_BAR_PADDING_PX 24

/* In a narrow window the canvas keeps this share of the height. */
#define CANVAS_SHARE 0.45

Mode
emu_mix_page_mode_for_width (int width)
{
  return width >= ROOMY_PX ? MODE_ROOMY
         : width >= WIDE_PX ? MODE_WIDE
         : width >= MEDIUM_PX ? MODE_MEDIUM : MODE_NARROW;
}

int
emu_mix_page_left_width (Mode mode)
{
  return mode >= MODE_WIDE ? TRAY_PX : 0;
}

int
emu_mix_page_right_width (EmuMixPage *self,
                          Mode        mode)
{
  if (mode == MODE_NARROW || !self->inspector_visible)
    return 0;

  return mode >= MODE_WIDE ? INSPECTOR_PX : INSPECTOR_MEDIUM_PX;
}

/* Gives the views what the rest of the page bar leaves; size and colours of the picture are the
 * first to go where all of it does not fit. */
void
emu_mix_page_arrange_page_bar (EmuMixPage *self,
                               int         width)
{
  int spacing = gtk_box_get_spacing (GTK_BOX (self->page_bar));
  int room = width - PAGE_BAR_PADDING_PX;
  int size;

  self->bar_width = width;
  for (GtkWidget *child = gtk_widget_get_first_child (self->page_bar); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (child != GTK_WIDGET (self->views) && child != GTK_WIDGET (self->size) &&
        gtk_widget_get_visible (child))
      {
        int natural;

        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
        room -= natural + spacing;
      }

  room -= emu_view_bar_set_room (self->views, room);
  gtk_widget_set_visible (GTK_WIDGET (self->size), TRUE);
  gtk_widget_measure (GTK_WIDGET (self->size), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size, NULL,
                      NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->size), size + spacing <= room);
}

/* Below the canvas; in a narrow window at the end of what scrolls below that. */
static void
place_strip (EmuMixPage *self)
{
  GtkWidget *strip = GTK_WIDGET (self->strip);
  GtkWidget *old = gtk_widget_get_parent (strip);
  GtkWidget *new = self->mode == MODE_NARROW ? self->narrow_box : self->below;

  emu_strip_set_rows (self->strip, self->mode == MODE_ROOMY && !self->low ? 2 : 1);
  emu_strip_set_narrow (self->strip, self->mode == MODE_NARROW);
  if (old == new)
    return;

  g_object_ref (strip);
  gtk_box_remove (GTK_BOX (old), strip);
  gtk_box_append (GTK_BOX (new), strip);
  g_object_unref (strip);
}

void
emu_mix_page_apply_mode (EmuMixPage *self)
{
  gboolean narrow = self->mode == MODE_NARROW;
  gboolean medium = self->mode == MODE_MEDIUM;
  gboolean wide = self->mode >= MODE_WIDE;
  gboolean roomy = self->mode == MODE_ROOMY;

  gtk_widget_set_visible (self->pair_bar, medium);
  gtk_widget_set_visible (self->zoom_in, wide);
  gtk_widget_set_visible (self->zoom_out, wide);
  gtk_widget_set_visible (self->fold, !narrow);
  gtk_widget_set_visible (self->narrow_scroller, narrow);
  if (roomy)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  place_strip (self);
  emu_inspector_set_is_page (self->inspector, narrow);
  gtk_widget_set_can_focus (self->centre, !(narrow && self->inspector_open));
  gtk_widget_set_can_focus (self->narrow_scroller, !self->inspector_open);
}

void
emu_mix_page_set_mode (EmuMixPage *self,
                       Mode        mode)
{
  gboolean narrow_changed = (mode == MODE_NARROW) != (self->mode == MODE_NARROW);

  if (mode == self->mode)
    return;

  self->mode = mode;
  emu_mix_page_apply_mode (self);
  if (narrow_changed)
    g_object_notify (G_OBJECT (self), "narrow");
}

static gboolean
is_low (EmuMixPage *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  return root != NULL && gtk_widget_get_height (root) < LOW_PX;
}

static gboolean
change_mode_cb (gpointer data)
{
  EmuMixPage *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  self->mode_source = 0;
  emu_mix_page_set_mode (self, emu_mix_page_mode_for_width (width));
  self->low = is_low (self);
  place_strip (self);
  emu_mix_page_arrange_page_bar (self,
                                 width - emu_mix_page_left_width (self->mode) -
                                 emu_mix_page_right_width (self, self->mode));

  return G_SOURCE_REMOVE;
}

/* Not inside a layout, which is what it may change. */
void
emu_mix_page_queue_arrange (EmuMixPage *self)
{
  if (self->mode_source == 0)
    self->mode_source = g_idle_add_full (G_PRIORITY_HIGH, change_mode_cb, self, NULL);
}

void
emu_mix_page_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  EmuMixPage *self = EMU_MIX_PAGE (widget);
  int child_minimum;
  int child_natural;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      /* Whatever the panes want now, at this width there will be one of them. */
      *minimum = NARROWEST_PX;
      *natural = TRAY_PX + INSPECTOR_PX + 800;
      return;
    }

  gtk_widget_measure (self->centre, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
  *minimum = child_minimum;
  *natural = child_natural;
  if (self->mode != MODE_NARROW || self->view->page != NULL)
    return;

  gtk_widget_measure (self->narrow_scroller, orientation, -1, &child_minimum, &child_natural,
                      NULL, NULL);
  *minimum += child_minimum;
  *natural += child_natural;
}

/* Height of what lies below the answer in a narrow window: all it wants, unless the canvas would
 * become too small; then it scrolls. */
static int
narrow_height (EmuMixPage *self,
               int         width,
               int         height)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  int canvas = (int) ceil (CANVAS_SHARE * (root != NULL ? gtk_widget_get_height (root) : height));
  int canvas_natural;
  int centre_natural;
  int minimum;
  int natural;

  gtk_widget_measure (GTK_WIDGET (self->canvas), GTK_ORIENTATION_VERTICAL, -1, NULL,
                      &canvas_natural, NULL, NULL);
  gtk_widget_measure (self->centre, GTK_ORIENTATION_VERTICAL, width, NULL, &centre_natural,
                      NULL, NULL);
  gtk_widget_measure (self->narrow_scroller, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural,
                      NULL, NULL);

  return MAX (minimum, MIN (natural, height - (centre_natural - canvas_natural) - canvas));
}

static void
place (GtkWidget *child,
       gboolean   visible,
       int        x,
       int        y,
       int        width,
       int        height)
{
  int minimum;

  gtk_widget_set_child_visible (child, visible);
  if (!visible)
    return;

  /* Until the next layout a pane may be wider than its place; what is too much is cut. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  width = MAX (width, minimum);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (child, width, MAX (height, minimum), -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, (float) y)));
}

void
emu_mix_page_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  EmuMixPage *self = EMU_MIX_PAGE (widget);
  Mode mode = emu_mix_page_mode_for_width (width);
  gboolean is_empty = gtk_widget_get_visible (self->empty);
  int left = emu_mix_page_left_width (mode);
  int right = emu_mix_page_right_width (self, mode);
  int below = 0;

  /* Showing and hiding asks for a new layout, which must not happen inside this one. */
  if (mode != self->mode || width - left - right != self->bar_width || is_low (self) != self->low)
    emu_mix_page_queue_arrange (self);

  /* The card below belongs to the canvas; a page of its own takes all there is. */
  if (!is_empty && self->mode == MODE_NARROW && self->view->page == NULL)
    below = narrow_height (self, width, height);

  place (self->empty, is_empty, 0, 0, width, height);
  place (GTK_WIDGET (self->tray), !is_empty && left > 0, 0, 0, left, height);
  place (self->centre, !is_empty, left, 0, width - left - right, height - below);
  place (self->narrow_scroller, below > 0, 0, height - below, width, below);
  if (mode == MODE_NARROW)
    place (GTK_WIDGET (self->inspector), !is_empty && self->inspector_open, 0, 0, width, height);
  else
    place (GTK_WIDGET (self->inspector), !is_empty && right > 0, width - right, 0, right, height);
}
