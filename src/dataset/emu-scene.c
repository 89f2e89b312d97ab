/* emu-scene.c: brushes, layers and light for the drawn pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-scene.h"

/* Components of a pixel as Cairo stores it. */
#define CHANNELS 4

void
emu_scene_chance (const EmuScene *self,
                  guint32         lane,
                  EmuRng         *rng)
{
  emu_rng_init (rng, self->seed, EMU_PURPOSE_DATASET, self->class_index, lane);
}

gboolean
emu_chance_coin (EmuRng *rng,
                 double  probability)
{
  return emu_rng_uniform (rng) < probability;
}

int
emu_scene_strokes (const EmuScene *self,
                   int             n,
                   double         *widening)
{
  /* Number times width stays near 1, a little below it for lack of overlap in small pictures. */
  if (widening != NULL)
    *widening = pow (self->finest, -0.7);

  return MAX (1, (int) (n * self->finest));
}

EmuInk
emu_ink (guint32 rgb)
{
  return (EmuInk) {
    .r = ((rgb >> 16) & 255) / 255.0,
    .g = ((rgb >> 8) & 255) / 255.0,
    .b = (rgb & 255) / 255.0,
  };
}

EmuInk
emu_ink_mix (EmuInk a,
             EmuInk b,
             double t)
{
  t = CLAMP (t, 0, 1);

  return (EmuInk) {
    .r = a.r + (b.r - a.r) * t,
    .g = a.g + (b.g - a.g) * t,
    .b = a.b + (b.b - a.b) * t,
  };
}

EmuInk
emu_ink_lit (EmuInk a,
             double gain)
{
  return (EmuInk) {
    .r = CLAMP (a.r * gain, 0, 1),
    .g = CLAMP (a.g * gain, 0, 1),
    .b = CLAMP (a.b * gain, 0, 1),
  };
}

EmuInk
emu_ink_jitter (EmuInk  a,
                EmuRng *rng,
                double  amount)
{
  double light = emu_rng_uniform_in (rng, -amount, amount);
  double warm = emu_rng_uniform_in (rng, -amount, amount) * 0.5;

  return (EmuInk) {
    .r = CLAMP (a.r + light + warm, 0, 1),
    .g = CLAMP (a.g + light, 0, 1),
    .b = CLAMP (a.b + light - warm, 0, 1),
  };
}

void
emu_set_ink (cairo_t *cr,
             EmuInk   colour,
             double   alpha)
{
  cairo_set_source_rgba (cr, colour.r, colour.g, colour.b, alpha);
}

void
emu_stop (cairo_pattern_t *pattern,
          double           offset,
          EmuInk           colour,
          double           alpha)
{
  cairo_pattern_add_color_stop_rgba (pattern, offset, colour.r, colour.g, colour.b, alpha);
}

void
emu_set_pattern (cairo_t         *cr,
                 cairo_pattern_t *pattern)
{
  cairo_set_source (cr, pattern);
  cairo_pattern_destroy (pattern);
}

void
emu_ellipse (cairo_t *cr,
             double   x,
             double   y,
             double   rx,
             double   ry)
{
  cairo_matrix_t before;

  cairo_get_matrix (cr, &before);
  cairo_translate (cr, x, y);
  cairo_scale (cr, MAX (rx, 1e-6), MAX (ry, 1e-6));
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_set_matrix (cr, &before);
}

void
emu_glow (cairo_t *cr,
          double   x,
          double   y,
          double   rx,
          double   ry,
          EmuInk   colour,
          double   alpha)
{
  cairo_pattern_t *pattern = cairo_pattern_create_radial (0, 0, 0, 0, 0, 1);

  /* Samples of (1 − r²)², which has no visible edge. */
  for (int i = 0; i <= 8; i++)
    {
      double r = i / 8.0;

      emu_stop (pattern, r, colour, alpha * (1 - r * r) * (1 - r * r));
    }

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, MAX (rx, 1e-6), MAX (ry, 1e-6));
  emu_set_pattern (cr, pattern);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
