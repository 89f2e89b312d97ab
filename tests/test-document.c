/* test-document.c: the state behind the Mix page and its undo, without a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "emu-methods.h"
#include "emu-mix-document.h"
#include "emu-preview.h"

#define DEADLINE_S 30

static char *folder;

static const EmuMethod *
method (const char *id)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *found = emu_methods_find (id, &error);

  g_assert_no_error (error);

  return found;
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("not loaded within %d seconds", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GError) error = NULL;

  *(EmuPicture **) data = emu_picture_load_finish (result, &error);
  g_assert_no_error (error);
}

static EmuPicture *
picture_of_size (int      level,
                 gboolean sample,
                 int      height,
                 int      width)
{
  g_autofree char *name = g_strdup_printf ("%d.png", level);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuImage) image = emu_image_new (1, height, width, &error);
  EmuPicture *loaded = NULL;
  guint deadline;

  g_assert_no_error (error);
  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      emu_image_row (image, 0, y)[x] = (guint8) level;
  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);

  deadline = g_timeout_add_seconds (DEADLINE_S, too_late_cb, NULL);
  emu_picture_load_async (file, sample, NULL, loaded_cb, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_unlink (path);

  return loaded;
}

/* A picture of one level of grey, told from others by that. */
static EmuPicture *
picture (int      level,
         gboolean sample)
{
  return picture_of_size (level, sample, 3, 5);
}

static void
add (EmuMixDocument *document,
     EmuPicture     *first,
     EmuPicture     *second)
{
  g_autoptr(GPtrArray) pictures = g_ptr_array_new ();

  g_ptr_array_add (pictures, first);
  if (second != NULL)
    g_ptr_array_add (pictures, second);
  emu_mix_document_add (document, pictures);
}

/* A document that mixes two pictures and has nothing to undo. */
static EmuMixDocument *
new_pair (const char *id)
{
  EmuMixDocument *document = emu_mix_document_new (method (id));
  g_autoptr(EmuPicture) a = picture (10, FALSE);
  g_autoptr(EmuPicture) b = picture (20, FALSE);

  add (document, a, b);
  emu_mix_document_forget_history (document);

  return document;
}

static void
assert_pair (EmuMixDocument *document,
             EmuPicture     *a,
             EmuPicture     *b)
{
  g_assert_true (emu_mix_document_get_a (document) == a);
  g_assert_true (emu_mix_document_get_b (document) == b);
}

static guint
n_pictures (EmuMixDocument *document)
{
  return g_list_model_get_n_items (emu_mix_document_get_pictures (document));
}

static void
count_cb (EmuMixDocument *document,
          int            *count)
{
  (*count)++;
}

/* --- Pictures ---------------------------------------------------------------------------------- */

static void
test_places (void)
{
  EmuMixDocument *document = emu_mix_document_new (method ("mixup"));
  g_autoptr(EmuPicture) one = picture (1, FALSE);
  g_autoptr(EmuPicture) two = picture (2, FALSE);
  g_autoptr(EmuPicture) three = picture (3, FALSE);

  assert_pair (document, NULL, NULL);
  g_assert_null (emu_mix_document_create_job (document));
  add (document, one, NULL);
  assert_pair (document, one, NULL);
  g_assert_null (emu_mix_document_create_job (document));
  emu_mix_document_swap (document);
  assert_pair (document, one, NULL);
  add (document, two, NULL);
  assert_pair (document, one, two);
  add (document, three, NULL);
  assert_pair (document, three, two);
  g_assert_cmpuint (n_pictures (document), ==, 3);

  /* Choosing what is already on the other side swaps. */
  emu_mix_document_choose_b (document, three);
  assert_pair (document, two, three);
  emu_mix_document_choose_a (document, three);
  assert_pair (document, three, two);
  emu_mix_document_choose_a (document, one);
  assert_pair (document, one, two);
  emu_mix_document_swap (document);
  assert_pair (document, two, one);

  g_assert_true (emu_mix_document_find_picture (document, emu_picture_get_info (three)->sha256) == three);
  g_assert_null (emu_mix_document_find_picture (document, "0"));

  g_assert_finalize_object (document);
}

