import AttentionMaps
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// A small model whose attention the golden file was computed from, and a grid of it.
struct MethodCase: Sendable, CustomStringConvertible {
    let name: String
    let family: String?
    let grid: [Int]

    static let all = [
        MethodCase(name: "small", family: nil, grid: [3, 7]),
        MethodCase(name: "small-square", family: nil, grid: [6, 6]),
        MethodCase(name: "dinov2-registers-hf", family: "dinov2-registers-hf", grid: [3, 5]),
        MethodCase(name: "deit-hf-classifier", family: "deit-hf-classifier", grid: [3, 5]),
        MethodCase(name: "clip-hf-vision", family: "clip-hf-vision", grid: [3, 5]),
        MethodCase(name: "siglip-hf-vision", family: "siglip-hf-vision", grid: [3, 5]),
    ]

    var description: String { name }

    static func family(_ name: String) throws -> FamilyCase {
        try #require(FamilyCase.all.first { $0.facts.name == name })
    }

    func load() throws -> (VisionTransformer, Patches) {
        guard let family else { return (try SmallModel.load(), try SmallModel.patches(grid)) }
        let found = try Self.family(family)
        return (try found.load(), try found.patches(grid))
    }

    /// What make-rollout-golden.py computed in NumPy.
    func golden(_ quantity: String) throws -> [Float] {
        try GoldenFile(named: "attention-methods").floats("\(name).\(quantity)")
    }

    func selection(_ heads: HeadChoice, in model: VisionTransformer) throws -> MapSelection {
        try MapSelection(
            layers: .all, heads: heads, layerCount: model.layerCount, headCount: model.headCount)
    }
}

@Suite("Rollouts by row vectors are products of whole matrices")
struct RolloutMethodTests {
    @Test(arguments: MethodCase.all, [0, 0.5, 0.9])
    func agrees(sample: MethodCase, ratio: Double) throws {
        let (model, patches) = try sample.load()
        for rule in AttentionRollout.Rule.allCases {
            for fusion in HeadFusion.allCases {
                let method = AttentionRollout(by: rule, fusing: fusion, discardRatio: ratio)
                let name = "\(method.name.rawValue).\(fusion.rawValue).\(ratio)"
                let expected = try sample.golden(name)
                if expected.contains(where: \.isNaN) {
                    #expect(throws: MethodError.self, "\(name)") { try method(patches, in: model) }
                    continue
                }
                let maps = try method(patches, in: model).maps
                #expect(maps.count == 1 && maps[0].source == .method(method.name.rawValue) && maps[0].layer == nil)
                #expect(largestDifference(maps[0].values, expected) <= 1e-5, "\(name)")
            }
        }
    }

    /// The published code divides columns: with max the two differ.
    @Test func theVariantsAreNotTheSame() throws {
        let (model, patches) = try MethodCase.all[0].load()
        let found = try AttentionRollout.Rule.allCases.map {
            try AttentionRollout(by: $0, fusing: .max)(patches, in: model).maps[0].values
        }
        #expect(largestDifference(found[1], found[2]) > 1e-2)
        #expect(AttentionRollout(by: .paper).discardRatio == 0)
        #expect(AttentionRollout(by: .vitExplain).discardRatio == 0.9)
    }

    @Test func doesNotDependOnThreads() throws {
        let model = try SmallModel.load()
        let found = try [1, 3].map { threads in
            let patches = try SmallModel.patches([6, 6], in: Workspace(threads: threads))
            return try AttentionRollout(by: .vitExplain, fusing: .max)(patches, in: model).maps[0].values
        }
        #expect(found[0] == found[1])
    }

    @Test(arguments: AttentionRollout.Rule.allCases)
    func aModelWithoutClassTokenIsRefused(rule: AttentionRollout.Rule) throws {
        let family = try MethodCase.family("siglip-hf-headless")
        let model = try family.load()
        let method = AttentionRollout(by: rule)
        #expect(throws: MethodError.self) { try method.check(model) }
        #expect(throws: MethodError.self) { try method(family.patches([3, 5]), in: model) }
    }
}
