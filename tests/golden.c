/* golden.c: does the engine give what the official implementations give?
 *
 * golden DIR reads DIR/index.json, fills parameters and draws of each case, calls the engine and
 * compares. It knows how the data name things, and no arithmetic of any method.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "emu-batch.h"
#include "emu-fft.h"
#include "emu-json.h"
#include "emu-methods.h"
#include "emu-saliency.h"
#include "fmix.h"
#include "golden-ops.h"
#include "golden-pixels.h"
#include "golden-timm.h"
#include "golden-torchvision.h"
#include "npy.h"

typedef struct
{
  const char *dir;
  const char *name;
  const char *kind;
  JsonObject *object;
  JsonObject *params;
  double      tolerance;
  GString    *faults;
} Case;

static void G_GNUC_PRINTF (2, 3)
fault (Case       *self,
       const char *format,
       ...)
{
  va_list args;

  if (self->faults->len > 0)
    g_string_append (self->faults, "; ");
  va_start (args, format);
  g_string_append_vprintf (self->faults, format, args);
  va_end (args);
}

/* ---- Reading a case ----------------------------------------------------------------------- */

static Npy *
load (Case       *self,
      const char *file)
{
  g_autofree char *path = g_build_filename (self->dir, file, NULL);
  g_autoptr(GError) error = NULL;
  Npy *array = npy_load (path, &error);

  if (array == NULL)
    fault (self, "%s", error->message);

  return array;
}

static JsonArray *
member_array (JsonObject *object,
              const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
member_number (JsonObject *object,
               const char *name,
               double     *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return FALSE;

  *value = json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node)
                                                             : json_node_get_double (node);

  return TRUE;
}

static const char *
member_string (JsonObject *object,
               const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static guint
n_random (Case *self)
{
  JsonArray *random = member_array (self->object, "random");

  return random != NULL ? json_array_get_length (random) : 0;
}

static JsonObject *
random_at (Case *self,
           guint i)
{
  return json_array_get_object_element (member_array (self->object, "random"), i);
}

/* The file of an expected result, by its name; a lone file needs none. */
static const char *
expected_file (Case       *self,
               const char *name)
{
  JsonArray *files = member_array (self->object, "expected");
  JsonArray *names = member_array (self->object, "expected_names");

  if (files == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      if (names == NULL ? json_array_get_length (files) == 1
                        : g_str_equal (json_array_get_string_element (names, i), name))
        return json_array_get_string_element (files, i);
    }

  return NULL;
}

static gboolean
as_published (Case *self)
{
  return g_str_equal (self->kind, "quirk") || g_str_equal (self->kind, "error");
}

/* ---- Comparing ---------------------------------------------------------------------------- */

static void
compare_at (Case       *self,
            const char *what,
            double      got,
            double      expected,
            double      tolerance)
{
  if (!(fabs (got - expected) <= tolerance))
    fault (self, "%s is %.17g, not %.17g", what, got, expected);
}

/* @got: a function of the index, so that floats, doubles and masks go one way. */
typedef double (*Element) (gconstpointer values,
                           gsize         i);

static double
double_element (gconstpointer values,
                gsize         i)
{
  return ((const double *) values)[i];
}

static double
float_element (gconstpointer values,
               gsize         i)
{
  return ((const float *) values)[i];
}

static double
float_from_one (gconstpointer values,
                gsize         i)
{
  return 1.0 - ((const float *) values)[i];
}

static void
compare (Case         *self,
         const char   *what,
         gconstpointer got,
         Element       element,
         gsize         n,
         const Npy    *expected,
         gsize         first)
{
  gsize n_wrong = 0, where = 0;
  double worst = 0;

  if (first > expected->n || n > expected->n - first)
    {
      fault (self, "%s: %" G_GSIZE_FORMAT " values, the file has %" G_GSIZE_FORMAT, what, n, expected->n);
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      double difference = fabs (element (got, i) - npy_at (expected, first + i));

      if (difference <= self->tolerance)
        continue;

      n_wrong++;
      if (!(difference <= worst))
        {
          worst = difference;
          where = i;
        }
    }

  if (n_wrong > 0)
    fault (self, "%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " values differ by up to %g (element %"
           G_GSIZE_FORMAT ": %.9g, not %.9g)",
           what, n_wrong, n, worst, where, element (got, where), npy_at (expected, first + where));
}

static void
compare_label (Case           *self,
               const EmuLabel *label,
               guint           row)
{
  JsonNode *node = json_object_get_member (self->object, "expected_label_weight");
  double tolerance = MAX (self->tolerance, 1e-12);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;

  if (JSON_NODE_HOLDS_ARRAY (node))
    compare_at (self, "label weight of A", label->weight_a,
                json_array_get_double_element (json_node_get_array (node), row), tolerance);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *both = json_node_get_object (node);

      compare_at (self, "label weight of A", label->weight_a,
                  json_object_get_double_member (both, "a"), tolerance);
      compare_at (self, "label weight of B", label->weight_b,
                  json_object_get_double_member (both, "b"), tolerance);
    }
  else
    compare_at (self, "label weight of A", label->weight_a, json_node_get_double (node), tolerance);
}

static void
compare_box (Case          *self,
             const EmuMask *mask)
{
  JsonArray *expected = member_array (self->object, "expected_box_y0_y1_x0_x1");
  gint64 box[4];
  EmuBox wanted;

  if (expected == NULL)
    expected = member_array (self->params, "box_y0_y1_x0_x1");
  if (expected == NULL)
    return;

  for (guint i = 0; i < 4; i++)
    box[i] = json_array_get_int_element (expected, i);
  wanted = (EmuBox) { box[0], box[1], box[2], box[3] };

  if (emu_box_is_empty (&wanted) && emu_box_is_empty (&mask->box))
    return;

  if (mask->kind != EMU_MASK_RECTANGLE || memcmp (&wanted, &mask->box, sizeof wanted) != 0)
    fault (self, "the box is [%d, %d, %d, %d], not [%d, %d, %d, %d]",
           mask->box.y0, mask->box.y1, mask->box.x0, mask->box.x1,
           wanted.y0, wanted.y1, wanted.x0, wanted.x1);
}

/* ---- Mixing methods ----------------------------------------------------------------------- */

/* What a golden method is called here. Settings are those that the golden name implies. Most
 * methods draw once for a batch; one that draws for each of its pictures lists its draws anew for
 * every picture. */
typedef struct
{
  const char *golden;
  const char *method;
  const char *settings[4][2];
  gboolean    mask_is_of_b;
  gboolean    draws_for_each;
  gboolean    map_of_b;  /* the input is B's saliency map */
} Mixing;

static const Mixing mixings[] = {
  { "mixup", "mixup" },
  { "cutmix", "cutmix", { { "box-rule", "official" } }, TRUE },
  { "cutmix-box-timm", "cutmix", { { "box-rule", "timm" } }, TRUE },
  { "cutmix-box-timm-minmax", "cutmix", { { "box-rule", "timm-minmax" } }, TRUE },
  { "fmix", "fmix", { { "resolution", "0" } } },
  { "resizemix", "resizemix", { { NULL } }, TRUE },
  { "gridmix", "gridmix", { { NULL } }, TRUE },
  { "smoothmix", "smoothmix", { { NULL } }, TRUE },
  { "mixpro-maskmix", "maskmix", { { "label-from", "cells" } }, FALSE, TRUE },
  { "saliencymix", "saliencymix", { { NULL } }, TRUE },
  { "saliencymix-box", "saliencymix", { { NULL } }, TRUE, FALSE, TRUE },
};

/* Names that the data and the engine spell differently. */
static const char * const aliases[][4] = {
  { "correct_lam", "false", "label-from", "lambda" },
};

typedef struct
{
  const EmuMethod  *method;
  void             *params;
  EmuMixRequest     request;
  EmuDrawValues     given;
  double           *arrays[EMU_MAX_DRAWS];
  EmuGuide         *guide;
  int               height;
  int               width;
} Setup;

static void
clear_setup (Setup *setup)
{
  g_clear_pointer (&setup->params, g_free);
  g_clear_pointer (&setup->guide, emu_guide_unref);
  for (guint i = 0; i < EMU_MAX_DRAWS; i++)
    g_free (setup->arrays[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setup, clear_setup)

static char *
node_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *pair = json_node_get_array (node);
      g_autofree char *lo = NULL;
      g_autofree char *hi = NULL;

      if (json_array_get_length (pair) != 2 ||
          !JSON_NODE_HOLDS_VALUE (json_array_get_element (pair, 0)))
        return NULL;

      lo = emu_format_number (json_array_get_double_element (pair, 0));
      hi = emu_format_number (json_array_get_double_element (pair, 1));

      return g_strconcat (lo, "..", hi, NULL);
    }

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");

  return emu_format_number (json_node_get_double (node));
}

static void
set_params (Case          *self,
            const Mixing  *mixing,
            Setup         *setup)
{
  const EmuParamTable *table = &setup->method->params;
  g_autoptr(GList) names = json_object_get_members (self->params);

  if (as_published (self))
    emu_params_set_published (table, setup->params, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (mixing->settings) && mixing->settings[i][0] != NULL; i++)
    {
      const EmuParam *param = emu_params_find (table, mixing->settings[i][0], NULL);

      if (!emu_param_parse (param, setup->params, mixing->settings[i][1], NULL))
        g_assert_not_reached ();
    }

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *text = node_text (json_object_get_member (self->params, l->data));
      const EmuParam *param = emu_params_find (table, l->data, NULL);
      g_autoptr(GError) error = NULL;

      for (guint i = 0; text != NULL && i < G_N_ELEMENTS (aliases); i++)
        {
          if (g_str_equal (aliases[i][0], l->data) && g_str_equal (aliases[i][1], text))
            {
              param = emu_params_find (table, aliases[i][2], NULL);
              g_free (text);
              text = g_strdup (aliases[i][3]);
            }
        }

      if (param != NULL && text != NULL && !emu_param_parse (param, setup->params, text, &error))
        fault (self, "%s", error->message);
    }
}

