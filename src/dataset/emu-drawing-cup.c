/* emu-drawing-cup.c: a cup of coffee on a wooden table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

typedef enum
{
  GLAZE_PLAIN,
  GLAZE_DIPPED,
  GLAZE_BANDS,
  GLAZE_DOTS,
  GLAZE_SPECKLED,
  N_GLAZES,
} Glaze;

typedef enum
{
  TOP_HEART,
  TOP_LEAF,
  TOP_FOAM,
  TOP_BLACK,
  N_TOPS,
} Top;

static const guint32 cup_colours[][2] = {
  { 0xf6f1e7, 0x2f6f8f },
  { 0xc8452f, 0xf7ead2 },
  { 0x2e6e76, 0xf1d9a0 },
  { 0xe7b23c, 0xfdf6e3 },
  { 0xe9e4da, 0xc96a4a },
  { 0x6d8f6a, 0xf4efdf },
  { 0x3c4a6b, 0xe9c27d },
  { 0xd98c8c, 0xfbf1e8 },
  { 0x54463f, 0xe5cda9 },
};

static const guint32 wood_colours[] = { 0xb07a45, 0x8a5a34, 0xc99c66, 0x6f4a31, 0xa38a6c };

static const guint32 far_colours[][3] = {
  { 0x23302f, 0x5d7a5e, 0xffd98a },
  { 0x2b2432, 0x7b5a6a, 0xffc08a },
  { 0x1f2c40, 0x567294, 0xffe2ae },
  { 0x3a2a20, 0x94694a, 0xffe0a0 },
  { 0x6f8791, 0xb9cbd0, 0xfff6dc },
  { 0x55623e, 0xa9b871, 0xfdf6b8 },
};

typedef struct
{
  EmuScene *scene;

  double x;        /* centre of the rim, units */
  double y;
  double rim;      /* half its width */
  double flat;     /* height of a circle seen from this angle, over its width */
  double height;   /* from the rim to the foot */
  double foot;     /* half width of the foot */
  double belly;    /* how far the wall swells between them */
  double handle;   /* −1 on the left, 1 on the right */
  double light;    /* −1 from the left, 1 from the right */
  gboolean saucer;

  EmuInk glaze;
  EmuInk second;
  EmuInk coffee;
  Glaze pattern;
  Top top;
} Cup;

/* Half the width of the wall at @t between the rim (0) and the foot (1). */
static double
wall (const Cup *cup,
      double     t)
{
  return cup->rim + (cup->foot - cup->rim) * t * t * t +
         cup->belly * sin (G_PI * t) * (1 - 0.3 * t);
}

static void
wall_path (const Cup *cup,
           cairo_t   *cr)
{
  int n = 24;

  cairo_new_path (cr);
  for (int i = 0; i <= n; i++)
    cairo_line_to (cr, cup->x + wall (cup, (double) i / n), cup->y + cup->height * i / n);

  for (int i = 1; i < n; i++)
    {
      double angle = G_PI * i / n;

      cairo_line_to (cr, cup->x + cup->foot * cos (angle),
                     cup->y + cup->height + cup->foot * cup->flat * sin (angle));
    }

  for (int i = n; i >= 0; i--)
    cairo_line_to (cr, cup->x - wall (cup, (double) i / n), cup->y + cup->height * i / n);

  for (int i = 1; i < n; i++)
    {
      double angle = G_PI + G_PI * i / n;

      cairo_line_to (cr, cup->x + cup->rim * cos (angle),
                     cup->y + cup->rim * cup->flat * sin (angle));
    }

  cairo_close_path (cr);
}

/* A ring round the wall, from @t0 to @t1 of its height. */
static void
band_path (const Cup *cup,
           cairo_t   *cr,
           double     t0,
           double     t1)
{
  int n = 32;

  cairo_new_path (cr);
  for (int i = 0; i <= n; i++)
    {
      double angle = G_PI * i / n;
      double r = wall (cup, t0) * 1.01;

      cairo_line_to (cr, cup->x + r * cos (angle),
                     cup->y + cup->height * t0 + r * cup->flat * sin (angle));
    }
  for (int i = n; i >= 0; i--)
    {
      double angle = G_PI * i / n;
      double r = wall (cup, MIN (t1, 1)) * 1.01;

      cairo_line_to (cr, cup->x + r * cos (angle),
                     cup->y + cup->height * t1 + r * cup->flat * sin (angle));
    }
  cairo_close_path (cr);
}

