"""Prints {format: digest} of the array "image" behind each reference document, read by zarr-python through fsspec.

Usage: references.py DOCUMENT.json..., the name of each being the Zarr format, `2.json` or `3.json`.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

import fsspec
import numpy as np
import zarr

warnings.simplefilter("ignore")
out = {}
for name in sys.argv[1:]:
    files = fsspec.filesystem("reference", fo=name, remote_protocol="file", asynchronous=False)
    store = zarr.storage.FsspecStore.from_mapper(files.get_mapper(""), read_only=True)
    group = zarr.open_group(store, mode="r", zarr_format=int(Path(name).stem))
    data = np.ascontiguousarray(group["image"][...])
    out[Path(name).stem] = hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()
print(json.dumps(out))
