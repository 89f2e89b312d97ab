/* emu-policy.h: an augmentation policy as a tree of steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-method.h"
#include "emu-ops.h"
#include "emu-rng.h"

G_BEGIN_DECLS

/** Longest policy that is read, in bytes. */
#define EMU_POLICY_MAX_BYTES ((gsize) 64 << 10)

/** Deepest nesting of steps; as JSON each takes two levels of EMU_JSON_MAX_DEPTH. */
#define EMU_POLICY_MAX_DEPTH 24

/** Most steps, each counted as often as one picture may pass it. */
#define EMU_POLICY_MAX_COPIES 65536

/** Most chains beside each other, and most steps of one chain. */
#define EMU_POLICY_MAX_CHAINS 64

/** Most steps that one some-of may take. */
#define EMU_POLICY_MAX_PICKS 1024

/**
 * EmuLawKind:
 * @EMU_LAW_FIXED: always @a
 * @EMU_LAW_UNIFORM: a real number from @a to @b
 * @EMU_LAW_INT: a whole number from @a to @b, both included
 * @EMU_LAW_NORMAL: mean @a, standard deviation @b
 * @EMU_LAW_CHOICE: one of @n_values numbers, equally likely; of a parameter that is a choice, their
 *   indices
 */
typedef enum
{
  EMU_LAW_FIXED,
  EMU_LAW_UNIFORM,
  EMU_LAW_INT,
  EMU_LAW_NORMAL,
  EMU_LAW_CHOICE,
} EmuLawKind;

#define EMU_LAW_MAX_VALUES 16

/**
 * EmuLaw:
 * @min: what is drawn is clipped to this, -INFINITY for no limit
 * @max: and to this
 * @sign: the clipped number changes its sign with probability one half
 *
 * How one number is decided.
 */
typedef struct
{
  EmuLawKind kind;
  double     a;
  double     b;
  double     min;
  double     max;
  gboolean   sign;
  guint      n_values;
  double     values[EMU_LAW_MAX_VALUES];
} EmuLaw;

#define EMU_LAW_INIT(Kind, A, B)                                                             \
  ((EmuLaw) { .kind = Kind, .a = A, .b = B, .min = -INFINITY, .max = INFINITY })

gboolean emu_law_equal (const EmuLaw *a,
                        const EmuLaw *b);

/** Whether chance has a part in it. */
gboolean emu_law_is_random (const EmuLaw *self);

/** @magnitude after clipping; @constant as the step holds it; the picture's size before the step */
typedef struct
{
  double   magnitude;
  gboolean negative;
  double   constant;
  int      height;
  int      width;
} EmuLevelInput;

/**
 * EmuLevel:
 * @id: "timm-inc/ShearX", unique among all dialects
 * @name: "ShearX", as the notation calls it
 * @op: id of the operation, "shear-x"
 * @param: (nullable): its parameter; %NULL where the operation has no strength (AutoContrast)
 * @is_signed: a fair coin decides @negative, which argument() puts in
 * @unit: (nullable): of the argument, for traces; %NULL takes the parameter's
 * @argument: the parameter's value, clipped to the parameter's range; NULL with @param
 * @spread: (nullable): where the notation's operation draws by itself: the parameter's value from
 *   its argument and a uniform number
 *
 * One row of a dialect's table from magnitudes to arguments.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *op;
  const char *param;
  gboolean    is_signed;
  const char *unit;
  double    (*argument) (const EmuLevelInput *input);
  double    (*spread)   (double               argument,
                         double               u);
} EmuLevel;

/**
 * EmuPolicyKind:
 * @EMU_POLICY_OP: an operation
 * @EMU_POLICY_SEQUENCE: every child, in order
 * @EMU_POLICY_ONE_OF: one child, by weight
 * @EMU_POLICY_SOME_OF: several children, by weight; all of them without replacement: random order
 * @EMU_POLICY_CHAINS: AugMix: short chains beside each other, averaged and blended with the picture
 * @EMU_POLICY_MIX: a mixing method; needs a second picture, and nothing may follow it
 * @EMU_POLICY_KEPT: understood, and without effect on an 8-bit picture: Identity, ToTensor,
 *   Normalize; kept so that it can be written again
 * @EMU_POLICY_UNKNOWN: read but not understood; kept and listed, running it is refused
 */
typedef enum
{
  EMU_POLICY_OP,
  EMU_POLICY_SEQUENCE,
  EMU_POLICY_ONE_OF,
  EMU_POLICY_SOME_OF,
  EMU_POLICY_CHAINS,
  EMU_POLICY_MIX,
  EMU_POLICY_KEPT,
  EMU_POLICY_UNKNOWN,
} EmuPolicyKind;

