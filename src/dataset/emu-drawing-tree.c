/* emu-drawing-tree.c: a tree in a meadow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "emu-scene.h"

#define MAX_CLUMPS 512

typedef struct
{
  guint32 sky_top;
  guint32 sky_bottom;
  guint32 cloud;
  guint32 leaf_dark;
  guint32 leaf;
  guint32 leaf_light;
  guint32 grass_far;
  guint32 grass_near;
} Season;

static const Season seasons[] = {
  { 0x3f8fd0, 0xd2ecf3, 0xffffff, 0x1f4a26, 0x4b8a36, 0xb6d35c, 0xa9c465, 0x3f6f2c },
  { 0x6ba3c8, 0xf6e6cc, 0xfff6ea, 0x7a2c16, 0xd2641f, 0xf7b944, 0xd3b766, 0x7d6a2d },
  { 0x5f9fd6, 0xf3e4ee, 0xffffff, 0xa8557a, 0xe79ab8, 0xfde3ec, 0xb5cf7c, 0x4f8638 },
  { 0x5a4f95, 0xffb784, 0xffd2b4, 0x1c3530, 0x4a6b35, 0xd9b14a, 0xb89a58, 0x3e5230 },
  { 0x2f86b8, 0xdff1e3, 0xffffff, 0x5f6a16, 0xb9b12e, 0xf3e36a, 0xc5c867, 0x5d7a2c },
};

/* Where leaves hang. */
typedef struct
{
  double x;
  double y;
  double r;
} Clump;

typedef struct
{
  EmuScene *scene;

  double x;        /* foot of the trunk, units */
  double y;
  double height;   /* of the whole tree */
  double spread;   /* angle between branches, radians */
  double lean;
  double light;    /* −1 from the left, 1 from the right */
  double horizon;

  EmuInk bark;
  EmuInk dark;
  EmuInk leaf;
  EmuInk pale;

  Clump clumps[MAX_CLUMPS];
  int n_clumps;
} Tree;

