/* gridmix.c: a grid of rectangular holes through which B shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-evidence.h"
#include "emu-method.h"
#include "emu-parallel.h"

enum
{
  LAMBDA_BETA,
  LAMBDA_UNIFORM,
};

enum
{
  AXES_SOUND,
  AXES_AS_PUBLISHED,
};

typedef struct
{
  EmuRange n_holes;
  EmuRange hole_aspect_ratio;
  EmuRange cut_area_ratio;
  EmuRange cut_aspect_ratio;
  int      lambda_from;
  EmuRange lambda_scope;
  int      axes;
} GridMix;

typedef struct
{
  double even_lambda;
  int    holes;
  double hole_aspect;
  double cut_area;
  double cut_aspect;
  double tx;
  double ty;
} GridMixDraws;

static bool
is_lambda_uniform (const void *params)
{
  return ((const GridMix *) params)->lambda_from == LAMBDA_UNIFORM;
}

static const EmuChoice lambda_laws[] = {
  { "beta", N_("Beta(α, α)"), N_("As most methods draw it") },
  { "uniform", N_("Uniform"), N_("Evenly over the scope of λ") },
  { NULL },
};

static const EmuChoice axes[] = {
  { "sound", N_("Sound"), N_("The grid lies on the picture, and the border cuts what hangs over") },
  { "as-published", N_("As published"), N_("Width and height are swapped before the grid is laid") },
  { NULL },
};

/* The published function has 20 holes, which needs a side of 40 pixels and looks like a fly screen;
 * the 2 to 6 of its authors' benchmarks suit small pictures too. */
static const EmuParam gridmix_params[] = {
  EMU_PARAM (GridMix, n_holes,
             .label = N_("Holes"),
             .help = N_("Fewest and most holes across the crop, whole numbers"),
             .min = 1, .max = 128, .initial = 2, .initial_hi = 6, .step = 1),
  EMU_PARAM (GridMix, hole_aspect_ratio,
             .label = N_("Hole Aspect"),
             .help = N_("Height of a cell and its hole, as a multiple of the width"),
             .min = 0.1, .max = 10, .initial = 1, .initial_hi = 1, .step = 0.1),
  EMU_PARAM (GridMix, cut_area_ratio,
             .label = N_("Crop Area"),
             .help = N_("Area the grid covers, as a share of the picture's"),
             .min = 0.01, .max = 1, .initial = 1, .initial_hi = 1, .step = 0.05),
  EMU_PARAM (GridMix, cut_aspect_ratio,
             .label = N_("Crop Aspect"),
             .help = N_("Height of the crop, as a multiple of its width"),
             .min = 0.1, .max = 10, .initial = 1, .initial_hi = 1, .step = 0.1),
  EMU_PARAM_CHOICE_OF (GridMix, lambda_from,
                       .label = N_("Draw λ"),
                       .help = N_("How λ is drawn where none is asked for"),
                       .choices = lambda_laws, .initial = LAMBDA_BETA),
  EMU_PARAM (GridMix, lambda_scope,
             .label = N_("Scope of λ"),
             .help = N_("Smallest and largest λ that is drawn"),
             .min = 0, .max = 1, .initial = 0.1, .initial_hi = 0.9, .step = 0.05,
             .in_use = is_lambda_uniform),
  EMU_PARAM_CHOICE_OF (GridMix, axes,
                       .label = N_("Axes"),
                       .help = N_("Whether rows and columns are mixed up as in OpenMixup"),
                       .choices = axes, .initial = AXES_SOUND,
                       .published = { 11, AXES_AS_PUBLISHED,
                                      N_("Width and height are swapped, so the grid misses part of a "
                                         "picture that is not square.") }),
};

/* ---- Draws ------------------------------------------------------------------------------ */

static void
range_shape (EmuRange      range,
             EmuDrawShape *shape)
{
  shape->lo = range.lo;
  shape->hi = range.hi;
}

static void
even_lambda_shape (const void   *params,
                   const EmuMix *mix,
                   EmuDrawShape *shape)
{
  const GridMix *p = params;

  shape->in_use = is_lambda_uniform (p) && isnan (mix->requested);
  range_shape (p->lambda_scope, shape);
}

