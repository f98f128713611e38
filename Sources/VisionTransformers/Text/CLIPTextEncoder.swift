public import Checkpoints
public import Tensors

/// CLIP's text encoder (Radford et al. 2021): a text's tokens attend to those before them, layer by layer, and the end
/// token, which sees them all, becomes the text's features in the space that pictures share.
///
///     let text = try CLIPTextEncoder(checkpoint: TextCheckpoint(directory: folder))
///     let features = try text.features(of: ["a photo of a dog", "a photo of a cat"])  // (2, projection)
public struct CLIPTextEncoder: Sendable {
    /// The sizes and choices.
    public let configuration: TextConfiguration
    /// Texts to token ids.
    public let tokenizer: CLIPTokenizer
    /// What cosines of picture and text are multiplied by to be logits. Nil where the checkpoint has the text encoder
    /// alone.
    public let logitScale: Float?
    /// What is added to logits, in the few models that have it.
    public let logitBias: Float?

    /// (vocabulary, D)
    let tokenEmbedding: Tensor
    /// (context, D)
    let positionEmbedding: Tensor
    let blocks: [EncoderBlock]
    let norm: LayerNorm
    /// D → projection
    let projection: Linear

    /// The features of some texts, as the checkpoint's library has them before they are made unit vectors.
    /// → (texts, projection)
    ///
    /// - Parameter workspace: whose threads are used.
    public func features(
        of texts: [String], in workspace: Workspace = Workspace(threads: Processor.count)
    ) throws(EncodingError) -> Tensor {
        var rows: [Tensor] = [Tensor(zeros: [0, configuration.projectionSize], in: workspace)]
        for text in texts { rows.append(try features(ofTokens: tokenizer.tokenIDs(of: text), in: workspace)) }
        return Tensor.concatenating(rows, along: 0)
    }

    /// The features of one text by its token ids, which may be filled up behind the end token.
    /// → (1, projection)
    func features(ofTokens ids: [Int], in workspace: Workspace) throws(EncodingError) -> Tensor {
        let end = featureToken(of: ids)
        // No token sees those behind it: what is behind the one that counts need not be computed.
        var tokens = embed(ids[...end], in: workspace)
        let places = TokenPlaces(rows: 1, columns: tokens.shape[0], prefixCount: 0, rotary: nil)
        var trace: [LayerTrace] = []
        for block in blocks { tokens = block(consume tokens, at: places, recording: nil, into: &trace) }
        let features = projection(norm(tokens.rows([end])))
        guard features.isFinite else { throw .notFinite(layer: blocks.count - 1) }
        return features
    }

    /// The place of the token whose output is the text's.
    private func featureToken(of ids: [Int]) -> Int {
        switch configuration.pooling {
        case .first(let id): ids.firstIndex(of: id) ?? 0
        case .largestID: ids.max().flatMap(ids.firstIndex(of:)) ?? 0
        }
    }

    /// Each token's embedding and that of its place, added. → (ids.count, D)
    private func embed(_ ids: ArraySlice<Int>, in workspace: Workspace) -> Tensor {
        let channels = configuration.hiddenSize
        return Tensor([ids.count, channels], in: workspace) { output in
            let (embeddings, positions) = (tokenEmbedding.span, positionEmbedding.span)
            for (place, id) in ids.enumerated() {
                for channel in 0..<channels {
                    output[place * channels + channel] =
                        embeddings[id * channels + channel] + positions[place * channels + channel]
                }
            }
        }
    }
}
