/* emu-drawing-cat.c: a cat looking at you, hair by hair
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* Where the nose sits on the head; all hair of the face grows away from it. */
#define NOSE_Y 0.25

typedef enum
{
  MARKING_NONE,
  MARKING_TABBY,
  MARKING_POINTS,
  MARKING_PATCHES,
} Marking;

/* A breed's look. */
typedef struct
{
  guint32 base;
  guint32 dark;    /* stripes, points or patches */
  guint32 light;   /* muzzle and chest */
  Marking marking;
  double white;    /* how much of the face and chest is light, 0 to 1 */
} Coat;

static const Coat coats[] = {
  { 0xdb8b3c, 0x9c4a18, 0xfff0da, MARKING_TABBY, 0.8 },
  { 0x96918a, 0x3b3837, 0xf0ebe2, MARKING_TABBY, 0.7 },
  { 0xa07a52, 0x3a281b, 0xf1e2c6, MARKING_TABBY, 0.55 },
  { 0x2f2d33, 0x131216, 0x57545e, MARKING_NONE, 0.15 },
  { 0xf3eee6, 0xd8cbbb, 0xfffefa, MARKING_NONE, 0.5 },
  { 0xead9bd, 0x47332a, 0xf7ecd8, MARKING_POINTS, 0.1 },
  { 0x2b2a30, 0x151418, 0xfaf6f0, MARKING_NONE, 1.0 },
  { 0x77838f, 0x4e5964, 0xa9b3bd, MARKING_NONE, 0.35 },
  { 0xf6efe4, 0xd27a2c, 0xfffaf2, MARKING_PATCHES, 0.6 },
};

static const guint32 iris_colours[] = {
  0xb9c23a, 0xe0a526, 0x6fae4a, 0xd9812a, 0x5fb3a8, 0xc7b04a,
};

static const guint32 room_colours[][3] = {
  { 0x2f5d62, 0x86a8a0, 0xf3d9a4 },
  { 0x5b4a63, 0xb38a93, 0xffd7b0 },
  { 0x3d5a3c, 0x9fb36b, 0xf6eeb2 },
  { 0x6b3f34, 0xc98d62, 0xffe0ad },
  { 0x2d4468, 0x8aa2c8, 0xf5dcc0 },
  { 0x7a6a58, 0xcbb79b, 0xfff1d6 },
};

typedef struct
{
  EmuScene *scene;

  double x;        /* centre of the head, units */
  double y;
  double size;     /* half its width, units */
  double tilt;     /* radians */
  double turn;     /* −1 looks to the left, 1 to the right */
  double light;    /* −1 from the left, 1 from the right */
  double cheeks;   /* width of the cheeks */
  double ears;     /* size of the ears */
  double fluff;    /* length of the hair */

  EmuInk base;
  EmuInk dark;
  EmuInk pale;
  EmuInk orange_patch;
  EmuInk iris;
  EmuInk nose;
  Marking marking;
  double white;
  double stripes;  /* phase of the stripes */

  EmuNoise noise;
} Cat;

