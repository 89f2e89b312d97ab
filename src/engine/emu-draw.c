/* emu-draw.c: what chance decides, as a plain struct with a table beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-draw.h"
#include "emu-error.h"
#include "emu-param.h"

const char *
emu_draw_name (const EmuDraw *self)
{
  g_autofree char *name = g_strdelimit (g_strdup (self->field), "_", '-');

  return g_intern_string (name);
}

const char *
emu_draw_kind_nick (EmuDrawKind kind)
{
  static const char * const nicks[] = { "beta", "uniform", "int", "normal", "permutation" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

int
emu_draws_find (const EmuDrawTable *table,
                const char         *name,
                GError            **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *wanted = g_strdelimit (g_strdup (name), "_", '-');
  g_autofree char *all = NULL;

  for (guint i = 0; i < table->n_draws; i++)
    {
      if (strcmp (emu_draw_name (&table->draws[i]), wanted) == 0)
        return i;

      g_ptr_array_add (names, (gpointer) emu_draw_name (&table->draws[i]));
    }

  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);

  if (table->n_draws > 0)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no draw “%.64s”; there are: %s"), name, all);
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no draw “%.64s”; this method draws nothing but λ"), name);

  return -1;
}

EmuDrawShape
emu_draw_get_shape (const EmuDrawTable *table,
                    guint               index,
                    const void         *params,
                    const EmuMix       *mix)
{
  const EmuDraw *draw = &table->draws[index];
  EmuDrawShape shape = { .kind = draw->kind, .in_use = TRUE, .lo = 0, .hi = 1 };

  if (draw->shape != NULL)
    draw->shape (params, mix, &shape);

  return shape;
}

EmuDrawShape
emu_draw_get_shape_at (const EmuDrawTable *table,
                       guint               index,
                       const void         *params,
                       const EmuDrawPlace *place,
                       const void         *draws)
{
  const EmuDraw *draw = &table->draws[index];
  EmuDrawShape shape = { .kind = draw->kind, .in_use = TRUE, .lo = 0, .hi = 1 };

  if (draw->shape_at != NULL)
    draw->shape_at (params, place, draws, &shape);

  return shape;
}

double
emu_draw_get (const EmuDraw *self,
              const void    *draws)
{
  gconstpointer field = (const char *) draws + self->offset;

  return self->size == sizeof (int) ? *(const int *) field : *(const double *) field;
}

void
emu_draw_set (const EmuDraw *self,
              void          *draws,
              double         value)
{
  gpointer field = (char *) draws + self->offset;

  if (self->size == sizeof (int))
    *(int *) field = (int) value;
  else
    *(double *) field = value;
}

void
emu_draw_array_read (const EmuDrawArray *self,
                     gsize               first,
                     gsize               n,
                     double             *out)
{
  g_return_if_fail (first <= self->n && n <= self->n - first);

  if (self->values != NULL)
    memcpy (out, self->values + first, n * sizeof *out);
  else if (self->kind == EMU_DRAW_NORMAL)
    emu_rng_fill_normal (self->seed, self->purpose, self->sample, self->lane, first, n, out);
  else if (self->kind == EMU_DRAW_UNIFORM)
    emu_rng_fill_uniform (self->seed, self->purpose, self->sample, self->lane, first, n, out);
  else if (self->kind == EMU_DRAW_PERMUTATION)
    {
      g_autofree int *order = g_new (int, self->n);
      EmuRng rng;

      emu_rng_init (&rng, self->seed, self->purpose, self->sample, self->lane);
      emu_rng_permutation (&rng, (int) self->n, order);
      for (gsize i = 0; i < n; i++)
        out[i] = order[first + i];
    }
  else
    g_return_if_reached ();
}

gboolean
emu_draw_array_equal (const EmuDrawArray *a,
                      const EmuDrawArray *b)
{
  if (a->n != b->n || a->kind != b->kind || a->values != b->values)
    return FALSE;

  return a->values != NULL ||
         (a->seed == b->seed && a->sample == b->sample &&
          a->purpose == b->purpose && a->lane == b->lane);
}

static gboolean
check_given (const EmuDraw      *draw,
             const EmuDrawShape *shape,
             double              value,
             GError            **error)
{
  double lo = shape->lo;
  double hi = shape->hi;

  if (shape->kind == EMU_DRAW_BETA)
    lo = 0, hi = 1;

  if (shape->kind == EMU_DRAW_NORMAL ? isfinite (value) : value >= lo && value <= hi)
    {
      if (shape->kind != EMU_DRAW_INT || value == floor (value))
        return TRUE;

      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s must be a whole number, not %g"), emu_draw_name (draw), value);
      return FALSE;
    }

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("%s must lie between %g and %g here, not %g"), emu_draw_name (draw), lo, hi, value);

  return FALSE;
}

static double
sample_scalar (const EmuDrawShape *shape,
               EmuRng             *rng)
{
  switch (shape->kind)
    {
    case EMU_DRAW_BETA:
      return emu_rng_beta (rng, shape->lo, shape->hi);

    case EMU_DRAW_UNIFORM:
      return emu_rng_uniform_in (rng, shape->lo, shape->hi);

    case EMU_DRAW_INT:
      return emu_rng_int (rng, (int) shape->lo, (int) shape->hi);

    case EMU_DRAW_NORMAL:
      return emu_rng_normal (rng);

    case EMU_DRAW_PERMUTATION:
    default:
      g_return_val_if_reached (NAN);
    }
}

/* Fills draw @index, whose shape is known. */
static gboolean
sample_one (const EmuDrawTable  *table,
            guint                index,
            const EmuDrawShape  *shape,
            const EmuDrawPlace  *place,
            const EmuDrawValues *given,
            void                *draws,
            GError             **error)
{
  const EmuDraw *draw = &table->draws[index];
  gboolean fixed = given != NULL && given->fixed[index];
  guint32 lane = place->lane + index;

  if (!shape->in_use)
    {
      if (!fixed)
        return TRUE;

      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("%s is not drawn under these parameters; leave it out"),
                   emu_draw_name (draw));
      return FALSE;
    }

  if (shape->n_dims > 0)
    {
      EmuDrawArray *array = (EmuDrawArray *) ((char *) draws + draw->offset);

      *array = (EmuDrawArray) {
        .n = 1, .n_dims = shape->n_dims, .kind = shape->kind, .seed = place->seed,
        .sample = place->sample, .purpose = place->purpose, .lane = lane,
      };
      for (int d = 0; d < shape->n_dims; d++)
        {
          array->dims[d] = shape->dims[d];
          array->n *= shape->dims[d];
        }

      if (!fixed)
        return TRUE;

      if (given->array[index] == NULL || given->n[index] != array->n)
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("%s needs %" G_GSIZE_FORMAT " values here, not %" G_GSIZE_FORMAT),
                       emu_draw_name (draw), array->n, given->n[index]);
          return FALSE;
        }
      array->values = given->array[index];
      return TRUE;
    }

  if (fixed)
    {
      if (!check_given (draw, shape, given->scalar[index], error))
        return FALSE;
      emu_draw_set (draw, draws, given->scalar[index]);
    }
  else
    {
      EmuRng rng;

      emu_rng_init (&rng, place->seed, place->purpose, place->sample, lane);
      emu_draw_set (draw, draws, sample_scalar (shape, &rng));
    }

  return TRUE;
}

gboolean
emu_draws_sample (const EmuDrawTable  *table,
                  const void          *params,
                  const EmuMix        *mix,
                  guint64              seed,
                  guint64              sample,
                  const EmuDrawValues *given,
                  void                *draws,
                  GError             **error)
{
  EmuDrawPlace place = { .seed = seed, .sample = sample, .purpose = EMU_PURPOSE_MIX };

  g_return_val_if_fail (table->n_draws <= EMU_MAX_DRAWS, FALSE);

  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape (table, i, params, mix);

      if (!sample_one (table, i, &shape, &place, given, draws, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
emu_draws_sample_at (const EmuDrawTable  *table,
                     const void          *params,
                     const EmuDrawPlace  *place,
                     const EmuDrawValues *given,
                     void                *draws,
                     GError             **error)
{
  g_return_val_if_fail (table->n_draws <= EMU_MAX_DRAWS, FALSE);

  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape = emu_draw_get_shape_at (table, i, params, place, draws);

      if (!sample_one (table, i, &shape, place, given, draws, error))
        return FALSE;
    }

  return TRUE;
}
