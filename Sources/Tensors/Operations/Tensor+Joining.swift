extension Tensor {
    /// The rows of this matrix, then those of another. (P, D), (Q, D) → (P + Q, D)
    package func followed(by other: Tensor) -> Tensor { .concatenating([self, other], along: 0) }

    /// The rows of another matrix, then those of this one, in this one's workspace. (Q, D), (P, D) → (P + Q, D)
    package func preceded(by other: Tensor) -> Tensor { .concatenating([other, self], along: 0, in: workspace) }

    /// Tensors one after another along an axis, their other extents equal; in the first one's workspace unless another
    /// is given.
    package static func concatenating(_ parts: [Tensor], along axis: Int, in workspace: Workspace? = nil) -> Tensor {
        precondition(!parts.isEmpty, "nothing to concatenate")
        if parts.count == 1, workspace == nil { return parts[0] }
        let first = parts[0].shape.dimensions
        var extents = first
        extents[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
        for part in parts {
            var other = part.shape.dimensions
            other[axis] = first[axis]
            precondition(other == first, "\(part.shape) and \(parts[0].shape) differ beside axis \(axis)")
        }
        let outer = first[..<axis].reduce(1, *)
        var result = Tensor(uninitialized: Shape(extents), in: workspace ?? parts[0].workspace)
        let rowLength = result.count / max(1, outer)
        result.withUnsafeMutableElements { to in
            var offset = 0
            for part in parts {
                let length = part.count / max(1, outer)
                part.withUnsafeElements { from in
                    for row in 0..<outer {
                        (to + row * rowLength + offset).update(from: from + row * length, count: length)
                    }
                }
                offset += length
            }
        }
        return result
    }

    /// Some columns of a matrix. (R, C) → (R, columns.count)
    package func columns(_ columns: some Collection<Int>) -> Tensor {
        let (rowCount, length) = (shape[0], shape[1])
        return Tensor([rowCount, columns.count], in: workspace) { output in
            let input = span
            for row in 0..<rowCount {
                for (place, column) in columns.enumerated() {
                    output[row * columns.count + place] = input[row * length + column]
                }
            }
        }
    }

    /// Rows become columns. (R, C) → (C, R)
    package func transposed() -> Tensor {
        let (rows, columns) = (shape[0], shape[1])
        return Tensor([columns, rows], in: workspace) { output in
            let input = span
            for row in 0..<rows {
                for column in 0..<columns { output[column * rows + row] = input[row * columns + column] }
            }
        }
    }

    /// Element by element times a mask, 0 where the mask is 0 whatever stands there.
    package func masked(by mask: Tensor) -> Tensor {
        Tensor(shape, in: workspace) { output in
            let (values, factors) = (span, mask.span)
            for index in 0..<count { output[index] = factors[index] == 0 ? 0 : values[index] * factors[index] }
        }
    }

    /// The mean of some rows, summed in double. (N, D) → (1, D)
    package func mean(ofRows rows: Range<Int>) -> Tensor {
        let columns = shape[1]
        return Tensor([1, columns]) { output in
            let values = span
            for column in 0..<columns {
                let sum = rows.reduce(0.0) { $0 + Double(values[$1 * columns + column]) }
                output[column] = Float(sum / Double(rows.count))
            }
        }
    }
}
