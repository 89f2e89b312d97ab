/* emu-mix-document.h: what a person has set up on the Mix page, with undo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-picture.h"
#include "emu-recipe.h"

G_BEGIN_DECLS

/**
 * EmuMixDocument:
 *
 * Pictures in the tray, which of them are A and B, method, parameters (remembered for every
 * method), λ or α, given draws, seed and fit. Every change can be undone, as whole states on a
 * stack; a drag is one step, and so are changes of one control that follow each other within half
 * a second. Emits "changed" after each, and before it "renamed" for every picture whose name is
 * another now. For the main thread.
 */
#define EMU_TYPE_MIX_DOCUMENT (emu_mix_document_get_type ())
G_DECLARE_FINAL_TYPE (EmuMixDocument, emu_mix_document, EMU, MIX_DOCUMENT, GObject)

EmuMixDocument   *emu_mix_document_new            (const EmuMethod  *method) G_GNUC_WARN_UNUSED_RESULT;

/* Pictures. */

/** (transfer none): a list of #EmuPicture in the order of the tray. */
GListModel       *emu_mix_document_get_pictures   (EmuMixDocument   *self);

/** (nullable) */
EmuPicture       *emu_mix_document_get_a          (EmuMixDocument   *self);
EmuPicture       *emu_mix_document_get_b          (EmuMixDocument   *self);

/**
 * emu_mix_document_add:
 * @pictures: (element-type EmuPicture): what was opened together
 *
 * Empty places are filled first; of two or more the first becomes A and the second B; one alone
 * takes the place of a sample if there is one, otherwise of A.
 */
void              emu_mix_document_add            (EmuMixDocument   *self,
                                                   GPtrArray        *pictures);
void              emu_mix_document_remove         (EmuMixDocument   *self,
                                                   EmuPicture       *picture);
void              emu_mix_document_set_pair       (EmuMixDocument   *self,
                                                   EmuPicture       *a,
                                                   EmuPicture       *b);

/** Choosing the present B as A swaps the two, and the other way round. */
void              emu_mix_document_choose_a       (EmuMixDocument   *self,
                                                   EmuPicture       *picture);
void              emu_mix_document_choose_b       (EmuMixDocument   *self,
                                                   EmuPicture       *picture);
void              emu_mix_document_swap           (EmuMixDocument   *self);

/** Two different pictures of the tray, by chance; FALSE where there are fewer than three. */
gboolean          emu_mix_document_random_pair    (EmuMixDocument   *self);

/** (nullable): the tray's picture whose file has this SHA-256. */
EmuPicture       *emu_mix_document_find_picture   (EmuMixDocument   *self,
                                                   const char       *sha256);

/**
 * emu_mix_document_rename:
 * @name: (nullable): of the picture's class, cleaned by emu_name_clean(); %NULL for the file's name
 *
 * Names every picture with the same bytes. Emits "renamed" with the picture, as undoing it does.
 */
void              emu_mix_document_rename         (EmuMixDocument   *self,
                                                   EmuPicture       *picture,
                                                   const char       *name);

/**
 * emu_mix_document_get_guide:
 * @index: 0 for A, 1 for B
 *
 * (nullable): the file that says where to look in A or B; %NULL where that is computed. It belongs
 * to the picture, not to its place, and counts where the method asks for it.
 */
EmuPicture       *emu_mix_document_get_guide      (EmuMixDocument   *self,
                                                   guint             index);
void              emu_mix_document_set_guide      (EmuMixDocument   *self,
                                                   guint             index,
                                                   EmuPicture       *guide);

/* Method and parameters. */

const EmuMethod  *emu_mix_document_get_method     (EmuMixDocument   *self);
void              emu_mix_document_set_method     (EmuMixDocument   *self,
                                                   const EmuMethod  *method);

/** (transfer none): the present method's struct. */
const void       *emu_mix_document_get_params     (EmuMixDocument   *self);

/** (transfer none): what is remembered for any method. */
const void       *emu_mix_document_get_params_of  (EmuMixDocument   *self,
                                                   const EmuMethod  *method);

/** Values outside the table's range are left alone. */
void              emu_mix_document_set_param      (EmuMixDocument   *self,
                                                   const EmuParam   *param,
                                                   double            value);
void              emu_mix_document_set_range      (EmuMixDocument   *self,
                                                   const EmuParam   *param,
                                                   EmuRange          value);

/** %FALSE with @error set where the text is too long. */
gboolean          emu_mix_document_set_text       (EmuMixDocument   *self,
                                                   const EmuParam   *param,
                                                   const char       *text,
                                                   GError          **error);
