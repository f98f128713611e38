public import Checkpoints
public import Tensors

/// Why a model could not be made of a checkpoint.
public enum ModelError: Error, CustomStringConvertible {
    /// The checkpoint is missing or damaged; the inner error says which file and how to mend it.
    case checkpoint(CheckpointError)
    /// The checkpoint is sound, and its model has a part that is not built here.
    case unsupported(String)
    /// This processor has no instructions for the precision, or this build no library; float32 always works.
    case precisionNotAvailable(Precision)
    /// Gradients were asked for in a precision that they are not computed in. The caller can mend it: float32.
    case gradientsNeedFloat32(Precision)
    /// The matrix library could not take the weights.
    case packing(TensorError)

    /// One sentence, for the one who has the checkpoint.
    public var description: String {
        switch self {
        case .checkpoint(let error): error.description
        case .unsupported(let part): "this model has a part that PatchLens does not have: \(part)"
        case .precisionNotAvailable(let precision):
            "\(precision.rawValue) is not available on this processor or in this build; f32 is"
        case .gradientsNeedFloat32(let precision):
            "gradients are computed in f32 alone, not in \(precision.rawValue)"
        case .packing(let error): error.description
        }
    }

    static func wrapping<Result>(_ body: () throws(CheckpointError) -> Result) throws(ModelError) -> Result {
        do { return try body() } catch { throw .checkpoint(error) }
    }
}
