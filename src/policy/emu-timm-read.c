/* emu-timm-read.c: timm's policy strings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-timm-private.h"

/* Every kind of section several times over. */
#define MAX_SECTIONS 64

/* What the sections of a string come to. */
typedef struct
{
  double magnitude;
  double std;
  double max;
  double layers;
  double p;
  double increasing;
  double width;
  double depth;
  double alpha;
  double blended;
} Reading;

/**
 * NumberKind:
 * @REAL: a decimal
 * @WHOLE: whole numbers in timm, any here
 * @COUNT: whole
 * @SWITCH: 0 is off, which timm reads as on
 */
typedef enum
{
  REAL,
  WHOLE,
  COUNT,
  SWITCH,
} NumberKind;

typedef struct
{
  const char *key;
  NumberKind  kind;
  gsize       offset;
  double      min;
  double      max;
  gboolean    first_holds;
} Word;

/* One of the three grammars. @words ends with a key of NULL. */
typedef struct
{
  const char *name;
  const Word *words;
  const char *expected;
} Grammar;

#define FIELD(name) G_STRUCT_OFFSET (Reading, name)

static const Word rand_words[] = {
  { "m", WHOLE, FIELD (magnitude), 0, 1e6 },
  { "n", COUNT, FIELD (layers), 0, EMU_POLICY_MAX_PICKS },
  { "p", REAL, FIELD (p), 0, 1e6 },
  { "mstd", REAL, FIELD (std), 0, 1e6, TRUE },
  { "mmax", WHOLE, FIELD (max), 0, 100, TRUE },
  { "inc", SWITCH, FIELD (increasing), 0, 1e6 },
  { NULL },
};

static const Word augmix_words[] = {
  { "m", WHOLE, FIELD (magnitude), 0, 1e6 },
  { "w", COUNT, FIELD (width), 1, EMU_POLICY_MAX_CHAINS },
  { "d", COUNT, FIELD (depth), 0, EMU_POLICY_MAX_CHAINS },
  { "a", REAL, FIELD (alpha), EMU_ALPHA_MIN, EMU_ALPHA_MAX },
  { "b", SWITCH, FIELD (blended), 0, 1e6 },
  { "mstd", REAL, FIELD (std), 0, 1e6, TRUE },
  { NULL },
};

static const Word fixed_words[] = {
  { "mstd", REAL, FIELD (std), 0, 1e6, TRUE },
  { NULL },
};

static const Grammar rand_grammar = { "RandAugment", rand_words, "m, n, p, mstd, mmax, inc, t…" };
static const Grammar augmix_grammar = { "AugMix", augmix_words, "m, w, d, a, b, mstd" };
static const Grammar fixed_grammar = { "AutoAugment", fixed_words, "mstd" };

/* --- Numbers and sections ------------------------------------------------------------------ */

/* Digits with at most one dot and an exponent: neither 0x10 nor 1_000. */
static gboolean
read_number (const char *text,
             double     *value)
{
  return strspn (text, "0123456789.eE+") == strlen (text) && emu_parse_number (text, value) &&
         isfinite (*value);
}

static gboolean
is_digits (const char *text)
{
  return text[strspn (text, "0123456789")] == '\0';
}

static gboolean
unknown_section (const Grammar         *grammar,
                 const EmuTimmSection  *section,
                 GError               **error)
{
  const char *keys[G_N_ELEMENTS (rand_words) + 1] = { NULL };
  g_autofree char *shown = emu_timm_show (section->text);
  const char *nearest;
  guint n = 0;

  if (grammar == &rand_grammar && strcmp (section->key, "w") == 0)
    {
      emu_policy_set_bad_text (error, section->line, section->column,
                               _("“%s” chose weights in old versions of timm and is refused by new "
                                 "ones; “tweights” is the set that is weighted now"), shown);
      return FALSE;
    }

  for (const Word *word = grammar->words; word->key != NULL; word++)
    keys[n++] = word->key;
  nearest = emu_nearest_name (section->key, keys);

  /* One letter is near to every other letter. */
  if (nearest != NULL && strlen (section->key) > 2)
    emu_policy_set_bad_text (error, section->line, section->column,
                             _("“%s” is no section of %s, which knows %s; did you mean “%s%s”?"),
                             shown, grammar->name, grammar->expected, nearest,
                             is_digits (section->value) && strlen (section->value) < 20
                             ? section->value : "…");
  else
    emu_policy_set_bad_text (error, section->line, section->column,
                             _("“%s” is no section of %s; it knows %s, each with a number behind "
                               "it"), shown, grammar->name, grammar->expected);

  return FALSE;
}

