/* emu-shot.c: a picture of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-shot.h"

#define DEADLINE_S 20

/* Frames without change after which fades and layouts are over. */
#define QUIET_FRAMES 30

typedef struct
{
  EmuWindow *window;
  gboolean   settled;
  gboolean   late;
  int        quiet;
} Shot;

static void
settled_cb (EmuCanvas *canvas,
            Shot      *shot)
{
  shot->settled = TRUE;
  shot->quiet = 0;
}

static gboolean
late_cb (gpointer data)
{
  Shot *shot = data;

  shot->late = TRUE;

  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  Shot *shot = data;

  shot->quiet++;

  return G_SOURCE_CONTINUE;
}

/* Without a pair there is nothing that could settle. */
static gboolean
has_nothing_to_show (EmuWindow *window)
{
  EmuMixDocument *document = emu_window_get_document (window);

  return !emu_window_get_loading (window) &&
         (emu_mix_document_get_a (document) == NULL || emu_mix_document_get_b (document) == NULL);
}

static gboolean
save (EmuWindow  *window,
      const char *file)
{
  GtkWidget *widget = GTK_WIDGET (window);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    {
      g_printerr (_("%s: the window drew nothing\n"), file);
      return FALSE;
    }

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  if (!gdk_texture_save_to_png (texture, file))
    {
      g_printerr (_("%s: cannot be written; choose a folder that exists and is yours\n"), file);
      return FALSE;
    }

  return TRUE;
}

static void
wait_until_quiet (Shot *shot)
{
  while (!shot->late &&
         !((shot->settled || has_nothing_to_show (shot->window)) && shot->quiet >= QUIET_FRAMES))
    {
      g_main_context_iteration (NULL, TRUE);
      if (emu_mix_page_get_busy (emu_window_get_mix_page (shot->window)))
        shot->quiet = 0;
    }
}

gboolean
emu_shot_run (EmuWindow  *window,
              const char *view,
              const char *file,
              int         width,
              int         height)
{
  Shot shot = { .window = window };
  EmuMixPage *page = emu_window_get_mix_page (window);
  EmuCanvas *canvas = emu_mix_page_get_canvas (page);
  gboolean known = TRUE;
  gboolean done = FALSE;
  guint deadline;
  guint tick;
  gulong handler;

  /* The same letters everywhere, and no frame: what surrounds a window is the desktop's. */
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-font-name", "Cantarell 11", NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  emu_mix_page_expect_width (page, width);
  gtk_widget_realize (GTK_WIDGET (window));
  gtk_widget_remove_css_class (GTK_WIDGET (window), "csd");
  gtk_widget_remove_css_class (GTK_WIDGET (window), "solid-csd");
  gtk_window_present (GTK_WINDOW (window));

  deadline = g_timeout_add_seconds (DEADLINE_S, late_cb, &shot);
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, &shot, NULL);
  handler = g_signal_connect (canvas, "settled", G_CALLBACK (settled_cb), &shot);
  wait_until_quiet (&shot);
  if (!shot.late && view != NULL && !g_str_equal (emu_mix_page_get_view (page), view))
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.view", "s", view);
      known = g_str_equal (emu_mix_page_get_view (page), view);
      shot.settled = !known || !emu_mix_page_shows_canvas (page);
      shot.quiet = 0;
      wait_until_quiet (&shot);
    }

  if (shot.late)
    {
      g_printerr (_("%s: the window was not ready after %d seconds\n"), file, DEADLINE_S);
    }
  else
    {
      g_source_remove (deadline);
      if (known)
        done = save (window, file);
      else
        g_printerr (_("The page mix has no view %s, or not for this method\n"), view);
    }

  g_signal_handler_disconnect (canvas, handler);
  gtk_widget_remove_tick_callback (GTK_WIDGET (window), tick);
  gtk_window_destroy (GTK_WINDOW (window));

  return done;
}
