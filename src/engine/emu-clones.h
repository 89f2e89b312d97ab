/* emu-clones.h: one build of a loop per CPU level
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

/* A test builds the kernels once per level with an empty macro of its own and compares them.
 * ThreadSanitizer starts before the resolver of a cloned function may run, so there are no
 * clones under it. */
#ifndef EMU_CLONES
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define EMU_CLONES __attribute__ ((target_clones ("default", "arch=x86-64-v3")))
#else
#define EMU_CLONES
#endif
#endif
