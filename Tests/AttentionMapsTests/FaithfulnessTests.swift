import AttentionMaps
import ImageDecoding
import TestSupport
import Tensors
import Testing
import VisionTransformers

/// Against transformers on masked pictures, and NumPy (Tools/golden/make-faithfulness-golden.py).
@Suite("Deletion and insertion")
struct FaithfulnessTests {
    private static func picture(_ name: String) throws -> (VisionTransformer, Patches) {
        if name == "cosine" { return (try SmallModel.load(), try SmallModel.patches([6, 6])) }
        let family = try #require(FamilyCase.all.first { $0.facts.name == "vit-hf-classifier" })
        return (try family.load(), try family.patches([3, 5]))
    }

    private static func map(_ values: [Float], _ geometry: PatchGeometry) -> AttentionMap {
        AttentionMap(values: values, geometry: geometry, layer: nil, source: .method("test"))
    }

    @Test(arguments: ["cosine", "probability"], RemovalBaseline.allCases)
    func curvesAreThoseOfMaskedPictures(name: String, baseline: RemovalBaseline) throws {
        let golden = try GoldenFile(named: "faithfulness")
        let (model, patches) = try Self.picture(name)
        #expect(ModelScore.kind(of: model).rawValue == name)
        let order = PatchOrder(descending: Self.map(try golden.floats("\(name).map"), patches.geometry))
        let measure = try Faithfulness(
            of: patches, in: model, .init(steps: 7, deletion: baseline, insertion: baseline))
        let curves = (try measure.deletion(in: order), try measure.insertion(in: order))
        let areas = try golden.floats("\(name).\(baseline.rawValue).areas")
        for (curve, (kind, area)) in zip([curves.0, curves.1], zip(["deletion", "insertion"], areas)) {
            let expected = try golden.floats("\(name).\(baseline.rawValue).\(kind)")
            #expect(largestDifference(curve.scores.map { Float($0) }, expected) < 1e-5, "\(kind)")
            #expect(abs(Float(curve.area) - area) < 1e-5)
        }
    }

