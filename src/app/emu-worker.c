/* emu-worker.c: work in the background that must not hold up what a person waits for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

#include "emu-parallel.h"
#include "emu-worker.h"

#define NICENESS 10

struct _EmuWorker
{
  EmuWorkFunc    work;
  EmuResultFunc  take;
  GDestroyNotify free_job;
  GDestroyNotify free_result;
  gpointer       data;
  GMainContext  *context;
  GThread       *thread;

  GMutex         lock;
  GCond          wake;

  /* Everything below is guarded by the lock. */
  gpointer       waiting;
  GCancellable  *cancellable;  /* of the job running */
  gboolean       delivered;    /* that one has */
  gboolean       cleared;      /* nobody wants what it still finds */
  gboolean       quit;
  GQueue         results;
  GSource       *delivery;
};

static gboolean
take_cb (gpointer data)
{
  EmuWorker *self = data;
  gpointer result;
  gboolean more;

  g_mutex_lock (&self->lock);
  result = g_queue_pop_head (&self->results);
  more = self->results.length > 0;
  if (!more)
    g_clear_pointer (&self->delivery, g_source_unref);
  g_mutex_unlock (&self->lock);

  /* This may clear or free the worker, which destroys the source of what is left. */
  self->take (result, self->data);

  return more && !g_source_is_destroyed (g_main_current_source ());
}

static gpointer
work_thread (gpointer data)
{
  EmuWorker *self = data;

#ifdef __linux__
  /* There niceness belongs to the thread. Where it cannot be had the work is only less polite. */
  setpriority (PRIO_PROCESS, (id_t) gettid (), NICENESS);
#endif
  emu_parallel_stay_on_thread ();

  g_mutex_lock (&self->lock);
  for (;;)
    {
      g_autoptr(GCancellable) cancellable = NULL;
      gpointer job;

      while (self->waiting == NULL && !self->quit)
        g_cond_wait (&self->wake, &self->lock);

      if (self->quit)
        break;

      job = g_steal_pointer (&self->waiting);
      cancellable = g_cancellable_new ();
      self->cancellable = cancellable;
      self->delivered = FALSE;
      self->cleared = FALSE;
      g_mutex_unlock (&self->lock);

      self->work (self, job, cancellable, self->data);
      self->free_job (job);

      g_mutex_lock (&self->lock);
      self->cancellable = NULL;
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

EmuWorker *
emu_worker_new (const char     *name,
                EmuWorkFunc     work,
                EmuResultFunc   take,
                GDestroyNotify  free_job,
                GDestroyNotify  free_result,
                gpointer        data)
{
  EmuWorker *self = g_new0 (EmuWorker, 1);

  self->work = work;
  self->take = take;
  self->free_job = free_job;
  self->free_result = free_result;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_queue_init (&self->results);
  self->thread = g_thread_new (name, work_thread, self);

  return self;
}

void
emu_worker_free (EmuWorker *self)
{
  emu_worker_clear (self);

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

void
emu_worker_submit (EmuWorker *self,
                   gpointer   job)
{
  g_return_if_fail (job != NULL);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting, self->free_job);
  self->waiting = job;
  if (self->cancellable != NULL && self->delivered)
    g_cancellable_cancel (self->cancellable);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
emu_worker_clear (EmuWorker *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting, self->free_job);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->cleared = TRUE;
  g_queue_clear_full (&self->results, self->free_result);
  if (self->delivery != NULL)
    g_source_destroy (self->delivery);
  g_clear_pointer (&self->delivery, g_source_unref);
  g_mutex_unlock (&self->lock);
}

void
emu_worker_deliver (EmuWorker *self,
                    gpointer   result)
{
  g_mutex_lock (&self->lock);
  if (self->cleared)
    {
      self->free_result (result);
      g_mutex_unlock (&self->lock);
      return;
    }

  g_queue_push_tail (&self->results, result);
  self->delivered = TRUE;
  if (self->waiting != NULL)
    g_cancellable_cancel (self->cancellable);

  if (self->delivery == NULL)
    {
      self->delivery = g_idle_source_new ();
      g_source_set_callback (self->delivery, take_cb, self, NULL);
      g_source_set_static_name (self->delivery, "EmuWorker delivery");
      g_source_attach (self->delivery, self->context);
    }
  g_mutex_unlock (&self->lock);
}
