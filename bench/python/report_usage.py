"""What a program of the benchmark used, written to the file that BENCH_USAGE names."""

import json
import os
import resource
from pathlib import Path


def report_usage():
    """Processor time in ms and peak memory in MiB, of this program alone; nothing without BENCH_USAGE."""
    if "BENCH_USAGE" not in os.environ:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (usage.ru_utime + usage.ru_stime) * 1000
    Path(os.environ["BENCH_USAGE"]).write_text(json.dumps({"cpu": cpu, "rss": peak_kib(usage) / 1024}))


def peak_kib(usage):
    """On Linux ru_maxrss counts what the process was before it became this program; VmHWM does not."""
    try:
        status = Path("/proc/self/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return usage.ru_maxrss
