/* emu-batch.h: a whole batch decided: partners, λ, methods, mixed labels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"
#include "emu-pairing.h"
#include "emu-recipe.h"

G_BEGIN_DECLS

/** Most pictures and most classes of a batch. */
#define EMU_BATCH_MAX 4096
#define EMU_BATCH_MAX_CLASSES 65536

/**
 * EmuBatchMode:
 * @EMU_BATCH_WHOLE: one λ, one method and one set of draws for the batch
 * @EMU_BATCH_PAIR: one for picture i and picture N − 1 − i, which under the reversed pairing makes
 *   mirror images of the two
 * @EMU_BATCH_ELEMENT: one for every picture
 * @EMU_BATCH_HALF: one for every picture of the first half, which alone comes out; the middle
 *   picture of an odd batch belongs to it
 */
typedef enum
{
  EMU_BATCH_WHOLE,
  EMU_BATCH_PAIR,
  EMU_BATCH_ELEMENT,
  EMU_BATCH_HALF,
  EMU_N_BATCH_MODES,
} EmuBatchMode;

/** "batch", "pair", "element" or "half". */
const char *emu_batch_mode_nick  (EmuBatchMode mode);

/** As it stands in a list, and a sentence; translated. */
const char *emu_batch_mode_label (EmuBatchMode mode);
const char *emu_batch_mode_help  (EmuBatchMode mode);

/** How many times a batch of @n pictures draws in that mode, and how many pictures come out. */
int         emu_batch_mode_n_draws (EmuBatchMode mode,
                                    int          n);
int         emu_batch_mode_n_out   (EmuBatchMode mode,
                                    int          n);

/**
 * EmuSmoothing:
 * @EMU_SMOOTHING_UNIFORM: off ε / K, on 1 − ε + ε / K
 * @EMU_SMOOTHING_NORMALISED: the same with ε / (1 + ε) for ε
 *
 * How a label gives a share ε to all K classes. Both pictures' labels are smoothed alike, and the
 * mixed label is made of the two.
 */
typedef enum
{
  EMU_SMOOTHING_UNIFORM,
  EMU_SMOOTHING_NORMALISED,
} EmuSmoothing;

/**
 * EmuConvention:
 * @id: name in files and commands
 * @name: as people call it, translatable
 * @summary: one translatable sentence
 * @pairing: who is mixed with whom, unless the person says otherwise
 * @mode: how often λ is drawn, likewise
 * @modes: bit set of the modes it offers itself
 * @smoothing: ε, likewise
 * @methods: (nullable): NULL-terminated ids of the only methods it mixes with itself
 * @switches: a batch may hold two methods, chosen by a switch probability
 * @settings: what one of its methods needs to be like its own: method, parameter, value
 * @float_lambda: λ is rounded to single precision unless one serves the whole batch
 * @bytes: it mixes 8-bit pictures, not floats
 * @even_only: as published, refuses an odd batch
 * @mean_label: as published, every label gets the batch's mean weights; number 6 of the register
 * @ignores_pairing: as published, a method's own pairing is computed and not used; number 5
 * @published: (nullable): a translatable sentence saying what as-published brings back
 *
 * How one library builds a batch, as data. Sources: timm data/mixup.py; torchvision
 * transforms/v2/_augment.py; OpenMixup models/heads and models/augments.
 */
typedef struct
{
  const char          *id;
  const char          *name;
  const char          *summary;
  EmuPairingRule       pairing;
  EmuBatchMode         mode;
  guint                modes;
  double               smoothing;
  const char * const  *methods;
  gboolean             switches;
  const char          *settings[3];
  gboolean             float_lambda;
  gboolean             bytes;
  gboolean             even_only;
  gboolean             mean_label;
  gboolean             ignores_pairing;
  const char          *published;
} EmuConvention;

/** The first one is Emulsion's own. */
guint                 emu_conventions_size (void);
const EmuConvention  *emu_conventions_get  (guint index);