static void
draw_room (Cat *cat)
{
  EmuScene *scene = cat->scene;
  const guint32 *palette;
  EmuInk colours[3];
  cairo_pattern_t *wall;
  EmuLayer far;
  EmuRng rng;
  double window_x;
  double edge = scene->height * 0.82;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  palette = room_colours[emu_rng_int (&rng, 0, G_N_ELEMENTS (room_colours) - 1)];
  for (int i = 0; i < 3; i++)
    colours[i] = emu_ink_jitter (emu_ink (palette[i]), &rng, 0.04);

  emu_layer_begin (&far, scene);
  wall = cairo_pattern_create_linear (cat->light < 0 ? 0 : scene->width, 0,
                                      cat->light < 0 ? scene->width : 0, scene->height);
  emu_stop (wall, 0, emu_ink_mix (colours[1], colours[2], 0.35), 1);
  emu_stop (wall, 0.45, colours[1], 1);
  emu_stop (wall, 1, colours[0], 1);
  emu_set_pattern (far.cr, wall);
  cairo_paint (far.cr);

  /* A bright window on the side the light comes from, or leaves full of it. */
  window_x = scene->width * (0.5 + cat->light * emu_rng_uniform_in (&rng, 0.28, 0.42));
  if (emu_chance_coin (&rng, 0.55))
    {
      double half = emu_rng_uniform_in (&rng, 13, 19);

      for (int row = 0; row < 2; row++)
        for (int column = 0; column < 2; column++)
          {
            emu_set_ink (far.cr, emu_ink_lit (colours[2], 1.08), 0.92);
            cairo_rectangle (far.cr, window_x + (column - 1) * half + 0.8, -6 + row * 30 + 0.8,
                             half - 1.6, 28.4);
            cairo_fill (far.cr);
          }
      emu_glow (far.cr, window_x, 25, 60, 60, colours[2], 0.4);
    }
  else
    {
      for (int i = 0; i < 50; i++)
        {
          double x = emu_rng_uniform_in (&rng, -5, scene->width + 5);
          double y = emu_rng_uniform_in (&rng, -5, edge);
          double rx = emu_rng_uniform_in (&rng, 6, 16);
          double ry = emu_rng_uniform_in (&rng, 5, 12);

          emu_glow (far.cr, x, y, rx, ry,
                    emu_ink_jitter (colours[emu_rng_int (&rng, 0, 2)], &rng, 0.08), 0.5);
        }
    }
  emu_layer_blur (&far, 2.6);
  emu_scene_bokeh (scene, far.cr, &rng, 14, colours + 1, 2, 0, edge);
  emu_layer_blur (&far, 0.5);
  emu_layer_end (&far, scene->cr, 1);

  /* What the cat sits on: a blanket with stripes across. */
  {
    EmuInk cloth = emu_ink_jitter (emu_ink_mix (colours[0], colours[2], 0.3), &rng, 0.12);
    EmuInk band = emu_ink_jitter (emu_ink_mix (colours[2], colours[1], 0.3), &rng, 0.08);
    EmuLayer blanket;
    double y = edge;

    emu_layer_begin (&blanket, scene);
    emu_set_ink (blanket.cr, cloth, 1);
    cairo_move_to (blanket.cr, -5, edge + 2);
    cairo_curve_to (blanket.cr, scene->width * 0.3, edge - 3, scene->width * 0.7, edge + 3,
                    scene->width + 5, edge - 1);
    cairo_line_to (blanket.cr, scene->width + 5, scene->height + 5);
    cairo_line_to (blanket.cr, -5, scene->height + 5);
    cairo_close_path (blanket.cr);
    cairo_fill (blanket.cr);
    cairo_set_operator (blanket.cr, CAIRO_OPERATOR_ATOP);
    for (int i = 0; i < 5; i++)
      {
        y += 2.2 + 0.9 * i;
        emu_set_ink (blanket.cr, band, 0.55);
        cairo_set_line_width (blanket.cr, 0.6 + 0.35 * i);
        cairo_move_to (blanket.cr, -5, y + 2);
        cairo_curve_to (blanket.cr, scene->width * 0.3, y - 3, scene->width * 0.7, y + 3,
                        scene->width + 5, y - 1);
        cairo_stroke (blanket.cr);
      }
    emu_glow (blanket.cr, cat->x, edge + 12, 58, 20, emu_ink (0x120a10), 0.75);
    emu_layer_blur (&blanket, 0.45);
    emu_layer_end (&blanket, scene->cr, 1);
  }
}

/* Distance from the centre of the head to its outline in the direction (@ux, @uy). */
static double
head_radius (const Cat *cat,
             double     ux,
             double     uy)
{
  double ry = uy < 0 ? 0.84 : 0.80;
  double ellipse = 1 / sqrt (ux * ux + uy * uy / (ry * ry));
  double sideways = fabs (ux);
  double cheek = sideways * sideways * exp (-14 * (uy - 0.34) * (uy - 0.34));

  return ellipse * (0.95 + cat->cheeks * cheek);
}

static double
bump (double distance,
      double width)
{
  double t = distance / width;

  return exp (-t * t);
}

