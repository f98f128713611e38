import PatchLens
import Testing

@Suite struct LabelScoreTests {
    private let labels = ["cat", "dog", "hen", "owl"]

    private func best(_ count: Int, _ logits: [Float]) -> [LabelScore] {
        LabelScore.best(count, of: Tensor(logits, shape: [1, logits.count]), labels: labels)
    }

    /// ln of 1, 2, 3 and 4: tenths.
    @Test func probabilitiesAreThoseOfAllClasses() {
        let scores = best(2, [0, 0.6931472, 1.0986123, 1.3862944])
        #expect(scores.map(\.label) == ["owl", "hen"] && scores.map(\.index) == [3, 2])
        #expect(abs(scores[0].probability - 0.4) < 1e-6 && abs(scores[1].probability - 0.3) < 1e-6)
    }

    @Test func theFirstOfEqualOnesComesFirst() {
        #expect(best(9, [1, 2, 2, 1]).map(\.index) == [1, 2, 0, 3])
    }

    @Test func largeOutputsDoNotOverflow() {
        let scores = best(4, [3e38, -3e38, 3e38, 1000])
        #expect(scores.map(\.probability) == [0.5, 0.5, 0, 0])
    }
}
