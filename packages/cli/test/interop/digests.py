"""SHA-256 of the elements, C order, little-endian, of what chunkwright converted, as other software reads it.

python digests.py CASES: a JSON list of {"source": TIFF, "target": Zarr, "zarrFormat": 2|3, "arrays": [path]}.
Prints a list of {"zarr": [digest], "tensorstore": [digest], "source": [digest]}, a digest for each array; "source" is
tifffile's reading of the TIFF, its axes put in the order of the image model (t, c, z, y, x; samples along c), and
ends where the source has no more levels.
"""

import hashlib
import json
import sys

import numpy
import tensorstore
import tifffile
import zarr


def digest(data):
    data = numpy.ascontiguousarray(data)
    return hashlib.sha256(data.astype(data.dtype.newbyteorder("<"), copy=False).tobytes()).hexdigest()


def by_zarr(case, path):
    return digest(zarr.open_array(case["target"], path=path, mode="r", zarr_format=case["zarrFormat"])[...])


def by_tensorstore(case, path):
    driver = "zarr3" if case["zarrFormat"] == 3 else "zarr"
    kvstore = {"driver": "file", "path": f"{case['target']}/{path}"}
    return digest(tensorstore.open({"driver": driver, "kvstore": kvstore}, open=True, read=True).result().read().result())


def by_tifffile(level):
    data, axes = level.asarray(), level.axes.lower()
    if "s" in axes and "c" not in axes:
        axes = axes.replace("s", "c")
    # Pages without a declared axis are a stack along z; lengths of 1 do not change the order of elements.
    axes = "".join("z" if axis in "qi" else axis for axis in axes)
    wanted = [axis for axis in "tczyx" if axis in axes]
    if sorted(wanted) != sorted(axes):
        raise ValueError(f"axes {level.axes} are beyond the image model")
    return digest(data.transpose([axes.index(axis) for axis in wanted]))


def read(case):
    with tifffile.TiffFile(case["source"]) as tiff:
        source = [by_tifffile(level) for level in tiff.series[0].levels]
    return {
        "zarr": [by_zarr(case, path) for path in case["arrays"]],
        "tensorstore": [by_tensorstore(case, path) for path in case["arrays"]],
        "source": source,
    }


print(json.dumps([read(case) for case in json.load(open(sys.argv[1], encoding="utf-8"))]))
