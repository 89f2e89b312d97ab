/* emu-shelf.c: pictures on disk that could be opened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

#include "emu-shelf.h"

/* Twice the size of a tile, as the thumbnails of opened pictures. */
#define THUMBNAIL_WIDTH_PX 192
#define THUMBNAIL_HEIGHT_PX 128
#define CHEQUER_PX 8
#define CHEQUER_LIGHT 0xd8d8d8
#define CHEQUER_DARK 0xb0b0b0

/* As many pixels as a picture may have; a file that claims more is not even tried. */
#define MAX_PIXELS ((gint64) 1 << 28)

#define MAX_RUNNING 2

/* Thumbnails that have left the screen and are kept for coming back: about 20 MB. */
#define MAX_KEPT 256

#define ATTRIBUTES                                                                               \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE ","                          \
  G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN "," G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE ","        \
  G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC

/* --- A picture --------------------------------------------------------------------------------- */

struct _EmuShelfItem
{
  GObject     parent_instance;

  GFile      *file;
  char       *name;
  gint64      modified_us;
  GdkTexture *thumbnail;
  char       *fault;
  guint       n_wanted;
  gboolean    queued;
  gboolean    running;
};

enum
{
  PROP_0,
  PROP_THUMBNAIL,
  PROP_FAULT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuShelfItem, emu_shelf_item, G_TYPE_OBJECT)

static void
emu_shelf_item_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  EmuShelfItem *self = EMU_SHELF_ITEM (object);

  switch (id)
    {
    case PROP_THUMBNAIL:
      g_value_set_object (value, self->thumbnail);
      break;
    case PROP_FAULT:
      g_value_set_string (value, self->fault);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_shelf_item_finalize (GObject *object)
{
  EmuShelfItem *self = EMU_SHELF_ITEM (object);

  g_clear_object (&self->file);
  g_clear_object (&self->thumbnail);
  g_free (self->name);
  g_free (self->fault);

  G_OBJECT_CLASS (emu_shelf_item_parent_class)->finalize (object);
}

static void
emu_shelf_item_class_init (EmuShelfItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = emu_shelf_item_get_property;
  object_class->finalize = emu_shelf_item_finalize;

  properties[PROP_THUMBNAIL] = g_param_spec_object ("thumbnail", NULL, NULL,
                                                    GDK_TYPE_PAINTABLE, flags);
  properties[PROP_FAULT] = g_param_spec_string ("fault", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
emu_shelf_item_init (EmuShelfItem *self)
{
}

GFile *
emu_shelf_item_get_file (EmuShelfItem *self)
{
  return self->file;
}

const char *
emu_shelf_item_get_name (EmuShelfItem *self)
{
  return self->name;
}

GdkPaintable *
emu_shelf_item_get_thumbnail (EmuShelfItem *self)
{
  return self->thumbnail != NULL ? GDK_PAINTABLE (self->thumbnail) : NULL;
}

const char *
emu_shelf_item_get_fault (EmuShelfItem *self)
{
  return self->fault;
}

/* --- The list ---------------------------------------------------------------------------------- */

struct _EmuShelf
{
  GObject       parent_instance;

  GListStore   *items;
  GCancellable *listing;
  char         *fault;
  GCancellable *thumbnails;  /* for all of them: the shelf goes */
  GQueue        queue;       /* of EmuShelfItem: wanted, not begun */
  GQueue        kept;        /* of EmuShelfItem: with a thumbnail, longest off the screen first */
  guint         n_running;
};

enum
{
  SIGNAL_LISTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuShelf, emu_shelf, G_TYPE_OBJECT)

typedef struct
{
  GFile     *folder;
  GPtrArray *files;   /* instead of a folder */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_object (&listing->folder);
  g_clear_pointer (&listing->files, g_ptr_array_unref);
  g_free (listing);
}

/* Kinds of picture that can be read here. */
static GHashTable *
known_kinds (void)
{
  GHashTable *kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GSList *formats = gdk_pixbuf_get_formats ();

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      char **mime_types = gdk_pixbuf_format_get_mime_types (l->data);

      for (guint i = 0; mime_types[i] != NULL; i++)
        g_hash_table_add (kinds, g_strdup (mime_types[i]));
      g_strfreev (mime_types);
    }
  g_slist_free (formats);

  return kinds;
}

static gboolean
is_picture (GFileInfo  *info,
            GHashTable *kinds)
{
  const char *type = g_file_info_get_attribute_string (info,
                                                       G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE);
  g_autofree char *mime_type = type != NULL ? g_content_type_get_mime_type (type) : NULL;

  return g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && mime_type != NULL &&
         g_hash_table_contains (kinds, mime_type);
}

static EmuShelfItem *
item_new (GFile     *file,
          GFileInfo *info)
{
  EmuShelfItem *item = g_object_new (EMU_TYPE_SHELF_ITEM, NULL);
  g_autofree char *base = g_file_get_basename (file);

  item->file = g_object_ref (file);
  item->name = g_filename_display_name (base);
  item->modified_us =
    (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) * G_TIME_SPAN_SECOND +
    g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);

  return item;
}

/* Adds the pictures of one folder, and its folders to @below. */
static gboolean
scan_folder (GFile         *folder,
             GHashTable    *kinds,
             GPtrArray     *items,
             GPtrArray     *below,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GFileEnumerator) children =
    g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (children == NULL)
    return FALSE;

  while (TRUE)
    {
      GFileInfo *info;
      GFile *file;

      if (!g_file_enumerator_iterate (children, &info, &file, cancellable, error))
        return FALSE;
      if (info == NULL)
        return TRUE;

      if (g_file_info_get_is_hidden (info))
        continue;

      if (is_picture (info, kinds))
        g_ptr_array_add (items, item_new (file, info));
      else if (below != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        g_ptr_array_add (below, g_object_ref (file));
    }
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const EmuShelfItem *x = *(EmuShelfItem * const *) a;
  const EmuShelfItem *y = *(EmuShelfItem * const *) b;

  if (x->modified_us != y->modified_us)
    return x->modified_us > y->modified_us ? -1 : 1;

  return g_utf8_collate (x->name, y->name);
}

static gboolean
list_folder (GFile         *folder,
             GHashTable    *kinds,
             GPtrArray     *items,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GPtrArray) below = g_ptr_array_new_with_free_func (g_object_unref);

  if (!scan_folder (folder, kinds, items, below, cancellable, error))
    return FALSE;

  /* A folder within that cannot be read takes nothing from the others. */
  for (guint i = 0; i < below->len; i++)
    scan_folder (g_ptr_array_index (below, i), kinds, items, NULL, cancellable, NULL);

  g_ptr_array_sort (items, compare_newest_first);
  if (items->len > EMU_SHELF_MAX)
    g_ptr_array_set_size (items, EMU_SHELF_MAX);

  return TRUE;
}

