"""tifffile writing the files of bench/src/tiff.ts, and reading them in one thread."""

import hashlib

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


serve({"versions": versions, "write": write, "digest": digest, "sample": sample_read})
