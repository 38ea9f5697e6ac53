"""Prints {name: values} for the arrays of a manifest, each value as JSON can say it.

Usage: values.py ROOT MANIFEST, the manifest a JSON list of {"name", "path", "zarrFormat", "reader": "zarr" or
"tensorstore", "field"?}: tensorstore opens records by one of their fields.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import tensorstore as ts
import zarr

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "fixtures" / "types"))
from plain import values_of  # noqa: E402

warnings.simplefilter("ignore")
root, manifest = sys.argv[1], json.loads(sys.argv[2])


def read(item):
    path = f"{root}/{item['path']}"
    if item["reader"] == "zarr":
        return np.asarray(zarr.open_array(path, mode="r", zarr_format=item["zarrFormat"])[...])
    spec = {"driver": "zarr3" if item["zarrFormat"] == 3 else "zarr", "kvstore": {"driver": "file", "path": path}}
    if "field" in item:
        spec["field"] = item["field"]
    return ts.open(spec, read=True).result().read().result()


out = {}
for item in manifest:
    try:
        out[item["name"]] = values_of(read(item))
    except Exception as error:  # the test shows it beside the values it wanted
        out[item["name"]] = f"{type(error).__name__}: {error}"[:300]
print(json.dumps(out))
