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

    /// (rows, channels) → (rows, channels)
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(x.shape.rank == 2 && x.shape[1] == weight.count, "\(x.shape) has not \(weight.count) channels")
        var output = Tensor(uninitialized: x.shape, in: x.workspace)
        withExtendedLifetime((x, self)) {
            patchlens_layer_norm(
                x.address, Int64(x.shape[0]), Int64(x.shape[1]), weight.address, bias.address, epsilon,
                output.mutableAddress(), Int32(x.workspace.threads))
        }
        return output
    }

    /// For kernels that normalise on the way; valid during the call.
    func withDescription<Result>(_ body: (UnsafePointer<patchlens_norm>) -> Result) -> Result {
        withExtendedLifetime(self) {
            var description = patchlens_norm(weight: weight.address, bias: bias.address, epsilon: epsilon)
            return body(&description)
        }
    }
}
