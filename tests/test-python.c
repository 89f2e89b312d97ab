/* test-python.c: a mixing as a program in Python does what the engine does
 *
 * The programs are run where /usr/bin/python3 has torch, numpy and Pillow, all in one process, as
 * loading torch takes seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <lcms2.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <sys/wait.h>

#include "emu-error.h"
#include "emu-file.h"
#include "emu-math.h"
#include "emu-methods.h"
#include "emu-python.h"

#define PYTHON "/usr/bin/python3"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Runs Python in the folder. Returns: its exit status, −1 where there is none */
static int
run_python (const char  *code,
            const char  *argument,
            char       **out)
{
  const char *words[] = { PYTHON, "-c", code, argument, NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *err = NULL;
  g_autofree char *printed = NULL;
  int status;

  if (!g_spawn_sync (folder, (char **) words, NULL, G_SPAWN_DEFAULT, NULL, NULL, &printed, &err,
                     &status, &error))
    return -1;

  if (*err != '\0')
    g_test_message ("%s", err);
  if (out != NULL)
    *out = g_steal_pointer (&printed);

  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

/* ---- Pictures ----------------------------------------------------------------------------- */

/* Spots on a slope with noise, so that there is something to find at every size. */
static EmuImage *
draw_picture (int     channels,
              int     height,
              int     width,
              guint64 seed)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);
  gsize n = emu_image_n_pixels (image);
  g_autofree double *noise = g_new (double, n);

  g_assert_no_error (error);
  for (int c = 0; c < channels; c++)
    {
      emu_rng_fill_uniform (seed, EMU_PURPOSE_DATASET, 0, (guint32) c, 0, n, noise);
      for (int y = 0; y < height; y++)
        {
          for (int x = 0; x < width; x++)
            {
              double spot = emu_cos2pi ((x + (double) (7 * seed)) / 31.0) * emu_cos2pi (y / (17.0 + c));
              double value = 60 + 100.0 * x / width + 40 * (spot > 0.5) + 50 * noise[(gsize) y * width + x];

              emu_image_row (image, c, y)[x] = (guint8) value;
            }
        }
    }

  return image;
}

