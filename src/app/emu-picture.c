/* emu-picture.c: an opened picture, as the tray shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-picture.h"
#include "emu-resample.h"

/* Letters of the hash in the name of a pasted picture's file. */
#define HASH_LETTERS 12

/* Twice the size of a tile, so that the toolkit's scaling is an exact mean of 2 × 2 pixels. */
#define THUMBNAIL_WIDTH_PX 192
#define THUMBNAIL_HEIGHT_PX 128

#define CHEQUER_PX 8
#define CHEQUER_LIGHT 0xd8
#define CHEQUER_DARK 0xb0

struct _EmuPicture
{
  GObject      parent_instance;

  char        *name;         /* NULL: the file's */
  char        *remembered;
  char        *file_stem;
  char        *file_name;
  GFile       *file;
  EmuImage    *image;
  EmuFileInfo  info;
  GdkTexture  *thumbnail;
  gboolean     sample;
  gboolean     pasted;
  gboolean     is_a;
  gboolean     is_b;
};

/* What the thread hands back: no object crosses before it is finished. */
typedef struct
{
  GFile       *file;
  GdkTexture  *texture;
  gboolean     sample;
  EmuImage    *image;
  EmuFileInfo  info;
  EmuImage    *thumbnail;
} Load;

enum
{
  PROP_0,
  PROP_NAME,
  PROP_THUMBNAIL,
  PROP_IS_A,
  PROP_IS_B,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuPicture, emu_picture, G_TYPE_OBJECT)

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_object (&load->file);
  g_clear_object (&load->texture);
  g_clear_pointer (&load->image, emu_image_unref);
  g_clear_pointer (&load->thumbnail, emu_image_unref);
  emu_file_info_clear (&load->info);
  g_free (load);
}

static EmuImage *
make_thumbnail (EmuImage *image,
                GError  **error)
{
  EmuBox box = { 0, image->height, 0, image->width };
  int height;
  int width;

  if ((gint64) image->width * THUMBNAIL_HEIGHT_PX > (gint64) image->height * THUMBNAIL_WIDTH_PX)
    {
      width = MAX (1, (int) ((gint64) image->height * THUMBNAIL_WIDTH_PX / THUMBNAIL_HEIGHT_PX));
      box.x0 = (image->width - width) / 2;
      box.x1 = box.x0 + width;
    }
  else
    {
      height = MAX (1, (int) ((gint64) image->width * THUMBNAIL_HEIGHT_PX / THUMBNAIL_WIDTH_PX));
      box.y0 = (image->height - height) / 2;
      box.y1 = box.y0 + height;
    }

  return emu_image_resample (image, &box, THUMBNAIL_HEIGHT_PX, THUMBNAIL_WIDTH_PX,
                             EMU_FILTER_AREA, error);
}

/* A pasted picture gets a file, so that a command can name it and it can be dragged out. */
static GFile *
keep_pasted (GBytes     *bytes,
             const char *sha256)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "emulsion", NULL);
  g_autofree char *name = g_strdup_printf ("pasted-%.*s.png", HASH_LETTERS, sha256);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  /* Without a cache the picture can still be mixed. */
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !emu_file_save_text (file, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                           NULL, NULL))
    return NULL;

  return g_steal_pointer (&file);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Load *load = data;
  GError *error = NULL;

  if (load->file != NULL)
    {
      load->image = emu_file_load (load->file, &load->info, cancellable, &error);
    }
  else
    {
      g_autoptr(GBytes) bytes = gdk_texture_save_to_png_bytes (load->texture);

      load->image = emu_file_load_bytes (bytes, _("the pasted picture"), &load->info, &error);
      if (load->image != NULL)
        load->file = keep_pasted (bytes, load->info.sha256);
    }

  if (load->image != NULL)
    load->thumbnail = make_thumbnail (load->image, &error);

  if (load->thumbnail == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
start_load (Load                *load,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
}

static void
emu_picture_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  EmuPicture *self = EMU_PICTURE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, emu_picture_get_name (self));
      break;
    case PROP_THUMBNAIL:
      g_value_set_object (value, self->thumbnail);
      break;
    case PROP_IS_A:
      g_value_set_boolean (value, self->is_a);
      break;
    case PROP_IS_B:
      g_value_set_boolean (value, self->is_b);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_picture_finalize (GObject *object)
{
  EmuPicture *self = EMU_PICTURE (object);

  g_free (self->name);
  g_free (self->remembered);
  g_free (self->file_stem);
  g_free (self->file_name);
  g_clear_object (&self->file);
  g_clear_object (&self->thumbnail);
  g_clear_pointer (&self->image, emu_image_unref);
  emu_file_info_clear (&self->info);

  G_OBJECT_CLASS (emu_picture_parent_class)->finalize (object);
}

