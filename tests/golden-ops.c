/* golden-ops.c: golden cases of operations on one picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-ops.h"
#include "golden-ops.h"
#include "npy.h"

/* What the data call an operation and its parameters. torchvision's operations come as one method,
 * whose parameter "op" is the first column, and have one number, "magnitude". */
typedef struct
{
  const char *golden;
  const char *op;
  const char *names[2][2];     /* theirs, ours */
  const char *settings[1][2];  /* implied by the name */
  gboolean    is_whole;        /* decimals of the magnitude are cut off */
  double      neutral;         /* what the magnitude is added to */
} Row;

static const Row pillow_rows[] = {
  { "pil-AutoContrast", "autocontrast" },
  { "pil-Brightness", "brightness" },
  { "pil-Color", "color" },
  { "pil-Contrast", "contrast" },
  { "pil-Equalize", "equalize" },
  { "pil-GaussianBlur", "gaussian-blur" },
  { "pil-Invert", "invert" },
  { "pil-Posterize", "posterize" },
  { "pil-Sharpness", "sharpness" },
  { "pil-Solarize", "solarize" },
  { "pil-SolarizeAdd", "solarize-add" },
  { "pil-ShearX", "shear-x" },
  { "pil-ShearY", "shear-y" },
  { "pil-TranslateX", "translate-x" },
  { "pil-TranslateY", "translate-y" },
  { "pil-Rotate", "rotate" },
  { "pil-Resize", "resize", { { "to_height", "height" }, { "to_width", "width" } } },
};

static const Row torchvision_rows[] = {
  { "AutoContrast", "autocontrast" },
  { "Brightness", "brightness", { { "magnitude", "factor" } }, .neutral = 1 },
  { "Color", "color", { { "magnitude", "factor" } }, .neutral = 1 },
  { "Contrast", "contrast", { { "magnitude", "factor" } }, .neutral = 1 },
  { "Equalize", "equalize" },
  { "Posterize", "posterize", { { "magnitude", "bits" } }, .is_whole = TRUE },
  { "Sharpness", "sharpness", { { "magnitude", "factor" } }, .neutral = 1 },
  { "Solarize", "solarize", { { "magnitude", "threshold" } } },
  { "ShearX", "shear-x", { { "magnitude", "factor" } }, { { "convention", "torchvision" } } },
  { "ShearY", "shear-y", { { "magnitude", "factor" } }, { { "convention", "torchvision" } } },
  { "TranslateX", "translate-x", { { "magnitude", "pixels" } }, { { "positive", "right" } }, TRUE },
  { "TranslateY", "translate-y", { { "magnitude", "pixels" } }, { { "positive", "down" } }, TRUE },
  { "Rotate", "rotate", { { "magnitude", "degrees" } } },
};

static const Row *
find_row (JsonObject *object)
{
  const char *name = json_object_get_string_member (object, "method");
  const Row *rows = pillow_rows;
  guint n = G_N_ELEMENTS (pillow_rows);

  if (g_str_equal (name, "torchvision-op"))
    {
      name = json_object_get_string_member (json_object_get_object_member (object, "params"), "op");
      rows = torchvision_rows;
      n = G_N_ELEMENTS (torchvision_rows);
    }

  for (guint i = 0; i < n; i++)
    if (g_str_equal (rows[i].golden, name))
      return &rows[i];

  return NULL;
}

static const char *
our_name (const Row  *row,
          const char *theirs)
{
  if (g_str_equal (theirs, "resample"))
    return "interpolation";

  for (guint i = 0; i < G_N_ELEMENTS (row->names) && row->names[i][0] != NULL; i++)
    if (g_str_equal (row->names[i][0], theirs))
      return row->names[i][1];

  return theirs;
}

static gboolean
set_text (const EmuOp *op,
          void        *params,
          const char  *name,
          const char  *text,
          GError     **error)
{
  const EmuParam *param = emu_params_find (&op->params, name, error);

  return param != NULL && emu_param_parse (param, params, text, error);
}

/* One number for all of @names, or one for each. */
static gboolean
set_each (const EmuOp        *op,
          void               *params,
          const char * const *names,
          JsonNode           *node,
          GError            **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      double value = JSON_NODE_HOLDS_ARRAY (node)
                       ? json_array_get_double_element (json_node_get_array (node), i)
                       : json_node_get_double (node);
      g_autofree char *text = emu_format_number (value);

      if (!set_text (op, params, names[i], text, error))
        return FALSE;
    }

  return TRUE;
}

/* torchvision hands every operation a magnitude, an interpolation and a fill. */
static gboolean
plays_no_part (const EmuOp *op,
               const char  *name)
{
  static const char * const for_all[] = { "magnitude", "interpolation", "fill", NULL };

  return g_strv_contains (for_all, name) && !emu_op_moves (op);
}

