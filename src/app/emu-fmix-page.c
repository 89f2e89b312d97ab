/* emu-fmix-page.c: the FMix laboratory, where every step from chance to picture is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-fmix-page.h"
#include "emu-fmix-words.h"
#include "emu-label-bar.h"
#include "emu-save-dialog.h"
#include "emu-slider.h"

/* As .laboratory in style.css leaves between two panels. */
#define GAP_PX 12
#define HEIGHTS_GAP_PX 8
#define HEIGHTS_PX 80

#define TWO_COLUMNS_PX 400
#define LEAST_PICTURE_PX 120

/* A panel's head wants this much, whatever the shape of the picture. */
#define LEAST_CELL_PX 300
#define LEAST_BOTH_PX 380

#define MOST_PICTURE_PX 380

/* Masks of strips: of what they are computed from, and on screen. */
#define STRIP_LONGEST_PX 240
#define SPECIMEN_HEIGHT_PX 62
#define SPECIMEN_WIDTH_PX 84
#define SLICE_WIDTH_PX 52
#define N_SLICES 8

/* In files, at two pixels each. */
#define SAVED_PICTURE_PX 560
#define SAVED_SCALE 2

#define PATIENCE_MS 300
#define CHEQUER_SIDE 8

#define KEY_STEP 0.01

typedef enum
{
  SIDE_OWN,
  SIDE_OTHER,
} Place;

/* One mask of a strip. */
typedef struct
{
  EmuFmixPage      *page;
  GtkWidget        *button;
  GtkWidget        *area;
  GtkLabel         *label;
  EmuFmixStripKind  kind;
  int               position;
} Specimen;

struct _EmuFmixPage
{
  GtkWidget        parent_instance;

  GtkWidget       *overlay;
  GtkToggleButton *paper;
  GtkToggleButton *published;
  GtkToggleButton *both;
  GtkWidget       *scroller;
  GtkWidget       *content;
  GtkWidget       *panels;
  GtkWidget       *own_spectrum;
  GtkWidget       *own_field;
  GtkWidget       *own_mask;
  GtkWidget       *result;
  GtkWidget       *other_spectrum;
  GtkWidget       *other_field;
  GtkWidget       *other_mask;
  GtkWidget       *own_heights;
  GtkWidget       *other_heights;
  GtkLabel        *reading;
  EmuLabelBar     *label_bar;
  GtkWidget       *strip_head;
  GtkToggleButton *strip_decay;
  GtkToggleButton *strip_row;
  GtkToggleButton *strip_volume;
  GtkLabel        *strip_text;
  GtkStack        *strips;
  GtkWidget       *decay_box;
  GtkWidget       *row_box;
  GtkWidget       *volume_box;
  GtkWidget       *slice_box;
  EmuSlider       *slice;
  GtkProgressBar  *progress;
  GtkWidget       *missing;

  EmuMixDocument  *document;
  EmuFmixLab      *lab;
  EmuFmixView     *view;
  gboolean         show_both;
  int              picture_width;   /* of a panel, in logical pixels, as last laid out */
  int              picture_height;
  double           ratio;           /* of picture A, likewise */
  guint            layout_source;

  GCancellable    *view_task;       /* of the one running */
  EmuMixJob       *view_job;
  gboolean         view_exact;
  gboolean         view_again;
  gboolean         failed;          /* the last one, so that it is not tried over and over */

  EmuFmixStripKind kind;
  EmuFmixStrip    *strip;           /* of @kind, for @strip_job */
  EmuMixJob       *strip_job;
  GCancellable    *strip_task;
  gboolean         strip_again;
  Specimen         decays[EMU_FMIX_N_DECAYS];
  Specimen         row;
  Specimen         slices[N_SLICES];
  Specimen         chosen;          /* the slice the slider stands at */
  int              depth;           /* the slider is configured for */
  int              slice_at;

  double           drag_y;
  gboolean         dragging;
  gboolean         was_busy;        /* as last notified */
  guint            busy_source;
  guint            pulse_source;
  gboolean         updating;
};

enum
{
  PROP_0,
  PROP_DOCUMENT,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EmuFmixPage, emu_fmix_page, GTK_TYPE_WIDGET)

static void start_view  (EmuFmixPage *self);
static void run_view    (EmuFmixPage *self,
                         EmuMixJob   *job,
                         gboolean     exact);
static void start_strip (EmuFmixPage *self);
static void update_busy (EmuFmixPage *self);
static void make_exact  (EmuFmixPage *self);

/* --- What the document says -------------------------------------------------------------------- */

static gboolean
is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

static const EmuParam *
find_param (EmuFmixPage *self,
            const char  *name)
{
  return emu_params_find (&emu_mix_document_get_method (self->document)->params, name, NULL);
}

static double
get_param (EmuFmixPage *self,
           const char  *name)
{
  return emu_param_get (find_param (self, name), emu_mix_document_get_params (self->document));
}

gboolean
emu_fmix_page_is_offered (EmuMixDocument *document)
{
  return g_strcmp0 (emu_mix_document_get_method (document)->laboratory, "laboratory") == 0;
}

/* The document's mixing, if the page can show it and is seen. */
static EmuMixJob *
create_job (EmuFmixPage *self)
{
  if (self->document == NULL || !emu_fmix_page_is_offered (self->document))
    return NULL;

  return emu_mix_document_create_job (self->document);
}

/* Choices of the table of FMix's dimensions. */
enum
{
  DIMENSIONS_2D,
  DIMENSIONS_1D,
  DIMENSIONS_3D,
};

/* The slice that stands at one place of the strip. */
static int
slice_of (EmuFmixPage    *self,
          const Specimen *specimen)
{
  int depth = MAX (self->depth, 2);

  if (specimen == &self->chosen)
    return self->slice_at;

  return (int) rint ((double) specimen->position * (depth - 1) / (N_SLICES - 1));
}

