import Checkpoints
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

/// y = g · (tokens after the last block) for a fixed g of some tokens, in every family. Gradients of the heads are
/// another part's, and agreement with autograd another test's.
@Suite("The backward pass through the blocks")
struct BackwardPassTests {
    private func load(_ family: FamilyCase) throws -> VisionTransformer {
        try VisionTransformer(checkpoint: Checkpoint(directory: family.directory), isDifferentiable: true)
    }

    private func target(_ tokens: Tensor, rows: [Int]) -> OutputGradient {
        var generator = SeededGenerator(seed: 5)
        let gradient = Tensor(
            generator.floats(rows.count * tokens.shape[1]), shape: [rows.count, tokens.shape[1]], in: tokens.workspace)
        let selected = tokens.rows(rows).elements
        let y = zip(gradient.elements, selected).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        return OutputGradient(value: y, rows: rows, gradient: gradient)
    }

    /// Rows of the last layer's gradient: the first token, some, all.
    private func choices(of count: Int) -> [[Int]] { [[0], [0, count - 1], Array(0..<count)] }

    /// Pixels are moved along a line; what the tokens entering each layer change by, times the gradient there, is what
    /// y changes by, to the third order of the step.
    @Test(arguments: FamilyCase.all)
    func gradientsOfTokensAreFiniteDifferences(family: FamilyCase) throws {
        let model = try load(family)
        let patches = try family.patches(family.facts.nativeGrid)
        let (ahead, behind) = (moved(patches, by: 3e-3), moved(patches, by: -3e-3))
        let count = try #require(try model.encode(patches).tokens).shape[0]
        for rows in choices(of: count) {
            let difference = try value(model, ahead, rows) - value(model, behind, rows)
            _ = try model.differentiate(patches) { tokens throws(EncodingError) in
                target(tokens, rows: rows)
            } visiting: { layer throws(EncodingError) in
                let (to, from) = (
                    try model.tokens(entering: layer.layer, on: ahead),
                    try model.tokens(entering: layer.layer, on: behind)
                )
                var (predicted, magnitude) = (0.0, 0.0)
                for (g, (a, b)) in zip(layer.inputGradient().elements, zip(to.elements, from.elements)) {
                    predicted += Double(g) * Double(a - b)
                    magnitude += abs(Double(g) * Double(a - b))
                }
                #expect(abs(predicted - difference) <= 2e-3 * magnitude, "layer \(layer.layer) from \(rows.count) rows")
            }
        }
    }

    private func moved(_ patches: Patches, by step: Float) -> Patches {
        var generator = SeededGenerator(seed: 9)
        let direction = generator.floats(patches.values.count)
        return Patches(
            geometry: patches.geometry,
            values: Tensor(zip(patches.values.elements, direction).map { $0 + step * $1 }, shape: patches.values.shape))
    }

    private func value(_ model: VisionTransformer, _ patches: Patches, _ rows: [Int]) throws -> Double {
        target(try model.tokens(after: -1, on: patches), rows: rows).value
    }

    /// ∂y/∂(norm₁'s output), back through the norm, and the residual connection's gradient are those of the tokens.
    @Test(arguments: FamilyCase.all)
    func whatIsFusedEqualsItsParts(family: FamilyCase) throws {
        let model = try load(family)
        for grid in family.facts.grids {
            let patches = try family.patches(grid, in: Workspace(threads: 2))
            let count = try #require(try model.encode(patches).tokens).shape[0]
            for rows in choices(of: count) {
                _ = try model.differentiate(patches) { tokens throws(EncodingError) in
                    target(tokens, rows: rows)
                } visiting: { layer throws(EncodingError) in
                    #expect(layer.queries == (layer.layer == model.layerCount - 1 ? rows : Array(0..<count)))
                    compareRelevance(layer)
                }
            }
        }
    }

