"""A file of everything that h5py writes, and what h5py says of a file.

    python hdf5_objects.py make FILE
    python hdf5_objects.py describe FILE     prints {path: what is there} as JSON
"""

import json
import sys

import h5py
import numpy as np


def make(path):
    colour = h5py.enum_dtype({"R": 0, "G": 1}, basetype="u2")
    with h5py.File(path, "w") as file:
        attributes = file.attrs
        attributes["text"] = "of variable length"
        attributes["int16"] = np.int16(3)
        attributes["float32"] = np.float32(0.5)
        attributes["list"] = ["a", "bc"]
        attributes["bytes"] = np.arange(6, dtype="u1").reshape(2, 3)
        attributes["null"] = h5py.Empty("f4")
        attributes["nan"] = np.array([np.nan, 1.5])
        attributes["big"] = np.uint64(2**63 + 1)
        attributes["opaque"] = np.void(b"abc")
        attributes["empty"] = np.zeros((0, 2), "i4")
        attributes["empty lists"] = np.zeros((2, 0), "f4")
        attributes["least"] = np.array([-(2**63), 2**53 + 1])
        attributes["whole"] = np.array([1.0, 2.0])
        attributes["beyond"] = np.float64(1e20)
        attributes["minus zero"] = -0.0
        attributes["no text"] = h5py.Empty(h5py.string_dtype())
        attributes["ASCII"] = np.array(["a", "bc"], h5py.string_dtype("ascii"))
        attributes["one text"] = np.array(["a"], h5py.string_dtype())
        for charset in (h5py.h5t.CSET_ASCII, h5py.h5t.CSET_UTF8):
            for padding in (h5py.h5t.STR_NULLTERM, h5py.h5t.STR_NULLPAD, h5py.h5t.STR_SPACEPAD):
                fixed_text(file, f"fixed {charset} {padding}", charset, padding)
        labels = np.arange(20).reshape(4, 5) % 2
        data = file.create_dataset("a/labels", data=labels, dtype=colour, chunks=(2, 5), maxshape=(None, 5))
        data.attrs["record"] = np.array((1, 2.5), dtype=[("n", "i4"), ("x", "f8")])
        file["b/same"] = data
        file["b/soft"] = h5py.SoftLink("/a/labels")
        file["b/external"] = h5py.ExternalLink("other.h5", "/x")
        file["a/above"] = file["/"]
        file["c"] = file["a"]
        attributes["object"] = data.ref
        attributes["region"] = data.regionref[1:3, 2:4]
        file.create_dataset("references", data=[data.ref, file["a"].ref], dtype=h5py.ref_dtype)
        record = np.dtype([("name", h5py.string_dtype()), ("v", "f4", (2,)), ("k", colour)])
        file.create_dataset("records", data=np.array([("x", (1, 2), 1), ("yy", (3, 4), 0)], dtype=record))
        file.create_dataset("fixed", data=np.array([b"ab", b"c"], dtype="S4"))
        utf8 = np.array(["é".encode(), b"b"], dtype=h5py.string_dtype("utf-8", 6))
        file.create_dataset("utf8", data=utf8)
        file.create_dataset("scalar", data=np.float32(3))
        file["ASCII"] = np.array(["a", "bc"], h5py.string_dtype("ascii"))
        for n, dtype in enumerate(["f4", "i8", h5py.string_dtype(), h5py.string_dtype("ascii", 3), record]):
            file[f"null/{n}"] = h5py.Empty(dtype)
        for n, missing in enumerate([np.int64(-1), np.array([-1]), np.int16(-1), np.array([1, 2], "i2")]):
            file[f"missing/{n}"] = np.zeros(2, missing.dtype)
            file[f"missing/{n}"].attrs["_FillValue"] = missing
        file["missing/other"] = np.zeros(2, "i2")
        file["missing/other"].attrs["_FillValue"] = np.float64(-1)
        file["x"] = np.arange(5.0)
        file["x"].make_scale("x")
        file["y"] = np.arange(4.0)
        file["y"].make_scale("y")
        data.dims[0].attach_scale(file["y"])
        data.dims[1].attach_scale(file["x"])


def fixed_text(file, name, charset, padding):
    kind = h5py.h5t.C_S1.copy()
    kind.set_size(8)
    kind.set_cset(charset)
    kind.set_strpad(padding)
    attribute = h5py.h5a.create(file.id, name.encode(), kind, h5py.h5s.create(h5py.h5s.SCALAR))
    attribute.write(np.array(b"abc", "S8"), mtype=kind)


def text(stored):
    """What NumPy's type does not say of text."""
    kind = stored.get_type()
    return [kind.get_cset(), kind.get_strpad()] if kind.get_class() == h5py.h5t.STRING else []


def value(item, file):
    if isinstance(item, h5py.Empty):
        return ["null", str(item.dtype)]
    if isinstance(item, h5py.h5r.RegionReference):
        return ["region", file[item].name, file[item][item].tolist()]
    if isinstance(item, h5py.h5r.Reference):
        return ["object", file[item].name]
    if isinstance(item, np.ndarray) and item.dtype == object:
        return ["objects", list(item.shape), [value(one, file) for one in item.ravel()]]
    if isinstance(item, (np.ndarray, np.generic)):
        return [str(item.dtype), list(np.shape(item)), str(np.asarray(item).tolist())]
    return [type(item).__name__, str(item)]


def describe(path):
    found = {}
    bookkeeping = ("DIMENSION_LIST", "REFERENCE_LIST", "_chunkwright")
    with h5py.File(path) as file:
        seen = {h5py.h5o.get_info(file.id).addr: "/"}

        def attributes_of(item, name):
            for key in item.attrs:
                if key not in bookkeeping:
                    found[f"{name}@{key}"] = value(item.attrs[key], file) + text(item.attrs.get_id(key))

        def visit(group, prefix):
            for key in sorted(group):
                name = f"{prefix}/{key}"
                link = group.get(key, getlink=True)
                if isinstance(link, h5py.SoftLink):
                    found[name] = ["soft", link.path]
                    continue
                if isinstance(link, h5py.ExternalLink):
                    found[name] = ["external", link.filename, link.path]
                    continue
                item = group[key]
                address = h5py.h5o.get_info(item.id).addr
                if address in seen:
                    found[name] = ["link", seen[address]]
                    continue
                seen[address] = name
                attributes_of(item, name)
                if isinstance(item, h5py.Group):
                    found[name] = ["group"]
                    visit(item, name)
                else:
                    scales = [list(dimension.keys()) for dimension in item.dims] if item.shape else []
                    enum = h5py.check_enum_dtype(item.dtype)
                    kind = [str(item.dtype), *text(item.id), enum]
                    found[name] = [*kind, item.maxshape, value(item[()], file), scales]

        attributes_of(file, "/")
        visit(file, "")
    print(json.dumps(found))


if __name__ == "__main__":
    {"make": make, "describe": describe}[sys.argv[1]](sys.argv[2])
