/* emu-drawing-house.c: a house in its garden
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

typedef enum
{
  WALL_PLASTER,
  WALL_BRICK,
  WALL_BOARDS,
  WALL_TIMBER,
  N_WALLS,
} Wall;

typedef struct
{
  guint32 sky;
  guint32 low_sky;
  guint32 cloud;
  guint32 hills;
  guint32 grass_far;
  guint32 grass_near;
  guint32 leaf;
  gboolean dusk;
  gboolean snow;
} Season;

static const Season seasons[] = {
  { 0x3f8fd0, 0xd2ecf3, 0xffffff, 0x7fa894, 0xa9c465, 0x3f6f2c, 0x4b8a36, FALSE, FALSE },
  { 0x6ba3c8, 0xf6e6cc, 0xfff6ea, 0xb0946c, 0xc3b766, 0x7d7a2d, 0xd2741f, FALSE, FALSE },
  { 0x5f9fd6, 0xf3e4ee, 0xffffff, 0x94b0a0, 0xb5cf7c, 0x4f8638, 0xe79ab8, FALSE, FALSE },
  { 0x2c2f68, 0xf0987c, 0xc88a9c, 0x5a4a74, 0x6a7048, 0x2a3c2c, 0x2c4a38, TRUE, FALSE },
  { 0x7898bc, 0xe8e8f0, 0xf6f6fa, 0xb0c0d4, 0xf0f4fa, 0xc8d4e8, 0x34584c, FALSE, TRUE },
  { 0x2c4478, 0xd8b0b8, 0xb8a8c0, 0x6c7ca4, 0xd0d8ec, 0x8c9cc4, 0x24443c, TRUE, TRUE },
};

/* Walls, shutters and doors. */
static const guint32 walls[N_WALLS][3][2] = {
  { { 0xf4e8d0, 0x2f6d5c }, { 0xf0c8a0, 0x7a4a34 }, { 0xe8eef0, 0x2c5a88 } },
  { { 0xb4583c, 0xf0e8dc }, { 0xa06a50, 0x3c5a48 }, { 0xc8785a, 0x34404c } },
  { { 0xb8382c, 0xf6f2ea }, { 0x5c88a8, 0xfaf6ee }, { 0xf0d070, 0xfbf8f0 } },
  { { 0xf8f0e0, 0x5a3824 }, { 0xf4dca8, 0x482c20 }, { 0xf0eae4, 0x3c2a28 } },
};

static const guint32 roofs[] = { 0xb04a30, 0x8c3c2c, 0x5c6070, 0x705040, 0xc46a40, 0x44545c };

/* Corners of a wall as it is seen: upper left, upper right, lower right, lower left. */
typedef struct
{
  EmuPoint corners[4];
} Face;

typedef struct
{
  EmuScene *scene;

  const Season *season;
  double x;        /* corner between the two walls, units */
  double y;
  double front;    /* width of the gable wall */
  double side;     /* width of the long wall */
  double height;   /* of the corner */
  double rise;     /* of the roof over the eaves */
  double way;      /* 1: the long wall stands to the right */
  double light;    /* −1 from the left, 1 from the right */
  double horizon;
  gboolean lamps;
  Wall wall;

  EmuInk paint;
  EmuInk trim;
  EmuInk door;
  EmuInk roof;
  EmuInk leaf;
  EmuInk grass_far;
  EmuInk grass_near;
  EmuInk sky;
  EmuInk low_sky;
} House;

static EmuPoint
face_at (const Face *face,
         double      u,
         double      v)
{
  const EmuPoint *c = face->corners;
  double upper_x = c[0].x + (c[1].x - c[0].x) * u;
  double upper_y = c[0].y + (c[1].y - c[0].y) * u;
  double lower_x = c[3].x + (c[2].x - c[3].x) * u;
  double lower_y = c[3].y + (c[2].y - c[3].y) * u;

  return (EmuPoint) { upper_x + (lower_x - upper_x) * v, upper_y + (lower_y - upper_y) * v };
}

/* A rectangle of the wall as a closed path. */
static void
panel_path (cairo_t    *cr,
            const Face *face,
            double      u0,
            double      v0,
            double      u1,
            double      v1)
{
  EmuPoint a = face_at (face, u0, v0);
  EmuPoint b = face_at (face, u1, v0);
  EmuPoint c = face_at (face, u1, v1);
  EmuPoint d = face_at (face, u0, v1);

  cairo_move_to (cr, a.x, a.y);
  cairo_line_to (cr, b.x, b.y);
  cairo_line_to (cr, c.x, c.y);
  cairo_line_to (cr, d.x, d.y);
  cairo_close_path (cr);
}

static void
fill_panel (cairo_t    *cr,
            const Face *face,
            double      u0,
            double      v0,
            double      u1,
            double      v1,
            EmuInk      ink,
            double      alpha)
{
  panel_path (cr, face, u0, v0, u1, v1);
  emu_set_ink (cr, ink, alpha);
  cairo_fill (cr);
}