static void
draw_background (Cup    *cup,
                 double  edge)
{
  EmuScene *scene = cup->scene;
  const guint32 *palette;
  EmuInk inks[3];
  EmuLayer far;
  EmuRng rng;
  cairo_pattern_t *wall_light;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  palette = far_colours[emu_rng_int (&rng, 0, G_N_ELEMENTS (far_colours) - 1)];
  for (int i = 0; i < 3; i++)
    inks[i] = emu_ink_jitter (emu_ink (palette[i]), &rng, 0.03);

  emu_layer_begin (&far, scene);
  wall_light = cairo_pattern_create_linear (cup->light > 0 ? scene->width : 0, 0,
                                            cup->light > 0 ? 0 : scene->width, edge);
  emu_stop (wall_light, 0, emu_ink_mix (inks[1], inks[2], 0.3), 1);
  emu_stop (wall_light, 0.5, inks[1], 1);
  emu_stop (wall_light, 1, inks[0], 1);
  emu_set_pattern (far.cr, wall_light);
  cairo_paint (far.cr);

  /* Shelves, plants and lamps, too far away to be seen clearly. */
  for (int i = 0; i < 9; i++)
    {
      double x = emu_rng_uniform_in (&rng, -5, scene->width);
      double w = emu_rng_uniform_in (&rng, 5, 20);
      double h = emu_rng_uniform_in (&rng, 10, 45);

      emu_set_ink (far.cr, emu_ink_jitter (inks[emu_rng_int (&rng, 0, 1)], &rng, 0.14), 0.6);
      cairo_rectangle (far.cr, x, edge - h, w, h);
      cairo_fill (far.cr);
    }
  for (int i = 0; i < 12; i++)
    {
      double x = emu_rng_uniform_in (&rng, -5, scene->width + 5);
      double y = emu_rng_uniform_in (&rng, -8, edge);
      double r = emu_rng_uniform_in (&rng, 5, 20);

      emu_glow (far.cr, x, y, r, r * 0.9,
                emu_ink_jitter (inks[emu_rng_int (&rng, 0, 2)], &rng, 0.06), 0.5);
    }
  emu_layer_blur (&far, 3.2);
  emu_scene_bokeh (scene, far.cr, &rng, 20, inks + 1, 2, -2, edge * 0.9);
  emu_layer_blur (&far, 0.4);
  emu_layer_end (&far, scene->cr, 1);
}

static void
draw_table (Cup    *cup,
            double  edge)
{
  EmuScene *scene = cup->scene;
  EmuInk wood;
  EmuLayer table;
  cairo_pattern_t *shade;
  EmuRng rng;
  double lit_x = scene->width * (0.5 + 0.4 * cup->light);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  wood = emu_ink_jitter (emu_ink (wood_colours[emu_rng_int (&rng, 0,
                                                            G_N_ELEMENTS (wood_colours) - 1)]),
                         &rng, 0.03);

  emu_layer_begin (&table, scene);
  emu_scene_wood (scene, table.cr, wood, edge, scene->height);
  cairo_set_operator (table.cr, CAIRO_OPERATOR_ATOP);
  emu_glow (table.cr, lit_x, edge + 8, 90, 42, emu_ink (0xfff0cc), 0.42);
  shade = cairo_pattern_create_linear (0, edge, 0, scene->height);
  emu_stop (shade, 0, emu_ink (0xffe9c0), 0.16);
  emu_stop (shade, 0.3, emu_ink (0x201008), 0);
  emu_stop (shade, 1, emu_ink (0x201008), 0.38);
  emu_set_pattern (table.cr, shade);
  cairo_paint (table.cr);
  emu_layer_end (&table, scene->cr, 1);

  /* The far edge is out of focus. */
  emu_layer_begin (&table, scene);
  emu_set_ink (table.cr, emu_ink_lit (wood, 1.05), 0.8);
  cairo_rectangle (table.cr, -10, edge - 0.7, scene->width + 20, 2.2);
  cairo_fill (table.cr);
  emu_layer_blur (&table, 0.8);
  emu_layer_end (&table, scene->cr, 1);
}

