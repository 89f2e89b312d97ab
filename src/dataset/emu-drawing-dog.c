/* emu-drawing-dog.c: a dog, face to face or standing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

typedef enum
{
  MARKING_NONE,
  MARKING_SADDLE,    /* dark back and ears */
  MARKING_SPOTS,
  MARKING_PATCHES,
} Marking;

typedef enum
{
  EARS_HANGING,
  EARS_LONG,
  EARS_UPRIGHT,
  EARS_FOLDED,
} Ears;

/* A breed's look. */
typedef struct
{
  guint32 base;
  guint32 dark;
  guint32 pale;
  Marking marking;
  Ears ears;
  double white;    /* how much of the muzzle, chest and legs is pale, 0 to 1 */
  double fluff;    /* length of the hair */
} Breed;

static const Breed breeds[] = {
  { 0xdcb070, 0xb8823c, 0xf6e4c0, MARKING_NONE, EARS_HANGING, 0.35, 1.4 },
  { 0xb87a44, 0x2e221e, 0xfaf4ea, MARKING_SADDLE, EARS_LONG, 1.0, 0.95 },
  { 0xf6f2ea, 0x221e22, 0xfffefa, MARKING_SPOTS, EARS_HANGING, 0.4, 0.85 },
  { 0xb4763a, 0x281e1a, 0xe0b478, MARKING_SADDLE, EARS_UPRIGHT, 0.3, 1.2 },
  { 0x5a3420, 0x38200f, 0x8a5838, MARKING_NONE, EARS_HANGING, 0.12, 0.95 },
  { 0x2e2a2e, 0x161418, 0xfaf6ee, MARKING_NONE, EARS_FOLDED, 0.95, 1.4 },
  { 0xd8843c, 0xa85a20, 0xfff6e8, MARKING_NONE, EARS_FOLDED, 0.95, 1.0 },
  { 0xf4ece0, 0x9c5428, 0xfffaf0, MARKING_PATCHES, EARS_FOLDED, 0.7, 0.95 },
  { 0xc07838, 0x8c4c1c, 0xe0a868, MARKING_NONE, EARS_LONG, 0.2, 1.5 },
  { 0x8c8880, 0x46444a, 0xf4f2ee, MARKING_SADDLE, EARS_UPRIGHT, 1.0, 1.3 },
};

/* Shade, leaves, light; lawn far and near. */
static const guint32 parks[][5] = {
  { 0x2c5430, 0x7fb060, 0xeaf6c0, 0xa4c868, 0x44782e },
  { 0x3c5c6c, 0x98c4cc, 0xf6f8e8, 0x98c080, 0x3c6c38 },
  { 0x6c4424, 0xd09a4c, 0xfcecb8, 0xc8b060, 0x7c6c2c },
  { 0x4c6488, 0xa4c4ec, 0xfdf6ee, 0xb4cc74, 0x547c34 },
  { 0x5c7090, 0xbccce0, 0xffffff, 0xf0f4fc, 0xccd8ec },
};

static const guint32 rooms[][3] = {
  { 0x3c5c64, 0x98b4ac, 0xf6e4c0 },
  { 0x7c4c3c, 0xd0a07c, 0xfdeccc },
  { 0x3c4c74, 0x94a8cc, 0xf4e4d4 },
};

static const guint32 collars[] = {
  0xd03030, 0x2868c0, 0x2c9058, 0xe8a020, 0x8040a0, 0x30343c,
};

typedef struct
{
  EmuScene *scene;

  double x;        /* units */
  double y;
  double size;     /* of the unit in which the dog is drawn */
  double way;      /* −1 faces to the left, 1 to the right */
  double tilt;     /* radians */
  double turn;     /* −1 looks to the left, 1 to the right */
  double light;    /* −1 from the left, 1 from the right */
  double jowl;     /* width of the muzzle */
  double ear;      /* size of the ears */
  double tongue;   /* its length; 0 with the mouth shut */
  double stride;   /* of the legs */
  double wag;      /* how the tail is held */
  double fluff;
  double white;
  gboolean blaze;
  Marking marking;
  Ears ears;

  EmuInk base;
  EmuInk dark;
  EmuInk pale;
  EmuInk collar;
  EmuInk iris;

  EmuNoise noise;
} Dog;

static double
bump (double distance,
      double width)
{
  double t = distance / width;

  return exp (-t * t);
}

/* Colour of the hair at (@x, @y), before light; @saddle and @white say how much belongs there to
 * the dark and the pale parts. */
static EmuInk
coat_at (const Dog *dog,
         double     x,
         double     y,
         double     saddle,
         double     white)
{
  EmuInk colour = dog->base;
  double noise = emu_noise_at (&dog->noise, x * 3 + 7, y * 3 + 7);

  if (dog->marking == MARKING_SADDLE)
    colour = emu_ink_mix (colour, dog->dark, saddle + 0.2 * noise);
  else if (dog->marking == MARKING_SPOTS)
    colour = emu_ink_mix (colour, dog->dark,
                          (emu_noise_at (&dog->noise, x * 5.5, y * 5.5) - 0.30) * 9);
  else if (dog->marking == MARKING_PATCHES)
    colour = emu_ink_mix (colour, dog->dark,
                          (emu_noise_at (&dog->noise, x * 1.3 + 3, y * 1.3 + 8) + 0.15 * noise -
                           0.04) * 9);

  return emu_ink_mix (colour, dog->pale, white * (0.3 + 0.9 * dog->white) + 0.12 * noise * white);
}

