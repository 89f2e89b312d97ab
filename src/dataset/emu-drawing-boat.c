/* emu-drawing-boat.c: a sailing boat on the sea
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* Sky above, sky at the horizon, cloud, sea near, sea far. */
static const guint32 weathers[][5] = {
  { 0x2f7fc4, 0xbfe3f2, 0xffffff, 0x0f5878, 0x5fb4c6 },
  { 0x4a5fa8, 0xffc98f, 0xffe2cf, 0x24406b, 0xd9a08c },
  { 0x6f9fbf, 0xe9eee6, 0xfbfbf6, 0x2c6470, 0x9fc3c0 },
  { 0x3b4a8c, 0xf59a7a, 0xffc4ae, 0x2a2f5c, 0xc97a7c },
  { 0x1f90b8, 0xd4f1e4, 0xffffff, 0x0a7382, 0x74d2c4 },
};

static const guint32 hulls[][2] = {
  { 0xb5382c, 0xf6efe2 }, { 0xf4f0e6, 0x274a78 }, { 0x23486e, 0xf2e4c4 }, { 0x8a5a33, 0xe8cfa0 },
  { 0x2f6d5c, 0xf5ead0 }, { 0xe2a336, 0x5a3a22 }, { 0x33343c, 0xc9463a },
};

static const guint32 sails[][2] = {
  { 0xfdf8ec, 0xd9563f }, { 0xf7ead0, 0x3b6d8f }, { 0xd8583f, 0xf8e9cf }, { 0xfffdf6, 0xe8b03c },
  { 0xb8483a, 0x8f2f2c }, { 0xf3e4c2, 0x5d7f5a },
};

typedef struct
{
  EmuScene *scene;

  double x;        /* middle of the waterline, units */
  double y;
  double size;     /* half the length of the hull */
  double way;      /* −1 sails to the left, 1 to the right */
  double heel;     /* radians */
  double mast;     /* its height over the deck, in half lengths */
  double horizon;
  double sun_x;
  double sun_y;

  EmuInk near_sea;
  EmuInk far_sea;
  EmuInk sun;
  EmuInk hull;
  EmuInk stripe;
  EmuInk sail;
  EmuInk sail_stripe;
} Boat;

static void
draw_hills (Boat *boat)
{
  EmuScene *scene = boat->scene;
  EmuNoise noise;
  EmuRng rng;
  EmuInk haze;
  int n_ranges;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  emu_noise_init (&noise, &rng);
  n_ranges = emu_rng_int (&rng, 0, 3);
  haze = emu_ink_mix (boat->far_sea, boat->sun, 0.3);

  for (int range = 0; range < n_ranges; range++)
    {
      double top = emu_rng_uniform_in (&rng, 4, 13) / (1 + 0.5 * range);
      double from = emu_rng_uniform_in (&rng, -0.3, 0.5) * scene->width;
      double to = from + emu_rng_uniform_in (&rng, 0.5, 1.1) * scene->width;
      EmuInk ink = emu_ink_mix (haze, emu_ink (0x2f5a54), 0.28 + 0.22 * range);
      cairo_pattern_t *slope = cairo_pattern_create_linear (0, boat->horizon - top, 0,
                                                            boat->horizon);

      emu_stop (slope, 0, emu_ink_lit (ink, 0.95), 1);
      emu_stop (slope, 1, emu_ink_mix (ink, haze, 0.6), 1);
      emu_set_pattern (scene->cr, slope);
      cairo_move_to (scene->cr, from, boat->horizon + 0.3);
      for (int i = 0; i <= 120; i++)
        {
          double t = i / 120.0;
          double x = from + (to - from) * t;
          double rise = 0.55 + 0.35 * emu_noise_at (&noise, t * 5 + 7 * range, range) +
                        0.1 * emu_noise_at (&noise, t * 26, 9 + range);

          cairo_line_to (scene->cr, x, boat->horizon - top * rise * pow (sin (G_PI * t), 0.6));
        }
      cairo_line_to (scene->cr, to, boat->horizon + 0.3);
      cairo_close_path (scene->cr);
      cairo_fill (scene->cr);
    }
}

/* Short crests, thin and close together far away, broad and wide apart near by. They start
 * @from of the way to the lower edge and end @to of it. */
