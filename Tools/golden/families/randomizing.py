"""Weights far from any default: what is transposed, left out, shared or folded wrongly shows in the numbers."""

import torch

LAYER_SCALES = ("gamma", "gamma_1", "gamma_2", "lambda1", "lambda_1", "lambda_2")
QUERY_AND_KEY = ("query", "key", "q_proj", "k_proj", "q", "k")
FUSED = ("qkv.weight", "in_proj_weight", "kv.weight")


def randomize(model: torch.nn.Module, generator: torch.Generator) -> torch.nn.Module:
    """In place, every parameter in the order of its name: the same numbers whatever order the library registers in."""
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters(), key=lambda item: item[0]):
            parameter.copy_(random_values(name, parameter.shape, generator))
    return model.eval()


def random_values(name: str, shape: torch.Size, generator: torch.Generator) -> torch.Tensor:
    module, _, kind = name.rpartition(".")
    layer = module.rpartition(".")[2]
    uniform = torch.rand(shape, generator=generator)
    normal = torch.randn(shape, generator=generator)
    if kind in LAYER_SCALES:
        return uniform * 2.4 - 1.2
    if kind == "weight" and is_norm(layer):
        return uniform * 1.5 + 0.5
    if kind == "relative_position_bias_table":
        return normal
    if len(shape) < 2:
        return uniform - 0.5
    if "token" in kind or "embed" in name and "patch" not in name and "proj" not in name:
        return normal * 0.7
    if name.endswith(FUSED):
        # The rows of Query and Key, or of Key alone; those of Value stay as small as other weights.
        scale = torch.full((shape[0], 1), 0.3)
        scale[-(shape[0] // (2 if "kv" in layer and "qkv" not in layer else 3)):] = 0.15
        return normal * scale
    # Scores of several units: attention far from uniform.
    return normal * (0.3 if layer in QUERY_AND_KEY else 0.15)


def is_norm(layer: str) -> bool:
    return "norm" in layer or "layrnorm" in layer or layer.startswith("ln_") or layer == "ln"
