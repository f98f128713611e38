import Foundation
import PatchLens
import TestSupport
import Testing

/// The article's numbers are this library's, and stay so.
@Suite("The article on the four stages tells the truth")
struct ArticleTests {
    /// A negative number has a minus sign in print, not a hyphen.
    private func printed(_ value: Float, places: Int) -> String {
        String(format: "%.\(places)f", value).replacingOccurrences(of: "-", with: "−")
    }

    private func article() throws -> String {
        let path = "\(ProjectPaths.root)/Sources/PatchLens/PatchLens.docc/TheFourStagesOfAttention.md"
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func everyNumber() throws {
        let model = try DefaultModel.model.get()
        let picture = try DefaultModel.picture("chelsea.png")
        let patches = try model.patches(of: picture)
        let place = try #require(patches.geometry.patch(atOriginalRow: 135, column: 322))
        #expect(place == (7, 17))
        let stages = try model.attentionStages(
            on: patches, layer: -1, query: .patch(row: place.row, column: place.column))
        let patchesNamed = [(7, 16), (7, 17), (7, 9), (14, 22)].map { 1 + 24 * $0.0 + $0.1 }

        var expected = (0..<4).map { printed(stages.query[0, $0], places: 3) }
        expected += (0..<4).map { printed(stages.weightedSum[0, $0], places: 3) }
        expected += [patchesNamed[1], patchesNamed[3]].flatMap { token in
            (0..<3).map { printed(stages.keys[0, token, $0], places: 3) }
        }
        expected += patchesNamed.map { printed(stages.scores[0, $0], places: 3) }
        expected += patchesNamed.dropLast().map { printed(stages.probabilities[0, $0], places: 4) }
        expected.append(printed(stages.probabilities[0, patchesNamed[3]], places: 6))
        let text = try article()
        for number in expected { #expect(text.contains(number), "the article does not have \(number)") }
    }
}
