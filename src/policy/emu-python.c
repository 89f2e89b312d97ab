/* emu-python.c: a mixing as a program in Python
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-python-helpers.h"
#include "emu-python.h"

typedef struct
{
  const EmuMixJob *job;
  const EmuMix    *mix;
  EmuScript        script;
  char            *function;  /* the method's id as a name */
  int              channels;
  GPtrArray       *helpers;
  GString         *text;
} Writer;

EmuPythonColours
emu_python_colours (const EmuFileInfo *info)
{
  if (!info->converted)
    return EMU_PYTHON_COLOURS_STORED;

  /* A grey profile and a gamma go through tables of 16 bits here. */
  if (info->depth == 8 && info->channels >= 3 && info->profile != NULL &&
      !g_str_has_prefix (info->profile, "gamma "))
    return EMU_PYTHON_COLOURS_PROFILE;

  return EMU_PYTHON_COLOURS_CONVERTED;
}

char *
emu_python_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char_validated (text, -1);

      /* Python keeps bytes of a file name that are no UTF-8 as halves of a pair. */
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (out, "\\udc%02x", (guint8) *text++);
          continue;
        }

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_LINE_SEPARATOR &&
               g_unichar_type (c) != G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
      text = g_utf8_next_char (text);
    }

  g_string_append_c (out, '"');

  return g_string_free (out, FALSE);
}

static void
append_number (GString *text,
               double   value)
{
  g_autofree char *number = emu_format_number (value);

  g_string_append (text, number);
}

/* Columns of a line. */
#define LINE 100

/* One indented line, with what is said of it behind or, where that gets too long, above. */
static void
append_line (GString    *text,
             const char *left,
             const char *right,
             const char *end,
             const char *note)
{
  g_autofree char *line = g_strconcat ("    ", left, right, end, NULL);

  if (note == NULL)
    g_string_append_printf (text, "%s\n", line);
  else if (g_utf8_strlen (line, -1) + g_utf8_strlen (note, -1) + (glong) strlen ("  # ") > LINE)
    g_string_append_printf (text, "    # %s\n%s\n", note, line);
  else
    g_string_append_printf (text, "%s  # %s\n", line, note);
}

static void
append_names (GString         *text,
              const GPtrArray *names,
              const char      *before)
{
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : before, (const char *) g_ptr_array_index (names, i));
}

static void
need (Writer     *self,
      const char *helper)
{
  g_ptr_array_add (self->helpers, (gpointer) helper);
}

/* ---- What the functions are given --------------------------------------------------------- */

/* An argument and what is to be said of it. */
typedef struct
{
  GString *value;
  GString *note;
} Argument;

static void
say_source (const Writer *self,
            Argument     *to)
{
  g_string_append_printf (to->note, "drawn from seed %" G_GUINT64_FORMAT, self->mix->seed);
}

static void
set_lambda (const Writer *self,
            double        value,
            gboolean      drawn,
            Argument     *to)
{
  const EmuMix *mix = self->mix;
  double a = mix->alpha;
  double b = mix->alpha;

  append_number (to->value, value);
  g_string_append (to->note, drawn ? "The weight of A, " : "The weight of A, as asked for");
  if (!drawn)
    return;

  if (mix->method->lambda_law == NULL || mix->method->lambda_law (mix->params, mix->alpha, &a, &b))
    {
      g_autofree char *alpha = emu_format_number (a);
      g_autofree char *beta = emu_format_number (b);

      g_string_append_printf (to->note, "from Beta(%s, %s), ", alpha, beta);
    }
  say_source (self, to);
}

static void
set_param (const Writer   *self,
           const EmuParam *param,
           Argument       *to)
{
  const void *params = self->mix->params;
  g_autofree char *quoted = NULL;
  EmuRange range;

  switch (param->type)
    {
    case EMU_PARAM_RANGE:
      range = emu_param_get_range (param, params);
      g_string_append_c (to->value, '(');
      append_number (to->value, range.lo);
      g_string_append (to->value, ", ");
      append_number (to->value, range.hi);
      g_string_append_c (to->value, ')');
      break;

    case EMU_PARAM_BOOL:
      g_string_append (to->value, emu_param_get (param, params) != 0 ? "True" : "False");
      break;

    case EMU_PARAM_CHOICE:
      quoted = emu_python_quote (param->choices[(int) emu_param_get (param, params)].nick);
      g_string_append (to->value, quoted);
      break;

    case EMU_PARAM_TEXT:
      quoted = emu_python_quote (emu_param_get_text (param, params));
      g_string_append (to->value, quoted);
      break;

    case EMU_PARAM_INT:
    case EMU_PARAM_FLOAT:
    default:
      append_number (to->value, emu_param_get (param, params));
      break;
    }

  g_string_append (to->note, param->help);
}