static gboolean
is_present (EmuFmixPage    *self,
            const Specimen *specimen)
{
  switch (specimen->kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      return fabs (get_param (self, "decay-power") - emu_fmix_decays[specimen->position]) < 1e-9;
    case EMU_FMIX_STRIP_ROW:
      return get_param (self, "dimensions") == DIMENSIONS_1D;
    case EMU_FMIX_STRIP_VOLUME:
    default:
      return get_param (self, "dimensions") == DIMENSIONS_3D &&
             MIN (get_param (self, "slice"), self->depth - 1) == slice_of (self, specimen);
    }
}

static void
update_specimen (EmuFmixPage *self,
                 Specimen    *specimen)
{
  gboolean present = is_present (self, specimen);
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  switch (specimen->kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      /* Translators: δ is the decay of a spectrum */
      text = g_strdup_printf (_("δ = %g"), emu_fmix_decays[specimen->position]);
      spoken = g_strdup_printf (present ? _("Mask for decay %g, the present one")
                                        : _("Mask for decay %g; use it"),
                                emu_fmix_decays[specimen->position]);
      break;
    case EMU_FMIX_STRIP_ROW:
      text = g_strdup (present ? _("In use; click for a whole picture again") : _("Click to lay it over the picture"));
      spoken = g_strdup (present ? _("Mask in one dimension, in use")
                                 : _("Mask in one dimension; use it"));
      break;
    case EMU_FMIX_STRIP_VOLUME:
    default:
      text = g_strdup_printf ("%d", slice_of (self, specimen));
      spoken = g_strdup_printf (present ? _("Slice %d of the volume, in use")
                                        : _("Slice %d of the volume; use it"),
                                slice_of (self, specimen));
      break;
    }

  gtk_label_set_label (specimen->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (specimen->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (present)
    gtk_widget_add_css_class (specimen->button, "present");
  else
    gtk_widget_remove_css_class (specimen->button, "present");
  gtk_widget_queue_draw (specimen->area);
}

static void
update_strip (EmuFmixPage *self)
{
  static const char * const names[] = { "decay", "row", "volume" };
  const char *text;

  gtk_stack_set_visible_child_name (self->strips, names[self->kind]);
  text = self->kind == EMU_FMIX_STRIP_DECAY
           ? _("The same seed and λ: a larger δ gives fewer, smoother pieces")
         : self->kind == EMU_FMIX_STRIP_ROW
           ? _("The same seed and λ along one line: for sound, text and other sequences")
           : _("Slices through one mask, for film or volumes; neighbours are alike");
  gtk_label_set_label (self->strip_text, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->strip_text), text);

  if (!emu_fmix_page_is_offered (self->document))
    return;

  if (self->kind == EMU_FMIX_STRIP_DECAY)
    {
      for (int i = 0; i < EMU_FMIX_N_DECAYS; i++)
        update_specimen (self, &self->decays[i]);
    }
  else if (self->kind == EMU_FMIX_STRIP_ROW)
    update_specimen (self, &self->row);
  else
    {
      for (int i = 0; i < N_SLICES; i++)
        update_specimen (self, &self->slices[i]);
      update_specimen (self, &self->chosen);
    }
}

static void
update_controls (EmuFmixPage *self)
{
  int depth;

  if (!emu_fmix_page_is_offered (self->document))
    return;

  self->updating = TRUE;
  gtk_toggle_button_set_active (self->show_both ? self->both
                                : get_param (self, "spectrum") == EMU_FMIX_SPECTRUM_PAPER ? self->paper
                                                                                         : self->published,
                                TRUE);
  depth = (int) get_param (self, "depth");
  if (depth != self->depth)
    {
      self->depth = depth;
      emu_slider_configure (self->slice, 0, depth - 1, 1, TRUE, NULL);
    }
  if (get_param (self, "dimensions") == DIMENSIONS_3D)
    self->slice_at = (int) get_param (self, "slice");
  self->slice_at = MIN (self->slice_at, depth - 1);
  emu_slider_set_value (self->slice, self->slice_at);
  self->updating = FALSE;

  update_strip (self);
}

/* λ as the lines on the histograms show it: at once where the document knows it, otherwise as the
 * last view had it. */
static double
get_share (EmuFmixPage *self,
           int          side)
{
  const EmuFmixSide *of = &self->view->sides[side];

  if (!of->look.inverted && !emu_mix_document_get_draws_lambda (self->document) &&
      emu_fmix_page_is_offered (self->document) && get_param (self, "given-lambda") == 0)
    return emu_mix_document_get_lambda (self->document);

  return of->share;
}

/* --- Layout ------------------------------------------------------------------------------------ */

typedef struct
{
  GtkWidget *panel;
  GtkWidget *heights;  /* (nullable) */
} Cell;

/* Panels in reading order; returns how many columns they stand in. */
static int
get_cells (EmuFmixPage *self,
           int          width,
           Cell        *cells,
           int         *n_cells)
{
  int n_columns = width >= TWO_COLUMNS_PX ? 2 : 1;

  if (self->show_both)
    {
      cells[0] = (Cell) { self->own_spectrum, NULL };
      cells[1] = (Cell) { self->other_spectrum, NULL };
      cells[2] = (Cell) { self->own_field, self->own_heights };
      cells[3] = (Cell) { self->other_field, self->other_heights };
      cells[4] = (Cell) { self->own_mask, NULL };
      cells[5] = (Cell) { self->other_mask, NULL };
      *n_cells = 6;
    }
  else
    {
      cells[0] = (Cell) { self->own_spectrum, NULL };
      cells[1] = (Cell) { self->own_field, self->own_heights };
      cells[2] = (Cell) { self->own_mask, NULL };
      cells[3] = (Cell) { self->result, NULL };
      *n_cells = 4;
    }

  return n_columns;
}

static double
get_ratio (EmuFmixPage *self)
{
  EmuPicture *a = self->document != NULL ? emu_mix_document_get_a (self->document) : NULL;
  EmuImage *image = a != NULL ? emu_picture_get_image (a) : NULL;

  return image != NULL ? (double) image->height / image->width : 0.667;
}

typedef struct
{
  int n_columns;
  int n_rows;
  int n_cells;
  int picture_width;
  int picture_height;
  int column_step;
  int left;
  int least_height;
} Arrangement;

/* @height: to be filled, or -1 for the least */
static void
arrange (EmuFmixPage *self,
         int          width,
         int          height,
         Cell        *cells,
         Arrangement *out)
{
  double ratio = get_ratio (self);
  gboolean in_each_column;
  double widest, tallest, picture;
  int used;

  out->n_columns = get_cells (self, width, cells, &out->n_cells);
  out->n_rows = (out->n_cells + out->n_columns - 1) / out->n_columns;
  in_each_column = self->show_both || out->n_columns == 1;

  widest = out->n_columns == 1 ? width - HEIGHTS_GAP_PX - HEIGHTS_PX
           : in_each_column ? (width - GAP_PX) / 2.0 - HEIGHTS_GAP_PX - HEIGHTS_PX
                            : (width - GAP_PX - HEIGHTS_GAP_PX - HEIGHTS_PX) / 2.0;
  widest = MAX (widest, 40);
  tallest = MIN (widest * ratio, MOST_PICTURE_PX * (out->n_columns == 1 ? 1.0 : 4.0));
  picture = MIN (tallest, LEAST_PICTURE_PX);
  out->least_height = (int) ceil (out->n_rows * (EMU_FMIX_HEAD_PX + picture) + (out->n_rows - 1) * GAP_PX);
  if (out->n_columns == 1)
    {
      picture = tallest;
      out->least_height = (int) ceil (out->n_rows * (EMU_FMIX_HEAD_PX + picture) + (out->n_rows - 1) * GAP_PX);
    }
  else if (height > 0)
    picture = MIN (tallest, MAX (picture, (height - (out->n_rows - 1) * GAP_PX) / (double) out->n_rows -
                                          EMU_FMIX_HEAD_PX));

  out->picture_width = MAX (1, (int) floor (picture / ratio));
  out->picture_height = MAX (1, (int) rint (out->picture_width * ratio));
  if (out->picture_height > picture)
    out->picture_height = MAX (1, (int) floor (picture));

  used = MAX (out->picture_width, self->show_both ? LEAST_BOTH_PX : LEAST_CELL_PX);
  used = MIN (used, out->n_columns == 1 ? width
                    : self->show_both ? (width - GAP_PX) / 2
                                      : width - GAP_PX - out->picture_width - HEIGHTS_GAP_PX - HEIGHTS_PX);
  if (self->show_both)
    used = MAX (used, out->picture_width + HEIGHTS_GAP_PX + HEIGHTS_PX);
  out->column_step = used + GAP_PX;
  out->left = out->n_columns == 1 ? 0
              : MAX (0, (width - 2 * out->column_step + GAP_PX -
                         (self->show_both ? 0 : HEIGHTS_GAP_PX + HEIGHTS_PX)) / 2);
}

static void
panels_measure (GtkWidget      *widget,
                GtkOrientation  orientation,
                int             for_size,
                int            *minimum,
                int            *natural,
                int            *minimum_baseline,
                int            *natural_baseline)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (gtk_widget_get_ancestor (widget, EMU_TYPE_FMIX_PAGE));
  Cell cells[6];
  Arrangement at;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 800;
      return;
    }

  arrange (self, for_size >= 0 ? for_size : 800, -1, cells, &at);
  *minimum = *natural = at.least_height;
}

