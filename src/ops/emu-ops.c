/* emu-ops.c: the registry of single-picture operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-ops.h"

/* The build writes one OP (name) line for every file in its list. */
#define OP(name) extern const EmuOp emu_op_##name;
#include "emu-ops-list.h"
#undef OP

#define OP(name) &emu_op_##name,
static const EmuOp * const ops[] = {
#include "emu-ops-list.h"
};
#undef OP

guint
emu_ops_size (void)
{
  return G_N_ELEMENTS (ops);
}

const EmuOp *
emu_ops_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (ops), NULL);

  return ops[index];
}

const EmuOp *
emu_ops_find (const char *id,
              GError    **error)
{
  const char *names[G_N_ELEMENTS (ops) + 1] = { NULL };
  const char *nearest;
  g_autofree char *all = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      if (strcmp (ops[i]->id, id) == 0)
        return ops[i];

      names[i] = ops[i]->id;
    }

  nearest = emu_nearest_name (id, names);
  all = g_strjoinv (", ", (char **) names);

  if (nearest != NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no operation “%.64s”; did you mean “%s”?"), id, nearest);
  else
    g_set_error (error, EMU_ERROR, EMU_ERROR_UNKNOWN_NAME,
                 _("there is no operation “%.64s”; there are: %s"), id, all);

  return NULL;
}
