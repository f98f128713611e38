"""DINOv2, with registers and without, and DINOv3 as transformers writes them."""

import torch
from transformers import (
    Dinov2Config, Dinov2ForImageClassification, Dinov2Model, Dinov2WithRegistersConfig,
    Dinov2WithRegistersForImageClassification, Dinov2WithRegistersModel, DINOv3ViTConfig, DINOv3ViTModel,
)

from .transformers_support import LABELLED, SHORT, SMALL, case, eager, emit
from .transformers_vit import agrees, of_base

NEW = "Hugging Face, modules of transformers 5"


def class_and_mean(prefix):
    return lambda tokens: torch.cat([tokens[0], tokens[prefix:].mean(0)])


def dinov2(folder, generator):
    swiglu = dict(use_swiglu_ffn=True, mlp_ratio=2)
    for name, new_names in (("dinov2-hf-swiglu", False), ("dinov2-hf-swiglu-new-names", True)):
        model = eager(Dinov2Model, Dinov2Config(**(SHORT if new_names else SMALL), **swiglu), generator)
        row = case(name, model, "SwiGLU as DINOv2 giant has it, mask token", pooled="class",
                   naming=NEW if new_names else "Hugging Face, as saved")
        emit(model, row, folder, generator, of_base(model), new_names=new_names, crop=True)

    model = eager(Dinov2ForImageClassification, Dinov2Config(**SHORT, **LABELLED, mlp_ratio=2), generator)
    row = case("dinov2-hf-classifier", model, "prefix `dinov2.`, linear head on class token and mean of patches",
               pooled="class")
    base = of_base(model.dinov2, model.classifier, head_input=class_and_mean(1))
    emit(model, row, folder, generator, agrees(model, base), crop=True)


def registers(folder, generator):
    small = SMALL | dict(num_register_tokens=3, mlp_ratio=2)
    model = eager(Dinov2WithRegistersModel, Dinov2WithRegistersConfig(**small, use_swiglu_ffn=True), generator)
    row = case("dinov2-registers-hf", model, "three registers, positions resized with antialiasing, SwiGLU",
               pooled="class", prefix=4)
    emit(model, row, folder, generator, of_base(model), crop=True)

    config = Dinov2WithRegistersConfig(**small | SHORT, **LABELLED)
    model = eager(Dinov2WithRegistersForImageClassification, config, generator)
    row = case("dinov2-registers-hf-classifier", model, "the head's mean leaves the registers out",
               pooled="class", prefix=4)
    base = of_base(model.dinov2_with_registers, model.classifier, head_input=class_and_mean(4))
    emit(model, row, folder, generator, agrees(model, base), crop=True)


def dinov3(folder, generator):
    plain = SMALL | dict(intermediate_size=28, num_register_tokens=2, rope_theta=50.0)
    # Heads of 12: three frequencies, so that theirs and those of the axes cannot be exchanged unseen.
    gated = plain | dict(hidden_size=36, use_gated_mlp=True, intermediate_size=20, hidden_act="silu", key_bias=True)
    for name, settings, new_names, what in (
            ("dinov3-hf", plain, False, "rotary positions, no bias on k, registers"),
            ("dinov3-hf-gated", gated, False, "gated MLP with SiLU, bias on k, heads of 12"),
            ("dinov3-hf-new-names", plain | SHORT | dict(num_register_tokens=0, hidden_size=24), True, "no registers")):
        model = eager(DINOv3ViTModel, DINOv3ViTConfig(**settings), generator)
        row = case(name, model, what, pooled="class", prefix=1 + settings["num_register_tokens"], family="dinov3",
                   naming=NEW if new_names else "Hugging Face, as saved")
        emit(model, row, folder, generator, of_base(model), new_names=new_names)


CASES = (dinov2, registers, dinov3)
