/* ranked.h: values in falling order, by a full sort
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

typedef struct
{
  double value;
  gsize  index;
} Ranked;

/** Largest value first, of equal ones the one that stands first. The slow twin of emu-rank.h. */
Ranked *sorted (const double *values,
                gsize         n);