static void
draw_saucer (Cup *cup)
{
  EmuScene *scene = cup->scene;
  EmuLayer plate;
  cairo_pattern_t *glaze;
  double x = cup->x;
  double y = cup->y + cup->height + cup->foot * cup->flat * 0.25;
  double rx = cup->rim * 1.78;
  double ry = rx * cup->flat;
  EmuInk ink = cup->pattern == GLAZE_DIPPED ? cup->second : cup->glaze;

  emu_layer_begin (&plate, scene);
  emu_set_ink (plate.cr, emu_ink_lit (ink, 0.55), 1);
  emu_ellipse (plate.cr, x, y + 1.6, rx * 0.985, ry);
  cairo_fill (plate.cr);
  glaze = cairo_pattern_create_linear (x + cup->light * rx, y - ry, x - cup->light * rx, y + ry);
  emu_stop (glaze, 0, emu_ink_lit (ink, 1.12), 1);
  emu_stop (glaze, 0.5, emu_ink_lit (ink, 0.95), 1);
  emu_stop (glaze, 1, emu_ink_lit (ink, 0.7), 1);
  emu_set_pattern (plate.cr, glaze);
  emu_ellipse (plate.cr, x, y, rx, ry);
  cairo_fill (plate.cr);
  cairo_set_operator (plate.cr, CAIRO_OPERATOR_ATOP);

  /* The well: dark on the side of the light, bright opposite. */
  glaze = cairo_pattern_create_linear (x + cup->light * rx * 0.7, y, x - cup->light * rx * 0.7, y);
  emu_stop (glaze, 0, emu_ink_lit (ink, 0.68), 1);
  emu_stop (glaze, 0.5, emu_ink_lit (ink, 0.88), 1);
  emu_stop (glaze, 1, emu_ink_lit (ink, 1.06), 1);
  emu_set_pattern (plate.cr, glaze);
  emu_ellipse (plate.cr, x, y + 0.8, rx * 0.66, ry * 0.66);
  cairo_fill (plate.cr);
  emu_set_ink (plate.cr, emu_ink_mix (ink, emu_ink (0xffffff), 0.6), 0.8);
  cairo_set_line_width (plate.cr, 0.35);
  emu_ellipse (plate.cr, x, y + 0.35, rx * 0.985, ry * 0.975);
  cairo_stroke (plate.cr);
  emu_set_ink (plate.cr, cup->second, 0.8);
  cairo_set_line_width (plate.cr, 0.8);
  emu_ellipse (plate.cr, x, y + 0.3, rx * 0.93, ry * 0.93);
  cairo_stroke (plate.cr);
  emu_glow (plate.cr, x + cup->light * rx * 0.62, y - ry * 0.45, rx * 0.3, ry * 0.3,
            emu_ink (0xffffff), 0.75);
  emu_glow (plate.cr, x - cup->light * cup->foot * 0.5, y + 0.5, cup->foot * 1.7,
            cup->foot * 1.5 * cup->flat, emu_ink (0x180c0a), 0.85);

  emu_layer_shadow (&plate, scene->cr, -cup->light * 5, 3.5, 2.4, emu_ink (0x1a0d06), 0.62);
  emu_layer_end (&plate, scene->cr, 1);
}

static void
draw_spoon (Cup    *cup,
            double  x,
            double  y,
            double  angle)
{
  EmuScene *scene = cup->scene;
  EmuLayer spoon;
  cairo_pattern_t *metal;

  emu_layer_begin (&spoon, scene);
  cairo_translate (spoon.cr, x, y);
  cairo_scale (spoon.cr, 1, MAX (0.45, cup->flat * 1.3));
  cairo_rotate (spoon.cr, angle);

  metal = cairo_pattern_create_linear (0, -3.6, 0, 3.6);
  emu_stop (metal, 0, emu_ink (0xf7f4ee), 1);
  emu_stop (metal, 0.35, emu_ink (0xa9a6a4), 1);
  emu_stop (metal, 0.6, emu_ink (0xe8e3da), 1);
  emu_stop (metal, 1, emu_ink (0x6b6460), 1);
  emu_set_pattern (spoon.cr, metal);
  cairo_move_to (spoon.cr, -2, -0.75);
  cairo_curve_to (spoon.cr, 10, -0.5, 18, -0.7, 25, -1.3);
  cairo_curve_to (spoon.cr, 27.5, -1.3, 27.5, 1.3, 25, 1.3);
  cairo_curve_to (spoon.cr, 18, 0.7, 10, 0.5, -2, 0.75);
  cairo_fill (spoon.cr);

  metal = cairo_pattern_create_radial (-8, -1.5, 0.5, -6.5, 0, 7);
  emu_stop (metal, 0, emu_ink (0x837d79), 1);
  emu_stop (metal, 0.55, emu_ink (0xc9c5bf), 1);
  emu_stop (metal, 1, emu_ink (0xf3efe8), 1);
  emu_set_pattern (spoon.cr, metal);
  cairo_move_to (spoon.cr, -1.4, 0);
  cairo_curve_to (spoon.cr, -3, -4.6, -12.5, -4.6, -12.5, 0);
  cairo_curve_to (spoon.cr, -12.5, 4.6, -3, 4.6, -1.4, 0);
  cairo_fill_preserve (spoon.cr);
  emu_set_ink (spoon.cr, emu_ink (0xfffdf8), 0.8);
  cairo_set_line_width (spoon.cr, 0.35);
  cairo_stroke (spoon.cr);
  emu_glow (spoon.cr, -9.6, 1.8, 2, 1, emu_ink (0xffffff), 0.9);

  emu_layer_shadow (&spoon, scene->cr, -cup->light * 0.9, 0.9, 0.7, emu_ink (0x1a0d06), 0.6);
  emu_layer_end (&spoon, scene->cr, 1);
}