/**
 * EmuChainsBlend:
 * @EMU_CHAINS_ROUND: all in double, rounded once, halves to even
 * @EMU_CHAINS_TRUNCATE: all in float, truncated once (torchvision)
 * @EMU_CHAINS_TRUNCATE_TWICE: chains averaged in float and truncated, blended with the picture in
 *   float and truncated (timm)
 * @EMU_CHAINS_ONE_BY_ONE: chain after chain blended into the picture, truncated each time (timm b1)
 * @EMU_CHAINS_TRUNCATE_SQUARE: as %EMU_CHAINS_TRUNCATE_TWICE, and a picture that is not square is
 *   refused, number 15 of the register: timm as published
 *
 * What 8-bit pictures become: (1 − m) x + m Σ wᵢ chainᵢ.
 */
typedef enum
{
  EMU_CHAINS_ROUND,
  EMU_CHAINS_TRUNCATE,
  EMU_CHAINS_TRUNCATE_TWICE,
  EMU_CHAINS_ONE_BY_ONE,
  EMU_CHAINS_TRUNCATE_SQUARE,
} EmuChainsBlend;

/** A parameter whose value is decided when the step runs; the struct holds its centre or default. */
typedef struct
{
  const EmuParam *param;
  EmuLaw          law;
} EmuPolicyLaw;

/** Something the notation said that means nothing here: @key and its value as it was written. */
typedef struct
{
  char *key;
  char *text;
} EmuPolicyExtra;

#define EMU_POLICY_MAX_LAWS 32

/**
 * EmuPolicyNode:
 * @name: what the notation calls the step
 * @p: probability of the step, 0 to 1
 * @weight: in a one-of or some-of, at least 0; a sum of 0 is an error
 * @line: where its text begins, from 1; 0 where there is no text
 * @column: likewise, in characters
 * @children: (element-type EmuPolicyNode): of sequence, one-of, some-of and chains (a chain takes
 *   its steps from them, with replacement, by weight)
 * @extras: (element-type EmuPolicyExtra): kept and listed, without effect
 * @op_id: of an operation; kept where there is none of that id
 * @op: (nullable): the operation
 * @params: (nullable): the struct of @op or @method, owned
 * @laws: (element-type EmuPolicyLaw): parameters decided by chance
 * @level: (nullable): what decides one parameter from @magnitude
 * @magnitude: law of the magnitude; matters with @level
 * @constant: handed to the level's function
 * @n_min: least number of children a some-of takes
 * @n_max: greatest
 * @replace: a child may be taken more than once
 * @in_order: those taken run in the order of @children, not in the order of the draw
 * @width: chains beside each other
 * @depth_min: fewest steps of a chain
 * @depth_max: most
 * @alpha: of chains: Dirichlet weights and Beta blend; of a mix: λ ~ Beta(α, α), NaN for the
 *   method's own
 * @blend: how chains become bytes
 * @method: (nullable): of a mix
 * @lambda: of a mix: λ asked for, NaN to draw it
 * @path: "0" for the root, "0/2" for its third child; set by emu_policy_new()
 * @n_copies: how often one picture may pass it: slots of every some-of and chains above, multiplied
 *
 * A step. Built by a parser from the functions below, frozen by emu_policy_new().
 */
typedef struct
{
  EmuPolicyKind    kind;
  char            *name;
  double           p;
  double           weight;
  int              line;
  int              column;
  GPtrArray       *children;
  GPtrArray       *extras;

  char            *op_id;
  const EmuOp     *op;
  void            *params;
  GArray          *laws;
  const EmuLevel  *level;
  EmuLaw           magnitude;
  double           constant;

  int              n_min;
  int              n_max;
  gboolean         replace;
  gboolean         in_order;

  int              width;
  int              depth_min;
  int              depth_max;
  double           alpha;
  EmuChainsBlend   blend;

  const EmuMethod *method;
  double           lambda;

  char            *path;
  guint            n_copies;

  /*< private >*/
  guint32         *lanes;
} EmuPolicyNode;

/**
 * emu_policy_node_new:
 * @kind: not EMU_POLICY_OP or EMU_POLICY_MIX
 *
 * p 1, weight 1, a some-of takes one child, chains are AugMix's: width 3, depth 1 to 3, α 1, rounded.
 */
