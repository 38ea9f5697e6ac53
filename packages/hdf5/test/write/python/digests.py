"""Reads what chunkwright wrote, filters of hdf5plugin included.

    python digests.py FILE     prints {array: sha256 of its elements}
"""

import hashlib
import json
import sys

import h5py
import hdf5plugin  # noqa: F401
import numpy as np


def digest(item):
    elements = np.asarray(item[()])
    if elements.dtype == object:
        text = [value.tobytes().hex() if isinstance(value, np.ndarray) else value.decode() for value in elements.ravel()]
        return hashlib.sha256("\n".join(text).encode()).hexdigest()
    little = elements if elements.dtype.kind == "V" else elements.astype(elements.dtype.newbyteorder("<"))
    return hashlib.sha256(np.ascontiguousarray(little).tobytes()).hexdigest()


def digests(path):
    """Every dataset; attributes are read along the way."""
    found = {}

    def visit(name, item):
        dict(item.attrs)
        if isinstance(item, h5py.Dataset):
            found[name] = digest(item)

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return found


if __name__ == "__main__":
    print(json.dumps(digests(sys.argv[1])))
