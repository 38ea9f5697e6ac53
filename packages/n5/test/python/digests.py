"""Prints {"tensorstore": {path: digest}, "z5": {path: digest}} for the N5 arrays at paths below a hierarchy.

Usage: digests.py ROOT PATHS, the paths a JSON list. Arrays are digested slowest axis first, as our readers see them.
"""

import hashlib
import json
import sys

import numpy as np
import tensorstore as ts
import z5py

root, paths = sys.argv[1], json.loads(sys.argv[2])
hierarchy = z5py.File(root, "r")


def digest(read):
    try:
        data = np.ascontiguousarray(read())
        return hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()
    except Exception as error:  # the test shows it beside the digest it wanted
        return f"{type(error).__name__}: {error}"


def tensorstore_read(path):
    store = {"driver": "file", "path": f"{root}/{path}"}
    return ts.open({"driver": "n5", "kvstore": store}, read=True).result().read().result().T


print(
    json.dumps(
        {
            "tensorstore": {path: digest(lambda: tensorstore_read(path)) for path in paths},
            "z5": {path: digest(lambda: hierarchy[path][:]) for path in paths},
        }
    )
)
