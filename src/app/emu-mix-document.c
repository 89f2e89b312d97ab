/* emu-mix-document.c: what a person has set up on the Mix page, with undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <sys/random.h>

#include "emu-methods.h"
#include "emu-mix-document.h"
#include "emu-mix-history.h"

/* Seeds nobody chose stay short enough to be read out and typed again. */
#define NEW_SEEDS 1000000

typedef EmuMixState State;

struct _EmuMixDocument
{
  GObject        parent_instance;

  State         *state;
  GListStore    *pictures;
  EmuMixHistory  history;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_RENAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Addresses that stand for controls without a line in a table. */
static const char control_lambda;
static const char control_alpha;
static const char control_seed;
static const char control_box;
static const char control_draws[EMU_MAX_DRAWS];

G_DEFINE_FINAL_TYPE (EmuMixDocument, emu_mix_document, G_TYPE_OBJECT)

static void
remember (EmuMixDocument *self,
          gconstpointer   control)
{
  emu_mix_history_remember (&self->history, self->state, control);
}

static void
sync_name (EmuMixDocument *self,
           EmuPicture     *picture)
{
  g_autofree char *before = g_strdup (emu_picture_get_name (picture));

  emu_picture_set_name (picture, emu_mix_state_name (self->state, picture));
  if (g_strcmp0 (before, emu_picture_get_name (picture)) != 0)
    g_signal_emit (self, signals[SIGNAL_RENAMED], 0, picture,
                   emu_mix_state_name (self->state, picture));
}

static void
sync_pictures (EmuMixDocument *self)
{
  GPtrArray *wanted = self->state->pictures;
  GListModel *shown = G_LIST_MODEL (self->pictures);
  guint n = g_list_model_get_n_items (shown);
  guint same = 0;

  for (guint i = 0; i < wanted->len; i++)
    {
      EmuPicture *picture = g_ptr_array_index (wanted, i);

      emu_picture_set_roles (picture, picture == self->state->a, picture == self->state->b);
      sync_name (self, picture);
    }

  while (same < n && same < wanted->len)
    {
      g_autoptr(GObject) item = g_list_model_get_item (shown, same);

      if (item != g_ptr_array_index (wanted, same))
        break;
      same++;
    }

  if (same < n || same < wanted->len)
    g_list_store_splice (self->pictures, same, n - same,
                         wanted->pdata != NULL ? wanted->pdata + same : NULL, wanted->len - same);
}

static void
changed (EmuMixDocument *self)
{
  emu_mix_state_keep_draws (self->state);
  sync_pictures (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static guint
random_below (guint n)
{
  guint32 bits = 0;

  /* A choice nobody has to repeat: what it leads to, the seed, is in the recipe. */
  if (getrandom (&bits, sizeof bits, 0) != (gssize) sizeof bits)
    bits = (guint32) g_get_monotonic_time ();

  return bits % n;
}

static void *
present_params (EmuMixDocument *self)
{
  return emu_mix_state_params (self->state);
}

static void
emu_mix_document_finalize (GObject *object)
{
  EmuMixDocument *self = EMU_MIX_DOCUMENT (object);

  emu_mix_history_clear (&self->history);
  g_clear_pointer (&self->state, emu_mix_state_free);
  g_clear_object (&self->pictures);

  G_OBJECT_CLASS (emu_mix_document_parent_class)->finalize (object);
}

static void
emu_mix_document_class_init (EmuMixDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = emu_mix_document_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                          EMU_TYPE_PICTURE, G_TYPE_STRING);
}

static void
emu_mix_document_init (EmuMixDocument *self)
{
  self->pictures = g_list_store_new (EMU_TYPE_PICTURE);
  emu_mix_history_init (&self->history);
}

EmuMixDocument *
emu_mix_document_new (const EmuMethod *method)
{
  EmuMixDocument *self = g_object_new (EMU_TYPE_MIX_DOCUMENT, NULL);

  self->state = emu_mix_state_new (method);

  return self;
}

GListModel *
emu_mix_document_get_pictures (EmuMixDocument *self)
{
  return G_LIST_MODEL (self->pictures);
}

EmuPicture *
emu_mix_document_get_a (EmuMixDocument *self)
{
  return self->state->a;
}

EmuPicture *
emu_mix_document_get_b (EmuMixDocument *self)
{
  return self->state->b;
}

void
emu_mix_document_add (EmuMixDocument *self,
                      GPtrArray      *pictures)
{
  State *state = self->state;
  EmuPicture *first;
  EmuPicture *second;

  if (pictures->len == 0)
    return;

  remember (self, NULL);
  for (guint i = 0; i < pictures->len; i++)
    g_ptr_array_add (state->pictures, g_object_ref (g_ptr_array_index (pictures, i)));

  first = g_ptr_array_index (pictures, 0);
  second = pictures->len > 1 ? g_ptr_array_index (pictures, 1) : NULL;

  if (second != NULL)
    {
      g_set_object (&state->a, first);
      g_set_object (&state->b, second);
    }
  else if (state->a == NULL)
    g_set_object (&state->a, first);
  else if (state->b == NULL)
    g_set_object (&state->b, first);
  else if (!emu_picture_get_sample (state->a) && emu_picture_get_sample (state->b))
    g_set_object (&state->b, first);
  else
    g_set_object (&state->a, first);

  changed (self);
}

/* The first picture of the tray that has no role yet. */
static EmuPicture *
spare_picture (State *state)
{
  for (guint i = 0; i < state->pictures->len; i++)
    {
      EmuPicture *picture = g_ptr_array_index (state->pictures, i);

      if (picture != state->a && picture != state->b)
        return picture;
    }

  return NULL;
}

void
emu_mix_document_remove (EmuMixDocument *self,
                         EmuPicture     *picture)
{
  State *state = self->state;
  guint index;

  if (!g_ptr_array_find (state->pictures, picture, &index))
    return;

  remember (self, NULL);
  emu_picture_set_roles (picture, FALSE, FALSE);
  if (picture == state->a)
    g_clear_object (&state->a);
  if (picture == state->b)
    g_clear_object (&state->b);
  g_hash_table_remove (state->guides, picture);
  g_ptr_array_remove_index (state->pictures, index);

  if (state->a == NULL)
    g_set_object (&state->a, spare_picture (state));
  if (state->a == NULL)
    {
      state->a = g_steal_pointer (&state->b);
    }
  else if (state->b == NULL)
    {
      g_set_object (&state->b, spare_picture (state));
    }

  changed (self);
}

void
emu_mix_document_set_pair (EmuMixDocument *self,
                           EmuPicture     *a,
                           EmuPicture     *b)
{
  State *state = self->state;

  if (a == state->a && b == state->b)
    return;

  remember (self, NULL);
  g_set_object (&state->a, a);
  g_set_object (&state->b, b);
  changed (self);
}

void
emu_mix_document_choose_a (EmuMixDocument *self,
                           EmuPicture     *picture)
{
  State *state = self->state;

  emu_mix_document_set_pair (self, picture, picture == state->b ? state->a : state->b);
}

void
emu_mix_document_choose_b (EmuMixDocument *self,
                           EmuPicture     *picture)
{
  State *state = self->state;

  emu_mix_document_set_pair (self, picture == state->a ? state->b : state->a, picture);
}

void
emu_mix_document_swap (EmuMixDocument *self)
{
  if (self->state->a == NULL || self->state->b == NULL)
    return;

  emu_mix_document_set_pair (self, self->state->b, self->state->a);
}

gboolean
emu_mix_document_random_pair (EmuMixDocument *self)
{
  State *state = self->state;
  guint n = state->pictures->len;
  EmuPicture *a;
  EmuPicture *b;

  if (n < 3)
    return FALSE;

  do
    {
      guint i = random_below (n);
      guint j = random_below (n - 1);

      a = g_ptr_array_index (state->pictures, i);
      b = g_ptr_array_index (state->pictures, j < i ? j : j + 1);
    }
  while (a == state->a && b == state->b);

  emu_mix_document_set_pair (self, a, b);

  return TRUE;
}

EmuPicture *
emu_mix_document_find_picture (EmuMixDocument *self,
                               const char     *sha256)
{
  for (guint i = 0; i < self->state->pictures->len; i++)
    {
      EmuPicture *picture = g_ptr_array_index (self->state->pictures, i);

      if (g_strcmp0 (emu_picture_get_info (picture)->sha256, sha256) == 0)
        return picture;
    }

  return NULL;
}

void
emu_mix_document_rename (EmuMixDocument *self,
                         EmuPicture     *picture,
                         const char     *name)
{
  const char *sha256 = emu_picture_get_info (picture)->sha256;

  if (g_strcmp0 (name, emu_mix_state_name (self->state, picture)) == 0)
    return;

  remember (self, NULL);
  g_hash_table_insert (self->state->names, g_strdup (sha256), g_strdup (name != NULL ? name : ""));
  changed (self);
}

static EmuPicture *
picture_at (State *state,
            guint  index)
{
  return index == 0 ? state->a : state->b;
}

EmuPicture *
emu_mix_document_get_guide (EmuMixDocument *self,
                            guint           index)
{
  EmuPicture *picture = picture_at (self->state, index);

  return picture != NULL ? g_hash_table_lookup (self->state->guides, picture) : NULL;
}

void
emu_mix_document_set_guide (EmuMixDocument *self,
                            guint           index,
                            EmuPicture     *guide)
{
  EmuPicture *picture = picture_at (self->state, index);

  if (picture == NULL || guide == emu_mix_document_get_guide (self, index))
    return;

  remember (self, NULL);
  if (guide != NULL)
    g_hash_table_insert (self->state->guides, g_object_ref (picture), g_object_ref (guide));
  else
    g_hash_table_remove (self->state->guides, picture);
  changed (self);
}

const EmuMethod *
emu_mix_document_get_method (EmuMixDocument *self)
{
  return self->state->method;
}

void
emu_mix_document_set_method (EmuMixDocument  *self,
                             const EmuMethod *method)
{
  State *state = self->state;

  if (method == state->method)
    return;

  remember (self, NULL);
  emu_mix_state_set_method (state, method);
  changed (self);
}

const void *
emu_mix_document_get_params (EmuMixDocument *self)
{
  return present_params (self);
}

const void *
emu_mix_document_get_params_of (EmuMixDocument  *self,
                                const EmuMethod *method)
{
  return self->state->params[emu_mix_state_method_index (method)];
}

/* Takes over changed parameters, or leaves everything alone if they are the same. */
static void
take_params (EmuMixDocument *self,
             gconstpointer   control,
             void           *params)
{
  State *state = self->state;
  guint index = emu_mix_state_method_index (state->method);

  if (emu_params_equal (&state->method->params, params, state->params[index]))
    {
      g_free (params);
      return;
    }

  remember (self, control);
  g_free (state->params[index]);
  state->params[index] = params;
  changed (self);
}

static void *
copy_params (EmuMixDocument *self)
{
  return emu_params_copy (&self->state->method->params, present_params (self));
}

void
emu_mix_document_set_param (EmuMixDocument *self,
                            const EmuParam *param,
                            double          value)
{
  void *params = copy_params (self);

  /* What lies outside the range changes nothing, and so is not taken. */
  emu_param_set (param, params, value, NULL);
  take_params (self, param, params);
}

void
emu_mix_document_set_range (EmuMixDocument *self,
                            const EmuParam *param,
                            EmuRange        value)
{
  void *params = copy_params (self);

  emu_param_set_range (param, params, value, NULL);
  take_params (self, param, params);
}

gboolean
emu_mix_document_set_text (EmuMixDocument *self,
                           const EmuParam *param,
                           const char     *text,
                           GError        **error)
{
  g_autofree void *params = copy_params (self);

  if (!emu_param_set_text (param, params, text, error))
    return FALSE;

  take_params (self, param, g_steal_pointer (&params));

  return TRUE;
}

void
emu_mix_document_reset_param (EmuMixDocument *self,
                              const EmuParam *param)
{
  void *params = copy_params (self);

  emu_param_reset (param, params);
  take_params (self, NULL, params);
}

void
emu_mix_document_set_published (EmuMixDocument *self,
                                gboolean        published)
{
  void *params = copy_params (self);

  emu_params_set_published (&self->state->method->params, params, published);
  take_params (self, NULL, params);
}

gboolean
emu_mix_document_get_draws_lambda (EmuMixDocument *self)
{
  return self->state->draws_lambda;
}

void
emu_mix_document_set_draws_lambda (EmuMixDocument *self,
                                   gboolean        draws,
                                   double          lambda)
{
  State *state = self->state;

  if (draws == state->draws_lambda)
    return;

  remember (self, NULL);
  state->draws_lambda = draws;
  if (!draws && lambda >= 0 && lambda <= 1)
    state->lambda = lambda;
  if (!draws)
    emu_mix_state_free_draws_that_follow (state);
  changed (self);
}

double
emu_mix_document_get_lambda (EmuMixDocument *self)
{
  return self->state->lambda;
}

void
emu_mix_document_set_lambda (EmuMixDocument *self,
                             double          lambda)
{
  State *state = self->state;

  if (!(lambda >= 0 && lambda <= 1) || (!state->draws_lambda && lambda == state->lambda))
    return;

  remember (self, &control_lambda);
  state->draws_lambda = FALSE;
  state->lambda = lambda;
  emu_mix_state_free_draws_that_follow (state);
  changed (self);
}

double
emu_mix_document_get_alpha (EmuMixDocument *self)
{
  return isnan (self->state->alpha) ? self->state->method->alpha : self->state->alpha;
}

void
emu_mix_document_set_alpha (EmuMixDocument *self,
                            double          alpha)
{
  if (!(alpha >= EMU_ALPHA_MIN && alpha <= EMU_ALPHA_MAX) ||
      alpha == emu_mix_document_get_alpha (self))
    return;

  remember (self, &control_alpha);
  self->state->alpha = alpha;
  changed (self);
}

gboolean
emu_mix_document_get_draw_fixed (EmuMixDocument *self,
                                 guint           index)
{
  return self->state->given.fixed[index];
}

double
emu_mix_document_get_draw (EmuMixDocument *self,
                           guint           index)
{
  return self->state->given.scalar[index];
}

void
emu_mix_document_fix_draw (EmuMixDocument *self,
                           guint           index,
                           double          value)
{
  EmuDrawValues *given = &self->state->given;

  if (given->fixed[index] && given->scalar[index] == value)
    return;

  remember (self, &control_draws[index]);
  given->fixed[index] = TRUE;
  given->scalar[index] = value;
  changed (self);
}

void
emu_mix_document_free_draw (EmuMixDocument *self,
                            guint           index)
{
  EmuDrawValues *given = &self->state->given;

  if (!given->fixed[index])
    return;

  remember (self, NULL);
  given->fixed[index] = FALSE;
  given->scalar[index] = 0;
  changed (self);
}

gboolean
emu_mix_document_set_box (EmuMixDocument *self,
                          const EmuMix   *mix,
                          const EmuBox   *wanted,
                          EmuMixBox      *box)
{
  State *state = self->state;
  EmuImage *image = state->a != NULL ? emu_picture_get_image (state->a) : NULL;
  EmuBoxValues values;
  gboolean same;

  /* What was on screen may be of another time. */
  if (mix->method != state->method || image == NULL || image->height != mix->height ||
      image->width != mix->width || !emu_mix_find_box (mix, wanted, &values, box))
    return FALSE;

  same = isnan (values.lambda) || (!state->draws_lambda && state->lambda == values.lambda);
  for (guint i = 0; i < EMU_MAX_DRAWS; i++)
    {
      if (values.given.fixed[i])
        same &= state->given.fixed[i] && state->given.scalar[i] == values.given.scalar[i];
    }
  if (same)
    return TRUE;

  remember (self, &control_box);
  if (!isnan (values.lambda))
    {
      state->draws_lambda = FALSE;
      state->lambda = values.lambda;
      emu_mix_state_free_draws_that_follow (state);
    }
  for (guint i = 0; i < EMU_MAX_DRAWS; i++)
    {
      if (!values.given.fixed[i])
        continue;
      state->given.fixed[i] = TRUE;
      state->given.scalar[i] = values.given.scalar[i];
    }
  changed (self);

  return TRUE;
}

guint64
emu_mix_document_get_seed (EmuMixDocument *self)
{
  return self->state->seed;
}

void
emu_mix_document_set_seed (EmuMixDocument *self,
                           guint64         seed)
{
  if (seed == self->state->seed || seed > EMU_SEED_MAX)
    return;

  remember (self, &control_seed);
  self->state->seed = seed;
  changed (self);
}

gboolean
emu_mix_document_get_seed_locked (EmuMixDocument *self)
{
  return self->state->seed_locked;
}

void
emu_mix_document_set_seed_locked (EmuMixDocument *self,
                                  gboolean        locked)
{
  if (locked == self->state->seed_locked)
    return;

  remember (self, NULL);
  self->state->seed_locked = locked;
  changed (self);
}

gboolean
emu_mix_document_reroll (EmuMixDocument *self)
{
  guint64 seed;

  if (self->state->seed_locked)
    return FALSE;

  do
    seed = random_below (NEW_SEEDS);
  while (seed == self->state->seed);

  remember (self, NULL);
  self->state->seed = seed;
  self->state->sample = 0;
  changed (self);

  return TRUE;
}

EmuFit
emu_mix_document_get_fit (EmuMixDocument *self)
{
  return self->state->fit;
}

void
emu_mix_document_set_fit (EmuMixDocument *self,
                          EmuFit          fit)
{
  if (fit == self->state->fit)
    return;

  remember (self, NULL);
  self->state->fit = fit;
  changed (self);
}

EmuMixJob *
emu_mix_document_create_job (EmuMixDocument *self)
{
  State *state = self->state;
  EmuMixJob *job;

  if (state->a == NULL || state->b == NULL)
    return NULL;

  job = emu_mix_job_new (emu_picture_get_image (state->a), emu_picture_get_image (state->b),
                         state->method, present_params (self));
  job->fit = state->fit;
  job->filter = state->filter;
  memcpy (job->fill, state->fill, sizeof job->fill);
  /* Of λ and α only one is asked for: a fixed λ leaves nothing to draw. Neither is where the method
   * has no λ, which is then no fault of the settings. */
  if (!state->method->ignores_lambda)
    {
      job->requested = state->draws_lambda ? NAN : state->lambda;
      job->alpha = state->draws_lambda ? state->alpha : NAN;
    }
  job->seed = state->seed;
  job->sample = state->sample;
  job->given = state->given;
  for (guint i = 0; i < G_N_ELEMENTS (job->maps); i++)
    {
      EmuPicture *guide = emu_mix_document_get_guide (self, i);

      if (guide != NULL &&
          emu_method_needs_guide (state->method, job->params, i) != EMU_GUIDE_NONE)
        job->maps[i] = emu_image_ref (emu_picture_get_image (guide));
    }
  for (guint i = 0; i < EMU_MAX_DRAWS; i++)
    job->has_given |= state->given.fixed[i];

  return job;
}

void
emu_mix_document_restore (EmuMixDocument  *self,
                          const EmuRecipe *recipe,
                          EmuPicture      *a,
                          EmuPicture      *b)
{
  State *state = self->state;
  guint index = emu_mix_state_method_index (recipe->method);

  remember (self, NULL);
  emu_mix_state_set_method (state, recipe->method);
  g_free (state->params[index]);
  state->params[index] = emu_params_copy (&recipe->method->params, recipe->params);
  /* A method without λ says nothing about it. */
  if (!isnan (recipe->requested) || !recipe->method->ignores_lambda)
    state->draws_lambda = isnan (recipe->requested);
  if (!isnan (recipe->requested))
    state->lambda = recipe->requested;
  state->alpha = recipe->alpha;
  state->given = recipe->given;
  state->seed = recipe->seed;
  state->sample = 0;
  state->fit = recipe->fit;
  state->filter = recipe->filter;
  memcpy (state->fill, recipe->fill, sizeof state->fill);
  if (a != NULL)
    g_set_object (&state->a, a);
  if (b != NULL)
    g_set_object (&state->b, b);
  changed (self);
}

void
emu_mix_document_begin_gesture (EmuMixDocument *self)
{
  emu_mix_history_begin_gesture (&self->history);
}

void
emu_mix_document_end_gesture (EmuMixDocument *self)
{
  if (!emu_mix_history_end_gesture (&self->history))
    return;

  /* The hand rests: whoever shows a preview can now afford the exact picture. */
  changed (self);
}

void
emu_mix_document_cancel_gesture (EmuMixDocument *self)
{
  EmuMixState *before = emu_mix_history_cancel_gesture (&self->history, self->state);

  if (before == self->state)
    return;

  self->state = before;
  changed (self);
}

gboolean
emu_mix_document_in_gesture (EmuMixDocument *self)
{
  return self->history.gesture_depth > 0;
}

gboolean
emu_mix_document_can_undo (EmuMixDocument *self)
{
  return self->history.undo.length > 0;
}

gboolean
emu_mix_document_can_redo (EmuMixDocument *self)
{
  return self->history.redo.length > 0;
}

static void
take_state (EmuMixDocument *self,
            EmuMixState    *state)
{
  if (state == self->state)
    return;

  self->state = state;
  changed (self);
}

void
emu_mix_document_undo (EmuMixDocument *self)
{
  take_state (self, emu_mix_history_undo (&self->history, self->state));
}

void
emu_mix_document_redo (EmuMixDocument *self)
{
  take_state (self, emu_mix_history_redo (&self->history, self->state));
}

void
emu_mix_document_forget_history (EmuMixDocument *self)
{
  emu_mix_history_clear (&self->history);
  changed (self);
}
