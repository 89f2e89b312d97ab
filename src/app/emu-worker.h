/* emu-worker.h: work in the background that must not hold up what a person waits for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EmuWorker:
 *
 * Runs jobs one at a time on a thread of its own, which gives way to every other: it is niced, keeps
 * its loops off the other cores, and its results come to the main loop only when that is idle. Of
 * the jobs submitted while one runs only the newest is kept. The one running goes on until it has
 * delivered something, so that something is shown while jobs pour in, and is cancelled then.
 *
 * Lives in the thread-default main context of the thread that makes it and is used from there only,
 * but for emu_worker_deliver().
 */
typedef struct _EmuWorker EmuWorker;

/** On the worker's thread. Delivers what it finds, any number of times. */
typedef void (*EmuWorkFunc)   (EmuWorker    *worker,
                               gpointer      job,
                               GCancellable *cancellable,
                               gpointer      data);

/** In the main context. Takes over @result. */
typedef void (*EmuResultFunc) (gpointer      result,
                               gpointer      data);

/**
 * emu_worker_new:
 * @data: for both functions; must outlive the worker
 */
EmuWorker *emu_worker_new     (const char    *name,
                               EmuWorkFunc    work,
                               EmuResultFunc  take,
                               GDestroyNotify free_job,
                               GDestroyNotify free_result,
                               gpointer       data) G_GNUC_WARN_UNUSED_RESULT;

/** Cancels, and returns when the thread has ended. Nothing is taken any more. */
void       emu_worker_free    (EmuWorker     *self);

/** @job: (transfer full): replaces the job waiting */
void       emu_worker_submit  (EmuWorker     *self,
                               gpointer       job);

/** Drops whatever is waiting, running or not taken yet. */
void       emu_worker_clear   (EmuWorker     *self);

/** For the work function: hands over @result, or drops it if the job has been cleared. */
void       emu_worker_deliver (EmuWorker     *self,
                               gpointer       result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuWorker, emu_worker_free)

G_END_DECLS
