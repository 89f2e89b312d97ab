#!/usr/bin/env python3
# ops-pillow.py: the time that operations on one picture take in Pillow, for comparison
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints, for each operation, the median time in microseconds, nan where Pillow has none.
#
# Usage: ops-pillow.py SIDE RUNS REPEATS "OPERATION NAME=VALUE…" …
import io
import os
import runpy
import statistics
import sys
import time

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

OPERATIONS = runpy.run_path(os.path.join(os.path.dirname(__file__), "..", "pillow-ops.py"))["OPERATIONS"]


def enhance(kind):
    return lambda image, p: kind(image).enhance(float(p["factor"]))


def solarize_add(image, p):
    add, threshold = int(float(p["add"])), int(float(p["threshold"]))
    table = [min(255, v + add) if v < threshold else v for v in range(256)]
    return image.point(table * 3)


def jpeg(image, p):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(p["quality"]))
    return Image.open(file).load()


OPERATIONS.update({
    "autocontrast": lambda i, p: ImageOps.autocontrast(i, (float(p["low"]), float(p["high"]))),
    "brightness": enhance(ImageEnhance.Brightness),
    "color": enhance(ImageEnhance.Color),
    "contrast": enhance(ImageEnhance.Contrast),
    "desaturate": lambda i, p: ImageEnhance.Color(i).enhance(1 - float(p["amount"])),
    "equalize": lambda i, p: ImageOps.equalize(i),
    "gaussian-blur": lambda i, p: i.filter(ImageFilter.GaussianBlur(float(p["radius"]))),
    "grayscale": lambda i, p: i.convert("L").convert("RGB"),
    "invert": lambda i, p: ImageOps.invert(i),
    "jpeg": jpeg,
    "posterize": lambda i, p: ImageOps.posterize(i, int(p["bits"])),
    "sharpness": enhance(ImageEnhance.Sharpness),
    "solarize": lambda i, p: ImageOps.solarize(i, int(float(p["threshold"]))),
    "solarize-add": solarize_add,
})


def measure(operation, image, params, runs, repeats):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(repeats):
            operation(image, params)
        times.append((time.perf_counter() - start) / repeats)
    return statistics.median(times) * 1e6


def main():
    side, runs, repeats = (int(word) for word in sys.argv[1:4])
    image = Image.frombytes("RGB", (side, side), os.urandom(3 * side * side))

    for line in sys.argv[4:]:
        name, *settings = line.split()
        params = dict(setting.split("=", 1) for setting in settings)
        known = name in OPERATIONS
        print(measure(OPERATIONS[name], image, params, runs, repeats) if known else float("nan"))


main()
