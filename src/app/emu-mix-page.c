/* emu-mix-page.c: two pictures, a method, and what becomes of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-batch-page.h"
#include "emu-compare-page.h"
#include "emu-fmix-page.h"
#include "emu-mix-page-private.h"
#include "emu-param-row.h"
#include "emu-readout.h"
#include "emu-sample-tile.h"
#include "emu-sheet-page.h"

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

enum
{
  SIGNAL_REMOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EmuMixPage, emu_mix_page, GTK_TYPE_WIDGET)

static gboolean
suits (EmuMixDocument *document,
       EmuCanvasMode   mode)
{
  return emu_canvas_mode_suits (mode, emu_mix_document_get_method (document),
                                emu_mix_document_get_params (document));
}

static gboolean
has_published_way (EmuMixDocument *document)
{
  return suits (document, EMU_CANVAS_PUBLISHED);
}

static gboolean
has_guide (EmuMixDocument *document)
{
  return suits (document, EMU_CANVAS_GUIDE);
}

/* Whatever the middle of the page can show, in the order of the buttons. */
static const EmuViewEntry views[] = {
  {
    .nick = "result", .label = N_("Result"), .key = "1",
    .tooltip = N_("The mixed picture"),
  },
  {
    .nick = "mask", .label = N_("Mask"), .key = "2",
    .tooltip = N_("Blue is A, orange is B"),
  },
  {
    .nick = "overlay", .label = N_("Overlay"), .key = "3",
    .tooltip = N_("The mixed picture, washed blue where it is A and orange where it is B"),
  },
  {
    .nick = "split", .label = N_("Split"), .key = "4",
    .tooltip = N_("A on one side of a line, the mixed picture on the other"),
  },
  {
    .nick = "four", .label = N_("Tiles"), .key = "5",
    .tooltip = N_("A, B, mask and result side by side"),
  },
  {
    .nick = "laboratory", .label = N_("Laboratory"), .key = "6",
    .tooltip = N_("From random waves to the mask, step by step"),
    .page = emu_fmix_page_get_type, .offered = emu_fmix_page_is_offered,
  },
  {
    .nick = "batch", .label = N_("Batch"), .key = "7", .page = emu_batch_page_get_type,
    .tooltip = N_("Eight pictures, who meets whom and under which label"),
  },
  {
    .nick = "compare", .label = N_("Compare"), .key = "8", .page = emu_compare_page_get_type,
    .tooltip = N_("How a picture that your own code mixed was made"),
  },
  {
    .nick = "published", .label = N_("Published"), .key = "9",
    .tooltip = N_("The mixed picture without the mistakes of published code, and with them"),
    .offered = has_published_way,
  },
  {
    .nick = "guide", .label = N_("Guide"), .key = "0",
    .tooltip = N_("Where the method is told to look"),
    .offered = has_guide,
  },
  {
    .nick = "sheet", .label = N_("Sheet"), .page = emu_sheet_page_get_type,
    .tooltip = N_("Every method with several λ, for this pair"),
  },
};

/* --- What the mix says ------------------------------------------------------------------------- */

static const char *
picture_name (EmuPicture *picture)
{
  return picture != NULL ? emu_picture_get_name (picture) : "";
}

/* The last picture stays while there is none for the present settings, but looks it. */
static void
set_fault (EmuMixPage *self,
           const char *fault)
{
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->canvas), "outdated");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->canvas), "outdated");

  g_free (self->fault);
  self->fault = g_strdup (fault);
}

static void
canvas_frame_cb (EmuCanvas  *canvas,
                 EmuFrame   *frame,
                 EmuMixPage *self)
{
  EmuMix *mix = frame->mix;

  emu_mix_ref (mix);
  g_clear_pointer (&self->mix, emu_mix_unref);
  self->mix = mix;
  set_fault (self, NULL);
  emu_answer_set_frame (self->answer, frame, picture_name (emu_mix_document_get_a (self->document)),
                        picture_name (emu_mix_document_get_b (self->document)));
  emu_inspector_set_mix (self->inspector, mix);
  emu_strip_set_frame (self->strip, frame);
  if (emu_mix_document_get_draws_lambda (self->document))
    {
      double lambda = isnan (mix->drawn) ? mix->lambda : mix->drawn;

      if (!isnan (lambda))
        emu_slider_show_value (self->card_slider, lambda);
    }
}

static void
canvas_failed_cb (EmuCanvas  *canvas,
                  const char *message,
                  EmuMixPage *self)
{
  set_fault (self, message);
  emu_answer_set_fault (self->answer, message);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);

  return G_SOURCE_CONTINUE;
}

