public import ImageDecoding
import Tensors
public import VisionTransformers

/// Grad-CAM (Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization",
/// 2017) on patch tokens: which patches have the channels that raise the target.
///
/// The activations a are what the first norm of a block gives, of the last block unless told otherwise: what its
/// Queries, Keys and Values are made of, and where the pytorch-grad-cam library has its users look in a Vision
/// Transformer (after the last block, patches have no more part in a class token's output, and their gradient is zero).
/// A channel's weight is the mean over the patches of ∂y/∂a, the map ReLU(Σ over channels of weight · a). Class and
/// register tokens are left out.
///
/// Where no patch has such channels there is no map but `MethodError.nothingFound`. Cost: a forward pass, and a
/// backward pass down to that block; O(N·D) memory a block that is gone back through.
public struct GradCAM: MapMethod {
    /// What it is drawn for.
    public let target: ModelTarget
    /// The block whose norm is looked at, counted from 0, or from the end when negative.
    public let layer: Int

    /// Of the last block unless told otherwise.
    public init(of target: ModelTarget, layer: Int = -1) {
        self.target = target
        self.layer = layer
    }

    /// `grad-cam`
    public var name: MethodName { .gradCAM }

    /// A single map.
    public var names: [MapName] { [MapName(method: name)] }

    /// Target, and the block whose norm is looked at.
    public var facts: [String: String] {
        ["target": target.target.description, "layer": layer == -1 ? "last" : String(layer)]
    }

    /// The model has to have the block, and what the target is of.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        try target.checkGradients(of: model, for: name)
        _ = try place(in: model)
    }

    private func place(in model: VisionTransformer) throws(MethodError) -> Int {
        try MethodError.wrapping { () throws(EncodingError) in
            try LayerSelection.some([layer]).resolved(layerCount: model.layerCount)[0]
        }
    }

    /// The map of one picture; `nothingFound` where it would be blank.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let place = try place(in: model)
        var values: [Float] = []
        try target.differentiate(patches, in: model, downTo: place) { _ in
        } visiting: { layer in
            guard layer.layer == place else { return }
            values = Self.map(
                of: layer.normalizedInput(), gradient: layer.normalizedInputGradient(),
                tokens: model.prefixTokenCount..<layer.tokenCount)
        }
        guard values.contains(where: { $0 > 0 }) else {
            throw .nothingFound(name, "no patch has channels that raise \(target.target)")
        }
        return MethodFinding([
            AttentionMap(
                values: values, geometry: patches.geometry, layer: place, source: .method(name.rawValue))
        ])
    }

    /// ReLU(Σ weight · a) of each of these tokens, a weight being a channel's mean gradient over them. (N, D), (N,
    /// D) → (n)
    private static func map(of activations: Tensor, gradient: Tensor, tokens: Range<Int>) -> [Float] {
        let channels = activations.shape[1]
        let (a, slopes) = (activations.span, gradient.span)
        var weights = [Double](repeating: 0, count: channels)
        for token in tokens {
            for channel in 0..<channels { weights[channel] += Double(slopes[token * channels + channel]) }
        }
        return tokens.map { token in
            var sum = 0.0
            for channel in 0..<channels { sum += weights[channel] * Double(a[token * channels + channel]) }
            return Float(max(0, sum / Double(tokens.count)))
        }
    }
}