static GtkSizeRequestMode
panels_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static gboolean
layout_cb (gpointer data)
{
  EmuFmixPage *self = data;

  self->layout_source = 0;
  start_view (self);
  update_busy (self);

  return G_SOURCE_REMOVE;
}

static void
panels_allocate (GtkWidget *widget,
                 int        width,
                 int        height,
                 int        baseline)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (gtk_widget_get_ancestor (widget, EMU_TYPE_FMIX_PAGE));
  Cell cells[6];
  Arrangement at;
  int row_step;

  self->ratio = get_ratio (self);
  arrange (self, width, height, cells, &at);
  row_step = EMU_FMIX_HEAD_PX + at.picture_height + GAP_PX;
  for (int i = 0; i < at.n_cells; i++)
    {
      int x = at.left + i % at.n_columns * at.column_step;
      int y = i / at.n_columns * row_step;
      int cell_width = at.n_columns == 1 ? width : at.column_step - GAP_PX;
      GtkAllocation panel = { x, y, cell_width, EMU_FMIX_HEAD_PX + at.picture_height };
      GtkAllocation heights = { x + at.picture_width + HEIGHTS_GAP_PX, y + EMU_FMIX_HEAD_PX, HEIGHTS_PX,
                                at.picture_height };

      gtk_widget_size_allocate (cells[i].panel, &panel, -1);
      if (cells[i].heights != NULL)
        gtk_widget_size_allocate (cells[i].heights, &heights, -1);
    }

  /* A picture of another size is asked for once the layout stands. */
  if (at.picture_width != self->picture_width || at.picture_height != self->picture_height)
    {
      self->picture_width = at.picture_width;
      self->picture_height = at.picture_height;
      if (self->layout_source == 0)
        self->layout_source = g_idle_add (layout_cb, self);
    }
}

static void
apply_both (EmuFmixPage *self)
{
  gtk_widget_set_visible (self->result, !self->show_both);
  gtk_widget_set_visible (self->other_spectrum, self->show_both);
  gtk_widget_set_visible (self->other_field, self->show_both);
  gtk_widget_set_visible (self->other_mask, self->show_both);
  gtk_widget_set_visible (self->other_heights, self->show_both);
  gtk_widget_queue_resize (self->panels);
}

/* --- Progress ---------------------------------------------------------------------------------- */

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
patience_cb (gpointer data)
{
  EmuFmixPage *self = data;

  self->busy_source = 0;
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), 1);
  self->pulse_source = g_timeout_add (120, pulse_cb, self->progress);

  return G_SOURCE_REMOVE;
}

gboolean
emu_fmix_page_get_busy (EmuFmixPage *self)
{
  return self->view_task != NULL || self->strip_task != NULL || self->layout_source != 0;
}

