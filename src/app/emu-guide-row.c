/* emu-guide-row.c: where a method looks in A or B: computed, or from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-guide-row.h"

struct _EmuGuideRow
{
  GtkListBoxRow         parent_instance;

  GtkLabel             *label;
  GtkPicture           *thumbnail;
  GtkWidget            *choose;
  GtkLabel             *file_name;
  GtkWidget            *clear;
  GtkLabel             *hint;
  GtkLabel             *fault;
  GtkDropTarget        *drop;

  EmuMixDocument       *document;
  guint                 index;
  EmuPicture           *picture;   /* A or B when it was last shown */
  GCancellable         *loading;
  GtkFileChooserNative *dialog;    /* no widget, so nobody else holds it */
};

G_DEFINE_FINAL_TYPE (EmuGuideRow, emu_guide_row, GTK_TYPE_LIST_BOX_ROW)

static EmuPicture *
picture_of (EmuGuideRow *self)
{
  return self->index == 0 ? emu_mix_document_get_a (self->document)
                          : emu_mix_document_get_b (self->document);
}

static void
show_fault (EmuGuideRow *self,
            const char  *fault)
{
  gtk_label_set_label (self->fault, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != NULL);
}

static void
stop_loading (EmuGuideRow *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(EmuGuideRow) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuPicture) guide = emu_picture_load_finish (result, &error);

  /* Another file, another picture, or no row any more. */
  if (g_task_get_cancellable (G_TASK (result)) != self->loading)
    return;

  g_clear_object (&self->loading);
  show_fault (self, guide == NULL ? error->message : NULL);
  if (guide != NULL)
    emu_mix_document_set_guide (self->document, self->index, guide);
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             EmuGuideRow     *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      emu_guide_row_open (self, file);
    }

  g_clear_object (&self->dialog);
}

static void
choose_clicked_cb (GtkButton   *button,
                   EmuGuideRow *self)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&self->dialog);
  self->dialog =
    gtk_file_chooser_native_new (self->index == 0 ? _("Choose the Guide of A") : _("Choose the Guide of B"),
                                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  g_signal_connect_object (self->dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}

static void
clear_clicked_cb (GtkButton   *button,
                  EmuGuideRow *self)
{
  stop_loading (self);
  show_fault (self, NULL);
  emu_mix_document_set_guide (self->document, self->index, NULL);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         EmuGuideRow   *self)
{
  if (G_VALUE_HOLDS (value, EMU_TYPE_PICTURE))
    {
      stop_loading (self);
      show_fault (self, NULL);
      emu_mix_document_set_guide (self->document, self->index, g_value_get_object (value));
      return TRUE;
    }

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      GSList *files = g_value_get_boxed (value);

      if (files == NULL)
        return FALSE;
      emu_guide_row_open (self, files->data);
      return TRUE;
    }

  emu_guide_row_open (self, g_value_get_object (value));

  return TRUE;
}

/* What becomes of a map of another size than the picture's. */
static void
update_hint (EmuGuideRow *self,
             EmuPicture  *guide)
{
  const EmuImage *map = guide != NULL ? emu_picture_get_image (guide) : NULL;
  const EmuImage *image = self->picture != NULL ? emu_picture_get_image (self->picture) : NULL;
  gboolean differs = map != NULL && image != NULL &&
                     (map->height != image->height || map->width != image->width);
  g_autofree char *text = NULL;

  if (differs && (gint64) map->height * image->width == (gint64) map->width * image->height)
    text = g_strdup_printf (_("%d × %d px, brought to the picture’s %d × %d px"),
                            map->width, map->height, image->width, image->height);
  else if (differs)
    text = g_strdup_printf (_("%d × %d px, stretched to the picture’s %d × %d px, which have another shape"),
                            map->width, map->height, image->width, image->height);

  gtk_label_set_label (self->hint, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), differs);
}

static void
emu_guide_row_dispose (GObject *object)
{
  EmuGuideRow *self = EMU_GUIDE_ROW (object);

  stop_loading (self);
  g_clear_object (&self->dialog);
  g_clear_object (&self->picture);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (emu_guide_row_parent_class)->dispose (object);
}

static void
emu_guide_row_class_init (EmuGuideRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = emu_guide_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/guide-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, label);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, choose);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, file_name);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, clear);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, hint);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, fault);
  gtk_widget_class_bind_template_child (widget_class, EmuGuideRow, drop);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
}

static void
emu_guide_row_init (EmuGuideRow *self)
{
  GType types[] = { EMU_TYPE_PICTURE, GDK_TYPE_FILE_LIST, G_TYPE_FILE };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop, types, G_N_ELEMENTS (types));
}

GtkWidget *
emu_guide_row_new (EmuMixDocument *document,
                   guint           index)
{
  EmuGuideRow *self = g_object_new (EMU_TYPE_GUIDE_ROW, NULL);

  self->document = g_object_ref (document);
  self->index = index;
  gtk_label_set_label (self->label, index == 0 ? _("Guide of A") : _("Guide of B"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  index == 0 ? _("Compute the guide of A again")
                                             : _("Compute the guide of B again"), -1);
  emu_guide_row_update (self);

  return GTK_WIDGET (self);
}

void
emu_guide_row_update (EmuGuideRow *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  const void *params = emu_mix_document_get_params (self->document);
  EmuPicture *guide = emu_mix_document_get_guide (self->document, self->index);
  const char *name = guide != NULL ? emu_picture_get_file_name (guide) : _("computed");
  g_autoptr(GdkPaintable) thumbnail = NULL;
  g_autofree char *spoken = NULL;

  if (picture_of (self) != self->picture)
    {
      stop_loading (self);
      show_fault (self, NULL);
      g_set_object (&self->picture, picture_of (self));
    }

  if (guide != NULL)
    g_object_get (guide, "thumbnail", &thumbnail, NULL);
  gtk_picture_set_paintable (self->thumbnail, thumbnail);
  gtk_widget_set_visible (GTK_WIDGET (self->thumbnail), thumbnail != NULL);
  gtk_label_set_label (self->file_name, name);
  gtk_widget_set_tooltip_text (self->choose,
                               guide != NULL ? name : _("Choose a file that is bright where to look"));
  spoken = g_strdup_printf (self->index == 0
                            /* Translators: %s is the name of a file, or “computed” */
                            ? _("Guide of A: %s; choose a file")
                            /* Translators: %s is the name of a file, or “computed” */
                            : _("Guide of B: %s; choose a file"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choose),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  /* The button keeps its place, so that nothing jumps when it appears. */
  gtk_widget_set_sensitive (self->clear, guide != NULL);
  gtk_widget_set_opacity (self->clear, guide != NULL ? 1 : 0);
  update_hint (self, guide);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          emu_method_needs_guide (method, params, self->index) != EMU_GUIDE_NONE);
}

void
emu_guide_row_open (EmuGuideRow *self,
                    GFile       *file)
{
  stop_loading (self);
  self->loading = g_cancellable_new ();
  emu_picture_load_async (file, FALSE, self->loading, loaded_cb, g_object_ref (self));
}
