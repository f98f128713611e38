"""The parameters in a TorchScript archive, which OpenAI's CLIP files are, read without running its program.

An archive is a zip of `data.pkl`, of the tensors' bytes in `data/`, and of code. The pickle names classes of that code;
here each becomes a plain holder of attributes, and anything else than tensors and their containers is refused.
"""

import collections
import pickle
import zipfile
from pathlib import Path

import torch

from .failure import ConversionFailure

PLAIN = {
    "build_boollist", "build_doublelist", "build_intlist", "build_tensor_from_id", "build_tensorlist",
    "restore_type_tag",
}


class Module:
    """A module of the archive's code: its attributes, whether parameters, modules or anything else."""

    def __setstate__(self, state):
        self.__dict__.update(state if isinstance(state, dict) else {})


class Reader(pickle.Unpickler):
    def __init__(self, stream, archive: zipfile.ZipFile, root: str):
        super().__init__(stream)
        self.archive, self.root = archive, root

    def find_class(self, module, name):
        if module.startswith("__torch__"):
            return Module
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuilt
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch.jit._pickle" and name in PLAIN:
            return lambda value, *_: value
        if module == "torch" and isinstance(getattr(torch, name, None), type) and name.endswith("Storage"):
            return getattr(torch, name)
        raise ConversionFailure(f"the archive asks for {module}.{name}, which is no part of a model's weights")

    def persistent_load(self, identifier):
        _, storage, key, _, _ = identifier
        return torch.frombuffer(bytearray(self.archive.read(f"{self.root}data/{key}")), dtype=storage.dtype)


def rebuilt(storage, offset, size, stride, *_):
    return torch.as_strided(storage, size, stride, offset).clone()


def is_archive(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith("/constants.pkl") for name in archive.namelist())


def parameters(path: Path) -> dict[str, torch.Tensor]:
    """Every tensor of the archive's module by its path in it."""
    with zipfile.ZipFile(path) as archive:
        root = next(name for name in archive.namelist() if name.endswith("/data.pkl")).removesuffix("data.pkl")
        with archive.open(f"{root}data.pkl") as stream:
            module = Reader(stream, archive, root).load()
    return dict(walked(module, ""))


def walked(module, prefix):
    for name, value in vars(module).items():
        if isinstance(value, torch.Tensor):
            yield prefix + name, value
        elif isinstance(value, Module):
            yield from walked(value, f"{prefix}{name}.")