/* Colour of the hair that grows at (@x, @y) of the head, before light. */
static EmuInk
face_colour (const Cat *cat,
             double     x,
             double     y)
{
  EmuInk colour = cat->base;
  double noise = emu_noise_at (&cat->noise, x * 3 + 9, y * 3 + 9);
  double fx = x - 0.14 * cat->turn;
  double side = fabs (fx);
  double white;

  if (cat->marking == MARKING_TABBY)
    {
      double warped = side + 0.05 * noise;
      double stripe = 0;

      /* The letter M on the forehead, and rings on the cheeks. */
      if (y < -0.18)
        stripe = 0.5 + 0.5 * cos (warped * 26 / (1.25 - 0.4 * y) + cat->stripes * 0.3);
      else
        stripe = (0.5 + 0.5 * sin ((y * 1.15 - side * 0.55 + 0.04 * noise) * 21 + cat->stripes)) *
                 CLAMP ((side - 0.48) * 4, 0, 1);
      stripe = CLAMP ((stripe - 0.45) * 2.6, 0, 1);
      stripe *= y < -0.18 ? CLAMP ((-0.18 - y) * 6, 0, 1) : 1;
      colour = emu_ink_mix (colour, cat->dark, 0.85 * stripe);
    }
  else if (cat->marking == MARKING_POINTS)
    {
      double mask = bump (hypot (fx * 0.9, y - 0.16), 0.62);

      colour = emu_ink_mix (colour, cat->dark, CLAMP (1.35 * mask - 0.12, 0, 1));
    }
  else if (cat->marking == MARKING_PATCHES)
    {
      double patch = emu_noise_at (&cat->noise, x * 1.1 + 20, y * 1.1 + 3);

      if (fx > 0.05 + 0.15 * noise && y < 0.12 + 0.2 * noise)
        colour = cat->orange_patch;
      else if (fx < -0.12 + 0.15 * noise && y < -0.05 + 0.3 * patch)
        colour = cat->dark;
    }

  if (cat->marking == MARKING_POINTS)
    return colour;

  /* Muzzle and chin, a blaze between the eyes for the whitest, and spectacles round the eyes. */
  white = bump (hypot (fx * 0.85, (y - 0.44) * 1.1), 0.36) * 1.5;
  if (cat->white > 0.75)
    white = MAX (white, 1.4 * bump (fx, 0.06 + 0.22 * CLAMP (y + 0.35, 0, 1)) *
                          CLAMP ((y + 0.55) * 3, 0, 1));
  white = MAX (white, 0.75 * bump (hypot (side - 0.42, y + 0.16), 0.2));
  white *= CLAMP (0.45 + cat->white, 0, 1);
  if (cat->white < 0.3)
    white *= cat->white * 2.2;

  return emu_ink_mix (colour, cat->pale, CLAMP (white + 0.1 * noise - 0.08, 0, 1));
}

static EmuInk
body_colour (const Cat *cat,
             double     x,
             double     y)
{
  EmuInk colour = cat->base;
  double noise = emu_noise_at (&cat->noise, x * 2.5, y * 2.5);
  double chest;

  if (cat->marking == MARKING_TABBY)
    {
      double stripe = 0.5 + 0.5 * sin (y * 13 - fabs (x) * 4.5 + 1.3 * noise + cat->stripes);

      colour = emu_ink_mix (colour, cat->dark,
                            0.8 * CLAMP ((stripe - 0.5) * 2.5, 0, 1) *
                                 CLAMP ((fabs (x) - 0.35) * 3, 0, 1));
    }
  else if (cat->marking == MARKING_PATCHES)
    {
      double patch = emu_noise_at (&cat->noise, x * 1.2 + 5, y * 1.2 + 14) + 0.25 * noise;

      if (patch > 0.22)
        colour = cat->orange_patch;
      else if (patch < -0.3)
        colour = cat->dark;
    }
  else if (cat->marking == MARKING_POINTS)
    {
      colour = emu_ink_mix (colour, cat->dark, 0.3 * CLAMP (y - 1.4, 0, 1));
    }

  chest = bump (x, 0.36 + 0.05 * noise) * bump (MAX (0, y - 1.0), 0.85) * 1.5;
  chest *= cat->white < 0.3 ? cat->white : 0.35 + 0.65 * cat->white;

  return emu_ink_mix (colour, cat->pale, CLAMP (chest, 0, 1));
}

static void
body_path (const Cat *cat,
           cairo_t   *cr,
           double     grow)
{
  double bottom = (cat->scene->height - cat->y) / cat->size + 0.5;
  double g = grow;

  cairo_move_to (cr, -0.52 - g, 0.2);
  cairo_curve_to (cr, -0.60 - g, 0.9, -1.02 - g, 1.0, -1.12 - g, 1.75);
  cairo_curve_to (cr, -1.22 - g, 2.3, -1.22 - g, 2.4, -1.2 - g, bottom);
  cairo_line_to (cr, 1.2 + g, bottom);
  cairo_curve_to (cr, 1.22 + g, 2.4, 1.22 + g, 2.3, 1.12 + g, 1.75);
  cairo_curve_to (cr, 1.02 + g, 1.0, 0.60 + g, 0.9, 0.52 + g, 0.2);
  cairo_close_path (cr);
}

static double
body_half_width (double y)
{
  double t = CLAMP ((y - 0.4) / 1.5, 0, 1);

  return 0.54 + 0.64 * t * t * (3 - 2 * t);
}

