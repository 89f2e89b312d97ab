# pillow-tones.py: are the pictures of test-tones what Pillow makes of them?
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pillow-tones.py FILE: FILE holds cases, each a line "operation channels height width name=value…",
# the bytes before and the bytes after, channels together. Prints a line for every case that Pillow
# does otherwise, and fails where there is one.
import io
import sys

import PIL
from PIL import Image, ImageEnhance, ImageFilter, ImageOps


def solarize_add(image, p):
    table = [min(255, v + int(p["add"])) if v < int(p["threshold"]) else v for v in range(256)]
    return image.point(table * len(image.getbands()))


def jpeg(image, p):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(p["quality"]))
    return Image.open(file)


def enhance(kind):
    return lambda image, p: kind(image).enhance(float(p["factor"]))


OPERATIONS = {
    "autocontrast": lambda i, p: ImageOps.autocontrast(i, (float(p["low"]), float(p["high"]))),
    "brightness": enhance(ImageEnhance.Brightness),
    "color": enhance(ImageEnhance.Color),
    "contrast": enhance(ImageEnhance.Contrast),
    "desaturate": lambda i, p: ImageEnhance.Color(i).enhance(1 - float(p["amount"])),
    "equalize": lambda i, p: ImageOps.equalize(i),
    "gaussian-blur": lambda i, p: i.filter(ImageFilter.GaussianBlur(float(p["radius"]))),
    "grayscale": lambda i, p: i.convert("L").convert(i.mode),
    "invert": lambda i, p: ImageOps.invert(i),
    "jpeg": jpeg,
    "posterize": lambda i, p: ImageOps.posterize(i, int(p["bits"])),
    "sharpness": enhance(ImageEnhance.Sharpness),
    "solarize": lambda i, p: ImageOps.solarize(i, float(p["threshold"])),
    "solarize-add": solarize_add,
}

# A Pillow with a library of its own may decode otherwise.
IS_OF_THE_SYSTEM = "dist-packages" in PIL.__file__


def main():
    n_wrong = 0
    with open(sys.argv[1], "rb") as file:
        while line := file.readline().decode():
            words = line.split()
            channels, height, width = map(int, words[1:4])
            before, after = (file.read(channels * height * width) for _ in range(2))
            if words[0] == "jpeg" and not IS_OF_THE_SYSTEM:
                continue

            image = Image.frombytes({1: "L", 3: "RGB", 4: "RGBA"}[channels], (width, height), before)
            parameters = dict(word.split("=") for word in words[4:])
            if channels == 4:
                colours = OPERATIONS[words[0]](image.convert("RGB"), parameters)
                colours.putalpha(image.getchannel("A"))
                expected = colours.tobytes()
            else:
                expected = OPERATIONS[words[0]](image, parameters).tobytes()

            if expected != after:
                n_wrong += 1
                n = sum(a != b for a, b in zip(expected, after))
                print(f"{n} bytes differ: {line.strip()}")
    sys.exit(n_wrong > 0)


main()
