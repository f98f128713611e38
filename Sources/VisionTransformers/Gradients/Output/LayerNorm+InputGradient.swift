import Tensors

extension LayerNorm {
    /// The gradient at one row x from that at norm(x): with x̂ = (x − mean) ⁄ σ and g' = g ⊙ weight,
    /// (g' − mean(g') − x̂ · mean(g' ⊙ x̂)) ⁄ σ. (D), (D) → (D)
    func inputGradient(of gradient: [Double], at row: [Double]) -> [Double] {
        let count = Double(row.count)
        let mean = row.reduce(0, +) / count
        let centred = row.map { $0 - mean }
        let deviation = (Vectors.dot(centred, centred) / count + Double(epsilon)).squareRoot()
        let normalized = centred.map { $0 / deviation }
        let weighted = zip(gradient, weight.elements).map { $0 * Double($1) }
        let average = weighted.reduce(0, +) / count
        let along = Vectors.dot(weighted, normalized) / count
        return zip(weighted, normalized).map { ($0 - average - $1 * along) / deviation }
    }
}
