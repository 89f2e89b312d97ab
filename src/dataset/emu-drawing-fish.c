/* emu-drawing-fish.c: a fish over a reef
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

typedef enum
{
  MARKING_PLAIN,
  MARKING_BANDS,
  MARKING_LINES,
  MARKING_SPOTS,
} Marking;

typedef struct
{
  guint32 back;
  guint32 belly;
  guint32 fin;
  guint32 mark;
  Marking marking;
} Skin;

static const Skin skins[] = {
  { 0xe8531a, 0xffa23e, 0xf07a24, 0xfff8ee, MARKING_BANDS },
  { 0xf0781c, 0xffd070, 0xff9a3c, 0xfff0c8, MARKING_PLAIN },
  { 0x1c4fc4, 0x3f8df0, 0xf6c928, 0x10163c, MARKING_LINES },
  { 0xf2c218, 0xfff0a0, 0xf6a818, 0x2a3040, MARKING_BANDS },
  { 0xb8305a, 0xf79ab4, 0xe85c86, 0xffe6ee, MARKING_SPOTS },
  { 0x2f8f86, 0xbff0d0, 0xf08a4a, 0xf6e05a, MARKING_LINES },
  { 0x6a4fb4, 0xd6b8f2, 0xf2a83c, 0x2c1c5c, MARKING_SPOTS },
  { 0xc8d2da, 0xfaf6f0, 0xe04a3a, 0xd8402c, MARKING_SPOTS },
};

/* Water above, water in the deep, sand. */
static const guint32 waters[][3] = {
  { 0x7fe0ea, 0x0a4a86, 0xe6d2a0 },
  { 0x8fe8d0, 0x08605e, 0xd8cc9a },
  { 0x6ab4f0, 0x0c2464, 0xb8b4a8 },
  { 0xb4e8f4, 0x2478a8, 0xf4e4bc },
  { 0xa8c8e8, 0x32306c, 0xc0a8a0 },
};

static const guint32 corals[] = {
  0xe8506a, 0xf08a3c, 0xb45ac8, 0xf2c84a, 0xe87aa8, 0x4aa88c, 0xd84a34,
};

typedef struct
{
  EmuScene *scene;

  double x;        /* middle of the body, units */
  double y;
  double size;     /* half its length, units */
  double way;      /* −1 swims to the left, 1 to the right */
  double tilt;     /* radians */
  double depth;    /* half the height of the body, in half lengths */
  double tail;     /* size of the tail */
  double fork;     /* how deeply the tail is cut in */
  double crest;    /* height of the fin on the back */
  double floor;    /* where the sand begins */
  double phase;

  EmuInk above;
  EmuInk deep;
  EmuInk sand;
  EmuInk back;
  EmuInk belly;
  EmuInk fin;
  EmuInk mark;
  Marking marking;
} Fish;

static void
draw_water (Fish *fish)
{
  EmuScene *scene = fish->scene;
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, 0, 0, scene->height);
  EmuLayer rays;
  EmuRng rng;
  double source;
  int n_rays;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  emu_stop (fill, 0, fish->above, 1);
  emu_stop (fill, 0.4, emu_ink_mix (fish->above, fish->deep, 0.55), 1);
  emu_stop (fill, 1, emu_ink_lit (fish->deep, 0.85), 1);
  emu_set_pattern (scene->cr, fill);
  cairo_paint (scene->cr);

  /* Sunbeams spread from a place above the picture. */
  emu_layer_begin (&rays, scene);
  source = scene->width * emu_rng_uniform_in (&rng, 0.1, 0.9);
  n_rays = 6 + emu_rng_int (&rng, 0, 7);
  for (int i = 0; i < n_rays; i++)
    {
      double at = emu_rng_uniform_in (&rng, -0.8, 0.8);
      double half = emu_rng_uniform_in (&rng, 0.015, 0.07);
      double reach = scene->height * emu_rng_uniform_in (&rng, 0.6, 1.1);
      double alpha = emu_rng_uniform_in (&rng, 0.12, 0.36);
      cairo_pattern_t *beam = cairo_pattern_create_linear (0, 0, 0, reach);

      emu_stop (beam, 0, emu_ink (0xf6fff6), alpha);
      emu_stop (beam, 1, emu_ink (0xf6fff6), 0);
      emu_set_pattern (rays.cr, beam);
      cairo_move_to (rays.cr, source + (at - half) * 30, -5);
      cairo_line_to (rays.cr, source + (at + half) * 30, -5);
      cairo_line_to (rays.cr, source + (at + half) * 150, reach);
      cairo_line_to (rays.cr, source + (at - half) * 150, reach);
      cairo_close_path (rays.cr);
      cairo_fill (rays.cr);
    }
  emu_layer_blur (&rays, 0.8);
  emu_layer_end (&rays, scene->cr, 1);
  emu_glow (scene->cr, source, -4, 70, 34, emu_ink (0xfafff0), 0.7);
}

