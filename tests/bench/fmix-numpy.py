#!/usr/bin/env python3
# fmix-numpy.py: the time that FMix's mask takes in NumPy, for comparison
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The steps of the paper (arXiv:2002.12047) as a NumPy program takes them, one whole-array call a
# step: frequencies, normal spectrum, inverse real transform, ranks by a full sort, weights.
# Prints the median time in microseconds.
#
# Usage: fmix-numpy.py [SIDE [RUNS]]

import math
import statistics
import sys
import time

import numpy as np


def field(height, width, decay, rng):
    """Random field of low frequencies, scaled to 0 … 1."""
    down = np.fft.fftfreq(height)[:, np.newaxis]
    across = np.fft.rfftfreq(width)[np.newaxis, :]
    frequency = np.sqrt(down * down + across * across)
    amplitude = 1.0 / np.maximum(frequency, 1.0 / max(height, width)) ** decay

    numbers = rng.standard_normal(frequency.shape + (2,)) * amplitude[..., np.newaxis]
    values = np.fft.irfft2(numbers[..., 0] + 1j * numbers[..., 1], (height, width))
    values -= values.min()
    return values / values.max()


def mask(height, width, weight, decay, rng):
    """1 for the share `weight` of the largest values, 0 for the others."""
    values = field(height, width, decay, rng).ravel()
    share = weight * values.size
    inside = math.ceil(share) if rng.random() > 0.5 else math.floor(share)

    out = np.zeros(values.size, np.float32)
    out[np.argsort(values)[::-1][:inside]] = 1
    return out.reshape(height, width)


def main():
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 224
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 101
    rng = np.random.Generator(np.random.MT19937(1))
    times = []

    for _ in range(runs):
        start = time.perf_counter()
        mask(side, side, 0.4, 3.0, rng)
        times.append(time.perf_counter() - start)

    print(f"{statistics.median(times) * 1e6:.0f}")


main()
