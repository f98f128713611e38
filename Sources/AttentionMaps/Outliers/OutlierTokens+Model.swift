public import ImageDecoding
public import VisionTransformers

extension OutlierTokens {
    /// Those of a picture, after one forward pass.
    public init(of patches: Patches, by model: VisionTransformer) throws(EncodingError) {
        self.init(norms: try model.encode(patches, recording: .tokens.withTokenNorms()), of: model)
    }

    /// From an encoding that kept the tokens' norms.
    init(norms encoding: Encoding, of model: VisionTransformer) {
        guard let norms = encoding.tokenNorms else { preconditionFailure("the norms were not recorded") }
        self.init(norms: Array(norms.dropFirst(model.prefixTokenCount)))
    }
}