static gboolean
set_params (const Row   *row,
            const EmuOp *op,
            JsonObject  *given,
            void        *params,
            GError     **error)
{
  static const char * const fill[] = { "fill-red", "fill-green", "fill-blue", NULL };
  static const char * const cutoff[] = { "low", "high", NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, given);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *text = NULL;

      if (g_str_equal (name, "op") || g_str_equal (name, "note"))
        continue;

      if (g_str_equal (our_name (row, name), name) && plays_no_part (op, name))
        continue;

      if (g_str_equal (name, "fill") || g_str_equal (name, "cutoff"))
        {
          if (!set_each (op, params, g_str_equal (name, "fill") ? fill : cutoff, node, error))
            return FALSE;
          continue;
        }

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        text = json_node_dup_string (node);
      else
        {
          double value = row->neutral + json_node_get_double (node);

          text = emu_format_number (row->is_whole ? trunc (value) : value);
        }

      if (!set_text (op, params, our_name (row, name), text, error))
        return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (row->settings) && row->settings[i][0] != NULL; i++)
    if (!set_text (op, params, row->settings[i][0], row->settings[i][1], error))
      return FALSE;

  return TRUE;
}

/* (height, width) or (height, width, channels) bytes */
static EmuImage *
load_picture (const char  *dir,
              const char  *file,
              GError     **error)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);
  g_autoptr(Npy) array = npy_load (path, error);
  g_autoptr(EmuImage) image = NULL;
  int channels;
  gsize n;

  if (array == NULL)
    return NULL;

  g_assert (array->type == 'u' && array->size == 1 && (array->n_dims == 2 || array->n_dims == 3));
  channels = array->n_dims == 3 ? (int) array->dims[2] : 1;
  image = emu_image_new (channels, (int) array->dims[0], (int) array->dims[1], error);
  if (image == NULL)
    return NULL;

  n = emu_image_n_pixels (image);
  for (int c = 0; c < channels; c++)
    for (gsize i = 0; i < n; i++)
      emu_image_plane (image, c)[i] = (guint8) array->data[i * channels + c];

  return g_steal_pointer (&image);
}

/* FNV-1a of the bytes as they lie in the data, channels together. */
static guint64
get_hash (const EmuImage *image)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < emu_image_n_pixels (image); i++)
    for (int c = 0; c < image->channels; c++)
      hash = (hash ^ emu_image_plane (image, c)[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

static void
compare (const char     *dir,
         JsonObject     *object,
         const EmuImage *got,
         GString        *faults)
{
  JsonArray *files = json_object_get_array_member (object, "expected");
  g_autoptr(EmuImage) expected = NULL;
  g_autoptr(GError) error = NULL;
  gsize n_wrong = 0;

  if (json_array_get_length (files) == 0)
    {
      const char *wanted = json_object_get_string_member (object, "expected_fnv1a64");

      if (g_ascii_strtoull (wanted, NULL, 16) != get_hash (got))
        g_string_append_printf (faults, "the hash of the bytes is %" G_GINT64_MODIFIER "x, not %s",
                                get_hash (got), wanted);
      return;
    }

  expected = load_picture (dir, json_array_get_string_element (files, 0), &error);
  if (expected == NULL)
    {
      g_string_append (faults, error->message);
      return;
    }

  if (expected->channels != got->channels || expected->height != got->height ||
      expected->width != got->width)
    {
      g_string_append_printf (faults, "%d channels of %d × %d, not %d of %d × %d",
                              got->channels, got->height, got->width,
                              expected->channels, expected->height, expected->width);
      return;
    }

  for (int c = 0; c < got->channels; c++)
    for (gsize i = 0; i < emu_image_n_pixels (got); i++)
      n_wrong += emu_image_plane (got, c)[i] != emu_image_plane (expected, c)[i];

  if (n_wrong > 0)
    g_string_append_printf (faults, "%" G_GSIZE_FORMAT " bytes differ", n_wrong);
}

gboolean
golden_ops_run (const char *dir,
                JsonObject *object,
                GString    *faults)
{
  const Row *row = find_row (object);
  const EmuOp *op = row != NULL ? emu_ops_find (row->op, NULL) : NULL;
  g_autofree void *params = NULL;
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(EmuImage) result = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(EmuOpRun) run = { 0 };

  if (op == NULL)
    return FALSE;

  params = emu_params_new (&op->params);
  image = load_picture (dir, json_array_get_string_element (
                               json_object_get_array_member (object, "inputs"), 0), &error);

  if (image != NULL &&
      set_params (row, op, json_object_get_object_member (object, "params"), params, &error) &&
      emu_op_run_init (&run, op, params, image->height, image->width, image->channels, 0, 0, 0, NULL, &error))
    result = emu_op_apply (op, params, &run, image, NULL, &error);

  if (result != NULL)
    compare (dir, object, result, faults);
  else
    g_string_append (faults, error->message);

  return TRUE;
}
