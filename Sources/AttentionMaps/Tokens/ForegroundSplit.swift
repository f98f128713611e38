import ImageDecoding
public import Tensors

/// Which patches show what a picture is of, by the first principal component of all tokens (DINOv2, Oquab et al. 2023,
/// §7.4): a threshold at 0, the mean of all.
///
/// The component's sign says nothing about which side is the foreground, and the paper's code compares with a vector of
/// its own (dinov2 issues 220, 292, 420). Here it is the side that is more like the class token, which stands for what
/// the picture is of: the one whose patches' cosines to their pictures' class tokens have the larger mean. In models
/// without one, it is the side that keeps off the border: the one with the smaller part of its patches in the outermost
/// rows and columns of their grids. Where these are equal, the side of fewer patches; then the positive one.
public struct ForegroundSplit: Sendable, Equatable {
    /// Of one component.
    public let basis: PrincipalBasis
    /// Whether the foreground's coordinates are above 0, or 0 and below.
    public let isPositive: Bool

    /// A component, and which side of it is the foreground.
    public init(basis: PrincipalBasis, isPositive: Bool) {
        precondition(basis.components.count == 1, "a split by \(basis.components.count) components")
        self.basis = basis
        self.isPositive = isPositive
    }

    /// Whether each token is of the foreground. (N, D) → N
    public func foreground(of tokens: Tensor) -> [Bool] {
        Self.positive(tokens, in: basis).map { $0 == isPositive }
    }

    static func positive(_ tokens: Tensor, in basis: PrincipalBasis) -> [Bool] {
        basis.coordinates(of: tokens)[0].map { $0 > 0 }
    }
}

/// What is counted of one side of a component.
struct SplitSide: Sendable, Equatable {
    private(set) var count = 0
    /// Patches in the first or last row or column of their grid.
    private var borderCount = 0
    /// Of the cosines to the class token; nil where there is none.
    private var likeness: Double?

    init() {}

    /// - Parameter likeness: each patch's cosine to the class token, if there is one.
    init(_ isMember: [Bool], on grid: PatchGrid, likeness: [Float]?) {
        if let likeness {
            self.likeness = zip(isMember, likeness).reduce(0) { $1.0 ? $0 + Double($1.1) : $0 }
        }
        for (place, isMember) in isMember.enumerated() where isMember {
            let (row, column) = place.quotientAndRemainder(dividingBy: grid.columns)
            count += 1
            let isBorder = row == 0 || column == 0 || row == grid.rows - 1 || column == grid.columns - 1
            if isBorder { borderCount += 1 }
        }
    }

    mutating func add(_ other: SplitSide) {
        count += other.count
        borderCount += other.borderCount
        if let more = other.likeness { likeness = (likeness ?? 0) + more }
    }

    /// Whether this is rather the foreground than the other side; both have members.
    func isForeground(before other: SplitSide) -> Bool {
        // Means, and shares of the border, are multiplied by both counts.
        if let likeness, let theirs = other.likeness {
            let (own, others) = (likeness * Double(other.count), theirs * Double(count))
            if own != others { return own > others }
        }
        let (own, others) = (borderCount * other.count, other.borderCount * count)
        return own == others ? count <= other.count : own < others
    }
}
