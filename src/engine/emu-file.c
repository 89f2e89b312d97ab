/* emu-file.c: pictures and texts on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emu-colour.h"
#include "emu-error.h"
#include "emu-exif.h"
#include "emu-file.h"
#include "emu-png.h"

/* Files are read, and handed to loaders, in pieces of this size, and cancelled between them. */
#define PIECE_BYTES ((gsize) 256 * 1024)

#define MAX_LINKS 40

void
emu_file_info_clear (EmuFileInfo *info)
{
  g_free (info->format);
  g_free (info->profile);
  g_free (info->recipe);
  g_free (info->sha256);
  *info = (EmuFileInfo) { 0 };
}

/* For messages: without its folder, and fit for one line whatever the file is called. */
static char *
get_name (GFile *file)
{
  g_autofree char *basename = g_file_get_basename (file);
  char *name = g_filename_display_name (basename != NULL ? basename : "");

  for (char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';

  return name;
}

static void
prefix_name (GError    **error,
             const char *name)
{
  /* Translators: the name of a file, before what is wrong with it. */
  g_prefix_error (error, _("“%s”: "), name);
}

/* Messages of other libraries may span lines and end in a full stop. */
static char *
get_one_line (const char *message)
{
  char *line = g_strstrip (g_strdup (message));

  for (char *c = line; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';

  if (g_str_has_suffix (line, "."))
    line[strlen (line) - 1] = '\0';

  return line;
}

/* GIO's own messages name the whole path and stop there. */
static void
take_read_error (GError  *cause,
                 GError **error)
{
  g_autofree char *reason = get_one_line (cause->message);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    g_set_error_literal (error, cause->domain, cause->code,
                         _("there is no such file; check its name and folder"));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error_literal (error, cause->domain, cause->code,
                         _("you may not read this file; ask its owner or change its permissions"));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, cause->domain, cause->code, reason);
  else
    g_set_error (error, cause->domain, cause->code,
                 _("cannot be read (%s); try again or copy it elsewhere"), reason);

  g_error_free (cause);
}

/* A pipe or a device could keep us waiting for ever, so it is not even opened. */
static gboolean
check_readable (GFile        *file,
                gsize        *size,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr(GFileInfo) facts = NULL;
  GError *cause = NULL;

  facts = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                             G_FILE_QUERY_INFO_NONE, cancellable, &cause);
  if (facts == NULL)
    {
      take_read_error (cause, error);
      return FALSE;
    }

  switch (g_file_info_get_file_type (facts))
    {
    case G_FILE_TYPE_REGULAR:
      break;

    case G_FILE_TYPE_DIRECTORY:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                           _("this is a folder; choose a picture in it"));
      return FALSE;

    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _("this is a device, a pipe or a broken link; choose a file"));
      return FALSE;
    }

  *size = (gsize) MAX (g_file_info_get_size (facts), 0);

  return TRUE;
}

static void
set_too_large (GError **error)
{
  g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
               _("the file is larger than the limit of %d MiB; make the picture smaller first"),
               (int) (EMU_FILE_MAX_BYTES >> 20));
}