static void
update_busy (EmuFmixPage *self)
{
  gboolean busy = emu_fmix_page_get_busy (self);

  if (busy != self->was_busy)
    {
      self->was_busy = busy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }

  if (busy && self->busy_source == 0 && self->pulse_source == 0)
    self->busy_source = g_timeout_add (PATIENCE_MS, patience_cb, self);
  else if (!busy)
    {
      g_clear_handle_id (&self->busy_source, g_source_remove);
      g_clear_handle_id (&self->pulse_source, g_source_remove);
      gtk_widget_set_opacity (GTK_WIDGET (self->progress), 0);
    }
}

/* --- The panels -------------------------------------------------------------------------------- */

static void
fill_request (EmuFmixRequest *request,
              gboolean        dark)
{
  static const guint8 middle[3] = { 0x80, 0x80, 0x80 };
  const EmuPalette *palette = emu_palette_get (dark);
  guint8 a[3], b[3];

  for (int c = 0; c < 3; c++)
    {
      a[c] = (guint8) rint (255 * (&palette->a.red)[c]);
      b[c] = (guint8) rint (255 * (&palette->b.red)[c]);
    }
  emu_ramp_init (&request->ramp, b, middle, a);
  request->chequer = (EmuChequer) {
    .shade = { dark ? 0x33 : 0xff, dark ? 0x47 : 0xd9 },
    .side = CHEQUER_SIDE * request->scale,
  };
}

static void
describe_panel (EmuFmixPage  *self,
                GtkWidget    *widget,
                int           side,
                EmuFmixPanel  panel)
{
  g_autofree char *sentence = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *text = NULL;

  if (side >= self->view->n_sides)
    return;

  sentence = emu_fmix_view_describe (self->view, side, panel);
  if (!pango_parse_markup (sentence, -1, 0, NULL, &plain, NULL, NULL))
    plain = g_strdup (sentence);

  if (self->view->n_sides == 2)
    /* Translators: for a screen reader: title of a panel; its sentence */
    text = g_strdup_printf (side == 0 ? _("%s by the paper: %s") : _("%s as published: %s"),
                            emu_fmix_panel_title (panel), plain);
  else
    /* Translators: for a screen reader: title of a panel; its sentence */
    text = g_strdup_printf (_("%s: %s"), emu_fmix_panel_title (panel), plain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
describe_heights (EmuFmixPage *self,
                  GtkWidget   *widget,
                  int          side)
{
  g_autofree char *text = NULL;
  double share;

  if (side >= self->view->n_sides)
    return;

  share = get_share (self, side);
  text = g_strdup_printf (_("%.1f %% of the heights lie above the line"), 100 * share);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("λ, as a line across the heights of the field"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, share,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
queue_draw_all (EmuFmixPage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->panels); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_queue_draw (child);
}

static void
set_fault (EmuFmixPage *self,
           const char  *message)
{
  if (message != NULL)
    {
      gtk_label_set_label (self->reading, message);
      gtk_widget_add_css_class (GTK_WIDGET (self->reading), "fault");
      gtk_widget_add_css_class (self->panels, "outdated");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->reading), "fault");
      gtk_widget_remove_css_class (self->panels, "outdated");
    }
}

static void
show_view (EmuFmixPage *self)
{
  const EmuFmixView *view = self->view;
  const EmuMix *mix = view->sides[view->own].mix;
  EmuPicture *a = emu_mix_document_get_a (self->document);
  EmuPicture *b = emu_mix_document_get_b (self->document);
  g_autofree char *reading = emu_fmix_view_read (view);
  g_autofree char *difference = emu_mix_difference (mix);

  set_fault (self, NULL);
  /* Where the label is wrong that goes first. */
  gtk_label_set_label (self->reading, difference != NULL ? difference : reading);
  emu_label_bar_set_mix (self->label_bar, mix, a != NULL ? emu_picture_get_name (a) : "",
                         b != NULL ? emu_picture_get_name (b) : "");

  describe_panel (self, self->own_spectrum, 0, EMU_FMIX_PANEL_SPECTRUM);
  describe_panel (self, self->own_field, 0, EMU_FMIX_PANEL_FIELD);
  describe_panel (self, self->own_mask, 0, EMU_FMIX_PANEL_MASK);
  describe_panel (self, self->result, 0, EMU_FMIX_PANEL_RESULT);
  describe_panel (self, self->other_spectrum, 1, EMU_FMIX_PANEL_SPECTRUM);
  describe_panel (self, self->other_field, 1, EMU_FMIX_PANEL_FIELD);
  describe_panel (self, self->other_mask, 1, EMU_FMIX_PANEL_MASK);
  describe_heights (self, self->own_heights, 0);
  describe_heights (self, self->other_heights, 1);

  queue_draw_all (self);
  update_strip (self);
}

typedef struct
{
  EmuFmixLab     *lab;
  EmuFmixRequest  request;
} ViewTask;

static void
view_task_free (gpointer data)
{
  ViewTask *task = data;

  emu_fmix_lab_unref (task->lab);
  emu_mix_job_unref (task->request.job);
  g_free (task);
}

static void
view_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ViewTask *view_task = data;
  GError *error = NULL;
  EmuFmixView *view = emu_fmix_lab_render (view_task->lab, &view_task->request, cancellable, &error);

  if (view != NULL)
    g_task_return_pointer (task, view, (GDestroyNotify) emu_fmix_view_unref);
  else
    g_task_return_error (task, error);
}

/* While the hand rests the result can be what a saved picture will be. Both ways together show masks
 * alone, which are alike. */
