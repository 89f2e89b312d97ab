/* random-field.c: Random Field Augmentations, whose strength changes from pixel to pixel
 *
 * The paper has no code and leaves spectrum and constants open; where it does, the definition here
 * is this program's own: fields of power-law spectrum on a grid, between whose points they are
 * interpolated.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-affine.h"
#include "emu-fft.h"
#include "emu-math.h"
#include "emu-parallel.h"

typedef enum
{
  FIELD_SHIFT_X,
  FIELD_SHIFT_Y,
  FIELD_ANGLE,
  FIELD_SHEAR,
  FIELD_SCALE_X,
  FIELD_SCALE_Y,
  FIELD_BRIGHTNESS,
  FIELD_CONTRAST,
  FIELD_SATURATION,
  FIELD_HUE,
  N_FIELDS,
} Field;

typedef struct
{
  double smoothness;
  int    resolution;
  double shift;
  double angle;
  double shear;
  double scale;
  double brightness;
  double contrast;
  double saturation;
  double hue;
  double common;
} RandomField;

typedef struct
{
  double       constant[N_FIELDS];
  EmuDrawArray field[N_FIELDS];
} RandomFieldDraws;

#define STRENGTH(name, words, explained, most, value, ...)                                   \
  EMU_PARAM (RandomField, name, .label = words, .help = explained, .min = 0, .max = most,   \
             .initial = value, .step = 0.01, __VA_ARGS__)

static const EmuParam random_field_params[] = {
  EMU_PARAM (RandomField, smoothness,
             .label = N_("Smoothness"),
             .help = N_("Power with which fine detail of the fields fades: 1 is rough, 3 smooth"),
             .min = 0.5, .max = 5, .initial = 3, .step = 0.1),
  EMU_PARAM (RandomField, resolution,
             .label = N_("Resolution"),
             .help = N_("Points of the fields along the longer side"),
             .min = 2, .max = 512, .initial = 64),
  STRENGTH (shift, N_("Shift"), N_("How far pixels move, standard deviation"), 256, 4, .unit = "px"),
  STRENGTH (angle, N_("Angle"), N_("How far the surroundings turn, in radians"), 1.5, 0.05),
  STRENGTH (shear, N_("Shear"), N_("How far the surroundings shear"), 2, 0.05),
  STRENGTH (scale, N_("Scale"), N_("How far the surroundings grow, as a logarithm"), 2, 0.05),
  STRENGTH (brightness, N_("Brightness"), N_("Logarithm of the factor on all colours"), 2, 0.2),
  STRENGTH (contrast, N_("Contrast"), N_("Logarithm of the factor about the mean"), 2, 0.2),
  STRENGTH (saturation, N_("Saturation"), N_("Logarithm of the factor about grey"), 2, 0.2),
  STRENGTH (hue, N_("Hue"), N_("How far hues turn, in turns"), 0.5, 0.03),
  EMU_PARAM (RandomField, common,
             .label = N_("Common Part"),
             .help = N_("What all pixels share, as a multiple of what they do not"),
             .min = 0, .max = 4, .initial = 0, .step = 0.1),
};

static const gsize strength_offsets[N_FIELDS] = {
  [FIELD_SHIFT_X] = offsetof (RandomField, shift),
  [FIELD_SHIFT_Y] = offsetof (RandomField, shift),
  [FIELD_ANGLE] = offsetof (RandomField, angle),
  [FIELD_SHEAR] = offsetof (RandomField, shear),
  [FIELD_SCALE_X] = offsetof (RandomField, scale),
  [FIELD_SCALE_Y] = offsetof (RandomField, scale),
  [FIELD_BRIGHTNESS] = offsetof (RandomField, brightness),
  [FIELD_CONTRAST] = offsetof (RandomField, contrast),
  [FIELD_SATURATION] = offsetof (RandomField, saturation),
  [FIELD_HUE] = offsetof (RandomField, hue),
};

static double
get_strength (const RandomField *p,
              Field              field)
{
  return *(const double *) ((const char *) p + strength_offsets[field]);
}

static bool
any_strength (const RandomField *p,
              Field              first,
              Field              last)
{
  for (Field f = first; f <= last; f++)
    if (get_strength (p, f) != 0)
      return true;

  return false;
}

static bool
moves (const RandomField *p)
{
  return any_strength (p, FIELD_SHIFT_X, FIELD_SCALE_Y);
}

static bool
colours (const RandomField *p)
{
  return any_strength (p, FIELD_BRIGHTNESS, FIELD_HUE);
}

/* ---- Draws -------------------------------------------------------------------------------- */