static void
save_picture (EmuImage   *image,
              const char *name)
{
  g_autofree char *path = in_folder (name);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  emu_file_save_png (file, image, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* ---- Cases -------------------------------------------------------------------------------- */

typedef struct
{
  char     *what;
  EmuImage *expected;
  double    weight_a;
  double    weight_b;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_free (self->what);
  emu_image_unref (self->expected);
  g_free (self);
}

static char *
case_name (guint       index,
           const char *ending)
{
  return g_strdup_printf ("case-%05u%s", index, ending);
}

/* Decides a mix of a job. Returns: (transfer full) (nullable): %NULL where published code fails */
static EmuMix *
decide (EmuMixJob  *job,
        EmuPair   **pair)
{
  g_autoptr(GError) error = NULL;
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuMix *mix;

  *pair = emu_pair_new (job->a, job->b, job->fit, job->filter, job->fill, &error);
  g_assert_no_error (error);

  request.method = job->method;
  request.params = job->params;
  request.requested = job->requested;
  request.alpha = job->alpha;
  request.seed = job->seed;
  request.sample = job->sample;
  request.given = job->has_given ? &job->given : NULL;
  mix = emu_mix_new_for_pair (&request, *pair, job->maps, NULL, NULL, &error);
  if (mix == NULL)
    g_assert_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED);

  return mix;
}

/* Writes the program of a job into the folder and remembers what the engine makes of it. */
static void
add_case (GPtrArray           *cases,
          EmuMixJob           *job,
          const EmuPythonFile *pictures,
          const EmuPythonFile *guides,
          const char          *what)
{
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuMix) mix = decide (job, &pair);
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = case_name (cases->len, ".py");
  g_autofree char *path = in_folder (name);
  EmuView whole = emu_view_whole (job->a->height, job->a->width);
  Case *self;

  if (mix == NULL)
    return;

  text = emu_python_write (job, mix, pictures, guides, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  mask = emu_mix_mask (mix, &whole, &error);
  g_assert_no_error (error);
  self = g_new0 (Case, 1);
  self->what = g_strdup (what);
  self->expected = emu_mix_blend (mix, pair, mask, NULL, &error);
  g_assert_no_error (error);
  self->weight_a = mix->label.weight_a;
  self->weight_b = mix->label.weight_b;
  g_ptr_array_add (cases, self);
}

/* One process runs all programs, keeps each one's picture and notes its label. */
static const char runner[] =
  "import contextlib, glob, io, os, torch\n"
  "torch.set_num_threads(1)\n"
  "labels = open('labels', 'w')\n"
  "for name in sorted(glob.glob('case-*.py')):\n"
  "    names = {}\n"
  "    try:\n"
  "        with contextlib.redirect_stdout(io.StringIO()):\n"
  "            exec(compile(open(name, encoding='utf-8').read(), name, 'exec'), names)\n"
  "    except Exception as problem:\n"
  "        raise SystemExit(f'{name}: {problem!r}')\n"
  "    os.rename('mixed.png', name[:-3] + '.png')\n"
  "    print(*(float(w).hex() for w in names['label']), file=labels)\n"
  "labels.close()\n";

static gboolean
has_torch (void)
{
  static int known = -1;

  if (known < 0)
    known = run_python ("import numpy, torch, PIL.Image", NULL, NULL) == 0;

  return known;
}

static guint
count_differences (const EmuImage *a,
                   const EmuImage *b)
{
  gsize n = a->channels * emu_image_n_pixels (a);
  guint differences = 0;

  for (gsize i = 0; i < n; i++)
    differences += emu_image_plane (a, 0)[i] != emu_image_plane (b, 0)[i];

  return differences;
}

static void
check_cases (GPtrArray *cases)
{
  g_autofree char *path = in_folder ("labels");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (cases->len, >, 0);
  g_assert_cmpint (run_python (runner, NULL, NULL), ==, 0);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, cases->len + 1);

  for (guint i = 0; i < cases->len; i++)
    {
      const Case *self = g_ptr_array_index (cases, i);
      g_autofree char *name = case_name (i, ".png");
      g_autofree char *picture = in_folder (name);
      g_autofree char *program = case_name (i, ".py");
      g_autofree char *source = in_folder (program);
      g_autoptr(GFile) file = g_file_new_for_path (picture);
      g_auto(EmuFileInfo) info = { 0 };
      g_autoptr(EmuImage) image = emu_file_load (file, &info, NULL, &error);
      char *rest;
      double a = g_ascii_strtod (lines[i], &rest);
      double b = g_ascii_strtod (rest, NULL);
      guint differences;

      g_assert_no_error (error);
      g_assert_cmpint (image->channels, ==, self->expected->channels);
      g_assert_cmpint (image->height, ==, self->expected->height);
      g_assert_cmpint (image->width, ==, self->expected->width);
      differences = count_differences (image, self->expected);
      if (differences > 0 || fabs (a - self->weight_a) > 1e-12 || fabs (b - self->weight_b) > 1e-12)
        {
          g_autofree char *said = NULL;

          g_file_get_contents (source, &said, NULL, NULL);
          g_test_message ("%s: %u bytes differ, label %.17g %.17g instead of %.17g %.17g; %s:\n%s",
                          self->what, differences, a, b, self->weight_a, self->weight_b, program, said);
          g_test_fail ();
        }
      g_unlink (picture);
      g_unlink (source);
    }

  g_unlink (path);
}

/* ---- Every method, every choice ----------------------------------------------------------- */

static const int sizes[][2] = { { 33, 47 }, { 32, 32 }, { 64, 96 }, { 1, 1 } };
static const double lambdas[] = { 0.3, 0.8125, NAN };

typedef struct
{
  GPtrArray       *cases;
  const EmuMethod *method;
  EmuImage        *a[G_N_ELEMENTS (sizes)];
  EmuImage        *b[G_N_ELEMENTS (sizes)];
  guint            n;
} Sweep;

static void
add_one (Sweep      *sweep,
         const void *params,
         guint       size,
         double      lambda,
         guint64     seed)
{
  g_autoptr(EmuMixJob) job = emu_mix_job_new (sweep->a[size], sweep->b[size], sweep->method, params);
  g_autofree char *name_a = g_strdup_printf ("a%u.png", size);
  g_autofree char *name_b = g_strdup_printf ("b%u.png", size);
  EmuPythonFile pictures[] = { { name_a }, { name_b } };
  g_autoptr(GString) what = g_string_new (sweep->method->id);

  for (guint i = 0; i < sweep->method->params.n_params; i++)
    {
      const EmuParam *param = &sweep->method->params.params[i];
      g_autofree char *value = emu_param_format (param, params);

      if (!emu_param_is_default (param, params))
        g_string_append_printf (what, " %s=%s", emu_param_name (param), value);
    }
  g_string_append_printf (what, ", %d × %d, λ %g, seed %u", sizes[size][1], sizes[size][0], lambda,
                          (guint) seed);

  job->requested = lambda;
  job->seed = seed;
  add_case (sweep->cases, job, pictures, NULL, what->str);
}

