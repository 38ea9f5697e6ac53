"""Reads by netCDF-C what chunkwright wrote in its dialect.

    python check_netcdf.py FILE     prints dimensions, variables and attributes, as JSON
"""

import json
import sys

import netCDF4


def shown(group):
    return {
        "dimensions": {name: len(dimension) for name, dimension in group.dimensions.items()},
        "variables": {
            name: [list(variable.dimensions), {key: str(variable.getncattr(key)) for key in variable.ncattrs()}]
            for name, variable in group.variables.items()
        },
        "attributes": {key: str(group.getncattr(key)) for key in group.ncattrs()},
        "groups": {name: shown(child) for name, child in group.groups.items()},
    }


with netCDF4.Dataset(sys.argv[1]) as file:
    total = sum(int(variable[:].sum()) for variable in file["scan"].variables.values() if variable.dtype != str)
    print(json.dumps({**shown(file), "total": total, "text": file["scan/texts"][0, 1]}))