static gboolean
read_value (const Word            *word,
            const EmuTimmSection  *section,
            gboolean               as_published,
            GPtrArray             *notes,
            double                *value,
            GError               **error)
{
  g_autofree char *shown = emu_timm_show (section->text);
  gboolean is_whole = is_digits (section->value) && !section->leading_dot;

  if (!read_number (section->value, value))
    {
      /* timm never looks at the text of a switch beyond its first digit. */
      if (word->kind == SWITCH && as_published)
        {
          *value = 1;
          return TRUE;
        }
      emu_policy_set_bad_text (error, section->line, section->column,
                               _("“%s” ends in no number; write “%s” and digits, as in “%s9”"),
                               shown, word->key, word->key);
      return FALSE;
    }

  if (as_published && section->leading_dot)
    return emu_timm_refuse (error, section->line, section->column,
                            _("timm refuses “%s”; write %s%s"), shown, word->key, section->value);

  if (word->kind == COUNT && !is_whole && *value != floor (*value))
    {
      emu_policy_set_bad_text (error, section->line, section->column,
                               _("“%s” is a count; write a whole number"), shown);
      return FALSE;
    }

  if ((word->kind == COUNT || word->kind == WHOLE) && !is_whole)
    {
      if (as_published)
        return emu_timm_refuse (error, section->line, section->column,
                                _("timm refuses “%s”: it reads whole numbers after “%s” only"),
                                shown, word->key);
      emu_timm_note (notes, _("“%s” is read here; timm itself reads whole numbers after “%s” only"),
                     shown, word->key);
    }

  if (!(*value >= word->min && *value <= word->max))
    {
      emu_policy_set_bad_text (error, section->line, section->column,
                               _("“%s”: the number after “%s” must lie between %g and %g"),
                               shown, word->key, word->min, word->max);
      return FALSE;
    }

  if (word->kind == SWITCH && *value == 0)
    {
      *value = as_published;
      emu_timm_note (notes, as_published
                     ? _("“%s” switches it on, as in timm, where any digit does; leave it out to "
                         "switch it off")
                     : _("“%s” is read as off; timm itself would switch it on, so leave it out "
                         "there"), shown);
    }

  return TRUE;
}

static gboolean
read_section (const Grammar         *grammar,
              const EmuTimmSection  *section,
              gboolean               as_published,
              GHashTable            *seen,
              Reading               *reading,
              GPtrArray             *notes,
              GError               **error)
{
  g_autofree char *shown = emu_timm_show (section->text);

  if (section->value == NULL)
    {
      emu_timm_note (notes, _("“%s” has no number behind it and is ignored, as in timm"), shown);
      return TRUE;
    }

  for (const Word *word = grammar->words; word->key != NULL; word++)
    {
      double *field = (double *) ((char *) reading + word->offset);
      double value;

      if (strcmp (word->key, section->key) != 0)
        continue;

      if (!read_value (word, section, as_published, notes, &value, error))
        return FALSE;

      if (!g_hash_table_add (seen, (gpointer) word->key))
        {
          emu_timm_note (notes, word->first_holds
                         ? _("“%s” says “%s” once more; the first one holds, as in timm")
                         : _("“%s” says “%s” once more; the last one holds, as in timm"),
                         shown, word->key);
          if (word->first_holds)
            return TRUE;
        }
      *field = value;

      return TRUE;
    }

  return unknown_section (grammar, section, error);
}

/* --- Steps --------------------------------------------------------------------------------- */

static EmuLaw
magnitude_law (double magnitude,
               double std,
               double max)
{
  EmuLaw law = EMU_LAW_INIT (EMU_LAW_FIXED, magnitude, 0);

  if (isinf (std))
    law = EMU_LAW_INIT (EMU_LAW_UNIFORM, 0, magnitude);
  else if (std > 0)
    law = EMU_LAW_INIT (EMU_LAW_NORMAL, magnitude, std);

  law.min = 0;
  law.max = max > 0 ? max : EMU_TIMM_DENOMINATOR;

  return law;
}

