import AttentionMaps
import ImageDecoding
import Tensors
import TestSupport
import Testing
import VisionTransformers

@Suite("Similarity of patches to a place or a text")
struct TokenSimilarityTests {
    @Test func toAPatchToTheClassTokenAndToTheMean() throws {
        let (model, patches) = (try SmallModel.load(), try SmallModel.patches([3, 7]))
        let tokens = try #require(model.encode(patches).tokens)
        let size = tokens.shape[1]
        func row(_ index: Int) -> [Float] { Array(tokens.elements[index * size..<(index + 1) * size]) }
        func cosine(_ a: [Float], _ b: [Float]) -> Float {
            func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
            return Float(dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot())
        }
        // The patch at row 2, column 5 of 4×4 pixels.
        let places: [QueryPlace] = [.pixel(row: 9, column: 22), .classToken, .patchMean]
        let finding = try TokenSimilarity(to: places.map(SimilarityReference.place))(patches, in: model)
        #expect(finding.maps.map(\.query) == places && finding.drawing == .heat)
        #expect(finding.maps[0][2, 5] == 1)
        let mean = (0..<size).map { channel in (1...21).reduce(Float(0)) { $0 + row($1)[channel] } / 21 }
        for (map, reference) in zip(finding.maps, [row(1 + 2 * 7 + 5), row(0), mean]) {
            let expected = (1...21).map { cosine(row($0), reference) }
            #expect(largestDifference(map.values, expected) <= 1e-5)
            #expect(map.values.allSatisfy { (-1...1).contains($0) })
        }
    }

    /// A patch's way into the space of texts is the class token's own, which the families' tests compare with their
    /// libraries; and a text that is a patch's features has that patch as its like.
    @Test(
        arguments: FamilyCase.all.filter {
            ["clip-hf-projection", "clip-openclip", "clip-openai"].contains($0.facts.name)
        })
    func toATextByItsFeatures(family: FamilyCase) throws {
        let model = try family.load()
        let grid = family.facts.grids[0]
        let patches = try family.patches(grid)
        let tokens = try #require(model.encode(patches).tokens)
        let projected = try #require(model.projected(tokens))
        let pooled = try #require(model.imageFeatures(tokens))
        #expect(largestDifference(projected.rows([0]).elements, pooled.elements) <= 1e-5)

        let place = grid[0] * grid[1] / 2
        let text = SimilarityReference.text("this", features: projected.rows([1 + place]).elements)
        let map = try TokenSimilarity(to: [text])(patches, in: model).maps[0]
        #expect(abs(map.values[place] - 1) <= 1e-6)
        #expect(map.values.indices.allSatisfy { map.values[$0] <= map.values[place] })
    }

    @Test func whatTheModelLacksIsSaid() throws {
        let model = try SmallModel.load()
        let text = TokenSimilarity(to: [.text("a cat", features: [1, 2, 3])])
        #expect(throws: MethodError.self) { try text.check(model) }
        #expect(throws: MethodError.self) { try text(SmallModel.patches([3, 7]), in: model) }
        let outside = TokenSimilarity(to: [.place(.pixel(row: 500, column: 0))])
        #expect(throws: MethodError.self) { try outside(SmallModel.patches([3, 7]), in: model) }
    }

    @Test func namesAreFitForFiles() {
        let references: [SimilarityReference] = [
            .place(.classToken), .place(.pixel(row: 3, column: 8)), .text("a photo of a cat", features: [1]),
            .text("a photo, of a cat!", features: [1]), .text("../…", features: [1]),
        ]
        #expect(
            TokenSimilarity(to: references).names.map(\.query)
                == ["class", "x8y3", "a-photo-of-a-cat", "a-photo-of-a-cat-2", "text"])
        #expect(TokenSimilarity(to: [references[0]]).names.map(\.query) == [nil])
    }
}
