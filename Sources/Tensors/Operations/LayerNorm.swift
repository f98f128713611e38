internal import CKernels

/// Layer normalisation of each row (Ba, Kiros and Hinton 2016): (x − mean) / √(variance + ε) · weight + bias.
public struct LayerNorm: Sendable {
    /// (channels)
    public let weight: Tensor
    /// (channels)
    public let bias: Tensor
    /// Added to the variance; the model family's own.
    public let epsilon: Float

    /// Weight and bias have one element a channel.
    public init(weight: Tensor, bias: Tensor, epsilon: Float) {
        precondition(weight.count == bias.count, "weight \(weight.shape) and bias \(bias.shape) differ")
        self.weight = weight
        self.bias = bias
        self.epsilon = epsilon
    }

    /// In the rows' own memory if nobody else holds it. A tensor reshaped to a head a row has each head normalised by
    /// itself. (rows, channels) → (rows, channels)
    public func callAsFunction(_ x: consuming Tensor) -> Tensor {
        precondition(x.shape.rank == 2 && x.shape[1] == weight.count, "\(x.shape) has not \(weight.count) channels")
        var rows = x
        if rows.isUniquelyHeld() {
            let address = rows.mutableAddress()
            normalize(address, count: rows.shape[0], into: address, threads: rows.workspace.threads)
            return rows
        }
        var output = Tensor(uninitialized: rows.shape, in: rows.workspace)
        withExtendedLifetime(rows) {
            normalize(
                rows.address, count: rows.shape[0], into: output.mutableAddress(), threads: rows.workspace.threads)
        }
        return output
    }

    private func normalize(
        _ rows: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>, threads: Int
    ) {
        withDescription { norm in
            patchlens_layer_norm(
                rows, Int64(count), Int64(weight.count), norm.pointee.weight, norm.pointee.bias, epsilon, output,
                Int32(threads))
        }
    }

    /// For kernels that normalise on the way; valid during the call.
    func withDescription<Result>(_ body: (UnsafePointer<patchlens_norm>) -> Result) -> Result {
        withExtendedLifetime(self) {
            var description = patchlens_norm(weight: weight.address, bias: bias.address, epsilon: epsilon)
            return body(&description)
        }
    }
}

extension LayerNorm? {
    /// As of the norm, or NULL if there is none.
    func withDescription<Result>(_ body: (UnsafePointer<patchlens_norm>?) -> Result) -> Result {
        guard let norm = self else { return body(nil) }
        return norm.withDescription { body($0) }
    }
}
