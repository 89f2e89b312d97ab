/* test-json.c: JSON is read without trust and written without loss
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "emu-error.h"
#include "emu-json-writer.h"
#include "emu-json.h"

#define LIMIT ((gsize) 1 << 20)

/* Scans bytes that end where their memory ends, so that a sanitizer sees a step too far. */
static gboolean
scan_bytes (const char *text,
            gsize       length,
            GError    **error)
{
  g_autofree char *copy = g_memdup2 (text, length);

  return emu_json_scan (copy, (gssize) length, LIMIT, error);
}

static void
test_accepts (void)
{
  static const char * const good[] = {
    "0", "-0", "12", "-12.5", "1e5", "1E+5", "1.25e-3", "true", "false", "null", "\"\"", "[]", "{}",
    " \t\r\n[ ] ", "[1,2]", "{\"a\":1}", "{\"a\":{\"a\":[{\"a\":1}]},\"b\":1}",
    "[{},{},[[]],\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"]", "9223372036854775807",
    "-9223372036854775808", "1e308", "1e-400", "\xef\xbb\xbf{}", "\"\xce\xbb\"", "\"\x7f\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;

      scan_bytes (good[i], strlen (good[i]), &error);
      g_assert_no_error (error);
      node = emu_json_parse (good[i], -1, LIMIT, &error);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    int         line;
    int         column;
  } bad[] = {
    { "", 1, 1 }, { " ", 1, 2 }, { "'a'", 1, 1 }, { "01", 1, 1 }, { "-01", 1, 1 }, { "+1", 1, 1 },
    { ".5", 1, 1 }, { "5.", 1, 3 }, { "1e", 1, 3 }, { "1e+", 1, 4 }, { "-", 1, 2 },
    { "0x10", 1, 2 }, { "NaN", 1, 1 }, { "Infinity", 1, 1 }, { "-Infinity", 1, 2 },
    { "1e999", 1, 1 }, { "9223372036854775808", 1, 1 }, { "18446744073709551615", 1, 1 },
    { "-9223372036854775809", 1, 1 }, { "True", 1, 1 }, { "tru", 1, 1 }, { "nul", 1, 1 },
    { "nullx", 1, 5 }, { "[", 1, 2 }, { "[1", 1, 3 }, { "[1,", 1, 4 }, { "[1,]", 1, 4 },
    { "[1 2]", 1, 4 }, { "[1}", 1, 3 }, { "]", 1, 1 }, { "{", 1, 2 }, { "{\"a\"", 1, 5 },
    { "{\"a\":", 1, 6 }, { "{\"a\":1", 1, 7 }, { "{\"a\":1,}", 1, 8 }, { "{a:1}", 1, 2 },
    { "{'a':1}", 1, 2 }, { "{1:1}", 1, 2 }, { "{\"a\" 1}", 1, 6 }, { "{,}", 1, 2 },
    { "{} {}", 1, 4 }, { "[] // x", 1, 4 }, { "/* x */ []", 1, 1 }, { "\"abc", 1, 1 },
    { "\"\\x\"", 1, 2 }, { "\"\\u12\"", 1, 2 }, { "\"\\u0000\"", 1, 2 }, { "\"\\ud83d\"", 1, 2 },
    { "\"\\ud83dx\"", 1, 2 }, { "\"\\ud83d\\u0041\"", 1, 2 }, { "\"\\ude00\"", 1, 2 },
    { "\"\\", 1, 2 }, { "\"a\nb\"", 1, 3 }, { "\"\t\"", 1, 2 },
    { "{\n  \"a\": 1,\n  \"\\u0061\": 2\n}", 3, 3 }, { "{\"x\":[{\"a\":1}],\"x\":1}", 1, 16 },
    { "[\n\"\xce\xbb\", ?]", 2, 6 }, { "[\n\"\xff\"]", 2, 2 }, { "\xef\xbb\xbf[?", 1, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *where = g_strdup_printf ("line %d, column %d: ", bad[i].line, bad[i].column);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i].text);
      g_assert_false (scan_bytes (bad[i].text, strlen (bad[i].text), &error));
      g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, where));
      g_assert_null (emu_json_parse (bad[i].text, -1, LIMIT, NULL));
    }

  g_assert_false (emu_json_scan ("[]\0", 3, LIMIT, NULL));
}

static void
test_depth (void)
{
  static const int depths[] = { EMU_JSON_MAX_DEPTH, EMU_JSON_MAX_DEPTH + 1, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      for (int kind = 0; kind < 2; kind++)
        {
          g_autoptr(GString) text = g_string_new (NULL);
          g_autoptr(GError) error = NULL;
          g_autoptr(JsonNode) node = NULL;

          for (int d = 0; d < depths[i]; d++)
            g_string_append (text, kind == 0 ? "[" : "{\"a\":");
          g_string_append (text, kind == 0 ? "" : "0");
          for (int d = 0; d < depths[i]; d++)
            g_string_append_c (text, kind == 0 ? ']' : '}');

          node = emu_json_parse (text->str, -1, LIMIT, &error);
          g_assert_cmpint (node != NULL, ==, depths[i] <= EMU_JSON_MAX_DEPTH);
          if (node == NULL)
            g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
        }
    }
}

