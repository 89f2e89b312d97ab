/* emu-trace.c: what a policy did to one picture, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-dialect.h"
#include "emu-error.h"
#include "emu-json.h"
#include "emu-param-json.h"
#include "emu-policy-json.h"
#include "emu-trace.h"

#define FORMAT_NAME "emulsion-trace/"
#define FORMAT_VERSION 1

/* --- Statistics ---------------------------------------------------------------------------- */

/* A bit for every colour: 2 MiB, however large the picture. */
#define N_COLOURS ((gsize) 1 << 24)

static guint
count_colours (const EmuImage *image)
{
  gsize n = emu_image_n_pixels (image);
  gboolean is_grey = image->channels == 1;
  g_autofree guint64 *seen = g_new0 (guint64, is_grey ? 4 : N_COLOURS / 64);
  const guint8 *r = emu_image_plane (image, 0);
  const guint8 *g = is_grey ? NULL : emu_image_plane (image, 1);
  const guint8 *b = is_grey ? NULL : emu_image_plane (image, 2);
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint32 colour = is_grey ? r[i] : (guint32) r[i] << 16 | (guint32) g[i] << 8 | b[i];
      guint64 bit = G_GUINT64_CONSTANT (1) << (colour & 63);

      count += (seen[colour >> 6] & bit) == 0;
      seen[colour >> 6] |= bit;
    }

  return count;
}

void
emu_trace_stats (const EmuImage *image,
                 const EmuImage *real,
                 EmuTraceStats  *stats)
{
  gsize n = emu_image_n_pixels (image);
  int n_colours = MIN (image->channels, 3);
  gsize counts[256] = { 0 };
  guint64 sum = 0;
  gsize synthetic = 0;

  for (int c = 0; c < n_colours; c++)
    {
      const guint8 *plane = emu_image_plane (image, c);

      for (gsize i = 0; i < n; i++)
        counts[plane[i]]++;
    }

  stats->min = 255;
  stats->max = 0;
  for (int v = 0; v < 256; v++)
    {
      if (counts[v] == 0)
        continue;

      stats->min = MIN (stats->min, v);
      stats->max = v;
      sum += (guint64) counts[v] * (guint64) v;
    }

  if (real != NULL)
    {
      const guint8 *plane = emu_image_plane (real, 0);

      for (gsize i = 0; i < n; i++)
        synthetic += plane[i] == 0;
    }

  stats->mean = (double) sum / ((double) n * n_colours);
  stats->clipped = (double) (counts[0] + counts[255]) / ((double) n * n_colours);
  stats->synthetic = (double) synthetic / (double) n;
  stats->unique_colours = count_colours (image);
}

/* --- Records ------------------------------------------------------------------------------- */

static void
clear_draw (gpointer data)
{
  EmuTraceDraw *draw = data;

  g_free (draw->name);
}

static void
free_node (gpointer data)
{
  emu_trace_node_free (data);
}

EmuTraceNode *
emu_trace_node_new (const EmuPolicyNode *step,
                    guint                copy,
                    guint                slot)
{
  EmuTraceNode *self = g_new0 (EmuTraceNode, 1);

  self->step = step;
  self->copy = copy;
  self->slot = slot;
  self->draws = g_array_new (FALSE, FALSE, sizeof (EmuTraceDraw));
  g_array_set_clear_func (self->draws, clear_draw);
  self->arrays = g_array_new (FALSE, FALSE, sizeof (EmuTraceArray));
  self->value = NAN;
  self->value_here = NAN;
  self->picture = -1;
  self->label_a = NAN;
  self->label_b = NAN;
  self->children = g_ptr_array_new_with_free_func (free_node);

  return self;
}

void
emu_trace_node_free (EmuTraceNode *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->draws);
  g_array_unref (self->arrays);
  g_free (self->params);
  g_clear_pointer (&self->image, emu_image_unref);
  g_ptr_array_unref (self->children);
  g_free (self);
}

void
emu_trace_node_add_draw (EmuTraceNode *self,
                         const char   *name,
                         double        value)
{
  EmuTraceDraw draw = { g_strdup (name), value };

  g_array_append_val (self->draws, draw);
}

