#!/usr/bin/env python3
"""Runs a command over hostile pictures and counts what becomes of them; see hostile.sh.

    hostile.py COMMAND MODEL FOLDER...

First a process for each file, so that a crash, a hang and a peak of memory have a name; then one for each corpus, which
has to go on past every file of it. Ends with 1 if there was a crash, a hang, or a file of which nothing was said.
"""

import collections
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HANG = 10  # seconds
FOLDER_HANG = 600
CLEAN_ENDS = (0, 1)  # all drawn; some pictures failed


class Run:
    """One process: how it ended, what it said, and its largest resident memory in MiB."""

    def __init__(self, arguments: list[str], limit: float):
        with tempfile.TemporaryDirectory() as output, tempfile.TemporaryFile() as records:
            process = subprocess.Popen(
                [*arguments, "-o", output, "--json", "-q"], stdin=subprocess.DEVNULL, stdout=records,
                stderr=subprocess.DEVNULL)
            timer = threading.Timer(limit, process.send_signal, [signal.SIGKILL])
            timer.start()
            # Not Popen's own wait: the memory is in what this one says.
            _, status, usage = os.wait4(process.pid, 0)
            self.hung = not timer.is_alive()
            timer.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            self.crashed = not self.hung and process.returncode not in CLEAN_ENDS
            self.memory = usage.ru_maxrss / 1024
            self.seconds = usage.ru_utime + usage.ru_stime
            records.seek(0)
            self.records = [json.loads(line) for line in records.read().decode().splitlines() if line.startswith("{")]


def end_of(record: dict) -> str:
    """The kind of an error, and the stage where it is not that of decoding."""
    if record["status"] == "done":
        return "drawn"
    error = record["error"]
    return f"refused, {error['kind']}" + ("" if error["code"] == "decode" else f" ({error['code']})")


def main() -> None:
    command, model, *folders = sys.argv[1:]
    overlay = [command, "overlay", "--model", model, "--jobs", "1"]
    files = sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        runs = list(workers.map(lambda path: Run([*overlay, str(path)], HANG), files))
    crashes = [path for path, run in zip(files, runs) if run.crashed]
    hangs = [path for path, run in zip(files, runs) if run.hung]
    silent = [
        path for path, run in zip(files, runs) if not run.crashed and not run.hung and len(run.records) != 1]
    ends = collections.Counter(end_of(record) for run in runs for record in run.records)
    largest = max(zip(runs, files), key=lambda pair: pair[0].memory)
    slowest = max(zip(runs, files), key=lambda pair: pair[0].seconds)

    print(f"files tried                 {len(files)}")
    for end, count in sorted(ends.items()):
        print(f"{end:27} {count}")
    print(f"crashes                     {len(crashes)}")
    print(f"hangs over {HANG} s             {len(hangs)}")
    print(f"largest memory              {largest[0].memory:.0f} MiB ({largest[1]})")
    print(f"most processor time         {slowest[0].seconds:.2f} s ({slowest[1]})")
    for name, paths in (("crashed", crashes), ("hung", hangs), ("said nothing of", silent)):
        for path in paths:
            print(f"{name} {path}")

    # The folders of the corpora, each by itself: files of two may have one name.
    is_whole = True
    for folder in sorted({path.parent for path in files}):
        run = Run([*overlay, "--no-recurse", "--template", "{name}.png", str(folder)], FOLDER_HANG)
        drawn = sum(record["status"] == "done" for record in run.records)
        end = "crashed" if run.crashed else "hung" if run.hung else "went on to the end"
        print(f"{folder}: {len(run.records)} in one run, {drawn} drawn, {run.memory:.0f} MiB, {end}")
        is_whole = is_whole and not run.crashed and not run.hung
    sys.exit(0 if is_whole and not crashes and not hangs and not silent else 1)


if __name__ == "__main__":
    main()
