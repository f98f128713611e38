package import Tensors

/// ∂y/∂(tokens after the last block, before the final norm), by which a backward pass begins.
package struct OutputGradient {
    /// y itself.
    package let value: Double
    /// The tokens whose gradient is not zero, ascending, each once: the class token alone, or more.
    package let rows: [Int]
    /// (rows.count, D)
    package let gradient: Tensor

    package init(value: Double, rows: [Int], gradient: Tensor) {
        precondition(gradient.shape[0] == rows.count, "\(gradient.shape) for \(rows.count) tokens")
        self.value = value
        self.rows = rows
        self.gradient = gradient
    }
}
