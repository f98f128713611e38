"""PyTorch's pickled checkpoints, opened without running anything that they bring along."""

import argparse
import json
import pickle
from pathlib import Path

import numpy
import torch

from . import torchscript
from .failure import ConversionFailure

# Where training scripts put weights, the first one there being taken: DINO's teacher is its published model (Caron et
# al. 2021, section 3), a moving average is what timm evaluates.
HOLDERS = ("teacher", "model_ema", "state_dict_ema", "state_dict", "model", "module", "student")



def latin1(text: str, encoding: str) -> bytes:
    """How numpy pickles the bytes of a number."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"Unsupported encoding {encoding}")
    return text.encode("latin1")


SCALAR = numpy.float64().__reduce__()[0]
# What training scripts keep beside the weights and PyTorch does not let pass by itself: options, and numbers of numpy.
RECORDS = [argparse.Namespace, numpy.dtype, numpy.dtypes.Float64DType, numpy.dtypes.Float32DType, SCALAR,
           (SCALAR, "numpy.core.multiarray.scalar"), (latin1, "_codecs.encode")]


def opened(path: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    """The tensors by their names, and what was done to get at them. An index of shards is read with its shards."""
    if path.name.endswith(".index.json"):
        shards = sorted(set(json.loads(path.read_text(encoding="utf-8"))["weight_map"].values()))
        parts = [unwrapped(loaded(path.parent / Path(shard).name)) for shard in shards]
        return {name: value for tensors, _ in parts for name, value in tensors.items()}, [f"{len(shards)} shards"]
    return unwrapped(loaded(path))


def loaded(path: Path):
    if torchscript.is_archive(path):
        return torchscript.parameters(path)
    try:
        with torch.serialization.safe_globals(RECORDS):
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "operand" in str(error):
            raise ConversionFailure(f"{path} is no checkpoint that PyTorch can read: {reason(error)}") from None
        raise ConversionFailure(
            f"{path} is refused: it holds more than tensors, and unpickling that could run any code "
            f"({reason(error)}); save its state_dict() with a PyTorch you trust it to") from None
    except (RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise ConversionFailure(f"{path} is no checkpoint that PyTorch can read: {reason(error)}") from None


def reason(error) -> str:
    """PyTorch's own, less its advice to switch the protection off."""
    lines = [line.strip() for line in str(error).splitlines() if "Unsupported" in line or "unsupported" in line]
    text = lines[-1] if lines else str(error).partition("\n")[0]
    return text.split("WeightsUnpickler error:")[-1].partition(" Please use")[0].strip(" .")


def unwrapped(value) -> tuple[dict[str, torch.Tensor], list[str]]:
    done = []
    while isinstance(value, dict) and not any(isinstance(entry, torch.Tensor) for entry in value.values()):
        holder = next((name for name in HOLDERS if isinstance(value.get(name), dict)), None)
        if holder is None:
            raise ConversionFailure(f"there are no tensors under any of {', '.join(HOLDERS)}; found {listed(value)}")
        others = [str(name) for name in value if name != holder]
        done.append(f"took `{holder}`" + (f", left aside {listed(others)}" if others else ""))
        value = value[holder]
    if not isinstance(value, dict):
        raise ConversionFailure(f"it holds a {type(value).__name__}, not tensors by name")
    return {name: entry for name, entry in value.items() if isinstance(entry, torch.Tensor)}, done


def listed(names, most: int = 6) -> str:
    names = [f"`{name}`" for name in names]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "") or "nothing"