/* Next draw of the table that is in use, from *@lane on; −1 when there is none. Draws may depend
 * on earlier ones, so those must have been filled. */
static int
next_draw (const Setup *setup,
           EmuMix      *mix,
           guint       *lane)
{
  const EmuDrawTable *table = &setup->method->draws;

  for (; *lane < table->n_draws; (*lane)++)
    {
      if (!setup->given.fixed[*lane] &&
          emu_draw_get_shape (table, *lane, setup->params, mix).in_use)
        return (int) (*lane)++;
    }

  return -1;
}

/* A scalar may stand in a list of its own. */
static gboolean
drawn_number (JsonObject *random,
              double     *value)
{
  JsonArray *values = member_array (random, "value");

  if (values == NULL)
    return member_number (random, "value", value);

  if (json_array_get_length (values) != 1)
    return FALSE;

  *value = json_array_get_double_element (values, 0);

  return TRUE;
}

static void
give_list (Case               *self,
           Setup              *setup,
           guint               lane,
           const EmuDrawShape *shape,
           JsonArray          *list)
{
  gsize wanted = 1;
  guint n = json_array_get_length (list);
  double *values;

  for (int d = 0; d < shape->n_dims; d++)
    wanted *= shape->dims[d];

  if (n != wanted)
    {
      fault (self, "%u values are drawn, the engine reads %" G_GSIZE_FORMAT, n, wanted);
      return;
    }

  values = g_new (double, n);
  for (guint i = 0; i < n; i++)
    values[i] = json_array_get_double_element (list, i);

  setup->arrays[lane] = values;
  setup->given.array[lane] = values;
  setup->given.n[lane] = n;
}

/* Gaussians come with a leading axis of 1 and, for odd widths, one column more than a real
 * transform needs, which only the published code reads. */
