/// HTML's character references, such as `&amp;` and `&#233;`, as Python's `html.unescape` and ftfy read them.
enum CharacterReferences {
    /// As `html.unescape`, which follows the HTML standard: also without a semicolon where the standard allows it.
    static func unescaped(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replacing(text) { rest in
            rest.dropFirst().first == "#" ? number(rest) : name(rest)
        }
    }

    /// As ftfy: only with a semicolon, and also in capitals where no other name is meant (`&EACUTE;`).
    static func unescapedCarefully(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replacing(text) { rest in
            let isNumber = rest.dropFirst().first == "#"
            let body = rest.dropFirst(isNumber ? 2 : 1).prefix(25).prefix(while: isNameCharacter)
            guard (1...24).contains(body.count), body.endIndex < rest.endIndex, rest[body.endIndex] == ";" else {
                return nil
            }
            let end = body.endIndex + 1
            if !isNumber { return named(body).map { ($0, end) } }
            let result = unescaped(Array(rest[..<end]))
            return result.contains(";") ? nil : (result, end)
        }
    }

    /// Replaces what begins with an ampersand by what `read` makes of it, up to the place it says; nil leaves it.
    private static func replacing(
        _ text: [Unicode.Scalar],
        _ read: (ArraySlice<Unicode.Scalar>) -> (replacement: [Unicode.Scalar], end: Int)?
    ) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var result: [Unicode.Scalar] = []
        var place = 0
        while place < text.count {
            if text[place] == "&", let (replacement, end) = read(text[place...]) {
                result += replacement
                place = end
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    // MARK: Numbers

    /// `&#233;` or `&#xE9;`, with or without the semicolon.
    private static func number(
        _ text: ArraySlice<Unicode.Scalar>
    ) -> (replacement: [Unicode.Scalar], end: Int)? {
        let afterSign = text.dropFirst(2)
        let isHexadecimal = afterSign.first == "x" || afterSign.first == "X"
        let rest = isHexadecimal ? afterSign.dropFirst() : afterSign
        let digits = rest.prefix { isHexadecimal ? $0.properties.isASCIIHexDigit : isDigit($0) }
        guard !digits.isEmpty else { return nil }
        // A number too large for UInt32 is beyond Unicode, as UInt32.max is.
        let radix = isHexadecimal ? 16 : 10
        let value = UInt32(String(String.UnicodeScalarView(digits)), radix: radix) ?? .max
        let hasSemicolon = digits.endIndex < text.endIndex && text[digits.endIndex] == ";"
        return (character(value), digits.endIndex + (hasSemicolon ? 1 : 0))
    }

    /// What the HTML standard has a number stand for: Windows-1252 for C1 controls, nothing for other controls and for
    /// what is no character, and the replacement character for what cannot be in Unicode.
    private static func character(_ value: UInt32) -> [Unicode.Scalar] {
        guard value != 0, let scalar = Unicode.Scalar(value) else { return ["\u{FFFD}"] }
        switch value {
        case 0x80...0x9F: return [PlainCharacters.windows1252(scalar)]
        case 1...8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        default: return value & 0xFFFE == 0xFFFE ? [] : [scalar]
        }
    }

    // MARK: Names

    /// `&eacute;`, or the longest known name that the text begins with.
    private static func name(
        _ text: ArraySlice<Unicode.Scalar>
    ) -> (replacement: [Unicode.Scalar], end: Int)? {
        let body = text.dropFirst().prefix(32).prefix { !"\t\n\u{C} <&#;".unicodeScalars.contains($0) }
        guard !body.isEmpty else { return nil }
        let names = CharacterReferenceTable.characters
        if body.endIndex < text.endIndex, text[body.endIndex] == ";", let found = names[Array(body)] {
            return (found, body.endIndex + 1)
        }
        for end in stride(from: body.endIndex, to: body.startIndex + 1, by: -1) {
            let start = Array(body[..<end])
            if CharacterReferenceTable.withoutSemicolon.contains(start), let found = names[start] {
                return (found, end)
            }
        }
        return nil
    }

    /// A name with a semicolon; in capitals, if nothing else is called so and no name without semicolon begins it.
    private static func named(_ name: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
        let names = CharacterReferenceTable.characters
        if let found = names[Array(name)] { return found }
        let lowercase = name.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
        let isCapitals = !name.contains { ("a"..."z").contains($0) }
        guard isCapitals, let found = names[lowercase], unescaped(["&"] + name + [";"]) == ["&"] + name + [";"] else {
            return nil
        }
        return found.flatMap { Array($0.properties.uppercaseMapping.unicodeScalars) }
    }
}
