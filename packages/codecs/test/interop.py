"""The Python side of interop.interop.test.ts: encodes arrays for us to decode, and decodes what we encoded.

  interop.py write FOLDER   one <case>.json per case: {dataType, shape, codecs, encoded, decoded}, base64
  interop.py check FOLDER   reads <case>.out of each, encoded by us, and prints the cases that decode to other bytes
"""

import base64
import json
import pathlib
import sys

import imagecodecs
import numcodecs
import numpy as np
from numcodecs.checksum32 import CRC32C

ENDIAN = {"little": "<", "big": ">"}


def images():
    rng = np.random.default_rng(7)
    for dtype in ["uint8", "uint16", "int32", "float32", "float64"]:
        y, x = np.indices((160, 200))
        yield (300 + 60 * np.sin(x / 9) + y + rng.integers(0, 9, y.shape)).astype("int64").astype(dtype)
        yield np.zeros((64, 64), dtype)
        yield np.frombuffer(rng.bytes(3000 * np.dtype(dtype).itemsize), dtype).reshape(50, 60)


def compressors(itemsize):
    for level in [1, 9]:
        yield "gzip", {"level": level}, numcodecs.GZip(level)
        yield "numcodecs.zlib", {"level": level}, numcodecs.Zlib(level)
        yield "numcodecs.bz2", {"level": level}, numcodecs.BZ2(level)
    for check in [0, 1, 4, 10]:
        configuration = {"format": 1, "check": check, "preset": None, "filters": None}
        yield "numcodecs.lzma", configuration, numcodecs.LZMA(1, check)
    for level in [-5, 1, 3, 12, 19]:
        for checksum in [False, True]:
            yield "zstd", {"level": level, "checksum": checksum}, numcodecs.Zstd(level, checksum)
    yield "numcodecs.lz4", {"acceleration": 1}, numcodecs.LZ4(1)
    yield "numcodecs.shuffle", {"elementsize": itemsize}, numcodecs.Shuffle(itemsize)
    yield "crc32c", {}, CRC32C()
    yield "numcodecs.crc32", {}, numcodecs.CRC32()
    yield "numcodecs.adler32", {"location": "end"}, numcodecs.Adler32("end")
    yield "numcodecs.fletcher32", {}, numcodecs.Fletcher32()
    for cname in ["lz4", "zstd"]:
        for clevel in [1, 9]:
            configuration = {"cname": cname, "clevel": clevel, "shuffle": "shuffle", "typesize": itemsize}
            yield "blosc", configuration, numcodecs.Blosc(cname, clevel, 1)
    for cname in ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]:
        for number, shuffle in enumerate(["noshuffle", "shuffle", "bitshuffle"]):
            configuration = {"cname": cname, "clevel": 5, "shuffle": shuffle, "typesize": itemsize, "blocksize": 0}
            yield "blosc", configuration, numcodecs.Blosc(cname, 5, number)
    yield "tiff.lzw", {}, Imagecodecs(imagecodecs.lzw_encode, imagecodecs.lzw_decode)
    yield "tiff.packbits", {}, Imagecodecs(imagecodecs.packbits_encode, imagecodecs.packbits_decode)


class Imagecodecs:
    def __init__(self, encode, decode):
        self.encode = lambda data: encode(bytes(data))
        self.decode = decode


def cases():
    for number, image in enumerate(images()):
        for order, (name, configuration, codec) in enumerate(compressors(image.itemsize)):
            endian = "big" if (number + order) % 4 == 0 else "little"
            stored = image.astype(image.dtype.newbyteorder(ENDIAN[endian]))
            codecs = [
                {"name": "bytes", "configuration": {"endian": endian}},
                {"name": name, "configuration": configuration},
            ]
            yield f"{number}-{order}", image, stored, codecs, codec


def write(folder):
    for case, image, stored, codecs, codec in cases():
        raw = stored if codecs[1]["name"] == "blosc" else np.frombuffer(stored.tobytes(), "u1")
        text = json.dumps(
            {
                "dataType": str(image.dtype),
                "shape": image.shape,
                "codecs": codecs,
                "encoded": base64.b64encode(bytes(codec.encode(raw))).decode(),
                "decoded": base64.b64encode(image.tobytes()).decode(),
            }
        )
        (folder / f"{case}.json").write_text(text)


def check(folder):
    different = []
    for case, _, stored, codecs, codec in cases():
        try:
            same = bytes(codec.decode((folder / f"{case}.out").read_bytes())) == stored.tobytes()
        except Exception as error:
            same = False
            print(case, codecs, error, file=sys.stderr)
        if not same:
            different.append([case, codecs[1]])
    print(json.dumps(different))


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
