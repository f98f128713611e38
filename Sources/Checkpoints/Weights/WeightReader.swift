public import Tensors

/// Hands a model its weights by name and shape, and knows at the end which nobody wanted.
///
///     let layer = weights.scope("encoder").scope("layer.3")
///     let norm = try layer.tensor("norm1.weight", shape: [384])
///     …
///     try weights.finish(ignoring: ["mask_token"])
///
/// A layer asks for what it needs where it needs it, with the shape that the configuration implies. Together with
/// `finish` this makes sure that the weights are those of the model that is built: all of them, and no others.
///
/// Names are given without the prefix that some checkpoints put in front of the encoder's tensors (`dinov2.` in a
/// classifier's file, `module.` after parallel training); it is found in the file.
public struct WeightReader {
    /// What stands in front of every name that is asked for, without the checkpoint's own prefix: `encoder.layer.3.`.
    public let path: String
    /// The checkpoint's names, and what it puts in front of the encoder's.
    public let catalog: TensorCatalog

    private let files: WeightFiles
    private let taken: TakenNames
    /// A model packs most of its weights and drops the tensors: the next layer's are read into the same memory.
    private let workspace: Workspace

    /// Shared by a reader and its scopes.
    private final class TakenNames {
        var names: Set<String> = []
    }

    init(_ files: WeightFiles, catalog: TensorCatalog) {
        self.init(files, taken: TakenNames(), workspace: Workspace(), catalog: catalog, path: "")
    }

    private init(_ files: WeightFiles, taken: TakenNames, workspace: Workspace, catalog: TensorCatalog, path: String) {
        self.files = files
        self.taken = taken
        self.workspace = workspace
        self.catalog = catalog
        self.path = path
    }

    /// A reader of the names that begin with this one and a full stop.
    public func scope(_ name: String) -> WeightReader {
        WeightReader(files, taken: taken, workspace: workspace, catalog: catalog, path: path + name + ".")
    }

    /// The tensor of this name in this scope as float32, which must be there and have this shape; in memory of the
    /// reader's own unless another workspace is given.
    public func tensor(
        _ name: String, shape: Shape, in workspace: Workspace? = nil
    ) throws(CheckpointError) -> Tensor {
        let name = fullName(of: name)
        guard let file = files.file(of: name) else {
            let nearest = nearestNames(to: name, among: files.tensors.map(\.name))
            throw .missingTensor(file: files.path, name: name, nearest: nearest)
        }
        // A weight that is not finite would make every map that it has a part in meaningless.
        let tensor = try file.tensor(named: name, shape: shape, mustBeFinite: true, in: workspace ?? self.workspace)
        taken.names.insert(name)
        return tensor
    }

    /// The shape of the tensor of this name in this scope, if there is one; for what the configuration leaves open.
    public func shape(of name: String) -> Shape? {
        let name = fullName(of: name)
        return files.file(of: name)?[name]?.shape
    }

    /// To be called when the model is built, on any scope: throws if a tensor of the checkpoint was never asked for,
    /// and frees the memory that the tensors dropped since have left.
    ///
    /// - Parameters:
    ///   - ignored: names behind the encoder's prefix, or their last parts, that may be left; a name that ends with a
    ///     full stop stands for a module and all in it. Tensors of integers or without elements are no weights and may
    ///     always be left.
    ///   - beside: the same of tensors that do not have the encoder's prefix.
    public func finish(ignoring ignored: [String] = [], beside: [String] = []) throws(CheckpointError) {
        workspace.trim()
        let unused = files.tensors.filter { tensor in
            tensor.elementType != .int64 && tensor.shape.count > 0 && !taken.names.contains(tensor.name)
                && !mayBeLeft(tensor.name, ignored: ignored, beside: beside)
        }
        guard unused.isEmpty else {
            throw .unusedTensors(file: files.path, names: unused.map(\.name).sorted())
        }
    }

    private func mayBeLeft(_ name: String, ignored: [String], beside: [String]) -> Bool {
        let prefix = catalog.prefix
        let isInside = name.hasPrefix(prefix)
        if isInside, isAllowed(String(name.dropFirst(prefix.count)), by: ignored) { return true }
        // Without a prefix nothing tells what stands beside the encoder from what is in it.
        return (prefix.isEmpty || !isInside) && stands(name, beside: beside)
    }

    /// From the beginning of the name, or behind what a training script wraps a whole model in.
    private func stands(_ name: String, beside modules: [String]) -> Bool {
        let wrapper = "module."
        let name = name.hasPrefix(wrapper) ? String(name.dropFirst(wrapper.count)) : name
        return modules.contains { $0.hasSuffix(".") ? name.hasPrefix($0) : name == $0 }
    }

    private func isAllowed(_ name: String, by allowed: [String]) -> Bool {
        let name = "." + name
        return allowed.contains { $0.hasSuffix(".") ? name.contains("." + $0) : name.hasSuffix("." + $0) }
    }

    /// A tensor with the prefix has it added back; one beside the encoder, such as `classifier.weight`, has none.
    private func fullName(of name: String) -> String {
        catalog.fullName(of: path + name) ?? catalog.prefix + path + name
    }
}
