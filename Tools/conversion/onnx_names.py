"""The parameters of a model that PyTorch exported to ONNX, by the names of its modules and in PyTorch's layout.

Most initializers keep their names. Those that the exporter computed with are anonymous: a linear layer's weight is
transposed to (in, out), the class token is expanded, positions are split to be resized. Their names are told by the
module that the node using them belongs to.
"""

import numpy

from .failure import ConversionFailure
from .onnx_graph import Graph, module_of

# Which of its module's parameters each input of an operator is.
OPERANDS = {
    "LayerNormalization": {1: "weight", 2: "bias"}, "Conv": {1: "weight", 2: "bias"}, "Gemm": {1: "weight", 2: "bias"},
}
TOKENS = ("cls_token", "class_embedding", "dist_token", "distillation_token", "register_tokens", "reg_token", "probe")
# A model that only encodes has no use for it, and the exporter drops it.
UNUSED = ("mask_token",)


def recovered(graph: Graph) -> dict[str, numpy.ndarray]:
    """Every parameter's values by its name. Fails when one is in the graph without a name that can be told."""
    claimed = set()
    tensors = {name: values for name, values in graph.initializers.items()
               if graph.is_named(name) and values.dtype.kind == "f"}
    tensors |= shared(graph)
    tensors |= linear_weights(graph, claimed)
    if graph.parameters:
        tensors |= expanded(graph, tensors, claimed)
    else:
        tensors |= split_positions(graph, claimed)
    check_all_claimed(graph, tensors, claimed)
    return {name: values for name, values in tensors.items() if not graph.parameters or name in graph.parameters}


def shared(graph: Graph) -> dict[str, numpy.ndarray]:
    """Parameters with equal values, as many are before training, are stored once under the first one's name. The older
    exporter puts an Identity for each of the others; the newer one has only the nodes that use it."""
    tensors = {}
    for node in graph.nodes:
        if node.op_type == "Identity" and node.input[0] in graph.initializers:
            tensors[node.output[0]] = graph.initializers[node.input[0]]
        for place, kind in OPERANDS.get(node.op_type, {}).items() if graph.parameters else ():
            name = f"{module_of(node)}.{kind}"
            if place < len(node.input) and graph.is_named(node.input[place]):
                tensors[name] = graph.initializers[node.input[place]]
            elif place >= len(node.input) and name in graph.parameters:
                # A bias of zeros is dropped from the operator.
                weight = graph.initializers[node.input[1]]
                tensors[name] = numpy.zeros(weight.shape[:1], weight.dtype)
    return tensors


def linear_weights(graph: Graph, claimed: set) -> dict[str, numpy.ndarray]:
    """/encoder/layer.3/mlp/fc1/MatMul uses encoder.layer.3.mlp.fc1.weight, stored (in, out). A layer whose bias has
    another name than its module's, as torch's MultiheadAttention has, is named by the bias."""
    tensors, projections = {}, {}
    for node in graph.nodes:
        if node.op_type != "MatMul" or node.input[1] not in graph.initializers:
            continue
        name, values, module = node.input[1], graph.initializers[node.input[1]], module_of(node)
        bias = added_bias(graph, node)
        if bias and not graph.is_named(bias):
            # Query by itself, key and value together, where queries come from elsewhere: parts of one in_proj.
            projections.setdefault(module, []).append((values.T, graph.initializers[bias]))
            claimed |= {name, bias}
            continue
        if bias:
            own = graph.parameters and f"{module}.bias" in graph.parameters
            tensors |= {f"{module}.bias": graph.initializers[bias]} if own else {}
            weight = f"{module}.weight" if own else bias.removesuffix("bias") + "weight"
        else:
            weight = f"{module}.weight"
        if not graph.is_named(name):
            tensors[weight] = values.T
            claimed.add(name)
    for module, parts in projections.items():
        tensors[f"{module}.in_proj_weight"] = numpy.concatenate([weight for weight, _ in parts])
        tensors[f"{module}.in_proj_bias"] = numpy.concatenate([bias for _, bias in parts])
    return tensors


