/* random-erasing.c: Random Erasing, boxes painted over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-mask.h"
#include "emu-math.h"
#include "emu-op.h"
#include "emu-tone.h"
#include "random-erasing.h"

#define BOXES_MAX 16
#define TRIES 10

enum
{
  MODE_CONST,
  MODE_RAND,
  MODE_PIXEL,
};

typedef struct
{
  int      mode;
  EmuRange area;
  EmuRange aspect;
  int      min_count;
  int      max_count;
  double   mean_red;
  double   mean_green;
  double   mean_blue;
  double   std_red;
  double   std_green;
  double   std_blue;
} RandomErasing;

typedef struct
{
  int          count;
  EmuDrawArray sizes;    /* (boxes, tries, 2) */
  EmuDrawArray places;   /* (boxes, 2) */
  EmuDrawArray colours;  /* (boxes, 3) */
  EmuDrawArray noise;    /* (colours, height, width) */
} RandomErasingDraws;

static bool
is_noise (const void *params)
{
  return ((const RandomErasing *) params)->mode != MODE_CONST;
}

static const EmuChoice modes[] = {
  { "const", N_("Mean Colour"), N_("0 once the picture is normalised") },
  { "rand", N_("One Colour"), N_("A normally distributed colour for each box") },
  { "pixel", N_("Noise"), N_("A normally distributed colour for each pixel") },
  { NULL },
};

static const EmuParam random_erasing_params[] = {
  EMU_PARAM_CHOICE_OF (RandomErasing, mode,
                       .label = N_("Fill"),
                       .help = N_("What boxes are painted with"),
                       .choices = modes, .initial = MODE_CONST),
  EMU_PARAM (RandomErasing, area,
             .label = N_("Area"),
             .help = N_("Share of the picture that all boxes together take; torchvision has 0.02 to 0.33"),
             .min = 0, .max = 1, .initial = 0.02, .initial_hi = 1 / 3.0, .step = 0.01),
  EMU_PARAM (RandomErasing, aspect,
             .label = N_("Aspect"),
             .help = N_("Height of a box divided by its width; torchvision has 0.3 to 3.3"),
             .min = 0.01, .max = 100, .initial = 0.3, .initial_hi = 1 / 0.3, .step = 0.05),
  EMU_PARAM (RandomErasing, min_count,
             .label = N_("Fewest Boxes"),
             .help = N_("Least number of boxes"),
             .min = 1, .max = BOXES_MAX, .initial = 1),
  EMU_PARAM (RandomErasing, max_count,
             .label = N_("Most Boxes"),
             .help = N_("Greatest number of boxes; no fewer than the least"),
             .min = 1, .max = BOXES_MAX, .initial = 1),
  EMU_PARAM (RandomErasing, mean_red,
             .label = N_("Mean Red"),
             .help = N_("Red of what normalising takes away"),
             .min = 0, .max = 1, .initial = 0.485),
  EMU_PARAM (RandomErasing, mean_green,
             .label = N_("Mean Green"),
             .help = N_("Green of what normalising takes away"),
             .min = 0, .max = 1, .initial = 0.456),
  EMU_PARAM (RandomErasing, mean_blue,
             .label = N_("Mean Blue"),
             .help = N_("Blue of what normalising takes away"),
             .min = 0, .max = 1, .initial = 0.406),
  EMU_PARAM (RandomErasing, std_red,
             .label = N_("Deviation of Red"),
             .help = N_("What normalising divides red by"),
             .min = 0.001, .max = 1, .initial = 0.229, .in_use = is_noise),
  EMU_PARAM (RandomErasing, std_green,
             .label = N_("Deviation of Green"),
             .help = N_("What normalising divides green by"),
             .min = 0.001, .max = 1, .initial = 0.224, .in_use = is_noise),
  EMU_PARAM (RandomErasing, std_blue,
             .label = N_("Deviation of Blue"),
             .help = N_("What normalising divides blue by"),
             .min = 0.001, .max = 1, .initial = 0.225, .in_use = is_noise),
};

/* ---- Draws -------------------------------------------------------------------------------- */

static int
most_boxes (const RandomErasing *p)
{
  return MAX (p->min_count, p->max_count);
}

static void
count_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  const RandomErasing *p = params;

  shape->in_use = p->min_count < p->max_count;
  shape->lo = p->min_count;
  shape->hi = most_boxes (p);
}

