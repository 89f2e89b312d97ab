/* emu-application.c: the program with its windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "emu-application.h"
#include "emu-shot.h"
#include "emu-window.h"

struct _EmuApplication
{
  AdwApplication  parent_instance;

  EmuSettings    *settings;
  char           *shot;
  char           *page;
  gboolean        dark;
  int             width;
  int             height;
  int             status;
};

G_DEFINE_FINAL_TYPE (EmuApplication, emu_application, ADW_TYPE_APPLICATION)

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  adw_show_about_window (gtk_application_get_active_window (data),
                         "application-name", _("Emulsion"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Emulsion developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("A laboratory for image augmentation: mix two pictures, and see "
                                       "what becomes of mask and label."),
                         /* Translators: your names, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  EmuApplication *self = data;
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  /* Windows that close remember their size. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static EmuWindow *
present_window (EmuApplication *self,
                gboolean       *is_new)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  *is_new = !EMU_IS_WINDOW (window);
  if (*is_new)
    window = GTK_WINDOW (emu_window_new (GTK_APPLICATION (self), self->settings));

  if (self->shot == NULL)
    gtk_window_present (window);

  return EMU_WINDOW (window);
}

static void
take_shot (EmuApplication *self,
           EmuWindow      *window)
{
  const char *view = self->page != NULL && strchr (self->page, ':') != NULL ? strchr (self->page, ':') + 1
                                                                            : NULL;

  if (self->shot != NULL &&
      !emu_shot_run (window, view, self->shot, self->width, self->height))
    self->status = 1;
}

static void
emu_application_activate (GApplication *application)
{
  EmuApplication *self = EMU_APPLICATION (application);
  gboolean is_new;
  EmuWindow *window = present_window (self, &is_new);

  if (is_new)
    emu_window_start_with_samples (window);
  take_shot (self, window);
}

static void
emu_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  EmuApplication *self = EMU_APPLICATION (application);
  gboolean is_new;
  EmuWindow *window = present_window (self, &is_new);

  emu_window_open (window, files, n_files, is_new);
  take_shot (self, window);
}

static int
emu_application_handle_local_options (GApplication *application,
                                      GVariantDict *options)
{
  EmuApplication *self = EMU_APPLICATION (application);

  if (self->page != NULL && g_strcmp0 (self->page, "mix") != 0 &&
      !g_str_has_prefix (self->page, "mix:"))
    {
      g_printerr (_("There is no page %s; there is mix, also as mix:VIEW\n"), self->page);
      return 2;
    }

  if (self->width < 1 || self->height < 1)
    {
      g_printerr (_("Width and height must be at least 1\n"));
      return 2;
    }

  /* A picture shows this program, not a window that happens to be open. */
  if (self->shot != NULL)
    g_application_set_flags (application, g_application_get_flags (application) |
                                          G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
emu_application_startup (GApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[4];
  } accels[] = {
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.copy-command", { "<Control><Shift>c" } },
    { "win.copy-python", { "<Control><Alt>c" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
    { "win.zoom-fit", { "<Control>0", "<Control>KP_0" } },
    { "win.zoom-actual", { "<Control>1", "<Control>KP_1" } },
    { "win.find", { "<Control>f" } },
    { "win.rename-a", { "F2" } },
    { "win.rename-b", { "<Shift>F2" } },
    { "win.inspector", { "F9" } },
    { "win.explain", { "F1" } },
    { "win.close", { "<Control>w" } },
    { "app.quit", { "<Control>q" } },
  };
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "quit", .activate = quit_action },
  };
  EmuApplication *self = EMU_APPLICATION (application);

  G_APPLICATION_CLASS (emu_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char **) accels[i].keys);

  if (self->shot != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        self->dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                   : ADW_COLOR_SCHEME_FORCE_LIGHT);
  else if (self->dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_PREFER_DARK);

  self->settings = emu_settings_new ();
}

static void
emu_application_finalize (GObject *object)
{
  EmuApplication *self = EMU_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->shot);
  g_free (self->page);

  G_OBJECT_CLASS (emu_application_parent_class)->finalize (object);
}

static void
emu_application_class_init (EmuApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = emu_application_finalize;
  application_class->activate = emu_application_activate;
  application_class->open = emu_application_open;
  application_class->startup = emu_application_startup;
  application_class->handle_local_options = emu_application_handle_local_options;
}

static void
emu_application_init (EmuApplication *self)
{
  const GOptionEntry options[] = {
    { "shot", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->shot, NULL, NULL },
    { "page", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &self->page, NULL, NULL },
    { "dark", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &self->dark, NULL, NULL },
    { "width", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->width, NULL, NULL },
    { "height", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->height, NULL, NULL },
    { NULL },
  };

  self->width = 1440;
  self->height = 900;
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

EmuApplication *
emu_application_new (void)
{
  return g_object_new (EMU_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", RESOURCE_PREFIX,
                       NULL);
}

int
emu_application_get_status (EmuApplication *self)
{
  return self->status;
}
