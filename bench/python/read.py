"""tensorstore reading a Zarr v3 array, for bench/src/read.ts."""

import hashlib
from importlib.metadata import version

import tensorstore as ts
from serve import sample, serve

_arrays = {}


def open_array(request):
    path = request["path"]
    if path not in _arrays:
        spec = {"driver": "zarr3", "kvstore": {"driver": "file", "path": path}}
        _arrays[path] = ts.open(spec, read=True).result()
    return _arrays[path]


def versions(_):
    return {"tensorstore": f"tensorstore {version('tensorstore')} (Python)"}


def digest(request):
    return hashlib.sha256(open_array(request).read().result().tobytes()).hexdigest()


def sample_whole(request):
    array = open_array(request)
    return sample(("whole", request["path"]), lambda: array.read().result(), 0)


def sample_chunk(request):
    array = open_array(request)
    side = request["side"]
    indices = iter(request["indices"] * 1000)

    def operation():
        array[tuple(slice(i * side, (i + 1) * side) for i in next(indices))].read().result()

    return sample(("chunk", request["path"]), operation, request["leastMs"])


serve({"versions": versions, "digest": digest, "sample whole": sample_whole, "sample chunk": sample_chunk})
