/* emu-drawing-car.c: a car on a road, from the side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* Profiles in half lengths of the car, which drives to the right; the road is y = 0. */
typedef struct
{
  double belt;       /* height of the lower edge of the windows */
  double hood;       /* height of the front end */
  double boot;       /* height of the rear end */
  double roof;       /* height of the roof */
  double base[2];    /* where the cabin starts and ends on the belt */
  double top[2];     /* where the roof starts and ends */
  double soft;       /* radius of the roof's corners */
  double wheels[2];
  double wheel;      /* radius */
} Shape;

static const Shape shapes[] = {
  /* Saloon, hatchback, beetle, van, coupé, off-roader. */
  { 0.47, 0.43, 0.46, 0.78, { -0.80, 0.44 }, { -0.46, 0.12 }, 0.16, { -0.60, 0.62 }, 0.185 },
  { 0.50, 0.44, 0.50, 0.86, { -0.95, 0.46 }, { -0.76, 0.10 }, 0.18, { -0.60, 0.60 }, 0.20 },
  { 0.50, 0.45, 0.43, 0.90, { -0.84, 0.50 }, { -0.34, 0.16 }, 0.42, { -0.58, 0.58 }, 0.195 },
  { 0.58, 0.54, 0.58, 1.06, { -0.98, 0.80 }, { -0.93, 0.46 }, 0.14, { -0.60, 0.60 }, 0.19 },
  { 0.44, 0.40, 0.44, 0.69, { -0.86, 0.36 }, { -0.36, 0.02 }, 0.24, { -0.60, 0.62 }, 0.18 },
  { 0.56, 0.52, 0.56, 0.94, { -0.94, 0.40 }, { -0.86, 0.20 }, 0.10, { -0.58, 0.62 }, 0.235 },
};

static const guint32 paints[] = {
  0xd02c2c, 0x2460b8, 0xf0b820, 0x2f8a5c, 0xf4f0e8, 0x38404c, 0xe87028, 0x68b4c8, 0x8c2848,
  0xb0b8c0, 0xf2d8a8, 0x5a4a98,
};

/* Sky above, sky at the horizon, cloud, haze of the land, road. */
static const guint32 hours[][5] = {
  { 0x3f8fd0, 0xd2ecf3, 0xffffff, 0x8fb4c8, 0x5c6068 },
  { 0x4a5fa8, 0xffc98f, 0xffe2cf, 0xb08a98, 0x4c4854 },
  { 0x88a8bc, 0xe6eae8, 0xf8f8f6, 0xa4b4b8, 0x60646a },
  { 0x2a3470, 0xf08a70, 0xf4b0a4, 0x6a5484, 0x3a3848 },
  { 0x2f9cc4, 0xe2f4e8, 0xffffff, 0x90c0b8, 0x6c6a64 },
};

typedef enum
{
  PLACE_CITY,
  PLACE_COUNTRY,
  PLACE_FOREST,
  N_PLACES,
} Place;

typedef struct
{
  EmuScene *scene;

  Shape shape;
  double x;        /* middle of the car, units */
  double y;        /* where its wheels stand */
  double size;     /* half its length, units */
  double way;      /* −1 drives to the left, 1 to the right */
  double light;    /* −1 from the left, 1 from the right */
  double edge;     /* upper edge of the road */
  gboolean two_tone;
  gboolean stripe;
  int spokes;
  int load;
  Place place;

  EmuInk paint;
  EmuInk second;
  EmuInk sky;
  EmuInk low_sky;
  EmuInk haze;
  EmuInk road;
} Car;

/* A corner of an outline and the radius that rounds it off. */
typedef struct
{
  double x;
  double y;
  double r;
} Corner;

