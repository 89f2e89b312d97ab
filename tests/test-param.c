/* test-param.c: parameter tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-param.h"

typedef struct
{
  int      count;
  double   decay_power;
  bool     soft;
  int      rule;
  EmuRange scope;
  char     word[8];
} Sample;

static const EmuChoice rules[] = { { "sound" }, { "as-published" }, { NULL } };

static const EmuParam params[] = {
  EMU_PARAM (Sample, count, .label = "Count", .min = 1, .max = 64, .initial = 8),
  EMU_PARAM (Sample, decay_power, .label = "Decay", .min = 0, .max = 6, .initial = 3),
  EMU_PARAM (Sample, soft, .label = "Soft", .initial = 1),
  EMU_PARAM_CHOICE_OF (Sample, rule, .label = "Rule", .choices = rules,
                       .published = { 99, 1, "Wrong." }),
  EMU_PARAM (Sample, scope, .label = "Scope", .min = 0, .max = 1, .initial = 0.1, .initial_hi = 0.8),
  EMU_PARAM (Sample, word, .label = "Word", .initial_text = "grey"),
};

static const EmuParamTable table = { sizeof (Sample), params, G_N_ELEMENTS (params) };

static void
test_types_follow_fields (void)
{
  static const EmuParamType types[] = {
    EMU_PARAM_INT, EMU_PARAM_FLOAT, EMU_PARAM_BOOL, EMU_PARAM_CHOICE, EMU_PARAM_RANGE, EMU_PARAM_TEXT,
  };
  g_autofree Sample *s = emu_params_new (&table);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpint (params[i].type, ==, types[i]);

  g_assert_cmpint (s->count, ==, 8);
  g_assert_cmpfloat (s->decay_power, ==, 3);
  g_assert_true (s->soft);
  g_assert_cmpint (s->rule, ==, 0);
  g_assert_cmpfloat (s->scope.lo, ==, 0.1);
  g_assert_cmpfloat (s->scope.hi, ==, 0.8);
  g_assert_cmpstr (s->word, ==, "grey");
}

static void
test_names (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (emu_param_name (&params[1]), ==, "decay-power");
  g_assert_true (emu_params_find (&table, "decay-power", NULL) == &params[1]);
  g_assert_true (emu_params_find (&table, "decay_power", NULL) == &params[1]);

  g_assert_null (emu_params_find (&table, "decay-pwer", &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
  g_assert_nonnull (strstr (error->message, "decay-power"));
  g_clear_error (&error);

  g_assert_null (emu_params_find (&table, "", &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *back;  /* NULL: refused */
} Text;

static const Text texts[] = {
  { "count", "64", "64" },
  { "count", "0", NULL },
  { "count", "65", NULL },
  { "count", "3.5", NULL },
  { "count", "", NULL },
  { "count", "8 ", NULL },
  { "count", "0x10", NULL },
  { "decay-power", "1e-3", "0.001" },
  { "decay-power", "0.1", "0.1" },
  { "decay-power", "-0", "0" },
  { "decay-power", "nan", NULL },
  { "decay-power", "inf", NULL },
  { "decay-power", "1,5", NULL },
  { "decay-power", "6.0000001", NULL },
  { "soft", "false", "false" },
  { "soft", "1", "true" },
  { "soft", "yes", NULL },
  { "rule", "as-published", "as-published" },
  { "rule", "as_published", "as-published" },
  { "rule", "1", NULL },
  { "scope", "0.25..0.5", "0.25..0.5" },
  { "scope", "0.5", "0.5..0.5" },
  { "scope", "0.5..0.25", NULL },
  { "scope", "0..2", NULL },
  { "scope", "..", NULL },
  { "word", "blue", "blue" },
  { "word", "too long", NULL },
  { "word", "\xff", NULL },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const EmuParam *param = emu_params_find (&table, texts[i].name, NULL);
      g_autofree Sample *s = emu_params_new (&table);
      g_autofree Sample *defaults = emu_params_new (&table);
      g_autoptr(GError) error = NULL;
      gboolean done = emu_param_parse (param, s, texts[i].text, &error);

      if (texts[i].back != NULL)
        {
          g_autofree char *back = emu_param_format (param, s);

          g_assert_no_error (error);
          g_assert_true (done);
          g_assert_cmpstr (back, ==, texts[i].back);
        }
      else
        {
          g_assert_false (done);
          g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
          g_assert_nonnull (strstr (error->message, texts[i].name));
          g_assert_true (emu_params_equal (&table, s, defaults));
        }
    }
}

static void
test_numbers_read_back (void)
{
  static const double values[] = { 0, 1, -1, 0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, 5e-324, 1e15, 123456789 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = emu_format_number (values[i]);
      double back;

      g_assert_true (emu_parse_number (text, &back));
      g_assert_cmpfloat (back, ==, values[i]);
    }

  {
    g_autofree char *short_text = emu_format_number (0.1);

    g_assert_cmpstr (short_text, ==, "0.1");
  }
}

static void
test_hash_and_equal (void)
{
  g_autofree Sample *a = emu_params_new (&table);
  g_autofree Sample *b = emu_params_new (&table);

  g_assert_cmpuint (emu_params_hash (&table, a), ==, emu_params_hash (&table, b));
  for (guint i = 0; i < table.n_params; i++)
    {
      static const char * const others[] = { "9", "2", "false", "as-published", "0..1", "x" };

      g_assert_true (emu_param_parse (&params[i], b, others[i], NULL));
      g_assert_false (emu_params_equal (&table, a, b));
      g_assert_cmpuint (emu_params_hash (&table, a), !=, emu_params_hash (&table, b));
      g_assert_false (emu_param_is_default (&params[i], b));
      emu_param_reset (&params[i], b);
      g_assert_true (emu_params_equal (&table, a, b));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/param/types-follow-fields", test_types_follow_fields);
  g_test_add_func ("/param/names", test_names);
  g_test_add_func ("/param/parse", test_parse);
  g_test_add_func ("/param/numbers-read-back", test_numbers_read_back);
  g_test_add_func ("/param/hash-and-equal", test_hash_and_equal);

  return g_test_run ();
}
