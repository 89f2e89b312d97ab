/* emu-torchvision-tables.c: torchvision's magnitudes and the policies of AutoAugment
 *
 * Sources: Cubuk et al. 2019 and 2020, Müller & Hutter 2021, Hendrycks et al. 2020, in the form they
 * have in torchvision 0.14.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-torchvision.h"

/* --- Magnitudes ---------------------------------------------------------------------------- */

/* What the reach of a magnitude is counted in. */
typedef enum
{
  REACH_NUMBER,
  REACH_WIDTH,
  REACH_HEIGHT,
  REACH_BITS,        /* from @first bits down by @last */
} Reach;

typedef struct
{
  const char *name;
  struct
  {
    Reach  reach;
    double first;
    double last;
  } sets[3];
} Magnitudes;

/* In the order of EmuTorchvisionSet. 150 of 331 pixels is the share that AutoAugment moved. */
static const Magnitudes magnitudes[] = {
  { "ShearX",     { { REACH_NUMBER, 0, 0.3 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.3 } } },
  { "ShearY",     { { REACH_NUMBER, 0, 0.3 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.3 } } },
  { "TranslateX", { { REACH_WIDTH, 0, 150.0 / 331 }, { REACH_NUMBER, 0, 32 },
                    { REACH_WIDTH, 0, 1.0 / 3 } } },
  { "TranslateY", { { REACH_HEIGHT, 0, 150.0 / 331 }, { REACH_NUMBER, 0, 32 },
                    { REACH_HEIGHT, 0, 1.0 / 3 } } },
  { "Rotate",     { { REACH_NUMBER, 0, 30 }, { REACH_NUMBER, 0, 135 }, { REACH_NUMBER, 0, 30 } } },
  { "Brightness", { { REACH_NUMBER, 0, 0.9 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.9 } } },
  { "Color",      { { REACH_NUMBER, 0, 0.9 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.9 } } },
  { "Contrast",   { { REACH_NUMBER, 0, 0.9 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.9 } } },
  { "Sharpness",  { { REACH_NUMBER, 0, 0.9 }, { REACH_NUMBER, 0, 0.99 }, { REACH_NUMBER, 0, 0.9 } } },
  { "Posterize",  { { REACH_BITS, 8, 4 }, { REACH_BITS, 8, 6 }, { REACH_BITS, 4, 4 } } },
  { "Solarize",   { { REACH_NUMBER, 255, 0 }, { REACH_NUMBER, 255, 0 }, { REACH_NUMBER, 255, 0 } } },
};

/* Equal steps in single precision, counted from the nearer end. */
static double
equal_steps (double first,
             double last,
             int    n,
             int    index)
{
  float from = (float) first;
  float to = (float) last;
  float step = (to - from) / (float) (n - 1);

  return index < n / 2 ? from + step * (float) index : to - step * (float) (n - 1 - index);
}

double
emu_torchvision_magnitude (EmuTorchvisionSet  set,
                           const char        *name,
                           int                bins,
                           int                index,
                           int                height,
                           int                width)
{
  g_return_val_if_fail (bins >= EMU_TORCHVISION_MIN_BINS, 0);

  index = CLAMP (index, 0, bins - 1);
  for (guint i = 0; i < G_N_ELEMENTS (magnitudes); i++)
    {
      double first = magnitudes[i].sets[set].first;
      double last = magnitudes[i].sets[set].last;

      if (strcmp (magnitudes[i].name, name) != 0)
        continue;

      switch (magnitudes[i].sets[set].reach)
        {
        case REACH_NUMBER:
          return equal_steps (first, last, bins, index);

        case REACH_WIDTH:
          return equal_steps (first, last * width, bins, index);

        case REACH_HEIGHT:
          return equal_steps (first, last * height, bins, index);

        case REACH_BITS:
          return first - rintf ((float) index / (float) ((bins - 1) / last));
        }
    }

  g_return_val_if_reached (0);
}

/* --- Levels -------------------------------------------------------------------------------- */

