import CKernels

/// A linear layer, its input, and room for the product.
final class ProductInput {
    private let rows, inputs, outputs: Int64
    private let input, weight, bias, expected, output: Buffer<Float>

    init(rows: Int, inputs: Int, outputs: Int) {
        (self.rows, self.inputs, self.outputs) = (Int64(rows), Int64(inputs), Int64(outputs))
        input = .random(rows * inputs, seed: 8)
        // The sums come out near 1, as with trained weights.
        weight = .random(outputs * inputs, seed: 9, largest: 0.1)
        bias = .random(outputs, seed: 10)
        expected = .zeros(rows * outputs)
        output = .zeros(rows * outputs)
    }

    func runPlain() {
        patchlens_linear_plain(
            weight.start, bias.start, outputs, inputs, input.start, rows, expected.start, patchlens_epilogue_store)
    }

    func climb(
        _ ladder: Ladder, _ name: String, on set: Int32, byStrassen: Bool, within bound: Double
    ) -> Bool {
        let layer = patchlens_linear_create_on(
            set, byStrassen ? 1 : 0, weight.start, bias.start, outputs, inputs)
        return climb(ladder, name, layer, within: bound)
    }

    /// The input rounded on the way. True where the precision is not available.
    func climbInUse(
        _ ladder: Ladder, _ name: String, _ precision: patchlens_precision, within bound: Double
    ) -> Bool {
        guard patchlens_precision_available(precision) != 0 else { return true }
        var message = [CChar](repeating: 0, count: 128)
        let layer = patchlens_linear_create(
            weight.start, bias.start, outputs, inputs, precision, &message, Int64(message.count))
        return climb(ladder, name, layer, within: bound)
    }

    /// As models use it: packed before, the rows taken in tiles.
    private func climb(_ ladder: Ladder, _ name: String, _ layer: OpaquePointer?, within bound: Double) -> Bool {
        precondition(layer != nil, "there is too little memory, or a side is odd")
        defer { patchlens_linear_destroy(layer) }
        var projection = patchlens_projection(
            layer: layer, output: output.start, epilogue: patchlens_epilogue_store)
        return ladder.rung(name, within: bound) {
            _ = patchlens_project(input.start, rows, nil, &projection, 1, 1)
        } difference: {
            output.largestDifference(from: expected)
        }
    }
}
