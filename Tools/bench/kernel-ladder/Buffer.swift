/// Memory that kernels read and write, at the same place as long as it lives.
final class Buffer<Element: BitwiseCopyable> {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int, _ element: (Int) -> Element) {
        start = .allocate(capacity: count)
        self.count = count
        for index in 0..<count { (start + index).initialize(to: element(index)) }
    }

    deinit { start.deallocate() }

    func copy(from other: Buffer) { start.update(from: other.start, count: count) }
}

extension Buffer where Element: Numeric {
    static func zeros(_ count: Int) -> Buffer { Buffer(count) { _ in 0 } }
}

extension Buffer where Element: BinaryFloatingPoint {
    /// Infinite where either is not a number.
    func largestDifference(from other: Buffer) -> Double {
        var largest = 0.0
        for index in 0..<count {
            let difference = abs(Double(start[index]) - Double(other.start[index]))
            guard !difference.isNaN else { return .infinity }
            largest = max(largest, difference)
        }
        return largest
    }
}

extension Buffer where Element == Float {
    /// Values between −largest and largest, the same in every run.
    static func random(_ count: Int, seed: UInt32, largest: Float = 1) -> Buffer {
        var generator = Generator(state: seed)
        return Buffer(count) { _ in (Float(generator.next() >> 8) / Float(1 << 23) - 1) * largest }
    }
}

extension Buffer where Element == UInt8 {
    static func random(_ count: Int, seed: UInt32) -> Buffer {
        var generator = Generator(state: seed)
        return Buffer(count) { _ in UInt8(generator.next() >> 24) }
    }

    func largestDifference(from other: Buffer) -> Double {
        (0..<count).reduce(0.0) { max($0, abs(Double(start[$1]) - Double(other.start[$1]))) }
    }
}

/// The linear congruential generator of Numerical Recipes.
private struct Generator {
    var state: UInt32

    mutating func next() -> UInt32 {
        state = state &* 1_664_525 &+ 1_013_904_223
        return state
    }
}