/* A few of the same kind, far away in the haze. */
static void
draw_school (Fish   *fish,
             EmuRng *rng)
{
  cairo_t *cr = fish->scene->cr;
  EmuInk ink = emu_ink_mix (fish->deep, fish->back, 0.35);
  int n = emu_rng_int (rng, 0, 9);

  for (int i = 0; i < n; i++)
    {
      double x = emu_rng_uniform_in (rng, 0, fish->scene->width);
      double y = emu_rng_uniform_in (rng, 0.08, 0.75) * fish->floor;
      double s = emu_rng_uniform_in (rng, 1.2, 3.2);

      emu_set_ink (cr, ink, 0.45);
      emu_ellipse (cr, x, y, s, s * 0.42);
      cairo_move_to (cr, x - fish->way * s * 0.8, y);
      cairo_line_to (cr, x - fish->way * s * 1.5, y - s * 0.45);
      cairo_line_to (cr, x - fish->way * s * 1.5, y + s * 0.45);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

static void
draw_weed (Fish    *fish,
           cairo_t *cr,
           EmuRng  *rng,
           EmuInk   ink,
           double   x,
           double   y,
           double   height)
{
  int n = 4 + emu_rng_int (rng, 0, 4);

  for (int i = 0; i < n; i++)
    {
      double phase = emu_rng_uniform_in (rng, 0, 6);
      double top = height * emu_rng_uniform_in (rng, 0.55, 1.0);
      double lean = emu_rng_uniform_in (rng, -0.35, 0.35);
      double root = x + emu_rng_uniform_in (rng, -3, 3);
      double thick = emu_rng_uniform_in (rng, 0.7, 1.6);
      EmuInk tone = emu_ink_jitter (ink, rng, 0.07);
      cairo_pattern_t *fill = cairo_pattern_create_linear (0, y - top, 0, y);

      emu_stop (fill, 0, emu_ink_lit (tone, 1.35), 1);
      emu_stop (fill, 1, emu_ink_lit (tone, 0.5), 1);
      emu_set_pattern (cr, fill);
      for (int step = 0; step <= 32; step++)
        {
          /* Up one edge and down the other. */
          double t = step <= 16 ? step / 16.0 : (32 - step) / 16.0;
          double half = (step <= 16 ? -1 : 1) * thick * (1 - t) * (1 + 0.5 * sin (9 * t + phase));

          cairo_line_to (cr, root + lean * top * t + 2.2 * t * sin (5 * t + phase) + half,
                         y - top * t);
        }
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

static void
grow_coral (cairo_t *cr,
            EmuRng  *rng,
            EmuInk   ink,
            double   x,
            double   y,
            double   angle,
            double   length,
            double   thick,
            int      depth)
{
  double end_x = x + cos (angle) * length;
  double end_y = y + sin (angle) * length;

  emu_set_ink (cr, emu_ink_lit (ink, 0.62 + 0.14 * depth), 1);
  emu_capsule (cr, x, y, thick, end_x, end_y, thick * 0.8);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink_lit (ink, 0.85 + 0.16 * depth), 0.8);
  emu_capsule (cr, x - thick * 0.25, y, thick * 0.45, end_x - thick * 0.2, end_y, thick * 0.4);
  cairo_fill (cr);

  if (depth == 3)
    return;

  for (int i = -1; i <= 1; i += 2)
    {
      double turn = i * emu_rng_uniform_in (rng, 0.25, 0.62);
      double shorter = emu_rng_uniform_in (rng, 0.66, 0.9);

      grow_coral (cr, rng, ink, end_x, end_y, angle + turn, length * shorter, thick * 0.78,
                  depth + 1);
    }
}

static void
draw_rock (cairo_t *cr,
           EmuRng  *rng,
           EmuInk   ink,
           double   x,
           double   y,
           double   size)
{
  EmuPoint points[9];
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, y - size, 0, y + size * 0.4);

  for (int i = 0; i < 9; i++)
    {
      double r = size * emu_rng_uniform_in (rng, 0.75, 1.1);
      double angle = i * 2 * G_PI / 9;

      points[i] = (EmuPoint) { x + 1.35 * r * cos (angle), y + 0.75 * r * sin (angle) };
    }
  emu_stop (fill, 0, emu_ink_lit (ink, 1.4), 1);
  emu_stop (fill, 0.6, emu_ink_lit (ink, 0.7), 1);
  emu_stop (fill, 1, emu_ink_lit (ink, 0.4), 1);
  emu_set_pattern (cr, fill);
  emu_smooth (cr, points, 9);
  cairo_fill (cr);
}

static void
draw_reef (Fish *fish)
{
  EmuScene *scene = fish->scene;
  cairo_t *cr = scene->cr;
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, fish->floor - 3, 0, scene->height);
  EmuRng rng;
  double widening;
  int n;

  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  emu_stop (fill, 0, emu_ink_mix (fish->sand, fish->deep, 0.7), 1);
  emu_stop (fill, 0.4, emu_ink_mix (fish->sand, fish->deep, 0.4), 1);
  emu_stop (fill, 1, emu_ink_mix (fish->sand, fish->deep, 0.25), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, -5, fish->floor + 2);
  cairo_curve_to (cr, scene->width * 0.3, fish->floor - 4, scene->width * 0.6, fish->floor + 4,
                  scene->width + 5, fish->floor - 1);
  cairo_line_to (cr, scene->width + 5, scene->height + 5);
  cairo_line_to (cr, -5, scene->height + 5);
  cairo_close_path (cr);
  cairo_fill (cr);

  /* Ripples of sand and of the light on it. */
  n = emu_scene_strokes (scene, 340, &widening);
  for (int i = 0; i < n; i++)
    {
      double t = emu_rng_uniform (&rng);
      double x = emu_rng_uniform_in (&rng, -5, scene->width + 5);
      double length = (2 + 7 * t) * emu_rng_uniform_in (&rng, 0.5, 1.3);
      gboolean bright = emu_chance_coin (&rng, 0.55);

      emu_set_ink (cr, bright ? emu_ink (0xfffbe0) : emu_ink_lit (fish->deep, 0.6),
                   bright ? 0.22 : 0.2);
      emu_ellipse (cr, x, fish->floor + 3 + (scene->height - fish->floor) * t, length,
                   (0.12 + 0.35 * t) * MIN (widening, 2));
      cairo_fill (cr);
    }

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);
  draw_school (fish, &rng);
  n = 3 + emu_rng_int (&rng, 0, 5);
  for (int i = 0; i < n; i++)
    {
      double t = (i + 0.5) / n;
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double y = fish->floor + 1 + (scene->height - fish->floor) * (0.05 + 0.75 * t);
      double size = emu_rng_uniform_in (&rng, 0.7, 1.15) * (0.6 + 0.7 * t);
      EmuInk ink = emu_ink (corals[emu_rng_int (&rng, 0, G_N_ELEMENTS (corals) - 1)]);
      int kind = emu_rng_int (&rng, 0, 3);

      ink = emu_ink_mix (emu_ink_jitter (ink, &rng, 0.05), fish->deep, 0.55 - 0.4 * t);
      emu_glow (cr, x, y + 1, 11 * size, 3 * size, emu_ink_lit (fish->deep, 0.4), 0.7);
      if (kind == 0)
        draw_rock (cr, &rng, emu_ink_mix (emu_ink (0x7a7468), fish->deep, 0.45 - 0.3 * t), x,
                   y - 2 * size, 6.5 * size);
      else if (kind == 1)
        draw_weed (fish, cr, &rng, emu_ink_mix (emu_ink (0x4f9a3c), fish->deep, 0.5 - 0.35 * t),
                   x, y, 30 * size);
      else
        for (int arm = -1; arm <= 1; arm++)
          grow_coral (cr, &rng, ink, x, y, -G_PI / 2 + 0.5 * arm, 5.5 * size, 1.25 * size, 0);
    }
}

