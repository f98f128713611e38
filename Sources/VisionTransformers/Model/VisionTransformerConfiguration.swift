/// The sizes of a model, as its family reads them from the checkpoint's configuration.
public struct VisionTransformerConfiguration: Sendable, Hashable {
    /// The family's name: `dinov2`.
    public var family: String
    /// D, the channels of a token.
    public var channels: Int
    /// Encoder layers.
    public var layerCount: Int
    /// Attention heads a layer.
    public var headCount: Int
    /// Channels between the two linear maps of the MLP.
    public var hiddenChannels: Int
    /// The side of a patch in pixels.
    public var patchSize: Int
    /// Channels of a pixel.
    public var pixelChannels: Int
    /// Rows of the grid that the position embeddings were learned on.
    public var learnedRows: Int
    /// Columns of it.
    public var learnedColumns: Int
    /// ε of every layer norm.
    public var normEpsilon: Float
    /// How position embeddings are resized.
    public var positionInterpolation: PositionInterpolation

    /// Values of a flattened patch: channels × rows × columns.
    public var patchValueCount: Int { pixelChannels * patchSize * patchSize }
}
