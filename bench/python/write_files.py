"""A program that writes chunk files by tensorstore, for bench/src/zarr.ts.

    python write_files.py TARGET COUNT BYTES
"""

import sys

import tensorstore as ts
from report_usage import report_usage


def main(target, count, size):
    store = ts.KvStore.open({"driver": "file", "path": f"{target}/"}).result()
    value = bytes([7]) * size
    writes = []
    for n in range(count):
        writes.append(store.write(f"c/{n >> 8}/{n >> 4 & 15}/{n & 15}", value))
        if len(writes) == 256:
            for write in writes:
                write.result()
            writes = []
    for write in writes:
        write.result()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    report_usage()
