#!/usr/bin/env python3
# policies-python.py: the time that policies take in Python, for comparison
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Chains of Pillow for timm's strings, with the operations, arguments and probabilities that those
# name, and torchvision's transforms where it is installed. Prints, for each policy, the median time
# in microseconds that the processor spends on a picture, nan where a library is missing.
#
# Usage: policies-python.py PICTURES SIDE PASSES PICTURES_A_PASS "NOTATION POLICY" …
import random
import statistics
import sys
import time

from PIL import Image, ImageEnhance, ImageOps

try:
    import numpy
except ImportError:
    numpy = None
try:
    import torch
    from torchvision import transforms
    torch.set_num_threads(1)
except ImportError:
    transforms = None

FILL = (124, 116, 104)


def either(value):
    return value if random.random() < 0.5 else -value


def affine(image, matrix):
    how = random.choice((Image.BILINEAR, Image.BICUBIC))
    return image.transform(image.size, Image.AFFINE, matrix, how, fillcolor=FILL)


def rotate(image, share):
    how = random.choice((Image.BILINEAR, Image.BICUBIC))
    return image.rotate(either(30 * share), how, fillcolor=FILL)


def posterize(bits):
    def run(image, share):
        kept = bits(int(4 * share))
        return ImageOps.posterize(image, kept) if kept < 8 else image
    return run


def solarize(threshold):
    return lambda image, share: ImageOps.solarize(image, threshold(min(256, int(256 * share))))


def solarize_add(image, share):
    add = min(128, int(110 * share))
    return image.point([min(255, v + add) if v < 128 else v for v in range(256)] * 3)


def enhance(kind):
    return lambda image, share: kind(image).enhance(0.1 + 1.8 * share)


def enhance_increasing(kind):
    return lambda image, share: kind(image).enhance(max(0.1, 1 + either(0.9 * share)))


MOVES = {
    "AutoContrast": lambda i, s: ImageOps.autocontrast(i),
    "Equalize": lambda i, s: ImageOps.equalize(i),
    "Invert": lambda i, s: ImageOps.invert(i),
    "Rotate": rotate,
    "SolarizeAdd": solarize_add,
    "ShearX": lambda i, s: affine(i, (1, either(0.3 * s), 0, 0, 1, 0)),
    "ShearY": lambda i, s: affine(i, (1, 0, 0, either(0.3 * s), 1, 0)),
    "TranslateXRel": lambda i, s: affine(i, (1, 0, either(0.45 * s) * i.size[0], 0, 1, 0)),
    "TranslateYRel": lambda i, s: affine(i, (1, 0, 0, 0, 1, either(0.45 * s) * i.size[1])),
}
KINDS = {"Color": ImageEnhance.Color, "Contrast": ImageEnhance.Contrast,
         "Brightness": ImageEnhance.Brightness, "Sharpness": ImageEnhance.Sharpness}
BASE = {**MOVES, "Posterize": posterize(lambda b: b), "Solarize": solarize(lambda t: t),
        **{name: enhance(kind) for name, kind in KINDS.items()}}
INCREASING = {**MOVES, "Posterize": posterize(lambda b: 4 - b),
              "Solarize": solarize(lambda t: 256 - t),
              **{name: enhance_increasing(kind) for name, kind in KINDS.items()}}
ORIGINAL = {**BASE, "Posterize": posterize(lambda b: b + 4)}

ORIGINAL_PAIRS = [[(name, float(p), int(m)) for name, p, m in (s.split() for s in line.split(","))]
                  for line in """
    Posterize .4 8,Rotate .6 9|Solarize .6 5,AutoContrast .6 5|Equalize .8 8,Equalize .6 3
    Posterize .6 7,Posterize .6 6|Equalize .4 7,Solarize .2 4|Equalize .4 4,Rotate .8 8
    Solarize .6 3,Equalize .6 7|Posterize .8 5,Equalize 1 2|Rotate .2 3,Solarize .6 8
    Equalize .6 8,Posterize .4 6|Rotate .8 8,Color .4 0|Rotate .4 9,Equalize .6 2
    Equalize 0 7,Equalize .8 8|Invert .6 4,Equalize 1 8|Color .6 4,Contrast 1 8
    Rotate .8 8,Color 1 2|Color .8 8,Solarize .8 7|Sharpness .4 7,Invert .6 8
    ShearX .6 5,Equalize 1 9|Color .4 0,Equalize .6 3|Equalize .4 7,Solarize .2 4
    Solarize .6 5,AutoContrast .6 5|Invert .6 4,Equalize 1 8|Color .6 4,Contrast 1 8
    Equalize .8 8,Equalize .6 3""".strip().replace("\n", "|").split("|")]


def rand_augment(operations, p, magnitude, deviation):
    operations = list(operations.values())

    def run(image):
        for operation in random.choices(operations, k=2):
            if p < 1 and random.random() > p:
                continue
            m = random.gauss(magnitude, deviation) if deviation > 0 else magnitude
            image = operation(image, max(0, min(10, m)) / 10)
        return image
    return run


def auto_augment(image):
    for name, p, magnitude in random.choice(ORIGINAL_PAIRS):
        if random.random() <= p:
            image = ORIGINAL[name](image, magnitude / 10)
    return image


def augmix(width, magnitude):
    operations = [run for name, run in INCREASING.items() if name not in ("Invert", "SolarizeAdd")]

    def run(image):
        mixed = numpy.zeros((image.size[1], image.size[0], 3), numpy.float32)
        for weight in numpy.float32(numpy.random.dirichlet([1] * width)):
            chain = image
            for operation in random.choices(operations, k=random.randint(1, 3)):
                chain = operation(chain, random.uniform(0, magnitude) / 10)
            mixed += weight * numpy.asarray(chain, numpy.float32)
        mixed = Image.fromarray(numpy.clip(mixed, 0, 255).astype(numpy.uint8))
        return Image.blend(image, mixed, random.betavariate(1, 1))
    return run


POLICIES = {
    "timm rand-m9-mstd0.5-inc1": rand_augment(INCREASING, 0.5, 9, 0.5),
    "timm rand-m9-n2-p1": rand_augment(BASE, 1, 9, 0),
    "timm original": auto_augment,
}
if numpy is not None:
    POLICIES["timm augmix-m3-w3"] = augmix(3, 3)
if transforms is not None:
    POLICIES["torchvision RandAugment(2, 9)"] = transforms.RandAugment(2, 9)
    POLICIES["torchvision TrivialAugmentWide()"] = transforms.TrivialAugmentWide()
    POLICIES["torchvision AugMix()"] = transforms.AugMix()


def measure(policy, pictures, passes, n):
    times = []
    for _ in range(passes):
        start = time.thread_time()
        for i in range(n):
            policy(pictures[i % len(pictures)])
        times.append((time.thread_time() - start) / n)
    return statistics.median(times) * 1e6


def main():
    side, passes, n = (int(word) for word in sys.argv[2:5])
    length = 3 * side * side
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    pictures = [Image.frombytes("RGB", (side, side), data[at:at + length])
                for at in range(0, len(data), length)]

    for name in sys.argv[5:]:
        known = name in POLICIES
        print(measure(POLICIES[name], pictures, passes, n) if known else float("nan"), flush=True)


main()
