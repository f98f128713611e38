internal import CKernels

extension Tensor {
    /// Some rows of a matrix, or of each of several matrices, in the order given. (…, N, D) → (…, rows.count, D)
    public func rows(_ rows: [Int]) -> Tensor {
        let (matrices, count, columns) = (shape.dimensions.dropLast(2), shape[shape.rank - 2], shape[shape.rank - 1])
        var result = Tensor(uninitialized: Shape(matrices + [rows.count, columns]), in: workspace)
        result.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                for matrix in 0..<matrices.reduce(1, *) {
                    for (index, row) in rows.enumerated() {
                        precondition(row >= 0 && row < count, "row \(row) of \(shape)")
                        (to + (matrix * rows.count + index) * columns)
                            .update(from: from + (matrix * count + row) * columns, count: columns)
                    }
                }
            }
        }
        return result
    }

    /// Rows of another matrix added to some of this one's, in its own memory if nobody else holds it.
    /// (N, D), (rows.count, D) → (N, D)
    package consuming func adding(_ other: Tensor, toRows rows: [Int]) -> Tensor {
        precondition(other.shape == [rows.count, shape[1]], "\(other.shape) to \(rows.count) rows of \(shape)")
        let columns = shape[1]
        var result = self
        result.withUnsafeMutableElements { to in
            other.withUnsafeElements { from in
                for (index, row) in rows.enumerated() {
                    for column in 0..<columns { to[row * columns + column] += from[index * columns + column] }
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

    /// The Euclidean length of each row, summed in double. (N, D) → N
    public var rowNorms: [Float] {
        let (rows, columns) = (shape[0], shape[1])
        return withUnsafeElements { elements in
            (0..<rows).map { row in
                var squares = 0.0
                for index in row * columns..<(row + 1) * columns {
                    squares += Double(elements[index]) * Double(elements[index])
                }
                return Float(squares.squareRoot())
            }
        }
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

extension Tensor {
    /// The rows of `prefix`, then the element-wise sum of two matrices below them.
    /// (P, D), (N, D), (N, D) → (P + N, D)
    public static func concatenating(_ prefix: Tensor, sumOf a: Tensor, and b: Tensor) -> Tensor {
        precondition(a.shape == b.shape && a.shape[1] == prefix.shape[1], "\(prefix.shape), \(a.shape), \(b.shape)")
        var result = Tensor(uninitialized: [prefix.shape[0] + a.shape[0], a.shape[1]], in: a.workspace)
        let to = result.mutableAddress()
        withExtendedLifetime((prefix, a, b)) {
            to.update(from: prefix.address, count: prefix.count)
            let (below, left, right) = (to + prefix.count, a.address, b.address)
            for index in 0..<a.count { below[index] = left[index] + right[index] }
        }
        return result
    }
}
