/* emu-drawing-bird.c: a small bird on a branch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* How the head and breast are marked. */
typedef enum
{
  MARKING_BIB,      /* face and breast in the colour of the breast */
  MARKING_CAP,      /* a dark cap over pale cheeks */
  MARKING_MASK,     /* a dark face, body of one colour */
  MARKING_COLLAR,   /* a dark band round the throat */
} Marking;

typedef struct
{
  guint32 back;
  guint32 breast;
  guint32 belly;
  guint32 cap;
  guint32 wing;
  guint32 beak;
  Marking marking;
} Plumage;

static const Plumage plumages[] = {
  { 0x7a6a4c, 0xe2672a, 0xf2ece0, 0x7a6a4c, 0x6a5a42, 0x3a3434, MARKING_BIB },
  { 0x6a9a4c, 0xf6d63c, 0xfbe88a, 0x2c64c0, 0x3468b8, 0x2e2e34, MARKING_CAP },
  { 0xc42a24, 0xe23a2c, 0xd8442f, 0x241820, 0x8a2020, 0xf08a3a, MARKING_MASK },
  { 0x3a72cc, 0xe8eef4, 0xf8f6f2, 0x2c5cb8, 0x2f68d0, 0x30343c, MARKING_COLLAR },
  { 0xe8b818, 0xf8d83a, 0xfbe890, 0x26222a, 0x2c2a30, 0xe0804c, MARKING_MASK },
  { 0xb08464, 0xe8a088, 0xf6ece4, 0x30303a, 0x3c3c46, 0x34343a, MARKING_CAP },
  { 0x2a8a98, 0xf08440, 0xf6d8b4, 0x1f6fa8, 0x1c70b0, 0x2c2c34, MARKING_BIB },
  { 0x8a7a68, 0xefe6d6, 0xfaf6ee, 0x6a4a34, 0x5c4836, 0x4a4440, MARKING_COLLAR },
  { 0x4a9a3c, 0xa8d04a, 0xe6e88c, 0xc03828, 0x2f7848, 0xf0a83c, MARKING_CAP },
};

/* Shade, leaves, light. */
static const guint32 woods[][3] = {
  { 0x23402c, 0x6f9a58, 0xeaf0b4 },
  { 0x38505c, 0x9ab8b4, 0xf6f0dc },
  { 0x4c3428, 0xc08a4c, 0xfbe0a0 },
  { 0x4c5878, 0xa8b8d8, 0xfaf0ea },
  { 0x5c3c4c, 0xd09aa8, 0xfce6dc },
  { 0x2c3c2c, 0x8a9a50, 0xf4e8a8 },
};

typedef enum
{
  TWIG_LEAVES,
  TWIG_BLOSSOM,
  TWIG_BERRIES,
  TWIG_SNOW,
  N_TWIGS,
} Twig;

typedef struct
{
  EmuScene *scene;

  double x;        /* middle of the body, units */
  double y;
  double size;     /* half its height, units */
  double way;      /* −1 looks to the left, 1 to the right */
  double tilt;     /* radians */
  double light;    /* −1 from the left, 1 from the right */
  double tail;     /* length of the tail */
  double plump;    /* how full the breast is */
  double nod;      /* of the head, radians */
  double beak;     /* its length */
  double slope;    /* of the branch */
  double droop;    /* of the wing, radians */
  Twig twig;

  EmuInk back;
  EmuInk breast;
  EmuInk belly;
  EmuInk cap;
  EmuInk wing;
  EmuInk bill;
  EmuInk bark;
  Marking marking;
} Bird;

static double
branch_at (const Bird *bird,
           double      x)
{
  double off = x - bird->x;

  return bird->y + bird->size * 1.08 + bird->slope * off + 1.6 * sin (off * 0.055);
}

