"""h5py reading and writing the files of bench/src/hdf5.ts."""

import hashlib
import os

import h5py
import numpy as np
from serve import sample, serve

_datasets = {}


def dataset(path):
    if path not in _datasets:
        # Without a cache of chunks, as the others.
        _datasets[path] = h5py.File(path, "r", rdcc_nbytes=0)["data"]
    return _datasets[path]


def versions(_):
    return {"h5py": f"h5py {h5py.__version__} (Python)"}


def digest(request):
    with h5py.File(request["path"], "r") as file:
        return hashlib.sha256(file["data"][()].tobytes()).hexdigest()


def sample_whole(request):
    path = request["path"]
    return sample(("whole", path), lambda: dataset(path)[()], 0)


def sample_chunk(request):
    path, side = request["path"], request["side"]
    indices = iter(request["indices"] * 1000)

    def operation():
        dataset(path)[tuple(slice(i * side, (i + 1) * side) for i in next(indices))]

    return sample(("chunk", path), operation, request["leastMs"])


def finish(file):
    file.flush()
    os.fsync(file.id.get_vfd_handle())
    file.close()


def sample_write(request):
    shape, side = request["shape"], request["side"]
    variants = np.fromfile(request["elements"], "<u2").reshape(-1, side, side, side)
    grid = [length // side for length in shape]

    def operation():
        file = h5py.File(request["path"], "w")
        chunks = (side, side, side)
        data = file.create_dataset("data", shape, "<u2", chunks=chunks, compression="gzip", compression_opts=1, shuffle=True)
        for n, index in enumerate(np.ndindex(*grid)):
            data[tuple(slice(i * side, (i + 1) * side) for i in index)] = variants[n % len(variants)]
        finish(file)

    return sample("write", operation, 0)


def sample_copy(request):
    source = dataset(request["from"])

    def operation():
        file = h5py.File(request["path"], "w")
        data = file.create_dataset("data", source.shape, source.dtype, chunks=source.chunks, compression="gzip", compression_opts=4)
        for n in range(source.id.get_num_chunks()):
            offset = source.id.get_chunk_info(n).chunk_offset
            mask, chunk = source.id.read_direct_chunk(offset)
            data.id.write_direct_chunk(offset, chunk, mask)
        finish(file)

    return sample("copy", operation, 0)


serve(
    {
        "versions": versions,
        "digest": digest,
        "whole": sample_whole,
        "chunk": sample_chunk,
        "write": sample_write,
        "copy": sample_copy,
    }
)