static void
draw_tail (Cat     *cat,
           cairo_t *cr)
{
  EmuScene *scene = cat->scene;
  EmuRng rng;
  double side, sway, widening;
  int n;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  side = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  sway = emu_rng_uniform_in (&rng, 0.1, 0.5);
  n = emu_scene_strokes (scene, 2600, &widening);

  /* From the tip inwards, each hair lies over the tips of the next. */
  for (int i = n; i >= 0; i--)
    {
      double t = (double) i / n;
      double angle = t * 2.6;
      double x = side * (1.0 + 0.62 * sin (angle) + sway * t * t);
      double y = 2.15 - 1.5 * t + 0.14 * cos (angle * 2);
      double across = emu_rng_uniform_in (&rng, -1, 1);
      double thick = 0.17 * (1 - 0.35 * t);
      double along = atan2 (-1.5, side * (0.62 * 2.6 * cos (angle) + 2 * sway * t));
      EmuInk colour = cat->base;
      double ring = 0.5 + 0.5 * sin (t * 38 + cat->stripes);
      double shade = 0.72 + 0.3 * across * cat->light * -side + 0.1 * emu_rng_uniform (&rng);

      if (cat->marking == MARKING_TABBY)
        colour = emu_ink_mix (colour, cat->dark, CLAMP ((ring - 0.45) * 3, 0, 1) * 0.85);
      else if (cat->marking == MARKING_POINTS)
        colour = cat->dark;
      else if (cat->marking == MARKING_PATCHES)
        colour = t > 0.45 ? cat->dark : cat->orange_patch;
      if (cat->white > 0.9 && t > 0.86)
        colour = cat->pale;

      emu_set_ink (cr, emu_ink_lit (colour, shade), 0.9);
      emu_strand (cr, x - sin (along) * across * thick, y + cos (along) * across * thick,
                  along + across * 0.55 + emu_rng_uniform_in (&rng, -0.2, 0.2),
                  0.2 * cat->fluff, 0.028 * widening, 0.1);
    }
}

static void
draw_body (Cat *cat)
{
  EmuScene *scene = cat->scene;
  EmuLayer layer;
  cairo_pattern_t *fill;
  EmuRng rng;
  double bottom = (scene->height - cat->y) / cat->size + 0.3;
  double widening;
  int n;

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, cat->x, cat->y);
  cairo_scale (layer.cr, cat->size, cat->size);

  draw_tail (cat, layer.cr);

  fill = cairo_pattern_create_linear (cat->light, 0, -cat->light, 0);
  emu_stop (fill, 0, emu_ink_lit (cat->base, 0.95), 1);
  emu_stop (fill, 1, emu_ink_lit (cat->base, 0.5), 1);
  emu_set_pattern (layer.cr, fill);
  body_path (cat, layer.cr, -0.10);
  cairo_fill (layer.cr);

  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);
  n = emu_scene_strokes (scene, 13000, &widening);

  /* From below upwards, so that every hair covers the roots of the one beneath. */
  for (int i = 0; i < n; i++)
    {
      double y = bottom - (bottom - 0.3) * (i + emu_rng_uniform (&rng)) / n;
      double across = emu_rng_uniform_in (&rng, -1, 1);
      double x = across * body_half_width (y);
      double facing = 0.78 + 0.30 * across * cat->light - 0.22 * across * across;
      double under_chin = 1 - 0.5 * bump (hypot (x * 0.8, y - 0.75), 0.5);
      double chest = bump (x, 0.42) * bump (y - 1.05, 0.6);
      double outwards = across * (0.2 + 0.35 * across * across);
      double direction = G_PI / 2 - outwards + emu_rng_uniform_in (&rng, -0.22, 0.22);
      double length = (0.15 + 0.09 * emu_rng_uniform (&rng) + 0.10 * chest) * cat->fluff;
      double gain = facing * under_chin * emu_rng_uniform_in (&rng, 0.84, 1.16);
      double leg = exp (-60 * (fabs (x) - 0.05) * (fabs (x) - 0.05)) * CLAMP ((y - 1.75) * 2, 0, 1);

      emu_set_ink (layer.cr,
                   emu_ink_lit (body_colour (cat, x, y), gain * (1 - 0.35 * leg)), 0.85);
      emu_strand (layer.cr, x, y, direction, length, 0.021 * widening,
                  emu_rng_uniform_in (&rng, -0.22, 0.22));
    }

  emu_layer_shadow (&layer, scene->cr, -cat->light * 4, 2, 3.5, emu_ink (0x140a12), 0.45);
  emu_layer_end (&layer, scene->cr, 1);
}

