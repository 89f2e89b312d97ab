#!/usr/bin/env python3
# make-vectors: the few golden cases that travel with the project
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: make-vectors.py FOLDER, with NumPy. The results come from NumPy's arithmetic and from the
# known answers published with Random123 (tests/kat_vectors), never from the code they judge. They
# keep the golden runner honest where the large collection of vectors is absent.

import json
import pathlib
import sys

import numpy as np

KNOWN = [  # rounds, counter, key, expected; Random123 tests/kat_vectors, philox4x32
    (10, "00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    (10, "ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (10, "243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text):
    return [int(word, 16) for word in text.split()]


def case(name, method, params, **rest):
    return {"case": name, "method": method, "kind": "reference", "params": params, "inputs": [],
            "random": [], "expected": [], "expected_label_weight": None, "tolerance": 0,
            "source": "make-vectors.py"} | rest


def main():
    folder = pathlib.Path(sys.argv[1])
    rng = np.random.Generator(np.random.PCG64(7))
    batch = rng.integers(0, 256, (2, 3, 5, 4), dtype=np.uint8)
    x = batch / np.float32(255)
    weight = np.float32(0.3)
    np.save(folder / "batch.npy", batch)
    np.save(folder / "mixup.npy", weight * x + (np.float32(1) - weight) * x[::-1])

    (folder / "philox.json").write_text(json.dumps(
        [{"rounds": r, "counter": words(c), "key": words(k), "expected": words(e)}
         for r, c, k, e in KNOWN], indent=1) + "\n")

    size = {"height": 5, "width": 4}
    permutation = {"draw": "randperm", "args": [2], "name": "permutation", "value": [1, 0]}
    cases = [
        case("own/philox", "philox4x32", {}, expected=["philox.json"]),
        case("own/mixup", "mixup", {"lam": 0.3} | size, inputs=["batch.npy"], random=[permutation],
             expected=["mixup.npy"], expected_names=["output"], expected_label_weight=0.3,
             tolerance=1e-6),
        # int (5 sqrt 0.7) = 4 rows, int (4 sqrt 0.7) = 3 columns of which two halves of 1 are cut.
        case("own/cutmix", "cutmix", {"lam": 0.3} | size,
             random=[permutation, {"draw": "randint", "args": [5], "value": 4},
                     {"draw": "randint", "args": [4], "value": 1}],
             expected_box_y0_y1_x0_x1=[2, 5, 0, 2], expected_label_weight=1 - 6 / 20),
        case("own/future", "no-such-method", {}),
    ]
    (folder / "index.json").write_text(
        '{"format": 1, "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")


main()
