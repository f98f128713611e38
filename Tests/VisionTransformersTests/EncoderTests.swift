import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("The encoder agrees with transformers on a random model")
struct EncoderTests {
    let model: VisionTransformer

    init() throws { model = try SmallModel.load() }

    @Test(arguments: SmallModel.grids)
    func everyRowOfAttentionOfEveryLayer(grid: [Int]) throws {
        let recording = Recording.attention(from: .everyToken, in: .all)
        let encoding = try model.encode(SmallModel.patches(grid), recording: recording)
        let attention = encoding.attention.layers.flatMap(\.probabilities.elements)
        let expected = try SmallModel.golden().floats("\(SmallModel.name(of: grid)).attention")
        #expect(largestDifference(attention, expected) <= 2e-6)
        #expect(encoding.tokens == nil)
    }

    @Test(arguments: SmallModel.grids)
    func tokensAfterTheFinalNorm(grid: [Int]) throws {
        let tokens = try #require(try model.encode(SmallModel.patches(grid)).tokens)
        #expect(tokens.shape == [1 + grid[0] * grid[1], 48])
        let expected = try SmallModel.golden().floats("\(SmallModel.name(of: grid)).tokens")
        #expect(largestDifference(tokens.elements, expected) <= 2e-5)
    }

    @Test(arguments: SmallModel.grids, [2, 3])
    func threadsChangeNothing(grid: [Int], threads: Int) throws {
        let recording = Recording.attention(in: .all).withTokens()
        let alone = try model.encode(SmallModel.patches(grid), recording: recording)
        let patches = try SmallModel.patches(grid, in: Workspace(threads: threads))
        let together = try model.encode(patches, recording: recording)
        #expect(together.tokens?.elements == alone.tokens?.elements)
        #expect(probabilities(of: together) == probabilities(of: alone))
    }

    /// DESIGN's promise: recorded and unrecorded outputs are equal, to the bit.
    @Test(arguments: [
        Recording.attention(), .attention(in: .all), .attention(from: .everyToken, in: .some([0, 2])),
        .attention(from: .patch(row: 2, column: 6), in: .some([1]), heads: .some([1])), .queriesAndKeys(),
    ])
    func recordingChangesNoToken(recording: Recording) throws {
        let patches = try SmallModel.patches([3, 7])
        let tokens = try model.encode(patches).tokens?.elements
        #expect(try model.encode(patches, recording: recording.withTokens()).tokens?.elements == tokens)
    }

    /// The short way through the last layer, which computes no more than is recorded, gives what the long way gives.
    @Test(arguments: [LayerSelection.last, .all, .some([1]), .some([0, -1])])
    func stoppingEarlyChangesNoProbability(layers: LayerSelection) throws {
        let patches = try SmallModel.patches([3, 7])
        let recording = Recording.attention(
            from: [.classToken, .patch(row: 1, column: 3)], in: layers, heads: .some([2, 0]))
        let short = try model.encode(patches, recording: recording)
        let long = try model.encode(patches, recording: recording.withTokens())
        #expect(short.tokens == nil && long.tokens != nil)
        #expect(largestDifference(probabilities(of: short), probabilities(of: long)) <= 1e-6)
        #expect(short.attention.layers.map(\.heads) == long.attention.layers.map(\.heads))
        #expect(short.attention.layers.allSatisfy { $0.heads == [0, 2] && $0.queries == [0, 11] })
    }

    @Test func projectionsGiveAnyRowAgain() throws {
        let patches = try SmallModel.patches([3, 7])
        let recorded = try model.encode(patches, recording: .attention(from: .everyToken, in: .all))
        let stored = try model.encode(patches, recording: .queriesAndKeys())
        for (layer, expected) in zip(stored.attention.layers, recorded.attention.layers) {
            let projections = try #require(layer.projections)
            let rows = projections.probabilities(of: 5..<9)
            #expect(rows.shape == [3, 4, 22])
            for head in 0..<3 {
                for (index, token) in (5..<9).enumerated() {
                    for key in 0..<22 {
                        #expect(abs(rows[head, index, key] - expected.probabilities[head, token, key]) <= 1e-6)
                    }
                }
            }
        }
    }

    @Test func whatDoesNotExistIsNamed() throws {
        let patches = try SmallModel.patches([3, 7])
        #expect(throws: EncodingError.noSuchLayer(3, layerCount: 3)) {
            try model.encode(patches, recording: .attention(in: .some([0, 3])))
        }
        #expect(throws: EncodingError.noSuchLayer(-4, layerCount: 3)) {
            try model.encode(patches, recording: .attention(in: .some([-4])))
        }
        #expect(throws: EncodingError.noSuchHead(3, headCount: 3)) {
            try model.encode(patches, recording: .attention(heads: .some([3])))
        }
        #expect(throws: EncodingError.noSuchPatch(row: 3, column: 0, grid: patches.geometry.grid)) {
            try model.encode(patches, recording: .attention(from: .patch(row: 3, column: 0)))
        }
    }

    @Test func patchesOfAnotherModelAreRefused() throws {
        let geometry = PatchGeometry(
            original: PictureSize(height: 5, width: 5), resized: PictureSize(height: 5, width: 5),
            grid: PatchGrid(rows: 1, columns: 1, patchSize: 5))
        let patches = Patches(geometry: geometry, values: Tensor(zeros: [1, 75]))
        #expect(throws: EncodingError.patchesDoNotFit(found: 5, expected: 4)) { try model.encode(patches) }
    }

    @Test func whatIsNotANumberIsAnError() throws {
        let good = try SmallModel.patches([3, 7])
        var values = good.values
        values.withMutableSpan { $0[100] = .nan }
        let patches = Patches(geometry: good.geometry, values: values)
        #expect(throws: EncodingError.self) { try model.encode(patches) }
        #expect(throws: EncodingError.self) { try model.encode(patches, recording: .attention()) }
        #expect(throws: EncodingError.self) { try model.encode(patches, recording: .queriesAndKeys()) }
        #expect(throws: EncodingError.self) { try model.encode(patches, recording: .attention(in: .some([0]))) }
    }

    private func probabilities(of encoding: Encoding) -> [Float] {
        encoding.attention.layers.flatMap(\.probabilities.elements)
    }
}
