"""SHA-256 of the elements of every array in hierarchies, C order, little-endian, as zarr-python reads them.

    read_zarr.py CASES: a JSON list of {"path": hierarchy, "zarrFormat": 2|3, "arrays": [path]}

Prints a list of lists, a digest for each array.
"""

import hashlib
import json
import sys

import numpy
import zarr


def digest(case, path):
    data = zarr.open_group(case["path"], mode="r", zarr_format=case["zarrFormat"])[path][...]
    return hashlib.sha256(numpy.ascontiguousarray(data).astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()


cases = json.load(open(sys.argv[1], encoding="utf-8"))
print(json.dumps([[digest(case, path) for path in case["arrays"]] for case in cases]))