static void
rounded_path (cairo_t      *cr,
              const Corner *corners,
              int           n)
{
  for (int i = 0; i < n; i++)
    {
      const Corner *before = &corners[(i + n - 1) % n];
      const Corner *at = &corners[i];
      const Corner *after = &corners[(i + 1) % n];
      double in = MAX (1e-6, hypot (at->x - before->x, at->y - before->y));
      double out = MAX (1e-6, hypot (after->x - at->x, after->y - at->y));
      double r = MIN (at->r, MIN (in, out) * 0.5);
      double x0 = at->x + (before->x - at->x) * r / in;
      double y0 = at->y + (before->y - at->y) * r / in;
      double x1 = at->x + (after->x - at->x) * r / out;
      double y1 = at->y + (after->y - at->y) * r / out;

      if (i == 0)
        cairo_move_to (cr, x0, y0);
      else
        cairo_line_to (cr, x0, y0);
      cairo_curve_to (cr, x0 + (at->x - x0) * 0.6, y0 + (at->y - y0) * 0.6,
                      x1 + (at->x - x1) * 0.6, y1 + (at->y - y1) * 0.6, x1, y1);
    }
  cairo_close_path (cr);
}

static void
draw_buildings (Car    *car,
                EmuRng *rng)
{
  EmuScene *scene = car->scene;
  cairo_t *cr = scene->cr;

  for (int row = 0; row < 2; row++)
    {
      double x = -6;

      while (x < scene->width + 4)
        {
          double width = emu_rng_uniform_in (rng, 9, 20);
          double height = car->edge * emu_rng_uniform_in (rng, 0.3, 0.85) * (row == 0 ? 1 : 0.62);
          double gap = emu_rng_uniform_in (rng, -1, 2);
          double pitch = emu_rng_uniform_in (rng, 3, 4.5);
          double lit = emu_rng_uniform_in (rng, 0.2, 0.7);
          EmuInk own = emu_ink_jitter (emu_ink (0xb09484), rng, 0.16);
          EmuInk ink = emu_ink_mix (car->haze, own, row == 0 ? 0.15 : 0.55);
          cairo_pattern_t *wall = cairo_pattern_create_linear (0, car->edge - height, 0, car->edge);

          emu_stop (wall, 0, emu_ink_lit (ink, row == 0 ? 0.95 : 0.88), 1);
          emu_stop (wall, 1, emu_ink_mix (ink, car->haze, 0.5), 1);
          emu_set_pattern (cr, wall);
          cairo_rectangle (cr, x, car->edge - height, width, height + 1);
          cairo_fill (cr);
          emu_set_ink (cr, emu_ink_lit (ink, 0.7), 0.5);
          cairo_rectangle (cr, x + (car->light < 0 ? width * 0.82 : 0), car->edge - height,
                           width * 0.18, height + 1);
          cairo_fill (cr);
          for (double wy = car->edge - height + 2; wy < car->edge - 4; wy += pitch * 1.25)
            for (double wx = x + 1.4; wx < x + width - 2; wx += pitch)
              {
                gboolean bright = emu_chance_coin (rng, lit);

                emu_set_ink (cr, bright ? emu_ink_mix (car->low_sky, emu_ink (0xfff4cc), 0.6)
                                        : emu_ink_lit (ink, 0.55), row == 0 ? 0.35 : 0.75);
                cairo_rectangle (cr, wx, wy, pitch * 0.52, pitch * 0.7);
                cairo_fill (cr);
              }
          x += width + gap;
        }
    }
}

