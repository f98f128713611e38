"""The sizes S, B and L of DINOv2 beside each other, with random weights, which take as long as trained ones; called by
compare.py."""

import json
import statistics
import struct

import numpy
import results
from compare_encoders import runs_at

#: Channels, layers and heads.
SIZES = {"ViT-S/14": (384, 12, 6), "ViT-B/14": (768, 12, 12), "ViT-L/14": (1024, 24, 16)}
PRECISIONS = ("f32", "bf16", "int8")


def compare(arguments) -> None:
    rows = []
    for name, size in SIZES.items():
        folder = arguments.work / "models" / name.replace("/", "-")
        write_model(folder, *size)
        for precision in PRECISIONS:
            rows.append(row(arguments, name, folder, precision))
            print(rows[-1], flush=True)
        (folder / "model.safetensors").unlink()
    columns = ["", "precision", "median ms", "least ms", "GFLOP/s", "of the machine's peak", "peak memory, MB"]
    results.write_section(arguments.results, "Sizes", [
        f"Class attention of the last layer at 224², {arguments.threads} threads, random weights stored in float32; medians "
        f"of {arguments.rounds} processes. GFLOP/s are those of a full forward pass, of which less is needed; the peak of "
        "memory is the whole process's, the packing of its weights included.",
        "", *results.table(columns, rows)])


def row(arguments, name: str, folder, precision: str) -> list[str]:
    runs, warm_up = runs_at(arguments, 224)
    records = [results.json_of([
        arguments.patchlens, "bench", "--json", "--no-stages", "--model", folder, "--size", "224x224", "--precision",
        precision, "--threads", arguments.threads, "--runs", runs, "--warm-up", warm_up])
        for _ in range(arguments.rounds)]

    def median(key: str) -> float:
        return statistics.median(record[key] for record in records)

    return [
        name, precision, f"{median('median_ms'):.1f}", f"{min(record['least_ms'] for record in records):.1f}",
        f"{median('gflops'):.0f}", f"{median('peak_share'):.0%}", f"{median('peak_bytes') / 1e6:.0f}"]


def write_model(folder, channels: int, layers: int, heads: int) -> None:
    """A checkpoint in transformers' naming. Weights are as large as a freshly made model's: what matters to the time is
    that no number overflows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({
        "model_type": "dinov2", "hidden_size": channels, "num_hidden_layers": layers, "num_attention_heads": heads,
        "image_size": 518, "patch_size": 14}))
    shapes = {
        "embeddings.cls_token": (1, 1, channels), "embeddings.position_embeddings": (1, 1370, channels),
        "embeddings.patch_embeddings.projection.weight": (channels, 3, 14, 14),
        "embeddings.patch_embeddings.projection.bias": (channels,),
        "layernorm.weight": (channels,), "layernorm.bias": (channels,)}
    for layer in range(layers):
        shapes |= {f"encoder.layer.{layer}.{name}": shape for name, shape in block(channels).items()}
    write_safetensors(folder / "model.safetensors", shapes)


def block(channels: int) -> dict[str, tuple]:
    maps = {f"attention.attention.{name}": (channels, channels) for name in ("query", "key", "value")}
    maps |= {
        "attention.output.dense": (channels, channels), "mlp.fc1": (4 * channels, channels),
        "mlp.fc2": (channels, 4 * channels)}
    shapes = {"layer_scale1.lambda1": (channels,), "layer_scale2.lambda1": (channels,)}
    for name, shape in maps.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    for name in ("norm1", "norm2"):
        shapes |= {f"{name}.weight": (channels,), f"{name}.bias": (channels,)}
    return shapes


def write_safetensors(path, shapes: dict[str, tuple]) -> None:
    header, offset = {}, 0
    for name, shape in shapes.items():
        end = offset + 4 * int(numpy.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    generator = numpy.random.default_rng(14)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            values = generator.standard_normal(shape, dtype=numpy.float32) * numpy.float32(0.02)
            if "norm" in name and name.endswith("weight") or "lambda1" in name:
                values += 1
            values.tofile(file)