/* Where the operation moves pixels: what it fills and how it looks up. */
static void
set_lookup (EmuPolicyNode         *node,
            const EmuTimmSettings *settings)
{
  static const char * const fills[] = { "fill-red", "fill-green", "fill-blue" };
  const EmuParamTable *table = emu_policy_node_table (node);
  const EmuParam *interpolation;

  interpolation = table != NULL ? emu_params_find (table, "interpolation", NULL) : NULL;
  if (interpolation == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      if (!emu_policy_node_set_number (node, fills[i], settings->fill[i], NULL))
        g_assert_not_reached ();
    }

  if (settings->interpolation != EMU_TIMM_RANDOM_INTERPOLATION)
    {
      if (!emu_policy_node_set_text (node, "interpolation", settings->interpolation, NULL))
        g_assert_not_reached ();
    }
  else
    {
      static const char * const nicks[] = { "bilinear", "bicubic" };
      EmuLaw law = EMU_LAW_INIT (EMU_LAW_CHOICE, 0, 0);

      for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
        {
          if (!emu_policy_node_set_text (node, "interpolation", nicks[i], NULL))
            g_assert_not_reached ();
          law.values[law.n_values++] = emu_param_get (interpolation, node->params);
        }
      emu_param_reset (interpolation, node->params);
      if (!emu_policy_node_set_law (node, "interpolation", &law, NULL))
        g_assert_not_reached ();
    }
}

static EmuPolicyNode *
new_step (const EmuLevel        *level,
          double                 p,
          double                 weight,
          const EmuLaw          *magnitude,
          const EmuTimmSettings *settings)
{
  EmuPolicyNode *node;

  node = emu_policy_node_new_level (level, magnitude,
                                    emu_timm_level_moves (level) ? settings->translate : 0);
  node->p = p;
  node->weight = weight;
  set_lookup (node, settings);

  return node;
}

static void
add_picks (EmuPolicyNode         *node,
           const EmuTimmPick     *picks,
           double                 p,
           const EmuLaw          *magnitude,
           const EmuTimmSettings *settings)
{
  for (const EmuTimmPick *pick = picks; pick->name != NULL; pick++)
    emu_policy_node_add (node, new_step (emu_timm_level (pick->name), p, pick->weight, magnitude,
                                         settings));
}

/* --- RandAugment --------------------------------------------------------------------------- */

static const EmuTimmSet *
unnamed_set (gboolean increasing)
{
  for (guint i = 0; i < emu_timm_n_sets; i++)
    {
      if (emu_timm_sets[i].name == NULL && emu_timm_sets[i].increasing == increasing)
        return &emu_timm_sets[i];
    }

  return NULL;
}

static gboolean
read_set (const EmuTimmSection  *section,
          gboolean               as_published,
          const EmuTimmSet     **set,
          GPtrArray             *notes,
          GError               **error)
{
  const char *name = section->text + 1;
  g_autofree char *shown = emu_timm_show (section->text);
  const char *names[8] = { NULL };
  const char *nearest;
  guint n = 0;

  for (guint i = 0; i < emu_timm_n_sets; i++)
    {
      if (emu_timm_sets[i].name == NULL)
        continue;

      if (strcmp (emu_timm_sets[i].name, name) == 0)
        {
          *set = &emu_timm_sets[i];
          return TRUE;
        }
      names[n++] = emu_timm_sets[i].name;
    }

  if (as_published || *name == '\0')
    {
      emu_timm_note (notes, _("“%s” names no set of operations; the ordinary set is taken, as in "
                              "timm"), shown);
      return TRUE;
    }

  nearest = emu_nearest_name (name, names);
  if (nearest != NULL)
    emu_policy_set_bad_text (error, section->line, section->column,
                             _("“%s” names no set of operations; did you mean “t%s”?"),
                             shown, nearest);
  else
    emu_policy_set_bad_text (error, section->line, section->column,
                             _("“%s” names no set of operations; write tweights, t3a or t3aw"),
                             shown);

  return FALSE;
}

