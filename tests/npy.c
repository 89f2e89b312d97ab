/* npy.c: reading NumPy arrays, for tests
 *
 * Format 1.0: magic, a 16-bit header length, a header in ASCII, raw values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <string.h>

#include "npy.h"

static gboolean
bad (const char *path,
     const char *what,
     GError    **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", path, what);

  return FALSE;
}

static gboolean
parse_shape (Npy        *self,
             const char *header)
{
  const char *p = strstr (header, "'shape': (");

  if (p == NULL)
    return FALSE;

  self->n = 1;
  for (p += strlen ("'shape': ("); *p != ')';)
    {
      char *end;
      guint64 dim;

      if (*p == ',' || *p == ' ')
        {
          p++;
          continue;
        }

      dim = g_ascii_strtoull (p, &end, 10);
      if (end == p || self->n_dims == NPY_MAX_DIMS)
        return FALSE;

      self->dims[self->n_dims++] = dim;
      if (!g_size_checked_mul (&self->n, self->n, dim))
        return FALSE;
      p = end;
    }

  return TRUE;
}

static gboolean
parse (Npy        *self,
       const char *path,
       const char *bytes,
       gsize       length,
       GError    **error)
{
  g_autofree char *header = NULL;
  const char *descr;
  gsize header_length, n_bytes;

  if (length < 10 || memcmp (bytes, "\x93NUMPY\x01", 7) != 0)
    return bad (path, "not a NumPy 1.0 array", error);

  header_length = (guint8) bytes[8] | (guint8) bytes[9] << 8;
  if (length < 10 + header_length)
    return bad (path, "the header is cut off", error);

  header = g_strndup (bytes + 10, header_length);
  descr = strstr (header, "'descr': '");
  if (descr == NULL || strstr (header, "'fortran_order': False") == NULL || !parse_shape (self, header))
    return bad (path, "a header this reader does not know", error);

  descr += strlen ("'descr': '");
  if (*descr != '|' && *descr != '<')
    return bad (path, "not little-endian", error);

  self->type = descr[1];
  self->size = descr[2] - '0';
  if (strchr ("uif", self->type) == NULL || strchr ("1248", descr[2]) == NULL)
    return bad (path, "a type this reader does not know", error);

  if (!g_size_checked_mul (&n_bytes, self->n, self->size) || length - 10 - header_length < n_bytes)
    return bad (path, "the values are cut off", error);

  self->data = g_memdup2 (bytes + 10 + header_length, MAX (n_bytes, 1));

  return TRUE;
}

Npy *
npy_load (const char *path,
          GError    **error)
{
  g_autoptr(Npy) self = g_new0 (Npy, 1);
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, error) ||
      !parse (self, path, bytes, length, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
npy_free (Npy *self)
{
  g_free (self->data);
  g_free (self);
}

#define AT(Type) ({ Type v; memcpy (&v, p, sizeof v); (double) v; })

double
npy_at (const Npy *self,
        gsize      i)
{
  const char *p = self->data + i * self->size;

  switch (self->type << 8 | self->size)
    {
    case 'u' << 8 | 1:
      return AT (guint8);
    case 'u' << 8 | 4:
      return AT (guint32);
    case 'i' << 8 | 4:
      return AT (gint32);
    case 'i' << 8 | 8:
      return AT (gint64);
    case 'f' << 8 | 4:
      return AT (float);
    case 'f' << 8 | 8:
      return AT (double);
    default:
      g_assert_not_reached ();
    }
}