static void
draw_hills (House *house)
{
  EmuScene *scene = house->scene;
  cairo_t *cr = scene->cr;
  EmuInk ink = emu_ink (house->season->hills);
  EmuNoise noise;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  emu_noise_init (&noise, &rng);
  for (int range = 0; range < 3; range++)
    {
      double top = house->horizon - 12 + 5 * range;
      double phase = emu_rng_uniform_in (&rng, 0, 20);
      EmuInk tone = emu_ink_mix (emu_ink_mix (house->low_sky, ink, 0.5 + 0.22 * range),
                                 house->grass_far, 0.2 * range);
      cairo_pattern_t *slope = cairo_pattern_create_linear (0, top - 8, 0, top + 14);

      emu_stop (slope, 0, emu_ink_lit (tone, 0.94), 1);
      emu_stop (slope, 1, emu_ink_mix (tone, house->low_sky, 0.35), 1);
      emu_set_pattern (cr, slope);
      cairo_move_to (cr, -2, scene->height);
      for (int i = 0; i <= 100; i++)
        {
          double x = -2 + (scene->width + 4) * i / 100;

          cairo_line_to (cr, x, top - 8 * emu_noise_at (&noise, x * 0.026 + phase, 3 * range) -
                                  0.5 * emu_noise_at (&noise, x * 0.5, 9 + range));
        }
      cairo_line_to (cr, scene->width + 2, scene->height);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

/* Takes the generator by value: the number of leaves depends on the size of the picture, what is
 * drawn next must not. */
static void
draw_bush (House   *house,
           cairo_t *cr,
           EmuRng   leaves,
           EmuInk   leaf,
           double   x,
           double   y,
           double   rx,
           double   ry)
{
  double widening;
  int n = emu_scene_strokes (house->scene, 420, &widening);

  emu_set_ink (cr, emu_ink_lit (leaf, 0.5), 1);
  emu_ellipse (cr, x, y - ry * 0.85, rx * 0.86, ry * 0.84);
  cairo_fill (cr);
  for (int i = 0; i < n; i++)
    {
      double t = (i + emu_rng_uniform (&leaves)) / n;
      double dy = 1 - 2 * t;
      double dx = emu_rng_uniform_in (&leaves, -1, 1) * sqrt (MAX (0, 1 - dy * dy));
      double lit = 0.75 + 0.28 * dx * house->light - 0.32 * dy +
                   emu_rng_uniform_in (&leaves, -0.2, 0.2);
      double direction = emu_rng_uniform_in (&leaves, -G_PI, G_PI);
      double size = emu_rng_uniform_in (&leaves, 0.7, 1.3) * sqrt (widening) * (0.6 + rx * 0.05);
      EmuInk ink = emu_ink_lit (leaf, lit);

      if (house->season->snow && dy < -0.15 && emu_chance_coin (&leaves, 0.7))
        ink = emu_ink_lit (emu_ink (0xf4f8ff), 0.55 + 0.45 * lit);
      emu_set_ink (cr, ink, 0.95);
      emu_strand (cr, x + dx * rx, y - ry * 0.85 + dy * ry * 0.9, direction, size * 1.2, size * 0.8,
                  0.1);
    }
}

static void
draw_tree (House   *house,
           cairo_t *cr,
           EmuRng  *rng,
           double   x,
           double   y,
           double   height,
           gboolean conifer)
{
  EmuInk bark = emu_ink_jitter (emu_ink (0x6d5038), rng, 0.04);

  emu_set_ink (cr, emu_ink_lit (bark, 0.8), 1);
  emu_capsule (cr, x, y, height * 0.035, x, y - height * 0.5, height * 0.022);
  cairo_fill (cr);
  if (conifer)
    {
      EmuRng needles = *rng;
      double widening;
      int n = emu_scene_strokes (house->scene, 700, &widening);
      EmuInk leaf = emu_ink_mix (house->leaf, emu_ink (0x24503c), 0.85);

      for (int i = 0; i < n; i++)
        {
          double t = (i + emu_rng_uniform (&needles)) / n;
          double across = emu_rng_uniform_in (&needles, -1, 1);
          double tier = 1 - 0.4 * (t * 6 - floor (t * 6));
          double half = height * 0.24 * (1 - t) * tier;
          double lit = 0.75 + 0.3 * across * house->light +
                       emu_rng_uniform_in (&needles, -0.2, 0.2);
          EmuInk ink = emu_ink_lit (leaf, lit);

          if (house->season->snow && tier < 0.78)
            ink = emu_ink_lit (emu_ink (0xf4f8ff), 0.6 + 0.35 * lit);
          emu_set_ink (cr, ink, 0.95);
          emu_strand (cr, x + across * half, y - height * (0.1 + 0.9 * t),
                      G_PI / 2 - across * 0.9, height * 0.075, height * 0.02 * sqrt (widening),
                      0.1);
        }
    }
  else
    for (int i = 0; i < 5; i++)
      {
        double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
        double r = height * 0.13 * (i < 4 ? 1 : 0.3);

        draw_bush (house, cr, *rng, emu_ink_lit (house->leaf, 0.9 + 0.05 * i), x + r * cos (angle),
                   y - height * 0.5 + r * 0.7 * sin (angle), height * 0.2, height * 0.18);
      }
}

static void
draw_wall (House      *house,
           cairo_t    *cr,
           const Face *face,
           EmuRng     *rng,
           double      gain,
           double      width)
{
  EmuInk ink = emu_ink_lit (house->paint, gain);
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, face->corners[0].y, 0,
                                                       face->corners[3].y);

  /* The path of the wall stands ready; it is kept as the clip until the end. */
  emu_stop (fill, 0, emu_ink_lit (ink, 0.86), 1);
  emu_stop (fill, 0.3, ink, 1);
  emu_stop (fill, 1, emu_ink_lit (ink, 0.9), 1);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);
  cairo_clip (cr);

  if (house->wall == WALL_BRICK)
    {
      int rows = 22;
      int columns = (int) (width / 2.6);

      if (house->scene->scale > 0.6)
        for (int row = -16; row < rows; row++)
          for (int column = 0; column <= columns; column++)
            {
              double u = (column - 0.5 * (row & 1)) / columns;
              double v = (double) row / rows;
              double tone = emu_rng_uniform_in (rng, 0.72, 1.18);

              fill_panel (cr, face, u + 0.07 / columns, v + 0.1 / rows, u + 0.93 / columns,
                          v + 0.88 / rows, emu_ink_lit (ink, tone), 0.85);
            }
    }
  else if (house->wall == WALL_BOARDS)
    {
      for (int row = -10; row < 16; row++)
        {
          double v = row / 16.0;

          fill_panel (cr, face, 0, v, 1, v + 0.012, emu_ink_lit (ink, 0.55), 0.75);
          fill_panel (cr, face, 0, v + 0.014, 1, v + 0.026, emu_ink_lit (ink, 1.25), 0.5);
        }
    }
  else
    {
      double widening;
      int n = emu_scene_strokes (house->scene, 300, &widening);

      for (int i = 0; i < n; i++)
        {
          double u = emu_rng_uniform (rng);
          double v = emu_rng_uniform_in (rng, -0.6, 1);
          EmuPoint at = face_at (face, u, v);
          double r = emu_rng_uniform_in (rng, 0.4, 2.2);
          gboolean bright = emu_chance_coin (rng, 0.5);

          emu_glow (cr, at.x, at.y, r * 1.6, r, emu_ink_lit (ink, bright ? 1.12 : 0.82), 0.25);
        }
    }

  if (house->wall == WALL_TIMBER)
    {
      EmuInk beam = emu_ink_lit (house->trim, gain);
      static const double posts[] = { 0.0, 0.31, 0.66, 0.955 };

      for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
        fill_panel (cr, face, posts[i], -0.02, posts[i] + 0.045, 1, beam, 1);
      fill_panel (cr, face, 0, -0.03, 1, 0.03, beam, 1);
      fill_panel (cr, face, 0, 0.94, 1, 1, beam, 1);
      for (int i = 0; i < 2; i++)
        {
          EmuPoint from = face_at (face, i == 0 ? 0.04 : 0.96, 0.9);
          EmuPoint to = face_at (face, i == 0 ? 0.28 : 0.70, 0.05);

          cairo_move_to (cr, from.x, from.y);
          cairo_line_to (cr, to.x, to.y);
          emu_set_ink (cr, beam, 0.9);
          cairo_set_line_width (cr, 1.2);
          cairo_stroke (cr);
        }
    }

  /* A stone base, and the shadow of the eaves. */
  fill_panel (cr, face, 0, 0.93, 1, 1.02, emu_ink_lit (emu_ink (0x8c8680), gain), 1);
}

