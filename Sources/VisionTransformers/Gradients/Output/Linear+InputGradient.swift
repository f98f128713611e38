import Tensors

extension Linear {
    /// Wᵀ g for several vectors g: the gradients at a map's input from those at its output, of a differentiable model.
    /// (outputs) each → (inputs) each
    func inputGradients(of gradients: [[Double]]) -> [[Double]] {
        guard let transpose else { preconditionFailure("the model is not differentiable") }
        let rows = Tensor(gradients.flatMap { $0.map { Float($0) } }, shape: [gradients.count, outputs])
        let results = transpose(rows)
        return gradients.indices.map(results.row)
    }

    /// The same for one.
    func inputGradient(of gradient: [Double]) -> [Double] { inputGradients(of: [gradient])[0] }
}