EmuPolicyNode *emu_policy_node_new        (EmuPolicyKind  kind,
                                           const char    *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_policy_node_new_op:
 * @op_id: an operation's id; there may be none: the step is then EMU_POLICY_UNKNOWN, what is set on
 *   it goes to its extras
 * @name: (nullable): what the notation calls it; %NULL for the id
 */
EmuPolicyNode *emu_policy_node_new_op     (const char    *op_id,
                                           const char    *name) G_GNUC_WARN_UNUSED_RESULT;

/** A step whose operation is @level's and whose strength comes from a magnitude. */
EmuPolicyNode *emu_policy_node_new_level  (const EmuLevel *level,
                                           const EmuLaw   *magnitude,
                                           double          constant) G_GNUC_WARN_UNUSED_RESULT;

/** @method_id: EMU_ERROR_UNKNOWN_NAME where there is none */
EmuPolicyNode *emu_policy_node_new_mix    (const char    *method_id,
                                           const char    *name,
                                           GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void           emu_policy_node_free       (EmuPolicyNode *self);

/** Returns: (transfer full): a copy that is not frozen */
EmuPolicyNode *emu_policy_node_copy       (const EmuPolicyNode *self) G_GNUC_WARN_UNUSED_RESULT;

/** @child: (transfer full) */
void           emu_policy_node_add        (EmuPolicyNode *self,
                                           EmuPolicyNode *child);
void           emu_policy_node_add_extra  (EmuPolicyNode *self,
                                           const char    *key,
                                           const char    *text);
void           emu_policy_node_set_place  (EmuPolicyNode *self,
                                           int            line,
                                           int            column);

/** The table of the operation's or method's parameters, or %NULL. */
const EmuParamTable *emu_policy_node_table (const EmuPolicyNode *self);

/* Parameters of an operation or a mix by name: a number, or any type as text
 * (emu_param_parse()), a range, or a law. EMU_ERROR_UNKNOWN_NAME, EMU_ERROR_BAD_PARAM. */
gboolean       emu_policy_node_set_number (EmuPolicyNode *self,
                                           const char    *param,
                                           double         value,
                                           GError       **error);
gboolean       emu_policy_node_set_text   (EmuPolicyNode *self,
                                           const char    *param,
                                           const char    *value,
                                           GError       **error);
gboolean       emu_policy_node_set_range  (EmuPolicyNode *self,
                                           const char    *param,
                                           EmuRange       value,
                                           GError       **error);

/** A second law for the same parameter takes the place of the first. */
gboolean       emu_policy_node_set_law    (EmuPolicyNode *self,
                                           const char    *param,
                                           const EmuLaw  *law,
                                           GError       **error);

/** Same steps, values and names; places in a text and paths do not count. */
gboolean       emu_policy_node_equal      (const EmuPolicyNode *a,
                                           const EmuPolicyNode *b);

/** "op", "sequence", "one-of", "some-of", "chains", "mix", "kept" or "unknown". */
const char    *emu_policy_kind_nick       (EmuPolicyKind  kind);

/**
 * EmuPolicy:
 * @root: the first step
 * @dialect: (nullable): id of the notation it was read from
 * @text: (nullable): as it was given
 * @seed: 0 to %EMU_SEED_MAX; 0 where the text names none
 * @notes: (element-type utf8): translated sentences: what was filled in, what was read in another
 *   way than one may think, what the notation cannot say
 *
 * A whole policy. Reference counted; its maker may set @seed and add notes until a second holder
 * has a reference, the tree is frozen from the start. From any thread.
 */
typedef struct
{
  EmuPolicyNode *root;
  char          *dialect;
  char          *text;
  guint64        seed;
  GPtrArray     *notes;
} EmuPolicy;

/**
 * emu_policy_new:
 * @root: (transfer full): freed where the policy cannot be made
 * @dialect: (nullable): id
 * @text: (nullable): as it was given
 *
 * Checks the tree (probabilities, weights, counts, laws, parameters, nothing after a mix), numbers
 * its steps and gives each copy of each step its own lanes of chance. A lane follows from the path
 * and the number of the copy: a step added behind moves no draw of those before it.
 *
 * Returns: (transfer full): a policy, or %NULL; the error names the step and its place
 */
EmuPolicy     *emu_policy_new             (EmuPolicyNode *root,
                                           const char    *dialect,
                                           const char    *text,
                                           GError       **error) G_GNUC_WARN_UNUSED_RESULT;
EmuPolicy     *emu_policy_ref             (EmuPolicy     *self);
void           emu_policy_unref           (EmuPolicy     *self);

void           emu_policy_add_note        (EmuPolicy     *self,
                                           const char    *format,
                                           ...) G_GNUC_PRINTF (2, 3);

/** Whether both have the same steps and seed. */
gboolean       emu_policy_equal           (const EmuPolicy *a,
                                           const EmuPolicy *b);

/** The step at @path, or %NULL. */
const EmuPolicyNode *emu_policy_find      (const EmuPolicy *self,
                                           const char      *path);

/**
 * emu_policy_check_runnable:
 * @error: EMU_ERROR_UNKNOWN_NAME: the first step that is not understood, by name and place
 */
gboolean       emu_policy_check_runnable  (const EmuPolicy *self,
                                           GError         **error);

/** Whether a step needs a second picture. */
gboolean       emu_policy_needs_partner   (const EmuPolicy *self);

/** First lane of copy @copy of a frozen step; 256 lanes are its own, in every purpose. */
guint32        emu_policy_node_lane       (const EmuPolicyNode *self,
                                           guint                copy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuPolicyNode, emu_policy_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuPolicy, emu_policy_unref)

G_END_DECLS
