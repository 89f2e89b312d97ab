/* emu-drawing-flower.c: a flower in a garden, close by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* Every floret of a disc stands this far round from the one before, in radians. */
#define GOLDEN_ANGLE 2.39996322972865332

typedef enum
{
  KIND_DAISY,
  KIND_SUNFLOWER,
  KIND_COSMOS,
  KIND_POPPY,
  KIND_TULIP,
  KIND_ROSE,
  N_KINDS,
} Kind;

/* Petals at the base, at the tip. */
static const guint32 petal_colours[N_KINDS][5][2] = {
  { { 0xe8e4f0, 0xfffdf8 }, { 0xf2b8d0, 0xfde6f0 }, { 0xb090e0, 0xe4d4fa }, { 0xffd24a, 0xfff0a8 },
    { 0xf6f2e6, 0xfffefa } },
  { { 0xe88a10, 0xffd028 }, { 0xc85a14, 0xf8b020 }, { 0xf0a818, 0xffe468 }, { 0xa83818, 0xe88428 },
    { 0xf09c14, 0xffd83c } },
  { { 0xb8206c, 0xf07ab4 }, { 0xe8a8c8, 0xfdf0f6 }, { 0x8c1848, 0xd83c70 }, { 0xe86a1c, 0xffb040 },
    { 0x8a50c8, 0xd0a8f4 } },
  { { 0x8c0c10, 0xf0402c }, { 0xb82c10, 0xff7a34 }, { 0x3c3ca8, 0x7c90f0 }, { 0xc84874, 0xfaa8bc },
    { 0xd8d4e8, 0xffffff } },
  { { 0xf0b028, 0xe02c34 }, { 0xf8e4a0, 0xf4609c }, { 0xe8e070, 0xfad02c }, { 0x6a2c90, 0xa850c4 },
    { 0xf0e8c0, 0xfcf6f0 } },
  { { 0x8c0c24, 0xd82c44 }, { 0xd86a88, 0xfac4d0 }, { 0xe8b450, 0xfdeeb8 }, { 0xe0d8c8, 0xfffaf2 },
    { 0xd85830, 0xfcae7c } },
};

/* Shade, leaves, light. */
static const guint32 gardens[][3] = {
  { 0x1c3f24, 0x5f9440, 0xe8efa0 },
  { 0x24464a, 0x6fa898, 0xeaf4d8 },
  { 0x3a3c20, 0xa0a050, 0xfbe8a8 },
  { 0x2c3a5c, 0x7f9ccc, 0xf2e6dc },
  { 0x4a2c44, 0xa87898, 0xfbd8c0 },
  { 0x2c4c30, 0x8cc078, 0xf8f8e0 },
};

typedef struct
{
  EmuScene *scene;

  Kind kind;
  double x;        /* middle of the head, units */
  double y;
  double size;     /* its radius, units */
  double flat;     /* height over width of the head */
  double tilt;     /* radians */
  double turn;     /* of the first petal, radians */
  double light;    /* −1 from the left, 1 from the right */
  double foot_x;   /* where the stem leaves the picture */
  double bow;

  EmuInk base;
  EmuInk tip;
  EmuInk disc;
  EmuInk leaf;
} Flower;