static void
ear_path (cairo_t *cr,
          double   inner_x,
          double   inner_y,
          double   tip_x,
          double   tip_y,
          double   outer_x,
          double   outer_y)
{
  cairo_move_to (cr, inner_x, inner_y);
  cairo_curve_to (cr, inner_x + 0.04, inner_y - 0.25, tip_x - 0.24, tip_y + 0.12, tip_x, tip_y);
  cairo_curve_to (cr, tip_x + 0.12, tip_y + 0.2, outer_x + 0.06, outer_y - 0.3, outer_x, outer_y);
  cairo_close_path (cr);
}

static void
draw_ear (Cat     *cat,
          cairo_t *cr,
          double   side,
          EmuRng  *rng)
{
  double size = cat->ears;
  double near = 1 + 0.12 * cat->turn * side;  /* the ear on the far side looks narrower */
  double tip_x = 0.74 * near;
  double tip_y = -0.62 - 0.72 * size;
  double widening;
  int n;
  cairo_pattern_t *inner;
  EmuInk back = cat->marking == MARKING_POINTS ? cat->dark : cat->base;
  EmuInk skin = emu_ink_mix (emu_ink (0xe0958a), cat->base, 0.18);
  double lit = side == cat->light ? 1.06 : 0.84;

  if (cat->marking == MARKING_PATCHES)
    back = side > 0 ? cat->orange_patch : cat->dark;

  cairo_save (cr);
  cairo_scale (cr, side, 1);

  emu_set_ink (cr, emu_ink_lit (back, 0.78 * lit), 1);
  ear_path (cr, 0.14, -0.66, tip_x, tip_y, 0.98 * near, -0.22);
  cairo_fill (cr);

  /* Short hair along both edges. */
  n = emu_scene_strokes (cat->scene, 700, &widening);
  for (int i = 0; i < n; i++)
    {
      double t = 0.94 * emu_rng_uniform (rng);
      gboolean outside = emu_chance_coin (rng, 0.5);
      double base_x = outside ? 0.97 * near : 0.16;
      double base_y = outside ? -0.26 : -0.68;
      double bulge = 0.05 * sin (t * G_PI) * (outside ? 1 : -0.6);
      double x = base_x + (tip_x - base_x) * t + bulge - (outside ? 0.03 : -0.03);
      double y = base_y + (tip_y - base_y) * t + 0.02;
      double direction = atan2 (tip_y - base_y, tip_x - base_x) + (outside ? 0.3 : -0.25);

      emu_set_ink (cr, emu_ink_lit (back, lit * emu_rng_uniform_in (rng, 0.75, 1.15)), 0.9);
      emu_strand (cr, x, y, direction + emu_rng_uniform_in (rng, -0.25, 0.25), 0.11 * cat->fluff,
                  0.02 * widening, 0.1);
    }

  inner = cairo_pattern_create_linear (0.5, tip_y, 0.55, -0.45);
  emu_stop (inner, 0, emu_ink_lit (skin, 0.92 * lit), 1);
  emu_stop (inner, 0.6, emu_ink_lit (skin, 0.74 * lit), 1);
  emu_stop (inner, 1, emu_ink_lit (emu_ink_mix (skin, cat->dark, 0.6), 0.55), 1);
  emu_set_pattern (cr, inner);
  ear_path (cr, 0.32, -0.68, tip_x - 0.01, tip_y + 0.17, 0.86 * near, -0.34);
  cairo_fill (cr);

  /* Pale tufts that grow out of the inner edge. */
  n = emu_scene_strokes (cat->scene, 150, &widening);
  for (int i = 0; i < n; i++)
    {
      double t = emu_rng_uniform (rng);
      double direction = emu_rng_uniform_in (rng, -1.25, -0.35);
      double length = emu_rng_uniform_in (rng, 0.22, 0.45) * size;
      EmuInk tuft = emu_ink_mix (cat->pale, back, emu_rng_uniform_in (rng, 0, 0.45));

      emu_set_ink (cr, emu_ink_lit (tuft, 0.95 * lit), 0.75);
      emu_strand (cr, 0.30 + 0.22 * t, -0.62 - 0.18 * size * t,
                  direction, length, 0.016 * widening, emu_rng_uniform_in (rng, -0.15, 0.25));
    }

  cairo_restore (cr);
}

