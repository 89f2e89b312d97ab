/* maskmix.c: square cells, each of them all A or all B
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
  LABEL_VISIBLE_AREA,
  LABEL_CELLS,
};

typedef struct
{
  int mask_patch_size;
  int label_from;
} MaskMix;

typedef struct
{
  EmuDrawArray order;
} MaskMixDraws;

static const EmuChoice label_rules[] = {
  { "visible-area", N_("Visible area"), N_("What the picture shows") },
  { "cells", N_("Cells"), N_("A's share of the cells, as in the paper; cut ones count whole") },
  { NULL },
};

/* A cell of one pixel would need an order of every pixel of the picture. */
static const EmuParam maskmix_params[] = {
  EMU_PARAM (MaskMix, mask_patch_size,
             .label = N_("Cell"),
             .help = N_("Side of a cell; a multiple of the network's patches keeps them whole"),
             .unit = "px", .min = 2, .max = 1024, .initial = 56, .step = 8),
  EMU_PARAM_CHOICE_OF (MaskMix, label_from,
                       .label = N_("Label From"),
                       .help = N_("What the label weights follow where the border cuts cells"),
                       .choices = label_rules, .initial = LABEL_VISIBLE_AREA),
};

/* ---- Cells ------------------------------------------------------------------------------ */

typedef struct
{
  int cell;
  int rows;
  int columns;
} Cells;

static Cells
cells_of (const MaskMix *p,
          const EmuMix  *mix)
{
  return (Cells) {
    .cell = p->mask_patch_size,
    .rows = (mix->height - 1) / p->mask_patch_size + 1,
    .columns = (mix->width - 1) / p->mask_patch_size + 1,
  };
}

static int
n_cells (const MaskMix *p,
         const EmuMix  *mix)
{
  Cells cells = cells_of (p, mix);

  return cells.rows * cells.columns;
}

static int
n_kept (const MaskMix *p,
        const EmuMix  *mix)
{
  return (int) ceil (n_cells (p, mix) * mix->lambda);
}

static void
order_shape (const void   *params,
             const EmuMix *mix,
             EmuDrawShape *shape)
{
  shape->n_dims = 1;
  shape->dims[0] = n_cells (params, mix);
}

static const EmuDraw maskmix_draws[] = {
  EMU_DRAW (MaskMixDraws, order, EMU_DRAW_PERMUTATION,
            .label = N_("Order"), .help = N_("Order in which cells are given to A, counted row by row"),
            .shape = order_shape),
};

/* ---- Ranks ------------------------------------------------------------------------------ */

/* Place of every cell in the order. It does not depend on λ, so it outlasts a λ that moves. */
typedef struct
{
  EmuDrawArray key;
  int         *ranks;
} Geometry;

static void
clear_geometry (gpointer data)
{
  Geometry *self = data;

  g_free (self->ranks);
}

static void
maskmix_free_geometry (void *geometry)
{
  g_atomic_rc_box_release_full (geometry, clear_geometry);
}

/* Turns the order of the cells round. Returns: %FALSE where a cell is missing */
static gboolean
rank_cells (const double *order,
            int           n,
            int          *ranks)
{
  for (int i = 0; i < n; i++)
    ranks[i] = -1;

  for (int i = 0; i < n; i++)
    {
      if (!(order[i] >= 0 && order[i] < n) || ranks[(int) order[i]] >= 0)
        return FALSE;
      ranks[(int) order[i]] = i;
    }

  return TRUE;
}

static gboolean
maskmix_geometry (const void   *params,
                  EmuMix       *mix,
                  const EmuMix *previous,
                  GError      **error)
{
  const MaskMixDraws *draws = mix->draws;
  const Geometry *old = previous != NULL ? previous->geometry : NULL;
  int n = n_cells (params, mix);
  g_autofree double *order = NULL;
  g_autofree int *ranks = NULL;
  Geometry *self;

  /* A given order is borrowed: its address says nothing about what stands there by now. */
  if (old != NULL && draws->order.values == NULL && emu_draw_array_equal (&old->key, &draws->order))
    {
      mix->geometry = g_atomic_rc_box_acquire ((gpointer) old);
      return TRUE;
    }

  order = g_try_new (double, n);
  ranks = g_try_new (int, n);
  if (order == NULL || ranks == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for %d cells; ask for larger ones"), n);
      return FALSE;
    }

  emu_draw_array_read (&draws->order, 0, n, order);
  if (!rank_cells (order, n, ranks))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("order must hold each of the numbers 0 to %d once"), n - 1);
      return FALSE;
    }

  self = g_atomic_rc_box_new0 (Geometry);
  self->key = draws->order;
  self->ranks = g_steal_pointer (&ranks);
  mix->geometry = self;

  return TRUE;
}

