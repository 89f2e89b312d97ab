/* emu-pairing.c: who is mixed with whom in a batch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-pairing.h"
#include "emu-rng.h"

typedef struct
{
  const char *nick;
  const char *label;
  const char *help;
} Rule;

static const Rule rules[EMU_N_PAIRINGS] = {
  [EMU_PAIRING_PERMUTE] = {
    "permute", N_("Shuffled"), N_("Partners by chance; on average one picture meets itself"),
  },
  [EMU_PAIRING_REVERSE] = {
    "reverse", N_("Reversed"),
    N_("The first with the last and so on inwards; only the middle of an odd batch meets itself"),
  },
  [EMU_PAIRING_ROLL] = {
    "roll", N_("Rolled"), N_("Each with the one before it; nobody meets itself"),
  },
  [EMU_PAIRING_DERANGE_TRY] = {
    "derange-try", N_("Shuffled Again"),
    N_("Partners by chance, drawn again up to ten times while a picture would meet itself"),
  },
  [EMU_PAIRING_ONE_CYCLE] = {
    "one-cycle", N_("Most Different"),
    N_("One round in which each meets the picture whose saliency differs most"),
  },
};

const char *
emu_pairing_nick (EmuPairingRule rule)
{
  g_return_val_if_fail ((guint) rule < EMU_N_PAIRINGS, NULL);

  return rules[rule].nick;
}

const char *
emu_pairing_label (EmuPairingRule rule)
{
  g_return_val_if_fail ((guint) rule < EMU_N_PAIRINGS, NULL);

  return _(rules[rule].label);
}

const char *
emu_pairing_help (EmuPairingRule rule)
{
  g_return_val_if_fail ((guint) rule < EMU_N_PAIRINGS, NULL);

  return _(rules[rule].help);
}

gboolean
emu_pairing_from_nick (const char     *nick,
                       EmuPairingRule *rule)
{
  for (guint i = 0; i < EMU_N_PAIRINGS; i++)
    {
      if (g_strcmp0 (rules[i].nick, nick) == 0)
        {
          *rule = (EmuPairingRule) i;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
emu_pairing_needs_distances (EmuPairingRule rule)
{
  return rule == EMU_PAIRING_ONE_CYCLE;
}

/* D(n) / n! = sum over k of (-1)^k / k! */
static double
share_without_fixed (int n)
{
  double term = 1, sum = 1;

  /* Beyond k = 20 nothing changes in double. */
  for (int k = 1; k <= MIN (n, 20); k++)
    {
      term /= -k;
      sum += term;
    }

  return sum;
}

double
emu_pairing_chance_fixed (EmuPairingRule rule,
                          int            n)
{
  g_return_val_if_fail (n >= 1, NAN);

  if (n == 1)
    return 1;

  switch (rule)
    {
    case EMU_PAIRING_PERMUTE:
      return 1 - share_without_fixed (n);
    case EMU_PAIRING_DERANGE_TRY:
      return pow (1 - share_without_fixed (n), EMU_PAIRING_MAX_DRAWS);
    case EMU_PAIRING_REVERSE:
      return n % 2;
    case EMU_PAIRING_ROLL:
    case EMU_PAIRING_ONE_CYCLE:
      return 0;
    case EMU_N_PAIRINGS:
      break;
    }

  g_return_val_if_reached (NAN);
}

double
emu_pairing_expected_fixed (EmuPairingRule rule,
                            int            n)
{
  g_return_val_if_fail (n >= 1, NAN);

  if (rule == EMU_PAIRING_PERMUTE)
    return 1;

  /* Only the last permutation may have any, one on average, and it is drawn only where all before
   * it had some. */
  if (rule == EMU_PAIRING_DERANGE_TRY)
    return pow (emu_pairing_chance_fixed (EMU_PAIRING_PERMUTE, n), EMU_PAIRING_MAX_DRAWS - 1);

  return emu_pairing_chance_fixed (rule, n);
}

int
emu_pairing_n_fixed (const int *partner,
                     int        n)
{
  int n_fixed = 0;

  for (int i = 0; i < n; i++)
    n_fixed += partner[i] == i;

  return n_fixed;
}

static int
permute (int     n,
         guint64 seed,
         guint64 batch,
         int     n_draws,
         int    *partner)
{
  int k = 0;

  do
    {
      EmuRng rng;

      emu_rng_init (&rng, seed, EMU_PURPOSE_PAIRING, batch, k++);
      emu_rng_permutation (&rng, n, partner);
    }
  while (k < n_draws && emu_pairing_n_fixed (partner, n) > 0);

  return k;
}

int
emu_pairing_draw (EmuPairingRule rule,
                  int            n,
                  guint64        seed,
                  guint64        batch,
                  const double  *distances,
                  int           *partner)
{
  g_return_val_if_fail (n >= 1 && n <= EMU_PAIRING_MAX, 0);
  g_return_val_if_fail (partner != NULL, 0);

  switch (rule)
    {
    case EMU_PAIRING_PERMUTE:
      return permute (n, seed, batch, 1, partner);

    case EMU_PAIRING_DERANGE_TRY:
      return permute (n, seed, batch, EMU_PAIRING_MAX_DRAWS, partner);

    case EMU_PAIRING_REVERSE:
      for (int i = 0; i < n; i++)
        partner[i] = n - 1 - i;
      return 0;

    case EMU_PAIRING_ROLL:
      for (int i = 0; i < n; i++)
        partner[i] = (i + n - 1) % n;
      return 0;

    case EMU_PAIRING_ONE_CYCLE:
      g_return_val_if_fail (distances != NULL, 0);
      emu_pairing_one_cycle (n, distances, partner);
      return 0;

    case EMU_N_PAIRINGS:
      break;
    }

  g_return_val_if_reached (0);
}

void
emu_pairing_distances (const float * const *maps,
                       int                  n,
                       gsize                size,
                       double              *distances)
{
  g_autofree double *scale = g_new (double, n);

  for (int i = 0; i < n; i++)
    {
      double sum = 0;

      for (gsize k = 0; k < size; k++)
        sum += maps[i][k];
      scale[i] = sum > 0 ? 1 / sum : 0;
    }

  for (int i = 0; i < n; i++)
    {
      distances[(gsize) i * n + i] = 0;
      for (int j = 0; j < i; j++)
        {
          double sum = 0;

          for (gsize k = 0; k < size; k++)
            {
              double difference = maps[i][k] * scale[i] - maps[j][k] * scale[j];

              sum += difference * difference;
            }
          distances[(gsize) i * n + j] = distances[(gsize) j * n + i] = sqrt (sum);
        }
    }
}

void
emu_pairing_one_cycle (int           n,
                       const double *distances,
                       int          *partner)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n);
  int start = 0, at;
  double best = -INFINITY;

  g_return_if_fail (n >= 1);

  for (int i = 0; i < n; i++)
    {
      for (int j = 0; j < n; j++)
        {
          if (i != j && distances[(gsize) i * n + j] > best)
            {
              best = distances[(gsize) i * n + j];
              start = i;
            }
        }
    }

  /* The largest of the whole table is also the largest of its row, so the first step is like the
   * others. */
  at = start;
  seen[at] = TRUE;
  for (int step = 1; step < n; step++)
    {
      int next = -1;

      for (int j = 0; j < n; j++)
        {
          if (!seen[j] && (next < 0 || distances[(gsize) at * n + j] > distances[(gsize) at * n + next]))
            next = j;
        }

      partner[at] = next;
      seen[next] = TRUE;
      at = next;
    }
  partner[at] = start;
}