static void
draw_waves (Boat   *boat,
            EmuRng *rng,
            int     n_full,
            double  from,
            double  to)
{
  EmuScene *scene = boat->scene;
  cairo_t *cr = scene->cr;
  double depth = scene->height - boat->horizon;
  double widening;
  int n = emu_scene_strokes (scene, n_full, &widening);

  widening = MIN (widening, 2.2);

  for (int i = 0; i < n; i++)
    {
      double t = from + (to - from) * pow ((i + emu_rng_uniform (rng)) / n, 1.35);
      double y = boat->horizon + depth * t;
      double x = emu_rng_uniform_in (rng, -6, scene->width + 6);
      double length = (1.2 + 11 * t) * emu_rng_uniform_in (rng, 0.5, 1.4);
      double thick = (0.10 + 1.25 * t * t) * emu_rng_uniform_in (rng, 0.6, 1.2) * widening;
      double kind = emu_rng_uniform (rng);
      double sunny = exp (-pow ((x - boat->sun_x) / (5 + 22 * t), 2));
      EmuInk body = emu_ink_mix (boat->far_sea, boat->near_sea, 0.25 + 0.75 * t);
      EmuInk ink;
      double alpha;

      if (kind < 0.5)
        {
          ink = emu_ink_lit (body, emu_rng_uniform_in (rng, 0.6, 0.9));
          alpha = 0.4;
        }
      else
        {
          ink = emu_ink_mix (emu_ink_lit (body, 1.35), boat->far_sea, emu_rng_uniform (rng));
          alpha = 0.42;
        }
      if (emu_chance_coin (rng, 0.55 * sunny))
        {
          ink = emu_ink_mix (boat->sun, emu_ink (0xfffbe8), 0.55);
          alpha = 0.8;
          length *= 0.6;
          thick *= 0.8;
        }
      else if (t > 0.2 && emu_chance_coin (rng, 0.05))
        {
          ink = emu_ink (0xffffff);
          alpha = 0.65;
          thick *= 0.7;
        }

      emu_set_ink (cr, ink, alpha);
      cairo_move_to (cr, x - length, y);
      cairo_curve_to (cr, x - length * 0.4, y - thick, x + length * 0.4, y - thick, x + length, y);
      cairo_curve_to (cr, x + length * 0.4, y - thick * 0.15, x - length * 0.4, y - thick * 0.15,
                      x - length, y);
      cairo_fill (cr);
    }
}

static void
draw_sea (Boat   *boat,
          EmuRng *rng)
{
  EmuScene *scene = boat->scene;
  cairo_t *cr = scene->cr;
  cairo_pattern_t *water = cairo_pattern_create_linear (0, boat->horizon, 0, scene->height);

  emu_stop (water, 0, boat->far_sea, 1);
  emu_stop (water, 0.3, emu_ink_mix (boat->far_sea, boat->near_sea, 0.55), 1);
  emu_stop (water, 1, emu_ink_lit (boat->near_sea, 0.82), 1);
  emu_set_pattern (cr, water);
  cairo_rectangle (cr, 0, boat->horizon, scene->width, scene->height - boat->horizon);
  cairo_fill (cr);

  cairo_save (cr);
  cairo_rectangle (cr, 0, boat->horizon, scene->width, scene->height - boat->horizon);
  cairo_clip (cr);
  emu_glow (cr, boat->sun_x, boat->horizon, 34, 60, boat->sun, 0.5);
  cairo_restore (cr);

  draw_waves (boat, rng, 1500, 0.0, 1.0);
}

/* All of the boat is drawn in half lengths of the hull, the waterline at y = 0, sailing right. */
static void
hull_path (cairo_t *cr)
{
  cairo_move_to (cr, -0.98, -0.30);
  cairo_curve_to (cr, -0.5, -0.20, 0.45, -0.22, 1.14, -0.42);
  cairo_curve_to (cr, 1.02, -0.16, 0.88, 0.08, 0.68, 0.16);
  cairo_line_to (cr, -0.78, 0.16);
  cairo_curve_to (cr, -0.92, 0.06, -0.96, -0.1, -0.98, -0.30);
  cairo_close_path (cr);
}

