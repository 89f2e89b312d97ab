/* emu-colour.c: colours of a file into sRGB
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <lcms2.h>
#include <math.h>

#include "emu-colour.h"

#define INTENT INTENT_RELATIVE_COLORIMETRIC

/* One of 255 levels, on the scale of 16 bits. */
#define LEVEL 257

#define LONGEST_DESCRIPTION 200

struct _EmuColour
{
  int channels;
  int depth;
  cmsHTRANSFORM transform;  /* colour pictures */
  guint16 *table;           /* grey pictures: the result for every value */
};

/* White, red, green, blue (IEC 61966-2-1). */
static const double srgb_chromaticities[8] = {
  0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06,
};

static cmsHPROFILE
new_grey_srgb (void)
{
  /* IEC 61966-2-1, as parametric curve 4 of the ICC specification. */
  const double parameters[] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };
  cmsToneCurve *curve = cmsBuildParametricToneCurve (NULL, 4, parameters);
  cmsHPROFILE profile = cmsCreateGrayProfile (cmsD50_xyY (), curve);

  cmsFreeToneCurve (curve);

  return profile;
}

static gboolean
near (guint16 a,
      guint16 b)
{
  return ABS ((int) a - (int) b) <= LEVEL;
}

/* A lattice of colours goes through unchanged. The steps divide 255 evenly. */
static gboolean
is_srgb (cmsHTRANSFORM transform)
{
  enum { STEP = 15, SIDE = 255 / STEP + 1 };
  g_autofree guint16 *row = g_new (guint16, 3 * SIDE);

  for (int r = 0; r < SIDE; r++)
    for (int g = 0; g < SIDE; g++)
      {
        guint16 expected[3] = { (guint16) (r * STEP * LEVEL), (guint16) (g * STEP * LEVEL), 0 };

        for (int b = 0; b < SIDE; b++)
          {
            row[3 * b] = expected[0];
            row[3 * b + 1] = expected[1];
            row[3 * b + 2] = (guint16) (b * STEP * LEVEL);
          }

        cmsDoTransform (transform, row, row, SIDE);

        for (int b = 0; b < SIDE; b++)
          {
            expected[2] = (guint16) (b * STEP * LEVEL);
            for (int c = 0; c < 3; c++)
              if (!near (row[3 * b + c], expected[c]))
                return FALSE;
          }
      }

  return TRUE;
}

static EmuColour *
new_grey (cmsHPROFILE source,
          int         channels,
          int         depth)
{
  cmsHPROFILE target = new_grey_srgb ();
  cmsHTRANSFORM transform = cmsCreateTransform (source, TYPE_GRAY_16, target, TYPE_GRAY_16, INTENT,
                                                cmsFLAGS_NOOPTIMIZE);
  guint size = 1u << depth;
  guint scale = 65535 / (size - 1);
  gboolean changes = FALSE;
  EmuColour *self;

  cmsCloseProfile (target);
  if (transform == NULL)
    return NULL;

  self = g_new0 (EmuColour, 1);
  self->channels = channels;
  self->depth = depth;
  self->table = g_new (guint16, size);

  for (guint i = 0; i < size; i++)
    self->table[i] = (guint16) (i * scale);

  cmsDoTransform (transform, self->table, self->table, size);
  cmsDeleteTransform (transform);

  for (guint i = 0; i < size; i++)
    {
      changes |= !near (self->table[i], (guint16) (i * scale));
      self->table[i] = (guint16) ((self->table[i] + scale / 2) / scale);
    }

  if (!changes)
    g_clear_pointer (&self, emu_colour_free);

  return self;
}

static EmuColour *
new_colour (cmsHPROFILE source,
            int         channels,
            int         depth)
{
  cmsHPROFILE target = cmsCreate_sRGBProfile ();
  cmsHTRANSFORM exact, transform = NULL;
  cmsUInt32Number format = COLORSPACE_SH (PT_RGB) | CHANNELS_SH (3) | BYTES_SH ((guint) depth / 8) |
                           EXTRA_SH ((guint) channels - 3);
  EmuColour *self;

  exact = cmsCreateTransform (source, TYPE_RGB_16, target, TYPE_RGB_16, INTENT,
                              cmsFLAGS_NOOPTIMIZE);

  /* Of 16-bit conversions lcms makes a coarse table, which is far off for linear samples. */
  if (exact != NULL && !is_srgb (exact))
    transform = cmsCreateTransform (source, format, target, format, INTENT,
                                    cmsFLAGS_COPY_ALPHA | (depth == 16 ? cmsFLAGS_NOOPTIMIZE : 0));

  g_clear_pointer (&exact, cmsDeleteTransform);
  cmsCloseProfile (target);

  if (transform == NULL)
    return NULL;

  self = g_new0 (EmuColour, 1);
  self->channels = channels;
  self->depth = depth;
  self->transform = transform;

  return self;
}

