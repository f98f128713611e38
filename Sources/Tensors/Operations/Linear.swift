internal import CKernels

/// A linear map x ↦ x Wᵀ + b of every row of a tensor, its weights packed for this processor.
public struct Linear: Sendable {
    /// Channels in.
    public let inputs: Int
    /// Channels out.
    public let outputs: Int
    private let packed: PackedWeights

    /// Packs a copy of the weights.
    ///
    /// - Parameters:
    ///   - weight: (outputs, inputs), as checkpoints store it.
    ///   - bias: (outputs), or nil for none.
    public init(weight: Tensor, bias: Tensor?) throws(TensorError) {
        precondition(weight.shape.rank == 2, "a linear map's weight is (outputs, inputs), not \(weight.shape)")
        precondition(bias.map { $0.count == weight.shape[0] } ?? true, "one bias for each output")
        outputs = weight.shape[0]
        inputs = weight.shape[1]
        packed = try PackedWeights(weight: weight, bias: bias)
    }

    /// x Wᵀ + b. (rows, inputs) → (rows, outputs)
    public func callAsFunction(_ x: Tensor) -> Tensor {
        run(x, into: Tensor(uninitialized: [x.shape[0], outputs], in: x.workspace), patchlens_epilogue_store)
    }

    /// GELU(x Wᵀ + b). (rows, inputs) → (rows, outputs)
    public func gelu(_ x: Tensor) -> Tensor {
        run(x, into: Tensor(uninitialized: [x.shape[0], outputs], in: x.workspace), patchlens_epilogue_gelu)
    }

    /// residual + x Wᵀ + b, in the residual's own memory if nobody else holds it.
    /// (rows, inputs), (rows, outputs) → (rows, outputs)
    public func callAsFunction(_ x: Tensor, addedTo residual: consuming Tensor) -> Tensor {
        precondition(residual.shape == [x.shape[0], outputs], "\(residual.shape) is not the shape of the product")
        return run(x, into: residual, patchlens_epilogue_add)
    }

    private func run(_ x: Tensor, into output: consuming Tensor, _ epilogue: patchlens_epilogue) -> Tensor {
        precondition(x.shape.rank == 2 && x.shape[1] == inputs, "\(x.shape) does not have \(inputs) channels")
        let status = withExtendedLifetime(x) {
            patchlens_linear_run(
                packed.layer, x.address, Int64(x.shape[0]), output.mutableAddress(), epilogue,
                Int32(x.workspace.threads))
        }
        // It has run once with these weights when it was packed: what is left to fail is memory.
        precondition(status == 0, "oneDNN could not multiply \(x.shape) by (\(inputs), \(outputs))")
        return output
    }
}

/// Owns the packed weights.
///
/// `@unchecked Sendable`, because the weights are written only here, and the products made later for other numbers of
/// rows are kept under a lock (MatrixProductOneDNN.cpp).
private final class PackedWeights: @unchecked Sendable {
    let layer: OpaquePointer

    init(weight: Tensor, bias: Tensor?) throws(TensorError) {
        var message = [CChar](repeating: 0, count: 256)
        let created = withExtendedLifetime((weight, bias)) {
            patchlens_linear_create(
                weight.address, bias?.address, Int64(weight.shape[0]), Int64(weight.shape[1]), &message,
                Int64(message.count))
        }
        guard let created else {
            let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw .packingFailed(shape: weight.shape, reason: text)
        }
        layer = created
    }

    deinit { patchlens_linear_destroy(layer) }
}
