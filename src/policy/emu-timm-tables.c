/* emu-timm-tables.c: operations, sets and fixed policies of timm
 *
 * Sources: Cubuk et al. 2019, arXiv:1805.09501 (AutoAugment); Cubuk et al. 2020, arXiv:1909.13719
 * (RandAugment); Hendrycks et al. 2020, arXiv:1912.02781 (AugMix); Touvron et al. 2022,
 * arXiv:2204.07118 (3-Augment); numbers as in timm, data/auto_augment.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-timm-tables.h"

/* --- From magnitudes to arguments ---------------------------------------------------------- */

static double
share (const EmuLevelInput *input)
{
  return input->magnitude / EMU_TIMM_DENOMINATOR;
}

static double
signed_by (const EmuLevelInput *input,
           double               value)
{
  return input->negative ? -value : value;
}

static double
rotate_argument (const EmuLevelInput *input)
{
  return signed_by (input, share (input) * 30);
}

static double
shear_argument (const EmuLevelInput *input)
{
  return signed_by (input, share (input) * 0.3);
}

/* The constant is a share of the picture's side, or a number of pixels. */
static double
translate_argument (const EmuLevelInput *input)
{
  return signed_by (input, share (input) * input->constant);
}

/* Neutral at 5, where the factor is 1. */
static double
enhance_argument (const EmuLevelInput *input)
{
  return share (input) * 1.8 + 0.1;
}

static double
enhance_increasing_argument (const EmuLevelInput *input)
{
  return fmax (0.1, 1 + signed_by (input, share (input) * 0.9));
}

/* Bits kept: the stronger, the more; none at all below 2.5. */
static double
posterize_argument (const EmuLevelInput *input)
{
  return trunc (share (input) * 4);
}

static double
posterize_increasing_argument (const EmuLevelInput *input)
{
  return 4 - posterize_argument (input);
}

static double
posterize_original_argument (const EmuLevelInput *input)
{
  return posterize_argument (input) + 4;
}

static double
solarize_argument (const EmuLevelInput *input)
{
  return fmin (256, trunc (share (input) * 256));
}

static double
solarize_increasing_argument (const EmuLevelInput *input)
{
  return 256 - solarize_argument (input);
}

static double
solarize_add_argument (const EmuLevelInput *input)
{
  return fmin (128, trunc (share (input) * 110));
}

static double
between (double               lo,
         double               hi,
         const EmuLevelInput *input)
{
  return CLAMP (lo + (hi - lo) * share (input), lo, hi);
}

static double
desaturate_argument (const EmuLevelInput *input)
{
  return between (0.5, 1, input);
}

static double
blur_argument (const EmuLevelInput *input)
{
  return between (0.1, 2, input);
}

static double
blur_rand_argument (const EmuLevelInput *input)
{
  return between (0, 1, input);
}

/* Its blur draws a radius between a tenth and twice its argument. */
static double
blur_rand_spread (double argument,
                  double u)
{
  return 0.1 + (2 * argument - 0.1) * u;
}

#define LEVEL(name_, op_, param_, signed_, argument_)                                        \
  {                                                                                         \
    .id = "timm/" name_, .name = name_, .op = op_, .param = param_, .is_signed = signed_,   \
    .argument = argument_,                                                                  \
  }

