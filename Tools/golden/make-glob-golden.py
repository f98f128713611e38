#!/usr/bin/env python3
"""Writes Tests/Golden/globs.json: which paths of a small tree git and fnmatch find that patterns are about.

    python3 Tools/golden/make-glob-golden.py Tests/Golden

`git` has, for each pattern, a character a path: 1 where `git check-ignore` says that a .gitignore of this line alone
leaves the path out. `names` has triples of a pattern, a name and what Python's fnmatch.fnmatchcase says, for characters
of more than one byte, of which git compares the bytes. Half of the patterns are chosen, half are drawn.
"""

import fnmatch
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = [
    "a", "b.png", "ab.png", "a.b.png", "ba", "abc.PNG", "a-b", "a]b", "a[b", "a*b", "a?b", "a\\b", "a b", "1.png", "!a",
    "x/a", "x/b.png", "x/ab", "x/y/a", "x/y/b.png", "x/y/z/a", "x/y/z/ab.png", "x/b/a", "y/x/a", "y/a.png", "z/x/y/a",
    "a.d/a", "a.d/b.d/a", "b/c", "b/b/b", "b/x/b", "aa/bb/cc", "aab/abb", "abab/ba.ab", "x-1/a", "x_2/a", "9/9",
]
CHOSEN = [
    "a", "*", "**", "?", "??", "*.png", "a*", "*a", "*a*", "a?b", "a.b.png", "b/", "x", "x/", "/a", "/x", "/x/", "x/a",
    "x/*", "x/*/", "x/**", "x/**/", "**/a", "**/x/a", "**/x", "x/**/a", "**/y/*", "**/b", "**/b/", "*/a", "*/*/a", "*/",
    "**/", "/**", "/*", "/**/a", "a/**", "**/**/a", "x/**/**/a", "x**", "x**/a", "**a", "a**b", "x/y**", "x/**a",
    "[ab]", "[!a]", "[^a]", "[a-c]*", "[!a-c]*", "a[-]b", "a[]]b", "a[!-]b", "a[]-a]b", "a[\\]]b", "a[[]b", "a[*]b",
    "a[?]b", "a\\*b", "a\\?b", "a\\[b", "a\\\\b", "\\a", "\\!a", "a\\ b", "a b", "[[:digit:]].png", "[[:digit:]]/",
    "[[:alpha:]]", "*.[[:upper:]]*", "*[[:punct:]]*", "[![:alpha:]]*", "[[:alnum:]_]*[-_]*", "[[:xdigit:]]*",
    "x[-_][12]", "[b-a]", "[z-a]*", "a[a-]b", "a[--]]b", "x/[!z]", "x/y/z", "x/y/z/", "*.d", "*.d/", "*.d/*.d",
    "*.d/**/a", "b/*/b", "b/**/b", "*/*", "*/*/*", "*/*/*/*", "**/*/a", "aa/**/cc", "*ab*ab*", "*a*b*a*b*", "?*?", "*?",
    "?*", "***", "*.*", "*.*.*", "?.png", "/*.png", "x/*.png", "/**/*.png", "x/y/../y/a", "nothing", "A", "X/",
]
NAMES = ["é.png", "éa.png", "日本.png", "e\u0301.png", "ÿ", "ÀÉ", "ß", "🙂.png", "a🙂b", "aé", "éé", "abc"]
NAME_PATTERNS = [
    "?.png", "??.png", "*?.png", "???.png", "*.png", "[é].png", "[!é].png", "[à-ÿ]*", "[!a-z]*", "*[🙂]*", "a?b", "a??b",
    "?", "??", "*??", "*???", "é*", "*é", "[日][本].png", "日*", "[!🙂]*", "e?.png", "*[À-É]", "?*?",
]


def is_plain(pattern: str) -> bool:
    """Whether git does what its documentation says.

    It compares what stands before the first wildcard by itself, and takes what is left, of `x**/a` the `**/a`, as if
    slashes were around the `**`. Among a pattern's names `..` is refused here, and `.` passed over.
    """
    is_bound = "/" in pattern.removesuffix("/")
    has_dots = not {".", ".."}.isdisjoint(pattern.split("/"))
    return not has_dots and not (is_bound and re.search(r"[^/*]\*\*+(/|$)", pattern))


def drawn(count: int) -> list[str]:
    """Patterns of few characters, so that many of them are about something."""
    generator = random.Random(6)
    pieces = ["a", "b", "x", "y", "*", "*", "?", "/", "/", "**", "**/", "/**", "/**/", "[ab]", "[!b]", "[x-y]", ".", "*."]
    patterns: list[str] = []
    while len(patterns) < count:
        pattern = "".join(generator.choices(pieces, k=generator.randint(1, 6)))
        # Two slashes beside each other are about nothing to git, and one to us; a slash alone is refused.
        if "//" not in pattern and pattern.strip("/") and is_plain(pattern) and pattern not in CHOSEN + patterns:
            patterns.append(pattern)
    return patterns


def ignored(patterns: list[str], paths: list[str]) -> dict[str, str]:
    """For each pattern a character a path."""
    answers = {}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        subprocess.run(["git", "init", "-q", folder], check=True, env=environment)
        for name in FILES:
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        for pattern in patterns:
            # Outside the tree, lest the pattern be about its own file.
            Path(folder, ".git/info/exclude").write_text(pattern + "\n")
            found = subprocess.run(
                ["git", "check-ignore", "--no-index", "-z", "--stdin"], cwd=folder, env=environment,
                input="\0".join(paths).encode(), stdout=subprocess.PIPE, check=False)
            assert found.returncode in (0, 1), pattern
            left_out = set(found.stdout.decode().split("\0"))
            answers[pattern] = "".join("1" if path in left_out else "0" for path in paths)
    return answers


def main() -> None:
    folders = sorted({str(parent) for name in FILES for parent in Path(name).parents if str(parent) != "."})
    patterns = [pattern for pattern in CHOSEN if is_plain(pattern)] + drawn(len(CHOSEN))
    version = subprocess.run(["git", "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    golden = {
        "source": f"{version}; Python {sys.version.split()[0]}",
        "files": FILES,
        "folders": folders,
        "git": ignored(patterns, FILES + folders),
        "names": [
            [pattern, name, fnmatch.fnmatchcase(name, pattern)] for pattern in NAME_PATTERNS for name in NAMES
        ],
    }
    text = json.dumps(golden, indent=1, ensure_ascii=True)
    Path(sys.argv[1], "globs.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
