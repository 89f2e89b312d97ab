/* emu-spectrum-plot.c: which waves a field is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-parallel.h"
#include "emu-pixels.h"
#include "emu-spectrum-plot.h"

/* What is fainter, against the strongest wave, is what rounding left. */
#define FAINTEST 1e-12

typedef struct
{
  const double *field;
  int           height;
  int           width;
  int           stride;
  int           n_waves;  /* horizontal frequencies 0 … n_waves − 1 */
  const double *waves;    /* (width, 2 n_waves): cosines, then sines, of every column */
  double       *lines;    /* (height, 2 n_waves): transform of every row */
  double       *squares;  /* of every row */
  GCancellable *cancellable;
} Transform;

static void
transform_rows (int      first,
                int      last,
                gpointer data)
{
  const Transform *t = data;
  int n = 2 * t->n_waves;

  for (int y = first; y < last; y++)
    {
      const double *in = t->field + (gsize) y * t->width * t->stride;
      double *out = t->lines + (gsize) y * n;
      double squares = 0;

      if (g_cancellable_is_cancelled (t->cancellable))
        return;

      for (int x = 0; x < t->width; x++)
        {
          double value = in[(gsize) x * t->stride];
          const double *waves = t->waves + (gsize) x * n;

          squares += value * value;
          for (int i = 0; i < n; i++)
            out[i] += value * waves[i];
        }
      t->squares[y] = squares;
    }
}

/* One number of the spectrum from the transforms of the rows: frequency k down, l ≥ 0 across. */
static double
sum_rows (const Transform *t,
          const double    *turns,
          int              k,
          int              l)
{
  double re = 0;
  double im = 0;

  for (int y = 0; y < t->height; y++)
    {
      int turn = (int) ((gint64) (k < 0 ? k + t->height : k) * y % t->height);
      double c = turns[2 * turn];
      double s = turns[2 * turn + 1];
      double row_re = t->lines[(gsize) y * 2 * t->n_waves + l];
      double row_im = -t->lines[(gsize) y * 2 * t->n_waves + t->n_waves + l];

      re += row_re * c + row_im * s;
      im += row_im * c - row_re * s;
    }

  return hypot (re, im);
}

static double *
new_turns (int n)
{
  double *turns = g_new (double, 2 * (gsize) n);

  for (int i = 0; i < n; i++)
    {
      turns[2 * i] = cos (2 * G_PI * i / n);
      turns[2 * i + 1] = sin (2 * G_PI * i / n);
    }

  return turns;
}

/* By Parseval: Σ over k of |F(k, l)|² is height Σ over y of |row transform(y, l)|². Frequencies l
 * and −l have equal power, and are one where 2 l is the width. */
static double
get_narrow_share (const Transform *t,
                  double           mean_power)
{
  double all = 0;
  double narrow = 0;
  int last = MIN (1, t->width / 2);

  for (int y = 0; y < t->height; y++)
    {
      const double *line = t->lines + (gsize) y * 2 * t->n_waves;

      all += t->squares[y] * t->width;
      for (int l = 0; l <= last && l < t->n_waves; l++)
        {
          double power = line[l] * line[l] + line[t->n_waves + l] * line[t->n_waves + l];

          narrow += l == 0 || 2 * l == t->width ? power : 2 * power;
        }
    }

  all = all * t->height - mean_power;
  narrow = narrow * t->height - mean_power;

  /* What is left of a constant field is what rounding left. */
  return all > 1e-24 * mean_power ? CLAMP (narrow / all, 0, 1) : (double) NAN;
}

/* The picture of a spectrum has the field's shape, and a cycle per pixel is as long in it along both
 * directions, so that circles are round. The shorter direction then shows fewer frequencies: by its
 * length, and once more because each takes up more room. */
static int
most_frequency (int reach,
                int n,
                int longest)
{
  double side = (double) n / longest;

  return MIN ((int) ceil ((reach + 0.5) * side * side + 0.5) - 1, (n - 1) / 2);
}

EmuSpectrum *
emu_spectrum_new (const double *field,
                  int           height,
                  int           width,
                  int           stride,
                  int           reach,
                  GCancellable *cancellable)
{
  g_autoptr(EmuSpectrum) self = g_new0 (EmuSpectrum, 1);
  int longest = MAX (height, width);
  g_autofree double *turns_x = NULL;
  g_autofree double *turns_y = NULL;
  g_autofree double *waves = NULL;
  g_autofree double *lines = NULL;
  g_autofree double *squares = NULL;
  Transform t = { field, height, width, stride, .cancellable = cancellable };
  int most_x, most_y;
  double strongest = 0;
  double mean;

  g_return_val_if_fail (height >= 1 && width >= 1 && stride >= 1 && reach >= 0, NULL);

  reach = MIN (reach, (longest - 1) / 2);
  self->height = height;
  self->width = width;
  self->reach = reach;
  most_x = most_frequency (reach, width, longest);
  most_y = most_frequency (reach, height, longest);
  self->columns = 2 * most_x + 1;
  self->rows = 2 * most_y + 1;

  /* Frequency 1 is always summed, for the share it has. */
  t.n_waves = MAX (most_x, MIN (1, width / 2)) + 1;
  turns_x = new_turns (width);
  turns_y = new_turns (height);
  waves = g_new (double, (gsize) width * 2 * t.n_waves);
  for (int x = 0; x < width; x++)
    {
      for (int l = 0; l < t.n_waves; l++)
        {
          int turn = (int) ((gint64) l * x % width);

          waves[(gsize) x * 2 * t.n_waves + l] = turns_x[2 * turn];
          waves[(gsize) x * 2 * t.n_waves + t.n_waves + l] = turns_x[2 * turn + 1];
        }
    }
  t.waves = waves;
  t.lines = lines = g_new0 (double, (gsize) height * 2 * t.n_waves);
  t.squares = squares = g_new (double, height);

  emu_parallel_rows (height, MAX (1, 16384 / width), transform_rows, &t);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;

  self->magnitude = g_new (float, (gsize) self->rows * self->columns);
  for (int k = -most_y; k <= most_y; k++)
    {
      for (int l = 0; l <= most_x; l++)
        {
          double magnitude = sum_rows (&t, turns_y, k, l);

          strongest = MAX (strongest, magnitude);
          /* A real field's spectrum is conjugate on the other side. */
          self->magnitude[(gsize) (most_y + k) * self->columns + most_x + l] = (float) log10 (magnitude);
          self->magnitude[(gsize) (most_y - k) * self->columns + most_x - l] = (float) log10 (magnitude);
        }
    }

  for (gsize i = 0; i < (gsize) self->rows * self->columns; i++)
    {
      if (!(self->magnitude[i] > log10 (strongest * FAINTEST)))
        self->magnitude[i] = EMU_SPECTRUM_NOTHING;
    }

  mean = sum_rows (&t, turns_y, 0, 0);
  self->narrow_share = get_narrow_share (&t, mean * mean);

  return g_steal_pointer (&self);
}

