# pillow-ops.py: what Pillow makes of the pictures of test-ops, for comparison
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# pillow-ops.py IN OUT: IN holds cases, each a line "operation channels height width name=value…" and
# the bytes, channels together; OUT gets a line "height width" and the bytes for each.
import sys

from PIL import Image

INTERPOLATION = {
    "nearest": Image.NEAREST, "box": Image.BOX, "bilinear": Image.BILINEAR,
    "hamming": Image.HAMMING, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS,
}


def transform(matrix):
    def run(image, p):
        return image.transform(image.size, Image.AFFINE, matrix(image, p),
                               INTERPOLATION[p["interpolation"]], fillcolor=fill(image, p))
    return run


def fill(image, p):
    rgb = tuple(int(p["fill-" + name]) for name in ("red", "green", "blue"))
    if image.mode == "L":
        return (19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16
    return rgb + (0,) if image.mode == "RGBA" else rgb


def sign(p):
    return -1 if p["positive"] in ("right", "down") else 1


OPERATIONS = {
    "affine": transform(lambda i, p: tuple(float(p[k]) for k in "abcdef")),
    "shear-x": transform(lambda i, p: (1, float(p["factor"]), 0, 0, 1, 0)),
    "shear-y": transform(lambda i, p: (1, 0, 0, float(p["factor"]), 1, 0)),
    "translate-x": transform(lambda i, p: (1, 0, sign(p) * float(p["pixels"]), 0, 1, 0)),
    "translate-y": transform(lambda i, p: (1, 0, 0, 0, 1, sign(p) * float(p["pixels"]))),
    "translate-x-rel":
        transform(lambda i, p: (1, 0, sign(p) * (float(p["fraction"]) * i.size[0]), 0, 1, 0)),
    "translate-y-rel":
        transform(lambda i, p: (1, 0, 0, 0, 1, sign(p) * (float(p["fraction"]) * i.size[1]))),
    "rotate": lambda i, p: i.rotate(float(p["degrees"]), INTERPOLATION[p["interpolation"]],
                                    fillcolor=fill(i, p)),
    "flip": lambda i, p: {
        "horizontal": lambda: i.transpose(Image.FLIP_LEFT_RIGHT),
        "vertical": lambda: i.transpose(Image.FLIP_TOP_BOTTOM),
        "both": lambda: i.transpose(Image.ROTATE_180),
    }[p["axis"]](),
    "resize": lambda i, p: i.resize((int(p["width"]) or i.size[0], int(p["height"]) or i.size[1]),
                                    INTERPOLATION[p["filter"]]),
}


def main():
    with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as result:
        while line := source.readline():
            name, channels, height, width, *settings = line.decode().split()
            size = (int(width), int(height))
            data = source.read(int(channels) * size[0] * size[1])
            image = Image.frombytes({"1": "L", "3": "RGB", "4": "RGBA"}[channels], size, data)
            image = OPERATIONS[name](image, dict(s.split("=") for s in settings))
            result.write(b"%d %d\n" % (image.size[1], image.size[0]))
            result.write(image.tobytes())


if __name__ == "__main__":
    main()
