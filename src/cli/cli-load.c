/* cli-load.c: pictures that commands are given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-load.h"
#include "cli.h"

static void
tell (GPtrArray *notes,
      char      *text)
{
  if (notes != NULL)
    {
      g_ptr_array_add (notes, text);
      return;
    }

  cli_warn ("%s", text);
  g_free (text);
}

EmuImage *
cli_load_picture (const char   *path,
                  GPtrArray    *notes,
                  EmuFileInfo  *info,
                  GError      **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *name = cli_display_name (path);
  g_auto(EmuFileInfo) own = { 0 };
  EmuImage *image;

  if (info == NULL)
    info = &own;

  image = emu_file_load (file, info, NULL, error);
  if (image == NULL)
    return NULL;

  if (info->converted)
    tell (notes, g_strdup_printf (_("“%s” was converted to 8-bit sRGB"), name));
  if (info->animated)
    tell (notes, g_strdup_printf (_("“%s” is animated; only its first frame is used"), name));

  return image;
}