static GBytes *
read_file (GFile        *file,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr(GFileInputStream) stream = NULL;
  g_autofree guint8 *data = NULL;
  GError *cause = NULL;
  gsize used = 0;
  gsize size, room;

  if (!check_readable (file, &size, cancellable, error))
    return NULL;

  if (size > EMU_FILE_MAX_BYTES)
    {
      set_too_large (error);
      return NULL;
    }

  stream = g_file_read (file, cancellable, &cause);
  if (stream == NULL)
    {
      take_read_error (cause, error);
      return NULL;
    }

  /* The size is a hint: files grow, and those of /proc claim to be empty. One byte more than it
   * lets the end be seen without growing. */
  room = MAX (size, PIECE_BYTES) + 1;
  data = g_try_malloc (room);

  while (data != NULL)
    {
      gssize n = g_input_stream_read (G_INPUT_STREAM (stream), data + used,
                                      MIN (room - used, PIECE_BYTES), cancellable, &cause);

      if (n < 0)
        {
          take_read_error (cause, error);
          return NULL;
        }

      if (n == 0)
        return g_bytes_new_take (g_steal_pointer (&data), used);

      used += (gsize) n;

      if (used > EMU_FILE_MAX_BYTES)
        {
          set_too_large (error);
          return NULL;
        }

      if (used == room)
        {
          guint8 *larger;

          room = MIN (2 * room, EMU_FILE_MAX_BYTES + 1);
          larger = g_try_realloc (data, room);
          if (larger == NULL)
            break;
          data = larger;
        }
    }

  g_set_error_literal (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                       _("not enough memory for a file of this size; close other programs"));

  return NULL;
}

/* What a JPEG says about itself in the header of its first frame (ITU-T T.81, annex B). */
typedef struct
{
  int n_components;
  int precision;
  gboolean complete;  /* there is an end-of-image marker after the first scan */
} Jpeg;

static Jpeg
parse_jpeg (const guint8 *data,
            gsize         length)
{
  Jpeg jpeg = { 0 };
  gsize at = 2;

  while (at + 4 <= length && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];
      gsize size;

      if (marker == 0xff)  /* fill bytes may precede a marker */
        {
          at++;
          continue;
        }

      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))  /* markers without a segment */
        {
          at += 2;
          continue;
        }

      size = (gsize) data[at + 2] << 8 | data[at + 3];
      at += 2;

      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc &&
          length - at >= 8)
        {
          jpeg.precision = data[at + 2];
          jpeg.n_components = data[at + 7];
        }

      if (size > length - at)
        break;
      at += size;

      if (marker == 0xda)
        {
          /* Inside a scan 0xff is always followed by zero or a restart. */
          for (; at + 1 < length && !jpeg.complete; at++)
            jpeg.complete = data[at] == 0xff && data[at + 1] == 0xd9;
          break;
        }
    }

  return jpeg;
}

/* What the pixels of a GdkPixbuf no longer tell. */
static void
look_into_file (const guint8 *data,
                gsize         length,
                EmuFileInfo  *info,
                gboolean     *complete)
{
  *complete = TRUE;

  if (g_str_equal (info->format, "JPEG"))
    {
      Jpeg jpeg = parse_jpeg (data, length);

      *complete = jpeg.complete;
      if (jpeg.n_components == 1)
        info->channels = 1;
      if (jpeg.precision > 0)
        info->depth = jpeg.precision;
    }
  else if (g_str_equal (info->format, "TIFF"))
    {
      int samples = emu_exif_get_short (data, length, EMU_EXIF_TAG_SAMPLES_PER_PIXEL, 1);
      int photometric = emu_exif_get_short (data, length, EMU_EXIF_TAG_PHOTOMETRIC, 2);

      /* 0 and 1 are grey, counted from white and from black. */
      if (samples == 1 && photometric <= 1)
        info->channels = 1;
      if (photometric != 3)  /* a palette */
        info->depth = emu_exif_get_short (data, length, EMU_EXIF_TAG_BITS_PER_SAMPLE, 1);
      info->orientation = emu_exif_get_orientation (data, length);
    }
  else if (g_str_equal (info->format, "PNM"))
    {
      /* P1, P2, P4 and P5 are grey. */
      if (data[1] % 3 != 0)
        info->channels = 1;
    }
  else if (g_str_equal (info->format, "WEBP") && length >= 12)
    {
      guint32 size;

      memcpy (&size, data + 4, sizeof size);
      *complete = GUINT32_FROM_LE (size) <= length - 8;
    }
}

static gboolean
is_opaque (const GdkPixbuf *pixbuf)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int width = gdk_pixbuf_get_width (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixels[(gsize) y * stride + 4 * (gsize) x + 3] != 255)
        return FALSE;

  return TRUE;
}