const EmuLevel emu_timm_levels[EMU_TIMM_N_LEVELS] = {
  LEVEL ("AutoContrast", "autocontrast", NULL, FALSE, NULL),
  LEVEL ("Equalize", "equalize", NULL, FALSE, NULL),
  LEVEL ("Invert", "invert", NULL, FALSE, NULL),
  LEVEL ("Rotate", "rotate", "degrees", TRUE, rotate_argument),
  LEVEL ("Posterize", "posterize", "bits", FALSE, posterize_argument),
  LEVEL ("PosterizeIncreasing", "posterize", "bits", FALSE, posterize_increasing_argument),
  LEVEL ("PosterizeOriginal", "posterize", "bits", FALSE, posterize_original_argument),
  LEVEL ("Solarize", "solarize", "threshold", FALSE, solarize_argument),
  LEVEL ("SolarizeIncreasing", "solarize", "threshold", FALSE, solarize_increasing_argument),
  LEVEL ("SolarizeAdd", "solarize-add", "add", FALSE, solarize_add_argument),
  LEVEL ("Color", "color", "factor", FALSE, enhance_argument),
  LEVEL ("ColorIncreasing", "color", "factor", TRUE, enhance_increasing_argument),
  LEVEL ("Contrast", "contrast", "factor", FALSE, enhance_argument),
  LEVEL ("ContrastIncreasing", "contrast", "factor", TRUE, enhance_increasing_argument),
  LEVEL ("Brightness", "brightness", "factor", FALSE, enhance_argument),
  LEVEL ("BrightnessIncreasing", "brightness", "factor", TRUE, enhance_increasing_argument),
  LEVEL ("Sharpness", "sharpness", "factor", FALSE, enhance_argument),
  LEVEL ("SharpnessIncreasing", "sharpness", "factor", TRUE, enhance_increasing_argument),
  LEVEL ("ShearX", "shear-x", "factor", TRUE, shear_argument),
  LEVEL ("ShearY", "shear-y", "factor", TRUE, shear_argument),
  LEVEL ("TranslateX", "translate-x", "pixels", TRUE, translate_argument),
  LEVEL ("TranslateY", "translate-y", "pixels", TRUE, translate_argument),
  LEVEL ("TranslateXRel", "translate-x-rel", "fraction", TRUE, translate_argument),
  LEVEL ("TranslateYRel", "translate-y-rel", "fraction", TRUE, translate_argument),
  LEVEL ("Desaturate", "desaturate", "amount", FALSE, desaturate_argument),
  LEVEL ("GaussianBlur", "gaussian-blur", "radius", FALSE, blur_argument),
  {
    .id = "timm/GaussianBlurRand", .name = "GaussianBlurRand",
    .op = "gaussian-blur", .param = "radius",
    .argument = blur_rand_argument, .spread = blur_rand_spread,
  },
};

const EmuLevel *
emu_timm_level (const char *name)
{
  for (guint i = 0; i < EMU_TIMM_N_LEVELS; i++)
    {
      if (strcmp (emu_timm_levels[i].name, name) == 0)
        return &emu_timm_levels[i];
    }

  return NULL;
}

gboolean
emu_timm_level_moves (const EmuLevel *level)
{
  return level->argument == translate_argument;
}

/* --- Sets ---------------------------------------------------------------------------------- */

static const EmuTimmPick base_picks[] = {
  { "AutoContrast", 1 }, { "Equalize", 1 }, { "Invert", 1 }, { "Rotate", 1 }, { "Posterize", 1 },
  { "Solarize", 1 }, { "SolarizeAdd", 1 }, { "Color", 1 }, { "Contrast", 1 }, { "Brightness", 1 },
  { "Sharpness", 1 }, { "ShearX", 1 }, { "ShearY", 1 }, { "TranslateXRel", 1 },
  { "TranslateYRel", 1 }, { NULL },
};

static const EmuTimmPick increasing_picks[] = {
  { "AutoContrast", 1 }, { "Equalize", 1 }, { "Invert", 1 }, { "Rotate", 1 },
  { "PosterizeIncreasing", 1 }, { "SolarizeIncreasing", 1 }, { "SolarizeAdd", 1 },
  { "ColorIncreasing", 1 }, { "ContrastIncreasing", 1 }, { "BrightnessIncreasing", 1 },
  { "SharpnessIncreasing", 1 }, { "ShearX", 1 }, { "ShearY", 1 }, { "TranslateXRel", 1 },
  { "TranslateYRel", 1 }, { NULL },
};

