"""Reads links, references, committed datatypes and scales that chunkwright wrote, then changes the file in place.

    python check_objects.py FILE     prints what it finds, as JSON
"""

import json
import sys

import h5py
import numpy as np

path = sys.argv[1]


def shown(value):
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, np.void):
        return {name: shown(value[name]) for name in value.dtype.names}
    if isinstance(value, np.ndarray):
        return [shown(item) for item in value] if value.dtype.names or value.dtype == object else value.tolist()
    if isinstance(value, (h5py.h5r.Reference, h5py.h5r.RegionReference)):
        return "reference" if value else None
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if hasattr(value, "item") else value


with h5py.File(path, "r") as file:
    root = file.attrs
    image = file["scan/image"]
    found = {
        "attributes": {name: shown(root[name]) for name in ("kind", "record", "texts", "null", "empty")},
        "object": file[root["object"][0]].name,
        "region": file[root["region"]][root["region"]].ravel().tolist() == image[2:6, 3:8].ravel().tolist(),
        "committed": [
            file["scan/labels"].id.get_type().committed(),
            h5py.h5a.open(file.id, b"kind").get_type().committed(),
            h5py.check_enum_dtype(file["types/kind"].dtype),
            int(file["types/kind"].attrs["about"][0]),
        ],
        "references": [
            h5py.h5o.get_info(file["types/kind"].id).rc,
            h5py.h5o.get_info(image.id).rc,
            h5py.h5o.get_info(file.id).rc,
        ],
        "dims": {
            name: [
                [dim.label, list(dim.keys()), [scale.name for scale in dim.values()]] for dim in file[name].dims
            ]
            for name in ("scan/image", "scan/deeper/image", "scan/labels")
        },
        "scales": [h5py.h5ds.is_scale(file["scan/x"].id), len(file["scan/y"].attrs["REFERENCE_LIST"])],
        "large": [file["large"].attrs["table"][99, 199], len(file["large"].attrs), len(image.attrs)],
        "records": [shown(item) for item in file["values/records"][()]],
        "null": file["values/null"].shape,
        "maxshape": file["growing"].maxshape,
        "links": {
            f"{group}/{name}": type(file[group].get(name, getlink=True)).__name__
            for group in ("links", "elsewhere")
            if group in file
            for name in file[group]
        },
        "same": file["links/later"] == image and file["links/soft"] == image and file["links/relative"] == image,
    }
    if "elsewhere" in file:
        link = file["elsewhere"].get("external", getlink=True)
        found["external"] = [link.filename, link.path, file["elsewhere/group"].attrs["n"].item()]

with h5py.File(path, "r+") as file:
    file["growing"].resize((40, 20))
    file["growing"][3:, :] = 7
    for name in ("large", "scan/image"):
        item = file[name]
        for n in range(60):
            item.attrs[f"added {n}"] = np.arange(n * 10)
        item.attrs["added table"] = np.arange(30_000.0)
        del item.attrs["twice"], item.attrs["small 3"]
    if "elsewhere" in file:
        for n in range(50):
            file["elsewhere"].create_group(f"added {n}")
        del file["elsewhere/soft"]
    file["links"]["added"] = h5py.SoftLink("/scan")
    del file["links/hard"]
    file["scan/labels2"] = file["scan/labels"][()]
    file["scan/labels2"].dims[1].attach_scale(file["scan/x"])
    del file["scan/labels"]

with h5py.File(path, "r") as file:
    found["after"] = [
        int(file["growing"][39, 19]),
        sorted(name for name in file["large"].attrs if name.startswith("small"))[-1],
        float(file["scan/image"].attrs["added table"][-1]),
        file["large"].attrs["table"].sum(),
        file["types/kind"].dtype.itemsize,
        len(file["links"]),
        len(file["scan/x"].attrs["REFERENCE_LIST"]),
    ]

print(json.dumps(found))
