/// The one font of labels and legends: every character 5 × 9 pixels in a cell of 6 × 10, enlarged by whole numbers.
///
/// A font of our own, because what is printed are digits and a few English words, and a font file would be the
/// largest thing in the package.
package enum BitmapFont {
    /// Pixels from one character to the next, before enlargement.
    static let advance = 6
    /// Rows of a glyph.
    static let height = 9
    /// Columns of a glyph.
    static let width = 5

    /// Pixels from the first to the last column of a text.
    static func width(of text: String, scale: Int) -> Int { max(0, text.count * advance - 1) * scale }

    /// Nine rows from the top, the leftmost pixel in bit 4.
    ///
    /// What is not ASCII is printed as a question mark.
    static func glyph(_ character: Character) -> [UInt8] {
        let code = character.asciiValue ?? questionMark
        let index = Int(code) - Int(GlyphDrawings.first)
        return glyphs.indices.contains(index) ? glyphs[index] : glyphs[Int(questionMark - GlyphDrawings.first)]
    }

    private static let questionMark: UInt8 = 63

    /// All glyphs from the space on, read from the drawing.
    package static let glyphs: [[UInt8]] = {
        let lines = GlyphDrawings.bands.split(separator: "\n")
        return stride(from: 0, to: lines.count, by: height).flatMap { top in
            let rows = lines[top..<top + height].map { $0.split(separator: " ") }
            return rows[0].indices.map { column in rows.map { bits(of: $0[column]) } }
        }
    }()

    private static func bits(of drawing: Substring) -> UInt8 {
        drawing.reduce(0) { bits, mark in bits << 1 | (mark == "#" ? 1 : 0) }
    }
}