static void
canvas_busy_cb (EmuCanvas  *canvas,
                GParamSpec *pspec,
                EmuMixPage *self)
{
  gboolean busy = emu_canvas_get_busy (canvas);

  gtk_widget_set_opacity (GTK_WIDGET (self->progress), busy ? 1 : 0);
  if (busy && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (120, pulse_cb, self->progress);
  else if (!busy)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
}

static void
canvas_zoom_cb (EmuCanvas  *canvas,
                GParamSpec *pspec,
                EmuMixPage *self)
{
  /* Translators: zoom of the canvas; a narrow space before the sign */
  g_autofree char *text = g_strdup_printf (_("%.0f %%"), 100 * emu_canvas_get_zoom (canvas));

  gtk_label_set_label (self->zoom, text);
}

/* --- What the document says -------------------------------------------------------------------- */

static void
update_size (EmuMixPage *self)
{
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);
  gboolean converted;
  g_autofree char *text = NULL;
  EmuImage *image;

  if (a == NULL)
    {
      gtk_label_set_label (self->size, "");
      return;
    }

  image = emu_picture_get_image (a);
  converted = emu_picture_get_info (a)->converted ||
              (b != NULL && emu_picture_get_info (b)->converted);
  if (converted)
    text = g_strdup_printf (_("%d × %d px · converted to sRGB"), image->width, image->height);
  else
    text = g_strdup_printf (_("%d × %d px · sRGB"), image->width, image->height);
  gtk_label_set_label (self->size, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->size),
                               converted ? _("A file has other colours or 16 bits; it was converted "
                                             "when it was opened, so pixels are not the file’s")
                                         : NULL);
}

/* In the card of a narrow window stands the method's first parameter that matters now. */
static void
update_card_param (EmuMixPage *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);

  if (method != self->method)
    {
      self->method = method;
      if (self->card_param != NULL)
        gtk_list_box_remove (self->card, self->card_param);
      self->card_param = NULL;
      if (method->params.n_params > 0)
        {
          self->card_param = emu_param_row_new (self->document, &method->params.params[0]);
          gtk_list_box_insert (self->card, self->card_param, 2);
        }
    }

  if (self->card_param != NULL)
    emu_param_row_update (EMU_PARAM_ROW (self->card_param));
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuMixPage     *self)
{
  const EmuMethod *method = emu_mix_document_get_method (document);
  EmuPicture *a = emu_mix_document_get_a (document);
  EmuPicture *b = emu_mix_document_get_b (document);
  g_autoptr(EmuMixJob) job = emu_mix_document_create_job (document);
  g_autofree char *count = NULL;
  gboolean is_empty = a == NULL && b == NULL;

  if (gtk_widget_get_visible (self->empty) != is_empty)
    {
      gtk_widget_set_visible (self->empty, is_empty);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
  gtk_widget_set_visible (self->missing, !is_empty && (a == NULL || b == NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->strip), a != NULL && b != NULL);

  emu_picture_tile_set_picture (self->bar_a, a);
  emu_picture_tile_set_picture (self->bar_b, b);
  emu_picture_tile_set_picture (self->narrow_a, a);
  emu_picture_tile_set_picture (self->narrow_b, b);
  emu_method_row_set_method (self->card_method, method);
  emu_method_row_set_current (self->card_method, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->card_lambda), !method->ignores_lambda);
  if (!emu_mix_document_get_draws_lambda (document))
    emu_slider_set_value (self->card_slider, emu_mix_document_get_lambda (document));
  update_card_param (self);
  count = g_strdup_printf ("%u", emu_inspector_get_n_rows (self->inspector));
  gtk_label_set_label (self->card_count, count);
  update_size (self);
  emu_view_bar_update (self->views, document);
  emu_mix_page_queue_arrange (self);
  if (self->view->offered != NULL && !self->view->offered (document))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "s", views[0].nick);

  emu_canvas_set_names (self->canvas, a != NULL ? emu_picture_get_name (a) : NULL,
                        b != NULL ? emu_picture_get_name (b) : NULL);
  emu_canvas_set_job (self->canvas, job, emu_mix_document_in_gesture (document));
  if (job == NULL)
    {
      g_clear_pointer (&self->mix, emu_mix_unref);
      set_fault (self, NULL);
      emu_answer_set_frame (self->answer, NULL, NULL, NULL);
    }
}

/* --- Hands ------------------------------------------------------------------------------------- */