static void
holes_shape (const void   *params,
             const EmuMix *mix,
             EmuDrawShape *shape)
{
  const GridMix *p = params;

  shape->lo = rint (p->n_holes.lo);
  shape->hi = rint (p->n_holes.hi);
}

static void
hole_aspect_shape (const void   *params,
                   const EmuMix *mix,
                   EmuDrawShape *shape)
{
  range_shape (((const GridMix *) params)->hole_aspect_ratio, shape);
}

static void
cut_area_shape (const void   *params,
                const EmuMix *mix,
                EmuDrawShape *shape)
{
  range_shape (((const GridMix *) params)->cut_area_ratio, shape);
}

static void
cut_aspect_shape (const void   *params,
                  const EmuMix *mix,
                  EmuDrawShape *shape)
{
  range_shape (((const GridMix *) params)->cut_aspect_ratio, shape);
}

static const EmuDraw gridmix_draws[] = {
  EMU_DRAW (GridMixDraws, even_lambda, EMU_DRAW_UNIFORM,
            .label = N_("λ, Evenly"), .help = N_("λ, drawn evenly from its scope"),
            .follows_lambda = TRUE, .shape = even_lambda_shape),
  EMU_DRAW (GridMixDraws, holes, EMU_DRAW_INT,
            .label = N_("Holes"), .help = N_("Holes across the crop"),
            .shape = holes_shape),
  EMU_DRAW (GridMixDraws, hole_aspect, EMU_DRAW_UNIFORM,
            .label = N_("Hole Aspect"), .help = N_("Height of a hole, as a multiple of its width"),
            .shape = hole_aspect_shape),
  EMU_DRAW (GridMixDraws, cut_area, EMU_DRAW_UNIFORM,
            .label = N_("Crop Area"), .help = N_("Area of the crop, as a share of the picture's"),
            .shape = cut_area_shape),
  EMU_DRAW (GridMixDraws, cut_aspect, EMU_DRAW_UNIFORM,
            .label = N_("Crop Aspect"), .help = N_("Height of the crop, as a multiple of its width"),
            .shape = cut_aspect_shape),
  EMU_DRAW (GridMixDraws, tx, EMU_DRAW_UNIFORM,
            .label = N_("Across"),
            .help = N_("Where the crop lies: 0 at the left border, 1 at the right")),
  EMU_DRAW (GridMixDraws, ty, EMU_DRAW_UNIFORM,
            .label = N_("Down"),
            .help = N_("Where the crop lies: 0 at the top border, 1 at the bottom")),
};

/* λ comes with the other draws unless Beta makes it. */
static gboolean
gridmix_lambda_law (const void *params,
                    double      alpha,
                    double     *a,
                    double     *b)
{
  return !is_lambda_uniform (params);
}

/* ---- The grid --------------------------------------------------------------------------- */

/* One axis of the grid: @length pixels from @origin on, in cells that begin with a hole. */
typedef struct
{
  int origin;
  int length;
  int cell;
  int hole;
} Axis;

typedef struct
{
  Axis x;
  Axis y;
} Grid;

/* At least one pixel and not the whole cell; a cell of one pixel has no room for a hole. */
static int
hole_in (int    cell,
         double share)
{
  return MIN (MAX ((int) (cell * share), 1), cell - 1);
}

/* Returns: %FALSE where so many holes do not fit into the crop, or a cell is lower than a pixel */
static gboolean
lay_grid (const GridMix *p,
          const EmuMix  *mix,
          Grid          *grid)
{
  const GridMixDraws *d = mix->draws;
  gboolean swapped = p->axes == AXES_AS_PUBLISHED;
  int width = swapped ? mix->height : mix->width;
  int height = swapped ? mix->width : mix->height;
  double share = sqrt (1 - mix->lambda);
  double area = trunc ((double) height * width * d->cut_area);

  grid->x.length = (int) sqrt (area / d->cut_aspect);
  grid->y.length = (int) (grid->x.length * d->cut_aspect);
  grid->x.origin = (int) ((width - grid->x.length) * d->tx);
  grid->y.origin = (int) ((height - grid->y.length) * d->ty);
  if (d->holes > grid->x.length / 2)
    return FALSE;

  grid->x.cell = (grid->x.length - 1) / d->holes + 1;
  grid->y.cell = (int) (grid->x.cell * d->hole_aspect);
  if (grid->y.cell < 1)
    return FALSE;

  grid->x.hole = hole_in (grid->x.cell, share);
  grid->y.hole = hole_in (grid->y.cell, share);

  return TRUE;
}

