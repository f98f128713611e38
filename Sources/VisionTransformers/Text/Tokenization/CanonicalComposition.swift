/// Unicode's Normalization Form C: a letter and its accents become one character where there is one.
enum CanonicalComposition {
    /// Nothing below has a decomposition that composition would not restore (the first accent is U+0300).
    private static let firstCombining: Unicode.Scalar = "\u{300}"

    /// Marks that decompose into two: the only characters that do not decompose into a base and marks. The standard
    /// library of Swift 6.3 leaves them in the wrong order among other marks.
    private static let markPairs: [Unicode.Scalar: [Unicode.Scalar]] = [
        "\u{344}": ["\u{308}", "\u{301}"], "\u{F73}": ["\u{F71}", "\u{F72}"], "\u{F75}": ["\u{F71}", "\u{F74}"],
        "\u{F81}": ["\u{F71}", "\u{F80}"],
    ]

    /// NFC of the text.
    static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: { $0 >= firstCombining }) else { return text }
        var string = String.UnicodeScalarView()
        string.append(contentsOf: text.flatMap { markPairs[$0] ?? [$0] })
        // The standard library has the form for comparing strings, under this name. Foundation offers it too, with
        // 40 MB of tables to load.
        return Array(String(decoding: String(string)._nfcCodeUnits, as: UTF8.self).unicodeScalars)
    }
}
