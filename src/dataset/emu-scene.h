/* emu-scene.h: brushes, layers and light for the drawn pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "emu-rng.h"

G_BEGIN_DECLS

/** An sRGB-encoded colour, components 0 to 1. */
typedef struct
{
  double r;
  double g;
  double b;
} EmuInk;

/**
 * EmuScene:
 * @cr: draws on the picture, in scene units
 * @width: of the picture, in scene units
 * @height: of the picture, in scene units
 * @scale: pixels in a unit
 * @finest: 1 for a picture large enough to show every hair, less for smaller ones
 *
 * What a class draws on. The shorter side measures 100 units unless the longer would exceed 300;
 * y points down. Chance comes from lanes (emu_scene_chance()), one for each part of the scene, so
 * that a change of one part leaves the others where they were. C leaves the order of arguments
 * and operands open: draw at most once in an expression, or compilers disagree about the picture.
 */
typedef struct
{
  cairo_t *cr;
  double width;
  double height;
  double scale;
  double finest;

  /*< private >*/
  guint64 seed;
  guint class_index;
  cairo_status_t status;
} EmuScene;

/** Draws a class; errors are kept by Cairo and by the scene until the end. */
typedef void (*EmuDrawFunc) (EmuScene *scene);

/** Parts of a scene that have their own chance. */
enum
{
  EMU_LANE_LAYOUT,
  EMU_LANE_COLOUR,
  EMU_LANE_BACKGROUND,
  EMU_LANE_GROUND,
  EMU_LANE_SUBJECT,
  EMU_LANE_TEXTURE,
  EMU_LANE_DETAIL,
  EMU_LANE_CLUTTER,
  EMU_LANE_AIR,
  EMU_LANE_GRAIN,
  EMU_LANE_NOISE,
};

/** Starts the generator of one part. */
void      emu_scene_chance (const EmuScene *self,
                            guint32         lane,
                            EmuRng         *rng);

/** Whether something of this probability happens. */
gboolean  emu_chance_coin (EmuRng *rng,
                           double  probability);

/**
 * emu_scene_strokes:
 * @n: strokes in a picture of full fineness
 * @widening: (out) (optional): factor for their width
 *
 * Thins out brush strokes too small to be told apart and widens the remaining ones, so that they
 * cover the same part of the picture. Small pictures are drawn quickly that way.
 */
int       emu_scene_strokes (const EmuScene *self,
                             int             n,
                             double         *widening);

/** Colour from 0xRRGGBB. */
EmuInk    emu_ink (guint32 rgb);

/** @a at @t = 0, @b at @t = 1; @t is clamped. */
EmuInk    emu_ink_mix (EmuInk a,
                       EmuInk b,
                       double t);

/** Brightness times @gain, clamped. */
EmuInk    emu_ink_lit (EmuInk a,
                       double gain);

/** Moves brightness, and warmth half as far, by up to @amount. */
EmuInk    emu_ink_jitter (EmuInk  a,
                          EmuRng *rng,
                          double  amount);

void      emu_set_ink (cairo_t *cr,
                       EmuInk   colour,
                       double   alpha);

void      emu_stop (cairo_pattern_t *pattern,
                    double           offset,
                    EmuInk           colour,
                    double           alpha);

/** Sets @pattern as source and gives it up. */
void      emu_set_pattern (cairo_t         *cr,
                           cairo_pattern_t *pattern);

/** Ellipse as a closed path. */
void      emu_ellipse (cairo_t *cr,
                       double   x,
                       double   y,
                       double   rx,
                       double   ry);

/** Ellipse filled with a colour that fades out towards its edge. */
void      emu_glow (cairo_t *cr,
                    double   x,
                    double   y,
                    double   rx,
                    double   ry,
                    EmuInk   colour,
                    double   alpha);

/** A place, in scene units or those of the thing it belongs to. */
typedef struct
{
  double x;
  double y;
} EmuPoint;

/** Closed path that runs smoothly through at least three points. */
void      emu_smooth (cairo_t        *cr,
                      const EmuPoint *points,
                      int             n);

/** Limb with round ends as a closed path, for radii that differ by less than its length. */
void      emu_capsule (cairo_t *cr,
                       double   x0,
                       double   y0,
                       double   r0,
                       double   x1,
                       double   y1,
                       double   r1);

