/* emu-fmix-words.c: what the panels of the FMix laboratory show, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-fmix-words.h"

const char *
emu_fmix_panel_title (EmuFmixPanel panel)
{
  switch (panel)
    {
    case EMU_FMIX_PANEL_SPECTRUM:
      return _("Spectrum");
    case EMU_FMIX_PANEL_FIELD:
      return _("Field");
    case EMU_FMIX_PANEL_MASK:
      return _("Mask");
    case EMU_FMIX_PANEL_RESULT:
    default:
      return _("Result");
    }
}

char *
emu_fmix_view_describe (const EmuFmixView *self,
                        int                side_index,
                        EmuFmixPanel       panel)
{
  const EmuFmixSide *side = &self->sides[side_index];
  double percent = 100 * (side->look.inverted ? 1 - side->share : side->share);

  switch (panel)
    {
    case EMU_FMIX_PANEL_SPECTRUM:
      if (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED && side->look.n_dims == 3)
        return g_strdup (_("along the depth, only 0 and ±1 are left"));
      if (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED)
        return g_strdup (_("across, only 0 and ±1 are left"));
      /* Translators: the number is δ, written as an exponent */
      return g_strdup_printf (_("random waves × frequency<span size=\"smaller\" rise=\"4000\">−%.1f</span>"),
                              side->decay);

    case EMU_FMIX_PANEL_FIELD:
      if (side->look.n_dims == 3)
        /* Translators: slice number, number of slices */
        return g_strdup_printf (_("slice %d of 0 to %d of their sum"), side->look.slice,
                                side->look.dims[2] - 1);
      if (side->look.n_dims == 1)
        return g_strdup (_("their sum, the same in every row"));
      return g_strdup (_("their sum, as a height map"));

    case EMU_FMIX_PANEL_MASK:
      if (side->look.inverted)
        return g_strdup_printf (_("the lowest %.0f %% belong to A"), percent);
      if (side->soft > 0)
        /* Translators: share of A; share of the field that fades from A to B */
        return g_strdup_printf (_("the highest %.0f %% belong to A, %.0f %% fade"), percent,
                                200 * side->soft);
      return g_strdup_printf (_("the highest %.0f %% belong to A"), percent);

    case EMU_FMIX_PANEL_RESULT:
    default:
      return g_strdup (_("A where the mask is blue, B elsewhere"));
    }
}

/* What the published program loses depends on the directions there are, so each has sentences of its
 * own. Numbers are counted and measured, never taken from what is known. */
static char *
read_picture (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the shapes are stripes. Stretches of A in a row: at most %d; waves’ "
                                "power in the frequencies 0 and ±1 across: %.1f %%.")
                            : _("Shapes look alike in all directions. Stretches of A in a row: at most %d; waves’ "
                                "power in the frequencies 0 and ±1 across: %.1f %%."),
                          side->most_stretches, 100 * side->spectrum->narrow_share);
}

static char *
read_pictures (const EmuFmixSide *paper,
               const EmuFmixSide *published)
{
  /* Translators: published: stretches, share; paper: the same two */
  return g_strdup_printf (_("As published the shapes are stripes. Stretches of A in a row: at most %d; waves’ power "
                            "in the frequencies 0 and ±1 across: %.1f %%. By the paper: at most %d; %.1f %%."),
                          published->most_stretches, 100 * published->spectrum->narrow_share,
                          paper->most_stretches, 100 * paper->spectrum->narrow_share);
}

static char *
read_line (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the line is one wave. Stretches of A along it: %d.")
                            : _("One field along a line, as for sound or text. Stretches of A along it: %d."),
                          side->most_stretches);
}

static char *
read_lines (const EmuFmixSide *paper,
            const EmuFmixSide *published)
{
  /* Translators: stretches as published; by the paper */
  return g_strdup_printf (_("As published the line is one wave. Stretches of A along it: %d; by the paper: %d."),
                          published->most_stretches, paper->most_stretches);
}

static char *
read_volume (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the directions are mixed up, and only the frequencies 0 and ±1 are left "
                                "along the depth. Stretches of A in a row of this slice: at most %d.")
                            : _("One slice of a field in three dimensions, as for film or volumes. Stretches of A in a "
                                "row of this slice: at most %d."),
                          side->most_stretches);
}

static char *
read_volumes (const EmuFmixSide *paper,
              const EmuFmixSide *published)
{
  /* Translators: stretches as published; by the paper */
  return g_strdup_printf (_("As published the directions are mixed up, and only the frequencies 0 and ±1 are left along "
                            "the depth. Stretches of A in a row of this slice: at most %d; by the paper: at most %d."),
                          published->most_stretches, paper->most_stretches);
}

char *
emu_fmix_view_read (const EmuFmixView *self)
{
  const EmuFmixSide *first = &self->sides[0];
  const EmuFmixSide *second = &self->sides[1];

  /* A picture of one value has no waves to speak of. */
  if (isnan (first->spectrum->narrow_share))
    return g_strdup (_("One value alone has no shape: all of the picture is A, or all of it is B."));

  switch (first->look.n_dims)
    {
    case 1:
      return self->n_sides == 2 ? read_lines (first, second) : read_line (first);
    case 3:
      return self->n_sides == 2 ? read_volumes (first, second) : read_volume (first);
    default:
      return self->n_sides == 2 ? read_pictures (first, second) : read_picture (first);
    }
}
