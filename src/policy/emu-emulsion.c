/* emu-emulsion.c: Emulsion's own notation of policies, which says everything
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-dialect.h"
#include "emu-json.h"
#include "emu-policy-json.h"

static int
emulsion_recognise (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  if (*text != '{')
    return 0;

  if (strstr (text, "\"emulsion-policy/") != NULL)
    return 100;

  return strstr (text, "\"root\"") != NULL ? 20 : 1;
}

static EmuPolicy *
emulsion_parse (const char *text,
                gboolean    as_published,
                GError    **error)
{
  g_autoptr(JsonNode) node = emu_json_parse (text, -1, EMU_POLICY_MAX_BYTES, error);
  g_autoptr(EmuJsonPlaces) places = NULL;
  EmuPolicy *self;

  if (node == NULL)
    return NULL;

  places = emu_json_places_new (text, node);
  self = emu_policy_read_json (node, places, as_published, error);
  if (self != NULL)
    self->text = g_strdup (text);

  return self;
}

static char *
emulsion_write (const EmuPolicy *policy,
                GPtrArray       *lost,
                GError         **error)
{
  return emu_policy_to_json (policy);
}

EMU_DIALECT_DEFINE (emulsion) = {
  .id = "emulsion",
  .name = "Emulsion",
  .recognise = emulsion_recognise,
  .parse = emulsion_parse,
  .write = emulsion_write,
};
