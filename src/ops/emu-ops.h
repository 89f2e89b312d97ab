/* emu-ops.h: the registry of single-picture operations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"
#include "emu-param.h"

G_BEGIN_DECLS

/**
 * EmuOp:
 * @id: name in files and commands
 * @name: as its authors write it
 * @summary: one sentence, verb first
 * @source: authors and year, or the program whose bytes it reproduces
 * @apply: makes a new picture from @image and the struct that @params describes; runs on any
 *   thread and gives the same bits for any number of threads
 *
 * One picture in, one out.
 */
typedef struct
{
  const char    *id;
  const char    *name;
  const char    *summary;
  const char    *source;
  EmuParamTable  params;
  EmuImage    *(*apply) (const void   *params,
                         EmuImage     *image,
                         GCancellable *cancellable,
                         GError      **error);
} EmuOp;

/* An operation's file defines exactly one of these; the registry finds it by name. */
#define EMU_OP_DEFINE(name) const EmuOp emu_op_##name

guint        emu_ops_size (void);

/** @index below emu_ops_size(), in the order of the build file. */
const EmuOp *emu_ops_get  (guint index);

G_END_DECLS
