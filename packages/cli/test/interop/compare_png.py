"""Whether a PNG picture shows the pixels of the first page of a TIFF file: compare_png.py PNG TIFF."""

import pathlib
import sys

import imagecodecs
import tifffile

picture = imagecodecs.png_decode(pathlib.Path(sys.argv[1]).read_bytes())
page = tifffile.TiffFile(sys.argv[2]).pages[0].asarray()
print(picture.shape == page.shape and bool((picture == page).all()))
