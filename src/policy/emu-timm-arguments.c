/* emu-timm-arguments.c: a policy from the arguments of timm's training script
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"
#include "emu-timm-options.h"
#include "emu-timm-private.h"

/* One word of a command, without its quotes. */
typedef struct
{
  char *text;
  int   line;
  int   column;
} Token;

/* @number: of a number, a count, and the first of a pair; @text: (nullable): of a word or a text */
typedef struct
{
  gboolean     is_given;
  const Token *token;
  double       number;
  double       second;
  const char  *text;
} Value;

typedef struct
{
  GArray   *tokens;
  Value     values[EMU_TIMM_N_OPTIONS];
  gboolean  as_published;
} Arguments;

/* --- Words of a command -------------------------------------------------------------------- */

static void
clear_token (gpointer data)
{
  g_free (((Token *) data)->text);
}

static GArray *
split (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  g_autoptr(GString) word = g_string_new (NULL);
  int line = 1, column = 1;
  Token token = { 0 };
  gboolean inside = FALSE;
  char quote = '\0';

  g_array_set_clear_func (tokens, clear_token);

  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      gboolean is_space = *p == '\0' || g_ascii_isspace (*p) ||
                          (*p == '\\' && (p[1] == '\n' || p[1] == '\r' || p[1] == '\0'));

      if (inside && (*p == '\0' || (is_space && quote == '\0')))
        {
          token.text = g_strdup (word->str);
          g_array_append_val (tokens, token);
          g_string_truncate (word, 0);
          inside = FALSE;
        }
      if (*p == '\0')
        return tokens;

      if (quote != '\0' && *p == quote)
        {
          quote = '\0';
        }
      else if (quote == '\0' && (*p == '"' || *p == '\''))
        {
          if (!inside)
            token = (Token) { NULL, line, column + 1 };
          inside = TRUE;
          quote = *p;
        }
      else if (quote != '\0' || !is_space)
        {
          if (!inside)
            token = (Token) { NULL, line, column };
          inside = TRUE;
          g_string_append_len (word, p, g_utf8_next_char (p) - p);
        }

      column = *p == '\n' ? 1 : column + 1;
      line += *p == '\n';
    }
}

static const EmuTimmOption *
find_option (const char *name,
             gsize       length)
{
  for (guint i = 0; i < EMU_TIMM_N_OPTIONS; i++)
    {
      const EmuTimmOption *option = &emu_timm_options[i];

      if (strlen (option->name) == length && strncmp (option->name, name, length) == 0)
        return option;
    }

  return NULL;
}

