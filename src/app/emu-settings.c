/* emu-settings.c: what the window remembers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-settings.h"

struct _EmuSettings
{
  GObject    parent_instance;

  GSettings *stored;
  int        width;
  int        height;
  gboolean   maximized;
  gboolean   inspector_visible;
  char      *method;
  char      *view;
  gint64     recent_cleared;
};

enum
{
  PROP_0,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_MAXIMIZED,
  PROP_INSPECTOR_VISIBLE,
  PROP_METHOD,
  PROP_VIEW,
  PROP_RECENT_CLEARED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuSettings, emu_settings, G_TYPE_OBJECT)

static void
emu_settings_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  EmuSettings *self = EMU_SETTINGS (object);

  switch (id)
    {
    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, self->height);
      break;
    case PROP_MAXIMIZED:
      g_value_set_boolean (value, self->maximized);
      break;
    case PROP_INSPECTOR_VISIBLE:
      g_value_set_boolean (value, self->inspector_visible);
      break;
    case PROP_METHOD:
      g_value_set_string (value, self->method);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_RECENT_CLEARED:
      g_value_set_int64 (value, self->recent_cleared);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_settings_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  EmuSettings *self = EMU_SETTINGS (object);

  switch (id)
    {
    case PROP_WIDTH:
      self->width = g_value_get_int (value);
      break;
    case PROP_HEIGHT:
      self->height = g_value_get_int (value);
      break;
    case PROP_MAXIMIZED:
      self->maximized = g_value_get_boolean (value);
      break;
    case PROP_INSPECTOR_VISIBLE:
      self->inspector_visible = g_value_get_boolean (value);
      break;
    case PROP_METHOD:
      g_free (self->method);
      self->method = g_value_dup_string (value);
      break;
    case PROP_VIEW:
      g_free (self->view);
      self->view = g_value_dup_string (value);
      break;
    case PROP_RECENT_CLEARED:
      self->recent_cleared = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_settings_finalize (GObject *object)
{
  EmuSettings *self = EMU_SETTINGS (object);

  g_clear_object (&self->stored);
  g_free (self->method);
  g_free (self->view);

  G_OBJECT_CLASS (emu_settings_parent_class)->finalize (object);
}

static void
emu_settings_class_init (EmuSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->get_property = emu_settings_get_property;
  object_class->set_property = emu_settings_set_property;
  object_class->finalize = emu_settings_finalize;

  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 1, G_MAXINT, 1440, flags);
  properties[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 1, G_MAXINT, 900, flags);
  properties[PROP_MAXIMIZED] = g_param_spec_boolean ("maximized", NULL, NULL, FALSE, flags);
  properties[PROP_INSPECTOR_VISIBLE] = g_param_spec_boolean ("inspector-visible", NULL, NULL, TRUE, flags);
  properties[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, "fmix", flags);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "result", flags);
  properties[PROP_RECENT_CLEARED] = g_param_spec_int64 ("recent-cleared", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
emu_settings_init (EmuSettings *self)
{
}

EmuSettings *
emu_settings_new (void)
{
  EmuSettings *self = g_object_new (EMU_TYPE_SETTINGS, NULL);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  /* g_settings_new() ends the program where the schema is missing. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL)
    return self;

  self->stored = g_settings_new_full (schema, NULL, NULL);
  for (guint i = 1; i < N_PROPS; i++)
    {
      const char *key = g_param_spec_get_name (properties[i]);

      /* An older schema may know fewer keys. */
      if (g_settings_schema_has_key (schema, key))
        g_settings_bind (self->stored, key, self, key, G_SETTINGS_BIND_DEFAULT);
    }

  return self;
}
