/* cut-search.c: boxes of CutMix and its kin, found in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "cut-box.h"
#include "cut-search.h"

/* Three guesses of a middle, each with a pixel either side. */
#define MAX_MIDDLES 9

gint64
emu_cut_gain (const EmuBox *box,
              gpointer      evidence)
{
  return emu_evidence_gain (evidence, box);
}

static gboolean
boxes_equal (const EmuBox *a,
             const EmuBox *b)
{
  if (emu_box_is_empty (a) || emu_box_is_empty (b))
    return emu_box_is_empty (a) == emu_box_is_empty (b);

  return a->y0 == b->y0 && a->y1 == b->y1 && a->x0 == b->x0 && a->x1 == b->x1;
}

/* Middles of a side of 2 @half that was seen from @from to @to: whole, or cut at either end. */
static int
guess_middles (int  known,
               int  half,
               int  from,
               int  to,
               int  size,
               int *middles)
{
  const int guesses[] = { (from + to) / 2, to - half, from + half };
  int n = 0;

  if (known >= 0)
    {
      middles[0] = known;
      return 1;
    }

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      for (int shift = -1; shift <= 1; shift++)
        {
          int middle = CLAMP (guesses[i] + shift, 0, size - 1);
          gboolean again = FALSE;

          for (int k = 0; k < n; k++)
            again |= middles[k] == middle;
          if (!again)
            middles[n++] = middle;
        }
    }

  return n;
}

/* Puts @cut in its place among the best, or joins it to the one it looks like. */
static void
keep (const EmuCut *cut,
      EmuCut       *cuts,
      int           n,
      int          *n_found)
{
  int at = *n_found;

  for (int i = 0; i < *n_found; i++)
    {
      if (boxes_equal (&cuts[i].box, &cut->box))
        {
          /* Only without a gap: a λ between must make that box, too. */
          if (cut->lambda_hi >= cuts[i].lambda_lo - 1e-9)
            cuts[i].lambda_lo = MIN (cuts[i].lambda_lo, cut->lambda_lo);
          return;
        }
    }

  while (at > 0 && cuts[at - 1].worth < cut->worth)
    at--;
  if (at >= n)
    return;

  *n_found = MIN (n, *n_found + 1);
  for (int i = *n_found - 1; i > at; i--)
    cuts[i] = cuts[i - 1];
  cuts[at] = *cut;
}

int
emu_cut_search (int           height,
                int           width,
                const EmuBox *near,
                int           cy,
                int           cx,
                EmuWorthFunc  worth,
                gpointer      data,
                EmuCut       *cuts,
                int           n)
{
  int half_h = 0;
  int half_w = 0;
  int n_found = 0;
  double side = 0;

  /* From one length √(1 − λ) at which a half side grows by a pixel to the next. */
  while (side <= 1)
    {
      gint64 at_h = (2 * (gint64) half_h + 2) * width;
      gint64 at_w = (2 * (gint64) half_w + 2) * height;
      double next = (double) MIN (at_h, at_w) / ((double) height * width);
      int rows[MAX_MIDDLES];
      int columns[MAX_MIDDLES];
      int n_rows = guess_middles (cy, half_h, near->y0, near->y1, height, rows);
      int n_columns = guess_middles (cx, half_w, near->x0, near->x1, width, columns);

      for (int i = 0; i < n_rows * n_columns; i++)
        {
          int row = rows[i / n_columns];
          int column = columns[i % n_columns];
          EmuCut cut = {
            .lambda_lo = 1 - MIN (next, 1) * MIN (next, 1),
            .lambda_hi = 1 - side * side,
          };
          EmuBox full = { row - half_h, row + half_h, column - half_w, column + half_w };

          cut.box = emu_box_clip (&full, height, width);
          cut.worth = emu_box_is_empty (&cut.box) ? 0 : worth (&cut.box, data);
          keep (&cut, cuts, n, &n_found);
        }

      half_h += at_h <= at_w;
      half_w += at_w <= at_h;
      side = next;
    }

  return n_found;
}

/* A side that the border does not reach shows its middle; otherwise the free end does. */
static int
middle_of (int from,
           int to,
           int half,
           int size)
{
  int middle = (from + to) / 2;

  if (from == 0 && to < size)
    middle = to - half;
  else if (to == size && from > 0)
    middle = from + half;

  return CLAMP (middle, 0, size - 1);
}

void
emu_cut_middle (const EmuCut *self,
                int           height,
                int           width,
                double        lambda,
                int          *cy,
                int          *cx)
{
  *cy = middle_of (self->box.y0, self->box.y1, emu_cut_side (height, lambda) / 2, height);
  *cx = middle_of (self->box.x0, self->box.x1, emu_cut_side (width, lambda) / 2, width);
}
