/* emu-field-plot.c: a random field as a height map, and how often each height occurs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "emu-field-plot.h"
#include "emu-parallel.h"
#include "emu-pixels.h"
#include "emu-rank.h"

/* A whole multiple of the bars. */
#define N_STEPS 16384

/* Room above and below the bars, for the letters and half the handle. */
#define PAD_PX 9
#define HANDLE_PX 6

/* Ground of the number on the line. */
#define NUMBER_WIDTH_PX 40
#define NUMBER_HEIGHT_PX 13.75

struct _EmuHeights
{
  gsize   n;
  double  least;
  double  most;
  double  scale;               /* steps to a unit of height; 0 where all values are equal */
  guint32 above[N_STEPS + 1];  /* values in this step and all higher ones; steps from the top */
};

static inline int
step_of (const EmuHeights *self,
         double            value)
{
  double step = (self->most - value) * self->scale;

  return step < N_STEPS ? (int) step : N_STEPS - 1;
}

EmuHeights *
emu_heights_new (const double *values,
                 gsize         n)
{
  EmuHeights *self = g_atomic_rc_box_new0 (EmuHeights);
  guint32 total = 0;

  self->n = n;
  if (!emu_rank_range (values, n, &self->least, &self->most))
    g_return_val_if_reached (self);

  self->scale = N_STEPS / (self->most - self->least);
  if (!isfinite (self->scale))
    self->scale = 0;

  for (gsize i = 0; i < n; i++)
    self->above[step_of (self, values[i])]++;

  /* From counts to sums: above[i] is how many values lie in the steps before i. */
  for (int i = 0; i <= N_STEPS; i++)
    {
      guint32 count = self->above[i];

      self->above[i] = total;
      total += count;
    }

  return self;
}

