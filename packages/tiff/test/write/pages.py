"""Every page of TIFF files as tifffile reads them: JSON on stdout."""

import hashlib
import json
import sys
from pathlib import Path

import numpy
import tifffile


def page_answer(page):
    data = numpy.ascontiguousarray(page.asarray())
    little = data.astype(data.dtype.newbyteorder("<"), copy=False)
    return {
        "shape": list(data.shape),
        "sha256": hashlib.sha256(little.tobytes()).hexdigest(),
        "tiled": page.is_tiled,
        "compression": int(page.compression),
        "predictor": int(page.predictor),
        "photometric": int(page.photometric),
        "extrasamples": [int(sample) for sample in page.extrasamples],
        "subfiletype": int(page.subfiletype),
        "description": page.description,
        "resolution": [float(value) for value in page.resolution] if 282 in page.tags else None,
        "levels": [page_answer(level) for level in page.pages] if page.pages else [],
    }


def file_answer(path):
    with tifffile.TiffFile(path) as tiff:
        return {
            "file": path.name,
            "big": tiff.is_bigtiff,
            "pages": [page_answer(page) for page in tiff.pages],
            "levels": [list(level.shape) for level in tiff.series[0].levels],
        }


folder = Path(sys.argv[1])
json.dump([file_answer(path) for path in sorted(folder.glob("*.tif"))], sys.stdout)