static void
give_array (Case               *self,
            Setup              *setup,
            guint               lane,
            const EmuDrawShape *shape,
            const char         *file)
{
  g_autoptr(Npy) array = load (self, file);
  gsize columns, wanted_columns, row = 2, n = 1;
  double *values;

  if (array == NULL)
    return;

  for (int d = 0; d < shape->n_dims; d++)
    n *= shape->dims[d];

  if (array->n_dims < 2 || shape->n_dims < 2)
    {
      fault (self, "%s has too few dimensions", file);
      return;
    }

  columns = array->dims[array->n_dims - 2];
  wanted_columns = shape->dims[shape->n_dims - 2];
  if (wanted_columns > columns || array->n / columns != n / wanted_columns)
    {
      fault (self, "%s has %" G_GSIZE_FORMAT " values, the engine reads %" G_GSIZE_FORMAT,
             file, array->n, n);
      return;
    }

  values = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      gsize line = i / (wanted_columns * row);
      gsize rest = i % (wanted_columns * row);

      values[i] = npy_at (array, line * columns * row + rest);
    }

  setup->arrays[lane] = values;
  setup->given.array[lane] = values;
  setup->given.n[lane] = n;
}

/* What stands in `random` and is none of a method's draws. */
static gboolean
is_draw_apart (JsonObject *random)
{
  const char *draw = member_string (random, "draw");

  return g_str_equal (draw, "randperm") || g_str_equal (draw, "beta");
}

/* A draw that stands in the case's parameters. */
static void
give_scalar (Setup      *setup,
             EmuMix     *mix,
             const char *name,
             double      value)
{
  const EmuDrawTable *table = &setup->method->draws;
  int at = emu_draws_find (table, name, NULL);

  if (at < 0 || !emu_draw_get_shape (table, at, setup->params, mix).in_use)
    return;

  setup->given.fixed[at] = TRUE;
  setup->given.scalar[at] = value;
}

/* Fills the draws in use from entry *@next on, and moves it beyond the last one taken. */
static void
set_draws (Case  *self,
           Setup *setup,
           guint *next)
{
  g_autofree void *draws = g_malloc0 (MAX (setup->method->draws.size, 1));
  EmuMix mix = {
    .method = setup->method,
    .height = setup->height,
    .width = setup->width,
    .requested = setup->request.requested,
    .drawn = setup->request.drawn,
    .lambda = isnan (setup->request.requested) ? setup->request.drawn : setup->request.requested,
    .alpha = setup->method->alpha,
    .draws = draws,
  };
  JsonArray *peak = member_array (self->params, "peak_y_x");
  double tau;
  guint lane = 0;

  if (member_number (self->params, "tau", &tau))
    give_scalar (setup, &mix, "tau", tau);

  if (peak != NULL)
    {
      give_scalar (setup, &mix, "cy", json_array_get_double_element (peak, 0));
      give_scalar (setup, &mix, "cx", json_array_get_double_element (peak, 1));
    }

  for (; *next < n_random (self); (*next)++)
    {
      JsonObject *random = random_at (self, *next);
      EmuDrawShape shape;
      JsonArray *list;
      double value;
      int at;

      if (is_draw_apart (random))
        continue;

      at = next_draw (setup, &mix, &lane);
      if (at < 0)
        return;

      shape = emu_draw_get_shape (&setup->method->draws, at, setup->params, &mix);
      list = member_array (random, "value");
      setup->given.fixed[at] = TRUE;
      if (shape.n_dims > 0 && list != NULL)
        give_list (self, setup, at, &shape, list);
      else if (shape.n_dims > 0)
        give_array (self, setup, at, &shape, member_string (random, "file"));
      else if (drawn_number (random, &value))
        {
          setup->given.scalar[at] = value;
          emu_draw_set (&setup->method->draws.draws[at], draws, value);
        }
      else
        fault (self, "%s has no value", member_string (random, "name"));
    }

  /* Code that refuses its input may do so before it draws. */
  if (!g_str_equal (self->kind, "error") && next_draw (setup, &mix, &lane) >= 0)
    fault (self, "the engine draws more than the reference");
}

/* λ stands in params, or among the draws as a Beta variate. */
static void
set_lambda (Case  *self,
            Setup *setup)
{
  double value;

  if (member_number (self->params, "lam", &value) || member_number (self->params, "sampled_lam", &value))
    setup->request.drawn = value;

  for (guint i = 0; i < n_random (self); i++)
    {
      JsonObject *random = random_at (self, i);

      if (g_str_equal (member_string (random, "draw"), "beta") && member_number (random, "value", &value))
        setup->request.drawn = value;
    }

  if (member_number (self->params, "given_lam", &value))
    setup->request.requested = value;

  if (member_number (self->params, "alpha", &value))
    setup->request.alpha = value;
}

static float *
as_floats (const Npy *batch,
           gsize      first,
           gsize      n)
{
  float *out = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    out[i] = (float) npy_at (batch, first + i) / 255.0f;

  return out;
}

/* Who is mixed with whom: the last permutation of the batch that is drawn, or a parameter. */
static JsonArray *
pairing (Case *self)
{
  JsonArray *partners = member_array (self->params, "permutation");

  for (guint i = 0; i < n_random (self); i++)
    {
      if (g_str_equal (member_string (random_at (self, i), "draw"), "randperm"))
        partners = member_array (random_at (self, i), "value");
    }

  return partners;
}

/* Pictures @first … @last − 1 of the batch, the whole of it at most. */
static void
compare_outputs (Case          *self,
                 const EmuMix  *mix,
                 const EmuMask *mask,
                 guint          first,
                 guint          last)
{
  const char *file = expected_file (self, "output");
  const char *input;
  g_autoptr(Npy) batch = NULL;
  g_autoptr(Npy) expected = NULL;
  JsonArray *partners = pairing (self);
  gsize n;

  if (file == NULL)
    return;

  input = json_array_get_string_element (member_array (self->object, "inputs"), 0);
  batch = load (self, input);
  expected = load (self, file);
  if (batch == NULL || expected == NULL)
    return;

  n = batch->n / batch->dims[0];
  if (partners == NULL || json_array_get_length (partners) != batch->dims[0])
    {
      fault (self, "the case does not say who is mixed with whom");
      return;
    }

  for (gsize i = first; i < MIN (last, batch->dims[0]); i++)
    {
      gsize partner = json_array_get_int_element (partners, i);
      g_autofree float *a = as_floats (batch, i * n, n);
      g_autofree float *b = as_floats (batch, partner * n, n);
      g_autofree float *out = g_new (float, n);
      g_autoptr(GError) error = NULL;

      if (!emu_mix_blend_float (mix, a, b, (int) batch->dims[1], mask, out, &error))
        fault (self, "%s", error->message);
      else
        compare (self, "output", out, float_element, n, expected, i * n);
    }
}

