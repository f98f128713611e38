public import ImageDecoding
import Tensors
public import VisionTransformers

/// Saliency by a decoder that was trained on the model's own tokens (`SaliencyDecoder`): where a person would look.
///
/// The map is the decoder's own output at its own resolution, 8×8 cells a patch, each 0…1: after the sigmoid and before
/// the bilinear enlargement to the pixels of the model's picture, which drawing does instead. One encoding, and about
/// 5.8 million multiplications a patch. Only with the model that the decoder was trained on.
public struct Saliency: MapMethod {
    let decoder: SaliencyDecoder

    /// By this decoder.
    public init(decoder: SaliencyDecoder) {
        self.decoder = decoder
    }

    /// See `MethodName`.
    public var name: MethodName { .saliency }

    /// One drawing.
    public var names: [MapName] { [MapName(method: name)] }

    /// Throws where the decoder takes other tokens than the model gives.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        guard decoder.inputs == model.hiddenSize else {
            throw .notWithThisModel(
                name, needs: "a decoder trained on its tokens, of \(decoder.inputs) channels",
                instead: "--method lost or tokencut")
        }
    }

    /// A map of 8×8 cells a patch.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let tokens = try MethodError.wrapping { () throws(EncodingError) in
            try model.patchTokens(of: patches).patches
        }
        let map = AttentionMap(
            values: decoder(tokens, on: patches.geometry.grid),
            geometry: patches.geometry.refined(by: SaliencyDecoder.cellsPerPatch), layer: nil,
            source: .method(name.rawValue))
        return MethodFinding([map])
    }
}