static void
set_array (Writer             *self,
           guint               lane,
           const EmuDrawShape *shape,
           Argument           *to)
{
  const EmuMix *mix = self->mix;

  if (shape->kind == EMU_DRAW_PERMUTATION)
    {
      need (self, "permutation");
      g_string_append_printf (to->value, "permutation(%d", shape->dims[0]);
    }
  else
    {
      need (self, "normals");
      g_string_append (to->value, "normals((");
      for (int d = 0; d < shape->n_dims; d++)
        g_string_append_printf (to->value, d > 0 ? ", %d" : "%d", shape->dims[d]);
      g_string_append_c (to->value, ')');
    }

  g_string_append_printf (to->value, ", seed=%" G_GUINT64_FORMAT ", lane=%u", mix->seed, lane);
  if (mix->sample > 0)
    g_string_append_printf (to->value, ", sample=%" G_GUINT64_FORMAT, mix->sample);
  g_string_append_c (to->value, ')');
}

static void
set_draw (Writer   *self,
          guint     index,
          Argument *to)
{
  const EmuMix *mix = self->mix;
  const EmuDraw *draw = &mix->method->draws.draws[index];
  EmuDrawShape shape = emu_draw_get_shape (&mix->method->draws, index, mix->params, mix);

  if (shape.n_dims > 0)
    set_array (self, index, &shape, to);
  else
    append_number (to->value, emu_draw_get (draw, mix->draws));

  g_string_append (to->note, draw->help);
  if (draw->follows_lambda && !isnan (mix->requested))
    g_string_append (to->note, "; follows from the weight of A asked for");
  else if (self->job->has_given && self->job->given.fixed[index])
    g_string_append (to->note, "; set by hand");
  else if (shape.kind == EMU_DRAW_BETA || shape.n_dims > 0 || shape.lo < shape.hi)
    {
      g_string_append (to->note, "; ");
      say_source (self, to);
    }
}

static void
set_saliency (Writer     *self,
              guint       index,
              const char *picture,
              Argument   *to)
{
  static const char * const functions[] = {
    [EMU_GUIDE_FINE_GRAINED] = "fine_grained",
    [EMU_GUIDE_SPECTRAL_RESIDUAL] = "spectral_residual",
    [EMU_GUIDE_GUIDED_RESIDUAL] = "guided_residual",
  };
  EmuGuideKind kind = self->mix->guides[index]->kind;

  if (kind == EMU_GUIDE_FILE)
    {
      g_string_append_printf (to->value, "map_%s[0].numpy() / 255", picture);
      g_string_append (to->note, "Where to look, from a file");
      return;
    }

  need (self, functions[kind]);
  g_string_append_printf (to->value, "%s(%s)", functions[kind], picture);
  g_string_append (to->note, "Where to look, as computed above");
}

static void
append_argument (Writer     *self,
                 const char *name)
{
  const EmuMix *mix = self->mix;
  const EmuMethod *method = mix->method;
  g_autoptr(GString) value = g_string_new (NULL);
  g_autoptr(GString) note = g_string_new (NULL);
  g_autofree char *left = NULL;
  Argument to = { value, note };
  int draw;

  if (strcmp (name, "lam") == 0)
    set_lambda (self, mix->lambda, isnan (mix->requested), &to);
  else if (strcmp (name, "requested") == 0)
    set_lambda (self, mix->requested, FALSE, &to);
  else if (strcmp (name, "drawn") == 0)
    set_lambda (self, mix->drawn, TRUE, &to);
  else if (strcmp (name, "saliency_a") == 0)
    set_saliency (self, 0, "a", &to);
  else if (strcmp (name, "saliency_b") == 0)
    set_saliency (self, 1, "b", &to);
  else if ((draw = emu_draws_find (&method->draws, name, NULL)) >= 0)
    set_draw (self, draw, &to);
  else
    set_param (self, emu_params_find (&method->params, name, NULL), &to);

  left = g_strconcat (name, "=", NULL);
  append_line (self->text, left, value->str, ",", note->str);
}

/* ---- Parts of the program ----------------------------------------------------------------- */