static void
compare_mask (Case          *self,
              const Mixing  *mixing,
              const EmuMask *mask,
              const char    *file,
              gsize          sample)
{
  g_autoptr(Npy) expected = load (self, file);
  gsize n = (gsize) mask->height * mask->width;
  g_autofree float *weights = g_new (float, n);

  for (int y = 0; y < mask->height; y++)
    emu_mask_get_row (mask, y, weights + (gsize) y * mask->width);

  if (expected != NULL)
    compare (self, "mask", weights, mixing->mask_is_of_b ? float_from_one : float_element,
             n, expected, sample * n);
}

/* The mask once more, as coarse as the patches of a network. */
static void
compare_patch_mask (Case         *self,
                    const Mixing *mixing,
                    const EmuMix *mix,
                    gsize         sample)
{
  const char *file = expected_file (self, "patch_mask");
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) error = NULL;
  double patch = 0;
  EmuView view;

  if (file == NULL)
    return;

  if (!member_number (self->params, "model_patch_size", &patch) || !(patch >= 1))
    {
      fault (self, "the case has no size of the patches");
      return;
    }

  view = emu_view_reduced (mix->height, mix->width, patch);
  mask = emu_mix_mask (mix, &view, &error);
  if (mask == NULL)
    fault (self, "%s", error->message);
  else
    compare_mask (self, mixing, mask, file, sample);
}

/* ---- Guides ------------------------------------------------------------------------------- */

/* The case's input, (height, width) or (height, width, channels) bytes. */
static EmuImage *
load_picture (Case *self)
{
  g_autoptr(Npy) array = load (self, json_array_get_string_element (member_array (self->object, "inputs"), 0));
  int channels;
  gsize n;
  EmuImage *image;

  if (array == NULL)
    return NULL;

  channels = array->n_dims == 3 ? (int) array->dims[2] : 1;
  if (array->n_dims < 2 || (channels != 1 && channels != 3))
    {
      fault (self, "the input is no picture");
      return NULL;
    }

  image = emu_image_new (channels, (int) array->dims[0], (int) array->dims[1], NULL);
  n = emu_image_n_pixels (image);
  for (gsize i = 0; i < n; i++)
    {
      for (int c = 0; c < channels; c++)
        emu_image_plane (image, c)[i] = (guint8) npy_at (array, i * channels + c);
    }

  return image;
}

static double
byte_element (gconstpointer values,
              gsize         i)
{
  return ((const guint8 *) values)[i];
}

static void
compare_grey (Case           *self,
              const char     *name,
              const EmuImage *grey)
{
  const char *file = expected_file (self, name);
  g_autoptr(Npy) expected = file != NULL ? load (self, file) : NULL;

  if (file == NULL)
    fault (self, "the case has no %s", name);
  else if (expected != NULL)
    compare (self, name, emu_image_plane (grey, 0), byte_element, emu_image_n_pixels (grey), expected, 0);
}

static void
compare_peak (Case           *self,
              const EmuGuide *guide)
{
  JsonArray *peak = member_array (self->params, "peak_y_x");

  if (peak == NULL)
    {
      fault (self, "the case has no peak");
      return;
    }

  compare_at (self, "row of the peak", guide->peak_y, json_array_get_double_element (peak, 0), 0);
  compare_at (self, "column of the peak", guide->peak_x, json_array_get_double_element (peak, 1), 0);
}

static void
run_saliency (Case *self)
{
  g_autoptr(EmuImage) image = load_picture (self);
  g_autoptr(EmuImage) grey = NULL;
  g_autoptr(EmuImage) map = NULL;
  g_autoptr(EmuGuide) guide = NULL;

  if (image == NULL)
    return;

  grey = emu_saliency_grey (image, NULL, NULL);
  map = emu_saliency_fine_grained (image, NULL, NULL);
  guide = emu_guide_new (EMU_GUIDE_FINE_GRAINED, image, NULL, NULL);
  compare_grey (self, "gray", grey);
  compare_grey (self, "saliency_0_255", map);
  compare_peak (self, guide);
}

static void
set_guide (Case  *self,
           Setup *setup)
{
  g_autoptr(EmuImage) map = load_picture (self);

  if (map == NULL)
    return;

  setup->guide = emu_guide_new_from_grey (EMU_GUIDE_FILE, map, NULL);
  setup->request.guides[1] = setup->guide;
  compare_peak (self, setup->guide);
}

/* ---- A mixing ----------------------------------------------------------------------------- */

/* Draws from entry *@next on, mixes, and compares picture @sample of the batch, or all of it. */
static void
run_sample (Case         *self,
            const Mixing *mixing,
            int           height,
            int           width,
            guint         sample,
            guint        *next)
{
  g_auto(Setup) setup = { .request = EMU_MIX_REQUEST_INIT, .height = height, .width = width };
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) error = NULL;
  const char *mask_file = expected_file (self, "mask");
  EmuView view = emu_view_whole (height, width);

  setup.method = emu_methods_find (mixing->method, &error);
  g_assert_no_error (error);
  setup.params = emu_params_new (&setup.method->params);
  set_params (self, mixing, &setup);
  set_lambda (self, &setup);
  set_draws (self, &setup, next);
  if (mixing->map_of_b)
    set_guide (self, &setup);
  if (self->faults->len > 0)
    return;

  setup.request.method = setup.method;
  setup.request.params = setup.params;
  setup.request.given = &setup.given;
  mix = emu_mix_new (&setup.request, height, width, NULL, NULL, &error);

  if (g_str_equal (self->kind, "error"))
    {
      if (mix != NULL)
        fault (self, "the reference refuses this, the engine does not");
      return;
    }

  if (mix == NULL || (mask = emu_mix_mask (mix, &view, &error)) == NULL)
    {
      fault (self, "%s", error->message);
      return;
    }

  compare_label (self, &mix->label, sample);
  compare_box (self, mask);
  compare_outputs (self, mix, mask, sample, mixing->draws_for_each ? sample + 1 : G_MAXUINT);
  compare_patch_mask (self, mixing, mix, sample);
  if (mask_file != NULL)
    compare_mask (self, mixing, mask, mask_file, sample);
}

