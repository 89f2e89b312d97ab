/* emu-canvas-draw.c: pixels of the canvas, what stands in for them, and captions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "emu-canvas-private.h"

/* Lengths of the toolkit. */
#define BADGE_INSET 6
#define CHEQUER_SIDE 8

/* Colours of data, which no theme decides: pixels, not decoration. */
typedef struct
{
  guint8 a[3];
  guint8 middle[3];
  guint8 b[3];
  guint8 shades[2];
} Palette;

static const Palette light = {
  .a = { 0x1a, 0x63, 0xc4 },
  .middle = { 0x80, 0x80, 0x80 },
  .b = { 0xc2, 0x4d, 0x00 },
  .shades = { 0xff, 0xd9 },
};

static const Palette dark = {
  .a = { 0x6a, 0xa8, 0xf4 },
  .middle = { 0x80, 0x80, 0x80 },
  .b = { 0xff, 0xa4, 0x5c },
  .shades = { 0x33, 0x47 },
};

void
emu_canvas_get_colours (EmuCanvas        *self,
                        EmuRenderRequest *request)
{
  const Palette *palette = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? &dark
                                                                                         : &light;

  emu_ramp_init (&request->ramp, palette->b, palette->middle, palette->a);
  request->chequer = (EmuChequer) {
    .shade = { palette->shades[0], palette->shades[1] },
    .side = CHEQUER_SIDE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .x = request->patch.first_x,
    .y = request->patch.first_y,
  };
}

void
emu_canvas_clear_textures (GdkTexture **textures)
{
  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    g_clear_object (&textures[i]);
}

static GdkTexture *
make_stand_in (EmuCanvas *self,
               int        part)
{
  const EmuPatch *from = &self->shown->request.patch;
  const EmuPatch *to = &self->want.patch;
  gsize stride = 4 * (gsize) to->width;
  gsize size = stride * (gsize) to->height;
  guint8 *rgba = g_malloc (size);
  g_autoptr(GBytes) bytes = g_bytes_new_take (rgba, size);
  EmuPick rows;
  EmuPick columns;

  emu_patch_between (from, to, &rows, &columns);
  emu_pixels_pick (g_bytes_get_data (self->shown->pixels[part], NULL), 4 * (gsize) from->width,
                   &rows, &columns, rgba, stride);

  return gdk_memory_texture_new (to->width, to->height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes,
                                 stride);
}

/* Whether what is on screen can be followed to another place and zoom: the same kind of pictures,
 * of the same size. Anything else stays where it is until the answer comes. */
static gboolean
can_follow (EmuCanvas *self)
{
  const EmuRenderRequest *shown = &self->shown->request;

  return shown->parts == self->want.parts &&
         shown->job->a->width == self->viewport.picture_width &&
         shown->job->a->height == self->viewport.picture_height;
}

void
emu_canvas_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  EmuCanvas *self = EMU_CANVAS (widget);
  float scale = (float) gtk_widget_get_scale_factor (widget);

  if (self->shown != NULL)
    {
      const EmuRenderRequest *shown = &self->shown->request;
      const EmuRenderRequest *place = can_follow (self) ? &self->want : shown;
      gboolean follow = !emu_patch_equal (&shown->patch, &place->patch);

      for (int i = 0; i < place->tiles.n; i++)
        {
          int part = emu_render_part_index (emu_canvas_tile_part (place, i));
          GdkTexture *texture = self->textures[part];
          graphene_rect_t bounds;

          if (follow)
            {
              if (self->stand_ins[part] == NULL)
                self->stand_ins[part] = make_stand_in (self, part);
              texture = self->stand_ins[part];
            }

          /* Each pixel of the texture on one device pixel. */
          graphene_rect_init (&bounds,
                              (float) (place->tiles.x[i] + place->patch.x) / scale,
                              (float) (place->tiles.y[i] + place->patch.y) / scale,
                              (float) place->patch.width / scale,
                              (float) place->patch.height / scale);
          gtk_snapshot_append_texture (snapshot, texture, &bounds);
        }
    }

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    gtk_widget_snapshot_child (widget, self->badges[i], snapshot);
}

/* Captions belong to the parts of a frame, one each, so they are made here and not in a template. */
static void
add_badge (EmuCanvas    *self,
           EmuFrameParts part,
           const char   *text,
           const char   *style_class)
{
  GtkWidget *badge = gtk_label_new (text);

  gtk_widget_add_css_class (badge, "badge");
  if (style_class != NULL)
    gtk_widget_add_css_class (badge, style_class);
  gtk_widget_set_can_target (badge, FALSE);
  gtk_widget_set_parent (badge, GTK_WIDGET (self));
  self->badges[emu_render_part_index (part)] = badge;
}

void
emu_canvas_add_badges (EmuCanvas *self)
{
  add_badge (self, EMU_FRAME_A, _("A"), "a");
  add_badge (self, EMU_FRAME_B, _("B"), "b");
  add_badge (self, EMU_FRAME_MASK, _("Mask"), NULL);
  add_badge (self, EMU_FRAME_RESULT, _("Result"), NULL);
}

void
emu_canvas_allocate_badges (EmuCanvas *self)
{
  const EmuTiles *tiles = &self->want.tiles;
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gboolean captioned = self->job != NULL && (tiles->n > 1 || self->want.parts == EMU_FRAME_A);

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    gtk_widget_set_child_visible (self->badges[i], FALSE);

  for (int i = 0; captioned && i < tiles->n; i++)
    {
      GtkWidget *badge = self->badges[emu_render_part_index (emu_canvas_tile_part (&self->want, i))];
      graphene_point_t corner;
      GtkRequisition size;

      graphene_point_init (&corner,
                           (float) (tiles->x[i] + self->want.patch.x) / scale + BADGE_INSET,
                           (float) (tiles->y[i] + self->want.patch.y) / scale + BADGE_INSET);
      gtk_widget_set_child_visible (badge, TRUE);
      gtk_widget_get_preferred_size (badge, NULL, &size);
      gtk_widget_allocate (badge, size.width, size.height, -1,
                           gsk_transform_translate (NULL, &corner));
    }
}
