/* emu-inspector.c: everything one can change about a mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "emu-draw-row.h"
#include "emu-guide-row.h"
#include "emu-inspector.h"
#include "emu-lambda-panel.h"
#include "emu-method-row.h"
#include "emu-methods.h"
#include "emu-mix-state.h"
#include "emu-number-entry.h"
#include "emu-param-row.h"

struct _EmuInspector
{
  GtkWidget           parent_instance;

  GtkWidget          *page_bar;
  GtkWidget          *published_box;
  GtkSwitch          *published;
  GtkSearchEntry     *search;
  GtkScrolledWindow  *method_scroller;
  GtkListBox         *methods;
  EmuLambdaPanel     *lambda;
  GtkWidget          *params_head;
  GtkLabel           *params_method;
  GtkListBox         *params;
  GtkLabel           *defects;
  EmuNumberEntry     *seed;
  GtkToggleButton    *lock;
  GtkDropDown        *fit;

  EmuMixDocument     *document;
  const EmuMethod    *method;
  gboolean            updating;
  guint               scroll_source;
};

G_DEFINE_FINAL_TYPE (EmuInspector, emu_inspector, GTK_TYPE_WIDGET)

static void
published_active_cb (GtkSwitch    *toggle,
                     GParamSpec   *pspec,
                     EmuInspector *self)
{
  if (!self->updating)
    emu_mix_document_set_published (self->document, gtk_switch_get_active (toggle));
}

static void
method_selected_cb (GtkListBox    *list,
                    GtkListBoxRow *row,
                    EmuInspector  *self)
{
  if (!self->updating && row != NULL)
    emu_mix_document_set_method (self->document,
                                 emu_method_row_get_method (EMU_METHOD_ROW (row)));
}

static gboolean
filter_method (GtkListBoxRow *row,
               gpointer       data)
{
  EmuInspector *self = data;

  return emu_method_row_matches (EMU_METHOD_ROW (row),
                                 gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* What one searches for by its name comes before what mentions it; else the registry's order. */
static int
compare_methods (GtkListBoxRow *a,
                 GtkListBoxRow *b,
                 gpointer       data)
{
  EmuInspector *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  int names_a = emu_method_row_names (EMU_METHOD_ROW (a), text);
  int names_b = emu_method_row_names (EMU_METHOD_ROW (b), text);

  if (names_a != names_b)
    return names_b - names_a;

  return (int) emu_mix_state_method_index (emu_method_row_get_method (EMU_METHOD_ROW (a))) -
         (int) emu_mix_state_method_index (emu_method_row_get_method (EMU_METHOD_ROW (b)));
}

static void
search_changed_cb (GtkSearchEntry *search,
                   EmuInspector   *self)
{
  gtk_list_box_invalidate_filter (self->methods);
  gtk_list_box_invalidate_sort (self->methods);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->method_scroller), 0);
}

/* Enter takes the first method that is left. */
static void
search_activate_cb (GtkSearchEntry *search,
                    EmuInspector   *self)
{
  for (int i = 0; ; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->methods, i);

      if (row == NULL)
        return;

      if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
        {
          gtk_list_box_select_row (self->methods, row);
          gtk_widget_grab_focus (GTK_WIDGET (row));
          gtk_editable_set_text (GTK_EDITABLE (search), "");
          return;
        }
    }
}

/* Moves the focus past the list, which on its own would go from row to row and choose each. */
static gboolean
leave_list (EmuInspector     *self,
            GtkDirectionType  direction)
{
  GtkWidget *widget = GTK_WIDGET (self->method_scroller);

  while (widget != GTK_WIDGET (self))
    {
      GtkWidget *next = direction == GTK_DIR_TAB_FORWARD ? gtk_widget_get_next_sibling (widget)
                                                         : gtk_widget_get_prev_sibling (widget);

      if (next == NULL)
        widget = gtk_widget_get_parent (widget);
      else if (gtk_widget_is_visible (next) && gtk_widget_child_focus (next, direction))
        return TRUE;
      else
        widget = next;
    }

  return FALSE;
}

