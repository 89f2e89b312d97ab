/* crop.c: Crop, a part of one size, and sides where the picture is too small for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-parallel.h"
#include "warp.h"

typedef enum
{
  PLACE_RANDOM,
  PLACE_MIDDLE,
  PLACE_UPPER_MIDDLE,
  PLACE_CORNER,
} Place;

typedef enum
{
  SMALL_SHRINK,
  SMALL_CENTRE,
  SMALL_SURROUND,
} Small;

typedef enum
{
  SIDES_FILL,
  SIDES_EDGE,
  SIDES_REFLECT,
  SIDES_SYMMETRIC,
} Sides;

typedef struct
{
  int     height;
  int     width;
  int     place;
  int     pad_left;
  int     pad_top;
  int     pad_right;
  int     pad_bottom;
  int     too_small;
  bool    only_add;
  int     padded_with;
  EmuWarp warp;
} Crop;

typedef struct
{
  int top;
  int left;
} CropDraws;

static const EmuChoice places[] = {
  { "random", N_("Random"), N_("Every place is as likely as any other") },
  { "middle", N_("Middle"), N_("Half a pixel goes to the even number, as in torchvision") },
  { "upper-middle", N_("Upper Middle"), N_("Half a pixel goes up and left, as in Albumentations") },
  { "corner", N_("Corner"), N_("Upper left") },
  { NULL },
};

static const EmuChoice smalls[] = {
  { "shrink", N_("A Smaller Result"), N_("Nothing is added") },
  { "centre", N_("In the Middle"), N_("As much is added on both sides as is missing in all") },
  { "surround", N_("Surrounded"), N_("All that is missing is added on each side, as torchvision's "
                                     "random crop does") },
  { NULL },
};

static const EmuChoice sides[] = {
  { "fill", N_("Fill"), N_("One colour") },
  { "edge", N_("Edge"), N_("The outermost pixels again") },
  { "reflect", N_("Reflection"), N_("The picture in the mirror, its outermost pixels not doubled") },
  { "symmetric", N_("Symmetric"), N_("The picture in the mirror, its outermost pixels doubled") },
  { NULL },
};

#define PADDING(name, words, explained)                                                      \
  EMU_PARAM (Crop, name, .label = words, .help = explained, .unit = "px", .min = 0,          \
             .max = 4096, .initial = 0)

static bool
has_fill (const void *params)
{
  return ((const Crop *) params)->padded_with == SIDES_FILL;
}

#define FILL(name, words, explained)                                                         \
  {                                                                                         \
    .field = #name, .type = EMU_PARAM_INT, .offset = offsetof (Crop, warp.name),            \
    .size = sizeof (int), .label = words, .help = explained, .min = 0, .max = 255,          \
    .in_use = has_fill,                                                                     \
  }

static const EmuParam crop_params[] = {
  EMU_PARAM (Crop, height,
             .label = N_("Height"),
             .help = N_("Rows of the result; 0 keeps all there are"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 24),
  EMU_PARAM (Crop, width,
             .label = N_("Width"),
             .help = N_("Columns of the result; 0 keeps all there are"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 24),
  EMU_PARAM_CHOICE_OF (Crop, place,
                       .label = N_("Place"),
                       .help = N_("Which part is kept"),
                       .choices = places, .initial = PLACE_RANDOM),
  PADDING (pad_left, N_("Left Side"), N_("Columns added on the left before anything is cut")),
  PADDING (pad_top, N_("Upper Side"), N_("Rows added above before anything is cut")),
  PADDING (pad_right, N_("Right Side"), N_("Columns added on the right before anything is cut")),
  PADDING (pad_bottom, N_("Lower Side"), N_("Rows added below before anything is cut")),
  EMU_PARAM_CHOICE_OF (Crop, too_small,
                       .label = N_("If Too Small"),
                       .help = N_("What becomes of a picture smaller than the result"),
                       .choices = smalls, .initial = SMALL_SHRINK),
  EMU_PARAM (Crop, only_add,
             .label = N_("Only Add"),
             .help = N_("Nothing is cut off a picture that is larger than the result")),
  EMU_PARAM_CHOICE_OF (Crop, padded_with,
                       .label = N_("Sides"),
                       .help = N_("What is added"),
                       .choices = sides, .initial = SIDES_FILL),
  FILL (fill_red, N_("Fill: Red"), N_("Red of the sides")),
  FILL (fill_green, N_("Fill: Green"), N_("Green of the sides")),
  FILL (fill_blue, N_("Fill: Blue"), N_("Blue of the sides")),
};

/* ---- One direction ------------------------------------------------------------------------ */

