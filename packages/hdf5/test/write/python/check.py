"""Reads what chunkwright wrote, then changes it in place.

    python check.py FILE     prints {array: sha256 of its elements}, then adds to the file
"""

import json
import sys

import h5py
import numpy as np
from digests import digests

path = sys.argv[1]
found = digests(path)

with h5py.File(path, "r+") as file:
    file.attrs["added"] = "by h5py"
    for n in range(100):
        file["groups"].create_group(f"added {n}")
    del file["groups/7"]
    file.create_dataset("added/data", data=np.arange(100, dtype="<u2"), chunks=(10,), compression="gzip")
    for n in range(20):
        file["int16/deflate"].attrs[f"added {n}"] = n
    file["int16/deflate"][3:6, 2:9] = 1
    # Chunks that were never written, and what HDF5 stores anew beside the others.
    file["absent"][...] = 5
    file["absent"].attrs["unit"] = "changed"
    file["texts"][0, 0] = "changed"

print(json.dumps(found))