static void
slider_changed_cb (EmuSlider  *slider,
                   double      value,
                   EmuMixPage *self)
{
  emu_mix_document_set_lambda (self->document, value);
}

static void
slider_begin_cb (EmuSlider  *slider,
                 EmuMixPage *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slider_end_cb (EmuSlider  *slider,
               EmuMixPage *self)
{
  emu_mix_document_end_gesture (self->document);
}

static void
card_activated_cb (GtkListBox    *card,
                   GtkListBoxRow *row,
                   EmuMixPage    *self)
{
  emu_mix_page_toggle_inspector (self);
}

static void
tray_removed_cb (EmuTray    *tray,
                 EmuPicture *picture,
                 EmuMixPage *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, picture);
}

/* Whether Space belongs to what has the focus: text, or a control that it works. */
static gboolean
wants_space (GtkWidget *focus)
{
  return GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus) || GTK_IS_BUTTON (focus) ||
         GTK_IS_CHECK_BUTTON (focus) || GTK_IS_SWITCH (focus) || GTK_IS_DROP_DOWN (focus) ||
         GTK_IS_MENU_BUTTON (focus);
}

/* Seen by the window before anybody else: rows, tiles and sliders would take the key to themselves,
 * and without a focus it reaches nobody. */
static gboolean
space_pressed_cb (GtkEventControllerKey *controller,
                  guint                  keyval,
                  guint                  keycode,
                  GdkModifierType        modifiers,
                  EmuMixPage            *self)
{
  GtkWidget *root = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (root));

  if (keyval != GDK_KEY_space ||
      (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK)) != 0 ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;

  /* What is open above the page has keys of its own. */
  if (focus != NULL &&
      (wants_space (focus) || gtk_widget_get_native (focus) != GTK_NATIVE (root)))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.reroll", NULL);

  return GDK_EVENT_STOP;
}

/* Work begins at the picture, not at the button that brought it. */
static void
canvas_map_cb (GtkWidget  *canvas,
               EmuMixPage *self)
{
  gtk_widget_grab_focus (canvas);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuMixPage            *self)
{
  if (keyval == GDK_KEY_Escape && self->mode == MODE_NARROW && self->inspector_open)
    {
      emu_mix_page_toggle_inspector (self);
      return GDK_EVENT_STOP;
    }

  if (keyval != GDK_KEY_backslash || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  emu_canvas_set_hold_a (self->canvas, TRUE);

  return GDK_EVENT_STOP;
}

static void
key_released_cb (GtkEventControllerKey *controller,
                 guint                  keyval,
                 guint                  keycode,
                 GdkModifierType        modifiers,
                 EmuMixPage            *self)
{
  if (keyval == GDK_KEY_backslash)
    emu_canvas_set_hold_a (self->canvas, FALSE);
}

/* The release of a key that is still down goes to whoever has the focus then. */
static void
focus_left_cb (GtkEventControllerFocus *controller,
               EmuMixPage              *self)
{
  emu_canvas_set_hold_a (self->canvas, FALSE);
}

/* A picture of the tray may be dropped on either place of the pair. */
static gboolean
drop_a_cb (GtkDropTarget *target,
           const GValue  *value,
           double         x,
           double         y,
           EmuMixPage    *self)
{
  emu_mix_document_choose_a (self->document, g_value_get_object (value));

  return TRUE;
}

static gboolean
drop_b_cb (GtkDropTarget *target,
           const GValue  *value,
           double         x,
           double         y,
           EmuMixPage    *self)
{
  emu_mix_document_choose_b (self->document, g_value_get_object (value));

  return TRUE;
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
emu_mix_page_root (GtkWidget *widget)
{
  EmuMixPage *self = EMU_MIX_PAGE (widget);

  GTK_WIDGET_CLASS (emu_mix_page_parent_class)->root (widget);

  self->space = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->space, GTK_PHASE_CAPTURE);
  g_signal_connect (self->space, "key-pressed", G_CALLBACK (space_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->space);
}

static void
emu_mix_page_unroot (GtkWidget *widget)
{
  EmuMixPage *self = EMU_MIX_PAGE (widget);

  gtk_widget_remove_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->space);
  self->space = NULL;

  GTK_WIDGET_CLASS (emu_mix_page_parent_class)->unroot (widget);
}

static void
emu_mix_page_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, EMU_MIX_PAGE (object)->mode == MODE_NARROW);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_mix_page_dispose (GObject *object)
{
  EmuMixPage *self = EMU_MIX_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->mode_source, g_source_remove);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_pointer (&self->mix, emu_mix_unref);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_mix_page_parent_class)->dispose (object);
}