/* Points of the grid along both sides: at most as many as the picture has pixels. */
static void
get_grid (const RandomField *p,
          int                height,
          int                width,
          int               *rows,
          int               *columns)
{
  double step = fmax (1, (double) MAX (height, width) / p->resolution);

  *rows = MAX (1, (int) ceil (height / step));
  *columns = MAX (1, (int) ceil (width / step));
}

static void
field_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  int rows;
  int columns;

  get_grid (params, place->height, place->width, &rows, &columns);
  shape->n_dims = 3;
  shape->dims[0] = rows;
  shape->dims[1] = columns / 2 + 1;
  shape->dims[2] = 2;
}

/* The constant and the field of one quantity. */
#define CONSTANT(index, name, words)                                                         \
  {                                                                                         \
    .field = name "_common", .kind = EMU_DRAW_NORMAL,                                       \
    .offset = offsetof (RandomFieldDraws, constant[index]), .size = sizeof (double),        \
    .label = words, .help = N_("What all pixels share, in standard deviations"),            \
  }
#define FIELD(index, name, words)                                                            \
  {                                                                                         \
    .field = name "_field", .kind = EMU_DRAW_NORMAL,                                        \
    .offset = offsetof (RandomFieldDraws, field[index]), .size = sizeof (EmuDrawArray),     \
    .label = words, .help = N_("Spectrum of the field, real and imaginary parts"),          \
    .shape_at = field_shape,                                                                \
  }

static const EmuDraw random_field_draws[] = {
  CONSTANT (FIELD_SHIFT_X, "shift_x", N_("Shift Across")),
  CONSTANT (FIELD_SHIFT_Y, "shift_y", N_("Shift Down")),
  CONSTANT (FIELD_ANGLE, "angle", N_("Angle")),
  CONSTANT (FIELD_SHEAR, "shear", N_("Shear")),
  CONSTANT (FIELD_SCALE_X, "scale_x", N_("Scale Across")),
  CONSTANT (FIELD_SCALE_Y, "scale_y", N_("Scale Down")),
  CONSTANT (FIELD_BRIGHTNESS, "brightness", N_("Brightness")),
  CONSTANT (FIELD_CONTRAST, "contrast", N_("Contrast")),
  CONSTANT (FIELD_SATURATION, "saturation", N_("Saturation")),
  CONSTANT (FIELD_HUE, "hue", N_("Hue")),
  FIELD (FIELD_SHIFT_X, "shift_x", N_("Shift Across")),
  FIELD (FIELD_SHIFT_Y, "shift_y", N_("Shift Down")),
  FIELD (FIELD_ANGLE, "angle", N_("Angle")),
  FIELD (FIELD_SHEAR, "shear", N_("Shear")),
  FIELD (FIELD_SCALE_X, "scale_x", N_("Scale Across")),
  FIELD (FIELD_SCALE_Y, "scale_y", N_("Scale Down")),
  FIELD (FIELD_BRIGHTNESS, "brightness", N_("Brightness")),
  FIELD (FIELD_CONTRAST, "contrast", N_("Contrast")),
  FIELD (FIELD_SATURATION, "saturation", N_("Saturation")),
  FIELD (FIELD_HUE, "hue", N_("Hue")),
};

/* ---- Fields ------------------------------------------------------------------------------- */

/* What a pixel needs of the fields: the matrix R (θ) Sh (κ) diag (e^sx, e^sy) and the shift, or the
 * factors e^b, e^k, e^u and the turn of the hue. */
typedef enum
{
  PLANE_XX,
  PLANE_XY,
  PLANE_YX,
  PLANE_YY,
  PLANE_SHIFT_X,
  PLANE_SHIFT_Y,
  N_MOVES,
  PLANE_BRIGHTNESS = 0,
  PLANE_CONTRAST,
  PLANE_SATURATION,
  PLANE_HUE,
  N_COLOURS,
} Plane;