EmuHeights *
emu_heights_ref (EmuHeights *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_heights_unref (EmuHeights *self)
{
  g_atomic_rc_box_release (self);
}

void
emu_heights_get_range (const EmuHeights *self,
                       double           *least,
                       double           *most)
{
  *least = self->least;
  *most = self->most;
}

void
emu_heights_get_bars (const EmuHeights *self,
                      guint64           counts[EMU_HEIGHTS_N_BARS])
{
  const int each = N_STEPS / EMU_HEIGHTS_N_BARS;

  for (int bar = 0; bar < EMU_HEIGHTS_N_BARS; bar++)
    {
      int from = (EMU_HEIGHTS_N_BARS - 1 - bar) * each;

      counts[bar] = self->above[from + each] - self->above[from];
    }
}

/* The step, and so the few values, that rank @rank lies in. */
static int
find_step (const EmuHeights *self,
           gsize             rank)
{
  int lo = 0;
  int hi = N_STEPS;

  while (hi - lo > 1)
    {
      int middle = lo + (hi - lo) / 2;

      if (self->above[middle] <= rank)
        lo = middle;
      else
        hi = middle;
    }

  return lo;
}

static int
compare_falling (const void *a,
                 const void *b)
{
  const double *x = a;
  const double *y = b;

  return *x > *y ? -1 : *x < *y;
}

static double
value_of_rank (const EmuHeights *self,
               const double     *values,
               gsize             rank)
{
  int step = find_step (self, rank);
  gsize n = self->above[step + 1] - self->above[step];
  g_autofree double *found = g_new (double, n);
  gsize n_found = 0;

  for (gsize i = 0; i < self->n && n_found < n; i++)
    {
      if (step_of (self, values[i]) == step)
        found[n_found++] = values[i];
    }
  qsort (found, n, sizeof *found, compare_falling);

  return found[rank - self->above[step]];
}

double
emu_heights_get_border (const EmuHeights *self,
                        const double     *values,
                        gsize             n_inside)
{
  double beyond = (self->most - self->least) / N_STEPS;
  double higher;

  g_return_val_if_fail (n_inside <= self->n, self->least);

  if (n_inside == 0)
    return self->most + beyond;
  if (n_inside == self->n)
    return self->least - beyond;

  higher = value_of_rank (self, values, n_inside - 1);

  return higher + (value_of_rank (self, values, n_inside) - higher) / 2;
}

double
emu_heights_share_above (const EmuHeights *self,
                         double            height)
{
  double at = (self->most - height) * self->scale;
  int step;

  if (!(at > 0))
    return 0;
  if (at >= N_STEPS)
    return 1;

  step = (int) at;

  return (self->above[step] + (at - step) * (self->above[step + 1] - self->above[step])) / self->n;
}

double
emu_heights_for_share (const EmuHeights *self,
                       double            share)
{
  double rank = CLAMP (share, 0, 1) * self->n;
  int step = find_step (self, (gsize) MIN (rank, self->n - 1));
  guint32 count = self->above[step + 1] - self->above[step];
  double inside = count > 0 ? MIN ((rank - self->above[step]) / count, 1) : 0;

  return self->scale > 0 ? self->most - (step + inside) / self->scale : self->most;
}

double
emu_heights_y (const EmuHeights *self,
               double            height_px,
               double            value)
{
  double range = self->most - self->least;
  double at = range > 0 ? CLAMP ((self->most - value) / range, 0, 1) : 0.5;

  return PAD_PX + at * MAX (0, height_px - 2 * PAD_PX);
}

double
emu_heights_share_at (const EmuHeights *self,
                      double            height_px,
                      double            y)
{
  double at = (y - PAD_PX) / MAX (1, height_px - 2 * PAD_PX);

  /* A field of one height has no histogram to look up; the way itself is the share then. */
  if (!(self->scale > 0))
    return CLAMP (at, 0, 1);

  return emu_heights_share_above (self, self->most - at * (self->most - self->least));
}

static void
fill_part (const EmuPen    *pen,
           const EmuColour *colour,
           double           top,
           double           bottom,
           double           width)
{
  if (bottom > top)
    emu_pen_fill (pen, colour, 1, 0, top, width, bottom - top);
}

void
emu_heights_draw (const EmuHeights *self,
                  const EmuPen     *pen,
                  double            width,
                  double            height,
                  double            share,
                  gboolean          a_above,
                  gboolean          handle)
{
  const EmuColour *above = a_above ? &pen->palette->a : &pen->palette->b;
  const EmuColour *below = a_above ? &pen->palette->b : &pen->palette->a;
  cairo_t *cr = pen->cr;
  double inner = MAX (1, height - 2 * PAD_PX);
  double longest_bar = width - HANDLE_PX - 4;
  double y = emu_heights_y (self, height, emu_heights_for_share (self, share));
  guint64 counts[EMU_HEIGHTS_N_BARS];
  guint64 most = 1;
  double middle;
  g_autofree char *number = NULL;

  emu_heights_get_bars (self, counts);
  for (int bar = 0; bar < EMU_HEIGHTS_N_BARS; bar++)
    most = MAX (most, counts[bar]);

  for (int bar = 0; bar < EMU_HEIGHTS_N_BARS; bar++)
    {
      double top = PAD_PX + inner * (EMU_HEIGHTS_N_BARS - 1 - bar) / EMU_HEIGHTS_N_BARS;
      double bottom = top + inner / EMU_HEIGHTS_N_BARS * 0.8;
      double length = longest_bar * counts[bar] / most;

      fill_part (pen, above, top, MIN (bottom, y), length);
      fill_part (pen, below, MAX (top, y), bottom, length);
    }

  emu_pen_text (pen, a_above ? _("A") : _("B"), EMU_PEN_SMALL_PX, TRUE, above, EMU_PEN_RIGHT, width,
                PAD_PX, 0);
  emu_pen_text (pen, a_above ? _("B") : _("A"), EMU_PEN_SMALL_PX, TRUE, below, EMU_PEN_RIGHT, width,
                height - PAD_PX, 0);

  emu_pen_set_colour (pen, &pen->palette->text, 1);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, width, y);
  cairo_stroke (cr);
  if (handle)
    {
      cairo_arc (cr, width - HANDLE_PX - 1, y, HANDLE_PX, 0, 2 * G_PI);
      cairo_fill (cr);
    }

  /* On bars of any length the number needs a ground of its own. */
  number = g_strdup_printf ("%.3f", a_above ? share : 1 - share);
  middle = y - NUMBER_HEIGHT_PX / 2 - 3 >= 0 ? y - NUMBER_HEIGHT_PX / 2 - 2 : y + NUMBER_HEIGHT_PX / 2 + 2;
  emu_pen_fill (pen, &pen->palette->paper, 0.85, 0, middle - NUMBER_HEIGHT_PX / 2, NUMBER_WIDTH_PX,
                NUMBER_HEIGHT_PX);
  emu_pen_text (pen, number, EMU_PEN_SMALL_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 1, middle, 0);
}

typedef struct
{
  const double *field;
  int           height;
  int           width;
  int           stride;
  float        *out;
  int           height_px;
  int           width_px;
} Reduction;

