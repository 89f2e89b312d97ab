/* emu-renderer.c: previews computed beside the main thread, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "emu-error.h"
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

/* What a kind is painted from. */
typedef struct
{
  EmuFrameParts parts;
  int           variant;  /* which of the variants, -1 for the job itself */
  void        (*paint) (const EmuRenderRequest *request,
                        const EmuFrame         *frame,
                        guint8                 *rgba,
                        gsize                   stride);
} Kind;

static void
paint_image (const EmuRenderRequest *request,
             const EmuImage         *image,
             guint8                 *rgba,
             gsize                   stride)
{
  const EmuPatch *patch = &request->patch;

  emu_pixels_from_image (image, &patch->rows, &patch->columns, &request->chequer, rgba, stride);
}

/* Hairlines, where pixels are large enough to be counted. */
static void
part_pixels (const EmuRenderRequest *request,
             guint8                 *rgba,
             gsize                   stride)
{
  const EmuPatch *patch = &request->patch;

  if (patch->zoom >= EMU_RENDER_GRID_ZOOM)
    emu_pixels_draw_grid (&patch->rows, &patch->columns, rgba, stride);
}

static void
paint_result (const EmuRenderRequest *request,
              const EmuFrame         *frame,
              guint8                 *rgba,
              gsize                   stride)
{
  paint_image (request, frame->result, rgba, stride);
  part_pixels (request, rgba, stride);
}

static void
paint_mask (const EmuRenderRequest *request,
            const EmuFrame         *frame,
            guint8                 *rgba,
            gsize                   stride)
{
  const EmuPatch *patch = &request->patch;

  emu_pixels_from_mask (frame->mask, &patch->rows, &patch->columns, &request->ramp, rgba, stride);
  part_pixels (request, rgba, stride);
}

static void
paint_a (const EmuRenderRequest *request,
         const EmuFrame         *frame,
         guint8                 *rgba,
         gsize                   stride)
{
  paint_image (request, frame->a, rgba, stride);
  part_pixels (request, rgba, stride);
}

static void
paint_b (const EmuRenderRequest *request,
         const EmuFrame         *frame,
         guint8                 *rgba,
         gsize                   stride)
{
  paint_image (request, frame->b, rgba, stride);
  part_pixels (request, rgba, stride);
}

static void
paint_overlay (const EmuRenderRequest *request,
               const EmuFrame         *frame,
               guint8                 *rgba,
               gsize                   stride)
{
  const EmuPatch *patch = &request->patch;

  /* The mask's edge is not to be broken by lines. */
  paint_image (request, frame->result, rgba, stride);
  part_pixels (request, rgba, stride);
  emu_pixels_lay_mask (frame->mask, &patch->rows, &patch->columns, &request->ramp,
                       EMU_RENDER_OVERLAY_OPACITY, request->edge, rgba, stride);
}

static void
lay_guide (const EmuRenderRequest *request,
           const EmuImage         *guide,
           guint8                 *rgba,
           gsize                   stride)
{
  const EmuPatch *patch = &request->patch;
  EmuRamp cream;

  if (guide == NULL)
    return;

  emu_ramp_init_cream (&cream);
  emu_pixels_lay_grey (guide, &patch->rows, &patch->columns, &cream, EMU_RENDER_GUIDE_OPACITY, rgba,
                       stride);
}

static void
paint_guide_a (const EmuRenderRequest *request,
               const EmuFrame         *frame,
               guint8                 *rgba,
               gsize                   stride)
{
  paint_image (request, frame->a, rgba, stride);
  lay_guide (request, frame->guides[0], rgba, stride);
  part_pixels (request, rgba, stride);
}

static void
paint_guide_b (const EmuRenderRequest *request,
               const EmuFrame         *frame,
               guint8                 *rgba,
               gsize                   stride)
{
  paint_image (request, frame->b, rgba, stride);
  lay_guide (request, frame->guides[1], rgba, stride);
  part_pixels (request, rgba, stride);
}

static const Kind kinds[EMU_RENDER_N_KINDS] = {
  [EMU_RENDER_RESULT] = { EMU_FRAME_RESULT, -1, paint_result },
  [EMU_RENDER_MASK] = { EMU_FRAME_MASK, -1, paint_mask },
  [EMU_RENDER_A] = { EMU_FRAME_A, -1, paint_a },
  [EMU_RENDER_B] = { EMU_FRAME_B, -1, paint_b },
  [EMU_RENDER_OVERLAY] = { EMU_FRAME_RESULT | EMU_FRAME_MASK, -1, paint_overlay },
  [EMU_RENDER_GUIDE_A] = { EMU_FRAME_A | EMU_FRAME_GUIDES, -1, paint_guide_a },
  [EMU_RENDER_GUIDE_B] = { EMU_FRAME_B | EMU_FRAME_GUIDES, -1, paint_guide_b },
  [EMU_RENDER_SOUND] = { EMU_FRAME_RESULT, 0, paint_result },
  [EMU_RENDER_PUBLISHED] = { EMU_FRAME_RESULT, 1, paint_result },
};

static void
ref_jobs (EmuRenderRequest *request)
{
  emu_mix_job_ref (request->job);
  for (guint i = 0; i < G_N_ELEMENTS (request->variants); i++)
    {
      if (request->variants[i] != NULL)
        emu_mix_job_ref (request->variants[i]);
    }
}