static void
draw_biscuit (Cup    *cup,
              EmuRng *rng,
              double  x,
              double  y,
              double  size)
{
  EmuScene *scene = cup->scene;
  EmuLayer layer;
  EmuInk dough = emu_ink_jitter (emu_ink (0xd39a55), rng, 0.04);
  double flat = MAX (0.5, cup->flat * 1.25);
  int n_crumbs = emu_scene_strokes (scene, 160, NULL);
  double phase = emu_rng_uniform_in (rng, 0, 6);

  emu_layer_begin (&layer, scene);
  for (int rim = 1; rim >= 0; rim--)
    {
      cairo_pattern_t *baked = cairo_pattern_create_radial (x + cup->light * size * 0.3,
                                                            y - size * 0.2, size * 0.2, x, y,
                                                            size * 1.1);

      emu_stop (baked, 0, emu_ink_lit (dough, rim ? 0.7 : 1.18), 1);
      emu_stop (baked, 0.7, emu_ink_lit (dough, rim ? 0.65 : 1.0), 1);
      emu_stop (baked, 1, emu_ink_lit (dough, rim ? 0.5 : 0.72), 1);
      emu_set_pattern (layer.cr, baked);
      for (int i = 0; i < 60; i++)
        {
          double angle = i * 2 * G_PI / 60;
          double bumps = 0.03 * sin (3 * angle + phase) + 0.02 * sin (7 * angle + 2 * phase);
          double r = size * (1 + bumps);

          cairo_line_to (layer.cr, x + r * cos (angle),
                         y + r * flat * sin (angle) + (rim ? size * 0.22 : 0));
        }
      cairo_close_path (layer.cr);
      cairo_fill (layer.cr);
    }
  cairo_set_operator (layer.cr, CAIRO_OPERATOR_ATOP);
  for (int i = 0; i < n_crumbs; i++)
    {
      double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
      double r = size * sqrt (emu_rng_uniform (rng));

      emu_set_ink (layer.cr, emu_ink_lit (dough, emu_rng_uniform_in (rng, 0.6, 1.35)), 0.4);
      emu_ellipse (layer.cr, x + r * cos (angle), y + r * flat * sin (angle), 0.3, 0.22);
      cairo_fill (layer.cr);
    }
  for (int i = 0; i < 9; i++)
    {
      double angle = i * 2.4 + phase;
      double r = size * 0.82 * sqrt ((i + 0.5) / 9);
      double chip = size * emu_rng_uniform_in (rng, 0.11, 0.17);
      double cx = x + r * cos (angle);
      double cy = y + r * flat * sin (angle);

      emu_set_ink (layer.cr, emu_ink (0x3c2015), 1);
      emu_ellipse (layer.cr, cx, cy, chip, chip * 0.75);
      cairo_fill (layer.cr);
      emu_glow (layer.cr, cx + cup->light * chip * 0.3, cy - chip * 0.3, chip * 0.6, chip * 0.4,
                emu_ink (0xc9a58c), 0.8);
    }
  emu_layer_shadow (&layer, scene->cr, -cup->light * 1.6, 1.4, 0.9, emu_ink (0x1a0d06), 0.6);
  emu_layer_end (&layer, scene->cr, 1);
}

static void
draw_bean (Cup    *cup,
           EmuRng *rng,
           double  x,
           double  y)
{
  EmuScene *scene = cup->scene;
  cairo_t *cr = scene->cr;
  double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
  EmuInk roast = emu_ink_jitter (emu_ink (0x4a2817), rng, 0.04);
  cairo_pattern_t *skin;

  emu_glow (cr, x - cup->light * 0.7, y + 0.7, 2.7, 1.6, emu_ink (0x140a04), 0.75);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1, 0.72);
  cairo_rotate (cr, angle);
  skin = cairo_pattern_create_radial (-0.5, -0.4, 0.1, 0, 0, 2.2);
  emu_stop (skin, 0, emu_ink_lit (roast, 2.0), 1);
  emu_stop (skin, 0.5, roast, 1);
  emu_stop (skin, 1, emu_ink_lit (roast, 0.5), 1);
  emu_set_pattern (cr, skin);
  emu_ellipse (cr, 0, 0, 2, 1.35);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink_lit (roast, 0.32), 1);
  cairo_set_line_width (cr, 0.32);
  cairo_move_to (cr, -1.9, 0.1);
  cairo_curve_to (cr, -0.8, -0.55, 0.7, 0.6, 1.9, -0.1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_clutter (Cup    *cup,
              double  edge)
{
  EmuScene *scene = cup->scene;
  EmuRng rng;
  double ground = cup->y + cup->height;
  double side = -cup->handle;
  double reach = cup->rim * (cup->saucer ? 1.9 : 1.5);
  int n_beans;

  emu_scene_chance (scene, EMU_LANE_CLUTTER, &rng);

  if (emu_chance_coin (&rng, 0.6))
    {
      double x = cup->x + side * (reach + emu_rng_uniform_in (&rng, 8, 14));
      double y = MAX (edge + 12, ground - 6) + emu_rng_uniform_in (&rng, -3, 3);

      if (emu_chance_coin (&rng, 0.6))
        draw_biscuit (cup, &rng, x + side * 4, y - 7, 10);
      draw_biscuit (cup, &rng, x, y, 11);
    }

  n_beans = emu_chance_coin (&rng, 0.7) ? 3 + emu_rng_int (&rng, 0, 7) : 0;
  for (int i = 0; i < n_beans; i++)
    {
      double angle = emu_rng_uniform_in (&rng, -0.25, G_PI * 0.9);
      double r = reach * emu_rng_uniform_in (&rng, 1.12, 1.7);

      draw_bean (cup, &rng, cup->x + cup->handle * r * cos (angle),
                 MIN (ground + r * 0.42 * sin (angle) + 3, scene->height - 3));
    }

  if (!cup->saucer && emu_chance_coin (&rng, 0.6))
    draw_spoon (cup, cup->x + cup->handle * reach * 0.9, ground + 15,
                emu_rng_uniform_in (&rng, -0.5, 0.3) + (cup->handle < 0 ? G_PI : 0));
}

static void
handle_path (const Cup *cup,
             cairo_t   *cr)
{
  double h = cup->handle;
  double x0 = cup->x + h * (wall (cup, 0.16) - 1.5);
  double x1 = cup->x + h * (wall (cup, 0.74) - 1.2);
  double y0 = cup->y + cup->height * 0.16 + 2;
  double y1 = cup->y + cup->height * 0.74 + 2;
  double out = cup->x + h * cup->rim * 1.78;

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, out, y0 - cup->height * 0.14, out + h * cup->rim * 0.1, y1 - 1, x1, y1);
}