gboolean
emu_timm_has_argument (const char *text)
{
  g_autoptr(GArray) tokens = split (text);

  for (guint i = 0; i < tokens->len; i++)
    {
      const char *word = g_array_index (tokens, Token, i).text;

      if (find_option (word, strcspn (word, "=")) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* --- Values -------------------------------------------------------------------------------- */

static gboolean
is_option (const Token *token)
{
  double number;

  return token->text[0] == '-' && token->text[1] != '\0' &&
         !emu_parse_number (token->text, &number);
}

static gboolean
read_decimal (const EmuTimmOption  *option,
              const Token          *token,
              double               *value,
              GError              **error)
{
  g_autofree char *shown = emu_timm_show (token->text);

  if (!emu_parse_number (token->text, value))
    {
      emu_policy_set_bad_text (error, token->line, token->column,
                               _("“%s” after %s is no number"), shown, option->name);
      return FALSE;
    }

  if (!(*value >= option->min && *value <= option->max))
    {
      emu_policy_set_bad_text (error, token->line, token->column,
                               _("%s must lie between %g and %g, not %s"),
                               option->name, option->min, option->max, shown);
      return FALSE;
    }

  if (option->kind == EMU_TIMM_COUNT && *value != floor (*value))
    {
      emu_policy_set_bad_text (error, token->line, token->column,
                               _("%s is a whole number, not %s"), option->name, shown);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_word (const EmuTimmOption  *option,
           const Token          *token,
           Value                *value,
           GError              **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *all = NULL;
  const char *nearest;

  for (guint i = 0; option->words[i] != NULL; i++)
    {
      if (strcmp (option->words[i], token->text) == 0)
        {
          value->text = option->words[i];
          return TRUE;
        }
    }

  shown = emu_timm_show (token->text);
  nearest = emu_nearest_name (token->text, option->words);
  all = g_strjoinv (", ", (char **) option->words);
  if (nearest != NULL)
    emu_policy_set_bad_text (error, token->line, token->column,
                             _("“%s” after %s is not known; did you mean “%s”?"),
                             shown, option->name, nearest);
  else
    emu_policy_set_bad_text (error, token->line, token->column,
                             _("“%s” after %s is not known; it takes one of %s"),
                             shown, option->name, all);

  return FALSE;
}

/* @next: the first word that may be the option's value; moves behind those it takes. */
static gboolean
read_option (const EmuTimmOption  *option,
             const Token          *named,
             GArray               *tokens,
             guint                *next,
             Value                *value,
             GError              **error)
{
  guint n = option->kind == EMU_TIMM_FLAG ? 0 : option->kind == EMU_TIMM_PAIR ? 2 : 1;
  const Token *token = &g_array_index (tokens, Token, *next);

  for (guint i = 0; i < n; i++)
    {
      if (*next + i >= tokens->len || is_option (&token[i]))
        {
          emu_policy_set_bad_text (error, named->line, named->column,
                                   n == 2 ? _("%s needs two numbers behind it")
                                          : _("%s needs a value behind it"), option->name);
          return FALSE;
        }
    }

  value->is_given = TRUE;
  value->token = n > 0 ? token : named;
  *next += n;

  switch (option->kind)
    {
    case EMU_TIMM_FLAG:
      return TRUE;

    case EMU_TIMM_NUMBER:
    case EMU_TIMM_COUNT:
      return read_decimal (option, token, &value->number, error);

    case EMU_TIMM_PAIR:
      if (!read_decimal (option, &token[0], &value->number, error) ||
          !read_decimal (option, &token[1], &value->second, error))
        return FALSE;
      if (value->number <= value->second)
        return TRUE;
      emu_policy_set_bad_text (error, token->line, token->column,
                               _("%s takes the smaller number first"), option->name);
      return FALSE;

    case EMU_TIMM_WORD:
      return read_word (option, token, value, error);

    case EMU_TIMM_TEXT:
      value->text = token->text;
      return TRUE;
    }

  return FALSE;
}

/* Whether a letter too many, too few, wrong, or two that changed places make up the difference. */
static gboolean
is_slip (const char *a,
         const char *b)
{
  gsize n = strlen (a), m = strlen (b), front = 0;

  while (a[front] != '\0' && a[front] == b[front])
    front++;
  while (n > front && m > front && a[n - 1] == b[m - 1])
    n--, m--;
  n -= front;
  m -= front;

  return (n <= 1 && m <= 1) ||
         (n == 2 && m == 2 && a[front] == b[front + 1] && a[front + 1] == b[front]);
}

/* The script has a hundred options of other things, so only a slip is sure to be one. */
static const char *
find_slip (const char *name)
{
  for (guint i = 0; i < EMU_TIMM_N_OPTIONS; i++)
    {
      if (strlen (emu_timm_options[i].name) > 4 && is_slip (name, emu_timm_options[i].name))
        return emu_timm_options[i].name;
    }

  return NULL;
}

/* What is no option of augmentation stays, with the words behind it. */
static gboolean
keep_option (GArray         *tokens,
             guint          *next,
             EmuPolicyNode  *root,
             GPtrArray      *notes,
             GError        **error)
{
  const Token *named = &g_array_index (tokens, Token, *next);
  g_autoptr(GString) rest = g_string_new (NULL);
  g_autofree char *shown = emu_timm_show (named->text);
  const char *nearest = find_slip (named->text);

  if (nearest != NULL)
    {
      emu_policy_set_bad_text (error, named->line, named->column,
                               _("“%s” is no option; did you mean “%s”?"), shown, nearest);
      return FALSE;
    }

  for (++*next; *next < tokens->len && !is_option (&g_array_index (tokens, Token, *next)); ++*next)
    g_string_append_printf (rest, "%s%s", rest->len > 0 ? " " : "",
                            g_array_index (tokens, Token, *next).text);
  emu_policy_node_add_extra (root, named->text, rest->str);
  emu_timm_note (notes, _("%s is kept and has no effect on the policy"), shown);

  return TRUE;
}

static gboolean
read_values (Arguments      *self,
             EmuPolicyNode  *root,
             GPtrArray      *notes,
             GError        **error)
{
  guint i = 0;

  /* python train.py DIR */
  while (i < self->tokens->len && !is_option (&g_array_index (self->tokens, Token, i)))
    i++;

  while (i < self->tokens->len)
    {
      Token *token = &g_array_index (self->tokens, Token, i);
      const char *equals = strchr (token->text, '=');
      const EmuTimmOption *option;

      option = find_option (token->text, equals != NULL ? (gsize) (equals - token->text)
                                                        : strlen (token->text));
      if (option == NULL)
        {
          if (!keep_option (self->tokens, &i, root, notes, error))
            return FALSE;
          continue;
        }

      /* --mixup=0.8 becomes its value. */
      if (equals != NULL && option->kind != EMU_TIMM_FLAG)
        {
          char *value = g_strdup (equals + 1);

          token->column += (int) (equals + 1 - token->text);
          g_free (token->text);
          token->text = value;
          if (is_option (token))
            {
              emu_policy_set_bad_text (error, token->line, token->column,
                                       _("%s needs a value behind it"), option->name);
              return FALSE;
            }
        }
      else
        {
          i++;
        }

      if (!read_option (option, token, self->tokens, &i, &self->values[option - emu_timm_options],
                        error))
        return FALSE;
    }

  return TRUE;
}

/* --- Steps --------------------------------------------------------------------------------- */

static gboolean
add_policy (Arguments      *self,
            EmuPolicyNode  *root,
            GPtrArray      *notes,
            GError        **error)
{
  const Value *aa = &self->values[EMU_TIMM_AA];
  const char *interpolation = self->values[EMU_TIMM_TRAIN_INTERPOLATION].text;
  EmuTimmSettings settings;
  EmuPolicyNode *node;

  if (!aa->is_given || *aa->text == '\0')
    return TRUE;

  settings = emu_timm_settings_of_script (aa->text);
  if (interpolation != NULL && strcmp (interpolation, "random") != 0)
    settings.interpolation = interpolation;

  node = emu_timm_read_string (aa->text, aa->token->line, aa->token->column, &settings,
                               self->as_published, notes, error);
  if (node == NULL)
    return FALSE;
  emu_policy_node_add (root, node);

  return TRUE;
}

static gboolean
add_erasing (Arguments      *self,
             EmuPolicyNode  *root,
             GError        **error)
{
  const Value *reprob = &self->values[EMU_TIMM_REPROB];
  const char *mode = self->values[EMU_TIMM_REMODE].text;
  double count = fmax (self->values[EMU_TIMM_RECOUNT].number, 1);
  EmuPolicyNode *node;

  if (reprob->number == 0)
    return TRUE;

  node = emu_policy_node_new_op ("random-erasing", "RandomErasing");
  node->p = reprob->number;
  emu_policy_node_set_place (node, reprob->token->line, reprob->token->column);
  emu_policy_node_add (root, node);

  if (mode == NULL)
    mode = emu_timm_options[EMU_TIMM_REMODE].words[0];

  return emu_policy_node_set_text (node, "mode", mode, error) &&
         emu_policy_node_set_number (node, "max-count", count, error);
}

static EmuPolicyNode *
new_mix (const char  *method,
         double       alpha,
         const Value *value)
{
  EmuPolicyNode *node = emu_policy_node_new_mix (method, NULL, NULL);

  g_assert (node != NULL);
  node->alpha = alpha;
  emu_policy_node_set_place (node, value->token->line, value->token->column);

  return node;
}

static gboolean
add_mixing (Arguments      *self,
            EmuPolicyNode  *root,
            GPtrArray      *notes,
            GError        **error)
{
  const Value *mixup = &self->values[EMU_TIMM_MIXUP];
  const Value *cutmix = &self->values[EMU_TIMM_CUTMIX];
  const Value *minmax = &self->values[EMU_TIMM_CUTMIX_MINMAX];
  const Value *which = &self->values[EMU_TIMM_MIXUP_SWITCH_PROB];
  const Value *prob = &self->values[EMU_TIMM_MIXUP_PROB];
  double second = which->is_given ? which->number
                                  : emu_timm_options[EMU_TIMM_MIXUP_SWITCH_PROB].initial;
  EmuPolicyNode *first = NULL, *other = NULL, *node;

  if (mixup->number > 0)
    first = new_mix ("mixup", mixup->number, mixup);

  if (minmax->is_given)
    {
      EmuRange sides = { minmax->number, minmax->second };

      if (cutmix->is_given && cutmix->number != 1)
        emu_timm_note (notes, _("--cutmix-minmax sets the α of CutMix to 1, whatever --cutmix "
                                "says"));
      other = new_mix ("cutmix", 1, minmax);
      if (!emu_policy_node_set_text (other, "box-rule", "timm-minmax", error) ||
          !emu_policy_node_set_range (other, "minmax", sides, error))
        {
          emu_policy_node_free (first);
          emu_policy_node_free (other);
          return FALSE;
        }
    }
  else if (cutmix->number > 0)
    {
      other = new_mix ("cutmix", cutmix->number, cutmix);
      if (!emu_policy_node_set_text (other, "box-rule", "timm", error))
        g_assert_not_reached ();
    }

  if (first != NULL && other != NULL)
    {
      node = emu_policy_node_new (EMU_POLICY_ONE_OF, "Mixup");
      emu_policy_node_set_place (node, first->line, first->column);
      first->weight = 1 - second;
      other->weight = second;
      emu_policy_node_add (node, first);
      emu_policy_node_add (node, other);
    }
  else
    {
      node = first != NULL ? first : other;
    }

  if (node == NULL)
    return TRUE;

  if (prob->is_given)
    node->p = prob->number;
  emu_policy_node_add (root, node);

  if (self->values[EMU_TIMM_AUG_SPLITS].number > 0)
    {
      if (self->as_published)
        return emu_timm_refuse (error, self->values[EMU_TIMM_AUG_SPLITS].token->line,
                                self->values[EMU_TIMM_AUG_SPLITS].token->column,
                                _("timm refuses to mix where --aug-splits is given; leave one "
                                  "out"));
      emu_timm_note (notes, _("timm itself refuses to mix where --aug-splits is given"));
    }

  return TRUE;
}

/* What the tree does not hold goes to the extras. */
static void
add_extras (Arguments     *self,
            EmuPolicyNode *root)
{
  const Value *values = self->values;
  gboolean pastes = values[EMU_TIMM_CUTMIX].number > 0 || values[EMU_TIMM_CUTMIX_MINMAX].is_given;
  gboolean blends = values[EMU_TIMM_MIXUP].number > 0;
  gboolean erases = values[EMU_TIMM_REPROB].number > 0;
  const gboolean in_tree[EMU_TIMM_N_OPTIONS] = {
    [EMU_TIMM_AA] = TRUE,
    [EMU_TIMM_CUTMIX] = TRUE,
    [EMU_TIMM_CUTMIX_MINMAX] = TRUE,
    [EMU_TIMM_MIXUP] = TRUE,
    [EMU_TIMM_MIXUP_PROB] = pastes || blends,
    [EMU_TIMM_MIXUP_SWITCH_PROB] = pastes && blends,
    [EMU_TIMM_RECOUNT] = erases,
    [EMU_TIMM_REMODE] = erases,
    [EMU_TIMM_REPROB] = TRUE,
  };

  for (guint i = 0; i < EMU_TIMM_N_OPTIONS; i++)
    {
      const EmuTimmOption *option = &emu_timm_options[i];
      g_autofree char *number = emu_format_number (values[i].number);

      if (!values[i].is_given || in_tree[i])
        continue;

      if (option->kind == EMU_TIMM_FLAG)
        emu_policy_node_add_extra (root, option->name, "");
      else if (option->kind == EMU_TIMM_WORD && strcmp (values[i].text, option->words[0]) != 0)
        emu_policy_node_add_extra (root, option->name, values[i].text);
      else if (option->kind != EMU_TIMM_WORD && values[i].number != option->initial)
        emu_policy_node_add_extra (root, option->name, number);
    }
}

EmuPolicyNode *
emu_timm_read_arguments (const char  *text,
                         gboolean     as_published,
                         GPtrArray   *notes,
                         GError     **error)
{
  g_autoptr(GArray) tokens = split (text);
  g_autoptr(EmuPolicyNode) root = emu_policy_node_new (EMU_POLICY_SEQUENCE, "train.py");
  Arguments self = { .tokens = tokens, .as_published = as_published };

  emu_policy_node_set_place (root, 1, 1);
  if (!read_values (&self, root, notes, error))
    return NULL;

  if (self.values[EMU_TIMM_AUG_SPLITS].number == 1)
    {
      const Token *token = self.values[EMU_TIMM_AUG_SPLITS].token;

      emu_policy_set_bad_text (error, token->line, token->column,
                               _("--aug-splits of 1 splits nothing; give 0, or 2 at least"));
      return NULL;
    }

  if (!add_policy (&self, root, notes, error) || !add_erasing (&self, root, error) ||
      !add_mixing (&self, root, notes, error))
    return NULL;
  add_extras (&self, root);

  emu_timm_note (notes, _("the crop, the flip and the normalising that the script adds by itself "
                          "are no part of this policy"));

  return g_steal_pointer (&root);
}
