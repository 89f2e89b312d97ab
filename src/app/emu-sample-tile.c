/* emu-sample-tile.c: a pair of bundled pictures, already mixed, to start from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-file.h"
#include "emu-methods.h"
#include "emu-picture.h"
#include "emu-preview.h"
#include "emu-sample-tile.h"

#define WIDTH_PX 384
#define SAMPLE_LAMBDA 0.6
#define SAMPLE_SEED 7

struct _EmuSampleTile
{
  GtkWidget     parent_instance;

  GtkPicture   *picture;
  GtkLabel     *title;
  GtkLabel     *subtitle;
  GtkWidget    *button;

  char         *a;
  char         *b;
  char         *method;
  GCancellable *cancellable;
};

enum
{
  PROP_0,
  PROP_A,
  PROP_B,
  PROP_METHOD,
  N_PROPS
};

typedef struct
{
  GFile           *a;
  GFile           *b;
  const EmuMethod *method;
} Request;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuSampleTile, emu_sample_tile, GTK_TYPE_WIDGET)

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->a);
  g_object_unref (request->b);
  g_free (request);
}

static void
mix_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  g_autoptr(EmuImage) a = emu_file_load (request->a, NULL, cancellable, &error);
  g_autoptr(EmuImage) b = a != NULL ? emu_file_load (request->b, NULL, cancellable, &error) : NULL;
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuFrame) frame = NULL;

  if (b != NULL)
    {
      EmuView view = emu_view_reduced (a->height, a->width, MAX (1.0, (double) a->width / WIDTH_PX));

      job = emu_mix_job_new (a, b, request->method, NULL);
      job->requested = SAMPLE_LAMBDA;
      job->seed = SAMPLE_SEED;
      frame = emu_preview_render (preview, job, &view, EMU_FRAME_RESULT, FALSE, cancellable, &error);
    }

  if (frame != NULL)
    g_task_return_pointer (task, emu_image_ref (frame->result), (GDestroyNotify) emu_image_unref);
  else
    g_task_return_error (task, error);
}

static void
mixed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (source);
  g_autoptr(EmuImage) image = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr(GdkTexture) texture = NULL;

  /* Without its picture the button still says what it starts. */
  if (image == NULL || self->picture == NULL)
    return;

  texture = emu_texture_new_for_image (image);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
emu_sample_tile_map (GtkWidget *widget)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (widget);
  const EmuMethod *method = emu_methods_find (self->method, NULL);
  g_autoptr(GTask) task = NULL;
  Request *request;

  GTK_WIDGET_CLASS (emu_sample_tile_parent_class)->map (widget);

  if (method == NULL || self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  request = g_new0 (Request, 1);
  request->a = emu_sample_file (self->a);
  request->b = emu_sample_file (self->b);
  request->method = method;
  task = g_task_new (self, self->cancellable, mixed_cb, NULL);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, mix_thread);
}

static void
emu_sample_tile_constructed (GObject *object)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (object);
  const EmuMethod *method = emu_methods_find (self->method, NULL);
  g_autofree char *target = g_strdup_printf ("%s %s %s", self->a, self->b, self->method);
  g_autofree char *title = NULL;

  G_OBJECT_CLASS (emu_sample_tile_parent_class)->constructed (object);

  /* Translators: two pictures that are mixed */
  title = g_strdup_printf (_("%s + %s"), self->a, self->b);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, method != NULL ? _(method->name) : "");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.sample");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  method != NULL ? _(method->name) : "", -1);
  gtk_widget_set_visible (GTK_WIDGET (self), method != NULL);
}

static void
emu_sample_tile_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (object);

  switch (id)
    {
    case PROP_A:
      self->a = g_value_dup_string (value);
      break;
    case PROP_B:
      self->b = g_value_dup_string (value);
      break;
    case PROP_METHOD:
      self->method = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_sample_tile_dispose (GObject *object)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->picture = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_sample_tile_parent_class)->dispose (object);
}

static void
emu_sample_tile_finalize (GObject *object)
{
  EmuSampleTile *self = EMU_SAMPLE_TILE (object);

  g_free (self->a);
  g_free (self->b);
  g_free (self->method);

  G_OBJECT_CLASS (emu_sample_tile_parent_class)->finalize (object);
}

static void
emu_sample_tile_class_init (EmuSampleTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = emu_sample_tile_constructed;
  object_class->set_property = emu_sample_tile_set_property;
  object_class->dispose = emu_sample_tile_dispose;
  object_class->finalize = emu_sample_tile_finalize;
  widget_class->map = emu_sample_tile_map;

  properties[PROP_A] = g_param_spec_string ("a", NULL, NULL, "cat", flags);
  properties[PROP_B] = g_param_spec_string ("b", NULL, NULL, "cup", flags);
  properties[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, "mixup", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/sample-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuSampleTile, picture);
  gtk_widget_class_bind_template_child (widget_class, EmuSampleTile, title);
  gtk_widget_class_bind_template_child (widget_class, EmuSampleTile, subtitle);
  gtk_widget_class_bind_template_child (widget_class, EmuSampleTile, button);
}

static void
emu_sample_tile_init (EmuSampleTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GFile *
emu_sample_file (const char *name)
{
  g_autofree char *base = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (PKGDATADIR, "samples", base, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_free (path);
      path = g_build_filename (SOURCE_DATADIR, "samples", base, NULL);
    }

  return g_file_new_for_path (path);
}
