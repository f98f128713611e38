"""Random CLIP models of both libraries, and what they make of texts and pictures."""

from pathlib import Path

import open_clip.model
import torch
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPTextModelWithProjection

from . import texts, tokenizers
from .files import write_json

CONTEXT = 22
PIXELS = 12


def randomize(model: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Norms, biases and scales far from their defaults: whatever is transposed, left out or folded wrongly shows."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            uniform = torch.rand(parameter.shape, generator=generator)
            normal = torch.randn(parameter.shape, generator=generator)
            if name.endswith("logit_scale"):
                parameter.fill_(2.3)
            elif name.endswith("logit_bias"):
                parameter.fill_(-1.7)
            elif name.endswith("gamma"):
                parameter.copy_(uniform * 2.4 - 1.2)
            elif ("norm" in name or "ln_" in name) and name.endswith("weight"):
                parameter.copy_(uniform * 1.5 + 0.5)
            elif parameter.dim() == 1:
                parameter.copy_(uniform - 0.5)
            elif "embed" in name:
                parameter.copy_(normal * 0.7)
            elif "q_proj" in name or "k_proj" in name or "in_proj" in name:
                # Attention far from uniform: scores of several units.
                parameter.copy_(normal * 0.35)
            else:
                parameter.copy_(normal * 0.2)
    return model.eval()


def write(folder: Path, name: str, every: list[str], tokenizer, values: dict[str, torch.Tensor]) -> None:
    write_json(folder / name / "texts.json", texts.rows(every, tokenizer))
    stored = {key: value.detach().float().contiguous() for key, value in values.items()}
    save_file(stored, folder / f"{name}.safetensors")


def pictures() -> torch.Tensor:
    return torch.randn(2, 3, PIXELS, PIXELS, generator=torch.Generator().manual_seed(3))


# transformers

TEXT = dict(
    hidden_size=24, intermediate_size=44, num_hidden_layers=3, num_attention_heads=3, max_position_embeddings=CONTEXT)
VISION = dict(
    hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2, image_size=PIXELS, patch_size=4)


def hugging_face(folder, name, merges, every, write_tokenizer, seed, end=None, activation="quick_gelu"):
    ids = tokenizers.vocabulary(merges)
    end = ids[tokenizers.END] if end is None else end
    text = dict(vocab_size=len(ids), bos_token_id=ids[tokenizers.BEGIN], eos_token_id=end, hidden_act=activation)
    config = CLIPConfig(
        text_config=TEXT | text, vision_config=VISION | dict(hidden_act=activation), projection_dim=13)
    model = randomize(CLIPModel(config), seed)
    model.save_pretrained(folder / name)
    tokenizer = write_tokenizer(folder / name, merges, CONTEXT)
    padded = torch.tensor([tokenizer(text)[1] for text in every])
    pixels = pictures()
    with torch.no_grad():
        result = model(input_ids=padded, pixel_values=pixels)
        values = dict(
            pixels=pixels, text_features=model.get_text_features(padded).pooler_output,
            image_features=model.get_image_features(pixels).pooler_output, logits=result.logits_per_image)
    write(folder, name, every, tokenizer, values)


def hugging_face_new(folder, merges, every):
    hugging_face(folder, "hf", merges, every, tokenizers.hugging_face_json, seed=1)


def hugging_face_old(folder, merges, every):
    """As files from before transformers 4.31: a wrong end token, GELU."""
    hugging_face(folder, "hf-old", merges, every, tokenizers.hugging_face_lists, seed=2, end=2, activation="gelu")


def hugging_face_text(folder, merges, every):
    """The text tower alone, with its projection."""
    ids = tokenizers.vocabulary(merges)
    config = CLIPTextConfig(
        **TEXT | dict(num_hidden_layers=2), vocab_size=len(ids), eos_token_id=ids[tokenizers.END], projection_dim=7,
        layer_norm_eps=1e-3)
    model = randomize(CLIPTextModelWithProjection(config), seed=3)
    model.save_pretrained(folder / "hf-text")
    tokenizer = tokenizers.with_added_tokens(folder / "hf-text", merges, CONTEXT)
    with torch.no_grad():
        features = model(torch.tensor([tokenizer(text)[1] for text in every])).text_embeds
    write(folder, "hf-text", every, tokenizer, dict(text_features=features))


# open_clip

def open_clip_model(folder, name, merges, every, kind, seed, write_tokenizer, text={}, **options):
    configuration = dict(
        embed_dim=13, vision_cfg=dict(image_size=PIXELS, layers=1, width=16, head_width=8, patch_size=4),
        text_cfg=dict(
            context_length=CONTEXT, vocab_size=len(tokenizers.vocabulary(merges)), width=24, heads=3, layers=3, **text),
        **options)
    model = randomize(kind(**configuration), seed)
    (folder / name).mkdir(parents=True)
    write_json(folder / name / "open_clip_config.json", {"model_cfg": configuration, "preprocess_cfg": {}})
    save_file(
        {key: value.contiguous().clone() for key, value in model.state_dict().items()},
        folder / name / "open_clip_model.safetensors")
    write_tokenizer(folder / name, merges)
    tokenizer = tokenizers.simple(merges, CONTEXT)
    padded = torch.tensor([tokenizer(text)[1] for text in every])
    pixels = pictures()
    with torch.no_grad():
        values = dict(
            pixels=pixels, text_features=model.encode_text(padded), image_features=model.encode_image(pixels),
            logits=model.get_logits(pixels, padded)[0])
    write(folder, name, every, tokenizer, values)


def open_clip_plain(folder, merges, every):
    open_clip_model(
        folder, "open-clip", merges, every, open_clip.model.CLIP, 4, tokenizers.write_merges,
        text=dict(mlp_ratio=2.5), init_logit_bias=-10.0)


def open_clip_custom(folder, merges, every):
    open_clip_model(
        folder, "open-clip-custom", merges, every, open_clip.model.CustomTextCLIP, 5, tokenizers.write_vocabulary,
        text=dict(ls_init_value=0.1, norm_kwargs=dict(eps=1e-3)), quick_gelu=True)


CASES = [hugging_face_new, hugging_face_old, hugging_face_text, open_clip_plain, open_clip_custom]