static EmuPolicyNode *
read_rand (GPtrArray              *sections,
           const EmuTimmSettings  *settings,
           gboolean                as_published,
           GPtrArray              *notes,
           GError                **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { .magnitude = EMU_TIMM_DENOMINATOR, .layers = 2, .p = 0.5 };
  const EmuTimmSet *set = NULL;
  gboolean has_set = FALSE;
  EmuPolicyNode *node;
  EmuLaw magnitude;

  for (guint i = 1; i < sections->len; i++)
    {
      const EmuTimmSection *section = g_ptr_array_index (sections, i);

      /* Whatever begins with a t names a set. */
      if (section->text[0] == 't')
        {
          const EmuTimmSet *named = NULL;
          g_autofree char *shown = emu_timm_show (section->text);

          if (!read_set (section, as_published, &named, notes, error))
            return NULL;
          if (has_set)
            emu_timm_note (notes, _("“%s” says “%s” once more; the first one holds, as in timm"),
                           shown, "t…");
          else
            set = named;
          has_set = TRUE;
        }
      else if (!read_section (&rand_grammar, section, as_published, seen, &reading, notes, error))
        {
          return NULL;
        }
    }

  if (set != NULL && reading.increasing > 0)
    emu_timm_note (notes, _("“inc” changes nothing beside “t%s”, whose operations increase anyway"),
                   set->name);
  if (set == NULL)
    set = unnamed_set (reading.increasing > 0);

  if (reading.p > 1)
    {
      emu_timm_note (notes, _("a probability of %g is read as 1"), reading.p);
      reading.p = 1;
    }
  if (reading.std > 100)
    reading.std = INFINITY;
  if (g_hash_table_contains (seen, "mmax") && reading.max == 0)
    emu_timm_note (notes, _("“mmax0” is read as mmax10, as in timm"));

  if (set->weighted)
    {
      guint n_picks = 0;

      while (set->picks[n_picks].name != NULL)
        n_picks++;
      if (reading.layers > n_picks)
        {
          const EmuTimmSection *first = g_ptr_array_index (sections, 0);

          emu_policy_set_bad_text (error, first->line, first->column,
                                   _("the set “t%s” has %u operations and gives each once, so n "
                                     "cannot be %g"), set->name, n_picks, reading.layers);
          return NULL;
        }
    }

  magnitude = magnitude_law (reading.magnitude, reading.std, reading.max);
  node = emu_policy_node_new (EMU_POLICY_SOME_OF, "RandAugment");
  node->n_min = node->n_max = (int) reading.layers;
  node->replace = !set->weighted;
  add_picks (node, set->picks, reading.p, &magnitude, settings);

  if (reading.p < 1 && reading.layers > 0)
    emu_timm_note (notes, _("every operation that is chosen is applied with probability %g, so "
                            "%.3g of 100 pictures stay as they are"),
                   reading.p, 100 * pow (1 - reading.p, reading.layers));
  if (reading.magnitude > magnitude.max && magnitude.kind != EMU_LAW_UNIFORM)
    emu_timm_note (notes, _("a magnitude of %g is clipped to %g; mmax raises the limit"),
                   reading.magnitude, magnitude.max);
  if (set == unnamed_set (FALSE))
    emu_timm_note (notes, _("Posterize keeps more bits the stronger it is and none below 2.5, "
                            "where the picture turns black; inc1 turns it round"));

  return node;
}

static void
note_wide (double     std,
           GPtrArray *notes)
{
  if (std > 100 && isfinite (std))
    emu_timm_note (notes, _("mstd%g is a normal deviation of %g here, as in timm; only RandAugment "
                            "reads more than 100 as uniform"), std, std);
}

/* --- AugMix -------------------------------------------------------------------------------- */

static EmuPolicyNode *
read_augmix (GPtrArray              *sections,
             const EmuTimmSettings  *settings,
             gboolean                as_published,
             GPtrArray              *notes,
             GError                **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { .magnitude = 3, .std = INFINITY, .width = 3, .alpha = 1 };
  EmuPolicyNode *node;
  EmuLaw magnitude;

  for (guint i = 1; i < sections->len; i++)
    {
      if (!read_section (&augmix_grammar, g_ptr_array_index (sections, i), as_published, seen,
                         &reading, notes, error))
        return NULL;
    }

  magnitude = magnitude_law (reading.magnitude, reading.std, 0);
  node = emu_policy_node_new (EMU_POLICY_CHAINS, "AugMix");
  node->width = (int) reading.width;
  node->depth_min = reading.depth > 0 ? (int) reading.depth : 1;
  node->depth_max = reading.depth > 0 ? (int) reading.depth : 3;
  node->alpha = reading.alpha;
  if (reading.blended > 0)
    node->blend = EMU_CHAINS_ONE_BY_ONE;
  else
    node->blend = as_published ? EMU_CHAINS_TRUNCATE_SQUARE : EMU_CHAINS_TRUNCATE_TWICE;
  add_picks (node, emu_timm_augmix, 1, &magnitude, settings);

  if (!g_hash_table_contains (seen, "mstd"))
    emu_timm_note (notes, _("without mstd every magnitude is drawn between 0 and %g"),
                   reading.magnitude);
  if (reading.blended <= 0)
    emu_timm_note (notes, as_published
                   ? _("pictures that are not square are refused, as in timm")
                   : _("timm itself refuses pictures that are not square here, unless b1 is "
                       "given"));

  note_wide (reading.std, notes);

  return node;
}