static void
draw_land (Car    *car,
           EmuRng *rng)
{
  EmuScene *scene = car->scene;
  cairo_t *cr = scene->cr;
  EmuNoise noise;
  EmuInk green = emu_ink_jitter (emu_ink (0x6a9444), rng, 0.07);
  int n_trees = car->place == PLACE_FOREST ? 34 : emu_rng_int (rng, 0, 7);

  emu_noise_init (&noise, rng);
  for (int range = 0; range < 3; range++)
    {
      double top = car->edge - 20 + 7 * range;
      EmuInk ink = emu_ink_mix (car->haze, green, 0.12 + 0.34 * range);
      cairo_pattern_t *slope = cairo_pattern_create_linear (0, top - 8, 0, car->edge);

      emu_stop (slope, 0, emu_ink_lit (ink, 0.95), 1);
      emu_stop (slope, 1, emu_ink_mix (ink, car->low_sky, 0.25), 1);
      emu_set_pattern (cr, slope);
      cairo_move_to (cr, -2, car->edge + 1);
      for (int i = 0; i <= 100; i++)
        {
          double x = -2 + (scene->width + 4) * i / 100;

          cairo_line_to (cr, x, top - (11 - 3 * range) *
                                        emu_noise_at (&noise, x * 0.024 + 5 * range, 4 * range));
        }
      cairo_line_to (cr, scene->width + 2, car->edge + 1);
      cairo_close_path (cr);
      cairo_fill (cr);
    }

  for (int i = 0; i < n_trees; i++)
    {
      double t = (i + 0.5) / n_trees;
      double x = emu_rng_uniform_in (rng, -4, scene->width + 4);
      double foot = car->edge - 5 + 5 * t;
      double height = (car->place == PLACE_FOREST ? 30 : 20) * emu_rng_uniform_in (rng, 0.6, 1.1);
      EmuInk ink = emu_ink_mix (car->haze, emu_ink_jitter (emu_ink_lit (green, 0.62), rng, 0.05),
                                0.35 + 0.6 * t);
      gboolean conifer = emu_chance_coin (rng, car->place == PLACE_FOREST ? 0.75 : 0.2);

      if (conifer)
        for (int tier = 0; tier < 4; tier++)
          {
            double y = foot - height * (0.12 + 0.2 * tier);
            double half = height * (0.27 - 0.055 * tier);

            emu_set_ink (cr, emu_ink_lit (ink, 0.85 + 0.09 * tier), 1);
            cairo_move_to (cr, x - half, y);
            cairo_curve_to (cr, x - half * 0.4, y - height * 0.08, x - half * 0.2,
                            y - height * 0.2, x, y - height * 0.32);
            cairo_curve_to (cr, x + half * 0.2, y - height * 0.2, x + half * 0.4,
                            y - height * 0.08, x + half, y);
            cairo_fill (cr);
          }
      else
        for (int blob = 0; blob < 14; blob++)
          {
            double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
            double r = height * 0.2 * emu_rng_uniform (rng);
            double dy = r * sin (angle);

            emu_set_ink (cr, emu_ink_lit (ink, 0.95 - 0.3 * dy / (height * 0.2)), 0.9);
            emu_ellipse (cr, x + r * cos (angle), foot - height * 0.55 + dy, height * 0.17,
                         height * 0.15);
            cairo_fill (cr);
          }
    }
}

static void
draw_road (Car    *car,
           EmuRng *rng)
{
  EmuScene *scene = car->scene;
  cairo_t *cr = scene->cr;
  double depth = scene->height - car->edge;
  cairo_pattern_t *tar = cairo_pattern_create_linear (0, car->edge, 0, scene->height);
  double widening, dash, phase;
  int n;

  dash = emu_rng_uniform_in (rng, 16, 26);
  phase = emu_rng_uniform (rng) * dash;

  emu_stop (tar, 0, emu_ink_mix (car->road, car->low_sky, 0.35), 1);
  emu_stop (tar, 0.4, car->road, 1);
  emu_stop (tar, 1, emu_ink_lit (car->road, 0.72), 1);
  emu_set_pattern (cr, tar);
  cairo_rectangle (cr, 0, car->edge, scene->width, depth);
  cairo_fill (cr);

  n = emu_scene_strokes (scene, 2200, &widening);
  for (int i = 0; i < n; i++)
    {
      double t = emu_rng_uniform (rng);
      double x = emu_rng_uniform_in (rng, 0, scene->width);
      double gain = emu_rng_uniform_in (rng, 0.6, 1.5);
      double s = (0.12 + 0.3 * t) * MIN (widening, 2);

      emu_set_ink (cr, emu_ink_lit (car->road, gain), 0.4);
      emu_ellipse (cr, x, car->edge + depth * t, s * 2.4, s * 0.6);
      cairo_fill (cr);
    }

  /* Kerb on the far side, with a verge or a pavement, and the broken line on the near one. */
  emu_set_ink (cr, car->place == PLACE_CITY ? emu_ink (0xb8b0a8) : emu_ink (0x7f9450), 1);
  cairo_rectangle (cr, 0, car->edge - 1.2, scene->width, 3.2);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xe4e0d8), 1);
  cairo_rectangle (cr, 0, car->edge + 1.6, scene->width, 0.8);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x28242c), 0.6);
  cairo_rectangle (cr, 0, car->edge + 2.4, scene->width, 0.7);
  cairo_fill (cr);

  for (double x = -dash * 2 + phase; x < scene->width + dash; x += dash * 1.7)
    {
      double y = car->y + (scene->height - car->y) * 0.58;

      emu_set_ink (cr, emu_ink (0xf6f0dc), 0.9);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + dash, y);
      cairo_line_to (cr, x + dash - 1.2, y + 2.2);
      cairo_line_to (cr, x - 1.2, y + 2.2);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