static const EmuTimmPick weighted_picks[] = {
  { "Rotate", 3 }, { "ShearX", 2 }, { "ShearY", 2 }, { "TranslateXRel", 1 },
  { "TranslateYRel", 1 }, { "ColorIncreasing", 0.25 }, { "SharpnessIncreasing", 0.25 },
  { "AutoContrast", 0.25 }, { "SolarizeIncreasing", 0.05 }, { "SolarizeAdd", 0.05 },
  { "ContrastIncreasing", 0.05 }, { "BrightnessIncreasing", 0.05 }, { "Equalize", 0.05 },
  { "PosterizeIncreasing", 0.05 }, { "Invert", 0.05 }, { NULL },
};

static const EmuTimmPick three_picks[] = {
  { "SolarizeIncreasing", 1 }, { "Desaturate", 1 }, { "GaussianBlur", 1 }, { NULL },
};

static const EmuTimmPick three_weighted_picks[] = {
  { "SolarizeIncreasing", 6 }, { "Desaturate", 6 }, { "GaussianBlur", 6 }, { "Rotate", 3 },
  { "ShearX", 2 }, { "ShearY", 2 }, { "PosterizeIncreasing", 1 }, { "AutoContrast", 1 },
  { "ColorIncreasing", 1 }, { "SharpnessIncreasing", 1 }, { "ContrastIncreasing", 1 },
  { "BrightnessIncreasing", 1 }, { "Equalize", 1 }, { "Invert", 1 }, { NULL },
};

const EmuTimmSet emu_timm_sets[] = {
  { NULL, FALSE, FALSE, base_picks },
  { NULL, TRUE, FALSE, increasing_picks },
  { "weights", FALSE, TRUE, weighted_picks },
  { "3a", FALSE, FALSE, three_picks },
  { "3aw", FALSE, TRUE, three_weighted_picks },
};
const guint emu_timm_n_sets = G_N_ELEMENTS (emu_timm_sets);

const EmuTimmPick emu_timm_augmix[] = {
  { "AutoContrast", 1 }, { "ColorIncreasing", 1 }, { "ContrastIncreasing", 1 },
  { "BrightnessIncreasing", 1 }, { "SharpnessIncreasing", 1 }, { "Equalize", 1 }, { "Rotate", 1 },
  { "PosterizeIncreasing", 1 }, { "SolarizeIncreasing", 1 }, { "ShearX", 1 }, { "ShearY", 1 },
  { "TranslateXRel", 1 }, { "TranslateYRel", 1 }, { NULL },
};

/* --- AutoAugment --------------------------------------------------------------------------- */

static const EmuTimmStep original_steps[][2] = {
  { { "Posterize", 0.4, 8 }, { "Rotate", 0.6, 9 } },
  { { "Solarize", 0.6, 5 }, { "AutoContrast", 0.6, 5 } },
  { { "Equalize", 0.8, 8 }, { "Equalize", 0.6, 3 } },
  { { "Posterize", 0.6, 7 }, { "Posterize", 0.6, 6 } },
  { { "Equalize", 0.4, 7 }, { "Solarize", 0.2, 4 } },
  { { "Equalize", 0.4, 4 }, { "Rotate", 0.8, 8 } },
  { { "Solarize", 0.6, 3 }, { "Equalize", 0.6, 7 } },
  { { "Posterize", 0.8, 5 }, { "Equalize", 1, 2 } },
  { { "Rotate", 0.2, 3 }, { "Solarize", 0.6, 8 } },
  { { "Equalize", 0.6, 8 }, { "Posterize", 0.4, 6 } },
  { { "Rotate", 0.8, 8 }, { "Color", 0.4, 0 } },
  { { "Rotate", 0.4, 9 }, { "Equalize", 0.6, 2 } },
  { { "Equalize", 0, 7 }, { "Equalize", 0.8, 8 } },
  { { "Invert", 0.6, 4 }, { "Equalize", 1, 8 } },
  { { "Color", 0.6, 4 }, { "Contrast", 1, 8 } },
  { { "Rotate", 0.8, 8 }, { "Color", 1, 2 } },
  { { "Color", 0.8, 8 }, { "Solarize", 0.8, 7 } },
  { { "Sharpness", 0.4, 7 }, { "Invert", 0.6, 8 } },
  { { "ShearX", 0.6, 5 }, { "Equalize", 1, 9 } },
  { { "Color", 0.4, 0 }, { "Equalize", 0.6, 3 } },
  { { "Equalize", 0.4, 7 }, { "Solarize", 0.2, 4 } },
  { { "Solarize", 0.6, 5 }, { "AutoContrast", 0.6, 5 } },
  { { "Invert", 0.6, 4 }, { "Equalize", 1, 8 } },
  { { "Color", 0.6, 4 }, { "Contrast", 1, 8 } },
  { { "Equalize", 0.8, 8 }, { "Equalize", 0.6, 3 } },
};

