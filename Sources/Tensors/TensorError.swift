/// What an operation on tensors can fail of at run time; wrong shapes are errors of the program and trap.
public enum TensorError: Error, CustomStringConvertible {
    /// Weights of this shape could not be packed: memory, or the matrix library's refusal.
    case packingFailed(shape: Shape, reason: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .packingFailed(let shape, let reason): "weights of shape \(shape) could not be packed: \(reason)"
        }
    }
}
