/* emu-sheet-plan.c: which mixings a contact sheet shows: methods, λ, seeds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-sheet-plan.h"

#define DEFAULT_SIZE_PX 192

EmuSheetPlan *
emu_sheet_plan_new (void)
{
  EmuSheetPlan *self = g_new0 (EmuSheetPlan, 1);

  self->methods = g_ptr_array_new ();
  self->params = g_ptr_array_new_with_free_func (g_free);
  self->lambdas = g_array_new (FALSE, FALSE, sizeof (double));
  self->seeds = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->fit = EMU_FIT_COVER;
  self->filter = EMU_FILTER_AREA;
  self->fill[3] = 255;
  self->size_px = DEFAULT_SIZE_PX;

  return self;
}

void
emu_sheet_plan_free (EmuSheetPlan *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->methods);
  g_ptr_array_unref (self->params);
  g_array_unref (self->lambdas);
  g_array_unref (self->seeds);
  g_clear_pointer (&self->maps[0], emu_image_unref);
  g_clear_pointer (&self->maps[1], emu_image_unref);
  g_free (self);
}

void
emu_sheet_plan_add_method (EmuSheetPlan    *self,
                           const EmuMethod *method,
                           void            *params)
{
  g_ptr_array_add (self->methods, (gpointer) method);
  g_ptr_array_add (self->params, params);
}

static double
lambda_at (const EmuSheetPlan *self,
           guint               index)
{
  return g_array_index (self->lambdas, double, index);
}

static guint64
seed_at (const EmuSheetPlan *self,
         guint               index)
{
  return g_array_index (self->seeds, guint64, index);
}

static gboolean
seeds_are_columns (const EmuSheetPlan *self)
{
  return self->lambdas->len == 1;
}

static guint
n_columns (const EmuSheetPlan *self)
{
  return seeds_are_columns (self) ? self->seeds->len : self->lambdas->len;
}

static guint
rows_a_method (const EmuSheetPlan *self)
{
  return seeds_are_columns (self) ? 1 : self->seeds->len;
}

guint64
emu_sheet_plan_count_cells (const EmuSheetPlan *self)
{
  return (guint64) self->methods->len * self->lambdas->len * self->seeds->len;
}

const EmuMethod *
emu_sheet_plan_get_method (const EmuSheetPlan *self,
                           int                 row)
{
  return g_ptr_array_index (self->methods, (guint) row / rows_a_method (self));
}

/* Two decimals where they say it all, else three. */
static char *
lambda_text (double lambda)
{
  return fabs (lambda * 100 - rint (lambda * 100)) < 1e-6 ? g_strdup_printf (_("λ = %.2f"), lambda)
                                                         : g_strdup_printf (_("λ = %.3f"), lambda);
}

static char *
seed_text (guint64 seed)
{
  return g_strdup_printf (_("seed %" G_GUINT64_FORMAT), seed);
}

static void
set_heads (const EmuSheetPlan *self,
           EmuSheet           *sheet,
           const char         *name_a,
           const char         *name_b)
{
  g_autofree char *lambda = lambda_text (lambda_at (self, 0));
  g_autofree char *seed = seed_text (seed_at (self, 0));
  const char *facts = NULL;

  /* What is the same everywhere is said once. */
  if (seeds_are_columns (self) && self->seeds->len > 1)
    facts = lambda;
  else if (self->seeds->len == 1)
    facts = seed;
  emu_sheet_set_head (sheet, name_a, name_b, facts);

  for (guint i = 0; i < n_columns (self); i++)
    {
      gboolean is_seed = seeds_are_columns (self) && self->seeds->len > 1;
      g_autofree char *title = is_seed ? seed_text (seed_at (self, i))
                                       : lambda_text (lambda_at (self, i));

      emu_sheet_set_column (sheet, (int) i, title);
    }

  for (guint m = 0; m < self->methods->len; m++)
    {
      const EmuMethod *method = g_ptr_array_index (self->methods, m);

      for (guint s = 0; s < rows_a_method (self); s++)
        {
          g_autofree char *caption = rows_a_method (self) > 1 ? seed_text (seed_at (self, s)) : NULL;

          emu_sheet_set_row (sheet, (int) (m * rows_a_method (self) + s),
                             s == 0 ? _(method->name) : NULL, caption);
        }
    }
}

static EmuMixJob *
new_job (const EmuSheetPlan *self,
         guint               row,
         guint               column,
         EmuImage           *a,
         EmuImage           *b)
{
  guint m = row / rows_a_method (self);
  const EmuMethod *method = g_ptr_array_index (self->methods, m);
  EmuMixJob *job = emu_mix_job_new (a, b, method, g_ptr_array_index (self->params, m));

  job->fit = self->fit;
  job->filter = self->filter;
  memcpy (job->fill, self->fill, sizeof job->fill);
  job->seed = seed_at (self, seeds_are_columns (self) ? column : row % rows_a_method (self));
  if (!method->ignores_lambda)
    job->requested = lambda_at (self, seeds_are_columns (self) ? 0 : column);
  for (int i = 0; i < 2; i++)
    if (self->maps[i] != NULL)
      job->maps[i] = emu_image_ref (self->maps[i]);

  return job;
}

EmuSheet *
emu_sheet_plan_make (const EmuSheetPlan *self,
                     EmuImage           *a,
                     EmuImage           *b,
                     const char         *name_a,
                     const char         *name_b)
{
  guint n_rows = self->methods->len * rows_a_method (self);
  EmuSheet *sheet;

  g_return_val_if_fail (self->methods->len > 0 && self->lambdas->len > 0 && self->seeds->len > 0, NULL);

  sheet = emu_sheet_new ((int) n_rows, (int) n_columns (self), a->height, a->width, self->size_px);
  set_heads (self, sheet, name_a, name_b);

  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns (self); column++)
      {
        const EmuMethod *method = emu_sheet_plan_get_method (self, (int) row);

        /* The picture would be the same in every column. */
        if (method->ignores_lambda && !seeds_are_columns (self) && column > 0)
          {
            emu_sheet_set_text (sheet, (int) row, (int) column, _("no λ"));
          }
        else
          {
            g_autoptr(EmuMixJob) job = new_job (self, row, column, a, b);

            emu_sheet_set_job (sheet, (int) row, (int) column, job);
          }
      }

  return sheet;
}