gboolean
emu_trace_node_get_draw (const EmuTraceNode *self,
                         const char         *name,
                         double             *value)
{
  for (guint i = 0; i < self->draws->len; i++)
    {
      const EmuTraceDraw *draw = &g_array_index (self->draws, EmuTraceDraw, i);

      if (strcmp (draw->name, name) == 0)
        {
          *value = draw->value;
          return TRUE;
        }
    }

  return FALSE;
}

static void
free_trace (gpointer data)
{
  EmuTrace *self = data;

  emu_policy_unref (self->policy);
  g_clear_pointer (&self->input, emu_image_unref);
  g_clear_pointer (&self->result, emu_image_unref);
  emu_trace_node_free (self->root);
}

EmuTrace *
emu_trace_new (EmuPolicy *policy,
               guint64    seed,
               guint64    sample)
{
  EmuTrace *self = g_atomic_rc_box_new0 (EmuTrace);

  self->policy = emu_policy_ref (policy);
  self->seed = seed;
  self->sample = sample;

  return self;
}

EmuTrace *
emu_trace_ref (EmuTrace *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_trace_unref (EmuTrace *self)
{
  g_atomic_rc_box_release_full (self, free_trace);
}

/* --- Pictures ------------------------------------------------------------------------------ */

typedef struct
{
  GHashTable          *numbers;  /* image → its number plus one */
  int                 *next;
  EmuTracePictureFunc  func;
  gpointer             user_data;
} Numbering;

static gboolean
number_image (Numbering *numbering,
              EmuImage  *image,
              int       *number,
              GError   **error)
{
  gpointer known = g_hash_table_lookup (numbering->numbers, image);

  if (known != NULL)
    {
      *number = GPOINTER_TO_INT (known) - 1;
      return TRUE;
    }

  *number = (*numbering->next)++;
  g_hash_table_insert (numbering->numbers, image, GINT_TO_POINTER (*number + 1));

  return numbering->func (image, *number, numbering->user_data, error);
}

/* Children first: they made their pictures before their parent handed one on. */
static gboolean
number_node (Numbering    *numbering,
             EmuTraceNode *node,
             GError      **error)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      if (!number_node (numbering, g_ptr_array_index (node->children, i), error))
        return FALSE;
    }

  return node->image == NULL || number_image (numbering, node->image, &node->picture, error);
}

gboolean
emu_trace_number_pictures (EmuTrace            *self,
                           int                 *next,
                           EmuTracePictureFunc  func,
                           gpointer             user_data,
                           GError             **error)
{
  g_autoptr(GHashTable) numbers = g_hash_table_new (NULL, NULL);
  Numbering numbering = { numbers, next, func, user_data };
  int first;

  return number_image (&numbering, self->input, &first, error) &&
         number_node (&numbering, self->root, error);
}

static void
drop_pictures (EmuTraceNode *node)
{
  g_clear_pointer (&node->image, emu_image_unref);
  for (guint i = 0; i < node->children->len; i++)
    drop_pictures (g_ptr_array_index (node->children, i));
}

void
emu_trace_drop_pictures (EmuTrace *self)
{
  drop_pictures (self->root);
}

/* --- Writing ------------------------------------------------------------------------------- */

static void
write_stats (const EmuTraceStats *stats,
             EmuJsonWriter       *writer,
             const char          *key)
{
  emu_json_begin_object (writer, key);
  emu_json_add_integer (writer, "min", stats->min);
  emu_json_add_integer (writer, "max", stats->max);
  emu_json_add_number (writer, "mean", stats->mean);
  emu_json_add_integer (writer, "unique_colours", stats->unique_colours);
  emu_json_add_number (writer, "clipped", stats->clipped);
  emu_json_add_number (writer, "synthetic", stats->synthetic);
  emu_json_end (writer);
}

