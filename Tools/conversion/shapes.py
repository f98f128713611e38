"""What the shapes of an encoder's tensors tell, whatever wraps it: names are found by their ends."""

import math
import re

from .failure import ConversionFailure


class Shapes:
    def __init__(self, tensors: dict):
        self.shapes = {name: tuple(value.shape) for name, value in tensors.items()}

    def named(self, ending: str) -> tuple | None:
        """The shape of the first tensor whose name is `ending` or ends with `.ending`."""
        return next((shape for name, shape in self.shapes.items() if ("." + name).endswith("." + ending)), None)

    def any(self, *endings: str) -> tuple | None:
        return next((shape for ending in endings if (shape := self.named(ending)) is not None), None)

    def required(self, *endings: str) -> tuple:
        shape = self.any(*endings)
        if shape is None:
            raise ConversionFailure(f"there is no tensor {' or '.join(endings)}, so that no configuration can be told")
        return shape

    def layers(self, pattern: str) -> int:
        """How many there are of what `pattern` numbers in its group."""
        found = {int(match[1]) for name in self.shapes if (match := re.search(pattern, name))}
        if found != set(range(len(found))) or not found:
            raise ConversionFailure(f"the layers are numbered {sorted(found)}, not from 0 on without a gap")
        return len(found)


def edge(patches: int, patch: int) -> int:
    """The side of the square picture that so many positions are of."""
    side = math.isqrt(patches)
    if side * side != patches:
        raise ConversionFailure(
            f"the {patches} positions of patches are no square grid; only a config.json can say rows and columns")
    return side * patch


def square(shape: tuple) -> int:
    """The patch of a convolution (D, 3, P, P)."""
    if len(shape) != 4 or shape[2] != shape[3]:
        raise ConversionFailure(f"the patch embedding's shape is {shape}, not (channels, 3, patch, patch)")
    return shape[2]