static EmuImage *
image_from_pixbuf (const GdkPixbuf *pixbuf,
                   int              channels,
                   EmuColour       *colour,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  int n = gdk_pixbuf_get_n_channels (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int width = gdk_pixbuf_get_width (pixbuf);
  g_autofree guint8 *row = g_malloc ((gsize) width * (gsize) channels);
  g_autoptr(EmuImage) image = emu_image_new (channels, height, width, error);

  if (image == NULL)
    return NULL;

  for (int y = 0; y < height; y++)
    {
      const guint8 *in = pixels + (gsize) y * stride;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      for (int x = 0; x < width; x++)
        for (int c = 0; c < channels; c++)
          row[x * channels + c] = in[x * n + c];

      if (colour != NULL)
        emu_colour_convert (colour, row, width);

      for (int c = 0; c < channels; c++)
        {
          guint8 *out = emu_image_row (image, c, y);

          for (int x = 0; x < width; x++)
            out[x] = row[x * channels + c];
        }
    }

  return g_steal_pointer (&image);
}

/* What a loader has told us so far. */
typedef struct
{
  GError *refusal;
  int top;     /* rows that have arrived */
  int bottom;
} Progress;

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  Progress        *progress)
{
  /* Loaders take no memory for nothing, and give up. */
  if (progress->refusal == NULL && !emu_image_check_size (height, width, &progress->refusal))
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
area_updated_cb (GdkPixbufLoader *loader,
                 int              x,
                 int              y,
                 int              width,
                 int              height,
                 Progress        *progress)
{
  progress->top = MIN (progress->top, y);
  progress->bottom = MAX (progress->bottom, y + height);
}

/* These loaders tell of every row, from the top or from the bottom, and accept that some are
 * missing. */
static gboolean
has_all_rows (const char     *format,
              const Progress *progress,
              int             height)
{
  if (!g_str_equal (format, "PNM") && !g_str_equal (format, "BMP") && !g_str_equal (format, "TGA"))
    return TRUE;

  return progress->top == 0 && progress->bottom == height;
}

static gboolean
feed_loader (GdkPixbufLoader *loader,
             const guint8    *data,
             gsize            length,
             Progress        *progress,
             GCancellable    *cancellable,
             GError         **error)
{
  g_autoptr(GError) cause = NULL;
  gboolean ok = TRUE;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), progress);
  g_signal_connect (loader, "area-updated", G_CALLBACK (area_updated_cb), progress);

  for (gsize at = 0; ok && at < length; at += PIECE_BYTES)
    {
      ok = !g_cancellable_set_error_if_cancelled (cancellable, &cause) &&
           gdk_pixbuf_loader_write (loader, data + at, MIN (length - at, PIECE_BYTES), &cause) &&
           progress->refusal == NULL;
    }

  /* It must be closed whatever happened; after a failed write it already is. */
  if (!gdk_pixbuf_loader_close (loader, ok ? &cause : NULL))
    ok = FALSE;

  g_signal_handlers_disconnect_by_data (loader, progress);

  if (progress->refusal != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&progress->refusal));
      return FALSE;
    }

  if (!ok && cause != NULL && cause->domain == GDK_PIXBUF_ERROR)
    {
      g_autofree char *reason = get_one_line (cause->message);

      if (cause->code == GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY)
        g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                     _("%s; close other programs or make the picture smaller"), reason);
      else if (cause->code == GDK_PIXBUF_ERROR_UNKNOWN_TYPE)
        g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                             _("not a picture of a kind that can be read here; "
                               "convert it to PNG or JPEG"));
      else
        g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                     _("is damaged (%s); get a fresh copy of it"), reason);
      return FALSE;
    }

  if (!ok)
    g_propagate_error (error, g_steal_pointer (&cause));

  return ok;
}

