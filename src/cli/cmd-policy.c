/* cmd-policy.c: emulsion-cli policy, a policy applied to a picture, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-policy.h"
#include "cli.h"
#include "emu-error.h"
#include "emu-file.h"
#include "emu-run.h"

/** Most runs of one call. */
#define MAX_RUNS 4096

typedef struct
{
  const char *dialect;
  const char *seed;
  const char *count;
  const char *output;
  const char *trace;
  const char *replay;
  const char *partner;
  gboolean    as_published;
  gboolean    json;
} PolicyOptions;

static const CliOption policy_options[] = {
  CLI_OPTION (PolicyOptions, dialect, .name = "dialect", .value = "ID",
              .help = N_("Notation of the policy; recognised if not given")),
  CLI_OPTION (PolicyOptions, seed, .name = "seed", .value = "N",
              .help = N_("Start of all chance; the policy's own, or 0, if not given")),
  CLI_OPTION (PolicyOptions, count, .name = "count", .letter = 'n', .value = "COUNT",
              .help = N_("Run it so often, each time with other draws; OUT.png is then a grid")),
  CLI_OPTION (PolicyOptions, output, .name = "output", .letter = 'o', .value = "OUT.png",
              .help = N_("Save the result")),
  CLI_OPTION (PolicyOptions, trace, .name = "trace", .value = "DIR",
              .help = N_("Save trace.json and the picture after every step there")),
  CLI_OPTION (PolicyOptions, replay, .name = "replay", .value = "TRACE.json",
              .help = N_("Take what chance decided from an earlier trace")),
  CLI_OPTION (PolicyOptions, partner, .name = "partner", .value = "FILE",
              .help = N_("Second picture, for a policy that mixes")),
  CLI_OPTION (PolicyOptions, as_published, .name = "as-published",
              .help = N_("Bring back the known defects of published code")),
  CLI_OPTION (PolicyOptions, json, .name = "json",
              .help = N_("Print one JSON document")),
};

/* What is to be run, and how often. */
typedef struct
{
  const PolicyOptions *options;
  EmuPolicy           *policy;
  EmuReplay           *replay;
  guint64              seed;
  guint                count;
  EmuImage            *image;
  EmuImage            *partner;
  int                  next_picture;
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->policy, emu_policy_unref);
  g_clear_pointer (&job->replay, emu_replay_free);
  g_clear_pointer (&job->image, emu_image_unref);
  g_clear_pointer (&job->partner, emu_image_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
usage (GError    **error,
       const char *format,
       ...) G_GNUC_PRINTF (2, 3);

static gboolean
usage (GError    **error,
       const char *format,
       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);

  return FALSE;
}

static gboolean
read_whole (const char *option,
            const char *text,
            guint64     min,
            guint64     max,
            guint64    *value,
            GError    **error)
{
  double number;

  if (emu_parse_number (text, &number) && number >= (double) min && number <= (double) max &&
      number == floor (number))
    {
      *value = (guint64) number;
      return TRUE;
    }

  return usage (error, _("%s must be a whole number from %" G_GUINT64_FORMAT " to %"
                         G_GUINT64_FORMAT ", not “%.64s”"), option, min, max, text);
}

static EmuImage *
load_picture (const char *path,
              GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return emu_file_load (file, NULL, NULL, error);
}

static EmuReplay *
load_replay (const char *path,
             GError    **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) refused = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = cli_display_name (path);
  gsize length;
  EmuReplay *replay;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL,
                            &refused);
  if (info != NULL && g_file_info_get_size (info) > (goffset) EMU_TRACE_MAX_BYTES)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_TOO_LARGE,
                   _("“%s” has more than %d MiB, more than a trace may have"),
                   name, (int) (EMU_TRACE_MAX_BYTES >> 20));
      return NULL;
    }

  if (info == NULL || !g_file_load_contents (file, NULL, &text, &length, NULL, &refused))
    {
      g_set_error (error, refused->domain, refused->code,
                   _("the trace cannot be read: %s; check its name and folder"), refused->message);
      return NULL;
    }

  replay = emu_replay_parse (text, (gssize) length, error);
  if (replay == NULL)
    g_prefix_error (error, "“%s”: ", name);

  return replay;
}

