/// How an output's path below the output folder is made from its input's: `{dir}/{stem}.png`.
///
/// | field | stands for |
/// | --- | --- |
/// | `{root}` | the name of the folder that was searched; of the folder a file given by itself lies in |
/// | `{dir}` | the folders between the searched one and the file; nothing at its top or for a file given by itself |
/// | `{name}` | the file's name with its extension |
/// | `{stem}` | the name without its extension |
/// | `{ext}` | the extension without its dot |
/// | `{index}` | the place of the input in the run, from 1 |
/// | `{layer}` | the encoder layer from 0; `all` where a file holds several |
/// | `{head}` | the head from 0, or `mean`, `max`, `min`; `all` where a file holds several |
///
/// What a template makes is always inside the output folder: an absolute template is refused, and so is `..`, in the
/// template or in what becomes of it.
public struct OutputTemplate: Sendable, Equatable, CustomStringConvertible {
    /// What can stand between braces.
    public enum Field: String, Sendable, CaseIterable {
        // The table above says what each is.
        case root, dir, name, stem, ext, index, layer, head
    }

    enum Piece: Equatable {
        case text(String)
        case field(Field)
    }

    /// The tree of the inputs, mirrored: the default.
    public static let mirrored = OutputTemplate(
        description: "{dir}/{stem}.png", pieces: [.field(.dir), .text("/"), .field(.stem), .text(".png")])

    /// Keeps any inputs apart: no two have the same number.
    static let numbered = OutputTemplate(
        description: "{dir}/{stem}.{index}.png",
        pieces: [.field(.dir), .text("/"), .field(.stem), .text("."), .field(.index), .text(".png")])

    /// The template as it was written.
    public let description: String
    private let pieces: [Piece]

    /// Reads a template, which has to end in `.png`.
    public init(_ text: String) throws(OutputTemplateError) {
        guard !Paths.isAbsolute(text) else { throw .absolute(text) }
        guard !Paths.components(text).contains("..") else { throw .leavesFolder(text) }
        guard text.lowercased().hasSuffix(".png") else { throw .notPNG(text) }
        self.init(description: text, pieces: try Self.pieces(of: text))
    }

    private init(description: String, pieces: [Piece]) {
        self.description = description
        self.pieces = pieces
    }

    /// Whether the template names this field.
    public func contains(_ field: Field) -> Bool { pieces.contains(.field(field)) }

    /// The path below the output folder, without empty parts: `{dir}/a.png` at the top of a tree is `a.png`.
    func path(_ value: (Field) -> String) throws(OutputTemplateError) -> String {
        let text = pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .field(let field): value(field)
            }
        }.joined()
        let parts = Paths.components(text).filter { $0 != "." }
        // A field can be made of dots, too.
        guard !parts.contains("..") else { throw .leavesFolder(text) }
        return parts.joined(separator: "/")
    }

    private static func pieces(of text: String) throws(OutputTemplateError) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if brace != rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
            let inner = rest[rest.index(after: brace)...]
            guard rest[brace] == "{", let end = inner.firstIndex(of: "}") else { throw .unbalanced(text) }
            guard let field = Field(rawValue: String(inner[..<end])) else { throw .unknownField(String(inner[..<end])) }
            pieces.append(.field(field))
            rest = inner[inner.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}