static void
draw_leaf (cairo_t *cr,
           EmuRng  *rng,
           EmuInk   ink,
           double   x,
           double   y,
           double   direction,
           double   length)
{
  double tone = emu_rng_uniform_in (rng, 0.75, 1.25);
  double width = length * emu_rng_uniform_in (rng, 0.24, 0.36);
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, -width, 0, width);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, direction);
  emu_stop (fill, 0, emu_ink_lit (ink, 1.25 * tone), 1);
  emu_stop (fill, 0.5, emu_ink_lit (ink, tone), 1);
  emu_stop (fill, 0.52, emu_ink_lit (ink, 0.78 * tone), 1);
  emu_stop (fill, 1, emu_ink_lit (ink, 0.9 * tone), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, 0, 0);
  cairo_curve_to (cr, length * 0.2, -width, length * 0.65, -width, length, 0);
  cairo_curve_to (cr, length * 0.65, width, length * 0.2, width, 0, 0);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink_lit (ink, 0.5), 0.6);
  cairo_set_line_width (cr, 0.16);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, length * 0.95, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_ornament (Bird    *bird,
               cairo_t *cr,
               EmuRng  *rng,
               EmuInk   leaf,
               double   x,
               double   y,
               double   side)
{
  double lean = emu_rng_uniform_in (rng, 0.3, 1.2);
  double length = emu_rng_uniform_in (rng, 6, 11);

  if (bird->twig == TWIG_LEAVES || bird->twig == TWIG_BERRIES)
    draw_leaf (cr, rng, leaf, x, y, side * lean, length);

  if (bird->twig == TWIG_BLOSSOM)
    {
      double r = emu_rng_uniform_in (rng, 1.6, 2.8);

      y += side * emu_rng_uniform_in (rng, 0.5, 2.5);
      for (int i = 0; i < 5; i++)
        {
          double angle = i * 2 * G_PI / 5 + lean;

          emu_set_ink (cr, emu_ink_lit (leaf, 0.84 + 0.05 * i), 1);
          emu_ellipse (cr, x + r * 0.75 * cos (angle), y + r * 0.75 * sin (angle), r * 0.62,
                       r * 0.56);
          cairo_fill (cr);
        }
      emu_glow (cr, x, y, r * 0.7, r * 0.7, emu_ink (0xb83a5c), 0.7);
      emu_set_ink (cr, emu_ink (0xf8d858), 1);
      emu_ellipse (cr, x, y, r * 0.24, r * 0.24);
      cairo_fill (cr);
    }
  else if (bird->twig == TWIG_BERRIES)
    {
      for (int i = 0; i < 3; i++)
        {
          double bx = x + emu_rng_uniform_in (rng, -2, 2);
          double by = y + emu_rng_uniform_in (rng, 1.5, 4.5);
          cairo_pattern_t *fill = cairo_pattern_create_radial (bx - 0.4, by - 0.4, 0.1,
                                                               bx, by, 1.5);

          emu_stop (fill, 0, emu_ink (0xff8a70), 1);
          emu_stop (fill, 0.4, emu_ink (0xd02c28), 1);
          emu_stop (fill, 1, emu_ink (0x6c0c14), 1);
          emu_set_pattern (cr, fill);
          emu_ellipse (cr, bx, by, 1.4, 1.4);
          cairo_fill (cr);
        }
    }
}

