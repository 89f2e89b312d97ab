/* emu-renderer.c: previews computed beside the main thread, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-renderer.h"

struct _EmuRenderer
{
  GObject parent_instance;

  GMainContext *context;
  GThread      *thread;

  GMutex        lock;
  GCond         wake;

  /* Everything below is guarded by the lock. */
  EmuRenderRequest *waiting;
  EmuRenderRequest *running;
  GCancellable     *cancellable;  /* of the one running */
  gboolean          forget;
  gboolean          quit;

  /* The newest answer, a rendering or an error, until the main loop has taken it. */
  EmuRendering *rendering;
  GError       *error;
  guint         error_serial;
  GSource      *delivery;
};

G_DEFINE_FINAL_TYPE (EmuRenderer, emu_renderer, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (EmuRendering, emu_rendering, emu_rendering_ref, emu_rendering_unref)

enum
{
  SIGNAL_FINISHED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const EmuFrameParts all_parts[EMU_RENDER_N_PARTS] = {
  EMU_FRAME_RESULT,
  EMU_FRAME_MASK,
  EMU_FRAME_A,
  EMU_FRAME_B,
};

static EmuRenderRequest *
copy_request (const EmuRenderRequest *request)
{
  EmuRenderRequest *copy = g_memdup2 (request, sizeof *request);

  emu_mix_job_ref (copy->job);

  return copy;
}

static void
free_request (EmuRenderRequest *request)
{
  emu_mix_job_unref (request->job);
  g_free (request);
}

static void
free_rendering (gpointer data)
{
  EmuRendering *self = data;

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    g_clear_pointer (&self->pixels[i], g_bytes_unref);
  g_clear_pointer (&self->frame, emu_frame_unref);
  g_clear_pointer (&self->request.job, emu_mix_job_unref);
}

EmuRendering *
emu_rendering_ref (EmuRendering *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_rendering_unref (EmuRendering *self)
{
  g_atomic_rc_box_release_full (self, free_rendering);
}

int
emu_render_part_index (EmuFrameParts part)
{
  return g_bit_nth_lsf (part, -1);
}

static GBytes *
paint (const EmuRenderRequest *request,
       EmuFrame               *frame,
       EmuFrameParts           part)
{
  const EmuPatch *patch = &request->patch;
  gsize stride = 4 * (gsize) patch->width;
  gsize size = stride * (gsize) patch->height;
  guint8 *rgba = g_malloc (size);

  if (part == EMU_FRAME_MASK)
    {
      emu_pixels_from_mask (frame->mask, &patch->rows, &patch->columns, &request->ramp, rgba, stride);
    }
  else
    {
      EmuImage *image = part == EMU_FRAME_A   ? frame->a
                        : part == EMU_FRAME_B ? frame->b
                                              : frame->result;

      emu_pixels_from_image (image, &patch->rows, &patch->columns, &request->chequer, rgba, stride);
    }

  return g_bytes_new_take (rgba, size);
}

EmuRendering *
emu_render_parts (EmuPreview             *preview,
                  const EmuRenderRequest *request,
                  GCancellable           *cancellable,
                  GError                **error)
{
  g_autoptr(EmuFrame) frame = NULL;
  EmuRendering *self;

  frame = emu_preview_render (preview, request->job, &request->patch.view, request->parts,
                              request->exact, cancellable, error);
  if (frame == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (EmuRendering);
  self->request = *request;
  emu_mix_job_ref (self->request.job);

  for (int i = 0; i < EMU_RENDER_N_PARTS; i++)
    {
      if ((request->parts & all_parts[i]) != 0)
        self->pixels[i] = paint (request, frame, all_parts[i]);
    }

  self->frame = g_steal_pointer (&frame);

  return self;
}

static void
drop_answer (EmuRenderer *self)
{
  g_clear_pointer (&self->rendering, emu_rendering_unref);
  g_clear_error (&self->error);
}

static gboolean
deliver_cb (gpointer data)
{
  EmuRenderer *self = data;
  g_autoptr(EmuRendering) rendering = NULL;
  g_autoptr(GError) error = NULL;
  guint serial;

  g_mutex_lock (&self->lock);
  rendering = g_steal_pointer (&self->rendering);
  error = g_steal_pointer (&self->error);
  serial = self->error_serial;
  g_clear_pointer (&self->delivery, g_source_unref);
  g_mutex_unlock (&self->lock);

  /* A handler may drop the last reference. */
  g_object_ref (self);
  if (rendering != NULL)
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, rendering);
  else if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, serial, error);
  g_object_unref (self);

  return G_SOURCE_REMOVE;
}

/* With the lock held, on the renderer's thread. The source holds no reference: dispose destroys it,
 * on the thread that would run it. */
static void
schedule_delivery (EmuRenderer *self)
{
  if (self->delivery != NULL)
    return;

  self->delivery = g_idle_source_new ();
  g_source_set_priority (self->delivery, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->delivery, deliver_cb, self, NULL);
  g_source_set_static_name (self->delivery, "EmuRenderer delivery");
  g_source_attach (self->delivery, self->context);
}

static gpointer
render_thread (gpointer data)
{
  EmuRenderer *self = data;
  EmuPreview *preview = emu_preview_new ();

  g_mutex_lock (&self->lock);
  for (;;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GCancellable) cancellable = NULL;
      EmuRenderRequest *request;
      EmuRendering *rendering;
      gboolean cancelled;

      while (self->waiting == NULL && !self->forget && !self->quit)
        g_cond_wait (&self->wake, &self->lock);

      if (self->quit)
        break;

      if (self->forget)
        {
          self->forget = FALSE;
          g_mutex_unlock (&self->lock);
          emu_preview_free (preview);
          preview = emu_preview_new ();
          g_mutex_lock (&self->lock);
          continue;
        }

      request = self->running = g_steal_pointer (&self->waiting);
      cancellable = g_cancellable_new ();
      self->cancellable = cancellable;
      g_mutex_unlock (&self->lock);

      rendering = emu_render_parts (preview, request, cancellable, &error);

      g_mutex_lock (&self->lock);
      self->running = NULL;
      self->cancellable = NULL;
      cancelled = g_cancellable_is_cancelled (cancellable);

      if (!cancelled)
        {
          drop_answer (self);
          self->rendering = g_steal_pointer (&rendering);
          self->error_serial = request->serial;
          self->error = g_steal_pointer (&error);
          schedule_delivery (self);
        }

      g_clear_pointer (&rendering, emu_rendering_unref);
      free_request (request);
    }
  g_mutex_unlock (&self->lock);

  emu_preview_free (preview);

  return NULL;
}

static void
emu_renderer_dispose (GObject *object)
{
  EmuRenderer *self = EMU_RENDERER (object);

  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->quit = TRUE;
      if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
      g_cond_signal (&self->wake);
      g_mutex_unlock (&self->lock);

      g_thread_join (g_steal_pointer (&self->thread));
    }

  if (self->delivery != NULL)
    g_source_destroy (self->delivery);
  g_clear_pointer (&self->delivery, g_source_unref);
  drop_answer (self);
  g_clear_pointer (&self->waiting, free_request);

  G_OBJECT_CLASS (emu_renderer_parent_class)->dispose (object);
}