static void
test_samples_make_way (void)
{
  EmuMixDocument *document = emu_mix_document_new (method ("mixup"));
  g_autoptr(EmuPicture) cat = picture (1, TRUE);
  g_autoptr(EmuPicture) cup = picture (2, TRUE);
  g_autoptr(EmuPicture) one = picture (3, FALSE);
  g_autoptr(EmuPicture) two = picture (4, FALSE);

  add (document, cat, cup);
  add (document, one, NULL);
  assert_pair (document, one, cup);
  add (document, two, NULL);
  assert_pair (document, one, two);

  g_assert_finalize_object (document);
}

static void
test_remove (void)
{
  EmuMixDocument *document = emu_mix_document_new (method ("mixup"));
  g_autoptr(EmuPicture) one = picture (1, FALSE);
  g_autoptr(EmuPicture) two = picture (2, FALSE);
  g_autoptr(EmuPicture) three = picture (3, FALSE);
  g_autoptr(EmuPicture) stranger = picture (4, FALSE);

  add (document, one, two);
  add (document, three, NULL);
  assert_pair (document, three, two);

  emu_mix_document_remove (document, three);
  assert_pair (document, one, two);
  emu_mix_document_remove (document, stranger);
  g_assert_cmpuint (n_pictures (document), ==, 2);
  emu_mix_document_remove (document, one);
  assert_pair (document, two, NULL);
  emu_mix_document_remove (document, two);
  assert_pair (document, NULL, NULL);
  g_assert_cmpuint (n_pictures (document), ==, 0);

  emu_mix_document_undo (document);
  assert_pair (document, two, NULL);
  emu_mix_document_undo (document);
  assert_pair (document, one, two);
  emu_mix_document_undo (document);
  assert_pair (document, three, two);
  g_assert_cmpuint (n_pictures (document), ==, 3);

  g_assert_finalize_object (document);
}

static void
test_random_pair (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  g_autoptr(EmuPicture) three = picture (30, FALSE);

  g_assert_false (emu_mix_document_random_pair (document));
  g_assert_false (emu_mix_document_can_undo (document));
  add (document, three, NULL);
  for (int i = 0; i < 50; i++)
    {
      EmuPicture *a = emu_mix_document_get_a (document);
      EmuPicture *b = emu_mix_document_get_b (document);

      g_assert_true (emu_mix_document_random_pair (document));
      g_assert_true (emu_mix_document_get_a (document) != emu_mix_document_get_b (document));
      g_assert_true (emu_mix_document_get_a (document) != a || emu_mix_document_get_b (document) != b);
    }

  g_assert_finalize_object (document);
}

/* The newest name and the number of times one came. */
typedef struct
{
  char *name;
  int   n;
} Renamed;

static void
renamed_cb (EmuMixDocument *document,
            EmuPicture     *picture,
            const char     *name,
            Renamed        *renamed)
{
  g_free (renamed->name);
  renamed->name = g_strdup (name);
  renamed->n++;
}

static void
test_names (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  EmuPicture *a = emu_mix_document_get_a (document);
  EmuPicture *b = emu_mix_document_get_b (document);
  g_autoptr(EmuPicture) again = picture (10, FALSE);
  Renamed renamed = { NULL, 0 };

  g_signal_connect (document, "renamed", G_CALLBACK (renamed_cb), &renamed);
  g_assert_cmpstr (emu_picture_get_name (a), ==, "10");
  emu_mix_document_rename (document, a, "cat");
  g_assert_cmpstr (emu_picture_get_name (a), ==, "cat");
  g_assert_cmpstr (renamed.name, ==, "cat");
  emu_mix_document_rename (document, a, "cat");
  g_assert_cmpint (renamed.n, ==, 1);

  /* Every picture of the same bytes is meant, one that comes later, too. */
  add (document, again, NULL);
  g_assert_cmpstr (emu_picture_get_name (again), ==, "cat");
  g_assert_true (emu_picture_same_class (a, again));
  g_assert_false (emu_picture_same_class (a, b));

  emu_mix_document_rename (document, a, NULL);
  g_assert_cmpstr (emu_picture_get_name (a), ==, "10");
  g_assert_cmpstr (emu_picture_get_name (again), ==, "10");
  g_assert_cmpstr (renamed.name, ==, NULL);
  emu_mix_document_undo (document);
  g_assert_cmpstr (emu_picture_get_name (again), ==, "cat");
  g_assert_cmpstr (renamed.name, ==, "cat");
  emu_mix_document_undo (document);
  emu_mix_document_undo (document);
  g_assert_cmpstr (emu_picture_get_name (a), ==, "10");
  g_assert_cmpstr (renamed.name, ==, NULL);
  g_assert_false (emu_mix_document_can_undo (document));

  g_free (renamed.name);
  g_assert_finalize_object (document);
}