static void
draw_place (Dog    *dog,
            double  edge)
{
  EmuScene *scene = dog->scene;
  EmuInk colours[5];
  EmuRng rng;
  gboolean indoors;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  indoors = emu_chance_coin (&rng, 0.25);
  if (indoors)
    {
      const guint32 *palette = rooms[emu_rng_int (&rng, 0, G_N_ELEMENTS (rooms) - 1)];

      for (int i = 0; i < 3; i++)
        colours[i] = emu_ink_jitter (emu_ink (palette[i]), &rng, 0.04);
      emu_scene_foliage (scene, &rng, colours, dog->light);
      emu_scene_wood (scene, scene->cr,
                      emu_ink_jitter (emu_ink (0xa87444), &rng, 0.06), edge, scene->height);
    }
  else
    {
      const guint32 *palette = parks[emu_rng_int (&rng, 0, G_N_ELEMENTS (parks) - 1)];
      cairo_pattern_t *lawn = cairo_pattern_create_linear (0, edge, 0, scene->height);

      for (int i = 0; i < 5; i++)
        colours[i] = emu_ink_jitter (emu_ink (palette[i]), &rng, 0.04);
      emu_scene_foliage (scene, &rng, colours, dog->light);
      emu_stop (lawn, 0, colours[3], 0);
      emu_stop (lawn, 0.12, colours[3], 1);
      emu_stop (lawn, 1, emu_ink_lit (colours[4], 0.85), 1);
      emu_set_pattern (scene->cr, lawn);
      cairo_rectangle (scene->cr, 0, edge, scene->width, scene->height - edge);
      cairo_fill (scene->cr);
      emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
      emu_scene_grass (scene, scene->cr, &rng, colours[3], colours[4], edge + 3,
                       scene->height + 4);
    }
}

static void
draw_ball (Dog    *dog,
           double  y)
{
  EmuScene *scene = dog->scene;
  cairo_t *cr = scene->cr;
  static const guint32 balls[] = { 0xd4e040, 0xe84838, 0x3c84e0 };
  cairo_pattern_t *fill;
  EmuRng rng;
  EmuInk ink;
  double side, x, r;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  if (emu_chance_coin (&rng, 0.5))
    return;

  side = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  x = dog->x + side * emu_rng_uniform_in (&rng, 30, 52);
  y += emu_rng_uniform_in (&rng, -1, 3);
  r = emu_rng_uniform_in (&rng, 3, 4.6);
  ink = emu_ink (balls[emu_rng_int (&rng, 0, G_N_ELEMENTS (balls) - 1)]);
  emu_glow (cr, x - dog->light * 1.5, y + r * 0.75, r * 1.7, r * 0.6, emu_ink (0x101408), 0.7);
  fill = cairo_pattern_create_radial (x + dog->light * r * 0.4, y - r * 0.45, r * 0.1, x, y, r);
  emu_stop (fill, 0, emu_ink_lit (ink, 1.35), 1);
  emu_stop (fill, 0.5, ink, 1);
  emu_stop (fill, 1, emu_ink_lit (ink, 0.5), 1);
  emu_set_pattern (cr, fill);
  emu_ellipse (cr, x, y, r, r);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xffffff), 0.85);
  cairo_set_line_width (cr, r * 0.13);
  cairo_move_to (cr, x - r * 0.85, y - r * 0.45);
  cairo_curve_to (cr, x - r * 0.2, y - r * 0.1, x - r * 0.1, y + r * 0.4, x - r * 0.3,
                  y + r * 0.92);
  cairo_stroke (cr);
}

/* A tongue from its root at (@x, @y) downwards. */
static void
draw_tongue (cairo_t *cr,
             double   x,
             double   y,
             double   half,
             double   length,
             double   swing)
{
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, y, 0, y + length);

  emu_stop (fill, 0, emu_ink (0xa83c4c), 1);
  emu_stop (fill, 0.4, emu_ink (0xe8707c), 1);
  emu_stop (fill, 1, emu_ink (0xf490a0), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, x - half * 0.9, y);
  cairo_curve_to (cr, x - half, y + length * 0.5, x - half * 1.25 + swing, y + length, x + swing,
                  y + length);
  cairo_curve_to (cr, x + half * 1.25 + swing, y + length, x + half, y + length * 0.5,
                  x + half * 0.9, y);
  cairo_close_path (cr);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x9c3448), 0.75);
  cairo_set_line_width (cr, half * 0.13);
  cairo_move_to (cr, x, y);
  cairo_curve_to (cr, x, y + length * 0.4, x + swing, y + length * 0.5, x + swing * 0.9,
                  y + length * 0.78);
  cairo_stroke (cr);
}

static void
draw_nose (cairo_t *cr,
           double   x,
           double   y,
           double   w,
           double   h,
           double   light)
{
  cairo_pattern_t *fill = cairo_pattern_create_radial (x + light * w * 0.3, y - h * 0.5, w * 0.1, x,
                                                       y, w * 1.2);

  emu_stop (fill, 0, emu_ink (0x5c545c), 1);
  emu_stop (fill, 0.4, emu_ink (0x28222a), 1);
  emu_stop (fill, 1, emu_ink (0x0c0a0e), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, x - w, y - h * 0.35);
  cairo_curve_to (cr, x - w * 0.8, y - h * 1.1, x + w * 0.8, y - h * 1.1, x + w, y - h * 0.35);
  cairo_curve_to (cr, x + w * 1.05, y + h * 0.45, x + w * 0.45, y + h * 0.9, x, y + h);
  cairo_curve_to (cr, x - w * 0.45, y + h * 0.9, x - w * 1.05, y + h * 0.45, x - w, y - h * 0.35);
  cairo_close_path (cr);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x000000), 0.9);
  for (int side = -1; side <= 1; side += 2)
    {
      emu_ellipse (cr, x + side * w * 0.48, y + h * 0.2, w * 0.24, h * 0.2);
      cairo_fill (cr);
    }
  emu_glow (cr, x + light * w * 0.25, y - h * 0.55, w * 0.5, h * 0.25, emu_ink (0xffffff), 0.75);
}