/* Others of its kind, out of focus. */
static void
draw_bed (Flower *flower)
{
  EmuScene *scene = flower->scene;
  EmuLayer far;
  EmuRng rng;
  int n;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  emu_layer_begin (&far, scene);
  n = emu_rng_int (&rng, 0, 8);
  for (int i = 0; i < n; i++)
    {
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double y = emu_rng_uniform_in (&rng, 0.3, 0.95) * scene->height;
      double r = emu_rng_uniform_in (&rng, 4, 9);
      double lean = emu_rng_uniform_in (&rng, -8, 8);
      EmuInk ink = emu_ink_jitter (flower->tip, &rng, 0.06);

      cairo_move_to (far.cr, x, y);
      cairo_curve_to (far.cr, x, y + 20, x + lean, y + 30, x + lean, scene->height + 5);
      emu_set_ink (far.cr, emu_ink_lit (flower->leaf, 0.8), 0.8);
      cairo_set_line_width (far.cr, 1.6);
      cairo_stroke (far.cr);
      emu_set_ink (far.cr, emu_ink_mix (ink, flower->base, 0.3), 0.9);
      emu_ellipse (far.cr, x, y, r, r * 0.7);
      cairo_fill (far.cr);
      if (flower->kind < KIND_TULIP)
        {
          emu_set_ink (far.cr, flower->disc, 0.9);
          emu_ellipse (far.cr, x, y, r * 0.34, r * 0.24);
          cairo_fill (far.cr);
        }
    }

  /* Stalks and blades between them. */
  for (int i = 0; i < 26; i++)
    {
      double x = emu_rng_uniform_in (&rng, -5, scene->width + 5);
      double height = emu_rng_uniform_in (&rng, 12, 50);
      double direction = -G_PI / 2 + emu_rng_uniform_in (&rng, -0.35, 0.35);
      EmuInk ink = emu_ink_lit (flower->leaf, emu_rng_uniform_in (&rng, 0.55, 1.3));

      emu_set_ink (far.cr, ink, 0.5);
      emu_strand (far.cr, x, scene->height + 3, direction, height, 2.6,
                  emu_rng_uniform_in (&rng, -0.25, 0.25));
    }
  emu_layer_blur (&far, 1.5);
  emu_layer_end (&far, scene->cr, 1);
}

/* A leaf from (@x, @y), pointed, with its ribs. */
static void
draw_leaf (Flower  *flower,
           cairo_t *cr,
           double   x,
           double   y,
           double   direction,
           double   length,
           double   width)
{
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, -width, 0, width);
  double up = cos (direction) * flower->light > 0 ? 1 : -1;

  emu_stop (fill, 0, emu_ink_lit (flower->leaf, 1.0 + 0.3 * up), 1);
  emu_stop (fill, 0.49, emu_ink_lit (flower->leaf, 1.0 + 0.1 * up), 1);
  emu_stop (fill, 0.51, emu_ink_lit (flower->leaf, 0.9 - 0.15 * up), 1);
  emu_stop (fill, 1, emu_ink_lit (flower->leaf, 0.8 - 0.2 * up), 1);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, direction);
  cairo_move_to (cr, 0, 0);
  cairo_curve_to (cr, length * 0.25, -width * 1.1, length * 0.7, -width, length, width * 0.15);
  cairo_curve_to (cr, length * 0.65, width * 0.95, length * 0.25, width, 0, 0);
  cairo_close_path (cr);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  emu_set_ink (cr, emu_ink_lit (flower->leaf, 1.5), 0.45);
  cairo_set_line_width (cr, 0.3);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, length, width * 0.15);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 0.16);
  for (int i = 1; i < 8; i++)
    for (int side = -1; side <= 1; side += 2)
      {
        double t = i / 8.0 * length;

        cairo_move_to (cr, t, 0);
        cairo_line_to (cr, t + length * 0.16, side * width);
        cairo_stroke (cr);
      }
  cairo_restore (cr);
}

static EmuPoint
stem_at (const Flower *flower,
         double        t)
{
  double bottom = flower->scene->height + 3;

  return (EmuPoint) {
    flower->x + (flower->foot_x - flower->x) * t + flower->bow * sin (G_PI * t),
    flower->y + (bottom - flower->y) * t,
  };
}

static void
draw_stem (Flower  *flower,
           cairo_t *cr)
{
  EmuRng rng;
  double thick = flower->kind == KIND_SUNFLOWER ? 2.8 : 1.7;
  int n_leaves;

  emu_scene_chance (flower->scene, EMU_LANE_SUBJECT, &rng);
  n_leaves = 2 + emu_rng_int (&rng, 0, 2);

  /* The round stem: ever narrower and brighter lines over one another. */
  for (int pass = 0; pass < 4; pass++)
    {
      for (int i = 0; i <= 20; i++)
        {
          EmuPoint at = stem_at (flower, i / 20.0);

          cairo_line_to (cr, at.x + flower->light * 0.14 * thick * pass, at.y);
        }
      emu_set_ink (cr, emu_ink_lit (flower->leaf, 0.5 + 0.24 * pass), 1);
      cairo_set_line_width (cr, thick * (1 - 0.24 * pass));
      cairo_stroke (cr);
    }

  for (int i = 0; i < n_leaves; i++)
    {
      double side = i % 2 == 0 ? 1 : -1;
      double t = 0.9 - 0.2 * i + emu_rng_uniform_in (&rng, -0.05, 0.05);
      double rise = emu_rng_uniform_in (&rng, 0.35, 1.0);
      double length = emu_rng_uniform_in (&rng, 18, 28);
      double width = length * emu_rng_uniform_in (&rng, 0.17, 0.28);
      EmuPoint at = stem_at (flower, t);

      if (flower->kind == KIND_TULIP)
        {
          rise += 0.35;
          length *= 1.5;
          width *= 0.75;
        }
      draw_leaf (flower, cr, at.x, at.y, side > 0 ? -rise : rise - G_PI, length, width);
    }
}