static gboolean
maskmix_resolve (const void *params,
                 EmuMix     *mix,
                 GError    **error)
{
  const MaskMix *p = params;

  mix->reason = _("Cells are whole, or cut by the border");
  if (n_cells (p, mix) == 1 && mix->lambda > 0)
    emu_mix_add_note (mix, _("One cell of %d pixels covers the whole picture, so A stays as it is."),
                      p->mask_patch_size);

  return TRUE;
}

/* ---- Mask ------------------------------------------------------------------------------- */

typedef struct
{
  const EmuMix *mix;
  EmuMask      *mask;
  Cells         cells;
  int           kept;
  const int    *ranks;
  const int    *columns;  /* of the cells, for every sample of a row */
} Laying;

static void
lay_rows (int      first,
          int      last,
          gpointer data)
{
  const Laying *s = data;
  const EmuView *view = &s->mask->view;
  int width = s->mask->width;
  int laid = -1;

  for (int y = first; y < last; y++)
    {
      int row = emu_view_index (view->y0, view->step, y, s->mix->height) / s->cells.cell;
      const int *ranks = s->ranks + (gsize) row * s->cells.columns;
      float *out = emu_mask_row (s->mask, y);

      if (row == laid)
        memcpy (out, out - width, width * sizeof *out);
      else
        {
          for (int x = 0; x < width; x++)
            out[x] = ranks[s->columns[x]] < s->kept;
        }
      laid = row;
    }
}

static gboolean
maskmix_mask (const void   *params,
              const EmuMix *mix,
              EmuMask      *mask,
              GError      **error)
{
  const MaskMix *p = params;
  const Geometry *geometry = mix->geometry;
  const EmuView *view = &mask->view;
  g_autofree int *columns = NULL;
  Laying laying = { mix, mask, cells_of (p, mix), n_kept (p, mix), geometry->ranks, NULL };

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  laying.columns = columns = g_new (int, mask->width);
  for (int x = 0; x < mask->width; x++)
    columns[x] = emu_view_index (view->x0, view->step, x, mix->width) / p->mask_patch_size;

  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), lay_rows, &laying);

  return TRUE;
}

/* Pixels along one axis of cell @i: fewer where the border cuts it. */
static inline int
side (int i,
      int cell,
      int size)
{
  return MIN (cell, size - i * cell);
}

static double
maskmix_mask_mean (const void   *params,
                   const EmuMix *mix)
{
  const MaskMix *p = params;
  const Geometry *geometry = mix->geometry;
  Cells cells = cells_of (p, mix);
  int kept = n_kept (p, mix);
  gint64 pixels = 0;

  for (int row = 0; row < cells.rows; row++)
    {
      const int *ranks = geometry->ranks + (gsize) row * cells.columns;
      gint64 across = 0;

      for (int column = 0; column < cells.columns; column++)
        across += ranks[column] < kept ? side (column, cells.cell, mix->width) : 0;
      pixels += across * side (row, cells.cell, mix->height);
    }

  return (double) pixels / ((double) mix->height * mix->width);
}