static gboolean
has_map (EmuMixDocument *document,
         guint           index,
         EmuPicture     *guide)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);

  return job->maps[index] == (guide != NULL ? emu_picture_get_image (guide) : NULL);
}

/* SaliencyMix looks at B alone; a guide belongs to the picture it was drawn for. */
static void
test_guides (void)
{
  EmuMixDocument *document = new_pair ("saliencymix");
  g_autoptr(EmuPicture) guide = picture_of_size (30, FALSE, 33, 47);
  g_autoptr(EmuPicture) third = picture (40, FALSE);
  EmuPicture *b = emu_mix_document_get_b (document);

  emu_mix_document_set_guide (document, 1, guide);
  g_assert_true (emu_mix_document_get_guide (document, 1) == guide);
  g_assert_true (has_map (document, 1, guide));
  g_assert_true (has_map (document, 0, NULL));

  /* It follows its picture, and counts only where it is asked for. */
  emu_mix_document_swap (document);
  g_assert_true (emu_mix_document_get_guide (document, 0) == guide);
  g_assert_true (has_map (document, 0, NULL));
  g_assert_true (has_map (document, 1, NULL));
  emu_mix_document_swap (document);
  g_assert_true (has_map (document, 1, guide));
  emu_mix_document_set_method (document, method ("mixup"));
  g_assert_true (has_map (document, 1, NULL));
  emu_mix_document_set_method (document, method ("saliencymix"));
  add (document, third, NULL);
  emu_mix_document_choose_b (document, third);
  g_assert_true (has_map (document, 1, NULL));
  emu_mix_document_choose_b (document, b);
  g_assert_true (has_map (document, 1, guide));

  /* Away with its picture, and back with it. */
  emu_mix_document_remove (document, b);
  g_assert_null (emu_mix_document_get_guide (document, 1));
  emu_mix_document_undo (document);
  g_assert_true (has_map (document, 1, guide));
  emu_mix_document_set_guide (document, 1, NULL);
  g_assert_true (has_map (document, 1, NULL));
  emu_mix_document_undo (document);
  g_assert_true (has_map (document, 1, guide));

  g_assert_finalize_object (document);
}

/* --- Undo -------------------------------------------------------------------------------------- */

/* All of the state that decides a mixed picture. */
static char *
written (EmuMixDocument *document)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  const char *names[2] = { emu_picture_get_file_name (emu_mix_document_get_a (document)),
                           emu_picture_get_file_name (emu_mix_document_get_b (document)) };
  g_autoptr(EmuRecipe) recipe = emu_recipe_from_job (job, names, NULL);

  return emu_recipe_write (recipe);
}

/* One of the things a person can do. */
static void
do_something (EmuMixDocument *document)
{
  const EmuMethod *present = emu_mix_document_get_method (document);
  const EmuParamTable *table = &present->params;
  gint32 n_methods = (gint32) emu_methods_size ();
  const EmuParam *param = NULL;

  if (table->n_params > 0)
    param = &table->params[g_test_rand_int_range (0, (gint32) table->n_params)];

  switch (g_test_rand_int_range (0, 9))
    {
    case 0:
      emu_mix_document_set_lambda (document, g_test_rand_int_range (0, 1001) / 1000.0);
      break;
    case 1:
      emu_mix_document_set_method (document,
                                   emu_methods_get ((guint) g_test_rand_int_range (0, n_methods)));
      break;
    case 2:
      emu_mix_document_set_seed (document, (guint64) g_test_rand_int_range (0, 1000));
      break;
    case 3:
      emu_mix_document_set_fit (document, (EmuFit) g_test_rand_int_range (0, 3));
      break;
    case 4:
      emu_mix_document_swap (document);
      break;
    case 5:
      emu_mix_document_set_draws_lambda (document, !emu_mix_document_get_draws_lambda (document), 0.25);
      break;
    case 6:
      emu_mix_document_set_alpha (document, g_test_rand_int_range (1, 40) / 10.0);
      break;
    case 7:
      if (param != NULL && (param->type == EMU_PARAM_INT || param->type == EMU_PARAM_FLOAT))
        emu_mix_document_set_param (document, param,
                                    round (g_test_rand_double_range (param->min, param->max)));
      break;
    default:
      if (param != NULL)
        emu_mix_document_reset_param (document, param);
      break;
    }
}

