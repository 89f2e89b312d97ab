/* emu-method.h: what a mixing method is, and how two pictures are mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <math.h>

#include "emu-draw.h"
#include "emu-guide.h"
#include "emu-mask.h"
#include "emu-pair.h"
#include "emu-pairing.h"
#include "emu-param.h"
#include "emu-script.h"

G_BEGIN_DECLS

typedef struct _EmuMethod EmuMethod;
typedef struct _EmuEvidence EmuEvidence;

/**
 * EmuLabelRule:
 * @EMU_LABEL_MASK_MEAN: the label follows what is visible: weight of A = mean of the mask
 * @EMU_LABEL_LAMBDA: the label follows the λ used
 * @EMU_LABEL_A: A alone, weight 1
 * @EMU_LABEL_OWN: a rule of the method's own; the weights need not add up to 1
 */
typedef enum
{
  EMU_LABEL_MASK_MEAN,
  EMU_LABEL_LAMBDA,
  EMU_LABEL_A,
  EMU_LABEL_OWN,
} EmuLabelRule;

/** "mask-mean", "lambda", "a" or "own". */
const char *emu_label_rule_nick (EmuLabelRule rule);

typedef struct
{
  EmuLabelRule rule;
  double       weight_a;
  double       weight_b;
} EmuLabel;

/**
 * EmuPaste:
 * @to: box of A that B's copy fills, at full size, inside A
 * @from: box of B that is copied, inside B
 * @filter: %EMU_FILTER_NEAREST or %EMU_FILTER_BILINEAR, by the rules of the tensor methods
 *
 * For methods that move or shrink B before they mix it in.
 */
typedef struct
{
  EmuBox    to;
  EmuBox    from;
  EmuFilter filter;
} EmuPaste;

/**
 * EmuMixBox:
 * @asked: the box before the border cuts it, in full-size pixels of A; may hang over the border and
 *   may be empty
 * @visible: what of it is seen; empty where nothing is
 * @can_move: its place is drawn; otherwise it can only grow and shrink around its middle
 * @held: (nullable): where it cannot move, why, translated: a few words without a full stop
 * @keeps_ratio: its sides follow the picture's
 *
 * Where B stands in A, for methods that put it into one box.
 */
typedef struct
{
  EmuBox   asked;
  EmuBox   visible;
  gboolean can_move;
  gboolean keeps_ratio;
  const char *held;
} EmuMixBox;

/**
 * EmuBoxValues:
 * @lambda: λ to ask for, NaN where λ plays no part in the box
 * @given: the draws that put the box in its place; the others stay as they are
 *
 * What has to be asked for so that a method makes a box.
 */
typedef struct
{
  double        lambda;
  EmuDrawValues given;
} EmuBoxValues;

/** For set_box(): decides the draw of that index. */
static inline void
emu_box_values_give (EmuBoxValues *self,
                     guint         index,
                     double        value)
{
  self->given.fixed[index] = TRUE;
  self->given.scalar[index] = value;
}

/**
 * EmuMix:
 * @height: rows of A
 * @width: columns of A
 * @requested: λ a person fixed, NaN for none
 * @drawn: λ the method drew, NaN for none
 * @lambda: λ used, NaN for a method without λ
 * @both: the method looks at the drawn λ beside the requested one; resolve() says so
 * @alpha: α of the Beta law
 * @alpha_asked: whether somebody asked for that α
 * @draws: the method's draws
 * @guides: (nullable): of A and B, where the method needs them
 * @geometry: what the method's own geometry() made
 * @mask_mean: mean of the mask over A's full grid, in double
 * @label: the mixed label
 * @reason: (nullable): translated: why the mask's mean is not λ, "The border cuts the box"
 * @notes: translated sentences about what could not be done as asked
 * @outline: numbers only, from emu_mix_new_outline(); there is no geometry, so no mask can be made
 *
 * One mixing decided for one size of picture: parameters, λ, draws, geometry and label, but no
 * pixels. Reference counted and frozen once made, so any number of views may be evaluated on any
 * threads.
 */
