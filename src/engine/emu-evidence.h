/* emu-evidence.h: what a picture mixed elsewhere says about how it was mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"

G_BEGIN_DECLS

/**
 * EmuTone:
 * @in: value a byte of A or B stands for while it is mixed
 * @out: value a byte of the mixed picture stands for on that scale, one table a channel
 * @known: whether such a byte of the mixed picture says anything; a clipped one does not
 *
 * On which scale the pictures were mixed, and what was done to the result afterwards. The plain one
 * is the bytes themselves.
 */
typedef struct
{
  float    in[256];
  float    out[4][256];
  gboolean known[4][256];
} EmuTone;

void emu_tone_init (EmuTone *self);

/**
 * EmuEvidence:
 * @pair: A and B
 * @maps: (nullable): guides from files, as for emu_mix_new_for_pair()
 * @mixed: a picture of @pair's size and channels, made of the two by unknown means
 * @lambda: λ somebody claims, NaN for none
 * @has_seed: whether @seed is claimed
 *
 * What a method's explain() looks at. It names settings of its own; whether they are right is
 * decided by mixing with them.
 *
 * Where A and B differ, the weight of A at a pixel is the least-squares one over the channels,
 *
 *   w = ⟨x − b, a − b⟩ / |a − b|²
 *
 * and where the two are equal, nothing is known. For masks that choose between A and B, a box is
 * worth |x − a|² − |x − b|², summed over its pixels, to B.
 */
struct _EmuEvidence
{
  EmuPair        *pair;
  EmuImage       *maps[2];
  EmuImage       *mixed;
  const EmuImage *a;
  const EmuImage *b;
  int             height;
  int             width;
  double          lambda;
  gboolean        has_seed;
  guint64         seed;
  GCancellable   *cancellable;

  /*< private >*/
  const EmuMethod *method;
  const EmuTone  *tone;
  gint64         *gains;
  GPtrArray      *proposals;
};

/**
 * emu_evidence_new:
 * @tone: (nullable): borrowed; %NULL for the plain one
 *
 * One pass over the pictures. 8 bytes a pixel.
 *
 * Returns: (transfer full): for emu_evidence_free(), or %NULL with EMU_ERROR_NO_MEMORY or
 *   G_IO_ERROR_CANCELLED
 */
EmuEvidence *emu_evidence_new     (EmuPair          *pair,
                                   EmuImage         *mixed,
                                   EmuImage * const  maps[2],
                                   const EmuTone    *tone,
                                   GCancellable     *cancellable,
                                   GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void         emu_evidence_free    (EmuEvidence      *self);

/**
 * emu_evidence_weight:
 * @certainty: (out): |a − b|² over the channels, 0 where nothing is known
 *
 * Returns: the weight of A at a pixel, not cut to 0 … 1; ½ where nothing is known
 */
float        emu_evidence_weight  (const EmuEvidence *self,
                                   int                y,
                                   int                x,
                                   float             *certainty);

/** What a box of pixels gains by being B's instead of A's; 0 for an empty one. */
gint64       emu_evidence_gain    (const EmuEvidence *self,
                                   const EmuBox      *box);

/** The box of the largest gain, or an empty one where nothing gains. Exact up to sides of about
 * 200 pixels; beyond, the best box of whole blocks is the start, and its sides then move to where
 * the gain is largest. */
EmuBox       emu_evidence_best_box (const EmuEvidence *self);

/** Whether a pixel is A's byte for byte, to within @tolerance levels in every channel. */
gboolean     emu_evidence_is_a    (const EmuEvidence *self,
                                   int                y,
                                   int                x,
                                   int                tolerance);

/**
 * emu_evidence_uniform:
 * @channel: of the picture, or −1 for all
 * @deviation: (out) (optional): standard deviation of the weight, from what it leaves unexplained
 * @lo: (out) (optional): smallest weight under which every byte comes out as it is, rounding
 *   included
 * @hi: (out) (optional): largest; below @lo where there is none
 *
 * Returns: the one weight that fits the whole picture best, NaN where A equals B everywhere
 */
double       emu_evidence_uniform (const EmuEvidence *self,
                                   int                channel,
                                   double            *deviation,
                                   double            *lo,
                                   double            *hi);

/**
 * emu_evidence_misfit:
 *
 * Mean square, a pixel and channel, of what no weight from 0 to 1 explains even where every pixel
 * may have its own. Depends on the pictures alone and on no method, so that it tells whether these
 * are the right pictures. Looks at some 60 000 pixels, evenly spread.
 */
double       emu_evidence_misfit  (const EmuEvidence *self);

/**
 * emu_round_within:
 *
 * Returns: of the numbers from @lo to @hi one with the fewest decimals, at least one, nearest to the
 *   middle
 */
double       emu_round_within     (double lo,
                                   double hi);

/**
 * EmuProposal:
 * @params: the method's struct, owned
 * @requested: λ, NaN to draw it
 * @given: draws; an array is owned by the proposal
 * @lambda_lo: smallest λ that makes the same picture, NaN where there is no λ
 * @lambda_hi: largest
 * @n_numbers: how many numbers were chosen to suit the picture; of two explanations that are
 *   equally good the one with fewer is believed
 * @from_seed: λ and draws are those of the claimed seed
 * @read_off: the draw that makes the mask cannot be found, so it is judged with the mask as the
 *   picture shows it, each pixel all A or all B
 * @note: (nullable): translated sentence about what cannot be known
 */
typedef struct
{
  const EmuMethod *method;
  void            *params;
  double           requested;
  EmuDrawValues    given;
  double          *array;
  double           lambda_lo;
  double           lambda_hi;
  double           n_numbers;
  gboolean         from_seed;
  gboolean         read_off;
  char            *note;
} EmuProposal;

/** Returns: (transfer full): of the method whose turn it is; no λ asked for, nothing given */
EmuProposal *emu_proposal_new     (const EmuEvidence *evidence,
                                   const void        *params) G_GNUC_WARN_UNUSED_RESULT;
void         emu_proposal_free    (EmuProposal     *self);

/** Gives a scalar draw. @field: name in the method's struct of draws */
void         emu_proposal_give    (EmuProposal     *self,
                                   const char      *field,
                                   double           value);

/** Gives an array. @values: (transfer full): @n numbers */
void         emu_proposal_give_array (EmuProposal  *self,
                                      const char   *field,
                                      double       *values,
                                      gsize         n);

/** Asks for the λ somebody claims, where it lies between the ends, else for a round one. */
void         emu_proposal_set_lambda (EmuProposal       *self,
                                      const EmuEvidence *evidence,
                                      double             lo,
                                      double             hi);

/** For a method's explain(). @proposal: (transfer full) */
void         emu_evidence_propose (const EmuEvidence *self,
                                   EmuProposal       *proposal);

/**
 * emu_evidence_ask:
 * @params: (nullable): where the search starts; %NULL for the method's defaults
 *
 * The method's turn: where a seed is claimed, what it draws by that alone; then what its explain()
 * proposes.
 *
 * Returns: (transfer container) (element-type EmuProposal): proposals, which it frees
 */
GPtrArray   *emu_evidence_ask     (EmuEvidence       *self,
                                   const EmuMethod   *method,
                                   const void        *params) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuEvidence, emu_evidence_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuProposal, emu_proposal_free)

G_END_DECLS