/* Planes on the grid, between whose points a pixel's values are interpolated. */
typedef struct
{
  int     height;  /* of the picture */
  int     width;
  int     rows;
  int     columns;
  int     n_planes;
  double *planes[N_MOVES];
} Fields;

static void
clear_fields (Fields *self)
{
  for (int p = 0; p < self->n_planes; p++)
    g_free (self->planes[p]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, clear_fields)

/* Mean 0 and variance 1. */
static void
standardise (double *values,
             gsize   n)
{
  double mean = 0;
  double variance = 0;

  for (gsize i = 0; i < n; i++)
    mean += values[i] / n;
  for (gsize i = 0; i < n; i++)
    variance += (values[i] - mean) * (values[i] - mean) / n;
  for (gsize i = 0; i < n; i++)
    values[i] = variance > 1e-300 ? (values[i] - mean) / sqrt (variance) : 0;
}

/* g = standardise (irfft (max (f, 1 / longest)^−γ (ξ + i ξ'))) */
static double *
make_field (const RandomField   *p,
            const EmuDrawArray  *draws,
            int                  rows,
            int                  columns,
            GError             **error)
{
  const int dims[2] = { rows, columns };
  int half = columns / 2 + 1;
  gsize n = (gsize) rows * columns;
  double least = 1.0 / MAX (rows, columns);
  EmuComplex *spectrum = emu_fft_new_spectrum ((gsize) rows * half, error);
  double *field = spectrum != NULL ? emu_fft_new_field (n, error) : NULL;
  double *values = NULL;

  if (field != NULL)
    {
      emu_draw_array_read (draws, 0, (gsize) rows * half * 2, &spectrum[0][0]);

      for (int y = 0; y < rows; y++)
        for (int x = 0; x < half; x++)
          {
            double down = (double) MIN (y, rows - y) / rows;
            double across = (double) x / columns;
            double f = fmax (sqrt (down * down + across * across), least);
            double amplitude = emu_pow (f, -p->smoothness);

            spectrum[y * half + x][0] *= amplitude;
            spectrum[y * half + x][1] *= amplitude;
          }

      emu_fft_inverse_real (2, dims, spectrum, field);
      standardise (field, n);
      values = g_memdup2 (field, n * sizeof *field);
    }

  emu_fft_free (field);
  emu_fft_free (spectrum);

  return values;
}

/* τ (c p₀ + g), or zeros where τ is 0 */
static double *
make_quantity (const RandomField       *p,
               const RandomFieldDraws  *d,
               Field                    field,
               int                      rows,
               int                      columns,
               GError                 **error)
{
  double strength = get_strength (p, field);
  gsize n = (gsize) rows * columns;
  double *values;

  if (strength == 0)
    return g_new0 (double, n);

  values = make_field (p, &d->field[field], rows, columns, error);
  for (gsize i = 0; values != NULL && i < n; i++)
    values[i] = strength * (p->common * d->constant[field] + values[i]);

  return values;
}

/* One plane for every quantity from @first on, still as the fields have it. */
static gboolean
make_quantities (Fields          *self,
                 const void      *params,
                 const EmuOpRun  *run,
                 Field            first,
                 int              n_planes,
                 GError         **error)
{
  const RandomField *p = params;

  self->height = run->place.height;
  self->width = run->place.width;
  get_grid (p, self->height, self->width, &self->rows, &self->columns);

  for (; self->n_planes < n_planes; self->n_planes++)
    {
      double *plane = make_quantity (p, run->draws, first + self->n_planes, self->rows, self->columns, error);

      if (plane == NULL)
        return FALSE;
      self->planes[self->n_planes] = plane;
    }

  return TRUE;
}

static gboolean
make_moves (Fields          *self,
            const void      *params,
            const EmuOpRun  *run,
            GError         **error)
{
  if (!make_quantities (self, params, run, FIELD_SHIFT_X, N_MOVES, error))
    return FALSE;

  for (int i = 0; i < self->rows * self->columns; i++)
    {
      double shift_x = self->planes[FIELD_SHIFT_X][i];
      double shift_y = self->planes[FIELD_SHIFT_Y][i];
      double turns = self->planes[FIELD_ANGLE][i] / (2 * G_PI);
      double shear = self->planes[FIELD_SHEAR][i];
      double x_scale = emu_exp (self->planes[FIELD_SCALE_X][i]);
      double y_scale = emu_exp (self->planes[FIELD_SCALE_Y][i]);
      double sine = emu_sin2pi (turns);
      double cosine = emu_cos2pi (turns);

      self->planes[PLANE_XX][i] = cosine * x_scale;
      self->planes[PLANE_XY][i] = (cosine * shear - sine) * y_scale;
      self->planes[PLANE_YX][i] = sine * x_scale;
      self->planes[PLANE_YY][i] = (sine * shear + cosine) * y_scale;
      self->planes[PLANE_SHIFT_X][i] = shift_x;
      self->planes[PLANE_SHIFT_Y][i] = shift_y;
    }

  return TRUE;
}

static gboolean
make_colours (Fields          *self,
              const void      *params,
              const EmuOpRun  *run,
              GError         **error)
{
  if (!make_quantities (self, params, run, FIELD_BRIGHTNESS, N_COLOURS, error))
    return FALSE;

  for (int p = PLANE_BRIGHTNESS; p <= PLANE_SATURATION; p++)
    for (int i = 0; i < self->rows * self->columns; i++)
      self->planes[p][i] = emu_exp (self->planes[p][i]);

  return TRUE;
}

/* Where a place lies between two points of the grid. */
typedef struct
{
  int    before;
  int    after;
  double share;
} Between;

static inline Between
find_between (double place,
              int    size,
              int    n)
{
  double v = place * n / size - 0.5;
  int before;

  /* Written so that a place that is not a number is the first. */
  v = v > 0 ? MIN (v, n - 1) : 0;
  before = (int) v;

  return (Between) { before, MIN (before + 1, n - 1), v - before };
}

/* All planes at one height: @lines has a line of the grid for each. */
static void
sample_line (const Fields *fields,
             double        y,
             double       *lines)
{
  Between down = find_between (y, fields->height, fields->rows);

  for (int p = 0; p < fields->n_planes; p++)
    {
      const double *upper = fields->planes[p] + (gsize) down.before * fields->columns;
      const double *lower = fields->planes[p] + (gsize) down.after * fields->columns;
      double *line = lines + p * fields->columns;

      for (int x = 0; x < fields->columns; x++)
        line[x] = upper[x] + (lower[x] - upper[x]) * down.share;
    }
}

static inline void
sample_place (const Fields *fields,
              const double *lines,
              double        x,
              int           n_planes,
              double       *values)
{
  Between across = find_between (x, fields->width, fields->columns);

  for (int p = 0; p < n_planes; p++)
    {
      const double *line = lines + p * fields->columns;

      values[p] = line[across.before] + (line[across.after] - line[across.before]) * across.share;
    }
}

/* c + M (r) (r − c) + t (r) */
static inline EmuPoint
find_source (const Fields *fields,
             const double *lines,
             EmuPoint      r)
{
  double y = r.y - fields->height / 2.0;
  double x = r.x - fields->width / 2.0;
  double v[N_MOVES];

  sample_place (fields, lines, r.x, N_MOVES, v);

  return (EmuPoint) {
    .y = fields->height / 2.0 + v[PLANE_YX] * x + v[PLANE_YY] * y + v[PLANE_SHIFT_Y],
    .x = fields->width / 2.0 + v[PLANE_XX] * x + v[PLANE_XY] * y + v[PLANE_SHIFT_X],
  };
}

/* A place mirrored at the picture's sides until it lies inside. */
static double
mirror_place (double v,
              int    n)
{
  double period = 2.0 * n;

  v = fabs (v) - period * floor (fabs (v) / period);

  return fmin (fmin (v, period - v), n);
}

/* ---- Pixels ------------------------------------------------------------------------------- */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  const Fields   *fields;
  gboolean        is_labels;
  double          mean;
  GCancellable   *cancellable;
} Job;