    /// Each curve has its own baseline, and the two meet at the whole picture.
    @Test func baselinesAreApart() throws {
        let golden = try GoldenFile(named: "faithfulness")
        let (model, patches) = try Self.picture("cosine")
        let measure = try Faithfulness(of: patches, in: model, .init(steps: 7))
        let order = PatchOrder(descending: Self.map(try golden.floats("cosine.map"), patches.geometry))
        let curves = (try measure.deletion(in: order), try measure.insertion(in: order))
        #expect(
            largestDifference(curves.0.scores.map { Float($0) }, try golden.floats("cosine.mean.deletion")) < 1e-5)
        #expect(
            largestDifference(curves.1.scores.map { Float($0) }, try golden.floats("cosine.blur.insertion")) < 1e-5)
        #expect(curves.0.scores[0] == curves.1.scores[7])
    }

    @Test(arguments: 0..<4)
    func areasAreNumPys(index: Int) throws {
        let golden = try GoldenFile(named: "faithfulness")
        let curve = FaithfulnessCurve(scores: try golden.floats("areas.\(index).scores").map { Double($0) })
        #expect(abs(Float(curve.area) - (try golden.floats("areas.\(index).area")[0])) < 1e-6)
        #expect(curve.parts.first == 0 && curve.parts.last == 1 && curve.parts.count == curve.scores.count)
    }

    @Test func blurIsTheGaussianOfThePaper() throws {
        let golden = try GoldenFile(named: "faithfulness")
        let (height, width) = (168, 224)
        var pixels: [Float] = []
        for channel in 0..<3 {
            for y in 0..<height {
                for x in 0..<width { pixels.append(Float((31 * y + 17 * x + 7 * channel) % 23) / 23) }
            }
        }
        let blurred = RemovalBaseline.blur.patches(of: Patches(pixels: pixels, rows: 12, columns: 16, patchSize: 14))
        let places = try golden.floats("blur.places").map { Int($0) }
        for (index, value) in try golden.floats("blur.values").enumerated() {
            let (channel, y, x) = (places[3 * index], places[3 * index + 1], places[3 * index + 2])
            let found = blurred.values[y / 14 * 16 + x / 14, (channel * 14 + y % 14) * 14 + x % 14]
            #expect(abs(found - value) < 1e-5, "\(channel), \(y), \(x)")
        }
    }

    /// Fewer patches than steps: scores are repeated, and the ends are the same.
    @Test func moreStepsThanPatches() throws {
        let (model, patches) = try Self.picture("probability")
        let measure = try Faithfulness(of: patches, in: model, .init(steps: 45))
        let curve = try measure.deletion(in: PatchOrder(random: 15, seed: 1))
        #expect(curve.scores.count == 46)
        // Of three steps the second one rounds up to the next patch.
        for patch in 1..<15 { #expect(curve.scores[3 * patch] == curve.scores[3 * patch + 1]) }
        let coarse = try Faithfulness(of: patches, in: model, .init(steps: 15))
            .deletion(in: PatchOrder(random: 15, seed: 1))
        #expect((0...15).allSatisfy { curve.scores[3 * $0] == coarse.scores[$0] })
        let single = try Faithfulness(of: patches, in: model, .init(steps: 1))
            .deletion(in: PatchOrder(random: 15, seed: 1))
        #expect(single.scores == [coarse.scores[0], coarse.scores[15]])
    }

    @Test func ordersHaveEveryPatchOnce() {
        let grid = PatchGrid(rows: 2, columns: 3, patchSize: 14)
        let geometry = PatchGeometry(original: grid.size, resized: grid.size, grid: grid)
        #expect(PatchOrder(descending: Self.map([1, 3, 2, 3, 0, 2], geometry)).patches == [1, 3, 2, 5, 0, 4])
        let (first, other) = (PatchOrder(random: 384, seed: 0), PatchOrder(random: 384, seed: 1))
        #expect(first.patches.sorted() == Array(0..<384) && other.patches.sorted() == Array(0..<384))
        #expect(first != other && first == PatchOrder(random: 384, seed: 0))
    }

    /// By the formulas of the paper: it must be the same on every machine, and in every version.
    @Test func theOrderAtRandomStays() {
        #expect(PatchOrder(random: 10, seed: 42).patches == Self.shuffled(10, seed: 42))
    }

    /// SplitMix64 and Fisher and Yates once more, the generator's state of each draw by itself.
    private static func shuffled(_ count: Int, seed: UInt64) -> [Int] {
        var patches = Array(0..<count)
        for draw in 1..<count {
            var z = seed &+ UInt64(draw) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            let last = count - draw
            patches.swapAt(last, Int((z ^ z >> 31) % UInt64(last + 1)))
        }
        return patches
    }

    /// 2×3 patches of 50×40 pixels of the original.
    @Test(arguments: [
        (ObjectBox(top: 50, left: 40, height: 50, width: 40), true),
        (ObjectBox(top: 75, left: 60, height: 1, width: 1), true),
        (ObjectBox(top: 76, left: 60, height: 30, width: 30), false),
        (ObjectBox(top: 0, left: 0, height: 75, width: 120), false),
        (ObjectBox(top: 0, left: 0, height: 76, width: 61), true),
        (ObjectBox(top: 0, left: 61, height: 100, width: 40), false),
    ])
    func pointsIntoABox(box: ObjectBox, isHit: Bool) {
        let grid = PatchGrid(rows: 2, columns: 3, patchSize: 14)
        let geometry = PatchGeometry(
            original: PictureSize(height: 100, width: 120), resized: grid.size, grid: grid)
        // The centre of the fifth patch is the corner between four pixels,
        // and belongs to the one below and right of it.
        let map = Self.map([0, 0, 1, 0, 2, 2], geometry)
        #expect(map.points(into: [box]) == isHit)
        let elsewhere = ObjectBox(top: 0, left: 0, height: 10, width: 10)
        #expect(map.points(into: [elsewhere, box]) == isHit && !map.points(into: []))
    }

    /// 4×6 cells on a crop, each patch with the mean of its own four.
    @Test func finerMapsAreAveraged() {
        let original = PictureSize(height: 90, width: 130)
        let resized = PictureSize(height: 40, width: 60)
        func geometry(_ rows: Int, _ columns: Int, _ patch: Int) -> PatchGeometry {
            PatchGeometry(
                original: original, resized: resized, cropTop: 8, cropLeft: 12,
                grid: PatchGrid(rows: rows, columns: columns, patchSize: patch))
        }
        let cells = (0..<24).map { Float(($0 * 7) % 11) }
        let averaged = Self.map(cells, geometry(4, 6, 6)).averaged(over: geometry(2, 3, 12))
        let expected = (0..<6).map { patch in
            let first = patch / 3 * 12 + patch % 3 * 2
            return (cells[first] + cells[first + 1] + cells[first + 6] + cells[first + 7]) / 4
        }
        #expect(averaged.values == expected && averaged.geometry == geometry(2, 3, 12))
        #expect(averaged.averaged(over: geometry(2, 3, 12)) == averaged)
    }
}
