/* emu-drawing.c: pictures drawn by this program, in classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-drawing.h"
#include "emu-error.h"
#include "emu-scene.h"

#define CAIRO_MAX_SIDE 32767

typedef struct
{
  const char *name;
  EmuDrawFunc draw;
  double grain;
} DrawingClass;

/* The index is the class number of the generated data set and part of every seed: append only.
 * Grain makes up most of the size of a file; scenes rich in texture do with less of it. */
static const DrawingClass classes[] = {
  { N_("cat"), emu_draw_cat, 1.6 },
  { N_("cup"), emu_draw_cup, 1.6 },
  { N_("boat"), emu_draw_boat, 1.6 },
  { N_("tree"), emu_draw_tree, 1.6 },
  { N_("dog"), emu_draw_dog, 0.6 },
  { N_("bird"), emu_draw_bird, 0.6 },
  { N_("fish"), emu_draw_fish, 0.6 },
  { N_("car"), emu_draw_car, 0.6 },
  { N_("house"), emu_draw_house, 0.6 },
  { N_("flower"), emu_draw_flower, 0.6 },
};

static const EmuDrawingSample samples[] = {
  { "cat.png", 0, 7, 512, 768 },
  { "cup.png", 1, 24, 512, 768 },
  { "boat.png", 2, 12, 512, 768 },
  { "tree.png", 3, 4, 768, 512 },
  { "dog.png", 4, 24, 480, 480 },
  { "dog-standing.png", 4, 6, 400, 600 },
  { "bird.png", 5, 1, 512, 768 },
  { "bird-robin.png", 5, 18, 768, 512 },
  { "fish.png", 6, 104, 512, 768 },
  { "car.png", 7, 110, 512, 768 },
  { "house.png", 8, 22, 512, 512 },
  { "house-winter.png", 8, 10, 512, 768 },
  { "flower.png", 9, 108, 768, 512 },
  { "flower-rose.png", 9, 116, 640, 640 },
  { "fish-small.png", 6, 1, 96, 96 },
  { "cat-tiny.png", 0, 0, 32, 32 },
};

static void
copy_planes (cairo_surface_t *surface,
             EmuImage        *image)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  for (int y = 0; y < image->height; y++)
    {
      const guint32 *pixels = (const guint32 *) (const void *) (data + (gsize) y * stride);
      guint8 *red = emu_image_row (image, 0, y);
      guint8 *green = emu_image_row (image, 1, y);
      guint8 *blue = emu_image_row (image, 2, y);

      for (int x = 0; x < image->width; x++)
        {
          red[x] = (guint8) (pixels[x] >> 16);
          green[x] = (guint8) (pixels[x] >> 8);
          blue[x] = (guint8) pixels[x];
        }
    }
}

guint
emu_drawing_n_classes (void)
{
  return G_N_ELEMENTS (classes);
}

const char *
emu_drawing_class_name (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (classes), NULL);

  return classes[index].name;
}

EmuImage *
emu_drawing_render (guint     class_index,
                    guint64   seed,
                    int       height,
                    int       width,
                    GError  **error)
{
  EmuScene scene = { .seed = seed, .class_index = class_index };
  g_autoptr(EmuImage) image = NULL;
  cairo_surface_t *surface;
  cairo_status_t status;

  g_return_val_if_fail (class_index < G_N_ELEMENTS (classes), NULL);

  if (!emu_image_check_size (height, width, error))
    return NULL;

  if (height > CAIRO_MAX_SIDE || width > CAIRO_MAX_SIDE)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("a drawing of %d × %d pixels is larger than the limit of %d on a side"),
                   width, height, CAIRO_MAX_SIDE);
      return NULL;
    }

  image = emu_image_new (3, height, width, error);
  if (image == NULL)
    return NULL;

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  scene.cr = cairo_create (surface);
  scene.scale = MAX (MIN (width, height) / 100.0, MAX (width, height) / 300.0);
  scene.width = width / scene.scale;
  scene.height = height / scene.scale;
  scene.finest = MIN (1.0, scene.scale / 5.12);
  cairo_scale (scene.cr, scene.scale, scene.scale);

  classes[class_index].draw (&scene);
  emu_scene_finish (&scene, classes[class_index].grain);

  status = scene.status != CAIRO_STATUS_SUCCESS ? scene.status : cairo_status (scene.cr);
  cairo_surface_flush (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    copy_planes (surface, image);

  cairo_destroy (scene.cr);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("a drawing of %d × %d pixels failed: %s"),
                   width, height, cairo_status_to_string (status));
      return NULL;
    }

  return g_steal_pointer (&image);
}

const EmuDrawingSample *
emu_drawing_samples (guint *n_samples)
{
  *n_samples = G_N_ELEMENTS (samples);

  return samples;
}
