public import Tensors

/// The names and shapes of a checkpoint's tensors, as seen from its encoder.
///
/// Names are asked for without the encoder's prefix; those that stand beside the encoder, such as `classifier.weight`,
/// have none in the file either.
public struct TensorCatalog: Sendable {
    /// Whose names they are.
    public let naming: WeightNaming
    /// What stands in front of the encoder's names; mostly nothing.
    public let prefix: String
    private let shapes: [String: Shape]

    /// - Parameter file: what an error is to name.
    init(_ tensors: [StoredTensor], file: String) throws(CheckpointError) {
        shapes = Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
        guard let (naming, prefix) = WeightNaming.locate(in: shapes.keys) else {
            throw .noEncoder(file: file, anchors: WeightNaming.allCases.map(\.anchor))
        }
        self.naming = naming
        self.prefix = prefix
    }

    /// The same as seen from a text encoder.
    init(textEncoderOf tensors: [StoredTensor], file: String) throws(CheckpointError) {
        shapes = Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
        guard let (naming, prefix) = WeightNaming.locateText(in: shapes.keys) else {
            let name = "text_model.embeddings.token_embedding.weight"
            throw .missingTensor(file: file, name: name, nearest: nearestNames(to: name, among: Array(shapes.keys)))
        }
        self.naming = naming
        self.prefix = prefix
    }

    /// Whether this is a vision tower that open_clip saved, in its own names or around a model of timm's.
    var isOpenCLIPTower: Bool { naming == .openCLIP || (naming == .timm && prefix.hasSuffix("trunk.")) }

    /// Every full name.
    var names: some Collection<String> { shapes.keys }

    /// The name in the file, if the tensor is there: behind the prefix, else as it is.
    func fullName(of name: String) -> String? {
        if shapes[prefix + name] != nil { return prefix + name }
        return shapes[name] == nil ? nil : name
    }

    /// The shape of a tensor, if it is there.
    public func shape(of name: String) -> Shape? { fullName(of: name).flatMap { shapes[$0] } }

    /// Whether a tensor is there.
    public func contains(_ name: String) -> Bool { fullName(of: name) != nil }

    /// Whether any tensor of the encoder's has a name that begins so.
    func containsName(beginningWith start: String) -> Bool { shapes.keys.contains { $0.hasPrefix(prefix + start) } }

    /// How many numbered modules `start.0`, `start.1`, … there are before the first that is missing.
    func moduleCount(_ start: String) -> Int {
        let numbers = Set(moduleNumbers(start))
        return (0...numbers.count).first { !numbers.contains($0) } ?? 0
    }

    /// The numbers of the modules in a list, in no order; a file's names may have any.
    func moduleNumbers(_ start: String) -> [Int] {
        shapes.keys.compactMap { name -> Int? in
            guard name.hasPrefix(prefix + start + ".") else { return nil }
            return Int(name.dropFirst(prefix.count + start.count + 1).prefix { $0 != "." })
        }
    }
}