static void
draw_lamps (Car    *car,
            EmuRng *rng)
{
  cairo_t *cr = car->scene->cr;
  double pitch = emu_rng_uniform_in (rng, 44, 70);
  double first = emu_rng_uniform_in (rng, 2, 30);
  double height = emu_rng_uniform_in (rng, 38, 52);

  if (car->place != PLACE_CITY)
    return;

  for (double x = first; x < car->scene->width; x += pitch)
    {
      emu_set_ink (cr, emu_ink (0x30323c), 1);
      cairo_set_line_width (cr, 1.1);
      cairo_move_to (cr, x, car->edge + 1);
      cairo_line_to (cr, x, car->edge - height);
      cairo_curve_to (cr, x, car->edge - height - 4, x + 4, car->edge - height - 4, x + 6,
                      car->edge - height - 3);
      cairo_stroke (cr);
      emu_glow (cr, x + 6, car->edge - height - 1.6, 7, 6, emu_ink (0xfff0c0), 0.55);
      emu_set_ink (cr, emu_ink (0xfffae4), 1);
      emu_ellipse (cr, x + 6, car->edge - height - 2.2, 1.7, 0.9);
      cairo_fill (cr);
    }
}

static void
body_path (const Car *car,
           cairo_t   *cr)
{
  const Shape *s = &car->shape;
  const Corner corners[] = {
    { -0.98, -0.13, 0.05 },
    { -1.0, -s->boot + 0.02, 0.12 },
    { s->base[0] - 0.02, -s->belt, s->soft * 0.6 },
    { s->top[0], -s->roof, s->soft },
    { s->top[1], -s->roof + 0.01, s->soft },
    { s->base[1], -s->belt, 0.16 },
    { 0.90, -s->hood, 0.16 },
    { 1.0, -s->hood + 0.16, 0.1 },
    { 1.0, -0.13, 0.06 },
  };

  rounded_path (cr, corners, G_N_ELEMENTS (corners));
}

/* The windows follow the cabin, a frame's width inside of it. */
static void
glass_path (const Car *car,
            cairo_t   *cr)
{
  const Shape *s = &car->shape;
  double in = 0.06;
  double rise = s->roof - s->belt;
  double rear = (s->top[0] - s->base[0]) / rise;
  double front = (s->top[1] - s->base[1]) / rise;
  double lower = s->belt + 0.01;
  double upper = s->roof - in;
  const Corner corners[] = {
    { s->base[0] + in * 1.4 + rear * 0.01, -lower, 0.05 },
    { s->base[0] + rear * (upper - s->belt) + in * 1.1, -upper, s->soft * 0.7 },
    { s->base[1] + front * (upper - s->belt) - in * 0.9, -upper, s->soft * 0.7 },
    { s->base[1] - in * 1.6, -lower, 0.05 },
  };

  rounded_path (cr, corners, G_N_ELEMENTS (corners));
}