/* All of the fish is drawn in half lengths of its body, swimming right. */
static void
body_path (const Fish *fish,
           cairo_t    *cr)
{
  double d = fish->depth;

  cairo_move_to (cr, 1.0, 0.05);
  cairo_curve_to (cr, 0.80, -0.75 * d, 0.20, -1.32 * d, -0.36, -0.62 * d);
  cairo_curve_to (cr, -0.56, -0.36 * d, -0.68, -0.14, -0.86, -0.13);
  cairo_line_to (cr, -0.86, 0.13);
  cairo_curve_to (cr, -0.68, 0.14, -0.56, 0.36 * d, -0.36, 0.60 * d);
  cairo_curve_to (cr, 0.20, 1.28 * d, 0.82, 0.80 * d, 1.0, 0.05);
  cairo_close_path (cr);
}

static EmuPoint
between (EmuPoint a,
         EmuPoint b,
         double   t)
{
  return (EmuPoint) { a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* Membrane between the roots @a to @b and the edge from @c over @d to @e, with its rays. */
static void
draw_fin (Fish    *fish,
          cairo_t *cr,
          EmuPoint a,
          EmuPoint b,
          EmuPoint c,
          EmuPoint d,
          EmuPoint e,
          int      n_rays,
          double   alpha)
{
  EmuPoint root = between (a, b, 0.5);
  double reach = hypot (d.x - root.x, d.y - root.y) * 1.2;
  cairo_pattern_t *fill = cairo_pattern_create_radial (root.x, root.y, 0.03, root.x, root.y,
                                                       reach);

  emu_stop (fill, 0, emu_ink_mix (fish->fin, fish->back, 0.6), 1);
  emu_stop (fill, 0.45, fish->fin, alpha);
  emu_stop (fill, 1, emu_ink_lit (fish->fin, 1.25), alpha * 0.8);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, a.x, a.y);
  for (int i = 0; i <= 2 * n_rays; i++)
    {
      double t = i / (2.0 * n_rays);
      EmuPoint tip = between (between (c, d, t), between (d, e, t), t);

      /* The edge hangs in between the rays. */
      tip = between (tip, between (a, b, t), i % 2 == 0 ? 0 : 0.05);
      cairo_line_to (cr, tip.x, tip.y);
    }
  cairo_line_to (cr, b.x, b.y);
  cairo_close_path (cr);
  cairo_fill (cr);

  for (int i = 0; i <= n_rays; i++)
    {
      double t = (double) i / n_rays;
      EmuPoint from = between (a, b, t);
      EmuPoint tip = between (between (c, d, t), between (d, e, t), t);

      cairo_move_to (cr, from.x, from.y);
      cairo_line_to (cr, tip.x, tip.y);
      emu_set_ink (cr, emu_ink_lit (fish->fin, i % 2 == 0 ? 0.55 : 1.5), 0.5);
      cairo_set_line_width (cr, 0.012);
      cairo_stroke (cr);
    }
}

static void
draw_fins (Fish    *fish,
           cairo_t *cr)
{
  double d = fish->depth;
  double s = fish->tail;
  double wave = 0.08 * sin (fish->phase);

  draw_fin (fish, cr, (EmuPoint) { -0.80, -0.12 }, (EmuPoint) { -0.80, 0.12 },
            (EmuPoint) { -0.86 - 0.72 * s, -0.62 * s + wave },
            (EmuPoint) { -0.98 - (0.95 - 1.25 * fish->fork) * s, wave },
            (EmuPoint) { -0.86 - 0.70 * s, 0.60 * s + wave }, 16, 0.95);
  draw_fin (fish, cr, (EmuPoint) { 0.42, -0.62 * d }, (EmuPoint) { -0.62, -0.24 * d },
            (EmuPoint) { 0.18, -0.92 * d - 0.45 * fish->crest },
            (EmuPoint) { -0.30, -0.85 * d - 1.1 * fish->crest },
            (EmuPoint) { -0.88, -0.55 * d - 0.35 * fish->crest }, 15, 0.92);
  draw_fin (fish, cr, (EmuPoint) { -0.60, 0.26 * d }, (EmuPoint) { -0.08, 0.70 * d },
            (EmuPoint) { -0.84, 0.50 * d + 0.3 * fish->crest },
            (EmuPoint) { -0.55, 0.75 * d + 0.75 * fish->crest },
            (EmuPoint) { -0.16, 0.90 * d + 0.3 * fish->crest }, 10, 0.92);
  draw_fin (fish, cr, (EmuPoint) { 0.28, 0.78 * d }, (EmuPoint) { 0.42, 0.68 * d },
            (EmuPoint) { 0.02, 0.92 * d + 0.28 }, (EmuPoint) { 0.16, 0.92 * d + 0.34 },
            (EmuPoint) { 0.30, 0.90 * d + 0.18 }, 6, 0.92);
}

static void
draw_markings (Fish    *fish,
               cairo_t *cr,
               EmuRng  *rng)
{
  static const double bands[] = { 0.42, -0.12, -0.66 };
  double d = fish->depth;

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  if (fish->marking == MARKING_BANDS)
    for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
      for (int rim = 1; rim >= 0; rim--)
        {
          double x = bands[i] + emu_rng_uniform_in (rng, -0.02, 0.02);
          double width = (0.20 - 0.05 * i) + 0.05 * rim;

          emu_set_ink (cr, rim ? emu_ink (0x201820) : fish->mark, rim ? 0.8 : 1);
          cairo_set_line_width (cr, width);
          cairo_move_to (cr, x - 0.06, -1.3 * d);
          cairo_curve_to (cr, x + 0.10, -0.5 * d, x + 0.10, 0.5 * d, x - 0.06, 1.3 * d);
          cairo_stroke (cr);
        }
  else if (fish->marking == MARKING_LINES)
    for (int i = 0; i < 5; i++)
      {
        double y = (-0.62 + 0.31 * i) * d;

        emu_set_ink (cr, fish->mark, 0.8);
        cairo_set_line_width (cr, 0.075 * d + 0.012);
        cairo_move_to (cr, 0.36, y * 0.9);
        cairo_curve_to (cr, 0.1, y * 1.25, -0.4, y * 1.0, -0.84, y * 0.24);
        cairo_stroke (cr);
      }
  else if (fish->marking == MARKING_SPOTS)
    for (int i = 0; i < 34; i++)
      {
        double x = emu_rng_uniform_in (rng, -0.75, 0.45);
        double y = emu_rng_uniform_in (rng, -0.95, 0.75) * d;
        double r = emu_rng_uniform_in (rng, 0.02, 0.085);

        emu_set_ink (cr, fish->mark, 0.85);
        emu_ellipse (cr, x, y, r * 1.15, r);
        cairo_fill (cr);
      }
}

static void
draw_scales (Fish    *fish,
             cairo_t *cr)
{
  double step = 0.075;

  /* Too fine to be seen, they would only cost time. */
  if (fish->size * fish->scene->scale * step < 2)
    return;

  for (int column = 0; column < 17; column++)
    for (int row = -9; row <= 9; row++)
      {
        double x = -0.82 + column * step;
        double y = (row + 0.5 * (column % 2)) * step * 0.92;

        cairo_new_sub_path (cr);
        cairo_arc (cr, x, y, step * 0.62, 0.55 * G_PI, 1.45 * G_PI);
        emu_set_ink (cr, emu_ink_lit (fish->back, 0.45), 0.34);
        cairo_set_line_width (cr, 0.011);
        cairo_stroke (cr);
        emu_glow (cr, x - step * 0.3, y - step * 0.12, step * 0.4, step * 0.35,
                  emu_ink (0xfffbe8), 0.3);
      }
}

static void
draw_head (Fish    *fish,
           cairo_t *cr)
{
  double d = fish->depth;
  double eye_x = 0.66;
  double eye_y = -0.20 * d;
  double r = 0.105;
  EmuInk line = emu_ink_lit (fish->back, 0.38);
  cairo_pattern_t *iris;

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  /* Gill cover. */
  cairo_move_to (cr, 0.44, -0.55 * d);
  cairo_curve_to (cr, 0.24, -0.3 * d, 0.24, 0.35 * d, 0.52, 0.62 * d);
  emu_set_ink (cr, line, 0.75);
  cairo_set_line_width (cr, 0.022);
  cairo_stroke (cr);
  emu_glow (cr, 0.46, 0.12 * d, 0.16, 0.36 * d, emu_ink (0xfff6e4), 0.24);

  cairo_move_to (cr, 0.985, 0.075);
  cairo_curve_to (cr, 0.94, 0.13, 0.88, 0.15, 0.82, 0.11);
  emu_set_ink (cr, line, 0.9);
  cairo_set_line_width (cr, 0.026);
  cairo_stroke (cr);

  emu_set_ink (cr, emu_ink (0xfdfaf0), 1);
  emu_ellipse (cr, eye_x, eye_y, r * 1.2, r * 1.2);
  cairo_fill_preserve (cr);
  emu_set_ink (cr, line, 0.9);
  cairo_set_line_width (cr, 0.016);
  cairo_stroke (cr);
  iris = cairo_pattern_create_radial (eye_x, eye_y, r * 0.3, eye_x, eye_y, r);
  emu_stop (iris, 0, emu_ink_lit (fish->fin, 1.2), 1);
  emu_stop (iris, 1, emu_ink_lit (fish->fin, 0.5), 1);
  emu_set_pattern (cr, iris);
  emu_ellipse (cr, eye_x + 0.01, eye_y, r * 0.92, r * 0.92);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x0a0810), 1);
  emu_ellipse (cr, eye_x + 0.015, eye_y, r * 0.62, r * 0.66);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0xffffff), 0.95);
  emu_ellipse (cr, eye_x - 0.02, eye_y - r * 0.38, r * 0.24, r * 0.24);
  cairo_fill (cr);
}