static void
draw_window (House      *house,
             cairo_t    *cr,
             const Face *face,
             double      u,
             double      v,
             double      du,
             double      dv,
             gboolean    shutters,
             double      gain)
{
  EmuInk frame = emu_ink_lit (house->wall == WALL_BRICK || house->wall == WALL_BOARDS
                                ? emu_ink (0xf8f6f0) : house->trim, gain);
  EmuInk dark = emu_ink_lit (emu_ink_mix (house->sky, emu_ink (0x24303c), 0.6), gain);
  EmuInk pane = house->lamps ? emu_ink (0xffdc88) : dark;
  EmuPoint middle = face_at (face, u, v);

  if (shutters)
    for (int side = -1; side <= 1; side += 2)
      {
        double a = u + side * du * 1.12;
        double b = u + side * du * 1.95;

        fill_panel (cr, face, MIN (a, b), v - dv, MAX (a, b), v + dv,
                    emu_ink_lit (house->door, gain), 1);
        for (int i = 0; i < 6; i++)
          fill_panel (cr, face, MIN (a, b) + du * 0.1, v - dv * 0.84 + i * dv * 0.29,
                      MAX (a, b) - du * 0.1, v - dv * 0.74 + i * dv * 0.29,
                      emu_ink_lit (house->door, gain * 0.6), 1);
      }

  if (house->lamps)
    emu_glow (cr, middle.x, middle.y, 9, 9, emu_ink (0xffd080), 0.5);
  fill_panel (cr, face, u - du * 1.1, v - dv * 1.1, u + du * 1.1, v + dv * 1.1, frame, 1);
  panel_path (cr, face, u - du * 0.92, v - dv * 0.94, u + du * 0.92, v + dv * 0.94);
  {
    cairo_pattern_t *glass = cairo_pattern_create_linear (middle.x, middle.y - 6, middle.x + 2,
                                                          middle.y + 6);

    emu_stop (glass, 0, emu_ink_lit (pane, house->lamps ? 1.05 : 0.8), 1);
    emu_stop (glass, 0.45, emu_ink_mix (pane, emu_ink (0xffffff), house->lamps ? 0.25 : 0.4), 1);
    emu_stop (glass, 0.5, pane, 1);
    emu_stop (glass, 1, emu_ink_lit (pane, house->lamps ? 0.86 : 0.9), 1);
    emu_set_pattern (cr, glass);
    cairo_fill (cr);
  }
  fill_panel (cr, face, u - du * 0.08, v - dv, u + du * 0.08, v + dv, frame, 1);
  fill_panel (cr, face, u - du, v - dv * 0.16, u + du, v - dv * 0.02, frame, 1);

  /* Sill, with flowers in summer and snow in winter. */
  fill_panel (cr, face, u - du * 1.3, v + dv * 1.08, u + du * 1.3, v + dv * 1.26,
              house->season->snow ? emu_ink (0xf4f8ff) : emu_ink_lit (frame, 0.85), 1);
}

