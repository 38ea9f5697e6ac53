"""h5py and tifffile reading chunks over HTTP for bench/src/latency.ts, and libhdf5 writing a file for it."""

import http.client
import urllib.parse

import fsspec
import h5py
import numpy as np
import tifffile
import zarr
from fsspec.spec import AbstractBufferedFile
from serve import serve


class _Host:
    """As much of a file system as a buffered file asks for."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.path = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port)

    def get(self, range_header):
        self.connection.request("GET", self.path, headers={"Range": range_header})
        response = self.connection.getresponse()
        return response, response.read()

    def size(self):
        response, _ = self.get("bytes=0-0")
        return int(response.headers["Content-Range"].rsplit("/")[-1])


class _RangeFile(AbstractBufferedFile):
    """fsspec's HTTP file without aiohttp: the same cache, "bytes" of 5 MiB, over one connection."""

    def __init__(self, url):
        self.host = _Host(url)
        super().__init__(None, url, size=self.host.size(), cache_type="bytes")

    def _fetch_range(self, start, end):
        return self.host.get(f"bytes={start}-{end - 1}")[1]

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return id(self)

    def close(self):
        self.host.connection.close()


VARIANTS = 16


def chunk(index, length):
    """A chunk, the same as in bench/src/latency-scene.ts."""
    variant = sum(place * (2 * axis + 1) for axis, place in enumerate(index)) % VARIANTS
    return ((4099 * variant + 7 * np.arange(length)) % 65536).astype("<u2")


def write(request):
    shape, chunks = tuple(request["shape"]), tuple(request["chunkShape"])
    with h5py.File(request["path"], "w") as file:
        data = file.create_dataset("image", shape, "<u2", chunks=chunks)
        for index in np.ndindex(*(extent // length for extent, length in zip(shape, chunks))):
            start = tuple(place * length for place, length in zip(index, chunks))
            data.id.write_direct_chunk(start, chunk(index, np.prod(chunks)).tobytes())


def versions(_):
    return {
        "h5py": f"h5py {h5py.__version__} (Python)",
        "tifffile": f"tifffile {tifffile.__version__} (Python)",
        "fsspec": f"fsspec {fsspec.__version__}",
        "zarr": f"zarr {zarr.__version__}",
    }


_array = None


def open_url(request):
    global _array
    file = _RangeFile(request["url"])
    if request["library"] == "h5py":
        _array = h5py.File(file, "r")["image"]
    else:
        _array = zarr.open(tifffile.TiffFile(file).series[0].aszarr(), mode="r")


def read(request):
    box = tuple(slice(first, first + length) for first, length in zip(request["start"], request["shape"]))
    elements = np.asarray(_array[box]).ravel()
    return [int(elements[0]), int(elements[-1])]


serve({"versions": versions, "write": write, "open": open_url, "read": read})