static void
move_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;
  int height = job->in->height;
  int width = job->in->width;
  g_autofree double *lines = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  lines = g_new (double, N_MOVES * job->fields->columns);
  for (int y = first; y < last; y++)
    {
      sample_line (job->fields, y + 0.5, lines);

      for (int x = 0; x < width; x++)
        {
          EmuPoint from = find_source (job->fields, lines, (EmuPoint) { y + 0.5, x + 0.5 });
          double v = CLAMP (mirror_place (from.y, height) - (job->is_labels ? 0 : 0.5), 0, height - 1);
          double u = CLAMP (mirror_place (from.x, width) - (job->is_labels ? 0 : 0.5), 0, width - 1);
          int y0 = (int) v;
          int x0 = (int) u;
          int y1 = job->is_labels ? y0 : MIN (y0 + 1, height - 1);
          int x1 = job->is_labels ? x0 : MIN (x0 + 1, width - 1);

          for (int c = 0; c < job->in->channels; c++)
            {
              const guint8 *upper = emu_image_row (job->in, c, y0);
              const guint8 *lower = emu_image_row (job->in, c, y1);
              double a = upper[x0] + (upper[x1] - upper[x0]) * (u - x0);
              double b = lower[x0] + (lower[x1] - lower[x0]) * (u - x0);

              emu_image_row (job->out, c, y)[x] = (guint8) rint (a + (b - a) * (v - y0));
            }
        }
    }
}