/* Every λ and size, with two seeds in turn. */
static void
add_all (Sweep      *sweep,
         const void *params)
{
  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (lambdas); i++)
        add_one (sweep, params, size, lambdas[i], sweep->n++ % 2 == 0 ? 7 : 4294967299);
    }
}

/* The values that a parameter is tried at beside its default. */
static guint
n_values (const EmuParam *param)
{
  return param->type == EMU_PARAM_CHOICE ? emu_param_n_choices (param)
       : param->type == EMU_PARAM_BOOL ? 2 : 2;
}

static gboolean
set_value (const EmuParam *param,
           void           *params,
           guint           index)
{
  double share = index == 0 ? 1 / 200.0 : 0.5;
  double value = param->min + share * (param->max - param->min);
  g_autoptr(GError) error = NULL;

  switch (param->type)
    {
    case EMU_PARAM_CHOICE:
    case EMU_PARAM_BOOL:
      emu_param_set (param, params, index, &error);
      break;

    case EMU_PARAM_RANGE:
      emu_param_set_range (param, params, (EmuRange) { value, param->min + 0.6 * (param->max - param->min) },
                           &error);
      break;

    case EMU_PARAM_INT:
      value = rint (value);
      G_GNUC_FALLTHROUGH;
    case EMU_PARAM_FLOAT:
      emu_param_set (param, params, value, &error);
      break;

    case EMU_PARAM_TEXT:
    default:
      return FALSE;
    }
  g_assert_no_error (error);

  return !emu_param_is_default (param, params);
}

/* Each value of each parameter alone, everywhere, and with each of each other, somewhere. */
static void
add_method (Sweep *sweep)
{
  const EmuParamTable *table = &sweep->method->params;
  g_autofree void *defaults = emu_params_new (table);

  add_all (sweep, defaults);

  for (guint i = 0; i < table->n_params; i++)
    {
      for (guint v = 0; v < n_values (&table->params[i]); v++)
        {
          g_autofree void *one = emu_params_copy (table, defaults);

          if (!set_value (&table->params[i], one, v))
            continue;

          add_all (sweep, one);
          for (guint j = i + 1; j < table->n_params; j++)
            {
              for (guint w = 0; w < n_values (&table->params[j]); w++)
                {
                  g_autofree void *two = emu_params_copy (table, one);

                  if (set_value (&table->params[j], two, w))
                    add_one (sweep, two, sweep->n % 3, lambdas[sweep->n / 3 % 3], 1 + sweep->n);
                  sweep->n++;
                }
            }
        }
    }

  if (emu_params_can_publish (table))
    {
      g_autofree void *published = emu_params_copy (table, defaults);

      emu_params_set_published (table, published, TRUE);
      add_all (sweep, published);
    }
}

static void
sweep_init (Sweep *self)
{
  *self = (Sweep) { .cases = g_ptr_array_new_with_free_func (case_free) };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *a = g_strdup_printf ("a%u.png", i);
      g_autofree char *b = g_strdup_printf ("b%u.png", i);

      self->a[i] = draw_picture (3, sizes[i][0], sizes[i][1], 1);
      self->b[i] = draw_picture (3, sizes[i][0], sizes[i][1], 2);
      save_picture (self->a[i], a);
      save_picture (self->b[i], b);
    }
}

static void
sweep_clear (Sweep *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      emu_image_unref (self->a[i]);
      emu_image_unref (self->b[i]);
    }
  g_ptr_array_unref (self->cases);
}

static void
test_methods (void)
{
  Sweep sweep;

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  sweep_init (&sweep);
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      sweep.method = emu_methods_get (i);
      if (sweep.method->python == NULL)
        continue;

      add_method (&sweep);
      g_test_message ("%s: %u cases so far", sweep.method->id, sweep.cases->len);
    }
  check_cases (sweep.cases);
  sweep_clear (&sweep);
}

/* ---- Two pictures of different sizes ------------------------------------------------------ */

