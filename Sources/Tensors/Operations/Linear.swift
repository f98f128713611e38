internal import CKernels

/// A linear map x ↦ x Wᵀ + b of every row of a tensor, its weights packed for this processor.
public struct Linear: Sendable {
    /// Channels in.
    public let inputs: Int
    /// Channels out.
    public let outputs: Int
    /// What weights and inputs are rounded to.
    public let precision: Precision
    private let packed: PackedWeights
    /// The weights the other way, for a backward pass.
    private let packedTranspose: PackedWeights?

    /// Packs a copy of the weights, on all processors this process may run on: the threads of a workspace are those of
    /// operations on its tensors, and weights are packed once.
    ///
    /// - Parameters:
    ///   - weight: (outputs, inputs), as checkpoints store it.
    ///   - bias: (outputs), or nil for none.
    ///   - precision: has to be available on this processor.
    ///   - roundsSums: with `bfloat16` only: whether sums of two factors may be rounded instead of factors, which takes
    ///     an eighth fewer multiplications (Strassen 1969) and makes about twice the error.
    ///   - keepsTranspose: whether the weights are packed the other way too, for `transpose`.
    public init(
        weight: Tensor, bias: Tensor?, precision: Precision = .float32, roundsSums: Bool = false,
        keepsTranspose: Bool = false
    ) throws(TensorError) {
        precondition(weight.shape.rank == 2, "a linear map's weight is (outputs, inputs), not \(weight.shape)")
        precondition(bias.map { $0.count == weight.shape[0] } ?? true, "one bias for each output")
        outputs = weight.shape[0]
        inputs = weight.shape[1]
        self.precision = precision
        let factors = precision == .bfloat16 && roundsSums ? patchlens_bfloat16_sums : precision.raw
        packed = try PackedWeights(weight: weight, bias: bias, factors: factors)
        packedTranspose =
            keepsTranspose ? try PackedWeights(weight: weight.transposed(), bias: nil, factors: factors) : nil
    }

    private init(transposeOf map: Linear, packed: PackedWeights) {
        (inputs, outputs, precision) = (map.outputs, map.inputs, map.precision)
        self.packed = packed
        packedTranspose = nil
    }

    /// y ↦ y W, without a bias: by it ∂y/∂x comes of ∂y/∂(x Wᵀ + b). Nil unless it was kept. (rows, outputs) → (rows,
    /// inputs)
    package var transpose: Linear? { packedTranspose.map { Linear(transposeOf: self, packed: $0) } }

    /// x Wᵀ + b. (rows, inputs) → (rows, outputs)
    public func callAsFunction(_ x: Tensor) -> Tensor {
        Self.project(x, through: [self])[0]
    }

    /// residual + x Wᵀ + b, in the residual's own memory if nobody else holds it; x is normalised first if there is a
    /// norm. (rows, inputs), (rows, outputs) → (rows, outputs)
    public func callAsFunction(
        _ x: Tensor, normalizedBy norm: LayerNorm? = nil, addedTo residual: consuming Tensor
    ) -> Tensor {
        precondition(residual.shape == [x.shape[0], outputs], "\(residual.shape) is not the shape of the product")
        let projection = patchlens_projection(
            layer: layer, output: residual.mutableAddress(), epilogue: patchlens_epilogue_add)
        Self.run([projection], of: [self], on: x, normalizedBy: norm)
        return residual
    }

    /// Several maps of the same rows, which are normalised first if there is a norm: Queries, Keys and Values of
    /// tokens. (rows, inputs) → (rows, outputs) of each
    public static func project(
        _ x: Tensor, normalizedBy norm: LayerNorm? = nil, through layers: [Linear]
    ) -> [Tensor] {
        var results = layers.map { Tensor(uninitialized: [x.shape[0], $0.outputs], in: x.workspace) }
        let projections = layers.indices.map { index in
            patchlens_projection(
                layer: layers[index].layer, output: results[index].mutableAddress(), epilogue: patchlens_epilogue_store)
        }
        run(projections, of: layers, on: x, normalizedBy: norm)
        return results
    }

    /// Valid while this map is kept alive.
    var layer: OpaquePointer { packed.layer }

    private static func run(
        _ projections: [patchlens_projection], of layers: [Linear], on x: Tensor, normalizedBy norm: LayerNorm?
    ) {
        for layer in layers {
            precondition(x.shape.rank == 2 && x.shape[1] == layer.inputs, "\(x.shape) has not \(layer.inputs) channels")
            precondition(layer.precision == layers[0].precision, "maps of the same rows have the same precision")
        }
        precondition(norm.map { $0.weight.count == x.shape[1] } ?? true, "the norm does not fit \(x.shape)")
        let status = withExtendedLifetime((x, layers)) {
            norm.withDescription { norm in
                patchlens_project(
                    x.address, Int64(x.shape[0]), norm, projections, Int64(projections.count),
                    Int32(x.workspace.threads))
            }
        }
        // Packing made a product with these weights: what is left to fail is memory, and that ends a Swift program.
        precondition(status == 0, "out of memory in a product of \(x.shape)")
    }
}

/// Owns the packed weights.
///
/// `@unchecked Sendable`, because the weights are written only here, before anyone else has them.
private final class PackedWeights: @unchecked Sendable {
    let layer: OpaquePointer

    init(weight: Tensor, bias: Tensor?, factors: patchlens_precision) throws(TensorError) {
        var message = [CChar](repeating: 0, count: 256)
        let created = withExtendedLifetime((weight, bias)) {
            patchlens_linear_create(
                weight.address, bias?.address, Int64(weight.shape[0]), Int64(weight.shape[1]), factors, &message,
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