static void
draw_windows (Car     *car,
              cairo_t *cr)
{
  const Shape *s = &car->shape;
  cairo_pattern_t *glass = cairo_pattern_create_linear (0, -s->roof, 0, -s->belt);
  double middle = (s->top[0] + s->top[1]) / 2 + 0.06;

  cairo_save (cr);
  glass_path (car, cr);
  emu_stop (glass, 0, emu_ink_lit (emu_ink_mix (car->sky, emu_ink (0x283848), 0.55), 0.9), 1);
  emu_stop (glass, 1, emu_ink_mix (car->low_sky, emu_ink (0x384858), 0.6), 1);
  emu_set_pattern (cr, glass);
  cairo_fill_preserve (cr);
  cairo_clip (cr);

  /* Seats and somebody at the wheel. */
  emu_set_ink (cr, emu_ink (0x141820), 0.75);
  for (int seat = 0; seat < 2; seat++)
    {
      double x = middle - 0.32 + 0.42 * seat;

      emu_capsule (cr, x, -s->belt + 0.05, 0.07, x - 0.03, -s->belt - 0.10, 0.055);
      cairo_fill (cr);
    }
  emu_ellipse (cr, middle + 0.14, -s->belt - 0.14, 0.062, 0.075);
  cairo_fill (cr);
  emu_capsule (cr, middle + 0.13, -s->belt + 0.1, 0.11, middle + 0.13, -s->belt, 0.09);
  cairo_fill (cr);

  emu_set_ink (cr, emu_ink (0xffffff), 0.22);
  for (int i = 0; i < 3; i++)
    {
      double x = s->top[0] + 0.1 + 0.36 * i;

      cairo_move_to (cr, x, -s->roof);
      cairo_line_to (cr, x + 0.10, -s->roof);
      cairo_line_to (cr, x - 0.14, -s->belt);
      cairo_line_to (cr, x - 0.24, -s->belt);
      cairo_close_path (cr);
      cairo_fill (cr);
    }

  emu_set_ink (cr, emu_ink_lit (car->two_tone ? car->second : car->paint, 0.75), 1);
  cairo_rectangle (cr, middle - 0.14, -s->roof, 0.055, s->roof - s->belt + 0.02);
  cairo_fill (cr);
  cairo_restore (cr);

  glass_path (car, cr);
  emu_set_ink (cr, emu_ink (0x1c1c24), 0.9);
  cairo_set_line_width (cr, 0.016);
  cairo_stroke (cr);
}

static void
draw_wheel (Car     *car,
            cairo_t *cr,
            double   x)
{
  double r = car->shape.wheel;
  cairo_pattern_t *rim;

  emu_set_ink (cr, emu_ink (0x16151b), 1);
  emu_ellipse (cr, x, -r, r, r);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x3a3a44), 1);
  cairo_set_line_width (cr, r * 0.06);
  emu_ellipse (cr, x, -r, r * 0.86, r * 0.86);
  cairo_stroke (cr);
  rim = cairo_pattern_create_linear (x, -1.7 * r, x, -0.3 * r);
  emu_stop (rim, 0, emu_ink (0xf4f6fa), 1);
  emu_stop (rim, 0.5, emu_ink (0xa4a8b4), 1);
  emu_stop (rim, 1, emu_ink (0x6c707c), 1);
  emu_set_pattern (cr, rim);
  emu_ellipse (cr, x, -r, r * 0.66, r * 0.66);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x2a2a34), 0.9);
  for (int i = 0; i < car->spokes; i++)
    {
      double a0 = (i + 0.2) * 2 * G_PI / car->spokes - 0.3;
      double a1 = (i + 0.8) * 2 * G_PI / car->spokes - 0.3;

      cairo_new_sub_path (cr);
      cairo_arc (cr, x, -r, r * 0.56, a0, a1);
      cairo_arc_negative (cr, x, -r, r * 0.24, a1 - 0.1, a0 + 0.1);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
  emu_set_ink (cr, emu_ink (0xd8dce4), 1);
  emu_ellipse (cr, x, -r, r * 0.15, r * 0.15);
  cairo_fill (cr);
}