static void
list_files (GPtrArray    *files,
            GHashTable   *kinds,
            GPtrArray    *items,
            GCancellable *cancellable)
{
  for (guint i = 0; i < files->len; i++)
    {
      GFile *file = g_ptr_array_index (files, i);
      g_autoptr(GFileInfo) info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE,
                                                     cancellable, NULL);

      if (info != NULL && is_picture (info, kinds))
        g_ptr_array_add (items, item_new (file, info));
    }
}

static void
list_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Listing *listing = data;
  g_autoptr(GHashTable) kinds = known_kinds ();
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  if (listing->files != NULL)
    list_files (listing->files, kinds, items, cancellable);
  else if (!list_folder (listing->folder, kinds, items, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&items), (GDestroyNotify) g_ptr_array_unref);
}

/* Takes over a list; pictures that have not changed stay the objects they were. */
static void
take_items (EmuShelf  *self,
            GPtrArray *items)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint n = g_list_model_get_n_items (model);
  g_autoptr(GHashTable) old = g_hash_table_new_full ((GHashFunc) g_file_hash,
                                                     (GEqualFunc) g_file_equal, NULL, g_object_unref);
  gboolean same = items->len == n;

  for (guint i = 0; i < n; i++)
    {
      EmuShelfItem *item = g_list_model_get_item (model, i);

      g_hash_table_insert (old, item->file, item);
    }

  for (guint i = 0; i < items->len; i++)
    {
      EmuShelfItem *item = g_ptr_array_index (items, i);
      EmuShelfItem *known = g_hash_table_lookup (old, item->file);

      if (known != NULL && known->modified_us == item->modified_us)
        {
          g_ptr_array_index (items, i) = g_object_ref (known);
          g_object_unref (item);
        }

      if (same)
        {
          g_autoptr(EmuShelfItem) at = g_list_model_get_item (model, i);

          same = at == g_ptr_array_index (items, i);
        }
    }

  /* Where nothing is new nothing moves. */
  if (!same)
    g_list_store_splice (self->items, 0, n, items->pdata, items->len);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  EmuShelf *self = EMU_SHELF (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->listing)
    return;

  g_clear_object (&self->listing);
  g_clear_pointer (&self->fault, g_free);
  if (items == NULL)
    {
      self->fault = g_strdup (error->message);
      g_list_store_remove_all (self->items);
    }
  else
    {
      take_items (self, items);
    }
  g_signal_emit (self, signals[SIGNAL_LISTED], 0);
}