static void
run_mixing (Case         *self,
            const Mixing *mixing)
{
  JsonArray *partners = pairing (self);
  guint n_samples = mixing->draws_for_each && partners != NULL ? json_array_get_length (partners) : 1;
  guint next = 0;
  double height = 0, width = 0;

  if (!member_number (self->params, "height", &height) || !member_number (self->params, "width", &width))
    {
      fault (self, "the case has no size");
      return;
    }

  for (guint i = 0; i < n_samples; i++)
    run_sample (self, mixing, (int) height, (int) width, i, &next);

  for (; next < n_random (self); next++)
    {
      if (!is_draw_apart (random_at (self, next)))
        {
          fault (self, "the engine draws less than the reference");
          return;
        }
    }
}

/* ---- FMix on its own ---------------------------------------------------------------------- */

/* Not a fault: the one kind of case that is passed over for its shape. */
#define SKIPPED "skipped"

#define MAX_DIMS 3

typedef struct
{
  int             n_dims;
  int             dims[MAX_DIMS];
  gsize           n;
  EmuFMixSpectrum variant;
} Field;

static gboolean
read_field (Case  *self,
            Field *field)
{
  JsonArray *shape = member_array (self->params, "shape");
  const char *variant = member_string (self->params, "variant");
  guint n_dims = shape != NULL ? json_array_get_length (shape) : 0;

  if (n_dims < 1 || n_dims > MAX_DIMS || variant == NULL)
    {
      fault (self, "the case has no shape of 1 to 3 sides or no variant");
      return FALSE;
    }

  field->n_dims = (int) n_dims;
  field->n = 1;
  field->variant = g_str_equal (variant, "asis") ? EMU_FMIX_SPECTRUM_AS_PUBLISHED
                                                 : EMU_FMIX_SPECTRUM_PAPER;
  for (guint i = 0; i < n_dims; i++)
    {
      field->dims[i] = (int) json_array_get_int_element (shape, i);
      field->n *= field->dims[i];
    }

  /* In three dimensions the reference tells its transform the sides in another order than its
   * spectrum has them, and crops; only a cube is spared. */
  if (field->variant == EMU_FMIX_SPECTRUM_PAPER && n_dims == 3 &&
      (field->dims[0] != field->dims[1] || field->dims[1] != field->dims[2]))
    {
      g_string_assign (self->faults, SKIPPED);
      return FALSE;
    }

  return TRUE;
}

/* Returns: (transfer full): the field from the Gaussian file, not rescaled */
static double *
make_field (Case        *self,
            const Field *field)
{
  g_autoptr(Npy) gaussians = NULL;
  g_autofree double *values = NULL;
  g_autoptr(GError) error = NULL;
  double *out;
  double decay = 0;

  for (guint i = 0; i < n_random (self); i++)
    {
      const char *file = member_string (random_at (self, i), "file");

      if (file != NULL)
        gaussians = load (self, file);
    }

  if (gaussians == NULL || gaussians->n_dims < 2 || !member_number (self->params, "decay_power", &decay))
    {
      fault (self, "the case has no Gaussian numbers or no decay");
      return NULL;
    }

  values = g_new (double, gaussians->n);
  for (gsize i = 0; i < gaussians->n; i++)
    values[i] = npy_at (gaussians, i);

  out = emu_fft_new_field (field->n, &error);
  if (out == NULL ||
      !emu_fmix_field (field->n_dims, field->dims, decay, field->variant, values,
                       (int) gaussians->dims[gaussians->n_dims - 2], out, &error))
    {
      fault (self, "%s", error->message);
      g_clear_pointer (&out, emu_fft_free);
    }

  return out;
}

static void
compare_frequencies (Case        *self,
                     const Field *field)
{
  const char *file = expected_file (self, "frequency_magnitudes");
  int shape[MAX_DIMS];
  gsize n, columns, their_columns;
  g_autofree double *frequencies = NULL;
  g_autoptr(Npy) expected = NULL;

  if (file == NULL || (expected = load (self, file)) == NULL)
    return;

  n = emu_fmix_spectrum_shape (field->n_dims, field->dims, field->variant, shape);
  frequencies = g_new (double, n);
  emu_fmix_frequencies (field->n_dims, field->dims, field->variant, frequencies);

  /* The reference may list more columns than a real transform needs. */
  columns = shape[field->n_dims - 1];
  their_columns = expected->dims[expected->n_dims - 1];
  if (their_columns < columns)
    {
      fault (self, "%s has fewer columns than the spectrum", file);
      return;
    }

  for (gsize line = 0; line < n / columns; line++)
    compare (self, "frequencies", frequencies + line * columns, double_element, columns, expected,
             line * their_columns);
}

static void
run_fmix_field (Case *self)
{
  const char *file = expected_file (self, "low_frequency_image");
  Field field;
  double *values;
  g_autoptr(Npy) expected = NULL;

  if (!read_field (self, &field) || (values = make_field (self, &field)) == NULL)
    return;

  emu_fmix_rescale (values, field.n);
  if (file != NULL && (expected = load (self, file)) != NULL)
    compare (self, "field", values, double_element, field.n, expected, 0);
  emu_fft_free (values);

  compare_frequencies (self, &field);
}

static void
run_fmix_mask (Case *self)
{
  const char *file = expected_file (self, "mask");
  Field field;
  double *values;
  double lambda = 0, max_soft = 0, coin = 0;
  g_autofree float *mask = NULL;
  g_autoptr(Npy) expected = NULL;

  if (!read_field (self, &field) || (values = make_field (self, &field)) == NULL)
    return;

  member_number (self->params, "lam", &lambda);
  member_number (self->params, "max_soft", &max_soft);
  for (guint i = 0; i < n_random (self); i++)
    member_number (random_at (self, i), "value", &coin);

  mask = g_new (float, field.n);
  emu_fmix_threshold (values, field.n, lambda, max_soft, coin, mask);
  emu_fft_free (values);

  if (file == NULL)
    file = expected_file (self, NULL);
  if (file != NULL && (expected = load (self, file)) != NULL)
    compare (self, "mask", mask, float_element, field.n, expected, 0);
}

