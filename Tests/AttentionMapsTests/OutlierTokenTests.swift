import AttentionMaps
import ImageDecoding
import Testing

@Suite("Outlier tokens")
struct OutlierTokenTests {
    private static let grid = PatchGrid(rows: 4, columns: 5, patchSize: 14)

    private static func map(_ values: [Float]) -> AttentionMap {
        AttentionMap(
            values: values, geometry: PatchGeometry(original: grid.size, resized: grid.size, grid: grid), layer: 3,
            source: .head(1))
    }

    /// Norms from 40 to 59 with some made larger.
    private static func norms(_ outliers: [Int: Float] = [:]) -> [Float] {
        (0..<20).map { outliers[$0] ?? 40 + Float($0 * 7 % 20) }
    }

    @Test func areFarAboveTheMedian() {
        let found = OutlierTokens(norms: Self.norms([3: 300, 17: 250]))
        #expect(found.patches == [3, 17])
        #expect(found.threshold > 2 * found.median - 1e-9 && found.threshold < 250)
    }

    /// Above the others, by many deviations but not by a factor of two; and by a factor where everything spreads.
    @Test func whatIsMerelyLargerIsNone() {
        #expect(OutlierTokens(norms: Self.norms()).patches.isEmpty)
        #expect(OutlierTokens(norms: [Float](repeating: 40, count: 19) + [70]).patches.isEmpty)
        #expect(OutlierTokens(norms: (0..<20).map { Float($0 * 10) }).patches.isEmpty)
        #expect(OutlierTokens(norms: [5]).patches.isEmpty)
    }

    @Test(arguments: [1e-4, 1, 1e4] as [Float])
    func doesNotDependOnScale(scale: Float) {
        #expect(OutlierTokens(norms: Self.norms([3: 300, 17: 250]).map { $0 * scale }).patches == [3, 17])
    }

    @Test func aMaskedPatchIsTheMeanOfItsNeighbours() {
        var values = (0..<20).map(Float.init)
        values[7] = 1000
        let masked = Self.map(values).masking(OutlierTokens(norms: Self.norms([7: 300])))
        // Around row 1, column 2: 1, 2, 3, 6, 8, 11, 12 and 13.
        #expect(masked.values[7] == 7)
        #expect(masked.values.enumerated().allSatisfy { $0.offset == 7 || $0.element == values[$0.offset] })
        #expect(masked.source == .head(1) && masked.layer == 3)
    }

    /// The corner has no clean neighbour at first.
    @Test func aClumpIsFilledFromItsEdge() {
        var values = [Float](repeating: 2, count: 20)
        for patch in [0, 1, 5, 6] { values[patch] = 50 }
        let norms = Self.norms([0: 500, 1: 500, 5: 500, 6: 500])
        #expect(Self.map(values).masking(OutlierTokens(norms: norms)).values.allSatisfy { $0 == 2 })
    }

    @Test func withoutOutliersNothingChanges() {
        let map = Self.map((0..<20).map(Float.init))
        #expect(map.masking(OutlierTokens(norms: Self.norms())) == map)
    }
}