static void
emu_renderer_finalize (GObject *object)
{
  EmuRenderer *self = EMU_RENDERER (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);

  G_OBJECT_CLASS (emu_renderer_parent_class)->finalize (object);
}

static void
emu_renderer_class_init (EmuRendererClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = emu_renderer_dispose;
  object_class->finalize = emu_renderer_finalize;

  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, EMU_TYPE_RENDERING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
emu_renderer_init (EmuRenderer *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("preview", render_thread, self);
}

EmuRenderer *
emu_renderer_new (void)
{
  return g_object_new (EMU_TYPE_RENDERER, NULL);
}

/* Whether nobody would look at the answer of the request running once @next is there. */
static gboolean
is_useless (const EmuRenderRequest *running,
            const EmuRenderRequest *next)
{
  return running->exact || !emu_mix_job_same_pair (running->job, next->job);
}

void
emu_renderer_request (EmuRenderer            *self,
                      const EmuRenderRequest *request)
{
  g_return_if_fail (EMU_IS_RENDERER (self));
  g_return_if_fail (request != NULL && request->job != NULL);
  g_return_if_fail (request->patch.width > 0 && request->patch.height > 0);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting, free_request);
  self->waiting = copy_request (request);
  if (self->running != NULL && is_useless (self->running, request))
    g_cancellable_cancel (self->cancellable);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
emu_renderer_clear (EmuRenderer *self)
{
  g_return_if_fail (EMU_IS_RENDERER (self));

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->waiting, free_request);
  if (self->running != NULL)
    g_cancellable_cancel (self->cancellable);
  drop_answer (self);
  self->forget = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}
