package import AttentionMaps

extension AttentionMap {
    /// What the map shows in a few words: `layer 11 head 0`, `layer 11 mean`, `rollout`.
    package var label: String {
        let place = query.map { " at \($0)" } ?? ""
        guard let layer else { return sourceLabel + place }
        return "layer \(layer) \(sourceLabel)\(place)"
    }

    /// The part of the label that tells maps of a layer apart.
    package var sourceLabel: String {
        switch source {
        case .head(let head): "head \(head)"
        case .fused(let fusion): fusion.rawValue
        case .method(let name): name
        }
    }

    /// What its numbers are: probabilities from a query to the patches, or what a method makes of them.
    package var quantity: String {
        switch source {
        case .head, .fused: measured.rawValue
        case .method(let name): name
        }
    }
}