/* Face to face, in half widths of the head; its centre is the origin. */
static void
draw_chest (Dog     *dog,
            cairo_t *cr)
{
  EmuScene *scene = dog->scene;
  double bottom = (scene->height - dog->y) / dog->size + 0.3;
  double widening;
  EmuInk under;
  EmuRng rng;
  int n;

  under = emu_ink_mix (dog->base, dog->dark, dog->marking == MARKING_SADDLE ? 0.5 : 0);
  emu_set_ink (cr, emu_ink_lit (under, 0.66), 1);
  cairo_move_to (cr, -0.55, 0.2);
  cairo_curve_to (cr, -0.6, 0.9, -1.0, 1.1, -1.12, 1.8);
  cairo_line_to (cr, -1.2, bottom + 0.3);
  cairo_line_to (cr, 1.2, bottom + 0.3);
  cairo_line_to (cr, 1.12, 1.8);
  cairo_curve_to (cr, 1.0, 1.1, 0.6, 0.9, 0.55, 0.2);
  cairo_close_path (cr);
  cairo_fill (cr);

  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);
  n = emu_scene_strokes (scene, 8000, &widening);
  for (int i = 0; i < n; i++)
    {
      double y = bottom - (bottom - 0.25) * (i + emu_rng_uniform (&rng)) / n;
      double t = CLAMP ((y - 0.4) / 1.5, 0, 1);
      double across = emu_rng_uniform_in (&rng, -1, 1);
      double x = across * (0.58 + 0.60 * t * t * (3 - 2 * t));
      double white = bump (x, 0.45) * bump (MAX (0, y - 1.2), 1.2) * 1.3;
      double saddle = CLAMP (fabs (x) * 2.2 - 0.7, 0, 1);
      double gain = (0.80 + 0.30 * across * dog->light - 0.20 * across * across) *
                    (1 - 0.5 * bump (hypot (x * 0.7, y - 0.8), 0.5)) *
                    emu_rng_uniform_in (&rng, 0.86, 1.14);
      double leg = exp (-70 * x * x) * CLAMP ((y - 1.7) * 2, 0, 1);
      double direction = G_PI / 2 - across * 0.45 + emu_rng_uniform_in (&rng, -0.25, 0.25);
      double length = emu_rng_uniform_in (&rng, 0.11, 0.2) * dog->fluff;

      emu_set_ink (cr, emu_ink_lit (coat_at (dog, x, y, saddle, white), gain * (1 - 0.4 * leg)),
                   0.85);
      emu_strand (cr, x, y, direction, length, 0.030 * widening,
                  emu_rng_uniform_in (&rng, -0.2, 0.2));
    }

  /* The collar and its tag. */
  {
    cairo_pattern_t *band = cairo_pattern_create_linear (-0.8, 0, 0.8, 0);

    emu_stop (band, 0, emu_ink_lit (dog->collar, dog->light < 0 ? 1.0 : 0.5), 1);
    emu_stop (band, 0.5, dog->collar, 1);
    emu_stop (band, 1, emu_ink_lit (dog->collar, dog->light > 0 ? 1.0 : 0.5), 1);
    emu_set_pattern (cr, band);
    cairo_move_to (cr, -0.74, 0.84);
    cairo_curve_to (cr, -0.4, 1.18, 0.4, 1.18, 0.74, 0.84);
    cairo_line_to (cr, 0.80, 0.98);
    cairo_curve_to (cr, 0.44, 1.36, -0.44, 1.36, -0.80, 0.98);
    cairo_close_path (cr);
    cairo_fill (cr);
    emu_set_ink (cr, emu_ink_lit (emu_ink (0xe8b83c), 0.6), 1);
    emu_ellipse (cr, 0.0, 1.385, 0.125, 0.125);
    cairo_fill (cr);
    emu_set_ink (cr, emu_ink (0xf4cc58), 1);
    emu_ellipse (cr, 0.01 * dog->light, 1.375, 0.105, 0.105);
    cairo_fill (cr);
  }
}

/* Distance from the centre of the head to its outline in the direction (@ux, @uy). */
static double
head_radius (double ux,
             double uy)
{
  double rx = uy < 0 ? 0.80 : 0.74;
  double ry = uy < 0 ? 0.84 : 0.92;

  return 1 / sqrt (ux * ux / (rx * rx) + uy * uy / (ry * ry));
}

static EmuInk
face_colour (const Dog *dog,
             double     x,
             double     y)
{
  double fx = x - 0.12 * dog->turn;
  double saddle = CLAMP (0.5 + 6 * (fabs (fx) - 0.16 - 0.5 * MAX (0, y + 0.1)) , 0, 1) *
                  CLAMP ((0.30 - y) * 4, 0, 1);
  double white = bump (hypot (fx * 0.8, (y - 0.62)), 0.42) * 1.3;

  if (dog->blaze)
    white = MAX (white, 1.2 * bump (fx, 0.09 + 0.14 * CLAMP (y + 0.4, 0, 1)));
  else if (dog->marking == MARKING_SADDLE)
    white = MAX (white, 0.7 * bump (hypot (fabs (fx) - 0.30, y + 0.34), 0.11));

  return coat_at (dog, x, y, saddle, white);
}

