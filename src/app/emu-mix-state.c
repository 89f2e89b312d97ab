/* emu-mix-state.c: all that a person has set up on the Mix page, as one value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-methods.h"
#include "emu-mix-state.h"

#define FIRST_SEED 30
#define FIRST_LAMBDA 0.6

/* The λ the draws will be told; NaN where the method decides it from them. */
static double
lambda_for_draws (const EmuMixState *state,
                  const void        *params,
                  double             alpha)
{
  double a = alpha;
  double b = alpha;
  EmuRng rng;

  if (state->method->ignores_lambda)
    return NAN;

  if (!state->draws_lambda)
    return state->lambda;

  if (state->method->lambda_law != NULL && !state->method->lambda_law (params, alpha, &a, &b))
    return NAN;

  emu_rng_init (&rng, state->seed, EMU_PURPOSE_LAMBDA, state->sample, 0);

  return emu_rng_beta (&rng, a, b);
}

static GHashTable *
new_names (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static GHashTable *
new_guides (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

EmuMixState *
emu_mix_state_new (const EmuMethod *method)
{
  EmuMixState *state = g_new0 (EmuMixState, 1);

  state->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  state->names = new_names ();
  state->guides = new_guides ();
  state->method = method;
  state->params = g_new0 (void *, emu_methods_size ());
  for (guint i = 0; i < emu_methods_size (); i++)
    state->params[i] = emu_params_new (&emu_methods_get (i)->params);
  state->alphas = g_new (double, emu_methods_size ());
  for (guint i = 0; i < emu_methods_size (); i++)
    state->alphas[i] = NAN;
  state->givens = g_new0 (EmuDrawValues, emu_methods_size ());
  state->lambda = FIRST_LAMBDA;
  state->alpha = NAN;
  state->seed = FIRST_SEED;
  state->fit = EMU_FIT_COVER;
  state->filter = EMU_FILTER_AREA;
  state->fill[3] = 255;

  return state;
}

EmuMixState *
emu_mix_state_copy (const EmuMixState *other)
{
  EmuMixState *state = g_memdup2 (other, sizeof *other);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  state->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < other->pictures->len; i++)
    g_ptr_array_add (state->pictures, g_object_ref (g_ptr_array_index (other->pictures, i)));
  if (state->a != NULL)
    g_object_ref (state->a);
  if (state->b != NULL)
    g_object_ref (state->b);
  state->names = new_names ();
  g_hash_table_iter_init (&iter, other->names);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (state->names, g_strdup (key), g_strdup (value));
  state->guides = new_guides ();
  g_hash_table_iter_init (&iter, other->guides);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (state->guides, g_object_ref (key), g_object_ref (value));
  state->params = g_new0 (void *, emu_methods_size ());
  for (guint i = 0; i < emu_methods_size (); i++)
    state->params[i] = emu_params_copy (&emu_methods_get (i)->params, other->params[i]);
  state->alphas = g_memdup2 (other->alphas, emu_methods_size () * sizeof *other->alphas);
  state->givens = g_memdup2 (other->givens, emu_methods_size () * sizeof *other->givens);

  return state;
}

void
emu_mix_state_free (EmuMixState *state)
{
  g_ptr_array_unref (state->pictures);
  g_clear_object (&state->a);
  g_clear_object (&state->b);
  g_hash_table_unref (state->names);
  g_hash_table_unref (state->guides);
  for (guint i = 0; i < emu_methods_size (); i++)
    g_free (state->params[i]);
  g_free (state->params);
  g_free (state->alphas);
  g_free (state->givens);
  g_free (state);
}

const char *
emu_mix_state_name (const EmuMixState *state,
                    EmuPicture        *picture)
{
  const char *given = g_hash_table_lookup (state->names, emu_picture_get_info (picture)->sha256);

  if (given == NULL)
    return emu_picture_get_remembered_name (picture);

  return *given != '\0' ? given : NULL;
}

guint
emu_mix_state_method_index (const EmuMethod *method)
{
  guint i = 0;

  while (emu_methods_get (i) != method)
    i++;

  return i;
}

void *
emu_mix_state_params (const EmuMixState *state)
{
  return state->params[emu_mix_state_method_index (state->method)];
}

void
emu_mix_state_free_draws_that_follow (EmuMixState *state)
{
  const EmuDrawTable *table = &state->method->draws;

  for (guint i = 0; i < table->n_draws; i++)
    if (table->draws[i].follows_lambda)
      state->given.fixed[i] = FALSE;
}

void
emu_mix_state_set_method (EmuMixState     *state,
                          const EmuMethod *method)
{
  guint left = emu_mix_state_method_index (state->method);
  guint taken = emu_mix_state_method_index (method);

  state->alphas[left] = state->alpha;
  state->givens[left] = state->given;
  state->method = method;
  state->alpha = state->alphas[taken];
  state->given = state->givens[taken];
  if (!state->draws_lambda)
    emu_mix_state_free_draws_that_follow (state);
}

void
emu_mix_state_keep_draws (EmuMixState *state)
{
  const EmuDrawTable *table = &state->method->draws;
  const void *params = emu_mix_state_params (state);
  EmuImage *image = state->a != NULL ? emu_picture_get_image (state->a) : NULL;
  EmuDrawValues checked = { 0 };
  EmuMix mix = { .method = state->method };
  g_autofree void *draws = g_malloc0 (MAX (table->size, 1));

  if (image == NULL)
    return;

  mix.height = image->height;
  mix.width = image->width;
  mix.alpha = state->draws_lambda && !isnan (state->alpha) ? state->alpha : state->method->alpha;
  mix.requested = state->draws_lambda || state->method->ignores_lambda ? NAN : state->lambda;
  mix.lambda = lambda_for_draws (state, params, mix.alpha);
  mix.drawn = mix.lambda;
  mix.seed = state->seed;
  mix.sample = state->sample;
  mix.params = (void *) params;
  mix.draws = draws;

  for (guint i = 0; i < table->n_draws; i++)
    {
      EmuDrawShape shape;
      double *value = &state->given.scalar[i];

      if (!state->given.fixed[i])
        continue;

      /* A range may depend on the draws before it, which are in order by now. */
      emu_draws_sample (table, params, &mix, mix.seed, mix.sample, &checked, draws, NULL);
      shape = emu_draw_get_shape (table, i, params, &mix);
      if (!shape.in_use)
        {
          state->given.fixed[i] = FALSE;
          *value = 0;
          continue;
        }

      if (shape.kind == EMU_DRAW_BETA)
        *value = CLAMP (*value, 0, 1);
      else if (shape.n_dims == 0 && shape.kind != EMU_DRAW_NORMAL)
        *value = CLAMP (*value, shape.lo, shape.hi);
      checked.fixed[i] = shape.n_dims == 0;
      checked.scalar[i] = *value;
    }
}
