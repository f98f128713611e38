import AttentionExport
import Foundation
import TestSupport
import Testing

@Suite("Lettering")
struct LetteringTests {
    struct Number: Decodable, Sendable {
        let value: String
        let text: String
    }

    static let numbers: [Number] = {
        let url = URL(fileURLWithPath: ProjectPaths.fixtures() + "/numbers.json")
        return (try? JSONDecoder().decode([Number].self, from: Data(contentsOf: url))) ?? []
    }()

    @Test func numbersAreThere() { #expect(Self.numbers.count == 33) }

    @Test(arguments: numbers)
    func aNumberIsPrintedAsPythonDoes(number: Number) throws {
        let value = Float(try #require(Double(number.value)))
        #expect(ScaleNumber.text(value) == number.text)
    }

    @Test func everyPrintableCharacterHasAGlyph() {
        #expect(BitmapFont.glyphs.count == 126 - 32 + 1)
        #expect(BitmapFont.glyphs.allSatisfy { $0.count == 9 && $0.allSatisfy { $0 < 32 } })
    }

    @Test func glyphsAreDistinctAndAllButTheSpaceAreInked() {
        #expect(Set(BitmapFont.glyphs).count == BitmapFont.glyphs.count)
        #expect(BitmapFont.glyphs.filter { $0.allSatisfy { $0 == 0 } }.count == 1)
        #expect(BitmapFont.glyphs.first?.allSatisfy { $0 == 0 } == true)
    }
}