static const EmuTimmStep v0_steps[][2] = {
  { { "Equalize", 0.8, 1 }, { "ShearY", 0.8, 4 } },
  { { "Color", 0.4, 9 }, { "Equalize", 0.6, 3 } },
  { { "Color", 0.4, 1 }, { "Rotate", 0.6, 8 } },
  { { "Solarize", 0.8, 3 }, { "Equalize", 0.4, 7 } },
  { { "Solarize", 0.4, 2 }, { "Solarize", 0.6, 2 } },
  { { "Color", 0.2, 0 }, { "Equalize", 0.8, 8 } },
  { { "Equalize", 0.4, 8 }, { "SolarizeAdd", 0.8, 3 } },
  { { "ShearX", 0.2, 9 }, { "Rotate", 0.6, 8 } },
  { { "Color", 0.6, 1 }, { "Equalize", 1, 2 } },
  { { "Invert", 0.4, 9 }, { "Rotate", 0.6, 0 } },
  { { "Equalize", 1, 9 }, { "ShearY", 0.6, 3 } },
  { { "Color", 0.4, 7 }, { "Equalize", 0.6, 0 } },
  { { "Posterize", 0.4, 6 }, { "AutoContrast", 0.4, 7 } },
  { { "Solarize", 0.6, 8 }, { "Color", 0.6, 9 } },
  { { "Solarize", 0.2, 4 }, { "Rotate", 0.8, 9 } },
  { { "Rotate", 1, 7 }, { "TranslateYRel", 0.8, 9 } },
  { { "ShearX", 0, 0 }, { "Solarize", 0.8, 4 } },
  { { "ShearY", 0.8, 0 }, { "Color", 0.6, 4 } },
  { { "Color", 1, 0 }, { "Rotate", 0.6, 2 } },
  { { "Equalize", 0.8, 4 }, { "Equalize", 0, 8 } },
  { { "Equalize", 1, 4 }, { "AutoContrast", 0.6, 2 } },
  { { "ShearY", 0.4, 7 }, { "SolarizeAdd", 0.6, 7 } },
  { { "Posterize", 0.8, 2 }, { "Solarize", 0.6, 10 } },
  { { "Solarize", 0.6, 8 }, { "Equalize", 0.6, 1 } },
  { { "Color", 0.8, 6 }, { "Rotate", 0.4, 5 } },
};

static const EmuTimmStep three_steps[][2] = {
  { { "Solarize", 1, 5 }, { NULL } },
  { { "Desaturate", 1, 10 }, { NULL } },
  { { "GaussianBlurRand", 1, 10 }, { NULL } },
};

const EmuTimmFixed emu_timm_fixed[] = {
  { "original", "PosterizeOriginal", G_N_ELEMENTS (original_steps), original_steps },
  { "originalr", "PosterizeIncreasing", G_N_ELEMENTS (original_steps), original_steps },
  { "v0", "Posterize", G_N_ELEMENTS (v0_steps), v0_steps },
  { "v0r", "PosterizeIncreasing", G_N_ELEMENTS (v0_steps), v0_steps },
  { "3a", "Posterize", G_N_ELEMENTS (three_steps), three_steps },
};
const guint emu_timm_n_fixed = G_N_ELEMENTS (emu_timm_fixed);

const EmuLevel *
emu_timm_fixed_level (const EmuTimmFixed *fixed,
                      const EmuTimmStep  *step)
{
  return emu_timm_level (strcmp (step->name, "Posterize") == 0 ? fixed->posterize : step->name);
}