static double
luma (const double rgb[3])
{
  return (19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2]) / 65536;
}

/* Turns the hue of a colour and keeps its largest and smallest part, as in HSV. */
static void
turn_hue (double rgb[3],
          double turns)
{
  double most = fmax (rgb[0], fmax (rgb[1], rgb[2]));
  double least = fmin (rgb[0], fmin (rgb[1], rgb[2]));
  double spread = most - least;
  double sixths;

  if (!(spread > 0))
    return;

  if (most == rgb[0])
    sixths = (rgb[1] - rgb[2]) / spread;
  else if (most == rgb[1])
    sixths = 2 + (rgb[2] - rgb[0]) / spread;
  else
    sixths = 4 + (rgb[0] - rgb[1]) / spread;

  sixths += 6 * turns;

  for (int c = 0; c < 3; c++)
    {
      double k = sixths + (c == 0 ? 5 : c == 1 ? 3 : 1);

      k -= 6 * floor (k / 6);
      rgb[c] = most - spread * CLAMP (fmin (k, 4 - k), 0, 1);
    }
}

static void
colour_rows (int      first,
             int      last,
             gpointer data)
{
  const Job *job = data;
  const Fields *fields = job->fields;
  int n_colours = job->in->channels == 1 ? 1 : 3;
  g_autofree double *lines = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  lines = g_new (double, N_COLOURS * fields->columns);
  for (int y = first; y < last; y++)
    {
      sample_line (fields, y + 0.5, lines);

      for (int x = 0; x < job->in->width; x++)
        {
          double f[N_COLOURS];
          double rgb[3];

          sample_place (fields, lines, x + 0.5, N_COLOURS, f);

          for (int c = 0; c < n_colours; c++)
            {
              double v = emu_image_row (job->in, c, y)[x] * f[PLANE_BRIGHTNESS];

              rgb[c] = job->mean + (v - job->mean) * f[PLANE_CONTRAST];
            }

          if (n_colours == 3)
            {
              double grey = luma (rgb);

              for (int c = 0; c < 3; c++)
                rgb[c] = grey + (rgb[c] - grey) * f[PLANE_SATURATION];
              turn_hue (rgb, f[PLANE_HUE]);
            }

          for (int c = 0; c < n_colours; c++)
            emu_image_row (job->out, c, y)[x] = (guint8) rint (CLAMP (rgb[c], 0, 255));
        }
    }

  if (job->in->channels == 4)
    for (int y = first; y < last; y++)
      memcpy (emu_image_row (job->out, 3, y), emu_image_row (job->in, 3, y), job->in->width);
}

/* Mean of the luma; whole numbers, so that no order of summing matters. */
static double
mean_luma (const EmuImage *image)
{
  static const guint weights[3] = { 19595, 38470, 7471 };
  gsize n = emu_image_n_pixels (image);
  double sum = 0;

  for (int c = 0; c < (image->channels == 1 ? 1 : 3); c++)
    {
      const guint8 *plane = emu_image_plane (image, c);
      guint64 plane_sum = 0;

      for (gsize i = 0; i < n; i++)
        plane_sum += plane[i];
      sum += (double) plane_sum * (image->channels == 1 ? 65536 : weights[c]);
    }

  return sum / 65536 / n;
}