static void
make_exact (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;

  if (self->view == NULL || self->view->exact || self->view->n_sides == 2 || self->view_task != NULL ||
      self->strip_task != NULL || self->failed || emu_mix_document_in_gesture (self->document) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  job = create_job (self);
  if (job != NULL)
    run_view (self, job, TRUE);
}

static void
view_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFmixView) view = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->view_task);
  g_clear_pointer (&self->view_job, emu_mix_job_unref);
  if (self->document == NULL)
    return;

  self->failed = view == NULL;
  if (view != NULL)
    {
      g_clear_pointer (&self->view, emu_fmix_view_unref);
      self->view = g_steal_pointer (&view);
      show_view (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_fault (self, error->message);

  if (self->view_again)
    start_view (self);
  start_strip (self);
  make_exact (self);
  update_busy (self);
}

static void
start_view (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->picture_width <= 0)
    return;

  job = create_job (self);
  gtk_widget_set_visible (self->missing, job == NULL && emu_fmix_page_is_offered (self->document));
  if (job == NULL)
    return;

  if (self->view_task != NULL)
    {
      self->view_again = TRUE;
      if (self->view_exact || !emu_mix_job_same_pair (self->view_job, job))
        g_cancellable_cancel (self->view_task);
      return;
    }

  run_view (self, job, FALSE);
}

static void
run_view (EmuFmixPage *self,
          EmuMixJob   *job,
          gboolean     exact)
{
  g_autoptr(GTask) task = NULL;
  ViewTask *view_task;

  self->view_again = FALSE;
  view_task = g_new0 (ViewTask, 1);
  view_task->lab = emu_fmix_lab_ref (self->lab);
  view_task->request.job = emu_mix_job_ref (job);
  view_task->request.both = self->show_both;
  view_task->request.exact = exact;
  view_task->request.scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  view_task->request.width_px = self->picture_width * view_task->request.scale;
  view_task->request.height_px = self->picture_height * view_task->request.scale;
  fill_request (&view_task->request, is_dark ());

  self->view_task = g_cancellable_new ();
  self->view_job = emu_mix_job_ref (job);
  self->view_exact = exact;
  task = g_task_new (self, self->view_task, view_done_cb, NULL);
  g_task_set_task_data (task, view_task, view_task_free);
  g_task_run_in_thread (task, view_thread);
  update_busy (self);
}

static void
panel_draw (EmuFmixPage  *self,
            GtkWidget    *widget,
            cairo_t      *cr,
            int           width,
            int           height,
            int           side,
            EmuFmixPanel  panel)
{
  EmuPen pen;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  emu_pen_init (&pen, cr, is_dark ());
  emu_fmix_view_draw_panel (self->view, side, panel, &pen, width, height);
  emu_pen_clear (&pen);
}

static void
draw_panel (GtkDrawingArea *area,
            cairo_t        *cr,
            int             width,
            int             height,
            gpointer        data)
{
  EmuFmixPage *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  const struct
  {
    GtkWidget    *widget;
    int           side;
    EmuFmixPanel  panel;
  } panels[] = {
    { self->own_spectrum, 0, EMU_FMIX_PANEL_SPECTRUM },
    { self->own_field, 0, EMU_FMIX_PANEL_FIELD },
    { self->own_mask, 0, EMU_FMIX_PANEL_MASK },
    { self->result, 0, EMU_FMIX_PANEL_RESULT },
    { self->other_spectrum, 1, EMU_FMIX_PANEL_SPECTRUM },
    { self->other_field, 1, EMU_FMIX_PANEL_FIELD },
    { self->other_mask, 1, EMU_FMIX_PANEL_MASK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    if (panels[i].widget == widget)
      panel_draw (self, widget, cr, width, height, panels[i].side, panels[i].panel);
}

/* --- The line across the heights --------------------------------------------------------------- */

static int
side_of (EmuFmixPage *self,
         GtkWidget   *widget)
{
  return widget == self->other_heights ? SIDE_OTHER : SIDE_OWN;
}

static void
draw_heights (GtkDrawingArea *area,
              cairo_t        *cr,
              int             width,
              int             height,
              gpointer        data)
{
  EmuFmixPage *self = data;
  GtkWidget *widget = GTK_WIDGET (area);
  int side = side_of (self, widget);
  EmuPen pen;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  emu_pen_init (&pen, cr, is_dark ());
  emu_heights_draw (self->view->sides[side].heights, &pen, width, height, get_share (self, side),
                    !self->view->sides[side].look.inverted, TRUE);
  emu_pen_clear (&pen);
}

static void
set_lambda_at (EmuFmixPage *self,
               GtkWidget   *widget,
               double       y)
{
  int side = side_of (self, widget);
  double share;

  if (self->view == NULL || side >= self->view->n_sides)
    return;

  share = emu_heights_share_at (self->view->sides[side].heights, gtk_widget_get_height (widget), y);
  emu_mix_document_set_lambda (self->document, rint (share * 1000) / 1000);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               EmuFmixPage    *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (widget);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  emu_mix_document_begin_gesture (self->document);
  self->dragging = TRUE;
  self->drag_y = y;
  set_lambda_at (self, widget, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                EmuFmixPage    *self)
{
  if (self->dragging)
    set_lambda_at (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)),
                   self->drag_y + dy);
}

static void
drag_end_cb (GtkGesture       *gesture,
             GdkEventSequence *sequence,
             EmuFmixPage      *self)
{
  if (!self->dragging)
    return;

  self->dragging = FALSE;
  if (self->document != NULL)
    emu_mix_document_end_gesture (self->document);
}

static gboolean
heights_key_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                EmuFmixPage           *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  int side = side_of (self, widget);
  double step = (modifiers & GDK_SHIFT_MASK) != 0 ? 10 * KEY_STEP : KEY_STEP;
  double lambda;

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->view == NULL ||
      side >= self->view->n_sides)
    return GDK_EVENT_PROPAGATE;

  lambda = rint (get_share (self, side) * 1000) / 1000;
  switch (keyval)
    {
    /* Up moves the line up, and so takes from what lies above it. */
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      lambda -= step;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      lambda += step;
      break;
    case GDK_KEY_Page_Up:
      lambda -= 10 * KEY_STEP;
      break;
    case GDK_KEY_Page_Down:
      lambda += 10 * KEY_STEP;
      break;
    case GDK_KEY_Home:
      lambda = 0;
      break;
    case GDK_KEY_End:
      lambda = 1;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  emu_mix_document_set_lambda (self->document, rint (CLAMP (lambda, 0, 1) * 1000) / 1000);

  return GDK_EVENT_STOP;
}

