"""tifffile writing the files of bench/src/tiff.ts, reading them in one thread, and writing pyramids."""

import hashlib
import os

import numpy as np
import tifffile
from serve import sample, serve


def versions(_):
    return {"tifffile": f"tifffile {tifffile.__version__} (Python)"}


def write(request):
    image = np.fromfile(request["elements"], request["dtype"]).reshape(request["shape"])
    tifffile.imwrite(
        request["path"],
        image,
        tile=(request["tile"], request["tile"]),
        compression=request["compression"],
        predictor=request["predictor"],
        photometric="rgb" if len(request["shape"]) == 3 else "minisblack",
    )


def read(path):
    with tifffile.TiffFile(path) as file:
        return file.pages[0].asarray(maxworkers=1)


def digest(request):
    return hashlib.sha256(read(request["path"]).tobytes()).hexdigest()


def sample_read(request):
    return sample(request["path"], lambda: read(request["path"]), request["leastMs"])


def sample_tiles(request):
    """Tiles by row and column, one after the other."""
    with tifffile.TiffFile(request["path"]) as file:
        page = file.pages[0]
        columns = -(-page.imagewidth // page.tilewidth)
        numbers = [y * columns + x for y, x in request["tiles"]]

        def read():
            for number in numbers:
                file.filehandle.seek(page.dataoffsets[number])
                page.decode(file.filehandle.read(page.databytecounts[number]), number)

        return sample(f"{request['path']} tiles", read, request["leastMs"])


_levels = {}


def write_pyramid(request):
    """Levels as SubIFDs, tiles compressed by `workers` threads, in new files that are removed behind the sample."""
    for path in request["files"]:
        if path not in _levels:
            data = np.fromfile(path, "<u2")
            side = int(data.size**0.5)
            _levels[path] = data.reshape(side, side)
    first, *others = (_levels[path] for path in request["files"])
    options = {
        "tile": (request["tile"], request["tile"]),
        "compression": "zlib",
        "compressionargs": {"level": request["level"]},
        "predictor": True,
        "photometric": "minisblack",
        "maxworkers": request["workers"],
    }

    written = []

    def write():
        path = os.path.join(request["folder"], f"rival-{len(written)}.tif")
        written.append(path)
        with tifffile.TiffWriter(path) as file:
            file.write(first, subifds=len(others), **options)
            for level in others:
                file.write(level, subfiletype=1, **options)
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    try:
        return sample(f"write {request['workers']}", write, request["leastMs"])
    finally:
        for path in written:
            os.remove(path)


def write_pages(request):
    """Pages without compression, each behind its IFD."""
    side = request["side"]
    with tifffile.TiffWriter(request["path"]) as file:
        for _ in range(request["count"]):
            page = np.zeros((side, side), "<u2")
            file.write(page, contiguous=False, photometric="minisblack", metadata=None)


def sample_pages(request):
    """All pages opened, not as frames that only know where their pixels are."""

    def read():
        with tifffile.TiffFile(request["path"]) as file:
            file.pages.useframes = False
            return sum(page.imagewidth for page in file.pages)

    return sample(f"{request['path']} pages", read, 0)


serve(
    {
        "versions": versions,
        "write": write,
        "digest": digest,
        "sample": sample_read,
        "sample_tiles": sample_tiles,
        "write_pages": write_pages,
        "sample_pages": sample_pages,
        "write_pyramid": write_pyramid,
    }
)
