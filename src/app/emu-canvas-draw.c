/* emu-canvas-draw.c: pixels of the canvas, what stands in for them, and captions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

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
emu_canvas_get_shades (guint8 shades[2])
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  memcpy (shades, is_dark ? dark.shades : light.shades, sizeof light.shades);
}

void
emu_canvas_get_colours (EmuCanvas        *self,
                        EmuRenderRequest *request)
{
  const Palette *palette = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? &dark
                                                                                         : &light;

  emu_ramp_init (&request->ramp, palette->b, palette->middle, palette->a);
  request->edge = gtk_widget_get_scale_factor (GTK_WIDGET (self));
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
  for (int i = 0; i < EMU_RENDER_MAX; i++)
    g_clear_object (&textures[i]);
}

static GdkTexture *
make_stand_in (EmuCanvas *self,
               int        i)
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
  emu_pixels_pick (g_bytes_get_data (self->shown->pixels[i], NULL), 4 * (gsize) from->width,
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

  return shown->n_kinds == self->want.n_kinds &&
         memcmp (shown->kinds, self->want.kinds, (gsize) shown->n_kinds * sizeof shown->kinds[0]) == 0 &&
         shown->job->a->width == self->viewport.picture_width &&
         shown->job->a->height == self->viewport.picture_height;
}

const EmuRenderRequest *
emu_canvas_get_place (EmuCanvas *self)
{
  if (self->shown == NULL)
    return NULL;

  return can_follow (self) ? &self->want : &self->shown->request;
}

static GdkTexture *
get_texture (EmuCanvas *self,
             int        i,
             gboolean   follow)
{
  if (!follow || self->textures[i] == NULL)
    return self->textures[i];

  if (self->stand_ins[i] == NULL)
    self->stand_ins[i] = make_stand_in (self, i);

  return self->stand_ins[i];
}

/* Columns of a patch on the left of the divider. */
static int
split_column (EmuCanvas      *self,
              const EmuPatch *patch)
{
  return (int) lrint (emu_divider_get_value (self->divider) * patch->width);
}

/* Device columns @from to @to of a patch, each pixel of the texture on one device pixel. */
static void
append_columns (GtkSnapshot    *snapshot,
                GdkTexture     *texture,
                const EmuPatch *patch,
                int             x,
                int             y,
                int             from,
                int             to,
                float           scale)
{
  graphene_rect_t bounds;
  graphene_rect_t clip;

  if (texture == NULL)
    return;

  graphene_rect_init (&bounds, (float) (x + patch->x) / scale, (float) (y + patch->y) / scale,
                      (float) patch->width / scale, (float) patch->height / scale);
  if (from == 0 && to == patch->width)
    {
      gtk_snapshot_append_texture (snapshot, texture, &bounds);
      return;
    }

  graphene_rect_init (&clip, (float) (x + patch->x + from) / scale, bounds.origin.y,
                      (float) (to - from) / scale, bounds.size.height);
  gtk_snapshot_push_clip (snapshot, &clip);
  gtk_snapshot_append_texture (snapshot, texture, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_pictures (EmuCanvas   *self,
               GtkSnapshot *snapshot)
{
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const EmuRenderRequest *shown = &self->shown->request;
  const EmuRenderRequest *place = emu_canvas_get_place (self);
  const EmuPatch *patch = &place->patch;
  gboolean follow = !emu_patch_equal (&shown->patch, patch);

  if (emu_canvas_is_split (place))
    {
      int column = split_column (self, patch);
      int x = place->tiles.x[0];
      int y = place->tiles.y[0];

      if (column > 0)
        append_columns (snapshot, get_texture (self, 0, follow), patch, x, y, 0, column, scale);
      if (column < patch->width)
        append_columns (snapshot, get_texture (self, 1, follow), patch, x, y, column, patch->width,
                        scale);
      return;
    }

  for (int i = 0; i < place->tiles.n; i++)
    append_columns (snapshot, get_texture (self, i, follow), patch, place->tiles.x[i],
                    place->tiles.y[i], 0, patch->width, scale);
}

/* Around all of the canvas; light beside dark, so that one of them shows on any picture. */
static void
append_focus (GtkWidget   *widget,
              GtkSnapshot *snapshot)
{
  static const struct
  {
    float       inset;
    float       width;
    const char *colour;
  } rings[] = {
    { 0, 3, "#4b4a54" },
    { 3, 2, "white" },
  };
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);

  for (guint i = 0; i < G_N_ELEMENTS (rings); i++)
    {
      GskRoundedRect frame;
      GdkRGBA rgba;

      gdk_rgba_parse (&rgba, rings[i].colour);
      gsk_rounded_rect_init_from_rect (&frame,
                                       &GRAPHENE_RECT_INIT (rings[i].inset, rings[i].inset,
                                                            MAX (0, width - 2 * rings[i].inset),
                                                            MAX (0, height - 2 * rings[i].inset)),
                                       0);
      gtk_snapshot_append_border (snapshot, &frame,
                                  (float[]) { rings[i].width, rings[i].width, rings[i].width, rings[i].width },
                                  (GdkRGBA[]) { rgba, rgba, rgba, rgba });
    }
}

void
emu_canvas_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  EmuCanvas *self = EMU_CANVAS (widget);

  if (self->shown != NULL)
    draw_pictures (self, snapshot);

  for (int i = 0; i < EMU_RENDER_N_KINDS; i++)
    gtk_widget_snapshot_child (widget, self->badges[i], snapshot);
  gtk_widget_snapshot_child (widget, self->published_note, snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->divider), snapshot);
  if (gtk_widget_has_visible_focus (widget))
    append_focus (widget, snapshot);
}