static void
emu_mix_page_finalize (GObject *object)
{
  g_free (EMU_MIX_PAGE (object)->fault);

  G_OBJECT_CLASS (emu_mix_page_parent_class)->finalize (object);
}

static void
emu_mix_page_class_init (EmuMixPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_mix_page_get_property;
  object_class->dispose = emu_mix_page_dispose;
  object_class->finalize = emu_mix_page_finalize;
  widget_class->root = emu_mix_page_root;
  widget_class->unroot = emu_mix_page_unroot;
  widget_class->measure = emu_mix_page_measure;
  widget_class->size_allocate = emu_mix_page_size_allocate;

  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, EMU_TYPE_PICTURE);

  g_type_ensure (EMU_TYPE_BOX_HANDLES);
  g_type_ensure (EMU_TYPE_CANVAS);
  g_type_ensure (EMU_TYPE_INSPECTOR);
  g_type_ensure (EMU_TYPE_ANSWER);
  g_type_ensure (EMU_TYPE_METHOD_ROW);
  g_type_ensure (EMU_TYPE_PICTURE_TILE);
  g_type_ensure (EMU_TYPE_READOUT);
  g_type_ensure (EMU_TYPE_SAMPLE_TILE);
  g_type_ensure (EMU_TYPE_SLIDER);
  g_type_ensure (EMU_TYPE_STRIP);
  g_type_ensure (EMU_TYPE_TRAY);
  g_type_ensure (EMU_TYPE_VIEW_BAR);
  gtk_widget_class_set_css_name (widget_class, "mixpage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/mix-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, tray);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, centre);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, inspector);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, empty);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, pair_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, bar_a);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, bar_b);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, page_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, views);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, size);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, zoom);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, zoom_out);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, zoom_in);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, zoom_fit);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, fold);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, box_handles);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, missing);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, answer);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, below);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, strip);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, narrow_scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, narrow_box);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, narrow_a);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, narrow_b);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card_method);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card_lambda);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card_slider);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card_all);
  gtk_widget_class_bind_template_child (widget_class, EmuMixPage, card_count);
  gtk_widget_class_bind_template_callback (widget_class, canvas_frame_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_busy_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_zoom_cb);
  gtk_widget_class_bind_template_callback (widget_class, canvas_map_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slider_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, tray_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_released_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_left_cb);
}

static void
add_drop (EmuMixPage     *self,
          EmuPictureTile *tile,
          GCallback       callback)
{
  GtkDropTarget *target = gtk_drop_target_new (EMU_TYPE_PICTURE, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", callback, self);
  gtk_widget_add_controller (GTK_WIDGET (tile), GTK_EVENT_CONTROLLER (target));
}

/* Single keys for views work wherever the focus is, but in a text field. */
static void
add_view_keys (EmuMixPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_MANAGED);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (views[i].key != NULL)
      gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new_with_arguments (gtk_shortcut_trigger_parse_string (views[i].key),
                                         gtk_named_action_new ("win.view"), "s", views[i].nick));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
emu_mix_page_init (EmuMixPage *self)
{
  self->mode = MODE_WIDE;
  self->inspector_visible = TRUE;
  self->view = &views[0];
  gtk_widget_init_template (GTK_WIDGET (self));

  emu_view_bar_set_entries (self->views, views, G_N_ELEMENTS (views));
  add_view_keys (self);

  emu_method_row_set_leads_on (self->card_method, TRUE);
  emu_slider_configure (self->card_slider, 0, 1, 0.01, FALSE, NULL);
  emu_slider_set_name (self->card_slider, _("λ, the weight of A"), NULL);
  add_drop (self, self->bar_a, G_CALLBACK (drop_a_cb));
  add_drop (self, self->bar_b, G_CALLBACK (drop_b_cb));
  emu_mix_page_apply_mode (self);
}

void
emu_mix_page_set_document (EmuMixPage     *self,
                           EmuMixDocument *document)
{
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  emu_tray_set_document (self->tray, document);
  emu_box_handles_set_document (self->box_handles, document);
  emu_inspector_set_document (self->inspector, document);
  emu_strip_set_document (self->strip, document);
  g_signal_connect (document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (document, self);
}

EmuCanvas *
emu_mix_page_get_canvas (EmuMixPage *self)
{
  return self->canvas;
}

gboolean
emu_mix_page_add_toast (EmuMixPage *self,
                        AdwToast   *toast)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->canvas)) ||
      (self->mode == MODE_NARROW && self->inspector_open))
    return FALSE;

  adw_toast_overlay_add_toast (self->toasts, toast);

  return TRUE;
}