static void
draw_fish (Fish *fish)
{
  EmuScene *scene = fish->scene;
  double d = fish->depth;
  cairo_pattern_t *fill;
  EmuLayer layer;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_DETAIL, &rng);
  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, fish->x, fish->y);
  cairo_scale (layer.cr, fish->size * fish->way, fish->size);
  cairo_rotate (layer.cr, fish->tilt);

  draw_fins (fish, layer.cr);

  body_path (fish, layer.cr);
  fill = cairo_pattern_create_linear (0, -d, 0, d);
  emu_stop (fill, 0, emu_ink_lit (fish->back, 0.8), 1);
  emu_stop (fill, 0.3, fish->back, 1);
  emu_stop (fill, 0.62, emu_ink_mix (fish->back, fish->belly, 0.55), 1);
  emu_stop (fill, 1, fish->belly, 1);
  emu_set_pattern (layer.cr, fill);
  cairo_fill_preserve (layer.cr);
  cairo_save (layer.cr);
  cairo_clip (layer.cr);
  draw_markings (fish, layer.cr, &rng);
  draw_scales (fish, layer.cr);

  /* Light from the surface, shade below, and the water's colour towards the tail. */
  emu_glow (layer.cr, 0.1, -0.62 * d, 0.75, 0.34 * d, emu_ink (0xfffff0), 0.6);
  emu_glow (layer.cr, -0.1, 1.05 * d, 1.1, 0.55 * d, emu_ink_lit (fish->deep, 0.5), 0.6);
  fill = cairo_pattern_create_linear (-0.9, 0, 1, 0);
  emu_stop (fill, 0, emu_ink_lit (fish->deep, 0.7), 0.4);
  emu_stop (fill, 0.5, fish->deep, 0);
  emu_stop (fill, 1, emu_ink_lit (fish->deep, 0.5), 0.14);
  emu_set_pattern (layer.cr, fill);
  cairo_paint (layer.cr);
  cairo_restore (layer.cr);

  body_path (fish, layer.cr);
  emu_set_ink (layer.cr, emu_ink_lit (fish->back, 0.4), 0.7);
  cairo_set_line_width (layer.cr, 0.016);
  cairo_stroke (layer.cr);

  draw_head (fish, layer.cr);
  draw_fin (fish, layer.cr, (EmuPoint) { 0.26, 0.18 * d }, (EmuPoint) { 0.24, 0.40 * d },
            (EmuPoint) { -0.20, 0.10 * d + 0.15 * sin (fish->phase) },
            (EmuPoint) { -0.32, 0.55 * d }, (EmuPoint) { 0.0, 0.78 * d }, 8, 0.9);

  emu_layer_end (&layer, scene->cr, 1);
}

