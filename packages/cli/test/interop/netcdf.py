"""A netCDF-4 file, and what netCDF-C says of one.

    python netcdf.py make FILE
    python netcdf.py describe FILE     prints dimensions, variables and attributes as JSON
"""

import json
import sys

import netCDF4
import numpy as np


def make(path):
    with netCDF4.Dataset(path, "w") as file:
        file.title = "T"
        file.Conventions = "CF-1.8"
        file.createDimension("time", None)
        for name, length in (("lat", 3), ("lon", 4), ("nv", 2)):
            file.createDimension(name, length)
        time = file.createVariable("time", "f8", ("time",))
        time.units = "days since 2000-01-01"
        time[:] = [0, 1, 2]
        file.createVariable("lat", "f4", ("lat",))[:] = [1, 2, 3]
        options = {"zlib": True, "shuffle": True, "fill_value": -99, "chunksizes": (1, 3, 4)}
        temperature = file.createVariable("temperature", "i2", ("time", "lat", "lon"), **options)
        temperature.set_auto_maskandscale(False)
        temperature.setncatts({"scale_factor": 0.1, "add_offset": np.float32(5), "valid": np.array([1, 2], "i2")})
        temperature[:] = np.arange(36).reshape(3, 3, 4)
        file.createVariable("depth", "f4", ("lat", "nv"), fill_value=np.nan)[:] = np.arange(6).reshape(3, 2)
        file.createVariable("names", str, ("lat",))[:] = np.array(["a", "bé", ""], object)
        file.createVariable("letters", "S1", ("lat", "nv"))[:] = np.array([[b"a", b"b"]] * 3)
        point = file.createCompoundType(np.dtype([("x", "f4"), ("y", "i4")]), "point")
        points = file.createVariable("points", point, ("lat",))
        points[:] = np.array([(1, 2), (3, 4), (5, 6)], point.dtype)
        group = file.createGroup("inner")
        group.count = np.int16(3)
        group.createDimension("k", 2)
        group.createVariable("q", "u8", ("k", "lat"))[:] = np.arange(6).reshape(2, 3)
        file.createVariable("scalar", "f8", ())[...] = 3.5


def shown(value):
    array = np.asarray(value)
    return [str(array.dtype), str(array.tolist())]


def describe(group):
    group.set_auto_maskandscale(False)
    variables = {
        name: {
            "type": str(variable.dtype),
            "dimensions": list(variable.dimensions),
            "values": str(np.asarray(variable[...]).tolist()),
            **{key: shown(variable.getncattr(key)) for key in variable.ncattrs() if key != "_chunkwright"},
        }
        for name, variable in group.variables.items()
    }
    return {
        "dimensions": {name: [len(one), one.isunlimited()] for name, one in group.dimensions.items()},
        "variables": variables,
        "attributes": {key: shown(group.getncattr(key)) for key in group.ncattrs() if key != "_chunkwright"},
        "groups": {name: describe(child) for name, child in group.groups.items()},
    }


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        with netCDF4.Dataset(sys.argv[2]) as file:
            print(json.dumps(describe(file)))