/* Hair of the face lies at its root on (@x, @y) and points away from the nose. */
static double
face_direction (const Cat *cat,
                double     x,
                double     y)
{
  double dx = x - 0.2 * cat->turn;
  double dy = y - NOSE_Y;

  if (y > 0.2)
    dy += 0.25 * fabs (dx);
  return atan2 (dy, dx);
}

static void
draw_face_hair (Cat     *cat,
                cairo_t *cr)
{
  EmuRng rng;
  double widening;
  int n = emu_scene_strokes (cat->scene, 12000, &widening);

  emu_scene_chance (cat->scene, EMU_LANE_DETAIL, &rng);

  /* Rings from the outline inwards. The square root spreads the hairs evenly over the disc. */
  for (int i = 0; i < n; i++)
    {
      double ring = sqrt (1 - (i + emu_rng_uniform (&rng)) / (n + 1.0));
      double angle = emu_rng_uniform_in (&rng, -G_PI, G_PI);
      double ux = cos (angle);
      double uy = sin (angle);
      double reach = head_radius (cat, ux, uy) * ring;
      double x = ux * reach;
      double y = uy * reach;
      double nz = sqrt (MAX (0, 1 - ring * ring * 0.95));
      double gain = 0.50 + 0.30 * (ux * ring * cat->light) - 0.20 * uy * ring + 0.48 * nz;
      double length = (0.072 + 0.085 * ring) * cat->fluff * emu_rng_uniform_in (&rng, 0.75, 1.3);
      double width = 0.019;
      double direction = face_direction (cat, x, y) + emu_rng_uniform_in (&rng, -0.28, 0.28);

      if (uy > 0 && ring > 0.75)
        length *= 1.35;
      emu_set_ink (cr,
                   emu_ink_lit (face_colour (cat, x, y),
                                gain * emu_rng_uniform_in (&rng, 0.88, 1.12)), 0.88);
      emu_strand (cr, x, y, direction, length, width * widening,
                  emu_rng_uniform_in (&rng, -0.25, 0.25));
    }
}

static void
eye_path (cairo_t *cr,
          double   w,
          double   h)
{
  /* The inner corner, to the left here, is lower and longer. */
  cairo_move_to (cr, -w * 1.12, h * 0.42);
  cairo_curve_to (cr, -w * 0.75, -h * 0.62, -w * 0.1, -h * 1.12, w * 0.45, -h * 0.92);
  cairo_curve_to (cr, w * 0.85, -h * 0.75, w * 1.02, -h * 0.38, w * 1.04, -h * 0.12);
  cairo_curve_to (cr, w * 0.85, h * 0.75, w * 0.15, h * 1.08, -w * 0.35, h * 0.82);
  cairo_curve_to (cr, -w * 0.65, h * 0.66, -w * 0.85, h * 0.5, -w * 1.12, h * 0.42);
  cairo_close_path (cr);
}

static void
draw_eye (Cat     *cat,
          cairo_t *cr,
          double   side,
          double   pupil,
          double   open)
{
  double w = 0.205 * (1 + 0.10 * cat->turn * side);
  double h = 0.195 * open;
  double gaze = 0.03 * cat->turn * side;
  cairo_pattern_t *iris;
  EmuRng rng;
  double widening;
  int n;

  emu_scene_chance (cat->scene, EMU_LANE_SUBJECT, &rng);

  cairo_save (cr);
  cairo_translate (cr, side * 0.42 + 0.17 * cat->turn, -0.06);
  cairo_scale (cr, side, 1);

  emu_glow (cr, 0, 0, w * 1.7, h * 1.7, emu_ink_lit (cat->dark, 0.5), 0.55);
  emu_set_ink (cr, emu_ink (0x17110f), 1);
  eye_path (cr, w * 1.12, h * 1.14);
  cairo_fill (cr);

  eye_path (cr, w * 0.98, h * 0.97);
  cairo_clip (cr);

  iris = cairo_pattern_create_radial (gaze, 0, w * 0.15, gaze, h * 0.1, w * 1.15);
  emu_stop (iris, 0, emu_ink_lit (emu_ink_mix (cat->iris, emu_ink (0xfff3a0), 0.35), 1.1), 1);
  emu_stop (iris, 0.5, cat->iris, 1);
  emu_stop (iris, 1, emu_ink_lit (cat->iris, 0.42), 1);
  emu_set_pattern (cr, iris);
  cairo_paint (cr);

  n = emu_scene_strokes (cat->scene, 130, &widening);
  for (int i = 0; i < n; i++)
    {
      double angle = emu_rng_uniform_in (&rng, -G_PI, G_PI);
      double from = emu_rng_uniform_in (&rng, 0.3, 0.55) * w;

      emu_set_ink (cr, emu_ink_lit (cat->iris, emu_rng_uniform_in (&rng, 0.6, 1.6)), 0.45);
      emu_strand (cr, gaze + cos (angle) * from, sin (angle) * from, angle,
                  emu_rng_uniform_in (&rng, 0.25, 0.6) * w, 0.011 * widening, 0);
    }

  emu_set_ink (cr, emu_ink (0x0b0809), 1);
  emu_ellipse (cr, gaze, 0, w * pupil, h * (0.72 + 0.25 * pupil));
  cairo_fill (cr);

  /* The lid's shadow and the light in the eye. */
  {
    cairo_pattern_t *lid = cairo_pattern_create_linear (0, -h, 0, h * 0.2);

    emu_stop (lid, 0, emu_ink (0x100808), 0.75);
    emu_stop (lid, 1, emu_ink (0x100808), 0);
    emu_set_pattern (cr, lid);
    cairo_paint (cr);
  }
  emu_glow (cr, gaze, h * 0.72, w * 0.7, h * 0.4, emu_ink (0xfffbe0), 0.35);
  emu_set_ink (cr, emu_ink (0xffffff), 0.95);
  emu_ellipse (cr, gaze + cat->light * side * w * 0.30, -h * 0.34, w * 0.17, h * 0.2);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xffffff), 0.5);
  emu_ellipse (cr, gaze - cat->light * side * w * 0.26, h * 0.36, w * 0.09, h * 0.09);
  cairo_fill (cr);

  cairo_restore (cr);
}