static void
draw_handle (Cup     *cup,
             cairo_t *cr)
{
  EmuInk ink = cup->glaze;
  double thick = cup->rim * 0.22;
  double shift = -0.10 * thick;

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  /* From the dark outline to the narrow highlight, as on a bent tube. */
  for (int i = 0; i <= 8; i++)
    {
      double t = i / 8.0;
      double gain = 0.48 + 0.62 * t;

      emu_set_ink (cr, emu_ink_lit (ink, cup->handle == cup->light ? gain * 1.05 : gain * 0.78), 1);
      cairo_set_line_width (cr, thick * (1 - 0.86 * t));
      cairo_save (cr);
      cairo_translate (cr, cup->light * -shift * 1.2 * t, shift * 2.4 * t);
      handle_path (cup, cr);
      cairo_restore (cr);
      cairo_stroke (cr);
    }
  emu_set_ink (cr, emu_ink (0xffffff), 0.5);
  cairo_set_line_width (cr, thick * 0.08);
  cairo_save (cr);
  cairo_translate (cr, 0, -thick * 0.3);
  handle_path (cup, cr);
  cairo_restore (cr);
  cairo_stroke (cr);
}

static void
draw_pattern (Cup     *cup,
              cairo_t *cr,
              EmuRng  *rng)
{
  switch (cup->pattern)
    {
    case GLAZE_DIPPED:
      {
        double level = emu_rng_uniform_in (rng, 0.38, 0.62);
        double phase = emu_rng_uniform_in (rng, 0, 6);

        emu_set_ink (cr, cup->second, 1);
        band_path (cup, cr, level, 1.4);
        cairo_fill (cr);
        for (int i = 0; i < 40; i++)
          {
            double angle = G_PI * (i + 0.5) / 40;
            double r = wall (cup, level);
            double drip = 1.2 + 1.0 * sin (i * 0.55 + phase) + 0.6 * sin (i * 1.3 + 2 * phase);

            emu_set_ink (cr, cup->glaze, 1);
            emu_ellipse (cr, cup->x + r * cos (angle),
                         cup->y + cup->height * level + r * cup->flat * sin (angle), 1.3, drip);
            cairo_fill (cr);
          }
        break;
      }

    case GLAZE_BANDS:
      {
        int n = 2 + emu_rng_int (rng, 0, 2);
        double start = emu_rng_uniform_in (rng, 0.14, 0.34);

        for (int i = 0; i < n; i++)
          {
            emu_set_ink (cr, cup->second, 0.95);
            band_path (cup, cr, start + 0.16 * i, start + 0.16 * i + (i == 1 ? 0.10 : 0.035));
            cairo_fill (cr);
          }
        break;
      }

    case GLAZE_DOTS:
      for (int row = 0; row < 5; row++)
        for (int i = 0; i < 10; i++)
          {
            double angle = G_PI * (i + 0.5 + 0.5 * (row % 2)) / 10;
            double t = 0.10 + 0.185 * row;
            double r = wall (cup, t);
            double size = cup->rim * 0.075;

            /* Dots turn edge-on towards the sides. */
            emu_set_ink (cr, cup->second, 0.95);
            emu_ellipse (cr, cup->x + r * cos (angle),
                         cup->y + cup->height * t + r * cup->flat * sin (angle),
                         size * (0.15 + 0.85 * sin (angle)), size);
            cairo_fill (cr);
          }
      break;

    case GLAZE_SPECKLED:
      for (int i = 0; i < 260; i++)
        {
          double angle = emu_rng_uniform_in (rng, 0, G_PI);
          double t = emu_rng_uniform (rng);
          double r = wall (cup, t);
          double u = emu_rng_uniform (rng);
          double size = 0.12 + 0.3 * u * u;

          emu_set_ink (cr, emu_ink_lit (cup->second, 0.55), 0.7);
          emu_ellipse (cr, cup->x + r * cos (angle),
                       cup->y + cup->height * t + r * cup->flat * sin (angle), size, size);
          cairo_fill (cr);
        }
      break;

    case GLAZE_PLAIN:
    case N_GLAZES:
    default:
      break;
    }
}