static void
write_draws (const EmuTraceNode *node,
             EmuJsonWriter      *writer)
{
  emu_json_begin_object (writer, "draws");
  for (guint i = 0; i < node->draws->len; i++)
    {
      const EmuTraceDraw *draw = &g_array_index (node->draws, EmuTraceDraw, i);

      emu_json_add_number (writer, draw->name, draw->value);
    }

  for (guint i = 0; i < node->arrays->len; i++)
    {
      const EmuTraceArray *entry = &g_array_index (node->arrays, EmuTraceArray, i);

      emu_json_begin_object (writer, entry->name);
      emu_json_add_string (writer, "kind", emu_draw_kind_nick (entry->array.kind));
      emu_json_begin_row (writer, "shape");
      for (int d = 0; d < entry->array.n_dims; d++)
        emu_json_add_integer (writer, NULL, entry->array.dims[d]);
      emu_json_end (writer);
      emu_json_add_integer (writer, "lane", entry->array.lane);
      emu_json_end (writer);
    }
  emu_json_end (writer);
}

static void
write_node (const EmuTraceNode *node,
            EmuJsonWriter      *writer,
            const char         *key)
{
  const EmuParamTable *table = emu_policy_node_table (node->step);
  const char *id = node->step->op_id;

  if (node->step->method != NULL)
    id = node->step->method->id;

  emu_json_begin_object (writer, key);
  emu_json_add_string (writer, "path", node->step->path);
  emu_json_add_integer (writer, "copy", node->copy);
  emu_json_add_integer (writer, "slot", node->slot);
  emu_json_add_string (writer, "name", node->step->name);
  emu_json_add_string (writer, "step", emu_policy_kind_nick (node->step->kind));
  emu_json_add_string (writer, "op", id);
  emu_json_add_boolean (writer, "fired", node->fired);
  emu_json_add_number (writer, "p", node->step->p);
  write_draws (node, writer);

  if (node->params != NULL && table != NULL)
    emu_params_write_json (table, node->params, writer, "params");
  emu_json_add_string (writer, "param",
                       node->param != NULL ? emu_param_name (node->param) : NULL);
  emu_json_add_number (writer, "value", node->value);
  emu_json_add_string (writer, "unit", node->unit);
  emu_json_add_number (writer, "value_here", node->value_here);
  emu_json_add_string (writer, "unit_here", node->unit_here);

  if (!isnan (node->label_a))
    {
      emu_json_begin_object (writer, "label");
      emu_json_add_number (writer, "a", node->label_a);
      emu_json_add_number (writer, "b", node->label_b);
      emu_json_end (writer);
    }

  if (node->has_stats)
    {
      emu_json_begin_object (writer, "stats");
      write_stats (&node->before, writer, "before");
      write_stats (&node->after, writer, "after");
      emu_json_end (writer);
    }
  else
    {
      emu_json_add_string (writer, "stats", NULL);
    }

  if (node->picture >= 0)
    {
      g_autofree char *name = g_strdup_printf ("%03d.png", node->picture);

      emu_json_add_string (writer, "picture", name);
    }
  else
    {
      emu_json_add_string (writer, "picture", NULL);
    }
  emu_json_add_number (writer, "time", node->time_ms);

  emu_json_begin_array (writer, "children");
  for (guint i = 0; i < node->children->len; i++)
    write_node (g_ptr_array_index (node->children, i), writer, NULL);
  emu_json_end (writer);
  emu_json_end (writer);
}

char *
emu_traces_to_json (const EmuPolicy *policy,
                    const char      *dialect,
                    guint64          seed,
                    GPtrArray       *traces,
                    double           total_ms)
{
  EmuJsonWriter *writer = emu_json_writer_new ();
  g_autofree char *format = g_strdup_printf ("%s%d", FORMAT_NAME, FORMAT_VERSION);

  emu_json_begin_object (writer, NULL);
  emu_json_add_string (writer, "format", format);
  emu_json_add_string (writer, "dialect", dialect);
  emu_policy_write_json (policy, writer, "policy");
  emu_json_begin_array (writer, "notes");
  for (guint i = 0; i < policy->notes->len; i++)
    emu_json_add_string (writer, NULL, g_ptr_array_index (policy->notes, i));
  emu_json_end (writer);
  emu_json_add_integer (writer, "seed", (gint64) seed);

  emu_json_begin_array (writer, "runs");
  for (guint i = 0; i < traces->len; i++)
    {
      const EmuTrace *trace = g_ptr_array_index (traces, i);

      emu_json_begin_object (writer, NULL);
      emu_json_add_integer (writer, "sample", (gint64) trace->sample);
      write_node (trace->root, writer, "root");
      emu_json_end (writer);
    }
  emu_json_end (writer);

  emu_json_begin_object (writer, "time");
  emu_json_add_number (writer, "total_ms", total_ms);
  emu_json_end (writer);
  emu_json_end (writer);

  return emu_json_writer_finish (writer);
}

