/// How a checkpoint names a text encoder's tensors, and what stands in front of the names.
public struct TextNaming: Equatable, Sendable {
    /// Whose names.
    public enum Style: Equatable, Sendable {
        /// `text_model.embeddings.token_embedding.weight`.
        case huggingFace
        /// `token_embedding.weight`.
        case openCLIP
    }

    /// Whose names.
    public let style: Style
    /// In front of the encoder's names: `text_model.`, open_clip's `text.`, or nothing.
    public let prefix: String
    /// In front of the names beside the encoder (`logit_scale`): `prefix` without the text tower's own part.
    public var modelPrefix: String {
        let own = style == .huggingFace ? "text_model." : "text."
        return prefix == own || prefix.hasSuffix("." + own) ? String(prefix.dropLast(own.count)) : prefix
    }

    /// The naming among these names, found by what they call the token embedding.
    init?(in names: [String]) {
        for (style, anchor) in [(Style.huggingFace, "embeddings.token_embedding.weight"), (.openCLIP, Self.anchor)] {
            let found = names.filter { $0 == anchor || $0.hasSuffix("." + anchor) }.min()
            guard let found else { continue }
            self.style = style
            prefix = String(found.dropLast(anchor.count))
            return
        }
        return nil
    }

    private static let anchor = "token_embedding.weight"

    /// Whether a tensor of this full name is the text encoder's, so that the model must have a place for it.
    public func isText(_ name: String) -> Bool {
        if name.hasPrefix(modelPrefix + "text_projection") || name == modelPrefix + "logit_scale" { return true }
        guard name.hasPrefix(prefix) else { return false }
        let own = name.dropFirst(prefix.count)
        return style == .huggingFace
            ? own.hasPrefix("embeddings.") || own.hasPrefix("encoder.") || own.hasPrefix("final_layer_norm.")
            : own == "positional_embedding" || own.hasPrefix(Self.anchor) || own.hasPrefix("transformer.")
                || own.hasPrefix("ln_final.") || own.hasPrefix("text_projection")
    }
}