static void
draw_load (Car     *car,
           cairo_t *cr)
{
  static const guint32 cases[] = { 0x9a5c34, 0x3c6a78, 0xc84a3c };
  double y = -car->shape.roof;
  double x = (car->shape.top[0] + car->shape.top[1]) / 2;
  double half = (car->shape.top[1] - car->shape.top[0]) * 0.42;

  if (car->load == 0)
    return;

  emu_set_ink (cr, emu_ink (0x30303a), 1);
  cairo_set_line_width (cr, 0.025);
  cairo_move_to (cr, x - half, y - 0.04);
  cairo_line_to (cr, x + half, y - 0.04);
  cairo_move_to (cr, x - half * 0.7, y + 0.02);
  cairo_line_to (cr, x - half * 0.7, y - 0.05);
  cairo_move_to (cr, x + half * 0.7, y + 0.02);
  cairo_line_to (cr, x + half * 0.7, y - 0.05);
  cairo_stroke (cr);

  if (car->load == 1)
    for (int i = 0; i < 3; i++)
      {
        double w = half * (0.62 - 0.08 * i);
        double left = x - half * 0.95 + i * half * 0.64;
        double h = 0.13 - 0.02 * (i % 2);

        emu_set_ink (cr, emu_ink (cases[i]), 1);
        cairo_rectangle (cr, left, y - 0.05 - h, w, h);
        cairo_fill (cr);
        emu_set_ink (cr, emu_ink_lit (emu_ink (cases[i]), 0.55), 1);
        cairo_rectangle (cr, left + w * 0.2, y - 0.05 - h, w * 0.1, h);
        cairo_rectangle (cr, left + w * 0.7, y - 0.05 - h, w * 0.1, h);
        cairo_fill (cr);
      }
  else
    {
      emu_set_ink (cr, car->second, 1);
      emu_ellipse (cr, x, y - 0.085, half * 1.7, 0.036);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink (0xffffff), 0.5);
      emu_ellipse (cr, x, y - 0.096, half * 1.5, 0.012);
      cairo_fill (cr);
    }
}

static void
draw_trim (Car     *car,
           cairo_t *cr)
{
  const Shape *s = &car->shape;
  double middle = (s->top[0] + s->top[1]) / 2 + 0.06;
  EmuInk line = emu_ink_lit (car->paint, 0.42);

  /* Doors with their handles. */
  emu_set_ink (cr, line, 0.8);
  cairo_set_line_width (cr, 0.012);
  cairo_move_to (cr, middle - 0.112, -s->belt);
  cairo_line_to (cr, middle - 0.112, -0.17);
  cairo_move_to (cr, s->base[1] - 0.08, -s->belt + 0.01);
  cairo_curve_to (cr, s->base[1] - 0.04, -0.3, s->base[1] - 0.1, -0.2, s->base[1] - 0.12, -0.17);
  cairo_move_to (cr, s->wheels[0] + 0.30, -0.17);
  cairo_curve_to (cr, s->wheels[0] + 0.28, -0.3, s->wheels[0] + 0.14, -0.36,
                  s->wheels[0] + 0.10, -s->belt);
  cairo_stroke (cr);
  for (int door = 0; door < 2; door++)
    {
      double x = middle - 0.04 - 0.42 * (1 - door);

      emu_set_ink (cr, emu_ink (0xe8ecf0), 1);
      emu_capsule (cr, x, -s->belt + 0.07, 0.012, x + 0.08, -s->belt + 0.07, 0.012);
      cairo_fill (cr);
    }

  /* Mirror, lamps and bumpers. */
  emu_set_ink (cr, emu_ink_lit (car->paint, 0.8), 1);
  emu_ellipse (cr, s->base[1] - 0.10, -s->belt - 0.035, 0.04, 0.045);
  cairo_fill (cr);
  emu_glow (cr, 0.99, -s->hood + 0.10, 0.16, 0.12, emu_ink (0xfff6d0), 0.7);
  emu_set_ink (cr, emu_ink (0xfdfbee), 1);
  emu_ellipse (cr, 0.945, -s->hood + 0.11, 0.045, 0.058);
  cairo_fill_preserve (cr);
  emu_set_ink (cr, emu_ink (0x6a6c78), 1);
  cairo_set_line_width (cr, 0.012);
  cairo_stroke (cr);
  emu_set_ink (cr, emu_ink (0xe03428), 1);
  cairo_rectangle (cr, -0.985, -s->boot + 0.08, 0.05, 0.10);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xf8a030), 1);
  cairo_rectangle (cr, -0.985, -s->boot + 0.17, 0.05, 0.035);
  cairo_fill (cr);
  for (int end = -1; end <= 1; end += 2)
    {
      emu_set_ink (cr, emu_ink (0x484a54), 1);
      emu_capsule (cr, end * 0.86, -0.175, 0.042, end * 1.0, -0.175, 0.042);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink (0xf0f2f6), 0.9);
      emu_capsule (cr, end * 0.86, -0.192, 0.014, end * 1.0, -0.192, 0.014);
      cairo_fill (cr);
    }
}

