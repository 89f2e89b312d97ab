/* emu-trace.h: what a policy did to one picture, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-json-writer.h"
#include "emu-policy.h"

G_BEGIN_DECLS

/**
 * EmuTraceStats:
 * @min: least byte of the colours; alpha does not count
 * @max: greatest
 * @mean: of all bytes of all colours
 * @unique_colours: number of different colours
 * @clipped: share of the bytes that are 0 or 255
 * @synthetic: share of the pixels that no pixel of the picture stands behind: what came in from
 *   outside, what was painted over. Chains keep the share before them, as the picture itself is
 *   part of every pixel they make; so does a mix
 *
 * Numbers about a picture between two steps.
 */
typedef struct
{
  int    min;
  int    max;
  double mean;
  guint  unique_colours;
  double clipped;
  double synthetic;
} EmuTraceStats;

/**
 * emu_trace_stats:
 * @real: (nullable): a byte a pixel, 0 where it is synthetic; %NULL: none is
 */
void emu_trace_stats (const EmuImage *image,
                      const EmuImage *real,
                      EmuTraceStats  *stats);

/** One number that chance decided: "fire", "pick-0", "magnitude", a draw of the operation. */
typedef struct
{
  char   *name;
  double  value;
} EmuTraceDraw;

/**
 * EmuTraceNode:
 * @step: the step of the policy; as long-lived as the trace
 * @copy: which of its copies, 0 to n_copies − 1: slot by slot
 * @slot: which slot of its parent it fills
 * @fired: its probability let it run
 * @draws: (element-type EmuTraceDraw): what chance decided, in order
 * @params: (nullable): the operation's struct as it ran, or the method's
 * @arrays: (nullable): array draws of the operation, borrowed names and places; of EmuDrawArray
 * @param: (nullable): the parameter that @value is of: that of the magnitude, else the first that
 *   chance decides, else the first number of the table
 * @value: its value
 * @unit: (nullable): in the notation's unit
 * @value_here: what it comes to on this picture
 * @unit_here: (nullable): "px", "°", "bits", "levels"
 * @has_stats: whether the two next are filled
 * @image: (nullable): the picture after the step, where it was asked for
 * @picture: its number among the files of a trace, -1 for none
 * @label_a: of a mix that ran, else NaN: weight of the picture's label
 * @label_b: weight of the partner's
 * @children: (element-type EmuTraceNode): steps that were reached, in the order they ran
 */
typedef struct
{
  const EmuPolicyNode *step;
  guint                copy;
  guint                slot;
  gboolean             fired;
  GArray              *draws;
  GArray              *arrays;
  void                *params;
  const EmuParam      *param;
  double               value;
  const char          *unit;
  double               value_here;
  const char          *unit_here;
  gboolean             has_stats;
  EmuTraceStats        before;
  EmuTraceStats        after;
  EmuImage            *image;
  int                  picture;
  double               label_a;
  double               label_b;
  double               time_ms;
  GPtrArray           *children;
} EmuTraceNode;

/** An array draw: its name in the operation's table and where in the numbers it stands. */
typedef struct
{
  const char   *name;
  EmuDrawArray  array;
} EmuTraceArray;

/** Returns: (transfer full): an empty record of one passing of @step */
EmuTraceNode *emu_trace_node_new      (const EmuPolicyNode *step,
                                       guint                copy,
                                       guint                slot) G_GNUC_WARN_UNUSED_RESULT;
void          emu_trace_node_free     (EmuTraceNode        *self);
void          emu_trace_node_add_draw (EmuTraceNode        *self,
                                       const char          *name,
                                       double               value);

/** The value of a draw that was recorded, or %FALSE. */
gboolean      emu_trace_node_get_draw (const EmuTraceNode  *self,
                                       const char          *name,
                                       double              *value);

/**
 * EmuTrace:
 * @sample: which sample under @seed
 * @input: the picture before the first step
 * @result: after the last
 *
 * One run of a policy. Reference counted; its maker may number pictures and drop images until a
 * second holder has a reference.
 */
typedef struct
{
  EmuPolicy    *policy;
  guint64       seed;
  guint64       sample;
  EmuImage     *input;
  EmuImage     *result;
  EmuTraceNode *root;
} EmuTrace;

EmuTrace *emu_trace_new            (EmuPolicy *policy,
                                    guint64    seed,
                                    guint64    sample) G_GNUC_WARN_UNUSED_RESULT;
EmuTrace *emu_trace_ref            (EmuTrace  *self);
void      emu_trace_unref          (EmuTrace  *self);

/**
 * EmuTracePictureFunc:
 * @number: of the picture, for its file's name
 */
typedef gboolean (*EmuTracePictureFunc) (EmuImage *image,
                                         int       number,
                                         gpointer  user_data,
                                         GError  **error);

/**
 * emu_trace_number_pictures:
 * @next: (inout): number of the next picture
 * @func: called once for every picture, in order: the input, then what steps made
 *
 * Steps that hand on the same picture share its number.
 */
gboolean  emu_trace_number_pictures (EmuTrace            *self,
                                     int                 *next,
                                     EmuTracePictureFunc  func,
                                     gpointer             user_data,
                                     GError             **error);

/** Forgets the pictures of the steps; numbers stay. */
void      emu_trace_drop_pictures   (EmuTrace            *self);

/**
 * emu_traces_to_json:
 * @policy: what ran
 * @dialect: (nullable): id of the notation it was given in
 * @traces: (element-type EmuTrace): all of one policy and seed
 * @total_ms: time of all
 *
 * Returns: (transfer full): a document "emulsion-trace/1"
 */
char     *emu_traces_to_json        (const EmuPolicy     *policy,
                                     const char          *dialect,
                                     guint64              seed,
                                     GPtrArray           *traces,
                                     double               total_ms) G_GNUC_WARN_UNUSED_RESULT;

/* --- What is decided instead of drawn --- */

/**
 * EmuPolicyDraws:
 *
 * Numbers by step, copy and name, as a trace holds them. Filled by one thread, then read by any.
 */
typedef struct _EmuPolicyDraws EmuPolicyDraws;

EmuPolicyDraws *emu_policy_draws_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void            emu_policy_draws_free (EmuPolicyDraws *self);

/** @path: of the step; @copy: which of its copies */
void            emu_policy_draws_set  (EmuPolicyDraws *self,
                                       const char     *path,
                                       guint           copy,
                                       const char     *name,
                                       double          value);

/** @self: (nullable) */
gboolean        emu_policy_draws_get  (const EmuPolicyDraws *self,
                                       const char           *path,
                                       guint                 copy,
                                       const char           *name,
                                       double               *value);

/** Takes everything a trace has recorded. */
void            emu_policy_draws_take (EmuPolicyDraws     *self,
                                       const EmuTraceNode *node);

/**
 * EmuReplay:
 * @draws: (element-type EmuPolicyDraws): of every run, in order
 * @samples: (element-type guint64): their sample numbers
 *
 * A document "emulsion-trace/1" that was read.
 */
typedef struct
{
  EmuPolicy *policy;
  char      *dialect;
  guint64    seed;
  GPtrArray *draws;
  GArray    *samples;
} EmuReplay;

/** Longest trace that is read, in bytes. */
#define EMU_TRACE_MAX_BYTES ((gsize) 64 << 20)

/** @length: bytes of @text, or -1 if it ends with a nul */
EmuReplay *emu_replay_parse (const char *text,
                             gssize      length,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void       emu_replay_free  (EmuReplay  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuTraceNode, emu_trace_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuTrace, emu_trace_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuPolicyDraws, emu_policy_draws_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuReplay, emu_replay_free)

G_END_DECLS
