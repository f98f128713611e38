/// The extents of a tensor, outermost first; the last dimension is contiguous in memory.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The extent of each dimension.
    public let dimensions: [Int]

    /// A shape with these extents, none of them negative.
    public init(_ dimensions: [Int]) {
        precondition(dimensions.allSatisfy { $0 >= 0 }, "a shape has no negative extent: \(dimensions)")
        self.dimensions = dimensions
    }

    /// `let shape: Shape = [257, 384]`.
    public init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// How many elements a tensor of this shape has; 1 for a scalar.
    public var count: Int { dimensions.reduce(1, *) }

    /// How many dimensions there are.
    public var rank: Int { dimensions.count }

    /// The extent of one dimension.
    public subscript(dimension: Int) -> Int { dimensions[dimension] }

    /// `(257, 384)`, as the field writes it.
    public var description: String { "(" + dimensions.map(String.init).joined(separator: ", ") + ")" }
}
