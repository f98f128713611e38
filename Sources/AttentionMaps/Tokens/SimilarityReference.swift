import Tensors
public import VisionTransformers

/// What patches are compared with by `TokenSimilarity`.
public enum SimilarityReference: Sendable, Hashable, CustomStringConvertible {
    /// The class token, the patch that holds a pixel of the upright original, or the mean of all patches.
    case place(QueryPlace)
    /// A text, and its features in the space that pictures share.
    case text(String, features: [Float])

    /// Texts by CLIP's text encoder of the same model, which is read once for a run.
    public static func texts(
        _ texts: [String], by encoder: CLIPTextEncoder
    ) throws(EncodingError) -> [SimilarityReference] {
        let features = try encoder.features(of: texts)
        return texts.enumerated().map { .text($1, features: features.rows([$0]).elements) }
    }

    /// As `--query` takes it, or the text itself.
    public var description: String {
        switch self {
        case .place(let place): place.description
        case .text(let text, _): text
        }
    }

    var isText: Bool {
        if case .text = self { return true }
        return false
    }

    /// The longest part of a text that is put into a file's name, in bytes: names have room for 255.
    private static let longestName = 80

    /// As parts of files' names, each another: a text's letters and digits, with hyphens for what is between them.
    static func namesInPaths(of references: [SimilarityReference]) -> [String] {
        var taken: Set<String> = []
        return references.map { reference in
            let name = reference.nameInPaths
            var unique = name
            var number = 1
            while !taken.insert(unique).inserted {
                number += 1
                unique = "\(name)-\(number)"
            }
            return unique
        }
    }

    private var nameInPaths: String {
        guard case .text(let text, _) = self else {
            if case .place(let place) = self { return place.nameInPaths }
            return ""
        }
        let words = text.split { !($0.isLetter || $0.isNumber) }
        var name = words.joined(separator: "-")
        while name.utf8.count > Self.longestName { name.unicodeScalars.removeLast() }
        return name.isEmpty ? "text" : name
    }
}
