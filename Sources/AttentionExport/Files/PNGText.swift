/// A text kept inside a PNG, as other programs show it under its keyword.
public struct PNGText: Hashable, Sendable {
    /// 1 to 79 printable ASCII characters, `Software` or `Scale`.
    public let keyword: String
    /// Anything.
    public let text: String

    /// A text and what it is.
    public init(_ keyword: String, _ text: String) {
        self.keyword = keyword
        self.text = text
    }

    /// Whether the PNG specification allows the keyword; ours are ASCII, where it has Latin-1.
    var hasValidKeyword: Bool {
        let bytes = keyword.utf8
        return (1...79).contains(bytes.count) && bytes.allSatisfy { (32...126).contains($0) }
            && !keyword.hasPrefix(" ") && !keyword.hasSuffix(" ") && !keyword.contains("  ")
    }
}
