/* emu-fmix-page-private.h: what the files of the FMix laboratory share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-fmix-page.h"
#include "emu-label-bar.h"
#include "emu-slider.h"

G_BEGIN_DECLS

#define N_SLICES 8

typedef enum
{
  SIDE_OWN,
  SIDE_OTHER,
} Place;

/* Choices of the table of FMix's dimensions. */
enum
{
  DIMENSIONS_2D,
  DIMENSIONS_1D,
  DIMENSIONS_3D,
};

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

gboolean emu_fmix_page_is_dark (void);

const EmuParam *emu_fmix_page_find_param (EmuFmixPage *self,
                                          const char  *name);

double emu_fmix_page_get_param (EmuFmixPage *self,
                                const char  *name);

EmuMixJob *emu_fmix_page_create_job (EmuFmixPage *self);

void emu_fmix_page_update_strip (EmuFmixPage *self);

double emu_fmix_page_get_share (EmuFmixPage *self,
                                int          side);

double emu_fmix_page_get_ratio (EmuFmixPage *self);

void emu_fmix_page_apply_both (EmuFmixPage *self);

void emu_fmix_page_update_busy (EmuFmixPage *self);

void emu_fmix_page_make_exact (EmuFmixPage *self);

void emu_fmix_page_start_view (EmuFmixPage *self);

void emu_fmix_page_start_strip (EmuFmixPage *self);

void emu_fmix_page_init_layout (EmuFmixPage *self);

void emu_fmix_page_bind_strips (GtkWidgetClass *widget_class);

void emu_fmix_page_init_strips (EmuFmixPage *self);

void emu_fmix_page_init_heights (EmuFmixPage *self,
                                 GtkWidget   *widget);

G_END_DECLS