static void
draw_body (Car     *car,
           cairo_t *cr)
{
  const Shape *s = &car->shape;
  cairo_pattern_t *fill;

  draw_load (car, cr);
  body_path (car, cr);
  fill = cairo_pattern_create_linear (0, -s->roof, 0, -0.1);
  emu_stop (fill, 0, emu_ink_lit (car->paint, 1.25), 1);
  emu_stop (fill, 1 - s->belt / s->roof, car->paint, 1);
  emu_stop (fill, 0.78, emu_ink_lit (car->paint, 0.82), 1);
  emu_stop (fill, 1, emu_ink_lit (car->paint, 0.42), 1);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);

  cairo_save (cr);
  cairo_clip (cr);
  if (car->two_tone)
    {
      fill = cairo_pattern_create_linear (0, -s->roof, 0, -s->belt);
      emu_stop (fill, 0, emu_ink_lit (car->second, 1.1), 1);
      emu_stop (fill, 1, emu_ink_lit (car->second, 0.85), 1);
      emu_set_pattern (cr, fill);
      cairo_rectangle (cr, -2, -s->roof - 0.1, 4, s->roof - s->belt + 0.09);
      cairo_fill (cr);
    }
  if (car->stripe)
    {
      emu_set_ink (cr, car->second, 0.95);
      cairo_rectangle (cr, -2, -s->belt * 0.72, 4, 0.045);
      cairo_fill (cr);
      cairo_rectangle (cr, -2, -s->belt * 0.72 + 0.06, 4, 0.018);
      cairo_fill (cr);
    }

  /* The sky is mirrored in the shoulder, the road in the sill. */
  fill = cairo_pattern_create_linear (0, -s->belt - 0.01, 0, -s->belt + 0.14);
  emu_stop (fill, 0, emu_ink (0xffffff), 0);
  emu_stop (fill, 0.3, emu_ink_mix (car->low_sky, emu_ink (0xffffff), 0.6), 0.75);
  emu_stop (fill, 0.55, emu_ink (0xffffff), 0.1);
  emu_stop (fill, 1, emu_ink (0xffffff), 0);
  emu_set_pattern (cr, fill);
  cairo_rectangle (cr, -2, -s->belt - 0.01, 4, 0.15);
  cairo_fill (cr);
  emu_glow (cr, car->light * car->way * 0.5, -s->belt - 0.02, 0.7, 0.2, emu_ink (0xfffae8), 0.4);
  emu_glow (cr, -car->light * car->way * 0.9, -0.3, 0.5, 0.5, emu_ink (0x100c18), 0.35);
  emu_set_ink (cr, emu_ink (0x26262e), 1);
  cairo_rectangle (cr, -2, -0.165, 4, 0.1);
  cairo_fill (cr);
  for (int i = 0; i < 2; i++)
    {
      emu_set_ink (cr, emu_ink (0x121218), 1);
      emu_ellipse (cr, s->wheels[i], -s->wheel, s->wheel * 1.13, s->wheel * 1.13);
      cairo_fill (cr);
    }
  cairo_restore (cr);

  body_path (car, cr);
  emu_set_ink (cr, emu_ink_lit (car->paint, 0.35), 0.8);
  cairo_set_line_width (cr, 0.012);
  cairo_stroke (cr);

  draw_windows (car, cr);
  draw_trim (car, cr);
  for (int i = 0; i < 2; i++)
    draw_wheel (car, cr, s->wheels[i]);
}