static void
test_fits (void)
{
  static const int shapes[][2] = { { 33, 47 }, { 90, 61 }, { 21, 100 }, { 12, 13 }, { 67, 94 }, { 1, 5 } };
  static const int kinds[][2] = { { 3, 3 }, { 1, 1 }, { 4, 3 }, { 3, 1 } };
  const EmuMethod *method = emu_methods_find ("mixup", NULL);
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  for (guint shape = 0; shape < G_N_ELEMENTS (shapes); shape++)
    {
      for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        {
          g_autoptr(EmuImage) a = draw_picture (kinds[kind][0], 33, 47, 3);
          g_autoptr(EmuImage) b = draw_picture (kinds[kind][1], shapes[shape][0], shapes[shape][1], 4);
          g_autofree char *name_a = g_strdup_printf ("a-%u-%u.png", shape, kind);
          g_autofree char *name_b = g_strdup_printf ("b-%u-%u.png", shape, kind);
          EmuPythonFile pictures[] = { { name_a }, { name_b } };

          save_picture (a, name_a);
          save_picture (b, name_b);
          for (EmuFit fit = EMU_FIT_COVER; fit <= EMU_FIT_STRETCH; fit++)
            {
              for (EmuFilter filter = EMU_FILTER_NEAREST; filter <= EMU_FILTER_AREA; filter++)
                {
                  g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, NULL);
                  g_autofree char *what = g_strdup_printf ("%s, %s, %s", name_b, emu_fit_nick (fit),
                                                           emu_filter_nick (filter));
                  guint8 fill[4] = { 10, 200, 30, 77 };

                  memcpy (job->fill, fill, sizeof fill);
                  job->fit = fit;
                  job->filter = filter;
                  job->requested = 0.25;
                  add_case (cases, job, pictures, NULL, what);
                }
            }
        }
    }

  check_cases (cases);
}

/* ---- Odd pictures ------------------------------------------------------------------------- */

/* Sizes at which something changes: fields are reduced, saliency is computed on a smaller picture,
 * a window has no room; and all channels, with samples that need every word of a counter. */
static void
test_odd_pictures (void)
{
  static const struct
  {
    const char *method;
    const char *setting;
    int         channels;
    int         height;
    int         width;
  } odd[] = {
    { "fmix", NULL, 3, 20, 1100 },
    { "fmix", "dimensions=3d", 3, 300, 20 },
    { "fmix", "dimensions=1d", 1, 3, 1500 },
    { "fmix", "spectrum=as-published", 3, 1100, 15 },
    { "fmix", "spectrum=as-published", 3, 1, 30 },
    { "maskmix", "mask-patch-size=2", 4, 61, 83 },
    { "guidedmix", NULL, 1, 140, 33 },
    { "guidedmix", NULL, 4, 150, 200 },
    { "guidedmix", "saliency=fine-grained", 4, 150, 200 },
    { "saliencymix", NULL, 1, 140, 133 },
    { "saliencymix", NULL, 4, 260, 241 },
    { "saliencymix", "saliency=spectral-residual", 1, 140, 133 },
    { "saliencymix", "saliency=spectral-residual", 4, 260, 241 },
    { "resizemix", "interpolate=bilinear", 4, 133, 47 },
    { "resizemix", NULL, 1, 47, 133 },
  };
  static const int thin[][2] = { { 1, 40 }, { 40, 1 }, { 2, 3 } };
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  guint n = 0;

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (odd) + G_N_ELEMENTS (thin) * emu_methods_size (); i++)
    {
      guint rest = i - G_N_ELEMENTS (odd);
      gboolean is_thin = i >= G_N_ELEMENTS (odd);
      const int *size = is_thin ? thin[rest % G_N_ELEMENTS (thin)] : &odd[i].height;
      const EmuMethod *method = is_thin ? emu_methods_get (rest / G_N_ELEMENTS (thin))
                                        : emu_methods_find (odd[i].method, NULL);
      int channels = is_thin ? 3 : odd[i].channels;
      g_autofree void *params = emu_params_new (&method->params);
      g_autofree char *name_a = g_strdup_printf ("odd-a-%u.png", i);
      g_autofree char *name_b = g_strdup_printf ("odd-b-%u.png", i);
      EmuPythonFile pictures[] = { { name_a }, { name_b } };
      g_autoptr(EmuImage) a = draw_picture (channels, size[0], size[1], 9);
      g_autoptr(EmuImage) b = draw_picture (channels, size[0], size[1], 10);
      g_autoptr(GError) error = NULL;

      if (!is_thin && odd[i].setting != NULL)
        {
          g_auto(GStrv) setting = g_strsplit (odd[i].setting, "=", 2);

          emu_param_parse (emu_params_find (&method->params, setting[0], &error), params, setting[1], &error);
          g_assert_no_error (error);
        }

      if (method->python == NULL)
        continue;

      save_picture (a, name_a);
      save_picture (b, name_b);
      for (guint k = 0; k < 2; k++)
        {
          g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, method, params);
          g_autofree char *what = g_strdup_printf ("%s, %d × %d, %d channels", method->id, size[1], size[0],
                                                   channels);

          job->requested = k == 0 ? 0.45 : NAN;
          job->alpha = 0.7;
          job->seed = EMU_SEED_MAX - n;
          job->sample = k == 0 ? 0 : G_GUINT64_CONSTANT (0x1234567890);
          add_case (cases, job, pictures, NULL, what);
          n++;
        }
    }

  check_cases (cases);
}