/* Whatever was done: undo leads back through every state, redo forward again. */
static void
test_there_and_back (void)
{
  EmuMixDocument *document = new_pair ("fmix");
  g_autoptr(GPtrArray) states = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (states, written (document));
  while (states->len < 100)
    {
      g_autofree char *state = NULL;
      int n_changed = 0;
      gulong handler;

      emu_mix_document_begin_gesture (document);
      handler = g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changed);
      do_something (document);
      g_signal_handler_disconnect (document, handler);
      emu_mix_document_end_gesture (document);
      state = written (document);
      if (n_changed > 0)
        g_ptr_array_add (states, g_steal_pointer (&state));
      else
        g_assert_cmpstr (state, ==, g_ptr_array_index (states, states->len - 1));
    }

  for (guint i = states->len - 1; i > 0; i--)
    {
      g_autofree char *state = NULL;

      g_assert_true (emu_mix_document_can_undo (document));
      emu_mix_document_undo (document);
      state = written (document);
      g_assert_cmpstr (state, ==, g_ptr_array_index (states, i - 1));
    }
  g_assert_false (emu_mix_document_can_undo (document));

  for (guint i = 1; i < states->len; i++)
    {
      g_autofree char *state = NULL;

      emu_mix_document_redo (document);
      state = written (document);
      g_assert_cmpstr (state, ==, g_ptr_array_index (states, i));
    }
  g_assert_false (emu_mix_document_can_redo (document));

  g_assert_finalize_object (document);
}

static void
test_gestures (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  double first = emu_mix_document_get_lambda (document);
  int n_changed = 0;

  /* However deep they nest, and whatever is moved: one step. */
  emu_mix_document_begin_gesture (document);
  emu_mix_document_set_lambda (document, 0.1);
  emu_mix_document_begin_gesture (document);
  emu_mix_document_set_lambda (document, 0.2);
  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changed);
  emu_mix_document_end_gesture (document);
  g_assert_true (emu_mix_document_in_gesture (document));
  g_assert_cmpint (n_changed, ==, 0);
  emu_mix_document_set_seed (document, 5);

  /* Not under the hand. */
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, 0.2);
  emu_mix_document_end_gesture (document);
  g_assert_false (emu_mix_document_in_gesture (document));

  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, first);
  g_assert_false (emu_mix_document_can_undo (document));

  /* A gesture that moved nothing leaves no step, and loses none that could be redone. */
  emu_mix_document_begin_gesture (document);
  emu_mix_document_end_gesture (document);
  g_assert_false (emu_mix_document_can_undo (document));
  g_assert_true (emu_mix_document_can_redo (document));

  g_assert_finalize_object (document);
}

/* Steps of one control at once belong together; those of two do not. */
static void
test_steps_join (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  double first = emu_mix_document_get_lambda (document);

  for (int i = 1; i <= 5; i++)
    emu_mix_document_set_lambda (document, i / 10.0);
  emu_mix_document_set_seed (document, 1);
  emu_mix_document_set_seed (document, 2);
  emu_mix_document_set_lambda (document, 0.9);

  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, 0.5);
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, 0.5);
  g_assert_cmpuint (emu_mix_document_get_seed (document), !=, 1);
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, first);
  g_assert_false (emu_mix_document_can_undo (document));

  g_assert_finalize_object (document);
}