static EmuColour *
new_for_source (cmsHPROFILE source,
                int         channels,
                int         depth)
{
  gboolean grey = channels <= 2;

  g_return_val_if_fail (channels >= 1 && channels <= 4, NULL);
  g_return_val_if_fail (depth == 8 || depth == 16, NULL);

  if (cmsGetColorSpace (source) != (grey ? cmsSigGrayData : cmsSigRgbData))
    return NULL;

  switch ((int) cmsGetDeviceClass (source))
    {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass:
      break;

    default:
      return NULL;
    }

  return grey ? new_grey (source, channels, depth) : new_colour (source, channels, depth);
}

static char *
get_description (cmsHPROFILE profile)
{
  char buffer[LONGEST_DESCRIPTION] = "";
  char *text;

  if (cmsGetProfileInfoASCII (profile, cmsInfoDescription, "en", "US", buffer, sizeof buffer) == 0)
    return NULL;

  buffer[sizeof buffer - 1] = '\0';
  for (char *c = buffer; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';

  text = g_utf8_make_valid (g_strstrip (buffer), -1);
  if (*text == '\0')
    g_clear_pointer (&text, g_free);

  return text;
}

EmuColour *
emu_colour_new_for_icc (const guint8 *profile,
                        gsize         length,
                        int           channels,
                        int           depth,
                        char        **description)
{
  EmuColour *self = NULL;
  cmsHPROFILE source = NULL;

  if (description != NULL)
    *description = NULL;

  if (length <= G_MAXUINT32)
    source = cmsOpenProfileFromMem (profile, (cmsUInt32Number) length);

  if (source == NULL)
    return NULL;

  if (description != NULL)
    *description = get_description (source);

  self = new_for_source (source, channels, depth);
  cmsCloseProfile (source);

  return self;
}

EmuColour *
emu_colour_new_for_gamma (double        gamma,
                          const double *chromaticities,
                          int           channels,
                          int           depth)
{
  const double *xy = chromaticities != NULL ? chromaticities : srgb_chromaticities;
  gboolean srgb_primaries = TRUE;
  cmsToneCurve *curve;
  cmsHPROFILE source;
  EmuColour *self = NULL;

  if (!(gamma > 0 && isfinite (gamma)))
    return NULL;

  for (int i = 0; i < 8; i++)
    {
      if (!(xy[i] >= 0 && xy[i] <= 1) || (i % 2 == 1 && !(xy[i] > 0)))
        return NULL;

      /* PNG files hold five digits, some writers rounded to three. */
      srgb_primaries &= fabs (xy[i] - srgb_chromaticities[i]) <= 0.001;
    }

  /* By tradition this gamma stands for sRGB. */
  if (fabs (gamma / 0.45455 - 1) <= 0.005 && (srgb_primaries || channels <= 2))
    return NULL;

  curve = cmsBuildGamma (NULL, 1 / gamma);
  if (curve == NULL)
    return NULL;

  if (channels <= 2)
    {
      source = cmsCreateGrayProfile (cmsD50_xyY (), curve);
    }
  else
    {
      const cmsCIExyY white = { xy[0], xy[1], 1 };
      const cmsCIExyYTRIPLE primaries = {
        { xy[2], xy[3], 1 }, { xy[4], xy[5], 1 }, { xy[6], xy[7], 1 },
      };
      cmsToneCurve *curves[3] = { curve, curve, curve };

      source = cmsCreateRGBProfile (&white, &primaries, curves);
    }

  cmsFreeToneCurve (curve);
  if (source == NULL)
    return NULL;

  self = new_for_source (source, channels, depth);
  cmsCloseProfile (source);

  return self;
}

void
emu_colour_convert (EmuColour *self,
                    gpointer   samples,
                    int        n_pixels)
{
  gsize n = (gsize) n_pixels * (gsize) self->channels;

  if (self->table == NULL)
    {
      cmsDoTransform (self->transform, samples, samples, (cmsUInt32Number) n_pixels);
    }
  else if (self->depth == 8)
    {
      guint8 *s = samples;

      for (gsize i = 0; i < n; i += (gsize) self->channels)
        s[i] = (guint8) self->table[s[i]];
    }
  else
    {
      guint16 *s = samples;

      for (gsize i = 0; i < n; i += (gsize) self->channels)
        s[i] = self->table[s[i]];
    }
}

void
emu_colour_free (EmuColour *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->transform, cmsDeleteTransform);
  g_free (self->table);
  g_free (self);
}