static void
draw_hull (Boat    *boat,
           cairo_t *cr)
{
  cairo_pattern_t *paint;

  hull_path (cr);
  paint = cairo_pattern_create_linear (0, -0.42, 0, 0.12);
  emu_stop (paint, 0, emu_ink_lit (boat->hull, 1.18), 1);
  emu_stop (paint, 0.45, boat->hull, 1);
  emu_stop (paint, 1, emu_ink_lit (boat->hull, 0.52), 1);
  emu_set_pattern (cr, paint);
  cairo_fill (cr);

  cairo_save (cr);
  hull_path (cr);
  cairo_clip (cr);

  for (int plank = 1; plank < 5; plank++)
    {
      double y = -0.30 + 0.09 * plank;

      cairo_move_to (cr, -1.0, y);
      cairo_curve_to (cr, -0.5, y + 0.07, 0.45, y + 0.06, 1.2, y - 0.08);
      emu_set_ink (cr, emu_ink_lit (boat->hull, 0.55), 0.6);
      cairo_set_line_width (cr, 0.012);
      cairo_stroke (cr);
    }
  cairo_move_to (cr, -1.0, -0.255);
  cairo_curve_to (cr, -0.5, -0.16, 0.45, -0.18, 1.2, -0.375);
  emu_set_ink (cr, boat->stripe, 1);
  cairo_set_line_width (cr, 0.055);
  cairo_stroke (cr);

  paint = cairo_pattern_create_linear (-1, 0, 1.1, 0);
  emu_stop (paint, 0, emu_ink (0x0a0a18), 0.42);
  emu_stop (paint, 0.4, emu_ink (0x0a0a18), 0.05);
  emu_stop (paint, 0.75, emu_ink (0xfff2d0), 0.16);
  emu_stop (paint, 1, emu_ink (0x0a0a18), 0.25);
  emu_set_pattern (cr, paint);
  cairo_paint (cr);
  cairo_restore (cr);

  /* The rail. */
  cairo_move_to (cr, -1.0, -0.30);
  cairo_curve_to (cr, -0.5, -0.20, 0.45, -0.22, 1.15, -0.43);
  emu_set_ink (cr, emu_ink (0x6e4526), 1);
  cairo_set_line_width (cr, 0.045);
  cairo_stroke (cr);
  cairo_move_to (cr, -1.0, -0.315);
  cairo_curve_to (cr, -0.5, -0.215, 0.45, -0.235, 1.15, -0.445);
  emu_set_ink (cr, emu_ink (0xd9ab72), 1);
  cairo_set_line_width (cr, 0.016);
  cairo_stroke (cr);
}

static void
draw_cabin (Boat    *boat,
            cairo_t *cr)
{
  cairo_pattern_t *paint = cairo_pattern_create_linear (0, -0.5, 0, -0.2);

  emu_stop (paint, 0, emu_ink (0xfffaf0), 1);
  emu_stop (paint, 1, emu_ink (0xcdbfa8), 1);
  cairo_move_to (cr, -0.52, -0.2);
  cairo_line_to (cr, -0.46, -0.42);
  cairo_curve_to (cr, -0.3, -0.47, 0.0, -0.47, 0.12, -0.42);
  cairo_line_to (cr, 0.26, -0.2);
  cairo_close_path (cr);
  emu_set_pattern (cr, paint);
  cairo_fill (cr);
  for (int i = 0; i < 3; i++)
    {
      emu_set_ink (cr, emu_ink (0x2b4254), 1);
      emu_ellipse (cr, -0.34 + 0.18 * i, -0.345, 0.045, 0.04);
      cairo_fill_preserve (cr);
      emu_set_ink (cr, emu_ink (0xb98a4a), 1);
      cairo_set_line_width (cr, 0.014);
      cairo_stroke (cr);
    }
}

static void
main_sail_path (const Boat *boat,
                cairo_t    *cr)
{
  double top = -0.36 - boat->mast;

  cairo_move_to (cr, 0.06, top + 0.06);
  cairo_curve_to (cr, -0.30, top + boat->mast * 0.35, -0.72, -0.9, -0.96, -0.56);
  cairo_curve_to (cr, -0.6, -0.48, -0.2, -0.48, 0.06, -0.54);
  cairo_curve_to (cr, 0.12, -0.9, 0.12, top + 0.5, 0.06, top + 0.06);
  cairo_close_path (cr);
}

static void
jib_path (const Boat *boat,
          cairo_t    *cr)
{
  double top = -0.36 - boat->mast * 0.92;

  cairo_move_to (cr, 0.14, top + 0.06);
  cairo_curve_to (cr, 0.42, top + boat->mast * 0.35, 0.84, -0.85, 1.10, -0.50);
  cairo_curve_to (cr, 0.84, -0.56, 0.5, -0.52, 0.26, -0.56);
  cairo_curve_to (cr, 0.40, -0.9, 0.34, top + 0.6, 0.14, top + 0.06);
  cairo_close_path (cr);
}