/* An end of a hole, inside a picture of @size pixels. In the published code's language a place
 * left of the picture counts from the right. */
static int
end_inside (const GridMix *p,
            int            at,
            int            size)
{
  if (p->axes == AXES_AS_PUBLISHED && at < 0)
    at += size;

  return CLAMP (at, 0, size);
}

/* Marks the pixels of one axis that lie in a hole; the grid is where a marked row and a marked
 * column meet. Returns: (transfer full): @size bytes */
static guint8 *
mark_holes (const GridMix *p,
            const Axis    *axis,
            int            size)
{
  guint8 *marks = g_new0 (guint8, size);

  for (int start = 0; start < axis->length; start += axis->cell)
    {
      int from = end_inside (p, axis->origin + start, size);
      int to = end_inside (p, axis->origin + MIN (start + axis->hole, axis->length), size);

      if (to > from)
        memset (marks + from, 1, to - from);
    }

  return marks;
}

static int
count_marks (const guint8 *marks,
             int           size)
{
  int n = 0;

  for (int i = 0; i < size; i++)
    n += marks[i];

  return n;
}

/* Share of the picture that B gets. */
static double
share_of_b (const GridMix *p,
            const EmuMix  *mix)
{
  g_autofree guint8 *columns = NULL;
  g_autofree guint8 *rows = NULL;
  Grid grid;

  if (!lay_grid (p, mix, &grid))
    return 0;

  columns = mark_holes (p, &grid.x, mix->width);
  rows = mark_holes (p, &grid.y, mix->height);

  return (double) count_marks (columns, mix->width) * count_marks (rows, mix->height) /
         ((double) mix->height * mix->width);
}

static gboolean
gridmix_resolve (const void *params,
                 EmuMix     *mix,
                 GError    **error)
{
  const GridMix *p = params;
  const GridMixDraws *d = mix->draws;
  Grid grid;

  if (is_lambda_uniform (p) && isnan (mix->requested))
    {
      mix->drawn = mix->lambda = d->even_lambda;
      if (mix->alpha_asked)
        emu_mix_add_note (mix, _("λ is drawn evenly from its scope, so α plays no part; "
                                 "let λ follow Beta(α, α) to use it."));
    }

  if (lay_grid (p, mix, &grid))
    {
      mix->reason = (gint64) grid.x.length * grid.y.length < (gint64) mix->height * mix->width
                    ? _("The grid covers a part of A") : _("Holes and bars have whole pixels");
      if (share_of_b (p, mix) == 0)
        emu_mix_add_note (mix, _("The holes are smaller than a pixel, so A stays as it is."));
      return TRUE;
    }

  if (p->axes == AXES_AS_PUBLISHED)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED,
                   _("the published code fails on %d holes across a crop of %d × %d pixels; "
                     "ask for fewer or set axes to sound"),
                   d->holes, grid.x.length, grid.y.length);
      return FALSE;
    }

  emu_mix_add_note (mix, _("A grid with %d holes across does not fit into a crop of %d × %d pixels, "
                           "so A stays as it is."),
                    d->holes, grid.x.length, grid.y.length);

  return TRUE;
}

typedef struct
{
  const EmuMix *mix;
  EmuMask      *mask;
  const guint8 *rows;
  const float  *holes;  /* a row of the view that has holes */
  const float  *solid;  /* one that has none */
} Punching;

static void
punch_rows (int      first,
            int      last,
            gpointer data)
{
  const Punching *s = data;
  const EmuView *view = &s->mask->view;

  for (int y = first; y < last; y++)
    {
      gboolean is_hole = s->rows[emu_view_index (view->y0, view->step, y, s->mix->height)];

      memcpy (emu_mask_row (s->mask, y), is_hole ? s->holes : s->solid, s->mask->width * sizeof (float));
    }
}

