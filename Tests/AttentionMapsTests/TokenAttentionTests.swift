import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("Attention from several places")
struct TokenAttentionTests {
    private static let grid = PatchGrid(rows: 3, columns: 7, patchSize: 4)

    /// (layer, head, query, key) of the 3×7 grid's attention, from transformers.
    private func golden(layer: Int, head: Int, query: Int) throws -> [Float] {
        let attention = try SmallModel.golden().floats("3x7.attention")
        let start = ((layer * 3 + head) * 22 + query) * 22
        return Array(attention[start + 1..<start + 22])
    }

    private func maps(_ queries: [QueryPlace], _ heads: HeadChoice) throws -> [AttentionMap] {
        let selection = try MapSelection(layers: .some([1, 2]), heads: heads, layerCount: 3, headCount: 3)
        let method = TokenAttention(from: queries, in: selection)
        let finding = try method(SmallModel.patches([3, 7]), in: SmallModel.load())
        #expect(finding.drawings.count == method.names.count)
        return finding.maps
    }

    @Test func keepsPlacesInTheirOrder() throws {
        let places = [QueryPlace.pixel(row: 11, column: 27), .classToken, .pixel(row: 0, column: 4)]
        let found = try maps(places, .some([0, 2]))
        #expect(found.map(\.query) == places.flatMap { Array(repeating: $0, count: 4) })
        // The last patch, the class token, and the second patch: tokens 21, 0 and 2.
        for (index, query) in [21, 0, 2].enumerated() {
            for (place, (layer, head)) in [(1, 0), (1, 2), (2, 0), (2, 2)].enumerated() {
                let expected = try golden(layer: layer, head: head, query: query)
                #expect(largestDifference(found[index * 4 + place].values, expected) <= 2e-6)
            }
        }
    }

    @Test func averagesOverPatches() throws {
        for map in try maps([.patchMean], .each) {
            guard case .head(let head) = map.source, let layer = map.layer else { continue }
            let rows = try (1..<22).map { try golden(layer: layer, head: head, query: $0) }
            let mean = (0..<21).map { key in rows.reduce(0) { $0 + $1[key] } / 21 }
            #expect(largestDifference(map.values, mean) <= 2e-6)
            #expect(map.query == nil)
        }
    }

    @Test func aPlaceOutsideIsAnError() throws {
        #expect(throws: MethodError.query(.outsidePicture(row: 12, column: 0, Self.grid.size))) {
            try maps([.pixel(row: 12, column: 0)], .each)
        }
    }
}
