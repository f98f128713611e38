extension WeightNaming {
    /// The namings that text encoders have, and what each calls the token embedding. The longer name comes first, for
    /// it ends with the shorter.
    private static let textAnchors: [(naming: WeightNaming, anchor: String)] = [
        (.huggingFaceCLIP, "embeddings.token_embedding.weight"), (.openCLIP, "token_embedding.weight"),
    ]

    /// The naming of a text encoder among some tensors, and its prefix: `text_model.` in transformers, in open_clip
    /// `text.` or nothing.
    static func locateText(in names: some Collection<String>) -> (naming: WeightNaming, prefix: String)? {
        for (naming, anchor) in textAnchors {
            let found = names.filter { $0 == anchor || $0.hasSuffix("." + anchor) }.min()
            if let found { return (naming, String(found.dropLast(anchor.count))) }
        }
        return nil
    }
}