static void
test_branch (void)
{
  EmuMixDocument *document = new_pair ("mixup");

  emu_mix_document_set_lambda (document, 0.1);
  emu_mix_document_undo (document);
  g_assert_true (emu_mix_document_can_redo (document));
  emu_mix_document_set_seed (document, 3);
  g_assert_false (emu_mix_document_can_redo (document));
  emu_mix_document_redo (document);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 3);

  g_assert_finalize_object (document);
}

/* History has an end: the oldest steps go first. */
static void
test_many_steps (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  int n = 0;

  for (int i = 1; i <= 300; i++)
    {
      emu_mix_document_begin_gesture (document);
      emu_mix_document_set_seed (document, (guint64) (1000 + i));
      emu_mix_document_end_gesture (document);
    }

  for (; emu_mix_document_can_undo (document); n++)
    emu_mix_document_undo (document);
  g_assert_cmpint (n, ==, 200);
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, 1100);

  g_assert_finalize_object (document);
}

/* --- Values ------------------------------------------------------------------------------------ */

static void
test_refused (void)
{
  EmuMixDocument *document = new_pair ("fmix");
  const EmuParam *param = &method ("fmix")->params.params[0];
  g_autofree char *before = written (document);
  g_autofree char *after = NULL;
  int n_changed = 0;

  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changed);
  emu_mix_document_set_lambda (document, NAN);
  emu_mix_document_set_lambda (document, -0.01);
  emu_mix_document_set_lambda (document, 1.01);
  emu_mix_document_set_alpha (document, NAN);
  emu_mix_document_set_alpha (document, 0);
  emu_mix_document_set_seed (document, EMU_SEED_MAX + 1);
  emu_mix_document_set_param (document, param, NAN);
  emu_mix_document_set_param (document, param, param->max + 1);

  /* What is so already is no change. */
  emu_mix_document_set_lambda (document, emu_mix_document_get_lambda (document));
  emu_mix_document_set_method (document, method ("fmix"));
  emu_mix_document_set_fit (document, emu_mix_document_get_fit (document));
  emu_mix_document_reset_param (document, param);

  after = written (document);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (n_changed, ==, 0);
  g_assert_false (emu_mix_document_can_undo (document));

  g_assert_finalize_object (document);
}

static void
test_locked (void)
{
  EmuMixDocument *document = new_pair ("mixup");
  guint64 first = emu_mix_document_get_seed (document);

  emu_mix_document_set_seed_locked (document, TRUE);
  g_assert_false (emu_mix_document_reroll (document));
  g_assert_cmpuint (emu_mix_document_get_seed (document), ==, first);
  emu_mix_document_set_seed_locked (document, FALSE);
  g_assert_true (emu_mix_document_reroll (document));
  g_assert_cmpuint (emu_mix_document_get_seed (document), !=, first);

  g_assert_finalize_object (document);
}

/* Every method keeps its parameters while another is looked at. */
static void
test_params_stay (void)
{
  EmuMixDocument *document = new_pair ("fmix");
  const EmuParam *param = &method ("fmix")->params.params[0];

  emu_mix_document_set_param (document, param, param->max);
  emu_mix_document_set_method (document, method ("cutmix"));
  emu_mix_document_set_method (document, method ("fmix"));
  g_assert_cmpfloat (emu_param_get (param, emu_mix_document_get_params (document)), ==, param->max);

  g_assert_finalize_object (document);
}

/* So do α and the draws that were given; undoing a change of method has nothing of its own to do. */
static void
test_choices_stay (void)
{
  EmuMixDocument *document = new_pair ("cutmix");
  double published = emu_mix_document_get_alpha (document);

  emu_mix_document_set_draws_lambda (document, TRUE, 0.5);
  emu_mix_document_set_alpha (document, published + 1);
  emu_mix_document_fix_draw (document, 2, 1);
  emu_mix_document_set_method (document, method ("mixup"));
  g_assert_cmpfloat (emu_mix_document_get_alpha (document), ==, method ("mixup")->alpha);
  g_assert_false (emu_mix_document_get_draw_fixed (document, 2));
  emu_mix_document_set_alpha (document, 7);

  emu_mix_document_set_method (document, method ("cutmix"));
  g_assert_cmpfloat (emu_mix_document_get_alpha (document), ==, published + 1);
  g_assert_true (emu_mix_document_get_draw_fixed (document, 2));
  g_assert_cmpfloat (emu_mix_document_get_draw (document, 2), ==, 1);

  emu_mix_document_undo (document);
  g_assert_true (emu_mix_document_get_method (document) == method ("mixup"));
  g_assert_cmpfloat (emu_mix_document_get_alpha (document), ==, 7);
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_alpha (document), ==, method ("mixup")->alpha);
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_alpha (document), ==, published + 1);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, 2), ==, 1);

  g_assert_finalize_object (document);
}