/* Orientation as a number for emu_exif_apply_orientation(); for TIFF it differs from the file's,
 * whose mirroring the loader has already done. */
static int
get_pixbuf_orientation (GdkPixbuf *pixbuf)
{
  const char *text = gdk_pixbuf_get_option (pixbuf, "orientation");

  if (text != NULL && text[0] >= '1' && text[0] <= '8' && text[1] == '\0')
    return text[0] - '0';

  return 1;
}

static EmuColour *
get_pixbuf_colour (GdkPixbuf   *pixbuf,
                   int          channels,
                   EmuFileInfo *info)
{
  const char *text = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  g_autofree guint8 *profile = NULL;
  EmuColour *colour;
  gsize length;

  if (text == NULL)
    return NULL;

  profile = g_base64_decode (text, &length);
  colour = emu_colour_new_for_icc (profile, length, channels, 8, &info->profile);
  if (info->profile == NULL)
    info->profile = g_strdup ("ICC");

  return colour;
}

static EmuImage *
read_with_pixbuf (const guint8 *data,
                  gsize         length,
                  EmuFileInfo  *info,
                  int          *orientation,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(EmuColour) colour = NULL;
  g_autofree char *format = NULL;
  Progress progress = { .top = G_MAXINT };
  GdkPixbufAnimation *animation;
  GdkPixbuf *pixbuf;
  gboolean complete;
  int channels;

  if (!feed_loader (loader, data, length, &progress, cancellable, error))
    return NULL;

  animation = gdk_pixbuf_loader_get_animation (loader);
  pixbuf = animation != NULL ? gdk_pixbuf_animation_get_static_image (animation) : NULL;
  if (pixbuf == NULL)
    {
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                           _("holds no picture; get a fresh copy of it"));
      return NULL;
    }

  format = gdk_pixbuf_format_get_name (gdk_pixbuf_loader_get_format (loader));
  info->format = g_ascii_strup (format, -1);
  info->animated = !gdk_pixbuf_animation_is_static_image (animation);
  info->orientation = *orientation = get_pixbuf_orientation (pixbuf);
  info->channels = gdk_pixbuf_get_n_channels (pixbuf);
  if (info->channels == 4 && is_opaque (pixbuf))
    info->channels = 3;
  info->depth = 8;
  look_into_file (data, length, info, &complete);

  if (!complete || !has_all_rows (info->format, &progress, gdk_pixbuf_get_height (pixbuf)))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                   _("is cut off after %" G_GSIZE_FORMAT " bytes; get a fresh copy of it"), length);
      return NULL;
    }

  channels = info->channels;
  colour = get_pixbuf_colour (pixbuf, channels, info);
  info->converted = colour != NULL || info->depth > 8;

  return image_from_pixbuf (pixbuf, channels, colour, cancellable, error);
}

static EmuImage *
load_bytes (GBytes       *bytes,
            EmuFileInfo  *info,
            GCancellable *cancellable,
            GError      **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr(EmuImage) stored = NULL;
  EmuImage *image;
  int orientation;

  if (length == 0)
    {
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_FILE,
                           _("is empty; get a fresh copy of it"));
      return NULL;
    }

  if (emu_png_is_png (data, length))
    {
      stored = emu_png_read (data, length, info, cancellable, error);
      orientation = info->orientation;
    }
  else
    {
      stored = read_with_pixbuf (data, length, info, &orientation, cancellable, error);
    }

  if (stored == NULL)
    return NULL;

  image = emu_exif_apply_orientation (stored, orientation, error);
  if (image == NULL)
    return NULL;

  info->height = image->height;
  info->width = image->width;
  info->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return image;
}

static EmuImage *
load_named (GBytes       *bytes,
            const char   *name,
            EmuFileInfo  *info,
            GCancellable *cancellable,
            GError      **error)
{
  g_auto(EmuFileInfo) facts = { 0 };
  EmuImage *image = load_bytes (bytes, &facts, cancellable, error);

  if (image == NULL)
    {
      prefix_name (error, name);
    }
  else if (info != NULL)
    {
      *info = facts;
      facts = (EmuFileInfo) { 0 };
    }

  return image;
}

