/// The largest eigenvalues of a symmetric matrix of which nothing is known but its products with vectors.
///
/// Lanczos's iteration (1950) with full reorthogonalisation, each vector made orthogonal to all before it twice
/// (Parlett, "The Symmetric Eigenvalue Problem", §6.9 and §13): after m products the matrix is tridiagonal, m×m, in the
/// basis they made, and its largest eigenvalues are those of the whole to a residual that is known. O(m·n) memory.
///
/// Deterministic: it begins with given numbers, and every sum has one order.
package struct LanczosSolver {
    /// Rows and columns.
    package let dimension: Int
    /// Unit vectors to stay orthogonal to: eigenvectors that are known already.
    package var excluded: [[Double]]
    /// Where the iteration begins: as near to the eigenvectors as is known. Nil for pseudo-random numbers.
    package var start: [Double]?
    /// ‖Ax − λx‖ that is enough, in parts of the largest eigenvalue found. The error of a vector is that by the
    /// distance to the next eigenvalue.
    package var tolerance = 1e-11
    /// Products that are made at the most.
    package var mostProducts: Int
    /// Ends the iteration without a result when it is true.
    var isOver: () -> Bool = { false }

    /// For a matrix of this many rows and columns.
    package init(
        dimension: Int, excluded: [[Double]] = [], start: [Double]? = nil, mostProducts: Int = 600
    ) {
        self.dimension = dimension
        self.excluded = excluded
        self.start = start
        self.mostProducts = mostProducts
    }

    /// A result whose residual is not yet small enough is none.
    package struct NotConverged: Error {}

    /// - Parameters:
    ///   - count: how many; fewer come back from a smaller matrix.
    ///   - multiply: A x.
    /// - Returns: the largest first, vectors of length 1.
    package func largest(
        _ count: Int, multiply: ([Double]) -> [Double]
    ) throws(NotConverged) -> [(value: Double, vector: [Double])] {
        let space = dimension - excluded.count
        let wanted = min(count, space)
        guard wanted > 0 else { return [] }
        var basis: [[Double]] = []
        var matrix = TridiagonalMatrix(diagonal: [], offDiagonal: [])
        var block = Block(start: 0, isRandom: start == nil)
        var next = orthogonalized(start ?? Self.numbers(dimension, seed: 0), against: basis)
        while basis.count < min(space, mostProducts), !isOver() {
            if Self.length(next) == 0 {
                next = orthogonalized(Self.numbers(dimension, seed: UInt64(basis.count + 1)), against: basis)
                block = Block(start: basis.count, isRandom: true)
            }
            let vector = unit(next)
            basis.append(vector)
            let product = multiply(vector)
            matrix.diagonal.append(Self.dot(product, vector))
            next = orthogonalized(product, against: basis)
            var remaining = Self.length(next)
            // Next to nothing beside what it was made from: the basis holds all that the block's start can reach.
            if remaining <= 1e-13 * Self.length(product) {
                remaining = 0
                next = [Double](repeating: 0, count: dimension)
            }
            if basis.count >= wanted {
                let isWhole = basis.count == space || (remaining == 0 && block.provesRest(at: basis.count))
                if isWhole || (basis.count % 4 == 0 && block.isLongEnough(at: basis.count)) {
                    let pairs = matrix.eigenpairs().prefix(wanted)
                    if isWhole || isConverged(pairs, remaining: remaining) {
                        return pairs.map { ($0.value, combined(basis, by: $0.vector)) }
                    }
                }
            }
            matrix.offDiagonal.append(remaining)
        }
        throw NotConverged()
    }

    /// Vectors of the basis that came from one start. Where the iteration ends early it has found all that its start
    /// reaches, and begins again with numbers that have nothing to do with it.
    private struct Block {
        /// Its first vector's place in the basis.
        let start: Int
        /// Whether it began with pseudo-random numbers.
        let isRandom: Bool

        /// One vector at random that the matrix maps to its own multiple: so it does all that the basis lacks.
        func provesRest(at count: Int) -> Bool { isRandom && count == start + 1 }

        /// Eigenvalues of an earlier block have no residual, and prove nothing about this one.
        func isLongEnough(at count: Int) -> Bool { start == 0 || count - start >= 32 }
    }

    private func isConverged(
        _ pairs: ArraySlice<(value: Double, vector: [Double])>, remaining: Double
    ) -> Bool {
        let bound = tolerance * (pairs.map { abs($0.value) }.max() ?? 0)
        return remaining > 0 && pairs.allSatisfy { remaining * abs($0.vector[$0.vector.count - 1]) <= bound }
    }

    private func unit(_ vector: [Double]) -> [Double] {
        let length = Self.length(vector)
        return length > 0 ? vector.map { $0 / length } : vector
    }

    private func orthogonalized(_ vector: [Double], against basis: [[Double]]) -> [Double] {
        var result = vector
        for _ in 0..<2 {
            for other in excluded { Self.subtract(other, from: &result) }
            for other in basis { Self.subtract(other, from: &result) }
        }
        return result
    }

    private func combined(_ basis: [[Double]], by factors: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: dimension)
        for (vector, factor) in zip(basis, factors) {
            for index in result.indices { result[index] += factor * vector[index] }
        }
        return unit(result)
    }

    private static func subtract(_ unit: [Double], from vector: inout [Double]) {
        let share = dot(unit, vector)
        for index in vector.indices { vector[index] -= share * unit[index] }
    }

    /// In four sums, so that additions overlap.
    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in dot(a[0..<a.count], b[0..<b.count]) }
        }
    }

    /// The same of parts of buffers, equally long.
    static func dot(_ a: Slice<UnsafeBufferPointer<Double>>, _ b: Slice<UnsafeBufferPointer<Double>>) -> Double {
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        var (i, j) = (a.startIndex, b.startIndex)
        while i + 4 <= a.endIndex {
            first += a[i] * b[j]
            second += a[i + 1] * b[j + 1]
            third += a[i + 2] * b[j + 2]
            fourth += a[i + 3] * b[j + 3]
            i += 4
            j += 4
        }
        var sum = (first + third) + (second + fourth)
        while i < a.endIndex {
            sum += a[i] * b[j]
            i += 1
            j += 1
        }
        return sum
    }

    static func length(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

    /// Evenly spread over −1…1, the same every time (SplitMix64, Steele, Lea and Flood 2014).
    static func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((bits ^ (bits >> 31)) >> 11) / Double(1 << 52) - 1
        }
    }
}