static void
unref_jobs (EmuRenderRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (request->variants); i++)
    g_clear_pointer (&request->variants[i], emu_mix_job_unref);
  g_clear_pointer (&request->job, emu_mix_job_unref);
}

static EmuRenderRequest *
copy_request (const EmuRenderRequest *request)
{
  EmuRenderRequest *copy = g_memdup2 (request, sizeof *request);

  ref_jobs (copy);

  return copy;
}

static void
free_request (EmuRenderRequest *request)
{
  unref_jobs (request);
  g_free (request);
}

static void
free_rendering (gpointer data)
{
  EmuRendering *self = data;

  for (int i = 0; i < EMU_RENDER_MAX; i++)
    g_clear_pointer (&self->pixels[i], g_bytes_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->variants); i++)
    {
      g_clear_pointer (&self->variants[i], emu_frame_unref);
      g_clear_pointer (&self->refusals[i], g_free);
    }
  g_clear_pointer (&self->frame, emu_frame_unref);
  unref_jobs (&self->request);
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

static EmuMixJob *
job_of (const EmuRenderRequest *request,
        EmuRenderKind           kind)
{
  return kinds[kind].variant < 0 ? request->job : request->variants[kinds[kind].variant];
}

/* What the pictures of @job need, whichever kinds they are. */
static EmuFrameParts
parts_of (const EmuRenderRequest *request,
          const EmuMixJob        *job)
{
  EmuFrameParts parts = 0;

  for (int i = 0; i < request->n_kinds; i++)
    {
      if (job_of (request, request->kinds[i]) == job)
        parts |= kinds[request->kinds[i]].parts;
    }

  return parts;
}

static GBytes *
paint (const EmuRenderRequest *request,
       const EmuRendering     *rendering,
       EmuRenderKind           kind)
{
  const EmuPatch *patch = &request->patch;
  int variant = kinds[kind].variant;
  const EmuFrame *frame = variant < 0 ? rendering->frame : rendering->variants[variant];
  gsize stride = 4 * (gsize) patch->width;
  gsize size = stride * (gsize) patch->height;
  guint8 *rgba;

  if (frame == NULL)
    return NULL;

  rgba = g_malloc (size);
  kinds[kind].paint (request, frame, rgba, stride);

  return g_bytes_new_take (rgba, size);
}

/* What a renderer remembers between two requests: of the job, and of its variants while they are
 * looked at. */
typedef struct
{
  EmuPreview *job;
  EmuPreview *variants[2];
} Previews;

static void
forget_variants (Previews *previews)
{
  for (guint i = 0; i < G_N_ELEMENTS (previews->variants); i++)
    g_clear_pointer (&previews->variants[i], emu_preview_free);
}

static void
forget_previews (Previews *previews)
{
  forget_variants (previews);
  g_clear_pointer (&previews->job, emu_preview_free);
}

/* The frame of one variant. Where the settings stand so already it is the frame of the job. */
static EmuFrame *
render_variant (Previews               *previews,
                const EmuRenderRequest *request,
                EmuFrame               *frame,
                int                     i,
                GCancellable           *cancellable,
                GError                **error)
{
  if (request->variants[i] == request->job)
    return emu_frame_ref (frame);

  if (previews->variants[i] == NULL)
    previews->variants[i] = emu_preview_new ();
  emu_preview_share_pair (previews->variants[i], frame);

  return emu_preview_render (previews->variants[i], request->variants[i], &request->patch.view,
                             parts_of (request, request->variants[i]), request->exact, cancellable,
                             error);
}

static EmuRendering *
render (Previews               *previews,
        const EmuRenderRequest *request,
        GCancellable           *cancellable,
        GError                **error)
{
  g_autoptr(EmuRendering) self = g_atomic_rc_box_new0 (EmuRendering);

  self->request = *request;
  ref_jobs (&self->request);

  if (previews->job == NULL)
    previews->job = emu_preview_new ();
  self->frame = emu_preview_render (previews->job, request->job, &request->patch.view,
                                    parts_of (request, request->job), request->exact, cancellable,
                                    error);
  if (self->frame == NULL)
    return NULL;
  self->exact = self->frame->exact;

  if (request->variants[0] == NULL)
    forget_variants (previews);

  for (int i = 0; i < 2 && request->variants[i] != NULL; i++)
    {
      g_autoptr(GError) local = NULL;

      self->variants[i] = render_variant (previews, request, self->frame, i, cancellable, &local);
      if (self->variants[i] != NULL)
        {
          self->exact = self->exact && self->variants[i]->exact;
        }
      else if (g_error_matches (local, EMU_ERROR, EMU_ERROR_AS_PUBLISHED))
        {
          self->refusals[i] = g_strdup (local->message);
        }
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }

  for (int i = 0; i < request->n_kinds; i++)
    self->pixels[i] = paint (request, self, request->kinds[i]);

  return g_steal_pointer (&self);
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
  Previews previews = { NULL };

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
          forget_previews (&previews);
          g_mutex_lock (&self->lock);
          continue;
        }

      request = self->running = g_steal_pointer (&self->waiting);
      cancellable = g_cancellable_new ();
      self->cancellable = cancellable;
      g_mutex_unlock (&self->lock);

      rendering = render (&previews, request, cancellable, &error);

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

  forget_previews (&previews);

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
  g_return_if_fail (request->n_kinds >= 1 && request->n_kinds <= EMU_RENDER_MAX);
  for (int i = 0; i < request->n_kinds; i++)
    g_return_if_fail (job_of (request, request->kinds[i]) != NULL);

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