static void
draw_branch (Bird *bird)
{
  EmuScene *scene = bird->scene;
  EmuLayer layer;
  EmuRng rng;
  EmuRng furrows;
  EmuInk leaf;
  double thick, end, autumn, widening;
  gboolean snowy = bird->twig == TWIG_SNOW;
  int n;

  emu_scene_chance (scene, EMU_LANE_GROUND, &rng);
  thick = emu_rng_uniform_in (&rng, 2.6, 4.4);
  end = scene->width + 12;
  autumn = emu_rng_uniform (&rng);
  if (bird->twig == TWIG_BLOSSOM)
    leaf = emu_ink_jitter (emu_ink (0xfad0dc), &rng, 0.05);
  else
    leaf = emu_ink_jitter (emu_ink_mix (emu_ink (0x5f9a38), emu_ink (0xd08a2c), autumn * autumn),
                           &rng, 0.04);

  emu_layer_begin (&layer, scene);
  cairo_set_line_cap (layer.cr, CAIRO_LINE_CAP_ROUND);

  /* Side twigs, then the branch itself from its dark underside to its lit top. */
  for (int i = 0; i < 5; i++)
    {
      double x = emu_rng_uniform_in (&rng, 0.02, 0.98) * scene->width;
      double up = emu_chance_coin (&rng, 0.5) ? -1 : 1;
      double reach = emu_rng_uniform_in (&rng, 8, 20);
      double end_x = x + reach * (x < bird->x ? -0.7 : 0.7);
      double end_y = branch_at (bird, x) + up * reach * 0.6;

      /* The bird has the air above the branch for itself. */
      if (up < 0 && fabs (end_x - bird->x) < bird->size * 1.25)
        end_y = branch_at (bird, x) + reach * 0.6;
      emu_set_ink (layer.cr, emu_ink_lit (bird->bark, 0.7), 1);
      cairo_set_line_width (layer.cr, thick * 0.38);
      cairo_move_to (layer.cr, x, branch_at (bird, x));
      cairo_line_to (layer.cr, end_x, end_y);
      cairo_stroke (layer.cr);
      for (int j = 0; j < 3; j++)
        draw_ornament (bird, layer.cr, &rng, leaf, x + (end_x - x) * (0.5 + 0.25 * j),
                       branch_at (bird, x) + (end_y - branch_at (bird, x)) * (0.5 + 0.25 * j),
                       end_x > x ? (j % 2 == 0 ? 1 : -1) : (j % 2 == 0 ? 2 : -2));
    }

  for (int pass = 0; pass < 5; pass++)
    {
      for (double x = -12; x <= end; x += 3)
        cairo_line_to (layer.cr, x, branch_at (bird, x) - thick * 0.09 * pass);
      emu_set_ink (layer.cr, emu_ink_lit (bird->bark, 0.48 + 0.2 * pass), 1);
      cairo_set_line_width (layer.cr, thick * (1 - 0.19 * pass));
      cairo_stroke (layer.cr);
    }
  cairo_set_operator (layer.cr, CAIRO_OPERATOR_ATOP);
  emu_scene_chance (scene, EMU_LANE_DETAIL, &furrows);
  n = emu_scene_strokes (scene, 420, &widening);
  for (int i = 0; i < n; i++)
    {
      double x = emu_rng_uniform_in (&furrows, -5, scene->width + 5);
      double off = emu_rng_uniform_in (&furrows, -0.5, 0.5) * thick;
      double gain = emu_rng_uniform_in (&furrows, 0.4, 1.5);
      double length = emu_rng_uniform_in (&furrows, 1.5, 5);

      emu_set_ink (layer.cr, emu_ink_lit (bird->bark, gain), 0.5);
      emu_strand (layer.cr, x, branch_at (bird, x) + off, bird->slope, length,
                  0.32 * MIN (widening, 2), 0.05);
    }
  cairo_set_operator (layer.cr, CAIRO_OPERATOR_OVER);

  if (snowy)
    for (double x = -8; x <= end; x += 1.6)
      {
        double heap = emu_rng_uniform_in (&rng, 0.9, 1.7);

        emu_set_ink (layer.cr, emu_ink (0xdce6f4), 1);
        emu_ellipse (layer.cr, x, branch_at (bird, x) - thick * 0.42, 1.9, heap);
        cairo_fill (layer.cr);
        emu_set_ink (layer.cr, emu_ink (0xffffff), 1);
        emu_ellipse (layer.cr, x, branch_at (bird, x) - thick * 0.42 - 0.4, 1.7, heap * 0.75);
        cairo_fill (layer.cr);
      }
  else
    for (int i = 0; i < 16; i++)
      {
        double x = emu_rng_uniform_in (&rng, 0, scene->width);
        double side = emu_chance_coin (&rng, 0.5) ? 1 : -1;

        if (fabs (x - bird->x) > bird->size * 0.8)
          draw_ornament (bird, layer.cr, &rng, leaf, x, branch_at (bird, x) + side * thick * 0.3,
                         side);
      }

  emu_layer_end (&layer, scene->cr, 1);
}

/* All of the bird is drawn in half heights of its body, looking right. A feather runs along the
 * x axis. */