static void
draw_sail (Boat     *boat,
           cairo_t  *cr,
           gboolean  jib,
           int       style)
{
  double top = -0.36 - boat->mast;
  EmuInk cloth = jib && style == 1 ? boat->sail_stripe : boat->sail;
  cairo_pattern_t *curve;

  cairo_save (cr);
  if (jib)
    jib_path (boat, cr);
  else
    main_sail_path (boat, cr);
  emu_set_ink (cr, cloth, 1);
  cairo_fill_preserve (cr);
  cairo_clip (cr);

  if (style == 2 || (style == 1 && !jib))
    for (int i = 0; i < 3; i++)
      {
        double y = -0.78 - i * 0.46;

        emu_set_ink (cr, boat->sail_stripe, 0.95);
        cairo_move_to (cr, -1.2, y + 0.16);
        cairo_curve_to (cr, -0.6, y + 0.20, 0.2, y + 0.05, 1.3, y + 0.12);
        cairo_set_line_width (cr, style == 2 ? 0.2 : 0.06);
        cairo_stroke (cr);
      }
  else if (style == 3 && !jib)
    {
      emu_set_ink (cr, boat->sail_stripe, 0.95);
      emu_ellipse (cr, -0.26, -0.36 - boat->mast * 0.48, 0.17, 0.17);
      cairo_fill (cr);
    }

  /* Seams between the strips of cloth. */
  for (int i = 0; i < 9; i++)
    {
      double y = -0.6 - i * boat->mast / 9;

      cairo_move_to (cr, -1.2, y + 0.10);
      cairo_curve_to (cr, -0.5, y + 0.14, 0.3, y - 0.06, 1.3, y + 0.04);
      emu_set_ink (cr, emu_ink (0x4a3a34), 0.16);
      cairo_set_line_width (cr, 0.012);
      cairo_stroke (cr);
    }

  /* The wind's belly: light on the bulge, shadow along the mast. */
  curve = cairo_pattern_create_linear (jib ? 0.15 : -0.95, 0, jib ? 1.0 : 0.12, 0);
  emu_stop (curve, 0, emu_ink (0x2a2040), jib ? 0.24 : 0.03);
  emu_stop (curve, 0.25, emu_ink (0x8a7a90), 0.05);
  emu_stop (curve, 0.45, emu_ink (0xffffff), 0.2);
  emu_stop (curve, 0.7, emu_ink (0x8a7a90), 0.05);
  emu_stop (curve, 1, emu_ink (0x2a2040), jib ? 0.06 : 0.28);
  emu_set_pattern (cr, curve);
  cairo_paint (cr);
  curve = cairo_pattern_create_linear (0, top, 0, -0.5);
  emu_stop (curve, 0, boat->sun, 0.18);
  emu_stop (curve, 0.6, emu_ink (0xfff4e0), 0.02);
  emu_stop (curve, 1, emu_ink (0x1a2440), 0.2);
  emu_set_pattern (cr, curve);
  cairo_paint (cr);
  cairo_restore (cr);

  if (jib)
    jib_path (boat, cr);
  else
    main_sail_path (boat, cr);
  emu_set_ink (cr, emu_ink_lit (cloth, 0.6), 0.8);
  cairo_set_line_width (cr, 0.012);
  cairo_stroke (cr);
}

