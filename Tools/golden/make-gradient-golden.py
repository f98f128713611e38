#!/usr/bin/env python3
"""Writes the gradients of every family's attention, by PyTorch's autograd in the family's own library.

    make-gradient-golden.py FAMILIES FOLDER [--seed N] [--only WORD]

FAMILIES is what make-family-golden.py wrote (Tests/Golden/families, seed 4): the models are made again by the same code
and have to be those stored there, and the pixels are the same. All of it is computed in float64 and stored in float32.
Rotary angles alone stay float32 where a library insists on it (transformers' DINOv3).

    NAME.safetensors      for two of the grids, the native one first, under "ROWSxCOLUMNS.TARGET.":
        y                      (1) what is derived; TARGET is class (number 3), text or feature (gradients/targets.py)
        attention_gradient     (layers, heads, N, N), ∂y/∂A with A as it enters A·V
        probe, probe_gradient  (heads, N), where a probe pools and the target is read from it: its A and ∂y/∂A
        relevance              (N), gradients/methods.py; relevance_last from the last layer alone
        gradient_rollout_0, gradient_rollout_9    (N), nothing and nine tenths discarded; with a class token only
        grad_cam               (patches), on what the last block's first norm gives
        grad_cam_parts         (1), the largest sum of the magnitudes that it is made of
                          and text (projection), the direction that stands for a text's feature
"""

import argparse
import filecmp
import sys
import tempfile
import zlib
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from safetensors.torch import load_file, save_file

# gradients/ and families/ beside this file, and conversion/ in Tools.
sys.path[:0] = [str(Path(__file__).resolve().parents[level]) for level in (0, 1)]
from families import (  # noqa: E402
    case as cases, open_clip_towers, original, timm_eva, timm_support, timm_vit, transformers_clip, transformers_dino,
    transformers_storage, transformers_support, transformers_vit,
)
from gradients import methods, targets  # noqa: E402
from gradients.recording import in_double, recorded  # noqa: E402

MODULES = (
    transformers_vit, transformers_dino, transformers_clip, transformers_storage, timm_vit, timm_eva, original,
    open_clip_towers,
)
# Where a case is written from.
WRITERS = (transformers_support, transformers_storage, timm_support, original, open_clip_towers)
# timm resizes a table of relative position bias by a recipe of its own, which models of this family do not follow.
NATIVE_ALONE = ("beit-timm", "beit-timm-shared")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--only", default="", metavar="WORD", help="families whose function's name has this in it")
    return parser.parse_args()


def check_same(made: Path, stored: Path) -> None:
    for file in sorted(made.iterdir()):
        if file.suffix == ".safetensors":
            assert filecmp.cmp(file, stored / file.name, shallow=False), f"{stored / file.name} is another model"


def derived(y, case, record):
    """(layers, heads, N, N) of A and of ∂y/∂A; of a probe, if one is in the graph; and of the last norm₁, (N, D)."""
    inputs = [one.probabilities for one in record.attentions]
    slopes = torch.autograd.grad(y, inputs, retain_graph=True, allow_unused=True)
    # Attention that a reference computes a second time, only to show it, is not on the way to y.
    used = [(one, slope) for one, slope in zip(record.attentions, slopes) if slope is not None]
    layers = [pair for pair in used if pair[0].probabilities.shape[-2] > 1]
    probes = [pair for pair in used if pair[0].probabilities.shape[-2] == 1]
    assert len(layers) == case.layers and len(probes) <= 1, (case.name, len(layers), len(probes))
    square, flat = (case.heads, *layers[0][0].probabilities.shape[-2:]), (case.heads, -1)
    normed = layers[-1][0].normed
    return {
        "attention": torch.stack([one.probabilities.reshape(square) for one, _ in layers]),
        "attention_gradient": torch.stack([slope.reshape(square) for _, slope in layers]),
        "probe": [(one.probabilities.reshape(flat), slope.reshape(flat)) for one, slope in probes],
        "normed": normed.reshape(-1, case.hidden),
        "normed_gradient": torch.autograd.grad(y, normed, retain_graph=True)[0].reshape(-1, case.hidden),
    }


def maps(kind, case, found):
    """Every method by NumPy, from attention and its gradients in double."""
    a, slope = found["attention"].detach().numpy(), found["attention_gradient"].numpy()
    reading = targets.reading(kind, case, a.shape[-1])
    probe = [(one.detach() * its_slope).numpy() for one, its_slope in found["probe"]]
    result = {"relevance": methods.relevance(a, slope, reading, *probe)}
    if not probe:
        result["relevance_last"] = methods.relevance_of_last_layer(a, slope, reading)
    if case.prefix_tokens and "timm-registers-gap" not in case.name:
        result["gradient_rollout_0"] = methods.gradient_rollout(a, slope, 0)
        result["gradient_rollout_9"] = methods.gradient_rollout(a, slope, 0.9)
    activations, its_slope = found["normed"].detach().numpy(), found["normed_gradient"].numpy()
    result["grad_cam"] = methods.grad_cam(activations, its_slope, case.prefix_tokens)
    result["grad_cam_parts"] = methods.grad_cam_parts(activations, its_slope, case.prefix_tokens)
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in result.items()}


def gradients(case, reference, pixels, attention):
    """Under "TARGET.", what one grid stores; what is derived by has to be the golden attention."""
    stored = {}
    with recorded(case.hidden) as record:
        values = reference(pixels.double())
    for kind in targets.kinds(values):
        y = targets.output(kind, case, values)
        found = derived(y, case, record)
        assert torch.allclose(found["attention"].float(), attention, atol=1e-5), case.name
        kept = {"y": y.detach().reshape(1), "attention_gradient": found["attention_gradient"]}
        for probe, slope in found["probe"]:
            kept |= {"probe": probe.detach(), "probe_gradient": slope}
        stored |= {f"{kind}.{name}": value for name, value in (kept | maps(kind, case, found)).items()}
        if kind == "text":
            stored["text"] = targets.text_feature(case, len(values["projected"]))
    return stored


def writer(families: Path, output: Path):
    """Stands for families.case.write: of the same case and reference, gradients instead of values."""
    def write(case, folder, reference, generator):
        case.grids = case.grids or case.every_grid()
        golden = load_file(families / f"{case.name}.safetensors")
        check_same(folder / case.name, families / case.name)
        # All of them: what follows with this generator is to be the same.
        pixels = {grid: cases.pixels_of(case, grid, generator) for grid in case.grids}
        stored = {}
        for grid in list(pixels)[:1 if case.name in NATIVE_ALONE else 2]:
            name = f"{grid[0]}x{grid[1]}"
            assert torch.equal(pixels[grid][0], golden[f"{name}.pixels"]), case.name
            with in_double(reference):
                found = gradients(case, reference, pixels[grid], golden[f"{name}.attention"])
            stored |= {f"{name}.{key}" if key != "text" else key: value for key, value in found.items()}
        stored = {name: value.float().contiguous() for name, value in stored.items()}
        assert all(value.isfinite().all() for value in stored.values()), case.name
        save_file(stored, output / f"{case.name}.safetensors", metadata={"library": case.library})
    return write


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    write = writer(options.families, options.folder)
    patches = [mock.patch.object(module, "write", write) for module in WRITERS]
    for patch in patches:
        patch.start()
    for module in MODULES:
        for make in module.CASES:
            if options.only in make.__name__:
                seed = zlib.crc32(f"{module.__name__}.{make.__name__}".encode()) ^ options.seed
                with tempfile.TemporaryDirectory() as scratch:
                    make(Path(scratch), torch.Generator().manual_seed(seed))


if __name__ == "__main__":
    main()
