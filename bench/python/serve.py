"""Answers requests, one JSON object a line on stdin, one on stdout, so that Python can take its turn among the others."""

import json
import math
import sys
import time


def serve(handlers):
    """`handlers` maps the request's "do" to a function of the request."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": handlers[request["do"]](request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


_repetitions = {}


def sample(key, operation, least_ms):
    """Milliseconds of one `operation`, repeated as often as `least_ms` needs, which is found out once for each `key`."""
    if key not in _repetitions:
        start = time.perf_counter()
        runs = 0
        while runs < 2 or time.perf_counter() - start < least_ms / 1000:
            operation()
            runs += 1
        _repetitions[key] = max(1, math.ceil(least_ms / _timed(operation, 1)["wall"]))
    return _timed(operation, _repetitions[key])


def _timed(operation, repetitions):
    cpu = time.process_time()
    start = time.perf_counter()
    for _ in range(repetitions):
        operation()
    wall = time.perf_counter() - start
    cpu = time.process_time() - cpu
    return {"wall": 1000 * wall / repetitions, "cpu": 1000 * cpu / repetitions}