/* Which of @n samples lie below pixel @i of @n_px. */
static inline void
get_span (int  i,
          int  n_px,
          int  n,
          int *from,
          int *to)
{
  if (n > n_px)
    {
      *from = (int) ((gint64) i * n / n_px);
      *to = MAX (*from + 1, (int) ((gint64) (i + 1) * n / n_px));
    }
  else
    {
      *from = (int) ((2 * (gint64) i + 1) * n / (2 * (gint64) n_px));
      *to = *from + 1;
    }
}

static void
reduce_rows (int      first,
             int      last,
             gpointer data)
{
  const Reduction *r = data;

  for (int y = first; y < last; y++)
    {
      int y0, y1;

      get_span (y, r->height_px, r->height, &y0, &y1);
      for (int x = 0; x < r->width_px; x++)
        {
          int x0, x1;
          double sum = 0;

          get_span (x, r->width_px, r->width, &x0, &x1);
          for (int j = y0; j < y1; j++)
            {
              const double *row = r->field + (gsize) j * r->width * r->stride;

              for (int i = x0; i < x1; i++)
                sum += row[(gsize) i * r->stride];
            }
          r->out[(gsize) y * r->width_px + x] = (float) (sum / ((double) (y1 - y0) * (x1 - x0)));
        }
    }
}

void
emu_field_reduce (const double *field,
                  int           height,
                  int           width,
                  int           stride,
                  float        *out,
                  int           height_px,
                  int           width_px)
{
  Reduction reduction = { field, height, width, stride, out, height_px, width_px };

  emu_parallel_rows (height_px, MAX (1, 16384 / width_px), reduce_rows, &reduction);
}

/* How much of a pixel the contour covers. In a smooth map the distance to it is height over slope;
 * where values are repeated, it runs along their edges. */
static inline double
get_cover (const float *plane,
           int          height,
           int          width,
           int          y,
           int          x,
           double       border,
           gboolean     enlarged,
           int          scale)
{
  double here = plane[(gsize) y * width + x];
  const float *left = plane + (gsize) y * width + MAX (x - scale, 0);
  const float *right = plane + (gsize) y * width + MIN (x + scale, width - 1);
  const float *up = plane + (gsize) MAX (y - scale, 0) * width + x;
  const float *down = plane + (gsize) MIN (y + scale, height - 1) * width + x;

  if (enlarged)
    {
      gboolean inside = here > border;

      return (*left > border) != inside || (*right > border) != inside ||
             (*up > border) != inside || (*down > border) != inside ? 1 : 0;
    }
  else
    {
      double across = (*right - *left) / (double) MAX (1, right - left);
      double along = (*down - *up) / (double) MAX (1, (down - up) / width);
      double slope = hypot (across, along);

      return slope > 0 ? CLAMP (scale + 0.5 - fabs (here - border) / slope, 0, 1) : 0;
    }
}

cairo_surface_t *
emu_field_paint (const float *plane,
                 int          height_px,
                 int          width_px,
                 double       least,
                 double       most,
                 double       border,
                 gboolean     enlarged,
                 int          scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px, height_px);
  g_autofree float *cover = g_new (float, (gsize) height_px * width_px);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double factor = most > least ? 1 / (most - least) : 0;
  double covered = 0;
  double strength;
  EmuRamp map;

  if (data == NULL)
    return surface;

  emu_ramp_init_cream (&map);
  for (int y = 0; y < height_px; y++)
    {
      for (int x = 0; x < width_px; x++)
        {
          double c = get_cover (plane, height_px, width_px, y, x, border, enlarged, scale);

          cover[(gsize) y * width_px + x] = (float) c;
          covered += c;
        }
    }
  covered /= (double) height_px * width_px;
  strength = covered > 0.25 ? 0.25 / covered : 1;

  cairo_surface_flush (surface);
  for (int y = 0; y < height_px; y++)
    {
      guint32 *to = (guint32 *) (gpointer) (data + (gsize) y * stride);

      for (int x = 0; x < width_px; x++)
        {
          gsize at = (gsize) y * width_px + x;
          const guint8 *colour = map.colour[emu_ramp_index ((plane[at] - least) * factor)];
          double white = cover[at] * strength;
          guint32 rgb = 0;

          for (int c = 0; c < 3; c++)
            rgb = rgb << 8 | (guint32) (colour[c] + (255 - colour[c]) * white + 0.5);
          to[x] = rgb;
        }
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}
