import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

@Suite("Attention times its gradient, by layer and head")
struct AttentionGradientTests {
    private static let names = [
        "vit-timm", "deit-hf-teacher", "dinov2-registers-hf-classifier", "vit-timm-gap", "clip-hf-full",
    ]
    private static let cases = GradientCase.all.filter { names.contains($0.family.facts.name) }

    /// ReLU(A ⊙ ∂y/∂A) of the library's own attention and autograd's gradient, in the rows that are read.
    @Test(arguments: cases)
    func isTheProduct(given: GradientCase) throws {
        let model = try given.load()
        let selection = try MapSelection(
            layers: .all, heads: .each, layerCount: model.layerCount, headCount: model.headCount)
        let method = AttentionGradient(of: try given.modelTarget(), in: selection)
        let maps = try method(given.patches(), in: model).maps
        #expect(maps.count == method.names.count)
        let weights = try reading(of: given, in: model)
        let (attention, gradient) = (try given.attention(), try #require(try given.golden("attention_gradient")).values)
        let count = weights.count
        for layer in 0..<model.layerCount {
            for head in 0..<model.headCount {
                let first = (layer * model.headCount + head) * count * count
                let expected = (model.prefixTokenCount..<count).map { key in
                    (0..<count).reduce(Float(0)) { sum, query in
                        let place = first + query * count + key
                        return sum + weights[query] * max(0, attention[place] * gradient[place])
                    }
                }
                let map = maps[layer * model.headCount + head]
                #expect(map.layer == layer && map.source == .head(head))
                #expect(relativeError(map.values, expected) <= 2e-5, "layer \(layer), head \(head)")
            }
        }
    }

    /// What each token's row counts, told again: the classifiers of these families read different tokens.
    private func reading(of given: GradientCase, in model: VisionTransformer) throws -> [Float] {
        let (prefix, patches) = (model.prefixTokenCount, given.grid[0] * given.grid[1])
        var weights = [Float](repeating: 0, count: prefix + patches)
        switch (given.family.facts.name, given.target) {
        case ("vit-timm-gap", _):
            for patch in 0..<patches { weights[prefix + patch] = 1 / Float(patches) }
        case ("dinov2-registers-hf-classifier", .classNumber):
            weights[0] = 0.5
            for patch in 0..<patches { weights[prefix + patch] = 0.5 / Float(patches) }
        case ("deit-hf-teacher", .classNumber): (weights[0], weights[1]) = (0.5, 0.5)
        default: weights[0] = 1
        }
        return weights
    }

    @Test func headsAreFusedAndChosen() throws {
        let given = try #require(Self.cases.first { $0.family.facts.name == "vit-timm" })
        let (model, target, patches) = (try given.load(), try given.modelTarget(), try given.patches())
        func maps(_ heads: HeadChoice) throws -> [AttentionMap] {
            let selection = try MapSelection(
                layers: .some([1]), heads: heads, layerCount: model.layerCount, headCount: model.headCount)
            return try AttentionGradient(of: target, in: selection)(patches, in: model).maps
        }
        let (each, some) = (try maps(.each), try maps(.some([2, 0])))
        #expect(some == [each[0], each[2]])
        let fused = try #require(try maps(.fused(.mean)).first)
        let mean = each[0].values.indices.map { patch in each.reduce(0) { $0 + $1.values[patch] } / Float(each.count) }
        #expect(fused.source == .fused(.mean) && largestDifference(fused.values, mean) <= 1e-7)
    }

    /// A probe reads after the last layer, once.
    @Test func aProbeIsAskedInTheLastLayerAlone() throws {
        let given = try #require(GradientCase.all.first { $0.family.facts.name == "siglip-hf-vision" })
        let (model, target) = (try given.load(), try given.modelTarget())
        let (all, last) = (
            try MapSelection(layers: .all, heads: .each, layerCount: 3, headCount: 3),
            try MapSelection(layers: .last, heads: .each, layerCount: 3, headCount: 3)
        )
        #expect(throws: MethodError.encoding(.probeOnlyAfterLastLayer)) {
            try AttentionGradient(of: target, in: all).check(model)
        }
        let maps = try AttentionGradient(of: target, in: last)(given.patches(), in: model).maps
        let (p, slopes) = (
            try #require(try given.golden("probe")).values, try #require(try given.golden("probe_gradient")).values
        )
        let expected = zip(p, slopes).map { max(0, $0 * $1) }
        #expect(relativeError(maps.flatMap(\.values), expected) <= 1e-5)
    }
}
