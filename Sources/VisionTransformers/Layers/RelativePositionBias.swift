import Tensors

/// Relative position bias (BEiT, Bao et al. 2022): what is added to a score by how far its Key's patch lies from its
/// Query's, a table for each head. Three entries more are for scores of the class token: class to patch, patch to
/// class, class to itself.
public struct RelativePositionBias: Sendable {
    /// (offsets + 3, heads); offsets row by row, (2·rows − 1) × (2·columns − 1).
    private let table: Tensor
    private let rows: Int
    private let columns: Int
    private let cache = GridCache<Tensor>()

    init(table: Tensor, rows: Int, columns: Int) {
        precondition(
            table.shape[0] == (2 * rows - 1) * (2 * columns - 1) + 3, "\(table.shape) is not \(rows)×\(columns)")
        self.table = table
        self.rows = rows
        self.columns = columns
    }

    /// The bias of the scores of some tokens, the class token being 0, on a grid. → (heads, tokens.count, N)
    func callAsFunction(of tokens: [Int], rows: Int, columns: Int, in workspace: Workspace) -> Tensor {
        let table = cache.value(rows: rows, columns: columns) { resized(rows: rows, columns: columns) }
        let (headCount, count) = (table.shape[1], 1 + rows * columns)
        return Tensor([headCount, tokens.count, count], in: workspace) { output in
            let values = table.span
            for (place, query) in tokens.enumerated() {
                for key in 0..<count {
                    let entry = Self.entry(of: query, to: key, rows: rows, columns: columns)
                    for head in 0..<headCount {
                        output[(head * tokens.count + place) * count + key] = values[entry * headCount + head]
                    }
                }
            }
        }
    }

    /// The row of the table for a Query and a Key.
    private static func entry(of query: Int, to key: Int, rows: Int, columns: Int) -> Int {
        let offsets = (2 * rows - 1) * (2 * columns - 1)
        if query == 0 { return key == 0 ? offsets + 2 : offsets }
        if key == 0 { return offsets + 1 }
        let (queryRow, queryColumn) = ((query - 1) / columns, (query - 1) % columns)
        let (keyRow, keyColumn) = ((key - 1) / columns, (key - 1) % columns)
        return (queryRow - keyRow + rows - 1) * (2 * columns - 1) + queryColumn - keyColumn + columns - 1
    }

    /// The table for another grid: its offsets resized bilinearly with half-pixel centres, as transformers does it
    /// after MiDaS 3.1 (Birkl et al. 2023).
    private func resized(rows newRows: Int, columns newColumns: Int) -> Tensor {
        if newRows == rows && newColumns == columns { return table }
        let (height, width) = (2 * newRows - 1, 2 * newColumns - 1)
        let (oldHeight, oldWidth) = (2 * rows - 1, 2 * columns - 1)
        let headCount = table.shape[1]
        let vertical = (0..<height).map { Self.taps(at: $0, from: oldHeight, to: height) }
        let horizontal = (0..<width).map { Self.taps(at: $0, from: oldWidth, to: width) }
        return Tensor([height * width + 3, headCount]) { output in
            let values = table.span
            for row in 0..<height {
                for column in 0..<width {
                    for head in 0..<headCount {
                        var sum: Float = 0
                        for (y, yWeight) in vertical[row] {
                            for (x, xWeight) in horizontal[column] {
                                sum += yWeight * xWeight * values[(y * oldWidth + x) * headCount + head]
                            }
                        }
                        output[(row * width + column) * headCount + head] = sum
                    }
                }
            }
            for element in 0..<3 * headCount {
                output[height * width * headCount + element] = values[oldHeight * oldWidth * headCount + element]
            }
        }
    }

    private static func taps(at position: Int, from inputLength: Int, to outputLength: Int) -> [(Int, Float)] {
        let centre = max(0, (Float(position) + 0.5) * Float(inputLength) / Float(outputLength) - 0.5)
        let first = min(Int(centre), inputLength - 1)
        let fraction = centre - Float(first)
        return [(first, 1 - fraction), (min(first + 1, inputLength - 1), fraction)]
    }
}