static void
draw_window_box (House      *house,
                 cairo_t    *cr,
                 const Face *face,
                 EmuRng     *rng,
                 EmuInk      bloom,
                 double      u,
                 double      v,
                 double      du)
{
  if (house->season->snow)
    return;

  fill_panel (cr, face, u - du * 1.1, v, u + du * 1.1, v + 0.05, emu_ink (0x7a4a2c), 1);
  for (int i = 0; i < 26; i++)
    {
      double at = u + du * emu_rng_uniform_in (rng, -1.1, 1.1);
      double up = v - emu_rng_uniform_in (rng, -0.01, 0.05);
      EmuPoint place = face_at (face, at, up);
      EmuInk ink = i % 3 == 0 ? emu_ink (0x4a7a34) : bloom;

      emu_set_ink (cr, emu_ink_jitter (ink, rng, 0.06), 1);
      emu_ellipse (cr, place.x, place.y, 0.55, 0.5);
      cairo_fill (cr);
    }
}

static void
draw_door (House      *house,
           cairo_t    *cr,
           const Face *face,
           double      u,
           double      du,
           double      gain)
{
  EmuInk ink = emu_ink_lit (house->door, gain);
  EmuPoint knob = face_at (face, u + du * 0.65, 0.72);
  EmuPoint lamp = face_at (face, u + du * 1.8, 0.5);

  fill_panel (cr, face, u - du * 1.22, 0.40, u + du * 1.22, 0.98,
              emu_ink_lit (emu_ink (0xf4efe4), gain), 1);
  fill_panel (cr, face, u - du, 0.43, u + du, 0.98, ink, 1);
  for (int row = 0; row < 2; row++)
    for (int column = 0; column < 2; column++)
      {
        double a = u - du * 0.8 + column * du * 0.86;
        double b = 0.47 + 0.26 * row;
        EmuInk panel = row == 0 && house->lamps ? emu_ink (0xffe0a0) : emu_ink_lit (ink, 0.72);

        fill_panel (cr, face, a, b, a + du * 0.72, b + 0.21, panel, 1);
        fill_panel (cr, face, a, b + 0.19, a + du * 0.72, b + 0.21, emu_ink_lit (ink, 1.35), 0.8);
      }
  emu_set_ink (cr, emu_ink (0xf0c860), 1);
  emu_ellipse (cr, knob.x, knob.y, 0.42, 0.42);
  cairo_fill (cr);
  emu_glow (cr, lamp.x, lamp.y, house->lamps ? 8 : 2, house->lamps ? 8 : 2, emu_ink (0xffe0a0),
            0.7);
  emu_set_ink (cr, emu_ink (house->lamps ? 0xfff6d8 : 0x40404a), 1);
  emu_ellipse (cr, lamp.x, lamp.y, 0.6, 0.9);
  cairo_fill (cr);
  /* Steps. */
  for (int i = 0; i < 2; i++)
    fill_panel (cr, face, u - du * (1.4 + 0.3 * i), 0.95 + 0.035 * i, u + du * (1.4 + 0.3 * i),
                0.99 + 0.035 * i, emu_ink_lit (emu_ink (0xb4aca4), 1.0 - 0.15 * i), 1);
}

