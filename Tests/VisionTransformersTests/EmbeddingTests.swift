import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("Patches and positions become tokens as in transformers")
struct EmbeddingTests {
    /// Five grids, four of them not the one the positions were learned on.
    @Test(arguments: SmallModel.grids)
    func embeddedTokens(grid: [Int]) throws {
        let tokens = try SmallModel.load().tokens(entering: 0, on: SmallModel.patches(grid))
        let expected = try SmallModel.golden().floats("\(SmallModel.name(of: grid)).embedded")
        #expect(largestDifference(tokens.elements, expected) <= 3e-6)
    }

    /// The second time a grid is met its positions come from the cache; they must be those of the first.
    @Test func aGridMetAgainGivesTheSame() throws {
        let model = try SmallModel.load()
        let first = try model.tokens(entering: 0, on: SmallModel.patches([3, 7])).elements
        for grid in SmallModel.grids { _ = try model.tokens(entering: 0, on: SmallModel.patches(grid)) }
        #expect(try model.tokens(entering: 0, on: SmallModel.patches([3, 7])).elements == first)
    }
}