static void
draw_upright_ear (Dog     *dog,
                  cairo_t *cr,
                  double   side,
                  EmuRng  *rng)
{
  EmuInk back = coat_at (dog, side * 0.8, -0.9, 0.9, 0);
  double lit = side == dog->light ? 1.0 : 0.78;
  double tip_y = -0.95 - 0.52 * dog->ear;
  cairo_pattern_t *skin = cairo_pattern_create_linear (0, tip_y, 0, -0.45);
  double widening;
  int n = emu_scene_strokes (dog->scene, 800, &widening);

  cairo_save (cr);
  cairo_scale (cr, side, 1);
  emu_set_ink (cr, emu_ink_lit (back, 0.8 * lit), 1);
  cairo_move_to (cr, 0.16, -0.70);
  cairo_curve_to (cr, 0.2, -1.0, 0.34, tip_y + 0.2, 0.58, tip_y);
  cairo_curve_to (cr, 0.84, tip_y + 0.25, 0.92, -0.8, 0.80, -0.28);
  cairo_close_path (cr);
  cairo_fill (cr);
  emu_stop (skin, 0, emu_ink_lit (emu_ink_mix (emu_ink (0xc88478), back, 0.3), 0.9 * lit), 1);
  emu_stop (skin, 1, emu_ink_lit (back, 0.4), 1);
  emu_set_pattern (cr, skin);
  cairo_move_to (cr, 0.30, -0.70);
  cairo_curve_to (cr, 0.34, -1.0, 0.44, tip_y + 0.35, 0.59, tip_y + 0.2);
  cairo_curve_to (cr, 0.74, tip_y + 0.4, 0.78, -0.8, 0.70, -0.4);
  cairo_close_path (cr);
  cairo_fill (cr);
  for (int i = 0; i < n; i++)
    {
      double t = emu_rng_uniform (rng);
      gboolean outside = emu_chance_coin (rng, 0.5);
      double x = outside ? 0.82 - 0.22 * t * t : 0.20 + 0.36 * t;
      double y = outside ? -0.35 + (tip_y + 0.40) * t : -0.72 + (tip_y + 0.76) * t;
      double gain = emu_rng_uniform_in (rng, 0.75, 1.15) * lit;
      double direction = (outside ? -1.8 : -1.1) + emu_rng_uniform_in (rng, -0.3, 0.3);

      emu_set_ink (cr, emu_ink_lit (back, gain), 0.9);
      emu_strand (cr, x, y, direction, 0.12 * dog->fluff, 0.022 * widening, 0.1);
    }
  cairo_restore (cr);
}

/* An ear that hangs from the side of the skull, or stands off it and tips over when folded. */
static void
draw_hanging_ear (Dog     *dog,
                  cairo_t *cr,
                  double   side,
                  EmuRng  *rng)
{
  double lit = side == dog->light ? 1.02 : 0.76;
  double reach = (dog->ears == EARS_LONG ? 1.55 : dog->ears == EARS_HANGING ? 1.18 : 0.72) *
                 dog->ear;
  double out = dog->ears == EARS_FOLDED ? 0.36 : 0.30;
  double lift = dog->ears == EARS_FOLDED ? -0.22 : 0;
  EmuPoint points[] = {
    { 0.54, -0.66 + lift * 0.6 }, { 0.76, -0.71 + lift }, { 0.80 + out, -0.42 + lift },
    { 0.84 + out, -0.62 + reach * 0.62 }, { 0.72 + out * 0.7, -0.62 + reach },
    { 0.66, -0.66 + reach * 0.8 }, { 0.66, -0.30 + lift },
  };
  EmuInk tone = dog->marking == MARKING_NONE ? emu_ink_mix (dog->base, dog->dark, 0.6)
                                             : dog->dark;
  double widening;
  int n = emu_scene_strokes (dog->scene, 1700, &widening);

  cairo_save (cr);
  cairo_scale (cr, side, 1);
  emu_glow (cr, 0.70, -0.4 + reach * 0.42, 0.42, reach * 0.62, emu_ink (0x120c0c), 0.5);
  emu_set_ink (cr, emu_ink_lit (tone, 0.84 * lit), 1);
  emu_smooth (cr, points, G_N_ELEMENTS (points));
  cairo_fill (cr);

  /* Hair from the tip upwards; the ear is widest in its middle. */
  for (int i = 0; i < n; i++)
    {
      double t = 1 - (i + emu_rng_uniform (rng)) / n;
      double across = emu_rng_uniform_in (rng, -1, 1);
      double half = (0.12 + 0.12 * sin (G_PI * MIN (1, 0.15 + 0.8 * t))) * (t > 0.85 ? 0.8 : 1);
      double x = 0.66 + out * (0.35 + 0.75 * sin (G_PI * 0.55 * MIN (1, t * 1.6))) +
                 across * half - 0.10 * t;
      double y = -0.74 + lift * (1 - t) + t * (reach + 0.06);
      double gain = lit * (1.0 - 0.22 * across * across + 0.12 * across * side * dog->light -
                           0.18 * t) * emu_rng_uniform_in (rng, 0.84, 1.14);
      EmuInk ink = tone;

      if (dog->marking == MARKING_SPOTS)
        ink = coat_at (dog, side * x, y * 0.8, 1, 0);
      emu_set_ink (cr, emu_ink_lit (ink, gain), 0.88);
      emu_strand (cr, x, y, G_PI / 2 - across * 0.25 + emu_rng_uniform_in (rng, -0.2, 0.2),
                  0.10 * dog->fluff + 0.04, 0.029 * widening, 0.08);
    }
  cairo_restore (cr);
}