typedef struct
{
  int before;   /* pixels added before the picture */
  int all;      /* with what is added on both sides */
  int wanted;   /* of the result */
} Line;

/* @n: pixels of the picture */
static Line
get_line (const Crop *p,
          int         n,
          int         wanted,
          int         before,
          int         after)
{
  Line line = { before, n + before + after, wanted };
  int missing;

  if (wanted == 0 || (p->only_add && wanted < line.all))
    line.wanted = line.all;

  missing = line.wanted - line.all;
  if (missing > 0 && p->too_small == SMALL_SHRINK)
    {
      line.wanted = line.all;
    }
  else if (missing > 0 && p->too_small == SMALL_CENTRE)
    {
      line.before += missing / 2;
      line.all = line.wanted;
    }
  else if (missing > 0)
    {
      line.before += missing;
      line.all += 2 * missing;
    }

  return line;
}

static Line
get_rows (const Crop         *p,
          const EmuDrawPlace *place)
{
  return get_line (p, place->height, p->height, p->pad_top, p->pad_bottom);
}

static Line
get_columns (const Crop         *p,
             const EmuDrawPlace *place)
{
  return get_line (p, place->width, p->width, p->pad_left, p->pad_right);
}

/* Pixel of the picture under the first one of the result; negative where sides were added. */
static int
get_first (const Crop *p,
           const Line *line,
           int         drawn)
{
  int spare = line->all - line->wanted;

  switch ((Place) p->place)
    {
    case PLACE_RANDOM:
      return drawn - line->before;

    case PLACE_MIDDLE:
      return (int) rint (spare / 2.0) - line->before;

    case PLACE_UPPER_MIDDLE:
      return spare / 2 - line->before;

    case PLACE_CORNER:
      break;
    }

  return -line->before;
}

/* Pixel that stands at @i of a line of @n, -1 for the fill. Mirrors may be passed more than once. */
static int
look_up (int i,
         int n,
         int padded_with)
{
  int period;

  if (i >= 0 && i < n)
    return i;

  switch ((Sides) padded_with)
    {
    case SIDES_FILL:
      break;

    case SIDES_EDGE:
      return i < 0 ? 0 : n - 1;

    case SIDES_REFLECT:
      if (n == 1)
        return 0;
      period = 2 * (n - 1);
      i = (i % period + period) % period;
      return i < n ? i : period - i;

    case SIDES_SYMMETRIC:
      period = 2 * n;
      i = (i % period + period) % period;
      return i < n ? i : period - 1 - i;
    }

  return -1;
}

/* ---- Draws -------------------------------------------------------------------------------- */

static void
top_shape (const void         *params,
           const EmuDrawPlace *place,
           const void         *draws,
           EmuDrawShape       *shape)
{
  Line line = get_rows (params, place);

  shape->in_use = ((const Crop *) params)->place == PLACE_RANDOM;
  shape->hi = line.all - line.wanted;
}

static void
left_shape (const void         *params,
            const EmuDrawPlace *place,
            const void         *draws,
            EmuDrawShape       *shape)
{
  Line line = get_columns (params, place);

  shape->in_use = ((const Crop *) params)->place == PLACE_RANDOM;
  shape->hi = line.all - line.wanted;
}

static const EmuDraw crop_draws[] = {
  EMU_DRAW (CropDraws, top, EMU_DRAW_INT,
            .label = N_("Top"),
            .help = N_("First row that is kept, counted with those added"),
            .unit = "px",
            .shape_at = top_shape),
  EMU_DRAW (CropDraws, left, EMU_DRAW_INT,
            .label = N_("Left"),
            .help = N_("First column that is kept, counted with those added"),
            .unit = "px",
            .shape_at = left_shape),
};

