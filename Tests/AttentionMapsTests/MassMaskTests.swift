import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("The mass mask is DINO's")
struct MassMaskTests {
    /// Which patches stay, by the steps of DINO's visualiser in PyTorch.
    @Test(arguments: [0.3, 0.6, 0.95, 1.0])
    func keepsTheSamePatches(mass: Double) throws {
        let kept = try SmallModel.golden().floats("mass.\(mass)")
        let maps = try SmallModel.load().encode(SmallModel.patches([3, 7]), recording: .attention()).attention.maps()
        for (head, map) in maps.enumerated() {
            let masked = map.keepingMass(mass)
            for patch in 0..<21 {
                let stays = kept[head * 21 + patch] == 1
                #expect(masked.values[patch] == (stays ? map.values[patch] : 0), "head \(head), patch \(patch)")
            }
        }
    }

    @Test(
        arguments: [(0.5, [0, 0, 0, 8, 0, 0]), (0.75, [0, 0, 4, 8, 0, 0]), (1, [1, 2, 4, 8, 0, 0])]
            as [(Double, [Float])])
    func isTheSmallestSetWithTheMass(mass: Double, expected: [Float]) {
        #expect(map([1, 2, 4, 8, 0, 0]).keepingMass(mass).values == expected)
    }

    /// A map without mass has nothing to keep; it must not become NaN.
    @Test func nothingOfNothing() {
        #expect(map([0, 0, 0, 0, 0, 0]).keepingMass(0.6).values == [0, 0, 0, 0, 0, 0])
    }

    private func map(_ values: [Float]) -> AttentionMap {
        let grid = PatchGrid(rows: 2, columns: 3, patchSize: 14)
        let geometry = PatchGeometry(original: PictureSize(height: 50, width: 60), resized: grid.size, grid: grid)
        return AttentionMap(values: values, geometry: geometry, layer: 0, source: .head(0))
    }
}
