import AttentionMaps
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("Principal components of tokens")
struct PrincipalColorsTests {
    /// Tokens about a plane in ten dimensions: of different lengths along three directions.
    private static func tokens(_ count: Int, seed: UInt64 = 3) -> Tensor {
        var generator = SeededGenerator(seed: seed)
        let scales: [Float] = [0.1, 9, 0.2, 4, 0.1, 0.1, 2, 0.1, 0.1, 0.1]
        return Tensor(
            generator.floats(count * 10).enumerated().map { $0.element * scales[$0.offset % 10] + 20 },
            shape: [count, 10])
    }

    @Test func componentsAreThoseOfTheLargestVariance() {
        let basis = TokenCovariance(of: Self.tokens(4000)).principalBasis(3)
        for (component, channel) in zip(basis.components, [1, 3, 6]) {
            // Positive by the rule of signs, and nearly a unit vector along the channel.
            #expect(component[channel] > 0.99)
        }
        #expect(basis.variances == basis.variances.sorted(by: >))
    }

    /// Coordinates along a component have a mean of 0 and its variance.
    @Test func variancesAreThoseOfCoordinates() {
        let tokens = Self.tokens(300)
        let basis = TokenCovariance(of: tokens).principalBasis(3)
        for (coordinates, variance) in zip(basis.coordinates(of: tokens), basis.variances) {
            #expect(abs(coordinates.reduce(0, +)) <= 1e-9)
            #expect(abs(coordinates.reduce(0) { $0 + $1 * $1 } / 299 - variance) <= 1e-9 * variance)
        }
    }

    /// However tokens are divided, their covariance is that of all.
    @Test(arguments: [1, 7, 150, 299])
    func mergedIsWhole(first: Int) {
        let tokens = Self.tokens(300)
        let whole = TokenCovariance(of: tokens)
        var merged = TokenCovariance(channels: 10)
        merged.merge(TokenCovariance(of: tokens.rows(Array(0..<first))))
        merged.merge(TokenCovariance(of: tokens.rows(Array(first..<300))))
        merged.merge(TokenCovariance(channels: 10))
        #expect(merged.count == 300)
        #expect(zip(merged.mean, whole.mean).allSatisfy { abs($0 - $1) <= 1e-12 * 20 })
        let (a, b) = (merged.principalBasis(3), whole.principalBasis(3))
        #expect(zip(a.variances, b.variances).allSatisfy { abs($0 - $1) <= 1e-10 })
        #expect(zip(a.components.joined(), b.components.joined()).allSatisfy { abs($0 - $1) <= 1e-9 })
    }

    @Test func tokensThatDoNotDifferHaveNoComponents() {
        let same = Tensor([Float](repeating: 3, count: 40), shape: [4, 10])
        #expect(TokenCovariance(of: same).principalBasis(3).components.isEmpty)
        let two = TokenCovariance(of: Self.tokens(2)).principalBasis(3)
        #expect(two.components.count == 1)
    }

    @Test(arguments: [false, true])
    func colorsReachFromZeroToOne(splits: Bool) throws {
        let (model, patches) = (try SmallModel.load(), try SmallModel.patches([6, 6]))
        let finding = try PrincipalColors(splitsForeground: splits)(patches, in: model)
        #expect(finding.drawing == .colors && finding.maps.count == (splits ? 4 : 3))
        let foreground = splits ? finding.maps[3].values.map { $0 == 1 } : [Bool](repeating: true, count: 36)
        for channel in finding.maps.prefix(3) {
            let values = zip(channel.values, foreground).filter(\.1).map(\.0)
            #expect(values.min() == 0 && values.max() == 1)
            #expect(channel.values.allSatisfy { (0...1).contains($0) })
        }
        #expect(foreground.contains(true) && (!splits || foreground.contains(false)))
    }

    /// In whatever parts a folder's pictures come, one palette; and a picture of a folder of its own has its own.
    @Test func aFolderHasOnePalette() throws {
        let model = try SmallModel.load()
        let pictures = try [[6, 6], [3, 7], [5, 5]].map { grid in
            let patches = try SmallModel.patches(grid)
            return (tokens: try model.patchTokens(of: patches), grid: patches.geometry.grid)
        }
        var fit = TokenPaletteFit(channels: pictures[0].tokens.patches.shape[1], splitsForeground: true)
        var passes = 0
        while fit.palette == nil {
            // Contributions are made of the fit as it was at the pass's beginning, as by workers.
            let contributions = pictures.map { fit.contribution(of: $0.tokens, on: $0.grid) }
            contributions.forEach { fit.add($0) }
            try fit.finishPass()
            passes += 1
        }
        let palette = try #require(fit.palette)
        #expect(passes == TokenPaletteFit.passCount(splitsForeground: true))
        let colors = pictures.map { palette.colors(of: $0.tokens.patches) }
        let split = try #require(palette.split)
        for channel in 0..<3 {
            let values = zip(pictures, colors).flatMap { picture, colors in
                zip(colors[channel], split.foreground(of: picture.tokens.patches)).filter(\.1).map(\.0)
            }
            #expect(values.min() == 0 && values.max() == 1)
        }
        let alone = try PrincipalColors(splitsForeground: true).ownPalette(
            of: pictures[0].tokens, on: pictures[0].grid)
        #expect(alone != palette)
    }

    /// A bright middle: without a class token the side that touches the border less is the foreground, whichever sign
    /// it has; with one the side that is like it.
    @Test(arguments: [Float(1), -1], [nil, true, false])
    func foregroundIsLikeTheClassTokenOrOffTheBorder(sign: Float, isLikeTheMiddle: Bool?) throws {
        let grid = PatchGrid(rows: 5, columns: 6, patchSize: 14)
        var generator = SeededGenerator(seed: 1)
        let noise = generator.floats(30 * 4)
        let tokens = Tensor([30, 4]) { output in
            for patch in 0..<30 {
                let (row, column) = patch.quotientAndRemainder(dividingBy: 6)
                let isMiddle = (1...3).contains(row) && (1...4).contains(column)
                for channel in 0..<4 {
                    let value: Float = isMiddle && channel == 2 ? 8 * sign : 0
                    output[patch * 4 + channel] = value + noise[patch * 4 + channel]
                }
            }
        }
        let classToken = isLikeTheMiddle.map { [0, 0, $0 ? sign : -sign, 0] }
        let palette = try PrincipalColors(splitsForeground: true).ownPalette(
            of: PatchTokens(patches: tokens, classToken: classToken), on: grid)
        let foreground = try #require(palette.split).foreground(of: tokens)
        let middle = [7, 8, 9, 10, 13, 14, 15, 16, 19, 20, 21, 22]
        #expect(foreground.indices.filter { foreground[$0] != (isLikeTheMiddle == false) } == middle)
    }

    @Test func aPaletteOfAnotherModelIsRefused() throws {
        let other = TokenPalette(
            split: nil, basis: TokenCovariance(of: Self.tokens(20)).principalBasis(3),
            ranges: [0...1, 0...1, 0...1])
        #expect(throws: MethodError.self) { try PrincipalColors(palette: other).check(SmallModel.load()) }
    }
}
