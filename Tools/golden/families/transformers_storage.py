"""The same encoders stored otherwise: in shards, and in 16 bits."""

import torch
from transformers import CLIPVisionConfig, CLIPVisionModel, Dinov2Config, Dinov2Model, ViTConfig, ViTModel

from .transformers_clip import CLIP_COLORS, NOTE, SHORT_VISION, clip_values
from .transformers_support import MEDIUM_MLP, SHORT, case, eager, emit, save
from .transformers_vit import of_base
from .case import write


def rounded(model, row, folder, generator, reference, dtype, **saving):
    """Stored in `dtype`; the reference computes in float32 with the weights as they were rounded."""
    save(model.to(dtype), row, folder, **saving)
    model.float()
    write(row, folder, reference, generator)


def halves(folder, generator):
    model = eager(lambda config: ViTModel(config, add_pooling_layer=False), ViTConfig(**SHORT, **MEDIUM_MLP), generator)
    row = case("vit-hf-float16", model, "weights in float16", pooled="class", note="computed in float32")
    rounded(model, row, folder, generator, of_base(model, interpolate_pos_encoding=True), torch.float16)

    model = eager(Dinov2Model, Dinov2Config(**SHORT, mlp_ratio=2), generator)
    row = case("dinov2-hf-bfloat16", model, "weights in bfloat16", pooled="class", note="computed in float32")
    rounded(model, row, folder, generator, of_base(model), torch.bfloat16)


def shards(folder, generator):
    model = eager(CLIPVisionModel, CLIPVisionConfig(**SHORT_VISION), generator)
    row = case("clip-hf-sharded", model, "three files and their index", pooled="class-norm", tokens_are_normed=False,
               family="clip", note=NOTE)
    emit(model, row, folder, generator, clip_values(model), shards="10KB", normalisation=CLIP_COLORS, crop=True)
    assert len(list((folder / row.name).glob("model-*.safetensors"))) == 3


CASES = (halves, shards)