static gboolean
gridmix_mask (const void   *params,
              const EmuMix *mix,
              EmuMask      *mask,
              GError      **error)
{
  const GridMix *p = params;
  const EmuView *view = &mask->view;
  g_autofree guint8 *columns = NULL;
  g_autofree guint8 *rows = NULL;
  g_autofree float *holes = NULL;
  g_autofree float *solid = NULL;
  Grid grid;
  Punching punching;

  if (!lay_grid (p, mix, &grid))
    return TRUE;

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  columns = mark_holes (p, &grid.x, mix->width);
  rows = mark_holes (p, &grid.y, mix->height);
  holes = g_new (float, mask->width);
  solid = g_new (float, mask->width);
  for (int x = 0; x < mask->width; x++)
    {
      holes[x] = 1 - columns[emu_view_index (view->x0, view->step, x, mix->width)];
      solid[x] = 1;
    }

  punching = (Punching) { mix, mask, rows, holes, solid };
  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), punch_rows, &punching);

  return TRUE;
}

static double
gridmix_mask_mean (const void   *params,
                   const EmuMix *mix)
{
  return 1 - share_of_b (params, mix);
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_sound[] =
  "def gridmix_marks(size, origin, length, cell, hole):\n"
  "    \"\"\"1 where holes lie along one side: one at the start of every cell, the border cuts them.\"\"\"\n"
  "    marks = torch.zeros(size)\n"
  "    for start in range(0, length, cell):\n"
  "        end = min(start + hole, length)\n"
  "        marks[max(origin + start, 0):max(origin + end, 0)] = 1\n"
  "    return marks\n"
  "\n"
  "\n"
  "def gridmix_mask(height, width, lam, holes, hole_aspect, cut_area, cut_aspect, tx, ty):\n"
  "    \"\"\"The weight of A: 0 in the holes of a grid that lies somewhere on the picture, 1 elsewhere.\"\"\"\n"
  "    grid_w = int(math.sqrt(int(height * width * cut_area) / cut_aspect))\n"
  "    grid_h = int(grid_w * cut_aspect)\n"
  "    cell_w = math.ceil(grid_w / holes)\n"
  "    cell_h = int(cell_w * hole_aspect)\n"
  "    if holes > grid_w // 2 or cell_h < 1:\n"
  "        return torch.ones(height, width)  # so many holes have no room\n"
  "    side = math.sqrt(1 - lam)  # holes are 1 - lam of their cells, as far as whole pixels go\n"
  "    hole_w = min(max(int(cell_w * side), 1), cell_w - 1)\n"
  "    hole_h = min(max(int(cell_h * side), 1), cell_h - 1)\n"
  "    columns = gridmix_marks(width, int((width - grid_w) * tx), grid_w, cell_w, hole_w)\n"
  "    rows = gridmix_marks(height, int((height - grid_h) * ty), grid_h, cell_h, hole_h)\n"
  "    return 1 - rows[:, None] * columns\n";

static const char python_swapped[] =
  "def gridmix_marks(size, origin, length, cell, hole):\n"
  "    \"\"\"1 where holes lie along one side; a place below 0 counts from its end.\"\"\"\n"
  "    marks = torch.zeros(size)\n"
  "    for start in range(0, length, cell):\n"
  "        end = min(start + hole, length)\n"
  "        marks[origin + start:origin + end] = 1\n"
  "    return marks\n"
  "\n"
  "\n"
  "def gridmix_mask(height, width, lam, holes, hole_aspect, cut_area, cut_aspect, tx, ty):\n"
  "    \"\"\"The weight of A: 0 in the holes of a grid that lies somewhere on the picture, 1 elsewhere.\"\"\"\n"
  "    # The published slip: the grid is laid as if width and height were each other.\n"
  "    grid_w = int(math.sqrt(int(width * height * cut_area) / cut_aspect))\n"
  "    grid_h = int(grid_w * cut_aspect)\n"
  "    cell_w = math.ceil(grid_w / holes)\n"
  "    cell_h = int(cell_w * hole_aspect)\n"
  "    if holes > grid_w // 2 or cell_h < 1:\n"
  "        return torch.ones(height, width)  # so many holes have no room\n"
  "    side = math.sqrt(1 - lam)  # holes are 1 - lam of their cells, as far as whole pixels go\n"
  "    hole_w = min(max(int(cell_w * side), 1), cell_w - 1)\n"
  "    hole_h = min(max(int(cell_h * side), 1), cell_h - 1)\n"
  "    columns = gridmix_marks(width, int((height - grid_w) * tx), grid_w, cell_w, hole_w)\n"
  "    rows = gridmix_marks(height, int((width - grid_h) * ty), grid_h, cell_h, hole_h)\n"
  "    return 1 - rows[:, None] * columns\n";

static void
gridmix_python (const void   *params,
                const EmuMix *mix,
                EmuScript    *script)
{
  const GridMix *p = params;

  emu_script_add_code (script, p->axes == AXES_AS_PUBLISHED ? python_swapped : python_sound);
  emu_script_add_arguments (script, "lam", "holes", "hole_aspect", "cut_area", "cut_aspect", "tx", "ty",
                            NULL);
}

/* ---- Found in a picture ----------------------------------------------------------------- */

/* Holes across that are tried one by one; of more, only the number that is seen. */
#define MAX_TRIED 64

/* The rows or columns of a picture in which B shows. */
typedef struct
{
  int     size;
  guint8 *marks;
  int     longest;  /* run of marked ones */
  int     n_runs;
  int     first;    /* start of the first run */
  int     cell;     /* from one start to the next, the commonest; 0 where none is seen */
  int     last;     /* start of the last run */
  int     end;      /* of the last run */
} Seen;

static void
clear_seen (Seen *self)
{
  g_free (self->marks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, clear_seen)

static gint64
line_gain (const EmuEvidence *evidence,
           gboolean           columns,
           int                line,
           int                from,
           int                to)
{
  EmuBox box = columns ? (EmuBox) { from, to, line, line + 1 } : (EmuBox) { line, line + 1, from, to };

  return emu_evidence_gain (evidence, &box);
}

/* Lines in which B stands out at all. */
static void
mark_any (const EmuEvidence *evidence,
          gboolean           columns,
          int                across,
          Seen              *seen)
{
  g_autofree gint64 *sums = g_new0 (gint64, seen->size);
  gint64 most = 0;

  for (int line = 0; line < seen->size; line++)
    {
      for (int i = 0; i < across; i++)
        sums[line] += MAX (0, line_gain (evidence, columns, line, i, i + 1));
      most = MAX (most, sums[line]);
    }

  for (int line = 0; line < seen->size; line++)
    seen->marks[line] = sums[line] * 5 > most;
}

/* Lines that B gains by, where they meet the marked lines of the other direction. */
static void
mark_gaining (const EmuEvidence *evidence,
              gboolean           columns,
              const Seen        *other,
              Seen              *seen)
{
  for (int line = 0; line < seen->size; line++)
    {
      gint64 gain = 0;

      for (int i = 0; i < other->size; i++)
        {
          int from = i;

          while (i < other->size && other->marks[i])
            i++;
          if (i > from)
            gain += line_gain (evidence, columns, line, from, i);
        }
      seen->marks[line] = gain > 0;
    }
}

static void
measure_runs (Seen *self)
{
  g_autofree int *gaps = g_new0 (int, self->size + 1);

  for (int i = 0; i < self->size; i++)
    {
      int from = i;

      while (i < self->size && self->marks[i])
        i++;
      if (i == from)
        continue;

      /* A first run at the border may have begun outside. */
      if (self->n_runs == 0)
        self->first = from;
      else if (self->last > 0)
        gaps[from - self->last]++;
      self->n_runs++;
      self->last = from;
      self->end = i;
      self->longest = MAX (self->longest, i - from);
    }

  for (int gap = 1; gap <= self->size; gap++)
    {
      if (gaps[gap] > gaps[self->cell])
        self->cell = gap;
    }
}

/* Marks that differ where @axis is laid. */
static int
count_wrong (const Seen *seen,
             const Axis *axis,
             int         limit)
{
  int wrong = 0;

  for (int i = 0; i < seen->size && wrong < limit; i++)
    {
      int at = i - axis->origin;
      gboolean hole = at >= 0 && at < axis->length && at % axis->cell < axis->hole;

      wrong += hole != seen->marks[i];
    }

  return wrong;
}

/* Finds where an axis of this length and cell lies. Returns: how many marks are wrong then */
static int
place_axis (const Seen *seen,
            Axis       *axis)
{
  int room = seen->size - axis->length;
  int least = G_MAXINT;
  int origin = 0;

  for (int at = MIN (0, room); at <= MAX (0, room); at++)
    {
      int wrong;

      axis->origin = at;
      wrong = count_wrong (seen, axis, least);
      if (wrong < least)
        {
          least = wrong;
          origin = at;
        }
    }
  axis->origin = origin;

  return least;
}

/* The draw that puts an axis where it lies. */
static double
draw_for_origin (int size,
                 int length,
                 int origin)
{
  return size == length ? 0.5 : MIN (1, (abs (origin) + 0.5) / abs (size - length));
}

/* Ends of the share √(1 − λ) of a cell that a hole takes. */
static void
narrow_share (const Axis *axis,
              double     *lo,
              double     *hi)
{
  if (axis->hole > 1)
    *lo = MAX (*lo, (double) axis->hole / axis->cell);
  if (axis->hole < axis->cell - 1)
    *hi = MIN (*hi, (axis->hole + 1.0) / axis->cell);
}

static void
widen (EmuRange *range,
       double    value,
       double    step,
       double    min,
       double    max)
{
  if (value < range->lo)
    range->lo = MAX (min, floor (value / step) * step);
  if (value > range->hi)
    range->hi = MIN (max, ceil (value / step) * step);
}

static void
propose_grid (const void         *params,
              const EmuEvidence  *evidence,
              const Grid         *grid,
              const GridMixDraws *draws,
              int                 n_numbers)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  GridMix *p = proposal->params;
  double lo = 0;
  double hi = 1;

  narrow_share (&grid->x, &lo, &hi);
  narrow_share (&grid->y, &lo, &hi);
  if (lo >= hi)
    {
      lo = (double) grid->x.hole / grid->x.cell;
      hi = MIN (1, (grid->x.hole + 1.0) / grid->x.cell);
    }

  widen (&p->n_holes, draws->holes, 1, 1, 128);
  widen (&p->hole_aspect_ratio, draws->hole_aspect, 0.1, 0.1, 10);
  widen (&p->cut_area_ratio, draws->cut_area, 0.05, 0.01, 1);
  widen (&p->cut_aspect_ratio, draws->cut_aspect, 0.1, 0.1, 10);
  emu_proposal_set_lambda (proposal, evidence, 1 - hi * hi + 1e-9, 1 - lo * lo - 1e-9);
  emu_proposal_give (proposal, "holes", draws->holes);
  emu_proposal_give (proposal, "hole_aspect", draws->hole_aspect);
  emu_proposal_give (proposal, "cut_area", draws->cut_area);
  emu_proposal_give (proposal, "cut_aspect", draws->cut_aspect);
  emu_proposal_give (proposal, "tx", draw_for_origin (evidence->width, grid->x.length, grid->x.origin));
  emu_proposal_give (proposal, "ty", draw_for_origin (evidence->height, grid->y.length, grid->y.origin));
  proposal->n_numbers = n_numbers;
  emu_evidence_propose (evidence, proposal);
}

/* Crop and cells as the parameters have them: only the number of holes and the place are sought. */
static void
search_usual_grid (const GridMix     *p,
                   const EmuEvidence *evidence,
                   const Seen        *columns,
                   const Seen        *rows)
{
  const GridMix usual = { .axes = AXES_SOUND };
  GridMixDraws draws = {
    .hole_aspect = p->hole_aspect_ratio.lo,
    .cut_area = p->cut_area_ratio.lo,
    .cut_aspect = p->cut_aspect_ratio.lo,
  };
  EmuMix mix = { .height = evidence->height, .width = evidence->width, .lambda = 0.5, .draws = &draws };
  GridMixDraws best_draws = draws;
  Grid best = { { 0 } };
  int least = G_MAXINT;

  for (int holes = 1; holes <= MAX_TRIED && !g_cancellable_is_cancelled (evidence->cancellable); holes++)
    {
      Grid grid;
      double share;
      int wrong;

      draws.holes = holes;
      if (!lay_grid (&usual, &mix, &grid) || (columns->cell > 0 && abs (grid.x.cell - columns->cell) > 1))
        continue;

      if (grid.x.cell < 2 || grid.y.cell < 2)
        continue;

      /* The border may have cut all holes of one direction. */
      share = MAX ((columns->longest + 0.5) / grid.x.cell, (rows->longest + 0.5) / grid.y.cell);
      grid.x.hole = hole_in (grid.x.cell, MIN (share, 1));
      grid.y.hole = hole_in (grid.y.cell, MIN (share, 1));

      wrong = place_axis (columns, &grid.x);
      if (wrong < least)
        wrong += place_axis (rows, &grid.y);
      if (wrong < least)
        {
          least = wrong;
          best = grid;
          best_draws = draws;
        }
    }

  if (least < G_MAXINT)
    propose_grid (p, evidence, &best, &best_draws, 4);
}

/* An axis that is seen whole: it begins with a hole, and its last hole may be cut. */
static void
read_axis (const Seen *seen,
           Axis       *axis)
{
  axis->origin = seen->first;
  axis->hole = seen->longest;
  axis->cell = seen->cell;
  axis->length = seen->end - seen->last < seen->longest
                 ? seen->end - seen->first
                 : MIN (seen->last + seen->cell, seen->size) - seen->first;
}

static void
propose_seen_grid (const GridMix     *p,
                   const EmuEvidence *evidence,
                   const Seen        *columns,
                   const Seen        *rows)
{
  GridMixDraws draws;
  Grid grid;
  double area;

  read_axis (columns, &grid.x);
  read_axis (rows, &grid.y);
  if (grid.x.cell < 2 || grid.y.cell < 2 || grid.x.hole >= grid.x.cell || grid.y.hole >= grid.y.cell)
    return;

  /* Ends of the crop that fall between holes leave no trace; the number of holes fixes its width. */
  draws.holes = columns->n_runs;
  grid.x.length = MIN (grid.x.length, grid.x.cell * draws.holes);
  draws.hole_aspect = (grid.y.cell + 0.5) / grid.x.cell;
  draws.cut_aspect = (grid.y.length + 0.5) / grid.x.length;
  area = (grid.x.length + 0.5) * (grid.x.length + 0.5) * draws.cut_aspect;
  draws.cut_area = area / ((double) evidence->height * evidence->width);
  if (draws.cut_area > 1)
    {
      draws.cut_aspect = (double) grid.y.length / grid.x.length + 1e-12;
      draws.cut_area = MIN (1, ((double) grid.x.length * grid.y.length + 1) /
                               ((double) evidence->height * evidence->width));
    }

  propose_grid (p, evidence, &grid, &draws, 7);
}

static void
gridmix_explain (const void        *params,
                 const EmuEvidence *evidence)
{
  g_auto(Seen) columns = { .size = evidence->width, .marks = g_new0 (guint8, evidence->width) };
  g_auto(Seen) rows = { .size = evidence->height, .marks = g_new0 (guint8, evidence->height) };

  mark_any (evidence, FALSE, evidence->width, &rows);
  for (int i = 0; i < 3; i++)
    {
      mark_gaining (evidence, TRUE, &rows, &columns);
      mark_gaining (evidence, FALSE, &columns, &rows);
    }
  measure_runs (&columns);
  measure_runs (&rows);
  if (columns.n_runs == 0 || rows.n_runs == 0)
    return;

  search_usual_grid (params, evidence, &columns, &rows);
  if (columns.cell > 0 && rows.cell > 0)
    propose_seen_grid (params, evidence, &columns, &rows);
}

EMU_METHOD_DEFINE (gridmix) = {
  .id = "gridmix",
  .name = "GridMix",
  .summary = N_("Punches a grid of B into A."),
  .source = "Baek et al., 2021",
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (GridMix, gridmix_params),
  EMU_METHOD_DRAWS (GridMixDraws, gridmix_draws),
  .lambda_law = gridmix_lambda_law,
  .resolve = gridmix_resolve,
  .mask = gridmix_mask,
  .mask_mean = gridmix_mask_mean,
  .python = gridmix_python,
  .explain = gridmix_explain,
};
