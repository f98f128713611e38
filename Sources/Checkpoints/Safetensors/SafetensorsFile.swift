public import Tensors

/// A safetensors file, open for reading.
///
/// Opening maps the file and checks its header, every rule of the format; no weight is read. A tensor is converted to
/// float32 when it is asked for.
public final class SafetensorsFile {
    /// Where the file is.
    public let path: String
    /// The tensors in the order of their bytes.
    public let tensors: [StoredTensor]
    /// The notes that the file's writer left under `__metadata__`.
    public let metadata: [String: String]

    private let file: MappedFile
    private let dataOffset: Int
    private let indices: [String: Int]

    /// Opens a file and checks it.
    public init(path: String) throws(CheckpointError) {
        let file = try MappedFile(path: path)
        let header: SafetensorsHeader
        do throws(SafetensorsFault) {
            header = try SafetensorsHeader(of: file.bytes)
        } catch {
            throw .safetensors(file: path, fault: error)
        }
        self.path = path
        self.file = file
        tensors = header.tensors
        metadata = header.metadata
        dataOffset = header.dataOffset
        indices = Dictionary(uniqueKeysWithValues: header.tensors.enumerated().map { ($1.name, $0) })
    }

    /// The header's entry of this name.
    public subscript(name: String) -> StoredTensor? { indices[name].map { tensors[$0] } }

    /// The tensor of this name as float32, which must have this shape.
    ///
    /// - Parameter mustBeFinite: whether an infinity or NaN among the elements is an error, as it is among weights.
    public func tensor(
        named name: String, shape: Shape, mustBeFinite: Bool = false, in workspace: Workspace = Workspace()
    ) throws(CheckpointError) -> Tensor {
        guard let stored = self[name] else {
            throw .missingTensor(file: path, name: name, nearest: nearestNames(to: name, among: tensors.map(\.name)))
        }
        guard stored.shape == shape else {
            throw .wrongShape(file: path, name: name, expected: shape, found: stored.shape)
        }
        guard stored.elementType.isConvertible else {
            throw .unsupportedElementType(
                file: path, name: name, expected: ElementType.convertible.map(\.rawValue),
                found: stored.elementType.rawValue)
        }
        return try converted(stored, mustBeFinite: mustBeFinite, in: workspace)
    }

    private func converted(
        _ stored: StoredTensor, mustBeFinite: Bool, in workspace: Workspace
    ) throws(CheckpointError) -> Tensor {
        let range = stored.byteRange.lowerBound + dataOffset..<stored.byteRange.upperBound + dataOffset
        var isFinite = true
        let tensor = Tensor(stored.shape, in: workspace) { elements in
            isFinite = file.withBytes(in: range) {
                FloatConversion.convert($0, of: stored.elementType, to: &elements)
            }
        }
        guard isFinite || !mustBeFinite else { throw notFinite(stored, tensor.elements) }
        return tensor
    }

    /// Names the first element that is not finite.
    private func notFinite(_ stored: StoredTensor, _ elements: [Float]) -> CheckpointError {
        let place = elements.firstIndex { !$0.isFinite } ?? 0
        var index: [Int] = []
        var rest = place
        for extent in stored.shape.dimensions.reversed() {
            index.insert(rest % extent, at: 0)
            rest /= extent
        }
        return .notFinite(file: path, name: stored.name, index: index, found: elements[place])
    }

    /// Reads every tensor of numbers, and throws for the first that has an infinity or NaN.
    func checkFinite() throws(CheckpointError) {
        // One tensor's memory serves all: each is dropped before the next is read.
        let workspace = Workspace()
        for stored in tensors where stored.elementType.isConvertible {
            _ = try converted(stored, mustBeFinite: true, in: workspace)
        }
    }
}
