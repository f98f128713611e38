internal import CKernels

extension Tensor {
    /// The heads of some rows of attention made one, element by element. (heads, rows, keys) → (1, rows, keys)
    package func fusingHeads(_ fusion: Fusion) -> Tensor {
        precondition(shape.rank == 3, "\(shape)")
        var fused = Tensor(uninitialized: [1, shape[1], shape[2]], in: workspace)
        let to = fused.mutableAddress()
        withExtendedLifetime(self) {
            patchlens_fuse_heads(
                address, Int64(shape[0]), Int64(shape[1]), Int64(shape[2]), fusion.raw, to, Int32(workspace.threads))
        }
        return fused
    }

    /// Sets to zero what is below a threshold, and of what equals it the first `ties`, which it counts down.
    /// (1, rows, keys) → what is left of each row
    package mutating func discard(below threshold: Float, ties: inout Int) -> [Double] {
        precondition(shape.rank == 3 && shape[0] == 1, "\(shape)")
        var sums = [Double](repeating: 0, count: shape[1])
        var left = Int64(ties)
        let (rows, keys, values) = (Int64(shape[1]), Int64(shape[2]), mutableAddress())
        withExtendedLifetime(self) { patchlens_discard(values, rows, keys, threshold, &left, &sums) }
        ties = Int(left)
        return sums
    }
}

/// Values counted by one half of their bits: the bits of numbers that are not negative have the numbers' order.
package struct ValueCounts {
    private var counts = [Int64](repeating: 0, count: Int(patchlens_half_values))
    private let high: Int?

    /// By the upper half of their bits.
    package init() { high = nil }

    /// By the lower half, of those alone whose upper half is this.
    package init(ofUpperHalf high: Int) { self.high = high }

    /// Counts all elements, none of which is negative.
    package mutating func add(_ values: Tensor) {
        withExtendedLifetime(values) {
            patchlens_count_halves(values.address, Int64(values.count), Int64(high ?? -1), &counts)
        }
    }

    /// The half of the value that is at this place, from 1, when all are in ascending order; and how many are below.
    package func half(at place: Int) -> (half: Int, below: Int) {
        var below = 0
        for (half, count) in counts.enumerated() {
            if below + Int(count) >= place { return (half, below) }
            below += Int(count)
        }
        preconditionFailure("place \(place) of \(below) values")
    }
}