static void
focus_changed_cb (GtkEventControllerFocus *controller,
                  EmuFmixPage             *self)
{
  gtk_widget_queue_draw (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
}

/* --- The strips -------------------------------------------------------------------------------- */

typedef struct
{
  EmuMixJob        *job;
  EmuFmixStripKind  kind;
} StripTask;

static void
strip_task_free (gpointer data)
{
  StripTask *task = data;

  emu_mix_job_unref (task->job);
  g_free (task);
}

static void
strip_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  StripTask *strip_task = data;
  GError *error = NULL;
  int longest = strip_task->kind == EMU_FMIX_STRIP_ROW ? 4 * STRIP_LONGEST_PX : STRIP_LONGEST_PX;
  EmuFmixStrip *strip = emu_fmix_strip_new (strip_task->job, strip_task->kind, longest, cancellable, &error);

  if (strip != NULL)
    g_task_return_pointer (task, strip, (GDestroyNotify) emu_fmix_strip_unref);
  else
    g_task_return_error (task, error);
}

static void
strip_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (source);
  StripTask *task = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(EmuFmixStrip) strip = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->strip_task);
  if (self->document == NULL)
    return;

  if (strip != NULL && strip->kind == self->kind)
    {
      g_clear_pointer (&self->strip, emu_fmix_strip_unref);
      g_clear_pointer (&self->strip_job, emu_mix_job_unref);
      self->strip = g_steal_pointer (&strip);
      self->strip_job = emu_mix_job_ref (task->job);
      update_strip (self);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_label_set_label (self->strip_text, error->message);

  if (self->strip_again)
    start_strip (self);
  make_exact (self);
  update_busy (self);
}

/* The panels go first: a strip waits until they stand. */
static void
start_strip (EmuFmixPage *self)
{
  g_autoptr(EmuMixJob) job = NULL;
  g_autoptr(GTask) task = NULL;
  StripTask *strip_task;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->view_task != NULL)
    return;

  job = create_job (self);
  if (job == NULL)
    return;

  if (self->strip_task != NULL)
    {
      self->strip_again = TRUE;
      return;
    }

  self->strip_again = FALSE;
  if (self->strip != NULL && self->strip->kind == self->kind &&
      emu_fmix_strip_holds (self->kind, self->strip_job, job))
    return;

  strip_task = g_new0 (StripTask, 1);
  strip_task->job = g_steal_pointer (&job);
  strip_task->kind = self->kind;
  self->strip_task = g_cancellable_new ();
  task = g_task_new (self, self->strip_task, strip_done_cb, NULL);
  g_task_set_task_data (task, strip_task, strip_task_free);
  g_task_run_in_thread (task, strip_thread);
  update_busy (self);
}

static void
draw_specimen (GtkDrawingArea *area,
               cairo_t        *cr,
               int             width,
               int             height,
               gpointer        data)
{
  const Specimen *specimen = data;
  EmuFmixPage *self = specimen->page;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (area));
  const EmuFmixSide *side;
  cairo_surface_t *mask;
  int index;

  if (self->view == NULL || self->strip == NULL || self->strip->kind != specimen->kind)
    return;

  side = &self->view->sides[self->view->own];
  index = specimen->kind == EMU_FMIX_STRIP_VOLUME ? slice_of (self, specimen) : specimen->position;
  if (index >= self->strip->n)
    return;

  if (specimen->kind != EMU_FMIX_STRIP_ROW)
    {
      double zoom = MIN ((double) width / self->strip->width, (double) height / self->strip->height);
      int mask_width = MAX (1, (int) rint (self->strip->width * zoom));
      int mask_height = MAX (1, (int) rint (self->strip->height * zoom));

      cairo_translate (cr, (width - mask_width) / 2, (height - mask_height) / 2);
      width = mask_width;
      height = mask_height;
    }

  mask = emu_fmix_strip_paint (self->strip, index, side, &self->view->request.ramp, width * scale,
                               height * scale);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, mask, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (mask);
}

void
emu_fmix_page_adopt (EmuFmixPage     *self,
                     EmuFmixStripKind kind,
                     int              index)
{
  EmuMixDocument *document = self->document;

  g_return_if_fail (emu_fmix_page_is_offered (document));

  emu_mix_document_begin_gesture (document);
  switch (kind)
    {
    case EMU_FMIX_STRIP_DECAY:
      g_assert (index >= 0 && index < EMU_FMIX_N_DECAYS);
      emu_mix_document_set_param (document, find_param (self, "decay-power"), emu_fmix_decays[index]);
      break;

    case EMU_FMIX_STRIP_ROW:
      emu_mix_document_set_param (document, find_param (self, "dimensions"),
                                  get_param (self, "dimensions") == DIMENSIONS_1D ? DIMENSIONS_2D
                                                                                  : DIMENSIONS_1D);
      break;

    case EMU_FMIX_STRIP_VOLUME:
    default:
      if (get_param (self, "dimensions") == DIMENSIONS_3D && get_param (self, "slice") == index)
        {
          emu_mix_document_set_param (document, find_param (self, "dimensions"), DIMENSIONS_2D);
        }
      else
        {
          emu_mix_document_set_param (document, find_param (self, "slice"), index);
          emu_mix_document_set_param (document, find_param (self, "dimensions"), DIMENSIONS_3D);
        }
      break;
    }
  emu_mix_document_end_gesture (document);
}

static void
specimen_clicked_cb (GtkButton *button,
                     Specimen  *specimen)
{
  EmuFmixPage *self = specimen->page;

  emu_fmix_page_adopt (self, specimen->kind,
                       specimen->kind == EMU_FMIX_STRIP_VOLUME ? slice_of (self, specimen)
                                                               : specimen->position);
}

