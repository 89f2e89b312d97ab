/* emu-timm.c: timm's notation among the others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-timm-private.h"

static const char * const policies[] = {
  "rand", "augmix", "original", "originalr", "v0", "v0r", "3a", NULL,
};

const char *
emu_timm_nearest_policy (const char *wrong)
{
  g_autofree char *lower = g_ascii_strdown (wrong, 32);
  gsize n = strlen (wrong);

  /* "randaug" and "augmix3" are no slips of a letter, and yet it is plain what was meant. */
  for (guint i = 0; policies[i] != NULL; i++)
    {
      if (strcmp (lower, policies[i]) == 0 ||
          (strlen (policies[i]) >= 4 && n < 32 && g_str_has_prefix (lower, policies[i])))
        return policies[i];
    }

  return n < 32 ? emu_nearest_name (lower, policies) : NULL;
}

/* Whether a word begins with two dashes. */
static gboolean
is_arguments (const char *text)
{
  for (const char *p = strstr (text, "--"); p != NULL; p = strstr (p + 1, "--"))
    {
      if (p == text || g_ascii_isspace (p[-1]))
        return TRUE;
    }

  return FALSE;
}

/* One word of letters, digits, dots and single dashes. */
static gboolean
is_string (const char *text)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789._+-";
  gsize n;

  text += strspn (text, " \t\r\n");
  n = strspn (text, allowed);

  return n > 0 && text[n + strspn (text + n, " \t\r\n")] == '\0';
}

static int
timm_recognise (const char *text)
{
  g_autofree char *first = NULL;
  const char *begin = text + strspn (text, " \t\r\n");

  if (is_arguments (text))
    return strpbrk (text, "{([") == NULL && emu_timm_has_argument (text) ? 90 : 0;

  if (!is_string (text))
    return 0;

  first = g_strndup (begin, strcspn (begin, "- \t\r\n"));
  if (g_strv_contains (policies, first))
    return 95;

  return emu_timm_nearest_policy (first) != NULL ? 40 : 0;
}

static EmuPolicy *
timm_parse (const char  *text,
            gboolean     as_published,
            GError     **error)
{
  static const EmuTimmSettings settings = EMU_TIMM_SETTINGS_INIT;
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *full = NULL;
  EmuPolicyNode *root;
  EmuPolicy *policy;

  if (is_arguments (text))
    root = emu_timm_read_arguments (text, as_published, notes, error);
  else
    root = emu_timm_read_string (text, 1, 1, &settings, as_published, notes, error);
  if (root == NULL)
    return NULL;

  policy = emu_policy_new (root, "timm", text, error);
  if (policy == NULL)
    return NULL;

  full = emu_timm_spell_out (policy->root);
  if (full != NULL)
    emu_policy_add_note (policy, _("in full: %s"), full);
  for (guint i = 0; i < notes->len; i++)
    emu_policy_add_note (policy, "%s", (const char *) g_ptr_array_index (notes, i));

  return policy;
}

/* What a string cannot hold, which the caller of timm gives beside it. */
static void
list_lost_settings (const EmuTimmSettings *settings,
                    GPtrArray             *lost)
{
  static const EmuTimmSettings usual = EMU_TIMM_SETTINGS_INIT;

  if (memcmp (settings->fill, usual.fill, sizeof usual.fill) != 0)
    emu_timm_note (lost, _("the fill colour (%d, %d, %d) is no part of the string; hand it over as "
                           "img_mean"), settings->fill[0], settings->fill[1], settings->fill[2]);
  if (settings->interpolation != NULL)
    emu_timm_note (lost, _("the interpolation “%s” is no part of the string; hand it over as "
                           "interpolation"), settings->interpolation);
  if (settings->translate != usual.translate)
    emu_timm_note (lost, _("the largest move, %g of a side, is no part of the string; hand it over "
                           "as translate_pct"), settings->translate);
}

static char *
timm_write (const EmuPolicy  *policy,
            GPtrArray        *lost,
            GError          **error)
{
  const EmuPolicyNode *root = policy->root;
  EmuTimmSettings settings;
  char *text;

  text = emu_timm_write_string (root, &settings);
  if (text != NULL)
    list_lost_settings (&settings, lost);
  else
    text = emu_timm_write_arguments (root, lost);

  if (text == NULL)
    {
      g_autofree char *shown = emu_timm_show (root->name);

      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("timm has no words for “%s”; it knows RandAugment, AugMix and five fixed "
                     "policies, each with operations of its own"), shown);
    }
  else if (policy->seed != 0)
    {
      emu_timm_note (lost, _("the seed, %" G_GUINT64_FORMAT), policy->seed);
    }

  return text;
}

EMU_DIALECT_DEFINE (timm) = {
  .id = "timm",
  .name = "timm",
  .recognise = timm_recognise,
  .parse = timm_parse,
  .write = timm_write,
  .levels = emu_timm_levels,
  .n_levels = G_N_ELEMENTS (emu_timm_levels),
};