/* Hair that grows away from the nose: on an ellipse, or with @rx 0 on the whole head. */
static void
draw_face_hair (Dog     *dog,
                cairo_t *cr,
                double   cx,
                double   cy,
                double   rx,
                double   ry,
                int      n_full,
                double   relief,
                EmuRng  *rng)
{
  double widening;
  int n = emu_scene_strokes (dog->scene, n_full, &widening);

  for (int i = 0; i < n; i++)
    {
      double ring = sqrt (1 - (i + emu_rng_uniform (rng)) / (n + 1.0));
      double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
      double ux = cos (angle) * ring;
      double uy = sin (angle) * ring;
      double shape = rx > 0 ? 1 : head_radius (cos (angle), sin (angle));
      double x = cx + ux * (rx > 0 ? rx : shape);
      double y = cy + uy * (rx > 0 ? ry : shape);
      double nz = sqrt (MAX (0, 1 - ring * ring * 0.95));
      double gain = 0.58 + relief * (0.28 * ux * dog->light - 0.22 * uy) + 0.42 * nz;
      double direction = atan2 (y - 0.28, x - 0.2 * dog->turn) +
                         emu_rng_uniform_in (rng, -0.28, 0.28);
      double length = (0.055 + 0.07 * ring * (rx > 0 ? 0.5 : 1)) * dog->fluff *
                      emu_rng_uniform_in (rng, 0.75, 1.25);

      emu_set_ink (cr, emu_ink_lit (face_colour (dog, x, y),
                                    gain * emu_rng_uniform_in (rng, 0.88, 1.12)), 0.88);
      emu_strand (cr, x, y, direction, length, 0.025 * widening,
                  emu_rng_uniform_in (rng, -0.2, 0.2));
    }
}

static void
draw_eye (Dog     *dog,
          cairo_t *cr,
          double   x,
          double   y,
          double   r)
{
  cairo_pattern_t *iris = cairo_pattern_create_radial (x, y + r * 0.4, r * 0.1, x, y, r);

  emu_glow (cr, x, y, r * 2.1, r * 1.9, emu_ink_lit (dog->dark, 0.4), 0.55);
  emu_set_ink (cr, emu_ink (0x140e0e), 1);
  emu_ellipse (cr, x, y, r * 1.16, r * 1.1);
  cairo_fill (cr);
  emu_stop (iris, 0, emu_ink_lit (dog->iris, 1.4), 1);
  emu_stop (iris, 0.7, dog->iris, 1);
  emu_stop (iris, 1, emu_ink_lit (dog->iris, 0.4), 1);
  emu_set_pattern (cr, iris);
  emu_ellipse (cr, x, y, r * 0.92, r * 0.92);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x080608), 1);
  emu_ellipse (cr, x, y, r * 0.52, r * 0.54);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xffffff), 0.95);
  emu_ellipse (cr, x + dog->light * r * 0.28, y - r * 0.36, r * 0.22, r * 0.22);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xffffff), 0.4);
  emu_ellipse (cr, x - dog->light * r * 0.3, y + r * 0.38, r * 0.13, r * 0.1);
  cairo_fill (cr);
}

static void
draw_mouth (Dog     *dog,
            cairo_t *cr,
            double   x)
{
  double w = dog->jowl;

  if (dog->tongue > 0)
    {
      emu_set_ink (cr, emu_ink (0x2c1014), 1);
      cairo_move_to (cr, x - w * 0.78, 0.56);
      cairo_curve_to (cr, x - w * 0.6, 0.98, x + w * 0.6, 0.98, x + w * 0.78, 0.56);
      cairo_close_path (cr);
      cairo_fill_preserve (cr);
      emu_set_ink (cr, emu_ink_lit (emu_ink_mix (dog->base, dog->pale, 0.4 + 0.5 * dog->white),
                                    0.75), 1);
      cairo_set_line_width (cr, 0.075);
      cairo_stroke (cr);
      draw_tongue (cr, x, 0.62, w * 0.42, dog->tongue, 0.06 * dog->turn);
    }
}