static EmuImage *
run_pass (EmuImage      *image,
          const Fields  *fields,
          EmuRowsFunc    func,
          gboolean       is_labels,
          double         mean,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(EmuImage) out = emu_image_new (image->channels, image->height, image->width, error);
  Job job = { image, out, fields, is_labels, mean, cancellable };

  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, MAX (1, emu_parallel_chunk (image->width) / 16), func, &job);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

/* Beside alpha, colours multiplied by it are interpolated: what cannot be seen must not shine
 * through. */
static EmuImage *
move_image (EmuImage      *image,
            const Fields  *fields,
            GCancellable  *cancellable,
            GError       **error)
{
  gboolean has_alpha = image->channels == 4;
  g_autoptr(EmuImage) in = has_alpha ? emu_image_premultiply (image, error) : emu_image_ref (image);
  g_autoptr(EmuImage) out = NULL;

  if (in == NULL)
    return NULL;

  out = run_pass (in, fields, move_rows, FALSE, 0, cancellable, error);
  if (out != NULL && has_alpha)
    emu_image_unpremultiply (out);

  return g_steal_pointer (&out);
}

static EmuImage *
random_field_apply (const void      *params,
                    const EmuOpRun  *run,
                    EmuImage        *image,
                    GCancellable    *cancellable,
                    GError         **error)
{
  const RandomField *p = params;
  g_autoptr(EmuImage) moved = NULL;
  g_auto(Fields) move_fields = { 0 };
  g_auto(Fields) colour_fields = { 0 };

  if (!moves (p))
    moved = emu_image_ref (image);
  else if (make_moves (&move_fields, params, run, error))
    moved = move_image (image, &move_fields, cancellable, error);

  if (moved == NULL || !colours (p))
    return g_steal_pointer (&moved);

  if (!make_colours (&colour_fields, params, run, error))
    return NULL;

  return run_pass (moved, &colour_fields, colour_rows, FALSE, mean_luma (moved), cancellable, error);
}

static bool
random_field_identity (const void *params)
{
  return !moves (params) && !colours (params);
}

/* ---- What travels along ------------------------------------------------------------------- */

static EmuImage *
random_field_map_labels (const void      *params,
                         const EmuOpRun  *run,
                         EmuImage        *labels,
                         guint8           fill,
                         GError         **error)
{
  g_auto(Fields) fields = { 0 };

  if (!make_moves (&fields, params, run, error))
    return NULL;

  return run_pass (labels, &fields, move_rows, TRUE, 0, NULL, error);
}

#define MAX_STEPS 50
#define CLOSE_PX 1e-3

/* The place that shows @wanted: r ← r − (source (r) − wanted), as the fields change slowly. A place
 * that is not found within the steps is nowhere. */
static EmuPoint
find_shown (const Fields *fields,
            double       *lines,
            EmuPoint      wanted)
{
  EmuPoint r = wanted;

  for (int i = 0; i < MAX_STEPS; i++)
    {
      EmuPoint source;
      double dy;
      double dx;

      sample_line (fields, r.y, lines);
      source = find_source (fields, lines, r);
      dy = source.y - wanted.y;
      dx = source.x - wanted.x;

      if (fabs (dy) < CLOSE_PX && fabs (dx) < CLOSE_PX)
        return r;

      r.y -= dy;
      r.x -= dx;
    }

  return (EmuPoint) { NAN, NAN };
}

static void
random_field_map_points (const void      *params,
                         const EmuOpRun  *run,
                         EmuPoint        *points,
                         guint            n_points)
{
  g_auto(Fields) fields = { 0 };
  gboolean made = make_moves (&fields, params, run, NULL);
  g_autofree double *lines = g_new (double, N_MOVES * MAX (1, fields.columns));

  for (guint i = 0; i < n_points; i++)
    points[i] = made ? find_shown (&fields, lines, points[i]) : (EmuPoint) { NAN, NAN };
}

EMU_OP_DEFINE (random_field) = {
  .id = "random-field",
  .name = "Random Field Augmentations",
  .summary = N_("Moves and colours every pixel a little differently."),
  .source = "Mansfield et al., arXiv:2311.03629",
  EMU_OP_PARAMS (RandomField, random_field_params),
  EMU_OP_DRAWS (RandomFieldDraws, random_field_draws),
  .apply = random_field_apply,
  .identity = random_field_identity,
  .map_points = random_field_map_points,
  .map_labels = random_field_map_labels,
};