static void
draw_tiles (House      *house,
            cairo_t    *cr,
            const Face *face,
            EmuRng     *rng,
            double      gain)
{
  EmuInk ink = emu_ink_lit (house->season->snow ? emu_ink (0xe8f0fa) : house->roof, gain);
  int rows = 13;
  int columns = 26;

  fill_panel (cr, face, 0, 0, 1, 1, ink, 1);

  if (house->season->snow)
    {
      for (int i = 0; i < 40; i++)
        {
          EmuPoint at = face_at (face, emu_rng_uniform (rng), 0.5);
          double lift = emu_rng_uniform_in (rng, -8, 8);

          emu_glow (cr, at.x, at.y + lift, 7, 2.5, emu_ink_lit (ink, i % 2 == 0 ? 1.1 : 0.86),
                    0.35);
        }
      /* Icicles and the tiles that peep out at the edge. */
      fill_panel (cr, face, 0, 0.94, 1, 1, emu_ink_lit (house->roof, 0.7), 1);
      for (int i = 0; i < 26; i++)
        {
          EmuPoint at = face_at (face, (i + 0.5) / 26, 1);
          double drop = emu_rng_uniform_in (rng, 0.5, 2.6);

          emu_set_ink (cr, emu_ink (0xe6f2ff), 0.85);
          emu_strand (cr, at.x, at.y - 0.2, G_PI / 2, drop, 0.5, 0);
        }
      return;
    }

  if (house->scene->scale < 0.6)
    rows = columns = 0;
  for (int row = 0; row < rows; row++)
    for (int column = -1; column < columns; column++)
      {
        double u = (column + 0.5 * (row % 2)) / columns;
        double v = (double) row / rows;
        double tone = emu_rng_uniform_in (rng, 0.78, 1.18);
        double u0 = CLAMP (u, 0, 1);
        double u1 = CLAMP (u + 1.0 / columns, 0, 1);

        fill_panel (cr, face, u0, v, u1, v + 1.0 / rows, emu_ink_lit (ink, tone), 1);
        fill_panel (cr, face, u0, v + 0.72 / rows, u1, v + 1.0 / rows,
                    emu_ink_lit (ink, tone * 0.62), 0.7);
        fill_panel (cr, face, u0, v, u0 + 0.12 / columns, v + 1.0 / rows, emu_ink_lit (ink, 0.5),
                    0.6);
      }
}

static void
draw_chimney (House   *house,
              cairo_t *cr,
              EmuPoint foot)
{
  EmuInk ink = emu_ink (0x9c5840);
  Face near = { { { foot.x - 3, foot.y - 13 }, { foot.x + 1.6, foot.y - 13 },
                  { foot.x + 1.6, foot.y + 4.5 }, { foot.x - 3, foot.y + 4.5 } } };
  Face far = { { { foot.x + 1.6, foot.y - 13 }, { foot.x + 3.6, foot.y - 13.4 },
                 { foot.x + 3.6, foot.y + 3.4 }, { foot.x + 1.6, foot.y + 4.5 } } };

  fill_panel (cr, &near, 0, 0, 1, 1, ink, 1);
  fill_panel (cr, &far, 0, 0, 1, 1, emu_ink_lit (ink, 0.66), 1);
  for (int row = 0; row < 9; row++)
    for (int column = 0; column < 3; column++)
      fill_panel (cr, &near, (column + 0.06) / 3.0, (row + 0.08) / 9.0, (column + 0.9) / 3.0,
                  (row + 0.84) / 9.0,
                  emu_ink_lit (ink, 0.9 + 0.12 * ((row * 2 + column) % 3)), 0.9);
  fill_panel (cr, &near, -0.14, -0.04, 1.06, 0.08,
              house->season->snow ? emu_ink (0xf4f8ff) : emu_ink (0xb8aca4), 1);
  fill_panel (cr, &far, 0, -0.04, 1.2, 0.08,
              house->season->snow ? emu_ink (0xc8d4e8) : emu_ink (0x8a8078), 1);
}

static void
draw_smoke (House *house,
            double x,
            double y)
{
  EmuScene *scene = house->scene;
  EmuLayer smoke;
  EmuRng rng;
  double drift;

  emu_scene_chance (scene, EMU_LANE_AIR, &rng);
  if (emu_chance_coin (&rng, 0.4))
    return;

  drift = emu_rng_uniform_in (&rng, -14, 14);
  emu_layer_begin (&smoke, scene);
  for (int i = 0; i < 60; i++)
    {
      double t = i / 60.0;
      double r = 1.2 + 5.5 * t;
      double sway = 2.5 * t * sin (7 * t + drift) +
                    emu_rng_uniform_in (&rng, -1, 1) * (0.5 + 2 * t);

      emu_glow (smoke.cr, x + drift * t * t + sway, y - 26 * t, r, r * 0.85, emu_ink (0xf4f0f0),
                0.30 * (1 - t));
    }
  emu_layer_blur (&smoke, 0.6);
  emu_layer_end (&smoke, scene->cr, 0.85);
}

