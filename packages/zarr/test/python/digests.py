"""Prints {"zarr": {path: digest}, "tensorstore": {...}} for the arrays of a manifest, read by both libraries,
and under "members" the paths of the arrays that zarr-python finds through the consolidated metadata of each hierarchy.

Usage: digests.py ROOT MANIFEST, the manifest a JSON list of {"path", "zarrFormat", "tensorstore": bool}.
"""

import hashlib
import json
import sys
import warnings

import numpy as np
import tensorstore as ts
import zarr

warnings.simplefilter("ignore")
root, manifest = sys.argv[1], json.loads(sys.argv[2])


def digest(data):
    data = np.ascontiguousarray(data)
    return hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()


def attempt(read):
    try:
        return digest(np.asarray(read()))
    except Exception as error:  # the test shows it beside the digest it wanted
        return f"{type(error).__name__}: {error}"


def tensorstore_read(item):
    driver = "zarr3" if item["zarrFormat"] == 3 else "zarr"
    spec = {"driver": driver, "kvstore": {"driver": "file", "path": f"{root}/{item['path']}"}}
    return ts.open(spec, read=True).result().read().result()


out = {"zarr": {}, "tensorstore": {}}
for item in manifest:
    path = item["path"]
    out["zarr"][path] = attempt(lambda: zarr.open_array(f"{root}/{path}", mode="r", zarr_format=item["zarrFormat"])[...])
    if item["tensorstore"]:
        out["tensorstore"][path] = attempt(lambda: tensorstore_read(item))
out["members"] = []
for base in sorted({item["path"].split("/")[0] for item in manifest}):
    group = zarr.open_consolidated(f"{root}/{base}")
    out["members"] += [f"{base}/{path}" for path, node in group.members(max_depth=None) if isinstance(node, zarr.Array)]
print(json.dumps(out))
