"""Writes BigDataViewer files as its exporters do: a master that links to a partition, filters and all.

usage: make_bdv.py DIRECTORY; prints the SHA-256 of the uint16 pixels, time points x setups x z x y x.
"""

import hashlib
import sys

import h5py
import numpy

directory = sys.argv[1]
random = numpy.random.default_rng(7)
pixels = random.integers(0, 65536, (2, 2, 5, 20, 24), "uint16")
pixels[1, 1] = 0  # a missing view


def write_setup(file, setup):
    file[f"s{setup:02d}/resolutions"] = numpy.array([[1.0, 1.0, 1.0], [2.0, 2.0, 1.0]])
    file[f"s{setup:02d}/subdivisions"] = numpy.array([[16, 16, 4], [8, 8, 4]], "int32")


def write_view(file, t, s, volume):
    for level, (data, chunks) in enumerate([(volume, (4, 16, 16)), (volume[:, ::2, ::2], (4, 8, 8))]):
        file.create_dataset(
            f"t{t:05d}/s{s:02d}/{level}/cells",
            data=data.view("int16"),
            chunks=chunks,
            scaleoffset=0,
            compression="gzip",
        )


with h5py.File(f"{directory}/views-00.h5", "w", libver="v108") as part:
    write_setup(part, 0)
    write_view(part, 0, 0, pixels[1, 0].copy())

with h5py.File(f"{directory}/views.h5", "w") as master:
    for setup in range(2):
        write_setup(master, setup)
        write_view(master, 0, setup, pixels[0, setup].copy())
    master["t00001/s00"] = h5py.ExternalLink("views-00.h5", "/t00000/s00")

with open(f"{directory}/views.xml", "w", encoding="utf-8") as xml:
    setups = "".join(
        f"<ViewSetup><id>{s}</id><size>24 20 5</size>"
        "<voxelSize><unit>um</unit><size>0.5 0.5 1.5</size></voxelSize>"
        f"<attributes><channel>{s}</channel></attributes></ViewSetup>"
        for s in range(2)
    )
    channels = "".join(f"<Channel><id>{s}</id><name>c{s}</name></Channel>" for s in range(2))
    xml.write(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<SpimData version="0.2"><BasePath type="relative">.</BasePath><SequenceDescription>
<ImageLoader format="bdv.hdf5"><hdf5 type="relative">views.h5</hdf5>
<partition><path type="relative">views-00.h5</path><timepoints>1</timepoints>
<timepointsMapped>0</timepointsMapped><setups>0</setups></partition></ImageLoader>
<ViewSetups>{setups}<Attributes name="channel">{channels}</Attributes></ViewSetups>
<Timepoints type="range"><first>0</first><last>1</last></Timepoints>
<MissingViews><MissingView timepoint="1" setup="1"/></MissingViews></SequenceDescription>
<ViewRegistrations/></SpimData>
"""
    )

print(hashlib.sha256(pixels.tobytes()).hexdigest())
