"""The table of cases, read back from what was written."""

import json
from pathlib import Path

HEAD = """# Families

Small random checkpoints of every family and naming, each written by the library named, and what that library computes
with them. Tools/golden/make-family-golden.py made them and describes the files; this table is made by it too.

| case | library | class or architecture | names | prefix tokens | pooled | exercises |
| --- | --- | --- | --- | --- | --- | --- |
"""


def write(folder: Path) -> None:
    rows = []
    for path in sorted(folder.glob("*/case.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        note = f". {case['note'][0].upper()}{case['note'][1:]}" if case["note"] else ""
        cells = (case["name"], case["library"], f"`{case['model']}`", case["naming"], str(case["prefix_tokens"]),
                 case["pooled"], case["exercises"] + note)
        rows.append(f"| {' | '.join(cells)} |\n")
    (folder / "README.md").write_text(HEAD + "".join(rows), encoding="utf-8")