const char *
emu_mix_page_get_fault (EmuMixPage *self)
{
  return self->fault;
}

void
emu_mix_page_expect_width (EmuMixPage *self,
                           int         width_px)
{
  emu_mix_page_set_mode (self, emu_mix_page_mode_for_width (width_px));
  emu_mix_page_arrange_page_bar (self,
                                 width_px - emu_mix_page_left_width (self->mode) -
                                 emu_mix_page_right_width (self, self->mode));
}

gboolean
emu_mix_page_get_narrow (EmuMixPage *self)
{
  return self->mode == MODE_NARROW;
}

/* Pages of their own are made when they are first wanted. */
static void
show_page (EmuMixPage *self)
{
  if (gtk_stack_get_child_by_name (self->stack, self->view->nick) == NULL)
    gtk_stack_add_named (self->stack,
                         g_object_new (self->view->page (), "document", self->document, NULL),
                         self->view->nick);

  gtk_stack_set_visible_child_name (self->stack, self->view->nick);
}

void
emu_mix_page_set_view (EmuMixPage *self,
                       const char *view)
{
  g_autoptr(GEnumClass) modes = g_type_class_ref (EMU_TYPE_CANVAS_MODE);
  GtkWidget *zooming[] = { GTK_WIDGET (self->zoom), self->zoom_in, self->zoom_out, self->zoom_fit };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_strcmp0 (views[i].nick, view) == 0 &&
        (views[i].offered == NULL || views[i].offered (self->document)))
      self->view = &views[i];

  /* A page of its own has no zoom; the room stays, so that no button moves under the pointer. */
  for (guint i = 0; i < G_N_ELEMENTS (zooming); i++)
    {
      gtk_widget_set_opacity (zooming[i], self->view->page == NULL ? 1 : 0);
      gtk_widget_set_sensitive (zooming[i], self->view->page == NULL);
    }

  if (self->view->page != NULL)
    {
      show_page (self);
    }
  else
    {
      emu_canvas_set_mode (self->canvas, g_enum_get_value_by_nick (modes, self->view->nick)->value);
      gtk_stack_set_visible_child_name (self->stack, "canvas");
    }

  emu_view_bar_set_view (self->views, self->view->nick);
  emu_mix_page_queue_arrange (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

const char *
emu_mix_page_get_view (EmuMixPage *self)
{
  return self->view->nick;
}

gboolean
emu_mix_page_shows_canvas (EmuMixPage *self)
{
  return self->view->page == NULL;
}

gboolean
emu_mix_page_get_busy (EmuMixPage *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  gboolean busy = emu_canvas_get_busy (self->canvas);

  if (self->view->page == NULL)
    busy = busy || emu_strip_get_busy (self->strip);
  if (!busy && self->view->page != NULL &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (page), "busy") != NULL)
    g_object_get (page, "busy", &busy, NULL);

  return busy;
}

void
emu_mix_page_toggle_inspector (EmuMixPage *self)
{
  if (self->mode != MODE_NARROW)
    {
      emu_mix_page_set_inspector_visible (self, !self->inspector_visible);
      return;
    }

  self->inspector_open = !self->inspector_open;
  emu_mix_page_apply_mode (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
emu_mix_page_step_draw (EmuMixPage *self,
                        int         step)
{
  emu_strip_step (self->strip, step);
}

gboolean
emu_mix_page_get_inspector_visible (EmuMixPage *self)
{
  return self->inspector_visible;
}

void
emu_mix_page_set_inspector_visible (EmuMixPage *self,
                                    gboolean    visible)
{
  self->inspector_visible = visible;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
emu_mix_page_focus_search (EmuMixPage *self)
{
  if (self->mode == MODE_NARROW && !self->inspector_open)
    emu_mix_page_toggle_inspector (self);
  else if (self->mode != MODE_NARROW)
    emu_mix_page_set_inspector_visible (self, TRUE);

  emu_inspector_focus_search (self->inspector);
}

void
emu_mix_page_rename (EmuMixPage *self,
                     guint       index)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self->tray)))
    emu_tray_rename (self->tray, index);
  else if (self->mode == MODE_NARROW)
    emu_picture_tile_rename (index == 0 ? self->narrow_a : self->narrow_b);
  else
    emu_picture_tile_rename (index == 0 ? self->bar_a : self->bar_b);
}

EmuTray *
emu_mix_page_get_tray (EmuMixPage *self)
{
  return self->tray;
}
