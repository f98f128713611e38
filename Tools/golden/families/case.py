"""One case of the family matrix: a checkpoint in a folder, and beside it what the reference library computes."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from safetensors.torch import save_file

# Neither square nor the one that the positions were learned on.
OTHER_GRIDS = ((3, 5), (6, 2))
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
HALVES = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}


@dataclass
class Case:
    """What `NAME/case.json` says, for a test to read; `exercises` is the case's row in the README."""

    name: str
    family: str
    naming: str
    library: str
    model: str
    exercises: str
    native_grid: tuple[int, int]
    patch: int
    layers: int
    heads: int
    hidden: int
    prefix_tokens: int
    # The kind of what is stored as `pooled`: class, class-distillation-mean (of those two
    # tokens), pooler (a dense layer and tanh on the class token), mean (of the patches), attention (by a
    # probe); with "-norm" behind it where a norm follows the pooling.
    pooled: str
    # False where the library has no norm between the last block and `tokens`.
    tokens_are_normed: bool = True
    grids: list[tuple[int, int]] = field(default_factory=list)
    quantities: list[str] = field(default_factory=list)
    note: str = ""

    def every_grid(self, others=OTHER_GRIDS) -> list[tuple[int, int]]:
        return [self.native_grid, *others]


def pixels_of(case: Case, grid: tuple[int, int], generator: torch.Generator) -> torch.Tensor:
    """(1, 3, H, W), spread as normalised pictures are."""
    rows, columns = grid
    return torch.randn(1, 3, rows * case.patch, columns * case.patch, generator=generator)


def check(case: Case, grid: tuple[int, int], values: dict[str, torch.Tensor]) -> None:
    """Stops unless the shapes are those promised and every row of attention sums to 1."""
    tokens = case.prefix_tokens + grid[0] * grid[1]
    assert values["tokens"].shape == (tokens, case.hidden), (case.name, values["tokens"].shape, tokens)
    shape = values["attention"].shape
    assert shape == (case.layers, case.heads, tokens, tokens), (case.name, shape)
    for name in values.keys() & {"attention", "probe_attention"}:
        sums = values[name].double().sum(-1)
        assert torch.allclose(sums, torch.ones_like(sums), atol=1e-5), (case.name, name, sums)
    for name, value in values.items():
        assert value.isfinite().all(), (case.name, name)


def write(case: Case, folder: Path, reference, generator: torch.Generator) -> None:
    """Runs `reference` (pixels → named values) on every grid; writes NAME.safetensors and NAME/case.json."""
    case.grids = case.grids or case.every_grid()
    stored = {}
    for grid in case.grids:
        pixels = pixels_of(case, grid, generator)
        with torch.no_grad():
            values = {name: value.float() for name, value in reference(pixels).items()}
        check(case, grid, values)
        case.quantities = list(values)
        for name, value in {"pixels": pixels[0], **values}.items():
            stored[f"{grid[0]}x{grid[1]}.{name}"] = value.contiguous().clone()
    save_file(stored, folder / f"{case.name}.safetensors", metadata={"library": case.library})
    write_json(folder / case.name / "case.json", asdict(case))


def fresh(folder: Path) -> Path:
    """An empty folder: nothing of an earlier run stays beside what is written now."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def write_preprocessor(folder: Path, side: int, normalisation=IMAGENET, crop: bool = False) -> None:
    """As Hugging Face's image processors save themselves; the small sizes keep the tests fast."""
    size = {"shortest_edge": side + 4} if crop else {"height": side, "width": side}
    value = {"do_resize": True, "size": size, "resample": 3, "do_rescale": True, "rescale_factor": 1 / 255}
    if crop:
        value |= {"do_center_crop": True, "crop_size": {"height": side, "width": side}}
    write_json(folder / "preprocessor_config.json", value | {"do_normalize": True, **normalisation})
