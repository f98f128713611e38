/// A symmetric matrix with numbers on its diagonal and beside it alone.
struct TridiagonalMatrix {
    /// The diagonal, m numbers.
    var diagonal: [Double]
    /// Between neighbours, m − 1 numbers.
    var offDiagonal: [Double]

    /// All eigenvalues and unit eigenvectors, the largest eigenvalue first.
    ///
    /// The QL algorithm with implicit shifts (Martin and Wilkinson 1968; Golub and Van Loan, "Matrix Computations",
    /// §8.3): plane rotations chase the numbers beside the diagonal away, from the last to the first. O(m³).
    func eigenpairs() -> [(value: Double, vector: [Double])] {
        var run = QLIteration(self)
        for index in diagonal.indices { run.isolate(index) }
        return run.diagonal.indices
            .sorted { (run.diagonal[$1], $0) < (run.diagonal[$0], $1) }
            .map { (run.diagonal[$0], run.vectors[$0]) }
    }
}

/// The matrix on its way to a diagonal, and the eigenvectors on theirs.
private struct QLIteration {
    private(set) var diagonal: [Double]
    /// One for each, in the end.
    private(set) var vectors: [[Double]]
    /// Between each and the next; the last is 0.
    private var beside: [Double]

    /// It needs two or three rounds for each eigenvalue.
    private static let mostRounds = 64

    init(_ matrix: TridiagonalMatrix) {
        diagonal = matrix.diagonal
        beside = matrix.offDiagonal + [0]
        let count = matrix.diagonal.count
        vectors = (0..<count).map { index in (0..<count).map { $0 == index ? 1 : 0 } }
    }

    /// Rotates until nothing is left between this place and the next.
    mutating func isolate(_ first: Int) {
        for _ in 0..<Self.mostRounds {
            let end = endOfBlock(from: first)
            if end == first { return }
            rotate(from: first, to: end)
        }
    }

    /// The first place from here behind which what stands beside the diagonal is lost in rounding.
    private func endOfBlock(from first: Int) -> Int {
        var place = first
        while place < diagonal.count - 1 {
            let scale = abs(diagonal[place]) + abs(diagonal[place + 1])
            if abs(beside[place]) <= Double.ulpOfOne * scale { break }
            place += 1
        }
        return place
    }

    /// One round: a shift by the eigenvalue of the first 2×2 that is nearer, and rotations from the end up.
    private mutating func rotate(from first: Int, to end: Int) {
        let slope = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
        let length = (slope * slope + 1).squareRoot()
        let shift = diagonal[first] - beside[first] / (slope + (slope < 0 ? -length : length))
        var (sine, cosine, bulge, lost) = (1.0, 1.0, diagonal[end] - shift, 0.0)
        for place in stride(from: end - 1, through: first, by: -1) {
            let (across, along) = (sine * beside[place], cosine * beside[place])
            let norm = (across * across + bulge * bulge).squareRoot()
            beside[place + 1] = norm
            if norm == 0 {
                // The block falls apart here: what is below is done with.
                diagonal[place + 1] -= lost
                beside[end] = 0
                return
            }
            (sine, cosine) = (across / norm, bulge / norm)
            let rest = diagonal[place + 1] - lost
            let turned = (diagonal[place] - rest) * sine + 2 * cosine * along
            lost = sine * turned
            diagonal[place + 1] = rest + lost
            bulge = cosine * turned - along
            turnVectors(place, sine: sine, cosine: cosine)
        }
        diagonal[first] -= lost
        beside[first] = bulge
        beside[end] = 0
    }

    private mutating func turnVectors(_ place: Int, sine: Double, cosine: Double) {
        for index in vectors[place].indices {
            let (one, other) = (vectors[place][index], vectors[place + 1][index])
            vectors[place + 1][index] = sine * one + cosine * other
            vectors[place][index] = cosine * one - sine * other
        }
    }
}
