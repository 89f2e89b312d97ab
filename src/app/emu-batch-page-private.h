/* emu-batch-page-private.h: what the files of the batch page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "emu-batch-page.h"
#include "emu-number-entry.h"

G_BEGIN_DECLS

struct _EmuBatchPage
{
  GtkWidget       parent_instance;

  GtkDropDown    *convention;
  GtkDropDown    *pairing;
  GtkDropDown    *mode;
  EmuNumberEntry *smoothing;
  EmuNumberEntry *size;
  GtkSwitch      *published;
  GtkToggleButton *as_table;
  GtkStack       *stack;
  GtkScrolledWindow *scroller;
  GtkDrawingArea *drawing;
  GtkGrid        *table;
  GtkProgressBar *progress;
  GtkLabel       *notes;
  GtkLabel       *card;

  EmuMixDocument *document;
  const EmuMethod *method;           /* the document's, when the controls were last set */
  GPtrArray      *samples;           /* loaded so far, in order; places may be NULL */
  guint           n_loading;
  gboolean        updating;          /* controls are set, not moved */

  GPtrArray      *pictures;          /* of the batch on screen */
  EmuBatchAnswer *answer;
  char           *fault;
  int             hovered;
  double          pointer_x;
  double          pointer_y;
  int             cursor;
  gboolean        by_keys;           /* the cursor was moved since the pointer was */

  /* The batch a pair was opened from stays while that pair is the document's. */
  GPtrArray      *kept;
  guint64         kept_seed;
  guint64         opened_seed;

  GCancellable   *loading;
  GTask          *running;
  gboolean        waiting;
  gboolean        busy;
  guint           patience;
  guint           pulse;
};

const EmuConvention *emu_batch_page_present_convention (EmuBatchPage *self);

const char *emu_batch_page_picture_name (EmuBatchPage *self,
                                         int           i);

const char *emu_batch_page_method_name (EmuBatchPage *self,
                                        int           i);

char *emu_batch_page_lambda_text (double lambda);

char *emu_batch_page_element_text (EmuBatchPage *self,
                                   int           i);

char *emu_batch_page_summary (EmuBatchPage *self);

void emu_batch_page_update_card (EmuBatchPage *self);

void emu_batch_page_update_height (EmuBatchPage *self);

void emu_batch_page_update_table (EmuBatchPage *self);

void emu_batch_page_set_methods (EmuBatchPage *self,
                                 EmuBatchWork *work);

void emu_batch_page_update (EmuBatchPage *self);

void emu_batch_page_adopt_convention (EmuBatchPage *self);

void emu_batch_page_follow_method (EmuBatchPage *self);

void emu_batch_page_bind_controls (GtkWidgetClass *widget_class);

void emu_batch_page_bind_table (GtkWidgetClass *widget_class);

void emu_batch_page_bind_drawing (GtkWidgetClass *widget_class);

void emu_batch_page_init_controls (EmuBatchPage *self);

void emu_batch_page_init_drawing (EmuBatchPage *self);

G_END_DECLS