/* A petal along the x axis: it is widest at @belly of its length; @notch cuts in its tip. */
static void
petal_path (cairo_t *cr,
            double   length,
            double   half,
            double   belly,
            double   point,
            double   notch)
{
  cairo_move_to (cr, 0, -half * 0.16);
  cairo_curve_to (cr, length * belly * 0.45, -half * 0.9, length * belly, -half * 1.15,
                  length * (0.93 - 0.2 * point), -half * (0.62 - 0.3 * point));
  cairo_curve_to (cr, length * (1 - 0.06 * point), -half * (0.4 - 0.3 * point), length,
                  -half * (0.2 - 0.15 * point), length * (1 - notch), 0);
  cairo_curve_to (cr, length, half * (0.2 - 0.15 * point), length * (1 - 0.06 * point),
                  half * (0.4 - 0.3 * point), length * (0.93 - 0.2 * point),
                  half * (0.62 - 0.3 * point));
  cairo_curve_to (cr, length * belly, half * 1.15, length * belly * 0.45, half * 0.9, 0,
                  half * 0.16);
  cairo_close_path (cr);
}

static void
draw_petal (Flower  *flower,
            cairo_t *cr,
            EmuRng  *rng,
            double   angle,
            double   length,
            double   half,
            double   belly,
            double   point,
            double   notch)
{
  double gain = 0.93 + 0.13 * cos (angle) * flower->light - 0.10 * sin (angle) +
                emu_rng_uniform_in (rng, -0.06, 0.06);
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, 0, length, 0);
  cairo_pattern_t *fold = cairo_pattern_create_linear (0, -half, 0, half);
  /* A copy: the number of veins depends on the size of the picture, the next petal must not. */
  EmuRng veins = *rng;
  double widening;
  int n_veins = emu_scene_strokes (flower->scene, 13, &widening);

  cairo_save (cr);
  cairo_rotate (cr, angle);
  petal_path (cr, length, half, belly, point, notch);
  emu_stop (fill, 0, emu_ink_lit (flower->base, 0.62 * gain), 1);
  emu_stop (fill, 0.35, emu_ink_lit (flower->base, gain), 1);
  emu_stop (fill, 0.75, emu_ink_lit (flower->tip, gain), 1);
  emu_stop (fill, 1, emu_ink_lit (flower->tip, 1.07 * gain), 1);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);

  cairo_save (cr);
  cairo_clip (cr);
  for (int i = 0; i < n_veins; i++)
    {
      double across = emu_rng_uniform_in (&veins, -0.9, 0.9);
      double reach = emu_rng_uniform_in (&veins, 0.6, 1.0) * length;

      emu_set_ink (cr, emu_ink_lit (flower->base, i % 2 == 0 ? 0.6 : 1.4), 0.22);
      cairo_set_line_width (cr, 0.022 * half * MIN (widening, 3));
      cairo_move_to (cr, 0, 0);
      cairo_curve_to (cr, reach * 0.3, across * half * 0.8, reach * 0.6, across * half, reach,
                      across * half * 0.8);
      cairo_stroke (cr);
    }
  /* One edge lies in the shade of the next petal. */
  emu_stop (fold, 0, emu_ink_lit (flower->base, 0.35), 0.5);
  emu_stop (fold, 0.35, emu_ink_lit (flower->base, 0.5), 0);
  emu_stop (fold, 0.75, emu_ink (0xffffff), 0.16);
  emu_stop (fold, 1, emu_ink_lit (flower->base, 0.4), 0.2);
  emu_set_pattern (cr, fold);
  cairo_paint (cr);
  cairo_restore (cr);

  petal_path (cr, length, half, belly, point, notch);
  emu_set_ink (cr, emu_ink_lit (flower->base, 0.4), 0.55);
  cairo_set_line_width (cr, 0.12);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Petals in one ring, every second before the others so that neighbours overlap both ways. */
