/// The so many smallest of a sequence of numbers, none negative, that can be gone through again but not be kept: those up to
/// a limit, of which the ones that equal it are taken in their order.
///
/// The bits of such a number, read as an integer, are in the same order as the numbers: two counts of 2¹⁶ bins, of the upper
/// and of the lower half, find the limit exactly.
package struct SmallestValues {
    /// The bits of the largest of them.
    private let limit: UInt32
    /// How many that equal it are still to come.
    private var equal: Int

    /// - Parameters:
    ///   - count: how many, at most as many as there are.
    ///   - values: goes through all values, some at a time, each time in the same order.
    package init(_ count: Int, of values: (_ see: (borrowing [Float]) -> Void) -> Void) {
        guard count > 0 else {
            (limit, equal) = (0, 0)
            return
        }
        var upper = [Int](repeating: 0, count: 1 << 16)
        values { part in
            for value in part { upper[Int(value.bitPattern >> 16)] += 1 }
        }
        let (half, below) = Self.bin(holding: count, in: upper)
        var lower = [Int](repeating: 0, count: 1 << 16)
        values { part in
            for value in part where Int(value.bitPattern >> 16) == half { lower[Int(value.bitPattern & 0xFFFF)] += 1 }
        }
        let (rest, belowRest) = Self.bin(holding: count - below, in: lower)
        limit = UInt32(half) << 16 | UInt32(rest)
        equal = count - below - belowRest
    }

    /// The bin with the value of this rank, counted from 1, and how many are in those before it.
    private static func bin(holding rank: Int, in counts: [Int]) -> (bin: Int, before: Int) {
        var before = 0
        for (bin, count) in counts.enumerated() {
            if before + count >= rank { return (bin, before) }
            before += count
        }
        preconditionFailure("of \(before) values the smallest \(rank)")
    }

    /// Whether the next value is one of them; to be asked of every value, in the same order.
    package mutating func holdsNext(_ value: Float) -> Bool {
        if value.bitPattern != limit { return value.bitPattern < limit }
        guard equal > 0 else { return false }
        equal -= 1
        return true
    }
}