static void
start_listing (EmuShelf *self,
               Listing  *listing)
{
  g_autoptr(GTask) task = NULL;

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  task = g_task_new (self, self->listing, listed_cb, NULL);
  g_task_set_task_data (task, listing, listing_free);
  g_task_run_in_thread (task, list_thread);
}

/* --- Thumbnails -------------------------------------------------------------------------------- */

static void start_thumbnails (EmuShelf *self);

static GdkPixbuf *
cut (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  double scale = MAX ((double) THUMBNAIL_WIDTH_PX / width, (double) THUMBNAIL_HEIGHT_PX / height);
  double x = (THUMBNAIL_WIDTH_PX - width * scale) / 2;
  double y = (THUMBNAIL_HEIGHT_PX - height * scale) / 2;
  GdkPixbuf *thumbnail = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_WIDTH_PX,
                                         THUMBNAIL_HEIGHT_PX);

  if (thumbnail != NULL)
    gdk_pixbuf_composite_color (pixbuf, thumbnail, 0, 0, THUMBNAIL_WIDTH_PX, THUMBNAIL_HEIGHT_PX,
                                x, y, scale, scale, GDK_INTERP_BILINEAR, 255, 0, 0, CHEQUER_PX,
                                CHEQUER_LIGHT, CHEQUER_DARK);

  return thumbnail;
}

/* Decoders that can, decode no more than is needed. */
static GdkTexture *
make_thumbnail (const char  *path,
                GError     **error)
{
  g_autoptr(GdkPixbuf) read = NULL;
  g_autoptr(GdkPixbuf) turned = NULL;
  g_autoptr(GdkPixbuf) thumbnail = NULL;
  int width = 0;
  int height = 0;

  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL || width < 1 || height < 1)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is no picture that can be read"));
      return NULL;
    }

  if ((gint64) width * height > MAX_PIXELS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("%d × %d pixels are too many"),
                   width, height);
      return NULL;
    }

  /* The shorter side decides; the sides are turned only afterwards, so both are taken as short. */
  if (MIN (width, height) > THUMBNAIL_WIDTH_PX)
    read = width < height
           ? gdk_pixbuf_new_from_file_at_scale (path, THUMBNAIL_WIDTH_PX, -1, TRUE, error)
           : gdk_pixbuf_new_from_file_at_scale (path, -1, THUMBNAIL_WIDTH_PX, TRUE, error);
  else
    read = gdk_pixbuf_new_from_file (path, error);
  if (read == NULL)
    return NULL;

  turned = gdk_pixbuf_apply_embedded_orientation (read);
  thumbnail = cut (turned != NULL ? turned : read);
  if (thumbnail == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("There is not enough memory"));
      return NULL;
    }

  return gdk_texture_new_for_pixbuf (thumbnail);
}

