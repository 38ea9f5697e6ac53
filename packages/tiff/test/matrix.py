"""Writes TIFF files of every kind that tifffile writes into a folder, and prints what it reads back as JSON."""

import hashlib
import itertools
import json
import pathlib
import sys

import numpy
import tifffile

FOLDER = pathlib.Path(sys.argv[1])
RANDOM = numpy.random.default_rng(7)

DTYPES = ['uint8', 'int16', 'uint32', 'int64', 'float16', 'float32', 'float64', 'complex64']
LAYOUTS = {
    'strips': {'rowsperstrip': 7},
    'one-strip': {},
    'tiles': {'tile': (16, 32)},
}
SAMPLES = {
    'grey': ((29, 45), {'photometric': 'minisblack'}),
    'chunky': ((29, 45, 3), {'photometric': 'rgb', 'planarconfig': 'contig'}),
    'planar': ((4, 29, 45), {'photometric': 'rgb', 'planarconfig': 'separate', 'extrasamples': ['unassalpha']}),
}
COMPRESSIONS = {
    'none': (None, None),
    'lzw': ('lzw', False),
    'lzw-predictor': ('lzw', True),
    'deflate': ('zlib', False),
    'deflate-predictor': ('zlib', True),
    'zstd-predictor': ('zstd', True),
    'packbits': ('packbits', False),
}


def pixels(shape, dtype):
    kind = numpy.dtype(dtype).kind
    ramp = numpy.arange(numpy.prod(shape)).reshape(shape) // 3 + RANDOM.integers(0, 9, shape)
    if kind == 'c':
        return (ramp / 3 - 1j * ramp).astype(dtype)
    if kind == 'f':
        return ((ramp - 999) / 8).astype(dtype)
    # Steps across the whole range, so that differences wrap around.
    return (ramp.astype('uint64') * numpy.uint64(0x9E3779B97F4A7C15)).view('int64').astype(dtype)


def allowed(dtype, layout, samples, order, bigtiff, compression, predictor):
    kind = numpy.dtype(dtype).kind
    if predictor and (kind == 'c' or (kind == 'f' and order == '>')):
        return False  # tifffile refuses the first; readers disagree on the second
    return bigtiff or order == '<' or layout == 'tiles' or samples == 'grey'


answers = []
for (layout, samples, name, dtype) in itertools.product(LAYOUTS, SAMPLES, COMPRESSIONS, DTYPES):
    for order, bigtiff in itertools.product('<>', (False, True)):
        compression, predictor = COMPRESSIONS[name]
        if not allowed(dtype, layout, samples, order, bigtiff, compression, predictor):
            continue
        if predictor:
            predictor = 3 if numpy.dtype(dtype).kind == 'f' else 2
        shape, options = SAMPLES[samples]
        data = pixels(shape, dtype)
        file = f"{layout}-{samples}-{name}-{dtype}-{'le' if order == '<' else 'be'}{'-big' if bigtiff else ''}.tif"
        with tifffile.TiffWriter(FOLDER / file, byteorder=order, bigtiff=bigtiff) as tif:
            tif.write(data, compression=compression, predictor=predictor, metadata=None, **LAYOUTS[layout], **options)
        read = tifffile.imread(FOLDER / file)
        assert numpy.array_equal(read, data), file
        little = read.astype(read.dtype.newbyteorder('<'))
        answers.append({
            'file': file,
            'dataType': dtype,
            'shape': list(shape),
            'sha256': hashlib.sha256(little.tobytes()).hexdigest(),
        })
json.dump(answers, sys.stdout)