/* What a method without λ is asked for, and what its recipe says of λ: nothing. */
static void
test_without_lambda (void)
{
  EmuMixDocument *document = new_pair ("smoothmix");
  g_autoptr(EmuRecipe) recipe = emu_recipe_new (method ("smoothmix"));
  EmuMixJob *job;

  emu_mix_document_set_lambda (document, 0.25);
  job = emu_mix_document_create_job (document);
  g_assert_true (isnan (job->requested));
  g_assert_true (isnan (job->alpha));
  emu_mix_job_unref (job);

  emu_mix_document_restore (document, recipe, NULL, NULL);
  g_assert_false (emu_mix_document_get_draws_lambda (document));
  emu_mix_document_set_method (document, method ("mixup"));
  job = emu_mix_document_create_job (document);
  g_assert_cmpfloat (job->requested, ==, 0.25);
  emu_mix_job_unref (job);

  g_assert_finalize_object (document);
}

static void
test_restore (void)
{
  EmuMixDocument *document = new_pair ("fmix");
  g_autoptr(EmuPicture) other = picture (30, FALSE);
  g_autoptr(EmuRecipe) recipe = emu_recipe_new (method ("cutmix"));
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(GError) error = NULL;
  EmuPicture *b = emu_mix_document_get_b (document);

  add (document, other, NULL);
  emu_mix_document_set_draws_lambda (document, TRUE, 0.5);
  before = written (document);
  emu_recipe_set_lambda (recipe, 0.37, &error);
  g_assert_no_error (error);
  recipe->seed = 271828;
  recipe->fit = EMU_FIT_STRETCH;

  emu_mix_document_restore (document, recipe, other, NULL);
  assert_pair (document, other, b);
  job = emu_mix_document_create_job (document);
  g_assert_true (job->method == method ("cutmix"));
  g_assert_cmpfloat (job->requested, ==, 0.37);
  g_assert_cmpuint (job->seed, ==, 271828);
  g_assert_cmpint (job->fit, ==, EMU_FIT_STRETCH);
  g_assert_true (emu_params_equal (&job->method->params, job->params, recipe->params));

  emu_mix_document_undo (document);
  after = written (document);
  g_assert_cmpstr (after, ==, before);

  g_assert_finalize_object (document);
}

/* Fails where the engine would refuse the document's draws. */
static void
assert_mixes (EmuMixDocument *document)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, job, &whole, EMU_FRAME_RESULT, TRUE,
                                                  NULL, &error);

  g_assert_no_error (error);
}

static guint
draw_index (EmuMixDocument *document,
            const char     *name)
{
  g_autoptr(GError) error = NULL;
  int index = emu_draws_find (&emu_mix_document_get_method (document)->draws, name, &error);

  g_assert_no_error (error);

  return (guint) index;
}

/* A draw that is decided comes along to another A, as far as it fits there. */
static void
test_draws_fit_a (void)
{
  g_autoptr(EmuMixDocument) document = emu_mix_document_new (method ("cutmix"));
  g_autoptr(EmuPicture) wide = picture_of_size (10, FALSE, 20, 33);
  g_autoptr(EmuPicture) narrow = picture_of_size (20, FALSE, 33, 7);
  g_autoptr(EmuPicture) dot = picture_of_size (30, FALSE, 1, 1);
  guint cx = draw_index (document, "cx");
  guint cy = draw_index (document, "cy");

  add (document, wide, narrow);
  emu_mix_document_fix_draw (document, cx, 30);
  emu_mix_document_fix_draw (document, cy, 12);
  emu_mix_document_forget_history (document);
  assert_mixes (document);

  emu_mix_document_swap (document);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cx), ==, 6);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cy), ==, 12);
  g_assert_true (emu_mix_document_get_draw_fixed (document, cx));
  assert_mixes (document);

  /* Both belong to one step. */
  emu_mix_document_undo (document);
  g_assert_true (emu_mix_document_get_a (document) == wide);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cx), ==, 30);
  g_assert_false (emu_mix_document_can_undo (document));
  emu_mix_document_redo (document);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cx), ==, 6);

  add (document, dot, NULL);
  g_assert_true (emu_mix_document_get_a (document) == dot);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cx), ==, 0);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cy), ==, 0);
  assert_mixes (document);
}