static void
append_head (Writer *self)
{
  static const char * const rules[] = {
    [EMU_LABEL_MASK_MEAN] = "The label follows what the picture shows: A weighs the mean of the mask.",
    [EMU_LABEL_LAMBDA] = "The label follows lam, the share of A that was asked for or drawn.",
    [EMU_LABEL_A] = "The label is that of A alone.",
    [EMU_LABEL_OWN] = "The label follows a rule of its own: see weight_a.",
  };
  const EmuMethod *method = self->mix->method;

  g_string_append_printf (self->text, "# %s. %s\n# Source: %s\n", method->name, method->summary, method->source);
  g_string_append_printf (self->text, "# %s\n",
                          self->script.weight_a != NULL ? rules[EMU_LABEL_OWN] : rules[self->mix->label.rule]);
  g_string_append (self->text,
                   "#\n# Needs torch, numpy and Pillow. Writes mixed.png, byte for byte as Emulsion saves it.\n");
}

/* What @body uses. Every program loads and saves pictures. */
static void
append_imports (GString    *text,
                const char *body)
{
  gboolean uses_io = strstr (body, "io.BytesIO") != NULL;
  gboolean uses_math = strstr (body, "math.") != NULL;

  g_string_append_printf (text, "\n%s%s%s"
                          "import numpy as np\n"
                          "import torch\n"
                          "from PIL import Image, %sImageOps\n",
                          uses_io ? "import io\n" : "",
                          uses_math ? "import math\n" : "",
                          uses_io || uses_math ? "\n" : "",
                          uses_io ? "ImageCms, " : "");
}

static void
append_function (Writer *self)
{
  const EmuScript *script = &self->script;
  const char *mask = script->mask != NULL ? script->mask : "mask";
  const char *weight_a = script->weight_a;
  const char *note = script->weight_note;

  g_string_append_printf (self->text, "\n\ndef %s(a, b", self->function);
  append_names (self->text, script->arguments, ", ");
  g_string_append (self->text, "):\n"
                   "    \"\"\"Mixes b into a, both (..., channels, height, width) floats of one size.\n"
                   "\n"
                   "    Returns the mixed picture and the weights of a and b in its label.\n"
                   "    \"\"\"\n");

  if (script->mask == NULL)
    {
      g_string_append_printf (self->text, "    height, width = a.shape[-2:]\n"
                              "    mask = %s_mask(height, width", self->function);
      append_names (self->text, script->arguments, ", ");
      g_string_append (self->text, ").to(a)\n");
    }

  if (script->mixed != NULL)
    g_string_append_printf (self->text, "    mixed = %s\n", script->mixed);
  else
    g_string_append_printf (self->text, "    mixed = %s * a + (1 - %s) * b\n", mask, mask);

  if (weight_a == NULL)
    {
      switch (self->mix->label.rule)
        {
        case EMU_LABEL_A:
          weight_a = "1";
          note = "the label of A alone";
          break;

        case EMU_LABEL_LAMBDA:
          weight_a = "lam";
          note = "whatever share of A the mask shows";
          break;

        case EMU_LABEL_MASK_MEAN:
        case EMU_LABEL_OWN:
        default:
          weight_a = "mask.double().mean((-2, -1))";
          note = "the share of A that is seen";
          break;
        }
    }

  /* Where every pixel has the label's weight, there is nothing to say. */
  if (script->mask != NULL && strcmp (script->mask, weight_a) == 0)
    note = NULL;

  append_line (self->text, "weight_a = ", weight_a, "", note);
  g_string_append (self->text, "    return mixed, (weight_a, 1 - weight_a)\n");
}

/* The call that brings an expression to a size as the job does it. */
static char *
resized (Writer     *self,
         const char *what,
         const char *height,
         const char *width)
{
  const EmuMixJob *job = self->job;
  gboolean shrinks, grows;
  double down = (double) job->a->height / job->b->height;
  double across = (double) job->a->width / job->b->width;

  if (job->filter == EMU_FILTER_NEAREST)
    {
      need (self, "nearest");
      return g_strdup_printf ("nearest(%s, %s, %s)", what, height, width);
    }

  if (job->fit == EMU_FIT_COVER)
    down = across = MAX (down, across);
  else if (job->fit == EMU_FIT_CONTAIN)
    down = across = MIN (down, across);

  shrinks = job->filter == EMU_FILTER_AREA && MIN (down, across) < 1;
  grows = MAX (down, across) > 1 || job->filter == EMU_FILTER_BILINEAR;

  if (shrinks)
    need (self, "area");
  if (grows)
    need (self, "bilinear");

  if (shrinks && grows)
    return g_strdup_printf (down > 1 ? "bilinear(area(%s, %s.shape[-2], %s), %s, %s).round()"
                                     : "bilinear(area(%s, %s, %s.shape[-1]), %s, %s).round()",
                            what, down > 1 ? what : height, down > 1 ? width : what, height, width);
  if (grows)
    return g_strdup_printf ("bilinear(%s, %s, %s).round()", what, height, width);
  if (shrinks)
    return g_strdup_printf ("area(%s, %s, %s)", what, height, width);

  return g_strdup (what);
}