static void
draw_feather (cairo_t *cr,
              EmuInk   ink,
              double   x,
              double   y,
              double   direction,
              double   length,
              double   half,
              double   edge)
{
  cairo_pattern_t *fill = cairo_pattern_create_linear (0, -half, 0, half);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, direction);
  cairo_move_to (cr, 0, -half * 0.5);
  cairo_curve_to (cr, length * 0.4, -half * 1.2, length * 0.92, -half, length, 0);
  cairo_curve_to (cr, length * 0.92, half, length * 0.4, half * 1.1, 0, half * 0.5);
  cairo_close_path (cr);
  emu_stop (fill, 0, emu_ink_lit (ink, 0.72), 1);
  emu_stop (fill, 0.5, ink, 1);
  emu_stop (fill, 0.8, emu_ink_lit (ink, 1.18), 1);
  emu_stop (fill, 1, emu_ink_lit (ink, 0.85), 1);
  emu_set_pattern (cr, fill);
  cairo_fill_preserve (cr);
  emu_set_ink (cr, emu_ink_lit (ink, 0.4), 0.7);
  cairo_set_line_width (cr, 0.013);
  cairo_stroke (cr);
  /* A pale rim on the outer vane. */
  cairo_move_to (cr, length * 0.12, half * 0.62);
  cairo_curve_to (cr, length * 0.5, half * 0.98, length * 0.88, half * 0.8, length * 0.97, 0);
  emu_set_ink (cr, emu_ink_mix (ink, emu_ink (0xfdf6e6), 0.65), edge);
  cairo_set_line_width (cr, 0.018);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
body_path (const Bird *bird,
           cairo_t    *cr)
{
  double p = bird->plump;
  const EmuPoint points[] = {
    { 0.10, -0.52 }, { -0.26, -0.16 }, { -0.56, 0.28 }, { -0.70, 0.66 }, { -0.46, 0.76 },
    { -0.10, 0.88 + 0.05 * p }, { 0.30, 0.72 + 0.08 * p }, { 0.60 + 0.12 * p, 0.28 },
    { 0.66 + 0.10 * p, -0.14 }, { 0.62, -0.48 }, { 0.36, -0.66 },
  };

  emu_smooth (cr, points, G_N_ELEMENTS (points));
}

/* The head turns about its own centre. */
static void
enter_head (const Bird *bird,
            cairo_t    *cr)
{
  cairo_translate (cr, 0.38, -0.60);
  cairo_rotate (cr, bird->nod);
}

static EmuInk
plumage_at (const Bird *bird,
            double      x,
            double      y)
{
  /* How far forward of the line from the throat to the rump a place lies. */
  double front = (x - 0.12) * 0.78 + (y - 0.05) * 0.62;
  EmuInk below = emu_ink_mix (bird->breast, bird->belly, (y - 0.25) * 2.6);

  return emu_ink_mix (bird->back, below, 0.5 + 7 * front);
}

static EmuInk
head_colour_at (const Bird *bird,
                double      x,
                double      y)
{
  EmuInk pale = emu_ink (0xf8f4ea);

  switch (bird->marking)
    {
    case MARKING_BIB:
      return emu_ink_mix (bird->cap, bird->breast, 0.5 + 9 * (0.5 * x + y + 0.02));
    case MARKING_CAP:
      return emu_ink_mix (bird->cap, emu_ink_mix (pale, bird->cap, 9 * (y - 0.24)),
                          0.5 + 14 * (y + 0.06));
    case MARKING_MASK:
      return emu_ink_mix (bird->breast, bird->cap, 0.5 + 9 * (0.30 - hypot (x - 0.36, y - 0.06)));
    case MARKING_COLLAR:
    default:
      return emu_ink_mix (bird->cap,
                          emu_ink_mix (pale, emu_ink_lit (bird->cap, 0.5), 10 * (y - 0.25)),
                          0.5 + 12 * (0.4 * x + y));
    }
}

static void
draw_down (Bird    *bird,
           cairo_t *cr,
           EmuRng  *rng)
{
  double widening;
  int n = emu_scene_strokes (bird->scene, 7000, &widening);
  double light = bird->light * bird->way;

  /* From the tail forwards: each feather lies over the root of the next one behind. */
  for (int i = 0; i < n; i++)
    {
      double x = -0.75 + 1.55 * (i + emu_rng_uniform (rng)) / n;
      double y = emu_rng_uniform_in (rng, -0.72, 0.98);
      double dx = (x - 0.08) / 0.75;
      double dy = (y - 0.15) / 0.85;
      double gain = 0.98 + 0.20 * dx * light - 0.26 * dy - 0.12 * dx * dx;
      double direction = 2.15 + 0.25 * dy + emu_rng_uniform_in (rng, -0.3, 0.3);
      double length = emu_rng_uniform_in (rng, 0.06, 0.13);

      emu_set_ink (cr, emu_ink_lit (plumage_at (bird, x, y),
                                    gain * emu_rng_uniform_in (rng, 0.88, 1.12)), 0.8);
      emu_strand (cr, x, y, direction, length, 0.024 * widening, 0.1);
    }
}

