public import ImageDecoding
public import Tensors

/// Patches to tokens: the convolution of Dosovitskiy et al. 2021, whose stride is its kernel's size, is one matrix
/// product over flattened patches.
public struct PatchEmbedding: Sendable {
    private let projection: Linear

    /// The projection is (D, 3·P·P): channel, row, column within a patch, as `Patches.values` has them.
    init(projection: Linear) {
        self.projection = projection
    }

    /// Values of a patch: 3·P·P.
    var patchLength: Int { projection.inputs }

    /// (rows·columns, 3·P·P) → (rows·columns, D)
    public func callAsFunction(_ patches: Patches) -> Tensor {
        projection(patches.values)
    }
}