/* ---- The generator ------------------------------------------------------------------------ */

static void
run_philox_table (Case       *self,
                  const char *file)
{
  g_autofree char *path = g_build_filename (self->dir, file, NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonArray *rows;

  if (!json_parser_load_from_file (parser, path, &error))
    {
      fault (self, "%s", error->message);
      return;
    }

  rows = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      guint32 counter[4], key[2], out[4];

      for (guint k = 0; k < 4; k++)
        counter[k] = (guint32) json_array_get_int_element (member_array (row, "counter"), k);
      for (guint k = 0; k < 2; k++)
        key[k] = (guint32) json_array_get_int_element (member_array (row, "key"), k);

      emu_philox4x32 ((int) json_object_get_int_member (row, "rounds"), counter, key, out);
      for (guint k = 0; k < 4; k++)
        compare_at (self, "a word", out[k],
                    (guint32) json_array_get_int_element (member_array (row, "expected"), k), 0);
    }
}

static void
run_philox_stream (Case       *self,
                   const char *file)
{
  JsonArray *inputs = member_array (self->object, "inputs");
  g_autoptr(Npy) counters = load (self, json_array_get_string_element (inputs, 0));
  g_autoptr(Npy) keys = load (self, json_array_get_string_element (inputs, 1));
  g_autoptr(Npy) expected = load (self, file);
  double rounds = 10;

  if (counters == NULL || keys == NULL || expected == NULL)
    return;

  member_number (self->params, "rounds", &rounds);
  for (gsize i = 0; i < expected->n / 4; i++)
    {
      guint32 counter[4], key[2], out[4];

      for (guint k = 0; k < 4; k++)
        counter[k] = (guint32) npy_at (counters, 4 * i + k);
      for (guint k = 0; k < 2; k++)
        key[k] = (guint32) npy_at (keys, 2 * i + k);

      emu_philox4x32 ((int) rounds, counter, key, out);
      for (guint k = 0; k < 4; k++)
        compare_at (self, "a word", out[k], npy_at (expected, 4 * i + k), 0);
    }
}

static void
run_philox (Case *self)
{
  JsonArray *files = member_array (self->object, "expected");

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      const char *file = json_array_get_string_element (files, i);

      if (g_str_has_suffix (file, ".json"))
        run_philox_table (self, file);
      else
        run_philox_stream (self, file);
    }
}

/* ---- Batches ------------------------------------------------------------------------------ */

#define MAX_BATCH 64

static const struct
{
  const char  *golden;
  EmuBatchMode mode;
} batch_modes[] = {
  { "batch", EMU_BATCH_WHOLE },
  { "pair", EMU_BATCH_PAIR },
  { "elem", EMU_BATCH_ELEMENT },
  { "half", EMU_BATCH_HALF },
};

/* What one call of a library is handed: the classes, the draws of the batch, and where those of the
 * boxes begin. Pictures that share draws share a box. */
typedef struct
{
  Case           *self;
  EmuBatchRequest request;
  EmuBatchDraws   draws;
  void           *params[2];
  int             classes[MAX_BATCH];
  double          whether[MAX_BATCH];
  double          other[MAX_BATCH];
  double          lambda[2][MAX_BATCH];
  guint           next;
  gboolean        boxed[MAX_BATCH];
  EmuDrawValues   boxes[MAX_BATCH];
  int             height;
  int             width;
} Library;

static void
clear_library (Library *library)
{
  g_free (library->params[0]);
  g_free (library->params[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Library, clear_library)

static EmuMix *
mix_in_library (const EmuMixRequest *request,
                int                  index,
                int                  partner,
                gpointer             data,
                GCancellable        *cancellable,
                GError             **error)
{
  Library *library = data;
  EmuMixRequest complete = *request;
  int n = library->request.n;
  int at = library->request.mode == EMU_BATCH_WHOLE ? 0
           : library->request.mode == EMU_BATCH_PAIR ? MIN (index, n - 1 - index) : index;

  if (!library->boxed[at])
    {
      g_auto(Setup) setup = { .request = *request, .height = library->height, .width = library->width };

      setup.method = request->method;
      setup.params = emu_params_copy (&request->method->params, request->params);
      set_draws (library->self, &setup, &library->next);
      library->boxes[at] = setup.given;
      library->boxed[at] = TRUE;
    }

  complete.given = &library->boxes[at];

  return emu_mix_new (&complete, library->height, library->width, NULL, cancellable, error);
}

static gboolean
read_classes (Case    *self,
              Library *library)
{
  JsonArray *labels = member_array (self->params, "labels");
  double n_classes = 0;

  if (labels == NULL || json_array_get_length (labels) > MAX_BATCH ||
      !member_number (self->params, "num_classes", &n_classes))
    {
      fault (self, "the case has no labels or no number of classes");
      return FALSE;
    }

  library->request.n = (int) json_array_get_length (labels);
  library->request.n_classes = (int) n_classes;
  library->request.classes = library->classes;
  library->request.given = &library->draws;
  for (int i = 0; i < library->request.n; i++)
    library->classes[i] = (int) json_array_get_int_element (labels, i);

  return TRUE;
}

/* A number, or a list of them, as draws of the batch. */
static void
read_draws (Case   *self,
            guint   entry,
            double *out)
{
  JsonArray *list = member_array (random_at (self, entry), "value");

  if (list == NULL && !member_number (random_at (self, entry), "value", out))
    fault (self, "draw %u has no value", entry);

  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), MAX_BATCH); i++)
    out[i] = json_array_get_double_element (list, i);
}

static void
use_method (Library    *library,
            guint       place,
            const char *id,
            double      alpha)
{
  const EmuConvention *convention = library->request.convention;
  const EmuMethod *method = emu_methods_find (id, NULL);

  library->params[place] = emu_params_new (&method->params);
  if (g_strcmp0 (convention->settings[0], id) == 0 &&
      !emu_param_parse (emu_params_find (&method->params, convention->settings[1], NULL),
                        library->params[place], convention->settings[2], NULL))
    g_assert_not_reached ();

  library->request.methods[place] = (EmuBatchMethod) { method, library->params[place], alpha };
}