/* A trace fixes the policy, the seed and how often it runs; options may say the same again. */
static gboolean
prepare_replay (Job     *job,
                GError **error)
{
  guint64 seed = job->seed;
  guint count = job->count;

  job->replay = load_replay (job->options->replay, error);
  if (job->replay == NULL)
    return FALSE;

  if (!emu_policy_node_equal (job->replay->policy->root, job->policy->root))
    return usage (error, _("the trace is one of another policy; give the policy it was made with"));

  job->seed = job->replay->seed;
  job->count = job->replay->draws->len;
  if (job->options->seed != NULL && seed != job->seed)
    return usage (error, _("the trace has seed %" G_GUINT64_FORMAT "; leave --seed out"), job->seed);
  if (job->options->count != NULL && count != job->count)
    return usage (error, _("the trace has %u runs; leave -n out"), job->count);
  if (job->count == 0 || job->count > MAX_RUNS)
    return usage (error, _("the trace must have 1 to %d runs, not %u"), MAX_RUNS, job->count);

  return TRUE;
}

static gboolean
check_options (const PolicyOptions *options,
               GError             **error)
{
  return emu_file_check_png_name (options->output, error);
}

static gboolean
prepare (Job                *job,
         const char * const *operands,
         GError            **error)
{
  const PolicyOptions *options = job->options;
  guint64 count = 1;

  job->policy = cli_policy_load (operands[0], options->dialect, options->as_published, error);
  if (job->policy == NULL)
    return FALSE;

  job->seed = job->policy->seed;
  if (options->seed != NULL &&
      !read_whole ("--seed", options->seed, 0, EMU_SEED_MAX, &job->seed, error))
    return FALSE;
  if (options->count != NULL && !read_whole ("-n", options->count, 1, MAX_RUNS, &count, error))
    return FALSE;
  job->count = (guint) count;

  if (!emu_policy_check_runnable (job->policy, error))
    return FALSE;
  if (emu_policy_needs_partner (job->policy) && options->partner == NULL)
    return usage (error, _("the policy mixes two pictures; name the second one with --partner FILE"));
  if (options->replay != NULL && !prepare_replay (job, error))
    return FALSE;

  job->image = load_picture (operands[1], error);
  if (job->image == NULL)
    return FALSE;
  if (options->partner != NULL)
    job->partner = load_picture (options->partner, error);

  return options->partner == NULL || job->partner != NULL;
}

/* --- Pictures ------------------------------------------------------------------------------ */

static gboolean
make_folder (const char *path,
             GError    **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _("the folder “%s” cannot be made (%s); name another one with --trace"), path,
               g_strerror (errno));

  return FALSE;
}

