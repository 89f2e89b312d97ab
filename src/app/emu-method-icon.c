/* emu-method-icon.c: the mask of a method, small
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-method-icon.h"

#define ICON_PX 32

/* Seed and λ for which every method shows its kind of shape. */
#define ICON_SEED 6
#define ICON_LAMBDA 0.6

struct _EmuMethodIcon
{
  GtkWidget        parent_instance;

  const EmuMethod *method;
  GdkTexture      *texture;
};

G_DEFINE_FINAL_TYPE (EmuMethodIcon, emu_method_icon, GTK_TYPE_WIDGET)

static void
lookup (GtkWidget  *widget,
        const char *name,
        GdkRGBA    *colour)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, colour))
    *colour = (GdkRGBA) { 0.5f, 0.5f, 0.5f, 1 };
}

static guint8
mix_channel (float weight,
             float a,
             float b,
             float grey)
{
  /* A at 1, neutral grey in the middle, B at 0. */
  float value = weight >= 0.5f ? grey + (a - grey) * (2 * weight - 1)
                               : grey + (b - grey) * (1 - 2 * weight);

  return (guint8) (255 * value + 0.5f);
}

/* For methods that look at pictures first: one bright spot, that of A to the left, that of B to the
 * right. */
static EmuGuide *
new_spot (guint index)
{
  g_autoptr(EmuImage) grey = emu_image_new (1, ICON_PX, ICON_PX, NULL);
  int middle_x = index == 0 ? ICON_PX / 3 : ICON_PX * 2 / 3;
  int middle_y = index == 0 ? ICON_PX * 2 / 3 : ICON_PX / 3;

  if (grey == NULL)
    return NULL;

  for (int y = 0; y < ICON_PX; y++)
    {
      for (int x = 0; x < ICON_PX; x++)
        emu_image_row (grey, 0, y)[x] = (guint8) MAX (0, 255 - 12 * (abs (x - middle_x) + abs (y - middle_y)));
    }

  return emu_guide_new_from_grey (EMU_GUIDE_FILE, grey, NULL);
}

static GdkTexture *
draw_mask (EmuMethodIcon *self)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  g_autoptr(EmuGuide) guide_a = new_spot (0);
  g_autoptr(EmuGuide) guide_b = new_spot (1);
  EmuView view = emu_view_whole (ICON_PX, ICON_PX);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GBytes) bytes = NULL;
  guint8 *pixels;
  float row[ICON_PX];
  GdkRGBA a;
  GdkRGBA b;
  GdkRGBA grey;

  request.method = self->method;
  request.requested = ICON_LAMBDA;
  request.seed = ICON_SEED;
  request.guides[0] = guide_a;
  request.guides[1] = guide_b;
  mix = emu_mix_new (&request, ICON_PX, ICON_PX, NULL, NULL, NULL);
  if (mix != NULL)
    mask = emu_mix_mask (mix, &view, NULL);
  /* Without a mask there is nothing to show, and nobody asked for one. */
  if (mask == NULL)
    return NULL;

  lookup (GTK_WIDGET (self), "emu_a", &a);
  lookup (GTK_WIDGET (self), "emu_b", &b);
  lookup (GTK_WIDGET (self), "emu_middle", &grey);
  pixels = g_malloc (ICON_PX * ICON_PX * 3);
  for (int y = 0; y < ICON_PX; y++)
    {
      emu_mask_get_row (mask, y, row);
      for (int x = 0; x < ICON_PX; x++)
        {
          guint8 *out = pixels + 3 * (y * ICON_PX + x);

          out[0] = mix_channel (row[x], a.red, b.red, grey.red);
          out[1] = mix_channel (row[x], a.green, b.green, grey.green);
          out[2] = mix_channel (row[x], a.blue, b.blue, grey.blue);
        }
    }
  bytes = g_bytes_new_take (pixels, ICON_PX * ICON_PX * 3);

  return gdk_memory_texture_new (ICON_PX, ICON_PX, GDK_MEMORY_R8G8B8, bytes, ICON_PX * 3);
}

static void
emu_method_icon_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  EmuMethodIcon *self = EMU_METHOD_ICON (widget);

  if (self->method == NULL)
    return;

  if (self->texture == NULL)
    self->texture = draw_mask (self);

  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                      (float) gtk_widget_get_height (widget)));
}

static void
emu_method_icon_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = ICON_PX;
}

static void
emu_method_icon_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (emu_method_icon_parent_class)->css_changed (widget, change);

  /* The colours of A and B follow light and dark. */
  g_clear_object (&EMU_METHOD_ICON (widget)->texture);
  gtk_widget_queue_draw (widget);
}

static void
emu_method_icon_dispose (GObject *object)
{
  g_clear_object (&EMU_METHOD_ICON (object)->texture);

  G_OBJECT_CLASS (emu_method_icon_parent_class)->dispose (object);
}

static void
emu_method_icon_class_init (EmuMethodIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_method_icon_dispose;
  widget_class->snapshot = emu_method_icon_snapshot;
  widget_class->measure = emu_method_icon_measure;
  widget_class->css_changed = emu_method_icon_css_changed;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
emu_method_icon_init (EmuMethodIcon *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "method-icon");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

void
emu_method_icon_set_method (EmuMethodIcon   *self,
                            const EmuMethod *method)
{
  if (method == self->method)
    return;

  self->method = method;
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