static void
shade_wall (Cup     *cup,
            cairo_t *cr)
{
  double left = cup->x - cup->rim - cup->belly;
  double right = cup->x + cup->rim + cup->belly;
  cairo_pattern_t *round;
  cairo_pattern_t *down;

  /* A cylinder: core shadow off the edge, reflected light at it. */
  round = cup->light < 0 ? cairo_pattern_create_linear (left, 0, right, 0)
                         : cairo_pattern_create_linear (right, 0, left, 0);
  emu_stop (round, 0, emu_ink (0x140a10), 0.30);
  emu_stop (round, 0.10, emu_ink (0x140a10), 0.06);
  emu_stop (round, 0.3, emu_ink (0x140a10), 0);
  emu_stop (round, 0.55, emu_ink (0x140a10), 0.14);
  emu_stop (round, 0.84, emu_ink (0x140a10), 0.52);
  emu_stop (round, 0.94, emu_ink (0x140a10), 0.46);
  emu_stop (round, 1, emu_ink (0x2a1608), 0.36);
  emu_set_pattern (cr, round);
  cairo_paint (cr);

  down = cairo_pattern_create_linear (0, cup->y, 0, cup->y + cup->height + cup->foot * cup->flat);
  emu_stop (down, 0, emu_ink (0xffffff), 0.06);
  emu_stop (down, 0.55, emu_ink (0x140a10), 0);
  emu_stop (down, 1, emu_ink (0x1c0c04), 0.42);
  emu_set_pattern (cr, down);
  cairo_paint (cr);

  /* A window mirrored in the glaze. */
  {
    double wx = cup->x + cup->light * cup->rim * 0.56;
    double wy = cup->y + cup->rim * cup->flat * 0.9 + cup->height * 0.12;
    double w = cup->rim * 0.11;
    double h = cup->height * 0.46;

    emu_glow (cr, wx, wy + h * 0.5, w * 3.2, h * 1.1, emu_ink (0xffffff), 0.35);
    emu_set_ink (cr, emu_ink (0xffffff), 0.62);
    for (int pane = 0; pane < 2; pane++)
      {
        double top = wy + pane * h * 0.55;

        cairo_move_to (cr, wx - w, top);
        cairo_line_to (cr, wx + w, top - cup->light * 0.6);
        cairo_line_to (cr, wx + w * 0.9, top + h * 0.5);
        cairo_line_to (cr, wx - w * 0.9, top + h * 0.5 + cup->light * 0.6);
        cairo_close_path (cr);
        cairo_fill (cr);
      }
  }
}

/* Poured milk, in coordinates where the coffee is the unit disc. */
static void
draw_milk (Cup     *cup,
           cairo_t *cr,
           EmuRng  *rng)
{
  EmuInk milk = emu_ink (0xf8e6c8);

  cairo_rotate (cr, emu_rng_uniform_in (rng, -0.5, 0.5));

  if (cup->top == TOP_HEART)
    {
      for (int i = 0; i < 3; i++)
        {
          double s = 0.66 - 0.22 * i;

          emu_set_ink (cr, i % 2 == 0 ? milk : emu_ink_mix (milk, cup->coffee, 0.6), 0.95);
          cairo_move_to (cr, 0, 1.05 * s);
          cairo_curve_to (cr, -1.5 * s, 0.1 * s, -1.0 * s, -1.15 * s, 0, -0.42 * s);
          cairo_curve_to (cr, 1.0 * s, -1.15 * s, 1.5 * s, 0.1 * s, 0, 1.05 * s);
          cairo_fill (cr);
        }
    }
  else if (cup->top == TOP_LEAF)
    {
      emu_set_ink (cr, milk, 0.92);
      for (int i = 0; i < 5; i++)
        for (int side = -1; side <= 1; side += 2)
          {
            double y = 0.62 - 0.3 * i;
            double reach = 0.62 - 0.09 * i;

            cairo_move_to (cr, 0, y + 0.10);
            cairo_curve_to (cr, side * reach * 0.6, y + 0.05, side * reach, y - 0.22,
                            side * reach * 0.9, y - 0.42);
            cairo_curve_to (cr, side * reach * 0.75, y - 0.2, side * reach * 0.4, y - 0.1, 0,
                            y - 0.06);
            cairo_fill (cr);
          }
      cairo_set_line_width (cr, 0.05);
      emu_set_ink (cr, milk, 0.92);
      cairo_move_to (cr, 0, 0.85);
      cairo_line_to (cr, 0, -0.8);
      cairo_stroke (cr);
    }
  else if (cup->top == TOP_FOAM)
    {
      for (int i = 0; i < 90; i++)
        {
          double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
          double r = sqrt (emu_rng_uniform (rng));

          emu_glow (cr, r * cos (angle), r * sin (angle), 0.3, 0.3, milk, 0.35);
        }
      for (int i = 0; i < 170; i++)
        {
          double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
          double r = 0.98 * sqrt (emu_rng_uniform (rng));
          double u = emu_rng_uniform (rng);
          double size = 0.012 + 0.03 * u * u;

          emu_set_ink (cr, emu_ink_lit (cup->coffee, 1.25), 0.5);
          emu_ellipse (cr, r * cos (angle), r * sin (angle), size, size);
          cairo_fill (cr);
        }
    }
}