struct _EmuMix
{
  const EmuMethod *method;
  int              height;
  int              width;
  double           requested;
  double           drawn;
  double           lambda;
  gboolean         both;
  double           alpha;
  gboolean         alpha_asked;
  guint64          seed;
  guint64          sample;
  void            *params;
  void            *draws;
  EmuGuide        *guides[2];
  void            *geometry;
  double           mask_mean;
  EmuLabel         label;
  const char      *reason;
  GPtrArray       *notes;
  gboolean         outline;
  GCancellable    *cancellable;
};

/**
 * EmuMethod:
 * @id: "half-mix": name in files and commands
 * @name: as its authors write it
 * @summary: one sentence, at most 45 characters, verb first
 * @source: authors and year, or the paper's number
 * @needs: (nullable): guides it asks for, NULL-terminated: "saliency-a", "saliency-b"
 * @guide_param: field of the choice that says which kind of guide; needed where @needs is
 * @guide_kinds: the kind that each of its choices stands for; %EMU_GUIDE_NONE: it needs none then
 * @needs_network: cannot mix two pictures without a trained network
 * @ignores_lambda: has no λ
 * @exact_b: λ = 0 gives exactly B
 * @exact_a: λ = 1 gives exactly A
 * @label_rule: rule under the default parameters
 * @alpha: α where nobody names one
 * @laboratory: (nullable): nick of the page on which a window takes the method apart, "laboratory"
 * @pairing: how its authors pair the pictures of a batch, where they do not shuffle them
 *
 * Of the functions only mask() is needed. Each sees its parameters, the mix and nothing else, may
 * run on any thread, and must give the same bits for any number of threads.
 *
 * Order of the calls: lambda_law(), draw of λ, the draws, resolve(), geometry(), label(), mask() for
 * as many views as wanted. resolve() and geometry() see a drawn λ even where one was asked for;
 * it is forgotten afterwards unless resolve() sets @both.
 */
struct _EmuMethod
{
  const char          *id;
  const char          *name;
  const char          *summary;
  const char          *source;
  const char * const  *needs;
  const char          *guide_param;
  const EmuGuideKind  *guide_kinds;
  gboolean             needs_network;
  gboolean             ignores_lambda;
  gboolean             exact_b;
  gboolean             exact_a;
  EmuLabelRule         label_rule;
  double               alpha;
  const char          *laboratory;
  EmuPairingRule       pairing;
  EmuParamTable        params;
  EmuDrawTable         draws;

  /* λ ~ Beta(a, b); both come in as α. Returning FALSE: λ is not drawn by Beta, resolve() sets
   * it from a draw of the method's own. */
  gboolean (*lambda_law) (const void *params,
                          double      alpha,
                          double     *a,
                          double     *b);

  /* λ used, from the one asked for or drawn, after the method's own clamp; draws that follow λ. */
  gboolean (*resolve)    (const void *params,
                          EmuMix     *mix,
                          GError    **error);

  /* What is slow and the same for every view. @previous: (nullable): a mix of the same method,
   * parts of whose geometry may be taken over where they still hold. */
  gboolean (*geometry)   (const void   *params,
                          EmuMix       *mix,
                          const EmuMix *previous,
                          GError      **error);
  void     (*free_geometry) (void *geometry);

  /* The weight of A for mask->view. */
  gboolean (*mask)       (const void   *params,
                          const EmuMix *mix,
                          EmuMask      *mask,
                          GError      **error);

  /* Mean of the mask over A's full grid, for methods that know it without visiting every pixel. */
  double   (*mask_mean)  (const void   *params,
                          const EmuMix *mix);

  /* The same from λ and the draws alone, for methods whose slow geometry decides only where the
   * weights lie and not how many of each there are. @exact: over A's grid; otherwise over a coarser
   * one of the method's own. FALSE: under these parameters geometry() must be asked. */
  gboolean (*quick_mean) (const void   *params,
                          const EmuMix *mix,
                          double       *mean,
                          gboolean     *exact);

  /* The copy of B that replaces B inside a box of A; FALSE: there is none, and A stays. Without
   * this function B stands where it stands. */
  gboolean (*paste)      (const void   *params,
                          const EmuMix *mix,
                          EmuPaste     *paste);

  /* The box that B stands in; comes in zeroed. FALSE: there is none under these parameters. */
  gboolean (*box)        (const void   *params,
                          const EmuMix *mix,
                          EmuMixBox    *box);

