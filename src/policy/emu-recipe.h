/* emu-recipe.h: a mixing written down, so that it can be done again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-policy.h"
#include "emu-preview.h"

G_BEGIN_DECLS

/** Longest recipe that is read, in bytes. */
#define EMU_RECIPE_MAX_BYTES ((gsize) 1 << 20)

/** Largest seed: every whole number up to here survives every reader of JSON. */
#define EMU_SEED_MAX ((G_GUINT64_CONSTANT (1) << 53) - 1)

/**
 * EmuRecipePicture:
 * @name: (nullable): name of the file without any folder; %NULL if the recipe names none
 * @sha256: (nullable): of the file's bytes, lower-case hex; %NULL where there was no file
 */
typedef struct
{
  char *name;
  char *sha256;
} EmuRecipePicture;

/**
 * EmuRecipe:
 * @params: the method's struct, owned
 * @requested: λ asked for, NaN to draw it
 * @alpha: α of the law λ is drawn from; NaN if and only if @requested is a number
 * @seed: 0 to %EMU_SEED_MAX
 * @given: draws decided instead of drawn, scalars only
 * @fill: red, green, blue and alpha around a contained B
 * @pictures: A and B
 * @guides: files that say where to look in A and B, for methods that ask; no name where the guide
 *   is computed
 * @policy: (nullable): what happens to A and to B before they are mixed, each with draws of its own
 *
 * Everything that decides a mixed picture but the pixels themselves. Reference counted; its maker
 * changes it until a second holder has a reference.
 *
 * In files it is JSON, format "emulsion-recipe/1"; a saved picture carries it too. It holds no
 * date and no folder, so equal work gives equal files.
 */
typedef struct
{
  const EmuMethod *method;
  void            *params;
  double           requested;
  double           alpha;
  guint64          seed;
  EmuDrawValues    given;
  EmuFit           fit;
  EmuFilter        filter;
  guint8           fill[4];
  EmuRecipePicture pictures[2];
  EmuRecipePicture guides[2];
  EmuPolicy       *policy;
} EmuRecipe;

/** Returns: (transfer full): what emu_mix_job_new() does by default, with seed 0 and no pictures */
EmuRecipe *emu_recipe_new          (const EmuMethod *method) G_GNUC_WARN_UNUSED_RESULT;
EmuRecipe *emu_recipe_ref          (EmuRecipe *self);
void       emu_recipe_unref        (EmuRecipe *self);

/** Whether both say the same, the names and hashes of pictures included. */
gboolean   emu_recipe_equal        (const EmuRecipe *a,
                                    const EmuRecipe *b);

/**
 * emu_recipe_set_lambda:
 *
 * Asks for λ instead of drawing it. Given draws that follow λ would contradict it and are drawn
 * again.
 */
gboolean   emu_recipe_set_lambda   (EmuRecipe *self,
                                    double     lambda,
                                    GError   **error);

/** Draws λ from Beta(@alpha, @alpha). */
gboolean   emu_recipe_set_alpha    (EmuRecipe *self,
                                    double     alpha,
                                    GError   **error);

/** Decides a scalar draw; its range is known only with the picture, see emu_mix_new(). */
gboolean   emu_recipe_set_draw     (EmuRecipe  *self,
                                    const char *name,
                                    double      value,
                                    GError    **error);

/**
 * emu_recipe_set_picture:
 * @index: 0 for A, 1 for B
 * @name: a path or name, of which the last part is kept; need not be UTF-8
 * @sha256: (nullable): lower-case hex
 */
void       emu_recipe_set_picture  (EmuRecipe  *self,
                                    guint       index,
                                    const char *name,
                                    const char *sha256);

/**
 * emu_recipe_set_guide:
 *
 * Like emu_recipe_set_picture(): the file that takes the place of a computed guide. A @name of
 * %NULL goes back to the computed one.
 */
void       emu_recipe_set_guide    (EmuRecipe  *self,
                                    guint       index,
                                    const char *name,
                                    const char *sha256);

/** @policy: (nullable): of steps that are known and do not mix */
gboolean   emu_recipe_set_policy   (EmuRecipe *self,
                                    EmuPolicy *policy,
                                    GError   **error);

/**
 * emu_recipe_parse:
 * @text: (array length=length): JSON
 * @length: bytes of @text, or -1 if it ends with a nul
 * @error: %EMU_ERROR_TOO_LARGE beyond %EMU_RECIPE_MAX_BYTES, %EMU_ERROR_BAD_FILE for anything else
 *
 * What is missing takes its default. What is unknown is an error that names it, except members
 * whose names begin with "x-". A recipe from a newer version, or one that asks for a guide its
 * method cannot follow, is refused and says so. From any thread.
 *
 * "policy" is an object "emulsion-policy/1" or a text in any notation known here. It may not mix,
 * and leaves no room for guides from files, which it would not move along.
 *
 * Returns: (transfer full): a recipe
 */
EmuRecipe *emu_recipe_parse        (const char *text,
                                    gssize      length,
                                    GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_recipe_load:
 * @file: a recipe as JSON, or a PNG that carries one; told apart by content
 * @error: as emu_recipe_parse(), with the name of the file; G_IO_ERROR
 */
EmuRecipe *emu_recipe_load         (GFile        *file,
                                    GCancellable *cancellable,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): JSON with every parameter, which emu_recipe_parse() reads back */
char      *emu_recipe_write        (const EmuRecipe *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_recipe_apply_policy:
 * @index: 0 for A, 1 for B: the number of the sample under the recipe's seed
 *
 * Returns: (transfer full): what the policy makes of a picture; @image itself without one
 */
EmuImage  *emu_recipe_apply_policy (const EmuRecipe *self,
                                    guint            index,
                                    EmuImage        *image,
                                    GCancellable    *cancellable,
                                    GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_recipe_to_job:
 * @a: after emu_recipe_apply_policy()
 * @b: likewise
 *
 * Guides from files are for the caller to load and to put into the job's maps.
 *
 * Returns: (transfer full): the recipe applied to two pictures
 */
EmuMixJob *emu_recipe_to_job       (const EmuRecipe *self,
                                    EmuImage        *a,
                                    EmuImage        *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_recipe_from_job:
 * @job: of sample 0; a recipe has no other
 * @names: (nullable): of A and B
 * @hashes: (nullable): of A and B, each of which may be %NULL
 *
 * α is forgotten where λ is asked for, as the format holds one of the two. Given arrays are
 * forgotten too: they are drawn again from the seed. What the job's maps were read from it does
 * not know; name them with emu_recipe_set_guide().
 *
 * Returns: (transfer full): a recipe
 */
EmuRecipe *emu_recipe_from_job     (const EmuMixJob    *job,
                                    const char * const  names[2],
                                    const char * const  hashes[2]) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuRecipe, emu_recipe_unref)

G_END_DECLS
