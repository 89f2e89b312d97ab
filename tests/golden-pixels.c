/* golden-pixels.c: golden cases of boxes painted over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-ops.h"
#include "golden-pixels.h"
#include "npy.h"
#include "random-erasing.h"

#define TRIES 10

/* The draws of a case in the order they were made, and the arrays they belong into. */
typedef struct
{
  const char   *dir;
  JsonObject   *object;
  JsonArray    *random;
  guint         next;
  int           height;
  int           width;
  int           max_count;
  EmuDrawValues given;
  double       *sizes;
  double       *places;
  double       *colours;
  double       *noise;
} Replay;

static const char *
next_kind (const Replay *self)
{
  return self->next < json_array_get_length (self->random)
           ? json_object_get_string_member (json_array_get_object_element (self->random, self->next), "draw")
           : "";
}

/* The next draw as a number between 0 and 1: where in its range it lies. A whole number stands in
 * the middle of its share. */
static double
next_share (Replay *self)
{
  gboolean is_whole = g_str_equal (next_kind (self), "py.randint");
  JsonObject *draw = json_array_get_object_element (self->random, self->next++);
  JsonArray *args = json_object_get_array_member (draw, "args");
  double value = json_object_get_double_member (draw, "value");
  double lo = json_array_get_double_element (args, 0);
  double hi = json_array_get_double_element (args, 1);

  return is_whole ? (value - lo + 0.5) / (hi - lo + 1) : (value - lo) / (hi - lo);
}

static double
next_value (Replay *self)
{
  return json_object_get_double_member (json_array_get_object_element (self->random, self->next++), "value");
}

static gboolean
take_fill (Replay  *self,
           guint    i,
           int      box,
           int      top,
           int      left,
           GError **error)
{
  JsonArray *fills = json_object_get_array_member (self->object, "fills");
  g_autofree char *path = NULL;
  g_autoptr(Npy) fill = NULL;
  gsize rows, columns;

  if (i >= json_array_get_length (fills))
    return TRUE;

  path = g_build_filename (self->dir, json_array_get_string_element (fills, i), NULL);
  fill = npy_load (path, error);
  if (fill == NULL)
    return FALSE;

  rows = fill->dims[1];
  columns = fill->dims[2];

  for (gsize c = 0; c < 3; c++)
    {
      self->colours[3 * box + c] = npy_at (fill, c * rows * columns);
      for (gsize y = 0; y < rows; y++)
        for (gsize x = 0; x < columns; x++)
          self->noise[(c * self->height + top + y) * self->width + left + x] =
            npy_at (fill, (c * rows + y) * columns + x);
    }

  return TRUE;
}

static gboolean
take_draws (Replay  *self,
            GError **error)
{
  guint n_fills = 0;

  for (int box = 0; box < self->max_count; box++)
    for (int t = 0; t < TRIES && g_str_equal (next_kind (self), "py.uniform"); t++)
      {
        self->sizes[(box * TRIES + t) * 2] = next_share (self);
        self->sizes[(box * TRIES + t) * 2 + 1] = next_share (self);

        if (g_str_equal (next_kind (self), "py.randint"))
          {
            int top, left;

            self->places[2 * box] = next_share (self);
            self->places[2 * box + 1] = next_share (self);
            self->next -= 2;
            top = (int) next_value (self);
            left = (int) next_value (self);
            if (!take_fill (self, n_fills++, box, top, left, error))
              return FALSE;
            break;
          }
      }

  return TRUE;
}

static void
give (Replay      *self,
      const EmuOp *op,
      const char  *name,
      double      *values,
      gsize        n)
{
  int i = emu_draws_find (&op->draws, name, NULL);

  self->given.fixed[i] = TRUE;
  self->given.array[i] = values;
  self->given.n[i] = n;
}

static gboolean
set_param (const EmuOp *op,
           void        *params,
           const char  *name,
           const char  *text,
           GError     **error)
{
  const EmuParam *param = emu_params_find (&op->params, name, error);

  return param != NULL && emu_param_parse (param, params, text, error);
}

static gboolean
set_range (const EmuOp *op,
           void        *params,
           const char  *name,
           double       lo,
           double       hi,
           GError     **error)
{
  const EmuParam *param = emu_params_find (&op->params, name, error);

  return param != NULL && emu_param_set_range (param, params, (EmuRange) { lo, hi }, error);
}