static void
draw_ring (Flower  *flower,
           cairo_t *cr,
           EmuRng  *rng,
           int      n,
           double   phase,
           double   length,
           double   half,
           double   belly,
           double   point,
           double   notch)
{
  for (int parity = 0; parity < 2; parity++)
    for (int i = parity; i < n; i += 2)
      {
        double angle = flower->turn + (i + phase) * 2 * G_PI / n +
                       emu_rng_uniform_in (rng, -0.22, 0.22) * 2 * G_PI / n;
        double reach = length * emu_rng_uniform_in (rng, 0.9, 1.06);

        draw_petal (flower, cr, rng, angle, reach, half, belly, point, notch);
      }
}

static void
draw_disc (Flower  *flower,
           cairo_t *cr,
           EmuRng  *rng,
           double   radius)
{
  double widening;
  int n = emu_scene_strokes (flower->scene, flower->kind == KIND_SUNFLOWER ? 620 : 260, &widening);
  cairo_pattern_t *dome = cairo_pattern_create_radial (flower->light * radius * 0.35,
                                                       -radius * 0.35, radius * 0.1, 0, 0, radius);

  emu_glow (cr, 0, radius * 0.12, radius * 1.5, radius * 1.5, emu_ink_lit (flower->base, 0.25),
            0.7);
  emu_stop (dome, 0, emu_ink_lit (flower->disc, 1.25), 1);
  emu_stop (dome, 0.6, flower->disc, 1);
  emu_stop (dome, 1, emu_ink_lit (flower->disc, 0.5), 1);
  emu_set_pattern (cr, dome);
  emu_ellipse (cr, 0, 0, radius, radius);
  cairo_fill (cr);

  for (int i = 0; i < n; i++)
    {
      double r = radius * sqrt ((i + 0.5) / n);
      double x = r * cos (i * GOLDEN_ANGLE);
      double y = r * sin (i * GOLDEN_ANGLE);
      double size = radius * 0.75 / sqrt (n);
      double lit = 0.95 + 0.35 * (x * flower->light - y) / radius;

      if (flower->kind == KIND_SUNFLOWER)
        lit -= 0.5 * exp (-r * r / (radius * radius * 0.12));

      emu_set_ink (cr, emu_ink_lit (flower->disc, lit * 0.5), 0.9);
      emu_ellipse (cr, x, y + size * 0.4, size * 1.1, size * 1.1);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink_lit (flower->disc, lit * emu_rng_uniform_in (rng, 1.0, 1.5)), 1);
      emu_ellipse (cr, x, y, size * 0.8, size * 0.8);
      cairo_fill (cr);
    }
}

static void
draw_stamens (Flower  *flower,
              cairo_t *cr,
              EmuRng  *rng,
              double   radius)
{
  emu_glow (cr, 0, 0, radius * 2.0, radius * 2.0, emu_ink (0x18101c), 0.85);
  for (int i = 0; i < 60; i++)
    {
      double angle = i * GOLDEN_ANGLE;
      double r = radius * emu_rng_uniform_in (rng, 0.75, 1.35);

      emu_set_ink (cr, emu_ink (0x2a1c2c), 0.8);
      cairo_set_line_width (cr, radius * 0.03);
      cairo_move_to (cr, 0, 0);
      cairo_line_to (cr, r * cos (angle), r * sin (angle));
      cairo_stroke (cr);
      emu_set_ink (cr, emu_ink_lit (flower->disc, emu_rng_uniform_in (rng, 0.7, 1.3)), 1);
      emu_ellipse (cr, r * cos (angle), r * sin (angle), radius * 0.09, radius * 0.07);
      cairo_fill (cr);
    }
  emu_set_ink (cr, emu_ink (0x8aa860), 1);
  emu_ellipse (cr, 0, 0, radius * 0.5, radius * 0.5);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x3c5428), 0.8);
  cairo_set_line_width (cr, radius * 0.07);
  for (int i = 0; i < 9; i++)
    {
      cairo_move_to (cr, 0, 0);
      cairo_line_to (cr, radius * 0.48 * cos (i * 0.698), radius * 0.48 * sin (i * 0.698));
    }
  cairo_stroke (cr);
}

