/* emu-batch-page-words.c: a batch in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-batch-page-private.h"

const EmuConvention *
emu_batch_page_present_convention (EmuBatchPage *self)
{
  return emu_conventions_get (gtk_drop_down_get_selected (self->convention));
}

const char *
emu_batch_page_picture_name (EmuBatchPage *self,
                             int           i)
{
  return emu_picture_get_name (g_ptr_array_index (self->pictures, i));
}

const char *
emu_batch_page_method_name (EmuBatchPage *self,
                            int           i)
{
  const EmuBatch *batch = self->answer->batch;

  if (batch->which[i] == EMU_BATCH_UNMIXED)
    /* Translators: in place of a method's name: the picture was not mixed */
    return _("not mixed");

  return _(batch->methods[batch->which[i]]->name);
}

char *
emu_batch_page_lambda_text (double lambda)
{
  return isnan (lambda) ? g_strdup ("–") : g_strdup_printf ("%.3f", lambda);
}

/* One element in numbers. */
char *
emu_batch_page_element_text (EmuBatchPage *self,
                             int           i)
{
  const EmuBatch *batch = self->answer->batch;
  int partner = batch->partner[i];
  g_autofree char *lambda = NULL;

  if (i >= batch->n_out)
    /* Translators: number and name of a picture */
    return g_strdup_printf (_("%d %s does not come out: only the first half does."), i + 1, emu_batch_page_picture_name (self,
                                                                                                                         i));

  lambda = emu_batch_page_lambda_text (batch->lambda[i]);
  if (partner == i)
    /* Translators: number and name of a picture, method, λ, label weights, seed */
    return g_strdup_printf (_("%d %s meets itself · %s · λ %s · label %.3f + %.3f · seed %" G_GUINT64_FORMAT),
                            i + 1, emu_batch_page_picture_name (self, i), emu_batch_page_method_name (self, i), lambda,
                            batch->used_a[i], batch->used_b[i], batch->seed[i]);

  /* Translators: number and name of a picture, of its partner, method, λ, label weights and classes, seed */
  return g_strdup_printf (_("%d %s with %d %s · %s · λ %s · label %.3f %s + %.3f %s · seed %" G_GUINT64_FORMAT),
                          i + 1, emu_batch_page_picture_name (self, i), partner + 1, emu_batch_page_picture_name (self, partner),
                          emu_batch_page_method_name (self, i), lambda,
                          batch->used_a[i], self->answer->class_names[self->answer->classes[i]],
                          batch->used_b[i], self->answer->class_names[self->answer->classes[partner]],
                          batch->seed[i]);
}

/* Who meets whom, for those who do not see the arrows. */
char *
emu_batch_page_summary (EmuBatchPage *self)
{
  const EmuBatch *batch = self->answer->batch;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < batch->n_out; i++)
    {
      int partner = batch->partner[i];

      if (i > 0)
        g_string_append (text, ", ");
      if (partner == i)
        /* Translators: one of a list: name of a picture */
        g_string_append_printf (text, _("%s with itself"), emu_batch_page_picture_name (self, i));
      else
        /* Translators: one of a list: names of two pictures, weight of the first */
        g_string_append_printf (text, _("%s with %s, %.2f"), emu_batch_page_picture_name (self, i), emu_batch_page_picture_name (self, partner),
                                batch->used_a[i]);
    }

  return g_string_free (text, FALSE);
}