static void
draw_inside (Cup     *cup,
             cairo_t *cr,
             EmuRng  *rng)
{
  double thickness = 0.93;
  double level = cup->rim * emu_rng_uniform_in (rng, 0.10, 0.17);
  double rx = cup->rim * thickness;
  double ry = rx * cup->flat;
  double coffee_rx = rx * 0.975;
  EmuInk lip = emu_ink_mix (cup->glaze, emu_ink (0xffffff), 0.35);
  cairo_pattern_t *fill;

  fill = cairo_pattern_create_linear (cup->x + cup->light * rx, 0, cup->x - cup->light * rx, 0);
  emu_stop (fill, 0, emu_ink_lit (lip, 1.1), 1);
  emu_stop (fill, 1, emu_ink_lit (lip, 0.78), 1);
  emu_set_pattern (cr, fill);
  emu_ellipse (cr, cup->x, cup->y, cup->rim, cup->rim * cup->flat);
  cairo_fill (cr);

  cairo_save (cr);
  emu_ellipse (cr, cup->x, cup->y + 0.1, rx, ry);
  cairo_clip (cr);

  /* The inner wall is lit on the far side from the light. */
  fill = cairo_pattern_create_linear (cup->x - cup->light * rx, 0, cup->x + cup->light * rx, 0);
  emu_stop (fill, 0, emu_ink_lit (emu_ink_mix (cup->glaze, emu_ink (0xfff8ea), 0.5), 0.95), 1);
  emu_stop (fill, 1, emu_ink_lit (emu_ink_mix (cup->glaze, emu_ink (0xfff8ea), 0.3), 0.5), 1);
  emu_set_pattern (cr, fill);
  cairo_paint (cr);

  emu_ellipse (cr, cup->x, cup->y + level, coffee_rx, coffee_rx * cup->flat);
  cairo_clip (cr);
  cairo_save (cr);
  cairo_translate (cr, cup->x, cup->y + level);
  cairo_scale (cr, coffee_rx, coffee_rx * cup->flat);
  fill = cairo_pattern_create_radial (0, 0, 0.1, 0, 0, 1);
  emu_stop (fill, 0, emu_ink_lit (cup->coffee, cup->top == TOP_BLACK ? 0.7 : 1.15), 1);
  emu_stop (fill, 0.85, cup->coffee, 1);
  emu_stop (fill, 0.95, emu_ink_lit (cup->coffee, 1.5), 1);
  emu_stop (fill, 1, emu_ink_lit (cup->coffee, 0.8), 1);
  emu_set_pattern (cr, fill);
  cairo_paint (cr);
  draw_milk (cup, cr, rng);
  cairo_restore (cr);

  /* The shadow of the wall and the sheen of the surface. */
  emu_glow (cr, cup->x + cup->light * rx, cup->y - ry * 0.3, rx * 0.95, ry * 1.6,
            emu_ink (0x120603), 0.55);
  emu_glow (cr, cup->x - cup->light * rx * 0.45, cup->y + level + ry * 0.45, rx * 0.4, ry * 0.22,
            emu_ink (0xfff4dc), cup->top == TOP_BLACK ? 0.6 : 0.3);
  cairo_restore (cr);

  emu_set_ink (cr, emu_ink_mix (lip, emu_ink (0xffffff), 0.7), 0.9);
  cairo_set_line_width (cr, 0.35);
  emu_ellipse (cr, cup->x, cup->y, cup->rim * 0.985, cup->rim * cup->flat * 0.985);
  cairo_stroke (cr);
}