/**
 * emu_strand:
 *
 * A filled hair from (@x, @y) along the angle @direction (radians, 0 to the right, clockwise),
 * thickest near its root and pointed at the tip, which is displaced sideways by @bend times
 * the length.
 */
void      emu_strand (cairo_t *cr,
                      double   x,
                      double   y,
                      double   direction,
                      double   length,
                      double   width,
                      double   bend);

/** Points of a lattice, along each side. */
#define EMU_NOISE_SIDE 32

/**
 * EmuNoise:
 *
 * Smooth noise between −1 and 1 with features about 1 wide, which repeats after %EMU_NOISE_SIDE.
 */
typedef struct
{
  float value[EMU_NOISE_SIDE][EMU_NOISE_SIDE];
} EmuNoise;

void      emu_noise_init (EmuNoise *self,
                          EmuRng   *rng);
double    emu_noise_at (const EmuNoise *self,
                        double          x,
                        double          y);

/**
 * EmuLayer:
 * @cr: draws on the layer, in scene units
 * @surface: the layer's pixels; flush it before reading
 *
 * A transparent sheet as large as the picture. CAIRO_OPERATOR_ATOP shades what is already there.
 */
typedef struct
{
  cairo_t *cr;
  cairo_surface_t *surface;

  /*< private >*/
  EmuScene *scene;
} EmuLayer;

void      emu_layer_begin (EmuLayer *self,
                           EmuScene *scene);

/** Blurs the layer as a Gaussian of standard deviation @sigma (units) would, nearly. */
void      emu_layer_blur (EmuLayer *self,
                          double    sigma);

/** Paints a blurred shadow of the layer, displaced by (@dx, @dy), on @target. */
void      emu_layer_shadow (EmuLayer *self,
                            cairo_t  *target,
                            double    dx,
                            double    dy,
                            double    sigma,
                            EmuInk    colour,
                            double    alpha);

/** Paints the layer on @target, in its operator, and frees it. */
void      emu_layer_end (EmuLayer *self,
                         cairo_t  *target,
                         double    alpha);

/** Discs of light out of focus, in @n places between @y0 and @y1. */
void      emu_scene_bokeh (EmuScene     *self,
                           cairo_t      *cr,
                           EmuRng       *rng,
                           int           n,
                           const EmuInk *colours,
                           int           n_colours,
                           double        y0,
                           double        y1);

/** A table of wooden boards from @y0 to @y1, with grain, knots and joints. */
void      emu_scene_wood (EmuScene *self,
                          cairo_t  *cr,
                          EmuInk    wood,
                          double    y0,
                          double    y1);

/** Sky over the whole width down to @y1, with clouds; the sun stands at (@sun_x, @sun_y). */
void      emu_scene_sky (EmuScene *self,
                         EmuInk    top,
                         EmuInk    bottom,
                         EmuInk    cloud,
                         double    sun_x,
                         double    sun_y,
                         double    y1);

/**
 * emu_scene_foliage:
 * @colours: shade, leaves, light
 * @light: −1 from the left, 1 from the right
 *
 * Fills the picture with leaves and light far out of focus.
 */
void      emu_scene_foliage (EmuScene     *self,
                             EmuRng       *rng,
                             const EmuInk  colours[3],
                             double        light);

/** Blades of grass that stand between @y0, far away, and @y1, near by. */
void      emu_scene_grass (EmuScene *self,
                           cairo_t  *cr,
                           EmuRng   *rng,
                           EmuInk    far,
                           EmuInk    near,
                           double    y0,
                           double    y1);

/**
 * emu_scene_finish:
 * @grain: levels by which the brightness of a pixel may move, about
 *
 * Darkens the corners and adds a fine grain, which also hides the steps of gradients.
 */
void      emu_scene_finish (EmuScene *self,
                            double    grain);

/* The classes, one file each. */
void      emu_draw_cat (EmuScene *scene);
void      emu_draw_cup (EmuScene *scene);
void      emu_draw_boat (EmuScene *scene);
void      emu_draw_tree (EmuScene *scene);
void      emu_draw_dog (EmuScene *scene);
void      emu_draw_bird (EmuScene *scene);
void      emu_draw_fish (EmuScene *scene);
void      emu_draw_car (EmuScene *scene);
void      emu_draw_house (EmuScene *scene);
void      emu_draw_flower (EmuScene *scene);

G_END_DECLS