void              emu_mix_document_reset_param    (EmuMixDocument   *self,
                                                   const EmuParam   *param);
void              emu_mix_document_set_published  (EmuMixDocument   *self,
                                                   gboolean          published);

/* λ. */

gboolean          emu_mix_document_get_draws_lambda (EmuMixDocument *self);

/** @lambda: the value λ is fixed at, where it is not drawn */
void              emu_mix_document_set_draws_lambda (EmuMixDocument *self,
                                                     gboolean        draws,
                                                     double          lambda);
double            emu_mix_document_get_lambda     (EmuMixDocument   *self);

/** Fixes λ. */
void              emu_mix_document_set_lambda     (EmuMixDocument   *self,
                                                   double            lambda);

/** The α in force: the person's, else the method's. */
double            emu_mix_document_get_alpha      (EmuMixDocument   *self);
void              emu_mix_document_set_alpha      (EmuMixDocument   *self,
                                                   double            alpha);

/* Chance. A given draw stays within its range: where A, a parameter or λ leaves it no room, it moves
 * to the nearest end as part of the same step, or goes back to chance where it is not drawn. */

gboolean          emu_mix_document_get_draw_fixed (EmuMixDocument   *self,
                                                   guint             index);
double            emu_mix_document_get_draw       (EmuMixDocument   *self,
                                                   guint             index);
void              emu_mix_document_fix_draw       (EmuMixDocument   *self,
                                                   guint             index,
                                                   double            value);
void              emu_mix_document_free_draw      (EmuMixDocument   *self,
                                                   guint             index);
guint64           emu_mix_document_get_seed       (EmuMixDocument   *self);
void              emu_mix_document_set_seed       (EmuMixDocument   *self,
                                                   guint64           seed);
gboolean          emu_mix_document_get_seed_locked (EmuMixDocument  *self);
void              emu_mix_document_set_seed_locked (EmuMixDocument  *self,
                                                    gboolean         locked);

/** A seed nobody chose; %FALSE while it is locked. */
gboolean          emu_mix_document_reroll         (EmuMixDocument   *self);

/**
 * emu_mix_document_set_box:
 * @mix: a mix of the present method and A, from which the box was taken
 * @wanted: where it is to stand, in pixels of A; as in emu_mix_find_box()
 * @box: (out caller-allocates) (optional): where it stands now
 *
 * Fixes λ and the draws that make the method's box as near to @wanted as it can be. Any number of calls
 * with the @mix that a drag began with are a drag from there.
 *
 * Returns: %FALSE where nothing was done, since there is no such box
 */
gboolean          emu_mix_document_set_box        (EmuMixDocument   *self,
                                                   const EmuMix     *mix,
                                                   const EmuBox     *wanted,
                                                   EmuMixBox        *box);

/* How B is brought to A's size. */

EmuFit            emu_mix_document_get_fit        (EmuMixDocument   *self);
void              emu_mix_document_set_fit        (EmuMixDocument   *self,
                                                   EmuFit            fit);

/* The whole. */

/** Returns: (transfer full) (nullable): the mixing as data; %NULL while A or B is missing */
EmuMixJob        *emu_mix_document_create_job     (EmuMixDocument   *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_mix_document_restore:
 * @recipe: method and settings to take over; the pictures it names are for the caller to find
 * @a: (nullable): stays as it is if %NULL
 * @b: (nullable): likewise
 *
 * One step of undo.
 */
void              emu_mix_document_restore        (EmuMixDocument   *self,
                                                   const EmuRecipe  *recipe,
                                                   EmuPicture       *a,
                                                   EmuPicture       *b);

/* Undo. */

/** Changes until the end of the gesture are one step; pairs may nest. */
void              emu_mix_document_begin_gesture  (EmuMixDocument   *self);
void              emu_mix_document_end_gesture    (EmuMixDocument   *self);

/** Takes back what the gesture has changed so far, as if it had not been; its end is still to come. */
void              emu_mix_document_cancel_gesture (EmuMixDocument   *self);
gboolean          emu_mix_document_in_gesture     (EmuMixDocument   *self);
gboolean          emu_mix_document_can_undo       (EmuMixDocument   *self);
gboolean          emu_mix_document_can_redo       (EmuMixDocument   *self);
void              emu_mix_document_undo           (EmuMixDocument   *self);
void              emu_mix_document_redo           (EmuMixDocument   *self);

/** What has happened until now cannot be undone: for the pictures a window starts with. */
void              emu_mix_document_forget_history (EmuMixDocument   *self);

G_END_DECLS