static void
maskmix_label (const void   *params,
               const EmuMix *mix,
               EmuLabel     *label)
{
  const MaskMix *p = params;

  if (p->label_from == LABEL_CELLS)
    {
      label->rule = EMU_LABEL_OWN;
      label->weight_a = (double) n_kept (p, mix) / n_cells (p, mix);
      label->weight_b = 1 - label->weight_a;
    }
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_code[] =
  "def maskmix_mask(height, width, lam, mask_patch_size, order):\n"
  "    \"\"\"The weight of A: 1 in the first lam of the cells, in the order drawn, 0 in the others.\"\"\"\n"
  "    rows = math.ceil(height / mask_patch_size)\n"
  "    columns = math.ceil(width / mask_patch_size)\n"
  "    cells = torch.zeros(rows * columns)\n"
  "    cells[order[:math.ceil(rows * columns * lam)]] = 1\n"
  "    mask = cells.reshape(rows, columns).repeat_interleave(mask_patch_size, 0)\n"
  "    return mask.repeat_interleave(mask_patch_size, 1)[:height, :width]\n";

static void
maskmix_python (const void   *params,
                const EmuMix *mix,
                EmuScript    *script)
{
  const MaskMix *p = params;

  emu_script_add_code (script, python_code);
  emu_script_add_arguments (script, "lam", "mask_patch_size", "order", NULL);
  if (p->label_from == LABEL_CELLS)
    {
      script->weight_a = "math.ceil(len(order) * lam) / len(order)";
      script->weight_note = "A's share of the cells; those the border cuts count whole";
    }
}

/* ---- Found in a picture ----------------------------------------------------------------- */

static gint64
cell_gain (const EmuEvidence *evidence,
           int                cell,
           int                row,
           int                column)
{
  EmuBox box = { row * cell, (row + 1) * cell, column * cell, (column + 1) * cell };

  box = emu_box_clip (&box, evidence->height, evidence->width);

  return emu_evidence_gain (evidence, &box);
}

/* What B gains by all cells that it gains by. */
static gint64
cells_gain (const EmuEvidence *evidence,
            int                cell)
{
  gint64 gain = 0;

  for (int row = 0; row * cell < evidence->height; row++)
    {
      for (int column = 0; column * cell < evidence->width; column++)
        gain += MAX (0, cell_gain (evidence, cell, row, column));
    }

  return gain;
}

static void
propose_cells (const void        *params,
               const EmuEvidence *evidence,
               int                cell)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  int columns = (evidence->width - 1) / cell + 1;
  int n = ((evidence->height - 1) / cell + 1) * columns;
  double *order = g_new (double, n);
  int kept = 0;
  int left = n;

  /* A's cells stand first in the order; which of them is first cannot be seen. */
  for (int i = 0; i < n; i++)
    {
      if (cell_gain (evidence, cell, i / columns, i % columns) <= 0)
        order[kept++] = i;
      else
        order[--left] = i;
    }

  ((MaskMix *) proposal->params)->mask_patch_size = cell;
  emu_proposal_give_array (proposal, "order", order, n);
  emu_proposal_set_lambda (proposal, evidence, kept > 0 ? (kept - 1 + 1e-6) / n : 0,
                           (kept - (kept > 0 ? 1e-6 : 0)) / n);
  if (kept == n && !(evidence->lambda < 1))
    proposal->requested = proposal->lambda_hi = 1;
  proposal->n_numbers = n + 2.0;
  proposal->note = g_strdup (_("The order in which cells were dealt out cannot be seen, only who got which."));
  emu_evidence_propose (evidence, proposal);
}

static void
maskmix_explain (const void        *params,
                 const EmuEvidence *evidence)
{
  const EmuParam *size = &maskmix_params[0];
  int most = MIN ((int) size->max, MAX (evidence->height, evidence->width));
  g_autofree gint64 *gains = g_new0 (gint64, (gsize) size->max + 1);
  gint64 best = 0;
  int exact = 0;
  int close = 0;

  for (int cell = (int) size->min; cell <= most; cell++)
    {
      gains[cell] = cells_gain (evidence, cell);
      best = MAX (best, gains[cell]);
    }

  /* Small cells follow noise and any shape; the largest that do as well are the likeliest. */
  for (int cell = (int) size->min; cell <= most; cell++)
    {
      if (gains[cell] == best)
        exact = cell;
      if ((double) gains[cell] >= 0.98 * (double) best)
        close = cell;
    }

  if (exact > 0)
    propose_cells (params, evidence, exact);
  if (close > exact)
    propose_cells (params, evidence, close);
  if (((const MaskMix *) params)->mask_patch_size != exact)
    propose_cells (params, evidence, ((const MaskMix *) params)->mask_patch_size);
}

EMU_METHOD_DEFINE (maskmix) = {
  .id = "maskmix",
  .name = "MaskMix",
  .summary = N_("Deals square cells out to A and B."),
  .source = "Zhao et al., ICLR 2023",
  .exact_b = TRUE,
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (MaskMix, maskmix_params),
  EMU_METHOD_DRAWS (MaskMixDraws, maskmix_draws),
  .resolve = maskmix_resolve,
  .geometry = maskmix_geometry,
  .free_geometry = maskmix_free_geometry,
  .mask = maskmix_mask,
  .mask_mean = maskmix_mask_mean,
  .label = maskmix_label,
  .python = maskmix_python,
  .explain = maskmix_explain,
};