static void
draw_limb (Tree    *tree,
           cairo_t *cr,
           double   x,
           double   y,
           double   end_x,
           double   end_y,
           double   width,
           double   end_width,
           double   bow)
{
  double length = MAX (1e-6, hypot (end_x - x, end_y - y));
  double nx = -(end_y - y) / length;
  double ny = (end_x - x) / length;
  double mx = (x + end_x) / 2 + nx * bow * length;
  double my = (y + end_y) / 2 + ny * bow * length;
  double middle = (width + end_width) * 0.24;
  double facing = (nx * tree->light - 0.5 * ny) / 1.12;
  cairo_pattern_t *round;

  /* Lit from the side of the light and a little from above. */
  round = cairo_pattern_create_linear (mx + nx * width / 2, my + ny * width / 2,
                                       mx - nx * width / 2, my - ny * width / 2);
  emu_stop (round, 0, emu_ink_lit (tree->bark, 0.84 + 0.42 * facing), 1);
  emu_stop (round, 0.5, emu_ink_lit (tree->bark, 0.86), 1);
  emu_stop (round, 1, emu_ink_lit (tree->bark, 0.84 - 0.42 * facing), 1);
  emu_set_pattern (cr, round);

  cairo_move_to (cr, x + nx * width / 2, y + ny * width / 2);
  cairo_curve_to (cr, mx + nx * middle, my + ny * middle, mx + nx * middle, my + ny * middle,
                  end_x + nx * end_width / 2, end_y + ny * end_width / 2);
  cairo_line_to (cr, end_x - nx * end_width / 2, end_y - ny * end_width / 2);
  cairo_curve_to (cr, mx - nx * middle, my - ny * middle, mx - nx * middle, my - ny * middle,
                  x - nx * width / 2, y - ny * width / 2);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
grow (Tree    *tree,
      cairo_t *cr,
      EmuRng  *rng,
      double   x,
      double   y,
      double   angle,
      double   length,
      double   width,
      int      depth)
{
  double end_x = x + cos (angle) * length;
  double end_y = y + sin (angle) * length;
  int n_children = depth == 0 ? 4 : 2 + emu_rng_int (rng, 0, 1);

  /* A disc rounds off the joint with the branch this one grows from. */
  if (depth > 0)
    {
      emu_set_ink (cr, emu_ink_lit (tree->bark, 0.86), 1);
      emu_ellipse (cr, x, y, width * 0.5, width * 0.5);
      cairo_fill (cr);
    }
  draw_limb (tree, cr, x, y, end_x, end_y, width, width * 0.72,
             emu_rng_uniform_in (rng, -0.09, 0.09));

  if (depth >= 2 && tree->n_clumps < MAX_CLUMPS)
    tree->clumps[tree->n_clumps++] = (Clump) {
      .x = end_x,
      .y = end_y,
      .r = tree->height * emu_rng_uniform_in (rng, 0.075, 0.12),
    };

  if (depth == 4)
    return;

  for (int i = 0; i < n_children; i++)
    {
      double t = n_children == 1 ? 0 : (double) i / (n_children - 1) * 2 - 1;
      double turn = t * tree->spread * (depth == 0 ? 1.35 : 1.0) +
                    emu_rng_uniform_in (rng, -0.2, 0.2);
      double shorter = emu_rng_uniform_in (rng, 0.62, 0.84);

      /* Every branch strives upwards a little. */
      double child = angle + turn + 0.12 * cos (angle + turn);

      child -= 0.22 * cos (angle + turn);
      grow (tree, cr, rng, end_x, end_y, child, length * shorter,
            width * (depth == 0 ? 0.52 : 0.64), depth + 1);
    }
}

static int
compare_clumps (gconstpointer a,
                gconstpointer b)
{
  const Clump *first = a;
  const Clump *second = b;

  return (first->y < second->y) - (first->y > second->y);
}

static void
draw_leaves (Tree    *tree,
             cairo_t *cr)
{
  EmuScene *scene = tree->scene;
  EmuRng rng;
  double widening;
  double x_lo = 1e9, x_hi = -1e9, y_lo = 1e9, y_hi = -1e9;
  int total = emu_scene_strokes (scene, 15000, &widening);
  int per_clump = MAX (5, total / MAX (1, tree->n_clumps));

  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);
  for (int i = 0; i < tree->n_clumps; i++)
    {
      x_lo = MIN (x_lo, tree->clumps[i].x);
      x_hi = MAX (x_hi, tree->clumps[i].x);
      y_lo = MIN (y_lo, tree->clumps[i].y);
      y_hi = MAX (y_hi, tree->clumps[i].y);
    }

  /* Upper clumps last: they catch the light and hide those below. */
  qsort (tree->clumps, (gsize) tree->n_clumps, sizeof (Clump), compare_clumps);

  for (int i = 0; i < tree->n_clumps; i++)
    {
      const Clump *clump = &tree->clumps[i];
      double across = (clump->x - (x_lo + x_hi) / 2) / MAX (1, (x_hi - x_lo) / 2);
      double up = (y_hi - clump->y) / MAX (1, y_hi - y_lo);
      double tone = 0.34 + 0.30 * up + 0.22 * across * tree->light +
                    emu_rng_uniform_in (&rng, -0.12, 0.12);

      emu_glow (cr, clump->x, clump->y + clump->r * 0.15, clump->r * 0.92, clump->r * 0.8,
                emu_ink_lit (tree->dark, 0.9), 0.6);

      for (int j = 0; j < per_clump; j++)
        {
          double angle = emu_rng_uniform_in (&rng, -G_PI, G_PI);
          double ring = sqrt (emu_rng_uniform (&rng));
          double dx = ring * cos (angle);
          double dy = ring * sin (angle) * 0.82;
          double lit = tone + 0.30 * (dx * tree->light - dy) +
                       emu_rng_uniform_in (&rng, -0.16, 0.16);
          double size = emu_rng_uniform_in (&rng, 0.7, 1.35) * sqrt (widening);
          double direction = emu_rng_uniform_in (&rng, -G_PI, G_PI);
          EmuInk ink = lit < 0.5 ? emu_ink_mix (tree->dark, tree->leaf, lit * 2)
                                 : emu_ink_mix (tree->leaf, tree->pale, lit * 2 - 1);

          emu_set_ink (cr, ink, 0.92);
          emu_strand (cr, clump->x + dx * clump->r, clump->y + dy * clump->r,
                      direction, size * 1.25, size * 0.85,
                      emu_rng_uniform_in (&rng, -0.3, 0.3));
        }
    }
}