/* Captions. */

/* Captions belong to the kinds of pictures, one each, so they are made here and not in a template. */
static const struct
{
  const char *text;
  const char *style_class;
} captions[EMU_RENDER_N_KINDS] = {
  [EMU_RENDER_RESULT] = { N_("Result"), NULL },
  [EMU_RENDER_MASK] = { N_("Mask"), NULL },
  [EMU_RENDER_A] = { N_("A"), "a" },
  [EMU_RENDER_B] = { N_("B"), "b" },
  [EMU_RENDER_OVERLAY] = { N_("Overlay"), NULL },
  [EMU_RENDER_GUIDE_A] = { N_("Guide of A"), NULL },
  [EMU_RENDER_GUIDE_B] = { N_("Guide of B"), NULL },
  [EMU_RENDER_SOUND] = { N_("Corrected"), "numbers" },
  [EMU_RENDER_PUBLISHED] = { N_("As published"), "numbers" },
};

static GtkWidget *
add_label (EmuCanvas  *self,
           const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "badge");
  gtk_widget_set_can_target (label, FALSE);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
divided_cb (EmuCanvas *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
emu_canvas_add_children (EmuCanvas *self)
{
  for (int i = 0; i < EMU_RENDER_N_KINDS; i++)
    {
      self->badges[i] = add_label (self, _(captions[i].text));
      gtk_label_set_ellipsize (GTK_LABEL (self->badges[i]), PANGO_ELLIPSIZE_END);
      if (captions[i].style_class != NULL)
        gtk_widget_add_css_class (self->badges[i], captions[i].style_class);
    }

  self->published_note = add_label (self, NULL);
  gtk_widget_add_css_class (self->published_note, "sentence");
  gtk_label_set_wrap (GTK_LABEL (self->published_note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->published_note), 0.0f);

  self->divider = EMU_DIVIDER (emu_divider_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->divider), GTK_WIDGET (self));
  gtk_widget_set_child_visible (GTK_WIDGET (self->divider), FALSE);
  g_signal_connect_object (self->divider, "notify::value", G_CALLBACK (divided_cb), self,
                           G_CONNECT_SWAPPED);
}

/* What the register says about the mistakes that a job has in use. */
static char *
describe_mistakes (const EmuMixJob *job)
{
  const EmuParamTable *table = &job->method->params;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < table->n_params; i++)
    {
      const EmuParam *param = &table->params[i];

      if (param->published.defect == 0 || (param->in_use != NULL && !param->in_use (job->params)))
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, _(param->published.text));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
emu_canvas_update_captions (EmuCanvas *self)
{
  static const EmuRenderKind kinds[] = { EMU_RENDER_SOUND, EMU_RENDER_PUBLISHED };
  gboolean has_changed = FALSE;
  g_autofree char *note = NULL;

  if (self->shown == NULL || self->shown->request.variants[0] == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const EmuFrame *frame = self->shown->variants[i];
      const char *caption = _(captions[kinds[i]].text);
      GtkLabel *badge = GTK_LABEL (self->badges[kinds[i]]);
      g_autofree char *text = NULL;

      if (frame != NULL)
        /* Translators: a caption over one of two pictures, the weight of A in its label, mean of its
         * mask; the second line is short */
        text = g_strdup_printf (_("%s\nlabel %.3f A · mask %.3f"), caption,
                                frame->mix->label.weight_a, frame->mix->mask_mean);
      else
        text = g_strdup (caption);

      has_changed |= g_strcmp0 (gtk_label_get_text (badge), text) != 0;
      gtk_label_set_text (badge, text);
    }

  note = self->shown->refusals[1] != NULL ? g_strdup (self->shown->refusals[1])
                                          : describe_mistakes (self->shown->request.variants[1]);
  has_changed |= g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->published_note)), note) != 0;
  gtk_label_set_text (GTK_LABEL (self->published_note), note);
  if (has_changed)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* A part of the widget that a picture takes, in the toolkit's pixels. */
typedef struct
{
  float x;
  float y;
  float width;
  float height;
} Frame;

static Frame
tile_frame (EmuCanvas *self,
            int        i)
{
  const EmuRenderRequest *place = emu_canvas_get_place (self);
  const EmuTiles *tiles = &place->tiles;
  const EmuPatch *patch = &place->patch;
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return (Frame) {
    .x = (float) (tiles->x[i] + patch->x) / scale,
    .y = (float) (tiles->y[i] + patch->y) / scale,
    .width = (float) patch->width / scale,
    .height = (float) patch->height / scale,
  };
}

