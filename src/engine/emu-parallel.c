/* emu-parallel.c: loops over rows on several threads, with the same bits for any number of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <pthread.h>

#include "emu-parallel.h"

#define MAX_THREADS 256

/* Plain pthreads, since ThreadSanitizer cannot see the locks inside a stock GLib. */
typedef struct _Loop Loop;

struct _Loop
{
  EmuRowsFunc func;
  gpointer    data;
  int         n_rows;
  int         chunk;
  int         n_chunks;
  int         next;     /* first chunk nobody has taken */
  int         running;  /* threads inside a chunk */
  Loop       *follows;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_to_do = PTHREAD_COND_INITIALIZER;
static pthread_cond_t loop_done = PTHREAD_COND_INITIALIZER;
static Loop *loops;       /* loops with chunks left, oldest first */
static int n_helpers;     /* threads started, beside the callers */
static int n_wanted;      /* threads a loop may use; 0: not decided yet */
static _Thread_local gboolean inside_chunk;

/* With the lock held: takes chunks of @loop until there are none. */
static void
work_on (Loop *loop)
{
  while (loop->next < loop->n_chunks)
    {
      int first = loop->next++ * loop->chunk;
      int last = MIN (first + loop->chunk, loop->n_rows);

      if (loop->next == loop->n_chunks)
        {
          Loop **link = &loops;

          while (*link != loop)
            link = &(*link)->follows;
          *link = loop->follows;
        }

      loop->running++;
      pthread_mutex_unlock (&lock);
      inside_chunk = TRUE;
      loop->func (first, last, loop->data);
      inside_chunk = FALSE;
      pthread_mutex_lock (&lock);
      loop->running--;
    }

  if (loop->running == 0)
    pthread_cond_broadcast (&loop_done);
}

static void *
helper (void *data)
{
  int number = GPOINTER_TO_INT (data);

  pthread_mutex_lock (&lock);
  for (;;)
    {
      /* A helper beyond the number wanted sleeps. */
      while (loops == NULL || number >= n_wanted - 1)
        pthread_cond_wait (&work_to_do, &lock);

      work_on (loops);
    }

  return NULL;
}

static void
start_helpers (void)
{
  if (n_wanted == 0)
    n_wanted = CLAMP ((int) g_get_num_processors (), 1, MAX_THREADS);

  while (n_helpers < n_wanted - 1)
    {
      pthread_t thread;

      /* Fewer threads than wanted only make a loop slower. */
      if (pthread_create (&thread, NULL, helper, GINT_TO_POINTER (n_helpers)) != 0)
        break;

      pthread_detach (thread);
      n_helpers++;
    }
}

void
emu_parallel_rows (int         n_rows,
                   int         chunk,
                   EmuRowsFunc func,
                   gpointer    data)
{
  Loop loop = { .func = func, .data = data, .n_rows = n_rows, .chunk = chunk };
  Loop **link;

  g_return_if_fail (chunk >= 1);

  if (n_rows <= 0)
    return;

  loop.n_chunks = (n_rows - 1) / chunk + 1;

  if (inside_chunk || loop.n_chunks == 1)
    {
      for (int i = 0; i < loop.n_chunks; i++)
        func (i * chunk, MIN ((i + 1) * chunk, n_rows), data);
      return;
    }

  pthread_mutex_lock (&lock);
  start_helpers ();

  for (link = &loops; *link != NULL; link = &(*link)->follows)
    ;
  *link = &loop;

  pthread_cond_broadcast (&work_to_do);
  work_on (&loop);
  while (loop.running > 0)
    pthread_cond_wait (&loop_done, &lock);
  pthread_mutex_unlock (&lock);
}

void
emu_parallel_set_threads (int n_threads)
{
  g_return_if_fail (n_threads >= 1 && n_threads <= MAX_THREADS);

  pthread_mutex_lock (&lock);
  n_wanted = n_threads;
  pthread_mutex_unlock (&lock);
}

int
emu_parallel_get_threads (void)
{
  int n;

  pthread_mutex_lock (&lock);
  if (n_wanted == 0)
    n_wanted = CLAMP ((int) g_get_num_processors (), 1, MAX_THREADS);
  n = n_wanted;
  pthread_mutex_unlock (&lock);

  return n;
}

void
emu_parallel_stay_on_thread (void)
{
  inside_chunk = TRUE;
}
