"""The vision towers of CLIP and SigLIP as transformers writes them: alone, projected, and beside the text tower."""

from transformers import (
    CLIPConfig, CLIPForImageClassification, CLIPModel, CLIPVisionConfig, CLIPVisionModel, CLIPVisionModelWithProjection,
    SiglipConfig, SiglipForImageClassification, SiglipModel, SiglipVisionConfig, SiglipVisionModel,
)

from .case import HALVES
from .transformers_support import LABELLED, SHORT, SMALL, case, eager, emit, encoded

CLIP_COLORS = {
    "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
}
VISION = SMALL | dict(intermediate_size=28, projection_dim=11)
SHORT_VISION = VISION | SHORT
TEXT = dict(vocab_size=60, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
            max_position_embeddings=9, pad_token_id=1, bos_token_id=2, eos_token_id=3)
CALL = dict(output_attentions=True, interpolate_pos_encoding=True)
NOTE = "transformers norms the class token alone, after the last block; normed_tokens is the same norm on all tokens"


def clip_values(tower, projection=None, head=None):
    def reference(pixels):
        output = tower(pixels, **CALL)
        values = encoded(output, output.pooler_output[0])
        values["normed_tokens"] = tower.post_layernorm(output.last_hidden_state)[0]
        if projection:
            values["projected"] = projection(values["pooled"])
        if head:
            values["logits"] = head(values["tokens"][1:].mean(0))
        return values
    return reference


def clip(folder, generator):
    def write(name, model, what, *, vision=None, **parts):
        tower = getattr(model, "vision_model", model)
        row = case(name, model, what, pooled="class-norm", tokens_are_normed=False, vision=vision, note=NOTE,
                   family="clip")
        emit(model, row, folder, generator, clip_values(tower, **parts), normalisation=CLIP_COLORS, crop=True)

    model = eager(CLIPVisionModel, CLIPVisionConfig(**VISION), generator)
    write("clip-hf-vision", model, "quick GELU, norm before the blocks, no bias on patches")

    model = eager(CLIPVisionModelWithProjection, CLIPVisionConfig(**SHORT_VISION, hidden_act="gelu"), generator)
    write("clip-hf-projection", model, "visual projection, GELU", projection=model.visual_projection)

    config = CLIPConfig(text_config=TEXT | {"projection_dim": 11}, vision_config=SHORT_VISION, projection_dim=11)
    model = eager(CLIPModel, config, generator)
    write("clip-hf-full", model, "vision_config inside, text tower in the same file", vision=config.vision_config,
          projection=model.visual_projection)

    config = CLIPConfig(text_config=TEXT, vision_config=SHORT_VISION, **LABELLED)
    model = eager(CLIPForImageClassification, config, generator)
    write("clip-hf-classifier", model, "head on the mean of the patches before the final norm",
          vision=config.vision_config, head=model.classifier)


def siglip_values(tower, pooling=True, head=None):
    """The probe's attention is computed once more by the module that the head itself calls, with its weights kept."""
    def reference(pixels):
        output = tower(pixels, **CALL)
        tokens = output.last_hidden_state
        values = encoded(output, output.pooler_output[0] if pooling else tokens[0].mean(0))
        if pooling:
            probe = tower.head.probe
            values["probe_attention"] = tower.head.attention(probe, tokens, tokens, average_attn_weights=False)[1][0]
        if head:
            values["logits"] = head(tokens[0].mean(0))
        return values
    return reference


def siglip(folder, generator):
    vision = SMALL | dict(intermediate_size=28)

    def write(name, model, what, *, pooled="attention", vision=None, **parts):
        tower = getattr(model, "vision_model", model)
        row = case(name, model, what, pooled=pooled, prefix=0, vision=vision, family="siglip")
        emit(model, row, folder, generator, siglip_values(tower, **parts), normalisation=HALVES)

    model = eager(SiglipVisionModel, SiglipVisionConfig(**vision), generator)
    write("siglip-hf-vision", model, "no class token, attention pooling by a probe, tanh GELU")

    model = eager(SiglipVisionModel, SiglipVisionConfig(**vision | SHORT, vision_use_head=False), generator)
    write("siglip-hf-headless", model, "no pooling head: the mean of the tokens", pooled="mean", pooling=False)

    config = SiglipConfig(text_config=TEXT, vision_config=vision | SHORT)
    model = eager(SiglipModel, config, generator)
    write("siglip-hf-full", model, "vision_config inside, text tower in the same file", vision=config.vision_config)

    config = SiglipConfig(text_config=TEXT, vision_config=vision | SHORT, **LABELLED)
    model = eager(SiglipForImageClassification, config, generator)
    write("siglip-hf-classifier", model, "head on the mean of the tokens, not on what the probe pools",
          vision=config.vision_config, head=model.classifier)


CASES = (clip, siglip)
