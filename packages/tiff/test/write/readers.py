"""Digests of the first page of every TIFF file of a folder, as other readers give its elements.

libvips and OpenSlide come with libtiff; tiffcp, where it is installed, is libtiff itself.
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

import openslide
import pyvips
import tifffile


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read_vips(path):
    return sha256(pyvips.Image.new_from_file(str(path), access="sequential", fail_on="error").write_to_memory())


def read_tiffcp(path):
    copy = path.with_suffix(".copy")
    done = subprocess.run(["tiffcp", "-c", "none", str(path), str(copy)], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "Unknown field with tag 65281" not in line]
    if done.returncode != 0 or complaints:
        return done.stderr
    data = tifffile.imread(copy, key=0)
    copy.unlink()
    return sha256(data.tobytes())


def read_openslide(path):
    slide = openslide.OpenSlide(str(path))
    levels = []
    for level, (width, height) in enumerate(slide.level_dimensions):
        image = slide.read_region((0, 0), level, (width, height)).convert("RGB")
        levels.append({"shape": [height, width], "sha256": sha256(image.tobytes())})
    return {"mpp": slide.properties.get(openslide.PROPERTY_NAME_MPP_X), "levels": levels}


def answer(read, path):
    try:
        return read(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


READERS = {"vips": read_vips, "openslide": read_openslide}
if shutil.which("tiffcp"):
    READERS["tiffcp"] = read_tiffcp

readers = sys.argv[2].split(",")
json.dump(
    {
        path.name: {name: answer(read, path) for name, read in READERS.items() if name in readers}
        for path in sorted(pathlib.Path(sys.argv[1]).glob("*.tif"))
    },
    sys.stdout,
)