static void
draw_muzzle (Cat     *cat,
             cairo_t *cr)
{
  double x = 0.2 * cat->turn;
  EmuInk line = emu_ink_lit (cat->dark, 0.35);
  cairo_pattern_t *nose;
  EmuRng rng;
  double widening;

  emu_scene_chance (cat->scene, EMU_LANE_CLUTTER, &rng);
  emu_scene_strokes (cat->scene, 1, &widening);
  widening = MIN (widening, 2.5);

  for (int side = -1; side <= 1; side += 2)
    {
      emu_glow (cr, x + side * 0.15, 0.44, 0.2, 0.14, emu_ink (0xfffaf0),
                cat->white < 0.3 ? 0.10 : 0.35);
      emu_glow (cr, x + side * 0.14, 0.60, 0.2, 0.07, emu_ink (0x2a1a18), 0.3);
    }

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  emu_set_ink (cr, line, 0.8);
  cairo_set_line_width (cr, 0.022 * widening);
  cairo_move_to (cr, x, 0.32);
  cairo_line_to (cr, x, 0.44);
  cairo_curve_to (cr, x - 0.03, 0.52, x - 0.17, 0.54, x - 0.25, 0.46);
  cairo_move_to (cr, x, 0.44);
  cairo_curve_to (cr, x + 0.03, 0.52, x + 0.17, 0.54, x + 0.25, 0.46);
  cairo_stroke (cr);

  nose = cairo_pattern_create_linear (x, 0.17, x, 0.36);
  emu_stop (nose, 0, emu_ink_lit (cat->nose, 1.12), 1);
  emu_stop (nose, 1, emu_ink_lit (cat->nose, 0.62), 1);
  emu_set_pattern (cr, nose);
  cairo_move_to (cr, x - 0.13, 0.20);
  cairo_curve_to (cr, x - 0.06, 0.165, x + 0.06, 0.165, x + 0.13, 0.20);
  cairo_curve_to (cr, x + 0.14, 0.27, x + 0.05, 0.34, x, 0.355);
  cairo_curve_to (cr, x - 0.05, 0.34, x - 0.14, 0.27, x - 0.13, 0.20);
  cairo_fill (cr);
  emu_set_ink (cr, line, 0.75);
  for (int side = -1; side <= 1; side += 2)
    {
      emu_ellipse (cr, x + side * 0.065, 0.285, 0.028, 0.016);
      cairo_fill (cr);
    }
  emu_glow (cr, x - 0.03 + 0.05 * cat->light, 0.215, 0.06, 0.025, emu_ink (0xffffff), 0.65);

  for (int side = -1; side <= 1; side += 2)
    for (int i = 0; i < 9; i++)
      {
        double row = i / 3;
        double wx = x + side * (0.13 + 0.055 * (i % 3));
        double wy = 0.375 + 0.045 * row;
        double direction = -0.28 + 0.2 * row + emu_rng_uniform_in (&rng, -0.1, 0.1);
        double length = emu_rng_uniform_in (&rng, 0.75, 1.15);

        emu_set_ink (cr, line, 0.55);
        emu_ellipse (cr, wx, wy, 0.011, 0.011);
        cairo_fill (cr);
        emu_set_ink (cr, emu_ink (0xfffdf6), 0.82);
        emu_strand (cr, wx, wy, side > 0 ? direction : G_PI - direction, length,
                    0.013 * MIN (widening, 1.6), side * (0.05 + 0.06 * row));
      }
}

