/* test-clones.c: every build of the inner loops gives the same bits
 *
 * The loops are built twice more as modules, once for the plainest CPU without intrinsics and once
 * for x86-64-v3, and compared call by call with one another and with the build in use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gmodule.h>
#include <string.h>

#include "emu-kernels.h"
#include "emu-math.h"
#include "emu-rng.h"

#define N 1031  /* no multiple of any vector */

static GModule *plain;
static GModule *wide;

static uint8_t bytes_a[N], bytes_b[N];
static float floats_a[N], floats_b[N], weights[N];
static double numbers[N];

static gpointer
symbol (GModule    *module,
        const char *name)
{
  gpointer function = NULL;

  if (!g_module_symbol (module, name, &function))
    g_error ("%s", g_module_error ());

  return function;
}

/* Calls @name in all three builds on cleared output and compares. */
#define SAME(Type, name, call)                                                               \
  G_STMT_START                                                                              \
  {                                                                                         \
    Type out[3][N];                                                                         \
    typeof (&name) builds[3] = { name, symbol (plain, #name), symbol (wide, #name) };       \
                                                                                            \
    memset (out, 0, sizeof out);                                                            \
    for (int build = 0; build < 3; build++)                                                 \
      {                                                                                     \
        typeof (&name) f = builds[build];                                                   \
        Type *o = out[build];                                                               \
                                                                                            \
        call;                                                                               \
      }                                                                                     \
    g_assert_cmpmem (out[0], sizeof out[0], out[1], sizeof out[1]);                         \
    g_assert_cmpmem (out[0], sizeof out[0], out[2], sizeof out[2]);                         \
  }                                                                                         \
  G_STMT_END

static void
test_kernels (void)
{
  for (size_t n = N; n > 0; n = n > 40 ? n / 3 : n - 1)
    {
      SAME (uint8_t, emu_kernel_mix_bytes, f (o, bytes_a, bytes_b, 0.3f, 0.7f, n));
      SAME (uint8_t, emu_kernel_blend_bytes, f (o, bytes_a, bytes_b, weights, n));
      SAME (float, emu_kernel_mix_floats, f (o, floats_a, floats_b, 0.3f, 0.7f, n));
      SAME (float, emu_kernel_blend_floats, f (o, floats_a, floats_b, weights, n));
      SAME (float, emu_kernel_mix_normalised, f (o, bytes_a, bytes_b, 0.3f, 0.7f, 0.017f, -2.1f, n));
      SAME (float, emu_kernel_blend_normalised, f (o, bytes_a, bytes_b, weights, 0.017f, -2.1f, n));
      SAME (uint8_t, emu_kernel_to_bytes, f (o, floats_a, 300.0f, n));
      SAME (float, emu_kernel_to_floats, f (o, bytes_a, n));
      SAME (uint16_t, emu_kernel_add_bytes, f (o, bytes_a, n); f (o, bytes_b, n));
      SAME (float, emu_kernel_add_weighted, f (o, bytes_a, 0.3f, n); f (o, bytes_b, 0.1f, n));
      SAME (float, emu_kernel_add_weighted_floats, f (o, floats_a, 0.3f, n); f (o, floats_b, 0.1f, n));
      SAME (double, emu_kernel_sum, o[0] = f (floats_a, n));
    }
}

static void
test_math (void)
{
  SAME (double, emu_math_log_array, f (o, numbers, N));
  SAME (double, emu_math_exp_array, f (o, numbers, N));
  SAME (double, emu_math_pow_array, f (o, numbers, -3.0, N));
  SAME (double, emu_math_pow_array, f (o, numbers, 0.37, N));
}

static void
test_chance (void)
{
  SAME (double, emu_rng_fill_uniform, f (1729, EMU_PURPOSE_MIX, 5, 1, 3, N, o));
  SAME (double, emu_rng_fill_normal, f (1729, EMU_PURPOSE_MIX, 5, 1, 3, N, o));
}

/* The bytes of one row against the rule of the header, one float at a time. */
static void
test_rule (void)
{
  uint8_t out[N];

  emu_kernel_blend_bytes (out, bytes_a, bytes_b, weights, N);
  for (int i = 0; i < N; i++)
    {
      volatile float l = weights[i] * (float) bytes_a[i];
      volatile float rest = 1.0f - weights[i];
      volatile float m = rest * (float) bytes_b[i];
      volatile float sum = l + m;

      g_assert_cmpint (out[i], ==, (int) __builtin_rintf (sum));
    }
}

int
main (int    argc,
      char **argv)
{
  double u[N];

  g_test_init (&argc, &argv, NULL);

  emu_rng_fill_uniform (1, EMU_PURPOSE_DATASET, 0, 0, 0, N, u);
  for (int i = 0; i < N; i++)
    {
      bytes_a[i] = (uint8_t) (u[i] * 256);
      bytes_b[i] = (uint8_t) (u[N - 1 - i] * 256);
      floats_a[i] = (float) u[i];
      floats_b[i] = (float) (u[N - 1 - i] - 0.5);
      weights[i] = (float) u[(i * 7) % N];
      numbers[i] = u[i] * (i % 3 + 1);
    }

  g_test_add_func ("/clones/rule", test_rule);

  plain = g_module_open (g_getenv ("EMULSION_LOOPS_PLAIN"), G_MODULE_BIND_LOCAL);
  wide = g_module_open (g_getenv ("EMULSION_LOOPS_WIDE"), G_MODULE_BIND_LOCAL);
#ifdef __x86_64__
  if (plain == NULL || wide == NULL)
    g_error ("%s", g_module_error ());

  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    {
      g_test_add_func ("/clones/kernels", test_kernels);
      g_test_add_func ("/clones/math", test_math);
      g_test_add_func ("/clones/chance", test_chance);
    }
#endif

  return g_test_run ();
}