static double
magnitude_of (const EmuLevelInput *input,
              EmuTorchvisionSet    set,
              const char          *name)
{
  int bins = (int) CLAMP (input->constant, EMU_TORCHVISION_MIN_BINS, EMU_TORCHVISION_MAX_BINS);
  int index = (int) CLAMP (input->magnitude, 0, bins - 1);

  return emu_torchvision_magnitude (set, name, bins, index, input->height, input->width);
}

static double
with_sign (const EmuLevelInput *input,
           double               value)
{
  return input->negative ? -value : value;
}

/* One function a row, as a level does not know its own name. */
#define LEVEL_FUNCTIONS(prefix, set)                                                         \
  static double                                                                              \
  prefix##_shear (const EmuLevelInput *input)                                                \
  {                                                                                          \
    return with_sign (input, magnitude_of (input, set, "ShearX"));                           \
  }                                                                                          \
  static double                                                                              \
  prefix##_translate_x (const EmuLevelInput *input)                                          \
  {                                                                                          \
    return with_sign (input, trunc (magnitude_of (input, set, "TranslateX")));               \
  }                                                                                          \
  static double                                                                              \
  prefix##_translate_y (const EmuLevelInput *input)                                          \
  {                                                                                          \
    return with_sign (input, trunc (magnitude_of (input, set, "TranslateY")));               \
  }                                                                                          \
  static double                                                                              \
  prefix##_rotate (const EmuLevelInput *input)                                               \
  {                                                                                          \
    return with_sign (input, magnitude_of (input, set, "Rotate"));                           \
  }                                                                                          \
  static double                                                                              \
  prefix##_enhance (const EmuLevelInput *input)                                              \
  {                                                                                          \
    return 1 + with_sign (input, magnitude_of (input, set, "Brightness"));                   \
  }                                                                                          \
  static double                                                                              \
  prefix##_posterize (const EmuLevelInput *input)                                            \
  {                                                                                          \
    return magnitude_of (input, set, "Posterize");                                           \
  }                                                                                          \
  static double                                                                              \
  prefix##_solarize (const EmuLevelInput *input)                                             \
  {                                                                                          \
    return magnitude_of (input, set, "Solarize");                                            \
  }

LEVEL_FUNCTIONS (rand, EMU_TORCHVISION_RAND)
LEVEL_FUNCTIONS (wide, EMU_TORCHVISION_WIDE)
LEVEL_FUNCTIONS (augmix, EMU_TORCHVISION_AUGMIX)

