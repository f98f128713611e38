import Tensors

/// How the heads of a layer become one map, element by element.
public enum HeadFusion: String, Sendable, Hashable, CaseIterable {
    /// The average.
    case mean
    /// The largest.
    case max
    /// The smallest.
    case min
}

extension HeadFusion {
    /// One row from the rows of several heads, element by element.
    func fused(_ rows: [[Float]]) -> [Float] {
        guard var result = rows.first else { return [] }
        for row in rows.dropFirst() {
            for (index, value) in row.enumerated() { result[index] = combined(result[index], value) }
        }
        guard self == .mean else { return result }
        return result.map { $0 / Float(rows.count) }
    }

    /// The same for the kernel that fuses and propagates at once.
    var operation: Tensor.Fusion {
        switch self {
        case .mean: .mean
        case .max: .max
        case .min: .min
        }
    }

    /// Two values into one; the mean divides its sum at the end.
    func combined(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .mean: a + b
        case .max: Swift.max(a, b)
        case .min: Swift.min(a, b)
        }
    }
}