/* --- Given draws --------------------------------------------------------------------------- */

struct _EmuPolicyDraws
{
  GHashTable *values;  /* "path:copy/name" → double */
};

static char *
make_key (const char *path,
          guint       copy,
          const char *name)
{
  return g_strdup_printf ("%s:%u/%s", path, copy, name);
}

EmuPolicyDraws *
emu_policy_draws_new (void)
{
  EmuPolicyDraws *self = g_new0 (EmuPolicyDraws, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
emu_policy_draws_free (EmuPolicyDraws *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->values);
  g_free (self);
}

void
emu_policy_draws_set (EmuPolicyDraws *self,
                      const char     *path,
                      guint           copy,
                      const char     *name,
                      double          value)
{
  g_hash_table_replace (self->values, make_key (path, copy, name),
                        g_memdup2 (&value, sizeof value));
}

gboolean
emu_policy_draws_get (const EmuPolicyDraws *self,
                      const char           *path,
                      guint                 copy,
                      const char           *name,
                      double               *value)
{
  g_autofree char *key = NULL;
  const double *found;

  if (self == NULL)
    return FALSE;

  key = make_key (path, copy, name);
  found = g_hash_table_lookup (self->values, key);
  if (found == NULL)
    return FALSE;

  *value = *found;

  return TRUE;
}

void
emu_policy_draws_take (EmuPolicyDraws     *self,
                       const EmuTraceNode *node)
{
  for (guint i = 0; i < node->draws->len; i++)
    {
      const EmuTraceDraw *draw = &g_array_index (node->draws, EmuTraceDraw, i);

      emu_policy_draws_set (self, node->step->path, node->copy, draw->name, draw->value);
    }

  for (guint i = 0; i < node->children->len; i++)
    emu_policy_draws_take (self, g_ptr_array_index (node->children, i));
}

/* --- Reading ------------------------------------------------------------------------------- */

static void
free_draws (gpointer data)
{
  emu_policy_draws_free (data);
}

static gboolean
bad (GError    **error,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static gboolean
bad (GError    **error,
     const char *format,
     ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_FILE, _("the trace cannot be replayed: %s"), message);

  return FALSE;
}

static JsonNode *
get_member (JsonObject *object,
            const char *name,
            GError    **error)
{
  JsonNode *member = json_object_get_member (object, name);

  if (member == NULL)
    bad (error, _("it has no “%s”"), name);

  return member;
}

static gboolean
get_whole (JsonObject *object,
           const char *name,
           guint64     max,
           guint64    *value,
           GError    **error)
{
  JsonNode *member = get_member (object, name, error);
  double number;

  if (member == NULL || !emu_json_get_number (member, name, &number, error))
    return FALSE;

  if (!(number >= 0 && number <= (double) max && number == floor (number)))
    return bad (error, _("“%s” is not a whole number from 0 to %" G_GUINT64_FORMAT), name, max);

  *value = (guint64) number;

  return TRUE;
}

static gboolean
read_node (EmuPolicyDraws *draws,
           JsonNode       *node,
           GError        **error)
{
  JsonObject *object = emu_json_get_object (node, "root", error);
  JsonObject *members;
  JsonArray *children;
  JsonObjectIter iter;
  JsonNode *member;
  const char *path;
  const char *name;
  guint64 copy;

  if (object == NULL)
    return FALSE;

  member = get_member (object, "path", error);
  path = member != NULL ? emu_json_get_string (member, "path", error) : NULL;
  if (path == NULL || !get_whole (object, "copy", EMU_POLICY_MAX_COPIES, &copy, error))
    return FALSE;

  member = get_member (object, "draws", error);
  members = member != NULL ? emu_json_get_object (member, "draws", error) : NULL;
  if (members == NULL)
    return FALSE;

  json_object_iter_init_ordered (&iter, members);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      double value;

      /* An array is drawn again from the seed. */
      if (JSON_NODE_HOLDS_OBJECT (member))
        continue;
      if (!emu_json_get_number (member, name, &value, error))
        return FALSE;
      emu_policy_draws_set (draws, path, (guint) copy, name, value);
    }

  member = get_member (object, "children", error);
  children = member != NULL ? emu_json_get_array (member, "children", error) : NULL;
  if (children == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (children); i++)
    {
      if (!read_node (draws, json_array_get_element (children, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_run (EmuReplay *self,
          JsonNode  *node,
          GError   **error)
{
  g_autoptr(EmuPolicyDraws) draws = emu_policy_draws_new ();
  JsonObject *object = emu_json_get_object (node, "runs", error);
  JsonNode *root;
  guint64 sample;

  if (object == NULL ||
      !get_whole (object, "sample", (G_GUINT64_CONSTANT (1) << 53) - 1, &sample, error))
    return FALSE;

  root = get_member (object, "root", error);
  if (root == NULL || !read_node (draws, root, error))
    return FALSE;

  g_ptr_array_add (self->draws, g_steal_pointer (&draws));
  g_array_append_val (self->samples, sample);

  return TRUE;
}

static gboolean
read_format (JsonObject *object,
             GError    **error)
{
  JsonNode *member = json_object_get_member (object, "format");
  const char *format = NULL;
  guint64 version = 0;

  if (member != NULL && JSON_NODE_HOLDS_VALUE (member) &&
      json_node_get_value_type (member) == G_TYPE_STRING)
    format = json_node_get_string (member);

  if (format == NULL || !g_str_has_prefix (format, FORMAT_NAME) ||
      !g_ascii_string_to_unsigned (format + strlen (FORMAT_NAME), 10, 1, G_MAXINT, &version, NULL))
    return bad (error, _("its “format” is not “%s%d”"), FORMAT_NAME, FORMAT_VERSION);

  if (version > FORMAT_VERSION)
    return bad (error, _("it was made by a newer Emulsion (format %d; this one reads %d)"),
                (int) version, FORMAT_VERSION);

  return TRUE;
}

static gboolean
read_document (EmuReplay *self,
               JsonNode  *node,
               GError   **error)
{
  JsonObject *object = emu_json_get_object (node, "trace", error);
  JsonArray *runs;
  JsonNode *member;

  if (object == NULL || !read_format (object, error) ||
      !get_whole (object, "seed", EMU_SEED_MAX, &self->seed, error))
    return FALSE;

  member = get_member (object, "policy", error);
  if (member == NULL)
    return FALSE;
  self->policy = emu_policy_read_json (member, NULL, FALSE, error);
  if (self->policy == NULL)
    return FALSE;

  member = json_object_get_member (object, "dialect");
  if (member != NULL && !JSON_NODE_HOLDS_NULL (member))
    {
      const char *dialect = emu_json_get_string (member, "dialect", error);

      if (dialect == NULL)
        return FALSE;
      self->dialect = g_strdup (dialect);
    }

  member = get_member (object, "runs", error);
  runs = member != NULL ? emu_json_get_array (member, "runs", error) : NULL;
  if (runs == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (runs); i++)
    {
      if (!read_run (self, json_array_get_element (runs, i), error))
        return FALSE;
    }

  return TRUE;
}

EmuReplay *
emu_replay_parse (const char *text,
                  gssize      length,
                  GError    **error)
{
  g_autoptr(JsonNode) node = emu_json_parse (text, length, EMU_TRACE_MAX_BYTES, error);
  g_autoptr(EmuReplay) self = NULL;

  if (node == NULL)
    return NULL;

  self = g_new0 (EmuReplay, 1);
  self->draws = g_ptr_array_new_with_free_func (free_draws);
  self->samples = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (!read_document (self, node, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
emu_replay_free (EmuReplay *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->policy, emu_policy_unref);
  g_free (self->dialect);
  g_ptr_array_unref (self->draws);
  g_array_unref (self->samples);
  g_free (self);
}
