"""The maps that follow from attention and its gradients, by whole matrices as papers and repositories have them."""

import numpy as np


def relevance(attention, gradient, reading, probe=None):
    """Chefer, Gur and Wolf (ICCV 2021): Ā = mean over heads of ReLU(∇A ⊙ A), R ← R + Ā R from the identity; the rows of
    R that the output is read from, by their weight. `probe` is a pooling's own ∇A ⊙ A, (heads, N): it is the reading.
    """
    if probe is not None:
        reading = np.maximum(probe, 0).mean(0)
    relevances = np.eye(attention.shape[-1])
    for layer, slope in zip(attention, gradient):
        relevances = relevances + np.maximum(slope * layer, 0).mean(0) @ relevances
    return reading @ relevances


def relevance_of_last_layer(attention, gradient, reading):
    """The same from the last layer alone, as Chefer's notebook for CLIP has it by default."""
    return relevance(attention[-1:], gradient[-1:], reading)


def gradient_rollout(attention, gradient, discard_ratio):
    """vit-explain's, as it is published: heads averaged before what is negative becomes 0; the smallest of the whole
    matrix discarded, whichever they are; columns divided by the sums of the rows of their number; and the gradients,
    gathered from the last layer to the first, beside the attention from the first to the last. The class row."""
    count = attention.shape[-1]
    result = np.eye(count)
    for layer, slope in zip(attention, gradient[::-1]):
        fused = (layer * slope).mean(0)
        fused[fused < 0] = 0
        flat = fused.reshape(-1)
        flat[np.argsort(flat, kind="stable")[: int(flat.size * discard_ratio)]] = 0
        a = (fused + np.eye(count)) / 2
        a = a / a.sum(-1)
        result = a @ result
    return result[0]


def grad_cam(activations, gradient, prefix):
    """Selvaraju et al. (2017) on the patches' tokens, (N, D): channels weighted by their mean gradient over
    the patches, what is negative of their sum left out."""
    weights = gradient[prefix:].mean(0)
    return np.maximum(activations[prefix:] @ weights, 0)


def grad_cam_parts(activations, gradient, prefix):
    """The largest sum of magnitudes that Grad-CAM's sums are made of: some leave a thousandth of it, and what is
    rounded in the parts is to be seen beside them."""
    return (np.abs(activations[prefix:]) @ np.abs(gradient[prefix:]).mean(0)).max(keepdims=True)
