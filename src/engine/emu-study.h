/* emu-study.h: what many draws with the same settings come to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-preview.h"

G_BEGIN_DECLS

/** Draws a window asks for. */
#define EMU_STUDY_DRAWS 1000

/** Bins of a histogram: equal ones from 0 to 1, of which the last one holds its upper end, too. */
#define EMU_STUDY_BINS 40

/** Share of a mixed picture that each of the two must have for the mixing to count as visible. */
#define EMU_STUDY_VISIBLE 0.02

/**
 * EmuStudy:
 * @job: the settings
 * @n_asked: draws asked for
 * @n: draws made; fewer than @n_asked while it goes on
 * @n_failed: draws among them that give no mix, as published code fails on some
 * @exact: mask means are counted over A's full grid; otherwise over the coarser one of the method's
 *   own, which departs from it by about one cell's share
 * @weight_a: the label's weight of A in each draw, in order; NaN where it failed
 * @mask_mean: likewise the mean of the mask, which is the share of the mixed picture that A has
 * @weight_bins: histogram of @weight_a; a weight outside 0 … 1 counts in the bin at that end
 * @mask_bins: histogram of @mask_mean
 * @n_visible: draws that mix visibly: both A and B have at least %EMU_STUDY_VISIBLE of the mixed
 *   picture, every pixel counted with its weight. So there is always a pixel in which either can be
 *   seen, and an even blend of 99 to 1, which nobody would notice, does not count
 * @n_apart: draws in which label and mask mean part by at least half a thousandth
 * @n_only_a: draws that leave A as it is: the mask is 1 everywhere
 * @n_only_b: draws of which B alone is left: the mask is 0 everywhere
 *
 * Statistics over samples number 0, 1, … of the job's seed. Reference counted and frozen.
 */
typedef struct
{
  EmuMixJob *job;
  guint      n_asked;
  guint      n;
  guint      n_failed;
  gboolean   exact;
  double    *weight_a;
  double    *mask_mean;
  guint      weight_bins[EMU_STUDY_BINS];
  guint      mask_bins[EMU_STUDY_BINS];
  guint      n_visible;
  guint      n_apart;
  guint      n_only_a;
  guint      n_only_b;
} EmuStudy;

/** Takes over @study, which is unfinished. */
typedef void (*EmuStudyFunc) (EmuStudy *study,
                              gpointer  data);

/**
 * emu_study_new:
 * @like: (nullable): a mix of these very pictures by the job's method, whose guides and geometry are
 *   used again; without it guides are computed
 * @n: draws, 1 to 2^20
 * @report: (nullable): called on the calling thread after 50 and after 200 draws, where there are
 *   more to come
 * @error: G_IO_ERROR_CANCELLED, EMU_ERROR_NO_MEMORY; a draw that fails by its settings is counted
 *
 * Draws samples 0 … @n − 1 of the job's seed, whatever its own sample number: λ and all other draws
 * anew, but for a λ asked for and draws given. Nothing is blended. The same for any number of
 * threads; where the method has no short way, geometry is made for A's full size, which takes long
 * for large pictures.
 *
 * Returns: (transfer full): for emu_study_unref()
 */
EmuStudy *emu_study_new   (EmuMixJob     *job,
                           const EmuMix  *like,
                           guint          n,
                           EmuStudyFunc   report,
                           gpointer       data,
                           GCancellable  *cancellable,
                           GError       **error) G_GNUC_WARN_UNUSED_RESULT;
EmuStudy *emu_study_ref   (EmuStudy      *self);
void      emu_study_unref (EmuStudy      *self);

/** The bin of a weight. */
guint     emu_study_bin   (double         weight);

/**
 * emu_mix_job_varies:
 *
 * Whether another seed can change anything: not where λ is asked for and all other draws are given,
 * decided by it or not in use.
 */
gboolean  emu_mix_job_varies (const EmuMixJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuStudy, emu_study_unref)

G_END_DECLS