static void
sizes_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  shape->n_dims = 3;
  shape->dims[0] = most_boxes (params);
  shape->dims[1] = TRIES;
  shape->dims[2] = 2;
}

static void
places_shape (const void         *params,
              const EmuDrawPlace *place,
              const void         *draws,
              EmuDrawShape       *shape)
{
  shape->n_dims = 2;
  shape->dims[0] = most_boxes (params);
  shape->dims[1] = 2;
}

static void
colours_shape (const void         *params,
               const EmuDrawPlace *place,
               const void         *draws,
               EmuDrawShape       *shape)
{
  const RandomErasing *p = params;

  shape->in_use = p->mode == MODE_RAND;
  shape->n_dims = 2;
  shape->dims[0] = most_boxes (p);
  shape->dims[1] = 3;
}

static void
noise_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  const RandomErasing *p = params;

  shape->in_use = p->mode == MODE_PIXEL;
  shape->n_dims = 3;
  shape->dims[0] = MIN (3, place->channels);
  shape->dims[1] = place->height;
  shape->dims[2] = place->width;
}

static const EmuDraw random_erasing_draws[] = {
  EMU_DRAW (RandomErasingDraws, count, EMU_DRAW_INT,
            .label = N_("Boxes"), .help = N_("Number of boxes"), .shape_at = count_shape),
  EMU_DRAW (RandomErasingDraws, sizes, EMU_DRAW_UNIFORM,
            .label = N_("Sizes"),
            .help = N_("Where in their ranges the area and the logarithm of the aspect of each box and try lie"),
            .shape_at = sizes_shape),
  EMU_DRAW (RandomErasingDraws, places, EMU_DRAW_UNIFORM,
            .label = N_("Places"),
            .help = N_("Top and left of each box, as shares of the room it has"),
            .shape_at = places_shape),
  EMU_DRAW (RandomErasingDraws, colours, EMU_DRAW_NORMAL,
            .label = N_("Colours"), .help = N_("Normalised colour of each box"),
            .shape_at = colours_shape),
  EMU_DRAW (RandomErasingDraws, noise, EMU_DRAW_NORMAL,
            .label = N_("Noise"), .help = N_("Normalised colour of each pixel"),
            .shape_at = noise_shape),
};

/* ---- The boxes ---------------------------------------------------------------------------- */

static int
n_boxes (const RandomErasing *p,
         const EmuOpRun      *run)
{
  return p->min_count < p->max_count ? ((const RandomErasingDraws *) run->draws)->count : p->min_count;
}

/* Somebody may have given it. */
static double
share (double u)
{
  return u >= 0 ? MIN (u, 1) : 0;
}

static int
find_start (double u,
            int    room)
{
  return MIN (room, (int) (share (u) * (room + 1.0)));
}

/* FALSE: no try fits. Halves are rounded to even, as Python's round() does. */
static gboolean
find_box (const RandomErasing *p,
          const EmuOpRun      *run,
          int                  i,
          EmuBox              *box)
{
  const RandomErasingDraws *d = run->draws;
  int height = run->place.height;
  int width = run->place.width;
  double area = (double) height * width / n_boxes (p, run);
  double flat = emu_log (p->aspect.lo);
  double tall = emu_log (p->aspect.hi);
  double sizes[TRIES][2];
  double place[2];

  emu_draw_array_read (&d->sizes, (gsize) i * TRIES * 2, TRIES * 2, sizes[0]);

  for (int t = 0; t < TRIES; t++)
    {
      double target = (p->area.lo + share (sizes[t][0]) * (p->area.hi - p->area.lo)) * area;
      double aspect = emu_exp (flat + share (sizes[t][1]) * (tall - flat));
      double h = rint (sqrt (target * aspect));
      double w = rint (sqrt (target / aspect));

      if (!(h < height && w < width))
        continue;

      emu_draw_array_read (&d->places, (gsize) i * 2, 2, place);
      box->y0 = find_start (place[0], height - (int) h);
      box->x0 = find_start (place[1], width - (int) w);
      box->y1 = box->y0 + (int) h;
      box->x1 = box->x0 + (int) w;

      return TRUE;
    }

  return FALSE;
}

/* ---- Painting ----------------------------------------------------------------------------- */

/* @fill: takes @n normalised values for row @y from column @x0 of plane @c. */
typedef void (*FillFunc) (gpointer      data,
                          int           c,
                          int           y,
                          int           x0,
                          const double *values,
                          int           n);