static void
draw_head (Bird    *bird,
           cairo_t *cr,
           EmuRng  *rng)
{
  double widening;
  int n = emu_scene_strokes (bird->scene, 3600, &widening);
  double light = bird->light * bird->way;
  double b = bird->beak;
  cairo_pattern_t *fill;

  cairo_save (cr);
  enter_head (bird, cr);

  /* Beak: lower and upper half. */
  emu_set_ink (cr, emu_ink_lit (bird->bill, 0.65), 1);
  cairo_move_to (cr, 0.26, 0.02);
  cairo_curve_to (cr, 0.36, 0.02, 0.36 + 0.6 * b, 0.06, 0.38 + 0.9 * b, 0.07);
  cairo_curve_to (cr, 0.38 + 0.5 * b, 0.15, 0.34, 0.17, 0.24, 0.17);
  cairo_close_path (cr);
  cairo_fill (cr);
  fill = cairo_pattern_create_linear (0, -0.10, 0, 0.09);
  emu_stop (fill, 0, emu_ink_lit (bird->bill, 1.7), 1);
  emu_stop (fill, 1, emu_ink_lit (bird->bill, 0.85), 1);
  emu_set_pattern (cr, fill);
  cairo_move_to (cr, 0.24, -0.12);
  cairo_curve_to (cr, 0.40, -0.12, 0.38 + 0.7 * b, -0.03, 0.38 + b, 0.09);
  cairo_curve_to (cr, 0.36 + 0.5 * b, 0.07, 0.34, 0.06, 0.24, 0.06);
  cairo_close_path (cr);
  cairo_fill (cr);

  emu_set_ink (cr, head_colour_at (bird, 0, 0), 1);
  emu_ellipse (cr, 0, 0, 0.37, 0.34);
  cairo_fill (cr);
  for (int i = 0; i < n; i++)
    {
      double ring = sqrt (1 - (i + emu_rng_uniform (rng)) / (n + 1.0));
      double angle = emu_rng_uniform_in (rng, -G_PI, G_PI);
      double x = 0.37 * ring * cos (angle);
      double y = 0.335 * ring * sin (angle);
      double gain = 0.92 + 0.16 * ring * cos (angle) * light - 0.20 * ring * sin (angle);
      double direction = atan2 (y, x - 0.34) + emu_rng_uniform_in (rng, -0.3, 0.3);

      emu_set_ink (cr, emu_ink_lit (head_colour_at (bird, x, y),
                                    gain * emu_rng_uniform_in (rng, 0.88, 1.12)), 0.85);
      emu_strand (cr, x, y, direction, 0.07, 0.02 * widening, 0.1);
    }

  /* A dark line through the eye of the capped ones, then the eye. */
  if (bird->marking == MARKING_CAP)
    {
      emu_set_ink (cr, emu_ink_lit (bird->cap, 0.4), 0.85);
      emu_strand (cr, 0.33, 0.0, G_PI - 0.1, 0.6, 0.07, 0.02);
    }
  emu_set_ink (cr, emu_ink_mix (bird->belly, emu_ink (0xffffff), 0.4), 0.8);
  emu_ellipse (cr, 0.135, -0.055, 0.086, 0.086);
  cairo_fill (cr);
  emu_set_ink (cr, emu_ink (0x100a0c), 1);
  emu_ellipse (cr, 0.14, -0.05, 0.07, 0.072);
  cairo_fill (cr);
  emu_glow (cr, 0.14, -0.025, 0.05, 0.03, emu_ink (0x9a6a40), 0.7);
  emu_set_ink (cr, emu_ink (0xffffff), 1);
  emu_ellipse (cr, 0.14 + 0.026 * light, -0.078, 0.021, 0.021);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_wing (Bird    *bird,
           cairo_t *cr,
           EmuRng  *rng)
{
  cairo_save (cr);
  cairo_rotate (cr, bird->droop);
  emu_glow (cr, -0.18, 0.34, 0.62, 0.45, emu_ink (0x180c10), 0.32);

  /* Long flight feathers, two rows of coverts, and the small ones on the shoulder. */
  for (int i = 0; i < 7; i++)
    draw_feather (cr, emu_ink_lit (bird->wing, 0.62 + 0.045 * i), 0.06 - 0.05 * i, 0.30 - 0.055 * i,
                  2.45 - 0.03 * i, 1.02 - 0.03 * i, 0.075, 0.55);
  for (int i = 0; i < 6; i++)
    draw_feather (cr, emu_ink_lit (bird->wing, 0.9 + 0.03 * i), 0.18 - 0.055 * i, 0.26 - 0.065 * i,
                  2.42, 0.52, 0.085, 0.8);
  for (int i = 0; i < 6; i++)
    draw_feather (cr, emu_ink_mix (bird->wing, bird->back, 0.4), 0.24 - 0.06 * i,
                  0.14 - 0.065 * i, 2.36, 0.34, 0.075, 0.5);
  for (int row = 0; row < 4; row++)
    for (int i = 0; i < 6; i++)
      draw_feather (cr, emu_ink_lit (emu_ink_mix (bird->wing, bird->back, 0.6 + 0.1 * row),
                                     emu_rng_uniform_in (rng, 0.9, 1.15)),
                    0.27 - 0.06 * i + 0.012 * row, 0.03 - 0.055 * i - 0.05 * row, 2.25, 0.17, 0.05,
                    0.15);
  cairo_restore (cr);
}

static void
draw_legs (Bird    *bird,
           cairo_t *cr)
{
  EmuInk skin = emu_ink_mix (bird->bill, emu_ink (0x9a6a50), 0.5);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int leg = 0; leg < 2; leg++)
    {
      double x = -0.02 + 0.24 * leg;

      emu_set_ink (cr, emu_ink_lit (skin, 0.7 + 0.3 * leg), 1);
      cairo_set_line_width (cr, 0.055);
      cairo_move_to (cr, x - 0.04, 0.78);
      cairo_line_to (cr, x + 0.01, 1.05);
      cairo_stroke (cr);
    }
}

