internal import CKernels

extension Tensor {
    /// Some rows of a matrix, in the order given. (N, D) → (rows.count, D)
    public func rows(_ rows: [Int]) -> Tensor {
        let columns = shape[1]
        var result = Tensor(uninitialized: [rows.count, columns], in: workspace)
        result.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                for (index, row) in rows.enumerated() {
                    precondition(row >= 0 && row < shape[0], "row \(row) of \(shape)")
                    (to + index * columns).update(from: from + row * columns, count: columns)
                }
            }
        }
        return result
    }

    /// Each head's part of each row divided by its Euclidean length: the cosine of two of them is their dot product.
    /// (N, heads · dimension) → the same
    public func normalizedPerHead(headCount: Int) -> Tensor {
        let dimension = shape[1] / headCount
        var result = self
        result.withUnsafeMutableElements {
            patchlens_normalize_rows($0, Int64(count / dimension), Int64(dimension), Int64(dimension))
        }
        return result
    }

    /// Whether every element is a number: no NaN, no infinity.
    public var isFinite: Bool {
        withUnsafeElements { elements in
            // x − x is 0 for a number and NaN for anything else; a sum of these is found by one comparison.
            var sum: Float = 0
            for index in 0..<count { sum += elements[index] - elements[index] }
            return sum == 0
        }
    }
}
