"""Writes zstd-dictionary.json: frames that need a dictionary, with it and what they hold.

Run with the repository's Python environment: .venv/bin/python packages/codecs/test/zstd/generate_zstd_dictionary.py
"""

import base64
import json
import pathlib

import zstandard

samples = [f'{{"cell": {i}, "area": {i * 37 % 911}, "label": "nucleus {i % 7}"}}'.encode() for i in range(2000)]
trained = zstandard.train_dictionary(1024, samples, dict_id=0x1234)
raw = zstandard.ZstdCompressionDict(samples[5] * 3, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
content = b"".join(samples[100:130])


def text(data):
    return base64.b64encode(data).decode()


cases = {
    name: {
        "dictionary": text(dictionary.as_bytes()),
        "encoded": text(zstandard.ZstdCompressor(9, dict_data=dictionary).compress(content)),
    }
    for name, dictionary in [("trained", trained), ("raw", raw)]
}
cases["trained"]["other"] = text(zstandard.train_dictionary(1024, samples, dict_id=0x99).as_bytes())
result = {"writer": f"zstandard {zstandard.__version__}", "decoded": text(content), "cases": cases}
(pathlib.Path(__file__).parent / "zstd-dictionary.json").write_text(json.dumps(result, indent=1) + "\n")
