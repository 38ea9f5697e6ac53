"""Writes OME-Zarr hierarchies of every version up to 0.4 with zarr-python: images, labels, plates, series.

    make_ngff.py DIRECTORY

Each directory is named by its version and what it holds. Prints nothing.
"""

import json
import sys
from pathlib import Path

import numpy as np
import zarr
from numcodecs import Blosc, Zlib

AXES = ["t", "c", "z", "y", "x"]
TYPES = {"t": "time", "c": "channel", "z": "space", "y": "space", "x": "space"}


def write_array(path: Path, shape, dtype, separator: str, compressor) -> None:
    array = zarr.create_array(
        store=str(path),
        shape=shape,
        chunks=tuple(min(n, 16) for n in shape),
        dtype=dtype,
        compressors=compressor,
        fill_value=0,
        zarr_format=2,
        chunk_key_encoding={"name": "v2", "separator": separator},
    )
    array[...] = (np.arange(np.prod(shape)) % 251).reshape(shape).astype(dtype)


def write_group(path: Path, attributes) -> None:
    path.mkdir(parents=True, exist_ok=True)
    (path / ".zgroup").write_text(json.dumps({"zarr_format": 2}))
    if attributes:
        (path / ".zattrs").write_text(json.dumps(attributes))


def multiscale(version: str, levels: int):
    datasets = [{"path": str(level)} for level in range(levels)]
    entry = {"version": version, "name": "image", "datasets": datasets, "type": "nearest", "metadata": {"by": 2}}
    if version == "0.3":
        entry["axes"] = AXES
    if version == "0.4":
        entry["axes"] = [{"name": name, "type": TYPES[name]} for name in AXES]
        for level, dataset in enumerate(datasets):
            factor = 2**level
            dataset["coordinateTransformations"] = [{"type": "scale", "scale": [1, 1, 1, factor, factor]}]
    return entry


def write_image(path: Path, version: str, dtype="uint16", attributes=None) -> None:
    names = {"_ARRAY_DIMENSIONS": AXES} if version == "0.3" else {}
    write_group(path, {"multiscales": [multiscale(version, 2)], **names, "lab": {"mine": [1, 2]}, **(attributes or {})})
    separator = "." if version == "0.1" else "/"
    write_array(path / "0", (1, 2, 3, 40, 50), dtype, separator, Blosc(cname="lz4"))
    write_array(path / "1", (1, 2, 3, 20, 25), dtype, separator, Zlib(level=1))


def write_labelled(path: Path, version: str) -> None:
    omero = {"channels": [{"color": "FF0000", "window": {"start": 0, "end": 9, "min": 0, "max": 99}}] * 2}
    write_image(path, version, attributes={"omero": omero})
    write_group(path / "labels", {"labels": ["cells"]})
    label = {"version": version, "colors": [{"label-value": 1, "rgba": [1, 2, 3, 4]}], "source": {"image": "../../"}}
    write_image(path / "labels" / "cells", version, "int32", {"image-label": label})


def write_plate(path: Path, version: str) -> None:
    wells = [{"path": "A/1"}, {"path": "B/2"}]
    if version == "0.4":
        wells = [{**well, "rowIndex": i, "columnIndex": i} for i, well in enumerate(wells)]
    plate = {
        "version": version,
        "name": "plate",
        "rows": [{"name": "A"}, {"name": "B"}],
        "columns": [{"name": "1"}, {"name": "2"}],
        "wells": wells,
        "acquisitions": [{"id": 0, "name": "first", "maximumfieldcount": 1}],
    }
    write_group(path, {"plate": plate})
    for well in wells:
        write_group(path / well["path"].split("/")[0], {})
        images = [{"path": "0", "acquisition": 0}]
        write_group(path / well["path"], {"well": {"version": version, "images": images}})
        write_image(path / well["path"] / "0", version)


def write_series(path: Path, version: str) -> None:
    write_group(path, {"bioformats2raw.layout": 3})
    write_group(path / "OME", {"series": ["0", "1"]})
    (path / "OME" / "METADATA.ome.xml").write_text("<OME/>")
    for name in ("0", "1"):
        write_image(path / name, version)


def main(directory: Path) -> None:
    for version in ("0.1", "0.2", "0.3", "0.4"):
        write_labelled(directory / f"{version}-labels.zarr", version)
        write_plate(directory / f"{version}-plate.zarr", version)
        write_series(directory / f"{version}-series.zarr", version)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