emu_smooth (cairo_t        *cr,
            const EmuPoint *points,
            int             n)
{
  /* Catmull and Rom's spline: the slope at a point is that of the line between its neighbours. */
  cairo_move_to (cr, points[0].x, points[0].y);
  for (int i = 0; i < n; i++)
    {
      const EmuPoint *before = &points[(i + n - 1) % n];
      const EmuPoint *from = &points[i];
      const EmuPoint *to = &points[(i + 1) % n];
      const EmuPoint *after = &points[(i + 2) % n];

      cairo_curve_to (cr, from->x + (to->x - before->x) / 6, from->y + (to->y - before->y) / 6,
                      to->x - (after->x - from->x) / 6, to->y - (after->y - from->y) / 6,
                      to->x, to->y);
    }
  cairo_close_path (cr);
}

void
emu_capsule (cairo_t *cr,
             double   x0,
             double   y0,
             double   r0,
             double   x1,
             double   y1,
             double   r1)
{
  double angle = atan2 (y1 - y0, x1 - x0);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x0, y0, r0, angle + G_PI / 2, angle + 3 * G_PI / 2);
  cairo_arc (cr, x1, y1, r1, angle - G_PI / 2, angle + G_PI / 2);
  cairo_close_path (cr);
}

void
emu_strand (cairo_t *cr,
            double   x,
            double   y,
            double   direction,
            double   length,
            double   width,
            double   bend)
{
  double ux = cos (direction) * length;
  double uy = sin (direction) * length;
  double nx = -sin (direction) * width / 2;
  double ny = cos (direction) * width / 2;
  double tip_x = x + ux - uy * bend;
  double tip_y = y + uy + ux * bend;

  cairo_move_to (cr, x + nx * 0.5, y + ny * 0.5);
  cairo_curve_to (cr, x + ux * 0.35 + nx, y + uy * 0.35 + ny,
                  x + ux * 0.75 + nx * 0.6, y + uy * 0.75 + ny * 0.6, tip_x, tip_y);
  cairo_curve_to (cr, x + ux * 0.75 - nx * 0.6, y + uy * 0.75 - ny * 0.6,
                  x + ux * 0.35 - nx, y + uy * 0.35 - ny, x - nx * 0.5, y - ny * 0.5);
  cairo_close_path (cr);
  cairo_fill (cr);
}

void
emu_noise_init (EmuNoise *self,
                EmuRng   *rng)
{
  for (int y = 0; y < EMU_NOISE_SIDE; y++)
    for (int x = 0; x < EMU_NOISE_SIDE; x++)
      self->value[y][x] = (float) emu_rng_uniform_in (rng, -1, 1);
}

double
emu_noise_at (const EmuNoise *self,
              double          x,
              double          y)
{
  double fx = x - floor (x);
  double fy = y - floor (y);
  unsigned x0 = (unsigned) (int) floor (x) % EMU_NOISE_SIDE;
  unsigned y0 = (unsigned) (int) floor (y) % EMU_NOISE_SIDE;
  unsigned x1 = (x0 + 1) % EMU_NOISE_SIDE;
  unsigned y1 = (y0 + 1) % EMU_NOISE_SIDE;
  double above, below;

  /* Hermite weights: the slope is zero on the lattice, so that no creases show. */
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  above = self->value[y0][x0] + (self->value[y0][x1] - self->value[y0][x0]) * fx;
  below = self->value[y1][x0] + (self->value[y1][x1] - self->value[y1][x0]) * fx;

  return above + (below - above) * fy;
}

void
emu_layer_begin (EmuLayer *self,
                 EmuScene *scene)
{
  cairo_surface_t *target = cairo_get_target (scene->cr);
  cairo_matrix_t matrix;

  self->scene = scene;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                              cairo_image_surface_get_width (target),
                                              cairo_image_surface_get_height (target));
  self->cr = cairo_create (self->surface);
  cairo_matrix_init_scale (&matrix, scene->scale, scene->scale);
  cairo_set_matrix (self->cr, &matrix);
}

