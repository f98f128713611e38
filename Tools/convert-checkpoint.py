#!/usr/bin/env python3
"""Converts a PyTorch checkpoint, or an ONNX file exported from PyTorch, to a folder that PatchLens reads.

    convert-checkpoint.py FILE FOLDER [--heads N] [--architecture NAME]

FILE is a pickle (.bin, .pth, .pt, .ckpt, .tar), the index of a sharded one (pytorch_model.bin.index.json), a
TorchScript archive as OpenAI's CLIP has, or .onnx. Pickles are opened with weights_only=True, archives without running
their program. FOLDER gets model.safetensors with the encoder's tensors and any classifier's, under the names they have.

A config.json (or open_clip_config.json) beside FILE is copied, and so is preprocessor_config.json. Without one the
configuration is derived from the tensors' shapes; what they do not tell is to be given:

    --heads N             how many attention heads there are
    --architecture NAME   timm's name (vit_base_patch16_224), facebookresearch's (dino_vits16, mae_vit_base_patch16,
                          dinov2_vitb14_reg, dinov3_vitl16), or for CLIP openai or open_clip's (ViT-B-32-quickgelu)

Every choice that was made is printed. convert-checkpoint.requirements.txt lists what this runs on.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

# So that it works with -I too, which leaves the script's own folder out of the path.
sys.path.insert(0, str(Path(__file__).resolve().parent))
from conversion import configurations, state_dicts  # noqa: E402
from conversion.failure import ConversionFailure  # noqa: E402

BESIDE = {"config.json": "model.safetensors", "open_clip_config.json": "open_clip_model.safetensors"}
COPIED = ("preprocessor_config.json", "tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heads", type=int, metavar="N")
    parser.add_argument("--architecture", metavar="NAME")
    return parser.parse_args()


def opened(options):
    """The tensors, what was done to get at them, how to write them, and how many heads an ONNX graph tells of."""
    if options.file.suffix == ".onnx":
        import onnx
        import safetensors.numpy
        from conversion import onnx_graph, onnx_names
        graph = onnx_graph.Graph(onnx.load(options.file))
        tensors = onnx_names.recovered(graph)
        return tensors, [], safetensors.numpy.save_file, lambda hidden: onnx_names.head_count(graph, hidden)
    import safetensors.torch
    from conversion import pickles
    return *pickles.opened(options.file), safetensors.torch.save_file, lambda hidden: None


def storable(tensors: dict) -> tuple[dict, list[str]]:
    """Each by itself and in one piece, as safetensors wants them; float64, which no model computes in, as float32."""
    double = [name for name, value in tensors.items() if str(value.dtype).endswith("float64")]
    stored = {}
    for name, value in tensors.items():
        if hasattr(value, "contiguous"):
            stored[name] = (value.float() if name in double else value).detach().contiguous().clone()
        else:
            stored[name] = value.astype("float32" if name in double else value.dtype, order="C")
    return stored, [f"rounded {len(double)} tensors from float64 to float32"] if double else []


def configuration(tensors: dict, options, told_heads):
    """The file's name, its value or the path to copy it from, and sentences on how it came about."""
    for name in BESIDE:
        path = options.file.parent / name
        if path.exists():
            if options.heads is not None or options.architecture is not None:
                raise ConversionFailure(f"{path} says what --heads and --architecture would; leave them out")
            return name, path, [f"copied {name}, which lies beside the file"]
    heads, done = options.heads, []
    if heads is None:
        hidden = next((value.shape[0] for value in tensors.values() if len(value.shape) == 4), 0)
        heads = told_heads(hidden)
        done = [f"{heads} heads, by the graph's reshapes"] if heads else []
    value, assumed = configurations.derived(tensors, heads, options.architecture)
    done.append("derived config.json from the tensors' shapes")
    if assumed:
        done.append(f"assumed what no tensor tells, as published models have it: {', '.join(assumed)}")
    return "config.json", value, done


def write(tensors: dict, name: str, config, options, save) -> None:
    """The weights come last and whole, by a rename: a folder with weights is complete."""
    options.folder.mkdir(parents=True, exist_ok=True)
    weights = options.folder / BESIDE[name]
    if isinstance(config, Path):
        shutil.copyfile(config, options.folder / name)
    else:
        (options.folder / name).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for other in COPIED:
        if (options.file.parent / other).exists():
            shutil.copyfile(options.file.parent / other, options.folder / other)
    unfinished = weights.with_suffix(f".{os.getpid()}.incomplete")
    # transformers refuses a file that does not say which framework's layout it has: "pt", PyTorch's.
    save(tensors, unfinished, metadata={"format": "pt"})
    os.replace(unfinished, weights)


def convert(options) -> list[str]:
    if not options.file.is_file():
        raise ConversionFailure(f"there is no file {options.file}")
    for weights in BESIDE.values():
        if (options.folder / weights).exists():
            raise ConversionFailure(f"{options.folder / weights} is there already; remove it or name another folder")
    tensors, done, save, told_heads = opened(options)
    tensors, cleaning = state_dicts.cleaned(tensors)
    name, config, configuring = configuration(tensors, options, told_heads)
    tensors, storing = storable(tensors)
    write(tensors, name, config, options, save)
    if not (options.folder / "preprocessor_config.json").exists() and name == "config.json":
        configuring.append("no preprocessor_config.json lies beside the file: the family's usual preprocessing holds")
    numbers = sum(value.numel() if hasattr(value, "numel") else value.size for value in tensors.values())
    return [*done, *cleaning, *configuring, *storing, f"wrote {len(tensors)} tensors, {numbers:,} numbers, to "
            f"{options.folder / BESIDE[name]}"]


def main() -> None:
    try:
        for sentence in convert(arguments()):
            print(sentence)
    except ConversionFailure as failure:
        sys.exit(f"convert-checkpoint: {failure}")


if __name__ == "__main__":
    main()
