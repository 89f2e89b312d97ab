/* ranked.c: values in falling order, by a full sort
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>

#include "ranked.h"

static int
compare_ranked (const void *a,
                const void *b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  if (x->value != y->value)
    return x->value > y->value ? -1 : 1;

  return x->index < y->index ? -1 : 1;
}

Ranked *
sorted (const double *values,
        gsize         n)
{
  Ranked *order = g_new (Ranked, n);

  for (gsize i = 0; i < n; i++)
    order[i] = (Ranked) { values[i], i };
  qsort (order, n, sizeof *order, compare_ranked);

  return order;
}
