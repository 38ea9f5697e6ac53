"""Writes TIFF files of many compressions into FOLDER, references to them as tifffile makes them, and prints {name: digest}.

Usage: tiff_references.py FOLDER; NAME.json refers to NAME.tif beside it, and half of them are of version 0.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import tifffile

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(0)
wave = 40 * np.sin(np.arange(96) / 9)
grey = (300 + wave + rng.integers(0, 9, (3, 64, 96))).astype("u2")
color = (100 + wave[None, :, None] + rng.integers(0, 9, (64, 96, 3))).astype("u1")
floats = rng.normal(size=(64, 96)).astype("f4")
RGB = {"photometric": "rgb"}
CASES = {
    "none": (grey, {}),
    "none-big": (grey, {"byteorder": ">"}),
    "lzw": (grey, {"compression": "lzw"}),
    "lzw-predictor": (grey, {"compression": "lzw", "predictor": 2}),
    "lzw-predictor-big": (grey, {"compression": "lzw", "predictor": 2, "byteorder": ">"}),
    "packbits": (grey, {"compression": "packbits"}),
    "zstd": (grey, {"compression": "zstd"}),
    "lzma": (grey, {"compression": "lzma"}),
    "zlib-color-predictor": (color, {"compression": "zlib", "predictor": 2, **RGB}),
    "zlib-float-predictor": (floats, {"compression": "zlib", "predictor": 3}),
    "lzw-float-predictor-big": (floats, {"compression": "lzw", "predictor": 3, "byteorder": ">"}),
    "jpeg": (color, {"compression": "jpeg", **RGB}),
    "jpeg-grey": (color[..., 0], {"compression": "jpeg"}),
    "jpeg2000": (color, {"compression": "jpeg2000", **RGB}),
    "jpegxl": (grey, {"compression": "jpegxl"}),
    "jpegxr": (color, {"compression": "jpegxr", **RGB}),
    "webp": (color, {"compression": "webp", **RGB}),
    "png": (color, {"compression": "png", **RGB}),
    "lerc": (floats, {"compression": "lerc"}),
}

digests = {}
for i, (name, (array, options)) in enumerate(CASES.items()):
    path = folder / f"{name}.tif"
    tifffile.imwrite(path, array, tile=(32, 32), **options)
    with tifffile.imread(path, aszarr=True) as store:
        store.write_fsspec(path.with_suffix(".json"), "", version=i % 2)
    read = tifffile.imread(path)
    digests[name] = hashlib.sha256(read.astype(read.dtype.newbyteorder("<")).tobytes()).hexdigest()
print(json.dumps(digests))