static void
draw_portrait (Dog *dog)
{
  EmuScene *scene = dog->scene;
  gboolean upright = dog->ears == EARS_UPRIGHT;
  double x = 0.2 * dog->turn;
  EmuLayer layer;
  EmuRng rng;

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, dog->x, dog->y);
  cairo_scale (layer.cr, dog->size, dog->size);
  draw_chest (dog, layer.cr);
  emu_layer_shadow (&layer, scene->cr, -dog->light * 4, 2, 3.5, emu_ink (0x101008), 0.45);
  emu_layer_end (&layer, scene->cr, 1);

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, dog->x, dog->y);
  cairo_rotate (layer.cr, dog->tilt);
  cairo_scale (layer.cr, dog->size, dog->size);

  emu_scene_chance (scene, EMU_LANE_DETAIL, &rng);
  if (upright)
    for (int side = -1; side <= 1; side += 2)
      draw_upright_ear (dog, layer.cr, side, &rng);

  emu_set_ink (layer.cr, emu_ink_lit (dog->base, 0.66), 1);
  for (int i = 0; i < 72; i++)
    {
      double angle = i * 2 * G_PI / 72;
      double r = 0.97 * head_radius (cos (angle), sin (angle));

      cairo_line_to (layer.cr, r * cos (angle), r * sin (angle));
    }
  cairo_fill (layer.cr);
  draw_face_hair (dog, layer.cr, 0, 0, 0, 0, 7000, 1, &rng);

  /* The snout stands forward: its shadow, the open mouth below it, then its hair. */
  emu_glow (layer.cr, x, 0.50, dog->jowl * 1.65, 0.62, emu_ink (0x140c0c), 0.45);
  draw_mouth (dog, layer.cr, x);
  draw_face_hair (dog, layer.cr, x, 0.42, dog->jowl, 0.31, 3000, 1.1, &rng);
  draw_face_hair (dog, layer.cr, x * 0.9, 0.16, dog->jowl * 0.56, 0.26, 1000, 0.7, &rng);

  for (int side = -1; side <= 1; side += 2)
    {
      draw_eye (dog, layer.cr, side * 0.335 + 0.12 * dog->turn, -0.12, 0.135);
      /* Brows lift the inner corners. */
      emu_glow (layer.cr, side * 0.30 + 0.14 * dog->turn, -0.34, 0.17, 0.09,
                emu_ink_mix (dog->pale, emu_ink (0xffffff), 0.3), 0.3);
    }

  cairo_set_line_cap (layer.cr, CAIRO_LINE_CAP_ROUND);
  emu_set_ink (layer.cr, emu_ink (0x1c1214), 0.85);
  cairo_set_line_width (layer.cr, 0.032);
  cairo_move_to (layer.cr, x, 0.34);
  cairo_line_to (layer.cr, x, 0.55);
  cairo_curve_to (layer.cr, x - 0.06, 0.68, x - dog->jowl * 0.6, 0.72, x - dog->jowl * 0.86, 0.56);
  cairo_move_to (layer.cr, x, 0.55);
  cairo_curve_to (layer.cr, x + 0.06, 0.68, x + dog->jowl * 0.6, 0.72, x + dog->jowl * 0.86, 0.56);
  cairo_stroke (layer.cr);
  for (int side = -1; side <= 1; side += 2)
    for (int i = 0; i < 5; i++)
      {
        emu_set_ink (layer.cr, emu_ink (0x241a1a), 0.5);
        emu_ellipse (layer.cr, x + side * (0.15 + 0.055 * (i % 3)), 0.45 + 0.05 * (i / 3), 0.012,
                     0.012);
        cairo_fill (layer.cr);
      }
  emu_glow (layer.cr, x + 0.05 * dog->light, 0.10, 0.22, 0.20, emu_ink (0xfff6e8), 0.16);
  draw_nose (layer.cr, x, 0.235, 0.225, 0.155, dog->light);

  if (!upright)
    for (int side = -1; side <= 1; side += 2)
      draw_hanging_ear (dog, layer.cr, side, &rng);

  emu_layer_shadow (&layer, scene->cr, -dog->light * 1.2, 3, 2.2, emu_ink (0x120c0c), 0.4);
  emu_layer_end (&layer, scene->cr, 1);
}

/* Standing, in half lengths of the trunk, seen from the side and facing right: hair on a limb
 * from (@x0, @y0) to (@x1, @y1), growing along it and, by @droop, downwards. */
static void
draw_limb (Dog     *dog,
           cairo_t *cr,
           EmuRng  *rng,
           double   x0,
           double   y0,
           double   r0,
           double   x1,
           double   y1,
           double   r1,
           double   shade,
           double   droop,
           double   white)
{
  double length = hypot (x1 - x0, y1 - y0);
  double ux = (x1 - x0) / length;
  double uy = (y1 - y0) / length;
  double along = atan2 (uy, ux);
  double light = dog->light * dog->way;
  double widening;
  int n = emu_scene_strokes (dog->scene, (int) (260 + 4000 * (length + r0) * (r0 + r1)), &widening);
  EmuInk under = dog->base;

  /* Spots and patches are painted by the hair alone. */
  if (dog->marking == MARKING_NONE || dog->marking == MARKING_SADDLE)
    under = coat_at (dog, (x0 + x1) / 2, (y0 + y1) / 2, 0.3 - 2.5 * y0, white);
  emu_capsule (cr, x0, y0, r0 * 0.97, x1, y1, r1 * 0.97);
  emu_set_ink (cr, emu_ink_lit (under, shade * 0.74), 1);
  cairo_fill (cr);

  /* From the far end backwards, with round caps at both. */
  for (int i = 0; i < n; i++)
    {
      double t = 1 + r1 / length - (1 + (r0 + r1) / length) * (i + emu_rng_uniform (rng)) / n;
      double s = CLAMP (t, 0, 1);
      double beyond = (t - s) * length;
      double r = r0 + (r1 - r0) * s;
      double half = sqrt (MAX (0, r * r - beyond * beyond));
      double across = emu_rng_uniform_in (rng, -1, 1);
      double x = x0 + ux * t * length - uy * across * half;
      double y = y0 + uy * t * length + ux * across * half;
      double dx = (x - x0 - ux * s * length) / r;
      double dy = (y - y0 - uy * s * length) / r;
      double gain = shade * (0.86 + 0.24 * dx * light - 0.34 * dy +
                             0.16 * sqrt (MAX (0, 1 - dx * dx - dy * dy)));
      double direction = along + droop * (G_PI / 2 - along) + across * 0.08 +
                         emu_rng_uniform_in (rng, -0.2, 0.2);
      double pale = CLAMP (white + 1.6 * (y - 0.22), 0, 1.2);
      double hair = 0.075 * dog->fluff * emu_rng_uniform_in (rng, 0.7, 1.3);

      emu_set_ink (cr, emu_ink_lit (coat_at (dog, x, y, 0.55 - 3 * (y + 0.08), pale),
                                    gain * emu_rng_uniform_in (rng, 0.88, 1.12)), 0.88);
      emu_strand (cr, x, y, direction, hair, 0.029 * widening, 0.08);
    }
}

