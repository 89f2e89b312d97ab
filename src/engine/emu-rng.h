/* emu-rng.h: chance that can be drawn again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The largest seed: every seed is also exact as a double, as files and fields may carry it. */
#define EMU_SEED_MAX ((G_GUINT64_CONSTANT (1) << 53) - 1)

/** The largest sample number. */
#define EMU_SAMPLE_MAX ((G_GUINT64_CONSTANT (1) << 56) - 1)

/** The shapes emu_rng_gamma() and emu_rng_beta() take. */
#define EMU_SHAPE_MIN 1e-6
#define EMU_SHAPE_MAX 1e8

/**
 * EmuPurpose:
 * @EMU_PURPOSE_LAMBDA: λ of one pair
 * @EMU_PURPOSE_MIX: the draws of a mixing method
 * @EMU_PURPOSE_BATCH: draws that one batch shares; the sample number is the batch number
 * @EMU_PURPOSE_OPERATION: the draws of an operation on one picture
 * @EMU_PURPOSE_POLICY: which method, when, how strongly
 * @EMU_PURPOSE_SHUFFLE: the order of the pictures in an epoch
 * @EMU_PURPOSE_DATASET: pictures that are made rather than read, and splits
 * @EMU_PURPOSE_WEIGHTS: the first weights of a network
 * @EMU_PURPOSE_PAIRING: who is mixed with whom
 *
 * What a number is drawn for. Two purposes share no number. Recipes and results depend on these
 * values: add to them, never change one. At most 255.
 */
typedef enum
{
  EMU_PURPOSE_LAMBDA = 1,
  EMU_PURPOSE_MIX = 2,
  EMU_PURPOSE_BATCH = 3,
  EMU_PURPOSE_OPERATION = 4,
  EMU_PURPOSE_POLICY = 5,
  EMU_PURPOSE_SHUFFLE = 6,
  EMU_PURPOSE_DATASET = 7,
  EMU_PURPOSE_WEIGHTS = 8,
  EMU_PURPOSE_PAIRING = 9,
} EmuPurpose;

/**
 * EmuRng:
 * @seed: 0 to %EMU_SEED_MAX
 * @sample: which sample, 0 to %EMU_SAMPLE_MAX
 * @purpose: what for
 * @lane: which draw: its index in the table of draws
 * @block: the next block of the lane
 *
 * A place in the numbers. A plain value: copy it to draw the same again.
 *
 * The numbers come in blocks of four 32-bit words, each the image under Philox 4x32-10 of
 *
 *   counter = { block, lane, sample bits 0–31, purpose << 24 | sample bits 32–55 }
 *   key     = { seed bits 0–31, seed bits 32–63 }
 *
 * so any of them can be had without those before it. A uniform number is made of two words,
 * u = ((w0 >> 5) 2^26 + (w1 >> 6)) / 2^53, a multiple of 2^-53 in [0, 1). Element i of an array
 * stands in block i. A draw by rejection goes on in the next block and so never moves a draw in
 * another lane.
 *
 * All functions here are safe from any thread, give the same bits on every machine, and use the
 * functions of emu-math.h.
 */
typedef struct
{
  guint64    seed;
  guint64    sample;
  EmuPurpose purpose;
  guint32    lane;
  guint32    block;
} EmuRng;

/**
 * emu_philox4x32:
 * @rounds: 10 everywhere in this program; 7 is the other published variant
 * @out: (out caller-allocates): a block
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
void   emu_philox4x32          (int           rounds,
                                const guint32 counter[4],
                                const guint32 key[2],
                                guint32       out[4]);

/** Goes to block 0 of a lane. */
void   emu_rng_init            (EmuRng       *self,
                                guint64       seed,
                                EmuPurpose    purpose,
                                guint64       sample,
                                guint32       lane);

/** Uniform in [0, 1). Takes one block: words 0 and 1. */
double emu_rng_uniform         (EmuRng       *self);

