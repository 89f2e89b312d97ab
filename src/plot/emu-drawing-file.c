/* emu-drawing-file.c: a drawing as a picture, an SVG or a PDF
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-drawing-file.h"
#include "emu-error.h"
#include "emu-file.h"

/* Rows of a picture that are drawn at once: memory for the whole never stands twice. */
#define BAND_PX 512

#define POINTS_A_UNIT 0.75

gboolean
emu_drawing_format_from_name (const char        *name,
                              EmuDrawingFormat  *format,
                              GError           **error)
{
  g_autofree char *base = g_path_get_basename (name);
  const char *dot = strrchr (base, '.');

  if (dot == NULL || dot == base || g_ascii_strcasecmp (dot, ".png") == 0)
    *format = EMU_DRAWING_PNG;
  else if (g_ascii_strcasecmp (dot, ".svg") == 0)
    *format = EMU_DRAWING_SVG;
  else if (g_ascii_strcasecmp (dot, ".pdf") == 0)
    *format = EMU_DRAWING_PDF;
  else
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                   _("drawings are saved as PNG, SVG or PDF; let the name “%s” end in .png, .svg or .pdf"),
                   name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_status (cairo_status_t   status,
              GError         **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  if (status == CAIRO_STATUS_NO_MEMORY)
    g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                 _("there is not enough memory for the drawing; make it smaller"));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("the drawing cannot be made: %s"), cairo_status_to_string (status));

  return FALSE;
}

/* ---- Pictures ----------------------------------------------------------------------------- */

/* Copies a band of drawn rows into the picture, where it begins at row @y0. */
static void
copy_band (cairo_surface_t *band,
           EmuImage        *image,
           int              y0,
           int              n_rows)
{
  const guint8 *data;
  int stride = cairo_image_surface_get_stride (band);

  cairo_surface_flush (band);
  data = cairo_image_surface_get_data (band);

  for (int y = 0; y < n_rows; y++)
    {
      const guint32 *in = (const guint32 *) (gconstpointer) (data + (gsize) y * (gsize) stride);
      guint8 *red = emu_image_row (image, 0, y0 + y);
      guint8 *green = emu_image_row (image, 1, y0 + y);
      guint8 *blue = emu_image_row (image, 2, y0 + y);

      for (int x = 0; x < image->width; x++)
        {
          red[x] = (guint8) (in[x] >> 16);
          green[x] = (guint8) (in[x] >> 8);
          blue[x] = (guint8) in[x];
        }
    }
}

EmuImage *
emu_drawing_to_image (const EmuDrawing  *self,
                      GCancellable      *cancellable,
                      GError           **error)
{
  g_autoptr(EmuImage) image = NULL;

  image = emu_image_new (3, self->height * self->scale, self->width * self->scale, error);
  if (image == NULL)
    return NULL;

  for (int y = 0; y < image->height; y += BAND_PX)
    {
      int n_rows = MIN (BAND_PX, image->height - y);
      cairo_surface_t *band;
      cairo_t *cr;
      cairo_status_t status;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      band = cairo_image_surface_create (CAIRO_FORMAT_RGB24, image->width, n_rows);
      cr = cairo_create (band);
      cairo_translate (cr, 0, -y);
      cairo_scale (cr, self->scale, self->scale);
      self->draw (cr, self->data);
      status = cairo_status (cr);
      cairo_destroy (cr);
      if (status == CAIRO_STATUS_SUCCESS)
        copy_band (band, image, y, n_rows);
      cairo_surface_destroy (band);

      if (!check_status (status, error))
        return NULL;
    }

  return g_steal_pointer (&image);
}

/* ---- Documents ---------------------------------------------------------------------------- */

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static gboolean
number_id_cb (const GMatchInfo *match,
              GString          *out,
              gpointer          data)
{
  GHashTable *seen = data;
  g_autofree char *kind = g_match_info_fetch (match, 1);
  g_autofree char *id = g_match_info_fetch (match, 0);
  gpointer number = GUINT_TO_POINTER (g_hash_table_size (seen));

  if (!g_hash_table_lookup_extended (seen, id, NULL, &number))
    g_hash_table_insert (seen, g_steal_pointer (&id), number);
  g_string_append_printf (out, "%s%u", kind, GPOINTER_TO_UINT (number));

  return FALSE;
}

/* Cairo numbers what it names by all the surfaces the program ever had; equal drawings are to be equal.
 * Neither sign before a name stands in the letters that hold a picture. */
static GBytes *
number_ids (const GByteArray *svg)
{
  g_autoptr(GRegex) regex = g_regex_new ("(?<=[\"#])(image|surface)[0-9]+(?=[\")])", 0, 0, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *text = g_regex_replace_eval (regex, (const char *) svg->data, (gssize) svg->len, 0, 0, number_id_cb, seen,
                                     NULL);

  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
to_document (const EmuDrawing  *self,
             EmuDrawingFormat   format,
             GError           **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  double scale = format == EMU_DRAWING_PDF ? POINTS_A_UNIT : 1;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == EMU_DRAWING_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append_cb, bytes, self->width, self->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else
    {
      surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, self->width * scale, self->height * scale);
      /* Left alone, the time of day would be written. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    }

  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  self->draw (cr, self->data);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (!check_status (status, error))
    return NULL;

  return format == EMU_DRAWING_SVG ? number_ids (bytes) : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
emu_drawing_save (const EmuDrawing  *self,
                  GFile             *file,
                  EmuDrawingFormat   format,
                  GCancellable      *cancellable,
                  GError           **error)
{
  g_autoptr(EmuImage) image = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (format == EMU_DRAWING_PNG)
    {
      image = emu_drawing_to_image (self, cancellable, error);

      return image != NULL && emu_file_save_png (file, image, NULL, cancellable, error);
    }

  bytes = to_document (self, format, error);

  return bytes != NULL && emu_file_save_text (file, g_bytes_get_data (bytes, NULL),
                                              (gssize) g_bytes_get_size (bytes), cancellable, error);
}
