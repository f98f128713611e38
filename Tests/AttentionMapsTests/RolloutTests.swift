import AttentionMaps
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
}