/* A caption in an upper corner of a picture; a small picture's may reach into the rest of its tile. */
static void
allocate_caption (EmuCanvas *self,
                  GtkWidget *badge,
                  int        i,
                  gboolean   at_right)
{
  const EmuTiles *tiles = &emu_canvas_get_place (self)->tiles;
  Frame frame = tile_frame (self, i);
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  float room = (float) (tiles->x[i] + tiles->width) / scale - frame.x - 2 * BADGE_INSET;
  GtkRequisition size;
  GtkRequisition least;
  graphene_point_t corner;

  gtk_widget_set_child_visible (badge, TRUE);
  gtk_widget_get_preferred_size (badge, &least, &size);
  size.width = MAX (least.width, MIN (size.width, (int) room));
  graphene_point_init (&corner, frame.x + BADGE_INSET, frame.y + BADGE_INSET);
  if (at_right)
    corner.x = frame.x + frame.width - BADGE_INSET - (float) size.width;
  gtk_widget_allocate (badge, size.width, size.height, -1, gsk_transform_translate (NULL, &corner));
}

static void
allocate_note (EmuCanvas *self,
               Frame      frame)
{
  GtkWidget *note = self->published_note;
  int width = (int) frame.width - 2 * BADGE_INSET;
  int least;
  int natural;
  int height;
  graphene_point_t corner;

  gtk_widget_set_child_visible (note, TRUE);
  gtk_widget_measure (note, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  width = MAX (least, MIN (natural, width));
  gtk_widget_measure (note, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);

  /* The picture is what one came for: no words over more than half of it. */
  if (2 * height > (int) frame.height && self->shown->refusals[1] == NULL)
    {
      gtk_widget_set_child_visible (note, FALSE);
      return;
    }

  graphene_point_init (&corner, frame.x + BADGE_INSET,
                       frame.y + frame.height - BADGE_INSET - (float) height);
  gtk_widget_allocate (note, width, height, -1, gsk_transform_translate (NULL, &corner));
}

/* Where the line between two pictures in one tile stands, from the tile's picture. */
static float
split_at (EmuCanvas *self)
{
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return (float) split_column (self, &emu_canvas_get_place (self)->patch) / scale;
}

/* A caption on either side of the line where there is room. */
static void
allocate_split_captions (EmuCanvas *self)
{
  Frame frame = tile_frame (self, 0);
  float at = split_at (self);

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *badge = self->badges[emu_canvas_get_place (self)->kinds[i]];
      float room = i == 0 ? at : frame.width - at;
      GtkRequisition size;

      gtk_widget_get_preferred_size (badge, NULL, &size);
      if (room >= (float) size.width + 2 * BADGE_INSET)
        allocate_caption (self, badge, 0, i == 1);
    }
}

static void
allocate_divider (EmuCanvas *self)
{
  GtkWidget *divider = GTK_WIDGET (self->divider);
  Frame frame = tile_frame (self, 0);
  graphene_point_t corner;
  int width;
  int height;

  gtk_widget_set_child_visible (divider, TRUE);
  gtk_widget_measure (divider, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (divider, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);

  /* A picture lower than the knob is left in the middle of it. */
  height = MAX (height, (int) frame.height);
  graphene_point_init (&corner, frame.x + split_at (self) - (float) (width / 2),
                       frame.y + MIN (0.0f, (frame.height - (float) height) / 2));
  gtk_widget_allocate (divider, width, height, -1,
                       gsk_transform_translate (NULL, &corner));
  emu_divider_set_track (self->divider, frame.x, frame.x + frame.width);
}

void
emu_canvas_allocate_children (EmuCanvas *self)
{
  const EmuRenderRequest *place = emu_canvas_get_place (self);
  gboolean split = place != NULL && emu_canvas_is_split (place);
  gboolean captioned = place != NULL && !split &&
                       (place->tiles.n > 1 || place->kinds[0] == EMU_RENDER_A ||
                        place->kinds[0] == EMU_RENDER_GUIDE_A || place->kinds[0] == EMU_RENDER_GUIDE_B);

  for (int i = 0; i < EMU_RENDER_N_KINDS; i++)
    gtk_widget_set_child_visible (self->badges[i], FALSE);
  gtk_widget_set_child_visible (self->published_note, FALSE);

  for (int i = 0; captioned && i < place->tiles.n; i++)
    {
      allocate_caption (self, self->badges[place->kinds[i]], i, FALSE);
      if (place->kinds[i] == EMU_RENDER_PUBLISHED)
        allocate_note (self, tile_frame (self, i));
    }

  if (split)
    allocate_split_captions (self);

  /* While A is held up the line is not seen, but keeps the focus. */
  gtk_widget_set_opacity (GTK_WIDGET (self->divider), split ? 1.0 : 0.0);
  if (place != NULL && self->mode == EMU_CANVAS_SPLIT)
    allocate_divider (self);
  else
    gtk_widget_set_child_visible (GTK_WIDGET (self->divider), FALSE);
}