static void
add_specimen (EmuFmixPage      *self,
              Specimen         *specimen,
              EmuFmixStripKind  kind,
              int               position,
              GtkWidget        *box)
{
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  specimen->page = self;
  specimen->kind = kind;
  specimen->position = position;
  specimen->area = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (specimen->area), SPECIMEN_HEIGHT_PX);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (specimen->area),
                                      kind == EMU_FMIX_STRIP_VOLUME ? SLICE_WIDTH_PX : SPECIMEN_WIDTH_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (specimen->area), draw_specimen, specimen, NULL);
  specimen->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (specimen->label, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (child), specimen->area);
  gtk_box_append (GTK_BOX (child), GTK_WIDGET (specimen->label));

  specimen->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (specimen->button), child);
  gtk_widget_set_focus_on_click (specimen->button, FALSE);
  gtk_widget_add_css_class (specimen->button, "flat");
  gtk_widget_add_css_class (specimen->button, "specimen");
  gtk_widget_set_tooltip_text (specimen->button,
                               kind == EMU_FMIX_STRIP_DECAY
                                 ? _("Take over this decay")
                                 : _("Lay it over the picture; once more for a whole picture again"));
  g_signal_connect (specimen->button, "clicked", G_CALLBACK (specimen_clicked_cb), specimen);
  gtk_box_append (GTK_BOX (box), specimen->button);
}

static void
slice_changed_cb (EmuSlider   *slider,
                  double       value,
                  EmuFmixPage *self)
{
  if (self->updating)
    return;

  self->slice_at = (int) value;
  /* Leafing through a volume changes the picture only where it shows one. */
  if (get_param (self, "dimensions") == DIMENSIONS_3D)
    emu_mix_document_set_param (self->document, find_param (self, "slice"), value);
  else
    update_strip (self);
}

static void
slice_begin_cb (EmuSlider   *slider,
                EmuFmixPage *self)
{
  emu_mix_document_begin_gesture (self->document);
}

static void
slice_end_cb (EmuSlider   *slider,
              EmuFmixPage *self)
{
  emu_mix_document_end_gesture (self->document);
}

void
emu_fmix_page_set_strip (EmuFmixPage     *self,
                         EmuFmixStripKind kind)
{
  GtkToggleButton * const buttons[] = { self->strip_decay, self->strip_row, self->strip_volume };

  if (kind != self->kind)
    {
      self->kind = kind;
      g_clear_pointer (&self->strip, emu_fmix_strip_unref);
      g_clear_pointer (&self->strip_job, emu_mix_job_unref);
      if (self->strip_task != NULL)
        {
          self->strip_again = TRUE;
          g_cancellable_cancel (self->strip_task);
        }
    }

  gtk_toggle_button_set_active (buttons[kind], TRUE);
  update_strip (self);
  start_strip (self);
}

static void
strip_toggled_cb (GtkToggleButton *button,
                  EmuFmixPage     *self)
{
  if (self->document == NULL || !gtk_toggle_button_get_active (button))
    return;

  emu_fmix_page_set_strip (self, button == self->strip_decay ? EMU_FMIX_STRIP_DECAY
                                 : button == self->strip_row ? EMU_FMIX_STRIP_ROW
                                                             : EMU_FMIX_STRIP_VOLUME);
}

/* --- Head -------------------------------------------------------------------------------------- */

void
emu_fmix_page_set_both (EmuFmixPage *self,
                        gboolean     both)
{
  if (self->show_both == both)
    return;

  self->show_both = both;
  apply_both (self);
  update_controls (self);
  start_view (self);
}

static void
variant_toggled_cb (GtkToggleButton *button,
                    EmuFmixPage     *self)
{
  if (self->updating || self->document == NULL || !gtk_toggle_button_get_active (button))
    return;

  if (button != self->both)
    emu_mix_document_set_param (self->document, find_param (self, "spectrum"),
                                button == self->paper ? EMU_FMIX_SPECTRUM_PAPER
                                                      : EMU_FMIX_SPECTRUM_AS_PUBLISHED);
  emu_fmix_page_set_both (self, button == self->both);
}

/* --- Files ------------------------------------------------------------------------------------- */

typedef struct
{
  EmuFmixRequest  request;
  EmuFmixStrip   *strip;  /* (nullable) */
  char           *head;
  gboolean        dark;
} Saved;

static void
saved_free (gpointer data)
{
  Saved *self = data;

  emu_mix_job_unref (self->request.job);
  g_clear_pointer (&self->strip, emu_fmix_strip_unref);
  g_free (self->head);
  g_free (self);
}

/* The laboratory of a file is computed for itself, larger than the one on screen. */
static gboolean
save (GFile         *file,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  Saved *self = data;
  g_autoptr(EmuFmixLab) lab = emu_fmix_lab_new ();
  g_autoptr(EmuFmixView) view = emu_fmix_lab_render (lab, &self->request, cancellable, error);

  return view != NULL &&
         emu_fmix_view_save (view, self->strip, self->head, self->dark, file, cancellable, error);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (widget);
  g_autoptr(EmuMixJob) job = create_job (self);
  double ratio = get_ratio (self);
  Saved *saved;

  if (job == NULL || self->view == NULL)
    {
      gtk_widget_error_bell (widget);
      return;
    }

  saved = g_new0 (Saved, 1);
  saved->dark = is_dark ();
  if (self->strip != NULL && self->strip_task == NULL)
    saved->strip = emu_fmix_strip_ref (self->strip);
  /* Translators: head of a saved laboratory: names of A and B, λ, decay, seed */
  saved->head = g_strdup_printf (_("FMix: A %s, B %s, λ %.3f, δ %.1f, seed %" G_GUINT64_FORMAT),
                                 emu_picture_get_name (emu_mix_document_get_a (self->document)),
                                 emu_picture_get_name (emu_mix_document_get_b (self->document)),
                                 self->view->sides[self->view->own].mix->lambda,
                                 get_param (self, "decay-power"), job->seed);
  saved->request.both = self->show_both;
  saved->request.exact = !self->show_both;
  saved->request.scale = SAVED_SCALE;
  saved->request.width_px = SAVED_SCALE * (int) (ratio > 1 ? MAX (1, SAVED_PICTURE_PX / ratio) : SAVED_PICTURE_PX);
  saved->request.height_px = SAVED_SCALE * (int) (ratio > 1 ? SAVED_PICTURE_PX : MAX (1, SAVED_PICTURE_PX * ratio));
  saved->request.job = g_steal_pointer (&job);
  fill_request (&saved->request, saved->dark);

  emu_save_dialog_show_drawing (widget, _("Save Laboratory"), "fmix-laboratory.png", save, saved,
                                saved_free);
}

