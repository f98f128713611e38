#!/usr/bin/env python3
"""Writes a small random DINOv2 checkpoint and what transformers computes with it.

    python3 -m venv venv && venv/bin/pip install torch transformers safetensors numpy pillow
    venv/bin/python Tools/golden/make-small-dinov2.py Tests/Golden

Norms, biases and layer scales are far from their defaults, heads and layers odd in number, the grids neither square nor
the one the positions were learned on: whatever is transposed, left out or folded wrongly shows.

    small-dinov2/                 config.json, preprocessor_config.json, model.safetensors
    small-dinov2.safetensors      for each grid: pixel values, all attention, tokens, and more as named below
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as functional
from safetensors.torch import save_file
from transformers import Dinov2Config, Dinov2Model

GRIDS = [(5, 5), (3, 7), (8, 2), (1, 1), (6, 6)]


def random_model() -> Dinov2Model:
    torch.manual_seed(20250)
    config = Dinov2Config(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=3, mlp_ratio=2, image_size=20, patch_size=4,
        layer_norm_eps=1e-6, attn_implementation="eager")
    model = Dinov2Model(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name and name.endswith("weight"):
                parameter.uniform_(0.5, 2)
            elif "lambda1" in name:
                parameter.uniform_(-1.5, 1.5)
            elif parameter.dim() == 1:
                parameter.uniform_(-0.5, 0.5)
            elif "query.weight" in name or "key.weight" in name:
                # attention far from uniform: scores of several units
                parameter.normal_(0, 0.35)
            else:
                parameter.normal_(0, 0.15)
    return model


def reference(model: Dinov2Model) -> dict[str, torch.Tensor]:
    values = {}
    generator = torch.Generator().manual_seed(7)
    for rows, columns in GRIDS:
        name = f"{rows}x{columns}"
        pixels = torch.randn(1, 3, rows * 4, columns * 4, generator=generator)
        with torch.no_grad():
            result = model(pixels, output_attentions=True, output_hidden_states=True)
        values[f"{name}.pixels"] = pixels[0]
        values[f"{name}.attention"] = torch.stack([layer[0] for layer in result.attentions])
        values[f"{name}.tokens"] = result.last_hidden_state[0]
        values[f"{name}.embedded"] = result.hidden_states[0][0]
    attention = values["3x7.attention"].double()
    return values | stages_of_the_last_layer(model, values["3x7.pixels"]) | rollouts(attention) | masses(attention)


def rollouts(attention: torch.Tensor) -> dict[str, torch.Tensor]:
    """The textbook product of whole matrices (Abnar and Zuidema 2020): the class row, for each fusion of heads."""
    fusions = {"mean": lambda a: a.mean(0), "max": lambda a: a.amax(0), "min": lambda a: a.amin(0)}
    result = {}
    for name, fuse in fusions.items():
        rolled = torch.eye(attention.shape[-1], dtype=torch.float64)
        for layer in attention:
            fused = fuse(layer)
            fused = fused / fused.sum(-1, keepdim=True)
            step = fused + torch.eye(fused.shape[0], dtype=torch.float64)
            rolled = step / step.sum(-1, keepdim=True) @ rolled
        result[f"rollout.{name}"] = rolled[0, 1:].float()
    return result


def masses(attention: torch.Tensor) -> dict[str, torch.Tensor]:
    """Which patches DINO's visualiser keeps of each head of the last layer, by its own steps."""
    rows = attention[-1, :, 0, 1:]
    result = {}
    for mass in (0.3, 0.6, 0.95, 1.0):
        ascending, order = torch.sort(rows)
        cumulated = torch.cumsum(ascending / ascending.sum(1, keepdim=True), dim=1)
        kept = cumulated > (1 - mass)
        result[f"mass.{mass}"] = torch.stack([row[place.argsort()] for row, place in zip(kept, order)]).float()
    return result


def stages_of_the_last_layer(model: Dinov2Model, pixels: torch.Tensor) -> dict[str, torch.Tensor]:
    """Q, K, V, scores and weighted sum of every token on the 3x7 grid, taken by a hook on the linear maps."""
    taken = {}
    layer = f"layer.{model.config.num_hidden_layers - 1}."
    # transformers 5 calls them q_proj, k_proj, v_proj; earlier versions query, key, value
    wanted = {"q_proj": "query", "k_proj": "key", "v_proj": "value", "query": "query", "key": "key", "value": "value"}
    for path, module in model.named_modules():
        name = wanted.get(path.rsplit(".", 1)[-1])
        if layer in path + "." and name and isinstance(module, torch.nn.Linear):
            module.register_forward_hook(lambda _, __, output, name=name: taken.__setitem__(name, output[0]))
    with torch.no_grad():
        model(pixels[None], output_attentions=True)
    heads = {name: tensor.reshape(-1, 3, 16).permute(1, 0, 2) for name, tensor in taken.items()}
    q, k, v = heads["query"].double(), heads["key"].double(), heads["value"].double()
    scores = q @ k.transpose(1, 2) / 16 ** 0.5
    cosine = functional.normalize(q, dim=-1) @ functional.normalize(k, dim=-1).transpose(1, 2) / 0.1
    result = {
        "stages.query": q, "stages.key": k, "stages.value": v, "stages.scores": scores,
        "stages.probabilities": scores.softmax(-1), "stages.weighted_sum": scores.softmax(-1) @ v,
        "stages.cosine_probabilities": cosine.softmax(-1),
        "stages.dot_product_probabilities": (q @ k.transpose(1, 2)).softmax(-1),
    }
    return {name: tensor.float().contiguous() for name, tensor in result.items()}


def main() -> None:
    folder = Path(sys.argv[1])
    model = random_model()
    model.save_pretrained(folder / "small-dinov2")
    (folder / "small-dinov2" / "preprocessor_config.json").write_text(json.dumps({
        "do_resize": True, "size": {"shortest_edge": 24}, "do_center_crop": True,
        "crop_size": {"height": 20, "width": 20}, "do_rescale": True, "rescale_factor": 1 / 255,
        "do_normalize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        "resample": 3}, indent=2) + "\n")
    values = {name: tensor.contiguous() for name, tensor in reference(model).items()}
    save_file(values, folder / "small-dinov2.safetensors", metadata={"torch": torch.__version__.split("+")[0]})


if __name__ == "__main__":
    main()
