public import ImageDecoding
import Tensors

/// Finds the palette of one picture's tokens or of a whole folder's together, in passes over the pictures: nothing of a
/// picture is kept but sums.
///
///     var fit = TokenPaletteFit(channels: model.configuration.hiddenSize, splitsForeground: true)
///     while fit.palette == nil {
///         for picture in pictures { fit.add(fit.contribution(of: tokens(of: picture), on: grid)) }
///         try fit.finishPass()
///     }
///
/// With the split three passes: the covariance of all patches, whose first component splits them; the covariance of
/// either side, of which one is then known to be the foreground; the lowest and highest coordinates of the foreground.
/// Without it two. Contributions can be made in parallel; added in one order they give the same palette every time.
public struct TokenPaletteFit: Sendable {
    /// The result, after the last pass.
    public private(set) var palette: TokenPalette?
    private let channels: Int
    private var pass: Pass
    private var sums: Contribution

    /// How many passes there will be.
    public static func passCount(splitsForeground: Bool) -> Int { splitsForeground ? 3 : 2 }

    private enum Pass: Sendable {
        /// All patches, for the component that splits them, or for the colours' own.
        case covariance(splits: Bool)
        case sides(PrincipalBasis)
        case ranges(ForegroundSplit?, PrincipalBasis)
    }

    /// What one picture adds to a pass.
    public struct Contribution: Sendable {
        /// Of all patches, or of those above 0 and the others.
        fileprivate var covariances: [TokenCovariance] = []
        fileprivate var sides: [SplitSide] = []
        /// Along each component; nil for a picture without foreground.
        fileprivate var ranges: [ClosedRange<Double>?] = []
    }

    /// Tokens that do not differ have no components.
    public struct NoDifference: Error {}

    /// - Parameters:
    ///   - channels: of a token.
    ///   - splitsForeground: whether colours are found for the foreground alone.
    public init(channels: Int, splitsForeground: Bool) {
        self.channels = channels
        pass = .covariance(splits: splitsForeground)
        sums = Contribution()
    }

    /// What a picture adds to the pass that is under way.
    public func contribution(of tokens: PatchTokens, on grid: PatchGrid) -> Contribution {
        let patchTokens = tokens.patches
        precondition(
            patchTokens.shape == [grid.count, channels], "\(patchTokens.shape) on \(grid.rows)×\(grid.columns)")
        var contribution = Contribution()
        switch pass {
        case .covariance:
            contribution.covariances = [TokenCovariance(of: patchTokens)]
        case .sides(let basis):
            let positive = ForegroundSplit.positive(patchTokens, in: basis)
            let likeness = tokens.classToken.map { patchTokens.cosines(to: $0.map(Double.init)) }
            for members in [positive, positive.map { !$0 }] {
                contribution.covariances.append(TokenCovariance(of: patchTokens.rows(where: members)))
                contribution.sides.append(SplitSide(members, on: grid, likeness: likeness))
            }
        case .ranges(let split, let basis):
            let tokens = split.map { patchTokens.rows(where: $0.foreground(of: patchTokens)) } ?? patchTokens
            contribution.ranges = basis.coordinates(of: tokens).map { coordinates in
                coordinates.min().flatMap { least in coordinates.max().map { least...$0 } }
            }
        }
        return contribution
    }

    /// Takes a picture's contribution to this pass in.
    public mutating func add(_ contribution: Contribution) {
        if sums.covariances.isEmpty {
            sums.covariances = contribution.covariances.map { _ in TokenCovariance(channels: channels) }
        }
        for (index, covariance) in contribution.covariances.enumerated() { sums.covariances[index].merge(covariance) }
        if sums.sides.isEmpty { sums.sides = contribution.sides.map { _ in SplitSide() } }
        for (index, side) in contribution.sides.enumerated() { sums.sides[index].add(side) }
        if sums.ranges.isEmpty { sums.ranges = contribution.ranges.map { _ in nil } }
        for case (let index, let range?) in contribution.ranges.enumerated() {
            let known = sums.ranges[index] ?? range
            sums.ranges[index] =
                min(known.lowerBound, range.lowerBound)...max(known.upperBound, range.upperBound)
        }
    }

    /// Ends the pass: another begins, or `palette` is there.
    public mutating func finishPass() throws(NoDifference) {
        let sums = self.sums
        self.sums = Contribution()
        switch pass {
        case .covariance(let splits):
            let basis = try Self.basis(of: sums.covariances.first, splits ? 1 : TokenPalette.channelCount)
            pass = splits ? .sides(basis) : .ranges(nil, basis)
        case .sides(let basis):
            // Pictures that were there in the first pass may be gone.
            guard sums.sides.count == 2 else { throw NoDifference() }
            let isPositive = sums.sides[0].isForeground(before: sums.sides[1])
            let split = ForegroundSplit(basis: basis, isPositive: isPositive)
            pass = .ranges(
                split, try Self.basis(of: sums.covariances[isPositive ? 0 : 1], TokenPalette.channelCount))
        case .ranges(let split, let basis):
            palette = TokenPalette(split: split, basis: basis, ranges: sums.ranges.map { $0 ?? 0...0 })
        }
    }

    /// All passes over one picture's tokens.
    func palette(of tokens: PatchTokens, on grid: PatchGrid) throws(NoDifference) -> TokenPalette {
        var fit = self
        while true {
            if let palette = fit.palette { return palette }
            fit.add(fit.contribution(of: tokens, on: grid))
            try fit.finishPass()
        }
    }

    private static func basis(of covariance: TokenCovariance?, _ count: Int) throws(NoDifference) -> PrincipalBasis {
        guard let basis = covariance?.principalBasis(count), !basis.components.isEmpty else { throw NoDifference() }
        return basis
    }
}

extension Tensor {
    /// The rows that are marked. (N, D) → (n, D)
    fileprivate func rows(where isMember: [Bool]) -> Tensor {
        rows(isMember.indices.filter { isMember[$0] })
    }
}
