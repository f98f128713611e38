"""Writes Sources/AttentionExport/Colors/ColormapTables.swift from matplotlib's colour maps.

    python3 Tools/golden/make-colormaps.py > Sources/AttentionExport/Colors/ColormapTables.swift

Needs matplotlib (made with 3.10). With `--check` it writes the test's golden instead: every 17th colour, asked of
matplotlib by value and not by index, as JSON.
"""

import json
import sys

import numpy
from matplotlib import colormaps

NAMES = ["viridis", "magma", "inferno", "turbo"]

RIGHTS = """\
// The colours of four maps at 256 equidistant values, written by Tools/golden/make-colormaps.py from matplotlib.
//
// Rights: viridis, magma and inferno are by Stéfan van der Walt, Nathaniel Smith and Eric Firing, who released them
// into the public domain under CC0. turbo is by Anton Mikhailov, Copyright 2019 Google LLC, licensed under the Apache
// License, Version 2.0 (https://www.apache.org/licenses/LICENSE-2.0); its values are rounded to 8 bits here.
"""


def colors(name):
    """256 colours as 0xRRGGBB."""
    values = numpy.rint(colormaps[name](numpy.arange(256))[:, :3] * 255).astype(int)
    return [int(red) << 16 | int(green) << 8 | int(blue) for red, green, blue in values]


def swift():
    lines = [RIGHTS, "/// 256 colours a map, each 0xRRGGBB, the lowest value's first.", "enum ColormapTables {"]
    for position, name in enumerate(NAMES):
        lines += [""] if position else []
        lines += [f"    static let {name}: [UInt32] = ["]
        table = colors(name)
        for start in range(0, 256, 8):
            lines += ["        " + ", ".join(f"0x{color:06x}" for color in table[start:start + 8]) + ","]
        lines += ["    ]"]
    return "\n".join(lines + ["}"])


def golden():
    # (level + 0.5) / 256 is the middle of the interval of values that matplotlib gives this level.
    levels = range(0, 256, 17)
    return json.dumps({
        name: [[level, *(round(float(part) * 255) for part in colormaps[name]((level + 0.5) / 256)[:3])]
               for level in levels]
        for name in NAMES + ["gray"]
    }, indent=None)


print(golden() if "--check" in sys.argv else swift())
