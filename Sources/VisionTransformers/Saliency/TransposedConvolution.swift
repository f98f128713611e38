import Tensors

/// A transposed convolution with a kernel of 4×4, a stride of 2 and a padding of 1, and the ReLU behind it: each side
/// of a grid becomes twice as long.
///
/// Of the kernel's 16 places an output sees four, which ones depends on whether its row and column are even or odd:
/// output (2i + a, 2j + b) is a sum over the inputs at rows i + a − 1, i + a and columns j + b − 1, j + b, those
/// outside the grid being 0. So the four kinds of outputs are four matrix products over 2×2 inputs side by side. Batch
/// norm in inference scales and shifts channels, and is folded into weight and bias when these are loaded.
struct TransposedConvolution: Sendable {
    /// One for each kind, (a, b) row by row: from 4 · inputs, the 2×2 inputs row by row, to the outputs.
    private let products: [Linear]
    /// Channels in.
    let inputs: Int
    /// Channels out.
    let outputs: Int

    /// - Parameters:
    ///   - weight: (inputs, outputs, 4, 4), as PyTorch stores it.
    ///   - bias: (outputs)
    init(weight: Tensor, bias: Tensor) throws(TensorError) {
        (inputs, outputs) = (weight.shape[0], weight.shape[1])
        var products: [Linear] = []
        for kind in 0..<4 {
            products.append(
                try Linear(weight: Self.part(of: weight, rowKind: kind / 2, columnKind: kind % 2), bias: bias))
        }
        self.products = products
    }

    /// The four places of the kernel that an output of this kind sees: the input at row i + a − 1 + v meets kernel row
    /// 3 − a − 2v, and columns likewise. → (outputs, 4 · inputs)
    private static func part(of weight: Tensor, rowKind: Int, columnKind: Int) -> Tensor {
        let (inputs, outputs) = (weight.shape[0], weight.shape[1])
        return Tensor([outputs, 4 * inputs]) { part in
            let kernel = weight.span
            for place in 0..<4 {
                let row = 3 - rowKind - 2 * (place / 2)
                let column = 3 - columnKind - 2 * (place % 2)
                for output in 0..<outputs {
                    for input in 0..<inputs {
                        part[(output * 4 + place) * inputs + input] =
                            kernel[((input * outputs + output) * 4 + row) * 4 + column]
                    }
                }
            }
        }
    }

    /// Input cells of a strip: a product then has some thousand rows of factors.
    private static let cellsAtOnce = 4096

    /// What it takes over so many cells, in bytes: its result; and the factors and the product of two strips, one whole
    /// and the shorter last.
    func bytes(over cells: Int) -> Int {
        let strips = 2 * min(cells, Self.cellsAtOnce) * (4 * inputs + outputs)
        return (4 * cells * outputs + strips) * MemoryLayout<Float>.size
    }

    /// (rows · columns, inputs) → (2 · rows · 2 · columns, outputs), both row by row
    func callAsFunction(_ grid: Tensor, rows: Int, columns: Int) -> Tensor {
        precondition(grid.shape == [rows * columns, inputs], "\(grid.shape) is no grid of \(rows)×\(columns)")
        var result = Tensor(zeros: [4 * rows * columns, outputs], in: grid.workspace)
        let rowsAtOnce = max(1, Self.cellsAtOnce / columns)
        for first in stride(from: 0, to: rows, by: rowsAtOnce) {
            let strip = first..<min(first + rowsAtOnce, rows)
            for kind in 0..<4 {
                let neighbours = neighbours(
                    in: grid, rows: rows, columns: columns, strip: strip, rowKind: kind / 2, columnKind: kind % 2)
                place(products[kind](neighbours), strip: strip, columns: columns, kind: kind, in: &result)
            }
        }
        return result
    }

    /// The 2×2 inputs that each output of a kind sees, side by side. → (strip.count · columns, 4 · inputs)
    private func neighbours(
        in grid: Tensor, rows: Int, columns: Int, strip: Range<Int>, rowKind: Int, columnKind: Int
    ) -> Tensor {
        var result = Tensor(zeros: [strip.count * columns, 4 * inputs], in: grid.workspace)
        result.withUnsafeMutableElements { to in
            grid.withUnsafeElements { from in
                for (line, row) in strip.enumerated() {
                    for place in 0..<4 {
                        let y = row + rowKind - 1 + place / 2
                        guard y >= 0, y < rows else { continue }
                        for column in 0..<columns {
                            let x = column + columnKind - 1 + place % 2
                            guard x >= 0, x < columns else { continue }
                            (to + ((line * columns + column) * 4 + place) * inputs)
                                .update(from: from + (y * columns + x) * inputs, count: inputs)
                        }
                    }
                }
            }
        }
        return result
    }

    /// Outputs of one kind to their places, what is below 0 made 0.
    private func place(_ part: Tensor, strip: Range<Int>, columns: Int, kind: Int, in result: inout Tensor) {
        let outputs = outputs
        result.withUnsafeMutableElements { to in
            part.withUnsafeElements { from in
                for (line, row) in strip.enumerated() {
                    for column in 0..<columns {
                        let source = from + (line * columns + column) * outputs
                        let target = to + ((2 * row + kind / 2) * 2 * columns + 2 * column + kind % 2) * outputs
                        for channel in 0..<outputs { target[channel] = max(0, source[channel]) }
                    }
                }
            }
        }
    }
}
