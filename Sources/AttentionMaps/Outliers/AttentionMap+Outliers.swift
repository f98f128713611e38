import ImageDecoding

extension AttentionMap {
    /// The map without what outlier patches say: each gets the mean of those of its eight neighbours that are none.
    ///
    /// Their own values are of other things than their place. The least value would draw a hole, which looks like an
    /// answer, and any value of their own would set the scale of the colours; that of the surroundings does neither. In
    /// a clump of outliers those at its edge are filled first, and those behind from them.
    public func masking(_ outliers: OutlierTokens) -> AttentionMap {
        precondition(outliers.norms.count == values.count, "\(outliers.norms.count) norms for \(values.count) patches")
        var values = values
        var left = Set(outliers.patches)
        while !left.isEmpty {
            let filled = left.sorted().compactMap { patch in
                meanAround(patch, of: values, leavingOut: left).map { (patch, $0) }
            }
            // All patches are outliers: by the rule of `OutlierTokens` it is at most half of them.
            guard !filled.isEmpty else { break }
            for (patch, value) in filled {
                values[patch] = value
                left.remove(patch)
            }
        }
        return replacing(values: values)
    }

    /// Nil for a patch among none but outliers.
    private func meanAround(_ patch: Int, of values: [Float], leavingOut left: Set<Int>) -> Float? {
        let (rows, columns) = (geometry.grid.rows, geometry.grid.columns)
        let (row, column) = (patch / columns, patch % columns)
        var (sum, count) = (0.0, 0)
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
            for x in max(0, column - 1)...min(columns - 1, column + 1) {
                let neighbour = y * columns + x
                guard !left.contains(neighbour) else { continue }
                sum += Double(values[neighbour])
                count += 1
            }
        }
        return count > 0 ? Float(sum / Double(count)) : nil
    }
}
