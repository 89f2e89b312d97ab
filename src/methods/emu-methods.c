/* emu-methods.c: the registry of mixing methods
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-methods.h"

/* The build writes one METHOD (name) line for every file in its list. */
#define METHOD(name) extern const EmuMethod emu_method_##name;
#include "emu-methods-list.h"
#undef METHOD

#define METHOD(name) &emu_method_##name,
static const EmuMethod * const methods[] = {
#include "emu-methods-list.h"
};
#undef METHOD

guint
emu_methods_size (void)
{
  return G_N_ELEMENTS (methods);
}

const EmuMethod *
emu_methods_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (methods), NULL);

  return methods[index];
}

const EmuMethod *
emu_methods_find (const char *id,
                  GError    **error)
{
  const char *names[G_N_ELEMENTS (methods) + 1] = { NULL };
  const char *nearest;
  g_autofree char *all = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (strcmp (methods[i]->id, id) == 0)
        return methods[i];

      names[i] = methods[i]->id;
    }

  nearest = emu_nearest_name (id, names);
  all = g_strjoinv (", ", (char **) names);

  if (nearest != NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no method “%.64s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no method “%.64s”; there are: %s"), id, all);

  return NULL;
}
