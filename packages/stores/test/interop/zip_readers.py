"""What Python's zipfile and tensorstore find in archives, as a list of {"zipfile": {key: hex}, "tensorstore": {key: hex},
"comment": text, "versions": [needed to extract], "methods": [compression]}: python zip_readers.py ARCHIVE..."""

import json
import sys
import zipfile

import tensorstore


def by_zipfile(path):
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise ValueError(f"{archive.testzip()} is damaged")
        entries = archive.infolist()
        return {
            "zipfile": {entry.filename: archive.read(entry).hex() for entry in entries},
            "comment": archive.comment.decode("utf-8"),
            "versions": sorted({entry.extract_version for entry in entries}),
            "methods": sorted({entry.compress_type for entry in entries}),
        }


def by_tensorstore(path):
    store = tensorstore.KvStore.open({"driver": "zip", "base": {"driver": "file", "path": path}}).result()
    reads = {key.decode("utf-8"): store.read(key) for key in store.list().result()}
    return {"tensorstore": {key: read.result().value.hex() for key, read in reads.items()}}


print(json.dumps([{**by_zipfile(path), **by_tensorstore(path)} for path in sys.argv[1:]]))
