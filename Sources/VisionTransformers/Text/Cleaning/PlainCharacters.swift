/// Characters that ftfy replaces by the plainer ones they stand for.
enum PlainCharacters {
    /// What 0x80 to 0x9F are in Windows-1252; where it has nothing, the control itself.
    static func windows1252(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(scalar.value) else { return scalar }
        let character = windows1252Characters[Int(scalar.value) - 0x80]
        return character == "." ? scalar : character
    }

    private static let windows1252Characters = Array("€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ".unicodeScalars)

    /// Latin ligatures and digraphs; æ and œ are letters of their own and stay.
    static let ligatures: [Unicode.Scalar: [Unicode.Scalar]] = [
        "Ĳ": "IJ", "ĳ": "ij", "ŉ": "ʼn", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz", "Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž", "Ǉ": "LJ",
        "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi",
        "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st",
    ].mapValues { (letters: String) in Array(letters.unicodeScalars) }

    /// Fullwidth Latin and halfwidth Katakana and Hangul in their usual widths.
    static func standardWidth(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x3000: return [" "]
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).map { [$0] } ?? [scalar]
        case 0xFFE3: return [" ", "\u{304}"]
        case 0xFF5F...0xFFEE:
            let standard = widths[Int(scalar.value) - 0xFF5F]
            return [standard == "?" ? scalar : standard]
        default: return [scalar]
        }
    }

    /// U+FF5F to U+FFEE by their compatibility decomposition; ? where there is none, and for U+FFE3, which has two.
    private static let widths = Array(
        ("⦅⦆。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}"
            + "\u{1160}ᄀᄁ\u{11AA}ᄂ\u{11AC}\u{11AD}ᄃᄄᄅ\u{11B0}\u{11B1}\u{11B2}\u{11B3}\u{11B4}\u{11B5}ᄚᄆᄇᄈᄡᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ???"
            + "\u{1161}\u{1162}\u{1163}\u{1164}\u{1165}\u{1166}??\u{1167}\u{1168}\u{1169}\u{116A}\u{116B}\u{116C}??"
            + "\u{116D}\u{116E}\u{116F}\u{1170}\u{1171}\u{1172}??\u{1173}\u{1174}\u{1175}???¢£¬?¦¥₩?│←↑→↓■○")
            .unicodeScalars)
}