static gboolean
methods_key_pressed_cb (GtkEventControllerKey *controller,
                        guint                  keyval,
                        guint                  keycode,
                        GdkModifierType        modifiers,
                        EmuInspector          *self)
{
  gboolean backward = keyval == GDK_KEY_ISO_Left_Tab || (modifiers & GDK_SHIFT_MASK) != 0;

  if ((keyval != GDK_KEY_Tab && keyval != GDK_KEY_KP_Tab && keyval != GDK_KEY_ISO_Left_Tab) ||
      (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  if (!leave_list (self, backward ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD))
    return GDK_EVENT_PROPAGATE;

  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), TRUE);

  return GDK_EVENT_STOP;
}

static void
stop_search_cb (GtkSearchEntry *search,
                EmuInspector   *self)
{
  gtk_editable_set_text (GTK_EDITABLE (search), "");
}

static void
seed_changed_cb (EmuNumberEntry *entry,
                 double          value,
                 EmuInspector   *self)
{
  emu_mix_document_set_seed (self->document, (guint64) value);
}

static void
lock_toggled_cb (GtkToggleButton *button,
                 EmuInspector    *self)
{
  if (!self->updating)
    emu_mix_document_set_seed_locked (self->document, gtk_toggle_button_get_active (button));
}

static void
fit_selected_cb (GtkDropDown  *fit,
                 GParamSpec   *pspec,
                 EmuInspector *self)
{
  if (!self->updating)
    emu_mix_document_set_fit (self->document, (EmuFit) gtk_drop_down_get_selected (fit));
}

static void
clear_rows (EmuInspector *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->params))) != NULL)
    gtk_list_box_remove (self->params, child);
}

/* The rows belong to a method; values come and go without them. */
static void
build_rows (EmuInspector *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);

  clear_rows (self);
  for (guint i = 0; i < method->params.n_params; i++)
    gtk_list_box_append (self->params, emu_param_row_new (self->document, &method->params.params[i]));
  for (guint i = 0; method->needs != NULL && i < 2; i++)
    gtk_list_box_append (self->params, emu_guide_row_new (self->document, i));
  for (guint i = 0; i < method->draws.n_draws; i++)
    gtk_list_box_append (self->params, emu_draw_row_new (self->document, i));

  gtk_label_set_label (self->params_method, _(method->name));
  gtk_widget_set_visible (self->published_box, emu_params_can_publish (&method->params));
}

static void
update_defects (EmuInspector *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);
  const void *params = emu_mix_document_get_params (self->document);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < method->params.n_params; i++)
    {
      const EmuParam *param = &method->params.params[i];

      if (param->published.defect == 0 ||
          (int) emu_param_get (param, params) != param->published.choice ||
          (param->in_use != NULL && !param->in_use (params)))
        continue;

      if (text->len > 0)
        g_string_append (text, "\n\n");
      /* Translators: number in the register of known mistakes, and a sentence about it */
      g_string_append_printf (text, _("As published (mistake %d): %s"), param->published.defect,
                              _(param->published.text));
    }

  gtk_label_set_label (self->defects, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->defects), text->len > 0);
}

static gboolean
scroll_to_method (gpointer data)
{
  EmuInspector *self = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->methods);
  graphene_rect_t bounds;

  self->scroll_source = 0;
  if (row != NULL &&
      gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->methods), &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->method_scroller),
                               bounds.origin.y, bounds.origin.y + bounds.size.height);

  return G_SOURCE_REMOVE;
}

static void
select_method (EmuInspector *self)
{
  const EmuMethod *method = emu_mix_document_get_method (self->document);

  for (int i = 0; ; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->methods, i);
      gboolean current;

      if (row == NULL)
        break;

      current = emu_method_row_get_method (EMU_METHOD_ROW (row)) == method;
      emu_method_row_set_current (EMU_METHOD_ROW (row), current);
      if (!current)
        continue;

      gtk_list_box_select_row (self->methods, row);
      /* A focus that stands in the list follows the choice. */
      if (gtk_widget_get_focus_child (GTK_WIDGET (self->methods)) != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }

  /* Rows have places only after the next layout. */
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, scroll_to_method, self, NULL);
}

