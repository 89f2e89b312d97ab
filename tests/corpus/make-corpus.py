#!/usr/bin/python3
# make-corpus.py: writes the PNG files that test-file and fuzz-file start from
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: python3 make-corpus.py [FOLDER]
#
# Files called ok-… must be read, files called bad-… must be refused. Needs nothing but Python;
# the same files come out every time.

import os
import struct
import sys
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
          (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data=b"", checksum=None):
    if checksum is None:
        checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def header(width, height, depth, colour, interlaced=0, compression=0, filtering=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour,
                                      compression, filtering, interlaced))


def rows(width, height, depth, colour, interlaced=0, filters=(0,)):
    """Samples of a gentle pattern, packed as PNG wants them; filter types are taken in turn,
    which makes a valid file whatever they are."""
    out = bytearray()
    largest = (1 << depth) - 1
    for x0, y0, dx, dy in PASSES if interlaced else [(0, 0, 1, 1)]:
        if x0 >= width:
            continue
        for y in range(y0, height, dy):
            bits = ""
            for x in range(x0, width, dx):
                for c in range(SAMPLES[colour]):
                    bits += format((x * 13 + y * 29 + c * 71 + x * y) & largest, "0%db" % depth)
            bits += "0" * (-len(bits) % 8)
            out.append(filters[y % len(filters)])
            out += int(bits, 2).to_bytes(len(bits) // 8, "big")
    return bytes(out)


def png(width, height, depth, colour, before=b"", after=b"", interlaced=0, filters=(0,)):
    data = zlib.compress(rows(width, height, depth, colour, interlaced, filters), 9)
    return (SIGNATURE + header(width, height, depth, colour, interlaced) + before +
            chunk(b"IDAT", data) + after + chunk(b"IEND"))


def palette(n):
    return chunk(b"PLTE", bytes(v & 255 for i in range(n) for v in (i * 73, i * 29, 255 - i * 41)))


def text_data(keyword, text, compressed=False):
    body = zlib.compress(text, 9) if compressed else text
    return keyword + bytes([0, compressed, 0]) + b"\0\0" + body


def exif(orientation):
    return b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + bytes(4)


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def profile(space, tags, size=None):
    """An ICC profile of version 2 (ICC.1:2001-04) with the given tags."""
    table = struct.pack(">I", len(tags))
    offset = 128 + 4 + 12 * len(tags)
    body = b""
    for name, data in tags:
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    whole = len(table) + len(body) + 128 if size is None else size
    head = (struct.pack(">I", whole) + bytes(4) + b"\x02\x10\0\0" + b"mntr" + space + b"XYZ " +
            bytes(12) + b"acsp" + bytes(28) + fixed(0.9642) + fixed(1) + fixed(0.8249) + bytes(48))
    return head + table + body


def xyz(x, y, z):
    return b"XYZ \0\0\0\0" + fixed(x) + fixed(y) + fixed(z)


def gamma_curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def description(text):
    return (b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(8) + bytes(70))


WIDE = profile(b"RGB ", [
    (b"desc", description(b"Wide")), (b"wtpt", xyz(0.9505, 1, 1.0891)),
    (b"rXYZ", xyz(0.6097, 0.3111, 0.0195)), (b"gXYZ", xyz(0.2053, 0.6257, 0.0609)),
    (b"bXYZ", xyz(0.1492, 0.0632, 0.7446)), (b"rTRC", gamma_curve(2.2)),
    (b"gTRC", gamma_curve(2.2)), (b"bTRC", gamma_curve(2.2))])
LINEAR_GREY = profile(b"GRAY", [
    (b"desc", description(b"Linear")), (b"wtpt", xyz(0.9642, 1, 0.8249)),
    (b"kTRC", gamma_curve(1.0))])


def iccp(data, name=b"profile"):
    return chunk(b"iCCP", name + b"\0\0" + zlib.compress(data, 9))


RECIPE = (b'{"format":"emulsion-recipe/1","method":"mixup","params":{},"lambda":{"fixed":0.5},'
          b'"seed":42}')


def files():
    for name, colour, depths in (("grey", GREY, (1, 2, 4, 8, 16)), ("rgb", RGB, (8, 16)),
                                 ("palette", PALETTE, (1, 2, 4, 8)),
                                 ("grey-alpha", GREY_ALPHA, (8, 16)),
                                 ("rgb-alpha", RGB_ALPHA, (8, 16))):
        for depth in depths:
            before = palette(1 << depth) if colour == PALETTE else b""
            for interlaced in (0, 1):
                yield ("ok-%s-%d%s" % (name, depth, "-interlaced" if interlaced else ""),
                       png(13, 9, depth, colour, before, interlaced=interlaced))

    yield "ok-filters", png(13, 9, 8, RGB, filters=(0, 1, 2, 3, 4))
    yield "ok-one-pixel", png(1, 1, 8, RGB)
    yield "ok-transparent-grey", png(13, 9, 4, GREY, chunk(b"tRNS", b"\0\x05"))
    yield "ok-transparent-rgb", png(13, 9, 16, RGB, chunk(b"tRNS", b"\0\0\0\x47\0\x8e"))
    yield "ok-transparent-palette", png(13, 9, 2, PALETTE, palette(4) + chunk(b"tRNS", b"\0\x80"))
    yield "ok-short-palette", png(13, 9, 8, PALETTE, palette(5))
    yield "ok-gamma", png(13, 9, 8, RGB, chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "ok-gamma-zero", png(13, 9, 8, RGB, chunk(b"gAMA", bytes(4)))
    yield "ok-gamma-tiny", png(13, 9, 8, GREY, chunk(b"gAMA", struct.pack(">I", 1)))
    yield "ok-gamma-huge", png(13, 9, 8, RGB, chunk(b"gAMA", b"\xff\xff\xff\xff"))
    yield "ok-chromaticities", png(13, 9, 16, RGB_ALPHA, chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(
        b"cHRM", struct.pack(">8I", 31270, 32900, 73500, 26500, 11500, 82600, 15700, 1800)))
    yield "ok-chromaticities-collinear", png(13, 9, 8, RGB, chunk(b"gAMA", struct.pack(">I", 50000)) + chunk(
        b"cHRM", struct.pack(">8I", *[30000] * 8)))
    yield "ok-srgb", png(13, 9, 8, RGB, chunk(b"sRGB", b"\0"))
    yield "ok-profile", png(13, 9, 8, RGB_ALPHA, iccp(WIDE))
    yield "ok-profile-16", png(13, 9, 16, RGB, iccp(WIDE))
    yield "ok-profile-grey", png(13, 9, 8, GREY_ALPHA, iccp(LINEAR_GREY))
    yield "ok-profile-of-another-kind", png(13, 9, 8, GREY, iccp(WIDE))
    yield "ok-profile-cut", png(13, 9, 8, RGB, iccp(WIDE[:200]))
    yield "ok-profile-lying", png(13, 9, 8, RGB, iccp(profile(b"RGB ", [], 1 << 30)))
    yield "ok-profile-no-stream", png(13, 9, 8, RGB, chunk(b"iCCP", b"name\0\0nothing"))
    yield "ok-profile-bomb", png(13, 9, 8, RGB, iccp(bytes(1 << 24)))
    yield "ok-recipe", png(13, 9, 8, RGB, chunk(b"iTXt", text_data(b"emulsion-recipe", RECIPE)))
    yield "ok-recipe-packed", png(13, 9, 8, RGB, chunk(b"iTXt", text_data(b"emulsion-recipe", RECIPE, True)))
    yield "ok-recipe-late", png(13, 9, 8, RGB, after=chunk(b"iTXt", text_data(b"emulsion-recipe", RECIPE)))
    yield "ok-recipe-bomb", png(13, 9, 8, RGB, chunk(
        b"iTXt", text_data(b"emulsion-recipe", bytes(1 << 23), True)))
    yield "ok-recipe-no-text", png(13, 9, 8, RGB, chunk(b"iTXt", b"emulsion-recipe\0"))
    yield "ok-recipe-nested", png(13, 9, 8, RGB, chunk(
        b"iTXt", text_data(b"emulsion-recipe", b"[" * 100000, True)))
    for orientation in (0, 3, 6, 9):
        yield ("ok-orientation-%d" % orientation,
               png(13, 9, 8, RGB, chunk(b"eXIf", exif(orientation))))
    yield "ok-exif-lying", png(13, 9, 8, RGB, chunk(b"eXIf", b"II*\0\xff\xff\xff\xff"))
    yield "ok-animated", png(13, 9, 8, RGB, chunk(b"acTL", struct.pack(">II", 2, 0)))
    for kind in (b"iCCP", b"gAMA", b"cHRM", b"sRGB", b"iTXt", b"eXIf", b"acTL"):
        yield "ok-empty-" + kind.decode(), png(13, 9, 8, RGB, chunk(kind))
    yield "ok-trailing-bytes", png(13, 9, 8, RGB) + b"more"

    whole = png(13, 9, 8, RGB)
    data = zlib.compress(rows(13, 9, 8, RGB))
    end = chunk(b"IEND")
    yield "bad-signature-only", SIGNATURE
    yield "bad-no-data", SIGNATURE + header(13, 9, 8, RGB) + end
    yield "bad-no-header", SIGNATURE + chunk(b"IDAT", data) + end
    yield "bad-no-palette", png(13, 9, 8, PALETTE)
    yield "bad-no-end", whole[:-12]
    yield "bad-cut-in-data", whole[:60]
    yield "bad-checksum", (SIGNATURE + header(13, 9, 8, RGB) + chunk(b"IDAT", data, 0) + end)
    yield "bad-checksum-text", png(13, 9, 8, RGB, chunk(b"tEXt", b"a\0b", 0))
    yield "bad-stream", SIGNATURE + header(13, 9, 8, RGB) + chunk(b"IDAT", b"\0" + data[1:]) + end
    yield "bad-too-few-rows", SIGNATURE + header(13, 10, 8, RGB) + chunk(b"IDAT", data) + end
    yield "bad-filter", png(13, 9, 8, RGB, filters=(7,))
    yield "bad-zero-width", SIGNATURE + header(0, 9, 8, RGB) + chunk(b"IDAT", data) + end
    yield "bad-enormous", SIGNATURE + header(0x7fffffff, 0x7fffffff, 8, RGB) + chunk(b"IDAT", data) + end
    yield "bad-promise", SIGNATURE + header(16384, 16384, 8, RGB) + chunk(b"IDAT", data) + end
    yield "bad-depth", SIGNATURE + header(13, 9, 3, RGB) + chunk(b"IDAT", data) + end
    yield "bad-colour-type", SIGNATURE + header(13, 9, 8, 5) + chunk(b"IDAT", data) + end
    yield "bad-compression", SIGNATURE + header(13, 9, 8, RGB, compression=1) + chunk(b"IDAT", data) + end
    yield "bad-chunk-length", SIGNATURE + header(13, 9, 8, RGB) + b"\xff\xff\xff\xffIDAT" + data
    yield "bad-critical-chunk", png(13, 9, 8, RGB, chunk(b"ABCD"))


folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "png")
os.makedirs(folder, exist_ok=True)
for file_name, content in files():
    with open(os.path.join(folder, file_name + ".png"), "wb") as out:
        out.write(content)
