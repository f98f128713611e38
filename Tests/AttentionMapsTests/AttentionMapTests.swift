import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("Recorded attention becomes maps")
struct AttentionMapTests {
    let model: VisionTransformer
    let golden: GoldenFile
    let patches: Patches

    init() throws {
        model = try SmallModel.load()
        golden = try SmallModel.golden()
        patches = try SmallModel.patches([3, 7])
    }

    /// (layer, head, query, key) of the 3×7 grid's attention, from transformers.
    private func attention(_ layer: Int, _ head: Int, _ query: Int) throws -> [Float] {
        let values = try golden.floats("3x7.attention")
        let start = ((layer * 3 + head) * 22 + query) * 22
        return Array(values[start..<(start + 22)])
    }

    @Test func oneMapAHeadLayerByLayer() throws {
        let recording = Recording.attention(in: .some([2, 0]), heads: .some([1, 2]))
        let maps = try model.encode(patches, recording: recording).attention.maps()
        #expect(maps.map(\.layer) == [0, 0, 2, 2])
        #expect(maps.map(\.source) == [.head(1), .head(2), .head(1), .head(2)])
        for (map, place) in zip(maps, [(0, 1), (0, 2), (2, 1), (2, 2)]) {
            let expected = try attention(place.0, place.1, 0)
            #expect(largestDifference(map.values, Array(expected.dropFirst())) <= 2e-6)
        }
    }

    /// Row 2, column 5 is token 1 + 2·7 + 5, and its map's value at (1, 3) the probability of token 1 + 1·7 + 3.
    @Test func aPatchAsks() throws {
        let recording = Recording.attention(from: .patch(row: 2, column: 5))
        let map = try #require(model.encode(patches, recording: recording).attention.maps().first)
        #expect(abs(map[1, 3] - (try attention(2, 0, 20)[11])) <= 2e-6)
        #expect(map.geometry.grid.rows == 3 && map.geometry.grid.columns == 7)
    }

    @Test(arguments: HeadFusion.allCases)
    func headsAreFusedElementByElement(fusion: HeadFusion) throws {
        let maps = try model.encode(patches, recording: .attention(in: .all)).attention.maps(fusing: fusion)
        #expect(maps.map(\.layer) == [0, 1, 2])
        #expect(maps.allSatisfy { $0.source == .fused(fusion) })
        let heads = try (0..<3).map { try attention(1, $0, 0) }
        let expected = (1..<22).map { key in
            let values = heads.map { $0[key] }
            return switch fusion {
            case .mean: values.reduce(0, +) / 3
            case .max: values.max() ?? .nan
            case .min: values.min() ?? .nan
            }
        }
        #expect(largestDifference(maps[1].values, expected) <= 2e-6)
    }

    @Test func layersWithoutQueriesGiveNoMaps() throws {
        #expect(try model.encode(patches, recording: .queriesAndKeys()).attention.maps().isEmpty)
    }
}