static void
draw_house (House   *house,
            cairo_t *cr)
{
  /* In a frame of its own: the corner in the origin, the long wall to the right. */
  double f = house->front;
  double s = house->side;
  double h = house->height;
  double over = 2.2;
  Face front = { { { -f, -h + 0.6 }, { 0, -h }, { 0, 0 }, { -f, -1.0 } } };
  Face side = { { { 0, -h }, { s, -h + 3.2 }, { s, -2.6 }, { 0, 0 } } };
  static const guint32 blooms[] = { 0xe84a5c, 0xf8c840, 0xf49ac0, 0xffffff };
  EmuPoint apex = { -f * 0.5, -h - house->rise };
  EmuPoint ridge = { apex.x + s * 0.93, apex.y + 3.4 };
  EmuPoint eave = { over * 0.55, -h + over * 0.9 };
  EmuPoint far_eave = { s + over * 0.8, -h + 3.2 + over * 0.7 };
  Face slope = { { { apex.x - over * 0.3, apex.y - 0.6 }, ridge, far_eave, eave } };
  double front_gain = house->light * house->way < 0 ? 1.04 : 0.74;
  double side_gain = house->light * house->way < 0 ? 0.72 : 1.04;
  double door_u;
  int n_windows;
  gboolean shutters, boxes;
  EmuInk bloom;
  EmuRng rng;

  if (house->season->dusk)
    {
      front_gain *= 0.72;
      side_gain *= 0.72;
    }

  emu_scene_chance (house->scene, EMU_LANE_DETAIL, &rng);
  door_u = emu_rng_uniform_in (&rng, 0.26, 0.74);
  n_windows = 2 + (s > 40 ? 1 : 0);
  shutters = emu_chance_coin (&rng, 0.6);
  boxes = emu_chance_coin (&rng, 0.6);
  bloom = emu_ink (blooms[emu_rng_int (&rng, 0, G_N_ELEMENTS (blooms) - 1)]);

  draw_chimney (house, cr, (EmuPoint) { apex.x + s * 0.66, apex.y + 3 });

  /* The long wall with its windows. */
  cairo_save (cr);
  panel_path (cr, &side, 0, 0, 1, 1);
  draw_wall (house, cr, &side, &rng, side_gain, s);
  for (int i = 0; i < n_windows; i++)
    {
      double u = (i + 0.5) / n_windows;

      draw_window (house, cr, &side, u, 0.48, 0.24 / n_windows, 0.19, shutters, side_gain);
      if (boxes)
        draw_window_box (house, cr, &side, &rng, bloom, u, 0.72, 0.24 / n_windows);
    }
  {
    cairo_pattern_t *shade = cairo_pattern_create_linear (0, -h, 0, -h * 0.72);

    emu_stop (shade, 0, emu_ink (0x100814), 0.6);
    emu_stop (shade, 1, emu_ink (0x100814), 0);
    emu_set_pattern (cr, shade);
    cairo_paint (cr);
  }
  cairo_restore (cr);

  /* The gable wall with the door. */
  cairo_save (cr);
  cairo_move_to (cr, -f, -1.0);
  cairo_line_to (cr, -f, -h + 0.6);
  cairo_line_to (cr, apex.x, apex.y);
  cairo_line_to (cr, 0, -h);
  cairo_line_to (cr, 0, 0);
  cairo_close_path (cr);
  draw_wall (house, cr, &front, &rng, front_gain, f);
  draw_window (house, cr, &front, 0.5, -0.22 * house->rise / h - 0.06, 0.10, 0.13, FALSE,
               front_gain);
  draw_window (house, cr, &front, door_u < 0.5 ? door_u + 0.42 : door_u - 0.42, 0.55, 0.11, 0.17,
               FALSE, front_gain);
  if (boxes)
    draw_window_box (house, cr, &front, &rng, bloom,
                     door_u < 0.5 ? door_u + 0.42 : door_u - 0.42, 0.765, 0.11);
  cairo_restore (cr);
  draw_door (house, cr, &front, door_u, 0.095, front_gain);

  draw_tiles (house, cr, &slope, &rng, side_gain * 1.02);

  /* Ridge, then boards along the gable. */
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_move_to (cr, apex.x, apex.y - 0.6);
  cairo_line_to (cr, ridge.x, ridge.y);
  emu_set_ink (cr, house->season->snow ? emu_ink (0xfafcff) : emu_ink_lit (house->roof, 0.62), 1);
  cairo_set_line_width (cr, house->season->snow ? 2.2 : 1.3);
  cairo_stroke (cr);
  for (int pass = 0; pass < 2; pass++)
    {
      double lift = pass * 0.55;

      cairo_move_to (cr, -f - over, -h + 0.6 + over * 1.15 - lift);
      cairo_line_to (cr, apex.x, apex.y - 0.9 - lift);
      cairo_line_to (cr, over * 0.6, -h + over * 0.85 - lift);
      if (pass == 0)
        emu_set_ink (cr, emu_ink_lit (house->wall == WALL_TIMBER ? house->trim : emu_ink (0xf4efe4),
                                      front_gain * 0.95), 1);
      else
        emu_set_ink (cr, house->season->snow ? emu_ink (0xffffff)
                                             : emu_ink_lit (house->roof, 0.8), 1);
      cairo_set_line_width (cr, pass == 0 ? 2.2 : (house->season->snow ? 1.9 : 1.1));
      cairo_stroke (cr);
    }

  /* Gutter. */
  cairo_move_to (cr, eave.x, eave.y);
  cairo_line_to (cr, far_eave.x, far_eave.y);
  emu_set_ink (cr, emu_ink (0x3c3438), 0.85);
  cairo_set_line_width (cr, 0.6);
  cairo_stroke (cr);
}