#define PIECE 512

static void
paint (const RandomErasing *p,
       const EmuOpRun      *run,
       FillFunc             fill,
       gpointer             data,
       GCancellable        *cancellable)
{
  const RandomErasingDraws *d = run->draws;
  gsize height = (gsize) run->place.height;
  gsize width = (gsize) run->place.width;
  double values[PIECE] = { 0 };

  for (int i = 0; i < n_boxes (p, run); i++)
    {
      EmuBox box;

      if (!find_box (p, run, i, &box))
        continue;

      for (int c = 0; c < MIN (3, run->place.channels); c++)
        {
          if (p->mode == MODE_RAND)
            {
              emu_draw_array_read (&d->colours, (gsize) i * 3 + c, 1, values);
              for (int k = 1; k < PIECE; k++)
                values[k] = values[0];
            }

          for (int y = box.y0; y < box.y1 && !g_cancellable_is_cancelled (cancellable); y++)
            for (int x = box.x0; x < box.x1; x += PIECE)
              {
                int n = MIN (PIECE, box.x1 - x);

                if (p->mode == MODE_PIXEL)
                  emu_draw_array_read (&d->noise, (c * height + y) * width + x, n, values);
                fill (data, c, y, x, values, n);
              }
        }
    }
}

typedef struct
{
  EmuImage *out;
  double    mean[3];
  double    std[3];
} Bytes;

static void
fill_bytes (gpointer      data,
            int           c,
            int           y,
            int           x0,
            const double *values,
            int           n)
{
  const Bytes *bytes = data;
  guint8 *row = emu_image_row (bytes->out, c, y) + x0;

  for (int i = 0; i < n; i++)
    {
      double v = (bytes->mean[c] + bytes->std[c] * values[i]) * 255 + 0.5;

      row[i] = v >= 0 ? (guint8) MIN (v, 255) : 0;
    }
}

static EmuImage *
random_erasing_apply (const void      *params,
                      const EmuOpRun  *run,
                      EmuImage        *image,
                      GCancellable    *cancellable,
                      GError         **error)
{
  const RandomErasing *p = params;
  g_autoptr(EmuImage) out = emu_tone_copy (image, error);
  Bytes bytes = {
    out,
    { p->mean_red, p->mean_green, p->mean_blue },
    { p->std_red, p->std_green, p->std_blue },
  };

  if (out == NULL)
    return NULL;

  if (out->channels < 3)
    {
      bytes.mean[0] = 0.299 * p->mean_red + 0.587 * p->mean_green + 0.114 * p->mean_blue;
      bytes.std[0] = 0.299 * p->std_red + 0.587 * p->std_green + 0.114 * p->std_blue;
    }

  paint (p, run, fill_bytes, &bytes, cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

typedef struct
{
  const EmuDrawPlace *place;
  float              *planes;
} Floats;

static void
fill_floats (gpointer      data,
             int           c,
             int           y,
             int           x0,
             const double *values,
             int           n)
{
  const Floats *floats = data;
  gsize row = (gsize) c * (gsize) floats->place->height + (gsize) y;
  float *out = floats->planes + row * (gsize) floats->place->width + x0;

  for (int i = 0; i < n; i++)
    out[i] = (float) values[i];
}

void
emu_random_erasing_floats (const void     *params,
                           const EmuOpRun *run,
                           float          *planes)
{
  Floats floats = { &run->place, planes };

  paint (params, run, fill_floats, &floats, NULL);
}

static gboolean
random_erasing_covers (const void     *params,
                       const EmuOpRun *run,
                       const EmuPoint *point)
{
  for (int i = 0; i < n_boxes (params, run); i++)
    {
      EmuBox box;

      if (find_box (params, run, i, &box) &&
          point->y >= box.y0 && point->y < box.y1 && point->x >= box.x0 && point->x < box.x1)
        return TRUE;
    }

  return FALSE;
}

EMU_OP_DEFINE (random_erasing) = {
  .id = "random-erasing",
  .name = "Random Erasing",
  .summary = N_("Paints over boxes of random size and place."),
  .source = "Zhong et al., AAAI 2020; timm 1.0",
  EMU_OP_PARAMS (RandomErasing, random_erasing_params),
  EMU_OP_DRAWS (RandomErasingDraws, random_erasing_draws),
  .apply = random_erasing_apply,
  .covers = random_erasing_covers,
};
