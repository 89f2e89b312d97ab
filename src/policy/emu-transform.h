/* emu-transform.h: notations that are lists of named transforms with named values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-policy.h"
#include "emu-term.h"

G_BEGIN_DECLS

#define EMU_TRANSFORM_MAX_ARGS 24

typedef struct _EmuTransform EmuTransform;

/**
 * EmuTransforms:
 * @dialect: id of the notation
 * @name: as people call it
 * @rows: (array length=n_rows): its transforms; of those that can say a step the first one does
 * @format: text of a value among a step's extras
 * @list: name of the transform that a bare list stands for
 * @is_open: words that a transform does not know are kept beside it instead of refused, a step's
 *   probability is always written, and names keep their modules
 *
 * A notation's vocabulary.
 */
typedef struct
{
  const char         *dialect;
  const char         *name;
  const EmuTransform *rows;
  guint               n_rows;
  char             *(*format) (const EmuTerm *value);
  const char         *list;
  gboolean            is_open;
} EmuTransforms;

/**
 * EmuTransformReader:
 * @statements: (nullable) (element-type EmuStatement): names that the text gives to values
 * @n_visible: how many of them a value may refer to
 * @notes: (element-type utf8): what a person should know; goes to the policy
 * @mean: of the last normalisation read so far, 0 … 1
 * @std: likewise
 *
 * What is known while a text is read from its first transform to its last.
 */
typedef struct
{
  const EmuTransforms *transforms;
  GPtrArray           *statements;
  guint                n_visible;
  GPtrArray           *notes;
  gboolean             as_published;
  guint                n_nodes;
  guint                depth;
  double               mean[3];
  double               std[3];
} EmuTransformReader;

/**
 * EmuTransformArgs:
 * @values: of every argument, given or default; NULL for a required one of a step that is kept
 * @given: whether the text gives it
 * @n_visible: how many of the text's names the values may refer to
 * @refusal: (nullable): translated: why the step cannot be run here; it is then kept as it stands
 *
 * One call, its values brought to the order in which they were published.
 */
typedef struct
{
  EmuTransformReader *reader;
  const EmuTransform *row;
  const EmuTerm      *call;
  EmuTerm            *signature;
  const EmuTerm      *values[EMU_TRANSFORM_MAX_ARGS];
  gboolean            given[EMU_TRANSFORM_MAX_ARGS];
  guint               n_visible;
  char               *refusal;
  GError            **error;
} EmuTransformArgs;

/**
 * EmuTransformWriter:
 * @lost: (element-type utf8): sentences on what cannot be said
 * @reader: reads back what was written, in the state that the place in the text has
 * @n_changed: steps left out or said in another form
 */
typedef struct
{
  EmuTransformReader reader;
  GPtrArray         *lost;
  guint              n_changed;
} EmuTransformWriter;

/** An argument of a transform and the parameter of the operation that takes its value. */
typedef struct
{
  const char *arg;
  const char *param;
} EmuTransformBinding;

#define EMU_TRANSFORM_MAX_BINDINGS 4

/**
 * EmuTransform:
 * @name: "RandomHorizontalFlip"
 * @module: (nullable): where it lives, for full names
 * @signature: its arguments with defaults, as Python writes them: "size, padding=None"
 * @owns_p: its `p` is not the probability of the step
 * @build: (nullable): NULL: the step is kept, it does not change an 8-bit picture
 * @guess: (nullable): values that may say @node; the writer reads them back and compares
 * @op: of emu_transform_build_op() and emu_transform_guess_op()
 * @fixed: values that the operation always has
 * @bound: values that arguments give
 * @same_as: (nullable): another name of this transform, which is read and not written
 *
 * One word of a notation.
 */
struct _EmuTransform
{
  const char          *name;
  const char          *module;
  const char          *signature;
  gboolean             owns_p;
  EmuPolicyNode     *(*build) (EmuTransformArgs    *args);
  gboolean           (*guess) (EmuTransformWriter  *writer,
                               const EmuTransform  *row,
                               const EmuPolicyNode *node,
                               EmuTerm             *call);
  const char          *op;
  EmuTransformBinding  fixed[EMU_TRANSFORM_MAX_BINDINGS];
  EmuTransformBinding  bound[EMU_TRANSFORM_MAX_BINDINGS];
  const char          *same_as;
};

/** @text: a name with or without its module. */
const EmuTransform *emu_transform_find (const EmuTransforms *self,
                                        const char          *text);

void           emu_transform_reader_init (EmuTransformReader  *self,
                                          const EmuTransforms *transforms,
                                          gboolean             as_published);
void           emu_transform_reader_clear (EmuTransformReader *self);

