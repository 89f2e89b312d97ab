/* emu-mix-page-private.h: what the files of the page that mixes share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-answer.h"
#include "emu-box-handles.h"
#include "emu-inspector.h"
#include "emu-method-row.h"
#include "emu-mix-page.h"
#include "emu-picture-tile.h"
#include "emu-slider.h"
#include "emu-strip.h"
#include "emu-tray.h"
#include "emu-view-bar.h"

G_BEGIN_DECLS

typedef enum
{
  MODE_NARROW,
  MODE_MEDIUM,
  MODE_WIDE,
  MODE_ROOMY,
} Mode;

struct _EmuMixPage
{
  GtkWidget       parent_instance;

  EmuTray        *tray;
  GtkWidget      *centre;
  EmuInspector   *inspector;
  GtkWidget      *empty;

  GtkWidget      *pair_bar;
  EmuPictureTile *bar_a;
  EmuPictureTile *bar_b;
  GtkWidget      *page_bar;
  EmuViewBar     *views;
  GtkLabel       *size;
  GtkLabel       *zoom;
  GtkWidget      *zoom_out;
  GtkWidget      *zoom_in;
  GtkWidget      *zoom_fit;
  GtkWidget      *fold;
  GtkStack       *stack;
  AdwToastOverlay *toasts;
  GtkProgressBar *progress;
  EmuCanvas      *canvas;
  EmuBoxHandles  *box_handles;
  GtkWidget      *missing;
  EmuAnswer      *answer;
  GtkWidget      *below;
  EmuStrip       *strip;
  GtkWidget      *narrow_scroller;
  GtkWidget      *narrow_box;
  EmuPictureTile *narrow_a;
  EmuPictureTile *narrow_b;
  GtkListBox     *card;
  EmuMethodRow   *card_method;
  GtkListBoxRow  *card_lambda;
  EmuSlider      *card_slider;
  GtkListBoxRow  *card_all;
  GtkLabel       *card_count;

  EmuMixDocument *document;
  EmuMix         *mix;
  const EmuMethod *method;
  const EmuViewEntry *view;
  GtkWidget      *card_param;
  GtkEventController *space;          /* on the window, while the page is in one */
  char           *fault;              /* why the present settings give no picture */
  Mode            mode;
  gboolean        low;                /* the window is too low for two rows of draws */
  int             bar_width;          /* of the page bar, when its views were last arranged */
  guint           mode_source;
  guint           pulse_source;
  gboolean        inspector_visible;
  gboolean        inspector_open;     /* as a page, in a narrow window */
};

Mode emu_mix_page_mode_for_width (int width);

int emu_mix_page_left_width (Mode mode);

int emu_mix_page_right_width (EmuMixPage *self,
                              Mode        mode);

void emu_mix_page_arrange_page_bar (EmuMixPage *self,
                                    int         width);

void emu_mix_page_apply_mode (EmuMixPage *self);

void emu_mix_page_set_mode (EmuMixPage *self,
                            Mode        mode);

void emu_mix_page_queue_arrange (EmuMixPage *self);

void emu_mix_page_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline);

void emu_mix_page_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline);

G_END_DECLS