static gboolean
needs_fit (const EmuMixJob *job)
{
  return job->a->height != job->b->height || job->a->width != job->b->width;
}

static void
append_fill (Writer *self,
             int     n,
             guint8  fill[4])
{
  g_string_append_c (self->text, '(');
  for (int c = 0; c < n; c++)
    g_string_append_printf (self->text, c > 0 ? ", %d" : "%d", fill[c]);
  g_string_append (self->text, n == 1 ? ",)" : ")");
}

static void
append_fit (Writer *self)
{
  g_autofree char *call = NULL;

  switch (self->job->fit)
    {
    case EMU_FIT_COVER:
      call = resized (self, "x", "height", "width");
      g_string_append_printf (self->text, "\n\n"
                              "def fit(x, height, width):\n"
                              "    \"\"\"The middle of x that has the shape of height by width, at that size.\"\"\"\n"
                              "    scale = max(height / x.shape[-2], width / x.shape[-1])\n"
                              "    h = min(max(round(height / scale), 1), x.shape[-2])\n"
                              "    w = min(max(round(width / scale), 1), x.shape[-1])\n"
                              "    y0, x0 = (x.shape[-2] - h) // 2, (x.shape[-1] - w) // 2\n"
                              "    x = x[:, y0:y0 + h, x0:x0 + w]\n"
                              "    return %s\n", call);
      break;

    case EMU_FIT_CONTAIN:
      call = resized (self, "x", "h", "w");
      g_string_append_printf (self->text, "\n\n"
                              "def fit(x, height, width, fill):\n"
                              "    \"\"\"The whole of x inside height by width, what is left over filled.\"\"\"\n"
                              "    scale = min(height / x.shape[-2], width / x.shape[-1])\n"
                              "    h = min(max(round(x.shape[-2] * scale), 1), height)\n"
                              "    w = min(max(round(x.shape[-1] * scale), 1), width)\n"
                              "    y0, x0 = (height - h) // 2, (width - w) // 2\n"
                              "    out = torch.tensor(fill).float()[:, None, None].repeat(1, height, width)\n"
                              "    out[:, y0:y0 + h, x0:x0 + w] = %s\n"
                              "    return out\n", call);
      break;

    case EMU_FIT_STRETCH:
    default:
      call = resized (self, "x", "height", "width");
      g_string_append_printf (self->text, "\n\n"
                              "def fit(x, height, width):\n"
                              "    \"\"\"x, pulled into the shape of height by width.\"\"\"\n"
                              "    return %s\n", call);
      break;
    }
}

static gboolean
is_profiled (const EmuPythonFile *file)
{
  return !file->missing && file->colours == EMU_PYTHON_COLOURS_PROFILE;
}

static void
append_load (Writer              *self,
             const EmuPythonFile *pictures)
{
  const char *mode = self->channels == 1 ? "L" : self->channels == 3 ? "RGB" : "RGBA";
  gboolean profiled = is_profiled (&pictures[0]) || is_profiled (&pictures[1]);

  g_string_append_printf (self->text, "\n\n"
                          "def load(path%s):\n"
                          "    \"\"\"A picture as (channels, height, width) floats from 0 to 255.\"\"\"\n"
                          "    picture = ImageOps.exif_transpose(Image.open(path)).convert(\"%s\")\n",
                          profiled ? ", to_srgb=False" : "", mode);
  if (profiled)
    g_string_append (self->text,
                     "    if to_srgb:\n"
                     "        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info[\"icc_profile\"]))\n"
                     "        picture = ImageCms.profileToProfile(\n"
                     "            picture, profile, ImageCms.createProfile(\"sRGB\"), renderingIntent=1)\n");
  g_string_append_printf (self->text,
                          "    x = torch.from_numpy(np.array(picture)).float()\n"
                          "    return %s\n", self->channels == 1 ? "x[None]" : "x.permute(2, 0, 1)");
}

static void
append_fitting (Writer     *self,
                const char *name,
                int         n_fills,
                guint8      fill[4])
{
  g_string_append_printf (self->text, "%s = fit(%s, *a.shape[-2:]", name, name);
  if (self->job->fit == EMU_FIT_CONTAIN)
    {
      g_string_append (self->text, ", fill=");
      append_fill (self, n_fills, fill);
    }
  g_string_append (self->text, ")\n");
}

