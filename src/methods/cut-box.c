/* cut-box.c: the box of CutMix and its kin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "cut-box.h"

int
emu_cut_side (int    size,
              double lambda)
{
  return (int) (size * sqrt (1 - lambda));
}

EmuBox
emu_cut_box (int    height,
             int    width,
             double lambda,
             int    cy,
             int    cx)
{
  int half_h = emu_cut_side (height, lambda) / 2;
  int half_w = emu_cut_side (width, lambda) / 2;

  return (EmuBox) { cy - half_h, cy + half_h, cx - half_w, cx + half_w };
}

/* ---- The inverse ------------------------------------------------------------------------ */

typedef struct
{
  const EmuCutRule *rule;
  const void       *params;
  const EmuMix     *mix;
  gboolean          moved;      /* as large as the present box: its size stays */
  double            half_h;     /* wanted */
  double            half_w;
  double            cy;
  double            cx;
  int               present_y;  /* the present middle */
  int               present_x;
} Search;

/* The whole number nearest to @wanted inside a range; of two as near the one towards @present. */
static int
nearest_middle (double wanted,
                int    present,
                int    lo,
                int    hi)
{
  double at = present > wanted ? floor (wanted + 0.5) : ceil (wanted - 0.5);

  return (int) CLAMP (at, lo, hi);
}

static void
place_middle (const Search *self,
              double        lambda,
              int          *cy,
              int          *cx)
{
  EmuBox middles = { 0, self->mix->height - 1, 0, self->mix->width - 1 };

  if (self->rule->middles != NULL)
    self->rule->middles (self->params, self->mix, lambda, &middles);

  *cy = nearest_middle (self->cy, self->present_y, middles.y0, middles.y1);
  *cx = nearest_middle (self->cx, self->present_x, middles.x0, middles.x1);
}

/* Half the sum of the squares of the sides' distances: with sides c − h and c + h it is the middle's
 * square plus the half side's. */
static double
cost (const Search *self,
      double        lambda)
{
  int half_h;
  int half_w;
  int cy;
  int cx;
  double size;

  self->rule->halves (self->params, self->mix, lambda, &half_h, &half_w);
  size = (half_h - self->half_h) * (half_h - self->half_h) + (half_w - self->half_w) * (half_w - self->half_w);
  if (self->moved)
    return size;

  place_middle (self, lambda, &cy, &cx);

  return size + (cy - self->cy) * (cy - self->cy) + (cx - self->cx) * (cx - self->cx);
}

/* A λ that is as good as @lambda and shorter to write. */
static double
shorten (const Search *self,
         double        lambda,
         double        best)
{
  for (double power = 1; power < 1e12; power *= 10)
    {
      double rounded = rint (lambda * power) / power;

      if (cost (self, rounded) <= best)
        return rounded;
    }

  return lambda;
}

void
emu_cut_find (const EmuCutRule *rule,
              const void       *params,
              const EmuMix     *mix,
              const EmuBox     *present,
              const EmuBox     *wanted,
              double           *lambda,
              int              *cy,
              int              *cx)
{
  double present_lambda = isnan (mix->requested) ? mix->lambda : mix->requested;
  double h = mix->height / 2.0;
  double w = mix->width / 2.0;
  Search search = {
    .rule = rule,
    .params = params,
    .mix = mix,
    .half_h = ((double) wanted->y1 - wanted->y0) / 2,
    .half_w = ((double) wanted->x1 - wanted->x0) / 2,
    .cy = ((double) wanted->y0 + wanted->y1) / 2,
    .cx = ((double) wanted->x0 + wanted->x1) / 2,
    .present_y = (int) (((gint64) present->y0 + present->y1) / 2),
    .present_x = (int) (((gint64) present->x0 + present->x1) / 2),
  };
  double ends[] = { rule->share_lo, rule->share_hi };
  double best;
  double share;
  double middle;
  double off;
  double reach;
  double at;
  double last;
  double row;
  double column;

  search.moved = (gint64) wanted->y1 - wanted->y0 == (gint64) present->y1 - present->y0 &&
                 (gint64) wanted->x1 - wanted->x0 == (gint64) present->x1 - present->x0;

  *lambda = present_lambda;
  best = cost (&search, present_lambda);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      double at_end = 1 - ends[i] * ends[i];

      if (cost (&search, at_end) < best)
        {
          *lambda = at_end;
          best = cost (&search, at_end);
        }
    }

  /* As the share of the sides grows, the half sides climb a staircase that lies less than √2 below
   * the line (h share, w share). So a box at a distance from the line's point nearest to the wanted
   * half sides is at least that far away, less √2, and what could still win lies within reach. */
  middle = CLAMP ((search.half_h * h + search.half_w * w) / (h * h + w * w), rule->share_lo,
                  rule->share_hi);
  off = hypot (search.half_h - h * middle, search.half_w - w * middle);
  best = MIN (best, cost (&search, 1 - middle * middle));
  reach = sqrt (MAX (0, (sqrt (best) + M_SQRT2) * (sqrt (best) + M_SQRT2) - off * off)) / hypot (h, w);
  best = cost (&search, *lambda);

  at = MAX (rule->share_lo, middle - reach);
  last = MIN (rule->share_hi, middle + reach);
  row = floor (at * mix->height) + 1;
  column = floor (at * mix->width) + 1;
  share = NAN;

  /* A step at a time, each in its middle, where no rounding matters. Steps of whole sides, though
   * half sides take two of them: margins follow the sides. */
  while (at < last)
    {
      double next = MIN (row / mix->height, column / mix->width);
      double inside = (at + MIN (next, rule->share_hi)) / 2;
      double value = cost (&search, 1 - inside * inside);

      if (value < best)
        {
          best = value;
          share = inside;
        }
      if (row / mix->height <= next)
        row++;
      if (column / mix->width <= next)
        column++;
      at = MAX (at, next);
    }

  if (!isnan (share))
    *lambda = shorten (&search, 1 - share * share, best);

  place_middle (&search, *lambda, cy, cx);
}