static gboolean
save_in_folder (EmuImage  *image,
                int        number,
                gpointer   user_data,
                GError   **error)
{
  const Job *job = user_data;
  g_autofree char *name = g_strdup_printf ("%03d.png", number);
  g_autofree char *path = g_build_filename (job->options->trace, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return emu_file_save_png (file, image, NULL, NULL, error);
}

static EmuImage *
get_result (GPtrArray *traces,
            guint      index)
{
  return ((const EmuTrace *) g_ptr_array_index (traces, index))->result;
}

/* Results beside each other, as near to a square as whole rows allow. Cells take the size of the
 * largest; smaller ones stand in their upper left corner, on black. */
static EmuImage *
make_grid (GPtrArray *traces,
           GError   **error)
{
  int columns = (int) ceil (sqrt ((double) traces->len));
  int rows = ((int) traces->len + columns - 1) / columns;
  int channels = 1, height = 1, width = 1;
  EmuImage *grid;

  for (guint i = 0; i < traces->len; i++)
    {
      const EmuImage *image = get_result (traces, i);

      channels = MAX (channels, image->channels);
      height = MAX (height, image->height);
      width = MAX (width, image->width);
    }

  if (!emu_image_check_size ((gint64) rows * height, (gint64) columns * width, error))
    {
      g_prefix_error (error, _("the grid of %u results: "), traces->len);
      return NULL;
    }

  grid = emu_image_new (channels, rows * height, columns * width, error);
  if (grid == NULL)
    return NULL;
  memset (emu_image_plane (grid, 0), 0, (gsize) channels * emu_image_n_pixels (grid));

  for (guint i = 0; i < traces->len; i++)
    {
      g_autoptr(EmuImage) image = emu_image_to_channels (get_result (traces, i), channels, error);
      int y0 = (int) i / columns * height;
      int x0 = (int) i % columns * width;

      if (image == NULL)
        {
          emu_image_unref (grid);
          return NULL;
        }

      for (int c = 0; c < channels; c++)
        {
          for (int y = 0; y < image->height; y++)
            memcpy (emu_image_row (grid, c, y0 + y) + x0, emu_image_row (image, c, y),
                    (gsize) image->width);
        }
    }

  return grid;
}

static gboolean
save_output (const Job *job,
             GPtrArray *traces,
             GError   **error)
{
  g_autoptr(GFile) file = NULL;
  g_autoptr(EmuImage) image = NULL;

  if (job->options->output == NULL)
    return TRUE;

  image = traces->len == 1 ? emu_image_ref (get_result (traces, 0)) : make_grid (traces, error);
  if (image == NULL)
    return FALSE;

  file = g_file_new_for_path (job->options->output);

  return emu_file_save_png (file, image, NULL, NULL, error);
}

/* --- Words for people ---------------------------------------------------------------------- */

static void
print_node (const EmuTraceNode *node,
            int                 depth)
{
  g_autoptr(GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%*s%s", 2 * depth, "", node->step->name);
  if (!node->fired)
    g_string_append_printf (line, "  %s", _("(left out by chance)"));

  for (guint i = 0; i < node->draws->len; i++)
    {
      const EmuTraceDraw *draw = &g_array_index (node->draws, EmuTraceDraw, i);

      g_string_append_printf (line, "  %s %.6g", draw->name, draw->value);
    }

  if (node->param != NULL)
    {
      g_string_append_printf (line, "  %s = %.6g", emu_param_name (node->param), node->value);
      if (node->unit_here != NULL)
        g_string_append_printf (line, " (%.6g %s)", node->value_here, node->unit_here);
    }

  g_string_append_c (line, '\n');
  cli_print_raw (line->str);

  for (guint i = 0; i < node->children->len; i++)
    print_node (g_ptr_array_index (node->children, i), depth + 1);
}

static void
print_lines (const Job *job,
             GPtrArray *traces)
{
  for (guint i = 0; i < traces->len; i++)
    {
      const EmuTrace *trace = g_ptr_array_index (traces, i);

      if (traces->len > 1)
        g_print (_("Sample %" G_GUINT64_FORMAT "\n"), trace->sample);
      print_node (trace->root, 0);
    }
}

/* --- Running ------------------------------------------------------------------------------- */

static void
free_trace (gpointer data)
{
  emu_trace_unref (data);
}

static gboolean
run_once (Job       *job,
          guint      index,
          GPtrArray *traces,
          GError   **error)
{
  const PolicyOptions *options = job->options;
  EmuRunRequest request = {
    .partner = job->partner,
    .seed = job->seed,
    .sample = index,
    .with_stats = options->trace != NULL || options->json,
    .with_pictures = options->trace != NULL,
  };
  EmuTrace *trace;

  if (job->replay != NULL)
    {
      request.given = g_ptr_array_index (job->replay->draws, index);
      request.sample = g_array_index (job->replay->samples, guint64, index);
    }

  trace = emu_policy_run (job->policy, &request, job->image, NULL, error);
  if (trace == NULL)
    return FALSE;
  g_ptr_array_add (traces, trace);

  if (options->trace != NULL &&
      !emu_trace_number_pictures (trace, &job->next_picture, save_in_folder, job, error))
    return FALSE;
  emu_trace_drop_pictures (trace);

  return TRUE;
}

static gboolean
save_document (const Job  *job,
               const char *document,
               GError    **error)
{
  g_autofree char *path = g_build_filename (job->options->trace, "trace.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return emu_file_save_text (file, document, -1, NULL, error);
}

static gboolean
policy_run (const void         *data,
            const char * const *operands,
            GError            **error)
{
  g_auto(Job) job = { .options = data };
  g_autoptr(GPtrArray) traces = g_ptr_array_new_with_free_func (free_trace);
  g_autofree char *document = NULL;
  gint64 begin = g_get_monotonic_time ();

  if (!check_options (job.options, error) || !prepare (&job, operands, error))
    return FALSE;
  if (job.options->trace != NULL && !make_folder (job.options->trace, error))
    return FALSE;

  for (guint i = 0; i < job.count; i++)
    {
      if (!run_once (&job, i, traces, error))
        return FALSE;
    }

  document = emu_traces_to_json (job.policy, job.policy->dialect, job.seed, traces,
                                 (double) (g_get_monotonic_time () - begin) / 1000);
  if (!save_output (&job, traces, error) ||
      (job.options->trace != NULL && !save_document (&job, document, error)))
    return FALSE;

  for (guint i = 0; i < job.policy->notes->len; i++)
    cli_warn ("%s", (const char *) g_ptr_array_index (job.policy->notes, i));

  if (job.options->json)
    cli_print_raw (document);
  else
    print_lines (&job, traces);

  return TRUE;
}

const CliCommand cli_command_policy = {
  .name = "policy",
  .operands = "TEXT|FILE|- PICTURE",
  .n_operands = 2,
  .summary = N_("Apply a policy to a picture, step by step"),
  CLI_COMMAND_OPTIONS (PolicyOptions, policy_options),
  .run = policy_run,
};
