"""A model hub for tests, on this machine alone: the requests that a pull makes, and the faults that it has to survive.

    hub-server.py FOLDER

FOLDER/models/org/name/ holds a model's files, FOLDER/changed/org/name/ those that they become after a cut, and
FOLDER/behaviour.json the faults. Two servers are started, as the real hub has two: one that knows the models, and a
storage, which the large files are redirected to. Their ports are written to FOLDER/ports when both listen, and every
request to FOLDER/requests, a line of JSON each. Ends when its standard input does.

behaviour.json, all of it optional:
    token       the token that is required; others get 403, and none 401
    fail        {file or "api": [status, ...]}: answers to the first requests
    cut         {file: [bytes, ...]}: after how many bytes the first connections to its content are cut
    wrong       [file, ...]: a byte of the content is another
    changes     true: after the first cut the files are those of FOLDER/changed
    whole       true: ranges are ignored
    sizes       {file: bytes}: announced instead of the true size
    pause       seconds before each piece of 64 kB
    loop        true: content is redirected without end
"""

import hashlib
import http.server
import json
import pathlib
import sys
import threading
import time
import urllib.parse

folder = pathlib.Path(sys.argv[1])
lock = threading.Lock()
counts: dict[str, int] = {}
state = {"changed": False}
PIECE = 1 << 16


def behaviour() -> dict:
    path = folder / "behaviour.json"
    return json.loads(path.read_text()) if path.exists() else {}


def turn(key: str) -> int:
    """How often this was asked before."""
    with lock:
        counts[key] = counts.get(key, 0) + 1
        return counts[key] - 1


def file_of(model: str, name: str) -> pathlib.Path:
    changed = folder / "changed" / model / name
    return changed if state["changed"] and changed.exists() else folder / "models" / model / name


def etag_of(content: bytes, name: str) -> str:
    if name.endswith(".safetensors"):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, status: int):
        line = json.dumps({
            "server": self.server.role, "method": self.command, "path": self.path, "status": status,
            "authorization": self.headers.get("Authorization"), "range": self.headers.get("Range"),
        })
        with lock, (folder / "requests").open("a") as log:
            log.write(line + "\n")

    def answer(self, status: int, body: bytes = b"", **fields: str):
        self.note(status)
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", fields.get("Content_Length", str(len(body))) if not body else str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        parts = [urllib.parse.unquote(part) for part in self.path.lstrip("/").split("/")]
        if self.server.role == "storage":
            return self.send_content("/".join(parts[:2]), parts[2], {})
        if parts[:2] == ["api", "models"] and len(parts) == 6 and parts[4] == "revision":
            return self.send_listing("/".join(parts[2:4]), parts[5])
        if len(parts) >= 5 and parts[2] == "resolve":
            return self.send_file("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        self.answer(404)

    def refused(self, faults: dict, key: str) -> bool:
        statuses = faults.get("fail", {}).get(key, [])
        place = turn("fail " + key) if statuses else 0
        if place < len(statuses):
            self.answer(statuses[place])
            return True
        if (token := faults.get("token")) is not None:
            found = self.headers.get("Authorization")
            if found != "Bearer " + token:
                self.answer(403 if found else 401)
                return True
        return False

    def commit(self, model: str) -> str:
        names = sorted(path.name for path in (folder / "models" / model).iterdir())
        return hashlib.sha1("\n".join(names).encode()).hexdigest()

    def revisions(self, model: str) -> tuple:
        return ("main", "refs/pr/1", self.commit(model))

    def send_listing(self, model: str, revision: str):
        if self.refused(behaviour(), "api"):
            return
        if not (folder / "models" / model).is_dir() or revision not in self.revisions(model):
            return self.answer(404)
        names = sorted(path.name for path in (folder / "models" / model).iterdir())
        listing = {"id": model, "sha": self.commit(model), "siblings": [{"rfilename": name} for name in names]}
        self.answer(200, json.dumps(listing).encode(), Content_Type="application/json")

    def send_file(self, model: str, revision: str, name: str):
        faults = behaviour()
        if self.refused(faults, name):
            return
        path = file_of(model, name)
        if revision not in self.revisions(model) or not path.is_file():
            return self.answer(404)
        content = path.read_bytes()
        size = str(faults.get("sizes", {}).get(name, len(content)))
        fields = {"X_Repo_Commit": self.commit(model)}
        if faults.get("loop"):
            return self.answer(302, Location=self.path)
        if not name.endswith(".safetensors"):
            fields["ETag"] = '"%s"' % etag_of(content, name)
            if self.command == "HEAD":
                return self.answer(200, Content_Length=size, **fields)
            return self.send_content(model, name, fields)
        self.answer(
            302, Location=f"http://127.0.0.1:{storage.server_port}/{model}/{name}?signature=secret",
            X_Linked_Etag='"%s"' % etag_of(content, name), X_Linked_Size=size, **fields)

    def send_content(self, model: str, name: str, fields: dict):
        faults = behaviour()
        name = name.split("?")[0]
        content = bytearray(file_of(model, name).read_bytes())
        if name in faults.get("wrong", []):
            content[-1] ^= 1
        start = 0
        if (wanted := self.headers.get("Range")) and not faults.get("whole"):
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                return self.answer(416)
        status = 206 if start else 200
        self.note(status)
        self.send_response(status)
        for field, value in fields.items():
            self.send_header(field.replace("_", "-"), value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        cuts = faults.get("cut", {}).get(name, [])
        place = turn("cut " + name) if cuts else 0
        end = start + cuts[place] if place < len(cuts) else len(content)
        for offset in range(start, min(end, len(content)), PIECE):
            time.sleep(faults.get("pause", 0))
            self.wfile.write(content[offset:min(offset + PIECE, end)])
        if end < len(content):
            if faults.get("changes"):
                state["changed"] = True
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True


def serve(role: str) -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.role = role
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


# A client that goes away is what is tested, and not worth a trace.
http.server.ThreadingHTTPServer.handle_error = lambda *_: None
storage = serve("storage")
hub = serve("hub")
temporary = folder / ".ports"
temporary.write_text(f"{hub.server_port} {storage.server_port}")
temporary.rename(folder / "ports")
sys.stdin.read()