static void
thumbnail_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  GFile *file = data;
  g_autofree char *path = g_file_get_path (file);
  GdkTexture *texture;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (path == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _("It lies on another computer"));
      return;
    }

  texture = make_thumbnail (path, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
keep (EmuShelf     *self,
      EmuShelfItem *item)
{
  g_queue_push_tail (&self->kept, g_object_ref (item));
  while (self->kept.length > MAX_KEPT)
    {
      g_autoptr(EmuShelfItem) oldest = g_queue_pop_head (&self->kept);

      /* Nobody looks at it, so nobody has to hear of it. */
      g_clear_object (&oldest->thumbnail);
    }
}

static void
thumbnail_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(EmuShelfItem) item = data;
  EmuShelf *self = EMU_SHELF (source);
  g_autoptr(GError) error = NULL;
  GdkTexture *texture = g_task_propagate_pointer (G_TASK (result), &error);

  self->n_running--;
  item->running = FALSE;
  if (texture != NULL)
    {
      g_set_object (&item->thumbnail, texture);
      g_object_unref (texture);
      g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_THUMBNAIL]);
      if (item->n_wanted == 0)
        keep (self, item);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      item->fault = g_strdup (error->message);
      g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_FAULT]);
    }

  start_thumbnails (self);
}

static void
start_thumbnails (EmuShelf *self)
{
  while (self->n_running < MAX_RUNNING && self->queue.length > 0)
    {
      EmuShelfItem *item = g_queue_pop_head (&self->queue);
      g_autoptr(GTask) task = g_task_new (self, self->thumbnails, thumbnail_cb, item);

      item->queued = FALSE;
      item->running = TRUE;
      self->n_running++;
      g_task_set_task_data (task, g_object_ref (item->file), g_object_unref);
      g_task_run_in_thread (task, thumbnail_thread);
    }
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_shelf_dispose (GObject *object)
{
  EmuShelf *self = EMU_SHELF (object);

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_cancellable_cancel (self->thumbnails);
  g_queue_clear_full (&self->queue, g_object_unref);
  g_queue_clear_full (&self->kept, g_object_unref);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (emu_shelf_parent_class)->dispose (object);
}

static void
emu_shelf_finalize (GObject *object)
{
  EmuShelf *self = EMU_SHELF (object);

  g_object_unref (self->thumbnails);
  g_free (self->fault);

  G_OBJECT_CLASS (emu_shelf_parent_class)->finalize (object);
}

static void
emu_shelf_class_init (EmuShelfClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = emu_shelf_dispose;
  object_class->finalize = emu_shelf_finalize;

  signals[SIGNAL_LISTED] = g_signal_new ("listed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
emu_shelf_init (EmuShelf *self)
{
  self->items = g_list_store_new (EMU_TYPE_SHELF_ITEM);
  self->thumbnails = g_cancellable_new ();
}

EmuShelf *
emu_shelf_new (void)
{
  return g_object_new (EMU_TYPE_SHELF, NULL);
}

GListModel *
emu_shelf_get_items (EmuShelf *self)
{
  return G_LIST_MODEL (self->items);
}

void
emu_shelf_list_folder (EmuShelf *self,
                       GFile    *folder)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->folder = g_object_ref (folder);
  start_listing (self, listing);
}

void
emu_shelf_list_files (EmuShelf  *self,
                      GPtrArray *files)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->files = g_ptr_array_ref (files);
  start_listing (self, listing);
}

gboolean
emu_shelf_get_busy (EmuShelf *self)
{
  return self->listing != NULL;
}

const char *
emu_shelf_get_fault (EmuShelf *self)
{
  return self->fault;
}

void
emu_shelf_want (EmuShelf     *self,
                EmuShelfItem *item)
{
  GList *kept;

  if (item->n_wanted++ > 0 || item->fault != NULL || item->running || item->queued)
    return;

  if (item->thumbnail != NULL)
    {
      kept = g_queue_find (&self->kept, item);
      if (kept != NULL)
        {
          g_queue_delete_link (&self->kept, kept);
          g_object_unref (item);
        }
      return;
    }

  item->queued = TRUE;
  g_queue_push_tail (&self->queue, g_object_ref (item));
  start_thumbnails (self);
}

void
emu_shelf_unwant (EmuShelf     *self,
                  EmuShelfItem *item)
{
  g_return_if_fail (item->n_wanted > 0);

  if (--item->n_wanted > 0)
    return;

  if (item->queued)
    {
      item->queued = FALSE;
      g_queue_remove (&self->queue, item);
      g_object_unref (item);
    }
  else if (item->thumbnail != NULL)
    {
      keep (self, item);
    }
}
