"""A program that writes a Zarr v3 array in shards by tensorstore, for bench/src/zarr.ts.

    python write_shards.py VARIANTS TARGET SIDE SHARD

One shard after the other is put together from the chunks of VARIANTS and written.
"""

import sys

import numpy as np
import tensorstore as ts
from report_usage import report_usage

CHUNK = 64


def main(variants_file, target, side, shard):
    variants = np.fromfile(variants_file, dtype="<u2").reshape(-1, CHUNK, CHUNK, CHUNK)
    inner = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "zstd", "configuration": {"level": 3}}]
    index = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
    sharding = {"name": "sharding_indexed", "configuration": {"chunk_shape": [CHUNK] * 3, "codecs": inner, "index_codecs": index}}
    array = ts.open(
        {
            "driver": "zarr3",
            "kvstore": {"driver": "file", "path": target},
            "metadata": {
                "data_type": "uint16",
                "shape": [side] * 3,
                "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [shard] * 3}},
                "codecs": [sharding],
                "fill_value": 0,
            },
            "create": True,
        }
    ).result()
    per_shard = shard // CHUNK
    for corner in np.ndindex(*[side // shard] * 3):
        data = np.empty([shard] * 3, dtype="<u2")
        for within in np.ndindex(*[per_shard] * 3):
            place = [c * per_shard + w for c, w in zip(corner, within)]
            which = sum(p * (2 * axis + 1) for axis, p in enumerate(place)) % len(variants)
            data[tuple(slice(w * CHUNK, (w + 1) * CHUNK) for w in within)] = variants[which]
        array[tuple(slice(c * shard, (c + 1) * shard) for c in corner)].write(data).result()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    report_usage()
