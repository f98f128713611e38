import Checkpoints
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// Counted by hand for the small model: 3 layers, 3 heads, patches of 4×4.
@Suite struct OperationCountTests {
    private let model: VisionTransformer
    private let grid = PatchGrid(rows: 3, columns: 7, patchSize: 4)
    private let tokens = 22.0
    private let channels: Double
    private let hidden: Double

    init() throws {
        model = try SmallModel.load()
        channels = Double(model.configuration.hiddenSize)
        hidden = Double(model.configuration.intermediateSize)
    }

    private var embedding: Double { 2 * 21 * 48 * channels }
    private var projection: Double { 2 * tokens * channels * channels }
    private var scores: Double { 2 * tokens * tokens * channels }
    private var block: Double { 4 * projection + 2 * scores + 4 * tokens * channels * hidden }

    @Test func ofAFullPass() throws {
        #expect(model.operationsOfFullPass(over: grid).total == embedding + 3 * block)
        #expect(try model.operations(over: grid, recording: .tokens) == model.operationsOfFullPass(over: grid))
        let both = Recording.attention(in: .all).withTokens()
        #expect(try model.operations(over: grid, recording: both) == model.operationsOfFullPass(over: grid))
    }

    /// All Keys and one Query of the last layer recorded, and no Value.
    @Test(arguments: [0, 1, 2])
    func ofClassAttention(layer: Int) throws {
        let count = try model.operations(over: grid, recording: .attention(in: .some([layer])))
        #expect(count.total == embedding + Double(layer) * block + projection * (1 + 1 / tokens) + scores / tokens)
    }

    /// Rollout's recording: one Query of the last layer, and the way back through those before.
    @Test func thereAndBack() throws {
        let recording = Recording.attention().withQueriesAndKeys(in: .some([0, 1]))
        let count = try model.operationsThereAndBack(over: grid, recording: recording)
        let lastLayer = projection * (1 + 1 / tokens) + scores / tokens
        #expect(count.total == embedding + 2 * block + lastLayer + 2 * scores)
    }

    @Test func areInTheModelsPrecisions() throws {
        let count = model.operationsOfFullPass(over: grid)
        #expect(count.precisions == [.float32])
        #expect(count.products.values.reduce(0, +) == 3 * (block - 2 * scores))
        #expect(count.attention == [.float32: 6 * scores])
        #expect(count.embedding == [.float32: embedding])
    }
}