/* The corner's range depends on the side that is drawn before it; another rule draws neither. */
static void
test_draws_fit_each_other (void)
{
  g_autoptr(EmuMixDocument) document = emu_mix_document_new (method ("cutmix"));
  g_autoptr(EmuPicture) wide = picture_of_size (10, FALSE, 20, 33);
  g_autoptr(EmuPicture) other = picture_of_size (20, FALSE, 20, 33);
  const EmuParam *rule = &emu_mix_document_get_method (document)->params.params[0];
  guint cut_w = draw_index (document, "cut-w");
  guint x0 = draw_index (document, "x0");

  add (document, wide, other);
  emu_mix_document_set_param (document, rule, 2);
  emu_mix_document_fix_draw (document, cut_w, 7);
  emu_mix_document_fix_draw (document, x0, 25);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, x0), ==, 25);
  assert_mixes (document);

  emu_mix_document_fix_draw (document, cut_w, 20);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, x0), ==, 12);
  assert_mixes (document);

  emu_mix_document_reset_param (document, rule);
  g_assert_false (emu_mix_document_get_draw_fixed (document, cut_w));
  g_assert_false (emu_mix_document_get_draw_fixed (document, x0));
  assert_mixes (document);
  emu_mix_document_undo (document);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, cut_w), ==, 20);
}

/* What the document mixes now. */
static EmuMix *
decide (EmuMixDocument *document)
{
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  g_autoptr(EmuPreview) preview = emu_preview_new ();
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFrame) frame = emu_preview_render (preview, job, &whole, EMU_FRAME_MASK, TRUE, NULL,
                                                  &error);

  g_assert_no_error (error);

  return emu_mix_ref (frame->mix);
}

static void
assert_box (EmuMixDocument *document,
            const EmuBox   *expected)
{
  g_autoptr(EmuMix) mix = decide (document);
  EmuMixBox box;

  g_assert_true (emu_mix_get_box (mix, &box));
  g_assert_cmpmem (&box.asked, sizeof box.asked, expected, sizeof *expected);
}

/* A box goes where it is put: λ and draws are decided, and a drag is one step. */
static void
test_box (void)
{
  g_autoptr(EmuMixDocument) document = emu_mix_document_new (method ("cutmix"));
  g_autoptr(EmuPicture) a = picture_of_size (10, FALSE, 200, 300);
  g_autoptr(EmuPicture) b = picture_of_size (20, FALSE, 200, 300);
  g_autoptr(EmuPicture) dot = picture_of_size (30, FALSE, 1, 1);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMix) drawn = NULL;
  EmuBox wanted = { 50, 150, 100, 250 };
  EmuMixBox before;
  EmuMixBox box;
  int n_changes = 0;

  add (document, a, b);
  emu_mix_document_set_draws_lambda (document, TRUE, 0);
  emu_mix_document_forget_history (document);
  g_signal_connect (document, "changed", G_CALLBACK (count_cb), &n_changes);

  mix = decide (document);
  g_assert_true (emu_mix_get_box (mix, &before));

  emu_mix_document_begin_gesture (document);
  for (int step = 0; step < 5; step++)
    {
      EmuBox way = { wanted.y0, wanted.y1 - 20 + 5 * step, wanted.x0, wanted.x1 - 30 + 7 * step };

      g_assert_true (emu_mix_document_set_box (document, mix, &way, NULL));
    }
  g_assert_true (emu_mix_document_set_box (document, mix, &wanted, &box));
  g_assert_cmpmem (&box.asked, sizeof box.asked, &wanted, sizeof wanted);
  emu_mix_document_end_gesture (document);

  g_assert_false (emu_mix_document_get_draws_lambda (document));
  g_assert_cmpfloat_with_epsilon (emu_mix_document_get_lambda (document), 0.75, 0.01);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, draw_index (document, "cy")), ==, 100);
  g_assert_cmpfloat (emu_mix_document_get_draw (document, draw_index (document, "cx")), ==, 175);
  assert_box (document, &wanted);

  /* The same again is no change. */
  n_changes = 0;
  g_assert_true (emu_mix_document_set_box (document, mix, &wanted, &box));
  g_assert_cmpint (n_changes, ==, 0);

  emu_mix_document_undo (document);
  g_assert_false (emu_mix_document_can_undo (document));
  g_assert_true (emu_mix_document_get_draws_lambda (document));
  assert_box (document, &before.asked);
  emu_mix_document_redo (document);
  assert_box (document, &wanted);

  /* A mix of another time has nothing to say. */
  emu_mix_document_set_method (document, method ("mixup"));
  g_assert_false (emu_mix_document_set_box (document, mix, &wanted, &box));
  drawn = decide (document);
  g_assert_false (emu_mix_document_set_box (document, drawn, &wanted, &box));
  emu_mix_document_set_method (document, method ("cutmix"));
  add (document, dot, NULL);
  g_assert_false (emu_mix_document_set_box (document, mix, &wanted, &box));
}