/* What somebody decided is there as decided. */
static void
test_given (void)
{
  const EmuMethod *method = emu_methods_find ("cutmix", NULL);
  int cy = emu_draws_find (&method->draws, "cy", NULL);
  g_autoptr(EmuImage) picture = draw_picture (3, 33, 47, 1);
  g_autoptr(EmuMixJob) job = emu_mix_job_new (picture, picture, method, NULL);
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuMix) mix = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  EmuPythonFile pictures[] = { { "a.png", EMU_PYTHON_COLOURS_CONVERTED }, { "b.png", .missing = TRUE } };

  job->has_given = TRUE;
  job->given.fixed[cy] = TRUE;
  job->given.scalar[cy] = 11;
  mix = decide (job, &pair);
  text = emu_python_write (job, mix, pictures, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "\n    cy=11,  # Row of the middle of the box; set by hand\n"));
  g_assert_nonnull (strstr (text, "; drawn from seed 0\n"));
  g_assert_nonnull (strstr (text, "from Beta(1, 1), drawn from seed 0\n"));
  g_assert_nonnull (strstr (text, "load(\"a.png\")  # was converted"));
  g_assert_nonnull (strstr (text, "load(\"b.png\")  # put the picture there"));
}

/* A picture with a profile of wide colours, beside one without. */
static void
test_profile (void)
{
  static const char code[] =
    "from PIL import Image\n"
    "profile = open('wide.icc', 'rb').read()\n"
    "Image.open('narrow.png').save('wide.png', icc_profile=profile)\n";
  const cmsCIExyY white = { 0.3127, 0.3290, 1 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } };
  cmsToneCurve *curve = cmsBuildGamma (NULL, 2.2);
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateRGBProfile (&white, &primaries, curves);
  g_autofree char *icc = in_folder ("wide.icc");
  g_autofree char *wide = in_folder ("wide.png");
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  EmuPythonFile pictures[] = { { "wide.png" }, { "narrow.png" } };

  g_assert_true (cmsSaveProfileToFile (profile, icc));
  cmsCloseProfile (profile);
  cmsFreeToneCurve (curve);

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  for (int channels = 3; channels <= 4; channels++)
    {
      g_autoptr(EmuImage) narrow = draw_picture (channels, 33, 47, 11);
      g_autoptr(EmuImage) a = NULL;
      g_autoptr(GFile) file = g_file_new_for_path (wide);
      g_auto(EmuFileInfo) info = { 0 };
      g_autoptr(EmuMixJob) job = NULL;
      g_autoptr(GError) error = NULL;

      save_picture (narrow, "narrow.png");
      g_assert_cmpint (run_python (code, NULL, NULL), ==, 0);
      a = emu_file_load (file, &info, NULL, &error);
      g_assert_no_error (error);
      g_assert_false (emu_image_equal (a, narrow));
      pictures[0].colours = emu_python_colours (&info);
      g_assert_cmpint (pictures[0].colours, ==, EMU_PYTHON_COLOURS_PROFILE);

      job = emu_mix_job_new (a, narrow, emu_methods_find ("mixup", NULL), NULL);
      job->requested = 0.75;
      add_case (cases, job, pictures, NULL, "profile");
      check_cases (cases);
      g_ptr_array_set_size (cases, 0);
    }
}

/* What cannot be done alike is told apart from what can. */
static void
test_colours (void)
{
  EmuFileInfo info = { .depth = 8, .channels = 3 };

  g_assert_cmpint (emu_python_colours (&info), ==, EMU_PYTHON_COLOURS_STORED);
  info.converted = TRUE;
  info.profile = (char *) "Display P3";
  g_assert_cmpint (emu_python_colours (&info), ==, EMU_PYTHON_COLOURS_PROFILE);
  info.channels = 1;
  g_assert_cmpint (emu_python_colours (&info), ==, EMU_PYTHON_COLOURS_CONVERTED);
  info.channels = 4;
  info.depth = 16;
  g_assert_cmpint (emu_python_colours (&info), ==, EMU_PYTHON_COLOURS_CONVERTED);
  info.depth = 8;
  info.profile = (char *) "gamma 0.45455";
  g_assert_cmpint (emu_python_colours (&info), ==, EMU_PYTHON_COLOURS_CONVERTED);
}