EmuImage *
emu_file_load (GFile        *file,
               EmuFileInfo  *info,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *name = get_name (file);
  g_autoptr(GBytes) bytes = NULL;

  if (info != NULL)
    *info = (EmuFileInfo) { 0 };

  bytes = read_file (file, cancellable, error);
  if (bytes == NULL)
    {
      prefix_name (error, name);
      return NULL;
    }

  return load_named (bytes, name, info, cancellable, error);
}

EmuImage *
emu_file_load_bytes (GBytes      *bytes,
                     const char  *name,
                     EmuFileInfo *info,
                     GError     **error)
{
  if (info != NULL)
    *info = (EmuFileInfo) { 0 };

  return load_named (bytes, name, info, NULL, error);
}

gboolean
emu_file_inspect (GFile        *file,
                  EmuFileInfo  *info,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr(EmuImage) image = emu_file_load (file, info, cancellable, error);

  return image != NULL;
}

/* A file that is written beside the one it will replace. */
typedef struct
{
  char *target;  /* path, with links followed */
  char *beside;  /* path of what is being written */
  FILE *stream;
  gboolean replaces;
} Replacement;

static void
set_write_error (GError **error,
                 int      number)
{
  const char *reason = g_strerror (number);
  int code = g_io_error_from_errno (number);

  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      g_set_error (error, G_IO_ERROR, code,
                   _("there is no room to write it (%s); free some space or choose another folder"),
                   reason);
      break;

    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, G_IO_ERROR, code,
                   _("you may not write here (%s); choose another folder or change its permissions"),
                   reason);
      break;

    case ENOENT:
    case ENOTDIR:
      g_set_error (error, G_IO_ERROR, code,
                   _("its folder is not there (%s); make the folder first or choose another"), reason);
      break;

    default:
      g_set_error (error, G_IO_ERROR, code,
                   _("cannot be written (%s); choose another folder"), reason);
    }
}

/* Follows a link that is the last part of path, also one that leads nowhere yet. */
static char *
follow_links (const char *path)
{
  g_autofree char *target = g_canonicalize_filename (path, NULL);

  for (int i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *link = g_file_read_link (target, NULL);
      g_autofree char *folder = NULL;

      if (link == NULL)
        return g_steal_pointer (&target);

      folder = g_path_get_dirname (target);
      g_free (target);
      /* Not canonicalised: “..” after a linked folder leads elsewhere. */
      target = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
    }

  errno = ELOOP;

  return NULL;
}

static void
replacement_discard (Replacement *self)
{
  g_clear_pointer (&self->stream, fclose);
  if (self->beside != NULL)
    g_unlink (self->beside);
  g_clear_pointer (&self->beside, g_free);
  g_clear_pointer (&self->target, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replacement, replacement_discard)

static gboolean
replacement_check_target (Replacement *self,
                          mode_t      *mode,
                          GError     **error)
{
  struct stat facts;

  if (stat (self->target, &facts) != 0)
    {
      if (errno == ENOENT)
        return TRUE;
      set_write_error (error, errno);
      return FALSE;
    }

  if (S_ISDIR (facts.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                           _("this is a folder; choose the name of a file"));
      return FALSE;
    }

  if (!S_ISREG (facts.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           _("this is a device or a pipe; choose the name of a file"));
      return FALSE;
    }

  /* Renaming would get around a file's own permissions. */
  if (faccessat (AT_FDCWD, self->target, W_OK, AT_EACCESS) != 0)
    {
      set_write_error (error, errno);
      return FALSE;
    }

  self->replaces = TRUE;
  *mode = facts.st_mode & 0777;

  return TRUE;
}

static gboolean
replacement_open (Replacement *self,
                  GFile       *file,
                  GError     **error)
{
  g_autofree char *folder = NULL;
  const char *path = g_file_peek_path (file);
  mode_t mode = 0;
  int fd;

  if (path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("its folder is not on this computer; choose one that is"));
      return FALSE;
    }

  self->target = follow_links (path);
  if (self->target == NULL)
    {
      set_write_error (error, errno);
      return FALSE;
    }

  if (!replacement_check_target (self, &mode, error))
    return FALSE;

  folder = g_path_get_dirname (self->target);
  self->beside = g_build_filename (folder, ".emulsion-XXXXXX", NULL);
  fd = g_mkstemp_full (self->beside, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      g_clear_pointer (&self->beside, g_free);
      set_write_error (error, errno);
      return FALSE;
    }

  if (self->replaces && fchmod (fd, mode) != 0)
    {
      set_write_error (error, errno);
      close (fd);
      return FALSE;
    }

  self->stream = fdopen (fd, "wb");
  if (self->stream == NULL)
    {
      set_write_error (error, errno);
      close (fd);
      return FALSE;
    }

  return TRUE;
}