static void
draw_steam (Cup *cup)
{
  EmuScene *scene = cup->scene;
  EmuRng rng;
  int n;

  emu_scene_chance (scene, EMU_LANE_AIR, &rng);
  n = 3 + emu_rng_int (&rng, 0, 2);
  for (int pass = 0; pass < 2; pass++)
    {
      EmuLayer steam;

      emu_layer_begin (&steam, scene);
      for (int i = 0; i < n; i++)
        {
          double x = cup->x + cup->rim * (-0.55 + 1.1 * (i + 0.5) / n);
          double phase = emu_rng_uniform_in (&rng, 0, 6);
          double sway = emu_rng_uniform_in (&rng, 1.6, 4.2);
          double drift = emu_rng_uniform_in (&rng, -5, 5);
          double rise = emu_rng_uniform_in (&rng, 30, 46);
          double top = MIN (cup->y + 6, rise);

          for (int step = 0; step < 60; step++)
            {
              double t = step / 60.0;
              double r = (pass == 0 ? 3.4 : 1.25) * (0.5 + 1.1 * t);
              double fade = sin (G_PI * MIN (1, t * 1.02)) * (1 - 0.5 * t);

              emu_glow (steam.cr, x + drift * t + sway * t * sin (5.5 * t + phase),
                        cup->y + 1 - top * t, r, r * 1.5, emu_ink (0xffffff),
                        (pass == 0 ? 0.10 : 0.2) * fade);
            }
        }
      emu_layer_blur (&steam, pass == 0 ? 1.4 : 0.5);
      emu_layer_end (&steam, scene->cr, pass == 0 ? 0.8 : 0.6);
    }
}

void
emu_draw_cup (EmuScene *scene)
{
  Cup cup = { .scene = scene };
  const guint32 *colours;
  EmuLayer layer;
  EmuRng rng;
  double edge;
  double spare = MAX (0, scene->height - 100);

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  cup.rim = emu_rng_uniform_in (&rng, 20, 25);
  cup.flat = emu_rng_uniform_in (&rng, 0.26, 0.42);
  cup.height = cup.rim * emu_rng_uniform_in (&rng, 1.25, 1.75);
  cup.foot = cup.rim * emu_rng_uniform_in (&rng, 0.52, 0.85);
  cup.belly = cup.rim * emu_rng_uniform_in (&rng, 0, 0.10);
  cup.handle = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  cup.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  cup.saucer = emu_chance_coin (&rng, 0.55);
  cup.x = scene->width / 2 - cup.handle * cup.rim * 0.25 +
          emu_rng_uniform_in (&rng, -0.12, 0.12) * MAX (0, scene->width - 80);
  cup.y = 86 - cup.height - cup.rim * cup.flat * 0.6 + emu_rng_uniform_in (&rng, -5, 1) +
          spare * 0.55;
  edge = cup.y + cup.height * emu_rng_uniform_in (&rng, 0.08, 0.4);
  cup.pattern = (Glaze) emu_rng_int (&rng, 0, N_GLAZES - 1);
  cup.top = (Top) emu_rng_int (&rng, 0, N_TOPS - 1);

  emu_scene_chance (scene, EMU_LANE_SUBJECT, &rng);
  colours = cup_colours[emu_rng_int (&rng, 0, G_N_ELEMENTS (cup_colours) - 1)];
  cup.glaze = emu_ink_jitter (emu_ink (colours[0]), &rng, 0.03);
  cup.second = emu_ink_jitter (emu_ink (colours[1]), &rng, 0.03);
  cup.coffee = emu_ink_jitter (emu_ink (cup.top == TOP_BLACK ? 0x3a2013 : 0x8a5428), &rng, 0.02);

  draw_background (&cup, edge);
  draw_table (&cup, edge);
  if (cup.saucer)
    draw_saucer (&cup);
  draw_clutter (&cup, edge);

  /* Where the foot stands, the table is darkest. */
  emu_glow (scene->cr, cup.x - cup.light * cup.rim * 0.35,
            cup.y + cup.height + cup.foot * cup.flat * 0.6, cup.foot * 1.7,
            cup.foot * cup.flat * 1.7, emu_ink (0x140804), 0.8);

  emu_scene_chance (scene, EMU_LANE_DETAIL, &rng);
  emu_layer_begin (&layer, scene);
  draw_handle (&cup, layer.cr);
  emu_set_ink (layer.cr, cup.glaze, 1);
  wall_path (&cup, layer.cr);
  cairo_fill_preserve (layer.cr);
  cairo_clip (layer.cr);
  draw_pattern (&cup, layer.cr, &rng);
  shade_wall (&cup, layer.cr);
  cairo_reset_clip (layer.cr);
  draw_inside (&cup, layer.cr, &rng);
  emu_layer_shadow (&layer, scene->cr, -cup.light * 3.5, 1.6, 2.6, emu_ink (0x1a0d06), 0.4);
  emu_layer_end (&layer, scene->cr, 1);

  draw_steam (&cup);
}
