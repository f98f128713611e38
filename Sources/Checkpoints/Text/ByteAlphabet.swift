/// The characters that stand for the 256 bytes in a byte-level vocabulary (Radford et al. 2019, GPT-2).
///
/// Bytes that print are themselves; the others follow from U+0100 on, so that no token has a space or a control
/// character in it.
public enum ByteAlphabet {
    /// What a token that ends a word ends with.
    public static let wordEnd = "</w>"

    private static let printed: [ClosedRange<UInt8>] = [0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF]

    /// The character of each byte.
    public static let characters: [Character] = {
        var characters = (0...255).map { Character(Unicode.Scalar($0)) }
        for (place, byte) in unprinted.enumerated() {
            guard let scalar = Unicode.Scalar(UInt32(0x100 + place)) else { continue }
            characters[Int(byte)] = Character(scalar)
        }
        return characters
    }()

    /// As OpenAI's vocabulary begins: bytes that print, then the others.
    static let inVocabularyOrder = (printed.flatMap { Array($0) } + unprinted).map { characters[Int($0)] }

    private static let unprinted = (UInt8.min...UInt8.max).filter { byte in !printed.contains { $0.contains(byte) } }
}