/**
 * emu_rng_uniform_in:
 * @lo: least value
 * @hi: at least @lo
 *
 * @lo + u (@hi - @lo). Takes one block. Rounding may give @hi itself, never more.
 */
double emu_rng_uniform_in      (EmuRng       *self,
                                double        lo,
                                double        hi);

/**
 * emu_rng_int:
 * @lo: least value
 * @hi: greatest value, at least @lo
 *
 * Any of the integers @lo to @hi, both included: @lo + floor (u n) for n of them. Takes one block.
 * No value departs from 1/n by more than 2^-53.
 */
int    emu_rng_int             (EmuRng       *self,
                                int           lo,
                                int           hi);

/**
 * emu_rng_normal:
 *
 * Normal with mean 0 and variance 1, at most 8.58 in size. Takes one block, u of words 0 and 1 and
 * v of words 2 and 3: sqrt (-2 log (1 - u)) cos (2 pi v).
 *
 * Source: Box and Muller, Ann. Math. Stat. 29, 1958.
 */
double emu_rng_normal          (EmuRng       *self);

/**
 * emu_rng_gamma:
 * @shape: %EMU_SHAPE_MIN to %EMU_SHAPE_MAX
 *
 * Gamma with scale 1. Each attempt takes two blocks, a normal one and a uniform one; a @shape
 * below 1 one more block at the end. A small @shape gives 0 where the number is less than a
 * double can hold; for 0.001 that is every second time.
 *
 * Source: Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 26, 2000;
 * for a shape below 1 its section 6: G(shape + 1) u^(1/shape).
 */
double emu_rng_gamma           (EmuRng       *self,
                                double        shape);

/**
 * emu_rng_beta:
 * @a: %EMU_SHAPE_MIN to %EMU_SHAPE_MAX
 * @b: likewise
 *
 * Beta, always in [0, 1] and never NaN; 0 and 1 themselves occur where a or b is small.
 *
 * Both 1: the uniform number. Both at most 1: Jöhnk's method, one block an attempt, u of words 0
 * and 1 and v of words 2 and 3; u^(1/a) and v^(1/b) are held as logarithms, as most of them are
 * too small for a double when a or b is. Otherwise G(a) / (G(a) + G(b)), a first, as in
 * emu_rng_gamma().
 *
 * Source: Jöhnk, Metrika 8, 1964; methods by Devroye, "Non-uniform random variate generation",
 * 1986, chapter IX.
 */
double emu_rng_beta            (EmuRng       *self,
                                double        a,
                                double        b);

/**
 * emu_rng_fill_uniform:
 * @first: block of the first element
 * @n: elements; @first + @n is at most 2^32, as a block number has 32 bits
 * @out: (out caller-allocates): @n numbers
 *
 * Element i is emu_rng_uniform() at block @first + i, so a long array may be filled in parts, on
 * several threads.
 */
void   emu_rng_fill_uniform    (guint64       seed,
                                EmuPurpose    purpose,
                                guint64       sample,
                                guint32       lane,
                                gsize         first,
                                gsize         n,
                                double       *out);

/** Like emu_rng_fill_uniform(): element i is emu_rng_normal() at block @first + i, bit for bit. */
void   emu_rng_fill_normal     (guint64       seed,
                                EmuPurpose    purpose,
                                guint64       sample,
                                guint32       lane,
                                gsize         first,
                                gsize         n,
                                double       *out);

/**
 * emu_rng_permutation:
 * @n: at least 0
 * @out: (out caller-allocates): @n numbers, each of 0 to @n - 1 once
 *
 * Every order is equally likely. Step i takes one block and swaps element i with one of i to
 * @n - 1; there are @n - 1 steps.
 *
 * Source: Fisher and Yates; Durstenfeld, CACM 7, 1964.
 */
void   emu_rng_permutation     (EmuRng       *self,
                                int           n,
                                int          *out);

G_END_DECLS