static void
update_lock (EmuInspector *self)
{
  gboolean locked = emu_mix_document_get_seed_locked (self->document);

  gtk_toggle_button_set_active (self->lock, locked);
  gtk_button_set_icon_name (GTK_BUTTON (self->lock),
                            locked ? "changes-prevent-symbolic" : "changes-allow-symbolic");
  /* What a click will do; that it is pressed already tells a screen reader the rest. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->lock),
                               locked ? _("Let the seed change") : _("Keep this seed"));
}

static void
document_changed_cb (EmuMixDocument *document,
                     EmuInspector   *self)
{
  const EmuMethod *method = emu_mix_document_get_method (document);

  self->updating = TRUE;

  if (method != self->method)
    {
      self->method = method;
      build_rows (self);
      select_method (self);
    }

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->params)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (EMU_IS_PARAM_ROW (row))
      emu_param_row_update (EMU_PARAM_ROW (row));
    else if (EMU_IS_GUIDE_ROW (row))
      emu_guide_row_update (EMU_GUIDE_ROW (row));

  gtk_switch_set_active (self->published,
                         emu_params_n_published (&method->params,
                                                 emu_mix_document_get_params (document)) > 0);
  update_defects (self);
  emu_number_entry_set_value (self->seed, (double) emu_mix_document_get_seed (document));
  update_lock (self);
  gtk_drop_down_set_selected (self->fit, emu_mix_document_get_fit (document));
  gtk_widget_set_visible (GTK_WIDGET (self->params), emu_inspector_get_n_rows (self) > 0);
  gtk_widget_set_visible (self->params_head, emu_inspector_get_n_rows (self) > 0);

  self->updating = FALSE;
}

static void
emu_inspector_dispose (GObject *object)
{
  EmuInspector *self = EMU_INSPECTOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_inspector_parent_class)->dispose (object);
}

static void
emu_inspector_class_init (EmuInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = emu_inspector_dispose;

  g_type_ensure (EMU_TYPE_LAMBDA_PANEL);
  g_type_ensure (EMU_TYPE_NUMBER_ENTRY);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, page_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, published_box);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, published);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, search);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, method_scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, methods);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, lambda);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, params_head);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, params_method);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, params);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, defects);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, seed);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, lock);
  gtk_widget_class_bind_template_child (widget_class, EmuInspector, fit);
  gtk_widget_class_bind_template_callback (widget_class, published_active_cb);
  gtk_widget_class_bind_template_callback (widget_class, method_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, methods_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, seed_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, fit_selected_cb);
}

static void
emu_inspector_init (EmuInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  emu_number_entry_configure (self->seed, 0, (double) EMU_SEED_MAX, 1, 0);
  emu_number_entry_set_restores (self->seed, TRUE);
  emu_number_entry_set_name (self->seed, _("Seed"), _("The same seed draws the same again"));
  gtk_list_box_set_filter_func (self->methods, filter_method, self, NULL);
  gtk_list_box_set_sort_func (self->methods, compare_methods, self, NULL);
}

void
emu_inspector_set_document (EmuInspector   *self,
                            EmuMixDocument *document)
{
  g_autofree char *hint = NULL;
  guint n = 0;

  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  self->updating = TRUE;
  for (guint i = 0; i < emu_methods_size (); i++)
    {
      const EmuMethod *method = emu_methods_get (i);

      if (method->needs_network)
        continue;

      gtk_list_box_append (self->methods, emu_method_row_new (method));
      n++;
    }
  self->updating = FALSE;

  hint = g_strdup_printf (ngettext ("Search %u method", "Search %u methods", n), n);
  g_object_set (self->search, "placeholder-text", hint, NULL);

  emu_lambda_panel_set_document (self->lambda, document);
  g_signal_connect (document, "changed", G_CALLBACK (document_changed_cb), self);
  document_changed_cb (document, self);
}

void
emu_inspector_set_mix (EmuInspector *self,
                       const EmuMix *mix)
{
  /* An answer to a question that has changed since. */
  if (mix->method != self->method)
    return;

  emu_lambda_panel_set_mix (self->lambda, mix);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->params)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (EMU_IS_DRAW_ROW (row))
      emu_draw_row_update (EMU_DRAW_ROW (row), mix);

  gtk_widget_set_visible (GTK_WIDGET (self->params), emu_inspector_get_n_rows (self) > 0);
  gtk_widget_set_visible (self->params_head, emu_inspector_get_n_rows (self) > 0);
}

void
emu_inspector_set_is_page (EmuInspector *self,
                           gboolean      is_page)
{
  gtk_widget_set_visible (self->page_bar, is_page);
}

void
emu_inspector_focus_search (EmuInspector *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

guint
emu_inspector_get_n_rows (EmuInspector *self)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->params)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n += gtk_widget_get_visible (row);

  return n;
}
