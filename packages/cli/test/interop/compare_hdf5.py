"""Where two HDF5 files differ in structure: objects, datatypes, shapes, chunks, filters, attributes, elements.

usage: compare_hdf5.py A B; prints a JSON list of differences.
"""

import json
import sys

import h5py


def describe(file):
    found = {}

    def visit(name, node):
        about = {"attributes": {key: attribute(node, key) for key in node.attrs}}
        if isinstance(node, h5py.Dataset):
            plist = node.id.get_create_plist()
            filters = [plist.get_filter(i)[0] for i in range(plist.get_nfilters())]
            about |= {
                "type": str(node.dtype),
                "class": node.id.get_type().get_class(),
                "shape": node.shape,
                "maxshape": node.maxshape,
                "chunks": node.chunks,
                "filters": filters,
                "fill": node.fillvalue.item() if node.fillvalue is not None else None,
                "elements": None if {32004} & set(filters) else node[()].tobytes().hex(),
            }
        found[name] = about

    visit("/", file["/"])
    file.visititems(visit)
    return found


def attribute(node, key):
    stored = node.attrs.get_id(key)
    kind = stored.get_type()
    text = [kind.get_strpad(), kind.get_cset()] if kind.get_class() == h5py.h5t.STRING else []
    return [str(stored.dtype), kind.get_class(), *text, stored.shape, node.attrs[key].tobytes().hex()]


def differences(a, b, where=""):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from differences(a.get(key), b.get(key), f"{where}/{key}")
    elif a != b:
        yield f"{where}: {str(a)[:80]} in A, {str(b)[:80]} in B"


with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    print(json.dumps(list(differences(describe(a), describe(b)))))
