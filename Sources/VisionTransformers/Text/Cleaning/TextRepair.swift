/// What open_clip does to a text before lower-casing: the repairs of ftfy's `fix_text`, then HTML's character
/// references.
///
/// One repair is not here: text that was decoded in the wrong encoding (“Ã©” for “é”) is taken as it stands. Line
/// breaks are not unified, for all white space is the same to the tokenizer.
enum TextRepair {
    /// (text) → the text that is lower-cased and cut into words
    static func cleaned(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        // Twice, for what was escaped twice.
        CharacterReferences.unescaped(CharacterReferences.unescaped(repaired(text)))
    }

    /// As `fix_text`: line by line; where one has a `<` it is HTML, whose references are meant, from there on.
    private static func repaired(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var unescapes = true
        var result: [Unicode.Scalar] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("<") { unescapes = false }
            result += (result.isEmpty ? [] : ["\n"]) + repairedLine(Array(line), unescapes: unescapes)
        }
        return result
    }

    /// All repairs, until there is nothing more to repair.
    private static func repairedLine(_ line: [Unicode.Scalar], unescapes: Bool) -> [Unicode.Scalar] {
        var line = line
        while true {
            let before = line
            if unescapes { line = CharacterReferences.unescapedCarefully(line) }
            line = line.flatMap(plainCharacters)
            line = withoutControls(withoutTerminalEscapes(line))
            line = CanonicalComposition.composed(line)
            if line == before { return line }
        }
    }

    /// C1 controls as Windows-1252, ligatures taken apart, usual widths, straight quotation marks: in this order.
    private static func plainCharacters(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let scalar = PlainCharacters.windows1252(scalar)
        let letters = PlainCharacters.ligatures[scalar] ?? [scalar]
        return letters.flatMap { PlainCharacters.standardWidth($0) }.map(straight)
    }

    private static func straight(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{2BC}", "\u{2018}"..."\u{201B}": "'"
        case "\u{201C}"..."\u{201F}": "\""
        default: scalar
        }
    }

    /// Without sequences such as `ESC[1;31m`, which colour a terminal.
    private static func withoutTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var result: [Unicode.Scalar] = []
        var rest = text[...]
        while let first = rest.first {
            if let end = endOfEscape(rest) {
                rest = rest[end...]
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }

    /// Where the escape sequence that begins here ends, if one does.
    private static func endOfEscape(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        guard text.starts(with: ["\u{1B}", "["]) else { return nil }
        let rest = text.dropFirst(2).drop { $0 == ";" || $0.properties.generalCategory == .decimalNumber }
        guard let letter = rest.first, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else { return nil }
        return rest.startIndex + 1
    }

    /// Without characters that show nothing: controls but white space, deprecated Arabic ones, annotations and the byte
    /// order mark (Unicode Technical Report 20).
    private static func withoutControls(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.filter { scalar in
            switch scalar.value {
            case 0...8, 0xB, 0xE...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: false
            default: true
            }
        }
    }
}