static void
draw_bubbles (Fish *fish)
{
  EmuScene *scene = fish->scene;
  cairo_t *cr = scene->cr;
  EmuRng rng;
  int n;

  emu_scene_chance (scene, EMU_LANE_AIR, &rng);
  n = emu_rng_int (&rng, 3, 22);
  for (int i = 0; i < n; i++)
    {
      gboolean breath = emu_chance_coin (&rng, 0.4);
      double x = breath ? fish->x + fish->way * fish->size * emu_rng_uniform_in (&rng, 1.02, 1.22)
                        : emu_rng_uniform_in (&rng, 0, scene->width);
      double y = emu_rng_uniform_in (&rng, 3, breath ? fish->y : fish->floor);
      double r = emu_rng_uniform_in (&rng, 0.5, 2.2);

      emu_glow (cr, x, y, r * 1.1, r * 1.1, emu_ink (0xeafcff), 0.25);
      emu_set_ink (cr, emu_ink (0xf4ffff), 0.65);
      emu_ellipse (cr, x, y, r, r);
      cairo_set_line_width (cr, r * 0.14);
      cairo_stroke (cr);
      emu_set_ink (cr, emu_ink (0xffffff), 0.9);
      emu_ellipse (cr, x - r * 0.35, y - r * 0.38, r * 0.22, r * 0.16);
      cairo_fill (cr);
    }
}

