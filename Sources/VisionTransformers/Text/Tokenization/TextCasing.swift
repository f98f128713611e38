/// Lower-casing as the two libraries do it.
enum TextCasing {
    /// Each character by itself, as Rust's `char::to_lowercase`, which Hugging Face's tokenizers use.
    static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
    }

    /// As Python's `str.lower`: Σ at a word's end becomes ς (Unicode, 3.13, Final_Sigma).
    static func loweredAsPython(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.indices.flatMap { place -> [Unicode.Scalar] in
            guard text[place] == "Σ" else { return Array(text[place].properties.lowercaseMapping.unicodeScalars) }
            return [isFinal(place, in: text) ? "ς" : "σ"]
        }
    }

    /// Behind a cased letter and not in front of one, whatever accents and points stand between.
    private static func isFinal(_ place: Int, in text: [Unicode.Scalar]) -> Bool {
        func isCased(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isCased ?? false }
        let before = text[..<place].last { !$0.properties.isCaseIgnorable }
        let after = text[(place + 1)...].first { !$0.properties.isCaseIgnorable }
        return isCased(before) && !isCased(after)
    }
}