static gboolean
replacement_write (gconstpointer bytes,
                   gsize         length,
                   gpointer      user_data,
                   GError      **error)
{
  Replacement *self = user_data;

  if (fwrite (bytes, 1, length, self->stream) != length)
    {
      set_write_error (error, errno);
      return FALSE;
    }

  return TRUE;
}

static gboolean
replacement_commit (Replacement *self,
                    GError     **error)
{
  /* Where nothing stood before, a crash of the system has nothing to lose. */
  gboolean ok = fflush (self->stream) == 0 && (!self->replaces || fsync (fileno (self->stream)) == 0);

  if (ok)
    {
      ok = fclose (self->stream) == 0;
      self->stream = NULL;
    }

  if (!ok || g_rename (self->beside, self->target) != 0)
    {
      set_write_error (error, errno);
      return FALSE;
    }

  g_clear_pointer (&self->beside, g_free);

  return TRUE;
}

gboolean
emu_file_save_png (GFile          *file,
                   const EmuImage *image,
                   const char     *recipe,
                   GCancellable   *cancellable,
                   GError        **error)
{
  g_autofree char *name = get_name (file);
  g_auto(Replacement) replacement = { 0 };

  if (replacement_open (&replacement, file, error) &&
      emu_png_write (image, recipe, replacement_write, &replacement, cancellable, error) &&
      replacement_commit (&replacement, error))
    return TRUE;

  prefix_name (error, name);

  return FALSE;
}

gboolean
emu_file_check_png_name (const char  *name,
                         GError     **error)
{
  static const char * const others[] = {
    ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl", ".svg", ".pdf",
  };
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (others); i++)
    {
      if (g_str_has_suffix (lower, others[i]))
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("pictures are saved as PNG; let the name “%s” end in .png"), name);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
emu_file_save_text (GFile        *file,
                    const char   *text,
                    gssize        length,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *name = get_name (file);
  g_auto(Replacement) replacement = { 0 };
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  if (replacement_open (&replacement, file, error) &&
      replacement_write (text, n, &replacement, error) &&
      !g_cancellable_set_error_if_cancelled (cancellable, error) &&
      replacement_commit (&replacement, error))
    return TRUE;

  prefix_name (error, name);

  return FALSE;
}

static gboolean
append_cb (gconstpointer bytes,
           gsize         length,
           gpointer      user_data,
           GError      **error)
{
  GByteArray *array = user_data;

  /* The largest picture has 1 GiB, which deflate makes hardly longer at worst. */
  g_byte_array_append (array, bytes, (guint) length);

  return TRUE;
}

GBytes *
emu_png_encode (const EmuImage *image,
                const char     *recipe,
                GError        **error)
{
  g_autoptr(GByteArray) array = g_byte_array_new ();

  if (!emu_png_write (image, recipe, append_cb, array, NULL, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}
