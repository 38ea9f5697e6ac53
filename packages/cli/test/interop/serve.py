"""Prints SHA-256 of the elements, C order, little-endian, of Zarr v3 arrays on a server, as tensorstore reads them.

python serve.py URL...
"""

import hashlib
import json
import sys

import numpy
import tensorstore


def digest(url):
    spec = {"driver": "zarr3", "kvstore": {"driver": "http", "base_url": url}}
    data = numpy.ascontiguousarray(tensorstore.open(spec, open=True, read=True).result().read().result())
    return hashlib.sha256(data.astype(data.dtype.newbyteorder("<"), copy=False).tobytes()).hexdigest()


print(json.dumps([digest(url) for url in sys.argv[1:]]))
