public import AttentionMaps

/// What a map is asked from: a place on the picture, or a text.
public enum MethodQuery: Sendable, Hashable, CustomStringConvertible {
    /// The class token, a patch, or the mean over patches.
    case place(QueryPlace)
    /// A text, for models that were trained with texts.
    case text(String)

    /// As the command's `--query` takes it.
    public var description: String {
        switch self {
        case .place(let place): place.description
        case .text(let text): "text:\(text)"
        }
    }
}
