public import ImageDecoding
public import Tensors
public import VisionTransformers

/// A unit vector for each patch of a picture: the dot product of two is the cosine of the angle between them.
public struct PatchDescriptors: Sendable {
    /// (patches, channels), patches row by row, each row of length 1.
    /// A row of zeros has no direction and stays as it is.
    public let vectors: Tensor
    /// Where the patches lie on the original.
    public let geometry: PatchGeometry

    /// Divides each row by its Euclidean length. (patches, channels)
    public init(normalizing features: Tensor, geometry: PatchGeometry) {
        precondition(
            features.shape.rank == 2 && features.shape[0] == geometry.grid.count,
            "\(features.shape) is not a row for each of \(geometry.grid.count) patches")
        vectors = features.normalizedPerHead(headCount: 1)
        self.geometry = geometry
    }

    /// The cosine of the angle between a patch of these and one of others, summed in double.
    func cosine(_ patch: Int, _ other: Int, of others: PatchDescriptors) -> Double {
        let channels = vectors.shape[1]
        let (a, b) = (vectors.span, others.vectors.span)
        var sum = 0.0
        for channel in 0..<channels {
            sum += Double(a[patch * channels + channel]) * Double(b[other * channels + channel])
        }
        return sum
    }
}

/// What of a patch is compared.
///
/// The names are those of the command's `--features`.
public enum DescriptorKind: String, Sendable, CaseIterable {
    /// The patch's token as the layer leaves it, through the final norm as if the layer were the last (DINOv2's
    /// `get_intermediate_layers` with its default `norm=True`).
    case tokens
    /// The patch's Key, heads side by side, as the layer's linear map gives it (Amir et al. 2021, "Deep ViT Features as
    /// Dense Visual Descriptors"): before a rotary embedding turns it by its place, which is not what is compared.
    case keys
}

extension VisionTransformer {
    /// A unit vector for each patch. Class and register tokens are left out. Costs the layers up to `layer`.
    ///
    /// - Parameter layer: counted from 0, or from the end when negative.
    public func descriptors(
        _ kind: DescriptorKind = .tokens, of patches: Patches, layer: Int
    ) throws(EncodingError) -> PatchDescriptors {
        let features =
            switch kind {
            case .tokens: try patchTokens(of: patches, layer: layer)
            case .keys: try patchKeys(of: patches, layer: layer)
            }
        guard features.isFinite else { throw .notFinite(layer: layer < 0 ? layer + layerCount : layer) }
        return PatchDescriptors(normalizing: features, geometry: patches.geometry)
    }

    /// (patches, D)
    private func patchTokens(of patches: Patches, layer: Int) throws(EncodingError) -> Tensor {
        let tokens = try tokens(after: layer, on: patches, normalized: true)
        return tokens.rows(Array(prefixTokenCount..<tokens.shape[0]))
    }

    /// (patches, D)
    private func patchKeys(of patches: Patches, layer: Int) throws(EncodingError) -> Tensor {
        // The stages of any token hold the Keys of all.
        let keys = try attentionStages(on: patches, layer: layer, query: .patch(row: 0, column: 0)).keys
        let (heads, tokens, dimension) = (keys.shape[0], keys.shape[1], keys.shape[2])
        let prefix = prefixTokenCount
        return Tensor([tokens - prefix, heads * dimension], in: patches.values.workspace) { output in
            let keys = keys.span
            var next = 0
            for token in prefix..<tokens {
                for head in 0..<heads {
                    let start = (head * tokens + token) * dimension
                    for channel in start..<start + dimension {
                        output[next] = keys[channel]
                        next += 1
                    }
                }
            }
        }
    }
}