void
emu_spectrum_free (EmuSpectrum *self)
{
  if (self == NULL)
    return;

  g_free (self->magnitude);
  g_free (self);
}

/* Which frequency a pixel shows, counted from the first one there is; −1 for none. */
static int
frequency_at (const EmuSpectrum *self,
              int                i,
              int                n_px,
              int                n,
              int                n_shown)
{
  double side = (double) n / MAX (self->width, self->height);
  double at = (2 * i + 1 - n_px) / (double) n_px * (self->reach + 0.5) * side * side;
  int k = (int) floor (at + 0.5) + n_shown / 2;

  return k >= 0 && k < n_shown ? k : -1;
}

cairo_surface_t *
emu_spectrum_paint (const EmuSpectrum *self,
                    int                width_px,
                    int                height_px)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px, height_px);
  float faintest = INFINITY;
  float strongest = EMU_SPECTRUM_NOTHING;
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autofree int *columns = g_new (int, width_px);
  EmuRamp map;

  if (data == NULL)
    return surface;

  for (int x = 0; x < width_px; x++)
    columns[x] = frequency_at (self, x, width_px, self->width, self->columns);

  emu_ramp_init_cream (&map);
  for (gsize i = 0; i < (gsize) self->rows * self->columns; i++)
    {
      if (self->magnitude[i] == EMU_SPECTRUM_NOTHING)
        continue;
      faintest = MIN (faintest, self->magnitude[i]);
      strongest = MAX (strongest, self->magnitude[i]);
    }

  cairo_surface_flush (surface);
  for (int y = 0; y < height_px; y++)
    {
      int k = frequency_at (self, y, height_px, self->height, self->rows);
      guint32 *to = (guint32 *) (gpointer) (data + (gsize) y * stride);

      for (int x = 0; x < width_px; x++)
        {
          int l = columns[x];
          float magnitude = k >= 0 && l >= 0 ? self->magnitude[(gsize) k * self->columns + l]
                                             : EMU_SPECTRUM_NOTHING;
          /* The faintest wave stands a step above nothing at all. */
          int i = magnitude == EMU_SPECTRUM_NOTHING ? 0
                  : strongest > faintest
                    ? 24 + emu_ramp_index ((magnitude - faintest) / (strongest - faintest)) * 231 / 255
                    : 255;

          to[x] = (guint32) map.colour[i][0] << 16 | (guint32) map.colour[i][1] << 8 | map.colour[i][2];
        }
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}

void
emu_spectrum_draw_marks (const EmuSpectrum *self,
                         const EmuPen      *pen,
                         double             width,
                         double             height)
{
  static const EmuColour white = { 1, 1, 1 };
  cairo_t *cr = pen->cr;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1);

  for (int cycles = 10; cycles <= 20 && cycles < self->reach; cycles += 10)
    {
      double radius = cycles / (2 * self->reach + 1.0) * MAX (width, height);
      g_autofree char *text = g_strdup_printf ("%d", cycles);

      cairo_new_sub_path (cr);
      cairo_arc (cr, width / 2, height / 2, radius, 0, 2 * G_PI);
      emu_pen_set_colour (pen, &white, 0.55);
      cairo_stroke (cr);
      /* Where a long picture cuts the circle the number stands beside the middle line. */
      if (radius * 0.72 + 12 < height / 2)
        emu_pen_text (pen, text, EMU_PEN_SMALL_PX, FALSE, &white, EMU_PEN_LEFT,
                      width / 2 + radius * 0.72 + 2, height / 2 - radius * 0.72 - 5, 0);
      else
        emu_pen_text (pen, text, EMU_PEN_SMALL_PX, FALSE, &white, EMU_PEN_LEFT,
                      width / 2 + radius * 0.92 + 4, height / 2 - radius * 0.4, 0);
    }

  if (width > 220)
    {
      emu_pen_text (pen, _("log magnitude"), EMU_PEN_SMALL_PX, FALSE, &white, EMU_PEN_LEFT, 7,
                    height - 11, width / 2);
      emu_pen_text (pen, _("cycles per picture"), EMU_PEN_SMALL_PX, FALSE, &white, EMU_PEN_RIGHT,
                    width / 2 - 7, height - 11, width / 2);
    }
  cairo_restore (cr);
}
