import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("Rollout by row vectors is the textbook's matrix product")
struct RolloutTests {
    @Test(arguments: HeadFusion.allCases)
    func agrees(fusion: HeadFusion) throws {
        let map = try SmallModel.load().rollout(on: SmallModel.patches([3, 7]), fusing: fusion)
        let expected = try SmallModel.golden().floats("rollout.\(fusion.rawValue)")
        #expect(largestDifference(map.values, expected) <= 2e-6)
        #expect(map.layer == nil)
        #expect(map.source == .method("rollout"))
    }

    /// The last of the three layers needs the class token's Query alone, and no way back.
    @Test func operationsAreThoseOfItsRecording() throws {
        let (model, grid) = (try SmallModel.load(), PatchGrid(rows: 3, columns: 7, patchSize: 4))
        let expected = try model.operationsThereAndBack(
            over: grid, recording: .attention().withQueriesAndKeys(in: .some([0, 1])))
        #expect(try model.operationsOfRollout(over: grid) == expected)
    }
}
