"""ViT, DeiT, MAE, DINO v1 and BEiT as transformers writes them."""

import torch
from transformers import (
    BeitConfig, BeitForImageClassification, BeitModel, DeiTConfig, DeiTForImageClassification,
    DeiTForImageClassificationWithTeacher, DeiTModel, ViTConfig, ViTForImageClassification, ViTMAEConfig,
    ViTMAEForPreTraining, ViTModel,
)

from .case import HALVES
from .transformers_support import LABELLED, MEDIUM_MLP, SHORT, SMALL, case, eager, emit, encoded

INTERPOLATED = dict(output_attentions=True, interpolate_pos_encoding=True)


def of_base(base, head=None, pooling=lambda tokens: tokens[0], head_input=None, **call):
    """Runs the base model; the head, if any, is put on what was pooled, as the model's own class does, or on
    `head_input` of the tokens where that is another vector."""
    def reference(pixels):
        values = encoded(base(pixels, output_attentions=True, **call), pooling)
        if not head:
            return values
        return values | {"logits": head(head_input(values["tokens"]) if head_input else values["pooled"])}
    return reference


def agrees(model, base_reference, **call):
    """Logits from the whole model, and from the pieces: equal, or the case would state the wrong pooling."""
    def reference(pixels):
        values = base_reference(pixels)
        logits = model(pixels, **call).logits[0]
        assert torch.allclose(logits, values["logits"], atol=1e-5)
        return values | {"logits": logits}
    return reference


def vit(folder, generator):
    config = ViTConfig(**SMALL, **MEDIUM_MLP)
    model = eager(ViTModel, config, generator)
    row = case("vit-hf", model, "dense pooler with tanh behind the class token", pooled="pooler")
    emit(model, row, folder, generator, lambda pixels: encoded(output := model(pixels, **INTERPOLATED),
                                                               output.pooler_output[0]))

    for name, new_names in (("vit-hf-classifier", False), ("vit-hf-classifier-new-names", True)):
        sizes = SHORT if new_names else SMALL
        config = ViTConfig(**sizes, **MEDIUM_MLP, **LABELLED, qkv_bias=False, hidden_act="gelu_new")
        model = eager(ViTForImageClassification, config, generator)
        row = case(name, model, "prefix `vit.`, classifier, no bias on q, k, v, another GELU", pooled="class",
                   naming="Hugging Face, modules of transformers 5" if new_names else "Hugging Face, as saved")
        base = of_base(model.vit, model.classifier, interpolate_pos_encoding=True)
        emit(model, row, folder, generator, agrees(model, base, interpolate_pos_encoding=True), new_names=new_names,
             normalisation=HALVES)

    config = ViTConfig(**SHORT | dict(image_size=[6, 10]), **MEDIUM_MLP)
    model = eager(lambda config: ViTModel(config, add_pooling_layer=False), config, generator)
    row = case("vit-hf-oblong", model, "image_size [height, width], no pooler", pooled="class", grids=[(3, 5)],
               note="transformers interpolates from a square of positions only, so that no other grid can be compared")
    emit(model, row, folder, generator, of_base(model))


def dino(folder, generator):
    config = ViTConfig(**SMALL, **MEDIUM_MLP, layer_norm_eps=1e-6)
    model = eager(lambda config: ViTModel(config, add_pooling_layer=False), config, generator)
    row = case("dino-hf", model, "DINO v1 as Hugging Face's ViT: no pooler, eps 1e-6", pooled="class", family="dino")
    emit(model, row, folder, generator, of_base(model, interpolate_pos_encoding=True))


def deit(folder, generator):
    config = DeiTConfig(**SMALL, **MEDIUM_MLP)
    model = eager(DeiTModel, config, generator)
    row = case("deit-hf", model, "two prefix tokens, pooler", pooled="pooler", prefix=2)
    emit(model, row, folder, generator, lambda pixels: encoded(output := model(pixels, **INTERPOLATED),
                                                               output.pooler_output[0]))

    config = DeiTConfig(**SHORT, **MEDIUM_MLP, **LABELLED)
    model = eager(DeiTForImageClassification, config, generator)
    row = case("deit-hf-classifier", model, "classifier on the class token alone", pooled="class", prefix=2)
    base = of_base(model.deit, model.classifier, interpolate_pos_encoding=True)
    emit(model, row, folder, generator, agrees(model, base, interpolate_pos_encoding=True), crop=True)

    model = eager(DeiTForImageClassificationWithTeacher, config, generator)
    row = case("deit-hf-teacher", model, "two classifiers, of which the logits are the mean", pooled="class", prefix=2,
               note="class_logits and distillation_logits are the two heads' own; logits is their mean")

    def reference(pixels):
        whole = model(pixels, interpolate_pos_encoding=True)
        return of_base(model.deit, interpolate_pos_encoding=True)(pixels) | {
            "logits": whole.logits[0], "class_logits": whole.cls_logits[0],
            "distillation_logits": whole.distillation_logits[0]}
    emit(model, row, folder, generator, reference)


def mae(folder, generator):
    config = ViTMAEConfig(**SMALL, **MEDIUM_MLP, decoder_num_attention_heads=2, decoder_hidden_size=8,
                          decoder_num_hidden_layers=1, decoder_intermediate_size=8, mask_ratio=0.75)
    model = eager(ViTMAEForPreTraining, config, generator)
    row = case("mae-hf", model, "prefix `vit.`, decoder left aside", pooled="class", family="mae",
               note="nothing masked: mask_ratio 0 for the reference, with noise that keeps the patches' order")

    def reference(pixels):
        model.config.mask_ratio = 0.0
        order = torch.arange(pixels.shape[2] * pixels.shape[3] // 4, dtype=torch.float32)[None]
        return of_base(model.vit, interpolate_pos_encoding=True, noise=order)(pixels)
    emit(model, row, folder, generator, reference)


def beit(folder, generator):
    note = "at other grids transformers resizes each head's table bilinearly (align_corners false)"
    for name, new_names in (("beit-hf-classifier", False), ("beit-hf-classifier-new-names", True)):
        config = BeitConfig(**(SHORT if new_names else SMALL), **MEDIUM_MLP, **LABELLED,
                            use_relative_position_bias=True, use_mask_token=True)
        model = eager(BeitForImageClassification, config, generator)
        row = case(name, model, "bias table of each layer, layer scale, mean pooling then norm, no bias on k",
                   pooled="mean-norm", tokens_are_normed=False, note=note,
                   naming="Hugging Face, modules of transformers 5" if new_names else "Hugging Face, as saved")
        base = of_base(model.beit, model.classifier, lambda tokens, model=model: model.beit.pooler(tokens[None])[0])
        emit(model, row, folder, generator, agrees(model, base), new_names=new_names, normalisation=HALVES)

    config = BeitConfig(**SMALL, **MEDIUM_MLP, use_shared_relative_position_bias=True, use_mean_pooling=False,
                        use_absolute_position_embeddings=True, layer_scale_init_value=0.0)
    model = eager(BeitModel, config, generator)
    row = case("beit-hf-shared", model,
               "one bias table for all layers, positions added too, no layer scale, class token",
               pooled="class", note=note)
    emit(model, row, folder, generator, of_base(model))


CASES = (vit, dino, deit, mae, beit)