/** EMU_ERROR_UNKNOWN_NAME with the nearest id. */
const EmuConvention  *emu_conventions_find (const char *id,
                                            GError    **error);

/** The pairing it starts with: its own, or the one @method's authors ask for. */
EmuPairingRule        emu_convention_get_pairing (const EmuConvention *self,
                                                  const EmuMethod     *method,
                                                  gboolean             as_published);

/**
 * EmuBatchMethod:
 * @method: (nullable): %NULL for none
 * @params: (nullable): the method's struct; %NULL for defaults
 * @alpha: α, NaN for the method's own
 */
typedef struct
{
  const EmuMethod *method;
  const void      *params;
  double           alpha;
} EmuBatchMethod;

/**
 * EmuBatchDraws:
 * @partner: (nullable): the pairing
 * @prob: (nullable): uniform numbers; a picture is mixed where its number is below the probability
 * @other: (nullable): uniform numbers; the second method where the number is below
 * @lambda: (nullable): λ for either method
 *
 * What somebody decided instead of chance. Arrays other than @partner have
 * emu_batch_mode_n_draws() numbers.
 */
typedef struct
{
  const int    *partner;
  const double *prob;
  const double *other;
  const double *lambda[2];
} EmuBatchDraws;

/**
 * EmuBatchMixer:
 * @request: method, parameters, λ and seed of one picture; guides are unset
 * @index: of the picture that is A
 * @partner: of the picture that is B
 *
 * For pictures of several sizes: makes the mix of one picture. Called in order, on the thread of
 * emu_batch_new().
 *
 * Returns: (transfer full): a mix, or %NULL with @error set
 */
typedef EmuMix *(*EmuBatchMixer) (const EmuMixRequest *request,
                                  int                  index,
                                  int                  partner,
                                  gpointer             data,
                                  GCancellable        *cancellable,
                                  GError             **error);

/**
 * EmuBatchRequest:
 * @as_published: with the mistakes that its convention declares
 * @n: pictures, 1 to %EMU_BATCH_MAX
 * @n_classes: 1 to %EMU_BATCH_MAX_CLASSES
 * @classes: n numbers, 0 to @n_classes − 1
 * @methods: the second one may be none
 * @requested: λ asked for, NaN to draw it
 * @prob: probability that a picture (a pair, a batch) is mixed at all
 * @switch_prob: probability of the second method, where there is one
 * @smoothing: ε, 0 to 1
 * @seed: 0 to %EMU_SEED_MAX
 * @batch: number of the batch under that seed
 * @distances: (nullable): n × n, row by row; %EMU_PAIRING_ONE_CYCLE needs them
 * @height: rows of every picture
 * @width: columns; neither is looked at where there is a @mixer
 * @guides: (nullable): n guides of that size, for methods that ask for them
 * @mixer: (nullable): in place of the two sizes
 * @numbers_only: mixes are let go as soon as their label stands; they may be large
 * @given: (nullable)
 */
typedef struct
{
  const EmuConvention *convention;
  gboolean             as_published;
  int                  n;
  int                  n_classes;
  const int           *classes;
  EmuBatchMethod       methods[2];
  double               requested;
  double               prob;
  double               switch_prob;
  EmuPairingRule       pairing;
  EmuBatchMode         mode;
  EmuSmoothing         smoothing_rule;
  double               smoothing;
  guint64              seed;
  guint64              batch;
  const double        *distances;
  int                  height;
  int                  width;
  EmuGuide * const    *guides;
  EmuBatchMixer        mixer;
  gpointer             mixer_data;
  gboolean             numbers_only;
  const EmuBatchDraws *given;
} EmuBatchRequest;

/**
 * emu_batch_request_init:
 * @method: the first method
 *
 * Everything as @convention has it; both probabilities as libraries have them, 1 and ½; λ drawn;
 * batch 0 of seed 0. Pictures, classes and sizes are for the caller.
 */
