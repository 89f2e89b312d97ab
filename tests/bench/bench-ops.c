/* bench-ops.c: how long operations on one picture take, and Pillow with the same
 *
 * Every operation of the registry with its defaults, unless they do nothing, and once for every way of
 * interpolating; on one thread, as Pillow works. Medians of the same number of runs of both, one after the other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "bench.h"
#include "emu-ops.h"
#include "emu-parallel.h"

#define RUNS 25

typedef struct
{
  const EmuOp *op;
  void        *params;
  char        *name;
  double       time;
} Row;

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->params);
  g_free (row->name);
}

static void
add_row (GArray         *rows,
         const EmuOp    *op,
         const EmuParam *param,
         guint           choice)
{
  Row row = { .op = op, .params = emu_params_new (&op->params) };

  if (param != NULL)
    emu_param_set (param, row.params, choice, NULL);
  row.name = param != NULL ? g_strconcat (op->id, " ", param->choices[choice].nick, NULL) : g_strdup (op->id);
  g_array_append_val (rows, row);
}

/* A size that is asked for is three quarters of the picture's, so that there is something to do. */
static void
set_sizes (const Row *row,
           int        size)
{
  static const char * const names[] = { "height", "width" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const EmuParam *param = emu_params_find (&row->op->params, names[i], NULL);

      if (param != NULL)
        emu_param_set (param, row->params, size * 3 / 4, NULL);
    }
}

static GArray *
make_rows (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

  g_array_set_clear_func (rows, clear_row);

  for (guint i = 0; i < emu_ops_size (); i++)
    {
      const EmuOp *op = emu_ops_get (i);
      const EmuParam *param = emu_params_find (&op->params, "interpolation", NULL);

      if (emu_op_is_identity (op, NULL))
        continue;
      if (param == NULL)
        param = emu_params_find (&op->params, "filter", NULL);

      for (guint c = 0; c < (param != NULL ? emu_param_n_choices (param) : 1); c++)
        add_row (rows, op, param, c);
    }

  return rows;
}

/* Tiny pictures are timed many at once, as a single one is near the clock. */
static double
time_row (const Row *row,
          EmuImage  *image,
          int        repeats)
{
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint64 sample = 0; sample < RUNS; sample++)
    {
      double start = bench_now_us ();
      double time;

      for (int r = 0; r < repeats; r++)
        {
          g_auto(EmuOpRun) run = { 0 };
          g_autoptr(EmuImage) out = NULL;
          g_autoptr(GError) error = NULL;

          emu_op_run_init (&run, row->op, row->params, image->height, image->width, 3, 1, sample, 0, NULL, &error);
          g_assert_no_error (error);
          out = emu_op_apply (row->op, row->params, &run, image, NULL, &error);
          g_assert_no_error (error);
        }

      time = (bench_now_us () - start) / repeats;
      g_array_append_val (times, time);
    }

  return bench_quantile (times, 0.5);
}

/* Pillow's times, a line a row, NaN where it has no such operation; NULL without Pillow. */
static char **
ask_pillow (GArray *rows,
            int     size,
            int     repeats)
{
  g_autofree char *size_text = g_strdup_printf ("%d", size);
  g_autofree char *runs_text = g_strdup_printf ("%d", RUNS);
  g_autofree char *repeats_text = g_strdup_printf ("%d", repeats);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *output = NULL;
  int status = 1;

  g_ptr_array_add (argv, g_strdup ("/usr/bin/python3"));
  g_ptr_array_add (argv, g_strdup (BENCH_SOURCE_DIR "/ops-pillow.py"));
  g_ptr_array_add (argv, g_steal_pointer (&size_text));
  g_ptr_array_add (argv, g_steal_pointer (&runs_text));
  g_ptr_array_add (argv, g_steal_pointer (&repeats_text));

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      GString *line = g_string_new (row->op->id);

      for (guint k = 0; k < row->op->params.n_params; k++)
        {
          const EmuParam *param = &row->op->params.params[k];
          g_autofree char *text = emu_param_format (param, row->params);

          g_string_append_printf (line, " %s=%s", emu_param_name (param), text);
        }
      g_ptr_array_add (argv, g_string_free (line, FALSE));
    }
  g_ptr_array_add (argv, NULL);

  if (!g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                     &status, NULL) || status != 0)
    return NULL;

  return g_strsplit (output, "\n", -1);
}

static void
print_size (GArray *rows,
            int     size)
{
  g_autoptr(EmuImage) image = bench_picture (size, size, 1);
  g_autoptr(GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto(GStrv) peer = NULL;
  int repeats = MAX (1, 20000 / (size * size));
  guint n_slower = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);

      set_sizes (row, size);
      row->time = time_row (row, image, repeats);
    }

  peer = ask_pillow (rows, size, repeats);

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      double time = peer != NULL && i < g_strv_length (peer) ? g_ascii_strtod (peer[i], NULL) : NAN;
      double ratio = time / row->time;

      if (!(time > 0))
        {
          g_print ("%-26s %6d %10.1f\n", row->name, size, row->time);
          continue;
        }

      g_array_append_val (ratios, ratio);
      n_slower += ratio < 1;
      g_print ("%-26s %6d %10.1f %10.1f %7.1f\n", row->name, size, row->time, time, ratio);
    }

  if (ratios->len > 0)
    g_print ("%u of %u slower than Pillow; median %.1f times as fast\n", n_slower, ratios->len,
             bench_quantile (ratios, 0.5));
  else
    g_print ("Pillow was not measured, python3-pil is not installed\n");
}

void
bench_ops (void)
{
  static const int sizes[] = { 32, 224 };
  g_autoptr(GArray) rows = make_rows ();
  int cores = emu_parallel_get_threads ();

  g_print ("\n%-26s %6s %10s %10s %7s\n", "operation, one thread", "size", "µs", "Pillow µs", "times");
  emu_parallel_set_threads (1);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    print_size (rows, sizes[s]);
  emu_parallel_set_threads (cores);
}
