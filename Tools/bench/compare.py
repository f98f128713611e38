"""Runs the parts of the comparison that were asked for; called by compare.sh, which says what they are."""

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--root", "--work", "--patchlens"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--sides", type=lambda text: [int(side) for side in text.split(",")], default=[224, 518, 1036])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--pictures", type=int, default=28)
    parser.add_argument("--no-largest", dest="largest", action="store_false")
    parser.add_argument("--torch", action="store_true")
    arguments = parser.parse_args()
    arguments.results = arguments.root / "Tools/bench/RESULTS.md"
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}: {', '.join(PARTS)}")
    for part in arguments.parts:
        PARTS[part](arguments)


def encoder(arguments) -> None:
    import compare_encoders

    compare_encoders.compare(arguments)


def maps(arguments) -> None:
    import quantized

    quantized.compare(arguments)


def rollout(arguments) -> None:
    import compare_rollout

    compare_rollout.compare(arguments)


def start(arguments) -> None:
    import compare_start

    compare_start.compare_start(arguments)


def memory(arguments) -> None:
    import compare_start

    compare_start.compare_memory(arguments)


def folder(arguments) -> None:
    import compare_folder

    compare_folder.compare(arguments)


def sizes(arguments) -> None:
    import compare_sizes

    compare_sizes.compare(arguments)


def methods(arguments) -> None:
    import compare_methods

    compare_methods.compare(arguments)


#: Each imports what it needs when it runs: parts that need no engine run without one.
PARTS = {part.__name__: part for part in (encoder, maps, rollout, start, memory, folder, sizes, methods)}


if __name__ == "__main__":
    main()