static void
draw_rig (Boat    *boat,
          cairo_t *cr,
          int      style)
{
  double top = -0.40 - boat->mast;
  cairo_pattern_t *wood;

  emu_set_ink (cr, emu_ink (0x3a2c26), 0.8);
  cairo_set_line_width (cr, 0.011);
  cairo_move_to (cr, 0.1, top + 0.02);
  cairo_line_to (cr, 1.14, -0.44);
  cairo_move_to (cr, 0.1, top + 0.02);
  cairo_line_to (cr, -0.97, -0.3);
  cairo_stroke (cr);

  wood = cairo_pattern_create_linear (0.07, 0, 0.14, 0);
  emu_stop (wood, 0, emu_ink (0x5a3a22), 1);
  emu_stop (wood, 0.55, emu_ink (0xc8935a), 1);
  emu_stop (wood, 1, emu_ink (0x6b4628), 1);
  emu_set_pattern (cr, wood);
  cairo_rectangle (cr, 0.075, top - 0.02, 0.06, -top - 0.2);
  cairo_fill (cr);

  draw_sail (boat, cr, FALSE, style);
  draw_sail (boat, cr, TRUE, style);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  emu_set_ink (cr, emu_ink (0x7a5230), 1);
  cairo_set_line_width (cr, 0.045);
  cairo_move_to (cr, 0.09, -0.48);
  cairo_line_to (cr, -0.98, -0.515);
  cairo_stroke (cr);
  emu_set_ink (cr, emu_ink (0xd9a86c), 1);
  cairo_set_line_width (cr, 0.012);
  cairo_move_to (cr, 0.09, -0.492);
  cairo_line_to (cr, -0.98, -0.527);
  cairo_stroke (cr);

  /* A pennant streams forward from the truck. */
  emu_set_ink (cr, boat->sail_stripe, 1);
  cairo_move_to (cr, 0.1, top - 0.02);
  cairo_curve_to (cr, 0.22, top - 0.06, 0.3, top + 0.04, 0.44, top - 0.01);
  cairo_curve_to (cr, 0.32, top + 0.08, 0.22, top + 0.05, 0.1, top + 0.11);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_boat (Boat    *boat,
           cairo_t *cr,
           int      style)
{
  draw_cabin (boat, cr);
  draw_rig (boat, cr, style);
  draw_hull (boat, cr);
}

static void
draw_reflection (Boat   *boat,
                 EmuRng *rng,
                 int     style)
{
  EmuScene *scene = boat->scene;
  cairo_t *cr = scene->cr;
  EmuLayer mirror;
  double depth = boat->size * (boat->mast + 0.5) * 0.55;
  int n = CLAMP ((int) (depth * scene->scale / 2), 8, 90);

  emu_layer_begin (&mirror, scene);
  cairo_translate (mirror.cr, boat->x, boat->y + boat->size * 0.1);
  cairo_rotate (mirror.cr, -boat->heel * boat->way);
  cairo_scale (mirror.cr, boat->size * boat->way, -boat->size * 0.5);
  draw_boat (boat, mirror.cr, style);
  emu_layer_blur (&mirror, 0.5);

  /* Strips of the mirror picture, each displaced by the ripple it lies on. */
  cairo_surface_flush (mirror.surface);
  for (int i = 0; i < n; i++)
    {
      double t = (double) i / n;
      double y = boat->y + depth * t;
      double sway = (0.3 + 2.6 * t) * sin (i * 2.1 + 5 * t) + 0.8 * emu_rng_uniform_in (rng, -t, t);

      cairo_save (cr);
      cairo_rectangle (cr, 0, y, scene->width, depth / n * 1.15);
      cairo_clip (cr);
      cairo_identity_matrix (cr);
      cairo_set_source_surface (cr, mirror.surface, sway * scene->scale, 0);
      cairo_paint_with_alpha (cr, 0.5 * (1 - t) * (1 - 0.3 * (i % 2)));
      cairo_restore (cr);
    }
  emu_layer_end (&mirror, cr, 0);
}

static void
draw_wake (Boat   *boat,
           EmuRng *rng)
{
  cairo_t *cr = boat->scene->cr;
  double widening;
  int n = emu_scene_strokes (boat->scene, 130, &widening);

  for (int i = 0; i < n; i++)
    {
      double along = emu_rng_uniform_in (rng, -1.5, 0.95);
      double x = boat->x + boat->way * boat->size * along;
      double spread = along < -0.7 ? (-0.7 - along) * 0.16 : 0.03;
      double y = boat->y + boat->size * (0.085 + emu_rng_uniform_in (rng, -spread, spread));
      double length = emu_rng_uniform_in (rng, 1, 3.6);

      emu_set_ink (cr, emu_ink (0xffffff), emu_rng_uniform_in (rng, 0.3, 0.75));
      emu_ellipse (cr, x, y, length, emu_rng_uniform_in (rng, 0.08, 0.24) * MIN (widening, 2));
      cairo_fill (cr);
    }
  for (int i = 0; i < 14; i++)
    {
      double x = boat->x + boat->way * boat->size * emu_rng_uniform_in (rng, 0.66, 0.92);
      double y = boat->y + boat->size * emu_rng_uniform_in (rng, 0.0, 0.1);

      emu_glow (cr, x, y, 1.8, 1.2, emu_ink (0xffffff), 0.6);
    }
}

static void
draw_gulls (Boat *boat)
{
  cairo_t *cr = boat->scene->cr;
  EmuRng rng;
  int n;

  emu_scene_chance (boat->scene, EMU_LANE_CLUTTER, &rng);
  n = emu_rng_int (&rng, 0, 6);
  for (int i = 0; i < n; i++)
    {
      double x = emu_rng_uniform_in (&rng, 8, boat->scene->width - 8);
      double y = emu_rng_uniform_in (&rng, 6, boat->horizon * 0.75);
      double s = emu_rng_uniform_in (&rng, 1.4, 3.4);
      double lift = emu_rng_uniform_in (&rng, 0.2, 0.7);

      for (int side = -1; side <= 1; side += 2)
        {
          emu_set_ink (cr, emu_ink (side > 0 ? 0xf6f4f0 : 0xd4d4da), 0.95);
          cairo_move_to (cr, x, y);
          cairo_curve_to (cr, x + side * s * 0.4, y - s * lift, x + side * s * 0.8, y - s * lift,
                          x + side * s * 1.3, y - s * 0.1);
          cairo_curve_to (cr, x + side * s * 0.8, y - s * lift * 0.65, x + side * s * 0.4,
                          y - s * lift * 0.5, x, y + s * 0.22);
          cairo_fill (cr);
          emu_set_ink (cr, emu_ink (0x44464f), 0.9);
          emu_ellipse (cr, x + side * s * 1.2, y - s * 0.13, s * 0.14, s * 0.06);
          cairo_fill (cr);
        }
    }
}

void
emu_draw_boat (EmuScene *scene)
{
  Boat boat = { .scene = scene };
  const guint32 *weather;
  const guint32 *pair;
  EmuLayer layer;
  EmuRng rng;
  int style;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  boat.horizon = scene->height * emu_rng_uniform_in (&rng, 0.52, 0.66);
  boat.size = emu_rng_uniform_in (&rng, 25, 31);
  boat.mast = emu_rng_uniform_in (&rng, 1.75, 2.15);
  boat.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  boat.heel = emu_rng_uniform_in (&rng, -0.02, 0.13);
  boat.x = scene->width / 2 +
           emu_rng_uniform_in (&rng, -0.2, 0.2) * MAX (0, scene->width - 2.2 * boat.size);
  boat.y = boat.horizon + emu_rng_uniform_in (&rng, 7, 15);
  boat.y = MAX (boat.y, boat.size * (boat.mast + 0.5) + 4);
  boat.sun_x = scene->width * (0.5 - 0.36 * boat.way * emu_rng_uniform_in (&rng, 0.6, 1.1));
  boat.sun_y = boat.horizon * emu_rng_uniform_in (&rng, 0.14, 0.7);
  style = emu_rng_int (&rng, 0, 3);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  weather = weathers[emu_rng_int (&rng, 0, G_N_ELEMENTS (weathers) - 1)];
  boat.near_sea = emu_ink_jitter (emu_ink (weather[3]), &rng, 0.03);
  boat.far_sea = emu_ink_jitter (emu_ink (weather[4]), &rng, 0.03);
  boat.sun = emu_ink_mix (emu_ink (weather[1]), emu_ink (0xfff0c0), 0.6);
  pair = hulls[emu_rng_int (&rng, 0, G_N_ELEMENTS (hulls) - 1)];
  boat.hull = emu_ink_jitter (emu_ink (pair[0]), &rng, 0.03);
  boat.stripe = emu_ink (pair[1]);
  pair = sails[emu_rng_int (&rng, 0, G_N_ELEMENTS (sails) - 1)];
  boat.sail = emu_ink_jitter (emu_ink (pair[0]), &rng, 0.02);
  boat.sail_stripe = emu_ink_jitter (emu_ink (pair[1]), &rng, 0.03);

  emu_scene_sky (scene, emu_ink (weather[0]), emu_ink (weather[1]), emu_ink (weather[2]),
                 boat.sun_x, boat.sun_y, boat.horizon);
  draw_hills (&boat);
  draw_gulls (&boat);

  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  draw_sea (&boat, &rng);
  draw_reflection (&boat, &rng, style);

  emu_layer_begin (&layer, scene);
  cairo_rectangle (layer.cr, 0, 0, scene->width, boat.y + boat.size * 0.1);
  cairo_clip (layer.cr);
  cairo_translate (layer.cr, boat.x, boat.y);
  cairo_rotate (layer.cr, boat.heel * boat.way);
  cairo_scale (layer.cr, boat.size * boat.way, boat.size);
  draw_boat (&boat, layer.cr, style);
  emu_layer_end (&layer, scene->cr, 1);

  emu_scene_chance (scene, EMU_LANE_DETAIL, &rng);
  draw_wake (&boat, &rng);
  draw_waves (&boat, &rng, 260,
              CLAMP ((boat.y + boat.size * 0.13 - boat.horizon) / (scene->height - boat.horizon),
                     0, 1), 1.0);
}