#define LEVEL_ROWS(set, prefix)                                                              \
  { set "ShearX", "ShearX", "shear-x", "factor", TRUE, NULL, prefix##_shear },               \
  { set "ShearY", "ShearY", "shear-y", "factor", TRUE, NULL, prefix##_shear },               \
  { set "TranslateX", "TranslateX", "translate-x", "pixels", TRUE, NULL,                     \
    prefix##_translate_x },                                                                  \
  { set "TranslateY", "TranslateY", "translate-y", "pixels", TRUE, NULL,                     \
    prefix##_translate_y },                                                                  \
  { set "Rotate", "Rotate", "rotate", "degrees", TRUE, NULL, prefix##_rotate },              \
  { set "Brightness", "Brightness", "brightness", "factor", TRUE, NULL, prefix##_enhance },  \
  { set "Color", "Color", "color", "factor", TRUE, NULL, prefix##_enhance },                 \
  { set "Contrast", "Contrast", "contrast", "factor", TRUE, NULL, prefix##_enhance },        \
  { set "Sharpness", "Sharpness", "sharpness", "factor", TRUE, NULL, prefix##_enhance },     \
  { set "Posterize", "Posterize", "posterize", "bits", FALSE, NULL, prefix##_posterize },    \
  { set "Solarize", "Solarize", "solarize", "threshold", FALSE, NULL, prefix##_solarize },   \
  { set "AutoContrast", "AutoContrast", "autocontrast", NULL, FALSE, NULL, NULL },           \
  { set "Equalize", "Equalize", "equalize", NULL, FALSE, NULL, NULL }

const EmuLevel emu_torchvision_levels[EMU_TORCHVISION_N_LEVELS] = {
  LEVEL_ROWS ("torchvision/", rand),
  { "torchvision/Invert", "Invert", "invert", NULL, FALSE, NULL, NULL },
  LEVEL_ROWS ("torchvision-wide/", wide),
  LEVEL_ROWS ("torchvision-augmix/", augmix),
};

const EmuLevel *
emu_torchvision_level (EmuTorchvisionSet set,
                       const char       *name)
{
  static const char * const prefixes[] = { "torchvision", "torchvision-wide", "torchvision-augmix" };
  g_autofree char *id = g_strconcat (prefixes[set], "/", name, NULL);

  for (guint i = 0; i < EMU_TORCHVISION_N_LEVELS; i++)
    {
      if (strcmp (emu_torchvision_levels[i].id, id) == 0)
        return &emu_torchvision_levels[i];
    }

  return NULL;
}

/* --- AutoAugment --------------------------------------------------------------------------- */

const char * const emu_torchvision_policies[] = { "imagenet", "cifar10", "svhn", NULL };

static const EmuTorchvisionStep imagenet[EMU_TORCHVISION_PAIRS][2] = {
  { { "Posterize", 0.4, 8 }, { "Rotate", 0.6, 9 } },
  { { "Solarize", 0.6, 5 }, { "AutoContrast", 0.6, -1 } },
  { { "Equalize", 0.8, -1 }, { "Equalize", 0.6, -1 } },
  { { "Posterize", 0.6, 7 }, { "Posterize", 0.6, 6 } },
  { { "Equalize", 0.4, -1 }, { "Solarize", 0.2, 4 } },
  { { "Equalize", 0.4, -1 }, { "Rotate", 0.8, 8 } },
  { { "Solarize", 0.6, 3 }, { "Equalize", 0.6, -1 } },
  { { "Posterize", 0.8, 5 }, { "Equalize", 1, -1 } },
  { { "Rotate", 0.2, 3 }, { "Solarize", 0.6, 8 } },
  { { "Equalize", 0.6, -1 }, { "Posterize", 0.4, 6 } },
  { { "Rotate", 0.8, 8 }, { "Color", 0.4, 0 } },
  { { "Rotate", 0.4, 9 }, { "Equalize", 0.6, -1 } },
  { { "Equalize", 0, -1 }, { "Equalize", 0.8, -1 } },
  { { "Invert", 0.6, -1 }, { "Equalize", 1, -1 } },
  { { "Color", 0.6, 4 }, { "Contrast", 1, 8 } },
  { { "Rotate", 0.8, 8 }, { "Color", 1, 2 } },
  { { "Color", 0.8, 8 }, { "Solarize", 0.8, 7 } },
  { { "Sharpness", 0.4, 7 }, { "Invert", 0.6, -1 } },
  { { "ShearX", 0.6, 5 }, { "Equalize", 1, -1 } },
  { { "Color", 0.4, 0 }, { "Equalize", 0.6, -1 } },
  { { "Equalize", 0.4, -1 }, { "Solarize", 0.2, 4 } },
  { { "Solarize", 0.6, 5 }, { "AutoContrast", 0.6, -1 } },
  { { "Invert", 0.6, -1 }, { "Equalize", 1, -1 } },
  { { "Color", 0.6, 4 }, { "Contrast", 1, 8 } },
  { { "Equalize", 0.8, -1 }, { "Equalize", 0.6, -1 } },
};

static const EmuTorchvisionStep cifar10[EMU_TORCHVISION_PAIRS][2] = {
  { { "Invert", 0.1, -1 }, { "Contrast", 0.2, 6 } },
  { { "Rotate", 0.7, 2 }, { "TranslateX", 0.3, 9 } },
  { { "Sharpness", 0.8, 1 }, { "Sharpness", 0.9, 3 } },
  { { "ShearY", 0.5, 8 }, { "TranslateY", 0.7, 9 } },
  { { "AutoContrast", 0.5, -1 }, { "Equalize", 0.9, -1 } },
  { { "ShearY", 0.2, 7 }, { "Posterize", 0.3, 7 } },
  { { "Color", 0.4, 3 }, { "Brightness", 0.6, 7 } },
  { { "Sharpness", 0.3, 9 }, { "Brightness", 0.7, 9 } },
  { { "Equalize", 0.6, -1 }, { "Equalize", 0.5, -1 } },
  { { "Contrast", 0.6, 7 }, { "Sharpness", 0.6, 5 } },
  { { "Color", 0.7, 7 }, { "TranslateX", 0.5, 8 } },
  { { "Equalize", 0.3, -1 }, { "AutoContrast", 0.4, -1 } },
  { { "TranslateY", 0.4, 3 }, { "Sharpness", 0.2, 6 } },
  { { "Brightness", 0.9, 6 }, { "Color", 0.2, 8 } },
  { { "Solarize", 0.5, 2 }, { "Invert", 0, -1 } },
  { { "Equalize", 0.2, -1 }, { "AutoContrast", 0.6, -1 } },
  { { "Equalize", 0.2, -1 }, { "Equalize", 0.6, -1 } },
  { { "Color", 0.9, 9 }, { "Equalize", 0.6, -1 } },
  { { "AutoContrast", 0.8, -1 }, { "Solarize", 0.2, 8 } },
  { { "Brightness", 0.1, 3 }, { "Color", 0.7, 0 } },
  { { "Solarize", 0.4, 5 }, { "AutoContrast", 0.9, -1 } },
  { { "TranslateY", 0.9, 9 }, { "TranslateY", 0.7, 9 } },
  { { "AutoContrast", 0.9, -1 }, { "Solarize", 0.8, 3 } },
  { { "Equalize", 0.8, -1 }, { "Invert", 0.1, -1 } },
  { { "TranslateY", 0.7, 9 }, { "AutoContrast", 0.9, -1 } },
};

static const EmuTorchvisionStep svhn[EMU_TORCHVISION_PAIRS][2] = {
  { { "ShearX", 0.9, 4 }, { "Invert", 0.2, -1 } },
  { { "ShearY", 0.9, 8 }, { "Invert", 0.7, -1 } },
  { { "Equalize", 0.6, -1 }, { "Solarize", 0.6, 6 } },
  { { "Invert", 0.9, -1 }, { "Equalize", 0.6, -1 } },
  { { "Equalize", 0.6, -1 }, { "Rotate", 0.9, 3 } },
  { { "ShearX", 0.9, 4 }, { "AutoContrast", 0.8, -1 } },
  { { "ShearY", 0.9, 8 }, { "Invert", 0.4, -1 } },
  { { "ShearY", 0.9, 5 }, { "Solarize", 0.2, 6 } },
  { { "Invert", 0.9, -1 }, { "AutoContrast", 0.8, -1 } },
  { { "Equalize", 0.6, -1 }, { "Rotate", 0.9, 3 } },
  { { "ShearX", 0.9, 4 }, { "Solarize", 0.3, 3 } },
  { { "ShearY", 0.8, 8 }, { "Invert", 0.7, -1 } },
  { { "Equalize", 0.9, -1 }, { "TranslateY", 0.6, 6 } },
  { { "Invert", 0.9, -1 }, { "Equalize", 0.6, -1 } },
  { { "Contrast", 0.3, 3 }, { "Rotate", 0.8, 4 } },
  { { "Invert", 0.8, -1 }, { "TranslateY", 0, 2 } },
  { { "ShearY", 0.7, 6 }, { "Solarize", 0.4, 8 } },
  { { "Invert", 0.6, -1 }, { "Rotate", 0.8, 4 } },
  { { "ShearY", 0.3, 7 }, { "TranslateX", 0.9, 3 } },
  { { "ShearX", 0.1, 6 }, { "Invert", 0.6, -1 } },
  { { "Solarize", 0.7, 2 }, { "TranslateY", 0.6, 7 } },
  { { "ShearY", 0.8, 4 }, { "Invert", 0.8, -1 } },
  { { "ShearX", 0.7, 9 }, { "TranslateY", 0.8, 3 } },
  { { "ShearY", 0.8, 5 }, { "AutoContrast", 0.7, -1 } },
  { { "ShearX", 0.7, 2 }, { "Invert", 0.1, -1 } },
};

const EmuTorchvisionStep (*
emu_torchvision_pairs (int policy))[2]
{
  const EmuTorchvisionStep (*tables[])[2] = { imagenet, cifar10, svhn };

  g_return_val_if_fail (policy >= 0 && policy < (int) G_N_ELEMENTS (tables), NULL);

  return tables[policy];
}