static void
draw_head (Cat *cat)
{
  EmuScene *scene = cat->scene;
  EmuLayer layer;
  EmuRng rng;
  double pupil, open;

  emu_scene_chance (scene, EMU_LANE_SUBJECT, &rng);
  pupil = emu_rng_uniform_in (&rng, 0.22, 0.72);
  open = emu_rng_uniform_in (&rng, 0.82, 1.12);

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, cat->x, cat->y);
  cairo_rotate (layer.cr, cat->tilt);
  cairo_scale (layer.cr, cat->size, cat->size);

  draw_ear (cat, layer.cr, -1, &rng);
  draw_ear (cat, layer.cr, 1, &rng);

  emu_set_ink (layer.cr, emu_ink_lit (cat->base, 0.75), 1);
  for (int i = 0; i < 72; i++)
    {
      double angle = i * 2 * G_PI / 72;
      double r = 0.97 * head_radius (cat, cos (angle), sin (angle));

      cairo_line_to (layer.cr, r * cos (angle), r * sin (angle));
    }
  cairo_fill (layer.cr);

  draw_face_hair (cat, layer.cr);
  for (int side = -1; side <= 1; side += 2)
    draw_eye (cat, layer.cr, side, pupil, open);
  draw_muzzle (cat, layer.cr);

  emu_layer_shadow (&layer, scene->cr, -cat->light * 1.2, 3, 2.2, emu_ink (0x140a12), 0.4);
  emu_layer_end (&layer, scene->cr, 1);
}

void
emu_draw_cat (EmuScene *scene)
{
  Cat cat = { .scene = scene };
  const Coat *coat;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  cat.size = emu_rng_uniform_in (&rng, 24, 29);
  cat.x = scene->width * 0.5 + emu_rng_uniform_in (&rng, -0.14, 0.14) * MAX (20, scene->width - 60);
  cat.y = 46 + emu_rng_uniform_in (&rng, -3, 4) + MAX (0, scene->height - 100) * 0.3;
  cat.tilt = emu_rng_uniform_in (&rng, -0.2, 0.2);
  cat.turn = emu_rng_uniform_in (&rng, -0.9, 0.9);
  cat.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  cat.cheeks = emu_rng_uniform_in (&rng, 0.06, 0.22);
  cat.ears = emu_rng_uniform_in (&rng, 0.9, 1.2);
  cat.fluff = emu_rng_uniform_in (&rng, 0.8, 1.5);
  cat.stripes = emu_rng_uniform_in (&rng, 0, 2 * G_PI);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  coat = &coats[emu_rng_int (&rng, 0, G_N_ELEMENTS (coats) - 1)];
  cat.base = emu_ink_jitter (emu_ink (coat->base), &rng, 0.03);
  cat.dark = emu_ink_jitter (emu_ink (coat->dark), &rng, 0.02);
  cat.pale = emu_ink (coat->light);
  cat.orange_patch = emu_ink_jitter (emu_ink (0xd07c2f), &rng, 0.03);
  cat.marking = coat->marking;
  if (cat.marking == MARKING_PATCHES)
    cat.dark = emu_ink (0x2d2627);
  cat.white = coat->white + emu_rng_uniform_in (&rng, -0.12, 0.12);
  cat.white = CLAMP (cat.white, 0, 1);
  cat.iris = cat.marking == MARKING_POINTS
               ? emu_ink (0x63a8e0)
               : emu_ink (iris_colours[emu_rng_int (&rng, 0, G_N_ELEMENTS (iris_colours) - 1)]);
  cat.nose = emu_ink_mix (emu_ink (0xd98a84), cat.dark,
                          cat.white > 0.6 ? 0.08 : emu_rng_uniform_in (&rng, 0.2, 0.7));

  emu_scene_chance (scene, EMU_LANE_NOISE, &rng);
  emu_noise_init (&cat.noise, &rng);

  draw_room (&cat);
  draw_body (&cat);
  draw_head (&cat);
}
