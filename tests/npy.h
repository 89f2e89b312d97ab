/* npy.h: reading NumPy arrays, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NPY_MAX_DIMS 8

/**
 * Npy:
 * @type: 'u' unsigned, 'i' signed, 'f' float
 * @size: bytes an element
 * @n: elements in all
 * @data: little-endian, row-major
 */
typedef struct
{
  char   type;
  int    size;
  int    n_dims;
  gsize  dims[NPY_MAX_DIMS];
  gsize  n;
  gchar *data;
} Npy;

Npy   *npy_load (const char *path,
                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void   npy_free (Npy *self);

/** Element @i as a double. */
double npy_at   (const Npy *self,
                 gsize      i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Npy, npy_free)

G_END_DECLS