/* out[i] = mean of in[i - radius] … in[i + radius], the ends repeated; the line is copied to
 * @line first, since the result takes its place. */
static void
blur_line (guint8 *data,
           gsize   stride,
           int     n,
           int     radius,
           guint8 *line)
{
  int window = 2 * radius + 1;
  int sum[CHANNELS];

  for (int i = 0; i < n; i++)
    for (int c = 0; c < CHANNELS; c++)
      line[CHANNELS * i + c] = data[(gsize) i * stride + (gsize) c];

  for (int c = 0; c < CHANNELS; c++)
    {
      sum[c] = (radius + 1) * line[c];
      for (int i = 1; i <= radius; i++)
        sum[c] += line[CHANNELS * MIN (i, n - 1) + c];
    }

  for (int i = 0; i < n; i++)
    {
      const guint8 *entering = line + CHANNELS * MIN (i + radius + 1, n - 1);
      const guint8 *leaving = line + CHANNELS * MAX (i - radius, 0);

      for (int c = 0; c < CHANNELS; c++)
        {
          data[(gsize) i * stride + (gsize) c] = (guint8) ((sum[c] + radius) / window);
          sum[c] += entering[c] - leaving[c];
        }
    }
}

static void
blur_surface (cairo_surface_t *surface,
              double           sigma_px)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  /* Three boxes of width w have the variance (w² − 1) / 4. */
  int radius = (int) ((sqrt (4 * sigma_px * sigma_px + 1) - 1) / 2 + 0.5);
  g_autofree guint8 *line = NULL;
  guint8 *data;

  if (radius < 1 || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  line = g_malloc ((gsize) CHANNELS * (gsize) MAX (width, height));

  for (int pass = 0; pass < 3; pass++)
    {
      for (int y = 0; y < height; y++)
        blur_line (data + (gsize) y * stride, CHANNELS, width, radius, line);
      for (int x = 0; x < width; x++)
        blur_line (data + (gsize) x * CHANNELS, stride, height, radius, line);
    }

  cairo_surface_mark_dirty (surface);
}

void
emu_layer_blur (EmuLayer *self,
                double    sigma)
{
  blur_surface (self->surface, sigma * self->scene->scale);
}

void
emu_layer_shadow (EmuLayer *self,
                  cairo_t  *target,
                  double    dx,
                  double    dy,
                  double    sigma,
                  EmuInk    colour,
                  double    alpha)
{
  EmuLayer shadow;

  emu_layer_begin (&shadow, self->scene);
  cairo_identity_matrix (shadow.cr);
  emu_set_ink (shadow.cr, colour, 1);
  cairo_mask_surface (shadow.cr, self->surface,
                      dx * self->scene->scale, dy * self->scene->scale);
  emu_layer_blur (&shadow, sigma);
  emu_layer_end (&shadow, target, alpha);
}

void
emu_layer_end (EmuLayer *self,
               cairo_t  *target,
               double    alpha)
{
  cairo_status_t status = cairo_status (self->cr);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      self->scene->status = status;
    }
  else
    {
      cairo_surface_flush (self->surface);
      cairo_save (target);
      cairo_identity_matrix (target);
      cairo_set_source_surface (target, self->surface, 0, 0);
      cairo_paint_with_alpha (target, alpha);
      cairo_restore (target);
    }

  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