/** A call, a list, or a name that stands for either. EMU_ERROR_BAD_FILE with line and column. */
EmuPolicyNode *emu_transform_read      (EmuTransformReader *self,
                                        const EmuTerm      *term,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/** What @term stands for: itself, or the value its name was given. @n_visible: (inout) */
const EmuTerm *emu_transform_resolve   (const EmuTransformReader *self,
                                        const EmuTerm            *term,
                                        guint                    *n_visible);

/** The policy of @root (transfer full), the reader's notes and what text it came from. */
EmuPolicy     *emu_transform_finish    (EmuTransformReader *self,
                                        EmuPolicyNode      *root,
                                        const char         *text,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Values of a call by the argument's name. Each sets the error, with its place, where the value is
 * of another kind. */
const EmuTerm *emu_args_get     (EmuTransformArgs *args,
                                 const char       *name);
gboolean       emu_args_is_none (EmuTransformArgs *args,
                                 const char       *name);
gboolean       emu_args_number  (EmuTransformArgs *args,
                                 const char       *name,
                                 double           *value);
gboolean       emu_args_int     (EmuTransformArgs *args,
                                 const char       *name,
                                 int              *value);
gboolean       emu_args_bool    (EmuTransformArgs *args,
                                 const char       *name,
                                 gboolean         *value);

/** @n: (inout): room for values, then how many; one for a number that stands alone */
gboolean       emu_args_numbers (EmuTransformArgs *args,
                                 const char       *name,
                                 double           *values,
                                 guint            *n);

/** One of @names (NULL-terminated), as a text or as the last part of a name; capitals are alike. */
gboolean       emu_args_choice  (EmuTransformArgs   *args,
                                 const char         *name,
                                 const char * const *names,
                                 int                *value);

/** Transforms in a list become children of @node; appends to @error. */
gboolean       emu_args_children (EmuTransformArgs *args,
                                  const char       *name,
                                  EmuPolicyNode    *node);

/** Sets the error at the value of @name. Returns: NULL */
void          *emu_args_fail    (EmuTransformArgs *args,
                                 const char       *name,
                                 const char       *format,
                                 ...) G_GNUC_PRINTF (3, 4);

/** The step is understood and cannot be run; @format says why. Returns: NULL */
void          *emu_args_refuse  (EmuTransformArgs *args,
                                 const char       *format,
                                 ...) G_GNUC_PRINTF (2, 3);

void           emu_args_note    (EmuTransformArgs *args,
                                 const char       *format,
                                 ...) G_GNUC_PRINTF (2, 3);

/** Keeps the value among the extras of @node where the text gives one. */
void           emu_args_keep    (EmuTransformArgs *args,
                                 const char       *name,
                                 EmuPolicyNode    *node);

/** Frees @node (nullable) and returns NULL, for builders that give up. */
void          *emu_args_drop    (EmuPolicyNode    *node);

/** Parameters that the colour of a fill goes to. */
extern const char * const emu_fills[3];

/** A number v for @middle ± v, never below @floor_at; or two numbers, the smaller first. */
gboolean       emu_args_spread  (EmuTransformArgs *args,
                                 const char       *name,
                                 double            middle,
                                 double            floor_at,
                                 EmuRange         *range);

/* A parameter of @node from the argument @name, which the error speaks of. */
gboolean       emu_args_set_number  (EmuTransformArgs *args,
                                     EmuPolicyNode    *node,
                                     const char       *name,
                                     const char       *param,
                                     double            value);
gboolean       emu_args_set_range   (EmuTransformArgs *args,
                                     EmuPolicyNode    *node,
                                     const char       *name,
                                     const char       *param);
gboolean       emu_args_set_uniform (EmuTransformArgs *args,
                                     EmuPolicyNode    *node,
                                     const char       *name,
                                     const char       *param,
                                     EmuRange          range);

/** None, one byte, or one for each of three colours. */
gboolean       emu_args_set_fill    (EmuTransformArgs *args,
                                     const char       *name,
                                     EmuPolicyNode    *node);

/** Whether the parameter is fixed or drawn uniformly. */
gboolean       emu_step_uniform (const EmuPolicyNode *node,
                                 const char          *param,
                                 EmuLaw              *law);

/** What emu_args_spread() reads, the short form where it says the same. */
EmuTerm       *emu_term_spread  (const EmuLaw        *law,
                                 double               middle,
                                 double               floor_at) G_GNUC_WARN_UNUSED_RESULT;

/* Rows that are one operation. */
EmuPolicyNode *emu_transform_build_op (EmuTransformArgs    *args);
gboolean       emu_transform_guess_op (EmuTransformWriter  *writer,
                                       const EmuTransform  *row,
                                       const EmuPolicyNode *node,
                                       EmuTerm             *call);

/* What a step holds, for guesses. FALSE where there is no such value. */
gboolean       emu_step_number  (const EmuPolicyNode *node,
                                 const char          *param,
                                 double              *value);
gboolean       emu_step_law     (const EmuPolicyNode *node,
                                 const char          *param,
                                 EmuLaw              *law);
gboolean       emu_step_range   (const EmuPolicyNode *node,
                                 const char          *param,
                                 EmuRange            *range);

/** Whether the step's operation has such a parameter. */
gboolean       emu_step_has     (const EmuPolicyNode *node,
                                 const char          *param);

/** Adds the text of an extra to @call under the same name, if there is one. */
void           emu_step_extra   (const EmuPolicyNode *node,
                                 const char          *key,
                                 EmuTerm             *call);

EmuTerm       *emu_term_pair    (double a,
                                 double b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_transform_write:
 *
 * Every guess is read back, and only what means the same step is written.
 *
 * Returns: (transfer full) (nullable): the step as a call; %NULL where nothing can say it: a sentence
 *   is added to the writer's list
 */
EmuTerm       *emu_transform_write       (EmuTransformWriter  *writer,
                                          const EmuPolicyNode *node) G_GNUC_WARN_UNUSED_RESULT;

/** A list of the children of @node that can be said. */
EmuTerm       *emu_transform_write_list  (EmuTransformWriter  *writer,
                                          const EmuPolicyNode *node) G_GNUC_WARN_UNUSED_RESULT;

/** The whole of @policy as one call, or NULL and an error. */
EmuTerm       *emu_transform_write_policy (const EmuTransforms *transforms,
                                           const EmuPolicy     *policy,
                                           GPtrArray           *lost,
                                           GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmuTransformReader, emu_transform_reader_clear)

G_END_DECLS
