#!/usr/bin/env python3
"""Checks with huggingface_hub and transformers what `patchlens model pull` leaves in the cache, and the other way
round.

    Tools/golden/check-hub-cache.py [PATCHLENS]

Needs huggingface_hub, transformers and torch; PATCHLENS is the command, .build/release/patchlens unless told otherwise.
The hub is Tests/TestSupport/hub-server.py, on this machine.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
patchlens = sys.argv[1] if len(sys.argv) > 1 else root / ".build/release/patchlens"


def run(*arguments: str) -> str:
    return subprocess.run([patchlens, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def check(folder: pathlib.Path):
    # The libraries read the environment when they are imported.
    import huggingface_hub as hub
    import transformers

    snapshot = run("model", "pull", "org/small")
    pull_request = run("model", "pull", "org/tiny@refs/pr/1")
    assert hub.snapshot_download("org/small", local_files_only=True) == snapshot
    assert hub.try_to_load_from_cache("org/small", "model.safetensors") == snapshot + "/model.safetensors"
    found = hub.try_to_load_from_cache("org/tiny", "config.json", revision="refs/pr/1")
    assert found == pull_request + "/config.json"
    assert hub.try_to_load_from_cache("org/tiny", "config.json") is None

    scan = hub.scan_cache_dir()
    assert not scan.warnings, scan.warnings
    revisions = {repo.repo_id: [set(revision.refs) for revision in repo.revisions] for repo in scan.repos}
    assert revisions == {"org/small": [{"main"}], "org/tiny": [{"refs/pr/1"}]}, revisions
    model = transformers.AutoModel.from_pretrained("org/small", local_files_only=True)
    assert type(model).__name__ == "Dinov2Model"

    # What Python has fetched is not fetched again.
    shutil.rmtree(folder / "cache")
    names = ["config.json", "preprocessor_config.json", "model.safetensors"]
    snapshot = os.path.dirname([hub.hf_hub_download("org/small", name) for name in names][0])
    requests = (folder / "requests").read_text().count("storage")
    assert run("model", "pull", "org/small") == snapshot
    assert (folder / "requests").read_text().count("storage") == requests
    run("model", "verify", "org/small")
    print(f"huggingface_hub {hub.__version__} and patchlens read each other's cache")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(root / "Tests/Golden/small-dinov2", folder / "models/org/small")
        shutil.copytree(root / "Tests/CheckpointsTests/Fixtures/tiny", folder / "models/org/tiny")
        server = subprocess.Popen(
            [sys.executable, root / "Tests/TestSupport/hub-server.py", folder], stdin=subprocess.PIPE)
        while not (folder / "ports").exists():
            time.sleep(0.02)
        port = (folder / "ports").read_text().split()[0]
        os.environ.update(
            HF_ENDPOINT=f"http://127.0.0.1:{port}", HF_HUB_CACHE=str(folder / "cache"), HF_HOME=str(folder / "home"))
        try:
            check(folder)
        finally:
            server.communicate()


main()