void
emu_scene_bokeh (EmuScene     *self,
                 cairo_t      *cr,
                 EmuRng       *rng,
                 int           n,
                 const EmuInk *colours,
                 int           n_colours,
                 double        y0,
                 double        y1)
{
  for (int i = 0; i < n; i++)
    {
      EmuInk colour = emu_ink_jitter (colours[emu_rng_int (rng, 0, n_colours - 1)], rng, 0.06);
      double x = emu_rng_uniform_in (rng, -5, self->width + 5);
      double y = emu_rng_uniform_in (rng, y0, y1);
      double radius = emu_rng_uniform_in (rng, 2.5, 8.5);
      double alpha = emu_rng_uniform_in (rng, 0.12, 0.42);
      cairo_pattern_t *disc = cairo_pattern_create_radial (x, y, 0, x, y, radius);

      /* A lens out of focus spreads a point evenly, with a brighter rim. */
      emu_stop (disc, 0, colour, alpha * 0.75);
      emu_stop (disc, 0.8, colour, alpha * 0.85);
      emu_stop (disc, 0.92, colour, alpha);
      emu_stop (disc, 1, colour, 0);
      emu_set_pattern (cr, disc);
      emu_ellipse (cr, x, y, radius, radius);
      cairo_fill (cr);
    }
}

static void
draw_knot (cairo_t *cr,
           EmuRng  *rng,
           EmuInk   wood,
           double   x,
           double   y,
           double   size)
{
  int n_rings = 6;

  for (int i = n_rings; i > 0; i--)
    {
      double r = size * i / n_rings;

      emu_ellipse (cr, x + emu_rng_uniform_in (rng, -0.1, 0.1) * size, y, r * 2.2, r * 0.62);
      emu_set_ink (cr, emu_ink_lit (wood, 0.5 + 0.06 * i), 0.30);
      cairo_fill_preserve (cr);
      emu_set_ink (cr, emu_ink_lit (wood, 0.38), 0.22);
      cairo_set_line_width (cr, 0.18);
      cairo_stroke (cr);
    }
}

void
emu_scene_wood (EmuScene *self,
                cairo_t  *cr,
                EmuInk    wood,
                double    y0,
                double    y1)
{
  EmuRng rng;
  EmuNoise noise;
  double y = y0;
  double plank;
  double widening;
  int board = 0;

  emu_scene_chance (self, EMU_LANE_NOISE, &rng);
  emu_noise_init (&noise, &rng);
  emu_scene_chance (self, EMU_LANE_GROUND, &rng);
  plank = emu_rng_uniform_in (&rng, 5, 8);

  cairo_save (cr);
  cairo_rectangle (cr, 0, y0, self->width, y1 - y0);
  cairo_clip (cr);

  /* Boards grow wider towards the viewer. */
  while (y < y1)
    {
      EmuInk tone = emu_ink_jitter (emu_ink_lit (wood, emu_rng_uniform_in (&rng, 0.86, 1.1)),
                                    &rng, 0.025);
      int n_lines = emu_scene_strokes (self, 46, &widening);
      double offset = emu_rng_uniform_in (&rng, 0, 30);
      double end = y + plank;

      emu_set_ink (cr, tone, 1);
      cairo_rectangle (cr, 0, y, self->width, plank + 0.2);
      cairo_fill (cr);

      for (int i = 0; i < n_lines; i++)
        {
          double height = emu_rng_uniform (&rng);
          double depth = emu_rng_uniform_in (&rng, 0.55, 1.18);
          double start = emu_rng_uniform_in (&rng, -40, self->width);
          double stop = start + emu_rng_uniform_in (&rng, 30, 150);

          cairo_move_to (cr, start, y + plank * height);
          for (double x = start; x <= stop; x += 4)
            {
              double wave = emu_noise_at (&noise, x * 0.035 + offset, height * 2.2 + 3 * board);

              cairo_line_to (cr, x, y + plank * (height + 0.16 * wave));
            }
          emu_set_ink (cr, emu_ink_lit (tone, depth), emu_rng_uniform_in (&rng, 0.15, 0.5));
          cairo_set_line_width (cr, emu_rng_uniform_in (&rng, 0.1, 0.5) * MIN (widening, 3));
          cairo_stroke (cr);
        }

      if (emu_chance_coin (&rng, 0.35))
        {
          double x = emu_rng_uniform_in (&rng, 0, self->width);

          draw_knot (cr, &rng, tone, x, y + plank * emu_rng_uniform_in (&rng, 0.35, 0.65),
                     plank * 0.22);
        }

      emu_set_ink (cr, emu_ink_lit (wood, 0.32), 0.75);
      cairo_rectangle (cr, 0, end - 0.28, self->width, 0.34);
      cairo_fill (cr);
      emu_set_ink (cr, emu_ink_lit (wood, 1.35), 0.35);
      cairo_rectangle (cr, 0, end + 0.06, self->width, 0.25);
      cairo_fill (cr);

      y = end;
      plank *= 1.28;
      board++;
    }

  cairo_restore (cr);
}

