"""How the golden files are written."""

import json
from pathlib import Path


def write_json(path: Path, value) -> None:
    """A row a line, in ASCII: texts have characters that editors hide or reorder."""
    if isinstance(value, list):
        text = "[\n" + ",\n".join(json.dumps(row) for row in value) + "\n]\n"
    else:
        text = json.dumps(value, indent=2) + "\n"
    path.write_text(text, encoding="ascii")
