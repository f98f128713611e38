import Checkpoints
public import ImageDecoding
public import Tensors

extension VisionTransformer {
    /// The Keys of a layer as its linear map makes them, heads side by side: before a norm or a rotation by position
    /// prepares them for the dot product. Prefix tokens first, then patches row by row. Methods that compare patches by
    /// their Keys (LOST, TokenCut) take the last layer's; nothing of that layer but its Key map is computed.
    ///
    /// - Parameter layer: counted from 0, or from the end when negative.
    /// - Returns: (N, D)
    public func keys(in layer: Int = -1, on patches: Patches) throws(EncodingError) -> Tensor {
        let index = try LayerSelection.some([layer]).resolved(layerCount: layerCount)[0]
        let keys = blocks[index].keys(of: try tokens(entering: index, on: patches))
        guard keys.isFinite else { throw .notFinite(layer: index) }
        return keys
    }

    /// Tokens in the space that pictures and texts share, each through the norm and the projection that the pooled
    /// token goes through; nil for models without such a projection. (n, D), after the final norm → (n, projection)
    package func projected(_ tokens: Tensor) -> Tensor? { output.projectedEach(tokens) }

    /// Channels of a token, D.
    package var hiddenSize: Int { configuration.hiddenSize }

    /// How many channels the space has that pictures and texts share; nil for models that have none.
    package var projectionSize: Int? { output.projection?.outputs }
}