/* --- Object ------------------------------------------------------------------------------------ */

static void
document_changed_cb (EmuMixDocument *document,
                     EmuFmixPage    *self)
{
  if (!emu_fmix_page_is_offered (document))
    return;

  update_controls (self);
  gtk_widget_queue_draw (self->own_heights);
  gtk_widget_queue_draw (self->other_heights);
  if (get_ratio (self) != self->ratio)
    gtk_widget_queue_resize (self->panels);
  start_view (self);
  start_strip (self);
}

static void
change_colours (EmuFmixPage *self)
{
  queue_draw_all (self);
  start_view (self);
}

static void
emu_fmix_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (emu_fmix_page_parent_class)->map (widget);

  /* What has changed while nobody looked. */
  start_view (EMU_FMIX_PAGE (widget));
}

/* Nobody waits any more; what is missing then is asked for when the page is seen again. */
static void
emu_fmix_page_unmap (GtkWidget *widget)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (widget);

  if (self->view_task != NULL)
    g_cancellable_cancel (self->view_task);
  if (self->strip_task != NULL)
    g_cancellable_cancel (self->strip_task);

  GTK_WIDGET_CLASS (emu_fmix_page_parent_class)->unmap (widget);
}

static void
emu_fmix_page_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, emu_fmix_page_get_busy (EMU_FMIX_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_fmix_page_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  switch (id)
    {
    case PROP_DOCUMENT:
      g_assert (self->document == NULL);
      self->document = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
emu_fmix_page_constructed (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->constructed (object);

  g_assert (self->document != NULL);
  g_signal_connect (self->document, "changed", G_CALLBACK (document_changed_cb), self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (change_colours),
                           self, G_CONNECT_SWAPPED);
  update_controls (self);
}

static void
emu_fmix_page_dispose (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (self->view_task != NULL)
    g_cancellable_cancel (self->view_task);
  if (self->strip_task != NULL)
    g_cancellable_cancel (self->strip_task);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->dispose (object);
}

static void
emu_fmix_page_finalize (GObject *object)
{
  EmuFmixPage *self = EMU_FMIX_PAGE (object);

  g_clear_pointer (&self->view, emu_fmix_view_unref);
  g_clear_pointer (&self->strip, emu_fmix_strip_unref);
  g_clear_pointer (&self->strip_job, emu_mix_job_unref);
  g_clear_pointer (&self->lab, emu_fmix_lab_unref);

  G_OBJECT_CLASS (emu_fmix_page_parent_class)->finalize (object);
}

static void
emu_fmix_page_class_init (EmuFmixPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = emu_fmix_page_get_property;
  object_class->set_property = emu_fmix_page_set_property;
  object_class->constructed = emu_fmix_page_constructed;
  object_class->dispose = emu_fmix_page_dispose;
  object_class->finalize = emu_fmix_page_finalize;
  widget_class->map = emu_fmix_page_map;
  widget_class->unmap = emu_fmix_page_unmap;

  properties[PROP_DOCUMENT] =
    g_param_spec_object ("document", NULL, NULL, EMU_TYPE_MIX_DOCUMENT,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "laboratory.save", NULL, save_action);

  g_type_ensure (EMU_TYPE_LABEL_BAR);
  g_type_ensure (EMU_TYPE_SLIDER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "fmixpage");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/fmix-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, paper);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, published);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, both);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, content);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, panels);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_spectrum);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_field);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_mask);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, result);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_spectrum);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_field);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_mask);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, own_heights);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, other_heights);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, reading);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, label_bar);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_head);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_decay);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_row);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_volume);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strip_text);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, strips);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, decay_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, row_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, volume_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, slice_box);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, slice);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, progress);
  gtk_widget_class_bind_template_child (widget_class, EmuFmixPage, missing);
  gtk_widget_class_bind_template_callback (widget_class, variant_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, strip_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, slice_end_cb);
}

static void
init_heights (EmuFmixPage *self,
              GtkWidget   *widget)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (widget), draw_heights, self, NULL);
  gtk_widget_set_cursor_from_name (widget, "ns-resize");
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (heights_key_cb), self);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_changed_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_changed_cb), self);
  gtk_widget_add_controller (widget, focus);
}

static void
emu_fmix_page_init (EmuFmixPage *self)
{
  GtkWidget *panels[7];

  self->lab = emu_fmix_lab_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_set_layout_manager (self->panels,
                                 gtk_custom_layout_new (panels_mode, panels_measure, panels_allocate));
  panels[0] = self->own_spectrum;
  panels[1] = self->own_field;
  panels[2] = self->own_mask;
  panels[3] = self->result;
  panels[4] = self->other_spectrum;
  panels[5] = self->other_field;
  panels[6] = self->other_mask;
  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (panels[i]), draw_panel, self, NULL);
  init_heights (self, self->own_heights);
  init_heights (self, self->other_heights);
  emu_slider_set_name (self->slice, _("Slice"), NULL);

  for (int i = 0; i < EMU_FMIX_N_DECAYS; i++)
    add_specimen (self, &self->decays[i], EMU_FMIX_STRIP_DECAY, i, self->decay_box);
  add_specimen (self, &self->row, EMU_FMIX_STRIP_ROW, 0, self->row_box);
  for (int i = 0; i < N_SLICES; i++)
    add_specimen (self, &self->slices[i], EMU_FMIX_STRIP_VOLUME, i, self->volume_box);
  add_specimen (self, &self->chosen, EMU_FMIX_STRIP_VOLUME, 0, self->slice_box);
  gtk_widget_insert_after (self->chosen.button, self->slice_box, NULL);
  apply_both (self);
}

const EmuFmixView *
emu_fmix_page_get_view (EmuFmixPage *self)
{
  return self->view;
}