    /// The fused relevance against A and ∂y/∂A themselves.
    private func compareRelevance(_ layer: LayerGradient) {
        let weights = (0..<layer.tokenCount).map { Double($0 % 7) + 0.25 }
        let places = 0..<layer.queries.count
        let (a, g) = (layer.probabilities(of: places).elements, layer.probabilityGradients(of: places).elements)
        var expected = [Double](repeating: 1, count: layer.tokenCount)
        for head in 0..<layer.headCount {
            for (place, query) in layer.queries.enumerated() {
                for key in 0..<layer.tokenCount {
                    let index = (head * places.count + place) * layer.tokenCount + key
                    let product = Double(a[index]) * Double(g[index])
                    expected[key] += weights[query] * max(0, product) / Double(layer.headCount)
                }
            }
        }
        // Alongside the gradients, and then, as they are there, alone.
        for _ in 0..<2 {
            var found = [Double](repeating: 1, count: layer.tokenCount)
            layer.propagateRelevance(weights: weights, into: &found)
            let largest = expected.reduce(0) { max($0, $1) }
            let difference = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference <= 1e-5 * largest, "layer \(layer.layer)")
        }
    }

    /// What a pass leaves of a picture.
    private struct Outcome: Equatable {
        var y = 0.0
        var layers: [Int] = []
        var gradients: [[Float]] = []
        var relevance: [Double] = []
    }

    private func outcome(
        _ model: VisionTransformer, _ patches: Patches, downTo lowest: Int = 0
    ) throws -> Outcome {
        var result = Outcome()
        result.y = try model.differentiate(patches, downTo: lowest) { tokens throws(EncodingError) in
            result.relevance = (0..<tokens.shape[0]).map { $0 == 0 ? 1 : 0 }
            return target(tokens, rows: [0])
        } visiting: { layer throws(EncodingError) in
            let weights = result.relevance
            layer.propagateRelevance(weights: weights, into: &result.relevance)
            result.layers.append(layer.layer)
            result.gradients.append(layer.normalizedInputGradient().elements)
        }
        return result
    }

    @Test(arguments: FamilyCase.all)
    func threadsChangeNothing(family: FamilyCase) throws {
        let model = try load(family)
        let grid = family.facts.grids[family.facts.grids.count - 1]
        let expected = try outcome(model, family.patches(grid))
        #expect(expected.layers == (0..<model.layerCount).reversed())
        for threads in [2, 5] {
            #expect(try outcome(model, family.patches(grid, in: Workspace(threads: threads))) == expected)
        }
    }

    @Test func stopsWhereItIsTold() throws {
        let model = try VisionTransformer(
            checkpoint: Checkpoint(directory: SmallModel.directory), isDifferentiable: true)
        let patches = try SmallModel.patches([3, 7])
        let (whole, part) = (try outcome(model, patches), try outcome(model, patches, downTo: -1))
        #expect(part.layers == [model.layerCount - 1] && part.y == whole.y)
        #expect(part.gradients == Array(whole.gradients.prefix(1)))
        #expect(throws: EncodingError.noSuchLayer(3, layerCount: 3)) { try outcome(model, patches, downTo: 3) }
    }

    @Test func modelsLoadedWithoutAreRefused() throws {
        let patches = try SmallModel.patches([5, 5])
        #expect(throws: EncodingError.notDifferentiable) { try outcome(SmallModel.load(), patches) }
    }

    @Test(arguments: Precision.allCases.filter { $0 != .float32 && $0.isAvailable })
    func lesserPrecisionsAreRefused(precision: Precision) throws {
        let error = #expect(throws: ModelError.self) {
            try VisionTransformer(
                checkpoint: Checkpoint(directory: SmallModel.directory), precision: precision, isDifferentiable: true)
        }
        #expect(error?.description.contains(precision.rawValue) == true)
    }

    /// A score function that no checkpoint has: Queries and Keys of unit length.
    @Test func cosines() throws {
        let model = try VisionTransformer(
            checkpoint: Checkpoint(directory: SmallModel.directory), isDifferentiable: true
        )
        .scoring(by: .cosine(temperature: 0.1))
        let patches = try SmallModel.patches([6, 6])
        let (ahead, behind) = (moved(patches, by: 3e-3), moved(patches, by: -3e-3))
        let difference = try value(model, ahead, [0]) - value(model, behind, [0])
        _ = try model.differentiate(patches) { tokens throws(EncodingError) in
            target(tokens, rows: [0])
        } visiting: { layer throws(EncodingError) in
            let (to, from) = (
                try model.tokens(entering: layer.layer, on: ahead), try model.tokens(entering: layer.layer, on: behind)
            )
            let steps = zip(to.elements, from.elements).map { Double($0 - $1) }
            let products = zip(layer.inputGradient().elements, steps).map { Double($0) * $1 }
            let magnitude = products.reduce(0) { $0 + abs($1) }
            #expect(abs(products.reduce(0, +) - difference) <= 2e-3 * magnitude, "layer \(layer.layer)")
        }
    }
}