/* A petal of the tulip: from the foot of the cup at (0, 0.75) to its tip. */
static void
draw_cup_petal (Flower  *flower,
                cairo_t *cr,
                EmuRng  *rng,
                double   left,
                double   right,
                double   tip_x,
                double   tip_y,
                double   gain)
{
  cairo_pattern_t *fill = cairo_pattern_create_radial (0, 0.85, 0.1, 0, 0.85, 1.8);
  cairo_pattern_t *round;
  double widening;
  int n = emu_scene_strokes (flower->scene, 60, &widening);

  cairo_move_to (cr, 0, 0.82);
  cairo_curve_to (cr, left * 0.9, 0.82, left * 1.35, 0.15, left, -0.35);
  cairo_curve_to (cr, left * 0.9, -0.65, tip_x - 0.1, tip_y + 0.15, tip_x, tip_y);
  cairo_curve_to (cr, tip_x + 0.1, tip_y + 0.15, right * 0.9, -0.65, right, -0.35);
  cairo_curve_to (cr, right * 1.35, 0.15, right * 0.9, 0.82, 0, 0.82);
  cairo_close_path (cr);
  emu_stop (fill, 0, emu_ink_lit (flower->base, gain), 1);
  emu_stop (fill, 0.25, emu_ink_lit (emu_ink_mix (flower->base, flower->tip, 0.75), gain), 1);
  emu_stop (fill, 0.7, emu_ink_lit (flower->tip, gain), 1);
  emu_stop (fill, 1, emu_ink_lit (flower->tip, gain * 1.15), 1);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);
  cairo_save (cr);
  cairo_clip (cr);
  for (int i = 0; i < n; i++)
    {
      double at = emu_rng_uniform (rng);
      double side = left + (right - left) * at;
      double top = tip_y * emu_rng_uniform_in (rng, 0.4, 1.0);

      emu_set_ink (cr, emu_ink_lit (flower->tip, i % 2 == 0 ? 0.6 : 1.35), 0.2);
      cairo_set_line_width (cr, 0.016 * MIN (widening, 3));
      cairo_move_to (cr, side * 0.1, 0.82);
      cairo_curve_to (cr, side * 1.1, 0.6, side * 1.2, 0, side * 0.55 + tip_x * 0.5, top);
      cairo_stroke (cr);
    }
  round = cairo_pattern_create_linear (left * 1.2, 0, right * 1.2, 0);
  emu_stop (round, 0, emu_ink (0x200818), flower->light > 0 ? 0.42 : 0.16);
  emu_stop (round, 0.35, emu_ink (0xffffff), flower->light > 0 ? 0 : 0.2);
  emu_stop (round, 0.65, emu_ink (0xffffff), flower->light > 0 ? 0.2 : 0);
  emu_stop (round, 1, emu_ink (0x200818), flower->light > 0 ? 0.16 : 0.42);
  emu_set_pattern (cr, round);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
draw_tulip (Flower  *flower,
            cairo_t *cr,
            EmuRng  *rng)
{
  double open = emu_rng_uniform_in (rng, 0, 0.25);

  cairo_scale (cr, flower->size * 0.95, flower->size * 0.95);
  draw_cup_petal (flower, cr, rng, -0.5, 0.2, -0.32, -1.0, 0.68);
  draw_cup_petal (flower, cr, rng, -0.2, 0.5, 0.32, -1.02, 0.72);
  draw_cup_petal (flower, cr, rng, -0.72 - open * 0.3, 0.05, -0.60 - open, -0.84, 0.92);
  draw_cup_petal (flower, cr, rng, -0.05, 0.72 + open * 0.3, 0.60 + open, -0.86, 0.92);
  draw_cup_petal (flower, cr, rng, -0.46, 0.46, 0.02, -0.82, 1.05);
}

