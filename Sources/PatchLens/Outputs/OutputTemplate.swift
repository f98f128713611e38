import AttentionMaps

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
/// | `{layer}` | the encoder layer from 0; `all` where a file holds several or a method has none |
/// | `{head}` | the head from 0, or `mean`, `max`, `min`; `all` where a file holds several or a method has none |
/// | `{method}` | the method's name: `attention`, `rollout`; `all` where a file holds several |
/// | `{query}` | `x120y80`, `class` or `mean` where a method is asked from several places; nothing otherwise |
///
/// What a template makes is always inside the output folder: an absolute template is refused, and so is `..`, in the
/// template or in what becomes of it.
public struct OutputTemplate: Sendable, Equatable, CustomStringConvertible {
    /// What can stand between braces.
    public enum Field: String, Sendable, CaseIterable {
        // The table above says what each is.
        case root, dir, name, stem, ext, index, layer, head, method, query
    }

    enum Piece: Equatable {
        case text(String)
        case field(Field)
    }

    /// The tree of the inputs, mirrored: the default.
    public static let mirrored = mirrored(fileExtension: "png")

    /// The tree of the inputs, mirrored, for outputs of another kind.
    public static func mirrored(fileExtension: String) -> OutputTemplate {
        OutputTemplate(
            description: "{dir}/{stem}.\(fileExtension)", fileExtension: fileExtension,
            pieces: [.field(.dir), .text("/"), .field(.stem), .text(".\(fileExtension)")])
    }

    /// Keeps any inputs apart: no two have the same number.
    static func numbered(fileExtension: String) -> OutputTemplate {
        OutputTemplate(
            description: "{dir}/{stem}.{index}.\(fileExtension)", fileExtension: fileExtension,
            pieces: [
                .field(.dir), .text("/"), .field(.stem), .text("."), .field(.index), .text(".\(fileExtension)"),
            ])
    }

    /// The template as it was written.
    public let description: String
    /// What it ends with behind a dot, in upper or lower case.
    public let fileExtension: String
    private let pieces: [Piece]

    /// Reads a template, which has to end in `.png`, or in the extension of what is written instead.
    ///
    /// - Parameter fields: those that may stand in it.
    public init(
        _ text: String, fileExtension: String = "png", fields: [Field] = Field.allCases
    ) throws(OutputTemplateError) {
        guard !Paths.isAbsolute(text) else { throw .absolute(text) }
        guard !Paths.components(text).contains("..") else { throw .leavesFolder(text) }
        guard text.lowercased().hasSuffix("." + fileExtension) else {
            throw .otherExtension(text, expected: fileExtension)
        }
        let pieces = try Self.pieces(of: text, fields)
        self.init(description: text, fileExtension: fileExtension, pieces: pieces)
    }

    private init(description: String, fileExtension: String, pieces: [Piece]) {
        self.description = description
        self.fileExtension = fileExtension
        self.pieces = pieces
    }

    /// Whether the template names this field.
    public func contains(_ field: Field) -> Bool { pieces.contains(.field(field)) }

    /// The path of one input's output, the `index`-th of the run.
    func path(
        of input: PictureInput, index: Int, map: MapName
    ) throws(OutputTemplateError) -> String {
        try path { field in
            switch field {
            case .root: input.root
            case .dir: input.directory
            case .name: input.name
            case .stem: input.stem
            case .ext: input.fileExtension
            case .index: String(index)
            case .layer: map.layerField
            case .head: map.headField
            case .method: map.methodField
            case .query: map.queryField
            }
        }
    }

    /// The path below the output folder, without empty parts: `{dir}/a.png` at the top of a tree is `a.png`.
    private func path(_ value: (Field) -> String) throws(OutputTemplateError) -> String {
        // In bytes: a run makes a million of them, several times.
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .text(let text): bytes += text.utf8
            case .field(let field): bytes += value(field).utf8
            }
        }
        var path: [UInt8] = []
        path.reserveCapacity(bytes.count)
        for part in bytes.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            // A field can be made of dots, too.
            guard !part.elementsEqual("..".utf8) else { throw .leavesFolder(String(decoding: bytes, as: UTF8.self)) }
            if !path.isEmpty { path.append(UInt8(ascii: "/")) }
            path += part
        }
        return String(decoding: path, as: UTF8.self)
    }

    private static func pieces(of text: String, _ fields: [Field]) throws(OutputTemplateError) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if brace != rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
            let inner = rest[rest.index(after: brace)...]
            guard rest[brace] == "{", let end = inner.firstIndex(of: "}") else { throw .unbalanced(text) }
            guard let field = Field(rawValue: String(inner[..<end])), fields.contains(field) else {
                throw .unknownField(String(inner[..<end]), fields: fields)
            }
            pieces.append(.field(field))
            rest = inner[inner.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}