/* ---- The operation ------------------------------------------------------------------------ */

static void
get_corner (const Crop     *p,
            const EmuOpRun *run,
            int            *top,
            int            *left)
{
  const CropDraws *d = run->draws;
  Line rows = get_rows (p, &run->place);
  Line columns = get_columns (p, &run->place);

  *top = get_first (p, &rows, d->top);
  *left = get_first (p, &columns, d->left);
}

static void
crop_size (const void     *params,
           const EmuOpRun *run,
           int            *height,
           int            *width)
{
  *height = get_rows (params, &run->place).wanted;
  *width = get_columns (params, &run->place).wanted;
}

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  const int      *columns;
  const guint8   *fill;
  int             top;
  int             padded_with;
} Job;

static void
copy_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;

  for (int c = 0; c < job->out->channels; c++)
    for (int y = first; y < last; y++)
      {
        guint8 *out = emu_image_row (job->out, c, y);
        int from = look_up (job->top + y, job->in->height, job->padded_with);
        const guint8 *in = from >= 0 ? emu_image_row (job->in, c, from) : NULL;

        if (in == NULL)
          memset (out, job->fill[c], (gsize) job->out->width);
        else
          for (int x = 0; x < job->out->width; x++)
            out[x] = job->columns[x] >= 0 ? in[job->columns[x]] : job->fill[c];
      }
}

static EmuImage *
cut (const Crop     *p,
     const EmuOpRun *run,
     EmuImage       *image,
     const guint8    fill[4],
     GError        **error)
{
  g_autoptr(EmuImage) out = NULL;
  g_autofree int *columns = NULL;
  int height;
  int width;
  int top;
  int left;

  crop_size (p, run, &height, &width);
  get_corner (p, run, &top, &left);
  if (top == 0 && left == 0 && height == image->height && width == image->width)
    return emu_image_ref (image);

  out = emu_image_new (image->channels, height, width, error);
  if (out == NULL)
    return NULL;

  columns = g_new (int, width);
  for (int x = 0; x < width; x++)
    columns[x] = look_up (left + x, image->width, p->padded_with);

  emu_parallel_rows (height, emu_parallel_chunk (width), copy_rows,
                     &(Job) { image, out, columns, fill, top, p->padded_with });

  return g_steal_pointer (&out);
}

static EmuImage *
crop_apply (const void      *params,
            const EmuOpRun  *run,
            EmuImage        *image,
            GCancellable    *cancellable,
            GError         **error)
{
  const Crop *p = params;
  guint8 fill[4];

  emu_warp_fill (&p->warp, image->channels, fill);

  return cut (p, run, image, fill, error);
}

static bool
crop_identity (const void *params)
{
  const Crop *p = params;

  return p->height == 0 && p->width == 0 && p->pad_left == 0 && p->pad_top == 0 &&
         p->pad_right == 0 && p->pad_bottom == 0;
}

static void
crop_map_points (const void     *params,
                 const EmuOpRun *run,
                 EmuPoint       *points,
                 guint           n_points)
{
  int top;
  int left;

  get_corner (params, run, &top, &left);
  for (guint i = 0; i < n_points; i++)
    {
      points[i].y -= top;
      points[i].x -= left;
    }
}

static EmuImage *
crop_map_labels (const void     *params,
                 const EmuOpRun *run,
                 EmuImage       *labels,
                 guint8          fill,
                 GError        **error)
{
  const guint8 fills[4] = { fill, fill, fill, fill };

  return cut (params, run, labels, fills, error);
}

EMU_OP_DEFINE (crop) = {
  .id = "crop",
  .name = "Crop",
  .summary = N_("Cuts a part of one size out of the picture, with sides added where it is too small."),
  .source = "torchvision RandomCrop, CenterCrop and Pad; Albumentations PadIfNeeded",
  EMU_OP_PARAMS (Crop, crop_params),
  EMU_OP_DRAWS (CropDraws, crop_draws),
  .apply = crop_apply,
  .identity = crop_identity,
  .size = crop_size,
  .map_points = crop_map_points,
  .map_labels = crop_map_labels,
};