static void
draw_toes (Bird    *bird,
           cairo_t *cr)
{
  EmuInk skin = emu_ink_mix (bird->bill, emu_ink (0x9a6a50), 0.5);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int leg = 0; leg < 2; leg++)
    for (int toe = -1; toe <= 1; toe++)
      {
        double x = -0.01 + 0.24 * leg;

        emu_set_ink (cr, emu_ink_lit (skin, 0.9 + 0.12 * toe), 1);
        cairo_set_line_width (cr, 0.05);
        cairo_move_to (cr, x, 1.03);
        cairo_curve_to (cr, x + 0.05 * toe, 1.01, x + 0.07 * toe + 0.02, 1.03,
                        x + 0.07 * toe + 0.03, 1.15);
        cairo_stroke (cr);
      }
}

static void
draw_bird (Bird *bird)
{
  EmuScene *scene = bird->scene;
  EmuLayer layer;
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_TEXTURE, &rng);
  emu_layer_begin (&layer, scene);
  cairo_translate (layer.cr, bird->x, bird->y);
  cairo_scale (layer.cr, bird->size * bird->way, bird->size);

  draw_legs (bird, layer.cr);
  cairo_translate (layer.cr, 0, 0.4);
  cairo_rotate (layer.cr, bird->tilt);
  cairo_translate (layer.cr, 0, -0.4);
  for (int i = 0; i < 5; i++)
    draw_feather (layer.cr, emu_ink_lit (bird->wing, 0.6 + 0.09 * i), -0.50 - 0.02 * i,
                  0.66 - 0.035 * i, 2.20 + 0.045 * i, bird->tail, 0.075, 0.4);

  {
    EmuLayer down;

    /* On a sheet of its own, so that the feathers keep within the body. */
    emu_layer_begin (&down, scene);
    cairo_transform (down.cr, &(cairo_matrix_t) { 1, 0, 0, 1, bird->x, bird->y });
    cairo_scale (down.cr, bird->size * bird->way, bird->size);
    cairo_translate (down.cr, 0, 0.4);
    cairo_rotate (down.cr, bird->tilt);
    cairo_translate (down.cr, 0, -0.4);
    emu_set_ink (down.cr, bird->breast, 1);
    body_path (bird, down.cr);
    cairo_fill (down.cr);
    cairo_set_operator (down.cr, CAIRO_OPERATOR_ATOP);
    draw_down (bird, down.cr, &rng);
    emu_glow (down.cr, -0.1, 0.95, 0.7, 0.34, emu_ink (0x1c1418), 0.5);
    emu_layer_end (&down, layer.cr, 1);
  }

  draw_head (bird, layer.cr, &rng);
  draw_wing (bird, layer.cr, &rng);
  emu_layer_end (&layer, scene->cr, 1);

  /* The claws grasp the branch, in front of it. */
  cairo_save (scene->cr);
  cairo_translate (scene->cr, bird->x, bird->y);
  cairo_scale (scene->cr, bird->size * bird->way, bird->size);
  draw_toes (bird, scene->cr);
  cairo_restore (scene->cr);
}