/* Maps drawn by hand, of other sizes than their pictures, take the place of what is computed. */
static void
test_maps (void)
{
  static const char * const methods[] = { "saliencymix", "guidedmix" };
  static const EmuPythonFile pictures[] = { { "picture-a.png" }, { "picture-b.png" } };
  static const EmuPythonFile guides[] = { { "map-a.png" }, { "map-b.png" } };
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  g_autoptr(EmuImage) a = draw_picture (3, 33, 47, 5);
  g_autoptr(EmuImage) b = draw_picture (3, 70, 52, 6);
  g_autoptr(EmuImage) map_a = draw_picture (1, 20, 20, 7);
  g_autoptr(EmuImage) map_b = draw_picture (3, 70, 52, 8);

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  save_picture (a, pictures[0].path);
  save_picture (b, pictures[1].path);
  save_picture (map_a, guides[0].path);
  save_picture (map_b, guides[1].path);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      for (EmuFit fit = EMU_FIT_COVER; fit <= EMU_FIT_STRETCH; fit++)
        {
          g_autoptr(EmuMixJob) job = emu_mix_job_new (a, b, emu_methods_find (methods[i], NULL), NULL);

          job->maps[0] = emu_image_ref (map_a);
          job->maps[1] = emu_image_ref (map_b);
          job->fit = fit;
          job->requested = 0.5;
          add_case (cases, job, pictures, guides, methods[i]);
        }
    }

  check_cases (cases);
}

/* A batch is mixed as its samples are, one by one, and so are pictures of other ranges. */
static void
test_batches (void)
{
  Sweep sweep;
  static const char code[] =
    "import contextlib, glob, io, torch\n"
    "torch.set_num_threads(1)\n"
    "for name in sorted(glob.glob('case-*.py')):\n"
    "    text = open(name, encoding='utf-8').read()\n"
    "    names = {}\n"
    "    with contextlib.redirect_stdout(io.StringIO()):\n"
    "        exec(text, names)\n"
    "    one = names['mixed']\n"
    "    a, b = names['a'], names['b']\n"
    "    names['a'], names['b'] = torch.stack([a, b, a]), torch.stack([b, b, b])\n"
    "    with contextlib.redirect_stdout(io.StringIO()):\n"
    "        exec('mixed, label = ' + text.split('mixed, label = ')[1].split('\\nbytes_out')[0], names)\n"
    "    assert names['mixed'].shape == (3, *one.shape), name\n"
    "    assert torch.equal(names['mixed'][0], one) and torch.equal(names['mixed'][2], one), name\n"
    "    if 'saliency' not in text:\n"
    "        assert torch.allclose(names['mixed'][1], b, atol=1e-3) or 'paste' in text, name\n";

  if (!has_torch ())
    {
      g_test_skip ("no " PYTHON " with torch, numpy and Pillow");
      return;
    }

  sweep_init (&sweep);
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      g_autofree void *defaults = NULL;

      sweep.method = emu_methods_get (i);
      if (sweep.method->python == NULL)
        continue;

      defaults = emu_params_new (&sweep.method->params);
      add_one (&sweep, defaults, 0, 0.4, 3);
    }

  g_assert_cmpint (run_python (code, NULL, NULL), ==, 0);
  for (guint i = 0; i < sweep.cases->len; i++)
    {
      g_autofree char *name = case_name (i, ".py");
      g_autofree char *path = in_folder (name);

      g_unlink (path);
    }
  sweep_clear (&sweep);
}

/* ---- The text ----------------------------------------------------------------------------- */

static char *
write_program (const char *id,
               const char *settings,
               const char *a,
               const char *b)
{
  const EmuMethod *method = emu_methods_find (id, NULL);
  g_autofree void *params = emu_params_new (&method->params);
  g_auto(GStrv) parts = g_strsplit (settings, " ", -1);
  /* Square and even, which all published code can take. */
  g_autoptr(EmuImage) picture = draw_picture (3, 32, 32, 1);
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(GError) error = NULL;
  EmuPythonFile pictures[] = { { a }, { b } };
  char *text;

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto(GStrv) setting = g_strsplit (parts[i], "=", 2);

      emu_param_parse (emu_params_find (&method->params, setting[0], &error), params, setting[1], &error);
      g_assert_no_error (error);
    }

  job = emu_mix_job_new (picture, picture, method, params);
  job->requested = 0.625;
  job->seed = 7;
  mix = decide (job, &pair);
  text = emu_python_write (job, mix, pictures, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* Without torch, too: every method's text is Python, and in no line of it is there a surprise. */
static void
test_compiles (gconstpointer data)
{
  const EmuMethod *method = data;
  g_autofree char *path = in_folder ("compiled.py");
  g_autoptr(GError) error = NULL;
  g_autofree void *published = emu_params_new (&method->params);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = NULL;
      g_auto(GStrv) lines = NULL;
      g_autoptr(GString) settings = g_string_new (NULL);

      emu_params_set_published (&method->params, published, i == 1);
      for (guint j = 0; j < method->params.n_params; j++)
        {
          const EmuParam *param = &method->params.params[j];
          g_autofree char *value = emu_param_format (param, published);

          if (param->published.defect > 0)
            g_string_append_printf (settings, "%s%s=%s", settings->len > 0 ? " " : "", emu_param_name (param), value);
        }

      text = write_program (method->id, settings->str, "a.png", "b.png");
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_nonnull (strstr (text, method->source));
      g_assert_null (strchr (text, '\t'));
      g_assert_true (g_str_has_suffix (text, "\n") && !g_str_has_suffix (text, "\n\n"));

      lines = g_strsplit (text, "\n", -1);
      for (guint j = 0; lines[j] != NULL; j++)
        {
          g_assert_cmpint (g_utf8_strlen (lines[j], -1), <=, 110);
          g_assert_false (g_str_has_suffix (lines[j], " "));
        }

      g_file_set_contents (path, text, -1, &error);
      g_assert_no_error (error);
      if (g_file_test (PYTHON, G_FILE_TEST_IS_EXECUTABLE))
        g_assert_cmpint (run_python ("import sys; compile(open(sys.argv[1], encoding='utf-8').read(), 'x', 'exec')",
                                     path, NULL), ==, 0);
    }
}