static void
test_length (void)
{
  g_autofree char *text = g_strnfill (LIMIT + 1, ' ');
  g_autoptr(GError) error = NULL;

  text[0] = '1';
  g_assert_true (emu_json_scan (text, LIMIT, LIMIT, &error));
  g_assert_no_error (error);
  g_assert_false (emu_json_scan (text, -1, LIMIT, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE);
}

static void
test_numbers_survive (void)
{
  static const double values[] = {
    0, 1, -1, 0.1, 0.3, 1.0 / 3, 2.0 / 3, 1e21, 1e-7, 123456789012345680.0, 9007199254740991.0,
    DBL_MAX, -DBL_MAX, DBL_MIN, 4.9e-324, DBL_EPSILON, 0.1 + 0.2, 1e22, 1e23,
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      EmuJsonWriter *writer = emu_json_writer_new ();
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;
      double value;

      emu_json_add_number (writer, NULL, values[i]);
      text = emu_json_writer_finish (writer);
      node = emu_json_parse (text, -1, LIMIT, &error);
      g_assert_no_error (error);
      emu_json_get_number (node, "x", &value, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (value, ==, values[i]);
    }
}

static void
test_writer (void)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  emu_json_begin_object (writer, NULL);
  emu_json_add_number (writer, "third", 1.0 / 3);
  emu_json_add_number (writer, "nan", NAN);
  emu_json_add_number (writer, "inf", -INFINITY);
  emu_json_add_number (writer, "zero", -0.0);
  emu_json_add_integer (writer, "int", G_MININT64);
  emu_json_add_boolean (writer, "yes", 17);
  emu_json_add_string (writer, "text", "λ \"\\\n\t\x01\x7f");
  emu_json_add_string (writer, "none", NULL);
  emu_json_begin_row (writer, "row");
  emu_json_add_number (writer, NULL, 0.5);
  emu_json_add_string (writer, NULL, "b");
  emu_json_end (writer);
  emu_json_begin_row (writer, "nothing");
  emu_json_end (writer);
  emu_json_begin_array (writer, "list");
  emu_json_begin_object (writer, NULL);
  emu_json_end (writer);
  emu_json_begin_object (writer, NULL);
  emu_json_add_integer (writer, "a", 1);
  emu_json_end (writer);
  emu_json_end (writer);
  emu_json_end (writer);
  text = emu_json_writer_finish (writer);

  g_assert_cmpstr (text, ==,
                   "{\n"
                   "  \"third\": 0.3333333333333333,\n"
                   "  \"nan\": null,\n"
                   "  \"inf\": null,\n"
                   "  \"zero\": 0,\n"
                   "  \"int\": -9223372036854775808,\n"
                   "  \"yes\": true,\n"
                   "  \"text\": \"λ \\\"\\\\\\n\\t\\u0001\\u007f\",\n"
                   "  \"none\": null,\n"
                   "  \"row\": [0.5, \"b\"],\n"
                   "  \"nothing\": [],\n"
                   "  \"list\": [\n"
                   "    {},\n"
                   "    {\n"
                   "      \"a\": 1\n"
                   "    }\n"
                   "  ]\n"
                   "}\n");

  node = emu_json_parse (text, -1, LIMIT, &error);
  g_assert_no_error (error);
  writer = emu_json_writer_new ();
  emu_json_add_node (writer, NULL, node);
  again = emu_json_writer_finish (writer);
  g_assert_cmpstr (again, ==, text);
}

static void
test_broken_utf8_is_mended (void)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *text = NULL;

  emu_json_add_string (writer, NULL, "a\xff");
  text = emu_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "\"a\xef\xbf\xbd\"\n");
}

static void
test_keys (void)
{
  static const char * const keys[] = { "alpha", "beta", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) good = emu_json_parse ("{\"beta\":1,\"x-mine\":2}", -1, LIMIT, NULL);
  g_autoptr(JsonNode) bad = emu_json_parse ("{\"alpa\":1}", -1, LIMIT, NULL);

  g_assert_true (emu_json_check_keys (json_node_get_object (good), "it", keys, &error));
  g_assert_no_error (error);
  g_assert_false (emu_json_check_keys (json_node_get_object (bad), "it", keys, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "alpa"));
  g_assert_nonnull (strstr (error->message, "“alpha”"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/scan/accepts", test_accepts);
  g_test_add_func ("/json/scan/refuses", test_refuses);
  g_test_add_func ("/json/scan/depth", test_depth);
  g_test_add_func ("/json/scan/length", test_length);
  g_test_add_func ("/json/write/numbers-survive", test_numbers_survive);
  g_test_add_func ("/json/write/document", test_writer);
  g_test_add_func ("/json/write/broken-utf8-is-mended", test_broken_utf8_is_mended);
  g_test_add_func ("/json/read/unknown-keys", test_keys);

  return g_test_run ();
}
