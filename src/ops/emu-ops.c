/* emu-ops.c: the registry of single-picture operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-ops.h"

/* The build writes one OP (name) line for every file in its list. */
#define OP(name) extern const EmuOp emu_op_##name;
#include "emu-ops-list.h"
#undef OP

/* The NULL keeps the array one while the list is empty. */
#define OP(name) &emu_op_##name,
static const EmuOp * const ops[] = {
#include "emu-ops-list.h"
  NULL
};
#undef OP

guint
emu_ops_size (void)
{
  return G_N_ELEMENTS (ops) - 1;
}

const EmuOp *
emu_ops_get (guint index)
{
  g_return_val_if_fail (index < emu_ops_size (), NULL);

  return ops[index];
}
