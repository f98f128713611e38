"""A reference run whose attention and norms stay in PyTorch's graph, whatever library it is and however it attends."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import torch
from torch import nn
from torch.nn import functional


@dataclass
class Attention:
    """One softmax: `probabilities` (…, queries, keys) as they enter A·V, and `normed`, the layer norm before it."""

    probabilities: torch.Tensor
    normed: torch.Tensor


@dataclass
class Record:
    attentions: list[Attention] = field(default_factory=list)


@contextmanager
def recorded(hidden: int):
    """Every softmax, in the order of the run; fused attention is taken apart, as it has no probabilities to derive by.

    transformers asks for the softmax in float32 whatever the model is in; here it stays in the model's own precision.
    Norms of other widths than `hidden` are those of Queries and Keys, which come after a block's own.
    """
    record, softmax, layer_norm = Record(), torch.Tensor.softmax, functional.layer_norm
    normed = []

    def recording_softmax(scores, dim, dtype=None):
        probabilities = softmax(scores, dim)
        record.attentions.append(Attention(probabilities, normed[-1]))
        return probabilities

    def recording_norm(x, shape, *rest, **more):
        result = layer_norm(x, shape, *rest, **more)
        if result.shape[-1] == hidden:
            normed.append(result)
        return result

    def unfused(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
        assert attn_mask is None and dropout_p == 0 and not is_causal
        scale = query.shape[-1] ** -0.5 if scale is None else scale
        return (query @ key.transpose(-2, -1) * scale).softmax(-1) @ value

    with mock.patch.object(torch.Tensor, "softmax", recording_softmax), \
            mock.patch.object(functional, "layer_norm", recording_norm), \
            mock.patch.object(functional, "scaled_dot_product_attention", unfused):
        yield record


def modules_of(function) -> list[nn.Module]:
    """What a reference runs: every module that it, or a function it calls, holds on to."""
    held = [cell.cell_contents for cell in function.__closure__ or ()] + list(function.__defaults__ or ())
    found = [value for value in held if isinstance(value, nn.Module)]
    return found + [module for value in held if hasattr(value, "__closure__") for module in modules_of(value)]


@contextmanager
def in_double(function):
    """Its modules in float64 for the time being; what was float32 is the same afterwards."""
    for module in modules_of(function):
        module.double()
    try:
        yield
    finally:
        for module in modules_of(function):
            module.float()