static void
draw_path (House *house,
           double door_x)
{
  EmuScene *scene = house->scene;
  cairo_t *cr = scene->cr;
  EmuInk stone = house->season->snow ? emu_ink (0xb4b8c8) : emu_ink (0xd4c4a4);
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, house->y, 0, scene->height);
  EmuRng rng;
  double sway, end;
  double drop = scene->height - house->y + 2;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  sway = emu_rng_uniform_in (&rng, -12, 12);
  end = door_x + emu_rng_uniform_in (&rng, -26, 26);
  emu_stop (fill, 0, emu_ink_lit (stone, 0.85), 1);
  emu_stop (fill, 1, emu_ink_lit (stone, 1.05), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, door_x - 2.4, house->y - 0.6);
  cairo_curve_to (cr, door_x - 3 + sway, house->y + drop * 0.35, end - 9 - sway * 0.5,
                  house->y + drop * 0.6, end - 9, house->y + drop);
  cairo_line_to (cr, end + 9, house->y + drop);
  cairo_curve_to (cr, end + 9 - sway * 0.5, house->y + drop * 0.6, door_x + 3 + sway,
                  house->y + drop * 0.35, door_x + 2.4, house->y - 0.6);
  cairo_close_path (cr);
  if (house->season->dusk)
    {
      cairo_fill_preserve (cr);
      emu_set_ink (cr, emu_ink (0x2a2848), 0.45);
    }
  cairo_fill (cr);
}

static void
draw_fence (House   *house,
            cairo_t *cr,
            double   y,
            double   height,
            double   from,
            double   to)
{
  EmuInk ink = emu_ink_lit (emu_ink (0xf8f4ec), house->season->dusk ? 0.55 : 0.95);

  for (int rail = 0; rail < 2; rail++)
    {
      emu_set_ink (cr, emu_ink_lit (ink, 0.82), 1);
      cairo_rectangle (cr, from, y - height * (0.32 + 0.4 * rail), to - from, height * 0.11);
      cairo_fill (cr);
    }
  for (double x = from; x < to; x += 3.1)
    {
      emu_set_ink (cr, ink, 1);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y - height * 0.86);
      cairo_line_to (cr, x + 0.85, y - height);
      cairo_line_to (cr, x + 1.7, y - height * 0.86);
      cairo_line_to (cr, x + 1.7, y);
      cairo_close_path (cr);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink_lit (ink, 0.7), 0.8);
      cairo_rectangle (cr, x + 1.35, y - height * 0.88, 0.35, height * 0.88);
      cairo_fill (cr);
    }
}

static void
draw_garden (House *house)
{
  EmuScene *scene = house->scene;
  cairo_t *cr = scene->cr;
  static const guint32 blooms[] = { 0xe84a5c, 0xf8c840, 0xb48ae0, 0xffffff };
  double left = house->x - (house->way > 0 ? house->front : house->side);
  double right = house->x + (house->way > 0 ? house->side : house->front);
  EmuRng rng;
  int n;

  emu_scene_chance (scene, EMU_LANE_SUBJECT, &rng);
  n = 2 + emu_rng_int (&rng, 0, 3);
  for (int i = 0; i < n; i++)
    {
      double x = i % 2 == 0 ? left - emu_rng_uniform_in (&rng, -3, 9)
                            : right + emu_rng_uniform_in (&rng, -3, 9);
      double r = emu_rng_uniform_in (&rng, 4, 7.5);
      double y = house->y + emu_rng_uniform_in (&rng, -1, 2.5);
      EmuInk leaf = emu_ink_jitter (emu_ink_mix (house->leaf, house->grass_near, 0.75), &rng, 0.04);

      if (house->season->snow)
        leaf = house->leaf;
      emu_glow (cr, x - house->light * r * 0.3, y, r * 1.3, r * 0.25, emu_ink (0x101810), 0.6);
      draw_bush (house, cr, rng, leaf, x, y, r, r * 0.72);
    }

  if (emu_chance_coin (&rng, 0.45))
    {
      double y = house->y + (scene->height - house->y) * emu_rng_uniform_in (&rng, 0.45, 0.75);
      double gap = house->x - house->way * house->front * 0.5;

      draw_fence (house, cr, y, 8, -4, gap - 12);
      draw_fence (house, cr, y, 8, gap + 12, scene->width + 4);
    }

  n = house->season->snow ? 0 : emu_rng_int (&rng, 0, 60);
  for (int i = 0; i < n; i++)
    {
      double t = sqrt (emu_rng_uniform (&rng));
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double r = 0.3 + 0.6 * t;
      EmuInk ink = emu_ink (blooms[emu_rng_int (&rng, 0, G_N_ELEMENTS (blooms) - 1)]);
      double y = house->y + 2 + (scene->height - house->y) * t;

      emu_set_ink (cr, emu_ink_lit (ink, house->season->dusk ? 0.6 : 0.95), 0.95);
      emu_ellipse (cr, x, y, r, r * 0.85);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink (0xf4b83c), house->season->dusk ? 0.5 : 1);
      emu_ellipse (cr, x, y, r * 0.35, r * 0.3);
      cairo_fill (cr);
    }
}

static void
draw_snowfall (House *house)
{
  EmuScene *scene = house->scene;
  EmuRng rng;

  if (!house->season->snow)
    return;

  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);
  for (int i = 0; i < 90; i++)
    {
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double y = emu_rng_uniform_in (&rng, 0, scene->height);
      double r = emu_rng_uniform_in (&rng, 0.3, 1.0);

      emu_glow (scene->cr, x, y, r, r, emu_ink (0xffffff), 0.85);
    }
}

