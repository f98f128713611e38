/// How a model's score changes as a picture's patches go, or come.
public struct FaithfulnessCurve: Sendable, Equatable {
    /// At equal steps of the part of patches that were changed, from none to all.
    public let scores: [Double]

    /// Two scores at least: before anything is changed, and when all is.
    public init(scores: [Double]) {
        precondition(scores.count >= 2, "a curve of \(scores.count) points")
        self.scores = scores
    }

    /// The parts of patches that were changed, 0 to 1.
    public var parts: [Double] { scores.indices.map { Double($0) / Double(scores.count - 1) } }

    /// The area under the curve by trapezoids, between 0 and 1 for scores that are: for deletion less is better, for
    /// insertion more.
    public var area: Double {
        let inner = scores.dropFirst().dropLast().reduce(0, +)
        return (inner + (scores[0] + scores[scores.count - 1]) / 2) / Double(scores.count - 1)
    }
}
