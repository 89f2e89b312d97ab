/* emu-parallel.h: loops over rows on several threads, with the same bits for any number of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** One chunk: rows @first … @last − 1. */
typedef void (*EmuRowsFunc) (int      first,
                             int      last,
                             gpointer data);

/**
 * emu_parallel_rows:
 * @n_rows: rows in all
 * @chunk: rows a call handles, the last one perhaps fewer; fixed by the caller, so that results
 *   never depend on how many threads there are
 *
 * Calls @func once for every chunk, on any thread, in any order, and returns when all are done. A
 * call from inside a chunk runs on that chunk's thread alone. Callers on different threads share
 * the pool.
 */
void emu_parallel_rows (int         n_rows,
                        int         chunk,
                        EmuRowsFunc func,
                        gpointer    data);

/** Threads that loops may use, the caller's included; 1 … 256. The default is the cores there are. */
void emu_parallel_set_threads (int n_threads);
int  emu_parallel_get_threads (void);

/** From now on loops of the calling thread run on it alone: for work that must leave the other cores to
 * what a person waits for. */
void emu_parallel_stay_on_thread (void);

/** Rows that make a chunk of about 64 Ki elements. */
static inline int
emu_parallel_chunk (int width)
{
  return MAX (1, 65536 / MAX (1, width));
}

G_END_DECLS
