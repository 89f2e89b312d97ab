/* draw-samples.c: writes the pictures that come with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <locale.h>

#include "emu-drawing.h"
#include "emu-file.h"

int
main (int    argc,
      char **argv)
{
  const EmuDrawingSample *samples;
  g_autoptr(GFile) folder = NULL;
  guint n_samples;

  setlocale (LC_ALL, "");

  if (argc != 2)
    {
      g_printerr (_("Usage: %s FOLDER"), "emulsion-draw-samples");
      g_printerr ("\n");
      return 2;
    }

  folder = g_file_new_for_commandline_arg (argv[1]);
  samples = emu_drawing_samples (&n_samples);

  for (guint i = 0; i < n_samples; i++)
    {
      g_autoptr(GFile) file = g_file_get_child (folder, samples[i].file);
      g_autoptr(EmuImage) image = NULL;
      g_autoptr(GError) error = NULL;

      image = emu_drawing_render (samples[i].class_index, samples[i].seed,
                                  samples[i].height, samples[i].width, &error);
      if (image == NULL || !emu_file_save_png (file, image, NULL, NULL, &error))
        {
          g_printerr ("%s: %s\n", samples[i].file, error->message);
          return 1;
        }
    }

  return 0;
}
