import AttentionMaps
import ImageDecoding
import TestSupport
import Testing
import VisionTransformers

/// Every family, grid and target, against the methods by whole matrices in NumPy, of autograd's gradients in double.
/// Differences over the largest value of a map; mostly some 1e-6.
@Suite("Methods by gradients are those of their papers and repositories")
struct GradientMethodTests {
    private static let bound: Float = 1e-5

    @Test(arguments: GradientCase.all)
    func relevance(given: GradientCase) throws {
        try compare(Relevance(of: given.modelTarget(), in: .all), with: "relevance", of: given)
    }

    /// Where a probe reads, the last attention is its own, which has a golden value of its own.
    @Test(arguments: GradientCase.all)
    func relevanceOfTheLastLayer(given: GradientCase) throws {
        let method = Relevance(of: try given.modelTarget(), in: .last)
        guard let probe = try given.golden("probe") else {
            return try compare(method, with: "relevance_last", of: given)
        }
        let gradients = try #require(try given.golden("probe_gradient")).values
        let (heads, count) = (probe.shape[0], probe.shape[1])
        let expected = (0..<count).map { token in
            (0..<heads).reduce(Float(0)) {
                $0 + max(0, probe.values[$1 * count + token] * gradients[$1 * count + token])
            } / Float(heads)
        }
        _ = try found(by: method, of: given, expecting: expected)
    }

    @Test(arguments: GradientCase.all)
    func gradCAM(given: GradientCase) throws {
        let method = GradCAM(of: try given.modelTarget())
        let (expected, _) = try #require(try given.golden("grad_cam"))
        // Weights and sums cancel, in one case all but a six-thousandth of what they are made of, which is in float32.
        let parts = try #require(try given.golden("grad_cam_parts")).values[0]
        let bound = max(Self.bound, 1e-6 * parts / (expected.max() ?? 1))
        let map = try found(by: method, of: given, expecting: expected, within: bound)
        #expect(map.map { $0.layer == given.family.facts.layers - 1 } ?? true)
    }

    @Test(arguments: GradientCase.all, [(0.0, "gradient_rollout_0"), (0.9, "gradient_rollout_9")])
    func gradientRollout(given: GradientCase, discarded: (ratio: Double, name: String)) throws {
        let method = GradientRollout(of: try given.modelTarget(), discardRatio: discarded.ratio)
        let model = try given.load()
        guard let (row, _) = try given.golden(discarded.name) else {
            let expected = MethodError.notWithThisModel(
                .gradientRollout, needs: "a class token", instead: "--method relevance")
            #expect(throws: expected) { try method.check(model) }
            return
        }
        let patches = row.dropFirst(model.prefixTokenCount)
        let largest = try #require(patches.max())
        // What is exact to 1e-5 is the whole row, of which the patches may have a small part.
        let bound = largest > 0 ? Self.bound * max(1, (row.max() ?? 0) / largest) : Self.bound
        _ = try found(
            by: method, of: given, expecting: patches.map { largest > 0 ? $0 / largest : 0 }, within: bound)
    }

    private func compare(_ method: some MapMethod, with name: String, of given: GradientCase) throws {
        let (row, _) = try #require(try given.golden(name))
        let map = try found(
            by: method, of: given, expecting: Array(row.dropFirst(given.family.facts.prefixTokens)))
        #expect(map.map { $0.source == .method(method.name.rawValue) } ?? true)
    }

    /// Nil where nothing is to be found, which is an error and no blank map.
    private func found(
        by method: some MapMethod, of given: GradientCase, expecting expected: [Float], within bound: Float = bound
    ) throws -> AttentionMap? {
        let (model, patches) = (try given.load(), try given.patches())
        guard expected.contains(where: { $0 > 0 }) else {
            let error = #expect(throws: MethodError.self) { try method(patches, in: model) }
            guard case .nothingFound(method.name, _) = error else {
                Issue.record("\(String(describing: error)) in the place of an empty map")
                return nil
            }
            return nil
        }
        let map = try method(patches, in: model).maps[0]
        #expect(relativeError(map.values, expected) <= bound)
        return map
    }
}

extension GradientCase {
    /// What is derived, as methods take it.
    func modelTarget() throws -> ModelTarget {
        let target: GradientTarget =
            switch self.target {
            case .classNumber: .classNumber(Self.classNumber)
            case .text: .text("a direction at random")
            case .feature: .feature
            }
        return ModelTarget(target, output: try output())
    }
}