/* One cloud: a heap of glows on a flat base, lit from above. */
static void
draw_cloud (cairo_t *cr,
            EmuRng  *rng,
            EmuInk   cloud,
            EmuInk   shade,
            double   x,
            double   y,
            double   size)
{
  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < 44; i++)
      {
        double along = emu_rng_uniform_in (rng, -1, 1);
        double lift = (1 - along * along) * emu_rng_uniform (rng);
        double r = size * emu_rng_uniform_in (rng, 0.14, 0.36) * (1.2 - 0.75 * fabs (along));

        emu_glow (cr, x + along * size * 1.6,
                  y - lift * size * 0.55 + (pass == 0 ? 0.16 * size : 0), r * 1.35, r,
                  pass == 0 ? shade : cloud, pass == 0 ? 0.32 : 0.6);
      }
}

void
emu_scene_sky (EmuScene *self,
               EmuInk    top,
               EmuInk    bottom,
               EmuInk    cloud,
               double    sun_x,
               double    sun_y,
               double    y1)
{
  cairo_t *cr = self->cr;
  cairo_pattern_t *sky = cairo_pattern_create_linear (0, 0, 0, y1);
  EmuLayer clouds;
  EmuRng rng;
  int n_clouds;

  emu_stop (sky, 0, top, 1);
  emu_stop (sky, 0.55, emu_ink_mix (top, bottom, 0.6), 1);
  emu_stop (sky, 1, bottom, 1);
  emu_set_pattern (cr, sky);
  cairo_rectangle (cr, 0, 0, self->width, y1 + 1);
  cairo_fill (cr);

  emu_glow (cr, sun_x, sun_y, 75, 75, emu_ink_mix (cloud, emu_ink (0xfff3c4), 0.6), 0.55);
  emu_glow (cr, sun_x, sun_y, 20, 20, emu_ink (0xfff8dc), 0.85);
  emu_set_ink (cr, emu_ink (0xfffdf0), 1);
  emu_ellipse (cr, sun_x, sun_y, 4.2, 4.2);
  cairo_fill (cr);

  emu_scene_chance (self, EMU_LANE_AIR, &rng);
  emu_layer_begin (&clouds, self);
  n_clouds = 3 + emu_rng_int (&rng, 0, 4);
  for (int i = 0; i < n_clouds; i++)
    {
      double depth = emu_rng_uniform (&rng);
      double x = emu_rng_uniform_in (&rng, -10, self->width + 10);
      double y = y1 * (0.08 + 0.72 * depth);

      draw_cloud (clouds.cr, &rng, cloud, emu_ink_mix (cloud, top, 0.55), x, y,
                  (1.2 - depth) * emu_rng_uniform_in (&rng, 9, 18));
    }
  emu_layer_blur (&clouds, 0.25);
  emu_layer_end (&clouds, cr, 0.9);
}