/* Only what the present choices need. */
static void
test_short (void)
{
  g_autofree char *official = write_program ("cutmix", "", "a.png", "b.png");
  g_autofree char *torchvision = write_program ("cutmix", "box-rule=torchvision", "a.png", "b.png");
  g_autofree char *fmix = write_program ("fmix", "", "a.png", "b.png");
  g_autofree char *published = write_program ("fmix", "spectrum=as-published", "a.png", "b.png");
  g_autofree char *mixup = write_program ("mixup", "", "a.png", "b.png");

  g_assert_null (strstr (official, "0.5"));
  g_assert_nonnull (strstr (torchvision, "0.5"));
  g_assert_null (strstr (official, "philox"));
  g_assert_null (strstr (official, "def fit"));
  g_assert_nonnull (strstr (fmix, "def philox"));
  g_assert_null (strstr (fmix, "slip"));
  g_assert_nonnull (strstr (published, "slip"));
  g_assert_null (strstr (fmix, "soft"));
  g_assert_null (strstr (mixup, "mask"));
  g_assert_null (strstr (mixup, "import math"));
  g_assert_nonnull (strstr (official, "\n\nimport math\n\nimport numpy as np\n"));
  g_assert_nonnull (strstr (mixup, "\n    lam=0.625,  # The weight of A, as asked for\n"));
  g_assert_nonnull (strstr (official, "load(\"a.png\")"));
}

static void
test_label_rule (void)
{
  g_autofree char *mean = write_program ("cutmix", "", "a.png", "b.png");
  g_autofree char *lambda = write_program ("cutmix", "label-from=lambda", "a.png", "b.png");
  g_autofree char *alone = write_program ("fmix", "reformulate=true", "a.png", "b.png");

  g_assert_nonnull (strstr (mean, "weight_a = mask.double().mean((-2, -1))"));
  g_assert_nonnull (strstr (lambda, "weight_a = lam "));
  g_assert_nonnull (strstr (alone, "weight_a = 1 "));
}

