public import ImageDecoding
import Tensors
public import VisionTransformers

/// How much each patch is like something: the cosine of its token, after the final norm, to another vector.
///
/// cos(x_p, r) = ⟨x_p, r⟩ / (‖x_p‖ ‖r‖), −1…1, summed in double. The reference r is the token of the patch that holds a
/// pixel, the class token, the mean of all patches' tokens, or CLIP's features of a text. For a text each patch's token
/// goes through the norm and the projection that CLIP gives the pooled token (Radford et al. 2021, §2). CLIP was
/// trained to bring the pooled token alone near a text, so that its patches' cosines lie close together.
///
/// One encoding, and N·D products for each reference. Pixels and the mean work with every model.
public struct TokenSimilarity: MapMethod {
    /// One map for each, in this order.
    public let references: [SimilarityReference]

    /// To one reference or more.
    public init(to references: [SimilarityReference]) {
        precondition(!references.isEmpty, "similarity to nothing")
        self.references = references
    }

    /// See `MethodName`.
    public var name: MethodName { .similarity }

    /// One drawing for each reference.
    public var names: [MapName] {
        SimilarityReference.namesInPaths(of: references).map {
            MapName(method: name, query: references.count > 1 ? $0 : nil)
        }
    }

    /// What patches are compared with.
    public var facts: [String: String] {
        ["query": references.map(\.description).joined(separator: references.contains(where: \.isText) ? "; " : " ")]
    }

    /// Throws where a class token or a space of texts is asked for that the model does not have.
    public func check(_ model: VisionTransformer) throws(MethodError) {
        for reference in references {
            switch reference {
            case .place(.classToken) where !model.hasClassAttention || model.probeIsClassToken:
                throw .notWithThisModel(name, needs: "a class token", instead: "--query X,Y or --query mean")
            case .text(_, let features) where model.projectionSize != features.count:
                throw .notWithThisModel(
                    name, needs: "a projection to texts of \(features.count) channels, as its own text encoder has",
                    instead: "--query X,Y")
            default: break
            }
        }
    }

    /// The cosines as maps of −1…1.
    public func callAsFunction(
        _ patches: Patches, in model: VisionTransformer
    ) throws(MethodError) -> MethodFinding {
        try check(model)
        let tokens = try MethodError.wrapping { () throws(EncodingError) in
            try model.finalTokens(of: patches)
        }
        let compared = ComparedTokens(tokens, of: model, at: patches.geometry)
        var maps: [AttentionMap] = []
        for reference in references {
            do throws(QueryError) {
                maps.append(try compared.map(to: reference, amongSeveral: references.count > 1))
            } catch {
                throw .query(error)
            }
        }
        return MethodFinding(maps)
    }
}

/// The tokens of a picture, to be compared.
private struct ComparedTokens {
    let prefixCount: Int
    let geometry: PatchGeometry
    /// After the final norm, prefix tokens first. (N, D)
    let tokens: Tensor
    /// (patches, D)
    let patchTokens: Tensor
    /// In the space of texts, for models that have it. (patches, projection)
    let projected: Tensor?

    init(_ tokens: Tensor, of model: VisionTransformer, at geometry: PatchGeometry) {
        self.tokens = tokens
        self.geometry = geometry
        prefixCount = model.prefixTokenCount
        patchTokens = tokens.rows(Array(prefixCount..<tokens.shape[0]))
        projected = model.projected(patchTokens)
    }

    func map(to reference: SimilarityReference, amongSeveral: Bool) throws(QueryError) -> AttentionMap {
        switch reference {
        case .place(let place):
            let map = map(patchTokens.cosines(to: try vector(at: place)), source: MethodName.similarity.rawValue)
            return amongSeveral ? map.asked(from: place) : map
        case .text(let text, let features):
            let cosines = projected?.cosines(to: features.map(Double.init)) ?? []
            return map(cosines, source: "\(MethodName.similarity.rawValue) to “\(text)”")
        }
    }

    private func map(_ values: [Float], source: String) -> AttentionMap {
        AttentionMap(values: values, geometry: geometry, layer: nil, source: .method(source))
    }

    private func vector(at place: QueryPlace) throws(QueryError) -> [Double] {
        switch place {
        case .classToken: return tokens.row(0)
        case .patchMean: return patchTokens.meanOfRows()
        case .pixel:
            let patch = try place.patch(in: geometry) ?? (0, 0)
            return patchTokens.row(patch.row * geometry.grid.columns + patch.column)
        }
    }
}
