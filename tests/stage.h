/* stage.h: the whole window on a screen of its own, and hands that drive it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-answer.h"
#include "emu-application.h"
#include "emu-inspector.h"
#include "emu-window.h"

/* Sanitizers make everything slower. */
#ifdef __SANITIZE_ADDRESS__
#define DEADLINE_S 90
#else
#define DEADLINE_S 20
#endif

/* Runs the main loop until @condition is true. */
#define WAIT_FOR(condition)                                                                  \
  G_STMT_START                                                                              \
  {                                                                                         \
    guint wait_deadline = g_timeout_add_seconds (DEADLINE_S, too_late_cb, (gpointer) #condition); \
                                                                                            \
    while (!(condition))                                                                    \
      g_main_context_iteration (NULL, TRUE);                                                \
    g_source_remove (wait_deadline);                                                        \
  }                                                                                         \
  G_STMT_END

extern EmuApplication *application;

/** Where the files of this run lie; removed at the end. */
extern char *folder;

/* A window, and what it has shown. */
typedef struct
{
  EmuWindow      *window;
  EmuMixPage     *page;
  EmuInspector   *inspector;
  EmuMixDocument *document;
  EmuCanvas      *canvas;
  EmuFrame       *frame;      /* the newest */
  int             n_frames;
  int             n_settled;
  int             n_marks;
} Stage;

typedef gboolean (*Matches) (GtkWidget *widget,
                             gpointer   data);

/** Ends the program: @data says what was waited for. */
gboolean too_late_cb (gpointer data);

/** Two frames: the first may still be the one that finds out that the layout must change. */
void wait_for_layout (GtkWidget *widget);

/** Runs it with these words while the main loop goes on, as it does under a person's hands. */
void xdotool (const char *first,
              ...) G_GNUC_NULL_TERMINATED;

/** Without a window manager nobody else hands out the focus. */
void focus_window (GtkWidget *window);

/** Moves the pointer to a place of @widget, in shares of its width and height. */
void point_at (GtkWidget *widget,
               double across,
               double down);

void click (GtkWidget *widget);

/** What a hand at the window's edge does. */
void resize (GtkWidget *window,
             int width,
             int height);

GtkWidget *child_of (gpointer widget,
                     GType type,
                     const char *name);

/** The first widget on screen below @root that matches; NULL if there is none. */
GtkWidget *find (GtkWidget *root,
                 Matches matches,
                 gpointer data);

gboolean is_button (GtkWidget *widget,
                    gpointer data);

gboolean is_button_saying (GtkWidget *widget,
                           gpointer data);

gboolean is_label_with (GtkWidget *widget,
                        gpointer data);

gboolean is_row_of_method (GtkWidget *widget,
                           gpointer data);

const EmuMethod *method (const char *id);

/** The same with a window somebody else has made. */
void stage_take (Stage *stage,
                 EmuWindow *window);

void forget_settings (void);

/** A window of default settings and nothing in it. */
void stage_init (Stage *stage,
                 int width,
                 int height);

/** Closes the window: nothing of it may be left. */
void stage_clear (Stage *stage);

/** Types @keys, in xdotool's words, and waits until the window has seen them. */
void press (Stage *stage,
            const char *keys);

GFile *in_folder (const char *name);

/** A file with a gradient that starts at a colour; the same name always holds the same picture. */
GFile *picture (const char *name,
                int channels,
                int height,
                int width,
                guint32 rgb);

void open_files (Stage *stage,
                 GFile *first,
                 GFile *second);

/** Red is A, blue is B, and undo begins here. */
void open_pair (Stage *stage);

/** The exact picture of a job, to compare with. */
EmuFrame *compute (EmuMixJob *job);

/** Red, green and blue in the middle of the canvas. */
guint32 colour_shown (Stage *stage);

gboolean is_red (guint32 rgb);

gboolean is_blue (guint32 rgb);

const char *text_of (gpointer widget,
                     GType type,
                     const char *name);

const char *name_of_a (Stage *stage);

const char *name_of_b (Stage *stage);

GtkWidget *answer_of (Stage *stage);

GtkWidget *lambda_slider (Stage *stage);

GtkWidget *param_row (Stage *stage,
                      guint index);

double param_value (Stage *stage,
                    guint index);

/** Where the keys go when nothing else has them. */
void focus_canvas (Stage *stage);

GtkWidget *search_entry (Stage *stage);

/**
 * stage_main:
 * @add_tests: called once GTK is ready
 *
 * The main() of a test: everything private to this run, nothing of the desktop touched. Without a
 * screen nobody works at, or without xdotool, the tests are skipped with a reason.
 */
int stage_main (int    argc,
                char **argv,
                void (*add_tests) (void));
