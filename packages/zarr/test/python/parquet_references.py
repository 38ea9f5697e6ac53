"""Prints {path: digest} of arrays behind references in Parquet files, read by zarr-python through fsspec.

Usage: parquet_references.py FOLDER PATH...
"""

import hashlib
import json
import sys
import warnings

import fsspec
import numpy as np
import zarr

warnings.simplefilter("ignore")
folder, *paths = sys.argv[1:]
files = fsspec.filesystem("reference", fo=folder, remote_protocol="file", asynchronous=True)
group = zarr.open_group(zarr.storage.FsspecStore(files, path="", read_only=True), mode="r", zarr_format=2)


def digest(path):
    data = np.ascontiguousarray(group[path][...])
    return hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()


print(json.dumps({path: digest(path) for path in paths}))