/* --- AutoAugment --------------------------------------------------------------------------- */

static const EmuTimmFixed *
find_fixed (const char *name)
{
  for (guint i = 0; i < emu_timm_n_fixed; i++)
    {
      if (strcmp (emu_timm_fixed[i].name, name) == 0)
        return &emu_timm_fixed[i];
    }

  return NULL;
}

static EmuPolicyNode *
read_fixed (const EmuTimmFixed     *fixed,
            GPtrArray              *sections,
            const EmuTimmSettings  *settings,
            gboolean                as_published,
            GPtrArray              *notes,
            GError                **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { 0 };
  EmuPolicyNode *node;

  for (guint i = 1; i < sections->len; i++)
    {
      if (!read_section (&fixed_grammar, g_ptr_array_index (sections, i), as_published, seen,
                         &reading, notes, error))
        return NULL;
    }

  note_wide (reading.std, notes);
  node = emu_policy_node_new (EMU_POLICY_ONE_OF, "AutoAugment");
  for (guint i = 0; i < fixed->n; i++)
    {
      EmuPolicyNode *sequence = emu_policy_node_new (EMU_POLICY_SEQUENCE, "sub-policy");

      for (guint j = 0; j < 2 && fixed->steps[i][j].name != NULL; j++)
        {
          const EmuTimmStep *step = &fixed->steps[i][j];
          EmuLaw magnitude = magnitude_law (step->magnitude, reading.std, 0);

          emu_policy_node_add (sequence, new_step (emu_timm_fixed_level (fixed, step), step->p, 1,
                                                   &magnitude, settings));
        }
      emu_policy_node_add (node, sequence);
    }

  return node;
}

/* --- Strings ------------------------------------------------------------------------------- */

EmuTimmSettings
emu_timm_settings_of_script (const char *string)
{
  /* The mean of ImageNet times 255, rounded. */
  EmuTimmSettings settings = { { 124, 116, 104 }, 0.45, EMU_TIMM_RANDOM_INTERPOLATION };

  if (g_str_has_prefix (string, "augmix"))
    settings.translate = 0.3;

  return settings;
}

static void
set_places (EmuPolicyNode        *node,
            const EmuTimmSection *section)
{
  emu_policy_node_set_place (node, section->line, section->column);
  for (guint i = 0; i < node->children->len; i++)
    set_places (g_ptr_array_index (node->children, i), section);
}

EmuPolicyNode *
emu_timm_read_string (const char             *text,
                      int                     line,
                      int                     column,
                      const EmuTimmSettings  *settings,
                      gboolean                as_published,
                      GPtrArray              *notes,
                      GError                **error)
{
  g_autoptr(GPtrArray) sections = emu_timm_sections_new (text, line, column);
  const EmuTimmSection *first = g_ptr_array_index (sections, 0);
  const EmuTimmFixed *fixed = find_fixed (first->text);
  EmuPolicyNode *node = NULL;

  if (sections->len > MAX_SECTIONS)
    {
      const EmuTimmSection *extra = g_ptr_array_index (sections, MAX_SECTIONS);

      emu_policy_set_bad_text (error, extra->line, extra->column,
                               _("the policy has %u sections; %d are more than enough"),
                               sections->len, MAX_SECTIONS);
    }
  else if (strcmp (first->text, "rand") == 0)
    {
      node = read_rand (sections, settings, as_published, notes, error);
    }
  else if (strcmp (first->text, "augmix") == 0)
    {
      node = read_augmix (sections, settings, as_published, notes, error);
    }
  else if (fixed != NULL)
    {
      node = read_fixed (fixed, sections, settings, as_published, notes, error);
    }
  else
    {
      g_autofree char *shown = emu_timm_show (first->text);
      const char *nearest = emu_timm_nearest_policy (first->text);

      if (nearest != NULL)
        emu_policy_set_bad_text (error, first->line, first->column,
                                 _("“%s” is no policy of timm; did you mean “%s”?"), shown,
                                 nearest);
      else
        emu_policy_set_bad_text (error, first->line, first->column,
                                 _("“%s” is no policy of timm; it knows rand, augmix, original, "
                                   "originalr, v0, v0r and 3a"), shown);
    }

  if (node != NULL)
    set_places (node, first);

  return node;
}
