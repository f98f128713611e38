#!/usr/bin/env python3
"""Writes CharacterReferenceTable.swift: the names of HTML's character references, from Python's html.entities.

    python3 Tools/golden/make-character-references.py

open_clip unescapes texts by them before it cuts them into tokens.
"""

import html.entities
import pathlib
import textwrap

FILE = pathlib.Path(__file__).parents[2] / "Sources/VisionTransformers/Text/Cleaning/CharacterReferenceTable.swift"

HEADER = '''/// The names of HTML's character references (HTML Living Standard, 13.5), written by
/// Tools/golden/make-character-references.py.
enum CharacterReferenceTable {
    /// What each name stands for, one character or two.
    static let characters: [[Unicode.Scalar]: [Unicode.Scalar]] = Dictionary(
        entries.map { (Array($0.name.unicodeScalars), $0.characters) }, uniquingKeysWith: { first, _ in first })

    /// Names that old pages use without a semicolon, and that are read so.
    static let withoutSemicolon = Set(entries.filter(\\.needsNoSemicolon).map { Array($0.name.unicodeScalars) })

    private static let entries = table.split { $0 == " " || $0 == "\\n" }.map { entry in
        let parts = entry.split(separator: "=")
        return (
            name: parts[0].filter { $0 != "!" }, needsNoSemicolon: parts[0].hasSuffix("!"),
            characters: parts[1].split(separator: ",").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
        )
    }

    /// name=characters in hexadecimal; ! behind a name that needs no semicolon.
    private static let table = """
'''


def entry(name: str, characters: str) -> str:
    mark = "!" if name in html.entities.html5 else ""
    return f"{name}{mark}=" + ",".join(f"{ord(character):X}" for character in characters)


def main():
    names = sorted(name for name in html.entities.html5 if name.endswith(";"))
    table = " ".join(entry(name[:-1], html.entities.html5[name]) for name in names)
    lines = textwrap.wrap(table, 112, break_long_words=False, break_on_hyphens=False)
    body = "".join(f"        {line}\n" for line in lines)
    FILE.write_text(HEADER + body + '        """\n}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