/* One number for the batch: whether, which, λ of the one chosen. Otherwise lists: which, λ of CutMix,
 * λ of mixup, whether. */
static void
read_batch_draws (Case    *self,
                  Library *library,
                  gboolean both)
{
  gboolean whole = library->request.mode == EMU_BATCH_WHOLE;
  guint n_uniform = 0, n_beta = 0;

  for (; library->next < n_random (self); library->next++)
    {
      const char *draw = member_string (random_at (self, library->next), "draw");

      if (g_str_equal (draw, "rand"))
        {
          gboolean is_other = both && n_uniform == (whole ? 1 : 0);

          read_draws (self, library->next, is_other ? library->other : library->whether);
          n_uniform++;
        }
      else if (g_str_equal (draw, "beta"))
        {
          guint place = both && !whole ? 1 - n_beta : 0;

          if (place < 2)
            read_draws (self, library->next, library->lambda[place]);
          n_beta++;
        }
      else
        break;
    }

  if (whole)
    library->lambda[1][0] = library->lambda[0][0];

  if (n_uniform != (both ? 2 : 1) || n_beta != (both && !whole ? 2 : 1))
    fault (self, "the draws of the batch are not those of the library");

  library->draws = (EmuBatchDraws) {
    NULL, library->whether, library->other, { library->lambda[0], library->lambda[1] },
  };
}

static EmuImage *
batch_picture (const Npy *batch,
               gsize      i,
               int        height,
               int        width)
{
  int channels = (int) batch->dims[1];
  EmuImage *image = emu_image_new (channels, height, width, NULL);
  gsize n = emu_image_n_pixels (image);

  for (int c = 0; c < channels; c++)
    {
      for (gsize k = 0; k < n; k++)
        emu_image_plane (image, c)[k] = (guint8) npy_at (batch, (i * channels + c) * n + k);
    }

  return image;
}

static void
compare_bytes (Case           *self,
               const EmuBatch *batch,
               const Npy      *pictures,
               const Npy      *expected,
               int             i,
               int             height,
               int             width)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  gsize plane = (gsize) height * width;
  g_autoptr(EmuImage) a = batch_picture (pictures, i, height, width);
  g_autoptr(EmuImage) b = batch_picture (pictures, batch->partner[i], height, width);
  g_autoptr(EmuImage) out = NULL;

  if (batch->mix[i] != NULL)
    {
      EmuView view = emu_view_whole (height, width);
      g_autoptr(EmuPair) pair = emu_pair_new (a, b, EMU_FIT_COVER, EMU_FILTER_AREA, black, NULL);
      g_autoptr(EmuMask) mask = emu_mix_mask (batch->mix[i], &view, NULL);

      out = emu_mix_blend (batch->mix[i], pair, mask, NULL, NULL);
    }
  else
    out = emu_image_ref (a);

  for (int c = 0; c < out->channels; c++)
    compare (self, "output", emu_image_plane (out, c), byte_element, plane, expected,
             ((gsize) i * out->channels + c) * plane);
}

static void
compare_floats (Case           *self,
                const EmuBatch *batch,
                const Npy      *pictures,
                const Npy      *expected,
                int             i,
                int             height,
                int             width)
{
  gsize n = pictures->n / pictures->dims[0];
  g_autofree float *a = as_floats (pictures, i * n, n);
  g_autofree float *b = as_floats (pictures, batch->partner[i] * n, n);
  g_autofree float *out = g_memdup2 (a, n * sizeof (float));

  if (batch->mix[i] != NULL)
    {
      EmuView view = emu_view_whole (height, width);
      g_autoptr(EmuMask) mask = emu_mix_mask (batch->mix[i], &view, NULL);

      emu_mix_blend_float (batch->mix[i], a, b, (int) pictures->dims[1], mask, out, NULL);
    }

  compare (self, "output", out, float_element, n, expected, i * n);
}

static void
compare_rows (Case           *self,
              const EmuBatch *batch,
              const char     *file)
{
  gsize n = (gsize) batch->n_out * batch->n_classes;
  g_autoptr(Npy) expected = file != NULL ? load (self, file) : NULL;

  if (file == NULL)
    fault (self, "the case has no labels to compare");
  else if (expected != NULL && expected->n != n)
    fault (self, "%" G_GSIZE_FORMAT " labels, the file has %" G_GSIZE_FORMAT, n, expected->n);
  else if (expected != NULL)
    compare (self, "labels", batch->rows, double_element, n, expected, 0);
}

static void
compare_batch (Case           *self,
               const Library  *library,
               const EmuBatch *batch)
{
  const char *file = expected_file (self, "output");
  const char *input = json_array_get_string_element (member_array (self->object, "inputs"), 0);
  g_autoptr(Npy) pictures = load (self, input);
  g_autoptr(Npy) expected = file != NULL ? load (self, file) : NULL;

  if (pictures == NULL || expected == NULL)
    {
      fault (self, "the case has no output");
      return;
    }

  if (pictures->dims[0] != (gsize) batch->n || expected->n != batch->n_out * (pictures->n / pictures->dims[0]))
    {
      fault (self, "%d pictures come out, not those of %s", batch->n_out, file);
      return;
    }

  for (int i = 0; i < batch->n_out; i++)
    (batch->convention->bytes ? compare_bytes : compare_floats) (self, batch, pictures, expected, i,
                                                                 library->height, library->width);
  compare_rows (self, batch, expected_file (self, "target"));
}