void      emu_batch_request_init (EmuBatchRequest     *self,
                                  const EmuConvention *convention,
                                  const EmuMethod     *method,
                                  gboolean             as_published);

/** In emu_batch.which: the picture is left as it is. */
#define EMU_BATCH_UNMIXED (-1)

/**
 * EmuBatch:
 * @n: pictures that went in
 * @n_out: pictures that come out, and rows of labels
 * @methods: as in the request; the second may be %NULL
 * @params: the structs of both, owned
 * @alpha: α of both, as it is in force
 * @requested: λ asked for, NaN for none
 * @n_permutations: how many permutations the pairing drew
 * @partner: n numbers: who is B
 * @which: n numbers: 0 or 1, the method; %EMU_BATCH_UNMIXED
 * @lambda: n numbers: λ as drawn or asked for, 1 where unmixed, NaN for a method without λ
 * @seed: n numbers: a recipe with this seed draws the same λ, and mixes the same picture
 * @mix: n_out mixes; %NULL where unmixed, and all of them where only numbers were asked for
 * @weight_a: n_out numbers: weight of A in the picture's own mixed label
 * @weight_b: likewise of B
 * @used_a: n_out numbers: weight of A that the row of labels was made with; differs where a
 *   library averages
 * @used_b: likewise of B
 * @rows: (n_out, n_classes), row by row: the labels a network is shown
 * @notes: translated sentences: what the convention did with this batch
 *
 * Reference counted and frozen. Draws other than those of the methods stand under
 * %EMU_PURPOSE_BATCH, sample @batch: lane 0 whether, lane 1 which method, lane 2 the seed; block i
 * for draw i. They are made in the order of the published code: whether, which, λ, then the
 * method's own; but each draw has a lane of its own, so none ever moves another.
 */
typedef struct
{
  const EmuConvention *convention;
  gboolean             as_published;
  int                  n;
  int                  n_out;
  int                  n_classes;
  EmuPairingRule       pairing;
  EmuBatchMode         mode;
  const EmuMethod     *methods[2];
  void                *params[2];
  double               alpha[2];
  double               requested;
  int                  n_permutations;
  int                 *partner;
  int                 *which;
  double              *lambda;
  guint64             *seed;
  EmuMix             **mix;
  double              *weight_a;
  double              *weight_b;
  double              *used_a;
  double              *used_b;
  double              *rows;
  GPtrArray           *notes;
} EmuBatch;

/**
 * emu_batch_new:
 * @error: EMU_ERROR_BAD_PARAM; EMU_ERROR_AS_PUBLISHED where the library refuses this batch
 *
 * Labels are made as the libraries make them: l y_A + m y_B in single precision, each product
 * rounded; in double where half a batch comes out.
 *
 * Returns: (transfer full): a frozen batch, or %NULL
 */
EmuBatch     *emu_batch_new     (const EmuBatchRequest *request,
                                 GCancellable          *cancellable,
                                 GError               **error) G_GNUC_WARN_UNUSED_RESULT;
EmuBatch     *emu_batch_ref     (EmuBatch *self);
void          emu_batch_unref   (EmuBatch *self);

/**
 * emu_batch_to_recipe:
 * @i: element, 0 to n − 1
 *
 * Returns: (transfer full): what mixes picture @i with its partner again, alone; without names of
 *   pictures
 */
EmuRecipe    *emu_batch_to_recipe (const EmuBatch *self,
                                   int             i) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): all notes, one after the other */
char         *emu_batch_describe (const EmuBatch *self) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): which methods mixed the batch, and whether a switch chose, in a few words */
char         *emu_batch_mixed_by (const EmuBatch *self) G_GNUC_WARN_UNUSED_RESULT;

/** Label of output @i: n_classes numbers. */
const double *emu_batch_row     (const EmuBatch *self,
                                 int             i);
double        emu_batch_row_sum (const EmuBatch *self,
                                 int             i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuBatch, emu_batch_unref)

G_END_DECLS