void
emu_scene_foliage (EmuScene     *self,
                   EmuRng       *rng,
                   const EmuInk  colours[3],
                   double        light)
{
  cairo_pattern_t *fill = cairo_pattern_create_linear (light < 0 ? 0 : self->width, 0,
                                                       light < 0 ? self->width : 0,
                                                       self->height);
  EmuLayer far;

  emu_layer_begin (&far, self);
  emu_stop (fill, 0, emu_ink_mix (colours[1], colours[2], 0.45), 1);
  emu_stop (fill, 0.5, colours[1], 1);
  emu_stop (fill, 1, colours[0], 1);
  emu_set_pattern (far.cr, fill);
  cairo_paint (far.cr);

  for (int i = 0; i < 70; i++)
    {
      double x = emu_rng_uniform_in (rng, -5, self->width + 5);
      double y = emu_rng_uniform_in (rng, -5, self->height + 5);
      double rx = emu_rng_uniform_in (rng, 5, 17);
      double ry = emu_rng_uniform_in (rng, 5, 14);
      EmuInk ink = colours[emu_rng_int (rng, 0, 2)];

      emu_glow (far.cr, x, y, rx, ry, emu_ink_jitter (ink, rng, 0.08), 0.5);
    }
  emu_layer_blur (&far, 2.2);
  emu_scene_bokeh (self, far.cr, rng, 16, colours + 1, 2, -5, self->height * 0.8);
  emu_layer_blur (&far, 0.5);
  emu_layer_end (&far, self->cr, 1);
}

void
emu_scene_grass (EmuScene *self,
                 cairo_t  *cr,
                 EmuRng   *rng,
                 EmuInk    far,
                 EmuInk    near,
                 double    y0,
                 double    y1)
{
  double widening;
  int n = emu_scene_strokes (self, 5000, &widening);

  widening = MIN (widening, 2.5);

  for (int i = 0; i < n; i++)
    {
      double t = pow ((i + emu_rng_uniform (rng)) / n, 1.2);
      double x = emu_rng_uniform_in (rng, -2, self->width + 2);
      double tone = 0.15 + t + emu_rng_uniform_in (rng, -0.3, 0.3);
      double gain = emu_rng_uniform_in (rng, 0.7, 1.25);
      double direction = -G_PI / 2 + emu_rng_uniform_in (rng, -0.4, 0.4);

      emu_set_ink (cr, emu_ink_lit (emu_ink_mix (far, near, tone), gain), 0.8);
      emu_strand (cr, x, y0 + (y1 - y0) * t, direction, 1 + 5.5 * t,
                  (0.16 + 0.5 * t) * widening, emu_rng_uniform_in (rng, -0.3, 0.3));
    }
}

void
emu_scene_finish (EmuScene *self,
                  double    grain)
{
  cairo_surface_t *surface = cairo_get_target (self->cr);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  double radius = hypot (self->width, self->height) / 2;
  cairo_pattern_t *corners = cairo_pattern_create_radial (self->width / 2, self->height / 2,
                                                          radius * 0.55, self->width / 2,
                                                          self->height / 2, radius * 1.05);
  guint8 *data;
  EmuRng rng;

  emu_stop (corners, 0, emu_ink (0x1a1020), 0);
  emu_stop (corners, 1, emu_ink (0x1a1020), 0.30);
  emu_set_pattern (self->cr, corners);
  cairo_paint (self->cr);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return;

  emu_scene_chance (self, EMU_LANE_GRAIN, &rng);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++)
    {
      guint32 *pixels = (guint32 *) (void *) (data + (gsize) y * stride);

      for (int x = 0; x < width; x++)
        {
          /* The difference of two uniform numbers: most pixels stay, few move by two levels. */
          double u = emu_rng_uniform (&rng);
          double v = emu_rng_uniform (&rng);
          int step = (int) lrint ((u - v) * grain);
          guint32 grainy = 0;

          for (int shift = 0; shift < 24; shift += 8)
            {
              int level = (int) (pixels[x] >> shift & 255) + step;

              grainy |= (guint32) CLAMP (level, 0, 255) << shift;
            }
          pixels[x] = grainy;
        }
    }
  cairo_surface_mark_dirty (surface);
}
