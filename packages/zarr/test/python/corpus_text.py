"""Writes fixtures/corpus-text.json: what zarr-python (numcodecs for json2) finds in the arrays of text of the corpus.

Usage: corpus_text.py CORPUS/zarr/zarrita
"""

import json
import pathlib
import sys
import warnings

import numcodecs
import numpy as np
import zarr

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "fixtures" / "types"))
from plain import plain, values_of  # noqa: E402

warnings.simplefilter("ignore")
root = pathlib.Path(sys.argv[1])
out = {}
for entry in json.loads((root / "expected.json").read_text()):
    file = entry["file"]
    if "sha256" in entry or file.endswith(".zip") or "skipped" not in entry:
        continue
    if "json2" in file:
        chunk = (root / file / "0").read_bytes()
        out[file] = [plain(item) for item in numcodecs.JSON().decode(chunk)]
    else:
        out[file] = values_of(np.asarray(zarr.open_array(str(root / file), mode="r")[...]))
(HERE.parent / "corpus-text.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