  /* Its inverse: what to ask for so that the box comes as near to @wanted as these parameters let
   * it, by the sum of the squares of the four distances of the sides. Where @wanted is as large as
   * the present box, that is moved and keeps its size; where the present λ gives the nearest size,
   * λ stays. @values comes in with λ NaN and nothing given. */
  void     (*set_box)    (const void   *params,
                          const EmuMix *mix,
                          const EmuBox *wanted,
                          EmuBoxValues *values);

  /* Fills rule and weights; comes in with label_rule and its weights. */
  void     (*label)      (const void   *params,
                          const EmuMix *mix,
                          EmuLabel     *label);

  /* The same mix in Python. */
  void     (*python)     (const void   *params,
                          const EmuMix *mix,
                          EmuScript    *script);
  /* Settings that might have made a picture mixed elsewhere, for emu_evidence_propose(); few, as
   * each of them is then mixed and compared. @params: where the search starts. Without this
   * function a method is compared under @params and the λ and seed somebody claims. */
  void     (*explain)    (const void        *params,
                          const EmuEvidence *evidence);
};

/**
 * emu_method_needs_guide:
 * @index: 0 for A, 1 for B
 *
 * Returns: the kind of guide of that picture the method asks for under @params, or
 *   %EMU_GUIDE_NONE
 */
EmuGuideKind emu_method_needs_guide (const EmuMethod *self,
                                     const void      *params,
                                     guint            index);

/* A method's file defines exactly one of these; the registry finds it by name. */
#define EMU_METHOD_DEFINE(name) const EmuMethod emu_method_##name
#define EMU_METHOD_PARAMS(Struct, table)                                                     \
  .params = { .size = sizeof (Struct), .params = table, .n_params = G_N_ELEMENTS (table) }
#define EMU_METHOD_DRAWS(Struct, table)                                                      \
  .draws = { .size = sizeof (Struct), .draws = table, .n_draws = G_N_ELEMENTS (table) }

/**
 * EmuMixRequest:
 * @params: (nullable): the method's struct; %NULL for defaults
 * @requested: λ asked for, NaN to draw it
 * @drawn: λ to take as the drawn one, NaN to draw it; for replays
 * @alpha: α asked for, NaN for the method's own
 * @seed: 0 … 2^53 − 1
 * @sample: number of the sample under that seed
 * @given: (nullable): draws decided instead of drawn
 * @guides: (nullable): of A and B, of the pictures' size; those that emu_method_needs_guide() names
 *   must be there, others are not looked at
 */
typedef struct
{
  const EmuMethod     *method;
  const void          *params;
  double               requested;
  double               drawn;
  double               alpha;
  guint64              seed;
  guint64              sample;
  const EmuDrawValues *given;
  EmuGuide            *guides[2];
} EmuMixRequest;

#define EMU_MIX_REQUEST_INIT { .requested = NAN, .drawn = NAN, .alpha = NAN }

/** Smallest and largest α of Beta(α, α) that may be asked for. */
#define EMU_ALPHA_MIN 0.01
#define EMU_ALPHA_MAX 100.0

/** Whether @lambda may be asked for: a number from 0 to 1. EMU_ERROR_BAD_PARAM. */
gboolean emu_lambda_check (double   lambda,
                           GError **error);
gboolean emu_alpha_check  (double   alpha,
                           GError **error);

/**
 * emu_mix_new:
 * @previous: (nullable): an earlier mix whose geometry may be used again
 *
 * Decides a mixing for pictures of @height × @width: draws λ and everything else, computes
 * geometry, mask mean and label.
 *
 * Returns: (transfer full): a frozen mix, or %NULL; EMU_ERROR_BAD_PARAM where a guide is missing
 */
