/* emu-draw.h: what chance decides, as a plain struct with a table beside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "emu-rng.h"

G_BEGIN_DECLS

typedef struct _EmuMix EmuMix;

/**
 * EmuDrawKind:
 * @EMU_DRAW_BETA: a `double`, Beta(a, b)
 * @EMU_DRAW_UNIFORM: a `double`, uniform from lo to hi
 * @EMU_DRAW_INT: an `int`, uniform from lo to hi, both included
 * @EMU_DRAW_NORMAL: a standard normal `double`, or an #EmuDrawArray of them
 * @EMU_DRAW_PERMUTATION: an #EmuDrawArray, the numbers 0 … n − 1 in random order
 */
typedef enum
{
  EMU_DRAW_BETA,
  EMU_DRAW_UNIFORM,
  EMU_DRAW_INT,
  EMU_DRAW_NORMAL,
  EMU_DRAW_PERMUTATION,
} EmuDrawKind;

#define EMU_DRAW_MAX_DIMS 4

/**
 * EmuDrawShape:
 * @kind: what is drawn, which may depend on parameters
 * @in_use: whether the method looks at it at all under the present parameters
 * @lo: lower end (uniform, int) or a (beta)
 * @hi: upper end (uniform, int) or b (beta)
 * @n_dims: 0 for a scalar
 * @dims: shape of an array; rows first
 */
typedef struct
{
  EmuDrawKind kind;
  gboolean    in_use;
  double      lo;
  double      hi;
  int         n_dims;
  int         dims[EMU_DRAW_MAX_DIMS];
} EmuDrawShape;

/**
 * EmuDrawArray:
 * @n: number of elements
 * @values: (nullable): the elements, where somebody gave them; borrowed
 *
 * An array is not drawn until it is read: it remembers where in the stream its elements stand, so
 * that copying a set of draws costs nothing.
 */
typedef struct
{
  gsize         n;
  int           n_dims;
  int           dims[EMU_DRAW_MAX_DIMS];
  EmuDrawKind   kind;
  guint64       seed;
  guint64       sample;
  EmuPurpose    purpose;
  guint32       lane;
  const double *values;
} EmuDrawArray;

/** Elements @first … @first + @n − 1 into @out. Safe from any thread. */
void     emu_draw_array_read  (const EmuDrawArray *self,
                               gsize               first,
                               gsize               n,
                               double             *out);

/** Whether both would read the same, judged without drawing. */
gboolean emu_draw_array_equal (const EmuDrawArray *a,
                               const EmuDrawArray *b);

/**
 * EmuDrawPlace:
 * @purpose: what is drawn for
 * @lane: lane of the first draw of the table; draw i has lane @lane + i
 * @height: rows of the picture
 * @width: columns of the picture
 * @channels: planes of the picture
 *
 * Where in the numbers the draws of one operation stand, and the picture they are for.
 */
typedef struct
{
  guint64    seed;
  guint64    sample;
  EmuPurpose purpose;
  guint32    lane;
  int        height;
  int        width;
  int        channels;
} EmuDrawPlace;

/**
 * EmuDraw:
 * @field: name of the struct's field; shown with '-' for '_'. Its place in the table is its lane
 * @kind: what the table announces
 * @follows_lambda: a λ that is asked for decides this draw
 * @shape: fills what depends on parameters, λ and the size of A; the shape comes in with @kind,
 *   in use, lo 0, hi 1, scalar
 * @shape_at: the same for an operation on one picture; @draws holds the draws of the lines above
 *
 * A method's table has @shape, an operation's @shape_at; neither is needed where nothing depends on
 * anything.
 */
typedef struct
{
  const char *field;
  EmuDrawKind kind;
  gsize       offset;
  gsize       size;
  const char *label;
  const char *help;
  const char *unit;
  gboolean    follows_lambda;
  void      (*shape)    (const void   *params,
                         const EmuMix *mix,
                         EmuDrawShape *shape);
  void      (*shape_at) (const void         *params,
                         const EmuDrawPlace *place,
                         const void         *draws,
                         EmuDrawShape       *shape);
} EmuDraw;

#define EMU_DRAW(Struct, name, Kind, ...)                                                    \
  {                                                                                         \
    .field = #name,                                                                         \
    .kind = Kind,                                                                           \
    .offset = offsetof (Struct, name),                                                      \
    .size = sizeof (((Struct *) NULL)->name),                                               \
    __VA_ARGS__                                                                             \
  }

typedef struct
{
  gsize          size;
  const EmuDraw *draws;
  guint          n_draws;
} EmuDrawTable;

#define EMU_MAX_DRAWS 32

/**
 * EmuDrawValues:
 * @fixed: which draws are given instead of drawn
 * @scalar: their values
 * @array: (nullable): values of a given array; borrowed, must outlive every use
 *
 * What somebody decided instead of chance: a dragged box, `--draw`, a replay.
 */
typedef struct
{
  gboolean      fixed[EMU_MAX_DRAWS];
  double        scalar[EMU_MAX_DRAWS];
  const double *array[EMU_MAX_DRAWS];
  gsize         n[EMU_MAX_DRAWS];
} EmuDrawValues;

const char *emu_draw_name      (const EmuDraw *self);
const char *emu_draw_kind_nick (EmuDrawKind kind);

/** Index in the table, or −1 with EMU_ERROR_UNKNOWN_NAME and the nearest name. */
int         emu_draws_find     (const EmuDrawTable *table,
                                const char         *name,
                                GError            **error);

/** The shape of draw @index for a mix whose λ, size and parameters stand. */
EmuDrawShape emu_draw_get_shape (const EmuDrawTable *table,
                                 guint               index,
                                 const void         *params,
                                 const EmuMix       *mix);

/** The same for an operation whose draws before @index stand in @draws. */
EmuDrawShape emu_draw_get_shape_at (const EmuDrawTable *table,
                                    guint               index,
                                    const void         *params,
                                    const EmuDrawPlace *place,
                                    const void         *draws);

/** A scalar's value; arrays have none. */
double      emu_draw_get       (const EmuDraw *self,
                                const void    *draws);
void        emu_draw_set       (const EmuDraw *self,
                                void          *draws,
                                double         value);

/**
 * emu_draws_sample:
 * @draws: the struct to fill
 * @given: (nullable): what is not drawn
 * @error: EMU_ERROR_BAD_PARAM where a given value lies outside its range
 *
 * Fills every draw in use. Lane is the index in the table, so no draw ever moves another.
 */
gboolean    emu_draws_sample   (const EmuDrawTable  *table,
                                const void          *params,
                                const EmuMix        *mix,
                                guint64              seed,
                                guint64              sample,
                                const EmuDrawValues *given,
                                void                *draws,
                                GError             **error);

/** The same for an operation: draw i of the table has lane place->lane + i. */
gboolean    emu_draws_sample_at (const EmuDrawTable  *table,
                                 const void          *params,
                                 const EmuDrawPlace  *place,
                                 const EmuDrawValues *given,
                                 void                *draws,
                                 GError             **error);

G_END_DECLS