static void
draw_leg (Dog     *dog,
          cairo_t *cr,
          EmuRng  *rng,
          double   x,
          double   swing,
          gboolean hind,
          double   shade)
{
  double foot = x + swing;

  if (hind)
    {
      draw_limb (dog, cr, rng, x, 0.06, 0.27, x + 0.06 + swing * 0.4, 0.42, 0.14, shade, 0.6, 0);
      draw_limb (dog, cr, rng, x + 0.05 + swing * 0.4, 0.44, 0.12, foot - 0.14, 0.66, 0.085, shade,
                 0.3, 0.1);
      draw_limb (dog, cr, rng, foot - 0.14, 0.66, 0.08, foot - 0.08, 0.96, 0.07, shade, 0.2, 0.3);
    }
  else
    {
      draw_limb (dog, cr, rng, x, 0.10, 0.19, x + swing * 0.5, 0.50, 0.105, shade, 0.6, 0);
      draw_limb (dog, cr, rng, x + swing * 0.5, 0.50, 0.10, foot, 0.96, 0.075, shade, 0.2, 0.25);
    }
  draw_limb (dog, cr, rng, foot - (hind ? 0.08 : 0), 0.955, 0.078, foot + (hind ? 0.04 : 0.11),
             0.965, 0.068, shade, 0, 0.5);
}

static void
draw_profile (Dog *dog)
{
  EmuScene *scene = dog->scene;
  double head_x = 0.86;
  double head_y = -0.66 - 0.1 * dog->turn;
  double tail_x = -0.98 - 0.15 * dog->wag;
  double tail_y = -0.12 - 0.62 * dog->wag;
  double gape = dog->tongue > 0 ? 0.10 : 0.03;
  double snout = 0.34 + 0.45 * (0.5 - dog->jowl);
  double nose_x = head_x + 0.22 + snout;
  EmuInk ear;
  EmuLayer layer;
  EmuRng rng;

  emu_glow (scene->cr, dog->x - dog->light * 2, dog->y + dog->size * 0.99, dog->size * 1.25, 4.5,
            emu_ink (0x0c1008), 0.85);

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, dog->x, dog->y);
  cairo_scale (layer.cr, dog->size * dog->way, dog->size);
  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);

  draw_leg (dog, layer.cr, &rng, -0.46, 0.20 * dog->stride, TRUE, 0.58);
  draw_leg (dog, layer.cr, &rng, 0.42, -0.22 * dog->stride, FALSE, 0.58);
  draw_limb (dog, layer.cr, &rng, -0.70, -0.18, 0.11, tail_x, (tail_y - 0.1) * 0.9, 0.095,
             0.85, 0.1, 0);
  draw_limb (dog, layer.cr, &rng, tail_x, (tail_y - 0.1) * 0.9, 0.095,
             tail_x - 0.12 + 0.25 * dog->wag, tail_y - 0.38 * dog->wag, 0.04, 0.9, 0.1, 0.4);
  draw_limb (dog, layer.cr, &rng, 0.38, 0.00, 0.37, -0.48, -0.06, 0.30, 1.0, 0.25, 0);
  draw_leg (dog, layer.cr, &rng, -0.56, -0.18 * dog->stride, TRUE, 1.0);
  draw_leg (dog, layer.cr, &rng, 0.48, 0.18 * dog->stride, FALSE, 1.0);
  draw_limb (dog, layer.cr, &rng, head_x - 0.06, head_y + 0.12, 0.22, 0.46, -0.08, 0.31, 1.0, 0.45,
             0.25);

  /* The collar lies round the neck. */
  cairo_set_line_cap (layer.cr, CAIRO_LINE_CAP_ROUND);
  emu_set_ink (layer.cr, dog->collar, 1);
  cairo_set_line_width (layer.cr, 0.085);
  cairo_move_to (layer.cr, head_x - 0.40, head_y + 0.24);
  cairo_curve_to (layer.cr, head_x - 0.28, head_y + 0.42, head_x - 0.10, head_y + 0.50,
                  head_x + 0.05, head_y + 0.47);
  cairo_stroke (layer.cr);
  emu_set_ink (layer.cr, emu_ink (0xf4cc58), 1);
  emu_ellipse (layer.cr, head_x + 0.03, head_y + 0.57, 0.06, 0.06);
  cairo_fill (layer.cr);

  if (dog->ears == EARS_UPRIGHT)
    {
      ear = emu_ink_lit (coat_at (dog, 0.8, -0.9, 0.9, 0), 0.6);
      emu_set_ink (layer.cr, ear, 1);
      cairo_move_to (layer.cr, head_x - 0.08, head_y - 0.12);
      cairo_curve_to (layer.cr, head_x - 0.06, head_y - 0.3, head_x, head_y - 0.45 * dog->ear,
                      head_x + 0.06, head_y - 0.54 * dog->ear);
      cairo_curve_to (layer.cr, head_x + 0.15, head_y - 0.42 * dog->ear, head_x + 0.18,
                      head_y - 0.3, head_x + 0.18, head_y - 0.10);
      cairo_close_path (layer.cr);
      cairo_fill (layer.cr);
    }

  /* Lower jaw and tongue, then the snout over them. */
  draw_limb (dog, layer.cr, &rng, head_x + 0.12, head_y + 0.13, 0.10, nose_x - 0.10,
             head_y + 0.15 + gape, 0.055, 0.72, 0, 0.7);
  if (dog->tongue > 0)
    draw_tongue (layer.cr, nose_x - 0.14, head_y + 0.14, 0.062, dog->tongue * 0.6, 0.03);
  draw_limb (dog, layer.cr, &rng, nose_x - 0.08, head_y + 0.06, 0.095, head_x + 0.12, head_y + 0.02,
             0.155, 1.0, 0, 0.75);
  draw_limb (dog, layer.cr, &rng, head_x + 0.04, head_y - 0.03, 0.235, head_x - 0.03,
             head_y + 0.01, 0.24, 1.0, 0.1, 0.08);

  emu_set_ink (layer.cr, emu_ink (0x1c1214), 0.8);
  cairo_set_line_width (layer.cr, 0.022);
  cairo_move_to (layer.cr, nose_x - 0.02, head_y + 0.13);
  cairo_curve_to (layer.cr, nose_x - 0.14, head_y + 0.17, head_x + 0.28, head_y + 0.16,
                  head_x + 0.16, head_y + 0.12);
  cairo_stroke (layer.cr);
  draw_nose (layer.cr, nose_x, head_y + 0.015, 0.072, 0.064, dog->light * dog->way);
  draw_eye (dog, layer.cr, head_x + 0.155, head_y - 0.075, 0.054);

  /* The near ear. */
  if (dog->ears == EARS_UPRIGHT)
    {
      draw_limb (dog, layer.cr, &rng, head_x - 0.10, head_y - 0.15, 0.145, head_x - 0.09,
                 head_y - 0.46 * dog->ear, 0.03, 0.95, 0, 0);
      emu_set_ink (layer.cr, emu_ink_lit (emu_ink (0xc88478), 0.7), 0.7);
      emu_strand (layer.cr, head_x - 0.05, head_y - 0.16, -G_PI / 2 - 0.05, 0.28 * dog->ear,
                  0.15, 0);
    }
  else
    {
      double reach = dog->ears == EARS_LONG ? 0.50 : dog->ears == EARS_HANGING ? 0.36 : 0.20;
      EmuInk base = dog->base;

      /* Ears are darker than the rest, whatever the coat. */
      dog->base = emu_ink_mix (dog->base, dog->dark, dog->marking == MARKING_NONE ? 0.6 : 1.0);
      emu_glow (layer.cr, head_x - 0.10, head_y + 0.08, 0.24, 0.32, emu_ink (0x120c0c), 0.45);
      draw_limb (dog, layer.cr, &rng, head_x - 0.12, head_y - 0.12, 0.10, head_x - 0.17,
                 head_y - 0.08 + reach * dog->ear, 0.125, 0.92, 0, 0);
      dog->base = base;
    }

  emu_layer_end (&layer, scene->cr, 1);
}

