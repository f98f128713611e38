"""Times one engine in a process of its own, so that no engine's idle threads or caches are in another's way.

Prints the milliseconds of each run after those to warm up, as JSON. Called by compare_encoders.py.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

import peers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=["onnxruntime", "openvino"])
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--side", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--warm-up", type=int, required=True)
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--settings", type=json.loads, default=None)
    options = parser.parse_args()
    encode = (
        peers.onnxruntime_encoder(options.graph, options.threads) if options.engine == "onnxruntime"
        else peers.openvino_encoder(options.graph, options.threads, options.precision, options.settings))
    pixels = np.random.default_rng(1).standard_normal((1, 3, options.side, options.side), dtype=np.float32)
    times = []
    for _ in range(options.warm_up + options.runs):
        start = time.perf_counter()
        encode(pixels)
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times[options.warm_up:]))


if __name__ == "__main__":
    main()