void
emu_draw_car (EmuScene *scene)
{
  Car car = { .scene = scene };
  const guint32 *hour;
  EmuLayer layer;
  EmuRng rng;
  double stretch, sun;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  car.size = emu_rng_uniform_in (&rng, 36, 43);
  car.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  car.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  car.x = scene->width / 2 +
          emu_rng_uniform_in (&rng, -0.45, 0.45) * MAX (6, scene->width - 2.2 * car.size);
  car.y = scene->height * emu_rng_uniform_in (&rng, 0.76, 0.86);
  car.edge = car.y - emu_rng_uniform_in (&rng, 6, 13);
  car.place = (Place) emu_rng_int (&rng, 0, N_PLACES - 1);
  sun = emu_rng_uniform_in (&rng, 0.12, 0.6);

  emu_scene_chance (scene, EMU_LANE_SUBJECT, &rng);
  car.shape = shapes[emu_rng_int (&rng, 0, G_N_ELEMENTS (shapes) - 1)];
  stretch = emu_rng_uniform_in (&rng, 0.94, 1.08);
  car.shape.roof *= stretch;
  car.shape.belt *= stretch;
  car.shape.hood *= stretch;
  car.shape.boot *= stretch;
  car.spokes = 5 + emu_rng_int (&rng, 0, 5);
  car.two_tone = emu_chance_coin (&rng, 0.35);
  car.stripe = emu_chance_coin (&rng, 0.25);
  car.load = MAX (0, emu_rng_int (&rng, -3, 2));

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  hour = hours[emu_rng_int (&rng, 0, G_N_ELEMENTS (hours) - 1)];
  car.sky = emu_ink_jitter (emu_ink (hour[0]), &rng, 0.03);
  car.low_sky = emu_ink_jitter (emu_ink (hour[1]), &rng, 0.02);
  car.haze = emu_ink_jitter (emu_ink (hour[3]), &rng, 0.03);
  car.road = emu_ink_jitter (emu_ink (hour[4]), &rng, 0.03);
  car.paint = emu_ink (paints[emu_rng_int (&rng, 0, G_N_ELEMENTS (paints) - 1)]);
  car.paint = emu_ink_jitter (car.paint, &rng, 0.04);
  car.second = emu_chance_coin (&rng, 0.6) ? emu_ink (0xf6f0e4) : emu_ink (0x2a2c34);
  if (fabs (car.paint.g - car.second.g) < 0.2)
    car.second = emu_ink (0xc83c34);

  emu_scene_sky (scene, car.sky, car.low_sky, emu_ink (hour[2]),
                 scene->width * (0.5 + 0.42 * car.light), car.edge * sun, car.edge);

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  if (car.place == PLACE_CITY)
    draw_buildings (&car, &rng);
  else
    draw_land (&car, &rng);
  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  draw_road (&car, &rng);
  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  draw_lamps (&car, &rng);

  emu_glow (scene->cr, car.x - car.light * 2, car.y - 1.2, car.size * 1.2, 5,
            emu_ink (0x08080e), 0.95);
  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, car.x, car.y);
  cairo_scale (layer.cr, car.size * car.way, car.size);
  draw_body (&car, layer.cr);
  emu_layer_end (&layer, scene->cr, 1);
}
