"""What every Hugging Face case shares: saving as transformers does, and attention taken from its eager path."""

from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

from .case import IMAGENET, Case, fresh, write, write_preprocessor
from .randomizing import randomize

transformers.utils.logging.disable_progress_bar()
LIBRARY = f"transformers {transformers.__version__}"
LABELS = {index: name for index, name in enumerate(("tench", "goldfish", "great white shark", "hammerhead", "ray"))}
SMALL = dict(hidden_size=24, num_hidden_layers=3, num_attention_heads=3, image_size=8, patch_size=2)
# For a second naming of what a longer case has.
SHORT = SMALL | dict(num_hidden_layers=2, hidden_size=18)
MEDIUM_MLP = dict(intermediate_size=28)
LABELLED = dict(id2label=LABELS, label2id={name: index for index, name in LABELS.items()})


def eager(model_class, config, generator: torch.Generator) -> torch.nn.Module:
    """A model of random weights whose attention is computed row by row and returned; sub-models follow."""
    model = model_class(config)
    model.set_attn_implementation("eager")
    return randomize(model, generator)


def case(name: str, model, exercises: str, *, pooled: str, prefix: int = 1, vision=None, **more) -> Case:
    """`vision` is the vision tower's configuration where the model's own holds it inside."""
    config = vision or model.config
    side = config.image_size if isinstance(config.image_size, (list, tuple)) else [config.image_size] * 2
    family = more.pop("family", config.model_type.removesuffix("_vision_model"))
    return Case(
        name=name, family=family, naming=more.pop("naming", "Hugging Face, as saved"), library=LIBRARY,
        model=type(model).__name__, exercises=exercises, native_grid=tuple(edge // config.patch_size for edge in side),
        patch=config.patch_size, layers=config.num_hidden_layers, heads=config.num_attention_heads,
        hidden=config.hidden_size, prefix_tokens=prefix, pooled=pooled, **more)


def save(model, case: Case, folder: Path, *, new_names=False, shards=None, normalisation=IMAGENET, crop=False) -> None:
    """The folder NAME. With `new_names` the tensors have the names of transformers 5's modules, not of its files."""
    target = fresh(folder / case.name)
    options = {"max_shard_size": shards} if shards else {}
    model.save_pretrained(target, **options)
    if new_names:
        tensors = {name: value.contiguous() for name, value in model.state_dict().items()}
        save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    write_preprocessor(target, case.native_grid[0] * case.patch, normalisation, crop)


def attentions_of(output) -> torch.Tensor:
    return torch.stack([layer[0] for layer in output.attentions])


def encoded(output, pooled) -> dict[str, torch.Tensor]:
    """Tokens and attention of a bare model's output, with `pooled` (a tensor, or how to get it of the tokens)."""
    tokens = output.last_hidden_state[0]
    return {
        "tokens": tokens, "attention": attentions_of(output),
        "pooled": pooled(tokens) if callable(pooled) else pooled,
    }


def emit(model, case: Case, folder: Path, generator, reference, **saving) -> None:
    save(model, case, folder, **saving)
    write(case, folder, reference, generator)