/* A gesture that is given up leaves neither a change nor a step. */
static void
test_cancelled (void)
{
  g_autoptr(EmuMixDocument) document = new_pair ("cutmix");

  emu_mix_document_set_lambda (document, 0.5);
  emu_mix_document_begin_gesture (document);
  emu_mix_document_cancel_gesture (document);
  emu_mix_document_set_lambda (document, 0.1);
  emu_mix_document_set_seed (document, 77);
  emu_mix_document_cancel_gesture (document);
  g_assert_cmpfloat (emu_mix_document_get_lambda (document), ==, 0.5);
  g_assert_cmpuint (emu_mix_document_get_seed (document), !=, 77);
  g_assert_true (emu_mix_document_in_gesture (document));
  emu_mix_document_end_gesture (document);

  emu_mix_document_undo (document);
  g_assert_false (emu_mix_document_can_undo (document));

  /* What follows a gesture given up within it is a step again. */
  emu_mix_document_begin_gesture (document);
  emu_mix_document_set_lambda (document, 0.2);
  emu_mix_document_cancel_gesture (document);
  emu_mix_document_set_lambda (document, 0.3);
  emu_mix_document_end_gesture (document);
  emu_mix_document_undo (document);
  g_assert_false (emu_mix_document_can_undo (document));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("emulsion-XXXXXX", &error);
  g_assert_no_error (error);

  g_test_add_func ("/document/pictures/places", test_places);
  g_test_add_func ("/document/pictures/samples-make-way", test_samples_make_way);
  g_test_add_func ("/document/pictures/remove", test_remove);
  g_test_add_func ("/document/pictures/random-pair", test_random_pair);
  g_test_add_func ("/document/pictures/names", test_names);
  g_test_add_func ("/document/pictures/guides", test_guides);
  g_test_add_func ("/document/undo/there-and-back", test_there_and_back);
  g_test_add_func ("/document/undo/gestures", test_gestures);
  g_test_add_func ("/document/undo/cancelled", test_cancelled);
  g_test_add_func ("/document/undo/steps-join", test_steps_join);
  g_test_add_func ("/document/undo/branch", test_branch);
  g_test_add_func ("/document/undo/many-steps", test_many_steps);
  g_test_add_func ("/document/values/refused", test_refused);
  g_test_add_func ("/document/values/locked", test_locked);
  g_test_add_func ("/document/values/params-stay", test_params_stay);
  g_test_add_func ("/document/values/choices-stay", test_choices_stay);
  g_test_add_func ("/document/values/without-lambda", test_without_lambda);
  g_test_add_func ("/document/values/restore", test_restore);
  g_test_add_func ("/document/values/draws-fit-a", test_draws_fit_a);
  g_test_add_func ("/document/values/draws-fit-each-other", test_draws_fit_each_other);

  g_test_add_func ("/document/values/box", test_box);

  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
