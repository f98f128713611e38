"""An ONNX graph that PyTorch exported, as a conversion asks it: its constants, and which module a node came from.

Two exporters are met. The older one (TorchScript) names a node by its place, /encoder/layer.3/mlp/fc1/MatMul; the newer
one (dynamo) writes the place into the node's metadata, and into the graph's the names of all parameters.
"""

import ast
import re

import numpy
import onnx
import onnx.numpy_helper

SCOPES = "pkg.torch.onnx.name_scopes"
SIGNATURE = "pkg.torch.export.ExportedProgram.graph_signature"


class Graph:
    def __init__(self, model: onnx.ModelProto):
        graph = model.graph
        self.nodes = list(graph.node)
        self.initializers = {tensor.name: as_array(tensor) for tensor in graph.initializer}
        self.constants = self.initializers | {
            node.output[0]: onnx.numpy_helper.to_array(attribute.t)
            for node in self.nodes if node.op_type == "Constant" for attribute in node.attribute
            if attribute.name == "value"}
        self.producers = {name: node for node in self.nodes for name in node.output}
        self.consumers = {}
        for node in self.nodes:
            for place, name in enumerate(node.input):
                self.consumers.setdefault(name, []).append((node, place))
        signature = next((entry.value for entry in graph.metadata_props if entry.key == SIGNATURE), "")
        # Names of the exported module's parameters, in its own order; none from the older exporter.
        self.parameters = re.findall(r"PARAMETER target='([^']+)'", signature)

    def lengths(self, name: str) -> list[int]:
        """The edges of a reshape's target, as far as they are constant; 0 for one that is computed."""
        if name in self.constants:
            return [int(edge) for edge in self.constants[name].flat]
        source = self.producers.get(name)
        if source is None or source.op_type != "Concat":
            return []
        return [(self.lengths(part) or [0])[0] for part in source.input]

    def is_named(self, name: str) -> bool:
        """Whether an initializer still has its parameter's name. Folded ones are called onnx::MatMul_281 or val_30."""
        return name in self.parameters if self.parameters else "::" not in name

    def anonymous(self):
        """The initializers without a parameter's name, of more than one number, in the order of their first use."""
        names = dict.fromkeys(name for node in self.nodes for name in node.input)
        for name in names:
            values = self.initializers.get(name)
            if values is not None and values.size > 1 and values.dtype.kind == "f" and not self.is_named(name):
                yield name


def as_array(tensor) -> numpy.ndarray:
    """Its values; bfloat16 as float32, which holds them all and numpy knows."""
    values = onnx.numpy_helper.to_array(tensor)
    return values.astype(numpy.float32) if tensor.data_type == onnx.TensorProto.BFLOAT16 else values


def module_of(node) -> str:
    """The path of the module that a node belongs to: encoder.layer.3.mlp.fc1; "" for the root."""
    scopes = next((entry.value for entry in node.metadata_props if entry.key == SCOPES), None)
    if scopes is not None:
        return ast.literal_eval(scopes)[-2]
    path = node.name.strip("/").split("/")[:-1]
    # A Sequential is written twice: /blocks/blocks.0/attn is blocks.0.attn.
    kept = [part for part, following in zip(path, [*path[1:], ""]) if not following.startswith(part + ".")]
    return ".".join(kept)