static void
run_library (Case       *self,
             const char *convention)
{
  g_auto(Library) library = { .self = self };
  const char *mode = member_string (self->params, "mode");
  double mixup_alpha = 0, cutmix_alpha = 0, height = 0, width = 0;
  g_autoptr(EmuBatch) batch = NULL;
  g_autoptr(GError) error = NULL;
  guint n_methods = 0;

  emu_batch_request_init (&library.request, emu_conventions_find (convention, NULL),
                          emu_methods_find ("mixup", NULL), TRUE);
  if (!read_classes (self, &library))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (batch_modes); i++)
    if (g_strcmp0 (mode, batch_modes[i].golden) == 0)
      library.request.mode = batch_modes[i].mode;

  member_number (self->params, "mixup_alpha", &mixup_alpha);
  member_number (self->params, "cutmix_alpha", &cutmix_alpha);
  member_number (self->params, "prob", &library.request.prob);
  member_number (self->params, "switch_prob", &library.request.switch_prob);
  member_number (self->params, "label_smoothing", &library.request.smoothing);
  member_number (self->params, "height", &height);
  member_number (self->params, "width", &width);
  library.height = (int) height;
  library.width = (int) width;
  library.request.mixer = mix_in_library;
  library.request.mixer_data = &library;

  /* An α of zero switches a method off. */
  if (mixup_alpha > 0)
    use_method (&library, n_methods++, "mixup", mixup_alpha);
  if (cutmix_alpha > 0)
    use_method (&library, n_methods++, "cutmix", cutmix_alpha);
  read_batch_draws (self, &library, n_methods == 2);
  if (self->faults->len > 0)
    return;

  batch = emu_batch_new (&library.request, NULL, &error);
  if (batch == NULL)
    fault (self, "%s", error->message);
  else if (library.next != n_random (self))
    fault (self, "the engine draws %u numbers, the library %u", library.next, n_random (self));
  else
    compare_batch (self, &library, batch);
}

static void
run_timm (Case *self)
{
  run_library (self, "timm");
}

static void
run_timm_collate (Case *self)
{
  run_library (self, "timm-collate");
}

/* Labels alone: mixed with the batch backwards under one λ, or not mixed at all. */
static void
run_target (Case *self)
{
  g_auto(Library) library = { .self = self };
  const char *rule = member_string (self->params, "mode");
  g_autoptr(EmuBatch) batch = NULL;
  g_autoptr(GError) error = NULL;

  emu_batch_request_init (&library.request, emu_conventions_find ("timm", NULL),
                          emu_methods_find ("mixup", NULL), TRUE);
  if (!read_classes (self, &library))
    return;

  library.request.height = library.request.width = 1;
  library.request.smoothing_rule = g_strcmp0 (rule, "classy_vision") == 0 ? EMU_SMOOTHING_NORMALISED
                                                                          : EMU_SMOOTHING_UNIFORM;
  if (!member_number (self->params, "smoothing", &library.request.smoothing))
    member_number (self->params, "eps", &library.request.smoothing);
  if (member_number (self->params, "lam", &library.lambda[0][0]))
    library.draws.lambda[0] = library.lambda[0];
  else
    library.request.prob = 0;

  batch = emu_batch_new (&library.request, NULL, &error);
  if (batch == NULL)
    fault (self, "%s", error->message);
  else
    compare_rows (self, batch, expected_file (self, NULL));
}

/* ---- All cases ---------------------------------------------------------------------------- */

typedef struct
{
  const char *golden;
  void      (*run) (Case *self);
} Single;

static const Single singles[] = {
  { "philox4x32", run_philox },
  { "fmix-low-frequency", run_fmix_field },
  { "fmix-mask", run_fmix_mask },
  { "saliency-fine-grained", run_saliency },
  { "timm-Mixup", run_timm },
  { "timm-FastCollateMixup", run_timm_collate },
  { "mixup-target", run_target },
  { "label-smoothing", run_target },
};

/* Returns: %FALSE when nothing here knows the method */
static gboolean
run_case (Case       *self,
          const char *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    {
      if (g_str_equal (singles[i].golden, method))
        {
          singles[i].run (self);
          return TRUE;
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (mixings); i++)
    {
      if (g_str_equal (mixings[i].golden, method))
        {
          run_mixing (self, &mixings[i]);
          return TRUE;
        }
    }

  return golden_ops_run (self->dir, self->object, self->faults) ||
         golden_pixels_run (self->dir, self->object, self->faults) ||
         golden_timm_run (self->dir, self->object, self->faults) ||
         golden_torchvision_run (self->dir, self->object, self->faults);
}

static gboolean
load_input (Case *self)
{
  JsonArray *files = member_array (self->object, "expected");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      const char *file = json_array_get_string_element (files, i);

      if (g_str_has_suffix (file, ".npy"))
        {
          g_autoptr(Npy) array = load (self, file);

          if (array == NULL)
            return FALSE;
        }
    }

  return TRUE;
}

static JsonNode *
load_index (const char *dir,
            GError    **error)
{
  g_autofree char *path = g_build_filename (dir, "index.json", NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;

  return emu_json_parse (text, length, 256 << 20, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) skipped = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GList) names = NULL;
  JsonArray *cases;
  guint n_passed = 0, n_failed = 0;

  if (argc != 2)
    {
      g_printerr ("usage: golden DIR, where DIR holds index.json\n");
      return 2;
    }

  root = load_index (argv[1], &error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      (cases = member_array (json_node_get_object (root), "cases")) == NULL)
    {
      g_printerr ("golden: %s\n", error != NULL ? error->message : "index.json lists no cases");
      g_print ("0 passed, 1 failed\n");
      return 1;
    }

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      const char *method = member_string (object, "method");
      g_autoptr(GString) faults = g_string_new (NULL);
      Case one = {
        .dir = argv[1],
        .name = member_string (object, "case"),
        .kind = member_string (object, "kind"),
        .object = object,
        .params = json_object_get_object_member (object, "params"),
        .faults = faults,
      };

      member_number (object, "tolerance", &one.tolerance);

      if (g_str_equal (one.kind, "input"))
        {
          if (load_input (&one))
            continue;
        }
      else if (!run_case (&one, method))
        {
          g_hash_table_add (skipped, (gpointer) method);
          continue;
        }

      if (g_str_equal (faults->str, SKIPPED))
        {
          g_print ("skipped %s: three unequal sides, where the reference crops its own spectrum\n", one.name);
          continue;
        }

      if (faults->len == 0)
        n_passed++;
      else
        {
          n_failed++;
          g_print ("failed %s: %s\n", one.name, faults->str);
        }
    }

  names = g_list_sort (g_hash_table_get_keys (skipped), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    g_print ("skipped %s: not built\n", (const char *) l->data);

  g_print ("%u passed, %u failed\n", n_passed, n_failed);

  return n_failed == 0 && n_passed > 0 ? 0 : 1;
}