/* Petals wound about one another, ever smaller towards the heart. */
static void
draw_rose (Flower  *flower,
           cairo_t *cr,
           EmuRng  *rng)
{
  int n = 34;

  for (int i = 0; i < n; i++)
    {
      double t = (double) i / (n - 1);
      double angle = flower->turn + i * GOLDEN_ANGLE;
      double ring = flower->size * 0.62 * pow (1 - t, 0.85);
      double size = flower->size * (0.52 - 0.36 * t);
      double x = ring * cos (angle);
      double y = ring * sin (angle) - flower->size * 0.05 * t;
      double gain = 0.88 + 0.16 * (cos (angle) * flower->light - sin (angle)) - 0.12 * t +
                    emu_rng_uniform_in (rng, -0.05, 0.05);
      cairo_pattern_t *fill;

      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_rotate (cr, angle);
      emu_glow (cr, 0, 0, size * 1.15, size * 1.32, emu_ink_lit (flower->base, 0.3), 0.75);
      fill = cairo_pattern_create_radial (-size * 0.9, 0, size * 0.15, -size * 0.2, 0, size * 1.15);
      emu_stop (fill, 0, emu_ink_lit (flower->base, 0.42 * gain), 1);
      emu_stop (fill, 0.5, emu_ink_lit (emu_ink_mix (flower->base, flower->tip, 0.45), gain), 1);
      emu_stop (fill, 0.86, emu_ink_lit (flower->tip, gain), 1);
      emu_stop (fill, 1, emu_ink_lit (flower->tip, 1.22 * gain), 1);
      emu_set_pattern (cr, fill);
      cairo_move_to (cr, -size * 0.7, -size * 0.75);
      cairo_curve_to (cr, size * 0.1, -size * 1.3, size * 0.85, -size * 0.8, size * 0.82, 0);
      cairo_curve_to (cr, size * 0.85, size * 0.8, size * 0.1, size * 1.3, -size * 0.7,
                      size * 0.75);
      cairo_curve_to (cr, -size * 0.45, size * 0.3, -size * 0.45, -size * 0.3, -size * 0.7,
                      -size * 0.75);
      cairo_close_path (cr);
      cairo_fill_preserve (cr);
      emu_set_ink (cr, emu_ink_lit (flower->base, 0.4), 0.5);
      cairo_set_line_width (cr, 0.14);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

static void
draw_head (Flower  *flower,
           cairo_t *cr)
{
  double size = flower->size;
  EmuRng rng;
  int n;

  emu_scene_chance (flower->scene, EMU_LANE_DETAIL, &rng);
  cairo_save (cr);
  cairo_translate (cr, flower->x, flower->y);
  cairo_rotate (cr, flower->tilt);
  if (flower->kind != KIND_TULIP)
    cairo_scale (cr, 1, flower->flat);

  switch (flower->kind)
    {
    case KIND_DAISY:
      n = 17 + emu_rng_int (&rng, 0, 8);
      draw_ring (flower, cr, &rng, n, 0.5, size, size * 0.115, 0.75, 0.1, 0.03);
      draw_ring (flower, cr, &rng, n, 0, size * 0.95, size * 0.115, 0.75, 0.1, 0.03);
      draw_disc (flower, cr, &rng, size * 0.27);
      break;

    case KIND_SUNFLOWER:
      n = 18 + emu_rng_int (&rng, 0, 6);
      draw_ring (flower, cr, &rng, n, 0.5, size * 1.08, size * 0.145, 0.6, 1, 0);
      draw_ring (flower, cr, &rng, n, 0, size * 1.0, size * 0.145, 0.6, 1, 0);
      draw_disc (flower, cr, &rng, size * 0.5);
      break;

    case KIND_COSMOS:
      draw_ring (flower, cr, &rng, 8, 0, size, size * 0.36, 0.85, 0, 0.09);
      draw_disc (flower, cr, &rng, size * 0.2);
      break;

    case KIND_POPPY:
      n = 5 + emu_rng_int (&rng, 0, 1);
      draw_ring (flower, cr, &rng, n, 0.5, size, size * 0.66, 0.85, -0.25, 0.04);
      draw_ring (flower, cr, &rng, n, 0, size * 0.8, size * 0.52, 0.85, -0.25, 0.04);
      draw_stamens (flower, cr, &rng, size * 0.24);
      break;

    case KIND_TULIP:
      draw_tulip (flower, cr, &rng);
      break;

    case KIND_ROSE:
    case N_KINDS:
    default:
      draw_rose (flower, cr, &rng);
      break;
    }
  cairo_restore (cr);
}

static void
draw_dew (Flower  *flower,
          cairo_t *cr)
{
  EmuRng rng;
  int n;

  emu_scene_chance (flower->scene, EMU_LANE_AIR, &rng);
  n = emu_chance_coin (&rng, 0.4) ? 22 : 0;
  for (int i = 0; i < n; i++)
    {
      double angle = emu_rng_uniform_in (&rng, -G_PI, G_PI);
      double r = flower->size * emu_rng_uniform_in (&rng, 0.35, 0.85);
      double x = flower->x + r * cos (angle);
      double y = flower->y + r * sin (angle) * flower->flat;
      double s = emu_rng_uniform_in (&rng, 0.3, 0.85);

      emu_glow (cr, x, y + s * 0.4, s * 1.3, s * 1.3, emu_ink_lit (flower->base, 0.3), 0.6);
      emu_set_ink (cr, emu_ink (0xffffff), 0.3);
      emu_ellipse (cr, x, y, s, s * 0.9);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink (0xffffff), 0.95);
      emu_ellipse (cr, x + flower->light * s * 0.3, y - s * 0.35, s * 0.26, s * 0.22);
      cairo_fill (cr);
    }
}

void
emu_draw_flower (EmuScene *scene)
{
  Flower flower = { .scene = scene };
  const guint32 *garden;
  const guint32 *petals;
  EmuInk colours[3];
  EmuLayer layer;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  flower.kind = (Kind) emu_rng_int (&rng, 0, N_KINDS - 1);
  flower.size = emu_rng_uniform_in (&rng, 25, 33);
  flower.flat = emu_rng_uniform_in (&rng, 0.72, 1.0);
  flower.tilt = emu_rng_uniform_in (&rng, -0.3, 0.3);
  flower.turn = emu_rng_uniform_in (&rng, 0, 2 * G_PI);
  flower.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  flower.x = scene->width / 2 + emu_rng_uniform_in (&rng, -0.2, 0.2) * MAX (12, scene->width - 76);
  flower.y = 39 + emu_rng_uniform_in (&rng, -4, 5) + MAX (0, scene->height - 100) * 0.3;
  flower.foot_x = flower.x + emu_rng_uniform_in (&rng, -14, 14);
  flower.bow = emu_rng_uniform_in (&rng, -6, 6);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  petals = petal_colours[flower.kind][emu_rng_int (&rng, 0, 4)];
  flower.base = emu_ink_jitter (emu_ink (petals[0]), &rng, 0.04);
  flower.tip = emu_ink_jitter (emu_ink (petals[1]), &rng, 0.04);
  flower.disc = emu_ink_jitter (emu_ink (flower.kind == KIND_SUNFLOWER ? 0x5c3414 : 0xe8b020),
                                &rng, 0.04);
  flower.leaf = emu_ink_jitter (emu_ink (0x4a8638), &rng, 0.05);
  if (flower.kind == KIND_ROSE || flower.kind == KIND_TULIP)
    flower.tilt *= 0.5;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  garden = gardens[emu_rng_int (&rng, 0, G_N_ELEMENTS (gardens) - 1)];
  for (int i = 0; i < 3; i++)
    colours[i] = emu_ink_jitter (emu_ink (garden[i]), &rng, 0.04);
  emu_scene_foliage (scene, &rng, colours, flower.light);
  draw_bed (&flower);

  emu_layer_begin (&layer, scene);
  draw_stem (&flower, layer.cr);
  emu_layer_end (&layer, scene->cr, 1);

  emu_layer_begin (&layer, scene);
  draw_head (&flower, layer.cr);
  cairo_set_operator (layer.cr, CAIRO_OPERATOR_ATOP);
  draw_dew (&flower, layer.cr);
  emu_layer_shadow (&layer, scene->cr, -flower.light * 1.5, 2.5, 2, emu_ink (0x101808), 0.45);
  emu_layer_end (&layer, scene->cr, 1);
}