static gboolean
has_map (const Writer *self,
         guint         index)
{
  EmuGuide *guide = self->mix->guides[index];

  return guide != NULL && guide->kind == EMU_GUIDE_FILE;
}

/* NAME = CALL ("path"ARGUMENTS), and what the reader must know about the file. */
static void
append_loading (Writer              *self,
                const char          *name,
                const char          *call,
                const EmuPythonFile *file,
                const char          *arguments)
{
  g_autofree char *quoted = emu_python_quote (file->path);

  g_string_append_printf (self->text, "%s = %s(%s%s)", name, call, quoted, arguments);
  if (file->missing)
    g_string_append (self->text, "  # put the picture there first");
  else if (file->colours == EMU_PYTHON_COLOURS_CONVERTED)
    g_string_append (self->text, "  # was converted when opened: save it as 8-bit sRGB first");
  g_string_append_c (self->text, '\n');
}

static void
append_pictures (Writer              *self,
                 const EmuPythonFile *pictures,
                 const EmuPythonFile *guides)
{
  static const char * const names[] = { "a", "b" };
  guint8 black[4] = { 0, 0, 0, 255 };
  guint8 fill[4];

  memcpy (fill, self->job->fill, sizeof fill);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      append_loading (self, names[i], "load", &pictures[i], is_profiled (&pictures[i]) ? ", to_srgb=True" : "");
      if (has_map (self, i))
        {
          need (self, "load_map");
          append_loading (self, i == 0 ? "map_a" : "map_b", "load_map", &guides[i],
                          i == 0 ? ", *a.shape[-2:]" : ", *b.shape[-2:]");
        }
    }

  if (!needs_fit (self->job))
    return;

  append_fitting (self, "b", self->channels, fill);
  if (has_map (self, 1))
    append_fitting (self, "map_b", 1, black);
}

static void
append_program (Writer              *self,
                const EmuPythonFile *pictures,
                const EmuPythonFile *guides)
{
  append_pictures (self, pictures, guides);

  g_string_append_printf (self->text, "\nmixed, label = %s(\n    a, b,\n", self->function);
  for (guint i = 0; i < self->script.arguments->len; i++)
    append_argument (self, g_ptr_array_index (self->script.arguments, i));
  g_string_append_printf (self->text, ")\n"
                          "\n"
                          "bytes_out = mixed.round().byte().numpy()  # halves to even\n"
                          "Image.fromarray(%s).save(\"mixed.png\")\n"
                          "print(\"label: %%.6f of A, %%.6f of B\" %% label)\n",
                          self->channels == 1 ? "bytes_out[0]" : "bytes_out.transpose(1, 2, 0)");
}

static void
writer_clear (Writer *self)
{
  emu_script_clear (&self->script);
  g_free (self->function);
  g_ptr_array_unref (self->helpers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

char *
emu_python_write (const EmuMixJob      *job,
                  const EmuMix         *mix,
                  const EmuPythonFile  *pictures,
                  const EmuPythonFile  *guides,
                  GError              **error)
{
  g_auto(Writer) self = { .job = job, .mix = mix };
  g_autoptr(GString) program = g_string_new (NULL);
  g_autoptr(GString) body = g_string_new (NULL);
  g_autoptr(GString) files = g_string_new (NULL);
  g_autoptr(GString) head = g_string_new (NULL);

  emu_script_init (&self.script);
  self.function = g_strdelimit (g_strdup (mix->method->id), "-", '_');
  self.channels = MAX (job->a->channels, job->b->channels);
  self.helpers = g_ptr_array_new ();

  if (mix->method->python == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM, _("%s cannot be written in Python"),
                   mix->method->name);
      return NULL;
    }

  mix->method->python (mix->params, mix, &self.script);
  for (guint i = 0; i < self.script.helpers->len; i++)
    need (&self, g_ptr_array_index (self.script.helpers, i));

  /* The call decides which helpers are needed, and stands after them. */
  self.text = program;
  append_program (&self, pictures, guides);

  self.text = body;
  if (self.script.code->len > 0)
    g_string_append_printf (body, "\n\n%s", self.script.code->str);
  append_function (&self);

  self.text = files;
  append_load (&self, pictures);
  if (needs_fit (job))
    append_fit (&self);

  g_string_append (body, "\n\n# ---- What the pictures and the numbers below come from ----\n");
  emu_python_add_helpers (body, self.helpers);
  g_string_append (body, files->str);
  self.text = head;
  append_head (&self);
  append_imports (head, body->str);
  g_string_append_printf (head, "%s\n\n# ---- Two pictures ----\n\n%s", body->str, program->str);

  return g_string_free (g_steal_pointer (&head), FALSE);
}