static void
draw_air (Bird *bird)
{
  EmuScene *scene = bird->scene;
  EmuInk ink = emu_ink (bird->twig == TWIG_BLOSSOM ? 0xfbd4e0 : 0xffffff);
  EmuRng rng;

  if (bird->twig != TWIG_SNOW && bird->twig != TWIG_BLOSSOM)
    return;

  emu_scene_chance (scene, EMU_LANE_AIR, &rng);
  for (int i = 0; i < 34; i++)
    {
      double x = emu_rng_uniform_in (&rng, 0, scene->width);
      double y = emu_rng_uniform_in (&rng, 0, scene->height);
      double r = emu_rng_uniform_in (&rng, 0.3, 1.1);

      emu_glow (scene->cr, x, y, r * 1.3, r, ink, 0.9);
    }
}

void
emu_draw_bird (EmuScene *scene)
{
  Bird bird = { .scene = scene };
  const guint32 *wood;
  const Plumage *plumage;
  EmuInk colours[3];
  EmuRng rng;

  emu_scene_chance (scene, EMU_LANE_LAYOUT, &rng);
  bird.size = emu_rng_uniform_in (&rng, 25, 31);
  bird.way = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  bird.light = emu_chance_coin (&rng, 0.5) ? 1 : -1;
  bird.tilt = emu_rng_uniform_in (&rng, -0.15, 0.35);
  bird.tail = emu_rng_uniform_in (&rng, 0.55, 0.95);
  bird.plump = emu_rng_uniform_in (&rng, 0, 1);
  bird.nod = emu_rng_uniform_in (&rng, -0.4, 0.12);
  bird.beak = emu_rng_uniform_in (&rng, 0.16, 0.34);
  bird.slope = emu_rng_uniform_in (&rng, -0.16, 0.16);
  bird.droop = emu_rng_uniform_in (&rng, -0.08, 0.12);
  bird.x = scene->width / 2 + bird.way * 4 +
           emu_rng_uniform_in (&rng, -0.2, 0.2) * MAX (6, scene->width - 76);
  bird.y = 44 + emu_rng_uniform_in (&rng, -3, 4) + MAX (0, scene->height - 100) * 0.45;
  bird.twig = (Twig) emu_rng_int (&rng, 0, N_TWIGS - 1);

  emu_scene_chance (scene, EMU_LANE_COLOUR, &rng);
  plumage = &plumages[emu_rng_int (&rng, 0, G_N_ELEMENTS (plumages) - 1)];
  bird.back = emu_ink_jitter (emu_ink (plumage->back), &rng, 0.04);
  bird.breast = emu_ink_jitter (emu_ink (plumage->breast), &rng, 0.03);
  bird.belly = emu_ink_jitter (emu_ink (plumage->belly), &rng, 0.02);
  bird.cap = emu_ink_jitter (emu_ink (plumage->cap), &rng, 0.03);
  bird.wing = emu_ink_jitter (emu_ink (plumage->wing), &rng, 0.03);
  bird.bill = emu_ink (plumage->beak);
  bird.bark = emu_ink_jitter (emu_ink (0x75583f), &rng, 0.05);
  bird.marking = plumage->marking;

  emu_scene_chance (scene, EMU_LANE_BACKGROUND, &rng);
  wood = woods[emu_rng_int (&rng, 0, G_N_ELEMENTS (woods) - 1)];
  for (int i = 0; i < 3; i++)
    colours[i] = emu_ink_jitter (emu_ink (wood[i]), &rng, 0.04);
  if (bird.twig == TWIG_SNOW)
    for (int i = 0; i < 3; i++)
      colours[i] = emu_ink_mix (colours[i], emu_ink (0xc8d4e8), 0.55);
  emu_scene_foliage (scene, &rng, colours, bird.light);

  draw_branch (&bird);
  draw_bird (&bird);
  draw_air (&bird);
}
