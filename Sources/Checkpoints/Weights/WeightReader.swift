public import Tensors

/// Hands a model its weights by name and shape, and knows at the end which nobody wanted.
///
///     let layer = weights.scope("encoder").scope("layer.3")
///     let norm = try layer.tensor("norm1.weight", shape: [384])
///     …
///     try weights.finish(allowing: ["embeddings.mask_token"])
///
/// A layer asks for what it needs where it needs it, with the shape that the configuration implies. Together with
/// `finish` this makes sure that the weights are those of the model that is built: all of them, and no others.
///
/// Names are given without the prefix that some checkpoints put in front of the encoder's tensors (`dinov2.` in a
/// classifier's file, `module.` after parallel training); it is found in the file.
public struct WeightReader {
    /// What stands in front of every name that is asked for, without the checkpoint's own prefix: `encoder.layer.3.`.
    public let path: String
    /// What the checkpoint puts in front of the encoder's names; mostly nothing.
    public let prefix: String

    private let files: WeightFiles
    private let taken: TakenNames
    /// A model packs most of its weights and drops the tensors: the next layer's are read into the same memory.
    private let workspace: Workspace

    /// Shared by a reader and its scopes.
    private final class TakenNames {
        var names: Set<String> = []
    }

    init(_ files: WeightFiles) {
        self.init(
            files, taken: TakenNames(), workspace: Workspace(),
            prefix: Self.commonPrefix(of: files.tensors.map(\.name)), path: "")
    }

    private init(_ files: WeightFiles, taken: TakenNames, workspace: Workspace, prefix: String, path: String) {
        self.files = files
        self.taken = taken
        self.workspace = workspace
        self.prefix = prefix
        self.path = path
    }

    /// A reader of the names that begin with this one and a full stop.
    public func scope(_ name: String) -> WeightReader {
        WeightReader(files, taken: taken, workspace: workspace, prefix: prefix, path: path + name + ".")
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
        let tensor = try file.tensor(named: name, shape: shape, in: workspace ?? self.workspace)
        taken.names.insert(name)
        return tensor
    }

    /// The shape of the tensor of this name in this scope, if there is one; for what the configuration leaves open.
    public func shape(of name: String) -> Shape? {
        let name = fullName(of: name)
        return files.file(of: name)?[name]?.shape
    }

    /// To be called when the model is built, on any scope: throws if a tensor of the checkpoint was never asked for, and
    /// frees the memory that the tensors dropped since have left.
    ///
    /// Those allowed to be left are named in full, less the prefix. Tensors of integers are no weights and may always
    /// be left.
    public func finish(allowing allowed: Set<String> = []) throws(CheckpointError) {
        workspace.trim()
        let unused = files.tensors.filter { tensor in
            tensor.elementType != .int64 && !taken.names.contains(tensor.name)
                && !allowed.contains(withoutPrefix(tensor.name))
        }
        guard unused.isEmpty else {
            throw .unusedTensors(file: files.path, names: unused.map(\.name).sorted())
        }
    }

    /// A tensor with the prefix has it added back; one beside the encoder, such as `classifier.weight`, has none.
    private func fullName(of name: String) -> String {
        let plain = path + name
        return prefix.isEmpty || files.file(of: prefix + plain) != nil || files.file(of: plain) == nil
            ? prefix + plain : plain
    }

    private func withoutPrefix(_ name: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// What transformers, timm and the DINO repositories put in front of an encoder's names.
    private static let prefixes = [
        "vit.", "deit.", "dinov2.", "vision_model.", "visual.", "backbone.", "module.", "teacher.",
    ]

    /// The known prefixes, in the order met, that more than half of the names share: a head beside the encoder has
    /// none, and `module.backbone.` is two.
    private static func commonPrefix(of names: [String]) -> String {
        var prefix = ""
        while let next = prefixes.first(where: { candidate in
            names.count { $0.hasPrefix(prefix + candidate) } * 2 > names.count
        }) {
            prefix += next
        }
        return prefix
    }
}