EmuMix   *emu_mix_new    (const EmuMixRequest *request,
                          int                  height,
                          int                  width,
                          const EmuMix        *previous,
                          GCancellable        *cancellable,
                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_new_for_pair:
 * @maps: (nullable): guides from files for A and B as they were opened, each of which may be %NULL
 *
 * The same for two pictures at hand: what the method needs of guides is computed from @pair or made
 * from @maps, and @request's own are not looked at.
 */
EmuMix   *emu_mix_new_for_pair (const EmuMixRequest *request,
                                EmuPair             *pair,
                                EmuImage * const     maps[2],
                                const EmuMix        *previous,
                                GCancellable        *cancellable,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_new_outline:
 * @exact: (out): whether the mask's mean is that of emu_mix_new(), but for the rounding of its
 *   floats; otherwise it was counted on the method's own coarser grid
 *
 * λ, draws, mask mean and label as emu_mix_new() gives them, leaving out the geometry where the
 * method can: for statistics over many draws. No mask can be made of the result.
 *
 * Returns: (transfer full): as for emu_mix_new()
 */
EmuMix   *emu_mix_new_outline (const EmuMixRequest *request,
                               int                  height,
                               int                  width,
                               const EmuMix        *previous,
                               gboolean            *exact,
                               GCancellable        *cancellable,
                               GError             **error) G_GNUC_WARN_UNUSED_RESULT;
EmuMix   *emu_mix_ref    (EmuMix *self);
void      emu_mix_unref  (EmuMix *self);

/** For resolve() and geometry(): says, translated, what could not be done as asked. */
void      emu_mix_add_note (EmuMix     *self,
                            const char *format,
                            ...) G_GNUC_PRINTF (2, 3);

/** λ asked for, else drawn; NaN where the method has none, whatever was asked for. */
double    emu_mix_asked (const EmuMix *self);

/**
 * emu_mix_difference:
 *
 * Says in words where λ, mask and label part: by half a thousandth or more.
 *
 * Returns: (transfer full) (nullable): translated sentences, or %NULL where the three agree
 */
char     *emu_mix_difference (const EmuMix *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_get_box:
 * @box: (out caller-allocates): where B stands in A
 *
 * Returns: %FALSE where the method has no box, or none under these parameters
 */
gboolean  emu_mix_get_box (const EmuMix *self,
                           EmuMixBox    *box);

/**
 * emu_mix_find_box:
 * @wanted: a box somebody has dragged or typed, in full-size pixels of A; may hang over the border,
 *   may be empty; sides in the wrong order are taken for an empty one in their middle
 * @values: (out caller-allocates): what to ask for so that the method makes the nearest box
 * @box: (out caller-allocates) (optional): the box that becomes of it
 *
 * The inverse of emu_mix_get_box(): nearest by the sum of the squares of the four distances of the
 * sides. A box as large as the present one is a box that was moved: it keeps its size even where
 * another size could come nearer. Takes some microseconds, and no picture is looked at.
 *
 * Returns: %FALSE where the method has no box, or none under these parameters
 */
gboolean  emu_mix_find_box (const EmuMix *self,
                            const EmuBox *wanted,
                            EmuBoxValues *values,
                            EmuMixBox    *box);

/** Returns: (transfer full): the mask for a view */
EmuMask  *emu_mix_mask   (const EmuMix  *self,
                          const EmuView *view,
                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_blend:
 * @pair: A and B, of the size the mix was made for
 * @mask: from emu_mix_mask()
 *
 * The mixed picture for the mask's view. For the whole picture at full size every byte is
 * rint (l a + m b), l the mask's weight in float, m one minus it (for a uniform mask rounded from
 * the double), each product rounded to float, halves to even. For a coarser view the same of area
 * means.
 *
 * Returns: (transfer full): a picture of the view's size
 */
EmuImage *emu_mix_blend  (const EmuMix  *self,
                          EmuPair       *pair,
                          const EmuMask *mask,
                          GCancellable  *cancellable,
                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_blend_float:
 * @a: (channels, height, width) floats
 * @b: likewise
 * @mask: for the whole picture at full size
 * @out: (out caller-allocates): likewise
 *
 * The same mixing of features or of pictures scaled to 0 … 1; nothing is rounded or clipped.
 */
gboolean  emu_mix_blend_float (const EmuMix  *self,
                               const float   *a,
                               const float   *b,
                               int            channels,
                               const EmuMask *mask,
                               float         *out,
                               GError       **error);

/**
 * emu_mix_blend_normalised:
 * @scale: a factor a channel
 * @shift: a summand a channel
 * @out: (out caller-allocates): (channels, height, width) floats
 *
 * For training: (l a + m b) scale + shift, straight from the bytes of @pair.
 */
gboolean  emu_mix_blend_normalised (const EmuMix  *self,
                                    EmuPair       *pair,
                                    const EmuMask *mask,
                                    const float   *scale,
                                    const float   *shift,
                                    float         *out,
                                    GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuMix, emu_mix_unref)

G_END_DECLS