def added_bias(graph: Graph, product) -> str | None:
    """The vector that the sum behind a product adds to it."""
    for node, _ in graph.consumers.get(product.output[0], []):
        if node.op_type == "Add":
            for name in node.input:
                values = graph.initializers.get(name)
                if values is not None and values.shape == graph.initializers[product.input[1]].shape[1:]:
                    return name
    return None


def expanded(graph: Graph, tensors: dict, claimed: set) -> dict[str, numpy.ndarray]:
    """The newer exporter says which parameters there are. Those that are missing were expanded or looked up ahead of
    time: tokens and positions, which the module that holds them takes in their own order."""
    found = {}
    missing = [name for name in graph.parameters if name not in tensors]
    for name in missing:
        is_token = name.rpartition(".")[2] in TOKENS
        if not is_token and "pos" not in name:
            continue
        for candidate in graph.anonymous():
            values, node = graph.initializers[candidate], graph.consumers[candidate][0][0]
            is_grid = node.op_type == "Add"
            if candidate in claimed or values.ndim != 3 or is_grid == is_token or not near(module_of(node), name):
                continue
            found[name] = values.reshape(shape_of(name, values))
            claimed.add(candidate)
            break
    return found


def near(module: str, parameter: str) -> bool:
    """Whether a node's module is the parameter's, lies in it, or holds it."""
    holder = parameter.rpartition(".")[0]
    return (module + ".").startswith(holder + ".") or (holder + ".").startswith(module + ".") or not module


def shape_of(name: str, values: numpy.ndarray) -> tuple:
    """Batch and token axes are the exporter's where the parameter is a vector or an embedding's table."""
    if name.endswith("class_embedding"):
        return (-1,)
    return values.shape[1:] if name.endswith("embedding.weight") else values.shape


def split_positions(graph: Graph, claimed: set) -> dict[str, numpy.ndarray]:
    """The older exporter splits the class token's row from the grid's, to resize the grid: they are put together."""
    rows = {}
    for node in graph.nodes:
        for name in node.input:
            values = graph.initializers.get(name)
            if node.op_type in ("Concat", "Reshape") and values is not None and values.ndim == 3:
                if not graph.is_named(name):
                    rows.setdefault(module_of(node), {})[node.op_type] = name
    positions = {}
    for module, parts in rows.items():
        if set(parts) == {"Concat", "Reshape"}:
            own = "position_embeddings" if module.endswith("embeddings") else "pos_embed"
            halves = [graph.initializers[parts[kind]] for kind in ("Concat", "Reshape")]
            positions[f"{module}.{own}" if module else own] = numpy.concatenate(halves, axis=1)
            claimed |= set(parts.values())
    return positions


def check_all_claimed(graph: Graph, tensors: dict, claimed: set) -> None:
    """A parameter nothing uses may be absent; one whose values are there without a name may not be left out."""
    missing = [name for name in graph.parameters if name not in tensors and not name.endswith(UNUSED)]
    for name in graph.anonymous():
        node = graph.consumers[name][0][0]
        values = graph.initializers[name]
        lost = any(near(module_of(node), parameter) for parameter in missing) and values.ndim in (2, 3)
        if name not in claimed and (lost or not graph.parameters and values.ndim < 4):
            shape = " × ".join(str(edge) for edge in values.shape)
            raise ConversionFailure(
                f"the graph holds {name} ({shape}) for {node.op_type} in {module_of(node) or 'the model itself'}, and "
                f"nothing tells which parameter it is; convert the PyTorch checkpoint that was exported instead")


def head_count(graph: Graph, hidden: int) -> int | None:
    """Into how many heads the first reshape of each block's attention cuts `hidden` channels, if all agree."""
    sizes = {}
    for node in graph.nodes:
        module = module_of(node)
        if node.op_type == "Reshape" and "att" in module and any(part.isdigit() for part in module.split(".")):
            shape = graph.lengths(node.input[1])
            if len(shape) >= 4:
                sizes.setdefault(module, shape[-1])
    told = set(sizes.values())
    size = told.pop() if len(told) == 1 else None
    return hidden // size if size and size > 0 and hidden % size == 0 else None