void
emu_draw_fish (EmuScene *scene)
{
  Fish fish = { .scene = scene };
  const guint32 *water;
  const Skin *skin;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  fish.size = emu_rng_uniform_in (&rng, 27, 35);
  fish.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  fish.tilt = emu_rng_uniform_in (&rng, -0.22, 0.22);
  fish.depth = emu_rng_uniform_in (&rng, 0.40, 0.62);
  fish.tail = emu_rng_uniform_in (&rng, 0.75, 1.1);
  fish.fork = emu_rng_uniform_in (&rng, 0, 0.6);
  fish.crest = emu_rng_uniform_in (&rng, 0.16, 0.42);
  fish.phase = emu_rng_uniform_in (&rng, 0, 2 * G_PI);
  fish.floor = scene->height * emu_rng_uniform_in (&rng, 0.74, 0.88);
  fish.x = scene->width / 2 + fish.way * fish.size * 0.25 +
           emu_rng_uniform_in (&rng, -0.3, 0.3) * MAX (0, scene->width - 2.8 * fish.size);
  fish.y = scene->height * emu_rng_uniform_in (&rng, 0.40, 0.54);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  water = waters[emu_rng_int (&rng, 0, G_N_ELEMENTS (waters) - 1)];
  fish.above = emu_ink_jitter (emu_ink (water[0]), &rng, 0.04);
  fish.deep = emu_ink_jitter (emu_ink (water[1]), &rng, 0.03);
  fish.sand = emu_ink_jitter (emu_ink (water[2]), &rng, 0.03);
  skin = &skins[emu_rng_int (&rng, 0, G_N_ELEMENTS (skins) - 1)];
  fish.back = emu_ink_jitter (emu_ink (skin->back), &rng, 0.05);
  fish.belly = emu_ink_jitter (emu_ink (skin->belly), &rng, 0.03);
  fish.fin = emu_ink_jitter (emu_ink (skin->fin), &rng, 0.05);
  fish.mark = emu_ink (skin->mark);
  fish.marking = skin->marking;

  draw_water (&fish);
  draw_reef (&fish);
  draw_fish (&fish);
  draw_bubbles (&fish);
}