void
emu_draw_dog (EmuScene *scene)
{
  Dog dog = { .scene = scene };
  const Breed *breed;
  EmuRng rng;
  gboolean portrait;
  double spare = MAX (0, scene->height - 100);

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  portrait = emu_chance_coin (&rng, 0.6);
  dog.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  dog.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  dog.tilt = emu_rng_uniform_in (&rng, -0.2, 0.2);
  dog.turn = emu_rng_uniform_in (&rng, -0.9, 0.9);
  dog.jowl = emu_rng_uniform_in (&rng, 0.38, 0.50);
  dog.ear = emu_rng_uniform_in (&rng, 0.85, 1.15);
  dog.stride = emu_rng_uniform_in (&rng, -1, 1);
  dog.wag = emu_rng_uniform_in (&rng, 0, 1);
  dog.tongue = emu_rng_uniform_in (&rng, 0.34, 0.62);
  if (emu_chance_coin (&rng, 0.3))
    dog.tongue = 0;
  dog.blaze = emu_chance_coin (&rng, 0.6);
  dog.size = emu_rng_uniform_in (&rng, 0, 1);
  dog.x = emu_rng_uniform_in (&rng, -1, 1);
  dog.y = emu_rng_uniform_in (&rng, 0, 1);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  breed = &breeds[emu_rng_int (&rng, 0, G_N_ELEMENTS (breeds) - 1)];
  dog.base = emu_ink_jitter (emu_ink (breed->base), &rng, 0.04);
  dog.dark = emu_ink_jitter (emu_ink (breed->dark), &rng, 0.02);
  dog.pale = emu_ink (breed->pale);
  dog.marking = breed->marking;
  dog.ears = breed->ears;
  dog.white = breed->white;
  dog.fluff = breed->fluff * emu_rng_uniform_in (&rng, 0.85, 1.15);
  dog.collar = emu_ink (collars[emu_rng_int (&rng, 0, G_N_ELEMENTS (collars) - 1)]);
  dog.iris = emu_ink_jitter (emu_ink (0x6a3c1c), &rng, 0.04);
  dog.blaze = dog.blaze && dog.white > 0.6;

  emu_scene_chance (scene, EMU_LANE_NOISE, &rng);
  emu_noise_init (&dog.noise, &rng);

  if (portrait)
    {
      /* Upright ears and a shut mouth might be a cat's. */
      if (dog.ears == EARS_UPRIGHT)
        dog.tongue = MAX (dog.tongue, 0.45);
      dog.size = 23.5 + 4.5 * dog.size;
      dog.x = scene->width / 2 + dog.x * 0.14 * MAX (20, scene->width - 60);
      dog.y = 43 + 6 * dog.y + spare * 0.3;
      draw_place (&dog, scene->height * 0.80);
      draw_ball (&dog, scene->height * 0.93);
      draw_portrait (&dog);
    }
  else
    {
      double ground = scene->height * (0.86 + 0.06 * dog.y);

      dog.size = 31 + 5 * dog.size;
      dog.y = ground - dog.size;
      dog.x = scene->width / 2 - dog.way * 0.15 * dog.size +
              dog.x * 0.35 * MAX (0, scene->width - 2.6 * dog.size);
      draw_place (&dog, ground - 12);
      draw_ball (&dog, ground + 1);
      draw_profile (&dog);
    }
}