static void
test_quotes (void)
{
  static const struct
  {
    const char *text;
    const char *literal;
  } known[] = {
    { "cat.png", "\"cat.png\"" },
    { "a \"b\".png", "\"a \\\"b\\\".png\"" },
    { "a'b.png", "\"a'b.png\"" },
    { "c:\\x\\n", "\"c:\\\\x\\\\n\"" },
    { "\"); import os #", "\"\\\"); import os #\"" },
    { "two\nlines\t\r\x7f", "\"two\\x0alines\\x09\\x0d\\x7f\"" },
    { "\xff\xfe.png", "\"\\udcff\\udcfe.png\"" },
    { "katze-\xc3\xa4.png", "\"katze-\xc3\xa4.png\"" },
    { "\xe2\x80\xa8\xe2\x80\xae.png", "\"\\u2028\\u202e.png\"" },
    { "", "\"\"" },
    { "%s {x}", "\"%s {x}\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *literal = emu_python_quote (known[i].text);
      g_autofree char *out = NULL;

      g_assert_cmpstr (literal, ==, known[i].literal);
      if (g_file_test (PYTHON, G_FILE_TEST_IS_EXECUTABLE))
        {
          g_autofree char *expected = NULL;
          g_autoptr(GString) hex = g_string_new (NULL);

          for (const char *c = known[i].text; *c != '\0'; c++)
            g_string_append_printf (hex, "%02x", (guint8) *c);
          g_assert_cmpint (run_python ("import ast, sys; print(ast.literal_eval(sys.argv[1])"
                                       ".encode('utf-8', 'surrogateescape').hex(), end='')",
                                       literal, &out), ==, 0);
          g_assert_cmpstr (out, ==, hex->str);
        }
    }
}

/* A locale with decimal commas: one that is installed, or one made for the test. */
static gboolean
set_comma_locale (void)
{
  static const char * const commas[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
  g_autofree char *made = in_folder (commas[0]);
  const char *words[] = { "localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", made, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (commas); i++)
    {
      if (setlocale (LC_ALL, commas[i]) != NULL)
        return TRUE;
    }

  g_spawn_sync (NULL, (char **) words, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, NULL, NULL);
  g_setenv ("LOCPATH", folder, TRUE);

  return setlocale (LC_ALL, commas[0]) != NULL;
}

static void
test_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autofree char *plain = write_program ("gridmix", "hole-aspect-ratio=1.5..2.25", "a.png", "b.png");
  g_autofree char *half = NULL;
  g_autofree char *local = NULL;

  if (!set_comma_locale ())
    {
      g_test_skip ("there is no locale with decimal commas");
      return;
    }

  half = g_strdup_printf ("%.1f", 0.5);
  local = write_program ("gridmix", "hole-aspect-ratio=1.5..2.25", "a.png", "b.png");
  setlocale (LC_ALL, before);
  g_assert_cmpstr (half, ==, "0,5");
  g_assert_cmpstr (local, ==, plain);
}

/* ---- The command line --------------------------------------------------------------------- */

static int
run_cli (const char  *line,
         char       **out,
         char       **err)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr(GError) error = NULL;
  int status;

  g_free (words[0]);
  words[0] = g_strdup (g_getenv ("EMULSION_CLI"));
  g_spawn_sync (folder, words, NULL, G_SPAWN_DEFAULT, NULL, NULL, out, err, &status, &error);
  g_assert_no_error (error);

  return WEXITSTATUS (status);
}

static void
test_command_line (void)
{
  g_autoptr(EmuImage) a = draw_picture (3, 33, 47, 1);
  g_autoptr(EmuImage) b = draw_picture (3, 50, 40, 2);
  g_autofree char *path = in_folder ("program.py");
  g_autofree char *saved = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *usage = NULL;

  if (g_getenv ("EMULSION_CLI") == NULL)
    {
      g_test_skip ("the program's place is not known");
      return;
    }

  save_picture (a, "one.png");
  save_picture (b, "two.png");

  g_assert_cmpint (run_cli ("emulsion-cli mix one.png two.png --method fmix --seed 7 --python program.py",
                            &out, &err), ==, 0);
  g_assert_cmpstr (err, ==, "");
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_clear_pointer (&err, g_free);
  g_assert_cmpint (run_cli ("emulsion-cli mix one.png two.png --method fmix --seed 7 --python -",
                            &printed, &err), ==, 0);
  g_assert_cmpstr (printed, ==, saved);
  g_assert_nonnull (strstr (printed, "load(\"one.png\")"));
  g_assert_null (strstr (printed, folder));

  g_clear_pointer (&out, g_free);
  g_clear_pointer (&err, g_free);
  g_assert_cmpint (run_cli ("emulsion-cli mix one.png two.png --method fmix --json --python -", &out, &usage),
                   ==, 2);
  g_assert_cmpstr (out, ==, "");
  g_assert_nonnull (strstr (usage, "--python"));
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("emulsion-python-XXXXXX", &error);
  g_assert_no_error (error);

  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);
      g_autofree char *path = g_strdup_printf ("/python/text/%s/compiles", method->id);

      if (method->python != NULL)
        g_test_add_data_func (path, method, test_compiles);
    }
  g_test_add_func ("/python/text/holds-what-is-needed", test_short);
  g_test_add_func ("/python/text/names-the-label-rule", test_label_rule);
  g_test_add_func ("/python/text/quotes-any-name", test_quotes);
  g_test_add_func ("/python/text/ignores-the-locale", test_locale);
  g_test_add_func ("/python/command-line", test_command_line);
  g_test_add_func ("/python/text/says-who-decided", test_given);
  g_test_add_func ("/python/run/fits", test_fits);
  g_test_add_func ("/python/run/odd-pictures", test_odd_pictures);
  g_test_add_func ("/python/text/knows-colours", test_colours);
  g_test_add_func ("/python/run/profile", test_profile);
  g_test_add_func ("/python/run/maps", test_maps);
  g_test_add_func ("/python/run/batches", test_batches);
  g_test_add_func ("/python/run/methods", test_methods);
  result = g_test_run ();

  remove_folder (folder);
  g_free (folder);

  return result;
}