static void
draw_meadow (Tree         *tree,
             const Season *season)
{
  EmuScene *scene = tree->scene;
  cairo_t *cr = scene->cr;
  EmuInk far = emu_ink (season->grass_far);
  EmuInk near = emu_ink (season->grass_near);
  EmuInk sky = emu_ink (season->sky_bottom);
  EmuNoise noise;
  EmuRng rng;
  double depth = scene->height - tree->horizon;
  double widening;
  int n;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  emu_noise_init (&noise, &rng);

  /* Ranges of hills, each nearer and greener. */
  for (int range = 0; range < 3; range++)
    {
      double top = tree->horizon - 9 + 5 * range;
      double phase = emu_rng_uniform_in (&rng, 0, 20);
      EmuInk ink = emu_ink_mix (emu_ink_mix (sky, near, 0.35 + 0.12 * range), far, 0.25 * range);
      cairo_pattern_t *slope = cairo_pattern_create_linear (0, top - 5, 0, top + 14);

      emu_stop (slope, 0, emu_ink_lit (ink, 0.95), 1);
      emu_stop (slope, 1, emu_ink_mix (ink, sky, 0.4), 1);
      emu_set_pattern (cr, slope);
      cairo_move_to (cr, -2, scene->height);
      for (int i = 0; i <= 100; i++)
        {
          double x = -2 + (scene->width + 4) * i / 100;
          double rise = 7 * emu_noise_at (&noise, x * 0.025 + phase, 3 * range) +
                        (range == 1 ? 0.9 * emu_noise_at (&noise, x * 0.5, 20) : 0);

          cairo_line_to (cr, x, top - rise);
        }
      cairo_line_to (cr, scene->width + 2, scene->height);
      cairo_close_path (cr);
      cairo_fill (cr);
    }

  {
    cairo_pattern_t *ground = cairo_pattern_create_linear (0, tree->horizon, 0, scene->height);

    emu_stop (ground, 0, far, 1);
    emu_stop (ground, 0.5, emu_ink_mix (far, near, 0.7), 1);
    emu_stop (ground, 1, emu_ink_lit (near, 0.7), 1);
    emu_set_pattern (cr, ground);
    cairo_move_to (cr, -2, tree->horizon + 3);
    cairo_curve_to (cr, scene->width * 0.3, tree->horizon - 2, scene->width * 0.7,
                    tree->horizon + 3, scene->width + 2, tree->horizon);
    cairo_line_to (cr, scene->width + 2, scene->height + 2);
    cairo_line_to (cr, -2, scene->height + 2);
    cairo_close_path (cr);
    cairo_fill (cr);
  }

  /* The tree's shadow falls away from the light. */
  emu_glow (cr, tree->x - tree->light * tree->height * 0.2, tree->y + 1, tree->height * 0.55,
            tree->height * 0.10, emu_ink_lit (near, 0.25), 0.75);

  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  n = emu_scene_strokes (scene, 7000, &widening);
  for (int i = 0; i < n; i++)
    {
      double t = pow ((i + emu_rng_uniform (&rng)) / n, 1.2);
      double x = emu_rng_uniform_in (&rng, -2, scene->width + 2);
      double y = tree->horizon + 2 + depth * 1.05 * t;
      double shadow = exp (-pow ((x - tree->x + tree->light * tree->height * 0.2) /
                                   (tree->height * 0.36), 2) -
                           pow ((y - tree->y - 1) / (tree->height * 0.07), 2));
      EmuInk ink = emu_ink_mix (far, near, 0.15 + t + emu_rng_uniform_in (&rng, -0.3, 0.3));
      double gain = emu_rng_uniform_in (&rng, 0.7, 1.25) * (1 - 0.5 * shadow);
      double direction = -G_PI / 2 + emu_rng_uniform_in (&rng, -0.4, 0.4);

      emu_set_ink (cr, emu_ink_lit (ink, gain), 0.8);
      emu_strand (cr, x, y, direction, 1 + 5.5 * t,
                  (0.16 + 0.5 * t) * MIN (widening, 2.5), emu_rng_uniform_in (&rng, -0.3, 0.3));
    }
}

static void
draw_flowers (Tree *tree)
{
  static const guint32 petals[] = { 0xffffff, 0xf5d547, 0xe8566a, 0xb48ae0, 0xff9d4d };
  EmuScene *scene = tree->scene;
  cairo_t *cr = scene->cr;
  double depth = scene->height - tree->horizon;
  EmuInk ink;
  EmuRng rng;
  int n;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  ink = emu_ink (petals[emu_rng_int (&rng, 0, G_N_ELEMENTS (petals) - 1)]);
  n = emu_rng_int (&rng, 0, 70);
  for (int i = 0; i < n; i++)
    {
      double t = 0.15 + 0.85 * sqrt (emu_rng_uniform (&rng));
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double y = tree->horizon + depth * t - 2 * t;
      double r = 0.25 + 0.75 * t * emu_rng_uniform_in (&rng, 0.6, 1.2);

      for (int petal = 0; petal < 5; petal++)
        {
          double angle = petal * 2 * G_PI / 5;

          emu_set_ink (cr, emu_ink_lit (ink, 0.85 + 0.03 * petal), 0.95);
          emu_ellipse (cr, x + r * 0.7 * cos (angle), y + r * 0.55 * sin (angle), r * 0.5,
                       r * 0.42);
          cairo_fill (cr);
        }
      emu_set_ink (cr, emu_ink (0xf0b429), 1);
      emu_ellipse (cr, x, y, r * 0.32, r * 0.28);
      cairo_fill (cr);
    }
}

