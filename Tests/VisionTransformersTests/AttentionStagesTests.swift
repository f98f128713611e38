import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("The four stages of attention can be looked at, one by one")
struct AttentionStagesTests {
    let model: VisionTransformer
    let golden: GoldenFile

    init() throws {
        model = try SmallModel.load()
        golden = try SmallModel.golden()
    }

    /// Token 0 is the class token, the others patches of the 3×7 grid.
    @Test(arguments: [0, 1, 11, 21])
    func agreeWithTransformers(token: Int) throws {
        let stages = try stages(of: token)
        #expect(largestDifference(stages.keys.elements, try golden.floats("stages.key")) <= 1e-5)
        #expect(largestDifference(stages.values.elements, try golden.floats("stages.value")) <= 1e-5)
        #expect(largestDifference(stages.query.elements, try row(token, of: "stages.query")) <= 1e-5)
        #expect(largestDifference(stages.scores.elements, try row(token, of: "stages.scores")) <= 2e-5)
        #expect(largestDifference(stages.probabilities.elements, try row(token, of: "stages.probabilities")) <= 3e-6)
        #expect(largestDifference(stages.weightedSum.elements, try row(token, of: "stages.weighted_sum")) <= 1e-5)
    }

    /// softmax(QKᵀ/√d)V, from the values handed out alone.
    @Test func satisfyTheFormula() throws {
        let stages = try stages(of: 11)
        let (heads, count, dimension) = (stages.keys.shape[0], stages.keys.shape[1], stages.keys.shape[2])
        for head in 0..<heads {
            for key in 0..<count {
                let product = (0..<dimension).reduce(Float(0)) {
                    $0 + stages.query[head, $1] * stages.keys[head, key, $1]
                }
                #expect(abs(stages.scores[head, key] - product / Float(dimension).squareRoot()) <= 1e-5)
            }
            let sum = (0..<count).reduce(Float(0)) { $0 + stages.probabilities[head, $1] }
            #expect(abs(sum - 1) <= 1e-6)
            for channel in 0..<dimension {
                let weighted = (0..<count).reduce(Float(0)) {
                    $0 + stages.probabilities[head, $1] * stages.values[head, $1, channel]
                }
                #expect(abs(stages.weightedSum[head, channel] - weighted) <= 1e-5)
            }
        }
    }

    @Test(arguments: [
        (ScoreFunction.scaledDotProduct, "stages.probabilities"), (.dotProduct, "stages.dot_product_probabilities"),
        (.cosine(temperature: 0.1), "stages.cosine_probabilities"),
    ])
    func theScoreFunctionIsAParameter(function: ScoreFunction, name: String) throws {
        // Only the last block scores otherwise: what enters it is the reference's.
        let stages = try model.scoring(by: function, in: .last)
            .attentionStages(on: SmallModel.patches([3, 7]), layer: 2, query: .patch(row: 0, column: 3))
        #expect(largestDifference(stages.probabilities.elements, try row(4, of: name)) <= 1e-5)
    }

    /// The fused kernel and the stages agree for every score function, not only the model's own.
    @Test(arguments: [ScoreFunction.scaledDotProduct, .dotProduct, .cosine(temperature: 0.25)])
    func theEncoderComputesTheSame(function: ScoreFunction) throws {
        let other = try model.scoring(by: function)
        let patches = try SmallModel.patches([3, 7])
        let stages = try other.attentionStages(on: patches, layer: 1, query: .patch(row: 1, column: 3))
        let encoding = try other.encode(
            patches, recording: .attention(from: .patch(row: 1, column: 3), in: .some([1])))
        let recorded = encoding.attention.layers[0].probabilities.elements
        #expect(largestDifference(stages.probabilities.elements, recorded) <= 2e-6)
    }

    private func stages(of token: Int) throws -> AttentionStages {
        let query = token == 0 ? AttentionQuery.classToken : .patch(row: (token - 1) / 7, column: (token - 1) % 7)
        return try model.attentionStages(on: SmallModel.patches([3, 7]), layer: -1, query: query)
    }

    /// One token's part of a golden tensor (heads, tokens, …).
    private func row(_ token: Int, of name: String) throws -> [Float] {
        let shape = try golden.shape(name)
        let values = try golden.floats(name)
        return (0..<shape[0]).flatMap { head in
            let start = (head * shape[1] + token) * shape[2]
            return Array(values[start..<(start + shape[2])])
        }
    }
}
