"""numcodecs and imagecodecs, native and in one thread, for bench/src/codecs.ts."""

from pathlib import Path

import imagecodecs
import numcodecs
import numcodecs.blosc
import numpy as np
from serve import sample, serve

numcodecs.blosc.set_nthreads(1)
numcodecs.blosc.use_threads = False


class Lzw:
    """TIFF's LZW, which numcodecs lacks."""

    def encode(self, array):
        return imagecodecs.lzw_encode(array.tobytes())

    def decode(self, data, out=None):
        return imagecodecs.lzw_decode(data, out=None if out is None else out.view("uint8").reshape(-1))


class Libdeflate:
    """zlib's streams as tifffile has them made."""

    def __init__(self, level):
        self.level = level

    def encode(self, array):
        return imagecodecs.deflate_encode(array.view("uint8").reshape(-1), level=self.level)

    def decode(self, data, out=None):
        return imagecodecs.deflate_decode(data, out=None if out is None else out.view("uint8").reshape(-1))


def codec_of(request):
    config = request["config"]
    if config["id"] == "tiff.lzw":
        return Lzw()
    if config["id"] == "libdeflate":
        return Libdeflate(config["level"])
    return numcodecs.get_codec(config)


def versions(_):
    return {
        "numcodecs": f"numcodecs {numcodecs.__version__} (Python)",
        "imagecodecs": f"imagecodecs {imagecodecs.__version__} (Python)",
        "libdeflate": f"libdeflate, imagecodecs {imagecodecs.__version__} (Python)",
    }


def encode(request):
    """Writes the elements of a file, encoded, to another, and answers how many bytes they are."""
    elements = np.fromfile(request["elements"], request["dtype"])
    return Path(request["encoded"]).write_bytes(codec_of(request).encode(elements))


def sample_encode(request):
    elements = np.fromfile(request["elements"], request["dtype"])
    codec = codec_of(request)
    key = ("encode", request["config"]["id"], request["encoded"])
    return sample(key, lambda: codec.encode(elements), request["leastMs"])


def sample_decode(request):
    data = Path(request["encoded"]).read_bytes()
    codec = codec_of(request)
    key = ("decode", request["config"]["id"], request["encoded"])
    return sample(key, lambda: codec.decode(data), request["leastMs"])


def sample_decode_into(request):
    data = Path(request["encoded"]).read_bytes()
    codec = codec_of(request)
    out = np.empty_like(np.fromfile(request["elements"], request["dtype"]))
    key = ("decode into", request["config"]["id"], request["encoded"])
    return sample(key, lambda: codec.decode(data, out), request["leastMs"])


serve(
    {
        "versions": versions,
        "encode": encode,
        "sample encode": sample_encode,
        "sample decode": sample_decode,
        "sample decode into": sample_decode_into,
    }
)