static void
draw_trunk (Tree    *tree,
            cairo_t *cr,
            double   width,
            double   length)
{
  EmuRng rng;
  double widening;
  int n = emu_scene_strokes (tree->scene, 420, &widening);

  /* Roots spread at the foot. */
  for (int i = -2; i <= 2; i++)
    draw_limb (tree, cr, tree->x + i * width * 0.16, tree->y - width * 0.7,
               tree->x + i * width * 0.42, tree->y + width * (0.16 - 0.05 * abs (i)), width * 0.4,
               width * 0.08, 0.05 * i);

  cairo_save (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_ATOP);
  emu_scene_chance (tree->scene, EMU_LANE_DETAIL, &rng);
  for (int i = 0; i < n; i++)
    {
      double t = emu_rng_uniform (&rng);
      double across = emu_rng_uniform_in (&rng, -0.5, 0.5);
      double x = tree->x + sin (tree->lean) * length * t + across * width * (1 - 0.3 * t);
      double direction = -G_PI / 2 + tree->lean + emu_rng_uniform_in (&rng, -0.25, 0.25);
      double furrow = emu_rng_uniform_in (&rng, 2, 6);

      emu_set_ink (cr, emu_ink_lit (tree->bark, emu_rng_uniform_in (&rng, 0.3, 1.5)), 0.45);
      emu_strand (cr, x, tree->y - length * t, direction, furrow, 0.35 * MIN (widening, 2),
                  emu_rng_uniform_in (&rng, -0.15, 0.15));
    }
  cairo_restore (cr);
}

void
emu_draw_tree (EmuScene *scene)
{
  Tree tree = { .scene = scene };
  const Season *season;
  EmuLayer layer;
  EmuRng rng;
  double sun_x, width, length;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  tree.height = MIN (MIN (scene->height * 0.8, 108), scene->width * 0.95) *
                emu_rng_uniform_in (&rng, 0.88, 1.0);
  tree.y = scene->height * emu_rng_uniform_in (&rng, 0.84, 0.9);
  tree.horizon = tree.y - scene->height * emu_rng_uniform_in (&rng, 0.08, 0.18);
  tree.x = scene->width / 2 +
           emu_rng_uniform_in (&rng, -0.18, 0.18) * MAX (0, scene->width - tree.height * 0.6);
  tree.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  tree.lean = emu_rng_uniform_in (&rng, -0.1, 0.1);
  tree.spread = emu_rng_uniform_in (&rng, 0.42, 0.62);
  width = tree.height * emu_rng_uniform_in (&rng, 0.085, 0.13);
  length = tree.height * emu_rng_uniform_in (&rng, 0.27, 0.34);
  sun_x = scene->width * (0.5 + 0.42 * tree.light);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  season = &seasons[emu_rng_int (&rng, 0, G_N_ELEMENTS (seasons) - 1)];
  tree.bark = emu_ink_jitter (emu_ink (0x6d5038), &rng, 0.05);
  tree.dark = emu_ink_jitter (emu_ink (season->leaf_dark), &rng, 0.03);
  tree.leaf = emu_ink_jitter (emu_ink (season->leaf), &rng, 0.04);
  tree.pale = emu_ink_jitter (emu_ink (season->leaf_light), &rng, 0.03);

  emu_scene_sky (scene, emu_ink (season->sky_top), emu_ink (season->sky_bottom),
                 emu_ink (season->cloud), sun_x,
                 tree.horizon * emu_rng_uniform_in (&rng, 0.1, 0.45), tree.horizon);
  draw_meadow (&tree, season);

  emu_scene_chance (scene, EMU_LANE_SUBJECT, &rng);
  emu_layer_begin (&layer, scene);
  grow (&tree, layer.cr, &rng, tree.x, tree.y, -G_PI / 2 + tree.lean, length, width, 0);
  draw_trunk (&tree, layer.cr, width, length);
  draw_leaves (&tree, layer.cr);
  emu_layer_end (&layer, scene->cr, 1);

  draw_flowers (&tree);
}