static void
emu_picture_class_init (EmuPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = emu_picture_get_property;
  object_class->finalize = emu_picture_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_THUMBNAIL] = g_param_spec_object ("thumbnail", NULL, NULL,
                                                    GDK_TYPE_PAINTABLE, flags);
  properties[PROP_IS_A] = g_param_spec_boolean ("is-a", NULL, NULL, FALSE, flags);
  properties[PROP_IS_B] = g_param_spec_boolean ("is-b", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
emu_picture_init (EmuPicture *self)
{
}

void
emu_picture_load_async (GFile               *file,
                        gboolean             sample,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  Load *load = g_new0 (Load, 1);

  load->file = g_object_ref (file);
  load->sample = sample;
  start_load (load, cancellable, callback, data);
}

void
emu_picture_load_texture_async (GdkTexture          *texture,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data)
{
  Load *load = g_new0 (Load, 1);

  load->texture = g_object_ref (texture);
  start_load (load, cancellable, callback, data);
}

EmuPicture *
emu_picture_load_finish (GAsyncResult *result,
                         GError      **error)
{
  GTask *task = G_TASK (result);
  Load *load = g_task_get_task_data (task);
  EmuPicture *self;
  char *dot;

  if (!g_task_propagate_boolean (task, error))
    return NULL;

  self = g_object_new (EMU_TYPE_PICTURE, NULL);
  self->file = g_steal_pointer (&load->file);
  self->image = g_steal_pointer (&load->image);
  self->info = load->info;
  load->info = (EmuFileInfo) { 0 };
  self->sample = load->sample;
  self->pasted = load->texture != NULL;
  self->thumbnail = emu_texture_new_for_image (load->thumbnail);

  if (self->file != NULL)
    {
      g_autofree char *base = g_file_get_basename (self->file);

      /* A name in another encoding must not reach a label as it is. */
      self->file_name = g_filename_display_name (base);
    }
  else
    {
      self->file_name = g_strdup ("pasted.png");
    }

  if (load->texture != NULL)
    {
      /* Translators: the name of a picture that came from the clipboard */
      self->file_stem = g_strdup (_("pasted"));
      return self;
    }

  self->file_stem = g_strdup (self->file_name);
  dot = strrchr (self->file_stem, '.');
  if (dot != NULL && dot != self->file_stem)
    *dot = '\0';

  return self;
}

const char *
emu_picture_get_name (EmuPicture *self)
{
  return self->name != NULL ? self->name : self->file_stem;
}

const char *
emu_picture_get_remembered_name (EmuPicture *self)
{
  return self->remembered;
}

void
emu_picture_set_remembered_name (EmuPicture *self,
                                 const char *name)
{
  g_free (self->remembered);
  self->remembered = g_strdup (name);
  emu_picture_set_name (self, name);
}

void
emu_picture_set_name (EmuPicture *self,
                      const char *name)
{
  if (g_strcmp0 (name, self->name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

gboolean
emu_picture_same_class (EmuPicture *a,
                        EmuPicture *b)
{
  return g_strcmp0 (emu_picture_get_name (a), emu_picture_get_name (b)) == 0;
}

const char *
emu_picture_get_file_name (EmuPicture *self)
{
  return self->file_name;
}

GFile *
emu_picture_get_file (EmuPicture *self)
{
  return self->file;
}

EmuImage *
emu_picture_get_image (EmuPicture *self)
{
  return self->image;
}

const EmuFileInfo *
emu_picture_get_info (EmuPicture *self)
{
  return &self->info;
}

gboolean
emu_picture_get_sample (EmuPicture *self)
{
  return self->sample;
}

gboolean
emu_picture_get_pasted (EmuPicture *self)
{
  return self->pasted;
}

void
emu_picture_set_roles (EmuPicture *self,
                       gboolean    is_a,
                       gboolean    is_b)
{
  if (self->is_a != is_a)
    {
      self->is_a = is_a;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_A]);
    }

  if (self->is_b != is_b)
    {
      self->is_b = is_b;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_B]);
    }
}

GdkTexture *
emu_texture_new_for_image (const EmuImage *image)
{
  gsize stride = (gsize) image->width * 3;
  guint8 *pixels = g_malloc (stride * (gsize) image->height);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, stride * (gsize) image->height);

  for (int y = 0; y < image->height; y++)
    for (int c = 0; c < 3; c++)
      {
        const guint8 *row = emu_image_row (image, image->channels == 1 ? 0 : c, y);
        const guint8 *alpha = image->channels == 4 ? emu_image_row (image, 3, y) : NULL;
        guint8 *out = pixels + (gsize) y * stride + c;

        for (int x = 0; x < image->width; x++)
          {
            int value = row[x];

            if (alpha != NULL)
              {
                gboolean light = (x / CHEQUER_PX + y / CHEQUER_PX) % 2 == 0;
                int under = light ? CHEQUER_LIGHT : CHEQUER_DARK;

                value = (value * alpha[x] + under * (255 - alpha[x]) + 127) / 255;
              }
            out[3 * x] = (guint8) value;
          }
      }

  return gdk_memory_texture_new (image->width, image->height, GDK_MEMORY_R8G8B8, bytes, stride);
}