void
emu_draw_house (EmuScene *scene)
{
  House house = { .scene = scene };
  const guint32 *pair;
  EmuLayer layer;
  EmuRng rng;
  double sun, total;
  int n_trees;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  house.front = emu_rng_uniform_in (&rng, 27, 34);
  house.side = emu_rng_uniform_in (&rng, 30, 46);
  house.height = emu_rng_uniform_in (&rng, 22, 29);
  house.rise = house.front * emu_rng_uniform_in (&rng, 0.55, 0.85);
  house.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  house.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  house.y = scene->height * emu_rng_uniform_in (&rng, 0.76, 0.83);
  house.horizon = house.y - emu_rng_uniform_in (&rng, 7, 14);
  total = house.front + house.side;
  house.x = scene->width / 2 + house.way * (house.front - total / 2) +
            emu_rng_uniform_in (&rng, -0.3, 0.3) * MAX (0, scene->width - total - 14);
  sun = emu_rng_uniform_in (&rng, 0.1, 0.5);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  house.season = &seasons[emu_rng_int (&rng, 0, G_N_ELEMENTS (seasons) - 1)];
  house.sky = emu_ink (house.season->sky);
  house.low_sky = emu_ink (house.season->low_sky);
  house.leaf = emu_ink_jitter (emu_ink (house.season->leaf), &rng, 0.04);
  house.grass_far = emu_ink_jitter (emu_ink (house.season->grass_far), &rng, 0.03);
  house.grass_near = emu_ink_jitter (emu_ink (house.season->grass_near), &rng, 0.03);
  house.wall = (Wall) emu_rng_int (&rng, 0, N_WALLS - 1);
  pair = walls[house.wall][emu_rng_int (&rng, 0, 2)];
  house.paint = emu_ink_jitter (emu_ink (pair[0]), &rng, 0.03);
  house.trim = emu_ink (pair[1]);
  house.door = house.wall == WALL_BOARDS ? emu_ink (0x34485c) : house.trim;
  house.roof = emu_ink (roofs[emu_rng_int (&rng, 0, G_N_ELEMENTS (roofs) - 1)]);
  house.roof = emu_ink_jitter (house.roof, &rng, 0.04);
  house.lamps = house.season->dusk || emu_chance_coin (&rng, 0.12);

  emu_scene_sky (scene, house.sky, house.low_sky, emu_ink (house.season->cloud),
                 scene->width * (0.5 + 0.42 * house.light), house.horizon * sun, house.horizon);
  draw_hills (&house);

  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  {
    cairo_pattern_t *ground = cairo_pattern_create_linear (0, house.horizon, 0, scene->height);

    emu_stop (ground, 0, house.grass_far, 1);
    emu_stop (ground, 0.5, emu_ink_mix (house.grass_far, house.grass_near, 0.7), 1);
    emu_stop (ground, 1, emu_ink_lit (house.grass_near, house.season->snow ? 1.0 : 0.75), 1);
    emu_set_pattern (scene->cr, ground);
    cairo_move_to (scene->cr, -2, house.horizon + 2);
    cairo_curve_to (scene->cr, scene->width * 0.3, house.horizon - 2, scene->width * 0.7,
                    house.horizon + 2, scene->width + 2, house.horizon);
    cairo_line_to (scene->cr, scene->width + 2, scene->height + 2);
    cairo_line_to (scene->cr, -2, scene->height + 2);
    cairo_close_path (scene->cr);
    cairo_fill (scene->cr);
  }
  if (!house.season->snow)
    emu_scene_grass (scene, scene->cr, &rng, house.grass_far, house.grass_near, house.horizon + 2,
                     scene->height + 4);

  /* Trees stand behind the house. */
  emu_scene_chance (scene, EMU_LANE_NOISE, &rng);
  n_trees = 2 + emu_rng_int (&rng, 0, 4);
  for (int i = 0; i < n_trees; i++)
    {
      double x = (i + emu_rng_uniform (&rng)) / n_trees * scene->width;
      double height = emu_rng_uniform_in (&rng, 26, 50);
      double y = house.horizon + emu_rng_uniform_in (&rng, 2, 5);
      gboolean conifer = emu_chance_coin (&rng, house.season->snow ? 1.0 : 0.35);

      draw_tree (&house, scene->cr, &rng, x, y, height, conifer);
    }

  emu_glow (scene->cr, house.x + house.way * (house.side - house.front) / 2 - house.light * 8,
            house.y - 0.5, total * 0.72, 6, emu_ink (0x0c1010), 0.8);
  draw_path (&house, house.x - house.way * house.front * 0.5);
  draw_smoke (&house, house.x + house.way * (house.side * 0.66 - house.front * 0.5 - 0.7),
              house.y - house.height - house.rise - 10);

  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, house.x, house.y);
  cairo_scale (layer.cr, house.way, 1);
  draw_house (&house, layer.cr);
  emu_layer_end (&layer, scene->cr, 1);

  draw_garden (&house);
  draw_snowfall (&house);
}
