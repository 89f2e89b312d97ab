/* emu-file.h: pictures and texts on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/** Largest file that is read, in bytes. */
#define EMU_FILE_MAX_BYTES ((gsize) 1 << 30)

/** Longest recipe a picture carries, in bytes of UTF-8. */
#define EMU_FILE_MAX_RECIPE ((gsize) 1 << 20)

/**
 * EmuFileInfo:
 * @format: "PNG", "JPEG", "WEBP", …: what the bytes say, whatever the file is called
 * @height: rows as shown, after @orientation
 * @width: columns as shown, after @orientation
 * @channels: of the file: 1 (grey), 3 or 4; grey with alpha counts as 4, a palette as 3, or as 4
 *   when it knows transparency
 * @depth: bits a channel in the file; 8 for a palette, whose entries have 8
 * @profile: (nullable): what the file says about its colours: the description of its ICC profile,
 *   "sRGB", "gamma 0.45455"; %NULL if it says nothing
 * @converted: colours were converted to sRGB, or 16 bits reduced to 8: pixels are not the file's
 * @orientation: EXIF 1 to 8, already applied to the pixels; 1 if none
 * @animated: there are more frames than the one that was read, the first
 * @recipe: (nullable): text of the iTXt chunk "emulsion-recipe"; valid UTF-8 and at most
 *   %EMU_FILE_MAX_RECIPE bytes, otherwise %NULL. Not parsed, so not trusted
 * @sha256: SHA-256 of the file's bytes in lower-case hex
 *
 * What a reader should know about a picture file beside its pixels. A plain struct: clear it with
 * emu_file_info_clear() or `g_auto(EmuFileInfo) info = { 0 }`.
 */
typedef struct
{
  char    *format;
  int      height;
  int      width;
  int      channels;
  int      depth;
  char    *profile;
  gboolean converted;
  int      orientation;
  gboolean animated;
  char    *recipe;
  char    *sha256;
} EmuFileInfo;

/** Frees what @info holds and zeroes it; may run twice. */
void      emu_file_info_clear  (EmuFileInfo       *info);

/**
 * emu_file_load:
 * @file: a regular file, of any name
 * @info: (out caller-allocates) (optional): facts; zeroed on failure. What it held is not freed
 * @cancellable: (nullable): looked at between pieces of the file and rows of the picture
 * @error: %EMU_ERROR_BAD_FILE, %EMU_ERROR_TOO_LARGE, %EMU_ERROR_NO_MEMORY, or G_IO_ERROR for what
 *   cannot be opened, is no regular file, or was cancelled
 *
 * Reads a whole picture or none. PNG of every kind is read here; other formats by the GdkPixbuf
 * loaders that are installed. The kind is taken from the bytes. From any thread.
 *
 * Channels: 1 for grey without alpha (PNG, JPEG, TIFF, PNM), 4 for anything with alpha, else 3. Of
 * formats other than PNG an alpha that is opaque everywhere is dropped, since loaders add one.
 *
 * Colour: an ICC profile is converted to sRGB with relative colorimetric intent, then PNG's sRGB
 * and gAMA (with cHRM) chunks count, in this order. A profile within one level of sRGB, a gamma of
 * 0.45455 within 0.5 % with sRGB primaries, and a file that says nothing leave the bytes as they
 * are; so does a profile that is broken or made for another kind of picture. Chromaticities
 * without a gamma are ignored. 16-bit samples are converted as such, then rounded to the nearest
 * of 256 levels. Alpha is neither converted nor multiplied in.
 *
 * Errors are one line: “name”: the reason; what to do.
 *
 * Returns: (transfer full): the picture as it should be shown, or %NULL
 */
EmuImage *emu_file_load        (GFile             *file,
                                EmuFileInfo       *info,
                                GCancellable      *cancellable,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_file_load_bytes:
 * @bytes: a whole picture file
 * @name: what messages call it
 * @info: (out caller-allocates) (optional): as for emu_file_load()
 *
 * As emu_file_load(), for what was pasted or comes out of an archive.
 */
EmuImage *emu_file_load_bytes  (GBytes            *bytes,
                                const char        *name,
                                EmuFileInfo       *info,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_file_inspect:
 *
 * The facts alone. Decodes the picture, so that a file it accepts is one that emu_file_load()
 * accepts.
 */
gboolean  emu_file_inspect     (GFile             *file,
                                EmuFileInfo       *info,
                                GCancellable      *cancellable,
                                GError           **error);

/**
 * emu_file_save_png:
 * @file: where to write; a local path
 * @recipe: (nullable): UTF-8 of at most %EMU_FILE_MAX_RECIPE bytes, to travel with the picture
 * @cancellable: (nullable): looked at between rows
 * @error: G_IO_ERROR, or %EMU_ERROR_TOO_LARGE for the recipe
 *
 * Writes a PNG of 8 bits and @image's channels, marked as sRGB. Equal pictures and recipes give
 * equal files: nothing about time, place or machine is written.
 *
 * The file is written beside its target and renamed, so that a reader, a full disk or a
 * cancellation never leaves half of one. A target that exists keeps its permissions; through a
 * symbolic link the file it leads to is replaced; what is no regular file, and a file whose owner
 * made it read-only, is refused.
 */
gboolean  emu_file_save_png    (GFile             *file,
                                const EmuImage    *image,
                                const char        *recipe,
                                GCancellable      *cancellable,
                                GError           **error);

/**
 * emu_file_check_png_name:
 * @name: (nullable): a file's name, with or without its folder
 *
 * PNG under another format's name would mislead every program that goes by names. Names without an
 * ending, or with one no format has, are fine.
 *
 * Returns: %FALSE with EMU_ERROR_BAD_PARAM
 */
gboolean  emu_file_check_png_name (const char      *name,
                                   GError         **error);

/**
 * emu_file_save_text:
 * @text: (array length=length): bytes to write
 * @length: their number, or -1 if @text ends with a nul
 *
 * Writes @text as it is, with the same promises as emu_file_save_png().
 */
gboolean  emu_file_save_text   (GFile             *file,
                                const char        *text,
                                gssize             length,
                                GCancellable      *cancellable,
                                GError           **error);

/** The bytes emu_file_save_png() would write, for the clipboard and for archives. */
GBytes   *emu_png_encode       (const EmuImage    *image,
                                const char        *recipe,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmuFileInfo, emu_file_info_clear)

G_END_DECLS
