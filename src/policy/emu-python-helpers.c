/* emu-python-helpers.c: functions of Python that the mixings of several methods call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-python-helpers.h"

/* Whoever needs a helper comes after it. Everything is computed in the order and the width of the
 * engine's own loops, so that the same floats come out. */
static const struct
{
  const char *name;
  const char *needs[4];
  const char *code;
} helpers[] = {
  {
    "philox", { NULL },
    "def philox(seed, lane, n, purpose, sample):\n"
    "    \"\"\"n blocks of four 32-bit words: Philox 4x32-10, Salmon et al. 2011.\"\"\"\n"
    "    low = 2 ** 32 - 1\n"
    "    c0, c1 = np.arange(n, dtype=np.uint64), np.full(n, lane, np.uint64)\n"
    "    c2 = np.full(n, sample & low, np.uint64)\n"
    "    c3 = np.full(n, (purpose << 24) | (sample >> 32), np.uint64)\n"
    "    k0, k1 = seed & low, seed >> 32\n"
    "    for _ in range(10):\n"
    "        p0, p1 = c0 * 0xD2511F53, c2 * 0xCD9E8D57\n"
    "        c0, c1 = (p1 >> 32) ^ c1 ^ k0, p1 & low\n"
    "        c2, c3 = (p0 >> 32) ^ c3 ^ k1, p0 & low\n"
    "        k0, k1 = (k0 + 0x9E3779B9) & low, (k1 + 0xBB67AE85) & low\n"
    "    return c0, c1, c2, c3\n",
  },
  {
    "uniform", { "philox" },
    "def uniform(high, low):\n"
    "    \"\"\"Two words as a number of 53 bits in [0, 1).\"\"\"\n"
    "    return ((high >> 5) * 2.0 ** 26 + (low >> 6)) / 2.0 ** 53\n",
  },
  {
    "normals", { "uniform" },
    "def normals(shape, seed, lane, purpose=2, sample=0):\n"
    "    \"\"\"Standard normal numbers, by Box and Muller 1958.\"\"\"\n"
    "    w0, w1, w2, w3 = philox(seed, lane, math.prod(shape), purpose, sample)\n"
    "    x = np.sqrt(-2 * np.log(1 - uniform(w0, w1))) * np.cos(2 * np.pi * uniform(w2, w3))\n"
    "    return x.reshape(shape)\n",
  },
  {
    "permutation", { "uniform" },
    "def permutation(n, seed, lane, purpose=2, sample=0):\n"
    "    \"\"\"The numbers 0 to n - 1 in random order, by Fisher and Yates.\"\"\"\n"
    "    u = uniform(*philox(seed, lane, n, purpose, sample)[:2])\n"
    "    order = np.arange(n)\n"
    "    for i in range(n - 1):\n"
    "        j = i + int(u[i] * (n - i))\n"
    "        order[i], order[j] = order[j], order[i]\n"
    "    return order\n",
  },
  {
    "nearest", { NULL },
    "def nearest(x, height, width):\n"
    "    \"\"\"x at another size: one pixel each, as torch picks it.\"\"\"\n"
    "    y, x_at = ((torch.arange(n) * (torch.tensor(float(size)) / n)).long().clamp(max=size - 1)\n"
    "               for size, n in ((x.shape[-2], height), (x.shape[-1], width)))\n"
    "    return x[..., y, :][..., x_at]\n",
  },
  {
    "bilinear", { NULL },
    "def neighbours(size, n):\n"
    "    \"\"\"The two of size pixels that each of n lies between, and the weight of the second.\"\"\"\n"
    "    at = ((torch.arange(n) + 0.5) * (torch.tensor(float(size)) / n) - 0.5).clamp(min=0)\n"
    "    first = at.long().clamp(max=size - 1)\n"
    "    return first, (first + 1).clamp(max=size - 1), at - first\n"
    "\n"
    "\n"
    "def bilinear(x, height, width):\n"
    "    \"\"\"x at another size: the four nearest pixels, weighed.\"\"\"\n"
    "    y0, y1, v = neighbours(x.shape[-2], height)\n"
    "    x0, x1, u = neighbours(x.shape[-1], width)\n"
    "    v = v[:, None]\n"
    "    upper = (1 - u) * x[..., y0, :][..., x0] + u * x[..., y0, :][..., x1]\n"
    "    lower = (1 - u) * x[..., y1, :][..., x0] + u * x[..., y1, :][..., x1]\n"
    "    return (1 - v) * upper + v * lower\n",
  },
  {
    "area", { NULL },
    "def below(size, n):\n"
    "    \"\"\"First and last of size pixels below each of n, the parts of them that lie there, 1 / sum.\"\"\"\n"
    "    begin = size / n * np.arange(n)\n"
    "    end = np.minimum(size / n * np.arange(1, n + 1), size)\n"
    "    first = np.minimum(np.floor(begin + 1e-7), size - 1).astype(int)\n"
    "    last = np.maximum(np.ceil(end - 1e-7).astype(int) - 1, first)\n"
    "    parts = [part.astype(np.float32) for part in\n"
    "             (np.minimum(end, first + 1) - begin, end - np.maximum(begin, last))]\n"
    "    head, tail = (np.where(abs(part - 1) < 1e-6, np.float32(1), part) for part in parts)\n"
    "    return first, last, head, tail, 1 / np.where(\n"
    "        first == last, head, head + tail + (last - first - 1).astype(np.float32))\n"
    "\n"
    "\n"
    "def area(x, height, width):\n"
    "    \"\"\"x at a smaller size: the mean of what each pixel covers, rounded to bytes.\"\"\"\n"
    "    x = x.numpy()\n"
    "    first, last, head, tail, scale_y = below(x.shape[-2], height)\n"
    "    # Of rows that are cut a part; the sum of whole ones is exact.\n"
    "    cut, cut_tail = head != 1, (tail != 1) & (last > first)\n"
    "    sums = np.pad(x, [(0, 0), (1, 0), (0, 0)]).cumsum(1, dtype=np.float64)\n"
    "    rows = ((head * cut)[:, None] * x[:, first] + (tail * cut_tail)[:, None] * x[:, last] +\n"
    "            (sums[:, last + 1 - cut_tail] - sums[:, first + cut]).astype(np.float32))\n"
    "    first, last, head, tail, scale_x = below(x.shape[-1], width)\n"
    "    total = head * rows[..., first]\n"
    "    for i in range(1, (last - first).max() + 1):\n"
    "        part = np.where(first + i < last, np.float32(1), tail) * (first + i <= last)\n"
    "        total = total + part * rows[..., np.minimum(first + i, last)]\n"
    "    return torch.from_numpy(np.rint(total * scale_x * scale_y[:, None]))\n",
  },
  {
    "blur", { NULL },
    "def blur(x, size, sigma):\n"
    "    \"\"\"A Gaussian of size by size taps; x is mirrored at its border.\"\"\"\n"
    "    k = np.arange(size) - size // 2\n"
    "    taps = np.exp(-k * k / (2 * sigma * sigma))\n"
    "    taps = (taps / taps.sum()).astype(np.float32)\n"
    "    x = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(size // 2, size // 2)] * 2, \"reflect\")\n"
    "    height, width = x.shape[-2] - size + 1, x.shape[-1] - size + 1\n"
    "    x = sum(taps[i] * x[..., i:i + height, :] for i in range(size))\n"
    "    return sum(taps[i] * x[..., i:i + width] for i in range(size))\n",
  },
  {
    "channels", { NULL },
    "def channels(picture):\n"
    "    \"\"\"Red, green and blue as doubles from 0 to 255; grey stands for all three.\"\"\"\n"
    "    x = picture.double().numpy()\n"
    "    return [x[..., min(c, x.shape[-3] - 1), :, :] for c in range(3)]\n",
  },
  {
    "fine_grained", { "channels" },
    "def fine_grained(picture):\n"
    "    \"\"\"How much every pixel differs from its surroundings, 0 to 1.\n"
    "\n"
    "    Montabone and Soto 2010, as OpenCV computes it: red and blue change places.\n"
    "    \"\"\"\n"
    "    red, green, blue = channels(picture)\n"
    "    grey = np.floor((3735 * red + 19235 * green + 9798 * blue + 16384) / 32768)\n"
    "    height, width = grey.shape[-2:]\n"
    "    outer = [(0, 0)] * (grey.ndim - 2)\n"
    "    for _ in range(2):\n"
    "        x = np.pad(grey, outer + [(1, 1), (1, 1)], \"reflect\")\n"
    "        x = x[..., :-2, :] + 2 * x[..., 1:-1, :] + x[..., 2:, :]\n"
    "        grey = np.floor((x[..., :-2] + 2 * x[..., 1:-1] + x[..., 2:] + 8) / 16)\n"
    "\n"
    "    sums = np.pad(grey, outer + [(1, 0), (1, 0)]).cumsum(-2).cumsum(-1)\n"
    "    grey = grey.astype(np.float32)\n"
    "    brighter, darker = np.zeros_like(grey), np.zeros_like(grey)\n"
    "    y, x = np.arange(height)[:, None], np.arange(width)\n"
    "    for radius in (12, 24, 28, 48, 56, 112):\n"
    "        y0, y1 = (np.clip(y + d, 0, height) for d in (1 - radius, 1 + radius))\n"
    "        x0, x1 = (np.clip(x + d, 0, width) for d in (1 - radius, 1 + radius))\n"
    "        window = sums[..., y1, x1] - sums[..., y0, x1] - sums[..., y1, x0] + sums[..., y0, x0]\n"
    "        others = ((y1 - y0) * (x1 - x0) - 1).astype(np.float32)\n"
    "        mean = (window.astype(np.float32) - grey) / np.maximum(others, 1)\n"
    "        difference = np.trunc(grey - mean) * (others > 0)\n"
    "        brighter += np.maximum(difference, 0)\n"
    "        darker += np.maximum(-difference, 0)\n"
    "\n"
    "    def scaled(x):\n"
    "        share = x / np.maximum(x.max((-2, -1), keepdims=True), 1)\n"
    "        return np.floor(255 * share.astype(np.float64))\n"
    "\n"
    "    # What passes 255 begins at 0 again: a defect that every published map has.\n"
    "    return ((scaled(brighter) + scaled(darker)) % 256 / 255).astype(np.float32)\n",
  },
  {
    "residual", { "blur", "bilinear", "channels" },
    "def shrunk(x, height, width):\n"
    "    \"\"\"x at another size: two taps each way, without smoothing.\"\"\"\n"
    "    at_y, at_x = (np.maximum((np.arange(n) + 0.5) * size / n - 0.5, 0)\n"
    "                  for size, n in ((x.shape[-2], height), (x.shape[-1], width)))\n"
    "    y0, x0 = at_y.astype(int), at_x.astype(int)\n"
    "    y1, x1 = np.minimum(y0 + 1, x.shape[-2] - 1), np.minimum(x0 + 1, x.shape[-1] - 1)\n"
    "    v, u = (at_y - y0)[:, None], at_x - x0\n"
    "    upper = x[..., y0, :][..., x0] * (1 - u) + x[..., y0, :][..., x1] * u\n"
    "    lower = x[..., y1, :][..., x0] * (1 - u) + x[..., y1, :][..., x1] * u\n"
    "    return upper * (1 - v) + lower * v\n"
    "\n"
    "\n"
    "def around(x, border):\n"
    "    \"\"\"The mean of the nine values round each.\"\"\"\n"
    "    height, width = x.shape[-2:]\n"
    "    x = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(1, 1), (1, 1)], border)\n"
    "    return sum(x[..., j:j + height, i:i + width] for j in range(3) for i in range(3)) / 9\n"
    "\n"
    "\n"
    "def enlarged(x, picture):\n"
    "    \"\"\"x, its largest value made 1, at the picture's size.\"\"\"\n"
    "    largest = x.max((-2, -1), keepdims=True)\n"
    "    x = x / np.where(largest > 0, largest, np.float32(1))\n"
    "    return bilinear(torch.from_numpy(x), *picture.shape[-2:]).numpy()\n",
  },
  {
    "spectral_residual", { "residual" },
    "def spectral_residual(picture):\n"
    "    \"\"\"What an average spectrum does not foretell, 0 to 1.\n"
    "\n"
    "    Hou and Zhang, CVPR 2007, as OpenCV computes it: red and blue change places.\n"
    "    \"\"\"\n"
    "    red, green, blue = channels(picture)\n"
    "    grey = np.floor((3735 * red + 19235 * green + 9798 * blue) / 32768 + 0.5)\n"
    "    spectrum = np.fft.fft2(np.rint(shrunk(grey, 64, 64)))\n"
    "    amplitude = np.sqrt(spectrum.real ** 2 + spectrum.imag ** 2)\n"
    "    log = np.log(1 + amplitude)\n"
    "    there = amplitude > 1e-6  # the angle of nothing is 0\n"
    "    phase = np.where(there, spectrum / np.where(there, amplitude, 1), 1)\n"
    "    x = np.fft.ifft2(np.exp(log - around(log, \"reflect\")) * phase)\n"
    "    x = np.sqrt(x.real ** 2 + x.imag ** 2).astype(np.float32)\n"
    "    return enlarged(blur(x, 5, 8) ** 2, picture)\n",
  },
  {
    "guided_residual", { "residual" },
    "def guided_residual(picture):\n"
    "    \"\"\"What an average spectrum does not foretell, 0 to 1, as GuidedMixup computes it.\"\"\"\n"
    "    red, green, blue = channels(picture)\n"
    "    height, width = picture.shape[-2:]\n"
    "    if max(height, width) > 128:\n"
    "        height = width = 128\n"
    "    grey = shrunk(0.2989 * red + 0.587 * green + 0.114 * blue, height, width) / 255\n"
    "    spectrum = np.fft.fft2(grey)\n"
    "    amplitude = np.sqrt(spectrum.real ** 2 + spectrum.imag ** 2 + 1e-10)\n"
    "    log = np.log(amplitude)\n"
    "    x = np.fft.ifft2(np.exp(log - around(log, \"edge\")) * spectrum / amplitude)\n"
    "    x = np.sqrt(x.real ** 2 + x.imag ** 2).astype(np.float32)\n"
    "    return enlarged(blur(x, 7, 3), picture)\n",
  },
  {
    "load_map", { "bilinear" },
    "def load_map(path, height, width):\n"
    "    \"\"\"A map of where to look, (1, height, width), 0 to 255.\"\"\"\n"
    "    red, green, blue = np.array(Image.open(path).convert(\"RGB\")).astype(int).transpose(2, 0, 1)\n"
    "    grey = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16\n"
    "    return bilinear(torch.from_numpy(grey[None]).float(), height, width).round()\n",
  },
};

static gboolean
is_marked (gboolean   *marks,
           const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
    {
      if (strcmp (helpers[i].name, name) == 0)
        return marks[i] = TRUE;
    }

  return FALSE;
}

void
emu_python_add_helpers (GString         *text,
                        const GPtrArray *names)
{
  gboolean marks[G_N_ELEMENTS (helpers)] = { FALSE };

  for (guint i = 0; i < names->len; i++)
    g_return_if_fail (is_marked (marks, g_ptr_array_index (names, i)));

  /* Backwards, so that whoever is needed has not been passed. */
  for (guint i = G_N_ELEMENTS (helpers); i-- > 0;)
    {
      for (guint j = 0; marks[i] && j < G_N_ELEMENTS (helpers[i].needs) && helpers[i].needs[j] != NULL; j++)
        is_marked (marks, helpers[i].needs[j]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
    {
      if (marks[i])
        g_string_append_printf (text, "\n\n%s", helpers[i].code);
    }
}