static gboolean
set_params (const EmuOp *op,
            void        *params,
            JsonObject  *given,
            GError     **error)
{
  g_autofree char *least = g_strdup_printf ("%d", (int) json_object_get_int_member (given, "min_count"));
  g_autofree char *most = g_strdup_printf ("%d", (int) json_object_get_int_member (given, "max_count"));
  double flat = json_object_get_double_member (given, "min_aspect");

  return set_range (op, params, "area", json_object_get_double_member (given, "min_area"),
                    json_object_get_double_member (given, "max_area"), error) &&
         set_range (op, params, "aspect", flat, 1 / flat, error) &&
         set_param (op, params, "mode", json_object_get_string_member (given, "mode"), error) &&
         set_param (op, params, "min-count", least, error) &&
         set_param (op, params, "max-count", most, error);
}

static gboolean
run_erasing (Replay      *self,
             const EmuOp *op,
             JsonObject  *given,
             GString     *faults,
             GError     **error)
{
  JsonArray *inputs = json_object_get_array_member (self->object, "inputs");
  JsonArray *files = json_object_get_array_member (self->object, "expected");
  g_autofree char *in_path = g_build_filename (self->dir, json_array_get_string_element (inputs, 0), NULL);
  g_autofree char *out_path = g_build_filename (self->dir, json_array_get_string_element (files, 0), NULL);
  g_autofree void *params = emu_params_new (&op->params);
  g_autofree float *planes = NULL;
  g_autoptr(Npy) in = NULL;
  g_autoptr(Npy) expected = NULL;
  g_auto(EmuOpRun) run = { 0 };
  const char *mode = json_object_get_string_member (given, "mode");
  gsize n = (gsize) 3 * self->height * self->width;
  gsize n_wrong = 0;
  gboolean erases;

  if ((in = npy_load (in_path, error)) == NULL || (expected = npy_load (out_path, error)) == NULL ||
      !set_params (op, params, given, error))
    return FALSE;

  g_assert (in->n >= n && expected->n == n);
  planes = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    planes[i] = (float) npy_at (in, i) / 255.0f;

  erases = next_value (self) <= json_object_get_double_member (given, "probability");
  if (g_str_equal (next_kind (self), "py.randint"))
    {
      int i = emu_draws_find (&op->draws, "count", NULL);

      self->given.fixed[i] = TRUE;
      self->given.scalar[i] = next_value (self);
    }
  if (!take_draws (self, error))
    return FALSE;

  give (self, op, "sizes", self->sizes, (gsize) self->max_count * TRIES * 2);
  give (self, op, "places", self->places, (gsize) self->max_count * 2);
  if (g_str_equal (mode, "rand"))
    give (self, op, "colours", self->colours, (gsize) self->max_count * 3);
  if (g_str_equal (mode, "pixel"))
    give (self, op, "noise", self->noise, n);

  if (!emu_op_run_init (&run, op, params, self->height, self->width, 3, 0, 0, 0, &self->given, error))
    return FALSE;

  if (erases)
    emu_random_erasing_floats (params, &run, planes);

  for (gsize i = 0; i < n; i++)
    n_wrong += planes[i] != (float) npy_at (expected, i);
  if (n_wrong > 0)
    g_string_append_printf (faults, "%" G_GSIZE_FORMAT " values differ", n_wrong);

  return TRUE;
}

gboolean
golden_pixels_run (const char *dir,
                   JsonObject *object,
                   GString    *faults)
{
  const EmuOp *op = emu_ops_find ("random-erasing", NULL);
  JsonObject *given = json_object_get_object_member (object, "params");
  g_autoptr(GError) error = NULL;
  Replay replay;

  if (op == NULL || !g_str_equal (json_object_get_string_member (object, "method"), "random-erasing"))
    return FALSE;

  replay = (Replay) {
    .dir = dir,
    .object = object,
    .random = json_object_get_array_member (object, "random"),
    .height = (int) json_object_get_int_member (given, "height"),
    .width = (int) json_object_get_int_member (given, "width"),
    .max_count = (int) json_object_get_int_member (given, "max_count"),
  };
  replay.sizes = g_new0 (double, replay.max_count * TRIES * 2);
  replay.places = g_new0 (double, replay.max_count * 2);
  replay.colours = g_new0 (double, replay.max_count * 3);
  replay.noise = g_new0 (double, (gsize) 3 * replay.height * replay.width);

  if (!run_erasing (&replay, op, given, faults, &error))
    g_string_append (faults, error->message);

  g_free (replay.sizes);
  g_free (replay.places);
  g_free (replay.colours);
  g_free (replay.noise);

  return TRUE;
}
